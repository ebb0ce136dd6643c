"""Who is left out is gone from rows, weights and replicates; who, why and how many stays told."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError


def sample(**design: object) -> tk.Sample:
    frame = pd.DataFrame(
        {
            "q": [1, 0] * 10,
            "sex": ["m", "m", "f", "f"] * 5,
            "w": np.linspace(0.5, 1.5, 20),
            "stratum": np.repeat(["a", "b"], 10),
            "psu": np.repeat(np.arange(10), 2),
        }
    )
    return tk.Sample.from_frame(frame, design=tk.Design(**design))  # type: ignore[arg-type]


def first(n: int, of: int = 20) -> list[bool]:
    return [at < n for at in range(of)]


def test_rows_and_labels_of_those_who_are_left() -> None:
    whole = sample()
    left = whole.without(first(3), why="test interviews")
    assert left.n == 17 and left.frame.index.tolist() == list(range(3, 20)) and whole.n == 20
    assert left.notes[-1] == "3 of 20 respondents were left out: test interviews (3)."
    assert left.left_out[0].n == 3 and left.left_out[0].of == 20 and whole.left_out == ()
    assert tk.profile(left, "q").table["n"].iloc[0] == 17


def test_reasons_may_overlap() -> None:
    flags = pd.DataFrame({"too fast": first(3), "twice": first(2)})
    left = sample(weight="w").without(flags)
    assert left.left_out[0].reasons == (("too fast", 3), ("twice", 2))
    assert left.notes == (
        "3 of 20 respondents were left out: too fast (3) and twice (2) (a respondent may have "
        "several reasons). With them 8.3% of the weight went.",
        "The weight 'w' stays as it is, and so weighted totals are smaller; rake the sample again, "
        "so that those who are left stand for everyone.",
    )


@pytest.mark.parametrize(
    "flags",
    [
        pd.Series(first(3), name="odd"),
        {"odd": first(3)},
        {"odd": np.array(first(3))},
        pd.DataFrame({"odd": pd.array(first(3), dtype="boolean")}),
    ],
)
def test_ways_to_flag(flags: object) -> None:
    assert sample().without(flags).left_out[0].reasons == (("odd", 3),)  # type: ignore[arg-type]


def test_it_is_said_in_every_method() -> None:
    left = sample(weight="w").without(first(3), why="too fast")
    for result in (
        tk.profile(left, "q"),
        tk.compare(left, "q", by="sex"),
        tk.crosstab(left, "q", by="sex"),
        tk.estimate(left, "q"),
    ):
        assert "3 of 20 respondents were left out: too fast (3)." in result.method
        assert "not as a group outside the base" in result.method
    twice = left.without(first(2, 17), why="twice")
    assert "3 of 20" in tk.profile(twice, "q").method
    assert "2 of 17" in tk.profile(twice, "q").method


def test_the_same_as_a_file_without_them_and_not_as_a_domain() -> None:
    whole = sample(weight="w", strata="stratum", clusters="psu")
    out = whole.frame["psu"] == 4  # a PSU that is the only one of its kind
    left = whole.without(out, why="x")
    file = tk.Sample.from_frame(whole.frame[~out].reset_index(drop=True), design=whole.design)
    one, two = (tk.profile(each, "q", suppress_below=1).table for each in (left, file))
    assert one["se"].notna().all()
    np.testing.assert_allclose(one["se"], two["se"], rtol=1e-12)
    domain = tk.profile(whole.with_question(tk.Question("psu", levels=range(10))), "q").table
    assert left.units.n_psu == 9 and (domain["n"] == 20).all()
    assert left.notes[-1] == (
        "In 1 primary sampling unit of psu nobody is left; errors count those with respondents."
    )


def test_weights_of_the_kit_come_off() -> None:
    whole = sample(weight="w")
    targets = tk.Targets.from_shares({"sex": {"m": 0.5, "f": 0.5}})
    weighted = whole.with_weights(tk.rake(whole, targets))
    left = weighted.without(first(3))
    assert left.weights is None and left.weighting == "weighted by 'w'"
    assert "were made for all respondents and were taken off" in left.notes[-1]
    again = tk.rake(left, targets)
    shares = again.table.set_index("level")["after"]
    np.testing.assert_allclose(shares[["m", "f"]], 0.5, atol=1e-9)


def test_what_makers_raked_to_no_longer_holds() -> None:
    left = sample(weight="w", raked_on=["sex"]).without(first(3))
    assert left.design.raked_on == () and left.calibration is None
    assert "no longer meets its margins" in left.notes[-1]


def test_replicates_come_off() -> None:
    whole = sample(weight="w", strata="stratum", clusters="psu")
    left = whole.with_replicates(tk.replicate(whole, method="JKn")).without(first(3))
    assert left.replicates is None and any("tk.replicate" in each for each in left.notes)


def test_columns_of_replicates_stay() -> None:
    whole = sample(weight="w")
    made = {f"r{at}": whole.frame["w"] * (np.arange(20) % 5 != at) * 1.25 for at in range(5)}
    frame = whole.frame.assign(**made)
    columns = tk.ReplicateColumns(list(made), method="JK1")
    design = tk.Design(weight="w", replicates=columns)
    left = tk.Sample.from_frame(frame, design=design).without(first(3))
    assert left.replicates is not None and left.resampled is None
    keep = tk.Sample.from_frame(frame.iloc[3:], design=design)
    one, two = (tk.profile(each, "q", suppress_below=1).table["se"] for each in (left, keep))
    assert one.notna().all() and one.tolist() == two.tolist()


def test_strata_without_anybody() -> None:
    left = sample(strata="stratum").without(first(10))
    assert left.notes[-1].startswith("In 1 stratum of stratum nobody is left")
    lone = sample(strata="stratum", clusters="psu").without(first(8))
    assert "1 more stratum has a single primary sampling unit left" in lone.notes[-1]


def test_nobody_flagged_is_told_too() -> None:
    left = sample().without(first(0))
    assert left.n == 20 and left.notes[-1] == "Nobody was left out after screening."
    assert "left out" not in tk.profile(left, "q").method


def test_a_weight_of_zero_for_all_who_are_left() -> None:
    frame = sample().frame.assign(w=[1.0] * 10 + [0.0] * 10)
    with pytest.raises(SampleError, match="is 0 for every respondent"):
        tk.Sample.from_frame(frame, design=tk.Design(weight="w")).without(first(10))


def test_a_screening_by_check_and_number() -> None:
    draw = np.random.default_rng(1)
    frame = pd.DataFrame({"duration": [100.0] * 60, "id": np.arange(60)})
    frame[[f"q{at}" for at in range(6)]] = draw.integers(1, 6, (60, 6))
    frame.loc[[2, 3], "duration"] = 5
    frame.loc[[3, 4], [f"q{at}" for at in range(6)]] = 2
    frame.loc[6, "id"] = 5
    whole = tk.Sample.from_frame(frame)
    found = tk.screen(whole)
    by = {"speed": 2, "straight_line": 2}
    assert whole.without(found).left_out[0].n == 2  # 3 by two signs, 6 by its id
    assert {x: whole.without(found, checks=[x]).left_out[0].n for x in by} == by
    both = whole.without(found, checks=list(by), at_least=2)
    assert both.frame.index.symmetric_difference(frame.index).tolist() == [3]
    assert whole.without(found, checks="speed").n == 58
