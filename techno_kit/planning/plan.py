"""The plan: people, objective, strategy, technology, in this order, each with its evidence."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.errors import PlanError, raise_all
from techno_kit.planning.parts import (
    Evidence,
    Fit,
    Grounds,
    Objective,
    People,
    Strategy,
    Technology,
    Waiver,
    one_line,
)
from techno_kit.planning.rules import broken_rules
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Plan:
    """A plan by the POST method: people, one objective, strategy, and technology last.

    Make one with `draft_plan`, or read one with `read_plan`.

    Attributes
    ----------
    title : str
        Its name.
    people : tuple of People
        Whom it is for, with the ids of the evidence about them.
    objective : Objective or None
        The one objective; None while it is to be chosen.
    ranking : tuple of Fit
        How the five objectives fit the people, by techno_kit's own heuristic; empty where none was
        asked for.
    strategy : tuple of Strategy
        How the relationship with the people changes.
    technology : tuple of Technology
        What is built or joined.
    evidence : tuple of Evidence
        Shares of the people, each with its base.
    grounds : Grounds
        What the evidence rests on.
    waived : tuple of Waiver
        Rules of the review that do not apply.

    Raises
    ------
    PlanError
        If there are no people, technology or strategy come before the objective, or the plan
        refers to evidence that it does not hold.

    Examples
    --------
    >>> import techno_kit as tk
    >>> people = {"age_group": ["18-24"]}
    >>> plan = tk.draft_plan(tk.load_example(), tk.load_ladder("2010"), people=people)
    >>> plan.title, plan.objective, len(plan.evidence)
    ('Plan: age is 18-24', None, 7)
    """

    title: str
    people: tuple[People, ...]
    objective: Objective | None = None
    ranking: tuple[Fit, ...] = ()
    strategy: tuple[Strategy, ...] = ()
    technology: tuple[Technology, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    grounds: Grounds = field(default_factory=Grounds)
    waived: tuple[Waiver, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", one_line(self.title))
        raise_all(PlanError, say("plan.subject"), list(broken_rules(self)))

    def evidence_on(self, people: People) -> tuple[Evidence, ...]:
        """Return the evidence about one group of people, in its order."""
        return tuple(each for each in self.evidence if each.id in people.evidence)

    def backing(self, technology: Technology) -> Iterator[tuple[People, Evidence]]:
        """Yield the evidence that a technology names, with whom it is about.

        Parameters
        ----------
        technology : Technology
            One of the plan's.

        Yields
        ------
        tuple of People and Evidence
            In the order of the people.
        """
        for people in self.people:
            for each in self.evidence_on(people):
                if each.id in technology.evidence:
                    yield people, each

    @property
    def table(self) -> pd.DataFrame:
        """The evidence as a tidy table: a row a group and rung.

        Its columns are ``id``, ``people`` (the group's name), ``answer`` (the rung's id), ``share``
        (0-1) with its interval ``low`` and ``high``, ``base_share`` (0-1; the same share of
        everyone), ``index`` (100 x share / base share) with ``index_low`` and ``index_high``, ``n``
        (respondents of the group's base) and ``flag`` (what to be careful about). What is not known
        is missing; so is ``people`` where no group lists the row.
        """
        from techno_kit.planning.tables import evidence_table

        return evidence_table(self)

    @property
    def ranking_table(self) -> pd.DataFrame:
        """How the five objectives fit, as a tidy table: a row a group and objective, best first.

        The ranking is techno_kit's own heuristic, not Forrester's. Without one the table is empty.

        Its columns are ``people`` (the group's name), ``objective``, ``function`` (of the
        business), ``fit`` (an index; everyone is 100) with ``fit_low`` and ``fit_high``, the range
        of its draws, ``reach`` (the share, 0-1, of the people on a rung that it leans on) with its
        interval ``reach_low`` and ``reach_high``, ``first`` (the share, 0-1, of the draws in which
        it ranks first) and ``mean_rank`` (from 1). What is not known is missing.
        """
        from techno_kit.planning.tables import ranking_table

        return ranking_table(self)

    @property
    def text(self) -> str:
        """One to three sentences to paste, each with the base of the number that it states."""
        from techno_kit.planning.telling import text_of_plan

        return text_of_plan(self)

    @property
    def method(self) -> str:
        """The methods paragraph: the shares, and how the objectives were ranked."""
        from techno_kit.planning.telling import method_of_plan

        return method_of_plan(self)

    @property
    def notes(self) -> list[str]:
        """What a reader should know: population, base, definition, what was left out."""
        from techno_kit.planning.telling import notes_of_plan

        return notes_of_plan(self)

    def plot(
        self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None
    ) -> "Axes | Figure":
        """Draw the people's rungs with their intervals and the mark of the base.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw one group of people; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` when None.

        Returns
        -------
        matplotlib.axes.Axes or matplotlib.figure.Figure
            Axes for one group, a picture with one panel a group for several. Both have
            ``.figure``.

        Raises
        ------
        PlanError
            If the plan holds no evidence.
        """
        from techno_kit.planning.charts import draw_plan

        return draw_plan(self, ax, notes)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Save the plan: ``.toml`` to go on with, ``.md`` or ``.html`` to show.

        Parameters
        ----------
        path : str or path
            Where to; the ending says the form. The file appears whole or not at all.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        FileError
            If the ending names another form, or the file cannot be written.
        """
        from techno_kit.planning.saving import save_plan

        return save_plan(self, path)

    def html_body(self) -> str:
        """Return the plan as HTML for a page, escaped: headings from ``h3`` on, tables, lists."""
        from techno_kit.planning.rendering import html_of_parts
        from techno_kit.planning.sections import parts_of

        return html_of_parts(parts_of(self))

    def _repr_html_(self) -> str:
        from techno_kit.planning.rendering import notebook_html
        from techno_kit.planning.sections import parts_of

        return notebook_html(self.title, parts_of(self))

    def __str__(self) -> str:
        from techno_kit.planning.rendering import text_of_parts
        from techno_kit.planning.sections import parts_of

        return text_of_parts(self.title, parts_of(self))

    def __repr__(self) -> str:
        return f"Plan({self.title!r}: {self.text})"
