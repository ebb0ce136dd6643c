"""Names for people who were given none."""

import pytest

import techno_kit as tk
from techno_kit.planning.naming import name_of
from techno_kit.survey.codebook import Codebook, Question

BOOK = Codebook(
    {
        each.name: each
        for each in (
            Question("age_group", label="age"),
            Question("size", label="Size of your company"),
            Question("mood", label="How do you feel?", levels=[(1, "Very good"), (2, "Bad")]),
            Question(
                "uses", "multiple", {"To get help": "a", "To buy": "b", "Other": "c"}, "Uses?"
            ),
            Question("plans", "multiple", {"To buy": "d", "To sell": "e"}, "What do you plan?"),
            Question("grid_1", label="Please rate each"),
            Question("grid_2", label="Please rate each"),
            Question("long", label=f"Why {'so ' * 30}long?"),
            Question("kanji", label="オンラインサービスにどのくらい満足していますかお答えください"),
            Question("plain"),
        )
    }
)


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ({"age_group": ["18-24"]}, "age is 18-24"),
        ({"plain": ["a", "b"]}, "plain is a or b"),
        ({"not_there": ["a"]}, "not_there is a"),
        ({"size": ["1-9"]}, "‘Size of your company’ is 1-9"),
        # An answer of a single choice says little without its question.
        ({"mood": ["Very good"]}, "‘How do you feel?’ is Very good"),
        # One of a multiple choice is told alone, unless it is one word or another question's too.
        ({"uses": ["To get help"]}, "To get help"),
        ({"plans": ["To sell"]}, "To sell"),
        ({"uses": ["To buy"]}, "‘Uses?’ is To buy"),
        ({"uses": ["Other"]}, "‘Uses?’ is Other"),
        ({"uses": ["To get help", "Other"]}, "‘Uses?’ is To get help or Other"),
        (
            {"uses": ["To get help"], "age_group": ["18-24"]},
            "‘Uses?’ is To get help and age is 18-24",
        ),
        # A wording that two questions share, or that fills a line, gives way to the name.
        ({"grid_2": ["5"]}, "grid_2 is 5"),
        ({"long": ["x"]}, "long is x"),
        ({"kanji": ["5"]}, "‘オンラインサービスにどのくらい満足していますかお答えください’ is 5"),
    ],
)
def test_names(people: dict[str, list[str]], wanted: str) -> None:
    assert name_of(tk.Audience.of(people), BOOK) == wanted


def test_audiences_that_nest() -> None:
    either = tk.Audience.any({"uses": ["To get help"]}, {"age_group": ["55+"]})
    assert name_of(either, BOOK) == "‘Uses?’ is To get help or age is 55+"
