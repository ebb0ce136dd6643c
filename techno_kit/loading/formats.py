"""The formats that `tk.read` knows: by which endings and first bytes, read by which module."""

from dataclasses import dataclass
from typing import Final

#: What every reader takes: columns are picked after reading where a format cannot pick before.
ALWAYS: Final = frozenset({"columns"})
TEXT: Final = frozenset({"separator", "decimal", "encoding"})
#: From version 13 on, and before: version, byte order (1 or 2), and a 1.
STATA_MAGIC: Final = (
    b"<stata_dta>",
    *(bytes((version, order, 1)) for version in (105, 108, *range(110, 116)) for order in (1, 2)),
)
SAS_MAGIC: Final = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of files that holds answers.

    Attributes
    ----------
    module : str
        The module of ``techno_kit.loading`` whose ``read(path, asked)`` reads it; a grid, text or
        sheets, is read by its platform's instead.
    suffixes : tuple of str
        Names' endings, in small letters.
    magic : tuple of bytes
        How the content begins.
    hints : tuple of bytes
        How it may begin, though it need not.
    options : frozenset of str
        What it takes of `Asked`, besides `ALWAYS`.
    """

    module: str
    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    options: frozenset[str] = frozenset()
    hints: tuple[bytes, ...] = ()


#: Files as such. What has neither magic nor an ending of another format is text.
FORMATS: Final[dict[str, FileFormat]] = {
    "csv": FileFormat("delimited", (".csv", ".tsv", ".txt"), options=TEXT),
    "excel": FileFormat(
        "sheets",
        (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
        (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
        frozenset({"sheet", "decimal"}),
    ),
    "parquet": FileFormat("parquet", (".parquet",), (b"PAR1",)),
    "feather": FileFormat("feather", (".feather", ".arrow"), (b"ARROW1", b"FEA1")),
    "json_lines": FileFormat(
        "json_lines", (".jsonl", ".ndjson", ".json"), hints=(b"{", b"[{", b"[\n")
    ),
    "spss": FileFormat("spss", (".sav", ".zsav"), (b"$FL2", b"$FL3"), frozenset({"encoding"})),
    "spss_portable": FileFormat("spss_portable", (".por",)),
    "stata": FileFormat("stata", (".dta",), STATA_MAGIC, frozenset({"encoding"})),
    "sas_transport": FileFormat(
        "sas_transport", (".xpt",), (b"HEADER RECORD*******LIB",), frozenset({"encoding"})
    ),
    "sas": FileFormat("sas", (".sas7bdat",), (SAS_MAGIC,), frozenset({"encoding", "definition"})),
    "triple_s": FileFormat(
        "triple_s",
        (".sss", ".xml", ".asc", ".dat"),
        options=frozenset({"encoding", "definition", "language"}),
        hints=(b"<?xml", b"\xef\xbb\xbf<?xml", b"<sss"),
    ),
}

#: Formats whose cells are looked at before they are read: a platform may have written them.
GRIDS: Final = frozenset({"csv", "excel"})

#: Platforms whose exports are text or sheets, in the order in which they are recognised.
PLATFORMS: Final[tuple[str, ...]] = (
    "qualtrics",
    "limesurvey",
    "quantipy",
    "kobo",
    "surveymonkey",
    "google_forms",
)

#: Endings of the files in which a platform says what was asked, beside the file with the answers.
#: By format or platform.
DEFINITIONS: Final[dict[str, tuple[str, ...]]] = {
    "sas": (".sas7bcat",),
    "triple_s": (".sss",),
    "qualtrics": (".qsf",),
    "limesurvey": (".lss", ".lsg"),
    "kobo": (".xlsx", ".xls"),
    "quantipy": (".json",),
}

#: What a platform's reader takes of `Asked`, besides what its kind of file takes.
PLATFORM_OPTIONS: Final[dict[str, frozenset[str]]] = {
    "qualtrics": frozenset({"definition", "language"}),
    "limesurvey": frozenset({"definition", "language"}),
    "kobo": frozenset({"definition", "language"}),
    "quantipy": frozenset({"definition", "language"}),
}


def suffixes() -> dict[str, str]:
    """Return every ending that can be read, and its format."""
    return {suffix: name for name, each in FORMATS.items() for suffix in each.suffixes}


def names() -> tuple[str, ...]:
    """Return what ``format=`` takes."""
    return (*FORMATS, *PLATFORMS)


def options_of(format: str) -> frozenset[str]:
    """Return what the reader of a format or platform takes of `Asked`."""
    if format in FORMATS:
        return FORMATS[format].options
    return PLATFORM_OPTIONS.get(format, frozenset())
