import numpy as np
import pandas as pd
import pytest

from techno_kit.benchmarks.patterns import Overlap, rung_patterns
from techno_kit.benchmarks.simulation import Fieldwork, Relation, draw, relate
from techno_kit.errors import TargetsError

EXACT = 1e-12  # of the solver
SIGMAS = 4.5  # a draw further off than this is a defect, not chance (1 in 100,000)

SHARES = {
    "creators": 0.24,
    "conversationalists": 0.33,
    "critics": 0.37,
    "collectors": 0.20,
    "joiners": 0.59,
    "spectators": 0.70,
    "inactives": 0.17,
}
PEOPLE = pd.DataFrame({"age": ["young", "old", "young", "old"], "market": ["A", "A", "B", "B"]})
SIZES = np.array([0.2, 0.3, 0.1, 0.4])


@pytest.fixture(scope="module")
def patterns():
    return rung_patterns(SHARES, [Overlap("critics", "creators", 0.4)])


@pytest.fixture(scope="module")
def population(patterns):
    young = (PEOPLE["age"] == "young").to_numpy(float)
    return relate(patterns, PEOPLE, SIZES, [Relation("joiners", young, 0.4)])


def test_patterns_meet_shares_and_overlaps(patterns):
    reached = dict(zip(patterns.answers, patterns.shares @ patterns.chosen, strict=True))
    assert reached == pytest.approx(SHARES, abs=EXACT)
    both = patterns.column("critics") & patterns.column("creators")
    assert patterns.shares[both].sum() == pytest.approx(0.4 * 0.37, abs=EXACT)


def test_the_exclusive_rung_is_whoever_is_on_no_other(patterns):
    assert patterns.column("inactives").sum() == 1
    assert not patterns.members[patterns.column("inactives")].any()


def test_limits_that_do_not_bind_change_nothing():
    free = rung_patterns(SHARES)
    limited = rung_patterns(SHARES, [Overlap("joiners", "spectators", 0.5, "at_least")])
    np.testing.assert_allclose(free.shares, limited.shares, atol=EXACT)
    held = rung_patterns(SHARES, [Overlap("joiners", "spectators", 0.8, "at_most")])
    both = held.column("joiners") & held.column("spectators")
    assert held.shares[both].sum() == pytest.approx(0.8 * 0.59, abs=EXACT)


def test_all_of_a_rung_may_be_on_another():
    nested = rung_patterns(SHARES, [Overlap("creators", "spectators", 1.0)])
    outside = nested.column("creators") & ~nested.column("spectators")
    assert (nested.shares[outside] == 0).all()


def test_a_rung_nobody_is_on_stays_empty():
    nobody = rung_patterns({**SHARES, "creators": 0.0}, [Overlap("creators", "critics", 0.5)])
    assert nobody.shares[nobody.column("creators")].sum() == 0


def test_relations_hold_and_both_margins_stay(population, patterns):
    np.testing.assert_allclose(population.joint.sum(axis=1), SIZES, atol=EXACT)
    np.testing.assert_allclose(population.joint.sum(axis=0), patterns.shares, atol=EXACT)
    joiners = population.joint[:, patterns.column("joiners")].sum(axis=1)
    assert joiners[[0, 2]].sum() / joiners.sum() == pytest.approx(0.4, abs=1e-10)


def test_without_relations_people_are_alike(patterns):
    plain = relate(patterns, PEOPLE, SIZES)
    np.testing.assert_allclose(plain.joint, np.outer(SIZES, patterns.shares), atol=EXACT)


def test_shares_by_group_add_up(population):
    by_age = population.shares("age")
    weights = pd.Series({"young": 0.3, "old": 0.7})
    overall = (by_age.mul(weights, axis=0)).sum()
    assert overall.to_dict() == pytest.approx(SHARES, abs=1e-10)
    assert by_age.loc["young", "joiners"] == pytest.approx(0.4 * 0.59 / 0.3, abs=1e-9)


def test_an_association_is_kept_when_shares_shift(population):
    """Odds ratios between a rung and a group stay what they were for rungs alone."""
    two = rung_patterns({"joiners": 0.5, "inactives": 0.5})
    young = (PEOPLE["age"] == "young").to_numpy(float)
    first = relate(two, PEOPLE, SIZES, [Relation("joiners", young, 0.4)])
    shifted = rung_patterns({"joiners": 0.7, "inactives": 0.3})
    second = relate(shifted, PEOPLE, SIZES, association=first.association)

    def odds(population):
        shares = population.shares("age")["joiners"]
        return shares / (1 - shares)

    before, after = odds(first), odds(second)
    assert before["young"] / before["old"] == pytest.approx(after["young"] / after["old"])
    assert second.shares()["joiners"].iloc[0] == pytest.approx(0.7)


def test_relations_nobody_can_have_are_refused(patterns):
    young = (PEOPLE["age"] == "young").to_numpy(float)
    with pytest.raises(TargetsError, match="no population has these relations"):
        relate(patterns, PEOPLE, SIZES, [Relation("joiners", young, 0.9)])


def test_the_same_seed_draws_the_same_people(population):
    pd.testing.assert_frame_equal(draw(population, 50, 3), draw(population, 50, 3))
    assert not draw(population, 50, 3).equals(draw(population, 50, 4))


def test_a_simple_random_sample_is_the_population_at_large(population, patterns):
    n = 100_000
    drawn = draw(population, n, 11)
    assert (drawn["weight"] == 1).all()
    for rung, share in SHARES.items():
        error = np.sqrt(share * (1 - share) / n)
        assert abs(drawn[rung].mean() - share) < SIGMAS * error
    kinds = drawn.groupby(["age", "market"]).size() / n
    assert kinds.loc[("old", "B")] == pytest.approx(0.4, abs=SIGMAS * np.sqrt(0.24 / n))
    assert (drawn[list(patterns.rungs)].any(axis=1) == (drawn["inactives"] == 0)).all()


def field(likeness=0.0, young=1.0):
    strata = pd.DataFrame(
        {
            "stratum": [11, 12, 21],
            "market": ["A", "A", "B"],
            "region": ["North", "South", "North"],
            "share": [0.2, 0.3, 0.5],
        }
    )
    response = np.where(PEOPLE["age"] == "young", young, 1.0)
    return Fieldwork(strata, response, psus=4, likeness=likeness)


def test_a_design_has_its_strata_psus_and_weights(population):
    drawn = draw(population, 130, 5, fieldwork=field())
    assert drawn.groupby("stratum")["psu"].nunique().tolist() == [4, 4, 4]
    assert drawn["psu"].nunique() == 12
    assert drawn.groupby("psu").size().between(10, 11).all()
    assert drawn["weight"].sum() == pytest.approx(130)
    shares = drawn.groupby("stratum")["weight"].sum() / 130
    assert shares.tolist() == pytest.approx([0.2, 0.3, 0.5])
    assert (drawn.loc[drawn["stratum"] < 20, "market"] == "A").all()
    assert (drawn.loc[drawn["stratum"] > 20, "market"] == "B").all()
    assert (drawn["region"] == "South").eq(drawn["stratum"] == 12).all()


def test_those_hard_to_reach_are_fewer_and_no_weight_brings_them_back(population):
    n = 60_000
    drawn = draw(population, n, 6, fieldwork=field(young=0.25))
    in_market = drawn[drawn["market"] == "A"]
    expected = 0.25 * 0.2 / (0.25 * 0.2 + 0.3)
    share = (in_market["age"] == "young").mean()
    assert abs(share - expected) < SIGMAS * np.sqrt(expected / len(in_market))
    assert in_market.groupby("age")["weight"].mean().std() < 0.01


def test_people_of_one_psu_are_alike_by_the_stated_correlation(population):
    """Pairs of one kind in one PSU: their covariance over the variance is the likeness."""
    drawn = draw(
        population,
        48_000,
        7,
        fieldwork=Fieldwork(
            pd.DataFrame({"stratum": np.arange(1000), "share": 0.001}),
            np.where((PEOPLE["age"] == "old") & (PEOPLE["market"] == "B"), 1.0, 0.0),
            psus=4,
            likeness=0.3,
        ),
    )
    value = drawn["joiners"] - drawn["joiners"].mean()
    size = 12
    sums = value.groupby(drawn["psu"]).sum()
    pairs = ((sums**2).sum() - (value**2).sum()) / (len(sums) * size * (size - 1))
    assert pairs / (value**2).mean() == pytest.approx(0.3, abs=0.03)  # about 4 errors of 0.008
