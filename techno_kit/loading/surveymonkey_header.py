"""The header of a SurveyMonkey export: two rows, of questions, and of answers or rows of a grid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from techno_kit.loading.export_texts import distinct_names, key_of, plain
from techno_kit.loading.grids import Grid, Head

FIRST: Final = "respondentid"
#: Columns of SurveyMonkey's own, by their letters alone; "Custom Data 1" and so on besides.
OWN: Final = frozenset(
    (
        "respondentid",
        "collectorid",
        "startdate",
        "enddate",
        "datecreated",
        "datemodified",
        "ipaddress",
        "emailaddress",
        "firstname",
        "lastname",
        "customdata",
        "customvalue",
        "recipientid",
        "responsestatus",
        "language",
    )
)
CUSTOM: Final = re.compile(r"custom(?:data|value)?\d+")
#: Those by which an export is known: they are never explained, and seldom stand elsewhere.
KNOWN: Final = frozenset(
    ("respondentid", "collectorid", "startdate", "enddate", "datecreated", "datemodified")
)
FEWEST: Final = 3  # of those, where columns besides SurveyMonkey's own have no explanation
EXPLAINED: Final = 0.5  # of the columns of questions, at least, then
ID: Final = re.compile(r"\d{6,20}|\d+(?:[.,]\d+)?E\+?\d+")
RESPONSE: Final = frozenset(
    {"response", "openendedresponse", "antwoord", "antwort", "réponse", "respuesta", "resposta"}
    | {"risposta"}
)
BLANK: Final = "-"  # in exports of one header row


@dataclass(frozen=True, slots=True)
class Block:
    """A question's columns.

    Attributes
    ----------
    wording : str
        What was asked, without HTML.
    places : tuple of int
        Its columns, from 0.
    labels : tuple of str
        What the second header row says of each, without HTML; empty for "Response".
    """

    wording: str
    places: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an export.

    Attributes
    ----------
    rows : int
        How many header rows there are.
    blocks : tuple of Block
        The questions.
    own : tuple of int
        Places of SurveyMonkey's own columns.
    names : tuple of str
        A name for each column, each once.
    doubled : tuple of str
        Names that stood several times.
    """

    rows: int
    blocks: tuple[Block, ...]
    own: tuple[int, ...]
    names: tuple[str, ...]
    doubled: tuple[str, ...]


def is_own(name: str) -> bool:
    """Tell whether a column is of SurveyMonkey's own.

    Examples
    --------
    >>> is_own("Respondent ID"), is_own("custom_2"), is_own("Gender")
    (True, True, False)
    """
    key = key_of(name)
    return key in OWN or bool(CUSTOM.fullmatch(key))


def header_rows(head: Head, *, named: bool = False) -> int:
    """Return how many header rows a table has, if SurveyMonkey wrote it; 0 if not.

    Parameters
    ----------
    head : tuple of tuple of str
        The first records.
    named : bool
        Whether the caller says that SurveyMonkey wrote it.
    """
    if len(head) < 2 or len(head[0]) < 2:
        return 0
    if key_of(head[0][0]) != FIRST:
        return 2 if _answers_alone(head) else 0
    if _are_ids(head[2:]) and not head[1][0].strip():
        own = [is_own(each) for each in head[0]]
        if named or _explains(head[1], head[0], own):
            return 2
    if _are_ids(head[1:]) and all(map(str.strip, head[0])):
        cells = [each for row in head[1:] for each in row]
        dashed = BLANK in cells and "" not in cells and not all(map(is_own, head[0]))
        return int(named or dashed)
    return 0


def _answers_alone(head: Head) -> bool:
    """Tell whether these are questions of an export whose own columns somebody took out.

    The second row explains every column of a question, some as "Response", which nobody answers;
    names are blank, as they are beside a question's first column, or "Response" stands again.
    """
    first, second, below = head[0], head[1], head[2:]
    asked = [place for place, name in enumerate(first) if not is_own(name)]
    if not below or not first[0].strip() or not all(second[place].strip() for place in asked):
        return False
    if any(second[place].strip() for place in range(len(first)) if place not in asked):
        return False
    open_ended = [place for place in asked if key_of(second[place]) in RESPONSE]
    blank = any(not first[place].strip() for place in asked)
    if not open_ended or not (blank or len(open_ended) > 1):
        return False
    return not any(key_of(row[place]) in RESPONSE for row in below for place in open_ended)


def _are_ids(rows: Sequence[Sequence[str]]) -> bool:
    return bool(rows) and all(ID.fullmatch(row[0].strip()) for row in rows)


def _explains(second: Sequence[str], first: Sequence[str], own: Sequence[bool]) -> bool:
    """Tell whether a row explains questions' columns and none that tell SurveyMonkey's exports.

    It explains all of the questions' columns, or most where many columns are SurveyMonkey's own.
    """
    said = [bool(each.strip()) for each in second]
    known = [told for told, each in zip(said, first, strict=True) if key_of(each) in KNOWN]
    asked = [told for told, each in zip(said, own, strict=True) if not each]
    if any(known) or not any(asked):
        return False
    enough = EXPLAINED * len(asked) if len(known) >= FEWEST else len(asked)
    return sum(asked) >= enough


def header_of(grid: Grid, rows: int) -> Header:
    """Read an export's header.

    Parameters
    ----------
    grid : Grid
        The export.
    rows : int
        How many header rows it has.
    """
    first = [plain(each) for each in grid.head[0]]
    second = [plain(each) if rows > 1 else "" for each in grid.head[min(rows, 2) - 1]]
    own = [
        place
        for place, each in enumerate(first)
        if is_own(each) and not (rows > 1 and second[place])
    ]
    blocks: list[tuple[str, list[int]]] = []
    for place, wording in enumerate(first):
        if place in own:
            continue
        if wording or not blocks or blocks[-1][1][-1] != place - 1:
            blocks.append((wording, []))
        blocks[-1][1].append(place)
    labels = ["" if key_of(each) in RESPONSE else each for each in second]
    found = tuple(
        Block(wording, tuple(places), tuple(labels[each] for each in places))
        for wording, places in blocks
    )
    names = list(first)
    for block in found:
        for place, label in zip(block.places, block.labels, strict=True):
            alone = len(block.places) == 1 or not label
            names[place] = block.wording if alone else f"{block.wording}: {label}"
    distinct, doubled = distinct_names(names)
    return Header(rows, found, tuple(own), distinct, tuple(name for name, _ in doubled))
