"""What saving, recoding and the codebook's page tell when they cannot be."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError, QuestionError, ReadError, TechnoKitError
from techno_kit.survey.codebook import Codebook, Question

FRAME = pd.DataFrame(
    {
        "age": ["18-24", "25-34", "35+"] * 10,
        "years": range(30),
        "like": [1, 2, 3] * 10,
        "own": [0, 1] * 15,
    }
)
SAMPLE = tk.Sample.from_frame(
    FRAME,
    labels=Codebook(
        questions={
            "years": Question("years", "number"),
            "like": Question("like", "scale", levels=[(1, "No"), (2, "So-so"), (3, "Yes")]),
            "set": Question("set", "multiple", ["own"]),
        }
    ),
)


def refused(kind: type[TechnoKitError], make: object) -> str:
    with pytest.raises(kind) as error:
        make()  # type: ignore[operator]
    assert type(error.value) is kind
    return str(error.value)


# -- saving -----------------------------------------------------------------------------------


def test_another_ending(tmp_path: Path) -> None:
    assert refused(FileError, lambda: SAMPLE.save(tmp_path / "a.xls")) == (
        "a.xls: a sample is saved as .parquet, .csv, .xlsx or .sav, not as '.xls'"
    )


def test_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert refused(FileError, lambda: SAMPLE.save(folder / "a.csv")) == (
        f"a.csv: there is no folder {folder}"
    )


def test_files_that_are_there(tmp_path: Path) -> None:
    SAMPLE.save(tmp_path / "a.csv")
    assert refused(FileError, lambda: SAMPLE.save(tmp_path / "a.csv")) == (
        "a.csv: there is such a file already; name another one, or say overwrite=True"
    )


def test_things_that_are_no_values(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"a": [1], "b": [{1, 2}]}))
    assert refused(FileError, lambda: sample.save(tmp_path / "a.parquet")) == (
        "column 'b' holds things of the kind set, which no file keeps; make texts or numbers of them"
    )


def test_a_text_that_no_cell_holds(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    sample = tk.Sample.from_frame(pd.DataFrame({"a": ["x" * 40_000]}))
    assert refused(FileError, lambda: sample.save(tmp_path / "a.xlsx")) == (
        "a.xlsx: column 'a' holds a text of 40,000 signs; a cell holds 32,767. Save as .parquet or "
        ".csv"
    )


def test_more_columns_than_a_sheet_has(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    sample = tk.Sample.from_frame(pd.DataFrame([[1] * 16_385]))
    assert refused(FileError, lambda: sample.save(tmp_path / "a.xlsx")) == (
        "a.xlsx: 1 row and 16,385 columns do not fit into a sheet; save as .parquet or .csv"
    )


# -- reading back -----------------------------------------------------------------------------


def test_a_codebook_of_another_kind(tmp_path: Path) -> None:
    saved = SAMPLE.save(tmp_path / "a.parquet")
    saved.files[1].write_text('schema = "x/1"\n', "utf-8")
    assert refused(ReadError, lambda: tk.read(saved)) == (
        "a.codebook.toml: line 1, schema: this is 'x/1'; only \"techno_kit/codebook/1\" can be read here"
    )


def test_everything_wrong_in_a_codebook_at_once(tmp_path: Path) -> None:
    saved = SAMPLE.save(tmp_path / "a.parquet")
    text = saved.files[1].read_text("utf-8")
    text = text.replace('kind = "scale"', 'kind = "skale"\nlevel = 1')
    text = text.replace('age = "str"', 'age = "strr"')
    saved.files[1].write_text(text.replace('"So-so"]', '"So-so", 1]'), "utf-8")
    told = refused(ReadError, lambda: tk.read(saved)).splitlines()
    assert told[0] == "a.codebook.toml: 4 problems:"
    assert [each.partition(": ")[2] for each in told[1:]] == [
        "must be a text, a number, true or false, not 'strr'",
        "'skale' is none of 'single', 'multiple', 'scale' and 'number'; did you mean 'scale'?",
        "there is no such key; did you mean 'levels' or 'label'?",
        "must be a list of two, not [2, 'So-so', 1]",
    ]


def test_a_schema_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n", "utf-8")
    for text, told in (
        ("{", "a.schema.json: this is no JSON: "),
        ("{}", "a.schema.json: this is no Table Schema: it has no list of fields"),
        ('{"fields": [{}]}', "a.schema.json: this is no Table Schema: a field has no name"),
    ):
        (tmp_path / "a.schema.json").write_text(text, "utf-8")
        assert refused(ReadError, lambda: tk.read(tmp_path / "a.csv")).startswith(told)


def test_answers_that_were_changed(tmp_path: Path) -> None:
    saved = SAMPLE.save(tmp_path / "a.csv")
    Path(saved).write_text("age;like\n18-24;1\n", "utf-8")
    notes = tk.read(saved).notes
    assert notes[1:] == (
        "a.csv is no longer as it was saved with a.schema.json: its answers were read anew, and take "
        "their meaning from it by the names of the columns.",
        "a.schema.json speaks of columns that are not in a.csv: 'years' and 'own'",
    )


# -- recoding ---------------------------------------------------------------------------------


def test_names_that_are_taken() -> None:
    young = {"Young": ["18-24"]}
    assert refused(QuestionError, lambda: SAMPLE.recode("age", young, name="own")) == (
        "there is a question or a column 'own' already; give the new question another name"
    )
    assert refused(QuestionError, lambda: SAMPLE.recode("age", young, name="age")) == (
        "'age' is the question itself; give the new one another name, or merge its levels in place: "
        "sample.merge_levels"
    )
    assert refused(QuestionError, lambda: SAMPLE.combine(" ", {"x": {"age": ["18-24"]}})) == (
        "name= is what the new question is called, not ' '"
    )


def test_levels_in_two_ways_or_none() -> None:
    told = (
        "say in one way what becomes of 'like': levels (new level to old ones, or the lower limits "
        "of a number's bands), top= or bottom="
    )
    assert refused(QuestionError, lambda: SAMPLE.recode("like", name="x")) == told
    assert refused(QuestionError, lambda: SAMPLE.recode("like", name="x", top=1, bottom=1)) == told


def test_levels_of_another_kind() -> None:
    assert refused(QuestionError, lambda: SAMPLE.recode("age", "Young", name="x")) == (  # type: ignore[arg-type]
        'levels are new levels with the old ones that they take the place of, such as {"Young": '
        '["18-24", "25-34"]}, or the lower limits of a number\'s bands, such as [18, 35, 55]; not str'
    )


def test_a_level_that_is_not_there() -> None:
    assert refused(QuestionError, lambda: SAMPLE.recode("age", {"x": ["18-25"]}, name="x")) == (
        "levels cannot be merged in the sample: age: there is no level '18-25'; its levels are "
        "'18-24', '25-34' and '35+'; did you mean '18-24'?"
    )


def test_bands_of_what_is_no_number() -> None:
    assert refused(QuestionError, lambda: SAMPLE.recode("age", [18, 35], name="x")) == (
        "'age' is no number (its kind is 'single'), or the lower limits of bands are none; bands are "
        'made of a question with kind="number"'
    )


def test_a_top_that_is_none() -> None:
    assert refused(QuestionError, lambda: SAMPLE.recode("like", name="x", top=3)) == (
        "'like': top and bottom are a number from 1 to 2, not 3"
    )
    assert refused(QuestionError, lambda: SAMPLE.recode("set", name="x", top=1)) == (
        "'set' has no order from the least to the most; name the answers: sample.recode('set', "
        '{"Top 2": [...]}, name=...)'
    )


def test_no_parts() -> None:
    for parts in ([], {}):
        assert refused(QuestionError, lambda parts=parts: SAMPLE.combine("x", parts)) == (
            "there is nothing to combine: parts are answers with those whom each holds, such as "
            '{"Heavy": {"q1": ["Daily"]}}, or a list of questions'
        )


def test_parts_of_another_kind() -> None:
    assert refused(QuestionError, lambda: SAMPLE.combine("x", "age")) == (  # type: ignore[arg-type]
        'parts are answers with those whom each holds, such as {"Heavy": {"q1": ["Daily"]}}, or a '
        "list of questions; not str"
    )
    assert refused(QuestionError, lambda: SAMPLE.combine("x", ["set", "years"])) == (
        "a question with overlapping answers is made of questions with one answer each; these are "
        "not such: 'set' and 'years'"
    )
    parts = {"Rest": {"age": ["35+"]}}
    assert refused(QuestionError, lambda: SAMPLE.combine("x", parts, others="Rest")) == (
        "the answer 'Rest' stands among the parts too; name the rest otherwise: others=\"...\""
    )


# -- the page of a codebook -------------------------------------------------------------------


def test_a_codebook_by_itself_has_no_page(tmp_path: Path) -> None:
    to = tmp_path / "a.html"
    assert refused(TechnoKitError, lambda: tk.report(Codebook(), to=to)) == (
        "tk.report: a codebook by itself has no answers; that of a sample has: sample.codebook"
    )
    both = (SAMPLE.codebook, tk.profile(SAMPLE, "age"))
    assert refused(TechnoKitError, lambda: tk.report(*both, to=to)) == (
        "tk.report: a codebook has a page of its own; hand it in alone"
    )
    assert not to.exists()
