"""The shipped study computed twice: by the kit, and by sums made straight from the file."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.shipped import locate
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison
    from techno_kit.analysis.profiles.profiles import Profile
    from techno_kit.survey.weights import Weights

Floats = NDArray[np.float64]
MARGIN = 1e-10  # of share: what raking promises
ROUNDING = 1e-9  # of sums of 2,400 numbers in another order
CAP = 5.0
RUNG = "creators"
CREATING = [f"Q7_{item}" for item in range(1, 6)]
ASKED = [f"Q7_{item}" for item in range(1, 22)]
OFTEN = ["Several times a day", "Daily", "Weekly", "Monthly"]
AGES = {"18-24": 18, "25-34": 25, "35-44": 35, "45-54": 45, "55+": 55}
COLUMNS = {"gender": "Q2_Gender", "education": "Q3_Education", "region": "Region"}


def self_check() -> dict[str, bool]:
    """Weight, profile and compare the shipped study, and hold it against sums of our own.

    Returns
    -------
    dict of str to bool
        For every promise, in words, whether it was kept.
    """
    from techno_kit import compare, load_example, load_ladder, profile, rake, read_targets

    targets = locate("targets/study.csv")
    sample, ladder = load_example(), load_ladder("2010")
    weights = rake(sample, read_targets(targets), cap=CAP)
    weighted = sample.with_weights(weights)
    found = profile(weighted, ladder, by="age_group")
    gaps = compare(weighted, ladder, by="age_group")

    rows = _rows()
    w = weights.values.to_numpy(np.float64)
    margins = pd.read_csv(targets, comment="#", dtype="str")
    return {
        **_of_weights(weights, rows, margins, w),
        **_of_profile(found, rows, w),
        **_of_comparison(gaps, rows, w),
    }


def _rows() -> pd.DataFrame:
    """Read the study's file as it is, with the groups and the rung made here."""
    rows = pd.read_csv(locate("samples/study.csv"), dtype={"Q1_Age": "Int64"})
    limits = [*AGES.values(), 200]
    rows["age_group"] = None
    for level, (low, high) in zip(AGES, pairwise(limits), strict=True):
        rows.loc[rows["Q1_Age"].between(low, high - 1), "age_group"] = level
    rows["on_rung"] = rows[CREATING].isin(OFTEN).any(axis=1)
    rows["in_base"] = rows[ASKED].notna().any(axis=1)
    return rows.rename(columns={column: name for name, column in COLUMNS.items()})


def _of_weights(
    weights: "Weights", rows: pd.DataFrame, margins: pd.DataFrame, w: Floats
) -> dict[str, bool]:
    variables = [name for name in margins if name != "share"]
    gaps = [
        abs(w[(rows[name] == level).to_numpy()].sum() / w.sum() - float(share))
        for name in variables
        for level, share in margins.loc[margins[name].notna(), [name, "share"]].to_numpy()
    ]
    base = rows["Weight"].to_numpy(np.float64)
    return {
        say("cli.doctor.promise.margins"): bool(max(gaps) <= MARGIN),
        say("cli.doctor.promise.sum"): bool(np.isclose(w.mean(), base.mean(), rtol=ROUNDING)),
        say("cli.doctor.promise.cap"): bool(
            w.min() > 0 and w.max() <= CAP * w.mean() * (1 + ROUNDING)
        ),
    }


def _share(rows: pd.DataFrame, w: Floats, level: str | None = None) -> float:
    """Return the rung's weighted share (0-1), of all or of an age group."""
    base = rows["in_base"].to_numpy(np.bool_)
    if level is not None:
        base = base & (rows["age_group"] == level).to_numpy()
    return float(np.average(rows["on_rung"].to_numpy(np.float64)[base], weights=w[base]))


def _of_profile(found: "Profile", rows: pd.DataFrame, w: Floats) -> dict[str, bool]:
    table = found.table
    rung = table[table["answer"] == RUNG].set_index("level")["share"]
    mine = [_share(rows, w), *(_share(rows, w, level) for level in AGES)]
    shares = table[["low", "share", "high"]].to_numpy(np.float64)
    inside = ((shares >= 0) & (shares <= 1)).all() and (np.diff(shares, axis=1) >= 0).all()
    return {
        say("cli.doctor.promise.shares"): bool(
            np.allclose(rung.reindex([np.nan, *AGES]), mine, rtol=0, atol=ROUNDING)
        ),
        say("cli.doctor.promise.intervals"): bool(inside),
    }


def _of_comparison(gaps: "Comparison", rows: pd.DataFrame, w: Floats) -> dict[str, bool]:
    pairs = gaps.pairs[gaps.pairs["answer"] == RUNG]
    mine = [
        _share(rows, w, one) - _share(rows, w, other)
        for one, other in zip(pairs["level_a"], pairs["level_b"], strict=True)
    ]
    p, adjusted = (gaps.pairs[name].to_numpy(np.float64) for name in ("p", "p_adjusted"))
    all_pairs = len(AGES) * (len(AGES) - 1) // 2
    return {
        say("cli.doctor.promise.differences"): bool(
            len(mine) == all_pairs and np.allclose(pairs["difference"], mine, rtol=0, atol=ROUNDING)
        ),
        say("cli.doctor.promise.p"): bool(((p >= 0) & (adjusted >= p) & (adjusted <= 1)).all()),
    }
