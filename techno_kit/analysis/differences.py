"""Differences between groups of respondents: shares side by side, and tests of independence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.domains import Domains
from techno_kit.numerics.contingency import NO_TEST, DesignTest, log_contrasts, rao_scott
from techno_kit.numerics.covariance import covariance
from techno_kit.survey.collapse import Floats, Integers

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class GroupShares:
    """One answer's share in every group and in the rest of the base.

    Attributes
    ----------
    share, rest : numpy.ndarray of float, shape (groups,)
        Shares 0-1 in the group, and among everyone in the base who is not in it.
    covariance : numpy.ndarray of float, shape (2 groups, 2 groups)
        Of the shares, then of the rests.
    """

    share: Floats
    rest: Floats
    covariance: Floats

    def se(self, one: Integers, other: Integers) -> Floats:
        """Return standard errors of differences; rests are numbered after the groups."""
        matrix = self.covariance
        variance = matrix[one, one] + matrix[other, other] - 2 * matrix[one, other]
        return np.sqrt(np.maximum(variance, 0.0))


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """The groups of one question that hold weight, ready to be compared.

    Attributes
    ----------
    domains : Domains
        The cells.
    places : numpy.ndarray of int, shape (groups,)
        Which of the domains' groups they are.
    member : numpy.ndarray of bool, shape (cells, groups)
        Which cells are in which group, within audience and base.
    base : numpy.ndarray of bool, shape (cells,)
        Which cells are in any of them.
    """

    domains: Domains
    places: Integers
    member: Bools
    base: Bools

    @classmethod
    def of(cls, domains: Domains) -> "Groups":
        """Return the groups of some domains, those without weight left out."""
        member = domains.member & domains.inside[:, None]
        places = np.flatnonzero(domains.cells.w @ member > 0)
        kept = member[:, places]
        return cls(domains, places, kept, kept.any(axis=1))

    @property
    def n(self) -> Floats:
        """Respondents in every group's base, shape (groups,)."""
        return np.asarray(self.domains.cells.n @ self.member)

    @property
    def levels(self) -> list[str]:
        """The groups' names."""
        return [str(self.domains.levels[place]) for place in self.places]

    def shares(self, answer: int) -> GroupShares:
        """Return an answer's shares in all groups and rests, with their covariance."""
        cells, holds = self.domains.cells, self.domains.blanks_no[:, answer]
        both = np.hstack([self.member, self.base[:, None] & ~self.member])
        weight = cells.w[:, None] * both
        total = weight.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            everybody = ~holds @ weight == 0  # then exactly 1, whatever sums round to
            share = np.where(everybody & (total > 0), 1.0, holds @ weight / total)
            influence = both * (holds[:, None] - share) / total
        factor = cells.average_factor(self.base)
        matrix = covariance(
            np.nan_to_num(influence), cells.sums, cells.calibration, lonely=cells.lonely
        )
        groups = len(self.places)
        return GroupShares(share[:groups], share[groups:], matrix * factor)

    def df(self) -> Floats:
        """Return the degrees of freedom of every union of two groups, shape (groups, groups)."""
        return self.domains.cells.union_df(self.member)

    def df_base(self) -> int:
        """Return the degrees of freedom of all groups together."""
        return self.domains.cells.df(self.base)

    def test(self, answers: Sequence[int]) -> DesignTest:
        """Test whether overlapping answers depend on the group: one, or all of them together."""
        holds = self.domains.blanks_no
        rows = [[holds[:, answer], ~holds[:, answer]] for answer in answers]
        return self._tested([each for each in rows if self._both(each[0])])

    def test_table(self, answers: Sequence[int]) -> DesignTest:
        """Test whether the one answer of every respondent depends on the group."""
        holds = [self.domains.blanks_no[:, answer] for answer in answers]
        weight = self.domains.cells.w * self.base
        held = [each for each in holds if weight @ each > 0]
        return self._tested([held] if len(held) > 1 else [])

    def _both(self, holds: Bools) -> bool:
        weight = self.domains.cells.w * self.base
        return bool(weight @ holds > 0 and weight @ ~holds > 0)

    def _tested(self, tables: Sequence[Sequence[Bools]]) -> DesignTest:
        if not tables or len(self.places) < 2:
            return NO_TEST
        cells = self.domains.cells
        total = float(cells.w[self.base].sum())
        shares, parts = [], []
        for rows in tables:
            inside = np.hstack([self.member & each[:, None] for each in rows])
            share = cells.w @ inside / total
            logs = log_contrasts(share.reshape(len(rows), -1))
            parts.append((inside - share * self.base[:, None]) @ logs / total)
            shares.append(share.reshape(len(rows), -1))
        matrix = covariance(np.hstack(parts), cells.sums, cells.calibration, lonely=cells.lonely)
        matrix = matrix * cells.average_factor(self.base)
        n = float(cells.n[self.base].sum())
        try:
            return rao_scott(shares, matrix, n=n, df=self.df_base())
        except np.linalg.LinAlgError:  # groups in which nobody, or everybody, holds an answer
            return NO_TEST
