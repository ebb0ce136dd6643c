"""Columns of answers to integer codes, once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import RANKS, Item, Question, Value
from techno_kit.survey.numerals import unclear_in
from techno_kit.wording import say

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
SMALL_RANGE = 1 << 16  # integers within such a range are counted in place instead of hashed
FEW = 24  # short codes up to which looking for each in turn is the fastest way to count them

Missing = Sequence[Value | tuple[float, float]]
Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A column as codes of its levels.

    Attributes
    ----------
    codes : numpy.ndarray of int, shape (n,)
        Number of the level; -1 where there is no answer.
    levels : tuple of str
        The levels' labels, in order; some may have no respondent.
    has_missing : bool
        Whether any code is -1.
    unlisted : tuple of (text, count)
        Answers that the question does not list, with their numbers of respondents.
    unclear : bool
        Whether those answers are numbers in which a sign may group thousands.
    """

    codes: Codes
    levels: tuple[str, ...]
    has_missing: bool
    unlisted: tuple[tuple[str, int], ...] = ()
    unclear: bool = False


def own_value(value: Any) -> Any:
    """Return a number of another package, such as numpy's, as Python's; all else as it is."""
    item = getattr(value, "item", None)
    return value if item is None else item()


def text_of(value: object) -> str:
    """Return the text by which a value is known: 1, 1.0 and ``"1"`` are all ``"1"``.

    A letter and its accent are one sign, whether a file holds them as one or as two.

    Examples
    --------
    >>> text_of(1.0), text_of(2.5), text_of(" Female ")
    ('1', '2.5', 'Female')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating | Decimal):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return normalize("NFC", str(value).strip())


def number_of(text: str) -> float | None:
    """Return the number that a text writes, or None: a code means the same as text.

    Examples
    --------
    >>> number_of("950"), number_of("-1.5"), number_of("18-24")
    (950.0, -1.5, None)
    """
    return float(text) if NUMBER.fullmatch(text) else None


def natural(text: str) -> list[tuple[int, float, str]]:
    """Return a sorting key by which ``"5-9"`` comes before ``"10-14"``."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, float(part), "") if part.isdecimal() else (1, 0.0, part) for part in parts if part]


def is_missing(value: object, missing: Missing) -> bool:
    """Tell whether a value is one of the missing values, or lies in one of the missing ranges."""
    text = text_of(value)
    if not text:
        return True
    number = number_of(text)
    for rule in missing:
        if isinstance(rule, tuple):
            if number is not None and rule[0] <= number <= rule[1]:
                return True
        elif text == text_of(rule):
            return True
    return False


def factorize(series: pd.Series) -> tuple[Codes, list[Any]]:
    """Return codes (-1 for no value) and the different values, not yet in order."""
    values = series.array
    if isinstance(values, pd.Categorical):
        return values.codes, list(values.categories)
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iu" and len(series):
        low, high = int(series.min()), int(series.max())
        if high - low < SMALL_RANGE:
            values = series.to_numpy()
            # Below 64 bits the difference of two signed numbers may not fit their own type.
            wide = values.astype(np.int64, copy=False) if series.dtype.kind == "i" else values
            shifted = (wide - low).astype(np.intp, copy=False)
            present = np.flatnonzero(np.bincount(shifted, minlength=high - low + 1))
            place = np.zeros(high - low + 1, np.int32)
            place[present] = np.arange(len(present))
            return place[shifted], [int(each) + low for each in present]
    try:
        codes, values = pd.factorize(series, use_na_sentinel=True)
    except TypeError as error:  # what has no hash, such as a list
        raise QuestionError(say("errors.question.objects", column=series.name)) from error
    return codes, list(values)


def tally_of(codes: Codes, size: int) -> NDArray[np.intp]:
    """Return how often each of the codes 0 .. size - 1 stands; those below 0 are no value."""
    if codes.dtype.itemsize == 1 and size <= FEW:
        return np.array([np.count_nonzero(codes == each) for each in range(size)], np.intp)
    return np.bincount(codes[codes >= 0], minlength=size)


def narrow(codes: Codes, size: int) -> Codes:
    """Return the codes in the smallest signed integer type that holds `size` levels."""
    kind = np.int8 if size <= 127 else np.int16 if size <= 32_767 else np.int32
    return codes if codes.dtype == kind else codes.astype(kind)


def _translate(codes: Codes, places: NDArray[np.int64], size: int) -> tuple[Codes, bool]:
    """Look codes up in `places`; the last place is that of code -1."""
    identity = len(places) - 1 <= size and np.array_equal(places[:-1], np.arange(len(places) - 1))
    if not identity:
        codes = narrow(places, size)[codes]
    codes = narrow(codes, size)
    return codes, bool(len(codes)) and bool(codes.min() < 0)


def encode_column(series: pd.Series, question: Question, missing: Missing = ()) -> Encoded:
    """Encode the answers of a single-choice, scale or banded question.

    Parameters
    ----------
    series : pandas.Series
        The answers, of any dtype; not changed.
    question : Question
        Its levels and cut.
    missing : sequence of values or (low, high) ranges
        Values that are no answer.
    """
    if question.cut:
        return encode_bands(series, question, missing)
    codes, values = factorize(series)
    rules = tuple(missing)
    listed = {text_of(value): label for value, label in question.levels}
    places = np.full(len(values) + 1, -1, np.int64)
    kept = (
        listed if question.strict else {}
    )  # what a mapping lists is an answer, whatever the file says
    found = [
        (place, value)
        for place, value in enumerate(values)
        if text_of(value) in kept or not is_missing(value, rules)
    ]
    unknown = [(place, value) for place, value in found if text_of(value) not in listed]
    if question.strict:
        labels = list(dict.fromkeys(listed.values()))
        tally = tally_of(codes, len(values)) if unknown else ()
        unlisted = tuple((text_of(value), int(tally[place])) for place, value in unknown)
    else:
        labels = _order(
            question.levels, found, rules, kept=isinstance(series.dtype, pd.CategoricalDtype)
        )
        unlisted = ()
    number = {label: place for place, label in enumerate(labels)}
    for place, value in found:
        text = text_of(value)
        places[place] = number.get(listed.get(text, text), -1)
    unlisted = tuple(each for each in unlisted if each[1])
    codes, has_missing = _translate(codes, places, len(labels))
    return Encoded(codes, tuple(labels), has_missing, unlisted)


def _order(
    levels: Sequence[tuple[Value, str]],
    found: Iterable[tuple[int, Any]],
    missing: Missing,
    *,
    kept: bool,
) -> list[str]:
    """Put labelled levels and values that were only found into one order."""
    labelled = [(value, label) for value, label in levels if not is_missing(value, missing)]
    known = {text_of(value) for value, _ in labelled}
    loose = [(value, text_of(value)) for _, value in found if text_of(value) not in known]
    if kept and not labelled:
        return list(dict.fromkeys(label for _, label in loose))
    numbers = {text: number_of(text) for text in (text_of(value) for value, _ in labelled + loose)}
    # What sorts alike is told apart by its text, never by the order of the rows.
    loose = sorted(loose, key=lambda pair: (natural(pair[1]), pair[1]))
    everything = labelled + loose
    if loose and None not in numbers.values():
        everything = sorted(everything, key=lambda pair: numbers[text_of(pair[0])] or 0.0)
    return list(dict.fromkeys(label for _, label in everything))


def numbers_of(series: pd.Series, missing: Missing = ()) -> NDArray[np.float64]:
    """Return a column as floats, NaN where there is no clear number or a missing value."""
    values = pd.to_numeric(series, errors="coerce").to_numpy(np.float64, na_value=np.nan, copy=True)
    if doubtful := unclear_in(series):
        values[series.isin(doubtful).to_numpy()] = np.nan
    for rule in missing:
        low, high = rule if isinstance(rule, tuple) else (rule, rule)
        try:
            values[(values >= float(low)) & (values <= float(high))] = np.nan
        except ValueError:  # a text is missing in no number
            continue
    return values


def lost_numbers(series: "pd.Series[Any]", missing: Missing) -> int:
    """Count the respondents whose number is one of the missing values."""
    told = numbers_of(series)
    return int(np.count_nonzero(~np.isnan(told) & np.isnan(numbers_of(series, missing))))


def band_labels(cut: Sequence[float]) -> list[str]:
    """Name the bands that start at each cut.

    Examples
    --------
    >>> band_labels([10, 16, 25])
    ['10-15', '16-24', '25+']
    """
    whole = all(float(each).is_integer() for each in cut)
    if whole:
        limits = [int(each) for each in cut]
        bands = zip(limits[:-1], limits[1:], strict=True)
        closed = [f"{low}-{end - 1}" if end - 1 > low else str(low) for low, end in bands]
        return [*closed, f"{limits[-1]}+"]
    pairs = zip(cut[:-1], cut[1:], strict=True)
    return [*(f"{text_of(low)} to <{text_of(high)}" for low, high in pairs), f"{text_of(cut[-1])}+"]


def encode_bands(series: pd.Series, question: Question, missing: Missing = ()) -> Encoded:
    """Encode a number by the bands of the question's cut; a number below the first is unlisted.

    The question's levels, where it has any, give bands another label: ``("65+", "55+")``. Bands of
    one label are one level.
    """
    rules = tuple(missing)
    values = numbers_of(series, rules)
    labels = band_labels(question.cut)
    codes = np.searchsorted(np.asarray(question.cut, float), values, side="right") - 1
    codes[np.isnan(values)] = -1
    lost = (codes < 0) & series.notna().to_numpy()
    unlisted: tuple[tuple[str, int], ...] = ()
    if lost.any():
        tally = series[lost].map(text_of).value_counts()
        kept = [(str(each), int(n)) for each, n in tally.items() if not is_missing(each, rules)]
        unlisted = tuple((each, n) for each, n in kept if n)  # a categorical counts its unused ones
    doubtful = {each.strip() for each in unclear_in(series)} if unlisted else set()
    unclear = tuple(pair for pair in unlisted if pair[0] in doubtful)
    if question.levels:
        codes, labels = _relabelled(codes, labels, dict(question.levels))
    has_missing = bool(len(codes)) and bool(codes.min() < 0)
    codes = narrow(codes, len(labels))
    return Encoded(codes, tuple(labels), has_missing, unclear or unlisted, bool(unclear))


def _relabelled(
    codes: Codes, labels: Sequence[str], names: Mapping[Value, str]
) -> tuple[Codes, list[str]]:
    """Give levels other labels, and those of one label one code."""
    new = [names.get(label, label) for label in labels]
    kept = list(dict.fromkeys(new))
    place = np.array([*(kept.index(label) for label in new), -1], np.intp)
    return place[codes], kept


def encode_ranks(series: pd.Series, ranks: dict[str, int], missing: Missing = ()) -> Encoded:
    """Encode the answers of an item by what each says: a code of ``RANKS``.

    Parameters
    ----------
    series : pandas.Series
        The answers.
    ranks : dict of str to int
        The code of every known answer text; the empty text stands for a blank cell.
    missing : sequence of values or (low, high) ranges
        Values that are no answer.

    Returns
    -------
    Encoded
        Its codes are ranks (``int8``), -1 for a blank; unknown answers are in ``unlisted``.
    """
    codes, values = factorize(series)
    places = np.full(len(values) + 1, RANKS["blank"], np.int8)
    places[-1] = ranks.get("", RANKS["blank"])
    unknown = []
    for place, value in enumerate(values):
        text = text_of(value)
        if text in ranks:
            places[place] = ranks[text]
        elif not is_missing(value, missing):
            unknown.append((place, text))
    unlisted: tuple[tuple[str, int], ...] = ()
    if unknown:
        tally = tally_of(codes, len(values))
        unlisted = tuple((text, int(tally[place])) for place, text in unknown if tally[place])
    ranked = places[codes]
    return Encoded(ranked, (), bool(len(ranked)) and bool((ranked == -1).any()), unlisted)


def item_ranks(item: Item) -> dict[str, int]:
    """Return what each answer text of an item's scale says, as a code of ``RANKS``."""
    out = RANKS["no"] if item.otherwise == "not_doing" else RANKS["blank"]
    codes = {**RANKS, "not_asked": out}
    return {text_of(value): codes[frequency] for value, frequency in item.scale.answers}
