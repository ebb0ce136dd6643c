"""Every sentence a reader sees, from one folder a language, and the formats of numbers.

Sentences lie in ``en/``, a file a topic; the first part of a key stands in one file only, and
``{names}`` are filled in by the code. Another language is a folder beside it with the same keys.
"""

from techno_kit.wording.numbers import (
    column_letter,
    count,
    decimal,
    exact_decimal,
    exact_percent,
    index,
    index_interval,
    interval,
    p_value,
    percent,
    plural,
    points,
)
from techno_kit.wording.phrases import join, phrase, say, titled

__all__ = [
    "column_letter",
    "count",
    "decimal",
    "exact_decimal",
    "exact_percent",
    "index",
    "index_interval",
    "interval",
    "join",
    "p_value",
    "percent",
    "phrase",
    "plural",
    "points",
    "say",
    "titled",
]
