"""From readings of many runs to figures with their Monte Carlo error, and what is promised of them.

Promised (gated) is a figure where the design has at least 30 degrees of freedom, n p (1 - p) is at
least 10 in every group that it is about, and no weight is over 5 times the mean. What is marked and
told by careful rules is promised with fewer too. Everything else is reported, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tests.trust.readings import WHOLE
from tests.trust.scenarios import Scenario

LEAST_DF, LEAST_CASES, MOST_WEIGHT = 30, 10, 5
#: Promised however few the degrees of freedom and the cases: rules for these are behind them.
CAREFUL = (
    *("sentence on trends", "sentence on a gap", "headline of the crosstab"),
    *("headline of the model", "Wald tests of the model"),
    *("letters of means", "arrows of means", "marks of a model"),
)
#: What is promised, as the lowest and the highest share of runs.
GATES = {
    "logit": (0.935, 0.965),
    "test of an answer": (0.035, 0.065),
    "joint test": (0.035, 0.065),
    "letters, family row": (0.0, 0.065),
    "letters, family table": (0.0, 0.065),
    **dict.fromkeys(CAREFUL, (0.0, 0.065)),
}
SIZES = ("share", "se", "truth", "n", "df", "n_eff", "heaviest")  # readings that are no findings
FALSE_ALARMS = 1e-3  # of a right method, in one run of all gates
PROMISED, REPORTED, EVERY = "promised", "reported", "all figures"
COLUMNS = (
    *("scenario", "measure", "answer", "by", "level", "value", "error", "runs", "figures"),
    *("truth", "n", "df", "heaviest", "low", "high", "reason"),
)
NOT_PROMISED = "nothing is promised of it"
Where = tuple[str, str, str]  # answer, by, level


@dataclass(frozen=True, eq=False)
class Sizes:
    """Means over the runs of what figures rest on, by answer, question of groups, and group."""

    of: Mapping[str, Mapping[Where, float]]

    @classmethod
    def read(cls, runs: pd.DataFrame) -> "Sizes":
        """Take them from the runs of a scenario."""
        means = runs.mean()
        return cls({name: means[name].to_dict() for name in SIZES})

    @property
    def heaviest(self) -> float:
        """The largest weight over the mean."""
        return self.of["heaviest"][WHOLE, WHOLE, WHOLE]

    def about(self, key: Where) -> list[Where]:
        """Return the shares that a figure is about: one, two of a pair, or those of all groups."""
        answer, by, level = key
        if key in self.of["n"]:
            return [key]
        pair = [(answer, by, each) for each in level.split(" - ")]
        if all(each in self.of["n"] for each in pair):
            return pair
        return [
            each for each in self.of["n"] if answer in (each[0], WHOLE) and by in (each[1], WHOLE)
        ]

    def n(self, key: Where) -> float:
        """Return the respondents of the smallest group."""
        return min(self.of["n"][each] for each in self.about(key))

    def cases(self, key: Where, *, effective: bool = False) -> float:
        """Return the smallest n p (1 - p), n the respondents or their effective number."""
        n, p = self.of["n_eff" if effective else "n"], self.of["truth"]
        return min(n[each] * p[each] * (1 - p[each]) for each in self.about(key))

    def df(self, key: Where) -> float:
        """Return the smallest group's degrees of freedom."""
        return min(self.of["df"][each] for each in self.about(key))

    def reason(self, key: Where, *, careful: bool = False) -> str:
        """Return why nothing is promised of a figure; empty where it is."""
        if careful:
            return f"weights over {MOST_WEIGHT} means" if self.heaviest > MOST_WEIGHT else ""
        if self.df(key) < LEAST_DF:
            return f"df < {LEAST_DF}"
        if self.cases(key) < LEAST_CASES:
            return f"n p (1 - p) < {LEAST_CASES}"
        if self.heaviest > MOST_WEIGHT:
            return f"weights over {MOST_WEIGHT} means"
        few = self.cases(key, effective=True) < LEAST_CASES
        return f"effective n p (1 - p) < {LEAST_CASES}" if few else ""


def figures_of(scenario: Scenario, runs: pd.DataFrame) -> pd.DataFrame:
    """Return a row a figure of a scenario, before them a row for all promised and all reported.

    Parameters
    ----------
    runs : pandas.DataFrame
        A row a run, a column a reading.

    Returns
    -------
    pandas.DataFrame
        ``value`` is a share of runs, but for "bias" and "error over spread" (mean standard error
        over the standard deviation of the estimates); ``error`` its Monte Carlo error; ``low`` and
        ``high`` what is promised; ``reason`` why nothing is; ``figures`` how many are pooled.
    """
    made = runs.dropna(how="all")
    sizes, rows = Sizes.read(made), []
    for measure in dict.fromkeys(made.columns.get_level_values(0)):
        if measure not in SIZES:
            rows += _rows(measure, made[measure], sizes, scenario.apart)
    rows += _errors(made, sizes)
    return pd.DataFrame(rows).assign(scenario=scenario.name)[list(COLUMNS)]


def _rows(measure: str, found: pd.DataFrame, sizes: Sizes, apart: str) -> list[dict[str, object]]:
    """Return the figures of a measure, those pooled first."""
    means, errors = found.mean(), found.std(ddof=0) / np.sqrt(found.notna().sum())
    careful = measure in CAREFUL
    reasons = {key: apart or sizes.reason(key, careful=careful) for key in found}
    single = [
        _row(measure, key, means[key], errors[key], int(found[key].notna().sum()), sizes)
        | _promise(measure, reasons[key])
        for key in found
        if np.isfinite(means[key])
    ]
    pooled = []
    for level in (EVERY, PROMISED, REPORTED):
        kept = [key for key in found if level in (EVERY, REPORTED if reasons[key] else PROMISED)]
        by_run = found[kept].mean(axis=1).dropna()
        if len(kept) < 2 or not len(by_run):
            continue
        pooled.append(
            {
                **dict.fromkeys(COLUMNS, np.nan),
                "measure": measure,
                **dict.fromkeys(("answer", "by"), WHOLE),
                "level": level,
                "value": by_run.mean(),
                "error": by_run.std(ddof=0) / np.sqrt(len(by_run)),
                "runs": len(by_run),
                "figures": len(kept),
                "heaviest": sizes.heaviest,
            }
            | _promise(measure, _told({reasons[key] for key in kept}), whole=level == EVERY)
        )
    return pooled + single


def _told(reasons: set[str]) -> str:
    return "; ".join(sorted(reasons - {""}))


def _promise(measure: str, reason: str, *, whole: bool = False) -> dict[str, object]:
    low, high = GATES.get(measure, (np.nan, np.nan))
    reason = reason or ("" if measure in GATES and not whole else NOT_PROMISED)
    return (
        {"low": np.nan, "high": np.nan, "reason": reason}
        if reason
        else {
            "low": low,
            "high": high,
            "reason": "",
        }
    )


def _row(
    measure: str, key: Where, value: float, error: float, runs: int, sizes: Sizes
) -> dict[str, object]:
    answer, by, level = key
    return {
        "measure": measure,
        "answer": answer,
        "by": by,
        "level": level,
        "value": value,
        "error": error,
        "runs": runs,
        "figures": 1,
        "truth": sizes.of["truth"].get(key, np.nan),
        "n": sizes.n(key),
        "df": sizes.df(key),
        "heaviest": sizes.heaviest,
    }


def _errors(runs: pd.DataFrame, sizes: Sizes) -> list[dict[str, object]]:
    """Return the bias of every share, and its mean standard error over the spread of estimates."""
    share, se = runs["share"], runs["se"]
    rows = []
    for key in share:
        spread, n = share[key].std(), len(share[key].dropna())
        if not spread > 0:
            continue
        bias = share[key].mean() - sizes.of["truth"][key]
        ratio = se[key].mean() / spread
        rows.append(_row("bias", key, bias, spread / np.sqrt(n), n, sizes))
        rows.append(_row("error over spread", key, ratio, ratio / np.sqrt(2 * (n - 1)), n, sizes))
    return [row | _promise(str(row["measure"]), "") for row in rows]


# --- gates ---------------------------------------------------------------------------------------


def judged(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the promised figures with what chance allows them, and whether they are kept.

    Notes
    -----
    A method that is right lies within ``low`` and ``high``; its figure of so many runs may lie
    outside by chance. ``least`` and ``most`` are binomial limits that all figures together pass
    with probability 0.999 even where every one of them lies on the edge of what is promised. A
    figure pooled over answers and groups counts as so many runs as its error is worth.
    """
    from scipy.stats import binom

    kept = figures[figures["reason"] == ""].copy()
    tail = FALSE_ALARMS / max(len(kept), 1)
    value = kept["value"].clip(1e-3, 1 - 1e-3)
    worth = value * (1 - value) / kept["error"].clip(lower=1e-9) ** 2
    runs = np.where(kept["figures"] > 1, np.maximum(worth, kept["runs"]), kept["runs"]).round()
    kept["least"] = np.where(kept["low"] > 0, binom.ppf(tail, runs, kept["low"]) / runs, 0.0)
    kept["most"] = binom.isf(tail, runs, kept["high"]) / runs
    kept["kept"] = kept["value"].between(kept["least"], kept["most"])
    return kept
