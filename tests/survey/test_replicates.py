import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.replicate_columns import next_name, spelled_out


def test_patterns():
    assert spelled_out("R12WGT{1..3}") == ["R12WGT1", "R12WGT2", "R12WGT3"]
    assert spelled_out("rep{098..101}x") == ["rep098x", "rep099x", "rep100x", "rep101x"]
    assert tk.ReplicateColumns(["a", "b{1..2}"], method="JK1").columns == ("a", "b1", "b2")
    assert next_name(["rep099"]) == "rep100"
    assert next_name([]) is None


def rows(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "w": [2.0, 4.0, 2.0, 4.0],
            "y": ["a", "b", "a", "a"],
            "W1": [0, 5, 3, 5],
            "W2": [3.0, 0.0, 3.0, 6.0],
            "W3": [3.0, 6.0, 3.0, 0.0],
        }
        | columns
    )


GIVEN = tk.ReplicateColumns("W{1..3}", method="JK1")
DESIGN = tk.Design(weight="w", replicates=GIVEN)


def test_replicates_of_the_columns():
    sample = tk.Sample.from_frame(rows(), design=DESIGN)
    replicates = sample.replicates
    assert (replicates.kind, replicates.count, replicates.scale) == ("JK1", 3, 2 / 3)
    assert replicates.weights(1, 3).to_numpy().tolist() == rows()[["W2", "W3"]].to_numpy().tolist()
    assert list(replicates.weights(0, 1)) == ["replicate 1"]
    assert sample.with_question(tk.Question("y")).replicates is replicates
    assert replicates.text == "3 jackknife (JK1) replicates, columns 'W1' to 'W3'; 4 respondents."
    assert "W2" not in sample.questions
    assert replicates.table["respondents"].tolist() == [3, 3, 3]
    told = tk.profile(sample, "y", suppress_below=0)
    w, made = np.array([2.0, 4, 2, 4]), rows()[["W1", "W2", "W3"]].to_numpy()
    holds = np.array([1, 0, 1, 1])
    moved = holds @ made / made.sum(axis=0) - holds @ w / w.sum()
    expected = np.sqrt(2 / 3 * (moved**2).sum())
    assert told.table["se"].iloc[0] == pytest.approx(expected, rel=1e-12)
    assert (told.table["df"] == 2).all()  # three columns of rank three
    assert "what its makers did to it is in the errors" in told.method


def test_multipliers_are_of_the_weight():
    ones = {f"W{place}": rows()[f"W{place}"] / rows()["w"] for place in (1, 2, 3)}
    asked = tk.ReplicateColumns("W{1..3}", method="JK1", combined=False)
    design = tk.Design(weight="w", replicates=asked)
    sample = tk.Sample.from_frame(rows(**ones), design=design)
    whole = tk.Sample.from_frame(rows(), design=DESIGN)
    assert sample.replicates.weights().to_numpy() == pytest.approx(
        whole.replicates.weights().to_numpy()
    )


def test_factors_of_each_replicate_and_the_mean():
    scales = [0.5, 0.0, 1.0]
    asked = tk.ReplicateColumns("W{1..3}", method="JKn", rscales=scales, centre="mean", df=7)
    sample = tk.Sample.from_frame(rows(), design=tk.Design(weight="w", replicates=asked))
    found = tk.profile(sample, "y", suppress_below=0)
    made, holds = rows()[["W1", "W2", "W3"]].to_numpy(), np.array([1, 0, 1, 1])
    share = holds @ made / made.sum(axis=0)
    moved = share - share[[0, 2]].mean()  # replicates that do not count are not in the mean
    expected = np.sqrt((np.array(scales) * moved**2).sum())
    assert found.table["se"].iloc[0] == pytest.approx(expected, rel=1e-12)
    assert (found.table["df"] == 3).all()  # at most one less than the respondents
    assert "squared deviations from the mean of the replicates, each times its own factor" in (
        found.method
    )


def test_integer_and_text_numbers_are_weights():
    sample = tk.Sample.from_frame(rows(W3=["3", "6", "3", "0"]), design=DESIGN)
    assert sample.replicates.weights()["replicate 3"].tolist() == [3, 6, 3, 0]
