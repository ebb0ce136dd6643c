"""Targets check themselves before they meet a sample."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import TargetsError
from techno_kit.survey.targets.target_set import Margin, Targets

SEX = {"Female": 0.52, "Male": 0.48}


def refused(make: object) -> str:
    with pytest.raises(TargetsError) as error:
        make()  # type: ignore[operator]
    return str(error.value)


def shares(values: dict, **options: object) -> str:
    return refused(lambda: Targets.from_shares(values, **options))  # type: ignore[arg-type]


# --- what they are -------------------------------------------------------------------------------


def test_shares_percentages_and_counts_are_the_same_shares() -> None:
    tables = [
        Targets.from_shares({"sex": SEX}),
        Targets.from_percentages({"sex": {"Female": 52, "Male": 48}}),
        Targets.from_counts({"sex": {"Female": 5200, "Male": 4800}}),
    ]
    assert [each.unit for each in tables] == ["share", "percent", "count"]
    assert [each.total for each in tables] == [None, None, 10_000]
    for each in tables:
        assert each.table["target"].tolist() == pytest.approx([0.52, 0.48])


def test_levels_are_known_by_their_text() -> None:
    made = Targets.from_shares({"code": {1: 0.5, 2.0: 0.25, np.int64(3): 0.15, " x ": 0.1}})
    assert made.margins[0].levels == (("1",), ("2",), ("3",), ("x",))


def test_numbers_of_any_kind_are_values() -> None:
    made = Targets.from_shares({"q": {"a": np.float32(0.5), "b": Fraction(1, 4), "c": 0.25}})
    assert made.margins[0].values == (0.5, 0.25, 0.25)


def test_a_cross_names_all_its_variables() -> None:
    made = Targets.from_shares({("age", "sex"): {(18, "F"): 0.6, ("35+", "M"): 0.4}})
    assert made.margins[0].levels == (("18", "F"), ("35+", "M"))
    assert made.table["variable"].tolist() == ["age x sex"] * 2
    assert made.table["level"].tolist() == ["18 x F", "35+ x M"]
    assert made.variables == ("age", "sex")


def test_variables_are_named_once_in_order() -> None:
    cross = {("b", "a"): {("x", "y"): 1.0}}
    assert Targets.from_shares({"c": {1: 1}, **cross, "a": {"y": 1}}).variables == ("c", "b", "a")


def test_the_caption_joins_what_is_stated() -> None:
    made = Targets.from_shares({"sex": SEX}, population="Adults", source="Census")
    assert made.caption == "Adults, Census"
    assert Targets.from_shares({"sex": SEX}).caption == ""


def test_a_target_of_zero_is_a_target() -> None:
    made = Targets.from_shares({"sex": {**SEX, "Other": 0}})
    assert made.margins[0].shares.tolist() == pytest.approx([0.52, 0.48, 0])


# --- sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [0.999, 1.0, 1.001])
def test_printed_shares_may_miss_one_by_a_thousandth(total: float) -> None:
    made = Targets.from_shares({"sex": {"F": 0.5, "M": total - 0.5}})
    assert made.margins[0].shares.sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("total", [0.99, 1.0011, 1.1, 2, 50, 98])
def test_sums_that_are_off_are_refused_unless_normalised(total: float) -> None:
    values = {"sex": {"F": total * 0.6, "M": total * 0.4}}
    assert shares(values) == (
        f"the targets: sex: the shares sum to {total:,.4f}, not to 1; correct them, or pass "
        "normalise=True to divide them by their sum"
    )
    made = Targets.from_shares(values, normalise=True)
    assert made.margins[0].shares.tolist() == pytest.approx([0.6, 0.4])


def test_percentages_off_by_more_than_a_tenth() -> None:
    made = Targets.from_percentages({"sex": {"F": 60, "M": 40.1}})
    assert made.margins[0].shares.sum() == pytest.approx(1, abs=1e-15)
    assert refused(lambda: Targets.from_percentages({"sex": {"F": 60, "M": 41}})) == (
        "the targets: sex: the percentages sum to 101.0000, not to 100; correct them, or pass "
        "normalise=True to divide them by their sum"
    )


@pytest.mark.parametrize("normalise", [False, True])
def test_percentages_given_as_shares_are_told_apart(normalise: bool) -> None:
    assert shares({"sex": {"F": 60, "M": 40}}, normalise=normalise) == (
        "the targets: sex: the values sum to 100.0000, which are percentages, not shares; use "
        "tk.Targets.from_percentages, or divide them by 100"
    )


def test_shares_given_as_percentages_are_told_apart() -> None:
    assert refused(lambda: Targets.from_percentages({"sex": SEX})) == (
        "the targets: sex: the values sum to 1.0000, which are shares, not percentages; use "
        "tk.Targets.from_shares, or multiply them by 100"
    )


def test_counts_need_not_sum_to_anything_but_must_agree() -> None:
    assert Targets.from_counts({"a": {"x": 1}, "b": {"y": 1.0009}}).total == 1
    assert refused(lambda: Targets.from_counts({"a": {"x": 1000}, "b": {"y": 1002}})) == (
        "the targets: the margins disagree about the population's size: a 1,000 and b 1,002"
    )


# --- what is refused -----------------------------------------------------------------------------


def test_no_margin() -> None:
    assert shares({}) == (
        "the targets: there is no margin; name at least one variable with its levels"
    )


def test_every_problem_at_once() -> None:
    values = {
        "sex": {"F": -0.1, "M": float("nan"), "X": float("inf")},
        "code": {1: 0.5, "1": 0.5},
        "none": {},
        "flat": {"a": 0, "b": 0},
    }
    assert shares(values) == (
        "the targets: 6 problems:\n"
        "- sex, level 'F': -0.1 is no target; a target is a number of 0 or more\n"
        "- sex, level 'M': nan is no target; a target is a number of 0 or more\n"
        "- sex, level 'X': inf is no target; a target is a number of 0 or more\n"
        "- code: level '1' stands twice; give it one value\n"
        "- none: the values sum to 0\n"
        "- flat: the values sum to 0"
    )


def test_a_margin_twice_whatever_the_order_of_its_variables() -> None:
    cross = {("a", "b"): {("x", "y"): 1.0}, ("b", "a"): {("y", "x"): 1.0}}
    assert shares(cross) == (
        "the targets: b x a stands twice; give each variable, or each cross, one margin"
    )


def test_values_that_are_no_numbers() -> None:
    assert shares({"sex": {"F": "0.5", "M": 0.5}, "age": {"x": Decimal(1)}}) == (
        "the targets: 2 problems:\n- sex: '0.5' is no number\n- age: Decimal('1') is no number"
    )


@pytest.mark.parametrize("key", ["young", ("young",), ("young", "F", "x"), 1])
def test_keys_that_do_not_fit_a_cross(key: object) -> None:
    assert shares({("age", "sex"): {key: 1.0}}) == (
        f"the targets: age x sex: {key!r} is no key of this cross; each key is a tuple of 2 levels"
    )


def test_margins_of_several_units() -> None:
    margins = [
        Margin(("a",), (("x",),), (1.0,), "share"),
        Margin(("b",), (("y",),), (100.0,), "percent"),
    ]
    assert refused(lambda: Targets.from_margins(margins, subject="targets.csv")) == (
        "targets.csv: the margins mix share and percent; give all of them in one unit"
    )


def test_a_series_gives_levels_and_targets() -> None:
    frame = pd.DataFrame({"sex": ["Female", "Male", "Male", "Male"], "age": [1, 1, 2, 2]})
    shares = {
        "sex": frame["sex"].value_counts(normalize=True),
        ("sex", "age"): frame.value_counts(["sex", "age"], normalize=True),
    }
    alone, cross = Targets.from_shares(shares).margins
    assert dict(zip(alone.levels, alone.values, strict=True)) == {
        ("Male",): 0.75,
        ("Female",): 0.25,
    }
    assert dict(zip(cross.levels, cross.values, strict=True)) == {
        ("Male", "2"): 0.5,
        ("Male", "1"): 0.25,
        ("Female", "1"): 0.25,
    }


# --- faces ---------------------------------------------------------------------------------------


def test_targets_show_themselves_as_a_table() -> None:
    shares = {"sex": {"Female": 0.515, "<b>Male": 0.485}}
    targets = Targets.from_shares(shares, population="adults", year="2026")
    html, text = targets._repr_html_(), str(targets)
    for each in ("51.5%", "48.5%", "adults, 2026"):
        assert each in html and each in text
    assert "&lt;b&gt;Male" in html and "<b>" not in html
    counts = Targets.from_counts({"sex": {"Female": 1200, "Male": 900}})
    assert "1,200" in counts._repr_html_() and "%" not in str(counts)
