"""What a model tells of differences that weighting or design sets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.models.model_tables import RAKED
from techno_kit.analysis.telling.setting import SET_BY, first_named, flagged
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.analysis.models.models import Model


def reason_untested(model: "Model") -> str:
    """Return why no average difference is tested, as the end of a key: empty where unknown."""
    shown = model.effects.dropna(subset="effect")
    held = {name: flagged(shown, key) for name, key in SET_BY.items()}
    if not len(shown) or not (held["fixed"] | held["by_design"]).all():
        return ""
    return "fixed" if held["fixed"].any() else "by_design"


def judged(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the effects with a test, but those of shares that the weighting sets."""
    tested = effects.dropna(subset=["effect", "p"])
    return tested[~flagged(tested, RAKED)]


def set_told(model: "Model") -> list[str]:
    """Tell which differences weighting or design sets, beside a largest one that it does not."""
    if reason_untested(model):
        return []
    return [
        say(
            f"model.set.{name}",
            term=model.fitted.said(term),
            others=others_told(model, term),
            outcomes=first_named(model.basis, model.labels, outcomes),
        )
        for name, term, outcomes in _set(model)
    ]


def set_noted(model: "Model") -> list[str]:
    """Name the outcomes, by predictor, that weighting or design sets."""
    return [
        say(
            "model.notes.raked" if name == "raked" else f"compare.set.{name}",
            by=model.fitted.said(term),
            answers=join(model.labels[each] for each in outcomes),
        )
        for name, term, outcomes in _set(model)
    ]


def set_rules(model: "Model") -> list[str]:
    """Tell the rules of what weighting or design sets, for a methods paragraph."""
    keys = dict.fromkeys(
        "model.method.raked" if name == "raked" else f"method.{name}" for name, _, _ in _set(model)
    )
    return [say(key) for key in keys]


def others_told(model: "Model", term: str) -> str:
    """Join the predictors that are held alike."""
    return join(model.fitted.said(each) for each in model.fitted.predictors if each != term)


def _set(model: "Model") -> Iterator[tuple[str, str, list[str]]]:
    """Yield what sets differences by a predictor, the predictor, and the outcomes."""
    effects = model.effects.dropna(subset="effect")
    for term in model.fitted.predictors:
        rows = effects[effects["term"] == term]
        for name, key in {**SET_BY, "raked": RAKED}.items():
            outcomes = list(rows.loc[flagged(rows, key), "outcome"].drop_duplicates())
            if outcomes:
                yield name, term, outcomes
