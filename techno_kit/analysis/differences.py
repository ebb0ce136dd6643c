"""Differences between groups of respondents: shares side by side, and tests of independence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.domains import Domains
from techno_kit.numerics.contingency import NO_TEST, DesignTest, log_contrasts, rao_scott
from techno_kit.numerics.covariance import Covariance, covariance
from techno_kit.survey.collapse import Floats, Integers

LEAST_DEFF = 1e-9  # a design effect below it is rounding: the design shows no error at all
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class GroupShares:
    """One answer's share in every group and in the rest of the base.

    Attributes
    ----------
    share, rest : numpy.ndarray of float, shape (groups,)
        Shares 0-1 in the group, and among everyone in the base who is not in it.
    covariance : Covariance
        Of the shares, then of the rests.
    factor : float
        What strata with one PSU add to variances, by the rule ``"average"``.
    raked, drawn : numpy.ndarray of bool, shape (groups,)
        Which shares have no sampling error because the weighting sets them, or the stratification
        does; shares of 0 and 1 are neither.
    """

    share: Floats
    rest: Floats
    covariance: Covariance
    factor: float
    raked: Bools
    drawn: Bools

    def se(self, one: Integers, other: Integers) -> Floats:
        """Return standard errors of differences; rests are numbered after the groups."""
        return np.sqrt(self.covariance.of_differences(one, other) * self.factor)


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

    @property
    def rest(self) -> Bools:
        """Which cells are in the rest of every group, shape (cells, groups)."""
        return self.base[:, None] & ~self.member

    def n_eff(self, member: Bools) -> Floats:
        """Return Kish's effective number of respondents of some groups of cells."""
        cells = self.domains.cells
        with np.errstate(invalid="ignore"):  # a rest without anybody
            return np.asarray(np.nan_to_num((cells.w @ member) ** 2 / (cells.ww @ member)))

    def shares(self, answer: int) -> GroupShares:
        """Return an answer's shares in all groups and rests, with their covariance."""
        cells, holds = self.domains.cells, self.domains.blanks_no[:, answer]
        both = np.hstack([self.member, self.rest])
        weight = cells.w[:, None] * both
        total = weight.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            everybody = ~holds @ weight == 0  # then exactly 1, whatever sums round to
            share = np.where(everybody & (total > 0), 1.0, holds @ weight / total)
            influence = both * (holds[:, None] - share) / total
        influence, factor = np.nan_to_num(influence), cells.average_factor(self.base)
        errors = covariance(influence, cells.sums, cells.calibration, lonely=cells.lonely)
        groups = len(self.places)
        inner = (share[:groups] > 0) & (share[:groups] < 1)
        fixed = given = inner & ~errors.random[:groups]
        if fixed.any():  # then it matters whether they vary under the weights as given
            own = covariance(influence[:, :groups], cells.sums, lonely=cells.lonely)
            given = fixed & ~own.random
        return GroupShares(
            share[:groups], share[groups:], errors, factor, raked=fixed & ~given, drawn=given
        )

    def df(self) -> Floats:
        """Return the degrees of freedom of every union of two groups, shape (groups, groups).

        The diagonal is a group's own: 0 where all of it is in one PSU, which tells nothing of how
        PSUs differ.
        """
        return self.domains.cells.union_df(self.member)

    def df_base(self) -> int:
        """Return the degrees of freedom of all groups together."""
        return self.domains.cells.df(self.base)

    def df_rest(self, own: Floats) -> Floats:
        """Return the degrees of freedom of every group's rest.

        Parameters
        ----------
        own : numpy.ndarray of float, shape (groups,)
            The groups' own: with two groups each is the other's rest.
        """
        if len(own) == 2:
            return own[::-1]
        return np.asarray([float(self.domains.cells.df(each)) for each in self.rest.T])

    def test(self, answers: Sequence[int]) -> DesignTest:
        """Test whether overlapping answers depend on the group: one, or all of them together."""
        holds = self.domains.blanks_no
        rows = [[holds[:, answer], ~holds[:, answer]] for answer in answers]
        return self._tested([each for each in rows if self._both(each[0])])

    def test_table(self, answers: Sequence[int]) -> DesignTest:
        """Test whether the one answer of every respondent, or its blank, depends on the group."""
        holds = [self.domains.blanks_no[:, answer] for answer in answers]
        holds.append(~np.any(holds, axis=0))  # blanks in the base are a row of the table
        weight = self.domains.cells.w * self.base
        held = [each for each in holds if weight @ each > 0]
        return self._tested([held] if len(held) > 1 else [])

    def held(self) -> int:
        """Return how many answers anyone in the groups holds, a blank in the base among them."""
        weight, holds = self.domains.cells.w * self.base, self.domains.blanks_no
        return int((weight @ holds > 0).sum()) + bool(weight @ ~holds.any(axis=1) > 0)

    def _both(self, holds: Bools) -> bool:
        weight = self.domains.cells.w * self.base
        return bool(weight @ holds > 0 and weight @ ~holds > 0)

    def _tested(self, tables: Sequence[Sequence[Bools]]) -> DesignTest:
        if not tables or len(self.places) < 2:
            return NO_TEST
        cells = self.domains.cells
        shares, parts = zip(*(self._linear(rows) for rows in tables), strict=True)
        errors = covariance(np.hstack(parts), cells.sums, cells.calibration, lonely=cells.lonely)
        random = errors.random.reshape(len(tables), -1) if len(tables) > 1 else errors.random[None]
        kept = np.flatnonzero(random.any(axis=1))  # a table that weighting has fixed is no test
        if not len(kept):
            return NO_TEST
        columns = np.repeat(random.any(axis=1), parts[0].shape[1])
        matrix = errors.matrix[np.ix_(columns, columns)] * cells.average_factor(self.base)
        n = float(cells.n[self.base].sum())
        try:
            found = rao_scott([shares[at] for at in kept], matrix, n=n, df=self.df_base())
        except np.linalg.LinAlgError:  # groups in which nobody, or everybody, holds an answer
            return NO_TEST
        return found if found.deff > LEAST_DEFF else NO_TEST

    def _linear(self, rows: Sequence[Bools]) -> tuple[Floats, Floats]:
        """Return a table's cell shares, and the influence values of its log contrasts."""
        cells, group = self.domains.cells, self.member.argmax(axis=1)
        row = np.vstack(rows).argmax(axis=0)
        place = row * len(self.places) + group
        weight = cells.w * (self.base & np.any(rows, axis=0))
        share = np.bincount(place, weight, minlength=len(rows) * len(self.places))
        table = (share / cells.w[self.base].sum()).reshape(len(rows), -1)
        logs = log_contrasts(table)
        held = (self.base & np.any(rows, axis=0))[:, None]
        mean = table.ravel() @ logs
        influence = (held * logs[place] - self.base[:, None] * mean) / cells.w[self.base].sum()
        return table, influence
