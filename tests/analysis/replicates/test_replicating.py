import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.replicates.reraking import replicate_weights
from techno_kit.errors import SampleError

SAME = 1e-9
SHARES = {"sex": {"f": 0.55, "m": 0.45}, "age": {"a": 0.3, "b": 0.3, "c": 0.25, "d": 0.15}}
TARGETS = tk.Targets.from_shares(SHARES)


def frame(n: int = 600, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "stratum": rng.integers(0, 6, n),
            "psu": rng.integers(0, 4, n),
            "sex": rng.choice(["f", "m"], n),
            "age": rng.choice(list("abcd"), n, p=[0.4, 0.3, 0.2, 0.1]),
            "country": rng.choice(["NL", "BE"], n),
            "y": rng.choice(["u", "v", "w"], n),
            "reached": rng.choice(["yes", "no"], n, p=[0.8, 0.2]),
            "w": np.exp(0.3 * rng.standard_normal(n)),
        }
    )


DESIGN = tk.Design(weight="w", strata="stratum", clusters="psu")


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    return tk.Sample.from_frame(frame(), design=DESIGN)


def errors(sample: tk.Sample) -> np.ndarray:
    return tk.profile(sample, "y", by="sex", suppress_below=0).table["se"].to_numpy()


def by_rows(sample: tk.Sample, replicates: tk.Replicates) -> np.ndarray:
    """The error of every share from all replicate weights, row by row."""
    made = replicates.weights().to_numpy()
    weight = sample.weight
    found = []
    for inside in (np.ones(sample.n, bool), *(sample.frame["sex"] == each for each in "fm")):
        for answer in "uvw":
            holds = (sample.frame["y"] == answer).to_numpy() & inside
            estimate = weight @ holds / (weight @ inside)
            moved = holds @ made / (inside @ made) - estimate
            found.append(np.sqrt(replicates.scale * (replicates.rscales * moved**2).sum()))
    return np.array(found)


WEIGHTINGS = {
    "raked": lambda sample: tk.rake(sample, TARGETS),
    "capped": lambda sample: tk.rake(sample, TARGETS, cap=3),
    "trimmed": lambda sample: tk.trim(
        sample.with_weights(tk.rake(sample, TARGETS)), cap=2.5, spread="proportional"
    ),
    "adjusted": lambda sample: tk.rake(
        sample.with_weights(tk.adjust_nonresponse(sample, {"reached": ["yes"]}, by="age")), TARGETS
    ),
    "within": lambda sample: tk.rake(
        sample, tk.Targets.from_shares({"sex": SHARES["sex"]}), within="country"
    ),
    "counts": lambda sample: tk.rake(
        sample, tk.Targets.from_counts({"sex": {"f": 5_500, "m": 4_500}})
    ),
}


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("options", [{}, {"positive": True}])
def test_errors_are_those_of_the_replicate_weights(sample, weighting, options):
    weighted = sample.with_weights(WEIGHTINGS[weighting](sample))
    replicates = tk.replicate(weighted, "bootstrap", replicates=20, seed=5, **options)
    resampled = weighted.with_replicates(replicates)
    assert errors(resampled) == pytest.approx(by_rows(weighted, replicates), rel=SAME)


@pytest.mark.parametrize("weighting", ["raked", "counts", "capped", "within"])
def test_every_replicate_meets_the_margins(sample, weighting):
    weights = WEIGHTINGS[weighting](sample)
    replicates = tk.replicate(sample.with_weights(weights), "JKn")
    made = replicates.weights().to_numpy()
    assert made.sum(axis=0) == pytest.approx(np.full(replicates.count, weights.values.sum()))
    women = (sample.frame["sex"] == "f").to_numpy()
    assert women @ made / made.sum(axis=0) == pytest.approx(np.full(replicates.count, 0.55))


def test_the_batch_does_what_taking_the_steps_again_does(sample):
    weighted = sample.with_weights(tk.rake(sample, TARGETS))
    batched = tk.replicate(weighted, "JKn").weights().to_numpy()
    # The same recipe with an option that changes nothing goes the other way.
    apart = sample.with_weights(tk.rake(sample, TARGETS, missing="drop"))
    assert tk.replicate(apart, "JKn").weights().to_numpy() == pytest.approx(batched, rel=SAME)


def test_replicates_follow_weights_that_are_made_later(sample):
    replicates = tk.replicate(sample, "JKn")
    later = sample.with_replicates(replicates).with_weights(tk.rake(sample, TARGETS))
    first = sample.with_weights(later.weights)
    expected = errors(first.with_replicates(tk.replicate(first, "JKn")))
    assert errors(later) == pytest.approx(expected, rel=SAME)
    assert replicate_weights(later) is replicate_weights(later.with_question(tk.Question("age")))


def test_linearised_errors_are_near(sample):
    weighted = sample.with_weights(tk.rake(sample, TARGETS))
    jackknifed = errors(weighted.with_replicates(tk.replicate(weighted, "JKn")))
    assert jackknifed == pytest.approx(errors(weighted), rel=0.05)
    drawn = tk.replicate(weighted, "bootstrap", replicates=1_000, seed=1)
    assert errors(weighted.with_replicates(drawn)) == pytest.approx(errors(weighted), rel=0.15)


def test_what_raking_fixes_has_no_error_in_replicates_either(sample):
    weighted = sample.with_weights(tk.rake(sample, TARGETS))
    table = tk.profile(
        weighted.with_replicates(tk.replicate(weighted, "bootstrap", replicates=30, seed=2)), "age"
    ).table
    assert (table["se"] == 0).all()
    assert (table["flag"].str.contains("fixed by weighting")).all()


def test_one_seed_is_one_set_of_replicates(sample):
    one, same, other = (
        tk.replicate(sample, "bootstrap", replicates=5, seed=seed) for seed in (7, 7, 8)
    )
    assert one.weights().equals(same.weights())
    assert not one.weights().equals(other.weights())
    drawn = tk.replicate(sample, "bootstrap", replicates=5)
    assert isinstance(drawn.seed, int)
    assert f"The seed is {drawn.seed}." in drawn.text
    again = tk.replicate(sample, "bootstrap", replicates=5, seed=drawn.seed)
    assert again.weights().equals(drawn.weights())


def test_groups_left_out_have_their_own_degrees_of_freedom(sample):
    bare = sample.with_design(tk.Design(weight="w"))
    replicates = tk.replicate(bare, "JK1", replicates=20, seed=1)
    assert (replicates.count, replicates.df) == (20, 19)
    assert (tk.profile(bare.with_replicates(replicates), "y").table["df"] == 19).all()


def test_respondents_are_units_without_clusters():
    few = tk.Sample.from_frame(frame(40), design=tk.Design(weight="w"))
    replicates = tk.replicate(few, "JK1")
    assert replicates.count == 40
    table = tk.profile(few.with_replicates(replicates), "y").table
    assert (table["df"] == 39).all()
    expected = tk.profile(few, "y").table["se"]
    assert table["se"].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.1)


def test_a_group_that_vanishes_in_a_replicate_has_no_error_and_a_flag(sample):
    rows = frame()
    rows["town"] = np.where((rows["stratum"] == 1) & (rows["psu"] == 2), "small", "large")
    rows.loc[(rows["stratum"] == 2) & (rows["psu"] == 0), "town"] = "two"
    one = tk.Sample.from_frame(rows, design=DESIGN)
    one = one.with_replicates(tk.replicate(one, "JKn"))
    table = tk.profile(one, "y", by="town", suppress_below=0, flag_below=0).table
    small = table[table["level"] == "small"]
    assert small["share"].notna().all()
    assert small[["se", "low", "high"]].isna().all(axis=None)
    assert set(small["flag"]) == {"no error: 1 replicate has nobody in this group"}
    assert table.loc[table["level"] == "large", "se"].notna().all()


def test_replicates_of_other_people_or_weights_are_refused(sample):
    replicates = tk.replicate(sample, "JKn")
    with pytest.raises(SampleError, match="other row labels"):
        tk.Sample.from_frame(frame(50), design=DESIGN).with_replicates(replicates)
    with pytest.raises(SampleError, match="another weight"):
        sample.with_design(tk.Design(strata="stratum", clusters="psu")).with_replicates(replicates)
    assert sample.with_replicates(replicates).with_replicates(None).replicates is None
    assert sample.with_replicates(replicates).with_design(DESIGN).replicates is None


def test_faces(sample):
    weighted = sample.with_weights(tk.rake(sample, TARGETS))
    replicates = tk.replicate(weighted, "bootstrap", replicates=12, seed=3, positive=True)
    table = replicates.table
    assert list(table.columns) == [
        "replicate",
        "rscale",
        "respondents",
        "sum",
        "smallest",
        "largest",
    ]
    assert len(table) == len(replicates) == 12
    assert (table["respondents"] == sample.n).all()
    assert table["sum"].to_numpy() == pytest.approx(np.full(12, weighted.weights.values.sum()))
    assert replicates.text == (
        "12 bootstrap replicates of 6 strata (stratum) and 24 primary sampling units (psu), drawn "
        "with replacement, with multipliers drawn halfway to 1 so that none is 0 and deviations "
        "counted fourfold (Beaumont and Patak 2012); 600 respondents. The seed is 3. In every "
        "replicate the weights were made anew: raked to sex and age."
    )
    assert replicates.method.startswith("Standard errors are from 12 bootstrap replicates of 6")
    assert "multiplied by 0.3333, with t intervals on primary sampling" in replicates.method
    assert "<table" in replicates._repr_html_()
    assert "Replicate weights" in str(replicates)
    assert "12 bootstrap" in repr(replicates)


def test_the_method_of_a_result_tells_its_replicates(sample):
    weighted = sample.with_weights(tk.rake(sample, TARGETS))
    replicates = tk.replicate(weighted, "JKn")
    told = tk.profile(weighted.with_replicates(replicates), "y").method
    assert "24 stratified jackknife (JKn) replicates of 6 strata" in told
    assert "taken again in every replicate" in told
    assert "Taylor" not in told


def test_weights_are_made_anew_on_the_questions_that_they_were_made_on(sample):
    replicates = tk.replicate(sample, "JKn")
    merged = {"a or b": ["a", "b"]}

    def asked(weights: tk.Weights, *, first: bool) -> np.ndarray:
        weighted = sample.with_replicates(replicates).with_weights(weights)
        if first:
            errors(weighted)
        return errors(weighted.merge_levels("age", merged))

    for cap in (None, 4):
        expected = asked(tk.rake(sample, TARGETS, cap=cap), first=True)
        assert asked(tk.rake(sample, TARGETS, cap=cap), first=False) == pytest.approx(expected)
    chain = tk.trim(
        sample.with_weights(tk.rake(sample, TARGETS)).merge_levels("age", merged), cap=2.5
    )
    assert np.isfinite(asked(chain, first=False)).all()


def test_some_replicates_are_taken_as_slices_take_them(sample):
    replicates = tk.replicate(sample, "JKn")
    whole = replicates.weights()
    assert replicates.weights(-5).equals(whole.iloc[:, -5:])
    assert replicates.weights(-5, 3).shape == (sample.n, 0)
    assert replicates.weights(20, 99).equals(whole.iloc[:, 20:])


def of_file(rows: pd.DataFrame, **asked: object) -> tk.Sample:
    given = tk.ReplicateColumns(**{"columns": "R{1..6}", "method": "bootstrap", **asked})
    return tk.Sample.from_frame(rows, design=tk.Design(weight="w", replicates=given))


@pytest.fixture
def file() -> pd.DataFrame:
    rows, rng = frame(200), np.random.default_rng(1)
    drawn = rng.multinomial(200, np.full(200, 1 / 200), 6).T
    drawn[:3] = [[1, 2, 0, 0, 1, 2], [2, 1, 0, 1, 1, 0], [0, 1, 0, 2, 1, 1]]
    rows["place"] = np.where(np.arange(200) < 3, "rare", "rest")
    rows.loc[:2, "y"] = "u"
    return rows.join(
        pd.DataFrame(drawn * rows[["w"]].to_numpy(), columns=[f"R{k + 1}" for k in range(6)])
    )


def test_columns_are_named_by_an_index_or_an_array(file):
    expected = errors(of_file(file))
    for columns in (file.columns[-6:], file.columns[-6:].to_numpy()):
        assert errors(of_file(file, columns=columns)) == pytest.approx(expected)


@pytest.mark.parametrize("df", [0.5, 2.5])
def test_a_part_of_a_degree_of_freedom_counts(file, df):
    from scipy import stats

    table = tk.profile(of_file(file, df=df), "y", interval="wald").table
    assert (table["df"] == df).all()
    half = stats.t.ppf(0.975, df) * table["se"]
    assert table["low"].to_numpy() == pytest.approx(table["share"] - half)


def test_a_group_that_vanishes_has_no_error_even_if_all_answer_alike(file):
    table = tk.profile(of_file(file), "y", by="place", suppress_below=0, flag_below=0).table
    rare = table[table["level"] == "rare"]
    assert (rare.loc[rare["answer"] == "u", "share"] == 1).all()
    assert rare[["se", "low", "high"]].isna().all(axis=None)
    assert set(rare["flag"]) == {"no error: 1 replicate has nobody in this group"}
    pairs = tk.detectable(of_file(file), "y", by="place", suppress_below=0, flag_below=0).table
    assert pairs["flag"].str.endswith("no error: 1 replicate has nobody in this group").all()


@pytest.mark.parametrize("centre", ["estimate", "mean"])
def test_a_replicate_that_does_not_count_may_lose_a_group(file, centre):
    found = of_file(file, rscales=[1, 1, 0, 1, 1, 0], scale=1, df=5, centre=centre)
    table = tk.profile(found, "y", by="sex", suppress_below=0).table
    fewer = of_file(
        file.drop(columns="R6"), columns=["R1", "R2", "R4", "R5"], scale=1, centre=centre
    )
    expected = tk.profile(fewer, "y", by="sex", suppress_below=0).table
    assert table["se"].to_numpy() == pytest.approx(expected["se"].to_numpy())
    rare = tk.profile(found, "y", by="place", suppress_below=0).table.query("level == 'rare'")
    assert rare["se"].notna().all()


def test_replicates_that_hardly_count_are_not_fixed_by_weighting(file):
    table = tk.profile(of_file(file, scale=1e-200), "y").table
    assert (table["se"] > 0).all()
    assert (table["flag"] == "few degrees of freedom").all()
