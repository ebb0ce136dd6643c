"""The shipped study, and two plans on it."""

import pytest

import techno_kit as tk


@pytest.fixture(scope="session")
def study() -> tk.Sample:
    return tk.load_example()


@pytest.fixture(scope="session")
def ladder() -> tk.Ladder:
    return tk.load_ladder("2010")


@pytest.fixture(scope="session")
def draft(study: tk.Sample, ladder: tk.Ladder) -> tk.Plan:
    """Without an objective."""
    return tk.draft_plan(study, ladder, people={"age_group": ["18-24"]})


@pytest.fixture(scope="session")
def chosen(study: tk.Sample, ladder: tk.Ladder) -> tk.Plan:
    """Two groups and an objective."""
    people = {"Young": {"age_group": ["18-24", "25-34"]}, "Old": {"age_group": ["55+"]}}
    goal = tk.Objective("supporting", "calls per 1,000 owners", 212, 150.5, due="2027-06-30")
    return tk.draft_plan(study, ladder, people=people, objective=goal)
