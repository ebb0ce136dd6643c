"""SPSS files: codes, labels, user-missing values, sets, weight."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError
from techno_kit.loading.spss import read as read_spss
from techno_kit.loading.spss_header import read_header
from techno_kit.survey.mapping import Mapping

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is an optional extra")

FRAME = pd.DataFrame(
    {
        "sex": [1.0, 2.0, 9.0, np.nan],
        "agree": [1.0, 2.0, 3.0, 98.0],
        "age": [20.5, 31.0, -4.0, 47.0],
        "town": ["Delft", "", "NA", "X"],
        "a_rather_long_name": [0.5, 1.5, 1.0, 1.0],
    }
)
LABELS = {"sex": "Sex of respondent", "agree": "  Agree?  "}
VALUES = {
    "sex": {1: "Male", 2: "Female", 9: "No answer"},
    "agree": {1: "Agree", 2: "Agree", 3: "Disagree", 4: " "},
    "town": {"X": "Elsewhere"},
}
MISSING: dict[str, list[Any]] = {
    "sex": [9],
    "agree": [{"lo": 97, "hi": 99}],
    "age": [{"lo": -np.inf, "hi": -1}],
    "town": ["X"],
}
MEASURE = {"sex": "nominal", "agree": "ordinal", "age": "scale", "town": "nominal"}


@pytest.fixture(params=[".sav", ".zsav"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"answers{request.param}"
    pyreadstat.write_sav(
        FRAME,
        path,
        column_labels=LABELS,
        variable_value_labels=VALUES,
        missing_ranges=MISSING,
        variable_measure=MEASURE,
        compress=path.suffix == ".zsav",
    )
    return path


def test_values_stay_codes(path: Path) -> None:
    frame = read_spss(path).frame
    assert frame["sex"].tolist()[:3] == [1.0, 2.0, 9.0]
    assert np.isnan(frame["sex"].iloc[3])
    assert frame["town"].tolist()[::2] == ["Delft", "NA"]


def test_labels_and_kinds(path: Path) -> None:
    questions = read_spss(path).codebook.questions
    assert list(questions) == list(FRAME)
    assert questions["sex"].label == "Sex of respondent"
    assert questions["sex"].levels == ((1, "Male"), (2, "Female"), (9, "No answer"))
    assert not questions["sex"].strict
    assert questions["agree"].label == "Agree?"
    kinds = {name: question.kind for name, question in questions.items()}
    assert kinds == {
        "sex": "single",
        "agree": "scale",
        "age": "number",
        "town": "single",
        "a_rather_long_name": "number",  # not whole, and nothing says what it is
    }


def test_two_codes_with_one_label_are_kept_apart(path: Path) -> None:
    sample = tk.read(path)
    agree = sample.question("agree")
    assert agree.levels == ((1, "Agree (1)"), (2, "Agree (2)"), (3, "Disagree"))
    assert sample.sheet.encoded(agree).levels == ("Agree (1)", "Agree (2)", "Disagree")


def test_user_missing_is_no_answer_and_yet_apart_from_system_missing(path: Path) -> None:
    questions = read_spss(path).codebook.questions
    assert questions["sex"].missing == (9,)
    assert questions["agree"].missing == ((97.0, 99.0),)
    assert questions["town"].missing == ("X",)
    sample = tk.read(path)
    assert sample.sheet.encoded(sample.question("sex")).codes.tolist() == [0, 1, -1, -1]
    assert sample.frame["sex"].isna().tolist() == [False, False, False, True]
    assert sample.sheet.encoded(sample.question("agree")).codes.tolist() == [0, 1, 2, -1]
    assert sample.sheet.encoded(sample.question("town")).codes.tolist() == [0, -1, 1, -1]


def test_a_range_from_the_lowest_value(path: Path) -> None:
    ((low, high),) = read_spss(path).codebook.questions["age"].missing
    assert low < -1e300
    assert high == -1
    mapping = Mapping.from_dict(
        {
            "schema": "techno_kit/mapping/1",
            "questions": {"band": {"column": "age", "cut": [18, 30]}},
        }
    )
    sample = tk.read(path, mapping=mapping)
    assert sample.sheet.encoded(sample.question("band")).codes.tolist() == [0, 1, -1, 1]


def test_a_mapping_takes_labels_that_it_does_not_give(path: Path) -> None:
    document = {"schema": "techno_kit/mapping/1", "questions": {"gender": {"column": "sex"}}}
    gender = tk.read(path, mapping=Mapping.from_dict(document)).question("gender")
    assert gender.label == "Sex of respondent"
    assert gender.missing == (9,)


def with_weight(path: Path, index: int, order: str = "<") -> None:
    """Name a variable as the file's weight: pyreadstat cannot write that."""
    raw = bytearray(path.read_bytes())
    struct.pack_into(f"{order}i", raw, 76, index)
    path.write_bytes(raw)


def test_the_weight_of_the_file_is_taken_and_told(path: Path) -> None:
    assert read_header(path).weight is None
    assert read_spss(path).notes == ()
    with_weight(path, 5)
    assert read_header(path).weight == "a_rather_long_name"
    sample = tk.read(path)
    assert sample.weighting == "weighted by 'a_rather_long_name'"
    assert sample.notes[0] == (
        f"{path.name}: weighted by 'a_rather_long_name', as the file itself says; tk.Design() in "
        "sample.with_design takes that away."
    )
    mapped = tk.read(path, mapping={"schema": "techno_kit/mapping/1"})
    assert mapped.weighting == "unweighted"
    assert mapped.notes[0] == (
        f"{path.name}: the file itself weights its cases by 'a_rather_long_name', and the mapping "
        "names no weight; name it in the mapping's [design] to use it."
    )
    few = tk.read(path, columns=["sex"])
    assert list(few.frame) == ["sex", "a_rather_long_name"]
    assert few.weighting == "weighted by 'a_rather_long_name'"
    with_weight(path, 1)
    assert read_header(path).weight == "sex"


def test_the_weight_behind_long_texts(tmp_path: Path) -> None:
    """A text of more than 8 bytes takes several places in SPSS's count of variables."""
    frame = pd.DataFrame({"text": ["x" * 20], "other": [1.0], "weight": [2.0]})
    path = tmp_path / "answers.sav"
    pyreadstat.write_sav(
        frame, path, variable_value_labels={"other": {1: "A label of some length"}}
    )
    with_weight(path, 5)
    assert read_header(path).weight == "weight"
    with_weight(path, 400)
    assert read_header(path).weight is None


def test_sets_of_variables_that_count_a_value_become_one_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyreadstat reads such sets but writes none: they are put into what it read."""
    frame = pd.DataFrame({"a": [1.0, 0.0, 9.0], "b": [1.0, 1.0, np.nan], "c": [2.0, 1.0, 1.0]})
    path = tmp_path / "answers.sav"
    labels = {"a": "Phone", "b": "Tablet", "c": "Phone"}
    pyreadstat.write_sav(frame, path, column_labels=labels, missing_ranges={"a": [9]})
    read = pyreadstat.read_sav

    def with_sets(*args: Any, **options: Any) -> Any:
        rows, meta = read(*args, **options)
        count = {"type": "D", "is_dichotomy": True, "counted_value": 1.0}
        meta.mr_sets = {
            "owned": {**count, "label": "Owned", "variable_list": ["a", "b"]},
            "b": {**count, "label": "", "variable_list": ["a", "c"]},
            "lists": {"type": "C", "is_dichotomy": False, "variable_list": ["a", "b"]},
        }
        return rows, meta

    monkeypatch.setattr(pyreadstat, "read_sav", with_sets)
    raw = read_spss(path)
    owned = raw.codebook.questions["owned"]
    assert (owned.kind, owned.label, owned.chosen, owned.missing) == (
        "multiple",
        "Owned",
        (1,),
        (9,),
    )
    assert owned.parts == {"Phone": "a", "Tablet": "b"}
    assert raw.codebook.questions["$b"].parts == {"a": "a", "c": "c"}
    lists = raw.codebook.questions["lists"]
    assert lists.parts == {"0": "lists_0", "1": "lists_1"}
    assert raw.notes == (
        "Multiple-response sets of the file are questions with overlapping answers: "
        "'owned', '$b' and 'lists'.",
        "lists: 'a' and 'b' each hold the code of one answer; a column an answer was made of them.",
    )


@pytest.mark.parametrize("cut", [10, 150, 400, -8])
def test_a_damaged_file(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(FileError, match="the file is damaged"):
        tk.read(path)


def test_dates_stay_dates(tmp_path: Path) -> None:
    path = tmp_path / "answers.sav"
    frame = pd.DataFrame({"day": pd.to_datetime(["2026-02-01", None]), "w": [1.0, 2.0]})
    pyreadstat.write_sav(frame, path)
    raw = read_spss(path)
    assert raw.codebook.questions["day"].kind == "single"
    assert raw.frame["day"].isna().tolist() == [False, True]


def test_by_its_content(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "answers.csv"
    path.rename(other)
    assert tk.read(other).notes == ("answers.csv: read as an SPSS file by its content.",)
