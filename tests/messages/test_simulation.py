"""The exact words of what a simulation and the examples refuse."""

import numpy as np
import pandas as pd
import pytest

from techno_kit.benchmarks.patterns import Overlap, rung_patterns
from techno_kit.benchmarks.simulation import Fieldwork, draw, relate
from techno_kit.errors import QuestionError, SampleError, TargetsError
from techno_kit.loading.examples import load_example

SHARES = {"creators": 0.24, "critics": 0.37, "spectators": 0.70, "inactives": 0.17}


def refused(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_overlaps_that_contradict_shares():
    facts = [Overlap("spectators", "creators", 0.4)]
    assert refused(TargetsError, lambda: rung_patterns(SHARES, facts)) == (
        "the simulation: no population has creators 24.0%, spectators 70.0% and 40.0% of "
        "spectators are creators; change or leave out one of them (given the others, the last can "
        "lie between 0.0% and 34.3%)"
    )


def test_limits_that_contradict_shares():
    facts = [Overlap("critics", "creators", 0.7, "at_least")]
    assert refused(TargetsError, lambda: rung_patterns(SHARES, facts)) == (
        "the simulation: no population has creators 24.0%, critics 37.0% and at least 70.0% of "
        "critics are creators; change or leave out one of them (given the others, the last can lie "
        "between 0.0% and 64.9%)"
    )


def test_shares_that_leave_no_room():
    assert refused(TargetsError, lambda: rung_patterns({**SHARES, "inactives": 0.4})) == (
        "the simulation: no population has spectators 70.0% and inactives 40.0%; change or leave "
        "out one of them (given the others, the last can lie between 0.0% and 30.0%)"
    )


def test_facts_that_are_no_facts_all_at_once():
    shares = {"creators": 24, "inactive": 0.17}
    facts = [Overlap("creators", "creator", 1.5)]
    assert refused(TargetsError, lambda: rung_patterns(shares, facts)) == (
        "the simulation: 4 problems:\n"
        "- there is no share of 'inactives', the rung of those on no other; did you mean "
        "'inactive'?\n"
        "- creators: 24 is not a share; give a number from 0 to 1\n"
        "- an overlap names the rung 'creator', which has no share; did you mean 'creators'?\n"
        "- creators who are creator: 1.5 is not a share; give a number from 0 to 1"
    )


def test_fewer_people_than_psus():
    people = pd.DataFrame({"gender": ["Female"]})
    population = relate(rung_patterns(SHARES), people, np.array([1.0]))
    field = Fieldwork(pd.DataFrame({"stratum": [1, 2], "share": [0.5, 0.5]}), np.ones(1), psus=3)
    assert refused(SampleError, lambda: draw(population, 5, 1, fieldwork=field)) == (
        "the simulation: 5 people are fewer than the 6 PSUs of the design; draw more people, or "
        "fewer PSUs"
    )


def test_an_unknown_example():
    assert refused(QuestionError, lambda: load_example("studie")) == (
        "there is no example 'studie'; there are 'study' and 'study_business'; did you mean "
        "'study' or 'study_business'?"
    )
