"""Respondents: their answers as codes, the codebook, the design, the weights."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.errors import SampleError, raise_all
from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.building import parts_of_sample
from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.codebook import Codebook, Item, Question
from techno_kit.survey.collapse import CellTable, Floats, Measure, Variable, collapse_rows
from techno_kit.survey.design import Design, checked_design
from techno_kit.survey.given import given_calibration, problems_of_design
from techno_kit.survey.measures import measures_of
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.targets.margins import checked_weights
from techno_kit.survey.units import Units, checked_weight, find_units
from techno_kit.survey.variables import codes_of, spread_factors
from techno_kit.survey.weights import Weights
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from techno_kit.survey.mapping import Mapping
    from techno_kit.survey.replicates import Replicates
    from techno_kit.survey.waves import Differing, Scale


@dataclass(frozen=True, eq=False, repr=False)
class Sample:
    """A survey's respondents, ready for every verb.

    Answers are encoded once, when first asked for, and stay integer codes. A sample is never
    changed: the ``with_`` methods return a new one that shares the answers. Groups are given to the
    verbs as ``by=`` and ``where=``, never by cutting the sample, so that the design stays whole.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows as they were read; treat as read only.
    codebook : Codebook
        What the columns mean.
    design : Design
        How respondents were sampled and weighted.
    weights : Weights or None
        Weights made by the kit; they take the place of the design's weight.
    resampled : Replicates or None
        Replicates made by the kit; they take the place of the design's.
    source : str
        The file's name, or another name for captions.
    notes : tuple of str
        What was found out while reading.

    Examples
    --------
    >>> frame = pd.DataFrame({"sex": ["Female", "Male", "Female"], "w": [1.0, 2.0, 1.0]})
    >>> Sample.from_frame(frame, design=Design(weight="w"))
    Sample(3 respondents, weighted by 'w')
    """

    frame: pd.DataFrame
    codebook: Codebook = field(default_factory=Codebook)
    design: Design = field(default_factory=Design)
    weights: Weights | None = None
    resampled: "Replicates | None" = None
    source: str = ""
    notes: tuple[str, ...] = ()
    _done: dict[object, Any] = field(default_factory=dict)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        mapping: "Mapping | AnyMapping[str, Any] | str | PathLike[str] | None" = None,
        design: Design | None = None,
        labels: Codebook | None = None,
        source: str = "",
        notes: Sequence[str] = (),
    ) -> "Sample":
        """Return a sample of a data frame's rows.

        Parameters
        ----------
        frame : pandas.DataFrame
            A row a respondent; plain, nullable, Arrow and categorical columns. It is not changed.
        mapping : Mapping, path or dictionary, optional
            What the columns mean, in the framework's words.
        design : Design, optional
            Weight, strata and clusters; takes the place of the mapping's.
        labels : Codebook, optional
            The labels that the file itself brought along.
        source : str, optional
            A name for captions.
        notes : sequence of str, optional
            What a reader found out.

        Returns
        -------
        Sample
            Unweighted where neither `design` nor `mapping` names a weight.

        Raises
        ------
        SampleError
            If there are no rows, a column stands twice, the weight is unusable, or answers occur
            that the mapping does not list: all of it at once.
        MappingError
            If the mapping names columns that are not there.
        """
        return cls(**parts_of_sample(frame, mapping, design, labels, source, notes))

    @classmethod
    def of_waves(
        cls,
        waves: AnyMapping[str, "Sample"],
        *,
        name: str = "wave",
        panel: str | None = None,
        differing: "Differing" = "error",
        scale: "Scale" = "wave",
    ) -> "Sample":
        """Return the waves of a tracker as one sample, to be compared by wave.

        Parameters
        ----------
        waves : mapping of str to Sample
            Wave to its sample, from the first, as read: ``{"2025": one, "2026": two}``.
        name : str
            What the question of waves is called.
        panel : str, optional
            Column that names the same people, or PSUs, in all waves; None: independent samples,
            whose strata are crossed with the wave.
        differing : {"error", "tell"}
            What becomes of waves that were not asked alike: refused, or told in every caption.
        scale : {"wave", "as_given"}
            Whether each wave's weights are divided by their mean. Changes do not depend on it.

        Raises
        ------
        SampleError
            With everything that keeps the waves from being one sample.
        """
        from techno_kit.survey.waves import samples_of_waves

        found = samples_of_waves(waves, name=name, panel=panel, differing=differing, scale=scale)
        frame, codebook, design, source, notes = found
        return cls.from_frame(frame, labels=codebook, design=design, source=source, notes=notes)

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

    # -- new samples --------------------------------------------------------------------------

    def with_weights(self, weights: Weights) -> "Sample":
        """Return the sample under other weights; what they were raked to enters the errors.

        Raises
        ------
        SampleError
            If the weights are not of these respondents, or started from other base weights.
        """
        return replace(self, weights=checked_weights(self, weights))

    def with_replicates(self, replicates: "Replicates | None") -> "Sample":
        """Return the sample with what `tk.replicate` returned, from which its errors then come.

        None goes back to the columns of the design, if it names some.

        Raises
        ------
        SampleError
            If they are not of these respondents.
        """
        from techno_kit.survey.replicates import checked_replicates

        return replace(self, resampled=checked_replicates(self, replicates))

    def with_design(self, design: Design) -> "Sample":
        """Return the sample under another design, without weights made by the kit.

        Raises
        ------
        SampleError
            If a column is not there, or holds no usable weights.
        """
        sample = replace(self, design=checked_design(design), weights=None, resampled=None)
        subject = self.source or say("errors.sample.subject")
        raise_all(SampleError, subject, problems_of_design(sample.sheet, sample.design))
        return sample

    def with_question(self, question: Question) -> "Sample":
        """Return the sample with one more question, or with another of that name.

        Raises
        ------
        QuestionError
            If the question contradicts itself, such as bands whose limits do not increase.
        SampleError
            If a column is not there, or holds answers that the question does not list.
        """
        self.sheet.check(question, self.source)
        codebook, columns = self.codebook.with_question(question), set(question.parts.values())
        asked = {column for item in codebook.items.values() for column, _ in item.asked_if}
        # Items read the missing values of the question that routes them: all is read anew then.
        done = {} if columns & asked else self._done
        return replace(self, codebook=codebook, _done=done)

    def merge_levels(self, question: str, levels: AnyMapping[str, Sequence[str]]) -> "Sample":
        """Return the sample with levels of a question merged; the question keeps its name.

        Parameters
        ----------
        question : str
            The name of a question with one answer, or of a number in bands.
        levels : mapping of str to sequence of str
            New level to the levels that it takes the place of: ``{"55+": ["55-64", "65+"]}``, as
            in `Targets.collapse`. A level alone is given another name.

        Raises
        ------
        QuestionError
            If a level is not there, or in two places.
        """
        from techno_kit.survey.targets.merging import merged_question

        asked = self.question(question)
        return self.with_question(merged_question(asked, self.answers(asked), levels))

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
            self.sheet.check(question, self.source)
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

    # -- what readers see ---------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"Sample({plural('units.respondents', self.n)}, {self.weighting})"

    def _repr_html_(self) -> str:
        from techno_kit.survey.listing import sample_html

        return sample_html(self)
