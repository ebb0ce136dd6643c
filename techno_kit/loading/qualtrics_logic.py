"""Qualtrics' display logic and branches in words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from techno_kit.loading.export_texts import plain
from techno_kit.loading.qualtrics_parts import Choice, Part, table
from techno_kit.loading.qualtrics_text import worded
from techno_kit.wording import count, join, phrase, say

MOST: Final = 12  # conditions that are told
CHOSEN: Final = frozenset({"Selected", "NotSelected", "Displayed", "NotDisplayed"})
COMPARED: Final = frozenset(
    {
        *("EqualTo", "NotEqualTo", "GreaterThan", "GreaterThanOrEqual", "LessThan"),
        *("LessThanOrEqual", "Contains", "DoesNotContain", "Empty", "NotEmpty"),
    }
)
CONJUNCTION: Final = "Conjuction"  # as Qualtrics spells it


def routing_of(
    part: Part,
    row: Choice | None,
    ways: tuple[tuple[Any, ...], ...],
    by_id: Mapping[str, Part],
    language: str,
) -> str:
    """Word who was asked a question, or a row of it; empty where everybody was.

    Parameters
    ----------
    part : Part
        The question.
    row : Choice or None
        The row of a matrix.
    ways : tuple of tuple
        The conditions of the survey's flow, a tuple for every way to the question.
    by_id : mapping of str to Part
        All questions.
    language : str
        In which they are worded.
    """
    logics = [*part.logic, *([row.logic] if row is not None and row.logic else [])]
    told = [_condition(each, by_id, language) for each in logics]
    told.append(_ways(ways, by_id, language))
    told = list(dict.fromkeys(each for each in told if each))
    sentences = []
    if told:
        both = told[0] if len(told) == 1 else join(map(_within, told))
        sentences.append(say("reading.qualtrics.routing", conditions=both))
    for answer in part.answers:
        if answer.logic and (shown := _condition(answer.logic, by_id, language)):
            label = answer.within(language)
            sentences.append(say("reading.qualtrics.offered", answer=label, conditions=shown))
    return "; ".join(sentences)


def _ways(ways: tuple[tuple[Any, ...], ...], by_id: Mapping[str, Part], language: str) -> str:
    """Word the ways to a question: one of them is enough."""
    told = []
    for way in ways:
        conditions = [each for logic in way if (each := _condition(logic, by_id, language))]
        if not conditions:
            return ""
        told.append(conditions[0] if len(conditions) == 1 else join(map(_within, conditions)))
    told = list(dict.fromkeys(told))
    return told[0] if len(told) == 1 else join(map(_within, told), by="or") if told else ""


def _within(condition: str) -> str:
    return f"({condition})"


def _condition(logic: object, by_id: Mapping[str, Part], language: str) -> str:
    """Word a logic: groups of expressions, each with the word that joins it to those before."""
    groups = [group for group in _members(logic) if any(True for _ in _members(group))]
    told, left = "", MOST
    for group in groups:
        inside, n = "", 0
        for expression in _members(group):
            if n < left:
                words = _expression(expression, by_id, language)
                sign = "or" if str(expression.get(CONJUNCTION, "")).lower() == "or" else "and"
                inside = _joined(inside, words, sign)
            n += 1
        if n > left:
            inside = _joined(inside, say("errors.more", n=count(n - left)), "and")
        left = max(left - n, 0)
        sign = "or" if str(group.get("Type", "")).lower().startswith("or") else "and"
        told = _joined(told, _within(inside) if len(groups) > 1 and n > 1 else inside, sign)
    return told


def _members(value: object) -> Iterator[dict[str, Any]]:
    """Yield the numbered members of a logic or a group."""
    for key, each in table(value).items():
        if key.isdecimal() and isinstance(each, dict):
            yield each


def _joined(before: str, words: str, sign: str) -> str:
    if not before or not words:
        return before or words
    return f"{before}{phrase(f'lists.{sign}')}{words}"


def _expression(expression: Mapping[str, Any], by_id: Mapping[str, Part], language: str) -> str:
    """Word one expression; as Qualtrics describes it where it is of a kind that is not known."""
    operator, right = expression.get("Operator"), worded(expression.get("RightOperand"))
    if not isinstance(operator, str):
        return _described(expression)
    if expression.get("LogicType") == "EmbeddedField" and operator in COMPARED:
        title = worded(expression.get("LeftOperand"))
        return _compared(title, operator, right)
    where = worded(expression.get("LeftOperand")) or plain(expression.get("ChoiceLocator"))
    steps = unquote(where.removeprefix("q://")).split("/")
    part = by_id.get(steps[0])
    if part is None:
        return _described(expression)
    title = part.within(language)
    if operator in CHOSEN and len(steps) > 2:
        label = _choice(part, steps, language)
        if label:
            told = {"question": title, "answer": label}
            return say(f"reading.qualtrics.chosen.{operator}", **told)
    if operator in COMPARED:
        return _compared(title, operator, right)
    return _described(expression)


def _choice(part: Part, steps: list[str], language: str) -> str:
    """Word the answer, or the row, that a locator names by its last step."""
    kinds = {"answer": part.answers, "choice": part.rows or part.answers}
    found = kinds["answer"] if any("Answer" in each for each in steps) else kinds["choice"]
    labels = {each.id: each.within(language) for each in found}
    return labels.get(steps[-1], "")


def _compared(title: str, operator: str, right: str) -> str:
    return say(f"reading.qualtrics.compared.{operator}", question=title, value=right)


def _described(expression: Mapping[str, Any]) -> str:
    told = worded(expression.get("Description"))
    return told.removeprefix("If ").strip()
