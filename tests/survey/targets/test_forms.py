"""The form of a targets file: written whole, never over a filled one, read back as it stands."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError, QuestionError, TargetsError
from techno_kit.survey.targets.forms import marked, unmarked

HARD = ["=cmd()", "#1", "a,b", 'say "x"', "-5", "'t Gooi", "'=x", "日本", "<script>"]


@pytest.fixture
def sample() -> tk.Sample:
    frame = pd.DataFrame(
        {"age": ["18-34", "35+"] * 5, "sex": ["F", "M", None, "M", "F"] * 2, "size": [1.5, 2.0] * 5}
    )
    return tk.Sample.from_frame(frame).with_question(tk.Question("size", kind="number"))


def test_the_form_names_every_level_and_no_share(sample: tk.Sample) -> None:
    text = tk.Targets.template(sample, ["age", ("sex", "age"), "size"], within="age")
    assert text == (
        "# population: ; year: ; source: \n"
        "# within: age\n"
        "age,sex,size,percent\n"
        "18-34,,,\n"
        "35+,,,\n"
        "18-34,F,,\n"
        "35+,F,,\n"
        "18-34,M,,\n"
        "35+,M,,\n"
        ",,(mean),\n"
    )
    assert tk.Targets.template(sample, ["size"], unit="count").endswith("size,count\n(total),\n")


def test_a_form_that_is_filled_in_is_read(sample: tk.Sample, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    assert tk.Targets.template(sample, [("age", "sex"), "age"], path, within="age") == path
    lines = path.read_text("utf-8-sig").replace("population: ", "population: adults").split("\n")
    values = iter([50, 50, 40, 60, 30, 70])
    filled = [
        f"{line}{next(values)}" if line.endswith(",") and not line.startswith("#") else line
        for line in lines
    ]
    path.write_text("\n".join(filled), "utf-8")
    targets = tk.read_targets(path)
    assert (targets.within, targets.population, targets.year) == ("age", "adults", "")
    assert targets.margins[0].values == (50, 50, 40, 60)
    assert targets.check(sample, missing="drop").ok


def test_an_unfilled_form_tells_its_empty_lines(sample: tk.Sample, tmp_path: Path) -> None:
    path = Path(tk.Targets.template(sample, ["age", "sex"], tmp_path / "targets.csv"))
    with pytest.raises(TargetsError) as error:
        tk.read_targets(path)
    assert str(error.value) == (
        "targets.csv: lines 3 to 6 have no value in 'percent' yet; fill them in, or delete those "
        "that have no target"
    )
    path.write_text(path.read_text("utf-8-sig").replace("35+,,", "35+,,x"), "utf-8")
    with pytest.raises(TargetsError) as error:
        tk.read_targets(path)
    assert str(error.value) == (
        "targets.csv: 2 problems:\n"
        "- lines 3, 5 and 6 have no value in 'percent' yet; fill them in, or delete those that "
        "have no target\n"
        "- line 4: 'x' is no number"
    )


def test_labels_that_a_spreadsheet_or_the_file_would_misread(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"q": HARD}))
    path = Path(tk.Targets.template(sample, ["q"], tmp_path / "q.csv", unit="count"))
    text = path.read_text("utf-8-sig")
    assert "\n=" not in text and "\n#1" not in text
    lines = text.rstrip("\n").split("\n")
    path.write_text("\n".join([*lines[:2], *(f"{line}1" for line in lines[2:])]), "utf-8")
    assert {level for (level,) in tk.read_targets(path).margins[0].levels} == set(HARD)


@pytest.mark.parametrize("text", HARD)
def test_marks_are_taken_off_again(text: str) -> None:
    assert unmarked(marked(text)) == text


def test_a_file_that_is_there_stays(sample: tk.Sample, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("age,percent\n18-34,40\n35+,60\n", "utf-8")
    with pytest.raises(FileError) as error:
        tk.Targets.template(sample, ["age"], path)
    assert str(error.value) == (
        "targets.csv is there already, and may be filled in; choose another name, or pass "
        "overwrite=True"
    )
    assert tk.read_targets(path).margins[0].values == (40, 60)
    tk.Targets.template(sample, ["age"], path, overwrite=True)
    assert "18-34,\n" in path.read_text("utf-8-sig")
    assert [each.name for each in tmp_path.iterdir()] == ["targets.csv"]
    with pytest.raises(FileError, match="give it a name that ends in .csv"):
        tk.Targets.template(sample, ["age"], tmp_path / "targets.xlsx")


@pytest.mark.parametrize(
    ("margins", "options", "message"),
    [
        (
            ["agee", "both", ("size", "sex")],
            {"unit": "percents"},
            "targets.template: 4 problems:\n"
            "- unit is 'percents'; it is one of 'share', 'percent' and 'count'; did you mean "
            "'percent'?\n"
            "- there is no question or column 'agee'; did you mean 'age'?\n"
            "- both has overlapping answers; only questions with one answer can be raked on\n"
            "- size is a number without bands and has no levels to cross; ask for it alone, or "
            "give it bands",
        ),
        (
            ["age", "sex", "age"],
            {"within": "sx"},
            "targets.template: 2 problems:\n"
            "- age stands twice; give each variable, or each cross, one margin\n"
            "- within is 'sx', which is no variable of the targets; did you mean 'sex'?",
        ),
        (
            [],
            {},
            "targets.template takes a list of questions and crosses of questions, such as "
            '["age_group", ("sex", "region")], not []',
        ),
    ],
)
def test_what_is_refused(sample: tk.Sample, margins: list, options: dict, message: str) -> None:
    both = tk.Question("both", kind="multiple", columns={"a": "size"}, chosen=[2])
    with pytest.raises(QuestionError) as error:
        tk.Targets.template(sample.with_question(both), margins, **options)
    assert str(error.value) == message


def test_a_question_that_is_called_as_a_unit() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"count": ["a", "b"]}))
    with pytest.raises(QuestionError, match="a question cannot be called 'count'"):
        tk.Targets.template(sample, ["count"])
