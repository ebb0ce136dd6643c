"""Weights that know what they were made to meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.targets import CROSS, Targets
from techno_kit.wording import count, decimal, join, percent, plural, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Shares = tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What a weighting did to one margin.

    Attributes
    ----------
    questions : tuple of Question
        The margin's variables, as they were when the weights were made.
    levels : tuple of tuple of str
        One level per variable, for every row.
    before, after, target : numpy.ndarray of float, shape (levels,)
        Shares (0-1) under the base weights, under the weights, and in the population.
    """

    questions: tuple[Question, ...]
    levels: tuple[tuple[str, ...], ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    target: NDArray[np.float64]

    @property
    def variables(self) -> str:
        """The variables' names, as tables print them."""
        return CROSS.join(question.name for question in self.questions)

    @property
    def title(self) -> str:
        """The variables' wordings, for captions."""
        return CROSS.join(question.title for question in self.questions)


@dataclass(frozen=True, eq=False, repr=False)
class Weights:
    """One weight a respondent, with the targets it meets and the steps that made it.

    Attributes
    ----------
    values : pandas.Series of float
        The weights, on the sample's index. Shares keep the sum of the base weights, counts set it.
    base : numpy.ndarray of float or None
        The weights they started from; None where every respondent started at 1.
    targets : Targets
        What they were made to meet.
    fits : tuple of Fit
        What became of each margin.
    steps : tuple of str
        What was done, in sentences.
    cap : float or None
        The highest allowed multiple of the mean weight.
    capped : int
        How many weights sit on the cap.
    synthetic : bool
        Whether the respondents are made up; then every caption says so.

    Examples
    --------
    >>> import techno_kit as tk
    >>> sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 3 + ["Male"]}))
    >>> weights = tk.rake(sample, tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}))
    >>> weights.values.round(3).tolist(), round(weights.efficiency, 3)
    ([0.667, 0.667, 0.667, 2.0], 0.75)
    """

    values: pd.Series
    base: NDArray[np.float64] | None
    targets: Targets
    fits: tuple[Fit, ...]
    steps: tuple[str, ...] = ()
    cap: float | None = None
    capped: int = 0
    synthetic: bool = False

    def __len__(self) -> int:
        return len(self.values)

    @property
    def array(self) -> NDArray[np.float64]:
        """The weights as an array, shape (n,); read only."""
        array = self.values.to_numpy()
        return array

    @property
    def table(self) -> pd.DataFrame:
        """What the weighting moved: a row a level.

        Columns ``variable``, ``level``, ``before``, ``after``, ``target`` and ``gap`` (after -
        target), shares 0-1. Levels that the targets do not name and nobody has are left out.
        """
        frames = [
            pd.DataFrame(
                {
                    "variable": fit.variables,
                    "level": [CROSS.join(level) for level in fit.levels],
                    "before": fit.before,
                    "after": fit.after,
                    "target": fit.target,
                    "gap": fit.after - fit.target,
                }
            )
            for fit in self.fits
        ]
        return pd.concat(frames, ignore_index=True)

    @property
    def deff(self) -> float:
        """Kish's design effect of weighting, n sum(w^2) / (sum w)^2, over positive weights."""
        weights = self.array
        n = np.count_nonzero(weights)
        return float(n * np.dot(weights, weights) / weights.sum() ** 2)

    @property
    def n_eff(self) -> float:
        """Kish's effective number of respondents, (sum w)^2 / sum(w^2)."""
        weights = self.array
        return float(weights.sum() ** 2 / np.dot(weights, weights))

    @property
    def efficiency(self) -> float:
        """Weighting efficiency, 1 / deff (share 0-1)."""
        return 1 / self.deff

    @property
    def largest(self) -> float:
        """The largest weight as a multiple of the mean of the positive ones."""
        weights = self.array
        return float(weights.max() * np.count_nonzero(weights) / weights.sum())

    @property
    def text(self) -> str:
        """One to three sentences to paste."""
        moved = max(self.fits, key=lambda fit: float(np.abs(fit.after - fit.before).max()))
        place = int(np.abs(moved.after - moved.before).argmax())
        told = say(
            "weights.text",
            respondents=plural("units.respondents", len(self)),
            variables=join(fit.title for fit in self.fits),
            level=CROSS.join(moved.levels[place]),
            variable=moved.title,
            before=percent(moved.before[place], 1),
            after=percent(moved.after[place], 1),
            efficiency=percent(self.efficiency),
            n_eff=count(self.n_eff),
            deff=decimal(self.deff),
            largest=decimal(self.largest, 1),
        )
        if self.synthetic:
            told = say("profile.synthetic", text=told)
        if self.cap is None:
            return told
        key, cap = ("capped" if self.capped else "uncapped"), text_of(self.cap)
        return told + say(f"weights.{key}", cap=cap, n=plural("units.weights", self.capped))

    @property
    def method(self) -> str:
        """The methods paragraph of the weighting."""
        made_up = [say("profile.made_up")] if self.synthetic else []
        return " ".join([*made_up, *self.steps])

    def plot(self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None) -> "Axes":
        """Draw every level before and after, with its target, and how the weights spread.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; `text` when None.

        Returns
        -------
        matplotlib.axes.Axes
            That of the levels.
        """
        from techno_kit.drawing.weighting import draw_weights

        return draw_weights(
            self.table,
            labels=self._titles,
            title=say("weights.chart"),
            subtitle=self.targets.caption,
            notes=[self.text] if notes is None else notes,
            values=self.array,
            bound=self.cap,
            ax=ax,
        )

    @property
    def _titles(self) -> dict[str, str]:
        return {fit.variables: fit.title for fit in self.fits}

    def _view(self) -> dict[str, Any]:
        """Return the table as readers see it."""
        shares = ("before", "after", "target")
        return {
            "frame": self.table,
            "columns": {name: say(f"columns.{name}") for name in ("level", *shares)},
            "formats": {
                **{name: lambda share: percent(share, 1) for name in shares},
                "variable": lambda name: self._titles[str(name)],
            },
            "group": "variable",
        }

    def html_body(self) -> str:
        """Return the table as HTML for a page, escaped; the page tells the text."""
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=say("weights.caption"))

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), notes=[self.text], caption=say("weights.caption"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), notes=[self.text], title=say("weights.caption"))

    def __repr__(self) -> str:
        return f"Weights({self.text})"
