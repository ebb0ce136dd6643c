"""What a plan is told in: paragraphs, lists, tables and entries, under headings."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from techno_kit.wording import say


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences of one paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """A table with its caption, the headings of its columns, and which of them hold numbers."""

    caption: str
    frame: pd.DataFrame
    columns: dict[str, str]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name, and what is to be said of it: pairs of a word and a text."""

    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A numbered list of entries."""

    entries: tuple[Entry, ...]


Block = Prose | Items | Grid | Entries


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """A part of a plan: an id, a heading, and its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def grid(caption: str, rows: Sequence[dict[str, str]], numbers: Sequence[str] = ()) -> Grid:
    """Return rows as a table whose empty columns are left out.

    Parameters
    ----------
    caption : str
        Above the table.
    rows : sequence of dict of str to str
        The cells in words, by the keys of ``plan.columns``.
    numbers : sequence of str
        The columns that hold numbers.
    """
    frame = pd.DataFrame(rows, dtype="str")
    shown = [str(name) for name in frame if (frame[name] != "").any()]
    columns = {name: say(f"plan.columns.{name}") for name in shown}
    return Grid(caption, frame, columns, tuple(each for each in numbers if each in shown))
