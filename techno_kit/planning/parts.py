"""The parts of a plan: people, objective, strategy, technology, and the evidence beside them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import category

import numpy as np

from techno_kit.errors import PlanError, raise_all, unknown_word
from techno_kit.planning.playbook import KINDS
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import shown_option
from techno_kit.survey.numerals import is_number
from techno_kit.wording import say

LARGEST = sys.float_info.max  # a whole number beyond it cannot be compared with others
ROUNDING = 1e-9  # of an index that is 100 but for sums in binary


@dataclass(frozen=True, slots=True)
class People:
    """One group of people that a plan is for.

    Attributes
    ----------
    name : str
        What the plan calls them.
    audience : Audience
        Who they are, by their answers.
    evidence : tuple of str
        Ids of the evidence about them.
    """

    name: str
    audience: Audience
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_line(self.name))


@dataclass(frozen=True, slots=True)
class Objective:
    """The one objective of a plan, and how it will be known that it was met.

    Attributes
    ----------
    kind : {"listening", "talking", "energizing", "supporting", "embracing"}
        What the plan is to do.
    metric : str
        What is measured, such as ``"calls per 1,000 owners"``; empty while to be decided.
    baseline, target : float or None
        Its value now, and the one to reach.
    due : datetime.date or None
        When; a text such as ``"2027-06-30"`` is understood.
    why : str
        The planner's own reason for this objective; empty while to be decided.

    Raises
    ------
    PlanError
        If the kind is none of the five, metric or reason is no text, a value is no number, or the
        date is none.

    Examples
    --------
    >>> goal = Objective("supporting", "calls per 1,000 owners", 212, 150, due="2027-06-30")
    >>> goal.due
    datetime.date(2027, 6, 30)
    """

    kind: str
    metric: str = ""
    baseline: float | None = None
    target: float | None = None
    due: date | str | None = None
    why: str = ""

    def __post_init__(self) -> None:
        raise_all(PlanError, say("errors.plan.objective_subject"), list(self._problems()))
        object.__setattr__(self, "due", as_date(self.due))
        for name in ("baseline", "target"):  # numpy's own numbers would not be written as TOML
            value = getattr(self, name)
            object.__setattr__(self, name, value.item() if isinstance(value, np.generic) else value)

    def _problems(self) -> Iterator[str]:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            yield unknown_word("kind", self.kind, KINDS)
        if not isinstance(self.metric, str):
            yield say("errors.plan.metric", found=shown_option(self.metric))
        for name in ("baseline", "target"):
            value = getattr(self, name)
            if isinstance(value, int) and abs(value) > LARGEST:
                yield say("errors.plan.large", name=name)
            elif value is not None and not is_number(value):
                yield say("errors.plan.number", name=name, found=shown_option(value))
        if self.due is not None and as_date(self.due) is None:
            yield say("errors.plan.date", found=shown_option(self.due))
        if not isinstance(self.why, str):
            yield say("errors.plan.why", found=shown_option(self.why))

    @property
    def measured(self) -> bool:
        """Whether metric, target and date are all decided."""
        return bool(self.metric) and self.target is not None and self.due is not None

    def _repr_html_(self) -> str:
        from techno_kit.planning.objectives import chosen_blocks
        from techno_kit.planning.rendering import html_of_blocks

        return html_of_blocks(chosen_blocks(self))


def one_line(text: str) -> str:
    """Return a name in one line: line ends, tabs and signs that steer a terminal become blanks."""
    return " ".join("".join(" " if category(sign) == "Cc" else sign for sign in text).split())


def as_date(found: object) -> date | None:
    """Return a date given as one, or as a text such as ``"2027-06-30"``; None for anything else."""
    if isinstance(found, str):
        try:
            return date.fromisoformat(found)
        except ValueError:
            return None
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


@dataclass(frozen=True, slots=True)
class Fit:
    """How an objective fits a group of people, by techno_kit's own heuristic.

    Attributes
    ----------
    people, objective : str
        The group's name, and the kind of the objective.
    fit, low, high : float
        100 times the weighted sum of the people's shares over that of the base, on the rungs that
        the objective leans on, and the range that holds the draws (sampling and weights).
    reach, reach_low, reach_high : float
        Share of the people on at least one of those rungs, with its interval; the limits are None
        where the weighting fixes it.
    first, mean_rank : float or None
        Share of the draws in which the objective ranks first, and its mean rank; None when the
        five cannot be told apart.
    """

    people: str
    objective: str
    fit: float
    reach: float
    low: float | None = None
    high: float | None = None
    reach_low: float | None = None
    reach_high: float | None = None
    first: float | None = None
    mean_rank: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", one_line(self.people))


@dataclass(frozen=True, slots=True)
class Strategy:
    """How the relationship with people changes; what is empty is for the planner to decide.

    Attributes
    ----------
    change : str
        What will be different.
    prompt : str
        The question that it answers.
    measure : str
        How the change is measured.
    owner, stop_when : str
        Who answers for it, and what would end it.
    """

    change: str = ""
    prompt: str = ""
    measure: str = ""
    owner: str = ""
    stop_when: str = ""


@dataclass(frozen=True, slots=True)
class Technology:
    """Something to build or to join, the last thing that a plan decides.

    Attributes
    ----------
    choice : str
        What it is.
    rungs : tuple of str
        The rungs that people need to be on for it.
    evidence : tuple of str
        Ids of the evidence about those rungs.
    source : str
        The page that names it for the objective; empty where nobody does.
    """

    choice: str
    rungs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One share of one group of people, with its base.

    Attributes
    ----------
    id : str
        Such as ``"e1"``.
    answer, label : str
        The rung, and its name in captions.
    share : float
        Share (0-1) of the group's base.
    n : int
        Respondents in that base.
    low, high : float or None
        The interval; None where the share has no sampling error.
    base_share : float or None
        The same share in the base that the index compares with.
    index, index_low, index_high : float or None
        100 x share / base share, with its interval.
    flag : str
        What to be careful about, such as a small base.
    """

    id: str
    answer: str
    share: float
    n: int
    label: str = ""
    low: float | None = None
    high: float | None = None
    base_share: float | None = None
    index: float | None = None
    index_low: float | None = None
    index_high: float | None = None
    flag: str = ""

    @property
    def name(self) -> str:
        """The rung's name in captions."""
        return self.label or self.answer

    @property
    def below(self) -> bool:
        """Whether the whole interval of the index lies below 100."""
        return self.index_high is not None and self.index_high < 100 - ROUNDING

    @property
    def above(self) -> bool:
        """Whether the whole interval of the index lies above 100."""
        return self.index_low is not None and self.index_low > 100 + ROUNDING


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the evidence of a plan rests on, in phrases.

    Attributes
    ----------
    ladder, definition : str
        The ladder, and the sentence on threshold and answer window.
    population, weighting, against : str
        Who the survey is about, how it is weighted, and what the index compares with.
    n : int or None
        Respondents in the base of the index.
    confidence : float
        Of the intervals.
    synthetic : bool
        Whether the data are made up.
    probability_sample : bool or None
        Whether respondents were drawn at random; None when not stated.
    questions : tuple of (str, str)
        The questions that tell who the people are, with their wordings.
    draws, seed : int or None
        Of the ranking.
    notes : tuple of str
        What a reader should know besides.
    method : str
        The methods paragraph of the shares.
    """

    ladder: str = ""
    definition: str = ""
    population: str = ""
    weighting: str = ""
    against: str = ""
    n: int | None = None
    confidence: float = 0.95
    synthetic: bool = False
    probability_sample: bool | None = None
    questions: tuple[tuple[str, str], ...] = ()
    draws: int | None = None
    seed: int | None = None
    notes: tuple[str, ...] = ()
    method: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule of the plan's review that does not apply, and why."""

    rule: str
    reason: str
