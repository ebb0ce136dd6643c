"""Against all and a reference, groups that overlap, trends, gaps and waves: as R has them."""

import functools

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    COLUMNS,
    SE_TOLERANCE,
    agree,
    design_of,
    read_data,
    read_expected,
    sample_of,
    targets_file,
    with_rungs,
)

ACTIVE = COLUMNS[:6]
THREE = COLUMNS[0:5:2]
GROUPS = COLUMNS[1:6:2]
GAPS = [("creators", "critics"), ("critics", "collectors")]
AGES = ["18-24", "25-34", "35-44", "45-54", "55+"]
SCORES = {
    "steps": None,
    "midpoints": {"age_group": "midpoints"},
    "own": {"education": {"Lower": 1, "Middle": 2, "Higher": 5}},
}
WAVES = ["2024", "2025", "2026"]
WAVE_DESIGNS = {
    "independent": ("clustered", None),
    "common": ("clustered", "psu"),
    "alone": ("simple", None),
    "panel": ("simple", "person"),
}
CASES = [(kind, how) for kind in ("simple", "strata", "clustered") for how in ("base", "raked")]
FIGURES = {"se": "se", "low": "low", "high": "high", "p": "p"}
OPEN = {"suppress_below": 0}


def expected_of(name: str, kind: str, weighting: str, **wanted: str) -> pd.DataFrame:
    table = read_expected(f"comparison_{name}", design=kind, weighting=weighting, **wanted)
    for column in ("answer_a", "answer_b", "level_a", "level_b"):
        if column in table:
            table[column] = table[column].astype(object).where(table[column].notna(), "")
    return table


def same(
    ours: pd.DataFrame, theirs: pd.DataFrame, keys: list[str], columns: dict[str, str]
) -> None:
    """Compare columns; p-values down to the smallest, and nothing where R has nothing."""
    assert len(ours) == len(theirs)
    for column, other in columns.items():
        rounding = {"rounding": 0.0} if other.startswith("p") else {}
        known = theirs[theirs[other].notna()]
        if len(known):
            agree(ours, known, {column: other}, SE_TOLERANCE, keys=keys, **rounding)
        unknown = theirs[theirs[other].isna()][keys]
        if len(unknown):
            filled = ours[keys].astype(object).where(ours[keys].notna(), "")
            both = unknown.merge(ours.assign(**filled), on=keys, how="left")
            assert both[column].isna().all(), column


@functools.cache
def rungs(kind: str, weighting: str, answers: str) -> tk.Sample:
    sample = sample_of("people", kind, raked_to="targets" if weighting == "raked" else "")
    return with_rungs(sample, {"active": ACTIVE, "three": THREE}[answers])


# --- against all, against a reference ------------------------------------------------------------


@pytest.mark.parametrize(("kind", "weighting"), CASES)
@pytest.mark.parametrize("adjust", ["holm", "bh", "bonferroni"])
@pytest.mark.parametrize("family", ["row", "table"])
@pytest.mark.parametrize("against", ["total", "reference"])
def test_against_all_and_a_reference(
    kind: str, weighting: str, adjust: str, family: str, against: str
) -> None:
    found = tk.compare(
        rungs(kind, weighting, "three"),
        "rungs",
        by="age_group",
        against="total" if against == "total" else {"age_group": "25-34"},
        adjust=adjust,
        family=family,
        **OPEN,
    ).pairs.rename(columns={"level_a": "level"})
    theirs = expected_of("against", kind, weighting, against=against)
    columns = FIGURES | {"difference": "estimate", "p_adjusted": f"{adjust}_{family}"}
    same(found, theirs, ["by", "answer", "level"], columns)


# --- groups that overlap -------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "weighting"), CASES)
@pytest.mark.parametrize("against", ["pairs", "rest"])
def test_groups_that_overlap(kind: str, weighting: str, against: str) -> None:
    groups = tk.Question("groups", kind="multiple", columns=GROUPS)
    sample = rungs(kind, weighting, "three").with_question(groups)
    found = tk.compare(sample, "rungs", by="groups", against=against, **OPEN)
    theirs = expected_of("overlap", kind, weighting, against=against)
    keys = ["answer", "level_a", "level_b"]
    same(found.pairs, theirs, keys, FIGURES | {"difference": "estimate"})
    assert found.tests["p"].isna().all()


# --- trends, gaps --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "weighting"), CASES)
@pytest.mark.parametrize("scores", list(SCORES))
def test_trends(kind: str, weighting: str, scores: str) -> None:
    by = "education" if scores == "own" else "age_group"
    sample = rungs(kind, weighting, "active")
    found = tk.compare(sample, "rungs", by=by, trend=True, scores=SCORES[scores], **OPEN).trends
    theirs = expected_of("trends", kind, weighting, scores=scores)
    columns = FIGURES | {"slope": "estimate", "df": "df", "p_adjusted": "p_adjusted"}
    same(found, theirs, ["by", "answer"], columns)


@pytest.mark.parametrize(("kind", "weighting"), CASES)
@pytest.mark.parametrize("by", ["age_group", "sex"])
def test_gaps_between_answers(kind: str, weighting: str, by: str) -> None:
    sample = rungs(kind, weighting, "active")
    found = tk.compare(sample, "rungs", by=by, contrasts=GAPS, **OPEN).contrasts
    theirs = expected_of("gaps", kind, weighting)
    theirs = pd.concat([theirs[theirs["by"] == by], theirs[theirs["by"] == ""].drop_duplicates()])
    keys = ["answer_a", "answer_b", "by", "level_a", "level_b"]
    columns = FIGURES | {"difference": "estimate", "df": "df", "p_adjusted": "p_row"}
    same(found, theirs, keys, columns)


# --- other statistics ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "weighting"), CASES)
@pytest.mark.parametrize("by", ["age_group", "sex", "region"])
@pytest.mark.parametrize("statistic", ["chisq", "wald", "adjwald"])
def test_other_statistics(kind: str, weighting: str, by: str, statistic: str) -> None:
    sample = rungs(kind, weighting, "three")
    question = "education" if by == "region" else "rungs"
    found = tk.compare(sample, question, by=by, test=statistic, **OPEN).tests
    theirs = expected_of("statistics", kind, weighting, by=by, statistic=statistic)
    if by == "region":  # R tests the whole table alone
        found, theirs = found[found["answer"].isna()], theirs.assign(answer="")
    same(found, theirs, ["answer"], {name: name for name in ("F", "df1", "p")})
    finite = theirs[np.isfinite(theirs["df2"].astype(float))]
    if statistic == "chisq":
        assert np.isinf(found["df2"]).all()
    else:
        agree(found, finite, {"df2": "df2"}, SE_TOLERANCE, keys=["answer"])


# --- waves ---------------------------------------------------------------------------------------


@functools.cache
def waves(kind: str, weighting: str) -> tk.Sample:
    """The three waves as files of their own, put together, and raked each to the targets."""
    design, panel = WAVE_DESIGNS[kind]
    frame = read_data("people").assign(person=lambda table: (table["id"] - 1) // 3)
    place = frame["id"] % 3
    parts = {
        wave: tk.Sample.from_frame(frame[place == at], design=design_of(design))
        for at, wave in enumerate(WAVES)
    }
    sample = tk.Sample.of_waves(parts, panel=panel, scale="as_given")
    if weighting == "base":
        return sample
    targets = tk.read_targets(targets_file("targets"))
    return sample.with_weights(tk.rake(sample, targets, within="wave"))


WAVE_CASES = [(kind, how) for kind in WAVE_DESIGNS for how in ("base", "raked")]


@pytest.mark.parametrize(("kind", "weighting"), WAVE_CASES)
def test_changes_between_waves(kind: str, weighting: str) -> None:
    sample = with_rungs(waves(kind, weighting), ACTIVE)
    found = tk.compare(sample, "rungs", by="wave", trend=True, contrasts=GAPS[:1], **OPEN)
    pairs = expected_of("waves", kind, weighting)
    keys = ["answer", "level_a", "level_b"]
    figures = ["difference", "ratio", "cohens_h", *FIGURES]
    columns = {name: name for name in figures} | {"p_adjusted": "p_row"}
    same(found.pairs, pairs.astype({"level_a": str, "level_b": str}), keys, columns)
    trends = expected_of("wave_trends", kind, weighting)
    same(found.trends, trends, ["answer"], FIGURES | {"slope": "estimate", "df": "df"})
    gaps = expected_of("wave_gaps", kind, weighting)
    for column in ("level_a", "level_b"):
        gaps[column] = [str(each)[:4] for each in gaps[column]]
    keys = ["answer_a", "answer_b", "by", "level_a", "level_b"]
    same(found.contrasts, gaps, keys, FIGURES | {"difference": "estimate", "p_adjusted": "p_row"})


@pytest.mark.parametrize(("kind", "weighting"), WAVE_CASES)
def test_joint_tests_of_waves(kind: str, weighting: str) -> None:
    sample = with_rungs(waves(kind, weighting), THREE)
    found = tk.compare(sample, "rungs", by="wave", **OPEN).tests
    theirs = expected_of("wave_tests", kind, weighting)
    same(found, theirs, ["answer"], {name: name for name in ("F", "df1", "df2", "p", "p_adjusted")})


def test_common_psus_make_another_error() -> None:
    """So that a kit which forgot whom waves have in common would not pass both."""
    errors = {
        kind: read_expected("comparison_waves", design=kind, weighting="base")["se"].mean()
        for kind in ("common", "independent")
    }
    assert errors["common"] != pytest.approx(errors["independent"], rel=0.01)
