"""The survey and the targets of the scripts 70 to 75, and the weightings that R did on them."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from tests.oracle.agreement import HERE, design_of, read_data, targets_file

if TYPE_CHECKING:
    import techno_kit as tk

RUNGS = ["creators", "joiners", "inactives"]
THREE = ["age_group", "sex", "education"]
RAKED = {  # column of R's: targets, further options
    "rake_three": ("three", {}),
    "rake_crossed": ("crossed", {}),
    "rake_overlapping": ("overlapping", {}),
    "rake_nested": ("nested", {}),
    "rake_counts": ("counts", {}),
    "rake_zero": ("zero", {}),
    "within": ("within", {"within": "country"}),
    "within_shares": ("within_shares", {"within": "country"}),
    "blank_kept": ("blank", {"missing": "keep_share"}),
    "blank_crossed_kept": ("blank_crossed", {"missing": "keep_share"}),
    "blank_level": ("blank_level", {"missing": "own_level"}),
    "blank_drop": ("blank", {"missing": "drop"}),
}
CALIBRATED = {  # column of R's: targets, numbers, options of tk.calibrate
    "linear_categories": ("three", "", {}),
    "linear": ("three", "means", {}),
    "raking": ("three", "means", {"distance": "raking"}),
    "logit": ("three", "means", {"distance": "logit", "bounds": (0.3, 2.6)}),
    "logit_tight": ("three", "means", {"distance": "logit", "bounds": (0.45, 2.0)}),
    "truncated": ("three", "means", {"distance": "truncated", "bounds": (0.6, 1.5)}),
    "raking_bounded": ("three", "means", {"distance": "raking", "bounds": (0.6, 1.6)}),
    "truncated_weight": (
        "three",
        "means",
        {"distance": "truncated", "bounds": (0.35, 3.2), "bounds_on": "weight"},
    ),
    "raking_weight": (
        "three",
        "means",
        {"distance": "raking", "bounds": (0.35, 3.2), "bounds_on": "weight"},
    ),
    "linear_counts": ("counts", "sums", {}),
    "raking_counts": ("counts", "sums", {"distance": "raking"}),
}
CAPPED = {  # column of R's: options of tk.rake
    "cap": {"cap": 2.3},
    "floor": {"floor": 0.35},
    "cap_floor": {"cap": 2.3, "floor": 0.35},
    "absolute": {"cap": ("absolute", 3.4)},
    "absolute_floor": {"cap": ("absolute", 3.4), "floor": ("absolute", 0.45)},
    "quantile": {"cap": ("quantile", 0.97)},
    "quantile_floor": {"cap": ("quantile", 0.97), "floor": ("quantile", 0.03)},
    "median": {"cap": ("median", 2.6)},
    "median_floor": {"cap": ("median", 3.0), "floor": ("median", 0.4)},
    "iqr": {"cap": ("iqr", 2.2)},
    "equal_cap": {"cap": 1.7},
}
TRIMMED = {  # form of R's limits: options of tk.trim
    "upper": {"cap": 2.2},
    "lower": {"floor": 0.4},
    "both": {"cap": 2.2, "floor": 0.4},
    "median": {"cap": ("median", 2.5)},
    "absolute": {"cap": ("absolute", 3.5), "floor": ("absolute", 0.5)},
    "quantile": {"cap": ("quantile", 0.97)},
    "quantiles": {"cap": ("quantile", 0.97), "floor": ("quantile", 0.03)},
    "iqr": {"cap": ("iqr", 2)},
}
NONRESPONSE = {  # column of R's: options of tk.adjust_nonresponse
    "cells_one": {"by": "education"},
    "cells_two": {"by": ["age_group", "country"]},
    "inverse_categories": {"by": ["age_group", "education", "country"], "method": "propensity"},
    "inverse_number": {
        "by": ["age_group", "education", "country", "household_size"],
        "method": "propensity",
    },
    "classes_categories": {
        "by": ["age_group", "education", "country"],
        "method": "propensity",
        "classes": 5,
    },
    "classes_number": {
        "by": ["age_group", "education", "country", "household_size"],
        "method": "propensity",
        "classes": 5,
    },
    "classes_three": {
        "by": ["age_group", "education", "country"],
        "method": "propensity",
        "classes": 3,
    },
}
ANSWERED = {"answered": ["1"]}


@cache
def frame() -> pd.DataFrame:
    return read_data("weighting")


@cache
def expected(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / "expected" / f"{name}_weights.csv", index_col="id")


def survey(
    kind: str = "simple", *, weight: str | None = "weight", **columns: object
) -> "tk.Sample":
    """Return the survey under a design, with more columns if wanted."""
    import techno_kit as tk

    design = replace(design_of(kind), weight=weight)
    sample = tk.Sample.from_frame(frame().assign(**columns), design=design)
    for name in ("household_size", "hours"):
        sample = sample.with_question(tk.Question(name, kind="number"))
    return sample.with_question(tk.Question("rungs", kind="multiple", columns=RUNGS))


def given(name: str, numbers: str = "") -> tuple[dict[object, object], str]:
    """Return the margins of a targets file as a dictionary, with numbers, and their unit."""
    table = pd.read_csv(targets_file(f"weighting_{name}"), comment="#", dtype=object)
    unit = str(table.columns[-1])
    margins: dict[object, object] = {}
    for _, row in table.iterrows():
        cells = row.iloc[:-1].dropna()
        names, levels = tuple(cells.index), tuple(cells)
        margin = margins.setdefault(names[0] if len(names) == 1 else names, {})
        margin[levels[0] if len(levels) == 1 else levels] = float(row.iloc[-1])
    if numbers:
        table = read_data(f"weighting_{numbers}")
        margins |= dict(zip(table["question"], table["value"].astype(float), strict=True))
    return margins, unit


def targets(name: str, numbers: str = "", within: str = "") -> "tk.Targets":
    import techno_kit as tk

    margins, unit = given(name, numbers)
    build = tk.Targets.from_counts if unit == "count" else tk.Targets.from_shares
    return build(margins, within=within)


def raked(sample: "tk.Sample", column: str) -> "tk.Weights":
    import techno_kit as tk

    name, options = RAKED[column]
    return tk.rake(sample, targets(name, within=options.get("within", "")), **options)


def calibrated(sample: "tk.Sample", column: str) -> "tk.Weights":
    import techno_kit as tk

    name, numbers, options = CALIBRATED[column]
    return tk.calibrate(sample, targets(name, numbers), **options)


def adjusted(sample: "tk.Sample", column: str) -> "tk.Weights":
    import techno_kit as tk

    return tk.adjust_nonresponse(sample, ANSWERED, **NONRESPONSE[column])


def chained(sample: "tk.Sample") -> "tk.Weights":
    """Rake, trim, and calibrate from there to the same margins and to means."""
    import techno_kit as tk

    raked = tk.rake(sample, targets("three"))
    cut = tk.trim(sample.with_weights(raked), cap=2.2)
    return tk.calibrate(sample, targets("three", "means"), start=cut)


def chained_apart(sample: "tk.Sample") -> "tk.Weights":
    """Rake, and calibrate from there to means alone."""
    import techno_kit as tk

    means = read_data("weighting_means").set_index("question")["value"].to_dict()
    raked = tk.rake(sample, targets("three"))
    return tk.calibrate(sample, tk.Targets.from_shares(means), start=raked)


CHAINS = {"chain": chained, "chain_apart": chained_apart}
