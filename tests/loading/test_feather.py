"""Feather files."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError

pytestmark = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is an optional extra")


@pytest.mark.parametrize("name", ["a.feather", "a.arrow", "a.csv"])
def test_a_feather_file(tmp_path: Path, name: str) -> None:
    frame = pd.DataFrame({"sex": ["v", None], "class": [1, 2]})
    frame.to_feather(tmp_path / name)
    sample = tk.read(tmp_path / name)
    assert sample.frame["sex"].fillna("").tolist() == ["v", ""]
    assert sample.frame["class"].tolist() == [1, 2]
    assert str(sample.source) == f"{name}: a Feather file"


@pytest.mark.parametrize("content", [b"ARROW1", b"ARROW1" + b"x" * 99, b"FEA1" + b"x" * 99])
def test_a_damaged_feather_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.feather"
    path.write_bytes(content)
    with pytest.raises(
        ReadError, match=r"^a\.feather: the file is damaged, or not what its name says: "
    ):
        tk.read(path)
