"""The questions of a Qualtrics export by its own wording, where no survey definition tells them."""

import os.path
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_text import key_of, plain
from techno_kit.loading.qualtrics_values import UNANSWERED, chosen_of, folded, kind_of, value_of
from techno_kit.loading.statistics_labels import distinct
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import number_of

SELECTED: Final = re.compile(r"\s+-\s+Selected Choice(?=\s+-\s+|$)")
DASHED: Final = " - "
UNTICKED: Final = frozenset({"0", UNANSWERED})
TICKED: Final = "1"


def questions_by_wording(
    header: Header, frame: pd.DataFrame, names: Sequence[str], tallies: Mapping[str, dict[str, int]]
) -> Iterator[Question]:
    """Yield the questions of some columns, select-all blocks as one.

    Parameters
    ----------
    header : Header
        The header rows.
    frame : pandas.DataFrame
        The answers.
    names : sequence of str
        The columns whose questions are wanted.
    tallies : mapping of str to dict of str to int
        The values of each.
    """
    places = {name: place for place, name in enumerate(header.names)}
    words = {name: wording_of(header.wording[places[name]]) for name in names}
    runs = _runs([(name, header.tags[places[name]]) for name in names])
    taken = set(frame.columns)
    for base, run in runs:
        for block in _blocks(run, words, tallies):
            if len(block) > 1:
                name = base
                while name in taken:
                    name = f"{name} ({len(taken)})" if name.endswith(")") else f"{name} (2)"
                taken.add(name)
                yield _several(name, block, words, tallies)
            elif (single := _single(block[0], words[block[0]], frame, tallies)) is not None:
                yield single


def wording_of(text: str) -> str:
    """Return a wording without what Qualtrics adds to it.

    Examples
    --------
    >>> wording_of("Which <i>fruits</i>? - Selected Choice - Pears")
    'Which fruits? - Pears'
    """
    return SELECTED.sub("", plain(text))


def _runs(columns: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield neighbours whose names are alike before their last part."""
    base, run = "", list[str]()
    for name, tag in columns:
        stem = tag.rpartition("_")[0] or tag
        if run and (stem != base or tag == base):
            yield base, run
            run = []
        base = stem
        run.append(name)
    if run:
        yield base, run


def _blocks(
    run: list[str], words: Mapping[str, str], tallies: Mapping[str, dict[str, int]]
) -> list[list[str]]:
    """Return a run of columns as one block where it is a select-all question, else one by one."""
    alone = [[each] for each in run]
    found = [each for each in run if not each.endswith("_TEXT")]
    if len(found) < 2 or not _stem([words[each] for each in found]):
        return alone
    stem = _stem([words[each] for each in found])
    options = {each: folded(words[each][len(stem) :]) for each in found}
    ticked = [_is_ticked(tallies[each], options[each]) for each in found]
    filled = {sum(tallies[each].values()) for each in found}
    unticked = len(filled) > 1 or any(UNTICKED & set(tallies[each]) for each in found)
    if not all(ticked) or not any(set(tallies[each]) - UNTICKED for each in found):
        return alone
    worded = any(set(tallies[each]) - UNTICKED - {TICKED} for each in found)
    if not worded and not unticked:  # a matrix in which everybody said 1
        return alone
    texts = [[each] for each in run if each not in found]
    return [found, *texts]


def _is_ticked(tally: Mapping[str, int], option: str) -> bool:
    values = set(tally) - UNTICKED
    return not values or values == {TICKED} or {folded(each) for each in values} == {option}


def _stem(wordings: Sequence[str]) -> str:
    """Return what wordings have in common, up to the sign before the answers.

    Examples
    --------
    >>> _stem(["Which? - A - b", "Which? - A - c"]), _stem(["Which?-Pears", "Which?-Plums"])
    ('Which? - A - ', 'Which?-')
    """
    common = os.path.commonprefix(list(wordings))
    if DASHED in common:
        return common[: common.rindex(DASHED) + len(DASHED)]
    return common[: common.rindex("-") + 1] if "-" in common else ""


def _several(
    name: str, block: Sequence[str], words: Mapping[str, str], tallies: Mapping[str, dict[str, int]]
) -> Question:
    stem = _stem([words[each] for each in block])
    options = dict(distinct({each: words[each][len(stem) :].strip() or each for each in block}))
    chosen = chosen_of(tallies[each] for each in block)
    columns = {label: str(column) for column, label in options.items()}
    label = stem.removesuffix("-").removesuffix(DASHED).rstrip(" -")
    return Question(name, "multiple", columns, label=label, chosen=chosen or (1,))


def _single(
    name: str, words: str, frame: pd.DataFrame, tallies: Mapping[str, dict[str, int]]
) -> Question | None:
    tally = tallies[name]
    missing = _missing(tally)
    label = "" if key_of(words) == key_of(name) else words
    if not label and missing is None:
        return None
    column: pd.Series[Any] = frame[name]
    return Question(name, kind_of(column, tally), label=label, missing=missing)


def _missing(tally: Mapping[str, int]) -> tuple[Value, ...] | None:
    """Return -99 where it is no answer: beside texts, or numbers of which none is negative."""
    if UNANSWERED not in tally:
        return None
    numbers = [number_of(each) for each in tally if each != UNANSWERED]
    lowest = min((each for each in numbers if each is not None), default=0.0)
    return (value_of(UNANSWERED),) if lowest >= 0 else None
