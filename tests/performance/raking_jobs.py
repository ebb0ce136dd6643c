"""Jobs of raking beyond the plain one: columns of text, and more margins than collapse."""

from statistics import median

import numpy as np
from measuring import Job, in_turn, ratios, told
from population import LEVELS, SIZES, Respondents, level_names, respondents
from population import targets as population_targets

from techno_kit.numerics.cells import cell_sums, spread
from techno_kit.numerics.raking import rake_cells

VERB, TEXTS = "tk.rake", '`astype("category")`'
TWELVE, ROW_BY_ROW = "cells, twelve margins", "rows"
MORE = 6  # margins beyond the six
STEPS = 7  # their levels
TEXT = 1.3  # goal: at most so many times making categories of the columns
SWEEPING = 5.0  # goal: at least so many times faster than sweeps over rows
GAP = 1e-6  # share; where sweeps over rows stop
SWEEPS = 500


def text_jobs(data: Respondents) -> dict[str, Job]:
    """Rake a frame of texts; the floor makes categories of its columns."""
    import techno_kit as tk

    frame = data.categories().astype("str").assign(base=data.base)
    design = tk.Design(weight="base")
    targets = tk.Targets.from_shares(
        {
            name: dict(zip(level_names(name), shares.tolist(), strict=True))
            for name, shares in zip(LEVELS, population_targets(), strict=True)
        }
    )
    return {
        VERB: lambda: tk.rake(tk.Sample.from_frame(frame, design=design), targets).values,
        TEXTS: lambda: [frame[name].astype("category") for name in LEVELS],
    }


def twelve_jobs(data: Respondents) -> dict[str, Job]:
    """Rake to twelve margins, by cells and by sweeps over rows."""
    rng = np.random.default_rng(0)
    columns, goals = list(data.columns), list(population_targets())
    education = data.codes["education"]
    for _ in range(MORE):
        columns.append(np.clip(education + rng.integers(0, 4, data.n), 0, STEPS - 1).astype("i1"))
        shares = np.bincount(columns[-1], minlength=STEPS) * np.linspace(0.8, 1.2, STEPS)
        goals.append(shares / shares.sum())
    sizes = (*SIZES, *(STEPS for _ in range(MORE)))
    margins = tuple((axis,) for axis in range(len(sizes)))

    def by_cells() -> np.ndarray:
        sums = cell_sums(columns, sizes, [data.base])
        solution = rake_cells(sums.sums[0], sizes, margins, goals, cells=sums.levels)
        return spread(sums.key, solution.factor, data.base)

    levels = [column.astype(np.intp) for column in columns]

    def by_rows() -> np.ndarray:
        weights = data.base / data.base.sum()
        for _ in range(SWEEPS):
            worst = 0.0
            for level, size, goal in zip(levels, sizes, goals, strict=True):
                reached = np.bincount(level, weights, size)
                worst = max(worst, float(np.abs(reached - goal).max()))
                weights = weights * (goal / reached)[level]
            if worst <= GAP:
                break
        return weights * data.base.sum()

    # Sweeps that stop at a gap of 1e-6 leave single weights off by a hundred times that.
    np.testing.assert_allclose(by_cells(), by_rows(), rtol=1e-3)
    return {TWELVE: by_cells, ROW_BY_ROW: by_rows}


def text_section(n: int, rounds: int) -> str:
    """Tell what raking columns of text takes."""
    jobs = text_jobs(respondents(n))
    times = in_turn(jobs, rounds)
    return f"""## From columns of text, {n:,} respondents

From a data frame of `str` columns to weights, the sample made on the way:
{told(ratios(times, VERB, TEXTS))} x making the six columns categories ({TEXTS}; \
{1e3 * median(times[VERB]):.3g} ms); goal: at most {TEXT:g} x,
at 1,000,000.
"""


def twelve_section(n: int, rounds: int) -> str:
    """Tell how long twelve margins take, with nearly as many cells as respondents."""
    times = in_turn(twelve_jobs(respondents(n)), rounds)
    return f"""## Twelve margins, {n:,} respondents

Nearly every respondent is a cell of their own. Raking from arrays, to the end:
{told(ratios(times, ROW_BY_ROW, TWELVE))} x faster than sweeps over rows that stop at gaps of 1e-6
({1e3 * median(times[TWELVE]):.3g} ms against {1e3 * median(times[ROW_BY_ROW]):.3g} ms); goal: at \
least {SWEEPING:g} x, at 1,000,000.
"""
