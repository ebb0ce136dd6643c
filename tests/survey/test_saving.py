"""Results appear whole and together, or not at all."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import FileError
from techno_kit.survey.saving import FORMULA, make_folder, table_files, write_together

TABLE = pd.DataFrame({"answer": ["日本", 'a "b", c'], "share": [1 / 3, np.nan], "n": [1, 2]})


def text(words: str):
    return lambda draft: draft.write_text(words, "utf-8")


def failing(draft: Path) -> None:
    draft.write_text("half", "utf-8")
    raise OSError(28, "No space left on device")


def test_a_table_comes_back_in_full_precision(tmp_path: Path) -> None:
    files = write_together(table_files(TABLE, tmp_path / "t.csv", about={"title": "{x} é"}))
    assert [each.name for each in files] == ["t.csv", "t.json"]
    assert sorted(os.listdir(tmp_path)) == ["t.csv", "t.json"]
    pd.testing.assert_frame_equal(pd.read_csv(files[0]), TABLE)
    about = json.loads(files[1].read_text("utf-8"))
    assert about == {"title": "{x} é", "columns": ["answer", "share", "n"]}
    assert "é" in files[1].read_text("utf-8")


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", "utf-8")
    write_together({tmp_path / "a": text("new")})
    assert (tmp_path / "a").read_text("utf-8") == "new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_where_one_fails_nothing_is_written(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "a").write_text("old", "utf-8")

    def interrupted(draft: Path) -> None:
        draft.write_text("half", "utf-8")
        raise error

    files = {tmp_path / "a": text("new"), tmp_path / "b": interrupted, tmp_path / "c": text("x")}
    with pytest.raises((FileError, KeyboardInterrupt)):
        write_together(files)
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text("utf-8") == "old"


def test_the_file_and_the_reason_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as error:
        write_together({tmp_path / "a": text("x"), tmp_path / "b": failing})
    assert str(error.value) == (
        f"{tmp_path / 'b'}: this file cannot be written: No space left on device"
    )


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(FileError) as error:
        write_together({tmp_path / "a": text("x"), tmp_path / "b": text("y")})
    assert str(error.value) == f"{tmp_path / 'b'}: this file cannot be written: Is a directory"
    assert os.listdir(tmp_path) == ["b"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    for folder in (tmp_path / "out", tmp_path / "out" / "deep"):
        with pytest.raises(FileError, match=r"out.*: this folder cannot be made: "):
            make_folder(folder)
    with pytest.raises(FileError, match=r"this file cannot be written: Not a directory"):
        write_together({tmp_path / "out" / "a.csv": text("x")})


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"this file cannot be written: File name too long"):
        write_together({tmp_path / ("x" * 300): text("x")})


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a" / "ü b" / "c")
    assert folder.is_dir() and make_folder(str(folder)) == folder


# --- what a spreadsheet would take for a formula -------------------------------------------------

FORMULAS = ["=cmd()", "+1", "-5 to 0", "@sum", "\tx", "\rx", "\nx", "＝1", "'=x", "''-x"]
HARMLESS = ["'t Gooi", "a=b", " =1", "", "–5", "1-2", "<18", "'", "日本"]


def saved(table: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, dict[str, object]]:
    files = write_together(table_files(table, folder / "t.csv", about={}))
    kinds = dict.fromkeys(table.select_dtypes("str"), "str")
    read = pd.read_csv(files[0], dtype=kinds, keep_default_na=False, lineterminator="\n")
    return read, json.loads(files[1].read_text("utf-8"))


@pytest.mark.parametrize("label", FORMULAS)
def test_no_label_is_a_formula(tmp_path: Path, label: str) -> None:
    write_together(table_files(pd.DataFrame({"level": [label]}), tmp_path / "t.csv", about={}))
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        ((_,), (cell,)) = csv.reader(file)
    assert cell == f"'{label}"
    about = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert about["apostrophe"].startswith("A text that begins with =, +, -, @, ")


def test_every_text_can_be_had_back(tmp_path: Path) -> None:
    texts = [*FORMULAS, *HARMLESS, *(f"'{each}" for each in FORMULAS if each[0] != "'")]
    texts = list(dict.fromkeys(texts))
    table = pd.DataFrame({"level": texts})
    write_together(table_files(table, tmp_path / "t.csv", about={}))
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        written = [row[0] if row else "" for row in csv.reader(file)][1:]
    back = [each[1:] if each[:1] == "'" and FORMULA.match(each) else each for each in written]
    assert back == texts


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_other_labels_and_numbers_stay(tmp_path: Path, kind: str) -> None:
    size = len(HARMLESS)
    labels = pd.Series(HARMLESS, dtype=kind)
    table = pd.DataFrame({"level": labels, "gap": [-0.25] * size, "n": [-1] * size})
    read, about = saved(table, tmp_path)
    assert read["level"].tolist() == HARMLESS
    assert read["gap"].tolist() == [-0.25] * size and read["n"].tolist() == [-1] * size
    assert "apostrophe" not in about


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_any_kind_of_column_is_seen_through(tmp_path: Path, kind: str) -> None:
    labels = pd.Series(["=1", None, "b"], dtype=kind)
    read, about = saved(pd.DataFrame({"level": labels}), tmp_path)
    assert read["level"].tolist() == ["'=1", "", "b"] and "apostrophe" in about
    assert labels.tolist()[0] == "=1"


@pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")
def test_a_renewed_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old", "utf-8")
    real.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    write_together({link: lambda draft: draft.write_text("new", "utf-8")})
    assert link.is_symlink() and real.read_text("utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_name_as_long_as_a_name_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 245 + ".txt")
    write_together({path: lambda draft: draft.write_text("x", "utf-8")})
    assert path.read_text("utf-8") == "x" and list(tmp_path.iterdir()) == [path]


def test_a_name_with_a_zero_sign_is_refused() -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_together({Path("a\0.txt"): lambda draft: draft.write_text("x", "utf-8")})
