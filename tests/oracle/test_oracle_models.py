"""Regressions against R's svyglm, regTermTest, svycontrast and psrsq, and effects by hand in R."""

import functools

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.targets.target_set import CROSS
from tests.oracle.agreement import (
    HERE,
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    read_data,
    read_expected,
    targets_file,
)

CASE = ["design", "weighting", "where", "formula", "question"]
ROW = ["outcome", "term", "level"]
NAMES = ("coefficients", "effects", "terms", "fits", "contrasts")


def by_case(name):
    """R's rows by case; the outcomes of one question are one case."""
    table = read_expected(f"model_{name}")
    table["question"] = np.where(table["outcome"] == "hours", "hours", "rungs")
    return {case: rows.drop(columns=CASE) for case, rows in table.groupby(CASE)}


EXPECTED = {name: by_case(name) for name in NAMES}
CASES = list(EXPECTED["coefficients"])
FORMULAS = {  # formula in R: predictors, interactions
    "main": (["age_group", "sex"], []),
    "crossed": (["age_group", "sex"], [("age_group", "sex")]),
    "number": (["age_group", "education", "household_size"], []),
    "sloped": (["sex", "age_group", "household_size"], [("age_group", "household_size")]),
}
DESIGNS = {
    "simple": {},
    "strata": {"strata": "stratum"},
    "clusters": {"clusters": "cluster"},
    "clustered": {"strata": "stratum", "clusters": "psu"},
    "fpc": {"strata": "stratum", "clusters": "psu", "fpc": "psus"},
    **{
        rule: {"strata": "with_one", "clusters": "psu", "lonely_psu": rule}
        for rule in ("certainty", "adjust", "average")
    },
}
EDUCATION = tk.Question(
    "education", levels=[(each, each) for each in ("Lower", "Middle", "Higher")]
)


def expected_of(name, case):
    table = EXPECTED[name][case]
    if "term" in table:
        table = table.assign(term=table["term"].str.replace(":", CROSS))
    return table.assign(level=table["level"].map(with_signs)) if "level" in table else table


def with_signs(level):
    """A level as the kit writes it: R leaves the number out of "55+:" and has a colon."""
    return CROSS.join(part for part in str(level).split(":") if part)


def with_questions(sample):
    for name in ("household_size", "hours"):
        sample = sample.with_question(tk.Question(name, kind="number"))
    rungs = ["creators", "joiners", "inactives"]
    sample = sample.with_question(tk.Question("rungs", kind="multiple", columns=rungs))
    return sample.with_question(EDUCATION)


@functools.cache
def survey(kind, weighting):
    frame = read_data("models")
    if kind == "replicates":
        return with_replicates(frame, weighting)
    sample = with_questions(
        tk.Sample.from_frame(frame, design=tk.Design(weight="weight", **DESIGNS[kind]))
    )
    if weighting == "base":
        return sample
    targets = tk.read_targets(targets_file("targets_models"))
    if weighting == "raked":
        return sample.with_weights(tk.rake(sample, targets))
    shares = {
        each.variables[0]: {
            level[0]: value for level, value in zip(each.levels, each.values, strict=True)
        }
        for each in targets.margins
    }
    full = {
        (age, sex): a * b
        for age, a in shares["age_group"].items()
        for sex, b in shares["sex"].items()
    }
    crossed = tk.Targets.from_shares({("age_group", "sex"): full})
    return sample.with_weights(tk.poststratify(sample, crossed))


def with_replicates(frame, centre):
    weights = pd.read_csv(HERE / "data" / "models_replicates.csv").drop(columns="id")
    from techno_kit.survey.replicate_columns import ReplicateColumns

    columns = ReplicateColumns(
        columns=tuple(weights.columns),
        method="JKn",
        scale=1.0,
        rscales=pd.read_csv(HERE / "data" / "models_rscales.csv")["rscale"].tolist(),
        centre=centre,
    )
    design = tk.Design(weight="weight", replicates=columns)
    return with_questions(tk.Sample.from_frame(pd.concat([frame, weights], axis=1), design=design))


@functools.cache
def modelled(case, **options):
    kind, weighting, where, formula, question = case
    predictors, interactions = FORMULAS[formula]
    return tk.model(
        survey(kind, weighting),
        question,
        predictors,
        interactions=interactions,
        where={"region": [where]} if where else None,
        suppress_below=0,
        **options,
    )


def case_name(case):
    return "-".join(part for part in case if part)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_coefficients_and_tests_are_r_s(case):
    """svyglm, its summary and confint; regTermTest; psrsq; svycontrast."""
    model, expected = modelled(case), expected_of("coefficients", case)
    table = model.table[model.table["outcome"].isin(expected["outcome"])]
    assert len(table) == len(expected)
    agree(table, expected, {"estimate": "estimate"}, WEIGHT_TOLERANCE, keys=ROW)
    columns = {name: name for name in ("se", "t", "low", "high", "df", "p")}
    agree(table, expected, columns, SE_TOLERANCE, keys=ROW, rounding=0.0)
    columns = {name: name for name in ("F", "df1", "df2", "p")}
    terms = expected_of("terms", case)
    agree(model.terms, terms, columns, SE_TOLERANCE, keys=ROW[:2], rounding=0.0)
    if case[0] == "replicates":
        return
    columns = {name: name for name in ("n", "n_weighted", "df", "cox_snell")}
    columns["r2"] = "nagelkerke"
    if case[-1] == "hours":
        columns = {name: name for name in ("n", "n_weighted", "df")}
    agree(model.fits, expected_of("fits", case), columns, WEIGHT_TOLERANCE, keys=["outcome"])
    if case in EXPECTED["contrasts"]:
        found = model.contrast({("age_group", "35-54"): 1, ("age_group", "55+"): -1})
        columns = {"estimate": "estimate", "se": "se"}
        agree(found, expected_of("contrasts", case), columns, SE_TOLERANCE, keys=["outcome"])


@pytest.mark.parametrize("averaged_over", ["population", "respondents"])
@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_average_effects_are_those_by_hand(case, averaged_over):
    effects = modelled(case, averaged_over=averaged_over).effects
    expected = expected_of("effects", case)
    effects = effects[effects["outcome"].isin(expected["outcome"])]
    assert len(effects) == len(expected)
    agree(effects, expected, {"effect": "effect"}, WEIGHT_TOLERANCE, keys=ROW)
    agree(effects, expected, {"se": f"se_{averaged_over}"}, SE_TOLERANCE, keys=ROW)
    shares = {name: name for name in ("share", "share_reference")}
    known = expected["share"].notna()
    if known.any():
        agree(effects, expected[known], shares, WEIGHT_TOLERANCE, keys=ROW)


def test_effects_of_a_linear_model_without_numbers_crossed_are_its_coefficients():
    model = modelled(("clustered", "raked", "", "number", "hours"))
    coefficients = model.table[model.table["term"] != "(intercept)"]
    for ours, theirs in (("effect", "estimate"), ("se", "se")):
        found, expected = (each.to_numpy() for each in (model.effects[ours], coefficients[theirs]))
        np.testing.assert_allclose(found, expected, rtol=SE_TOLERANCE)
