"""``techno-kit report`` and ``techno-kit demo``: all results on one page, all files or none."""

import re
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
    assert mine.read_bytes() == (folder / "out/report.html").read_bytes()
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
