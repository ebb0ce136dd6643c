"""Sums over several crosses of variables at once, in as few passes over the rows as will do.

Crosses that fit into a small table together are summed together and taken apart afterwards: a pass
over a million rows costs far more than adding up ten thousand cells.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import chain
from math import prod

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.crosses import (
    Columns,
    Cross,
    CrossSums,
    occupied,
    room,
    sizes_in,
)
from techno_kit.analysis.cells.spanned_sums import Features, spanned_in, spanned_sums
from techno_kit.numerics.axes import axes_kept, sharing
from techno_kit.numerics.cells import key_sums, most_dense
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

JOINT = 1 << 15  # cells of a joint table: three measures of them stay in the processor's cache
WIDE = 1 << 18  # cells of a joint table of weights by PSU
PSU_ROWS = 4  # the same of a table by PSU
MEASURES: tuple[Measure, ...] = ("n", "active", "w", "ww")
COUNTS: tuple[Measure, ...] = ("n", "active")  # where sums of weights come by PSU


def columns_of(sample: Sample, crosses: Sequence[Cross]) -> Columns:
    """Return the codes of all variables of crosses."""
    return {each: sample.codes(each) for each in dict.fromkeys(chain(*crosses))}


def fitting(
    sample: Sample, crosses: Sequence[Cross], columns: Columns, features: Features
) -> list[bool]:
    """Tell for which crosses all units by all combinations are few enough to keep.

    Parameters
    ----------
    sample, crosses
        As `cross_sums`.
    columns : mapping of Variable to (codes, size, has_missing)
        As `columns_of`.
    features : mapping of Variable to numpy.ndarray of float
        As `features_of`, where there are clusters.
    """
    units = sample.units
    if units.clustered and not _plain(sample):
        return [False] * len(crosses)
    held = units.n_psu if units.clustered else units.n_strata
    most, size = most_dense(sample.n), sizes_in(columns)
    fits = []
    for cross in crosses:
        cells, asked = prod(size[each] for each in cross), spanned_in(cross, features)
        kept = cells if asked is None else cells // size[asked] * features[asked].shape[1]
        fits.append(cells <= most and held * kept <= most)
    return fits


def cross_sums(
    sample: Sample, crosses: Sequence[Cross], columns: Columns, features: Features
) -> Iterator[CrossSums]:
    """Sum a sample over crosses of variables, one after the other.

    Parameters
    ----------
    sample : Sample
        The respondents; without replicate weights.
    crosses : sequence of sequences of Variable
        What is crossed, of those that are `fitting`; each names a variable once.
    columns, features
        As of `fitting`.
    """
    if not sample.units.clustered:
        yield from _by_stratum(sample, crosses, columns)
        return
    psus, kept, size = sample.units.n_psu, min(WIDE, most_dense(sample.n)), sizes_in(columns)
    spanned = [
        psus * prod(size[each] for each in cross) > kept and spanned_in(cross, features) is not None
        for cross in crosses
    ]
    many, few = (
        [each for each, kind in zip(crosses, spanned, strict=True) if kind is which]
        for which in (True, False)
    )
    of_features = spanned_sums(sample, many, columns, features)
    of_cells = _by_psu(sample, few, columns)
    for kind in spanned:
        yield next(of_features if kind else of_cells)


def _by_stratum(sample: Sample, crosses: Sequence[Cross], columns: Columns) -> Iterator[CrossSums]:
    """Return `cross_sums` where every respondent is a PSU."""
    most = min(room(sample), JOINT)
    whole = joint_sums(sample, crosses, [Unit.STRATUM], MEASURES, most)
    for cross, sums in zip(crosses, whole, strict=True):
        flat = sums.reshape(*sums.shape[:2], -1)
        yield _elements(sample, *occupied(cross, columns, flat[0].any(axis=0)), flat)


def _by_psu(sample: Sample, crosses: Sequence[Cross], columns: Columns) -> Iterator[CrossSums]:
    """Return `cross_sums` by PSU. Squared weights, which errors do not ask for, come when asked."""
    size, psus = sizes_in(columns), sample.units.n_psu
    most = min(room(sample, PSU_ROWS), WIDE)
    by_psu = joint_sums(sample, crosses, [Unit.PSU], ("w",), most, rows=RowsByPsu.of(sample))
    measures = measures_of(sample, COUNTS)
    for together, held in sharing(crosses, size, min(room(sample), JOINT)):
        table = _collapsed(sample, together, measures, None)
        squares = cache(partial(_squares, sample, table))
        for cross, sums in zip(held, _apart(table, held, together, 0), strict=True):
            n, active = sums.reshape(len(measures), -1)
            keys, codes = occupied(cross, columns, n)
            made, w, present = _clusters(sample, next(by_psu)[0].reshape(psus, -1), keys)
            axes = [together.index(each) for each in cross]
            ww = cache(partial(_squares_kept, squares, axes, keys))
            yield CrossSums(keys, codes, active[keys], w, ww, made, present)


def _squares(sample: Sample, table: CellTable) -> Floats:
    """Return the sums of squared weights of a joint table, axis by axis."""
    cells, [weight] = table.cells, measures_of(sample, ("ww",)).values()
    return key_sums(cells.key, cells.sums.shape[1], [weight]).reshape(table.shape)


def _squares_kept(squares: Callable[[], Floats], axes: Sequence[int], keys: Integers) -> Floats:
    return axes_kept(squares(), axes).ravel()[keys]


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
    return CrossSums(keys, codes, n_active, w, lambda: ww, made, pairs[1] > 0)


def _clusters(
    sample: Sample, sums: Floats, keys: Integers
) -> tuple[PsuSums, Floats, NDArray[np.bool_]]:
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
