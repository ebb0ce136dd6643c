"""Encodings that readstat cannot be trusted with: it loses the last letter of a text.

The C library's converters of these two hold a letter back in case an accent follows, and readstat
never asks for it: it turns up at the beginning of the next text. So the bytes are read as Latin-1,
which changes none of them, and are decoded here.
"""

import codecs
from types import SimpleNamespace
from typing import Any, Final

HELD: Final = frozenset({"cp1255", "cp1258"})  # Hebrew and Vietnamese Windows
BYTES: Final = "ISO-8859-1"
PARTS: Final = (
    "column_names",
    "column_names_to_labels",
    "readstat_variable_types",
    "variable_value_labels",
    "variable_to_label",
    "original_variable_types",
    "variable_measure",
    "missing_ranges",
    "value_labels",
    "mr_sets",
)


def is_held(encoding: str | None) -> bool:
    """Tell whether texts of an encoding have to be decoded here.

    Examples
    --------
    >>> is_held("WINDOWS-1255"), is_held("UTF-8"), is_held(None)
    (True, False, False)
    """
    try:
        return codecs.lookup(encoding or "utf-8").name in HELD
    except LookupError:
        return False


def recoded(found: Any, encoding: str) -> Any:
    """Return texts, and lists and dictionaries of them, decoded; all else as it is.

    Raises
    ------
    UnicodeDecodeError
        If bytes are not of the encoding.
    """
    if isinstance(found, str):
        return found.encode(BYTES).decode(encoding)
    if isinstance(found, list):
        return [recoded(each, encoding) for each in found]
    if isinstance(found, dict):
        return {recoded(key, encoding): recoded(each, encoding) for key, each in found.items()}
    return found


def as_bytes(text: str, encoding: str) -> str:
    """Return how a text looks while its bytes are read as Latin-1."""
    return text.encode(encoding).decode(BYTES)


def recoded_dictionary(meta: Any, encoding: str) -> Any:
    """Return the parts of pyreadstat's description that readers use, their texts decoded."""
    parts = {name: recoded(getattr(meta, name, {}), encoding) for name in PARTS}
    return SimpleNamespace(number_rows=meta.number_rows, file_encoding=encoding, **parts)
