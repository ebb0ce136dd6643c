"""Differences that weighting or design sets: no error, no p, no mark, no Wald test, no warning."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

N = 900
AGES, LEVELS = ["18-34", "35-54", "55+"], ["high", "low", "mid"]
FIXED, DESIGN, UNADJUSTED = (
    "fixed by weighting",
    "fixed by design",
    "unadjusted: fixed by weighting",
)
ROUNDED = 1e-7  # of a share: raking meets targets to 1e-10


def frame_of(seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    ages, levels = random.choice(AGES, N), random.choice(LEVELS, N)
    points = pd.Series(levels).map({"low": 1, "mid": 2, "high": 3})
    sexes = random.choice(["F", "M"], N)
    return pd.DataFrame({"age": ages, "education": levels, "sex": sexes, "points": points})


CELLS = dict(zip(product(AGES, LEVELS), [3, 1, 2, 2, 2, 2, 1, 3, 2], strict=True))
TARGETS = tk.Targets.from_shares({("age", "education"): {k: v / 18 for k, v in CELLS.items()}})


def sample_of(design: tk.Design | None = None, frame: pd.DataFrame | None = None) -> tk.Sample:
    given = frame_of() if frame is None else frame
    return tk.Sample.from_frame(given, design=design).with_question(
        tk.Question("points", kind="number")
    )


def raked() -> tk.Sample:
    sample = sample_of()
    return sample.with_weights(tk.rake(sample, TARGETS))


def clustered() -> tk.Sample:
    frame = frame_of().assign(school=np.arange(N) // 15)
    sample = sample_of(tk.Design(clusters="school"), frame)
    return sample.with_weights(tk.rake(sample, TARGETS))


def post_stratified() -> tk.Sample:
    sample = sample_of()
    counts = tk.Targets.from_counts({("age", "education"): {k: 50 * v for k, v in CELLS.items()}})
    return sample.with_weights(tk.poststratify(sample, counts))


def replicated() -> tk.Sample:
    sample = sample_of()
    sample = sample.with_replicates(tk.replicate(sample, "bootstrap", replicates=40, seed=1))
    return sample.with_weights(tk.rake(sample, TARGETS))


SAMPLES = [raked, clustered, post_stratified, replicated]


@pytest.mark.parametrize("averaged", ["population", "respondents"])
@pytest.mark.parametrize("made", SAMPLES)
def test_shares_that_the_weighting_sets_are_not_tested(
    made: Callable[[], tk.Sample], averaged: str
) -> None:
    found = tk.model(made(), "education", "age", averaged_over=averaged)  # type: ignore[arg-type]
    effects = found.effects
    shares = effects.set_index(["outcome", "level"])["effect"]
    assert abs(shares["high", "55+"] + 2 / 6) < ROUNDED
    assert (effects["se"] == 0).all() and (effects["flag"] == FIXED).all()
    assert effects[["low", "high", "p", "p_adjusted"]].isna().all(axis=None)
    assert (found.table["se"] == 0).all() and (found.table["flag"] == FIXED).all()
    assert found.table[["low", "high", "odds_low", "odds_high", "t", "p"]].isna().all(axis=None)
    assert found.terms[["F", "p", "p_adjusted"]].isna().all(axis=None)
    assert found.clear.empty and (found.covariance("high") == 0).all(axis=None)
    assert "▲" not in str(found).replace("▲ ▼: clearly", "") and "Wald test of" not in found.text
    contrast = found.contrast({("age", "55+"): 1, ("age", "35-54"): -1})
    assert (contrast["se"] == 0).all() and contrast[["low", "high", "p"]].isna().all(axis=None)
    assert found.plot().description


@pytest.mark.parametrize("made", SAMPLES)
def test_means_that_the_weighting_sets_are_not_tested(made: Callable[[], tk.Sample]) -> None:
    found = tk.model(made(), "points", "age")
    assert (found.effects["se"] == 0).all() and (found.effects["flag"] == FIXED).all()
    assert found.effects["p"].isna().all() and found.terms["p"].isna().all()


@pytest.mark.parametrize("made", SAMPLES)
def test_with_others_held_alike_they_vary_by_those_alone(made: Callable[[], tk.Sample]) -> None:
    found = tk.model(made(), "education", ["age", "sex"])
    by_age = found.effects["term"] == "age"
    assert (found.effects.loc[by_age, "flag"] == UNADJUSTED).all()
    assert (found.effects.loc[~by_age, "flag"] == "").all()
    assert (found.effects.loc[by_age, "p"] < 1e-6).any()  # as R: an error of the others
    assert not (found.clear["term"] == "age").any()
    behind = found.terms_behind.set_index("term")["p_told"]
    assert behind["age"].isna().all() and behind["sex"].notna().all()


def test_the_other_way_round_and_among_some_only() -> None:
    sample = raked()
    assert (tk.model(sample, "sex", ["age", "education"]).effects["flag"] == "").all()
    some = tk.model(sample, "education", "age", where={"sex": ["F"]})
    assert (some.effects["flag"] == "").all() and some.effects["p"].notna().all()
    within = tk.model(sample, "education", "age", where={"age": ["18-34", "55+"]})
    shown = within.effects.dropna(subset="effect")
    assert len(shown) == len(LEVELS) and (shown["flag"] == FIXED).all()


def test_margins_raked_one_by_one_fix_no_difference() -> None:
    sample = sample_of()
    thirds = [pd.Series(1 / 3, index=levels) for levels in (AGES, LEVELS)]
    targets = tk.Targets.from_shares({"age": thirds[0], "education": thirds[1]})
    sample = sample.with_weights(tk.rake(sample, targets))
    found = tk.model(sample, "education", "age")
    assert (found.effects["flag"] == "").all() and (found.effects["se"] > 0.01).all()
    assert found.effects["p"].notna().all() and found.terms["p"].notna().all()


def test_shares_that_the_strata_set_are_not_tested() -> None:
    frame = frame_of().assign(stratum=lambda each: each["age"] + each["education"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    found = tk.model(sample, "education", "age")
    assert (found.effects["flag"] == DESIGN).all() and (found.effects["se"] == 0).all()
    assert found.effects["p"].isna().all() and found.terms["p"].isna().all()
