"""The sums of a sample's replicate weights over the cells of some variables."""

from collections.abc import Sequence

import numpy as np

from techno_kit.numerics.cell_replicates import CellReplicates
from techno_kit.numerics.replicate_sums import Table
from techno_kit.survey.collapse import CellTable, Integers, Variable
from techno_kit.survey.sample import Sample


def replicate_cells(
    sample: Sample, table: CellTable, variables: Sequence[Variable], place: Integers
) -> CellReplicates | None:
    """Return the sums of a sample's replicate weights, or None where it has none.

    Parameters
    ----------
    sample : Sample
        The respondents.
    table : CellTable
        Its collapse over the unit of the design and the variables.
    variables : sequence of Variable
        The variables of the cells.
    place : numpy.ndarray of int, shape (cells of the table,)
        Which of the merged cells each of the table's cells belongs to.
    """
    replicates = sample.replicates
    if replicates is None:
        return None
    from techno_kit.analysis.replicates.reraking import (
        replicate_weights,  # brings every weighting verb along
    )

    weights = replicate_weights(sample)
    if weights is None:
        return None
    filled = table.raw("n") > 0
    cell = np.zeros(len(filled), np.int64)
    cell[filled] = place
    return CellReplicates(
        weights=weights,
        table=Table(cell[table.cells.key], int(place.max(initial=-1)) + 1),
        centre=replicates.centre,
        df=replicates.df,
        ranked=replicates.ranked,
    )
