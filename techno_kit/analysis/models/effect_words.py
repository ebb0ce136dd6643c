"""Effects of a model in words: with the errors that sentences take."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from techno_kit.analysis.models.model_units import FIGURES
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import error_of
from techno_kit.numerics.rarities import multiplied
from techno_kit.numerics.wald import two_sided_p
from techno_kit.wording import count, decimal, exact_percent, p_value, percent, points, say

if TYPE_CHECKING:
    from techno_kit.analysis.models.models import Model


def amount(value: float, digits: int, *, shares: bool) -> str:
    """Write an effect: signed points of a share, or units of a number.

    Examples
    --------
    >>> amount(0.231, 1, shares=True), amount(-0.5, 2, shares=False), amount(0.5, 2, shares=False)
    ('+23.1', '-0.50', '+0.50')
    """
    if shares:
        return points(value, digits)
    text = decimal(value, digits)
    return f"+{text}" if value > 0 and text != decimal(0.0, digits) else text


def limits_of(low: float, high: float, digits: int, *, shares: bool) -> str:
    """Write the interval of an effect; a dash where there is none."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return say("numbers.missing")
    ends = (amount(each, digits, shares=shares) for each in (low, high))
    return say("numbers.interval", **dict(zip(("low", "high"), ends, strict=True)))


def careful(row: Mapping[Any, Any], confidence: float) -> dict[str, float]:
    """Return the interval and p-values of an effect as sentences tell them.

    Those of a level in few PSUs take at most twice its degrees of freedom; the tables' do not.

    Parameters
    ----------
    row : mapping
        An effect, with ``df_told``.
    confidence : float
        Of the interval, between 0 and 1.
    """
    told = {name: float(row[name]) for name in ("effect", "low", "high", "p", "p_adjusted")}
    if not row["df_told"] < row["df"]:
        return told
    df, one = np.array([row["df_told"]]), np.ones(1)
    half = float(t_quantile(df, confidence)[0]) * row["se"]
    strict = two_sided_p(one * row["effect"] / row["se"], float(row["df_told"]))
    adjusted = multiplied(strict, one * row["p"], one * row["p_adjusted"])
    return {
        "effect": told["effect"],
        "low": row["effect"] - half,
        "high": row["effect"] + half,
        "p": float(strict[0]),
        "p_adjusted": float(adjusted[0]),
    }


def is_withheld(row: Mapping[Any, Any], confidence: float) -> bool:
    """Tell whether an effect is not told as clear for its few PSUs alone."""
    told = careful(row, confidence)
    return bool(row["df_told"] < row["df"] and told["p_adjusted"] <= error_of(confidence))


def effect_told(model: "Model", row: Mapping[Any, Any]) -> dict[str, str]:
    """Return what a sentence tells of an effect."""
    shares, unit = model.fitted.family == "logit", model.units[row["term"]]
    written = percent if shares else partial(decimal, digits=unit.digits)
    told = careful(row, model.settings.confidence)
    effect, low, high = (told[each] * unit.step for each in FIGURES)
    adjusted = model.settings.adjust != "none" and row["p_adjusted"] != row["p"]
    p = p_value(told["p_adjusted"] if adjusted else told["p"])
    key = "compare.p" if p[0].isdigit() else "compare.p_small"
    label = model.labels[row["outcome"]]
    return {
        "outcome": label if model.basis.ladder else say("compare.quoted", answer=label),
        "term": model.fitted.said(row["term"]),
        "level": row["level"],
        "note": say("model.text.note", n=count(row["n"]), flag=row["flag"]) if row["flag"] else "",
        "reference": row["reference"],
        "share": written(row["share"]),
        "other": written(row["share_reference"]),
        "steps": unit.steps,
        "effect": amount(effect, unit.digits, shares=shares),
        "unit": say(f"model.unit.{model.fitted.family}"),
        "confidence": exact_percent(model.settings.confidence),
        "interval": limits_of(low, high, unit.digits, shares=shares),
        "p": say("model.text.adjusted" if adjusted else "model.text.plain", p=say(key, p=p)),
    }
