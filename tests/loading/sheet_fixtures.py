"""Workbooks written part by part, right and wrong ones."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
URN = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = (0, 14, 22, 10, 21, 46)  # number formats: none, date, date and time, percent, time, hours


class Styled(float):
    """A number shown in one of the `STYLES`, by its place."""

    style: int

    def __new__(cls, value: float, style: int) -> "Styled":
        made = super().__new__(cls, value)
        made.style = style
        return made


class Raw(str):
    """A cell as XML."""


def letters(place: int) -> str:
    """Return a column's letters by its place from 0."""
    head, last = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def cell(place: str, value: Any) -> str:
    """Return a cell as XML."""
    at = f'r="{place}"'
    if value is None:
        return ""
    if isinstance(value, Raw):
        return value.replace("HERE", at)
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Styled):
        return f'<c {at} s="{value.style}"><v>{float(value)!r}</v></c>'
    if isinstance(value, int | float):
        return f"<c {at}><v>{value!r}</v></c>"
    if value.startswith("#"):
        return f'<c {at} t="e"><v>{escape(value)}</v></c>'
    text = escape(value)
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet_xml(rows: list[list[Any]], after: str = "") -> str:
    """Return a sheet as XML; an empty row is one without cells."""
    lines = "".join(
        f'<row r="{n}">'
        + "".join(cell(f"{letters(k)}{n}", each) for k, each in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{after}</worksheet>'


def xlsx(
    path: Path,
    sheets: dict[str, list[list[Any]] | str],
    *,
    hidden: tuple[str, ...] = (),
    change: Callable[[str, str], str | None] = lambda _, text: text,
) -> Path:
    """Write a workbook; a sheet that is a text is its XML; `change` may change or drop a part."""
    rels = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(len(sheets))
    )
    rels += f'<Relationship Id="st" Type="{OFFICE}/styles" Target="styles.xml"/>'
    tabs = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n + 1}" r:id="r{n}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if name in hidden else ''}/>"
        for n, name in enumerate(sheets)
    )
    forms = "".join(f'<xf numFmtId="{each}"/>' for each in STYLES)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{rels}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>{forms}</cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values()):
        text = rows if isinstance(rows, str) else sheet_xml(rows)
        parts[f"xl/worksheets/sheet{n}.xml"] = text
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            changed = change(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
            if changed is not None:
                archive.writestr(name, changed)
    return path


def ods_cell(value: Any, repeated: int = 1) -> str:
    """Return a cell of a sheet of OpenDocument."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if value is None:
        return f"<table:table-cell{times}/>"
    kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
    return (
        f'<table:table-cell{times} office:value-type="{kind}"><text:p>{escape(str(value))}</text:p>'
        "</table:table-cell>"
    )


def ods(path: Path, *rows: str) -> Path:
    """Write an OpenDocument workbook of rows of cells."""
    spaces = "".join(f' xmlns:{each}="{URN}:{each}:1.0"' for each in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Answers">{"".join(rows)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{URN}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return path


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return a row of cells."""
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}'
        "</table:table-row>"
    )
