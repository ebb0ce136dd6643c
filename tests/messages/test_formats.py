"""Exact texts of what can be wrong with a file's format, its definition, and what was asked for."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading import json_lines, parquet, safe_xml, texts

Refused = Callable[..., str]
TEXT = "sex,weight\nFemale,0.8\nMale,1.2\n"


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Write files, read the first, let it be refused, and return the message."""

    def write(files: dict[str, str | bytes], **options: Any) -> str:
        for name, content in files.items():
            raw = content.encode("utf-8") if isinstance(content, str) else content
            (tmp_path / name).write_bytes(raw)
        with pytest.raises(ReadError) as caught:
            tk.read(tmp_path / next(iter(files)), **options)
        return str(caught.value)

    return write


def archive(members: dict[str, str], **options: Any) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", **options) as handle:
        for name, content in members.items():
            handle.writestr(name, content)
    return buffer.getvalue()


# --- which format --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("visits.qsf", "a Qualtrics export"),
        ("visits.lss", "a LimeSurvey export"),
        ("labels.sas7bcat", "a SAS data set"),
    ],
)
def test_a_definition_alone(refused: Refused, name: str, platform: str) -> None:
    assert refused({name: "{}"}) == (
        f"{name}: this says what was asked in {platform}, and holds no answers; read the file with "
        "the answers, with definition= naming this one"
    )


@pytest.mark.parametrize("suffix", [".lsr", ".lsa"])
def test_answers_in_limesurveys_own_form(refused: Refused, suffix: str) -> None:
    text = (
        "<?xml version='1.0'?><document><LimeSurveyDocType>Responses</LimeSurveyDocType></document>"
    )
    assert refused({f"visits{suffix}": text}) == (
        f"visits{suffix}: these are answers of LimeSurvey in its own form ({suffix}), of which only "
        "LimeSurvey makes columns; export the responses there as CSV (Responses > Export > Export "
        "responses) and read that file, with definition= naming the structure (.lss)"
    )


def test_another_format_than_asked_for(refused: Refused) -> None:
    assert refused({"answers.dat": b"PAR1...."}, format="spss") == (
        "answers.dat: this is not an SPSS file, but a Parquet file by its content; leave format out "
        "to have it found"
    )
    assert refused({"answers.csv": TEXT}, format="stata") == (
        "answers.csv: this is not a Stata file, though it is named .csv"
    )


def test_a_format_that_is_none(refused: Refused) -> None:
    assert refused({"answers.csv": TEXT}, format="spps") == (
        "answers.csv: format is 'spps'; it is one of 'csv', 'excel', 'parquet', 'feather', "
        "'json_lines', 'spss', 'spss_portable', 'stata' and 9 more; did you mean 'spss'?"
    )


def test_several_options_that_mean_nothing(refused: Refused) -> None:
    asked = {"sheet": 1, "language": "nl"}
    assert refused({"answers.csv": TEXT}, **asked) == (
        "answers.csv: 'language' and 'sheet' mean nothing for delimited text; leave them out"
    )


def test_a_column_that_is_not_there(refused: Refused) -> None:
    assert refused({"answers.csv": TEXT}, columns=["weigth", "sex", "town"]) == (
        "answers.csv: 2 problems:\n"
        "- there is no column 'weigth'; did you mean 'weight'?\n"
        "- there is no column 'town'"
    )


def test_content_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    pd.DataFrame({"a": [1, 2]}).to_feather(path)
    assert tk.read(path).notes[0] == "answers.csv: read as a Feather file by its content."


# --- a weight of the file's own ------------------------------------------------------------------

DEFINITION = (
    '<sss version="2.0"><survey><record ident="A">'
    '<variable ident="1" type="quantity"><name>a</name><position start="1"/></variable>'
    '<variable ident="2" type="quantity" use="weight"><name>w</name><position start="2"/></variable>'
    "</record></survey></sss>"
)


def with_weight(folder: Path, rows: str) -> Path:
    (folder / "v.sss").write_text(DEFINITION, "utf-8")
    (folder / "v.asc").write_text(rows, "utf-8")
    return folder / "v.asc"


def test_a_weight_that_the_file_names(tmp_path: Path) -> None:
    assert tk.read(with_weight(tmp_path, "11\n23\n")).notes[-1] == (
        "v.asc: weighted by 'w', as the file itself says; tk.Design() in sample.with_design takes "
        "that away."
    )


def test_a_weight_that_cannot_be_used(tmp_path: Path) -> None:
    sample = tk.read(with_weight(tmp_path, "10\n20\n"))
    assert sample.weighting == "unweighted"
    assert sample.notes[-1].startswith(
        "The weight that the file itself names is not used: v.asc: weight column 'w'"
    )


def test_a_weight_that_the_mapping_does_not_name(tmp_path: Path) -> None:
    mapping = {"schema": "techno_kit/mapping/1", "questions": {"a": {"column": "a"}}}
    assert (
        "v.asc: the file itself weights its cases by 'w', and the mapping names no weight; name it "
        "in the mapping's [design] to use it."
    ) in tk.read(with_weight(tmp_path, "11\n23\n"), mapping=mapping).notes


# --- what is too large ---------------------------------------------------------------------------


def test_a_gzip_bomb(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "SMALL", 1 << 20)
    monkeypatch.setattr(texts, "CHUNK", 1 << 20)
    assert refused({"answers.csv.gz": gzip.compress(TEXT.encode() + b"\n" * (1 << 22))}) == (
        "answers.csv.gz: this unpacks from 1 MB to more than 2 MB, far more than the answers of any "
        "survey; if it is one all the same, unpack it first"
    )


def test_a_parquet_file_that_promises_too_much(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "UNPACKED", 1 << 10)
    monkeypatch.setattr(parquet, "RATIO", 1)
    buffer = io.BytesIO()
    pd.DataFrame({"a": [1.0] * 5_000, "b": [2.0] * 5_000}).to_parquet(buffer)
    assert refused({"answers.parquet": buffer.getvalue()}) == (
        "answers.parquet: this says that it holds 5,000 rows of 2 columns, far more than its size "
        "is likely to hold"
    )


def test_xml_that_is_too_large(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "LIMIT", 10)
    assert refused({"v.sss": DEFINITION}) == (
        "v.sss: this XML is far larger than any questionnaire"
    )


def test_a_list_that_is_too_large(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "LIMIT", 30)
    monkeypatch.setattr(json_lines, "PART", 8)
    assert refused({"answers.json": json.dumps([{"a": 1}, {"a": 2}, {"a": "long" * 20}])}) == (
        "answers.json: a list of this size cannot be held whole; save it as JSON lines, an object a "
        "line"
    )


# --- archives ------------------------------------------------------------------------------------


def test_archives(refused: Refused) -> None:
    pytest.importorskip("python_calamine")
    many = {f"xl/{n}.xml": "" for n in range(10_001)}
    assert refused({"answers.xlsx": archive(many)}) == (
        "answers.xlsx: this zip archive has 10,001 members, and a workbook at most 10,000"
    )
    packed = archive({"xl/workbook.xml": "<a/>"}, compression=ZIP_LZMA)
    assert refused({"answers.xlsx": packed}) == (
        "answers.xlsx: the file is damaged, or not what its name says: its parts are packed in a "
        "way that no spreadsheet uses"
    )
    locked = bytearray(archive({"xl/workbook.xml": "<a/>"}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(sign) + place] |= 1
    assert refused({"answers.xlsx": bytes(locked)}) == (
        "answers.xlsx: this workbook is protected by a password; save it without one"
    )


def test_half_a_sign_of_json_is_shown_as_such(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"a": "so \\ud83d", "b": "\\ud83d\\ude00"}\n{"a": "x", "b": "y"}\n', "utf-8")
    frame = tk.read(path).frame
    assert frame["a"].tolist() == ["so \ufffd", "x"]
    assert frame["b"].tolist() == ["\U0001f600", "y"]
