"""What weights tell their readers: what was done, what it cost, what it did not reach."""

from typing import Any

import numpy as np

from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.encoding import text_of
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weights import Fit, Weights
from techno_kit.wording import count, decimal, join, percent, plural, points, say

SEEN = 0.0005  # share: less does not show in a tenth of a point
MISSED = 1e-6  # share: a larger gap is a promise not kept, and told
FIXED = 1e-9  # share: so small a standard error was fixed by the reference's own weighting
VANISHED = 1e-3  # of the usual factor: whoever kept less is all but thrown away


def done(weights: Weights) -> str:
    """Word what was done to the design's weights: "raked to sex and age", ..."""
    key = "towards" if weights.kind == "raked" and _missed(weights) else weights.kind
    last = say(f"weights.done.{key}", variables=_variables(weights))
    if weights.parent is None:
        return last
    return say("weights.done.chain", first=weights.parent.done, last=last)


def text(weights: Weights) -> str:
    """Word the weighting in two to six sentences."""
    n = int(np.count_nonzero(weights.array))
    told = [
        plural("weights.made", n, done=weights.done) + _moved(weights),
        *_response(weights),
        say(
            "weights.worth",
            efficiency=percent(weights.efficiency),
            n_eff=count(weights.n_eff),
            deff=decimal(weights.deff),
            largest=decimal(weights.largest, 1),
        ),
        *_bounds(weights),
        *_blanks(weights),
        *_negative(weights),
        *_missed(weights),
        *_vanished(weights),
    ]
    whole = " ".join(told)
    return say("profile.synthetic", text=whole) if weights.synthetic else whole


def method(weights: Weights) -> str:
    """Word the methods paragraph: every step, and what the errors take as known."""
    made_up = [say("profile.made_up")] if weights.synthetic else []
    error = (weights.targets.largest_se if weights.targets else None) or 0.0
    known = [say("weights.estimated", error=decimal(100 * error, 1))] if error > FIXED else []
    missed = _missed(weights)
    known += [*missed, say("weights.missed_more")] if missed else []
    vanished = _vanished(weights)
    more = [say("weights.vanished_more")] if vanished else []
    return " ".join([*made_up, *weights.steps, *known, *vanished, *more])


def view(weights: Weights) -> dict[str, Any]:
    """Return what `table_html` and `table_text` need."""
    means = {fit.variables for fit in weights.fits if fit.number is not None}
    titles = {fit.variables: fit.title for fit in weights.fits}
    table = weights.table
    shares = ("before", "after", "target")
    heads = {"target": "asked"} if adjusts(weights) else {}
    told = {
        name: [
            decimal(value, 2) if variable in means else percent(value, 1)
            for variable, value in zip(table["variable"], table[name], strict=True)
        ]
        for name in shares
    }
    return {
        "frame": table.assign(**told),
        "columns": {name: say(f"columns.{heads.get(name, name)}") for name in ("level", *shares)},
        "formats": {"variable": lambda name: titles[str(name)]},
        "numbers": shares,
        "group": "variable",
    }


def _variables(weights: Weights) -> str:
    """List the margins' wordings; those of markets with the question they are within."""
    titles = join(fit.title for fit in weights.fits if not fit.within)
    inside = [fit for fit in weights.fits if fit.within]
    if not inside:
        return titles
    rest = join(CROSS.join(each.title for each in fit.questions[1:]) for fit in inside)
    name = market_of(weights)
    key = "and_within" if titles else "within_each"
    return say(f"weights.{key}", others=titles, variables=rest, name=name)


def market_of(weights: Weights | None) -> str:
    """Return the question whose levels were weighted by themselves; "" where there is none."""
    inside = [fit for fit in weights.fits if fit.within] if weights is not None else []
    return inside[0].questions[0].title if inside else ""


def _moved(weights: Weights) -> str:
    """Tell which level's share moved most."""
    shares = [fit for fit in weights.fits if fit.number is None and len(fit.levels)]
    if not shares:
        return _means_moved(weights)
    moved = max(shares, key=lambda fit: float(np.abs(fit.after - fit.before).max()))
    place = int(np.abs(moved.after - moved.before).argmax())
    if abs(moved.after[place] - moved.before[place]) < SEEN:
        return say("weights.not_moved")
    return say(
        "weights.moved",
        level=CROSS.join(moved.levels[place]),
        variable=moved.title,
        before=percent(moved.before[place], 1),
        after=percent(moved.after[place], 1),
    )


def _means_moved(weights: Weights) -> str:
    """Tell how the first number's mean moved, where there are numbers only."""
    numbers = [fit for fit in weights.fits if fit.number is not None]
    if not numbers:
        return "."
    before, after = (decimal(float(each[0]), 2) for each in (numbers[0].before, numbers[0].after))
    return say("weights.mean_moved", name=numbers[0].title, before=before, after=after)


def _started(weights: Weights) -> np.ndarray[Any, np.dtype[np.float64]]:
    before = weights.base if weights.parent is None else weights.parent.array
    return np.ones(len(weights)) if before is None else before


def _response(weights: Weights) -> list[str]:
    """Tell how many of those who were asked answered, where the step was about that."""
    if weights.kind != "adjusted":
        return []
    start = _started(weights)
    asked, answered = start > 0, (start > 0) & (weights.array > 0)
    rate = percent(np.count_nonzero(answered) / np.count_nonzero(asked), 1)
    weighted = percent(start[answered].sum() / start.sum(), 1)
    n = count(int(np.count_nonzero(asked)))
    return [say("weights.response", asked=n, rate=rate, weighted=weighted)]


def _bounds(weights: Weights) -> list[str]:
    """Tell how many weights sit on the bounds."""
    told = []
    market = "" if weights.kind == "trimmed" else market_of(weights)  # a trim's bounds are of all
    whose = say("weights.mean_of_each", name=market) if market else say("weights.mean")
    for name, bound, held in (
        ("cap", weights.cap, weights.capped),
        ("floor", weights.floor, weights.floored),
    ):
        if bound is not None:
            key = name if held else f"no_{name}"
            n = plural("units.weights", held)
            told.append(say(f"weights.{key}", bound=text_of(round(bound, 2)), n=n, mean=whose))
    return told


def _blanks(weights: Weights) -> list[str]:
    """Tell what became of those who are blank on a variable."""
    rule = weights.recipe.steps[-1].options.get("missing") if weights.recipe.steps else None
    if rule == "drop":
        n = int(np.count_nonzero((_started(weights) > 0) & (weights.array == 0)))
        return [plural("weights.blanks_dropped", n)] if n else []
    shares = [
        say("weights.blank_share", share=percent(share, 1), variable=fit.title)
        for fit in weights.fits
        if not fit.within
        for level, share in zip(fit.levels, fit.after, strict=True)
        if BLANK in level
    ]
    if not shares or rule is None:
        return []
    return [say(f"weights.blanks_{rule}", shares=join(shares))]


def _negative(weights: Weights) -> list[str]:
    """Tell how many weights are below 0, which a linear calibration may bring."""
    n = int(np.count_nonzero(weights.array < 0))
    return [plural("calibrating.negative", n)] if n else []


def _missed(weights: Weights) -> list[str]:
    """Warn where a margin is not met: after a trim, or where the closest weights were asked."""
    if weights.kind == "adjusted":
        return []  # an inverse propensity does not promise to meet its margins
    gaps: list[tuple[float, Fit, int]] = [
        (float(gap), fit, place)
        for fit in weights.fits
        if fit.number is None
        for place, gap in enumerate(fit.after - fit.target)
    ]
    if not gaps:
        return []
    gap, fit, place = max(gaps, key=lambda each: abs(each[0]))
    if abs(gap) <= MISSED:
        return []
    level = CROSS.join(fit.levels[place])
    return [say("weights.missed", gap=points(gap, 1), level=level, variable=fit.title)]


def adjusts(weights: Weights | None) -> bool:
    """Whether the targets are those who were asked: whether an adjustment was the last step."""
    while weights is not None and weights.kind == "trimmed" and weights.parent is not None:
        weights = weights.parent
    return weights is not None and weights.kind == "adjusted"


def vanished_of(weights: Weights) -> int:
    """Count the respondents whose weight is as good as 0; a trim is no start of its own."""
    step = weights
    while step.kind == "trimmed" and step.parent is not None:
        step = step.parent
    start = _started(step)
    factor = np.divide(weights.array, start, out=np.zeros(len(start)), where=start > 0)
    usual = weights.array.sum() / start.sum()
    return int(np.count_nonzero((factor > 0) & (factor < VANISHED * usual)))


def _vanished(weights: Weights) -> list[str]:
    """Warn where targets are met only by weights that are as good as 0."""
    n = vanished_of(weights)
    return [plural("weights.vanished", n)] if n else []
