"""The editions as the public sources give them, and the test vectors derived from those."""

from collections.abc import Callable

import pandas as pd
import pytest

from techno_kit.ladder.reading import load_ladder
from techno_kit.ladder.rungs import EDITIONS, Ladder
from techno_kit.survey.codebook import Scale
from techno_kit.survey.sample import Sample

Surveying = Callable[..., Sample]

# Activities by rung, top to bottom: report of April 2007; book of 2008; January 2010.
LISTS = {
    "2007": {
        "creators": ["blog_publish", "webpage_publish", "video_upload"],
        "critics": ["review_post", "blog_comment"],
        "collectors": ["rss_use", "tag_add"],
        "joiners": ["network_visit"],
        "spectators": ["blog_read", "video_watch", "podcast_listen"],
    },
    "2008": {
        "creators": [
            *("blog_publish", "webpage_publish", "video_upload"),
            *("audio_upload", "article_post"),
        ],
        "critics": ["review_post", "blog_comment", "forum_contribute", "wiki_edit"],
        "collectors": ["rss_use", "tag_add", "site_vote"],
        "joiners": ["profile_maintain", "network_visit"],
        "spectators": ["blog_read", "video_watch", "podcast_listen", "forum_read", "review_read"],
    },
}
LISTS["2010"] = {
    "creators": LISTS["2008"]["creators"],
    "conversationalists": ["status_update", "tweet_post"],
    **{rung: items for rung, items in LISTS["2008"].items() if rung != "creators"},
}


@pytest.fixture(params=EDITIONS)
def ladder(request: pytest.FixtureRequest) -> Ladder:
    return load_ladder(request.param)


def members(ladder: Ladder, sample: Sample) -> list[list[str]]:
    """The rungs of every respondent, blanks as not doing."""
    answers = sample.answers(ladder.question(sample))
    rows = answers.blanks_no[answers.codes]
    return [[level for level, on in zip(answers.levels, row, strict=True) if on] for row in rows]


def test_an_edition_holds_the_lists_of_its_sources(ladder: Ladder) -> None:
    assert {rung.id: list(rung.any_of) for rung in ladder.active} == LISTS[ladder.id]
    assert list(ladder.activities) == [
        each for items in LISTS[ladder.id].values() for each in items
    ]
    assert ladder.none.id == "inactives"
    assert ladder.source


def test_the_threshold_is_monthly_and_weekly_for_conversationalists(ladder: Ladder) -> None:
    expected = dict.fromkeys(LISTS[ladder.id], "monthly")
    if "conversationalists" in expected:
        expected["conversationalists"] = "weekly"
    assert {rung.id: rung.at_least for rung in ladder.active} == expected


def test_labels_are_there_in_english_and_dutch(ladder: Ladder) -> None:
    for each in (*ladder.activities.values(), *ladder.rungs):
        assert set(each.labels) == {"en", "nl"}
        assert all(each.labels.values())
    assert ladder.rungs[0].label("nl") == "Creators"
    assert load_ladder("2007").activities["network_visit"].label() == "Use social networking sites"
    assert (
        load_ladder("2010").activities["network_visit"].label() == "Visit social networking sites"
    )
    assert load_ladder("2008").activities["blog_read"].label("nl") == "Blogs lezen"


# --- the vectors ---------------------------------------------------------------------------------


def test_all_below_monthly_is_inactive_only(ladder: Ladder, survey: Surveying) -> None:
    sample = survey({each: ["rarely", "never"] for each in ladder.activities})
    assert members(ladder, sample) == [["inactives"], ["inactives"]]


def test_one_spectator_item_monthly_is_a_spectator_and_not_inactive(
    ladder: Ladder, survey: Surveying
) -> None:
    sample = survey(
        {each: ["monthly" if each == "video_watch" else "never"] for each in ladder.activities}
    )
    assert members(ladder, sample) == [["spectators"]]


def test_a_status_update_monthly_is_no_conversation(survey: Surveying) -> None:
    ladder = load_ladder("2010")
    rest = {each: ["rarely", "never"] for each in ladder.activities}
    sample = survey({**rest, "status_update": ["monthly", "weekly"]})
    assert members(ladder, sample) == [["inactives"], ["conversationalists"]]


def test_a_monthly_blog_and_nothing_else_is_a_creator_only(
    ladder: Ladder, survey: Surveying
) -> None:
    sample = survey(
        {each: ["monthly" if each == "blog_publish" else "never"] for each in ladder.activities}
    )
    assert members(ladder, sample) == [["creators"]]


def test_dont_know_is_not_doing_and_a_blank_is_kept_apart(survey: Surveying) -> None:
    ladder = load_ladder("2007")
    rest = {each: ["never", "never", "never"] for each in ladder.activities}
    sample = survey({**rest, "blog_read": ["dont_know", None, "never"]})
    answers = sample.answers(ladder.question(sample))
    possible = answers.blanks_yes[answers.codes][:, answers.levels.index("spectators")]
    assert members(ladder, sample) == [["inactives"]] * 3
    assert possible.tolist() == [False, True, False]
    assert answers.base("exclude")[answers.codes].tolist() == [True, False, True]


@pytest.mark.parametrize("by", ["ladder", "question"])
def test_dont_know_can_be_missing_instead(survey: Surveying, by: str) -> None:
    ladder = load_ladder("2007", dont_know="missing" if by == "ladder" else "not_doing")
    sample = survey({each: ["dont_know", "never"] for each in ladder.activities})
    question = ladder.question(sample, dont_know=None if by == "ladder" else "missing")
    answers = sample.answers(question)
    assert question.dont_know == "missing"
    assert answers.base("in_base")[answers.codes].tolist() == [False, True]


# --- the base ------------------------------------------------------------------------------------


def test_one_base_for_the_whole_ladder(survey: Surveying) -> None:
    """In the base: who answered any item. Excluded by request: who left any blank."""
    ladder = load_ladder("2007")
    blank: list[object] = [None, None, "never"]
    sample = survey(
        {**dict.fromkeys(ladder.activities, blank), "rss_use": [None, "daily", "never"]}
    )
    answers = sample.answers(ladder.question(sample))
    assert members(ladder, sample)[1:] == [["collectors"], ["inactives"]]
    assert answers.base("in_base")[answers.codes].tolist() == [False, True, True]
    assert answers.base("exclude")[answers.codes].tolist() == [False, False, True]


def test_a_yes_is_often_enough_for_every_rung(survey: Surveying) -> None:
    ladder = load_ladder("2010")
    scale = Scale("yes_no", ((1, "yes"), (0, "no")))
    sample = survey({each: [1, 0] for each in ladder.activities}, scale)
    assert members(ladder, sample) == [[rung.id for rung in ladder.active], ["inactives"]]


def test_codes_of_the_frame_make_no_difference(survey: Surveying) -> None:
    ladder = load_ladder("2007")
    words = ["never", "rarely", "monthly"]
    codes = Scale("codes", ((1, "never"), (2, "rarely"), (3, "monthly")))
    plain = survey(dict.fromkeys(ladder.activities, words))
    coded = survey({each: [1, 2, 3] for each in ladder.activities}, codes)
    category = survey({each: pd.Categorical(words) for each in ladder.activities})  # type: ignore[misc]
    assert members(ladder, plain) == members(ladder, coded) == members(ladder, category)


def test_a_year_may_be_a_number() -> None:
    assert load_ladder(2010) == load_ladder("2010")


def test_a_ladder_shows_its_rungs_as_a_table() -> None:
    html = load_ladder("2010")._repr_html_()
    assert '<th scope="row">Conversationalists</th><td>weekly</td>' in html
    assert '<th scope="row">Inactives</th><td></td><td>none of these</td>' in html
    assert "Publish a blog; Publish your own web pages" in html and "Source: " in html
