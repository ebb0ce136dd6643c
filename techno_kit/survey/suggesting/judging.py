"""What a column is, judged by its wording, its name and its answers together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from techno_kit.survey.codebook import Frequency, Value
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.suggesting.activities import CUES, WEAK, Hit, hits_of
from techno_kit.survey.suggesting.columns import Column
from techno_kit.survey.suggesting.demographics import Trace, traces_of
from techno_kit.survey.suggesting.frequencies import answers_of, bare, is_error
from techno_kit.survey.suggesting.labels import likeness_to
from techno_kit.survey.suggesting.lexicon import lexicon
from techno_kit.survey.suggesting.phrases import hear, name_words, plain_words

NAME_ONLY: Final = 0.9  # of the score of a wording, where only the column's name says it
STEM_ONLY: Final = 0.6  # where the question says it, and the column's own part something else
BARE: Final = 0.9  # 0 and 1 without labels
UNTOLD: Final = 0.75  # numbers without labels: how often is not known
UNCLEAR: Final = 0.6  # some answers say how often, others do not
AGAINST: Final = 0.3  # none of the answers says how often
LEAST: Final = 0.2  # below it nothing is suggested
WINDOW: Final = re.compile(
    r"\b(?:past|last|previous|afgelopen|laatste|voorbije)\s+(\d+\s+)?"
    r"(days?|weeks?|months?|years?|dag(?:en)?|week|weken|maand(?:en)?|jaar)\b",
    re.IGNORECASE,
)
UNIT: Final = {
    "dag": "day",
    "dagen": "day",
    "weken": "week",
    "maand": "month",
    "maanden": "month",
    "jaar": "year",
}


@dataclass(frozen=True, slots=True)
class Says:
    """What the answers of a column say.

    Attributes
    ----------
    pairs : tuple of (value, frequency)
        Answers that say how often.
    refused : tuple of values
        Those that are no answer.
    unclear : tuple of str
        Texts that say nothing clear.
    factor : float
        How far they bear out that this is an activity, 0-1.
    doubt : str
        Why not fully: the key of a phrase, or empty.
    """

    pairs: tuple[tuple[Value, Frequency], ...]
    refused: tuple[Any, ...]
    unclear: tuple[str, ...]
    factor: float
    doubt: str


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """A column with what it may be, the surest first.

    Attributes
    ----------
    column : Column
        The column.
    hits : tuple of Hit
        Activities that it may be about; scores count the answers too.
    traces : tuple of Trace
        What of people it may hold.
    says : Says
        What its answers say.
    heard_in : str
        Where the activity was heard: the key of a phrase.
    """

    column: Column
    hits: tuple[Hit, ...]
    traces: tuple[Trace, ...]
    says: Says
    heard_in: str = field(default="label")


def judge(column: Column, activities: Mapping[str, Sequence[str]]) -> Judged:
    """Judge a column.

    Parameters
    ----------
    column : Column
        The column with its words.
    activities : mapping of str to sequence of str
        Ids of the ladder's activities, and their labels in all languages.
    """
    says = says_of(column)
    where, heard = _heard(column, activities)
    hits = [hit.doubted(says.factor, says.doubt) if says.doubt else hit for hit in heard]
    hits = sorted(hits, key=lambda hit: (-hit.score, hit.activity))
    wordings = [plain_words(column.own), plain_words(column.label), name_words(column.name)]
    labels = [bare(label) for _, label in column.levels if not is_error(label)]
    traces = traces_of(wordings, () if column.bare else labels, column.held)
    return Judged(
        column,
        tuple(hit for hit in hits if hit.score >= LEAST),
        tuple(each for each in traces if each.score >= LEAST),
        says,
        where,
    )


def says_of(column: Column) -> Says:
    """Return what the answers of a column say."""
    levels = [(value, each) for value, each in column.levels if not is_error(each)]
    errors = [value for value, each in column.levels if is_error(each)]
    said, unclear = answers_of(levels, chosen=[column.own, column.label])
    known = {value for value, _ in said}
    refused = errors + [
        value for value, each in levels if value not in known and reads_as_no_answer(each)
    ]
    often = {each for _, each in said} - {"dont_know", "not_asked"}
    factor, doubt = 1.0, ""
    if not column.levels:
        factor, doubt = UNTOLD, "no_levels"
    elif not often:
        factor, doubt = AGAINST, "other_answers"
    elif unclear:
        factor, doubt = UNCLEAR, "unclear"
    elif column.bare:
        factor, doubt = BARE, "bare"
    return Says(tuple(said), tuple(refused), tuple(unclear), factor, doubt)


def window_of(column: Column) -> str | None:
    """Return the time that a question asks about, such as ``"12 months"``; None if it says none."""
    found = WINDOW.search(column.label)
    if found is None:
        return None
    number = (found[1] or "1").strip()
    unit = found[2].casefold()
    unit = UNIT.get(unit, unit).removesuffix("s")
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _heard(column: Column, activities: Mapping[str, Sequence[str]]) -> tuple[str, list[Hit]]:
    """Return where activities were heard, and which: in the own part, the wording, the name."""
    if not column.label:
        named = _hits(name_words(column.name), activities)
        return "name", [hit.doubted(NAME_ONLY, "name_only") for hit in named]
    whole = _hits(column.label, activities)
    if not column.own:
        return "label", whole
    own = _with_cues(_hits(column.own, activities), column)
    if any(hit.score > WEAK for hit in own):
        return "own", own
    heard = hear(column.own)
    things = {*heard.objects.values(), *heard.places.values()}
    kept = [hit for hit in whole if things & {*hit.words}]  # "How often do you read: Blogs"
    if kept:
        return "label", kept
    if own or things:
        return "own", own
    return "label", [hit.doubted(STEM_ONLY, "own_part") for hit in whole]


def _hits(wording: str, activities: Mapping[str, Sequence[str]]) -> list[Hit]:
    """Return the activities of a wording: by rule, and by label where there is no rule."""
    known = lexicon().rules
    hits = hits_of(wording, [each for each in activities if each in known])
    loose = {name: labels for name, labels in activities.items() if name not in known}
    return [*hits, *_by_label(wording, loose)]


def _by_label(wording: str, activities: Mapping[str, Iterable[str]]) -> list[Hit]:
    found = []
    for name, labels in activities.items():
        score, words = max((likeness_to(wording, each) for each in labels), default=(0.0, ()))
        if score >= LEAST:
            found.append(Hit(name, score, words, ("by_label",)))
    return found


def _with_cues(hits: Iterable[Hit], column: Column) -> list[Hit]:
    """Lower the scores of an own part by what the question before it tells."""
    cues = set(hear(column.label).cues) - set(hear(column.own).cues)
    kept = list(hits)
    for cue in sorted(cues - {"negation"}):
        kept = [hit.doubted(CUES[cue], cue) for hit in kept]
    return kept
