"""The verb `read_targets`: what a population looks like, from a CSV file."""

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import cast, get_args
from unicodedata import normalize

from techno_kit.errors import TargetsError, nearest, raise_all
from techno_kit.loading.layouts import said
from techno_kit.loading.texts import open_text
from techno_kit.survey.mapping_entries import SEPARATORS
from techno_kit.survey.numerals import PLAIN
from techno_kit.survey.paths import existing_file
from techno_kit.survey.targets import CROSS, Margin, Targets, Unit
from techno_kit.wording import phrase, plural, say

UNITS: tuple[str, ...] = get_args(Unit)
ABOUT = ("population", "year", "source")
GROUPED = re.compile(r"-?[1-9]\d{0,2}([.,\s'’]\d{3})+")


def read_targets(path: str | os.PathLike[str], *, normalise: bool = False) -> Targets:
    r"""Read what a population is known to look like.

    Parameters
    ----------
    path : str or path
        A CSV file with one column a variable and a last column ``share`` (0-1), ``percent``
        (0-100) or ``count``. A row names its margin by the cells it fills: one cell for a
        variable's own margin, several for a cross. Lines that begin with ``#`` may state
        ``population: ...; year: ...; source: ...``.
    normalise : bool
        Whether shares that do not sum to 1 (percentages: 100) are divided by their sum.

    Returns
    -------
    Targets
        A margin for every set of variables, in the order of the file.

    Raises
    ------
    FileError
        If the file is missing, empty or not text.
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
    text = open_text(found, gzipped=False, wanted=None)
    with text.open() as handle:
        sheet = _Sheet(found.name, handle.read())
    sheet.read()
    told = [sheet.unit, say("reading.separator", separator=said(sheet.separator))]
    told += [say("reading.decimal_comma")] if sheet.comma else []
    note = say(
        "reading.told",
        file=found.name,
        found=phrase("lists.comma").join([*told, text.told(say("reading_targets.save_as"))]),
    )
    return Targets.from_margins(
        sheet.margins,
        **sheet.about,
        normalise=normalise,
        notes=(note, *sheet.remarks),
        subject=found.name,
    )


@dataclass
class _Sheet:
    """One reading of a targets file, from its comments to its last row."""

    name: str
    text: str
    separator: str = ","
    variables: list[str] = field(default_factory=list)
    unit: str = ""
    comma: bool = False
    about: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    rows: dict[tuple[str, ...], dict[tuple[str, ...], tuple[float, int]]] = field(
        default_factory=dict
    )
    problems: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Read everything, and raise one error with every problem."""
        records = self._records()
        line, header = next(records, (0, []))
        if not header:
            raise TargetsError(f"{self.name}: {say('reading_targets.blank')}")
        if not self._header(line, header):
            raise_all(TargetsError, self.name, self.problems)
        for line, record in records:
            self._row(line, record)
        if not self.rows and not self.problems:
            self.problems.append(say("reading_targets.no_rows"))
        raise_all(TargetsError, self.name, self.problems)

    @property
    def margins(self) -> list[Margin]:
        """The margins, in the order of their first rows."""
        return [
            Margin(
                variables,
                tuple(levels),
                tuple(value for value, _ in levels.values()),
                cast(Unit, self.unit),
            )
            for variables, levels in self.rows.items()
        ]

    def _tell(self, sentence: str, /, **values: object) -> None:
        self.problems.append(say(f"reading_targets.{sentence}", **values))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield line and fields of every record; comments are read on the way."""
        lines = re.split("\r\n|\r|\n", self.text)
        kept = ["" if _is_comment(each) else each for each in lines]
        self.separator = _separator(next((each for each in kept if each.strip()), ""))
        for line, each in enumerate(lines, start=1):
            if _is_comment(each):
                self._comment(line, next(csv.reader([each]))[0] if each.startswith('"') else each)
        reader = csv.reader(io.StringIO("\n".join(kept)), delimiter=self.separator)
        line = 1
        for record in reader:
            fields = [each.strip() for each in record]
            if any(fields):
                yield line, fields
            line = reader.line_num + 1

    def _comment(self, line: int, comment: str) -> None:
        """Read ``# key: value; key: value``; other words are kept as a remark."""
        last = ""
        for part in comment.lstrip("# \t").rstrip(" ,;\t").split(";"):
            key, colon, value = part.partition(":")
            key = key.strip()
            if colon and key.casefold() in ABOUT:
                last = key.casefold()
                self.about[last] = value.strip()
            elif colon and (near := nearest(key, ABOUT)):
                self._tell("near_key", line=line, key=key, near=near)
            elif last:
                self.about[last] += f"; {part.strip()}"
            elif part.strip():
                self.remarks.append(part.strip())

    def _header(self, line: int, header: Sequence[str]) -> bool:
        """Read the variables and the unit; tell whether rows can be read by them."""
        before = len(self.problems)
        while header and not header[-1]:
            header = header[:-1]
        *self.variables, last = header
        self.unit = last.casefold()
        inner = [each for each in self.variables if each.casefold() in UNITS]
        if inner:
            self._tell("unit_place", line=line, unit=inner[0])
        elif self.unit not in UNITS:
            self._tell("unit", line=line, found=last, near=nearest(last, UNITS))
        elif not self.variables:
            self._tell("no_variable", line=line, unit=last)
        for place, variable in enumerate(self.variables):
            if not variable:
                self._tell("unnamed", line=line, place=place + 1)
            elif variable in self.variables[:place]:
                self._tell("doubled", line=line, variable=variable)
        return len(self.problems) == before

    def _row(self, line: int, record: list[str]) -> None:
        width = len(self.variables) + 1
        if len(record) < width or any(record[width:]):
            fields = plural("units.fields", len(record))
            self._tell("fields", line=line, fields=fields, wanted=width)
            return
        filled = [
            (name, normalize("NFC", level))  # as the sample's levels are
            for name, level in zip(self.variables, record, strict=False)
            if level
        ]
        value = self._value(line, record[width - 1])
        if not filled:
            self._tell("no_level", line=line)
            return
        variables = tuple(name for name, _ in filled)
        levels = tuple(level for _, level in filled)
        margin = self.rows.setdefault(variables, {})
        if levels in margin:
            told = CROSS.join(f"{name} {level!r}" for name, level in filled)
            self._tell("twice", line=line, levels=told, first=margin[levels][1])
        elif value is not None:
            margin[levels] = (value, line)

    def _value(self, line: int, found: str) -> float | None:
        """Read a target, or tell what is wrong with it."""
        plain = found.removesuffix("%").strip()
        sign = next((each for each, pattern in PLAIN.items() if pattern.fullmatch(plain)), None)
        value = float(plain.replace(",", ".")) if sign else float("nan")
        values = {"line": line, "found": found, "unit": self.unit}
        if not found:
            self._tell("no_value", **values)
        elif self.unit == "count" and GROUPED.fullmatch(plain):
            self._tell("grouped", **values)
        elif not isfinite(value):
            self._tell("no_number", **values)
        elif found.endswith("%") and self.unit != "percent":
            self._tell("percent_sign", **values)
        elif value < 0:
            self._tell("negative", **values)
        else:
            self.comma = self.comma or (sign == "," and "," in plain)
            return value
        return None


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
