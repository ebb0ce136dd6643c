"""Names that mean the same: clear rules, each with a reason and a score."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import inf
from typing import Final
from unicodedata import category, normalize

DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
AGES: Final = re.compile(r"\b(years?|yrs?|yo|old|aged?|ages)\b\.?")
CLOSED: Final = re.compile(r"(?:from )?(\d+(?:\.\d+)?) ?(?:-|to|until|through) ?(\d+(?:\.\d+)?)")
OPEN: Final = (
    re.compile(
        r"(\d+(?:\.\d+)?) ?(?:\+|plus|and (?:over|older|above|more)|or (?:over|older|above|more))"
    ),
    re.compile(r"(?:>=|≥|at least) ?(\d+(?:\.\d+)?)"),
)
BELOW: Final = re.compile(r"(?:<|under|below|less than|younger than) ?(\d+(?:\.\d+)?)")
CLOSE: Final = 0.85  # similarity of two spellings of one word
#: Best first: the rule and the score of what it finds.
SCORES: Final = {"case": 0.99, "signs": 0.95, "band": 0.95, "accents": 0.9, "part": 0.85}
SCORES["initial"] = 0.7
PARTS: Final = re.compile(r"\s*[/|(（)）\[\]]\s*")  # "Vrouw / Female", "Vrouw (Female)"
LETTER: Final = 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name that another one may mean.

    Attributes
    ----------
    name : str
        The other name.
    score : float
        How sure, 0-1.
    rule : str
        Why: "case", "signs", "band", "accents", "part", "initial" or "spelling".
    """

    name: str
    score: float
    rule: str


def plain_case(text: str) -> str:
    """Return a name in small letters, with single blanks."""
    return " ".join(normalize("NFKC", text).casefold().split())


def plain_signs(text: str) -> str:
    """Return a name of letters and digits alone, dashes all alike, "&" as "and".

    Examples
    --------
    >>> plain_signs("North–East & Wales"), plain_signs("age_group")
    ('north-east and wales', 'age group')
    """
    told = DASHES.sub("-", plain_case(text)).replace("&", " and ")
    told = re.sub(r"\s*-\s*", "-", re.sub(r"[_.,;:/()\[\]'\"’]+", " ", told))
    return " ".join(told.split())


def without_accents(text: str) -> str:
    """Return `plain_signs` with accents taken off, and dashes between words."""
    split = normalize("NFKD", re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", plain_signs(text)))
    return "".join(sign for sign in split if category(sign) != "Mn")


def band_of(text: str) -> tuple[float, float] | None:
    """Return the lowest and the highest number of a band, or None where the text is none.

    Examples
    --------
    >>> band_of("18 to 24 years"), band_of("65 and over"), band_of("Under 18"), band_of("Male")
    ((18.0, 24.0), (65.0, inf), (-inf, 17.0), None)
    """
    told = DASHES.sub("-", plain_case(text)).replace("–", "-")
    told = " ".join(AGES.sub(" ", told).split())
    if found := CLOSED.fullmatch(told):
        return float(found[1]), float(found[2])
    for pattern in OPEN:
        if found := pattern.fullmatch(told):
            return float(found[1]), inf
    if found := BELOW.fullmatch(told):
        return -inf, float(found[1]) - 1
    return None


def likenesses(name: str, others: Sequence[str]) -> list[Likeness]:
    """Return the names that one may mean, by the best rule that finds any.

    Parameters
    ----------
    name : str
        What is not known.
    others : sequence of str
        What it may stand for.

    Examples
    --------
    >>> [each.name for each in likenesses("18 to 24 years", ["18-24", "25-34"])]
    ['18-24']
    """
    rules: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("case", plain_case),
        ("signs", plain_signs),
        ("band", band_of),
        ("accents", without_accents),
    )
    for rule, form in rules:
        own = form(name)
        found = [each for each in others if own is not None and own != "" and form(each) == own]
        if found:
            return [Likeness(each, SCORES[rule], rule) for each in found]
    own = _plain_or_band(name)
    found = [
        each for each in others if own in parts_of(each) or _plain_or_band(each) in parts_of(name)
    ]
    if found:
        return [Likeness(each, SCORES["part"], "part") for each in found]
    return _spelt_alike(name, others)


def parts_of(label: str) -> set[str | tuple[float, float]]:
    """Return what a label says between strokes and brackets, in plain letters; bands as numbers.

    Examples
    --------
    >>> sorted(parts_of("Vrouw / Female")), parts_of("18-24 (years)") & parts_of("18 to 24")
    (['female', 'vrouw'], {(18.0, 24.0)})
    """
    named = map(_plain_or_band, PARTS.split(label))
    return {each for each in named if len(each) > 1}


def _plain_or_band(text: str) -> str | tuple[float, float]:
    return band_of(text) or without_accents(text)


def _spelt_alike(name: str, others: Sequence[str]) -> list[Likeness]:
    """Return names of nearly the same letters.

    Those with other digits, or with a syllable in front ("unemployed"), mean another thing.
    """
    own, digits = without_accents(name), re.findall(r"\d+", name)
    found = []
    for each in others:
        other = without_accents(each)
        if re.findall(r"\d+", each) == digits and other[:1] == own[:1]:
            score = SequenceMatcher(None, own, other, autojunk=False).ratio()
            if score >= CLOSE:
                found.append(Likeness(each, round(score * SCORES["accents"], 2), "spelling"))
    best = max((each.score for each in found), default=0.0)
    return [each for each in found if each.score == best]


def same_initial(name: str, label: str) -> bool:
    """Tell whether a name and a part of a label begin with the same letter.

    Examples
    --------
    >>> same_initial("F", "Vrouw / Female"), same_initial("F", "Man / Male")
    (True, False)
    """
    first = without_accents(name)[:1]
    return first != "" and any(
        without_accents(each).startswith(first) for each in [label, *PARTS.split(label)]
    )


def initials(names: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Return what single letters stand for, where every name has one of its own.

    Examples
    --------
    >>> initials(["F", "M"], ["Female", "Male"]), initials(["M", "X"], ["Male", "Metis"])
    ({'F': 'Female', 'M': 'Male'}, {})
    """
    one_letter = [each for each in (names, others) if each and all(len(n) == LETTER for n in each)]
    if len(one_letter) != 1 or len(names) > len(others):
        return {}
    found = {}
    for name in names:
        first = without_accents(name)[:1]
        same = [each for each in others if first and without_accents(each)[:1] == first]
        if len(same) != 1 or sum(without_accents(each)[:1] == first for each in names) > 1:
            return {}
        found[name] = same[0]
    return found
