"""Weights tell what they moved and what it cost; what can be derived is not stored."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

SAME = 1e-12  # sums of a hundred numbers
GAP = 1e-10  # the default tolerance of raking, of share
RNG = np.random.default_rng(11)
FRAME = pd.DataFrame(
    {
        "sex": RNG.choice(["Female", "Male"], 200),
        "age": RNG.choice(["young", "middle", "old"], 200),
        "base": RNG.lognormal(0, 0.5, 200),
    }
)
TARGETS = tk.Targets.from_shares(
    {"sex": {"Female": 0.6, "Male": 0.4}, "age": {"old": 0.5, "young": 0.2, "middle": 0.3}},
    population="Adults",
    year="2026",
    source="Census",
)


def raked(*, weighted: bool = True, targets: tk.Targets = TARGETS, **options) -> tk.Weights:
    design = tk.Design(weight="base" if weighted else None)
    return tk.rake(tk.Sample.from_frame(FRAME, design=design), targets, **options)


@pytest.mark.parametrize("weighted", [True, False])
def test_the_table_is_before_after_and_target_of_every_level(weighted: bool) -> None:
    weights = raked(weighted=weighted)
    table = weights.table
    assert list(table) == ["variable", "level", "before", "after", "target", "gap"]
    assert table["variable"].tolist() == ["sex"] * 2 + ["age"] * 3
    assert table["level"].tolist() == ["Female", "Male", "middle", "old", "young"]
    base = FRAME["base"] if weighted else FRAME["base"] * 0 + 1
    for row in table.itertuples():
        held = FRAME[row.variable] == row.level
        assert row.before == pytest.approx(base[held].sum() / base.sum(), rel=SAME)
        assert row.after == pytest.approx(
            weights.values[held].sum() / weights.values.sum(), rel=SAME
        )
        assert row.target == {**TARGETS.table.set_index("level")["target"]}[row.level]
    assert (table["gap"] == table["after"] - table["target"]).all()
    assert table["gap"].abs().max() <= GAP


def test_the_factor_is_one_number_a_cell() -> None:
    """Raking multiplies a base weight by a number per margin level."""
    factor = raked().values / FRAME["base"]
    cells = factor.groupby([FRAME["sex"], FRAME["age"]])
    assert (cells.max() / cells.min() - 1).max() < SAME
    table = np.log(cells.first().unstack())
    assert (table.diff().dropna().std(axis=1) < SAME).all()  # rows differ by one number


def test_shares_keep_the_sum_of_the_base_weights_and_counts_set_it() -> None:
    assert raked().values.sum() == pytest.approx(FRAME["base"].sum(), rel=SAME)
    assert raked(weighted=False).values.sum() == pytest.approx(200, rel=SAME)
    counts = tk.Targets.from_counts({"sex": {"Female": 6000, "Male": 4000}})
    assert raked(targets=counts).values.sum() == pytest.approx(10_000, rel=SAME)


def test_what_weighting_cost() -> None:
    weights = raked()
    w = weights.values.to_numpy()
    assert weights.n_eff == pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=SAME)
    assert weights.deff == pytest.approx(len(w) * (w**2).sum() / w.sum() ** 2, rel=SAME)
    assert weights.efficiency == pytest.approx(1 / weights.deff, rel=SAME)
    assert weights.largest == pytest.approx(w.max() / w.mean(), rel=SAME)
    assert len(weights) == 200


def test_respondents_who_weigh_nothing_do_not_count_in_the_cost() -> None:
    frame = pd.DataFrame({"sex": ["F", "M"] * 50, "w": [1.0, 3.0] * 40 + [0.0] * 20})
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    weights = tk.rake(sample, tk.Targets.from_shares({"sex": {"F": 0.5, "M": 0.5}}))
    assert weights.deff == pytest.approx(1)
    assert weights.n_eff == pytest.approx(80)
    assert weights.largest == pytest.approx(1)
    assert (weights.values[80:] == 0).all()


def test_weights_are_read_only_and_their_table_is_a_copy() -> None:
    weights = raked()
    with pytest.raises(ValueError, match="read-only"):
        weights.array[0] = 5
    mine = weights.table
    mine.loc[0, "after"] = 9
    assert weights.table.loc[0, "after"] == pytest.approx(0.6)


def test_the_text_names_the_largest_move_and_the_cost() -> None:
    frame = pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40})
    sample = tk.Sample.from_frame(frame)
    weights = tk.rake(sample, tk.Targets.from_shares({"sex": {"Female": 0.45, "Male": 0.55}}))
    assert weights.text == (
        "100 respondents were raked to sex; the largest move was Female (sex), from 60.0% to "
        "45.0%. Weighting efficiency is 91%: the weighted sample is worth 91 equally weighted "
        "respondents (design effect of weighting 1.09); the largest weight is 1.4 times the mean."
    )
    assert repr(weights) == f"Weights({weights.text})"


def test_the_text_tells_what_a_cap_holds() -> None:
    capped = raked(cap=2.5)
    held = np.isclose(capped.values, 2.5 * capped.values.mean(), rtol=SAME).sum()
    assert 0 < held == capped.capped
    assert capped.text.endswith(f" The cap of 2.5 times the mean holds {held} weights.")
    assert raked(cap=50).text.endswith(" No weight reaches the cap of 50 times the mean.")


def test_the_method_says_where_weights_started_and_what_was_met() -> None:
    assert raked().method == (
        "Weights were raked to sex and age (Adults, 2026, Census), from the base weight 'base'; "
        "the sum of the base weights is kept, and every level of every margin is met within 1e-10 "
        "of share."
    )
    assert "from equal base weights" in raked(weighted=False).method
    counts = tk.Targets.from_counts({"sex": {"Female": 6000, "Male": 4000}})
    assert "the weights sum to the population of 10,000" in raked(targets=counts).method
    assert "Under a cap of 2.5 times the mean weight, weights were cut" in raked(cap=2.5).method
    unused = "Weights had a cap of 50 times the mean weight; no weight reached it."
    assert raked(cap=50).method.endswith(unused)


def test_faces_use_the_questions_wordings_and_escape_them() -> None:
    sample = tk.Sample.from_frame(FRAME).with_question(tk.Question("sex", label="Sex <b> {x}"))
    weights = tk.rake(sample, TARGETS)
    html, text = weights._repr_html_(), str(weights)
    assert "Sex &lt;b&gt; {x}" in html and "Sex <b>" not in html
    assert "Sex <b> {x}" in text and "Sex <b> {x} and age" in weights.text
    assert weights.table["variable"].tolist()[0] == "sex"
    for shown in (html, text):
        assert "60.0%" in shown and weights.text.split(";")[0].split()[0] in shown


def test_crossed_margins_are_named_by_all_their_variables() -> None:
    cross = FRAME.groupby(["sex", "age"]).size() / len(FRAME)
    targets = tk.Targets.from_shares({("sex", "age"): cross.to_dict()})
    weights = raked(weighted=False, targets=targets)
    assert weights.table["variable"].unique().tolist() == ["sex x age"]
    assert weights.values.tolist() == pytest.approx([1.0] * 200)
