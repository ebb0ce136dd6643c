"""R's tests and differences against their formulas in plain numpy: no code of the kit."""

import numpy as np
import pandas as pd
import pytest
from scipy import linalg, stats

from tests.oracle.agreement import HERE, ROUNDING, SE_TOLERANCE, close, read_data, read_expected
from tests.oracle.test_oracle_formulas import SAME_FORMULA, Survey, indicators, swept

# R's tail of F or t and scipy's agree to about this, far out.
SAME_TAIL = 1e-8
DESIGNS = [
    ("people", "simple"),
    ("people", "strata"),
    ("people", "clusters"),
    ("people", "clustered"),
    ("edges", "simple"),
    ("edges", "clustered"),
    ("zeros", "simple"),
    ("zeros", "clustered"),
]
LONELY = ["certainty", "adjust", "average"]
CASES = [(*each, w, "") for each in DESIGNS for w in ("base", "raked")]
CASES += [("people", k, w, "North") for k in ("simple", "clustered") for w in ("base", "raked")]
CASES += [("lonely", "clustered", w, rule) for w in ("base", "raked") for rule in LONELY]


def survey_of(name, kind, weighting, where):
    frame = read_data(name)
    d = frame["weight"].to_numpy()
    lonely = where if name == "lonely" else "certainty"
    if weighting == "base":
        return Survey(frame, kind, d, lonely=lonely)
    targets = "targets" if name == "people" else f"targets_{name}"
    x = indicators(frame, targets)
    if name == "people":
        w = pd.read_csv(HERE / "expected" / "weights.csv")["single"].to_numpy()
    else:
        w = swept(d, x, targets)
    return Survey(frame, kind, w, d, x, lonely=lonely)


def covariance(survey, z):
    """Covariances of the totals of some influence values, one column each."""
    residuals = np.column_stack([survey.residual(column) for column in z.T]) * survey.w[:, None]
    totals = pd.DataFrame(residuals).groupby([survey.stratum, survey.psu.to_numpy()]).sum()
    result, several = np.zeros((z.shape[1], z.shape[1])), 0
    strata = totals.groupby(level=0)
    for _, t in strata:
        alone = len(t) == 1
        several += not alone
        centred = t - (0 if alone and survey.lonely == "adjust" else t.mean())
        result += (1 if alone else len(t) / (len(t) - 1)) * (centred.T @ centred).to_numpy()
    if survey.lonely == "average":
        result *= len(strata) / several
    close(np.sqrt(result[0, 0]), survey.se(z[:, 0]), SAME_FORMULA, "the error of one")
    return result


def held_by(frame, answer):
    if answer in frame:
        return frame[answer].to_numpy(float)
    return (frame["education"] == answer).to_numpy(float)


def rao_scott(survey, tables, groups, domain):
    """F, df1, df2 and p of tables given as 0/1 columns by group, and Bergsma's V of a single one.

    The contrasts are any basis of the interactions; R's is another, the answer the same.
    """
    total = survey.w[domain].sum()
    phi2, z, scaled, inner = 0.0, [], [], []
    for columns in tables:
        shares = np.array([[survey.w @ (a * g * domain) for g in groups] for a in columns]) / total
        expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
        phi2 += ((shares - expected) ** 2 / expected).sum()
        cells = np.column_stack([a * g for a in columns for g in groups])
        z.append(domain[:, None] * (cells - shares.ravel()) / total)
        one, other = (linalg.null_space(np.ones((1, size))) for size in shares.shape)
        contrast = np.kron(one, other)
        inverse = np.divide(1, shares.ravel(), out=np.zeros(shares.size), where=shares.ravel() > 0)
        scaled.append(contrast * inverse[:, None])
        inner.append(contrast.T @ scaled[-1])
    c = linalg.block_diag(*scaled)
    delta = np.linalg.solve(linalg.block_diag(*inner), c.T @ covariance(survey, np.hstack(z)) @ c)
    trace = np.trace(delta)
    df1 = trace**2 / np.trace(delta @ delta)
    df2 = df1 * survey.df(domain)
    v = np.nan
    if len(tables) == 1:
        (rows, columns), n = shares.shape, len(delta) / trace
        corrected = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
        sizes = (size - (size - 1) ** 2 / (n - 1) for size in (rows, columns))
        v = np.sqrt(corrected / (min(sizes) - 1))
    return phi2 / trace, df1, df2, stats.f.sf(phi2 / trace, df1, df2), v


def rows_of(table, case):
    name, kind, weighting, where = case
    return read_expected(table, survey=name, design=kind, weighting=weighting, where=where)


def everyone_in(survey, where):
    frame = survey.frame
    inside = frame["region"] == where if where == "North" else pd.Series(True, frame.index)
    return inside.to_numpy()


@pytest.mark.parametrize("case", CASES)
def test_tests_are_those_of_the_formula(case):
    survey = survey_of(*case)
    frame, domain = survey.frame, everyone_in(survey, case[-1])
    for (_, by), rows in rows_of("difference_tests", case).groupby(["question", "by"], sort=False):
        groups = [(frame[by] == level).to_numpy(float) for level in sorted(frame[by].unique())]
        held = {name: held_by(frame, name) for name in rows["answer"][rows["answer"] != ""]}
        tables = {name: [1 - y, y] for name, y in held.items() if y[domain].min() < y[domain].max()}
        assert {*rows.loc[rows["F"].notna(), "answer"]} == {*tables, ""}
        whole = [[*held.values()]] if "Higher" in held else [*tables.values()]
        for row in rows[rows["F"].notna()].itertuples():
            found = rao_scott(survey, [tables[row.answer]] if row.answer else whole, groups, domain)
            expected = [row.F, row.df1, row.df2, row.p]
            close(found[:4], expected, SAME_TAIL, f"{by} {row.answer}", rounding=0)
            if np.isfinite(row.cramers_v):
                close(found[4], row.cramers_v, SAME_FORMULA, f"{by} {row.answer}")


@pytest.mark.parametrize("case", CASES)
def test_differences_are_those_of_the_formula(case):
    survey = survey_of(*case)
    frame, domain = survey.frame, everyone_in(survey, case[-1])
    pairs, rest = rows_of("difference_pairs", case), rows_of("difference_rest", case)
    table = pd.concat([pairs, rest.rename(columns={"level": "level_a"})], ignore_index=True)
    a, b, df, z = [], [], [], []
    for row in table.itertuples():
        one = domain & (frame[row.by] == row.level_a).to_numpy()
        other = domain & ~one
        if isinstance(row.level_b, str):
            other &= (frame[row.by] == row.level_b).to_numpy()
        shares, influences = zip(
            *(survey.share(held_by(frame, row.answer), each) for each in (one, other)), strict=True
        )
        a.append(shares[0])
        b.append(shares[1])
        z.append(influences[0] - influences[1])
        df.append(survey.df(one | other))
    assert (df == table["df"]).all()
    a, b, df = np.array(a), np.array(b), np.array(df)
    se = np.sqrt(np.diag(covariance(survey, np.column_stack(z))))
    varies = se > ROUNDING
    t = np.divide(a - b, se, out=np.full(len(se), np.nan), where=varies)
    half = stats.t.ppf(0.975, df) * se
    paired = table["level_b"].notna().to_numpy()
    for column, found in {
        "difference": a - b,
        "se": se,
        "p": 2 * stats.t.sf(np.abs(t), df),
        "low": np.where(paired, a - b - half, np.nan),
        "high": np.where(paired, a - b + half, np.nan),
        "share": np.where(paired, np.nan, a),
        "ratio": np.divide(a, b, out=np.full(len(a), np.nan), where=(b > 0) & paired),
        "cohens_h": np.where(paired, 2 * np.arcsin(np.sqrt(a)) - 2 * np.arcsin(np.sqrt(b)), np.nan),
    }.items():
        close(found, table[column], SAME_TAIL, column)


def holm(p):
    order = np.argsort(p)
    out = np.empty(len(p))
    out[order] = np.minimum(
        1, np.maximum.accumulate(np.asarray(p)[order] * (len(p) - np.arange(len(p))))
    )
    return out


def test_holm_s_families_are_rows_tables_and_the_answers_of_a_banner():
    keys = ["survey", "design", "weighting", "where", "question", "by"]
    for name, families in {
        "difference_pairs": {"p_row": [*keys, "answer"], "p_table": keys},
        "difference_tests": {"p_adjusted": keys},
    }.items():
        table = read_expected(name)
        table = table[table["p"].notna() & (table["answer"] != "")]
        for column, family in families.items():
            expected = table.groupby(family)["p"].transform(holm)
            close(table[column], expected, SAME_FORMULA, column, rounding=0)


def test_the_joint_test_of_one_answer_is_that_answer_s():
    table = read_expected("difference_tests")
    table = table[table["question"].isin(["inactives", "zeros", "lonely"])]
    columns = ["F", "df1", "df2", "p", "p_adjusted"]
    joint = table["answer"] == ""
    assert joint.sum() == 36
    close(table.loc[joint, columns], table.loc[~joint, columns], SAME_FORMULA, "joint", rounding=0)


def test_svychisq_takes_other_df_where_rows_are_kept_or_weigh_nothing():
    table = read_expected("difference_tests")
    table = table[table["ddf"].notna()]
    other = (table["ddf"] / table["df2"] - 1).abs() > SE_TOLERANCE
    kept = (table["where"] == "North") & (table["weighting"] == "raked")
    assert (other == (kept | (table["survey"] == "zeros"))).all()
