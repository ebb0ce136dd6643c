"""Qualtrics' survey definitions that are damaged, of wrong types, or of hostile size."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.qualtrics_survey import read_survey
from tests.loading.qualtrics_files import choices, chosen, definition, export, question, written

WHOLE = json.dumps(definition())
REFUSED = {
    "cut short": (WHOLE[:400], "fruit.qsf: line 1, column 392: this is not valid JSON"),
    "deep": (
        "[" * 100_000,
        "fruit.qsf: line 1: lists or objects stand too deep inside each other",
    ),
    "no survey": (
        '{"a": 1}',
        "fruit.qsf: this JSON is no survey definition of Qualtrics: it holds no questions; export "
        "the survey itself as .qsf (Tools, Import/Export, Export survey)",
    ),
    "a list": (
        "[1, 2]",
        "fruit.qsf: this JSON is no survey definition of Qualtrics: it holds no questions; export "
        "the survey itself as .qsf (Tools, Import/Export, Export survey)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path: Path, case: str) -> None:
    content, message = REFUSED[case]
    with pytest.raises(ReadError) as caught:
        tk.read(written(tmp_path, survey=content))
    assert str(caught.value) == message


def test_what_is_not_utf_8(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.with_suffix(".qsf").write_bytes(b'{"SurveyEntry": "\xff"}')
    with pytest.raises(ReadError) as caught:
        tk.read(path)
    assert str(caught.value) == "fruit.qsf: JSON is UTF-8, and this is not; save it as UTF-8"


def test_a_definition_by_itself_holds_no_answers(tmp_path: Path) -> None:
    path = written(tmp_path, survey=definition()).with_suffix(".qsf")
    for format in (None, "qualtrics"):
        with pytest.raises(ReadError) as caught:
            tk.read(path, format=format)
        assert str(caught.value) == (
            "fruit.qsf: this says what was asked in a Qualtrics export, and holds no answers; read "
            "the file with the answers, with definition= naming this one"
        )


def test_languages_that_are_not_there(tmp_path: Path) -> None:
    path = written(tmp_path, survey=definition())
    with pytest.raises(ReadError) as caught:
        tk.read(path, language="fr")
    assert str(caught.value) == (
        "fruit.csv: nothing is worded in 'fr'; besides its own language it is worded in 'nl'"
    )
    path.with_suffix(".qsf").unlink()
    with pytest.raises(ReadError) as caught:
        tk.read(path, language="fr")
    assert str(caught.value) == (
        "fruit.csv: nothing is worded in 'fr'; it is worded in one language; leave language out"
    )


def test_lists_where_objects_belong(tmp_path: Path) -> None:
    """PHP writes lists for objects whose names are numbers in a row."""
    first = question("QID1", "sex", "You are …", "MC", "SAVR")
    first["Payload"] |= {"Choices": [{"Display": "A"}, {"Display": "B"}], "RecodeValues": [20, 99]}
    (part,) = read_survey(_saved(tmp_path, definition([first]))).parts
    assert [(each.id, each.code, each.within("")) for each in part.answers] == [
        *(("1", "20", "A"), ("2", "99", "B"))
    ]
    first["Payload"]["ChoiceOrder"] = ["1", "0"]
    (part,) = read_survey(_saved(tmp_path, definition([first]))).parts
    assert [(each.id, each.code) for each in part.answers] == [("1", "99"), ("0", "20")]


def test_recodes_that_are_missing_or_empty(tmp_path: Path) -> None:
    first = question("QID1", "sex", "You are …", "MC", "SAVR", Choices=choices("A", "B"))
    wrong: list[Any] = [[], None, {"1": None, "2": ""}, {"9": "5"}, "x"]
    for recodes in wrong:
        first["Payload"]["RecodeValues"] = recodes
        (part,) = read_survey(_saved(tmp_path, definition([first]))).parts
        assert [each.code for each in part.answers] == ["1", "2"]


def test_logic_of_many_conditions(tmp_path: Path) -> None:
    expression = {
        "LogicType": "EmbeddedField",
        "LeftOperand": "panel",
        "Operator": "EqualTo",
        "RightOperand": "a",
    }
    group = {str(n): {**expression, "Conjuction": "Or"} for n in range(40)}
    logic = {"0": {**group, "Type": "If"}, "1": {**chosen("QID2", 1)["0"], "Type": "OrIf"}}
    first = question("QID6", "why", "Why?", "TE", "SL", DisplayLogic=logic)
    fruit = question(
        "QID2", "fruit", "Which fruit?", "MC", "MAVR", Choices=choices("Pears", "Plums")
    )
    sample = tk.read(written(tmp_path, survey=definition([first, fruit])))
    routing = sample.question("why").routing
    assert routing.startswith("asked where (“panel” is a or “panel” is a or ")
    assert routing.endswith(" and 28 more) or 1 more") and routing.count("“panel” is a") == 12


def test_a_flow_that_stands_deep_within_itself(tmp_path: Path) -> None:
    survey = definition()
    flow: dict[str, Any] = {"Type": "Block", "ID": "BL_2"}
    for _ in range(200):
        flow = {"Type": "Group", "Flow": [flow]}
    survey["SurveyElements"][1]["Payload"] = flow
    assert read_survey(_saved(tmp_path, survey)).branches == {}


def test_thousands_of_columns(tmp_path: Path) -> None:
    many = question(
        *("QID1", "Q1", "Which?", "MC", "MAVR"),
        Choices=choices(*(f"Answer {n}" for n in range(3_000))),
    )
    head = [
        ",".join(f"Q1_{n}" for n in range(1, 3_001)),
        ",".join(f"Which? - Answer {n - 1}" for n in range(1, 3_001)),
        ",".join(f"{{'ImportId': 'QID1_{n}'}}" for n in range(1, 3_001)),
    ]
    rows = [",".join(["1", *[""] * 2_999]), ",".join(["1"] * 3_000)]
    path = written(tmp_path, content="\n".join([*head, *rows, ""]), survey=definition([many]))
    sample = tk.read(path)
    assert len(sample.question("Q1").parts) == 3_000


@pytest.mark.parametrize("defined", [False, True])
@pytest.mark.parametrize("rows", [2, 3])
def test_clicks_and_seconds_of_a_page_are_numbers(
    tmp_path: Path, rows: int, *, defined: bool
) -> None:
    """However few different ones there are."""
    held = ["First Click", "Last Click", "Page Submit", "Click Count"]
    ids = [f"QID1_{each.upper().replace(' ', '_')}" for each in held]
    table = [
        [
            "Status",
            "Finished",
            "Progress",
            *[f"t_{each}" for each in held],
            "t_OS",
            "My click count",
        ],
        [*("Response Type", "Finished", "Progress"), *[f"Timing - {each}" for each in held]],
        [f"{{'ImportId':'{each}'}}" for each in ["status", "finished", "progress", *ids]],
    ]
    table[1] += ["Timing - OS", "How many?"]
    table[2] += ["{'ImportId':'QID1_OS'}", "{'ImportId':'QID2'}"]
    table = [*table[:rows], *[["0", "1", "100", "0", "0", "3", each, "X", each] for each in "012"]]
    content = "".join(",".join(row) + "\n" for row in table)
    survey = definition([question("QID1", "t", "Timing", "Timing", "PageTimer")])
    sample = tk.read(written(tmp_path, content=content, survey=survey if defined else None))
    assert sample.n == 3
    assert {sample.question(f"t_{each}").kind for each in held} == {"number"}
    assert {sample.question(each).kind for each in ("t_OS", "My click count")} == {"single"}
    assert not [each for each in sample.notes if "t_OS" in each]


WRONG: list[Any] = [
    *(None, [], {}, "", 0, -1, float("inf"), True, "x", ["a"], {"1": "a"}, {"0": {}}),
    *("\ud800", "<b>", [[[]]], {"1": {"Display": None}}, 10**30, "${q://", "1" * 300, ["1", "2"]),
]


def test_wrong_types_anywhere_are_read_or_refused(tmp_path: Path) -> None:
    draw = random.Random(6)
    places = list(_places(definition()))
    for trial in range(60):
        survey = copy.deepcopy(definition())
        for place in draw.sample(places, draw.choice([1, 1, 3, 12])):
            _put(survey, place, draw.choice(WRONG))
        path = written(tmp_path, survey=survey, texts=bool(trial % 2), unsplit=trial % 3 == 0)
        try:
            sample = tk.read(path)
        except ReadError as error:
            assert str(error).startswith("fruit.qsf: ")
        else:
            assert sample.n == 3 and str(sample.codebook)


def test_exports_cut_anywhere_are_read_or_refused(tmp_path: Path) -> None:
    whole = export()
    for end in range(1, len(whole), 41):
        try:
            tk.read(written(tmp_path, content=whole[:end], survey=definition()))
        except ReadError as error:
            assert str(error).startswith("fruit.csv: ")


def _saved(folder: Path, survey: dict[str, Any]) -> Path:
    path = folder / "survey.qsf"
    path.write_text(json.dumps(survey), "utf-8")
    return path


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in members:
            yield from _places(each, (*above, key))


def _put(value: Any, place: tuple[Any, ...], new: Any) -> None:
    """Put a value in a place, unless something above was put away before."""
    for step in place[:-1]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict) or (isinstance(value, list) and place[-1] < len(value)):
        value[place[-1]] = new


def test_answers_that_the_survey_excludes_from_analysis_are_none(tmp_path: Path) -> None:
    """As Qualtrics writes it: ``"AnalyzeChoices": {"4": "No"}``, of a matrix by its columns."""
    sex = question("QID1", "sex", "You are …", "MC", "SAVR", Choices=choices("Female", "Male", "X"))
    sex["Payload"] |= {
        "RecodeValues": {"1": "20", "2": "10", "3": "99"},
        "AnalyzeChoices": {"3": "No", "1": "Yes"},
    }
    sample = tk.read(written(tmp_path, survey=definition([sex])))
    assert sample.question("sex").missing == (99,)
    assert sample.answers("sex").levels == ("Female", "Male")
    n = int((sample.frame["sex"] == 99).sum())
    assert n
    told = f"answer here: 'sex' ('X' ({n} {'time' if n == 1 else 'times'}))"
    assert [told in each for each in sample.notes].count(True) == 1
    for shape in ([], {"3": "Yes"}, None, "No"):
        sex["Payload"]["AnalyzeChoices"] = shape
        again = tk.read(written(tmp_path, survey=definition([sex])))
        assert again.question("sex").missing is None
