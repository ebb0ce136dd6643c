"""The questions of a LimeSurvey export with its structure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from techno_kit.loading.conditions import Subject, is_always, routing_of
from techno_kit.loading.limesurvey_columns import MULTIPLE, Slot
from techno_kit.loading.limesurvey_structure import Asking, Structure
from techno_kit.loading.limesurvey_text import worded
from techno_kit.loading.limesurvey_values import (
    FIXED,
    NOT_ASKED,
    is_chosen,
    is_closed,
    levels_of,
)
from techno_kit.loading.qualtrics_values import kind_of, tally_of, value_of
from techno_kit.survey.codebook import Kind, Question, Value
from techno_kit.survey.translations import Translation
from techno_kit.wording import say

ORDERED: Final = frozenset("5ABEFH1")  # answered on a scale
AMOUNTS: Final = frozenset("NK:")
OPTION: Final = "chosen"


@dataclass(frozen=True, eq=False)
class Export:
    """The answers of an export, and what its columns hold.

    Attributes
    ----------
    frame : pandas.DataFrame
        Its rows; columns of multiple-choice questions are filled in as `blocks` are made.
    slots : mapping of str to Slot
        What columns hold; none of those that the structure does not know.
    structure : Structure
        The survey's structure.
    language : str
        In which questions are worded.
    as_text : bool
        Whether cells hold texts of answers, not codes.
    finished : pandas.Series of bool
        Who came to the end.
    unknown : dict of str to dict of str to int
        Filled as questions are made: values that are none of a question's answers.
    unclear : list of str
        Filled as questions are made: multiple-choice questions of which some did not say anything.
    """

    frame: pd.DataFrame
    slots: Mapping[str, Slot]
    structure: Structure
    language: str
    as_text: bool
    finished: "pd.Series[Any]"
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The survey's own language."""
        return self.structure.language


@dataclass(frozen=True, eq=False)
class Made:
    """A question, its wording in other languages, and the columns that were made for it."""

    question: Question
    translations: Mapping[str, Translation]
    columns: "Mapping[str, pd.Series[Any]]" = field(default_factory=dict)


def questions_of(export: Export) -> Iterator[Made]:
    """Yield the questions that the structure knows, in the order of their columns."""
    known = _known(export)
    blocks: dict[tuple[str, str], list[str]] = {}
    for name, slot in export.slots.items():
        if key := _block(slot):
            blocks.setdefault(key, []).append(name)
    done = set()
    for name, slot in export.slots.items():
        key = _block(slot)
        if not key or not _chosen_in(export, blocks[key]):
            if not (key and slot.about):
                yield _single(export, name, slot, known)
        elif key not in done:
            done.add(key)
            yield _several(export, blocks[key], known)
        if key and slot.about:
            yield _single(export, name, slot, known)


def _block(slot: Slot) -> tuple[str, str] | None:
    """Return what the columns of one multiple-choice question have in common."""
    asking = slot.asking
    if asking.type in MULTIPLE and slot.about in ("", "other"):
        return asking.code, ""
    checked = asking.type == ":" and asking.setting("multiflexible_checkbox") == "1"
    if checked and slot.row is not None and not slot.about:
        return asking.code, slot.row.code
    return None


def _chosen_in(export: Export, columns: Sequence[str]) -> bool:
    """Tell whether cells are those of a multiple-choice question."""
    plain = [each for each in columns if not export.slots[each].about]
    return any(
        is_chosen(value) is not None for each in plain for value in tally_of(export.frame[each])
    ) or all(export.frame[each].isna().all() for each in plain)


def _single(export: Export, name: str, slot: Slot, known: Any) -> Made:
    """Return the question of one column."""
    column = export.frame[name]
    tally = tally_of(column)
    levels: dict[str, Any] = {}
    closed = is_closed(slot)
    if closed:
        for language in (export.language, *export.structure.languages):
            levels[language], unknown = levels_of(
                slot, tally, language, export.base, as_text=export.as_text
            )
        if unknown:
            export.unknown[name] = unknown
    kind = _kind(slot, column, tally)
    unseen = NOT_ASKED in tally and (closed or export.as_text)
    missing: tuple[Value, ...] | None = (NOT_ASKED,) if unseen else None
    question = Question(
        name,
        kind,
        label=_title(slot, export.language, export.base),
        levels=levels.get(export.language, ()),
        missing=missing,
        routing=_routing(slot, known),
    )
    others = {
        language: Translation(_title(slot, language, export.base), levels.get(language, ()))
        for language in export.structure.languages
        if language != export.language
    }
    return Made(question, others)


def _kind(slot: Slot, column: "pd.Series[Any]", tally: Mapping[str, int]) -> Kind:
    kind = slot.asking.type
    if is_closed(slot):
        return "scale" if kind in ORDERED else "single"
    if slot.about in ("", "count") and column.dtype.kind in "iuf":
        return "number" if kind in AMOUNTS else kind_of(column, tally)
    return "single"


def _several(export: Export, columns: Sequence[str], known: Any) -> Made:
    """Return a multiple-choice question, a column an answer; its blanks are settled."""
    slots = {name: export.slots[name] for name in columns}
    first = next(iter(slots.values()))
    asking = first.asking
    texts = {name: export.frame[name] for name, slot in slots.items() if slot.about}
    plain = {name: export.frame[name] for name in columns if name not in texts}
    made, unclear = settled(plain, texts, export.finished if _is_always_asked(asking) else None)
    row = "" if asking.type in MULTIPLE else f"[{first.row.code}]" if first.row else ""
    name = _free(f"{asking.code}{row}", export.frame)
    if unclear:
        export.unclear.append(name)
    for each, column in plain.items():
        odd = {v: n for v, n in tally_of(column).items() if is_chosen(v) is None and v != NOT_ASKED}
        if odd:
            export.unknown[each] = odd
    labels = {
        language: _options(slots, made, language, export.base)
        for language in (export.language, *export.structure.languages)
    }
    own = labels[export.language]
    excludes = [
        own[each]
        for each, slot in slots.items()
        if slot.row and slot.row.code in asking.setting("exclude_all_others").split(";")
    ]
    values = {value for column in made.values() for value in tally_of(column)}
    chosen = tuple(value_of(each) for each in sorted(values) if is_chosen(each))
    is_missing = NOT_ASKED in values
    whole = Slot(asking, first.row if row else None)
    question = Question(
        name,
        "multiple",
        {label: column for column, label in own.items()},
        label=_title(whole, export.language, export.base),
        chosen=chosen or ((1,) if values - {NOT_ASKED} <= {"0"} else ("Y",)),
        missing=(NOT_ASKED,) if is_missing else None,
        none=excludes[0] if len(excludes) == 1 else "",
        routing=_routing(whole, known),
    )
    others = {
        language: Translation(
            _title(whole, language, export.base),
            tuple((own[each], label) for each, label in labels[language].items()),
        )
        for language in export.structure.languages
        if language != export.language
    }
    return Made(question, others, made)


def settled(
    plain: "Mapping[str, pd.Series[Any]]",
    texts: "Mapping[str, pd.Series[Any]]",
    saw: "pd.Series[Any] | None",
) -> "tuple[dict[str, pd.Series[Any]], bool]":
    """Settle what the blanks of a multiple-choice question are.

    Where no cell says "not chosen", a blank of somebody who chose another answer, or wrote one,
    means not chosen. A row without any answer stays blank, unless it is known to have seen the
    question.

    Parameters
    ----------
    plain, texts : mapping of str to pandas.Series
        The columns of its answers, and those of answers of one's own.
    saw : pandas.Series of bool or None
        Who is known to have seen it.

    Returns
    -------
    columns : dict of str to pandas.Series
        All of them, settled; a column for each answer of one's own, by a name of its own.
    unclear : bool
        Whether there are rows without any answer of which it is not known whether they saw it.
    """
    values = {value for column in plain.values() for value in tally_of(column)}
    says_no = any(is_chosen(each) is False for each in values)
    held = [_given(column) for column in (*plain.values(), *texts.values())]
    answered = pd.concat(held, axis=1).any(axis=1) if held else pd.Series(dtype="bool")
    empty = ~answered
    if saw is not None and not says_no:
        answered = answered | saw
    made: dict[str, pd.Series[Any]] = {}
    for name, column in plain.items():
        if says_no:
            made[name] = column
            continue
        sign: Any = 0 if column.dtype.kind in "iuf" else "N"
        made[name] = column.mask(column.isna() & answered, sign)
    for name, column in texts.items():
        own = f"{name} {OPTION}"
        signs = _given(column).map({True: "Y", False: "N"}).astype("str")
        made[own] = signs.where(answered)
    return made, bool((empty & ~answered).any()) and not says_no and saw is None


def _given(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return where a cell says something."""
    return column.notna() & (column.astype("str") != NOT_ASKED)


def _is_always_asked(asking: Asking) -> bool:
    """Tell whether everybody who came to the end saw a question, and could leave it blank."""
    filtered = any(
        asking.setting(each) for each in ("array_filter", "array_filter_exclude", "random_group")
    )
    hidden = asking.setting("hidden") == "1"
    everyone = all(is_always(each) for each in asking.relevance)
    return everyone and not (filtered or hidden or asking.mandatory)


def _options(
    slots: Mapping[str, Slot], made: Mapping[str, Any], language: str, base: str
) -> dict[str, str]:
    """Return the label of every column of a multiple-choice question, each once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in made:
        name = column if column in slots else column.removesuffix(f" {OPTION}")
        slot = slots[name]
        choice = slot.column or slot.row
        own = slot.asking.setting("other_replace_text", language, base)
        label = choice.within(language, base) if choice else worded(own)
        label = label or say("reading.limesurvey.other")
        if label in taken:
            label = f"{label} ({choice.code if choice else name})"
        taken.add(label)
        found[column] = label
    return found


def _free(name: str, frame: pd.DataFrame) -> str:
    while name in frame:
        name = f"{name} (all)"
    return name


def _title(slot: Slot, language: str, base: str) -> str:
    """Word what a column, or a block of columns, asks."""
    asking = slot.asking
    parts = [asking.within(language, base)]
    if slot.row is not None:
        parts.append(slot.row.within(language, base))
    if slot.column is not None:
        parts.append(slot.column.within(language, base))
    if slot.scale is not None:
        letter = "AB"[slot.scale]
        own = worded(asking.setting(f"dualscale_header{letter}", language, base))
        parts.append(own or say("reading.limesurvey.scale", n=slot.scale + 1))
    if slot.rank:
        parts.append(say("reading.limesurvey.rank", n=slot.rank))
    if slot.about:
        parts.append(say(f"reading.limesurvey.about.{slot.about}"))
    title = parts[0]
    for part in parts[1:]:
        title = say("reading.limesurvey.of", question=title, part=part)
    return title


def _routing(slot: Slot, known: Any) -> str:
    own = slot.row.relevance if slot.row is not None else ""
    return routing_of((*slot.asking.relevance, own), known)


def _known(export: Export) -> Any:
    """Return what names in expressions stand for."""
    found: dict[str, Subject] = {}
    language, base = export.language, export.base
    for asking in export.structure.questions:
        title = asking.within(language, base)
        answers = {each.code: each.within(language, base) for each in asking.of_scale(0)}
        if asking.type in FIXED:
            words = FIXED[asking.type]
            answers = {code: say(f"reading.limesurvey.fixed.{text}") for code, _, text in words}
        names = [asking.code]
        if all(asking.ids):
            names.append("X".join(asking.ids))
        for name, joint in zip(names, ("_", ""), strict=False):
            found.setdefault(name, Subject(title, answers))
            for row in asking.rows:
                if row.scale:
                    continue
                label = row.within(language, base)
                both = say("reading.limesurvey.of", question=title, part=label)
                own = (
                    Subject(title, option=label)
                    if asking.type in MULTIPLE
                    else Subject(both, answers)
                )
                found.setdefault(f"{name}{joint}{row.code}", own)
    return found.get
