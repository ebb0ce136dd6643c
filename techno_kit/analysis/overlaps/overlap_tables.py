"""The tables of overlaps, of one group of respondents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from techno_kit.analysis.overlaps.overlap_numbers import Pairs, People, Shares
from techno_kit.analysis.profiles.profiles import Options
from techno_kit.analysis.telling.doubts import doubt_told
from techno_kit.errors import TechnoKitError
from techno_kit.numerics.intervals import share_intervals, t_quantile
from techno_kit.numerics.rarities import few_cases
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats, Integers
from techno_kit.wording import say

TABLE = (
    *("answer", "given", "by", "level", "share", "se", "low", "high", "n", "n_weighted"),
    *("n_eff", "df", "flag"),
)
PAIRS = (
    *("answer_a", "answer_b", "by", "level", "both", "se", "low", "high", "of_a", "of_a_low"),
    *("of_a_high", "of_b", "of_b_low", "of_b_high", "expected", "lift", "lift_low", "lift_high"),
    *("phi", "n_a", "n_b", "n_both", "n", "n_eff", "df", "flag"),
)
PAIRS_BEHIND = ("p_picked",)  # what a sentence that picks a pair asks for
HELD = ("share", "se", "low", "high", "n_held", "n", "n_eff", "df", "flag")
PATTERNS = ("pattern", "size", "by", "level", *HELD[:4], "cumulative", *HELD[4:], "held")
COUNTS = ("size", "by", "level", *HELD)
MEANS = ("by", "level", "mean", "se", "low", "high", "n", "n_weighted", "n_eff", "df", "flag")
#: What a base that is too small withholds.
HIDDEN = {
    *("share", "both", "mean", "se", "low", "high", "of_a", "of_a_low", "of_a_high", "of_b"),
    *("of_b_low", "of_b_high", "expected", "lift", "lift_low", "lift_high", "phi", "cumulative"),
}
ROUNDING = 1e-9  # sums of shares in binary
PLUS = " + "
Place = tuple[str | None, str | None]


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """What all tables of a group share.

    Attributes
    ----------
    people : People
        The group.
    answers : Answers
        The question's answers.
    active : numpy.ndarray of int, shape (answers,)
        Places of those that can go together.
    options : Options
        What was asked for.
    """

    people: People
    answers: Answers
    active: Integers
    options: Options

    @property
    def levels(self) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
        """The answers' ids."""
        return np.asarray(self.answers.levels, dtype=object)


def tables_of(
    people: People, answers: Answers, active: Integers, options: Options, place: Place
) -> tuple[pd.DataFrame, ...]:
    """Return all tables of one group: shares, pairs, patterns, numbers of answers and their mean.

    Parameters
    ----------
    people : People
        The group.
    answers : Answers
        The question's answers.
    active : numpy.ndarray of int
        Places of those that can go together; an exclusive answer cannot.
    options : Options
        What was asked for.
    place : tuple of str or None
        The group's question and level.
    """
    asked = Asked(people, answers, active, options)
    shares, pairs = people.answers(), people.pairs(active)
    among = {int(answer): people.among(int(answer)).answers() for answer in active}
    patterns = _patterns(asked)
    _check_bounds(shares, pairs, patterns, asked)
    counts, means = _numbers(asked)
    found = {
        TABLE: _matrix(asked, shares, among),
        (*PAIRS, *PAIRS_BEHIND): _pairs(asked, pairs, shares, among),
        PATTERNS: patterns,
        COUNTS: counts,
        MEANS: means,
    }
    return tuple(_placed(table, place, order, options) for order, table in found.items())


def _placed(
    table: pd.DataFrame, place: Place, order: Sequence[str], options: Options
) -> pd.DataFrame:
    """Add the group, and withhold what rests on too few respondents."""
    for name, value in zip(("by", "level"), place, strict=True):
        table[name] = pd.Series([value] * len(table), index=table.index, dtype="str")
    few = table["n"] < options.suppress_below
    table.loc[few, [name for name in table if name in HIDDEN]] = np.nan
    return table[list(order)]


def _limits(found: Shares, options: Options) -> tuple[Floats, Floats]:
    """Return intervals of shares; none where weighting or design has set them."""
    n = len(found.share)
    size = {name: np.full(n, float(getattr(found, name))) for name in ("n", "n_eff", "df")}
    limits = share_intervals(
        found.share, found.se, **size, confidence=options.confidence, interval=options.interval
    )
    none = found.fixed | (not found.sure)
    low, high = (np.where(none, np.nan, each) for each in (limits.low, limits.high))
    return low, high


def _shares_table(found: Shares, options: Options) -> pd.DataFrame:
    """Return a row a share with its error, interval, base and flag."""
    low, high = _limits(found, options)
    return pd.DataFrame(
        {
            **{"share": found.share, "se": found.se, "low": low, "high": high},
            **{"n_held": found.held.round().astype(np.int64), "n": int(round(found.n))},
            **{"n_weighted": found.n_weighted, "n_eff": found.n_eff, "df": found.df},
            "flag": _flags(found, options),
        }
    )


def _flags(found: Shares, options: Options) -> list[str]:
    """Return the note of every share."""
    if found.n == 0:
        return [say("flags.empty")] * len(found.share)
    if found.n < options.suppress_below:
        return [say("flags.suppressed")] * len(found.share)
    if not found.n_weighted > 0:
        return [say("flags.weightless")] * len(found.share)
    small = [say("flags.small")] if found.n < options.flag_below else []
    if not found.sure:
        small.append(doubt_told(found.df, found.vanished))
    return [
        say("flags.and").join(
            [
                *small,
                *([say("flags.by_design" if drawn else "flags.fixed")] if fixed else []),
                *([say("flags.agree")] if agree else []),
            ]
        )
        for fixed, drawn, agree in zip(found.fixed, found.by_design, found.agree, strict=True)
    ]


def _matrix(asked: Asked, shares: Shares, among: dict[int, Shares]) -> pd.DataFrame:
    """Return every answer's share of everyone, then of those who hold each other answer."""
    levels, options = asked.levels, asked.options
    parts = [_shares_table(shares, options).assign(answer=levels, given=None)]
    for place, found in among.items():
        rows = _shares_table(found, options).assign(answer=levels, given=levels[place])
        parts.append(rows.loc[[each for each in asked.active if each != place]])
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"answer": "str", "given": "str"})


def _pairs(asked: Asked, pairs: Pairs, shares: Shares, among: dict[int, Shares]) -> pd.DataFrame:
    """Return every two answers: both, each of the other, lift and phi."""
    table = _shares_table(pairs.both, asked.options)
    table = table.rename(columns={"share": "both", "n_held": "n_both"})
    for name, given, other in (("a", pairs.one, pairs.other), ("b", pairs.other, pairs.one)):
        table[f"answer_{name}"] = pd.Series(asked.levels[given], dtype="str")
        table[f"n_{name}"] = shares.held[given].round().astype(np.int64)
        columns = (f"of_{name}", f"of_{name}_low", f"of_{name}_high")
        table[list(columns)] = _of_those(asked.options, among, given, other)
    table["expected"], table["phi"], table["p_picked"] = pairs.expected, pairs.phi, pairs.p
    lift = _lift(pairs, table["high"].to_numpy(np.float64), asked.options.confidence)
    table["lift"], table["lift_low"], table["lift_high"] = lift
    few = few_cases(pairs.expected, pairs.both.n_eff) & np.isfinite(lift[0])
    few &= bool(pairs.both.n >= asked.options.suppress_below)
    table["flag"] = [
        say("flags.and").join([*([flag] if flag else []), *([say("flags.few")] if rare else [])])
        for flag, rare in zip(table["flag"], few, strict=True)
    ]
    return table


def _of_those(
    options: Options, among: dict[int, Shares], given: Integers, other: Integers
) -> Floats:
    """Return the share, and its limits, of one answer among those who hold another, by pair."""
    known = {
        place: np.column_stack([found.share, *_limits(found, options)])
        for place, found in among.items()
        if found.n >= options.suppress_below
    }
    nothing = np.full(3, np.nan)
    rows = [
        known[int(one)][two] if int(one) in known else nothing
        for one, two in zip(given, other, strict=True)
    ]
    return np.vstack([np.empty((0, 3)), *rows])


def _lift(pairs: Pairs, high: Floats, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Return lift, lower and upper limit; of a pair that nobody holds the limit of its share."""
    both = pairs.both
    base = np.where(pairs.expected > 0, pairs.expected, np.nan)
    lift = both.share / base
    quantile = t_quantile(np.full(len(lift), float(both.df)), confidence)
    with np.errstate(over="ignore"):  # an error beyond any number leaves the lift open above
        factor = np.exp(quantile * pairs.log_se)
    none = (both.share == 0) & np.isfinite(lift)
    return (
        lift,
        np.where(none, 0.0, lift / factor),
        np.where(none, high / base, lift * factor),
    )


def _patterns(asked: Asked) -> pd.DataFrame:
    """Return every combination that occurs in the group, the most frequent first."""
    people = asked.people
    inside = people.group & (people.cells.n > 0)
    occurring, at = np.unique(people.holds[inside], axis=0, return_inverse=True)
    number = np.full(len(inside), -1)
    number[inside] = at.ravel()
    found = people.parts(number, len(occurring))
    table = _shares_table(found, asked.options)
    held = [tuple(asked.levels[row]) for row in occurring]
    nobody = say("overlaps.nothing")
    table["held"] = pd.Series(held, dtype="object")
    table["pattern"] = pd.Series([PLUS.join(each) or nobody for each in held], dtype="str")
    table["size"] = occurring[:, asked.active].sum(axis=1)
    order = np.argsort(-np.nan_to_num(found.share), kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    table["cumulative"] = np.minimum(table["share"].cumsum(), 1.0)
    return table


def _numbers(asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how many answers respondents hold: the distribution, and the mean."""
    people, options = asked.people, asked.options
    size = people.holds[:, asked.active].sum(axis=1)
    most = int(size[people.group].max(initial=0))
    found = people.parts(size, most + 1)
    counts = _shares_table(found, options)
    counts["size"] = np.arange(most + 1)
    mean = people.mean(size)
    t = t_quantile(np.array([float(mean.df)]), options.confidence)
    half = np.where(mean.fixed, np.nan, t * mean.se)
    means = pd.DataFrame(
        {
            **{"mean": mean.share, "se": mean.se, "low": np.maximum(mean.share - half, 0.0)},
            **{"high": mean.share + half, "n": round(mean.n), "n_weighted": mean.n_weighted},
            **{"n_eff": mean.n_eff, "df": mean.df, "flag": _flags(mean, options)},
        }
    )
    return counts, means


def _check_bounds(shares: Shares, pairs: Pairs, patterns: pd.DataFrame, asked: Asked) -> None:
    """Check what holds of any overlap.

    Both is at most either of the two and at least their sum less 1; patterns add up to everyone,
    and those with an answer to its share.
    """
    if not shares.n_weighted > 0:
        return
    both, one, other = pairs.both.share, shares.share[pairs.one], shares.share[pairs.other]
    share = patterns["share"].to_numpy(np.float64)
    held = np.array([[each in row for each in asked.levels] for row in patterns["held"]])
    fair = (
        (both <= np.minimum(one, other) + ROUNDING).all()
        and (both >= one + other - 1 - ROUNDING).all()
        and abs(share.sum() - 1) <= ROUNDING
        and (np.abs(share @ held - shares.share) <= ROUNDING).all()
    )
    if not fair:
        raise TechnoKitError(say("errors.overlaps.framework"))
