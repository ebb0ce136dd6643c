"""Columns of a statistical package's file, taken up block by block into what they become."""

from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.codebook import Value

MOST_CODES: Final = 32_767  # different values of a column of codes; more are numbers
#: Whole values in this range are looked up in place instead of being sorted.
LOWEST: Final = -128
HIGHEST: Final = 4_095
UNSEEN: Final = -2  # code of a value that did not occur so far
MOST_SMALL: Final = 127  # values whose codes fit a byte

Floats = NDArray[np.float64]
Codes = NDArray[np.signedinteger[Any]]


class Column(Protocol):
    """What takes up a column's blocks."""

    def add(self, values: NDArray[Any]) -> None:
        """Take up a block."""

    def result(self) -> Any:
        """Return the column; afterwards it can no longer be added to."""


class Numbers:
    """A column of numbers: codes of few labelled values, or floats.

    Parameters
    ----------
    is_code : callable
        Whether a value is one that the dictionary labels or declares missing. As long as all are,
        the column is small codes of its values; else it is floats.
    """

    def __init__(self, is_code: Callable[[float], bool]) -> None:
        self.is_code = is_code
        self.places: dict[Value, int] = {}  # value, or tag of a special missing value: its code
        self.tags: dict[str, int] = {}  # special missing values and how often each stands
        self.table = np.full(HIGHEST - LOWEST + 1, UNSEEN, np.int16)
        self.codes: list[Codes] | None = []
        self.floats: list[Floats] = []

    def add(self, values: NDArray[Any]) -> None:
        """Take up a block of numbers; a special missing value stands among them as its letter."""
        tagged: dict[str, NDArray[np.bool_]] = {}
        if values.dtype == object:
            values, tagged = _apart(values)
        values = values.astype(np.float64, copy=False)
        for tag, here in tagged.items():
            self.tags[tag] = self.tags.get(tag, 0) + int(here.sum())
        codes = self._codes(values, tagged) if self.codes is not None else None
        if codes is not None and self.codes is not None:
            self.codes.append(codes)
            return
        self._give_up()
        self.floats.append(np.array(values))

    def result(self) -> Any:
        """Return codes of the values in ascending order, special missing values last; or floats."""
        if self.codes is None:
            return _joined(self.floats, np.float64)
        values = [each for each in self.places if not isinstance(each, str)]
        tags = sorted(each for each in self.places if isinstance(each, str))
        order = [*sorted(values), *tags]
        new = {value: place for place, value in enumerate(order)}
        size = np.int8 if len(order) <= MOST_SMALL else np.int16
        table = np.array([*(new[value] for value in self.places), -1], size)
        codes = _joined(self.codes, size, lambda block: table[block])
        return pd.Categorical.from_codes(codes, categories=_index(order), validate=False)

    def _codes(self, values: Floats, tagged: dict[str, NDArray[np.bool_]]) -> Codes | None:
        """Return the codes of a block; None where a value is no code."""
        with np.errstate(invalid="ignore"):  # what is no small whole number is found right below
            spots = values.astype(np.int16)
        fits = spots == values
        blank = None if fits.all() else ~fits
        if blank is not None and np.isnan(values[blank]).all():
            spots[blank] = LOWEST if blank.all() else spots[np.argmax(fits)]
            fits = np.array(True)
        elif blank is not None:
            blank = np.isnan(values)
        small = fits.all() and len(spots) and spots.min() >= LOWEST and spots.max() <= HIGHEST
        if blank is not None and blank.all():
            codes: Codes | None = np.full(len(values), -1, np.int8)
        else:
            codes = self._small(spots) if small else self._any(values, blank)
        if codes is None:
            return None
        if blank is not None:
            codes[blank] = -1
        for tag, here in tagged.items():
            place = self.places.setdefault(tag, len(self.places))
            codes = codes.astype(np.int16) if place > MOST_SMALL else codes
            codes[here] = place
        return codes

    def _small(self, spots: NDArray[np.int16]) -> Codes | None:
        """Return the codes of small whole numbers, looked up in place."""
        spots -= LOWEST
        codes = self.table[spots]
        if codes.min() == UNSEEN:
            if not self._learn(np.unique(spots[codes == UNSEEN]) + float(LOWEST)):
                return None
            codes = self.table[spots]
        return codes.astype(np.int8) if len(self.places) <= MOST_SMALL else codes

    def _any(self, values: Floats, blank: NDArray[np.bool_] | None) -> Codes | None:
        """Return the codes of any numbers; that of a blank does not matter."""
        known = values if blank is None else values[~blank]
        found, inverse = np.unique(known, return_inverse=True)
        if not self._learn(found):
            return None
        kind: Any = np.int8 if len(self.places) <= MOST_SMALL else np.int16
        codes: Codes = np.zeros(len(values), kind)
        codes[slice(None) if blank is None else ~blank] = np.array(
            [self.places[_value(each)] for each in found.tolist()], kind
        )[inverse]
        return codes

    def _learn(self, values: Floats) -> bool:
        """Give new values a code each; tell whether all are values that may have one."""
        for value in values.tolist():
            known = _value(value)
            if known in self.places:
                continue
            if not self.is_code(value) or len(self.places) >= MOST_CODES:
                return False
            if LOWEST <= value <= HIGHEST and isinstance(known, int):
                self.table[known - LOWEST] = len(self.places)
            self.places[known] = len(self.places)
        return True

    def _give_up(self) -> None:
        """Turn the codes so far into floats."""
        if self.codes is None:
            return
        values = [np.nan if isinstance(each, str) else float(each) for each in self.places]
        table = np.array([*values, np.nan])
        self.floats = [table[block] for block in self.codes]
        self.codes = None


class Texts:
    """A column of texts; one of blanks only is no answer.

    Parameters
    ----------
    coded : bool
        Whether texts have labels, and so are codes.
    """

    def __init__(self, coded: bool) -> None:
        self.coded = coded
        self.blocks: list[Any] = []

    def add(self, values: Any) -> None:
        """Take up a block."""
        texts = pd.Series(values, dtype="str", copy=False)
        bare = texts.str.strip() == ""
        self.blocks.append((texts.mask(bare) if bare.any() else texts).array)

    def result(self) -> Any:
        """Return the texts; as categories in ascending order where they are codes."""
        texts = pd.concat([pd.Series(each) for each in self.blocks], ignore_index=True)
        self.blocks = []
        return texts.astype("category") if self.coded else texts


class Moments:
    """A column of dates or times, held as numbers.

    Parameters
    ----------
    convert : callable
        From numbers to datetimes or texts.
    """

    def __init__(self, convert: Callable[[Floats], Any]) -> None:
        self.convert = convert
        self.blocks: list[Any] = []

    def add(self, values: NDArray[Any]) -> None:
        """Take up a block; a special missing value is a blank."""
        if values.dtype == object:
            values, _ = _apart(values)
        self.blocks.append(pd.Series(self.convert(values.astype(np.float64, copy=False))))

    def result(self) -> Any:
        """Return datetimes or texts."""
        blocks, self.blocks = self.blocks, []
        return pd.concat(blocks, ignore_index=True)


def _apart(values: NDArray[Any]) -> tuple[Floats, dict[str, NDArray[np.bool_]]]:
    """Take the letters of special missing values out from between numbers."""
    try:
        return values.astype(np.float64), {}
    except ValueError:
        letters = np.array([isinstance(each, str) for each in values], np.bool_)
    numbers = np.where(letters, np.nan, values).astype(np.float64)
    tags = {each: letters & (values == each) for each in sorted(set(values[letters]))}
    return numbers, {f".{tag}": here for tag, here in tags.items()}


def _index(values: list[Any]) -> Any:
    """Return categories of any kind, which pandas' stubs want to be of one."""
    return pd.Index(values)


def _value(number: float) -> Value:
    """Return a whole number as int."""
    return int(number) if float(number).is_integer() else number


def _joined(
    blocks: list[Any], dtype: Any, change: Callable[[Any], Any] | None = None
) -> NDArray[Any]:
    """Return blocks as one array, letting go of each as it is taken."""
    if len(blocks) == 1 and change is None:
        return np.asarray(blocks.pop(), dtype)
    whole = np.empty(sum(map(len, blocks)), dtype)
    at = 0
    while blocks:
        block = blocks.pop(0)
        whole[at : at + len(block)] = block if change is None else change(block)
        at += len(block)
    return whole


def framed(columns: Iterable[tuple[str, Column]]) -> pd.DataFrame:
    """Return a frame of finished columns, none of them copied."""
    return pd.DataFrame({name: column.result() for name, column in columns}, copy=False)
