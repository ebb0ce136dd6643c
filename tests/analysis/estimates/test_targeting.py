"""Targets from a reference survey, against R's survey package."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError

# Of R survey 4.1-1 on `reference`: svymean(~sex) and svymean(~interaction(sex, age)) of
# subset(svydesign(~area, ~stratum, ~weight, nest=TRUE), !is.na(age)), svyby(~sex, ~stratum) of it,
# svymean(~age) without strata and areas, and the same after calibrate(~sex, calfun="raking").
SEX = {"Female": (0.555501527091, 0.0332925687497), "Male": (0.444498472909, 0.0332925687497)}
CROSS = {
    ("Female", "18-34"): (0.178913962200, 0.0211158540774),
    ("Male", "18-34"): (0.155494879538, 0.0195797823498),
    ("Female", "35-54"): (0.197283366715, 0.0202492666880),
    ("Male", "35-54"): (0.158688166987, 0.0179499755788),
    ("Female", "55+"): (0.179304198176, 0.0193056019863),
    ("Male", "55+"): (0.130315426385, 0.0175882740899),
}
ONLINE = {"Female": (0.565662418221, 0.0307385619312), "Male": (0.434337581779, 0.0307385619312)}
WITHIN = {
    ("north", "Female"): (0.590747738463, 0.0463098885453),
    ("north", "Male"): (0.409252261537, 0.0463098885453),
    ("south", "Female"): (0.541959484525, 0.0659369706493),
    ("south", "Male"): (0.458040515475, 0.0659369706493),
    ("west", "Female"): (0.536951437154, 0.0557829318087),
    ("west", "Male"): (0.463048562846, 0.0557829318087),
}
ELEMENTS = {
    "18-34": (0.334408841738, 0.0236356789438),
    "35-54": (0.355971533701, 0.0239723253100),
    "55+": (0.309619624561, 0.0230755832216),
}
RAKED = {
    "18-34": (0.336091013357, 0.0238984100105),
    "35-54": (0.356084329963, 0.0242201503795),
    "55+": (0.307824656680, 0.0231020567537),
}
PRINTED = 1e-9  # relative: R's numbers are given to 12 digits


@pytest.fixture(scope="module")
def reference() -> pd.DataFrame:
    rng = np.random.default_rng(20)
    n = 480
    frame = pd.DataFrame(
        {
            "stratum": np.repeat(["north", "south", "west"], 160),
            "area": np.repeat(np.arange(48), 10),
            "weight": np.round(rng.uniform(0.5, 3.0, n), 3),
            "sex": rng.choice(["Female", "Male"], n, p=[0.55, 0.45]),
            "age": rng.choice(["18-34", "35-54", "55+"], n, p=[0.3, 0.4, 0.3]),
            "online": rng.choice(["yes", "no"], n, p=[0.8, 0.2]),
        }
    )
    frame.loc[rng.choice(n, 12, replace=False), "age"] = None
    return frame


@pytest.fixture(scope="module")
def clustered(reference: pd.DataFrame) -> tk.Sample:
    design = tk.Design(weight="weight", strata="stratum", clusters="area")
    return tk.Sample.from_frame(reference, design=design, source="better.csv")


@pytest.fixture(scope="module")
def elements(reference: pd.DataFrame) -> tk.Sample:
    return tk.Sample.from_frame(reference, design=tk.Design(weight="weight"))


def check(targets: tk.Targets, place: int, expected: dict) -> None:
    margin = targets.margins[place]
    found = {
        level if len(level) > 1 else level[0]: pair
        for level, *pair in zip(margin.levels, margin.values, margin.se, strict=True)
    }
    assert set(found) == set(expected)
    for level, pair in expected.items():
        assert found[level] == pytest.approx(list(pair), rel=PRINTED)


def test_shares_and_errors_of_margins_and_crosses(clustered: tk.Sample) -> None:
    targets = tk.estimate_targets(clustered, ["sex", ("sex", "age")])
    check(targets, 0, SEX)
    check(targets, 1, CROSS)
    assert targets.largest_se == pytest.approx(SEX["Male"][1], rel=PRINTED)
    assert targets.source == "estimated from better.csv"
    assert targets.notes == (
        "The targets are estimates from 468 respondents of a reference survey (weighted by "
        "'weight'), with standard errors up to 3.3 points.",
        "12 respondents without an answer to all of sex and age were left out of all targets.",
    )


def test_of_some_people_only(clustered: tk.Sample) -> None:
    targets = tk.estimate_targets(clustered, ["sex", "age"], where={"online": ["yes"]})
    check(targets, 0, ONLINE)
    assert "(weighted by 'weight'; online is yes)" in targets.notes[0]


def test_in_each_market_by_itself(clustered: tk.Sample) -> None:
    names = ["stratum", "age", ("stratum", "sex")]
    targets = tk.estimate_targets(clustered, names, within="stratum")
    check(targets, 2, WITHIN)
    assert targets.within == "stratum"
    assert sum(targets.margins[0].values) == pytest.approx(1)


def test_without_clusters_and_after_raking(elements: tk.Sample) -> None:
    check(tk.estimate_targets(elements, ["age"]), 0, ELEMENTS)
    halves = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    raked = elements.with_weights(tk.rake(elements, halves))
    check(tk.estimate_targets(raked, ["age"]), 0, RAKED)


def test_what_the_weighting_fixed_has_no_error(elements: tk.Sample) -> None:
    halves = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    raked = elements.with_weights(tk.rake(elements, halves))
    fixed = tk.estimate_targets(raked, ["sex"]).margins[0]
    assert fixed.values == pytest.approx((0.5, 0.5))
    assert fixed.se == pytest.approx((0, 0), abs=1e-12)


def test_what_the_references_weighting_fixes_is_told(
    reference: pd.DataFrame, clustered: tk.Sample
) -> None:
    design = tk.Design(weight="weight", strata="stratum", clusters="area", raked_on=["sex"])
    raked = tk.Sample.from_frame(reference, design=design)
    alone = tk.estimate_targets(raked, ["sex"])
    assert alone.notes[0] == (
        "The targets are estimates from 480 respondents of a reference survey (weighted by "
        "'weight'), with standard errors of 0, because they are fixed by the reference's own "
        "weighting."
    )
    both = tk.estimate_targets(raked, ["sex", "online"])
    assert both.notes[0].endswith(
        " points; sex: no standard errors, because these are fixed by the reference's own "
        "weighting."
    )
    assert "fixed" not in tk.estimate_targets(clustered, ["sex"]).notes[0]
    same = tk.Sample.from_frame(reference.assign(q="all"))
    assert "up to 0.0 points" in tk.estimate_targets(same, ["q"]).notes[0]


@pytest.mark.parametrize(
    "level",
    [
        "Missing Data (Not Ascertained)",
        "Refused",
        "Don’t know",
        "Not stated",
        "Prefer not to say",
        "DK",
        "無回答",
    ],
)
def test_a_level_that_reads_like_no_answer_is_told(reference: pd.DataFrame, level: str) -> None:
    online = reference["online"].where(reference["age"] != "55+", level)
    sample = tk.Sample.from_frame(reference.assign(online=online).dropna())
    targets = tk.estimate_targets(sample, [("sex", "online")])
    assert targets.notes[-1] == (
        f"online: level {level!r} reads like a code for no answer, and became a target; if it is "
        "one, name it under missing in the mapping, or set it to blank, and estimate again."
    )
    assert len(tk.estimate_targets(sample, ["sex"]).notes) == 1


def test_levels_that_read_like_answers_are_left_alone(reference: pd.DataFrame) -> None:
    levels = ["Not at all", "No", "None of these", "National", "Knows it", "Refuse collector"]
    answers = pd.Series(levels * 80, index=reference.index)
    targets = tk.estimate_targets(tk.Sample.from_frame(reference.assign(q=answers)), ["q"])
    assert len(targets.notes) == 1


def test_targets_that_agree_about_a_shared_question_can_be_raked_to(clustered: tk.Sample) -> None:
    targets = tk.estimate_targets(
        clustered, ["age", ("sex", "age")], population="Adults", year="26"
    )
    frame = pd.DataFrame({"sex": ["Female", "Male"] * 90, "age": ["18-34", "35-54", "55+"] * 60})
    weights = tk.rake(tk.Sample.from_frame(frame), targets)
    assert np.abs(weights.table["gap"]).max() <= 1e-10
    assert targets.caption == "Adults, 26, estimated from better.csv"


def test_a_level_of_nobody_has_no_target(reference: pd.DataFrame) -> None:
    ages = reference["age"].astype(pd.CategoricalDtype(["0-17", "18-34", "35-54", "55+"]))
    sample = tk.Sample.from_frame(reference.assign(age=ages, weight=1.0))
    targets = tk.estimate_targets(sample, ["age", ("sex", "age")])
    assert [level for (level,) in targets.margins[0].levels] == ["18-34", "35-54", "55+"]
    assert targets.notes[-1] == (
        "age: nobody in the reference survey is at '0-17'; it has no target."
    )


def test_a_made_up_reference_says_so(reference: pd.DataFrame) -> None:
    mapping = {"schema": "techno_kit/mapping/1", "population": "Robots", "synthetic": True}
    targets = tk.estimate_targets(tk.Sample.from_frame(reference, mapping=mapping), ["sex"])
    assert targets.population == "Robots"
    assert targets.notes[-1].startswith("Synthetic data")


@pytest.mark.parametrize(
    ("margins", "options", "message"),
    [
        (
            ["ag", "sexx"],
            {},
            "tk.estimate_targets: 2 problems:\n"
            "- there is no question or column 'ag'; did you mean 'age'?\n"
            "- there is no question or column 'sexx'; did you mean 'sex'?",
        ),
        (
            "age",
            {},
            "tk.estimate_targets takes a list of questions and crosses of questions, such as "
            '["age_group", ("sex", "region")], not \'age\'',
        ),
        (
            ["sex", ("age", "age")],
            {"within": "area"},
            "tk.estimate_targets: 2 problems:\n"
            "- age x age names a question twice\n"
            "- within is 'area', which is no variable of the targets",
        ),
    ],
)
def test_what_is_refused(
    clustered: tk.Sample, margins: object, options: dict, message: str
) -> None:
    with pytest.raises(QuestionError) as error:
        tk.estimate_targets(clustered, margins, **options)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_no_sample(reference: pd.DataFrame) -> None:
    with pytest.raises(SampleError):
        tk.estimate_targets(reference, ["sex"])  # type: ignore[arg-type]
