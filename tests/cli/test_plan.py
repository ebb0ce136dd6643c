"""``techno-kit plan``: a draft for an audience, to work on, to show and to check."""

import json
from pathlib import Path

import pandas as pd

import techno_kit as tk
from tests.cli.surveys import contents, run

FILES = ["evidence.csv", "evidence.json", "plan.html", "plan.md", "plan.toml"]
YOUNG = ["--people", "age_group=18-24"]


def plan(*words: str) -> int:
    return run("plan", "answers.csv", *words)


def test_a_plan_is_that_of_the_verb(folder: Path, capsys) -> None:
    assert plan(*YOUNG, "--objective", "supporting", "--title", "Help {x} <b>") == 0
    sample, ladder = tk.read("answers.csv"), tk.load_ladder("2010")
    people = {"age_group": ["18-24"]}
    title = "Help {x} <b>"
    found = tk.draft_plan(sample, ladder, people=people, objective="supporting", title=title)
    assert contents(folder / "out") == FILES
    assert found.save(folder / "mine.toml").read_bytes() == (folder / "out/plan.toml").read_bytes()
    assert tk.read_plan(folder / "out/plan.toml").title == title
    assert "<b>" not in (folder / "out/plan.html").read_text("utf-8")
    written = pd.read_csv(folder / "out/evidence.csv")
    assert written["answer"].tolist() == found.table["answer"].tolist()
    about = json.loads((folder / "out/evidence.json").read_text("utf-8"))
    assert (about["title"], about["text"]) == (title, found.text)
    told = capsys.readouterr().out
    assert told.index(title) < told.index("PEOPLE") < told.index("OBJECTIVE")
    assert told.count("Standard errors are") <= 1


def test_without_an_objective_they_are_ranked_where_enough_was_asked(folder: Path, capsys) -> None:
    assert plan(*YOUNG, "--targets", "targets.csv", "--missing", "exclude") == 0
    weighting = ["weighting.csv", "weighting.json", "weighting.png"]
    assert contents(folder / "out") == [*FILES, *weighting]
    told = " ".join(capsys.readouterr().out.split())
    assert "Weighting: share of each level" in told
    assert "Not ranked: Listening, Talking, Energizing, Supporting and Embracing, as less" in told


def test_several_levels_are_one_group(folder: Path, capsys) -> None:
    assert plan(*YOUNG, "--people", "age_group=25+", "--confidence", "0.9") == 0
    n = pd.read_csv(folder / "out/evidence.csv")["n"]
    assert set(n) == {180}
