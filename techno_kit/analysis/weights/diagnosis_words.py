"""A diagnosis in words: the sentences to paste, the caption, the methods paragraph."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.accounting import chain_of, population_told
from techno_kit.analysis.telling.picking import TIED
from techno_kit.analysis.weights.verdicts import (
    IMBALANCE,
    NAMED,
    gap_told,
    misses_of,
    rule_told,
)
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weight_words import adjusts, market_of
from techno_kit.survey.weights import Weights
from techno_kit.version import VERSION
from techno_kit.wording import count, decimal, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.weights.diagnoses import Diagnosis

TOLD = 0.005  # of a design effect: what two decimals do not show is not told
NEWS = 0.005  # share: what moved by less moved little
LITTLE = 0.1  # share of the variance: what explains less is no explanation
MEAN = "(mean)"


def text_of_diagnosis(diagnosis: "Diagnosis") -> str:
    """Return a few sentences: verdict, cost, the dearest margin, who carries it, what moved."""
    worth = plural(
        "diagnosis.worth",
        diagnosis.after.n - diagnosis.after.zeros,
        n_eff=count(diagnosis.n_eff),
        deff=decimal(diagnosis.deff),
    )
    told = [
        diagnosis.found.text,
        worth,
        *_dearest(diagnosis),
        *_carrier(diagnosis),
        *_aimed(diagnosis),
        *_left(diagnosis),
        *_moved(diagnosis),
    ]
    text = " ".join(told)
    return say("profile.synthetic", text=text) if diagnosis.basis.synthetic else text


def _title(diagnosis: "Diagnosis", variable: str) -> str:
    titles = diagnosis.titles
    known = titles.get(variable)
    return known or CROSS.join(titles.get(each, each) for each in variable.split(CROSS))


def _dearest(diagnosis: "Diagnosis") -> list[str]:
    """Tell the margin that costs most, or, without margins, where the weights differ most."""
    found = diagnosis.contributions
    if diagnosis.raked_deff is not None and len(found) > 1 and found["added"].notna().any():
        most = found.iloc[int(np.nanargmax(found["added"].to_numpy(np.float64)))]
        if most["added"] < TOLD:
            return []
        key = "dearest_cut" if abs(diagnosis.raked_deff - diagnosis.deff) >= TOLD else "dearest"
        most_of = "of_some" if diagnosis.untried else "of_all"
        return [
            say(
                f"diagnosis.{key}",
                margin=say(f"diagnosis.{most_of}"),
                variable=_title(diagnosis, most["variable"]),
                without=decimal(most["without"]),
                deff=decimal(diagnosis.raked_deff),
                cut=_cut(diagnosis.weights),
            )
        ]
    alone = diagnosis.raked_deff is not None and not diagnosis.untried
    if alone or not found["explained"].notna().any():
        return []
    most = found.iloc[int(np.nanargmax(found["explained"].to_numpy(np.float64)))]
    if most["explained"] < LITTLE:
        return [say("diagnosis.little")]
    title, share = _title(diagnosis, most["variable"]), percent(most["explained"])
    return [say("diagnosis.explained", variable=title, share=share)]


def _cut(weights: Weights | None) -> str:
    """Name what keeps the weights closer together than their margins alone would."""
    found: dict[str, None] = {}
    for step in chain_of(weights):
        if step.kind == "trimmed":
            found["trim"] = None
            continue
        found |= {name: None for name in ("cap", "floor") if getattr(step, name) is not None}
        break
    return join(say(f"diagnosis.cuts.{name}") for name in found or ("steps",))


def _carrier(diagnosis: "Diagnosis") -> list[str]:
    """Tell the level with the largest mean weight."""
    found = diagnosis.carriers
    levels = found[[name in diagnosis.titles for name in found["variable"]]]
    if not len(levels):
        return []
    most = levels.iloc[0]
    return [
        plural(
            "diagnosis.heaviest",
            int(most["n"]),
            level=most["level"],
            variable=_title(diagnosis, most["variable"]),
            share=percent(most["share"], 1),
            weight_share=percent(most["weight_share"], 1),
            mean=decimal(most["mean_weight"], 1),
        )
    ]


def _aimed(diagnosis: "Diagnosis") -> list[str]:
    """Count the levels that are off their targets before and after."""
    found = diagnosis.balance.dropna(subset=["asmd_before", "asmd_after"])
    if not len(found):
        return []
    before, after = (
        count(int((found[f"asmd_{name}"] > IMBALANCE).sum())) for name in ("before", "after")
    )
    values = {"before": before, "after": after, "threshold": decimal(IMBALANCE, 1)}
    n, means = count(len(found)), bool((found["level"] == MEAN).any())
    if adjusts(diagnosis.weights):
        return [say("diagnosis.aimed_response", n=n, **values)]
    return [say(f"diagnosis.{'aimed_means' if means else 'aimed'}", n=n, **values)]


def _left(diagnosis: "Diagnosis") -> list[str]:
    """Tell the largest gap to all who were asked that an adjustment leaves."""
    misses = misses_of(diagnosis.weights) if adjusts(diagnosis.weights) else []
    if not misses:
        return []
    most = misses[0]
    if abs(most.gap) <= NAMED:
        return [say("diagnosis.closed")]
    return [say("diagnosis.left", level=most.level, variable=most.variable, gap=gap_told(most.gap))]


def _moved(diagnosis: "Diagnosis") -> list[str]:
    """Tell which share without a target weighting moved most."""
    balance = diagnosis.balance
    free = balance["target"].isna() & ~balance["variable"].isin(diagnosis.raked_on)
    found = balance[free & (balance["level"] != MEAN)].dropna(subset="moved")
    if not len(found):
        return []
    apart = (found["after"] - found["before"]).abs().to_numpy().round(TIED)
    place = int(apart.argmax())
    most = found.iloc[place]
    before, after = percent(most["before"], 1), percent(most["after"], 1)
    if apart[place] <= NEWS:
        return [say("diagnosis.unmoved", most=decimal(100 * NEWS, 1))]
    variable, level = _title(diagnosis, most["variable"]), diagnosis.levels_told(found)[place]
    return [say("diagnosis.moved", level=level, variable=variable, before=before, after=after)]


def notes_of_diagnosis(diagnosis: "Diagnosis") -> list[str]:
    """Return the sentences of a caption: base, columns, what was not looked at, the rule."""
    basis, weights = diagnosis.basis, diagnosis.weights
    base = say(
        "profile.base",
        who=population_told(basis.population, weights) or say("profile.unknown"),
        respondents=plural("units.respondents", basis.respondents),
        weighting=basis.weighting,
        n_eff=count(diagnosis.n_eff),
    )
    zeros = diagnosis.after.zeros
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        base,
        _before(diagnosis),
        plural("diagnosis.zeros", zeros) if zeros else "",
        _distance(diagnosis),
        say("diagnosis.shift"),
        say("diagnosis.thumb"),
        say("diagnosis.inside", name=market_of(weights)) if market_of(weights) else "",
        plural("diagnosis.left_out", diagnosis.left_out) if diagnosis.left_out else "",
        rule_told(weights),
    ]
    return [note for note in notes if note]


def _before(diagnosis: "Diagnosis") -> str:
    """Tell what the weights are compared with, and what is known of a weight of the file."""
    if diagnosis.raked_on:
        variables = join(_title(diagnosis, each) for each in diagnosis.raked_on)
        return say("diagnosis.before.raked_on", variables=variables)
    return say(f"diagnosis.before.{_start(diagnosis.weights)}")


def _distance(diagnosis: "Diagnosis") -> str:
    if not diagnosis.aimed:
        return ""
    return say(f"diagnosis.{'asmd_response' if adjusts(diagnosis.weights) else 'asmd'}")


def _start(weights: Weights | None) -> str:
    """Return the word for what the weights are compared with."""
    if weights is None:
        return "delivered"
    if any(each.kind == "adjusted" for each in chain_of(weights)):
        return "answered"
    return "equal" if weights.base is None else "design"


def method_of_diagnosis(diagnosis: "Diagnosis") -> str:
    """Return the methods paragraph: weighting, measures, contributions, balance, rule, versions."""
    basis = diagnosis.basis
    raked = bool(diagnosis.contributions["without"].notna().any())
    sentences = [
        say("profile.made_up") if basis.synthetic else "",
        basis.weighting_method,
        say("diagnosis.method.measures"),
        say("diagnosis.method.margins") if raked else "",
        say("diagnosis.method.explained"),
        say("diagnosis.method.balance"),
        say("diagnosis.method.rule"),
        say("method.versions", kit=VERSION, numpy=np.__version__, pandas=pd.__version__),
    ]
    return " ".join(each for each in sentences if each)
