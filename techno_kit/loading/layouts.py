"""The layout of a delimited text: separator, decimal sign and header, found out from its head."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TextIO

from techno_kit.errors import ReadError, raise_all
from techno_kit.loading.text_blocks import MOST_COLUMNS
from techno_kit.loading.texts import TextFile
from techno_kit.loading.titles import count_titles
from techno_kit.survey.mapping_entries import SEPARATORS, FileOptions
from techno_kit.survey.numerals import PLAIN
from techno_kit.wording import count, join, say

HEAD = 1 << 22  # characters that are looked at to find the layout
RECORDS = 200
AGREEING = (
    0.9  # of the records have as many fields as the header, where a separator is the right one
)
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
QUOTED = re.compile(r'"[^"]*"')
DIRECTIVE = re.compile(r'^"?sep=(.)"?\r?$')  # a first line by which Excel is told the separator
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
GROUPED = {  # numbers of which some may have a sign that groups thousands, by decimal sign
    ".": re.compile(r"[+-]?([1-9]\d{0,2}([,\s'’]\d{3})+|\d+)(\.\d*)?"),
    ",": re.compile(r"[+-]?([1-9]\d{0,2}([.\s'’]\d{3})+|\d+)(,\d*)?"),
}
Record = list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a delimited text are read.

    Attributes
    ----------
    separator : str
        The sign between fields.
    decimal : str
        The decimal sign of most numbers.
    fixed_decimal : bool
        Whether the decimal sign was asked for, so that no number has the other.
    header : tuple of str
        The names in the header as they stand there.
    padded : bool
        Whether fields begin with a blank behind the separator.
    explained : int
        Number of records below the header that explain it and are no answers; -1 where the first
        record is an answer.
    head : tuple of list of str
        The first records, header first.
    shown : bool
        Whether some number in `head` has the decimal sign where it cannot group thousands.
    titles : int
        Number of records above the header, which hold a title or nothing.
    """

    separator: str
    decimal: str
    fixed_decimal: bool
    header: tuple[str, ...]
    padded: bool
    explained: int = 0
    head: tuple[Record, ...] = ()
    shown: bool = True
    titles: int = 0

    def reader(self, handle: TextIO) -> Iterator[Record]:
        """Return the text's records; a blank line is an empty record."""
        return csv.reader(handle, delimiter=self.separator, skipinitialspace=self.padded)

    def skip_header(self, handle: TextIO) -> int:
        """Step behind header and explanations and return the number of lines that were passed."""
        if self.explained < 0:
            return 0
        records = csv.reader(handle, delimiter=self.separator, skipinitialspace=self.padded)
        left = self.titles + 1 + self.explained
        for record in records:
            if not is_blank(record) and not DIRECTIVE.match(self.separator.join(record)):
                left -= 1
            if not left:
                break
        return records.line_num


def is_blank(record: Record) -> bool:
    """Tell whether a record is that of a blank line."""
    return not record or (len(record) == 1 and not record[0].strip())


def find_layout(text: TextFile, options: FileOptions, suffix: str) -> Layout:
    """Find out how a delimited text is laid out.

    Parameters
    ----------
    text : TextFile
        The file.
    options : FileOptions
        Separator and decimal sign where they were asked for.
    suffix : str
        The name's ending; behind ".tsv" a tab is tried first.

    Raises
    ------
    ReadError
        If there is no header, quotes are left open, or the text contradicts what was asked for.
    """
    with text.open() as handle:
        head = handle.read(HEAD)
        _refuse_wide(text.path.name, head, handle, options.separator)
    separator = _separator(text.path.name, head, options.separator, suffix)
    records = _records(head, separator)
    titles = count_titles(records)
    header = records[titles]
    padded = len(header) > 1 and all(each.startswith(" ") for each in header[1:])
    if padded:
        records = _records(head, separator, padded=True)
        titles = count_titles(records)
    records = records[titles:]
    signs = decimal_signs(chain.from_iterable(records[1:]))
    decimal = options.decimal or "."
    if options.decimal is None and separator != "," and signs[","] > signs["."]:
        decimal = ","
    fixed = options.decimal is not None
    return Layout(
        separator,
        decimal,
        fixed,
        tuple(records[0]),
        padded,
        head=tuple(records),
        shown=fixed or signs[decimal] > 0,
        titles=titles,
    )


def _refuse_wide(name: str, head: str, rest: TextIO, asked: str | None) -> None:
    """Refuse a first line of more fields than a survey has, before any is made of it."""
    head = head.lstrip(" \r\n\ufeff")
    line = LINE.match(head)
    if line is not None and DIRECTIVE.match(line.group().rstrip("\r\n")):
        line = LINE.match(head, line.end())
    if line is None:
        return
    first = QUOTED.sub("", line.group())
    tally = {each: first.count(each) for each in ([asked] if asked else SEPARATORS)}
    separator, n = max(tally.items(), key=lambda pair: pair[1])
    if n < MOST_COLUMNS:
        return
    while not first.endswith(("\r", "\n")) and (part := LINE.match(rest.read(HEAD))):
        first = part.group()
        n += first.count(separator)
    values = {"n": count(n + 1), "limit": count(MOST_COLUMNS), "separator": said(separator)}
    raise ReadError(say("reading.wide", file=name, **values))


def _separator(name: str, head: str, asked: str | None, suffix: str) -> str:
    """Return the separator that was asked for, that the first line names, or that fits best."""
    first = re.split(r"[\r\n]", head.strip("\r\n \ufeff"), maxsplit=1)[0]
    directive = DIRECTIVE.match(first)
    if not head.strip() or (directive and head.strip() == first.strip()):
        raise ReadError(say("reading.blank", file=name))
    tables = {each: _records(head, each) for each in SEPARATORS}
    if not any(_fit(each)[0] for each in tables.values()):
        tables = {each: table[count_titles(table) :] for each, table in tables.items()}
    best = max(SEPARATORS, key=lambda each: _fit(tables[each]))
    if suffix == ".tsv" and _fit(tables["\t"])[0]:
        best = "\t"
    separator = asked or (directive.group(1) if directive else best)
    if separator not in tables:
        tables[separator] = _records(head, separator)
    width = _fit(tables[best])[1]
    cut = [each for each, table in tables.items() if not table and each in first]
    if not tables[separator] or (width < 2 and cut):
        raise ReadError(say("reading.open_quote", file=name))
    if asked and _fit(tables[asked])[1] < 2 <= width:
        values = {"asked": said(asked), "found": said(best), "n": width}
        raise ReadError(say("reading.separator_absent", file=name, **values))
    return separator


def said(separator: str) -> str:
    """Name a separator for a message."""
    return say("reading.tab") if separator == "\t" else repr(separator)


def _records(head: str, separator: str, *, padded: bool = False) -> list[Record]:
    """Return the first records, header first; none where a field never ends."""
    lines = (each.group() for each in LINE.finditer(head))
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=padded)
    try:
        records = list(islice(reader, RECORDS))
        ended = next(reader, None) is None
    except csv.Error:
        return []
    if ended and len(head) == HEAD and len(records) > 1:
        records.pop()  # it may have been cut off
    records = [each for each in records if not is_blank(each)]
    return records[1:] if records and DIRECTIVE.match(separator.join(records[0])) else records


def _fit(records: list[Record]) -> tuple[bool, int, float]:
    """Rate a separator: most records agree with the header; many fields; how many agree."""
    if not records:
        return False, 0, 0.0
    width = len(records[0])
    share = sum(len(each) == width for each in records) / len(records)
    return width > 1 and share >= AGREEING, width, share


def decimal_signs(fields: Iterable[str]) -> dict[str, int]:
    """Count the numbers that show a sign to be the decimal sign."""
    tally = {".": 0, ",": 0}
    for field in fields:
        number = field.strip()
        if not number[:2].strip("+-")[:1].isdigit() or THOUSANDS.fullmatch(number):
            continue
        for sign, pattern in PLAIN.items():
            tally[sign] += sign in number and pattern.fullmatch(number) is not None
    return tally


def column_names(header: tuple[str, ...], name: str) -> tuple[list[str], list[str]]:
    """Return the columns' names, and notes about those that were tidied.

    Parameters
    ----------
    header : tuple of str
        The names as they stand in the file.
    name : str
        The file's name.

    Raises
    ------
    ReadError
        If a name stands twice: every such name with its places.
    """
    names = [each.strip().strip("\ufeff").strip() for each in header]
    padded = [tidy for tidy, raw in zip(names, header, strict=True) if tidy != raw and tidy]
    notes = [say("reading.stripped", columns=join(repr(each) for each in padded))] if padded else []
    unnamed = [place for place, each in enumerate(names, start=1) if not each]
    if unnamed:
        notes.append(say("reading.unnamed", places=join(str(each) for each in unnamed)))
    names = [
        each or say("reading.unnamed_name", place=place) for place, each in enumerate(names, 1)
    ]
    places: dict[str, list[str]] = {}
    for place, each in enumerate(names, start=1):
        places.setdefault(each, []).append(str(place))
    doubled = [
        say("reading.doubled", column=each, n=len(found), places=join(found))
        for each, found in places.items()
        if len(found) > 1
    ]
    if doubled and all(PLAIN["."].fullmatch(each) for each in names):
        doubled.append(say("reading.doubled_numbers"))
    raise_all(ReadError, name, doubled)
    return names, notes
