"""Damage that the fuzz found once, each as small as it can be."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from tests.loading.fuzz.damages import Case
from tests.loading.fuzz.starts import FRAME, Start, starts
from tests.loading.fuzz.trying import Reader

for package in ("pyreadstat", "pyarrow", "python_calamine", "xlsxwriter", "defusedxml"):
    pytest.importorskip(package, reason="the optional extra 'files'")

STARTS_BY_NAME = {each.name: each for each in starts()}
Written = Callable[[Start, str, bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a start's files, one of them changed, and return the path of the answers."""

    def write(start: Start, name: str, changed: bytes) -> Path:
        assert changed != start.files[name]
        for each, raw in {**start.files, name: changed}.items():
            (tmp_path / each).write_bytes(raw)
        return tmp_path / start.main

    return write


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'code="3"', b'code="' + b"9" * 28 + b'"'),
        (b'code="3"', b'code="' + b"9" * 5_000 + b'"'),
        (b'code="3"', b'code="+-3"'),
    ],
)
def test_codes_of_triple_s_that_are_no_places(written: Written, old: bytes, new: bytes) -> None:
    start = STARTS_BY_NAME["Triple-S, fixed"]
    changed = start.files["visits.sss"].replace(old, new)
    assert tk.read(written(start, "visits.sss", changed)).n == 3


def test_a_hundred_million_answers_of_a_respondent() -> None:
    start = STARTS_BY_NAME["Triple-S, fixed"]
    changed = start.files["visits.sss"].replace(b'subfields="2"', b'subfields="99999999"')
    files = {**start.files, "visits.sss": changed}
    with Reader(seconds=20) as reader:
        found = reader.outcome(Case("other elements", start.name, start.main, files, {}))
    assert found.end == "refused"


def test_a_saved_csv_with_a_field_too_many(written: Written) -> None:
    start = STARTS_BY_NAME["saved, .csv"]
    changed = start.files["answers.csv"].replace(b"\r\n", b"\n").replace(b"\n9", b"\n9,9", 1)
    with pytest.raises(ReadError) as caught:
        tk.read(written(start, "answers.csv", changed))
    assert str(caught.value).startswith("answers.csv: the header has 4 fields, but line 4 has 5")


def test_a_saved_csv_with_a_huge_field_in_its_header(written: Written) -> None:
    start = STARTS_BY_NAME["saved, .csv"]
    changed = start.files["answers.csv"].replace(b"TOWN", b"x" * 200_000, 1)
    with pytest.raises(ReadError) as caught:
        tk.read(written(start, "answers.csv", changed))
    assert str(caught.value).startswith("answers.csv: ")


@pytest.mark.parametrize("name", ["Qualtrics, codes with .qsf", "Quantipy"])
def test_half_a_sign_in_a_definition(written: Written, name: str) -> None:
    start = STARTS_BY_NAME[name]
    (other,) = (each for each in start.files if each != start.main)
    text = start.files[other].decode().replace("Never", r"Never \ud83d")
    json.loads(text)
    book = tk.read(written(start, other, text.encode())).codebook
    levels = [label for each in book.questions.values() for _, label in each.levels]
    assert "Never \ufffd" in levels


def test_text_of_a_feather_file_that_is_no_utf8(tmp_path: Path) -> None:
    from pyarrow import feather

    path = tmp_path / "answers.feather"
    feather.write_feather(FRAME, path, compression="uncompressed")
    path.write_bytes(path.read_bytes().replace(b"Delft", b"De\xfft!"))
    with pytest.raises(ReadError) as caught:
        tk.read(path)
    assert str(caught.value).startswith("answers.feather: the file is damaged")


def test_what_pandas_wrote_of_a_table_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    FRAME.to_parquet(path, compression=None)
    changed = path.read_bytes().replace(b"numpy_type", b"numpy_typo")
    path.write_bytes(changed)
    pd.testing.assert_frame_equal(tk.read(path).frame, FRAME, check_dtype=False)
