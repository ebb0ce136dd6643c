"""Wrong use and what cannot be written: one line, exit code 2, nothing written."""

from pathlib import Path

import pytest

from techno_kit.errors import FileError
from tests.cli.surveys import contents, run


def profile(*words: str) -> int:
    return run("profile", "answers.csv", *words)


def test_stopped_by_its_user(folder: Path, capsys, monkeypatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("techno_kit.profile", stopped, raising=False)
    assert profile() == 130
    told = capsys.readouterr()
    assert told.out == "" and told.err == "techno-kit: stopped\n"


@pytest.mark.parametrize("out", ["answers.csv", "answers.csv/deep"])
@pytest.mark.parametrize("words", [["profile"], ["compare", "--by", "sex"], ["report"]])
def test_a_file_in_the_place_of_the_folder(folder: Path, capsys, words, out: str) -> None:
    before = (folder / "answers.csv").read_bytes()
    verb, *options = words
    assert run(verb, "answers.csv", *options, "--out", out) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert told.err.startswith(f"techno-kit: {Path(out)}: this folder cannot be made: ")
    assert (folder / "answers.csv").read_bytes() == before


def test_a_folder_in_the_place_of_a_file_leaves_the_rest_as_it_was(folder: Path, capsys) -> None:
    (folder / "out/profile.json").mkdir(parents=True)
    (folder / "out/profile.csv").write_text("older", "utf-8")
    assert profile() == 2
    told = capsys.readouterr()
    assert told.out == "" and "profile.json: this file cannot be written: " in told.err
    assert contents(folder / "out") == ["profile.csv", "profile.json"]
    assert (folder / "out/profile.csv").read_text("utf-8") == "older"


def test_a_folder_in_the_place_of_the_page_leaves_nothing_else(folder: Path, capsys) -> None:
    (folder / "out/report.html").mkdir(parents=True)
    assert run("report", "answers.csv") == 2
    told = capsys.readouterr()
    place = Path("out/report.html")
    assert told.err == f"techno-kit: {place}: this file cannot be written: Is a directory\n"
    assert told.out == "" and contents(folder / "out") == ["report.html"]


def test_a_picture_that_fails_half_way_leaves_nothing(folder: Path, capsys, monkeypatch) -> None:
    def half(figure, target, **options) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", half)
    assert profile() == 2
    told = capsys.readouterr()
    assert "No space left on device" in told.err and told.err.count("\n") == 1
    assert contents(folder / "out") == []


def test_a_page_that_cannot_be_written_is_named_as_its_reader_knows_it(
    folder: Path, capsys, monkeypatch
) -> None:
    def full(draft: Path, page: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert run("report", "answers.csv") == 2
    told = capsys.readouterr()
    place = Path("out/report.html")
    reason = "this file cannot be written: No space left on device"
    assert told.err == f"techno-kit: {place}: {reason}\n"
    assert told.out == "" and contents(folder / "out") == []


def test_an_error_of_ours_leaves_no_trace_back(folder: Path, capsys, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise FileError("{broken} 100%")

    monkeypatch.setattr("techno_kit.profile", broken, raising=False)
    assert profile() == 2
    assert capsys.readouterr().err == "techno-kit: {broken} 100%\n"
