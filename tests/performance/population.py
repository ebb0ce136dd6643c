"""Made-up respondents for measuring: six related demographics, base weights, thirty activities."""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import pandas as pd

LEVELS = {"age": 7, "gender": 2, "region": 12, "education": 5, "income": 8, "device": 4}
SIZES = tuple(LEVELS.values())
CELLS = int(np.prod(SIZES))
MARGINS = tuple((axis,) for axis in range(len(SIZES)))
REGIONS = np.array([16, 13, 12, 10, 9, 8, 8, 7, 6, 5, 4, 2]) / 100
CUTS = {
    "age": (14, 16, 16, 17, 15, 12, 10),
    "education": (12, 28, 25, 22, 13),
    "income": (10, 13, 15, 16, 15, 13, 10, 8),
    "device": (18, 30, 32, 20),
    "activity": (55, 12, 10, 9, 8, 6),  # never to daily
}
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
    """Codes by variable, and a base weight for each respondent."""

    codes: dict[str, np.ndarray]
    base: np.ndarray

    @property
    def n(self) -> int:
        return len(self.base)

    @cached_property
    def columns(self) -> list[np.ndarray]:
        return list(self.codes.values())

    def categories(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                name: pd.Categorical.from_codes(codes, level_names(name))
                for name, codes in self.codes.items()
            }
        )


def level_names(name: str) -> list[str]:
    return [f"{name} {level}" for level in range(LEVELS[name])]


def cut(values: np.ndarray, name: str) -> np.ndarray:
    """Cut normal values into levels that have the shares of CUTS."""
    below = np.cumsum(CUTS[name])[:-1] / 100
    spread = float(values.std())
    return np.searchsorted([NormalDist(0, spread).inv_cdf(each) for each in below], values).astype(
        np.int8
    )


def draw(rng: np.random.Generator, n: int, bias: float) -> dict[str, np.ndarray]:
    """Draw demographics; with a bias the young, women and the first regions are over-represented."""

    def noise() -> np.ndarray:
        return rng.standard_normal(n, dtype=np.float32)

    life, status = noise(), noise()
    regions = REGIONS * np.linspace(1 + bias, 1 - bias, len(REGIONS))
    schooling = 0.8 * status - 0.35 * life + 0.5 * noise()
    return {
        "age": cut(life, "age") if not bias else cut_shifted(life, "age", bias),
        "gender": (rng.random(n, dtype=np.float32) < 0.49 + bias / 5).astype(np.int8),
        "region": np.searchsorted(
            np.cumsum(regions / regions.sum())[:-1], rng.random(n, dtype=np.float32)
        ).astype(np.int8),
        "education": cut_shifted(schooling, "education", -bias),
        "income": cut_shifted(0.6 * status + 0.35 * schooling + 0.5 * noise(), "income", 0),
        "device": cut_shifted(0.3 * status - 0.5 * life + 0.8 * noise(), "device", -bias),
    }
