"""Targets files: markets, numbers, census tables, and what a spreadsheet did to them."""

from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import TargetsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "targets.csv"


def read(path: Path, text: str, **options: object) -> tk.Targets:
    path.write_text(text, "utf-8")
    return tk.read_targets(path, **options)  # type: ignore[arg-type]


def refused(path: Path, text: str, **options: object) -> str:
    with pytest.raises(TargetsError) as error:
        read(path, text, **options)
    return str(error.value)


CROSS = "country,sex,share\nNL,F,0.5\nNL,M,0.5\nBE,F,0.6\nBE,M,0.4\n"


def test_within_is_stated_in_the_file_or_in_the_call(path: Path) -> None:
    for targets in (
        read(path, f"# within: country\n{CROSS}"),
        read(path, CROSS, within="country"),
        read(path, f"# within: sex\n{CROSS}", within="country"),
    ):
        assert targets.within == "country"
        assert targets.margins[0].shares.tolist() == [0.5, 0.5, 0.6, 0.4]
    assert "but to 1 in each level of 'country'; pass within='country'" in refused(path, CROSS)


def test_means_and_totals(path: Path) -> None:
    mean = read(path, "sex,size,percent\nF,,60\nM,,40\n,(mean),2.3\n")
    assert [each.variables for each in mean.margins] == [("sex",)]
    assert (mean.numbers[0].question, mean.numbers[0].value) == ("size", 2.3)
    assert read(path, "warmth,share\n(mean),-2.5\n").numbers[0].value == -2.5
    assert read(path, "income,count\n(total),12000000\n").numbers[0].unit == "count"


def test_means_that_do_not_stand_alone(path: Path) -> None:
    text = "sex,size,share\nF,(mean),2\n,(total),2\n,(mean),3\n,(mean),3\n"
    assert refused(path, text) == (
        "targets.csv: 3 problems:\n"
        "- line 2: a number stands alone in its row as '(mean)' where the unit is 'share'\n"
        "- line 3: a number stands alone in its row as '(mean)' where the unit is 'share'\n"
        "- line 5: the target of size '(mean)' stands in line 4 already; give it once"
    )


@pytest.mark.parametrize("dated", ["14-Oct", "Oct-14", "oct-14"])
def test_bands_that_a_spreadsheet_took_for_dates(path: Path, dated: str) -> None:
    text = f"age,sex,percent\n{dated},,20\n15-19,,30\n20+,,50\n{dated},F,100\n"
    assert refused(path, text) == (
        f"targets.csv: line 2: age {dated!r} looks like a band that a spreadsheet turned into a "
        "date; type it again in a column formatted as text"
    )


def test_months_that_are_meant(path: Path) -> None:
    assert read(path, "wave,percent\nOct-24,40\nNov-24,60\n").margins[0].values == (40, 60)


def test_a_census_table_is_summed(path: Path) -> None:
    text = "# source: Census\nage,sex,region,count\n"
    cells = [("18-34", 10), ("35+", 20)]
    text += "".join(
        f"{age},{sex},{region},{n + 5 * (sex == 'F') + 3 * (region == 'east')}\n"
        for age, n in cells
        for sex in "FM"
        for region in ("west", "east")
    )
    targets = read(path, text, margins=["age", ("sex", "region")])
    age, cross = targets.margins
    assert age.values == (56, 96)
    assert cross.values == (40, 46, 30, 36)
    assert (targets.source, targets.total) == ("Census", 152)
    total = text + "".join(
        f"{age},All,{region},{2 * n + 5 + 6 * (region == 'east')}\n"
        for age, n in cells
        for region in ("west", "east")
    )
    assert refused(path, total, margins=["age", "sex"]) == (
        "the census table: sex: 'All' is the sum of all other levels and would count everyone "
        "twice; leave its rows out"
    )


def test_margins_of_a_file_that_states_its_own(path: Path) -> None:
    message = (
        "targets.csv: margins= sums up a file that is one full cross, with every cell of every row "
        "filled; this file states margins of its own: leave margins= out"
    )
    for text in (
        "age,sex,count\n18+,,5\n,F,5\n",
        "age,sex,count\n18+,,5\n",
        "n,count\n(total),5\n",
    ):
        assert refused(path, text, margins=["age"]) == message
