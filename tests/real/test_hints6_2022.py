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
ATTAINED = {  # threshold: the answers that reach it
    "weekly": ["Almost every day", "At least once a week"],
    "monthly": ["Almost every day", "At least once a week", "A few times a month"],
}


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
    keys = pd.MultiIndex.from_arrays(
        [reference["threshold"].map(THRESHOLDS), by.where(level != "", ""), level,
         reference["item"]]
    )  # fmt: skip
    ours = shares.loc[keys].reset_index(drop=True)
    close = (ours["share"] - reference["percent"] / 100).abs() <= PRINTED
    reproduced = close & (ours["n"] == reference["unweighted_n"])
    assert reference[~reproduced].empty, reference[~reproduced].to_string()
    assert reproduced.sum() == len(reference) == keys.nunique() == FIGURES


def test_errors_against_the_rows(sample, shares):
    rows = sample.frame
    design = [rows[column] for column in ("PERSON_FINWT0", "VAR_STRATUM", "VAR_CLUSTER")]
    answers = [*ATTAINED["monthly"], "Less than once a month", "Never"]
    compared = 0
    for item in ITEMS:
        answered = rows[item].isin(answers).to_numpy()
        for threshold, attained in ATTAINED.items():
            holds = rows[item].isin(attained).to_numpy()
            for by, level in [("", ""), ("gender", "Female"), ("gender", "Male")]:
                inside = answered & (rows["BirthGender"] == level if by else True)
                expected = linearised(holds, inside, *(each.to_numpy() for each in design))
                ours = shares.loc[(threshold, by, level, item), list(expected)]
                assert ours.to_dict() == pytest.approx(expected, rel=SAME_FORMULA)
                compared += 1
    assert compared == 30


def test_the_2010_ladder_reads_four_rungs_at_their_own_thresholds(sample):
    rows = sample.frame
    monthly, weekly = (rows[list(ITEMS)].isin(ATTAINED[each]) for each in ("monthly", "weekly"))
    does = {
        "conversationalists": weekly["SocMed_SharedPers"] | weekly["SocMed_SharedGen"],
        "critics": monthly["SocMed_Interacted"],
        "joiners": monthly["SocMed_Visited"],
        "spectators": monthly["SocMed_WatchedVid"],
    }
    does["inactives"] = ~pd.DataFrame(does).any(axis=1)
    answered = rows[list(ITEMS)].isin([*ATTAINED["monthly"], "Less than once a month", "Never"])
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


def test_printed_figures_depend_on_the_base(sample):
    """59% were printed with blanks in the base; without them it would be 60%."""
    ever = ["Almost every day", "At least once a week", "A few times a month",
            "Less than once a month"]  # fmt: skip

    def watched(missing: str) -> str:
        table = tk.profile(sample, "SocMed_WatchedVid", missing=missing).table
        return percent(table.set_index("answer")["share"][ever].sum())

    assert (watched("in_base"), watched("exclude")) == ("59%", "60%")
    wearable = tk.profile(sample, "WearableDevTrackHealth", missing="in_base").table
    assert percent(wearable.set_index("answer")["share"]["Yes"]) == "37%"
    users = {"MisleadingHealthInfo": ["None", "A little", "Some", "A lot"]}
    table = tk.profile(sample, "MisleadingHealthInfo", where=users).table.set_index("answer")
    assert percent(table["share"]["A lot"]) == "36%"
    assert percent(table["share"]["Some"]) == "46%"
