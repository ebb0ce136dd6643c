"""Linear combinations of a model's coefficients, tested."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from techno_kit.errors import QuestionError, listed, raise_all
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.wald import two_sided_p
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

Weights = Mapping[str | tuple[str, str], float]
ROUNDING = 1e-13  # of the variances that that of a combination is made of
COLUMNS = [
    *("outcome", "estimate", "se", "low", "high", "odds_ratio", "odds_low", "odds_high"),
    *("t", "p", "df"),
]


def contrasts_of(
    rows: pd.DataFrame,
    matrices: Mapping[str, pd.DataFrame],
    weights: Weights,
    *,
    references: Mapping[str, str],
    confidence: float,
) -> pd.DataFrame:
    """Return a linear combination of the coefficients of every outcome, with error and test.

    Parameters
    ----------
    rows : pandas.DataFrame
        The coefficients.
    matrices : mapping of str to pandas.DataFrame
        Outcome to its covariances, by term and level.
    weights : mapping of (term, level), or term, to float
        What is combined.
    references : mapping of str to str
        Predictor to its reference, whose coefficient is 0.
    confidence : float
        Of the intervals.

    Raises
    ------
    QuestionError
        If there is no such coefficient.
    """
    combined = _combination(next(iter(matrices.values())).index, weights, references)
    kept = combined != 0
    found = []
    for outcome, matrix in matrices.items():
        own = rows[rows["outcome"] == outcome]
        estimate = float(combined[kept] @ own["estimate"].to_numpy()[kept])
        covariances = matrix.to_numpy()[np.ix_(kept, kept)]
        variance = float(combined[kept] @ covariances @ combined[kept])
        size = float(combined[kept] ** 2 @ np.diag(covariances))
        variance = 0.0 if variance <= ROUNDING * size else variance
        found.append((outcome, estimate, np.sqrt(variance), float(own["df"].iloc[0])))
    table = pd.DataFrame(found, columns=["outcome", "estimate", "se", "df"])
    odds = bool(rows["odds_ratio"].notna().any())
    return _completed(table, confidence, odds=odds)


def _combination(index: pd.Index, weights: Weights, references: Mapping[str, str]) -> Floats:
    """Return the weight of every coefficient."""
    keys = [(term, None if pd.isna(level) else level) for term, level in index]
    given = {
        (key, None) if isinstance(key, str) else tuple(key): float(value)
        for key, value in weights.items()
    }
    known = {*keys, *references.items()}
    legal = listed([" ".join(str(part) for part in key if part) for key in keys])
    raise_all(
        QuestionError,
        say("errors.model.contrast"),
        [
            say("errors.model.coefficient", key=" ".join(map(str, key)), legal=legal)
            for key in given
            if key not in known
        ],
    )
    return np.asarray([given.get(key, 0.0) for key in keys])


def _completed(table: pd.DataFrame, confidence: float, *, odds: bool) -> pd.DataFrame:
    """Add limits, odds ratios and tests."""
    df = table["df"].to_numpy(np.float64)
    estimate, se = (table[name].to_numpy(np.float64) for name in ("estimate", "se"))
    half = np.where(se > 0, t_quantile(df, confidence) * se, np.nan)  # fixed: no interval
    limits = {"estimate": estimate, "low": estimate - half, "high": estimate + half}
    for name, new in zip(limits, ("odds_ratio", "odds_low", "odds_high"), strict=True):
        table[name] = limits[name]
        table[new] = np.exp(limits[name]) if odds else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        table["t"] = np.where(se > 0, estimate / se, np.nan)
    table["p"] = two_sided_p(table["t"].to_numpy(np.float64), float(df[0]))
    return table[COLUMNS]
