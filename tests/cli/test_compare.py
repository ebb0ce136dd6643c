"""``techno-kit compare``: the tables of ``tk.compare``, and what is printed of them."""

import json
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from tests.cli.surveys import contents, run

LAST_DIGIT = 1e-15  # what is written is exact; pandas' parser of numbers is not
FILES = [
    *("differences.csv", "differences.json", "differences.png"),
    *("pairs.csv", "pairs.json", "tests.csv", "tests.json"),
]


def compare(*words: str) -> int:
    return run("compare", "answers.csv", *words)


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    return table.select_dtypes("number").reset_index(drop=True)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ((), {}),
        (("--adjust", "bh", "--family", "table"), {"adjust": "bh", "family": "table"}),
        (
            ("--confidence", "0.9", "--missing", "exclude"),
            {"confidence": 0.9, "missing": "exclude"},
        ),
        (("--where", "age_group=25+"), {"where": {"age_group": ["25+"]}}),
    ],
)
def test_the_tables_are_those_of_the_verb(folder: Path, capsys, words, options) -> None:
    assert compare("--by", "sex", *words) == 0
    found = tk.compare(tk.read("answers.csv"), tk.load_ladder("2010"), by="sex", **options)
    assert contents(folder / "out") == FILES
    tables = {"differences": found.table, "tests": found.tests, "pairs": found.pairs}
    for name, expected in tables.items():
        written = pd.read_csv(folder / f"out/{name}.csv")
        assert list(written) == list(expected)
        same = numbers(expected)
        pd.testing.assert_frame_equal(
            numbers(written)[list(same)], same, rtol=LAST_DIGIT, check_dtype=False
        )
        about = json.loads((folder / f"out/{name}.json").read_text("utf-8"))
        assert about["text"] == found.text and about["columns"] == list(expected)
    told = " ".join(capsys.readouterr().out.split())
    assert found.method in told and "7 files written to out: differences.csv, " in told


def test_weights_come_first(folder: Path, capsys) -> None:
    assert compare("--by", "age_group", "--question", "owns", "--targets", "targets.csv") == 0
    weighting = ["weighting.csv", "weighting.json", "weighting.png"]
    assert contents(folder / "out") == [*FILES, *weighting]
    table = pd.read_csv(folder / "out/differences.csv")
    assert set(table["answer"]) == {"no", "yes"}
    told = capsys.readouterr().out
    assert told.index("Weighting: share of each level") < told.index("p (adjusted)")


def test_groups_are_needed(folder: Path, capsys) -> None:
    assert compare() == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "techno-kit compare: the following arguments are required: --by\n"


def test_a_label_that_is_a_formula_stays_a_label(folder: Path, capsys) -> None:
    text = (folder / "answers.csv").read_text("utf-8").replace("18-24", '"=HYPERLINK(""x"")"')
    (folder / "answers.csv").write_text(text, "utf-8")
    assert compare("--by", "age_group", "--question", "owns") == 0
    levels = set(pd.read_csv(folder / "out/pairs.csv")["level_b"])
    assert levels == {'\'=HYPERLINK("x")'} or levels == {"25+"}
    level = pd.read_csv(folder / "out/differences.csv")["level"]
    assert '\'=HYPERLINK("x")' in set(level)
    assert "apostrophe" in json.loads((folder / "out/differences.json").read_text("utf-8"))
