"""Sums over several crosses at once are those of each cross alone, pair by pair."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.cells import cross_sums, linearising, spanned_sums
from techno_kit.analysis.cells import crosses as crosses_room
from techno_kit.analysis.cells.linearising import Cells, collect_each
from techno_kit.numerics import cells, sorted_sums
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.spans import SpannedSums
from techno_kit.survey.audience import Audience
from techno_kit.survey.rows_by_psu import RowsByPsu

N = 900
# Sums of the same numbers in another order.
SAME = 1e-12
# What is left of the variance of a share that calibration has fixed.
NOTHING = 1e-17
WEIGHTS = {
    "ones": lambda rng: np.ones(N),
    "some zero": lambda rng: rng.gamma(2, 1, N) * (rng.random(N) < 0.9),
    "some below zero": lambda rng: rng.normal(1, 0.6, N),
}


def sample_of(kind: str, weights: str, lonely: str = "error", raked: bool = False) -> tk.Sample:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "q": rng.choice(["a", "b", "c"], N),
            "sex": rng.choice(["F", "M"], N),
            "age": rng.choice(["1", "2", "3", None], N),
            "one": rng.random(N) < 0.5,
            "two": rng.random(N) < 0.2,
            "w": WEIGHTS[weights](rng),
            "stratum": rng.integers(0, 4, N),
            "psu": rng.integers(0, 6, N),
        }
    )
    if lonely != "error":
        frame.loc[frame["stratum"] == 3, "psu"] = 0
    columns = {
        "simple": {},
        "strata": {"strata": "stratum"},
        "clusters": {"clusters": "psu"},
        "clustered": {"strata": "stratum", "clusters": "psu"},
    }[kind]
    design = tk.Design(weight="w", lonely_psu=lonely, **columns)
    sample = tk.Sample.from_frame(frame.assign(w=frame["w"].abs()), design=design)
    sample = sample.with_question(tk.Question("both", kind="multiple", columns=["one", "two"]))
    if weights == "some below zero":  # then sums of weights do not tell who is there
        means = tk.Targets.from_shares(
            {"sex": {"F": 0.9, "M": 0.1}, "q": {"a": 0.05, "b": 0.05, "c": 0.9}}
        )
        return sample.with_weights(tk.calibrate(sample, means, distance="linear"))
    if raked:
        return sample.with_weights(
            tk.rake(sample, tk.Targets.from_shares({"sex": {"F": 0.6, "M": 0.4}}))
        )
    return sample


def crosses_of(sample: tk.Sample) -> list[list[object]]:
    question = [sample.question(name) for name in ("both", "q", "sex", "age")]
    both, q, sex, age = question
    audience = Audience.of({"sex": ["F"]})
    return [[q], [q, sex], [q, age], [both, sex, age], [q, audience, sex], [both, audience]]


def errors(cells: Cells) -> np.ndarray:
    """Return the variances and covariances of the share of every cell."""
    share = cells.w / cells.w.sum()
    influence = (np.eye(len(share)) - share) / cells.w.sum()
    return cells.covariance(Linear(influence, np.ones_like(influence))).matrix


def same(ours: Cells, theirs: Cells) -> None:
    for one, other in zip(ours.codes, theirs.codes, strict=True):
        assert (one == other).all()
    for name in ("n", "w", "ww"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(theirs, name), rtol=SAME, err_msg=name
        )
    matrix = errors(theirs)
    rounding = max(1e-10 * np.abs(matrix).max(), NOTHING)
    np.testing.assert_allclose(errors(ours), matrix, rtol=0, atol=rounding)
    member = np.column_stack([ours.codes[0] == code for code in range(3)])
    assert (ours.union_df(member) == theirs.union_df(member)).all()
    for inside in member.T:
        assert ours.df(inside) == theirs.df(inside)
        np.testing.assert_equal(ours.average_factor(inside), theirs.average_factor(inside))


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("weights", ["ones", "some zero", "some below zero"])
@pytest.mark.parametrize("kind", ["simple", "strata", "clusters", "clustered"])
def test_together_is_one_by_one(kind, weights, raked):
    sample = sample_of(kind, weights, raked=raked)
    crosses = crosses_of(sample)
    for cross, ours in zip(crosses, collect_each(sample, crosses), strict=True):
        same(ours, linearising._collected(sample, cross))


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_every_rule_for_lonely_psus(lonely):
    sample = sample_of("clustered", "some zero", lonely)
    crosses = crosses_of(sample)
    for cross, ours in zip(crosses, collect_each(sample, crosses), strict=True):
        same(ours, linearising._collected(sample, cross))


@pytest.mark.parametrize("limit", ["LIGHT", "WIDE", "JOINT", "DENSE_CELLS"])
def test_however_many_are_summed_at_once(limit, monkeypatch):
    sample = sample_of("clustered", "ones", raked=True)
    crosses = crosses_of(sample)
    expected = [linearising._collected(sample, cross) for cross in crosses]
    homes = {"DENSE_CELLS": cells, "LIGHT": crosses_room}
    monkeypatch.setattr(homes.get(limit, cross_sums), limit, 1)
    monkeypatch.setattr(crosses_room, "ROWS", N)
    monkeypatch.setattr(cells, "SPARE_CELLS", 4 if limit != "DENSE_CELLS" else 0)
    for ours, theirs in zip(collect_each(sample, crosses), expected, strict=True):
        same(ours, theirs)


def test_a_variable_that_stands_twice_is_summed_alone():
    sample = sample_of("clustered", "ones")
    q = sample.question("q")
    [found] = collect_each(sample, [[q, q]])
    assert (found.codes[0] == found.codes[1]).all()


def many_answers(kind: str, order: str) -> tk.Sample:
    """Return a sample with four answers that overlap, some of them blank, in 20 PSUs."""
    rng = np.random.default_rng(11)
    answers = {name: np.where(rng.random(N) < 0.1, np.nan, rng.random(N) < 0.3) for name in "abcd"}
    frame = pd.DataFrame(
        answers
        | {
            "sex": rng.choice(["F", "M"], N),
            "age": rng.choice(["1", "2", "3", None], N),
            "w": rng.gamma(2, 1, N) * (rng.random(N) < 0.9),
            "stratum": rng.integers(0, 4, N),
            "psu": rng.integers(0, 5, N),
        }
    )
    if order == "sorted":
        frame = frame.sort_values(["stratum", "psu"], ignore_index=True)
    strata = {"strata": "stratum"} if kind == "clustered" else {}
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w", clusters="psu", **strata))
    asked = tk.Question("many", kind="multiple", columns=list("abcd"))
    return sample.with_question(asked)


@pytest.fixture
def always_spanned(monkeypatch):
    monkeypatch.setattr(cross_sums, "WIDE", 0)
    monkeypatch.setattr(spanned_sums, "SPANNED", 0)


@pytest.mark.usefixtures("always_spanned")
@pytest.mark.parametrize("order", ["as they come", "sorted"])
@pytest.mark.parametrize("kind", ["clusters", "clustered"])
@pytest.mark.parametrize("shared", [0, 4, 1_000_000])
def test_answers_by_psu_are_as_all_their_patterns(kind, order, shared, monkeypatch):
    monkeypatch.setattr(spanned_sums, "CELLS", shared)
    monkeypatch.setattr(sorted_sums, "BLOCK", 7 if shared == 4 else 1 << 16)  # parts of a PSU
    sample = many_answers(kind, order)
    many, sex, age = (sample.question(name) for name in ("many", "sex", "age"))
    answers = sample.answers(many)
    audience = Audience.of({"sex": ["F"]})
    crosses = [[many], [many, sex], [many, age], [sex, many, age], [age], [many, audience, sex]]
    for cross, ours in zip(crosses, collect_each(sample, crosses), strict=True):
        theirs = linearising._collected(sample, cross)
        assert isinstance(ours.sums, SpannedSums) == (many in cross)
        same(ours, theirs)  # of every pattern alone, which answers do not tell
        if many not in cross:
            continue
        assert "pairs" in vars(ours.sums)
        place = cross.index(many)
        [again] = collect_each(sample, [cross])
        for base in ("exclude", "in_base"):
            inside = answers.base(base)[ours.codes[place]]
            holds = answers.blanks_no[ours.codes[place]] & inside[:, None]
            weight = ours.w[inside].sum()
            influence = (holds - inside[:, None] * (ours.w @ holds / weight)) / weight
            linear = Linear(influence, np.repeat(inside[:, None], influence.shape[1], axis=1))
            np.testing.assert_allclose(
                np.sqrt(again.variances(linear).variance),
                np.sqrt(theirs.variances(linear).variance),
                rtol=SAME,
            )
            matrix = theirs.covariance(linear).matrix
            rounding = SAME * np.abs(matrix).max()
            found = again.covariance(linear)
            np.testing.assert_allclose(found.matrix, matrix, rtol=0, atol=rounding)
            assert (found.random == theirs.covariance(linear).random).all()
            assert again.df(inside) == theirs.df(inside)
            assert again.average_factor(inside) == theirs.average_factor(inside)
        assert "pairs" not in vars(again.sums)  # nothing needed the patterns


@pytest.mark.usefixtures("always_spanned")
def test_profile_and_comparison_of_answers_by_psu(monkeypatch):
    sample = many_answers("clustered", "as they come")
    ours = [tk.profile(sample, "many", by="sex").table, tk.compare(sample, "many", by="age").table]
    monkeypatch.setattr(cross_sums, "WIDE", 1 << 30)
    theirs = [
        tk.profile(sample, "many", by="sex").table,
        tk.compare(sample, "many", by="age").table,
    ]
    for one, other in zip(ours, theirs, strict=True):
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_rows_are_sorted_by_psu_once():
    sample = many_answers("clustered", "as they come")
    rows = RowsByPsu.of(sample)
    many = sample.question("many")
    codes, size, missing = rows.codes(sample, many)
    order = np.argsort(sample.units.psu, kind="stable")
    assert (codes == sample.answers(many).codes[order]).all()
    assert (size, missing) == sample.codes(many)[1:]
    assert rows.codes(sample, many)[0] is codes
    assert (rows.weight(sample) == sample.weight[order]).all()
    assert (np.diff(rows.starts) == np.bincount(sample.units.psu)).all()
    assert RowsByPsu.of(sample) is rows
    other = sample.with_weights(
        tk.rake(sample, tk.Targets.from_shares({"sex": {"F": 0.5, "M": 0.5}}))
    )
    assert (rows.weight(other) == other.weight[order]).all()
    assert (rows.weight(sample) == sample.weight[order]).all()


def test_rows_that_are_sorted_stay_as_they_are():
    sample = many_answers("clustered", "sorted")
    rows = RowsByPsu.of(sample)
    many = sample.question("many")
    assert rows.order is None
    assert rows.codes(sample, many)[0] is sample.answers(many).codes
    assert rows.weight(sample) is sample.weight


@pytest.mark.usefixtures("always_spanned")
def test_a_cross_that_fits_only_by_its_answers_is_not_summed_whole(monkeypatch):
    monkeypatch.setattr(cross_sums, "WIDE", 1 << 18)
    monkeypatch.setattr(cells, "DENSE_CELLS", 1)
    sample = many_answers("clustered", "as they come")
    cross = [sample.question("many"), sample.question("sex"), sample.question("age")]
    columns = cross_sums.columns_of(sample, [cross])
    features = spanned_sums.features_of(sample, columns)
    assert cross_sums.fitting(sample, [cross], columns, features) == [True]
    monkeypatch.setattr(cells, "SPARE_CELLS", 8)
    [ours] = collect_each(sample, [cross])
    same(ours, linearising._collected(sample, cross))
