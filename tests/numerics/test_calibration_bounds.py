import numpy as np
import pytest
from scipy.optimize import linprog

from techno_kit.numerics.calibration import calibrate
from techno_kit.numerics.calibration_bounds import needed_width
from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_problem import CalibrationProblem
from techno_kit.numerics.calibration_rows import Number
from techno_kit.numerics.cells import cell_sums
from techno_kit.numerics.schemes import margin_scheme
from tests.numerics.rows import draw, targets_like

SIZES, MARGINS = (4, 3), ((0,), (1,))
CLOSE = 0.011  # how much wider than the narrowest the search may end


def survey(seed, n=250):
    rng = np.random.default_rng(seed)
    codes, base = draw(rng, SIZES, n), rng.lognormal(0, 0.4, n)
    goals = targets_like(rng, codes, SIZES, MARGINS)
    values = rng.poisson(2, n).astype(float)
    return codes, base, goals, [Number(values, values.mean() * 1.1)]


def problem_of(codes, base, goals, numbers, **bounds):
    sums = cell_sums(codes, SIZES, [base])
    scheme = margin_scheme(SIZES, MARGINS, sums.levels)
    return CalibrationProblem.of(
        scheme, sums.sums[0], goals, key=sums.key, base=base, numbers=numbers, **bounds
    )


def narrowest(codes, base, goals, numbers, low, high):
    """Return the width by bisection on linear programmes over the rows: the slow way."""
    columns = [np.eye(size)[each] for size, each in zip(SIZES, codes, strict=True)]
    columns += [(each.values / each.target - 1)[:, None] for each in numbers]
    totals = np.concatenate([*goals, np.zeros(len(numbers))])
    matrix = np.hstack(columns).T

    def enough(width):
        limits = np.column_stack([low / width, high * width])
        found = linprog(np.zeros(len(base)), A_eq=matrix, b_eq=totals, bounds=limits)
        return found.status == 0

    short, wide = 1.0, 64.0
    while wide / short > 1.001:
        middle = np.sqrt(wide * short)
        short, wide = (short, middle) if enough(middle) else (middle, wide)
    return wide


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["linear", "raking", "logit"])
def test_bounds_on_g_are_widened_as_little_as_a_linear_programme_says(seed, kind):
    low, high = [(0.9, 1.1), (0.7, 1.05), (0.95, 1.4), (0.0, 1.2)][seed]
    survey_ = survey(seed)
    problem = problem_of(*survey_)
    share = survey_[1] / survey_[1].sum()
    expected = narrowest(*survey_, low * share, high * share)
    assert 1.02 < expected < 60
    found = needed_width(problem, Distance(kind, low, high))
    assert expected * 0.999 <= found <= expected * (1 + CLOSE)


@pytest.mark.parametrize("kind", ["linear", "raking"])
def test_bounds_on_the_weight_too(kind):
    codes, base, goals, numbers = survey(5)
    low, high = 0.9, 1.3
    problem = problem_of(codes, base, goals, numbers, low=low, high=high)
    expected = narrowest(
        codes,
        base,
        goals,
        numbers,
        low / base.sum() * np.ones(len(base)),
        high / base.sum() * np.ones(len(base)),
    )
    found = needed_width(problem, Distance(kind))
    assert expected * 0.999 <= found <= expected * (1 + CLOSE)


def test_the_bounds_that_are_told_are_enough():
    codes, base, goals, numbers = survey(1)
    width = needed_width(problem_of(codes, base, goals, numbers), Distance("raking", 0.8, 1.2))
    sums = cell_sums(codes, SIZES, [base])
    scheme = margin_scheme(SIZES, MARGINS, sums.levels)
    for kind in ("linear", "raking", "logit"):
        distance = Distance(kind, 0.8 / width, 1.2 * width)
        solution = calibrate(
            scheme, sums.sums[0], goals, distance, key=sums.key, base=base, numbers=numbers
        )
        assert solution.converged


def test_one_bound_alone_is_widened():
    codes, base, goals, numbers = survey(2)
    share = base / base.sum()
    expected = narrowest(codes, base, goals, numbers, -1e6 * share, 1.2 * share)
    found = needed_width(problem_of(codes, base, goals, numbers), Distance("linear", high=1.2))
    assert expected * 0.999 <= found <= expected * (1 + CLOSE)


def test_no_bounds_help_totals_that_contradict_each_other():
    codes, base, goals, numbers = survey(3)
    both = [*numbers, Number(numbers[0].values, numbers[0].target * 1.1)]
    assert needed_width(problem_of(codes, base, goals, both), Distance("linear", 0.5, 2)) is None
