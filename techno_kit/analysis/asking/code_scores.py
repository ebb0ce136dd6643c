"""The codes of answers as scores: one rule for the means, nets and totals of every verb."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.no_answer import apart_of, codes_of
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, join, plural, say

MOST_USED = frozenset("789")  # digits of codes for no answer: 9, 98, 777
LEAST = 3  # answers, of which one can be out of line with the others


@dataclass(frozen=True, slots=True)
class CodeScores:
    """What the answers of a question count as by their codes.

    Attributes
    ----------
    scores : dict of str to float
        The code of every answer that has one number for a code.
    without : tuple of str
        Answers that have none, or several.
    apart : tuple of str
        Answers without a place on the scale, such as "don't know" (`apart_of`).
    skipped : tuple of float
        The codes of these: between others they leave no gap.
    """

    scores: dict[str, float]
    without: tuple[str, ...]
    apart: tuple[str, ...]
    skipped: tuple[float, ...] = ()

    @classmethod
    def of(cls, answers: Answers) -> "CodeScores":
        """Read the codes of a question with one answer."""
        return cls.of_levels(answers.question, answers.levels)

    @classmethod
    def of_levels(cls, question: Question, levels: Sequence[str]) -> "CodeScores":
        """Read the codes behind levels."""
        apart, codes = apart_of(question, levels), codes_of(question, levels)
        kept = [level for level in levels if level not in apart]
        scores = {
            level: code
            for level in kept
            if len(codes[level]) == 1 and (code := codes[level][0]) is not None
        }
        without = tuple(level for level in kept if level not in scores)
        skipped = tuple(code for level in apart for code in codes[level] if code is not None)
        return cls(scores, without, apart, skipped)

    @property
    def steady(self) -> bool:
        """Whether all answers on the scale have codes, which count up by one.

        A code between them that is of "don't know" is no gap.
        """
        return not self.without and self._even(self.scores.values())

    def _even(self, scores: Iterable[float]) -> bool:
        known = set(scores)
        between = {code for code in self.skipped if known and min(known) < code < max(known)}
        return _steps(known | between) == {1.0}

    @property
    def doubtful(self) -> str:
        """The answer whose code looks like one for no answer (99, -9); empty where there is none.

        Without it the others count up by one.
        """
        if self.without or len(self.scores) < LEAST:
            return ""
        ordered = sorted(self.scores, key=self.scores.__getitem__)
        for level, rest in ((ordered[-1], ordered[:-1]), (ordered[0], ordered[1:])):
            code, others = self.scores[level], [self.scores[each] for each in rest]
            high = code > max(others) + 1 and set(text_of(code)) <= MOST_USED
            low = code < min(min(others) - 1, 0)
            if (high or low) and self._even(others):
                return level
        return ""


def _steps(scores: Iterable[float]) -> set[float]:
    return {after - before for before, after in pairwise(sorted(scores))}


def apart_in(
    sample: Sample,
    question: Question,
    apart: Sequence[str],
    where: Audience | None,
    *,
    what: str,
    option: str,
) -> str:
    """Word which answers are not in a statistic, and how many respondents gave them.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Question
        The scale.
    apart : sequence of str
        The answers; those of nobody are not told.
    where : Audience or None
        Who counts.
    what : str
        The statistic, such as "the mean of age".
    option : str
        The option that can give them a score.
    """
    if not apart:
        return ""
    answers = sample.answers(question)
    codes = answers.codes if where is None else answers.codes[sample.contains(where)]
    tally = np.bincount(codes[codes >= 0], minlength=len(answers.levels))
    found = {level: int(tally[answers.levels.index(level)]) for level in apart}
    return apart_told(found, what=what, option=option)


def apart_told(found: dict[str, int], *, what: str, option: str) -> str:
    """Word which answers are not in a statistic, with their respondents; empty without any."""
    held = {level: n for level, n in found.items() if n}
    if not held:
        return ""
    levels = join(say("apart.level", level=level, n=count(n)) for level, n in held.items())
    return plural("apart.told", len(held), levels=levels, what=what, option=option)
