"""From judged columns to one proposal a column, and to the mapping of those that are sure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.survey.codebook import Frequency, Question, Value
from techno_kit.survey.encoding import natural, number_of
from techno_kit.survey.level_order import order_of
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.suggesting.activities import Hit
from techno_kit.survey.suggesting.columns import Column, Level, columns_of
from techno_kit.survey.suggesting.demographics import NUMBERS, Trace
from techno_kit.survey.suggesting.frequencies import is_error
from techno_kit.survey.suggesting.judging import LEAST, Judged, Says, judge, window_of
from techno_kit.survey.targets.likeness import band_of

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

CLOSE: Final = 0.1  # scores of two columns for one thing that are too close to choose
CLAIMED: Final = 0.7  # of the score of each of them
OUTDONE: Final = 0.6  # of the score of a column where another one fits better
REPLICATE: Final = 0.2  # of the score of a weight beside the first
BANDS: Final = (18, 25, 35, 45, 55, 65)  # lower limits of ages: the kit's own
MOST_LEVELS: Final = 30  # of a question that are written out
EDIT: Final = ("yes", "no", "dont_know", "not_asked")

PLACES: Final = ("own", "label", "name")  # of the wordings of a column

Entry = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Proposal:
    """What a column is proposed to be.

    Attributes
    ----------
    column : str
        The column.
    kind : {"activities", "questions", "design"}
        The part of a mapping that it belongs to.
    name : str
        Its name there: an activity's id, a question's name, ``"weight"``.
    score : float
        How sure, 0-1.
    words : tuple of str
        The words that say so.
    heard_in : str
        Where they stand: the key of a phrase.
    doubts : tuple of str
        Why it is not surer: keys of phrases.
    others : tuple of (kind, name, score)
        What else it may be.
    judged : Judged
        All that was found out.
    """

    column: str
    kind: str
    name: str
    score: float
    words: tuple[str, ...]
    heard_in: str
    doubts: tuple[str, ...]
    others: tuple[tuple[str, str, float], ...]
    judged: Judged

    @property
    def what(self) -> str:
        """The key of the mapping, such as ``"activities.blog_read"``."""
        return f"{self.kind}.{self.name}"

    def doubted(self, factor: float, doubt: str) -> "Proposal":
        """Return the proposal with a lower score, and why."""
        return replace(self, score=self.score * factor, doubts=(*self.doubts, doubt))


def proposals_of(sample: "Sample", activities: Mapping[str, Sequence[str]]) -> list[Proposal]:
    """Return a proposal for every column that may be something, in the order of the columns."""
    judged = [judge(column, activities) for column in columns_of(sample)]
    found = [proposal for each in judged if (proposal := _proposal(each)) is not None]
    rivals: dict[str, list[Proposal]] = {}
    for each in found:
        rivals.setdefault(each.what, []).append(each)
    settled = {id(each): done for group in rivals.values() for each, done in _settled(group)}
    kept = [settled[id(each)] for each in found]
    return [each for each in kept if each.score >= LEAST]


def _proposal(judged: Judged) -> Proposal | None:
    """Return the surest of what a column may be."""
    every: list[tuple[str, str, float, Hit | Trace]] = [
        ("activities", hit.activity, hit.score, hit) for hit in judged.hits
    ]
    every += [
        (
            "design" if each.trait == "weight" else "questions",
            _named(each, judged.column),
            each.score,
            each,
        )
        for each in judged.traces
    ]
    if not every:
        return None
    every = sorted(every, key=lambda one: -one[2])
    (kind, name, score, best), *others = every
    return Proposal(
        judged.column.name,
        kind,
        name,
        score,
        best.words,
        judged.heard_in if isinstance(best, Hit) else PLACES[best.heard_in],
        best.doubts,
        tuple((kind, name, score) for kind, name, score, _ in others),
        judged,
    )


def _named(trace: Trace, column: Column) -> str:
    """Return the name of a question: ages are read in bands."""
    return "age_group" if trace.trait == "age" else trace.trait


def _settled(group: Sequence[Proposal]) -> list[tuple[Proposal, Proposal]]:
    """Settle which of several columns is one thing: the surest, unless another is as sure."""
    if len(group) == 1:
        return [(group[0], group[0])]
    first, second, *_ = sorted(group, key=lambda each: -each.score)
    claimed = first.score - second.score < CLOSE and first.kind == "activities"
    done = []
    for each in group:
        if claimed and first.score - each.score < CLOSE:
            done.append((each, each.doubted(CLAIMED, "claimed")))
        elif each is not first:
            factor = REPLICATE if each.kind == "design" else OUTDONE
            done.append((each, each.doubted(factor, "outdone")))
        else:
            done.append((each, each))
    return done


def scales_of(proposals: Iterable[Proposal]) -> tuple[dict[str, str], dict[str, Entry]]:
    """Return the column of every proposed activity to its scale's name, and the scales by name."""
    names: dict[str, str] = {}
    scales: dict[str, Entry] = {}
    for each in proposals:
        says = each.judged.says
        if each.kind != "activities" or not says.pairs:
            continue
        scale = scale_entry(each.judged.column, says)
        same = [name for name, other in scales.items() if repr(other) == repr(scale)]
        name = same[0] if same else _scale_name(says.pairs, scales)
        scales[name] = scale
        names[each.column] = name
    return names, scales


def document_of(proposals: Iterable[Proposal], names: Mapping[str, str]) -> Entry:
    """Return the mapping of some proposals, as a dictionary of the file's shape.

    Parameters
    ----------
    proposals : iterable of Proposal
        What the mapping is to say.
    names : mapping of str to str
        The column of an activity to the name of its scale.
    """
    from techno_kit.survey.mapping import SCHEMA

    document: Entry = {"schema": SCHEMA}
    for each in proposals:
        column, says = each.judged.column, each.judged.says
        if each.kind == "design":
            document.setdefault("design", {})["weight"] = each.column
        elif each.kind == "questions":
            document.setdefault("questions", {})[each.name] = question_entry(each)
        elif says.pairs:
            name = names[each.column]
            document.setdefault("scales", {})[name] = scale_entry(column, says)
            entry = {"column": each.column, "scale": name}
            document.setdefault("activities", {})[each.name] = entry
    return document


def scale_entry(column: Column, says: Says) -> Entry:
    """Return how a column's answers say how often, as a scale of a mapping."""
    entry: Entry = {}
    window = window_of(column)
    if window is not None:
        entry["window"] = window
    entry["answers"] = [[value, frequency] for value, frequency in says.pairs]
    if says.refused:
        entry["missing"] = [*map(_rule, column.refused), *says.refused]
    return entry


def question_entry(proposal: Proposal) -> Entry:
    """Return a question of a mapping: its column, and its levels where the file has them."""
    column = proposal.judged.column
    entry: Entry = {"column": column.name}
    refused = [value for value, each in column.levels if _is_none(each)]
    kept = [(value, each) for value, each in column.levels if not _is_none(each)]
    if (proposal.name in NUMBERS or proposal.name == "age_group") and not _banded(column):
        refused += [each for each in column.held if _is_word(each, refused)]
        kept = []
        entry |= {"cut": _cut(column)} if proposal.name == "age_group" else {"kind": "number"}
    if kept and not column.bare and len(kept) <= MOST_LEVELS:
        if all(value == each for value, each in kept):
            kept = _in_order(proposal.name, kept)
        entry["levels"] = [value if value == each else [value, each] for value, each in kept]
    if refused:
        entry["missing"] = [*map(_rule, column.refused), *refused]
    return entry


def _in_order(name: str, levels: Sequence[Level]) -> list[Level]:
    """Return texts that were only found in the order of their words, or of the alphabet."""
    told = sorted(levels, key=lambda pair: natural(pair[1]))
    order = order_of(Question(name), [label for _, label in told])
    if order is None:
        return told
    return [told[place] for place in order] + [
        pair for place, pair in enumerate(told) if place not in order
    ]


def _is_none(label: str) -> bool:
    return reads_as_no_answer(label) or is_error(label)


def _is_word(value: object, refused: Sequence[object]) -> bool:
    """Tell whether a text is no number and not yet refused: "Unreadable" among ages."""
    return isinstance(value, str) and number_of(value.strip()) is None and value not in refused


def _banded(column: Column) -> bool:
    """Tell whether a column of numbers has labelled bands, beyond labels of missing codes."""
    return sum(band_of(each) is not None and not _is_none(each) for _, each in column.levels) > 1


def _cut(column: Column) -> list[int]:
    """Return the lower limits of ages, from the youngest there is."""
    ages = pd.to_numeric(pd.Series(list(column.held), dtype=object), errors="coerce").dropna()
    lowest = int(ages[ages >= 0].min()) if (ages >= 0).any() else BANDS[0]
    return [min(lowest, BANDS[0]), *BANDS[1:]]


def _rule(rule: Any) -> Any:
    return list(rule) if isinstance(rule, tuple) else rule


def _scale_name(pairs: Sequence[tuple[Value, Frequency]], used: Iterable[str]) -> str:
    plain = "yes_no" if all(each in EDIT for _, each in pairs) else "how_often"
    taken, place = set(used), 2
    name = plain
    while name in taken:
        name, place = f"{plain}_{place}", place + 1
    return name
