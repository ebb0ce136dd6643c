"""SAS data sets, with the catalogue that holds the labels of their values."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from techno_kit.errors import listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_files import StatisticsFile
from techno_kit.loading.statistics_moments import moment_of
from techno_kit.loading.statistics_reading import Known, read_statistics
from techno_kit.wording import say

#: Formats of SAS itself that show a value as it is; dates and times are known elsewhere.
PLAIN = frozenset(
    [
        "BEST",
        "BESTD",
        "F",
        "D",
        "E",
        "COMMA",
        "COMMAX",
        "DOLLAR",
        "DOLLARX",
        "EURO",
        "EUROX",
        "NUMX",
        "PERCENT",
        "PERCENTN",
        "Z",
        "ZD",
        "IB",
        "PIB",
        "RB",
        "ROMAN",
        "SSN",
        "FRACT",
        "NEGPAREN",
        "NLNUM",
        "$",
        "$CHAR",
        "$F",
        "$HEX",
        "$VARYING",
        "$QUOTE",
        "$UPCASE",
        "HEX",
        "BINARY",
        "OCTAL",
        "MONNAME",
        "MONTH",
        "WEEKDAY",
        "QTR",
        "QTRR",
        "YEAR",
        "DAY",
        "DOWNAME",
        "HOUR",
    ]
)


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a SAS data set (.sas7bdat).

    The labels of values lie in a catalogue (.sas7bcat): that of the same name beside the file, or
    the one that the caller names. A special missing value is ``".A"`` to ``".Z"`` or ``"._"`` in a
    column of labelled answers, and missing by the codebook.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, or a file is damaged or has no rows.
    """
    asked = asked or Asked()
    file = StatisticsFile(path, "sas7bdat")
    if asked.definition is None:
        raw = read_statistics(file, asked, Known("sas"))
        named = [each for each in _own_formats(file) if each in raw.frame.columns]
        told = say("reading.statistics.no_catalogue", file=path.name, columns=listed(named))
        return replace(raw, notes=(*raw.notes, told)) if named else raw
    formats = _catalogue(asked.definition, asked.encoding)
    details = (say("reading.statistics.catalogue", file=asked.definition.name),)
    return read_statistics(file, asked, Known("sas", formats=formats, details=details))


def _own_formats(file: StatisticsFile) -> list[str]:
    """Return the variables whose formats are not SAS's own."""
    meta = file.dictionary()
    return [
        name
        for name, form in meta.variable_to_label.items()
        if form and form.rstrip("0123456789.") not in PLAIN and moment_of(file.kind, form) is None
    ]


def _catalogue(path: Path, encoding: str | None) -> Mapping[str, Mapping[Any, str]]:
    """Return the labels of a catalogue by the names of its formats."""
    meta = StatisticsFile(path, "sas7bcat", encoding).dictionary()
    formats: Mapping[str, Mapping[Any, str]] = meta.value_labels
    return formats
