"""From a sample's cells to the sums that linearised variances need."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import SampleError, listed
from techno_kit.numerics.variance import (
    CalibrationSums,
    ClusterSums,
    ElementSums,
    average_factor,
    generalised_inverse,
    stratum_scale,
)
from techno_kit.survey.collapse import CellTable, Floats, Integers, Measure, Unit, Variable
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Fit
from techno_kit.wording import say


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """The cells of some variables, with everything an estimate and its variance need.

    Attributes
    ----------
    codes : tuple of numpy.ndarray of int, each of shape (cells,)
        Every variable's code; -1 is "missing".
    n, active, w, ww : numpy.ndarray of float, shape (cells,)
        Respondents, those of positive weight, sums of weights and of squared weights.
    sums : ClusterSums or ElementSums
        The design's sums over these cells.
    present : numpy.ndarray of bool, shape (pairs,)
        Which pairs of `sums` hold a respondent of positive weight.
    calibration : CalibrationSums or None
        What the weights were raked to.
    lonely : str
        The rule for strata with one PSU.
    """

    codes: tuple[Integers, ...]
    n: Floats
    active: Floats
    w: Floats
    ww: Floats
    sums: ClusterSums | ElementSums
    present: NDArray[np.bool_]
    calibration: CalibrationSums | None
    lonely: str

    def df(self, inside: NDArray[np.bool_]) -> int:
        """Return PSUs minus strata, among those with a respondent of positive weight inside."""
        kept = inside[self.sums.cell] & self.present
        units = np.unique(self.sums.unit[kept])
        if isinstance(self.sums, ElementSums):
            return int(round(self.active[inside].sum())) - len(units)
        return len(units) - len(np.unique(self.sums.stratum[units]))

    def union_df(self, member: NDArray[np.bool_]) -> Floats:
        """Return PSUs minus strata in the union of every two groups, shape (groups, groups).

        Parameters
        ----------
        member : numpy.ndarray of bool, shape (cells, groups)
            Which cells belong to which group; groups do not overlap.
        """
        held = member[self.sums.cell] & self.present[:, None]
        if isinstance(self.sums, ElementSums):
            people = self.active @ member
            strata = _held_by(self.sums.unit, held, len(self.sums.count))
            pairs = people[:, None] + people[None, :]
            np.fill_diagonal(pairs, people)
            return np.asarray(pairs - _unions(strata))
        units = _held_by(self.sums.unit, held, len(self.sums.stratum))
        strata = _held_by(self.sums.stratum, units, len(self.sums.count))
        return np.asarray(_unions(units) - _unions(strata))

    def average_factor(self, inside: NDArray[np.bool_]) -> float:
        """Return the factor that makes up for lonely PSUs under the rule "average", else 1.

        Strata count that have a respondent inside; after raking all of them do, since the residual
        of every respondent counts (as R, whose subset of a calibrated design keeps all rows).
        """
        if self.lonely != "average":
            return 1.0
        units = (
            self.sums.unit[inside[self.sums.cell]] if self.calibration is None else self.sums.unit
        )
        strata = units if isinstance(self.sums, ElementSums) else self.sums.stratum[units]
        present = np.bincount(strata, minlength=len(self.sums.count)) > 0
        return average_factor(self.sums.count, present)


def _held_by(unit: NDArray[Any], held: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Return which units hold a pair of each group, shape (units, groups)."""
    found = np.zeros((size, held.shape[1]), np.bool_)
    for group in range(held.shape[1]):
        found[unit[held[:, group]], group] = True
    return found


def _unions(held: NDArray[np.bool_]) -> Floats:
    """Count the units that hold one of two groups, for every pair of groups."""
    flags = held.astype(np.float64)
    counts = flags.sum(axis=0)
    return np.asarray(counts[:, None] + counts[None, :] - flags.T @ flags)


def collect_cells(sample: Sample, variables: Sequence[Variable]) -> Cells:
    """Collapse a sample to the cells of some variables, for estimates with linearised errors.

    Raises
    ------
    SampleError
        If a stratum has one PSU and the design says that this is an error.
    """
    units = sample.units
    _check_lonely(sample)
    unit = Unit.PSU if units.clustered else Unit.STRATUM
    measures: tuple[Measure, ...] = ("n", "active", "w", "ww")
    table = sample.collapse([unit, *variables], measures)
    keys, place = table.merged(range(1, len(variables) + 1))
    totals = {name: np.bincount(place, table.sums(name), minlength=len(keys)) for name in measures}
    pairs, w = table.codes(0), table.sums("w")
    sums: ClusterSums | ElementSums
    if units.clustered:
        sums = ClusterSums(pairs, place, w, units.stratum_of_psu, units.psu_count)
    else:
        sums = ElementSums(pairs, place, w, table.sums("ww"), units.psu_count)
    codes = _codes_of(table, keys, place)
    calibration = None
    if sample.weights is not None:
        calibration = _collect_calibration(sample, sample.weights.fits, variables, keys)
    return Cells(
        codes=codes,
        n=totals["n"],
        active=totals["active"],
        w=totals["w"],
        ww=totals["ww"],
        sums=sums,
        present=table.sums("active") > 0,
        calibration=calibration,
        lonely=lonely_rule(sample),
    )


def _check_lonely(sample: Sample) -> None:
    """Refuse strata with one PSU unless the design has a rule for them.

    One respondent without strata or clusters is no mistake of the design: there is just no error.
    """
    units, design = sample.units, sample.design
    if design.lonely_psu != "error" or not (units.psu_count == 1).any():
        return
    names = [units.strata[place] for place in np.flatnonzero(units.psu_count == 1)]
    if design.strata is None:
        if design.clusters is not None:
            raise SampleError(say("errors.lonely.cluster", column=design.clusters))
        return
    raise SampleError(
        say("errors.lonely.strata", column=sample.design.strata, strata=listed(names))
    )


def lonely_rule(sample: Sample) -> str:
    """Return the design's rule; a lone respondent without strata has an unknown variance."""
    rule = sample.design.lonely_psu
    return "average" if rule == "error" and sample.design.strata is None else rule


def _codes_of(table: CellTable, keys: Integers, place: Integers) -> tuple[Integers, ...]:
    """Return the codes of merged cells, variable by variable (the first axis is the unit)."""
    first = np.zeros(len(keys), np.int64)
    first[place] = np.arange(len(place))
    return tuple(table.codes(axis)[first] for axis in range(1, len(table.variables)))


def _collect_calibration(
    sample: Sample, fits: Sequence[Fit], variables: Sequence[Variable], keys: Integers
) -> CalibrationSums:
    clustered = sample.units.clustered
    unit = Unit.PSU if clustered else Unit.STRATUM
    scale, _ = stratum_scale(sample.units.psu_count, lonely_rule(sample))
    sizes: list[int] = []
    d, ww, places, levels, w = [], [], [], [], []
    for fit in fits:
        margin: list[Variable] = list(fit.questions)
        offset = sum(sizes)
        table = sample.collapse([Unit.STRATUM, *margin, *variables], ("n", "d", "ww"))
        level, size = _level(table, range(1, len(margin) + 1))
        cell = np.searchsorted(
            keys, _merged_keys(table, range(len(margin) + 1, len(table.variables)))
        )
        flat = level * len(keys) + cell
        shape = (size, len(keys))
        d.append(np.bincount(flat, table.sums("d"), minlength=size * len(keys)).reshape(shape))
        squares = scale[table.codes(0)] * table.sums("ww")
        ww.append(np.bincount(flat, squares, minlength=size * len(keys)).reshape(shape))
        by_unit = sample.collapse([unit, *margin], ("n", "w"))
        places.append(by_unit.codes(0))
        levels.append(_level(by_unit, range(1, len(margin) + 1))[0] + offset)
        w.append(by_unit.sums("w"))
        sizes.append(size)
    cross, crossed = _cross(sample, fits, sizes, scale)
    return CalibrationSums(
        inverse=generalised_inverse(cross),
        d=np.vstack(d),
        unit=np.concatenate(places),
        level=np.concatenate(levels),
        w=np.concatenate(w),
        ww=None if clustered else np.vstack(ww),
        wwx=None if clustered else crossed,
    )


def _level(table: CellTable, axes: Sequence[int]) -> tuple[Integers, int]:
    """Number the levels of a margin: its variables' codes as one mixed-radix number."""
    level, size = np.zeros(len(table.sums("n")), np.int64), 1
    for axis in axes:
        level = level * table.sizes[axis] + table.codes(axis)
        size *= table.sizes[axis]
    return level, size


def _merged_keys(table: CellTable, axes: Sequence[int]) -> Integers:
    keys, place = table.merged(axes)
    return keys[place]


def _cross(
    sample: Sample, fits: Sequence[Fit], sizes: Sequence[int], scale: Floats
) -> tuple[Floats, Floats]:
    """Return sum(d x x') and the scaled sum(w^2 x x') over the levels of all margins."""
    asked = list(dict.fromkeys(question for fit in fits for question in fit.questions))
    table = sample.collapse([Unit.STRATUM, *asked], ("n", "d", "ww"))
    level = [_level(table, [asked.index(each) + 1 for each in fit.questions])[0] for fit in fits]
    start = np.concatenate([[0], np.cumsum(sizes)])
    measures = (table.sums("d"), scale[table.codes(0)] * table.sums("ww"))
    matrices = (np.zeros((start[-1], start[-1])), np.zeros((start[-1], start[-1])))
    for one, other in combinations_with_replacement(range(len(fits)), 2):
        flat = level[one] * sizes[other] + level[other]
        rows, columns = slice(start[one], start[one + 1]), slice(start[other], start[other + 1])
        for matrix, values in zip(matrices, measures, strict=True):
            block = np.bincount(flat, values, minlength=sizes[one] * sizes[other])
            matrix[rows, columns] = block.reshape(sizes[one], sizes[other])
            matrix[columns, rows] = matrix[rows, columns].T
    return matrices
