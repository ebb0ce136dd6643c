"""Shares from genuine exports of survey tools: what counts as an answer, and for whom."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from tests.real.reproduction import real_file

PYREADSTAT = "https://github.com/Roche/pyreadstat"
GREETINGS = "the source package of savReaderWriter 3.4.2"
QUANTIPY = "https://github.com/Quantipy/quantipy"


def read(path: str, page: str) -> tk.Sample:
    return tk.read(real_file(path, page, "TECHNO_KIT_REAL_FORMATS"))


def shares_of(sample: tk.Sample, question: str) -> dict[str, float]:
    table = tk.profile(sample, question, suppress_below=0).table
    return dict(zip(table["answer"], table["share"], strict=True))


def test_user_missing_is_no_answer_and_stays_apart_from_system_missing():
    sample = read("spss_sav/sample_missing.sav", PYREADSTAT)
    answers = sample.frame["mylabl"]
    assert (int((answers == -1).sum()), int(answers.isna().sum())) == (1, 1)
    assert shares_of(sample, "mylabl") == pytest.approx({"Male": 3 / 5, "Female": 2 / 5})
    assert shares_of(sample, "myord") == pytest.approx({"low": 0.6, "medium": 0.2, "high": 0.2})


def test_a_multiple_response_set_is_one_overlapping_question():
    sample = read("spss_sav/simple_alltypes.sav", PYREADSTAT)
    expected = {"Response #1": 3 / 5, "Response #2": 3 / 5, "Response #3": 0}
    assert shares_of(sample, "mymrset") == pytest.approx(expected)  # one of six left #1 blank


def test_compressed_and_uncompressed_hold_the_same():
    plain = read("spss_sav/sample.sav", PYREADSTAT)
    compressed = read("spss_zsav/sample.zsav", PYREADSTAT)
    pd.testing.assert_frame_equal(plain.frame, compressed.frame)
    assert plain.codebook == compressed.codebook


def test_names_and_labels_of_any_script_reach_the_profile():
    sample = read("spss_sav_pypi/greetings.sav", GREETINGS)
    assert shares_of(sample, "Bondjoû")["สวัสดี"] == pytest.approx(1 / 12)


def test_a_weighted_share_of_8255_cases():
    plain = read("confirmit_quantipy/example_data_A.csv", QUANTIPY)
    gender = tk.Question("gender", levels=[(1, "Male"), (2, "Female")], strict=True)
    sample = plain.with_design(tk.Design(weight="weight_a")).with_question(gender)
    w, code = plain.frame["weight_a"].to_numpy(), plain.frame["gender"].to_numpy()
    male = np.sum(w[code == 1]) / np.sum(w)
    assert shares_of(sample, "gender") == pytest.approx({"Male": male, "Female": 1 - male})
    with pytest.raises(SampleError, match="'weight_b' is blank in 157 rows"):
        plain.with_design(tk.Design(weight="weight_b"))
