"""The self-check finds what a broken installation would get wrong."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.comparisons.comparing import compare
from techno_kit.analysis.profiles.profiling import profile
from techno_kit.analysis.weights.weighting import rake
from techno_kit.cli.checks import check_results
from techno_kit.cli.selfcheck import self_check

MARGINS = "every margin of the targets is met"
SUM = "the weights keep the mean of the base weights"
CAP = "weights are above 0 and not above the cap"
SHARES = "shares are those of the file, overall and by group"
INTERVALS = "shares lie in their intervals, between 0 and 1"
DIFFERENCES = "differences are those of the file's shares"
P = "p-values lie between 0 and 1, and adjusting never lowers one"
ALL = [MARGINS, SUM, CAP, SHARES, INTERVALS, DIFFERENCES, P]
LITTLE = 1e-6  # far less than anybody would see, far more than rounding


def broken_promises() -> list[str]:
    return [promise for promise, held in self_check().items() if not held]


def spoil(monkeypatch, verb: str, change: Callable[[object], object]) -> None:
    right = {"rake": rake, "profile": profile, "compare": compare}[verb]
    monkeypatch.setattr(tk, verb, lambda *a, **k: change(right(*a, **k)), raising=False)


def test_this_installation_keeps_every_promise() -> None:
    assert self_check() == dict.fromkeys(ALL, True)
    found = check_results()
    assert found.state == "ok" and found.what.endswith("s)") and "(7 promises, " in found.what


@pytest.mark.parametrize(
    ("change", "promises"),
    [
        (lambda w: w * (1 + LITTLE), [SUM]),
        (lambda w: w.where(w.index != w.index[7], w * 1.01), [MARGINS, SUM]),
        (lambda w: pd.Series(np.roll(w, 1), w.index), [MARGINS]),
    ],
)
def test_weights_that_are_wrong(monkeypatch, change, promises) -> None:
    monkeypatch.setattr("techno_kit.survey.targets.margins.margins_hold", lambda *_: True)
    spoil(monkeypatch, "rake", lambda weights: replace(weights, values=change(weights.values)))
    assert set(promises) <= set(broken_promises())


def test_a_cap_that_was_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(tk, "rake", lambda *a, cap: rake(*a), raising=False)
    monkeypatch.setattr("techno_kit.cli.selfcheck.CAP", 2.0)
    assert broken_promises() == [CAP]


def moved(column: str, by: float, where: Callable[[pd.DataFrame], pd.Series]):
    def change(found):
        table = found.table
        table.loc[where(table), column] += by
        return replace(found, _table=table)

    return change


def young(table: pd.DataFrame) -> pd.Series:
    return (table["answer"] == "creators") & (table["level"] == "18-24")


def whole(table: pd.DataFrame) -> pd.Series:
    return (table["answer"] == "creators") & table["level"].isna()


@pytest.mark.parametrize(
    ("change", "promises"),
    [
        (moved("share", LITTLE, young), [SHARES]),
        (moved("share", LITTLE, whole), [SHARES]),
        (moved("high", -0.5, young), [INTERVALS]),
        (moved("low", -0.9, whole), [INTERVALS]),
    ],
)
def test_a_profile_that_is_wrong(monkeypatch, change, promises) -> None:
    spoil(monkeypatch, "profile", change)
    assert broken_promises() == promises


@pytest.mark.parametrize(
    ("column", "by", "promises"),
    [
        ("difference", LITTLE, [DIFFERENCES]),
        ("p", 1.5, [P]),
        ("p_adjusted", -0.5, [P]),
        ("p", np.nan, [P]),
    ],
)
def test_a_comparison_that_is_wrong(monkeypatch, column, by, promises) -> None:
    def change(found):
        pairs = found.pairs.copy()
        pairs.loc[0, column] += by
        return replace(found, _pairs=pairs)

    spoil(monkeypatch, "compare", change)
    assert broken_promises() == promises


def test_a_comparison_that_lost_a_pair(monkeypatch) -> None:
    spoil(monkeypatch, "compare", lambda found: replace(found, _pairs=found.pairs[1:]))
    assert broken_promises() == [DIFFERENCES]


def test_what_is_wrong_is_told(monkeypatch) -> None:
    spoil(monkeypatch, "profile", moved("share", LITTLE, young))
    found = check_results()
    assert found.state == "wrong"
    assert found.what == f"the shipped study comes out wrong: {SHARES}"
    assert found.cure.startswith("do not use this installation")


def test_an_installation_that_breaks_is_told(monkeypatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ImportError("no numpy core")

    monkeypatch.setattr(tk, "profile", breaks, raising=False)
    found = check_results()
    assert (found.state, found.what) == (
        "wrong",
        "the shipped study cannot be computed: no numpy core",
    )
