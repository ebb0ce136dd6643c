"""What an exercise is: a name, the right answer as something to compute, and known mistakes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

#: What an answer says: labels, or a number of one of these kinds.
Unit = Literal["share", "index", "count", "number"]

#: How far from the right answer a number may be. A share may be rounded to a tenth of a percent, an
#: index to a whole number; people are counted exactly, and other numbers have three decimals.
TOLERANCES: Final[Mapping[Unit, float]] = {
    "share": 0.0005,
    "index": 0.5,
    "count": 0.0,
    "number": 0.0005,
}


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question whose answer the kit can compute.

    Attributes
    ----------
    name : str
        What `check` asks for; lessons call the answer's variable the same.
    expected : callable
        Takes nothing and computes the right answer: a number, a truth value, a word, a list (its
        order counts), a set (it does not), or a mapping or Series of numbers by label.
    unit : {"share", "index", "count", "number"}
        What numbers in the answer are; a share is 0-1.
    hint : str
        What is told where the answer is wrong in no known way.
    mistakes : mapping of str to callable
        A sentence that says what a wrong answer is instead, and what computes that answer.
    tolerance : float, optional
        How far off a number may be; what is usual for its unit when left out.

    Examples
    --------
    >>> from techno_kit.teaching import check
    >>> half = Exercise("half", lambda: 0.5, unit="share", hint="Divide by two.")
    >>> check(half, 0.2).text
    'The answer is not 20.0%. Divide by two.'
    """

    name: str
    expected: Callable[[], object]
    unit: Unit = "number"
    hint: str = ""
    mistakes: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    tolerance: float | None = None

    @property
    def margin(self) -> float:
        """How far from the right answer a number may be."""
        return TOLERANCES[self.unit] if self.tolerance is None else self.tolerance
