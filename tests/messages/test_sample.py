"""What a sample tells its users: frames, questions, weights and designs that cannot be used."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError, TechnoKitError

FRAME = pd.DataFrame(
    {
        "sex": ["Female", "Male", "Female", "x"],
        "age": [18, 30, 44, 7],
        "phone": [1, 0, 2, 1],
        "tablet": ["yes", "no", None, None],
        "blank": [None, np.nan, "", " "],
        "w": [1.0, 2.0, 0.5, 0.5],
        "stratum": [1.0, None, 2.0, None],
    }
)


def refused(make: object, kind: type[TechnoKitError] = SampleError) -> str:
    with pytest.raises(kind) as error:
        make()  # type: ignore[operator]
    assert type(error.value) is kind
    return str(error.value)


def asked(*question: object, **options: object) -> str:
    plain = tk.Sample.from_frame(FRAME)
    wanted = tk.Question(*question, **options)  # type: ignore[arg-type]
    by_name = refused(lambda: plain.with_question(wanted))
    assert refused(lambda: tk.profile(plain, wanted)) == by_name
    return by_name


# --- the frame -----------------------------------------------------------------------------------


def test_something_else_than_a_frame() -> None:
    assert refused(lambda: tk.Sample.from_frame({"sex": [1]})) == (  # type: ignore[arg-type]
        "a sample is made of a pandas DataFrame, not of a dict; read a file with tk.read"
    )


def test_a_column_twice() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["a", 1, "a", "1"])
    assert refused(lambda: tk.Sample.from_frame(frame)) == (
        "the sample: two columns or more are called 'a' and '1'; give every column a name of its own"
    )
    assert refused(lambda: tk.Sample.from_frame(frame, source="wave.csv")).startswith("wave.csv: ")


def test_no_respondents() -> None:
    assert refused(lambda: tk.Sample.from_frame(FRAME.head(0), source="wave.csv")) == (
        "wave.csv has no respondents: there is a header and no row; look at the filter or the file "
        "that the rows come from"
    )


# --- questions -----------------------------------------------------------------------------------


def test_columns_that_are_not_there() -> None:
    assert asked("owned", "multiple", ["phone", "tablett", "watch"]) == (
        "question 'owned': the columns 'tablett' and 'watch' are not there; did you mean 'tablet'?"
    )


def test_answers_that_are_not_listed() -> None:
    assert asked("sex", levels=[("Female", "F"), ("Male", "M")], strict=True) == (
        "the sample: question 'sex': column 'sex' holds answers that are not listed: 'x' (1 time); add "
        "each to levels or to missing"
    )


def test_answers_that_are_nearly_listed() -> None:
    frame = pd.DataFrame({"sex": ["man", "man", "Woman", "7"], "blog": ["Weekly", "never"] * 2})
    scale = {"answers": [["weekly", "weekly"], ["never", "never"]]}
    mapping = {
        "schema": "techno_kit/mapping/1",
        "questions": {"sex": {"levels": ["Man", "Woman", [70, "Other"]]}},
        "scales": {"often": scale},
        "activities": {"blog_read": {"column": "blog", "scale": "often"}},
    }
    assert refused(lambda: tk.Sample.from_frame(frame, mapping=mapping)) == (
        "the sample: 2 problems:\n"
        "- question 'sex': column 'sex' holds answers that are not listed: 'man' (2 times) and '7' "
        "(1 time); add each to levels or to missing; 'man' is near 'Man': if it says the same, list "
        "it with the same meaning\n"
        "- activity 'blog_read': column 'blog' holds answers that the scale 'often' does not list: "
        "'Weekly' (2 times); add each to the scale's answers or to missing; 'Weekly' is near "
        "'weekly': if it says the same, list it with the same meaning"
    )


def test_numbers_below_the_first_band() -> None:
    assert asked("band", "number", ["age"], cut=[10, 20]) == (
        "the sample: question 'band': column 'age' holds values below the first band, or no numbers: '7' "
        "(1 time); lower the first cut, or add each to missing"
    )


def test_a_battery_of_other_answers_than_zero_and_one() -> None:
    assert asked("owned", "multiple", ["phone", "tablet"]) == (
        "the sample: 2 problems:\n"
        "- question 'owned': column 'phone' holds answers other than 0 and 1: '2'; name those that mean "
        "chosen with chosen=[...]\n"
        "- question 'owned': column 'tablet' holds answers other than 0 and 1: 'yes' and 'no'; name "
        "those that mean chosen with chosen=[...]"
    )


def wrong(*question: object, **options: object) -> str:
    plain = tk.Sample.from_frame(FRAME)
    wanted = tk.Question(*question, **options)  # type: ignore[arg-type]
    return refused(lambda: plain.with_question(wanted), QuestionError)


def test_a_question_that_contradicts_itself() -> None:
    assert wrong("owned", columns=["phone", "tablet"]) == (
        "question 'owned': a question of kind 'single' has one column; one with a column for each answer "
        "is of kind 'multiple'"
    )
    assert wrong("owned", "multiple", ["phone", "tablet"], blank="not_choosen") == (
        "question 'owned': blank is 'not_choosen'; it is one of 'missing' and 'not_chosen'; did you mean "
        "'not_chosen'?"
    )
    assert wrong("owned", "multi", columns=["phone", "tablet"], cut=[3, 3, 1]) == (
        "question 'owned': 2 problems:\n"
        "- kind is 'multi'; it is one of 'single', 'multiple', 'scale' and 'number'; did you mean "
        "'multiple'?\n"
        "- cut is [3, 3, 1]; the limits must increase"
    )


def test_a_question_that_nobody_answered() -> None:
    message = "question 'blank' has no answers: every respondent left it blank"
    plain = tk.Sample.from_frame(FRAME)
    assert refused(lambda: tk.profile(plain, "blank"), QuestionError) == message
    assert refused(lambda: tk.profile(plain, "sex", by="blank"), QuestionError) == message
    nobody = {"blank": ["a"]}
    assert refused(lambda: tk.profile(plain, "sex", where=nobody), QuestionError) == message


def test_a_rule_of_the_base_that_is_none() -> None:
    owned = tk.Question("owned", "multiple", ["w"], chosen=[1])
    plain = tk.Sample.from_frame(FRAME)
    assert refused(
        lambda: tk.score(plain, owned, missing="exclud"),  # type: ignore[arg-type]
        QuestionError,
    ) == (
        "tk.score: missing is 'exclud'; it is one of 'in_base' and 'exclude'; did you mean 'exclude'?"
    )


# --- weights and design --------------------------------------------------------------------------


def designed(**design: object) -> str:
    wanted = tk.Design(**design)  # type: ignore[arg-type]
    message = refused(lambda: tk.Sample.from_frame(FRAME, design=wanted))
    assert refused(lambda: tk.Sample.from_frame(FRAME).with_design(wanted)) == message
    return message


def test_every_problem_of_a_design_at_once() -> None:
    assert designed(weight="W", strata="stratum", clusters="psu", lonely_psu="certain") == (
        "the sample: 4 problems:\n"
        "- lonely_psu is 'certain'; it is one of 'error', 'certainty', 'adjust' and 'average'; did you "
        "mean 'certainty'?\n"
        "- the design's weight column 'W' is not there; did you mean 'w'?\n"
        "- the design's strata column 'stratum' is blank in 2 rows; every respondent needs a value\n"
        "- the design's clusters column 'psu' is not there"
    )


def test_a_weight_with_all_that_can_be_wrong() -> None:
    frame = FRAME.assign(w=pd.Series([None, "heavy", "-1", "inf"], dtype="object"))
    assert refused(lambda: tk.Sample.from_frame(frame, design=tk.Design(weight="w"))) == (
        "the sample: 4 problems:\n"
        "- weight column 'w' holds text in 1 row: 'heavy'; a weight is a number\n"
        "- weight column 'w' is blank in 1 row (counted from 1: 1); give every respondent a weight, or "
        "drop those rows on purpose\n"
        "- weight column 'w' is negative in 1 row (counted from 1: 3); a weight is 0 or more\n"
        "- weight column 'w' is infinite in 1 row (counted from 1: 4); a weight is finite"
    )


def test_a_design_of_another_kind() -> None:
    assert refused(lambda: tk.Sample.from_frame(FRAME, design={"weight": "w"})) == (  # type: ignore[arg-type]
        'a design is a tk.Design, such as tk.Design(weight="Peso"), not a dict'
    )


def test_weights_of_another_kind() -> None:
    assert refused(lambda: tk.Sample.from_frame(FRAME).with_weights(FRAME["w"])) == (  # type: ignore[arg-type]
        "weights come from tk.rake, not as a Series; name a weight column with tk.Design(weight=...)"
    )


def test_weights_that_started_elsewhere() -> None:
    targets = tk.Targets.from_shares({"phone": {0: 0.4, 1: 0.3, 2: 0.3}})
    plain = tk.Sample.from_frame(FRAME)
    weighted = plain.with_design(tk.Design(weight="w"))
    other = tk.rake(weighted, targets)
    assert refused(lambda: plain.with_weights(other)) == (
        "these weights did not start from this sample's base weights (equal base weights); give the "
        "sample the design that it was raked with, or rake it again"
    )
    assert refused(lambda: weighted.with_weights(tk.rake(plain, targets))) == (
        "these weights did not start from this sample's base weights ('w'); give the sample the design "
        "that it was raked with, or rake it again"
    )
    same = plain.with_design(tk.Design(weight="w", strata="sex"))
    assert same.with_weights(other).weights is other
