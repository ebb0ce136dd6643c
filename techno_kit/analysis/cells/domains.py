"""Shares of a question's answers in groups of respondents, with errors and an index."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.asking.undeclared import groups_of
from techno_kit.analysis.cells.linearising import Cells, collect_cells
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.few_units import index_df
from techno_kit.numerics.linear import Linear
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.collapse import Floats, Variable
from techno_kit.survey.sample import Sample

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Estimates:
    """Shares of all answers in one group.

    Attributes
    ----------
    share, se : numpy.ndarray of float, shape (answers,)
        Shares 0-1 and their standard errors; NaN where the group weighs nothing, and errors too
        where they are unknown.
    fixed, by_design : numpy.ndarray of bool, shape (answers,)
        Which shares the weighting or the stratification itself sets, and have no sampling error;
        and which of them the stratification.
    agree : numpy.ndarray of bool, shape (answers,)
        Whose few PSUs agree by coincidence: they have no usable error (`Cells.agreeing`).
    base : numpy.ndarray of float, shape (answers,)
        Shares that the index compares with.
    log_se : numpy.ndarray of float, shape (answers,)
        Standard error of log(share / base); NaN where it has none.
    n, n_weighted, n_eff : float
        Respondents in the group's base, the sum of their weights, Kish's effective number.
    df, df_index : float
        Degrees of freedom of the group, and those that the index takes (`index_df`).
    vanished : int
        Replicates that have nobody in the group, where there are some: it then has no error.
    """

    share: Floats
    se: Floats
    fixed: Bools
    by_design: Bools
    agree: Bools
    base: Floats
    log_se: Floats
    n: float
    n_weighted: float
    n_eff: float
    df: float
    df_index: float
    vanished: int = 0

    @property
    def sure(self) -> bool:
        """Whether the group has an error: it lies in more than one PSU, and in every replicate."""
        return self.df > 0 and not self.vanished


def _with_log_ratios(share: Floats, base: Floats) -> Floats:
    """Combine shares and those of the base: the shares alone, and the logs of their ratios."""
    size = len(share)
    combine = np.zeros((2 * size, 2 * size))
    combine[:size, :size] = np.eye(size)
    combine[:size, size:] = np.diag(1 / share)
    combine[size:, size:] = np.diag(-1 / base)
    return combine


@dataclass(frozen=True, eq=False, slots=True)
class Domains:
    """The cells of groups x audiences x answer patterns, and who is where.

    Attributes
    ----------
    cells : Cells
        The sums.
    levels : tuple of str or None
        The groups; a single None is the whole.
    member : numpy.ndarray of bool, shape (cells, groups)
        Which cells belong to which group; groups may overlap.
    audience : numpy.ndarray of bool, shape (cells,)
        Which cells are in the audience.
    inside : numpy.ndarray of bool, shape (cells,)
        Which of those are in the question's base.
    against : numpy.ndarray of bool, shape (cells,)
        Which cells the index compares with.
    blanks_no, blanks_yes : numpy.ndarray of bool, shape (cells, answers)
        Which answers a cell holds.
    answered : numpy.ndarray of bool, shape (cells,), or None
        Of groups that overlap: which cells answered the question of groups.
    """

    cells: Cells
    levels: tuple[str | None, ...]
    member: Bools
    audience: Bools
    inside: Bools
    against: Bools
    blanks_no: Bools
    blanks_yes: Bools
    answered: Bools | None = None

    @classmethod
    def of(
        cls,
        sample: Sample,
        answers: Answers,
        missing: MissingRule,
        *,
        by: str | None = None,
        where: Audience | None = None,
        base: Audience | None = None,
    ) -> "Domains":
        """Collapse a sample to the domains of a question."""
        group = None if by is None else groups_of(sample, by)
        variables: list[Variable] = [answers.question]
        variables += [] if group is None else [group.question]
        variables += [each for each in (where, base) if each is not None]
        cells = collect_cells(sample, variables)
        pattern, *rest = cells.codes
        everyone = np.ones(len(pattern), np.bool_)
        in_base = answers.base(missing)[pattern]
        member, answered = everyone[:, None], None
        if group is not None:
            code = rest.pop(0)
            member = group.blanks_no[code]
            answered = group.answered[code] if group.question.kind == "multiple" else None
        audience = everyone if where is None else rest.pop(0) == 1
        return cls(
            cells=cells,
            levels=(None,) if group is None else group.levels,
            member=member,
            audience=audience,
            inside=in_base & audience,
            against=in_base if base is None else in_base & (rest.pop(0) == 1),
            blanks_no=answers.blanks_no[pattern],
            blanks_yes=answers.blanks_yes[pattern],
            answered=answered,
        )

    def share(self, group: Bools, holds: Bools) -> Floats:
        """Return every answer's weighted share among a group's cells; NaN if they weigh nothing."""
        w = self.cells.w * group
        total = w.sum()
        if not total > 0:
            return np.full(holds.shape[1], np.nan)
        everybody = ~(holds[w > 0] == 0).any(axis=0)  # then exactly 1, whatever sums round to
        return np.where(everybody, 1.0, w @ holds / total)

    def left_out(self) -> int:
        """Return how many respondents of the audience are outside the question's base."""
        return round(float(self.cells.n[self.audience & ~self.inside].sum()))

    def outside(self) -> Outside:
        """Return how many respondents of the base are in no group."""
        outside = self.inside & ~self.member.any(axis=1)
        return Outside.of(self.cells.n, outside, self.answered)

    def bounds(self) -> tuple[Floats, Floats]:
        """Return every answer's lowest and highest share, whatever the blanks would have said."""
        shares = [self.share(self.inside, each) for each in (self.blanks_no, self.blanks_yes)]
        return np.minimum(*shares), np.maximum(*shares)

    def _linear(self, group: Bools) -> tuple[Floats, Floats]:
        """Return shares and their influence values, shape (cells, answers)."""
        share = self.share(group, self.blanks_no)
        total = self.cells.w[group].sum()
        if not total > 0:
            return share, np.zeros(self.blanks_no.shape)
        return share, (self.blanks_no - share) * (group / total)[:, None]

    def estimate(self, place: int, published: Floats | None = None) -> Estimates:
        """Estimate the shares of one group.

        Parameters
        ----------
        place : int
            The group's place in `levels`.
        published : numpy.ndarray of float, shape (answers,), optional
            Shares to compare with, taken as exact; the cells `against` when None.
        """
        cells, group = self.cells, self.inside & self.member[:, place]
        share, influence = self._linear(group)
        base, base_influence = self._linear(self.against)
        if published is not None:
            base, base_influence = published, np.zeros_like(influence)
        compared = (share > 0) & (base > 0)
        linear = Linear(
            np.hstack([influence, base_influence]),
            np.repeat(np.column_stack([group, self.against]), len(share), axis=1),
            _with_log_ratios(*(np.where(compared, each, np.inf) for each in (share, base))),
        )
        found = cells.variances(linear)
        both = group | self.against
        variance = found.variance * np.repeat(
            [cells.average_factor(group), cells.average_factor(both)], len(share)
        )
        n_answers, w = len(share), float(cells.w[group].sum())
        squares = float(cells.ww[group].sum())
        df, vanished = cells.df(group), cells.vanished(group)
        sure = df > 0 and not vanished  # in one PSU all that is left of a variance is rounding
        agree = cells.agreeing(linear, df, found) & sure
        raked = found.fixed_by_weighting & sure & ~agree
        agree, ratios_agree = agree[:n_answers], agree[n_answers:]
        lost = raked[n_answers:] | agree | ratios_agree
        se = np.where(raked, 0.0, np.sqrt(variance))
        drawn = found.fixed_by_design[:n_answers] & (share > 0) & (share < 1) & sure & ~agree
        return Estimates(
            share=share,
            se=np.where(np.isnan(share) | agree | (not sure), np.nan, se[:n_answers]),
            fixed=raked[:n_answers] | drawn,
            by_design=drawn,
            agree=agree,
            base=base,
            log_se=np.where(compared & ~lost & sure, se[n_answers:], np.nan),
            n=float(cells.n[group].sum()),
            n_weighted=w,
            n_eff=float(effective_n(w, squares)),
            df=df,
            df_index=df if published is not None else index_df(df, cells.df(both)),
            vanished=vanished,
        )
