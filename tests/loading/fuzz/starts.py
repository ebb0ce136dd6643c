"""Small files of every format, right as they stand: what is damaged starts here."""

import base64
import csv
import gzip
import io
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd

from tests.loading import limesurvey_fixtures as limesurvey
from tests.loading import qualtrics_files as qualtrics
from tests.loading import test_triple_s as triple_s
from tests.loading.fuzz.platforms import google_forms, kobo, quantipy, surveymonkey

#: Written by haven 2.5 in R: no writer of this format can be had in Python.
SAS: Final = (
    "c-rmSy-UMD7{~FaFGIx+DRk&iFo=VbBv?eJ8Zd&;ijaaL4z4bBQE(G?2l3x<bQX#Zj@C_Fbarymf-f;`uC~1z>mpM8"
    "enNS2zsqybLZAmH(sBN9uz8xzT%8@KWaQF5%#9hDX_0Y>i7nsC_KZBoGZ&Xi?t)WsJhx&-kpY_h;d8ay`p%uxshZ|Wh"
    "DcnC=cX*%vddOb3qhSJZB=*o1ONa4000000001h|0oq)A~)%9G@0m~t*JbxbseePY6r2fY^c1T<%Y^jT3#Ow>%6{xM7"
    "|P{0{{R3zv2DGZyDD9*Rb86?b`*2B!fTYDK$>EK5<EF^WD@^zWJHtCEPxkt$vXStwZEZ_2j!U{k*W}uF0}fc2|S@r$9"
    "5)wk7f$_{sNepIlBv%qIpdV0<0>8r}>HrC9eH@K|)JRds(~l)kNYBh0QF`|H~mC+!}7L;wH)0092h2OV{LiU"
)
FRAME: Final = pd.DataFrame(
    {
        "SEX": [1.0, 2.0, 9.0, None, 1.0, 2.0],
        "TOWN": ["Delft", "", "Zoë", "a text of more than eight letters", "=cmd()", "x"],
        "AMOUNT": [0.5, 1e9, -7.25, 100.0, 99.0, 3.0],
        "AGE": [20.0, 31.0, 44.0, 47.0, None, 18.0],
    }
)
PLAIN: Final = {"SEX": FRAME["SEX"], "CITY": ["Delft", "", "x", "Gouda", "y", "z"]}
LABELS: Final[dict[str, Any]] = {
    "column_labels": {"SEX": "Sex of respondent", "AGE": "Age"},
    "variable_value_labels": {"SEX": {1: "Male", 2: "Female", 9: "No answer"}},
}
OPENDOCUMENT: Final = "application/vnd.oasis.opendocument.spreadsheet"
SMALL: Final = 400_000  # bytes of a genuine file that is damaged as often as the others
TEXT: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".sss", ".xml", ".asc", ".dat")
DEFINED: Final = (".qsf", ".lss", ".lsg")

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Start:
    """A survey as a platform exports it.

    Attributes
    ----------
    name : str
        Which one, for figures and messages.
    format : str
        As which format it is read.
    main : str
        The name of the file that is read.
    files : mapping of str to bytes
        It, and what lies beside it.
    genuine : bool
        Whether others wrote it, and it may be large.
    """

    name: str
    format: str
    main: str
    files: Files
    genuine: bool = False

    def is_text(self, name: str) -> bool:
        """Tell whether one of the files is text."""
        return name.endswith((*TEXT, *DEFINED)) and b"\0" not in self.files[name]


def starts() -> list[Start]:
    """Return a start for every format and kind of file."""
    return [*_texts(), *_platforms(), *_stored(), *_saved(), *_statistics(), *_workbooks()]


def _one(name: str, format: str, main: str, content: str | bytes) -> Start:
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return Start(name, format, main, {main: raw})


def _several(name: str, format: str, files: Mapping[str, str]) -> Start:
    """Return a start whose first file is read."""
    raw = {each: text.encode("utf-8") for each, text in files.items()}
    return Start(name, format, next(iter(files)), raw)


def _texts() -> Iterator[Start]:
    text = FRAME.to_csv(index=False)
    yield _one("csv", "csv", "answers.csv", text)
    semicolons = FRAME.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    yield _one("csv, semicolons", "csv", "answers.csv", semicolons)
    yield _one("csv, Windows-1252", "csv", "answers.csv", text.encode("cp1252"))
    yield _one("csv, UTF-16", "csv", "answers.csv", text.encode("utf-16"))
    yield _one("csv, gzip", "csv", "answers.csv.gz", gzip.compress(text.encode(), mtime=0))
    yield _one("tsv", "csv", "answers.tsv", FRAME.to_csv(index=False, sep="\t"))
    records = json.loads(FRAME.to_json(orient="records"))
    lines = "".join(json.dumps(each | {"more": {"a": [1, None]}}) + "\n" for each in records)
    yield _one("JSON lines", "json_lines", "answers.jsonl", lines)
    yield _one("JSON, a list", "json_lines", "answers.json", json.dumps(records, indent=1))
    rows = "\n".join(triple_s.ROWS) + "\n"
    files = {"visits.asc": rows, "visits.sss": triple_s.survey()}
    yield _several("Triple-S, fixed", "triple_s", files)
    record = 'format="csv" skip="1"'
    rows = "class,owned,liked.1,liked.2\n1,01,2,\n2,10,1,2\n,,,\n2,,,0\n"
    files = {"visits.csv": rows, "visits.sss": triple_s.survey(triple_s.CSV, record)}
    yield _several("Triple-S, CSV", "triple_s", files)


def _platforms() -> Iterator[Start]:
    survey = json.dumps(qualtrics.definition())
    for name, options in {"codes": {}, "texts": {"texts": True}}.items():
        files = {"fruit.csv": qualtrics.export(**options), "fruit.qsf": survey}
        yield _several(f"Qualtrics, {name} with .qsf", "qualtrics", files)
    yield _several("Qualtrics, alone", "qualtrics", {"fruit.csv": qualtrics.export(texts=True)})
    legacy = qualtrics.export(texts=True, rows=2)
    yield _several("Qualtrics, two header rows", "qualtrics", {"fruit.csv": legacy})
    coded = "\n".join([limesurvey.CODES, *limesurvey.CODED]) + "\n"
    full = "\n".join([limesurvey.WORDED, *limesurvey.FULL]) + "\n"
    name = "results-survey123456.csv"
    for text, how in ((coded, "codes"), (full, "full answers")):
        files = {name: text, "limesurvey_survey_123456.lss": limesurvey.structure()}
        yield _several(f"LimeSurvey, {how} with .lss", "limesurvey", files)
    yield _several("LimeSurvey, alone", "limesurvey", {name: full})
    files = {name: coded, "limesurvey_survey_123456.txt": limesurvey.tab_separated()}
    yield _several("LimeSurvey, codes with .txt", "limesurvey", files)
    yield _several("SurveyMonkey", "surveymonkey", {"Visits.csv": surveymonkey()})
    yield _several("Google Forms", "google_forms", {"Visit (Responses).csv": google_forms()})
    data, form = kobo()
    raw = {"visits.csv": data.encode(), "visits.xlsx": workbook(form)}
    yield Start("KoBo, with XLSForm", "kobo", "visits.csv", raw)
    yield _several("KoBo, alone", "kobo", {"visits.csv": data})
    data, meta = quantipy()
    yield _several("Quantipy", "quantipy", {"visits.csv": data, "visits.json": meta})


def _stored() -> Iterator[Start]:
    parquet, feather = io.BytesIO(), io.BytesIO()
    FRAME.astype({"TOWN": "category"}).to_parquet(parquet, index=False)
    FRAME.to_feather(feather)
    yield _one("Parquet", "parquet", "answers.parquet", parquet.getvalue())
    yield _one("Feather", "feather", "answers.feather", feather.getvalue())


def _saved() -> Iterator[Start]:
    """Yield what `Sample.save` writes, with what it says of it beside it."""
    import techno_kit as tk

    question = tk.Question("SEX", levels=((1, "Male"), (2, "Female")), missing=(9,))
    sample = tk.Sample.from_frame(FRAME).with_question(question)
    for suffix, format in ((".parquet", "parquet"), (".csv", "csv"), (".xlsx", "excel")):
        with tempfile.TemporaryDirectory() as folder:
            sample.save(Path(folder) / f"answers{suffix}")
            files = {each.name: each.read_bytes() for each in sorted(Path(folder).iterdir())}
        yield Start(f"saved, {suffix}", format, f"answers{suffix}", files)


def _statistics() -> Iterator[Start]:
    import pyreadstat

    def written(suffix: str, write: Callable[..., None], frame: Any, **options: Any) -> Start:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"answers{suffix}"
            write(pd.DataFrame(frame), path, **options)
            content = path.read_bytes()
        name = {
            ".sav": "spss",
            ".zsav": "spss",
            ".por": "spss_portable",
            ".dta": "stata",
            ".xpt": "sas_transport",
        }[suffix]
        return _one(f"{suffix} {options.pop('note', '')}".strip(), name, path.name, content)

    missing = {"missing_ranges": {"SEX": [9], "AGE": [{"lo": 97, "hi": 99}]}}
    yield written(".sav", pyreadstat.write_sav, FRAME, **LABELS, **missing)
    packed = written(".sav", pyreadstat.write_sav, FRAME, **LABELS, row_compress=True)
    yield Start(".sav, compressed", "spss", packed.main, packed.files)
    yield written(".zsav", pyreadstat.write_sav, FRAME, **LABELS, compress=True)
    yield written(".por", pyreadstat.write_por, PLAIN)
    for version in (8, 10, 13, 15):
        start = written(".dta", pyreadstat.write_dta, PLAIN, version=version)
        yield Start(f".dta, version {version}", "stata", start.main, start.files)
    yield written(".xpt", pyreadstat.write_xport, PLAIN)
    yield _one(".sas7bdat", "sas", "answers.sas7bdat", zlib.decompress(base64.b85decode(SAS)))


def workbook(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    """Return an .xlsx with some sheets."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Return a header and rows as lists."""
    kept = frame.astype(object).where(frame.notna(), None)
    return [list(frame.columns), *kept.to_numpy().tolist()]


def opendocument(inside: str = "") -> bytes:
    """Return an .ods; `inside` are rows of its table."""
    cells = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{each}</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="2">'
        "<text:p>2</text:p></table:table-cell></table:table-row>"
        for each in ("a", "b", "c", "d")
    )
    names = "".join(
        f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0" '
        for each in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="One">{cells}{inside}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    return zipped({"mimetype": OPENDOCUMENT, "content.xml": content, "META-INF/manifest.xml": ""})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _workbooks() -> Iterator[Start]:
    yield _one(".xlsx", "excel", "answers.xlsx", workbook({"Answers": rows_of(FRAME)}))
    yield _one(".ods", "excel", "answers.ods", opendocument())
    platforms = {
        "surveymonkey": ("SurveyMonkey", surveymonkey()),
        "google_forms": ("Google Forms", google_forms()),
        "limesurvey": ("LimeSurvey", "\n".join([limesurvey.WORDED, *limesurvey.FULL])),
    }
    for format, (name, text) in platforms.items():
        rows = [list(each) for each in csv.reader(io.StringIO(text))]
        yield _one(f"{name}, .xlsx", format, "visits.xlsx", workbook({"Sheet": rows}))
    data, _ = kobo()
    rows = [list(each) for each in csv.reader(io.StringIO(data))]
    yield _one("KoBo, .xlsx", "kobo", "visits.xlsx", workbook({"Visits": rows}))


def genuine() -> list[Start]:
    """Return the surveys that others wrote, where they are at hand."""
    from techno_kit.loading.formats import suffixes

    found = []
    for variable in ("TECHNO_KIT_REAL_FORMATS", "TECHNO_KIT_REAL_DATA"):
        root = os.environ.get(variable, "")
        if not root or not Path(root).is_dir():
            continue
        for path in sorted(Path(root).rglob("*")):
            suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
            if path.is_file() and suffix in suffixes() and path.name != "provenance.txt":
                found.append(_genuine(path, Path(root)))
    return found


def _genuine(path: Path, root: Path) -> Start:
    """Return a genuine file with those of its name beside it."""
    stem = path.name.split(".")[0]
    beside = [each for each in path.parent.iterdir() if each.name.split(".")[0] == stem]
    files = {each.name: each.read_bytes() for each in sorted(beside)}
    return Start(str(path.relative_to(root)), "", path.name, files, genuine=True)
