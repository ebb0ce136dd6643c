"""Rows that do not have as many fields as the header: found without a loop over good rows."""

import csv
from collections.abc import Iterator

import numpy as np

from techno_kit.errors import ReadError, listed
from techno_kit.loading.layouts import Layout, is_blank
from techno_kit.loading.texts import TextFile
from techno_kit.wording import count, join, plural, say

CHUNK = 1 << 18
TOLD = 4  # lines that a message names
NEWLINE, RETURN, QUOTE = ord("\n"), ord("\r"), ord('"')


def check_rows(text: TextFile, layout: Layout, *, each: bool = False) -> None:
    """Refuse a file with rows of another length than the header; the message names the lines.

    Parameters
    ----------
    text : TextFile
        The file.
    layout : Layout
        How it is laid out.
    each : bool
        Whether every row is read, as some are known not to fit.

    Raises
    ------
    ReadError
        If there are such rows.
    """
    if not each and _all_fit(text, layout):
        return
    found: list[tuple[int, int]] = []
    n = 0
    for line, fields in _misfits(text, layout):
        n += 1
        if n <= TOLD:
            found.append((line, fields))
    if not found:
        return
    lines = [say("reading.line_fields", line=line, n=fields) for line, fields in found]
    if n > TOLD:
        lines.append(say("errors.more", n=count(n - TOLD)))
    values = {"fields": plural("units.fields", len(layout.header)), "lines": join(lines)}
    key = "reading.ragged"
    lengths = {len(record) for _, record in _records(text, layout) if not is_blank(record)}
    width = len(layout.header)
    if len(lengths) == 1 and 1 < min(lengths) < width:
        rows = {"n": min(lengths), "last": listed(layout.header[min(lengths) :])}
        told = say("reading.ragged_short", file=text.path.name, fields=values["fields"], **rows)
        raise ReadError(told)
    if width not in lengths:
        key = "reading.ragged_title"
    elif n <= TOLD and _are_below(text, layout, found[0][0]):
        key = "reading.ragged_below"
    raise ReadError(say(key, file=text.path.name, **values))


def _are_below(text: TextFile, layout: Layout, first: int) -> bool:
    """Tell whether a line and all below it are one field each, or blank."""
    return all(
        line < first or len(record) == 1 or is_blank(record)
        for line, record in _records(text, layout)
    )


def _all_fit(text: TextFile, layout: Layout) -> bool:
    """Count the separators between line ends, outside quotes, a block at a time.

    A quote within an unquoted field misleads it, but only towards False: every row is then read by
    itself.
    """
    special = np.zeros(256, np.bool_)
    special[[NEWLINE, QUOTE, ord(layout.separator)]] = True
    wanted = len(layout.header) - 1
    quotes = separators = length = 0  # open quote; what the last line end left behind in its block
    with text.open(translate=True) as handle:
        layout.skip_header(handle)
        while block := handle.read(CHUNK):
            raw = np.frombuffer(block.encode("utf-8"), np.uint8)
            spots = np.flatnonzero(special[raw])
            kinds = raw[spots]
            is_quote = kinds == QUOTE
            outside = ~is_quote & ((np.cumsum(is_quote) + quotes) % 2 == 0)
            quotes = (quotes + int(np.count_nonzero(is_quote))) % 2
            events = spots[outside]
            ends = np.flatnonzero(kinds[outside] == NEWLINE)
            if not len(ends):
                separators, length = separators + len(events), length + len(raw)
                continue
            counts = np.diff(ends, prepend=-1 - separators) - 1
            lengths = np.diff(events[ends], prepend=-1 - length) - 1
            if np.any((counts != wanted) & (lengths > 0)):
                return False
            separators = len(events) - 1 - int(ends[-1])
            length = len(raw) - 1 - int(events[ends[-1]])
    return not quotes and (not length or separators == wanted)


def _misfits(text: TextFile, layout: Layout) -> Iterator[tuple[int, int]]:
    """Yield line and number of fields of every row that is too long or too short."""
    width = len(layout.header)
    for line, record in _records(text, layout):
        if len(record) != width and not is_blank(record):
            yield line, len(record)


def last_line(text: TextFile, layout: Layout) -> int:
    """Return the line where the last row begins: that of an open quote runs to the end."""
    return max((line for line, _ in _records(text, layout)), default=1)


def _records(text: TextFile, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield every row below the header with the line where it begins."""
    with text.open() as handle:
        passed = layout.skip_header(handle)
        reader = csv.reader(
            handle, delimiter=layout.separator, skipinitialspace=layout.padded, strict=False
        )
        line = passed + 1
        try:
            for record in reader:
                yield line, record
                line = passed + reader.line_num + 1
        except csv.Error as error:
            raise ReadError(say("reading.open_quote_at", file=text.path.name, line=line)) from error
