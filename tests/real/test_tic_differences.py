"""TIC Domicilios 2015: shares and differences by sex and age, as R's survey has them."""

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    interval_columns,
    read_expected,
)
from tests.real.reproduction import CETIC, mapping_file, real_file

RAW = "tic_domicilios_2015/ticdom_2015_individuos_base_de_microdados_v1.0.csv.gz"
BY = ["gender", "age_group"]
TEST = ["by", "answer"]
GROUP = [*TEST, "level"]
PAIR = [*TEST, "level_a", "level_b"]


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    return tk.read(real_file(RAW, CETIC), mapping=mapping_file("tic_2015"))


@pytest.fixture(scope="module")
def gaps(sample: tk.Sample) -> tk.Comparison:
    return tk.compare(sample, tk.load_ladder("2010"), by=BY)


@pytest.mark.parametrize("interval", ["logit", "beta", "wald"])
def test_shares_and_indexes_are_r_s(sample: tk.Sample, interval: str) -> None:
    table = tk.profile(sample, tk.load_ladder("2010"), by=BY, interval=interval).table
    expected = interval_columns(read_expected("tic_shares"), interval)
    assert len(expected) == len(table)
    agree(table, expected, {"share": "share", "n_eff": "n_eff"}, WEIGHT_TOLERANCE)
    agree(table, expected, {"n": "n", "df": "df"}, 0)
    agree(table, expected, {"se": "se", "low": "low", "high": "high"}, SE_TOLERANCE)
    grouped = expected[expected["by"] != ""]
    indexes = {name: name for name in ("index", "index_low", "index_high")}
    agree(table, grouped, indexes, SE_TOLERANCE)


def men_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Turn pairs of R's, whose levels are in the order of the alphabet, as the mapping has them."""
    women = pairs["level_a"] == "Female"
    turned = pairs.assign(
        level_a=pairs["level_b"],
        level_b=pairs["level_a"],
        difference=-pairs["difference"],
        low=-pairs["high"],
        high=-pairs["low"],
        ratio=1 / pairs["ratio"],
    )
    return pairs.where(~women, turned)


def against_r(
    ours: pd.DataFrame, name: str, keys: list[str], columns: dict[str, str], turn: bool = False
) -> None:
    expected = read_expected(f"tic_{name}")
    expected = men_first(expected) if turn else expected
    assert len(expected) == len(ours)
    filled = ours.assign(answer=ours["answer"].astype(object).where(ours["answer"].notna(), ""))
    for mine, theirs in columns.items():
        known = expected[expected[theirs].notna()]
        exact = {"rounding": 0.0} if mine.startswith("p") else {}
        agree(filled, known, {mine: theirs}, SE_TOLERANCE, keys=keys, **exact)


def test_differences_are_r_s(gaps: tk.Comparison) -> None:
    against_r(gaps.tests, "tests", TEST, {name: name for name in ("F", "df1", "df2", "p")})
    pairs = {name: name for name in ("difference", "se", "low", "high", "ratio", "p")}
    against_r(gaps.pairs, "pairs", PAIR, {**pairs, "p_adjusted": "p_row"}, turn=True)
    against_r(gaps.table, "rest", GROUP, {"p_rest": "p"})
