"""Genuine files of SPSS, Stata and SAS: what the readers make of them, fast and slowly alike."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.spss_header import read_header
from techno_kit.loading.spss_rows import cases_of
from tests.loading.statistics_fixtures import assert_same, slowly
from tests.real.reproduction import HINTS, real_file

PYREADSTAT = "https://github.com/Roche/pyreadstat"
FORMATS = "TECHNO_KIT_REAL_FORMATS"
SPSS = (
    "spss_sav/sample.sav",
    "spss_sav/sample_missing.sav",
    "spss_sav/simple_alltypes.sav",
    "spss_sav_pypi/greetings.sav",
    "spss_sav_pypi/metadata_copy_test.sav",
    "spss_zsav/sample.zsav",
)
SURVEYS = (
    "hints4_cycle2_2012/hints4cycle2_public.sav",
    "hints_puerto_rico_2009/hintspr_public.sav",
)


def assert_fast_is_slow(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = read_header(path).layout
    assert layout is not None
    assert sum(len(each) for each in cases_of(path, layout)) == layout.cases
    assert_same(read_file(path), slowly(path, monkeypatch))


@pytest.mark.parametrize("name", SPSS)
def test_both_ways_to_the_rows_of_samples(name, monkeypatch):
    assert_fast_is_slow(real_file(name, PYREADSTAT, FORMATS), monkeypatch)


@pytest.mark.parametrize("name", SURVEYS)
def test_both_ways_to_the_rows_of_surveys(name, monkeypatch):
    assert_fast_is_slow(real_file(name, HINTS), monkeypatch)


@pytest.mark.parametrize("name", ["spss_zsav/sample.zsav", "stata_dta/sample.dta"])
def test_one_table_in_several_formats(name):
    """The same five rows were written by several programs."""
    plain = read_file(real_file("spss_sav/sample.sav", PYREADSTAT, FORMATS))
    other = read_file(real_file(name, PYREADSTAT, FORMATS))
    pd.testing.assert_frame_equal(plain.frame, other.frame)
    levels = {key: each.levels for key, each in plain.codebook.questions.items()}
    assert levels == {key: each.levels for key, each in other.codebook.questions.items()}


def test_the_same_rows_in_a_transport_file_without_labels():
    plain = read_file(real_file("spss_sav/sample.sav", PYREADSTAT, FORMATS)).frame
    other = read_file(real_file("sas/sample.xpt", PYREADSTAT, FORMATS)).frame
    other.columns = other.columns.str.lower()
    for name in ("mylabl", "myord"):
        plain[name] = plain[name].astype(float)
    pd.testing.assert_frame_equal(plain, other[list(plain)])


def test_dates_are_dates_and_times_are_texts():
    frame = read_file(real_file("stata_dta/sample.dta", PYREADSTAT, FORMATS)).frame
    assert frame["mydate"].astype(str).tolist()[:4] == [
        "2018-05-06",
        "1880-05-06",
        "1960-01-01",
        "1583-01-01",
    ]
    assert frame["mytime"].tolist()[:2] == ["10:10:10", "23:10:10"]


def test_a_set_of_codes_is_a_question_with_a_column_an_answer():
    sample = tk.read(real_file("spss_sav/simple_alltypes.sav", PYREADSTAT, FORMATS))
    question = sample.question("categorical_array")
    assert question.kind == "multiple"
    assert list(question.parts) == ["a", "b", "c", "d"]
    codes = ["ca_subvar_1", "ca_subvar_2", "ca_subvar_3"]
    for answer, column in question.parts.items():
        named = (sample.frame[codes].astype(object) == answer).any(axis=1)
        assert (sample.frame[column].astype(int) == named).all()
    table = tk.profile(sample, "categorical_array", suppress_below=0).table
    shares = dict(zip(table["answer"], table["share"], strict=True))
    assert shares == pytest.approx({"a": 3 / 6, "b": 6 / 6, "c": 3 / 6, "d": 3 / 6})
