"""The ranking: the profile's shares, the errors of its index, and what it cannot tell."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.numerics.intervals import t_quantile
from techno_kit.planning.acceptability import Shares, fits_of, rank
from techno_kit.planning.evidence import Measured
from techno_kit.planning.parts import Fit
from techno_kit.planning.playbook import load_playbook
from techno_kit.planning.ranking import Leanings, _shares
from tests.planning.surveys import survey

EXACT = 1e-9  # sums in another order
PEOPLE = {"age_group": ["18-24", "25-34"]}


def by_rung(plan: tk.Plan, name: str) -> dict[str, float]:
    return {each.answer: getattr(each, name) for each in plan.evidence}


def test_a_fit_is_worked_out_from_the_evidence(draft: tk.Plan) -> None:
    share, base = by_rung(draft, "share"), by_rung(draft, "base_share")
    for fit in draft.ranking:
        weights = load_playbook().approaches[fit.objective].weights
        above = sum(weight * share[rung] for rung, weight in weights.items())
        below = sum(weight * base[rung] for rung, weight in weights.items())
        assert fit.fit == pytest.approx(100 * above / below, abs=EXACT)


def test_reach_is_the_profile_of_a_question_of_its_own(study: tk.Sample) -> None:
    """A ladder whose one rung is all activities of Critics and Spectators: supporting's union."""
    full = tk.load_ladder("2010")
    leaning = [rung for rung in full.rungs if rung.id in ("critics", "spectators")]
    union = tk.Rung("either", any_of=tuple(each for rung in leaning for each in rung.any_of))
    others = [rung for rung in full.rungs if rung not in leaning]
    ladder = tk.Ladder("union", (union, *others), full.activities)
    plan = tk.draft_plan(study, full, people=PEOPLE)
    fit = next(each for each in plan.ranking if each.objective == "supporting")
    row = tk.profile(study, ladder, where=PEOPLE).whole.set_index("answer").loc["either"]
    found = (fit.reach, fit.reach_low, fit.reach_high)
    assert found == pytest.approx((row["share"], row["low"], row["high"]), abs=EXACT)


@pytest.mark.parametrize("raked", [False, True])
def test_the_covariance_is_that_of_the_index(study: tk.Sample, raked: bool) -> None:
    """Var(log p - log b) by the joint covariance is the error behind the index's interval."""
    if raked:
        study = study.with_weights(tk.rake(study, tk.load_targets(), cap=5))
    measured = Measured.of(
        study,
        tk.load_ladder("2010"),
        tk.Audience.of(PEOPLE),
        missing=None,
        confidence=0.95,
        suppress_below=30,
        flag_below=100,
    )
    shares, table = _shares(measured.domains), measured.profile.whole
    rungs = len(shares.people)
    slope = np.hstack([np.diag(1 / shares.people), np.diag(-1 / shares.base)])
    found = np.sqrt(np.diag(slope @ shares.covariance @ slope.T))
    quantile = t_quantile(np.full(rungs, float(shares.df)), 0.95)
    wanted = np.log(table["index_high"] / table["index_low"]).to_numpy() / (2 * quantile)
    assert found == pytest.approx(wanted, rel=1e-6)
    assert np.sqrt(np.diag(shares.covariance))[:rungs] == pytest.approx(table["se"].to_numpy())


def test_the_best_stands_first_and_first_places_add_to_one(draft: tk.Plan) -> None:
    first = [each.first or 0.0 for each in draft.ranking]
    assert first == sorted(first, reverse=True)
    assert sum(first) == pytest.approx(1, abs=EXACT)
    assert sum(each.mean_rank or 0.0 for each in draft.ranking) == pytest.approx(15, abs=EXACT)
    assert all((each.low or 0) < each.fit < (each.high or 0) for each in draft.ranking)


def test_the_seed_decides(study: tk.Sample, ladder: tk.Ladder, draft: tk.Plan) -> None:
    people = {"age_group": ["18-24"]}
    assert tk.draft_plan(study, ladder, people=people) == draft
    other = tk.draft_plan(study, ladder, people=people, seed=7)
    assert other.evidence == draft.evidence and other.ranking != draft.ranking
    assert (other.grounds.seed, other.grounds.draws) == (7, 10_000)


def test_everyone_cannot_be_told_apart(study: tk.Sample, ladder: tk.Ladder) -> None:
    plan = tk.draft_plan(study, ladder, people={"Everyone": {"gender": ["Female", "Male"]}})
    assert [each.fit for each in plan.ranking] == pytest.approx([100] * 5, abs=EXACT)
    assert {each.first for each in plan.ranking} == {None}
    assert "cannot be told apart: they are everyone in the base" in plan.text
    assert "first in" not in plan.text


def test_one_respondent_cannot_be_ranked() -> None:
    plan = one_of(["often", "no", "no"] * 20, people={"who": ["1"]}, suppress_below=0)
    assert {each.first for each in plan.ranking} == {None}
    assert "no sampling error" in plan.text and "(1 respondent)" in plan.text


def one_of(review: list[str], **options: object) -> tk.Plan:
    frame = pd.DataFrame({"who": range(len(review)), "a3": review, "a6": ["often", "no"] * 30})
    return tk.draft_plan(survey(frame), tk.load_ladder("2010"), **options)  # type: ignore[arg-type]


def test_rungs_that_were_not_asked_are_left_out_and_told() -> None:
    """Only Critics and Spectators were asked: objectives lean on what is left of their weights.

    Less than half of what Listening, Talking and Embracing lean on is there, and they are no longer
    a rung under another name.
    """
    plan = one_of(["often"] * 30 + ["no"] * 30, people={"who": [str(n) for n in range(40)]})
    fits = {each.objective: each.fit for each in plan.ranking}
    index = by_rung(plan, "index")
    assert fits["energizing"] == pytest.approx(index["critics"], abs=EXACT)
    assert set(fits) == {"energizing", "supporting"}
    assert plan.grounds.notes == (
        "The ranking leaves out Collectors, Conversationalists, Creators and Joiners, which this "
        "survey or ladder does not have.",
        "Part of the weights lies on rungs that were asked: Energizing 60%.",
        "Not ranked: Listening, Talking and Embracing, as less than 50% of their weights lie on "
        "rungs that were asked.",
    )


def test_a_rung_that_is_missing_makes_weights_less_certain_not_more() -> None:
    """What is left of Dirichlet(20 w) is a Dirichlet of its own parameters, not of 20 again."""
    certain = Shares(np.array([0.6, 0.2]), np.array([0.3, 0.3]), np.zeros((4, 4)), 100, 400)
    whole = rank(certain, np.array([[0.5, 0.5]]), concentration=20, draws=4_000, seed=1)
    part = rank(certain, np.array([[0.25, 0.25]]), concentration=20, draws=4_000, seed=1)
    assert part.fits.mean() == pytest.approx(whole.fits.mean(), rel=0.02)
    assert part.fits.std() / whole.fits.std() == pytest.approx(np.sqrt(21 / 11), rel=0.05)


def test_the_ladder_of_2007_ranks_listening_on_what_is_left_of_it(study: tk.Sample) -> None:
    ladder = tk.load_ladder("2007")
    plan = tk.draft_plan(study, ladder, people=PEOPLE)
    assert len(plan.ranking) == 5
    left = Leanings.of(load_playbook().approaches, [rung.id for rung in ladder.rungs], 0.5)
    sums = dict(zip(left.kinds, left.weights.sum(axis=1), strict=True))
    assert sums["listening"] == pytest.approx(0.6) and sums["supporting"] == pytest.approx(1)
    assert (
        "Part of the weights lies on rungs that were asked: Listening 60%, Talking 80% and "
        "Energizing 80%."
    ) in plan.notes


def test_activity_as_such_tilts_the_ranking_towards_rare_or_common_rungs(
    study: tk.Sample, ladder: tk.Ladder
) -> None:
    """The known fault of the fit, told in every methods paragraph: equal odds, unequal fits."""
    base = tk.profile(study, ladder).whole["share"].to_numpy()[:-1]
    answers = [rung.id for rung in ladder.rungs][:-1]
    leanings = Leanings.of(load_playbook().approaches, answers, 0.5)

    def order(shift: float) -> list[str]:
        moved = 1 / (1 + np.exp(-np.log(base / (1 - base)) - shift))
        fits = fits_of(moved, base, leanings.weights)
        return [leanings.kinds[place] for place in np.argsort(-fits)]

    assert order(0.5)[0] == order(-0.5)[-1] == "embracing"
    assert order(0.5)[-1] == order(-0.5)[0] == "talking"


def test_two_objectives_that_are_one_rung_tie(study: tk.Sample, ladder: tk.Ladder) -> None:
    fits = tuple(
        Fit("Young", kind, 120.0, 0.5, 110.0, 130.0, 0.4, 0.6, first, 1.5)
        for kind, first in (("energizing", 0.5), ("supporting", 0.5), ("talking", 0.0))
    )
    plan = tk.draft_plan(study, ladder, people={"Young": PEOPLE})
    assert (
        "no objective stands out for “Young”: energizing and supporting tie, each first in 50% of "
        "the draws (fit 120, everyone = 100;"
    ) in replace(plan, ranking=fits).text


def test_the_ranking_is_a_tidy_table(study: tk.Sample, ladder: tk.Ladder, draft: tk.Plan) -> None:
    table = draft.ranking_table
    assert list(table) == [
        *("people", "objective", "function", "fit", "fit_low", "fit_high"),
        *("reach", "reach_low", "reach_high", "first", "mean_rank"),
    ]
    for row, fit in zip(table.to_dict("records"), draft.ranking, strict=True):
        assert row["function"] == load_playbook().approaches[fit.objective].function
        assert (row["people"], row["objective"]) == (fit.people, fit.objective)
        assert (row["fit"], row["fit_low"], row["fit_high"]) == (fit.fit, fit.low, fit.high)
        assert (row["reach_low"], row["reach_high"]) == (fit.reach_low, fit.reach_high)
        assert (row["first"], row["mean_rank"]) == (fit.first, fit.mean_rank)
    everyone = tk.draft_plan(study, ladder, people={"gender": ["Female", "Male"]}).ranking_table
    assert everyone["first"].isna().all() and everyone["first"].dtype == "float64"
    chosen = tk.draft_plan(study, ladder, people=PEOPLE, objective="talking").ranking_table
    assert len(chosen) == 0 and list(chosen) == list(table)
    assert chosen.dtypes.equals(table.dtypes)


def test_a_rung_nobody_has_carries_no_fit() -> None:
    """Nobody reviews: supporting is Spectators alone, and what leans on Critics is not ranked."""
    plan = one_of(["no"] * 60, people={"who": [str(n) for n in range(40)]})
    fits = {each.objective: each.fit for each in plan.ranking}
    assert fits == {"supporting": pytest.approx(by_rung(plan, "index")["spectators"], abs=EXACT)}
    assert plan.grounds.notes[-1] == (
        "Not ranked: Energizing, as nobody in this survey is on a rung that they lean on."
    )


def test_a_ladder_with_none_of_the_rungs() -> None:
    rungs = (tk.Rung("readers", any_of=("blog_read",)), tk.Rung("inactives", none=True))
    ladder = tk.Ladder("ours", rungs, {"blog_read": tk.Activity("blog_read")})
    frame = pd.DataFrame({"who": ["a", "b"] * 60, "a6": ["often", "no", "no"] * 40})
    plan = tk.draft_plan(survey(frame), ladder, people={"who": ["a"]})
    assert plan.ranking == () and plan.grounds.seed is None
    assert plan.evidence[0].name == "Readers"


def test_fits_below_everyones_are_no_reason_to_start(study: tk.Sample, ladder: tk.Ladder) -> None:
    plan = tk.draft_plan(study, ladder, people={"Old": {"age_group": ["55+"]}})
    assert all((each.high or 0) < 100 for each in plan.ranking)
    assert "Every fit is below 100" in plan.text


def test_every_group_is_ranked(study: tk.Sample, ladder: tk.Ladder) -> None:
    people = {"Young": PEOPLE, "Old": {"age_group": ["55+"]}}
    plan = tk.draft_plan(study, ladder, people=people)
    runs = [(name, len(list(run))) for name, run in groupby(plan.ranking, lambda fit: fit.people)]
    assert runs == [("Young", 5), ("Old", 5)]
    alone = tk.draft_plan(study, ladder, people={"Old": {"age_group": ["55+"]}})
    assert plan.ranking[5:] == alone.ranking


def test_a_sharper_survey_ranks_no_more_surely_than_the_weights_allow() -> None:
    """With a hundred times the people the first place stays uncertain: the weights are ours."""
    rows = pd.DataFrame(
        {
            "who": ["us"] * 10 + ["them"] * 10,
            "a1": ["often"] * 4 + ["no"] * 6 + ["often"] * 2 + ["no"] * 8,
            "a3": ["no"] * 4 + ["often"] * 6 + ["often"] * 3 + ["no"] * 7,
        }
    )
    sample = survey(pd.concat([rows] * 1_000, ignore_index=True))
    plan = tk.draft_plan(sample, tk.load_ladder("2010"), people={"who": ["us"]})
    best = max(each.first or 0.0 for each in plan.ranking)
    assert 0.2 < best < 0.99
