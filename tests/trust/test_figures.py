"""Figures count what they say, gates are shut to wrong methods, and the page tells its figures."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.benchmarks.chance import Chance
from techno_kit.wording import phrase
from tests.trust import populations
from tests.trust.figures import CAREFUL, FALSE_ALARMS, GATES, figures_of, judged
from tests.trust.page import page
from tests.trust.readings import (
    FOUND_IN_COMPARISON,
    FOUND_IN_CROSSTAB,
    FOUND_IN_GAPS,
    FOUND_IN_MODEL,
    FOUND_IN_PROFILE,
    FOUND_IN_TERMS,
    FOUND_IN_TRENDS,
    WHOLE,
    keys_of,
    shares,
)
from tests.trust.run import PAGE, RUNS, TABLE, _with, merged, read, written
from tests.trust.running import several
from tests.trust.scenarios import LEFT_OUT, SCENARIOS

SEVEN = 7  # rungs
SIZED = ("truth", "share", "se", "n", "n_eff", "df")
PLAIN = SCENARIOS["plain"]
TIMES = 2000


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    return SCENARIOS["raked"].weighted(SCENARIOS["raked"].frame(3), 3)


@pytest.fixture(scope="module")
def found(sample: tk.Sample) -> dict:
    scenario = SCENARIOS["raked"]
    truth = scenario.truth(sample.frame)
    return shares(sample, populations.ladder(scenario.population()), truth, scenario.shown)


# --- readings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "wald"])
def test_intervals_that_are_read_are_those_of_the_profile(sample, found, interval) -> None:
    scenario = SCENARIOS["raked"]
    ladder = populations.ladder(scenario.population())
    table = tk.profile(
        sample, ladder, by=list(scenario.shown), interval=interval, suppress_below=0
    ).table
    true = scenario.truth(sample.frame).along(table)
    held = (table["low"] <= true) & (true <= table["high"])
    read = [found[interval, *key] for key in keys_of(table)]
    assert read == held.astype(float).tolist()
    assert len(read) == SEVEN * (1 + 5 + 5)


def test_the_truth_is_that_of_the_population(found) -> None:
    assert found["truth", "creators", WHOLE, WHOLE] == pytest.approx(0.24, abs=1e-9)
    young, old = (found["truth", "joiners", "age_group", each] for each in ("18-24", "55+"))
    assert young > 0.7 > 0.5 > old
    panels = {found["truth", "joiners", "panel", each] for each in populations.PANELS}
    assert panels == {found["truth", "joiners", WHOLE, WHOLE]}


def test_a_town_is_drawn_from_without_replacement() -> None:
    scenario = SCENARIOS["town"]
    frame = scenario.frame(0)
    assert len(frame) == scenario.n
    assert frame.groupby("stratum").size().unique().tolist() == [100]
    assert (frame["people"] == 250).all()
    everyone = populations.town(1, 500, 5)
    again = populations.drawn_from(everyone, 500, Chance((1,)))
    assert (again["weight"] == 1).all()
    pd.testing.assert_frame_equal(again.assign(weight=everyone["weight"]), everyone)


WORDS = {
    FOUND_IN_PROFILE: ("profile.difference",),
    FOUND_IN_COMPARISON: (
        *("compare.differ.ladder", "compare.one.largest", "compare.one.only"),
        *("compare.differ.question",),
    ),
    FOUND_IN_TRENDS: ("compare.trend.largest",),
    FOUND_IN_GAPS: ("compare.gap.differ",),
    FOUND_IN_CROSSTAB: ("crosstab.largest", "crosstab.largest_mean"),
    FOUND_IN_TERMS: ("model.text.terms.one", "model.text.terms.other"),
}


@pytest.mark.parametrize("known", WORDS)
def test_sentences_are_known_by_words_that_the_kit_says(known) -> None:
    texts = [phrase(key) for key in WORDS[known]]
    for words in known:
        assert any(words in text for text in texts), words


def test_the_headline_of_a_model_is_known_by_its_words() -> None:
    assert "the largest {kind}" in phrase("model.text.level")
    (words,) = FOUND_IN_MODEL
    assert words == f"the largest {phrase('model.text.largest.clear')}"


def test_the_same_run_reads_the_same() -> None:
    pd.testing.assert_frame_equal(several("small", 4, 6), several("small", 4, 6))
    assert not several("small", 4, 5).equals(several("small", 5, 6))


# --- figures and gates ---------------------------------------------------------------------------


def made_up(held: float, found: float, runs: int = TIMES) -> pd.DataFrame:
    """Return runs of a method that holds the truth and finds differences with these chances."""
    rng = np.random.default_rng(5)
    sizes = {"truth": 0.4, "share": 0.4, "se": 0.02, "n": 200.0, "n_eff": 200.0, "df": 199.0}
    columns = {("heaviest", WHOLE, WHOLE, WHOLE): np.ones(runs)}
    for answer in "abcdefg":
        key = answer, "panel", "first"
        columns |= {(name, *key): np.full(runs, value) for name, value in sizes.items()}
        columns["logit", *key] = (rng.random(runs) < held).astype(float)
        for measure in GATES:
            if measure != "logit":
                of = answer, "panel", WHOLE
                columns[measure, *of] = (rng.random(runs) < found).astype(float)
    return pd.DataFrame(columns)


def test_a_figure_is_a_share_of_runs_with_its_error() -> None:
    runs = made_up(0.95, 0.05)
    table = figures_of(PLAIN, runs).set_index(["measure", "answer", "level"])
    column = runs["logit", "c", "panel", "first"]
    figure = table.loc[("logit", "c", "first")]
    assert figure["value"] == pytest.approx(column.mean())
    assert figure["error"] == pytest.approx(np.sqrt(column.mean() * (1 - column.mean()) / TIMES))
    pooled = table.loc[("logit", WHOLE, "promised")]
    assert pooled["value"] == pytest.approx(runs["logit"].to_numpy().mean())
    assert pooled["figures"] == SEVEN
    assert pooled["error"] == pytest.approx(figure["error"] / np.sqrt(SEVEN), rel=0.1)


def test_a_right_method_passes_the_gates() -> None:
    kept = judged(figures_of(PLAIN, made_up(0.95, 0.05)))
    assert set(kept["measure"]) == set(GATES) and kept["kept"].all()


def of_another_run(figures: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    about = {"runs": "2,000", "versions": "kit 2", "minutes": "3"}
    return figures, about


def test_figures_of_some_readings_take_the_place_of_the_old() -> None:
    runs = made_up(0.95, 0.05)
    old = figures_of(PLAIN, runs.drop(columns="marks of a model", level=0))
    runs["joint test"] = 0.0
    new = figures_of(PLAIN, runs[["heaviest", *SIZED, "logit", "joint test", "marks of a model"]])
    found, about = merged(old, {"runs": "2,000"}, *of_another_run(new), "headlines")
    values = found.set_index(["measure", "level", "answer"])["value"].sort_index()
    assert (values["joint test"] == 0).all()
    assert len(values["marks of a model"]) and len(found) == len(old) + len(
        new[new["measure"] == "marks of a model"]
    )
    pd.testing.assert_series_equal(
        found[found["measure"] == "test of an answer"]["value"].reset_index(drop=True),
        old[old["measure"] == "test of an answer"]["value"].reset_index(drop=True),
    )
    assert about["later"].startswith("headlines (2,000 runs, kit 2, 3 minutes)")


def test_figures_of_other_surveys_are_not_merged() -> None:
    old, new = (figures_of(PLAIN, made_up(each, 0.05)) for each in (0.95, 0.94))
    with pytest.raises(ValueError, match="the file is of other surveys"):
        merged(old, {}, *of_another_run(new), "headlines")


def test_a_part_is_read_where_there_is_one() -> None:
    told = ["plain", "clustered", "groups in few PSUs", "skewed", "skewed strongly"]
    assert _with(["headlines"]) == told
    assert set(several("groups in few PSUs", 0, 1, ["headlines"])) >= {
        ("headline of the model", WHOLE, "within", WHOLE)
    }
    only = several("groups in few PSUs", 0, 1, []).columns.get_level_values(0)
    assert not {"headline of the model", "trend", "difference"} & set(only) and "logit" in only


@pytest.mark.parametrize("runs", [300, TIMES])
def test_a_method_on_the_edge_of_its_promise_passes_too(runs) -> None:
    kept = judged(figures_of(PLAIN, made_up(0.935, 0.065, runs)))
    assert kept["kept"].all()


@pytest.mark.parametrize(
    ("held", "found", "broken"), [(0.90, 0.05, {"logit"}), (1, 0.05, {"logit"})]
)
def test_wrong_intervals_do_not_pass(held, found, broken) -> None:
    kept = judged(figures_of(PLAIN, made_up(held, found, 300)))
    assert set(kept["measure"][~kept["kept"]]) == broken


@pytest.mark.parametrize("found", [0.12, 0.01])
def test_wrong_tests_do_not_pass(found) -> None:
    kept = judged(figures_of(PLAIN, made_up(0.95, found)))
    broken = set(kept["measure"][~kept["kept"]])
    tests = {"test of an answer", "joint test"}
    letters = {"letters, family row", "letters, family table", *CAREFUL}
    assert broken == (tests | letters if found > 0.05 else tests)


def test_the_gates_are_as_wide_as_chance_and_no_wider() -> None:
    from scipy.stats import binom

    kept = judged(figures_of(PLAIN, made_up(0.95, 0.05)))
    single = kept[(kept["measure"] == "logit") & (kept["figures"] == 1)].iloc[0]
    below = binom.cdf(round(single["least"] * TIMES) - 1, TIMES, 0.935)
    assert below <= FALSE_ALARMS / len(kept) < binom.cdf(single["least"] * TIMES, TIMES, 0.935)


@pytest.mark.parametrize(
    ("size", "value", "reason"),
    [
        ("df", 29.0, "df < 30"),
        ("n", 41.0, "n p (1 - p) < 10"),
        ("n_eff", 41.0, "effective n p (1 - p) < 10"),
        ("heaviest", 5.1, "weights over 5 means"),
    ],
)
def test_nothing_is_promised_where_little_is_known(size, value, reason) -> None:
    runs = made_up(0.5, 0.5)
    runs[size] = value
    table = figures_of(PLAIN, runs)
    table = table[table["measure"].isin(GATES) & (table["figures"] == 1)]
    careful = table["measure"].isin(CAREFUL)
    assert judged(table[~careful]).empty
    assert (table["reason"][~careful] == reason).all()
    assert (table["reason"][careful] == (reason if size == "heaviest" else "")).all()


def test_a_scenario_that_stands_apart_promises_nothing() -> None:
    assert judged(figures_of(SCENARIOS[LEFT_OUT], made_up(0.5, 0.5))).empty


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures() -> tuple[pd.DataFrame, dict[str, str]]:
    if not TABLE.exists():
        pytest.skip("`make trust` has not been run")
    return read()


def test_the_page_is_made_from_the_figures(figures) -> None:
    assert page(*figures) == PAGE.read_text("utf-8")


def test_what_is_read_is_what_was_written(figures) -> None:
    assert written(*figures) == PAGE.with_suffix(".csv").read_text("utf-8")


def test_the_long_form_is_long(figures) -> None:
    table, about = figures
    assert about["command"] == "make trust" and about["runs"] == f"{RUNS:,}"
    assert set(table["scenario"]) == set(SCENARIOS)
    assert RUNS >= 2000
    assert (table.groupby("scenario")["runs"].max() >= 0.97 * RUNS).all()


def test_the_long_form_keeps_every_promise(figures) -> None:
    kept = judged(figures[0])
    assert len(kept) > 300
    broken = kept[~kept["kept"]]
    assert broken.empty, broken.to_string()


def test_means_over_a_scenario_lie_within_what_is_promised(figures) -> None:
    """Chance moves these by tenths of a point: no allowance is made for it."""
    kept = judged(figures[0])
    pooled = kept[kept["figures"] > 1]
    assert len(pooled) > 20
    assert (pooled["value"].between(pooled["low"], pooled["high"])).all(), pooled.to_string()
