"""Targets level by level: each market, or each wave, with its own respondents and targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import QuestionError, TargetsError, listed
from techno_kit.survey.answers import Answers
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.aligning import raise_unfit
from techno_kit.survey.targets.level_words import unknown_levels
from techno_kit.survey.targets.target_set import Margin, Targets
from techno_kit.wording import percent, plural, say

Bools = NDArray[np.bool_]
SAME = 1e-9  # share; sums of the same printed figures differ by less


@dataclass(frozen=True, eq=False, slots=True)
class Market:
    """The respondents at one level of a question, and what they are to look like.

    Attributes
    ----------
    level : str
        The level; empty where the targets are about everyone.
    rows : numpy.ndarray of bool, shape (n,), or None
        Who belongs to it; None for everyone.
    targets : Targets
        Its own margins.
    share : float or None
        Its share (0-1) of the sum of all weights; None where it keeps its own sum.
    total : float or None
        What its weights sum to, where the targets say so.
    question : Question or None
        Whose level it is.
    """

    level: str
    rows: Bools | None
    targets: Targets
    share: float | None = None
    total: float | None = None
    question: Question | None = None


def markets_of(
    sample: Sample, targets: Targets | Mapping[str, Targets], within: str | None
) -> tuple[Market, ...]:
    """Return the parts of a sample that are weighted one by one; the whole where `within` is None.

    Parameters
    ----------
    sample : Sample
        Whose levels are meant.
    targets : Targets or mapping of level to Targets
        Margins that are crossed with `within` are taken apart by its levels, those without it are
        every level's, and one of `within` alone sets the levels' shares.
    within : str or None
        A single-choice question.

    Raises
    ------
    TargetsError
        With every level that does not fit.
    """
    if within is None:
        if not isinstance(targets, Targets):
            raise TargetsError(say("errors.within.needed"))
        return (Market("", None, targets, total=targets.total),)
    answers, problems = _answers(sample, within)
    if answers is None:
        raise_unfit(sample, targets, problems)
        return ()
    present = np.bincount(answers.codes[answers.codes >= 0], minlength=len(answers.levels)) > 0
    levels = [level for level, there in zip(answers.levels, present, strict=True) if there]
    if isinstance(targets, Targets):
        parts, wrong = _taken_apart(targets, within, levels)
    else:
        parts, wrong = _given(targets, within, levels)
    raise_unfit(sample, targets, [*problems, *wrong])
    return tuple(
        replace(
            part,
            rows=answers.codes == answers.levels.index(part.level),
            question=answers.question,
        )
        for part in parts
    )


def _answers(sample: Sample, within: str) -> tuple[Answers | None, list[str]]:
    try:
        answers = sample.answers(within)
    except QuestionError as error:
        return None, [str(error)]
    if answers.question.kind == "multiple":
        return None, [say("errors.within.multiple", name=within)]
    blank = int(np.count_nonzero(answers.codes < 0))
    if blank:
        people = plural("units.respondents", blank)
        return answers, [say("errors.within.blank", name=within, respondents=people)]
    return answers, []


def _given(
    targets: Mapping[str, Targets], within: str, levels: Sequence[str]
) -> tuple[list[Market], list[str]]:
    problems = _level_problems(within, levels, list(map(str, targets)))
    nested = [str(level) for level, each in targets.items() if each.within]
    if nested:
        problems.append(say("errors.within.own", levels=listed(nested)))
    units = {each.unit == "count" for each in targets.values()}
    if len(units) > 1:
        problems.append(say("errors.within.units", name=within))
    named = {str(level): each for level, each in targets.items()}
    parts = [
        Market(level, None, named[level], total=named[level].total)
        for level in levels
        if level in named
    ]
    return parts, problems


def _level_problems(within: str, levels: Sequence[str], named: Sequence[str]) -> list[str]:
    unknown = [each for each in named if each not in levels]
    problems = [unknown_levels(within, unknown, levels)] if unknown else []
    absent = [each for each in levels if each not in named]
    if absent:
        told = {"name": within, "levels": listed(absent)}
        problems.append(plural("errors.within.absent", len(absent), **told))
    return problems


def _taken_apart(
    targets: Targets, within: str, levels: Sequence[str]
) -> tuple[list[Market], list[str]]:
    problems: list[str] = []
    other = [margin for margin in targets.margins if margin.within not in ("", within)]
    if other:
        names, given = listed([margin.name for margin in other]), other[0].within
        problem = say("errors.within.other", names=names, given=given, within=within)
        return [], [problem]
    shares, totals = _own_shares(targets, within, problems)
    parts = []
    for level in levels:
        margins = []
        for margin in targets.margins:
            if margin.variables == (within,):
                continue
            part = margin if within not in margin.variables else _part(margin, within, level)
            if part is not None:
                margins.append(replace(part, unit="share", within="", se=()))
        if not margins:
            problems.append(say("errors.within.no_margin", name=within, level=level))
            continue
        own = replace(targets, margins=tuple(margins), within="", numbers=())
        share = None if shares is None else shares.get(level, 0.0)
        total = None if totals is None else totals.get(level, 0.0)
        parts.append(Market(level, None, own, share, total))
    for margin in targets.margins:
        if within in margin.variables:
            problems += _level_problems(within, levels, list(margin.sums_by(within)))
    return parts, list(dict.fromkeys(problems))


def _part(margin: Margin, within: str, level: str) -> Margin | None:
    """Return one level's rows of a margin; None where it has none."""
    place = margin.variables.index(within)
    rows = [
        (key[:place] + key[place + 1 :], value)
        for key, value in zip(margin.levels, margin.values, strict=True)
        if key[place] == level
    ]
    if not rows or sum(value for _, value in rows) <= 0:
        return None
    variables = margin.variables[:place] + margin.variables[place + 1 :]
    keys, values = zip(*rows, strict=True)
    return Margin(variables, keys, values)


def _own_shares(
    targets: Targets, within: str, problems: list[str]
) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    """Return the levels' shares of the whole and, of counts, their totals, where they are known."""
    known = [
        (margin.name, margin.sums_by(within))
        for margin in targets.margins
        if within in margin.variables and (margin.within != within or margin.unit == "count")
    ]
    if not known:
        return None, None
    (first, sums), *others = known
    whole = sum(sums.values())
    shares = {level: value / whole for level, value in sums.items()}
    for other, more in others:
        rest = sum(more.values())
        for level, share in shares.items():
            second = more.get(level, 0.0) / rest
            if abs(second - share) > SAME:
                problems.append(
                    say(
                        "errors.rake.disagree",
                        level=level,
                        variable=within,
                        one=first,
                        other=other,
                        first=percent(share, 4),
                        second=percent(second, 4),
                    )
                )
    return shares, dict(sums) if targets.unit == "count" else None
