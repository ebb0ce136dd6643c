"""The questions of a Qualtrics export by its own wording, where no survey definition tells them."""

import os.path
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from techno_kit.loading.export_texts import key_of
from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_text import worded
from techno_kit.loading.qualtrics_values import (
    UNANSWERED,
    Tallies,
    chosen_of,
    folded,
    kind_of,
    value_of,
)
from techno_kit.loading.statistics_labels import distinct
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import number_of

SELECTED: Final = re.compile(r"\s+-\s+Selected Choice(?=\s+-\s+|$)")
CHOSEN: Final = re.compile(r"\s+-\s+Selected Choice\s+-\s+")
TEXT: Final = "_TEXT"
#: The id of a column that holds all that was chosen of a question: texts and rows say more.
WHOLE: Final = re.compile(r"QID\d+")
DASHED: Final = " - "
UNTICKED: Final = frozenset({"0", UNANSWERED})
TICKED: Final = "1"
SEPARATED: Final = re.compile(r",(?=\S)")


def questions_by_wording(
    header: Header, names: Sequence[str], tallies: Tallies
) -> Iterator[Question]:
    """Yield the questions of some columns, select-all blocks as one.

    Parameters
    ----------
    header : Header
        The header rows.
    names : sequence of str
        The columns whose questions are wanted.
    tallies : Tallies
        The answers.
    """
    places = {name: place for place, name in enumerate(header.names)}
    given = {name: header.wording[places[name]] for name in names}
    ids = {name: header.ids[places[name]] or name for name in names}
    words = {name: wording_of(text) for name, text in given.items()}
    ticked = {name for name, text in given.items() if CHOSEN.search(worded(text))}
    taken = set(tallies.frame.columns)
    for base, run in _runs([(name, header.tags[places[name]]) for name in names]):
        for block in _blocks(run, words, tallies, ticked):
            if len(block) > 1:
                own, n = base, 1
                while own in taken:
                    n += 1
                    own = f"{base} ({n})"
                taken.add(own)
                yield _several(own, block, words, tallies)
            elif (single := _single(block[0], words[block[0]], tallies, ids)) is not None:
                yield single


def wording_of(text: str) -> str:
    """Return a wording without what Qualtrics adds to it.

    Examples
    --------
    >>> wording_of("Which <i>fruits</i>? - Selected Choice - Pears")
    'Which fruits? - Pears'
    """
    return SELECTED.sub("", worded(text))


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
    run: list[str], words: Mapping[str, str], tallies: Tallies, ticked: set[str]
) -> list[list[str]]:
    """Return a run of columns as one block where it is a select-all question, else one by one.

    It is one where the export says so, or where every column holds nothing but 1, or its own text,
    and respondents have some of them and not others.
    """
    alone = [[each] for each in run]
    found = [each for each in run if not each.endswith(TEXT)]
    stem = _stem([words[each] for each in found]) if len(found) > 1 else ""
    if not stem:
        return alone
    options = {each: folded(words[each][len(stem) :]) for each in found}
    ticks = all(_is_ticked(tallies[each], options[each]) for each in found)
    if not ticks and not (ticked.issuperset(found) and _are_coded(tallies[each] for each in found)):
        return alone
    if not any(set(tallies[each]) - UNTICKED for each in found):
        return alone
    if not ticked.issuperset(found):
        held = tallies.frame[found].notna().to_numpy()
        unticked = any(UNTICKED & set(tallies[each]) for each in found)
        if not unticked and not (held.any(axis=1) & ~held.all(axis=1)).any():
            return alone
    return [found, *([each] for each in run if each not in found)]


def _is_ticked(tally: Mapping[str, int], option: str) -> bool:
    values = set(tally) - UNTICKED
    return not values or values == {TICKED} or {folded(each) for each in values} == {option}


def _are_coded(tallies: Iterable[Mapping[str, int]]) -> bool:
    """Tell whether each column holds nothing but a code of its own.

    Examples
    --------
    >>> _are_coded([{"1": 4}, {"2": 3, "0": 9}, {"8": 1}]), _are_coded([{"1": 4}, {"1": 3}])
    (True, False)
    """
    held = [set(each) - UNTICKED for each in tallies]
    codes = [code for values in held for code in values]
    return (
        all(len(values) <= 1 for values in held)
        and len(set(codes)) == len(codes)
        and all(number_of(code) is not None for code in codes)
    )


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
    name: str, block: Sequence[str], words: Mapping[str, str], tallies: Tallies
) -> Question:
    stem = _stem([words[each] for each in block])
    options = dict(distinct({each: words[each][len(stem) :].strip() or each for each in block}))
    chosen = chosen_of(tallies[each] for each in block)
    columns = {label: str(column) for column, label in options.items()}
    label = stem.removesuffix("-").removesuffix(DASHED).rstrip(" -")
    return Question(name, "multiple", columns, label=label, chosen=chosen or (1,))


def _single(name: str, words: str, tallies: Tallies, ids: Mapping[str, str]) -> Question | None:
    tally = tallies[name]
    missing = _missing(tally)
    label = "" if key_of(words) == key_of(name) else words
    if not label and missing is None:
        return None
    column: pd.Series[Any] = tallies.frame[name]
    return Question(name, kind_of(column, tally, ids[name]), label=label, missing=missing)


def _missing(tally: Mapping[str, int]) -> tuple[Value, ...] | None:
    """Return -99 where it is no answer: beside texts, or numbers of which none is negative."""
    if UNANSWERED not in tally:
        return None
    numbers = [number_of(each) for each in tally if each != UNANSWERED]
    lowest = min((each for each in numbers if each is not None), default=0.0)
    return (value_of(UNANSWERED),) if lowest >= 0 else None


def several_in_cells(header: Header, tallies: Tallies) -> list[str]:
    """Return the columns that look like select-all questions whose cells hold several answers."""
    return [
        name
        for name, words, own in zip(header.names, header.wording, header.ids, strict=True)
        if (SELECTED.search(words) or WHOLE.fullmatch(own))
        and name in tallies.frame
        and tallies.frame[name].dtype == "str"
        and _are_lists(tallies[name])
    ]


def _are_lists(values: Iterable[str]) -> bool:
    """Tell whether texts are lists of a few answers with commas between them.

    Examples
    --------
    >>> _are_lists(["1", "1,3", "3"]), _are_lists(["Yes, often", "No"])
    (True, False)
    """
    lists = [SEPARATED.split(each) for each in values]
    alone = {each[0] for each in lists if len(each) == 1}
    joined = [each for each in lists if len(each) > 1]
    times = Counter(piece for each in lists for piece in set(each))
    return bool(joined) and all(
        piece in alone or times[piece] > 1 for each in joined for piece in each
    )
