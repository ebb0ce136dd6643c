"""What is saved comes back: rows, types, codebook, design, notes, in every format."""

import json
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import techno_kit as tk
from techno_kit.errors import FileError, ReadError
from techno_kit.loading.formats import FORMATS
from techno_kit.survey.codebook import Codebook, Item, Option, Question, Scale
from techno_kit.survey.stored.workbook_writing import SHEET
from techno_kit.survey.translations import Translation

FRAME = pd.DataFrame(
    {
        "id": np.array([1, 2, 3, 4], np.int32),
        "sex": ["Female", "Male", None, "=cmd()"],
        "age": pd.array([18, None, 2**60 + 1, 44], dtype="Int64"),
        "height": [1.7, np.nan, 0.1 + 0.2, -0.0],
        "code": ["01", "1", "1.0", "NA"],
        "string": pd.array(["x", None, "'t Gooi", "@y"], dtype="string"),
        "mixed": ["a", 1, None, Decimal("1.20")],
        "texts": pd.Series(["a", None, "b", "-1"], dtype=object),
        "gaps": pd.Series(["a", np.nan, "b", "+"], dtype=object),
        "dates": [date(2026, 1, 2), None, date(2026, 1, 3), date(1999, 1, 1)],
        "true": [True, False, True, False],
        "maybe": pd.array([True, None, False, True], dtype="boolean"),
        "band": pd.Categorical(["b", None, "a", "a"], categories=["z", "b", "a"], ordered=True),
        "rating": pd.Categorical([3, None, 1, 3], categories=[3, 2, 1]),
        "cut": pd.cut([1, 5, 9, 2], [0, 4, 10]),
        "none": pd.Categorical([None] * 4, categories=["a"]),
        "when": pd.to_datetime(
            ["2026-01-02 03:04:05.678901", None, "2025-01-01", "1999-01-01"], format="ISO8601"
        ),
        "zone": pd.to_datetime(["2026-07-02", None, "2025-01-01", "2025-01-01"]).tz_localize(
            "Europe/Amsterdam"
        ),
        "month": pd.period_range("2026-01", periods=4, freq="M"),
        "took": pd.to_timedelta([60, None, 150, 180], unit="m"),
        "arrow": pd.array([1, None, 3, 4], dtype="int64[pyarrow]"),
        "text": ["a\r\nb", 'q"q,', " padded ", "a\nb;c"],
        "weight": [1.0, 2.0, 0.5, 0.123456789012345678],
        "stratum": ["a", "a", "b", "b"],
    }
)
BOOK = Codebook(
    questions={
        "rating": Question(
            "rating",
            "scale",
            label='How <b>good</b>?\n"really"',
            levels=[(3, "Good"), (2, "So-so"), (1, "Bad = it"), (99, "Don't know")],
            missing=[99, (90.0, float("inf"))],
            routing="those who came",
            caption="asked twice",
        ),
        "age_group": Question("age_group", "number", "age", cut=[0, 18, 35], label="Age"),
        "both": Question(
            "both", "multiple", {"true 値": "true", "maybe": "maybe"}, none="maybe", missing=[]
        ),
        "rungs": Question(
            "rungs",
            "multiple",
            options=[Option("top", "Top", ("blog",), "weekly"), Option("rest", "Rest", none=True)],
            dont_know="missing",
        ),
    },
    items={
        "blog": Item(
            "blog",
            "code",
            Scale("use", (("01", "daily"), ("1", "no"), ("1.0", "no"), ("NA", "no")), "a year"),
        ),
        "read": Item(
            "read",
            "code",
            Scale("use", (("01", "weekly"), ("1", "never"), ("1.0", "no"), ("NA", "no"))),
            asked_if=(("sex", ("Female", "Male")),),
            otherwise="missing",
        ),
    },
    population='Adults, "all"',
    probability_sample=False,
    missing=(-1, (97.0, 98.0)),
    mode="online panel",
    cautions=("Asked in summer.",),
    translations={"nl": {"rating": Translation("Hoe goed?", ((3, "Goed"), (2, "Zo zo")))}},
)
LOSSLESS = [".parquet", ".csv", ".xlsx"]


def sample_of(frame: pd.DataFrame = FRAME, **options: Any) -> tk.Sample:
    book = options.pop("labels", BOOK)
    design = options.pop("design", tk.Design(weight="weight", strata="stratum"))
    return tk.Sample.from_frame(
        frame, labels=book, design=design, source="wave.sav", notes=["Read so."], **options
    )


def skip_without(ending: str) -> None:
    if ending == ".xlsx":
        pytest.importorskip("xlsxwriter")
        pytest.importorskip("python_calamine")
        if "excel" not in FORMATS:
            pytest.skip("workbooks are not read yet")


def read_back(sample: tk.Sample, tmp_path: Path, ending: str, **options: Any) -> tk.Sample:
    skip_without(ending)
    return tk.read(sample.save(tmp_path / f"saved{ending}"), keep_personal=True, **options)


@pytest.mark.parametrize("ending", LOSSLESS)
def test_everything_comes_back(ending: str, tmp_path: Path) -> None:
    sample = sample_of()
    back = read_back(sample, tmp_path, ending)
    exact = {"rtol": 1e-15, "atol": 0.0} if ending == ".xlsx" else {"check_exact": True}
    assert_frame_equal(back.frame, sample.frame, check_freq=False, **exact)  # type: ignore[arg-type]
    assert back.codebook == sample.codebook
    assert list(back.codebook.questions) == list(sample.codebook.questions)
    assert back.design == sample.design
    assert back.notes == sample.notes
    assert "first read from wave.sav" in str(back.source)


@pytest.mark.parametrize("ending", LOSSLESS)
def test_signs_of_zero_and_digits_come_back(ending: str, tmp_path: Path) -> None:
    back = read_back(sample_of(), tmp_path, ending).frame
    assert np.signbit(back["height"].iloc[3])
    assert back["height"].iloc[2] == (0.1 + 0.2 if ending != ".xlsx" else 0.3)
    assert back["age"].iloc[2] == 2**60 + 1


@pytest.mark.parametrize("ending", LOSSLESS)
def test_an_index_comes_back(ending: str, tmp_path: Path) -> None:
    indexes = [
        pd.Index(["x", "y", "z", "ä"], name="who"),
        pd.Index([5, 3, 1, 0]),
        pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["w", None]),
    ]
    for place, index in enumerate(indexes):
        folder = tmp_path / str(place)
        folder.mkdir()
        sample = sample_of(FRAME.set_axis(index))
        assert_frame_equal(read_back(sample, folder, ending).frame, sample.frame, check_freq=False)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.text(st.characters(blacklist_categories=("Cs",))),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(CELLS, st.text("=+-@'\t ab\n\r,\";", max_size=6)), min_size=1, max_size=6)
)
def test_any_cells_come_back(tmp_path: Path, cells: list[tuple[Any, str]]) -> None:
    frame = pd.DataFrame(
        {
            "mixed": pd.Series([each for each, _ in cells], dtype=object),
            "text": pd.Series([text or "x" for _, text in cells], dtype="str"),
        }
    )
    sample = tk.Sample.from_frame(frame)
    for ending in (".parquet", ".csv"):
        saved = sample.save(tmp_path / f"cells{ending}", overwrite=True)
        back = tk.read(saved, keep_personal=True).frame
        assert_frame_equal(back, sample.frame, check_exact=True)


def test_digits_that_a_workbook_loses_are_told(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    notes = sample_of().save(tmp_path / "a.xlsx").notes
    assert notes == (
        "A workbook keeps 16 digits of a number; of 'height' and 'weight' some are lost.",
    )


def test_blank_texts_are_blanks_in_text_files_and_told(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"a": ["x", ""], "b": [1, 2]}))
    saved = sample.save(tmp_path / "a.csv")
    assert saved.notes == (
        "Empty texts in 'a' are blank cells in the file, and are read as blanks.",
    )
    assert tk.read(saved).frame["a"].isna().tolist() == [False, True]
    assert tk.read(sample.save(tmp_path / "b.parquet")).frame["a"].tolist() == ["x", ""]


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "'=x", "x", "ok=1", "＝x"]
    frame = pd.DataFrame({"=head": texts, "n": range(-5, 5)})
    sample = tk.Sample.from_frame(frame)
    saved = sample.save(tmp_path / "a.csv")
    raw = pd.read_csv(saved, dtype=str, keep_default_na=False)
    assert list(raw) == ["'=head", "n"]
    assert not any(each.startswith(("=", "+", "-", "@", "\t", "\r")) for each in raw["'=head"])
    assert raw["n"].tolist() == [str(each) for each in range(-5, 5)]
    assert "An apostrophe stands before 8 cells of '=head'" in saved.notes[0]
    assert_frame_equal(tk.read(saved).frame, sample.frame)
    (tmp_path / "a.schema.json").unlink()
    assert list(tk.read(saved).frame)[0] == "'=head"


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    skip_without(".xlsx")
    import zipfile

    frame = pd.DataFrame({"a": ["=1+1", "http://x.example", "@x", "12"]})
    saved = tk.Sample.from_frame(frame).save(tmp_path / "a.xlsx")
    sheet = zipfile.ZipFile(saved).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet


# -- weights ----------------------------------------------------------------------------------


def test_weights_of_the_kit_are_a_column_with_a_note(tmp_path: Path) -> None:
    frame = pd.DataFrame({"sex": ["Female", "Male"] * 20 + ["Male"] * 10, "y": range(50)})
    plain = tk.Sample.from_frame(frame)
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    sample = plain.with_weights(tk.rake(plain, targets))
    saved = sample.save(tmp_path / "a.parquet")
    back = tk.read(saved)
    assert back.design == tk.Design(weight="weight", raked_on=["sex"])
    np.testing.assert_array_equal(back.weight, sample.weight)
    assert back.notes[-1] == "The column 'weight' holds weights made by techno_kit: raked to sex."
    assert any("as far as final weights allow" in each for each in saved.notes)
    one, two = (tk.profile(each, "sex").table for each in (sample, back))
    assert_frame_equal(one[["answer", "n", "share"]], two[["answer", "n", "share"]])


def test_a_column_called_weight_stays(tmp_path: Path) -> None:
    frame = pd.DataFrame({"sex": ["Female", "Male", "Male"], "weight": [1.0, 1.0, 1.0]})
    plain = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    back = tk.read(plain.with_weights(tk.rake(plain, targets)).save(tmp_path / "a.parquet"))
    assert back.design.weight == "weight_2"
    assert back.frame["weight"].tolist() == [1.0, 1.0, 1.0]


def test_who_was_left_out_comes_back(tmp_path: Path) -> None:
    sample = sample_of().without([True, False, False, False], why="a test")
    back = read_back(sample, tmp_path, ".parquet")
    assert back.left_out == sample.left_out


# -- files ------------------------------------------------------------------------------------


def test_files_that_are_there_stay(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"a": [1]}))
    sample.save(tmp_path / "a.csv")
    other = tk.Sample.from_frame(pd.DataFrame({"a": [2]}))
    with pytest.raises(FileError, match="there is such a file already"):
        other.save(tmp_path / "a.csv")
    assert tk.read(tmp_path / "a.csv").frame["a"].tolist() == [1]
    other.save(tmp_path / "a.csv", overwrite=True)
    assert tk.read(tmp_path / "a.csv").frame["a"].tolist() == [2]


def test_two_files_may_share_one_codebook(tmp_path: Path) -> None:
    skip_without(".xlsx")
    sample = sample_of()
    sample.save(tmp_path / "a.parquet")
    assert sample.save(tmp_path / "a.xlsx").files[1].name == "a.codebook.toml"


def test_without_the_reader_of_workbooks_the_message_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without(".xlsx")
    path = sample_of().save(tmp_path / "a.xlsx")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(FileError, match="a.xlsx: reading this format needs python-calamine"):
        tk.read(path)


def test_a_sheet_of_another_name_is_read_by_what_it_holds(tmp_path: Path) -> None:
    skip_without(".xlsx")
    path = sample_of().save(tmp_path / "a.xlsx").path
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(f'"{SHEET}"'.encode(), b'"Sheet1"'))
    sample = tk.read(path)
    assert sample.n == len(FRAME)
    assert "sheet 'Sheet1'" in str(sample.source)


def test_nothing_is_written_where_a_part_cannot_be(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"a": [1], "b": [object()]}))
    with pytest.raises(FileError, match="'b' holds things of the kind object"):
        sample.save(tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_same_sample_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for ending in (".parquet", ".csv"):
            sample_of().save(tmp_path / folder / f"a{ending}")
    for name in ("a.codebook.toml", "a.csv", "a.schema.json", "a.parquet"):
        one, two = ((tmp_path / each / name).read_bytes() for each in ("one", "two"))
        assert one == two


# -- what others do with the files --------------------------------------------------------------


def test_a_csv_that_was_edited_keeps_its_codebook(tmp_path: Path) -> None:
    sample = sample_of(
        FRAME[["id", "rating", "sex"]],
        labels=Codebook(questions={"rating": BOOK.questions["rating"]}),
        design=tk.Design(),
    )
    saved = sample.save(tmp_path / "a.csv")
    Path(saved).write_text("rating;extra\n3;x\n1;y\n", "utf-8")
    back = tk.read(saved)
    assert back.answers("rating").levels[:3] == ("Good", "So-so", "Bad = it")
    assert any("is no longer as it was saved" in each for each in back.notes)


def test_a_codebook_can_be_named(tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.parquet")
    moved = saved.files[1].rename(tmp_path / "elsewhere.codebook.toml")
    assert tk.read(saved, keep_personal=True).codebook.population == ""
    named = tk.read(saved, definition=moved, keep_personal=True)
    assert named.codebook == sample_of().codebook


def test_some_columns_of_what_was_saved(tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.parquet")
    back = tk.read(saved, columns=["rating"])
    assert list(back.frame) == ["rating", "weight", "stratum"]
    assert list(back.codebook.questions) == ["rating"]
    assert back.design == sample_of().design


def test_a_table_schema_of_others_gives_labels(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sex,age,note\n1,30,x\n2,-9,y\n9,50,y\n", "utf-8")
    fields = [
        {
            "name": "sex",
            "type": "integer",
            "title": "Your sex",
            "categories": [{"value": 2, "label": "Female"}, {"value": 1, "label": "Male"}],
            "missingValues": ["9"],
            "categoriesOrdered": True,
        },
        {"name": "age", "type": "number", "missingValues": ["", "-9"]},
        {"name": "note", "type": "string", "constraints": {"enum": ["y", "x"]}},
    ]
    (tmp_path / "a.schema.json").write_text(json.dumps({"fields": fields}), "utf-8")
    back = tk.read(tmp_path / "a.csv")
    assert back.answers("sex").levels == ("Female", "Male")
    assert back.codebook.questions["sex"].label == "Your sex"
    assert np.isnan(back.sheet.numbers(back.question("age"))[1])
    assert back.answers("note").levels == ("y", "x")
    assert "labels from a.schema.json" in str(back.source)


def test_the_schema_speaks_frictionless(tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.csv")
    schema = json.loads(saved.files[1].read_text("utf-8"))
    assert schema["missingValues"] == [""]
    fields = {each["name"]: each for each in schema["fields"]}
    assert list(fields) == list(FRAME)
    assert fields["rating"]["type"] == "integer"
    assert fields["rating"]["categories"][0] == {"value": 3, "label": "Good"}
    assert fields["rating"]["categoriesOrdered"] is True
    assert fields["rating"]["missingValues"] == ["", "99"]
    assert fields["when"]["type"] == "datetime" and fields["true"]["type"] == "boolean"
    assert {each["type"] for each in schema["fields"]} <= {
        *("integer", "number", "string", "boolean", "datetime", "duration")
    }


DAMAGE = ["", "schema = 1", "x" * 50, "[columns]\na = 1", 'schema = "techno_kit/codebook/1"\n[q']


@pytest.mark.parametrize("text", DAMAGE)
def test_a_damaged_codebook_is_one_error(text: str, tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.parquet")
    saved.files[1].write_text(text, "utf-8")
    with pytest.raises(ReadError, match="a.codebook.toml"):
        tk.read(saved)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"fields": [1]}', '{"fields":[],"techno_kit":1}']
)
def test_a_damaged_schema_is_one_error(text: str, tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.csv")
    saved.files[1].write_text(text, "utf-8")
    with pytest.raises(ReadError, match="a.schema.json"):
        tk.read(saved)
