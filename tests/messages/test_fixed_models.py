"""What a model says of differences that weighting or design sets, word for word."""

from itertools import product

import numpy as np
import pandas as pd

import techno_kit as tk

CELLS = list(product(["18-34", "55+"], ["F", "M"], ["no", "yes"]))
COUNTS = [60, 40, 50, 50, 70, 30, 40, 60]
SHARES: dict[object, float] = {
    ("18-34", "no"): 0.2,
    ("18-34", "yes"): 0.3,
    ("55+", "no"): 0.35,
    ("55+", "yes"): 0.15,
}


def frame_of() -> pd.DataFrame:
    rows = [cell for cell, n in zip(CELLS, COUNTS, strict=True) for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["age", "sex", "owns"])
    return frame.assign(
        tv=(frame["owns"] == "yes").astype(int), radio=np.arange(len(frame)) % 3 == 0
    )


def raked() -> tk.Sample:
    """Age is crossed with the answer in the targets."""
    sample = tk.Sample.from_frame(frame_of()).with_question(
        tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
    )
    targets = tk.Targets.from_shares({("age", "owns"): SHARES})
    return sample.with_weights(tk.rake(sample, targets))


EFFECT = (
    "A difference is that between two averages over the same people: the predicted share with everyone at the "
    "level, and with everyone at its reference, all else as it is. It tells who is where, and is no effect of "
    "changing anything."
)
MARKS = [
    "▲ ▼: clearly above or below 0 (95% confidence, Holm's adjustment over the levels of each predictor and outcome); "
    "intervals are not adjusted.",
    "The p of a Wald test is adjusted over the outcomes, so that an arrow can stand beside a large one.",
]
BASE = "Population: not stated. Base: 400 respondents, raked to age x owns; effective base 367."
RULE = (
    "Shares that the weighting fixed have no sampling error; a difference of two of them is that of the targets and "
    "is not tested. "
)


def test_all_differences_are_set() -> None:
    found = tk.model(raked(), "owns", "age")
    assert found.text == (
        "Among 400 respondents (raked to age x owns), all average differences are fixed by weighting: they are those "
        "of its targets, and there is nothing to test."
    )
    assert found.notes == [
        BASE,
        EFFECT,
        "By age, fixed by weighting and not tested: no and yes.",
    ]
    assert RULE in found.method
    for told in ("Wald", "Holm", "p-values"):
        assert told not in found.method and told not in found.text


def test_a_chart_says_that_they_are_set() -> None:
    figure = tk.model(raked(), "media", "age").plot()
    told = " ".join(each.get_text() for each in figure.texts)
    assert "By age, fixed by weighting and not tested: tv." in told.replace("\n", " ")
    assert "Clear ones: tv: none; radio: none." in figure.description


def test_one_answer_is_set() -> None:
    found = tk.model(raked(), "media", "age")
    assert found.text == (
        "Among 400 respondents (raked to age x owns), the largest average difference seen (chance may explain it) is "
        "in “radio”: 34% where age is “55+” against 34% where it is “18-34”, -0.2 points (95% interval -9.9 to +9.5; "
        "p = 0.966). In the one outcome that has a test, no predictor as a whole is clear by its Wald test. The "
        "average differences of “tv” by age are fixed by weighting: they are those of its targets, and are not "
        "tested."
    )
    noted = "By age, fixed by weighting and not tested: tv."
    assert found.notes == [BASE, EFFECT, *MARKS, noted]
    assert RULE in found.method and "Wald" in found.method


def test_others_held_alike() -> None:
    found = tk.model(raked(), "owns", ["age", "sex"])
    assert found.text == (
        "Among 400 respondents (raked to age x owns), the largest clear average difference, with age held alike, is "
        "in “no”: 46% where sex is “M” against 64% where it is “F”, -17.7 points (95% interval -26.5 to -8.8; "
        "p <0.001). The weighting itself sets the unadjusted differences of “no” and “yes” by age; those with sex "
        "held alike are not judged."
    )
    noted = (
        "By age, unadjusted differences fixed by weighting: no and yes. With other predictors held alike such a "
        "difference varies by those alone: it bears no mark and is not told as clear, whatever its p-value, nor is "
        "the Wald test of its predictor."
    )
    assert found.notes == [BASE, EFFECT, *MARKS, noted]
    assert (
        "By a rule of techno_kit's own a difference that the weighting sets by itself is not told as clear where "
        "other predictors are held alike. "
    ) in found.method


def test_differences_that_the_strata_set() -> None:
    frame = frame_of().assign(stratum=lambda each: each["age"] + each["owns"])
    found = tk.model(tk.Sample.from_frame(frame, design=tk.Design(strata="stratum")), "owns", "age")
    assert found.text == (
        "Among 400 respondents (unweighted), all average differences are fixed by the design of the sample, and there "
        "is nothing to test."
    )
    assert found.notes[2:] == [
        "By age, fixed by the design of the sample and not tested: no and yes."
    ]
    assert (
        "Shares that the design fixed have no sampling error; a difference of two of them is not tested. "
        in (found.method)
    )


def test_one_answer_that_the_strata_set() -> None:
    frame = frame_of().assign(stratum=lambda each: each["age"] + each["owns"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum")).with_question(
        tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
    )
    assert tk.model(sample, "media", "age").text.endswith(
        "The average differences of “tv” by age are fixed by the design of the sample, and are not tested."
    )
