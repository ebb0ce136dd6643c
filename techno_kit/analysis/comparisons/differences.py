"""Differences between groups of respondents: shares side by side, and tests of independence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.numerics.contingency import (
    NO_TEST,
    DesignTest,
    associations,
    first_order,
    log_contrasts,
    rao_scott,
    wald,
)
from techno_kit.numerics.covariance import Covariance, covariance
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.few_units import few_df
from techno_kit.numerics.linear import Linear
from techno_kit.survey.collapse import Floats, Integers

TOGETHER = 120  # shares whose covariances are worked out together
LEAST_DEFF = 1e-9  # a design effect below it is rounding: the design shows no error at all
Bools = NDArray[np.bool_]
Test = Literal["F", "chisq", "wald", "adjwald"]


@dataclass(frozen=True, eq=False, slots=True)
class GroupShares:
    """One answer's share in every group, in the rest of the base, and in all of it.

    Attributes
    ----------
    share, rest : numpy.ndarray of float, shape (groups,)
        Shares 0-1 in the group, and among everyone in the base who is not in it.
    total : float
        Share among everyone in the base.
    covariance : Covariance
        Of the shares, then of the rests, then of the total.
    factor : float
        What strata with one PSU add to variances, by the rule ``"average"``.
    raked, drawn : numpy.ndarray of bool, shape (groups,)
        Which shares have no sampling error because the weighting sets them, or the stratification
        does; shares of 0 and 1 are neither.
    agree : numpy.ndarray of bool, shape (places,), or None
        Of which of the shares, rests and total few PSUs agree by coincidence, so that they have no
        usable error; None where nothing is known of it.
    """

    share: Floats
    rest: Floats
    total: float
    covariance: Covariance
    factor: float
    raked: Bools
    drawn: Bools
    agree: Bools | None = None

    def se(self, one: Integers, other: Integers) -> Floats:
        """Return standard errors of differences; rests, then the total, follow the groups."""
        return np.sqrt(self.covariance.of_differences(one, other) * self.factor)


@dataclass(frozen=True, eq=False, slots=True)
class _Contrasts:
    """Tables of equal shape, their cell shares, and the covariance of their log contrasts."""

    tables: Sequence[Sequence[Bools]]
    shares: Floats
    errors: Covariance
    size: int

    @property
    def random(self) -> Bools:
        """Which tables have a sampling error, shape (tables,)."""
        return np.asarray(self.errors.random.reshape(len(self.tables), -1).any(axis=1))

    def matrix(self, places: Sequence[int]) -> Floats:
        """Return the covariance of some tables' contrasts."""
        if list(places) == list(range(len(self.tables))):
            return self.errors.matrix
        columns = np.concatenate([np.arange(self.size) + place * self.size for place in places])
        return np.asarray(self.errors.matrix[np.ix_(columns, columns)])


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
        Which cells are in any of them; where groups overlap also who is in none.
    overlapping : bool
        Whether a respondent can be in several.
    known : dict
        What was worked out before.
    """

    domains: Domains
    places: Integers
    member: Bools
    base: Bools
    overlapping: bool = False
    known: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, domains: Domains, answered: Bools | None = None) -> "Groups":
        """Return the groups of some domains, those without weight left out.

        Parameters
        ----------
        domains : Domains
            The cells.
        answered : numpy.ndarray of bool, shape (cells,), optional
            Of groups that overlap: which cells hold an answer to the question of groups. Who
            answered it and is in no group is part of every group's rest.
        """
        member = domains.member & domains.inside[:, None]
        places = np.flatnonzero(domains.cells.w @ member > 0)
        kept = member[:, places]
        if answered is None:
            return cls(domains, places, kept, kept.any(axis=1))
        return cls(domains, places, kept, domains.inside & answered, overlapping=True)

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

    def kept(self, places: Bools) -> "Groups":
        """Return some of the groups; the base is theirs alone.

        Parameters
        ----------
        places : numpy.ndarray of bool, shape (groups,)
            Which of them. Groups that overlap, which are not tested all at once, stay as they are.
        """
        if places.all() or self.overlapping:
            return self
        member = self.member[:, places]
        base = member.any(axis=1)
        return replace(self, places=self.places[places], member=member, base=base, known={})

    def vanished(self, member: Bools) -> Integers:
        """Return in how many replicates each of some groups of cells has nobody, (groups,)."""
        cells = self.domains.cells
        if cells.replicates is None:
            return np.zeros(member.shape[1], np.intp)
        return np.asarray([cells.vanished(each) for each in member.T], np.intp)

    def outside(self) -> int:
        """Return how many respondents of the base are neither in a group nor in a rest."""
        if not self.overlapping:
            return self.domains.outside().n
        return round(float(self.domains.cells.n[self.domains.inside & ~self.base].sum()))

    def n_eff(self, member: Bools) -> Floats:
        """Return Kish's effective number of respondents of some groups of cells."""
        cells = self.domains.cells
        return effective_n(cells.w @ member, cells.ww @ member)

    def shares(self, answer: int) -> GroupShares:
        """Return an answer's shares in all groups, rests and the whole, with their covariance."""
        return next(self._shares([answer]))

    def all_shares(self) -> Iterator[GroupShares]:
        """Return the same of every answer, some answers at a time: a covariance serves several."""
        answers = self.domains.blanks_no.shape[1]
        step = max(1, TOGETHER // (2 * len(self.places) + 1))
        for start in range(0, answers, step):
            yield from self._shares(range(start, min(start + step, answers)))

    def _shares(self, answers: Sequence[int]) -> Iterator[GroupShares]:
        cells, holds = self.domains.cells, self.domains.blanks_no[:, list(answers)]
        both = np.column_stack([self.member, self.rest, self.base])
        weight = cells.w[:, None] * both
        total, sides = weight.sum(axis=0), both.shape[1]
        with np.errstate(invalid="ignore", divide="ignore"):
            everybody = ~holds.T @ weight == 0  # then exactly 1, whatever sums round to
            share = np.where(everybody & (total > 0), 1.0, holds.T @ weight / total)
            scaled = np.where(total > 0, both / total, 0.0)  # a side that weighs nothing has none
        influence: Floats = holds.astype(np.float64)[:, :, None] - np.where(total > 0, share, 0.0)
        influence *= scaled[:, None, :]
        base = np.broadcast_to(both[:, None], influence.shape).reshape(len(both), -1)
        influence = influence.reshape(base.shape)
        errors = cells.covariance(Linear(influence, base))
        factor, groups = cells.average_factor(self.base), len(self.places)
        inner = (share[:, :groups] > 0) & (share[:, :groups] < 1)
        fixed = inner & ~errors.random.reshape(share.shape)[:, :groups]
        for place, each in enumerate(share):
            here = slice(place * sides, (place + 1) * sides)
            given = fixed[place]
            if given.any():  # then it matters whether they vary under the weights as given
                own = influence[:, here][:, :groups]
                given = given & ~covariance(own, cells.sums, lonely=cells.lonely).random
            yield GroupShares(
                share=each[:groups],
                rest=each[groups:-1],
                total=float(each[-1]),
                covariance=Covariance(errors.matrix[here, here], errors.noise[here]),
                factor=factor,
                raked=fixed[place] & ~given,
                drawn=given,
            )

    def judged(self, shares: Sequence[GroupShares], df: Floats) -> list[GroupShares]:
        """Tell of which shares few PSUs agree by coincidence: no design has set those.

        Parameters
        ----------
        shares : sequence of GroupShares
            A set of shares an answer.
        df : numpy.ndarray of float, shape (places,)
            Degrees of freedom of every group, of every rest, and of all.
        """
        few = np.flatnonzero(few_df(df))
        if not len(few):
            return list(shares)
        cells, groups = self.domains.cells, len(self.places)
        both = np.column_stack([self.member, self.rest, self.base])[:, few]
        total, found = cells.w @ both, []
        scaled = np.divide(both, total, out=np.zeros(both.shape), where=total > 0)
        for place, each in enumerate(shares):
            agree = np.zeros(len(df), np.bool_)
            share = np.concatenate([each.share, each.rest, [each.total]])[few]
            holds = self.domains.blanks_no[:, place, None]
            linear = Linear((holds - np.nan_to_num(share)) * scaled, both)
            agree[few] = cells.agreeing(linear, df[few])
            set_ = {name: getattr(each, name) & ~agree[:groups] for name in ("raked", "drawn")}
            found.append(replace(each, agree=agree, **set_))
        return found

    def df(self) -> Floats:
        """Return the degrees of freedom of every union of two groups, shape (groups, groups).

        The diagonal is a group's own: 0 where all of it is in one PSU, which tells nothing of how
        PSUs differ.
        """
        return self.domains.cells.union_df(self.member)

    def df_base(self) -> float:
        """Return the degrees of freedom of all groups together."""
        if "df" not in self.known:
            self.known["df"] = self.domains.cells.df(self.base)
        return self.known["df"]

    def df_rest(self, own: Floats) -> Floats:
        """Return the degrees of freedom of every group's rest.

        Parameters
        ----------
        own : numpy.ndarray of float, shape (groups,)
            The groups' own: with two groups each is the other's rest.
        """
        if len(own) == 2 and not self.overlapping:
            return own[::-1]
        return np.asarray(np.diag(self.domains.cells.union_df(self.rest)), np.float64)

    def test(self, answers: Sequence[int], statistic: Test = "F") -> DesignTest:
        """Test whether overlapping answers depend on the group: one, or all of them together.

        There is no such test where the groups overlap: respondents would count several times.
        """
        holds = self.domains.blanks_no
        kept = self._held_by_some(answers)
        return self._tested([[holds[:, each], ~holds[:, each]] for each in kept], statistic)

    def test_table(self, answers: Sequence[int], statistic: Test = "F") -> DesignTest:
        """Test whether the one answer of every respondent, or its blank, depends on the group."""
        holds = [self.domains.blanks_no[:, answer] for answer in answers]
        holds.append(~np.any(holds, axis=0))  # blanks in the base are a row of the table
        weight = self.domains.cells.w * self.base
        held = [each for each in holds if weight @ each > 0]
        return self._tested([held] if len(held) > 1 else [], statistic)

    def held(self) -> int:
        """Return how many answers anyone in the groups holds, a blank in the base among them."""
        weight, holds = self.domains.cells.w * self.base, self.domains.blanks_no
        return int((weight @ holds > 0).sum()) + bool(weight @ ~holds.any(axis=1) > 0)

    def _held_by_some(self, answers: Sequence[int]) -> list[int]:
        """Return those answers that somebody in the groups holds, and somebody does not."""
        weight, holds = self.domains.cells.w * self.base, self.domains.blanks_no
        both = (weight @ holds > 0) & (weight @ ~holds > 0)
        return [each for each in answers if both[each]]

    def test_each(
        self, answers: Sequence[int], together: Sequence[int], statistic: Test = "F"
    ) -> tuple[list[DesignTest], DesignTest]:
        """Test overlapping answers one by one, and some of them together, as `test` does."""
        holds = self.domains.blanks_no
        places = {place: at for at, place in enumerate(self._held_by_some(answers))}
        rows = [[holds[:, answer], ~holds[:, answer]] for answer in places]
        if not self._testable(rows):
            return [NO_TEST] * len(answers), NO_TEST
        tables = self._contrasted(rows)
        one_by_one = [
            self._judged(tables, [places[each]], statistic) if each in places else NO_TEST
            for each in answers
        ]
        kept = [places[each] for each in together if each in places]
        return one_by_one, self._judged(tables, kept, statistic) if kept else NO_TEST

    def _testable(self, tables: Sequence[Sequence[Bools]]) -> bool:
        return bool(tables) and len(self.places) > 1 and not self.overlapping

    def _tested(self, tables: Sequence[Sequence[Bools]], statistic: Test) -> DesignTest:
        if not self._testable(tables):
            return NO_TEST
        return self._judged(self._contrasted(tables), range(len(tables)), statistic)

    def _contrasted(self, tables: Sequence[Sequence[Bools]]) -> _Contrasts:
        """Return tables with the covariance of all their log contrasts."""
        shares, place = self._placed(tables)
        logs = log_contrasts(shares)
        of_tables, contrasts = len(logs), logs.shape[2]
        none = np.zeros((of_tables, 1, contrasts))  # of who is in no row of the table
        moved = np.concatenate([logs, none], axis=1) - shares.reshape(of_tables, 1, -1) @ logs
        influence = moved[np.arange(of_tables), place.T].reshape(len(self.base), -1)
        influence *= (self.base / self.domains.cells.w[self.base].sum())[:, None]
        base = np.broadcast_to(self.base[:, None], influence.shape)
        errors = self.domains.cells.covariance(Linear(influence, base))
        return _Contrasts(tables, shares, errors, contrasts)

    def _judged(self, asked: _Contrasts, places: Sequence[int], statistic: Test) -> DesignTest:
        """Test some of the tables, together."""
        cells, random = self.domains.cells, asked.random
        kept = [place for place in places if random[place]]  # what weighting fixed is no test
        if not kept:
            return NO_TEST
        matrix = asked.matrix(kept) * cells.average_factor(self.base)
        n = float(cells.n[self.base].sum())
        try:
            found = rao_scott(asked.shares[kept], matrix, n=n, df=self.df_base())
        except np.linalg.LinAlgError:  # groups in which nobody, or everybody, holds an answer
            return NO_TEST
        if not found.deff > LEAST_DEFF:
            return NO_TEST
        if statistic == "F":
            return found
        if statistic == "chisq":
            return first_order(found, len(matrix))
        return self._wald(found, [asked.tables[at] for at in kept], adjusted=statistic == "adjwald")

    def _wald(
        self, found: DesignTest, tables: Sequence[Sequence[Bools]], *, adjusted: bool
    ) -> DesignTest:
        """Return Wald's test of tables: of how far their totals are from independence."""
        cells, distances, parts = self.domains.cells, [], []
        scaled = (self.base / cells.w[self.base].sum())[:, None]
        for table, place in zip(*self._placed(tables), strict=True):
            distance, influence = associations(table)
            distances.append(distance)
            none = np.zeros((1, influence.shape[1]))
            parts.append(np.vstack([influence, none])[place] * scaled)
        matrix = cells.covariance(Linear(np.hstack(parts))).matrix
        factor, df = cells.average_factor(self.base), self.df_base()
        return wald(found, np.concatenate(distances), matrix * factor, df=df, adjusted=adjusted)

    def _placed(self, tables: Sequence[Sequence[Bools]]) -> tuple[Floats, Integers]:
        """Return tables' cell shares, and which of them each cell is part of: one more is none.

        Shapes (tables, rows, groups) and (tables, cells).
        """
        holds, groups = np.asarray(tables), len(self.places)
        of_tables, rows, _ = holds.shape
        size, weight = rows * groups, self.domains.cells.w * self.base
        row = np.where(holds.any(axis=1), holds.argmax(axis=1), rows)
        place = np.minimum(row * groups + self.member.argmax(axis=1), size)
        key = place + (size + 1) * np.arange(of_tables)[:, None]
        sums = np.bincount(
            key.ravel(), np.tile(weight, of_tables), minlength=of_tables * (size + 1)
        )
        shares = sums.reshape(of_tables, -1)[:, :-1] / self.domains.cells.w[self.base].sum()
        return shares.reshape(of_tables, rows, groups), place
