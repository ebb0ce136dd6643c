"""Conditions of questionnaires in words: the expressions of LimeSurvey and of XLSForms."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from techno_kit.wording import join, say

LONGEST: Final = 2_000  # signs of an expression that are read
SHOWN: Final = 300  # signs of an expression that are told as it stands
WIDE: Final = 100  # signs of a question's wording within a condition
DEEPEST: Final = 30  # brackets within each other
TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*'|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”])
    |(?P<number>\d+(?:\.\d+)?)
    |\$\{\s*(?P<piped>[^{}]+?)\s*\}
    |(?P<name>[A-Za-z_][A-Za-z_0-9]*(?:[-.](?=[A-Za-z_])[A-Za-z_0-9]+)*)
    |(?P<sign>&&|\|\||[=!<>]=|=|<|>|!|\(|\)|,|-))""",
    re.VERBOSE,
)
#: Signs and words that compare, in both languages, and the sentence for each.
COMPARED: Final = {
    **{"=": "is", "==": "is", "eq": "is", "!=": "is_not", "ne": "is_not"},
    **{">": "above", "gt": "above", ">=": "at_least", "ge": "at_least"},
    **{"<": "below", "lt": "below", "<=": "at_most", "le": "at_most"},
}
OR: Final = frozenset({"or", "||"})
AND: Final = frozenset({"and", "&&"})
NOT: Final = frozenset({"not", "!"})
SUFFIXES: Final = (".NAOK", ".value", ".code", ".shown", ".valueNAOK")
ALWAYS: Final = frozenset({"", "1", "true()", "yes", '"1"', "true"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name in an expression stands for.

    Attributes
    ----------
    title : str
        The question's wording.
    answers : mapping of str to str
        Its codes and their labels.
    option : str
        The label of the answer, where the name is that of one answer of a multiple-choice question.
    several : bool
        Whether it may have several answers.
    """

    title: str
    answers: Mapping[str, str] = field(default_factory=dict)
    option: str = ""
    several: bool = False


Known = Callable[[str], Subject | None]


class _UnclearError(Exception):
    """An expression of a kind that is not put into words."""


def routing_of(expressions: tuple[str, ...], known: Known) -> str:
    """Word who was asked: those for whom all of some expressions hold.

    Parameters
    ----------
    expressions : tuple of str
        Conditions as the platform writes them; empty ones, and those that always hold, count as
        none.
    known : callable
        What a name stands for; None where it is no question.

    Returns
    -------
    str
        Empty where everybody was asked. An expression that is not understood stands as it is.

    Examples
    --------
    >>> sex = Subject("Sex", {"F": "Female"})
    >>> routing_of(('sex.NAOK == "F"', "1"), {"sex": sex}.get)
    'asked where “Sex” is “Female”'
    """
    told = []
    for each in dict.fromkeys(" ".join(each.split()) for each in expressions):
        if not is_always(each):
            told.append(_worded(each, known))
    if not told:
        return ""
    both = told[0][0] if len(told) == 1 else join(_inside(each, rank, 1) for each, rank in told)
    return say("reading.conditions.asked", conditions=both)


def is_always(expression: str) -> bool:
    """Tell whether a condition always holds."""
    return expression.strip() in ALWAYS


def _worded(expression: str, known: Known) -> tuple[str, int]:
    try:
        return _Reader(expression, known).whole()
    except _UnclearError:
        return say("reading.conditions.as_written", expression=_cut(expression, SHOWN)), 2


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


class _Reader:
    """Reads an expression from left to right; ranks: 0 "or", 1 "and", 2 one condition."""

    def __init__(self, expression: str, known: Known) -> None:
        self.known, self.place, self.depth = known, 0, 0
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(expression.rstrip()):
            found = TOKEN.match(expression, at)
            if found is None or len(expression) > LONGEST:
                raise _UnclearError
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()

    def whole(self) -> tuple[str, int]:
        told = self._either()
        if self.place < len(self.tokens):
            raise _UnclearError
        return told

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def _take(self, *wanted: str) -> tuple[str, str]:
        token = self._peek()
        if not token[0] or (wanted and token[1] not in wanted):
            raise _UnclearError
        self.place += 1
        return token

    def _is(self, words: frozenset[str]) -> bool:
        kind, text = self._peek()
        return kind in ("name", "sign") and text.lower() in words

    def _either(self) -> tuple[str, int]:
        return self._joined(OR, 0, self._both)

    def _both(self) -> tuple[str, int]:
        return self._joined(AND, 1, self._one)

    def _joined(
        self, words: frozenset[str], rank: int, part: Callable[[], tuple[str, int]]
    ) -> tuple[str, int]:
        found = [part()]
        while self._is(words):
            self.place += 1
            found.append(part())
        if len(found) == 1:
            return found[0]
        told = list(dict.fromkeys(_inside(each, own, rank) for each, own in found))
        if len(told) == 1:
            return told[0], rank
        return join(told, by="and" if rank else "or"), rank

    def _one(self) -> tuple[str, int]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _UnclearError
        try:
            if self._is(NOT):
                self.place += 1
                return self._negated()
            if self._peek() == ("sign", "("):
                return self._bracketed()
            return self._condition(), 2
        finally:
            self.depth -= 1

    def _negated(self) -> tuple[str, int]:
        start = self.place
        try:  # those that have a sentence of their own
            bracketed = self._peek() == ("sign", "(")
            if bracketed:
                self._take("(")
            told = self._condition(negated=True)
            if bracketed:
                self._take(")")
            return told, 2
        except _UnclearError:
            self.place = start
        told, _ = self._one()
        return say("reading.conditions.not", condition=told), 2

    def _bracketed(self) -> tuple[str, int]:
        self._take("(")
        told = self._either()
        self._take(")")
        return told

    def _condition(self, *, negated: bool = False) -> str:
        kind, text = self._take()
        called = kind == "name" and self._peek() == ("sign", "(")
        if called:
            return self._called(text, negated=negated)
        if kind not in ("name", "piped"):
            raise _UnclearError
        subject = self._subject(text)
        kind, sign = self._take()
        if kind not in ("sign", "name") or sign.lower() not in COMPARED or negated:
            raise _UnclearError
        return _compared(subject, COMPARED[sign.lower()], self._literal())

    def _called(self, name: str, *, negated: bool) -> str:
        self._take("(")
        kind, text = self._take()
        if kind not in ("name", "piped"):
            raise _UnclearError
        subject = self._subject(text)
        if name == "selected":
            self._take(",")
            code = self._literal()
            self._take(")")
            if not subject.several:
                return _compared(subject, "is_not" if negated else "is", code)
            answer = subject.answers.get(code, code)
            word = "not_chosen" if negated else "chosen"
            return say(f"reading.conditions.{word}", question=subject.title, answer=answer)
        self._take(")")
        if name not in ("is_empty", "empty"):
            raise _UnclearError
        return _compared(subject, "is_not" if negated else "is", "")

    def _subject(self, name: str) -> Subject:
        bare = name
        for suffix in SUFFIXES:
            bare = bare.removesuffix(suffix)
        subject = self.known(name) or self.known(bare)
        if subject is None:
            raise _UnclearError
        return replace(subject, title=_cut(subject.title, WIDE))

    def _literal(self) -> str:
        kind, text = self._take()
        if (kind, text) == ("sign", "-"):
            kind, text = self._take()
            text = f"-{text}"
        if kind not in ("text", "number"):
            raise _UnclearError
        return text[1:-1].strip() if kind == "text" else text


def _inside(told: str, rank: int, outer: int) -> str:
    """Bracket a condition that is itself joined by another word."""
    return f"({told})" if rank < 2 and rank != outer else told


def _compared(subject: Subject, word: str, code: str) -> str:
    if subject.option and word in ("is", "is_not"):
        chosen = (word == "is") == (code.upper() in ("Y", "1"))
        key = "chosen" if chosen else "not_chosen"
        return say(f"reading.conditions.{key}", question=subject.title, answer=subject.option)
    if not code:
        if word not in ("is", "is_not"):
            raise _UnclearError
        key = "blank" if word == "is" else "answered"
        return say(f"reading.conditions.{key}", question=subject.title)
    answer = subject.answers.get(code)
    shown = say("reading.conditions.answer", answer=answer) if answer else code
    return say(f"reading.conditions.{word}", question=subject.title, value=shown)
