"""Weights of R's calibrate(calfun="raking"), which its rake() agrees with."""

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import HERE, WEIGHT_TOLERANCE, close, sample_of, targets_file

WEIGHTS = pd.read_csv(HERE / "expected" / "weights.csv", index_col="id")
EFFECTS = pd.read_csv(HERE / "expected" / "design_effects.csv", index_col="weights")
CASES = {  # column of R's file: targets, weighted, cap
    "single": ("targets", True, None),
    "crossed": ("targets_crossed", True, None),
    "overlapping": ("targets_overlapping", True, None),
    "counts": ("targets_counts", True, None),
    "equal": ("targets", False, None),
    "cap_3": ("targets", True, 3),
    "cap_2.5": ("targets", True, 2.5),
    "equal_cap_2.6": ("targets", False, 2.6),
}


@pytest.mark.parametrize("kind", ["simple", "clustered"])
@pytest.mark.parametrize("column", CASES)
def test_weights_are_r_s(column, kind):
    targets, weighted, cap = CASES[column]
    sample = sample_of("people", kind, weighted=weighted)
    weights = tk.rake(sample, tk.read_targets(targets_file(targets)), cap=cap)
    close(weights.values.to_numpy(), WEIGHTS[column].to_numpy(), WEIGHT_TOLERANCE, column)
    close(weights.deff, EFFECTS.loc[column, "deff"], WEIGHT_TOLERANCE, "deff")
    close(weights.n_eff, EFFECTS.loc[column, "n_eff"], WEIGHT_TOLERANCE, "n_eff")


def test_targets_given_as_shares_are_those_of_the_file():
    table = pd.read_csv(targets_file("targets"), comment="#")
    shares = {
        variable: table.dropna(subset=variable).set_index(variable)["share"].to_dict()
        for variable in table.columns[:-1]
    }
    weights = tk.rake(sample_of("people", "simple"), tk.Targets.from_shares(shares))
    close(weights.values.to_numpy(), WEIGHTS["single"].to_numpy(), WEIGHT_TOLERANCE, "from_shares")
