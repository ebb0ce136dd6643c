"""From cells to variances: residuals after raking, lonely PSUs, degrees of freedom."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import techno_kit as tk
from techno_kit.analysis.cells.linearising import collect_cells, lonely_rule
from techno_kit.errors import SampleError
from techno_kit.numerics.variance import (
    ClusterSums,
    ElementSums,
    average_factor,
    generalised_inverse,
    stratum_scale,
    variances,
)
from tests.analysis import naive

SAME = 1e-12  # the same sums in another order
N = 240
RNG = np.random.default_rng(17)
FRAME = pd.DataFrame(
    {
        "y": RNG.integers(0, 3, N),
        "u": RNG.integers(0, 3, N),
        "v": RNG.integers(0, 4, N),
        "stratum": RNG.integers(0, 4, N),
        "psu": RNG.integers(0, 6, N),
        "w": RNG.lognormal(0, 0.6, N),
    }
)


def sample(*, raked: dict | None = None, **design: object) -> tk.Sample:
    made = tk.Sample.from_frame(FRAME, design=tk.Design(**design))  # type: ignore[arg-type]
    if raked is None:
        return made
    return made.with_weights(tk.rake(made, tk.Targets.from_shares(raked)))


def se(made: tk.Sample, question: str = "y", **options: object) -> list[float]:
    return tk.profile(made, question, **options).table["se"].tolist()  # type: ignore[arg-type]


# --- what is collected ---------------------------------------------------------------------------


@pytest.mark.parametrize("clusters", [None, "psu"])
def test_cells_add_up_to_the_sample(clusters: str | None) -> None:
    made = sample(weight="w", strata="stratum", clusters=clusters)
    cells = collect_cells(made, [made.question("y"), made.question("u")])
    rows = FRAME.assign(n=1, ww=FRAME["w"] ** 2).groupby(["y", "u"])[["n", "w", "ww"]].sum()
    assert list(zip(*(each.tolist() for each in cells.codes), strict=True)) == rows.index.tolist()
    for name in ("n", "w", "ww"):
        np.testing.assert_allclose(getattr(cells, name), rows[name], rtol=SAME)
    assert isinstance(cells.sums, ClusterSums if clusters else ElementSums)
    assert cells.sums.w.sum() == pytest.approx(FRAME["w"].sum(), rel=SAME)


def test_degrees_of_freedom_count_psus_that_weigh_something() -> None:
    frame = FRAME.assign(w=FRAME["w"].where(FRAME["stratum"] != 0, 0.0))
    for strata, clusters in ((None, None), ("stratum", None), (None, "psu"), ("stratum", "psu")):
        design = tk.Design("w", strata, clusters)
        table = tk.profile(tk.Sample.from_frame(frame, design=design), "y", by="u").table
        for level in ("0", "1", "2"):
            inside = frame[(frame["u"] == int(level)) & (frame["w"] > 0)]
            keys = [each for each in (strata, clusters) if each]
            psus = len(inside[keys].drop_duplicates()) if clusters else len(inside)
            expected = psus - (inside[strata].nunique() if strata else 1)
            assert table.loc[table["level"] == level, "df"].unique().tolist() == [expected]


# --- after raking --------------------------------------------------------------------------------


def residual_se(x: np.ndarray, d: np.ndarray, w: np.ndarray, y: np.ndarray) -> float:
    """One stratum, every respondent a PSU: the deviation of w times the regression's residual."""
    z = (y - np.average(y, weights=w)) / w.sum()
    root = np.sqrt(d)
    slopes = np.linalg.lstsq(x * root[:, None], z * root, rcond=None)[0]
    e = w * (z - x @ slopes)
    return float(np.sqrt(len(e) / (len(e) - 1) * ((e - e.mean()) ** 2).sum()))


@pytest.mark.parametrize("weight", [None, "w"])
def test_errors_are_those_of_residuals_under_the_base_weights(weight: str | None) -> None:
    shares = {"u": {0: 0.5, 1: 0.3, 2: 0.2}, "v": {0: 0.4, 1: 0.2, 2: 0.2, 3: 0.2}}
    made = sample(raked=shares, weight=weight)
    d = np.ones(N) if weight is None else FRAME["w"].to_numpy()
    x = pd.get_dummies(FRAME[["u", "v"]].astype(str)).to_numpy(float)
    expected = [
        residual_se(x, d, np.array(made.weight), (FRAME["y"] == level).to_numpy(float))
        for level in (0, 1, 2)
    ]
    assert se(made) == pytest.approx(expected, rel=1e-9)


def test_weights_taken_as_given_would_overstate_the_error_of_what_margins_explain() -> None:
    frame = FRAME.assign(y=(FRAME["u"] == 0) | (RNG.random(N) < 0.1))
    plain = tk.Sample.from_frame(frame)
    raked = plain.with_weights(
        tk.rake(plain, tk.Targets.from_shares({"u": {0: 0.5, 1: 0.3, 2: 0.2}}))
    )
    assert max(se(raked)) < 0.6 * max(se(plain))


def test_a_raked_margin_is_fixed_and_nothing_else_is() -> None:
    made = sample(raked={"u": {0: 0.5, 1: 0.3, 2: 0.2}}, weight="w")
    fixed = tk.profile(made, "u", by="v").table
    assert (fixed["flag"].str.contains("fixed by weighting") == fixed["by"].isna()).all()
    whole = fixed[fixed["by"].isna()]
    assert (whole["se"] == 0).all() and whole[["low", "high"]].isna().all(axis=None)
    assert not tk.profile(made, "v", by="u").table["flag"].str.contains("fixed").any()


def test_a_raked_cross_fixes_its_parts_and_every_group_of_them() -> None:
    cross = (FRAME.groupby(["u", "v"]).size() / N).to_dict()
    made = sample(raked={("u", "v"): cross}, weight="w")
    for question, by in (("u", "v"), ("v", "u")):
        table = tk.profile(made, question, by=by, suppress_below=0).table
        inside = table["share"].between(0, 1, inclusive="neither")
        assert table.loc[inside, "flag"].str.contains("fixed by weighting").all()
        assert (table.loc[inside, "se"] == 0).all()
    by_other = tk.profile(made, "u", by="y").table
    assert not by_other.loc[by_other["by"].notna(), "flag"].str.contains("fixed").any()


def test_a_merged_margin_is_fixed_too() -> None:
    """What is a sum of raked levels has no sampling error, whatever the question's name."""
    made = sample(raked={"v": {0: 0.4, 1: 0.2, 2: 0.2, 3: 0.2}})
    halves = tk.Question("half", "number", columns=["v"], cut=[0, 2])
    table = tk.profile(made.with_question(halves), "half").table
    assert table["share"].tolist() == pytest.approx([0.6, 0.4])
    assert table["flag"].tolist() == ["fixed by weighting"] * 2


def test_a_margin_as_a_multiple_choice_is_fixed_too() -> None:
    frame = FRAME.assign(**{f"u{level}": (FRAME["u"] == level).astype(int) for level in range(3)})
    plain = tk.Sample.from_frame(frame)
    weights = tk.rake(plain, tk.Targets.from_shares({"u": {0: 0.5, 1: 0.3, 2: 0.2}}))
    columns = ["u0", "u1", "u2"]
    asked = plain.with_weights(weights).with_question(tk.Question("q", "multiple", columns))
    assert tk.profile(asked, "q").table["flag"].tolist() == ["fixed by weighting"] * 3


# --- strata --------------------------------------------------------------------------------------


def test_a_share_that_the_strata_decide_has_no_error_and_no_warning() -> None:
    """0 on paper; as a difference of sums it may fall below 0."""
    for seed in range(30):
        rng = np.random.default_rng(seed)
        stratum = np.r_[np.repeat(range(6), 2), rng.integers(0, 6, 150)]
        weight = rng.lognormal(0, 1, 6)[stratum]
        frame = pd.DataFrame({"s": stratum, "y": stratum % 2, "w": weight})
        made = tk.Sample.from_frame(frame, design=tk.Design(weight="w", strata="s"))
        table = tk.profile(made, "y", by="s", suppress_below=0).table
        assert (table["se"] == 0).all()
        whole = table[table["by"].isna()]
        assert whole[["low", "high"]].isna().all(axis=None)
        assert (whole["flag"] == "fixed by design").all()


LONELY = FRAME.assign(stratum=np.r_[[9], FRAME["stratum"][1:]], psu=np.r_[[1], FRAME["psu"][1:]])


@pytest.mark.parametrize("clusters", [None, "psu"])
def test_a_stratum_with_one_psu_is_refused_unless_a_rule_is_chosen(clusters: str | None) -> None:
    def errors(rule: str) -> np.ndarray:
        design = tk.Design("w", "stratum", clusters, rule)  # type: ignore[arg-type]
        return np.array(se(tk.Sample.from_frame(LONELY, design=design)))

    with pytest.raises(SampleError, match="strata with a single PSU in column 'stratum': '9'"):
        errors("error")
    none, mean = errors("certainty"), errors("average")
    np.testing.assert_allclose(mean, none * np.sqrt(5 / 4), rtol=SAME)
    assert (errors("adjust") > none).all()


def test_the_average_counts_the_strata_of_group_and_base_together() -> None:
    """The group lies in stratum 0, whose PSUs are many; the base holds the lonely stratum too."""
    frame = FRAME.assign(
        stratum=np.r_[[1], np.zeros(N - 1, int)], g=np.r_[[0], FRAME["u"][1:] == 0]
    )
    made = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum", lonely_psu="average"))
    row = tk.profile(made, "y", by="g").table.query("answer == '1' and level == '1'").iloc[0]
    held = (frame["y"] == 1).to_numpy()[:, None]
    survey = naive.Survey(held, np.ones_like(held), np.ones(N), lonely="average")
    survey.stratum = frame["stratum"].to_numpy()
    expected = naive.profile(survey, {"1": (frame["g"] == 1).to_numpy()}).iloc[1]
    assert row["se"] == pytest.approx(expected["se"], rel=1e-9)
    assert row["index_high"] == pytest.approx(expected["index_high"], rel=1e-9)


def test_the_rule_for_a_respondent_alone() -> None:
    alone = tk.Sample.from_frame(FRAME.head(1))
    assert lonely_rule(alone) == "average"
    table = tk.profile(alone, "y", suppress_below=0).table
    assert table["share"].tolist() == [1.0] and table[["se", "low"]].isna().all(axis=None)
    clustered = tk.Design(clusters="psu", lonely_psu="certainty")
    assert lonely_rule(tk.Sample.from_frame(FRAME.head(1), design=clustered)) == "certainty"


def test_factors_of_strata() -> None:
    scale, centre = stratum_scale(np.array([3, 1, 0, 2]), "certainty")
    assert scale.tolist() == [1.5, 0.0, 0.0, 2.0]
    assert centre.tolist() == pytest.approx([1 / 3, 1, 0, 1 / 2])
    scale, centre = stratum_scale(np.array([3, 1]), "adjust")
    assert scale.tolist() == [1.5, 1.0] and centre.tolist() == pytest.approx([1 / 3, 0])
    with pytest.raises(ValueError, match="one PSU"):
        stratum_scale(np.array([2, 1]), "error")
    count = np.array([3, 1, 2, 1])
    assert average_factor(count, np.array([True, True, True, False])) == 1.5
    assert np.isnan(average_factor(count, np.array([False, True, False, False])))


def test_variances_by_hand() -> None:
    """Two PSUs a stratum: half the squared difference of their totals, times two."""
    sums = ClusterSums(
        unit=np.array([0, 1, 2, 3]),
        cell=np.array([0, 1, 0, 1]),
        w=np.array([1.0, 2.0, 3.0, 5.0]),
        stratum=np.array([0, 0, 1, 1]),
        count=np.array([2, 2]),
    )
    found = variances(np.array([[1.0], [-1.0]]), sums)
    assert found.variance.tolist() == [(1 + 2) ** 2 + (3 + 5) ** 2]
    assert found.as_given is found.variance


def test_residuals_do_not_depend_on_which_inverse_is_taken() -> None:
    x = pd.get_dummies(FRAME[["u", "v"]].astype(str)).to_numpy(float)
    cross = x.T @ (x * FRAME[["w"]].to_numpy())
    inverse = generalised_inverse(csr_array(cross)).toarray()
    np.testing.assert_allclose(cross @ inverse @ cross, cross, rtol=1e-9, atol=1e-9)
    huge = generalised_inverse(csr_array(cross * 1e12)).toarray()
    np.testing.assert_allclose(huge * 1e12, inverse, rtol=1e-6, atol=1e-12)
    assert generalised_inverse(csr_array(np.zeros((2, 2)))).sum() == 0


def test_what_never_occurs_together_is_inverted_apart() -> None:
    blocks = [np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([[4.0]]), np.zeros((1, 1))]
    order = [3, 0, 2, 1]
    whole = np.zeros((4, 4))
    whole[:2, :2], whole[2:3, 2:3] = blocks[0], blocks[1]
    expected = np.zeros((4, 4))
    expected[:2, :2], expected[2, 2] = np.linalg.inv(blocks[0]), 1 / 4
    found = generalised_inverse(csr_array(whole[np.ix_(order, order)])).toarray()
    np.testing.assert_allclose(found, expected[np.ix_(order, order)], rtol=1e-12)


@pytest.mark.parametrize("design", [{}, {"weight": "w"}, {"strata": "s"}, {"clusters": "s"}])
def test_a_margin_of_a_large_sample_is_fixed_too(design: dict) -> None:
    """What rounding leaves of a residual of 0 grows with the number of respondents."""
    rng, n = np.random.default_rng(20), 300_000
    few = pd.Series(rng.choice(3, n, p=[0.01, 0.04, 0.95]))
    frame = pd.DataFrame({"few": few, "s": rng.integers(0, 40, n), "w": rng.lognormal(0, 1, n)})
    frame["many"] = rng.choice(20, n, p=rng.dirichlet(np.ones(20) * 0.3) * 0.9 + 0.005)
    reached = np.exp(rng.normal(0, 1, 3))[few] * np.exp(rng.normal(0, 1, 20))[frame["many"]]
    made = tk.Sample.from_frame(frame, design=tk.Design(**design))
    sums = {name: frame.assign(r=reached).groupby(name)["r"].sum() for name in ("few", "many")}
    targets = {name: (each / each.sum()).to_dict() for name, each in sums.items()}
    made = made.with_weights(tk.rake(made, tk.Targets.from_shares(targets)))
    for name in targets:
        assert set(tk.profile(made, name).table["flag"]) == {"fixed by weighting"}


@pytest.mark.parametrize("spread", [1e-3, 1e-7, 1e-10])
@pytest.mark.parametrize("strata", [None, "stratum"])
@pytest.mark.parametrize("weights", [[3.0, 3.0, 3.0, 3.0], [1.0, 2.0, 5.0, 7.0], None])
def test_values_that_hardly_differ_have_the_error_of_their_distances(spread, strata, weights):
    values = 1e4 * (1 + spread * RNG.standard_normal(N))
    stratum = FRAME["stratum"].to_numpy()
    w = FRAME["w"].to_numpy() if weights is None else np.array(weights)[stratum]
    frame = FRAME.assign(x=values, w=w)
    made = tk.Sample.from_frame(frame, design=tk.Design(weight="w", strata=strata))
    found = tk.estimate(made, "x", statistic="total").table["se"].iloc[0]
    # The distances are taken first, and in more digits: this is what the sums have to come to.
    part = (w.astype(np.longdouble) * values).astype(np.longdouble)
    inside = [stratum == each for each in range(4)] if strata else [np.ones(N, bool)]
    expected = sum(
        each.sum() / (each.sum() - 1) * ((part[each] - part[each].mean()) ** 2).sum()
        for each in inside
    )
    assert found == pytest.approx(float(np.sqrt(expected)), rel=1e-8)
