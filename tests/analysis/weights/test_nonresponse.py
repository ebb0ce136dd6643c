"""Weights for who answered: against formulas row by row, chains, invariances, what is told."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import techno_kit as tk

SAME = 1e-12  # the same sums in another order
SOLVED = 1e-6  # what a general minimiser finds of a maximum
N = 600
RNG = np.random.default_rng(19)
FRAME = pd.DataFrame(
    {
        "age": RNG.choice(["18-34", "35-54", "55+"], N, p=[0.3, 0.4, 0.3]),
        "area": RNG.choice(["city", "land"], N),
        "size": RNG.integers(1, 6, N),
        "w": RNG.lognormal(0, 0.6, N),
        "psu": RNG.integers(0, 30, N),
    }
)
CHANCE = 0.35 + 0.3 * (FRAME["age"] == "55+") + 0.1 * (FRAME["area"] == "land")
FRAME["status"] = np.where(RNG.uniform(size=N) < CHANCE, "complete", "refused")
CAME = (FRAME["status"] == "complete").to_numpy()
D = FRAME["w"].to_numpy()
BOOK = tk.Codebook(questions={"size": tk.Question("size", kind="number")})
COMPLETE = {"status": ["complete"]}
BY = ["age", "area"]


def sample(frame: pd.DataFrame = FRAME, **design: Any) -> tk.Sample:
    made = tk.Design(**{"weight": "w", "clusters": "psu"} | design)
    return tk.Sample.from_frame(frame, design=made, labels=BOOK)


def plain_cells(group: pd.Series) -> np.ndarray:
    weights = np.zeros(N)
    for value in group.unique():
        cell = (group == value).to_numpy()
        weights[cell & CAME] = D[cell & CAME] * D[cell].sum() / D[cell & CAME].sum()
    return weights


def plain_propensity(columns: np.ndarray) -> np.ndarray:
    """Maximise the weighted likelihood row by row, with no regression software."""

    def loss(b: np.ndarray) -> float:
        odds = columns @ b
        return float(D @ (np.logaddexp(0, odds) - CAME * odds)) / D.sum()

    def slope(b: np.ndarray) -> np.ndarray:
        return columns.T @ (D * (1 / (1 + np.exp(-columns @ b)) - CAME)) / D.sum()

    found = minimize(loss, np.zeros(columns.shape[1]), jac=slope, method="BFGS", tol=1e-12)
    return 1 / (1 + np.exp(-columns @ found.x))


def columns(*numbers: str) -> np.ndarray:
    dummies = pd.get_dummies(FRAME[BY], drop_first=True, dtype=float)
    return np.column_stack([np.ones(N), dummies, FRAME[list(numbers)]])


def test_cells_by_their_formula() -> None:
    weights = tk.adjust_nonresponse(sample(), COMPLETE, BY)
    assert weights.array == pytest.approx(plain_cells(FRAME["age"] + FRAME["area"]), rel=SAME)
    assert (weights.array[~CAME] == 0).all()
    assert weights.values.sum() == pytest.approx(D.sum(), rel=SAME)


def test_inverse_propensities_by_their_formula() -> None:
    by = [*BY, "size"]
    weights = tk.adjust_nonresponse(sample(), COMPLETE, by, method="propensity")
    expected = np.where(CAME, D / plain_propensity(columns("size")), 0)
    assert weights.array == pytest.approx(expected, rel=SOLVED)


def test_a_crossed_term() -> None:
    crossed = tk.adjust_nonresponse(sample(), COMPLETE, [("age", "area")], method="propensity")
    cells = tk.adjust_nonresponse(sample(), COMPLETE, BY)
    assert crossed.array == pytest.approx(cells.array, rel=1e-9)
    assert crossed.table["variable"].unique().tolist() == ["age x area"]


def test_classes_by_their_formula() -> None:
    propensity = plain_propensity(columns())
    order = np.argsort(propensity)
    share = np.cumsum(D[order]) / D.sum()
    limits = [propensity[order][np.searchsorted(share, j / 3)] for j in (1, 2)]
    group = np.searchsorted(np.array(limits) + SOLVED, propensity)
    weights = tk.adjust_nonresponse(sample(), COMPLETE, BY, method="propensity", classes=3)
    assert weights.array == pytest.approx(plain_cells(pd.Series(group)), rel=SAME)


@pytest.mark.parametrize(
    "who",
    [
        COMPLETE,
        tk.Audience.of(COMPLETE),
        tk.Audience.none({"status": ["refused"]}),
        FRAME["status"] == "complete",
    ],
)
def test_every_way_to_say_who_answered(who: Any) -> None:
    weights = tk.adjust_nonresponse(sample(), who, BY)
    assert weights.array.tolist() == tk.adjust_nonresponse(sample(), COMPLETE, BY).array.tolist()


@pytest.mark.parametrize(
    "options", [{}, {"method": "propensity"}, {"method": "propensity", "classes": 4}]
)
def test_nothing_but_the_sum_depends_on_scale_or_order(options: dict[str, Any]) -> None:
    plain = tk.adjust_nonresponse(sample(), COMPLETE, BY, **options)
    scaled = sample(FRAME.assign(w=D * 1e6))
    assert tk.adjust_nonresponse(scaled, COMPLETE, BY, **options).array == pytest.approx(
        plain.array * 1e6, rel=1e-9
    )
    mixed = FRAME.sample(frac=1, random_state=1)
    moved = tk.adjust_nonresponse(sample(mixed), COMPLETE, BY[::-1], **options)
    assert moved.values[FRAME.index].to_numpy() == pytest.approx(plain.array, rel=1e-9)


def test_the_table_holds_respondents_beside_all_who_were_asked() -> None:
    weights = tk.adjust_nonresponse(sample(), COMPLETE, ["age", "area"])
    table = weights.table.set_index(["variable", "level"])
    young = (FRAME["age"] == "18-34").to_numpy()
    row = table.loc[("age", "18-34")]
    assert row["before"] == pytest.approx(D[young & CAME].sum() / D[CAME].sum(), rel=SAME)
    assert row["target"] == pytest.approx(D[young].sum() / D.sum(), rel=SAME)
    assert np.abs(weights.table["gap"]).max() <= SAME


def test_numbers_are_told_as_means() -> None:
    weights = tk.adjust_nonresponse(sample(), COMPLETE, "size", method="propensity")
    row = weights.table.iloc[0]
    size = FRAME["size"]
    assert (row["variable"], row["level"]) == ("size", "(mean)")
    assert row["before"] == pytest.approx(np.average(size[CAME], weights=D[CAME]), rel=SAME)
    assert row["target"] == pytest.approx(np.average(size, weights=D), rel=SAME)
    assert row["after"] == pytest.approx(np.average(size, weights=weights.array), rel=SAME)


def test_a_rake_starts_from_it_and_keeps_the_silent_at_zero() -> None:
    adjusted = tk.adjust_nonresponse(sample(), COMPLETE, BY)
    targets = tk.Targets.from_shares({"age": {"18-34": 0.3, "35-54": 0.35, "55+": 0.35}})
    raked = tk.rake(sample().with_weights(adjusted), targets)
    factor = raked.array[CAME] / adjusted.array[CAME]
    assert pd.Series(factor).groupby(FRAME["age"][CAME].to_numpy()).std().max() <= SAME
    assert (raked.array[~CAME] == 0).all()
    assert raked.steps[: len(adjusted.steps)] == adjusted.steps
    assert [step.verb for step in raked.recipe.steps] == ["adjust_nonresponse", "rake"]


def test_an_adjustment_in_two_steps() -> None:
    """Contact, then cooperation: the second step starts from the first one's weights."""
    reached = CAME | (np.arange(N) % 3 == 0)
    frame = FRAME.assign(reached=np.where(reached, "yes", "no"))
    first = tk.adjust_nonresponse(sample(frame), {"reached": ["yes"]}, "area")
    second = tk.adjust_nonresponse(sample(frame).with_weights(first), COMPLETE, "age")
    named = tk.adjust_nonresponse(sample(frame), COMPLETE, "age", start=first)
    assert second.array.tolist() == named.array.tolist()
    assert second.parent is first
    assert second.values.sum() == pytest.approx(D.sum(), rel=SAME)
    assert len(second.steps) == 2


def test_it_starts_from_the_weights_in_force() -> None:
    targets = tk.Targets.from_shares({"area": {"city": 0.7, "land": 0.3}})
    raked = sample().with_weights(tk.rake(sample(), targets))
    weights = tk.adjust_nonresponse(raked, COMPLETE, "area")
    assert weights.table["after"].tolist() == pytest.approx([0.7, 0.3], rel=SAME)
    assert weights.parent is raked.weights


def test_those_without_a_weight_count_for_nothing() -> None:
    frame = FRAME.assign(w=np.where(np.arange(N) % 5 == 0, 0.0, D))
    frame.loc[frame["w"] == 0, "age"] = None
    kept = frame[frame["w"] > 0]
    for options in ({}, {"method": "propensity"}):
        zero = tk.adjust_nonresponse(sample(frame), COMPLETE, BY, **options)  # type: ignore[arg-type]
        gone = tk.adjust_nonresponse(sample(kept), COMPLETE, BY, **options)  # type: ignore[arg-type]
        assert zero.values[kept.index].to_numpy() == pytest.approx(gone.array, rel=1e-9)
        assert zero.steps == gone.steps


def test_without_a_weight_everyone_counts_once() -> None:
    weights = tk.adjust_nonresponse(sample(weight=None), COMPLETE, "area")
    rate = pd.Series(CAME).groupby(FRAME["area"]).mean()
    assert weights.array[CAME] == pytest.approx(1 / FRAME["area"][CAME].map(rate), rel=SAME)


def test_an_estimate_ignores_who_did_not_answer() -> None:
    """A profile under adjusted weights is that of those who answered."""
    adjusted = sample().with_weights(tk.adjust_nonresponse(sample(), COMPLETE, BY))
    share = tk.profile(adjusted, "area").whole.set_index("answer")["share"]
    assert share["city"] == pytest.approx(D[FRAME["area"] == "city"].sum() / D.sum(), rel=SAME)


def test_what_a_recipe_holds() -> None:
    options = {"method": "propensity", "classes": 4}
    by = ["age", ("age", "area")]
    weights = tk.adjust_nonresponse(sample(), COMPLETE, by, **options)  # type: ignore[arg-type]
    (step,) = weights.recipe.steps
    assert step.options == {
        "responded": COMPLETE,
        "by": ["age", ["age", "area"]],
        "method": "propensity",
        "classes": 4,
    }
    again = tk.adjust_nonresponse(sample(), **step.options)
    assert again.array.tolist() == weights.array.tolist()


def test_a_recipe_keeps_no_selection_of_rows_and_no_nested_audience() -> None:
    rows, nested = FRAME["status"] == "complete", tk.Audience.none({"status": ["refused"]})
    for who in (rows, nested):
        (step,) = tk.adjust_nonresponse(sample(), who, BY).recipe.steps
        assert step.options == {"responded": "", "by": BY}
