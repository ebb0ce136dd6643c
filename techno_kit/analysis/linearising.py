"""From a sample's cells to the sums that linearised variances need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.projecting import project
from techno_kit.errors import SampleError, listed
from techno_kit.numerics.variance import (
    CalibrationSums,
    ClusterSums,
    ElementSums,
    average_factor,
)
from techno_kit.survey.collapse import CellTable, Floats, Integers, Measure, Unit, Variable
from techno_kit.survey.sample import Sample
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
        What the weights were calibrated to.
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

        Strata count that have a respondent inside; after a calibration all of them do, as the
        residual of every respondent counts (as R, whose subset of a calibrated design keeps rows).
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
    if sample.calibration is not None:
        calibration = project(sample, sample.calibration, variables, keys, lonely_rule(sample))
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
