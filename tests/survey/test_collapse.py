"""The seam: sums of measures over the cells of variables, and the way back to respondents."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.numerics import cells
from techno_kit.survey.collapse import CellTable, Unit, collapse_rows

SAME = 1e-12  # sums of a few dozen numbers, in another order
RNG = np.random.default_rng(5)
N = 60
FRAME = pd.DataFrame(
    {
        "a": RNG.choice(["x", "y", None], N),
        "b": RNG.integers(0, 4, N),
        "phone": RNG.integers(0, 2, N),
        "tablet": RNG.integers(0, 2, N),
        "w": RNG.lognormal(0, 1, N) * (RNG.random(N) > 0.2),
        "stratum": RNG.integers(0, 2, N),
        "psu": RNG.integers(0, 5, N),
    }
)
DESIGN = tk.Design(weight="w", strata="stratum", clusters="psu")
SAMPLE = tk.Sample.from_frame(FRAME, design=DESIGN)
OWNED = tk.Question("owned", "multiple", ["phone", "tablet"])
A, B = tk.Question("a"), tk.Question("b")
WHO = tk.Audience.of({"b": [1, 2]})
MEASURES = ("n", "active", "w", "ww", "d")


@pytest.fixture(params=["dense", "sparse"])
def kind(request, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "sparse":
        monkeypatch.setattr(cells, "DENSE_CELLS", 0)
        monkeypatch.setattr(cells, "SPARE_CELLS", 0)
    return request.param


def by_hand(sample: tk.Sample, variables: list, measures: tuple) -> pd.DataFrame:
    """Every respondent's codes and measures, grouped by pandas."""
    rows = pd.DataFrame({place: sample.codes(each)[0] for place, each in enumerate(variables)})
    for name in measures:
        values = sample.measure(name)
        rows[name] = np.ones(len(rows)) if values is None else values
    return rows.groupby(list(range(len(variables))))[list(measures)].sum()


def as_frame(table: CellTable, measures: tuple) -> pd.DataFrame:
    axes = range(len(table.variables))
    frame = pd.DataFrame({axis: table.codes(axis) for axis in axes})
    return frame.assign(**{name: table.sums(name) for name in measures}).set_index(list(axes))


VARIABLES = [
    [A],
    [A, B],
    [Unit.PSU, A],
    [Unit.STRATUM, B, A],
    [A, B, WHO],
    [OWNED, A],
    [A, A],
    [Unit.PSU, OWNED, A, B, WHO],
]


@pytest.mark.parametrize("variables", VARIABLES)
@pytest.mark.parametrize("raked", [False, True])
def test_sums_are_those_of_a_group_by(variables: list, raked: bool, kind: str) -> None:
    sample = SAMPLE
    if raked:
        shares = {"b": {0: 0.4, 1: 0.3, 2: 0.2, 3: 0.1}}
        sample = sample.with_weights(tk.rake(sample, tk.Targets.from_shares(shares)))
    table = sample.collapse(variables, MEASURES)
    assert (table.cells.levels is None) == (kind == "dense")
    expected = by_hand(sample, variables, MEASURES)
    found = as_frame(table, MEASURES).sort_index()
    assert found.index.tolist() == expected.index.tolist()
    np.testing.assert_allclose(found, expected, rtol=SAME)


def test_measures_of_equal_weights_are_counted_once() -> None:
    table = tk.Sample.from_frame(FRAME).collapse([B], MEASURES)
    assert len(table.cells.sums) == 1
    for name in MEASURES:
        assert table.sums(name).tolist() == FRAME["b"].value_counts().sort_index().tolist()


def test_zero_weights_count_as_respondents_but_not_as_active() -> None:
    table = SAMPLE.collapse([B], ("n", "active"))
    positive = FRAME["w"] > 0
    assert table.sums("n").sum() == N > table.sums("active").sum() == positive.sum()


def test_base_weights_stay_beside_raked_ones() -> None:
    shares = {"b": {0: 0.4, 1: 0.3, 2: 0.2, 3: 0.1}}
    raked = SAMPLE.with_weights(tk.rake(SAMPLE, tk.Targets.from_shares(shares)))
    table = raked.collapse([B], ("n", "w", "d"))
    base = FRAME.groupby("b")["w"].sum()
    np.testing.assert_allclose(table.sums("d"), base, rtol=SAME)
    np.testing.assert_allclose(table.sums("w") / base.sum(), [0.4, 0.3, 0.2, 0.1], rtol=1e-9)


@pytest.mark.parametrize("axes", [[0], [1], [2], [1, 2], [2, 1], [0, 1, 2], []])
def test_merging_numbers_the_combinations_that_occur(axes: list[int], kind: str) -> None:
    table = SAMPLE.collapse([Unit.PSU, A, B], ("n",))
    keys, place = table.merged(axes)
    assert (np.diff(keys) > 0).all()
    rows = list(zip(*(table.codes(axis).tolist() for axis in axes), strict=True)) if axes else [()]
    assert len(keys) == len(set(rows))
    if axes:
        pairs = set(zip(rows, place.tolist(), strict=True))
        assert len(pairs) == len(keys)  # a combination has one number, a number one combination
    assert np.bincount(place, table.sums("n")).sum() == N


def test_missing_is_a_code_of_its_own(kind: str) -> None:
    table = SAMPLE.collapse([A], ("n",))
    assert table.shape == (3,) and table.sizes == (2,) and table.missing == (True,)
    assert sorted(table.codes(0).tolist()) == [-1, 0, 1]
    blank = dict(zip(table.codes(0).tolist(), table.sums("n").tolist(), strict=True))[-1]
    assert blank == FRAME["a"].isna().sum()


def test_a_factor_a_cell_comes_back_as_a_weight_a_respondent(kind: str) -> None:
    table = SAMPLE.collapse([A, B], ("d",))
    factor = np.arange(table.cells.sums.shape[1], dtype=float)
    weights = SAMPLE.spread(table, factor)
    assert weights.index.equals(FRAME.index) and weights.name == "weight"
    expected = factor[table.cells.key] * FRAME["w"]
    np.testing.assert_allclose(weights, expected, rtol=SAME)
    plain = tk.Sample.from_frame(FRAME)
    table = plain.collapse([A, B], ("d",))
    assert plain.spread(table, factor).tolist() == factor[table.cells.key].tolist()


def test_400_levels_by_400_levels_take_the_cells_that_occur() -> None:
    frame = pd.DataFrame({"a": np.arange(2000) % 400, "b": np.arange(2000) % 399})
    table = tk.Sample.from_frame(frame).collapse([A, B], ("n",))
    assert len(table.sums("n")) == len(frame.drop_duplicates())
    assert table.sums("n").sum() == 2000


def test_rows_in_memory_may_be_read_only() -> None:
    codes = np.array([0, 1, 0], np.int8)
    weights = np.array([1.0, 2.0, 3.0])
    codes.flags.writeable = weights.flags.writeable = False
    table = collapse_rows([A], [(codes, 2, False)], {"n": None, "w": weights})
    assert table.sums("w").tolist() == [4.0, 2.0]
