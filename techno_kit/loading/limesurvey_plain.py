"""The questions of a LimeSurvey export without its structure: by its header and its cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.loading.limesurvey_columns import COMMENTS, OTHERS, Header, stem_of
from techno_kit.loading.limesurvey_questions import settled
from techno_kit.loading.limesurvey_text import worded
from techno_kit.loading.limesurvey_values import NOT_ASKED, is_chosen
from techno_kit.loading.qualtrics_values import kind_of, tally_of, value_of
from techno_kit.survey.codebook import Question
from techno_kit.wording import say

FEWEST: Final = 2  # columns of a multiple-choice question
FEW: Final = 30  # different values of a column that is no text


@dataclass(frozen=True, eq=False)
class Plain:
    """Questions that were found by the header, the columns made for them, and what is told."""

    questions: tuple[Question, ...]
    columns: "Mapping[str, pd.Series[Any]]"
    notes: tuple[str, ...]


def questions_by_header(
    header: Header, frame: pd.DataFrame, places: Sequence[int], taken: set[str]
) -> Plain:
    """Return the questions of some columns.

    Columns whose names differ only in what stands in brackets, next to each other, are one
    multiple-choice question where they say "chosen" or not, and nothing else.

    Parameters
    ----------
    header : Header
        The header.
    frame : pandas.DataFrame
        The answers.
    places : sequence of int
        The columns, by their places.
    taken : set of str
        Names that are in use.
    """
    questions: list[Question] = []
    columns: dict[str, pd.Series[Any]] = {}
    blocks, unclear = [], False
    for stem, block in _blocks(header, places):
        tallies = {place: tally_of(frame[header.names[place]]) for place, _ in block}
        options, texts = _parted(header, block, tallies)
        values = {value for place, _ in options for value in tallies[place]}
        if len(options) < FEWEST or not _is_choice(values):
            questions += [_single(header, frame, place, tallies[place]) for place, _ in block]
            continue
        made, is_unclear = settled(
            {header.names[place]: frame[header.names[place]] for place, _ in options},
            {header.names[place]: frame[header.names[place]] for place, _ in texts},
            None,
        )
        columns |= made
        unclear |= is_unclear
        name = stem
        while name in taken:
            name = f"{name} (all)"
        taken.add(name)
        labels = _labels(header, [*options, *texts], made)
        told = {value for column in made.values() for value in tally_of(column)}
        chosen = tuple(value_of(each) for each in sorted(told) if is_chosen(each))
        label = _whole(header, block[0][0])
        questions.append(
            Question(
                name,
                "multiple",
                {text: column for column, text in labels.items()},
                label=label,
                chosen=chosen,
                missing=(NOT_ASKED,) if NOT_ASKED in told else None,
            )
        )
        blocks.append(name)
        questions += [
            _single(header, frame, place, tallies[place])
            for place, _ in block
            if (place, _) not in options
        ]
    notes = [say("reading.limesurvey.blocks", names=listed(blocks))] if blocks else []
    notes += [say("reading.limesurvey.unclear", questions=listed(blocks))] if unclear else []
    return Plain(tuple(questions), columns, tuple(notes))


def _blocks(header: Header, places: Sequence[int]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return columns by what their names have in common, with the rest of each name."""
    found: list[tuple[str, list[tuple[int, str]]]] = []
    last = -2
    for place in places:
        stem, rest = stem_of(header, place)
        if found and place == last + 1 and found[-1][0] == stem and rest:
            found[-1][1].append((place, rest))
        else:
            found.append((stem, [(place, rest)]))
        last = place
    return found


def _parted(
    header: Header, block: Sequence[tuple[int, str]], tallies: Mapping[int, Mapping[str, int]]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return a block's columns of options, and those of answers of one's own; comments are neither.

    An option may be worded "Other" too: then its cells say what those of the options say.
    """
    asked = [each for each in block if not each[1].lower().endswith(COMMENTS)]
    plain = [place for place, rest in asked if not _is_other(rest)]
    values = {value for place in plain for value in tallies[place]}
    filled = min((sum(tallies[place].values()) for place in plain), default=0)
    says_no = any(is_chosen(each) is False for each in values)
    texts = [
        (place, rest)
        for place, rest in asked
        if _is_other(rest)
        and (
            bool(header.codes[place])
            or not 0 < len(tallies[place].keys() & values) == len(tallies[place])
            or (says_no and sum(tallies[place].values()) < filled)
        )
    ]
    return [each for each in asked if each not in texts], texts


def _is_other(rest: str) -> bool:
    """Tell whether a column holds an answer of one's own: "other", "Anders, namelijk"."""
    return re.split(r"[,:;(]", rest.strip().lower())[0].strip() in OTHERS


def _is_choice(values: set[str]) -> bool:
    """Tell whether cells say "chosen" or not, and nothing else."""
    said = {is_chosen(each) for each in values - {NOT_ASKED}}
    numbers = {each for each in values if each.isdecimal()}
    return True in said and None not in said and not ({"1", "2"} == numbers or numbers == {"1"})


def _labels(
    header: Header, options: Sequence[tuple[int, str]], made: Mapping[str, Any]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for (place, rest), column in zip(options, made, strict=True):
        wording = header.wording[place]
        label = wording.rpartition("[")[2].rstrip("] ") if wording.endswith("]") else rest
        label = worded(label) or column
        found[column] = label if label not in found.values() else f"{label} ({rest or column})"
    return found


def _whole(header: Header, place: int) -> str:
    """Return the wording of a whole block."""
    wording = header.wording[place]
    return wording.partition(" [")[0] if wording.endswith("]") else wording


def _single(header: Header, frame: pd.DataFrame, place: int, tally: Mapping[str, int]) -> Question:
    name = header.names[place]
    wording = header.wording[place]
    few = len(tally) <= FEW  # in a text somebody may have written it
    return Question(
        name,
        kind_of(frame[name], tally),
        label=wording.removesuffix("[]").rstrip(),  # a row without a wording
        missing=(NOT_ASKED,) if NOT_ASKED in tally and few else None,
    )
