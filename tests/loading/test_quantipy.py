"""Quantipy: meta data in JSON, answers in a CSV; either may be named."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError


def words(english: str, dutch: str = "") -> dict[str, str]:
    """Return a text by language."""
    return {"en-GB": english} | ({"nl-NL": dutch} if dutch else {})


def meta() -> dict[str, Any]:
    """Return the meta data of a small survey."""
    shared = [
        {"value": 1, "text": words("Agree", "Eens")},
        {"value": 2, "text": words("Disagree", "Oneens")},
        {"value": 9, "text": words("Refused"), "missing": True},
    ]
    return {
        "type": "pandas.DataFrame",
        "lib": {"default text": "en-GB", "values": {"agree": shared}},
        "masks": {
            "agree": {
                "type": "array",
                "text": words("Do you agree?", "Eens?"),
                "values": "lib@values@agree",
                "items": [
                    {"source": "columns@agree_1", "text": words("Fast", "Snel")},
                    {"source": "columns@agree_2", "text": words("Cheap", "Goedkoop")},
                ],
            }
        },
        "sets": {"data file": {"items": ["columns@sex", "masks@agree"]}},
        "columns": {
            "sex": {
                "type": "single",
                "text": words("<b>Sex</b>", "Geslacht"),
                "values": [
                    {"value": 1, "text": words("Male", "Man")},
                    {"value": 2, "text": words("Female", "Vrouw")},
                    {"value": 98, "text": words("Not asked")},
                ],
                "missings": {"98": "exclude"},
            },
            "own": {
                "type": "delimited set",
                "text": {"en-GB": "Owned", "x edits": {"en-GB": "Own"}},
                "values": [
                    {"value": 1, "text": words("Phone", "Telefoon")},
                    {"value": 3, "text": words("Tablet")},
                    {"value": 99, "text": words("Refused"), "missing": True},
                ],
            },
            "agree_1": {"type": "single", "text": {}, "values": "lib@values@agree"},
            "agree_2": {"type": "single", "values": "lib@values@agree"},
            "age": {"type": "int", "text": words("Age"), "missings": {"exclude": [999]}},
            "why": {"type": "string", "text": words("Why?")},
            "day": {"type": "date", "text": words("Day")},
            "weight_a": {"type": "float", "text": words("Weight")},
            "absent": {"type": "int"},
        },
    }


CSV = """,sex,own,agree_1,agree_2,age,why,day,weight_a,extra
0,1.0,1;3;,1,2,34,=cmd(),2026-01-01 10:00:00.500,0.5,7
1,2.0,3;,2,9,999,,2026-01-02,1.5,8
2,98.0,99;,,1,51,NA,,1.0,9
3,,,1,1,28,,2026-01-04,1.0,9
"""


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """Write the survey, and return the path of its answers."""
    (tmp_path / "visits.json").write_text(json.dumps(meta()), "utf-8")
    (tmp_path / "visits.csv").write_text(CSV, "utf-8")
    return tmp_path / "visits.csv"


def test_either_file_may_be_named(visits: Path) -> None:
    one, other = tk.read(visits), tk.read(visits.with_suffix(".json"))
    assert one.frame.equals(other.frame)
    assert one.codebook == other.codebook
    assert str(one.source) == (
        "visits.csv: a data set of Quantipy, separator ',', encoding UTF-8, with visits.json"
    )
    assert str(other.source) == (
        "visits.json: a data set of Quantipy, separator ',', encoding UTF-8, with visits.csv"
    )


def test_every_type_is_read(visits: Path) -> None:
    sample = tk.read(visits)
    questions, frame = sample.codebook.questions, sample.frame
    assert questions["sex"].label == "Sex"
    assert questions["sex"].levels == ((1, "Male"), (2, "Female"), (98, "Not asked"))
    assert questions["sex"].missing == (98,)
    assert questions["agree_2"].label == "Do you agree? – Cheap"
    assert questions["agree_2"].missing == (9,)
    assert questions["age"].kind == "number"
    assert questions["age"].missing == (999,)
    assert str(frame["day"].dtype).startswith("datetime64")
    assert frame["why"].tolist()[2] == "NA"
    assert frame["why"].tolist()[0] == "=cmd()"
    shares = tk.profile(sample, "sex", suppress_below=1).table
    assert shares["share"].tolist() == [0.5, 0.5]


def test_several_codes_a_cell(visits: Path) -> None:
    sample = tk.read(visits)
    own = sample.codebook.questions["own"]
    assert own.parts == {"Phone": "own_1", "Tablet": "own_3"}
    # The third refused, and the fourth gave no answer.
    table = tk.profile(sample, "own", suppress_below=1).table
    assert table["share"].tolist() == [0.5, 1.0]
    assert table["n"].tolist() == [2, 2]
    assert list(sample.frame)[:3] == ["sex", "own_1", "own_3"]


def test_what_does_not_belong_together_is_told(visits: Path) -> None:
    content = CSV.replace("1;3;", "1;7;").replace("0,1.0", "0,5.0").replace("34,", "many,")
    visits.write_text(content, "utf-8")
    notes = tk.read(visits).notes
    told = "values that the meta data do not list are answers of their own:"
    for note in (
        "The first column numbered the rows; it was left out.",
        "The meta data say nothing of 'extra'; they are read as they stand.",
        "The meta data speak of columns that the file does not have: 'absent'.",
        "'age': the meta data call them numbers, but they hold texts; they are read as answers.",
        f"own: {told} '7' (1 time).",
        f"sex: {told} '5' (1 time).",
        "By their names these are weights, and none of them is used: 'weight_a'. To use one: "
        "sample.with_design(tk.Design(weight='weight_a')).",
    ):
        assert note in notes


def test_a_language_is_chosen(visits: Path) -> None:
    for language in ("nl-NL", "nl"):
        sample = tk.read(visits, language=language)
        assert sample.codebook.questions["sex"].label == "Geslacht"
        assert sample.codebook.questions["agree_1"].levels[0] == (1, "Eens")
        assert list(sample.codebook.questions["own"].parts) == ["Telefoon", "Tablet"]
    own = tk.read(visits).codebook
    assert own.translations["nl-NL"]["own"].levels == (("Phone", "Telefoon"), ("Tablet", "Tablet"))
    with pytest.raises(ReadError, match="nothing is worded in 'fr'"):
        tk.read(visits, language="fr")


def test_meta_data_of_other_answers_are_refused(visits: Path) -> None:
    content = meta()
    content["columns"] = {f"x{name}": each for name, each in content["columns"].items()}
    where = visits.with_suffix(".json")
    where.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(visits)
    assert str(caught.value) == (
        "visits.json does not belong to visits.csv: of 9 columns it knows 0; pass the file's own "
        "meta data by definition="
    )
    other = json.dumps(meta()).replace('"value": ', '"value": 7')
    where.write_text(other, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(visits)
    assert str(caught.value) == (
        "visits.json does not belong to visits.csv: in 3 of 3 columns most values are none of "
        "those that it lists; pass the file's own meta data by definition="
    )


def test_a_file_that_is_missing_is_named(visits: Path) -> None:
    visits.unlink()
    with pytest.raises(ReadError) as caught:
        tk.read(visits.with_suffix(".json"))
    assert str(caught.value) == (
        "visits.json: these are meta data of Quantipy, and the file with the answers, visits.csv, "
        "is not beside them; put it there, or read it with definition= naming this file"
    )
    visits.write_text(CSV, "utf-8")
    visits.with_suffix(".json").unlink()
    with pytest.raises(ReadError, match="are read with their meta data"):
        tk.read(visits, format="quantipy")
    assert tk.read(visits).source.format == "csv"


def test_other_json_beside_answers_is_left_alone(visits: Path) -> None:
    where = visits.with_suffix(".json")
    for content in ('{"columns": {"a": 1}}', '{"type": "x"}\n{"type": "y"}\n', "[1, 2]"):
        where.write_text(content, "utf-8")
        assert tk.read(visits).source.format == "csv"
    where.write_text('{"type": "x"}\n{"type": "y"}\n', "utf-8")
    assert tk.read(where).source.format == "json_lines"


@pytest.mark.parametrize(
    "content",
    [
        "",
        '{"columns": ',
        '{"columns": {}, "lib": {}}',
        '{"columns": [], "lib": {}}',
        '{"columns": {"a": 1}, "lib": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"columns": {"a": {"x": ' + "9" * 9_999 + '}}, "lib": {}}',
        "[]",
    ],
)
def test_damaged_meta_data_are_one_error(visits: Path, content: str) -> None:
    where = visits.with_name("other.json")
    where.write_text(content, "utf-8")
    with pytest.raises(ReadError, match=r"other\.json"):
        tk.read(visits, definition=where, format="quantipy")


SEEDS = 300
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    "",
    "x",
    [],
    {},
    [None, 3],
    {"a": [1]},
    "lib@values@",
)


def test_mutated_meta_data_are_read_or_refused(visits: Path) -> None:
    chance = random.Random(2)
    where = visits.with_suffix(".json")
    read = 0
    for _ in range(SEEDS):
        content = meta()
        for _ in range(chance.randint(1, 3)):
            _spoil(content, chance)
        where.write_text(json.dumps(content), "utf-8")
        try:
            assert tk.read(visits, definition=where, format="quantipy").n == 4
            read += 1
        except ReadError:
            pass
    assert read > SEEDS / 2


def _spoil(content: Any, chance: random.Random) -> None:
    """Put a value of another type somewhere."""
    while True:
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys:
            return
        key = chance.choice(keys)
        if not isinstance(content[key], dict | list) or chance.random() < 0.3:
            content[key] = chance.choice(VALUES)
            return
        content = content[key]


def test_rows_of_blanks_are_left_out_of_every_column(visits: Path) -> None:
    """Only a column that is read as numbers tells that a blank in it is no value."""
    visits.write_text(CSV + ", ,,,,,,,,\n", "utf-8")
    sample = tk.read(visits)
    assert sample.n == 4
    assert sample.frame["own_3"].tolist()[:2] == [1, 1]
