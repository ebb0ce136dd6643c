"""Files beside a file that say what was asked in it."""

from collections.abc import Sequence
from glob import escape
from pathlib import Path


def beside(path: Path, suffixes: Sequence[str]) -> Path | None:
    """Return the file beside a file that has its name and one of some endings, or None.

    Parameters
    ----------
    path : pathlib.Path
        The file with the answers.
    suffixes : sequence of str
        Endings in small letters, the first found wins; capitals in names do not matter.
    """
    if not suffixes:
        return None
    stem = Path(path.name.removesuffix(".gz")).stem
    named = sorted(path.parent.glob(f"{escape(stem)}.*"))
    there = {
        each.suffix.lower(): each
        for each in named
        if each.stem == stem and each.name != path.name and each.is_file()
    }
    return next((there[each] for each in suffixes if each in there), None)
