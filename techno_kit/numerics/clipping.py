"""Weights between two limits that rakings moved: three numbers a cell tell them all.

Any sequence of "times a factor of the cell" and "cut to limits" leaves every weight of a cell at
``clip(growth d, lowest, highest)``, with the base weight ``d`` and three numbers a cell: a factor
multiplies all three, a cut clips the last two. So trimming and raking go on over cells, and only
the rows near a limit are looked at from one cut to the next.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from techno_kit.numerics.cells import Array, Floats, Integers, blocks, spread

Bools = npt.NDArray[np.bool_]

BAND = 0.7  # rows within this factor of what is cut are watched from cut to cut


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Weights ``clip(growth * base, lowest, highest)``, by cell.

    Attributes
    ----------
    growth : ndarray of float64, shape (cells,)
    lowest, highest : ndarray of float64, shape (cells,), or None
        None where there never was such a limit. A growth of 0 keeps a cell at 0 whatever the
        limits, and so does a base weight of 0 a row.
    """

    growth: Floats
    lowest: Floats | None = None
    highest: Floats | None = None

    def times(self, factor: Floats) -> "Clip":
        """Multiply every weight by its cell's factor."""
        lowest = None if self.lowest is None else self.lowest * factor
        highest = None if self.highest is None else self.highest * factor
        return Clip(self.growth * factor, lowest, highest)

    def within(self, low: float, high: float) -> "Clip":
        """Cut every weight to two limits, of which 0 and infinity are none."""
        lowest, highest = self.lowest, self.highest
        if low > 0:
            lowest = np.full(len(self.growth), low) if lowest is None else np.maximum(lowest, low)
            lowest = np.minimum(lowest, high)
        if high < np.inf:
            highest = (
                np.full(len(self.growth), high) if highest is None else np.minimum(highest, high)
            )
            highest = highest if low <= 0 else np.maximum(highest, low)
        return Clip(self.growth, lowest, highest)

    @property
    def rooms(self) -> tuple[Floats | None, Floats | None]:
        """Base weights of each cell below which rows are raised, and above which they are cut."""
        return self._over_growth(self.lowest, 0.0), self._over_growth(self.highest, np.inf)

    def _over_growth(self, limit: Floats | None, otherwise: float) -> Floats | None:
        if limit is None:
            return None
        room = np.full(len(limit), otherwise)
        np.divide(limit, self.growth, out=room, where=self.growth > 0)
        return room


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """The rows at one limit.

    Attributes
    ----------
    upper : bool
        Whether it is the upper one.
    rows : ndarray of intp
        Who is at the limit of their cell.
    counts : ndarray of float64, shape (cells,)
    reach : ndarray of float64, shape (cells,)
        A room beyond this may reach rows that are not watched.
    """

    upper: bool
    rows: Integers
    counts: Floats
    reach: Floats

    @classmethod
    def of(cls, room: Floats | None, *, upper: bool) -> "Edge | None":
        """Return an edge without rows; None where there is no limit."""
        if room is None:
            return None
        reach = room * BAND if upper else room / BAND
        return cls(upper, np.empty(0, np.intp), np.zeros(len(room)), reach)

    def beyond(self, base: Floats, room: Floats) -> Bools:
        """Tell which base weights lie outside their room."""
        return base > room if self.upper else (base < room) & (base > 0)

    def near(self, base: Floats, cells: Integers) -> Bools:
        """Tell which base weights are to be watched."""
        return self.beyond(base, self.reach[cells])

    def exceeded(self, room: Floats | None) -> bool:
        """Tell whether a room has come to rows that are not watched."""
        if room is None:
            return False
        return bool((room < self.reach if self.upper else room > self.reach).any())

    def watching(self, others: Floats) -> "Edge":
        """Take cells all of whose rows are watched as within reach for good."""
        reach = np.where(others == 0, 0.0 if self.upper else np.inf, self.reach)
        return replace(self, reach=reach)

    def joined(self, rows: Integers, cells: Integers, times: Floats | None) -> "Edge":
        """Take further rows in."""
        counts = self.counts + np.bincount(cells, times, len(self.counts))
        return replace(self, rows=np.concatenate([self.rows, rows]), counts=counts)


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Who is cut or raised, and the rows that the next cuts may reach.

    In a cell the room for base weights between the limits never grows: a row that was cut or
    raised stays so. (Where both limits meet, all rows of the cell weigh the same for good.)

    Attributes
    ----------
    cut, raised : Edge or None
        The rows at the highest and at the lowest weight of their cell.
    near : ndarray of intp, shape (watched,)
        Rows that may come next.
    key, base : ndarray, shape (watched,)
        Their cells and base weights.
    others : ndarray of float64, shape (cells,)
        Sums of the base weights of all other rows that are neither cut nor raised.
    times : ndarray of float64, shape (watched,), or None
        How often a row counts in sums; once when None. Limits are those of the weight of one.
    """

    cut: Edge | None
    raised: Edge | None
    near: Integers
    key: Integers
    base: Floats
    others: Floats
    times: Floats | None = None

    @classmethod
    def nobody(cls, sums: Floats) -> "Watch":
        """Return the watch before the first cut; `sums` are those of the base weights."""
        rows = np.empty(0, np.intp)
        return cls(None, None, rows, rows, np.empty(0), sums)

    @classmethod
    def of(cls, key: Array, base: Floats, clip: Clip, times: Floats | None = None) -> "Watch":
        """Look at every row."""
        below, above = clip.rooms
        edges = [Edge.of(above, upper=True), Edge.of(below, upper=False)]
        others = np.zeros(len(clip.growth))
        rows = [np.empty(0, np.intp)]
        for start, stop in blocks(len(key)):
            cell, part = key[start:stop].astype(np.intp), base[start:stop]
            near = np.zeros(len(part), np.bool_)
            for edge in edges:
                if edge is not None:
                    near |= edge.near(part, cell)
            counted = part if times is None else part * times[start:stop]
            np.add.at(others, cell, np.where(near, 0.0, counted))
            rows.append(np.flatnonzero(near) + start)
        watched = np.concatenate(rows)
        cut, raised = (None if edge is None else edge.watching(others) for edge in edges)
        cells, own = key[watched].astype(np.intp), None if times is None else times[watched]
        watch = cls(cut, raised, watched, cells, base[watched], others, own)
        return watch._moved(below, above)

    def after(self, key: Array, base: Floats, clip: Clip, times: Floats | None = None) -> "Watch":
        """Go on to the next cut; look at every row again if some may have come near."""
        below, above = clip.rooms
        for edge, room in ((self.cut, above), (self.raised, below)):
            if (edge is None) != (room is None) or (edge is not None and edge.exceeded(room)):
                return Watch.of(key, base, clip, times)
        return self._moved(below, above)

    def _moved(self, below: Floats | None, above: Floats | None) -> "Watch":
        """Cut and raise the rows outside their room."""
        watch = self
        if watch.cut is not None and above is not None:
            over = watch.cut.beyond(watch.base, above[watch.key])
            if over.any():
                cut = watch._joined(watch.cut, over)
                watch = replace(watch._without(over), cut=cut)
        if watch.raised is not None and below is not None:
            under = watch.raised.beyond(watch.base, below[watch.key])
            if under.any():
                raised = watch._joined(watch.raised, under)
                watch = replace(watch._without(under), raised=raised)
        return watch

    def _joined(self, edge: Edge, rows: Bools) -> Edge:
        return edge.joined(self.near[rows], self.key[rows], self._times(rows))

    def _without(self, gone: Bools) -> "Watch":
        kept = ~gone
        watch = replace(self, near=self.near[kept], key=self.key[kept], base=self.base[kept])
        return replace(watch, times=self._times(kept))

    def _times(self, rows: Bools) -> Floats | None:
        return None if self.times is None else self.times[rows]

    def sums(self, clip: Clip) -> Floats:
        """Add the weights by cell."""
        base = self.base if self.times is None else self.base * self.times
        sums = self.others + np.bincount(self.key, base, len(clip.growth))
        sums *= clip.growth
        for edge, limit in ((self.cut, clip.highest), (self.raised, clip.lowest)):
            if edge is not None and limit is not None:
                sums += limit * edge.counts
        return sums

    def weights(self, key: Array, base: Floats | None, clip: Clip) -> Floats:
        """Return the weight of every row."""
        weights = spread(key, clip.growth, base)
        for edge, limit in ((self.cut, clip.highest), (self.raised, clip.lowest)):
            if edge is not None and limit is not None:
                weights[edge.rows] = limit[key[edge.rows]]
        return weights

    @property
    def rows(self) -> tuple[Integers, Integers]:
        """Rows that were ever cut, and ever raised."""
        nobody = np.empty(0, np.intp)
        cut = nobody if self.cut is None else self.cut.rows
        return cut, nobody if self.raised is None else self.raised.rows
