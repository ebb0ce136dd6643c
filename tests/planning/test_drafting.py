"""Drafts: people with evidence, then only what has been decided."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.planning.parts import Strategy, Technology
from techno_kit.planning.playbook import KINDS, load_playbook
from tests.planning.surveys import survey

YOUNG = {"age_group": ["18-24"]}
OLD = {"age_group": ["55+"]}


def test_evidence_is_the_profile(study: tk.Sample, ladder: tk.Ladder, draft: tk.Plan) -> None:
    table = tk.profile(study, ladder, where=YOUNG).whole
    same = ["answer", "share", "low", "high", "index", "index_low", "index_high", "n", "flag"]
    pd.testing.assert_frame_equal(draft.table[same], table[same])
    average = tk.profile(study, ladder).whole["share"].to_numpy()
    assert draft.table["base_share"].to_numpy() == pytest.approx(average, abs=1e-12)
    assert list(draft.table["id"]) == [f"e{place}" for place in range(1, 8)]
    assert set(draft.table["people"]) == {"age is 18-24"}
    assert draft.people[0].evidence == tuple(draft.table["id"])


def test_the_table_is_a_copy(draft: tk.Plan) -> None:
    table = draft.table
    table.loc[0, "share"] = 2.0
    assert draft.table.loc[0, "share"] < 1


def test_a_plan_is_frozen(draft: tk.Plan) -> None:
    with pytest.raises(FrozenInstanceError):
        draft.title = "other"  # type: ignore[misc]


def test_without_an_objective_the_plan_stops_there(draft: tk.Plan) -> None:
    assert draft.objective is None and len(draft.ranking) == 5
    assert draft.strategy == draft.technology == ()


@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_from_an_objective(study: tk.Sample, ladder: tk.Ladder, kind: str) -> None:
    plan = tk.draft_plan(study, ladder, people=YOUNG, objective=kind)  # type: ignore[arg-type]
    approach = load_playbook().approaches[kind]
    assert plan.objective == tk.Objective(kind) and plan.ranking == ()
    assert [each.prompt for each in plan.strategy] == [each.prompt for each in approach.strategy]
    assert {(each.change, each.owner, each.stop_when) for each in plan.strategy} == {("", "", "")}
    for each, candidate in zip(plan.technology, approach.technology, strict=True):
        assert (each.choice, each.rungs) == (candidate.choice, candidate.rungs)
        rows = plan.table.set_index("id").loc[list(each.evidence)]
        assert set(rows["answer"]) == set(each.rungs)


def test_groups_by_name_in_a_list_and_as_an_audience(
    study: tk.Sample, ladder: tk.Ladder, chosen: tk.Plan
) -> None:
    assert [each.name for each in chosen.people] == ["Young", "Old"]
    assert [each.evidence[0] for each in chosen.people] == ["e1", "e8"]
    assert chosen.technology[0].evidence == ("e3", "e6", "e10", "e13")
    listed = tk.draft_plan(study, ladder, people=[YOUNG, tk.Audience.of(OLD)])
    assert [each.name for each in listed.people] == ["age is 18-24", "age is 55+"]
    assert listed.title == "Plan: age is 18-24 and age is 55+"
    one = tk.draft_plan(study, ladder, people={"age_group": ["18-24"], "gender": ["Male"]})
    assert [each.name for each in one.people] == ["age is 18-24 and gender is Male"]
    lone = tk.draft_plan(study, ladder, people={"age_group": "18-24"})
    assert lone.people[0].audience == tk.Audience.of(YOUNG)


def test_people_are_told_in_the_words_of_the_questionnaire(
    study: tk.Sample, ladder: tk.Ladder, tmp_path: Path
) -> None:
    """A name where an answer says enough, the whole condition beside it; also from a file."""
    people = {"decides_with": ["To get help with what I own"]}
    plan = tk.draft_plan(study, ladder, people=people)
    assert plan.title == "Plan: To get help with what I own"
    wording = "For what do you use social media around products?"
    told = f"“To get help with what I own”: ‘{wording}’ is To get help with what I own."
    assert plan.grounds.questions == (("decides_with", wording),)
    for each in (plan, tk.read_plan(plan.save(tmp_path / "plan.toml"))):
        assert told in " ".join(str(each).split())
    named = tk.draft_plan(study, ladder, people={"Young": YOUNG})
    assert "“Young”: age is 18-24." in str(named)


def test_what_the_planner_says_takes_the_place_of_proposals(
    study: tk.Sample, ladder: tk.Ladder
) -> None:
    plan = tk.draft_plan(
        study,
        ladder,
        people=YOUNG,
        objective="supporting",
        strategy=["Owners answer each other", {"change": "We listen", "owner": "Ann"}],
        technology=["Support Forum", {"choice": "phone tree", "rungs": ["joiners"]}, "letters"],
        title="Help",
    )
    assert plan.title == "Help"
    assert plan.strategy == (
        Strategy("Owners answer each other"),
        Strategy("We listen", owner="Ann"),
    )
    forum, phone, letters = plan.technology
    assert forum.rungs == ("critics", "spectators") and forum.evidence == ("e3", "e6")
    assert forum.source.startswith("https://ladyoftheledgers")
    assert phone == Technology("phone tree", ("joiners",), ("e5",))
    assert letters == Technology("letters")


def test_nouns_serve_as_strategy_and_technology(study: tk.Sample, ladder: tk.Ladder) -> None:
    first = tk.draft_plan(study, ladder, people=YOUNG, objective="talking")
    again = tk.draft_plan(
        study,
        ladder,
        people=YOUNG,
        objective=tk.Objective("talking"),
        strategy=first.strategy,
        technology=first.technology,
    )
    assert again == first


def test_candidates_whose_rungs_the_people_are_not_on_are_left_out() -> None:
    frame = pd.DataFrame(
        {"who": ["a", "b"] * 60, "a3": ["no", "often"] * 60, "a6": ["often"] * 80 + ["no"] * 40}
    )
    plan = tk.draft_plan(
        survey(frame), tk.load_ladder("2010"), people={"who": ["a"]}, objective="talking"
    )
    assert [each.choice for each in plan.technology] == ["video made to be shared"]
    assert plan.grounds.notes == (
        "Not proposed: social networks, as the survey did not ask about Joiners.",
        "Not proposed: blog, as nobody of the people is among Critics.",
        "Not proposed: community, as the survey did not ask about Joiners.",
    )


def test_rungs_below_the_base_are_a_caution(chosen: tk.Plan) -> None:
    told = str(chosen).replace("\n     ", " ")
    assert "Critics are fewer among “Old” than in the base: an index of 89 (81 to 97)." in told
    assert "fewer among “Young”" not in told


def test_an_objective_takes_dates_and_numbers_as_they_come() -> None:
    goal = tk.Objective("talking", "visits", np.int64(3), np.float64(4.5), date(2027, 6, 30))
    assert (type(goal.baseline), type(goal.target)) == (int, float)
    assert goal == tk.Objective("talking", "visits", 3, 4.5, "2027-06-30")
    assert goal.measured and not tk.Objective("talking", "visits").measured


def test_suppression_can_be_turned_off_on_purpose(study: tk.Sample, ladder: tk.Ladder) -> None:
    few = {"age_group": ["18-24"], "industry": ["Manufacturing"], "region": ["West"]}
    with pytest.raises(tk.TechnoKitError, match="smaller than suppress_below=30"):
        tk.draft_plan(study, ladder, people=few)
    plan = tk.draft_plan(study, ladder, people=few, suppress_below=0, flag_below=50)
    assert 0 < plan.evidence[0].n < 30
    assert {each.flag.partition(";")[0] for each in plan.evidence} == {"small base"}


def test_the_base_rule_and_the_confidence_reach_the_evidence(
    study: tk.Sample, ladder: tk.Ladder, draft: tk.Plan
) -> None:
    strict = tk.draft_plan(study, ladder, people=YOUNG, missing="exclude", confidence=0.8)
    assert strict.evidence[0].n < draft.evidence[0].n
    assert strict.grounds.confidence == 0.8
    row = tk.profile(study, ladder, where=YOUNG, missing="exclude", confidence=0.8).whole.iloc[0]
    assert (strict.evidence[0].low, strict.evidence[0].high) == (row["low"], row["high"])


def test_raked_weights_are_known(study: tk.Sample, ladder: tk.Ladder) -> None:
    weighted = study.with_weights(tk.rake(study, tk.load_targets()))
    plan = tk.draft_plan(weighted, ladder, people=YOUNG)
    assert "raked to" in plan.grounds.weighting and "base weights" in plan.method


def test_a_plan_that_breaks_the_order_cannot_be_made(chosen: tk.Plan) -> None:
    with pytest.raises(tk.TechnoKitError, match="2 problems"):
        replace(chosen, objective=None)
    with pytest.raises(tk.TechnoKitError, match="there is no evidence 'e8'"):
        replace(chosen, evidence=chosen.evidence[:7])


def test_two_respondents_of_no_weight() -> None:
    frame = pd.DataFrame({"who": ["a", "b"] * 60, "a6": ["often", "no", "no"] * 40})
    sample = survey(frame.assign(w=[0.0, 1.0] * 60), weight="w")
    with pytest.raises(tk.TechnoKitError, match="or all who did weigh 0"):
        tk.draft_plan(sample, tk.load_ladder("2010"), people={"who": ["a"]})
