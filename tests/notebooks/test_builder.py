"""The builder makes the same notebooks every time, cuts answers, and sees what is stale."""

import json
from pathlib import Path

import pytest

# The environment of the lowest versions has neither jupytext nor nbformat.
lessons = pytest.importorskip("scripts.lessons", exc_type=ImportError)

SOURCE = """\
# %% [markdown]
# # A title

# %%
import techno_kit as tk

# %% [markdown] tags=["solution"]
# How it is done.

# %% tags=["solution"]
half = 1 / 2
answer = half

# %%
tk.teach.check("answer", answer)

# %%
tk.teach.check("answer", answer)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "00_first.py").write_text(SOURCE, "utf-8")
    return tmp_path


def build(folder: Path, *words: str) -> int:
    return int(lessons.main(["--folder", str(folder), *words]))


def ids(path: Path) -> list[str]:
    return [each["id"] for each in json.loads(path.read_text("utf-8"))["cells"]]


def test_our_own_notebooks_are_what_their_sources_make() -> None:
    assert lessons.differences(lessons.ROOT / "notebooks") == []


def test_the_same_source_gives_the_same_bytes(folder: Path) -> None:
    build(folder)
    once = {path: path.read_bytes() for path in folder.rglob("*.ipynb")}
    assert sorted(path.relative_to(folder).as_posix() for path in once) == [
        "00_first.ipynb",
        "exercises/00_first.ipynb",
    ]
    for path in once:
        path.unlink()
    build(folder)
    assert {path: path.read_bytes() for path in once} == once
    assert all(b"\r" not in each and each.endswith(b"}\n") for each in once.values())


def test_answers_are_cut(folder: Path) -> None:
    build(folder)
    lesson, exercise = (
        ["".join(each["source"]) for each in json.loads(path.read_text("utf-8"))["cells"]]
        for path in (folder / "00_first.ipynb", folder / "exercises" / "00_first.ipynb")
    )
    assert lesson[2:4] == ["How it is done.", "half = 1 / 2\nanswer = half"]
    assert exercise[2:4] == ["answer = ...  # your answer", 'tk.teach.check("answer", answer)']
    assert len(exercise) == len(lesson) - 1


def test_an_id_is_the_cells_own(folder: Path) -> None:
    """Ids stay when another cell comes in, and differ where a cell stands twice."""
    build(folder)
    before = ids(folder / "00_first.ipynb")
    assert len(set(before)) == len(before)
    assert before[-1] == f"{before[-2]}-2"
    source = folder / "src" / "00_first.py"
    source.write_text(SOURCE.replace("# %%\nimport", "# %%\n1 + 1\n\n# %%\nimport"), "utf-8")
    build(folder)
    after = ids(folder / "00_first.ipynb")
    assert [each for each in after if each in before] == before
    assert len(after) == len(before) + 1


def test_the_check_sees_what_differs_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(folder, "--check") == 1
    assert list(folder.rglob("*.ipynb")) == []
    build(folder)
    assert build(folder, "--check") == 0
    path = folder / "exercises" / "00_first.ipynb"
    path.write_text(path.read_text("utf-8").replace("A title", "Another"), "utf-8")
    (folder / "10_gone.ipynb").write_text("{}", "utf-8")
    capsys.readouterr()
    assert build(folder, "--check") == 1
    told = capsys.readouterr().out
    assert '-    "# Another"' in told
    assert '+    "# A title"' in told
    assert "10_gone.ipynb: there is no source" in told
    assert told.endswith("run `make notebooks`.\n")


def test_nothing_is_left_beside_the_notebooks(folder: Path) -> None:
    build(folder)
    there = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert there == ["00_first.ipynb", "00_first.ipynb", "00_first.py"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("print(1)", "00_first.py: an answer ends in `variable = ...`, not as this one does:"),
        ("a, b = 1, 2", "00_first.py: an answer ends in `variable = ...`"),
        ("answer = (", "00_first.py: '(' was never closed"),
    ],
)
def test_an_answer_without_a_name_is_told(
    folder: Path, answer: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder / "src" / "00_first.py"
    source.write_text(SOURCE.replace("answer = half", answer), "utf-8")
    assert build(folder) == 1
    assert capsys.readouterr().out.startswith(told)
    assert list(folder.rglob("*.ipynb")) == []


def test_a_source_of_another_name_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "src" / "First lesson.py").write_text(SOURCE, "utf-8")
    assert build(folder) == 1
    assert capsys.readouterr().out == "First lesson.py: a source is called NN_name.py\n"
