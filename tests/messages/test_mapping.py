"""Exact texts of what a mapping can get wrong."""

from pathlib import Path

import pytest

from techno_kit.errors import FileError, MappingError, QuestionError
from techno_kit.survey.mapping import Mapping

SCHEMA = 'schema = "techno_kit/mapping/1"\n'


def refused(folder: Path, text: str) -> str:
    path = folder / "wave.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError) as caught:
        Mapping.read(path)
    return str(caught.value)


def test_everything_at_once(tmp_path: Path) -> None:
    text = """\
schema = "techno_kit/mapping/1"
populaton = "x"
probability_sample = "yes"
colour = "red"
[file]
separator = ":"
missing = [97, [99, 90]]
[design]
wieght = "Peso"
[questions.gender]
column = "sexo"
levels = [[1, "Male"], [2, "Female"],
   ["1", "Other"]]
missing = [2]
[questions.age]
cut = [10, 16, 16]
[questions.owned]
columns = ["a"]
kind = "multi"
[scales.use]
answers = [["a", "dayly"], ["b", "never"]]
[scales.other]
[activities."blog publish"]
scale = "uses"
otherwise = "not doing"
asked_if = { C3 = 1 }
[activities.video_watch]
column = "V"
"""
    assert (
        refused(tmp_path, text)
        == """\
wave.toml: 16 problems:
- line 2, populaton: there is no such key; did you mean 'population'?
- line 3, probability_sample: must be true or false, not 'yes'
- line 4, colour: there is no such key; the keys here are 'schema', 'population', \
'probability_sample', 'synthetic', 'waves', 'mode', 'file', 'design', 'questions', 'scales' and 'activities'
- line 6, file.separator: ':' is none of ',', ';', 'tab' and '|'
- line 7, file.missing[2]: must be a value or a range [low, high], not [99, 90]
- line 9, design.wieght: there is no such key; did you mean 'weight' or 'weights'?
- line 12, questions.gender.levels[2]: 2 is a level here but also one of the missing values; \
take it out of one of them
- line 13, questions.gender.levels[3]: '1' stands twice; give each value once
- line 16, questions.age.cut: the limits must increase, but 16 follows 16
- line 19, questions.owned.kind: 'multi' is none of 'single', 'multiple', 'scale' and 'number'; \
did you mean 'multiple'?
- line 21, scales.use.answers[1]: 'dayly' is none of 'several_daily', 'daily', 'weekly', \
'monthly', 'rarely', 'never', 'yes', 'no', 'dont_know' and 'not_asked'; did you mean 'daily'?
- line 22, scales.other: a scale needs answers: a list of [value, "frequency"]
- line 24, activities."blog publish".scale: there is no scale 'uses'; the scales are 'use' and 'other'; did you mean 'use'?
- line 25, activities."blog publish".otherwise: 'not doing' is none of 'not_doing' and 'missing'; \
did you mean 'not_doing'?
- line 26, activities."blog publish".asked_if.C3: must be a list, not 1; write it in [ ]
- line 27, activities.video_watch: an activity needs a scale: the name of one of [scales.*]"""
    )


def test_keys_that_contradict_each_other(tmp_path: Path) -> None:
    text = (
        SCHEMA
        + """\
[file]
separator = ","
decimal = ","
[design]
weight = "w"
weights = { a = "w" }
[questions.a]
column = "a"
columns = ["a", "b"]
levels = ["x"]
cut = [1]
[questions.b]
kind = "single"
columns = ["a", "b"]
[questions.c]
kind = "multiple"
[questions.d]
kind = "number"
levels = [[1, "x"]]
[questions.e]
cut = [1]
levels = ["x"]
chosen = [1]
none = "x"
[questions.f]
columns = { phone = "p", tablet = "t" }
none = "fone"
"""
    )
    assert (
        refused(tmp_path, text)
        == """\
wave.toml: 13 problems:
- line 4, file.decimal: the separator and the decimal sign are both a comma; correct one of them
- line 6, design.weight: give either weight or weights, not both
- line 10, questions.a.columns: give either column or columns, not both
- line 11, questions.a.levels: a question with columns has no levels; its answers are the \
columns' keys
- line 12, questions.a.cut: cut makes bands of one column; a question of kind 'multiple' has several
- line 12, questions.a.cut: give either cut or levels, not both
- line 14, questions.b.kind: a question with columns is of kind 'multiple', not 'single'
- line 17, questions.c.kind: a question of kind 'multiple' needs columns: a column for each of its \
answers
- line 20, questions.d.levels: a number has no levels; list what is no answer under missing
- line 22, questions.e.cut: give either cut or levels, not both
- line 24, questions.e.chosen: chosen belongs to a question with columns, one for each answer
- line 25, questions.e.none: none belongs to a question with columns, one for each answer
- line 28, questions.f.none: there is no answer 'fone'; the answers are 'phone' and 'tablet'; did \
you mean 'phone'?"""
    )


def test_types(tmp_path: Path) -> None:
    text = (
        SCHEMA
        + """\
population = ""
[design]
weight = 1
weights = {}
[questions]
a = 1
[questions.b]
levels = [[1, "x"], [1]]
cut = []
[questions.c]
cut = ["x"]
[questions.d]
columns = { a = 2026-01-01 }
[scales.s]
answers = [[2026-01-01, "yes"], "daily"]
"""
    )
    assert (
        refused(tmp_path, text)
        == """\
wave.toml: 10 problems:
- line 2, population: must be a text, not ''
- line 4, design.weight: must be a text, not 1
- line 5, design.weights: the table is empty; leave it out, or fill it
- line 7, questions.a: must be a table, not 1
- line 9, questions.b.levels[2]: a level is [value, "label"], or a text that is both, not [1]
- line 10, questions.b.cut: the list is empty; leave it out, or fill it
- line 12, questions.c.cut[1]: must be a number, not 'x'
- line 14, questions.d.columns.a: must be a text, not 2026-01-01
- line 16, scales.s.answers[1][1]: must be a text, a number, true or false, not 2026-01-01
- line 16, scales.s.answers[2]: an answer is [value, "frequency"], not 'daily'"""
    )


def test_no_schema(tmp_path: Path) -> None:
    assert refused(tmp_path, 'population = "x"\n') == (
        'wave.toml: the schema is missing; begin with schema = "techno_kit/mapping/1"'
    )


def test_another_schema(tmp_path: Path) -> None:
    assert refused(tmp_path, '\nschema = "techno_kit/ladder/1"\nrungs = 1\n') == (
        "wave.toml: line 2, schema: this is 'techno_kit/ladder/1'; "
        'only "techno_kit/mapping/1" can be read here'
    )


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \nc = 2\n", 2), ("[a]\nb = 1\n[a]\n", 3), ('a = "x', 1)]
)
def test_no_toml(tmp_path: Path, text: str, line: int) -> None:
    """The reason itself is Python's and differs between its versions."""
    told = refused(tmp_path, text)
    assert told.startswith(f"wave.toml: line {line}: this is not valid TOML: ")
    assert "(at " not in told


@pytest.mark.parametrize("table", ["questions.性別", "questions.my class"])
def test_a_name_that_needs_quotes(tmp_path: Path, table: str) -> None:
    assert refused(tmp_path, f"[{table}]\nlabel = 1\n").endswith(
        "; a name with other signs than A-Z, a-z, 0-9, - and _ stands in double quotes"
    )


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "wave.toml"
    path.write_text(
        SCHEMA
        + """\
[design]
weights = { main = "Peso", b = "Peso2" }
[questions.gender]
column = "sexxo"
[questions.owned]
columns = { phone = "Q7_1", tablet = "Q7_9" }
[questions.region]
[scales.s]
answers = [[1, "yes"]]
[activities.blog_publish]
column = "c11_b"
scale = "s"
asked_if = { C33 = [1] }
""",
        "utf-8",
    )
    with pytest.raises(MappingError) as caught:
        Mapping.read(path).check_columns(["peso", "sexo", "Q7_1", "Q7_2", "C11_B", "C3"])
    assert (
        str(caught.value)
        == """\
wave.toml: 7 problems:
- line 3, design.weights.main: the data have no column 'Peso'; did you mean 'peso'?
- line 3, design.weights.b: the data have no column 'Peso2'; did you mean 'peso'?
- line 5, questions.gender.column: the data have no column 'sexxo'; did you mean 'sexo'?
- line 7, questions.owned.columns.tablet: the data have no column 'Q7_9'; did you mean 'Q7_2' \
or 'Q7_1'?
- line 8, questions.region: the data have no column 'region'
- line 12, activities.blog_publish.column: the data have no column 'c11_b'; did you mean 'C11_B'?
- line 14, activities.blog_publish.asked_if.C33: the data have no column 'C33'; \
did you mean 'C3'?"""
    )


def test_data_of_another_survey(tmp_path: Path) -> None:
    path = tmp_path / "wave.toml"
    path.write_text(SCHEMA + '[questions.gender]\ncolumn = "sexo"\n', "utf-8")
    with pytest.raises(MappingError) as caught:
        Mapping.read(path).check_columns([f"Q{n}" for n in range(1, 11)])
    assert str(caught.value) == (
        "wave.toml: 2 problems:\n"
        "- line 3, questions.gender.column: the data have no column 'sexo'\n"
        "- none of the columns that the mapping names is there; those of the data are 'Q1', 'Q2', "
        "'Q3', 'Q4', 'Q5', 'Q6', 'Q7', 'Q8' and 2 more"
    )


def test_a_dictionary_has_no_lines() -> None:
    with pytest.raises(MappingError) as caught:
        Mapping.from_dict({"schema": "techno_kit/mapping/1", "questions": {"a": {"colum": "x"}}})
    assert str(caught.value) == (
        "the mapping: questions.a.colum: there is no such key; did you mean 'column' or 'columns'?"
    )


def test_a_weight_that_is_not_there() -> None:
    design = {"weights": {"main": "w1", "b": "w2"}}
    mapping = Mapping.from_dict({"schema": "techno_kit/mapping/1", "design": design}, "wave.toml")
    with pytest.raises(QuestionError) as caught:
        mapping.with_weight("mian")
    assert str(caught.value) == (
        "wave.toml: there is no weight 'mian'; its weights are 'main' and 'b'; did you mean 'main'?"
    )
    with pytest.raises(QuestionError) as caught:
        Mapping.from_dict({"schema": "techno_kit/mapping/1"}, "wave.toml").with_weight("main")
    assert str(caught.value) == ("wave.toml: there is no weight 'main', as the mapping names none")


def test_files(tmp_path: Path) -> None:
    (tmp_path / "wave.toml").write_text("", "utf-8")
    (tmp_path / "mapped-latin-1.toml").write_bytes(b'a = 1\nb = "caf\xe9"\n')
    told = {}
    for name in ("wave.toml", "mapped-latin-1.toml", "wav.toml", "none/wave.toml", ""):
        with pytest.raises(FileError) as caught:
            Mapping.read(tmp_path / name)
        told[name] = str(caught.value)
    folder = tmp_path.resolve()
    assert told == {
        "wave.toml": "wave.toml: the file is empty (0 bytes); save or export it again, or name another",
        "mapped-latin-1.toml": "mapped-latin-1.toml: line 2 is not UTF-8; save the file as UTF-8",
        "wav.toml": f"wav.toml: there is no such file in {folder}; did you mean 'wave.toml'?",
        "none/wave.toml": f"wave.toml: there is no folder {tmp_path / 'none'}",
        "": f"{tmp_path.name}: this is a folder; name the file in it",
    }
