"""What signs and words mean is told where they stand, and only where it is true."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.drawing.panels import MARKS, marks_of_flags

NOT_DRAWN = "This is not a probability sample"
FEW = "Few cases: fewer than five"


def sample(**keys: object) -> tk.Sample:
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.integers(0, 2, (400, 3)), columns=["tv", "radio", "paper"])
    frame["paper"] = (random.random(400) < 0.02).astype(int)
    frame["sex"] = random.choice(["Female", "Male"], 400)
    frame["place"] = np.where(np.arange(400) < 60, "village", "town")
    frame["stratum"] = np.arange(400) % 5
    media = {"columns": {each: each for each in ("tv", "radio", "paper")}}
    mapping = {"schema": "techno_kit/mapping/1", "questions": {"media": media}, **keys}
    return tk.Sample.from_frame(frame, mapping=mapping)


@pytest.mark.parametrize("drawn", [True, False])
def test_every_picture_with_intervals_tells_that_nobody_was_drawn(drawn: bool) -> None:
    found = sample(probability_sample=drawn)
    for result in (
        tk.profile(found, "media"),
        tk.estimate(found, "media", statistic="total"),
        tk.compare(found, "media", by="sex"),
        tk.model(found, "media", ["sex"]),
        tk.overlaps(found, "media"),
        tk.crosstab(found, "media", by="sex"),
        tk.detectable(found, "media", by="sex"),
    ):
        picture = result.plot()
        figure = picture.figure or picture
        told = " ".join(
            text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text"))
        )
        assert (NOT_DRAWN in " ".join(told.split())) != drawn, type(result).__name__


def test_few_cases_are_defined_where_the_flag_stands() -> None:
    found = sample()
    profile = tk.profile(found, "media", by="place")
    assert profile.table["flag"].str.contains("few cases").any()
    assert any(note.startswith(FEW) for note in profile.notes) and FEW in profile.method
    whole = tk.profile(found, "media")
    assert FEW not in " ".join([*whole.notes, whole.method])
    for other in (
        tk.compare(found, "media", by="place"),
        tk.detectable(found, "media", by="place"),
        tk.overlaps(found, "media"),
    ):
        flagged = other.pairs if type(other).__name__ == "Overlaps" else other.table
        assert flagged["flag"].str.contains("few cases").any()
        assert any(
            "few" in note and "fewer than five" in note.lower()
            for note in map(str.lower, other.notes)
        )


def test_a_mark_says_the_same_in_every_drawing() -> None:
    assert marks_of_flags(["few cases"]) == {"few cases": "‡"}
    assert marks_of_flags(["small base", "odd", "few cases", "odder"]) == {
        "small base": "*",
        "odd": "(1)",
        "few cases": "‡",
        "odder": "(2)",
    }
    assert len(set(MARKS.values())) == len(MARKS)


@pytest.mark.parametrize(
    ("design", "told"),
    [
        ({}, "drawn with replacement, with t intervals on the group's respondents less 1."),
        ({"strata": "stratum"}, "with t intervals on respondents minus strata in the group."),
        (
            {"clusters": "stratum"},
            "with t intervals on primary sampling units minus strata among those with a respondent",
        ),
    ],
)
def test_degrees_of_freedom_are_counted_on_what_was_drawn(
    design: dict[str, str], told: str
) -> None:
    found = sample(design=design)
    assert told.removeprefix("drawn with replacement, ") in tk.profile(found, "media").method
    expected = {"": 399, "strata": 395, "clusters": 4}["".join(design)]
    assert tk.profile(found, "media").table["df"].iloc[0] == expected


def test_answers_overlap_and_groups_do_not() -> None:
    notes = tk.profile(sample(), "media", by="sex").notes
    assert "Answers overlap; shares do not add to 100%." in notes
    assert not [note for note in notes if note.startswith("Groups overlap")]
