"""Cases of which each value is a code of a byte: small numbers; what is none stands behind them.

Eight codes are a group, and the values that are no small numbers, eight bytes each, stand behind
the group that asks for them: in the order of their codes. So codes and values are two streams.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from techno_kit.loading.byte_numbers import ByteNumbers, Bytes, Floats
from techno_kit.loading.spss_header import Layout
from techno_kit.loading.spss_units import UNIT, Units, blanked
from techno_kit.survey.stored.spss_dictionary import USUAL

SKIP, END, LITERAL, SPACES, BLANK = 0, 252, 253, 254, 255  # codes of a byte
JUMPS: Final = 4  # 2 ** 4 groups of codes are passed over at a step

PIECE: Final = 1 << 17  # bytes in which groups are searched at a time; what is made of them is 8 x

EACH: Final = np.uint64(0x0101010101010101)

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Literals:
    """The values of a place that are no small numbers.

    Attributes
    ----------
    cases : numpy.ndarray or None
        The cases that have one; None where all have.
    units : numpy.ndarray of uint64
        The values as they stand.
    """

    cases: Places | None
    units: Units


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of cases, of which each value is a code.

    Attributes
    ----------
    codes : numpy.ndarray of uint8, shape (units of a case, cases)
        The codes.
    literals : mapping of int to Literals
        By place, where there are any.
    known : Known
        What the codes stand for.
    """

    codes: Bytes
    literals: dict[int, Literals]
    known: "Known"

    def __len__(self) -> int:
        return len(self.codes[0])

    def numbers(self, at: int) -> ByteNumbers | Floats:
        """Return the numbers at a place, NaN where there is none."""
        own = self.literals.get(at)
        if own is None:
            return ByteNumbers(self.codes[at], self.known.numbers)
        values = blanked(own.units, self.known.order)
        if own.cases is None:
            return values
        return ByteNumbers(self.codes[at], self.known.numbers, own.cases, values)

    def units(self, at: int, n: int) -> Units:
        """Return so many values of each case, as they stand."""
        out = np.empty((len(self), n), np.uint64)
        for place in range(n):
            own = self.literals.get(at + place)
            if own is None or own.cases is not None:
                out[:, place] = self.known.units[self.codes[at + place]]
            if own is not None:
                out[slice(None) if own.cases is None else own.cases, place] = own.units
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What codes stand for.

    Attributes
    ----------
    order : {"<", ">"}
        The order of bytes.
    units : numpy.ndarray of uint64, shape (256,)
        The values as they would stand if they were not compressed.
    numbers : numpy.ndarray of float64, shape (256,)
        The values as numbers, NaN for a blank and for what stands behind the codes.
    """

    order: str
    units: Units
    numbers: Floats

    @classmethod
    def of(cls, layout: Layout) -> "Known":
        """Return what codes stand for in a file."""
        numbers = np.arange(256, dtype=np.float64) - layout.bias
        numbers[[LITERAL, BLANK]] = USUAL[0]
        units: Units = numbers.astype(f"{layout.order}f8").view(np.uint64)
        units[SPACES] = np.frombuffer(b" " * UNIT, np.uint64)[0]
        return cls(layout.order, units, blanked(units, layout.order))


@dataclass
class Unpacking:
    """Takes parts of a file; what a part cuts off waits for the next."""

    layout: Layout
    known: Known
    ended: bool = False
    tail: bytes = b""
    codes: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))
    literals: Units = field(default_factory=lambda: np.empty(0, np.uint64))

    def cases(self, part: bytes) -> Packed | None:
        """Return the cases that are whole by now; None where none is."""
        pieces, view = [(self.codes, self.literals)], memoryview(part)
        for at in range(0, len(view), PIECE):
            if not self.ended:
                pieces.append(self._streams(view[at : at + PIECE]))
        codes, literals = (np.concatenate(each) for each in zip(*pieces, strict=True))
        n = len(codes) // self.layout.size
        whole = n * self.layout.size
        table = np.ascontiguousarray(codes[:whole].reshape(n, -1).T) if n else None
        self.codes = codes[whole:].copy()
        taken = len(literals) - np.count_nonzero(self.codes == LITERAL)
        self.literals = literals[taken:].copy()
        return None if table is None else Packed(table, _by_place(table, literals), self.known)

    def _streams(self, part: memoryview) -> tuple[Bytes, Units]:
        """Return the codes of as many whole groups as there are, and their literals."""
        raw: bytes | memoryview = b"".join([self.tail, part]) if self.tail else part
        words = np.frombuffer(raw, np.uint64, len(raw) // UNIT)
        groups, end = _chain(words)
        self.tail = bytes(raw[end * UNIT :])
        codes = words[groups].view(np.uint8)
        behind = np.ones(end, np.bool_)
        behind[groups] = False
        literals = words[:end][behind]
        ends = np.flatnonzero(codes == END)
        if len(ends):
            self.ended = True
            codes = codes[: ends[0]]
            literals = literals[: np.count_nonzero(codes == LITERAL)]
        if len(codes) and codes.min() == SKIP:
            codes = codes[codes != SKIP]
        return codes, literals


def _by_place(codes: Bytes, literals: Units) -> dict[int, Literals]:
    """Return the literals of each place of a case; in the stream they stand case by case."""
    marked = codes == LITERAL
    places = np.flatnonzero(marked.any(axis=1)).tolist()
    n = np.sum(marked[places], axis=0, dtype=np.intp)
    at = np.cumsum(n) - n  # of each case, where its next literal stands
    out = {}
    for place in places:
        here = marked[place]
        cases = None if here.all() else np.flatnonzero(here)
        out[place] = Literals(cases, literals[at if cases is None else at[cases]])
        at += here
    return out


def _chain(words: Units) -> tuple[Places, int]:
    """Return where groups of eight codes stand, and where the first one cut off begins.

    Behind a group stand its literals; so each group says where the next one is. Steps of many
    groups are found for all places at once, and only these steps are taken one by one.
    """
    n = len(words)
    ones = (words.view(np.uint8) == LITERAL).view(np.uint64)  # a byte for a code
    ones *= EACH
    ones >>= np.uint64(56)  # their sum, which was in the highest byte
    after = np.arange(1, n + 3)
    after[:n] += ones.view(np.int64)
    steps = [np.minimum(after, n + 1, out=after)]  # n: the end; n + 1: beyond it
    for _ in range(JUMPS):
        steps.append(steps[-1].take(steps[-1]))
    far, at = memoryview(steps[-1]), 0
    firsts = []
    while at < n:
        firsts.append(at)
        at = far[at]
    groups = np.array(firsts, np.intp)
    for step in reversed(steps[:-1]):
        both = np.empty((len(groups), 2), np.intp)
        both[:, 0] = groups
        step.take(groups, out=both[:, 1])
        groups = both.ravel()
    groups = groups[: np.searchsorted(groups, n)]
    if not len(groups):
        return groups, 0
    last = int(groups[-1])
    end = int(after[last])
    return (groups[:-1], last) if end > n else (groups, end)
