"""Sums over several crosses of variables at once, in as few passes over the rows as will do.

Crosses that fit into a small table together are summed together and taken apart afterwards: a pass
over a million rows costs far more than adding up ten thousand cells.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from math import prod

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.spanned_sums import ByPsu, features_of, spanned_in, spanned_sums
from techno_kit.numerics.axes import axes_kept, sharing
from techno_kit.numerics.cells import most_dense
from techno_kit.numerics.variance import ClusterSums, ElementSums, PsuSums
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import (
    CellTable,
    Floats,
    Integers,
    Measure,
    Unit,
    Variable,
    collapse_rows,
)
from techno_kit.survey.measures import measures_of
from techno_kit.survey.rows_by_psu import RowsByPsu
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
    sums : ClusterSums, SpannedSums or ElementSums
        The design's sums over these cells.
    present : numpy.ndarray of bool, shape (pairs,)
        Which pairs of `sums` hold a respondent of positive weight; none of `SpannedSums`, which
        tell it themselves.
    """

    keys: Integers
    codes: tuple[Integers, ...]
    n: Floats
    w: Floats
    ww: Floats
    sums: PsuSums | ElementSums
    present: NDArray[np.bool_]


def fitting(sample: Sample, crosses: Sequence[Cross]) -> list[bool]:
    """Tell for which crosses all units by all combinations are few enough to keep."""
    units = sample.units
    if units.clustered and not _plain(sample):
        return [False] * len(crosses)
    held = units.n_psu if units.clustered else units.n_strata
    most, size = most_dense(sample.n), sizes_of(sample, chain(*crosses))
    features = features_of(sample, size) if units.clustered else {}
    fits = []
    for cross in crosses:
        cells, asked = prod(size[each] for each in cross), spanned_in(cross, features)
        kept = cells if asked is None else cells // size[asked] * features[asked].shape[1]
        fits.append(cells <= most and held * kept <= most)
    return fits


def cross_sums(sample: Sample, crosses: Sequence[Cross]) -> Iterator[CrossSums]:
    """Sum a sample over crosses of variables, one after the other.

    Parameters
    ----------
    sample : Sample
        The respondents; without replicate weights.
    crosses : sequence of sequences of Variable
        What is crossed, of those that are `fitting`; each names a variable once.
    """
    clustered, n = sample.units.clustered, sample.n
    joint = min(max(LIGHT, n // ROWS), JOINT)
    if clustered:
        whole = joint_sums(sample, crosses, [], ("n", "active", "ww"), joint)
        by_psu = _by_psu(sample, crosses)
    else:
        whole = joint_sums(sample, crosses, [Unit.STRATUM], MEASURES, joint)
    columns = {each: sample.codes(each) for each in dict.fromkeys(chain(*crosses))}
    for cross in crosses:
        shape = tuple(size + missing for _, size, missing in (columns[each] for each in cross))
        sums = next(whole).reshape(3 if clustered else 4, -1, prod(shape))
        keys = np.flatnonzero(sums[0].any(axis=0))
        codes = _codes(keys, shape, [columns[each][2] for each in cross])
        if clustered:
            _, n_active, ww = sums[:, 0, keys]
            made, w, present = next(by_psu)(keys)
            yield CrossSums(keys, codes, n_active, w, ww, made, present)
        else:
            yield _elements(sample, keys, codes, sums)


def _by_psu(sample: Sample, crosses: Sequence[Cross]) -> Iterator[Callable[[Integers], ByPsu]]:
    """Yield what makes the sums by PSU and some combinations of every cross."""
    size = sizes_of(sample, chain(*crosses))
    features = features_of(sample, size)
    psus, rows = sample.units.n_psu, RowsByPsu.of(sample)
    kept = min(WIDE, most_dense(sample.n))
    spanned = [
        psus * prod(size[each] for each in cross) > kept and spanned_in(cross, features) is not None
        for cross in crosses
    ]
    few, many = (
        [each for each, kind in zip(crosses, spanned, strict=True) if kind is which]
        for which in (False, True)
    )
    most = min(max(LIGHT, sample.n // PSU_ROWS), WIDE)
    together = joint_sums(sample, few, [Unit.PSU], ("w",), most, rows=rows)
    of_features = spanned_sums(sample, rows, many, features)
    for kind in spanned:
        if kind:
            yield next(of_features)
        else:
            yield partial(_clusters, sample, next(together)[0].reshape(psus, -1))


def size_of(sample: Sample, variable: Variable) -> int:
    """Return a variable's number of codes, "missing" included."""
    _, size, missing = sample.codes(variable)
    return size + missing


def sizes_of(sample: Sample, variables: Iterable[Variable]) -> dict[Variable, int]:
    """Return every variable's number of codes, "missing" included."""
    return {each: size_of(sample, each) for each in dict.fromkeys(variables)}


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
    rows: RowsByPsu | None = None,
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
    rows : RowsByPsu, optional
        The order in which rows are summed; as they stand when None.
    """
    measured = measures_of(sample, measures, times)
    size = sizes_of(sample, chain(lead, *crosses))
    led = prod(size[each] for each in lead)
    for together, held in sharing(crosses, size, most // led):
        table = _collapsed(sample, [*lead, *together], measured, rows)
        yield from _apart(table, held, together, len(lead))


def _collapsed(
    sample: Sample,
    variables: Sequence[Variable],
    measured: Mapping[Measure, Floats | None],
    rows: RowsByPsu | None,
) -> CellTable:
    """Return what `Sample.collapse` does, of measures that serve several passes."""
    if rows is None:
        return collapse_rows(variables, [sample.codes(each) for each in variables], measured)
    columns = [rows.codes(sample, each) for each in variables]
    return collapse_rows(variables, columns, rows.measures(measured))


def _apart(
    table: CellTable, crosses: Sequence[Cross], together: list[Variable], lead: int
) -> Iterator[Floats]:
    """Take the sums over all variables apart, cross by cross."""
    kept = [table.raw(measure) for measure in table.places]
    sums = kept[0] if len(kept) == 1 else np.array(kept)
    sums = sums.reshape(len(table.places), *table.shape)
    first = range(1 + lead)
    for cross in crosses:
        yield axes_kept(sums, [*first, *(len(first) + together.index(each) for each in cross)])


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


def _clusters(sample: Sample, sums: Floats, keys: Integers) -> ByPsu:
    """Return the weights of all PSUs by the occupied cells, and where there are some."""
    units = sample.units
    w = sums if len(keys) == sums.shape[1] else sums[:, keys]
    unit, cell = _places(*w.shape)
    psus = units.stratum_of_psu, units.psu_count, units.left
    made = ClusterSums(unit, cell, w.ravel(), *psus, full=True)
    return made, w.sum(axis=0), made.w != 0


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
