"""What the columns of a LimeSurvey export hold: by codes, by wording, or by both."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from techno_kit.loading.export_texts import distinct_names, key_of
from techno_kit.loading.grids import Head
from techno_kit.loading.limesurvey_structure import Asking, Choice, Structure
from techno_kit.loading.limesurvey_text import worded

CORE: Final = frozenset({"id", "submitdate", "lastpage", "startlanguage"})
FEWEST: Final = 3  # of those columns that tell an export
BRACKETS: Final = 0.5  # of the columns, at least, where the id alone is left
FIRST: Final = 16  # columns among which they stand
#: Columns that LimeSurvey adds, by their codes and by their wordings in letters and digits alone.
OWN: Final = {
    **{each: each for each in CORE},
    **{"seed": "seed", "startdate": "date", "datestamp": "date", "token": "token"},
    **{"ipaddr": "address", "refurl": "referrer", "interviewtime": "time"},
    **{"responseid": "id", "datesubmitted": "submitdate", "datestarted": "date"},
    **{"datelastaction": "date", "accesscode": "token", "ipaddress": "address"},
    **{"referrerurl": "referrer", "totaltime": "time"},
    # German, French, Spanish
    **{"antwortid": "id", "datumabgeschickt": "submitdate", "letzteseite": "lastpage"},
    **{"startsprache": "startlanguage", "zufallsstartwert": "seed", "datumgestartet": "date"},
    **{"datumletzteaktivität": "date", "ipadresse": "address", "gesamtzeit": "time"},
    **{"iddelaréponse": "id", "datedesoumission": "submitdate", "dernièrepage": "lastpage"},
    **{"languededépart": "startlanguage", "têtedesérie": "seed", "datedelancement": "date"},
    **{"datedeladernièreaction": "date", "adresseip": "address", "urlréférente": "referrer"},
    **{"tempstotal": "time"},
    **{"idderespuesta": "id", "fechadeenvío": "submitdate", "últimapágina": "lastpage"},
    **{"lenguajeinicial": "startlanguage", "semilla": "seed", "fechadeinicio": "date"},
    **{"fechadelaúltimaacción": "date", "direcciónip": "address"},
}
#: What the column of an answer of one's own is called: in codes, and in wordings.
OTHERS: Final = frozenset(
    {"other", "anders", "overig", "andere", "sonstiges", "autre", "otro", "otra", "altro", "outro"}
    | {"andet", "annet", "annat", "inne", "muu"}
)
#: How the name of a column of comments ends: in codes, and in wordings.
COMMENTS: Final = (
    *("comment", "commentaire", "kommentar", "comentario", "comentário", "commento"),
    *("commentaar", "opmerking", "komentarz", "kommentti"),
)

#: The words before the numbers of scales and of places, in wordings.
SCALES: Final = ("Scale", "Skala", "Échelle", "Escala", "Scala", "Schaal")
RANKS: Final = ("Rank", "Ranking", "Rang", "Rango", "Classement", "Clasificación", "Posizione")
TIME: Final = re.compile(
    r"groupTime\d+(\W.*)?|\w+Time(\W.*)?|(Group|Question) time: .*"
    r"|Durée pour (le groupe|la question) ?: .*",
    re.DOTALL,
)
#: What LimeSurvey's first columns hold in its own order, by which other languages' are known.
FIRST_CELLS: Final = (
    ("id", re.compile(r"\d{1,9}")),
    ("submitdate", re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?")),
    ("lastpage", re.compile(r"(-?\d{1,4})?")),
    ("startlanguage", re.compile(r"[a-z]{2,3}(-[A-Za-z]+)*")),
)
BOTH: Final = re.compile(
    r"([A-Za-z][\w.]*?(?:\[[^\[\]]*\])*)\s*(?:\.|:|-|\||_)\s+(\S.*)", re.DOTALL
)
CODED: Final = re.compile(r"([A-Za-z]\w*)((?:\[[^\[\]]*\])+)")
BRACKETED: Final = re.compile(r"(.*?)\s*((?:\[[^\[\]]*\])+)", re.DOTALL)
WORDED: Final = re.compile(r"[^\w.]|[^\x00-\x7f]")  # what stands in wordings and in no code
NUMBERED: Final = re.compile(r"\d+X\d+X\d+.*", re.I)
#: Types by what their columns are; those not named here have one column.
ROWS: Final = frozenset("ABCEFHKQMP")
CELLS: Final = frozenset(":;")
MULTIPLE: Final = frozenset("MP")


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column holds.

    Attributes
    ----------
    asking : Asking
        The question.
    row, column : Choice or None
        The row, and the column, of an array, or the answer of a multiple-choice question.
    scale : int or None
        Of two scales: 0 or 1.
    rank : int
        The place, from 1, of a ranking; else 0.
    about : str
        "other", "comment", "count" or "" for the answer itself.
    """

    asking: Asking
    row: Choice | None = None
    column: Choice | None = None
    scale: int | None = None
    rank: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an export.

    Attributes
    ----------
    names : tuple of str
        A name for each column, each once: its code where the export has one.
    cells : tuple of str
        The header as it stands in the file.
    codes, wording : tuple of str
        Of each column; empty where the export does not have it.
    own : tuple of str
        What columns hold that LimeSurvey adds; empty for all others.
    doubled : tuple of (str, int)
        Names that stand several times, and how often.
    """

    names: tuple[str, ...]
    cells: tuple[str, ...]
    codes: tuple[str, ...]
    wording: tuple[str, ...]
    own: tuple[str, ...]
    doubled: tuple[tuple[str, int], ...]


def reads_as_export(head: Head) -> bool:
    """Tell whether a table is a LimeSurvey export: by the columns that it adds.

    Where only the id is left of those, most others must be worded "Question [Answer]".
    """
    own = own_of(head)
    if len(set(own[:FIRST]) & CORE) >= FEWEST:
        return True
    return own[0] == "id" and bool(WORDED.search(head[0][0])) and _are_bracketed(head[0])


def _are_bracketed(cells: Sequence[str]) -> bool:
    """Tell whether most columns are those of questions that have several."""
    found = [BRACKETED.fullmatch(each) for each in cells]
    times = Counter(each[1] for each in found if each)
    return sum(n for n in times.values() if n > 1) > BRACKETS * len(cells)


def own_of(head: Head) -> tuple[str, ...]:
    """Return what each column holds that LimeSurvey adds; empty for all others.

    Headings tell; where they are in a language that is not known here, the first four columns do,
    if they are worded, and hold what LimeSurvey writes there: ids, dates, pages, languages.
    """
    own = [_own(each) for each in head[0]]
    if CORE & set(own[:FIRST]) or len(head[0]) <= len(FIRST_CELLS) or not head[1:]:
        return tuple(own)
    worded_all = all(WORDED.search(each) for each in head[0][:3:2])
    moments = any(row[1].strip() for row in head[1:])
    fits = all(
        pattern.fullmatch(row[place].strip())
        for row in head[1:]
        for place, (_, pattern) in enumerate(FIRST_CELLS)
    )
    if worded_all and moments and fits and any(map(BRACKETED.fullmatch, head[0][4:])):
        own[: len(FIRST_CELLS)] = [kind for kind, _ in FIRST_CELLS]
    return tuple(own)


def header_of(head: Head, slots: Sequence[Slot | None]) -> Header:
    """Return the header of an export, of which some columns may be known."""
    cells, own = head[0], own_of(head)
    tidy = tuple(" ".join(each.replace("\ufeff", "").split()) for each in cells)
    codes, wording = [], []
    both = _has_both(tidy)
    in_words = any(  # "Response ID"
        kind and WORDED.search(each) and not BOTH.fullmatch(each)
        for each, kind in zip(tidy, own, strict=True)
    )
    for cell, slot in zip(tidy, slots, strict=True):
        found = BOTH.fullmatch(cell) if both else None
        if found:
            codes.append(found[1])
            wording.append(worded(found[2]))
        elif slot is not None:
            is_name = _is_name(cell, slot)
            codes.append(cell if is_name else "")
            wording.append("" if is_name else worded(cell))
        elif CODED.fullmatch(cell) or (not in_words and re.fullmatch(r"\w+", cell)):
            codes.append(cell)
            wording.append("")
        else:
            codes.append("")
            wording.append(worded(cell))
    given = [
        code or (code_of(slot) if slot is not None else "") or text or cell
        for code, slot, text, cell in zip(codes, slots, wording, tidy, strict=True)
    ]
    names, doubled = distinct_names(given)
    return Header(names, tidy, tuple(codes), tuple(wording), own, doubled)


def _has_both(cells: Sequence[str]) -> bool:
    """Tell whether columns are headed by code and wording, as "id. Response ID".

    LimeSurvey's own may be headed by their codes alone; then most others must have both, and codes
    that differ: "Q3. Which? [A phone]" and "Q3. Which? [A tablet]" are wordings.
    """
    heads = [BOTH.fullmatch(each) for each in cells[:FIRST]]
    found = {OWN.get(each[1].lower(), "") for each in heads if each}
    if len(found & CORE) >= FEWEST or sum(map(bool, heads)) > 0.8 * len(heads) > 0:
        return True
    asked = [BOTH.fullmatch(each) for each in cells if not _own(each)]
    codes = [each[1] for each in asked if each]
    return len(codes) > 0.8 * len(asked) > 0 and len(set(codes)) == len(codes)


def _own(cell: str) -> str:
    """Return what a column holds that LimeSurvey adds; else nothing."""
    tidy = " ".join(cell.replace("\ufeff", "").split())
    found = BOTH.fullmatch(tidy)
    for text in (tidy, *((found[1],) if found else ())):
        if holds := OWN.get(key_of(text)):
            return holds
    return "time" if TIME.fullmatch(tidy) else ""


def code_of(slot: Slot) -> str:
    """Return the code by which LimeSurvey's exports name a column, such as ``"Q1[SQ001]"``."""
    return slot.asking.code + "".join(f"[{each}]" for each in _parts(slot))


def _parts(slot: Slot) -> list[str]:
    if slot.rank:
        return [str(slot.rank)]
    code = slot.row.code if slot.row else ""
    if slot.about == "count":
        return ["filecount"]
    if slot.about:
        return [f"{code}{slot.about}"]
    if slot.column is not None:
        return [f"{code}_{slot.column.code}"]
    if slot.scale is not None:
        return [code, str(slot.scale + 1)]
    return [code] if code else []


def slots_of(cells: Sequence[str], structure: Structure) -> list[Slot | None]:
    """Return what each column holds; None where the structure does not say."""
    tidy = [" ".join(each.replace("\ufeff", "").split()) for each in cells]
    both = _has_both(tidy)
    expected = [slot for each in structure.questions for slot in expected_of(each)]
    zero_based = {each for each in tidy if each.endswith(("_0", "#0"))}
    named: dict[str, Slot] = {}
    by_wording: dict[str, list[Slot]] = {}
    for slot in expected:
        for name in _names(slot, zero_based=bool(zero_based)):
            named.setdefault(name, slot)
        for key in _wordings(slot, structure.languages):
            by_wording.setdefault(key, []).append(slot)
    times: dict[str, int] = {}
    found: list[Slot | None] = []
    for cell in tidy:
        head = BOTH.fullmatch(cell) if both else None
        place = named.get(head[1] if head else cell) or named.get(cell)
        if place is None and NUMBERED.fullmatch(cell):
            place = named.get(cell.upper())
        if place is None and not _own(cell):
            key = key_of(worded(cell))
            same = by_wording.get(key, [])
            place = same[min(times.get(key, 0), len(same) - 1)] if same else None
            times[key] = times.get(key, 0) + 1
        found.append(place)
    return found


def expected_of(asking: Asking) -> Iterator[Slot]:
    """Yield the columns that a question may have in an export."""
    rows = [each for each in asking.rows if each.scale == 0]
    if asking.type in CELLS:
        columns = [each for each in asking.rows if each.scale == 1]
        yield from (Slot(asking, row, column) for row in rows for column in columns)
    elif asking.type == "1":
        yield from (Slot(asking, row, scale=scale) for row in rows for scale in (0, 1))
    elif asking.type == "R":
        n = max(len(asking.answers), len(rows))
        yield from (Slot(asking, rank=place) for place in range(1, n + 1))
    elif asking.type in ROWS:
        for row in rows:
            yield Slot(asking, row)
            if asking.type == "P":
                yield Slot(asking, row, about="comment")
        if asking.type == "P":
            yield Slot(asking, about="othercomment")
    else:
        yield Slot(asking)
    if asking.other or asking.type in MULTIPLE:
        yield Slot(asking, about="other")
    if asking.type == "O":
        yield Slot(asking, about="comment")
    if asking.type == "|":
        yield Slot(asking, about="count")


def _names(slot: Slot, *, zero_based: bool) -> Iterator[str]:
    """Yield the names that a column may have: as exported, as in expressions, as R has them."""
    bracketed, parts = code_of(slot), _parts(slot)
    yield bracketed
    if slot.scale is not None:
        parts = [parts[0], str(slot.scale + (0 if zero_based else 1))]
    yield "_".join((slot.asking.code, *parts))
    yield re.sub(r"[^\w.]", ".", bracketed)
    if all(slot.asking.ids):
        tail = "".join(parts[:1]) + (f"#{slot.scale}" if slot.scale is not None else "")
        yield f"{'X'.join(slot.asking.ids)}{tail}".upper()


def _is_name(cell: str, slot: Slot) -> bool:
    return any(
        cell in (name, name.lower())
        for base in (True, False)
        for name in _names(slot, zero_based=base)
    )


def _wordings(slot: Slot, languages: Sequence[str]) -> Iterator[str]:
    """Yield how a column may be worded, in letters and digits alone."""
    said = set(slot.asking.words)
    for language in (each for each in languages if each in said):
        base = languages[0]
        whole = slot.asking.within(language, base)
        row = slot.row.within(language, base) if slot.row else ""
        column = slot.column.within(language, base) if slot.column else ""
        if slot.scale is not None:
            ends = [f"{each} {slot.scale + 1}" for each in SCALES]
        elif slot.rank:
            ends = [f"{each} {slot.rank}" for each in RANKS]
        elif slot.about == "count":
            yield key_of(f"filecount {whole}")
            continue
        elif slot.about:
            own = slot.asking.setting("other_replace_text", language)
            words = {"other": [*sorted(OTHERS), own], "comment": [*COMMENTS]}
            ends = [each for each in words.get(slot.about, ["Other comment"]) if each]
        else:
            ends = [""]
        for end in ends:
            yield key_of(f"{whole} {row} {column} {end}")


def stem_of(header: Header, place: int) -> tuple[str, str]:
    """Return what a column's name has in common with others of its block, and the rest.

    Examples
    --------
    >>> header = header_of((("Q1[SQ001]", "Which? [A phone]"),), [None, None])
    >>> stem_of(header, 0), stem_of(header, 1)
    (('Q1', 'SQ001'), ('Which?', 'A phone'))
    """
    text = header.codes[place] or header.wording[place]
    found = BRACKETED.fullmatch(text)
    if not found or not found[1]:
        return text, ""
    return found[1], found[2][1:-1].replace("][", " – ")
