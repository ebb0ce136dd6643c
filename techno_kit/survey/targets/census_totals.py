"""Rows of a census table that hold sums of other rows, and would count people twice."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.encoding import text_of
from techno_kit.wording import say

SAME = 1e-9  # of a sum: sums of floats in another order
ROUNDED = 0.01  # of a sum: printed totals miss the sum of printed figures by less
LARGE = 1000  # two sums of so many people are not the same by chance
#: Names of nothing but a total.
TOTALS: Final = frozenset(
    """total|totals|grand total|sub total|subtotal|subtotals|_t|totaal|eindtotaal|subtotaal|
    gesamt|insgesamt|gesamtsumme|zusammen|ensemble|totale|totaux|totales|totais|totalt|i alt|
    yhteensä|razem|ogółem|celkem|spolu|összesen|toplam|jumlah|σύνολο|всего|итого|المجموع|รวม|
    総数|合計|総計|小計|計|总计|合计|总数|總計|합계|총계|계""".replace("\n    ", "").split("|")
)
#: Names, and words of names, that may be a total: they are one where the sums say so.
PERHAPS: Final = frozenset(
    """all|everyone|everybody|both|sum|overall|t|alle|allen|allemaal|tous|toutes|tout|todos|
    todas|tutti|tutte|wszyscy|beide|together|combined|any|population|people|persons|residents|
    全体|全国|全部|男女計|전체""".replace("\n    ", "").split("|")
)
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A level's rows beside the sum of the others in the cells where it occurs.

    Attributes
    ----------
    same, near : bool
        Whether they are the same, or but for rounding, in every such cell.
    cells : int
        In how many cells it is beside two other levels or more.
    largest : float
        The largest sum of such a cell.
    """

    same: bool
    near: bool
    cells: int
    largest: float

    @property
    def certain(self) -> bool:
        """Whether chance cannot have made the sums the same.

        Of two levels each is the sum of the other where they are as large.
        """
        return self.same and (self.cells > 1 or (self.cells == 1 and self.largest >= LARGE))


def total_problems(
    frame: pd.DataFrame, asked: Sequence[str], value: str, *, in_file: bool = False
) -> list[str]:
    """Tell the levels of any column that are the sum of the others, by name or by their values.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a cell.
    asked : sequence of str
        The columns that margins are made of; the others are summed over.
    value : str
        The column of values, which are numbers.
    in_file : bool
        Whether the table is a file's, so that no code helps.
    """
    amount = pd.to_numeric(frame[value]).to_numpy(np.float64)
    codes, levels = {}, {}
    for name in frame.columns:
        if name != value and (name in asked or not pd.api.types.is_float_dtype(frame[name])):
            texts = pd.Series(
                ["" if pd.isna(each) else text_of(each) for each in frame[name]], dtype="str"
            )
            codes[name], present = pd.factorize(texts)
            levels[name] = [str(each) for each in present]
    problems = []
    for name, known in levels.items():
        if len(known) < 2 or (name not in asked and len(known) == len(frame) > 2):
            continue  # one level is summed over as it is; one a row is a note or a number of rows
        uses = Counter(word for level in known for word in set(_words(level)))
        evidence = _evidence(codes[name], len(known), _cells(codes, name), amount)
        for level, seen in zip(known, evidence, strict=True):
            if _is_total(level, uses, seen):
                told = _told(name, level, summed=name not in asked, in_file=in_file)
                problems.append(told)
    return problems


def _cells(codes: dict[Any, NDArray[np.intp]], name: object) -> NDArray[np.intp]:
    """Number the cells of the columns that cross one; not of those that follow from it.

    A column follows from another where each level of this has one of that: a code beside a name.
    """
    own = codes[name]
    cell = np.zeros(len(own), np.intp)
    for other, each in codes.items():
        size = int(each.max()) + 1
        follows = len(np.unique(own * size + each)) == int(own.max()) + 1
        if other != name and not follows and size < len(own):
            cell = np.unique(cell * size + each, return_inverse=True)[1]
    return cell


def _evidence(
    own: NDArray[np.intp], size: int, cell: NDArray[np.intp], amount: Values
) -> Iterator[_Evidence]:
    """Yield what the sums say about each level of a column."""
    pair, place = np.unique(cell * size + own, return_inverse=True)
    sums = np.bincount(place, amount)
    of_cell, of_level = pair // size, pair % size
    whole = np.bincount(of_cell, sums)[of_cell]
    beside = np.bincount(of_cell)[of_cell] - 1
    gap = np.abs(2 * sums - whole)
    here, several = (beside > 0) & (whole > 0), (beside > 1) & (whole > 0)
    present = np.bincount(of_level[here], minlength=size)
    off = np.bincount(of_level[here & (gap > SAME * whole)], minlength=size)
    far = np.bincount(of_level[here & (gap > ROUNDED * whole)], minlength=size)
    cells = np.bincount(of_level[several], minlength=size)
    largest = np.zeros(size)
    np.maximum.at(largest, of_level[several], whole[several])
    own_sum, everything = np.bincount(of_level, sums, size), float(amount.sum())
    for level in range(size):
        if present[level]:
            same, near = not off[level], not far[level]
            yield _Evidence(same, near, int(cells[level]), float(largest[level]))
        else:  # in cells of its own: beside everything else
            miss = abs(2 * float(own_sum[level]) - everything)
            same, near = miss <= SAME * everything, miss <= ROUNDED * everything
            yield _Evidence(same, near, int(size > 2), everything)


def _is_total(level: str, uses: Mapping[str, int], seen: _Evidence) -> bool:
    """Tell a total by its name, by its sums, or by both where neither is enough alone."""
    words = _words(level)
    if " ".join(words) in TOTALS or seen.certain:
        return True
    own = [each for each in words if each in TOTALS or each in PERHAPS]
    perhaps = not words or any(uses[each] == 1 for each in own)  # no "men persons", "women persons"
    return perhaps and (seen.same or (seen.near and seen.cells > 0))


def _words(name: str) -> list[str]:
    return re.sub(r"[^\w&]+", " ", name.casefold()).split()


def _told(name: object, level: str, *, summed: bool, in_file: bool) -> str:
    key = ("total_summed" if summed else "total") + ("_in_file" if in_file else "")
    column, written = (json.dumps(str(each), ensure_ascii=False) for each in (name, level))
    without = f"frame[{column}] != {written}" if level else f"frame[{column}].notna()"
    alone = f"frame[{column}] == {written}" if level else f"frame[{column}].isna()"
    return say(
        f"census.{key}",
        column=name,
        level=repr(level) if level else say("census.blank_level"),
        without=f"frame[{without}]",
        alone=f"frame[{alone}]",
    )
