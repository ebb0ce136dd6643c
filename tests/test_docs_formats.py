"""The page of formats names every format, and tells the figures of a run that kept its promise."""

import re
from pathlib import Path

import pytest

from techno_kit.loading.formats import DEFINITIONS, names, suffixes
from tests.loading.fuzz.run import BEGIN, END, PAGE

TEXT = PAGE.read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
TABLE = TEXT[TEXT.index("## Format by format") : TEXT.index("## Definitions")]
FIGURES = TEXT[TEXT.index(BEGIN) : TEXT.index(END)]
COLUMNS = 4  # besides the name: files, kept, not kept, refused


def test_every_format_has_a_row() -> None:
    rows = {name: rest.split(" | ") for name, rest in ROW.findall(TABLE)}
    assert set(rows) == set(names())
    assert all(len(cells) == COLUMNS and all(cells) for cells in rows.values())


def test_every_ending_is_named() -> None:
    missing = [each for each in suffixes() if not re.search(rf"{re.escape(each)}\b", TABLE)]
    assert not missing
    told = TEXT[TEXT.index("## Definitions") : TEXT.index("## What is told")]
    for endings in DEFINITIONS.values():
        assert all(each in told for each in endings)


def test_the_figures_are_of_a_run_that_kept_the_promise() -> None:
    if not FIGURES.removeprefix(BEGIN).strip():
        pytest.skip("`python -m tests.loading.fuzz.run` has not been run")
    tried, otherwise = re.findall(r"\*\*([\d,]+) damaged files were tried, ([\d,]+)", FIGURES)[0]
    assert int(tried.replace(",", "")) > 1_000
    assert otherwise == "0"
    assert {name for name, _ in ROW.findall(FIGURES)} == set(names())


def test_the_page_is_where_the_run_writes() -> None:
    assert Path(__file__).parents[1] / "docs" / "formats.md" == PAGE
