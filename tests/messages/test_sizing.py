"""What sample sizes and detectable differences refuse and say, word for word."""

import math

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError


def refused(**options: object) -> str:
    with pytest.raises(QuestionError) as error:
        tk.sample_size(**options)  # type: ignore[arg-type]
    return str(error.value)


ONE = {"share": 0.24, "margin": 0.03}
TWO = {"share": 0.24, "difference": 0.05}
BASE = {"shares": {"x": 0.24}, "base": 100}


def test_nothing_at_all() -> None:
    assert refused() == (
        "tk.sample_size: 2 problems:\n"
        '- no share is given; pass share=, such as 0.24, or shares=, such as {"creators": 0.24, "critics": 0.37}; '
        "0.5 takes the most respondents\n"
        "- no goal is given; pass margin=, difference= or base=, or several of them"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ONE | {"share": 24}, "share is 24; it lies between 0 and 1 (24% is 0.24)"),
        (
            ONE | {"share": "0.24"},
            "share is the text '0.24'; it lies between 0 and 1 (24% is 0.24)",
        ),
        (ONE | {"share": True}, "share is True; it lies between 0 and 1 (24% is 0.24)"),
        (
            ONE | {"share": 1},
            "share is 1; a share that nobody or everybody holds has nothing to plan for; give the smallest or "
            "largest that you allow for, such as 0.01 or 0.99",
        ),
        (
            BASE | {"shares": {"x": 0.0}},
            "the share of 'x' is 0.0; a share that nobody or everybody holds has nothing to plan for; leave it out, "
            "or give the smallest or largest that you allow for, such as 0.01 or 0.99",
        ),
        (
            BASE | {"shares": {"x": -1}},
            "the share of 'x' is -1; it lies between 0 and 1 (24% is 0.24)",
        ),
        (BASE | {"share": 0.2}, "share and shares are both given; pass one of them"),
        (
            BASE | {"shares": [0.2]},
            'shares is a mapping of answer to share, such as {"creators": 0.24}, or a tk.Profile, not a list',
        ),
        (ONE | {"margin": 3}, "margin is 3; it lies between 0 and 0.5 (3 points are 0.03)"),
        (ONE | {"margin": 0}, "margin is 0; it lies between 0 and 0.5 (3 points are 0.03)"),
        (
            ONE | {"share": 0.02},
            "a margin of 3 points around 2% reaches beyond 0 or 100%; ask for a smaller one",
        ),
        (
            TWO | {"difference": 0.0},
            "difference is 0.0; it lies between -1 and 1 and is not 0 (5 points are 0.05)",
        ),
        (
            TWO | {"difference": -0.24},
            "a difference of 24 points from 24% reaches beyond 0 or 100%; ask for a smaller one, or for one in the "
            "other direction",
        ),
        (ONE | {"confidence": 95}, "confidence is 95; it lies between 0 and 1, such as 0.95"),
        (TWO | {"power": 1.0}, "power is 1.0; it lies between 0 and 1, such as 0.8"),
        (
            TWO | {"power": 0.05},
            "power is 0.05, which a test at 95% confidence has by chance alone; ask for more, such as 0.8",
        ),
        (
            ONE | {"deff": 0.8},
            "deff is 0.8; a design effect is 1 or more (an efficiency of 0.8 is one of 1 / 0.8 = 1.25)",
        ),
        (
            TWO | {"comparisons": 2.5},
            "comparisons is 2.5; it is a whole number, 1 or more",
        ),
        (
            TWO | {"ratio": 0},
            "ratio is 0; it is a number above 0: respondents of the second group for every one of the first",
        ),
        (
            TWO | {"group_share": 20},
            "group_share is 20; it is a share of the respondents, between 0 and 1",
        ),
        (TWO | {"correlation": 2}, "correlation is 2; it lies between -1 and 1"),
        (
            TWO | {"correlation": 0.95},
            "correlation is 0.95, but answers that 24.0% and 29.0% give have one between -0.36 and 0.88",
        ),
        (
            TWO | {"correlation": 0.5, "formula": "pooled"},
            "formula is 'pooled', which is for two groups; of the same people asked twice it is 'unpooled'",
        ),
        (
            TWO | {"ratio": 2, "group_share": 0.2},
            "ratio and group_share are both given; a difference is between two groups (ratio), a group and the rest "
            "(group_share) or the same people twice (correlation)",
        ),
        (
            TWO | {"formula": "fisher"},
            "formula is 'fisher'; it is one of 'unpooled', 'pooled' and 'arcsine'",
        ),
        (
            ONE | {"power": 0.8},
            "power belongs to a difference, which is not asked for; pass difference= too, or leave it out",
        ),
        (
            ONE | {"certainty": 0.9},
            "certainty belongs to a base, which is not asked for; pass base= too, or leave it out",
        ),
        (BASE | {"base": 99.5}, "base is 99.5; it is a whole number of respondents, 1 or more"),
        (BASE | {"certainty": 1}, "certainty is 1; it lies between 0 and 1, such as 0.95"),
        (
            BASE | {"groups": {"a": 0.7, "b": 0.6}},
            "the shares of the groups sum to 1.30, more than all respondents",
        ),
        (
            BASE | {"groups": {"a": 0, "b": 0.6}},
            "the share of the group 'a' is 0; it lies between 0 and 1",
        ),
        (
            BASE | {"groups": 3},
            'groups is a mapping of group to its share of the respondents, such as {"18-24": 0.12}, or a question of '
            "the profile's groups, not a int",
        ),
        (
            BASE | {"groups": "age"},
            "groups is 'age', which needs a profile with groups as shares=; or give the groups' shares, such as "
            '{"18-24": 0.12}',
        ),
        (ONE | {"population": 0}, "population is 0; it is a whole number of people, 1 or more"),
        (
            ONE | {"response_rate": 20},
            "response_rate is 20; it is a share of those invited, above 0 and at most 1",
        ),
        (
            TWO | {"population": 1000},
            "Difference takes 2,440 respondents, but the population has 1,000; ask for less",
        ),
        (
            BASE | {"shares": {"x": 1e-11}},
            "Base takes more respondents than there are people; ask for less",
        ),
    ],
)
def test_one_thing_is_wrong(options: dict[str, object], message: str) -> None:
    assert refused(**options) == f"tk.sample_size: {message}"


def test_everything_wrong_at_once() -> None:
    message = refused(share=2, margin=0.7, power=0.01, deff=math.nan, response_rate=0)
    assert message.splitlines() == [
        "tk.sample_size: 6 problems:",
        "- share is 2; it lies between 0 and 1 (24% is 0.24)",
        "- margin is 0.7; it lies between 0 and 0.5 (3 points are 0.03)",
        "- response_rate is 0; it is a share of those invited, above 0 and at most 1",
        "- deff is nan; a design effect is 1 or more (an efficiency of 0.8 is one of 1 / 0.8 = 1.25)",
        "- power is 0.01, which a test at 95% confidence has by chance alone; ask for more, such as 0.8",
        "- power belongs to a difference, which is not asked for; pass difference= too, or leave it out",
    ]


FRAME = pd.DataFrame({"sex": ["Female", "Male"] * 60, "owns": ["yes", "yes", "no", "no"] * 30})


def test_a_profile_without_those_groups_or_without_a_share() -> None:
    sample = tk.Sample.from_frame(FRAME)
    plain = tk.profile(sample, "owns")
    assert refused(shares=plain, base=10, groups="sex") == (
        "tk.sample_size: groups is 'sex', which is no question of the profile's groups; they are none, as it was "
        "made without by="
    )
    few = tk.profile(sample, "owns", by="sex", suppress_below=100)
    assert refused(shares=few, base=10, groups="sex").splitlines()[1:3] == [
        "- the profile gives no share of 'no' in 'Female', as its base is too small",
        "- the profile gives no share of 'yes' in 'Female', as its base is too small",
    ]


def test_the_texts() -> None:
    assert tk.sample_size(share=0.24, margin=0.03, deff=1.3, response_rate=0.2).text == (
        "A margin of error of 3 points (95% confidence) around 24% takes 1,013 respondents. At a response rate of "
        "20% 5,065 people are to be invited. That assumes a design effect of 1.3 and shares as expected."
    )
    assert tk.sample_size(share=0.24, difference=0.05).text == (
        "To find a difference of +5 points from 24% with a power of 80% takes 1,220 respondents in each of two "
        "groups, 2,440 in all. That assumes a design effect of 1, two independent groups of one size, one test at a "
        "level of 5.0% and shares as expected."
    )
    assert tk.sample_size(share=0.24, difference=-0.05, correlation=0.6).text == (
        "To find a difference of -5 points from 24% with a power of 80% takes 425 respondents who are asked twice. "
        "That assumes a design effect of 1, the same people asked twice, with a correlation of 0.60 between their "
        "answers, one test at a level of 5.0% and shares as expected."
    )
    assert tk.sample_size(shares={"Creators": 0.24, "Critics": 0.37}, base=100).text == (
        "For at least 100 respondents behind each of 2 shares, all at once with a chance of 95%, it takes 478 "
        "respondents; of 478 about 114 are expected to hold the rarest. Creators (24%) takes most. That assumes a "
        "design effect of 1 and shares as expected."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ONE | {"population": 1_000, "response_rate": 0.2},
            "438 respondents at a response rate of 20% take 2,190 invitations, but the population has 1,000; ask for "
            "less, or find a way that more answer",
        ),
        (
            ONE | {"response_rate": 1e-8},
            "779 respondents at a response rate of 0.0000010% take 77,900,000,000 invitations, more than there are "
            "people; check the response rate",
        ),
        (
            ONE | {"margin": 1e-300},
            "Margin of error takes more respondents than there are people; ask for less",
        ),
        (
            TWO | {"difference": 1e-18},
            "Difference takes more respondents than there are people; ask for less",
        ),
        (
            TWO | {"difference": 1e-300},
            "Difference takes more respondents than there are people; ask for less",
        ),
        (
            TWO | {"correlation": -1},
            "correlation is -1, but answers that 24.0% and 29.0% give have one between -0.36 and 0.88",
        ),
    ],
)
def test_what_takes_more_people_than_there_are(options: dict[str, object], message: str) -> None:
    assert refused(**options) == f"tk.sample_size: {message}"


def test_what_a_reader_of_pictures_is_told() -> None:
    axes = tk.sample_size(share=0.24, margin=0.03).plot()
    assert axes.figure.description == (  # type: ignore[union-attr]
        "Respondents by margin of error. Line chart of respondents. What was asked for, ±3 points, takes 779 for "
        "a share of 24%."
    )
    notes = axes.texts[-1].get_text()
    assert notes == (
        "Line: respondents that a share of 24% takes. Dot: what was asked for.\n"
        "The numbers are for respondents who are drawn at random; they say nothing of an opt-in sample."
    )
    axes = tk.sample_size(shares={"a": 0.24, "b": 0.5}, margin=0.03).plot()
    assert axes.figure.description.endswith(  # type: ignore[union-attr]
        "takes 1,068 for b (50%), which of 2 shares takes most."
    )


def not_detected(**options: object) -> str:
    question = tk.Question("media", columns={"s": "owns"}, kind="multiple")
    sample = tk.Sample.from_frame(FRAME.replace({"yes": 1, "no": 0})).with_question(question)
    with pytest.raises(QuestionError) as error:
        tk.detectable(sample, "owns", **{"by": "sex", **options})  # type: ignore[arg-type]
    return str(error.value)


def test_detectable_differences_refuse_what_is_wrong() -> None:
    assert not_detected(by="media") == (
        "tk.detectable: the groups of 'media' overlap: a respondent can be in several of them; take a question with "
        "one answer"
    )
    assert not_detected(by="owns") == (
        "tk.detectable: 'owns' is the question itself; compare it by another one"
    )
    assert not_detected(adjust="hol", family="all", power=0.02, confidence=0.9) == (
        "tk.detectable: 3 problems:\n"
        "- adjust is 'hol'; it is one of 'holm', 'bh', 'bonferroni' and 'none'; did you mean 'holm'?\n"
        "- family is 'all'; it is one of 'row' and 'table'\n"
        "- power is 0.02, which a test at 90% confidence has by chance alone; ask for more, such as 0.8"
    )


def test_the_text_of_detectable_differences() -> None:
    found = tk.detectable(tk.Sample.from_frame(FRAME), "owns", by="sex")
    assert found.text == (
        "On 120 respondents (unweighted) the margin of error is at most 9.1 points (95% confidence). Between groups "
        "of sex a difference of 25.9 points is found with a power of 80% (“no”, Female, n = 60, against Male, n = 60; "
        "small base)."
    )


def test_one_point_and_a_single_group() -> None:
    assert (
        "A margin of error of 1 point (95% confidence)"
        in tk.sample_size(share=0.5, margin=0.01).text
    )
    frame = pd.DataFrame({"owns": ["no", "yes"] * 60, "sex": ["F"] * 120})
    found = tk.detectable(tk.Sample.from_frame(frame), "owns", by="sex")
    assert "Groups of sex cannot be compared" in found.text
    assert found.notes[0].startswith("Detectable: ")
