"""The faces of a comparison: tables are copies, views of few and of many groups, odd labels."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

TABLE = [
    *("answer", "by", "level", "share", "rest", "p_rest", "p_rest_adjusted", "n", "n_weighted"),
    *("flag", "letter", "higher_than", "arrow"),
]
PAIRS = [
    *("answer", "by", "level_a", "level_b", "difference", "se", "low", "high", "ratio"),
    *("cohens_h", "p", "p_adjusted"),
]
TESTS = ["answer", "by", "F", "df1", "df2", "p", "p_adjusted", "cramers_v"]
ODD = ["<script>alert(1)</script>", "=cmd()", "a|b", "*x*", "$5 to $10", '"quoted" & more']
LONG = "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs"
NONSENSE = re.compile(r"\bnan\b|-0\.0 points|\bNone\b|\binf\b", re.IGNORECASE)


def comparison(
    groups: int = 3, answers: int = 2, n: int = 1_200, names: list[str] | None = None
) -> tk.Comparison:
    random = np.random.default_rng(2)
    levels = names or [f"group {place:02}" for place in range(groups)]
    place = np.arange(n) % len(levels)
    frame = pd.DataFrame({"town": np.array(levels, dtype=object)[place]})
    for each in range(answers):
        chance = 0.2 + 0.6 * ((place + each) % len(levels)) / len(levels)
        frame[f"q{each}"] = (random.random(n) < chance).astype(int)
    columns = {f"answer {each}": f"q{each}" for each in range(answers)}
    asked = tk.Question("does", columns=columns, kind="multiple", label="What do you do?")
    sample = tk.Sample.from_frame(frame).with_question(asked)
    return tk.compare(sample, "does", by="town")


def rows_of(page: str) -> list[list[str]]:
    """The texts of a table's cells, row by row, on one line where a browser may break them."""
    body = page[page.index("<table") : page.rindex("</table>") + len("</table>")]
    body = body.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ")
    rows = ElementTree.fromstring(body).iter("tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def test_columns_are_those_of_the_documentation() -> None:
    found = comparison()
    assert found.table.columns.tolist() == TABLE
    assert found.pairs.columns.tolist() == PAIRS
    assert found.tests.columns.tolist() == TESTS
    assert found.tests["answer"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("face", ["table", "pairs", "tests"])
def test_tables_are_copies(face: str) -> None:
    found = comparison()
    before, text = getattr(found, face).copy(), found.text
    changed = getattr(found, face)
    changed["p" if face != "table" else "share"] = 0.0
    changed.loc[0, "answer"] = "other"
    changed["new"] = 1
    pd.testing.assert_frame_equal(getattr(found, face), before)
    assert found.text == text


def test_a_few_groups_are_columns() -> None:
    page = rows_of(comparison()._repr_html_())
    assert page[0] == [
        "Answer",
        "group 00 (A) n=400",
        "group 01 (B) n=400",
        "group 02 (C) n=400",
        "All groups: p (adjusted)",
    ]
    assert page[1][0] == "answer 0"
    assert re.fullmatch(r"\d+% ▲ A B", page[1][3])
    assert page[1][4] == "<0.001"


@pytest.mark.parametrize(("groups", "wide"), [(8, True), (9, False)])
def test_beyond_eight_groups_go_down_the_rows(groups: int, wide: bool) -> None:
    head = rows_of(comparison(groups)._repr_html_())[0]
    assert (len(head) == groups + 2) == wide
    if not wide:
        assert head == ["town", "Respondents", "answer 0", "answer 1"]


def test_a_terminal_turns_beyond_six_groups() -> None:
    assert str(comparison(6)).splitlines()[1].startswith("Answer")
    assert str(comparison(7)).splitlines()[1].startswith("town")


def test_rows_of_groups_keep_letters_up_to_twenty_six() -> None:
    lettered = rows_of(comparison(26, n=2_600)._repr_html_())
    assert lettered[1][0] == "group 00 (A)"
    assert any(re.search(r"% [▲▼ ]*[A-Z]", cell) for cell in lettered[1][2:] + lettered[25][2:])
    more = rows_of(comparison(27, n=2_700)._repr_html_())
    assert more[1][0] == "group 00"
    assert not any(re.search(r"[A-Z]", cell) for row in more[1:28] for cell in row)
    told = "Letters of pairs are left out, as town has so many groups; .pairs and .table hold them."
    assert told in more[-1][0]


def test_forty_of_four_hundred_groups_are_shown_and_the_rest_is_told() -> None:
    names = [f"town {place:03}" for place in range(399)]
    found = comparison(names=[*names, names[7]], n=16_000)  # one town is twice as large
    page = rows_of(found._repr_html_())
    assert len(page) == 1 + 40 + 1 + 1
    assert page[8][:2] == ["town 007", "80"]
    assert page[41][0] == "All groups: p (adjusted)"
    told = "Of 399 groups of town the 40 with the largest bases are shown; .table holds all."
    assert told in page[-1][0]


def test_every_banner_question_has_a_table_and_the_last_one_the_notes() -> None:
    frame = pd.DataFrame(
        {"a": ["x", "y"] * 100, "b": ["u", "u", "v", "v"] * 50, "q": ["1", "2", "2", "1"] * 50}
    )
    found = tk.compare(tk.Sample.from_frame(frame), "q", by=["a", "b"])
    page = found._repr_html_()
    assert re.findall("<caption>(.*?)</caption>", page) == ["q by a", "q by b"]
    assert page.count("<tfoot>") == 1
    assert str(found).startswith("q by a\n")
    assert str(found).count("Population:") == 1


def test_labels_are_escaped_and_no_formula_or_markup() -> None:
    found = comparison(names=[*ODD, LONG, "批評家（レビューを書く人）"], n=1_600)
    page = found._repr_html_()
    assert "<script>" not in page
    heads = [re.sub(r" \(\w\) n=200$", "", each) for each in rows_of(page)[0][1:-1]]
    assert sorted(heads) == sorted([*ODD, LONG, "批評家（レビューを書く人）"])
    assert max(map(len, str(found).splitlines())) < 160


@pytest.mark.parametrize("groups", [1, 2, 3, 7, 13, 40])
def test_no_face_says_nonsense(groups: int) -> None:
    found = comparison(groups)
    for face in (found.text, *found.notes, found.method, str(found), repr(found)):
        assert not NONSENSE.search(face), face


def test_groups_without_respondents_have_no_column() -> None:
    frame = pd.DataFrame(
        {"town": pd.Categorical(["a", "b"] * 60, ["a", "b", "c"]), "q": ["x", "x", "y", "y"] * 30}
    )
    found = tk.compare(tk.Sample.from_frame(frame), "q", by="town")
    assert len(rows_of(found._repr_html_())[0]) == 4
    assert "By town, no respondents: c." in found.notes


def test_an_empty_audience_is_shown_without_a_column() -> None:
    frame = pd.DataFrame({"town": ["a", "b"] * 60, "q": ["x", "x", "y", "y"] * 30})
    found = tk.compare(
        tk.Sample.from_frame(frame), "q", by="town", where=pd.Series(False, index=frame.index)
    )
    assert rows_of(found._repr_html_())[0] == ["Answer", "All groups: p (adjusted)"]
    assert found.plot().description


def test_the_notebook_view_ends_with_notes_and_text() -> None:
    found = comparison()
    foot = rows_of(found._repr_html_())[-1][0]
    assert foot == " ".join([*found.notes, found.text])
    assert repr(found) == f"Comparison({found.text})"


def test_synthetic_data_say_so_everywhere() -> None:
    sample = tk.load_example()
    found = tk.compare(sample, tk.load_ladder("2010"), by="gender")
    assert found.text.startswith("Synthetic data: Among ")
    made_up = "Synthetic data, made up for teaching and tests; they describe no real people."
    assert found.notes[0] == made_up
    assert found.method.startswith(made_up)
    assert found.apart == ("inactives",)


def test_letter_and_base_stand_on_a_line_of_their_own() -> None:
    page = comparison(2)._repr_html_()
    assert '<th scope="col" class="number">group 00<br>(A) n=600</th>' in page
    assert '<th scope="col" class="number">All groups:<br>p (adjusted)</th>' in page
    assert "group 00 (A) n=600" in str(comparison(2))


def test_letters_may_go_below_a_share_and_its_arrow_not() -> None:
    page = comparison(8, n=8_000)._repr_html_()
    cells = re.findall('<td class="number wrap">(.*?)</td>', page)
    assert len(cells) == 16
    five = r"\d+%_▲ A(_\w){4} \w".replace("_", "\N{NO-BREAK SPACE}")
    assert any(re.fullmatch(five, each) for each in cells)
    assert all(re.match("\\d+%( |$|\N{NO-BREAK SPACE}[▲▼])", each) for each in cells)


def test_p_values_that_are_not_adjusted_are_not_called_so() -> None:
    frame = pd.DataFrame({"a": ["x", "y"] * 50, "q": ["1", "1", "2", "2"] * 25})
    found = tk.compare(tk.Sample.from_frame(frame), "q", by="a", adjust="none")
    assert rows_of(found._repr_html_())[0][-1] == "All groups: p"


def test_a_chart_is_named_by_its_groups_and_has_a_short_caption() -> None:
    found = tk.compare(tk.load_example(), tk.load_ladder("2010"), by=["age_group", "gender"])
    picture = found.plot()
    words = [each.get_text() for each in picture.texts]
    title = picture.get_suptitle().replace("\n", " ")
    assert title == "Social Technographics ladder, 2010 edition by age and gender"
    below = words[-1].replace("\n", " ")
    assert "Base: 2,377 respondents" in below
    assert below.count("ynthetic") == 1
    assert "F(" not in below
    kept = found.plot(notes=["Only this."])
    assert kept.texts[-1].get_text().splitlines()[-1] == "Only this."


def test_a_ladder_and_a_question_take_the_same_path() -> None:
    """A single choice as two overlapping answers has the same tests, answer by answer."""
    frame = pd.DataFrame({"g": ["a", "b", "c"] * 80, "q": (["x"] * 5 + ["y"] * 3) * 30})
    frame = frame.assign(x=(frame["q"] == "x").astype(int), y=(frame["q"] == "y").astype(int))
    asked = tk.Question("both", columns={"x": "x", "y": "y"}, kind="multiple")
    sample = tk.Sample.from_frame(frame).with_question(asked)
    one, two = (tk.compare(sample, name, by="g") for name in ("q", "both"))
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.pairs, two.pairs)
    pd.testing.assert_frame_equal(one.tests.iloc[:2], two.tests.iloc[:2])


def test_no_sentence_tells_of_more_than_100_points() -> None:
    """Six respondents a group have t limits beyond what can be; `.pairs` keeps them."""
    frame = pd.DataFrame({"town": ["a"] * 6 + ["b"] * 6, "q": list("xxxxxy") + list("xyyyyy")})
    found = tk.compare(tk.Sample.from_frame(frame), "q", by="town", suppress_below=0)
    assert found.pairs["high"].max() > 1
    assert "to 100.0" in found.text
