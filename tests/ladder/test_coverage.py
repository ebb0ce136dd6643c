"""What a survey asked of a ladder, and the sentences that say so in every caption."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from techno_kit.errors import QuestionError
from techno_kit.ladder.reading import load_ladder
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.codebook import Scale
from techno_kit.survey.sample import Sample

Surveying = Callable[..., Sample]
LADDER = load_ladder("2010")
EVERYTHING = list(LADDER.activities)
OFTEN = Scale(
    "often", (("weekly", "weekly"), ("monthly", "monthly"), ("never", "never")), "12 months"
)
OFTEN_UNSTATED = Scale("unstated", OFTEN.answers)
MONTHLY_AT_MOST = Scale("coarse", (("monthly", "monthly"), ("never", "never")), "12 months")
YES_NO = Scale("yes_no", (("yes", "yes"), ("never", "no")), "3 months")
YES_NO_YEAR = Scale("year", YES_NO.answers, "12 months")
YES_NO_UNSTATED = Scale("bare", YES_NO.answers)


def never(activities: list[str]) -> dict[str, list[object]]:
    return {each: ["never"] for each in activities}


def definition(
    survey: Surveying, scales: Scale | dict[str, Scale], asked: list[str] = EVERYTHING
) -> str:
    return LADDER.coverage(survey(never(asked), scales)).definition


# --- definition: threshold and window ------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "sentence"),
    [
        (
            OFTEN,
            "Members of a rung did any of its activities at least monthly "
            "(Conversationalists weekly), asked about the last 12 months.",
        ),
        (
            OFTEN_UNSTATED,
            "Members of a rung did any of its activities at least monthly "
            "(Conversationalists weekly), window not stated.",
        ),
        (
            YES_NO,
            "Members of a rung did any of its activities in the last 3 months: "
            "yes/no, not monthly.",
        ),
        (
            YES_NO_UNSTATED,
            "Members of a rung did any of its activities (window not stated): yes/no, not monthly.",
        ),
    ],
)
def test_the_caption_states_threshold_and_window(
    survey: Surveying, scale: Scale, sentence: str
) -> None:
    sample = survey(never(EVERYTHING), scale)
    assert LADDER.question(sample).caption == sentence


def test_an_exception_is_named_only_where_it_was_asked(survey: Surveying) -> None:
    asked = [each for each in EVERYTHING if each not in ("status_update", "tweet_post")]
    assert definition(survey, OFTEN, asked) == (
        "Members of a rung did any of its activities at least monthly, "
        "asked about the last 12 months."
    )


def test_several_windows_are_listed(survey: Surveying) -> None:
    asked = ["blog_publish", "blog_read", "rss_use"]
    scales = dict(zip(asked, (YES_NO, YES_NO_YEAR, YES_NO_UNSTATED), strict=True))
    assert definition(survey, scales, asked) == (
        "Members of a rung did any of its activities in the last 3 months or 12 months "
        "or a window not stated: yes/no, not monthly."
    )


@pytest.mark.parametrize("window", ["the past year", "de laatste 3 maanden", "過去3か月"])
def test_a_window_in_other_words_stands_as_it_was_written(survey: Surveying, window: str) -> None:
    scale = replace(OFTEN, window=window)
    told = definition(survey, {"blog_publish": scale}, ["blog_publish"])
    assert told.endswith(f", asked about {window}.")


def test_frequencies_and_yes_no_are_told_apart(survey: Surveying) -> None:
    scales = {"blog_publish": OFTEN, "status_update": OFTEN, "blog_read": YES_NO}
    assert definition(survey, scales, list(scales)) == (
        "Members of a rung did any of its activities at least monthly (Conversationalists weekly), "
        "asked about the last 12 months; or in the last 3 months: yes/no, not monthly."
    )


# --- gaps ----------------------------------------------------------------------------------------


def test_nothing_is_said_where_everything_was_asked(survey: Surveying) -> None:
    coverage = LADDER.coverage(survey(never(EVERYTHING)))
    assert coverage.complete
    assert coverage.gaps == ""


def test_rungs_and_items_that_were_not_asked_are_told(survey: Surveying) -> None:
    asked = ["blog_publish", "video_upload", "blog_comment", "network_visit", "blog_read"]
    sample = survey(never(asked), YES_NO)
    coverage = LADDER.coverage(sample)
    assert [each.rung.id for each in coverage.present] == [
        "creators",
        "critics",
        "joiners",
        "spectators",
    ]
    assert [each.rung.id for each in coverage.absent] == ["conversationalists", "collectors"]
    assert coverage.rungs[0].activities == ("blog_publish", "video_upload")
    assert coverage.rungs[0].not_asked == ("webpage_publish", "audio_upload", "article_post")
    assert coverage.gaps == (
        "5 of 7 rungs; the activities of Conversationalists and Collectors were not asked. "
        "Not every activity was asked: Creators 2 of 5, Critics 1 of 4, Joiners 1 of 2 and "
        "Spectators 1 of 5. Inactives are on none of these rungs."
    )
    question = LADDER.question(sample)
    assert question.caption == f"{coverage.definition} {coverage.gaps}"
    assert [option.id for option in question.options] == [
        *("creators", "critics", "joiners", "spectators", "inactives")
    ]


def test_an_item_that_cannot_say_weekly_does_not_make_a_rung(survey: Surveying) -> None:
    """Counted, it would silently make everyone a non-member."""
    sample = survey(never(EVERYTHING), MONTHLY_AT_MOST)
    coverage = LADDER.coverage(sample)
    assert [each.rung.id for each in coverage.absent] == ["conversationalists"]
    assert coverage.absent[0].too_coarse == ("status_update", "tweet_post")
    assert coverage.absent[0].not_asked == ()
    assert coverage.gaps == (
        "6 of 7 rungs; the activities of Conversationalists were not asked. "
        "Not counted for Conversationalists: 'status_update' and 'tweet_post', whose answers tell "
        "nothing as often as weekly. Inactives are on none of these rungs."
    )


def test_items_of_no_rung_are_kept_in_the_record(survey: Surveying) -> None:
    sample = survey(never(["blog_read", "tweet_read"]))
    assert LADDER.coverage(sample).unused == ("tweet_read",)


def test_a_column_of_the_activitys_own_name_needs_no_mapping() -> None:
    sample = Sample.from_frame(pd.DataFrame({"blog_read": ["monthly", "never"]}))
    answers = sample.answers(LADDER.question(sample))
    assert answers.levels == ("spectators", "inactives")
    assert answers.blanks_no[answers.codes].tolist() == [[True, False], [False, True]]


# --- the question --------------------------------------------------------------------------------


def test_the_question_is_one_of_overlapping_answers(survey: Surveying) -> None:
    question = LADDER.question(survey(never(EVERYTHING)))
    assert (question.name, question.kind) == ("ladder 2010", "multiple")
    assert question.label == "Social Technographics ladder, 2010 edition"
    assert [option.id for option in question.options] == [rung.id for rung in LADDER.rungs]
    assert [option.label for option in question.options][:2] == ["Creators", "Conversationalists"]
    assert [option.at_least for option in question.options][:3] == ["monthly", "weekly", "monthly"]
    assert [option.none for option in question.options] == [False] * 6 + [True]
    assert hash(question) == hash(LADDER.question(survey(never(EVERYTHING))))


@pytest.mark.parametrize("ladder", [LADDER, load_ladder("2007")])
def test_nothing_asked_is_an_error(ladder: Ladder, survey: Surveying) -> None:
    with pytest.raises(QuestionError, match="has no item for any of its activities"):
        ladder.question(survey(never(["tweet_read"])))
