"""A calibration to be done: rows, variables and totals, made alike in size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_rows import Moments, Number, Rows, Scaled, kept_rows
from techno_kit.numerics.cells import Array, Floats, Integers
from techno_kit.numerics.schemes import MarginScheme, dense

TOLERANCE = 1e-10  # share; of a number its root mean square about the target
EXACT = 1e-13  # of the smallest target: weights are then known to far better than 1e-9
NOISE = 1e-14  # rounding of an objective of size 1


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The weights at some parameters, as far as the solver needs them."""

    parameters: Floats
    moments: Moments
    reached: Floats  # total of each parameter's variable
    gradient: Floats  # of the objective: reached minus targets, but for a pull
    gap: float
    objective: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationProblem:
    """Rows, variables and totals, made alike in size.

    Attributes
    ----------
    scheme : MarginScheme
        How cells and margins hang together. Without margins it has one cell and one level, whose
        total is the sum of the weights.
    rows : Rows
    targets : ndarray of float64, shape (parameters,)
        Shares of levels in the scheme's order, then the scaled numbers.
    sizes : ndarray of float64, shape (parameters,)
        What a gap is told relative to.
    held : bool
        Whether the sum of the weights is held; if not, the first parameter stays 0.
    start : ndarray of float64, shape (parameters,)
        The targets' variables under the starting weights, everyone counted.
    whole : float
        Sum of the starting weights.
    size : int
        Number of all rows, or of cells.
    taking_part : ndarray of int, or None
        The rows that are in `rows`; None for all.
    tolerance : float
    pull : float
        Penalty on large parameters, relative to each variable's size: what makes an answer of
        totals that cannot be met.
    """

    scheme: MarginScheme
    rows: Rows
    targets: Floats
    sizes: Floats
    held: bool
    start: Floats
    whole: float
    size: int
    taking_part: Integers | None
    tolerance: float
    pull: float = 0.0

    @classmethod
    def of(
        cls,
        scheme: MarginScheme,
        sums: Floats,
        targets: Sequence[Array],
        *,
        key: Array | None = None,
        base: Floats | None = None,
        times: Floats | None = None,
        numbers: Sequence[Number] = (),
        low: float | None = None,
        high: float | None = None,
        emptied: bool = False,
        held: bool = True,
        tolerance: float = TOLERANCE,
    ) -> "CalibrationProblem":
        """Build the problem; parameters as in `calibrate`.

        `times` is how many rows each stands for: `low` and `high` bound the weight of one of them.

        `emptied` leaves out the cells of levels with a target of 0: where no weight falls below 0
        all of theirs are 0, which some distances would only approach.
        """
        goal = scheme.joined(targets)
        whole = float(sums.sum())
        out = _emptied(scheme, goal) if emptied and held else np.zeros(len(sums), np.bool_)
        taking_part = None
        if key is None:
            rows = Rows(np.where(out, 0.0, sums) / whole, None, len(sums), len(sums))
        else:
            taking_part = kept_rows(base, len(key), [out[key]] if out.any() else [])
            here = slice(None) if taking_part is None else taking_part
            share = 1 / whole if base is None else base[here] / whole
            scaled = tuple(
                Scaled.of(each.values[here], each.target, share, centred=held) for each in numbers
            )
            least, most = (None if each is None else each / whole for each in (low, high))
            each_one = 1.0 if times is None else times[here]
            rows = Rows(share, key[here], len(key[here]), len(sums), scaled, least, most, each_one)
        ones = np.ones(scheme.left.cells), np.ones(scheme.right.cells)
        totals = np.concatenate([goal, [each.target for each in rows.numbers]])
        return cls(
            scheme=scheme,
            rows=rows,
            targets=totals,
            sizes=np.ones(len(totals)) if held else np.maximum(np.abs(totals), 1.0),
            held=held,
            start=scheme.totals(scheme.cells.matrix(sums / whole), *ones),
            whole=whole,
            size=len(sums) if key is None else len(key),
            taking_part=taking_part,
            tolerance=tolerance,
        )

    @property
    def levels(self) -> int:
        """Number of levels of all margins."""
        return len(self.targets) - len(self.rows.numbers)

    @property
    def free(self) -> slice:
        """Which parameters may move."""
        return slice(0 if self.held else 1, None)

    @property
    def exact(self) -> float:
        """A gap below which nothing is gained."""
        shares = self.targets[: self.levels]
        return float(EXACT * shares.min(initial=1.0, where=shares > 0))

    @property
    def usual(self) -> Floats:
        """The diagonal of the Hessian at the starting weights, 1 where it is 0."""
        usual = np.ones(len(self.targets))
        usual[: self.levels] = np.where(self.start > 0, self.start, 1.0)
        return usual

    def exponents(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Return what the parameters add up to in every cell, and those of the numbers."""
        scheme, cut = self.scheme, self.scheme.left.parameters
        left = scheme.left.exponents(parameters[:cut])
        right = scheme.right.exponents(parameters[cut : self.levels])
        one = scheme.cells.factors(left, np.ones(scheme.right.cells))
        other = scheme.cells.factors(np.ones(scheme.left.cells), right)
        by_cell = one + other
        if self.rows.key is None:
            by_cell = np.where(np.asarray(self.rows.base) > 0, by_cell, 0.0)
        return by_cell, parameters[self.levels :]

    def by_level(self, values: Floats) -> Floats:
        """Add cell values by level of every margin."""
        scheme = self.scheme
        ones = np.ones(scheme.left.cells), np.ones(scheme.right.cells)
        totals: Floats = scheme.totals(scheme.cells.matrix(values), *ones)
        return totals

    def at(self, distance: Distance, parameters: Floats, steps: int) -> Fitted:
        """Weigh the rows."""
        moments = self.rows.moments(distance, *self.exponents(parameters))
        reached = np.concatenate([self.by_level(moments.weights), moments.numbers])
        missed = np.abs(reached - self.targets) / self.sizes
        pulled = self.pull * self.usual * parameters
        return Fitted(
            parameters=parameters,
            moments=moments,
            reached=reached,
            gradient=reached - self.targets + pulled,
            gap=float(missed[self.free].max(initial=0.0)),
            objective=moments.integral + float((pulled / 2 - self.targets) @ parameters),
            steps=steps,
        )

    def hessian(self, moments: Moments) -> Floats:
        """Sum the slopes by pairs of calibration variables."""
        left, right, cells = self.scheme.left, self.scheme.right, self.scheme.cells
        cut, levels = left.parameters, self.levels
        pairs = np.empty((len(self.targets), len(self.targets)))
        matrix = cells.matrix(moments.slopes)
        pairs[:cut, :cut] = left.cross(matrix @ np.ones(right.cells))
        pairs[cut:levels, cut:levels] = right.cross(matrix.T @ np.ones(left.cells))
        pairs[:cut, cut:levels] = dense(left.indicators.T @ (matrix @ right.indicators))
        pairs[cut:levels, :cut] = pairs[:cut, cut:levels].T
        for place, mixed in enumerate(moments.mixed):
            pairs[levels + place, :levels] = self.by_level(mixed)
            pairs[:levels, levels + place] = pairs[levels + place, :levels]
        pairs[levels:, levels:] = moments.squares
        pairs.ravel()[:: len(pairs) + 1] += self.pull * self.usual
        return pairs

    def too_narrow(self, distance: Distance, parameters: Floats) -> bool:
        """Tell whether the parameters prove that no weights within the bounds meet the totals."""
        up, down = self.rows.reach(distance, *self.exponents(parameters))
        asked = float(self.targets @ parameters)
        slack = self.tolerance * float(np.abs(parameters) @ self.sizes) + NOISE * (up + abs(down))
        return asked > up - down + slack


def _emptied(scheme: MarginScheme, goal: Floats) -> Array:
    """Return the cells of levels with a target of 0."""
    cut = scheme.left.parameters
    inside = scheme.cells.factors(scheme.left.allowed(goal[:cut]), scheme.right.allowed(goal[cut:]))
    empty: Array = inside == 0
    return empty
