"""The codes of answers as scores: one rule for the means, nets and totals of every verb."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import number_of, text_of
from techno_kit.survey.no_answer import apart_of, codes_of, is_mirrored
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, join, plural, say

FAR = 5  # widths of all other numbers, beyond which a labelled one is far from them
MOST_USED = frozenset("789")  # digits of codes for no answer: 9, 98, 777
NUMBER = re.compile(r"\d+(?:\.\d+)?")
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

    @property
    def far(self) -> dict[str, float]:
        """The codes of the doubtful answers."""
        return {level: self.scores[level] for level in self.doubtful}

    def _even(self, scores: Iterable[float]) -> bool:
        known = set(scores)
        between = {code for code in self.skipped if known and min(known) < code < max(known)}
        return _steps(known | between) == {1.0}

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The answers whose codes look like some for no answer (99, -9), from the lowest.

        Without them the others count up by one; or they alone have labels, beside plain numbers.
        """
        if self.without or len(self.scores) < LEAST:
            return ()
        ordered = sorted(self.scores, key=self.scores.__getitem__)
        plain = [self.scores[level] for level in ordered if number_of(level) == self.scores[level]]
        if len(plain) > len(ordered) // 2:
            labelled = {level: self.scores[level] for level in ordered}
            labelled = {a: b for a, b in labelled.items() if number_of(a) != b}
            return far_from(plain, labelled)
        return () if self._even(self.scores.values()) else self._beside_even(ordered)

    def _beside_even(self, ordered: Sequence[str]) -> tuple[str, ...]:
        """Return the answers at both ends, as few as can be, beside which the others are even."""
        codes = [self.scores[level] for level in ordered]
        below = sum(code < 0 for code in codes)
        most = [text_of(code) for code in reversed(codes)]
        above = next((n for n, code in enumerate(most) if not set(code) <= MOST_USED), len(most))
        ends = [(low, high) for low in (0, below) for high in range(above + 1)]
        for low, high in sorted(ends, key=sum):
            rest = codes[low : len(codes) - high]
            if len(rest) < LEAST - 1 or low + high == 0 or not self._even(rest):
                continue
            apart = low == 0 or (min(codes) < min(rest) - 1 and not is_mirrored(codes))
            if apart:
                return (*ordered[:low], *ordered[len(codes) - high :])
        return ()


def far_from(
    plain: Sequence[float] | NDArray[np.float64], named: dict[str, float]
) -> tuple[str, ...]:
    """Return the labels of codes that are far from the plain numbers beside them.

    Parameters
    ----------
    plain : sequence of float
        Numbers without a label.
    named : dict of str to float
        The codes of labels.

    Examples
    --------
    >>> far_from([18, 35, 90], {"-4": -4, "Odd": 999, "91 or more": 91})
    ('-4', 'Odd')
    >>> far_from([4, 5, 6], {"Not at all": 0, "Completely": 10})
    ()
    >>> far_from([0, 8, 24], {"More than 24": 96}), far_from([0, 8, 24], {"More than 24": 25})
    (('More than 24',), ())
    """
    if not len(plain):
        return ()
    low, high = float(np.min(plain)), float(np.max(plain))
    anchored = any(0 <= code <= high for code in named.values())  # the ends of a scale have labels
    found = []
    for label, code in named.items():
        signs = text_of(code)
        used = set(signs) <= MOST_USED and code > high + 1 and (len(signs) > 1 or not anchored)
        other = code > high + 1 and _names_another(label, code)
        if (code < 0 <= low) or used or other or code - high > FAR * max(high - low, 1):
            found.append(label)
    return tuple(found)


def _names_another(label: str, code: float) -> bool:
    """Tell whether a label says one number, and its code is neither that nor the next."""
    numbers = NUMBER.findall(label)
    return len(numbers) == 1 and abs(code - float(numbers[0])) > 1


def doubt_told(key: str, codes: Mapping[str, float], title: str, *, option: str) -> str:
    """Word which codes are far from the others; empty without any.

    Parameters
    ----------
    key : {"doubtful", "in_nets", "in_trend", "in_number"}
        What they count in.
    codes : mapping of str to float
        The codes of their labels.
    title : str
        The question.
    option : str
        The option that can leave them out.
    """
    if not codes:
        return ""
    item = "apart.coded" if key == "in_trend" else "apart.counts"
    levels = join(say(item, level=level, code=text_of(code)) for level, code in codes.items())
    return plural(f"apart.{key}", len(codes), levels=levels, title=title, option=option)


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
