"""Random numbers that stay the same, byte for byte, whatever the version of numpy.

Only the raw output of the PCG64 bit generator is used, which numpy promises to keep; its
distributions may change between versions. Everything else is arithmetic on uniform numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOW_BITS = np.uint64(11)  # a double holds 53 of the 64 bits
UNIT = 2.0**-53


@dataclass(frozen=True, slots=True)
class Chance:
    """A source of uniform numbers with a stream of its own for every purpose.

    A new purpose changes no other stream.

    Attributes
    ----------
    key : tuple of int
        The seed, and what tells this source from others of the same seed.

    Examples
    --------
    >>> Chance((7,)).uniforms("age", 3).round(4).tolist()
    [0.4453, 0.3055, 0.7707]
    """

    key: tuple[int, ...]

    def uniforms(self, purpose: str, *shape: int) -> Floats:
        """Return numbers in [0, 1) for one purpose.

        Parameters
        ----------
        purpose : str
            Names the stream; asked twice, it gives the same numbers.
        *shape : int
            The shape of the answer.
        """
        entropy = [*self.key, crc32(purpose.encode())]
        raw = np.random.PCG64(np.random.SeedSequence(entropy)).random_raw(int(np.prod(shape)))
        numbers = (raw >> LOW_BITS).astype(np.float64) * UNIT
        return numbers.reshape(shape)


def pick(shares: Floats, numbers: Floats) -> NDArray[np.int64]:
    """Choose an option by inverse distribution function.

    Parameters
    ----------
    shares : (options,) or (n, options) array
        Shares of the options, the same for all or a row for each; of any positive sum.
    numbers : (n,) array
        Uniform numbers.

    Returns
    -------
    (n,) array of int
        The place of the chosen option.

    Examples
    --------
    >>> pick(np.array([1.0, 0.0, 3.0]), np.array([0.2, 0.25, 0.99])).tolist()
    [0, 2, 2]
    """
    reached = np.cumsum(shares, axis=-1)
    reached = reached / reached[..., -1:]
    if reached.ndim == 1:
        return np.searchsorted(reached, numbers, side="right").astype(np.int64)
    chosen: NDArray[np.int64] = (reached <= numbers[:, None]).sum(axis=1)
    return chosen


def between(quantiles: Sequence[tuple[float, float]], numbers: Floats) -> Floats:
    """Draw from a distribution given by some of its quantiles, straight lines between them.

    Parameters
    ----------
    quantiles : sequence of (probability, value)
        From probability 0 to probability 1.
    numbers : (n,) array
        Uniform numbers.

    Examples
    --------
    >>> between([(0, 10), (0.5, 20), (1, 40)], np.array([0.25, 0.75])).tolist()
    [15.0, 30.0]
    """
    places, values = zip(*quantiles, strict=True)
    drawn: Floats = np.interp(numbers, np.array(places, dtype=float), np.array(values, dtype=float))
    return drawn
