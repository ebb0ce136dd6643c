"""Commercial crosstabs' way to compare columns: z on effective bases, the design left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.comparisons.differences import Groups, GroupShares, Test
from techno_kit.numerics.contingency import NO_TEST, DesignTest
from techno_kit.numerics.covariance import Covariance
from techno_kit.survey.collapse import Floats, Integers

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class EffectiveGroups(Groups):
    """Groups whose shares are compared as if drawn at random, each as large as its effective base.

    Notes
    -----
    z = (p1 - p2) / sqrt(p1 (1 - p1) / e1 + p2 (1 - p2) / e2), e = (sum w)^2 / sum w^2. Of groups
    that overlap 2 p0 (1 - p0) e0 / (e1 e2) is taken away under the root, p0 the share and e0 the
    effective base of those in both: the term of commercial programs, with unpooled shares. There
    is no test of a whole row or question.
    """

    def all_shares(self) -> Iterator[GroupShares]:
        """Return every answer's shares, with the covariance of effective bases."""
        yield from map(self.shares, range(self.domains.blanks_no.shape[1]))

    def shares(self, answer: int) -> GroupShares:
        """Return an answer's shares, with the covariance of effective bases."""
        cells, holds = self.domains.cells, self.domains.blanks_no[:, answer]
        both = np.column_stack([self.member, self.rest, self.base])
        weight = cells.w[:, None] * both
        total = weight.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            everybody = ~holds @ weight == 0  # then exactly 1, whatever sums round to
            share = np.where(everybody & (total > 0), 1.0, holds @ weight / total)
        groups = len(self.places)
        none = np.zeros(groups, np.bool_)
        return GroupShares(
            share=share[:groups],
            rest=share[groups:-1],
            total=float(share[-1]),
            covariance=Covariance(self.overlaps(holds, both), np.zeros(both.shape[1])),
            factor=1.0,
            raked=none,
            drawn=none,
        )

    def overlaps(self, values: Floats | Bools, both: Bools, *, unbiased: bool = False) -> Floats:
        """Return s0^2 e0 / (e1 e2) of every two sets of cells, shape (sets, sets).

        Parameters
        ----------
        values : numpy.ndarray, shape (cells,)
            Every cell's value: whether it holds an answer.
        both : numpy.ndarray of bool, shape (cells, sets)
            The sets, which may overlap.
        unbiased : bool, default False
            Whether s0^2 is times e0 / (e0 - 1), as of a mean.
        """
        cells = self.domains.cells
        weight = (cells.w[:, None] * both).T @ both
        squares = (cells.ww[:, None] * both).T @ both
        first = (cells.w[:, None] * both * values[:, None]).T @ both
        second = (cells.w[:, None] * both * values[:, None] ** 2).T @ both
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = first / weight
            spread = np.maximum(second / weight - mean**2, 0.0)
            e = weight**2 / squares
            spread = spread * e / (e - 1) if unbiased else spread
            own = np.diag(e)
            found = spread * e / (own[:, None] * own[None, :])
        return np.nan_to_num(found)

    def df(self) -> Floats:
        """Return degrees of freedom without end: z is normal."""
        return np.full((len(self.places), len(self.places)), np.inf)

    def df_base(self) -> int:
        """Return degrees of freedom without end."""
        return np.iinfo(np.int64).max

    def df_rest(self, own: Floats) -> Floats:
        """Return degrees of freedom without end."""
        return np.full(len(own), np.inf)

    def vanished(self, member: Bools) -> Integers:
        """Return none: replicates play no part."""
        return np.zeros(member.shape[1], np.intp)

    def test_each(
        self, answers: Sequence[int], together: Sequence[int], statistic: Test = "F"
    ) -> tuple[list[DesignTest], DesignTest]:
        """Return no tests: there are none on effective bases."""
        return [NO_TEST] * len(answers), NO_TEST

    def test(self, answers: Sequence[int], statistic: Test = "F") -> DesignTest:
        """Return no test: there is none on effective bases."""
        return NO_TEST

    def test_table(self, answers: Sequence[int], statistic: Test = "F") -> DesignTest:
        """Return no test: there is none on effective bases."""
        return NO_TEST
