"""What is said where no weights meet the targets: the reason, how near one gets, what helps."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import WeightingError
from techno_kit.numerics.feasibility import margin_cells
from techno_kit.numerics.feasible_bounds import largest_floor
from techno_kit.numerics.quarrels import Quarrel, quarrels
from techno_kit.survey.targets.quarrelling import Names, reason, rounded_down, rounded_up
from tests.survey.explaining import explained

MORE = "More: docs/weighting.md#{} in the kit's repository."


def told(rows: Mapping[tuple[str, ...], int], **options: object) -> str:
    """Rake respondents, counted by age, region and the like, and return what is said."""
    targets = options.pop("targets")
    names = list(targets)  # type: ignore[call-overload]
    people = [key for key, n in rows.items() for _ in range(n)]
    sample = tk.Sample.from_frame(pd.DataFrame(people, columns=names))
    with pytest.raises(WeightingError) as error:
        tk.rake(sample, tk.Targets.from_shares(targets), **options)  # type: ignore[arg-type]
    return str(error.value)


ROWS = {
    ("18-34", "North"): 20,
    ("18-34", "East"): 20,
    ("35-64", "North"): 15,
    ("35-64", "East"): 15,
    ("65+", "North"): 5,
    ("65+", "East"): 5,
    ("65+", "South"): 20,
}
AGES = {"18-34": 0.4, "35-64": 0.48, "65+": 0.12}
REGIONS = {"North": 0.4, "East": 0.4, "South": 0.2}


def test_one_level_inside_another() -> None:
    assert told(ROWS, targets={"age": AGES, "region": REGIONS}) == (
        "no weights meet these targets: everyone at South (region) is at 65+ (age), so the target of the one, 20.0%, cannot exceed that of the other, 12.0%. "
        "No weights come nearer than 4.0 points on every level. "
        "What would help: merge 35-64 and 65+ (age); or merge East and South (region); or merge North and South (region); or drop the margin age or region; "
        'or take the closest weights, with their gaps, by on_infeasible="closest". '
        "The levels of region have no order that is known here, so that any two may be merged and size alone ranks the merges; if they have an order, name it "
        '(in the mapping kind = "scale" and the levels in order, or an ordered pandas categorical), and only neighbours are merged. '
        'The first merge in code: targets = targets.collapse({"age": {"35-64 or 65+": ["35-64", "65+"]}}); sample = sample.merge_levels("age", {"35-64 or 65+": ["35-64", "65+"]}). '
        + MORE.format("targets-that-no-weights-meet")
    )


def test_only_weights_of_0() -> None:
    regions = {"North": 0.48, "East": 0.4, "South": 0.12}
    people = pd.DataFrame(
        [key for key, n in ROWS.items() for _ in range(n)], columns=["age", "region"]
    )
    targets = tk.Targets.from_shares({"age": AGES, "region": regions})
    assert explained(people, targets).text == (
        "only weights of 0 meet these targets, and raking gives nobody a weight of 0: everyone at South (region) is at 65+ (age), and the targets of both are 12.0%, "
        "so whoever is at the second but not at the first could only have a weight of 0. They are 10 respondents. "
        "What would help: merge East and South (region); or merge 35-64 and 65+ (age); or merge North and South (region); or drop the margin age or region; "
        'or take the closest weights, with their gaps, by on_infeasible="closest". '
        "The levels of region have no order that is known here, so that any two may be merged and size alone ranks the merges; if they have an order, name it "
        '(in the mapping kind = "scale" and the levels in order, or an ordered pandas categorical), and only neighbours are merged. '
        'The first merge in code, which is the first by size alone: targets = targets.collapse({"region": {"East or South": ["East", "South"]}}); sample = sample.merge_levels("region", {"East or South": ["East", "South"]}). '
        + MORE.format("targets-that-only-weights-of-zero-meet")
    )


def test_a_cap() -> None:
    regions = {"North": 0.5, "East": 0.4, "South": 0.1}
    assert told(ROWS, targets={"age": AGES, "region": regions}, cap=1.3) == (
        "no weights meet these targets under a cap of 1.30 times the mean; the cap needs to be at least 1.60: "
        "48.0% of the weight must go to those at 35-64 (age), who are 30 respondents of 100: that takes 1.60 times the mean. "
        "What would help: raise the cap to 1.60 or more; or merge 35-64 and 65+ (age); or drop the margin age. "
        'The first merge in code: targets = targets.collapse({"age": {"35-64 or 65+": ["35-64", "65+"]}}); sample = sample.merge_levels("age", {"35-64 or 65+": ["35-64", "65+"]}). '
        + MORE.format("caps-and-floors")
    )


def test_a_floor() -> None:
    regions = {"North": 0.5, "East": 0.4, "South": 0.1}
    assert told(ROWS, targets={"age": AGES, "region": regions}, floor=0.3) == (
        "no weights meet these targets above a floor of 0.30 times the mean; the floor can be at most 0.20: "
        "2.0% of the weight must do for those at 65+ (age) and not South (region), who are 10 respondents of 100: that leaves each 0.20 times the mean. "
        "What would help: lower the floor to 0.20 or less; or merge East and South (region); or merge 35-64 and 65+ (age); or merge North and South (region); or drop the margin age or region. "
        "The levels of region have no order that is known here, so that any two may be merged and size alone ranks the merges; if they have an order, name it "
        '(in the mapping kind = "scale" and the levels in order, or an ordered pandas categorical), and only neighbours are merged. '
        'The first merge in code, which is the first by size alone: targets = targets.collapse({"region": {"East or South": ["East", "South"]}}); sample = sample.merge_levels("region", {"East or South": ["East", "South"]}). '
        + MORE.format("caps-and-floors")
    )


def test_bounds_that_are_possible_but_were_not_reached() -> None:
    regions = {"North": 0.5, "East": 0.4, "South": 0.1}
    assert told(ROWS, targets={"age": AGES, "region": regions}, cap=("median", 1.05)) == (
        "weights that meet these targets exist, but were not found: the largest weight has to be at least 1.60 times the mean and the smallest can be at most 0.20 times the mean, "
        "and the nearer bounds are to that, the harder weights are to find. Give the bounds more room, or set a larger tolerance. "
        + MORE.format("weights-exist-but-were-not-found")
    )


# --- reasons -------------------------------------------------------------------------------------


def reasons(cells: list[tuple[int, ...]], *targets: list[float], zeros: bool = False) -> list[str]:
    """Tell the reasons of cells of one respondent each; margins are a, b, c and levels 0, 1, 2."""
    levels = np.array(cells).T
    laid = margin_cells(
        list(levels), [np.array(each) for each in targets], *np.ones((2, len(cells)))
    )
    pairs = [
        (name, str(level))
        for name, each in zip("abc", targets, strict=False)
        for level in range(len(each))
    ]
    names = Names(tuple(name for name, _ in pairs), tuple(level for _, level in pairs))
    if not zeros:
        return [reason(laid, each, names) for each in quarrels(laid)]
    bound = laid.only(largest_floor(laid).values != 0)
    return [reason(laid, each, names, zeros=True) for each in quarrels(bound, floor=0.01, most=1)]


def test_nobody_at_a_level() -> None:
    assert reasons([(0,), (1,)], [0.5, 0.4, 0.1]) == [
        "nobody with a weight is at 2 (a), whose target is 10.0%"
    ]


def test_everyone_at_a_level() -> None:
    assert reasons([(0,), (0,)], [0.9, 0.05, 0.05]) == [
        "everyone with a weight is at 0 (a), whose target is 90.0%"
    ]


def test_nobody_at_both() -> None:
    cells = [(0, 1), (0, 2), (1, 0), (2, 0), (1, 1), (2, 2)]
    found = reasons(cells, [0.7, 0.2, 0.1], [0.4, 0.3, 0.3])
    assert found == [
        "nobody is both at 0 (a) and at 0 (b), so their targets cannot add to more than 100%, and they add to 110.0%"
    ]


def test_everyone_at_one_of_both() -> None:
    cells = [(0, 1), (0, 2), (1, 0), (2, 0), (0, 0)]
    assert reasons(cells, [0.4, 0.3, 0.3], [0.5, 0.25, 0.25]) == [
        "everyone is at 0 (a) or at 0 (b), so their targets cannot add to less than 100%, and they add to 90.0%"
    ]


def test_two_levels_that_lead_to_a_third() -> None:
    cells = [
        (a, b, c)
        for a in range(3)
        for b in range(3)
        for c in range(3)
        if (a, b) != (0, 0) or c == 0
    ]
    assert reasons(cells, [0.8, 0.1, 0.1], [0.7, 0.15, 0.15], [0.3, 0.35, 0.35])[0] == (
        "everyone who is at 0 (a) and 0 (b) is at 0 (c); at least 50.0% of the weight must go to them, but the target of 0 (c) is 30.0%"
    )


def test_nobody_at_more_than_so_many() -> None:
    cells = [
        (a, b, c) for a in range(3) for b in range(3) for c in range(3) if (a, b, c).count(0) < 2
    ]
    assert reasons(cells, [0.4, 0.3, 0.3], [0.4, 0.3, 0.3], [0.3, 0.3, 0.4])[0] == (
        "nobody is at more than 1 of these: 0 (a); 0 (b); 0 (c); so their shares cannot add to more than 100%, and the targets ask for 110.0%"
    )


def test_levels_that_count_more_than_once() -> None:
    laid = margin_cells([[0, 1], [0, 1]], [[0.9, 0.1], [0.5, 0.5]], np.ones(2), np.ones(2))
    names = Names(("a", "a", "b", "b"), ("0", "1", "0", "1"))
    made = Quarrel(np.array([0, 2]), np.array([2.0, 1.0]), -2.0, 0.3)
    assert reason(laid, made, names) == (
        "if 0 (a) counts 2 and 0 (b) counts 1, nobody scores more than 2, but the targets ask for a mean of 2.300"
    )
    assert reason(laid, made, names, zeros=True) == (
        "if 0 (a) counts 2 and 0 (b) counts 1, nobody scores more than 2, and the targets ask for a mean of just that (2.300), so whoever scores less could only have a weight of 0"
    )


def test_reasons_for_weights_of_0() -> None:
    both = [(0, 1), (0, 2), (1, 0), (2, 0), (1, 1), (2, 2)]
    assert reasons(both, [0.6, 0.2, 0.2], [0.4, 0.3, 0.3], zeros=True) == [
        "nobody is both at 0 (a) and at 0 (b), and their targets add to 100.0%, so whoever is at neither could only have a weight of 0"
    ]
    one = [(0, 1), (0, 2), (1, 0), (2, 0), (0, 0)]
    assert reasons(one, [0.5, 0.25, 0.25], [0.5, 0.25, 0.25], zeros=True) == [
        "everyone is at 0 (a) or at 0 (b), and their targets add to 100.0%, so whoever is at both could only have a weight of 0"
    ]


def test_long_sets_are_cut_short() -> None:
    names = Names(("a",) * 9, tuple("012345678"))
    assert names.told(range(9)) == "0, 1, 2, 3, 4, 5 or 3 more (a)"


def test_shares_that_differ_in_the_third_decimal() -> None:
    cells = [(0, 0), *((a, b) for a in (1, 2) for b in range(3))]
    assert reasons(cells, [0.20004, 0.4, 0.39996], [0.2, 0.4, 0.4])[0] == (
        "everyone at 0 (a) is at 0 (b), so the target of the one, 20.004%, cannot exceed that of the other, 20.000%"
    )


def test_bounds_are_rounded_so_that_they_suffice() -> None:
    assert (rounded_up(1.601), rounded_up(1.6), rounded_down(0.209)) == ("1.61", "1.60", "0.20")
    assert rounded_up(float("inf")) == "–"


def test_a_cap_beside_a_floor_has_no_false_arithmetic() -> None:
    """The floor takes weight too, so that the plain quotient would be wrong."""
    frame = pd.DataFrame({"age": ["young"] * 10 + ["middle"] * 40 + ["old"] * 50})
    targets = tk.Targets.from_shares({"age": {"young": 0.3, "middle": 0.3, "old": 0.4}})
    with pytest.raises(tk.TechnoKitError) as error:
        tk.rake(tk.Sample.from_frame(frame), targets, cap=2, floor=0.1)
    assert (
        "the cap needs to be at least 3.00: the targets of young (age) together take 3.00"
        in str(error.value)
    )


def test_merges_that_were_tried_without_the_cap_say_so() -> None:
    frame = pd.DataFrame({"sex": ["F"] * 60 + ["M"] * 40, "age": ["young"] * 60 + ["old"] * 40})
    targets = tk.Targets.from_shares(
        {"sex": {"F": 0.4, "M": 0.6}, "age": {"young": 0.6, "old": 0.4}}
    )
    with pytest.raises(tk.TechnoKitError) as error:
        tk.rake(tk.Sample.from_frame(frame), targets, cap=3)
    told = "These were tried without the cap, which may still be too low for them."
    assert told in str(error.value)
