"""The wording of a question in one of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: What the language of a file's own labels is called where the file does not name it.
ORIGINAL: Final = "original"


@dataclass(frozen=True, slots=True)
class Translation:
    """The wording of a question in one of its languages.

    Attributes
    ----------
    label : str
        The question's wording; empty where there is none in this language.
    levels : tuple of (value, label)
        The values in the file and their labels in this language; of a multiple-choice question the
        ids of its answers and theirs.
    """

    label: str = ""
    levels: tuple[tuple[str | int | float | bool, str], ...] = ()


#: Language to question name to wording.
Translations = Mapping[str, Mapping[str, Translation]]
