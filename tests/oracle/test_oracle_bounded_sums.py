"""Crossed margins with numbers; bounds on g where counts and starting weights differ, as in R."""

import pytest

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, WEIGHT_TOLERANCE, agree, close, read_expected
from tests.oracle.problems import expected, survey, targets

ASKED = {  # column of R's: margins, numbers, options of tk.calibrate
    "linear": ("crossed", "means", {}),
    "logit": ("crossed", "means", {"distance": "logit", "bounds": (0.4, 2.2)}),
    "sums_linear": ("crossed_sums", "numbers_sums", {}),
    "sums_truncated": (
        "crossed_sums",
        "numbers_sums",
        {"distance": "truncated", "bounds": (0.8, 1.9)},
    ),
    "sums_logit": ("crossed_sums", "numbers_sums", {"distance": "logit", "bounds": (0.6, 2.4)}),
    "sums_raking": ("crossed_sums", "numbers_sums", {"distance": "raking", "bounds": (0.8, 1.9)}),
    "far_logit": ("crossed_far", "numbers_far", {"distance": "logit", "bounds": (0.4, 2.2)}),
}


@pytest.mark.parametrize("kind", ["simple", "strata", "clusters", "clustered"])
@pytest.mark.parametrize("column", ASKED)
def test_crossed_margins_and_sums_that_differ(column, kind):
    margins, numbers, options = ASKED[column]
    weights = tk.calibrate(survey(kind), targets(margins, numbers), **options)
    close(weights.array, expected("bounded")[column].to_numpy(), WEIGHT_TOLERANCE, column)
    ours = tk.profile(
        survey(kind).with_weights(weights),
        "rungs",
        by=["age_group", "country"],
        suppress_below=0,
        flag_below=0,
    ).table
    r = read_expected("bounded_shares", design=kind, weighting=column)
    agree(ours, r, {"share": "share", "n_weighted": "n_weighted"}, WEIGHT_TOLERANCE)
    agree(ours, r, {"se": "se"}, SE_TOLERANCE)
