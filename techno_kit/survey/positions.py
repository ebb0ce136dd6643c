"""On which line of a TOML text each key stands: ``tomllib`` reads values but drops their places."""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]+")


def key_lines(text: str) -> dict[Path, int]:
    r"""Return the line (from 1) of every table, key and list entry of a valid TOML text.

    Parameters
    ----------
    text : str
        A text that ``tomllib`` reads without complaint.

    Returns
    -------
    dict of tuple to int
        Keyed by the path into the parsed document; entries of lists and of arrays of tables are
        numbered from 0.

    Examples
    --------
    >>> key_lines("a = 1\n[b.c]\nd = [2,\n3]")[("b", "c", "d", 1)]
    4
    """
    return _Walk(text).lines


class _Walk:
    """One walk over a text, from its first statement to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}
        table: Path = ()
        while self._skip():
            if text[self.place] == "[":
                table = self._header()
            else:
                self._assignment(table)

    def _skip(self) -> bool:
        """Step over blanks and comments; tell whether anything is left."""
        match = _SPACE.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.place < len(self.text)

    def _next_is(self, sign: str) -> bool:
        self._skip()
        return self.text.startswith(sign, self.place)

    def _mark(self, path: Path, at: int) -> None:
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(path[:depth], bisect_right(self.starts, at))

    def _key(self) -> list[str]:
        """Read a key, dotted or not."""
        parts: list[str] = []
        while True:
            self._skip()
            match = _STRING.match(self.text, self.place) or _BARE_KEY.match(self.text, self.place)
            if match is None:  # not TOML after all: end the walk instead of looping
                self.place = len(self.text)
                return parts
            self.place = match.end()
            raw = match.group()
            parts.append(str(tomllib.loads(f"k = {raw}")["k"]) if raw[0] in "\"'" else raw)
            if not self._next_is("."):
                return parts
            self.place += 1

    def _header(self) -> Path:
        """Read ``[table]`` or ``[[array of tables]]`` and return the path it opens."""
        array = self.text.startswith("[[", self.place)
        at = self.place
        self.place += 2 if array else 1
        parts = self._key()
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if array and place == len(parts) - 1:
                self.arrays[path] = self.arrays.get(path, -1) + 1
            if path in self.arrays:
                path = (*path, self.arrays[path])
        self._skip()
        self.place += 2 if array else 1
        self._mark(path, at)
        return path

    def _assignment(self, table: Path) -> None:
        """Read ``key = value`` within a table."""
        self._skip()
        at = self.place
        path = (*table, *self._key())
        self._mark(path, at)
        self._skip()
        self.place += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        self._mark(path, self.place)
        if self._next_is("["):
            self._list(path)
        elif self._next_is("{"):
            self._inline_table(path)
        else:
            match = _STRING.match(self.text, self.place) or _BARE_VALUE.match(self.text, self.place)
            self.place = match.end() if match else len(self.text)

    def _list(self, path: Path) -> None:
        self.place += 1
        number = 0
        while self._skip() and not self._next_is("]"):
            self._value((*path, number))
            number += 1
            if self._next_is(","):
                self.place += 1
        self.place += 1

    def _inline_table(self, path: Path) -> None:
        self.place += 1
        while self._skip() and not self._next_is("}"):
            self._assignment(path)
            if self._next_is(","):
                self.place += 1
        self.place += 1
