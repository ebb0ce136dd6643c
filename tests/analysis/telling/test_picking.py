"""Sentences that pick the largest of many differences: on noise they call none clear."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.crosstabs.crosstab_flags import is_small
from techno_kit.analysis.telling.picking import stays_clear
from techno_kit.numerics.rarities import cautious_p, picked_p

N = 300
TIMES = 24
#: Of 24 tables with a chance of 5 % each, five or more have a clear headline once in 170 times;
#: half of the tables had one when sentences took what letters show.
MOST = 4
BANNERS: list[Any] = ["a", "b", "c"]
PRODUCTS = tk.Question(
    "products", kind="multiple", columns={f"p{place}": f"p{place}" for place in range(6)}
)


@cache
def people() -> pd.DataFrame:
    draw = np.random.default_rng(4)
    frame = pd.DataFrame({name: draw.choice(list("uvwx"), N) for name in BANNERS})
    for place, share in enumerate((0.08, 0.15, 0.3, 0.5, 0.7, 0.9)):
        frame[f"p{place}"] = (draw.random(N) < share).astype(int)
    frame["spend"] = np.exp(draw.normal(4, 0.8, N))
    frame["weight"] = np.exp(draw.normal(0, 0.35, N))
    return frame


def sample_of(frame: pd.DataFrame) -> tk.Sample:
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    return sample.with_question(PRODUCTS).with_question(tk.Question("spend", kind="number"))


@cache
def shuffled() -> tuple[tk.Sample, ...]:
    draw, found = np.random.default_rng(7), []
    for _ in range(TIMES):
        frame = people().copy()
        frame[BANNERS] = frame[BANNERS].to_numpy()[draw.permutation(N)]
        found.append(sample_of(frame))
    return tuple(found)


def is_clear(text: str) -> bool:
    """Whether a text has a headline that calls the largest difference clear."""
    told = ("largest clear", "stays clear allowing", "clearest difference", "clearly differs most")
    return any(each in text for each in told)


VERBS: dict[str, Callable[[tk.Sample], Any]] = {
    "crosstab": lambda each: tk.crosstab(each, ["products", "spend"], by=BANNERS),
    "compare": lambda each: tk.compare(each, "products", by=BANNERS),
    "unadjusted": lambda each: tk.compare(each, "products", by=BANNERS, adjust="none"),
    "rest": lambda each: tk.compare(each, "products", by=BANNERS, against="rest"),
    "profile": lambda each: tk.profile(each, "products", by=BANNERS),
}


@cache
def results(verb: str) -> tuple[Any, ...]:
    return tuple(VERBS[verb](each) for each in shuffled())


@pytest.mark.parametrize("verb", VERBS)
def test_headlines_on_noise_are_rarely_clear(verb: str) -> None:
    assert sum(is_clear(each.text) for each in results(verb)) <= MOST


def test_a_model_of_noise_is_rarely_clear() -> None:
    draw, clear, times = np.random.default_rng(8), 0, 10
    for _ in range(times):
        frame = pd.DataFrame({name: draw.choice(list("uvwx"), N) for name in BANNERS})
        for place in range(4):
            frame[f"p{place}"] = (draw.random(N) < 0.4).astype(int)
        question = tk.Question("q", kind="multiple", columns=[f"p{place}" for place in range(4)])
        found = tk.model(tk.Sample.from_frame(frame).with_question(question), "q", BANNERS)
        clear += is_clear(found.text)
    assert clear <= 2  # of 10 with a chance of 5 %, more once in 90 times


def test_letters_and_arrows_stay_as_asked_for() -> None:
    found = results("crosstab")
    arrows = [bool((each.table["arrow"] != "").any()) for each in found]
    assert sum(arrows) > TIMES / 3
    noisy = next(each for each, arrow in zip(found, arrows, strict=True) if arrow)
    assert "The largest difference from the rest that is clear by itself, but not " in noisy.text
    quiet = next(each for each, arrow in zip(found, arrows, strict=True) if not arrow)
    assert "The largest difference from the rest seen, which chance may explain, " in quiet.text


def test_a_paragraph_never_contradicts_itself() -> None:
    for each in results("crosstab"):
        text = each.text
        pairs = " are clear (95%" in text or " is clear (95%" in text
        if is_clear(text):
            assert "chance" not in text
            assert "none is clear" not in text or "Yet of" in text
        elif pairs and "none is clear" not in text:
            assert text.endswith("over which chance alone can make some clear.")
    for each in results("compare"):
        for sentence in each.text.split("Among ")[1:]:
            assert not (is_clear(sentence) and "none stays clear" in sentence)


def test_a_real_difference_is_told() -> None:
    frame = people().copy()
    frame["p3"] = np.where(frame["a"] == "u", 1, frame["p3"])
    frame["spend"] = frame["spend"] * np.where(frame["b"] == "v", 3, 1)
    sample = sample_of(frame)
    text = tk.crosstab(sample, ["products", "spend"], by=BANNERS).text
    assert "The largest clear difference from the rest, allowing for " in text
    assert " is that of “p3” (“products”) where a is “u”: 100% of " in text
    assert " is that of “spend” where b is “v”: " in text
    assert "chance" not in text
    told = tk.crosstab(sample, "spend", by="b").text
    assert (
        "The clearest difference of a mean from the rest, allowing for 4 cells, is that of " in told
    )
    assert "is in “p3”: 100% among u" in tk.compare(sample, "products", by=BANNERS).text
    told = tk.profile(sample, "products", by=BANNERS).text
    assert "is that of “p3” where a is “u”: 100% of " in told


def test_a_mean_that_chance_may_explain() -> None:
    told = tk.crosstab(sample_of(people()), "spend", by="a").text
    assert "nearest to clear, though chance may explain it, is that of “spend” where a is " in told
    assert "; Holm's adjustment over the pairs of each row and banner question)." in told
    free = tk.crosstab(sample_of(people()), "spend", by="a", adjust="none").text
    assert "(95% confidence; not adjusted for their number)." in free


def test_what_is_asked_for_counts_where_it_is_stricter() -> None:
    p = [0.001, 0.02, 0.04, np.nan]
    assert stays_clear(p, "none", 0.05).tolist() == [True, True, True, False]
    assert stays_clear(p, "bh", 0.05).tolist() == stays_clear(p, "holm", 0.05).tolist()
    assert stays_clear(p, "bonferroni", 0.05).tolist() == [True, False, False, False]
    assert (
        "Bonferroni's method over all comparisons"
        in tk.compare(sample_of(people()), "products", by="a", adjust="bonferroni").method
    )
    assert (
        "Holm's method over all cells"
        in tk.crosstab(sample_of(people()), "products", by="a", adjust="none").method
    )
    whole = sample_of(people())
    assert "over all groups and answers" in tk.profile(whole, "products", by="a").method
    assert "over all groups and answers" not in tk.profile(whole, "products").method


def test_tails_are_those_of_the_exact_test() -> None:
    """Of 60 with a share of 5 %: the pooled test makes 12 cases a thousand times too rare."""
    from scipy.stats import binom

    share, size = np.array([12 / 60]), np.array([60.0])
    base, many, none = np.array([0.05]), np.array([1e9]), np.zeros(1)
    exact = 2 * binom.sf(11, 60, 0.05)
    assert cautious_p(none, share, base, size, many)[0] < exact / 100
    assert exact / 3 < picked_p(none, share, base, size, many)[0] < 3 * exact
    assert picked_p(np.ones(1) * 0.4, share, base, size, many)[0] == 0.4
    assert np.isnan(picked_p(np.array([np.nan]), share, base, size, many)[0])


def test_each_test_counts_once() -> None:
    frame = people().assign(two=np.where(people()["a"] == "u", "yes", "no"))
    sample = tk.Sample.from_frame(frame)
    pairs = tk.compare(sample, "two", by=["b", "c"]).pairs_behind
    assert pairs["p_picked"].notna().sum() == pairs["p"].notna().sum() / 2  # yes is no, turned
    rests = tk.compare(sample, "b", by="two", against="rest").pairs_behind
    assert rests["p_picked"].notna().sum() == 4  # each is the other's rest


def test_a_mark_at_small_bases_and_questions_by_name() -> None:
    frame = people().copy()
    frame.loc[frame["a"] == "u", "spend"] = np.where(
        np.arange((frame["a"] == "u").sum()) < 40, 5.0, np.nan
    )
    frame["a"] = frame["a"].where(frame["a"] == "u", "v")
    found = tk.crosstab(sample_of(frame), ["products", "spend"], by="a", flag_below=60)
    assert any(each == "By a, small base in “spend”: u." for each in found.notes)
    assert "* A base of fewer than 60 respondents." in found.notes
    bases = found.wide.loc[(slice(None), "Base, respondents"), :]
    assert bases.map(lambda text: text.endswith("*")).to_numpy().sum() == 1
    assert is_small("small base; error unknown") and not is_small("few cases")
    assert "a sentence calls" in found.method
