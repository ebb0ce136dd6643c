"""Lessons keep the form that a learner can rely on: sizes, names, headings, no results in prose."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from techno_kit.teaching.catalogue import LESSONS as EXERCISED
from techno_kit.teaching.catalogue import exercises

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
CUT = sorted((NOTEBOOKS / "exercises").glob("*.ipynb"))

CELLS = range(20, 31)
LINES = 8  # of a cell of code
EXERCISES = 3
CLAIM = 4  # words: fewer name a topic
NAMES = {
    "load_example": "sample",
    "load_targets": "targets",
    "load_ladder": "ladder",
    "rake": "weights",
    "draft_plan": "plan",
}
FILES = {"read", "read_targets", "read_ladder", "read_plan", "report", "save", "to_csv", "Path"}
# Numbers that were agreed upon, not found: levels of error, ends of a scale, Cohen's rule of thumb.
AGREED = {"0%", "5%", "50%", "90%", "95%", "100%", "0.2", "0.5", "0.8"}
RESULT = re.compile(r"\d+(?:\.\d+)?\s?%|\bp\s*[<=]\s*0?\.\d+|\b0\.\d+|\b\d+\.\d+ points")
PATH = re.compile(r"[^\s/]*/\S+|\S+\.[a-z]{2,5}")

Cell = dict[str, Any]


def name(path: Path) -> str:
    return path.relative_to(NOTEBOOKS).as_posix()


lessons = pytest.mark.parametrize("path", LESSONS, ids=name)
notebooks = pytest.mark.parametrize("path", [*LESSONS, *CUT], ids=name)


def cells(path: Path, kind: str | None = None) -> list[Cell]:
    found: list[Cell] = json.loads(path.read_text("utf-8"))["cells"]
    return [each for each in found if kind in (None, each["cell_type"])]


def text(cell: Cell) -> str:
    return "".join(cell["source"])


def trees(path: Path) -> list[ast.Module]:
    return [ast.parse(text(cell)) for cell in cells(path, "code")]


def nodes(path: Path) -> list[ast.AST]:
    return [node for tree in trees(path) for node in ast.walk(tree)]


def headings(path: Path) -> list[str]:
    prose = "\n".join(text(cell) for cell in cells(path, "markdown"))
    return re.findall(r"^## (.+)$", prose, re.MULTILINE)


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_there_are_lessons_each_with_its_exercises() -> None:
    assert LESSONS
    assert [path.name for path in CUT] == [path.name for path in LESSONS]
    assert sorted(EXERCISED) == [path.name[:2] for path in LESSONS]


@lessons
def test_a_lesson_fits_its_hour(path: Path) -> None:
    assert len(cells(path)) in CELLS
    assert [text(each) for each in cells(path, "code") if text(each).count("\n") >= LINES] == []


@lessons
def test_a_lesson_opens_with_its_question(path: Path) -> None:
    header = text(cells(path)[0])
    assert re.match(r"# \S.+\n\n\*\*Question\.\*\* .+\?\n", header)
    assert re.search(r"^\*\*Time\.\*\* \d+ minutes to teach\.$", header, re.MULTILINE)
    assert re.search(r"^\*\*Afterwards you can\*\*\n\n(- .+\n(  .+\n)*){2,}", header, re.MULTILINE)
    assert "**synthetic**" in header


@lessons
def test_headings_are_claims_and_the_end_is_the_same_everywhere(path: Path) -> None:
    *claims, learned, last = headings(path)
    assert [each for each in claims if len(each.split()) < CLAIM or each.endswith("?")] == []
    assert (learned, last) == ("What we learned", "Exercises")


@lessons
def test_a_lesson_imports_once(path: Path) -> None:
    first, *others = trees(path)
    assert all(isinstance(each, ast.Import | ast.ImportFrom) for each in first.body)
    assert "import techno_kit as tk" in text(cells(path, "code")[0])
    later = [node for tree in others for node in ast.walk(tree)]
    assert [each for each in later if isinstance(each, ast.Import | ast.ImportFrom)] == []


@lessons
def test_a_lesson_defines_nothing(path: Path) -> None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    assert [ast.unparse(each) for each in nodes(path) if isinstance(each, kinds)] == []


@lessons
def test_the_same_thing_has_the_same_name_in_every_lesson(path: Path) -> None:
    """A verb's first result has the usual name; what is made beside it may have another."""
    first: dict[str, str] = {}
    for each in (each for tree in trees(path) for each in tree.body):
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call):
            (target,) = each.targets
            first.setdefault(called(each.value), getattr(target, "id", ""))
    assert {verb: name for verb, name in first.items() if NAMES.get(verb, name) != name} == {}


@lessons
def test_files_are_named_only_where_they_are_read_or_written(path: Path) -> None:
    everything = nodes(path)
    told = {
        constant
        for each in everything
        if isinstance(each, ast.Call) and called(each) in FILES
        for constant in ast.walk(each)
        if isinstance(constant, ast.Constant)
    }
    paths = {
        each
        for each in everything
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
        if PATH.fullmatch(each.value)
    }
    assert [each.value for each in paths - told] == []
    assert [each.value for each in paths if not str(each.value).startswith("my_")] == []


@lessons
def test_prose_states_no_result(path: Path) -> None:
    prose = (text(cell) for cell in cells(path, "markdown"))
    found = [each for words in prose for each in RESULT.findall(words)]
    assert [each for each in found if each not in AGREED] == []


@notebooks
def test_a_lesson_asks_for_nothing_from_outside(path: Path) -> None:
    assert "://" not in path.read_text("utf-8")
    assert [text(each) for each in cells(path, "code") if re.search(r"^[%!]", text(each))] == []


@lessons
def test_a_lesson_ends_in_exercises_that_are_checked(path: Path) -> None:
    last = cells(path)[-3 * EXERCISES :]
    for place, (asked, answer, check) in enumerate(
        zip(last[::3], last[1::3], last[2::3], strict=True), start=1
    ):
        assert f"**Exercise {place}.** " in text(asked)
        assert answer["metadata"] == {"tags": ["solution"]}
        found = re.fullmatch(r'tk\.teach\.check\("(\w+)", (\w+)\)', text(check))
        assert found is not None
        assert found[1] == found[2]
        assert found[1] in exercises()
        assert f"{found[1]} = " in text(answer).splitlines()[-1]


@pytest.mark.parametrize("path", CUT, ids=name)
def test_an_exercise_holds_no_answer(path: Path) -> None:
    lesson = cells(NOTEBOOKS / path.name)
    answers = {text(each) for each in lesson if "solution" in each["metadata"].get("tags", ())}
    assert len(answers) >= EXERCISES
    assert answers & {text(each) for each in cells(path)} == set()
    blanks = [text(each) for each in cells(path) if text(each).endswith(" = ...  # your answer")]
    assert len(blanks) == EXERCISES


@notebooks
def test_a_notebook_holds_no_output_and_nothing_of_the_machine_that_made_it(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    code = cells(path, "code")
    assert [each["outputs"] for each in code if each["outputs"]] == []
    assert {each["execution_count"] for each in code} == {None}
    ids = [each["id"] for each in cells(path)]
    assert len(set(ids)) == len(ids)
