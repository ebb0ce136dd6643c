"""Wordings are told apart: precision and recall on phrases that the rules were not made with."""

import csv
from pathlib import Path

import pytest

from techno_kit.ladder.reading import load_ladder
from techno_kit.survey.suggesting.activities import hits_of
from techno_kit.survey.suggesting.frequencies import answers_of, frequency_of
from techno_kit.survey.suggesting.phrases import hear, name_words
from techno_kit.survey.suggesting.suggestion import THRESHOLD

HERE = Path(__file__).parent
IDS = set(load_ladder("2010").activities)
# What docs/suggesting.md states of phrases written after the rules; a change may not lose it.
PRECISION = {"wordings": 0.99, "answers": 0.99}
RECALL = {"wordings": 0.88, "answers": 0.63}


def rows(name: str, which: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [row for row in csv.DictReader(lines) if row["set"] == which]


def activity(wording: str) -> str:
    hits = hits_of(wording, IDS)
    return hits[0].activity if hits and hits[0].score >= THRESHOLD else ""


def counts(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Return precision and recall of (found, true) pairs."""
    right = sum(bool(found) and found == true for found, true in pairs)
    return right / sum(bool(found) for found, _ in pairs), right / sum(
        bool(true) for _, true in pairs
    )


def test_wordings_that_the_rules_had_not_seen() -> None:
    held = rows("wordings", "held_out")
    precision, recall = counts([(activity(row["wording"]), row["activity"]) for row in held])
    assert precision >= PRECISION["wordings"]
    assert recall >= RECALL["wordings"]
    assert sum(not row["activity"] for row in held) > 50  # enough that are none


def test_answers_that_the_rules_had_not_seen() -> None:
    held = rows("answers", "held_out")
    pairs = [(frequency_of(row["text"]) or "", row["frequency"]) for row in held]
    precision, recall = counts(pairs)
    assert precision >= PRECISION["answers"]
    assert recall >= RECALL["answers"]


@pytest.mark.parametrize("edition", ["2007", "2008", "2010"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_label_of_the_ladders_is_found(edition: str, language: str) -> None:
    ladder = load_ladder(edition)
    for name, each in ladder.activities.items():
        assert activity(each.labels[language]) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Read blogs", "blog_read"), ("Write blogs", "blog_publish")),
        (("Comment on blogs", "blog_comment"), ("Publish blogs", "blog_publish")),
        (("Watch video", "video_watch"), ("Upload video", "video_upload")),
        (("Rate products", "review_post"), ("Read ratings", "review_read")),
        (
            ("Visit social networks", "network_visit"),
            ("Maintain a profile on a social network", "profile_maintain"),
        ),
        (("Vote for websites", "site_vote"), ("Vote in an election", "")),
        (("Listen to podcasts", "podcast_listen"), ("Upload podcasts", "audio_upload")),
        (("Read forums", "forum_read"), ("Contribute to forums", "forum_contribute")),
        (("Filmpjes bekijken", "video_watch"), ("Filmpjes uploaden", "video_upload")),
        (("Recensies lezen", "review_read"), ("Recensies schrijven", "review_post")),
        (("Update your status", "status_update"), ("What is your marital status?", "")),
        (("Edit a wiki", "wiki_edit"), ("Read a wiki", "")),
        (("Read blogs", "blog_read"), ("Do not read blogs", "")),
        (("Watch video others uploaded", "video_watch"), ("Download video", "")),
    ],
    ids=lambda pair: pair[0],
)
def test_what_is_easily_confused_is_told_apart(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert activity(one[0]) == one[1]
    assert activity(other[0]) == other[1]


def test_answers_keep_their_codes_and_name_what_is_unclear() -> None:
    levels = [(1, "Daily"), (2, "Sometimes"), (3, "Never"), (9, "Refused")]
    assert answers_of(levels) == ([(1, "daily"), (3, "never")], ["Sometimes"])


def test_an_answer_that_repeats_the_option_is_yes() -> None:
    levels = [("Your weight", "Your weight"), ("Not selected", "Not selected")]
    said, unclear = answers_of(levels, chosen=["Your weight"])
    assert (said, unclear) == ([("Your weight", "yes"), ("Not selected", "no")], [])


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "<" * 5000, "(" * 5000, "a" * 10**5, "日本語", "1"]
)
def test_odd_texts_are_about_nothing(text: str) -> None:
    assert hits_of(text, IDS) == []
    assert frequency_of(text) is None


def test_names_are_read_as_words() -> None:
    assert name_words("Q7_ReadBlogs") == "q 7 read blogs"
    assert hear("read blogs").coverage == 1
