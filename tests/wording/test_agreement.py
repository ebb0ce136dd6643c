"""Every sentence agrees with its numbers: 1 respondent, 0 and 2 respondents."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import techno_kit

BOOKS = sorted((Path(techno_kit.__file__).parent / "wording/en").glob("*.toml"))
WORD = re.compile(r"\{(\w+):([^|}]*)\|([^}]*)\}")
# Never a count: percentages, versions, and what is named in words.
NAMED = {"confidence", "share", "interval", "power", "certainty", "numpy", "value", "respondents"}
NAMED |= {"column", "found", "kind", "level", "levels", "name", "role", "wave", "weight"}
# There are "1 times the mean"; to draw and to share are verbs too.
APART = {"times", "draws", "shares"}


def keys(book: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in book.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


SENTENCES = {
    key: text for path in BOOKS for key, text in keys(tomllib.loads(path.read_text("utf-8")))
}


def nouns() -> dict[str, str]:
    """Return the plurals that some sentence varies, with their singulars."""
    found = {}
    for key, text in SENTENCES.items():
        pairs = [(one, other) for _, one, other in WORD.findall(text)]
        if key.endswith(".other") and (one := SENTENCES.get(f"{key.removesuffix('other')}one")):
            pair = [re.match(r"\D*\{n\} (\w+)", form) for form in (one, text)]
            if all(pair):
                pairs.append((pair[0][1], pair[1][1]))  # type: ignore[index]
        for one, other in pairs:
            first, many = one.split()[-1 if " of " not in one else 0], other.split()
            plural = many[-1 if " of " not in other else 0]
            if plural == f"{first}s" or (first, plural) in {("person", "people")}:
                found[plural] = first
    return found


def filled(key: str, number: str, *, only: str = "") -> str:
    """Fill every blank that can hold a count with a number, as `say` and `plural` do."""
    form = key.rpartition(".")[2]
    own = {"one": "1", "other": "0" if number == "0" else "2"}.get(form, number)

    def value(name: str) -> str:
        if name in NAMED or (only and name != only):
            return "%"
        return own if name == "n" else number

    text = SENTENCES[key].replace("{{", "").replace("}}", "")
    text = WORD.sub(lambda each: each[2] if value(each[1]) == "1" else each[3], text)
    return re.sub(r"\{(\w+)[^}]*\}", lambda each: value(each[1]), text)


def clashes(text: str, plurals: dict[str, str]) -> list[str]:
    """Return where a 1 stands before a plural, or another number before a singular."""
    many = "|".join(sorted(set(plurals) - APART))
    few = "|".join(sorted(set(plurals.values())))
    between = r"(?:(?!the|of|in|on|at|by|to|from|and|or|for|with|than|that|is|are)[a-z]+ )?"
    wrong = rf"(?<![\w.,-])1 {between}(?:{many})\b|(?<![\w.,-])[02] (?:{few})\b"
    return [each[0] for each in re.finditer(wrong, text)]


def test_a_clash_is_found() -> None:
    plurals = nouns()
    assert {"respondents", "comparisons", "cells", "points", "people"} <= set(plurals)
    assert clashes("allowing for 1 cells", plurals) == ["1 cells"]
    assert clashes("of 1 average differences", plurals) == ["1 average differences"]
    assert clashes("2 respondent and 0 person", plurals) == ["2 respondent", "0 person"]
    assert clashes("1 of 2 cells, 11 cells, 1.0 points and 1 cell", plurals) == []


@pytest.mark.parametrize("number", ["0", "1", "2"])
def test_every_sentence_agrees_with_its_numbers(number: str) -> None:
    plurals = nouns()
    wrong = {key: found for key in SENTENCES if (found := clashes(filled(key, number), plurals))}
    assert wrong == {}


@pytest.mark.parametrize("key", [key for key in SENTENCES if "{n" in SENTENCES[key]])
def test_every_verb_agrees_with_its_number(key: str) -> None:
    form = key.rpartition(".")[2]
    for number in {"one": "1", "other": "02"}.get(form, "012"):
        text = filled(key, number, only="n")
        verb = r"(?:are|have|were|lie|count)" if number == "1" else r"(?:is|has|was|lies|counts)"
        assert not re.search(
            rf"(?<!of )(?<!than )(?<![\w.,-]){number} (?:[a-z]+ )?{verb}\b", text
        ), text
