"""Rows and dictionaries for files of statistical packages, written by pyreadstat."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from techno_kit.loading import statistics_reading
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.spss_units import Unfit

FRAME = pd.DataFrame(
    {
        "SEX": [1.0, 2.0, 9.0, np.nan, 1.0],
        "AGREE": [1.0, 2.0, 3.0, 98.0, 2.0],
        "AGE": [20.0, 31.0, -4.0, 47.0, np.nan],
        "TOWN": ["Delft", "", "NA", "X", "a text of more than eight letters"],
        "AMOUNT": [0.5, 1e300, -7.25, 100.0, 99.0],
    }
)
LABELS = {"SEX": "Sex of respondent", "AGREE": "  Agree?  "}
VALUES: dict[str, dict[Any, str]] = {
    "SEX": {1: "Male", 2: "Female", 9: "No answer"},
    "AGREE": {1: "Agree", 2: "Neither", 3: "Disagree"},
}
MISSING: dict[str, list[Any]] = {"SEX": [9], "AGREE": [{"lo": 97, "hi": 99}]}


def unfit(*_: object) -> Any:
    """Stand in for the fast way: closed."""
    raise Unfit


def slowly(path: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> RawFile:
    """Read a file by pyreadstat alone."""
    with monkeypatch.context() as patch:
        patch.setattr(statistics_reading, "fast_blocks", unfit)
        return read_file(path, **options)


def assert_same(one: RawFile, other: RawFile) -> None:
    """Check that two readings agree in every value, level and note."""
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert one.codebook == other.codebook
    assert (one.notes, one.details, one.weight) == (other.notes, other.details, other.weight)
