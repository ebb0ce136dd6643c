"""Weights that make a sample look like its population."""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Literal, get_args

from techno_kit.analysis.weights.composing import Weighing, weigh
from techno_kit.analysis.weights.raking import Bounds
from techno_kit.errors import QuestionError, TargetsError, listed, raise_all, unknown_word
from techno_kit.survey.bounding import BoundGiven, checked_bound, crossed_bounds
from techno_kit.survey.checks import shown_option, the_sample
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.survey.targets.target_set import Targets
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

Infeasible = Literal["error", "closest"]
TOLERANCE = 1e-10  # share


def rake(
    sample: Sample,
    targets: Targets | Mapping[str, Targets],
    *,
    within: str | None = None,
    cap: BoundGiven | None = None,
    floor: BoundGiven | None = None,
    missing: BlankRule = "error",
    on_infeasible: Infeasible = "error",
    start: Weights | None = None,
    tolerance: float = TOLERANCE,
) -> Weights:
    """Rake a sample to the margins of its population.

    Parameters
    ----------
    sample : Sample
        Its design's weight is where the weights start from (1 without one), or the last adjustment
        for non-response. Weights that were raked, calibrated or trimmed before are replaced, so
        that a cell run twice gives the same weights; `start` continues from them.
    targets : Targets or mapping of level to Targets
        The margins to meet: of one variable or of several that are crossed; they may overlap. A
        mapping gives each level of `within` its own.
    within : str, optional
        A question, such as the country or the wave, each of whose levels is raked by itself: to
        the margins that cross it, and to those without it. A margin of it alone, or shares of the
        whole, or counts, set the levels' own shares; else each keeps the sum of its weights.
    cap, floor : float or (rule, number), optional
        The highest and the lowest weight allowed, as a multiple of the mean final weight, such as
        5; or ``("median", 4)``, ``("absolute", 12)``, ``("quantile", 0.99)``, ``("iqr", 6)``:
        six interquartile ranges from the median. Weights are cut and raked again until margins and
        bounds hold. A bound works on respondents one by one, not on cells; with `within`, in each
        level by itself.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank in a raking variable means. It is refused; it is the level ``"(blank)"``, for
        which the targets have a figure; the blanks of a margin keep their share, and its targets
        hold among the others; the respondent gets a weight of 0.
    on_infeasible : {"error", "closest"}
        What to do where no weights meet the targets: explain why, or return the weights that come
        close and show every gap.
    start : Weights, optional
        Weights to start from instead.
    tolerance : float
        The largest gap (share 0-1) of any level of any margin of the final weights.

    Returns
    -------
    Weights
        ``.values`` on the sample's index. Shares keep the sum of the starting weights, counts set
        it.

    Raises
    ------
    TargetsError
        If targets and sample do not fit: unknown variables or levels, levels without a target,
        blanks, margins that contradict each other; all problems at once.
    WeightingError
        If no weights meet every margin (and the bounds); says which levels are to blame, how close
        one can get, and what to merge.

    Notes
    -----
    w = d f(cell) with base weight d and a factor that is a product of one number per margin level,
    the minimum of sum(w log(w / d) - w + d) under the margins; it is found on the cells of the
    raking variables by Newton's method, or by iterative proportional fitting where that fails.

    References
    ----------
    Deville, J.-C., Sarndal, C.-E. and Sautory, O. (1993), JASA 88, 1013-1020.

    Examples
    --------
    >>> import pandas as pd
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 6 + ["Male"] * 4}))
    >>> weights = rake(sample, Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}))
    >>> weights.table.round(3)
      variable   level  before  after  target  gap
    0      sex  Female     0.6    0.5     0.5  0.0
    1      sex    Male     0.4    0.5     0.5  0.0
    """
    sample = the_sample(sample, "tk.rake")
    bounds = _checked(targets, within, cap, floor, missing, on_infeasible, tolerance)
    within = within or (isinstance(targets, Targets) and targets.within) or None
    options = {
        "within": within,
        "cap": cap,
        "floor": floor,
        "missing": missing,
        "on_infeasible": on_infeasible,
        "tolerance": tolerance,
    }
    weighing = Weighing(rake, "raked", targets, within, missing, bounds, tolerance, options)
    return weigh(sample, weighing, start=start, closest=on_infeasible == "closest")


def poststratify(
    sample: Sample,
    targets: Targets,
    *,
    missing: BlankRule = "error",
    start: Weights | None = None,
) -> Weights:
    """Post-stratify a sample: give every cell its share of the population.

    Parameters
    ----------
    sample : Sample
        Its design's weight is where the weights start from, as with `rake`.
    targets : Targets
        One margin: of a variable, or the full cross of several.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank in a variable means, as with `rake`.
    start : Weights, optional
        Weights to start from instead.

    Returns
    -------
    Weights
        ``.values`` on the sample's index. Shares keep the sum of the starting weights, counts set
        it.

    Raises
    ------
    TargetsError
        If there are several margins, or targets and sample do not fit: a cell without respondents
        or without a target; all problems at once.

    Notes
    -----
    w = d T(cell) / D(cell) with base weight d, target T and sum of the base weights D.

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979). Post stratification. JRSS A 142, 33-46.

    Examples
    --------
    >>> import pandas as pd
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 3 + ["Male"]}))
    >>> targets = Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    >>> poststratify(sample, targets).values.round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    sample = the_sample(sample, "tk.poststratify")
    if not isinstance(targets, Targets):
        raise TargetsError(say("errors.rake.kind", kind=type(targets).__name__))
    raise_all(TargetsError, say("errors.rake.subject"), _numbers([targets]))
    problems = []
    if len(targets.margins) != 1:
        names = listed([margin.name for margin in targets.margins])
        problems.append(say("errors.poststratify.margins", names=names))
    if missing not in get_args(BlankRule):
        problems.append(unknown_word("missing", missing, get_args(BlankRule)))
    raise_all(QuestionError, say("errors.poststratify.call"), problems)
    options = {"missing": missing}
    nothing, within = Bounds(None, None), targets.within or None
    weighing = Weighing(
        poststratify, "poststratified", targets, within, missing, nothing, TOLERANCE, options
    )
    return weigh(sample, weighing, start=start)


def _checked(
    targets: object,
    within: object,
    cap: object,
    floor: object,
    missing: str,
    on_infeasible: str,
    tolerance: float,
) -> Bounds:
    if not isinstance(targets, Targets) and not (
        isinstance(targets, Mapping) and all(isinstance(each, Targets) for each in targets.values())
    ):
        raise TargetsError(say("errors.rake.kind", kind=type(targets).__name__))
    each = [targets] if isinstance(targets, Targets) else list(targets.values())
    raise_all(TargetsError, say("errors.rake.subject"), _numbers(each))
    problems = []
    bounds = []
    for name, given in (("cap", cap), ("floor", floor)):
        bound = checked_bound(name, given)
        problems += [bound] if isinstance(bound, str) else []
        bounds.append(None if isinstance(bound, str) else bound)
    if not (within is None or isinstance(within, str)):
        problems.append(say("errors.rake.within", kind=type(within).__name__))
    if missing not in get_args(BlankRule):
        problems.append(unknown_word("missing", missing, get_args(BlankRule)))
    if on_infeasible not in get_args(Infeasible):
        problems.append(unknown_word("on_infeasible", on_infeasible, get_args(Infeasible)))
    problems += crossed_bounds(*bounds)
    if not (isinstance(tolerance, Real) and tolerance is not True and 0 < tolerance < 1):
        problems.append(say("errors.rake.tolerance", value=shown_option(tolerance)))
    raise_all(QuestionError, say("errors.rake.call"), problems)
    return Bounds(*bounds)


def _numbers(targets: Iterable[Targets]) -> list[str]:
    """Tell the means and totals that only a calibration meets."""
    found = dict.fromkeys(number for each in targets for number in each.numbers)
    return [
        say(
            "errors.rake.number", name=each.question, level=each.level.strip("()"), value=each.value
        )
        for each in found
    ]
