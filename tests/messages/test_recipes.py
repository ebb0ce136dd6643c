"""What recipes that were edited by hand tell their users."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import TechnoKitError, WeightingError

FRAME = pd.DataFrame({"sex": ["Female"] * 3 + ["Male"], "status": ["full", "none"] * 2})
SAMPLE = tk.Sample.from_frame(FRAME)
HEAD = 'schema = "techno_kit/weighting/1"\n'
SEX = 'margins = [{variables = ["sex"], levels = [["Female"], ["Male"]], values = [0.5, 0.5]}]\n'
TARGETS = f'[steps.targets]\nunit = "share"\n{SEX}'
WITHIN = f'[steps.targets_within.full]\nunit = "share"\n{SEX}'
VERBS = "'rake', 'poststratify', 'calibrate', 'trim' and 'adjust_nonresponse'"
RAKE = "'within', 'cap', 'floor', 'missing', 'on_infeasible' and 'tolerance'"
BESIDE = "take it out, and write targets below [steps.targets]"


def step(verb: str, options: str = "", targets: str = "") -> str:
    return f'[[steps]]\nverb = "{verb}"\noptions = {{{options}}}\n{targets}'


def refused(folder: Path, *steps: str) -> str:
    """Read a recipe and take its steps."""
    path = folder / "recipe.toml"
    path.write_text(HEAD + "".join(steps), encoding="utf-8")
    with pytest.raises(WeightingError) as error:
        tk.reweight(SAMPLE, tk.read_recipe(path))
    return str(error.value)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (step("rake"), "rake needs targets; write them below [steps.targets]"),
        (step("calibrate"), "calibrate needs targets; write them below [steps.targets]"),
        (
            step("adjust_nonresponse"),
            "adjust_nonresponse needs 'responded' and 'by', which its options do not hold; write what is missing below [steps.options]",
        ),
        (
            step("adjust_nonresponse", 'by = "sex"'),
            "adjust_nonresponse needs 'responded', which its options do not hold; write what is missing below [steps.options]",
        ),
        (step("trim", "cap = 3", TARGETS), "trim takes no targets; take them out of the step"),
        (
            step("rake", "sample = 1", TARGETS),
            "rake has 'sample' among its options; take it out: the sample is what tk.reweight is called with",
        ),
        (
            step("trim", 'cap = 3, start = "w"'),
            "trim has 'start' among its options; take it out: a step starts from the weights of the step before",
        ),
        (step("rake", "targets = 1"), f"rake has 'targets' among its options; {BESIDE}"),
        (
            step("poststratify", "totals = 1", TARGETS),
            f"poststratify has 'totals' among its options; {BESIDE}",
        ),
        (
            step("calibrate", "totals = {a = 1}"),
            f"calibrate has 'totals' among its options; {BESIDE}",
        ),
        (
            step("trim", "cap = 3, targets = 1"),
            "trim has no option 'targets'; its options are 'cap', 'floor' and 'spread'",
        ),
        (
            step("rake", "capp = 3", TARGETS),
            f"rake has no option 'capp'; its options are {RAKE}; did you mean 'cap'?",
        ),
        (
            step("rak", "", TARGETS),
            f"'rak' is no weighting step; the steps are {VERBS}; did you mean 'rake'?",
        ),
        (
            step("rake", 'within = ["status"]', TARGETS),
            "within is ['status']; it is the name of a question, such as within = \"country\"",
        ),
        (
            step("rake", "within = false", TARGETS),
            'within is False; it is the name of a question, such as within = "country"',
        ),
        (
            step("rake", "", WITHIN),
            'rake has targets_within, but no option within that names the question whose levels they are for; write it below [steps.options], such as within = "country"',
        ),
        (
            step("calibrate", "", WITHIN),
            "calibrate takes the same targets for everyone, not targets_within; write them below [steps.targets]",
        ),
    ],
)
def test_a_step_that_cannot_be_called(written: str, told: str, tmp_path: Path) -> None:
    assert refused(tmp_path, written) == f"tk.reweight: step 1: {told}"


def test_all_steps_at_once(tmp_path: Path) -> None:
    written = step("adjust_nonresponse", 'by = "sex"'), step("rake", "start = 1"), step("trim")
    assert refused(tmp_path, *written) == (
        "tk.reweight: 3 problems:\n"
        "- step 1: adjust_nonresponse needs 'responded', which its options do not hold; write what is missing below [steps.options]\n"
        "- step 2: rake has 'start' among its options; take it out: a step starts from the weights of the step before\n"
        "- step 2: rake needs targets; write them below [steps.targets]"
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            step("rake", "", TARGETS + WITHIN),
            "targets and targets_within stand side by side; keep targets where they are for everyone, targets_within where each level has its own",
        ),
        (
            step("rake", "", "targets_within = 3\n"),
            "targets_within is a table that holds the targets of each level, such as [steps.targets_within.BE]",
        ),
        (
            step("rake", "", "targets_within = {}\n"),
            "targets_within is a table that holds the targets of each level, such as [steps.targets_within.BE]",
        ),
        (
            step("rake", "", "targets = [3]\n"),
            "the targets cannot be read: targets are a dictionary as targets.to_dict() returns, not a list",
        ),
        ("[[steps]]\n", 'the verb is missing; write it first, such as verb = "rake"'),
        ("[[steps]]\nverb = 3\n", 'the verb is 3; it is a word, such as verb = "rake"'),
        (
            '[[steps]]\nverb = "rake"\noptions = [1]\n',
            "options are a table, such as options = {cap = 5.0}",
        ),
        (
            step("trim", "cap = 3", "target = 1\n"),
            "'target': a step has 'verb', 'options', 'targets' and 'targets_within'",
        ),
    ],
)
def test_a_step_that_cannot_be_read(written: str, told: str, tmp_path: Path) -> None:
    assert refused(tmp_path, written) == f"recipe.toml: step 1: {told}"


ODD = ["3", "-1.5", "nan", "inf", "true", '"x"', '""', "[]", "[1]", '["x", 2]', "[[1], 2]"]
ODD += ["{}", "{a = 1}", "[{a = 1}, 2]", '["sex", ["x", []]]', "2020-01-01", '{status = [["x"]]}']
TAKEN = {
    ("rake", TARGETS): ("within", "cap", "floor", "missing", "on_infeasible", "tolerance"),
    ("poststratify", TARGETS): ("missing",),
    ("calibrate", TARGETS): ("distance", "bounds", "bounds_on", "missing", "tolerance"),
    ("trim", ""): ("cap", "floor", "spread"),
    ("adjust_nonresponse", ""): ("responded", "by", "method", "classes"),
}
NEEDED = {"responded": 'responded = {status = ["full"]}', "by": 'by = "sex"'}


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    ("verb", "targets", "option"), [(*each, option) for each, of in TAKEN.items() for option in of]
)
def test_an_option_of_any_kind_is_used_or_refused_by_step(
    verb: str, targets: str, option: str, value: str, tmp_path: Path
) -> None:
    needed = NEEDED if verb == "adjust_nonresponse" else {}
    options = [f"{option} = {value}", *(each for name, each in needed.items() if name != option)]
    path = tmp_path / "recipe.toml"
    path.write_text(HEAD + step(verb, ", ".join(options), targets), encoding="utf-8")
    recipe = tk.read_recipe(path)
    try:
        tk.reweight(SAMPLE, recipe)
    except TechnoKitError as error:
        assert "step 1" in str(error)


def test_an_option_of_the_wrong_kind(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(HEAD + step("rake", 'cap = "5"', TARGETS), encoding="utf-8")
    with pytest.raises(TechnoKitError) as error:
        tk.reweight(SAMPLE, tk.read_recipe(path))
    assert str(error.value) == (
        "step 1 (rake): tk.rake: cap is the text '5'; it is a multiple of the mean weight above 1, such as 5"
    )
