"""New questions from old ones: bands, nets, the top of a scale, conditions on several questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from techno_kit.errors import QuestionError, listed
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import band_labels, text_of
from techno_kit.survey.level_order import order_of
from techno_kit.survey.targets.merging import merged_question
from techno_kit.wording import count, join, phrase, say

if TYPE_CHECKING:
    from techno_kit.survey.respondents import Respondents

#: New level to old ones; the lower limits of a number's bands.
Levels: TypeAlias = Mapping[str, Sequence[str]] | Sequence[float]
#: New answer to those whom it holds; or the questions of one column that become its answers.
Parts: TypeAlias = Mapping[str, Audience | Mapping[str, Sequence[str]]] | Sequence[str]


def recoded(
    sample: "Respondents",
    question: str,
    levels: Levels | None,
    *,
    name: str,
    top: int | None,
    bottom: int | None,
    label: str,
) -> Question:
    """Return a new question from one old question, as `Sample.recode` makes it.

    Raises
    ------
    QuestionError
        If the levels are not there, or the name is taken.
    """
    asked = sample.question(question)
    _check_name(sample, name, question=asked.name)
    given = [each for each in (levels, top, bottom) if each is not None]
    if len(given) != 1:
        raise QuestionError(say("recoding.one_way", name=asked.name))
    if isinstance(levels, Sequence) and not isinstance(levels, str):
        made = _banded(asked, levels)
        told = say("recoding.bands", name=name, of=asked.name, bands=join(band_labels(made.cut)))
    else:
        merge = levels if top is None and bottom is None else _box(sample, asked, top, bottom)
        if not isinstance(merge, Mapping):
            raise QuestionError(say("recoding.levels", kind=type(levels).__name__))
        known = sample.answers(asked)
        made = merged_question(asked, known, merge)
        named = {text_of(each) for old in merge.values() for each in old}
        key = "whole" if named.issuperset(known.levels) else "merged"
        told = say(f"recoding.{key}", name=name, of=asked.name, levels=merged_told(merge))
    trail = (*asked.trail, told)
    title = label or asked.label
    return replace(made, name=name, columns=(asked.column,), label=title, trail=trail)


def merged_told(levels: Mapping[str, Sequence[str]]) -> str:
    """Word which levels became which."""
    pairs = (
        say("recoding.level", new=new, old=listed([text_of(each) for each in old], shown=len(old)))
        for new, old in levels.items()
    )
    return join(pairs)


def _banded(asked: Question, limits: Sequence[float]) -> Question:
    """Return a number in bands that start at some limits."""
    wrong = [each for each in limits if not isinstance(each, Real) or isinstance(each, bool)]
    if asked.kind != "number" or wrong or not limits:
        raise QuestionError(say("recoding.not_number", name=asked.name, kind=asked.kind))
    return replace(asked, cut=tuple(limits), levels=())


def _box(
    sample: "Respondents", asked: Question, top: int | None, bottom: int | None
) -> dict[str, list[str]]:
    """Return the highest or lowest answers of a scale as one level, all others as another.

    "Don't know" is among the others: the share is that of the same net in a crosstab.
    """
    found = sample.answers(asked)
    order = None if asked.kind == "multiple" else order_of(asked, found.levels)
    if order is None:
        raise QuestionError(say("recoding.no_order", name=asked.name))
    n = top if top is not None else bottom
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n < len(order):
        most = count(len(order) - 1)
        raise QuestionError(say("recoding.box", name=asked.name, n=repr(n), most=most))
    places = order[-n:] if top is not None else order[:n]
    held = [found.levels[place] for place in places]
    told = join((found.labels[place] for place in places), by="or")
    box = say(f"crosstab.box.{'top' if top is not None else 'bottom'}", n=n, answers=told)
    rest = [level for level in found.levels if level not in held]
    return {box: held, phrase("recoding.others"): rest}


def combined(
    sample: "Respondents",
    name: str,
    parts: Parts,
    *,
    overlapping: bool,
    others: str | None,
    chosen: Sequence[Value],
    label: str,
) -> tuple[pd.DataFrame, Question]:
    """Return the rows with what a new question needs, and the question, as `Sample.combine` does.

    Raises
    ------
    QuestionError
        If a question or a level is not there, or the name is taken.
    """
    _check_name(sample, name)
    if isinstance(parts, Sequence | Mapping) and not parts:
        raise QuestionError(say("recoding.no_parts"))
    if isinstance(parts, Sequence) and not isinstance(parts, str):
        return sample.frame, _battery(sample, name, parts, chosen, label)
    if not isinstance(parts, Mapping):
        raise QuestionError(say("recoding.parts", kind=type(parts).__name__))
    audiences = {str(new): Audience.of(conditions) for new, conditions in parts.items()}
    holds = {new: sample.contains(each) for new, each in audiences.items()}
    answered = _answered(sample, audiences)
    titles = {each: sample.question(each).name for x in audiences.values() for each in x.questions}
    told = join(
        say("recoding.group", new=new, who=each.told(titles)) for new, each in audiences.items()
    )
    trail = (*_trails(sample, audiences), say("recoding.combined", name=name, groups=told))
    if overlapping:
        return _overlapping(sample, name, holds, answered, label, trail)
    rest = phrase("recoding.others") if others is None else others
    if rest in holds:
        raise QuestionError(say("recoding.others_taken", others=rest))
    values = np.full(sample.n, None, object)
    values[answered] = rest
    for new in reversed(holds):  # the first that holds counts
        values[holds[new]] = new
    column = pd.Series(values, index=sample.frame.index, dtype="str")
    levels = [(each, each) for each in (*holds, rest)]
    question = Question(name, "single", label=label, levels=levels, strict=True, trail=trail)
    return sample.frame.assign(**{name: column}), question


def _overlapping(
    sample: "Respondents",
    name: str,
    holds: Mapping[str, Any],
    answered: Any,
    label: str,
    trail: tuple[str, ...],
) -> tuple[pd.DataFrame, Question]:
    """Return a multiple-choice question: a column an answer, blank for those who gave none."""
    columns = {}
    for place, new in enumerate(holds, 1):
        column = f"{name}_{place}"
        _check_name(sample, column)
        columns[new] = column
    made = {
        columns[new]: pd.Series(
            np.where(answered, each, np.nan), index=sample.frame.index, dtype="float64"
        )
        for new, each in holds.items()
    }
    question = Question(name, "multiple", columns, label=label, chosen=[1], trail=trail)
    return sample.frame.assign(**made), question


def _battery(
    sample: "Respondents", name: str, questions: Sequence[str], chosen: Sequence[Value], label: str
) -> Question:
    """Return several yes/no questions as one question with overlapping answers."""
    asked = [sample.question(each) for each in questions]
    wrong = [each.name for each in asked if each.kind == "multiple" or each.is_quantity]
    if wrong:
        raise QuestionError(say("recoding.not_single", names=listed(wrong)))
    titles = [each.title for each in asked]
    ids = titles if len(set(titles)) == len(titles) else [each.name for each in asked]
    columns = [(id, each.column) for id, each in zip(ids, asked, strict=True)]
    told = say("recoding.battery", name=name, of=listed([each.name for each in asked], shown=99))
    missing = list(dict.fromkeys(code for each in asked for code in each.missing or ()))
    return Question(
        name,
        "multiple",
        tuple(columns),
        label=label,
        chosen=[_code(each, asked) for each in chosen],
        missing=missing or None,
        trail=(*(step for each in asked for step in each.trail), told),
    )


def _code(chosen: Value, questions: Sequence[Question]) -> Value:
    """Return the code that a label has in the questions, if it is no code and they have one."""
    levels = [pair for each in questions for pair in each.levels]
    codes = {code for code, label in levels if label == chosen}
    if len(codes) != 1 or any(code == chosen for code, _ in levels):
        return chosen
    return codes.pop()


def _answered(sample: "Respondents", audiences: Mapping[str, Audience]) -> Any:
    """Return who answered any of the questions that conditions are about, shape (n,)."""
    answered = np.zeros(sample.n, np.bool_)
    for name in dict.fromkeys(each for x in audiences.values() for each in x.questions):
        answers = sample.answers(name)
        given = np.append(answers.answered, False) if not answers.has_missing else answers.answered
        answered |= given[answers.codes]
    return answered


def _trails(sample: "Respondents", audiences: Mapping[str, Audience]) -> tuple[str, ...]:
    names = (each for x in audiences.values() for each in x.questions)
    steps = (step for each in names for step in sample.question(each).trail)
    return tuple(dict.fromkeys(steps))


def _check_name(sample: "Respondents", name: str, question: str = "") -> None:
    """Refuse a name that a question or a column has."""
    if not isinstance(name, str) or not name.strip():
        raise QuestionError(say("recoding.no_name", found=repr(name)))
    if name == question:
        raise QuestionError(say("recoding.same_name", name=name))
    if name in sample.codebook.questions or name in sample.frame.columns:
        raise QuestionError(say("recoding.taken", name=name))
