"""The playbook: what the kit knows of the five objectives, each fact with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

Kind = Literal["listening", "talking", "energizing", "supporting", "embracing"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Question:
    """A question about strategy, and how an answer to it could be measured; both the kit's own."""

    prompt: str
    measure: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A technology that serves an objective.

    Attributes
    ----------
    choice : str
        What it is.
    rungs : tuple of str
        The rungs that people need to be on, in the kit's own judgement.
    source : str
        The page that names it for the objective; empty where that is the kit's own inference.
    """

    choice: str
    rungs: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Approach:
    """One of the five objectives.

    Attributes
    ----------
    kind, label, function, choose_when, source : str
        Its id, its name, the business function beside it, when to choose it, and where that stands.
    weights : mapping of str to float
        The rungs that it leans on, summing to 1, and why: the kit's own.
    reason : str
        Why those rungs.
    strategy : tuple of Question
        What to decide about strategy.
    technology : tuple of Candidate
        What could be built.
    """

    kind: str
    label: str
    function: str
    choose_when: str
    source: str
    weights: Mapping[str, float]
    reason: str
    strategy: tuple[Question, ...]
    technology: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """The five objectives, the settings of their ranking, and mistakes seen elsewhere.

    Attributes
    ----------
    approaches : mapping of str to Approach
        By kind, in the order of the framework.
    draws : int
        Draws of the ranking.
    concentration : float
        Of the Dirichlet distribution around an objective's weights.
    clear : float
        Share of draws from which a first place is called clear.
    least_asked : float
        Share of an objective's weight on rungs that were asked, below which it is not ranked.
    mistakes : tuple of str
        In our own words.
    """

    approaches: Mapping[str, Approach]
    draws: int
    concentration: float
    clear: float
    least_asked: float
    mistakes: tuple[str, ...]

    def candidate(self, choice: str) -> Candidate | None:
        """Return the technology of a name, whatever its capitals, or None."""
        for approach in self.approaches.values():
            for each in approach.technology:
                if each.choice.casefold() == choice.casefold():
                    return each
        return None


@cache
def load_playbook() -> Playbook:
    """Load the playbook that ships with the kit.

    Examples
    --------
    >>> [each.function for each in load_playbook().approaches.values()]
    ['research', 'marketing', 'sales', 'support', 'development']
    """
    text = resources.files("techno_kit.planning").joinpath("playbook.toml").read_text("utf-8")
    book = tomllib.loads(text)
    return Playbook(
        approaches={kind: _approach(kind, book["objectives"][kind]) for kind in KINDS},
        mistakes=tuple(each["text"] for each in book["mistakes"]),
        **book["ranking"],
    )


def _approach(kind: str, entry: Mapping[str, object]) -> Approach:
    fields = dict(entry)
    questions, candidates = fields.pop("strategy"), fields.pop("technology")
    return Approach(
        kind=kind,
        strategy=tuple(Question(**each) for each in questions),  # type: ignore[attr-defined]
        technology=tuple(
            Candidate(each["choice"], tuple(each["rungs"]), each.get("source", ""))
            for each in candidates  # type: ignore[attr-defined]
        ),
        **fields,  # type: ignore[arg-type]
    )
