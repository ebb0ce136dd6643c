"""What is promised of intervals, tests and letters holds: the short form of ``make trust``.

Selected by ``make gates``. A method that keeps its promises fails it by chance less than once in a
thousand times, whatever the seed; docs/trust.md has the long form.
"""

from dataclasses import replace

import pandas as pd
import pytest

from tests.trust.figures import GATES, figures_of, judged
from tests.trust.running import simulate
from tests.trust.scenarios import LEFT_OUT, PARTS, SCENARIOS

RUNS = 300
GATED = (
    *("plain", "raked", "clustered", "clustered and raked", "jackknife", "bootstrap"),
    *("small", "town", "skewed", "groups in few PSUs"),
)
#: Headlines take as long as all else: they are read in one ordinary design, and where it is hard.
HEADLINES = {"plain": PARTS, "skewed": PARTS, "groups in few PSUs": ("headlines",)}
LEAST = 15  # figures of a scenario

pytestmark = pytest.mark.trust


@pytest.fixture(scope="module")
def runs() -> dict[str, pd.DataFrame]:
    others = [each for each in (*GATED, LEFT_OUT) if each not in HEADLINES]
    found = simulate(others, RUNS, parts=[each for each in PARTS if each != "headlines"])
    for name, parts in HEADLINES.items():
        found |= simulate([name], RUNS, parts=parts)
    return found


@pytest.fixture(scope="module")
def kept(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    parts = [figures_of(SCENARIOS[name], runs[name]) for name in GATED]
    return judged(pd.concat(parts, ignore_index=True))


@pytest.mark.parametrize("name", GATED)
def test_promises_are_kept(kept: pd.DataFrame, name: str) -> None:
    broken = kept[(kept["scenario"] == name) & ~kept["kept"]]
    columns = ["measure", "answer", "by", "level", "value", "error", "least", "most"]
    assert broken.empty, broken[columns].to_string()


@pytest.mark.parametrize("name", GATED)
def test_promises_are_made(kept: pd.DataFrame, name: str) -> None:
    """A gate that nothing passes through keeps nobody out."""
    assert (kept["scenario"] == name).sum() >= LEAST


def test_every_kind_of_promise_is_made(kept: pd.DataFrame) -> None:
    assert set(kept["measure"]) == set(GATES)


def test_weights_are_made_in_nearly_every_run(runs: dict[str, pd.DataFrame]) -> None:
    for name in GATED:
        assert len(runs[name].dropna(how="all")) >= 0.99 * RUNS


def test_with_the_design_left_out_the_gate_is_shut(runs: dict[str, pd.DataFrame]) -> None:
    """The same answers as in "clustered", with strata and PSUs forgotten."""
    scenario = replace(SCENARIOS[LEFT_OUT], apart="")
    broken = judged(figures_of(scenario, runs[LEFT_OUT])).query("not kept")
    assert {"logit", "test of an answer", "joint test", "letters, family row"} <= {
        *broken["measure"]
    }
