"""Names within sentences, and sentences that say whose figure they tell."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.comparisons.trend_drawing import chart_notes_of_trends
from techno_kit.errors import QuestionError

N = 300
LEVELS = ["rare", "some", "often", "most"]
FRAME = pd.DataFrame(
    {
        "q": [*["rare"] * 30, *["some"] * 60, *["often"] * 90, *["most"] * 120],
        "g": [*["f", "m"] * 90, *["m"] * 40, *["f"] * 80],
        "one": ["only"] * N,
        "age": [*["old"] * 60, *["young"] * 240],
        "z": ["Good,", "Very good,", "no"] * (N // 3),
        "k": [*["l"] * 150, *["m"] * 125, *["o"] * 25],
    }
)
QUESTION = tk.Question("q", levels=LEVELS)
SAMPLE = tk.Sample.from_frame(FRAME).with_question(QUESTION)
LEGEND = "A letter marks a share"


def drawn(picture: object) -> str:
    """All words of a drawing, in one line."""
    found: list[str] = []
    for each in picture.findobj(lambda artist: hasattr(artist, "get_text")):  # type: ignore[attr-defined]
        found.append(each.get_text())
    return " ".join(" ".join(found).split())


@pytest.mark.parametrize("shares", ["column", "row", "total"])
@pytest.mark.parametrize("order", [None, "total"])
def test_a_crosstab_tells_the_commonest_answers_whatever_it_shows(
    shares: str, order: str | None
) -> None:
    found = tk.crosstab(SAMPLE, "q", by="g", shares=shares, sort=order)  # type: ignore[arg-type]
    assert found.text.startswith(
        "Of 300 respondents (unweighted), 40% answered “most” and 30% answered “often”. The largest"
    )


def test_a_chart_of_row_shares_says_so() -> None:
    rows = tk.crosstab(SAMPLE, "q", by="g", shares="row").plot()
    told = drawn(rows)
    assert (
        "Colour, by percentages of the columns (not shown): points above (blue) or below (orange) "
        "the total; arrow and bold: clearly apart from the rest"
    ) in told
    assert (
        "Percentages are of all who gave the answer, across the columns; letters and arrows compare "
        "shares of the column's base."
    ) in told
    columns = drawn(tk.crosstab(SAMPLE, "q", by="g").plot())
    assert "Colour: points above (blue) or below (orange) the total; arrow and bold: " in columns
    assert "Percentages are" not in columns


def test_the_words_of_a_chart_of_row_shares_tell_what_points_are_of() -> None:
    frame = FRAME.assign(g=np.where(FRAME["q"] == "most", "f", "m"))
    sample = tk.Sample.from_frame(frame).with_question(QUESTION)
    told = tk.crosstab(sample, "q", by="g", shares="row").plot().description
    assert "most where f: 100%; by percentages of the columns +60 points from the total" in told
    told = tk.crosstab(sample, "q", by="g").plot().description
    assert "most where f: 100%, +60 points from the total" in told


def test_a_chart_without_groups_has_no_colours() -> None:
    levels = [(1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "E"), (9, "Geen mening")]
    asked = tk.Question("s", kind="scale", levels=levels)
    frame = pd.DataFrame({"s": [1, 2, 3, 4, 5, 9] * 50})
    found = tk.crosstab(tk.Sample.from_frame(frame).with_question(asked), "s")
    told = drawn(found.plot())
    assert "Colour" not in told and "+20" not in told
    assert (note := next(each for each in found.notes if "Geen mening" in each)) in told
    assert note.startswith(
        "Not in the mean, nor in the answers of the top and bottom nets, of “s” (whoever gave such an "
        "answer stays in the base of the nets): “Geen mening” (n = 50)"
    )


def test_one_column_is_nothing_to_compare() -> None:
    found = tk.crosstab(SAMPLE, "q", by="one")
    assert found.text.endswith(
        "There is nothing to compare by one: the only group with respondents is only."
    )
    for told in (" ".join(found.notes), drawn(found.plot()), found.method):
        assert LEGEND not in told and "Letters allow" not in told
    two = tk.crosstab(SAMPLE, "q", by=["one", "g"])
    assert LEGEND in " ".join(two.notes) and "nothing to compare" not in two.text
    few = tk.crosstab(SAMPLE, "q", by="g", suppress_below=151)
    assert few.text.endswith("gives no shares: suppressed.") or few.text.endswith(
        "No two columns have bases large enough to be compared."
    )


def test_several_questions_are_named() -> None:
    text = tk.crosstab(SAMPLE, ["q", "z"], by="g").text
    assert text.startswith(
        "Of 300 respondents (unweighted), 40% answered “most” and 30% answered “often” (“q”). "
    )


def test_answers_are_quoted_and_rungs_are_not() -> None:
    assert "33% answered “Good,” (" in tk.profile(SAMPLE, "z").text
    example = tk.load_example()
    told = tk.crosstab(example, tk.load_ladder("2010"), by="gender").text
    assert "71% are Spectators and 57% are Joiners." in told


def test_a_question_that_is_a_sentence_is_quoted() -> None:
    asked = tk.Question("age", label="How old are you?")
    sample = SAMPLE.with_question(asked)
    assert "differ by “How old are you?” (" in tk.compare(sample, "q", by="age").text
    assert "No group of “How old are you?” differs" in tk.profile(sample, "z", by="age").text
    assert " where “How old are you?” is " in tk.crosstab(sample, "q", by="age").text
    assert " where “How old are you?” is " in tk.model(sample, "q", "age").text
    where = tk.profile(sample, "q", where={"age": ["young"]}).text
    assert "(“How old are you?” is young; unweighted)" in where
    assert "by age (" in tk.compare(SAMPLE, "q", by="age").text


@pytest.mark.parametrize(
    ("base", "told"),
    [({"age": ["old"]}, "age is old"), (FRAME["age"] == "old", "a selection of respondents")],
)
def test_the_base_of_an_index_is_named(base: object, told: str) -> None:
    frame = FRAME.assign(q=np.where(FRAME["g"] == "f", "most", "rare"))
    sample = tk.Sample.from_frame(frame).with_question(QUESTION)
    found = tk.profile(sample, "q", by="g", base=base)  # type: ignore[arg-type]
    start = f"The share that clearly differs most from that of the comparison group ({told}) is "
    assert start in found.text
    none = tk.profile(SAMPLE, "z", by="k", base=base).text  # type: ignore[arg-type]
    assert f"No group of k differs clearly from the comparison group ({told}), allowing" in none


def test_a_trend_tells_why_a_group_is_left_out_and_on_how_many_it_rests() -> None:
    found = tk.compare(SAMPLE, "q", by="k", scores=[1, 2, 3])
    steps = (
        "A step of the trend over k is from one of these groups to the next, whether they take part "
        "or not: l, m and o."
    )
    left = "Not in the trend over k, as its base is too small and suppressed: o."
    base = "The trend over k rests on 275 of them, in 2 groups."
    assert [each for each in found.notes if "trend" in each] == [steps, left]
    notes = chart_notes_of_trends(found)
    assert notes[:2] == ["Base: 300 respondents, unweighted; effective base 300.", base]
    whole = tk.compare(SAMPLE, "q", by="k", scores=[1, 2, 3], suppress_below=0)
    assert "The trend over k is by one step from each group to the next: l, m and o." in whole.notes
    assert not any("rests on" in each for each in chart_notes_of_trends(whole))


def test_a_score_can_be_none() -> None:
    given = {"l": 1, "m": None, "o": 3}
    for scores in (given, {"k": given}, [1, None, 3]):
        found = tk.compare(SAMPLE, "q", by="k", scores=scores, suppress_below=0)  # type: ignore[arg-type]
        assert found.scores == {"k": {"l": 1.0, "o": 3.0}}
        assert "Not in the trend over k, as it has no score: m." in found.notes
    with pytest.raises(QuestionError) as error:
        tk.compare(SAMPLE, "q", by="k", scores={"l": 1, "m": "x", "o": 3})  # type: ignore[dict-item]
    assert (
        str(error.value)
        == "tk.compare: scores['k'] holds 'x'; a score is a number, or None for a level that takes no part"
    )


def test_names_of_questions_that_quarrel() -> None:
    with pytest.raises(QuestionError) as error:
        tk.Codebook(questions=[tk.Question("a"), tk.Question("b"), tk.Question("a")])
    assert str(error.value) == (
        "the codebook: questions hold two of the name 'a'; each needs a name of its own"
    )
    with pytest.raises(QuestionError) as error:
        tk.Codebook(questions={"x": tk.Question("a")})
    assert str(error.value) == (
        "the codebook: questions hold 'a' under the name 'x'; give it under its own, {'a': ...}, or "
        "all in a list"
    )
    with pytest.raises(QuestionError) as error:
        tk.crosstab(SAMPLE, ["q", "g"], by=["q", "g"])
    assert str(error.value) == (
        "tk.crosstab: 'q' and 'g' are in the rows and in by; leave each out of one of them"
    )


def test_a_model_says_whose_base_is_small() -> None:
    frame = pd.DataFrame(
        {"y": ["no", "yes", "yes"] * 290, "g": [*["few"] * 60, *["many"] * 780, *["some"] * 30]}
    )
    sample = tk.Sample.from_frame(frame)
    found = tk.model(sample, "y", "g", reference={"g": "few"})
    flags = found.table.drop_duplicates("level").set_index("level")["flag"]
    assert flags["many"] == "small reference" and flags["some"] == "small base"
    assert "Flagged “small reference”: many (g)." in " ".join(found.notes)
    hidden = tk.model(sample, "y", "g", reference={"g": "few"}, suppress_below=70)
    flags = hidden.table.drop_duplicates("level").set_index("level")["flag"]
    assert flags["many"] == "suppressed; small reference" and flags["some"] == "suppressed"


def test_replicates_print_their_first_rows() -> None:
    many, few = (tk.replicate(SAMPLE.__class__.from_frame(FRAME.head(n)), "JK1") for n in (30, 10))
    told = "The first 10 of 30 replicates are shown; .table holds all."
    assert told in str(many) and told in many._repr_html_()
    assert len(many.table) == 30 and many._repr_html_().count("<tr") == 12  # heads and foot too
    assert "are shown" not in str(few) and len(few.table) == 10
