"""Planning: how many respondents a margin of error, a difference or a base per rung takes."""

from collections.abc import Mapping
from math import inf

import numpy as np
import pandas as pd

from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.sizes.sample_sizes import COLUMNS, SampleSize
from techno_kit.analysis.sizes.size_numbers import MOST, n_at, sizes_of
from techno_kit.analysis.sizes.size_requests import (
    OF_BASE,
    OF_DIFFERENCE,
    Goal,
    Request,
    check_request,
)
from techno_kit.analysis.sizes.size_shares import Cell, cells_of, grouped_of
from techno_kit.analysis.sizes.size_words import rate_told
from techno_kit.errors import QuestionError, raise_all
from techno_kit.numerics.balance import weight_spread
from techno_kit.numerics.rarities import few_cases
from techno_kit.numerics.sizing import Formula, chance_of_base, margin_of, n_of_base, whole
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, say

Shares = Mapping[str, float] | Profile
PEOPLE = 1e10  # more than live


def sample_size(
    *,
    share: float | None = None,
    shares: Shares | None = None,
    margin: float | None = None,
    difference: float | None = None,
    base: int | None = None,
    confidence: float = 0.95,
    power: float | None = None,
    comparisons: int | None = None,
    ratio: float | None = None,
    group_share: float | None = None,
    correlation: float | None = None,
    formula: Formula | None = None,
    certainty: float | None = None,
    groups: Mapping[str, float] | str | None = None,
    deff: float | Sample = 1.0,
    population: int | None = None,
    response_rate: float | None = None,
) -> SampleSize:
    """Return how many respondents a margin of error, a difference or a base per rung takes.

    Parameters
    ----------
    share : float
        The share (0-1) that is expected; near 0.5 a margin takes most respondents.
    shares : mapping of str to float, or Profile
        Instead of one share those of several answers, such as a ladder's rungs: every one of them
        is to reach the goals. Of a profile those of its whole.
    margin : float, optional
        Goal: half the width of a share's interval, in shares (3 points are 0.03).
    difference : float, optional
        Goal: the smallest difference that a test is to find, in shares; the other share is
        `share` + `difference`, so a lower one has a negative difference.
    base : int, optional
        Goal: at least so many respondents who hold each answer.
    confidence : float
        Of intervals, and 1 - level of tests, between 0 and 1.
    power : float, default 0.8
        Chance that the test finds the difference, if there is one of that size.
    comparisons : int, default 1
        Tests that are one family: the level of each is that of Bonferroni, which is also the first
        step of Holm's method. Five groups make ten pairs; `compare` takes the pairs of an answer as
        a family, or with ``family="table"`` those of all answers.
    ratio : float, default 1
        Respondents of the second group for every one of the first.
    group_share : float, optional
        A group against the rest of the sample: the group's share (0-1) of the respondents.
    correlation : float, optional
        The same people asked twice: the correlation of their two answers (yes or no). None: two
        independent groups or waves.
    formula : {"unpooled", "pooled", "arcsine"}, optional
        The test that is planned for: z with each group's own variance, as `compare` tests, which is
        the default; z with the variance of the pooled share; z of Cohen's h.
    certainty : float, default 0.95
        Chance that all bases are reached at once.
    groups : mapping of str to float, or str, optional
        The base is asked for in every group: group to its share (0-1) of the respondents, with the
        same shares of answers in all of them; or, of a profile, the question of its groups.
    deff : float or Sample, default 1
        Design effect, 1 or more; of a sample Kish's of its weights.
    population : int, optional
        People in the population: a margin takes fewer of a small one, and no goal more than it has.
    response_rate : float, optional
        Share (0-1) of those invited who answer.

    Returns
    -------
    SampleSize
        ``.n`` respondents reach every goal, ``.invitations`` are to be invited. ``.table`` has a
        row a goal and share: ``goal, answer, group, share, asked, n, n_first, n_second, reached,
        expected, flag``.

    Raises
    ------
    QuestionError
        If a number lies outside its range, options contradict each other, or no number of
        respondents reaches a goal; tells all of it at once.

    See Also
    --------
    detectable : the smallest differences that a sample in hand can show.

    Notes
    -----
    Margin m: n0 = z^2 deff p (1 - p) / m^2, and n0 / (1 + (n0 - 1) / N) of a population of N.
    Difference of p1 and p2, group sizes n and r n: n = deff (z_a s0 + z_b s1)^2 / (p1 - p2)^2 with
    s1^2 = p1 (1 - p1) + p2 (1 - p2) / r, and s0 = s1 (``"unpooled"``) or s0^2 = P (1 - P) (1 + 1/r)
    with P the share of both together (``"pooled"``, as R's ``power.prop.test``); or n = deff
    (z_a + z_b)^2 (1 + 1/r) / h^2 with Cohen's h (``"arcsine"``, statsmodels' ``NormalIndPower``).
    People asked twice: s1^2 = p1 (1 - p1) + p2 (1 - p2) - 2 rho sqrt(p1 (1 - p1) p2 (1 - p2)).
    Base: the smallest n at which 1 - sum of the chances of too small a base reaches the certainty;
    the chance is that of a binomial of n / deff respondents, each counting deff. Numbers are
    rounded up.

    References
    ----------
    Kish, L. (1965), Survey Sampling, chapters 2 and 8. Cochran, W. G. (1977), Sampling Techniques,
    chapter 4. Fleiss, J. L., Levin, B. and Paik, M. C. (2003), Statistical Methods for Rates and
    Proportions, chapter 4. Cohen, J. (1988), Statistical Power Analysis, chapter 6.

    Examples
    --------
    >>> sample_size(share=0.24, margin=0.03).n
    779
    >>> plan = sample_size(share=0.24, difference=0.05, power=0.8, deff=1.5)
    >>> plan.n, plan.table.loc[0, ["n_first", "n_second"]].tolist()
    (3658, [1829, 1829])
    >>> sample_size(shares={"creators": 0.24, "critics": 0.37}, base=100, certainty=0.9).n
    464
    """
    options = {
        **{"margin": margin, "difference": difference, "base": base, "confidence": confidence},
        **{"power": power, "comparisons": comparisons, "ratio": ratio, "formula": formula},
        **{"group_share": group_share, "correlation": correlation, "certainty": certainty},
        **{"groups": groups, "population": population, "response_rate": response_rate},
        "deff": _deff_of(deff),
    }
    problems: list[str] = []
    cells = cells_of(share, shares, problems)
    grouped = grouped_of(cells, shares, groups, problems)
    check_request(options, cells, problems, given=share is not None or shares is not None)
    usual = {**OF_DIFFERENCE, **OF_BASE}
    filled = {name: usual.get(name) if each is None else each for name, each in options.items()}
    filled.pop("groups")
    filled["population"] = inf if population is None else population
    request = Request(cells, grouped, **filled)  # type: ignore[arg-type]  # checked above
    return SampleSize(*_table(request), request)


def _deff_of(deff: object) -> object:
    """Return a design effect, of a sample Kish's."""
    if not isinstance(deff, Sample):
        return deff
    weight = deff.weight
    return 1.0 if weight is None else weight_spread(weight).deff


# --- the numbers ---------------------------------------------------------------------------------


def _table(request: Request) -> tuple[pd.DataFrame, dict[Goal, int]]:
    """Return a row a goal and share, and how many respondents each goal takes.

    A row's `n` is what it takes by itself, `reached` and `expected` what all respondents give it.
    """
    pairs = [(goal, cell) for goal in request.goals for cell in request.cells_of(goal)]
    table = pd.DataFrame([_row(request, *each) for each in pairs])
    by_goal = {goal: int(table.loc[table["goal"] == goal, "n"].max()) for goal in request.goals}
    if request.base is not None and by_goal["base"] < MOST:
        by_goal["base"] = _for_all_bases(request, start=by_goal["base"])
    _refuse_crowds(request, by_goal)
    n = max(by_goal.values())
    _refuse_invitations(request, n)
    table["reached"] = [_reached(request, *each, n=n) for each in pairs]
    table["expected"] = [_expected(request, *each, n=n) for each in pairs]
    table["flag"] = [_flag(request, *each, n=n) for each in pairs]
    return table[list(COLUMNS)], by_goal


def _row(request: Request, goal: Goal, cell: Cell) -> dict[str, object]:
    asked = getattr(request, goal)
    first, second = np.nan, np.nan
    if goal == "difference":
        first, second = sizes_of(request, cell, asked)
    return {
        **{"goal": goal, "answer": cell.answer, "group": cell.group, "share": cell.share},
        **{"asked": asked, "n": n_at(request, goal, cell, asked)},
        **{"n_first": first, "n_second": second},
    }


def _for_all_bases(request: Request, *, start: int) -> int:
    """Return how many respondents reach every base at once, by Boole's bound of the chance."""

    def chance(n: int) -> float:
        return 1 - sum(1 - _chance(request, each, n) for each in request.grouped)

    found = n_of_base(chance, request.certainty, start=start, most=MOST)
    return int(MOST) if found is None else found


def _chance(request: Request, cell: Cell, n: int) -> float:
    return chance_of_base(cell.of_all, n, request.base or 0.0, request.deff)


def _reached(request: Request, goal: Goal, cell: Cell, *, n: int) -> float:
    """Return what all respondents together reach for one share."""
    if goal == "margin":
        limits = {"deff": request.deff, "population": request.population}
        return margin_of(cell.share, n, quantile=request.quantile, **limits)
    if goal == "base":
        return _chance(request, cell, n)
    contrast = request.contrast(cell.share, request.difference or 0.0)
    return contrast.power(_first(request, n), quantile=request.test_quantile)


def _expected(request: Request, goal: Goal, cell: Cell, *, n: int) -> float:
    """Return how many of all respondents are expected to hold an answer, in two groups by each."""
    if goal != "difference" or request.correlation is not None:
        return cell.of_all * n
    first, other = _first(request, n), cell.share + (request.difference or 0.0)
    return first * cell.share + (n - first) * other


def _first(request: Request, n: float) -> float:
    """Return the first group's part of all respondents."""
    return n if request.correlation is not None else n / (1 + request.group_ratio)


def _flag(request: Request, goal: Goal, cell: Cell, *, n: int) -> str:
    """Tell where the normal approximation is rough: fewer than five expected cases."""
    if goal == "base":
        return ""
    shares, sizes = np.array([cell.share]), np.array([n / request.deff])
    if goal == "difference":
        first = _first(request, n) / request.deff
        shares = np.array([cell.share, cell.share + (request.difference or 0.0)])
        sizes = first * np.array([1.0, request.group_ratio])
    return say("flags.few") if few_cases(shares, sizes).any() else ""


def _refuse_crowds(request: Request, by_goal: dict[Goal, int]) -> None:
    """Refuse goals that take more respondents than there are people, all at once."""
    problems = []
    for goal, n in by_goal.items():
        told = say(f"sizing.goal.{goal}")
        if n >= MOST:
            problems.append(say("errors.size.endless", goal=told))
        elif n > request.population:
            people = count(request.population)
            problems.append(say("errors.size.crowd", goal=told, n=count(n), population=people))
    raise_all(QuestionError, say("errors.size.subject"), problems)


def _refuse_invitations(request: Request, n: int) -> None:
    """Refuse a response rate at which more would have to be invited than there are people."""
    if request.response_rate is None:
        return
    invited = whole(n / request.response_rate)
    if invited <= min(request.population, PEOPLE):
        return
    key = "uninvited" if request.population < PEOPLE else "nobody_left"
    raise QuestionError(
        say("errors.size.subject")
        + ": "
        + say(
            f"errors.size.{key}",
            n=count(n),
            invited=count(invited),
            rate=rate_told(request.response_rate),
            population=count(request.population) if key == "uninvited" else "",
        )
    )
