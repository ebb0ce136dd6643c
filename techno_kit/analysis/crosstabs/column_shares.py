"""Shares of answers in columns of respondents: of the column, of the row, or of everyone."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.cells.linearising import Cells
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.intervals import Intervals, share_intervals
from techno_kit.numerics.linear import Linear
from techno_kit.survey.collapse import Floats, Integers

ShareOf = Literal["column", "row", "total"]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class ColumnShares:
    """Shares with errors, answers down and columns across.

    Attributes
    ----------
    share, column, se : numpy.ndarray of float, shape (answers, columns)
        The shares that were asked for (0-1), those of the column, and the standard errors of the
        first; NaN where nobody is in the base.
    fixed, by_design : numpy.ndarray of bool, shape (answers, columns)
        Which have no sampling error, as weighting or stratification sets them; and which of them
        the stratification.
    agree : numpy.ndarray of bool, shape (answers, columns)
        Whose few PSUs agree by coincidence: they have no usable error.
    limits : Intervals
        Their confidence limits; none of fixed shares.
    base : numpy.ndarray of float, shape (answers, columns)
        Respondents in the base of each share.
    bases : Bases
        The columns' bases.
    """

    share: Floats
    column: Floats
    se: Floats
    fixed: Bools
    by_design: Bools
    agree: Bools
    limits: Intervals
    base: Floats
    bases: "Bases"


@dataclass(frozen=True, eq=False, slots=True)
class Bases:
    """Groups of cells as bases: a number a group.

    Attributes
    ----------
    n, n_weighted, n_eff, df : numpy.ndarray of float, shape (groups,)
        Respondents, the sum of their weights, Kish's effective number, degrees of freedom.
    vanished : numpy.ndarray of int, shape (groups,)
        Replicates that have nobody in the group: it then has no error.
    """

    n: Floats
    n_weighted: Floats
    n_eff: Floats
    df: Floats
    vanished: Integers

    @property
    def sure(self) -> Bools:
        """Which have an error: they lie in more than one PSU, and in every replicate."""
        return np.asarray((self.df > 0) & (self.vanished == 0))

    @classmethod
    def of(cls, cells: Cells, member: Bools) -> "Bases":
        """Return the bases of some groups, shape (cells, groups); they may overlap."""
        weight, squares = cells.w @ member, cells.ww @ member
        n_eff = effective_n(weight, squares)
        df = np.asarray(np.diag(cells.union_df(member)), np.float64)
        vanished = np.asarray([cells.vanished(each) for each in member.T], np.intp)
        return cls(np.rint(cells.n @ member), weight, n_eff, df, vanished)


def column_shares(
    domains: Domains, of: ShareOf, confidence: float, *, effective: bool = False
) -> ColumnShares:
    """Return every answer's share in every column.

    Parameters
    ----------
    domains : Domains
        The columns and answers.
    of : {"column", "row", "total"}
        What a share is part of: its column's base, all who gave the answer, or the whole base.
    confidence : float
        Of the intervals.
    effective : bool, default False
        Whether errors are those of a simple random sample of the effective base, in place of the
        design's.

    Notes
    -----
    p = Y / X, Y the weight of those in the column with the answer and X that of the share's base;
    z = (y - p x) / X. Logit intervals; p +- z sqrt(p (1 - p) / e) on the effective base e.
    """
    cells, inside = domains.cells, domains.inside
    groups = domains.member & inside[:, None]
    holds = domains.blanks_no & inside[:, None]
    shape = holds.shape[1], groups.shape[1]
    part = (holds[:, :, None] & groups[:, None, :]).reshape(len(inside), -1)
    own = Bases.of(cells, groups)
    column = _shares(cells, part, np.tile(groups, (1, shape[0])))
    if of == "column":
        whole, bases, places = (
            np.tile(groups, (1, shape[0])),
            own,
            np.tile(np.arange(shape[1]), shape[0]),
        )
    elif of == "row":
        whole = np.repeat(holds, shape[1], axis=1)
        bases, places = Bases.of(cells, holds), np.repeat(np.arange(shape[0]), shape[1])
    else:
        whole = np.repeat(inside[:, None], part.shape[1], axis=1)
        bases, places = Bases.of(cells, inside[:, None]), np.zeros(part.shape[1], np.intp)
    share = _shares(cells, part, whole)
    n, n_eff, df = bases.n[places], bases.n_eff[places], bases.df[places]
    if effective:
        se, df = _effective_se(share, n_eff), np.full_like(df, np.inf)
        fixed = drawn = agree = np.zeros(len(share), np.bool_)
    else:
        sure = bases.sure[places] & np.tile(own.sure, shape[0])
        least = np.fmin(df, np.tile(own.df, shape[0]))
        se, fixed, drawn, agree = _errors(cells, part, whole, share, sure, least)
    limits = share_intervals(
        share,
        se,
        n=n,
        n_eff=n_eff,
        df=df,
        confidence=confidence,
        interval="wald" if effective else "logit",
    )
    none = fixed | np.isnan(se)
    low, high = (np.where(none, np.nan, each).reshape(shape) for each in (limits.low, limits.high))
    return ColumnShares(
        share.reshape(shape),
        column.reshape(shape),
        se.reshape(shape),
        fixed.reshape(shape),
        drawn.reshape(shape),
        agree.reshape(shape),
        Intervals(low, high),
        n.reshape(shape),
        own,
    )


def _shares(cells: Cells, part: Bools, whole: Bools) -> Floats:
    """Return shares of weights; exactly 1 where nobody of the base is outside the part."""
    total = cells.w @ whole
    everybody = ((cells.w != 0) @ (whole & ~part)) == 0
    share = np.divide(cells.w @ part, total, out=np.full(len(total), np.nan), where=total > 0)
    return np.where(everybody & (total > 0), 1.0, share)


def _errors(
    cells: Cells, part: Bools, whole: Bools, share: Floats, sure: Bools, df: Floats
) -> tuple[Floats, Bools, Bools, Bools]:
    """Return standard errors, which shares have none, which by design, and which no usable one."""
    total = cells.w @ whole
    known = total > 0
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=known)
    influence = (part - np.where(known, share, 0.0) * whole) * scale
    linear = Linear(influence, whole)
    found = cells.variances(linear)
    variance = found.variance * _factors(cells, whole)
    inner = (share > 0) & (share < 1) & sure
    agree = inner & cells.agreeing(linear, df, found)
    drawn = inner & ~agree & found.fixed_by_design
    fixed = drawn | (inner & ~agree & found.fixed_by_weighting)
    se = np.where(fixed, 0.0, np.sqrt(variance))
    return np.where(known & sure & ~agree, se, np.nan), fixed, drawn, agree


def _factors(cells: Cells, whole: Bools) -> Floats:
    """Return what lonely PSUs add to each variance."""
    if cells.lonely != "average":
        return np.ones(whole.shape[1])
    return np.asarray([cells.average_factor(each) for each in whole.T])


def _effective_se(share: Floats, n_eff: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n_eff > 0, np.sqrt(share * (1 - share) / n_eff), np.nan)
