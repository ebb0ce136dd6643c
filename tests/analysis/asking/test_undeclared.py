"""Columns of numbers that no codebook describes: one rule for all verbs."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.asking.undeclared import Undeclared, reads_as_number
from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Codebook

N = 600
RANDOM = np.random.default_rng(5)
FRAME = pd.DataFrame(
    {
        "own": RANDOM.choice(["yes", "no"], N),
        "sex": RANDOM.choice(["f", "m"], N),
        "spend": np.round(RANDOM.gamma(2, 20, N), 1),
        "age": RANDOM.integers(18, 90, N),
        "age_text": RANDOM.integers(18, 90, N).astype(str),
        "half": RANDOM.choice([0.5, 1.5], N),
        "code": RANDOM.integers(1, 6, N),
        "code_blank": np.where(RANDOM.random(N) < 0.1, np.nan, RANDOM.integers(1, 11, N)),
        "true": RANDOM.random(N) < 0.5,
        "month": pd.Categorical(RANDOM.integers(1, 13, N)),
        "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(RANDOM.integers(0, 20, N), "D"),
        "word_late": ["1"] * (N - 1) + ["many"],
        "empty": np.nan,
    }
)
SAMPLE = tk.Sample.from_frame(FRAME)
NUMBERS = ["spend", "age", "age_text", "half"]
READ = "No codebook describes 'spend': a column of numbers, it is read as a number."


@pytest.mark.parametrize("name", FRAME.columns)
def test_the_rule_is_that_of_models(name: str) -> None:
    question = SAMPLE.question(name)
    assert reads_as_number(SAMPLE, question) == (name in NUMBERS)
    assert (Undeclared.of(SAMPLE, [question]).numbers == (name,)) == (name in NUMBERS)


@pytest.mark.parametrize("missing", [(), (99,), ((90, 99),)])
def test_values_that_are_no_answers_do_not_make_a_code_a_number(missing: tuple[object]) -> None:
    few = np.where(np.arange(N) % 7 == 0, 99, np.arange(N) % 10)
    many = np.where(np.arange(N) % 7 == 0, 99, np.arange(N) % 1500 / 4)
    book = Codebook(missing=missing)  # type: ignore[arg-type]
    sample = tk.Sample.from_frame(pd.DataFrame({"few": few, "many": many}), labels=book)
    for name in ("few", "many"):
        question = sample.question(name)
        assert reads_as_number(sample, question) == bool(Undeclared.of(sample, [question]).numbers)
    assert reads_as_number(sample, sample.question("few")) == (not missing)


VERBS: dict[str, Callable[[tk.Sample, str], object]] = {
    "profile": lambda sample, name: tk.profile(sample, name),
    "profile by": lambda sample, name: tk.profile(sample, "own", by=name),
    "compare": lambda sample, name: tk.compare(sample, name, by="sex"),
    "compare by": lambda sample, name: tk.compare(sample, "own", by=name),
    "estimate by": lambda sample, name: tk.estimate(sample, "code", by=name),
    "crosstab by": lambda sample, name: tk.crosstab(sample, "own", by=name),
    "crosstab crossed": lambda sample, name: tk.crosstab(sample, "own", by=("sex", name)),
    "detectable": lambda sample, name: tk.detectable(sample, name, by="sex"),
    "detectable by": lambda sample, name: tk.detectable(sample, "own", by=name),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", NUMBERS)
def test_a_quantity_is_not_taken_for_answers(verb: str, name: str) -> None:
    n = SAMPLE.frame[name].nunique()
    with pytest.raises(QuestionError) as caught:
        VERBS[verb](SAMPLE, name)
    assert str(caught.value) == (
        f"no codebook describes {name!r}, and its {n} different numbers read as a quantity: "
        "tk.estimate and tk.crosstab tell its mean. To take them as answers, declare it with "
        f'sample.with_question: tk.Question({name!r}, kind="number", cut=[...]) puts it into '
        f"bands; tk.Question({name!r}), with levels={{code: name}} where codes have names, takes "
        "each number as an answer"
    )


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["code", "code_blank", "true", "month", "day"])
def test_codes_and_categories_stay_answers(verb: str, name: str) -> None:
    VERBS[verb](SAMPLE, name)


def test_every_cure_cures() -> None:
    bands = SAMPLE.with_question(tk.Question("age", kind="number", cut=[18, 35, 55]))
    assert len(tk.profile(bands, "own", by="age").table) == 2 * 4
    answers = SAMPLE.with_question(tk.Question("age"))
    assert len(tk.profile(answers, "age", suppress_below=0).table) == FRAME["age"].nunique()
    assert len(tk.profile(SAMPLE, tk.Question("age")).table) == FRAME["age"].nunique()


def test_a_crosstab_has_its_mean_and_says_so() -> None:
    found = tk.crosstab(SAMPLE, ["own", "spend", "code"], by="sex")
    rows = found.table[found.table["question"] == "spend"]
    assert set(rows["kind"]) == {"mean", "median"}
    mean = rows[(rows["kind"] == "mean") & rows["by"].isna()]["value"].iloc[0]
    assert mean == pytest.approx(FRAME["spend"].mean(), rel=1e-12)
    assert len(found.table[(found.table["question"] == "code") & found.table["by"].isna()]) == 5
    assert any(note.startswith(READ) for note in found.notes)
    assert READ in found.method
    assert READ in str(found) or READ[:20] in str(found)
    declared = SAMPLE.with_question(tk.Question("spend", kind="number"))
    pd.testing.assert_frame_equal(tk.crosstab(declared, "spend", by="sex").table,
                                  tk.crosstab(SAMPLE, "spend", by="sex").table)  # fmt: skip
    assert not any("codebook" in note for note in tk.crosstab(declared, "spend").notes)


def test_nets_and_scores_say_that_numbers_are_answers() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"grade": np.arange(1200) % 12}))
    nets = {"grade": {"high": ["10", "11"]}}
    found = tk.crosstab(sample, "grade", nets=nets).table
    assert (found["kind"] == "net").sum() == 1 and (found["kind"] == "answer").sum() == 12
    means = {"grade": {str(each): each for each in range(12)}}
    assert (tk.crosstab(sample, "grade", means=means).table["kind"] == "answer").sum() == 12


def test_an_estimate_says_so() -> None:
    found = tk.estimate(SAMPLE, "spend")
    assert any(note.startswith(READ) for note in found.notes) and READ in found.method
    both = tk.estimate(SAMPLE, "spend", statistic="ratio", denominator="age").notes
    assert any("'spend' and 'age'" in note for note in both)
    assert not any("codebook" in note for note in tk.estimate(SAMPLE, "code").notes)


def test_words_are_known_by_their_first_answers() -> None:
    """A column of many words is not read to the end, or another time."""
    words = pd.Series(np.array(["yes", "no", "perhaps"])[np.arange(1_000_000) % 3])
    sample = tk.Sample.from_frame(pd.DataFrame({"q": words}))
    question = sample.question("q")
    start = time.perf_counter()
    assert not reads_as_number(sample, question)
    assert time.perf_counter() - start < 0.1  # a pass over a million words takes more


def test_sixty_whole_numbers_can_be_codes_of_groups() -> None:
    frame = FRAME.assign(store=np.arange(N) % 60, stores=np.arange(N) % 61)
    sample = tk.Sample.from_frame(frame)
    assert tk.profile(sample, "own", by="store").table["level"].nunique() == 60
    with pytest.raises(QuestionError, match="its 61 different numbers read as a quantity"):
        tk.profile(sample, "own", by="stores")
