"""Ways in which a file goes wrong: some for any bytes, some for text, some for its ending."""

import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.loading.fuzz.starts import Start
from tests.loading.fuzz.structures import for_name

Damage = Callable[[bytes, random.Random], bytes]

SIGNS: Final = (b"\xff\xff\xff\x7f", b"\xff" * 4, b"\0\0\0\x80", b"\0" * 4, b"\x7f\xff\xff\xff")
FORMULAS: Final = ("=1+1", "=cmd|'/c calc'!A0", "+1", "@SUM(A1)", "-2+3", '=HYPERLINK("x")')
HUGE: Final = 200_000  # signs of one field
WIDE: Final = 10_000  # columns
SEPARATORS: Final = ",;\t|"
ENDINGS: Final = (
    *(".csv", ".tsv", ".xlsx", ".xls", ".ods", ".xlsb", ".parquet", ".feather", ".jsonl", ".sav"),
    *(".zsav", ".por", ".dta", ".xpt", ".sas7bdat", ".sss", ".xml", ".csv.gz", ".qsf", ".lss"),
    *(".json", ".toml", ".pdf", ""),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged survey.

    Attributes
    ----------
    damage : str
        What was done to it.
    start : str
        The name of what it was before.
    main : str
        The file that is read.
    files : mapping of str to bytes
        It, and what lies beside it.
    options : mapping of str to str
        What is asked for.
    """

    damage: str
    start: str
    main: str
    files: Mapping[str, bytes]
    options: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files.values()))


# --- any bytes -----------------------------------------------------------------------------------


def cut(raw: bytes, chance: random.Random) -> bytes:
    """Cut anywhere."""
    return raw[: chance.randrange(len(raw))]


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """Flip one to sixteen bits."""
    changed = bytearray(raw)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwritten(raw: bytes, chance: random.Random) -> bytes:
    """Write extreme numbers over some places."""
    changed = bytearray(raw)
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(raw))
        sign = chance.choice(SIGNS)
        changed[at : at + 4] = sign[: len(raw) - at]
    return bytes(changed)


def zeroed(raw: bytes, chance: random.Random) -> bytes:
    """Put NUL bytes in, or over a stretch."""
    at = chance.randrange(len(raw))
    if chance.random() < 0.5:
        return raw[:at] + bytes(chance.choice([1, 1, 7])) + raw[at:]
    n = min(chance.choice([1, 8, 64, 512]), len(raw) - at)
    return raw[:at] + bytes(n) + raw[at + n :]


def repeated(raw: bytes, chance: random.Random) -> bytes:
    """Repeat a stretch, or take it out."""
    first, last = sorted(chance.randrange(len(raw)) for _ in range(2))
    return raw[:last] + raw[first:] if chance.random() < 0.5 else raw[:first] + raw[last:]


def noise(raw: bytes, chance: random.Random) -> bytes:
    """Put other bytes in the place of a stretch."""
    first, last = sorted(chance.randrange(len(raw)) for _ in range(2))
    return raw[:first] + chance.randbytes(last - first) + raw[last:]


def tiny(raw: bytes, chance: random.Random) -> bytes:
    """Leave nothing, one byte, or a few."""
    return raw[: chance.choice([0, 1, 1, 2, 4, 8])]


BYTES: Final[dict[str, Damage]] = {
    "cut short": cut,
    "bits flipped": flipped,
    "extreme numbers": overwritten,
    "NUL bytes": zeroed,
    "parts repeated or lost": repeated,
    "noise": noise,
    "empty or a few bytes": tiny,
}


# --- text ----------------------------------------------------------------------------------------


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").split("\n")


def _joined(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("utf-8", "replace")


def _separator(lines: list[str]) -> str:
    return max(SEPARATORS, key=lines[0].count)


def other_encoding(raw: bytes, chance: random.Random) -> bytes:
    """Write the text in another encoding, or put signs of one in."""
    name = chance.choice(["utf-16", "utf-16-le", "utf-32", "cp1252", "cp932", "cp037", "bytes"])
    if name != "bytes":
        return raw.decode("utf-8", "replace").encode(name, "replace")
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice([b"\xe9", b"\x81\x8d", b"\xed\xa0\x80", b"\xff\xfe"]) + raw[at:]


def shuffled(raw: bytes, chance: random.Random) -> bytes:
    """Shuffle the names of the columns, or the first lines."""
    lines = _lines(raw)
    if chance.random() < 0.5:
        first = lines[:4]
        chance.shuffle(first)
        return _joined([*first, *lines[4:]])
    sign = _separator(lines)
    names = lines[0].split(sign)
    chance.shuffle(names)
    return _joined([sign.join(names), *lines[1:]])


def doubled_names(raw: bytes, chance: random.Random) -> bytes:
    """Give columns one name, or none."""
    lines = _lines(raw)
    sign = _separator(lines)
    names = lines[0].split(sign)
    same = chance.choice([names[0], "", " ", "\xa0"])
    names = [same if chance.random() < 0.4 else each for each in names]
    return _joined([sign.join(names), *lines[1:]])


def mixed_line_ends(raw: bytes, chance: random.Random) -> bytes:
    """End every line in a way of its own."""
    ends = ("\n", "\r\n", "\r", "\n\n", "\x0b", "\x85", "\u2028", "\x1a\n")
    return "".join(each + chance.choice(ends) for each in _lines(raw)).encode("utf-8")


def field_put(raw: bytes, chance: random.Random) -> bytes:
    """Put a formula, a quote or something strange in a field."""
    lines = _lines(raw)
    sign = _separator(lines)
    strange = (*FORMULAS, '"', "''", "\x00", "\ufeff", "\ud7ff", "1e999", "NaN", "-0", "9" * 400)
    for _ in range(chance.choice([1, 3])):
        at = chance.randrange(len(lines))
        fields = lines[at].split(sign)
        fields[chance.randrange(len(fields))] = chance.choice(strange)
        lines[at] = sign.join(fields)
    return _joined(lines)


def huge_field(raw: bytes, chance: random.Random) -> bytes:
    """Put a field of many signs in."""
    lines = _lines(raw)
    sign = _separator(lines)
    at = chance.randrange(len(lines))
    fields = lines[at].split(sign)
    long = chance.choice(["x", "9", "=", "é", "<b>", "a b "]) * HUGE
    fields[chance.randrange(len(fields))] = long if chance.random() < 0.5 else f'"{long}"'
    lines[at] = sign.join(fields)
    return _joined(lines)


def ragged(raw: bytes, chance: random.Random) -> bytes:
    """Give a line more fields or fewer."""
    lines = _lines(raw)
    sign = _separator(lines)
    at = chance.randrange(len(lines))
    more = lines[at] + sign * chance.choice([1, 2, 50])
    lines[at] = more if chance.random() < 0.5 else lines[at].rpartition(sign)[0]
    return _joined(lines)


def wide(raw: bytes, chance: random.Random) -> bytes:
    """Repeat the columns until there are ten thousand."""
    lines = [each for each in _lines(raw) if each][:5]
    sign = _separator(lines)
    names = lines[0].split(sign)
    times = WIDE // len(names) + 1
    same = chance.random() < 0.2
    head = sign.join(each if same else f"{each}{n}" for n in range(times) for each in names)
    return _joined([head, *(sign.join([each] * times) for each in lines[1:])])


TEXTS: Final[dict[str, Damage]] = {
    "other encoding": other_encoding,
    "header or lines shuffled": shuffled,
    "names doubled or blank": doubled_names,
    "mixed line ends": mixed_line_ends,
    "formulas and strange fields": field_put,
    "a huge field": huge_field,
    "ragged lines": ragged,
}
RARE: Final[dict[str, Damage]] = {"10,000 columns": wide}

# --- names and options ---------------------------------------------------------------------------


def renamed(start: Start, chance: random.Random) -> Case:
    """Give the file another ending."""
    suffix = chance.choice(ENDINGS)
    main = start.main.split(".")[0] + suffix
    files = {main: start.files[start.main]}
    files |= {name: raw for name, raw in start.files.items() if name not in (start.main, main)}
    return Case("wrong ending", start.name, main, files, {})


def asked(start: Start, chance: random.Random) -> Case:
    """Ask for another format or encoding than it has."""
    from techno_kit.loading.formats import names

    options = {"format": chance.choice(names())}
    if chance.random() < 0.3:
        options = {"encoding": chance.choice(["utf-16", "cp1252", "ascii", "cp037", "shift_jis"])}
    elif chance.random() < 0.2:
        options = {"language": chance.choice(["nl", "xx"])}
    return Case("other options asked for", start.name, start.main, start.files, options)


def chance_of(start: Start, n: int) -> random.Random:
    """Return the same chance for the same case in every run."""
    return random.Random(zlib.crc32(f"{start.name} {n}".encode()))


def cases_of(start: Start, n: int, first: int = 0) -> Iterator[Case]:
    """Yield damaged surveys, each of its number's damage and chance."""
    for place in range(first, first + n):
        yield case_of(start, place)


def case_of(start: Start, place: int) -> Case:
    """Return the damaged survey of a number."""
    chance = chance_of(start, place)
    if place % 16 == 7:
        return renamed(start, chance)
    if place % 16 == 15:
        return asked(start, chance)
    others = [each for each in start.files if each != start.main]
    name = chance.choice(others) if others and chance.random() < 0.5 else start.main
    damages = dict(BYTES)
    if start.is_text(name):
        damages |= RARE if place % 64 == 33 else TEXTS
    structures = for_name(name)
    if structures and chance.random() < 0.5:
        damages = structures
    damage = next(iter(RARE)) if RARE.keys() <= damages.keys() else chance.choice([*damages])
    raw = start.files[name]
    changed = damages[damage](raw, chance) if raw else raw
    return Case(damage, start.name, start.main, {**start.files, name: changed}, {})
