"""HINTS 6, 2022: differences by age and sex under its Taylor design, as R's survey has them."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, WEIGHT_TOLERANCE, agree, read_expected
from tests.real.reproduction import HINTS, mapping_file, real_file

BY = ["age_group", "gender"]
TEST = ["by", "answer"]
GROUP = [*TEST, "level"]
PAIR = [*TEST, "level_a", "level_b"]
RUNGS = ["conversationalists", "critics", "joiners", "spectators", "inactives"]


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    path = real_file("hints6_2022/hints6_public.csv.gz", HINTS)
    return tk.read(path, mapping=mapping_file("hints6_2022"))


@pytest.fixture(scope="module")
def gaps(sample: tk.Sample) -> tk.Comparison:
    return tk.compare(sample, tk.load_ladder("2010"), by=BY)


def held_against_r(
    ours: pd.DataFrame, name: str, keys: list[str], columns: dict[str, str], tolerance: float
) -> None:
    expected = read_expected(f"hints6_{name}")
    filled = ours.assign(answer=ours["answer"].astype(object).where(ours["answer"].notna(), ""))
    rows = expected[keys].merge(filled, on=keys, how="left", validate="one_to_one")
    assert len(expected) == len(ours)
    for mine, theirs in columns.items():
        known = expected[theirs].notna().to_numpy()
        assert (np.isfinite(rows[mine].to_numpy(float)) == known).all(), mine
        exact = {"rounding": 0.0} if mine.startswith("p") else {}
        agree(ours, expected[known], {mine: theirs}, tolerance, keys=keys, **exact)


def test_tests_are_r_s(gaps: tk.Comparison) -> None:
    assert set(gaps.tests["answer"].dropna()) == set(RUNGS)
    same = {name: name for name in ("F", "df1", "df2", "p", "p_adjusted", "cramers_v")}
    held_against_r(gaps.tests, "tests", TEST, same, SE_TOLERANCE)


def test_pairs_are_r_s(gaps: tk.Comparison) -> None:
    same = {name: name for name in ("difference", "se", "low", "high", "ratio", "cohens_h", "p")}
    held_against_r(gaps.pairs, "pairs", PAIR, {**same, "p_adjusted": "p_row"}, SE_TOLERANCE)


def test_groups_against_the_rest_are_r_s(gaps: tk.Comparison) -> None:
    held_against_r(gaps.table, "rest", GROUP, {"share": "share"}, WEIGHT_TOLERANCE)
    held_against_r(gaps.table, "rest", GROUP, {"p_rest": "p"}, SE_TOLERANCE)


def test_families_of_the_whole_table(sample: tk.Sample, gaps: tk.Comparison) -> None:
    wide = tk.compare(sample, tk.load_ladder("2010"), by=BY, family="table").pairs
    held_against_r(wide, "pairs", PAIR, {"p_adjusted": "p_table"}, SE_TOLERANCE)
    narrow = gaps.pairs
    assert (wide["p_adjusted"] >= narrow["p_adjusted"] - SE_TOLERANCE).all()


def test_what_it_says(gaps: tk.Comparison) -> None:
    assert "differs by Age" in gaps.text
    notes = " ".join(gaps.notes)
    assert "gave no answer to Age and are in no group of it." in notes
    assert "asked about the last 12 months" in notes
    letters = gaps.table.set_index(["by", "answer", "level"])["higher_than"]
    assert letters["age_group", "inactives", "75+"] == "A B C D"
    assert letters["age_group", "inactives", "18-34"] == ""
