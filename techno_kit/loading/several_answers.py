"""Columns that look like a question with several answers, in tables that do not say so.

Each column holds one value or a blank; or one column holds lists. They are told, not made one
question: which blanks are answers is not known. The rules are this kit's own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.loading.google_forms_boxes import Boxes, boxes_of
from techno_kit.survey.encoding import own_value, text_of
from techno_kit.wording import plural, say

#: What a name holds before the part that is different in each column of a question.
STEM: Final = re.compile(
    r"(.*\S)\s+[-–—]\s+\S.*|(.*[^\W_])\s*[_./:\[(]\s*[^_./:\[(]+|(.*[^\W_])\s+\d+|(.*[^\W\d_])\d+"
)
BETWEEN: Final = " _./:[](-–—"  # between a question and an answer in a name
CODE: Final = re.compile(r"[^\W_][\w.-]*")
TICKED: Final = frozenset(
    ["1", "x", "v", "y", "✓", "✔", "☑", "☒", "●", "true", "yes", "ja", "oui", "sí", "si", "on"]
    + ["checked", "ticked", "selected", "chosen", "quoted", "mentioned", "aangevinkt", "gekozen"]
    + ["genoemd", "angekreuzt", "ausgewählt", "gewählt", "genannt", "coché", "sélectionné"]
    + ["marcado", "seleccionado", "selecionado", "waar", "wahr", "vrai", "verdadero", "はい"]
)
#: Between answers in a cell, besides commas and semicolons.
SIGNS: Final = ("|", "\n", ";")
SHORT_CODES: Final = re.compile(r"\d{1,2}(?:, ?\d{1,2})*")
FEWEST: Final = 2  # columns of a question
FEWEST_ROWS: Final = 10  # in which one of them is filled
MOST: Final = 60  # answers of a question whose cells hold several
DIFFERENT: Final = 1_000  # cells of it
TIMES: Final = 3  # different cells in which an answer stands that never stands alone
LOOKED_AT: Final = 2_000  # rows
LONGEST_TEXT: Final = 100  # signs of an answer
LONGEST: Final = 40  # columns that are spelt out in a cure


def tick_notes(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    """Tell of each block of neighbours that hold one value each, and blanks.

    Parameters
    ----------
    frame : pandas.DataFrame
        The answers.
    names : sequence of str
        The columns that are no part of a question with several answers yet.
    """
    blocks = [(stem, block) for stem, block in _runs(frame, names) if _is_block(frame, block)]
    for stem, block in blocks:
        taken = {*map(str, frame)}
        name = stem if stem and stem not in taken else say("reading.several.name")
        values = dict.fromkeys(value for value in block.values() if value is not None)
        columns = _parts(stem, block)
        spelt = columns if len(columns) <= LONGEST else {}
        yield say(
            "reading.several.ticks",
            columns=listed(list(block)),
            name=repr(name),
            parts=repr(spelt) if spelt else say("reading.several.parts"),
            chosen=repr(list(values)),
        )


def _parts(stem: str, block: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a block by answer, as the values say or the names."""
    if len(block) == len(set(block.values())) and all(isinstance(x, str) for x in block.values()):
        return {value: name for name, value in block.items()}
    parts = {each.removeprefix(stem).strip(BETWEEN + ")") or each: each for each in block}
    return parts if len(parts) == len(block) else {each: each for each in block}


def _runs(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield neighbours that hold at most one value each and belong together, with the values."""
    stem, run = "", dict[str, Any]()
    for name in names:
        values = _values(frame[name])
        own = _stem(name, values)
        if values is None:
            if run:
                yield stem, run
            stem, run = "", {}
            continue
        value = values[0] if values else None
        ticked = value is None or text_of(value).casefold() in TICKED or value == name.strip()
        alike = bool(run) and (own == stem if own or stem else ticked)
        if run and not alike:
            yield stem, run
            run = {}
        if own or ticked:
            stem, run = own, {**run, name: value}
    if run:
        yield stem, run


def _values(column: "pd.Series[Any]") -> list[Any] | None:
    """Return the value of a column that holds one at most, and blanks; None for all others."""
    held = column.notna().to_numpy()
    if not held.any():
        return []
    value = own_value(column.iloc[int(held.argmax())])
    if held.all() or not isinstance(value, int | float | str):
        return None
    for some in (slice(LOOKED_AT), slice(None)):  # most columns are told by their first rows
        if not column.iloc[held.nonzero()[0][some]].eq(value).all():
            return None
    return [int(value) if isinstance(value, float) and value.is_integer() else value]


def _stem(name: str, values: Sequence[Any] | None = None) -> str:
    """Return what a name holds before its answer, which may be the value of the column.

    Examples
    --------
    >>> _stem("Q1_2"), _stem("You use? - A"), _stem("Uses TikTok (app)", ["TikTok (app)"])
    ('Q1', 'You use?', 'Uses')
    """
    name = name.strip()
    value = values[0] if values else None
    if isinstance(value, str) and value.strip() and name.endswith(value.strip()):
        return name.removesuffix(value.strip()).rstrip(BETWEEN)
    found = STEM.fullmatch(name)
    return next(filter(None, found.groups())) if found else ""


def _is_block(frame: pd.DataFrame, block: Mapping[str, Any]) -> bool:
    """Tell whether somebody filled some columns of a block and not the others."""
    filled = [name for name, value in block.items() if value is not None]
    if len(filled) < FEWEST:
        return False
    values = [block[name] for name in filled]
    ticked = text_of(values[0]).casefold() in TICKED
    ticked |= isinstance(values[0], str) and len(filled) > FEWEST
    alike = len(set(values)) == 1 and ticked
    if not alike and not _are_each_own(values):
        return False
    held = frame[list(filled)].notna().to_numpy()
    answered, complete = held.any(axis=1), held.all(axis=1)
    return bool(answered.sum() >= FEWEST_ROWS and (answered & ~complete).any())


def _are_each_own(values: Sequence[Any]) -> bool:
    """Tell whether each column holds an answer of its own; codes rise.

    Examples
    --------
    >>> _are_each_own([1, 2, 8]), _are_each_own([2, 1]), _are_each_own(["Phone", "Tablet"])
    (True, False, True)
    """
    if all(isinstance(each, int) for each in values):
        return all(one < other for one, other in pairwise(values))
    texts = all(isinstance(each, str) and len(each) <= LONGEST_TEXT for each in values)
    return texts and len(set(values)) == len(values)


def lists_notes(frame: pd.DataFrame, names: Sequence[str], *, blanks: bool = False) -> list[str]:
    """Tell which columns look like questions of which a cell holds several answers.

    Parameters
    ----------
    frame : pandas.DataFrame
        The answers.
    names : sequence of str
        The columns of questions.
    blanks : bool
        Whether blanks, not commas, stand between answers.
    """
    found = [name for name in names if frame[name].dtype == "str" and _lists(frame[name], blanks)]
    return [plural("reading.several.lists", len(found), columns=listed(found))] if found else []


def _lists(column: "pd.Series[Any]", blanks: bool) -> bool:
    column = column.iloc[:LOOKED_AT]
    found = dict.fromkeys(each for each in column.array.tolist() if isinstance(each, str))
    cells = [each.strip() for each in found]
    if not blanks and not any(sign in each for each in cells for sign in (",", *SIGNS)):
        return False
    if not 2 <= len(cells) <= DIFFERENT:
        return False
    if blanks:
        return _are_codes(cells)
    return (
        _are_boxes(cells, column)
        or any(_are_pieces(cells, sign) for sign in SIGNS)
        or _are_short_codes(cells)
    )


def _are_short_codes(cells: Sequence[str]) -> bool:
    """Tell whether cells are lists of short codes with commas: three at least, for no decimals.

    Examples
    --------
    >>> _are_short_codes(["1", "2", "3", "1,2,3"]), _are_short_codes(["1", "2", "1,2"])
    (True, False)
    """
    return (
        all(SHORT_CODES.fullmatch(each) for each in cells)
        and any(each.count(",") > 1 for each in cells)
        and _are_pieces(cells, ",")
    )


def _are_codes(cells: Sequence[str]) -> bool:
    """Tell whether cells are lists of codes with blanks between them.

    Examples
    --------
    >>> _are_codes(["tv", "radio", "tv radio"]), _are_codes(["Agree", "Strongly agree"])
    (True, False)
    """
    return _are_pieces(cells, None) and all(
        CODE.fullmatch(piece) for each in cells for piece in each.split()
    )


def _are_pieces(cells: Sequence[str], sign: str | None) -> bool:
    """Tell whether cells are lists with a sign, or blanks, between answers that stand alone too.

    Examples
    --------
    >>> _are_pieces(["tv", "radio", "tv|radio"], "|"), _are_pieces(["tv", "a|b"], "|")
    (True, False)
    """
    rows = [[piece.strip() for piece in each.split(sign)] for each in cells if each]
    times = Counter(piece for row in rows for piece in row)
    alone = {row[0] for row in rows if len(row) == 1}
    return (
        any(len(row) > 1 for row in rows)
        and len(times) <= MOST
        and all(len(set(row)) == len(row) for row in rows)
        and all(piece and len(piece) <= LONGEST_TEXT for piece in times)
        and all(piece in alone or n >= TIMES for piece, n in times.items())
        and len(alone) * 2 >= len(times)
    )


def _are_boxes(cells: Sequence[str], column: "pd.Series[Any]") -> bool:
    """Tell whether cells are lists of answers with commas between them, which also stand alone.

    Or semicolons, which may end each cell as well.
    """
    if not any("," in each or ";" in each for each in cells):
        return False
    ended = all(each.endswith(";") for each in cells)
    texts = column.dropna().astype("str")
    found = boxes_of(texts.str.strip().str.removesuffix(";") if ended else texts)
    if not isinstance(found, Boxes):
        return False
    joint = {each for each in found.chosen.values() if len(each) > 1}
    alone = {next(iter(each)) for each in found.chosen.values() if len(each) == 1}
    return bool(joint) and len(alone) * 2 >= len(found.options) > 1
