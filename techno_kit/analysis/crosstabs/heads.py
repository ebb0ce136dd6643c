"""The columns of a crosstab: questions whose answers are groups, and such questions crossed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.asking.quantities import Quantity
from techno_kit.analysis.asking.undeclared import groups_of
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.cells.linearising import Cells, collect_each
from techno_kit.analysis.cells.measuring import Measured
from techno_kit.errors import QuestionError
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Integers, Variable
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Asked = Ladder | Question | str
By = Asked | tuple[Asked, ...]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """One banner question, or several crossed, and the columns that they make.

    Attributes
    ----------
    name, title : str
        What tables and captions call it; of crossed questions both names.
    groups : tuple of Answers
        The questions' answers.
    levels, labels : tuple of str
        The columns: their names in tables and in captions.
    overlapping : bool
        Whether a respondent can be in several columns.
    """

    name: str
    title: str
    groups: tuple[Answers, ...]
    levels: tuple[str, ...]
    labels: tuple[str, ...]
    overlapping: bool

    @classmethod
    def of(cls, sample: Sample, asked: By) -> "Head":
        """Return the columns of a question, or of a tuple of questions that are crossed."""
        parts = asked if isinstance(asked, tuple) else (asked,)
        groups = tuple(
            groups_of(sample, each)
            if isinstance(each, str)
            else sample.answers(question_of(sample, each))
            for each in parts
        )
        cross = say("crosstab.cross")
        return cls(
            name=cross.join(each.question.name for each in groups),
            title=cross.join(each.question.title for each in groups),
            groups=groups,
            levels=tuple(map(cross.join, product(*(each.levels for each in groups)))),
            labels=tuple(map(cross.join, product(*(each.labels for each in groups)))),
            overlapping=any(each.question.kind == "multiple" for each in groups),
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in their order."""
        return tuple(each.question for each in self.groups)

    def member(self, codes: Sequence[Integers]) -> Bools:
        """Return which cells are in which column, shape (cells, columns).

        Parameters
        ----------
        codes : sequence of numpy.ndarray of int, each of shape (cells,)
            The answer pattern of every question.
        """
        held, *more = (each.blanks_no[code] for each, code in zip(self.groups, codes, strict=True))
        for other in more:
            held = (held[:, :, None] & other[:, None, :]).reshape(len(held), -1)
        return held

    def answered(self, codes: Sequence[Integers]) -> Bools:
        """Return which cells hold an answer to every question, shape (cells,)."""
        given = [each.answered[code] for each, code in zip(self.groups, codes, strict=True)]
        return np.asarray(np.all(given, axis=0))


def question_of(sample: Sample, asked: Asked) -> Question:
    """Return a ladder's rungs as a question, or a question by its name."""
    return asked.question(sample) if isinstance(asked, Ladder) else sample.question(asked)


def heads_of(sample: Sample, by: By | Sequence[By]) -> list[Head]:
    """Return the columns of every banner question, each once.

    Raises
    ------
    QuestionError
        If something is no question.
    """
    given: list[object] = list(by) if isinstance(by, list) else [by]
    if by == ():
        given = []
    asked = [each for each in given if _is_asked(each)]
    if len(asked) < len(given):
        raise QuestionError(say("errors.crosstab.by"))
    heads = [Head.of(sample, each) for each in asked]
    return list({head.name: head for head in heads}.values())


def _is_asked(each: object) -> TypeGuard[By]:
    parts = each if isinstance(each, tuple) else (each,)
    return bool(parts) and all(isinstance(part, Ladder | Question | str) for part in parts)


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """A variable's cells, split by the columns of a head; without one they are the total.

    Attributes
    ----------
    cells : Cells
        The sums.
    code : numpy.ndarray of int, shape (cells,)
        Code of the variable.
    levels : tuple of str or None
        The columns; a single None is the total.
    member : numpy.ndarray of bool, shape (cells, columns)
        Which cells are in which column.
    audience : numpy.ndarray of bool, shape (cells,)
        Which cells are in the audience.
    answered : numpy.ndarray of bool, shape (cells,), or None
        Of columns that overlap: which cells answered the questions of the head.
    """

    cells: Cells
    code: Integers
    levels: tuple[str | None, ...]
    member: Bools
    audience: Bools
    answered: Bools | None = None

    @classmethod
    def each(
        cls,
        sample: Sample,
        variable: Variable,
        heads: Sequence[Head | None],
        where: Audience | None,
    ) -> Iterator["Split"]:
        """Collapse a sample to a variable by the columns of every head in turn.

        Parameters
        ----------
        sample : Sample
            The respondents.
        variable : Variable
            What stands in the rows.
        heads : sequence of Head or None
            The columns; None is the total.
        where : Audience or None
            Who counts.
        """
        shared = [variable, *([] if where is None else [where])]
        crosses = [[*shared, *(head.questions if head else ())] for head in heads]
        for head, cells in zip(heads, collect_each(sample, crosses), strict=True):
            code, *codes = cells.codes
            everyone = np.ones(len(code), np.bool_)
            audience = everyone if where is None else codes.pop(0) == 1
            if head is None:
                yield cls(cells, code, (None,), everyone[:, None], audience)
                continue
            answered = head.answered(codes) if head.overlapping else None
            yield cls(cells, code, head.levels, head.member(codes), audience, answered)

    def domains(self, answers: Answers, missing: MissingRule) -> Domains:
        """Return the columns as domains of a question's answers."""
        inside = answers.base(missing)[self.code] & self.audience
        return Domains(
            cells=self.cells,
            levels=self.levels,
            member=self.member,
            audience=self.audience,
            inside=inside,
            against=inside,
            blanks_no=answers.blanks_no[self.code],
            blanks_yes=answers.blanks_yes[self.code],
            answered=self.answered,
        )

    def measured(self, quantity: Quantity) -> Measured:
        """Return the columns with the number that a question gives every respondent."""
        return Measured(
            cells=self.cells,
            y=quantity.values[self.code],
            x=None,
            inside=quantity.known[self.code] & self.audience,
            audience=self.audience,
            member=self.member,
            levels=self.levels,
            counts=False,
            answered=self.answered,
        )

    def people(self, measured: Measured) -> Domains:
        """Return the columns as domains of those who are in the base of a number."""
        none = np.zeros((len(self.code), 0), np.bool_)
        return Domains(
            cells=self.cells,
            levels=self.levels,
            member=self.member,
            audience=self.audience,
            inside=measured.inside,
            against=measured.inside,
            blanks_no=none,
            blanks_yes=none,
            answered=self.answered,
        )
