"""What a Triple-S definition says: variables, their values, where they stand in the data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args
from xml.etree.ElementTree import Element

from techno_kit.errors import ReadError, raise_all, unknown_word
from techno_kit.loading.safe_xml import read_xml, words_in
from techno_kit.survey.codebook import Value
from techno_kit.wording import say

Kind = Literal["single", "multiple", "quantity", "character", "logical", "date", "time"]
DIGITS: Final = 9  # of a place in a record
CODE: Final = re.compile(r"[+-]?\d{1,18}")
SUBFIELDS: Final = 1_000  # answers that a respondent may list
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
PREFERRED: Final = "analysis"  # of the modes for which a text may be worded


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the languages of the definition; the first is its own."""

    by_language: tuple[tuple[str, str], ...]

    def within(self, language: str) -> str:
        """Return the text in a language, or else in its own."""
        said = dict(self.by_language)
        return said.get(language) or said.get("") or next(iter(said.values()), "")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a Triple-S definition.

    Attributes
    ----------
    name, kind, label, use : str, Kind, Words, str
        Its name, its type, its wording, and "serial" or "weight" where it is one.
    start, finish : int
        The first and last place in a record, from 1: signs, or fields of a CSV.
    values : tuple of (value, Words)
        The codes of answers.
    literal : bool
        Whether codes are text.
    subfields, width : int
        Of a multiple-choice variable that lists codes; 0 where a sign stands for each code.
    asked_if : str
        The logical variable that says who was asked; empty for everybody.
    """

    name: str
    kind: Kind
    label: Words
    use: str
    start: int
    finish: int
    values: tuple[tuple[Value, Words], ...]
    literal: bool
    subfields: int
    width: int
    asked_if: str

    @property
    def places(self) -> int:
        """Number of places that the variable takes."""
        return self.finish - self.start + 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A Triple-S definition.

    Attributes
    ----------
    version, title : str
        The standard's version and the survey's title.
    variables : tuple of Variable
        Of the first record.
    data : str
        The name of the file with the answers; empty where the definition does not say.
    is_csv : bool
        Whether answers are separated by commas; else they stand at fixed places.
    skip : int
        Number of rows above the answers.
    languages : tuple of str
        The languages in which some text is worded, besides the definition's own.
    records : int
        Number of records: more than one where the data have several levels.
    """

    version: str
    title: str
    variables: tuple[Variable, ...]
    data: str
    is_csv: bool
    skip: int
    languages: tuple[str, ...]
    records: int


def read_definition(path: Path) -> Definition:
    """Read a Triple-S definition of version 1.2, 2.0 or 3.0.

    Raises
    ------
    ReadError
        If the file is no Triple-S XML, or with everything that is wrong with its variables.

    References
    ----------
    The triple-s Survey Interchange Standard, versions 1.2, 2.0 and 3.0 (triple-s.org).
    """
    root = read_xml(path)
    if root.tag != "sss":
        raise ReadError(say("reading.triple_s.not", file=path.name, tag=root.tag))
    records = root.findall("./survey/record")
    if not records:
        raise ReadError(say("reading.triple_s.no_record", file=path.name))
    record = records[0]
    problems: list[str] = []
    variables = [_variable(each, problems) for each in record.findall("variable")]
    found = [each for each in variables if each is not None]
    if not variables:
        problems.append(say("reading.triple_s.no_variables"))
    names = [each.name for each in found]
    for name in dict.fromkeys(each for each in names if names.count(each) > 1):
        problems.append(say("reading.triple_s.doubled", name=name))
    raise_all(ReadError, path.name, problems)
    spoken = {each.get(LANGUAGE, "") for each in record.iter("text")} - {""}
    return Definition(
        version=root.get("version", ""),
        title=words_in(root.find("./survey/title")),
        variables=tuple(found),
        data=record.get("href", ""),
        is_csv=record.get("format", "").lower() == "csv",
        skip=_whole(record.get("skip")),
        languages=tuple(sorted(spoken)),
        records=len(records),
    )


def _variable(element: Element, problems: list[str]) -> Variable | None:
    """Return a variable, or add what is wrong with it to the problems."""
    name = words_in(element.find("name")) or element.get("ident", "?")
    kind, position = element.get("type", ""), element.find("position")
    start = 0 if position is None else _whole(position.get("start"))
    finish = 0 if position is None else _whole(position.get("finish"), start)
    if kind not in get_args(Kind):
        told = unknown_word("type", kind, get_args(Kind))
        problems.append(say("reading.triple_s.variable", name=name, problem=told))
        return None
    if not 1 <= start <= finish:
        problems.append(say("reading.triple_s.position", name=name))
        return None
    literal = element.get("format", "").lower() == "literal"
    listed = element.findall("./values/value")
    codes = [_code(each.get("code", ""), literal) for each in listed]
    for code in dict.fromkeys(each for each in codes if codes.count(each) > 1):
        problems.append(say("reading.triple_s.code_twice", name=name, code=code))
    spread, places = element.find("spread"), finish - start + 1
    subfields = 0 if spread is None else min(_whole(spread.get("subfields"), 1), SUBFIELDS)
    width = 0 if spread is None else _whole(spread.get("width"))
    return Variable(
        name=name,
        kind=kind,  # type: ignore[arg-type]
        label=_words(element.find("label")),
        use=element.get("use", ""),
        start=start,
        finish=finish,
        values=tuple(zip(codes, map(_words, listed), strict=True)),
        literal=literal,
        subfields=subfields,
        width=width or (places // subfields if subfields else 0),
        asked_if=element.get("filter", "") or words_in(element.find("filter")),
    )


def _words(element: Element | None) -> Words:
    """Return the text of a label or value, in every language that it is worded in."""
    if element is None:
        return Words(())
    texts = element.findall("text")
    own = " ".join(part for part in _outside(element, texts) if part)
    said = {"": " ".join(own.split())}
    for each in sorted(texts, key=lambda text: text.get("mode", PREFERRED) != PREFERRED):
        words = words_in(each)
        if words:
            said.setdefault(each.get(LANGUAGE, ""), words)
            if not said[""]:
                said[""] = words
    return Words(tuple(said.items()))


def _outside(element: Element, texts: Sequence[Element]) -> Iterable[str]:
    """Yield the words of an element that stand outside some of its children."""
    yield (element.text or "").strip()
    for child in element:
        if child not in texts:
            yield words_in(child)
        yield (child.tail or "").strip()


def _code(text: str, literal: bool) -> Value:
    """Return a code as a whole number, where it is one.

    Examples
    --------
    >>> _code("01", False), _code("01", True), _code("A", False)
    (1, '01', 'A')
    """
    number = text.strip()
    if literal or not CODE.fullmatch(number):
        return number
    return int(number)


def _whole(text: str | None, otherwise: int = 0) -> int:
    """Return a whole number that an attribute holds, or what stands in its place."""
    number = (text or "").strip()
    return int(number) if number.isdecimal() and len(number) <= DIGITS else otherwise
