"""Sample sizes: one share, several, groups, panels, bases; what they promise happens."""

from html import escape

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError

RUNGS = {"creators": 0.24, "critics": 0.37, "inactives": 0.17}
RUNS = 20_000
SPREAD = 4  # standard errors of a simulated share: once in 16,000 tests


def near(share: float, promised: float) -> bool:
    return abs(share - promised) < SPREAD * np.sqrt(promised * (1 - promised) / RUNS)


def test_a_margin_by_hand() -> None:
    plan = tk.sample_size(share=0.24, margin=0.03)
    assert plan.n == int(np.ceil(1.959963984540054**2 * 0.24 * 0.76 / 0.03**2)) == 779
    assert plan.table["reached"][0] <= 0.03
    assert plan.invitations is None


def test_a_design_effect_a_population_and_a_response_rate() -> None:
    plain = tk.sample_size(share=0.5, margin=0.05)
    assert tk.sample_size(share=0.5, margin=0.05, deff=2).n == pytest.approx(2 * plain.n, abs=1)
    few = tk.sample_size(share=0.5, margin=0.05, population=500, response_rate=0.5)
    assert few.n == 218  # 384.1 / (1 + 383.1 / 500)
    assert few.invitations == 436


def test_every_share_reaches_the_goals() -> None:
    plan = tk.sample_size(shares=RUNGS, margin=0.03, difference=0.06, base=100)
    table = plan.table
    assert table["goal"].tolist() == ["margin"] * 3 + ["difference"] * 3 + ["base"] * 3
    assert plan.n == plan.needs["difference"] == table.loc[table["goal"] == "difference", "n"].max()
    margins = table[table["goal"] == "margin"]
    assert (margins["reached"] <= 0.03).all()
    assert (table.loc[table["goal"] == "difference", "reached"] >= 0.8).all()
    assert (table.loc[table["goal"] == "base", "reached"] >= 0.95).all()
    assert table["expected"].tolist()[:3] == [share * plan.n for share in RUNGS.values()]


def test_the_power_that_is_promised_is_reached() -> None:
    """By simulation, with the test of the kit's comparisons: unpooled z."""
    plan = tk.sample_size(share=0.24, difference=0.05, power=0.8, ratio=2)
    first, second = plan.table.loc[0, ["n_first", "n_second"]].astype(int)
    assert plan.n == first + second
    random = np.random.default_rng(84)
    one = random.binomial(first, 0.24, RUNS) / first
    other = random.binomial(second, 0.29, RUNS) / second
    z = (one - other) / np.sqrt(one * (1 - one) / first + other * (1 - other) / second)
    found = float((np.abs(z) > 1.959964).mean())
    # the estimated variances vary with the shares, which a binomial shows and the formula does not
    assert abs(found - 0.8) < 0.012


def test_the_power_of_a_panel_is_reached() -> None:
    plan = tk.sample_size(share=0.4, difference=-0.06, correlation=0.5, power=0.9)
    one, other, n = 0.4, 0.34, plan.n
    both = 0.5 * np.sqrt(one * (1 - one) * other * (1 - other)) + one * other
    random = np.random.default_rng(85)
    cells = random.multinomial(n, [both, one - both, other - both, 1 - one - other + both], RUNS)
    gap = (cells[:, 1] - cells[:, 2]) / n
    spread = np.sqrt((cells[:, 1] + cells[:, 2]) / n - gap**2) / np.sqrt(n)
    found = float((np.abs(gap / spread) > 1.959964).mean())
    assert abs(found - 0.9) < 0.012


def test_the_bases_that_are_promised_are_reached_all_at_once() -> None:
    shares = {"a": 0.2, "b": 0.2, "c": 0.21}
    plan = tk.sample_size(shares=shares, base=50, certainty=0.9)
    assert plan.n > plan.table["n"].max()  # more than any of them takes alone
    random = np.random.default_rng(86)

    def held(n: int) -> np.ndarray:  # type: ignore[type-arg]
        return np.column_stack([random.binomial(n, share, RUNS) >= 50 for share in shares.values()])

    found = held(plan.n)
    # the bound adds the chances of falling short: of independent answers it is a little strict
    assert 0.9 - SPREAD * np.sqrt(0.09 / RUNS) < found.all(axis=1).mean() < 0.92
    assert near(float(found[:, 2].mean()), float(plan.table["reached"][2]))


def test_a_base_in_every_group() -> None:
    plan = tk.sample_size(shares=RUNGS, base=30, groups={"young": 0.2, "old": 0.8})
    table = plan.table
    assert list(zip(table["group"], table["answer"], strict=True))[:2] == [
        ("young", "creators"),
        ("young", "critics"),
    ]
    rare = plan.deciding("base")
    assert (rare["group"], rare["answer"]) == ("young", "inactives")
    assert rare["expected"] == pytest.approx(0.2 * 0.17 * plan.n)


def test_a_group_against_the_rest_is_two_groups_of_unequal_size() -> None:
    rest = tk.sample_size(share=0.3, difference=0.05, group_share=0.2).table
    unequal = tk.sample_size(share=0.3, difference=0.05, ratio=4).table
    columns = ["n", "n_first", "n_second"]
    assert rest[columns].equals(unequal[columns])


def test_comparisons_are_bonferroni_s() -> None:
    ten = tk.sample_size(share=0.3, difference=0.05, comparisons=10)
    sharp = tk.sample_size(share=0.3, difference=0.05, confidence=0.995)
    assert ten.n == sharp.n


@pytest.fixture
def sample() -> tk.Sample:
    random = np.random.default_rng(3)
    n = 600
    frame = pd.DataFrame(
        {
            "sex": random.choice(["Female", "Male"], n, p=[0.4, 0.6]),
            "owns": random.choice(["yes", "no"], n),
            "weight": random.lognormal(0, 0.5, n),
        }
    )
    return tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))


def test_shares_and_groups_of_a_profile(sample: tk.Sample) -> None:
    profile = tk.profile(sample, "owns", by="sex")
    plan = tk.sample_size(shares=profile, base=100, groups="sex", margin=0.05)
    whole = plan.table[plan.table["goal"] == "margin"].set_index("answer")["share"]
    assert whole.to_dict() == profile.whole.set_index("answer")["share"].to_dict()
    base = plan.table[plan.table["goal"] == "base"]
    assert set(base["group"]) == {"Female", "Male"}
    women = profile.groups[profile.groups["level"] == "Female"]
    part = women["n_weighted"].iloc[0] / profile.whole["n_weighted"].iloc[0]
    expected = women["share"].to_numpy() * part * plan.n
    assert base.loc[base["group"] == "Female", "expected"].to_numpy() == pytest.approx(expected)


def test_the_design_effect_of_a_sample_is_kish_s(sample: tk.Sample) -> None:
    weight = sample.weight
    assert weight is not None
    kish = 600 * (weight**2).sum() / weight.sum() ** 2
    plan = tk.sample_size(share=0.5, margin=0.05, deff=sample)
    assert plan.request.deff == pytest.approx(kish)
    equal = tk.Sample.from_frame(sample.frame)
    assert tk.sample_size(share=0.5, margin=0.05, deff=equal).request.deff == 1


def test_few_cases_are_flagged() -> None:
    assert tk.sample_size(share=0.01, margin=0.009).table["flag"][0] == "few cases"
    assert tk.sample_size(share=0.1, margin=0.03).table["flag"][0] == ""


def test_faces_tell_every_assumption() -> None:
    plan = tk.sample_size(
        shares={"<b>a|b</b>": 0.24, "批評家": 0.37},
        margin=0.03,
        difference=-0.05,
        base=100,
        groups={"x": 0.4},
        comparisons=3,
        deff=1.4,
        population=90_000,
        response_rate=0.25,
    )
    told = plan.assumptions.set_index("assumption")["value"].to_dict()
    assert told == {
        "Share expected": "<b>a|b</b> (24%) and 批評家 (37%)",
        "Design effect": "1.4",
        "Confidence": "95%",
        "Power": "80%",
        "Compared": "two independent groups of one size",
        "Tests in the family": "3",
        "Level of each test": "1.7%",
        "Test": "z with each group's own variance",
        "Chance of reaching all bases": "95%",
        "Groups' shares of the respondents": "x (40.0%)",
        "Population": "90,000",
        "Response rate": "25%",
    }
    page = plan._repr_html_()
    assert "<b>a" not in page
    assert "&lt;b&gt;a|b" in page
    assert "批評家" in str(plan)
    assert escape(plan.text) in page
    assert escape(plan.text) not in plan.html_body()
    for face in (plan.method, plan.text):
        assert "  " not in face
        assert "{" not in face
    assert "Cochran" in plan.method
    assert "Boole" in plan.method


@pytest.mark.parametrize("goal", [None, "margin", "difference", "base"])
def test_the_curve_passes_through_what_was_asked(goal: str | None) -> None:
    plan = tk.sample_size(shares=RUNGS, margin=0.03, difference=0.05, base=100)
    axes = plan.plot(goal=goal)  # type: ignore[arg-type]
    dot = next(line for line in axes.get_lines() if line.get_label() == "asked")
    shown = goal or "difference"
    row = plan.deciding(shown)  # type: ignore[arg-type]
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (row["asked"], row["n"])  # type: ignore[index]
    strong = max(axes.get_lines(), key=lambda line: line.get_linewidth())
    x, y = np.asarray(strong.get_xdata(), float), np.asarray(strong.get_ydata(), float)
    assert np.interp(row["asked"], x, y) == pytest.approx(row["n"], rel=0.02)


def test_a_goal_that_was_not_asked_for_is_not_drawn() -> None:
    plan = tk.sample_size(share=0.24, margin=0.03)
    with pytest.raises(QuestionError) as error:
        plan.plot(goal="base")
    assert str(error.value) == "goal is 'base'; it is one of 'margin'"


def test_each_group_of_a_difference_is_expected_to_hold_its_own_share() -> None:
    two = tk.sample_size(share=0.2, difference=0.05)
    half = two.n / 2
    assert two.table["expected"][0] == pytest.approx(half * 0.2 + half * 0.25)
    part = tk.sample_size(share=0.3, difference=0.1, group_share=0.1)
    assert part.table["expected"][0] == pytest.approx(part.n * (0.1 * 0.3 + 0.9 * 0.4))
    assert "a group of 10% of the respondents, which holds the share that is given" in part.text
    panel = tk.sample_size(share=0.3, difference=0.1, correlation=0.5)
    assert panel.table["expected"][0] == pytest.approx(panel.n * 0.3)
