"""What overlaps say of pairs that weighting or design sets, word for word."""

from itertools import product

import pandas as pd

import techno_kit as tk
from techno_kit.analysis.overlaps.overlaps import Overlaps

NAMES = ["tv", "radio", "papers"]
COUNTS = [60, 50, 40, 55, 50, 45, 60, 40]
TWO = pd.Series({(0, 0): 0.2, (0, 1): 0.3, (1, 0): 0.15, (1, 1): 0.35})


def frame_of() -> pd.DataFrame:
    cells = product([0, 1], repeat=3)
    rows = [cell for cell, n in zip(cells, COUNTS, strict=True) for _ in range(n)]
    return pd.DataFrame(rows, columns=NAMES)


def overlaps_of(sample: tk.Sample, names: list[str]) -> Overlaps:
    columns = {name: name for name in names}
    return tk.overlaps(
        sample.with_question(tk.Question("media", kind="multiple", columns=columns)), "media"
    )


def raked(shares: pd.Series, names: tuple[str, ...]) -> tk.Sample:
    sample = tk.Sample.from_frame(frame_of())
    return sample.with_weights(tk.rake(sample, tk.Targets.from_shares({names: shares})))


def test_the_only_pair_is_set() -> None:
    found = overlaps_of(raked(TWO, ("tv", "radio")), NAMES[:2])
    assert found.text == (
        "Of 400 respondents (raked to tv x radio) 35% have the commonest of 4 combinations, “tv” + “radio” (no "
        "interval). On average they chose 1.15 of 2 answers (no interval). The weighting itself sets how often “tv” "
        "+ “radio” go together; this is not tested."
    )


def test_one_of_several_pairs_is_set() -> None:
    text = overlaps_of(raked(TWO, ("tv", "radio")), NAMES).text
    assert text.endswith(
        " The weighting itself sets how often “tv” + “radio” go together; this is not tested. No two others go together "
        "clearly more, or less, than if they were independent, allowing for the number of pairs."
    )


def test_all_of_several_pairs_are_set() -> None:
    eighths = pd.Series(dict.fromkeys(product([0, 1], repeat=3), 1 / 8))
    text = overlaps_of(raked(eighths, ("tv", "radio", "papers")), NAMES).text
    assert text.endswith(
        "The weighting itself sets how often these 3 pairs go together, and they are not tested: “tv” + “radio”, “tv” "
        "+ “papers” and “radio” + “papers”."
    )


def test_what_the_strata_set() -> None:
    frame = frame_of().assign(stratum=lambda each: each["tv"] + 2 * each["radio"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    assert overlaps_of(sample, NAMES[:2]).text.endswith(
        " The design of the sample sets how often “tv” + “radio” go together; this is not tested."
    )
    frame = frame.assign(stratum=frame["stratum"] + 4 * frame["papers"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    assert overlaps_of(sample, NAMES).text.endswith(
        " The design of the sample sets how often these 3 pairs go together, and they are not tested: “tv” + “radio”, "
        "“tv” + “papers” and “radio” + “papers”."
    )
