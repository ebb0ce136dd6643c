"""Ordinary files of 20 MB and more, and of a million rows: how much memory reading them takes."""

import gzip
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from tests.loading.fuzz.starts import Start, rows_of
from tests.loading.fuzz.trying import MB, Outcome, Reader

SIZE: Final = 20 * MB  # bytes, at least
MILLION: Final = 1_000_000
SECONDS: Final = 600.0
HEADERS: Final = {"qualtrics": 3, "surveymonkey": 2}
#: Starts whose rows are repeated, by the name that the page gives them.
REPEATED: Final = {
    "csv": "CSV",
    "csv, gzip": "CSV, gzip",
    "JSON lines": "JSON lines",
    "Triple-S, fixed": "Triple-S, fixed places",
    "Qualtrics, codes with .qsf": "Qualtrics with .qsf",
    "LimeSurvey, codes with .lss": "LimeSurvey with .lss",
    "SurveyMonkey": "SurveyMonkey",
    "Google Forms": "Google Forms",
    "KoBo, with XLSForm": "KoBo with XLSForm",
    "Quantipy": "Quantipy",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What reading a large file took.

    Attributes
    ----------
    name : str
        Which file.
    rows : int
        Its rows.
    size : float
        MB of the file, and of what lies beside it.
    outcome : Outcome
        What became of it.
    """

    name: str
    rows: int
    size: float
    outcome: Outcome


def measured(starts: list[Start], folder: Path) -> Iterator[Measured]:
    """Write large files, read each in a fresh process that has read a small one, and yield.

    Parameters
    ----------
    starts : list of Start
        Small files of every format.
    folder : pathlib.Path
        An empty folder.
    """
    by_name = {each.name: each for each in starts}
    for name, told in REPEATED.items():
        start = by_name[name]
        files, rows = _repeated(start)
        yield _measured(told, start, start.main, files, rows, folder)
    for name, (suffix, write) in _writers().items():
        start = by_name[name]
        rows, raw = _grown(write, folder / f"large{suffix}")
        yield _measured(name, start, start.main, {start.main: raw}, rows, folder)
    million = _answers(MILLION).to_csv(index=False).encode()
    yield _measured(
        "CSV, a million rows", by_name["csv"], "m.csv", {"m.csv": million}, MILLION, folder
    )


def _measured(
    name: str, start: Start, main: str, files: Mapping[str, bytes], rows: int, folder: Path
) -> Measured:
    small, large = folder / "small", folder / "large"
    for place, content in ((small, start.files), (large, files)):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for each, raw in content.items():
            (place / each).write_bytes(raw)
    size = sum(map(len, files.values())) / MB
    with Reader(SECONDS) as reader:
        reader.read(small / start.main)
        found = reader.read(large / main)
    shutil.rmtree(large)
    return Measured(name, rows, size, found)


def _repeated(start: Start) -> tuple[dict[str, bytes], int]:
    """Return a start whose rows are repeated until they take the size."""
    raw = start.files[start.main]
    if start.main.endswith(".gz"):
        text = _answers(MILLION).to_csv(index=False).encode()
        return {start.main: gzip.compress(text, 6, mtime=0)}, MILLION
    lines = raw.splitlines(keepends=True)
    n = HEADERS.get(start.format, 0 if start.format in ("json_lines", "triple_s") else 1)
    times = SIZE // sum(map(len, lines[n:])) + 1
    body = b"".join(lines[:n] + lines[n:] * times)
    return {**start.files, start.main: body}, len(lines[n:]) * times


def _answers(n: int) -> pd.DataFrame:
    """Return rows of codes, numbers and short texts, as surveys hold them."""
    chance = np.random.default_rng(5)
    columns: dict[str, Any] = {f"Q{each}": chance.integers(1, 8, n) for each in range(8)}
    columns["often"] = chance.choice(np.array(["Daily", "Weekly", "Never"]), n)
    columns["weight"] = chance.random(n).round(4)
    columns["amount"] = chance.normal(100, 20, n)
    return pd.DataFrame(columns)


def _writers() -> dict[str, tuple[str, Callable[[pd.DataFrame, Path], Any]]]:
    import pyreadstat

    return {
        "Parquet": (".parquet", lambda frame, path: frame.to_parquet(path, index=False)),
        "Feather": (".feather", lambda frame, path: frame.to_feather(path)),
        ".sav": (".sav", lambda frame, path: pyreadstat.write_sav(frame, path)),
        ".sav, compressed": (
            *(".sav", lambda frame, path: pyreadstat.write_sav(frame, path, row_compress=True)),
        ),
        ".zsav": (".zsav", lambda frame, path: pyreadstat.write_sav(frame, path, compress=True)),
        ".por": (".por", lambda frame, path: pyreadstat.write_por(_short(frame), path)),
        ".dta, version 15": (".dta", lambda frame, path: pyreadstat.write_dta(frame, path)),
        ".xpt": (".xpt", lambda frame, path: pyreadstat.write_xport(_short(frame), path)),
        ".xlsx": (".xlsx", _sheet),
    }


def _short(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns=str.upper)


def _sheet(frame: pd.DataFrame, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Answers")
        for place, row in enumerate(rows_of(frame)):
            sheet.write_row(place, 0, row)


def _grown(write: Callable[[pd.DataFrame, Path], Any], path: Path) -> tuple[int, bytes]:
    """Return how many rows make a file of the size, and its bytes."""
    n = 20_000
    write(_answers(n), path)
    for _ in range(3):
        size = path.stat().st_size
        if size >= SIZE:
            break
        n = int(n * SIZE / size * 1.03) + 1
        write(_answers(n), path)
    raw = path.read_bytes()
    path.unlink()
    return n, raw
