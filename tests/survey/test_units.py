"""Strata and primary sampling units as numbers; weights as floats."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from techno_kit.survey.design import Design
from techno_kit.survey.units import checked_weight, find_units

FRAME = pd.DataFrame({"s": ["b", "a", "b", "a", "b"], "c": [1, 1, 2, 1, 1]})


def pairs(psu: np.ndarray, *others: object) -> set:
    return set(zip(psu.tolist(), *others, strict=True))


def test_without_a_design_every_respondent_is_a_psu_in_one_stratum() -> None:
    units = find_units(FRAME, Design(strata=None, clusters=None))
    assert units.psu.tolist() == [0, 1, 2, 3, 4]
    assert units.stratum.tolist() == [0] * 5 and units.strata == ("",)
    assert not units.clustered and units.n_psu == 5 and units.n_strata == 1
    assert units.psu_count.tolist() == [5]


def test_strata_alone() -> None:
    units = find_units(FRAME, Design(strata="s", clusters=None))
    assert units.strata == ("b", "a")
    assert units.stratum.tolist() == [0, 1, 0, 1, 0]
    assert units.stratum_of_psu.tolist() == [0, 1, 0, 1, 0]
    assert units.psu_count.tolist() == [3, 2] and not units.clustered


def test_clusters_alone() -> None:
    units = find_units(FRAME, Design(strata=None, clusters="c"))
    assert units.psu.tolist() == [0, 0, 1, 0, 0]
    assert units.clustered and units.n_psu == 2 and units.psu_count.tolist() == [2]


def test_one_name_in_two_strata_is_two_psus() -> None:
    units = find_units(FRAME, Design(strata="s", clusters="c"))
    assert units.n_psu == 3
    assert len(pairs(units.psu, FRAME["s"], FRAME["c"])) == 3
    for psu, stratum in zip(units.psu, units.stratum, strict=True):
        assert units.stratum_of_psu[psu] == stratum
    assert units.psu_count.tolist() == [2, 1]


@pytest.mark.parametrize("dtype", ["object", "category", "string", "str"])
def test_units_of_any_type(dtype: str) -> None:
    typed = FRAME.astype({"s": dtype, "c": "category"})
    one, other = (
        find_units(FRAME, Design(strata="s", clusters="c")),
        find_units(typed, Design(strata="s", clusters="c")),
    )
    assert one.psu.tolist() == other.psu.tolist()
    assert one.strata == other.strata


def test_units_of_unused_categories_are_not_there() -> None:
    typed = FRAME.assign(s=pd.Categorical(FRAME["s"], ["z", "a", "b"]))
    assert find_units(typed, Design(strata="s", clusters=None)).strata == ("b", "a")


# --- weights -------------------------------------------------------------------------------------


def weight(values: object) -> tuple[list[float], list[str]]:
    found, problems = checked_weight(pd.Series(values, name="w"))
    return found.tolist(), problems


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "object", "str", "category"])
def test_numbers_of_any_type_are_weights(dtype: str) -> None:
    assert weight(pd.Series([1, 0, 2]).astype(dtype)) == ([1.0, 0.0, 2.0], [])


def test_arrow_numbers_are_weights() -> None:
    pytest.importorskip("pyarrow")
    assert weight(pd.Series([1.5, 2.5], dtype="double[pyarrow]")) == ([1.5, 2.5], [])


@pytest.mark.parametrize("bad", [[1, -1], [1, None], [1, "x"], [1, np.inf], [1, -np.inf], [0, 0]])
def test_what_is_no_weight_is_told(bad: list) -> None:
    assert len(weight(pd.Series(bad, dtype="object"))[1]) == 1


def test_the_first_few_rows_are_named_counted_from_one() -> None:
    _, problems = weight([-1.0] * 7 + [1.0])
    assert problems == [
        "weight column 'w' is negative in 7 rows (counted from 1: 1, 2, 3, 4, 5); a weight is 0 or "
        "more"
    ]


def test_different_texts_are_named_once() -> None:
    _, problems = weight(["a"] * 3 + ["1,5", "1"])
    assert problems == [
        "weight column 'w' holds numbers with a decimal comma, as text, in 1 row: '1,5'; write "
        'them with a point: column.str.replace(",", ".").astype(float), or read the file with '
        "tk.read, which understands them",
        "weight column 'w' holds text in 3 rows: 'a'; a weight is a number",
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            [True, False],
            "is true or false; a weight is a number: for a group, leave it out here and name the "
            "group with where=, or make it 1 and 0 on purpose",
        ),
        (
            pd.to_datetime(["2026-01-01", "2026-01-02"]),
            "holds dates or times; name the column of the weight",
        ),
        (
            pd.to_timedelta(["1h", "2h"]),
            "holds dates or times; name the column of the weight",
        ),
        ([1 + 0j, 2], "holds complex numbers; a weight is a number of 0 or more"),
    ],
)
def test_what_pandas_would_turn_into_numbers_is_no_weight(values: Any, told: str) -> None:
    for each in (pd.Series(values), pd.Series(pd.Categorical(values))):
        _, problems = checked_weight(each.rename("w"))
        assert problems == [f"weight column 'w' {told}"]


def test_strata_and_clusters_are_written_alike() -> None:
    frame = pd.DataFrame({"s": ["a", "a ", "b", "A"] * 30, "c": ["x", " ", "y", ""] * 30})
    with pytest.raises(SampleError) as caught:
        tk.Sample.from_frame(frame, design=tk.Design(strata="s", clusters="c"))
    assert str(caught.value) == (
        "the sample: 2 problems:\n"
        "- the design's strata column 's' holds names that differ in blanks around them alone, or "
        "in how accents are stored (rows, counted from 1: 1, 2, 5, 6, 9); write them alike: "
        'column.str.strip().str.normalize("NFC")\n'
        "- the design's clusters column 'c' is blank in 60 rows; every respondent needs a value"
    )
