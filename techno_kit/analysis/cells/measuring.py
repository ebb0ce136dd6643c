"""Means, totals, ratios and quantiles in groups of respondents, from the cells of their values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.asking.quantities import Quantity
from techno_kit.analysis.asking.undeclared import groups_of
from techno_kit.analysis.cells.linearising import Cells, collect_cells
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.intervals import share_intervals, t_quantile
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.quantiles import Below, Distribution, quantile_limits
from techno_kit.numerics.variance import Variances
from techno_kit.survey.audience import Audience
from techno_kit.survey.collapse import Floats, Variable
from techno_kit.survey.sample import Sample

Bools = NDArray[np.bool_]
Statistic = Literal["mean", "total", "ratio", "quantile"]

BLOCK = 4_000_000  # influence values held at once: 32 MB
ROUNDING = 1e-14  # of a value: what its distance from a mean of itself can be by rounding


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """One statistic of one group: of a number, of every answer, or for every quantile.

    Attributes
    ----------
    estimate, se, low, high, deff : numpy.ndarray of float, shape (estimates,)
        NaN where there is none.
    fixed, by_design : numpy.ndarray of bool, shape (estimates,)
        Which of them the weighting or the stratification itself sets, and have no sampling error;
        and which of them the stratification.
    agree : numpy.ndarray of bool, shape (estimates,)
        Whose few PSUs agree by coincidence: they have no usable error (`Cells.agreeing`).
    nobody : numpy.ndarray of bool, shape (estimates,)
        Which are counts of an answer that nobody gave.
    n, n_weighted, n_eff : float
        Respondents in the group's base, the sum of their weights, Kish's effective number.
    df : float
        Degrees of freedom.
    vanished : int
        In how many replicates nobody is in the group: it has no error then, but as a total.
    """

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    deff: Floats
    fixed: Bools
    by_design: Bools
    agree: Bools
    nobody: Bools
    n: float
    n_weighted: float
    n_eff: float
    df: float
    vanished: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class _Column:
    """Estimates of a group, before their errors.

    `influence`, `base`: of `Linear`; `simple`: variance in a simple random sample of the size.
    """

    estimate: Floats
    influence: Floats
    base: Floats | None
    simple: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """The cells of values x groups x audience, and who is where.

    Attributes
    ----------
    cells : Cells
        The sums.
    y : numpy.ndarray of float, shape (cells, answers)
        The number of every cell, or 0 and 1 for each answer that is counted.
    x : numpy.ndarray of float, shape (cells,), or None
        The denominator of a ratio.
    inside : numpy.ndarray of bool, shape (cells,)
        Which cells are in the audience and in the base.
    audience : numpy.ndarray of bool, shape (cells,)
        Which cells are in the audience.
    member : numpy.ndarray of bool, shape (cells, groups)
        Which cells belong to which group; groups may overlap.
    levels : tuple of str or None
        The groups; a single None is the whole.
    counts : bool
        Whether totals are counts of answers.
    answered : numpy.ndarray of bool, shape (cells,), or None
        Of groups that overlap: which cells answered the question of groups.
    """

    cells: Cells
    y: Floats
    x: Floats | None
    inside: Bools
    audience: Bools
    member: Bools
    levels: tuple[str | None, ...]
    counts: bool
    answered: Bools | None = None

    @classmethod
    def of(
        cls,
        sample: Sample,
        quantity: Quantity,
        denominator: Quantity | None = None,
        *,
        by: str | None = None,
        where: Audience | None = None,
    ) -> "Measured":
        """Collapse a sample to the cells of a quantity's values."""
        group = None if by is None else groups_of(sample, by)
        asked = [each for each in (quantity, denominator) if each is not None]
        variables: list[Variable] = [each.variable for each in asked]
        variables += [] if group is None else [group.question]
        variables += [] if where is None else [where]
        cells = collect_cells(sample, variables)
        codes = list(cells.codes)
        everyone = np.ones(len(codes[0]), np.bool_)
        y, known = quantity.values[codes[0]], quantity.known[codes.pop(0)]
        x = None
        if denominator is not None:
            x, also = denominator.values[codes[0], 0], denominator.known[codes.pop(0)]
            known = known & also
        member, answered = everyone[:, None], None
        if group is not None:
            code = codes.pop(0)
            member = group.blanks_no[code]
            answered = group.answered[code] if group.question.kind == "multiple" else None
        audience = everyone if where is None else codes.pop(0) == 1
        levels = (None,) if group is None else group.levels
        inside, counts = known & audience, bool(quantity.answers)
        return cls(cells, y, x, inside, audience, member, levels, counts, answered)

    def left_out(self) -> int:
        """Return how many respondents of the audience are outside the base."""
        return round(float(self.cells.n[self.audience & ~self.inside].sum()))

    def outside(self) -> Outside:
        """Return how many respondents of the base are in no group."""
        outside = self.inside & ~self.member.any(axis=1)
        return Outside.of(self.cells.n, outside, self.answered)

    def estimates(
        self, statistic: Statistic, confidence: float, quantiles: Sequence[float] = ()
    ) -> Iterator[Found]:
        """Return the statistic of every group in turn.

        Parameters
        ----------
        statistic : {"mean", "total", "ratio", "quantile"}
            What is estimated.
        confidence : float
            Confidence of the intervals, between 0 and 1.
        quantiles : sequence of float
            Shares (0-1), for ``"quantile"``.
        """
        wide = max(2 * len(quantiles), self.y.shape[1])
        step = max(1, BLOCK // max(len(self.y) * wide, 1))
        for start in range(0, len(self.levels), step):
            groups = [
                self.inside & self.member[:, place]
                for place in range(start, min(start + step, len(self.levels)))
            ]
            yield from self._block(groups, statistic, confidence, quantiles)

    def _block(
        self,
        groups: Sequence[Bools],
        statistic: Statistic,
        confidence: float,
        quantiles: Sequence[float],
    ) -> Iterator[Found]:
        make: dict[str, Callable[[Bools], _Column]] = {
            "mean": self._mean,
            "total": self._total,
            "ratio": self._ratio,
            "quantile": lambda group: self._quantiles(group, quantiles),
        }
        columns = [make[statistic](group) for group in groups]
        bases = [each.base for each in columns if each.base is not None]
        linear = Linear(
            np.hstack([each.influence for each in columns]),
            np.hstack(bases) if bases else None,
        )
        found = self.cells.variances(linear)
        df = np.concatenate(
            [
                np.full(len(each.estimate), float(self.cells.df(group)))
                for group, each in zip(groups, columns, strict=True)
            ]
        )
        agree, at = self.cells.agreeing(linear, df, found), 0
        for group, column in zip(groups, columns, strict=True):
            here = slice(at, at := at + len(column.estimate))
            factor = self.cells.average_factor(group)
            part = Variances(found.variance[here] * factor, found.as_given[here])
            plain = self._found(group, column, part, agree[here], confidence)
            if statistic == "quantile":
                plain = self._inverted(group, plain, confidence, quantiles)
            yield plain

    # -- estimates and their influence ----------------------------------------------------------

    def _weights(self, group: Bools) -> tuple[Floats, float, float]:
        """Return the weights of a group's cells, their sum, and its respondents of any weight."""
        w = self.cells.w * group
        return w, float(w.sum()), float(self.cells.n[group].sum())

    def _mean(self, group: Bools) -> _Column:
        w, total, n = self._weights(group)
        if not total > 0:
            return self._nothing(self.y.shape[1])
        mean = np.array([_mean(column, w) for column in self.y.T])
        away = _away(self.y, mean[None, :]) * group[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            simple = (w @ (away * away)) / total / (n - 1)
        base = np.repeat(group[:, None].astype(np.float64), len(mean), axis=1)
        return _Column(mean, away / total, base, simple)

    def _total(self, group: Bools) -> _Column:
        w, total, _ = self._weights(group)
        of_mean, influence = self._mean(group), self.y * group[:, None]
        sums = np.where(np.isnan(of_mean.estimate), np.nan, w @ influence)
        return _Column(sums, influence, None, of_mean.simple * total**2)

    def _ratio(self, group: Bools) -> _Column:
        if self.x is None:
            raise ValueError("a ratio needs a denominator")
        w, total, n = self._weights(group)
        x = self.x * group
        below = float(w @ x)
        if not total > 0 or below == 0:
            return self._nothing(1)
        ratio = float(w @ (self.y[:, 0] * group)) / below
        away = (_away(self.y[:, 0], ratio * self.x) * group / below)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            simple = (w @ (away * away)) * total / (n - 1)
        return _Column(np.array([ratio]), away, x[:, None], simple)

    def _quantiles(self, group: Bools, quantiles: Sequence[float]) -> _Column:
        """Return quantiles, with the influence of the share at or below each, then below each."""
        w, total, n = self._weights(group)
        if not total > 0:
            return self._nothing(2 * len(quantiles))
        known = self.distribution(group)
        found = np.array([known.at(each) for each in quantiles])
        share = np.array(
            [each(value) for each in (known.share_at, known.share_below) for value in found]
        )
        y = self.y[:, :1]
        below = np.hstack([y <= found, y < found]) * group[:, None]
        away = (below - share) * group[:, None] / total
        with np.errstate(divide="ignore", invalid="ignore"):
            simple = share * (1 - share) / (n - 1)
        base = np.repeat(group[:, None].astype(np.float64), len(share), axis=1)
        return _Column(np.tile(found, 2), away, base, simple)

    def _nothing(self, size: int) -> _Column:
        empty = np.zeros((len(self.y), size))
        return _Column(np.full(size, np.nan), empty, empty, np.full(size, np.nan))

    def distribution(self, group: Bools) -> Distribution:
        """Return the values of a group in order, with the share of its weight below each."""
        order = np.argsort(self.y[:, 0], kind="stable")
        order = order[group[order]]
        return Distribution.of(self.y[order, 0], self.cells.w[order])

    def denominators(self, fewest: float) -> list[float]:
        """Return every group's weighted sum of the denominator.

        NaN for groups without weight, or of fewer respondents than `fewest`.
        """
        if self.x is None:
            return []
        cells, sums = self.cells, []
        for place in range(len(self.levels)):
            group = self.inside & self.member[:, place]
            known = cells.n[group].sum() >= fewest and cells.w[group].any()
            sums.append(float(cells.w[group] @ self.x[group]) if known else float("nan"))
        return sums

    # -- errors and intervals --------------------------------------------------------------------

    def _found(
        self, group: Bools, column: _Column, variance: Variances, agree: Bools, confidence: float
    ) -> Found:
        cells, estimate = self.cells, column.estimate
        w, squares = float(cells.w[group].sum()), float(cells.ww[group].sum())
        n, df = float(cells.n[group].sum()), cells.df(group)
        # A total is 0 in a replicate without the group, and known there.
        vanished = 0 if column.base is None else cells.vanished(group)
        sure = df > 0 and not vanished
        agree = agree & (column.simple > 0) & sure
        raked = variance.fixed_by_weighting & sure & ~agree
        drawn = variance.fixed_by_design & (column.simple > 0) & sure & ~agree
        fixed = raked | drawn
        with np.errstate(divide="ignore", invalid="ignore"):
            se = np.where(raked, 0.0, np.sqrt(variance.variance))
            se = np.where(np.isnan(estimate) | agree | (not sure), np.nan, se)
            deff = np.where(fixed | ~(column.simple > 0), np.nan, se**2 / column.simple)
        half = t_quantile(np.full(len(estimate), float(df)), confidence) * se
        half = np.where(fixed, np.nan, half)
        n_eff = float(effective_n(w, squares))
        nobody = np.full(len(estimate), self.counts and sure) & (estimate == 0) & (w > 0)
        low, high = estimate - half, estimate + half
        if nobody.any():
            limit = _beta_limit(0.0, n, n_eff, df, confidence)
            low, high = np.where(nobody, 0.0, low), np.where(nobody, limit * w, high)
        return Found(
            estimate,
            se,
            low,
            high,
            deff,
            fixed & ~nobody,
            drawn & ~nobody,
            agree & ~nobody,
            nobody,
            n,
            w,
            n_eff,
            df,
            vanished,
        )

    def _inverted(
        self, group: Bools, shares: Found, confidence: float, quantiles: Sequence[float]
    ) -> Found:
        """Return quantiles with the intervals that follow from those of the shares below them.

        `shares` are those at or below every quantile, and then those below it.
        """
        size, known = len(quantiles), self.distribution(group)
        t = float(t_quantile(np.array([float(shares.df)]), confidence)[0])
        edge = _beta_limit(1.0, shares.n, shares.n_eff, shares.df, confidence)
        found, at, less = shares.estimate[:size], shares.se[:size], shares.se[size:]
        limits = [
            quantile_limits(known, wanted, Below.of(known, value, se, se_less), t, edge)
            for wanted, value, se, se_less in zip(quantiles, found, at, less, strict=True)
        ]
        low, high, se = (
            np.array([getattr(each, name) for each in limits]) for name in ("low", "high", "se")
        )
        own = {
            name: getattr(shares, name)[:size]
            for name in ("estimate", "deff", "fixed", "by_design", "agree", "nobody")
        }
        unsure = shares.df <= 0 or shares.vanished > 0
        unknown = np.isnan(found) | own["fixed"] | own["agree"] | unsure
        se, low, high = (np.where(unknown, np.nan, each) for each in (se, low, high))
        return replace(shares, **own, se=se, low=low, high=high)


def _mean(values: Floats, w: Floats) -> float:
    """Return a weighted mean that lies among its values, whatever sums round to."""
    kept = values[w != 0]
    mean = float(w @ values / w.sum())
    if (w >= 0).all():
        return min(max(mean, float(kept.min())), float(kept.max()))
    return float(kept[0]) if (kept == kept[0]).all() else mean


def _away(values: Floats, centre: Floats) -> Floats:
    """Return values minus a centre, exactly 0 where the difference is rounding."""
    away = values - centre
    return np.where(np.abs(away) <= ROUNDING * np.abs(centre), 0.0, away)


def _beta_limit(share: float, n: float, n_eff: float, df: float, confidence: float) -> float:
    """Return the inner limit of a share of 0 or 1."""
    one = np.ones(1)
    found = share_intervals(
        one * share, one * 0, n=one * n, n_eff=one * n_eff, df=one * df, confidence=confidence
    )
    return float((found.high if share == 0 else found.low)[0])
