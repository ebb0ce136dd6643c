"""What a reader of a format hands on: rows, the file's own labels, what was found out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from techno_kit.errors import ReadError, nearest, raise_all
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design
from techno_kit.survey.leaving_out import LeftOut
from techno_kit.survey.traces import Traces
from techno_kit.wording import say


@dataclass(frozen=True, eq=False)
class RawFile:
    """The content of a file, before a mapping says what it means.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row a respondent; values as they stand in the file.
    codebook : Codebook
        Labels and missing values that the file itself declares; empty for text.
    notes : tuple of str
        What was found out while reading, in sentences.
    format : str
        What the file was found to be, as ``format=`` names it.
    details : tuple of str
        What else was found, in short phrases: header rows, definition file, encoding.
    weight : str or None
        The column by which the file itself weights its cases.
    design : Design or None
        How respondents were sampled and weighted, where the file says so.
    left_out : tuple of LeftOut
        Who was left out of a sample before it was saved.
    traces : mapping of str to numpy.ndarray of int32
        Of columns of personal data that were set aside: who gave the same value.
    """

    frame: pd.DataFrame
    codebook: Codebook = field(default_factory=Codebook)
    notes: tuple[str, ...] = ()
    format: str = "csv"
    details: tuple[str, ...] = ()
    weight: str | None = None
    design: Design | None = None
    left_out: tuple[LeftOut, ...] = ()
    traces: Traces = field(default_factory=dict)


def columns_named(
    names: Sequence[str],
    there: Collection[str],
    several: Mapping[str, Sequence[str]],
    file: str,
) -> set[str]:
    """Return the columns that some names stand for.

    Parameters
    ----------
    names : sequence of str
        What was asked for.
    there : collection of str
        The file's columns.
    several : mapping of str to sequence of str
        Questions that stand for several columns.
    file : str
        The file's name, for the message.

    Raises
    ------
    ReadError
        If a name is none of both; with the nearest.
    """
    wanted, problems = set[str](), []
    for each in names:
        if each in there:
            wanted.add(each)
        elif each in several:
            wanted.update(several[each])
        else:
            near = nearest(each, [*there, *several])
            problems.append(say("reading.no_column", column=each, near=near))
    raise_all(ReadError, file, problems)
    return wanted


def pick_columns(raw: RawFile, columns: Sequence[str], name: str) -> RawFile:
    """Return a file's content with some of its columns, in the order of the file.

    Parameters
    ----------
    raw : RawFile
        What was read.
    columns : sequence of str
        Names of columns; the name of a multiple-choice question stands for all of its columns.
        Those that the file itself weights by stay too.
    name : str
        The file's name, for the message.

    Raises
    ------
    ReadError
        If a column is not there; with the nearest name.
    """
    questions, there = raw.codebook.questions, list(raw.frame.columns)
    several = {key: tuple(each.parts.values()) for key, each in questions.items()}
    wanted = columns_named(columns, there, several, name)
    if raw.weight in there:  # weights stay what they are, whatever is read
        wanted.add(str(raw.weight))
    if raw.design is not None:
        margins = {name for names in raw.design.margins for name in names}
        wanted.update(raw.design.columns, margins.intersection(there))
        wanted.update(*(questions[each].parts.values() for each in margins & set(questions)))
    kept = {key: each for key, each in questions.items() if wanted.issuperset(each.parts.values())}
    items = {
        key: each
        for key, each in raw.codebook.items.items()
        if wanted.issuperset([each.column, *(column for column, _ in each.asked_if)])
    }
    book = replace(raw.codebook, questions=kept, items=items)
    frame = raw.frame[[each for each in there if each in wanted]]
    return replace(raw, frame=frame, codebook=book)
