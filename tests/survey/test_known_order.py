"""Answers that nothing declares stand in the order of their words, where it is known."""

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Question

OFTEN = ["Sometimes", "Never", "Always", "Don't know", "Often"]
ORDERED = ("Never", "Sometimes", "Often", "Always", "Don't know")
HALF = ["Never", "Now", "Always", "Sometimes"]


def sample(values: object, book: Codebook | None = None) -> tk.Sample:
    return tk.Sample.from_frame(pd.DataFrame({"q": values}), labels=book)


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        (OFTEN, ORDERED),
        (["Vaak", "Nooit", "Soms"], ("Nooit", "Soms", "Vaak")),
        (["Oft", "Nie", "Immer", "Selten"], ("Nie", "Selten", "Oft", "Immer")),
        (
            ["25-34", "65+", "under 18", "18-24", "35-64"],
            ("under 18", "18-24", "25-34", "35-64", "65+"),
        ),
        (["North", "South", "East"], ("East", "North", "South")),
    ],
)
def test_levels(values: list[str], levels: tuple[str, ...]) -> None:
    made = sample(values * 3)
    assert made.answers("q").levels == levels
    codes = made.answers("q").codes
    assert [levels[each] for each in codes] == values * 3


def test_blanks_stay_blank() -> None:
    made = sample([*OFTEN, None])
    assert made.answers("q").levels == ORDERED
    assert made.answers("q").codes.tolist() == [1, 0, 3, 4, 2, -1]


def test_a_declared_order_stays() -> None:
    told = sorted(set(OFTEN))
    assert sample(pd.Categorical(OFTEN, told)).answers("q").levels == tuple(told)
    listed = Codebook([Question("q", levels=[(each, each) for each in told])])
    assert sample(OFTEN, listed).answers("q").levels == tuple(told)
    coded = Codebook([Question("q", levels=[(1, "Often"), (2, "Never"), (3, "Always")])])
    assert sample([1, 2, 3], coded).answers("q").levels == ("Often", "Never", "Always")


def test_a_scale_of_which_only_some_words_are_known_is_told() -> None:
    assert sample(HALF * 4).notes == (
        "Column 'q' looks like a scale, but the order of its answers is not known: they stand in "
        "that of the alphabet ('Always', 'Never', 'Now' and 'Sometimes'). sample.with_question("
        "tk.Question('q', \"scale\", levels=[...])) puts them in yours, from the least to the "
        "most.",
    )
    scale = Question("q", "scale", levels=["Never", "Now", "Sometimes", "Always"])
    made = sample(HALF * 4).with_question(scale)
    assert made.answers("q").levels == ("Never", "Now", "Sometimes", "Always")
    frame = pd.DataFrame({"q": HALF * 4, "r": HALF * 4})
    assert tk.Sample.from_frame(frame).notes[0].endswith(" So it is in 'r'.")


@pytest.mark.parametrize(
    "values",
    [
        OFTEN * 4,
        ["North", "South", "East"] * 4,
        ["Low", "North", "South"] * 4,
        pd.Categorical(HALF * 4),
    ],
)
def test_other_columns_are_not_told(values: object) -> None:
    assert not any("alphabet" in each for each in sample(values).notes)
