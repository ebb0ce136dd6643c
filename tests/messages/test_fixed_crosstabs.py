"""What a crosstab says of figures that weighting or design sets, word for word."""

from itertools import product

import numpy as np
import pandas as pd

import techno_kit as tk

CELLS = pd.Series({("F", "no"): 0.2, ("F", "yes"): 0.3, ("M", "no"): 0.35, ("M", "yes"): 0.15})
HALVES = pd.Series(0.5, index=["F", "M"])
THIRDS = pd.Series([0.4, 0.6], index=["no", "yes"])
SET = (
    "By sex, the weighting itself sets figures of owns: they have no sampling error, and their differences are not "
    "tested."
)


def frame_of() -> pd.DataFrame:
    rows = [cell for cell in product(["F", "M"], ["no", "yes"], ["a", "b"]) for _ in range(60)]
    frame = pd.DataFrame(rows, columns=["sex", "owns", "area"])
    return frame.assign(points=np.where(frame["owns"] == "yes", 3, 1))


def raked(targets: tk.Targets) -> tk.Sample:
    sample = tk.Sample.from_frame(frame_of()).with_question(tk.Question("points", kind="number"))
    return sample.with_weights(tk.rake(sample, targets))


def crossed() -> tk.Sample:
    return raked(tk.Targets.from_shares({("sex", "owns"): CELLS}))


def test_columns_that_the_weighting_sets() -> None:
    found = tk.crosstab(crossed(), "owns", by=["sex"])
    assert SET in found.notes
    assert found.text == (
        "Of 480 respondents (raked to sex x owns), 55% answered “no” and 45% answered “yes”. No two columns can be "
        "tested against each other: the weighting itself sets what they would be tested on."
    )


def test_columns_beside_others() -> None:
    found = tk.crosstab(crossed(), "owns", by=["sex", "area"])
    assert SET in found.notes
    assert found.text == (
        "Of 480 respondents (raked to sex x owns), 55% answered “no” and 45% answered “yes”. Of 1 comparison of two "
        f"columns, none is clear (95% confidence; Holm's adjustment over the pairs of each row and banner question). {SET}"
    )


def test_a_mean_is_no_share() -> None:
    found = tk.crosstab(crossed(), "points", by="sex")
    assert SET.replace("owns", "points") in found.notes


def test_margins_raked_one_by_one_set_totals_alone() -> None:
    found = tk.crosstab(
        raked(tk.Targets.from_shares({"sex": HALVES, "owns": THIRDS})), "owns", by="sex"
    )
    told = "The weighting itself sets totals of owns: these have no sampling error."
    assert told in found.notes and not any("not tested" in each for each in found.notes)
    assert "itself" not in found.text
    assert found.table.query("by == 'sex'")["flag"].eq("").all() and found.pairs["p"].notna().all()


def test_columns_and_totals_that_the_strata_set() -> None:
    frame = frame_of().assign(stratum=lambda each: each["sex"] + each["owns"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    assert (
        "By sex, the design itself sets figures of owns: they have no sampling error, and their differences are not "
        "tested."
    ) in tk.crosstab(sample, "owns", by="sex").notes
    found = tk.crosstab(sample, "owns", by="area")
    assert "The design itself sets totals of owns: these have no sampling error." in found.notes
