"""Tests, pairs and groups against the rest, as R's survey has them."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Item, Option, Scale
from tests.oracle.agreement import (
    COLUMNS,
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    read_expected,
    sample_of,
    with_rungs,
)

OPTIONS = {  # question in R's tables: its columns where answers overlap; None: a single choice
    "active": COLUMNS[:6],
    "three": COLUMNS[0:5:2],
    "inactives": ["inactives"],
    "education": None,
    "edges": ["everybody", "nobody", "not_in_two", "all_in_one", "some"],
    "zeros": ["y"],
    "lonely": ["y"],
}
CASE = ["survey", "design", "weighting", "where", "question", "by"]
TEST = ["by", "answer"]
GROUP = [*TEST, "level"]
PAIR = [*TEST, "level_a", "level_b"]
FIGURES = ["difference", "se", "low", "high", "ratio", "cohens_h"]
EXPECTED = {name: read_expected(f"difference_{name}") for name in ("tests", "pairs", "rest")}
CASES = [tuple(row) for row in EXPECTED["tests"][CASE].drop_duplicates().to_numpy()]
BANNER = ("people", "clustered", "raked", "", "active", "age_group")


def expected_of(name, case):
    table = EXPECTED[name]
    return table[(table[CASE] == list(case)).all(axis=1)].drop(columns=CASE[:-1])


@functools.cache
def weighed(name, kind, weighting, lonely):
    targets = "targets" if name == "people" else f"targets_{name}"
    raked_to = targets if weighting == "raked" else ""
    sample = sample_of(name, kind, raked_to=raked_to, lonely=lonely)
    if "education" not in sample.frame.columns:
        return sample
    alphabet = tk.Question("education", levels=sorted(sample.frame["education"].unique()))
    return sample.with_question(alphabet)  # as a factor of R's


@functools.cache
def compared(case, **options):
    name, kind, weighting, where, question, by = case
    sample = weighed(name, kind, weighting, where if name == "lonely" else "error")
    return tk.compare(
        with_rungs(sample, OPTIONS[question]) if OPTIONS[question] else sample,
        "rungs" if OPTIONS[question] else question,
        by=by,
        where={"region": [where]} if where == "North" else None,
        suppress_below=0,
        **options,
    )


def check(actual, expected, keys, columns):
    """Compare columns, p-values down to the smallest; nothing where R has nothing."""
    assert len(actual) == len(expected)
    filled = actual.assign(
        answer=actual["answer"].astype(object).where(actual["answer"].notna(), "")
    )
    rows = expected[keys].merge(filled, on=keys, how="left", validate="one_to_one")
    for ours, theirs in columns.items():
        known = expected[theirs].notna().to_numpy()
        assert (np.isfinite(rows[ours].to_numpy(float)) == known).all(), ours
        exact = {"rounding": 0.0} if ours.startswith("p") else {}
        agree(actual, expected[known], {ours: theirs}, SE_TOLERANCE, keys=keys, **exact)


@pytest.mark.parametrize("case", CASES)
def test_differences_are_r_s(case):
    found = compared(case)
    tests = {name: name for name in ("F", "df1", "df2", "p", "p_adjusted")}
    check(found.tests, expected_of("tests", case), TEST, tests)
    pairs = {name: name for name in (*FIGURES, "p")} | {"p_adjusted": "p_row"}
    check(found.pairs, expected_of("pairs", case), PAIR, pairs)
    rest = expected_of("rest", case)
    agree(found.table, rest, {"share": "share"}, WEIGHT_TOLERANCE, keys=GROUP)
    check(found.table, rest, GROUP, {"p_rest": "p"})


# The correction is Bergsma's, n that of the mean generalised design effect: no function of R's.
@pytest.mark.parametrize("case", CASES)
def test_cramer_s_v_is_that_of_the_script(case):
    check(compared(case).tests, expected_of("tests", case), TEST, {"cramers_v": "cramers_v"})


@pytest.mark.parametrize("case", [case for case in CASES if case[4] in ("active", "edges")])
def test_one_family_for_a_whole_banner(case):
    pairs = compared(case, family="table").pairs
    check(pairs, expected_of("pairs", case), PAIR, {"p": "p", "p_adjusted": "p_table"})


@pytest.mark.parametrize("family", ["row", "table"])
@pytest.mark.parametrize("adjust", ["holm", "bh", "bonferroni"])
def test_other_adjustments(adjust, family):
    expected = read_expected("difference_adjusted", adjust=adjust).assign(by=BANNER[-1])
    pairs = compared(BANNER, adjust=adjust, family=family).pairs
    check(pairs, expected, PAIR, {"p_adjusted": family})


@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_the_whole_question_leaves_the_exclusive_answer_out(kind, weighting):
    sample = weighed("people", kind, weighting, "error")
    yes_no = Scale("yes_no", ((1, "yes"), (0, "no")))
    items = {name: Item(name, name, yes_no) for name in OPTIONS["active"]}
    options = [Option(name, name, any_of=(name,), at_least="yes") for name in items]
    options += [Option("inactives", "inactives", none=True)]
    sample = dataclasses.replace(sample, codebook=Codebook(items=items)).with_question(
        tk.Question("ladder", kind="multiple", options=options)
    )
    tests = tk.compare(sample, "ladder", by="age_group", suppress_below=0).tests
    active, inactives = (
        expected_of("tests", ("people", kind, weighting, "", question, "age_group"))
        for question in ("active", "inactives")
    )
    expected = pd.concat([active, inactives[inactives["answer"] != ""]])
    check(tests, expected, TEST, {name: name for name in ("F", "df1", "df2", "p")})
