"""Profiles in words: every sentence, with the base of the number that it states."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook

SEX = {"sex": ["Female"] * 60 + ["Male"] * 40}
LADDER = tk.load_ladder("2010")
NULL_RUNS = 60
NAMED = 12  # of 60 at 5 to 10 %: 99.9 % of the time; unadjusted, over 50 of them would be


def profile(frame: dict, question: object, *, labels: Codebook | None = None, **options: object):
    sample = tk.Sample.from_frame(pd.DataFrame(frame), labels=labels)
    return tk.profile(sample, question, **options)  # type: ignore[arg-type]


# --- text ----------------------------------------------------------------------------------------


def test_a_single_choice() -> None:
    assert profile(SEX, "sex").text == (
        "Of 100 respondents (unweighted), 60% answered “Female” (50% to 69%) and 40% answered "
        "“Male” (31% to 50%) (95% intervals)."
    )


def test_a_multiple_choice_names_its_three_largest() -> None:
    frame = pd.DataFrame(
        {name: [1] * n + [0] * (100 - n) for name, n in zip("abcd", [10, 40, 30, 20], strict=True)}
    )
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("has", "multiple", list("abcd")))
    told = tk.profile(sample, "has").text
    assert told.startswith("Of 100 respondents (unweighted), 40% chose “b” (")
    assert told.count(" chose ") == 3 and " chose “a” " not in told


def test_a_ladder() -> None:
    frame = {"blog_read": ["daily"] * 70 + ["never"] * 30}
    assert profile(frame, LADDER).text == (
        "Of 100 respondents (unweighted), 70% are Spectators (60% to 78%) and 30% are Inactives "
        "(22% to 40%) (95% intervals)."
    )


def test_the_population_and_the_audience_are_named() -> None:
    book = Codebook({"sex": tk.Question("sex", label="Sex of {respondent}")}, population="Adults")
    found = profile({**SEX, "g": ["a", "b"] * 50}, "g", where={"sex": ["Female"]}, labels=book)
    assert found.text.startswith(
        "Of 60 respondents (Adults: Sex of {respondent} is Female; unweighted), 50% answered “a” ("
    )


def test_the_largest_clear_difference_from_the_base() -> None:
    frame = {**SEX, "owns": ["yes"] * 50 + ["no"] * 50}
    assert profile(frame, "owns", by="sex").text.split("intervals). ")[1] == (
        "The share that clearly differs most from that of the whole sample is that of “no” where "
        "sex is “Male”: 100% of 40 respondents against 50%, an index of 200 (164 to 244)."
    )


def test_a_difference_within_an_audience_says_so() -> None:
    frame = {**SEX, "owns": ["yes"] * 50 + ["no"] * 50, "x": ["u"] * 99 + ["v"]}
    told = profile(frame, "owns", by="sex", where={"x": ["u"]}).text
    assert "where sex is “Male” (among x is u): 100% of 39 respondents against 50%" in told


def test_no_clear_difference() -> None:
    frame = {**SEX, "owns": ["yes", "no"] * 50}
    told = profile(frame, "owns", by="sex").text
    assert told.endswith(
        "No group of sex differs clearly from the whole sample, allowing for the number of shares "
        "compared."
    )


def test_one_case_is_no_difference() -> None:
    """One "yes" among 61: its index is 197 with limits far too near, and is no headline."""
    found = profile(
        {"sex": ["m"] * 31 + ["f"] * 30, "owns": ["yes"] + ["no"] * 60}, "owns", by="sex"
    )
    men = found.groups[(found.groups["level"] == "m") & (found.groups["answer"] == "yes")].iloc[0]
    assert men["flag"] == "small base; few cases" and men["index_low"] > 100
    assert "differs" not in found.text
    assert "153 to 254" not in str(found) and "153 to 254" not in found._repr_html_()
    assert "few cases" not in set(found.whole["flag"])


def test_the_largest_of_many_has_to_be_clear_among_many() -> None:
    """Where nothing differs, few texts may name a difference: it is the largest of 48."""
    random, named = np.random.default_rng(1), 0
    question = tk.Question("q", "multiple", columns={name: name for name in "abcdef"})
    for _ in range(NULL_RUNS):
        frame = pd.DataFrame({name: (random.random(400) < 0.3).astype(int) for name in "abcdef"})
        frame["group"] = random.integers(0, 8, 400).astype(str)
        sample = tk.Sample.from_frame(frame).with_question(question)
        named += "differs most" in tk.profile(sample, "q", by="group").text
    assert named <= NAMED


def test_groups_without_an_interval_are_not_said_to_be_alike() -> None:
    few = {"sex": ["F"] * 25 + ["M"] * 25, "owns": ["yes"] * 25 + ["no"] * 25}
    assert profile(few, "owns", by="sex").text.endswith("(95% intervals).")
    nobody = pd.Series([False] * 50)
    assert "differs" not in profile(few, "owns", by="sex", where=nobody).text


def test_what_blanks_could_move_is_told_beyond_a_point() -> None:
    frame = {"blog_read": ["daily"] * 50 + ["never"] * 48 + [None] * 2, "rss_use": ["never"] * 100}
    assert profile(frame, LADDER).text.endswith(
        " Blank answers leave Spectators anywhere from 50.0% to 52.0% of that base."
    )
    frame["blog_read"] = ["daily"] * 50 + ["never"] * 49 + [None]
    assert "Blank" not in profile(frame, LADDER).text


def test_a_base_that_is_too_small() -> None:
    assert profile({"sex": ["F", "M"] * 10}, "sex").text == (
        "The base of 20 respondents (unweighted) gives no shares: suppressed."
    )


def test_what_the_weighting_fixes_is_called_so_and_a_lone_answer_is_not() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame(SEX))
    weights = tk.rake(sample, tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}))
    told = tk.profile(sample.with_weights(weights), "sex").text
    assert told == (
        "Of 100 respondents (raked to sex), 50% answered “Female” (set by the weighting) and 50% "
        "answered “Male” (set by the weighting)."
    )
    alone = profile({"sex": ["F"]}, "sex", suppress_below=0).text
    assert "100% answered “F” (no interval)" in alone


def test_shares_are_rounded_half_up() -> None:
    frame = {"q": ["x"] * 57 + ["y"] * 143}  # 28.5 %
    assert "29% answered “x”" in profile(frame, "q").text
    assert "28.5%" in str(profile(frame, "q"))


# --- captions ------------------------------------------------------------------------------------


def test_a_caption_states_base_definition_window_and_overlap() -> None:
    frame = {"blog_read": ["daily"] * 70 + ["never"] * 30}
    assert profile(frame, LADDER).notes[-1] == "Rungs overlap; shares do not add to 100%."
    notes = profile(SEX, "sex", labels=Codebook(population="Adults", synthetic=True)).notes
    assert notes == [
        "Synthetic data, made up for teaching and tests; they describe no real people.",
        "Population: Adults. Base: 100 respondents, unweighted; effective base 100.",
    ]


def test_those_in_no_group_are_told() -> None:
    frame = {**SEX, "g": ["a"] * 50 + ["b"] * 40 + [None] * 10, "h": ["c"] * 100}
    notes = profile(frame, "sex", by=["g", "h"]).notes
    assert "10 respondents gave no answer to g and are in no group of it." in notes
    assert not any(" of h" in note or "to h" in note for note in notes)


# --- method --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "phrase"),
    [
        ({}, "for independently sampled respondents,"),
        ({"strata": "s"}, "for 2 strata (s), respondents sampled independently within them,"),
        ({"clusters": "c"}, "for 5 primary sampling units (c), drawn with replacement,"),
        (
            {"strata": "s", "clusters": "c"},
            "for 2 strata (s) and 10 primary sampling units (c), drawn with replacement,",
        ),
    ],
)
def test_the_method_names_the_design(design: dict, phrase: str) -> None:
    frame = pd.DataFrame({**SEX, "s": [1, 2] * 50, "c": np.arange(100) // 2 % 5, "w": 1.0})
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w", **design))
    told = tk.profile(sample, "sex").method
    assert phrase in told
    assert "The weight 'w' was taken as given" in told


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "wald"])
def test_the_method_names_the_interval_and_its_confidence(interval: str) -> None:
    told = profile(SEX, "sex", interval=interval, confidence=0.9).method
    words = {
        "logit": "logit scale",
        "beta": "Korn-Graubard",
        "wilson": "Wilson",
        "wald": "plus and minus",
    }
    for each, word in words.items():
        assert (word in told) == (each == interval)
    assert "90% intervals" in told


def test_the_method_says_what_raking_and_a_cap_do_to_errors() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"sex": ["F"] * 150 + ["M"] * 50, "w": rng.lognormal(0, 1, 200)})
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    targets = tk.Targets.from_shares({"sex": {"F": 0.5, "M": 0.5}}, source="Census {2026}")
    told = {
        cap: tk.profile(sample.with_weights(tk.rake(sample, targets, cap=cap)), "sex").method
        for cap in (None, 2, 8, 50)
    }
    capped = tk.rake(sample, targets, cap=8).capped
    assert 0 < capped <= 10  # a cap on few weights needs no warning
    for each in told.values():
        assert "They take the raking into account" in each and "Census {2026}" in each
    assert "of the weights sit on a bound" in told[2]
    assert not any("sit on a bound" in told[cap] for cap in (None, 8, 50))
    assert "take the raking" not in tk.profile(sample, "sex").method


def test_the_method_names_base_and_rules_and_an_opt_in_panel() -> None:
    book = Codebook(probability_sample=False)
    told = profile(SEX, "sex", base={"Female": 0.5}, labels=book, suppress_below=20).method
    assert told.startswith("Shares are unweighted, among those who gave an answer. ")
    assert "the base (published shares)" in told
    assert "fewer than 20 respondents are suppressed. Shares on fewer than 100" in told
    assert "This is not a probability sample" in told
    assert f"techno_kit {tk.__version__}" in told
    assert "not a probability sample" not in profile(SEX, "sex").method


def test_the_method_of_a_ladder_states_its_base_and_what_dont_know_is() -> None:
    frame = {"blog_read": ["daily"] * 70 + ["never"] * 30}
    told = profile(frame, LADDER).method
    assert "the base of every rung is the same: all who answered, or were routed out of" in told
    assert '"Don\'t know" counts as not doing.' in told
    exact = profile(frame, LADDER, missing="exclude").method
    assert "all who left no item blank" in exact
    question = LADDER.question(tk.Sample.from_frame(pd.DataFrame(frame)), dont_know="missing")
    assert '"Don\'t know" counts as a blank.' in profile(frame, question).method
