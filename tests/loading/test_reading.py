"""The verb `read`: formats by name and content, options, mapping, notes."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError, MappingError, QuestionError
from techno_kit.loading.detect import detect
from techno_kit.loading.parquet import read as read_parquet
from techno_kit.survey.mapping import Mapping

needs_pyarrow = pytest.mark.skipif(
    find_spec("pyarrow") is None, reason="pyarrow is an optional extra"
)
CSV = "sex;age;w1;w2\n1;34;0,5;1\n2;51;1,5;2\n1;17;1;3\n"
MAPPING = {
    "schema": "techno_kit/mapping/1",
    "population": "Adults",
    "design": {"weights": {"main": "w1", "b": "w2"}},
    "questions": {"gender": {"column": "sex", "levels": [[1, "Male"], [2, "Female"]]}},
}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_a_file_becomes_a_sample(answers: Path) -> None:
    sample = tk.read(answers)
    assert sample.n == 3
    assert sample.source.name == "answers.csv"
    assert str(sample.source) == (
        "answers.csv: delimited text, separator ';', decimal comma, encoding UTF-8"
    )
    assert sample.weighting == "unweighted"
    assert sample.notes == ("answers.csv: separator ';', decimal comma, encoding UTF-8.",)
    assert tk.read(str(answers)).n == 3


def test_a_mapping_by_path_or_as_a_noun(answers: Path, tmp_path: Path) -> None:
    mapping = Mapping.from_dict(MAPPING)
    sample = tk.read(answers, mapping=mapping)
    assert sample.codebook.population == "Adults"
    assert sample.design.weight == "w1"
    path = tmp_path / "map.toml"
    path.write_text(
        'schema = "techno_kit/mapping/1"\npopulation = "Adults"\n'
        '[design]\nweights = { main = "w1", b = "w2" }\n'
        '[questions.gender]\ncolumn = "sex"\nlevels = [[1, "Male"], [2, "Female"]]\n',
        "utf-8",
    )
    assert tk.read(answers, mapping=path).codebook == sample.codebook


def test_weight_picks_one_of_the_mapping_s(answers: Path) -> None:
    sample = tk.read(answers, mapping=Mapping.from_dict(MAPPING), weight="b")
    assert sample.weight is not None
    assert sample.weight.tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(QuestionError):
        tk.read(answers, mapping=Mapping.from_dict(MAPPING), weight="c")
    with pytest.raises(QuestionError):
        tk.read(answers, weight="w2")


def test_the_mapping_says_how_the_file_is_read_and_the_caller_says_it_louder(answers: Path) -> None:
    document = {"schema": "techno_kit/mapping/1", "file": {"separator": ";", "decimal": "."}}
    mapping = Mapping.from_dict(document)
    assert tk.read(answers, mapping=mapping).frame["w1"].tolist() == ["0,5", "1,5", "1"]
    assert tk.read(answers, mapping=mapping, decimal=",").frame["w1"].tolist() == [0.5, 1.5, 1.0]
    commas = Mapping.from_dict({"schema": "techno_kit/mapping/1", "file": {"separator": ","}})
    assert tk.read(answers, mapping=commas, separator=";").n == 3
    assert tk.read(answers, mapping=commas, separator=";", decimal=",").n == 3


def test_a_tab_may_be_spelt_out(tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_text("a\tb\n1\t2\n", "utf-8")
    assert list(tk.read(path, separator="tab").frame) == ["a", "b"]
    assert list(tk.read(path, separator="\t").frame) == ["a", "b"]


def test_the_mapping_is_checked_before_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("x", "utf-8")
    with pytest.raises(MappingError):
        tk.read(tmp_path / "absent.csv", mapping=tmp_path / "map.toml")


def test_nothing_is_left_open(answers: Path) -> None:
    tk.read(answers)
    answers.unlink()  # Windows refuses this while a file is open; elsewhere a warning is an error


# --- formats -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.csv", b"a\n1\n", ("csv", False, ".csv")),
        ("A.B.TSV", b"a\n1\n", ("csv", False, ".tsv")),
        ("a.txt.gz", gzip.compress(b"a\n1\n", mtime=0), ("csv", True, ".txt")),
        ("a.csv", gzip.compress(b"a\n1\n", mtime=0), ("csv", True, ".csv")),
        ("a.csv.gz", b"a\n1\n", ("csv", False, ".csv")),
        ("a.zsav", b"$FL3", ("spss", False, ".zsav")),
        ("a.csv", b"$FL2", ("spss", False, ".csv")),
        ("a.txt", b"PAR1", ("parquet", False, ".txt")),
        ("a.sav", b"PAR1", ("parquet", False, ".sav")),
    ],
)
def test_name_and_content_give_the_form(
    tmp_path: Path, name: str, content: bytes, form: tuple[str, bool, str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = detect(path)
    assert (found.format, found.gzipped, found.suffix) == form


@pytest.mark.parametrize("name", ["a.pptx", "a", "a.gz", "a.docx", ".csv.bak"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(FileError, match="cannot be read; save it as one of"):
        tk.read(tmp_path / name)


@needs_pyarrow
def test_parquet_keeps_types_and_named_index(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "sex": pd.Categorical(["F", "M", None], categories=["M", "F", "X"]),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "text": ["01", "NA", None],
        },
        index=pd.Index([7, 8, 9], name="id"),
    )
    path = tmp_path / "answers.parquet"
    frame.to_parquet(path)
    raw = read_parquet(path)
    assert list(raw.frame) == ["id", "sex", "n", "text"]
    assert raw.frame["sex"].cat.categories.tolist() == ["M", "F", "X"]
    assert raw.frame["text"].tolist()[:2] == ["01", "NA"]
    sample = tk.read(path)
    assert sample.n == 3
    assert sample.notes == ()
    assert sample.sheet.encoded(sample.question("sex")).codes.tolist() == [1, 0, -1]


@needs_pyarrow
def test_parquet_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    pd.DataFrame({"a": [1, 2]}).to_parquet(path)
    sample = tk.read(path)
    assert sample.frame["a"].tolist() == [1, 2]
    assert sample.notes == ("answers.csv: read as a Parquet file by its content.",)


@needs_pyarrow
def test_parquet_of_the_same_rows_gives_the_same_answers(answers: Path, tmp_path: Path) -> None:
    text = tk.read(answers, mapping=Mapping.from_dict(MAPPING))
    text.frame.to_parquet(tmp_path / "answers.parquet")
    other = tk.read(tmp_path / "answers.parquet", mapping=Mapping.from_dict(MAPPING))
    question = text.question("gender")
    assert np.array_equal(text.sheet.encoded(question).codes, other.sheet.encoded(question).codes)


@needs_pyarrow
@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1"])
def test_a_damaged_parquet_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers.parquet"
    path.write_bytes(content)
    with pytest.raises(FileError, match="the file is damaged"):
        tk.read(path)


def test_a_mapping_may_be_a_dictionary(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("sexo\n1\n2\n", "utf-8")
    document = {
        "schema": "techno_kit/mapping/1",
        "questions": {"gender": {"column": "sexo", "levels": [[1, "Male"], [2, "Female"]]}},
    }
    sample = tk.read(tmp_path / "answers.csv", mapping=document)
    assert sample.answers("gender").levels == ("Male", "Female")
    with pytest.raises(MappingError, match="^the mapping: questions.gender.colum: "):
        tk.read(
            tmp_path / "answers.csv",
            mapping={**document, "questions": {"gender": {"colum": "sexo"}}},
        )


def test_lists_in_a_parquet_file_are_text(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"owns": [["a", "b"], None], "place": [{"x": 1}, {"x": 2}], "n": [1, 2]})
    frame.to_parquet(tmp_path / "answers.parquet")
    sample = tk.read(tmp_path / "answers.parquet")
    assert sample.notes == ("Columns of lists or records are text: 'owns' and 'place'.",)
    assert sample.answers("owns").levels == ("['a', 'b']",)
    assert sample.answers("n").levels == ("1", "2")


# --- a folder of waves ---------------------------------------------------------------------------


def test_a_folder_is_a_sample_of_waves(tmp_path: Path) -> None:
    (tmp_path / "wave_2025.csv").write_text("sex;age\nF;20\nM;30\n", "utf-8")
    (tmp_path / "wave_2026.csv").write_text("sex,age\nF,40\nF,50\nM,60\n", "utf-8")
    (tmp_path / "readme.txt").write_text("Two waves.", "utf-8")
    sample = tk.read(tmp_path)
    assert sample.n == 5
    assert sample.frame["wave"].value_counts().to_dict() == {"2026": 3, "2025": 2}
    told = tk.compare(sample, "sex", by="wave")
    assert told.table["n"].max() == 3


def test_a_folder_takes_a_mapping_and_its_weight(tmp_path: Path) -> None:
    for year, share in (("2025", "1,5"), ("2026", "0,5")):
        (tmp_path / f"{year}.csv").write_text(f"sex;w1;w2\n1;{share};1\n2;1,0;2\n", "utf-8")
    document = {
        "schema": "techno_kit/mapping/1",
        "design": {"weights": {"main": "w1", "b": "w2"}},
        "questions": {"gender": {"column": "sex", "levels": [[1, "Male"], [2, "Female"]]}},
    }
    sample = tk.read(tmp_path, mapping=document)
    assert sample.question("gender").levels == ((1, "Male"), (2, "Female"))
    assert sample.n == 4
    assert tk.read(tmp_path, mapping=document, weight="b").design.weight == "w2"
