"""The questions of a KoBo or ODK export with its form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.loading.conditions import Subject, is_always, routing_of
from techno_kit.loading.kobo_columns import Slot
from techno_kit.loading.qualtrics_values import kind_of, tally_of, value_of
from techno_kit.loading.statistics_labels import distinct
from techno_kit.loading.xlsforms import Choice, Field, Form, worded
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import factorize, text_of
from techno_kit.survey.translations import Translation
from techno_kit.wording import say

AMOUNTS: Final = frozenset({"integer", "decimal", "range", "int"})
YES: Final = frozenset({"1", "true", "yes"})
NO: Final = frozenset({"0", "false", "no"})
OTHER: Final = "other"
#: What programs write for a blank; no answer, where it is no choice.
BLANK: Final = frozenset({"NA", "n/a", "N/A"})
Levels = tuple[tuple[Value, str], ...]


@dataclass(frozen=True, eq=False)
class Export:
    """The answers of an export, and what its columns hold.

    Attributes
    ----------
    frame : pandas.DataFrame
        Its rows.
    cells : mapping of str to pandas.Series
        Columns that hold several choices a cell, as they stand in the file.
    slots : mapping of str to Slot
        What columns hold; none of those that the form does not know.
    form : Form
        The form.
    language : str
        In which questions are worded.
    unknown : dict of str to dict of str to int
        Filled as questions are made: values that are none of a question's choices.
    blank : dict of str to None
        Filled as questions are made: columns in which words stand for a blank.
    unclear : list of str
        Filled as questions are made: questions of several choices in which nobody chose none.
    none_chosen : dict of str to int
        Filled as questions are made: questions that everybody was asked, and how many rows are
        blank, and so count as nothing chosen.
    """

    frame: pd.DataFrame
    cells: "Mapping[str, pd.Series[Any]]"
    slots: Mapping[str, Slot]
    form: Form
    language: str
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    blank: dict[str, None] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    none_chosen: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Made:
    """A question, its wording in other languages, and the columns that were made for it.

    `instead` names the column in whose place they stand; empty where they are those of the file.
    """

    question: Question
    translations: Mapping[str, Translation]
    columns: "Mapping[str, pd.Series[Any]]"
    instead: str = ""


def questions_of(export: Export) -> Iterator[Made]:
    """Yield the questions that the form knows, in the order of their columns."""
    known = _known(export)
    split: dict[tuple[str, ...], list[str]] = {}
    for name, slot in export.slots.items():
        if slot.choice is not None:
            split.setdefault(slot.field.path, []).append(name)
    whole = {export.slots[name].field.path: name for name in export.cells}
    done = set()
    for name, slot in export.slots.items():
        path = slot.field.path
        if slot.choice is not None and path not in done:
            done.add(path)
            own = whole.get(path) or _stem(name, slot, export.frame)
            yield _several(export, own, _signs(export, split[path]), slot.field, known)
        elif slot.choice is None and name not in export.cells:
            yield _single(export, name, slot, known)
        elif name in export.cells and path not in split:
            made = _several(export, name, _unfolded(export, name, slot), slot.field, known)
            yield replace(made, instead=name)


def agrees(slot: Slot, tally: Mapping[str, int]) -> bool | None:
    """Tell whether most answers in a column are some of its choices; None where nothing tells."""
    asked = slot.field
    if slot.about or slot.choice is not None or asked.select not in ("one", "several"):
        return None
    names, texts = {each.name for each in _choices(asked)}, _texts(asked)
    longest = _longest(texts)
    known = of = 0
    for value, n in tally.items():
        if value not in BLANK or value in names:
            several = asked.select == "several"
            pieces = _pieces(value, names, texts, longest) if several else [value]
            of += n
            known += n * all(each in names or _folded(each) in texts for each in pieces)
    return None if not of else known * 2 >= of


def _longest(texts: Mapping[str, str]) -> int:
    return max((text.count(" ") + 1 for text in texts), default=1)


def _single(export: Export, name: str, slot: Slot, known: Any) -> Made:
    """Return the question of one column."""
    column, asked = export.frame[name], slot.field
    tally = tally_of(column)
    languages = (export.language, *export.form.languages)
    levels: dict[str, Levels] = {}
    missing: tuple[Value, ...] | None = None
    if asked.select == "one" and not slot.about and asked.choices:
        missing = _blanks(export, name, asked, tally) or None
        answers = {each: n for each, n in tally.items() if each not in (missing or ())}
        for language in languages:
            levels[language], unknown = _levels(asked, answers, language)
        if unknown:
            export.unknown[name] = unknown
        kind: Any = "single"
    elif asked.type in AMOUNTS and column.dtype.kind in "iuf":
        kind = "number"
    else:
        kind = kind_of(column, tally)
    question = Question(
        name,
        kind,
        label=_title(slot, export.language),
        levels=levels.get(export.language, ()),
        missing=missing,
        routing=routing_of(asked.relevant, known),
    )
    others = {
        language: Translation(_title(slot, language), levels.get(language, ()))
        for language in export.form.languages
        if language != export.language
    }
    return Made(question, others, {})


def _blanks(export: Export, name: str, asked: Field, tally: Mapping[str, int]) -> tuple[Value, ...]:
    """Return the words that stand for a blank in a column."""
    names = {each.name for each in asked.choices}
    found = tuple(each for each in tally if each in BLANK and each not in names)
    if found:
        export.blank[name] = None
    return found


def _levels(asked: Field, tally: Mapping[str, int], language: str) -> tuple[Levels, dict[str, int]]:
    """Return the levels of a question of one choice, and the values that are none of them."""
    known = _texts(asked)
    names = {each.name for each in _choices(asked)}
    cells: dict[str, list[str]] = {}
    unknown = {}
    for value, n in tally.items():
        name = value if value in names else known.get(_folded(value))
        if name is None:
            unknown[value] = n
        else:
            cells.setdefault(name, []).append(value)
    coded = any(value in names for value in tally) or not tally
    levels: dict[Value, str] = {}
    for choice in _choices(asked):
        label = _label(choice, language)
        for cell in cells.get(choice.name, [choice.name if coded else label]):
            levels.setdefault(value_of(cell), label)
    return (distinct(levels) if coded else tuple(levels.items())), unknown


def _choices(asked: Field) -> list[Choice]:
    """Return the choices of a question, with that of an answer of one's own."""
    own = [Choice(OTHER, {})] if asked.or_other else []
    return [
        *asked.choices,
        *(each for each in own if each.name not in {c.name for c in asked.choices}),
    ]


def _label(choice: Choice, language: str) -> str:
    if choice.name == OTHER and not choice.words:
        return say("reading.kobo.other")
    return choice.within(language)


def _texts(asked: Field) -> dict[str, str]:
    """Return the labels of choices in small letters, in every language, to their names."""
    found: dict[str, str] = {}
    for choice in _choices(asked):
        for text in (*choice.words.values(), choice.name):
            found.setdefault(_folded(text), choice.name)
    return found


def _folded(text: str) -> str:
    return worded(text).casefold()


def _several(
    export: Export,
    name: str,
    signs: "Mapping[str, tuple[Choice, pd.Series[Any]]]",
    asked: Field,
    known: Any,
) -> Made:
    """Return a question of several choices, a column of 1 and 0 a choice."""
    held = pd.concat([column.notna() for _, column in signs.values()], axis=1).any(axis=1)
    always = all(map(is_always, asked.relevant)) and not asked.required and not asked.repeat
    if not held.all() and not asked.required and not always:
        export.unclear.append(name)
    if always and not held.all():
        export.none_chosen[name] = int((~held).sum())
    columns = {
        column: values.mask(values.isna() & (held | always), 0.0)
        for column, (_, values) in signs.items()
    }
    labels = {
        language: dict(
            distinct({column: _label(choice, language) for column, (choice, _) in signs.items()})
        )
        for language in (export.language, *export.form.languages)
    }
    own = labels[export.language]
    slot = Slot(asked)
    question = Question(
        name,
        "multiple",
        {str(own[column]): column for column in columns},
        label=_title(slot, export.language),
        chosen=(1,),
        none=next((own[key] for key, (each, _) in signs.items() if each.name == asked.alone), ""),
        routing=routing_of(asked.relevant, known),
    )
    others = {
        language: Translation(
            _title(slot, language),
            tuple((own[column], labels[language][column]) for column in columns),
        )
        for language in export.form.languages
        if language != export.language
    }
    return Made(question, others, columns)


def _signs(export: Export, names: Sequence[str]) -> "dict[str, tuple[Choice, pd.Series[Any]]]":
    """Return columns of choices as 1 and 0, in the order of the form."""
    found: dict[str, tuple[Choice, pd.Series[Any]]] = {}
    order = {each.name: n for n, each in enumerate(_choices(export.slots[names[0]].field))}
    for name in sorted(names, key=lambda each: order.get(_chosen(export, each).name, len(order))):
        column, choice = export.frame[name], _chosen(export, name)
        words = {choice.name.casefold(), *map(_folded, choice.words.values())}
        values: dict[str, float] = {}
        for text in tally_of(column):
            folded = _folded(text)
            if folded in YES or folded in words:
                values[text] = 1.0
            elif folded in NO:
                values[text] = 0.0
            elif text not in BLANK:
                export.unknown.setdefault(name, {})[text] = tally_of(column)[text]
        found[name] = choice, _mapped(column, values)
    return found


def _chosen(export: Export, name: str) -> Choice:
    choice = export.slots[name].choice
    if choice is None:
        raise TypeError(name)
    return choice


def _mapped(column: "pd.Series[Any]", values: Mapping[str, float]) -> "pd.Series[Any]":
    codes, uniques = factorize(column)
    signs = np.array([*(values.get(text_of(each), np.nan) for each in uniques), np.nan])
    return pd.Series(signs[codes], column.index)


def _unfolded(export: Export, name: str, slot: Slot) -> "dict[str, tuple[Choice, pd.Series[Any]]]":
    """Make a column for each choice of a question whose cells hold several, between blanks."""
    choices = _choices(slot.field)
    cells = export.cells[name]
    codes, uniques = pd.factorize(cells.str.strip().mask(cells.str.strip() == ""))
    texts, names = _texts(slot.field), {each.name for each in choices}
    longest = _longest(texts)
    place = {each.name: n for n, each in enumerate(choices)}
    times = np.bincount(codes[codes >= 0], minlength=len(uniques))
    signs = np.zeros((len(uniques) + 1, len(choices)))
    signs[-1] = np.nan
    for n, cell in enumerate(uniques):
        if cell in BLANK and cell not in names:
            signs[n] = np.nan
            export.blank[name] = None
            continue
        for piece in _pieces(str(cell), names, texts, longest):
            if piece in place:
                signs[n, place[piece]] = 1
            else:
                odd = export.unknown.setdefault(name, {})
                odd[piece] = odd.get(piece, 0) + int(times[n])
    found = signs[codes]
    joint = "/" if "." not in name else "."
    made: dict[str, tuple[Choice, pd.Series[Any]]] = {}
    for choice in choices:
        own = f"{name}{joint}{choice.name}"
        while own in export.frame:
            own = f"{own}_"
        made[own] = choice, pd.Series(found[:, place[choice.name]], cells.index)
    return made


def _pieces(cell: str, names: set[str], texts: Mapping[str, str], longest: int) -> Iterator[str]:
    """Cut a cell at blanks; the longest known label wins, as it may hold blanks itself.

    Examples
    --------
    >>> list(_pieces("a A phone x", {"a", "b"}, {"a phone": "b"}, 2))
    ['a', 'b', 'x']
    """
    words = cell.split()
    if all(each in names for each in words):
        yield from words
        return
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + longest), start, -1):
            text = " ".join(words[start:end])
            known = text if text in names else texts.get(text.casefold().rstrip(","))
            if known is not None:
                yield known
                break
        else:
            end = start + 1
            yield words[start]
        start = end


def _stem(name: str, slot: Slot, frame: pd.DataFrame) -> str:
    """Return a name for a question of several columns that is none of a column's."""
    choice = slot.choice.name if slot.choice else ""
    stem = name[: -len(choice) - 1] if name.endswith(choice) else "/".join(slot.field.path)
    return say("reading.kobo.choices", name=stem) if stem in frame else stem


def _title(slot: Slot, language: str) -> str:
    title = slot.field.within(language)
    return say("reading.kobo.own_answer", question=title) if slot.about else title


def _known(export: Export) -> Any:
    """Return what names in conditions stand for."""
    found: dict[str, Subject] = {}
    for asked in export.form.fields:
        answers = {each.name: _label(each, export.language) for each in _choices(asked)}
        title = asked.within(export.language)
        found.setdefault(asked.name, Subject(title, answers, several=asked.select == "several"))
    return found.get
