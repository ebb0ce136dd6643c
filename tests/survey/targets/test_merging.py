"""Levels merged in targets and in the sample, so that both match."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, TargetsError
from techno_kit.survey.targets.target_margins import Margin
from techno_kit.survey.targets.target_set import Targets

AGE = {"18-54": 0.7, "55-64": 0.2, "65+": 0.1}
BOTH = {("F", "55-64"): 0.1, ("F", "18-54"): 0.4, ("M", "65+"): 0.2, ("F", "65+"): 0.3}
OLD = {"age": {"55+": ["55-64", "65+"]}}


def test_levels_are_summed_wherever_the_variable_is() -> None:
    targets = Targets.from_shares({"age": AGE, ("sex", "age"): BOTH, "size": 2.0}, year="2026")
    merged = targets.collapse(OLD)
    alone, cross = merged.margins
    assert dict(zip(alone.levels, alone.values, strict=True)) == {
        ("18-54",): 0.7,
        ("55+",): pytest.approx(0.3),
    }
    assert cross.levels == (("F", "55+"), ("F", "18-54"), ("M", "55+"))
    assert cross.values == pytest.approx((0.4, 0.4, 0.2))
    assert merged.notes == ("age: '55-64' and '65+' were merged into '55+'.",)
    assert (merged.year, merged.numbers) == ("2026", targets.numbers)
    assert targets.margins[0].levels[1] == ("55-64",)  # the first is as it was


def test_a_level_alone_is_renamed_and_merges_may_be_chained() -> None:
    targets = Targets.from_shares({"age": AGE}).collapse({"age": {"young": ["18-54"]}})
    assert targets.margins[0].levels == (("young",), ("55-64",), ("65+",))
    everyone = targets.collapse(OLD).collapse({"age": {"all": ["young", "55+"]}})
    assert everyone.margins[0].values == pytest.approx((1.0,))


def test_markets_are_merged_by_their_sizes() -> None:
    cross = {("NL", "F"): 0.5, ("NL", "M"): 0.5, ("BE", "F"): 0.8, ("BE", "M"): 0.2}
    cross |= {("DE", "F"): 0.1, ("DE", "M"): 0.9}
    sizes = {"NL": 0.6, "BE": 0.3, "DE": 0.1}
    merge = {"country": {"Benelux": ["NL", "BE"]}}
    made = Targets.from_shares({("country", "sex"): cross, "country": sizes}, within="country")
    found = made.collapse(merge).margins[0]
    assert found.values == pytest.approx((0.6, 0.4, 0.1, 0.9))
    assert found.shares.tolist() == pytest.approx([0.6, 0.4, 0.1, 0.9])
    with pytest.raises(TargetsError, match="add a margin of 'country' alone"):
        Targets.from_shares({("country", "sex"): cross}, within="country").collapse(merge)
    counts = Targets.from_counts({("country", "sex"): cross}, within="country").collapse(merge)
    assert counts.margins[0].values == pytest.approx((1.3, 0.7, 0.1, 0.9))


def test_errors_of_merged_levels_are_left_out() -> None:
    margin = Margin(("age",), tuple((each,) for each in AGE), tuple(AGE.values()), se=(0.1,) * 3)
    merged = Targets.from_margins([margin]).collapse(OLD)
    assert merged.largest_se is None
    assert merged.notes[-1].startswith("age: the standard errors of its targets were left out")
    renamed = Targets.from_margins([margin]).collapse({"age": {"old": ["65+"]}})
    assert renamed.margins[0].se == margin.se


@pytest.mark.parametrize(
    ("merges", "message"),
    [
        (
            {"agee": {"a": ["x"]}},
            "there is no variable 'agee'; the variables are 'age' and 'sex'; did you mean 'age'?",
        ),
        (
            {"age": {"18-54": ["55-64", "65+"]}},
            "age: '18-54' is a level already; merge it too, or choose another name",
        ),
        (
            {"age": {"a": ["55-64", "65"], "b": ["65+", "55-64"], "c": []}},
            "3 problems:\n"
            "- age: there is no level '65'; its levels are '18-54', '55-64' and '65+'; did you "
            "mean '65+'?\n"
            "- age: level '55-64' stands in two merges; it can be in one\n"
            "- age: 'c' takes the place of no level; name at least one",
        ),
        (
            {"age": {"a": "65+"}},
            'age: the levels that \'a\' takes the place of are a list, such as ["55-64", "65+"]',
        ),
        (
            {"age": ["65+"]},
            'age: give a dictionary of the new level to the old ones, such as {"55+": ["55-64", '
            '"65+"]}',
        ),
    ],
)
def test_merges_that_do_not_fit(merges: dict, message: str) -> None:
    targets = Targets.from_shares({"age": AGE, ("sex", "age"): BOTH})
    with pytest.raises(TargetsError) as error:
        targets.collapse(merges)
    assert str(error.value) == f"levels cannot be merged in the targets: {message}"


# --- the sample ----------------------------------------------------------------------------------


@pytest.fixture
def sample() -> tk.Sample:
    frame = pd.DataFrame(
        {
            "age": [20, 57, 70, np.nan] * 5,
            "sex": ["F", "M", None, "M"] * 5,
            "code": [1, 2, 3, 9] * 5,
            "grade": pd.Categorical(
                ["low", "mid", "top", "mid"] * 5, ["top", "mid", "low", "none"]
            ),
        }
    )
    questions = {
        "age_group": {"column": "age", "cut": [18, 55, 65]},
        "coded": {"column": "code", "levels": [[1, "one"], [2, "two"], [3, "three"], [9, "nine"]]},
    }
    mapping = {"schema": "techno_kit/mapping/1", "questions": questions}
    return tk.Sample.from_frame(frame, mapping=mapping)


@pytest.mark.parametrize(
    ("question", "levels", "known", "codes"),
    [
        ("age_group", {"55+": ["55-64", "65+"]}, ("18-54", "55+"), [0, 1, 1, -1]),
        ("age_group", {"not 55-64": ["18-54", "65+"]}, ("not 55-64", "55-64"), [0, 1, 0, -1]),
        ("coded", {"odd": ["one", "nine"]}, ("odd", "two", "three"), [0, 1, 2, 0]),
        ("code", {"odd": ["1", "9"]}, ("odd", "2", "3"), [0, 1, 2, 0]),
        ("sex", {"all": ["F", "M"]}, ("all",), [0, 0, -1, 0]),
        ("grade", {"lower": ["low", "none"]}, ("top", "mid", "lower"), [2, 1, 0, 1]),
    ],
)
def test_levels_of_a_question_are_merged(
    sample: tk.Sample, question: str, levels: dict, known: tuple[str, ...], codes: list[int]
) -> None:
    before = sample.answers(question).codes.copy()
    answers = sample.merge_levels(question, levels).answers(question)
    assert answers.levels == known
    assert answers.codes[:4].tolist() == codes
    assert answers.question.name == question
    assert sample.answers(question).codes.tolist() == before.tolist()


def test_merges_of_a_question_may_be_chained(sample: tk.Sample) -> None:
    once = sample.merge_levels("age_group", {"55+": ["55-64", "65+"]})
    again = once.merge_levels("age_group", {"everyone": ["18-54", "55+"]})
    assert again.answers("age_group").levels == ("everyone",)
    coded = sample.merge_levels("coded", {"odd": ["one", "nine"]})
    assert coded.merge_levels("coded", {"x": ["odd", "two"]}).answers("coded").levels == (
        "x",
        "three",
    )


def test_merged_targets_and_a_merged_sample_match() -> None:
    ages = ["18-54"] * 60 + ["55-64"] * 40
    made = tk.Sample.from_frame(pd.DataFrame({"age": ages}))
    targets = Targets.from_shares({"age": AGE})
    assert not targets.check(made).ok
    known = made.merge_levels("age", {"55+": ["55-64"]})
    weights = tk.rake(known, targets.collapse(OLD))
    assert weights.table["after"].tolist() == pytest.approx([0.7, 0.3])


def test_questions_that_cannot_be_merged(sample: tk.Sample) -> None:
    with pytest.raises(QuestionError) as error:
        sample.merge_levels("sex", {"all": ["F", "m"]})
    assert str(error.value) == (
        "levels cannot be merged in the sample: sex: there is no level 'm'; its levels are 'F' and "
        "'M'; did you mean 'M'?"
    )
    both = sample.with_question(
        tk.Question("owned", kind="multiple", columns={"a": "code"}, chosen=[1])
    )
    with pytest.raises(QuestionError, match="owned has overlapping answers, which cannot be"):
        both.merge_levels("owned", {"x": ["a"]})
