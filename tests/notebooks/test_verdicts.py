"""Every lesson runs from top to bottom, and its answers are right.

The cells run here one after the other, without a kernel; ``make lessons`` runs them with one.
"""

import ast
from pathlib import Path
from typing import Any

import pytest

from techno_kit.teaching import Verdict
from techno_kit.teaching.catalogue import exercises
from tests.notebooks.test_form import CUT, EXERCISES, LESSONS, cells, name, text

# The environment of the lowest versions has no notebooks.
pytest.importorskip("IPython", reason="lessons show their Markdown with IPython")


def run(source: str, names: dict[str, Any]) -> object:
    """Run a cell and return what it would show: the value of its last line."""
    tree = ast.parse(source)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1].value
        tree.body[-1] = ast.Assign([ast.Name("_", ast.Store())], last)
    exec(compile(ast.fix_missing_locations(tree), "<cell>", "exec"), names)
    return names.pop("_", None)


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_the_answers_of_a_lesson_are_right(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = [run(text(cell), names) for cell in cells(path, "code")]
    verdicts = [each for each in shown if isinstance(each, Verdict)]
    assert [each.text for each in verdicts if not each.right] == []
    assert len(verdicts) == EXERCISES
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith("my_")] == []


@pytest.mark.parametrize("path", CUT, ids=name)
def test_an_exercise_waits_for_its_answers(path: Path) -> None:
    names = {"tk": __import__("techno_kit")}
    shown = [run(text(cell), names) for cell in cells(path, "code")[-2 * EXERCISES :]]
    verdicts = [each for each in shown if isinstance(each, Verdict)]
    assert [each.state for each in verdicts] == ["open"] * EXERCISES


def test_every_exercise_is_in_a_lesson() -> None:
    asked = "\n".join(text(cell) for path in LESSONS for cell in cells(path, "code"))
    assert [each for each in exercises() if f'check("{each}", {each})' not in asked] == []
