"""Files that were made to do harm: bombs, giants, XML that fetches, JSON without end."""

import gzip
import io
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pandas as pd

from tests.loading.fuzz.damages import WIDE, Case, wide
from tests.loading.fuzz.starts import FRAME, Start, opendocument, rows_of, workbook
from tests.loading.fuzz.structures import document_types

BOMB: Final = 1 << 30  # bytes that a bomb of a megabyte unpacks to
BLOCK: Final = 1 << 24
SMALL_BOMB: Final = 5 * BLOCK
SHEET: Final = "xl/worksheets/sheet1.xml"
ROWS: Final = 1 << 20  # of a sheet


def hostile(starts: list[Start], *, bombs: bool = True) -> Iterator[Case]:
    """Yield every hostile file once.

    Parameters
    ----------
    starts : list of Start
        Right files, of which some are made of.
    bombs : bool
        Whether to make those that take seconds to be made or read.
    """
    yield from _archives(BOMB if bombs else SMALL_BOMB)  # the least that is refused
    yield from _sheets()
    yield from _trees(starts)
    if bombs:
        yield from _packed()
        yield from _grids()
        yield from _columns()


def _case(damage: str, main: str, raw: bytes, beside: Mapping[str, bytes] | None = None) -> Case:
    return Case(damage, "made to do harm", main, {main: raw, **(beside or {})}, {})


def _changed(raw: bytes, members: Mapping[str, bytes], **options: Any) -> bytes:
    """Return an archive in which some members are others."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(buffer, "w", ZIP_DEFLATED, **options) as new:
        for each in old.namelist():
            if each not in members:
                new.writestr(each, old.read(each))
        for name, content in members.items():
            new.writestr(name, content)
    return buffer.getvalue()


def _bomb(raw: bytes, name: str, before: bytes, filling: bytes, size: int) -> bytes:
    """Return an archive with a member that unpacks to far more than it takes."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        with new.open(name, "w", force_zip64=True) as member:
            member.write(before)
            block = (filling * (BLOCK // len(filling) + 1))[:BLOCK]
            for _ in range(size // BLOCK):
                member.write(block)
    return buffer.getvalue()


def _archives(size: int) -> Iterator[Case]:
    book = workbook({"Answers": rows_of(FRAME)})
    with ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read(SHEET)
    for name, filling in (("blanks", b" "), ("rows", b"<row/>"), ("zeros", b"\0")):
        raw = _bomb(book, SHEET, sheet[: sheet.index(b"<sheetData>") + 11], filling, size)
        yield _case(f"zip bomb of {name}", "answers.xlsx", raw)
    raw = _bomb(book, "xl/media/image1.png", b"", b"\0", size)
    yield _case("zip bomb in a picture", "answers.xlsx", raw)
    raw = _bomb(opendocument(), "content.xml", b"<a>", b" ", size)
    yield _case("zip bomb, .ods", "answers.ods", raw)
    lying = bytearray(_bomb(book, SHEET, sheet, b" ", 1 << 26))
    said = (len(sheet) + (1 << 26)).to_bytes(4, "little")
    for at in _all(bytes(lying), said):
        lying[at : at + 4] = (1000).to_bytes(4, "little")
    yield _case("a member that lies about its size", "answers.xlsx", bytes(lying))
    many = {f"xl/media/{n}.png": b"" for n in range(20_000)}
    yield _case("20,000 members", "answers.xlsx", _changed(book, many))
    yield _case("members outside", "answers.xlsx", _changed(book, {"../../../tmp/out": b"x"}))
    inner = _changed(book, {"again.xlsx": book})
    yield _case("an archive within an archive", "answers.xlsx", _changed(book, {"a.xlsx": inner}))
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    yield _case("another way of packing", "answers.xlsx", buffer.getvalue())


def _all(raw: bytes, part: bytes) -> Iterator[int]:
    at = raw.find(part)
    while at >= 0:
        yield at
        at = raw.find(part, at + 1)


def _sheets() -> Iterator[Case]:
    book = workbook({"Answers": rows_of(FRAME)})
    with ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read(SHEET)
    far = f'<row r="{ROWS}"><c r="XFD{ROWS}"><v>1</v></c></row></sheetData>'.encode()
    raw = _changed(book, {SHEET: sheet.replace(b"</sheetData>", far)})
    yield _case("a sparse giant", "answers.xlsx", raw)
    down = f'<row r="{ROWS}"><c r="A{ROWS}"><v>1</v></c></row></sheetData>'.encode()
    raw = _changed(book, {SHEET: sheet.replace(b"</sheetData>", down)})
    yield _case("a cell a million rows below", "answers.xlsx", raw)
    out = b'<row r="4000000000"><c r="ZZZZ4000000000"><v>1</v></c></row></sheetData>'
    raw = _changed(book, {SHEET: sheet.replace(b"</sheetData>", out)})
    yield _case("a cell beyond every sheet", "answers.xlsx", raw)
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    many = cell.replace("/>", ' table:number-columns-repeated="16384"/>')
    row = f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>'
    yield _case("a sparse giant, .ods", "answers.ods", opendocument(row))
    row = '<table:table-row table:number-rows-repeated="99999999999"/>'
    yield _case("rows without end, .ods", "answers.ods", opendocument(row))
    names = [f"Q{n}" for n in range(WIDE)]
    raw = workbook({"Answers": [names, list(range(WIDE)), list(range(WIDE))]})
    yield _case("10,000 columns", "answers.xlsx", raw)
    formulas = [["a", "b"], ["=1+1", '=HYPERLINK("http://nowhere.invalid")'], ["@x", "-2+3"]]
    yield _case("formula cells", "answers.xlsx", workbook({"Answers": formulas}))
    many_sheets = {f"S{n}": [["a"], [1]] for n in range(3_000)}
    yield _case("3,000 sheets", "answers.xlsx", workbook(many_sheets))


def _packed() -> Iterator[Case]:
    for name, filling in (
        ("one line", b"a"),
        ("blank lines", b"\n"),
        ("blanks", b" "),
        ("separators", b","),
        ("quotes", b'"'),
        ("NUL bytes", b"\0"),
    ):
        buffer = io.BytesIO()
        with gzip.open(buffer, "wb") as handle:
            handle.write(b"a,b\n1,2\n")
            for _ in range(BOMB // BLOCK):
                handle.write(filling * BLOCK)
        yield _case(f"gzip bomb of {name}", "answers.csv.gz", buffer.getvalue())


def _trees(starts: list[Start]) -> Iterator[Case]:
    by_name = {each.name: each for each in starts}
    for name in ("Triple-S, fixed", "LimeSurvey, codes with .lss"):
        start = by_name[name]
        (other,) = [each for each in start.files if each.endswith((".sss", ".lss"))]
        for seed in range(12):
            raw = document_types(start.files[other], random.Random(seed))
            files = {**start.files, other: raw}
            yield Case("entities and fetching", name, start.main, files, {})
        for depth in (150, 5_000, 300_000):
            raw = b"<sss>" + b"<a>" * depth + b"</a>" * depth + b"</sss>"
            yield Case("deep XML", name, start.main, {**start.files, other: raw}, {})
        wide_one = b'<sss version="2.0">' + b"<a/>" * 500_000 + b"</sss>"
        yield Case(
            "half a million elements", name, start.main, {**start.files, other: wide_one}, {}
        )
        attributes = " ".join(f'a{n}="{n}"' for n in range(100_000))
        raw = f"<sss {attributes}/>".encode()
        yield Case("100,000 attributes", name, start.main, {**start.files, other: raw}, {})
    for depth in (100, 5_000, 1_000_000):
        deep = '{"a": ' + "[" * depth + "]" * depth + "}\n"
        yield _case("deep JSON", "answers.jsonl", deep.encode())
        yield _case("deep JSON", "answers.json", f"[{deep}]".encode())
        yield _case("JSON that never closes", "answers.json", b"[" * depth)
        start = by_name["Qualtrics, codes with .qsf"]
        files = {**start.files, "fruit.qsf": deep.encode()}
        yield Case("deep JSON", start.name, start.main, files, {})
        start = by_name["Quantipy"]
        files = {**start.files, "visits.json": deep.encode()}
        yield Case("deep JSON", start.name, start.main, files, {})
    yield _case("a number of many digits", "answers.jsonl", b'{"a": ' + b"9" * 100_000 + b"}")
    names = json.dumps({f"Q{n}": n for n in range(WIDE)})
    yield _case("10,000 columns", "answers.jsonl", f"{names}\n{names}\n".encode())
    other_names = "".join(json.dumps({f"Q{n}": n}) + "\n" for n in range(3_000))
    yield _case("every object its own names", "answers.jsonl", other_names.encode())


def _grids() -> Iterator[Case]:
    text = FRAME.to_csv(index=False).encode()
    for seed in range(3):
        yield _case("10,000 columns", "answers.csv", wide(text, random.Random(seed)))
    yield _case("one line of ten million signs", "answers.csv", b"a" * 10_000_000)
    yield _case("ten million separators", "answers.csv", b"," * 10_000_000)
    yield _case("ten million quotes", "answers.csv", b"a,b\n" + b'"' * 10_000_000)
    yield _case("five million blank lines", "answers.csv", b"a,b\n1,2\n" + b"\n" * 5_000_000)
    yield _case("only carriage returns", "answers.csv", b"a,b\r" + b"1,2\r" * 200_000)
    yield _case("a sparse giant", "answers.csv", _sparse())
    long = ",".join(f"Q{n}" + "x" * 2_000 for n in range(500))
    yield _case("long names", "answers.csv", f"{long}\n{','.join('1' * 500)}\n".encode())
    yield _case("a field of 20 MB", "answers.csv", b"a,b\n1," + b"x" * 20_000_000 + b"\n2,y\n")


def _sparse() -> bytes:
    """Return text of many columns, of which a row has one value."""
    width = 2_000
    rows = ["," * n + "1" + "," * (width - 1 - n) for n in range(0, width, 4)]
    return "\n".join([",".join(f"Q{n}" for n in range(width)), *rows]).encode()


def _columns() -> Iterator[Case]:
    """Yield tables that say the same many million times, in a few kilobytes."""
    import pyarrow as pa
    from pyarrow import feather, parquet

    n = 1_000_000
    table = pa.table({"a": pa.array([1.0]).take(pa.array([0] * n))})
    buffer = io.BytesIO()
    with parquet.ParquetWriter(buffer, table.schema, compression="zstd") as writer:
        for _ in range(1_000):
            writer.write_table(table)
    yield _case("one number a billion times", "answers.parquet", buffer.getvalue())
    buffer = io.BytesIO()
    with pa.ipc.new_file(
        buffer, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")
    ) as writer:
        for _ in range(30):
            writer.write_table(table)
    yield _case("one number 30 million times", "answers.feather", buffer.getvalue())
    buffer = io.BytesIO()
    feather.write_feather(pd.DataFrame({f"Q{n}": [1] for n in range(WIDE)}), buffer)
    yield _case("10,000 columns", "answers.feather", buffer.getvalue())
