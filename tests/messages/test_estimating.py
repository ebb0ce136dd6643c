"""What an estimate tells its users when it is asked for what is not there."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError

N = 120
FRAME = pd.DataFrame(
    {
        "sex": ["Female", "Male"] * 60,
        "often": ["Never", "Monthly", "Weekly"] * 40,
        "age": np.arange(N) % 60 + 20,
        "mixed": ["12", "refused", "40", "n/a"] * 30,
        "born": pd.date_range("1990", periods=N),
        "ends": [1.0, np.inf, 2.0, -np.inf] * 30,
        "vast": [1e200, 1.0] * 60,
        "blank": [np.nan] * N,
        "spent": [0.0, 5.0] * 60,
        "phone": [1, 0] * 60,
    }
)
NUMBERS = ["mixed", "born", "ends", "vast", "blank"]


def refused(question: object = "age", **options: object) -> str:
    sample = tk.Sample.from_frame(FRAME)
    for name in NUMBERS:
        sample = sample.with_question(tk.Question(name, kind="number"))
    owned = tk.Question("owned", kind="multiple", columns=["phone"])
    sample = sample.with_question(owned)
    with pytest.raises(QuestionError) as error:
        tk.estimate(sample, question, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_answers_that_are_no_numbers() -> None:
    for statistic in ("mean", "quantile"):
        assert refused("sex", statistic=statistic) == (
            "question 'sex' has answers that are no numbers ('Female' and 'Male'); give every "
            "answer a score with scores={'Female': 0, ...}, or ask for statistic=\"total\" "
            "(weighted counts) or tk.profile (shares)"
        )


def test_overlapping_answers() -> None:
    assert refused("owned") == (
        "question 'owned' has overlapping answers and no mean; ask for statistic=\"total\" "
        "(weighted counts), or for its shares with tk.profile"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "mixed",
            "column 'mixed' holds what is no clear number: 'n/a' (30 times) and 'refused' (30 "
            "times); name it in the question's missing, or write it as a number",
        ),
        ("born", "column 'born' holds dates, not numbers"),
        ("ends", "column 'ends' is infinite in 60 rows; leave these blank"),
        ("vast", "column 'vast' is beyond 1e100 in 60 rows; state it in another unit"),
        ("blank", "column 'blank' holds no number at all"),
    ],
)
def test_columns_that_are_no_numbers(name: str, told: str) -> None:
    assert refused(name) == f"question '{name}': {told}"
    assert refused("age", statistic="ratio", denominator=name) == f"question '{name}': {told}"


def test_dates_that_no_codebook_describes() -> None:
    sample = tk.Sample.from_frame(FRAME)
    with pytest.raises(QuestionError, match="column 'born' holds dates, not numbers"):
        tk.estimate(sample, "born")


def test_scores_that_do_not_fit() -> None:
    scores = {"Never": 0, "Monhtly": 1, "Weekly": "often"}
    assert refused("often", scores=scores) == (
        "scores: 3 problems:\n"
        "- there is no answer 'Monhtly'; the answers are 'Never', 'Monthly' and 'Weekly'; did you "
        "mean 'Monthly'?\n"
        "- there is no score for 'Monthly'; None leaves an answer out of the base\n"
        "- the score of 'Weekly' is no number"
    )
    kind = 'scores is a mapping of answer to number, such as {"Never": 0, "Often": 1}'
    assert refused("often", scores=[0, 1, 2]) == kind
    assert refused("often", scores={}) == kind
    nothing = dict.fromkeys(["Never", "Monthly", "Weekly"])
    assert refused("often", scores=nothing) == "scores: every answer is left out"
    assert refused("mixed", scores={"12": 1}) == (
        "question 'mixed' is a number; scores are for answers, leave them out"
    )
    assert refused("often", scores={"Never": 0, "Monthly": 1, "Weekly": 2}, missing="in_base") == (
        "question 'often' has scores, and a blank has none; missing=\"in_base\" is for numbers and "
        "counts"
    )


def test_scores_by_code_are_told_the_labels() -> None:
    levels = [(1, "bad"), (2, "so so"), (3, "good")]
    sample = tk.Sample.from_frame(pd.DataFrame({"q": [1, 2, 3] * 40}))
    sample = sample.with_question(tk.Question("q", kind="scale", levels=levels))
    told = (
        "scores: '1', '2' and '3' are codes, and scores go by label; use the labels: "
        "{'bad': 1, 'so so': 5, 'good': None}"
    )
    scores = {1: 1, 2.0: 5, "3": None}
    with pytest.raises(QuestionError) as caught:
        tk.estimate(sample, "q", scores=scores)
    assert str(caught.value) == told
    with pytest.raises(QuestionError) as caught:
        tk.crosstab(sample, "q", means={"q": scores})
    assert str(caught.value) == told
    near = "no answer '1' and '7'; the answers are 'bad', 'so so' and 'good'; did you mean 'bad'?"
    with pytest.raises(QuestionError) as caught:
        tk.estimate(sample, "q", scores={1: 1, 7: 2})
    assert near in str(caught.value)


def test_options_that_are_none_are_told_at_once() -> None:
    assert refused(
        statistic="ratoi", quantiles=(0.5, 1.5), missing="keep", denominator="spent"
    ) == (
        "tk.estimate: 5 problems:\n"
        "- statistic is 'ratoi'; it is one of 'mean', 'total', 'ratio' and 'quantile'; did you "
        "mean 'ratio'?\n"
        "- missing is 'keep'; it is one of 'in_base' and 'exclude'\n"
        "- denominator is for statistic=\"ratio\", not the text 'ratoi'\n"
        "- quantiles are for statistic=\"quantile\", not the text 'ratoi'\n"
        "- quantiles are shares between 0 and 1, such as (0.25, 0.5, 0.75)"
    )
    for statistic in ("mean", "total"):
        assert refused(statistic=statistic, quantiles=[0.1, 0.9]) == (
            f"tk.estimate: quantiles are for statistic=\"quantile\", not the text '{statistic}'"
        )
    assert refused(statistic="ratio") == (
        "tk.estimate: a ratio needs a denominator, the name of another number"
    )
    for quantiles in ("0.5", [], [True], [None], 50, float("nan")):
        assert refused(statistic="quantile", quantiles=quantiles) == (
            "tk.estimate: quantiles are shares between 0 and 1, such as (0.25, 0.5, 0.75)"
        )
    assert refused(statistic="quantile", quantiles=(0.5, 0.5)) == (
        "tk.estimate: quantiles names one of them twice"
    )
    assert refused(confidence=95) == (
        "tk.estimate: confidence is 95; it lies between 0 and 1, such as 0.95"
    )


def test_a_denominator_of_nought_names_the_groups() -> None:
    options = {"statistic": "ratio", "denominator": "spent"}
    assert refused("age", **options, where={"sex": ["Female"]}) == (
        "the weighted total of the denominator 'spent' is 0; there is no ratio to it"
    )
    assert refused("age", **options, by="sex") == (
        "the weighted total of the denominator 'spent' is 0 where 'sex' is 'Female'; there is no "
        "ratio to it; leave such groups out with where="
    )


def test_a_group_that_is_suppressed_anyway_may_have_a_denominator_of_nought() -> None:
    sample = tk.Sample.from_frame(FRAME)
    options = {"statistic": "ratio", "denominator": "spent", "by": "sex", "suppress_below": 61}
    table = tk.estimate(sample, "age", **options).table  # type: ignore[arg-type]
    assert table["flag"].tolist() == ["", "suppressed", "suppressed"]


def test_other_things_than_samples_and_questions() -> None:
    with pytest.raises(tk.TechnoKitError, match=r"tk\.estimate"):
        tk.estimate(FRAME, "age")  # type: ignore[arg-type]
    assert refused("agee") == "there is no question or column 'agee'; did you mean 'age'?"
    assert refused(by="sexe") == "there is no question or column 'sexe'; did you mean 'sex'?"


def test_a_plot_of_a_question_that_is_not_there() -> None:
    found = tk.estimate(tk.Sample.from_frame(FRAME), "age", by="sex")
    with pytest.raises(QuestionError) as error:
        found.plot(by="sexe")
    assert str(error.value) == "by is 'sexe'; it is one of 'sex'; did you mean 'sex'?"


def test_quantiles_by_group_are_all_told() -> None:
    frame = pd.DataFrame(
        {"spent": [*range(100), *range(50, 150)], "sex": ["F"] * 100 + ["M"] * 100}
    )
    options = {"statistic": "quantile", "quantiles": [0.25, 0.5], "by": "sex"}
    text = tk.estimate(tk.Sample.from_frame(frame), "spent", **options).text  # type: ignore[arg-type]
    assert text.endswith(
        "By sex, the 25% quantile of “spent” runs from 24.0 (F, 100 respondents) to 74.0 (M, 100 respondents) and the median of "
        "“spent” runs from 49.0 (F, 100 respondents) to 99.0 (M, 100 respondents); these differences are not tested."
    )


def test_scores_that_are_the_answers_are_not_told() -> None:
    frame = pd.DataFrame({"q": ["0", "1", "2"] * 50})
    sample = tk.Sample.from_frame(frame)
    plain = tk.estimate(sample, "q", scores={"0": 0, "1": 1, "2": 2})
    assert not any("count as" in each for each in plain.notes)
    turned = tk.estimate(sample, "q", scores={"0": 2, "1": 1, "2": 0})
    assert "Answers count as 0 = 2 and 2 = 0." in turned.notes
