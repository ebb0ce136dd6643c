"""Where real surveys lie, and the errors of a share written out row by row."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

HERE = Path(__file__).parent
HINTS = "https://hints.cancer.gov/data/download-data.aspx"
CETIC = "https://cetic.br/microdados"

# The reference prints percentages to four decimals, so a share is known to half of 1e-6; the rest
# is room for halves that binary arithmetic rounds the other way.
PRINTED = 0.51e-6
# The same formula in double precision, over rows here and over sums by cell in the kit.
SAME_FORMULA = 1e-9


def real_file(path: str, page: str, variable: str = "TECHNO_KIT_REAL_DATA") -> Path:
    """Return a file of a real survey, or skip and say where its publisher keeps it."""
    folder = os.environ.get(variable)
    if not folder:
        pytest.skip(f"{variable} names no folder with {path}; its publisher: {page}")
    found = Path(folder) / path
    if not found.exists():
        pytest.skip(f"{found} is absent; its publisher: {page}")
    return found


def mapping_file(name: str) -> Path:
    return HERE / "mappings" / f"{name}.toml"


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a profile's table by answer, question and level; the whole sample has empty names."""
    keys = ["answer", "by", "level"]
    named = {key: table[key].astype(object).where(table[key].notna(), "") for key in keys}
    return table.assign(**named).set_index(keys)


def linearised(
    holds: np.ndarray, inside: np.ndarray, w: np.ndarray, stratum: np.ndarray, psu: np.ndarray
) -> dict[str, float]:
    """Return a share, its standard error and its logit interval by the textbook's formula.

    `inside` is the domain: everyone else stays in the design with a value of 0.
    """
    w_inside = np.where(inside, w, 0.0)
    share = (w_inside * holds).sum() / w_inside.sum()
    rows = pd.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "z": w_inside * (holds - share) / w_inside.sum(),
            "inside": w_inside > 0,
        }
    )
    psus = rows.groupby(["stratum", "psu"]).agg(z=("z", "sum"), inside=("inside", "any"))
    by_stratum = psus["z"].groupby("stratum")
    se = float(np.sqrt((by_stratum.var(ddof=1) * by_stratum.size()).sum()))
    met = psus[psus["inside"]]
    df = len(met) - met.index.get_level_values("stratum").nunique()
    half = student.ppf(0.975, df) * se / (share * (1 - share))
    logit = np.log(share / (1 - share))
    low, high = (1 / (1 + np.exp(-(logit + sign * half))) for sign in (-1, 1))
    return {"share": share, "se": se, "low": low, "high": high, "df": df}
