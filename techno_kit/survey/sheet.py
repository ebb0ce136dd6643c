"""The rows under a codebook: every question's answers as codes, worked out once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import (
    QuestionError,
    SampleError,
    closest,
    listed,
    nearest,
    raise_all,
    tallied,
)
from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import RANKS, Codebook, Item, Kind, Question, Scale
from techno_kit.survey.encoding import (
    Encoded,
    Missing,
    encode_column,
    number_of,
    numbers_of,
    text_of,
)
from techno_kit.survey.items import Battery, battery, item_column, self_describing
from techno_kit.survey.known_order import in_known_order
from techno_kit.survey.no_answer import lost_to_labels
from techno_kit.survey.personal import gone_told, hidden_told, no_figures_told, tallied_of
from techno_kit.survey.spellings import (
    Spelling,
    spellings_of,
    spellings_of_rest,
    spellings_of_routing,
    texts_of,
)
from techno_kit.survey.values import Valued
from techno_kit.wording import count, join, say

Found = TypeVar("Found")
MOST_LEVELS = 2_000  # beyond that a column holds names or texts, not answers to choose from


@dataclass(frozen=True, eq=False, slots=True)
class AnswerSheet:
    """A data frame's answers under a codebook.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows as they were read.
    codebook : Codebook
        What the columns mean.
    done : dict
        What was worked out before; sheets of the same frame share it.
    """

    frame: pd.DataFrame
    codebook: Codebook
    done: dict[object, Any] = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], Found]) -> Found:
        """Return what `make` returned for this key the first time."""
        if key not in self.done:
            self.done[key] = make()
        found: Found = self.done[key]
        return found

    def missing(self, question: Question | Scale) -> Missing:
        """Return the values that are no answer to a question or on a scale."""
        told = self.codebook.missing if question.missing is None else tuple(question.missing)
        if not isinstance(question, Question) or question.kind != "number" or not question.levels:
            return told
        return (*told, *(each for each in lost_to_labels(question) if each not in told))

    def question(self, name: str) -> Question:
        """Return a question by its name; a column that the codebook does not use is one too.

        Raises
        ------
        QuestionError
            If there is none; names the nearest.
        """
        if not isinstance(name, str):
            raise QuestionError(say("errors.question.kind", kind=type(name).__name__))
        found = self.codebook.questions.get(name)
        if found is not None:
            return found
        if name in self.frame.columns:
            kind = self.frame[name].dtype
            ordered = isinstance(kind, pd.CategoricalDtype) and bool(kind.ordered)
            return _own_question(name, "scale" if ordered else "single")
        if name in self.codebook.of_some_waves:
            raise QuestionError(self._lacking(name))
        if name in self.codebook.personal:
            raise QuestionError(gone_told(self.codebook, name))
        read = self.codebook.columns_read  # by itself such a column is neither cut nor coded
        names = [*self.codebook.questions, *self.frame.columns]
        near = nearest(name, [each for each in names if each not in read], instead=read)
        raise QuestionError(say("errors.question.unknown", name=name, near=near))

    def _lacking(self, name: str) -> str:
        """Word that not all waves have a question."""
        book, own = self.codebook, self.codebook.of_some_waves[name]
        waves = [label for _, label in book.questions[book.waves].levels]
        lacking = [each for each in waves if each not in own]
        told = {"waves": join(map(repr, own)), "others": join(map(repr, lacking))}
        return say("errors.question.some_waves", name=name, **told)

    def item(self, activity: str) -> Item | None:
        """Return the survey's question for an activity, or None.

        Without an entry in the codebook, a column of the activity's own name counts when its
        answers are frequency words, 0/1 or True/False. An item that is blank for everyone was not
        asked.
        """
        found = self.codebook.items.get(activity)
        if found is not None:
            return None if self.is_empty(found) else found
        if activity not in self.frame.columns:
            return None
        column = self.frame[activity]
        return self.once(("item", activity), lambda: self_describing(activity, column))

    def texts(self, column: str) -> dict[str, int]:
        """Return the different texts of a column and how often each stands."""
        return self.once(("texts", column), lambda: texts_of(self.frame[column]))

    def encoded(self, question: Question) -> Encoded:
        """Return the codes of a single-choice question."""
        missing, series = self.missing(question), self.frame[question.column]
        return self.once(
            ("column", question, missing),
            lambda: in_known_order(encode_column(series, question, missing), question, series),
        )

    def numbers(self, question: Question) -> NDArray[np.float64]:
        """Return the values of a number question, shape (n,); NaN where there is none.

        Raises
        ------
        QuestionError
            If they are personal data: a quantile is somebody's value.
        """
        if (column := question.column) in self.codebook.personal:
            raise QuestionError(no_figures_told(self.codebook, column))
        missing = self.missing(question)
        return self.once(
            ("numbers", question.column, missing),
            lambda: numbers_of(self.frame[question.column], missing),
        )

    def values(self, question: Question) -> Valued:
        """Return a number question's values as codes of those that differ."""
        key = ("values", question.column, self.missing(question))
        return self.once(key, lambda: Valued.of(self.numbers(question)))

    def ranked(self, item: Item) -> Encoded:
        """Return what respondents say of an item's activity, as codes of ``RANKS``."""
        rules = self.missing(item.scale), self.routing(item)
        return self.once(("ranks", item, rules), lambda: item_column(self.frame, item, *rules))

    def routing(self, item: Item) -> tuple[Missing, ...]:
        """Return the values that are no answer to each question that an item's routing asks."""
        known = {each.column: each for each in self.codebook.questions.values() if each.parts}
        return tuple(
            self.missing(known[column]) if column in known else self.codebook.missing
            for column, _ in item.asked_if
        )

    def is_empty(self, item: Item) -> bool:
        """Tell whether an item is blank for everyone."""
        key = ("empty", item, self.missing(item.scale))
        return self.once(key, lambda: bool((self.ranked(item).codes == RANKS["blank"]).all()))

    def ranks(self, activity: str) -> NDArray[np.int8]:
        """Return what respondents say of an activity, as codes of ``RANKS``, shape (n,)."""
        item = self.item(activity)
        if item is None:
            raise QuestionError(say("errors.question.activity", activity=activity))
        return self.ranked(item).codes.view(np.int8)

    def battery(self, question: Question) -> Battery:
        """Return the columns of a select-all question as ranks."""
        missing = self.missing(question)
        return self.once(
            ("battery", question, missing),
            lambda: battery(self.frame, question, missing, self._not_offered(question)),
        )

    def _not_offered(self, question: Question) -> dict[str, NDArray[np.bool_]]:
        """Return to whom answers were not offered, by answer: in one wave by itself to nobody."""
        book = self.codebook
        lacking = book.not_offered.get(question.name, {})
        if not book.waves:
            return {answer: np.ones(len(self.frame), np.bool_) for answer in lacking}
        wave = self.frame[book.questions[book.waves].column]
        return {answer: wave.isin(waves).to_numpy() for answer, waves in lacking.items()}

    def answers(self, question: Question) -> Answers:
        """Return a question's answer patterns.

        Raises
        ------
        QuestionError
            If it is a number without bands, has no answers at all, or shows personal data.
        """
        if question.is_quantity:
            raise QuestionError(say("errors.question.number", name=question.name))
        if hidden := hidden_told(self.codebook, question):
            raise QuestionError(hidden)
        key = ("answers", question, self.codebook.missing)
        lacking = self.codebook.not_offered.get(question.name, {})
        answers = self.once(
            key,
            lambda: replace(self._patterns(question), waves=self.codebook.waves, lacking=lacking),
        )
        if not answers.levels:
            raise QuestionError(say("errors.question.empty", name=question.name))
        return answers

    def _patterns(self, question: Question) -> Answers:
        if question.kind != "multiple":
            encoded = self.encoded(question)
            if len(encoded.levels) > MOST_LEVELS:
                n, most = count(len(encoded.levels)), count(MOST_LEVELS)
                raise QuestionError(
                    say("errors.question.too_many", name=question.name, n=n, most=most)
                )
            return Answers.of_single(question, encoded)
        from techno_kit.numerics.scoring import answer_patterns

        if not question.options:
            columns = self.battery(question).columns
            rules = [([place], RANKS["yes"]) for place in range(len(columns))]
            ids = tuple(question.parts)
            return Answers.of_patterns(question, ids, ids, answer_patterns(columns, rules))
        active = [option for option in question.options if not option.none]
        names = list(dict.fromkeys(each for option in active for each in option.any_of))
        rules = [
            ([names.index(each) for each in option.any_of], RANKS[option.at_least])
            for option in active
        ]
        patterns = answer_patterns(
            [self.ranks(each) for each in names],
            rules,
            none=len(active) < len(question.options),
            dont_know_missing=question.dont_know == "missing",
        )
        ids = tuple(option.id for option in question.options)
        labels = tuple(option.label for option in question.options)
        return Answers.of_patterns(question, ids, labels, patterns)

    def contains(self, audience: Audience) -> NDArray[np.bool_]:
        """Return which respondents belong to an audience, shape (n,).

        Raises
        ------
        QuestionError
            If a question or one of its levels is not there; names the nearest.
        """
        asked = tuple(self.question(name) for name in audience.questions)
        return self.once(
            ("audience", audience, asked, self.codebook.missing),
            lambda: audience.mask(self._holds, len(self.frame)),
        )

    def check(self, question: Question, source: str = "") -> None:
        """Refuse what is no question, contradicts itself, or does not fit the columns.

        Parameters
        ----------
        question : Question
            A question that is to be asked of these rows.
        source : str, optional
            What messages call the rows.
        """
        if not isinstance(question, Question):
            raise QuestionError(say("errors.question.made", kind=type(question).__name__))
        if question.options:
            return
        subject = say("errors.question.subject", name=question.name)
        raise_all(QuestionError, subject, question.problems())
        if absent := self.absent(question):
            raise SampleError(absent)
        subject = source or say("errors.sample.subject")
        told = [each.told for each in spellings_of(self, question) if not each.is_note]
        raise_all(SampleError, subject, [*self.unlisted(question), *told])

    def absent(self, question: Question) -> str:
        """Word which columns of a question are not there; empty where all are."""
        columns = [each for each in question.parts.values() if each not in self.frame.columns]
        if not columns or question.options:
            return ""
        near, told = nearest(columns[0], self.frame.columns), listed(columns)
        return say("errors.question.columns", name=question.name, columns=told, near=near)

    def _holds(self, name: str, levels: tuple[str, ...]) -> NDArray[np.bool_]:
        answers = self.answers(self.question(name))
        unknown = [each for each in levels if each not in answers.levels]
        if unknown:
            near = nearest(unknown[0], answers.levels, instead=answers.question.codes)
            legal = listed(answers.levels)
            told = listed(unknown)
            raise QuestionError(
                say("errors.question.level", name=name, levels=told, near=near, legal=legal)
            )
        wanted = [place for place, level in enumerate(answers.levels) if level in levels]
        chosen: NDArray[np.bool_] = answers.blanks_no[:, wanted].any(axis=1)
        return chosen[answers.codes]

    def problems(self) -> Iterator[str]:
        """Word what contradicts itself or the columns; answers that are not listed."""
        for question in self.codebook.questions.values():
            subject = say("errors.question.subject", name=question.name)
            wrong = [f"{subject}: {each}" for each in question.problems()]
            absent = self.absent(question)
            yield from (each for each in (*wrong, absent) if each)
            if wrong or absent:
                continue
            if question.strict or question.cut or question.kind == "multiple":
                yield from self.unlisted(question)
        for item in self.codebook.items.values():
            columns = (item.column, *(column for column, _ in item.asked_if))
            if gone := [each for each in columns if each not in self.frame.columns]:
                near = nearest(gone[0], self.frame.columns)
                told = {"activity": item.activity, "columns": listed(gone), "near": near}
                yield say("errors.answers.item_columns", **told)
                continue
            values = tallied_of(self.codebook, item.column, self.ranked(item).unlisted)
            if values:
                yield say(
                    "errors.answers.scale",
                    activity=item.activity,
                    column=item.column,
                    scale=item.scale.name,
                    values=values,
                    near=_near(
                        self.ranked(item),
                        [*(each for each, _ in item.scale.answers), *self.missing(item.scale)],
                    ),
                )
        yield from (each.told for each in self.spellings() if not each.is_note)

    def spellings(self) -> list[Spelling]:
        """Return the codebook's words that its columns spell otherwise."""
        questions, items = self.codebook.questions.values(), self.codebook.items.values()
        return [
            *(found for question in questions for found in spellings_of(self, question)),
            *(found for item in items for found in spellings_of_routing(self, item)),
            *spellings_of_rest(self),
        ]

    def unlisted(self, question: Question) -> list[str]:
        """Word the answers of a question that it does not list."""
        if question.options or question.is_quantity:
            return []
        if question.kind == "multiple":
            problems = self.battery(question).problems
            if problems and (hidden := hidden_told(self.codebook, question, parts=True)):
                return [hidden]
            return list(problems)
        encoded = self.encoded(question)
        values = tallied_of(self.codebook, question.column, encoded.unlisted)
        if not values:
            return []
        key = "bands" if question.cut else "levels"
        key = "unclear" if encoded.unclear else key
        words = [*(each for each, _ in question.levels), *self.missing(question)]
        near = "" if question.column in self.codebook.personal else _near(encoded, words)
        told = {"name": question.name, "column": question.column, "values": values, "near": near}
        return [say(f"errors.answers.{key}", **told)]


def _values(encoded: Encoded) -> str:
    return tallied(encoded.unlisted)


def _near(encoded: Encoded, legal: Iterable[object]) -> str:
    """Word the legal answer nearest to the first unlisted one that has such, codes left out."""
    known = [text_of(each) for each in legal if not isinstance(each, tuple)]
    for text, _ in encoded.unlisted:
        near = closest(text, known) if number_of(text) is None else None
        if near is not None:
            return say("errors.answers.near", value=text, legal=near)
    return ""


@lru_cache(maxsize=4_096)
def _own_question(name: str, kind: Kind) -> Question:
    """Return the question of a column that the codebook does not use."""
    return Question(name, kind)
