"""HINTS Puerto Rico 2009 (US National Cancer Institute): every percentage of its codebook.

The publisher's base is everyone with an answer: who was not asked is system-missing in the file,
and "refused" or "don't know" are answers with a code and a label like any other.
"""

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.wording import percent
from tests.real.reproduction import HINTS, mapping_file, real_file

FOLDER = "hints_puerto_rico_2009"
FIGURES = 1_394
QUESTIONS = 253
METRIC = r"^(?P<question>\w+) = (?P<code>\d+) \((?P<answer>.*)\)$"
NOTE = r"unweighted n published (?P<n>\d+), .*weighted n published (?P<n_weighted>\d+),"
HALF = 0.5  # the codebook prints weighted counts as whole numbers


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    path = real_file(f"{FOLDER}/hintspr_public.sav", HINTS)
    return tk.read(path, mapping=mapping_file("hints_puerto_rico_2009"))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The printed figures, one a question and answer."""
    table = pd.read_csv(real_file(f"{FOLDER}/published.csv", HINTS))
    parts = table["metric"].str.extract(METRIC)
    counts = table["note"].str.extract(NOTE).astype(float)
    return pd.concat([parts, counts, table["published_value"]], axis=1)


@pytest.fixture(scope="module")
def shares(sample: tk.Sample, published: pd.DataFrame) -> pd.DataFrame:
    """The same questions by the kit, small bases shown."""
    tables = []
    for name in published["question"].unique():
        counted = sample
        if sample.question(name).kind == "number":  # the codebook counts minutes and dollars too
            counted = sample.with_question(tk.Question(name))
        found = tk.profile(counted, name, suppress_below=0, flag_below=0)
        tables.append(found.table.assign(question=name))
    return pd.concat(tables).set_index(["question", "answer"])


def test_the_file_brings_labels_and_no_missing_codes(sample):
    assert (sample.n, len(sample.frame.columns)) == (639, 322)
    assert sample.question("HC15UseInternet").levels == ((1, "Yes"), (2, "No"))
    assert not any(sample.question(name).missing for name in sample.questions)


def test_all_1394_percentages(published, shares):
    ours = shares.loc[pd.MultiIndex.from_frame(published[["question", "answer"]])]
    printed = [f"{value:.1f}%" for value in published["published_value"]]
    reproduced = [percent(a, 1) == b for a, b in zip(ours["share"], printed, strict=True)]
    wrong = published.assign(ours=ours["share"].to_numpy(), right=reproduced).query("not right")
    assert wrong.empty, wrong.to_string()
    assert sum(reproduced) == len(published) == FIGURES
    assert published["question"].nunique() == QUESTIONS


def test_the_bases_are_the_sums_of_the_printed_counts(published, shares):
    bases = published.groupby("question").agg(
        n=("n", "sum"), n_weighted=("n_weighted", "sum"), answers=("answer", "size")
    )
    ours = shares.groupby("question")[["n", "n_weighted"]].first()
    assert ours["n"].equals(bases["n"].astype(int))
    gap = (ours["n_weighted"] - bases["n_weighted"]).abs()
    assert (gap <= HALF * bases["answers"]).all(), gap[gap > HALF * bases["answers"]]


def test_answers_that_nobody_gave_are_there_with_share_0(published, shares):
    """A label without a respondent is not in the codebook's table, and 0 in the kit's."""
    printed = pd.MultiIndex.from_frame(published[["question", "answer"]])
    extra = shares[~shares.index.isin(printed)]
    assert len(extra) == len(shares) - FIGURES > 0
    assert (extra["share"] == 0).all()


def test_three_rungs_and_inactives_of_people_routed_out(sample):
    """Who is not online was not asked and is an Inactive: 142 of 639 were asked."""
    rows = sample.frame
    w, asked = rows["R12WGT0"], ["HC18hBlog", "HC18bSupportGroup", "HC18gMySpace"]
    does = {
        "creators": rows["HC18hBlog"] == 1,
        "critics": rows["HC18bSupportGroup"] == 1,
        "joiners": rows["HC18gMySpace"] == 1,
    }
    does["inactives"] = ~pd.DataFrame(does).any(axis=1)
    profile = tk.profile(sample, tk.load_ladder("2010"))
    expected = {rung: (w * holds).sum() / w.sum() for rung, holds in does.items()}
    assert rows[asked].notna().all(axis=1).sum() == 142
    assert dict(zip(profile.table["answer"], profile.table["share"], strict=True)) == (
        pytest.approx(expected)
    )
    assert (profile.table["n"] == 639).all()
    caption = " ".join(profile.notes)
    assert "in the last 12 months: yes/no, not monthly" in caption
    assert "Conversationalists, Collectors and Spectators were not asked" in caption
