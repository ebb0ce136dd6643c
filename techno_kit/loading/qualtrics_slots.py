"""Which column of a Qualtrics export holds what of which question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from techno_kit.loading.export_texts import key_of
from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_parts import Choice, Part
from techno_kit.loading.qualtrics_survey import Survey
from techno_kit.loading.qualtrics_text import worded

TEXT: Final = "TEXT"
LOOPED: Final = re.compile(r"([^_]+)_(.+)", re.DOTALL)
LOOPED_BEFORE: Final = re.compile(r"(.*?)\((\w+)\)(.*)", re.DOTALL)  # as exports did in the past
QUESTION: Final = re.compile(r"(QID\d+(?:#\d+)?)(?:_(.*))?", re.DOTALL)
#: What stands behind a question's name where a column holds something about it.
ABOUT: Final = re.compile(
    r"NPS_GROUP|DO(_.+)?|(FIRST|LAST)_CLICK|PAGE_SUBMIT|CLICK_COUNT|BROWSER|VERSION|TEXT|RESOLUTION"
    r"|OPERATING_SYSTEM|(FILE_)?(ID|NAME|SIZE|TYPE)|\d+_(GROUP|RANK|X|Y)|(\d+_)*\d+(_TEXT)?|.*TOPICS"
)
COMPARED: Final = 40  # letters and digits of a wording
AGREEING: Final = 0.5  # of the columns, where a definition is that of the file


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column holds.

    Attributes
    ----------
    part : Part
        The question.
    row, answer : Choice or None
        The row and the answer.
    about : str
        What it holds instead: ``"TEXT"`` that was given with an answer, or something about it.
    loop : str
        The id of the time, of a question that is asked several times.
    """

    part: Part
    row: Choice | None = None
    answer: Choice | None = None
    about: str = ""
    loop: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What the columns of one question have in common."""
        return self.part.id, self.row.id if self.row else "", self.loop


def slots_of(header: Header, survey: Survey) -> list[Slot | None]:
    """Return what each column holds; None where the definition does not say.

    Ids decide where the file has them. Else names do: one that stands several times means the
    questions that have it in the order of the survey.
    """
    by_id: dict[str, Slot] = {}
    first: dict[str, list[Slot]] = {}
    second: dict[str, list[Slot]] = {}
    for part in survey.parts:
        for slot, ids, names, others in _expected(part):
            for id in ids:
                by_id.setdefault(id, slot)
            for name in dict.fromkeys(names):
                first.setdefault(name, []).append(slot)
            for name in dict.fromkeys(others):
                second.setdefault(name, []).append(slot)
    named = {name: second[name] for name in second if name not in first} | first
    parts = {part.id: part for part in survey.parts}
    parts |= {part.root: part for part in reversed(survey.parts)}
    tags = {part.tag: part for part in reversed(survey.parts)}
    times: dict[str, int] = {}
    found: list[Slot | None] = []
    for place, tag in enumerate(header.tags):
        if header.own(place):
            found.append(None)
        elif header.ids[place]:
            found.append(_by_id(header.ids[place], by_id, parts))
        else:
            times[tag] = times.get(tag, 0) + 1
            found.append(_by_name(tag, times[tag], named, tags))
    return found


def fits(header: Header, slots: Sequence[Slot | None], survey: Survey) -> tuple[int, int, bool]:
    """Tell whether a definition is that of a file.

    Returns
    -------
    known, of : int
        How many columns the definition knows, of those that are not Qualtrics' own.
    fits : bool
        Whether the wording of most columns is that of their questions; where the file has no
        wording, whether most columns are known.
    """
    places = [place for place, tag in enumerate(header.tags) if tag and not header.own(place)]
    known = [place for place in places if slots[place] is not None]
    compared = agreeing = 0
    stems: dict[str, list[str]] = {}
    for place in known:
        slot, words = slots[place], key_of(worded(header.wording[place]))
        if slot is None or not words:
            continue
        own = stems.setdefault(slot.part.id, list(_stems(slot.part)))
        if own:
            compared += 1
            agreeing += any(each in words or words.startswith(each) for each in own)
    if compared:
        return len(known), len(places), agreeing >= AGREEING * compared
    return len(known), len(places), bool(known) and len(known) >= AGREEING * len(places)


def _stems(part: Part) -> Iterator[str]:
    """Yield how the wording of a question begins, in each of its languages."""
    for words in part.words.values():
        stem = key_of(words.partition("[")[0])[:COMPARED]
        if stem:
            yield stem


def _expected(part: Part) -> Iterator[tuple[Slot, list[str], list[str], list[str]]]:
    """Yield what may be exported of a question: by which ids, names, and names by codes."""
    yield Slot(part), [part.id], [part.tag], []
    yield Slot(part, about=TEXT), [f"{part.id}_TEXT"], [f"{part.tag}_TEXT"], []
    if part.form == "nps":
        ids, names = [f"{part.id}_NPS_GROUP"], [f"{part.tag}_NPS_GROUP"]
        yield Slot(part, about="NPS_GROUP"), ids, names, []
    if part.form in ("single", "multiple"):
        for answer in part.answers:
            yield from _column(part, None, answer)
    for row in part.rows:
        yield from _column(part, row, None)
        if part.form in ("grid", "cells"):
            for answer in part.answers:
                yield from _column(part, row, answer)


def _column(
    part: Part, row: Choice | None, answer: Choice | None
) -> Iterator[tuple[Slot, list[str], list[str], list[str]]]:
    steps = [each for each in (row, answer) if each is not None]
    id = "_".join((part.id, *(each.id for each in steps)))
    names, others = [part.tag], [part.tag]
    for step in steps:
        behind = [*([step.tag] if step.tag else []), step.id]
        names = [f"{name}_{each}" for name in names for each in behind]
        others = [f"{name}_{step.code}" for name in others]
        if step.tag:
            own = [step.tag, re.sub(r"\W", "_", step.tag)]
            beside = part.answer_tag
            own += [f"{step.tag}: {beside}", f"{part.tag}_{step.tag}_{beside}"] if beside else []
            names += own
    own_text = [f"{part.tag}{row.tag}"] if row is not None and row.tag else []
    slot = Slot(part, row, answer)
    yield slot, [id], names, others
    text = Slot(part, row, answer, TEXT)
    texts = [f"{name}_TEXT" for name in (*names, *own_text)]
    yield text, [f"{id}_TEXT"], texts, [f"{name}_TEXT" for name in others]


def _by_id(id: str, by_id: dict[str, Slot], parts: dict[str, Part]) -> Slot | None:
    """Return what an id names, of a question that is asked several times as well."""
    if id in by_id:
        return by_id[id]
    loop, bare = "", id
    if looped := re.match(r"(?!QID)(.+?)_(QID\d.*)", id, re.DOTALL):
        loop, bare = looped[1], looped[2]
        if bare in by_id:
            return _looped(by_id[bare], loop)
    found = QUESTION.fullmatch(bare)
    if found and (part := parts.get(found[1])):
        return Slot(part, about=found[2] or "", loop=loop) if found[2] else None
    return None


def _by_name(
    tag: str, time: int, named: dict[str, list[Slot]], tags: dict[str, Part]
) -> Slot | None:
    """Return what a name means that stands there for the first, or another, time."""
    slots = named.get(tag)
    if slots:
        return slots[min(time, len(slots)) - 1]
    for loop, bare in _unlooped(tag):
        if bare in named:
            return _looped(named[bare][0], loop)
    stem = tag
    while "_" in stem:
        stem = stem.rpartition("_")[0]
        if stem in tags and ABOUT.fullmatch(tag[len(stem) + 1 :]):
            return Slot(tags[stem], about=tag[len(stem) + 1 :])
    return None


def _unlooped(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the time and the name of a question, where a name may be that of a loop."""
    if found := LOOPED.fullmatch(tag):
        yield found[1], found[2]
    if found := LOOPED_BEFORE.fullmatch(tag):
        yield found[2], found[1] + found[3]


def _looped(slot: Slot, loop: str) -> Slot:
    return Slot(slot.part, slot.row, slot.answer, slot.about, loop)
