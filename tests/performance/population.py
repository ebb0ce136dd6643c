"""Made-up respondents for measuring: six related demographics, base weights, thirty activities."""

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
import pandas as pd

LEVELS = {"age": 7, "gender": 2, "region": 12, "education": 5, "income": 8, "device": 4}
SIZES = tuple(LEVELS.values())
CELLS = int(np.prod(SIZES))
MARGINS = tuple((axis,) for axis in range(len(SIZES)))
REGIONS = np.array([16, 13, 12, 10, 9, 8, 8, 7, 6, 5, 4, 2]) / 100
AGES = (14, 16, 16, 17, 15, 12, 10)
EDUCATIONS = (12, 28, 25, 22, 13)
INCOMES = (10, 13, 15, 16, 15, 13, 10, 8)
DEVICES = (18, 30, 32, 20)
HOW_OFTEN = (55, 12, 10, 9, 8, 6)  # never ... daily
BIAS = 0.45  # of a standard deviation: how far the sample is from its population
POPULATION = 1_000_000
ACTIVITIES = 30
#: Which activities make a rung, and from which rank on.
RUNGS = (
    (range(0, 5), 3),
    (range(5, 8), 4),
    (range(8, 13), 3),
    (range(13, 17), 3),
    (range(17, 19), 3),
    (range(19, 26), 3),
    (range(26, 30), 2),
)


@dataclass(frozen=True)
class Respondents:
    """Codes by variable, the life latent behind them, a base weight for each respondent."""

    codes: dict[str, np.ndarray]
    life: np.ndarray
    base: np.ndarray

    @property
    def n(self) -> int:
        return len(self.base)

    @property
    def columns(self) -> list[np.ndarray]:
        return list(self.codes.values())

    def categories(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                name: pd.Categorical.from_codes(codes, level_names(name))
                for name, codes in self.codes.items()
            }
        )

    def activities(self) -> list[np.ndarray]:
        rng = np.random.default_rng(self.n + 1)
        return [
            _cut(_normal(rng, self.n) - self.life / 2, HOW_OFTEN, at / 20)
            for at in range(ACTIVITIES)
        ]


def level_names(name: str) -> list[str]:
    return [f"{name} {level}" for level in range(LEVELS[name])]


def respondents(n: int) -> Respondents:
    """Draw a sample in which the young, women and the first regions are over-represented."""
    rng = np.random.default_rng(n)
    codes, life = _draw(rng, n, BIAS)
    return Respondents(codes, life, np.exp(0.35 * rng.standard_normal(n)))


@cache
def targets() -> tuple[np.ndarray, ...]:
    """Shares in the population, a margin for every demographic."""
    codes, _ = _draw(np.random.default_rng(7), POPULATION, 0.0)
    return tuple(
        np.bincount(codes[name], minlength=size) / POPULATION for name, size in LEVELS.items()
    )


def _draw(
    rng: np.random.Generator, n: int, bias: float
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    life, status = _normal(rng, n), _normal(rng, n)
    schooling = 0.8 * status - 0.35 * life + 0.5 * _normal(rng, n)
    earning = 0.6 * status + 0.35 * schooling + 0.5 * _normal(rng, n)
    using = 0.3 * status - 0.5 * life + 0.8 * _normal(rng, n)
    regions = REGIONS * np.linspace(1 + bias, 1 - bias, len(REGIONS))
    codes = {
        "age": _cut(life, AGES, bias),
        "gender": (rng.random(n, dtype=np.float32) < 0.49 + bias / 5).astype(np.int8),
        "region": np.searchsorted(
            np.cumsum(regions / regions.sum())[:-1], rng.random(n, dtype=np.float32)
        ).astype(np.int8),
        "education": _cut(schooling, EDUCATIONS, -bias),
        "income": _cut(earning, INCOMES, 0.0),
        "device": _cut(using, DEVICES, -bias),
    }
    return codes, life


def _normal(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.standard_normal(n, dtype=np.float32)


def _cut(values: np.ndarray, shares: tuple[int, ...], shift: float) -> np.ndarray:
    """Cut values of roughly a normal distribution at its quantiles, moved by a shift."""
    spread = NormalDist(shift, float(values.std()))
    edges = [spread.inv_cdf(share / 100) for share in np.cumsum(shares)[:-1]]
    return np.searchsorted(np.array(edges, np.float32), values).astype(np.int8)
