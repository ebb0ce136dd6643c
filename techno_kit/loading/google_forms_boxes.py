"""Check boxes that Google Forms writes into one cell: which options are there, who chose them.

Forms writes the options of a cell in the order of the form, with ``;`` between them in its own CSV
and ``, `` in a sheet, where an option may hold a comma itself. The rules below are this kit's own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SIGNS: Final = (";", ", ")
RARE: Final = 20  # cells from which on a text that stands once is taken for one that was written in
FEW: Final = 3  # such texts that are options all the same
OFTEN: Final = 0.6  # of what was ticked is of options that stand more than once
SELDOM: Final = 0.1  # of the cells with commas
MOST: Final = 60  # options of a question
Option = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """The options of a question with check boxes.

    Attributes
    ----------
    options : tuple of str
        In the order of the form, as far as the cells tell it.
    chosen : dict of str to frozenset of str
        Each different cell, and the options that stand in it.
    written : dict of str to str
        Each different cell in which respondents wrote something else, and that.
    joined : tuple of str
        Options that hold the sign between options, because its parts never stand apart.
    """

    options: tuple[str, ...]
    chosen: dict[str, frozenset[str]]
    written: dict[str, str]
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells that may be check boxes or single answers that hold commas."""


def boxes_of(cells: Iterable[str]) -> Boxes | Doubt | None:
    """Find the options in the cells of one question.

    Parameters
    ----------
    cells : iterable of str
        The answers.

    Returns
    -------
    Boxes, Doubt or None
        None where the cells are single answers.

    Examples
    --------
    >>> boxes_of(["Phone, Laptop, old", "Phone", "Tablet", "Laptop, old, Tablet"]).options
    ('Phone', 'Laptop, old', 'Tablet')
    """
    tally = Counter(each.strip() for each in cells)
    sign = _sign(tally)
    if sign is None:
        return None
    pieces = {cell: tuple(part.strip() for part in cell.split(sign)) for cell in tally}
    if any(not part for parts in pieces.values() for part in parts):
        return None
    links = _links(pieces, tally)
    split = {cell: _options(parts, links) for cell, parts in pieces.items()}
    return _judged(split, tally, sign)


def _sign(tally: Counter[str]) -> str | None:
    """Return the sign between options; a ``;`` in few cells only is part of what was written."""
    own, comma = (sum(n for cell, n in tally.items() if sign in cell) for sign in SIGNS)
    if own and own >= SELDOM * comma:
        return SIGNS[0]
    return SIGNS[1] if comma else None


def _links(pieces: dict[str, Option], tally: Counter[str]) -> set[tuple[str, str]]:
    """Return neighbouring pieces that belong to one option: they never stand apart.

    So does a piece in small letters that never begins a cell, among pieces in capitals.
    """
    follows, before = dict[str, set[str]](), dict[str, set[str]]()
    times = Counter[str]()
    for cell, parts in pieces.items():
        times.update(dict.fromkeys(parts, tally[cell]))
        for one, other in zip(("", *parts), (*parts, ""), strict=True):
            follows.setdefault(one, set()).add(other)
            before.setdefault(other, set()).add(one)
    links = set[tuple[str, str]]()
    for piece, firsts in before.items():
        if not piece or "" in firsts:
            continue
        small = piece[:1].islower() and all(not each[:1].islower() for each in firsts)
        together = len(firsts) == 1 and follows[next(iter(firsts))] == {piece}
        if times[piece] > 1 and (small or together):  # else somebody may have written it
            links.update((first, piece) for first in firsts)
    return links


def _options(parts: Option, links: set[tuple[str, str]]) -> tuple[Option, ...]:
    """Put the pieces of a cell together where they belong to one option."""
    found: list[list[str]] = []
    for part in parts:
        if found and (found[-1][-1], part) in links:
            found[-1].append(part)
        else:
            found.append([part])
    return tuple(map(tuple, found))


def _judged(
    split: dict[str, tuple[Option, ...]], tally: Counter[str], sign: str
) -> Boxes | Doubt | None:
    """Tell whether options found are those of check boxes."""
    times = Counter[Option]()
    for cell, row in split.items():
        if len(set(row)) < len(row):
            return None  # no box is ticked twice
        times.update(dict.fromkeys(row, tally[cell]))
    if all(len(each) == 1 for each in split.values()):
        return None
    rare = _rare(split, times, sum(tally.values()))
    options = [each for each in times if each not in rare]
    often = sum(n for option, n in times.items() if n > 1)
    if len(options) > MOST or (sum(tally.values()) > FEW and often < OFTEN * times.total()):
        return None
    ordered = _ordered(
        [[each for each in row if each not in rare] for row in split.values()], times
    )
    if ordered is None:
        return None
    alone = {each[0] for each in split.values() if len(each) == 1}
    mixed = any(each in alone for row in split.values() if len(row) > 1 for each in row)
    if not mixed and len(split) <= len(times):
        return Doubt()
    name = {option: sign.join(option) for option in times}
    chosen = {
        cell: frozenset(name[each] for each in row if each not in rare)
        for cell, row in split.items()
    }
    written = {
        cell: sign.join(name[each] for each in row if each in rare)
        for cell, row in split.items()
        if rare & set(row)
    }
    joined = tuple(name[each] for each in ordered if len(each) > 1)
    return Boxes(tuple(name[each] for each in ordered), chosen, written, joined)


def _rare(
    split: dict[str, tuple[Option, ...]], times: Counter[Option], n: int
) -> frozenset[Option]:
    """Return texts that stand once and last, where there are too many of them to be options."""
    last = {row[-1] for row in split.values()}
    once = frozenset(each for each, k in times.items() if k == 1 and each in last)
    return once if n >= RARE and len(once) > FEW else frozenset()


def _ordered(rows: Sequence[Sequence[Option]], times: Counter[Option]) -> list[Option] | None:
    """Return the options in an order in which all cells hold them; None where there is none."""
    after: dict[Option, set[Option]] = {each: set() for row in rows for each in row}
    for row in rows:
        for one, other in zip(row, row[1:], strict=False):
            after[other].add(one)
    ordered: list[Option] = []
    left = dict(after)
    while left:
        free = [each for each, needs in left.items() if not needs & left.keys()]
        if not free:
            return None
        best = max(free, key=lambda each: times[each])
        ordered.append(best)
        del left[best]
    return ordered
