"""The result of a sample size: how many respondents, what they reach, what is assumed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.sizes.size_numbers import n_at
from techno_kit.analysis.sizes.size_requests import Goal, Request, points_of
from techno_kit.analysis.sizes.size_words import (
    assumptions_of,
    goal_heading,
    method_of_size,
    notes_of_size,
    row_label,
    text_of_size,
)
from techno_kit.errors import QuestionError, unknown_word
from techno_kit.numerics.sizing import whole
from techno_kit.wording import count, decimal, percent, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = (
    *("goal", "answer", "group", "share", "asked", "n", "n_first", "n_second", "reached"),
    *("expected", "flag"),
)
DRAWN = 12  # shares whose curves are drawn: those that take most respondents
STEPS = 48  # points of a curve
REACH = 3.0  # times the size asked for, and a third of it, are drawn


@dataclass(frozen=True, eq=False, repr=False)
class SampleSize:
    """How many respondents reach some goals.

    Attributes
    ----------
    needs : dict of str to int
        Respondents by goal; of a difference all groups together, of bases all of them at once.
    request : Request
        Shares, goals and assumptions.

    Examples
    --------
    >>> import techno_kit as tk
    >>> plan = tk.sample_size(share=0.5, margin=0.03, response_rate=0.2)
    >>> plan.n, plan.invitations
    (1068, 5340)
    """

    _table: pd.DataFrame
    needs: dict[Goal, int]
    request: Request

    @property
    def n(self) -> int:
        """Respondents that reach every goal for every share."""
        return max(self.needs.values())

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row a goal and share.

        Its columns are ``goal, answer, group, share, asked, n, n_first, n_second, reached,
        expected, flag``. ``n`` is what the row takes by itself, ``n_first`` and ``n_second`` the
        two groups of a difference (the same people, where they are asked twice). ``reached`` is
        what `n` respondents in all give it: the margin, the power, or the chance of the base;
        ``expected`` how many of them hold the answer (in the group; of a difference in both groups,
        of people asked twice the first time).
        """
        return self._table.copy(deep=False)

    @property
    def invitations(self) -> int | None:
        """People to invite, so that `n` of them answer; None without a response rate."""
        rate = self.request.response_rate
        return None if rate is None else whole(self.n / rate)

    @property
    def assumptions(self) -> pd.DataFrame:
        """Everything that is assumed: ``assumption, value``, a row an assumption, in words."""
        return pd.DataFrame(assumptions_of(self), columns=["assumption", "value"], dtype="str")

    def deciding(self, goal: Goal) -> "pd.Series[Any]":
        """Return the row of a goal that takes most respondents."""
        rows = self._table[self._table["goal"] == goal]
        return rows.iloc[int(rows["n"].to_numpy().argmax())]

    @property
    def deciding_goal(self) -> Goal:
        """The goal that takes most respondents."""
        return max(self.needs, key=self.needs.__getitem__)

    @property
    def title(self) -> str:
        """What was asked for, as a heading."""
        return say("sizing.title")

    @property
    def text(self) -> str:
        """A few sentences to paste: respondents by goal, and what is assumed."""
        return text_of_size(self)

    @property
    def method(self) -> str:
        """The methods paragraph, with formulas and sources."""
        return method_of_size(self.request)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: what the numbers rest on."""
        return notes_of_size(self)

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        goal: Goal | None = None,
        notes: Sequence[str] | None = None,
    ) -> "Axes":
        """Draw how many respondents a goal takes, by its size.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        goal : {"margin", "difference", "base"}, optional
            Of several goals the one to draw; the one that takes most respondents when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` that are on it when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its lines are labelled by the shares; the one that takes most is drawn strongly. The
            kit's own have ``.save("chart.png")``.

        Raises
        ------
        QuestionError
            If `goal` is none of those asked for.
        """
        if goal is not None and goal not in self.request.goals:
            raise QuestionError(unknown_word("goal", goal, self.request.goals))
        from techno_kit.drawing.curves import draw_sizes

        shown = goal or self.deciding_goal
        x, lines = self._curves(shown)
        first = next(iter(lines))
        asked = abs(getattr(self.request, shown))
        return draw_sizes(
            x,
            lines,
            mark=(asked, float(self.deciding(shown)["n"]), _asked(shown, asked)),
            strong=first,
            in_points=shown != "base",
            x_label=goal_heading(shown),
            title=say(f"sizing.chart.{shown}"),
            notes=notes_of_size(self, chart=True) if notes is None else notes,
            ax=ax,
        )

    def _curves(self, goal: Goal) -> tuple["np.ndarray[Any, Any]", dict[str, list[float]]]:
        """Return sizes of a goal, and by share how many respondents each takes; the most first."""
        request, asked = self.request, getattr(self.request, goal)
        rows = self._table[self._table["goal"] == goal].reset_index(drop=True)
        order = rows["n"].sort_values(ascending=False, kind="stable").index[:DRAWN]
        cells = [request.cells_of(goal)[place] for place in order]
        room = {"margin": 0.5, "difference": 1.0, "base": np.inf}[goal]
        x = np.geomspace(abs(asked) / REACH, min(abs(asked) * REACH, room), STEPS)
        sign = -1.0 if asked < 0 else 1.0
        lines = {}
        for cell in cells:
            fits = [_possible(goal, cell.share, sign * each) for each in x]
            lines[row_label(cell.answer, cell.group, cell.share)] = [
                float(n_at(request, goal, cell, sign * each)) if fit else float("nan")
                for each, fit in zip(x, fits, strict=True)
            ]
        return x, lines

    def _views(self, notes: Sequence[str], heading: str) -> list[dict[str, Any]]:
        """Return the tables as readers see them: what is reached, what is assumed."""
        table = self._table
        shown = pd.DataFrame(
            {
                "goal": [say(f"sizing.goal.{goal}") for goal in table["goal"]],
                "answer": [_named(*each) for each in _pairs(table, "answer", "group")],
                "share": [percent(share, 1) for share in table["share"]],
                "asked": [_asked(*each) for each in _pairs(table, "goal", "asked")],
                "n": [count(n) for n in table["n"]],
                "reached": [_got(*each) for each in _pairs(table, "goal", "reached")],
                "expected": [count(np.floor(each)) for each in table["expected"]],
                "flag": table["flag"],
            }
        )
        empty = [name for name in ("answer", "flag") if not shown[name].any()]
        columns = {
            name: say(f"sizing.columns.{name}", n=count(self.n))
            for name in shown
            if name not in empty
        }
        numbers = ["share", "asked", "n", "reached", "expected"]
        heads = {name: say(f"sizing.columns.{name}") for name in ("assumption", "value")}
        return [
            {heading: self.title, "frame": shown, "columns": columns, "numbers": numbers},
            {
                heading: say("sizing.assumed"),
                "frame": self.assumptions,
                "columns": heads,
                "notes": notes,
            },
        ]

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([self.text, *self.notes])

    def _html(self, notes: Sequence[str]) -> str:
        from techno_kit.drawing.markup import table_html

        return "\n".join(table_html(**view) for view in self._views(notes, "caption"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        views = self._views([self.text, *self.notes], "title")
        return "\n\n".join(table_text(**view) for view in views)

    def __repr__(self) -> str:
        return f"SampleSize({self.text})"


def _pairs(table: pd.DataFrame, one: str, other: str) -> Iterator[tuple[Any, Any]]:
    return zip(table[one], table[other], strict=True)


def _named(answer: str, group: str) -> str:
    return say("sizing.in_group", answer=answer, group=group) if group else answer


def _asked(goal: Goal, size: float) -> str:
    if goal == "base":
        return count(size)
    signed = size if goal == "margin" or size > 0 else -abs(size)
    told = points_of(size)
    return say(f"sizing.asked.{goal}", points=told if signed > 0 else f"-{told}")


def _got(goal: Goal, reached: float) -> str:
    if goal == "margin":
        return say("sizing.asked.margin", points=decimal(100 * reached, 2))
    return percent(reached, 1)


def _possible(goal: Goal, share: float, size: float) -> bool:
    """Whether a goal of a size can be asked of a share."""
    if goal == "margin":
        return size < min(share, 1 - share)
    return goal == "base" or 0 < share + size < 1
