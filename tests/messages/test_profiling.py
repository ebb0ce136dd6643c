"""What the profile tells its users when it is asked for what is not there."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError

ONES = pd.DataFrame(
    {
        "sex": ["Female", "Male"] * 60,
        "age": ["young"] * 60 + ["old"] * 60,
        "income": np.arange(120.0),
        "stratum": [1] * 119 + [2],
    }
)


def refused(kind: type[Exception], **options: object) -> str:
    sample = tk.Sample.from_frame(ONES)
    question = options.pop("question", "sex")
    with pytest.raises(kind) as error:
        tk.profile(sample, question, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_an_unknown_question_or_group() -> None:
    message = "there is no question or column 'sexe'; did you mean 'sex'?"
    assert refused(QuestionError, question="sexe") == message
    assert refused(QuestionError, by="sexe") == message
    assert refused(QuestionError, where={"sexe": ["Male"]}) == message


def test_groups_by_the_question_itself() -> None:
    assert refused(QuestionError, by=["age", "sex"]) == (
        "tk.profile: 'sex' is the question itself; take groups of another one"
    )


def test_a_base_that_nobody_is_in_leaves_no_index() -> None:
    sample = tk.Sample.from_frame(ONES.drop(columns="stratum"))
    nobody = pd.Series(False, index=ONES.index)
    found = tk.profile(sample, "sex", by="age", base=nobody)
    told = "There is no index: nobody with a weight is in the comparison group (a selection of respondents)."
    assert found.table["index"].isna().all()
    assert told in found.notes and found.text.endswith(told)
    other = tk.profile(sample, "sex", by="age", base={"age": ["old"]})
    assert not any("There is no index" in each for each in [*other.notes, other.text])


def test_nothing_is_said_of_a_group_that_is_everyone() -> None:
    sample = tk.Sample.from_frame(ONES.drop(columns="stratum").assign(one="all"))
    alone = tk.profile(sample, "sex", by="one")
    assert alone.text == tk.profile(sample, "sex").text
    both = tk.profile(sample, "sex", by=["one", "age"]).text
    assert "No group of age differs clearly" in both


def test_an_unknown_level_of_an_audience() -> None:
    message = "question 'age' has no answer 'yuong'; its answers are 'old' and 'young'; did you mean 'young'?"
    assert refused(QuestionError, where={"age": ["yuong"]}) == message
    assert refused(QuestionError, base={"age": ["yuong"]}) == message


def test_audiences_that_are_none() -> None:
    assert refused(QuestionError, where={}) == (
        "an audience without conditions is everyone; leave it out"
    )
    assert refused(QuestionError, where="age == 'young'") == (
        'an audience is a mapping of question to levels, such as {"age_group": ["18-24"]}, or a '
        "tk.Audience, not a str"
    )
    assert refused(QuestionError, where={"age": []}) == (
        "an audience names the levels of 'age' as a list, such as {'age': [\"18-24\"]}"
    )
    assert refused(QuestionError, where=pd.Series([True] * 3)) == (
        "the selection has 3 rows with other row labels than the sample's 120; make it from the "
        "sample's own frame"
    )
    assert refused(QuestionError, where=pd.Series([1] * 120)) == (
        "a selection of respondents is a boolean Series without blanks, not one of int64"
    )


def test_a_number_without_bands() -> None:
    frame = ONES.assign(spent=np.linspace(0, 9, 120))
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("spent", kind="number"))
    with pytest.raises(QuestionError) as error:
        tk.profile(sample, "spent")
    assert str(error.value) == (
        "question 'spent' is a number; give it bands with cut=[...] before it is counted. Its mean "
        "is in tk.estimate; tk.crosstab(..., by=...) and tk.model(...) test whether means differ"
    )


def test_options_that_are_none_are_told_at_once() -> None:
    assert refused(
        QuestionError, interval="logitt", missing="in base", confidence=95, flag_below=-1
    ) == (
        "tk.profile: 4 problems:\n"
        "- interval is 'logitt'; it is one of 'logit', 'beta', 'wilson' and 'wald'; did you mean "
        "'logit'?\n"
        "- missing is 'in base'; it is one of 'in_base' and 'exclude'; did you mean 'in_base'?\n"
        "- confidence is 95; it lies between 0 and 1, such as 0.95\n"
        "- flag_below is -1; it is 0 or more"
    )


def test_published_shares_of_answers_that_are_not_there() -> None:
    assert refused(QuestionError, base={"Femal": 0.5, "Male": 59}) == (
        "base: 2 problems:\n"
        "- there is no answer 'Femal'; the answers are 'Female' and 'Male'; did you mean 'Female' or "
        "'Male'?\n"
        "- the published share of 'Male' is 59; a share lies between 0 and 1 (59 % is 0.59)"
    )


def test_a_stratum_with_one_psu_names_the_choices() -> None:
    sample = tk.Sample.from_frame(ONES, design=tk.Design(strata="stratum"))
    with pytest.raises(SampleError) as error:
        tk.profile(sample, "sex")
    assert str(error.value) == (
        "strata with a single PSU in column 'stratum': '2'; merge them with a neighbour, or choose "
        'tk.Design(lonely_psu=...): "certainty" (they add no variance), "adjust" (they add their '
        'squared distance from zero, the mean of all PSUs) or "average" (they add the average of the other strata)'
    )


def test_a_single_cluster() -> None:
    sample = tk.Sample.from_frame(ONES.assign(place="here"), design=tk.Design(clusters="place"))
    with pytest.raises(SampleError) as error:
        tk.profile(sample, "sex")
    assert str(error.value) == (
        "column 'place' names a single PSU; with one PSU there is no sampling error to estimate: leave "
        'clusters out, or choose tk.Design(lonely_psu="certainty")'
    )


def test_a_column_of_names_is_no_question() -> None:
    frame = pd.DataFrame({"name": [f"person {number}" for number in range(2_001)]})
    with pytest.raises(QuestionError) as error:
        tk.profile(tk.Sample.from_frame(frame), "name")
    assert str(error.value) == (
        "question 'name' has 2,001 different answers, more than the 2,000 that can be told apart in a "
        "table; give a number bands with cut=[...], or group the answers first"
    )
