"""What a comparison says of answers that weighting or design sets beside others, word for word."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.comparisons import explaining

AGES = ["18-34", "35-54", "55+"]
ALIKE = [50, 40, 45, 60, 40, 50, 30, 55, 40, 70, 45, 50]
APART = [70, 20, 75, 30, 40, 50, 30, 55, 20, 90, 25, 70]
CELLS = dict(zip(product(AGES, [0, 1]), [3, 3, 4, 2, 2, 4], strict=True))
MEDIA = tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
SET = (
    "The weighting itself sets the shares of “tv” by age; their differences are those of its targets, and are not "
    "tested. "
)
LIMITS = "(95% interval of this pair alone: "


def frame_of(counts: list[int]) -> pd.DataFrame:
    cells = product(AGES, [0, 1], [0, 1])
    rows = [cell for cell, n in zip(cells, counts, strict=True) for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["age", "tv", "radio"])
    return frame.assign(sex=np.where(np.arange(len(frame)) % 2 == 0, "F", "M"))


def raked(counts: list[int] = ALIKE) -> tk.Sample:
    """Age is crossed with tv in the targets, not with radio."""
    levels = tk.Question("age", kind="scale", levels=[(each, each) for each in AGES])
    sample = tk.Sample.from_frame(frame_of(counts)).with_question(MEDIA).with_question(levels)
    shares = pd.Series({cell: n / 18 for cell, n in CELLS.items()})
    return sample.with_weights(tk.rake(sample, tk.Targets.from_shares({("age", "tv"): shares})))


def test_others_that_do_not_differ() -> None:
    found = tk.compare(raked(), "media", by="age")
    assert found.text == SET + (
        "Among 575 respondents the other answers to “media” do not differ clearly by age (F(2.0; 1,144) = 1.15, "
        "p = 0.318). No two groups differ clearly on any other answer (Holm's adjustment over the pairs of each "
        "answer). The largest difference seen, which chance may explain, is in “radio”: 59% among 35-54 (n = 175) "
        f"against 51% among 18-34 (n = 195), 7.8 points {LIMITS}-2.6 to 18.2)."
    )


def test_others_that_differ() -> None:
    found = tk.compare(raked(APART), "media", by="age")
    assert found.text == SET + (
        "Among 575 respondents the other answers to “media” differ by age (F(2.0; 1,144) = 47.01, p <0.001). The "
        "largest clear difference, allowing for 3 comparisons, is in “radio”: 76% among 55+ (n = 205) against 25% "
        f"among 18-34 (n = 195), 51.0 points {LIMITS}42.1 to 59.8). Of 3 comparisons of two groups on one answer, 3 "
        "are clear (Holm's adjustment over the pairs of each answer)."
    )


def test_two_groups() -> None:
    found = tk.compare(raked(), "media", by="age", where={"age": AGES[:2]})
    assert found.text == SET + (
        "Among 370 respondents (age is 18-34 or 35-54) the other answers to “media” do not differ clearly by age "
        "(F(1.0; 369) = 2.17, p = 0.142). The difference in “radio” is not clear, and chance may explain it: 59% "
        f"among 35-54 (n = 175) against 51% among 18-34 (n = 195), 7.8 points {LIMITS}-2.6 to 18.2)."
    )


def test_trends_of_some_answers_and_of_none() -> None:
    found = tk.compare(raked(), "media", by="age", trend=True)
    assert found.text.endswith(
        " The trend over age is not clear, and chance may explain it: from 18-34 to 55+, the share of “radio” rises "
        "by 2.8 points a step (n = 575 in 3 groups; 95% interval of this slope alone: -2.3 to 7.8)."
    )
    assert found.trends["flag"].tolist() == ["fixed by weighting", ""]
    assert found.trends["low"].isna().tolist() == [True, False]
    assert tk.compare(raked(), "tv", by="age", trend=True).text == (
        "All differences by age are fixed by weighting: they are those of its targets, and there is nothing to test. "
        "The trends over age are fixed by weighting too: there is nothing to test."
    )


def test_what_the_strata_set() -> None:
    frame = frame_of(ALIKE)
    frame["stratum"] = frame["age"] + frame["tv"].astype(str)
    levels = tk.Question("age", kind="scale", levels=[(each, each) for each in AGES])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    sample = sample.with_question(levels).with_question(MEDIA)
    assert tk.compare(sample, "media", by="age").text.startswith(
        "The design of the sample sets the shares of “tv” by age; their differences are not tested. Among 575 "
        "respondents the other answers to “media” do not differ clearly by age ("
    )
    assert tk.compare(sample, "tv", by="age", trend=True).text == (
        "All differences by age are fixed by the design of the sample, and there is nothing to test. The trends over "
        "age are fixed by the design of the sample too: there is nothing to test."
    )


def test_a_ladder_tells_of_its_rungs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "set_told", lambda comparison, by: ["Some are set."])
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    apart, alike = (tk.compare(sample, ladder, by=by).text for by in ("gender", "region"))
    assert (
        " Some are set. Among 2,377 respondents the other rungs of the ladder differ by gender ("
        in apart
    )
    assert (
        " The two groups differ clearly on 2 of 7 other rungs (not adjusted for their number)."
        in apart
    )
    assert " the other rungs of the ladder do not differ clearly by region (" in alike


def test_a_gap_that_is_fixed_keeps_the_direction_of_its_name() -> None:
    sample = raked()
    shares = pd.Series([0.35, 0.65], index=[0, 1])
    cells = pd.Series({cell: n / 18 for cell, n in CELLS.items()})
    targets = tk.Targets.from_shares({("age", "tv"): cells, "radio": shares})
    sample = sample.with_weights(tk.rake(sample, targets))
    found = tk.compare(sample, "media", by="age", contrasts=[("tv", "radio")])
    told = "The gap between “tv” and “radio” is fixed by weighting, and is not tested. "
    assert told in found.text
    assert found.text.split(told)[1] == (
        "By age the largest clear difference of this gap is between 55+ (0.6 points) and 35-54 (-34.8 points): 35.4 "
        f"points (n = 380; {LIMITS[1:]}25.1 to 45.8)."
    )
    rows = found.contrasts.query("by == 'age' and level_b.isna()")
    assert rows["difference"].round(3).tolist() == [-0.108, -0.348, 0.006]
