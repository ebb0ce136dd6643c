"""Models against regressions row by row, what must not matter, and models that cannot be."""

from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import GLM, families

import techno_kit as tk
from techno_kit.analysis.models.models import Model
from techno_kit.errors import QuestionError
from techno_kit.numerics.multiplicity import adjust_p

# The same estimating equations, solved over rows here and over cells in the kit.
SAME_ESTIMATE = 1e-8
SAME_FORMULA = 1e-9
SHOWN = {"suppress_below": 0, "flag_below": 0}
LONGEST = 20.0  # seconds; it takes about half of one, but the machine may be shared

RANDOM = np.random.default_rng(6)
N = 700
PEOPLE = pd.DataFrame(
    {
        "group": RANDOM.choice(["a", "b", "c"], N, p=[0.5, 0.3, 0.2]),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "size": RANDOM.integers(1, 6, N),
        "weight": RANDOM.uniform(0.5, 3, N),
        "psu": RANDOM.integers(0, 40, N),
    }
)
PEOPLE["stratum"] = PEOPLE["psu"] % 5
PEOPLE["x"] = (RANDOM.random(N) < np.where(PEOPLE["group"] == "a", 0.6, 0.3)).astype(int)
PEOPLE["y"] = (RANDOM.random(N) < 0.2 + 0.1 * PEOPLE["size"]).astype(int)
PEOPLE["spent"] = (PEOPLE["size"] * 2 + RANDOM.normal(size=N)).round(1)
DESIGN = tk.Design(weight="weight", strata="stratum", clusters="psu")
TARGETS = tk.Targets.from_shares({"sex": {"Female": 0.52, "Male": 0.48}})
DOES = tk.Question("does", columns={"x": "x", "y": "y"}, kind="multiple")
NUMBERS = [tk.Question(name, kind="number") for name in ("size", "spent")]


def sample_of(frame: pd.DataFrame = PEOPLE, design: tk.Design = DESIGN) -> tk.Sample:
    sample = tk.Sample.from_frame(frame, design=design).with_question(DOES)
    for question in NUMBERS:
        sample = sample.with_question(question)
    return sample


def rows_of(frame: pd.DataFrame) -> np.ndarray:
    return np.column_stack(
        [
            np.ones(len(frame)),
            frame["group"] == "b",
            frame["group"] == "c",
            frame["sex"] == "Male",
            frame["size"],
            (frame["sex"] == "Male") * frame["size"],
        ]
    ).astype(float)


def modelled(sample: tk.Sample | None = None, question: str = "does", **options: object):
    options = {"interactions": [("sex", "size")], **SHOWN, **options}
    return tk.model(sample or sample_of(), question, ["group", "sex", "size"], **options)


# --- against rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["does", "spent"])
def test_a_model_is_the_regression_of_rows_with_the_design_s_sandwich(question):
    rows, w = rows_of(PEOPLE), PEOPLE["weight"].to_numpy()
    names = ["x", "y"] if question == "does" else ["spent"]
    family = families.Binomial() if question == "does" else families.Gaussian()
    found = modelled(question=question)
    for name in names:
        y = PEOPLE[name].to_numpy(float)
        fit = GLM(y, rows, family=family, var_weights=w).fit(tol=1e-14, maxiter=60)
        mean = fit.predict(rows)
        slope = mean * (1 - mean) if question == "does" else np.ones(N)
        bread = np.linalg.inv(rows.T @ (rows * (w * slope)[:, None]))
        scores = (rows * (w * (y - mean))[:, None]) @ bread
        matrix = np.zeros((6, 6))
        for _, stratum in PEOPLE.groupby("stratum"):
            totals = pd.DataFrame(scores[stratum.index]).groupby(stratum["psu"].to_numpy()).sum()
            spread = (totals - totals.mean()).to_numpy()
            matrix += len(totals) / (len(totals) - 1) * spread.T @ spread
        table = found.table[found.table["outcome"] == name]
        np.testing.assert_allclose(table["estimate"], fit.params, rtol=SAME_ESTIMATE)
        np.testing.assert_allclose(table["se"], np.sqrt(np.diag(matrix)), rtol=SAME_ESTIMATE)
        np.testing.assert_allclose(found.covariance(name), matrix, rtol=1e-6, atol=1e-12)
        assert (table["df"] == 40 - 5 + 1 - 6).all()


def test_average_effects_are_means_over_rows():
    found = modelled().effects.set_index(["outcome", "term", "level"])
    w = PEOPLE["weight"].to_numpy()
    fit = GLM(
        PEOPLE["x"].to_numpy(float), rows_of(PEOPLE), family=families.Binomial(), var_weights=w
    ).fit(tol=1e-14, maxiter=60)

    def mean(**changed: object) -> float:
        return float(np.average(fit.predict(rows_of(PEOPLE.assign(**changed))), weights=w))

    male = found.loc["x", "sex", "Male"]
    assert male["share"] == pytest.approx(mean(sex="Male"), rel=SAME_ESTIMATE)
    assert male["share_reference"] == pytest.approx(mean(sex="Female"), rel=SAME_ESTIMATE)
    assert male["effect"] == pytest.approx(mean(sex="Male") - mean(sex="Female"), rel=1e-6)
    step = 1e-5
    up, down = (mean(size=PEOPLE["size"] + sign * step) for sign in (1, -1))
    slope = found.loc["x", "size"]["effect"].item()
    assert slope == pytest.approx((up - down) / (2 * step), rel=1e-6)


def test_effects_of_one_predictor_are_differences_of_shares():
    sample = sample_of()
    sample = sample.with_weights(tk.rake(sample, TARGETS))
    effects = tk.model(sample, "does", "group", **SHOWN).effects
    pairs = tk.compare(sample, "does", by="group", **SHOWN).pairs
    pairs = pairs[pairs["level_a"] == "a"]
    np.testing.assert_allclose(effects["effect"], -pairs["difference"], rtol=SAME_ESTIMATE)
    np.testing.assert_allclose(effects["se"], pairs["se"], rtol=SAME_ESTIMATE)


# --- what must not matter ------------------------------------------------------------------------


def same(one: Model, other: Model) -> None:
    for name in ("effects", "table", "terms", "fits"):
        left, right = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(
            left.drop(columns="n_weighted", errors="ignore"),
            right.drop(columns="n_weighted", errors="ignore"),
            rtol=SAME_FORMULA * 100,
        )


@pytest.mark.parametrize(
    "frame",
    [
        PEOPLE.assign(weight=PEOPLE["weight"] * 1e5),
        PEOPLE.sample(frac=1, random_state=1),
        PEOPLE.assign(group=PEOPLE["group"].astype("category"), x=PEOPLE["x"].astype("float")),
    ],
    ids=["scale", "order", "dtype"],
)
def test_scale_order_and_dtypes_change_nothing(frame):
    same(modelled(), modelled(sample_of(frame)))


def test_a_domain_keeps_the_design_whole():
    """Those outside have no influence; a cut sample forgets their PSUs."""
    found = tk.model(sample_of(), "does", ["group"], where={"sex": ["Male"]}, **SHOWN)
    weightless = PEOPLE.assign(weight=PEOPLE["weight"].where(PEOPLE["sex"] == "Male", 0.0))
    other = tk.model(sample_of(weightless), "does", ["group"], **SHOWN)
    np.testing.assert_allclose(found.table["estimate"], other.table["estimate"], rtol=1e-8)
    np.testing.assert_allclose(found.table["se"], other.table["se"], rtol=1e-8)
    assert int(found.fits["n"].iloc[0]) == (PEOPLE["sex"] == "Male").sum()


def test_another_reference_turns_the_effects_around():
    one, other = modelled(interactions=[]), modelled(interactions=[], reference={"group": "b"})
    ahead = one.effects.query("term == 'group' and level == 'b'")
    back = other.effects.query("term == 'group' and level == 'a'")
    np.testing.assert_allclose(ahead["effect"], -back["effect"], rtol=1e-8)
    np.testing.assert_allclose(ahead["se"], back["se"], rtol=1e-8)
    np.testing.assert_allclose(one.terms["F"], other.terms["F"], rtol=1e-7)


def test_blanks_on_a_predictor_leave_the_model_and_are_told():
    blank = PEOPLE["group"].where(PEOPLE.index % 10 > 0)
    found = tk.model(sample_of(PEOPLE.assign(group=blank)), "does", ["group", "sex"], **SHOWN)
    assert (found.fits["n"] == blank.notna().sum()).all()
    assert found.fitted.blank == {"group": int(blank.isna().sum())}
    whole = tk.model(
        sample_of(), "does", ["group", "sex"], where=pd.Series(PEOPLE.index % 10 > 0), **SHOWN
    )
    np.testing.assert_allclose(found.table["estimate"], whole.table["estimate"], rtol=1e-8)
    np.testing.assert_allclose(found.table["se"], whole.table["se"], rtol=1e-8)


# --- tests and their number ----------------------------------------------------------------------


def test_p_values_are_adjusted_over_levels_and_terms_over_outcomes():
    found = modelled(interactions=[])
    x = found.effects.query("outcome == 'x' and term == 'group'")
    np.testing.assert_allclose(x["p_adjusted"], adjust_p(x["p"].to_numpy(), "holm"))
    group = found.terms.query("term == 'group'")
    np.testing.assert_allclose(group["p_adjusted"], adjust_p(group["p"].to_numpy(), "holm"))
    table = modelled(interactions=[], family="table").effects.query("term == 'group'")
    np.testing.assert_allclose(table["p_adjusted"], adjust_p(table["p"].to_numpy(), "holm"))
    plain = modelled(interactions=[], adjust="none")
    assert (plain.effects["p_adjusted"] == plain.effects["p"]).all()


def test_contrasts_of_levels():
    found = modelled(interactions=[])
    apart = found.contrast({("group", "b"): 1, ("group", "c"): -1}, outcome="x")
    other = modelled(interactions=[], reference={"group": "c"}).table
    row = other.query("outcome == 'x' and level == 'b'").iloc[0]
    for name in ("estimate", "se", "low", "high", "odds_ratio", "t", "p", "df"):
        assert apart[name].item() == pytest.approx(row[name], rel=1e-7)
    alone = found.contrast({("group", "b"): 1, ("group", "a"): -1}, outcome="x")
    assert alone["estimate"].item() == found.table.query("outcome == 'x'")["estimate"].iloc[1]
    slope = found.contrast({"size": 2})
    assert slope["outcome"].tolist() == ["x", "y"]


# --- models that cannot be -----------------------------------------------------------------------


def test_one_outcome_without_a_model_leaves_the_others():
    alone = modelled(interactions=[])
    both = tk.Question("does", columns={"x": "x", "never": "never", "y": "y"}, kind="multiple")
    sample = sample_of(PEOPLE.assign(never=0)).with_question(both)
    found = modelled(sample, interactions=[])
    assert list(found.failed) == ["never"]
    assert found.table.query("outcome == 'never'")["estimate"].isna().all()
    assert (found.effects.query("outcome == 'never'")["flag"] == "no model").all()
    kept = found.table[found.table["outcome"] != "never"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, alone.table)
    assert found.terms.query("outcome == 'never'")["F"].isna().all()
    np.testing.assert_allclose(
        found.terms.query("outcome != 'never'")["p_adjusted"], alone.terms["p_adjusted"]
    )


def test_cells_that_nobody_is_in_are_left_out_of_an_interaction():
    """A level that is never crossed: its interaction, and effects that would need it, are blank."""
    frame = PEOPLE.assign(sex=PEOPLE["sex"].where(PEOPLE["group"] != "c", "Male"))
    found = tk.model(
        sample_of(frame), "does", ["group", "sex"], interactions=[("group", "sex")], **SHOWN
    )
    table = found.table.query("outcome == 'x'").set_index(["term", "level"])
    assert np.isnan(table.loc[("group x sex", "c x Male"), "estimate"])
    assert table.loc[("group x sex", "c x Male"), "flag"] == "no estimate"
    effects = found.effects.query("outcome == 'x'").set_index("level")
    assert effects["effect"].isna().to_dict() == {"b": False, "c": True, "Male": True}
    assert found.fits["parameters"].tolist() == [5, 5]
    one = found.terms.query("outcome == 'x' and term == 'group x sex'").iloc[0]
    assert one["df1"] == 1


def test_small_levels_are_suppressed_but_counted():
    few = PEOPLE["group"].where(PEOPLE.index >= 20, "few")
    sample = sample_of(PEOPLE.assign(group=few))
    found = tk.model(sample, "does", ["group", "sex"])
    rows = found.effects.query("level == 'few'")
    assert rows[["effect", "se", "low", "high", "share", "p"]].isna().all(axis=None)
    assert (rows["flag"] == "suppressed").all()
    shown = tk.model(sample, "does", ["group", "sex"], **SHOWN)
    pd.testing.assert_frame_equal(found.terms, shown.terms)
    hidden = found.covariance("x").loc[("group", "few")]
    assert hidden.isna().all()
    assert tk.model(sample, "does", ["group"], reference={"group": "few"}).effects["p"].isna().all()


def test_without_degrees_of_freedom_there_are_estimates_and_no_tests():
    frame = PEOPLE.assign(psu=PEOPLE["psu"] % 10)
    frame["stratum"] = frame["psu"] % 5
    found = modelled(sample_of(frame))
    assert (found.fits["df"] <= 0).all()
    assert found.table["estimate"].notna().all()
    assert found.table[["low", "p"]].isna().all(axis=None)
    assert found.terms["p"].isna().all()
    assert any(note.startswith("The design has 5 degrees of freedom for 6") for note in found.notes)


def test_a_level_that_nobody_has_is_a_row_without_an_estimate():
    levels = [(each, each) for each in ("z", "a", "b", "c")]
    sample = sample_of().with_question(tk.Question("group", levels=levels))
    found = tk.model(sample, "does", "group", **SHOWN)
    assert found.fitted.references == {"group": "a"}
    row = found.effects.query("level == 'z'").iloc[0]
    assert (row["n"], row["flag"]) == (0, "no respondents")
    plain = tk.model(sample_of(), "does", "group", **SHOWN)
    known = found.effects["effect"].notna()
    np.testing.assert_allclose(found.effects.loc[known, "effect"], plain.effects["effect"])


def test_a_separated_combination_is_found_by_the_fit():
    outside = (PEOPLE["group"] != "b") | (PEOPLE["sex"] == "Male")
    frame = PEOPLE.assign(x=PEOPLE["x"].where(outside, 1))
    crossed = {"interactions": [("group", "sex")], **SHOWN}
    found = tk.model(sample_of(frame), "does", ["group", "sex"], **crossed)
    assert list(found.failed) == ["x"]
    assert "'b x Female'" in found.failed["x"]
    plain = tk.model(sample_of(frame), "does", ["group", "sex"], **SHOWN)
    assert not plain.failed


def test_replicates_that_separate_take_no_replicate_away():
    frame = PEOPLE.assign(x=np.where(PEOPLE["group"] == "a", PEOPLE["x"], 0))
    first = PEOPLE.index[(PEOPLE["group"] == "b") & (PEOPLE["psu"] == 3)][0]
    second = PEOPLE.index[(PEOPLE["group"] == "c") & (PEOPLE["psu"] == 3)][0]
    frame.loc[[first, second], "x"] = 1
    sample = sample_of(frame)
    found = tk.model(sample.with_replicates(tk.replicate(sample, "JKn")), "does", "group", **SHOWN)
    assert list(found.failed) == ["x"]
    assert found.failed["x"].startswith("1 of 40 replicates has no estimate")


# --- speed ---------------------------------------------------------------------------------------


def test_many_respondents_are_cells():
    many = PEOPLE.loc[np.tile(PEOPLE.index, 700)].reset_index(drop=True)
    sample = sample_of(many)
    started = perf_counter()
    found = tk.model(sample, "does", ["group", "sex"], **SHOWN)
    assert perf_counter() - started < LONGEST
    np.testing.assert_allclose(
        found.effects["effect"],
        tk.model(sample_of(), "does", ["group", "sex"], **SHOWN).effects["effect"],
        rtol=1e-8,
    )


def test_nothing_but_models_knows_a_predictor_without_a_name():
    with pytest.raises(QuestionError):
        tk.model(sample_of(), "does", pd.DataFrame())  # type: ignore[arg-type]
