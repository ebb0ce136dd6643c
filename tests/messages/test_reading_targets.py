"""Exact texts of what a targets file can get wrong."""

from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import TargetsError


def refused(folder: Path, text: str) -> str:
    path = folder / "targets.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TargetsError) as caught:
        tk.read_targets(path)
    return str(caught.value)


def test_rows(tmp_path: Path) -> None:
    text = """\
# populaton: adults
age,sex,share
18-24,,-0.1
25-44,,abc
45+,,
18-24,,0.2
,,0.5
65+
,Female,0.5,,7
,Male,12%
,Other,nan
,Female,0.5
,"Fem
ale",0.1
,Female,0.5
"""
    assert (
        refused(tmp_path, text)
        == """\
targets.csv: 10 problems:
- line 1: the comment names 'populaton'; did you mean 'population'?
- line 3: '-0.1' is negative; a target is 0 or more
- line 4: 'abc' is no number
- line 5: there is no value in 'share'
- line 7: no level is filled in; name at least one
- line 8: 1 field, but the header has 3
- line 9: 5 fields, but the header has 3
- line 10: '12%' is a percentage, but the column is 'share'; name it 'percent' or take the sign off
- line 11: 'nan' is no number
- line 15: the target of sex 'Female' stands in line 12 already; give it once"""
    )


def test_a_cross_that_stands_twice(tmp_path: Path) -> None:
    text = "age,sex,percent\n18+,F,100\n18+,F,0\n"
    assert refused(tmp_path, text) == (
        "targets.csv: line 3: the target of age '18+' x sex 'F' stands in line 2 already; "
        "give it once"
    )


def test_counts_that_group_thousands(tmp_path: Path) -> None:
    text = 'age,count\n18-24,"1,234"\n25-44,1.234\n45+,"1,234,567"\n65+,1 234\n'
    assert (
        refused(tmp_path, text)
        == """\
targets.csv: 4 problems:
- line 2: '1,234' may group thousands; write the count with digits only
- line 3: '1.234' may group thousands; write the count with digits only
- line 4: '1,234,567' may group thousands; write the count with digits only
- line 5: '1 234' may group thousands; write the count with digits only"""
    )


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (
            "age,sex,shares",
            "the last column must be 'share', 'percent' or 'count', not 'shares'; "
            "did you mean 'share'?",
        ),
        ("age,sex,weight", "the last column must be 'share', 'percent' or 'count', not 'weight'"),
        ("age,share,sex", "'share' must be the last column"),
        ("share", "there is no variable beside 'share'; give each variable a column"),
        ("age,,share", "column 2 has no name"),
        ("age,sex,age,share", "the variable 'age' has two columns; give it one"),
    ],
)
def test_headers(tmp_path: Path, header: str, problem: str) -> None:
    assert (
        refused(tmp_path, f"# year: 2026\n\n{header}\n1,2,3\n") == f"targets.csv: line 3: {problem}"
    )


def test_nothing_below_or_above(tmp_path: Path) -> None:
    assert refused(tmp_path, "age,share\n") == (
        "targets.csv: there is a header, but no target below it"
    )
    assert refused(tmp_path, "# year: 2026\n\n") == (
        "targets.csv: there is no header; name the variables and, last, share, percent or count"
    )


def test_sums(tmp_path: Path) -> None:
    assert refused(tmp_path, "age,percent\n18-24,12\n25+,78\n") == (
        "targets.csv: age: the percentages sum to 90.0000, not to 100; correct them, or pass "
        "normalise=True to divide them by their sum"
    )


def test_percentages_in_a_column_of_shares(tmp_path: Path) -> None:
    assert refused(tmp_path, "sex,share\nFemale,51\nMale,49\n") == (
        "targets.csv: sex: the values sum to 100.0000, which are percentages, not shares; name the "
        "last column 'percent', or divide them by 100"
    )
