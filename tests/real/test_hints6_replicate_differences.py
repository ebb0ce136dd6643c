"""HINTS 6, 2022: indexes, tests and pairs from its 50 jackknife replicates, as R has them."""

from dataclasses import replace

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, agree, read_expected
from tests.real.reproduction import HINTS, mapping_file, real_file

BY = ["age_group", "gender"]
TEST = ["by", "answer"]
GROUP = [*TEST, "level"]
PAIR = [*TEST, "level_a", "level_b"]
CENTRES = ["estimate", "mean"]


@pytest.fixture(scope="module")
def surveys() -> dict[str, tk.Sample]:
    """Return the survey with deviations from the estimate and from the replicates' mean."""
    path = real_file("hints6_2022/hints6_public.csv.gz", HINTS)
    sample = tk.read(path, mapping=mapping_file("hints6_2022"))
    replicates = {
        centre: tk.ReplicateColumns(
            "PERSON_FINWT{1..50}", method="JK1", scale=0.98, df=49, centre=centre
        )
        for centre in CENTRES
    }
    return {
        centre: sample.with_design(replace(sample.design, replicates=each))
        for centre, each in replicates.items()
    }


def against_r(
    ours: pd.DataFrame, name: str, centre: str, keys: list[str], columns: list[str]
) -> None:
    expected = read_expected(f"hints6_replicate_{name}", centre=centre)
    for column in columns:
        exact = {"rounding": 0.0} if column == "p" else {}
        agree(ours, expected, {column: column}, SE_TOLERANCE, keys=keys, **exact)


@pytest.mark.parametrize("centre", CENTRES)
def test_indexes_are_r_s(surveys: dict[str, tk.Sample], centre: str) -> None:
    table = tk.profile(surveys[centre], tk.load_ladder("2010"), by=BY).table
    against_r(table, "indexes", centre, GROUP, ["index", "index_low", "index_high"])


@pytest.mark.parametrize("centre", CENTRES)
def test_differences_are_r_s(surveys: dict[str, tk.Sample], centre: str) -> None:
    gaps = tk.compare(surveys[centre], tk.load_ladder("2010"), by=BY)
    against_r(gaps.tests, "tests", centre, TEST, ["F", "df1", "p"])
    against_r(gaps.pairs, "pairs", centre, PAIR, ["difference", "se", "p"])
