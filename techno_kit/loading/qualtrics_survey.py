"""What a Qualtrics survey definition (.qsf) says: questions, their answers, blocks, branches."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from techno_kit.errors import ReadError
from techno_kit.loading.export_texts import plain
from techno_kit.loading.json_lines import whole_signs
from techno_kit.loading.qualtrics_parts import Part, parts_of, table
from techno_kit.loading.qualtrics_text import worded
from techno_kit.wording import say

LARGEST: Final = 1 << 27  # bytes: far beyond any questionnaire
DEEPEST: Final = 60  # elements of a flow within each other


@dataclass(frozen=True, slots=True)
class Loop:
    """A block that is asked several times.

    Attributes
    ----------
    fields : mapping of str to mapping of str to str
        The texts of every time, by its id and by the number of the field.
    question : str
        The id of the question whose answers are looped over; empty where there is none.
    """

    fields: Mapping[str, Mapping[str, str]]
    question: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A Qualtrics survey.

    Attributes
    ----------
    name, language : str
        Its title, and the code of the language in which it was written, in small letters.
    parts : tuple of Part
        Its questions in the order in which they are asked; those in the bin are last.
    languages : tuple of str
        The codes of its translations.
    loops : mapping of str to Loop
        By the id of a question: the loop in which it is asked.
    branches : mapping of str to tuple
        By the id of a question: conditions of the flow, a tuple for every way to it.
    """

    name: str
    language: str
    parts: tuple[Part, ...]
    languages: tuple[str, ...]
    loops: Mapping[str, Loop]
    branches: Mapping[str, tuple[tuple[Any, ...], ...]]

    @property
    def by_id(self) -> dict[str, Part]:
        """The questions by Qualtrics' ids."""
        return {each.id: each for each in self.parts}


def read_survey(path: Path) -> Survey:
    """Read a Qualtrics survey definition.

    What an element says in a type that it should not have counts as not said.

    Raises
    ------
    ReadError
        If the file is no JSON, or no survey.
    """
    content = _json(path)
    elements = content.get("SurveyElements") if isinstance(content, dict) else None
    found = [each for each in table(elements).values() if isinstance(each, dict)]
    payloads = [
        each["Payload"]
        for each in found
        if each.get("Element") == "SQ" and isinstance(each.get("Payload"), dict)
    ]
    if not payloads:
        raise ReadError(say("reading.qualtrics.no_survey", file=path.name))
    entry = table(content.get("SurveyEntry"))
    blocks = [each for each in _payloads(found, "BL") if isinstance(each, dict)]
    tags = {
        id: plain(each.get("DataExportTag"))
        for each in payloads
        if isinstance(id := each.get("QuestionID"), str)
    }
    parts = [part for each in payloads for part in parts_of(each, tags)]
    order = {id: place for place, id in enumerate(_asked(blocks, bin=False))}
    binned = set(_asked(blocks, bin=True)) - set(order)
    parts = [replace(each, binned=each.root in binned) for each in parts]
    parts.sort(key=lambda each: (each.binned, order.get(each.root, len(order))))
    return Survey(
        name=worded(entry.get("SurveyName")),
        language=plain(entry.get("SurveyLanguage")).lower(),
        parts=tuple(parts),
        languages=tuple(sorted({each for part in parts for each in part.languages} - {""})),
        loops=_loops(blocks),
        branches=_branches(found, blocks),
    )


def _json(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise ReadError(say("reading.qualtrics.large", file=path.name))
    try:
        return whole_signs(json.loads(path.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise ReadError(say("reading.json.encoding", file=path.name)) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise ReadError(say("reading.json.damaged", file=path.name, **where)) from error
    except RecursionError as error:
        raise ReadError(say("reading.json.deep", file=path.name, line=1)) from error
    except ValueError as error:  # a number with thousands of digits
        raise ReadError(say("reading.damaged", file=path.name, reason=error)) from error


def _payloads(elements: list[dict[str, Any]], kind: str) -> Iterator[Any]:
    """Yield what the elements of a kind hold: in lists, or in numbered objects."""
    for each in elements:
        if each.get("Element") == kind:
            yield from table(each.get("Payload")).values()


def _questions(block: Mapping[str, Any]) -> Iterator[str]:
    for each in table(block.get("BlockElements")).values():
        if isinstance(each, dict) and isinstance(id := each.get("QuestionID"), str):
            yield id


def _asked(blocks: list[dict[str, Any]], *, bin: bool) -> Iterator[str]:
    """Yield the ids of questions in the order of the blocks: of those in the bin, or the others."""
    for each in blocks:
        if (each.get("Type") == "Trash") == bin:
            yield from _questions(each)


def _loops(blocks: list[dict[str, Any]]) -> dict[str, Loop]:
    """Return the loop of every question that is asked several times."""
    found = {}
    for block in blocks:
        options = table(block.get("Options"))
        looped = table(options.get("LoopingOptions"))
        if not options.get("Looping") or options.get("Looping") == "None":
            continue
        fields = {
            id: {number: worded(text) for number, text in table(texts).items()}
            for id, texts in table(looped.get("Static")).items()
        }
        loop = Loop(fields, plain(looped.get("QID")))
        found.update(dict.fromkeys(_questions(block), loop))
    return found


def _branches(
    elements: list[dict[str, Any]], blocks: list[dict[str, Any]]
) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """Return the conditions under which the flow comes to a question; none of those always asked.

    Raises no error where elements stand too deep within each other: those are not followed.
    """
    ways: dict[str, list[tuple[Any, ...]]] = {}
    flows = [table(each.get("Payload")) for each in elements if each.get("Element") == "FL"]
    stack: list[tuple[Mapping[str, Any], tuple[Any, ...], int]] = [(each, (), 0) for each in flows]
    while stack:
        element, conditions, depth = stack.pop()
        if element.get("Type") == "Branch" and isinstance(element.get("BranchLogic"), dict):
            conditions = (*conditions, element["BranchLogic"])
        if isinstance(id := element.get("ID"), str):
            ways.setdefault(id, []).append(conditions)
        within = [each for each in table(element.get("Flow")).values() if isinstance(each, dict)]
        if depth < DEEPEST:
            stack.extend((each, conditions, depth + 1) for each in reversed(within))
    found = {}
    for block in blocks:
        id = block.get("ID")
        ways_here = ways.get(id, []) if isinstance(id, str) else []
        if ways_here and all(ways_here):
            found.update(dict.fromkeys(_questions(block), tuple(ways_here)))
    return found
