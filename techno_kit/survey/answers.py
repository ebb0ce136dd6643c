"""A question's answers, ready to be summed: codes of answer patterns and what each pattern says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import Codes, Encoded

Bools = NDArray[np.bool_]
MissingRule = Literal["in_base", "exclude"]


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """Every respondent's answer pattern, and what each pattern says of each answer.

    A single choice has a pattern an answer and one for "missing", a multiple choice a pattern for
    every combination that occurs: verbs have one path for both.

    Attributes
    ----------
    question : Question
        What was asked.
    codes : numpy.ndarray of int, shape (n,)
        Number of the respondent's pattern; -1 is a single choice without an answer.
    size : int
        Number of patterns, without that of -1.
    has_missing : bool
        Whether any code is -1.
    levels, labels : tuple of str, length (answers,)
        Ids of the answers in tables, and their names in captions.
    blanks_no, blanks_yes : numpy.ndarray of bool, shape (patterns, answers)
        Whether a pattern holds an answer when blanks count as no, and as yes. The last row is that
        of code -1 where there is one.
    answered, complete : numpy.ndarray of bool, shape (patterns,)
        Whether any item was answered, and whether all were.
    waves : str
        The question of waves; empty where there are none.
    lacking : mapping of str to tuple of str
        By answer, the waves in which it was not offered.
    """

    question: Question
    codes: Codes
    size: int
    has_missing: bool
    levels: tuple[str, ...]
    labels: tuple[str, ...]
    blanks_no: Bools
    blanks_yes: Bools
    answered: Bools
    complete: Bools
    waves: str = ""
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of_single(cls, question: Question, encoded: Encoded) -> "Answers":
        """Return the answers of a single choice: a pattern a level, and "missing" last."""
        size = len(encoded.levels)
        chosen = np.vstack([np.eye(size, dtype=np.bool_), np.zeros((1, size), np.bool_)])
        given = np.arange(size + 1) < size
        return cls(
            question=question,
            codes=encoded.codes,
            size=size,
            has_missing=encoded.has_missing,
            levels=encoded.levels,
            labels=encoded.levels,
            blanks_no=chosen,
            blanks_yes=chosen | ~given[:, None],
            answered=given,
            complete=given,
        )

    @classmethod
    def of_patterns(
        cls, question: Question, levels: tuple[str, ...], labels: tuple[str, ...], patterns: Any
    ) -> "Answers":
        """Return the answers of a multiple choice from its ``AnswerPatterns``."""
        return cls(
            question=question,
            codes=patterns.codes,
            size=len(patterns.answered),
            has_missing=False,
            levels=levels,
            labels=labels,
            blanks_no=patterns.blanks_no,
            blanks_yes=patterns.blanks_yes,
            answered=patterns.answered,
            complete=patterns.complete,
        )

    def not_offered(self, by: str, groups: Sequence[str]) -> Bools:
        """Return in which groups an answer could not be given, shape (answers, groups)."""
        lacking = self.lacking if by == self.waves else {}
        rows = [[each in lacking.get(level, ()) for each in groups] for level in self.levels]
        return np.asarray(rows, np.bool_).reshape(len(self.levels), len(groups))

    def base(self, missing: MissingRule) -> Bools:
        """Return which patterns are in the base, fixed by whether items were answered.

        ``"in_base"``: of a multiple choice everyone who answered an item, of a single choice
        everyone; blanks count as not chosen. ``"exclude"``: everyone without a blank.
        """
        if missing == "exclude":
            return self.complete
        if self.question.kind == "multiple":
            return self.answered
        return np.ones_like(self.complete)
