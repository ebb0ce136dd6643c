"""Detectable differences: the errors of compare, the first step of its adjustment, R's t test."""

import functools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

import techno_kit as tk
from techno_kit.numerics.detecting import smallest_difference

# A shifted t stands for the noncentral one: with 100 respondents it is off by less than 1 %.
SHIFTED = 0.01


@functools.cache
def study() -> tk.Sample:
    random = np.random.default_rng(7)
    n = 1200
    age = random.choice(["18-34", "35-54", "55+"], n, p=[0.2, 0.35, 0.45])
    use = random.normal(size=n) - 0.4 * (age == "55+")
    frame = pd.DataFrame(
        {
            "age": age,
            "stratum": np.arange(n) // 150,
            "psu": np.arange(n) // 15,
            "weight": random.lognormal(0, 0.4, n),
            **{name: (use + random.normal(size=n) > cut).astype(int)
               for name, cut in (("a", 0.9), ("b", 0.2), ("c", -0.5))},
        }
    )  # fmt: skip
    design = tk.Design(weight="weight", strata="stratum", clusters="psu")
    question = tk.Question("rungs", kind="multiple", columns={each: each for each in "abc"})
    return tk.Sample.from_frame(frame, design=design).with_question(question)


@pytest.mark.parametrize(
    ("adjust", "family", "tests"),
    [("holm", "row", 3), ("bonferroni", "row", 3), ("bh", "table", 9), ("none", "table", 1)],
)
def test_the_errors_are_those_of_compare(adjust: str, family: str, tests: int) -> None:
    options = {"by": "age", "adjust": adjust, "family": family}
    found = tk.detectable(study(), "rungs", **options).table  # type: ignore[arg-type]
    pairs = tk.compare(study(), "rungs", **options).pairs  # type: ignore[arg-type]
    keys = ["answer", "by", "level_a", "level_b"]
    both = found.merge(pairs, on=keys, suffixes=("", "_compared"), validate="one_to_one")
    assert len(both) == len(found) == 9
    np.testing.assert_allclose(both["se"], both["se_compared"], rtol=1e-12)
    np.testing.assert_allclose(both["difference"], both["difference_compared"], rtol=1e-12)
    level = 0.05 / tests
    times = student.ppf(1 - level / 2, both["df"]) + student.ppf(0.8, both["df"])
    np.testing.assert_allclose(both["detectable"], times * both["se"], rtol=1e-9)
    assert (both["deff"] > 0.5).all()


def test_margins_are_those_of_a_wald_interval() -> None:
    found = tk.detectable(study(), "rungs", by="age")
    profile = tk.profile(study(), "rungs", by="age", interval="wald").table
    margins = found.margins
    assert margins[["answer", "by", "level"]].equals(profile[["answer", "by", "level"]])
    half = (profile["high"] - profile["low"]) / 2
    np.testing.assert_allclose(margins["margin"], half, rtol=1e-9)
    simple = profile["share"] * (1 - profile["share"]) / profile["n"]
    np.testing.assert_allclose(margins["deff"], profile["se"] ** 2 / simple, rtol=1e-9)


@pytest.mark.parametrize("n", [100, 1000])
def test_it_is_near_r_s_power_t_test(n: int) -> None:
    """``power.t.test(n = 100, sd = 0.5, power = 0.8)$delta`` is 0.19907 and 0.062647 at 1000."""
    delta = {100: 0.1990725298, 1000: 0.06264723722}[n]
    se = np.array([0.5 * np.sqrt(2 / n)])
    found = smallest_difference(se, np.array([2.0 * n - 2]), np.array([0.05]), 0.8)
    assert found[0] == pytest.approx(delta, rel=SHIFTED)


def test_the_power_is_reached_in_samples_of_that_size() -> None:
    """A difference of the size that is told is found about as often as is promised."""
    random = np.random.default_rng(12)
    half, share, runs = 400, 0.3, 20_000
    frame = pd.DataFrame({"group": ["x"] * half + ["y"] * half, "y": ([1] * 3 + [0] * 7) * 80})
    found = tk.detectable(tk.Sample.from_frame(frame), "y", by="group").table.iloc[0]
    told, quantile = found["detectable"], student.ppf(0.975, found["df"])
    one, other = (random.binomial(half, share + sign * told / 2, runs) / half for sign in (1, -1))
    # the errors of independent respondents, as compare has them
    spread = (one * (1 - one) + other * (1 - other)) / half * (2 * half / (2 * half - 1))
    clear = np.abs(one - other) / np.sqrt(spread) > quantile
    # shares that vary have errors that vary: a point, beside 4 errors of so many runs
    assert abs(clear.mean() - 0.8) < 0.01 + 4 * np.sqrt(0.16 / runs)


def test_small_groups_and_groups_within_one_psu_have_none() -> None:
    frame = pd.DataFrame(
        {
            "group": ["a"] * 60 + ["b"] * 60 + ["c"] * 20,
            "psu": [1] * 60 + list(range(2, 82)),
            "y": [0, 1] * 70,
        }
    )
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.detectable(sample, "y", by="group")
    assert found.table["detectable"].isna().all()
    assert set(found.table.loc[found.table["level_b"] == "c", "flag"]) == {"suppressed"}
    assert "cannot be compared" in found.text
    assert found.margins.loc[found.margins["level"] == "c", "margin"].isna().all()


def test_shares_that_weighting_has_set_have_no_margin() -> None:
    sample = study()
    targets = tk.Targets.from_shares({"a": {"0": 0.7, "1": 0.3}})
    raked = sample.with_weights(tk.rake(sample, targets))
    margins = tk.detectable(raked, "rungs", by="age").margins
    whole = margins[margins["by"].isna()].set_index("answer")["margin"]
    assert np.isnan(whole["a"])
    assert whole["b"] > 0


def test_groups_that_are_too_small_are_named_and_in_no_row_that_is_shown() -> None:
    group = ["women"] * 100 + ["men"] * 100 + ["others / no answer"] * 5
    frame = pd.DataFrame({"group": group, "y": [0, 1] * 102 + [0]})
    found = tk.detectable(tk.Sample.from_frame(frame), "y", by="group")
    assert len(found.table) == 6 and len(found.margins) == 8
    note = "Left out, on fewer than 30 respondents: others / no answer (group, n = 5)."
    assert note in found.notes
    for face in (" ".join(str(found).split()), found.html_body()):
        assert "men against women" in face and "100 and 100" in face and note in face
        assert face.count("others / no answer") == 1 and "suppressed" not in face
    axes = found.plot()
    told = axes.figure.description  # type: ignore[union-attr]
    assert told.startswith("What can be shown: y by group. Detectable differences, in points")
    assert "found 0.0" in told
    assert "Blue dot: the detectable difference. Diamond" in axes.texts[-1].get_text()
    few = tk.detectable(tk.Sample.from_frame(frame), "y", by="group", suppress_below=101)
    assert (
        "n = 5) and women (group, n = 100)." in few.notes[-1]
        and str(few).count("Margins of error") == 1
    )
    many = tk.detectable(study(), "rungs", by="age").plot()
    assert "Blue bar: detectable differences" in many.texts[-1].get_text()


def test_faces() -> None:
    found = tk.detectable(study(), "rungs", by=["age", "stratum"])
    page = found._repr_html_()
    assert found.text.split(" (")[0] in page
    assert "84 pairs the 80 that show least" in str(found)
    assert "Bloom 1995" in found.method
    for face in (str(found), found.text, found.method, *found.notes):
        assert "{" not in face
    axes = found.plot()
    dots = next(line for line in axes.get_lines() if line.get_label() == "found")
    first = found.table[(found.table["by"] == "age") & (found.table["answer"] == "a")]
    assert np.asarray(dots.get_xdata())[0] == first["difference"].abs().max()
    assert axes.figure.description.startswith("What can be shown: rungs by age and stratum.")  # type: ignore[union-attr]


def test_no_difference_and_no_margin_is_above_100_points() -> None:
    """Of two respondents t is 12.7: nothing can be shown, and no number of points says it."""
    frame = pd.DataFrame({"g": ["a", "a", "b", "b"], "q": ["x", "y", "x", "y"]})
    found = tk.detectable(tk.Sample.from_frame(frame), "q", by="g", suppress_below=0)
    whole = found.margins[found.margins["by"].isna()]
    assert (whole["margin"] < 1).all()
    assert found.margins[found.margins["by"].notna()]["margin"].isna().all()
    assert found.table["detectable"].isna().all() and (found.table["se"] > 0).all()
    assert "Groups of g cannot be compared" in found.text
    two = tk.detectable(tk.Sample.from_frame(frame[:2]), "q", by="g", suppress_below=0)
    assert "there is no margin of error" in two.text
