import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Question
from techno_kit.survey.level_order import SCALES, order_of


def put(*levels: str, **options: object) -> list[str] | None:
    """Put levels in order."""
    question = Question("it", **options)  # type: ignore[arg-type]
    order = order_of(question, levels)
    return None if order is None else [levels[place] for place in order]


@pytest.mark.parametrize(
    "levels",
    [
        ["18-24", "25-34", "35+"],
        ["Under 25", "25-34", "35+"],
        ["1,000-1,999", "2,000-9,999", "10,000+"],
    ],
)
def test_numbers_that_rise(levels: list[str]) -> None:
    assert put(*levels) == levels


def test_what_is_under_all_numbers_comes_first() -> None:
    assert put("18-24", "25-34", "Under 18") == ["Under 18", "18-24", "25-34"]


@pytest.mark.parametrize(
    "levels",
    [
        ["jonger dan 16", "16 t/m 24 jaar", "25 t/m 34 jaar", "65 jaar en ouder"],
        ["unter 18", "18 bis 24", "25 bis 64", "65 und älter"],
        ["Less than €10,000", "€10,000-€20,000", "More than €20,000"],
        ["Up to 10", "10-20", "More than 20"],
        ["< 18", "18–24"],
        ["0", "1-2", "3 or more"],
        ["tot 100.000", "100.000 - 200.000", "meer dan 200.000"],
    ],
)
def test_bands_in_words(levels: list[str]) -> None:
    assert put(*levels) == levels
    assert put(*reversed(levels)) == levels
    assert put(*sorted(levels)) == levels


@pytest.mark.parametrize(
    "levels",
    [
        ["18-24", "20-30", "25+"],  # they overlap
        ["Zone 1-2", "Area 3-4", "Under the bridge"],
        ["2", "1"],
        ["Over 3", "More than 3"],
        ["3 years", "3", "4-5"],
        ["Under 18", "Adults"],
    ],
)
def test_what_is_no_order_of_bands(levels: list[str]) -> None:
    assert put(*levels) is None or put(*levels) == levels  # by numbers that rise as they stand
    assert put(*reversed(levels)) is None


@pytest.mark.parametrize(
    "levels, order",
    [
        (["Hoog", "Laag", "Midden"], ["Laag", "Midden", "Hoog"]),
        (
            ["Hoog - Higher", "Laag - Lower", "Midden - Middle"],
            ["Laag - Lower", "Midden - Middle", "Hoog - Higher"],
        ),
        (
            ["Lower", "Lower middle", "Upper", "Upper middle"],
            ["Lower", "Lower middle", "Upper middle", "Upper"],
        ),
        (["Primary", "Tertiary", "Secondary"], ["Primary", "Secondary", "Tertiary"]),
        (
            ["Bachelor's degree", "High school", "Less than high school", "Some college"],
            ["Less than high school", "High school", "Some college", "Bachelor's degree"],
        ),
        (
            [
                "Bachelor degree",
                "Graduate degree",
                "High school degree",
                "Less than high school degree",
            ]
            + ["Some college or Associate degree"],
            [
                "Less than high school degree",
                "High school degree",
                "Some college or Associate degree",
            ]
            + ["Bachelor degree", "Graduate degree"],
        ),
        (
            ["Daily", "Less often", "Monthly", "Never", "Weekly"],
            ["Never", "Less often", "Monthly", "Weekly", "Daily"],
        ),
        (
            ["Every day", "Once a month or less", "Once a week", "Several times a week", "NEVER"],
            ["NEVER", "Once a month or less", "Once a week", "Several times a week", "Every day"],
        ),
        (["Large (50+)", "Medium", "Small"], ["Small", "Medium", "Large (50+)"]),
        (["High school", "Higher education", "Middle school"], None),
        (
            [
                "Agree",
                "Disagree",
                "Neither agree nor disagree",
                "Strongly agree",
                "Strongly disagree",
            ],
            [
                "Strongly disagree",
                "Disagree",
                "Neither agree nor disagree",
                "Agree",
                "Strongly agree",
            ],
        ),
        (
            ["Helemaal mee eens", "Mee oneens", "Niet mee eens, niet mee oneens", "Mee eens"],
            ["Mee oneens", "Niet mee eens, niet mee oneens", "Mee eens", "Helemaal mee eens"],
        ),
        (
            [
                "Stimme eher zu",
                "Stimme nicht zu",
                "Stimme voll und ganz zu",
                "Stimme eher nicht zu",
            ],
            [
                "Stimme nicht zu",
                "Stimme eher nicht zu",
                "Stimme eher zu",
                "Stimme voll und ganz zu",
            ],
        ),
        (
            ["Fairly satisfied", "Neutral", "Satisfied", "Very dissatisfied", "Dissatisfied"],
            ["Very dissatisfied", "Dissatisfied", "Neutral", "Fairly satisfied", "Satisfied"],
        ),
        (
            ["Immer", "Manchmal", "Nie", "Oft", "Selten"],
            ["Nie", "Selten", "Manchmal", "Oft", "Immer"],
        ),
        (["Altijd", "Meestal", "Nooit", "Soms"], ["Nooit", "Soms", "Meestal", "Altijd"]),
    ],
)
def test_words_that_rise(levels: list[str], order: list[str] | None) -> None:
    expected = order or ["Middle school", "High school", "Higher education"]
    assert put(*levels) == expected
    assert put(*reversed(levels)) == expected


@pytest.mark.parametrize(
    "levels",
    [
        ["North", "South", "West"],
        ["Zone 3", "Zone 1", "Zone 2", "Other"],
        ["1", "0"],
        ["High Street", "Low Countries", "Midlands"],
        ["Middle East", "North", "South"],
        ["University", "College", "High school"],  # the first two have one place
        ["Female", "Male", "Other"],
        ["Small", "Medium", "High"],  # of no one list
        ["Low", "Other"],
        ["Agree a little", "Agree a lot", "Disagree"],
        ["Agree", "Satisfied"],
        ["Agreed terms", "Other terms"],
    ],
)
def test_levels_without_a_known_order(levels: list[str]) -> None:
    assert put(*levels) is None


def test_what_has_no_place_in_an_order_is_left_out() -> None:
    asides = ["(blank)", "Other", "Don’t know", "Prefer not to say", "Weet niet", "N/A"]
    assert put("High", *asides, "Low", "Middle") == ["Low", "Middle", "High"]
    assert put("1-9", "10-49", "50+", *asides) == ["1-9", "10-49", "50+"]
    assert put("yes", "maybe", "no", *asides, kind="scale") == ["yes", "maybe", "no"]


def test_a_stated_order_stands() -> None:
    assert put("High", "Low", "Middle", kind="scale") == ["High", "Low", "Middle"]


def test_every_list_of_words_is_in_order_itself() -> None:
    for scale in SCALES:
        first = [words.split("|")[0] for words in scale]
        assert put(*reversed(first)) == first
        known = [word for words in scale for word in words.split("|")]
        assert len(known) == len(set(known))


def test_an_ordered_categorical_is_a_scale() -> None:
    levels = ["b", "c", "a"]
    for ordered in (True, False):
        column = pd.Categorical(levels, categories=levels, ordered=ordered)
        question = tk.Sample.from_frame(pd.DataFrame({"it": column})).question("it")
        assert question.kind == ("scale" if ordered else "single")
        assert (order_of(question, levels) is not None) is ordered
