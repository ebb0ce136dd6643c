"""The rules that a plan keeps: people first, one objective, strategy, and technology last."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from techno_kit.errors import listed, nearest
from techno_kit.planning.agreement import evidence_problems, fit_problems
from techno_kit.planning.playbook import KINDS
from techno_kit.survey.positions import Path
from techno_kit.wording import count, join, say

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

#: The parts of a plan, in the order in which they are decided.
PARTS = ("people", "objective", "strategy", "technology")
MOST_PEOPLE = 8  # groups in one plan; with more it is several plans


def misplaced(order: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield every part that stands before one that is decided earlier, with the problem in words.

    Parameters
    ----------
    order : sequence of str
        The parts, as a file has them.
    """
    for place, part in enumerate(order):
        late = [each for each in PARTS[: PARTS.index(part)] if each in order[place + 1 :]]
        if late:
            yield part, say("errors.plan.order", part=part, late=join(late))


def too_early(*, objective: bool, strategy: bool, technology: bool) -> Iterator[tuple[str, str]]:
    """Yield every part that is given while one before it is missing, with the problem in words."""
    if strategy and not objective:
        yield "strategy", say("errors.plan.strategy_first", kinds=listed(KINDS))
    if technology and not objective:
        yield "technology", say("errors.plan.technology_first", kinds=listed(KINDS))
    if technology and objective and not strategy:
        yield "technology", say("errors.plan.technology_before_strategy")


def broken_rules(plan: "Plan") -> Iterator[str]:
    """Yield what a plan breaks, in words."""
    if not plan.people:
        yield say("errors.plan.nobody")
    yield from too_many(len(plan.people))
    early = too_early(
        objective=plan.objective is not None,
        strategy=bool(plan.strategy),
        technology=bool(plan.technology),
    )
    yield from (problem for _, problem in early)
    named = References(
        names=[each.name for each in plan.people],
        ids=[each.id for each in plan.evidence],
        people=[each.evidence for each in plan.people],
        technology=[each.evidence for each in plan.technology],
        ranking=[each.people for each in plan.ranking],
    )
    yield from (problem for _, problem in named.broken())
    for each in plan.evidence:
        for _, problem in evidence_problems(asdict(each)):
            yield say("errors.plan.of_evidence", id=each.id, problem=problem)
    for fit in plan.ranking:
        for _, problem in fit_problems(asdict(fit)):
            kind, name = fit.objective, fit.people
            yield say("errors.plan.of_fit", objective=kind, name=name, problem=problem)


def too_many(groups: int) -> Iterator[str]:
    """Yield the problem of a plan for more groups than one plan can serve."""
    if groups > MOST_PEOPLE:
        yield say("errors.plan.too_many", n=count(groups), most=count(MOST_PEOPLE))


@dataclass(frozen=True, slots=True)
class References:
    """The names in a plan, and where they are used; entries that could not be read are None.

    Attributes
    ----------
    names, ids : sequence of str or None
        Of the groups of people, and of the evidence.
    people, technology : sequence of sequence of str
        The evidence that each group and each technology names.
    ranking : sequence of str or None
        The group that each row of the ranking names.
    """

    names: Sequence[str | None]
    ids: Sequence[str | None]
    people: Sequence[Sequence[str]]
    technology: Sequence[Sequence[str]]
    ranking: Sequence[str | None]

    def broken(self) -> Iterator[tuple[Path, str]]:
        """Yield names that stand twice, and uses of names that are not there."""
        yield from _twice("people", "name", self.names)
        yield from _twice("evidence", "id", self.ids)
        ids = [each for each in self.ids if each is not None]
        names = [each for each in self.names if each is not None]
        for part, entries in (("people", self.people), ("technology", self.technology)):
            for place, used in enumerate(entries):
                for at, each in enumerate(used):
                    if each not in ids:
                        held = say("errors.plan.no_evidence_held")
                        if ids:
                            held = say("errors.plan.evidence_held", ids=listed(ids))
                        near = nearest(each, ids) or held
                        told = say("errors.plan.no_evidence", id=each, near=near)
                        yield (part, place, "evidence", at), told
        yield from self._shared()
        for place, name in enumerate(self.ranking):
            if name is not None and name not in names:
                told = say("errors.plan.no_people", name=name, near=nearest(name, names))
                yield ("ranking", place, "people"), told

    def _shared(self) -> Iterator[tuple[Path, str]]:
        """Yield evidence that a second group of people names as its own."""
        owners: dict[str, int] = {}
        for place, used in enumerate(self.people):
            for at, each in enumerate(used):
                if owners.setdefault(each, place) != place:
                    told = say("errors.plan.shared", id=each, name=self.names[owners[each]])
                    yield ("people", place, "evidence", at), told


def _twice(part: str, key: str, names: Sequence[str | None]) -> Iterator[tuple[Path, str]]:
    for place, name in enumerate(names):
        if name is not None and name in names[:place]:
            yield (part, place, key), say("errors.plan.twice", key=key, name=name)
