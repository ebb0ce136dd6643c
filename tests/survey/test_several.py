"""What Python users give where several values are expected."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Item, Option, Scale

FRAME = pd.DataFrame(
    {
        "phone": ["ja", "nee"] * 6,
        "tablet": ["ja", "ja", "nee"] * 4,
        "sex": [1, 2] * 6,
        "country": ["NL", "BE", "DE"] * 4,
        "spend": [1.0, 2.0, 99.0] * 4,
    }
)
OWNED = {"kind": "multiple", "columns": {"phone": "phone", "tablet": "tablet"}}


def shares(name: str, **question: Any) -> dict[str, float]:
    sample = tk.Sample.from_frame(FRAME).with_question(tk.Question(name, **question))
    table = tk.profile(sample, name, suppress_below=0).table
    return dict(zip(table["answer"], table["share"].round(3), strict=True))


@pytest.mark.parametrize("chosen", ["ja", ["ja"], ("ja",), {"ja"}, np.array(["ja"])])
def test_a_text_that_means_chosen_is_not_taken_apart(chosen: object) -> None:
    assert shares("owned", **OWNED, chosen=chosen) == {"phone": 0.5, "tablet": 0.667}


@pytest.mark.parametrize("missing", ["DE", ["DE"], pd.Series(["DE"])])
def test_a_text_that_is_no_answer_is_not_taken_apart(missing: object) -> None:
    assert shares("country", missing=missing) == {"BE": 0.5, "NL": 0.5}


@pytest.mark.parametrize("missing", [99, 99.0, "99", [99], (99,), [[90, 99]], [(90, 99)]])
def test_one_number_or_range_is_no_answer(missing: Any) -> None:
    question = tk.Question("spend", kind="number", missing=missing)
    sample = tk.Sample.from_frame(FRAME).with_question(question)
    assert tk.estimate(sample, "spend", suppress_below=0).table["estimate"][0] == 1.5


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({1: "m", 2: "v"}, ["m", "v"]),
        ({2: "v", 1: "m"}, ["v", "m"]),
        ([(1, "m"), [2, "v"]], ["m", "v"]),
        ([2, 1], ["2", "1"]),
        ([1.0, 2.0], ["1", "2"]),
        (range(1, 3), ["1", "2"]),
        (pd.Index([1, 2]), ["1", "2"]),
        ({1: 10, 2: 20}, ["10", "20"]),
    ],
)
def test_levels_as_mapping_pairs_or_values(levels: Any, told: list[str]) -> None:
    assert list(shares("sex", levels=levels)) == told


def test_labels_of_two_letters_are_levels() -> None:
    found = shares("country", levels=["NL", "BE", "DE"])
    assert found == {"NL": 0.333, "BE": 0.333, "DE": 0.333}


def test_one_number_is_one_band() -> None:
    assert tk.Question("spend", kind="number", cut=2).cut == (2,)  # type: ignore[arg-type]


def test_scales_items_options_and_codebooks_take_the_same() -> None:
    scale: Any = Scale("often", {1: "daily", 2: "never"}, missing="99")  # type: ignore[arg-type]
    assert scale.answers == ((1, "daily"), (2, "never")) and scale.missing == ("99",)
    item = Item("blog_read", "b", scale, asked_if={"online": 1})  # type: ignore[arg-type]
    assert item.asked_if == (("online", (1,)),)
    assert Option("critics", "Critics", any_of="blog_read").any_of == ("blog_read",)  # type: ignore[arg-type]
    book = Codebook(missing="99", cautions="Beware.")  # type: ignore[arg-type]
    assert book.missing == ("99",) and book.cautions == ("Beware.",)
    assert hash(scale) == hash(Scale("often", ((1, "daily"), (2, "never")), missing=("99",)))
