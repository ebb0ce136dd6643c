"""Names and ids in other words and languages; what asks for names of things stays."""

import re
import time
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.personal import personal_columns
from techno_kit.survey.personal_signs import HEADED, headed_kinds

TWO = ["Anna Bos", "Bram Mol"] * 6
PEOPLE = ["Anna Bos", "Bram Mol", "Cees Vos", "Daan de Wit", "Eva Smit", "Fay Kok"] * 2
THINGS = ["Coca Cola", "Pepsi", "Red Bull", "Dr Pepper", "Nike", "Puma", "Apple", "Sony"] + [
    "Tesla",
    "Lego",
    "Seven Up",
    "Fanta",
]
SLOWEST = 0.5  # seconds for a header, where a bad pattern takes minutes


@pytest.mark.parametrize(
    "column",
    [
        *("Ihr Name", "Wie heißen Sie?", "Vor- und Nachname", "お名前", "Nom", "Nombre"),
        *("Full name (optional)", "Naam (niet verplicht)", "Nombre (opcional)"),
        *("Naam (voor de prijs)", "Nom & Post-nom /Firstname and Surname", "name_enum"),
        *("Vul uw naam in", "Quel est votre nom et prénom ?", "¿Cuál es su nombre?"),
        *("Bitte geben Sie Ihren Namen ein", "Imię i nazwisko", "Naam van de enquêteur"),
        *("Manager name", "氏名", "Prénom", "Interviewer", "reporter"),
    ],
)
def test_names_in_other_words(column: str) -> None:
    assert personal_columns(pd.DataFrame({column: PEOPLE})) == {column: "name"}


@pytest.mark.parametrize("column", ["Hoe heet u?", "Your name", "Uw naam", "Ihr Name", "reporter"])
def test_two_names_are_names_where_nothing_else_is_asked(column: str) -> None:
    assert personal_columns(pd.DataFrame({column: TWO})) == {column: "name"}
    assert personal_columns(pd.DataFrame({column: ["yes", "no"] * 6})) == {}


@pytest.mark.parametrize(
    "column",
    [
        *("brand name", "Brand name recalled first", "Which names do you know?", "X", "Title"),
        *("Name recognition", "Name of the shop you visit most", "Name a brand", "State name"),
        *("Type name", "Company name", "Nombre de la marca", "Merknaam", "Nom de marque"),
        *("What is the name of your bank?", "Interviewer", "customer", "twitter", "session"),
        *("Client", "Student", "State your opinion", "Do you use Twitter?", "Mac"),
    ],
)
def test_names_of_things_are_answers(column: str) -> None:
    assert personal_columns(pd.DataFrame({column: THINGS})) == {}


@pytest.mark.parametrize(
    ("column", "pattern", "kind"),
    [
        ("twitter", "@user_{}", "name"),
        ("LinkedIn", "https://www.linkedin.com/in/user-{}/", "name"),
        ("Your Instagram link", "instagram.com/user{}", "name"),
        ("employee number", "{}", "id"),
        ("Personeelsnummer", "{}", "id"),
        ("Student number", "20{}", "id"),
        ("license plate", "AB-{}-C", "id"),
        ("kenteken", "{}-AB-1", "id"),
        ("session", "a8{}f", "id"),
        ("cookie_id", "x{}", "id"),
        ("gclid", "EAIa{}Q", "id"),
        ("transaction_id", "T{}", "id"),
        ("customer", "C{}", "id"),
        ("q3", "36e34b01-767e-41e2-91b8-61fbf25{}", "id"),
        ("q4", "00:1b:44:{}:b7:0c", "id"),
        ("y_coord", "52.{}", "coordinates"),
        ("Where", "52.4 4.{} 0 0", "coordinates"),
        ("Antwort ID", "{}", "id"),
        ("ID de la réponse", "{}", "id"),
    ],
)
def test_ids_and_accounts(column: str, pattern: str, kind: str) -> None:
    numbers = [f"{each:02d}" for each in range(12)] if "44" in pattern else range(10112, 10124)
    values = [pattern.format(each) for each in numbers]
    assert personal_columns(pd.DataFrame({column: values})) == {column: kind}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("employee number", [3, 12, 450, 7, 33, 1200, 25, 80, 9, 15, 61, 5]),  # how many there are
        ("session", range(1, 13)),
        ("customer", ["new", "old"] * 6),
        ("transaction", [f"{each}.50" for each in range(12)]),
        ("twitter", ["daily", "never"] * 6),
        ("Which accounts do you follow on Twitter?", ["@bbc", "@cnn", "@nos"] * 4),
        ("visit number", [1, 2, 3] * 4),
        ("concept", ["36e34b01-767e-41e2-91b8-61fbf251a000"] * 12),
        ("mac", ["yes", "no"] * 6),
        ("ranks", ["1 2 3 4", "4 3 2 1"] * 6),
        ("x_coord", [1, 2, 3] * 4),
    ],
)
def test_counts_and_topics_are_answers(column: str, values: object) -> None:
    assert personal_columns(pd.DataFrame({column: values})) == {}


@pytest.mark.parametrize(
    "column",
    [
        *("id", "ID", "nr", "Nr.", "Volgnummer", "serial", "record", "Seed", "_index", "#", "row"),
        *("respondent", "caseno", "Lfd. Nr.", "sample number"),
    ],
)
@pytest.mark.parametrize("n", [5, 40])
def test_numbers_that_count_the_rows_have_no_levels(column: str, n: int, tmp_path: Path) -> None:
    pd.DataFrame({column: range(7, 7 + n), "sex": (["m", "f"] * n)[:n]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    sample = tk.read(tmp_path / "a.csv")
    found = sample.codebook.distribution
    assert column in sample.frame
    assert set(found[found.statistic == "share"].question) == {"sex"}


def test_a_question_of_that_name_keeps_its_levels(tmp_path: Path) -> None:
    pd.DataFrame({"record": [*range(13)] * 6, "visits": [each % 60 for each in range(78)]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    found = tk.read(tmp_path / "a.csv").codebook.distribution
    assert set(found[found.statistic == "share"].question) == {"record", "visits"}


@pytest.mark.parametrize(
    "head",
    [
        *("name " * 60, "first last " * 27, "nom nombre " * 27, "prénom et nom " * 21),
        *("please enter your first name and " * 9, "name of the " * 25, "twitter url " * 25),
    ],
)
def test_long_headers_take_no_time(head: str) -> None:
    start = time.perf_counter()
    headed_kinds([head])
    for _, pattern, _ in HEADED:
        re.fullmatch(pattern, head.strip() + "!")
    assert time.perf_counter() - start < SLOWEST


@pytest.mark.parametrize(
    "header",
    [
        "id,submitdate,lastpage,startlanguage,q1",
        "Response ID,Date submitted,Last page,Start language,How often?",
        "id. Response ID,submitdate. Date submitted,lastpage. Last page,"
        "startlanguage. Start language,q1. How often?",
        "Antwort ID,Datum Abgeschickt,Letzte Seite,Start-Sprache,Wie oft?",
    ],
)
def test_the_id_of_limesurvey_is_set_aside_whatever_heads_it(header: str, tmp_path: Path) -> None:
    rows = [f"{each},2026-01-02 10:00:0{each},3,en,{'AB'[each % 2]}" for each in range(1, 9)]
    (tmp_path / "a.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    sample = tk.read(tmp_path / "a.csv")
    assert "id" in sample.codebook.personal.values()
    assert len(sample.frame.columns) == 4
