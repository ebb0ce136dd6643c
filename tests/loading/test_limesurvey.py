"""LimeSurvey: exports by codes and in full, with and without a structure of each kind."""

import random
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.limesurvey_structure import Structure, read_structure
from tests.loading.limesurvey_fixtures import (
    CODED,
    CODES,
    FULL,
    WORDED,
    structure,
    tab_separated,
    write,
)

STRUCTURES = {
    "limesurvey_survey_123456.lss": structure(),
    "older 123456.lss": structure(old=True),
    "limesurvey_survey_123456.txt": tab_separated(),
}


@pytest.fixture(params=list(STRUCTURES))
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder with a structure, whose name holds the survey's number."""
    (tmp_path / request.param).write_text(STRUCTURES[request.param], "utf-8")
    return tmp_path


def test_codes_have_the_structures_labels(folder: Path) -> None:
    sample = tk.read(write(folder))
    assert sample.source.format == "limesurvey"
    questions = sample.codebook.questions
    assert questions["sex"].levels == (("F", "Female"), ("M", "Male"))
    assert questions["often"].label == "How often, [NAME]?"
    assert questions["often"].levels == (("A1", "Daily"), ("A2", "Never"), ("-oth-", "Other"))
    assert questions["agree[r1]"].label == "Do you agree? – Fast"
    assert questions["agree[r1]"].kind == "scale"
    assert questions["agree[r1]"].levels == ((3, "Yes"), (1, "No"))
    assert questions["dual[x][1]"].levels == ((1, "Good"), (2, "Bad"))
    assert questions["dual[x][1]"].label == "Now and then – Home – Now"
    assert questions["dual[x][2]"].levels == ((1, "Rising"), (2, "Falling"))
    assert questions["rank[2]"].levels == (("m", "Maps"), ("c", "Calls"))
    assert questions["point[p]"].levels == tuple((each, str(each)) for each in range(1, 6))
    assert [questions[each].kind for each in ("age", "spent[s]", "cells[y_z]")] == ["number"] * 3
    assert sample.frame["note"].tolist()[:2] == ["=cmd()", "N/A"]
    assert questions["note"].missing is None
    assert str(sample.frame["submitdate"].dtype).startswith("datetime64")


def test_multiple_choice_is_one_question(folder: Path) -> None:
    sample = tk.read(write(folder))
    own = sample.codebook.questions["own"]
    assert own.kind == "multiple"
    assert list(own.parts) == ["Phone", "Tablet", "None of these", "Another one"]
    assert own.none == "None of these"
    # The third came to the end and chose nothing; the fourth did not come to the end.
    shares = tk.profile(sample, "own", suppress_below=1).table.set_index("answer")
    assert shares.loc["Phone", "n"] == 3
    assert shares.loc["Phone", "share"] == pytest.approx(1 / 3)
    assert shares.loc["Another one", "share"] == pytest.approx(1 / 3)
    assert sample.frame["own[other]"].tolist()[1] == "a fridge"
    assert tk.profile(sample, "why", suppress_below=1).table["n"].tolist() == [
        1,
        1,
    ]  # those with a phone


def test_routing_is_told_in_words(folder: Path) -> None:
    questions = tk.read(write(folder)).codebook.questions
    assert questions["why"].routing == ("asked where “Phone” was chosen in “Which do you own?”")
    assert questions["agree[r2]"].routing == (
        "asked where “How often, [NAME]?” is “Daily” or “Sex” is not “Female”"
    )
    assert questions["again"].routing == "asked where “Age” is answered"
    assert questions["age"].routing == "asked where this holds: strlen(sex) > 0"
    assert questions["own"].routing == ""


def test_full_answers_are_those_of_the_structure(folder: Path) -> None:
    coded, full = tk.read(write(folder)), tk.read(write(folder, WORDED, FULL))
    assert list(full.codebook.questions) == list(coded.codebook.questions)
    for name in ("sex", "often", "agree[r1]", "dual[x][2]", "rank[1]", "again", "own", "why"):
        one, other = (tk.profile(each, name, suppress_below=1).table for each in (coded, full))
        assert one[["level", "share", "n"]].equals(other[["level", "share", "n"]]), name
    assert full.codebook.questions["sex"].missing == ("N/A",)
    assert any("“N/A” marks what was not asked" in each for each in full.notes)


def test_a_text_that_was_not_asked_is_no_answer(folder: Path) -> None:
    full = [each.replace("N/A,N/A,N/A,,", "N/A,N/A,N/A,N/A,") for each in FULL]
    sample = tk.read(write(folder, WORDED, full))
    found = tk.profile(sample, "own[other]", suppress_below=1).table
    assert found[["answer", "n"]].to_numpy().tolist() == [["a fridge", 1]]


def test_code_and_wording_in_the_header(folder: Path) -> None:
    pairs = zip(CODES.split(","), range(99), strict=False)
    header = ",".join(f'"{code}. Wording, number {n}"' for code, n in pairs)
    sample = tk.read(write(folder, header, CODED))
    assert sample.codebook.questions["own"].parts["Phone"] == "own[SQ1]"
    assert sample.codebook.questions["often"].label == "How often, [NAME]?"


@pytest.mark.parametrize("kind", ["expressions", "R"])
def test_names_of_other_exports(tmp_path: Path, kind: str) -> None:
    (tmp_path / "of 123456.lss").write_text(structure(), "utf-8")
    header = CODES
    if kind == "expressions":
        header = header.replace("[x][1]", "_x_0").replace("[x][2]", "_x_1")
        header = header.replace("[", "_").replace("]", "")
    else:
        header = header.replace("][", "..").replace("[", ".").replace("]", ".")
    sample = tk.read(write(tmp_path, header))
    names = header.split(",")
    dual = [each for each in names if each.startswith("dual")]
    assert sample.codebook.questions[dual[0]].levels == ((1, "Good"), (2, "Bad"))
    assert sample.codebook.questions[dual[1]].levels == ((1, "Rising"), (2, "Falling"))
    assert sample.codebook.questions["own"].kind == "multiple"


def test_numbers_of_a_statistical_package(tmp_path: Path) -> None:
    (tmp_path / "of 123456.lss").write_text(structure(), "utf-8")
    header = (
        "ID,SUBMITDATE,LASTPAGE,STARTLANGUAGE,123456X1X1,123456X1X3SQ1,123456X1X3SQ2,123456X1X8"
    )
    rows = ("1,2026-01-01,3,en,1,1,0,1", "2,2026-01-01,3,en,2,0,0,2", "3,,1,en,2,,,")
    sample = tk.read(write(tmp_path, header, rows))
    sex, own = sample.codebook.questions["123456X1X1"], sample.codebook.questions["own"]
    assert sex.levels == ((1, "Female"), (2, "Male"))
    assert own.chosen == (1,)
    assert tk.profile(sample, "own", suppress_below=1).table["share"].tolist() == [0.5, 0.0]
    assert sample.codebook.questions["123456X1X8"].levels == ((1, "Yes"), (2, "No"))


def test_a_language_is_chosen(folder: Path) -> None:
    path = write(folder)
    sample = tk.read(path, language="nl")
    own = sample.codebook.questions["own"]
    assert own.label == "Welke hebt u?"
    assert list(own.parts) == ["Telefoon", "Tablet", "Geen", "Een ander"]
    assert sample.codebook.questions["often"].levels[0] == ("A1", "Dagelijks")
    assert sample.codebook.translations["en"]["often"].label == "How often, [NAME]?"
    with pytest.raises(ReadError) as caught:
        tk.read(path, language="fr")
    assert "nothing is worded in 'fr'" in str(caught.value)


def test_without_a_structure_the_header_tells(tmp_path: Path) -> None:
    sample = tk.read(write(tmp_path, WORDED, FULL))
    own = sample.codebook.questions["Which do you own?"]
    assert list(own.parts) == ["Phone", "Tablet", "None of these", "Other"]
    assert tk.profile(sample, own.name, suppress_below=1).table["share"].tolist() == pytest.approx(
        [1 / 3, 0, 0, 1 / 3]
    )
    coded = tk.read(write(tmp_path))
    assert coded.codebook.questions["own"].kind == "multiple"
    # Nothing tells that the third saw it.
    assert tk.profile(coded, "own", suppress_below=1).table["n"].tolist() == [2] * 4
    assert any("leaves blank what was not chosen" in each for each in coded.notes)


def test_unfinished_interviews_are_told(tmp_path: Path) -> None:
    notes = tk.read(write(tmp_path)).notes
    assert "1 interview is not finished (submitdate is blank); it is kept." in notes


def test_the_structure_of_another_survey_is_not_used(tmp_path: Path) -> None:
    where = tmp_path / "other.lss"
    where.write_text(structure().replace("<title><![CDATA[", "<title><![CDATA[x"), "utf-8")
    path = write(tmp_path)
    sample = tk.read(path, definition=where)
    told = (
        "other.lss is not used: it is the structure of another survey than "
        "results-survey123456.csv. Of 22 columns it knows 3; pass the survey's own by definition=."
    )
    assert told in sample.notes
    assert sample.codebook.questions["sex"].levels == ()
    shifted = structure()
    for code in ("A1", "A2", "1", "2", "3", "m", "c"):
        shifted = shifted.replace(f"<code><![CDATA[{code}]]>", f"<code><![CDATA[9{code}]]>")
    where.write_text(shifted, "utf-8")
    sample = tk.read(path, definition=where)
    told = (
        "other.lss is not used: it does not list most of the answers in 7 of 10 columns of "
        "results-survey123456.csv; pass the survey's own structure by definition=."
    )
    assert told in sample.notes
    assert sample.codebook.questions["often"].levels == ()


def test_what_structure_and_answers_do_not_share_is_told(tmp_path: Path) -> None:
    text = structure().replace("<title><![CDATA[note]]>", "<title><![CDATA[age]]>")
    (tmp_path / "of 123456.lss").write_text(text, "utf-8")
    rows = [*CODED[:2], CODED[2].replace("A2", "A7"), CODED[3]]
    notes = tk.read(write(tmp_path, CODES, rows)).notes
    assert (
        "The structure has several questions with the code 'age'; the first of them was read."
        in notes
    )
    assert "The structure says nothing of 'note'; they are read by their own header." in notes
    assert (
        "often: values that the structure does not list are answers of their own: 'A7' (1 time)."
        in notes
    )


def test_other_files_are_not_taken_for_exports(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("id,language,seed,Q1\n1,en,3,4\n", "utf-8")
    (tmp_path / "answers.txt").write_text("notes of the fieldwork\n", "utf-8")
    assert tk.read(path).source.format == "csv"


ENTITIES = '<!DOCTYPE document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE document SYSTEM "http://nowhere.invalid/x.dtd">'


def test_a_document_type_is_not_fetched(tmp_path: Path) -> None:
    where = tmp_path / "of 123456.lss"
    where.write_text(structure(before=OUTSIDE), "utf-8")
    assert tk.read(write(tmp_path)).codebook.questions["sex"].label == "Sex"
    where.write_text(structure(before=ENTITIES), "utf-8")
    with pytest.raises(ReadError, match="declares entities"):
        tk.read(write(tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.lss", "<document/>", "a.lss: this is no LimeSurvey structure"),
        ("a.lss", "not XML", "a.lss: line 1, column 1: this is not valid XML"),
        ("a.lss", structure()[:900], "this is not valid XML"),
        ("a.lss", "<document><LimeSurveyDocType/></document>", "holds no questions"),
        ("a.tsv", "class\tname\nQ\tx\n", "a.tsv: this is no LimeSurvey structure"),
        ("a.lss", f"<a>{'<b>' * 300}{'</b>' * 300}</a>", "nested far deeper"),
    ],
)
def test_a_damaged_structure_is_one_error(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    where = tmp_path / name
    where.write_text(content, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(write(tmp_path), definition=where, format="limesurvey")
    assert told in str(caught.value)


def test_a_structure_alone_is_no_survey(tmp_path: Path) -> None:
    where = tmp_path / "visits.lss"
    where.write_text(structure(), "utf-8")
    with pytest.raises(ReadError, match="holds no answers; read the file with the answers"):
        tk.read(where)


SEEDS = 150


@pytest.mark.parametrize("whole", [structure(), tab_separated()], ids=["xml", "table"])
def test_mutated_structures_are_read_or_refused(tmp_path: Path, whole: str) -> None:
    chance = random.Random(4)
    where = tmp_path / ("a.lss" if whole.startswith("<?") else "a.tsv")
    path = write(tmp_path)
    refused = 0
    for _ in range(SEEDS):
        text = whole
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.choice((1, 5, 60)))
            other = chance.choice(("", text[start:end] * 2, "\t", "]]>", "<", "9" * 30, "\0", "\n"))
            text = text[:start] + other + text[end:]
        where.write_text(text, "utf-8")
        try:
            sample = tk.read(path, definition=where, format="limesurvey")
        except ReadError:
            refused += 1
        else:
            assert sample.n == 4
    assert refused < SEEDS


def test_a_structure_says_what_it_holds(tmp_path: Path) -> None:
    found: list[Structure] = []
    for name, text in STRUCTURES.items():
        (tmp_path / name).write_text(text, "utf-8")
        found.append(read_structure(tmp_path / name))
    assert {(each.number, each.title, each.language, each.languages) for each in found} == {
        ("123456", "Visits", "en", ("en", "nl"))
    }
    assert len({tuple(each.code for each in one.questions) for one in found}) == 1
    rows = [[(row.code, dict(row.words)) for q in one.questions for row in q.rows] for one in found]
    assert rows[0] == rows[1] == rows[2]


OWN_CODES = ["id", "submitdate", "lastpage", "startlanguage"]
OWN_WORDS = ["Response ID", "Date submitted", "Last page", "Start language"]
ASKED = {
    "Q1": "Wat is uw geslacht?",
    "Q2[SQ001]": "Wat gebruikt u? [Facebook]",
    "Q2[SQ002]": "Wat gebruikt u? [X, voorheen Twitter]",
    "Q2[other]": "Wat gebruikt u? [Anders]",
    "Q3": "Toelichting",
}
IN_FULL = [
    ["Vrouw", "Ja", "Nee", "", "kort"],
    ["Man", "Nee", "Nee", "Snap", ""],
    ["Man", "Nee", "Ja", "", "lang"],
    ["Vrouw", "", "", "", ""],
]


def in_full(path: Path, header: list[str]) -> tk.Sample:
    rows = [[f"{n}", "2024-05-01 10:00:00", "4", "nl", *row] for n, row in enumerate(IN_FULL)]
    told = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [header, *rows])
    path.write_text(told + "\n", "utf-8")
    return tk.read(path)


def test_a_header_of_wordings_is_the_wording(tmp_path: Path) -> None:
    sample = in_full(tmp_path / "answers.csv", [*OWN_WORDS, *ASKED.values()])
    questions = sample.codebook.questions
    assert {name: each.label for name, each in questions.items()} == {
        "Wat is uw geslacht?": "Wat is uw geslacht?",
        "Wat gebruikt u?": "Wat gebruikt u?",
        "Wat gebruikt u? [Anders]": "Wat gebruikt u? [Anders]",
        "Toelichting": "Toelichting",
    }
    used = questions["Wat gebruikt u?"]
    assert list(used.parts) == ["Facebook", "X, voorheen Twitter", "Anders"]


@pytest.mark.parametrize("own", [OWN_CODES, [f"{each}. {each}" for each in OWN_CODES]])
def test_codes_and_wordings_in_one_heading_are_split(tmp_path: Path, own: list[str]) -> None:
    header = [*own, *(f"{code}. {text}" for code, text in ASKED.items())]
    sample = in_full(tmp_path / "answers.csv", header)
    questions = sample.codebook.questions
    assert {name: each.label for name, each in questions.items() if name in ("Q1", "Q2", "Q3")} == {
        "Q1": "Wat is uw geslacht?",
        "Q2": "Wat gebruikt u?",
        "Q3": "Toelichting",
    }
    assert questions["Q2"].parts == {
        "Facebook": "Q2[SQ001]",
        "X, voorheen Twitter": "Q2[SQ002]",
        "Anders": "Q2[other] chosen",
    }
    assert sample.sheet.answers(questions["Q2"]).base("exclude").sum() > 0


def test_wordings_that_are_numbered_are_not_codes(tmp_path: Path) -> None:
    numbered = ["Q1. Sekse?", "Q2. Wat? [A]", "Q2. Wat? [B]", "Q2. Wat? [Anders]", "Q3. En?"]
    sample = in_full(tmp_path / "answers.csv", [*OWN_WORDS, *numbered])
    assert list(sample.codebook.questions["Q2. Wat?"].parts) == ["A", "B", "Anders"]
