"""Who: conditions on answers that print as a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Union

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import QuestionError
from techno_kit.survey.encoding import text_of
from techno_kit.wording import count, join, say, titled

Bools = NDArray[np.bool_]
Conditions = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of respondents, told by their answers.

    Build one from a mapping of question to levels (all questions, any of the levels), or with
    `all`, `any`, `none` and `at_least`, which nest.

    Attributes
    ----------
    rule : {"is", "all", "any", "none", "at_least", "rows"}
        How the parts combine; ``"is"`` is one question with its levels, ``"rows"`` a selection that
        was given row by row.
    question : str
        For ``"is"``: the question's name.
    levels : tuple of str
        For ``"is"``: the answers, one of which is enough.
    parts : tuple of Audience
        For the other rules.
    k : int
        For ``"at_least"``: how many parts must hold.
    rows : bytes
        For ``"rows"``: a bit a respondent.

    Examples
    --------
    >>> str(Audience.of({"age_group": ["18-24", "25-34"], "gender": ["Female"]}))
    'age_group is 18-24 or 25-34 and gender is Female'
    """

    rule: Literal["is", "all", "any", "none", "at_least", "rows"]
    question: str = ""
    levels: tuple[str, ...] = ()
    parts: tuple["Audience", ...] = ()
    k: int = 0
    rows: bytes = b""

    @classmethod
    def of(cls, conditions: Union["Audience", Conditions]) -> "Audience":
        """Return the audience that meets every condition of a mapping of question to levels."""
        if isinstance(conditions, Audience):
            return conditions
        if not isinstance(conditions, Mapping):
            raise QuestionError(say("errors.audience.kind", kind=type(conditions).__name__))
        if not conditions:
            raise QuestionError(say("errors.audience.empty"))
        parts = tuple(cls._is(name, levels) for name, levels in conditions.items())
        return parts[0] if len(parts) == 1 else cls("all", parts=parts)

    @classmethod
    def _is(cls, name: str, levels: object) -> "Audience":
        if isinstance(levels, str | int | float | np.number | np.bool_):
            levels = [levels]
        if isinstance(levels, np.ndarray):
            levels = levels.tolist()
        if not isinstance(levels, Sequence) or not levels:
            raise QuestionError(say("errors.audience.levels", question=name))
        return cls("is", question=str(name), levels=tuple(map(text_of, levels)))

    @classmethod
    def _of_parts(
        cls,
        rule: Literal["all", "any", "none", "at_least"],
        parts: Sequence[Union["Audience", Conditions]],
        k: int = 0,
    ) -> "Audience":
        if not parts:
            raise QuestionError(say("errors.audience.parts", rule=rule))
        return cls(rule, parts=tuple(cls.of(each) for each in parts), k=k)

    @classmethod
    def all(cls, *parts: Union["Audience", Conditions]) -> "Audience":
        """Return those for whom every part holds."""
        return cls._of_parts("all", parts)

    @classmethod
    def any(cls, *parts: Union["Audience", Conditions]) -> "Audience":
        """Return those for whom one part or more holds."""
        return cls._of_parts("any", parts)

    @classmethod
    def none(cls, *parts: Union["Audience", Conditions]) -> "Audience":
        """Return those for whom no part holds."""
        return cls._of_parts("none", parts)

    @classmethod
    def at_least(cls, k: int, *parts: Union["Audience", Conditions]) -> "Audience":
        """Return those for whom `k` parts or more hold.

        Parameters
        ----------
        k : int
            How many; at least 1.
        *parts : Audience or mapping
            What is counted.
        """
        if parts and not (isinstance(k, int | np.integer) and 1 <= k <= len(parts)):
            raise QuestionError(say("errors.audience.at_least", n=count(len(parts)), k=k))
        return cls._of_parts("at_least", parts, k)

    @classmethod
    def selected(cls, rows: Bools) -> "Audience":
        """Return the audience of a boolean per respondent."""
        return cls("rows", rows=np.packbits(rows).tobytes())

    @property
    def questions(self) -> tuple[str, ...]:
        """Names of the questions that the conditions are about, each once."""
        if self.rule == "is":
            return (self.question,)
        return tuple(dict.fromkeys(name for part in self.parts for name in part.questions))

    def mask(self, holds: Callable[[str, tuple[str, ...]], Bools], n: int) -> Bools:
        """Return a boolean per respondent.

        Parameters
        ----------
        holds : callable
            Takes a question's name and levels, returns which respondents gave one of them; no
            answer is not holding.
        n : int
            Number of respondents.
        """
        if self.rule == "is":
            return holds(self.question, self.levels)
        if self.rule == "rows":
            return np.unpackbits(np.frombuffer(self.rows, np.uint8), count=n).view(np.bool_)
        masks = [part.mask(holds, n) for part in self.parts]
        held = np.sum(masks, axis=0)
        least = {"all": len(masks), "any": 1, "none": 1, "at_least": self.k}[self.rule]
        result: Bools = (held >= least) != (self.rule == "none")
        return result

    def told(self, titles: Mapping[str, str]) -> str:
        """Return the sentence of the audience, with other names for its questions.

        Parameters
        ----------
        titles : mapping of str to str
            Question to the name that captions use; its own where there is none.
        """
        if self.rule == "rows":
            return say("audience.mask")
        if self.rule == "is":
            name = titled(titles.get(self.question, self.question))
            return say("audience.is", question=name, levels=join(self.levels, by="or"))
        inner = [
            say("audience.nested", part=each.told(titles)) if each.parts else each.told(titles)
            for each in self.parts
        ]
        if self.rule == "all":
            return join(inner)
        if self.rule == "any":
            return join(inner, by="or")
        return say(f"audience.{self.rule}", k=count(self.k), parts=join(inner, by="or"))

    def __str__(self) -> str:
        return self.told({})
