"""What is read off one simulated survey, through the public verbs: held or not, found or not.

A reading is a number under a key: what was measured, of which answer, in which group. Shares of
runs are their means; a key that a run has not, or has as NaN, does not count in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

import techno_kit as tk
from techno_kit.numerics.intervals import IntervalName, share_intervals

Key = tuple[str, str, str, str]  # measure, answer, by, level
Readings = dict[Key, float]

#: What `shares` reads of every scenario, whatever else is read.
OF_SHARES = (*get_args(IntervalName), "logit, one Kish n_eff", "index")
ERROR = 0.05
NORMAL = 1.959963984540054  # its quantile
WHOLE = "(all)"  # every answer, or everybody
#: Words of a sentence that names a difference; tests/trust/test_readings.py holds them to the kit.
FOUND_IN_PROFILE = ("The share that clearly differs most",)
FOUND_IN_COMPARISON = (
    "clear difference, allowing for",
    "stays clear allowing for",
    "as a whole differs by",
)
FOUND_IN_TRENDS = ("the steepest clear trend",)
FOUND_IN_GAPS = ("the largest clear difference of this gap",)
FOUND_IN_CROSSTAB = ("The largest clear difference from the rest", "The clearest difference")
FOUND_IN_MODEL = ("the largest clear average difference",)
FOUND_IN_TERMS = ("the Wald test of a whole predictor is clear for",)


@dataclass(frozen=True, eq=False)
class Truth:
    """The population's share of every answer, overall and in groups."""

    shares: Mapping[tuple[str, str, str], float]

    @classmethod
    def of(cls, population, groups) -> "Truth":
        """Look it up; of groups that the population does not know, it is that of everybody."""
        overall = population.shares().iloc[0]
        shares = {(answer, WHOLE, WHOLE): float(p) for answer, p in overall.items()}
        for by, levels in groups.items():
            table = population.shares(by) if by in population.people else None
            for level in levels:
                found = overall if table is None else table.loc[level]
                shares |= {(answer, by, str(level)): float(p) for answer, p in found.items()}
        return cls(shares)

    def along(self, table: pd.DataFrame, level: str = "level") -> np.ndarray:
        """Return the share of every row of a table."""
        return np.array([self.shares[key] for key in keys_of(table, level)])


def keys_of(table: pd.DataFrame, level: str = "level") -> list[tuple[str, str, str]]:
    """Return answer, by and level of the rows of a profile's or a comparison's table."""
    columns = (table[name].fillna(WHOLE) for name in ("answer", "by", level))
    return list(zip(*columns, strict=True))


def _read(measure: str, keys: list[tuple[str, str, str]], values: np.ndarray) -> Readings:
    return {(measure, *key): float(each) for key, each in zip(keys, values, strict=True)}


def _held(low: np.ndarray, truth: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return 1 where limits hold the truth, 0 where they do not, NaN where there are none."""
    held = (low <= truth) & (truth <= high)
    return np.where(np.isnan(low) | np.isnan(high), np.nan, held)


def shares(
    sample: tk.Sample, ladder: tk.Ladder, truth: Truth, by: tuple[str, ...], note: str = ""
) -> Readings:
    """Read the intervals of shares and indexes off a profile.

    Parameters
    ----------
    note : str
        What makes these errors others than the first ones, such as weights taken as given; then
        only the default interval is read.
    """
    table = tk.profile(sample, ladder, by=list(by), suppress_below=0).table
    keys, true = keys_of(table), truth.along(table)
    if note:
        low, high = table["low"].to_numpy(), table["high"].to_numpy()
        return _read(f"logit, {note}", keys, _held(low, true, high))
    readings: Readings = {}
    columns = {name: table[name].to_numpy(np.float64) for name in ("share", "se", "n", "df")}
    n_eff, fixed = table["n_eff"].to_numpy(), np.where(table["low"].isna(), np.nan, 1.0)
    for name in get_args(IntervalName):
        limits = share_intervals(**columns, n_eff=n_eff, interval=name)
        readings |= _read(name, keys, fixed * _held(limits.low, true, limits.high))
    readings |= _read("logit, one Kish n_eff", keys, fixed * _kish(columns, n_eff, true))
    overall = np.array([truth.shares[answer, WHOLE, WHOLE] for answer, _, _ in keys])
    index = _held(
        table["index_low"].to_numpy(), 100 * true / overall, table["index_high"].to_numpy()
    )
    plain = ~table["flag"].str.contains("few cases").to_numpy()
    readings |= _read("index", keys, np.where(plain, index, np.nan))
    for name, values in (*columns.items(), ("n_eff", n_eff), ("truth", true)):
        readings |= _read(name, keys, values)
    return readings


def _kish(columns: dict[str, np.ndarray], n_eff: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Tell what an interval holds that knows of the weights only by an effective number."""
    share, n = columns["share"], columns["n"]
    se = np.sqrt(share * (1 - share) / n_eff)
    limits = share_intervals(share, se, n=n, n_eff=n_eff, df=n - 1, interval="logit")
    return _held(limits.low, true, limits.high)


def differences(sample: tk.Sample, ladder: tk.Ladder, truth: Truth, by: str) -> Readings:
    """Read the intervals of differences between groups off a comparison."""
    pairs = tk.compare(sample, ladder, by=by, suppress_below=0).pairs
    one, other = truth.along(pairs, "level_a"), truth.along(pairs, "level_b")
    held = _held(pairs["low"].to_numpy(), one - other, pairs["high"].to_numpy())
    level = pairs["level_a"].str.cat(pairs["level_b"], sep=" - ")
    keys = list(zip(pairs["answer"], pairs["by"], level, strict=True))
    return _read("difference", keys, held)


def nothing(sample: tk.Sample, ladder: tk.Ladder, by: str) -> Readings:
    """Read off a comparison what it finds between groups that do not differ: all of it is false."""
    places = range(1, 1 + len(sample.answers(by).levels))
    found = tk.compare(sample, ladder, by=by, scores={by: list(places)}, suppress_below=0)
    tests = found.tests
    joint = tests["answer"].isna()
    p = tests["p"].to_numpy()
    rejected = np.where(np.isnan(p), np.nan, p <= ERROR)
    whole = WHOLE, by, WHOLE
    readings = {
        ("test of an answer", answer, by, WHOLE): float(each)
        for answer, each in zip(tests["answer"][~joint], rejected[~joint], strict=True)
    }
    readings["joint test", *whole] = float(rejected[joint][0])
    clear = set(found.clear["answer"])
    for answer in found.labels:
        readings["letters, family row", answer, by, WHOLE] = float(answer in clear)
    readings["letters, family row, whole table", *whole] = float(bool(clear))
    arrows = found.table.assign(shown=found.table["arrow"] != "").groupby("answer")["shown"].any()
    readings |= {("arrows", str(answer), by, WHOLE): float(any_) for answer, any_ in arrows.items()}
    readings["arrows, whole table", *whole] = float(arrows.any())
    trends = found.trends
    readings |= {
        ("trend", str(answer), by, WHOLE): float(p <= ERROR)
        for answer, p in zip(trends["answer"], trends["p"], strict=True)
    }
    said = any(words in found.text for words in FOUND_IN_COMPARISON)
    return readings | {("sentence of the comparison", *whole): float(said)}


def headlines(sample: tk.Sample, ladder: tk.Ladder, by: str) -> Readings:
    """Read off what sentences call the largest, and what is marked of means and models.

    Groups do not differ: all of it is false.
    """
    scores = list(range(1, 1 + len(sample.answers(by).levels)))
    one, other, *_ = (rung.id for rung in ladder.rungs)
    asked: dict[str, Any] = {"scores": {by: scores}, "contrasts": [(one, other)]}
    compared = tk.compare(sample, ladder, by=by, suppress_below=0, **asked).text
    crossed = tk.crosstab(sample, [ladder, "hours"], by=by, suppress_below=0)
    model = tk.model(sample, ladder, by, suppress_below=0)
    said = {
        "sentence on trends": (FOUND_IN_TRENDS, compared),
        "sentence on a gap": (FOUND_IN_GAPS, compared),
        "headline of the crosstab": (FOUND_IN_CROSSTAB, crossed.text),
        "headline of the model": (FOUND_IN_MODEL, model.text),
        "Wald tests of the model": (FOUND_IN_TERMS, model.text),
    }
    means = crossed.table[(crossed.table["kind"] == "mean") & crossed.table["level"].notna()]
    signs = {
        "letters of means": means["higher_than"].str.contains("[A-Z]").any(),
        "arrows of means": (means["arrow"] != "").any(),
    }
    whole = WHOLE, by, WHOLE
    readings = {
        (name, *whole): float(any(each in text for each in words))
        for name, (words, text) in said.items()
    }
    readings |= {(name, *whole): float(found) for name, found in signs.items()}
    marked = set(model.clear["outcome"])
    outcomes = model.effects["outcome"].unique()
    marks = {("marks of a model", each, by, WHOLE): float(each in marked) for each in outcomes}
    return readings | marks


def families(sample: tk.Sample, ladder: tk.Ladder, by: str) -> Readings:
    """Read off which false letters there would be by other rules."""
    table = tk.compare(sample, ladder, by=by, family="table", suppress_below=0)
    trade = tk.crosstab(sample, ladder, by=by, mode="effective_base", suppress_below=0).pairs
    found = {
        "letters, not adjusted": set(table.pairs["answer"][table.pairs["p"] <= ERROR]),
        "letters, effective base": set(trade["answer"][trade["p_adjusted"] <= ERROR]),
        "letters, weights counted as people": _as_people(table.table),
    }
    readings: Readings = {
        (measure, answer, by, WHOLE): float(answer in answers)
        for measure, answers in found.items()
        for answer in table.labels
    }
    readings["letters, family table", WHOLE, by, WHOLE] = float(bool(len(table.clear)))
    text = tk.profile(sample, ladder, by=by, suppress_below=0).text
    said = any(words in text for words in FOUND_IN_PROFILE)
    return readings | {("sentence of the profile", WHOLE, by, WHOLE): float(said)}


def _as_people(table: pd.DataFrame) -> set[str]:
    """Return the answers with a false letter if weighted counts were numbers of people."""
    found = set()
    for answer, rows in table.groupby("answer"):
        p, n = rows["share"].to_numpy(), rows["n_weighted"].to_numpy()
        spread = p * (1 - p) / n
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(p[:, None] - p) / np.sqrt(spread[:, None] + spread)
        if np.nanmax(z) > NORMAL:
            found.add(str(answer))
    return found


def numbers(sample: tk.Sample, true: Mapping[str, float]) -> Readings:
    """Read the intervals of a mean, a ratio and two medians off the verb for numbers."""
    asked: dict[str, dict[str, Any]] = {
        "mean": {"statistic": "mean"},
        "ratio": {"statistic": "ratio", "denominator": "doing"},
        "median": {"statistic": "quantile"},
        "median of a scale": {"statistic": "quantile"},
    }
    readings: Readings = {}
    for name, options in asked.items():
        asked_about = "often" if name == "median of a scale" else "hours"
        row = tk.estimate(sample, asked_about, **options).table.iloc[0]
        readings[f"interval of a {name}", WHOLE, WHOLE, WHOLE] = float(
            row["low"] <= true[name] <= row["high"]
        )
    return readings
