"""The wording of a question in one of its languages."""

from dataclasses import dataclass


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
