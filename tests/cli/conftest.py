"""A folder of one survey, in which the command runs."""

from pathlib import Path

import pytest

from tests.cli.surveys import write_survey


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a survey, its targets and a ladder; the command runs in it."""
    monkeypatch.chdir(tmp_path)
    write_survey(tmp_path)
    return tmp_path
