"""Objects of JSON, taken up block by block into columns of their final size."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import ReadError
from techno_kit.loading.text_blocks import MOST_COLUMNS, TextColumn, framed, joined
from techno_kit.wording import count, say

Record = dict[str, Any]
OBJECTS: Final = "objects"
TEXTS: Final = "texts"


class RecordColumn:
    """What one name stands for in all objects.

    As long as its values are numbers or texts, it is a column of them. Truth values, and values of
    several kinds, stay objects; where one is a list or an object, all become texts.

    Parameters
    ----------
    name : str
        The name.
    start : int
        Objects before the first that has it.
    kind : {"", "objects", "texts"}
        What the column is from its first value on, where that is known.
    """

    def __init__(self, name: str, start: int, kind: str = "") -> None:
        self.name = name
        self.kind = kind
        self.late = ""  # what the column had to be before its first number was taken up
        self.plain: TextColumn | None = None if kind else TextColumn()
        self.blocks: list[Any] = []
        self.add_absent(start)

    def add(self, values: "pd.Series[Any]", records: list[Record]) -> None:
        """Take up the values of some objects, as pandas takes them and as they are."""
        if self.late:
            return
        if values.dtype == object and values.isna().all():
            self.add_absent(len(values))
            return
        if self.plain is not None and (values.dtype.kind in "iuf" or values.dtype == "str"):
            held = self.plain.texts if values.dtype.kind in "iuf" else self.plain.numbers
            if not held:
                self.plain.add(values)
                if self.plain.mixed is not None:  # numbers of which no type holds all digits
                    self.late = self.kind = OBJECTS
                    self.plain = None
                return
        nested = values.dtype == object and any(isinstance(each, list | dict) for each in values)
        if nested or not self.kind:
            self._become(TEXTS if nested else OBJECTS)
        self.blocks.append(self._block([each.get(self.name, np.nan) for each in records]))

    def add_absent(self, n: int) -> None:
        """Take up objects that lack the name, or have nothing under it."""
        if self.late:
            return
        if self.plain is not None:
            self.plain.add(pd.Series(np.full(n, np.nan)))
        else:
            self.blocks.append(self._block([np.nan] * n))

    def result(self) -> Any:
        """Return the column."""
        if self.plain is not None:
            return self.plain.result()
        if self.kind == TEXTS:
            return joined(self.blocks)
        blocks, self.blocks = self.blocks, []
        return pd.Series(np.concatenate(blocks)).infer_objects()

    def _become(self, kind: str) -> None:
        """Hold objects or texts from now on; of numbers it is no longer known how they stood."""
        if self.plain is None:
            if kind == TEXTS and self.kind == OBJECTS:
                self.kind = kind
                self.blocks = [self._block(each.tolist()) for each in self.blocks]
            return
        self.late = kind if self.plain.numbers is not None else ""
        plain, self.plain, self.kind = self.plain.result(), None, kind
        self.blocks = [self._block(plain.tolist())]

    def _block(self, values: list[Any]) -> Any:
        if self.kind == TEXTS:
            return pd.array([_text(each) for each in values], dtype="str")
        block = np.empty(len(values), object)
        block[:] = values
        return block


def frame_of_records(
    blocks: Callable[[], Iterator[list[Record]]], file: str
) -> tuple[pd.DataFrame, list[str]]:
    """Return a table of objects, and the names under which lists and objects became texts.

    Parameters
    ----------
    blocks : callable
        Returns all objects, some at a time; called again where a column began as numbers and went
        on as something else.
    file : str
        The file's name, for the message.

    Raises
    ------
    ReadError
        If there are more names than a survey has.
    """
    known: dict[str, str] = {}
    while True:
        columns = _columns(blocks(), known, file)
        late = {name: each.late for name, each in columns.items() if each.late}
        if not late:
            break
        known |= late
        del columns
    nested = [name for name, each in columns.items() if each.kind == TEXTS]
    return framed({name: each.result() for name, each in columns.items()}), nested


def _columns(
    blocks: Iterator[list[Record]], known: dict[str, str], file: str
) -> dict[str, RecordColumn]:
    columns: dict[str, RecordColumn] = {}
    n = 0
    for block in blocks:
        most = max(len(columns), *map(len, block))
        if most > MOST_COLUMNS:
            raise ReadError(
                say("reading.json.wide", file=file, n=count(most), limit=count(MOST_COLUMNS))
            )
        frame = pd.DataFrame.from_records(block)
        for name in map(str, frame):
            if name not in columns:
                columns[name] = RecordColumn(name, n, known.get(name, ""))
            columns[name].add(frame[name], block)
        for name in columns.keys() - set(frame.columns):
            columns[name].add_absent(len(block))
        n += len(block)
    return columns


def _text(value: object) -> str | None:
    """Return a value as text; None where there is none."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124  # NaN, where an object lacks the name
        return None
    return json.dumps(value, ensure_ascii=False)
