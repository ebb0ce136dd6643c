"""What a learner is told about an answer, and a teacher about a call."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

import techno_kit as tk
from techno_kit.errors import QuestionError, TechnoKitError
from techno_kit.teaching import Exercise
from tests.teaching.conftest import KINDS

EMPTY = Exercise("empty", set, hint="Look again.")
TABLE = pd.DataFrame({"answer": ["joiners"], "share": [0.3]})


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        ("share", ..., "Put your answer in place of the three dots, and run both cells again."),
        ("share", 0.2772, "27.7%, to within 0.05 percentage points"),
        ("share", 0.31, "The answer is not 31.0%. Look again."),
        ("share", 0.2512, "This is unweighted."),
        ("share", 27.7, "27.7 is a percentage; a share is 0-1: write 0.277."),
        ("share", 25.1, "25.1 is a percentage; a share is 0-1: write 0.251. This is unweighted."),
        (
            "share",
            31,
            "31 is a percentage; a share is 0-1: write 0.31. The answer is not 31.0%. Look again.",
        ),
        (
            "share",
            0.28,
            "28.0% is near, but it has to be right to within 0.05 percentage points. Perhaps a number was rounded on the way.",
        ),
        ("share", -0.277, "This has the right size and the wrong sign."),
        (
            "share",
            "27.7%",
            "The answer is one number; this is a text. Leave out the quotes and the percent sign.",
        ),
        (
            "share",
            float("nan"),
            "The number is missing (NaN): the selection has no value, or its base is too small.",
        ),
        ("share", True, "The answer is one number, not of the kind 'bool'."),
        (
            "share",
            [0.1, 0.2],
            "The answer is one number; this holds 2 values. Choose one of them, for example with .loc.",
        ),
        (
            "share",
            TABLE,
            "The answer is one number; this holds 2 values. Choose one of them, for example with .loc.",
        ),
        ("index", 118.8, "119, to within 0.5"),
        (
            "index",
            121,
            "121 is near, but it has to be right to within 0.5. Perhaps a number was rounded on the way.",
        ),
        ("count", 2377, "2,377, exactly"),
        ("count", 2400, "The answer is not 2,400. Look again."),
        (
            "number",
            2.5,
            "2.500 is near, but it has to be right to within 0.005. Perhaps a number was rounded on the way.",
        ),
        ("truth", False, "The answer is not False. Look again."),
        ("truth", "yes", "The answer is True or False, not of the kind 'str'."),
        ("word", "Joiners", "Joiners"),
        ("word", "Spectators", "That is the largest of all."),
        ("word", "critics", "The answer is not 'critics'. Look again."),
        ("word", 5, "The answer is one label, in quotes, not of the kind 'int'."),
        ("set", ["creators", "critics", "joiners"], "creators, critics and joiners"),
        ("set", ["joiners", "critics"], "Some could be chance."),
        (
            "set",
            ["joiners", "inactives"],
            "'inactives' does not belong. 2 are lacking. Look again.",
        ),
        (
            "set",
            ["joiners", "x", "y", "critics"],
            "'x' and 'y' do not belong. 1 is lacking. Look again.",
        ),
        (
            "set",
            "joiners, critics, creators",
            "This is one text. Put each label in quotes of its own, with a comma between them, in curly brackets. Look again.",
        ),
        (
            "set",
            ["joiners and critics"],
            "This is one text. Put each label in quotes of its own, with a comma between them, in curly brackets. Look again.",
        ),
        ("empty", set(), "none"),
        ("empty", [], "none"),
        (
            "empty",
            "None",
            "This is a text. For none at all the answer is set(), the empty set, without quotes. Look again.",
        ),
        ("empty", ["joiners"], "'joiners' does not belong. Look again."),
        (
            "set",
            [1, 2],
            "The answer is a list of labels; this holds other things. Labels are in columns such as 'answer' and 'level'.",
        ),
        ("set", 3, "The answer is a list of labels, not of the kind 'int'."),
        (
            "set",
            TABLE,
            'The answer is a list of labels; this table has 2 columns. Choose one, for example with ["answer"].',
        ),
        (
            "list",
            ["critics", "joiners"],
            "These are the right labels in another order. Look again.",
        ),
        (
            "by_label",
            {"Female": 0.51, "Male": 0.49},
            "All of them, to within 0.05 percentage points",
        ),
        (
            "by_label",
            {"Female": 51, "Male": 49},
            "These are the right numbers as percentages; a share is 0-1: divide them by 100.",
        ),
        ("by_label", {"Female": 0.53, "Male": 0.47}, "This is unweighted."),
        ("by_label", {"Female": 0.51, "Male": 0.4}, "The number of 'Male' is wrong. Look again."),
        (
            "by_label",
            {"Female": 0.5, "Male": 0.5},
            "The numbers of 'Female' and 'Male' are wrong. Look again.",
        ),
        (
            "by_label",
            {"Female": 0.51},
            "A number is asked for each of 'Female' and 'Male'. Look again.",
        ),
        (
            "by_label",
            0.51,
            "The answer is a number for each label, in a Series or a dictionary, not of the kind 'float'.",
        ),
    ],
)
def test_the_verdict_on_an_answer(kind: str, answer: object, told: str) -> None:
    assert tk.teach.check({**KINDS, "empty": EMPTY}[kind], answer).text == told


def test_an_exercise_that_is_not_there() -> None:
    with pytest.raises(QuestionError) as error:
        tk.teach.check("largest_rungs", "joiners")
    message = str(error.value)
    assert message.startswith("there is no exercise 'largest_rungs'; there are 'respondents', ")
    assert message.endswith("; did you mean 'largest_rung'?")


def test_a_figure_without_words_is_refused() -> None:
    message = 'a picture needs a description for those who do not see it: tk.show(figure, alt="what it shows")'
    for alt in (None, "", "  "):
        with pytest.raises(TechnoKitError) as error:
            tk.show(Figure(), alt=alt)
        assert str(error.value) == message


def test_what_is_no_figure_is_refused() -> None:
    profile = tk.profile(tk.load_example(), "gender")
    with pytest.raises(TechnoKitError) as error:
        tk.show(profile)  # type: ignore[arg-type]
    assert str(error.value) == (
        "tk.show takes a matplotlib figure or Axes, not a Profile; a result shows itself, and its chart is result.plot()"
    )


def test_targets_that_are_not_shipped() -> None:
    with pytest.raises(QuestionError) as error:
        tk.load_targets("studie")  # type: ignore[arg-type]
    assert (
        str(error.value) == "there is no example 'studie'; there are 'study'; did you mean 'study'?"
    )
