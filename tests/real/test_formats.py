"""Genuine export files of survey platforms are read as their programs wrote them."""

import os
from pathlib import Path

import pytest

from techno_kit.loading.dispatch import read_file
from techno_kit.loading.rawfiles import RawFile

ROOT = os.environ.get("TECHNO_KIT_REAL_FORMATS", "")
pytestmark = pytest.mark.skipif(
    not Path(ROOT).is_dir() or not ROOT,
    reason="set TECHNO_KIT_REAL_FORMATS to a folder of export files (such as the test files of "
    "github.com/Roche/pyreadstat, github.com/fivethirtyeight/data)",
)


def raw(name: str) -> RawFile:
    return read_file(Path(ROOT) / name)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("spss_sav/sample.sav", (5, 7)),
        ("spss_sav/sample_missing.sav", (7, 7)),
        ("spss_sav/simple_alltypes.sav", (6, 16)),
        ("spss_sav_pypi/greetings.sav", (12, 3)),
        ("spss_sav_pypi/metadata_copy_test.sav", (4, 7)),
        ("spss_zsav/sample.zsav", (5, 7)),
        ("stata_dta/sample.dta", (5, 7)),
        ("sas/sample.xpt", (5, 7)),
        ("surveymonkey_csv/StarWars.csv", (1186, 38)),
        ("surveymonkey_csv/steak-risk-survey.csv", (550, 15)),
        ("surveymonkey_csv/weather-check.csv", (928, 9)),
        ("limesurvey/survey_998192_R_data_file.csv", (7, 71)),
        ("confirmit_quantipy/example_data_A.csv", (8255, 104)),
        ("kobo/MainDataFrame.csv", (381, 243)),
    ],
)
def test_rows_and_columns(name: str, shape: tuple[int, int]) -> None:
    assert raw(name).frame.shape == shape


def test_user_missing_values_of_spss() -> None:
    questions = raw("spss_sav/sample_missing.sav").codebook.questions
    assert questions["mynum"].missing == ((2000.0, 3000.0), -1)
    assert questions["myord"].missing == (-1, -2, -3)
    assert questions["myord"].levels == ((-1, "missing"), (1, "low"), (2, "medium"), (3, "high"))
    assert questions["myord"].kind == "scale"


def test_texts_that_are_missing_in_spss() -> None:
    question = raw("spss_sav_pypi/greetings.sav").codebook.questions["Bondjoû"]
    assert question.missing == ("¡Hola!",)
    assert question.levels == (("Thai", "สวัสดี"),)


def test_a_multiple_response_set_of_spss() -> None:
    question = raw("spss_sav/simple_alltypes.sav").codebook.questions["mymrset"]
    assert question.label == "My multiple response set"
    assert question.parts == {
        "Response #1": "bool1",
        "Response #2": "bool2",
        "Response #3": "bool3",
    }
    assert question.chosen == (1,)
