"""Columns that are taken up block by block: the same as if pandas had read all rows at once."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.loading import text_blocks
from techno_kit.loading.text_blocks import TextColumn, TypedColumn, coded, looked_up

KINDS = {
    "whole": [1, 2],
    "large": [2**63 + 1, 2],
    "fractions": [0.5, None],
    "blank": [None, None],
    "texts": ["x", None],
    "truths": [True, False],
    "negative": [-1, -2],
}


def block(kind: str) -> "pd.Series[object]":
    values = KINDS[kind]
    if kind == "blank":
        return pd.Series([np.nan, np.nan])
    return pd.Series(values, dtype="uint64" if kind == "large" else None)


@pytest.mark.parametrize(
    ("kinds", "dtype"),
    [
        (["whole", "whole"], "int64"),
        (["whole", "fractions"], "float64"),
        (["whole", "blank"], "float64"),
        (["blank", "whole"], "float64"),
        (["blank", "blank"], "float64"),
        (["blank", "texts"], "str"),
        (["texts", "blank"], "str"),
        (["large", "large"], "uint64"),
    ],
)
def test_columns_of_one_kind(kinds: list[str], dtype: str) -> None:
    column = TextColumn(rows=3)
    for kind in kinds:
        column.add(block(kind))
    whole = pd.Series(column.result())
    assert whole.dtype == dtype
    expected = [each for kind in kinds for each in KINDS[kind]]
    assert [None if pd.isna(each) else each for each in whole] == expected


@pytest.mark.parametrize(
    "kinds",
    [
        ["whole", "texts"],
        ["texts", "whole"],
        ["fractions", "texts", "whole"],
        ["blank", "truths"],
        ["truths", "blank"],
        ["large", "negative"],
        ["whole", "large"],
    ],
)
def test_mixed_columns_only_say_where_they_are_blank(kinds: list[str]) -> None:
    column = TextColumn()
    for kind in kinds:
        column.add(block(kind))
    whole = pd.Series(column.result())
    assert whole.dtype == "boolean"
    expected = [each is None for kind in kinds for each in KINDS[kind]]
    assert whole.isna().tolist() == expected


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 1000])
def test_blocks_of_any_size_give_the_same_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,n,f,t,b,m,z,e\n"
        "1,1,,,True,1,01,\n2,2,.5,,False,2,2,\n\n3,3,1,x,,x,3,\n,,,,,,,\n"
        '4,4,2,"y\nz",True,4,4,\n',
        "utf-8",
    )
    whole = tk.read(path)
    monkeypatch.setattr(text_blocks, "block_rows", lambda width: rows)
    sample = tk.read(path)
    assert sample.frame.equals(whole.frame)
    assert list(sample.frame.dtypes) == list(whole.frame.dtypes)
    assert sample.notes == whole.notes


def test_typed_columns() -> None:
    column = TypedColumn(rows=9)
    column.add(pd.Series([1, 2]))
    column.add(pd.Series([0.5]))
    assert column.result().tolist() == [1, 2, 0.5]
    moments = TypedColumn()
    moments.add(pd.to_datetime(pd.Series(["2026-01-02"])))
    moments.add(pd.to_datetime(pd.Series([None])))
    assert pd.Series(moments.result()).notna().tolist() == [True, False]


def test_codes_are_small_and_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_blocks, "PART", 3)
    texts = pd.Series([f"t{n % 200}" for n in range(500)] + [None], dtype="str")
    codes, values = coded(texts)
    expected, different = pd.factorize(texts)
    assert codes.tolist() == expected.tolist()
    assert values == list(different)
    assert codes.dtype == np.int16
    table = np.array([*np.arange(200.0), np.nan])
    assert np.array_equal(looked_up(table, codes), table[expected], equal_nan=True)
