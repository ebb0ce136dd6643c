"""SurveyMonkey: exports of all responses, CSV or workbook, of texts or numbers."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.export_texts import key_of
from techno_kit.loading.grids import Grid
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.several_answers import lists_notes
from techno_kit.loading.surveymonkey_blocks import OTHER, Made, made_of
from techno_kit.loading.surveymonkey_header import BLANK, Header, header_of, header_rows
from techno_kit.survey.codebook import Codebook
from techno_kit.wording import phrase, plural, say

#: SurveyMonkey's own columns of personal data, by their letters alone, and what they hold.
PERSONAL: Final = {
    "respondentid": "id",
    "recipientid": "id",
    "ipaddress": "ip",
    "emailaddress": "email",
    "firstname": "name",
    "lastname": "name",
}


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether SurveyMonkey wrote a table.

    Its first column is "Respondent ID" and holds numbers; the second row is blank under the ids and
    dates that SurveyMonkey adds, and says "Response", an answer or a row under most others. Or
    there is one header row, and ``-`` in every blank cell.
    """
    return header_rows(grid.head) > 0


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read a SurveyMonkey export.

    Parameters
    ----------
    grid : Grid
        Text or a sheet.
    asked : Asked
        Nothing of it is used.

    Raises
    ------
    ReadError
        If its header rows are none of SurveyMonkey's, or there is no respondent.
    """
    rows = header_rows(grid.head, named=True)
    if not rows:
        raise ReadError(say("reading.surveymonkey.header", file=grid.path.name))
    header = header_of(grid, rows)
    frame, more = grid.body(rows, header.names)
    header = replace(header, names=header.names[: frame.shape[1]])
    found = phrase("lists.comma").join(grid.details)
    notes = [say("reading.told", file=grid.path.name, found=found), *more]
    if header.doubled:
        notes.append(say("reading.surveymonkey.doubled", columns=listed(header.doubled)))
    details = (*grid.details, plural("reading.surveymonkey.rows", rows))
    if rows == 1:
        book = Codebook(missing=(BLANK,), personal=_personal(header))
        notes.append(say("reading.surveymonkey.dash"))
        return RawFile(frame, book, tuple(notes), format="surveymonkey", details=details)
    wanted = [place for block in header.blocks for place in block.places if place < frame.shape[1]]
    made = made_of(header, frame, grid.texts(rows, wanted))
    notes += _notes(made)
    single = [
        name
        for name, each in made.questions.items()
        if each.kind == "single" and not OTHER.match(name.rpartition(": ")[2])
    ]
    notes += lists_notes(made.frame, [each for each in single if each in made.columns])
    book = Codebook(questions=made.questions, personal=_personal(header))
    return RawFile(made.frame, book, tuple(notes), format="surveymonkey", details=details)


def _personal(header: Header) -> dict[str, str]:
    """Return SurveyMonkey's own columns of personal data, whatever stands in them."""
    own = [header.names[place] for place in header.own if place < len(header.names)]
    return {name: kind for name in own if (kind := PERSONAL.get(key_of(name)))}


def _notes(made: Made) -> list[str]:
    """Tell what was made of columns, and what an export does not tell."""
    told = {
        "several": made.several,
        "one_each": made.one_each,
        "renamed": made.renamed,
        "ranked": made.ranked,
        "filled": made.filled,
        "unfilled": made.unfilled,
    }
    return [
        say(f"reading.surveymonkey.{key}", names=listed(names))
        for key, names in told.items()
        if names
    ]
