"""The rows of a targets file, whatever it came from: comments, header, margins."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import cast, get_args
from unicodedata import normalize

from techno_kit.errors import TargetsError, nearest, raise_all
from techno_kit.survey.numerals import PLAIN
from techno_kit.survey.targets.forms import unmarked
from techno_kit.survey.targets.target_margins import CROSS, MEAN, TOTAL, Margin, NumberTarget, Unit
from techno_kit.wording import join, plural, say

UNITS: tuple[str, ...] = get_args(Unit)
ABOUT = ("population", "year", "source", "within")
GROUPED = re.compile(r"-?[1-9]\d{0,2}([.,\s'’]\d{3})+")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
#: How a spreadsheet saves a band such as 10-14 that it took for a date.
DATED = re.compile(rf"\d{{1,2}}-({MONTHS})|({MONTHS})-\d{{1,2}}", re.IGNORECASE)
BAND = re.compile(r"\d+ ?[-–] ?\d+|\d+ ?\+")

Record = tuple[int, list[str]]


@dataclass
class TargetSheet:
    """One reading of a table of targets, from its comments to its last row.

    Attributes
    ----------
    name : str
        The file's name.
    place : {"line", "row"}
        What messages count.
    variables, unit : list of str, str
        What the header names.
    comma : bool
        Whether a decimal comma was understood.
    about : dict of str to str
        What the comments state: population, year, source, within.
    remarks : list of str
        What else they say.
    """

    name: str
    place: str = "line"
    variables: list[str] = field(default_factory=list)
    unit: str = ""
    comma: bool = False
    about: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    rows: dict[tuple[str, ...], dict[tuple[str, ...], tuple[float, int]]] = field(
        default_factory=dict
    )
    means: dict[str, tuple[float, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)

    def read(self, records: Iterable[Record]) -> None:
        """Read header and rows, and raise one error with every problem."""
        rest = iter(records)
        line, header = next(rest, (0, []))
        if not header:
            raise TargetsError(f"{self.name}: {say('reading_targets.blank')}")
        if not self._header(line, [unmarked(each) for each in header]):
            raise_all(TargetsError, self.name, self.problems)
        at = len(self.problems)
        for line, record in rest:
            if not self.empty:
                at = len(self.problems)
            self._row(line, record)
        if self.empty:
            self.problems.insert(at, self._empty_told())
        self._dated()
        if not self.rows and not self.means and not self.problems:
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

    @property
    def numbers(self) -> list[NumberTarget]:
        """The means or totals, in the order of their rows."""
        unit = cast(Unit, self.unit)
        return [NumberTarget(name, value, unit) for name, (value, _) in self.means.items()]

    def tell(self, sentence: str, line: int, /, **values: object) -> None:
        """Note a problem in a line."""
        at = self._at(line)
        self.problems.append(say(f"reading_targets.{sentence}", at=at, **values))

    def _at(self, *lines: int) -> str:
        """Word one line or more, runs of them as "3 to 12"."""
        if len(lines) == 1:
            return say(f"reading_targets.at.{self.place}", n=lines[0])
        runs: list[list[int]] = []
        for each in lines:
            if runs and runs[-1][-1] == each - 1:
                runs[-1].append(each)
            else:
                runs.append([each])
        told = [
            say("reading_targets.at.run", first=run[0], last=run[-1]) if len(run) > 2 else str(each)
            for run in runs
            for each in (run[:1] if len(run) > 2 else run)
        ]
        return say(f"reading_targets.at.{self.place}s", n=join(told))

    def _empty_told(self) -> str:
        key = "no_value" if len(self.empty) == 1 else "no_values"
        return say(f"reading_targets.{key}", at=self._at(*self.empty), unit=self.unit)

    def comment(self, line: int, comment: str) -> None:
        """Read ``# key: value; key: value``; other words are kept as a remark."""
        last = ""
        for part in comment.lstrip("# \t").rstrip(" ,;\t").split(";"):
            key, colon, value = part.partition(":")
            key = key.strip()
            if colon and key.casefold() in ABOUT:
                last = key.casefold()
                self.about[last] = value.strip()
            elif colon and (near := nearest(key, ABOUT)):
                self.tell("near_key", line, key=key, near=near)
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
            self.tell("unit_place", line, unit=inner[0])
        elif self.unit not in UNITS:
            self.tell("unit", line, found=last, near=nearest(last, UNITS))
        elif not self.variables:
            self.tell("no_variable", line, unit=last)
        for place, variable in enumerate(self.variables):
            if not variable:
                self.tell("unnamed", line, place=place + 1)
            elif variable in self.variables[:place]:
                self.tell("doubled", line, variable=variable)
        return len(self.problems) == before

    def _row(self, line: int, record: Sequence[str]) -> None:
        width = len(self.variables) + 1
        if len(record) < width or any(record[width:]):
            fields = plural("units.fields", len(record))
            self.tell("fields", line, fields=fields, wanted=width)
            return
        filled = [
            (name, unmarked(normalize("NFC", level)))  # as the sample's levels are
            for name, level in zip(self.variables, record, strict=False)
            if level
        ]
        is_number = bool({MEAN, TOTAL} & {level for _, level in filled})
        value = self._value(line, record[width - 1], is_number)
        if is_number:
            self._number(line, filled, value)
        elif not filled:
            self.tell("no_level", line)
        else:
            self._level(line, filled, value)

    def _level(self, line: int, filled: list[tuple[str, str]], value: float | None) -> None:
        variables = tuple(name for name, _ in filled)
        levels = tuple(level for _, level in filled)
        margin = self.rows.setdefault(variables, {})
        if levels in margin:
            told = CROSS.join(f"{name} {level!r}" for name, level in filled)
            self.tell("twice", line, levels=told, first=self._at(margin[levels][1]))
        elif value is not None:
            margin[levels] = (value, line)

    def _number(self, line: int, filled: list[tuple[str, str]], value: float | None) -> None:
        (name, level), *more = filled
        wanted = TOTAL if self.unit == "count" else MEAN
        if more or level != wanted:
            self.tell("number", line, wanted=wanted, unit=self.unit)
        elif name in self.means:
            told, first = f"{name} {level!r}", self._at(self.means[name][1])
            self.tell("twice", line, levels=told, first=first)
        elif value is not None:
            self.means[name] = (value, line)

    def _value(self, line: int, found: str, is_number: bool) -> float | None:
        """Read a target, or tell what is wrong with it."""
        plain = found.removesuffix("%").strip()
        sign = next((each for each, pattern in PLAIN.items() if pattern.fullmatch(plain)), None)
        value = float(plain.replace(",", ".")) if sign else float("nan")
        values = {"found": found, "unit": self.unit}
        if not found:
            self.empty.append(line)
        elif self.unit == "count" and GROUPED.fullmatch(plain):
            self.tell("grouped", line, **values)
        elif not isfinite(value):
            self.tell("no_number", line, **values)
        elif found.endswith("%") and self.unit != "percent":
            self.tell("percent_sign", line, **values)
        elif value < 0 and not is_number:
            self.tell("negative", line, **values)
        else:
            self.comma = self.comma or (sign == "," and "," in plain)
            return value
        return None

    def _dated(self) -> None:
        """Tell levels among bands that a spreadsheet turned into dates."""
        told = set()
        for variables, margin in self.rows.items():
            for place, name in enumerate(variables):
                own = {levels[place]: line for levels, (_, line) in reversed(margin.items())}
                if not any(BAND.fullmatch(each) for each in own):
                    continue
                for level, line in reversed(own.items()):
                    if DATED.fullmatch(level) and (name, level) not in told:
                        told.add((name, level))
                        self.tell("dated", line, name=name, level=level)
