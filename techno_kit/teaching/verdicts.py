"""The verdict on an answer, as it stands beside the question."""

from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from techno_kit.drawing import palette
from techno_kit.wording import say

State = Literal["right", "wrong", "open"]

# The edge only underlines what sign and words say; each has a contrast of 3:1 on white and on the
# dark pages of notebooks.
EDGES: Final[dict[State, str]] = {
    "right": palette.GREEN,
    "wrong": palette.VERMILLION,
    "open": palette.NEUTRAL,
}


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """What `check` says about an answer.

    Attributes
    ----------
    name : str
        The exercise.
    state : {"right", "wrong", "open"}
        Open: there is no answer yet.
    text : str
        Why, or what to look at.
    """

    name: str
    state: State
    text: str

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.state == "right"

    def __bool__(self) -> bool:
        return self.right

    def _repr_html_(self) -> str:
        return (
            f'<div role="status" style="border-left:.35em solid {EDGES[self.state]};'
            'margin:.5em 0;padding:.3em .8em">'
            f'<span aria-hidden="true">{say(f"teaching.signs.{self.state}")}</span> '
            f"<strong>{say(f'teaching.states.{self.state}')}</strong> {escape(self.text)}</div>"
        )

    def __repr__(self) -> str:
        sign, state = say(f"teaching.signs.{self.state}"), say(f"teaching.states.{self.state}")
        return f"{sign} {state} {self.text}".rstrip()
