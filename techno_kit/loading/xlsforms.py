"""What an XLSForm says: questions, groups, choices, in all its languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from techno_kit.errors import ReadError
from techno_kit.loading.export_texts import plain
from techno_kit.loading.workbooks import look_inside, open_book, reasons
from techno_kit.survey.encoding import text_of
from techno_kit.wording import say

SUFFIXES: Final = (".xlsx", ".xls", ".xlsm", ".ods")
MOST: Final = 100_000  # rows of a sheet
DEEPEST: Final = 50  # groups within each other
LABEL: Final = re.compile(r"label\s*::?\s*(.+)", re.I)
PIPED: Final = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
SELECTS: Final = {
    **dict.fromkeys(("select_one", "select1", "select one", "select_one_from_file"), "one"),
    **dict.fromkeys(("select_multiple", "select", "select multiple"), "several"),
    "select_multiple_from_file": "several",
    "rank": "rank",
}
SELECTED: Final = re.compile(r"selected\(\s*\.\s*,\s*['\"‘]([^'\"’]+)['\"’]\s*\)")
YES: Final = frozenset({"yes", "true", "true()", "1"})
#: Types of rows that are no questions.
UNASKED: Final = frozenset({"note", "calculate", "hidden", "xml-external", "csv-external"})
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a list: its name in the data, and its label by language."""

    name: str
    words: Words

    def within(self, language: str) -> str:
        """Return its label in a language, or in the first there is, or its name."""
        return self.words.get(language) or next(iter(self.words.values()), "") or self.name


@dataclass(frozen=True, slots=True)
class Field:
    """A row of a form that may have a column in the data.

    Attributes
    ----------
    path : tuple of str
        The names of the groups that it stands in, and its own.
    type : str
        The first word of its type, in small letters.
    select : str
        "one", "several", "rank", or "" for what is not selected from a list.
    choices : tuple of Choice
        What is selected from.
    or_other : bool
        Whether an answer of one's own may be given.
    words : mapping of str to str
        Its label by language.
    required : bool
        Whether it must be answered.
    relevant : tuple of str
        Under which conditions it is asked: its own, and those of its groups.
    repeat : str
        The group that is asked several times, in which it stands; empty for none.
    alone : str
        The choice that may not be given with another.
    """

    path: tuple[str, ...]
    type: str
    select: str
    choices: tuple[Choice, ...]
    or_other: bool
    words: Words
    required: bool
    relevant: tuple[str, ...]
    repeat: str
    alone: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    def within(self, language: str) -> str:
        """Return its label in a language, or in the first there is, or its name."""
        return self.words.get(language) or next(iter(self.words.values()), "") or self.name


@dataclass(frozen=True, slots=True)
class Form:
    """An XLSForm.

    Attributes
    ----------
    title, language : str
        Its title, and the key of its own language; empty where its labels name none.
    languages : tuple of str
        The keys of its languages, such as ``"English (en)"``.
    fields : tuple of Field
        In the order of the form.
    groups : mapping of (tuple of str) to mapping of str to str
        The labels of groups, by their path.
    """

    title: str
    language: str
    languages: tuple[str, ...]
    fields: tuple[Field, ...]
    groups: Mapping[tuple[str, ...], Words]


def is_form(path: Path) -> bool:
    """Tell whether a file is a workbook with the sheets of an XLSForm."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with reasons(path), open_book(path, look_inside(path)) as book:
            sheets = {each.strip().lower(): each for each in book.sheet_names}
            if "survey" not in sheets or "choices" not in sheets:
                return False
            sheet = book.get_sheet_by_name(sheets["survey"])
            header = {_key(each) for row in islice(sheet.iter_rows(), 1) for each in row}
            return {"type", "name"} <= header
    except ReadError:
        return False


def read_form(path: Path) -> Form:
    """Read an XLSForm.

    Raises
    ------
    ReadError
        If the file is no workbook, is damaged, or has no questions in a sheet "survey".
    """
    with reasons(path), open_book(path, look_inside(path)) as book:
        sheets = {each.strip().lower(): each for each in book.sheet_names}
        survey, choices, settings = (
            _records(book.get_sheet_by_name(sheets[each])) if each in sheets else []
            for each in ("survey", "choices", "settings")
        )
    if not any(each.get("type") and each.get("name") for each in survey):
        raise ReadError(say("reading.kobo.no_form", file=path.name))
    setting = settings[0] if settings else {}
    languages = tuple(dict.fromkeys(_languages(survey) + _languages(choices)))
    wanted = setting.get("default_language", "")
    language = language_of(wanted, languages) or (languages[0] if languages else "")
    lists: dict[str, list[Choice]] = {}
    for row in choices:
        names = (row.get("list_name"), row.get("list name"))
        listed = next((each for each in names if each), "")
        if listed and row.get("name", ""):
            lists.setdefault(listed, []).append(Choice(row["name"], _words(row, language)))
    fields, groups = _fields(survey, lists, language)
    title = setting.get("form_title") or setting.get("title", "")
    return Form(plain(title), language, languages, tuple(fields), groups)


def language_of(wanted: str, languages: Sequence[str]) -> str:
    """Return the language that a name or a code means; empty where there is none.

    Examples
    --------
    >>> language_of("en", ["Français (fr)", "English (en)"])
    'English (en)'
    """
    key = wanted.strip().casefold()
    for each in languages:
        name, _, code = each.casefold().partition("(")
        if key and key in (each.casefold(), name.strip(), code.strip(" )")):
            return each
    return ""


def _key(cell: Any) -> str:
    return text_of(cell).lower() if cell not in ("", None) else ""


def _records(sheet: Any) -> list[dict[str, str]]:
    """Return the rows of a sheet by the names in its first row; labels keep their language."""
    rows = islice(sheet.iter_rows(), MOST)
    header = [text_of(each) for each in next(rows, [])]
    keys = [each if LABEL.fullmatch(each) else each.lower() for each in header]
    return [
        {
            key: text_of(cell)
            for key, cell in zip(keys, row, strict=False)
            if key and cell not in ("", None)
        }
        for row in rows
    ]


def _languages(rows: Sequence[Mapping[str, str]]) -> list[str]:
    named = dict.fromkeys(key for row in rows for key in row)
    return [found[1].strip() for key in named if (found := LABEL.fullmatch(key))]


def _words(row: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the labels of a row by language; one without a language is in the form's own."""
    said = {
        found[1].strip(): worded(text)
        for key, text in row.items()
        if (found := LABEL.fullmatch(key))
    }
    if row.get("label"):
        said.setdefault(language, worded(row["label"]))
    return {key: text for key, text in said.items() if text}


def worded(text: str) -> str:
    """Return a label without HTML; what is filled in stands in brackets.

    Examples
    --------
    >>> worded("How old is **${name}**?")
    'How old is [name]?'
    """
    told = PIPED.sub(lambda found: f"[{found[1]}]", plain(text))
    return re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", told).removeprefix("# ")


def _fields(
    rows: Sequence[Mapping[str, str]], lists: Mapping[str, list[Choice]], language: str
) -> tuple[list[Field], dict[tuple[str, ...], Words]]:
    """Return the rows that may have a column, and the labels of groups."""
    stack: list[tuple[str, str, str]] = []  # name, condition, "repeat" or "group"
    fields: list[Field] = []
    groups: dict[tuple[str, ...], Words] = {}
    for row in rows:
        kind, name = " ".join(row.get("type", "").split()), row.get("name", "").strip()
        word = kind.lower().replace("_", " ")
        if word.startswith("begin "):
            stack.append((name, row.get("relevant", ""), word.removeprefix("begin ").split()[0]))
            groups[tuple(each for each, _, _ in stack if each)] = _words(row, language)
            if len(stack) > DEEPEST:
                break
        elif word.startswith("end ") and stack:
            stack.pop()
        elif kind and name:
            fields.append(_field(row, kind, name, stack, lists, language))
    return fields, groups


def _field(
    row: Mapping[str, str],
    kind: str,
    name: str,
    stack: Sequence[tuple[str, str, str]],
    lists: Mapping[str, list[Choice]],
    language: str,
) -> Field:
    lowered = kind.lower()
    select, rest = "", ""
    for word, found in SELECTS.items():
        if lowered == word or lowered.startswith(f"{word} "):
            select, rest = found, kind[len(word) :].strip()
            break
    or_other = rest.lower().endswith((" or_other", " or other", " or specify other"))
    listed = rest.split()[0] if rest else ""
    repeats = [each for each, _, what in stack if what == "repeat"]
    return Field(
        path=(*(each for each, _, _ in stack if each), name),
        type=lowered.split()[0],
        select=select,
        choices=tuple(_once(lists.get(listed, ()))),
        or_other=or_other,
        words=_words(row, language),
        required=row.get("required", "").lower() in YES,
        relevant=(row.get("relevant", ""), *(condition for _, condition, _ in reversed(stack))),
        repeat=repeats[0] if repeats else "",
        alone=_alone(row.get("constraint", "")),
    )


def _alone(constraint: str) -> str:
    """Return the choice that a condition forbids to be given with another.

    Examples
    --------
    >>> _alone("not(selected(., 'none') and count-selected(.) > 1)")
    'none'
    """
    named = set(SELECTED.findall(constraint[:2_000]))
    return named.pop() if len(named) == 1 and "count-selected" in constraint else ""


def _once(choices: Sequence[Choice]) -> Iterator[Choice]:
    """Yield choices, each name once: a list may repeat one for every group that it is shown to."""
    seen = set()
    for each in choices:
        if each.name not in seen:
            seen.add(each.name)
            yield each
