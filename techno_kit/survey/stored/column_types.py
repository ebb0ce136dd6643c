"""What the columns of a data frame are, so that a file gives them back as they were."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.survey.stored.scalars import cell_text, cell_value

#: Types that a file holds as they are; columns of others are texts that say what each cell is.
NUMBERS: Final = re.compile(r"u?int(8|16|32|64)|float(16|32|64)|U?Int(8|16|32|64)|Float(32|64)")
TIMES: Final = re.compile(r"(datetime64|timedelta64)\[[^\]]+\]")
TEXTS: Final = ("str", "string")
TRUTHS: Final = ("bool", "boolean")
MIXED: Final = "object"
CATEGORY: Final = "category"
NONE: Final = "str"


def _is_nan(each: Any) -> bool:
    """Tell whether a cell is the blank that a column without values holds, a plain NaN."""
    return isinstance(each, float) and bool(np.isnan(each))


#: The blanks of an object column that else holds texts.
BLANKS: Final = {NONE: lambda each: each is None, "str, nan": _is_nan}


@dataclass(frozen=True, slots=True)
class ColumnType:
    """The type of a column.

    Attributes
    ----------
    dtype : str
        Its name, as pandas has it: ``"int64"``, ``"str"``, ``"category"``, ``"object"``.
    categories : tuple of values, or None
        Of a categorical its categories, in order.
    of : str
        Of a categorical the type of its categories; of an object column ``"str"`` where it holds
        texts (none of them empty) and None, ``"str, nan"`` where it holds texts and NaN, empty
        where it is mixed.
    ordered : bool
        Of a categorical whether they are ordered.
    """

    dtype: str
    categories: tuple[Any, ...] | None = None
    of: str = ""
    ordered: bool = False

    @classmethod
    def of_column(cls, values: "pd.Series[Any] | pd.Index") -> "ColumnType":
        """Return the type of a column."""
        kind = values.dtype
        if isinstance(kind, pd.CategoricalDtype):
            told = kind.categories
            return cls(CATEGORY, tuple(told.tolist()), str(told.dtype), bool(kind.ordered))
        if kind != MIXED:
            return cls(str(kind))
        blank = values.isna().to_numpy()
        if all(type(each) is str and each for each in values[~blank]):
            for of, same in BLANKS.items():
                if all(map(same, values[blank])):
                    return cls(MIXED, of=of)
        return cls(MIXED)

    @property
    def base(self) -> str:
        """The type of the cells in a file: of a categorical that of its categories."""
        if self.dtype == MIXED and self.of:
            return "str"
        return self.of if self.dtype == CATEGORY else self.dtype

    @property
    def as_it_is(self) -> bool:
        """Whether a file holds the cells as they are; else as texts that say what each is."""
        name = self.base
        known = NUMBERS.fullmatch(name) or TIMES.fullmatch(name) or name.endswith("[pyarrow]")
        return bool(known) or name in (*TEXTS, *TRUTHS)

    def stored(self, column: "pd.Series[Any]") -> "pd.Series[Any]":
        """Return a column as a file holds it.

        Raises
        ------
        TypeError
            If it holds things that are no values.
        """
        if self.dtype == CATEGORY:
            return self._values(column)
        if self.dtype == MIXED and self.of:
            return column.astype("str")
        if self.as_it_is:
            return column
        texts = [None if _is_nan(each) else cell_text(each) for each in column]
        return pd.Series(texts, dtype="str", index=column.index)

    def restored(self, column: "pd.Series[Any]") -> "pd.Series[Any]":
        """Return a column as it was from what a file holds.

        Raises
        ------
        ValueError, TypeError, KeyError
            If the cells are none of this type.
        """
        if not self.as_it_is:
            cells = [np.nan if pd.isna(each) else cell_value(str(each)) for each in column]
            made = np.empty(len(cells), object)
            made[:] = cells
            column = pd.Series(made, index=column.index, name=column.name, dtype=object)
            if self.base != MIXED:
                column = as_type(column, self.base)
        elif self.dtype == MIXED:
            blank = None if self.of == NONE else np.nan
            cells = [blank if pd.isna(each) else each for each in column]
            column = pd.Series(cells, dtype=object, index=column.index, name=column.name)
        elif self.dtype != CATEGORY and str(column.dtype) != self.dtype:
            column = as_type(column, self.dtype)
        if self.dtype != CATEGORY or self.categories is None:
            return column
        told = pd.Index(list(self.categories), dtype=self.of)
        codes = told.get_indexer(column.array)
        if (strange := (codes < 0) & column.notna().to_numpy()).any():
            raise ValueError(str(column[strange].iloc[0]))
        values = pd.Categorical.from_codes(codes, told, ordered=self.ordered)
        return pd.Series(values, index=column.index, name=column.name)

    def _values(self, column: "pd.Series[Any]") -> "pd.Series[Any]":
        """Return the categories of a column's cells, which a file holds in their place."""
        told, codes = column.cat.categories, column.cat.codes.to_numpy()
        if not self.as_it_is:
            told = pd.Index([cell_text(each) for each in told], dtype="str")
        kinds = {"i": "Int64", "u": "UInt64", "b": "boolean"}
        kind: Any = kinds.get(getattr(told.dtype, "kind", ""), told.dtype)
        blank, none = codes < 0, [None] * len(codes)
        empty = blank.all()
        values: Any = pd.array(none if empty else told.take(np.maximum(codes, 0)), dtype=kind)
        if not empty:
            values[blank] = None
        return pd.Series(values, index=column.index)


def as_type(values: Any, dtype: Any) -> "pd.Series[Any]":
    """Return values as a column of a type, by its name or its object."""
    kind: Any = pd.api.types.pandas_dtype(dtype)
    made: pd.Series[Any] = pd.Series(values).astype(kind)
    return made


def types_of(frame: pd.DataFrame) -> dict[str, ColumnType]:
    """Return the type of every column."""
    return {str(name): ColumnType.of_column(frame[name]) for name in frame}


def is_plain_index(index: pd.Index) -> bool:
    """Tell whether rows are only numbered from 0, as those of every file are."""
    return (
        isinstance(index, pd.RangeIndex)
        and (index.start, index.step) == (0, 1)
        and index.names == [None]
    )


def index_columns(index: pd.Index, taken: Sequence[str]) -> pd.DataFrame:
    """Return an index as columns of names that no other column has."""
    parts = [index.get_level_values(place) for place in range(index.nlevels)]
    names = []
    for place in range(index.nlevels):
        name = f"index_{place + 1}"
        while name in taken:
            name = f"_{name}"
        names.append(name)
    plain = [pd.Series(part).reset_index(drop=True) for part in parts]
    return pd.DataFrame(dict(zip(names, plain, strict=True)))
