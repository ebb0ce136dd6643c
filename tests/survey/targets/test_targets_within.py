"""Shares within each market, means and totals, and targets as plain dictionaries."""

import json
import tomllib

import pytest

from techno_kit.errors import TargetsError
from techno_kit.survey.spelling import table
from techno_kit.survey.targets.target_margins import Margin, NumberTarget
from techno_kit.survey.targets.target_set import Targets

CROSS = {
    ("NL", "F"): 0.5,
    ("NL", "M"): 0.5,
    ("BE", "F"): 0.6,
    ("BE", "M"): 0.4,
}
MARKETS = {("country", "sex"): CROSS, "country": {"NL": 0.7, "BE": 0.3}, "size": 2.3}


def told(make: object) -> str:
    with pytest.raises(TargetsError) as error:
        make()  # type: ignore[operator]
    return str(error.value)


def test_shares_within_sum_to_one_in_each_level() -> None:
    targets = Targets.from_shares(MARKETS, within="country")
    cross, alone = targets.margins
    assert cross.shares.tolist() == [0.5, 0.5, 0.6, 0.4]
    assert (cross.within, alone.within) == ("country", "")
    assert alone.shares.tolist() == [0.7, 0.3]


def test_counts_are_conditional_within_and_as_they_are_elsewhere() -> None:
    margin = Margin(("country", "sex"), tuple(CROSS), (20, 20, 45, 15), "count")
    assert margin.shares.tolist() == [0.2, 0.2, 0.45, 0.15]
    assert margin.shares_within("country").tolist() == [0.5, 0.5, 0.75, 0.25]
    assert margin.shares_within("sex").tolist() == pytest.approx(
        [20 / 65, 20 / 35, 45 / 65, 15 / 35]
    )
    assert margin.shares_within("region").tolist() == margin.shares.tolist()
    assert margin.sums_by("country") == {"NL": 40, "BE": 60}
    assert margin.values == (20, 20, 45, 15)


def test_a_market_of_nobody_has_shares_of_0() -> None:
    margin = Margin(("c", "s"), (("a", "x"), ("b", "x")), (0.0, 5.0), "count", "c")
    assert margin.shares.tolist() == [0.0, 1.0]


def test_shares_that_are_within_without_saying_so() -> None:
    assert told(lambda: Targets.from_shares(MARKETS)) == (
        "the targets: country x sex: the shares sum to 2.0000, not to 1, but to 1 in each level of "
        "'country'; pass within='country' if that is what they are"
    )
    percentages = {("country", "sex"): {key: 100 * each for key, each in CROSS.items()}}
    assert told(lambda: Targets.from_percentages(percentages)) == (
        "the targets: country x sex: the percentages sum to 200.0000, not to 100, but to 100 in "
        "each level of 'country'; pass within='country' if that is what they are"
    )


def test_shares_that_sum_to_one_by_either_variable_name_none() -> None:
    even = {("a", "b"): {(x, y): 0.5 for x in "kl" for y in "mn"}}
    assert told(lambda: Targets.from_shares(even)) == (
        "the targets: a x b: the shares sum to 2.0000, not to 1; correct them, or pass "
        "normalise=True to divide them by their sum"
    )


def test_one_level_that_does_not_sum_to_one() -> None:
    wrong = {("country", "sex"): {**CROSS, ("BE", "M"): 0.5}}
    assert told(lambda: Targets.from_shares(wrong, within="country")) == (
        "the targets: country x sex, country 'BE': the shares sum to 1.1000, not to 1; correct "
        "them, or pass normalise=True to divide them by their sum"
    )
    made = Targets.from_shares(wrong, within="country", normalise=True)
    assert made.margins[0].shares.tolist() == pytest.approx([0.5, 0.5, 0.6 / 1.1, 0.5 / 1.1])


def test_within_another_name() -> None:
    assert told(lambda: Targets.from_shares({"country": {"NL": 1.0}}, within="contry")) == (
        "the targets: within is 'contry', which is no variable of the targets; did you mean "
        "'country'?"
    )


def test_counts_that_disagree_about_the_size_of_a_market() -> None:
    counts = {("c", "s"): {("a", "x"): 10, ("b", "x"): 30}, "c": {"a": 20, "b": 20}}
    assert told(lambda: Targets.from_counts(counts, within="c")) == (
        "the targets: 2 problems:\n"
        "- the margins disagree about the size of c 'a': c x s 10 and c 20\n"
        "- the margins disagree about the size of c 'b': c x s 30 and c 20"
    )


# --- numbers -------------------------------------------------------------------------------------


def test_a_number_is_a_mean_or_a_total() -> None:
    assert Targets.from_shares({"size": 2.3}).numbers == (NumberTarget("size", 2.3, "share"),)
    mean = Targets.from_percentages({"size": 2})
    total = Targets.from_counts({"income": 1e6})
    assert mean.table.to_numpy().tolist() == [["size", "(mean)", 2.0]]
    assert total.table.to_numpy().tolist() == [["income", "(total)", 1e6]]
    assert (total.unit, total.total, total.variables) == ("count", None, ())
    assert "2.30" in str(Targets.from_shares(MARKETS, within="country"))


def test_numbers_that_are_none() -> None:
    assert told(lambda: Targets.from_shares({"size": float("nan")})) == (
        "the targets: size: nan is no target; a mean or total is a finite number"
    )
    assert told(lambda: Targets.from_shares({("a", "b"): 1.0, "c": True})) == (
        "the targets: 2 problems:\n"
        "- a x b: the levels and their targets are a dictionary or a Series, not a float\n"
        "- c: the levels and their targets are a dictionary or a Series, not a bool"
    )


# --- dictionaries --------------------------------------------------------------------------------

KINDS = [
    Targets.from_shares(MARKETS, within="country", population="adults", year="2026", source="ours"),
    Targets.from_counts({"sex": {"F": 10, "M": 11.5}, "income": 1e6}),
    Targets.from_percentages({"sex": {"F": 60, "M": 50}}, normalise=True),
    Targets.from_shares({"size": 1 / 3}),
    Targets.from_margins(
        [Margin(("q",), (("=x",), ('"',)), (0.1, 0.9), se=(0.01, 0.02))], notes="a"
    ),
]


@pytest.mark.parametrize("targets", KINDS, ids=range(len(KINDS)))
def test_a_dictionary_and_toml_give_the_targets_back(targets: Targets) -> None:
    entries = targets.to_dict()
    assert Targets.from_dict(entries) == targets
    assert Targets.from_dict(json.loads(json.dumps(entries))) == targets
    written = tomllib.loads(table("[targets]", entries))["targets"]
    assert Targets.from_dict(written) == targets


def test_dictionaries_that_are_none() -> None:
    assert told(lambda: Targets.from_dict([1])) == (
        "targets are a dictionary as targets.to_dict() returns, not a list"
    )
    entries = {
        "unitt": "share",
        "margins": [
            {"variables": ["a"], "levels": [["x"], ["y", "z"]], "values": [1, 2, 3]},
            {"variables": ["a"], "levels": ["x"]},
        ],
        "numbers": [{"question": "n"}],
    }
    assert told(lambda: Targets.from_dict(entries)) == (
        "the targets: 7 problems:\n"
        "- unitt: there is no such key; did you mean 'unit'?\n"
        "- margins[2].levels[1]: must be a list, not 'x'; write it in [ ]\n"
        "- margins[2]: the key 'values' is missing\n"
        "- numbers[1]: the key 'value' is missing\n"
        "- the key 'unit' is missing\n"
        "- margins[1]: levels, values and se belong together, 2 of each\n"
        "- margins[1]: each of the levels has 1 part, one a variable"
    )
