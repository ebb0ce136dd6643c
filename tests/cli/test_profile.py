"""``techno-kit profile``: the same numbers as the verbs, in tables and on the screen."""

import json
from pathlib import Path

import pandas as pd

import techno_kit as tk
from tests.cli.surveys import SEXES, contents, run

LAST_DIGIT = 1e-15  # what is written is exact; pandas' parser of numbers is not


def profile(*words: str) -> int:
    return run("profile", "answers.csv", *words)


def test_a_profile_is_that_of_the_verbs(folder: Path, capsys) -> None:
    assert profile("--targets", "targets.csv", "--by", "age_group, sex", "--out", "a b/ü") == 0
    sample = tk.read("answers.csv")
    weights = tk.rake(sample, tk.read_targets("targets.csv"))
    groups = ["age_group", "sex"]
    found = tk.profile(sample.with_weights(weights), tk.load_ladder("2010"), by=groups)
    kinds = {"level": "str", "by": "str", "flag": "str"}
    written = pd.read_csv("a b/ü/profile.csv", dtype=kinds)
    expected = found.table.assign(flag=found.table["flag"].replace("", None).astype("str"))
    pd.testing.assert_frame_equal(written, expected, rtol=LAST_DIGIT)
    about = json.loads(Path("a b/ü/profile.json").read_text("utf-8"))
    assert about["text"] == found.text and about["method"] == found.method
    assert about["columns"] == list(found.table)
    table = pd.read_csv("a b/ü/weighting.csv")
    pd.testing.assert_frame_equal(table, weights.table, rtol=LAST_DIGIT)
    told = capsys.readouterr().out
    assert SEXES[0] in told and SEXES[1] in told


def test_groups_may_be_named_together_or_one_by_one(folder: Path, capsys) -> None:
    tables = []
    for place, words in enumerate(
        (["--by", "sex,age_group"], ["--by", "sex", "--by", "age_group"])
    ):
        assert profile(*words, "--out", f"out{place}") == 0
        tables.append((folder / f"out{place}/profile.csv").read_bytes())
    assert tables[0] == tables[1]


def test_an_audience_and_a_ladder_of_ones_own(folder: Path, capsys) -> None:
    words = [f"sex={SEXES[1]}", "age_group=18-24", "age_group = 25+"]
    options = ["--missing", "exclude", "--interval", "beta", "--confidence", "0.9"]
    where = [part for each in words for part in ("--where", each)]
    assert profile("--ladder", "ours.toml", *where, *options) == 0
    sample, who = tk.read("answers.csv"), {"sex": [SEXES[1]], "age_group": ["18-24", "25+"]}
    found = tk.profile(
        sample,
        tk.read_ladder("ours.toml"),
        where=who,
        missing="exclude",
        interval="beta",
        confidence=0.9,
    )
    written = pd.read_csv("out/profile.csv")
    assert written["answer"].tolist() == ["readers", "others"]
    pd.testing.assert_series_equal(written["low"], found.table["low"], rtol=LAST_DIGIT)
    assert "Readers {x}" in capsys.readouterr().out
    assert contents(folder / "out") == ["ladder.png", "profile.csv", "profile.json"]


def test_a_question_in_the_ladders_place(folder: Path, capsys) -> None:
    assert profile("--question", "owns", "--by", "sex") == 0
    found = tk.profile(tk.read("answers.csv"), "owns", by="sex")
    written = pd.read_csv("out/profile.csv")
    assert written["answer"].tolist() == ["no", "yes"] * 3
    pd.testing.assert_series_equal(written["share"], found.table["share"], rtol=LAST_DIGIT)
    charts = ["question.png", "question_by_group.png"]
    assert contents(folder / "out") == ["profile.csv", "profile.json", *charts]
    assert (folder / "out/question.png").read_bytes().startswith(b"\x89PNG")
    assert found.method[:40] in " ".join(capsys.readouterr().out.split())
