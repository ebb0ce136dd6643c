"""From a sample's cells to the sums that linearised variances need."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.cross_sums import columns_of, cross_sums, fitting
from techno_kit.analysis.cells.projecting import project, projections
from techno_kit.analysis.cells.replicate_cells import replicate_cells
from techno_kit.analysis.cells.spanned_sums import features_of
from techno_kit.errors import SampleError, listed
from techno_kit.numerics.covariance import Covariance, covariance
from techno_kit.numerics.deviations import ReplicateSums, deviations
from techno_kit.numerics.few_units import few_df
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.spans import SpannedSums
from techno_kit.numerics.variance import (
    CalibrationSums,
    ClusterSums,
    ElementSums,
    PsuSums,
    Variances,
    average_factor,
    lonely_strata,
    stratum_scale,
    variances,
)
from techno_kit.survey.collapse import CellTable, Floats, Integers, Measure, Unit, Variable
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

MOST_VALUES = 1000  # of an influence: with more, no few strata have one each
REPLICATE_NOISE = 1e-14  # of the variance as given: raking meets a margin in each replicate


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """The cells of some variables, with everything an estimate and its variance need.

    Attributes
    ----------
    codes : tuple of numpy.ndarray of int, each of shape (cells,)
        Every variable's code; -1 is "missing".
    n, w : numpy.ndarray of float, shape (cells,)
        Respondents whose weight is not 0, and sums of weights.
    squares : callable
        Returns the sums of squared weights, shape (cells,); no error with clusters needs them.
    sums : ClusterSums, SpannedSums or ElementSums
        The design's sums over these cells.
    present : numpy.ndarray of bool, shape (pairs,)
        Which pairs of `sums` hold a respondent of positive weight; none of `SpannedSums`, which
        tell it themselves.
    calibration : CalibrationSums or None
        What the weights were calibrated to.
    lonely : str
        The rule for strata with one PSU.
    replicates : ReplicateSums or None
        The sums of the replicate weights, from which all errors are made where there are some.
    """

    codes: tuple[Integers, ...]
    n: Floats
    w: Floats
    squares: Callable[[], Floats]
    sums: PsuSums | ElementSums
    present: NDArray[np.bool_]
    calibration: CalibrationSums | None
    lonely: str
    replicates: ReplicateSums | None = None

    @property
    def ww(self) -> Floats:
        """Sums of squared weights, shape (cells,)."""
        return self.squares()

    def variances(self, linear: Linear) -> Variances:
        """Return the variances of estimates: linearised, or from the replicates.

        Under the rule "average" for lonely PSUs they are to be multiplied by `average_factor`.
        """
        if self.replicates is None:
            return variances(linear.combined, self.sums, self.calibration, lonely=self.lonely)
        given = self._counted * self.given(linear)
        moved = deviations(linear, self.w, self.replicates)
        found = (moved * moved).sum(axis=0)
        return Variances(np.where(found <= REPLICATE_NOISE * given, 0.0, found), given)

    def covariance(self, linear: Linear) -> Covariance:
        """Return the covariances of estimates, as `variances` their variances."""
        if self.replicates is None:
            return covariance(linear.combined, self.sums, self.calibration, lonely=self.lonely)
        moved = deviations(linear, self.w, self.replicates)
        return Covariance(moved.T @ moved, self.replicate_noise(linear))

    def replicate_noise(self, linear: Linear) -> Floats:
        """Return what of variances from replicates may be rounding, shape (estimates,)."""
        return REPLICATE_NOISE * self._counted * self.given(linear)

    @property
    def _counted(self) -> float:
        """What replicates count together, at most 1; of next to nothing so is the rounding."""
        return 1.0 if self.replicates is None else min(float(self.replicates.coefficients.sum()), 1)

    def given(self, linear: Linear) -> Floats:
        """Return the linearised variances under the weights as given, shape (estimates,)."""
        return variances(linear.combined, self.sums, lonely=self.lonely).as_given

    def agreeing(
        self, linear: Linear, df: float | Floats, found: Variances | None = None
    ) -> NDArray[np.bool_]:
        """Tell of which estimates few PSUs agree: an error of 0 by coincidence, not by design.

        Parameters
        ----------
        linear : Linear
            The estimates.
        df : float or numpy.ndarray of float, shape (estimates,)
            Degrees of freedom of the group that each is of.
        found : Variances, optional
            Their variances, where they are known.

        Notes
        -----
        An estimate is set by design where a respondent's influence depends on the stratum alone, in
        all strata that have an error. Influences that differ within a stratum add up to nothing in
        eight PSUs and more because of a quota, say; in two or three it happens.
        """
        few = np.broadcast_to(few_df(df), linear.combined.shape[1:])
        if not few.any():
            return np.asarray(few)
        known = self.variances(linear) if found is None else found
        zero = known.as_given == 0
        if self.replicates is not None and self.replicates.ranked:  # PSUs are not always named
            zero = zero | (known.variance == 0)
        agree: NDArray[np.bool_] = few & zero
        for place in np.flatnonzero(agree):
            agree[place] = not self._set_by_strata(linear.combined[:, place])
        return agree

    def _set_by_strata(self, influence: Floats) -> bool:
        """Tell whether all influences are alike in every stratum that has an error."""
        values, code = np.unique(influence, return_inverse=True)
        if len(values) > MOST_VALUES:
            return False
        held = self._units_of(code.reshape(-1, 1) == np.arange(len(values)))
        count = self.sums.count
        if not isinstance(self.sums, ElementSums):
            held = _held_by(self.sums.stratum, held, len(count))
        scale, _ = stratum_scale(count, self.lonely, self.sums.left)
        return not ((held.sum(axis=1) > 1) & (scale > 0)).any()

    def df(self, inside: NDArray[np.bool_]) -> float:
        """Return PSUs minus strata, among those with a respondent of positive weight inside.

        Where replicate weights come with degrees of freedom: those, and at most one less than the
        respondents inside; 0 where no replicate tells these apart. Of columns without: their rank
        inside, less 1 (as R ``degf``).
        """
        if self.replicates is not None and self.replicates.df is not None:
            people = int(round(self.n[inside].sum()))
            if people > 1 and self.replicates.alone(inside):
                return 0
            return _whole(max(min(self.replicates.df, people - 1), 0))
        if self.replicates is not None and self.replicates.ranked:
            return int(self.replicates.ranks(inside[:, None])[0, 0])
        units = np.flatnonzero(self._units_of(inside[:, None])[:, 0])
        if isinstance(self.sums, ElementSums):
            return int(round(self.n[inside].sum())) - len(units)
        return len(units) - len(np.unique(self.sums.stratum[units]))

    def union_df(self, member: NDArray[np.bool_]) -> Floats:
        """Return PSUs minus strata in the union of every two groups, shape (groups, groups).

        Parameters
        ----------
        member : numpy.ndarray of bool, shape (cells, groups)
            Which cells belong to which group; groups may overlap.
        """
        if self.replicates is not None and self.replicates.df is not None:
            found = np.clip(self._either(member) - 1, 0, self.replicates.df)
            np.fill_diagonal(found, [self.df(each) for each in member.T])
            return found
        if self.replicates is not None and self.replicates.ranked:
            return self.replicates.ranks(member)
        units = self._units_of(member)
        if isinstance(self.sums, ElementSums):
            return np.asarray(self._either(member) - _unions(units))
        strata = _held_by(self.sums.stratum, units, len(self.sums.count))
        return np.asarray(_unions(units) - _unions(strata))

    def _units_of(self, member: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which PSUs (else strata) hold somebody of each group, shape (units, groups)."""
        sums = self.sums
        if isinstance(sums, SpannedSums):
            return sums.holding(member)
        if isinstance(sums, ClusterSums) and sums.full:
            present = self.present.reshape(len(sums.stratum), -1)
            return np.asarray(present.astype(np.float32) @ member.astype(np.float32) > 0)
        held = member[sums.cell] & self.present[:, None]
        size = len(sums.count) if isinstance(sums, ElementSums) else len(sums.stratum)
        return _held_by(sums.unit, held, size)

    def _either(self, member: NDArray[np.bool_]) -> Floats:
        """Count respondents of positive weight in the union of every two groups."""
        people = self.n @ member
        both = (self.n[:, None] * member).T @ member
        return np.asarray(people[:, None] + people[None, :] - both)

    def vanished(self, inside: NDArray[np.bool_]) -> int:
        """Return in how many replicates nobody is inside: there an estimate has no error."""
        return 0 if self.replicates is None else self.replicates.vanished(inside)

    def average_factor(self, inside: NDArray[np.bool_]) -> float:
        """Return the factor that makes up for lonely PSUs under the rule "average", else 1.

        Strata count that have a respondent inside; after a calibration all of them do, as the
        residual of every respondent counts (as R, whose subset of a calibrated design keeps rows).
        """
        if self.lonely != "average" or self.replicates is not None:
            return 1.0
        sums, everyone = self.sums, self.calibration is not None
        if isinstance(sums, SpannedSums):
            member = inside | everyone
            strata = sums.stratum[sums.holding(member[:, None])[:, 0]]
        else:
            units = sums.unit if everyone else sums.unit[inside[sums.cell]]
            strata = units if isinstance(sums, ElementSums) else sums.stratum[units]
        present = np.bincount(strata, minlength=len(sums.count)) > 0
        return average_factor(sums.count, present, sums.left)


def _whole(df: float) -> float:
    return int(df) if df == int(df) else df


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
    return next(collect_each(sample, [variables]))


def collect_each(sample: Sample, crosses: Sequence[Sequence[Variable]]) -> Iterator[Cells]:
    """Collapse a sample to the cells of several crosses of variables, one after the other.

    Raises
    ------
    SampleError
        As `collect_cells`.
    """
    if sample.replicates is not None or any(len(set(each)) < len(each) for each in crosses):
        yield from (_collected(sample, each) for each in crosses)
        return
    _check_lonely(sample)
    lonely = lonely_rule(sample)
    columns = columns_of(sample, crosses)
    features = features_of(sample, columns) if sample.units.clustered else {}
    fits = fitting(sample, crosses, columns, features)
    kept = [each for each, fit in zip(crosses, fits, strict=True) if fit]
    sums, projected = cross_sums(sample, kept, columns, features), None
    if sample.calibration is not None:
        projected = projections(sample, sample.calibration, kept, lonely)
    for variables, fit in zip(crosses, fits, strict=True):
        if not fit:
            yield _collected(sample, variables)
            continue
        found = next(sums)
        calibration = None if projected is None else next(projected).of(found.keys)
        yield Cells(
            codes=found.codes,
            n=found.n,
            w=found.w,
            squares=found.squares,
            sums=found.sums,
            present=found.present,
            calibration=calibration,
            lonely=lonely,
        )


def _collected(sample: Sample, variables: Sequence[Variable]) -> Cells:
    """Collapse a sample to the occupied pairs of units and cells."""
    units = sample.units
    unit = Unit.PSU if units.clustered else Unit.STRATUM
    measures: tuple[Measure, ...] = ("n", "active", "w", "ww")
    table = sample.collapse([unit, *variables], measures)
    keys, place = table.merged(range(1, len(variables) + 1))
    totals = {name: np.bincount(place, table.sums(name), minlength=len(keys)) for name in measures}
    pairs, w = table.codes(0), table.sums("w")
    sums: ClusterSums | ElementSums
    if units.clustered:
        sums = ClusterSums(pairs, place, w, units.stratum_of_psu, units.psu_count, units.left)
    else:
        sums = ElementSums(pairs, place, w, table.sums("ww"), units.psu_count, units.left)
    codes = _codes_of(table, keys, place)
    replicates = replicate_cells(sample, table, variables, place)
    if replicates is None:
        _check_lonely(sample)
    calibration = None
    if sample.calibration is not None and replicates is None:
        calibration = project(sample, sample.calibration, variables, keys, lonely_rule(sample))
    return Cells(
        codes=codes,
        n=totals["active"],
        w=totals["w"],
        squares=lambda: totals["ww"],
        sums=sums,
        present=table.sums("active") > 0,
        calibration=calibration,
        lonely=lonely_rule(sample) if replicates is None else "certainty",
        replicates=replicates,
    )


def _check_lonely(sample: Sample) -> None:
    """Refuse strata with one PSU unless the design has a rule for them.

    One respondent without strata or clusters is no mistake of the design: there is just no error.
    """
    units, design = sample.units, sample.design
    alone = lonely_strata(units.psu_count, units.left)
    if design.lonely_psu != "error" or not alone.any():
        return
    names = [units.strata[place] for place in np.flatnonzero(alone)]
    if design.strata is None:
        if design.clusters is not None:
            raise SampleError(say("errors.lonely.cluster", column=design.clusters))
        return
    raise SampleError(
        say("errors.lonely.strata", column=sample.design.strata_told, strata=listed(names))
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
