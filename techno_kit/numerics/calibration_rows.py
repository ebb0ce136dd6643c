"""What a calibration sums over: cells, or rows where a number or a bound differs within cells.

Rows are read in blocks that stay in the processor's cache; of the calibration variables only the
numbers are ever laid out, and only for one block. Their products with the indicators of levels are
summed by cell, of which the layout of the margins makes the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from techno_kit.numerics.calibration_distances import Bound, Distance
from techno_kit.numerics.cells import Array, Floats, Integers

CONSTANT = 1e-14  # spread over size below which a number is one value, but for rounding
BLOCK = 1 << 14  # rows; every array of a block stays in the cache


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number as a calibration variable, and what it is to come to.

    Attributes
    ----------
    values : ndarray of float64, shape (rows,)
        Finite wherever the starting weight is above 0.
    target : float
        Its mean under the final weights; where the sum of the weights is not held, its total over
        the sum of the starting weights.
    """

    values: Floats
    target: float


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """A number made to have a target of 0 or 1 and values of about 1: totals are then alike.

    Attributes
    ----------
    values : ndarray of float64, shape (rows,)
    centre, scale, target : float
        The column is ``(values - centre) / scale`` and must come to the target; the scale is
        infinite where everyone has the target's value.
    """

    values: Floats
    centre: float
    scale: float
    target: float

    @classmethod
    def of(cls, values: Floats, target: float, base: Bound, *, centred: bool) -> "Scaled":
        """Scale a number; centred on its target where the sum of the weights is held.

        Centring costs no digits where numbers are all far from 0, such as years.
        """
        centre = target if centred else 0.0
        total = 0.0
        for start, stop in row_blocks(len(values)):
            far = values[start:stop] - centre
            total += float(np.sum(far * far * _part(base, start, stop)))
        scale = float(np.sqrt(total))
        if scale <= CONSTANT * abs(centre):  # everyone has the target's value: nothing to meet
            return cls(values, centre, np.inf, 0.0)
        scale = scale or 1.0
        return cls(values, centre, scale, (target - centre) / scale)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums at some parameters.

    Attributes
    ----------
    weights, slopes : ndarray of float64, shape (cells,)
        Sums of ``d F`` and of ``d F'``.
    numbers : ndarray of float64, shape (numbers,)
        Sums of ``d F z``.
    mixed : ndarray of float64, shape (numbers, cells)
        Sums of ``d F' z``.
    squares : ndarray of float64, shape (numbers, numbers)
        Sums of ``d F' z z'``.
    integral : float
        Sum of d times the integral of F.
    """

    weights: Floats
    slopes: Floats
    numbers: Floats
    mixed: Floats
    squares: Floats
    integral: float


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Starting weights that sum to 1, where each row belongs, its numbers, bounds on its weight.

    Attributes
    ----------
    base : ndarray of float64, shape (rows,), or float
        Above 0; one number where all are alike.
    key : ndarray of int, shape (rows,), or None
        Each row's cell; None where the rows are the cells. A cell may then be empty: base 0.
    size, cells : int
        Numbers of rows and of cells.
    numbers : tuple of Scaled
    low, high : float or None
        Bounds on the weight itself; None for those of the distance.
    times : ndarray of float64, shape (rows,), or float
        How many rows each stands for: the weight of one of them is bounded.
    """

    base: Floats | float
    key: Array | None
    size: int
    cells: int
    numbers: tuple[Scaled, ...] = ()
    low: float | None = None
    high: float | None = None
    times: Floats | float = 1.0

    @property
    def bounds_on_weight(self) -> bool:
        """Whether the weight itself is bounded, not its ratio to the starting weight."""
        return self.low is not None or self.high is not None

    def bounds(self, distance: Distance, start: int, stop: int) -> tuple[Bound, Bound]:
        """Return the bounds on g of some rows."""
        if not self.bounds_on_weight:
            return distance.low, distance.high
        base = _part(self.base, start, stop) / _part(self.times, start, stop)
        low = distance.low if self.low is None else self.low / base
        return low, distance.high if self.high is None else self.high / base

    def places(self, start: int, stop: int) -> Integers:
        """Return the cells of some rows."""
        return np.arange(start, stop) if self.key is None else self.key[start:stop].astype(np.intp)

    def points(
        self, by_cell: Floats, by_number: Floats, start: int, stop: int
    ) -> tuple[Floats, Floats]:
        """Return ``x'u`` of some rows, and their numbers, shape (numbers, rows)."""
        columns = np.empty((len(self.numbers), stop - start))
        for column, number in zip(columns, self.numbers, strict=True):
            np.subtract(number.values[start:stop], number.centre, out=column)
            column *= 1 / number.scale
        points = by_cell[start:stop] if self.key is None else by_cell[self.key[start:stop]]
        return (points + by_number @ columns if self.numbers else points), columns

    def moments(self, distance: Distance, by_cell: Floats, by_number: Floats) -> Moments:
        """Sum over the rows, block by block, at the exponents of the cells and of the numbers."""
        if self.bounds_on_weight and not self.numbers and self.key is not None:
            return self._clipped_moments(distance, by_cell)
        count, cells = len(self.numbers), self.cells
        weights, slopes, mixed = np.zeros(cells), np.zeros(cells), np.zeros((count, cells))
        numbers, squares = np.zeros(count), np.zeros((count, count))
        integral = 0.0
        for start, stop in row_blocks(self.size):
            points, columns = self.points(by_cell, by_number, start, stop)
            base, place = _part(self.base, start, stop), self.places(start, stop)
            graph = distance.graph(points, *self.bounds(distance, start, stop))
            weight, slope = base * graph.factor, base * graph.slope
            integral += float(np.sum(base * graph.integral))
            _gather(weights, place, weight)
            _gather(slopes, place, slope)
            if count:
                sloped = columns * slope
                numbers += columns @ weight
                squares += sloped @ columns.T
                for sums, values in zip(mixed, sloped, strict=True):
                    _gather(sums, place, values)
        return Moments(weights, slopes, numbers, mixed, squares, integral)

    def _clipped_moments(self, distance: Distance, by_cell: Floats) -> Moments:
        """Sum where all rows of a cell have one g until a bound cuts their weight.

        Then F is a number a cell, and only rows that are cut are looked at one by one.
        """
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        free, uncut = distance.graph(by_cell), np.zeros(self.cells)
        cut, integral = np.zeros(self.cells), 0.0
        for start, stop in row_blocks(self.size):
            base, place = _part(self.base, start, stop), self.places(start, stop)
            times = _part(self.times, start, stop)
            weight = base / times * free.factor[place]
            outside = (weight < low) | (weight > high)
            _gather(uncut, place, np.where(outside, 0.0, base))
            rows = np.flatnonzero(outside)
            if len(rows):
                own = base[rows] if isinstance(base, np.ndarray) else base
                one = own / (times[rows] if isinstance(times, np.ndarray) else times)
                held = distance.graph(by_cell[place][rows], low / one, high / one)
                np.add.at(cut, place[rows], own * held.factor)
                integral += float(np.sum(own * held.integral))
        # Where all are cut, F may be beyond any number.
        weights, slopes, areas = (
            np.where(uncut > 0, uncut * each, 0.0)
            for each in (free.factor, free.slope, free.integral)
        )
        nothing = np.zeros(0)
        return Moments(
            weights + cut,
            slopes,
            nothing,
            np.zeros((0, self.cells)),
            np.zeros((0, 0)),
            integral + float(areas.sum()),
        )

    def factors(self, distance: Distance, by_cell: Floats, by_number: Floats) -> Floats:
        """Return g of every row, shape (rows,)."""
        factors = np.empty(self.size)
        for start, stop in row_blocks(self.size):
            points, _ = self.points(by_cell, by_number, start, stop)
            bounds = self.bounds(distance, start, stop)
            factors[start:stop] = distance.graph(points, *bounds).factor
        return factors

    def reach(self, distance: Distance, by_cell: Floats, by_number: Floats) -> tuple[float, float]:
        """Return the most that bounded weights can make of ``sum(w x'u)``, in two parts.

        Returns
        -------
        tuple of float
            What the upper bounds add where ``x'u`` is above 0, and what the lower bounds take away
            where it is below. No weights within the bounds come to more than their difference.
        """
        up = down = 0.0
        for start, stop in row_blocks(self.size):
            points, _ = self.points(by_cell, by_number, start, stop)
            base = _part(self.base, start, stop)
            low, high = self.bounds(distance, start, stop)
            above, below = points > 0, (points < 0) & (base > 0)
            up += _bounded(base * high, points, above)
            down -= _bounded(base * np.maximum(low, distance.lowest), points, below)
        return up, down


def _gather(sums: Floats, place: Integers, values: Floats) -> None:
    """Add some rows' values to the sums of their cells."""
    if len(sums) == 1:
        sums += values.sum()
    else:
        np.add.at(sums, place, values)


def _bounded(bound: Bound, points: Floats, inside: Array) -> float:
    """Sum bounds times points where inside; an infinite bound is one only where it is used."""
    limits = np.broadcast_to(bound, points.shape)[inside]
    return float(np.sum(limits * points[inside]))


def _part(base: Bound, start: int, stop: int) -> Bound:
    return base[start:stop] if isinstance(base, np.ndarray) else base


def row_blocks(n: int) -> Iterator[tuple[int, int]]:
    """Start and stop of each block of rows."""
    return ((start, min(start + BLOCK, n)) for start in range(0, n, BLOCK))


def kept_rows(base: Floats | None, size: int, out: Sequence[Array]) -> Array | None:
    """Return the rows that take part, or None where all do.

    Parameters
    ----------
    base : ndarray of float64, shape (rows,), or None
        Starting weights; who has 0 keeps it.
    size : int
        Number of rows.
    out : sequence of ndarray of bool, shape (rows,)
        Who is left out for other reasons.
    """
    inside = np.ones(size, np.bool_) if base is None else base > 0
    for each in out:
        inside &= ~each
    return None if inside.all() else np.flatnonzero(inside)
