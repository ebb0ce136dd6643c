"""Census tables in long form are summed; what would count people twice is refused."""

import itertools

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import QuestionError, TargetsError
from techno_kit.survey.targets.target_set import Targets

AGES, SEXES, REGIONS = ["18-34", "35-54", "55+"], ["Female", "Male"], ["west", "east"]


def table(**columns: object) -> pd.DataFrame:
    cells = list(itertools.product(AGES, SEXES, REGIONS))
    frame = pd.DataFrame(cells, columns=["age", "sex", "region"])
    return frame.assign(**{"count": [7 * place + 100 for place in range(12)], **columns})


def refused(frame: pd.DataFrame, margins: list | None = None, **options: object) -> str:
    with pytest.raises((TargetsError, QuestionError)) as error:
        Targets.from_long(frame, margins or ["age", "sex"], **options)  # type: ignore[arg-type]
    return str(error.value)


def test_cells_are_summed_to_margins() -> None:
    frame = table()
    targets = Targets.from_long(frame, ["age", ("sex", "region")], population="adults", year="2026")
    age, cross = targets.margins
    expected = frame.groupby("age")["count"].sum()
    assert (
        dict(zip([each for (each,) in age.levels], age.values, strict=True)) == expected.to_dict()
    )
    assert cross.levels == tuple(itertools.product(SEXES, REGIONS))
    assert cross.values == tuple(
        frame.groupby(["sex", "region"], sort=False)["count"].sum().tolist()
    )
    assert (targets.unit, targets.total) == ("count", frame["count"].sum())
    assert targets.caption == "adults, 2026"


def test_rows_in_any_order_and_categories_keep_theirs() -> None:
    shuffled = table().sample(frac=1, random_state=3)
    ordered = shuffled.assign(age=pd.Categorical(shuffled["age"], AGES, ordered=True))
    assert Targets.from_long(ordered, ["age"]) == Targets.from_long(table(), ["age"])
    assert shuffled.columns.tolist() == table().columns.tolist()


def test_shares_stay_shares() -> None:
    counts = table()["count"]
    frame = table().drop(columns="count").assign(share=counts / counts.sum())
    targets = Targets.from_long(frame, ["sex"], value="share")
    assert (targets.unit, sum(targets.margins[0].values)) == ("share", pytest.approx(1))


def test_within() -> None:
    made = Targets.from_long(table(), [("region", "age"), "region"], within="region")
    assert made.margins[0].within == "region"
    assert made.margins[0].shares[:3].sum() == pytest.approx(1)
    assert "within is 'regio'" in refused(table(), ["region"], within="regio")


def test_everything_that_is_wrong_with_the_cells() -> None:
    frame = table(
        age=[None, *table()["age"][1:]], count=["many", -1, *table()["count"].tolist()[2:]]
    )
    doubled = pd.concat([frame, frame.iloc[[4, 5]]], ignore_index=True)
    assert refused(doubled) == (
        "the census table: 3 problems:\n"
        "- age is blank in rows 1; name the level, or leave out the rows of totals that have none\n"
        "- count holds 'many' in rows 1; a value is a number\n"
        "- 2 rows repeat another row in everything but the value (rows 13 and 14); keep one of "
        "each, or name what tells them apart in a column"
    )
    assert refused(table(count=[-1] * 10 + [5, 6])) == (
        "the census table: count is negative in rows 1, 2, 3, 4, 5, 6, 7, 8 and 2 more; a value "
        "is 0 or more"
    )


@pytest.mark.parametrize("place", [0, 5, 12])
def test_a_level_that_is_the_sum_of_the_others(place: int) -> None:
    frame = table()
    both = frame.groupby(["age", "region"], sort=False, as_index=False)["count"].sum()
    rows = [frame.iloc[:place], both.assign(sex="Both sexes"), frame.iloc[place:]]
    told = "the census table: sex: 'Both sexes' is the sum of all other levels and would count"
    assert refused(pd.concat(rows)).startswith(told)


def test_a_total_by_another_name() -> None:
    frame = table()
    every = frame.groupby(["sex", "region"], sort=False, as_index=False)["count"].sum()
    told = refused(pd.concat([frame, every.assign(age="18 and over")]))
    assert "age: '18 and over' is the sum of all other levels" in told
    alone = pd.DataFrame({"q": ["a", "b", "c"], "count": [1200, 900, 300]})
    assert "q: 'a' is the sum" in refused(alone, ["q"])


@pytest.mark.parametrize(
    "counts", [{"F": 500, "M": 500}, {"a": 5, "b": 3, "c": 2}, {"F": 1, "M": 1}]
)
def test_sums_that_chance_may_have_made(counts: dict[str, int]) -> None:
    frame = pd.DataFrame({"q": list(counts), "count": list(counts.values())})
    assert Targets.from_long(frame, ["q"]).margins[0].values == tuple(counts.values())


def test_columns_that_are_not_there() -> None:
    assert refused(table(), ["agee"], value="n") == (
        "the census table: 2 problems:\n"
        "- there is no column 'agee'; the columns are 'age', 'sex', 'region' and 'count'; did you "
        "mean 'age'?\n"
        "- there is no column 'n'; the columns are 'age', 'sex', 'region' and 'count'"
    )
    assert refused(table(), ["count"]) == (
        "the census table: 'count' is the column of values and cannot be a margin too"
    )
    assert refused(table().iloc[:0]) == "the census table: it has no rows"
    assert "a dictionary goes into tk.Targets.from_counts" in refused({"age": 1})  # type: ignore[arg-type]
    assert "not 'age'" in refused(table(), "age")  # type: ignore[arg-type]


COUNTRIES = {"NL": 1, "BE": 2, "DE": 5}


def markets() -> pd.DataFrame:
    """Return a table of three countries, none of whose counts is a sum of others."""
    parts = [
        table(count=[n * (7 * place + 1000) + place % 5 for place in range(12)]).assign(
            country=name
        )
        for name, n in COUNTRIES.items()
    ]
    return pd.concat(parts, ignore_index=True)


def with_total(
    frame: pd.DataFrame, column: str, level: object, factor: float = 1.0
) -> pd.DataFrame:
    """Add a level that is the sum of a column's others, in every cell of the other columns."""
    rest = [each for each in frame if each not in (column, "count")]
    sums = frame.groupby(rest, sort=False, as_index=False)["count"].sum()
    sums["count"] = (sums["count"] * factor).round()
    return pd.concat([frame, sums.assign(**{column: level})], ignore_index=True)


NAMES = ["Total", "TOTAL", "Totaal", "合計", "Gesamt", "Insgesamt", "Ensemble", "Totale", "_T"]
UNCLEAR = ["All", "All countries", "Benelux and Germany", "T", "Total (3 countries)"]


@pytest.mark.parametrize("level", [*NAMES, *UNCLEAR])
def test_totals_in_a_column_that_is_summed_over(level: str) -> None:
    told = refused(with_total(markets(), "country", level), ["sex", "age"])
    assert told == (
        f"the census table: country: {level!r} is the sum of all other levels and would count "
        "everyone twice, because the table is summed over country; keep its rows alone, "
        f'frame[frame["country"] == "{level}"], or leave them out, frame[frame["country"] != '
        f'"{level}"]'
    )


@pytest.mark.parametrize("level", [*NAMES, "All", "All countries"])
def test_totals_of_rounded_figures(level: str) -> None:
    rounded = with_total(markets(), "country", level, factor=1.002)
    assert f"country: {level!r} is the sum" in refused(rounded, ["sex"])


def test_a_name_that_says_total_is_enough() -> None:
    suppressed = with_total(markets(), "country", "Total", factor=1.2)
    assert "country: 'Total' is the sum" in refused(suppressed, ["sex"])
    other = with_total(markets(), "country", "All", factor=1.2)
    assert "All" in Targets.from_long(other, ["country"]).table["level"].tolist()


def test_the_cure_in_code_cures() -> None:
    frame = with_total(markets(), "country", "Total")
    clean = Targets.from_long(markets(), ["sex"])
    assert Targets.from_long(frame[frame["country"] == "Total"], ["sex"]) == clean
    assert Targets.from_long(frame[frame["country"] != "Total"], ["sex"]) == clean


def test_totals_in_several_columns() -> None:
    cube = with_total(with_total(markets(), "country", "EU3"), "sex", "Sexes together")
    told = refused(cube, ["age", "sex"])
    assert "2 problems" in told
    assert "country: 'EU3' is the sum" in told and "sex: 'Sexes together' is the sum" in told


@pytest.mark.parametrize("level", ["Total", "Everyone here"])
def test_a_row_that_sums_a_country(level: str) -> None:
    frame = markets().groupby(["country", "age"], sort=False, as_index=False)["count"].sum()
    sums = frame.groupby("country", sort=False, as_index=False)["count"].sum().assign(age=level)
    told = f"age: '{level}' is the sum of all other levels"
    assert told in refused(pd.concat([frame, sums]), ["country", "age"])
    assert told in refused(pd.concat([frame, sums.iloc[:1]]), ["country", "age"])
    assert told in refused(pd.concat([frame, sums]), ["country"])


@pytest.mark.parametrize("level", ["Total", "Everywhere", None])
def test_one_row_that_sums_everything(level: str | None) -> None:
    frame = markets().groupby(["country", "sex"], sort=False, as_index=False)["count"].sum()
    row = pd.DataFrame({"country": [level], "sex": ["all"], "count": [frame["count"].sum()]})
    told = refused(pd.concat([frame, row]), ["sex"])
    shown = "the blank level" if level is None else repr(level)
    assert f"country: {shown} is the sum" in told and "sex: 'all' is the sum" in told


def test_columns_that_follow_from_another_hide_no_total() -> None:
    frame = with_total(markets(), "country", "EU3")
    coded = frame.assign(code=frame["country"].str.lower(), row=range(len(frame)))
    coded["se"] = np.arange(len(frame)) / 7
    told = refused(coded, ["sex"])
    assert "country: 'EU3' is the sum" in told and "row:" not in told and "se:" not in told


def test_a_code_beside_a_name_hides_no_sum_of_one_country() -> None:
    frame = markets().groupby(["country", "age"], sort=False, as_index=False)["count"].sum()
    sums = frame.groupby("country", sort=False, as_index=False)["count"].sum().iloc[:2]
    made = pd.concat([frame, sums.assign(age="Everyone here")])
    coded = made.assign(code=made["age"].str[:3])
    assert "age: 'Everyone here' is the sum" in refused(coded, ["country", "age"])


def test_levels_that_only_look_like_totals() -> None:
    halves = pd.DataFrame(
        {"sex": ["Male persons", "Female persons", "Other persons"], "count": [4995, 4990, 10]}
    )
    assert len(Targets.from_long(halves, ["sex"]).margins[0].values) == 3
    device = pd.DataFrame({"device": ["Phone", "Laptop", "Both"], "count": [2000, 1500, 3900]})
    assert len(Targets.from_long(device, ["device"]).margins[0].values) == 3
    alone = table(country="Total")
    assert Targets.from_long(alone, ["sex"]).total == alone["count"].sum()
    nested = pd.DataFrame(
        {"province": ["a", "a", "a", "b", "b"], "town": list("vwxyz"), "count": [90, 50, 40, 7, 7]}
    )
    assert Targets.from_long(nested, ["province"]).total == 194


def test_a_large_table_is_quick() -> None:
    towns = pd.DataFrame({"town": [f"t{place}" for place in range(3000)]})
    frame = towns.merge(table(), how="cross")
    frame["count"] += np.arange(len(frame))
    assert Targets.from_long(frame, ["sex"]).margins[0].levels == (("Female",), ("Male",))
