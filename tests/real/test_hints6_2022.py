"""HINTS 6, 2022 (US National Cancer Institute): frequencies of five items at three thresholds."""

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.wording import percent
from tests.real.reproduction import (
    HINTS,
    PRINTED,
    SAME_FORMULA,
    keyed,
    linearised,
    mapping_file,
    real_file,
)

FOLDER = "hints6_2022"
FIGURES = 120
ITEMS = {  # column: the activity that the mapping reads from it
    "SocMed_Visited": "network_visit",
    "SocMed_SharedPers": "status_update",
    "SocMed_SharedGen": "tweet_post",
    "SocMed_Interacted": "forum_contribute",
    "SocMed_WatchedVid": "video_watch",
}
THRESHOLDS = {  # the reference's words: the kit's
    "at least monthly (few times a month or more)": "monthly",
    "at least weekly": "weekly",
    "ever in 12 months": "rarely",
}
WEEKLY = ["Almost every day", "At least once a week"]
MONTHLY = [*WEEKLY, "A few times a month"]
EVER = [*MONTHLY, "Less than once a month"]
ATTAINED = {"weekly": WEEKLY, "monthly": MONTHLY, "rarely": EVER}


def frequencies(activity: str) -> tk.Ladder:
    """One item as a ladder of three thresholds."""
    rungs = [tk.Rung(each, any_of=(activity,), at_least=each) for each in THRESHOLDS.values()]
    return tk.Ladder(
        activity, (*rungs, tk.Rung("none", none=True)), {activity: tk.Activity(activity)}
    )


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    path = real_file(f"{FOLDER}/hints6_public.csv.gz", HINTS)
    return tk.read(path, mapping=mapping_file("hints6_2022"))


@pytest.fixture(scope="module")
def shares(sample: tk.Sample) -> pd.DataFrame:
    """Every item at every threshold, among those who answered it, by column and group."""
    tables = []
    for column, activity in ITEMS.items():
        asked = tk.profile(
            sample, frequencies(activity), by=["gender", "age_group"], missing="exclude"
        )
        tables.append(asked.table.assign(item=column))
    return keyed(pd.concat(tables)).set_index("item", append=True)


def test_all_120_shares(shares):
    reference = pd.read_csv(real_file(f"{FOLDER}/reference_computed.csv", HINTS))
    level = reference["subgroup"].str.removeprefix("Age ").replace("All", "")
    by = level.map(lambda each: "gender" if each in ("Male", "Female") else "age_group")
    threshold = reference["threshold"].map(THRESHOLDS)
    keys = pd.MultiIndex.from_arrays(
        [threshold, by.where(level != "", ""), level, reference["item"]]
    )
    ours = shares.loc[keys].reset_index(drop=True)
    close = (ours["share"] - reference["percent"] / 100).abs() <= PRINTED
    reproduced = close & (ours["n"] == reference["unweighted_n"])
    assert reference[~reproduced].empty, reference[~reproduced].to_string()
    assert reproduced.sum() == len(reference) == keys.nunique() == FIGURES


def test_errors_against_the_rows(sample, shares):
    rows = sample.frame
    design = [rows[column] for column in ("PERSON_FINWT0", "VAR_STRATUM", "VAR_CLUSTER")]
    compared = 0
    for item in ITEMS:
        answered = rows[item].isin([*EVER, "Never"]).to_numpy()
        for threshold, attained in ATTAINED.items():
            holds = rows[item].isin(attained).to_numpy()
            for by, level in [("", ""), ("gender", "Female"), ("gender", "Male")]:
                inside = answered & (rows["BirthGender"] == level if by else True)
                expected = linearised(holds, inside, *(each.to_numpy() for each in design))
                ours = shares.loc[(threshold, by, level, item), list(expected)]
                assert ours.to_dict() == pytest.approx(expected, rel=SAME_FORMULA)
                compared += 1
    assert compared == 45


def test_the_2010_ladder_reads_four_rungs_at_their_own_thresholds(sample):
    rows = sample.frame
    monthly, weekly = (rows[list(ITEMS)].isin(each) for each in (MONTHLY, WEEKLY))
    does = {
        "conversationalists": weekly["SocMed_SharedPers"] | weekly["SocMed_SharedGen"],
        "critics": monthly["SocMed_Interacted"],
        "joiners": monthly["SocMed_Visited"],
        "spectators": monthly["SocMed_WatchedVid"],
    }
    does["inactives"] = ~pd.DataFrame(does).any(axis=1)
    answered = rows[list(ITEMS)].isin([*EVER, "Never"])
    w = rows["PERSON_FINWT0"] * answered.any(axis=1)
    profile = tk.profile(sample, tk.load_ladder("2010"))
    expected = {rung: (w * holds).sum() / w.sum() for rung, holds in does.items()}
    assert dict(zip(profile.table["answer"], profile.table["share"], strict=True)) == (
        pytest.approx(expected)
    )
    assert (profile.table["n"] == answered.any(axis=1).sum()).all()
    caption = " ".join(profile.notes)
    assert "at least monthly (Conversationalists weekly), asked about the last 12 months" in caption
    assert "the activities of Creators and Collectors were not asked" in caption
    assert "Blank answers leave Conversationalists anywhere from 4.8% to 6.7%" in profile.text


def test_published_figures_follow_from_their_base(sample):
    def share(question: str, answers: list[str], **options: object) -> float:
        table = tk.profile(sample, question, **options).table.set_index("answer")
        return table["share"][answers].sum()

    # The publisher's fact sheet keeps blanks in the base: 59%, not 60%.
    assert percent(share("SocMed_WatchedVid", EVER, missing="in_base")) == "59%"
    assert percent(share("SocMed_WatchedVid", EVER)) == "60%"
    assert percent(share("WearableDevTrackHealth", ["Yes"], missing="in_base")) == "37%"
    # Gaysynsky et al. 2024, JMIR Infodemiology 4:e51127: users of social media who answered.
    levels = ["None", "A little", "Some", "A lot"]
    misleading = {"where": {"MisleadingHealthInfo": levels}}
    assert percent(share("MisleadingHealthInfo", ["A lot"], **misleading), 2) == "35.61%"
    assert percent(share("MisleadingHealthInfo", ["Some"], **misleading)) == "46%"
    agree = ["Strongle agree", "Somewhat agree"]  # as it stands in the file
    valid = {"where": {"SocMed_TrueFalse": [*agree, "Somewhat disagree", "Strongly disagree"]}}
    assert percent(share("SocMed_TrueFalse", agree, **valid), 2) == "66.56%"


def test_the_base_of_a_published_count(sample):
    levels = ["None", "A little", "Some", "A lot"]
    table = tk.profile(sample, "MisleadingHealthInfo", where={"MisleadingHealthInfo": levels}).table
    assert (table["n"] == 4_959).all()
