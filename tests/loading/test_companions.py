"""Codebooks of `Sample.save` beside files that others made of its rows."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Question

FRAME = pd.DataFrame(
    {
        "sex": [1, 2, 2, None],
        "age": pd.Categorical(["old", "young", None, "old"], ["young", "old"], ordered=True),
    }
)
BOOK = Codebook([Question("sex", label="Sex", levels=[(1, "Female"), (2, "Male")])])


def written(path: Path) -> Path:
    """Write the rows as their name's ending says."""
    if path.suffix == ".feather":
        FRAME.to_feather(path)
    else:
        FRAME.to_json(path, orient="records", lines=path.suffix == ".jsonl")
    return path


@pytest.mark.parametrize("ending", [".feather", ".jsonl", ".json"])
@pytest.mark.parametrize("named", [True, False])
def test_a_codebook_beside_rows(tmp_path: Path, ending: str, named: bool) -> None:
    if ending == ".feather" and find_spec("pyarrow") is None:
        pytest.skip("pyarrow is an optional extra")
    sample = tk.Sample.from_frame(FRAME, labels=BOOK)
    saved = sample.save(tmp_path / ("wave.xlsx" if find_spec("xlsxwriter") else "wave.csv"))
    companion = saved.files[1]
    path = written(tmp_path / f"{'other' if named else 'wave'}{ending}")
    again = tk.read(path, definition=companion if named else None)
    assert again.codebook == sample.codebook
    assert again.frame["age"].cat.categories.tolist() == ["young", "old"]
    assert again.frame["age"].cat.ordered
    assert again.notes == (
        f"{path.name}: its columns take their meaning from {companion.name}, by their names.",
    )
    assert str(again.source).endswith(f", codebook from {companion.name}")
