"""Numbers of which nearly all are among 256 that are known: a byte each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ByteNumbers:
    """Numbers as a byte each.

    Attributes
    ----------
    codes : numpy.ndarray of uint8
        Which of the known numbers stands at each place.
    numbers : numpy.ndarray of float64, shape (256,)
        The known numbers, NaN for a blank; the same for all blocks of a column.
    others : numpy.ndarray of intp, or None
        The places at which another number stands; the code there is a blank's.
    values : numpy.ndarray of float64, or None
        These numbers.
    """

    codes: Bytes
    numbers: Floats
    others: NDArray[np.intp] | None = None
    values: Floats | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def floats(self) -> Floats:
        """Return the numbers themselves."""
        out = self.numbers[self.codes]
        if self.others is not None:
            out[self.others] = self.values
        return out
