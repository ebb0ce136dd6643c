"""Genuine files of LimeSurvey, KoBo and Quantipy, against what their definitions say."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.limesurvey_structure import read_structure
from techno_kit.loading.xlsforms import read_form

ROOT = os.environ.get("TECHNO_KIT_REAL_FORMATS", "")
pytestmark = pytest.mark.skipif(
    not ROOT or not Path(ROOT).is_dir(), reason="set TECHNO_KIT_REAL_FORMATS to a folder of exports"
)
FORMATS = Path(ROOT or ".")
LIMESURVEY, KOBO = FORMATS / "limesurvey", FORMATS / "kobo"
QUANTIPY = FORMATS / "confirmit_quantipy"


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV by its header."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [row for row in csv.DictReader(handle) if any(row.values())]


def test_quantipy_counts_are_those_of_the_cells() -> None:
    sample = tk.read(QUANTIPY / "example_data_A.csv", keep_personal=True)
    content = json.loads((QUANTIPY / "example_data_A.json").read_text("utf-8"))
    rows = rows_of(QUANTIPY / "example_data_A.csv")
    assert sample.n == len(rows) == 8255
    compared = 0
    for name, column in content["columns"].items():
        if column["type"] not in ("single", "delimited set"):
            continue
        values = column["values"]
        if isinstance(values, str):
            values = content["lib"]["values"][values.removeprefix("lib@values@")]
        labels = {str(each["value"]): each["text"]["en-GB"] for each in values}
        counts = Counter(
            labels[code.removesuffix(".0")]
            for row in rows
            for code in row[name].rstrip(";").split(";")
            if code
        )
        n = sum(bool(row[name]) for row in rows)
        table = tk.profile(sample, name, suppress_below=1).table
        found = table["answer"]
        assert found.tolist() == [label for label in labels.values() if label in set(found)]
        assert set(found) >= set(counts)
        assert table["n"].tolist() == [n] * len(table)
        for label, share in zip(found, table["share"], strict=True):
            assert share == pytest.approx(counts[label] / n, abs=1e-12), (name, label)
            compared += 1
    assert compared > 300
    assert sample.codebook.questions["weight_a"].kind == "number"


def test_kobo_counts_are_those_of_the_cells() -> None:
    sample = tk.read(KOBO / "MainDataFrame.csv", definition=KOBO / "form.xls", keep_personal=True)
    rows, form = rows_of(KOBO / "MainDataFrame.csv"), read_form(KOBO / "form.xls")
    assert sample.n == len(rows) == 381
    fields = {".".join(each.path): each for each in form.fields if each.select and not each.repeat}
    compared = 0
    for name, field in fields.items():
        question = sample.codebook.questions[name]
        assert question.label == field.within("")
        names = {each.name: each.within("") for each in field.choices}
        pieces = [
            row[name].split() if field.select == "several" else [row[name]]
            for row in rows
            if row[name] and (row[name] != "NA" or "NA" in names)
        ]
        counts = Counter(code for those in pieces for code in those)
        if not pieces or set(counts) - set(names):
            continue
        table = tk.profile(sample, name, suppress_below=1).table
        assert set(table["n"]) == {len(pieces)}
        found = sorted(round(share * len(pieces)) for share in table["share"] if share)
        assert found == sorted(counts.values()), name
        compared += 1
    assert compared > 100
    sex = sample.codebook.questions["Profile.Interviewee.SexInterviewee"]
    assert sex.levels == (("male", "Male"), ("female", "Female"))
    assert sample.codebook.questions["CaseReachable.unreachable"].routing == (
        "asked where “Is the case reachable?” is “No”"
    )


def test_a_limesurvey_export_by_its_wording() -> None:
    sample = tk.read(LIMESURVEY / "survey_998192_R_data_file.csv", keep_personal=True)
    assert sample.n == 7
    assert sample.source.format == "limesurvey"
    stem = "Which educations have you ever done or seem kind of interesting maybe later"
    several = [each for each in sample.codebook.questions.values() if each.kind == "multiple"]
    assert [each.name[: len(stem)] for each in several] == [stem]
    assert list(several[0].parts) == [
        "Primary School",
        "Secondary School",
        "Tertairy School",
        "Quartiary School",
    ]
    table = tk.profile(sample, several[0].name, suppress_below=1).table
    assert table["share"].tolist() == [0.25, 0.5, 0.5, 0.0]
    assert table["n"].tolist() == [4] * 4
    assert any("5 interviews are not finished" in each for each in sample.notes)


def test_a_table_of_questions_is_no_survey() -> None:
    with pytest.raises(ReadError, match="holds no answers; read the file with the answers"):
        tk.read(LIMESURVEY / "minimal_survey_structure.tsv.txt")


def test_limesurvey_structures_say_what_they_hold() -> None:
    table = read_structure(LIMESURVEY / "minimal_survey_structure.tsv.txt")
    assert (table.number, table.language, table.languages) == ("165572", "en", ("en", "nl"))
    by_code = {each.code: each for each in table.questions}
    assert len(by_code) == 18
    assert [each.code for each in by_code["age"].answers] == [*"123456780"]
    assert by_code["work"].words["nl"].startswith("Werk jij op dit moment")
    assert by_code["siTrigger"].other
    # "Array" is what that version wrote for a text that is not translated.
    assert by_code["AttExExWeird"].answers[5].words == {"en": "Not applicable"}
    xml = read_structure(LIMESURVEY / "audit_demo.lss")
    assert [each.code for each in xml.questions] == [
        *("age", "satisf", "rating", "income", "comment", "blank_q", "arr")
    ]
    assert xml.doubled == ("age",)
    array = xml.questions[-1]
    assert [each.words["fr"] for each in array.rows] == ["Element un", "Element deux"]
    assert [each.words["en"] for each in array.of_scale(0)] == ["Agree", "Disagree"]
