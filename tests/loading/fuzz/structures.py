"""Damage that only a parser notices: of JSON, XML and the members of archives."""

import copy
import io
import json
import random
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

Damage = Callable[[bytes, random.Random], bytes]

#: What stands in the place of a value of JSON; the last is deep.
OTHERS: Final[tuple[Any, ...]] = (
    *(None, True, -1, 0, 1.5, 1e308, 10**30, "", " ", "x", "-1", "1", "\x00", "\ud800", "<b>x</b>"),
    *([], {}, [None], [[]], {"": None}, {"1": "x"}, [1, "1", None, {}], "x" * 70_000),
)
DEPTH: Final = (50, 5_000, 200_000)
ENTITIES: Final = '<!DOCTYPE {root} [<!ENTITY a "aaaaaaaaaa">{more}]>'
OUTSIDE: Final = '<!DOCTYPE {root} [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ELSEWHERE: Final = '<!DOCTYPE {root} SYSTEM "http://nowhere.invalid/a.dtd">'


# --- JSON ----------------------------------------------------------------------------------------


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values below a value."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, each in items:
        found += _places(each, (*path, key))
    return found


def _holder(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    return _holder(value, path)[path[-1]]


def other_values(raw: bytes, chance: random.Random) -> bytes:
    """Put something of another kind in the place of values of JSON, or take them out."""
    text = raw.decode("utf-8")
    lines = text.split("\n") if text.startswith("{") and "}\n{" in text else [text]
    at = chance.randrange(len([each for each in lines if each]))
    value = json.loads(lines[at])
    for _ in range(chance.choice([1, 1, 2, 5])):
        places = _places(value)
        if not places:
            break
        path = chance.choice(places)
        holder = _holder(value, path)
        what = chance.random()
        if what < 0.6:
            holder[path[-1]] = copy.deepcopy(chance.choice(OTHERS))
        elif what < 0.8:
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(_at(value, chance.choice(places)))
    lines[at] = json.dumps(value)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def deep(raw: bytes, chance: random.Random) -> bytes:
    """Put lists within lists within lists into JSON."""
    n = chance.choice(DEPTH)
    inside = "[" * n + "]" * n if chance.random() < 0.5 else '{"a":' * n + "1" + "}" * n
    text = raw.decode("utf-8")
    values = [each.end() for each in re.finditer(r'":\s*|^\[', text)]
    at = chance.choice(values)
    return f"{text[:at]}{inside},{text[at:]}".encode()


# --- XML -----------------------------------------------------------------------------------------


def other_elements(raw: bytes, chance: random.Random) -> bytes:
    """Lose, double, rename or empty elements of XML."""
    root = ElementTree.fromstring(raw)
    for _ in range(chance.choice([1, 1, 2, 5])):
        parents = [each for each in root.iter() if len(each)]
        if not parents:
            break
        parent = chance.choice(parents)
        child = parent[chance.randrange(len(parent))]
        match chance.randrange(6):
            case 0:
                parent.remove(child)
            case 1:
                parent.insert(chance.randrange(len(parent)), copy.deepcopy(child))
            case 2:
                child.tag = chance.choice(["x", parent.tag, "value"])
            case 3:
                child.text = chance.choice(["", "-1", "x", "9" * 30, "1e9", "<b>", "\u2028"])
            case 4 if child.attrib:
                name = chance.choice(sorted(child.attrib))
                child.set(name, chance.choice(["", "-1", "0", "x", "99999999", "9" * 30, "1.5"]))
            case _ if child.attrib:
                del child.attrib[chance.choice(sorted(child.attrib))]
    return ElementTree.tostring(root, "utf-8")


def document_types(raw: bytes, chance: random.Random) -> bytes:
    """Declare entities in XML, and use one: small ones of large ones, or of another file."""
    text = re.sub(r"<!DOCTYPE[^>]*>", "", raw.decode("utf-8"))
    first = re.search(r"<(\w[\w:.-]*)", text)
    if first is None:
        return raw
    more = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    types = (ENTITIES.format(root=first[1], more=more), OUTSIDE.format(root=first[1]))
    types = (*types, ELSEWHERE.format(root=first[1]))
    head = chance.choice(types)
    text = text[: first.start()] + head + text[first.start() :]
    if head is types[2]:
        return text.encode()
    name = "i" if head is types[0] else "a"
    ends = [each.start() for each in re.finditer("</", text)]
    at = chance.choice(ends)
    return f"{text[:at]}&{name};{text[at:]}".encode()


# --- archives ------------------------------------------------------------------------------------


def members(raw: bytes, chance: random.Random) -> bytes:
    """Damage a member of an archive, whose checksum is right all the same; or lose it."""
    with ZipFile(io.BytesIO(raw)) as archive:
        held = {each: archive.read(each) for each in archive.namelist()}
    name = chance.choice([each for each in held if held[each]])
    what = chance.random()
    if what < 0.1:
        del held[name]
    elif what < 0.5:
        held[name] = _bytes_changed(held[name], chance)
    else:
        damage = chance.choice([other_elements, other_elements, document_types])
        try:
            held[name] = damage(held[name], chance)
        except ElementTree.ParseError:
            held[name] = _bytes_changed(held[name], chance)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for each, content in held.items():
            archive.writestr(each, content)
    return buffer.getvalue()


def _bytes_changed(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    signs = (b"", b"\0", b"<", b"&", b'"', b"-", b"9999999", b"E", b"\xff")
    return raw[:at] + chance.choice(signs) + raw[at + chance.choice([0, 1, 3]) :]


JSON: Final[dict[str, Damage]] = {"other values": other_values, "deep JSON": deep}
XML: Final[dict[str, Damage]] = {
    "other elements": other_elements,
    "entities and document types": document_types,
}
ZIP: Final[dict[str, Damage]] = {"members of the archive": members}


def for_name(name: str) -> dict[str, Damage]:
    """Return the damages of structure that a file can take, by its ending."""
    endings = {
        (".json", ".jsonl", ".ndjson", ".qsf"): JSON,
        (".sss", ".xml", ".lss", ".lsg"): XML,
        (".xlsx", ".ods", ".xlsm"): ZIP,
    }
    return next((each for known, each in endings.items() if name.endswith(known)), {})
