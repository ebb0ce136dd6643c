"""Means and medians in columns of respondents, and which columns' means differ."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.measuring import Found, Measured
from techno_kit.analysis.comparisons.comparison_tables import BEHIND, PAIRS, TESTS, typed
from techno_kit.analysis.comparisons.comparisons import Rules
from techno_kit.analysis.comparisons.differences import Groups
from techno_kit.analysis.comparisons.lettering import arrow_signs, column_letters, higher_than
from techno_kit.analysis.comparisons.pairings import adjusted_in, p_of
from techno_kit.analysis.crosstabs.column_shares import Bases
from techno_kit.analysis.crosstabs.effective_base import EffectiveGroups
from techno_kit.numerics.covariance import Covariance
from techno_kit.numerics.few_units import cautious_df, few_df
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.rarities import multiplied
from techno_kit.survey.collapse import Floats, Integers

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class ColumnMeans:
    """Means with errors, a number a column.

    Attributes
    ----------
    mean : Taken
        The means.
    median : Taken or None
        The medians, where they were asked for.
    bases : Bases
        Who they are of.
    signs : pandas.DataFrame
        ``level, rest, p_rest, p_rest_adjusted, letter, higher_than, arrow, p_picked`` of the
        columns that hold weight.
    tests, pairs : pandas.DataFrame
        As those of a comparison, with a row and a pair for the mean.
    """

    mean: "Taken"
    median: "Taken | None"
    bases: Bases
    signs: pd.DataFrame
    tests: pd.DataFrame
    pairs: pd.DataFrame


def column_means(
    measured: Measured, groups: Groups | None, rules: Rules, *, by: str, row: str, median: bool
) -> ColumnMeans:
    """Return the mean of a number in every column, tested between columns.

    Parameters
    ----------
    measured : Measured
        The columns and the number.
    groups : Groups or None
        The columns that hold weight; None does not compare.
    rules : Rules
        How they are compared.
    by, row : str
        What tables call the banner question and the mean.
    median : bool
        Whether to return medians too.
    """
    cells, values = measured.cells, measured.y[:, 0]
    means = _taken(measured.estimates("mean", rules.confidence))
    member = measured.member & measured.inside[:, None]
    medians = None
    if median:
        medians = _taken(measured.estimates("quantile", rules.confidence, [0.5]))
    if isinstance(groups, EffectiveGroups):
        variance = np.diag(groups.overlaps(values, member, unbiased=True))
        means = means.simple(
            np.sqrt(np.where(cells.w @ member > 0, variance, np.nan)), rules.confidence
        )
    signs, tests, pairs = _compared(groups, values, rules, by, row)
    return ColumnMeans(means, medians, Bases.of(cells, member), signs, tests, pairs)


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """A statistic of every column, shape (columns,); NaN where there is none."""

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    fixed: Bools
    by_design: Bools
    agree: Bools

    def simple(self, se: Floats, confidence: float) -> "Taken":
        """Return the same estimates with other standard errors, of normal intervals."""
        half = t_quantile(np.full(len(se), np.inf), confidence) * se
        none = np.zeros(len(se), np.bool_)
        limits = self.estimate - half, self.estimate + half
        return Taken(self.estimate, se, *limits, none, none, none)


def _taken(found: Iterator[Found]) -> Taken:
    columns = list(found)
    names = ("estimate", "se", "low", "high", "fixed", "by_design", "agree")
    return Taken(*(np.asarray([getattr(each, name)[0] for each in columns]) for name in names))


def _means(w: Floats, member: Bools, values: Floats) -> Floats:
    weight = w @ member
    mean = np.divide(
        (w * values) @ member, weight, out=np.full(len(weight), np.nan), where=weight > 0
    )
    return np.asarray(mean)


def _influence(w: Floats, member: Bools, values: Floats, mean: Floats) -> Floats:
    weight = w @ member
    scale = np.divide(1.0, weight, out=np.zeros_like(weight), where=weight > 0)
    return np.asarray(member * (values[:, None] - np.nan_to_num(mean)) * scale)


@dataclass(frozen=True, eq=False, slots=True)
class _Held:
    """Means of columns, of their rests and of all, with what their differences need."""

    mean: Floats
    errors: Covariance
    factor: float
    df: Floats
    own: Floats
    df_base: float
    known: Bools
    shown: Bools

    def differences(
        self, one: Integers, other: Integers, df: Floats, shown: Bools, confidence: float
    ) -> dict[str, Floats]:
        """Return differences with errors, limits, p, and the p behind signs (`cautious_df`)."""
        first, second = self.mean[one], self.mean[other]
        known = self.known[one] & self.known[other]
        se = np.sqrt(self.errors.of_differences(one, other) * self.factor)
        se = np.where(known, se, np.nan)
        half = t_quantile(df, confidence) * se
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where((first > 0) & (second > 0), first / second, np.nan)
        difference = first - second
        figures = {
            "difference": difference,
            "se": se,
            "low": difference - half,
            "high": difference + half,
            "ratio": ratio,
            "p": p_of(difference, se, df),
            "p_sign": p_of(
                difference, se, cautious_df(df, self.own[one], self.own[other], times=1)
            ),
        }
        return {name: np.where(shown, each, np.nan) for name, each in figures.items()}


def _held(groups: Groups, values: Floats, rules: Rules) -> _Held:
    cells = groups.domains.cells
    both = np.column_stack([groups.member, groups.rest, groups.base])
    mean = _means(cells.w, both, values)
    if isinstance(groups, EffectiveGroups):
        errors = Covariance(groups.overlaps(values, both, unbiased=True), np.zeros(len(mean)))
        factor = 1.0
    else:
        linear = Linear(_influence(cells.w, both, values, mean), both)
        errors = cells.covariance(linear)
        factor = cells.average_factor(groups.base)
    df = groups.df()
    own = np.diag(df)
    lost = groups.vanished(np.column_stack([groups.member, groups.rest])) == 0
    all_own = np.concatenate([own, groups.df_rest(own)])
    known = (all_own > 0) & lost
    known = np.append(known, True)
    if not isinstance(groups, EffectiveGroups):
        every = np.append(all_own, groups.df_base())
        alike = few_df(every) & ~linear.influence.any(axis=0)  # one number, in few PSUs
        known &= ~(cells.agreeing(linear, every) | alike)
    shown = cells.n @ both >= rules.suppress_below
    return _Held(mean, errors, factor, df, all_own, float(groups.df_base()), known, shown)


def _compared(
    groups: Groups | None, values: Floats, rules: Rules, by: str, row: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    if groups is None or not len(groups.places):
        told = ("level", "rest", "p_rest", "p_rest_adjusted", "letter", "higher_than", "arrow")
        signs = pd.DataFrame(columns=[*told, "p_picked"])
        return signs, typed({}, TESTS), typed({}, (*PAIRS, *BEHIND))
    held, size = _held(groups, values, rules), len(groups.places)
    names = np.asarray(groups.levels, dtype=object)
    one, other = np.triu_indices(size, 1)
    shown = held.shown[one] & held.shown[other]
    figures = held.differences(one, other, held.df[one, other], shown, rules.confidence)
    adjusted = adjusted_in(figures["p"][None], rules.adjust, "row").ravel()
    pairs = pd.DataFrame(
        {
            "answer": row,
            "by": by,
            "level_a": names[one],
            "level_b": names[other],
            **figures,
            "p_adjusted": adjusted,
            "p_letter": multiplied(figures["p_sign"], figures["p"], adjusted),
        }
    )
    signs = _signs(groups, held, values, pairs, rules, row)
    return (
        signs,
        _test(groups, held, by, row),
        typed({str(name): each for name, each in pairs.items()}, (*PAIRS, *BEHIND)),
    )


def _signs(
    groups: Groups, held: _Held, values: Floats, pairs: pd.DataFrame, rules: Rules, row: str
) -> pd.DataFrame:
    """Return letters, and arrows against the rest.

    A small group's skewed mean against a large rest strays more than t allows: an arrow also asks
    for a clear test of one common spread.
    """
    size = len(groups.places)
    places = np.arange(size)
    shown = held.shown[:size] & held.shown[size : 2 * size]
    df = np.full(size, held.df_base)
    found = held.differences(places, places + size, df, shown, rules.confidence)
    once = size == 2 and not groups.overlapping
    adjusted = adjusted_in(found["p"][None], rules.adjust, "row", once=once).ravel()
    letters = column_letters(groups.levels)
    higher = higher_than(pairs, letters, rules)
    picked = _picked(groups, held, values, found)
    strict = picked if rules.cautious else found["p_sign"]
    cautious = multiplied(strict, found["p"], adjusted)
    arrows = arrow_signs(pd.Series(cautious), pd.Series(found["difference"]), rules.error)
    return pd.DataFrame(
        {
            "level": groups.levels,
            "rest": np.where(held.shown[size : 2 * size], held.mean[size : 2 * size], np.nan),
            "p_rest": found["p"],
            "p_rest_adjusted": adjusted,
            "letter": [letters[level] for level in groups.levels],
            "higher_than": [higher.get((row, level), "") for level in groups.levels],
            "arrow": arrows,
            "p_picked": np.where(once & (places > 0), np.nan, picked),
        }
    )


def _picked(groups: Groups, held: _Held, values: Floats, found: dict[str, Floats]) -> Floats:
    """Return the p behind arrows and sentences on a mean: never below that of one common spread.

    A skewed number spreads least where its mean happens to be low, and looks surest there.
    """
    from scipy.special import stdtr

    size = len(groups.places)
    cells, base = groups.domains.cells, groups.base
    mean = held.mean[-1]
    variance = cells.w[base] @ (values[base] - mean) ** 2 / cells.w[base].sum()
    m, k = (groups.n_eff(each) for each in (groups.member, groups.rest))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(found["difference"]) / np.sqrt(variance * (1 / m + 1 / k))
        df = np.full(size, held.df_base if held.df_base > 0 else np.nan)
        strict = np.fmax(found["p_sign"], 2 * stdtr(df, -t))
    return np.where(np.isnan(found["p_sign"]), np.nan, strict)


def _test(groups: Groups, held: _Held, by: str, row: str) -> pd.DataFrame:
    """Return Wald's test that all columns have one mean, on df less the means compared.

    Columns without an error take no part.
    """
    sure = held.known[: len(groups.places)]
    places, size = np.flatnonzero(sure), int(sure.sum())
    found: dict[str, object] = {"answer": [row], "by": [by]}
    found |= {name: [np.nan] for name in TESTS[2:]}
    if size > 1 and not groups.overlapping and not isinstance(groups, EffectiveGroups):
        contrasts = np.vstack([-np.ones(size - 1), np.eye(size - 1)])
        apart = held.mean[places] @ contrasts
        spread = contrasts.T @ held.errors.matrix[np.ix_(places, places)] @ contrasts * held.factor
        df2 = groups.kept(sure).df_base() + 1 - size
        if df2 > 0 and np.linalg.matrix_rank(spread, hermitian=True) == size - 1:
            from scipy.special import fdtrc

            statistic = float(apart @ np.linalg.solve(spread, apart)) / (size - 1)
            p = float(fdtrc(size - 1, df2, statistic))
            told = {"F": statistic, "df1": size - 1, "df2": df2, "p": p, "p_adjusted": p}
            found |= {name: [value] for name, value in told.items()}
    return typed(found, TESTS)
