"""HINTS 4 cycle 2, 2012 (US National Cancer Institute): the percentages of its codebook.

The publisher's base is everyone: codes below zero mean that there is no answer, but the file does
not declare them missing, and the codebook prints them as answers.
"""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.asking.code_scores import CodeScores
from techno_kit.wording import percent
from tests.real.reproduction import HINTS, real_file

FOLDER = "hints4_cycle2_2012"
FIGURES = 2_870
APART = ("Other - Specify", "Don't know", "I've never heard of electronic cigarettes")  # from 0 up
LEAST = 2_848  # as many as a recomputation row by row reproduces
QUESTIONS = 299
METRIC = r"^(?P<question>\w+) = (?P<code>[^ ]+)"
NOTE = r"unweighted n published (?P<n>\d+)"


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    plain = tk.read(real_file(f"{FOLDER}/hints4cycle2_public.sav", HINTS), keep_personal=True)
    return plain.with_design(tk.Design(weight="PERSON_FINWT0"))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The printed figures, one a question and code."""
    table = pd.read_csv(real_file(f"{FOLDER}/published.csv", HINTS))
    parts = table["metric"].str.extract(METRIC)
    n = table["note"].str.extract(NOTE).astype(float)
    return pd.concat([parts, n, table[["published_value", "recomputed_value"]]], axis=1)


def as_answers(sample: tk.Sample, name: str) -> tuple[tk.Sample, tk.Question]:
    """Read a column as answers, each under its code: the codebook counts numbers too."""
    own = sample.question(name)
    question = tk.Question(name, levels=[(value, str(value)) for value, _ in own.levels])
    return sample.with_question(question), question


def test_what_the_file_brings(sample):
    assert (sample.n, len(sample.frame.columns)) == (3_630, 357)
    assert str(sample.source).startswith("hints4cycle2_public.sav: an SPSS file, encoding UTF-8")
    assert sample.question("AccessPHR").levels[0] == (-9, "Missing data (Not Ascertained)")
    assert not sample.question("AccessPHR").missing
    small = [each for each in sample.frame.dtypes if isinstance(each, pd.CategoricalDtype)]
    assert len(small) > 200


def test_the_percentages(sample, published):
    shares, ns = {}, {}
    for name in published["question"].unique():
        counted, question = as_answers(sample, name)
        table = tk.profile(counted, question.name, suppress_below=0, flag_below=0).table
        for answer, share in zip(table["answer"], table["share"], strict=True):
            shares[name, answer] = share
        texts = counted.sheet.encoded(counted.question(name))
        tally = np.bincount(texts.codes[texts.codes >= 0], minlength=len(texts.levels))
        ns |= {(name, level): n for level, n in zip(texts.levels, tally, strict=True)}
    keys = list(zip(published["question"], published["code"], strict=True))
    ours = pd.Series([shares.get(key, np.nan) for key in keys])
    printed = [f"{value:.1f}%" for value in published["published_value"]]
    right = [percent(a, 1) == b for a, b in zip(ours.fillna(-1), printed, strict=True)]
    wrong = published.assign(ours=100 * ours)[~np.array(right)]
    assert len(published) == FIGURES
    assert published["question"].nunique() == QUESTIONS
    assert sum(right) >= LEAST, wrong.to_string()
    same = [ns.get(key) == n for key, n in zip(keys, published["n"], strict=True)]
    assert sum(same) >= LEAST


def test_no_mean_counts_a_code_of_what_went_wrong() -> None:
    """-2 "Question answered in error", -5 "Multiple responses", -9 "Not ascertained" and others."""
    sample = tk.read(real_file(f"{FOLDER}/hints4cycle2_public.sav", HINTS))
    checked = 0
    for name, question in sample.codebook.questions.items():
        codes = {value: label for value, label in question.levels if isinstance(value, int)}
        if not any(code < 0 for code in codes) or name not in sample.frame:
            continue
        checked += 1
        scores = CodeScores.of(sample.answers(name)).scores
        assert min(scores.values(), default=0) >= 0, (name, scores)
        out = [code for code, label in codes.items() if code >= 0 and label not in scores]
        assert all(codes[each] in APART for each in out), (name, [codes[each] for each in out])
    assert checked == 281
    for name in ("QualityCare", "SmokeNow", "ReceivedCareVA", "YearCameToUSA"):
        given = sample.frame[name].astype(float)
        found = tk.estimate(sample, name)
        assert found.table["estimate"][0] == pytest.approx(given[given >= 0].mean())
        assert sum(note.startswith("Not in the mean") for note in found.notes) == 1
        assert not any("far from" in note or "1945 =" in note for note in found.notes)
    number = {
        "schema": "techno_kit/mapping/1",
        "questions": {"a": {"column": "HHAdultAge3", "kind": "number"}},
    }
    sample = tk.read(real_file(f"{FOLDER}/hints4cycle2_public.sav", HINTS), mapping=number)
    given = sample.frame["HHAdultAge3"].astype(float)
    assert tk.estimate(sample, "a").table["estimate"][0] == pytest.approx(given[given >= 0].mean())
    assert any("these codes are no numbers" in note for note in sample.notes)
