"""A grid of which nothing is known but that its first record names the columns."""

from techno_kit.loading.grids import Grid
from techno_kit.loading.rawfiles import RawFile
from techno_kit.wording import phrase, say


def read_plain(grid: Grid) -> RawFile:
    """Read a grid whose first record names its columns.

    Parameters
    ----------
    grid : Grid
        Text or a sheet that no platform is known to write.

    Raises
    ------
    ReadError
        If rows do not have as many fields as the header, a name stands twice, or there are no rows.
    """
    found = phrase("lists.comma").join(grid.details)
    frame, notes = grid.body(1)
    told = say("reading.told", file=grid.path.name, found=found)
    return RawFile(frame, notes=(told, *notes), format=grid.format, details=grid.details)
