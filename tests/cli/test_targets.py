"""``techno-kit targets``: the form to fill in, and the check of a filled one."""

from pathlib import Path

import pytest

import techno_kit as tk
from tests.cli.surveys import SEXES, contents, run


def targets(*words: str) -> int:
    return run("targets", "answers.csv", *words)


def test_a_form_is_that_of_the_verb(folder: Path, capsys) -> None:
    words = ["--margin", "age_group", "--margin", "sex, owns", "--unit", "count"]
    assert targets(*words, "--within", "sex", "--out", "form ü.csv") == 0
    margins = ["age_group", ("sex", "owns")]
    text = tk.Targets.template(tk.read("answers.csv"), margins, within="sex", unit="count")
    assert Path("form ü.csv").read_text("utf-8-sig") == text
    told = capsys.readouterr().out
    assert told.endswith(
        "The form is form ü.csv: fill in its last column and the lines that begin with #.\n"
    )


def test_a_form_is_called_targets_and_never_written_over(folder: Path, capsys) -> None:
    before = Path("targets.csv").read_bytes()
    assert targets("--margin", "sex") == 2
    assert Path("targets.csv").read_bytes() == before
    Path("targets.csv").unlink()
    assert targets("--margin", "sex") == 0
    assert Path("targets.csv").read_text("utf-8-sig").splitlines()[1] == "sex,percent"


def test_a_filled_form_weights(folder: Path, capsys) -> None:
    assert targets("--margin", "sex", "--out", "form.csv") == 0
    form = Path("form.csv").read_text("utf-8-sig").splitlines()
    filled = [*form[:2], *(f"{line}50" for line in form[2:])]
    Path("form.csv").write_text("\n".join(filled), "utf-8-sig")
    assert targets("--check", "form.csv") == 0
    told = capsys.readouterr().out
    assert "Targets beside the sample: nothing stands in the way" in told
    assert SEXES[1] in told and "Names proposed" not in told
    assert run("weight", "answers.csv", "--targets", "form.csv") == 0


def test_a_check_tells_problems_and_names_and_writes_nothing(folder: Path, capsys) -> None:
    Path("theirs.csv").write_text("Age_Group,share\n18 to 24,0.5\n25+,0.5\n", "utf-8")
    before = contents(folder)
    assert targets("--check", "theirs.csv") == 1
    assert contents(folder) == before
    told = " ".join(capsys.readouterr().out.split())
    for part in (
        "Problem: there is no question or column 'Age_Group'; did you mean 'age_group'?",
        "Names proposed for the targets",
        "18 to 24",
        "If they mean the same, rename them in theirs.csv; it stays as it is.",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("words", "code"), [([], 0), (["--cap", "1.2"], 1), (["--cap", "4", "--within", "sex"], 0)]
)
def test_a_check_knows_the_options_of_a_weighting(folder: Path, capsys, words, code) -> None:
    assert targets("--check", "targets.csv", *words) == code


def test_a_check_knows_what_a_blank_means(folder: Path, capsys) -> None:
    Path("targets.csv").write_text("rss_use,share\nmonthly,0.5\nnever,0.5\n", "utf-8")
    assert targets("--check", "targets.csv") == 1
    assert targets("--check", "targets.csv", "--missing", "keep_share") == 0
