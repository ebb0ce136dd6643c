"""How the answers of one group go together: shares, pairs and patterns, with their errors."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.cells.linearising import Cells
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.rarities import picked_p
from techno_kit.numerics.variance import Variances
from techno_kit.survey.collapse import Floats, Integers

Bools = NDArray[np.bool_]
BLOCK = 2_000_000  # influence values at a time: 16 MB


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Shares of some answers among some people.

    Attributes
    ----------
    share, se : numpy.ndarray of float, shape (answers,)
        Shares 0-1 and their standard errors; NaN where the people weigh nothing.
    fixed, by_design : numpy.ndarray of bool, shape (answers,)
        Which shares weighting or design sets, so that they have no sampling error; and which of
        them the design.
    agree : numpy.ndarray of bool, shape (answers,)
        Whose few PSUs agree by coincidence: they have no usable error.
    held : numpy.ndarray of float, shape (answers,)
        Respondents who hold the answer.
    n, n_weighted, n_eff, df : float
        Respondents, their weights, Kish's effective number, degrees of freedom.
    vanished : int
        Replicates that have nobody of them: they then have no error.
    """

    share: Floats
    se: Floats
    fixed: Bools
    by_design: Bools
    agree: Bools
    held: Floats
    n: float
    n_weighted: float
    n_eff: float
    df: float
    vanished: int = 0

    @property
    def sure(self) -> bool:
        """Whether the people have an error: in more than one PSU, and in every replicate."""
        return self.df > 0 and not self.vanished


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Every two answers of a group.

    Attributes
    ----------
    one, other : numpy.ndarray of int, shape (pairs,)
        Which answers.
    both : Shares
        Who holds both.
    expected : numpy.ndarray of float, shape (pairs,)
        That share if the two were independent.
    log_se : numpy.ndarray of float, shape (pairs,)
        Standard error of the log of both / expected; NaN where it has none.
    phi : numpy.ndarray of float, shape (pairs,)
        Correlation of the two answers; NaN where everybody or nobody holds one.
    p : numpy.ndarray of float, shape (pairs,)
        P-value of independence behind a sentence that picks one of them (`picked_p`).
    """

    one: Integers
    other: Integers
    both: Shares
    expected: Floats
    log_se: Floats
    phi: Floats
    p: Floats


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Cells of a group of respondents, and the answers that each holds.

    Attributes
    ----------
    cells : Cells
        The sums.
    group : numpy.ndarray of bool, shape (cells,)
        Which cells are the group.
    holds : numpy.ndarray of bool, shape (cells, answers)
        Which answers a cell holds, a blank being none.
    """

    cells: Cells
    group: Bools
    holds: Bools

    @classmethod
    def of(cls, domains: Domains, place: int) -> "People":
        """Return one group of some domains."""
        return cls(domains.cells, domains.inside & domains.member[:, place], domains.blanks_no)

    @property
    def n(self) -> int:
        """Respondents."""
        return round(float(self.cells.n[self.group].sum()))

    @property
    def _size(self) -> float:
        return float(self.cells.w[self.group].sum())

    def among(self, answer: int) -> "People":
        """Return those of the group who hold an answer."""
        return People(self.cells, self.group & self.holds[:, answer], self.holds)

    def answers(self) -> Shares:
        """Return the share of every answer."""
        return self.shares(self.holds)

    def shares(self, columns: Bools) -> Shares:
        """Return the share of the group for which each column holds.

        Parameters
        ----------
        columns : numpy.ndarray of bool, shape (cells, columns)
            What is counted.
        """
        df = self.cells.df(self.group)
        share, found, agree = self._shares_and_variances(columns, df)
        held = np.asarray((self.cells.n * self.group) @ columns)
        inner = (share > 0) & (share < 1)
        return self._judged(share, found, agree, inner, held)

    def _judged(
        self, share: Floats, found: Variances, agree: Bools, inner: Bools, held: Floats
    ) -> Shares:
        """Return figures with their errors, and tell which have none and why.

        Parameters
        ----------
        agree : numpy.ndarray of bool, shape (answers,)
            `Cells.agreeing` of them.
        inner : numpy.ndarray of bool, shape (answers,)
            Of which members of the group differ.
        """
        df, vanished = self.cells.df(self.group), self.cells.vanished(self.group)
        sure = df > 0 and not vanished
        agree = agree & inner & sure
        raked = found.fixed_by_weighting & sure & ~agree
        drawn = found.fixed_by_design & inner & sure & ~agree
        variance = found.variance * self.cells.average_factor(self.group)
        squares = float(self.cells.ww[self.group].sum())
        return Shares(
            share=share,
            se=np.where(
                np.isnan(share) | agree | (not sure),
                np.nan,
                np.where(raked, 0.0, np.sqrt(variance)),
            ),
            fixed=raked | drawn,
            by_design=drawn,
            agree=agree,
            held=held,
            n=float(self.n),
            n_weighted=self._size,
            n_eff=float(effective_n(self._size, squares)),
            df=df,
            vanished=vanished,
        )

    def parts(self, number: Integers, size: int) -> Shares:
        """Return the shares of parts of the group, of which every cell is in one.

        Parameters
        ----------
        number : numpy.ndarray of int, shape (cells,)
            Which part.
        size : int
            How many there are.
        """
        blocks = [
            self.shares(number[:, None] == np.arange(block.start, block.stop))
            for block in _blocks(size, len(self.group))
        ]
        if not blocks:
            return self.shares(np.zeros((len(self.group), 0), np.bool_))
        return replace(
            blocks[0],
            share=np.concatenate([each.share for each in blocks]),
            se=np.concatenate([each.se for each in blocks]),
            fixed=np.concatenate([each.fixed for each in blocks]),
            by_design=np.concatenate([each.by_design for each in blocks]),
            agree=np.concatenate([each.agree for each in blocks]),
            held=np.concatenate([each.held for each in blocks]),
        )

    def _shares_and_variances(self, columns: Bools, df: float) -> tuple[Floats, Variances, Bools]:
        share = self._share(columns)
        parts = [np.empty((4, 0))]
        for block in _blocks(columns.shape[1], len(self.group)):
            linear = self._linear(columns[:, block], share[block])
            found = self.cells.variances(linear)
            agree = self.cells.agreeing(linear, df, found)
            parts.append(np.vstack([share[block], found.variance, found.as_given, agree]))
        share, variance, given, alike = np.hstack(parts)
        return share, Variances(variance, given), alike > 0

    def _share(self, columns: Bools) -> Floats:
        """Return weighted shares; 1 exactly where it is everybody, NaN where nobody weighs."""
        weight = self.cells.w * self.group
        if not self._size > 0:
            return np.full(columns.shape[1], np.nan)
        everybody = columns[weight > 0].all(axis=0)
        return np.where(everybody, 1.0, weight @ columns / self._size)

    def _linear(self, columns: Bools, share: Floats, combine: Floats | None = None) -> Linear:
        inside = np.repeat(self.group[:, None], columns.shape[1], axis=1)
        if not self._size > 0:
            return Linear(np.zeros(columns.shape), inside, combine)
        return Linear((columns - share) * (self.group / self._size)[:, None], inside, combine)

    def pairs(self, answers: Integers) -> Pairs:
        """Return every two of some answers.

        Notes
        -----
        The error of log(p12 / (p1 p2)) is that of log p12 - log p1 - log p2 with the covariance of
        all three.
        """
        first, second = np.triu_indices(len(answers), 1)
        one, other = answers[first], answers[second]
        share = self._share(self.holds)
        both = self.shares(self.holds[:, one] & self.holds[:, other])
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = share * (1 - share)
            scale = np.sqrt(spread[one] * spread[other])
            expected = share[one] * share[other]
            phi = np.where(scale > 0, (both.share - expected) / scale, np.nan)
        log_se = np.where(both.sure, self._log_errors(one, other, both.share, share), np.nan)
        return Pairs(
            one=one,
            other=other,
            both=both,
            expected=expected,
            log_se=log_se,
            phi=np.clip(phi, -1, 1),
            p=self._careful_p(one, other, both.share, log_se),
        )

    def _careful_p(self, one: Integers, other: Integers, both: Floats, log_se: Floats) -> Floats:
        """Return p-values of independence: of the lift, and as careful as those of `compare`.

        Each answer's share among those who hold the other is held against that of those who do not,
        by the pooled share and by the likelihood ratio; the largest counts.
        """
        from scipy.special import stdtr

        share, df = self._share(self.holds), self.cells.df(self.group)
        sizes = [
            effective_n(*((each * self.group) @ side for each in (self.cells.w, self.cells.ww)))
            for side in (self.holds, ~self.holds)
        ]
        with np.errstate(invalid="ignore", divide="ignore"):
            log_lift = np.abs(np.log(both / (share[one] * share[other])))
            p = 2 * stdtr(df if df > 0 else np.nan, -log_lift / log_se)
            p = np.where((both == 0) & (share[one] * share[other] > 0), 0.0, p)
            for given, asked in ((one, other), (other, one)):
                held = np.clip(both / share[given], 0.0, 1.0)
                rest = np.clip((share[asked] - both) / (1 - share[given]), 0.0, 1.0)
                p = picked_p(p, held, rest, *(size[given] for size in sizes))
        return np.asarray(p, np.float64)

    def _log_errors(self, one: Integers, other: Integers, both: Floats, share: Floats) -> Floats:
        """Return standard errors of the logs of lifts."""
        parts, df = [np.empty(0)], self.cells.df(self.group)
        both, share = (np.where(each > 0, each, np.inf) for each in (both, share))
        for block in _blocks(len(one), 3 * len(self.group)):
            a, b, p = one[block], other[block], both[block]
            known = np.isfinite(p) & (share[a] < 1) & (share[b] < 1)
            signed = zip((1, -1, -1), (p, share[a], share[b]), strict=True)
            logs = [np.diag(sign * np.where(known, 1 / each, 0.0)) for sign, each in signed]
            holds = self.holds[:, a], self.holds[:, b]
            columns, combine = np.hstack([holds[0] & holds[1], *holds]), np.vstack(logs)
            known_shares = np.nan_to_num(np.hstack([p, share[a], share[b]]), posinf=0.0)
            linear = self._linear(columns, known_shares, combine)
            found = self.cells.variances(linear)
            random = known & ~found.fixed_by_weighting & (found.variance > 0)
            random &= ~self.cells.agreeing(linear, df, found)
            variance = found.variance * self.cells.average_factor(self.group)
            parts.append(np.where(random, np.sqrt(variance), np.nan))
        return np.hstack(parts)

    def mean(self, values: Integers) -> Shares:
        """Return the weighted mean of a value of every cell, as `shares` one share."""
        weight, held = self.cells.w * self.group, np.zeros(1)
        mean = float(weight @ values / self._size) if self._size > 0 else float("nan")
        influence = np.zeros((len(weight), 1))
        counted = values[weight > 0]
        inner = np.array([len(counted) > 0 and bool((counted != counted[0]).any())])
        if inner.any():
            apart = (values.astype(np.float64) - mean) * self.group
            influence = (apart / self._size)[:, None]
        linear = Linear(influence, self.group[:, None])
        found = self.cells.variances(linear)
        agree = self.cells.agreeing(linear, self.cells.df(self.group), found)
        return self._judged(np.array([mean]), found, agree, inner, held)


def _blocks(columns: int, rows: int) -> Iterator[slice]:
    """Split columns so that a block of them has at most so many values."""
    step = max(BLOCK // max(rows, 1), 1)
    return (slice(start, min(start + step, columns)) for start in range(0, columns, step))
