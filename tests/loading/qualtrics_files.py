"""A Qualtrics survey of ours: its definition, and exports of codes and of texts."""

import csv
import io
import json
from pathlib import Path
from typing import Any

Row = dict[str, str]


def question(id: str, tag: str, text: str, kind: str, selector: str, **more: Any) -> dict[str, Any]:
    """Return a question as a definition holds it."""
    payload = {
        "QuestionID": id,
        "DataExportTag": tag,
        "QuestionText": text,
        "QuestionType": kind,
        "Selector": selector,
        "Language": [],
        **more,
    }
    return {"Element": "SQ", "PrimaryAttribute": id, "Payload": payload}


def choices(*labels: str, **more: Any) -> dict[str, Any]:
    """Return answers by their numbers; `more` adds to those of a number, as ``_2={...}``."""
    return {
        str(place): {"Display": label, **more.get(f"_{place}", {})}
        for place, label in enumerate(labels, 1)
    }


def chosen(id: str, choice: int, operator: str = "Selected") -> dict[str, Any]:
    """Return the logic by which a question is asked of those who chose an answer."""
    where = f"q://{id}/SelectableChoice/{choice}"
    expression = {"LogicType": "Question", "LeftOperand": where, "Operator": operator}
    return {"0": {"0": expression, "Type": "If"}, "Type": "BooleanExpression"}


DUTCH = {
    "NL": {
        "QuestionText": "Welk <b>fruit</b>?",
        "Choices": {"1": {"Display": "Peren"}, "2": {"Display": "Pruimen, gedroogd"}},
    }
}
RATES = choices("Bad", "Good")
QUESTIONS = [
    question(
        *("QID1", "sex", "You are&nbsp;<b>…</b>", "MC", "SAVR"),
        Choices=choices("Female", "Male", "Other", _3={"TextEntry": "true"}),
        ChoiceOrder=["2", "1", "3"],
        RecodeValues={"1": "20", "2": "10", "3": "99"},
        VariableNaming={"1": "F", "2": "M", "3": "X"},
    ),
    question(
        *("QID2", "fruit", "Which <i>fruit</i>?", "MC", "MAVR"),
        Choices=choices("Pears", "Plums, dried", "None", _3={"ExclusiveAnswer": True}),
        ChoiceOrder=[1, "2", "3"],
        Language=DUTCH,
    ),
    question(
        *("QID3", "often", "How often do you eat ${q://QID2/ChoiceGroup/SelectedChoices}?"),
        *("Matrix", "Likert"),
        SubSelector="SingleAnswer",
        Choices=choices("Fresh", "Tinned", _2={"DisplayLogic": chosen("QID2", 2)}),
        ChoiceOrder=["1", "2"],
        Answers=choices("Never", "Sometimes", "Often"),
        AnswerOrder=["3", "2", "1"],
        RecodeValues={"1": "1", "2": "2", "3": "3"},
        DisplayLogic=chosen("QID1", 1),
    ),
    question(
        *("QID4", "price", "Price", "Slider", "HSLIDER"),
        Choices=choices("Pears", "Plums"),
        ChoiceOrder=["1", "2"],
    ),
    question("QID5", "nps", "Recommend?", "MC", "NPS", Choices=choices("0", "1")),
    question("QID6", "why", "Why?", "TE", "SL"),
    question(
        "QID7", "taste", "Taste of ${lm://Field/1}?", "MC", "SAVR", Choices=choices("Bad", "Good")
    ),
    question("QID8", "old", "Removed", "TE", "SL"),
]
BLOCKS = [
    {"Type": "Trash", "ID": "BL_0", "BlockElements": [{"Type": "Question", "QuestionID": "QID8"}]},
    {
        "Type": "Default",
        "ID": "BL_1",
        "BlockElements": [
            {"Type": "Question", "QuestionID": each} for each in ("QID1", "QID2", "QID3", "QID4")
        ],
    },
    {
        "Type": "Standard",
        "ID": "BL_2",
        "BlockElements": [{"Type": "Question", "QuestionID": each} for each in ("QID5", "QID6")],
    },
    {
        "Type": "Standard",
        "ID": "BL_3",
        "BlockElements": [{"Type": "Question", "QuestionID": "QID7"}],
        "Options": {
            "Looping": "Static",
            "LoopingOptions": {"Static": {"1": {"1": "pears"}, "2": {"1": "plums"}}},
        },
    },
]
FLOW = {
    "Type": "Root",
    "Flow": [
        {"Type": "Block", "ID": "BL_1"},
        {
            "Type": "Branch",
            "BranchLogic": chosen("QID2", 3, "NotSelected"),
            "Flow": [{"Type": "Standard", "ID": "BL_2"}],
        },
        {"Type": "Block", "ID": "BL_3"},
    ],
}


def definition(questions: list[dict[str, Any]] = QUESTIONS) -> dict[str, Any]:
    """Return a survey definition."""
    return {
        "SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "Fruit", "SurveyLanguage": "EN"},
        "SurveyElements": [
            {"Element": "BL", "Payload": BLOCKS},
            {"Element": "FL", "Payload": FLOW},
            *questions,
        ],
    }


#: Name, wording, id, codes and texts of three respondents.
COLUMNS: list[tuple[str, str, str, tuple[str, str, str], tuple[str, str, str]]] = [
    ("StartDate", "Start Date", "startDate", ("2026-01-01 10:00:00",) * 3, ("2026-01-01",) * 3),
    (
        "Status",
        "Response Type",
        "status",
        ("0", "1", "0"),
        ("IP Address", "Survey Preview", "IP Address"),
    ),
    ("Progress", "Progress", "progress", ("100", "100", "40"), ("100", "100", "40")),
    (
        *("Duration (in seconds)", "Duration (in seconds)", "duration"),
        ("60", "7", "1200"),
        ("60", "7", "1200"),
    ),
    ("Finished", "Finished", "finished", ("1", "1", "0"), ("True", "True", "False")),
    ("ResponseId", "Response ID", "_recordId", ("R_1", "R_2", "R_3"), ("R_1", "R_2", "R_3")),
    ("sex", "You are … - Selected Choice", "QID1", ("20", "99", "10"), ("F", "X", "M")),
    ("sex_3_TEXT", "You are … - Other - Text", "QID1_3_TEXT", ("", "both", ""), ("", "both", "")),
    (
        *("fruit_1", "Which fruit? - Selected Choice - Pears", "QID2_1"),
        ("1", "", ""),
        ("Pears", "", ""),
    ),
    (
        *("fruit_2", "Which fruit? - Selected Choice - Plums, dried", "QID2_2"),
        ("1", "", ""),
        ("Plums, dried", "", ""),
    ),
    (
        *("fruit_3", "Which fruit? - Selected Choice - None", "QID2_3"),
        ("", "1", ""),
        ("", "None", ""),
    ),
    (
        *("often_1", "How often do you eat [QID2-ChoiceGroup-SelectedChoices]? - Fresh", "QID3_1"),
        ("3", "-99", ""),
        ("Often", "-99", ""),
    ),
    (
        *("often_2", "How often do you eat [QID2-ChoiceGroup-SelectedChoices]? - Tinned", "QID3_2"),
        ("1", "2", ""),
        ("Never", "Sometimes", ""),
    ),
    ("price_1", "Price - Pears", "QID4_1", ("10", "20", ""), ("10", "20", "")),
    ("price_2", "Price - Plums", "QID4_2", ("5", "2.5", ""), ("5", "2.5", "")),
    ("nps", "Recommend?", "QID5", ("9", "3", ""), ("9", "3", "")),
    (
        *("nps_NPS_GROUP", "Recommend? - Group", "QID5_NPS_GROUP"),
        ("3", "1", ""),
        ("Promoter", "Detractor", ""),
    ),
    ("why", "Why?", "QID6_TEXT", ("-99", "=cmd()", ""), ("-99", "=cmd()", "")),
    ("1_taste", "Taste of [Field-1]?", "1_QID7", ("1", "2", ""), ("Bad", "Good", "")),
    ("2_taste", "Taste of [Field-1]?", "2_QID7", ("2", "2", ""), ("Good", "Good", "")),
    ("panel", "panel", "panel", ("a", "b", "b"), ("a", "b", "b")),
]


def export(
    *,
    texts: bool = False,
    quote: str = '"',
    separator: str = ",",
    rows: int = 3,
    unsplit: bool = False,
) -> str:
    """Return an export."""
    columns = [(name, words, id, answers[texts]) for name, words, id, *answers in COLUMNS]
    if unsplit:
        place = [name for name, *_ in columns].index("fruit_1")
        cells = ("Pears,Plums, dried", "None", "") if texts else ("1,2", "3", "")
        whole = ("fruit", "Which fruit? - Selected Choice", "QID2", cells)
        columns[place : place + 3] = [whole]
    ids = [json.dumps({"ImportId": id}).replace('"', quote) for _, _, id, _ in columns]
    head = [[name for name, *_ in columns], [words for _, words, *_ in columns], ids]
    body = [[cells[n] for *_, cells in columns] for n in range(3)]
    handle = io.StringIO()
    csv.writer(handle, delimiter=separator).writerows([*head[:rows], *body])
    return handle.getvalue()


def written(folder: Path, content: str | None = None, survey: Any = None, **options: Any) -> Path:
    """Write an export, with its definition beside it."""
    path = folder / "fruit.csv"
    path.write_text(export(**options) if content is None else content, "utf-8")
    if survey is not None:
        text = survey if isinstance(survey, str) else json.dumps(survey)
        (folder / "fruit.qsf").write_text(text, "utf-8")
    return path
