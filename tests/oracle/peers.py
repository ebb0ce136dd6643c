"""What other Python packages make of the same problems: run by hand where they are installed.

``pip install weightipy rimpy svy`` somewhere else, then ``python tests/oracle/peers.py``. Writes
``expected/peers.csv`` (weights) and ``expected/peers_told.csv`` (versions, how far from R). The
tests read the files and need none of the packages.
"""

import warnings
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
R = {
    name: pd.read_csv(HERE / "expected" / f"{name}_weights.csv")
    for name in ("calibration", "adjusted", "trimmed")
}
SURVEY = pd.read_csv(HERE / "data" / "weighting.csv")
TOTAL = SURVEY["weight"].sum()
PRECISE = 1e-14  # convergence asked for where a default stops early
# Two of the four cells are empty: the two margins can only be met where they are equal.
TIED = pd.DataFrame({"a": ["x"] * 60 + ["y"] * 40, "b": ["u"] * 60 + ["v"] * 40})
TIED_TO = {"a": {"x": 0.5, "y": 0.5}, "b": {"u": 0.6, "v": 0.4}}


LARGE_TO = {"a": {"p": 0.4, "q": 0.3, "r": 0.3}, "b": {"u": 0.5, "v": 0.5}}


@cache
def large() -> pd.DataFrame:
    """Return 2.5 million rows."""
    rng = np.random.default_rng(20130102)
    n = 2_500_000
    a = rng.choice(list("pqr"), n, p=[0.2, 0.3, 0.5])
    b = rng.choice(list("uv"), n, p=[0.35, 0.65])
    b[(a == "p") & (rng.random(n) < 0.7)] = "u"
    return pd.DataFrame({"a": a, "b": b})


def shares(name: str) -> dict[str, dict[str, float]]:
    table = pd.read_csv(HERE / "data" / f"weighting_{name}.csv", comment="#")
    return {
        variable: table.dropna(subset=[variable]).set_index(variable)["share"].to_dict()
        for variable in table.columns[:-1]
    }


def by_weightipy(frame, targets, **options):
    import weightipy

    percentages = {
        name: {level: 100 * share for level, share in levels.items()}
        for name, levels in targets.items()
    }
    scheme = weightipy.scheme_from_dict(percentages, rim_params=options or None)
    return weightipy.weight_dataframe(frame.copy(), scheme, "made")["made"]


def by_rimpy(frame, targets, **options):
    import rimpy

    return rimpy.rake(frame.copy(), targets, weight_column="made", **options)["made"]


def by_svy(step, frame=SURVEY, weight="weight"):
    import polars
    import svy

    kept = frame.drop(columns=["psu", "age_blank", "sex_blank"], errors="ignore")
    sample = svy.Sample(data=polars.from_pandas(kept), design=svy.Design(wgt=weight))
    return step(sample.weighting, svy).data["made"].to_numpy()


def totals(targets):
    return {
        name: {level: share * TOTAL for level, share in levels.items()}
        for name, levels in targets.items()
    }


def svy_rake(targets, **options):
    return lambda weighting, _: weighting.rake(controls=totals(targets), wgt_name="made", **options)


def svy_post(weighting, _):
    table = pd.read_csv(HERE / "data" / "weighting_full.csv", comment="#")
    cells = list(table.columns[:-1])
    controls = {tuple(row[:-1]): row[-1] * TOTAL for row in table.itertuples(index=False)}
    return weighting.poststratify(controls=controls, cells=cells, wgt_name="made")


def svy_linear(weighting, svy):
    means = pd.read_csv(HERE / "data" / "weighting_means.csv", index_col="question")["value"]
    controls = {name: value * TOTAL for name, value in means.items()}
    controls |= {svy.Cat(name): levels for name, levels in totals(shares("three")).items()}
    return weighting.calibrate(controls=controls, wgt_name="made")


def svy_cells(weighting, _):
    return weighting.adjust(
        resp_status="answered",
        cells=["age_group", "country"],
        resp_mapping={"rr": 1, "nr": 0},
        respondents_only=False,
        wgt_name="made",
    )


def svy_trim(weighting, _):
    mean = SURVEY["weight"].mean()
    return weighting.trim(
        upper=2.2 * mean, lower=0.4 * mean, max_iter=1000, tol=PRECISE, wgt_name="made"
    )


def tied_svy(weighting, _):
    counts = {
        name: {level: 100 * share for level, share in levels.items()}
        for name, levels in TIED_TO.items()
    }
    return weighting.rake(controls=counts, wgt_name="made")


PROBLEMS = {  # those whose truth is the targets
    "infeasible": lambda: (TIED, TIED_TO),
    "large": lambda: (large(), LARGE_TO),
    "blank": lambda: (SURVEY, shares("blank")),
}
CASES = {  # name: how it is made, the column of R's it must equal (None: there is none)
    "weightipy_equal": (
        lambda: by_weightipy(SURVEY, shares("three")),
        ("calibration", "equal_three"),
    ),
    "weightipy_blank": (lambda: by_weightipy(SURVEY, shares("blank")), None),
    "weightipy_infeasible": (lambda: by_weightipy(TIED, TIED_TO), None),
    "weightipy_large": (lambda: by_weightipy(large(), LARGE_TO), None),
    "rimpy_large": (lambda: by_rimpy(large(), LARGE_TO), None),
    "rimpy_default": (lambda: by_rimpy(SURVEY, shares("three")), ("calibration", "equal_three")),
    "rimpy_equal": (
        lambda: by_rimpy(SURVEY, shares("three"), convergence_threshold=PRECISE),
        ("calibration", "equal_three"),
    ),
    "rimpy_blank": (lambda: by_rimpy(SURVEY, shares("blank")), None),
    "rimpy_infeasible": (lambda: by_rimpy(TIED, TIED_TO), None),
    "svy_default": (lambda: by_svy(svy_rake(shares("three"))), ("calibration", "rake_three")),
    "svy_rake": (
        lambda: by_svy(svy_rake(shares("three"), tol=PRECISE, max_iter=10000)),
        ("calibration", "rake_three"),
    ),
    "svy_post": (lambda: by_svy(svy_post), ("calibration", "post_full")),
    "svy_linear": (lambda: by_svy(svy_linear), ("calibration", "linear")),
    "svy_cells": (lambda: by_svy(svy_cells), ("adjusted", "cells_two")),
    "svy_trim": (lambda: by_svy(svy_trim), ("trimmed", "plain_both_proportional")),
    "svy_infeasible": (
        lambda: by_svy(tied_svy, TIED.assign(weight=1.0), "weight"),
        None,
    ),
}


def gap(frame, targets, weights) -> float:
    """Return the largest gap of any level among those who have one, in points."""
    weights = np.nan_to_num(np.asarray(weights, float))
    gaps = []
    for name, levels in targets.items():
        known = weights[frame[name].notna().to_numpy()].sum()
        for level, share in levels.items():
            gaps.append(abs(weights[(frame[name] == level).to_numpy()].sum() / known - share))
    return 100 * max(gaps)


def main() -> None:
    from svy import SvyError

    made, told = {}, []
    for name, (step, reference) in CASES.items():
        package, problem = name.split("_")
        row = {"package": package, "version": version(package), "problem": problem}
        try:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                weights = np.asarray(step(), float)
        except SvyError as error:
            told.append({**row, "says": type(error).__name__})
            continue
        warned = sorted({each.category.__name__ for each in heard})
        row["says"] = " ".join(warned)
        if reference is None:
            row["gap_points"] = gap(*PROBLEMS[problem](), weights)
        else:
            expected = R[reference[0]][reference[1]].to_numpy()
            scaled = weights * expected.sum() / weights.sum()
            row["r"] = reference[1]
            row["difference"] = np.abs(scaled - expected).max() / expected.mean()
            made[name] = weights
        told.append(row)
    columns = ["package", "version", "problem", "r", "difference", "gap_points", "says"]
    table = pd.DataFrame(told)[columns]
    table.to_csv(HERE / "expected" / "peers_told.csv", index=False, float_format="%.2g")
    weights = pd.DataFrame({"id": SURVEY["id"], **made})
    weights.to_csv(HERE / "expected" / "peers.csv", index=False, float_format="%.15g")
    print(table.to_string())


if __name__ == "__main__":
    main()
