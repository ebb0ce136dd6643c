"""A weighting that went through its file is the weighting: every verb, every form of an option."""

from inspect import signature
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.weights.reweighting import VERBS
from techno_kit.errors import QuestionError, TargetsError
from techno_kit.survey.recipe_files import CROSSED, PAIRS
from techno_kit.survey.recipes import Recipe, Step
from techno_kit.survey.targets.target_set import Targets

N = 400
RNG = np.random.default_rng(41)
FRAME = pd.DataFrame(
    {
        "age": RNG.choice(["18-34", "35-54", "55+"], N),
        "sex": RNG.choice(["Female", "Male"], N, p=[0.6, 0.4]),
        "country": RNG.choice(["BE", "NL"], N),
        "wave": RNG.choice([1, 2], N),
        "persons": RNG.integers(1, 6, N).astype(float),
        "w": RNG.uniform(0.5, 2, N).round(3),
    }
)
FRAME["status"] = np.where(RNG.random(N) < 0.4 + 0.3 * (FRAME["age"] == "55+"), "full", "none")
SAMPLE = tk.Sample.from_frame(FRAME, design=tk.Design(weight="w"))
AGE = {"18-34": 0.2, "35-54": 0.3, "55+": 0.5}
TARGETS = Targets.from_shares({"age": AGE, "sex": {"Female": 0.5, "Male": 0.5}})
CALIBRATED = Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}, "persons": 2.9})
RESPONDED = {"status": ["full"]}


def same_again(weights: tk.Weights, folder: Path) -> tk.Weights:
    """Replay a weighting from memory and from its file; both are the weights, to the last bit."""
    read = tk.read_recipe(weights.recipe.save(folder / "weighting.toml"))
    for recipe in (weights.recipe, read):
        again = tk.reweight(SAMPLE, recipe)
        assert again.values.equals(weights.values)
        assert str(again.recipe) == str(weights.recipe)
    return again


@pytest.mark.parametrize("method", ["cells", "propensity"])
@pytest.mark.parametrize(
    "by",
    [
        "age",
        ["age"],
        ["age", "country"],
        [("age", "country")],
        ("age", "country"),
        ["age", ("country", "sex")],
        [("age", "sex"), ("country", "sex")],
    ],
    ids=str,
)
def test_every_form_of_by(by: object, method: str, tmp_path: Path) -> None:
    weights = tk.adjust_nonresponse(SAMPLE, RESPONDED, by, method=method)  # type: ignore[arg-type]
    same_again(weights, tmp_path)


def test_two_questions_are_no_cross(tmp_path: Path) -> None:
    options = {"method": "propensity"}
    apart = tk.adjust_nonresponse(SAMPLE, RESPONDED, ["age", "country"], **options)  # type: ignore[arg-type]
    crossed = tk.adjust_nonresponse(SAMPLE, RESPONDED, [("age", "country")], **options)  # type: ignore[arg-type]
    assert not np.allclose(apart.values, crossed.values)
    read = tk.read_recipe(apart.recipe.save(tmp_path / "apart.toml"))
    assert read.steps[0].options["by"] == ["age", "country"]
    read = tk.read_recipe(crossed.recipe.save(tmp_path / "crossed.toml"))
    assert read.steps[0].options["by"] == [("age", "country")]


CAPS = [3, 3.0, np.float64(3), np.int64(3), ("mean", 3), ["mean", 3], ("median", np.float32(3.5))]
CAPS += [("absolute", 5.5), ("quantile", 0.97), ("iqr", 2)]
FLOORS = [0.4, np.float64(0.4), ("median", 0.4), ("absolute", 0.3), ("quantile", 0.02), ("iqr", 1)]


@pytest.mark.parametrize("cap", CAPS, ids=repr)
@pytest.mark.parametrize("verb", [tk.trim, tk.rake])
def test_every_form_of_a_cap(verb: object, cap: object, tmp_path: Path) -> None:
    what = [TARGETS] if verb is tk.rake else []
    same_again(verb(SAMPLE, *what, cap=cap), tmp_path)  # type: ignore[operator]


@pytest.mark.parametrize("floor", FLOORS, ids=repr)
@pytest.mark.parametrize("verb", [tk.trim, tk.rake])
def test_every_form_of_a_floor(verb: object, floor: object, tmp_path: Path) -> None:
    what = [TARGETS] if verb is tk.rake else []
    same_again(verb(SAMPLE, *what, floor=floor), tmp_path)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("distance", "bounds"),
    [
        ("linear", None),
        ("linear", (0.4, 3)),
        ("raking", (None, 3)),
        ("truncated", (0.4, None)),
        ("logit", [0.2, np.float64(4)]),
    ],
)
def test_every_form_of_bounds(distance: str, bounds: object, tmp_path: Path) -> None:
    weights = tk.calibrate(SAMPLE, CALIBRATED, distance=distance, bounds=bounds)  # type: ignore[arg-type]
    same_again(weights, tmp_path)


def test_post_stratification(tmp_path: Path) -> None:
    same_again(tk.poststratify(SAMPLE, Targets.from_shares({"age": AGE})), tmp_path)


@pytest.mark.parametrize("levels", [("BE", "NL"), (1, 2)])
def test_targets_of_each_market(levels: tuple, tmp_path: Path) -> None:
    other = Targets.from_percentages({"age": {"18-34": 30, "35-54": 30, "55+": 40}})
    within = "country" if "BE" in levels else "wave"
    targets = dict(zip(levels, (TARGETS, other), strict=True))
    again = same_again(tk.rake(SAMPLE, targets, within=within, cap=("median", 4)), tmp_path)
    assert len(again.recipe.steps) == 1


def test_a_chain(tmp_path: Path) -> None:
    adjusted = tk.adjust_nonresponse(SAMPLE, RESPONDED, ["age", ("country", "sex")])
    raked = tk.rake(SAMPLE.with_weights(adjusted), TARGETS, cap=("median", 4))
    calibrated = tk.calibrate(SAMPLE, CALIBRATED, start=raked)
    trimmed = tk.trim(SAMPLE, cap=("quantile", 0.98), floor=0.1, start=calibrated)
    assert len(same_again(trimmed, tmp_path).recipe.steps) == 4


def test_every_option_that_takes_a_tuple_is_read_as_one() -> None:
    taken = {
        name
        for verb in VERBS.values()
        for name, each in signature(verb).parameters.items()
        if any(word in str(each.annotation) for word in ("tuple", "BoundGiven"))
    }
    assert taken == {*PAIRS, *CROSSED}
    assert {"cap", "floor", "bounds", "by"} <= taken


def test_an_error_names_its_step() -> None:
    recipe = tk.rake(SAMPLE, TARGETS, start=tk.adjust_nonresponse(SAMPLE, RESPONDED, "age")).recipe
    men = tk.Sample.from_frame(FRAME.replace({"sex": {"Male": "male", "Female": "female"}}))
    with pytest.raises(TargetsError) as error:
        tk.reweight(men, recipe)
    assert str(error.value) == (
        "step 2 (rake): targets and sample do not fit: sex: the sample has no levels 'Female' and "
        "'Male'; its levels are 'female' and 'male'; did you mean 'female' for 'Female' and "
        "'male' for 'Male'?\n"
        "targets.align(sample) proposes the sample's names; .apply() takes them."
    )
    assert error.value.problems and isinstance(error.value.__cause__, TargetsError)
    none = tk.Sample.from_frame(FRAME.drop(columns="age"))
    with pytest.raises(QuestionError) as unknown:
        tk.reweight(none, recipe)
    assert str(unknown.value).startswith("step 1 (adjust_nonresponse): tk.adjust_nonresponse: ")


def test_what_is_written_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hand.toml"
    text = str(Recipe((Step("trim", {"cap": ["median", 4], "spread": "none"}),)))
    path.write_text(text.replace("4", "4.0"), encoding="utf-8")
    assert tk.read_recipe(path).steps[0].options == {"cap": ("median", 4.0), "spread": "none"}
