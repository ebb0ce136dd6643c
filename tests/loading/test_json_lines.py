"""JSON lines and lists of objects."""

import json
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError

LINES, LIST = "a line a respondent", "one list"


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        (
            "a.jsonl",
            '{"sex": "v", "class": 1}\n\n{"sex": "m", "more": "01"}\n',
            "a line a respondent",
        ),
        ("a.json", '[{"sex": "v", "class": 1}, {"sex": "m", "more": "01"}]', LIST),
        ("a.ndjson", '\ufeff[\n{"sex": "v", "class": 1},\n{"sex": "m", "more": "01"}]', LIST),
    ],
)
def test_objects_are_respondents(tmp_path: Path, name: str, content: str, detail: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    sample = tk.read(tmp_path / name)
    assert list(sample.frame) == ["sex", "class", "more"]
    assert sample.frame["sex"].tolist() == ["v", "m"]
    assert sample.frame["class"].fillna(-1).tolist() == [1, -1]
    assert sample.frame["more"].fillna("").tolist() == ["", "01"]
    assert str(sample.source) == f"{name}: JSON, {detail}"


def test_lists_within_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": [1, "é"], "b": {"c": null}}\n{"a": "x", "b": null}\n', "utf-8")
    sample = tk.read(path)
    assert sample.frame["a"].tolist() == ['[1, "é"]', "x"]
    assert sample.frame["b"].fillna("").tolist() == ['{"c": null}', ""]
    assert "Columns of lists or records are text: 'a' and 'b'." in sample.notes


def test_blocks_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("techno_kit.loading.json_lines.BLOCK", 2)
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"a": 2}\n{"a": 3, "b": true}\n', "utf-8")
    assert tk.read(path).frame["a"].tolist() == [1, 2, 3]


MIXED = [
    {"n": 1, "t": "x", "o": True, "late": 1, "f": 1},
    {"n": None, "t": None, "o": None, "late": 2},
    {"t": "y", "o": "z", "late": 3, "f": 2.5},
    {"n": 4, "t": "x", "o": 1, "late": {"a": 1}, "f": 3},
]


@pytest.mark.parametrize("as_list", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 20_000])
def test_blocks_of_any_size_give_the_same_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, as_list: bool
) -> None:
    monkeypatch.setattr("techno_kit.loading.json_lines.BLOCK", size)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(MIXED) if as_list else "\n".join(map(json.dumps, MIXED)), "utf-8")
    frame = tk.read(path).frame
    assert frame["n"].fillna(-1).tolist() == [1, -1, -1, 4]
    assert frame["t"].fillna("").tolist() == ["x", "", "y", "x"]
    assert [None if pd.isna(each) else str(each) for each in frame["o"]] == ["True", None, "z", "1"]
    assert frame["late"].tolist() == ["1", "2", "3", '{"a": 1}']
    assert frame["f"].fillna(-1).tolist() == [1, -1, 2.5, 3]


@pytest.mark.parametrize("part", [1, 2, 7, 30, 1 << 19])
def test_a_list_is_read_in_parts_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr("techno_kit.loading.json_lines.PART", part)
    path = tmp_path / "a.json"
    path.write_text('\n[ {"a": "]},{"} ,\n{"a": "\\ud83d", "b": [{}]}\n,{"b": null}] \n', "utf-8")
    frame = tk.read(path).frame
    assert frame["a"].fillna("").tolist() == ["]},{", "\ufffd", ""]
    assert frame["b"].fillna("").tolist() == ["", "[{}]", ""]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"a": 1} {"a": 2}]', "line 1, column 11"),
        ('[{"a": 1}]\n]', "line 2, column 1"),
        ('[{"a": 1}, {"a": 2}', "line 1, column 20"),
        ('[{"a": 1},\n{"a": }]', "line 2, column 7"),
        ("[,]", "line 1, column 2"),
    ],
)
@pytest.mark.parametrize("part", [1, 1 << 19])
def test_a_damaged_list_is_told_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str, part: int
) -> None:
    monkeypatch.setattr("techno_kit.loading.json_lines.PART", part)
    (tmp_path / "a.json").write_text(text, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(tmp_path / "a.json")
    assert str(caught.value) == f"a.json: {told}: this is not valid JSON"


def test_names_that_differ_only_by_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": {"b": 1}, " a": 2}\n', "utf-8")
    with pytest.raises(ReadError, match=r"^a\.jsonl: two columns or more are called 'a'"):
        tk.read(tmp_path / "a.jsonl")


def test_more_names_than_a_survey_has(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({f"q{n}": n for n in range(40_000)}), "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(tmp_path / "a.jsonl")
    assert str(caught.value) == (
        "a.jsonl: there are 40,000 names or more, and 32,768 columns are the most that are read; a "
        "respondent's answers belong under the same names in every object"
    )


REFUSED = {
    "damaged": ('{"a": 1}\n{"a": }\n', "a.jsonl: line 2, column 7: this is not valid JSON"),
    "deep": (
        '{"a": ' + "[" * 200_000 + "]" * 200_000 + "}",
        "a.jsonl: line 1: lists or objects stand too deep inside each other",
    ),
    "twice": (
        '{"a": 1, "a": 2}',
        "a.jsonl: line 1: the name 'a' stands twice in an object; give each its own name",
    ),
    "no object": (
        '{"a": 1}\n3\n',
        'a.jsonl: line 2 holds no object; a respondent is an object, such as {"Q1": 2}',
    ),
    "no entry": (
        '[{"a": 1}, 3]',
        'a.jsonl: entry 2 of the list is no object; a respondent is an object, such as {"Q1": 2}',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path: Path, case: str) -> None:
    content, message = REFUSED[case]
    (tmp_path / "a.jsonl").write_text(content, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(tmp_path / "a.jsonl")
    assert str(caught.value) == message


def test_only_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"a": "é"}'.encode("cp1252"))
    with pytest.raises(ReadError) as caught:
        tk.read(tmp_path / "a.jsonl")
    assert str(caught.value) == "a.jsonl: JSON is UTF-8, and this is not; save it as UTF-8"
