"""How many respondents one share takes to reach one goal, of the size asked for or another."""

from techno_kit.analysis.sizes.size_requests import Goal, Request
from techno_kit.analysis.sizes.size_shares import Cell
from techno_kit.numerics.sizing import (
    chance_of_base,
    n_of_base,
    n_of_margin,
    two_groups,
    whole,
)

MOST = 1e12  # respondents; nobody asks for more, and a search has to end


def n_at(request: Request, goal: Goal, cell: Cell, asked: float) -> int:
    """Return how many respondents one share takes to reach a goal of some size."""
    if goal == "margin":
        limits = {"deff": request.deff, "population": request.population}
        return n_of_margin(cell.share, asked, quantile=request.quantile, **limits)
    if goal == "difference":
        first, second = sizes_of(request, cell, asked)
        return first if request.correlation is not None else first + second
    found = n_of_base(
        lambda n: chance_of_base(cell.of_all, n, asked, request.deff),
        request.certainty,
        start=whole(asked / cell.of_all),
        most=MOST,
    )
    return int(MOST) if found is None else found


def sizes_of(request: Request, cell: Cell, difference: float) -> tuple[int, int]:
    """Return the respondents of the two groups, or waves, that a difference takes."""
    contrast = request.contrast(cell.share, difference)
    return two_groups(contrast, quantile=request.test_quantile, power=request.power)
