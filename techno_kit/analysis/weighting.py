"""Weights that make a sample look like its population."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Literal

import pandas as pd

from techno_kit.analysis.matching import MatchedTargets, gap_points, match_targets
from techno_kit.errors import QuestionError, TargetsError, WeightingError, raise_all
from techno_kit.numerics.capping import CappedSolution, rake_capped
from techno_kit.numerics.raking import RakeSolution, rake_cells
from techno_kit.survey.checks import shown_option, the_sample
from techno_kit.survey.collapse import CellTable, Floats
from techno_kit.survey.encoding import text_of
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets import CROSS, Targets
from techno_kit.survey.weights import Fit, Weights
from techno_kit.wording import count, decimal, join, plural, say


def rake(
    sample: Sample,
    targets: Targets,
    *,
    cap: float | None = None,
    missing: Literal["error"] = "error",
    tolerance: float = 1e-10,
) -> Weights:
    """Rake a sample to the margins of its population.

    Parameters
    ----------
    sample : Sample
        Its design's weight is where the weights start from (1 without one). A sample that was raked
        before starts from there again, not from the raked weights.
    targets : Targets
        The margins to meet.
    cap : float, optional
        The highest weight allowed, as a multiple of the mean final weight. Weights are cut to it
        and raked again until margins and cap both hold. A cap works on respondents one by one, not
        on cells.
    missing : {"error"}
        What a blank in a raking variable means; it is refused.
    tolerance : float
        The largest gap (share 0-1) of any level of any margin of the final weights.

    Returns
    -------
    Weights
        ``.values`` on the sample's index. Shares keep the sum of the base weights, counts set it.

    Raises
    ------
    TargetsError
        If targets and sample do not fit: unknown variables or levels, levels without a target,
        blanks, margins that contradict each other; all problems at once.
    WeightingError
        If no weights were found that meet every margin (and the cap); names the largest gaps.

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
    _check_options(targets, cap, missing, tolerance)
    matched = match_targets(sample, targets)
    table = sample.collapse([each.question for each in matched.answers.values()], ("d",))
    problem = _Problem(table, matched, tolerance, targets.total)
    solution = problem.solve()
    raise_all(
        TargetsError, say("errors.rake.subject"), matched.level_problems(sample, solution.before)
    )
    if not solution.converged:
        raise WeightingError(matched.gaps_told(solution.gaps, solution.after))
    base = sample.base_weight
    if cap is None:
        values = sample.spread(table, solution.factor)
        fits = matched.fits(solution.before, solution.after)
        return Weights(
            values=values,
            base=base,
            targets=targets,
            fits=fits,
            steps=(_step(sample, targets, fits, tolerance),),
            synthetic=sample.codebook.synthetic,
        )
    capped = problem.solve_capped(cap, base)
    if not capped.converged:
        raise WeightingError(_cap_told(matched, capped, cap))
    fits = matched.fits(capped.before, capped.after)
    return Weights(
        values=pd.Series(capped.weights, index=sample.frame.index, name="weight", copy=False),
        base=base,
        targets=targets,
        fits=fits,
        steps=(_step(sample, targets, fits, tolerance), _cap_step(cap, capped.rounds)),
        cap=cap,
        capped=capped.at_cap,
        synthetic=sample.codebook.synthetic,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Problem:
    """The cells, margins and targets of one raking, as arrays."""

    table: CellTable
    matched: MatchedTargets
    tolerance: float
    total: float | None

    def solve(self) -> RakeSolution:
        return rake_cells(
            self.table.raw("d"),
            self.table.shape,
            self.matched.axes,
            self.matched.goals,
            cells=self.table.cells.levels,
            tolerance=self.tolerance,
            total=self.total,
        )

    def solve_capped(self, cap: float, base: Floats | None) -> CappedSolution:
        return rake_capped(
            self.table.cells.key,
            self.table.raw("d"),
            self.table.shape,
            self.matched.axes,
            self.matched.goals,
            cap=cap,
            base=base,
            cells=self.table.cells.levels,
            tolerance=self.tolerance,
            total=self.total,
        )


def _check_options(targets: Targets, cap: float | None, missing: str, tolerance: float) -> None:
    problems = []
    if not isinstance(targets, Targets):
        raise TargetsError(say("errors.rake.kind", kind=type(targets).__name__))
    if cap is not None and not (isinstance(cap, Real) and cap > 1):
        problems.append(say("errors.rake.cap", cap=shown_option(cap)))
    if missing != "error":
        problems.append(say("errors.rake.missing_rule", value=missing))
    if not (isinstance(tolerance, Real) and tolerance > 0):
        problems.append(say("errors.rake.tolerance", value=shown_option(tolerance)))
    raise_all(QuestionError, say("errors.rake.call"), problems)


def _cap_told(matched: MatchedTargets, solution: CappedSolution, cap: float) -> str:
    """Word why no weights under the cap meet the margins."""
    margin = matched.targets.margins[solution.margin]
    level = CROSS.join(matched.levels(margin)[solution.level])
    values = {"cap": decimal(cap, 2), "name": margin.name, "level": level}
    if cap < solution.needed:
        needed = decimal(math.ceil(solution.needed * 100) / 100, 2)
        return say("errors.rake.cap_needed", needed=needed, **values)
    needed, gap, rounds = (
        decimal(solution.needed, 2),
        gap_points(solution.gap),
        count(solution.rounds),
    )
    return say("errors.rake.cap_missed", gap=gap, needed=needed, rounds=rounds, **values)


def _cap_step(cap: float, rounds: int) -> str:
    """Tell what the cap did, if anything."""
    if rounds:
        return plural("weights.cap_step", rounds, cap=text_of(cap))
    return say("weights.cap_unused", cap=text_of(cap))


def _step(sample: Sample, targets: Targets, fits: Sequence[Fit], tolerance: float) -> str:
    column = sample.design.weight
    start = say("weights.from_one") if column is None else say("weights.from_base", column=column)
    source = say("weights.source", source=targets.caption) if targets.caption else ""
    total = targets.total
    scale = say("weights.keep") if total is None else say("weights.total", total=count(total))
    return say(
        "weights.step",
        variables=join(fit.title for fit in fits),
        start=start,
        source=source,
        scale=scale,
        tolerance=f"{tolerance:g}",
    )
