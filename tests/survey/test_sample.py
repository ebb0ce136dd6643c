"""A sample holds answers as codes, is never changed, and knows how it is weighted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.sheet import AnswerSheet

FRAME = pd.DataFrame(
    {
        "sex": ["Female", "Male", "Female", None],
        "age": [18, 30, 44, 70],
        "phone": [1, 0, 1, 1],
        "tablet": [0, 0, 1, 1],
        "w": [1.0, 2.0, 0.5, 0.5],
    }
)
TARGETS = tk.Targets.from_shares({"age": {18: 0.25, 30: 0.25, 44: 0.25, 70: 0.25}})


def sample(**design: object) -> tk.Sample:
    return tk.Sample.from_frame(FRAME, design=tk.Design(**design))  # type: ignore[arg-type]


# --- it is never changed -------------------------------------------------------------------------


def test_the_frame_is_left_as_it_was() -> None:
    frame = FRAME.set_index(pd.Index([3, 3, 1, 0], name="person"))
    frame.attrs["from"] = "here"
    before = frame.copy()
    made = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    weighted = made.with_weights(tk.rake(made, TARGETS))
    tk.profile(weighted, "sex", by="age", suppress_below=0)
    tk.score(made.with_question(tk.Question("o", "multiple", ["phone", "tablet"])), "o")
    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == {"from": "here"}


def test_later_changes_of_the_frame_do_not_reach_the_sample() -> None:
    frame = FRAME.copy()
    made = tk.Sample.from_frame(frame)
    frame.loc[0, "sex"] = "Male"
    frame["age"] = 0
    frame.index = pd.Index([9, 9, 9, 9])
    assert made.answers("sex").codes.tolist() == [0, 1, 0, -1]
    assert made.answers("age").levels == ("18", "30", "44", "70")
    assert made.frame.index.tolist() == [0, 1, 2, 3]


def test_with_returns_a_new_sample_and_leaves_the_old() -> None:
    plain = sample()
    weighted = plain.with_design(tk.Design(weight="w"))
    asked = plain.with_question(tk.Question("age", "number", cut=[0, 40]))
    raked = plain.with_weights(tk.rake(plain, TARGETS))
    assert plain.weight is None and plain.weights is None
    assert plain.answers("age").levels == ("18", "30", "44", "70")
    assert weighted.weight is not None and asked.answers("age").levels == ("0-39", "40+")
    assert raked.weights is not None and raked.weighting == "raked to age"


def test_a_sample_cannot_be_assigned_to() -> None:
    with pytest.raises(AttributeError):
        sample().frame = FRAME  # type: ignore[misc]


def test_columns_of_read_only_arrays() -> None:
    codes, weights = np.array([1, 2] * 20), np.linspace(1, 2, 40)
    codes.flags.writeable = weights.flags.writeable = False
    frame = pd.DataFrame({"q": codes, "w": weights}, copy=False)
    made = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    targets = tk.Targets.from_shares({"q": {1: 0.4, 2: 0.6}})
    found = tk.profile(made.with_weights(tk.rake(made, targets)), "q").table
    assert found["share"].tolist() == pytest.approx([0.4, 0.6])


# --- columns -------------------------------------------------------------------------------------


def test_whole_numbers_as_column_names_become_text() -> None:
    frame = pd.DataFrame({0: ["a", "b"] * 30, 1: [1, 0] * 30, 2: [1, 1] * 30})
    made = tk.Sample.from_frame(frame)
    assert made.questions == ("0", "1", "2")
    both = made.with_question(tk.Question("both", "multiple", columns=[1, 2]))  # type: ignore[list-item]
    assert tk.profile(both, "both").table["share"].tolist() == [0.5, 1.0]
    targets = tk.Targets.from_shares({0: {"a": 0.4, "b": 0.6}})  # type: ignore[dict-item]
    assert tk.rake(made, targets).table["after"].tolist() == pytest.approx([0.4, 0.6])
    assert frame.columns.tolist() == [0, 1, 2]


def test_several_rows_of_column_names_become_one() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")]))
    assert tk.Sample.from_frame(frame).questions == ("('a', 'x')", "('a', 'y')")


WORDS = ["class", "n", "share", "level", "by", "answer", "index", "flag", "group", "variable"]


@pytest.mark.parametrize("name", [*WORDS, "weight", "se", "low", "self", "__class__", "", " "])
def test_a_column_may_have_any_name(name: str) -> None:
    frame = pd.DataFrame({name: ["x", "y"] * 60, "other": ["u", "v", "v"] * 40})
    made = tk.Sample.from_frame(frame)
    weights = tk.rake(made, tk.Targets.from_shares({name: {"x": 0.4, "y": 0.6}}))
    made = made.with_weights(weights)
    one, other = tk.profile(made, name, by="other"), tk.profile(made, "other", by=name)
    assert one.whole["share"].tolist() == pytest.approx([0.4, 0.6])
    assert other.groups["level"].tolist() == ["x", "x", "y", "y"]
    for shown in (one, other, weights):
        assert str(shown) and shown.text and shown.method and shown._repr_html_()


def test_columns_that_a_question_uses_are_not_questions_of_their_own() -> None:
    made = sample(weight="w").with_question(tk.Question("owned", "multiple", ["phone", "tablet"]))
    assert made.questions == ("owned", "sex", "age")
    assert made.question("phone") == tk.Question("phone")  # but can be asked for


def test_a_weight_column_can_be_a_question_too() -> None:
    made = sample(weight="w").with_question(tk.Question("w", "number", cut=[0, 1]))
    found = tk.profile(made, "w", suppress_below=0).table
    assert found["answer"].tolist() == ["0", "1+"]
    assert found["share"].tolist() == [0.25, 0.75]


# --- answers are worked out once -----------------------------------------------------------------


def test_answers_are_shared_by_the_samples_of_the_same_rows() -> None:
    plain = sample()
    assert plain.answers("sex") is plain.with_design(tk.Design(weight="w")).answers("sex")


def test_a_question_that_is_replaced_is_read_anew() -> None:
    plain = sample()
    once = plain.with_question(tk.Question("age", "number", cut=[0, 40]))
    twice = once.with_question(tk.Question("age", "number", cut=[0, 20]))
    assert [s.answers("age").codes.tolist() for s in (once, twice)] == [[0, 0, 1, 1], [0, 1, 1, 1]]


def test_the_answers_labels_come_from_the_file_where_the_mapping_has_none() -> None:
    labels = Codebook({"age": tk.Question("age", label="Age in years", levels=[(18, "eighteen")])})
    made = tk.Sample.from_frame(FRAME, labels=labels)
    assert made.question("age").title == "Age in years"
    assert made.answers("age").levels == ("eighteen", "30", "44", "70")


# --- weights and design --------------------------------------------------------------------------


def test_the_weighting_is_said_in_a_phrase() -> None:
    plain = sample()
    assert plain.weighting == "unweighted"
    assert sample(weight="w").weighting == "weighted by 'w'"
    asked = plain.with_question(tk.Question("age", label="Age in years"))
    assert asked.with_weights(tk.rake(asked, TARGETS)).weighting == "raked to Age in years"
    assert repr(plain) == "Sample(4 respondents, unweighted)"
    assert len(plain) == plain.n == 4


def test_another_design_drops_the_kit_s_weights() -> None:
    plain = sample()
    raked = plain.with_weights(tk.rake(plain, TARGETS))
    assert raked.with_design(tk.Design()).weights is None


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "str", "object", "category"])
def test_a_weight_of_any_type(dtype: str) -> None:
    frame = FRAME.assign(w=pd.Series([1, 2, 3, 0]).astype(dtype))
    made = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    assert made.weight is not None
    assert made.weight.dtype == np.float64 and made.weight.tolist() == [1, 2, 3, 0]


def test_weights_follow_the_respondents_not_the_row_labels() -> None:
    frame = FRAME.set_index(pd.Index([5, 5, 2, 0]))
    made = tk.Sample.from_frame(frame)
    weights = tk.rake(made, tk.Targets.from_shares({"phone": {0: 0.5, 1: 0.5}}))
    assert weights.values.index.equals(frame.index)
    assert weights.values.tolist() == pytest.approx([2 / 3, 2, 2 / 3, 2 / 3])
    assert made.with_weights(weights).weight.tolist() == weights.values.tolist()


def test_kit_weights_keep_what_they_were_raked_to_when_a_question_changes() -> None:
    """The margins' residuals belong to the variables as they were when the weights were made."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"age": rng.integers(18, 80, 200), "y": rng.integers(0, 2, 200)})
    bands = tk.Question("band", "number", columns=["age"], cut=[18, 40])
    made = tk.Sample.from_frame(frame).with_question(bands)
    weights = tk.rake(made, tk.Targets.from_shares({"band": {"18-39": 0.7, "40+": 0.3}}))
    raked = made.with_weights(weights)
    finer = tk.Question("band", "number", columns=["age"], cut=[18, 30, 40], missing=[(18, 20)])
    changed = raked.with_question(finer)
    before, after = (tk.profile(each, "y").table for each in (raked, changed))
    pd.testing.assert_frame_equal(before, after)
    flags = tk.profile(changed, "band", missing="in_base").table["flag"]
    assert flags.tolist() == ["", "", "fixed by weighting"]  # 40+ is still a raked level


# --- faces ---------------------------------------------------------------------------------------


def test_the_notebook_view_escapes_what_a_file_brings() -> None:
    frame = pd.DataFrame({"<b>": [1], "{x}": ["</td>"]})
    html = tk.Sample.from_frame(frame, source="<script>", notes=["<i>&"])._repr_html_()
    assert "<script>" not in html and "<b>" not in html and "<i>" not in html
    assert "&lt;script&gt;" in html and "{x}" in html


def test_the_notebook_view_lists_questions_and_tells_of_other_columns() -> None:
    html = tk.load_example()._repr_html_()
    assert "<td>Q7_1</td>" not in html and '<th scope="row">gender</th>' in html
    assert "21 columns hold activities of the ladder: &#x27;Q7_1&#x27;, &#x27;Q7_2&#x27;," in html
    assert (
        "23 other columns, each a question by its own name: &#x27;InterviewSeconds&#x27;," in html
    )
    plain = tk.Sample.from_frame(pd.DataFrame({"sex": ["F"], "age": [31]}))._repr_html_()
    assert '<th scope="row">sex</th>' in plain and '<th scope="row">age</th>' in plain
    assert "other column" not in plain


def test_a_path_of_any_kind_reads_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a map.toml"
    path.write_text('schema = "techno_kit/mapping/1"\npopulation = "All"\n', "utf-8")

    class Somewhere:
        def __fspath__(self) -> str:
            return str(path)

    for each in (path, str(path), Somewhere()):
        assert tk.Sample.from_frame(FRAME, mapping=each).codebook.population == "All"  # type: ignore[arg-type]


# --- what is refused: the kinds; the words are in tests/messages ---------------------------------


def test_a_given_question_is_checked_like_one_of_the_codebook() -> None:
    plain = sample()
    with pytest.raises(SampleError):
        tk.profile(plain, tk.Question("nowhere"))
    with pytest.raises(SampleError):
        tk.profile(plain, tk.Question("sex", levels=[("Female", "F")], strict=True))
    with pytest.raises(SampleError):
        tk.score(plain, tk.Question("o", "multiple", ["phone", "age"]))
    with pytest.raises(QuestionError):
        tk.profile(plain, tk.Question("o", columns=["phone", "tablet"]))


def test_one_respondent_is_a_sample() -> None:
    made = tk.Sample.from_frame(FRAME.head(1), design=tk.Design(weight="w"))
    assert repr(made) == "Sample(1 respondent, weighted by 'w')"
    assert tk.rake(made, tk.Targets.from_shares({"sex": {"Female": 1}})).values.tolist() == [1.0]


COMPOSED, TWO_SIGNS = "m\u00e2le", "ma\u0302le"


@pytest.mark.parametrize("answer", [COMPOSED, TWO_SIGNS])
@pytest.mark.parametrize("named", [COMPOSED, TWO_SIGNS])
def test_an_accent_is_the_same_however_it_is_held(tmp_path: Path, answer: str, named: str) -> None:
    frame = pd.DataFrame({"sexe": [answer, answer, "femelle"], "a": [1, 0, 1]})
    mapping = {
        "schema": "techno_kit/mapping/1",
        "questions": {"listed": {"column": "sexe", "levels": [named, "femelle"]}},
    }
    sample = tk.Sample.from_frame(frame, mapping=mapping)
    assert sample.answers("listed").levels == (COMPOSED, "femelle")
    assert sample.answers("sexe").levels == ("femelle", COMPOSED)
    path = tmp_path / "targets.csv"
    path.write_text(f"listed,share\n{named},0.5\nfemelle,0.5\n", "utf-8")
    shares = {"sexe": {named: 0.5, "femelle": 0.5}}
    for targets in (tk.read_targets(path), tk.Targets.from_shares(shares)):
        assert tk.rake(sample, targets).table["after"].tolist() == pytest.approx([0.5, 0.5])
    for question in ("listed", "sexe"):
        assert sample.contains(tk.Audience.of({question: [named]})).tolist() == [True, True, False]
    chosen = tk.Question("owned", kind="multiple", columns={answer: "a"})
    sample = sample.with_question(chosen)
    assert sample.contains(tk.Audience.of({"owned": [named]})).tolist() == [True, False, True]


def test_the_notebook_view_tells_source_routing_and_what_was_made(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sex;owner;brand\nF;1;2,5\nM;0;\nF;1;3,5\nM;1;2,5\n", encoding="utf-8")
    sample = tk.read(path)
    told = "a.csv: delimited text, separator ';', decimal comma, encoding UTF-8."
    assert sample._repr_html_().count("encoding UTF-8") == 1 and told in _plain(sample)
    assert "Who was asked" not in _plain(sample)
    brand = tk.Question("brand", label="Brand", routing="Owners <b>only</b>")
    made = sample.with_question(brand).recode("sex", {"All": ["F", "M"]}, name="all")
    shown = _plain(made)
    assert "Who was asked" in shown and "Owners <b>only</b>" in shown
    assert "'all' was made by techno_kit from" in shown
    assert "<b>only" not in made._repr_html_()
    assert told not in _plain(tk.Sample.from_frame(sample.frame, source="a.csv"))


def _plain(sample: tk.Sample) -> str:
    from html import unescape

    return unescape(sample._repr_html_())


def test_a_question_of_no_codebook_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    check = AnswerSheet.check
    monkeypatch.setattr(AnswerSheet, "check", lambda *given: asked.append(check(*given)))
    made, other = sample(weight="w"), tk.Question("o", "multiple", ["phone", "tablet"])
    for _ in range(3):
        made.question(other)
    assert len(asked) == 1
    wrong = tk.Question("o", "multiple", ["phone", "tabet"])
    for _ in range(2):  # what is refused is refused again
        with pytest.raises(SampleError):
            made.question(wrong)
