"""What the adjustment for non-response tells its users: refusals, doubts, sentences."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError, WeightingError

N = 400
PLACE = np.arange(N)
FRAME = pd.DataFrame(
    {
        "age": np.repeat(["18-34", "35-54", "55+", "55+"], 100),
        "area": np.where(PLACE % 2 == 0, "city", "land"),
        "income": PLACE.astype(float),
        "came": np.where(PLACE % 4 < 2, "yes", "no"),
        "phone": 1,
        "tablet": 0,
        "w": 1.0 + (PLACE % 4 == 0),
    }
)
BOOK = tk.Codebook(
    questions={
        "income": tk.Question("income", kind="number"),
        "owned": tk.Question("owned", kind="multiple", columns=["phone", "tablet"]),
    }
)
YES = {"came": ["yes"]}


def sample(**columns: object) -> tk.Sample:
    frame = FRAME.assign(**columns)  # type: ignore[arg-type]
    return tk.Sample.from_frame(frame, design=tk.Design(weight="w"), labels=BOOK)


def refused(kind: type[Exception], *given: Any, **options: Any) -> str:
    with pytest.raises(kind) as error:
        tk.adjust_nonresponse(*given, **options)
    return str(error.value)


def test_what_is_no_sample_and_what_says_nothing_of_answering() -> None:
    assert refused(SampleError, FRAME, YES, "age") == (
        "tk.adjust_nonresponse takes a tk.Sample first, not a DataFrame; make one with tk.read, or of a "
        "data frame with tk.Sample.from_frame"
    )
    for nothing in (None, "", "complete"):
        assert refused(QuestionError, sample(), nothing, "age") == (
            "tk.adjust_nonresponse: responded does not say who answered; give a mapping such as "
            '{"status": ["complete"]}, an audience, or a boolean Series (a recipe keeps the mapping only)'
        )
    assert refused(QuestionError, sample(), {"came": ["Yes"]}, "age") == (
        "question 'came' has no answer 'Yes'; its answers are 'no' and 'yes'; did you mean 'yes'?"
    )


def test_options() -> None:
    assert refused(QuestionError, sample(), YES, "age", method="propensities", classes=1) == (
        "tk.adjust_nonresponse: 2 problems:\n"
        "- method is 'propensities'; it is one of 'cells' and 'propensity'; did you mean 'propensity'?\n"
        "- classes is 1; it is a whole number from 2 on, such as 5, or None for 1 / propensity"
    )
    assert refused(QuestionError, sample(), YES, "age", classes=5) == (
        "tk.adjust_nonresponse: classes are those of a propensity; leave them out, or pass method='propensity'"
    )


@pytest.mark.parametrize("found", [3, [], ()])
def test_by_that_is_no_name(found: object) -> None:
    assert refused(QuestionError, sample(), YES, found) == (
        f"tk.adjust_nonresponse: by holds {found!r}; it is the name of a question that is known for "
        "everyone who was asked, or a list of such names, in which a tuple of names is a cross"
    )


def test_questions_that_cannot_be_adjusted_by() -> None:
    by = ["agee", "owned", ("age", "income")]
    assert refused(QuestionError, sample(), YES, by, method="propensity") == (
        "tk.adjust_nonresponse: 3 problems:\n"
        "- there is no question or column 'agee'; did you mean 'age'?\n"
        "- owned has overlapping answers; only questions with one answer can be adjusted by\n"
        "- income is a number, which has no levels to cross; name it by itself, or give it bands"
    )
    assert refused(WeightingError, sample(), YES, ["age", "income"]) == (
        "non-response cannot be adjusted for: income is a number, which has no cells; give it bands, "
        "or pass method='propensity'"
    )


def test_blanks() -> None:
    blank = sample(
        age=FRAME["age"].where(PLACE != 3),
        income=FRAME["income"].where(PLACE % 10 != 0).replace(1.0, np.inf),
    )
    assert refused(WeightingError, blank, YES, ["age", "income"], method="propensity") == (
        "non-response cannot be adjusted for: 2 problems:\n"
        "- age is blank for 1 person of those who were asked; it must be known for everyone: fill it in from the "
        "list that they were drawn from, give the blanks a level of their own there, or leave age out\n"
        "- income is blank for 41 people of those who were asked; it must be known for everyone: fill it in from "
        "the list that they were drawn from, give the blanks a level of their own there, or leave income out"
    )


def test_all_or_none() -> None:
    everyone = {"came": ["yes", "no"]}
    assert refused(WeightingError, sample(), everyone, "age") == (
        "non-response cannot be adjusted for: all 400 people who were asked count as having answered; "
        "keep those who did not in the file, and check `responded`"
    )
    nobody = pd.Series(False, index=FRAME.index)
    assert refused(WeightingError, sample(), nobody, "age") == (
        "non-response cannot be adjusted for: none of the 400 people who were asked count as having "
        "answered; check `responded`"
    )


def test_a_cell_run_twice() -> None:
    adjusted = sample().with_weights(tk.adjust_nonresponse(sample(), YES, "age"))
    assert refused(WeightingError, adjusted, YES, "age") == (
        "non-response cannot be adjusted for: all 200 people who still have a weight count as having "
        "answered: the weights in force are adjusted for non-response already; to adjust anew, pass "
        "sample.with_design(sample.design)"
    )
    anew = adjusted.with_design(adjusted.design)
    assert tk.adjust_nonresponse(anew, YES, "age").values.sum() == pytest.approx(500)


def test_cells_in_which_nobody_answered() -> None:
    came = FRAME["came"].where(FRAME["age"] + FRAME["area"] != "35-54land", "no")
    assert refused(WeightingError, sample(came=came), YES, ["age", "area"]) == (
        "non-response cannot be adjusted for: nobody answered in 35-54 x land (50 people asked); merge "
        "'35-54' of age with '55+'. Else leave a question out of `by`, or pass method='propensity'"
    )
    came = FRAME["came"].where(FRAME["area"] == "city", "no")
    assert refused(WeightingError, sample(came=came), YES, "area") == (
        "non-response cannot be adjusted for: nobody answered in land (200 people asked); merge 'land' "
        "of area with 'city'. Else leave a question out of `by`, or pass method='propensity'"
    )


def test_many_cells_are_counted() -> None:
    code = pd.Series(PLACE // 40).astype(str)
    came = pd.Series(np.where(PLACE < 80, FRAME["came"], "no"))
    told = refused(WeightingError, sample(code=code, came=came), YES, "code")
    assert told.splitlines() == [
        "non-response cannot be adjusted for: 5 problems:",
        "- nobody answered in 2 (40 people asked); merge '2' of code with '1'",
        *(f"- nobody answered in {cell} (40 people asked)" for cell in (3, 4, 5)),
        "- nor in 4 more cells. Else leave a question out of `by`, or pass method='propensity'",
    ]


def test_a_model_without_an_estimate() -> None:
    by, options = ["age", "area"], {"method": "propensity"}
    came = FRAME["came"].mask(FRAME["age"] == "35-54", "yes").mask(FRAME["area"] == "land", "no")
    assert refused(WeightingError, sample(came=came), YES, by, **options) == (
        "non-response cannot be adjusted for: nobody answered at 'land' of area (200 people asked); "
        "merge the level with another, or leave area out"
    )
    came = FRAME["came"].mask(FRAME["age"] == "35-54", "yes")
    assert refused(WeightingError, sample(came=came), YES, by, **options) == (
        "non-response cannot be adjusted for: everybody answered at '35-54' of age (100 people asked), "
        "and a model has no estimate then; merge the level with another, leave age out, or pass method='cells'"
    )
    came = np.where(FRAME["income"] > 100, "yes", "no")
    assert refused(WeightingError, sample(came=came), YES, ["income"], **options) == (
        "non-response cannot be adjusted for: taken together, the questions tell some who answered apart "
        "from all who did not, and a model has no estimate then; leave one of them out, merge levels, or "
        "pass method='cells'"
    )


def test_a_class_in_which_nobody_answered() -> None:
    came = np.where((PLACE % 2 == 0) & (PLACE > 60) | (PLACE == 399), "yes", "no")
    options = {"method": "propensity", "classes": 12}
    assert refused(WeightingError, sample(came=came), YES, "income", **options) == (
        "non-response cannot be adjusted for: nobody answered in class 1 of 12; ask for fewer classes"
    )


def test_the_sentences_of_cells() -> None:
    weights = tk.adjust_nonresponse(sample(), YES, ["age", "area"])
    assert weights.method == (
        "200 of 400 people who were asked answered (50.0%; weighted 60.0%). Those who answered were "
        "weighted up for the others from the base weight 'w', within the 6 cells of age and area: by the "
        "weight of all who were asked over that of those who answered; the others weigh 0. By the trade's "
        "rule of thumb 4 cells are small, with fewer than 30 respondents; the smallest, 18-34 x city, has "
        "25 respondents. Errors take these factors as known, though they are estimates."
    )


def test_the_sentences_of_propensities() -> None:
    came = np.where((PLACE % 2 == 0) & (PLACE % 5 > 0) | (PLACE % 20 == 1), "yes", "no")
    weights = tk.adjust_nonresponse(sample(came=came), YES, ["area"], method="propensity")
    assert weights.method == (
        "180 of 400 people who were asked answered (45.0%; weighted 52.0%). Those who answered were "
        "weighted up for the others from the base weight 'w', by 1 / their propensity to answer, which a "
        "weighted logistic regression on area puts between 10.0% and 80.0%; they then weigh 100.0% of "
        "what all who were asked weighed; the others weigh 0. By the trade's rule of thumb the factors of "
        "20 respondents are large, above 3, up to 10.0. Errors take these factors as known, though they "
        "are estimates."
    )


def test_the_sentences_of_classes() -> None:
    weights = tk.adjust_nonresponse(sample(), YES, "income", method="propensity", classes=5)
    assert weights.method == (
        "200 of 400 people who were asked answered (50.0%; weighted 60.0%). Those who answered were "
        "weighted up for the others from the base weight 'w', within 5 classes of the propensity to "
        "answer that a weighted logistic regression on income estimates: by the weight of all who were "
        "asked over that of those who answered; the others weigh 0. Errors take these factors as known, "
        "though they are estimates."
    )


def test_the_text_tells_the_response_rate() -> None:
    weights = tk.adjust_nonresponse(sample(), YES, ["age", "area"])
    assert weights.text.startswith(
        "200 respondents were adjusted for non-response by age and area;"
    )
    assert " Of 400 who were asked 50.0% answered (60.0% weighted). " in weights.text
    inverse = tk.adjust_nonresponse(sample(), YES, ["age", "income"], method="propensity")
    assert "not all met" not in inverse.text


def test_a_chain_tells_every_step() -> None:
    adjusted = tk.adjust_nonresponse(sample(), YES, "age")
    targets = tk.Targets.from_shares({"area": {"city": 0.5, "land": 0.5}})
    raked = tk.rake(sample().with_weights(adjusted), targets)
    assert raked.method.startswith(adjusted.method)
    assert "from the weights as adjusted for non-response by age;" in raked.method
