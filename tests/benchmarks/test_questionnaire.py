"""Answers say what the population's people do, and nothing else."""

import numpy as np
import pandas as pd
import pytest

from techno_kit.benchmarks.chance import Chance
from techno_kit.benchmarks.questionnaire import (
    BUSINESS,
    FREQUENCY,
    frequencies,
    interviews,
    item_columns,
)
from techno_kit.benchmarks.simulation import draw
from techno_kit.benchmarks.study import plan, population, truth

N = 1200
LARGE = 30_000
SIGMAS = 4.5  # a share further off is a defect, not chance (1 in 100,000)
OFTEN = ["Several times a day", "Daily", "Weekly", "Monthly"]


def reached(answers):
    """Score the raw answers by the book: any activity, monthly; Conversationalists weekly."""
    columns = item_columns(FREQUENCY)
    rungs = {}
    for rung, stated in plan()["rungs"].items():
        enough = OFTEN[:3] if rung == "conversationalists" else OFTEN
        items = answers[[columns[each] for each in stated["items"]]]
        rungs[rung] = items.isin(enough).any(axis=1)
    return pd.DataFrame(rungs)


@pytest.fixture(scope="module")
def everybody():
    """People of the first wave at large, with what they answer about their activities."""
    drawn = draw(population("Wave 1"), LARGE, 99)
    return drawn, frequencies("Wave 1", drawn, Chance((99,)))


@pytest.fixture(scope="module")
def wave():
    return interviews("Wave 1", N, 123)


def test_complete_answers_give_back_the_pattern(everybody):
    drawn, answers = everybody
    complete = answers.notna().all(axis=1)
    truly = drawn[list(plan()["rungs"])].astype(bool)
    assert 0.8 < complete.mean() < 0.9
    pd.testing.assert_frame_equal(reached(answers)[complete], truly[complete])


def test_a_blank_never_adds_a_rung_and_dont_know_never_takes_one(everybody):
    drawn, answers = everybody
    truly = drawn[list(plan()["rungs"])].astype(bool)
    blank = answers.isna().any(axis=1)
    assert not (reached(answers)[blank] & ~truly[blank]).any(axis=None)
    unsure = (answers == "Don't know").any(axis=1) & ~blank
    assert unsure.sum() > 1000
    pd.testing.assert_frame_equal(reached(answers)[unsure], truly[unsure])


def test_shares_at_large_are_the_measured_truth(everybody):
    _, answers = everybody
    answered = answers.notna().any(axis=1)
    found = reached(answers)[answered].mean()
    columns = item_columns(FREQUENCY)
    for activity, column in columns.items():
        weekly = activity in plan()["rungs"]["conversationalists"]["items"]
        enough = OFTEN[:3] if weekly else OFTEN
        found[activity] = answers.loc[answered, column].isin(enough).mean()
    true = truth()
    true = true[(true["wave"] == "Wave 1") & true["by"].isna()].set_index("answer")["measured"]
    assert len(found) == 27
    for answer, share in found.items():
        error = np.sqrt(true[answer] * (1 - true[answer]) / answered.sum())
        assert abs(share - true[answer]) < SIGMAS * error, answer


def test_blanks_are_as_common_as_stated(everybody):
    _, answers = everybody
    skipped = answers.isna().all(axis=1)
    error = np.sqrt(0.01 * 0.99 / LARGE)
    assert abs(skipped.mean() - plan()["battery"]["skipped"]) < SIGMAS * error
    blank = answers[~skipped].isna().to_numpy().mean()
    assert blank == pytest.approx(plan()["battery"]["blank"], abs=0.0005)


def test_a_monthly_status_update_is_not_weekly(everybody):
    drawn, answers = everybody
    monthly = answers[item_columns(FREQUENCY)["status_update"]] == "Monthly"
    assert monthly.sum() > 500
    assert drawn.loc[monthly, "conversationalists"].mean() < 0.1  # only by the other activity


def test_the_design_is_forty_strata_of_three_psus_of_ten(wave):
    frame, _ = wave
    assert len(frame) == N
    assert frame["Stratum"].nunique() == 40
    assert (frame.groupby("Stratum")["PSU"].nunique() == 3).all()
    assert (frame.groupby("PSU").size() == 10).all()
    assert frame["Weight"].sum() == pytest.approx(N, abs=0.01)
    assert frame["Weight"].nunique() > 10
    assert frame["RespondentID"].is_unique


def test_two_waves_share_no_respondent_stratum_or_psu(wave):
    other, _ = interviews("Wave 2", N, 123)
    for column in ("RespondentID", "Stratum", "PSU"):
        assert not set(other[column]) & set(wave[0][column])
    assert not wave[0]["Q16_Better"].equals(other["Q16_Better"])


def test_those_without_work_were_not_asked_about_it(wave):
    frame, _ = wave
    idle = frame["Q4_Role"] == "Not employed"
    assert 0.2 < idle.mean() < 0.5
    asked = ["Q5_Industry", "Q6_CompanySize", *item_columns(BUSINESS).values()]
    assert frame.loc[idle, asked].isna().all(axis=None)
    assert frame.loc[~idle, asked].notna().all(axis=None)


def test_business_use_is_part_of_use(wave):
    frame, _ = wave
    for activity, column in item_columns(BUSINESS).items():
        weekly = activity in plan()["rungs"]["conversationalists"]["items"]
        does = frame[item_columns(FREQUENCY)[activity]].isin(OFTEN[: 3 if weekly else 4])
        assert not ((frame[column] == 1).fillna(False) & ~does).any()


@pytest.mark.parametrize(("prefix", "answers"), [("Q9", 7), ("Q10", 7), ("Q11", 5), ("Q12", 6)])
def test_none_of_these_excludes_the_others(wave, prefix, answers):
    block = wave[0][[f"{prefix}_{place}" for place in range(1, answers + 1)]]
    skipped = block.isna().all(axis=1)
    chosen = block[~skipped].astype(int)
    assert 0 < skipped.sum() < 40
    assert (chosen.iloc[:, -1] == (chosen.iloc[:, :-1].sum(axis=1) == 0)).all()


def test_the_careless_can_be_told_by_what_they_did(wave):
    frame, careless = wave
    marked = frame["RespondentID"].isin(careless)
    assert 25 < marked.sum() < 75
    grid = frame[[f"Q14_{place}" for place in range(1, 8)]]
    straight = grid.max(axis=1) == grid.min(axis=1)
    assert straight[marked].all()
    assert straight[~marked].mean() < 0.01
    assert (
        frame.loc[marked, "InterviewSeconds"].max() < frame.loc[~marked, "InterviewSeconds"].min()
    )
    passed = frame["Q15_Check"] == "Disagree"
    assert passed[~marked].mean() > 0.95 > 0.5 > passed[marked].mean()


def test_ages_lie_in_their_groups(wave):
    assert wave[0]["Q1_Age"].between(18, 74).all()
    assert wave[0]["Q1_Age"].nunique() > 50


def test_satisfaction_has_its_scale_and_its_dont_know(wave):
    assert set(wave[0]["Q13_Satisfaction"].dropna()) == {*range(11), 98}


def test_the_same_seed_gives_the_same_interviews(wave):
    again, careless = interviews("Wave 1", N, 123)
    pd.testing.assert_frame_equal(again, wave[0])
    assert (careless == wave[1]).all()
