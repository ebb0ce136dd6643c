"""Sums over several crosses of variables at once, in as few passes over the rows as will do.

Crosses that fit into a small table together are summed together and taken apart afterwards: a pass
over a million rows costs far more than adding up ten thousand cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.cells import most_dense
from techno_kit.numerics.variance import ClusterSums, ElementSums
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import CellTable, Floats, Integers, Measure, Unit, Variable
from techno_kit.survey.sample import Sample

WIDE = 1 << 18  # cells of a joint table of weights by PSU
JOINT = 1 << 15  # cells of a joint table: three measures of them stay in the processor's cache
LIGHT = 1 << 12  # cells that are always worth a joint table
ROWS = 8  # respondents a cell from which a larger joint table pays
PSU_ROWS = 4  # the same of a table by PSU
MEASURES: tuple[Measure, ...] = ("n", "active", "w", "ww")
Cross = Sequence[Variable]


@dataclass(frozen=True, eq=False, slots=True)
class CrossSums:
    """The occupied cells of a cross of variables.

    Attributes
    ----------
    keys : numpy.ndarray of int, shape (cells,)
        Their numbers among all combinations of codes, ascending, as of `CellTable.merged`.
    codes : tuple of numpy.ndarray of int, each of shape (cells,)
        Every variable's code; -1 is "missing".
    n, w, ww : numpy.ndarray of float, shape (cells,)
        Respondents whose weight is not 0, sums of weights and of squared weights.
    sums : ClusterSums or ElementSums
        The design's sums over these cells.
    present : numpy.ndarray of bool, shape (pairs,)
        Which pairs of `sums` hold a respondent of positive weight.
    """

    keys: Integers
    codes: tuple[Integers, ...]
    n: Floats
    w: Floats
    ww: Floats
    sums: ClusterSums | ElementSums
    present: NDArray[np.bool_]


def fitting(sample: Sample, crosses: Sequence[Cross]) -> list[bool]:
    """Tell for which crosses all units by all combinations are few enough to keep."""
    units = sample.units
    if units.clustered and not _plain(sample):
        return [False] * len(crosses)
    held = units.n_psu if units.clustered else units.n_strata
    most = most_dense(sample.n)
    return [held * prod(size_of(sample, each) for each in cross) <= most for cross in crosses]


def cross_sums(sample: Sample, crosses: Sequence[Cross]) -> Iterator[CrossSums]:
    """Sum a sample over crosses of variables, one after the other.

    Parameters
    ----------
    sample : Sample
        The respondents; without replicate weights.
    crosses : sequence of sequences of Variable
        What is crossed, of those that are `fitting`; each names a variable once.
    """
    units, n = sample.units, sample.n
    joint = min(max(LIGHT, n // ROWS), JOINT)
    if units.clustered:
        whole = joint_sums(sample, crosses, [], ("n", "active", "ww"), joint)
        wide = min(max(LIGHT, n // PSU_ROWS), WIDE)
        by_psu = joint_sums(sample, crosses, [Unit.PSU], ("w",), wide)
    else:
        whole = joint_sums(sample, crosses, [Unit.STRATUM], MEASURES, joint)
    for cross in crosses:
        shape = tuple(size_of(sample, each) for each in cross)
        sums = next(whole).reshape(3 if units.clustered else 4, -1, prod(shape))
        keys = np.flatnonzero(sums[0].any(axis=0))
        codes = _codes(keys, shape, [sample.codes(each)[2] for each in cross])
        if not units.clustered:
            yield _elements(sample, keys, codes, sums)
            continue
        _, n_active, ww = sums[:, 0, keys]
        w = next(by_psu)[0].reshape(units.n_psu, -1)
        made = _clusters(sample, w if len(keys) == w.shape[1] else w[:, keys])
        total = made.w.reshape(units.n_psu, -1).sum(axis=0)
        yield CrossSums(keys, codes, n_active, total, ww, made, made.w != 0)


def size_of(sample: Sample, variable: Variable) -> int:
    """Return a variable's number of codes, "missing" included."""
    _, size, missing = sample.codes(variable)
    return size + missing


def _plain(sample: Sample) -> bool:
    """Tell whether a PSU holds somebody of a cell exactly if their weights add to more than 0."""
    if sample.design.lonely_psu == "average" and sample.design.strata is not None:
        return False  # strata count there in which somebody is inside, of whatever weight
    weight = sample.weight
    return weight is None or bool(weight.min() >= 0)


def joint_sums(
    sample: Sample,
    crosses: Sequence[Cross],
    lead: Sequence[Variable],
    measures: tuple[Measure, ...],
    most: int,
    times: Sequence[Question] = (),
) -> Iterator[Floats]:
    """Yield the sums of every cross, shape (measures, *sizes of the lead, *sizes).

    Parameters
    ----------
    sample, crosses
        As `cross_sums`.
    lead : sequence of Variable
        What every cross is crossed with.
    measures : tuple of Measure
        What is summed.
    most : int
        As many crosses are summed at once as a table of so many cells has room for.
    times : sequence of Question, optional
        As of `Sample.collapse`.
    """
    led = prod(size_of(sample, each) for each in lead)
    waiting: list[Cross] = []
    together: dict[Variable, None] = {}
    for cross in crosses:
        both = together | dict.fromkeys(cross)
        if waiting and led * prod(size_of(sample, each) for each in both) > most:
            table = sample.collapse([*lead, *together], measures, times)
            yield from _apart(table, waiting, list(together), len(lead))
            waiting, both = [], dict.fromkeys(cross)
        waiting.append(cross)
        together = both
    if waiting:
        table = sample.collapse([*lead, *together], measures, times)
        yield from _apart(table, waiting, list(together), len(lead))


def _apart(
    table: CellTable, crosses: Sequence[Cross], together: list[Variable], lead: int
) -> Iterator[Floats]:
    """Take the sums over all variables apart, cross by cross."""
    kept = [table.raw(measure) for measure in table.places]
    sums = kept[0] if len(kept) == 1 else np.array(kept)
    sums = sums.reshape(len(table.places), *table.shape)
    first = 1 + lead
    for cross in crosses:
        others = tuple(first + place for place, each in enumerate(together) if each not in cross)
        left = [each for each in together if each in cross]
        order = [*range(first), *(first + left.index(each) for each in cross)]
        yield np.ascontiguousarray(_summed_over(sums, others).transpose(order))


def _summed_over(sums: Floats, axes: Sequence[int]) -> Floats:
    """Add up over some axes, the last first; a short last axis is a product with ones."""
    for axis in sorted(axes, reverse=True):
        shape = sums.shape
        if axis == len(shape) - 1:
            sums = sums.reshape(-1, shape[axis]) @ np.ones(shape[axis])
        else:
            sums = sums.reshape(prod(shape[:axis]), shape[axis], -1).sum(axis=1)
        sums = sums.reshape(*shape[:axis], *shape[axis + 1 :])
    return sums


def _elements(
    sample: Sample, keys: Integers, codes: tuple[Integers, ...], sums: Floats
) -> CrossSums:
    """Return the occupied cells of a cross, where every respondent is a PSU."""
    units = sample.units
    stratum, cell = np.nonzero(sums[0][:, keys])
    pairs = sums[:, stratum, keys[cell]]
    made = ElementSums(stratum, cell, pairs[2], pairs[3], units.psu_count, units.left)
    _, n_active, w, ww = sums[:, :, keys].sum(axis=1)
    return CrossSums(keys, codes, n_active, w, ww, made, pairs[1] > 0)


def _clusters(sample: Sample, w: Floats) -> ClusterSums:
    """Return the weights of all PSUs by the occupied cells."""
    units = sample.units
    unit, cell = _places(*w.shape)
    return ClusterSums(
        unit, cell, w.ravel(), units.stratum_of_psu, units.psu_count, units.left, full=True
    )


@lru_cache(maxsize=4)
def _places(units: int, cells: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number all pairs of units and cells."""
    unit = np.repeat(np.arange(units, dtype=np.int32), cells)
    cell = np.tile(np.arange(cells, dtype=np.int32), units)
    unit.flags.writeable = cell.flags.writeable = False
    return unit, cell


def _codes(keys: Integers, shape: tuple[int, ...], missing: Sequence[bool]) -> tuple[Integers, ...]:
    """Return every variable's code of some combinations; the last one can be "missing"."""
    found = np.unravel_index(keys, shape)
    return tuple(
        np.where(codes == size - 1, -1, codes) if gap else codes
        for codes, size, gap in zip(found, shape, missing, strict=True)
    )
