"""What a profile says of shares that weighting or design sets, word for word."""

import numpy as np
import pandas as pd

import techno_kit as tk

MEDIA = tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
WHOLE = (
    "Of 400 respondents (raked to sex x tv), 50% chose “radio” (45% to 55%) and 45% chose “tv” (set by the weighting) "
    "(95% intervals). "
)
SET = "The weighting itself sets the shares of “tv” by sex; their indices are those of its targets, and are not judged. "


def frame_of(women: int) -> pd.DataFrame:
    """Women are the first half, and so many of them hold the radio."""
    place = np.arange(400)
    radio = np.where(place < 200, place < women, place - 200 >= women)
    return pd.DataFrame(
        {
            "sex": np.where(place < 200, "F", "M"),
            "tv": (place % 2).astype(int),
            "radio": radio.astype(int),
        }
    )


def raked(women: int) -> tk.Sample:
    sample = tk.Sample.from_frame(frame_of(women)).with_question(MEDIA)
    cells = pd.Series({("F", 0): 0.2, ("F", 1): 0.3, ("M", 0): 0.35, ("M", 1): 0.15})
    return sample.with_weights(tk.rake(sample, tk.Targets.from_shares({("sex", "tv"): cells})))


def test_nothing_beyond_what_the_weighting_sets() -> None:
    assert tk.profile(raked(100), "media", by="sex").text == WHOLE + SET + (
        "Beyond that no group of sex differs clearly from the whole sample, allowing for the number of shares compared."
    )


def test_a_clear_difference_beside_what_the_weighting_sets() -> None:
    assert tk.profile(raked(150), "media", by="sex").text == WHOLE.replace(
        "45% to 55%", "46% to 54%"
    ) + SET + (
        "The share that clearly differs most from that of the whole sample is that of “radio” where sex is “F”: 75% "
        "of 200 respondents against 50%, an index of 150 (140 to 161)."
    )


def test_all_that_the_weighting_sets() -> None:
    assert tk.profile(raked(100), "tv", by="sex").text == (
        "Of 400 respondents (raked to sex x tv), 55% answered “0” (set by the weighting) and 45% answered “1” (set by "
        "the weighting). The weighting itself sets the shares of “0” and “1” by sex; their indices are those of its "
        "targets, and are not judged."
    )


def test_what_the_strata_set() -> None:
    frame = frame_of(100)
    frame.loc[frame["sex"] == "F", "tv"] = [0, 1, 1, 1] * 50
    frame["stratum"] = frame["sex"] + frame["tv"].astype(str)
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum")).with_question(MEDIA)
    found = tk.profile(sample, "media", by="sex")
    assert found.text == (
        "Of 400 respondents (unweighted), 63% chose “tv” (no interval) and 50% chose “radio” (45% to 55%) (95% "
        "intervals). The design of the sample sets the shares of “tv” by sex; their indices are not judged. Beyond "
        "that no group of sex differs clearly from the whole sample, allowing for the number of shares compared."
    )
    set_ = found.groups.query("answer == 'tv'")
    assert set_["index"].notna().all() and set_[["index_low", "index_high"]].isna().all(axis=None)
