"""Designs: what a file's own weight was raked on."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError
from techno_kit.survey.calibrations import BLANK

FRAME = pd.DataFrame(
    {
        "sex": ["f", "m", "f", None],
        "region": ["n", "n", "s", "s"],
        "size": [1, 2, 2, 4],
        "some": [1.0, None, 2.0, 2.0],
        "w": [1.0, 2.0, 3.0, 4.0],
        "q1": [1, 0, 1, 0],
        "q2": [0, 0, 1, 1],
    }
)
MAPPING = {
    "schema": "techno_kit/mapping/1",
    "questions": {
        "size": {"column": "size", "kind": "number"},
        "some": {"column": "some", "kind": "number"},
        "both": {"columns": ["q1", "q2"]},
    },
}


def sample(**design: object) -> tk.Sample:
    return tk.Sample.from_frame(FRAME, mapping=MAPPING, design=tk.Design(**design))  # type: ignore[arg-type]


def test_one_name_is_one_margin() -> None:
    assert tk.Design("w", raked_on="sex").margins == (("sex",),)
    assert tk.Design("w", raked_on=("sex",)).margins == (("sex",),)


def test_lists_and_tuples_are_alike() -> None:
    design = tk.Design("w", raked_on=["age", ["sex", "region"]])
    assert design == tk.Design("w", raked_on=("age", ("sex", "region")))
    assert design.margins == (("age",), ("sex", "region"))
    assert len({design, design}) == 1
    assert tk.Design("w").margins == ()


@pytest.mark.parametrize("wrong", [5, [5], [()], [["sex", 1]], {"sex": 1}, None])
def test_other_kinds_are_refused(wrong: object) -> None:
    with pytest.raises(SampleError, match="names of questions"):
        tk.Design("w", raked_on=wrong)  # type: ignore[arg-type]


def test_the_calibration_of_a_final_weight() -> None:
    made = sample(weight="w", raked_on=["region", ("sex", "region"), "size"])
    found = made.calibration
    assert found is not None
    assert found.final
    assert found.start is made.weight
    assert found.values is None
    region, cross, size = found.terms
    assert region.levels == (("n",), ("s",))
    assert set(cross.levels) == {("f", "n"), ("m", "n"), ("f", "s"), (BLANK, BLANK)}
    assert size.number == made.question("size")
    assert size.levels == ((),)


def test_no_margins_no_calibration() -> None:
    assert sample(weight="w").calibration is None
    assert sample().calibration is None


def test_the_design_may_be_named_later() -> None:
    made = sample().with_design(tk.Design("w", raked_on=["sex"]))
    assert made.calibration is not None
    with pytest.raises(SampleError):
        sample().with_design(tk.Design("w", raked_on=["sexx"]))


def test_a_question_may_be_given_bands() -> None:
    bands = tk.Question("size", "number", ["size"], cut=[1, 2])
    made = sample(weight="w").with_question(bands).with_design(tk.Design("w", raked_on=["size"]))
    assert made.calibration is not None
    assert made.calibration.terms[0].levels == (("1",), ("2+",))


# --- several weights in a file -------------------------------------------------------------------


def mapped(**design: object) -> tk.Mapping:
    return tk.Mapping.from_dict({**MAPPING, "design": design})


def test_each_weight_has_its_own_margins() -> None:
    found = mapped(
        weights={"main": "w", "panel": "size", "base": "q1"},
        raked_on={"main": ["sex", ["region", "size"]], "panel": ["region"]},
    )
    assert found.design.margins == (("sex",), ("region", "size"))
    assert found.with_weight("panel").design.margins == (("region",),)
    assert found.with_weight("base").design.margins == ()
    assert found.with_weight("base").with_weight("main").design == found.design


def test_one_weight_takes_a_list() -> None:
    for weight in ({"weight": "w"}, {"weights": {"main": "w"}}):
        found = mapped(**weight, raked_on=["sex", ["sex", "region"]])
        assert found.design == tk.Design("w", raked_on=["sex", ("sex", "region")])
    assert mapped(weight="w", raked_on={"w": ["sex"]}).design.margins == (("sex",),)


def test_a_sample_lists_the_weights_of_its_file() -> None:
    found = mapped(weights={"main": "w", "panel": "size"})
    told = (
        "The mapping has several weights: 'main' (column 'w') and 'panel' (column 'size'); 'main' "
        "is in force. tk.read(..., weight=...) reads with another."
    )
    made = tk.Sample.from_frame(FRAME, mapping=found)
    assert made.notes[0] == told
    assert "&#x27;panel&#x27; (column" in made._repr_html_()
    assert made.weighting == "weighted by 'w'"
    other = tk.Sample.from_frame(FRAME, mapping=found.with_weight("panel"))
    assert "'panel' is in force" in other.notes[0]
    assert other.weighting == "weighted by 'size'"
    mine = tk.Sample.from_frame(FRAME, mapping=found, design=tk.Design("q2"))
    assert "none of them is in force" in mine.notes[0]
    assert tk.Sample.from_frame(FRAME, mapping=mapped(weight="w")).notes == ()


def test_reading_picks_weight_and_margins(tmp_path: object) -> None:
    path = f"{tmp_path}/answers.csv"
    FRAME.to_csv(path, index=False)
    found = mapped(weights={"main": "w", "b": "size"}, raked_on={"b": ["region"]})
    assert tk.read(path, mapping=found).calibration is None
    again = tk.read(path, mapping=found, weight="b")
    assert again.calibration is not None
    np.testing.assert_array_equal(np.asarray(again.weight), FRAME["size"])
    with pytest.raises(QuestionError, match="did you mean 'main'"):
        tk.read(path, mapping=found, weight="mian")
