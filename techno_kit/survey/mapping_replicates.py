"""The replicate weights in a mapping's design."""

from techno_kit.errors import SampleError
from techno_kit.numerics.deviations import Centre
from techno_kit.survey.positions import Path
from techno_kit.survey.replicate_columns import ReplicateColumns, ReplicateMethod
from techno_kit.survey.schema import (
    Checker,
    Reader,
    flag,
    list_of,
    number,
    read_table,
    text_or_texts,
    word,
)

NEEDED = ("columns", "method")


_REPLICATES: dict[str, Reader] = {
    "columns": text_or_texts,
    "method": word(ReplicateMethod),
    "scale": number,
    "rscales": list_of(number),
    "fay": number,
    "df": number,
    "centre": word(Centre),
    "combined": flag,
}


def read_replicates(check: Checker, path: Path, found: object) -> ReplicateColumns | None:
    """Read ``[design.replicates]``."""
    read = read_table(check, path, found, _REPLICATES)
    for key in NEEDED:
        if key not in read:
            if (*path, key) not in check.told and path not in check.told:
                check.tell((*path, key), f"replicates_{key}")
            return None
    try:
        return ReplicateColumns(**read)
    except SampleError as error:
        check.tell_sentence((*path, "columns"), str(error))
        return None
