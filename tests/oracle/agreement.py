"""Reading what R computed, building the same surveys, and comparing tables with it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import techno_kit as tk

HERE = Path(__file__).parent
# Both sides stop once margins are met to 1e-10 of a share or better, so weights agree to nearly
# that; point estimates are sums of them.
WEIGHT_TOLERANCE = 1e-9
# R agrees with the formula written out row by row to 1e-12 (test_oracle_formulas); the kit takes
# differences of sums by cell, which may cost half of the digits, and promises six.
SE_TOLERANCE = 1e-6
# What is 0 on paper (the error of a share that everybody has) comes out as about 1e-17 in R.
ROUNDING = 1e-14
COLUMNS = [
    "creators",
    "conversationalists",
    "critics",
    "collectors",
    "joiners",
    "spectators",
    "inactives",
]
BY = ["age_group", "sex", "education", "region"]
KEYS = ["by", "level", "answer"]


def read_data(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / f"{name}.csv")


def read_expected(name: str, **wanted: str) -> pd.DataFrame:
    """Return R's rows for a design, a weighting and a where; without `where` those for everyone."""
    table = pd.read_csv(HERE / "expected" / f"{name}.csv")
    for column in ("where", *KEYS):
        if column in table:
            table[column] = table[column].astype(object).where(table[column].notna(), "")
    for column, value in wanted.items():
        table = table[table[column] == value]
    if table.empty:
        raise LookupError(f"R computed nothing for {name} {wanted}")
    return table.drop(columns=list(wanted)).reset_index(drop=True)


def targets_file(name: str) -> Path:
    return HERE / "data" / f"{name}.csv"


def design_of(kind: str, *, weighted: bool = True, lonely: str = "error") -> "tk.Design":
    import techno_kit as tk

    units = {
        "simple": {},
        "strata": {"strata": "stratum"},
        "clusters": {"clusters": "cluster"},
        "clustered": {"strata": "stratum", "clusters": "psu"},
    }[kind]
    return tk.Design(weight="weight" if weighted else None, lonely_psu=lonely, **units)


def sample_of(
    name: str, kind: str, *, raked_to: str = "", cap: float | None = None, **design: object
) -> "tk.Sample":
    """Return one of the surveys under a design, raked to a targets file if one is named."""
    import techno_kit as tk

    sample = tk.Sample.from_frame(read_data(name), design=design_of(kind, **design))
    if not raked_to:
        return sample
    return sample.with_weights(tk.rake(sample, tk.read_targets(targets_file(raked_to)), cap=cap))


def with_rungs(sample: "tk.Sample", columns: list[str] | None = None) -> "tk.Sample":
    import techno_kit as tk

    return sample.with_question(tk.Question("rungs", kind="multiple", columns=columns or COLUMNS))


def close(
    actual: object, expected: object, tolerance: float, what: str, rounding: float = ROUNDING
) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=rounding, err_msg=what)


def agree(
    actual: pd.DataFrame,
    expected: pd.DataFrame,
    columns: dict[str, str],
    tolerance: float,
    *,
    keys: list[str] = KEYS,
    rounding: float = ROUNDING,
) -> None:
    """Compare columns of a result's table with R's, row by row.

    `columns` maps the table's columns to R's. Every row of R's must be there; where R has no number
    there is nothing to compare.
    """
    actual = actual.assign(
        **{key: actual[key].astype(object).where(actual[key].notna(), "") for key in keys}
    )
    both = expected.merge(
        actual, on=keys, how="left", suffixes=("_in_r", ""), validate="one_to_one", indicator=True
    )
    assert (both["_merge"] == "both").all(), both.loc[both["_merge"] != "both", keys]
    compared = 0
    for ours, theirs in columns.items():
        theirs = f"{theirs}_in_r" if theirs in actual.columns else theirs
        known = both[theirs].notna()
        compared += int(known.sum())
        close(
            both.loc[known, ours].astype(float),
            both.loc[known, theirs].astype(float),
            tolerance,
            ours,
            rounding,
        )
    assert compared >= len(expected)


def interval_columns(expected: pd.DataFrame, interval: str) -> pd.DataFrame:
    """Return R's rows with the limits of an interval; at 0 and 1 every interval is beta."""
    edge = expected["share"].isin([0.0, 1.0])
    limits = {
        end: expected[f"{interval}_{end}"].where(~edge, expected[f"beta_{end}"])
        for end in ("low", "high")
    }
    return expected.assign(**limits)
