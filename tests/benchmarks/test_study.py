"""The population of the shipped study keeps the facts it was made from."""

import numpy as np
import pytest

from techno_kit.benchmarks.study import (
    activities,
    fieldwork,
    margins,
    plan,
    population,
    truth,
    waves,
)
from techno_kit.ladder.reading import load_ladder

SOLVED = 1e-9  # of facts that several solver steps of 1e-12 meet together


@pytest.fixture(scope="module")
def true():
    return truth()


def of(table, wave, answer, by=None, level=None, column="share"):
    rows = table[(table["wave"] == wave) & (table["answer"] == answer)]
    rows = rows[rows["by"].isna()] if by is None else rows[rows["by"] == by]
    rows = rows if level is None else rows[rows["level"] == level]
    (value,) = rows[column]
    return value


def test_the_first_wave_has_the_published_shares(true):
    published = {
        "creators": 0.24,
        "conversationalists": 0.33,
        "critics": 0.37,
        "collectors": 0.20,
        "joiners": 0.59,
        "spectators": 0.70,
        "inactives": 0.17,
    }
    for rung, share in published.items():
        assert of(true, "Wave 1", rung) == pytest.approx(share, abs=SOLVED)


@pytest.mark.parametrize("wave", ["Wave 1", "Wave 2"])
def test_every_wave_has_its_stated_shares_and_overlaps(wave, true):
    found = population(wave).patterns
    stated = plan()["waves"][wave]["shares"]
    for rung, share in stated.items():
        assert of(true, wave, rung) == pytest.approx(share, abs=SOLVED)
    for fact in plan()["overlaps"]:
        both = found.column(fact["of"]) & found.column(fact["also"])
        share = found.shares[both].sum() / stated[fact["of"]]
        if fact["says"] == "equal":
            assert share == pytest.approx(fact["share"], abs=SOLVED)
        else:
            assert share >= fact["share"] - SOLVED


def test_two_waves_are_told_apart(true):
    shifts = [0.02, 0.05, 0.00, -0.01, 0.06, 0.02, -0.03]
    rungs = population("Wave 1").patterns.answers
    found = [of(true, "Wave 2", rung) - of(true, "Wave 1", rung) for rung in rungs]
    assert found == pytest.approx(shifts, abs=SOLVED)
    assert of(true, "both", "joiners") == pytest.approx(0.62, abs=SOLVED)


def test_mean_ages_and_shares_of_the_first_wave_are_the_stated_ones():
    found = population("Wave 1")
    middle = {band: sum(years) / 2 for band, years in plan()["age"].items()}
    ages = found.people["age_group"].map(middle).to_numpy(float)
    for fact in plan()["relations"]:
        people = found.joint[:, found.patterns.column(fact["rung"])].sum(axis=1)
        people = people / people.sum()
        if "age" in fact:
            assert people @ ages == pytest.approx(fact["age"], abs=1e-7)
            continue
        variable = next(each for each in found.people if each in fact)
        ((level, share),) = fact[variable].items()
        at_level = (found.people[variable] == level).to_numpy()
        assert people[at_level].sum() == pytest.approx(share, abs=SOLVED)


def test_every_group_keeps_the_bounds_of_the_framework(true):
    rungs = true[true["answer"].isin(population("Wave 1").patterns.answers)]
    for column in ("share", "measured"):
        table = rungs.pivot_table(index=["wave", "by", "level"], columns="answer", values=column)
        active = table.drop(columns="inactives")
        assert len(table) == 3 * (2 + 4 + 5 + 2 + 3)
        assert (active.le(1 - table["inactives"] + SOLVED, axis=0)).all(axis=None)
        assert (active.sum(axis=1) >= 1 - table["inactives"] - SOLVED).all()


@pytest.mark.parametrize("wave", ["Wave 1", "Wave 2"])
def test_activities_keep_their_facts(wave, true):
    found = population(wave).patterns
    creators = activities(wave, "creators")
    joiners = found.column("joiners")
    sides = np.array(
        [found.shares[found.column("creators") & on].sum() for on in (~joiners, joiners)]
    )
    number = (sides @ creators.shares) / sides.sum()
    doing = creators.sets.sum(axis=1)
    assert number[doing == 1].sum() == pytest.approx(0.67, abs=SOLVED)
    assert number[doing == 2].sum() == pytest.approx(0.19, abs=SOLVED)
    blogs = creators.sets[:, creators.ids.index("blog_publish")]
    blogging = sides[1] * creators.shares[1, blogs].sum()
    assert blogging / of(true, wave, "joiners") == pytest.approx(0.30, abs=SOLVED)
    critics = activities(wave, "critics")
    review, comment = (critics.ids.index(each) for each in ("review_post", "blog_comment"))
    both = critics.sets[:, review] & critics.sets[:, comment]
    assert critics.shares[1, both].sum() == pytest.approx(0.22, abs=SOLVED)
    reading = activities(wave, "spectators")
    reads = reading.sets[:, reading.ids.index("blog_read")]
    also = found.shares[found.column("spectators") & joiners].sum()
    assert also * reading.shares[1, reads].sum() / of(true, wave, "joiners") >= 0.52 - SOLVED


@pytest.mark.parametrize("wave", ["Wave 1", "Wave 2"])
def test_no_activity_is_more_common_than_its_rung(wave, true):
    for rung, stated in plan()["rungs"].items():
        items = [of(true, wave, each) for each in stated["items"]]
        assert max(items) <= of(true, wave, rung) <= sum(items)


def test_rungs_have_the_activities_of_the_2010_edition():
    ladder = load_ladder("2010")
    stated = {rung: tuple(of["items"]) for rung, of in plan()["rungs"].items()}
    assert stated == {rung.id: tuple(rung.any_of) for rung in ladder.rungs if not rung.none}


def test_blanks_cost_tenths_of_a_point(true):
    rungs = true[true["answer"].isin(population("Wave 1").patterns.rungs)]
    lost = rungs["share"] - rungs["measured"]
    assert (lost > 0).all()
    assert lost.max() < 0.005
    none = true[true["answer"] == "inactives"]
    assert (none["measured"] > none["share"]).all()


def test_the_young_do_more_and_region_is_no_matter(true):
    for rung in ("creators", "conversationalists", "joiners"):
        by_age = [of(true, "Wave 1", rung, "age_group", band) for band in plan()["age"]]
        assert by_age == sorted(by_age, reverse=True)
    for region in plan()["fieldwork"]["regions"]:
        assert of(true, "Wave 1", "joiners", "region", region) == pytest.approx(0.59, abs=SOLVED)


def test_margins_are_the_populations():
    shares = margins()
    assert {name: sum(levels.values()) for name, levels in shares.items()} == pytest.approx(
        dict.fromkeys(["age_group", "gender", "education", "region"], 1.0), abs=SOLVED
    )
    for wave in waves():
        found = population(wave)
        for variable in ("age_group", "gender", "education"):
            sizes = {
                level: found.joint[(found.people[variable] == level).to_numpy()].sum()
                for level in shares[variable]
            }
            assert sizes == pytest.approx(shares[variable], abs=SOLVED)


def test_there_are_forty_strata_of_unequal_size():
    strata = fieldwork().strata
    assert len(strata) == 40
    assert strata["share"].sum() == pytest.approx(1)
    assert strata["share"].max() / strata["share"].min() > 1.5
    by_region = strata.groupby("region", sort=False)["share"].sum().to_dict()
    assert by_region == pytest.approx(margins()["region"])
