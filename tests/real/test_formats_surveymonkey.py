"""Genuine SurveyMonkey exports, and workbooks, are read as their programs wrote them."""

import os
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.loading.dispatch import read_file

ROOT = Path(os.environ.get("TECHNO_KIT_REAL_FORMATS", ""))
FOLDER = ROOT / "surveymonkey_csv"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="set TECHNO_KIT_REAL_FORMATS to a folder with surveymonkey_csv/StarWars.csv and others "
    "(of github.com/fivethirtyeight/data)",
)
SEEN = "Which of the following Star Wars films have you seen? Please select all that apply."
RANKED = "Please rank the Star Wars films"


def test_films_seen_are_shares_of_those_who_saw_any() -> None:
    raw = read_file(FOLDER / "StarWars.csv")
    question = raw.codebook.questions[SEEN]
    held = raw.frame[list(question.parts.values())]
    assert len(raw.frame) == 1186
    assert held.notna().all(axis=1).sum() == 835
    assert [int(held[name].sum()) for name in held] == [673, 571, 550, 607, 758, 738]
    assert list(question.parts)[3] == "Star Wars: Episode IV A New Hope"


def test_ranks_and_grids() -> None:
    raw = read_file(FOLDER / "StarWars.csv")
    ranks = [each for name, each in raw.codebook.questions.items() if name.startswith(RANKED)]
    assert len(ranks) == 6
    assert all(each.kind == "scale" and len(each.levels) == 6 for each in ranks)
    liked = [each for each in raw.codebook.questions.values() if each.label.endswith(" - Han Solo")]
    assert raw.frame[liked[0].column].value_counts()["Very favorably"] == 610


def test_wording_has_no_html() -> None:
    sample = tk.read(FOLDER / "steak-risk-survey.csv")
    first = next(iter(sample.codebook.questions.values()))
    assert sample.n == 550
    assert first.label.startswith("Consider the following hypothetical situations: In Lottery A")
    assert "<br>" not in first.label


def test_one_header_row_and_dashes() -> None:
    raw = read_file(FOLDER / "weather-check.csv")
    assert raw.frame.shape == (928, 9)
    assert raw.codebook.missing == ("-",)


def test_an_old_workbook() -> None:
    pytest.importorskip("python_calamine")
    raw = read_file(ROOT / "kobo" / "form.xls", format="excel")
    assert raw.details == ("sheet 'survey'",)
    assert list(raw.frame)[0] == "type"
    choices = tk.read(ROOT / "kobo" / "form.xls", sheet="choices", keep_personal=True)
    assert {"list_name", "name", "label"} <= set(choices.frame)
