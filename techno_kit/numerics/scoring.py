"""From items to overlapping answers, with blanks as no and with blanks as yes.

A column holds what every respondent says of one item as a rank (``int8``): 0 is no or never, more
is more often, -1 a blank, -2 "don't know". Read as signed numbers a blank is below every rank, read
as unsigned ones it is above all of them: the largest of an option's columns, taken both ways,
decides the option with blanks as no and with blanks as yes.

Respondents fall into few distinct patterns, and everything later works on the patterns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.int8]
Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Codes = NDArray[np.signedinteger[Any]]
#: An option's columns, by position, and the lowest rank that counts in any of them.
Rule = tuple[Sequence[int], int]
#: Codes ``0 .. size - 1`` of every row, and the size.
Piece = tuple[NDArray[Any], int]

BLOCK = 1 << 16  # rows; larger blocks save calls, smaller ones cache: this is the fastest
WIDTH = 8  # options in a byte
BLANK = 255  # -1, read as unsigned
DONT_KNOW = 254  # -2, read as unsigned
SILENT = 2  # the gap of a respondent who answered no item
SMALL_TABLE = 3 << 16  # keys of 8 options with blanks: a table of them is made for any sample
CODE_TYPES = (np.int8, np.int16, np.int32, np.int64)
LARGE_TABLE = 1 << 24  # no table is larger, and none has more than 4 keys a row


@dataclass(frozen=True, eq=False, slots=True)
class RungBits:
    """Which of at most eight options each respondent reached: one bit an option.

    Attributes
    ----------
    chosen : ndarray of uint8, shape (n,)
        Bit j: option j is reached when blanks count as not doing.
    possible : ndarray of uint8, shape (n,)
        Bit j: option j is reached when blanks count as doing. The array of ``chosen`` itself where
        the columns hold ranks only.
    gaps : ndarray of uint8, shape (n,)
        0: no item was left blank; 1: some were; 2: all were.
    """

    chosen: Bytes
    possible: Bytes
    gaps: Bytes

    @property
    def has_blanks(self) -> bool:
        """Whether the columns hold blanks or "don't know"."""
        return self.possible is not self.chosen

    @property
    def answered(self) -> Bools:
        """Whether a respondent answered any item, shape (n,)."""
        some: Bools = self.gaps < SILENT
        return some

    @property
    def complete(self) -> Bools:
        """Whether a respondent left no item blank, shape (n,)."""
        every: Bools = self.gaps == 0
        return every


@dataclass(frozen=True, eq=False, slots=True)
class AnswerPatterns:
    """The distinct ways in which respondents answered, and each respondent's.

    Attributes
    ----------
    codes : ndarray of int8, int16 or int32, shape (n,)
        Number of each respondent's pattern. Every pattern occurs.
    blanks_no : ndarray of bool, shape (patterns, answers)
        Whether a pattern holds an answer when blanks count as not doing.
    blanks_yes : ndarray of bool, shape (patterns, answers)
        Whether a pattern holds an answer when blanks count as doing. For an option this is the
        upper bound. For the exclusive "none" it is the lower one: a blank that may be an activity
        takes "none" away.
    answered : ndarray of bool, shape (patterns,)
        Whether any item was answered: the base of a ladder.
    complete : ndarray of bool, shape (patterns,)
        Whether no item was left blank.
    """

    codes: Codes
    blanks_no: Bools
    blanks_yes: Bools
    answered: Bools
    complete: Bools


def answer_patterns(
    columns: Sequence[Ranks],
    options: Sequence[Rule],
    *,
    none: bool = False,
    dont_know_missing: bool = False,
) -> AnswerPatterns:
    """Find the distinct combinations of options that respondents reached.

    Parameters
    ----------
    columns : sequence of int8 ndarray, each of shape (n,)
        The items' ranks, at least one item; read-only views are fine.
    options : sequence of (column positions, lowest rank)
        One of the columns at or above the rank is enough. At least one option, each with a column;
        a column that no option uses is not looked at.
    none : bool
        Whether a last answer is added for those who reached no option.
    dont_know_missing : bool
        Whether "don't know" counts as a blank; else it is an answer, not doing.

    Returns
    -------
    AnswerPatterns
        ``len(options) + none`` answers. The patterns' order depends on what they say, never on the
        order of the rows.

    Notes
    -----
    Options are taken eight at a time. Patterns are numbered through a table of every possible key,
    without sorting the rows; only where very many options leave hardly two respondents alike would
    that table be larger than the sample, and the keys are sorted.
    """
    codes: Codes = np.zeros(len(columns[0]), np.int8)
    low = high = np.zeros((1, 0), np.bool_)
    gaps, some_blank = np.zeros(1, np.uint8), False
    for start in range(0, len(options), WIDTH):
        part = options[start : start + WIDTH]
        bits = rung_bits(columns, part, dont_know_missing=dont_know_missing)
        gaps = np.where(gaps == bits.gaps, gaps, np.uint8(1)) if start else bits.gaps
        some_blank |= bits.has_blanks
        last = start + WIDTH >= len(options)
        codes, (old, chosen, possible, gap) = _numbered(
            (codes, len(low)),
            (bits.chosen, 1 << WIDTH),
            (bits.possible, 1 << WIDTH if bits.has_blanks else 1),
            (gaps, SILENT + 1 if last and some_blank else 1),
        )
        low = np.hstack([low[old], _unpacked(chosen, len(part))])
        high = np.hstack([high[old], _unpacked(possible if bits.has_blanks else chosen, len(part))])
    if none:
        low, high = (np.hstack([each, ~each.any(axis=1, keepdims=True)]) for each in (low, high))
    return AnswerPatterns(codes, low, high, gap < SILENT, gap == 0)


def rung_bits(
    columns: Sequence[Ranks], options: Sequence[Rule], *, dont_know_missing: bool = False
) -> RungBits:
    """Score at most eight options for every row, blanks as no and blanks as yes.

    Parameters
    ----------
    columns, options, dont_know_missing
        As in `answer_patterns`, with one to eight options.

    Returns
    -------
    RungBits
        It takes one byte a row where the columns hold ranks only, three otherwise.
    """
    signed = [np.asarray(each).astype(np.int8, copy=False, casting="safe") for each in columns]
    unsigned = [column.view(np.uint8) for column in signed]
    chosen = np.zeros(len(signed[0]), np.uint8)
    unsure = []
    for rows in _blocks(len(chosen)):
        if not _score_ranks(chosen[rows], unsigned, options, rows):
            unsure.append(rows)
    if not unsure:
        return RungBits(chosen, chosen, np.broadcast_to(np.uint8(0), chosen.shape))
    bits = RungBits(chosen, chosen.copy(), np.zeros_like(chosen))
    blank = DONT_KNOW if dont_know_missing else BLANK
    for rows in unsure:
        _score_blanks(bits, signed, unsigned, options, rows, blank)
    return bits


def _score_ranks(
    chosen: Bytes, columns: Sequence[Bytes], options: Sequence[Rule], rows: slice
) -> bool:
    """Score a block that holds ranks only; return False at the first blank or "don't know"."""
    for place, (used, rank) in enumerate(options):
        most = _across(np.maximum, columns, used, rows)
        if most.max() >= DONT_KNOW:
            return False
        _mark(chosen, place, most >= rank)
    return True


def _score_blanks(
    bits: RungBits,
    signed: Sequence[Ranks],
    unsigned: Sequence[Bytes],
    options: Sequence[Rule],
    rows: slice,
    blank: int,
) -> None:
    """Score a block that holds codes from `blank` on, which count as blanks.

    Bits that `_score_ranks` set before its first blank stand: their options have none.
    """
    any_blank = np.zeros(len(bits.gaps[rows]), np.bool_)
    all_blank = ~any_blank
    for place, (used, rank) in enumerate(options):
        reached = _across(np.maximum, signed, used, rows) >= rank
        unknown = _across(np.maximum, unsigned, used, rows) >= blank
        any_blank |= unknown
        all_blank &= _across(np.minimum, unsigned, used, rows) >= blank
        _mark(bits.chosen[rows], place, reached)
        _mark(bits.possible[rows], place, reached | unknown)
    np.add(any_blank.view(np.uint8), all_blank.view(np.uint8), out=bits.gaps[rows])


def _across(
    extreme: np.ufunc, columns: Sequence[NDArray[Any]], used: Sequence[int], rows: slice
) -> NDArray[Any]:
    """Return the largest or the smallest of some columns for every row of a block."""
    parts = [columns[place][rows] for place in used]
    if len(parts) == 1:
        return parts[0]
    found: NDArray[Any] = extreme(parts[0], parts[1])
    for part in parts[2:]:
        extreme(found, part, out=found)
    return found


def _mark(bits: Bytes, place: int, reached: Bools) -> None:
    # A product, since numpy shifts single bytes one by one: 15 times slower.
    bits |= reached.view(np.uint8) * np.uint8(1 << place)


def _numbered(*pieces: Piece) -> tuple[Codes, tuple[NDArray[np.intp], ...]]:
    """Give each occurring combination of codes a number; return also what each consists of."""
    n, sizes = len(pieces[0][0]), [size for _, size in pieces]
    varied = [(codes, size) for codes, size in pieces if size > 1]
    cells = prod(sizes)
    if cells > min(max(4 * n, SMALL_TABLE), LARGE_TABLE):
        found, places = np.unique(_keys(varied, slice(None)), return_inverse=True)
        return places.astype(_code_type(len(found))), np.unravel_index(found, sizes)
    seen = np.zeros(cells, np.bool_)
    for rows in _blocks(n):
        seen[_keys(varied, rows)] = True
    found = np.flatnonzero(seen)
    table: Codes = np.zeros_like(seen, dtype=_code_type(len(found)))
    table[found] = np.arange(len(found))
    numbers = np.empty_like(table, shape=n)
    for rows in _blocks(n):
        # Without mode="clip" numpy would buffer the output; the keys are in range.
        np.take(table, _keys(varied, rows), out=numbers[rows], mode="clip")
    return numbers, np.unravel_index(found, sizes)


def _keys(pieces: Sequence[Piece], rows: slice) -> NDArray[np.intp]:
    """Return the mixed-radix number of every row's combination."""
    narrow = np.min_scalar_type(prod(size for _, size in pieces))
    keys = pieces[0][0][rows].astype(narrow)
    for codes, size in pieces[1:]:
        keys *= narrow.type(size)
        keys += codes[rows].astype(narrow)
    return keys.astype(np.intp)


def _code_type(n: int) -> type[np.signedinteger[Any]]:
    return next(each for each in CODE_TYPES if n - 1 <= np.iinfo(each).max)


def _unpacked(bits: NDArray[np.intp], n: int) -> Bools:
    """Return the first n bits of every byte, shape (bytes, n)."""
    columns = bits.astype(np.uint8)[:, None]
    return np.unpackbits(columns, axis=1, count=n, bitorder="little").view(np.bool_)


def _blocks(n: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, n, BLOCK))
