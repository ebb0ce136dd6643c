"""Dates and times of statistical packages: numbers whose format says what they count."""

import re
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Convert = Callable[[Floats], Any]

SPSS_ZERO: Final = np.datetime64("1582-10-14", "ms")
STATA_ZERO: Final = np.datetime64("1960-01-01", "ms")  # that of SAS too
FIRST, LAST = np.datetime64("0001-01-01", "ms"), np.datetime64("9999-12-31T23:59:59", "ms")
LARGEST: Final = 1e12  # seconds or periods; more is no time
SECOND, DAY = 1e3, 86_400e3  # milliseconds

SPSS_MOMENT: Final = re.compile(r"(DATE|ADATE|EDATE|JDATE|SDATE|QYR|MOYR|WKYR|DATETIME|YMDHMS)\d")
SPSS_TIME: Final = re.compile(r"(TIME|DTIME|MTIME)\d")
SAS_DATE: Final = re.compile(
    r"(WEEKDAT[EX]|DATE|(MMDDYY|DDMMYY|YYMMDD)[BCDNPS]?|[IBE]S?8601DA|DAY|JULIAN|MONYY|YYMM|YYQ"
    r"|WORDDAT[EX]|EURDFDD|NLDATE|MINGUO|NENGO)[\d.]*"
)
SAS_MOMENT: Final = re.compile(r"(DATETIME|DATEAMPM|MDYAMPM|[IBE]S?8601D[NTXZ]|NLDATM)[\d.]*")
SAS_TIME: Final = re.compile(r"(TIME|HHMM|TOD|TIMEAMPM|[IBE]S?8601TM|MMSS|NLTIME)[\d.]*")
STATA: Final = re.compile(r"%-?\d*(?:t([cCdwmqhyb])|(d))(.*)")
#: Letters of a Stata display format that show a date.
STATA_DATE: Final = re.compile(r"[CYMNDLdmyln]|^$")
STATA_PERIODS: Final = {"m": (12, "m"), "q": (4, "q"), "h": (2, "h"), "w": (52, "w")}


def moment_of(kind: str, form: str) -> Convert | None:
    """Return how to convert a column of a display format; None where it is no date and no time.

    Parameters
    ----------
    kind : str
        The file's kind, as `StatisticsFile.kind`.
    form : str
        The format by which the package shows the column, such as ``"DATETIME20"`` or ``"%td"``.
    """
    if kind in ("sav", "por"):
        if SPSS_TIME.match(form):
            return clock
        return _counted(SPSS_ZERO, SECOND) if SPSS_MOMENT.match(form) else None
    if kind == "dta":
        return _of_stata(form)
    if SAS_DATE.fullmatch(form):
        return _counted(STATA_ZERO, DAY)
    if SAS_MOMENT.fullmatch(form):
        return _counted(STATA_ZERO, SECOND)
    return clock if SAS_TIME.fullmatch(form) else None


def _of_stata(form: str) -> Convert | None:
    found = STATA.fullmatch(form)
    if not found:
        return None
    unit, shown = found[1] or found[2], found[3]
    if unit in "cC":
        if STATA_DATE.search(shown.replace("MM:", "").replace(":MM", "")):
            return _counted(STATA_ZERO, 1.0)
        return lambda values: clock(values / SECOND)
    if unit == "d":
        return _counted(STATA_ZERO, DAY)
    if unit in STATA_PERIODS:
        return _periods(*STATA_PERIODS[unit])
    return None  # years are numbers as they are; days of business calendars need the calendar


def _counted(zero: np.datetime64, unit: float) -> Convert:
    """Return what turns so many units after a moment into datetimes."""
    low, high = ((each - zero).astype(np.float64) / unit for each in (FIRST, LAST))

    def convert(values: Floats) -> Any:
        fits = (values >= low) & (values <= high)
        moved = np.round(np.where(fits, values, 0.0) * unit).astype("timedelta64[ms]")
        return np.where(fits, zero + moved, np.datetime64("NaT", "ms"))

    return convert


def clock(values: Floats) -> Any:
    """Return seconds as texts such as ``"14:03:20"``; a duration may have more than 24 hours.

    Examples
    --------
    >>> clock(np.array([50600.0, 0.5, -90.0, np.nan])).tolist()
    ['14:03:20', '00:00:00.5', '-00:01:30', None]
    """
    return _texts(values, _clock)


def _clock(seconds: float) -> str:
    sign, seconds = "-" if seconds < 0 else "", round(abs(seconds), 3)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    part = f"{rest % 1:.3f}".rstrip("0").rstrip(".")[1:]
    return f"{sign}{hours:02d}:{minutes:02d}:{int(rest):02d}{part}"


def _periods(per_year: int, sign: str) -> Convert:
    """Return what names periods counted from 1960, such as ``"2024m5"``, as Stata writes them."""

    def named(value: float) -> str:
        year, period = divmod(int(value), per_year)
        return f"{1960 + year}{sign}{period + 1}"

    return lambda values: _texts(values, named)


def _texts(values: Floats, word: Callable[[float], str]) -> Any:
    """Return numbers as texts, each different one worded once; None where there is no number."""
    found, places = np.unique(values, return_inverse=True)
    worded = np.array(
        [word(each) if abs(each) < LARGEST else None for each in found.tolist()], object
    )
    return worded[places]
