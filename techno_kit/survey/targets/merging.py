"""Levels merged into one: in targets, and in a question of the sample, so that both match."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from techno_kit.errors import QuestionError, TargetsError, listed, nearest, raise_all
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import band_labels, text_of
from techno_kit.survey.targets.target_margins import Margin
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.answers import Answers
    from techno_kit.survey.targets.target_set import Targets

#: A new level and the levels that it takes the place of.
Merge: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Renaming:
    """The new level of every level of a variable that is merged.

    Attributes
    ----------
    names : dict of str to str
        Old level to new.
    groups : dict of str to tuple of str
        New level to the old ones.
    """

    names: dict[str, str]
    groups: dict[str, tuple[str, ...]]

    def told(self, variable: str) -> list[str]:
        """Word what was merged."""
        return [
            say("merging.told", variable=variable, levels=listed(old, shown=len(old)), new=new)
            for new, old in self.groups.items()
        ]


def _renaming(variable: str, known: Sequence[str], merge: object) -> tuple[_Renaming, list[str]]:
    """Check what is to be merged in one variable; return it with everything that is wrong."""
    if not isinstance(merge, Mapping) or not merge:
        return _Renaming({}, {}), [say("merging.kind", variable=variable)]
    problems: list[str] = []
    names: dict[str, str] = {}
    groups = {}
    for given, levels in merge.items():
        new = text_of(given)
        if isinstance(levels, str) or not isinstance(levels, Iterable):
            problems.append(say("merging.list", variable=variable, new=new))
            continue
        old = tuple(dict.fromkeys(text_of(each) for each in levels))
        groups[new] = old
        if not old:
            problems.append(say("merging.empty", variable=variable, new=new))
        for each in old:
            values = {"variable": variable, "level": each}
            if each not in known:
                near, legal = nearest(each, known), listed(known)
                problems.append(say("merging.level", near=near, legal=legal, **values))
            elif each in names:
                problems.append(say("merging.twice", **values))
            names[each] = new
    left = set(known) - set(names)
    problems += [say("merging.exists", variable=variable, new=new) for new in groups if new in left]
    return _Renaming(names, groups), problems


# -- targets ----------------------------------------------------------------------------------


def merged_targets(targets: "Targets", merges: Mapping[str, Merge]) -> "Targets":
    """Return targets with levels merged, in every margin that has the variable.

    Raises
    ------
    TargetsError
        With every variable and level that is not there, and merges that contradict each other.
    """
    subject = say("merging.targets")
    if not isinstance(merges, Mapping) or not merges:
        raise TargetsError(say("merging.call", kind=type(merges).__name__))
    problems, found = [], {}
    for variable, merge in merges.items():
        known = levels_of(targets, variable)
        if not known:
            near = nearest(variable, targets.variables)
            legal = listed(targets.variables)
            problems.append(say("merging.variable", variable=variable, near=near, legal=legal))
            continue
        found[variable], wrong = _renaming(variable, known, merge)
        problems += wrong
    if targets.within in found and not problems:
        problems += _sizes_unknown(targets)
    raise_all(TargetsError, subject, problems)
    sizes = _sizes(targets) if targets.within in found else {}
    margins = [_merged(each, found, sizes) for each in targets.margins]
    told = [sentence for name, each in found.items() for sentence in each.told(name)]
    dropped = [
        say("merging.se", name=new.name)
        for old, new in zip(targets.margins, margins, strict=True)
        if old.se and not new.se
    ]
    return replace(targets, margins=tuple(margins), notes=(*targets.notes, *told, *dropped))


def levels_of(targets: "Targets", variable: str) -> tuple[str, ...]:
    """Return the levels of a variable in any margin, in the order of the first that names each."""
    levels = (
        level[margin.variables.index(variable)]
        for margin in targets.margins
        if variable in margin.variables
        for level in margin.levels
    )
    return tuple(dict.fromkeys(levels))


def _sizes_unknown(targets: "Targets") -> list[str]:
    """Tell margins within levels whose own sizes nothing states: they cannot be put together."""
    if targets.unit == "count" or _sizes(targets):
        return []
    if not any(margin.within for margin in targets.margins):
        return []
    return [say("merging.within", within=targets.within)]


def _sizes(targets: "Targets") -> dict[str, float]:
    """Return the shares of the levels of `within`, where a margin of its own states them."""
    alone = (each for each in targets.margins if each.variables == (targets.within,))
    margin = next(alone, None)
    if margin is None:
        return {}
    return {level[0]: float(each) for level, each in zip(margin.levels, margin.shares, strict=True)}


def _merged(margin: Margin, found: Mapping[str, _Renaming], sizes: Mapping[str, float]) -> Margin:
    """Return a margin with its levels merged: values summed, each at the place of its first level.

    Shares within the levels of a variable that is merged itself are averaged by the levels' sizes.
    """
    if not set(margin.variables) & set(found):
        return margin
    sums: dict[tuple[str, ...], float] = {}
    weights = _parts(margin, found, sizes)
    for level, value in zip(margin.levels, margin.values, strict=True):
        new = tuple(
            found[name].names.get(each, each) if name in found else each
            for name, each in zip(margin.variables, level, strict=True)
        )
        sums[new] = sums.get(new, 0.0) + value * weights.get(level, 1.0)
    return replace(
        margin,
        levels=tuple(sums),
        values=tuple(sums.values()),
        se=() if len(sums) < len(margin.levels) else margin.se,
    )


def _parts(
    margin: Margin, found: Mapping[str, _Renaming], sizes: Mapping[str, float]
) -> dict[tuple[str, ...], float]:
    """Return each level's part in the level of `within` that it is merged into."""
    if margin.unit == "count" or margin.within not in found:
        return {}
    names, place = found[margin.within].names, margin.variables.index(margin.within)
    present = margin.sums_by(margin.within)
    whole: dict[str, float] = {}
    for each in present:
        new = names.get(each, each)
        whole[new] = whole.get(new, 0.0) + sizes.get(each, 0.0)
    parts = {
        each: sizes.get(each, 0.0) / total if (total := whole[names.get(each, each)]) else 1.0
        for each in present
    }
    return {level: parts[level[place]] for level in margin.levels}


# -- the sample -------------------------------------------------------------------------------


def merged_question(question: Question, answers: "Answers", merge: Merge) -> Question:
    """Return a question whose levels are merged; it keeps its name.

    Parameters
    ----------
    question : Question
        A single choice, a scale, or a number in bands.
    answers : Answers
        Its answers, for the levels that it has.
    merge : mapping of str to sequence of str
        New level to old ones.

    Raises
    ------
    QuestionError
        If the question has overlapping answers, or levels are not there.
    """
    name = question.name
    if question.kind == "multiple":
        raise QuestionError(say("merging.multiple", name=name))
    renaming, problems = _renaming(name, answers.levels, merge)
    raise_all(QuestionError, say("merging.sample"), problems)
    new = {level: renaming.names.get(level, level) for level in answers.levels}
    if question.cut:
        named: dict[Value, str] = dict(question.levels)
        bands = band_labels(question.cut)
        return replace(question, levels=[(band, new[named.get(band, band)]) for band in bands])
    given: dict[str, list[Value]] = {level: [] for level in answers.levels}
    for value, label in question.levels:
        if label in given:
            given[label].append(value)
    if not question.strict:
        known = {text_of(value) for value, _ in question.levels}
        for level, values in given.items():
            values += [level] if level not in known else []
    pairs = ([(value, new[level]) for value in values] for level, values in given.items())
    return replace(question, levels=list(chain.from_iterable(pairs)))
