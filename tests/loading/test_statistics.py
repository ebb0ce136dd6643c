"""Stata, SAS and portable files; blocks of rows, columns, encodings, dates."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading import statistics_files
from techno_kit.loading.asked import Asked
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.statistics_columns import Numbers
from tests.loading.statistics_fixtures import FRAME, LABELS, MISSING, VALUES, assert_same, slowly

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is an optional extra")

WRITERS = {
    ".sav": pyreadstat.write_sav,
    ".dta": pyreadstat.write_dta,
    ".xpt": pyreadstat.write_xport,
    ".por": pyreadstat.write_por,
}


def written(path: Path, frame: pd.DataFrame = FRAME, **options: Any) -> Path:
    WRITERS[path.suffix](frame, path, **options)
    return path


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_every_format_holds_the_same_rows(suffix: str, tmp_path: Path) -> None:
    raw = read_file(written(tmp_path / f"answers{suffix}"))
    assert list(raw.frame) == list(FRAME)
    for name in ("SEX", "AGREE", "AGE", "AMOUNT"):
        expected = FRAME[name]
        if suffix == ".xpt" and name == "AMOUNT":  # SAS's numbers end near 1e75
            continue
        found = raw.frame[name].astype(float).to_numpy()
        np.testing.assert_allclose(found, expected, rtol=1e-12 if suffix == ".por" else 0)
    assert raw.frame["TOWN"].isna().tolist() == [False, True, False, False, False]
    assert raw.frame["TOWN"].iloc[4] == "a text of more than eight letters"
    assert raw.format in ("spss", "stata", "sas_transport", "spss_portable")


def test_labels_of_stata(tmp_path: Path) -> None:
    path = written(tmp_path / "a.dta", column_labels=LABELS, variable_value_labels=VALUES)
    questions = read_file(path).codebook.questions
    assert questions["SEX"].label == "Sex of respondent"
    assert questions["SEX"].levels == ((1, "Male"), (2, "Female"), (9, "No answer"))
    assert questions["AGE"].kind == "single"  # few whole numbers of which nothing is said
    assert questions["AMOUNT"].kind == "number"


def test_special_missing_values_of_stata_stay_apart_among_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, "a", "b", None], "money": [1.5, "z", "z", 3.0, 4.5]})
    path = written(
        tmp_path / "a.dta",
        frame,
        variable_value_labels={"a": {1: "Yes", 2: "No", "a": "Refused"}},
        missing_user_values={"a": ["a", "b"], "money": ["z"]},
    )
    sample = tk.read(path)
    own = sample.question("a")
    assert sample.frame["a"].tolist()[:4] == [1, 2, ".a", ".b"]
    assert own.levels == ((1, "Yes"), (2, "No"), (".a", "Refused"))
    assert own.missing == (".a", ".b")
    assert sample.sheet.encoded(own).levels == ("Yes", "No")
    assert sample.sheet.encoded(own).codes.tolist() == [0, 1, -1, -1, -1]
    assert sample.frame["money"].isna().tolist() == [False, True, True, False, False]
    assert sample.notes == (
        "In columns of numbers, special missing values are blank: 'money' ('.z' (2 times)).",
    )


def test_an_unlabelled_value_makes_a_column_numbers_again(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, 9.0, 3.5]})
    labels = {"a": {1: "One", 2: "Two"}}
    raw = read_file(
        written(tmp_path / "a.sav", frame, variable_value_labels=labels, missing_ranges={"a": [9]})
    )
    assert raw.frame["a"].tolist() == [1.0, 2.0, 9.0, 3.5]
    frame["a"] = [1.0, 2.0, 9.0, np.nan]
    raw = read_file(
        written(tmp_path / "b.sav", frame, variable_value_labels=labels, missing_ranges={"a": [9]})
    )
    assert raw.frame["a"].cat.categories.tolist() == [1, 2, 9]
    assert raw.frame["a"].cat.codes.dtype == np.int8


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt", ".por"])
def test_blocks_make_the_same_sample(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.concat([FRAME] * 40, ignore_index=True).drop(columns="AMOUNT")
    frame["N"] = np.arange(200.0)
    path = written(tmp_path / f"answers{suffix}", frame)
    whole = slowly(path, monkeypatch)
    monkeypatch.setattr(statistics_files, "CELLS", 14)
    monkeypatch.setattr(statistics_files, "CHUNK", 7)
    monkeypatch.setattr(statistics_files, "OPEN_CELLS", 1)
    monkeypatch.setattr(statistics_files, "FEWEST_ROWS", 3)
    assert_same(slowly(path, monkeypatch), whole)


def test_few_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "a.sav", missing_ranges=MISSING, variable_value_labels=VALUES)
    sample = tk.read(path, columns=["AGE", "SEX"])
    assert list(sample.frame) == ["SEX", "AGE"]
    assert list(sample.codebook.questions) == ["SEX", "AGE"]
    with pytest.raises(ReadError, match="did you mean 'SEX'"):
        tk.read(path, columns=["SEXE"])


def test_dates_and_times_of_stata(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"day": [0.0, 23407.0, np.nan], "at": [0.0, 1e3, 90061e3], "month": [0.0, 773.0, np.nan]}
    )
    formats = {"day": "%td", "at": "%tcHH:MM:SS", "month": "%tm"}
    raw = read_file(written(tmp_path / "a.dta", frame, variable_format=formats))
    day = raw.frame["day"]
    assert day.dtype.kind == "M"
    assert day.astype(str).tolist()[:2] == ["1960-01-01", "2024-02-01"]
    assert day.isna().tolist() == [False, False, True]
    assert raw.frame["at"].tolist() == ["00:00:00", "00:00:01", "25:01:01"]
    assert raw.frame["month"].tolist()[:2] == ["1960m1", "2024m6"]


def test_a_moment_that_no_calendar_has_is_blank(tmp_path: Path) -> None:
    frame = pd.DataFrame({"day": [1e30, -1e30, 13e9, np.inf]})
    raw = read_file(written(tmp_path / "a.sav", frame, variable_format={"day": "DATE11"}))
    assert raw.frame["day"].isna().tolist() == [True, True, False, True]


TELUGU, HEBREW = "తెలుగు", "שלום"


@pytest.mark.parametrize("text", [TELUGU, HEBREW, "Zoë"])
@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_texts_of_any_script(text: str, suffix: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], "t": [text, "x"]})
    path = written(
        tmp_path / f"a{suffix}",
        frame,
        column_labels={"a": text},
        variable_value_labels={"a": {1: text, 2: "b"}},
    )
    raw = read_file(path)
    assert raw.frame["t"].tolist() == [text, "x"]
    assert raw.codebook.questions["a"].label == text
    assert raw.codebook.questions["a"].levels[0] == (1, text)


def hebrew_file(path: Path) -> Path:
    """An SPSS file that says UTF-8 of texts in Windows-1255."""
    frame = pd.DataFrame({"t": ["zzzz", "x"], "a": [1.0, 2.0]})
    pyreadstat.write_sav(frame, path, column_labels={"a": "yyyy"})
    raw = path.read_bytes().replace(b"zzzz", HEBREW.encode("cp1255"))
    path.write_bytes(raw.replace(b"yyyy", HEBREW.encode("cp1255")))
    return path


def test_an_encoding_that_the_file_names_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """readstat loses the last letter of every text in Windows-1255; it is not asked for them."""
    path = hebrew_file(tmp_path / "a.sav")
    with pytest.raises(ReadError, match=r"pass encoding= with the right one"):
        tk.read(path)
    asked = Asked(encoding="windows-1255")
    raw = read_file(path, asked)
    assert_same(raw, slowly(path, monkeypatch, asked=asked))
    assert list(raw.frame) == ["t", "a"]
    assert raw.frame["t"].tolist() == [HEBREW, "x"]
    assert raw.codebook.questions["a"].label == HEBREW


def test_a_file_that_names_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"t": ["caffee", "x"]}), path)
    raw = path.read_bytes().replace(b"caffee", b"caff\xe9s").replace(b"UTF-8", b"     ")
    path.write_bytes(raw.replace((65001).to_bytes(4, "little"), bytes(4)))
    sample = tk.read(path)
    assert sample.frame["t"].tolist() == ["caffés", "x"]
    assert "taken for Windows-1252" in str(sample.source)


def test_labels_of_a_sas_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pyreadstat writes neither of the two: what it would read is put in its place."""
    rows = pd.DataFrame({"SEX": np.array([1.0, "A", 2.0], object), "PAY": [1.5, 2.5, 3.5]})
    meta = SimpleNamespace(
        column_names=["SEX", "PAY"],
        column_names_to_labels={"SEX": "Sex"},
        variable_value_labels={},
        variable_to_label={"SEX": "SEXF", "PAY": "BEST12"},
        readstat_variable_types={"SEX": "double", "PAY": "double"},
        original_variable_types={"SEX": "SEXF1.", "PAY": "BEST12"},
        variable_measure={},
        missing_ranges={},
        number_rows=3,
        file_encoding="UTF-8",
    )
    monkeypatch.setattr(pyreadstat, "read_sas7bdat", lambda *_, **__: (rows, meta))
    labels = SimpleNamespace(value_labels={"SEXF": {1.0: "Male", 2.0: "Female", "A": "Refused"}})
    monkeypatch.setattr(pyreadstat, "read_sas7bcat", lambda *_, **__: (None, labels))
    from techno_kit.loading.sas import read

    alone = read(tmp_path / "a.sas7bdat")
    assert alone.notes[-1].startswith("a.sas7bdat: the labels of 'SEX' are in a catalogue")
    raw = read(tmp_path / "a.sas7bdat", Asked(definition=tmp_path / "b.sas7bcat"))
    own = raw.codebook.questions["SEX"]
    assert own.levels == ((1, "Male"), (2, "Female"), (".A", "Refused"))
    assert own.missing == (".A",)
    assert raw.frame["SEX"].tolist() == [1, ".A", 2]
    assert raw.details[1:] == ("1 variable with labelled values", "labels from b.sas7bcat")


def test_codes_in_a_short_and_in_a_long_way() -> None:
    """Small whole numbers are looked up in place, all others sorted; both learn as they go."""
    values = [[1.0, np.nan, 3.0], [1e9, 2.5, 1.0], [np.nan, np.nan], [], [-128.0, 4095.0, 4096.0]]
    column = Numbers(lambda _: True)
    for block in values:
        column.add(np.array(block))
    found = column.result()
    flat = [each for block in values for each in block]
    np.testing.assert_array_equal(np.asarray(found, float), flat)
    assert found.categories.tolist() == [-128, 1, 2.5, 3, 4095, 4096, 1e9]
