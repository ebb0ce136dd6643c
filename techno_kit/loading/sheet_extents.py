"""How far the cells of a sheet reach, before a library makes room for all that lie between."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers import expat

#: Cells that room is made for, however few of them are filled, and for each that is.
ROOM: Final = 5_000_000
ROOM_PER_CELL: Final = 20
ALL: Final = 250_000_000
#: A cell as spreadsheets write it: its place comes first. Any other is looked at one by one.
UNUSUAL: Final = re.compile(rb'<(?:\w+:)?c(?! r="[A-Z]{1,3}\d{1,7}"[ />])[\s/>]')
FILLED: Final = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^<>]*(?<!/)>(?!</)')
ANY: Final = re.compile(rb'<c r="([A-Z]+)(\d+)"')
PREFIXED: Final = re.compile(rb":c[\s/>]")
VALUES: Final = (b"</v>", b"</is>")
ERROR: Final = b' t="e"'
NO_VALUE: Final = re.compile(  # a text that is empty, t="str", is a value
    rb'<(?:\w+:)?c (?![^<>]*t="str")[^<>]*><(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?!<(?:\w+:)?v>[^<])"
)
PLACE: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})", re.ASCII)
ROW: Final = re.compile(r"\d{1,7}", re.ASCII)
OVERLAP: Final = 1024
ROW_HEADER: Final = 0  # records of .xlsb
FILLED_CELLS: Final = range(2, 12)


@dataclass(slots=True)
class Extent:
    """What was found out about a sheet's cells.

    Attributes
    ----------
    cells : int
        How many cells hold something, or at least that many.
    rows, columns : int
        Numbers of the last ones that do, or more, where even that would not be too sparse.
    errors : int
        How many hold an error such as ``#N/A``.
    empty_formulas : int
        How many hold a formula without the value that it had.
    """

    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: int = 0
    empty_formulas: int = 0

    @property
    def too_sparse(self) -> bool:
        """Whether far more room would be made than there are cells."""
        room = self.rows * self.columns
        return room > ALL or room > max(ROOM, ROOM_PER_CELL * self.cells)

    def reach(self, row: int, column: int, times: int = 1) -> None:
        """Take note of a cell that holds something, by its row and column from 1."""
        self.cells += times
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)


def column_number(letters: str) -> int:
    """Return a column's number from 1.

    Examples
    --------
    >>> column_number("A"), column_number("AB"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def extent_of_xml(blocks: Callable[[], Iterator[bytes]]) -> Extent:
    """Return the extent of a sheet of .xlsx; its cells are counted only where that is in doubt.

    Parameters
    ----------
    blocks : callable
        Returns the sheet's bytes from the start, a block at a time.
    """
    extent = bounds_of_xml(blocks())
    return counted_xml(blocks) if extent is None or extent.too_sparse else extent


def bounds_of_xml(blocks: Iterable[bytes]) -> Extent | None:
    """Return cells at least, rows and columns at most; None where cells are written unusually."""
    extent, widest, digits = Extent(), "", 0
    beyond = _beyond(widest, digits)
    for block in _cut(blocks):
        if PREFIXED.search(block):
            return None
        if beyond.search(block):
            if UNUSUAL.search(block):
                return None
            columns, rows = zip(*ANY.findall(block), strict=True)
            column = max({*columns, widest.encode()}, key=lambda each: (len(each), each)).decode()
            widest = column[0] + "Z" * (len(column) - 1)
            digits = max(digits, *map(len, set(rows)))
            beyond = _beyond(widest, digits)
            extent.reach(10**digits - 1, column_number(widest), 0)
        extent.cells += sum(map(block.count, VALUES))
        _tell(extent, block)
    return extent


def _beyond(widest: str, digits: int) -> re.Pattern[bytes]:
    """Return a pattern of cells beyond a column such as CZ, or in rows of more digits."""
    if not widest:
        return re.compile(rb"<c[\s/>]")
    more = len(widest) - 1
    shorter = f"[A-Z]{{1,{more}}}|" if more else ""
    columns = f"(?:{shorter}[A-{widest[0]}][A-Z]{{{more}}})"
    return re.compile(rf'<c(?! r="{columns}\d{{1,{digits}}}"[ />])[\s/>]'.encode())


def counted_xml(blocks: Callable[[], Iterator[bytes]]) -> Extent:
    """Return the extent of a sheet of .xlsx, every cell counted."""
    extent = Extent()
    for block in _cut(blocks()):
        if UNUSUAL.search(block):
            return _one_by_one(blocks())
        found = FILLED.findall(block)
        if found:
            columns, rows = zip(*found, strict=True)
            extent.reach(
                max(map(int, set(rows))),
                max(column_number(each.decode()) for each in set(columns)),
                len(found),
            )
        _tell(extent, block)
    return extent


def _tell(extent: Extent, block: bytes) -> None:
    """Take note of errors, and of formulas without a value."""
    extent.errors += block.count(ERROR)
    if b"<f" in block or b":f" in block:
        extent.empty_formulas += len(NO_VALUE.findall(block))


def _cut(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks that end before a row or a cell begins; a little twice where none does."""
    tail = b""
    for block in blocks:
        text = tail + block
        at = max(text.rfind(sign) for sign in (b"<row", b"<c ", b":c ", b":row"))
        at = text.rfind(b"<", 0, at + 1)
        if at > 0:
            yield text[:at]
            tail = text[at:]
        else:
            yield text
            tail = text[-OVERLAP:]
    yield tail


def _parse(blocks: Iterable[bytes], start: Any, end: Any) -> None:
    """Let expat read XML; it expands nothing and fetches nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end

    def refuse(*_: object) -> None:
        raise ValueError("<!ENTITY>")

    parser.EntityDeclHandler = refuse
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _one_by_one(blocks: Iterable[bytes]) -> Extent:
    """Return the extent of a sheet whose cells are written in an unusual way."""
    extent, at, open_formula = Extent(), [0, 0], [False]

    def start(name: str, values: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        told = values.get("r")
        if tag == "row":
            if told is not None and not ROW.fullmatch(told):
                raise ValueError(told)
            at[:] = [at[0] + 1 if told is None else int(told), 0]
        elif tag == "c":
            place = None if told is None else PLACE.fullmatch(told)
            if told is not None and place is None:
                raise ValueError(told)
            at[1] = column_number(place[1]) if place else at[1] + 1
            at[0] = int(place[2]) if place else at[0]
            extent.errors += values.get("t") == "e"
            open_formula[0] = False
        elif tag in ("v", "is"):
            extent.reach(*at)
            open_formula[0] = False
        elif tag == "f":
            open_formula[0] = True

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "c":
            extent.empty_formulas += open_formula[0]

    _parse(blocks, start, end)
    return extent


def extent_of_opendocument(blocks: Iterable[bytes]) -> Extent:
    """Return the extent of the largest sheet of an .ods, whose cells and rows may be repeated."""
    sheets = [Extent()]
    row, times, column, filled = 0, 1, 0, 0

    def repeats(values: dict[str, str], of: str) -> int:
        told = values.get(f"table:number-{of}-repeated", "1")
        return int(told) if told.isdecimal() and len(told) < 9 else 1

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal row, times, column, filled
        if name == "table:table":
            sheets.append(Extent())
            row = 0
        elif name == "table:table-row":
            times, column, filled = repeats(values, "rows"), 0, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            column += repeats(values, "columns")
            if any(each.endswith(("value-type", "formula")) for each in values):
                sheets[-1].cells += 1
                filled = column

    def end(name: str) -> None:
        nonlocal row
        if name == "table:table-row":
            row += times
            if filled:
                sheets[-1].reach(row, filled, 0)

    _parse(blocks, start, end)
    return max(sheets, key=lambda each: (each.too_sparse, each.rows * each.columns))


def extent_of_records(blocks: Iterable[bytes]) -> Extent:
    """Return the extent of a sheet of .xlsb, a list of records."""
    extent, row = Extent(), 0
    for kind, content in _records(b"".join(blocks)):
        if kind == ROW_HEADER and len(content) >= 4:
            row = int.from_bytes(content[:4], "little") + 1
        elif kind in FILLED_CELLS and len(content) >= 4:
            extent.reach(row, int.from_bytes(content[:4], "little") + 1)
    return extent


def _records(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Yield kind and content of records whose kind and size are written seven bits a byte."""
    view, at, end = memoryview(data), 0, len(data)
    while at < end:
        kind = view[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (view[at] & 0x7F) << 7
            at += 1
        size = 0
        for place in range(4):
            if at >= end:
                return
            byte = view[at]
            at += 1
            size |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        yield kind, view[at : at + size]
        at += size
