"""``techno-kit weight``: the weights of the verbs, beside everything that judges them."""

import json
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from tests.cli.surveys import SEXES, contents, run
from tests.loading.test_target_workbooks import workbook

LAST_DIGIT = 1e-15  # what is written is exact; pandas' parser of numbers is not
TABLES = ("weights", "weighting", "diagnosis", "contributions", "carriers", "balance")
FILES = [
    *(f"{name}.{kind}" for name in TABLES for kind in ("csv", "json")),
    *("balance.png", "weighting.png", "recipe.toml", "report.html"),
]
TARGETS = ("--targets", "targets.csv")
HALVES = tk.Targets.from_shares({"age_group": {"18-24": 0.5, "25+": 0.5}})


def weight(*words: str) -> int:
    return run("weight", "answers.csv", *words)


def written(name: str) -> pd.DataFrame:
    return pd.read_csv(f"out/{name}.csv")


@pytest.fixture
def numbered(folder: Path) -> Path:
    """Return the folder, with a column of names in the survey: formulas, zeros, one blank."""
    frame = pd.read_csv("answers.csv", dtype="str", keep_default_na=False)
    frame["=id"] = [f"=0{row}" for row in range(len(frame))]
    frame["row"] = [f"{row:04d}" for row in range(len(frame))]
    frame["twice"] = ["", "a", "a", *map(str, range(len(frame) - 3))]
    frame.to_csv("answers.csv", index=False)
    return folder


def test_the_weights_are_those_of_the_verbs(folder: Path, capsys) -> None:
    assert weight(*TARGETS, "--cap", "2", "--floor", "0.3") == 0
    assert contents(folder / "out") == sorted(FILES)
    sample = tk.read("answers.csv")
    weights = tk.rake(sample, tk.read_targets("targets.csv"), cap=2, floor=0.3)
    found = tk.diagnose(sample.with_weights(weights))
    table = written("weights")
    assert list(table) == ["row", "weight"] and table["row"].tolist() == list(range(1, 181))
    assert table["weight"].tolist() == pytest.approx(weights.array, rel=LAST_DIGIT)
    expected = {
        "weighting": weights.table,
        "diagnosis": found.table,
        "contributions": found.contributions,
        "carriers": found.carriers,
        "balance": found.balance,
    }
    for name, each in expected.items():
        pd.testing.assert_frame_equal(
            written(name), each, rtol=LAST_DIGIT, check_dtype=False, check_categorical=False
        )
    about = json.loads(Path("out/diagnosis.json").read_text("utf-8"))
    assert about["verdict"] == found.verdict and about["text"] == found.text
    mine = tk.report(found, weights, to=folder / "mine.html")
    assert mine.path.read_bytes() == Path("out/report.html").read_bytes()
    told = " ".join(capsys.readouterr().out.split())
    for text in (found.text, weights.text, found.method):
        assert text in told


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["--cap", "median:3"], {"cap": ("median", 3)}),
        (["--floor", "quantile:0.1"], {"floor": ("quantile", 0.1)}),
        (["--within", "sex"], {"within": "sex"}),
    ],
)
def test_options_are_those_of_raking(folder: Path, capsys, words, options) -> None:
    assert weight(*TARGETS, *words) == 0
    weights = tk.rake(tk.read("answers.csv"), tk.read_targets("targets.csv"), **options)
    assert written("weights")["weight"].tolist() == pytest.approx(weights.array, rel=LAST_DIGIT)


@pytest.mark.parametrize("called", ["--missing", "--blanks"])
def test_blanks_are_told_and_treated_as_asked(folder: Path, capsys, called: str) -> None:
    Path("targets.csv").write_text("rss_use,share\nmonthly,0.5\nnever,0.5\n", "utf-8")
    assert weight(*TARGETS) == 2
    capsys.readouterr()
    assert weight(*TARGETS, called, "drop") == 0
    table = written("weights")
    blank = tk.read("answers.csv").frame["rss_use"].isna()
    assert ((table["weight"] == 0) == blank).all()
    told = " ".join(capsys.readouterr().out.split())
    assert "Note: rss_use is blank for 26 respondents; with missing='drop'" in told


def test_the_closest_weights_tell_what_stood_in_the_way(folder: Path, capsys) -> None:
    rows = "18-24,,,0.1\n25+,,,0.9\n,daily,,0.5\n,never,,0.25\n,weekly,,0.25\n"
    Path("targets.csv").write_text("age_group,blog_read,sex,share\n" + rows, "utf-8")
    assert weight(*TARGETS) == 2
    assert not Path("out").exists()
    capsys.readouterr()
    assert weight(*TARGETS, "--closest") == 0
    assert written("weighting")["gap"].abs().max() > 0.1
    told = " ".join(capsys.readouterr().out.split())
    assert "Problem: no weights meet these targets" in told
    assert "Make these weights anew" in told


def test_a_recipe_makes_the_same_weights_again(folder: Path, capsys) -> None:
    assert weight(*TARGETS, "--cap", "median:3", "--within", "sex") == 0
    before = {name: Path("out", name).read_bytes() for name in FILES}
    assert weight("--recipe", "out/recipe.toml", "--out", "ü 日") == 0
    assert contents(folder / "ü 日") == sorted(FILES)
    assert {name: Path("ü 日", name).read_bytes() for name in FILES} == before


def test_a_recipe_stays_where_it_is(folder: Path, capsys) -> None:
    assert weight(*TARGETS) == 0
    recipe = Path("out/recipe.toml")
    recipe.write_text("# ours\n" + recipe.read_text("utf-8"), "utf-8")
    before = recipe.read_bytes()
    assert weight("--recipe", "out/recipe.toml") == 0
    assert recipe.read_bytes() == before
    assert "15 files written to out" in capsys.readouterr().out


def test_respondents_are_named_by_their_column(numbered: Path, capsys) -> None:
    assert weight(*TARGETS, "--id", "=id") == 0
    lines = Path("out/weights.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("1,'=00,") and lines[180].startswith("180,'=0179,")
    assert "apostrophe" in json.loads(Path("out/weights.json").read_text("utf-8"))
    assert weight(*TARGETS, "--id", "row") == 0
    lines = Path("out/weights.csv").read_text("utf-8").splitlines()
    assert lines[0] == "row,id,weight" and lines[1].startswith("1,0000,")


def test_names_that_are_none_are_told(numbered: Path, capsys) -> None:
    assert weight(*TARGETS, "--id", "twice") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "twice: 3 respondents share their value with another, or have none; join the weights by row"
        in told
    )
    assert Path("out/weights.csv").read_text("utf-8").splitlines()[1].startswith("1,,")


def test_targets_in_a_workbook(folder: Path, capsys) -> None:
    pytest.importorskip("python_calamine")
    good = [["age_group", "share"], ["18-24", 0.5], ["25+", 0.5]]
    workbook(folder / "t.xlsx", ours=good, other=[["x"], ["y"]])
    assert weight("--targets", "t.xlsx", "--sheet", "ours") == 0
    weights = tk.rake(tk.read("answers.csv"), HALVES)
    assert written("weights")["weight"].tolist() == pytest.approx(weights.array, rel=LAST_DIGIT)


def test_no_input_is_written_over(folder: Path, capsys) -> None:
    for own in ("weights.csv", "profile.csv"):
        Path(own).write_bytes(Path("answers.csv").read_bytes())
        before = contents(folder)
        verb = "weight" if own == "weights.csv" else "profile"
        assert run(verb, own, *TARGETS, "--out", str(folder)) == 2
        told = capsys.readouterr()
        assert told.out == "" and "was read for this, and would be written over" in told.err
        assert contents(folder) == before
        assert Path(own).read_bytes() == Path("answers.csv").read_bytes()


def test_labels_of_every_kind_reach_the_page(folder: Path, capsys) -> None:
    shares = dict.fromkeys(SEXES, 0.5) | {SEXES[0]: 0.4, SEXES[1]: 0.6}
    rows = "".join(
        f'"{level.replace(chr(34), chr(34) * 2)}",{share}\n' for level, share in shares.items()
    )
    Path("doelen <b>.csv").write_text("sex,share\n" + rows, "utf-8")
    assert weight("--targets", "doelen <b>.csv") == 0
    page = Path("out/report.html").read_text("utf-8")
    assert "{日本};50%" in page and "<b>.csv" not in page
    assert set(written("weighting")["level"]) == set(SEXES)


def test_profiles_rake_with_the_same_options(folder: Path, capsys) -> None:
    options = ["--within", "sex", "--cap", "median:3", "--floor", "0.2", "--blanks", "keep_share"]
    assert run("profile", "answers.csv", *TARGETS, *options) == 0
    weights = tk.rake(
        tk.read("answers.csv"),
        tk.read_targets("targets.csv"),
        within="sex",
        cap=("median", 3),
        floor=0.2,
        missing="keep_share",
    )
    pd.testing.assert_frame_equal(written("weighting"), weights.table, rtol=LAST_DIGIT)
