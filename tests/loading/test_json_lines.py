"""JSON lines and lists of objects."""

from pathlib import Path

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
