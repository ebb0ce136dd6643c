"""How many of a column's texts are of a kind, and how many of them differ."""

from collections.abc import Callable, Sequence


def share_of(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return the share of texts that pass a test; 0 of none.

    Examples
    --------
    >>> share_of(["a", "1"], str.isdecimal), share_of([], str.isdecimal)
    (0.5, 0.0)
    """
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def share_different(texts: Sequence[str]) -> float:
    """Return the number of texts that differ, whatever their capitals, a text; 0 of none.

    Examples
    --------
    >>> share_different(["Anna", "anna", "Bo", "Cy"])
    0.75
    """
    return len({text.casefold() for text in texts}) / len(texts) if texts else 0.0
