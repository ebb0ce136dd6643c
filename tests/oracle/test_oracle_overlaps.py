"""Pairs, patterns and numbers of rungs as R's survey has them; sample sizes as R has them."""

import dataclasses
import functools

import numpy as np
import pytest

import techno_kit as tk
from techno_kit.numerics.sizing import Contrast, normal_quantile, two_sided
from techno_kit.survey.codebook import Codebook, Item, Option, Scale
from tests.oracle.agreement import (
    COLUMNS,
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    close,
    read_expected,
    sample_of,
)

CASE = ["design", "weighting", "where"]
PAIR = ["answer_a", "answer_b"]
CASES = [tuple(row) for row in read_expected("overlap_means")[CASE].drop_duplicates().to_numpy()]
SHARES = {"both": "both", "of_a": "of_a", "of_b": "of_b", "expected": "expected", "phi": "phi"}
SHARES |= {"n_eff": "n_eff"}
ERRORS = {name: name for name in ("se", "low", "high", "lift_low", "lift_high")}
ERRORS |= {f"{of}_{end}": f"{of}_{end}" for of in ("of_a", "of_b") for end in ("low", "high")}
SIZES = read_expected("sample_sizes")
# R solves for n by uniroot, whose steps end near 1e-9 of it.
SIZE_TOLERANCE = 1e-7
# A t test of a 0/1 variable needs z^2 / 4 or so more respondents per group, and takes the mean of
# both variances, as does z with equal groups.
T_MORE = 4


@functools.cache
def ladder_of(kind, weighting):
    """The survey with its rungs as a ladder, whose last is the exclusive one."""
    sample = sample_of("people", kind, raked_to="targets" if weighting == "raked" else "")
    yes_no = Scale("yes_no", ((1, "yes"), (0, "no")))
    items = {name: Item(name, name, yes_no) for name in COLUMNS[:6]}
    options = [Option(name, name, any_of=(name,), at_least="yes") for name in items]
    options += [Option("inactives", "inactives", none=True)]
    sample = dataclasses.replace(sample, codebook=Codebook(items=items))
    return sample.with_question(tk.Question("ladder", kind="multiple", options=options))


@functools.cache
def found_of(case):
    kind, weighting, where = case
    who = {"age_group": [where]} if where else None
    return tk.overlaps(ladder_of(kind, weighting), "ladder", where=who, suppress_below=0)


def expected_of(name, case):
    table = read_expected(name)
    return table[(table[CASE] == list(case)).all(axis=1)].drop(columns=CASE)


@pytest.mark.parametrize("case", CASES)
def test_pairs(case):
    expected, pairs = expected_of("overlap_pairs", case), found_of(case).pairs
    agree(pairs, expected, SHARES, WEIGHT_TOLERANCE, keys=PAIR)
    agree(pairs, expected, {"n": "n", "df": "df"}, 0, keys=PAIR)
    agree(pairs, expected, ERRORS, SE_TOLERANCE, keys=PAIR)
    known = expected["lift"].notna()
    agree(pairs, expected[known], {"lift": "lift"}, WEIGHT_TOLERANCE, keys=PAIR)


@pytest.mark.parametrize("case", CASES)
def test_shares_of_those_who_hold_a_rung(case):
    """The tidy table has the errors too, and knows the df of the domain.

    R gives those in one PSU of each stratum an error, on 0 degrees of freedom; here it is unknown.
    """
    expected, table = expected_of("overlap_pairs", case), found_of(case).table
    for of, given, other in (("of_a", "answer_a", "answer_b"), ("of_b", "answer_b", "answer_a")):
        rows = expected.rename(columns={given: "given", other: "answer"})
        rows = rows[["given", "answer", of, f"{of}_se", f"{of}_df"]]
        keys = ["given", "answer"]
        agree(table, rows, {"share": of}, WEIGHT_TOLERANCE, keys=keys)
        agree(table, rows, {"df": f"{of}_df"}, 0, keys=keys)
        unknown = rows[f"{of}_df"] <= 0
        agree(table, rows[~unknown], {"se": f"{of}_se"}, SE_TOLERANCE, keys=keys)
        both = rows.loc[unknown, keys].merge(table[table["given"].notna()], on=keys)
        assert len(both) == unknown.sum() and both["se"].isna().all()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("of", ["pattern", "size"])
def test_patterns_and_numbers_of_rungs(case, of):
    expected = expected_of("overlap_parts", case)
    expected = expected[expected["of"] == of].drop(columns="of")
    found = found_of(case)
    table = found.patterns if of == "pattern" else found.counts
    table = table.assign(part=table[of].astype(str))
    assert len(table) == len(expected)
    agree(table, expected, {"share": "share", "n_eff": "n_eff"}, WEIGHT_TOLERANCE, keys=["part"])
    agree(table, expected, {"n": "n", "n_held": "n_held", "df": "df"}, 0, keys=["part"])
    errors = {name: name for name in ("se", "low", "high")}
    agree(table, expected, errors, SE_TOLERANCE, keys=["part"])


@pytest.mark.parametrize("case", CASES)
def test_the_mean_number_of_rungs(case):
    expected, means = expected_of("overlap_means", case).iloc[0], found_of(case).means.iloc[0]
    for name in ("mean", "se", "low", "high", "df", "n"):
        tolerance = WEIGHT_TOLERANCE if name == "mean" else SE_TOLERANCE
        close(float(means[name]), expected[name], tolerance, name)


@pytest.mark.parametrize("row", SIZES.to_dict("records"))
def test_sample_sizes(row):
    quantile = two_sided(1 - row["level"])
    pooled = Contrast(row["one"], row["other"], formula="pooled")
    close(pooled.n(quantile=quantile, power=row["power"]), row["n"], SIZE_TOLERANCE, "n")
    close(pooled.power(500, quantile=quantile), row["power_at_500"], SIZE_TOLERANCE, "power")
    plain, panel = (Contrast(row["one"], row["other"], correlation=each) for each in (None, 0.5))
    for contrast, name in ((plain, "n_t"), (panel, "n_paired")):
        n = contrast.n(quantile=quantile, power=row["power"])
        assert n <= row[name] <= n + T_MORE, name


def test_the_verb_rounds_those_up():
    row = SIZES.iloc[0]
    plan = tk.sample_size(
        share=row["one"], difference=row["other"] - row["one"], power=row["power"], formula="pooled"
    )
    assert plan.table.loc[0, "n_first"] == np.ceil(row["n"])
    assert normal_quantile(0.5) == 0
