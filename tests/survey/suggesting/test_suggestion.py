"""Proposals for a sample: table, mapping, file; never applied by itself."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techno_kit.errors import FileError, MappingError, QuestionError, SampleError
from techno_kit.ladder.reading import load_ladder
from techno_kit.ladder.rungs import Activity, Ladder, Rung
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample

LADDER = load_ladder("2010")
OFTEN = ["Several times a day", "Daily", "Weekly", "Monthly", "Less often", "Never"]


def dressed() -> Sample:
    """Return six respondents of a file whose headings are its questions."""
    return Sample.from_frame(
        pd.DataFrame(
            {
                "How often do you: read blogs": OFTEN,
                "How often do you: upload videos": OFTEN[::-1],
                "How often do you: blogs": OFTEN,
                "Do you trust blogs?": ["Yes", "No", "Yes", "No", "Yes", "No"],
                "Deel je foto's of video's?": ["Ja", "Nee", "Ja", "Nee", "Ja", "Weet niet"],
                "Geslacht": ["Man", "Vrouw", "Man", "Vrouw", "Man", "Vrouw"],
                "Leeftijd": [16, 25, 34, 45, 67, 80],
                "weight": [0.5, 1.5, 1.1, 0.9, 1.2, 0.8],
                "Comments": list("abcdef"),
            }
        ),
        source="wave <1>.csv",
    )


def scores(sample: Sample) -> dict[str, tuple[str, float]]:
    table = Mapping.suggest(sample, LADDER).table
    return {row.column: (row.what, row.score) for row in table.itertuples()}


def test_columns_get_what_their_wording_says() -> None:
    found = scores(dressed())
    assert found["How often do you: read blogs"] == ("activities.blog_read", 0.95)
    assert found["How often do you: upload videos"] == ("activities.video_upload", 0.95)
    assert found["Geslacht"] == ("questions.gender", 0.95)
    assert found["Leeftijd"] == ("questions.age_group", 0.95)
    assert found["weight"] == ("design.weight", 0.95)
    assert found["How often do you: blogs"][1] < 0.8
    assert "Comments" not in found
    for doubtful in ("Do you trust blogs?", "Deel je foto's of video's?"):
        assert found.get(doubtful, ("", 0.0))[1] < 0.8


def test_the_table_has_the_columns_that_it_promises() -> None:
    found = Mapping.suggest(dressed(), LADDER)
    assert list(found.table) == ["column", "what", "score", "evidence", "alternatives"]
    assert found.table["score"].is_monotonic_decreasing
    table = found.table
    table.loc[0, "score"] = 0.0
    assert found.table.loc[0, "score"] > 0.9
    empty = Mapping.suggest(Sample.from_frame(pd.DataFrame({"x": [0.5, 1.5]})), LADDER)
    assert list(empty.table) == list(found.table)
    assert len(empty.table) == 0
    assert dict(empty.mapping.codebook.items) == {}


def test_evidence_says_what_speaks_for_it_and_what_against() -> None:
    table = Mapping.suggest(dressed(), LADDER).table.set_index("column")
    assert table.loc["How often do you: read blogs", "evidence"] == (
        "'read blogs' says 'read' and 'blogs'; answers: 'Several times a day' = several_daily, "
        "'Daily' = daily, 'Weekly' = weekly …"
    )
    assert table.loc["How often do you: blogs", "evidence"].endswith(
        "but what is done with it is not said"
    )
    assert "activities.blog_" in table.loc["How often do you: blogs", "alternatives"]


def test_the_mapping_reads_the_file_it_was_made_of() -> None:
    sample = dressed()
    found = Mapping.suggest(sample, LADDER)
    mapped = Sample.from_frame(sample.frame, mapping=found.mapping)
    assert set(mapped.codebook.items) == {"blog_read", "video_upload"}
    assert mapped.codebook.items["blog_read"].scale.answers[0][1] in ("several_daily", "daily")
    assert mapped.design.weight == "weight"
    assert mapped.answers("age_group").levels[0] == "16-24"
    assert found.missing[0] == "blog_publish"
    assert "video_upload" not in found.missing


def test_nothing_is_applied_to_the_sample() -> None:
    sample = dressed()
    before = sample.codebook
    Mapping.suggest(sample, LADDER)
    assert sample.codebook == before
    assert sample.item("blog_read") is None


def test_the_file_is_read_back_and_its_comments_can_be_taken_in(tmp_path: Path) -> None:
    found = Mapping.suggest(dressed(), LADDER)
    path = found.save(tmp_path / "wave.toml")
    assert replace(Mapping.read(path), source=found.mapping.source) == found.mapping
    text = path.read_text("utf-8")
    assert text.startswith("# Suggested from the wording of wave <1>.csv.\n# Scores are")
    wanted = "# [activities.blog_publish]\n# column = "
    start = text.index("# [activities.blog_", text.index("# Doubtful"))
    block = text[start:].split("\n\n")[0].replace("# ", "")
    edited = tmp_path / "edited.toml"
    edited.write_text(text + "\n" + block, "utf-8")
    assert len(Mapping.read(edited).codebook.items) == len(found.mapping.codebook.items) + 1
    assert wanted.split("\n")[1] in text


def test_columns_too_alike_are_not_chosen_between() -> None:
    frame = pd.DataFrame({"Read blogs at home": OFTEN, "Read blogs at work": OFTEN})
    table = Mapping.suggest(Sample.from_frame(frame), LADDER).table
    assert (table["score"] < 0.8).all()
    assert table["evidence"].str.contains("another column fits as well").all()


def test_answers_decide_with_the_wording() -> None:
    for answers, sure in [
        (["Yes", "No"], True),
        (["Daily", "Never"], True),
        (["Often", "Never"], False),
        (["Agree", "Disagree"], False),
        ([1, 0], True),
        ([1, 2], False),
        ([True, False], True),
    ]:
        frame = pd.DataFrame({"Do you read blogs?": answers})
        found = Mapping.suggest(Sample.from_frame(frame), LADDER)
        assert ("blog_read" in found.mapping.codebook.items) is sure, answers


def test_labels_of_a_file_and_its_missing_codes_are_used() -> None:
    levels = [(1, "Never"), (2, "Daily"), (8, "Don't know"), (9, "Refused")]
    book = Codebook(
        {
            "q1": Question("q1", label="In the past 12 months, did you read blogs?", levels=levels),
            "q2": Question(
                "q2", label="Gender", levels=[(1, "Male"), (2, "Female"), (9, "Refused")]
            ),
        }
    )
    frame = pd.DataFrame({"q1": [1, 2, 8, 9], "q2": [1, 2, 1, 9]})
    found = Mapping.suggest(Sample.from_frame(frame, labels=book), LADDER)
    scale = found.mapping.codebook.items["blog_read"].scale
    assert scale.answers == ((2, "daily"), (1, "never"), (8, "dont_know"))
    assert (scale.window, scale.missing) == ("12 months", (9,))
    mapped = Sample.from_frame(frame, mapping=found.mapping, labels=book)
    assert mapped.answers("gender").levels == ("Male", "Female")
    assert mapped.sheet.ranks("blog_read").tolist() == [0, 4, -2, -1]


def test_a_select_all_question_is_taken_by_its_answers() -> None:
    columns = {"Read blogs": "Q3_1", "Upload videos": "Q3_2", "None of these": "Q3_3"}
    asked = Question("Q3", "multiple", columns, "Which do you do at least monthly?", chosen=[1])
    frame = pd.DataFrame({"Q3_1": [1, 0, 1], "Q3_2": [0, 0, 1], "Q3_3": [0, 1, 0]})
    found = Mapping.suggest(Sample.from_frame(frame, labels=Codebook({"Q3": asked})), LADDER)
    assert set(found.mapping.codebook.items) == {"blog_read", "video_upload"}


def test_activities_without_rules_are_judged_by_their_labels() -> None:
    chess = Activity("chess_play", {"en": "Play chess", "nl": "Schaken"})
    rungs = (Rung("players", {}, ("chess_play",)), Rung("others", none=True))
    ladder = Ladder("own", rungs, {"chess_play": chess})
    frame = pd.DataFrame({"How often do you play chess?": OFTEN, "Play cards": OFTEN})
    table = Mapping.suggest(Sample.from_frame(frame), ladder).table
    assert table["what"].tolist() == ["activities.chess_play"] * len(table)
    assert table.loc[0, "column"] == "How often do you play chess?"
    assert table.loc[0, "score"] >= 0.8
    assert (table["score"][1:] < 0.8).all()


def test_it_is_shown_escaped_and_as_text() -> None:
    frame = pd.DataFrame(
        {"<script>x</script> Read blogs, how often?": OFTEN, "=cmd() | *sex*": ["M", "F"] * 3}
    )
    found = Mapping.suggest(Sample.from_frame(frame), LADDER)
    assert "<script>" not in found.html_body()
    assert "read" in str(found)
    assert found.text.endswith("'review_read'.")
    assert "What the columns of the data may be" in found.html_body()


def test_what_is_no_sample_ladder_or_score_is_refused() -> None:
    sample = dressed()
    for arguments, options, message in [
        ((sample.frame, LADDER), {}, "tk.Mapping.suggest takes a tk.Sample, not a DataFrame"),
        (
            (sample, "2010"),
            {},
            "tk.Mapping.suggest takes a tk.Ladder as its second argument, not a str",
        ),
        ((sample, LADDER), {"threshold": 80}, "threshold is a score from 0 to 1, not 80"),
    ]:
        with pytest.raises(QuestionError) as error:
            Mapping.suggest(*arguments, **options)  # type: ignore[arg-type]
        assert str(error.value) == message
    with pytest.raises(FileError):
        Mapping.suggest(sample, LADDER).save("mapping.csv")


def test_a_file_that_was_edited_is_not_written_over(tmp_path: Path) -> None:
    found = Mapping.suggest(dressed(), LADDER)
    path = found.save(tmp_path / "mapping.toml")
    assert found.save(path) == path  # nothing is lost where it says the same
    path.write_text("# mine\n", "utf-8")
    with pytest.raises(FileError) as error:
        found.save(path)
    assert str(error.value) == (
        "mapping.toml is there already, and may have been edited; choose another name, or pass "
        "overwrite=True"
    )
    assert path.read_text("utf-8") == "# mine\n"
    found.save(path, overwrite=True)
    assert path.read_text("utf-8") == found.toml


def test_a_mapping_of_everything_holds_the_surest_of_each() -> None:
    frame = pd.DataFrame({"Read blogs at home": OFTEN, "Read blogs": OFTEN})
    found = Mapping.suggest(Sample.from_frame(frame), LADDER, threshold=0)
    assert found.mapping.codebook.items["blog_read"].column == "Read blogs"


def test_hostile_answers_make_a_file_that_is_read(tmp_path: Path) -> None:
    odd = ["Never\x00", 'Daily "x"', "Weekly\n[scales]", "# Monthly", "Never", "Daily"]
    frame = pd.DataFrame({"Read blogs?\n[x] = '": odd, "Watch video]\\": OFTEN})
    found = Mapping.suggest(Sample.from_frame(frame), LADDER, threshold=0.1)
    assert Mapping.read(found.save(tmp_path / "odd.toml")).codebook.items
    with pytest.raises(MappingError):
        Mapping.read(found.save(tmp_path / "odd.toml")).check_columns(["nothing"])


words = st.sampled_from(
    [
        "read",
        "blogs",
        "write",
        "never",
        "daily",
        "age",
        "<b>",
        '"',
        "[x]",
        "\n",
        "99",
        "yes",
        "é",
        "#",
    ]
)
phrases = st.lists(words, max_size=6).map(" ".join)


@given(
    st.lists(phrases, min_size=1, max_size=4, unique=True),
    st.lists(phrases, min_size=3, max_size=3),
)
@settings(deadline=None)
def test_any_wording_makes_a_mapping_that_reads_its_own_data(
    names: list[str], answers: list[str]
) -> None:
    frame = pd.DataFrame({f"{each} x": answers for each in names})
    frame["w"] = [0.5, 1.5, 1.0]
    try:
        sample = Sample.from_frame(frame)
    except SampleError:  # headings that are the same but for blanks
        return
    found = Mapping.suggest(sample, LADDER)
    assert Mapping.from_dict(tomllib.loads(found.toml)).codebook == found.mapping.codebook
    mapped = Sample.from_frame(frame, mapping=found.mapping)
    assert mapped.n == 3
