"""Weights that know what they were made to meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.codebook import Question
from techno_kit.survey.recipes import Recipe
from techno_kit.survey.targets.target_set import CROSS, Targets
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techno_kit.survey.sample import Sample

Shares = tuple[NDArray[np.float64], ...]
#: How weights were made: by a calibration to known margins, by cutting, or for non-response.
Kind = Literal["raked", "poststratified", "calibrated", "trimmed", "adjusted"]


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
        Shares (0-1) under the weights that the step started from, under the weights, and in the
        population; of a number its means, shape (1,).
    number : Question or None
        The number question whose mean this is, at the one level ``"(mean)"``.
    within : bool
        Whether the shares are those within each level of the first question: of each market by
        itself.
    """

    questions: tuple[Question, ...]
    levels: tuple[tuple[str, ...], ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    target: NDArray[np.float64]
    number: Question | None = None
    within: bool = False

    @property
    def _asked(self) -> tuple[Question, ...]:
        return self.questions if self.number is None else (*self.questions, self.number)

    @property
    def variables(self) -> str:
        """The variables' names, as tables print them."""
        return CROSS.join(question.name for question in self._asked)

    @property
    def title(self) -> str:
        """The variables' wordings, for captions."""
        return CROSS.join(question.title for question in self._asked)


@dataclass(frozen=True, eq=False, repr=False)
class Weights:
    """One weight a respondent, with the targets it meets and the steps that made it.

    Attributes
    ----------
    values : pandas.Series of float
        The weights, on the sample's index. Shares keep the sum of the starting weights, counts set
        it.
    base : numpy.ndarray of float or None
        The design's weights, from which the first step started; None where everyone started at 1.
    targets : Targets or None
        What the last step was made to meet.
    fits : tuple of Fit
        What became of each margin.
    steps : tuple of str
        What was done, in sentences, from the first step.
    kind : {"raked", "poststratified", "calibrated", "trimmed", "adjusted"}
        How the last step made them.
    parent : Weights or None
        The weights that the last step started from; None for the design's.
    cap, floor : float or None
        The highest and lowest weight allowed, as a multiple of the mean weight.
    capped, floored : int
        How many weights sit on the cap, and on the floor.
    calibration : Calibration or None
        What they were calibrated to, for the errors of estimates; None if to nothing.
    recipe : Recipe
        The steps, to be taken again on another sample by `tk.reweight`.
    synthetic : bool
        Whether the respondents are made up; then every caption says so.
    made_on : Sample or None
        The sample that the last step was taken on, whose questions it reads again in replicates.

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
    targets: Targets | None
    fits: tuple[Fit, ...]
    steps: tuple[str, ...] = ()
    kind: Kind = "raked"
    parent: "Weights | None" = None
    cap: float | None = None
    floor: float | None = None
    capped: int = 0
    floored: int = 0
    calibration: Calibration | None = None
    recipe: Recipe = Recipe()
    synthetic: bool = False
    made_on: "Sample | None" = None

    def __post_init__(self) -> None:
        array = self.__dict__["_values"].to_numpy()
        (array if array.base is None else array.base).flags.writeable = False  # frozen

    def __len__(self) -> int:
        return len(self.values)

    @property
    def array(self) -> NDArray[np.float64]:
        """The weights as an array, shape (n,); read only."""
        array: NDArray[np.float64] = self.__dict__["_values"].to_numpy()
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
        columns = ["variable", "level", "before", "after", "target", "gap"]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)

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
    def done(self) -> str:
        """What was done to the design's weights, in a phrase: "raked to sex and age", ..."""
        from techno_kit.survey.weight_words import done

        return done(self)

    @property
    def text(self) -> str:
        """Two to six sentences to paste."""
        from techno_kit.survey.weight_words import text

        return text(self)

    @property
    def method(self) -> str:
        """The methods paragraph of the weighting."""
        from techno_kit.survey.weight_words import method

        return method(self)

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
        from techno_kit.survey.weight_words import adjusts

        return draw_weights(
            self.table,
            labels={fit.variables: fit.title for fit in self.fits},
            title=say("weights.chart"),
            subtitle=self.targets.caption if self.targets else "",
            notes=[self.text] if notes is None else notes,
            values=self.array,
            base=self.base,
            bound=self.cap,
            floor=self.floor,
            means=[fit.variables for fit in self.fits if fit.number is not None],
            within=self._market,
            own_bounds=bool(self._market) and self.kind != "trimmed",
            aim="response" if adjusts(self) else "target",
            ax=ax,
        )

    @property
    def _market(self) -> str:
        """The question within whose levels some margins' shares are; empty where there is none."""
        return next((fit.questions[0].title for fit in self.fits if fit.within), "")

    @property
    def _caption(self) -> str:
        from techno_kit.survey.weight_words import adjusts

        caption = say(f"weights.caption{'_adjusted' if adjusts(self) else ''}")
        rows = [say("drawing.rows_within", name=self._market)] if self._market else []
        return ". ".join([caption, *rows])

    def _view(self) -> dict[str, Any]:
        from techno_kit.survey.weight_words import view

        return view(self)

    def html_body(self) -> str:
        """Return the table as HTML for a page, escaped; the page tells the text."""
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=self._caption)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), notes=[self.text], caption=self._caption)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), notes=[self.text], title=self._caption)

    def __repr__(self) -> str:
        return f"Weights({self.text})"


class _Copied:
    """Hands out a copy, so that ``values *= 2`` on what was handed out changes no weights."""

    def __get__(self, weights: Weights | None, owner: type[Weights]) -> "pd.Series | _Copied":
        if weights is None:
            return self
        held: pd.Series = weights.__dict__["_values"]
        return held.copy(deep=False)

    def __set__(self, weights: Weights, values: pd.Series) -> None:
        weights.__dict__["_values"] = values


Weights.values = _Copied()  # type: ignore[assignment]
