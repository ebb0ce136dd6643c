"""The finite population correction: what was not drawn, and columns that cannot be it."""

import pandas as pd
import pytest

from techno_kit.analysis.profiles.profiling import profile
from techno_kit.errors import SampleError
from techno_kit.survey.design import Design
from techno_kit.survey.sample import Sample
from techno_kit.survey.units import find_units

FRAME = pd.DataFrame(
    {
        "s": ["a"] * 4 + ["b"] * 3,
        "c": [1, 1, 2, 2, 1, 2, 3],
        "psus": [8] * 4 + [12] * 3,
        "drawn": [0.25] * 4 + [0.2] * 3,
        "y": ["no", "yes"] * 3 + ["yes"],
    }
)


def of(**design: object) -> Sample:
    return Sample.from_frame(FRAME, design=Design(**design))  # type: ignore[arg-type]


def message(frame: pd.DataFrame, **design: object) -> str:
    with pytest.raises(SampleError) as raised:
        Sample.from_frame(frame, design=Design(**design), source="f.csv")  # type: ignore[arg-type]
    return str(raised.value)


def test_counts_of_psus() -> None:
    left = of(strata="s", clusters="c", fpc="psus").units.left
    assert left is not None and left.tolist() == [1 - 2 / 8, 1 - 3 / 12]


def test_drawn_shares() -> None:
    left = of(strata="s", clusters="c", fpc="drawn").units.left
    assert left is not None and left.tolist() == [0.75, 0.8]


def test_without_a_column_psus_are_drawn_with_replacement() -> None:
    assert of(strata="s", clusters="c").units.left is None


def test_a_column_of_text_numbers_counts() -> None:
    left = find_units(FRAME.astype({"psus": str}), Design(strata="s", fpc="psus")).left
    assert left is not None and left.tolist() == [0.5, 0.75]


def test_the_column_is_no_question() -> None:
    assert of(strata="s", fpc="psus").questions == ("c", "drawn", "y")


def test_a_stratum_that_was_drawn_whole_is_not_lonely() -> None:
    frame = pd.DataFrame({"s": ["a", "a", "b"], "n": [5, 5, 1], "y": ["no", "yes", "no"]})
    found = profile(Sample.from_frame(frame, design=Design(strata="s", fpc="n")), "y")
    assert found.options.suppress_below == 30  # the call did not refuse the one PSU of b


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            [8, 8, 8, 8, 0, 12, None],
            "the design's fpc column 'n' is blank in 1 row; every respondent needs a value",
        ),
        (
            [8, 8, 8, 9, 12, 12, 12],
            "the design's fpc column 'n' changes within a stratum: 'a'; a stratum has one "
            "population",
        ),
        (
            [0.5] * 4 + [12] * 3,
            "the design's fpc column 'n' holds values below and above 1; give counts for all "
            "strata, or drawn shares for all",
        ),
        (
            [8] * 4 + [2] * 3,
            "the design's fpc column 'n' says that stratum 'b' has 2 in the population, but "
            "3 PSUs were drawn",
        ),
    ],
)
def test_columns_that_cannot_be_it(values: list[float | None], told: str) -> None:
    frame = FRAME.assign(n=values)
    found = message(frame, strata="s", clusters="c", fpc="n")
    assert found == f"f.csv: {told}"


def test_one_population_without_strata() -> None:
    assert message(FRAME, fpc="psus") == (
        "f.csv: the design's fpc column 'psus' changes, but the design names no strata; there is "
        "one population"
    )
    assert message(FRAME.assign(n=3), fpc="n") == (
        "f.csv: the design's fpc column 'n' says that the population has 3, but 7 respondents "
        "were drawn"
    )


def test_a_value_of_0_is_told_with_the_others() -> None:
    assert message(FRAME.assign(n=[8, 8, 8, 8, 0, -1, 12]), strata="s", fpc="n") == (
        "f.csv: the design's fpc column 'n' holds no positive number in 2 rows ('0' and '-1'); it "
        "needs how many PSUs the respondent's stratum has in the population, or the share of them "
        "that was drawn"
    )


def test_crossed_strata() -> None:
    frame = FRAME.assign(wave=[1, 1, 1, 2, 2, 2, 2])
    units = find_units(frame, Design(strata=["wave", "s"]))
    assert units.strata == ("1 x a", "2 x a", "2 x b")
    assert units.stratum.tolist() == [0, 0, 0, 1, 2, 2, 2]
    assert Design(strata=["s"]).strata == "s" and Design(strata=["wave", "s"]).columns == (
        "wave",
        "s",
    )


def test_strata_of_another_kind() -> None:
    with pytest.raises(SampleError) as raised:
        Design(strata=3)  # type: ignore[arg-type]
    assert str(raised.value) == "strata is 3; give the name of a column, or a list of names"
