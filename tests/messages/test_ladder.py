"""Exact texts of what ladders refuse."""

from pathlib import Path

import pandas as pd
import pytest

from techno_kit.errors import MappingError, QuestionError
from techno_kit.ladder.reading import load_ladder, read_ladder
from techno_kit.ladder.rungs import Activity, Ladder, Rung
from techno_kit.survey.codebook import Codebook, Item, Scale
from techno_kit.survey.sample import Sample

HEAD = 'schema = "techno_kit/ladder/1"\nid = "mine"\nsource = "our own"\n'
READ = "[activities.blog_read]\n"
READERS = '[[rungs]]\nid = "readers"\nat_least = "monthly"\nany_of = ["blog_read"]\n'
NONE = '[[rungs]]\nid = "inactives"\nnone = true\n'


def told(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        read_ladder(file)
    return str(caught.value)


# --- files ---------------------------------------------------------------------------------------


def test_every_problem_at_once(tmp_path: Path) -> None:
    text = """schema = "techno_kit/ladder/1"
id = "mine"
sources = "our own"
[activities.blog_read]
labels = { en = "Read blogs" }
[activities.blog_comment]
label = { en = 3 }
[activities.wiki_edit]
[[rungs]]
id = "readers"
at_least = "montly"
any_of = [
  "blog_red",
  "blog_comment",
  7,
  "blog_comment",
]
[[rungs]]
id = "readers"
at_least = "weekly"
any_of = []
[[rungs]]
at_least = "daily"
any_of = "blog_read"
[[rungs]]
id = "inactives"
none = true
any_of = ["blog_read"]
[[rungs]]
id = "nobody"
none = true
"""
    assert told(tmp_path, text) == (
        "mine.toml: 15 problems:\n"
        "- the key 'source' is missing\n"
        "- line 3, sources: there is no such key; did you mean 'source'?\n"
        "- line 5, activities.blog_read.labels: there is no such key; did you mean 'label'?\n"
        "- line 7, activities.blog_comment.label.en: must be a text, not 3\n"
        "- line 8, activities.wiki_edit: no rung uses the activity 'wiki_edit'; add it to a rung's "
        "any_of, or leave it out\n"
        "- line 11, rungs[1].at_least: 'montly' is none of 'several_daily', 'daily', 'weekly', "
        "'monthly' and 'rarely'; did you mean 'monthly'?\n"
        "- line 13, rungs[1].any_of[1]: there is no activity 'blog_red'; define it under "
        "[activities.blog_red]; did you mean 'blog_read' or 'blog_comment'?\n"
        "- line 15, rungs[1].any_of[3]: must be a text, not 7\n"
        "- line 16, rungs[1].any_of[4]: the activity 'blog_comment' stands twice in this rung; "
        "list it once\n"
        "- line 19, rungs[2].id: the rung 'readers' stands twice; give every rung an id of "
        "its own\n"
        "- line 21, rungs[2].any_of: the rung 'readers' has no activities; list them in any_of\n"
        "- line 22, rungs[3].id: the key 'id' is missing\n"
        "- line 24, rungs[3].any_of: must be a list, not 'blog_read'; write it in [ ]\n"
        "- line 28, rungs[4].any_of: the rung 'inactives' is for those on no other; it takes no "
        "activities of its own\n"
        "- line 29, rungs[5]: the rungs 'inactives' and 'nobody' all have none = true; one rung, "
        "the last, is for those on no other"
    )


def test_no_exclusive_rung(tmp_path: Path) -> None:
    assert told(tmp_path, HEAD + READ + READERS) == (
        "mine.toml: line 5, rungs: no rung is for those on no other; end with one that has "
        "none = true"
    )


def test_an_exclusive_rung_above_others(tmp_path: Path) -> None:
    assert told(tmp_path, HEAD + READ + NONE + READERS) == (
        "mine.toml: line 5, rungs[1]: the rung 'inactives' has none = true; move it to the end, "
        "below all others"
    )


def test_no_rungs(tmp_path: Path) -> None:
    assert told(tmp_path, HEAD) == (
        "mine.toml: rungs: there is no rung with activities; list the rungs, top to bottom, as "
        "[[rungs]]"
    )


def test_keys_that_a_rung_needs(tmp_path: Path) -> None:
    rung = '[[rungs]]\nid = "readers"\n'
    assert told(tmp_path, HEAD + rung + NONE) == (
        "mine.toml: 2 problems:\n"
        "- line 4, rungs[1].at_least: the key 'at_least' is missing\n"
        "- line 4, rungs[1].any_of: the key 'any_of' is missing"
    )


def test_an_activity_that_is_near_no_other(tmp_path: Path) -> None:
    rungs = READERS.replace('["blog_read"]', '["blog_read", "tango"]')
    assert told(tmp_path, HEAD + READ + rungs + NONE) == (
        "mine.toml: line 8, rungs[1].any_of[2]: there is no activity 'tango'; define it under "
        "[activities.tango]"
    )


def test_another_schema(tmp_path: Path) -> None:
    text = HEAD.replace("ladder/1", "mapping/1") + "[questions.age]\n"
    assert told(tmp_path, text) == (
        "mine.toml: line 1, schema: this is 'techno_kit/mapping/1'; only \"techno_kit/ladder/1\" "
        "can be read here"
    )


def test_no_schema(tmp_path: Path) -> None:
    text = HEAD.split("\n", 1)[1] + READ + READERS + NONE
    assert told(tmp_path, text) == (
        'mine.toml: the schema is missing; begin with schema = "techno_kit/ladder/1"'
    )


def test_no_toml(tmp_path: Path) -> None:
    assert told(tmp_path, "id = mine\n").startswith("mine.toml: line 1: this is not valid TOML: ")


def test_the_id_of_an_edition_for_other_rungs(tmp_path: Path) -> None:
    text = HEAD.replace('"mine"', '"2008"') + READ + READERS + NONE
    assert told(tmp_path, text) == (
        "mine.toml: line 2, id: '2008' is the id of an edition that ships with the kit, and this "
        "file defines its rungs otherwise; give it an id of its own"
    )


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "near"),
    [
        ("2011", "; did you mean '2010'?"),
        (2011, "; did you mean '2010'?"),
        ("latest", ""),
    ],
)
def test_no_such_edition(edition: str | int, near: str) -> None:
    with pytest.raises(QuestionError) as caught:
        load_ladder(edition)  # type: ignore[arg-type]
    assert str(caught.value) == (
        f"{str(edition)!r} is no edition of the ladder; those that ship are '2007', '2008' and '2010', "
        f"and tk.read_ladder reads a file of your own{near}"
    )


def test_a_wrong_word_for_dont_know() -> None:
    with pytest.raises(QuestionError) as caught:
        load_ladder("2010", dont_know="mising")  # type: ignore[arg-type]
    assert str(caught.value) == (
        "dont_know is 'mising', which is none of 'not_doing' and 'missing'; did you mean 'missing'?"
    )


def test_a_ladder_built_in_python() -> None:
    with pytest.raises(MappingError) as caught:
        Ladder(
            "mine",
            (Rung("readers", any_of=("blog_red",), at_least="never"), Rung("none", none=True)),
            {"blog_read": Activity("blog_read")},
        )
    assert str(caught.value) == (
        "Ladder 'mine': 3 problems:\n"
        "- 'never' is none of 'several_daily', 'daily', 'weekly', 'monthly' and 'rarely'\n"
        "- there is no activity 'blog_red'; define it under [activities.blog_red]; did you mean "
        "'blog_read'?\n"
        "- no rung uses the activity 'blog_read'; add it to a rung's any_of, or leave it out"
    )


# --- samples -------------------------------------------------------------------------------------


def test_a_survey_that_asked_nothing_of_the_ladder() -> None:
    scale = Scale("often", (("monthly", "monthly"), ("never", "never")))
    items = {each: Item(each, each, scale) for each in ("blog_reads", "tweet_post")}
    frame = pd.DataFrame({"blog_reads": ["never"], "tweet_post": ["never"]})
    sample = Sample.from_frame(frame, labels=Codebook(items=items))
    ladder = Ladder(
        "mine",
        (
            Rung("talkers", any_of=("tweet_post",), at_least="weekly"),
            Rung("readers", any_of=("blog_read",)),
            Rung("inactives", none=True),
        ),
        {"tweet_post": Activity("tweet_post"), "blog_read": Activity("blog_read")},
    )
    with pytest.raises(QuestionError) as caught:
        ladder.question(sample)
    assert str(caught.value) == (
        "Ladder 'mine': the survey has no item for any of its activities. Map one or more in the "
        "mapping, each with the survey's column and its scale, such as [activities.blog_publish]. "
        "The activities are 'tweet_post' and 'blog_read'. Mapped, but without an answer as often "
        "as their rung demands: 'tweet_post'. The survey maps 'blog_reads', which this ladder does "
        "not use; did you mean 'blog_read'?"
    )
