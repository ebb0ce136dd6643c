"""Everything that stands in the way of targets, found before any weighting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import (
    QuestionError,
    TargetsError,
    raise_all,
    unknown_word,
)
from techno_kit.numerics.bounds import Bound
from techno_kit.survey.answers import Answers
from techno_kit.survey.bounding import BoundGiven, checked_bound, crossed_bounds
from techno_kit.survey.checks import the_sample
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.aligning import align_hint
from techno_kit.survey.targets.checks import COLUMNS, TargetsCheck
from techno_kit.survey.targets.counts import LevelCounts, level_counts
from techno_kit.survey.targets.markets import Market, markets_of
from techno_kit.survey.targets.matching import BlankRule, MatchedTargets, matched_targets
from techno_kit.survey.targets.reach import reach_problems
from techno_kit.survey.targets.target_margins import CROSS, Margin, NumberTarget
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import decimal, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.survey.weights import Weights

Bools = NDArray[np.bool_]
Level = tuple[str, ...]
SAME = 1e-9  # share; sums of the same printed figures differ by less


def checked_targets(
    targets: Targets,
    sample: Sample,
    *,
    cap: BoundGiven | None,
    floor: BoundGiven | None,
    missing: BlankRule,
    within: str,
) -> TargetsCheck:
    """Check targets against a sample.

    Raises
    ------
    SampleError, QuestionError
        If there is no sample, or an option is none.
    """
    sample = the_sample(sample, "targets.check")
    bounds = _checked_options(cap, floor, missing)
    within = within or targets.within
    weight = _start(sample)
    problems, markets = _markets(targets, sample, within)
    rows: list[dict[str, object]] = []
    wrong_in, odd_in = {}, {}
    parts = [_part(sample, market, weight, missing) for market in markets]
    for part, total in zip(parts, _totals(sample, targets, parts, weight, missing), strict=True):
        rows += part.rows
        wrong, odd = part.problems(missing), part.warnings()
        if part.matched is not None and not wrong:
            wrong, unsure = reach_problems(
                part.matched, part.inside, weight, cap=bounds[0], floor=bounds[1], total=total
            )
            odd += unsure
        wrong_in[part.market.level], odd_in[part.market.level] = wrong, odd
    problems += _by_market(within, wrong_in)
    warnings = _by_market(within, odd_in)
    for number in targets.numbers:
        row, found = _number(sample, number, weight)
        rows += [] if row is None else [row]
        problems += found
        level = number.level.strip("()")
        told = {"name": number.question, "level": level, "value": number.value}
        warnings.append(say("check.number", **told))
    warnings += _blank_warnings(targets, sample, missing)
    return TargetsCheck(
        targets=targets,
        respondents=sample.n,
        problems=tuple(dict.fromkeys(problems)),
        warnings=tuple(dict.fromkeys(warnings)),
        hint=align_hint(sample, targets) if problems else "",
        rows=pd.DataFrame(rows, columns=list(COLUMNS)),
    )


def _checked_options(cap: object, floor: object, missing: str) -> tuple[Bound | None, Bound | None]:
    """Return the bounds; raise everything that is wrong with the options."""
    problems = []
    if missing not in get_args(BlankRule):
        problems.append(unknown_word("missing", missing, get_args(BlankRule)))
    bounds = [checked_bound("cap", cap), checked_bound("floor", floor)]
    problems += [each for each in bounds if isinstance(each, str)]
    highest, lowest = (None if isinstance(each, str) else each for each in bounds)
    problems += crossed_bounds(highest, lowest)
    raise_all(QuestionError, "targets.check", problems)
    return highest, lowest


def _start(sample: Sample) -> Floats | None:
    """Return the weights that a raking starts from: calibrations before it are replaced."""
    weights: Weights | None = sample.weights
    while weights is not None and weights.kind != "adjusted":
        weights = weights.parent
    return sample.base_weight if weights is None else weights.array


def _markets(targets: Targets, sample: Sample, within: str) -> tuple[list[str], Sequence[Market]]:
    try:
        return [], markets_of(sample, targets, within or None)
    except TargetsError as error:
        return list(error.problems or [str(error)]), ()


def _by_market(within: str, told: Mapping[str, Sequence[str]]) -> list[str]:
    """Say in which market each sentence holds; one that holds in all of them stands alone."""
    sentences = [each for several in told.values() for each in several]
    if not within:
        return sentences
    common = [each for each in sentences if all(each in several for several in told.values())]
    common = common if len(told) > 1 else []
    return [
        *dict.fromkeys(common),
        *(
            say("errors.within.at", name=within, level=level, problem=each)
            for level, several in told.items()
            for each in several
            if each not in common
        ),
    ]


@dataclass(frozen=True, eq=False)
class _Part:
    """One market's margins beside its respondents.

    Attributes
    ----------
    margins : tuple of Margin
        Those whose questions the sample knows.
    counts : tuple of LevelCounts
        One a margin.
    wrong : tuple of str
        What keeps targets and questions apart.
    matched : MatchedTargets or None
        Both together, with the goals that blanks leave.
    inside : numpy.ndarray of bool, shape (n,)
        Who is weighted.
    """

    market: Market
    counts: tuple["LevelCounts", ...]
    wrong: tuple[str, ...]
    matched: MatchedTargets | None
    inside: Bools

    @property
    def rows(self) -> list[dict[str, object]]:
        """Return the rows of the table."""
        return [row for each in self.counts for row in each.rows(self.market.level)]

    def problems(self, missing: BlankRule) -> list[str]:
        """Word what stands in the way."""
        told = list(self.wrong)
        if self.matched is None:
            told += disagreements(self.market.targets)
        for each in self.counts:
            told += each.problems(missing)
        return told

    def warnings(self) -> list[str]:
        """Word what is small or far off."""
        return [sentence for each in self.counts for sentence in each.warnings()]


def _part(sample: Sample, market: Market, weight: Floats | None, missing: BlankRule) -> _Part:
    matched, wrong = matched_targets(sample, market.targets, missing=missing, rows=market.rows)
    answers: dict[str, Answers] = {}
    for name in market.targets.variables:
        try:
            found = sample.answers(name)
        except QuestionError:
            continue
        if found.question.kind != "multiple":
            answers[name] = found
    inside = np.ones(sample.n, np.bool_) if market.rows is None else market.rows.copy()
    if missing == "drop":
        for each in answers.values():
            inside &= each.codes >= 0
    if matched is not None and missing == "keep_share":
        matched = matched.with_blanks_kept(weight)
    counts = []
    for place, margin in enumerate(market.targets.margins):
        if all(name in answers for name in margin.variables):
            goal = None if matched is None else matched.goals[place]
            asked = [answers[name] for name in margin.variables]
            counts.append(level_counts(margin, asked, inside, weight, missing, goal))
    return _Part(market, tuple(counts), tuple(wrong), matched, inside)


def _totals(
    sample: Sample,
    targets: Targets,
    parts: Sequence[_Part],
    weight: Floats | None,
    missing: BlankRule,
) -> list[float]:
    """Return what the weights of each market sum to, as `rake` has it."""

    def sums(rows: Bools | None) -> float:
        if weight is None:
            return float(sample.n if rows is None else np.count_nonzero(rows))
        return float(weight.sum() if rows is None else weight[rows].sum())

    started, own = sums(None), [sums(each.inside) for each in parts]
    if missing == "drop" and targets.total is None:  # markets keep their shares of who is left
        whole, own = sum(own), [sums(each.market.rows) for each in parts]
    else:
        whole = started if targets.total is None else targets.total
    return [
        each.market.total
        if each.market.total is not None
        else whole * (size / started if each.market.share is None else each.market.share)
        for each, size in zip(parts, own, strict=True)
    ]


def disagreements(targets: Targets) -> list[str]:
    """Tell where two margins that share a variable say different things about it."""
    problems = []
    for one, other in combinations(targets.margins, 2):
        shared = [name for name in one.variables if name in other.variables]
        if not shared:
            continue
        first, second = _onto(one, shared), _onto(other, shared)
        gap = {
            level: first.get(level, 0.0) - second.get(level, 0.0) for level in {**first, **second}
        }
        worst = max(gap, key=lambda level: abs(gap[level]))
        if abs(gap[worst]) > SAME:
            problems.append(
                say(
                    "errors.rake.disagree",
                    level=CROSS.join(worst),
                    variable=CROSS.join(shared),
                    one=one.name,
                    other=other.name,
                    first=percent(first.get(worst, 0.0), 4),
                    second=percent(second.get(worst, 0.0), 4),
                )
            )
    return problems


def _onto(margin: Margin, shared: Sequence[str]) -> dict[Level, float]:
    places = [margin.variables.index(name) for name in shared]
    sums: dict[Level, float] = {}
    for level, share in zip(margin.levels, margin.shares.tolist(), strict=True):
        key = tuple(level[place] for place in places)
        sums[key] = sums.get(key, 0.0) + share
    return sums


def _blank_warnings(targets: Targets, sample: Sample, missing: BlankRule) -> Iterator[str]:
    """Word how many are blank, and what the rule does with them."""
    if missing not in ("keep_share", "drop"):
        return
    for name in targets.variables:
        try:
            blank = int(np.count_nonzero(sample.answers(name).codes < 0))
        except QuestionError:
            continue
        if blank:
            people = plural("units.respondents", blank)
            yield say(f"check.{missing}", name=name, respondents=people)


def _number(
    sample: Sample, target: NumberTarget, weight: Floats | None
) -> tuple[dict[str, object] | None, list[str]]:
    """Return a number's row, and what stands in its way."""
    name = target.question
    try:
        values = sample.sheet.numbers(sample.question(name))
    except QuestionError as error:
        return None, [str(error)]
    told = ~np.isnan(values)
    if not told.any():
        return None, [say("check.no_numbers", name=name)]
    problems = []
    if not told.all():
        people = plural("units.respondents", int(np.count_nonzero(~told)))
        problems.append(say("check.number_blank", name=name, respondents=people))
    own = np.ones(len(values)) if weight is None else weight
    total = target.unit == "count"
    found = float(own[told] @ values[told]) / (1.0 if total else float(own[told].sum()))
    low, high = float(values[told].min()), float(values[told].max())
    if not total and not low <= target.value <= high:
        problems.append(
            say(
                "check.out_of_range",
                name=name,
                value=decimal(target.value),
                low=decimal(low),
                high=decimal(high),
            )
        )
    ratio = target.value / found if found else np.nan
    row = ("", name, target.level, found, target.value, ratio, int(np.count_nonzero(told)))
    return dict(zip(COLUMNS, row, strict=True)), problems
