"""What a mapping file says becomes questions, items, design and file options."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from techno_kit.errors import FileError, MappingError, QuestionError
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.mapping_entries import FileOptions
from techno_kit.survey.sample import Sample

TEXT = """\
schema = "techno_kit/mapping/1"
population = "Adults, Utopia"
probability_sample = false
synthetic = true
[file]
separator = ";"
decimal = ","
encoding = "cp1252"
missing = [97, [900, 999]]
[design]
weights = { main = "w1", "b-side" = "w2" }
strata = "stratum"
clusters = "psu"
lonely_psu = "adjust"
[questions.gender]
column = "sexo"
label = "Sex"
levels = [[1, "Male"], [2, "Female"]]
missing = [9]
[questions.age_group]
column = "idade"
cut = [10, 16, 25.5]
[questions.owned]
columns = { phone = "Q7_1", tablet = "Q7_2" }
chosen = ["x", 1]
[questions.region]
[scales.use]
window = "12 months"
answers = [["Every day", "daily"], ["Never", "never"], [98, "dont_know"]]
[activities.blog_publish]
column = "C11_B"
scale = "use"
asked_if = { C3 = [1, 2] }
otherwise = "missing"
[activities.video_watch]
scale = "use"
"""

REAL = Path(__file__).parents[1] / "real" / "mappings"
MINIMAL: dict[str, Any] = {"schema": "techno_kit/mapping/1"}


@pytest.fixture
def mapping(tmp_path: Path) -> Mapping:
    path = tmp_path / "map.toml"
    path.write_text(TEXT, "utf-8")
    return Mapping.read(path)


def refused(**document: Any) -> str:
    with pytest.raises(MappingError) as caught:
        Mapping.from_dict({**MINIMAL, **document})
    return str(caught.value)


def test_top_of_the_file(mapping: Mapping) -> None:
    assert mapping.source == "map.toml"
    assert mapping.population == "Adults, Utopia"
    assert mapping.probability_sample is False
    assert mapping.synthetic is True
    assert mapping.file == FileOptions(";", ",", "cp1252")
    assert mapping.codebook.missing == (97, (900.0, 999.0))


def test_design_takes_the_first_of_several_weights(mapping: Mapping) -> None:
    assert dict(mapping.weights) == {"main": "w1", "b-side": "w2"}
    design = mapping.design
    assert (design.weight, design.strata, design.clusters) == ("w1", "stratum", "psu")
    assert design.lonely_psu == "adjust"
    other = mapping.with_weight("b-side").design
    assert (other.weight, other.strata) == ("w2", "stratum")


def test_questions(mapping: Mapping) -> None:
    questions = mapping.codebook.questions
    gender = questions["gender"]
    assert (gender.kind, gender.column, gender.label) == ("single", "sexo", "Sex")
    assert gender.levels == ((1, "Male"), (2, "Female"))
    assert gender.missing == (9,)
    assert gender.strict
    assert questions["age_group"].cut == (10, 16, 25.5)
    assert not questions["age_group"].strict
    owned = questions["owned"]
    assert owned.kind == "multiple"
    assert owned.parts == {"phone": "Q7_1", "tablet": "Q7_2"}
    assert owned.chosen == ("x", 1)
    assert questions["region"].column == "region"


def test_activities_carry_scale_window_and_routing(mapping: Mapping) -> None:
    item = mapping.codebook.items["blog_publish"]
    assert item.column == "C11_B"
    assert item.asked_if == (("C3", (1, 2)),)
    assert item.otherwise == "missing"
    assert item.scale.window == "12 months"
    assert dict(item.scale.answers) == {"Every day": "daily", "Never": "never", 98: "dont_know"}
    assert mapping.codebook.items["video_watch"].column == "video_watch"
    assert mapping.codebook.windows(["blog_publish", "video_watch"]) == ("12 months",)


def test_a_dictionary_and_a_file_say_the_same(mapping: Mapping) -> None:
    import tomllib

    assert Mapping.from_dict(tomllib.loads(TEXT), "map.toml") == mapping


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert Mapping.read(path).population == "Adults, Utopia"


def test_text_levels_may_stand_alone_and_values_may_share_a_label() -> None:
    levels = ["Yes", ["Y", "Yes"], ["No", "No"]]
    mapping = Mapping.from_dict({**MINIMAL, "questions": {"q": {"levels": levels}}})
    assert mapping.codebook.questions["q"].levels == (("Yes", "Yes"), ("Y", "Yes"), ("No", "No"))
    frame = pd.DataFrame({"q": ["Y", "No", "Yes"]})
    sample = Sample.from_frame(frame, mapping=mapping)
    encoded = sample.sheet.encoded(sample.question("q"))
    assert encoded.levels == ("Yes", "No")
    assert encoded.codes.tolist() == [0, 1, 0]


def test_a_missing_range_may_be_open() -> None:
    mapping = Mapping.from_dict({**MINIMAL, "file": {"missing": [[float("-inf"), -1]]}})
    assert mapping.codebook.missing == ((float("-inf"), -1.0),)


def test_one_weight_is_known_by_its_column() -> None:
    mapping = Mapping.from_dict({**MINIMAL, "design": {"weight": "w"}})
    assert mapping.with_weight("w").design.weight == "w"


def test_no_weight_to_pick() -> None:
    with pytest.raises(QuestionError):
        Mapping.from_dict(MINIMAL).with_weight("w")


def test_columns_that_are_there_pass(mapping: Mapping) -> None:
    columns = ["w1", "w2", "stratum", "psu", "sexo", "idade", "Q7_1", "Q7_2", "region"]
    mapping.check_columns([*columns, "C11_B", "C3", "video_watch", "another"])


def test_every_column_that_is_named_is_looked_for(mapping: Mapping) -> None:
    with pytest.raises(MappingError) as caught:
        mapping.check_columns(["other"])
    text = str(caught.value)
    wanted = {
        "w1",
        "w2",
        "stratum",
        "psu",
        "sexo",
        "idade",
        "Q7_1",
        "Q7_2",
        "region",
        "C11_B",
        "C3",
    }
    assert {each for each in wanted | {"video_watch"} if repr(each) in text} == wanted | {
        "video_watch"
    }


def test_a_routing_column_that_two_activities_name_is_told_at_both_lines() -> None:
    scales = {"s": {"answers": [[1, "yes"]]}}
    item = {"column": "a", "scale": "s", "asked_if": {"gate": [1]}}
    mapping = Mapping.from_dict({**MINIMAL, "scales": scales, "activities": {"x": item, "y": item}})
    with pytest.raises(MappingError, match="2 problems"):
        mapping.check_columns(["a"])


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"population": 3}, "population"),
        ({"probability_sample": 1}, "probability_sample"),
        ({"file": []}, "file"),
        ({"file": {"missing": 97}}, "file.missing"),
        ({"file": {"missing": [float("nan")]}}, "file.missing[1]"),
        ({"file": {"missing": [[1, 2, 3]]}}, "file.missing[1]"),
        ({"design": {"weights": {}}}, "design.weights"),
        ({"design": {"lonely_psu": "drop"}}, "design.lonely_psu"),
        ({"questions": {"q": 1}}, "questions.q"),
        ({"questions": {"q": {"levels": []}}}, "questions.q.levels"),
        ({"questions": {"q": {"levels": [[1, 2]]}}}, "questions.q.levels[1]"),
        ({"questions": {"q": {"levels": [[[1], "a"]]}}}, "questions.q.levels[1][1]"),
        ({"questions": {"q": {"cut": ["a"]}}}, "questions.q.cut[1]"),
        ({"questions": {"q": {"cut": [float("nan")]}}}, "questions.q.cut[1]"),
        ({"questions": {"q": {"chosen": [1]}}}, "questions.q.chosen"),
        ({"questions": {"q": {"kind": "multiple"}}}, "questions.q.kind"),
        ({"questions": {"q": {"kind": "number", "levels": ["a"]}}}, "questions.q.levels"),
        ({"questions": {"q": {"columns": ["a"], "column": "b"}}}, "questions.q.columns"),
        ({"questions": {"q": {"columns": ["a"], "kind": "single"}}}, "questions.q.kind"),
        ({"questions": {"q": {"columns": ["a"], "levels": ["b"]}}}, "questions.q.levels"),
        ({"questions": {"q": {"columns": ["a"], "cut": [1]}}}, "questions.q.cut"),
        ({"questions": {"q": {"columns": {"a": 1}}}}, "questions.q.columns.a"),
        ({"questions": {"q": {"cut": [1], "levels": ["b"]}}}, "questions.q.cut"),
        ({"questions": {"q": {"levels": [1]}}}, "questions.q.levels[1]"),
        ({"scales": {"s": {}}}, "scales.s"),
        ({"scales": {"s": {"answers": [["a", "dayly"]]}}}, "scales.s.answers[1]"),
        ({"scales": {"s": {"answers": ["daily"]}}}, "scales.s.answers[1]"),
        ({"activities": {"a": {}}}, "activities.a"),
        ({"activities": {"a": {"scale": 1}}}, "activities.a.scale"),
        ({"activities": {"a": {"scale": "s"}}}, "activities.a.scale"),
    ],
)
def test_what_is_wrong_is_named_by_its_key_and_told_once(
    document: dict[str, Any], where: str
) -> None:
    assert refused(**document).startswith(f"the mapping: {where}: ")


@pytest.mark.parametrize(
    "twice", [[[1, "a"], [1, "b"]], [[1, "a"], ["1", "b"]], [[1, "a"], [1.0, "b"]]]
)
def test_a_value_stands_once_whatever_its_type(twice: list[Any]) -> None:
    assert "stands twice" in refused(questions={"q": {"levels": twice}})


def test_a_level_is_not_missing_as_well() -> None:
    question = {"levels": [[1, "a"], [95, "b"]]}
    assert "levels[2]" in refused(questions={"q": {**question, "missing": [[90, 99]]}})
    assert "levels[2]" in refused(questions={"q": question}, file={"missing": [95]})


def test_an_answer_of_a_scale_may_be_missing_elsewhere() -> None:
    scales = {"s": {"answers": [[1, "yes"], [97, "dont_know"]]}}
    assert Mapping.from_dict({**MINIMAL, "scales": scales, "file": {"missing": [97]}}).codebook


def test_another_kind_of_file_is_told_without_the_noise_of_its_keys() -> None:
    text = refused(schema="techno_kit/ladder/1", id="2010", rungs=[])
    assert text.startswith("the mapping: schema: ")


@pytest.mark.parametrize("path", sorted(REAL.glob("*.toml")), ids=lambda path: path.stem)
def test_mappings_of_real_surveys_are_valid(path: Path) -> None:
    mapping = Mapping.read(path)
    assert mapping.population
    assert mapping.design.weight
    assert None not in mapping.codebook.windows(mapping.codebook.items)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "wave.toml").write_text("", "utf-8")
    with pytest.raises(FileError, match="did you mean 'wave.toml'"):
        Mapping.read(tmp_path / "wav.toml")


@pytest.mark.parametrize("missing", [[97], []])
def test_no_missing_values_of_its_own_is_not_those_of_the_file(missing: list[int]) -> None:
    mapping = Mapping.from_dict(
        {
            "schema": "techno_kit/mapping/1",
            "file": {"missing": [98]},
            "questions": {"age": {"cut": [10, 60], "missing": missing}},
            "scales": {"s": {"answers": [[1, "yes"]], "missing": missing}},
        }
    )
    assert mapping.codebook.questions["age"].missing == tuple(missing)
    sample = Sample.from_frame(pd.DataFrame({"age": [12, 97, 98]}), mapping=mapping)
    counted = sample.answers("age").codes.tolist()
    assert counted == ([0, -1, 1] if missing else [0, 1, 1])
    assert sample.notes == ()
