"""A mapping as its file: what is written is read back equal, whole or not at all."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techno_kit.errors import FileError, MappingError
from techno_kit.shipped import locate
from techno_kit.survey.codebook import Codebook, Frequency, Item, Option, Question, Scale
from techno_kit.survey.design import Design
from techno_kit.survey.encoding import text_of
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.mapping_entries import FileOptions
from techno_kit.survey.mapping_writing import comment, toml_of_mapping
from techno_kit.survey.replicate_columns import ReplicateColumns

REAL = Path(__file__).parents[1] / "real/mappings"
FILES = [
    *sorted(REAL.glob("*.toml")),
    locate("samples/study.toml"),
    locate("samples/study_business.toml"),
]


def again(mapping: Mapping, folder: Path) -> Mapping:
    path = mapping.save(folder / "mapping.toml")
    return replace(Mapping.read(path), source=mapping.source)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_mapping_of_the_kit_survives(path: Path, tmp_path: Path) -> None:
    mapping = Mapping.read(path)
    assert again(mapping, tmp_path) == mapping
    assert again(mapping, tmp_path).weights == mapping.weights
    assert list(again(mapping, tmp_path).codebook.questions) == list(mapping.codebook.questions)


def test_an_empty_mapping_survives(tmp_path: Path) -> None:
    mapping = Mapping(Codebook())
    assert again(mapping, tmp_path) == mapping
    assert (tmp_path / "mapping.toml").read_text("utf-8") == 'schema = "techno_kit/mapping/1"\n'


def test_the_weight_in_force_stays_in_force(tmp_path: Path) -> None:
    document = {
        "schema": "techno_kit/mapping/1",
        "design": {
            "weights": {"all": "w1", "panel": "w2"},
            "raked_on": {"all": ["sex"], "panel": [["sex", "age"], "region"]},
            "strata": ["wave", "region"],
            "clusters": "psu",
            "fpc": "N",
            "lonely_psu": "average",
        },
    }
    mapping = Mapping.from_dict(document)
    for name in ("all", "panel"):
        chosen = mapping.with_weight(name)
        assert again(chosen, tmp_path) == chosen
        assert again(chosen, tmp_path).design.weight == chosen.design.weight


def test_replicates_survive(tmp_path: Path) -> None:
    columns = ReplicateColumns("W{01..12}", "Fay", fay=0.3, rscales=[1.5] * 12, combined=False)
    mapping = Mapping(Codebook(), Design(replicates=columns))
    assert again(mapping, tmp_path) == mapping


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
names = st.one_of(
    texts, st.sampled_from(["a b", 'say "x"', "<script>", "=1+1", "日本", "a.b", "é"])
)
values = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    texts,
)
ranges = st.tuples(st.floats(-1e6, 0), st.floats(0, 1e6))
missing = st.one_of(st.none(), st.lists(st.one_of(values, ranges), max_size=3).map(tuple))


def by_text(pair: tuple[object, object]) -> str:
    return text_of(pair[0])


@st.composite
def questions(draw: st.DrawFn) -> Question:
    name = draw(names)
    kind = draw(st.sampled_from(["single", "scale", "number", "multiple", "banded"]))
    given_label, rules = draw(st.one_of(st.just(""), names)), draw(missing)
    if kind == "multiple":
        columns = draw(st.dictionaries(names, names, min_size=1, max_size=4))
        chosen = draw(st.lists(values, max_size=2))
        blank = draw(st.sampled_from(["missing", "not_chosen"]))
        question = Question(name, "multiple", columns, given_label, (), rules, chosen=chosen)
        none = draw(st.sampled_from(["", *question.parts]))
        return replace(question, blank=blank, none=none)
    columns = draw(st.sampled_from([(), (draw(names),)]))
    if kind == "banded":
        cut = sorted(draw(st.sets(st.integers(0, 99), min_size=1, max_size=4)))
        return Question(name, "single", columns, given_label, (), rules, cut=cut)
    if kind == "number":
        return Question(name, "number", columns, given_label, (), rules)
    levels = draw(st.lists(st.tuples(values, names), max_size=4, unique_by=by_text))
    kept = () if levels and rules else rules  # a level must not be missing too
    return Question(
        name,
        kind,
        columns,
        given_label,
        levels,
        kept,
        strict=bool(levels),  # type: ignore[arg-type]
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    frequencies = st.sampled_from(get_args(Frequency))
    answers = draw(
        st.lists(st.tuples(values, frequencies), min_size=1, max_size=4, unique_by=by_text)
    )
    window = draw(st.one_of(st.none(), names))
    scale = Scale("scale of " + draw(names), tuple(answers), window, draw(missing))
    asked = draw(st.dictionaries(names, st.lists(values, min_size=1, max_size=2), max_size=2))
    otherwise = draw(st.sampled_from(["not_doing", "missing"]))
    return Item(draw(names), draw(names), scale, tuple(asked.items()), otherwise)  # type: ignore[arg-type]


@given(
    st.lists(questions(), max_size=3, unique_by=lambda each: each.name),
    st.lists(items(), max_size=3, unique_by=lambda each: each.activity),
    st.sampled_from([(), (97, 98), ((90.0, float("inf")), "NA")]),
    st.sampled_from([None, True, False]),
)
def test_any_mapping_survives(
    asked: list[Question], done: list[Item], rules: tuple[object, ...], drawn: bool | None
) -> None:
    if any(question.levels for question in asked):
        rules = ()
    scales = {item.scale.name for item in done}
    if len(scales) < len(done):
        return  # two scales of one name are no mapping
    book = Codebook(
        {each.name: each for each in asked},
        {each.activity: each for each in done},
        population='all "adults"',
        probability_sample=drawn,
        missing=rules,  # type: ignore[arg-type]
        mode="online",
        synthetic=True,
    )
    mapping = Mapping(book, file=FileOptions("\t", ",", "cp1252"))
    text = toml_of_mapping(mapping)
    assert replace(Mapping.from_dict(tomllib.loads(text)), source="") == mapping


def test_what_no_file_can_say_is_refused_and_named(tmp_path: Path) -> None:
    rungs = Question("rungs", "multiple", options=(Option("a", "A", ("blog_read",)),))
    one, other = Scale("use", (("x", "daily"),)), Scale("use", (("x", "weekly"),))
    book = Codebook(
        {"rungs": rungs, "sex": Question("sex", caption="told")},
        {"blog_read": Item("blog_read", "q1", one), "rss_use": Item("rss_use", "q2", other)},
        cautions=("waves differ",),
    )
    with pytest.raises(MappingError) as error:
        Mapping(book, source="wave.toml").save(tmp_path / "wave.toml")
    assert str(error.value) == (
        "wave.toml: a mapping file cannot say all of it; the file would lose "
        "'questions.rungs', 'questions.sex', 'activities.blog_read' and 'cautions'"
    )
    assert list(tmp_path.iterdir()) == []


def test_another_ending_and_a_folder_are_refused(tmp_path: Path) -> None:
    mapping = Mapping(Codebook())
    with pytest.raises(FileError) as error:
        mapping.save(tmp_path / "mapping.json")
    assert str(error.value) == (
        "mapping.json: a mapping is saved as TOML; give a name that ends in .toml"
    )
    with pytest.raises(FileError):
        mapping.save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("kept", "utf-8")
    with pytest.raises(MappingError):
        Mapping(Codebook(cautions=("told",))).save(path)
    assert path.read_text("utf-8") == "kept"


def test_long_lists_take_a_line_an_entry() -> None:
    levels = [[place, f"the answer that is number {place}"] for place in range(9)]
    document = {"schema": "techno_kit/mapping/1", "questions": {"q": {"levels": levels}}}
    lines = toml_of_mapping(Mapping.from_dict(document)).splitlines()
    assert lines[3] == "levels = ["
    assert lines[4] == '  [0, "the answer that is number 0"],'


def test_comments_hold_nothing_that_toml_forbids() -> None:
    assert tomllib.loads(comment('a\x00b\x1f\x7f "c\n\nd = 1\re') + "x = 1") == {"x": 1}
