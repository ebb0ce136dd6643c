"""The page on the shipped study says what was measured."""

import pandas as pd
import pytest

from scripts.cover_study import COVERAGE, DRAW, PAGE, gated, page
from techno_kit.benchmarks.coverage import coverage, estimates, luck
from techno_kit.benchmarks.study import plan, truth

PROMISED = (0.935, 0.965)  # coverage of plain shares; beside it the Monte Carlo error
PRINTED = 1e-5  # digits of the tables
FEW = 8


@pytest.fixture(scope="module")
def covered():
    return pd.read_csv(COVERAGE)


def test_the_page_is_made_from_the_tables(covered):
    assert page(covered, pd.read_csv(DRAW)) == PAGE.read_text("utf-8")


def test_it_was_measured_on_enough_draws(covered):
    assert (covered["draws"] >= 2000).all()
    assert len(covered) == 2 * 7 * (1 + 5 + 2 + 3 + 4)


def test_intervals_of_plain_shares_cover_what_they_promise(covered):
    plain = covered[gated(covered)]
    assert len(plain) > 100
    noise = 2.5 * (0.95 * 0.05 / 2000) ** 0.5  # of the lowest and highest of so many
    assert plain["covered"].min() > PROMISED[0] - noise
    assert plain["covered"].max() < PROMISED[1] + noise
    assert plain["covered"].mean() == pytest.approx(0.95, abs=0.01)


def test_estimates_have_no_bias_beyond_blanks(covered):
    overall = covered[covered["by"].isna()]
    assert overall["bias"].abs().max() < 0.003


def test_the_shipped_draw_is_told_as_it_is():
    lucky = pd.read_csv(DRAW)
    wave = "Wave 1"
    tables = list(estimates(wave, range(1, FEW + 1)))
    mine, _ = luck(wave, tables)
    told = lucky[lucky["wave"] == wave].set_index("answer")
    assert told["further"].max() < 0.02  # "than 98 draws in 100", as the codebook says
    for column in ("truth", "share", "low", "high"):
        assert told[column].to_dict() == pytest.approx(mine[column].to_dict(), abs=PRINTED)


def test_coverage_counts_what_it_says():
    tables = list(estimates("Wave 2", range(1, FEW + 1)))
    found = coverage("Wave 2", tables).set_index(["answer", "by", "level"])
    true = truth()
    true = true[(true["wave"] == "Wave 2") & (true["answer"] == "joiners") & true["by"].isna()]
    share = true["share"].iloc[0]
    rows = [each[each["by"].isna()].set_index("answer").loc["joiners"] for each in tables]
    held = sum(row["low"] <= share <= row["high"] for row in rows)
    (row,) = [
        values for key, values in found.iterrows() if key[0] == "joiners" and key[1] != key[1]
    ]
    assert row["covered"] == pytest.approx(held / FEW)
    assert row["truth"] == pytest.approx(share)


@pytest.mark.long
@pytest.mark.parametrize("wave", list(plan()["waves"]))
def test_new_draws_cover_too(wave):
    """Seeds that the page has not seen."""
    tables = list(estimates(wave, range(100_001, 102_001)))
    found = coverage(wave, tables)
    plain = found[gated(found)]
    noise = 2.5 * (0.95 * 0.05 / 2000) ** 0.5
    assert plain["covered"].between(PROMISED[0] - noise, PROMISED[1] + noise).all()
