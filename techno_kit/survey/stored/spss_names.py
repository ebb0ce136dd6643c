"""Names and labels as SPSS takes them."""

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 64  # bytes of a name
LABEL, VALUE_LABEL = 255, 120  # bytes of a variable's label, and of a value's
RESERVED: Final = frozenset(
    ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
)
ODD: Final = re.compile(r"[^\w.@#$]")


def spss_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name that SPSS takes for every name; most stay as they are.

    Examples
    --------
    >>> spss_names(["age", "Age", "Q7: phone", "1st", "all"])
    {'age': 'age', 'Age': 'Age_2', 'Q7: phone': 'Q7__phone', '1st': 'v1st', 'all': 'all_'}
    """
    taken: set[str] = set()
    found = {}
    for name in names:
        made = ODD.sub("_", name).rstrip(".")
        if not made[:1].isalpha():
            made = f"v{made}"
        if made.upper() in RESERVED:
            made = f"{made}_"
        made = cut_text(made, LONGEST)
        free, place = made, 1
        while free.casefold() in taken:
            place += 1
            free = f"{cut_text(made, LONGEST - len(str(place)) - 1)}_{place}"
        taken.add(free.casefold())
        found[name] = free
    return found


def cut_text(text: str, most: int) -> str:
    """Return as much of a text as some bytes of UTF-8 hold.

    Examples
    --------
    >>> cut_text("café", 4)
    'caf'
    """
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
