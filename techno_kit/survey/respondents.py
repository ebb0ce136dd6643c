"""What verbs ask of respondents: answers as codes, weights, design, and sums over cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.codebook import Codebook, Item, Question
from techno_kit.survey.collapse import CellTable, Floats, Measure, Variable, collapse_rows
from techno_kit.survey.design import Design
from techno_kit.survey.given import given_calibration
from techno_kit.survey.measures import measures_of
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.source import Source
from techno_kit.survey.units import Units, checked_weight, find_units
from techno_kit.survey.variables import codes_of, spread_factors
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from techno_kit.survey.leaving_out import LeftOut
    from techno_kit.survey.replicates import Replicates
    from techno_kit.survey.traces import Traces


@dataclass(frozen=True, eq=False, repr=False)
class Respondents:
    """A survey's respondents, as verbs read them; `Sample` says what each field holds."""

    frame: pd.DataFrame
    codebook: Codebook = field(default_factory=Codebook)
    design: Design = field(default_factory=Design)
    weights: Weights | None = None
    resampled: "Replicates | None" = None
    source: Source = field(default_factory=Source)
    notes: tuple[str, ...] = ()
    traces: "Traces" = field(default_factory=dict)
    left_out: "tuple[LeftOut, ...]" = ()
    _done: dict[object, Any] = field(default_factory=dict)

    # -- what there is ------------------------------------------------------------------------

    @property
    def n(self) -> int:
        """Number of respondents."""
        return len(self.frame)

    def __len__(self) -> int:
        return self.n

    @property
    def questions(self) -> tuple[str, ...]:
        """Names of the questions: the codebook's, then the columns that it does not use."""
        known = self.codebook.questions
        used = {column for each in known.values() for column in each.parts.values()}
        used.update(known, self.design.columns)
        return (*known, *(each for each in self.frame.columns if each not in used))

    @property
    def weighting(self) -> str:
        """How respondents are weighted, in a phrase: "unweighted", "weighted by 'Peso'", ..."""
        if self.weights is not None:
            return self.weights.done
        if self.design.weight is not None:
            return say("weighting.by", column=self.design.weight)
        return say("weighting.unweighted")

    # -- answers as codes ---------------------------------------------------------------------

    @property
    def sheet(self) -> AnswerSheet:
        """The answers as codes, worked out once for all samples of these rows."""
        return AnswerSheet(self.frame, self.codebook, self._done)

    def question(self, question: Question | str) -> Question:
        """Return a question by its name, or one that is given.

        Raises
        ------
        QuestionError
            If there is no such question; names the nearest.
        SampleError
            If the columns of a given question are not there, or hold answers that it does not list.
        """
        if not isinstance(question, Question):
            return self.sheet.question(question)
        if question != self.codebook.questions.get(question.name):
            key = ("checked", question, self.codebook.missing)
            self.sheet.once(key, lambda: self.sheet.check(question, self.source.name))
        return question

    def item(self, activity: str) -> Item | None:
        """Return the survey's question for an activity, or None."""
        return self.sheet.item(activity)

    def answers(self, question: Question | str) -> Answers:
        """Return a question's answer patterns.

        Raises
        ------
        QuestionError
            If there is no such question, or it is a number without bands.
        """
        return self.sheet.answers(self.question(question))

    def contains(self, audience: Audience) -> "NDArray[np.bool_]":
        """Return which respondents belong to an audience, shape (n,).

        Raises
        ------
        QuestionError
            If a question or one of its levels is not there; names the nearest.
        """
        return self.sheet.contains(audience)

    # -- weights and design -------------------------------------------------------------------

    @property
    def base_weight(self) -> Floats | None:
        """The design's weight, shape (n,); None where every respondent weighs 1."""
        column = self.design.weight
        if column is None:
            return None
        key = ("weight", column)
        return self.sheet.once(key, lambda: checked_weight(self.frame[column])[0])

    @property
    def weight(self) -> Floats | None:
        """The weight in force, shape (n,); None where every respondent weighs 1."""
        return self.base_weight if self.weights is None else self.weights.array

    @property
    def replicates(self) -> "Replicates | None":
        """The replicate weights that errors come from: the kit's, or the design's columns."""
        from techno_kit.survey.replicates import replicates_in_force

        return replicates_in_force(self)

    @property
    def units(self) -> Units:
        """Strata and primary sampling units as codes."""
        design = self.design
        key = ("units", design.strata, design.clusters, design.fpc)
        return self.sheet.once(key, lambda: find_units(self.frame, design))

    # -- the collapse seam --------------------------------------------------------------------

    def codes(self, variable: Variable) -> tuple["NDArray[Any]", int, bool]:
        """Return a variable's codes, its number of codes, and whether -1 ("missing") occurs."""
        return codes_of(self, variable)

    @property
    def calibration(self) -> Calibration | None:
        """What the weights in force were calibrated to; None where they are taken as given."""
        if self.weights is not None:
            return self.weights.calibration
        return given_calibration(self.sheet, self.design, self.base_weight)

    def measure(self, measure: Measure) -> Floats | None:
        """Return a measure of every respondent, shape (n,); None counts respondents."""
        return measures_of(self, [measure])[measure]

    def collapse(
        self,
        variables: Sequence[Variable],
        measures: Sequence[Measure],
        times: Sequence[Question] = (),
    ) -> CellTable:
        """Return the sums of measures over the cells of variables: one pass over the rows.

        Parameters
        ----------
        variables : sequence of Question, Values, Audience or Unit
            What to cross.
        measures : sequence of Measure
            What to sum.
        times : sequence of Question, optional
            Number questions whose values multiply every measure but ``n``; a blank is 0 there.
        """
        columns = [self.codes(each) for each in variables]
        return collapse_rows(variables, columns, measures_of(self, measures, times))

    def spread(self, table: CellTable, factor: Floats) -> "pd.Series[float]":
        """Return base weight times the factor of the respondent's cell, for every respondent.

        Parameters
        ----------
        table : CellTable
            What `collapse` returned.
        factor : numpy.ndarray of float, shape (cells,)
            A factor a cell, in the order of ``table.raw``.
        """
        return spread_factors(self, table, factor)


class _Bound:
    """Hands out the codebook with the respondents whose answers it describes, for its page.

    Nothing is stored that leads back to the respondents: a sample is let go of as it ever was.
    """

    def __get__(
        self, respondents: Respondents | None, owner: type[Respondents]
    ) -> "Codebook | _Bound":
        if respondents is None:
            return self
        held: Codebook = respondents.__dict__["_codebook"]
        return held.of_respondents(respondents)

    def __set__(self, respondents: Respondents, codebook: Codebook) -> None:
        respondents.__dict__["_codebook"] = codebook.of_respondents(None)


Respondents.codebook = _Bound()  # type: ignore[assignment]
