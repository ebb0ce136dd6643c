"""Arrays that are filled block by block, in memory taken once where their length is known."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PART: Final = 1 << 16  # rows that are changed at a time, so that what is made of them stays small


class Rows:
    """An array that is filled block by block.

    Parameters
    ----------
    kind : type
        Of its values; it grows wider where a block's is.
    expected : int
        How many rows there will be, where that is known.
    """

    def __init__(self, kind: Any, expected: int = 0) -> None:
        self.kind = np.dtype(kind)
        self.expected = expected
        self.array: NDArray[Any] | None = None
        self.used = 0

    def add(self, block: NDArray[Any]) -> None:
        """Take up a block."""
        end = self.used + len(block)
        array = self._room(end, np.result_type(self.kind, block))
        array[self.used : end] = block
        self.used = end

    def whole(self) -> NDArray[Any]:
        """Return all rows; afterwards there can be no more."""
        array, self.array = self._room(self.used, self.kind), None
        array.resize(self.used, refcheck=False)  # where it stands: nothing else knows of it
        return array

    def _room(self, n: int, kind: "np.dtype[Any]") -> NDArray[Any]:
        """Return the array, long and wide enough."""
        array = self.array
        if array is None:
            array = np.empty(max(n, self.expected), kind)
        elif n > len(array) or kind != self.kind:
            larger = np.empty(max(n, len(array) * 3 // 2 if n > len(array) else len(array)), kind)
            larger[: self.used] = array[: self.used]
            array = larger
        self.array, self.kind = array, kind
        return array


def parts(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield an array's rows, some at a time."""
    for at in range(0, len(array), PART):
        yield array[at : at + PART]
