"""Files written for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from techno_kit.loading.asked import Asked
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write content to a file and read it; options are those of `Asked`."""

    def write(content: str | bytes, name: str = "answers.csv", **options: str) -> RawFile:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return read_file(path, Asked(**options))

    return write
