"""What a file keeps of a sample: rows with the weights that the kit made, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design
from techno_kit.survey.given import problems_of_design
from techno_kit.survey.personal import kept_told
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.source import Source
from techno_kit.survey.stored.column_types import (
    ColumnType,
    index_columns,
    is_plain_index,
    types_of,
)
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.leaving_out import LeftOut
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.weights import Weights

WEIGHT: Final = "weight"  # the column of weights that the kit made


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """What a file keeps of a sample.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows; the columns of an index come first, and the weights that the kit made last.
    columns : dict of str to ColumnType
        The types of its columns.
    index : dict of str to str
        The columns that are the rows' index, and its own names.
    codebook : Codebook
        What the columns mean.
    design : Design
        How respondents were sampled and weighted.
    notes : tuple of str
        What the sample tells, and of which weights the column holds.
    source : Source
        Where the answers come from.
    weights : mapping of str to value
        The column of weights that the kit made, and how it made them; empty without such.
    left_out : tuple of LeftOut
        Who was left out after screening, and why.
    told : tuple of str
        What no file keeps, in sentences.
    """

    frame: pd.DataFrame
    columns: Mapping[str, ColumnType]
    index: Mapping[str, str]
    codebook: Codebook
    design: Design
    notes: tuple[str, ...]
    source: Source
    weights: Mapping[str, Any]
    left_out: "tuple[LeftOut, ...]" = ()
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, sample: "Sample") -> "Kept":
        """Return what a file keeps of a sample."""
        frame, design = sample.frame, sample.design
        # What is kept of a file is decided, and told, anew when it is read back.
        anew = kept_told(sample.codebook, frame, sample.source.name)
        notes = tuple(each for each in sample.notes if each not in anew)
        told: list[str] = []
        made: dict[str, Any] = {}
        if sample.weights is not None:
            column = _free(WEIGHT, frame)
            frame = frame.assign(**{column: sample.weights.array})
            design, told = _design(sample, column)
            made = _made(sample.weights, column, sample.design.weight)
            notes = (*notes, say("storing.made_weight", column=column, done=sample.weights.done))
        if sample.resampled is not None:
            told.append(say("storing.no_replicates"))
        if sample.traces:
            told.append(say("storing.no_traces", columns=listed(list(sample.traces))))
        columns, index = types_of(frame), {}
        if not is_plain_index(frame.index):
            numbered = index_columns(frame.index, list(frame.columns))
            names = list(frame.index.names)
            index = {
                str(column): "" if name is None else str(name)
                for column, name in zip(numbered, names, strict=True)
            }
            columns = {**types_of(numbered), **columns}
            frame = pd.concat([numbered, frame.reset_index(drop=True)], axis=1)
        return cls(
            frame,
            columns,
            index,
            sample.codebook.of_respondents(None),
            design,
            notes,
            sample.source,
            made,
            sample.left_out,
            tuple(told),
        )

    def stored(self) -> pd.DataFrame:
        """Return the rows as files hold them: each column of a type that they have.

        Raises
        ------
        FileError
            If a column holds things that are no values.
        """
        from techno_kit.errors import FileError

        made = {}
        for name, kind in self.columns.items():
            try:
                made[name] = kind.stored(self.frame[name])
            except TypeError as error:
                raise FileError(say("storing.objects", column=name, kind=error)) from error
        return pd.DataFrame(made)


def _free(name: str, frame: pd.DataFrame) -> str:
    """Return a name that no column has."""
    place, free = 1, name
    while free in frame.columns:
        place += 1
        free = f"{name}_{place}"
    return free


def _made(weights: "Weights", column: str, base: str | None) -> dict[str, Any]:
    """Return what is told of weights that the kit made."""
    made = {"column": column, "done": weights.done, "steps": list(weights.steps)}
    return made if base is None else {**made, "started_from": base}


def _design(sample: "Sample", column: str) -> tuple[Design, list[str]]:
    """Return the design under which the saved weight gives the same shares, and what is lost.

    What the weights were raked to is named, so that errors take it into account as far as final
    weights allow.
    """
    plain = replace(sample.design, weight=column, raked_on=(), replicates=None)
    told = [] if sample.design.replicates is None else [say("storing.no_replicates")]
    weights = sample.weights
    if weights is None or weights.calibration is None:
        return plain, told
    terms = weights.calibration.terms
    margins = []
    for term in terms:
        names = [each.name for each in term.questions]
        margins.append(tuple(names) if term.number is None else (*names, term.number.name))
    design = replace(plain, raked_on=[each[0] if len(each) == 1 else each for each in margins])
    asked = [each for term in terms for each in (*term.questions, term.number) if each is not None]
    known = sample.codebook.questions
    same = all(known.get(each.name, sample.question(each.name)) == each for each in asked)
    sheet = AnswerSheet(sample.frame.assign(**{column: weights.array}), sample.codebook)
    if same and not problems_of_design(sheet, design):
        return design, [*told, say("storing.final_weight")]
    return plain, [*told, say("storing.weight_as_given")]
