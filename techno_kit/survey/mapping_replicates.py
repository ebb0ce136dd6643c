"""The replicate weights in a mapping's design."""

from typing import Any

from techno_kit.errors import SampleError
from techno_kit.survey.positions import Path
from techno_kit.survey.replicate_columns import Centre, ReplicateColumns, ReplicateMethod
from techno_kit.survey.schema import (
    Checker,
    Reader,
    flag,
    is_list,
    list_of,
    number,
    read_table,
    text,
    word,
)

NEEDED = ("columns", "method")


def _columns(check: Checker, path: Path, found: object) -> Any:
    """Read a pattern such as ``"W{1..50}"``, or a list of names and patterns."""
    return (list_of(text) if is_list(found) else text)(check, path, found)


_REPLICATES: dict[str, Reader] = {
    "columns": _columns,
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
