"""Shares, indexes, tests and pairs in every design: strata, PSUs, population counts, lone PSUs."""

import numpy as np
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from tests.oracle.agreement import (
    ROUNDING,
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    close,
    read_expected,
)
from tests.oracle.designs import WHERE, design_named, frame, sample_of, weights_of_r

EXPECTED = {
    name: read_expected(name)
    for name in ("designs", "designs_tests", "designs_statistics", "designs_pairs", "designs_rest")
}
NAMES = list(EXPECTED["designs"]["design"].unique())
CASES = EXPECTED["designs"][["design", "weighting"]].drop_duplicates()
CASES = list(CASES.itertuples(index=False, name=None))


def rows_of(table, **wanted):
    """Return R's rows of a case."""
    rows = EXPECTED[table]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows)
    return rows.drop(columns=[*wanted])


def profile_of(sample, where, by, **options):
    return tk.profile(
        sample, "rungs", by=by, where=WHERE[where], suppress_below=0, flag_below=0, **options
    ).table


def check_shares(sample, name, weighting, where, by):
    table = profile_of(sample, where, by)
    expected = rows_of("designs", design=name, weighting=weighting, where=where)
    expected = expected[expected["by"].isin(["", by or ""])]
    shares = expected[expected["statistic"] == "share"]
    agree(table, shares, {"share": "estimate"}, WEIGHT_TOLERANCE)
    agree(table, shares, {"df": "df"}, 0)
    agree(table, shares, {"se": "se", "low": "low", "high": "high"}, SE_TOLERANCE)
    indexes = expected[expected["statistic"] == "index"]
    if len(indexes):
        columns = {"index": "estimate", "index_low": "low", "index_high": "high"}
        agree(table, indexes, columns, SE_TOLERANCE)


@pytest.mark.parametrize(("name", "weighting"), CASES)
def test_shares_and_indexes(name, weighting):
    sample = sample_of(name, weighting)
    check_shares(sample, name, weighting, "", "age_group")
    check_shares(sample, name, weighting, "South", None)
    # Nobody of this domain is in most strata, and in one stratum one PSU has all of them.
    check_shares(sample, name, weighting, "watch", "sex")


# The script stops if R's errors differ between counts and fractions.
@pytest.mark.parametrize("weighting", ["base", "linear"])
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("_fpc")])
def test_sampling_fractions_are_population_counts(name, weighting):
    sample = sample_of(name, weighting, fraction=True)
    check_shares(sample, name, weighting, "", "age_group")
    check_shares(sample, name, weighting, "watch", "sex")


@pytest.mark.parametrize("weighting", ["raked", "linear", "post"])
def test_the_weights_are_r_s(weighting):
    weights = sample_of("simple", weighting).weights.values
    close(weights, weights_of_r()[weighting], WEIGHT_TOLERANCE, weighting)


# R stops too (its rule "fail"; the script checks it), unless no other PSU was there to draw.
@pytest.mark.parametrize(
    "design",
    [
        design_named("only"),
        design_named("one_adjust", lonely_psu="error"),
        design_named("one_adjust_fpc", lonely_psu="error"),
    ],
)
def test_a_lone_psu_is_an_error_unless_it_is_the_only_one(design):
    sample = tk.Sample.from_frame(frame(), design=design)
    with pytest.raises(SampleError, match="one"):
        tk.profile(sample, "device")


PAIR = ["by", "answer", "level_a", "level_b"]
FIGURES = ["difference", "se", "low", "high", "ratio", "cohens_h", "p"]
COMPARED = EXPECTED["designs_tests"]
COMPARED = COMPARED[["design", "weighting", "where", "by"]].drop_duplicates().to_numpy()


@pytest.mark.parametrize(("name", "weighting", "where", "by"), [tuple(each) for each in COMPARED])
def test_tests_pairs_and_the_rest(name, weighting, where, by):
    sample = sample_of(name, weighting)
    found = tk.compare(sample, "rungs", by=by, where=WHERE[where], suppress_below=0)
    case = {"design": name, "weighting": weighting, "where": where, "by": by}
    tests = rows_of("designs_tests", **case, question="three").assign(by=by)
    check(found.tests, tests, ["by", "answer"], ["F", "df1", "df2", "p", "p_adjusted"])
    pairs = rows_of("designs_pairs", **case).assign(by=by, p_adjusted=lambda rows: rows["p_row"])
    check(found.pairs, pairs, PAIR, [*FIGURES, "p_adjusted"])
    rest = rows_of("designs_rest", **case).assign(by=by, p_rest=lambda rows: rows["p"])
    check(found.table, rest, ["by", "answer", "level"], ["p_rest"])
    if where == "":
        single = tk.compare(sample, "device", by=by, suppress_below=0)
        whole = rows_of("designs_tests", **case, question="device").assign(by=by)
        check(single.tests, whole, ["by", "answer"], ["F", "df1", "df2", "p"])


STATISTICS = EXPECTED["designs_statistics"]
STATISTICS = (
    STATISTICS[["design", "weighting"]].drop_duplicates().itertuples(index=False, name=None)
)


# R's df are of all rows that its design holds; the script tells tests by those in the domain.
@pytest.mark.parametrize(("name", "weighting"), STATISTICS)
def test_the_other_statistics_of_svychisq(name, weighting):
    sample = sample_of(name, weighting)
    rows = rows_of("designs_statistics", design=name, weighting=weighting)
    for (where, by, answer), here in rows.groupby(["where", "by", "answer"]):
        question = "rungs" if answer == "creators" else answer
        for row in here.itertuples():
            options = {"by": by, "where": WHERE[where], "test": row.statistic.lower()}
            tests = tk.compare(sample, question, suppress_below=0, **options).tests
            found = tests[tests["answer"].eq(answer) | (question != "rungs")].iloc[-1]
            # A chi-square is told as its F, on infinitely many df.
            first = row.statistic == "Chisq"
            expected = [row.corrected / row.df1 if first else row.value, row.df1, row.p]
            close(found[["F", "df1", "p"]].astype(float), expected, SE_TOLERANCE, row.statistic, 0)
            assert found["df2"] == (np.inf if first else row.df2)


def check(actual, expected, keys, columns):
    """Compare columns where R has a number; p-values down to the smallest."""
    actual = actual.assign(answer=actual["answer"].astype(object).fillna(""))
    known = {column: tuple(expected.index[expected[column].notna()]) for column in columns}
    for rows in set(known.values()) - {()}:
        here = [column for column in columns if known[column] == rows]
        for rounding in (0.0, ROUNDING):
            alike = {each: each for each in here if each.startswith("p") == (rounding == 0)}
            if alike:
                options = {"keys": keys, "rounding": rounding}
                agree(actual, expected.loc[list(rows)], alike, SE_TOLERANCE, **options)
