"""Columns of numbers that no codebook describes, and how a model reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from techno_kit.analysis.quantities import is_plain_code, is_plain_number
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample


@dataclass(frozen=True, slots=True)
class Undeclared:
    """Columns of numbers that no codebook describes, and how they are read.

    Attributes
    ----------
    numbers, answers : tuple of str
        Those that are numbers, and those whose few whole numbers are codes of answers.
    """

    numbers: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @classmethod
    def of(cls, sample: Sample, questions: Iterable[Question]) -> "Undeclared":
        """Sort questions; those that a codebook describes, or that hold words, are in neither."""
        plain = [each for each in questions if is_plain_number(sample, each)]
        undeclared = [each for each in plain if each.kind != "number"]
        codes = {each.name for each in undeclared if is_plain_code(sample, each)}
        names = dict.fromkeys(each.name for each in undeclared)
        return cls(
            tuple(name for name in names if name not in codes),
            tuple(name for name in names if name in codes),
        )

    def read(self, question: Question) -> Question:
        """Return a question as it is read: a number where it is one of these."""
        return replace(question, kind="number") if question.name in self.numbers else question

    def beside(self, other: "Undeclared") -> "Undeclared":
        """Return these and others, each once."""
        return Undeclared(
            tuple(dict.fromkeys((*self.numbers, *other.numbers))),
            tuple(dict.fromkeys((*self.answers, *other.answers))),
        )
