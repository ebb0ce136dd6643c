"""Waves put together: rows, questions, weights, strata and PSUs, and what the captions then say."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Item, Scale

EXACT = 1e-12  # the same sums in the same order, or nearly
OFTEN = (("never", "never"), ("monthly", "monthly"))
N = 300


def frame(seed: int, share: float = 0.4, **more: object) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    blogs = np.where(random.random(N) < share, "monthly", "never")
    return pd.DataFrame(
        {
            "id": np.arange(N),
            "sex": random.choice(["Female", "Male"], N),
            "Q1": blogs,
            "Q2": random.choice(["never", "monthly"], N),
            "w": random.uniform(0.5, 2, N),
            "stratum": np.arange(N) % 3,
            "psu": np.arange(N) // 3 % 10,
            **more,
        }
    )


def item(activity: str, column: str, **scale: object) -> Item:
    return Item(activity, column, Scale("often", **{"answers": OFTEN, **scale}))  # type: ignore[arg-type]


ITEMS = {"blog_publish": item("blog_publish", "Q1"), "blog_read": item("blog_read", "Q2")}
BOOK = Codebook(items=ITEMS, population="online adults")
DESIGN = tk.Design(weight="w", strata="stratum", clusters="psu")


def wave(seed: int, share: float = 0.4, *, book: Codebook = BOOK, design=DESIGN, **more: object):
    return tk.Sample.from_frame(frame(seed, share, **more), labels=book, design=design)


def both(**options: object) -> tk.Sample:
    parts = {"2025": wave(1), "2026": wave(2, 0.5)}
    return tk.Sample.of_waves(parts, **options)  # type: ignore[arg-type]


def change(sample: tk.Sample, **options: object) -> pd.Series:
    return tk.compare(sample, "sex", by="wave", **options).pairs.iloc[0]  # type: ignore[arg-type]


def test_rows_stand_below_each_other_and_inputs_stay() -> None:
    one, two = wave(1), wave(2)
    before = one.frame.copy()
    sample = tk.Sample.of_waves({"2025": one, "2026": two})
    assert sample.n == 2 * N
    assert sample.frame["wave"].tolist() == ["2025"] * N + ["2026"] * N
    assert sample.frame["Q1"].tolist() == [*one.frame["Q1"], *two.frame["Q1"]]
    pd.testing.assert_frame_equal(one.frame, before)
    assert sample.codebook.waves == "wave"
    assert tuple(sample.codebook.items) == ("blog_publish", "blog_read")
    assert sample.codebook.cautions == ()


def test_waves_keep_their_order_and_may_have_another_name() -> None:
    parts = {"spring": wave(1), "autumn": wave(2), "2027": wave(3)}
    sample = tk.Sample.of_waves(parts, name="when")
    assert sample.answers("when").levels == ("spring", "autumn", "2027")
    found = tk.compare(sample, "sex", by="when", trend=True).trends
    assert found[["first", "last", "groups"]].iloc[0].tolist() == ["spring", "2027", 3]


def test_a_wave_alone_has_the_same_shares_and_errors() -> None:
    sample, alone = both(), wave(1)
    inside = tk.profile(sample, "sex", where={"wave": ["2025"]}).table
    own = tk.profile(alone, "sex").table
    for column in ("share", "se", "low", "high", "n", "df", "n_eff"):
        assert inside[column].tolist() == pytest.approx(own[column].tolist(), rel=EXACT)


def test_errors_of_independent_waves_add_up() -> None:
    sample, parts = both(), [wave(1), wave(2, 0.5)]
    assert sample.design.strata == ("wave", "stratum")
    assert sample.units.n_psu == 2 * parts[0].units.n_psu
    one, two = (tk.profile(each, "sex").table["se"].iloc[0] for each in parts)
    assert change(sample)["se"] == pytest.approx(np.hypot(one, two), rel=1e-9)


def test_errors_of_a_panel_know_who_answered_twice() -> None:
    """The same people with the same answers: no change, and no error of one."""
    design = tk.Design(weight="w")
    parts = {"2025": wave(1, design=design), "2026": wave(1, design=design)}
    apart = tk.Sample.of_waves(parts)
    panel = tk.Sample.of_waves(parts, panel="id")
    assert (panel.design.strata, panel.design.clusters) == (None, "id")
    assert panel.units.n_psu == N
    assert change(apart)["se"] > 0.03
    assert change(panel)["se"] < 1e-9
    assert (
        panel.notes[-1] == "300 PSUs (by id) are in more than one wave, and count as the same ones."
    )


def test_common_psus_are_one() -> None:
    sample = both(panel="psu")
    assert (sample.design.strata, sample.design.clusters) == ("stratum", "psu")
    assert sample.units.n_psu == wave(1).units.n_psu


@pytest.mark.parametrize("scale", ["wave", "as_given"])
def test_the_scale_of_a_wave_s_weights_moves_no_change(scale: str) -> None:
    parts = {"2025": wave(1), "2026": wave(2, 0.5)}
    large = frame(2, 0.5)
    large["w"] *= 1000
    parts["2026"] = tk.Sample.from_frame(large, labels=BOOK, design=DESIGN)
    found = tk.Sample.of_waves(parts, scale=scale)  # type: ignore[arg-type]
    assert change(found)[["difference", "se"]].tolist() == pytest.approx(
        change(both())[["difference", "se"]].tolist(), rel=1e-9
    )
    means = found.frame.groupby("wave")[found.design.weight].mean()
    if scale == "wave":
        assert found.design.weight == "w over the mean of its wave"
        assert means.tolist() == pytest.approx([1, 1])
        assert any("changes between waves do not depend on it" in each for each in found.notes)
    else:
        assert found.design.weight == "w"
        assert means["2026"] > 500


def test_weights_of_one_mean_stay_as_they_are() -> None:
    sample = tk.Sample.of_waves({"2025": wave(1), "2026": wave(1)})
    assert sample.design.weight == "w"


def test_designs_with_other_columns_are_put_together() -> None:
    other = frame(2).rename(columns={"w": "weight", "stratum": "zone"})
    second = tk.Sample.from_frame(
        other, labels=BOOK, design=tk.Design(weight="weight", strata="zone")
    )
    sample = tk.Sample.of_waves({"2025": wave(1), "2026": second})
    assert sample.units.n_strata == 6
    assert sample.units.n_psu == wave(1).units.n_psu + N
    assert sample.weight is not None
    third = tk.Sample.of_waves({"2025": wave(1), "2026": wave(2, design=tk.Design())})
    assert third.weight is not None
    assert (third.weight[N:] == 1).all()
    assert "Respondents of 2026 weigh 1 each, as no weight was named." in third.notes


def test_margins_of_the_file_are_crossed_with_the_wave() -> None:
    design = dataclasses.replace(DESIGN, raked_on=["sex"])
    parts = {name: wave(seed, design=design) for seed, name in ((1, "2025"), (2, "2026"))}
    sample = tk.Sample.of_waves(parts)
    assert sample.design.margins == (("wave", "sex"),)
    one = tk.profile(parts["2025"], "Q1").table["se"].iloc[0]
    two = tk.profile(parts["2026"], "Q1").table["se"].iloc[0]
    found = tk.compare(sample, "Q1", by="wave").pairs["se"].iloc[0]
    assert found == pytest.approx(np.hypot(one, two), rel=1e-9)


def test_they_are_weighted_together() -> None:
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    sample = both()
    sample = sample.with_weights(tk.rake(sample, targets, within="wave"))
    assert np.isnan(change(sample)["p"])  # both waves are set to one half
    parts = [each.with_weights(tk.rake(each, targets)) for each in (wave(1), wave(2, 0.5))]
    one, two = (tk.profile(each, "Q1").table["se"].iloc[0] for each in parts)
    found = tk.compare(sample, "Q1", by="wave").pairs["se"].iloc[0]
    assert found == pytest.approx(np.hypot(one, two), rel=1e-9)


def test_what_only_one_wave_asked_is_left_out_and_told() -> None:
    sample = tk.Sample.of_waves({"2025": wave(1, extra=1), "2026": wave(2)})
    assert "extra" not in sample.frame
    assert "Only in 2025, and left out: 'extra'." in sample.notes
    odd = frame(2)
    odd.loc[:5, "sex"] = "Other"
    parts = {"2025": wave(1), "2026": tk.Sample.from_frame(odd, labels=BOOK, design=DESIGN)}
    notes = tk.Sample.of_waves(parts).notes
    assert "sex: levels that occur in some waves only: 'Other' in 2026." in notes


# --- waves that were not asked alike -------------------------------------------------------------

LADDER = tk.load_ladder("2010")


def unlike(**changes: object) -> dict[str, tk.Sample]:
    return {"2025": wave(1), "2026": wave(2, 0.6, book=dataclasses.replace(BOOK, **changes))}  # type: ignore[arg-type]


def test_a_caution_travels_into_every_caption() -> None:
    parts = unlike(population="adults")
    sample = tk.Sample.of_waves(parts, differing="tell")
    told = (
        "Waves were not asked alike: the population is “online adults” in 2025 and “adults” in "
        "2026. A change may be one of the questions, not of people."
    )
    found = tk.compare(sample, LADDER, by="wave")
    assert any(told in each for each in found.notes)
    assert told in found.method
    assert any(told in each for each in tk.profile(sample, LADDER).notes)
    assert sample.codebook.population == "online adults in 2025 and adults in 2026"


def test_activities_of_one_wave_leave_the_rungs_of_both() -> None:
    """Counted as not done where it was not asked, an activity would make a rung grow by itself."""
    parts = {
        "2025": wave(1, book=dataclasses.replace(BOOK, items={"blog_read": ITEMS["blog_read"]}))
    }
    parts["2026"] = wave(2)
    sample = tk.Sample.of_waves(parts, differing="tell")
    assert tuple(sample.codebook.items) == ("blog_read",)
    assert sample.item("blog_publish") is None
    assert [each.id for each in LADDER.question(sample).options] == ["spectators", "inactives"]


def test_both_windows_stand_in_the_caption() -> None:
    items = {**ITEMS, "blog_publish": item("blog_publish", "Q1", window="12 months")}
    sample = tk.Sample.of_waves(unlike(items=items), differing="tell")
    caption = LADDER.question(sample).caption
    assert "no stated window in 2025 and 12 months in 2026" in caption


def test_answers_of_both_scales_are_read() -> None:
    weekly = (*OFTEN, ("weekly", "weekly"))
    items = {**ITEMS, "blog_read": item("blog_read", "Q2", answers=weekly)}
    other = frame(2)
    other.loc[:99, "Q2"] = "weekly"
    book = dataclasses.replace(BOOK, items=items)
    parts = {"2025": wave(1), "2026": tk.Sample.from_frame(other, labels=book, design=DESIGN)}
    sample = tk.Sample.of_waves(parts, differing="tell")
    assert sample.sheet.ranks("blog_read").max() == 3
