"""What a reader of a format hands on: rows, the file's own labels, what was found out."""

from dataclasses import dataclass, field

import pandas as pd

from techno_kit.survey.codebook import Codebook


@dataclass(frozen=True, eq=False)
class RawFile:
    """The content of a file, before a mapping says what it means.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row a respondent; values as they stand in the file.
    codebook : Codebook
        Labels and missing values that the file itself declares; empty for text.
    notes : tuple of str
        What was found out while reading, in sentences.
    """

    frame: pd.DataFrame
    codebook: Codebook = field(default_factory=Codebook)
    notes: tuple[str, ...] = ()
