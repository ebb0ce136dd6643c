"""What is said of the margins that a file's weight was raked on."""

import pytest

import techno_kit as tk
from techno_kit.errors import MappingError, SampleError
from tests.survey.test_design import FRAME, MAPPING


def refused(**design: object) -> str:
    with pytest.raises(SampleError) as caught:
        tk.Sample.from_frame(FRAME, mapping=MAPPING, design=tk.Design(**design))  # type: ignore[arg-type]
    return str(caught.value)


def test_the_kind() -> None:
    with pytest.raises(SampleError) as caught:
        tk.Design("w", raked_on=5)  # type: ignore[arg-type]
    assert str(caught.value) == (
        "raked_on is 5; it holds names of questions, and a tuple of names for crossed ones, such "
        'as ["age_group", ("sex", "region")]'
    )


def test_all_that_is_wrong_at_once() -> None:
    told = refused(weight="w", raked_on=["sexx", "both", ("sex", "size"), "some", "some"])
    assert told == (
        "the sample: 4 problems:\n"
        "- raked_on: there is no question or column 'sexx'; did you mean 'sex'?\n"
        "- raked_on: both has overlapping answers; only questions with one answer can be raked on\n"
        "- raked_on: size is a number, which cannot be crossed; give it bands with cut=[...], or "
        "name it alone for its total\n"
        "- raked_on: some is blank for 1 respondent; a number's total needs everyone's answer"
    )


def test_margins_without_a_weight() -> None:
    assert refused(raked_on=["sex"]) == (
        "the sample: raked_on says what the weight was raked to, and the design has no weight; name "
        "its column too"
    )


def of_mapping(**design: object) -> str:
    with pytest.raises(MappingError) as caught:
        tk.Mapping.from_dict({**MAPPING, "design": design})
    return str(caught.value)


def test_margins_in_a_mapping() -> None:
    assert of_mapping(raked_on=["sex"]) == (
        "the mapping: design.raked_on: raked_on says what a weight was raked to, and there is none; "
        "name its column under weight"
    )
    assert of_mapping(weights={"main": "w", "b": "size"}, raked_on=["sex"]) == (
        "the mapping: design.raked_on: there are several weights; say which was raked to these, "
        "such as raked_on = { main = [\"age_group\"] }; the weights are 'main' and 'b'"
    )
    assert of_mapping(weights={"main": "w", "b": "size"}, raked_on={"mian": ["sex"]}) == (
        "the mapping: design.raked_on.mian: raked_on: there is no weight 'mian'; the weights are "
        "'main' and 'b'; did you mean 'main'?"
    )
    assert of_mapping(weight="w", raked_on=[5]) == (
        "the mapping: design.raked_on[1]: must be a text, not 5"
    )
