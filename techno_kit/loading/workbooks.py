"""Workbooks of Excel and OpenDocument: what kind one is, and whether it is safe to open."""

import posixpath
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from techno_kit.errors import FileError, ReadError
from techno_kit.loading.compound_files import ENCRYPTED, WORKBOOKS, CompoundFile, extents_of_parts
from techno_kit.loading.safe_zip import BROKEN, blocks, open_zip, whole
from techno_kit.loading.sheet_extents import (
    Extent,
    extent_of_opendocument,
    extent_of_records,
    extent_of_xml,
)
from techno_kit.wording import count, say

ZIP: Final = b"PK\x03\x04"
MARKS: Final = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb"}
OPENDOCUMENT: Final = b"application/vnd.oasis.opendocument.spreadsheet"
SHEET_RECORD: Final = b"\x81\x01"  # a sheet of .xlsb begins so
RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Inside:
    """What was found in a workbook before it was opened.

    Attributes
    ----------
    suffix : str
        Its kind, as the ending that such a workbook has.
    extents : dict of str to Extent
        Of sheets by their names, where the kind of workbook tells them apart.
    """

    suffix: str
    extents: dict[str, Extent]


def look_inside(path: Path) -> Inside:
    """Return what a workbook holds, or refuse it.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.

    Raises
    ------
    ReadError
        If it is no workbook, is damaged or protected by a password, would unpack to more than any
        survey's workbook, or has cells so far apart that they need more room than there is.
    """
    with path.open("rb") as handle:
        first = handle.read(len(ZIP))
    if first != ZIP:
        return _compound(path)
    with open_zip(path) as archive:
        suffix = _kind(path, archive)
        if suffix == ".ods":
            member = archive.getinfo("content.xml")
            _check(path, "content.xml", extent_of_opendocument(blocks(archive, member)))
            return Inside(suffix, {})
        found = _extents(path, archive)
        return Inside(suffix, _named(archive, found) if suffix == ".xlsx" else {})


def _kind(path: Path, archive: ZipFile) -> str:
    names = {each.lower() for each in archive.namelist()}
    for mark, suffix in MARKS.items():
        if mark in names:
            return suffix
    if "content.xml" in archive.namelist() and whole(archive, "mimetype").startswith(OPENDOCUMENT):
        return ".ods"
    raise ReadError(say("reading.workbook.other_zip", file=path.name))


def _extents(path: Path, archive: ZipFile) -> dict[str, Extent]:
    """Return the extents of members that may be sheets; every one may be named as one."""
    found = {}
    for member in archive.infolist():
        if member.filename.lower().endswith(".bin"):
            with archive.open(member) as handle:
                is_sheet = handle.read(len(SHEET_RECORD)) == SHEET_RECORD
            if not is_sheet:
                continue
            extent = extent_of_records(blocks(archive, member))
        else:
            extent = extent_of_xml(lambda each=member: blocks(archive, each))  # type: ignore[misc]
        _check(path, member.filename, extent)
        found[member.filename.lower()] = extent
    return found


def _check(path: Path, sheet: str, extent: Extent) -> None:
    if extent.too_sparse:
        told = {"cells": count(extent.cells), "rows": count(extent.rows)}
        columns = count(extent.columns)
        raise ReadError(
            say("reading.workbook.sparse", file=path.name, sheet=sheet, columns=columns, **told)
        )


def _named(archive: ZipFile, extents: dict[str, Extent]) -> dict[str, Extent]:
    """Return extents by the names of sheets, as far as the workbook tells which is which."""
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:  # the sheets are read all the same; only notes are fewer
        return {}
    try:
        book = fromstring(whole(archive, "xl/workbook.xml"))
        links = fromstring(whole(archive, "xl/_rels/workbook.xml.rels"))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    named = {}
    for each in book.iter():
        if each.tag.rpartition("}")[2] == "sheet":
            place = posixpath.normpath(posixpath.join("/xl", targets.get(each.get(RELATED), "")))
            named[each.get("name", "")] = extents.get(place.lstrip("/").lower(), Extent())
    return named


def _compound(path: Path) -> Inside:
    """Return what a workbook of Excel 97 to 2003 holds."""
    try:
        file = CompoundFile(path)
        name = next((each for each in WORKBOOKS if each in file.streams), None)
        if ENCRYPTED in file.streams:
            raise ReadError(say("reading.workbook.password", file=path.name))
        if name is None:
            raise ReadError(say("reading.workbook.other_office", file=path.name))
        for place, extent in enumerate(extents_of_parts(file.stream(name))):
            _check(path, str(place), extent)
    except ReadError:
        raise
    except (ValueError, IndexError, struct.error) as error:
        reason = say("reading.workbook.sectors")
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error
    return Inside(".xls", {})


@contextmanager
def reasons(path: Path) -> Iterator[None]:
    """Turn whatever the library below says of a workbook into one ReadError."""
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise ReadError(say("reading.extra", file=path.name, package="python-calamine")) from error
    try:
        yield
    except FileError:
        raise
    except calamine.PasswordError as error:
        raise ReadError(say("reading.workbook.password", file=path.name)) from error
    except (calamine.CalamineError, *BROKEN, OSError, MemoryError, OverflowError) as error:
        raise _damaged(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library gave up half-way
            raise
        raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException) -> ReadError:
    reason = (str(error).strip() or type(error).__name__).split("\n", 1)[0]
    return ReadError(say("reading.damaged", file=path.name, reason=reason))


def open_book(path: Path, inside: Inside) -> Any:
    """Open a workbook that `look_inside` let pass, whatever its name ends in."""
    import python_calamine as calamine

    if path.suffix.lower() == inside.suffix:
        return calamine.CalamineWorkbook.from_path(str(path))
    with path.open("rb") as handle:
        return calamine.CalamineWorkbook.from_filelike(handle)
