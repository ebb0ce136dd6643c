"""From the dictionaries that users write to margins and numbers."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import pandas as pd

from techno_kit.errors import QuestionError, TargetsError, nearest, raise_all
from techno_kit.survey.encoding import text_of
from techno_kit.survey.targets.target_margins import CROSS, ROUNDING, Margin, NumberTarget, Unit
from techno_kit.wording import decimal, join, say

Levels = Mapping[object, float] | pd.Series
Given = Mapping[str | tuple[str, ...], Levels | float]


def built_margins(values: Given, unit: Unit) -> tuple[list[Margin], list[NumberTarget]]:
    """Return the margins and the numbers of a dictionary of variable to levels or number.

    Raises
    ------
    TargetsError
        With every margin that is not made of levels and numbers.
    """
    margins: list[Margin] = []
    numbers: list[NumberTarget] = []
    problems = []
    if not isinstance(values, Mapping):
        kind = type(values).__name__
        raise TargetsError(say("errors.targets.kind", kind=kind))
    for key, given in values.items():
        variables = tuple(str(each) for each in (key if isinstance(key, tuple) else (key,)))
        if isinstance(given, Real) and not isinstance(given, bool) and len(variables) == 1:
            numbers.append(NumberTarget(variables[0], float(given), unit))
        elif isinstance(given, Mapping | pd.Series):
            made = _margin(variables, given, unit)
            if isinstance(made, Margin):
                margins.append(made)
            else:
                problems.append(made)
        else:
            kind = type(given).__name__
            problems.append(say("errors.targets.levels", name=CROSS.join(variables), kind=kind))
    raise_all(TargetsError, say("errors.targets.subject"), problems)
    return margins, numbers


def _margin(variables: tuple[str, ...], given: Levels, unit: Unit) -> Margin | str:
    """Return the margin, or what is wrong with its levels."""
    levels = list(given.items())  # a Series may hold a level twice, which is told later
    keys = [(level,) if len(variables) == 1 else level for level, _ in levels]
    wrong = [each for each in keys if not isinstance(each, tuple) or len(each) != len(variables)]
    wrong_values = [each for _, each in levels if not isinstance(each, Real)]
    name = CROSS.join(variables)
    if wrong:
        return say("errors.targets.cross", name=name, level=wrong[0], n=len(variables))
    if wrong_values:
        return say("errors.targets.number", name=name, value=wrong_values[0])
    texts = tuple(tuple(text_of(part) for part in each) for each in keys if isinstance(each, tuple))
    return Margin(variables, texts, tuple(float(each) for _, each in levels), unit)


def asked_margins(margins: Any, within: str, verb: str) -> list[tuple[str, ...]]:
    """Return the questions and crosses that a verb was asked for, as tuples of names.

    Raises
    ------
    QuestionError
        If they are no names, or `within` is not among them.
    """
    single = isinstance(margins, str | Mapping) or not isinstance(margins, Sequence)
    asked = [] if single else [each if isinstance(each, tuple) else (each,) for each in margins]
    names = [name for each in asked for name in each]
    if not all(asked) or not names or not all(isinstance(each, str) for each in names):
        found = repr(margins) if isinstance(margins, str | list | tuple) else type(margins).__name__
        raise QuestionError(say("errors.margins.kind", verb=verb, found=found))
    twice = [CROSS.join(each) for each in asked if len(set(each)) < len(each)]
    problems = [say("errors.margins.twice", name=name) for name in twice]
    sets = [frozenset(each) for each in asked]
    problems += [
        say("errors.targets.margin_twice", name=CROSS.join(each))
        for place, each in enumerate(asked)
        if sets[place] in sets[:place]
    ]
    if within and within not in names:
        problems.append(say("errors.targets.within", within=within, near=nearest(within, names)))
    raise_all(QuestionError, verb, problems)
    return asked


def margin_problems(
    margins: Sequence[Margin],
    numbers: Sequence[NumberTarget],
    within: str,
    *,
    normalise: bool,
    in_file: bool,
) -> list[str]:
    """Word what is wrong with margins and numbers by themselves and beside each other."""
    problems = [] if margins or numbers else [say("errors.targets.none")]
    variables = {each for margin in margins for each in margin.variables}
    if within and within not in variables:
        near = nearest(within, variables)
        problems.append(say("errors.targets.within", within=within, near=near))
    for each in margins:
        problems += each.problems(normalise=normalise, in_file=in_file)
    for number in numbers:
        problems += number.problems()
    names = [frozenset(each.variables) for each in margins]
    names += [frozenset([each.question]) for each in numbers]
    titles = [each.name for each in margins] + [each.question for each in numbers]
    doubled = [title for place, title in enumerate(titles) if names[place] in names[:place]]
    problems += [say("errors.targets.margin_twice", name=name) for name in doubled]
    units = list(
        dict.fromkeys([*(each.unit for each in margins), *(each.unit for each in numbers)])
    )
    if len(units) > 1:
        problems.append(say("errors.targets.mixed", units=join(units)))
    elif units == ["count"] and not problems:
        problems += _totals_disagree(margins) or _parts_disagree(margins, within)
    return problems


def _totals_disagree(margins: Sequence[Margin]) -> list[str]:
    totals = [sum(margin.values) for margin in margins]
    if not totals or max(totals) - min(totals) <= ROUNDING * max(totals):
        return []
    told = [
        say("errors.targets.total", name=margin.name, total=decimal(total, 0))
        for margin, total in zip(margins, totals, strict=True)
    ]
    return [say("errors.targets.totals", totals=join(told))]


def _parts_disagree(margins: Sequence[Margin], within: str) -> list[str]:
    """Tell the levels of `within` whose size differs from margin to margin."""
    sums = {each.name: each.sums_by(within) for each in margins if within in each.variables}
    levels = dict.fromkeys(level for each in sums.values() for level in each)
    problems = []
    for level in levels:
        totals = {name: each.get(level, 0.0) for name, each in sums.items()}
        low, high = min(totals.values()), max(totals.values())
        if high - low > ROUNDING * high:
            told = [
                say("errors.targets.total", name=name, total=decimal(total, 0))
                for name, total in totals.items()
            ]
            problems.append(
                say("errors.targets.parts", within=within, level=level, totals=join(told))
            )
    return problems
