"""What an SPSS file keeps of a sample, and what is told of the rest."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.stored.spss_dictionary import ResponseSet, SpssDictionary
from techno_kit.survey.stored.spss_names import spss_names

pyreadstat = pytest.importorskip("pyreadstat")

FRAME = pd.DataFrame(
    {
        "sex": [1, 2, 9, 1, 2],
        "mood": ["Good", "Bad", None, "So-so", "Refused"],
        "age": [18.5, np.nan, 44, -1, 61],
        "when": pd.to_datetime(["2026-01-02", None, "2026-01-03", "1999-01-01", "2000-02-29"]),
        "q7: phone": [1, 0, 1, 0, 1],
        "q7: tablet": [0, 0, 1, 1, 1],
        "note": ["a", "日本語", None, "x" * 300, ""],
        "wt": [0.5, 1.0, 1.5, 1.0, 1.0],
        "Sex": [True, False, True, True, False],
    }
)
BOOK = Codebook(
    questions={
        "sex": Question(
            "sex", label="Are you 男?", levels=[(1, "Male"), (2, "Female"), (9, "NA")], missing=[9]
        ),
        "mood": Question(
            "mood",
            "scale",
            levels=[("Bad", "Bad"), ("So-so", "So-so"), ("Good", "Good")],
            missing=["Refused"],
        ),
        "age": Question("age", "number", missing=[-1, (90.0, float("inf"))]),
        "own": Question(
            "own",
            "multiple",
            {"Phone": "q7: phone", "Tablet": "q7: tablet"},
            label="What do you own?",
            chosen=[1],
        ),
    },
    population="Adults",
)


def sample_of(**changes: object) -> tk.Sample:
    return tk.Sample.from_frame(FRAME.assign(**changes), labels=BOOK, design=tk.Design(weight="wt"))


def test_labels_measures_missing_sets_and_weight(tmp_path: Path) -> None:
    saved = sample_of().save(tmp_path / "a.sav")
    frame, meta = pyreadstat.read_sav(str(saved), user_missing=True)
    assert meta.column_names_to_labels["sex"] == "Are you 男?"
    assert meta.variable_value_labels["sex"] == {1.0: "Male", 2.0: "Female", 9.0: "NA"}
    assert meta.variable_value_labels["mood"] == {
        1.0: "Bad",
        2.0: "So-so",
        3.0: "Good",
        4.0: "Refused",
    }
    assert frame["mood"].tolist()[:2] == [3.0, 1.0] and np.isnan(frame["mood"][2])
    assert meta.variable_measure["sex"] == "nominal"
    assert meta.variable_measure["mood"] == "ordinal"
    assert meta.variable_measure["age"] == "scale"
    assert meta.missing_ranges["sex"] == [{"lo": 9.0, "hi": 9.0}]
    assert meta.missing_ranges["mood"] == [{"lo": 4.0, "hi": 4.0}]
    assert len(meta.missing_ranges["age"]) == 2
    assert meta.mr_sets["own"]["variable_list"] == ["q7__phone", "q7__tablet"]
    assert meta.mr_sets["own"]["label"] == "What do you own?"
    assert meta.mr_sets["own"]["counted_value"] in (1, 1.0, "1")
    assert frame["note"].tolist()[1] == "日本語" and len(frame["note"][3]) == 300
    assert frame["when"].iloc[4] == pd.Timestamp("2000-02-29")
    dictionary = SpssDictionary(Path(saved).read_bytes())
    assert dictionary.name(np.frombuffer(Path(saved).read_bytes()[76:80], "<i4")[0]) == "wt"


def test_the_kit_reads_the_same_answers(tmp_path: Path) -> None:
    sample = sample_of()
    back = tk.read(sample.save(tmp_path / "a.sav"))
    assert back.design.weight == "wt"
    for name in ("sex", "mood", "own"):
        one, two = (
            tk.profile(each, name, flag_below=0, suppress_below=0) for each in (sample, back)
        )
        assert one.table["answer"].tolist() == two.table["answer"].tolist()
        assert one.table["n"].tolist() == two.table["n"].tolist()
        np.testing.assert_allclose(one.table["share"], two.table["share"], rtol=1e-12)
    np.testing.assert_array_equal(
        back.sheet.numbers(back.question("age")), sample.sheet.numbers(sample.question("age"))
    )


def test_what_is_not_kept_is_told(tmp_path: Path) -> None:
    book = Codebook(
        questions={
            "sex": Question("sex", levels=[(2, "F" * 130), (1, "M")], missing=[5, 6, 7, 8, 9]),
            "band": Question("band", "number", "age", cut=[-5, 30], routing="those at home"),
            "own": Question("own", "multiple", ["mood", "note"], chosen=["Good"]),
        }
    )
    frame = FRAME.assign(sex=[5, 6, 7, 8, 6.5])
    sample = tk.Sample.from_frame(frame, labels=book, design=tk.Design(strata="sex"))
    assert sample.save(tmp_path / "a.sav").notes == (
        "SPSS does not take 3 names as they are: 'q7: phone' is 'q7__phone', 'q7: tablet' is "
        "'q7__tablet' and 'Sex' is 'Sex_2'.",
        "Labels of 'sex' are longer than SPSS holds, and were cut.",
        "SPSS holds three missing values a variable, or a range and one; of 'sex' not all are "
        "kept.",
        "SPSS itself lists the answers of 'sex' by code, not in their order.",
        "SPSS gets the numbers of 'age'; the bands are not kept.",
        "Who was asked 'age' is not kept in SPSS.",
        "Blanks at the end of texts of 'note' are not kept in SPSS, where a text of nothing but "
        "blanks is no answer.",
        "SPSS gets 1 and 0, with labels, for True and False of 'Sex'.",
        "The multiple-choice questions 'own' are no multiple-response set: one number has to mean "
        "chosen in all of their columns.",
        "Strata, clusters, corrections and replicates are not kept in SPSS, and what weights were "
        "raked to neither: keep the mapping.",
    )


def test_cells_that_spss_holds_otherwise_are_told(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "held": [True, False, True],
            "some": pd.array([True, None, False], dtype="boolean"),
            "tail": ["a", "b ", "c"],
            "void": ["a", "\N{NO-BREAK SPACE}", "b"],
            "when": pd.date_range("2026-01-01", periods=3, tz="UTC"),
            "took": pd.to_timedelta([1, 2, 3], unit="s"),
            "kept": [" a", "b", None],
        }
    )
    sample = tk.Sample.from_frame(frame)
    saved = sample.save(tmp_path / "a.sav")
    assert saved.notes == (
        "SPSS gets 1 and 0, with labels, for True and False of 'held' and 'some'.",
        "Blanks at the end of texts of 'tail' and 'void' are not kept in SPSS, where a text of "
        "nothing but blanks is no answer.",
        "Times with a zone, and durations, are texts in SPSS: 'when' and 'took'.",
    )
    back = tk.read(saved)
    for name in ("held", "some"):
        assert back.answers(name).levels == sample.answers(name).levels == ("False", "True")


def test_many_missing_values_become_a_range_where_nothing_lies_between(tmp_path: Path) -> None:
    book = Codebook(questions={"sex": Question("sex", missing=[95, 96, 97, 98, 99])})
    frame = pd.DataFrame({"sex": [1, 2, 95, 96, 97, 98, 99]})
    saved = tk.Sample.from_frame(frame, labels=book).save(tmp_path / "a.sav")
    _, meta = pyreadstat.read_sav(str(saved), user_missing=True)
    assert meta.missing_ranges["sex"] == [{"lo": 95.0, "hi": 99.0}]
    assert saved.notes == ()


def test_categories_that_are_codes_keep_them_and_what_is_missing(tmp_path: Path) -> None:
    book = Codebook(
        questions={"q": Question("q", "scale", levels=[(1, "A"), (2, "B")], missing=[9])}
    )
    frame = pd.DataFrame({"q": pd.Categorical([2, 9, 1, 2], categories=[1, 2, 9])})
    saved = tk.Sample.from_frame(frame, labels=book).save(tmp_path / "a.sav")
    rows, meta = pyreadstat.read_sav(str(saved), user_missing=True)
    assert rows["q"].tolist() == [2.0, 9.0, 1.0, 2.0]
    assert meta.missing_ranges["q"] == [{"lo": 9.0, "hi": 9.0}]


def test_names() -> None:
    names = spss_names(["ü", "x" * 80, "x" * 80 + "y", "to", "1", "a b", "a-b", "_x", "$z", "end."])
    assert len({each.casefold() for each in names.values()}) == len(names)
    assert all(len(each.encode()) <= 64 for each in names.values())
    assert names["to"] == "to_" and names["1"] == "v1" and names["_x"] == "v_x"


def test_a_set_is_written_by_bytes() -> None:
    short = {"phone": "PHONE", "tablet": "TABLET"}
    line = ResponseSet("own", "Was für", "1", ("phone", "tablet")).line(short)
    assert line == "$own=D1 1 8 Was für phone tablet\n".encode()
