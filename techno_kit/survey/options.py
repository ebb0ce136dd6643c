"""The answers of a multiple-choice question that is read from items."""

from dataclasses import dataclass

from techno_kit.survey.activities import Frequency
from techno_kit.survey.several import values_of
from techno_kit.wording import say


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a multiple-choice question that is read from items: any of them, often enough.

    Attributes
    ----------
    id : str
        The answer's id in tables.
    label : str
        The answer's name in captions and charts.
    any_of : tuple of str
        Activity ids; one of them at or above `at_least` is enough.
    at_least : Frequency
        The lowest frequency that counts.
    none : bool
        Whether this is the exclusive answer of those who reached no other option.
    """

    id: str
    label: str
    any_of: tuple[str, ...] = ()
    at_least: Frequency = "monthly"
    none: bool = False

    def __post_init__(self) -> None:
        owner = say("errors.several_values.option", name=self.id)
        object.__setattr__(self, "any_of", values_of(owner, "any_of", self.any_of))
