"""The header rows of a Qualtrics export: names, wording, ids of the questions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from techno_kit.loading.export_texts import distinct_names, key_of
from techno_kit.loading.grids import Grid
from techno_kit.loading.second_rows import words_questions

IMPORT_ID: Final = re.compile(r"""\s*\{\s*['"]ImportId['"]\s*:""")
VALUES: Final = re.compile(r"""['"](ImportId|choiceId)['"]\s*:\s*['"]?([^'",}]*)""")
LEGACY: Final = re.compile(r"V\d+")
EXPLAINED: Final = 2  # records below the names at most: the wording, and then the ids
LONGEST: Final = 100  # signs of a name or wording that may be Qualtrics' own
FEWEST: Final = 3  # columns of Qualtrics' own that tell its export where there are no ids
FEWEST_ALONE: Final = 5  # where there is no wording either
#: Columns that Qualtrics adds, by their names, wordings and ids in small letters and digits.
OWN: Final = {
    **dict.fromkeys(("responseid", "recordid"), "id"),
    **dict.fromkeys(("responseset", "responsesetid"), "set"),
    **dict.fromkeys(("startdate", "enddate", "recordeddate"), "date"),
    **dict.fromkeys(("status", "responsetype"), "status"),
    **dict.fromkeys(("durationinseconds", "duration"), "duration"),
    **dict.fromkeys(("recipientlastname", "recipientfirstname", "recipientemail"), "person"),
    **dict.fromkeys(("panelrecipientlastname", "panelrecipientfirstname"), "person"),
    **dict.fromkeys(("panelrecipientemail", "emailaddress", "email", "name"), "person"),
    **dict.fromkeys(("externaldatareference", "externalreference"), "reference"),
    **dict.fromkeys(("panelexternaldatareference", "externaldata"), "reference"),
    **dict.fromkeys(("locationlatitude", "locationlongitude", "locationaccuracy"), "place"),
    **dict.fromkeys(("locationlocationlatitude", "locationlocationlongitude"), "place"),
    "locationlocationaccuracy": "place",
    "ipaddress": "address",
    "progress": "progress",
    "finished": "finished",
    "distributionchannel": "channel",
    "userlanguage": "language",
}
VAGUE: Final = frozenset({"name", "email", "status", "duration", "progress"})  # questions as well


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an export.

    Attributes
    ----------
    names : tuple of str
        A name for each column, each once.
    tags : tuple of str
        The names as they stand in the file.
    wording, ids : tuple of str
        Of each column; empty where there is none.
    rows : int
        Number of header rows.
    doubled : tuple of (str, int)
        Names that stand several times, and how often.
    held : tuple of str
        What each column holds that Qualtrics adds, such as ``"status"``; empty for all others.
    """

    names: tuple[str, ...]
    tags: tuple[str, ...]
    wording: tuple[str, ...]
    ids: tuple[str, ...]
    rows: int
    doubled: tuple[tuple[str, int], ...]
    held: tuple[str, ...]

    def own(self, place: int) -> str:
        """Return what a column that Qualtrics adds holds, such as ``"status"``; else nothing."""
        return self.held[place]


def _held(tag: str, wording: str, id: str, *, worded: bool) -> str:
    if id:
        return OWN.get(key_of(id), "")
    key = key_of(tag[:LONGEST])
    if worded and (LEGACY.fullmatch(tag) or key in VAGUE):
        return OWN.get(key_of(wording[:LONGEST]), "")
    return OWN.get(key, "")


def header_of(grid: Grid) -> Header:
    """Return the header of a grid."""
    head = grid.head
    explained = _explained(head) or int(words_questions(head))
    blank = ("",) * grid.width
    tags = tuple(each.strip().strip("\ufeff").strip() for each in head[0])
    ids = tuple(_id(each) for each in head[explained]) if _has_ids(head[explained]) else blank
    worded = explained - (ids is not blank)
    wording = head[1] if worded else blank
    names, doubled = distinct_names(tags)
    held = tuple(_held(*each, worded=bool(worded)) for each in zip(tags, wording, ids, strict=True))
    return Header(names, tags, tuple(wording), ids, 1 + explained, doubled, held)


def reads_as_export(head: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first records are those of a Qualtrics export."""
    if _explained(head):
        return True
    own = {key_of(each) for each in head[0]} & set(OWN)
    return len(own - VAGUE) >= FEWEST_ALONE and "responseid" in own


def _explained(head: Sequence[Sequence[str]]) -> int:
    """Count the records below the names in which Qualtrics tells wording and ids."""
    for place in range(1, min(1 + EXPLAINED, len(head))):
        if _has_ids(head[place]):
            return place
    if len(head) < 2:
        return 0
    pairs = zip(head[0], head[1], strict=True)
    agreeing = sum(_is_own(name, wording) for name, wording in pairs)
    return int(agreeing >= FEWEST)


def _is_own(name: str, wording: str) -> bool:
    """Tell whether a name and its wording are those of a column that Qualtrics adds."""
    holds = OWN.get(key_of(wording))
    legacy = LEGACY.fullmatch(name.strip("\ufeff ")) is not None
    return holds is not None and (legacy or OWN.get(key_of(name)) == holds)


def _has_ids(record: Sequence[str]) -> bool:
    filled = [each for each in record if each.strip()]
    return bool(filled) and all(IMPORT_ID.match(each) for each in filled)


def _id(cell: str) -> str:
    """Return the id of a cell, its choice behind it.

    Examples
    --------
    >>> _id('{"ImportId":"QID2","choiceId":"3"}'), _id("{'ImportId': 'QID44-1-2'}")
    ('QID2_3', 'QID44_1_2')
    """
    found = dict(VALUES.findall(cell[:1_000]))
    parts = (found.get("ImportId", ""), found.get("choiceId", ""))
    return "_".join(each.strip() for each in parts if each.strip()).replace("-", "_")
