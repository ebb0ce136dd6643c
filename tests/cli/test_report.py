"""``techno-kit report`` and ``techno-kit demo``: all results on one page, all files or none."""

import os
import re
import sys
from pathlib import Path

import pytest

import techno_kit as tk
from tests.cli.surveys import contents, run

PROFILE = ["profile.csv", "profile.json"]
GAPS = [
    *("differences.csv", "differences.json", "pairs.csv", "pairs.json"),
    *("tests.csv", "tests.json"),
]
PLAN = ["evidence.csv", "evidence.json", "plan.html", "plan.md", "plan.toml"]
WEIGHTING = ["weighting.csv", "weighting.json"]
PAGE = ["report.html"]
YOUNG = ["--people", "age_group=18-24"]


def report(*words: str) -> int:
    return run("report", "answers.csv", *words)


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ([], [*PROFILE, *PAGE]),
        (["--by", "sex"], [*PROFILE, *GAPS, *PAGE]),
        (
            ["--by", "sex", *YOUNG, "--targets", "targets.csv"],
            [*PROFILE, *GAPS, *PLAN, *WEIGHTING, *PAGE],
        ),
        (["--question", "owns", "--by", "sex,age_group"], [*PROFILE, *GAPS, *PAGE]),
    ],
)
def test_what_is_asked_for_is_written(folder: Path, capsys, words, files) -> None:
    assert report(*words) == 0
    assert contents(folder / "out") == sorted(files)
    told = capsys.readouterr()
    assert told.err == ""
    place = Path("out/report.html")
    assert told.out.splitlines()[-1] == f"The page is {place}; open it in a browser."
    assert " report.html\n" in told.out


def test_the_page_is_that_of_the_verb(folder: Path, capsys) -> None:
    words = ["--by", "sex", *YOUNG, "--objective", "talking", "--title", "Ours & <theirs>"]
    assert report(*words, "--adjust", "bh", "--confidence", "0.9", "--interval", "beta") == 0
    sample, ladder = tk.read("answers.csv"), tk.load_ladder("2010")
    profile = tk.profile(sample, ladder, by="sex", confidence=0.9, interval="beta")
    gaps = tk.compare(sample, ladder, by="sex", confidence=0.9, adjust="bh")
    people = {"age_group": ["18-24"]}
    plan = tk.draft_plan(sample, ladder, people=people, objective="talking", confidence=0.9)
    mine = tk.report(profile, gaps, plan, to=folder / "mine.html", title="Ours & <theirs>")
    assert mine.path.read_bytes() == (folder / "out/report.html").read_bytes()
    told = " ".join(capsys.readouterr().out.split())
    for each in (profile, gaps, plan):
        assert each.text in told


def test_the_demo_ends_in_a_page(folder: Path, capsys) -> None:
    assert run("demo") == 0
    told = capsys.readouterr()
    assert told.err == ""
    for part in ("Weighting: share of each level", "Before", "95% intervals", "own heuristic"):
        assert part in " ".join(told.out.split())
    assert contents(folder / "out") == sorted(
        [*PROFILE, *GAPS, *PLAN, *WEIGHTING, *PAGE, "ladder.png"]
    )
    place = Path("out/report.html")
    assert told.out.splitlines()[-1] == f"The page is {place}; open it in a browser."
    assert "17 files written to out: weighting.csv, " in told.out
    assert (folder / "out/ladder.png").read_bytes().startswith(b"\x89PNG")
    page = (folder / "out/report.html").read_text("utf-8")
    assert "Synthetic" in page and not re.search(r'(?:src|href)="https?:', page)
    names = [file for file in contents(folder / "out") if file.endswith((".json", ".md", ".toml"))]
    for name in names:
        assert "ynthetic" in (folder / "out" / name).read_text("utf-8"), name


def test_the_demo_writes_all_or_nothing(folder: Path, capsys) -> None:
    (folder / "out/plan.md").mkdir(parents=True)
    assert run("demo") == 2
    told = capsys.readouterr()
    assert told.out == "" and contents(folder / "out") == ["plan.md"]
    place = Path("out/plan.md")
    assert told.err == f"techno-kit: {place}: this file cannot be written: Is a directory\n"


def test_a_folder_with_blanks_and_signs_of_other_languages(
    folder: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = folder / "Ümfrage 日本 {x}"
    there.mkdir()
    (folder / "answers.csv").rename(there / "meine antworten ü.csv")
    monkeypatch.chdir(there)
    assert run("report", "meine antworten ü.csv", "--by", "sex", "--out", "aus gabe ü/日") == 0
    assert contents(there / "aus gabe ü/日") == sorted([*PROFILE, *GAPS, *PAGE])
    told = capsys.readouterr()
    place = Path("aus gabe ü/日/report.html")
    assert told.out.splitlines()[-1] == f"The page is {place}; open it in a browser."


def test_a_page_that_fails_leaves_every_older_file(
    folder: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report() == 0
    before = {name: (folder / "out" / name).read_bytes() for name in contents(folder / "out")}

    def full(draft: Path, page: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert report("--title", "Another") == 2
    assert contents(folder / "out") == sorted(before)
    assert {name: (folder / "out" / name).read_bytes() for name in before} == before
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_folder_that_may_not_be_written_to(folder: Path, capsys) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (folder / "shut").mkdir(mode=0o500)
    assert report("--out", "shut") == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert "Permission denied" in told.err
