"""Targets whose names are not the sample's: what each may mean, proposed and applied on demand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from techno_kit.errors import QuestionError, TargetsError, listed, raise_all
from techno_kit.survey.checks import the_sample
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.likeness import SCORES, Likeness, initials, likenesses, same_initial
from techno_kit.survey.targets.merging import levels_of
from techno_kit.survey.targets.target_margins import Margin
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import decimal, plural, say

COLUMNS = ("variable", "level", "proposed", "score", "reason")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One name of the targets, and the sample's name for it.

    Attributes
    ----------
    variable : str
        The targets' variable.
    level : str
        Its level; empty where the proposal is about the variable itself.
    proposed : str
        The sample's name.
    score : float
        How sure, 0-1.
    rule : str
        Why, by a word of `Likeness`.
    """

    variable: str
    level: str
    proposed: str
    score: float
    rule: str

    @property
    def reason(self) -> str:
        """Why, in words."""
        return say(f"align.reasons.{self.rule}")


@dataclass(frozen=True, repr=False)
class Alignment:
    """Proposed names for what a sample calls otherwise; `apply` takes them.

    Attributes
    ----------
    targets : Targets
        As they are.
    proposals : tuple of Proposal
        What would be renamed.
    left : tuple of str
        Names that are not known and have no clear counterpart, a sentence each.
    """

    targets: Targets
    proposals: tuple[Proposal, ...]
    left: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """The proposals: ``variable``, ``level``, ``proposed``, ``score``, ``reason``.

        The level is empty where the proposal is about the variable itself.
        """
        rows = [
            (each.variable, each.level, each.proposed, each.score, each.reason)
            for each in self.proposals
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @property
    def text(self) -> str:
        """What is proposed and what is left, in sentences."""
        n = len(self.proposals)
        head = plural("align.proposed", n) if n else say("align.nothing")
        return " ".join([head, *self.left])

    def apply(self) -> Targets:
        """Return the targets under the proposed names, with a note of what was renamed."""
        variables = {each.variable: each.proposed for each in self.proposals if not each.level}
        levels = {
            (each.variable, each.level): each.proposed for each in self.proposals if each.level
        }
        told = [
            say("align.told", old=each.level or each.variable, new=each.proposed)
            for each in self.proposals
        ]
        return replace(
            self.targets,
            margins=tuple(_renamed(each, variables, levels) for each in self.targets.margins),
            notes=(*self.targets.notes, *told),
            within=variables.get(self.targets.within, self.targets.within),
            numbers=tuple(
                replace(each, question=variables.get(each.question, each.question))
                for each in self.targets.numbers
            ),
        )

    def _view(self) -> dict[str, Any]:
        return {
            "frame": self.table,
            "columns": {name: say(f"align.columns.{name}") for name in COLUMNS},
            "formats": {"score": decimal},
            "notes": [self.text],
        }

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=say("align.title"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), title=say("align.title"))

    def __repr__(self) -> str:
        return f"Alignment({self.text})"


def _renamed(
    margin: Margin, variables: Mapping[str, str], levels: Mapping[tuple[str, str], str]
) -> Margin:
    return replace(
        margin,
        variables=tuple(variables.get(each, each) for each in margin.variables),
        levels=tuple(
            tuple(
                levels.get((name, each), each)
                for name, each in zip(margin.variables, level, strict=True)
            )
            for level in margin.levels
        ),
        within=variables.get(margin.within, margin.within),
    )


def aligned_targets(targets: Targets, sample: Sample) -> Alignment:
    """Propose the sample's names for variables and levels of targets that it does not know.

    Raises
    ------
    SampleError
        If there is no sample.
    """
    sample = the_sample(sample, "targets.align")
    numbers = [each.question for each in targets.numbers]
    proposals, left = _variables([*targets.variables, *numbers], sample)
    named = {each.variable: each.proposed for each in proposals}
    for variable in targets.variables:
        found, open_ = _levels(targets, variable, named.get(variable, variable), sample)
        proposals += found
        left += open_
    return Alignment(targets, tuple(proposals), tuple(left))


def align_hint(sample: Sample, targets: Targets | Mapping[str, Targets]) -> str:
    """Word that an alignment would propose names; nothing where it would not."""
    each = [targets] if isinstance(targets, Targets) else list(targets.values())
    n = sum(len(aligned_targets(one, sample).proposals) for one in each)
    return plural("align.hint", n) if n else ""


def raise_unfit(
    sample: Sample, targets: Targets | Mapping[str, Targets], problems: Sequence[str]
) -> None:
    """Raise what keeps targets and sample apart; with the way to the sample's names, if it is that.

    Raises
    ------
    TargetsError
        With every problem; none where there is none.
    """
    hint = align_hint(sample, targets) if problems else ""
    raise_all(TargetsError, say("errors.rake.subject"), problems, hint=hint)


def _variables(names: Sequence[str], sample: Sample) -> tuple[list[Proposal], list[str]]:
    """Propose questions for variables, by their names or their wordings."""
    known = [*sample.questions, *(each for each in sample.frame if each not in sample.questions)]
    unknown = [name for name in names if name not in known]
    free = [str(each) for each in known if each not in names]
    titles = {sample.question(each).title: each for each in free}
    proposals, left, by_hand = [], [], say("align.variable_by_hand")
    for name, found in _matched(unknown, free).items():
        if not found:
            found = [
                replace(each, name=titles[each.name]) for each in likenesses(name, list(titles))
            ]
        if len(found) == 1:
            proposals.append(Proposal(name, "", found[0].name, found[0].score, found[0].rule))
        else:
            left.append(_left(say("align.variable", variable=name), found, by_hand))
    return proposals, left


def _levels(
    targets: Targets, variable: str, question: str, sample: Sample
) -> tuple[list[Proposal], list[str]]:
    """Propose a question's levels for a variable's."""
    try:
        known = sample.answers(question).levels
    except QuestionError:
        return [], []
    asked = levels_of(targets, variable)
    unknown = [each for each in asked if each not in known]
    free = [each for each in known if each not in asked]
    proposals, left = [], []
    for level, found in _matched(unknown, free).items():
        if len(found) == 1:
            one = found[0]
            proposals.append(Proposal(variable, level, one.name, one.score, one.rule))
        else:
            told = say("align.level", variable=variable, level=level)
            left.append(_left(told, found, _collapse_code(variable, level, found, free)))
    return proposals, left


def _collapse_code(
    variable: str, level: str, found: Sequence[Likeness], free: Sequence[str]
) -> str:
    """Write how one level is renamed by hand, to a name that may be meant or to one to fill in."""
    meant = {each.name for each in found} or {each for each in free if same_initial(level, each)}
    meant = meant if len(meant) == 1 else set()
    written = json.dumps({variable: {next(iter(meant), "..."): [level]}}, ensure_ascii=False)
    code = f"targets.collapse({written})"
    if meant or not free:
        return say("align.by_hand", code=code)
    return say("align.by_hand_to", code=code, levels=listed(free))


def _left(subject: str, found: Sequence[Likeness], by_hand: str) -> str:
    if found:
        names = listed(list(dict.fromkeys(each.name for each in found)))
        return say("align.several", subject=subject, names=names, by_hand=by_hand)
    return say("align.none", subject=subject, by_hand=by_hand)


def _matched(unknown: Sequence[str], free: Sequence[str]) -> dict[str, list[Likeness]]:
    """Return what each unknown name may mean; two that may mean the same are both unclear."""
    found = {name: likenesses(name, free) for name in unknown}
    open_ = [name for name in unknown if not found[name]]
    taken = {each.name for several in found.values() for each in several}
    rest = [each for each in free if each not in taken]
    for name, other in initials(open_, rest).items():
        found[name] = [Likeness(other, SCORES["initial"], "initial")]
    return {name: _unshared(name, found) for name in unknown}


def _unshared(name: str, found: Mapping[str, list[Likeness]]) -> list[Likeness]:
    """Return a name's likenesses; more than one where another name claims the same."""
    own = found[name]
    if len(own) != 1:
        return own
    rivals = [
        other
        for other, several in found.items()
        if other != name and any(each.name == own[0].name for each in several)
    ]
    return own * 2 if rivals else own
