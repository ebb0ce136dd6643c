"""What the command says of wrong use: one line on standard error, exit code 2, nothing written."""

from pathlib import Path

import pytest

from tests.cli.surveys import contents, run, write_survey

PROFILE = ["profile", "answers.csv"]
COMPARE = ["compare", "answers.csv", "--by", "sex"]
PLAN = ["plan", "answers.csv"]
WEIGHT = ["weight", "answers.csv"]
TARGETS = ["targets", "answers.csv"]
REPORT = ["report", "answers.csv"]
YOUNG = ["--people", "age_group=18-24"]
NO_CONDITION = "is no condition; write QUESTION=LEVEL, such as age_group=18-24"

NO_BOUND = (
    "is no bound; write a multiple of the mean weight, such as 5, or RULE:NUMBER, such as median:4"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a survey, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    write_survey(tmp_path)
    return tmp_path


WHOLE = [
    ([], "techno-kit: the following arguments are required: COMMAND"),
    (["profile"], "techno-kit profile: the following arguments are required: file"),
    (["demo", "extra"], "techno-kit: unrecognized arguments: extra"),
    (
        [*PROFILE, "--cap", "five"],
        f"techno-kit profile: argument --cap: 'five' {NO_BOUND}",
    ),
    (
        [*PROFILE, "--floor", "median:x"],
        f"techno-kit profile: argument --floor: 'median:x' {NO_BOUND}",
    ),
    ([*PROFILE, "--cap", "3"], "techno-kit: --cap needs --targets: it belongs to a raking"),
    (
        [*REPORT, "--within", "sex", "--floor", "0.2", "--blanks", "drop", "--sheet", "a"],
        "techno-kit: --sheet, --within, --floor and --blanks need --targets: they belong to a raking",
    ),
    (
        [*COMPARE, "--missing", "keep_share"],
        "techno-kit compare: argument --missing: 'keep_share' is about blanks in the variables of a raking; write --blanks keep_share",
    ),
    (
        [*PROFILE, "--targets", "targets.csv", "--cap", "medain:4"],
        "techno-kit: tk.rake: cap: 'medain' is no rule for a bound; it is one of 'mean', 'median', 'absolute', 'quantile' and 'iqr'",
    ),
    (
        [*PROFILE, "--targets", "targets.csv", "--sheet", "a"],
        "techno-kit: targets.csv: only workbooks have sheets; leave out sheet='a'",
    ),
    (WEIGHT, "techno-kit weight: one of the arguments --targets --recipe is required"),
    (
        [*WEIGHT, "--targets", "targets.csv", "--recipe", "r.toml"],
        "techno-kit weight: argument --recipe: not allowed with argument --targets",
    ),
    (
        [*WEIGHT, "--recipe", "r.toml", "--cap", "5"],
        "techno-kit: --cap does not go with --recipe: the recipe holds how the weights are made",
    ),
    (
        [*WEIGHT, "--recipe", "r.toml", "--missing", "drop", "--closest"],
        "techno-kit: --missing and --closest do not go with --recipe: the recipe holds how the weights are made",
    ),
    (
        [*WEIGHT, "--targets", "targets.csv", "--id", "age"],
        "techno-kit: there is no column 'age' to name respondents by",
    ),
    (
        [*WEIGHT, "--targets", "targets.csv", "--id", "Owns"],
        "techno-kit: there is no column 'Owns' to name respondents by; did you mean 'owns'?",
    ),
    (
        [*TARGETS, "--margin", "sex", "--out", "answers.csv"],
        "techno-kit: answers.csv is there already, and may be filled in; choose another name with --out",
    ),
    (
        [*TARGETS, "--margin", "sex", "--out", "x.xlsx"],
        "techno-kit: x.xlsx: the form is a CSV file; give it a name that ends in .csv",
    ),
    (
        [*TARGETS, "--margin", "age_grop", "--out", "x.csv"],
        "techno-kit: targets.template: there is no question or column 'age_grop'; did you mean 'age_group'?",
    ),
    (TARGETS, "techno-kit targets: one of the arguments --margin --check is required"),
    (
        [*TARGETS, "--margin", "sex", "--check", "targets.csv"],
        "techno-kit targets: argument --check: not allowed with argument --margin",
    ),
    (
        [*TARGETS, "--margin", "sex", "--cap", "5"],
        "techno-kit: --cap goes with --check, not with --margin",
    ),
    (
        [*TARGETS, "--margin", "sex", "--missing", "drop", "--sheet", "a"],
        "techno-kit: --sheet and --missing go with --check, not with --margin",
    ),
    (
        [*TARGETS, "--check", "targets.csv", "--unit", "share", "--out", "x.csv"],
        "techno-kit: --unit and --out go with --margin, not with --check",
    ),
    (
        [*TARGETS, "--check", "targets.csv", "--out", "x.csv"],
        "techno-kit: --out goes with --margin, not with --check",
    ),
    (
        [*PROFILE, "--targets", "targets.csv", "--cap", "1"],
        "techno-kit: tk.rake: cap is 1.0; it is a multiple of the mean weight above 1, such as 5",
    ),
    ([*PROFILE, "--where", "sex"], f"techno-kit: --where 'sex' {NO_CONDITION}"),
    ([*COMPARE, "--where", "=x"], f"techno-kit: --where '=x' {NO_CONDITION}"),
    ([*PROFILE, "--where", "sex= "], f"techno-kit: --where 'sex= ' {NO_CONDITION}"),
    (
        [*PROFILE, "--where", "sex=nobody"],
        "techno-kit: question 'sex' has no answer 'nobody'; its answers are 'Füße \"x\"' and '{日本};50%'",
    ),
    (
        [*PROFILE, "--by", "age_grop"],
        "techno-kit: there is no question or column 'age_grop'; did you mean 'age_group'?",
    ),
    (
        [*PROFILE, "--question", "own"],
        "techno-kit: there is no question or column 'own'; did you mean 'owns'?",
    ),
    ([*PROFILE, "--by", "sex,"], "techno-kit: there is no question or column ''"),
    (
        [*PROFILE, "--ladder", "2011"],
        "techno-kit: there is no ladder '2011'; the editions are 2007, 2008 and 2010, or name a .toml file; did you mean '2010'?",
    ),
    (
        [*PROFILE, "--confidence", "95"],
        "techno-kit: tk.profile: confidence is 95.0; it lies between 0 and 1, such as 0.95",
    ),
    (
        [*COMPARE, "--confidence", "95"],
        "techno-kit: tk.compare: confidence is 95.0; it lies between 0 and 1, such as 0.95",
    ),
    (
        [*PROFILE, "--ladder", "2010", "--question", "sex"],
        "techno-kit profile: argument --question: not allowed with argument --ladder",
    ),
    (
        [*COMPARE, "--question", "sex", "--ladder", "2008"],
        "techno-kit compare: argument --ladder: not allowed with argument --question",
    ),
    (PLAN, "techno-kit plan: the following arguments are required: --people"),
    ([*PLAN, "--people", "18-24"], f"techno-kit: --people '18-24' {NO_CONDITION}"),
    ([*REPORT, "--people", "age_group="], f"techno-kit: --people 'age_group=' {NO_CONDITION}"),
    (
        [*REPORT, "--objective", "supporting"],
        "techno-kit: --objective needs --people: an objective is set for somebody",
    ),
    (
        [*REPORT, "--question", "owns", *YOUNG],
        "techno-kit: --people needs a ladder: a plan rests on the rungs that its people are on; leave --question out",
    ),
    (
        [*PLAN, *YOUNG, "--objective", "suporting"],
        "techno-kit: tk.draft_plan: objective is 'suporting'; it is one of 'listening', 'talking', 'energizing', 'supporting' and 'embracing'; did you mean 'supporting'?",
    ),
    (
        [*REPORT, *YOUNG, "--objective", "tweeting"],
        "techno-kit: tk.draft_plan: objective is 'tweeting'; it is one of 'listening', 'talking', 'energizing', 'supporting' and 'embracing'",
    ),
    (
        [*PLAN, "--people", "age_group=18-25"],
        "techno-kit: tk.draft_plan: question 'age_group' has no answer '18-25'; its answers are '18-24' and '25+'; did you mean '18-24'?",
    ),
    (
        [*REPORT, "--people", "age_grop=18-24"],
        "techno-kit: tk.draft_plan: there is no question or column 'age_grop'; did you mean 'age_group'?",
    ),
    (
        [*REPORT, *YOUNG, "--objective", "talking", "--objective", "talking"],
        "techno-kit report: argument --objective: it was given more than once; give it once",
    ),
    (
        ["profile", "--ladder", "2008", "answers.csv", "--ladder", "2010"],
        "techno-kit profile: argument --ladder: it was given more than once; give it once",
    ),
    (
        ["demo", "--out", "a", "--out", "b"],
        "techno-kit demo: argument --out: it was given more than once; give it once",
    ),
    (
        ["lab", "--port", "x"],
        "techno-kit lab: argument --port: x is no port; a port is a number from 1 to 65535",
    ),
    (
        ["lab", "--port", "99999"],
        "techno-kit lab: argument --port: 99999 is no port; a port is a number from 1 to 65535",
    ),
    (
        ["report", "x.csv", "--title", "\udce9t"],
        "techno-kit report: argument --title: '\\udce9t' holds signs that this terminal's encoding "
        "does not know; set its language to one in UTF-8",
    ),
]
BEGINNINGS = [
    (["profile", "targets.csv", "--by", "share"], "techno-kit: Social Technographics ladder"),
    (["profile", "answer.csv"], "techno-kit: answer.csv: there is no such file in "),
    ([*PROFILE, "--mapping", "no.toml"], "techno-kit: no.toml: there is no such file in "),
    ([*PROFILE, "--ladder", "no.toml"], "techno-kit: no.toml: there is no such file in "),
    ([*PROFILE, "--targets", "no.csv"], "techno-kit: no.csv: there is no such file in "),
    ([*PROFILE, "--targets", "ours.toml"], "techno-kit: ours.toml: "),
    (
        [*PROFILE, "--interval", "exact"],
        "techno-kit profile: argument --interval: invalid choice: 'exact' (",
    ),
    (
        [*COMPARE, "--missing", "exact"],
        "techno-kit compare: argument --missing: invalid choice: 'exact' (",
    ),
    (
        [*COMPARE, "--adjust", "tukey"],
        "techno-kit compare: argument --adjust: invalid choice: 'tukey' (",
    ),
    ([*COMPARE, "--family", "all"], "techno-kit compare: argument --family: invalid choice: 'all'"),
    (["prophile", "a.csv"], "techno-kit: argument COMMAND: invalid choice: 'prophile' ("),
]


def told_and_nothing_written(folder: Path, capsys, words: list[str]) -> str:
    before = contents(folder)
    assert run(*words) == 2
    told = capsys.readouterr()
    assert told.out == "" and contents(folder) == before
    return told.err


@pytest.mark.parametrize(("words", "line"), WHOLE)
def test_wrong_use(folder: Path, capsys, words, line) -> None:
    assert told_and_nothing_written(folder, capsys, words) == line + "\n"


@pytest.mark.parametrize(("words", "beginning"), BEGINNINGS)
def test_what_a_verb_or_argparse_says_is_passed_on(folder: Path, capsys, words, beginning) -> None:
    told = told_and_nothing_written(folder, capsys, words)
    assert told.startswith(beginning)
    assert told.count("\n") == 1 or "problems" in told


def test_targets_that_do_not_fit_list_every_problem(folder: Path, capsys) -> None:
    (folder / "targets.csv").write_text("age_group,share\n18-24,0.5\n65+,0.5\n", "utf-8")
    told = told_and_nothing_written(folder, capsys, [*PROFILE, "--targets", "targets.csv"])
    assert told == (
        "techno-kit: targets and sample do not fit: age_group: the sample has no level '65+'; its levels are '18-24' and '25+'; did you mean '25+'?\n"
    )


def test_targets_that_do_not_fit_are_told_with_every_warning(folder: Path, capsys) -> None:
    rows = "18-24,,0.5\n65+,,0.5\n,no,0.9\n,yes,0.1\n"
    (folder / "targets.csv").write_text("age_group,owns,share\n" + rows, "utf-8")
    told = told_and_nothing_written(folder, capsys, [*WEIGHT, "--targets", "targets.csv"])
    assert told == (
        "techno-kit: targets and sample do not fit: 2 problems:\n"
        "- age_group: the sample has no level '65+'; its levels are '18-24' and '25+'; did you mean '25+'?\n"
        "- age_group: level '25+' has respondents (66.7% of the sample) but no target; add one, or merge the level with another\n"
        "Note: owns: level 'yes' is to shrink from 75.0% to 10.0%, to 0.13 of its share; check that both mean the same people\n"
    )


def test_what_was_read_is_not_written_over(folder: Path, capsys) -> None:
    (folder / "weights.csv").write_bytes((folder / "answers.csv").read_bytes())
    words = ["weight", "weights.csv", "--targets", "targets.csv", "--out", "."]
    assert told_and_nothing_written(folder, capsys, words) == (
        "techno-kit: weights.csv was read for this, and would be written over; choose another folder with --out\n"
    )
