"""Answers that exclude all others: named by `none`, told of where nobody named them."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.shipped import locate
from techno_kit.survey.excluding import NONE
from techno_kit.survey.findings import notes_of

COLUMNS = {"tv": "q1", "radio": "q2", "None of these": "q3"}


def media(none: str = "", rows: int = 60, both: int = 0, **columns: str) -> tk.Sample:
    """Return respondents of whom a third hold no medium; `both` of these hold one all the same."""
    tv, radio = (np.arange(rows) % 3 == each for each in (0, 1))
    nothing = ~(tv | radio)
    tv = tv | (nothing & (np.cumsum(nothing) <= both))
    sex = np.where(np.arange(rows) % 2, "Male", "Female")
    frame = pd.DataFrame({"q1": tv, "q2": radio | (tv & (sex == "Male")), "q3": nothing}).astype(
        int
    )
    question = tk.Question("media", "multiple", columns=columns or COLUMNS, none=none)
    return tk.Sample.from_frame(frame.assign(sex=sex)).with_question(question)


def notes(sample: tk.Sample) -> list[str]:
    return list(notes_of(sample.sheet))


@pytest.mark.parametrize("none", ["None of these", "q3"])
def test_it_is_named_by_its_key_or_its_column(none: str) -> None:
    assert media(none).question("media").apart == ("None of these",)


def test_what_is_no_answer_of_the_question_is_refused() -> None:
    with pytest.raises(QuestionError, match="none is 'Nobody'; it is one of 'tv', 'radio' and"):
        media("Nobody")
    with pytest.raises(QuestionError, match="belongs to a question of kind 'multiple'"):
        media().with_question(tk.Question("sex", none="Male"))


def test_it_is_in_no_pair_no_number_and_no_test_of_the_whole() -> None:
    plain, told = (tk.overlaps(media(none), "media") for none in ("", "q3"))
    assert len(plain.pairs) == 3 and len(told.pairs) == 1
    assert plain.means["mean"][0] - told.means["mean"][0] == pytest.approx(1 / 3)
    assert "chose 0.83 of 2 answers" in told.text and "None of these and" not in told.text
    whole = [tk.compare(media(none), "media", by="sex").tests.iloc[-1] for none in ("", "q3")]
    alone = tk.compare(media(tv="q1", radio="q2"), "media", by="sex").tests.iloc[-1]
    assert whole[1]["F"] == pytest.approx(alone["F"]) != pytest.approx(whole[0]["F"])


def test_a_method_says_left_out_only_where_something_was() -> None:
    left_out = "with “None of these” left out"
    for verb in (tk.compare, tk.crosstab):
        assert left_out in verb(media("q3"), "media", by="sex").method
        assert "left out." not in verb(media(), "media", by="sex").method


def test_one_that_nobody_named_is_told_of_and_counted() -> None:
    note = (
        "media: “None of these” looks like an answer that excludes the others, as nobody gave it "
        'with another; it counts like any other until the question is given none = "None of these".'
    )
    assert notes(media()) == [note]
    for found in (tk.overlaps(media(), "media"), tk.compare(media(), "media", by="sex")):
        assert note in found.notes
    assert note not in tk.overlaps(media(), "media").method
    assert notes(media("q3")) == [] == notes(media(both=1))
    assert notes(media(tv="q1", radio="q2", other="q3")) == []


@pytest.mark.parametrize(("both", "told"), [(1, "1 respondent gave"), (3, "3 respondents gave")])
def test_those_who_gave_it_with_another_are_counted_as_given(both: int, told: str) -> None:
    sample = media("q3", both=both)
    note = f"media: {told} “None of these”, which excludes the others, together with another answer"
    assert [each.startswith(note) for each in notes(sample)] == [True]
    found = tk.overlaps(sample, "media")
    assert note in found.method and note in " ".join(found.notes)
    assert note in " ".join(tk.profile(sample, "media").notes)
    shares = found.table[found.table["given"].isna()].set_index("answer")["share"]
    assert shares["None of these"] == pytest.approx(1 / 3)
    assert found.patterns["pattern"].str.contains(r"tv \+ .*None of these").any()


@pytest.mark.parametrize(
    ("label", "reads"),
    [
        *((each, True) for each in ("None of these", "Nobody", "neither", "Geen van deze")),
        *(
            (each, True)
            for each in ("Keine davon", "Aucun de ceux-ci", "Niets", "I own none of them")
        ),
        *((each, False) for each in ("Keine Angabe", "Geen antwoord", "Nonesuch", "Neighbours")),
    ],
)
def test_labels_that_read_like_none(label: str, reads: bool) -> None:
    assert bool(NONE.search(label.casefold())) == reads


def test_the_shipped_study_names_its_own() -> None:
    sample = tk.read(locate("samples/study.csv"), mapping=locate("samples/study.toml"))
    several = [each for each in sample.codebook.questions.values() if each.kind == "multiple"]
    assert [each.none for each in several] == [*["None of these"] * 2, "Nobody", "None of these"]
    assert not [note for note in sample.notes if "excludes" in note]
    assert "None of these and" not in tk.overlaps(sample, "places").text
