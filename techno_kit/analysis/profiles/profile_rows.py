"""The rows of a profile's table: shares with intervals, the index, and what is said of them."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Estimates
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told
from techno_kit.errors import TechnoKitError
from techno_kit.numerics.intervals import Intervals, share_intervals, t_quantile
from techno_kit.numerics.presentation import Presentation, nchs_presentation
from techno_kit.numerics.rarities import few_cases
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.profiles.profiles import Options

COLUMNS = (
    *("answer", "by", "level", "share", "se", "low", "high", "index", "index_low", "index_high"),
    *("n", "n_weighted", "n_eff", "df", "flag"),
)
ROUNDING = 1e-9  # sums of shares in binary
HIDDEN = ["share", "se", "low", "high", "index", "index_low", "index_high"]


def profile_rows(
    answers: Answers,
    by: str | None,
    level: str | None,
    found: Estimates,
    options: "Options",
    *,
    itself: bool = False,
) -> pd.DataFrame:
    """Return one group's rows of the table; `itself`: the group is the base of the index."""
    _check_framework(answers, found.share)
    size = len(answers.levels)
    limits = limits_of(found, options)
    index, index_low, index_high = _index(found, limits, options.confidence, itself=itself)
    few = few_cases(found.base, found.n_eff) & ~np.isnan(index_high)
    hidden, told = judged(found, options)
    scant = options.rule is None and found.sure and bool(few_df_told(found.df, found.n))
    table = pd.DataFrame(
        {
            "answer": list(answers.levels),
            "by": pd.Series([by] * size, dtype="str"),
            "level": pd.Series([level] * size, dtype="str"),
            "share": found.share,
            "se": found.se,
            "low": np.where(found.fixed, np.nan, limits.low),
            "high": np.where(found.fixed, np.nan, limits.high),
            "index": index,
            "index_low": index_low,
            "index_high": index_high,
            "n": int(round(found.n)),
            "n_weighted": found.n_weighted,
            "n_eff": found.n_eff,
            "df": found.df,
            "flag": _flags(found, told, hidden, few=few, scant=scant),
        },
        columns=list(COLUMNS),
    )
    if hidden.any():  # an assignment of nothing takes half of a profile's time
        table.loc[hidden, HIDDEN] = np.nan
    if answers.lacking and by is not None and by == answers.waves:
        _leave_out(table, answers, by, str(level))
    return table


def _leave_out(table: pd.DataFrame, answers: Answers, by: str, level: str) -> None:
    """Take out shares of answers that a wave did not offer, and indices over such waves."""
    partly = [bool(answers.lacking.get(answer)) for answer in answers.levels]
    absent = answers.not_offered(by, [level])[:, 0]
    table.loc[partly, ["index", "index_low", "index_high"]] = np.nan
    table.loc[absent, HIDDEN] = np.nan
    table.loc[absent, "flag"] = say("flags.not_offered")


def limits_of(found: Estimates, options: "Options") -> Intervals:
    """Return the intervals of a group's shares, by the method that was asked for."""
    size = len(found.share)
    base = {name: np.full(size, float(getattr(found, name))) for name in ("n", "n_eff", "df")}
    if not found.sure:
        none = np.full(size, np.nan)
        return Intervals(none, none)
    return share_intervals(
        found.share, found.se, **base, confidence=options.confidence, interval=options.interval
    )


def judged(found: Estimates, options: "Options") -> tuple[NDArray[np.bool_], list[list[str]]]:
    """Return which shares the rule for small bases hides, and what it says of every share."""
    size = len(found.share)
    if found.n == 0:
        return np.full(size, options.rule is not None or options.suppress_below > 0), [
            [say("flags.empty")]
        ] * size
    if options.rule is not None:
        if not found.sure and found.n_weighted > 0:  # the rule judges errors
            return np.ones(size, np.bool_), [[doubt_told(found.df, found.vanished)]] * size
        told = _presentation(found)
        return told.suppressed, _presented(told)
    if found.n < options.suppress_below:
        return np.ones(size, np.bool_), [[say("flags.suppressed")]] * size
    small = [say("flags.small")] if found.n < options.flag_below else []
    return np.zeros(size, np.bool_), [small] * size


def _presentation(found: Estimates) -> Presentation:
    size = len(found.share)
    base = {name: np.full(size, float(getattr(found, name))) for name in ("n", "n_eff", "df")}
    return nchs_presentation(found.share, found.se, **base)


def _presented(told: Presentation) -> list[list[str]]:
    """Word what the presentation standards say of every share."""
    names = ("few", "wide", "rare", "few_df", "edge", "complement")
    columns = [getattr(told, name) for name in names]
    return [
        [say(f"flags.nchs.{name}") for name, holds in zip(names, row, strict=True) if holds]
        for row in zip(*columns, strict=True)
    ]


def _index(
    found: Estimates, limits: Intervals, confidence: float, *, itself: bool
) -> tuple[Floats, ...]:
    """Return index, lower and upper limit.

    A share of 0 has index 0 with the upper limit of the share's own beta interval; a share of 1
    against published shares the lower limit of its own; a base share of 0 leaves the index
    undefined.
    """
    base = np.where(found.base > 0, found.base, np.nan)
    index = 100 * found.share / base
    if itself:
        return index, np.full_like(index, np.nan), np.full_like(index, np.nan)
    quantile = t_quantile(np.full(len(index), float(found.df_index)), confidence)
    with np.errstate(over="ignore"):  # an error beyond any number leaves the index open above
        error = np.where(found.fixed & (found.log_se == 0), np.nan, found.log_se)  # set by design
        factor = np.exp(quantile * error)
    none = found.share == 0
    index_low = np.where(none & np.isfinite(index), 0.0, index / factor)
    certain = _certain(found)
    index_low = np.where(certain, 100 * limits.low / base, index_low)
    return index, index_low, np.where(none, 100 * limits.high / base, index * factor)


def _certain(found: Estimates) -> NDArray[np.bool_]:
    """Tell which shares of 1 are compared with published ones: neither has an error."""
    certain: NDArray[np.bool_] = (found.share == 1) & (found.base < 1) & (found.log_se == 0)
    return certain


def _flags(
    found: Estimates,
    told: list[list[str]],
    hidden: NDArray[np.bool_],
    *,
    few: NDArray[np.bool_],
    scant: bool,
) -> list[str]:
    """Return the note of every answer.

    Parameters
    ----------
    found : Estimates
        The group's shares.
    told : list of list of str
        What the rule for small bases says of each.
    hidden : numpy.ndarray of bool, shape (answers,)
        Which it hides: nothing else is said of those.
    few : numpy.ndarray of bool, shape (answers,)
        Whose index rests on few cases.
    scant : bool
        Whether all of them rest on few degrees of freedom.
    """
    if found.n > 0 and not found.n_weighted > 0 and not hidden.all():
        return [say("flags.weightless")] * len(found.share)
    doubt = [] if found.sure else [doubt_told(found.df, found.vanished)]
    none = (found.share == 0) & (found.base > 0) & found.sure
    certain = _certain(found)
    between = say("flags.and")
    notes = []
    for place, own in enumerate(told):
        if hidden[place] or found.n == 0:
            notes.append(between.join(own))
            continue
        drawn = found.by_design[place]
        other = {
            "flags.by_design" if drawn else "flags.fixed": found.fixed[place],
            "flags.limit": none[place],
            "flags.limit_low": certain[place],
            "flags.few": few[place],
            "flags.agree": found.agree[place],
            "flags.few_df": scant and not found.fixed[place],
        }
        notes.append(between.join([*own, *doubt, *(say(k) for k, held in other.items() if held)]))
    return notes


def _check_framework(answers: Answers, share: Floats) -> None:
    """Check what every profile of overlapping rungs satisfies: no rung exceeds 1 - Inactives."""
    none = [place for place, each in enumerate(answers.question.options) if each.none]
    if not none:
        return
    active, rest = np.delete(share, none[0]), 1 - share[none[0]]
    if active.max() > rest + ROUNDING or active.sum() < rest - ROUNDING:
        raise TechnoKitError(say("errors.profile.framework"))
