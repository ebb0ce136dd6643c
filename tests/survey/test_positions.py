"""Lines of TOML keys agree with what the text says there."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from techno_kit.survey.positions import key_lines

ROOT = Path(__file__).parents[2]
OWN_FILES = [
    *sorted((ROOT / "tests" / "real" / "mappings").glob("*.toml")),
    ROOT / "techno_kit" / "wording" / "en" / "errors.toml",
    ROOT / "pyproject.toml",
]

TEXT = """\
# [not.a.header]
"a b" = 1
c.d = "x # no comment"
text = '''
[fake]
key = 2
'''
more = \"\"\"
a = \\"\"\" ]
\"\"\"
[one.'two.three']
list = [ # comment ]
  [1, "]"], { inner = [2,
    3] },
  4,
]
[[rungs]]
id = "a"
[[rungs]]
id = "b"
[rungs.label]
en = "B"
"""


def paths(value: Any, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path into a parsed document."""
    if isinstance(value, dict):
        pairs: list[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    else:
        return []
    found = []
    for key, each in pairs:
        found += [(*before, key), *paths(each, (*before, key))]
    return found


def test_every_form_of_key_is_found_on_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines[("a b",)] == 2
    assert lines[("c",)] == lines[("c", "d")] == 3
    assert lines[("text",)] == 4
    assert lines[("more",)] == 8
    assert lines[("one", "two.three")] == 11
    assert lines[("one", "two.three", "list")] == 12
    assert lines[("one", "two.three", "list", 0, 1)] == 13
    assert lines[("one", "two.three", "list", 1, "inner", 1)] == 14
    assert lines[("one", "two.three", "list", 2)] == 15
    assert lines[("rungs", 0, "id")] == 18
    assert lines[("rungs", 1, "id")] == 20
    assert lines[("rungs", 1, "label", "en")] == 22


def test_windows_line_ends_count_once() -> None:
    assert key_lines("a = 1\r\n\r\nb = 2\r\n")[("b",)] == 3


def test_it_finds_exactly_the_paths_that_tomllib_reads() -> None:
    found = key_lines(TEXT)
    assert set(found) == set(paths(tomllib.loads(TEXT)))


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_files_of_the_project(path: Path) -> None:
    text = path.read_text("utf-8")
    found = key_lines(text)
    rows = text.splitlines()
    assert set(found) == set(paths(tomllib.loads(text)))
    for key, line in found.items():
        if isinstance(key[-1], str):
            assert key[-1] in rows[line - 1]
