"""What is true of weights whatever the survey, through the public verbs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import techno_kit as tk

SHARE = 1e-9  # of a level: raking promises 1e-10, and the sums here are added in another order
SAME = 1e-8  # relative: two solutions, each within its tolerance of the same weights
EXACT = 1e-12  # relative: the same sums
EXAMPLES = settings(max_examples=40, deadline=None)
FEW_EXAMPLES = settings(max_examples=15, deadline=None)  # several weightings each
VERBS = ["rake", "poststratify", "linear", "raking", "logit", "truncated"]
POSITIVE = ["rake", "poststratify", "raking", "logit"]
NAMES = ["a", "b", "c"]


@dataclass(frozen=True, eq=False)
class Survey:
    """Codes, base weights, a number, and targets that some weights meet."""

    frame: pd.DataFrame
    margins: dict
    bounds: tuple[float, float]
    rng: np.random.Generator

    def weigh(self, verb, frame=None, margins=None, weight="w", **options):
        frame = self.frame if frame is None else frame
        sample = tk.Sample.from_frame(frame, design=tk.Design(weight=weight))
        if "size" in frame:
            sample = sample.with_question(tk.Question("size", kind="number"))
        targets = tk.Targets.from_shares(self.margins if margins is None else margins)
        if verb == "rake":
            return tk.rake(sample, targets, **options)
        if verb == "poststratify":
            return tk.poststratify(sample, targets, **options)
        bounds = self.bounds if verb in ("logit", "truncated") else None
        return tk.calibrate(sample, targets, distance=verb, bounds=bounds, **options)


def shares_of(frame, names, weights):
    sums = pd.Series(weights).groupby([frame[name] for name in names]).sum() / weights.sum()
    return {level: float(share) for level, share in sums.items()}


@st.composite
def surveys(draw, verbs=tuple(VERBS)):
    chosen = draw(st.sampled_from(verbs))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(8, 150))
    names = NAMES[: draw(st.integers(1, 3))]
    frame = pd.DataFrame({name: rng.integers(0, draw(st.integers(1, 4)), n) for name in names})
    frame["w"] = rng.lognormal(0, draw(st.floats(0, 1.5)), n)
    # Weights that are known to exist, so that their margins can be met.
    factor = np.exp(rng.normal(0, draw(st.floats(0, 0.5)), n))
    truth = frame["w"].to_numpy() * factor
    truth *= frame["w"].sum() / truth.sum()
    g = truth / frame["w"]
    crosses = [tuple(names)] if chosen == "poststratify" else [(name,) for name in names]
    if chosen != "poststratify" and len(names) > 1 and draw(st.booleans()):
        crosses.append(tuple(names[:2]))
    margins = {}
    for cross in crosses:
        shares = shares_of(frame, cross, truth)
        if len(cross) == 1:
            margins[cross[0]] = {str(level): share for level, share in shares.items()}
        else:
            margins[cross] = {tuple(map(str, key)): share for key, share in shares.items()}
    if chosen in ("linear", "raking") and draw(st.booleans()):
        frame["size"] = rng.integers(1, 7, n).astype(float)
        margins["size"] = float(np.average(frame["size"], weights=truth))
    bounds = (float(g.min()) * 0.8, float(g.max()) * 1.2)
    return chosen, Survey(frame, margins, bounds, rng)


def cells(frame):
    return frame.groupby([name for name in (*NAMES, "size") if name in frame]).ngroup().to_numpy()


@EXAMPLES
@given(surveys())
def test_margins_are_hit_and_weights_are_positive(drawn):
    verb, survey = drawn
    weights = survey.weigh(verb).values.to_numpy()
    assert_allclose(weights.sum(), survey.frame["w"].sum(), rtol=SHARE)
    for cross, levels in survey.margins.items():
        if cross == "size":
            mean = np.average(survey.frame["size"], weights=weights)
            assert_allclose(mean, levels, rtol=SHARE)
            continue
        names = [cross] if isinstance(cross, str) else list(cross)
        reached = shares_of(survey.frame, names, weights)
        for level, share in reached.items():
            key = str(level) if len(names) == 1 else tuple(map(str, level))
            key = str(level[0]) if len(names) == 1 and isinstance(level, tuple) else key
            assert abs(levels[key] - share) < SHARE
    if verb in POSITIVE:
        assert (weights > 0).all()
    if verb in ("logit", "truncated"):
        g = weights / survey.frame["w"].to_numpy()
        low, high = survey.bounds
        assert g.min() >= low * (1 - EXACT)
        assert g.max() <= high * (1 + EXACT)


@EXAMPLES
@given(surveys(), st.floats(1e-9, 1e9))
def test_the_scale_of_the_base_weights_never_matters(drawn, scale):
    verb, survey = drawn
    one = survey.weigh(verb).values.to_numpy()
    frame = survey.frame.assign(w=survey.frame["w"] * scale)
    other = survey.weigh(verb, frame).values.to_numpy()
    assert_allclose(other / scale, one, rtol=SAME, atol=SAME * abs(one).max())


@EXAMPLES
@given(surveys())
def test_the_order_of_rows_margins_and_levels_never_matters(drawn):
    verb, survey = drawn
    one = survey.weigh(verb).values.to_numpy()
    rows = survey.rng.permutation(len(one))
    turned = {
        cross: dict(reversed(levels.items())) if isinstance(levels, dict) else levels
        for cross, levels in reversed(survey.margins.items())
    }
    other = survey.weigh(verb, survey.frame.iloc[rows], turned).values.to_numpy()
    assert_allclose(other, one[rows], rtol=SAME, atol=SAME * abs(one).max())


SPELLINGS = {
    "text": lambda codes: codes.astype(str),
    "category": lambda codes: codes.astype("category"),
    "category of text": lambda codes: codes.astype(str).astype("category"),
    "float": lambda codes: codes.astype(float),
    "small": lambda codes: codes.astype("int8"),
    "nullable": lambda codes: codes.astype("Int64"),
    "unused": lambda codes: pd.Series(
        pd.Categorical(codes, sorted({*codes, 8, 9}, reverse=True)), codes.index
    ),
}


@EXAMPLES
@given(surveys(), st.sampled_from(sorted(SPELLINGS)))
def test_the_spelling_of_codes_never_matters(drawn, spelling):
    verb, survey = drawn
    one = survey.weigh(verb).values.to_numpy()
    names = [name for name in NAMES if name in survey.frame]
    spelled = {name: SPELLINGS[spelling](survey.frame[name]) for name in names}
    other = survey.weigh(verb, survey.frame.assign(**spelled)).values.to_numpy()
    assert_allclose(other, one, rtol=SAME, atol=SAME * abs(one).max())


@EXAMPLES
@given(surveys())
def test_equal_cells_have_equal_factors(drawn):
    verb, survey = drawn
    g = survey.weigh(verb).values.to_numpy() / survey.frame["w"].to_numpy()
    cell = cells(survey.frame)
    low, high = np.full(cell.max() + 1, np.inf), np.full(cell.max() + 1, -np.inf)
    np.minimum.at(low, cell, g)
    np.maximum.at(high, cell, g)
    assert_allclose(high, low, rtol=SAME, atol=SAME)


@EXAMPLES
@given(surveys())
def test_equal_base_weights_are_none(drawn):
    verb, survey = drawn
    assume(verb not in ("logit", "truncated", "linear"))  # equal weights may need other bounds
    equal = survey.weigh(verb, survey.frame.assign(w=2.5)).values.to_numpy()
    none = survey.weigh(verb, weight=None).values.to_numpy()
    assert_allclose(equal, 2.5 * none, rtol=SAME)


@EXAMPLES
@given(surveys(POSITIVE[:3]))
def test_weights_that_meet_the_targets_are_left_alone(drawn):
    verb, survey = drawn
    one = survey.weigh(verb).values.to_numpy()
    again = survey.weigh(verb, survey.frame.assign(w=one)).values.to_numpy()
    assert_allclose(again, one, rtol=SAME)


@FEW_EXAMPLES
@given(surveys(["rake"]))
def test_post_stratification_linear_and_raking_agree_where_the_cross_is_full(drawn):
    _, survey = drawn
    names = [name for name in NAMES if name in survey.frame]
    assume(len(names) > 1)
    truth = survey.frame["w"].to_numpy() * survey.rng.lognormal(0, 0.3, len(survey.frame))
    shares = shares_of(survey.frame, names, truth)
    margins = {tuple(names): {tuple(map(str, key)): share for key, share in shares.items()}}
    one = survey.weigh("poststratify", margins=margins).values.to_numpy()
    for verb in ("rake", "linear", "raking"):
        assert_allclose(survey.weigh(verb, margins=margins).values, one, rtol=SAME)


# -- trimming and non-response ---------------------------------------------------------------------


@st.composite
def weighted(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(5, 300))
    frame = pd.DataFrame({"a": rng.integers(0, 3, n), "came": rng.integers(0, 2, n)})
    frame["w"] = rng.lognormal(0, draw(st.floats(0, 1.5)), n)
    return frame, rng


def sample_of(frame):
    return tk.Sample.from_frame(frame, design=tk.Design(weight="w"))


@FEW_EXAMPLES
@given(weighted(), st.floats(1.5, 6), st.floats(0, 0.6), st.booleans())
def test_a_trim_keeps_the_sum_the_bounds_and_the_order(drawn, cap, floor, both):
    frame, rng = drawn
    options = {"cap": cap, **({"floor": floor} if both and floor > 0 else {})}
    before = frame["w"].to_numpy()
    after = tk.trim(sample_of(frame), **options).values.to_numpy()
    assert_allclose(after.sum(), before.sum(), rtol=SHARE)
    assert after.max() <= cap * after.mean() * (1 + SHARE)
    if "floor" in options:
        assert after.min() >= floor * after.mean() * (1 - SHARE)
    order = np.argsort(before)
    assert (np.diff(after[order]) >= -EXACT * after.max()).all()
    scaled = tk.trim(sample_of(frame.assign(w=before * 1e6)), **options).values.to_numpy()
    assert_allclose(scaled, after * 1e6, rtol=SAME)
    rows = rng.permutation(len(frame))
    turned = tk.trim(sample_of(frame.iloc[rows]), **options).values.to_numpy()
    assert_allclose(turned, after[rows], rtol=SAME)


@FEW_EXAMPLES
@given(weighted(), st.sampled_from([{}, {"classes": 3}]))
def test_those_who_came_stand_for_everyone_who_was_asked(drawn, options):
    frame, rng = drawn
    method = "propensity" if options else "cells"
    asked = frame.groupby("a")["came"].agg(["sum", "count"])
    assume((asked["sum"] > 0).all())
    assume((asked["sum"] < asked["count"]).all())

    def adjusted(frame):
        sample = sample_of(frame)
        made = tk.adjust_nonresponse(sample, {"came": ["1"]}, by="a", method=method, **options)
        return made.values.to_numpy()

    weights, came = adjusted(frame), (frame["came"] == 1).to_numpy()
    assert (weights[~came] == 0).all()
    assert (weights[came] >= frame["w"].to_numpy()[came] * (1 - EXACT)).all()
    assert_allclose(weights.sum(), frame["w"].sum(), rtol=SHARE)
    if method == "cells":
        for level in frame["a"].unique():
            here = (frame["a"] == level).to_numpy()
            assert_allclose(weights[here].sum(), frame["w"][here].sum(), rtol=SHARE)
    assert_allclose(adjusted(frame.assign(w=frame["w"] * 1e5)), weights * 1e5, rtol=SAME)
    rows = rng.permutation(len(frame))
    assert_allclose(adjusted(frame.iloc[rows]), weights[rows], rtol=SAME)
    assert_allclose(adjusted(frame.astype({"a": str, "came": str})), weights, rtol=SAME)
