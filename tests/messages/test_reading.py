"""Exact texts of what a survey file can get wrong."""

import gzip
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import (
    FileError,
    MappingError,
    QuestionError,
    SampleError,
    TechnoKitError,
)
from techno_kit.survey.mapping import Mapping

Refused = Callable[..., str]
NO_TEXT = (
    "answers.csv: the file holds no text, only blanks or blank lines; save or export it again with "
    "a line of column names and a line a respondent"
)
NO_ROWS = (
    "answers.csv: there is a header, but no respondent below it; export the answers as well, a line "
    "a respondent"
)
LEGAL = (
    ".csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls, .ods, .parquet, .feather, .arrow, .jsonl, "
    ".ndjson, .json, .sav, .zsav, .por, .dta, .xpt, .sas7bdat, .sss, .xml, .asc or .dat "
    "(text also as .gz)"
)


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Write a file, let it be refused, and return the message."""

    def write(
        content: str | bytes,
        name: str = "answers.csv",
        error: type[TechnoKitError] = FileError,
        **options: object,
    ) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        with pytest.raises(error) as caught:
            tk.read(path, **options)  # type: ignore[arg-type]
        return str(caught.value)

    return write


# --- is there a file -----------------------------------------------------------------------------


def test_no_file(tmp_path: Path) -> None:
    (tmp_path / "answers_2026.csv").write_text("a\n1\n", "utf-8")
    with pytest.raises(FileError) as caught:
        tk.read(tmp_path / "answer_2026.csv")
    assert str(caught.value) == (
        f"answer_2026.csv: there is no such file in {tmp_path.resolve()}; "
        "did you mean 'answers_2026.csv'?"
    )


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        tk.read(tmp_path / "waves" / "answers.csv")
    assert str(caught.value) == f"answers.csv: there is no folder {tmp_path / 'waves'}"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "waves.csv").mkdir()
    with pytest.raises(FileError) as caught:
        tk.read(tmp_path / "waves.csv")
    assert str(caught.value) == (
        "waves.csv: a folder of waves has two survey files or more; here is none. "
        "Read a single file by its own path."
    )


def test_empty(refused: Refused) -> None:
    assert refused("") == (
        "answers.csv: the file is empty (0 bytes); save or export it again, or name another"
    )
    assert refused("\n  \n") == NO_TEXT
    assert refused("sep=;\n") == NO_TEXT
    assert refused("\ufeff") == NO_TEXT
    assert refused(gzip.compress(b"")) == NO_TEXT


@pytest.mark.parametrize("text", ["age,sex", "age,sex\n", "age,sex\n\n\n", "age,sex\n,\n,\n"])
def test_header_only(refused: Refused, text: str) -> None:
    assert refused(text) == NO_ROWS


# --- which format --------------------------------------------------------------------------------


def test_endings(refused: Refused) -> None:
    assert refused("x", "answers.pdf") == (
        f"answers.pdf: a file with the ending '.pdf' cannot be read; save it as one of {LEGAL}"
    )
    assert refused("x", "answers") == (
        f"answers: a file with the ending '' cannot be read; save it as one of {LEGAL}"
    )


def test_names_that_promise_too_much(refused: Refused) -> None:
    assert refused("a,b\n1,2\n", "answers.sav") == (
        "answers.sav: this is not an SPSS file, though it is named .sav"
    )
    assert refused("a,b\n1,2\n", "answers.parquet") == (
        "answers.parquet: this is not a Parquet file, though it is named .parquet"
    )
    assert refused(gzip.compress(b"$FL2"), "answers.csv.gz") == (
        "answers.csv.gz: only text can be read compressed by gzip; unpack the file first"
    )


@pytest.mark.parametrize("cut", [12, 300])
def test_a_cut_gzip(refused: Refused, cut: int) -> None:
    rows = "".join(f"{n},{n * n}\n" for n in range(2000))
    packed = gzip.compress(f"a,b\n{rows}".encode())[:cut]
    assert refused(packed, "answers.csv.gz") == (
        "answers.csv.gz: the gzip compression is damaged or cut short"
    )


def test_binary(refused: Refused) -> None:
    assert refused(b"a,b\n1,\x002\n") == (
        "answers.csv: this is not text: it holds zero bytes; export it as CSV, or, if it is UTF-16 "
        "without a byte-order mark, pass encoding='utf-16-le'"
    )


@pytest.mark.parametrize(
    ("package", "name", "content"),
    [
        ("pyarrow", "answers.parquet", b"PAR1"),
        ("pyarrow", "answers.feather", b"ARROW1"),
        ("pyreadstat", "answers.dta", b"<stata_dta>"),
        ("defusedxml", "answers.sss", b"<sss></sss>"),
    ],
)
def test_an_extra_that_is_not_installed(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, package: str, name: str, content: bytes
) -> None:
    for module in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    assert refused(content, name) == (
        f"{name}: reading this format needs {package}; "
        'install it with: pip install "techno-kit[files]"'
    )


# --- encoding, separator, decimal sign -----------------------------------------------------------


def test_encodings(refused: Refused) -> None:
    assert refused("a,b\n1,2\n", encoding="utf-88") == "answers.csv: there is no encoding 'utf-88'"
    assert refused(b"a,b\n1,2\n3,caf\xe9\n", encoding="utf-8") == (
        "answers.csv: line 3 is not UTF-8; leave encoding out to have it found, or name another"
    )
    assert refused("\ufeffa,b\n1,2\n", encoding="cp1252") == (
        "answers.csv: the encoding was given as 'cp1252', but the file begins with the byte-order "
        "mark of UTF-8; leave encoding out"
    )
    assert refused(b"a,b\n\x81\xff\x8d ,1\n") == (
        "answers.csv: the encoding was not found; name it, such as encoding='cp1251'"
    )


def test_separators(refused: Refused) -> None:
    assert refused("a,b,c\n1,2,3\n", separator=";") == (
        "answers.csv: the separator was given as ';', but the header holds none; "
        "',' would give 3 columns"
    )
    assert refused("a,b\n1,2\n", separator="::", decimal="'") == (
        "answers.csv: 2 problems:\n"
        "- the separator must be ',', ';', 'tab' or '|', not '::'\n"
        "- the decimal sign must be '.' or ',', not \"'\""
    )
    assert refused("a,b\n1,2\n", separator=",", decimal=",") == (
        "answers.csv: the separator and the decimal sign are both a comma; correct one of them"
    )


def test_options_of_another_format(refused: Refused) -> None:
    assert refused(b"PAR1", "answers.parquet", separator=";", encoding="utf-8") == (
        "answers.parquet: 'separator' and 'encoding' mean nothing for a Parquet file; "
        "leave them out"
    )
    assert refused(b"$FL2", "answers.sav", decimal=",") == (
        "answers.sav: 'decimal' means nothing for an SPSS file; leave it out"
    )


# --- columns and rows ----------------------------------------------------------------------------


def test_a_name_that_stands_twice(refused: Refused) -> None:
    assert refused("age,sex, age ,age\n1,2,3,4\n") == (
        "answers.csv: the column 'age' stands 3 times, as columns 1, 3 and 4; "
        "give each its own name"
    )
    assert refused("age,sex,sex,age\n1,2,3,4\n") == (
        "answers.csv: 2 problems:\n"
        "- the column 'age' stands 2 times, as columns 1 and 4; give each its own name\n"
        "- the column 'sex' stands 2 times, as columns 2 and 3; give each its own name"
    )


def test_rows_of_another_length(refused: Refused) -> None:
    assert refused("a,b,c\n1,2,3\n1,2\n") == (
        "answers.csv: the header has 3 fields, but line 3 has 2; correct these lines, or quote the "
        "fields that hold a separator"
    )
    text = 'a,b,c\n1,"2\n2",3\n1,2\n' + "1,2,3,4\n" * 5
    assert refused(text) == (
        "answers.csv: the header has 3 fields, but line 4 has 2, line 5 has 4, line 6 has 4, "
        "line 7 has 4 and 2 more; correct these lines, or quote the fields that hold a separator"
    )


def test_a_header_with_more_names_than_every_row_has_fields(refused: Refused) -> None:
    assert refused("a,b,c,Status\n1,2,3\n4,5,6\n") == (
        "answers.csv: the header has 4 fields, but every row has 3; if the last have no values, "
        "delete their names ('Status') from the header; else the rows lack a separator where a "
        "column is blank: export the file again; if the first line is a title, delete it"
    )


def test_a_remark_below_the_table_or_a_title_above_it(refused: Refused) -> None:
    assert refused("a,b,c\n1,2,3\n1,2,3\n\nEND OF FILE\n") == (
        "answers.csv: the header has 3 fields, but line 5 has 1; correct these lines, or quote the "
        "fields that hold a separator; delete them, if they are remarks below the table"
    )
    assert refused("a;b\n1;2;3\n4;5;6\n") == (
        "answers.csv: the header has 2 fields, but line 2 has 3 and line 3 has 3; correct these "
        "lines, or quote the fields that hold a separator; if the first line is a title, delete it"
    )


def test_an_open_quote(refused: Refused) -> None:
    assert refused('a,b\n0,0\n1,"2\n3,4\n') == (
        "answers.csv: in line 3 a quoted field begins that is never closed, or is longer than "
        "131,072 characters"
    )
    assert refused('a,"b\n' + "1,2\n" * 50_000) == (
        "answers.csv: a quoted field is never closed, or is longer than 131,072 characters"
    )


# --- mapping and weight --------------------------------------------------------------------------


def test_a_mapping_of_other_columns(refused: Refused) -> None:
    mapping = Mapping.from_dict(
        {
            "schema": "techno_kit/mapping/1",
            "design": {"weight": "Peso"},
            "questions": {"gender": {"column": "sexxo"}},
        },
        "wave.toml",
    )
    assert refused("sexo;idade\n1;2\n", error=MappingError, mapping=mapping) == (
        "wave.toml: 3 problems:\n"
        "- design.weight: the data have no column 'Peso'\n"
        "- questions.gender.column: the data have no column 'sexxo'; did you mean 'sexo'?\n"
        "- none of the columns that the mapping names is there; those of the data are 'sexo' and "
        "'idade'"
    )


def test_a_weight_without_a_mapping(refused: Refused) -> None:
    assert refused("a,w\n1,2\n", error=QuestionError, weight="w") == (
        "weight='w' picks one of a mapping's weights, but there is no mapping; pass mapping=, or "
        "use sample.with_design(tk.Design(weight=...))"
    )


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("a\n1\n", "utf-8")

    def denied(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileError) as caught:
        tk.read(path)
    assert str(caught.value) == "answers.csv: the file cannot be opened: Permission denied"


# --- numbers written as text ---------------------------------------------------------------------

CURE = (
    "write its numbers without a sign for thousands, or name the decimal sign: "
    'decimal = "," under [file] in the mapping, or tk.read(..., decimal=...)'
)


def columned(*cells: str, beside: str = "1,5", separator: str = ";") -> str:
    """Return a file of one column ``w`` beside one that shows the decimal sign."""
    rows = [f"{cell}{separator}{beside}" for cell in cells]
    return "\n".join([f"w{separator}x", *rows]) + "\n"


def weighted(**more: object) -> Mapping:
    return Mapping.from_dict({"schema": "techno_kit/mapping/1", **more})


@pytest.mark.parametrize(
    ("cells", "blamed"),
    [
        (("938", "2.379"), "'2.379'"),
        (("1,5", "2.379"), "'2.379'"),
        (("938", "2'379"), '"2\'379"'),
    ],
)
def test_a_weight_whose_sign_may_group_thousands(
    refused: Refused, cells: tuple[str, str], blamed: str
) -> None:
    mapping = weighted(design={"weight": "w"})
    assert refused(columned(*cells), error=SampleError, mapping=mapping) == (
        f"answers.csv: weight column 'w' is text, as in 1 row a sign may group thousands: "
        f"{blamed}; {CURE}"
    )


def test_only_what_is_no_number_at_all_is_told_beside_it(refused: Refused) -> None:
    text = columned("0,5", "heavy", "2.379", "2.379")
    assert refused(text, error=SampleError, mapping=weighted(design={"weight": "w"})) == (
        "answers.csv: 2 problems:\n"
        "- weight column 'w' is text, as in 2 rows a sign may group thousands: '2.379'; "
        f"{CURE}\n"
        "- weight column 'w' holds text in 1 row: 'heavy'; a weight is a number"
    )


def test_bands_of_numbers_whose_sign_may_group_thousands(refused: Refused) -> None:
    mapping = weighted(questions={"income": {"column": "w", "cut": [0, 1000]}})
    told = (
        "answers.csv: question 'income': column 'w' is text, as in it a sign may group thousands: "
        "{}; " + CURE
    )
    text = columned("938", "2.379", "7.000", "2.379")
    assert refused(text, error=SampleError, mapping=mapping) == told.format(
        "'2.379' (2 times) and '7.000' (1 time)"
    )
    text = columned('"938"', '"2,379"', beside="1.5", separator=",")
    assert refused(text, error=SampleError, mapping=mapping) == told.format("'2,379' (1 time)")


def test_the_decimal_sign_settles_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(columned("938", "2.379"), "utf-8")
    sample = tk.read(path, mapping=weighted(design={"weight": "w"}), decimal=".")
    assert sample.weight.tolist() == [938.0, 2.379]
    path.write_text(columned("0.938", "2.379"), "utf-8")
    sample = tk.read(path, mapping=weighted(design={"weight": "w"}))
    assert sample.weight.tolist() == [0.938, 2.379]


# --- what is no text -----------------------------------------------------------------------------


def test_an_excel_workbook_under_another_name(refused: Refused) -> None:
    assert refused(b"PK\x03\x04\x14\x00") == (
        "answers.csv: the file is damaged, or not what its name says: File is not a zip file"
    )
    assert refused(b"\xd0\xcf\x11\xe0\xa1\x00") == (
        "answers.csv: the file is damaged, or not what its name says: its parts do not hang "
        "together"
    )


@pytest.mark.parametrize(
    ("found", "kind"), [(None, "NoneType"), (3, "int"), (["a.csv"], "list"), (b"a.csv", "bytes")]
)
def test_what_is_no_path(found: object, kind: str) -> None:
    for read in (tk.read, tk.read_targets, tk.read_ladder, Mapping.read):
        with pytest.raises(FileError) as caught:
            read(found)  # type: ignore[operator]
        assert str(caught.value) == f"a file is named by its path, a text, not by a {kind}"


def test_a_frame_in_place_of_a_path() -> None:
    with pytest.raises(FileError) as caught:
        tk.read(pd.DataFrame({"a": [1]}))  # type: ignore[arg-type]
    assert str(caught.value) == (
        "tk.read takes the path of a file, not a DataFrame; make a sample of one with "
        "tk.Sample.from_frame"
    )


def test_an_encoding_that_is_no_name(refused: Refused) -> None:
    assert refused("a\n1\n", encoding=3) == "answers.csv: there is no encoding 3"


def test_more_columns_than_a_survey_has(refused: Refused) -> None:
    assert refused(",".join("a" * 40_000) + "\n1\n") == (
        "answers.csv: the first line has 40,000 fields, and 32,768 columns are the most that are "
        "read; if ',' is not the separator, name it with separator=, else leave columns out where "
        "the file was made"
    )
    told = refused(";".join("a" * 40_000) + "\r1\r", separator=";")
    assert "has 40,000 fields" in told
    assert "if ';' is not the separator" in told
    assert "has 40,000 fields" in refused("sep=|\n" + "|".join("a" * 40_000) + "\n1\n")
    assert "has 40,001 fields" in refused("\t" * 40_000 + "\n1\n")
