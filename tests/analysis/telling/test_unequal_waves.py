"""Answers that only some waves had, in columns whose levels nobody listed."""

import functools

import numpy as np
import pandas as pd

import techno_kit as tk

TOLD = (
    "Answers that only some waves had: “maybe” (nobody in 2025). Where they were not offered, a "
    "change of any answer may be one of the question, not of people."
)


@functools.cache
def tracker() -> tk.Sample:
    random = np.random.default_rng(1)
    waves = {
        "2025": random.choice(["yes", "no"], 300),
        "2026": random.choice(["yes", "no", "maybe"], 300),
    }
    sex = random.choice(["f", "m"], 300)
    samples = {
        wave: tk.Sample.from_frame(pd.DataFrame({"q": q, "sex": sex})) for wave, q in waves.items()
    }
    return tk.Sample.of_waves(samples, name="wave")


def test_a_change_of_an_answer_that_one_wave_did_not_have_is_not_told() -> None:
    found = tk.compare(tracker(), "q", by="wave", trend=True)
    assert found.pairs.set_index("answer").loc["maybe", "p"] < 0.001  # the table has it
    assert found.text.endswith(TOLD)
    assert "The largest clear change" in found.text and "“no” went from" in found.text
    assert "on 2 of 2 answers" in found.text and "Of 2 trends" in found.text
    assert "“maybe”" not in found.text.removesuffix(TOLD)
    for face in (found.notes, found.method, found.html_body()):
        assert TOLD in face
    assert TOLD in " ".join(str(found).split())


def test_crosstabs_and_profiles_say_so_too() -> None:
    table = tk.crosstab(tracker(), "q", by="wave")
    profile = tk.profile(tracker(), "q", by="wave")
    for found in (table, profile):
        assert found.text.endswith(TOLD) and TOLD in found.notes
        assert "“maybe” where" not in found.text
    assert "Of 2 comparisons of two columns" in table.text


def test_against_the_rest_no_wave_is_told_to_have_more_of_it() -> None:
    found = tk.compare(tracker(), "q", by="wave", against="rest")
    assert "“maybe”" not in found.text.removesuffix(TOLD) and found.text.endswith(TOLD)


def test_by_other_groups_only_captions_say_so() -> None:
    found = tk.compare(tracker(), "q", by="sex")
    assert TOLD in found.notes and TOLD not in found.text


def test_waves_that_had_the_same_answers_say_nothing() -> None:
    found = tk.compare(tracker(), "sex", by="wave")
    assert not any("only some waves" in note for note in found.notes)


def test_numbers_of_many_values_are_no_answers() -> None:
    waves = {
        wave: tk.Sample.from_frame(pd.DataFrame({"income": np.arange(1_500) + 0.5 * place}))
        for place, wave in enumerate(("1", "2"))
    }
    both = tk.Sample.of_waves(waves)
    assert "Answers that only some waves had" not in tk.estimate(both, "income", by="wave").method
