"""Write the notebooks from their sources, or say whether those that are there are right.

Run by ``make notebooks`` and, with ``--check``, by ``make check``. A source is
``notebooks/src/NN_name.py`` (py:percent); it makes the lesson ``notebooks/NN_name.ipynb`` and, with
its answers cut, ``notebooks/exercises/NN_name.ipynb``. The same source gives the same bytes: no
outputs, no versions, and every cell's id comes from what the cell says.
"""

import argparse
import ast
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from secrets import token_hex
from typing import Any

import jupytext
import nbformat

ROOT = Path(__file__).parents[1]
SOLUTION = "solution"
ANSWER = "{name} = ...  # your answer"
ID_LENGTH = 12  # hexadecimal digits of the hash; a lesson has tens of cells
ABOUT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FORMAT = {"nbformat": 4, "nbformat_minor": 5}  # the first with ids of cells
NAME = re.compile(r"[0-9]{2}_[a-z0-9_]+")


class SourceError(ValueError):
    """A source that no notebook can be made of."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a source: its kind (markdown or code), what it says, its tags."""

    kind: str
    text: str
    tags: tuple[str, ...] = ()

    @property
    def is_solution(self) -> bool:
        """Whether the exercises do without it."""
        return SOLUTION in self.tags

    def node(self, name: str) -> dict[str, Any]:
        """Return it as a notebook has it, under an id."""
        empty: dict[str, Any] = {"execution_count": None, "outputs": []}
        return {
            "cell_type": self.kind,
            **(empty if self.kind == "code" else {}),
            "id": name,
            "metadata": {"tags": list(self.tags)} if self.tags else {},
            "source": self.text.splitlines(keepends=True),
        }


def cells(text: str) -> list[Cell]:
    """Return the cells of a source."""
    found = []
    for node in jupytext.reads(text, fmt="py:percent").cells:
        if node.cell_type not in ("markdown", "code"):
            raise SourceError(f"a cell is {node.cell_type!r}; write prose or code")
        found.append(Cell(node.cell_type, node.source, tuple(node.metadata.get("tags", ()))))
    return found


def answered(source: str) -> str:
    """Return the variable that an answer's last line gives a value to."""
    match ast.parse(source).body[-1:]:
        case [ast.Assign(targets=[ast.Name(id=name)])]:
            return name
    raise SourceError(f"an answer ends in `variable = ...`, not as this one does:\n{source}")


def without_answers(lesson: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the cells with answers cut: code keeps its variable, prose is left out."""
    for cell in lesson:
        if not cell.is_solution:
            yield cell
        elif cell.kind == "code":
            yield Cell("code", ANSWER.format(name=answered(cell.text)))


def written(lesson: Iterable[Cell]) -> str:
    """Return cells as the text of a notebook."""
    seen: Counter[str] = Counter()
    nodes = []
    for cell in lesson:
        name = hashlib.sha256(f"{cell.kind}\n{cell.text}".encode()).hexdigest()[:ID_LENGTH]
        seen[name] += 1
        nodes.append(cell.node(f"{name}-{seen[name]}" if seen[name] > 1 else name))
    notebook = {"cells": nodes, "metadata": ABOUT, **FORMAT}
    nbformat.validate(notebook)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def made(folder: Path) -> dict[Path, str]:
    """Return what every notebook of a folder should hold, by where it goes."""
    found = {}
    for source in sorted((folder / "src").glob("*.py")):
        if not NAME.fullmatch(source.stem):
            raise SourceError(f"{source.name}: a source is called NN_name.py")
        try:
            lesson = cells(source.read_text("utf-8"))
            cut = [*without_answers(lesson)]
        except (SourceError, SyntaxError) as error:
            raise SourceError(f"{source.name}: {error}") from error
        name = source.with_suffix(".ipynb").name
        found[folder / name] = written(lesson)
        found[folder / "exercises" / name] = written(cut)
    return found


def differences(folder: Path) -> list[str]:
    """Return how the notebooks differ from what their sources make; nothing if alike."""
    due = made(folder)
    found: list[str] = []
    for path, text in due.items():
        name = path.relative_to(folder).as_posix()
        now = path.read_text("utf-8") if path.is_file() else ""
        found += unified_diff(
            now.splitlines(), text.splitlines(), name, "made anew", lineterm="", n=1
        )
    there = {*folder.glob("*.ipynb"), *(folder / "exercises").glob("*.ipynb")}
    found += [
        f"{path.relative_to(folder).as_posix()}: there is no source" for path in there - set(due)
    ]
    return found


def write(folder: Path) -> None:
    """Write every notebook that differs, each whole or not at all."""
    for path, text in made(folder).items():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(f".{path.stem}-{token_hex(4)}.ipynb")
        try:
            draft.write_text(text, "utf-8", newline="\n")
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def main(words: Sequence[str] | None = None) -> int:
    """Write, or check, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("--folder", type=Path, default=ROOT / "notebooks", help="the lessons")
    options = parser.parse_args(words)
    try:
        if not options.check:
            write(options.folder)
            return 0
        found = differences(options.folder)
    except SourceError as error:
        print(error)
        return 1
    if found:
        print(*found, "Notebooks differ from their sources: run `make notebooks`.", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
