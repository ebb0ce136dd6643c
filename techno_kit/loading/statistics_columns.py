"""Columns of a statistical package's file, taken up block by block into what they become."""

from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.loading.byte_numbers import ByteNumbers, Floats
from techno_kit.loading.row_arrays import Rows, parts
from techno_kit.survey.codebook import Value

MOST_CODES: Final = 32_767  # different values of a column of codes; more are numbers
#: Whole values in this range are looked up in place instead of being sorted.
LOWEST: Final = -128
HIGHEST: Final = 4_095
NO_CODE: Final = -1  # code of a blank, as pandas has it
UNSEEN: Final = -2  # code of a value that did not occur so far
MOST_SMALL: Final = 127  # values whose codes fit a byte

Codes = NDArray[np.signedinteger[Any]]


class Column(Protocol):
    """What takes up a column's blocks."""

    def add(self, values: Any) -> None:
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
    rows : int
        How many there will be, where that is known.
    """

    def __init__(self, is_code: Callable[[float], bool], rows: int = 0) -> None:
        self.is_code = is_code
        self.places: dict[Value, int] = {}  # value, or tag of a special missing value: its code
        self.tags: dict[str, int] = {}  # special missing values and how often each stands
        self.table = np.full(HIGHEST - LOWEST + 2, UNSEEN, np.int16)  # code of each small number
        self.table[-1] = NO_CODE
        self.of_bytes = b""  # code of each byte; made anew when a value is learnt
        self.codes: Rows | None = Rows(np.int8, rows)
        self.floats = Rows(np.float64, rows)

    def add(self, values: NDArray[Any] | ByteNumbers) -> None:
        """Take up a block of numbers; a special missing value stands among them as its letter."""
        if self.codes is not None and isinstance(values, ByteNumbers):
            codes = self._of_bytes(values)
            if codes is not None:
                self.codes.add(codes)
                return
        numbers, tagged = _apart(values)
        for tag, here in tagged.items():
            self.tags[tag] = self.tags.get(tag, 0) + int(here.sum())
        if self.codes is not None:
            codes = self._codes(numbers, tagged)
            if codes is not None:
                self.codes.add(codes)
                return
            self.give_up()
        self.floats.add(numbers)

    def give_up(self) -> None:
        """Be floats from now on; the codes so far become some."""
        if self.codes is None:
            return
        values = [np.nan if isinstance(each, str) else float(each) for each in self.places]
        table = np.array([*values, np.nan])
        for part in parts(self.codes.whole()):
            self.floats.add(table[part])
        self.codes = None

    def result(self) -> Any:
        """Return codes of the values in ascending order, special missing values last; or floats."""
        if self.codes is None:
            return self.floats.whole()
        values = [each for each in self.places if not isinstance(each, str)]
        tags = sorted(each for each in self.places if isinstance(each, str))
        order = [*sorted(values), *tags]
        codes = self.codes.whole()
        if order != list(self.places):
            new = {value: place for place, value in enumerate(order)}
            table = np.array([*(new[value] for value in self.places), NO_CODE], codes.dtype)
            for part in parts(codes):
                part[:] = table[part]
        return pd.Categorical.from_codes(codes, categories=_index(order), validate=False)

    def _of_bytes(self, values: ByteNumbers) -> Codes | None:
        """Return the codes of numbers of a byte each; None where a value is no code."""
        codes = self._of_known_bytes(values)
        if codes.min(initial=0) == UNSEEN:
            if not self._learn(values.numbers[np.unique(values.codes[codes == UNSEEN])]):
                return None
            codes = self._of_known_bytes(values)
        if values.others is not None and values.values is not None:
            others = self._codes(values.values, {})
            if others is None:
                return None
            codes = codes.astype(np.result_type(codes, others), copy=False)
            codes[values.others] = others
        return codes

    def _of_known_bytes(self, values: ByteNumbers) -> Codes:
        if len(self.places) > MOST_SMALL:
            codes = [self._code(each) for each in values.numbers.tolist()]
            return np.array(codes, np.int16)[values.codes]
        if not self.of_bytes:
            codes = [self._code(each) for each in values.numbers.tolist()]
            self.of_bytes = np.array(codes, np.int8).tobytes()
        return np.frombuffer(bytearray(values.codes).translate(self.of_bytes), np.int8)

    def _code(self, number: float) -> int:
        return NO_CODE if np.isnan(number) else self.places.get(_value(number), UNSEEN)

    def _codes(self, values: Floats, tagged: dict[str, NDArray[np.bool_]]) -> Codes | None:
        """Return the codes of a block; None where a value is no code."""
        with np.errstate(invalid="ignore"):  # what is no small whole number is found right below
            spots = values.astype(np.int16)
        fits = spots == values
        blank = np.isnan(values)
        small = np.count_nonzero(fits) + np.count_nonzero(blank) == len(values)
        spots *= fits
        small = small and spots.min(initial=0) >= LOWEST and spots.max(initial=0) <= HIGHEST
        codes = self._small(spots, blank) if small else self._any(values, ~blank)
        if codes is None:
            return None
        for tag, here in tagged.items():
            place = self.places.setdefault(tag, len(self.places))
            codes = codes.astype(np.int16) if place > MOST_SMALL else codes
            codes[here] = place
        return codes

    def _small(self, spots: NDArray[np.int16], blank: NDArray[np.bool_]) -> Codes | None:
        """Return the codes of small whole numbers, looked up in place."""
        spots -= LOWEST
        np.putmask(spots, blank, len(self.table) - 1)
        codes = self.table[spots]
        if codes.min(initial=0) == UNSEEN:
            if not self._learn(np.unique(spots[codes == UNSEEN]) + float(LOWEST)):
                return None
            codes = self.table[spots]
        return codes.astype(np.int8) if len(self.places) <= MOST_SMALL else codes

    def _any(self, values: Floats, known: NDArray[np.bool_]) -> Codes | None:
        """Return the codes of any numbers."""
        found, inverse = np.unique(values[known], return_inverse=True)
        if not self._learn(found):
            return None
        kind: Any = np.int8 if len(self.places) <= MOST_SMALL else np.int16
        codes: Codes = np.full(len(values), NO_CODE, kind)
        codes[known] = np.array([self._code(each) for each in found.tolist()], kind)[inverse]
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
            self.of_bytes = b""
        return True


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

    def add(self, values: NDArray[Any] | ByteNumbers) -> None:
        """Take up a block; a special missing value is a blank."""
        self.blocks.append(pd.Series(self.convert(_apart(values)[0])))

    def result(self) -> Any:
        """Return datetimes or texts."""
        blocks, self.blocks = self.blocks, []
        return pd.concat(blocks, ignore_index=True)


def _apart(
    values: NDArray[Any] | ByteNumbers,
) -> tuple[Floats, dict[str, NDArray[np.bool_]]]:
    """Return numbers, and where letters of special missing values stood between them."""
    if isinstance(values, ByteNumbers):
        return values.floats(), {}
    try:
        return values.astype(np.float64, copy=False), {}
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


def framed(columns: Iterable[tuple[str, Column]]) -> pd.DataFrame:
    """Return a frame of finished columns, none of them copied."""
    return pd.DataFrame({name: column.result() for name, column in columns}, copy=False)
