"""Small tables of cells and targets, and the programmes on them written out in full."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from techno_kit.numerics.cells import Floats, Integers


class Table(NamedTuple):
    """Cells by margin, targets by margin, respondents by cell."""

    levels: list[Integers]
    targets: list[Floats]
    people: Floats

    @property
    def indicators(self) -> Floats:
        return np.concatenate(
            [np.eye(len(t))[level].T for level, t in zip(self.levels, self.targets, strict=True)]
        )

    @property
    def goal(self) -> Floats:
        return np.concatenate(self.targets)

    @property
    def shares(self) -> Floats:
        return self.people / self.people.sum()


def random_tables(n: int, seed: int) -> Iterator[Table]:
    """Yield tables, about a third of whose targets can be met."""
    rng = np.random.default_rng(seed)
    for place in range(n):
        sizes = rng.integers(2, 6, rng.integers(1, 5))
        cells = int(rng.integers(3, 25))
        levels = [rng.integers(0, size, cells) for size in sizes]
        people = np.ceil(rng.gamma(0.5, size=cells) * 4)
        if place % 3:
            targets = [rng.dirichlet(np.ones(size)) for size in sizes]
        else:
            truth = rng.dirichlet(np.ones(cells))
            targets = [
                np.bincount(level, truth, size) for level, size in zip(levels, sizes, strict=True)
            ]
        yield Table(levels, targets, people)


def solvable(table: Table, kept: Integers | None = None, low: float = 0, high: float = 0) -> bool:
    """Tell by a programme of its own whether weights exist; only some levels may count."""
    rows = np.arange(len(table.goal)) if kept is None else kept
    shares = table.shares
    bounds = [(low * share, high * share if high else None) for share in shares]
    found = linprog(
        np.zeros(len(shares)),
        A_eq=np.vstack([table.indicators[rows], np.ones(len(shares))]),
        b_eq=np.append(table.goal[rows], 1),
        bounds=bounds,
        method="highs-ipm",
    )
    return bool(found.status == 0)
