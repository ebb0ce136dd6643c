"""Detectable differences: the errors of compare, the first step of its adjustment, R's t test."""

import functools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import t as student

import techno_kit as tk
from techno_kit.numerics.detecting import SharePairs, smallest_difference
from techno_kit.numerics.rarities import cautious_p

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
    expected = [_around_the_pooled_share(row, 0.05 / tests) for _, row in both.iterrows()]
    np.testing.assert_allclose(both["detectable"], expected, rtol=1e-9)
    assert (both["deff"] > 0.5).all()


def _around_the_pooled_share(row: pd.Series, level: float) -> float:  # type: ignore[type-arg]
    """The formula of the notes, for pairs of ordinary shares, by a root finder."""
    p, q, m, k = (row[each] for each in ("share_a", "share_b", "n_eff_a", "n_eff_b"))
    pooled, design = (m * p + k * q) / (m + k), row["se"] ** 2 / (p * (1 - p) / m + q * (1 - q) / k)
    times = student.ppf(1 - level / 2, row["df"]) + student.ppf(0.8, row["df"])

    def short(d: float, sign: int) -> float:
        one, other = pooled + sign * d * k / (m + k), pooled - sign * d * m / (m + k)
        return times * np.sqrt(design * (one * (1 - one) / m + other * (1 - other) / k)) - d

    found = [brentq(short, 0, 0.25, args=(sign,), xtol=1e-13) for sign in (1, -1)]
    return max(*found, times * row["se"])


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


@pytest.mark.parametrize(
    ("share", "m", "k"), [(0.08, 600, 35), (0.02, 100, 100), (0.93, 200, 40), (0.02, 400, 60)]
)
def test_on_few_cases_the_power_is_reached_by_the_test_that_compare_asks_for(
    share: float, m: int, k: int
) -> None:
    """The smaller group's share lies away from that of both, upward or downward."""
    random, runs = np.random.default_rng(3), 20_000
    bases = [np.array([float(each)]) for each in (m, k)]
    se, df = np.sqrt(share * (1 - share) / bases[0]), bases[0] + bases[1] - 1
    pair = SharePairs(np.array([share]), np.array([round(share)]), *bases, se, df, df < 0)
    told = float(pair.smallest(np.array([0.05]), 0.8)[0])
    pooled = float(pair.pooled[0])
    power = []
    for other in (pooled - told, pooled + told):
        if 0 <= other <= 1:
            one, two = random.binomial(m, pooled, runs) / m, random.binomial(k, other, runs) / k
            spread = (one * (1 - one) / m + two * (1 - two) / k) * (m + k) / (m + k - 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                p = 2 * student.sf(np.abs(one - two) / np.sqrt(spread), df)
            sizes = [np.full(runs, each) for each in (m, k)]
            power.append((cautious_p(p, one, two, *sizes) <= 0.05).mean())
    # t and a pooled share are approximations of some cases: five points, never below
    assert min(power) > 0.8 - 4 * np.sqrt(0.16 / runs) - 0.01
    assert min(power) < 0.9


def test_a_group_without_a_case_has_an_error() -> None:
    """With no case among 35 a linearised error would promise 3.2 points; compare asks for more."""
    frame = pd.DataFrame({"g": ["x"] * 600 + ["y"] * 35, "q": ["yes"] * 50 + ["no"] * 585})
    sample = tk.Sample.from_frame(frame)
    found = tk.detectable(sample, "q", by="g")
    row = found.table[found.table["answer"] == "yes"].iloc[0]
    assert row["detectable"] == pytest.approx(0.219, abs=0.0005)
    assert row["flag"] == "small base; few cases"
    assert "against y, n = 35; small base; few cases)" in found.text
    assert "Small base, fewer than 100 respondents: y (g, n = 35)." in found.notes
    assert any(note.startswith("Few cases: fewer than five") for note in found.notes)
    axes = found.plot()
    told = axes.figure.description  # type: ignore[union-attr]
    assert "yes (small base; few cases) 21.9, found 8.3" in told
    assert "g: x (n = 600) against y (n = 35)." in " ".join(axes.texts[-1].get_text().split())
    assert "not clear" in tk.compare(sample, "q", by="g").text


def test_groups_in_few_psus_take_few_degrees_of_freedom() -> None:
    """As the sentences of compare: at most twice the smaller, and flagged in every face."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"psu": np.arange(600) // 30, "y": random.choice(["yes", "no"], 600)})
    frame["land"] = np.where(frame["psu"] < 2, "B", "C")
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.detectable(sample, "y", by="land", flag_below=0)
    row = found.table.iloc[0]
    assert row["df"] == 2 and row["flag"] == "few degrees of freedom"
    assert row["detectable"] > student.ppf([0.975, 0.8], 2).sum() * row["se"] * (1 - 1e-9)
    # two PSUs that are alike by chance: no error below that of so many respondents, at such shares
    simple = np.sqrt(0.25 * (1 / 60 + 1 / 540))
    assert row["detectable"] > 0.8 * student.ppf([0.975, 0.8], 2).sum() * simple
    assert "n = 540; few degrees of freedom)" in found.text
    note = next(note for note in found.notes if note.startswith("Few degrees of freedom: "))
    assert note in " ".join(str(found).split())
    own = found.margins[found.margins["level"] == "B"]
    assert set(own["flag"]) == {"few degrees of freedom"}


def test_what_nothing_can_be_found_of_is_told() -> None:
    frame = pd.DataFrame({"q": ["a"] * 200, "g": ["x", "y"] * 100})
    found = tk.detectable(tk.Sample.from_frame(frame), "q", by="g")
    assert found.text == (
        "On 200 respondents (unweighted) there is no margin of error: everyone gives the same "
        "answers. Everyone gives the same answers whatever their g, so that there is no error to "
        "judge a difference by."
    )
    frame = pd.DataFrame({"q": ["a", "b"] * 200, "g": [*"xxyy"] * 100})
    sample = tk.Sample.from_frame(frame)
    targets = tk.Targets.from_shares({("q", "g"): {(q, g): 0.25 for q in "ab" for g in "xy"}})
    raked = sample.with_weights(tk.rake(sample, targets))
    assert tk.detectable(raked, "q", by="g").text.endswith(
        "there is no margin of error: the shares are fixed by weighting, and are those of its "
        "targets. All differences by g are fixed by weighting: they are those of its targets, and "
        "there is nothing to find."
    )


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
