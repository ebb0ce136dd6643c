"""Every sentence a reader sees, from one file a language, and the formats of numbers.

Another language is added by a file beside ``en.toml`` with the same keys; nothing else changes.
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
from techno_kit.wording.phrases import join, phrase, say

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
]
