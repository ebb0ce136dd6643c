"""The fast way to the cases of an SPSS file: the same as pyreadstat's, value for value."""

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techno_kit.loading import spss_codes, spss_header, spss_rows, statistics_reading
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.spss_header import read_header
from techno_kit.loading.spss_rows import cases_of
from techno_kit.loading.spss_units import Unfit
from techno_kit.survey.stored.spss_dictionary import USUAL
from tests.loading.statistics_fixtures import FRAME, LABELS, MISSING, VALUES, assert_same, slowly

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is an optional extra")

WAYS: list[dict[str, Any]] = [{}, {"row_compress": True}, {"compress": True}]
NUMBERS = st.one_of(
    st.integers(-120, 200).map(float), st.floats(allow_nan=True, width=64), st.just(-1.5)
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
ROWS = st.lists(st.tuples(NUMBERS, TEXTS, NUMBERS), min_size=1, max_size=20)


@pytest.fixture(params=WAYS, ids=["plain", "row", "zsav"])
def way(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def is_fast(path: Path) -> bool:
    """Tell whether all cases can be decoded the fast way."""
    layout = read_header(path).layout
    assert layout is not None
    return sum(len(each) for each in cases_of(path, layout)) == layout.cases


def test_the_same_sample(
    way: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sav"
    options = {"column_labels": LABELS, "variable_value_labels": VALUES, "missing_ranges": MISSING}
    pyreadstat.write_sav(FRAME, path, **options, **way)
    assert is_fast(path)
    fast = read_file(path)
    assert_same(fast, slowly(path, monkeypatch))
    monkeypatch.setattr(spss_rows, "CHUNK", 64)  # whatever a part of the file cuts off
    assert is_fast(path)
    assert_same(read_file(path), fast)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, chunk=st.sampled_from([8, 24, 1 << 20]))
def test_whatever_the_rows(
    rows: list[Any], chunk: int, way: dict[str, Any], tmp_path: Path, monkeypatch: Any
) -> None:
    path = tmp_path / "a.sav"
    frame = pd.DataFrame(rows, columns=["a", "t", "b"])
    labels = {"a": {each: f"is {each}" for each in map(float, frame["a"].dropna().unique()[:9])}}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, **way)
    with monkeypatch.context() as patch:
        patch.setattr(spss_rows, "CHUNK", chunk)
        fast = read_file(path)
    assert_same(fast, slowly(path, monkeypatch))


def test_what_is_not_simple_is_left_to_pyreadstat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text of more than 255 bytes is several variables in the file."""
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"a": [1.0], "t": ["x" * 300], "b": [2.0]})
    pyreadstat.write_sav(frame, path)
    assert read_header(path).layout is None
    assert read_file(path).frame["t"].tolist() == ["x" * 300]


def test_a_cut_file_begins_anew_and_is_refused(
    way: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks that the fast way gave before it stopped leave nothing behind."""
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(FRAME, path, **way)
    layout = read_header(path).layout
    assert layout is not None
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Unfit):
        list(cases_of(path, layout))

    def some(*_: object) -> Any:
        yield {"SEX": np.array([7.0]), "AGREE": np.array([1.0])}
        raise Unfit

    path = tmp_path / "b.sav"
    pyreadstat.write_sav(FRAME, path, **way)
    whole = slowly(path, monkeypatch)
    monkeypatch.setattr(statistics_reading, "fast_blocks", some)
    assert_same(read_file(path), whole)


@pytest.mark.parametrize("kind", [256, -2, 0x7FFFFFFF])
def test_a_dictionary_that_would_take_the_process_down(kind: int, tmp_path: Path) -> None:
    """readstat writes beyond its memory where a variable's type is none."""
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(FRAME, path)
    raw = bytearray(path.read_bytes())
    struct.pack_into("<i", raw, 180, kind)
    path.write_bytes(raw)
    with pytest.raises(Exception, match=r"a\.sav: the file is damaged.*its dictionary is cut"):
        read_file(path)


def test_a_dictionary_longer_than_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(FRAME, path, variable_value_labels=VALUES)
    usual = read_header(path)
    monkeypatch.setattr(spss_header, "USUALLY", 300)
    assert read_header(path) == usual


@pytest.mark.parametrize("piece", [64, 1 << 17])
def test_codes_behind_and_within_bytes(
    piece: int, way: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers that are no byte's, more values than a byte counts, and columns that give up late."""
    monkeypatch.setattr(spss_codes, "PIECE", piece)
    monkeypatch.setattr(spss_rows, "CHUNK", 4096)
    n = 3_000
    turn = np.arange(n)
    frame = pd.DataFrame(
        {
            "late": np.where(turn < n - 1, turn % 3, 0.5),
            "behind": np.where(turn % 7, turn % 5, 998.0),
            "many": (turn * 7 % 300).astype(float),
            "downwards": 9.0 - turn // 400,
            "blank": np.where(turn % 2, np.nan, -99.0),
            "never": np.full(n, np.nan),
            "free": turn / 8,
            "word": np.where(turn % 3, "yes", " "),
            "words": np.where(turn % 5, "many more words", ""),
        }
    )
    labels = {
        name: {each: f"is {each:g}" for each in set(frame[name].dropna().tolist()) - {0.5}}
        for name in ("late", "behind", "many", "downwards", "blank")
    }
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        frame, path, variable_value_labels=labels | {"never": {1.0: "is 1"}}, **way
    )
    assert is_fast(path)
    fast = read_file(path)
    assert_same(fast, slowly(path, monkeypatch))
    assert fast.frame["late"].dtype == np.float64
    assert fast.frame["many"].cat.codes.dtype == np.int16
    assert fast.frame["downwards"].cat.categories.tolist() == [*range(2, 10)]


def test_more_cases_than_bytes_can_hold_are_no_reason_to_take_memory(
    way: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(FRAME, path, **way)
    layout = read_header(path).layout
    assert layout is not None
    with pytest.raises(Unfit):
        next(cases_of(path, replace(layout, cases=2**31 - 1)))
    with pytest.raises(Unfit):  # nor may there be fewer than stand there
        list(cases_of(path, replace(layout, cases=layout.cases - 1)))


def test_signs_of_a_blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The highest and the lowest number stand for ends of ranges and are no values either."""
    path = tmp_path / "a.sav"
    numbers = [0.5, 1.5, 2.5, 3.5, 4.5]
    signs = [*USUAL, np.inf, -USUAL[2]]
    pyreadstat.write_sav(pd.DataFrame({"a": numbers}), path, row_compress=True)
    raw = path.read_bytes()
    for number, sign in zip(numbers, signs, strict=True):
        raw = raw.replace(struct.pack("<d", number), struct.pack("<d", sign))
    path.write_bytes(raw)
    assert is_fast(path)
    fast = read_file(path)
    assert_same(fast, slowly(path, monkeypatch))
    np.testing.assert_array_equal(fast.frame["a"], [np.nan] * 3 + signs[3:])
