"""What weighting or design sets: which rows of a table, and how their answers are named."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.errors import first_few
from techno_kit.wording import phrase

if TYPE_CHECKING:
    from techno_kit.analysis.telling.telling import Basis

#: By the end of the keys that tell it: the flag of what weighting, or design, sets.
SET_BY = {"fixed": "flags.fixed", "by_design": "flags.by_design"}


def flagged(rows: pd.DataFrame, key: str) -> "pd.Series[bool]":
    """Tell which rows bear a flag, whole: the words of one flag may end another's."""
    flags = rows["flag"].str.split(phrase("flags.and"))
    return flags.map(lambda each: phrase(key) in each).astype(bool)


def first_named(basis: "Basis", labels: Mapping[str, str], answers: Sequence[str]) -> str:
    """Join the answers as they stand in a sentence, the first of many."""
    return first_few([basis.named(labels[each]) for each in answers])
