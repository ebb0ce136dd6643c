"""The verb `read_targets`: what a population looks like, from a CSV file or a workbook."""

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pandas as pd

from techno_kit.errors import TargetsError
from techno_kit.loading.layouts import said
from techno_kit.loading.target_sheets import UNITS, Record, TargetSheet
from techno_kit.loading.target_workbooks import is_workbook, read_workbook
from techno_kit.loading.texts import open_text
from techno_kit.survey.mapping_entries import SEPARATORS
from techno_kit.survey.paths import existing_file
from techno_kit.survey.targets.census import census_margins
from techno_kit.survey.targets.target_margins import Margin, Unit
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import phrase, say


def read_targets(
    path: str | os.PathLike[str],
    *,
    normalise: bool = False,
    within: str = "",
    margins: Sequence[str | tuple[str, ...]] | None = None,
    sheet: str | None = None,
) -> Targets:
    r"""Read what a population is known to look like.

    Parameters
    ----------
    path : str or path
        A CSV file or an Excel workbook with one column a variable and a last column ``share``
        (0-1), ``percent`` (0-100) or ``count``. A row names its margin by the cells it fills: one
        cell for a variable's own margin, several for a cross; ``(mean)`` or, among counts,
        ``(total)`` stands for a level of a number. Lines that begin with ``#`` may state
        ``population: ...; year: ...; source: ...; within: ...``.
    normalise : bool
        Whether shares that do not sum to 1 (percentages: 100) are divided by their sum.
    within : str
        The variable in each of whose levels its crosses sum to the whole, such as ``"country"``;
        what the file states by default.
    margins : sequence of str or tuple of str, optional
        For a file that is one full cross, such as a census table: the variables and crosses to sum
        it to.
    sheet : str, optional
        The workbook's sheet; needed where there are several.

    Returns
    -------
    Targets
        A margin for every set of variables, in the order of the file.

    Raises
    ------
    FileError
        If the file is missing, empty or not what its name says.
    TargetsError
        With every problem: by line for what a row says, by margin for what does not add up.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "adults.csv"
    >>> text = "# population: adults; year: 2026\nsex,age,percent\nFemale,,51\nMale,,49\n"
    >>> _ = path.write_text(text + ",18-44,45.5\n,45+,54.5\n", encoding="utf-8")
    >>> targets = read_targets(path)
    >>> targets.variables, targets.unit, targets.population
    (('sex', 'age'), 'percent', 'adults')
    """
    found = existing_file(path)
    if is_workbook(found):
        table, told = read_workbook(found, sheet)
    else:
        if sheet is not None:
            raise TargetsError(say("reading_targets.no_sheets", file=found.name, sheet=sheet))
        table, told = _read_text(found)
    told = [table.unit, *told[:1], *([say("reading.decimal_comma")] * table.comma), *told[1:]]
    note = say("reading.told", file=found.name, found=phrase("lists.comma").join(told))
    within = within or table.about.get("within", "")
    return Targets.from_margins(
        table.margins if margins is None else _summed(table, margins, within),
        population=table.about.get("population", ""),
        year=table.about.get("year", ""),
        source=table.about.get("source", ""),
        normalise=normalise,
        notes=(note, *table.remarks),
        subject=found.name,
        within=within,
        numbers=table.numbers,
    )


def _summed(
    table: TargetSheet, margins: Sequence[str | tuple[str, ...]], within: str
) -> list[Margin]:
    """Return margins of a file that is one full cross."""
    variables, rows = next(iter(table.rows.items()), ((), {}))
    if len(table.rows) != 1 or table.means or len(variables) < len(table.variables):
        raise TargetsError(f"{table.name}: {say('reading_targets.no_cross')}")
    frame = pd.DataFrame(list(rows), columns=list(variables), dtype="str")
    frame[table.unit] = [value for value, _ in rows.values()]
    unit = cast(Unit, table.unit)
    return census_margins(frame, margins, table.unit, within, unit=unit, in_file=True)


def _read_text(path: Path) -> tuple[TargetSheet, list[str]]:
    """Read a text file; return its table, and how it was understood: separator, encoding."""
    text = open_text(path, gzipped=False, wanted=None)
    with text.open() as handle:
        lines = re.split("\r\n|\r|\n", handle.read())
    table = TargetSheet(path.name)
    kept = ["" if _is_comment(each) else each for each in lines]
    separator = _separator(next((each for each in kept if each.strip()), ""))
    for line, each in enumerate(lines, start=1):
        if _is_comment(each):
            table.comment(line, next(csv.reader([each]))[0] if each.startswith('"') else each)
    table.read(_records("\n".join(kept), separator))
    told = say("reading.separator", separator=said(separator))
    return table, [told, text.told(say("reading_targets.save_as"))]


def _records(text: str, separator: str) -> Iterator[Record]:
    """Yield line and fields of every record that holds something."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 1
    for record in reader:
        fields = [each.strip() for each in record]
        if any(fields):
            yield line, fields
        line = reader.line_num + 1


def _is_comment(line: str) -> bool:
    return line.lstrip('"\ufeff \t').startswith("#")


def _separator(header: str) -> str:
    """Return the separator that puts a unit last, or else the one that makes most fields."""

    def fit(separator: str) -> tuple[bool, int]:
        fields = [
            each.strip().casefold() for each in next(csv.reader([header], delimiter=separator))
        ]
        return len(fields) > 1 and fields[-1] in UNITS, len(fields)

    return max(SEPARATORS, key=fit) if header else ","
