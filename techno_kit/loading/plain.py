"""A grid of which nothing is known but that its first record names the columns."""

from collections.abc import Iterator, Sequence

import pandas as pd

from techno_kit.loading.export_texts import plain
from techno_kit.loading.grids import Grid
from techno_kit.loading.odd_rows import odd_rows
from techno_kit.loading.odd_texts import odd_texts
from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_notes import notes_of
from techno_kit.loading.qualtrics_values import Tallies
from techno_kit.loading.qualtrics_wording import questions_by_wording
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.second_rows import labels_columns, words_questions
from techno_kit.loading.several_answers import lists_notes, tick_notes
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.wording import phrase, say


def read_plain(grid: Grid, *, one_row: bool = False) -> RawFile:
    """Read a grid whose first record names the columns; the second may word their questions.

    Parameters
    ----------
    grid : Grid
        Text or a sheet that no platform is known to write.
    one_row : bool
        Whether the second record is a respondent, whatever it looks like.

    Raises
    ------
    ReadError
        If rows do not have as many fields as the header, a name stands twice, or there are no rows.
    """
    found = phrase("lists.comma").join(grid.details)
    told = say("reading.told", file=grid.path.name, found=found)
    second = words_questions(grid.head) or labels_columns(grid.head)
    worded = second and not one_row
    frame, notes = grid.body(1 + worded)
    blank = [str(name) for name, cell in zip(frame, grid.head[0], strict=False) if not plain(cell)]
    notes += odd_rows(frame, blank)
    if second and one_row:
        notes.append(say("reading.second_row_kept", first=_first(grid.head[1])))
    else:
        notes += odd_texts(frame)
    if not worded:
        notes += _several(frame, {})
        return RawFile(frame, notes=(told, *notes), format=grid.format, details=grid.details)
    names = tuple(map(str, frame))
    wording = tuple(plain(each) for each in grid.head[1])[: len(names)]
    none = ("",) * len(names)
    header = Header(names, names, wording, none, 2, (), none)
    tallies = Tallies(frame)
    questions = {each.name: each for each in questions_by_wording(header, names, tallies)}
    notes.append(say("reading.second_row", first=_first(wording)))
    notes += notes_of(header, tallies, {}, None, questions)
    notes += _several(frame, questions)
    return RawFile(
        frame,
        Codebook(questions=questions),
        notes=(told, *notes),
        format=grid.format,
        details=(*grid.details, say("reading.two_rows")),
    )


def _first(wording: Sequence[str]) -> str:
    return repr(next(filter(None, map(plain, wording))))


def _several(frame: pd.DataFrame, questions: dict[str, Question]) -> Iterator[str]:
    """Tell of columns that look like questions with several answers."""
    known = {
        column
        for each in questions.values()
        if each.kind == "multiple"
        for column in each.parts.values()
    }
    names = [name for name in map(str, frame) if name not in known]
    if not questions:  # else `notes_of` told them
        yield from tick_notes(frame, names)
    yield from lists_notes(frame, names)
