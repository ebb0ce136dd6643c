"""Groups whose error is unknown: one rule, in every verb."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError

EXACT = 1e-12  # of figures that rest on the same respondents
PSUS, SIZE = 15, 40
RNG = np.random.default_rng(1)
PSU = np.arange(PSUS * SIZE) // SIZE
FRAME = pd.DataFrame(
    {
        "psu": PSU,
        "dom": np.where(PSU == 0, "one", np.where(PSU % 2, "a", "b")),
        "y": np.where(RNG.random(len(PSU)) < np.where(PSU == 0, 0.8, 0.5), "yes", "no"),
        "grade": RNG.choice([1, 2, 3], len(PSU)),
        "tv": RNG.integers(0, 2, len(PSU)),
        "radio": RNG.integers(0, 2, len(PSU)),
        "sex": RNG.choice(["f", "m"], len(PSU)),
    }
)
MEDIA = tk.Question("media", columns={"tv": "tv", "radio": "radio"}, kind="multiple")
UNKNOWN = "error unknown|no error: "  # the group lies in one PSU, or replicates lose it


def clustered() -> tk.Sample:
    return tk.Sample.from_frame(FRAME, design=tk.Design(clusters="psu")).with_question(MEDIA)


def bootstrapped() -> tk.Sample:
    sample = clustered()
    return sample.with_replicates(tk.replicate(sample, "bootstrap", replicates=40, seed=1))


def of_a_file() -> tk.Sample:
    """Fay's weights of a file, which do not name PSUs: no group is ever empty."""
    factor = np.random.default_rng(3).choice([0.5, 1.5], (PSUS, 32))[PSU]
    frame = FRAME.drop(columns="psu").assign(w=1.0)
    frame = frame.assign(**{f"r{k + 1}": factor[:, k] for k in range(32)})
    replicates = tk.ReplicateColumns("r{1..32}", method="Fay", fay=0.5, df=14)
    design = tk.Design(weight="w", replicates=replicates)
    return tk.Sample.from_frame(frame, design=design).with_question(MEDIA)


SAMPLES = {"linearised": clustered, "bootstrap": bootstrapped, "file": of_a_file}


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tk.Sample:
    return SAMPLES[request.param]()


def unknown(rows: pd.DataFrame, names: tuple[str, ...] = ("se", "low", "high")) -> None:
    """Check that rows have no error, and say so once."""
    rows = rows[rows["flag"] != "suppressed"]
    assert len(rows)
    assert rows[list(names)].isna().all(axis=None)
    assert rows["flag"].str.count(UNKNOWN).eq(1).all()


def test_every_verb_tells_the_same(sample: tk.Sample) -> None:
    shares = tk.profile(sample, "y", by="dom").table
    unknown(shares[shares["level"] == "one"])
    assert shares.loc[shares["level"] != "one", "se"].gt(0.001).all()
    of_rule = tk.profile(sample, "y", by="dom", rule="nchs").table
    assert of_rule.loc[of_rule["level"] == "one", "share"].isna().all()
    assert of_rule.loc[of_rule["level"] == "one", "flag"].str.match(UNKNOWN).all()
    means = tk.estimate(sample, "grade", by="dom").table
    unknown(means[means["level"] == "one"])
    for of in ("column", "row", "total"):
        found = tk.crosstab(sample, ["y", "grade"], by="dom", shares=of).table
        unknown(found[found["level"] == "one"])
    both = tk.overlaps(sample, "media", by="dom")
    unknown(both.table[both.table["level"] == "one"])
    lifts = both.pairs[both.pairs["level"] == "one"]
    unknown(lifts, ("se", "low", "high", "lift_low", "lift_high"))


def test_no_test_holds_such_a_group(sample: tk.Sample) -> None:
    """All groups together are tested as if the one group had not been asked."""
    with_it = tk.compare(sample, "y", by="dom", scores={"dom": {"one": 1, "a": 2, "b": 3}})
    without = tk.compare(sample, "y", by="dom", where={"dom": ["a", "b"]})
    for name in ("F", "df1", "df2", "p", "cramers_v"):
        assert with_it.tests[name].to_numpy() == pytest.approx(without.tests[name], rel=EXACT)
    assert with_it.trends["groups"].eq(2).all()
    apart = tk.crosstab(sample, ["y", "grade"], by="dom")
    alike = tk.crosstab(sample, ["y", "grade"], by="dom", where={"dom": ["a", "b"]})
    for name in ("F", "df1", "df2", "p"):
        assert apart.tests[name].to_numpy() == pytest.approx(
            alike.tests[name], rel=1e-9, nan_ok=True
        )
    assert apart.tests.loc[apart.tests["kind"] == "mean", "p"].notna().all()
    assert "By dom, tests of all groups together leave out: one." in apart.notes


@pytest.mark.parametrize("test", ["F", "chisq", "wald", "adjwald"])
def test_two_groups_one_of_them_within_a_psu(test: str) -> None:
    sample = clustered().merge_levels("dom", {"rest": ["a", "b"]})
    found = tk.compare(sample, "y", by="dom", test=test)  # type: ignore[arg-type]
    assert found.tests[["F", "df1", "df2", "p", "p_adjusted"]].isna().all(axis=None)
    assert "cannot be tested" in found.text


def test_such_a_group_is_found_clear_as_often_as_chance_has_it() -> None:
    """Nothing differs but PSUs: 62 % of such tests were clear at 5 %."""
    rng, clear = np.random.default_rng(9), []
    for _ in range(60):
        u = rng.normal(0, 0.12, PSUS)
        y = np.where(rng.random(len(PSU)) < 0.5 + u[PSU], "yes", "no")
        made = tk.Sample.from_frame(FRAME.assign(y=y), design=tk.Design(clusters="psu"))
        clear.append(tk.compare(made, "y", by="dom").tests["p"].iloc[-1] < 0.05)
    assert np.mean(clear) < 0.16  # 0.05 and four standard errors of 60 runs


def test_gaps_of_such_a_group(sample: tk.Sample) -> None:
    found = tk.compare(sample, "media", by="dom", contrasts=[("tv", "radio")]).contrasts
    alone = (found["level_a"] == "one") | (found["level_b"] == "one")
    unknown(found[alone])
    assert not found.loc[~alone, "flag"].str.contains(UNKNOWN).any()


@pytest.mark.parametrize("reference", ["one", "a"])
def test_a_model_with_such_a_level_is_refused(sample: tk.Sample, reference: str) -> None:
    with pytest.raises(QuestionError, match="'one' of 'dom'"):
        tk.model(sample, "y", ["dom", "sex"], reference={"dom": reference})
    merged = sample.merge_levels("dom", {"one or a": ["one", "a"]})
    if sample.replicates is None:  # the cure that is named
        assert tk.model(merged, "y", ["dom", "sex"]).table["se"].gt(0.001).all()


def test_cells_of_an_interaction_within_a_psu() -> None:
    area = np.where(FRAME["psu"] < 2, "k", np.where(FRAME["psu"] < 8, "l", "m"))
    other = np.where((FRAME["psu"] == 1) | (FRAME["psu"] % 3 == 0) & (FRAME["psu"] > 1), "u", "v")
    frame = FRAME.assign(area=area, other=other)
    made = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    assert tk.model(made, "y", ["area", "other"]).table["se"].gt(0.001).all()
    with pytest.raises(QuestionError, match="'k x u' and 'k x v' of the interaction"):
        tk.model(made, "y", ["area", "other"], interactions=[("area", "other")])


def test_what_cancels_in_every_psu_has_no_error() -> None:
    """Each PSU holds the same share: what is left of the variance is rounding, and is told."""
    rng = np.random.default_rng(2)
    w = np.repeat(rng.random(PSUS) + 0.3, 7)
    psu = np.repeat(np.arange(PSUS), 7)
    y = np.tile(["yes", "yes", "yes", "no", "no", "no", "no"], PSUS)
    frame = pd.DataFrame({"psu": psu, "y": y, "w": w})
    made = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu", weight="w"))
    found = tk.profile(made, "y").table
    assert (found["se"] == 0).all() and found["low"].isna().all()
    assert found["flag"].eq("fixed by design").all()


def test_a_total_of_a_group_that_replicates_lose_is_known() -> None:
    made = tk.Sample.from_frame(
        FRAME.assign(pair=np.where(PSU < 2, "duo", "rest")), design=tk.Design(clusters="psu")
    )
    lost = made.with_replicates(tk.replicate(made, "bootstrap", replicates=60, seed=1))
    total = tk.estimate(lost, "grade", statistic="total", by="pair").table.set_index("level")
    assert (
        total.loc["duo", "se"] > 0
        and total.loc["duo", "flag"] == "small base; few degrees of freedom"
    )
    mean = tk.estimate(lost, "grade", by="pair").table.set_index("level")
    assert np.isnan(mean.loc["duo", "se"]) and "no error: " in str(mean.loc["duo", "flag"])
