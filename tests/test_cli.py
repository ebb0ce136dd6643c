"""The command: what it writes, and that wrong use is one line, exit code 2 and nothing written."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit import cli
from techno_kit.errors import FileError

ROOT = Path(__file__).parents[1]
LAST_DIGIT = 1e-15  # what is written is exact; pandas' parser of numbers is not
SEXES = ['Füße "x"', "{日本};50%"]
LADDER = """\
schema = "techno_kit/ladder/1"
id = "ours"
source = "our own"
[activities.blog_read]
label = { en = "Read blogs" }
[activities.rss_use]
label = { en = "Use RSS" }
[[rungs]]
id = "readers"
label = { en = "Readers {x}" }
at_least = "weekly"
any_of = ["blog_read", "rss_use"]
[[rungs]]
id = "others"
none = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one survey, its targets and a ladder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["blog_read", "rss_use", "age_group", "sex"])
        for row in range(180):
            often = ["daily", "never", "weekly"][row % 3]
            age = "18-24" if row % 3 == 0 else "25+"
            rows.writerow([often, "monthly" if row % 5 else "never", age, SEXES[row % 2]])
    targets = "age_group,share\n18-24,0.5\n25+,0.5\n"
    (tmp_path / "targets.csv").write_text(targets, "utf-8")
    (tmp_path / "ours.toml").write_text(LADDER, "utf-8")
    return tmp_path


def run(*words: str) -> int:
    try:
        return cli.main(words)
    except SystemExit as stop:  # as argparse leaves
        return int(stop.code or 0)


def profile(*words: str) -> int:
    return run("profile", "answers.csv", *words)


# --- what it does --------------------------------------------------------------------------------


def test_the_demo_tells_and_writes_the_main_job(folder: Path, capsys) -> None:
    assert run("demo") == 0
    told = capsys.readouterr()
    assert told.err == ""
    for part in (
        "Weighting: share of each level",
        "Before",
        "Creators",
        "95% intervals",
        "Synthetic",
    ):
        assert part in told.out
    files = ["ladder.png", "ladder_by_group.png", "profile.csv", "profile.json"]
    files += ["weighting.csv", "weighting.json", "weighting.png"]
    assert sorted(os.listdir(folder / "out")) == files
    assert told.out.rstrip().splitlines()[-1].startswith("7 files written to out: ladder.png, ")
    assert (folder / "out/ladder.png").read_bytes().startswith(b"\x89PNG")


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
    words = [
        "--where",
        f"sex={SEXES[1]}",
        "--where",
        "age_group=18-24",
        "--where",
        "age_group = 25+",
    ]
    options = ["--missing", "exclude", "--interval", "beta", "--confidence", "0.9"]
    assert profile("--ladder", "ours.toml", *words, *options) == 0
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
    assert not Path("out/ladder_by_group.png").exists() and not Path("out/weighting.csv").exists()


# --- wrong use -----------------------------------------------------------------------------------

ASKED = ["profile", "answers.csv"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "techno-kit: the following arguments are required: COMMAND"),
        (["profile"], "techno-kit profile: the following arguments are required: file"),
        (["demo", "extra"], "techno-kit: unrecognized arguments: extra"),
        (
            [*ASKED, "--cap", "five"],
            "techno-kit profile: argument --cap: invalid float value: 'five'",
        ),
        ([*ASKED, "--cap", "3"], "techno-kit: --cap needs --targets: a cap belongs to a raking"),
        (
            [*ASKED, "--targets", "targets.csv", "--cap", "1"],
            "techno-kit: tk.rake: cap is 1.0; it is a multiple of the mean weight above 1, such "
            "as 5",
        ),
        (
            [*ASKED, "--where", "sex"],
            "techno-kit: --where 'sex' is no condition; write QUESTION=LEVEL, such as "
            "age_group=18-24",
        ),
        (
            [*ASKED, "--where", "=x"],
            "techno-kit: --where '=x' is no condition; write QUESTION=LEVEL, such as "
            "age_group=18-24",
        ),
        (
            [*ASKED, "--where", "sex=nobody"],
            "techno-kit: question 'sex' has no answer 'nobody'; its answers are "
            "'Füße \"x\"' and '{日本};50%'",
        ),
        (
            [*ASKED, "--by", "age_grop"],
            "techno-kit: there is no question or column 'age_grop'; did you mean 'age_group'?",
        ),
        ([*ASKED, "--by", "sex,"], "techno-kit: there is no question or column ''"),
        (
            [*ASKED, "--ladder", "2011"],
            "techno-kit: there is no ladder '2011'; the editions are 2007, 2008 and 2010, or name "
            "a .toml file; did you mean '2010'?",
        ),
        (
            [*ASKED, "--confidence", "95"],
            "techno-kit: tk.profile: confidence is 95.0; it lies between 0 and 1, such as 0.95",
        ),
        (["profile", "targets.csv", "--by", "share"], "techno-kit: Social Technographics ladder"),
        (["profile", "answer.csv"], "techno-kit: answer.csv: there is no such file in "),
        ([*ASKED, "--mapping", "no.toml"], "techno-kit: no.toml: there is no such file in "),
        ([*ASKED, "--ladder", "no.toml"], "techno-kit: no.toml: there is no such file in "),
        ([*ASKED, "--targets", "no.csv"], "techno-kit: no.csv: there is no such file in "),
        ([*ASKED, "--targets", "ours.toml"], "techno-kit: ours.toml: "),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(folder: Path, capsys, words, line) -> None:
    before = sorted(os.listdir(folder))
    assert run(*words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(line)
    assert told.err.count("\n") == 1 or "problems" in told.err
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("option", ["--interval", "--missing"])
def test_an_option_that_is_none_lists_those_that_are(folder: Path, capsys, option: str) -> None:
    assert profile(option, "exact") == 2
    told = capsys.readouterr().err
    assert told.startswith(f"techno-kit profile: argument {option}: invalid choice: 'exact' (")
    assert told.count("\n") == 1


def test_targets_that_do_not_fit_list_every_problem(folder: Path, capsys) -> None:
    (folder / "targets.csv").write_text("age_group,share\n18-24,0.5\n65+,0.5\n", "utf-8")
    assert profile("--targets", "targets.csv") == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err == (
        "techno-kit: targets and sample do not fit: age_group: the sample has no level '65+'; its "
        "levels are '18-24' and '25+'; did you mean '25+'?\n"
    )
    assert not (folder / "out").exists()


def test_the_version(folder: Path, capsys) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"techno-kit {tk.__version__}\n"


def test_stopped_by_its_user(folder: Path, capsys, monkeypatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("techno_kit.profile", stopped, raising=False)
    assert profile() == 130
    told = capsys.readouterr()
    assert told.out == "" and told.err == "techno-kit: stopped\n"


# --- what cannot be written ----------------------------------------------------------------------


@pytest.mark.parametrize("out", ["answers.csv", "answers.csv/deep"])
def test_a_file_in_the_place_of_the_folder(folder: Path, capsys, out: str) -> None:
    before = (folder / "answers.csv").read_bytes()
    assert profile("--out", out) == 2
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
    assert sorted(os.listdir(folder / "out")) == ["profile.csv", "profile.json"]
    assert (folder / "out/profile.csv").read_text("utf-8") == "older"


def test_a_picture_that_fails_half_way_leaves_nothing(folder: Path, capsys, monkeypatch) -> None:
    def half(figure, target, **options) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", half)
    assert profile() == 2
    told = capsys.readouterr()
    assert "No space left on device" in told.err and told.err.count("\n") == 1
    assert os.listdir(folder / "out") == []


def test_an_error_of_ours_leaves_no_trace_back(folder: Path, capsys, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise FileError("{broken} 100%")

    monkeypatch.setattr("techno_kit.profile", broken, raising=False)
    assert profile() == 2
    assert capsys.readouterr().err == "techno-kit: {broken} 100%\n"


# --- as its own process --------------------------------------------------------------------------


def started(folder: Path, *words: str, **options) -> subprocess.Popen:
    paths = {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", **options.pop("env", {})}
    command = [sys.executable, "-m", "techno_kit", "profile", "answers.csv", *words]
    return subprocess.Popen(command, cwd=folder, env={**os.environ, **paths}, **options)


def test_a_console_that_lacks_signs_of_a_label(folder: Path) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = started(folder, "--by", "sex", env={"PYTHONIOENCODING": "ascii"}, **pipes)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and err == b""
    assert b"sex: F??e" in out
    assert "日本" in (folder / "out/profile.csv").read_text("utf-8")


def test_a_reader_who_leaves_early_loses_no_file(folder: Path) -> None:
    process = started(folder, "--by", "sex", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()
    assert len(os.listdir(folder / "out")) == 4
