"""A diagnosis as tables that readers see."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.weights.verdicts import market_of, mean_told
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weight_words import adjusts
from techno_kit.wording import count, decimal, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.weights.diagnoses import Diagnosis

LEVELS = 80  # rows of the balance table; the rest stands in .balance
COUNTS = ("n", "zeros", "negative", "n_eff", "at_cap", "at_floor")
SHARES = ("efficiency", "top_share")
SMALL = 100  # amounts below it are told with decimals
MEAN = "(mean)"


def views_of_diagnosis(
    diagnosis: "Diagnosis", notes: Sequence[str], named: str
) -> list[dict[str, Any]]:
    """Return the arguments of a table each: measures, margins, carriers, balance.

    Parameters
    ----------
    diagnosis : Diagnosis
        What is shown.
    notes : sequence of str
        Sentences on all of it, below the last table.
    named : {"caption", "title"}
        What a table's heading is called where it is going.
    """
    tables = {
        "measures": _measures(diagnosis),
        "margins": _margins(diagnosis),
        "carriers": _carriers(diagnosis),
        "balance": _balance(diagnosis),
    }
    views = []
    for key, view in tables.items():
        if len(view["frame"]):
            heads = {"target": "asked"} if adjusts(diagnosis.weights) else {}
            columns = {
                name: say(f"diagnosis.columns.{heads.get(name, name)}")
                for name in view["frame"].columns
                if name != view.get("group")
            }
            views.append({named: say(f"diagnosis.tables.{key}"), "columns": columns, **view})
    views[-1]["notes"] = [*views[-1].get("notes", []), *notes]
    return views


def _measures(diagnosis: "Diagnosis") -> dict[str, Any]:
    weights, rows = diagnosis.weights, []
    for row in diagnosis.table.to_dict("records"):
        name = row["measure"]
        bounds = {"at_cap": "cap", "at_floor": "floor"}
        if name in bounds and getattr(weights, bounds[name], None) is None:
            continue
        if name in ("zeros", "negative") and not (row["before"] or row["after"]):
            continue
        told = _told(name, row["before"], row["after"])
        if name == "min":
            told = tuple(
                _least(text, row[of], getattr(diagnosis, of).mean)
                for text, of in zip(told, ("before", "after"), strict=True)
            )
        mean = mean_told(weights)
        rows.append((say(f"diagnosis.measures.{name}", mean=mean), *told))
    frame = pd.DataFrame(rows, columns=["measure", "before", "after"])
    return {"frame": frame, "numbers": ["before", "after"]}


def _told(measure: str, *values: float) -> tuple[str, ...]:
    if measure in COUNTS:
        return tuple(count(each) for each in values)
    if measure in SHARES:
        return tuple(percent(each, 1) for each in values)
    return _amounts(values)


def _least(text: str, value: float, mean: float) -> str:
    """Write a weight that is next to nothing beside the mean as less than a thousandth of it."""
    if not (value > 0 and mean > 0):
        return text
    power = round(log10(mean)) - 3
    limit = 10.0**power
    return say("diagnosis.less", limit=decimal(limit, max(-power, 0))) if value < limit else text


def _amounts(values: Sequence[float]) -> tuple[str, ...]:
    """Write numbers of unknown size alike: whole from 100 on, else with three digits that count."""
    least = min((abs(each) for each in values if each), default=0.0)
    if least >= SMALL:
        return tuple(count(each) for each in values)
    digits = next((n for n in range(2, 12) if round(least, 9) * 10**n >= SMALL), 2)
    return tuple(decimal(each, digits) for each in values)


def _margins(diagnosis: "Diagnosis") -> dict[str, Any]:
    found = diagnosis.contributions
    frame = pd.DataFrame(
        {"variable": [_title(diagnosis.titles, each) for each in found["variable"]]}
    )
    effects = ("alone", "without", "added")
    for name in effects:
        if found[name].notna().any():
            frame[name] = found[name]
    frame["explained"] = found["explained"]
    formats = dict.fromkeys(effects, decimal) | {"explained": percent}
    notes = [say(f"diagnosis.margins.{'raked' if 'alone' in frame else 'other'}")]
    if diagnosis.untried:
        every = diagnosis.untried == len(found)
        n = diagnosis.untried
        notes.append(say("diagnosis.untried_all") if every else plural("diagnosis.untried", n))
    market = market_of(diagnosis.weights)
    if market is not None:
        notes.append(say("drawing.rows_within", name=market.title))
    return {"frame": frame, "formats": formats, "notes": notes}


def _carriers(diagnosis: "Diagnosis") -> dict[str, Any]:
    found = diagnosis.carriers
    titles = [_title(diagnosis.titles, each) for each in found["variable"]]
    frame = pd.DataFrame(
        {
            "carrier": [
                say("diagnosis.carrier", variable=title, level=level)
                for title, level in zip(titles, found["level"], strict=True)
            ],
            **{name: found[name] for name in ("n", "share", "weight_share", "mean_weight")},
        }
    )
    shares = dict.fromkeys(("share", "weight_share"), _one_digit)
    return {"frame": frame, "formats": {**shares, "mean_weight": _one_decimal}}


def _balance(diagnosis: "Diagnosis") -> dict[str, Any]:
    """Word every row by itself: a number's means stand among shares."""
    found = diagnosis.balance
    notes = []
    if len(found) > LEVELS:
        notes.append(say("diagnosis.cut", shown=count(LEVELS), n=count(len(found))))
        distance = found[["asmd_before", "asmd_after", "moved"]].max(axis=1).fillna(0)
        furthest = distance.sort_values(ascending=False, kind="stable").index[:LEVELS]
        found = found.loc[sorted(furthest)]
    is_mean = found["level"] == MEAN
    frame = found[["variable", "level", "n"]].copy()
    frame["variable"] = [_title(diagnosis.titles, each) for each in found["variable"]]
    frame["level"] = diagnosis.levels_told(found)
    for name in ("before", "after", "target"):
        pairs = zip(found[name], is_mean, strict=True)
        frame[name] = [_amounts([each])[0] if mean else percent(each, 1) for each, mean in pairs]
    distances = ["asmd_before", "asmd_after", "moved"]
    frame[distances] = found[distances]
    if found["target"].isna().all():
        frame = frame.drop(columns=["target", "asmd_before", "asmd_after"])
    numbers = [name for name in ("before", "after", "target") if name in frame]
    return {"frame": frame, "numbers": numbers, "group": "variable", "notes": notes}


def _one_digit(share: float) -> str:
    return percent(share, 1)


def _one_decimal(value: float) -> str:
    return decimal(value, 1)


def _title(titles: Mapping[str, str], variable: str) -> str:
    """Return the wording of a variable, or of a cross of several."""
    return titles.get(variable) or CROSS.join(
        titles.get(each, each) for each in variable.split(CROSS)
    )
