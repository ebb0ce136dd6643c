"""Files written for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.reading import read_file
from techno_kit.survey.mapping_entries import FileOptions

Written = Callable[..., RawFile]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write content to a file and read it; options are those of `FileOptions`."""

    def write(content: str | bytes, name: str = "answers.csv", **options: str) -> RawFile:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_file(path, FileOptions(**options))

    return write
