"""Feather files."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.dispatch import read_file

pytestmark = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is an optional extra")


@pytest.mark.parametrize("name", ["a.feather", "a.arrow", "a.csv"])
def test_a_feather_file(tmp_path: Path, name: str) -> None:
    frame = pd.DataFrame({"sex": ["v", None], "class": [1, 2]})
    frame.to_feather(tmp_path / name)
    sample = tk.read(tmp_path / name)
    assert sample.frame["sex"].fillna("").tolist() == ["v", ""]
    assert sample.frame["class"].tolist() == [1, 2]
    assert str(sample.source) == f"{name}: a Feather file"


@pytest.mark.parametrize("name", ["a.feather", "a.parquet"])
def test_a_large_table_is_that_of_pandas_and_can_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    frame = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "f": [0.5, None, 2.0],
            "t": ["x", None, "y"],
            "c": pd.Categorical(["b", "a", "b"], categories=["b", "a"], ordered=True),
            "d": pd.to_datetime(["2026-01-02", None, "2026-03-04"]),
            "l": [[1], None, [2, 3]],
            "a.b": [True, False, True],
        }
    )
    getattr(frame, f"to_{name.removeprefix('a.')}")(tmp_path / name)
    small = tk.read(tmp_path / name)
    for module in ("arrow_tables", "parquet"):
        monkeypatch.setattr(f"techno_kit.loading.{module}.SMALL", 2)
    large = tk.read(tmp_path / name)
    assert large.frame.equals(small.frame)
    assert list(large.frame.dtypes) == list(small.frame.dtypes)
    assert large.notes == small.notes
    assert large.frame["l"].tolist()[2] == "[2, 3]"
    raw = read_file(tmp_path / name).frame
    raw.loc[0, "n"] = 7
    assert raw["n"].tolist() == [7, 2, 3]


@pytest.mark.parametrize("content", [b"ARROW1", b"ARROW1" + b"x" * 99, b"FEA1" + b"x" * 99])
def test_a_damaged_feather_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.feather"
    path.write_bytes(content)
    with pytest.raises(
        ReadError, match=r"^a\.feather: the file is damaged, or not what its name says: "
    ):
        tk.read(path)
