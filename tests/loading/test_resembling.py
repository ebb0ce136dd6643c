"""A platform that is named is believed where one sign of it is there, and refused where none is."""

from collections.abc import Callable
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError

PLATFORMS = {
    "qualtrics": ("a Qualtrics export", ["StartDate,q", "x,Duration (in seconds)"]),
    "limesurvey": ("a LimeSurvey export", ["x,lastpage", "Q1[SQ001],q", "Q1. How old?,q"]),
    "kobo": ("a KoBo or ODK export", ["visit/age,q", "_uuid,q"]),
}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(header: str) -> Path:
        path = tmp_path / "plain.csv"
        path.write_text(f"{header}\n1,54\n2,33\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("format", PLATFORMS)
@pytest.mark.parametrize("header", ["sex,age", "id,token", "key,email", "1,2", "Q1,Q2"])
def test_a_table_without_any_sign_is_refused(
    file: Callable[[str], Path], format: str, header: str
) -> None:
    with pytest.raises(ReadError) as told:
        tk.read(file(header), format=format)
    assert str(told.value) == (
        f"plain.csv: this does not look like {PLATFORMS[format][0]}: its header has none of the "
        "columns or names of one; leave format out to have it found, or name the survey's "
        "definition by definition="
    )


@pytest.mark.parametrize(
    ("format", "header"), [(name, each) for name, (_, told) in PLATFORMS.items() for each in told]
)
def test_one_sign_is_enough(file: Callable[[str], Path], format: str, header: str) -> None:
    assert tk.read(file(header), format=format).n == 2
