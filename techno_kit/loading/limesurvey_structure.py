"""What a LimeSurvey structure says: questions, their rows and answers, in all its languages.

A structure is a survey (.lss), a group (.lsg) or a question (.lsq) in XML, or a table (.txt, .tsv).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

from techno_kit.errors import ReadError
from techno_kit.loading.limesurvey_text import worded
from techno_kit.loading.safe_xml import read_xml
from techno_kit.loading.texts import open_text
from techno_kit.wording import say

XML: Final = frozenset({".lss", ".lsg", ".lsq"})
TABLE: Final = frozenset({".txt", ".tsv"})
NAMED: Final = ("class", "type/scale", "name", "relevance", "text")  # columns of a table
LARGEST: Final = 1 << 26  # bytes of a table: far beyond any questionnaire
LONGEST: Final = 100_000  # rows of a table
#: What LimeSurvey writes in its tables for a translation that is not there.
NO_TRANSLATION: Final = "Array"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, or a row or column of an array.

    Attributes
    ----------
    code : str
        By which exports know it.
    words : mapping of str to str
        Its wording by language.
    scale : int
        0, or 1 for the second scale, or the columns of an array of numbers or texts.
    relevance : str
        Under which condition a row is shown.
    """

    code: str
    words: Mapping[str, str]
    scale: int = 0
    relevance: str = ""

    def within(self, language: str, base: str) -> str:
        """Return its wording in a language, or in the survey's own, or its code."""
        return self.words.get(language) or self.words.get(base) or self.code


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a structure.

    Attributes
    ----------
    code, type : str
        Its code, and the letter of its type.
    words : mapping of str to str
        Its wording by language.
    rows, answers : tuple of Choice
        Its subquestions and its answers, in the order in which they are shown.
    other : bool
        Whether an answer of one's own may be given.
    mandatory : bool
        Whether it must be answered.
    relevance : tuple of str
        The conditions under which it is shown: its own, and that of its group.
    attributes : mapping of (name, language) to str
        Its settings; the language is empty for those without one.
    ids : tuple of str
        Numbers of survey, group and question, where the structure tells them.
    """

    code: str
    type: str
    words: Mapping[str, str]
    rows: tuple[Choice, ...] = ()
    answers: tuple[Choice, ...] = ()
    other: bool = False
    mandatory: bool = False
    relevance: tuple[str, ...] = ()
    attributes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ids: tuple[str, str, str] = ("", "", "")

    def within(self, language: str, base: str) -> str:
        """Return its wording in a language, or in the survey's own, or its code."""
        return self.words.get(language) or self.words.get(base) or self.code

    def setting(self, name: str, *languages: str) -> str:
        """Return a setting, in the first of some languages that has it."""
        values = (self.attributes.get((name, each), "") for each in (*languages, ""))
        return next((each for each in values if each), "")

    def of_scale(self, scale: int) -> tuple[Choice, ...]:
        """Return the answers of a scale; those of the other one where it has none."""
        found = tuple(each for each in self.answers if each.scale == scale)
        return found or self.answers


@dataclass(frozen=True, slots=True)
class Structure:
    """A survey's structure.

    Attributes
    ----------
    number, title, language : str
        The survey's number, its title, and the language in which it was written.
    languages : tuple of str
        All its languages.
    questions : tuple of Asking
        In the order in which they are asked.
    doubled : tuple of str
        Codes of questions that stand several times: only the first was read.
    """

    number: str
    title: str
    language: str
    languages: tuple[str, ...]
    questions: tuple[Asking, ...]
    doubled: tuple[str, ...] = ()


def is_structure(path: Path) -> bool:
    """Tell whether a file reads as a structure: by its ending, and a table by its header too."""
    suffix = path.suffix.lower()
    if suffix in XML:
        return True
    if suffix not in TABLE:
        return False
    first = _first_line(path).decode("utf-8", "replace")
    return names_structure(first.split("\t"))


def names_structure(header: Sequence[str]) -> bool:
    """Tell whether a header is that of a structure in a table."""
    return set(NAMED) <= {each.strip('\ufeff" ') for each in header}


def _first_line(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.readline(1 << 16).removeprefix(b"\xef\xbb\xbf").strip()


def read_structure(path: Path) -> Structure:
    """Read a LimeSurvey structure.

    Raises
    ------
    ReadError
        If the file is damaged, or is no structure, or holds no questions.
    """
    is_xml = path.suffix.lower() in XML or _first_line(path).startswith(b"<")
    found = _of_xml(path) if is_xml else _of_table(path)
    if not found.questions:
        raise ReadError(say("reading.limesurvey.no_questions", file=path.name))
    first: dict[str, Asking] = {}
    doubled = []
    for each in found.questions:
        if each.code in first:
            doubled.append(each.code)
        first.setdefault(each.code, each)
    return replace(found, questions=tuple(first.values()), doubled=tuple(dict.fromkeys(doubled)))


# XML: tables of a database, as rows of fields.


def _of_xml(path: Path) -> Structure:
    root = read_xml(path)
    if root.tag != "document" or root.find("LimeSurveyDocType") is None:
        raise ReadError(say("reading.limesurvey.not", file=path.name))
    tables = {each.tag: list(_rows(each)) for each in root}
    surveys = tables.get("surveys", [{}]) or [{}]
    spoken = [(each.text or "").strip() for each in root.iterfind("./languages/language")]
    base = surveys[0].get("language", "") or next(iter(filter(None, spoken)), "")
    titles = _by_language(tables, "surveys_languagesettings", "surveyls_language", "surveyls_title")
    questions = tuple(_questions(tables, base))
    said = {language for each in questions for language in each.words}
    return Structure(
        number=surveys[0].get("sid", ""),
        title=worded(titles.get(base, "")),
        language=base,
        languages=tuple(dict.fromkeys(filter(None, (base, *spoken, *sorted(said))))),
        questions=questions,
    )


def _rows(table: Element) -> Iterator[dict[str, str]]:
    for row in table.iterfind("./rows/row"):
        yield {each.tag: (each.text or "").strip() for each in row}


def _by_language(
    tables: Mapping[str, Sequence[Mapping[str, str]]], name: str, language: str, text: str
) -> Words:
    return {each.get(language, ""): each.get(text, "") for each in tables.get(name, ())}


def _questions(tables: Mapping[str, Sequence[dict[str, str]]], base: str) -> Iterator[Asking]:
    texts = _texts(tables.get("question_l10ns", ()), "qid", "question")
    said = _texts(tables.get("answer_l10ns", ()), "aid", "answer")
    groups = {each.get("gid", ""): each for each in reversed(tables.get("groups", ()))}
    placed = {gid: _whole(each.get("group_order")) for gid, each in groups.items()}
    rows = _gathered(tables.get("subquestions", ()), "parent_qid", "title", texts, "qid", base)
    answers = _gathered(tables.get("answers", ()), "qid", "code", said, "aid", base)
    settings: dict[str, dict[tuple[str, str], str]] = {}
    for each in tables.get("question_attributes", ()):
        key = (each.get("attribute", ""), each.get("language", ""))
        settings.setdefault(each.get("qid", ""), {})[key] = each.get("value", "")
    merged: dict[str, list[dict[str, str]]] = {}
    for each in tables.get("questions", ()):
        if each.get("parent_qid", "0") in ("", "0") and each.get("title"):
            merged.setdefault(each.get("qid", "") or each["title"], []).append(each)
    order = sorted(
        merged.items(),
        key=lambda pair: (
            placed.get(pair[1][0].get("gid", ""), 0),
            _whole(pair[1][0].get("question_order")),
        ),
    )
    for qid, same in order:
        first = same[0]
        gid = first.get("gid", "")
        yield Asking(
            code=first["title"],
            type=first.get("type", ""),
            words=_worded(_words(same, "question", base) | texts.get(qid, {})),
            rows=tuple(rows.get(qid, ())),
            answers=tuple(answers.get(qid, ())),
            other=first.get("other") == "Y",
            mandatory=first.get("mandatory") in ("Y", "S"),
            relevance=(first.get("relevance", ""), groups.get(gid, {}).get("grelevance", "")),
            attributes=settings.get(qid, {}),
            ids=(first.get("sid", ""), gid, qid),
        )


def _texts(table: Iterable[Mapping[str, str]], key: str, text: str) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for each in table:
        found.setdefault(each.get(key, ""), {})[each.get("language", "")] = each.get(text, "")
    return found


def _words(rows: Iterable[Mapping[str, str]], text: str, base: str) -> Words:
    return {each.get("language") or base: each[text] for each in rows if each.get(text)}


def _worded(words: Mapping[str, str]) -> Words:
    told = {language: worded(text) for language, text in words.items()}
    return {language: text for language, text in told.items() if text}


def _gathered(
    table: Iterable[dict[str, str]],
    owner: str,
    code: str,
    texts: Mapping[str, Words],
    key: str,
    base: str,
) -> dict[str, list[Choice]]:
    """Return the choices of every question, in their order; a language a row in older files."""
    merged: dict[tuple[str, str, int], list[dict[str, str]]] = {}
    for each in table:
        if each.get(code):
            place = (each.get(owner, ""), each[code], _whole(each.get("scale_id")))
            merged.setdefault(place, []).append(each)
    found: dict[str, list[tuple[int, Choice]]] = {}
    for (question, name, scale), same in merged.items():
        first = same[0]
        own = _words(same, "question" if key == "qid" else "answer", base)
        words = _worded(own | texts.get(first.get(key, ""), {}))
        choice = Choice(name, words, scale, first.get("relevance", ""))
        order = _whole(first.get("question_order") or first.get("sortorder"))
        found.setdefault(question, []).append((order, choice))
    return {
        question: [each for _, each in sorted(those, key=lambda pair: pair[0])]
        for question, those in found.items()
    }


def _whole(text: str | None) -> int:
    number = (text or "").strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0


# Tables: a row a question, subquestion or answer, in the order in which they are shown.


@dataclass(eq=False, slots=True)
class _Draft:
    """A question of which rows are still to come."""

    first: Mapping[str, str]
    relevance: str
    gid: str
    words: Words = field(default_factory=dict)
    settings: dict[tuple[str, str], str] = field(default_factory=dict)
    choices: dict[tuple[str, str, int], tuple[str, Words]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(code, _worded(words), scale, relevance)
            for (own, code, scale), (relevance, words) in self.choices.items()
            if own == kind
        )


def _of_table(path: Path) -> Structure:
    if path.stat().st_size > LARGEST:
        raise ReadError(say("reading.limesurvey.large", file=path.name))
    with open_text(path, False, None).open() as handle:
        try:
            records = list(islice(csv.reader(handle, delimiter="\t"), LONGEST))
        except csv.Error as error:
            raise ReadError(say("reading.damaged", file=path.name, reason=error)) from error
    header = [each.strip() for each in records[0]] if records else []
    if not names_structure(header):
        raise ReadError(say("reading.limesurvey.not", file=path.name))
    rows = [dict(zip(header, each, strict=False)) for each in records[1:]]
    settings = {each.get("name", ""): each.get("text", "") for each in _of_class(rows, "S")}
    base = settings.get("language", "")
    titles = {
        each.get("language", ""): each.get("text", "")
        for each in _of_class(rows, "SL")
        if each.get("name") == "surveyls_title"
    }
    drafts = list(_drafts(rows, header, base))
    further = settings.get("additional_languages", "").split()
    return Structure(
        number=settings.get("sid", ""),
        title=worded(titles.get(base, "")),
        language=base,
        languages=tuple(dict.fromkeys(filter(None, (base, *further)))),
        questions=tuple(_asking(each, settings.get("sid", "")) for each in drafts),
    )


def _of_class(rows: Iterable[Mapping[str, str]], kind: str) -> Iterator[Mapping[str, str]]:
    return (each for each in rows if each.get("class", "").strip() == kind)


def _drafts(
    rows: Sequence[Mapping[str, str]], header: Sequence[str], base: str
) -> Iterator[_Draft]:
    """Yield the questions; translations are added to those of the survey's own language."""
    drafts: dict[str, _Draft] = {}
    current, relevance, gid = None, "", ""
    for row in rows:
        kind, code = row.get("class", "").strip(), row.get("name", "").strip()
        language, text = row.get("language", "").strip() or base, row.get("text", "")
        if kind == "G":
            relevance, gid, current = row.get("relevance", ""), row.get("id", ""), None
        elif kind == "Q" and code:
            again = drafts.get(code)
            if again is None or (language == base and again.words and base in again.words):
                code = code if again is None else f"{code}\0{len(drafts)}"
                again = drafts[code] = _Draft(row, relevance, gid)
            current = again
            current.words[language] = text
            for name in header[11:]:
                if row.get(name):
                    current.settings[name, "" if language == base else language] = row[name]
        elif kind in ("SQ", "A") and code and current is not None:
            place = (kind, code, _whole(row.get("type/scale")))
            own = current.choices.setdefault(place, (row.get("relevance", ""), {}))[1]
            if language == base or text != NO_TRANSLATION:
                own[language] = text
    yield from drafts.values()


def _asking(draft: _Draft, sid: str) -> Asking:
    row: Mapping[str, Any] = draft.first
    return Asking(
        code=row["name"].strip(),
        type=row.get("type/scale", "").strip(),
        words=_worded(draft.words),
        rows=draft.of("SQ"),
        answers=draft.of("A"),
        other=row.get("other") == "Y",
        mandatory=row.get("mandatory") in ("Y", "S"),
        relevance=(row.get("relevance", ""), draft.relevance),
        attributes=draft.settings,
        ids=(sid, draft.gid, row.get("id", "")),
    )
