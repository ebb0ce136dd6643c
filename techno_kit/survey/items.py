"""Items of activities and select-all batteries as ranks, routing included."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.survey.codebook import RANKS, Frequency, Item, Question, Scale
from techno_kit.survey.encoding import (
    Encoded,
    Missing,
    encode_ranks,
    factorize,
    is_missing,
    item_ranks,
    tally_of,
    text_of,
)
from techno_kit.wording import join, say

ZERO_ONE = {"1": RANKS["yes"], "True": RANKS["yes"], "0": RANKS["no"], "False": RANKS["no"]}


def item_column(
    frame: pd.DataFrame, item: Item, missing: Missing, routing: Sequence[Missing] | None = None
) -> Encoded:
    """Encode an item's column as ranks.

    A respondent who was routed out and has no answer of substance counts as ``otherwise`` says; an
    answer of substance stands, whatever the routing says. Where the routing question itself was not
    answered (`routing` holds the values that are no answer to it), a blank stays a blank.
    """
    encoded = encode_ranks(frame[item.column], item_ranks(item), missing)
    if not item.asked_if:
        return encoded
    if routing is None:
        routing = [missing] * len(item.asked_if)
    asked = _all_asked(frame, item, routing)
    out = np.int8(RANKS["no"] if item.otherwise == "not_doing" else RANKS["blank"])
    codes = np.where(~asked & (encoded.codes == RANKS["blank"]), out, encoded.codes)
    return replace(encoded, codes=codes, has_missing=bool((codes == RANKS["blank"]).any()))


def routing_of(
    frame: pd.DataFrame, item: Item, missing: Missing, routing: Sequence[Missing]
) -> tuple[int, int]:
    """Return how many were asked an item, and how many answered without being asked."""
    asked = _all_asked(frame, item, routing)
    answered = encode_ranks(frame[item.column], _substance(item), missing).codes
    return int(asked.sum()), int((~asked & (answered != RANKS["blank"])).sum())


def _substance(item: Item) -> dict[str, int]:
    """Return the codes of an item's answers, "not asked" being none."""
    blank = {text_of(value) for value, word in item.scale.answers if word == "not_asked"}
    return {
        text: RANKS["blank"] if text in blank else rank for text, rank in item_ranks(item).items()
    }


def _all_asked(frame: pd.DataFrame, item: Item, routing: Sequence[Missing]) -> NDArray[np.bool_]:
    """Return whom every condition of an item's routing let through."""
    asked = np.ones(len(frame), np.bool_)
    for (column, values), missing in zip(item.asked_if, routing, strict=True):
        asked &= _asked(frame[column], {text_of(value) for value in values}, missing)
    return asked


def _asked(series: "pd.Series[Any]", wanted: set[str], missing: Missing) -> NDArray[np.bool_]:
    """Return who was asked; an unanswered routing question does not say that one was not."""
    codes, values = factorize(series)
    keeps = [text_of(value) in wanted or is_missing(value, missing) for value in values]
    return np.asarray([*keeps, True], np.bool_)[codes]


def self_describing(activity: str, series: "pd.Series[Any]") -> Item | None:
    """Return an item for a column of an activity's name; None where it is blank for everyone.

    Raises
    ------
    QuestionError
        If its answers are neither frequency words, in any case, nor 0/1 or True/False.
    """
    codes, values = factorize(series)
    texts = [text for place in np.unique(codes[codes >= 0]) if (text := text_of(values[place]))]
    words: dict[str, Frequency] = {word: word for word in get_args(Frequency)}
    said = {text: words.get(re.sub(r"[\s-]+", "_", text.casefold())) for text in texts}
    if all(text in ZERO_ONE for text in texts):
        said = {text: "yes" if rank else "no" for text, rank in ZERO_ONE.items()}
        words = {}
    odd = [text for text, word in said.items() if word is None]
    if odd:
        raise QuestionError(
            say("errors.answers.no_words", column=activity, values=listed(odd), words=join(words))
        )
    if not texts:
        return None
    answers = {**words, **{text: word for text, word in said.items() if word is not None}}
    return Item(activity, activity, Scale(activity, tuple(answers.items())))


@dataclass(frozen=True, eq=False, slots=True)
class Battery:
    """A select-all question's columns as ranks.

    Attributes
    ----------
    columns : tuple of numpy.ndarray of int8, each of shape (n,)
        Codes of ``RANKS``: yes, no or blank; a column an answer.
    problems : tuple of str
        Answers that are neither, in sentences.
    unticked : int
        Respondents without any choice, where no column ever says "not chosen".
    texts : dict of str to dict of str to int
        Where the question names what means chosen: by column, its texts and how often each stands.
    """

    columns: tuple[NDArray[np.int8], ...]
    problems: tuple[str, ...]
    unticked: int = 0
    texts: dict[str, dict[str, int]] = field(default_factory=dict)


def battery(
    frame: pd.DataFrame,
    question: Question,
    missing: Missing,
    not_offered: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Battery:
    """Encode a select-all battery as ranks.

    Where no column ever says "not chosen" (an export that leaves blank what was not ticked), a
    blank beside a choice is "not chosen", and a respondent without any choice has not answered.
    Who answered did not choose what was not offered: `not_offered` says by answer to whom.
    """
    columns, problems, held, texts = [], [], dict[str, None](), dict[str, dict[str, int]]()
    for column in question.parts.values():
        ranks, odd, answers, texts[column] = _part(frame[column], question, missing)
        columns.append(ranks)
        held |= answers
        if odd:
            told = listed(odd)
            problems.append(
                say("errors.answers.chosen", name=question.name, column=column, values=told)
            )
    problems += _nothing_chosen(question, list(held))
    no, yes, blank = (np.int8(RANKS[each]) for each in ("no", "yes", "blank"))
    if not any((ranks == no).any() for ranks in columns):
        ticked = np.logical_or.reduce([ranks == yes for ranks in columns])
        columns = [np.where(ticked & (ranks == blank), no, ranks) for ranks in columns]
        return Battery(tuple(columns), tuple(problems), int((~ticked).sum()), texts)
    given = np.logical_or.reduce([ranks != blank for ranks in columns])
    for place, answer in enumerate(question.parts):
        if answer in (not_offered or {}):
            without = (not_offered or {})[answer] & given & (columns[place] == blank)
            columns[place] = np.where(without, no, columns[place])
    return Battery(tuple(columns), tuple(problems), 0, texts)


def _nothing_chosen(question: Question, held: Sequence[str]) -> Iterator[str]:
    """Tell that none of the columns holds a value that means chosen, while they hold others.

    One other answer in all of them can be that of people of whom nobody chose anything, unless it
    is of another kind or nearly the value that was meant.
    """
    wanted = [text_of(value) for value in question.chosen]
    if not wanted or not held or any(each in held for each in wanted):
        return
    near = nearest(wanted[0], held)
    alike = {each.isdigit() for each in (*wanted, *held)}
    if len(held) == 1 and len(alike) == 1 and not near:
        return
    yield say(
        "errors.answers.never_chosen",
        name=question.name,
        chosen=listed(wanted),
        columns=listed(list(question.parts.values())),
        values=listed(held),
        near=near,
    )


def texts_with(values: Iterable[object], tally: Iterable[int]) -> dict[str, int]:
    """Return the texts of values that occur, with how often; there may be no tally."""
    texts: dict[str, int] = {}
    for value, n in zip(values, tally, strict=False):
        if n and (text := text_of(value)):
            texts[text] = texts.get(text, 0) + n
    return texts


def _part(
    series: "pd.Series[Any]", question: Question, missing: Missing
) -> tuple[NDArray[np.int8], list[str], dict[str, None], dict[str, int]]:
    """Encode one column of a battery.

    Also return the answers that are neither yes nor no, and, where the question names what means
    chosen, all that somebody gave, and all texts with how often each stands.
    """
    codes, values = factorize(series)
    wanted = {text_of(value) for value in question.chosen}
    places = np.full(len(values) + 1, RANKS["blank"], np.int8)
    unticked = RANKS["no"] if question.blank == "not_chosen" else RANKS["blank"]
    places[-1] = unticked
    odd, held = [], dict[str, None]()
    tally = tally_of(codes, len(values)).tolist() if wanted else ()
    texts = texts_with(values, tally)
    for place, value in enumerate(values):
        text = text_of(value)
        if not text:
            places[place] = unticked
        elif is_missing(value, missing):
            continue
        elif wanted:
            places[place] = RANKS["yes"] if text in wanted else RANKS["no"]
            if text in texts:  # a categorical may have a level that nobody gave
                held[text] = None
        elif text in ZERO_ONE:
            places[place] = ZERO_ONE[text]
        elif (codes == place).any():
            odd.append(text)
    return places[codes], odd, held, texts
