"""Qualtrics: header rows, codes and texts, with the survey's definition and without."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.qualtrics_text import worded
from tests.loading.qualtrics_files import COLUMNS, choices, definition, export, question, written
from tests.loading.test_target_workbooks import workbook


def levels(sample: tk.Sample, name: str) -> list[str]:
    return [label for _, label in sample.question(name).levels]


def asked_of(sample: tk.Sample, name: str, level: str) -> list[bool]:
    """Who gave an answer."""
    answers = sample.answers(name)
    return list(map(bool, answers.blanks_no[:, answers.levels.index(level)][answers.codes]))


def answered(sample: tk.Sample, name: str) -> list[bool]:
    """Who is in the base of a select-all question."""
    answers = sample.answers(name)
    return list(map(bool, answers.answered[answers.codes]))


# --- header rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_three_header_rows(tmp_path: Path, quote: str, separator: str) -> None:
    path = written(tmp_path, quote=quote, separator=separator)
    sample = tk.read(path)
    assert sample.n == 3 and sample.source.format == "qualtrics"
    assert sample.source.details[-1] == "3 header rows"
    assert sample.question("sex_3_TEXT").label == "You are … - Other - Text"


def test_utf_16_with_tabs(tmp_path: Path) -> None:
    path = tmp_path / "fruit.tsv"
    path.write_bytes(export(separator="\t").encode("utf-16"))
    sample = tk.read(path)
    assert sample.n == 3 and sample.source.format == "qualtrics"
    assert sample.question("sex").label == "You are …"


def test_two_header_rows_and_one(tmp_path: Path) -> None:
    for rows in (1, 2):
        sample = tk.read(written(tmp_path, rows=rows, survey=definition()))
        assert sample.n == 3
        assert levels(sample, "sex") == ["Male", "Female", "Other"]


def test_ids_without_wording(tmp_path: Path) -> None:
    lines = export().splitlines(keepends=True)
    sample = tk.read(written(tmp_path, content="".join([lines[0], *lines[2:]])))
    assert sample.n == 3 and sample.source.details[-1] == "2 header rows"


def test_the_legacy_header(tmp_path: Path) -> None:
    content = (
        "\ufeffV1,V7,V10,Q2_1,Q2_2,Q3,\n"
        "ResponseID,Status,Finished,Which?-Pears,Which?-Plums,Why?-Really,\n"
        "R_1,0,1,1,,x,\nR_2,0,1,1,1,y,\n"
    )
    sample = tk.read(written(tmp_path, content=content), keep_personal=True)
    assert sample.n == 2
    assert sample.question("Q2").label == "Which?"
    assert sample.question("Q2").parts == {"Pears": "Q2_1", "Plums": "Q2_2"}
    assert sample.question("V1").label == "ResponseID"
    assert levels(sample, "V10") == ["Finished", "Not finished"]


def test_an_answer_that_names_an_id_is_an_answer(tmp_path: Path) -> None:
    content = 'Q1,w\n"{""ImportId"":""QID1""}",1\n"{""ImportId"":""QID1""}",2\n'
    assert tk.read(written(tmp_path, content=content)).n == 2


def test_names_that_stand_several_times_are_numbered(tmp_path: Path) -> None:
    ids = ",".join(f"{{'ImportId': 'QID9-{n}'}}" for n in (1, 2, 3))
    path = written(tmp_path, content=f"a,a (2),a\nx,y,z\n{ids}\n1,2,3\n")
    sample = tk.read(path)
    assert list(sample.frame) == ["a", "a (2)", "a (3)"]
    assert "Names that stand several times were numbered: 'a' (2 times)." in sample.notes


def test_rows_of_another_length_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        tk.read(written(tmp_path, content=export() + "1,2\n"))
    assert "line 7 has 2" in str(caught.value)


# --- with the definition -------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [False, True])
def test_answers_have_the_survey_s_order_and_words(tmp_path: Path, texts: bool) -> None:
    sample = tk.read(written(tmp_path, texts=texts, survey=definition()))
    assert levels(sample, "sex") == ["Male", "Female", "Other"]
    assert asked_of(sample, "sex", "Female") == [True, False, False]
    assert asked_of(sample, "sex", "Male") == [False, False, True]
    assert levels(sample, "often_1") == ["Often", "Sometimes", "Never"]
    assert sample.question("often_1").kind == "scale"
    assert sample.question("often_1").label == "How often do you eat [answer to fruit]? – Fresh"
    assert [sample.question(each).kind for each in ("price_1", "nps", "why")] == [
        *("number", "number", "single")
    ]
    assert levels(sample, "nps_NPS_GROUP") == ["Detractor", "Passive", "Promoter"]
    assert asked_of(sample, "nps_NPS_GROUP", "Promoter") == [True, False, False]
    assert not [each for each in sample.notes if each.startswith("Values that")]


@pytest.mark.parametrize("texts", [False, True])
@pytest.mark.parametrize("unsplit", [False, True])
def test_select_all(tmp_path: Path, texts: bool, unsplit: bool) -> None:
    sample = tk.read(written(tmp_path, texts=texts, unsplit=unsplit, survey=definition()))
    asked = sample.question("fruit")
    assert list(asked.parts.items()) == [
        *(("Pears", "fruit_1"), ("Plums, dried", "fruit_2"), ("None", "fruit_3"))
    ]
    assert asked.none == "None" and asked.label == "Which fruit?"
    assert asked_of(sample, "fruit", "Plums, dried") == [True, False, False]
    assert asked_of(sample, "fruit", "None") == [False, True, False]
    assert answered(sample, "fruit") == [True, True, False]
    told = "'fruit' held several answers in a cell; a column an answer was made of it."
    assert (told in sample.notes) == unsplit


@pytest.mark.parametrize("sign", ["0", "-99"])
def test_signs_of_not_chosen_tell_who_saw_a_select_all_question(tmp_path: Path, sign: str) -> None:
    seen = export().replace(",1,1,,3,1", f",1,1,{sign},3,1")
    content = seen.replace("both,,,1,", f"both,{sign},{sign},{sign},")
    assert content != seen != export()
    sample = tk.read(written(tmp_path, content=content, survey=definition()))
    assert sample.question("fruit").chosen == (1,)
    assert asked_of(sample, "fruit", "Pears") == [True, False, False]
    assert answered(sample, "fruit") == [True, True, False]


def test_nobody_chose_anything(tmp_path: Path) -> None:
    ids = ",".join(f"{{'ImportId': 'QID2_{n}'}}" for n in (1, 2, 3))
    head = f"fruit_1,fruit_2,fruit_3\nWhich fruit?,Which fruit?,Which fruit?\n{ids}\n"
    for cells in ("-99,-99,-99\n", "0,0,0\n", "0,-99,0\n"):
        sample = tk.read(written(tmp_path, content=head + cells * 2, survey=definition()))
        assert sample.n == 2


def test_who_was_asked(tmp_path: Path) -> None:
    sample = tk.read(written(tmp_path, survey=definition()))
    assert sample.question("sex").routing == ""
    assert sample.question("often_1").routing == "asked where “Female” was chosen in “You are …”"
    assert sample.question("often_2").routing == (
        "asked where (“Female” was chosen in “You are …”) and (“Plums, dried” was chosen in "
        "“Which fruit?”)"
    )
    assert sample.question("why").routing == "asked where “None” was not chosen in “Which fruit?”"


def test_a_question_that_is_asked_of_several_things(tmp_path: Path) -> None:
    sample = tk.read(written(tmp_path, survey=definition()))
    assert sample.question("1_taste").label == "Taste of pears?"
    assert sample.question("2_taste").label == "Taste of plums?"
    assert levels(sample, "2_taste") == ["Bad", "Good"]


def test_what_was_seen_and_not_answered_is_missing_and_told(tmp_path: Path) -> None:
    sample = tk.read(written(tmp_path, survey=definition()))
    assert sample.answers("often_1").levels == ("Often", "Sometimes", "Never")
    assert sample.question("why").missing == (-99,)
    assert (
        "-99 marks what was seen and not answered (2 times, in 'often_1' and 'why'): it is no "
        "answer; in select-all questions it means not chosen."
    ) in sample.notes


def test_a_code_of_99_below_zero_is_an_answer_where_the_survey_says_so(tmp_path: Path) -> None:
    own = question("QID1", "sex", "You are …", "MC", "SAVR", Choices=choices("Female", "Male"))
    own["Payload"]["RecodeValues"] = {"1": "-99", "2": 20}
    content = export().replace(",99,both", ",-99,both")
    sample = tk.read(written(tmp_path, content=content, survey=definition([own])))
    assert asked_of(sample, "sex", "Female") == [False, True, False]
    assert "'sex'" not in " ".join(each for each in sample.notes if each.startswith("-99"))


def test_languages(tmp_path: Path) -> None:
    path = written(tmp_path, survey=definition())
    sample = tk.read(path)
    assert sample.codebook.translations["nl"]["fruit"].label == "Welk fruit?"
    assert sample.codebook.translations["nl"]["fruit"].levels == (
        *(("Pears", "Peren"), ("Plums, dried", "Pruimen, gedroogd"), ("None", "None")),
    )
    dutch = tk.read(path, language="NL")
    assert dutch.question("fruit").label == "Welk fruit?"
    assert dutch.answers("fruit").levels == ("Peren", "Pruimen, gedroogd", "None")
    assert dutch.codebook.translations["en"]["fruit"].label == "Which fruit?"
    assert dutch.question("sex").label == "You are …"
    assert tk.read(path, language="en").question("fruit").label == "Which fruit?"


def test_cells_in_another_language_are_the_same_answers(tmp_path: Path) -> None:
    content = export(texts=True).replace("Pears,", "Peren,", 2).replace("- Peren", "- Pears")
    content = content.replace(",Pears", ",Peren")
    sample = tk.read(written(tmp_path, content=content, survey=definition()))
    assert asked_of(sample, "fruit", "Pears") == [True, False, False]


def test_texts_that_are_numbers_and_their_codes_are_not_mixed_up(tmp_path: Path) -> None:
    stars = question("QID1", "stars", "How many?", "MC", "SAVR", Choices=choices("1", "2", "3"))
    stars["Payload"]["RecodeValues"] = {"1": "3", "2": "2", "3": "1"}
    yes = question("QID2", "yes", "Yes?", "MC", "SAVR", Choices=choices("Yes", "No"))
    ids = '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"'
    for cell, expected in (("1", "3"), ("Yes", "1")):
        content = f"stars,yes\nHow many?,Yes?\n{ids}\n1,{cell}\n3,{cell}\n"
        sample = tk.read(written(tmp_path, content=content, survey=definition([stars, yes])))
        assert asked_of(sample, "stars", expected)[0]


def test_values_that_the_definition_does_not_know_are_told(tmp_path: Path) -> None:
    content = export().replace(",99,both", ",77,both")
    sample = tk.read(written(tmp_path, content=content, survey=definition()))
    told = (
        "Values that the definition does not list are answers of their own: 'sex' ('77' (1 time))."
    )
    assert told in sample.notes
    assert "77" in sample.answers("sex").levels


def test_two_answers_of_one_code(tmp_path: Path) -> None:
    own = question("QID1", "sex", "You are …", "MC", "SAVR", Choices=choices("A", "B", "C"))
    own["Payload"]["RecodeValues"] = {"1": "10", "2": "10", "3": "20"}
    sample = tk.read(written(tmp_path, survey=definition([own])))
    assert sample.question("sex").levels == ((10, "A / B"), (20, "C"))


# --- without it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [False, True])
def test_questions_by_their_wording(tmp_path: Path, texts: bool) -> None:
    sample = tk.read(written(tmp_path, texts=texts))
    assert sample.question("fruit").label == "Which fruit?"
    assert sample.answers("fruit").levels == ("Pears", "Plums, dried", "None")
    assert asked_of(sample, "fruit", "Plums, dried") == [True, False, False]
    assert sample.question("often_1").label == "How often do you eat [answer to QID2]? - Fresh"
    assert sample.question("often_1").missing == (-99,)
    assert (
        "Found as questions with overlapping answers, by their wording and cells: 'fruit'."
    ) in sample.notes


def test_a_matrix_is_no_select_all_question(tmp_path: Path) -> None:
    ids = ",".join(f"{{'ImportId': 'QID9-{n}'}}" for n in (1, 2))
    head = f"Q9_1,Q9_2\nRate - Pears,Rate - Plums\n{ids}\n"
    for rows, multiple in (("1,1\n1,1\n", False), ("1,2\n1,\n", False), ("1,\n1,1\n", True)):
        sample = tk.read(written(tmp_path, content=head + rows))
        assert ("Q9" in sample.codebook.questions) == multiple


def test_several_answers_in_a_cell_without_a_definition_are_told(tmp_path: Path) -> None:
    content = "Q1,w\nWhich? - Selected Choice,w\n\"{'ImportId': 'QID1'}\",\n"
    content += '"1,3",1\n3,2\n1,3\n'
    sample = tk.read(written(tmp_path, content=content))
    assert sample.frame["Q1"].tolist() == ["1,3", "3", "1"]  # no decimal comma
    assert any(each.startswith("'Q1' looks like a question") for each in sample.notes)


@pytest.mark.parametrize(("id", "told"), [("QID1", True), ("QID1_TEXT", False), ("QID1_4", False)])
def test_so_are_those_without_a_text_of_ones_own(tmp_path: Path, id: str, told: bool) -> None:
    """Only where an answer has a text does the export say "Selected Choice"."""
    content = f"Q1,w\nWhich?,w\n\"{{'ImportId': '{id}'}}\",\n"
    content += '"red,blue",1\nblue,2\n"red,blue",3\nred,1\n'
    notes = tk.read(written(tmp_path, content=content)).notes
    assert any(each.startswith("'Q1' looks like a question") for each in notes) is told


def test_previews_tests_and_unfinished_interviews_are_kept_and_told(tmp_path: Path) -> None:
    for texts in (False, True):
        sample = tk.read(written(tmp_path, texts=texts))
        assert sample.n == 3
        assert sample.notes[1:3] == (
            "1 row is a preview of the survey (Status), no respondent; it is kept.",
            "1 interview is not finished (Finished); it is kept.",
        )


# --- the definition of something else ------------------------------------------------------------


def test_the_definition_of_another_survey_is_told_and_not_used(tmp_path: Path) -> None:
    others = [
        question(f"QID{n}", f"Q{n}", f"Quite another matter {n}?", "MC", "SAVR")
        for n in range(1, 9)
    ]
    sample = tk.read(written(tmp_path, survey=definition(others)))
    assert sample.question("sex").levels == ()
    assert sample.notes[1] == (
        "fruit.qsf is not used: it is the definition of another survey than fruit.csv. Of 15 "
        "columns it knows 14, and most of those are worded otherwise; pass the survey's own by "
        "definition=."
    )


def test_a_definition_of_another_name(tmp_path: Path) -> None:
    path = written(tmp_path, survey=definition())
    other = path.with_suffix(".qsf").rename(tmp_path / "survey.qsf")
    assert tk.read(path).question("sex").levels == ()
    assert levels(tk.read(path, definition=other), "sex") == ["Male", "Female", "Other"]


def test_html_and_piped_texts() -> None:
    cases: dict[Any, str] = {
        "<p>A&nbsp;b</p><script>x<1</script>c<!-- d -->": "A b c",
        "x < 5 and y > 3": "x < 5 and y > 3",
        "${e://Field/Your%20Name} ${lm://Field/2}": "[Your%20Name] [2]",
        "[QID3-ChoiceGroup-SelectedChoices] [Field-panel]": "[answer to Q3] [panel]",
        "\u200ba\u00ad\0b\ud800": "a b?",
        5: "5",
        2.0: "2",
        True: "",
        None: "",
    }
    for text, expected in cases.items():
        assert worded(text, {"QID3": "Q3"}) == expected


def test_the_fixture_has_a_row_a_respondent() -> None:
    assert {len(codes) for *_, codes, _ in COLUMNS} == {3}


def test_other_kinds_of_questions(tmp_path: Path) -> None:
    asked = [
        question("QID1", "rank", "Rank", "RO", "DND", Choices=choices("Pears", "Plums")),
        question("QID2", "sum", "Of 100", "CS", "VRTL", Choices=choices("Pears", "Plums")),
        question("QID3", "you", "You", "TE", "FORM", Choices=choices("Age", "Town")),
        question(
            *("QID4", "grid", "Which when?", "Matrix", "Likert"),
            SubSelector="MultipleAnswer",
            Choices=choices("Monday", "Sunday"),
            Answers=choices("Pears", "Plums"),
        ),
        question("QID5", "time", "Timing", "Timing", "PageTimer"),
    ]
    columns = [
        ("rank_1", "Rank - Pears", "'QID1_1'", "1", "2"),
        ("rank_2", "Rank - Plums", "'QID1_2'", "2", "1"),
        ("sum_1", "Of 100 - Pears", "'QID2_1'", "60", "12.5"),
        ("you_1", "You - Age", "'QID3_1'", "31", "40"),
        ("you_2", "You - Town", "'QID3_2'", "Lima", "Rome"),
        ("grid_1_1", "Which when? - Monday - Pears", "'QID4_1', 'choiceId': '1'", "1", ""),
        ("grid_1_2", "Which when? - Monday - Plums", "'QID4_1', 'choiceId': '2'", "1", "1"),
        ("grid_2", "Which when? - Sunday", "'QID4_2'", "1|2", "2"),
        ("time_Page Submit", "Timing - Page Submit", "'QID5_PAGE_SUBMIT'", "3.25", "1.5"),
    ]
    rows = [list(each) for each in zip(*columns, strict=True)]
    rows[2] = [f"{{'ImportId': {each}}}" for each in rows[2]]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).replace("1|2", "1,2")
    sample = tk.read(written(tmp_path, content=text, survey=definition(asked)))
    number, open_text = ("rank_1", "rank_2", "sum_1", "you_1"), ("you_2",)
    assert {sample.question(each).kind for each in number} == {"number"}
    assert {sample.question(each).kind for each in open_text} == {"single"}
    assert sample.question("you_2").label == "You – Town"
    assert sample.question("grid_1").label == "Which when? – Monday"
    assert sample.question("grid_2").parts == {"Pears": "grid_2_1", "Plums": "grid_2_2"}
    assert asked_of(sample, "grid_2", "Pears") == [True, False]
    assert sample.question("time_Page Submit").label == "Timing - Page Submit"
    assert sample.question("time_Page Submit").kind == "number"


def test_a_sheet(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="python-calamine is an optional extra")
    rows: list[list[object]] = [*csv.reader(io.StringIO(export()))]
    sample = tk.read(workbook(tmp_path / "fruit.xlsx", Answers=rows))
    assert sample.n == 3 and sample.source.details[-1] == "3 header rows"
    assert asked_of(sample, "fruit", "Pears") == [True, False, False]


def test_words_of_finished_tell_an_export_of_texts(tmp_path: Path) -> None:
    """Where every answer may be a code as well as a text, Qualtrics' own columns decide."""
    stars = question("QID1", "stars", "How many?", "MC", "SAVR", Choices=choices("1", "2"))
    stars["Payload"]["RecodeValues"] = {"1": "2", "2": "1"}
    ids = "\"{'ImportId': 'QID1'}\",\"{'ImportId': 'finished'}\""
    for finished, expected in (("True", "1"), ("1", "2")):
        content = f"stars,Finished\nHow many?,Finished\n{ids}\n1,{finished}\n2,{finished}\n"
        sample = tk.read(written(tmp_path, content=content, survey=definition([stars])))
        assert asked_of(sample, "stars", expected) == [True, False]
