"""LimeSurvey: full headers in languages other than English, and answers worded "Other"."""

from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.loading.limesurvey_columns import own_of
from tests.loading.limesurvey_fixtures import FULL, WORDED, structure, write

#: LimeSurvey's own columns: id, end, page, language, seed, start, last act, address.
GERMAN = (
    *("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert"),
    *("Datum gestartet", "Datum letzte Aktivität", "IP-Adresse"),
)
FRENCH = (
    *("ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ"),
    *("Tête de série", "Date de lancement", "Date de la dernière action", "Adresse IP"),
)
SPANISH = (
    *("ID de respuesta", "Fecha de envío", "Última página", "Lenguaje inicial", "Semilla"),
    *("Fecha de inicio", "Fecha de la última acción", "Dirección IP"),
)
#: Headings that the kit does not know: what stands below them tells.
UNKNOWN = (
    *("Rispostario ID", "Quando inviato", "Pagina finale", "Lingua prima", "Caso"),
    *("Inizio fatto", "Azione finale", "Recapito di rete"),
)
WORDS = {
    "de": (GERMAN, "Ja", "Nein", "Kommentar", "Sonstiges"),
    "fr": (FRENCH, "Oui", "Non", "Commentaire", "Autre"),
    "es": (SPANISH, "Sí", "No", "Comentario", "Otro"),
    "it": (UNKNOWN, "Sì", "No", "Commento", "Altro"),
}


def export(path: Path, language: str, sign: str = ",") -> Path:
    own, yes, no, comment, other = WORDS[language]
    asked = ["Q? [A]", f"Q? [{comment}]", "Q? [B]", f"Q? [{comment}]", f"Q? [{other}]", "Age?"]
    rows = [[*own, *asked]]
    for n in range(4):
        done = "2026-01-02 10:00:00" if n else ""
        ticks = [yes, "why not", no, "", "a fridge" if n == 1 else ""] if n else ["N/A", "", "N/A"]
        begun = [str(n + 1), done, "3", language, "1234567", *["2026-01-02 09:00:00"] * 2, "::1"]
        rows.append([*begun, *ticks, *([""] * (5 - len(ticks))), "34"])
    told = "\n".join(sign.join(f'"{each}"' for each in row) for row in rows)
    path.write_text(told + "\n", "utf-8")
    return path


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("sign", [",", ";"])
def test_headings_are_known_in_other_languages(tmp_path: Path, language: str, sign: str) -> None:
    sample = tk.read(export(tmp_path / "answers.csv", language, sign))
    assert sample.source.format == "limesurvey"
    own = WORDS[language][0]
    question = sample.codebook.questions["Q?"]
    assert question.kind == "multiple"
    assert list(question.parts) == ["A", "B", WORDS[language][4]]
    table = tk.profile(sample, "Q?", suppress_below=1).table
    assert table["n"].tolist() == [3, 3, 3]  # "N/A" was not asked
    assert table["share"].tolist() == pytest.approx([1, 0, 1 / 3])
    assert any(f"not finished ({own[1]} is blank)" in each for each in sample.notes)
    assert str(sample.frame[own[1]].dtype).startswith("datetime64")
    if language != "it":
        assert own[7] not in sample.frame


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_each_heading_is_known(language: str) -> None:
    own = ("id", "submitdate", "lastpage", "startlanguage", "seed", "date", "date", "address")
    assert own_of((WORDS[language][0],)) == own


def test_a_table_that_begins_likewise_is_no_export(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},2026-01-02 10:00:00,{n},en,x,y" for n in range(1, 5))
    codes = "nr,made,score,lang,Which? [a],Which? [b]"
    for header in ("id,made,score,lang,a,b", "my id,made,my score,lang,a,b", codes):
        path = tmp_path / "visits.csv"
        path.write_text(f"{header}\n{rows}\n", "utf-8")
        assert tk.read(path).source.format == "csv"


@pytest.mark.parametrize(
    ("head", "format"),
    [
        ("Antwort ID;Was? [A];Was? [B];Alter?", "csv"),
        ("Antwort ID;Was? [A];Was? [B];Was? [C];Alter?", "limesurvey"),
        ("Antwort ID;Was? [A];Wo? [B];Wie? [C];Alter?", "csv"),
        ("Nummer;Was? [A];Was? [B];Was? [C];Alter?", "csv"),
        ("antwortid;Was? [A];Was? [B];Was? [C];Alter?", "csv"),
    ],
)
def test_the_id_and_brackets_alone_tell(tmp_path: Path, head: str, format: str) -> None:
    """Some take all of LimeSurvey's own columns out before they pass an export on."""
    cells = ["Ja", "Nein", "N/A"]
    rows = [[str(n), *[cells[n % 3]] * (head.count(";") - 1), "34"] for n in range(6)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([head, *map(";".join, rows)]) + "\n", "utf-8")
    assert tk.read(path).source.format == format


def test_a_row_without_a_wording_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    head = "Response ID,Date submitted,Last page,Start language,How happy? []"
    path.write_text(f"{head}\n1,2026-01-02 10:00:00,2,en,4\n", "utf-8")
    assert tk.read(path).codebook.questions["How happy? []"].label == "How happy?"


def test_what_nobody_was_asked_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    head = "Response ID,Date submitted,Last page,Start language,Again?"
    path.write_text(f"{head}\n1,2026-01-02 10:00:00,2,en,N/A\n2,,1,en,N/A\n", "utf-8")
    assert tk.read(path).codebook.questions["Again?"].missing == ("N/A",)


def test_an_option_worded_other_is_an_option(tmp_path: Path) -> None:
    own = "Response ID,Date submitted,Last page,Start language"
    rows = [("Yes", "No", "No"), ("No", "No", "Yes"), ("No", "Yes", "No"), ("N/A", "N/A", "N/A")]
    told = [f"{own},Which? [Phone],Which? [Tablet],Which? [Other]"]
    told += [f"{n},2026-01-02 10:00:00,2,en,{','.join(row)}" for n, row in enumerate(rows)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(told) + "\n", "utf-8")
    sample = tk.read(path)
    assert list(sample.codebook.questions) == ["Which?"]
    table = tk.profile(sample, "Which?", suppress_below=1).table
    assert table["share"].tolist() == pytest.approx([1 / 3] * 3)
    assert table["n"].tolist() == [3] * 3


def test_texts_under_other_stay_texts(tmp_path: Path) -> None:
    """One wrote "No" and left the rest blank: it is an answer of one's own."""
    own = "Response ID,Date submitted,Last page,Start language"
    rows = ["Yes,No,", "No,No,No", "No,Yes,", "Yes,Yes,"]
    told = [f"{own},Which? [Phone],Which? [Tablet],Which? [Other]"]
    told += [f"{n},2026-01-02 10:00:00,2,en,{row}" for n, row in enumerate(rows)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(told) + "\n", "utf-8")
    table = tk.profile(tk.read(path), "Which?", suppress_below=1).table
    assert table["share"].tolist() == pytest.approx([2 / 4, 2 / 4, 1 / 4])


HEADINGS = {
    **{"Response ID": "Antwort ID", "Date submitted": "Datum Abgeschickt"},
    **{"Last page": "Letzte Seite", "Start language": "Start-Sprache", "Seed": "Zufallsstartwert"},
    **{"[Other]": "[Sonstiges]", "[Rank ": "[Rang ", "[Scale ": "[Skala "},
}


def test_full_answers_in_another_language_are_the_structures(tmp_path: Path) -> None:
    (tmp_path / "limesurvey_survey_123456.lss").write_text(structure(), "utf-8")
    english = tk.read(write(tmp_path, WORDED, FULL))
    words = {"Female": "weiblich", "Male": "männlich", "Other": "Sonstiges"}
    again = {"Yes": "Ja", "No": "Nein"}
    cells = [[words.get(cell, cell) for cell in row.split(",")] for row in FULL]
    rows = [",".join([*row[:19], again.get(row[19], row[19]), *row[20:]]) for row in cells]
    header = WORDED
    for word, german in HEADINGS.items():
        header = header.replace(word, german)
    sample = tk.read(write(tmp_path, header, rows))
    questions = sample.codebook.questions
    assert list(questions) == list(english.codebook.questions)
    assert questions["sex"].levels == (("weiblich", "Female"), ("männlich", "Male"))
    assert questions["again"].levels == (("Ja", "Yes"), ("Nein", "No"))
    assert not any("does not list" in each or "says nothing" in each for each in sample.notes)
    for name in ("own", "often", "dual[x][2]", "rank[1]"):
        one, other = (tk.profile(each, name, suppress_below=1).table for each in (sample, english))
        assert one["share"].tolist() == other["share"].tolist()
