"""Genuine Qualtrics exports say what their survey definitions say."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from techno_kit.loading.asked import Asked
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.qualtrics_text import worded
from techno_kit.loading.rawfiles import RawFile

ROOT = os.environ.get("TECHNO_KIT_REAL_FORMATS", "")
pytestmark = pytest.mark.skipif(
    not (Path(ROOT) / "qualtrics_csv").is_dir() or not ROOT,
    reason="set TECHNO_KIT_REAL_FORMATS to a folder with qualtrics_csv and qualtrics_qsf (sample "
    "surveys of github.com/emma-morgan/QualtricsTools)",
)
FILES = {
    "many_types_insights": ("many_types", (5, 190), 3),
    "many_types_legacy": ("many_types", (5, 189), 2),
    "multi_matrix_legacy": ("multi_matrix", (5, 74), 2),
}


def raw(name: str, definition: str | None) -> RawFile:
    found = None if definition is None else Path(ROOT) / "qualtrics_qsf" / f"{definition}.qsf"
    return read_file(Path(ROOT) / "qualtrics_csv" / f"{name}.csv", Asked(definition=found))


def payloads(name: str) -> dict[str, dict[str, Any]]:
    """Return the questions of a definition that are not in its bin, by tag."""
    path = Path(ROOT) / "qualtrics_qsf" / f"{name}.qsf"
    elements = json.loads(path.read_text("utf-8"))["SurveyElements"]
    blocks = next(each["Payload"] for each in elements if each["Element"] == "BL")
    asked = {
        each["QuestionID"]
        for block in blocks
        if block["Type"] != "Trash"
        for each in block["BlockElements"]
    }
    found = [each["Payload"] for each in elements if each["Element"] == "SQ"]
    return {each["DataExportTag"]: each for each in found if each["QuestionID"] in asked}


@pytest.mark.parametrize("name", FILES)
def test_rows_columns_and_header(name: str) -> None:
    definition, shape, rows = FILES[name]
    for each in (definition, None):
        read = raw(name, each)
        assert read.frame.shape == shape and read.format == "qualtrics"
        assert f"{rows} header rows" in read.details
    columns = {
        column for each in read.codebook.questions.values() for column in each.parts.values()
    }
    assert columns <= set(read.frame)


@pytest.mark.parametrize("name", ["many_types_insights", "many_types_legacy"])
def test_every_question_of_the_definition(name: str) -> None:
    questions, survey = raw(name, "many_types").codebook.questions, payloads("many_types")
    assert len(survey) == 32
    kinds = [each.kind for each in questions.values()]
    assert [kinds.count(each) for each in ("multiple", "number", "scale")] == [28, 12, 24]
    for tag, payload in survey.items():
        if payload["QuestionType"] != "MC":
            continue
        labels = [worded(payload["Choices"][each]["Display"]) for each in payload["ChoiceOrder"]]
        asked = questions[tag]
        assert asked.label == worded(payload["QuestionText"])
        if payload["Selector"] == "MAVR":
            assert list(asked.parts.items()) == [
                (label, f"{tag}_{id}")
                for label, id in zip(labels, payload["ChoiceOrder"], strict=True)
            ]
        else:
            recodes = payload.get("RecodeValues") or {}
            codes = [int(recodes.get(each, each)) for each in payload["ChoiceOrder"]]
            assert asked.levels == tuple(zip(codes, labels, strict=True))


def test_recodes_of_parts_side_by_side() -> None:
    questions = raw("many_types_legacy", "many_types").codebook.questions
    asked = questions["tiny: 143"]
    assert asked.levels == (
        *((64, "Whole"), (231, "Sliced and diced"), (464, "Washed and dried")),
        (475, "With sugar on top"),
    )
    assert asked.label.endswith("How would you like to consume this fruit? – Blueberries")
    assert questions["orange_ish"].levels[0] == (12, "Like")
    assert list(questions["bites: 1231"].parts.values()) == [
        f"bites: 1231_{n}" for n in range(1, 5)
    ]
    assert questions["Q36"].routing.startswith("asked where “Oranges” was chosen in “This is a ")


def test_both_exports_of_a_survey_say_the_same() -> None:
    new, old = raw("many_types_insights", "many_types"), raw("many_types_legacy", "many_types")
    asked = [
        [
            (
                each.kind,
                each.label,
                each.levels,
                each.routing,
                [*each.parts] * (len(each.parts) > 1),
            )
            for each in read.codebook.questions.values()
            if each.label not in ("Status", "Finished", "ResponseID", *read.frame.columns)
            and each.kind in ("multiple", "scale", "number")
        ]
        for read in (new, old)
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("definition", ["multi_matrix", None])
def test_names_that_three_matrices_share(definition: str | None) -> None:
    read = raw("multi_matrix_legacy", definition)
    blocks = [each for each in read.codebook.questions.values() if each.kind == "multiple"]
    assert len(blocks) == 15 and all(len(each.parts) == 4 for each in blocks)
    assert [each.name for each in blocks[6:12:3]] == ["question_one", "question_one (2)"]
    assert list(blocks[-1].parts.values()) == [f"question_three_{n} (3)" for n in range(1, 5)]
    assert [*blocks[0].parts] == [f"Click to write Scale point {n}" for n in range(1, 5)]


@pytest.mark.parametrize("name", ["many_types_insights", "many_types_legacy"])
def test_select_all_blocks_without_the_definition_are_those_of_it(name: str) -> None:
    with_it, alone = (
        {
            tuple(each.parts.items())
            for each in raw(name, definition).codebook.questions.values()
            if each.kind == "multiple"
        }
        for definition in ("many_types", None)
    )
    assert alone == with_it


@pytest.mark.parametrize("name", FILES)
def test_the_other_survey_s_definition_is_not_used(name: str) -> None:
    other = {"many_types": "multi_matrix", "multi_matrix": "many_types"}[FILES[name][0]]
    read = raw(name, other)
    assert any(each.startswith(f"{other}.qsf is not used: ") for each in read.notes)
    assert read.codebook.questions == raw(name, None).codebook.questions
