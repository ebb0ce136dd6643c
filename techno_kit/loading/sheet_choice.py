"""Which sheet of a workbook holds the answers, where nobody says it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from techno_kit.errors import ReadError, listed, nearest
from techno_kit.loading.sheet_extents import Extent
from techno_kit.wording import say

#: Names of sheets that describe others.
ABOUT: Final = re.compile(
    r"(?:read ?me|cover(?: ?(?:sheet|page))?|about|info(?:rmation)?|contents|index|legend|notes?"
    r"|(?:code|data) ?(?:book|map|dictionary)|dictionary|variables?|labels?|values?|value labels"
    r"|metadata|questionnaire|summary|instructions?|voorblad|leeswijzer|toelichting|inhoud"
    r"|codeboek|legenda|variabelen|deckblatt|inhalt|legende|hinweise|codebuch|variablen"
    r"|erläuterung(?:en)?|couverture|sommaire|légende|dictionnaire|portada|leyenda|diccionario)"
    r"\d*"
)
FEW: Final = (30, 3)  # rows or columns of a sheet that may describe a much larger one
MORE: Final = 3  # times its rows
LARGER: Final = 10  # times its cells
MANY: Final = 10_000  # cells that are not read only to count them
MOST: Final = 20  # sheets that are looked at


def chosen_sheet(
    file: str, book: Any, asked: str | int | None, extents: Mapping[str, Extent]
) -> tuple[str, Any, list[str]]:
    """Return the sheet that is meant, its name, and the names of the others that are shown.

    That is the first with a header and an answer in more than one column, unless its name says
    that it describes others, or it is small and another far larger.

    Parameters
    ----------
    file : str
        The workbook's name.
    book : python_calamine.CalamineWorkbook
        The workbook.
    asked : str or int or None
        The sheet that was asked for, by name or by place from 1.
    extents : dict of str to Extent
        Of sheets by their names, as far as they are known.

    Raises
    ------
    ReadError
        If there is no such sheet, or nothing in it or in any.
    """
    shown, hidden = _names(book)
    if asked is not None:
        name = _asked(file, book.sheet_names, asked)
        sheet = book.get_sheet_by_name(name)
        if not _size(sheet)[0]:
            raise ReadError(say("reading.workbook.blank_sheet", file=file, sheet=name))
        return name, sheet, []
    for names, known in [(shown[:MOST], extents), (shown, {}), (hidden, {})]:
        name = _likeliest({name: _extent(book, name, known) for name in names})
        sheet = book.get_sheet_by_name(name) if name else None
        if min(_size(sheet)) > 1:
            break
    else:
        name = _likeliest({name: _extent(book, name, {}) for name in [*shown, *hidden]})
        if not name:
            raise ReadError(say("reading_targets.empty_book", file=file))
        sheet = book.get_sheet_by_name(name)
    return name, sheet, [each for each in shown if each != name]


def _likeliest(sizes: Mapping[str, tuple[int, int]]) -> str:
    """Return the name of the sheet that seems to hold answers; empty where all are blank.

    Examples
    --------
    >>> _likeliest({"Cover": (4, 2), "Data": (60, 5)}), _likeliest({"A": (60, 5), "B": (900, 5)})
    ('Data', 'A')
    >>> _likeliest({"A": (6, 5), "B": (900, 5)})
    'B'
    """
    fits = {name: (min(rows, 2), min(columns, 2)) for name, (rows, columns) in sizes.items()}
    best = max(fits.values(), default=(0, 0))
    if best == (0, 0):
        return ""
    fitting = [name for name, fit in fits.items() if fit == best]
    held = [name for name in fitting if not ABOUT.fullmatch(name.strip().casefold())] or fitting
    first = held[0]
    rows, columns = sizes[first]
    if rows > FEW[0] and columns > FEW[1]:
        return first
    largest = max(held, key=lambda name: sizes[name][0] * sizes[name][1])
    far = sizes[largest][0] * sizes[largest][1] >= LARGER * rows * columns
    return largest if far and sizes[largest][0] >= MORE * rows else first


def _extent(book: Any, name: str, extents: Mapping[str, Extent]) -> tuple[int, int]:
    """Return how many rows and columns of a sheet hold something."""
    known = extents.get(name)
    if known is not None and known.rows > 1 and known.columns > 1 and known.cells > MANY:
        return known.rows, known.columns
    return _size(book.get_sheet_by_name(name))


def _names(book: Any) -> tuple[list[str], list[str]]:
    """Return the names of sheets that are shown, and of those that are hidden."""
    import python_calamine as calamine

    shown: list[str] = []
    hidden: list[str] = []
    for each in book.sheets_metadata:
        if each.typ == calamine.SheetTypeEnum.WorkSheet:
            is_shown = each.visible == calamine.SheetVisibleEnum.Visible
            (shown if is_shown else hidden).append(each.name)
    return shown, hidden


def _asked(file: str, names: list[str], asked: str | int) -> str:
    """Return the name of the sheet that was asked for."""
    if isinstance(asked, str) and asked in names:
        return asked
    place = int(asked) if isinstance(asked, int) or asked.isdecimal() else 0
    if not isinstance(asked, bool) and 1 <= place <= len(names):
        return names[place - 1]
    told = {"sheets": listed(names), "near": nearest(str(asked), names)}
    raise ReadError(say("reading.workbook.no_sheet", file=file, sheet=asked, **told))


def _size(sheet: Any) -> tuple[int, int]:
    """Return how many rows and columns of a sheet hold something."""
    return (0, 0) if sheet is None or sheet.start is None else (sheet.height, sheet.width)
