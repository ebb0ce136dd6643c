"""Banner tables as R's survey has them: crosses, overlaps, nets, means, shares of rows, letters."""

import functools

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    design_of,
    read_data,
    read_expected,
    targets_file,
)

PAIR = ["by", "answer", "level_a", "level_b"]
FIGURES = {name: name for name in ("difference", "se", "low", "high", "p")}
DEVICES = ["creators", "joiners", "spectators"]
KINDS = ["simple", "strata", "clustered"]
LETTERED = ["spectators", "joiners", "inactives"]
CASES = [(kind, weighting) for kind in KINDS for weighting in ("base", "raked")]


@functools.cache
def sample_of(kind: str, weighting: str) -> tk.Sample:
    frame = read_data("people").merge(read_data("crosstab"), on="id")
    sample = tk.Sample.from_frame(frame, design=design_of(kind))
    for question in (
        tk.Question("rungs", kind="multiple", columns=["creators", "critics"]),
        tk.Question("devices", kind="multiple", columns=DEVICES),
        tk.Question("lettered", kind="multiple", columns=LETTERED),
        tk.Question("hours", kind="number"),
        tk.Question("rating", kind="scale", levels=[(each, str(each)) for each in range(1, 6)]),
    ):
        sample = sample.with_question(question)
    if weighting == "base":
        return sample
    return sample.with_weights(tk.rake(sample, tk.read_targets(targets_file("targets"))))


@functools.cache
def table_of(kind: str, weighting: str, **options: object) -> tk.Crosstab:
    nets = {"rungs": {"net": ["creators", "critics"]}, "rating": {"top": ["4", "5"]}}
    return tk.crosstab(
        sample_of(kind, weighting),
        ["rungs", "education", "hours", "rating"],
        by=["age_group", "sex", ("sex", "age_group"), "devices"],
        nets=nets,
        suppress_below=0,
        **options,
    )


def expected_of(name: str, case: tuple[str, str]) -> pd.DataFrame:
    kind, weighting = case
    table = read_expected(f"crosstab_{name}", design=kind, weighting=weighting)
    return table.drop(columns="where")


def pairs_of(found: tk.Crosstab, question: str) -> pd.DataFrame:
    pairs = found.pairs
    return pairs[pairs["question"] == question]


@pytest.mark.parametrize("case", CASES)
def test_crossed_columns_and_nets_are_r_s(case: tuple[str, str]) -> None:
    expected = expected_of("crossed", case)
    for column in ("level_a", "level_b"):
        expected[column] = expected[column].str.replace(" x ", " × ")
    expected["by"] = expected["by"].replace("crossed", "sex × age_group")
    found = pairs_of(table_of(*case), "rungs")
    rungs = expected[expected["answer"] != "top"]
    agree(found, rungs, {**FIGURES, "p_adjusted": "p_row"}, SE_TOLERANCE, keys=PAIR)
    top = pairs_of(table_of(*case), "rating")
    kept = expected[expected["answer"] == "top"]
    agree(top, kept, {**FIGURES, "p_adjusted": "p_row"}, SE_TOLERANCE, keys=PAIR)


@pytest.mark.parametrize("case", CASES)
def test_columns_that_overlap_are_r_s(case: tuple[str, str]) -> None:
    found = table_of(*case)
    agree(
        pairs_of(found, "education"),
        expected_of("pairs", case).drop(columns="question"),
        FIGURES,
        SE_TOLERANCE,
        keys=PAIR,
    )
    rest = expected_of("rest", case).drop(columns="question")
    table = found.table[found.table["question"] == "education"]
    keys = ["by", "answer", "level"]
    agree(table, rest, {"share": "share"}, WEIGHT_TOLERANCE, keys=keys)
    agree(table, rest, {"p_rest": "p"}, SE_TOLERANCE, keys=keys)


@pytest.mark.parametrize("case", CASES)
def test_means_are_r_s(case: tuple[str, str]) -> None:
    found = table_of(*case)
    table = found.table[found.table["kind"] == "mean"]
    keys = ["question", "by", "level"]
    expected = expected_of("means", case)
    agree(table, expected, {"value": "value"}, WEIGHT_TOLERANCE, keys=keys)
    agree(table, expected, {"se": "se"}, SE_TOLERANCE, keys=keys)
    pairs = found.pairs[found.pairs["kind"] == "mean"]
    figures = {**FIGURES, "p_adjusted": "p_adjusted"}
    keys = ["question", *PAIR[:1], *PAIR[2:]]
    agree(pairs, expected_of("mean_pairs", case), figures, SE_TOLERANCE, keys=keys)
    tests = found.tests[found.tests["kind"] == "mean"]
    wanted = {name: name for name in ("F", "df1", "df2", "p")}
    agree(tests, expected_of("mean_tests", case), wanted, SE_TOLERANCE, keys=["question", "by"])


@pytest.mark.parametrize("shares", ["row", "total"])
@pytest.mark.parametrize("case", CASES)
def test_row_and_total_shares_are_r_s(case: tuple[str, str], shares: str) -> None:
    table = table_of(*case, shares=shares).table
    table = table[table["question"] == "education"]
    expected = expected_of("shares", case)
    keys = ["by", "answer", "level"]
    agree(table, expected, {"share": shares}, WEIGHT_TOLERANCE, keys=keys)
    agree(table, expected, {"se": f"{shares}_se"}, SE_TOLERANCE, keys=keys)


@pytest.mark.parametrize("weighting", ["base", "raked"])
def test_letters_are_r_s(weighting: str) -> None:
    sample = sample_of("clustered", weighting)
    table = tk.crosstab(sample, "lettered", by="age_group", suppress_below=0).table
    found = table.set_index(["answer", "level"])["higher_than"]
    expected = read_expected("crosstab_letters", weighting=weighting)
    assert len(expected) == 15
    assert (expected["letters"].notna() & (expected["letters"] != "")).sum() >= 5
    for row in expected.fillna("").to_dict("records"):
        assert found[row["answer"], row["level"]] == row["letters"], row


def test_effective_bases_are_those_by_hand() -> None:
    found = table_of("clustered", "base", mode="effective_base")
    expected = read_expected("crosstab_effective")
    hours = expected["answer"] == "hours"
    expected["answer"] = expected["answer"].where(~hours, "mean")
    pairs = found.pairs[found.pairs["question"] != "rating"]
    figures = {name: name for name in ("difference", "se", "p")}
    agree(pairs, expected, figures, SE_TOLERANCE, keys=PAIR)
