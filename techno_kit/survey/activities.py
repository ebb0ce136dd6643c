"""What the survey asks of a ladder's activities: items, and the scales of their answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

from techno_kit.survey.several import missing_of, pairs_of, values_of, words_of
from techno_kit.wording import say

Frequency = Literal[
    "several_daily",
    "daily",
    "weekly",
    "monthly",
    "rarely",
    "never",
    "yes",
    "no",
    "dont_know",
    "not_asked",
]
Otherwise = Literal["not_doing", "missing"]
Value = str | int | float | bool

#: Ordinal codes of what an item's answer says, as scoring reads them (``int8``).
#: Read as signed numbers a blank is below every threshold; read as unsigned ones it is above all of
#: them: one column gives both bounds.
RANKS: Mapping[str, int] = MappingProxyType(
    {
        "no": 0,
        "never": 0,
        "rarely": 1,
        "monthly": 2,
        "weekly": 3,
        "daily": 4,
        "several_daily": 5,
        "yes": 6,
        "blank": -1,
        "dont_know": -2,
    }
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How the answers of an item's column say how often.

    Attributes
    ----------
    name : str
        The scale's key in the mapping.
    answers : tuple of (value, frequency)
        The value in the file (a code or an answer text) and what it says: one of `Frequency`.
    window : str or None
        The time the question asks about, such as ``"12 months"``; it travels into every caption.
    missing : tuple of values or (low, high) ranges, or None
        Values that are no answer; None for those of the whole codebook.
    """

    name: str
    answers: tuple[tuple[Value, Frequency], ...]
    window: str | None = None
    missing: tuple[Value | tuple[float, float], ...] | None = None

    def __post_init__(self) -> None:
        owner = say("errors.several_values.scale", name=self.name)
        answers = words_of(owner, "answers", self.answers, get_args(Frequency))
        object.__setattr__(self, "answers", answers)
        if self.missing is not None:
            object.__setattr__(self, "missing", missing_of(owner, self.missing))


@dataclass(frozen=True, slots=True)
class Item:
    """The survey's question for one activity of the ladder.

    Attributes
    ----------
    activity : str
        The activity's id, shared across ladder editions, such as ``"blog_publish"``.
    column : str
        The column that holds the answers.
    scale : Scale
        How the answers say how often.
    asked_if : tuple of (column, values)
        Routing: the item was asked where every named column holds one of its values.
    otherwise : {"not_doing", "missing"}
        What a respondent who was routed out counts as.
    """

    activity: str
    column: str
    scale: Scale
    asked_if: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    otherwise: Otherwise = "not_doing"

    def __post_init__(self) -> None:
        owner = say("errors.several_values.activity", name=self.activity)
        pairs = pairs_of(owner, "asked_if", self.asked_if)
        routing = tuple((column, values_of(owner, "asked_if", each)) for column, each in pairs)
        object.__setattr__(self, "asked_if", routing)

    def with_missing(self, missing: Iterable[Any]) -> "Item":
        """Return the item with these missing values, unless its scale names its own."""
        if self.scale.missing is not None:
            return self
        return replace(self, scale=replace(self.scale, missing=tuple(missing)))
