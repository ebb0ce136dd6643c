"""Estimates of numbers and scales: figures by hand, edges, faces; R is in tests/oracle."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk
from techno_kit.survey.replicate_columns import ReplicateColumns

SAME = 1e-12
COLUMNS = [
    *("statistic", "answer", "quantile", "by", "level", "estimate", "se", "low", "high"),
    *("n", "n_weighted", "n_eff", "df", "deff", "flag"),
]
HIDDEN = ["estimate", "se", "low", "high", "deff"]
SMALL = {"suppress_below": 0, "flag_below": 0}
RANDOM = np.random.default_rng(20171117)
N = 240
SURVEY = pd.DataFrame(
    {
        "age": RANDOM.integers(18, 90, N),
        "spent": np.round(RANDOM.lognormal(3, 1, N), 1),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "often": RANDOM.choice(["Never", "Monthly", "Weekly"], N),
        "psu": RANDOM.integers(0, 30, N),
        "w": RANDOM.uniform(0.5, 2, N),
    }
)
WEIGHTED = tk.Design(weight="w")


def estimate(frame: object, question: object, *, design: tk.Design | None = None, **options):
    sample = tk.Sample.from_frame(pd.DataFrame(frame), design=design)
    return tk.estimate(sample, question, **{**SMALL, **options})


def row(*arguments: object, **options: object) -> pd.Series:
    return estimate(*arguments, **options).table.iloc[0]


# --- figures by hand -------------------------------------------------------------------------


def test_the_mean_of_four_numbers() -> None:
    found = row({"x": [1.0, 2.0, 3.0, 6.0]}, "x")
    error = np.std([1, 2, 3, 6], ddof=1) / 2
    assert found["estimate"] == 3
    assert found["se"] == pytest.approx(error, rel=SAME)
    t = stats.t.ppf(0.975, 3)
    assert (found["low"], found["high"]) == pytest.approx((3 - t * error, 3 + t * error), rel=SAME)
    assert (found["n"], found["df"]) == (4, 3) and found["deff"] == pytest.approx(1, rel=SAME)


def test_a_weighted_mean_and_its_design_effect() -> None:
    w, x = SURVEY["w"].to_numpy(), SURVEY["spent"].to_numpy()
    mean = (w @ x) / w.sum()
    z = w * (x - mean) / w.sum()
    error = np.sqrt(N / (N - 1) * ((z - z.mean()) ** 2).sum())
    found = row(SURVEY, "spent", design=WEIGHTED)
    assert found["estimate"] == pytest.approx(mean, rel=SAME)
    assert found["se"] == pytest.approx(error, rel=1e-10)
    variance = N / (N - 1) * (w @ (x - mean) ** 2) / w.sum()
    assert found["deff"] == pytest.approx(error**2 / (variance / N), rel=1e-10)


def test_a_total_of_a_group_in_psus() -> None:
    design = tk.Design(weight="w", clusters="psu")
    found = estimate(SURVEY, "age", statistic="total", by="sex", design=design).table
    female = SURVEY["sex"] == "Female"
    sums = (SURVEY["w"] * SURVEY["age"] * female).groupby(SURVEY["psu"]).sum()
    k = len(sums)
    error = np.sqrt(k / (k - 1) * ((sums - sums.mean()) ** 2).sum())
    women = found[found["level"] == "Female"].iloc[0]
    assert women["estimate"] == pytest.approx(sums.sum(), rel=SAME)
    assert women["se"] == pytest.approx(error, rel=1e-10)
    assert women["df"] == SURVEY.loc[female, "psu"].nunique() - 1


def test_a_ratio_is_that_of_the_totals_of_those_who_gave_both() -> None:
    frame = SURVEY.assign(
        spent=SURVEY["spent"].where(SURVEY.index % 7 > 0),
        age=SURVEY["age"].where(SURVEY.index % 11 > 0),
    )
    found = estimate(frame, "spent", statistic="ratio", denominator="age", design=WEIGHTED)
    kept = frame.dropna()
    w, y, x = (kept[name].to_numpy() for name in ("w", "spent", "age"))
    ratio = (w @ y) / (w @ x)
    z = np.zeros(N)
    z[kept.index] = w * (y - ratio * x) / (w @ x)
    error = np.sqrt(N / (N - 1) * ((z - z.mean()) ** 2).sum())
    only = found.table.iloc[0]
    assert only["estimate"] == pytest.approx(ratio, rel=SAME)
    assert only["se"] == pytest.approx(error, rel=1e-10)
    assert only["n"] == len(kept) and found.left_out == N - len(kept)


def test_the_median_and_its_woodruff_interval() -> None:
    found = row({"x": range(1, 101)}, "x", statistic="quantile")
    half = stats.t.ppf(0.975, 99) * np.sqrt(0.25 / 99)
    assert found["estimate"] == 50
    assert (found["low"], found["high"]) == (
        *(np.ceil(100 * (0.5 - half)), np.ceil(100 * (0.5 + half))),
    )
    assert found["se"] == pytest.approx(
        (found["high"] - found["low"]) / 2 / stats.t.ppf(0.975, 99), rel=SAME
    )


def test_counts_are_sums_of_weights_and_those_of_nobody_have_an_upper_limit() -> None:
    kinds = pd.Categorical(["x"] * 40, ["x", "never"])
    found = estimate({"q": kinds, "w": [2.0] * 40}, "q", statistic="total", design=WEIGHTED)
    table = found.table.set_index("answer")
    assert table.loc["x", "estimate"] == 80 and table.loc["x", "se"] == 0
    limit = 80 * (1 - 0.025 ** (1 / 40))  # Clopper and Pearson's
    assert table.loc["never", ["estimate", "low"]].tolist() == [0, 0]
    assert table.loc["never", "high"] == pytest.approx(limit, rel=1e-9)
    assert table.loc["never", "flag"] == "nobody; upper limit of a beta interval"


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_the_mean_of_0_and_1_is_the_share(lonely: str) -> None:
    """In a design with lonely PSUs, under each of their rules."""
    frame = SURVEY.assign(owns=SURVEY["age"] > 40, stratum=(SURVEY["psu"] // 9).clip(upper=3))
    assert frame.groupby("stratum")["psu"].nunique().min() > 1
    frame["stratum"] = frame["stratum"].where(frame["psu"] > 0, 9)
    design = tk.Design(weight="w", strata="stratum", clusters="psu", lonely_psu=lonely)
    mean = estimate(frame, "owns", by="sex", design=design).table
    sample = tk.Sample.from_frame(frame, design=design)
    share = tk.profile(sample, "owns", by="sex", interval="wald", **SMALL).table
    share = share[share["answer"] == "True"].reset_index(drop=True)
    assert mean["estimate"].tolist() == pytest.approx(share["share"].tolist(), rel=SAME)
    for name in ("se", "low", "high"):
        assert mean[name].tolist() == pytest.approx(share[name].tolist(), rel=1e-10)


def test_counts_are_shares_times_the_weight_of_a_raked_sample() -> None:
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    sample = tk.Sample.from_frame(SURVEY, design=WEIGHTED)
    sample = sample.with_weights(tk.rake(sample, targets))
    counts = tk.estimate(sample, "often", statistic="total").table
    shares = tk.profile(sample, "often").table
    total = shares["n_weighted"].iloc[0]
    assert counts["estimate"].tolist() == pytest.approx((shares["share"] * total).tolist())
    assert counts["se"].tolist() == pytest.approx((shares["se"] * total).tolist(), rel=1e-9)


def test_what_the_weights_fix_has_no_interval() -> None:
    sample = tk.Sample.from_frame(SURVEY, design=WEIGHTED)
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}, "age": 50.0})
    sample = sample.with_question(tk.Question("age", kind="number"))
    sample = sample.with_weights(tk.calibrate(sample, targets))
    found = tk.estimate(sample, "age")
    only = found.table.iloc[0]
    assert only["estimate"] == pytest.approx(50, rel=1e-9)
    assert only["se"] == 0 and np.isnan(only["low"]) and np.isnan(only["deff"])
    assert only["flag"] == "fixed by weighting"
    assert found.text.endswith("the mean of “age” is 50 (fixed by weighting).")


# --- what is a number --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column",
    [
        [1, 2, 3, 2] * 30,
        np.array([1, 2, 3, 2] * 30, np.int8),
        [1.0, 2.0, 3.0, 2.0] * 30,
        ["1", "2", " 3", "2.0"] * 30,
        [Decimal("1"), Decimal("2.0"), Decimal("3"), Decimal("2")] * 30,
        pd.array([1, 2, 3, 2] * 30, dtype="Int64"),
        pd.array([1, 2, 3, 2] * 30, dtype="Float32"),
        pd.Categorical([1, 2, 3, 2] * 30),
    ],
)
@pytest.mark.parametrize("statistic", ["mean", "total", "quantile"])
def test_a_number_is_one_whatever_its_type(column: object, statistic: str) -> None:
    found = row({"x": column}, "x", statistic=statistic)
    expected = row({"x": [1.0, 2.0, 3.0, 2.0] * 30}, "x", statistic=statistic)
    pd.testing.assert_series_equal(found, expected, check_exact=False, rtol=SAME)


def test_blanks_are_outside_the_base_or_count_as_nought() -> None:
    for column in ([1.0, 3.0, np.nan, np.nan], pd.array([1, 3, None, None], dtype="Int64")):
        assert row({"x": column}, "x")[["estimate", "n"]].tolist() == [2, 2]
        found = row({"x": column}, "x", missing="in_base")
        assert found[["estimate", "n"]].tolist() == [1, 4]
    told = estimate({"x": column}, "x", missing="in_base")
    assert "A blank counts as 0." in told.notes
    assert "Everyone is in the base, a blank counting as 0." in told.method
    told = estimate({"x": column}, "x")
    assert "2 respondents gave no number and are outside the base." in told.notes
    assert "The base is everyone who gave a number." in told.method


def test_missing_values_of_the_codebook_are_blanks() -> None:
    question = tk.Question("x", kind="number", missing=(99, (-9, -1)))
    sample = tk.Sample.from_frame(pd.DataFrame({"x": [1, 3, 99, -5]})).with_question(question)
    assert tk.estimate(sample, "x", **SMALL).table.loc[0, ["estimate", "n"]].tolist() == [2, 2]


def test_a_number_in_bands_is_averaged_as_a_number() -> None:
    question = tk.Question("age", kind="number", cut=(18, 35, 55))
    sample = tk.Sample.from_frame(SURVEY).with_question(question)
    assert tk.estimate(sample, "age").table.loc[0, "estimate"] == SURVEY["age"].mean()


def test_the_codes_of_a_scale_are_its_scores() -> None:
    levels = [(0, "Never"), (1, "Monthly"), (4, "Weekly")]
    question = tk.Question("q", kind="scale", levels=levels)
    frame = pd.DataFrame({"q": [0, 1, 4, 4, None]})
    sample = tk.Sample.from_frame(frame).with_question(question)
    found = tk.estimate(sample, "q", **SMALL)
    assert found.table.loc[0, ["estimate", "n"]].tolist() == [2.25, 4]
    assert "Answers count as Never = 0, Monthly = 1 and Weekly = 4." in found.notes
    codes = found.table
    given = tk.estimate(sample, "q", scores={"Never": 0, "Monthly": 1, "Weekly": 4}, **SMALL).table
    pd.testing.assert_frame_equal(codes, given)


def test_an_answer_without_a_score_is_left_out() -> None:
    scores = {"Never": 0, "Monthly": 1, "Weekly": None}
    found = estimate(SURVEY, "often", scores=scores)
    kept = SURVEY[SURVEY["often"] != "Weekly"]
    assert found.table.loc[0, "n"] == len(kept) and found.left_out == N - len(kept)
    assert found.table.loc[0, "estimate"] == pytest.approx((kept["often"] == "Monthly").mean())


def test_scores_sum_in_a_total_and_without_them_answers_are_counted() -> None:
    scores = {"Never": 0, "Monthly": 1, "Weekly": 4}
    total = row(SURVEY, "often", statistic="total", scores=scores)
    assert total["estimate"] == SURVEY["often"].map(scores).sum()
    counts = estimate(SURVEY, "often", statistic="total").table
    assert counts["answer"].tolist() == ["Never", "Monthly", "Weekly"]
    assert counts["estimate"].tolist() == [
        (SURVEY["often"] == each).sum() for each in counts["answer"]
    ]


def test_a_question_that_a_codebook_calls_a_choice_is_counted() -> None:
    sample = tk.Sample.from_frame(SURVEY)
    assert len(tk.estimate(sample, "age", statistic="total").table) == 1
    choice = sample.with_question(tk.Question("age", kind="single"))
    counts = tk.estimate(choice, "age", statistic="total", **SMALL).table
    assert len(counts) == SURVEY["age"].nunique() and counts["estimate"].sum() == N
    assert tk.estimate(choice, "age").table.loc[0, "estimate"] == pytest.approx(
        SURVEY["age"].mean()
    )


def test_an_answer_of_several_codes_has_no_score_of_its_own() -> None:
    question = tk.Question("q", kind="scale", levels=[(1, "low"), (2, "low"), (3, "high")])
    sample = tk.Sample.from_frame(pd.DataFrame({"q": [1, 2, 3]})).with_question(question)
    with pytest.raises(tk.TechnoKitError, match="give every answer a score"):
        tk.estimate(sample, "q")
    found = tk.estimate(sample, "q", scores={"low": 1, "high": 3}, **SMALL).table
    assert found.loc[0, "estimate"] == pytest.approx(5 / 3)


def test_counts_of_rungs_have_the_base_of_the_profile() -> None:
    sample = tk.load_example("study")
    ladder = tk.load_ladder("2010")
    counts = tk.estimate(sample, ladder, statistic="total")
    shares = tk.profile(sample, ladder)
    assert counts.table["answer"].tolist() == shares.table["answer"].tolist()
    assert counts.table["n"].tolist() == shares.table["n"].tolist()
    assert counts.options.missing == "in_base" and counts.left_out == shares.left_out


# --- edges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [5.0, 0.1, -0.1, 1e12, 1 / 3])
def test_a_constant_has_no_error_and_no_design_effect(value: float) -> None:
    frame = {"x": [value] * 120, "w": RANDOM.uniform(0.5, 2, 120), "g": ["a", "b"] * 60}
    found = estimate(frame, "x", by="g", design=WEIGHTED).table
    assert (found["estimate"] == value).all() and (found["se"] == 0).all()
    assert (found["low"] == value).all() and (found["high"] == value).all()
    assert found["deff"].isna().all()
    assert row({"x": [value] * 3}, "x")["estimate"] == value  # three tenths are not 3 x 0.1
    found = estimate(frame, "x", statistic="quantile", quantiles=(0, 0.5, 1), design=WEIGHTED).table
    assert (found[["estimate", "low", "high"]] == value).all(axis=None) and (found["se"] == 0).all()


def test_a_ratio_to_a_multiple_of_itself_has_no_error() -> None:
    for factor in (2, 0.1, 1 / 3, 1.1e7):
        frame = SURVEY.assign(more=SURVEY["spent"] * factor)
        found = row(frame, "more", statistic="ratio", denominator="spent", design=WEIGHTED)
        assert found["estimate"] == pytest.approx(factor, rel=SAME) and found["se"] == 0
        assert np.isnan(found["deff"])


def test_numbers_far_from_nought_keep_the_error_of_their_mean() -> None:
    x = SURVEY["spent"]
    near, far = row(SURVEY, "spent"), row({"x": 1e9 + x}, "x")
    assert far["se"] == pytest.approx(near["se"], rel=1e-6)
    assert far["estimate"] - 1e9 == pytest.approx(near["estimate"], rel=1e-6)
    huge = row({"x": 1e12 * x}, "x", statistic="total")
    assert huge["se"] == pytest.approx(1e12 * row(SURVEY, "spent", statistic="total")["se"])


def test_negative_numbers() -> None:
    one = row(SURVEY, "spent", design=WEIGHTED)
    other = row(SURVEY.assign(spent=-SURVEY["spent"]), "spent", design=WEIGHTED)
    assert other["estimate"] == -one["estimate"] and other["se"] == pytest.approx(one["se"])
    assert (other["low"], other["high"]) == pytest.approx((-one["high"], -one["low"]))


def test_one_respondent_has_an_estimate_and_no_error() -> None:
    for statistic in ("mean", "total", "quantile"):
        found = row({"x": [3.0]}, "x", statistic=statistic)
        assert found["estimate"] == 3 and found[["se", "low", "high", "deff"]].isna().all()
        assert found["flag"] == "error unknown"


def test_a_group_within_one_psu_has_an_unknown_error() -> None:
    frame = SURVEY.assign(g=np.where(SURVEY["psu"] == 3, "one", "others"))
    design = tk.Design(weight="w", clusters="psu")
    for statistic in ("mean", "total", "quantile"):
        found = estimate(frame, "age", by="g", design=design, statistic=statistic).table
        one = found[found["level"] == "one"].iloc[0]
        assert one["df"] == 0 and one["flag"] == "error unknown"
        assert one[["se", "low", "high"]].isna().all() and one["estimate"] > 0


def test_groups_without_anyone_without_weight_and_too_small() -> None:
    frame = {
        "x": range(60),
        "g": pd.Categorical(["a"] * 40 + ["b"] * 15 + ["c"] * 5, list("abcd")),
        "w": [1.0] * 55 + [0.0] * 5,
    }
    found = estimate(frame, "x", by="g", design=WEIGHTED, suppress_below=5, flag_below=20).table
    assert found["flag"].tolist() == ["", "", "small base", "no respondents", "no respondents"]
    assert found.loc[found["level"].isin(["c", "d"]), HIDDEN].isna().all(axis=None)
    found = estimate(frame, "x", by="g", design=WEIGHTED, suppress_below=20).table
    assert found["flag"].tolist()[2] == "suppressed"
    assert found.loc[found["level"] == "b", HIDDEN].isna().all(axis=None)
    assert found.loc[found["level"] == "b", "n"].item() == 15


def test_the_smallest_and_the_largest_value() -> None:
    found = estimate(SURVEY, "spent", statistic="quantile", quantiles=(0, 1)).table
    assert found["estimate"].tolist() == [SURVEY["spent"].min(), SURVEY["spent"].max()]
    assert found["low"].isna().tolist() == [True, False]
    assert found["high"].isna().tolist() == [False, True]
    assert found["flag"].tolist() == ["no lower limit", "no upper limit"]


def test_the_table_is_a_copy_with_fixed_columns_and_types() -> None:
    found = estimate(SURVEY, "age", by=["sex", "often"])
    assert list(found.table) == COLUMNS
    mine = found.table
    mine["estimate"] = 0.0
    assert found.table["estimate"].min() > 0
    other = estimate(SURVEY, "often", statistic="total")
    assert found.table.dtypes.equals(other.table.dtypes)


def test_a_group_question_whose_answers_overlap() -> None:
    frame = SURVEY.assign(phone=SURVEY["age"] < 50, tablet=SURVEY["age"] > 30)
    owned = tk.Question("owned", kind="multiple", columns=["phone", "tablet"])
    sample = tk.Sample.from_frame(frame).with_question(owned)
    found = tk.estimate(sample, "spent", by="owned", **SMALL).table
    assert found["n"].tolist() == [N, (SURVEY["age"] < 50).sum(), (SURVEY["age"] > 30).sum()]


def test_where_keeps_the_design_whole() -> None:
    design = tk.Design(weight="w", clusters="psu")
    part = row(SURVEY, "spent", design=design, where={"sex": ["Female"]})
    group = estimate(SURVEY, "spent", design=design, by="sex").table.iloc[1]
    for name in ("estimate", "se", "low", "high", "n", "df", "deff"):
        assert part[name] == pytest.approx(group[name], rel=SAME)


def test_many_groups_are_estimated_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    from techno_kit.analysis.cells import measuring

    frame = SURVEY.assign(g="psu " + SURVEY["psu"].astype(str))
    for statistic in ("mean", "quantile", "total"):
        options = {"by": "g", "statistic": statistic, "design": WEIGHTED}
        whole = estimate(frame, "age", **options).table
        with monkeypatch.context() as patch:
            patch.setattr(measuring, "BLOCK", 1)
            pd.testing.assert_frame_equal(estimate(frame, "age", **options).table, whole)


# --- faces --------------------------------------------------------------------------------------


def test_the_text_has_the_digits_that_the_interval_carries() -> None:
    found = estimate(SURVEY, "age", design=WEIGHTED)
    low, high = found.table.loc[0, ["low", "high"]]
    mean = found.table.loc[0, "estimate"]
    assert 1 < (high - low) / 2 < 10
    assert found.text == (
        f"Of 240 respondents (weighted by 'w'), the mean of “age” is {mean:.1f} "
        f"({low:.1f} to {high:.1f}) (95% intervals)."
    )


def test_quantiles_are_named() -> None:
    text = estimate(SURVEY, "age", statistic="quantile", quantiles=(0, 0.25, 0.5, 1)).text
    for name in ("smallest value", "25% quantile", "median", "largest value"):
        assert f"the {name} of “age” is" in text


def test_the_range_of_groups_is_told_with_their_bases() -> None:
    found = estimate(SURVEY, "age", by="sex")
    assert "By sex, the mean of “age” runs from" in found.text
    assert "respondents); these differences are not tested." in found.text
    elsewhere = "Differences of means between groups are tested by tk.crosstab(..., by=...)"
    assert any(each.startswith(elsewhere) for each in found.notes)
    median = estimate(SURVEY, "age", by="sex", statistic="quantile", quantiles=0.5)
    assert "respondents); these differences are not tested." in median.text
    assert "runs from" not in estimate(SURVEY, "often", statistic="total", by="sex").text


def test_labels_of_any_kind_are_escaped_and_drawn() -> None:
    names = ["<script>", "=cmd()", "a|b", "日本語のとても長いラベル" * 4]
    frame = SURVEY.assign(**{"class": SURVEY["age"], "g": [names[at % 4] for at in range(N)]})
    question = tk.Question("class", kind="number", label="Age of <b>class</b> & 'co'")
    sample = tk.Sample.from_frame(frame).with_question(question)
    found = tk.estimate(sample, "class", by="g", **SMALL)
    html = found._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html and "<b>class" not in html
    assert "=cmd()" in str(found) and "日本語" in str(found)
    axes = found.plot()
    dots = next(each for each in axes.lines if each.get_label() == "estimate")
    assert len(dots.get_xdata()) == 5


def test_synthetic_data_and_other_samples_say_what_they_are() -> None:
    book = tk.Codebook(population="adults", synthetic=True, probability_sample=False)
    found = tk.estimate(tk.Sample.from_frame(SURVEY, labels=book), "age")
    assert found.text.startswith("Synthetic data: Of 240 respondents (adults; unweighted)")
    assert "This is not a probability sample" in found.method and found.notes[0].startswith("Synth")


def test_the_method_names_estimator_interval_and_design_effect() -> None:
    for statistic, words in {
        "mean": "The mean is the weighted sum",
        "total": "The total is the weighted sum",
        "ratio": "everyone who gave both numbers",
        "quantile": "Woodruff's",
    }.items():
        below = "spent" if statistic == "ratio" else None
        method = estimate(SURVEY, "age", statistic=statistic, denominator=below).method
        assert words in method and "The design effect is" in method and "techno_kit" in method


def test_the_plot_of_a_suppressed_group_says_so() -> None:
    found = estimate(SURVEY, "age", by="sex", suppress_below=N / 2)
    assert found.table["flag"].tolist().count("suppressed") == 1
    texts = [text.get_text() for text in found.plot(by="sex").texts]
    assert "suppressed" in texts


# --- replicate weights ---------------------------------------------------------------------------


def jackknife(frame: pd.DataFrame) -> pd.DataFrame:
    """Return JK1 replicate weights of the PSUs of a frame, a column a PSU."""
    psus = sorted(frame["psu"].unique())
    left = len(psus) / (len(psus) - 1)
    return pd.DataFrame(
        {f"rep{at + 1}": frame["w"] * left * (frame["psu"] != psu) for at, psu in enumerate(psus)}
    )


def test_errors_from_replicates_are_those_of_the_estimate_made_again() -> None:
    weights = jackknife(SURVEY)
    k = weights.shape[1]
    columns = tk.Design(weight="w", replicates=ReplicateColumns(f"rep{{1..{k}}}", "JK1", df=k - 1))
    frame = pd.concat([SURVEY, weights], axis=1)
    part = {"design": columns, "where": {"sex": ["Female"]}}
    median = row(frame, "spent", statistic="quantile", **part)
    women = SURVEY["sex"] == "Female"
    y, x, w = (SURVEY.loc[women, name].to_numpy() for name in ("spent", "age", "w"))
    made = {
        "mean": lambda w: (w @ y) / w.sum(),
        "total": lambda w: w @ y,
        "ratio": lambda w: (w @ y) / (w @ x),
        "share": lambda w: w[y <= median["estimate"]].sum() / w.sum(),
    }
    errors = {}
    for name, of in made.items():
        again = np.array([of(weights.loc[women, each].to_numpy()) for each in weights])
        errors[name] = np.sqrt((k - 1) / k * ((again - of(w)) ** 2).sum())
    for name in ("mean", "total", "ratio"):
        below = "age" if name == "ratio" else None
        found = row(frame, "spent", statistic=name, denominator=below, **part)
        assert found["se"] == pytest.approx(errors[name], rel=1e-9), name
        assert found["df"] == k - 1
    order = np.argsort(y)
    below = np.cumsum(w[order]) / w.sum()
    share = made["share"](w)
    t = stats.t.ppf(0.975, k - 1)
    ends = [
        y[order][np.flatnonzero(below >= share + side * t * errors["share"])[0]] for side in (-1, 1)
    ]
    assert median[["low", "high"]].tolist() == ends
