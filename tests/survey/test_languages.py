"""A codebook's labels in another of its languages, and back."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, ReadError
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.translations import Translation

SEX = Question("sex", label="Sex", levels=[(1, "Female"), (2, "Male"), (9, "Other")])
OWNED = Question(
    "owned", "multiple", {"Phone": "o1", "None": "o2"}, label="What do you own?", none="None"
)
DUTCH = {
    "sex": Translation("Geslacht", ((1, "Vrouw"), (2, "Man"))),
    "owned": Translation("Wat bezit u?", (("Phone", "Telefoon"), ("None", "Geen"))),
}
GERMAN = {
    "sex": Translation("", ((1, "Frau"), (2, "Mann"), (9, "Mann"))),
    "owned": Translation("Was besitzen Sie?", (("Phone", "Telefon"),)),
}
BOOK = Codebook([SEX, OWNED], translations={"nl": DUTCH, "de": GERMAN}, language="en")


@pytest.fixture
def sample() -> tk.Sample:
    frame = pd.DataFrame(
        {"sex": [1, 2, 2, 9] * 10, "o1": [1, 0, 1, 0] * 10, "o2": [0, 1, 0, 1] * 10}
    )
    return tk.Sample.from_frame(frame, labels=BOOK)


def test_labels_and_ids_of_answers_change(sample: tk.Sample) -> None:
    dutch = sample.with_language("nl")
    assert dutch.codebook.languages == ("nl", "en", "de")
    assert dutch.codebook.questions["sex"].label == "Geslacht"
    assert dutch.answers("sex").levels == ("Vrouw", "Man", "Other")
    assert dutch.codebook.questions["owned"].parts == {"Telefoon": "o1", "Geen": "o2"}
    assert dutch.codebook.questions["owned"].apart == ("Geen",)
    assert dutch.frame is sample.frame
    told = dutch.codebook.table.set_index("level")
    assert told.loc["Geen", "level_en"] == "None"
    assert told.loc["Telefoon", "level_de"] == "Telefon"
    assert "level_nl" not in told


@pytest.mark.parametrize("way", [["nl", "en"], ["nl", "de", "en"], ["de", "nl", "nl", "en"]])
def test_nothing_is_lost_on_the_way(sample: tk.Sample, way: list[str]) -> None:
    changed = sample
    for language in way:
        changed = changed.with_language(language)
    assert changed.codebook == sample.codebook
    assert sample.with_language("de") is not sample


def test_the_way_to_a_language_does_not_matter(sample: tk.Sample) -> None:
    direct, around = sample.with_language("de"), sample.with_language("nl").with_language("de")
    assert around.codebook == direct.codebook
    # what German lacks stays in the first language, and levels that were two stay two
    assert direct.codebook.questions["sex"].label == "Sex"
    assert direct.answers("sex").levels == ("Frau", "Mann (2)", "Mann (9)")
    assert list(direct.codebook.questions["owned"].parts) == ["Telefon", "None"]


def test_a_language_without_a_name_is_the_original(sample: tk.Sample) -> None:
    book = Codebook([SEX], translations={"nl": {"sex": DUTCH["sex"]}})
    unnamed = tk.Sample.from_frame(sample.frame, labels=book)
    assert unnamed.codebook.languages == ("original", "nl")
    dutch = unnamed.with_language("NL")
    assert dutch.codebook.languages == ("nl", "original")
    assert dutch.with_language("original").codebook == unnamed.codebook


def test_a_language_that_is_not_there(sample: tk.Sample) -> None:
    with pytest.raises(QuestionError) as caught:
        sample.with_language("dk")
    told = "language is 'dk'; it is one of 'en', 'nl' and 'de'"
    assert str(caught.value) == told


def test_shares_and_errors_do_not_depend_on_the_language(sample: tk.Sample) -> None:
    columns = ["share", "se", "n"]
    targets = tk.Targets.from_shares({"sex": {"Female": 0.4, "Male": 0.4, "Other": 0.2}})
    weighted = sample.with_weights(tk.rake(sample, targets))
    for one in (sample, weighted):
        dutch = one.with_language("nl")
        for question in ("sex", "owned"):
            mine, theirs = (tk.profile(each, question).table[columns] for each in (one, dutch))
            pd.testing.assert_frame_equal(mine, theirs)


def test_merged_answers_keep_their_words(sample: tk.Sample) -> None:
    merged = sample.merge_levels("sex", {"Not female": ["Male", "Other"]})
    dutch = merged.with_language("nl")
    assert dutch.codebook.questions["sex"].label == "Geslacht"
    assert dutch.answers("sex").levels == ("Female", "Not female")
    young = sample.with_language("nl").recode("sex", {"A": ["Vrouw"]}, name="a")
    assert young.with_language("en").answers("a").levels[0] == "A"


def test_a_mappings_own_words_are_no_translations(sample: tk.Sample) -> None:
    mapping = {
        "schema": "techno_kit/mapping/1",
        "questions": {
            "gender": {"column": "sex"},
            "sex": {"column": "sex", "levels": [[1, "F"], [2, "M"], [9, "X"]]},
            "kit": {"columns": {"phone": "o1"}, "label": "Kit"},
        },
    }
    mapped = tk.Sample.from_frame(sample.frame, mapping=mapping, labels=BOOK).with_language("nl")
    assert mapped.codebook.questions["gender"].label == "Geslacht"
    assert mapped.answers("gender").levels == ("Vrouw", "Man", "Other")
    assert mapped.answers("sex").levels == ("F", "M", "X")
    assert list(mapped.codebook.questions["kit"].parts) == ["phone"]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_saved_file_is_read_in_a_language(sample: tk.Sample, tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    dutch = sample.with_language("nl")
    there = sample.save(tmp_path / f"a{ending}")
    back = dutch.save(tmp_path / f"b{ending}")
    assert tk.read(there, language="nl").codebook == dutch.codebook
    assert tk.read(back).codebook == dutch.codebook
    assert tk.read(back, language="en").codebook == sample.codebook
    with pytest.raises(ReadError) as caught:
        tk.read(there, language="fr")
    companion = there.files[1].name
    assert str(caught.value) == (
        f"{companion}: nothing is worded in 'fr'; besides its own language it is worded in "
        "'nl' and 'de'"
    )
    alone = tk.Sample.from_frame(sample.frame).save(tmp_path / f"c{ending}")
    with pytest.raises(ReadError, match="it is worded in one language; leave language out"):
        tk.read(alone, language="nl")
