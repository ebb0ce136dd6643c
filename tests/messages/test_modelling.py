"""What a model refuses and says, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.models.model_words import chart_notes_of_model
from techno_kit.errors import QuestionError, SampleError

RANDOM = np.random.default_rng(1)
N = 400
ONES = pd.DataFrame(
    {
        "sex": RANDOM.choice(["Female", "Male"], N),
        "age": RANDOM.choice(["18-34", "35-54", "55+"], N),
        "one": "same",
        "spent": RANDOM.normal(size=N).round(1),
        "fixed": 3.0,
        "owns": RANDOM.choice(["no", "yes"], N),
        "tv": RANDOM.integers(0, 2, N),
        "radio": 0,
        "papers": 1,
        "weight": RANDOM.uniform(0.5, 2, N),
    }
)
ONES["old"] = ONES["age"].map({"18-34": "no", "35-54": "no", "55+": "yes"})
ONES["half"] = ONES["tv"].where(ONES["age"] != "55+", 0)
ONES["more"] = 2 * ONES["spent"] + 1
ONES["crossed"] = ONES["tv"].where((ONES["age"] != "55+") | (ONES["sex"] == "Male"), 1)
ONES["positive"] = (ONES["spent"] > 0).astype(int)
MEDIA = tk.Question("media", columns=["tv", "radio", "papers", "half"], kind="multiple")
CURE = "so that the log odds have no estimate; merge the level with another, or leave the predictor out"


def sample_of(frame: pd.DataFrame = ONES) -> tk.Sample:
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    for name in ("spent", "fixed", "more"):
        sample = sample.with_question(tk.Question(name, kind="number"))
    return sample.with_question(MEDIA)


def refused(
    question: str = "owns",
    predictors: object = "age",
    frame: pd.DataFrame = ONES,
    **options: object,
) -> str:
    with pytest.raises(QuestionError) as error:
        tk.model(sample_of(frame), question, predictors, **options)  # type: ignore[arg-type]
    return str(error.value)


# --- requests ------------------------------------------------------------------------------------


def test_no_sample() -> None:
    with pytest.raises(SampleError) as error:
        tk.model(ONES, "owns", "age")  # type: ignore[arg-type]
    assert str(error.value) == (
        "tk.model takes a tk.Sample first, not a DataFrame; make one with tk.read, or of a data frame with "
        "tk.Sample.from_frame"
    )


@pytest.mark.parametrize("predictors", [[], None, 5, [5]])
def test_no_predictors(predictors: object) -> None:
    assert refused(predictors=predictors) == (
        'tk.model: predictors names a question, such as "age_group", or several in a list'
    )


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = refused(
        predictors=["agee", "age"],
        interactions=[("age", "sex")],
        reference={"sexx": "Male", "age": "55"},
        confidence=2,
        adjust="holms",
        averaged_over="all",
        family="column",
    )
    assert found == (
        "tk.model: 8 problems:\n"
        "- adjust is 'holms'; it is one of 'holm', 'bh', 'bonferroni' and 'none'; did you mean 'holm'?\n"
        "- family is 'column'; it is one of 'row' and 'table'\n"
        "- averaged_over is 'all'; it is one of 'population' and 'respondents'\n"
        "- confidence is 2; it lies between 0 and 1, such as 0.95\n"
        "- there is no question or column 'agee'; did you mean 'age'?\n"
        "- 'sex' is none of the predictors; name it among them\n"
        "- 'sexx' is none of the predictors; name it among them\n"
        "- question 'age' has no answer '55'; its answers are '18-34', '35-54' and '55+'; did you mean '55+'?"
    )


def test_predictors_that_cannot_be() -> None:
    assert refused(predictors=["media", "owns"]) == (
        "tk.model: 2 problems:\n"
        "- 'media' has overlapping answers; predictors are numbers, and questions with one answer\n"
        "- 'owns' is the question itself; explain it by others"
    )
    assert (
        refused("spent", "spent")
        == "tk.model: 'spent' is the question itself; explain it by others"
    )
    infinite = ONES.assign(spent=ONES["spent"].where(ONES.index > 2, np.inf))
    assert refused(predictors="spent", frame=infinite) == (
        "tk.model: 'spent' is infinite for 3 respondents; correct the file, or list the value as missing"
    )
    assert refused("spent", "age", frame=infinite) == (
        "tk.model: 'spent' is infinite for 3 respondents; correct the file, or list the value as missing"
    )


def test_interactions_that_cannot_be() -> None:
    assert refused(predictors=["age", "sex"], interactions=[("age",)]) == (
        "tk.model: interactions hold ('age',); each is a tuple of two or more predictors, such as "
        '("age_group", "gender")'
    )
    assert refused(predictors=["age", "sex", "old"], interactions=[("age", "sex", "old")]) == (
        "tk.model: the interaction ('age', 'sex', 'old') needs those within it too: ('age', 'sex'), ('age', 'old') "
        "and ('sex', 'old')"
    )


def test_references_that_cannot_be() -> None:
    assert refused(reference="55+") == (
        'tk.model: reference is a mapping of predictor to level, such as {"age_group": "18-24"}, not a str'
    )
    assert refused(predictors="spent", reference={"spent": "1"}) == (
        "tk.model: 'spent' is a number and has no reference level; leave it out of reference, or give it bands"
    )
    assert refused(reference={"age": "55+"}, where={"age": ["18-34", "35-54"]}) == (
        "tk.model: nobody in the model answered '55+' to 'age', so that it can be no reference; take one of "
        "'18-34' and '35-54'"
    )


def test_blanks_of_a_number_are_no_answer() -> None:
    assert refused("spent", missing="in_base") == (
        "tk.model: 'spent' is a number, and a blank has no value to count; leave missing='in_base' out"
    )


# --- data ----------------------------------------------------------------------------------------


def test_predictors_that_explain_nothing() -> None:
    assert refused(predictors=["one", "fixed"]) == (
        "tk.model: 2 problems:\n"
        "- everyone in the model answered 'same' to 'one', so that it explains nothing; leave it out\n"
        "- 'fixed' is the same number for everyone in the model; leave it out"
    )


def test_predictors_that_say_the_same() -> None:
    assert refused(predictors=["age", "old"]) == (
        "tk.model: 'old' (at 'yes') follows exactly from 'age', so that what each goes with cannot be told apart; "
        "leave one of them out"
    )
    assert refused(predictors=["spent", "more"]) == (
        "tk.model: 'more' follows exactly from 'spent', so that what each goes with cannot be told apart; leave one "
        "of them out"
    )


def test_nobody_and_too_few() -> None:
    assert refused(where={"age": ["55+"], "old": ["no"]}) == (
        "tk.model: nobody is left: no respondent with a weight is in the base and has answered every predictor"
    )
    few = pd.Series(np.arange(N) < 6)
    found = refused(predictors=["age", "sex", "spent"], interactions=[("age", "sex")], where=few)
    assert found == (
        "tk.model: the model has 6 coefficients for 6 respondents; merge levels, or leave predictors out"
    )


def clustered(frame: pd.DataFrame = ONES) -> tk.Sample:
    """Return the sample with the young in the first of ten PSUs."""
    rest = 1 + np.arange(len(frame)) % 9
    psu = np.where(frame["age"] == frame["age"].iloc[0], 0, rest)
    design = tk.Design(clusters="psu")
    return tk.Sample.from_frame(frame.assign(psu=psu), design=design)


def refused_number(number: np.ndarray, design: tk.Design, **options: object) -> str:
    frame = ONES.assign(far=number, psu=np.arange(len(ONES)) % 10)
    sample = tk.Sample.from_frame(frame, design=design)
    sample = sample.with_question(tk.Question("far", kind="number"))
    with pytest.raises(QuestionError) as error:
        tk.model(sample, "owns", **({"predictors": ["far", "sex"]} | options))  # type: ignore[arg-type]
    return str(error.value)


def test_numbers_that_differ_within_one_psu() -> None:
    rows, clusters = np.arange(len(ONES)), tk.Design(clusters="psu")
    here = np.where(rows % 10 == 3, rows + 1.0, 1.5)
    assert refused_number(here, clusters) == (
        "tk.model: 'far' has another value than 1.5 within one primary sampling unit alone, which tells nothing of "
        "how such units differ, so that its slope has no known error; leave 'far' out"
    )
    assert refused_number(np.where(rows == 3, 7.0, 1.5), tk.Design()) == (
        "tk.model: 'far' has another value than 1.5 for one respondent alone (in each stratum), who tells nothing of "
        "how respondents differ, so that its slope has no known error; leave 'far' out"
    )
    level = sorted(ONES["sex"].unique())[0]
    crossed = np.where(ONES["sex"] == level, here, rows)
    assert refused_number(crossed, clusters, interactions=[("far", "sex")]) == (
        f"tk.model: 'far' differs at '{level}' within one primary sampling unit alone, which tells nothing of how "
        "such units differ, so that its slope there has no known error; merge levels (sample.merge_levels), or leave "
        "the interaction out"
    )
    single = np.where(ONES["sex"] == level, 1.5, rows)
    single[np.flatnonzero(ONES["sex"] == level)[0]] = 9
    assert refused_number(single, tk.Design(), interactions=[("far", "sex")]) == (
        f"tk.model: 'far' differs at '{level}' for one respondent alone (in each stratum), who tells nothing of how "
        "respondents differ, so that its slope there has no known error; merge levels (sample.merge_levels), or leave "
        "the interaction out"
    )


def test_levels_within_one_psu() -> None:
    level = ONES["age"].iloc[0]
    with pytest.raises(QuestionError) as error:
        tk.model(clustered(), "owns", ["age", "sex"], interactions=[("age", "sex")])
    assert str(error.value) == (
        f"tk.model: '{level}' of 'age': a level within one primary sampling unit tells nothing of how such units "
        "differ, so that what rests on it has no known error; merge it with another (sample.merge_levels), or leave "
        "'age' out"
    )
    with pytest.raises(QuestionError) as error:
        tk.model(clustered(), "owns", "sex", where={"age": [level]})
    assert str(error.value) == (
        "tk.model: everyone in the model is within one primary sampling unit (of each stratum), which tells nothing "
        "of how such units differ; there is no error, and no model"
    )


def test_crossed_levels_within_one_psu() -> None:
    frame = ONES.assign(
        psu=np.arange(N) % 10,
        left=np.where(np.arange(N) % 10 < 2, "k", "l"),
        right=np.where(np.isin(np.arange(N) % 10, [1, 4, 7]), "u", "v"),
    )
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    with pytest.raises(QuestionError) as error:
        tk.model(sample, "owns", ["left", "right"], interactions=[("left", "right")])
    assert str(error.value) == (
        "tk.model: 'k x u' and 'k x v' of the interaction of left x right: respondents within one primary sampling "
        "unit tell nothing of how such units differ, so that what rests on them has no known error; merge levels "
        "(sample.merge_levels), or leave the interaction out"
    )


def test_levels_of_one_respondent() -> None:
    frame = ONES.assign(sex=ONES["sex"].where(np.arange(N) > 0, "Other"))
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("spent", kind="number"))
    with pytest.raises(QuestionError) as error:
        tk.model(sample, "spent", "sex")
    assert str(error.value) == (
        "tk.model: 'Other' of 'sex': a level of one respondent (in each stratum) tells nothing of how respondents "
        "differ, so that what rests on it has no known error; merge it with another (sample.merge_levels), or leave "
        "'sex' out"
    )


def test_weights_below_zero() -> None:
    sample = sample_of()
    means = tk.Targets.from_shares({"spent": 1.6})
    negative = sample.with_weights(tk.calibrate(sample, means))
    assert (negative.weight < 0).any()  # type: ignore[operator]
    with pytest.raises(QuestionError) as error:
        tk.model(negative, "owns", "age")
    assert str(error.value) == (
        "tk.model: some weights are below 0, and a model needs weights of 0 or more; make them with "
        "distance='raking' or a lower bound of 0, or trim them at a floor first"
    )


def test_no_outcome_can_be_modelled() -> None:
    dull = tk.Question("dull", columns=["radio", "papers"], kind="multiple")
    with pytest.raises(QuestionError) as error:
        tk.model(sample_of().with_question(dull), "dull", "age")
    assert str(error.value) == (
        "tk.model: 2 problems:\n"
        "- radio: nobody in the model holds it, so that there is nothing to explain\n"
        "- papers: everybody in the model holds it, so that there is nothing to explain"
    )
    assert refused("fixed") == (
        "tk.model: fixed: it is 3.00 for everybody in the model, so that there is nothing to explain"
    )


def test_reasons_of_single_outcomes() -> None:
    found = tk.model(sample_of(), "media", ["age", "sex"])
    assert found.failed == {
        "radio": "nobody in the model holds it, so that there is nothing to explain",
        "papers": "everybody in the model holds it, so that there is nothing to explain",
        "half": f"nobody at '55+' of 'age' holds it, {CURE}",
    }
    pair = tk.Question("pair", columns=["crossed", "tv"], kind="multiple")
    crossed = tk.model(
        sample_of().with_question(pair), "pair", ["age", "sex"], interactions=[("age", "sex")]
    )
    assert crossed.failed == {
        "crossed": "everybody or nobody in the combination '55+ x Female' holds it, so that the log odds have no "
        "estimate; merge levels, or leave an interaction or a predictor out"
    }
    pair = tk.Question("pair", columns=["positive", "tv"], kind="multiple")
    number = tk.model(sample_of().with_question(pair), "pair", "spent")
    assert number.failed == {
        "positive": "taken together, the predictors (the numbers 'spent' among them) tell some who hold it apart from "
        "all who do not, so that the log odds have no estimate; give the numbers bands, or leave one out"
    }


def test_outcomes_and_coefficients_that_are_not_there() -> None:
    found = tk.model(sample_of(), "owns", "age")
    with pytest.raises(QuestionError) as error:
        found.covariance("yess")
    assert str(error.value) == (
        "there is no outcome 'yess'; the outcomes are 'no' and 'yes'; did you mean 'yes'?"
    )
    with pytest.raises(QuestionError) as error:
        found.contrast({("age", "60+"): 1})
    assert str(error.value) == (
        "model.contrast: there is no coefficient 'age 60+'; the coefficients are '(intercept)', 'age 35-54' and "
        "'age 55+'"
    )


# --- what is said --------------------------------------------------------------------------------


def told(
    rows: dict[tuple[str, str, str], int], predictors: list[str], **options: object
) -> tk.Sample:
    names = ["age", "sex", "owns"]
    frame = pd.DataFrame([key for key, n in rows.items() for _ in range(n)], columns=names)
    return tk.model(tk.Sample.from_frame(frame), "owns", predictors, **options)


GRID = {
    ("18-34", "Female", "yes"): 90, ("18-34", "Female", "no"): 60,
    ("18-34", "Male", "yes"): 95, ("18-34", "Male", "no"): 55,
    ("35+", "Female", "yes"): 40, ("35+", "Female", "no"): 110,
    ("35+", "Male", "yes"): 50, ("35+", "Male", "no"): 100,
}  # fmt: skip


def test_the_text_tells_the_effect_before_its_p() -> None:
    assert told(GRID, ["age", "sex"]).text == (
        "Among 600 respondents (unweighted), the largest clear average difference, with sex held alike, is in “no”: 70% "
        "where age is “35+” against 38% where it is “18-34”, +31.7 points (95% interval +24.1 to +39.2; p <0.001). Of 2 average "
        "differences 1 is clear (Holm's adjustment over the levels of each predictor and outcome)."
    )
    assert told(GRID, ["sex"]).text == (
        "Among 600 respondents (unweighted), the largest average difference seen (chance may explain it) is in “no”: "
        "52% where sex is “Male” against 57% where it is “Female”, -5.0 points (95% interval -13.0 to +3.0; p = 0.219)."
    )


def test_a_number_is_told_by_one_more_unit() -> None:
    found = tk.model(sample_of(ONES.assign(more=ONES["spent"] + ONES["tv"])), "more", "spent")
    assert found.text == (
        "Among 400 respondents (weighted by 'weight'), 1 more in “spent” goes with an average difference of "
        "+1.04 in “more” (clear; 95% interval +0.99 to +1.08; p <0.001)."
    )


def test_the_notes_and_the_method() -> None:
    blank = ONES.assign(age=ONES["age"].where(ONES.index > 3))
    found = tk.model(sample_of(blank), "media", ["age", "sex"], interactions=[("age", "sex")])
    assert found.notes[:6] == [
        "Population: not stated. Base: 396 respondents, weighted by 'weight'; effective base "
        f"{found.fits['n_eff'].iloc[0]:.0f}.",
        "4 respondents are left out of the model for a blank on a predictor (age: 4).",
        "A difference is that between two averages over the same people: the predicted share with everyone at the "
        "level, and with everyone at its reference, all else as it is. It tells who is where, and is no effect of "
        "changing anything.",
        "▲ ▼: clearly above or below 0 (95% confidence, Holm's adjustment over the levels of each predictor and "
        "outcome); intervals are not adjusted.",
        "The p of a Wald test is adjusted over the outcomes, so that an arrow can stand beside a large one.",
        "Average differences include the interactions; the table of coefficients has those at the references of the "
        "others.",
    ]
    for sentence in (
        "Each answer, chosen or not, was modelled by weighted logistic regression (pseudo-maximum likelihood; "
        "statsmodels ",
        "on age, sex and age x sex. Levels are compared with 18-34 (age) and Female (sex).",
        "Standard errors are by Taylor linearisation of the estimating equations for independently sampled "
        "respondents, with t on 390 degrees of freedom: those of the design plus one less the coefficients (as "
        "svyglm() of R's survey package).",
        "their errors allow for the sampling of those who are averaged over.",
        "Predictors as a whole are tested by Wald's F on those degrees of freedom (as regTermTest() of R's survey "
        "package).",
        "p-values are adjusted by Holm's method: those of effects and coefficients over the levels of each predictor "
        "and outcome, those of Wald tests over the outcomes.",
    ):
        assert sentence in found.method
    given = tk.model(sample_of(), "owns", "age", averaged_over="respondents", adjust="none")
    assert "by the delta method, take those who are averaged over as they are." in given.method
    assert "p-values are not adjusted for their number." in given.method


def test_flags_are_told_once_and_few_cases_bear_no_mark() -> None:
    rare = ONES.assign(rare=(ONES.index < 12).astype(int))
    pair = tk.Question("pair", columns=["radio", "rare"], kind="multiple")
    sample = sample_of(rare).with_question(pair)
    found = tk.model(sample, "pair", ["age", "sex"], flag_below=150)
    assert found.effects.query("outcome == 'rare'")["flag"].tolist() == [
        "small base; few cases",
        "small base; few cases",
        "",
    ]
    assert "Flagged “small base”: 35-54 (age) and 55+ (age)." in found.notes
    assert (
        "Where fewer than five are expected to hold an answer at a level or its reference, or to lack it, a "
        "difference bears no mark (a rule of techno_kit's)." in found.notes
    )
    assert not found.clear["term"].eq("age").any()


def test_labels_of_every_kind_are_escaped() -> None:
    hostile = ["<script>alert(1)</script>", "=cmd()|*x*", "level", "n"]
    columns = dict(zip(hostile, ["tv", "tv", "tv", "tv"], strict=True))
    frame = ONES.assign(age=ONES["age"].replace({"55+": "<b>55+</b>"}))
    sample = sample_of(frame).with_question(tk.Question("odd", columns=columns, kind="multiple"))
    found = tk.model(sample, "odd", ["age"])
    page = found._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert found.plot().description
    assert str(found).count("-") > 10


# --- numbers that nobody declared, and what has no estimate --------------------------------------


def test_undeclared_columns_of_numbers_are_told() -> None:
    plain = tk.Sample.from_frame(ONES)
    found = tk.model(plain, "spent", ["tv", "sex"])
    number = (
        "No codebook describes 'spent': a column of numbers, it is read as a number. To take its numbers as "
        "answers, declare them: sample.with_question(tk.Question('spent'))."
    )
    answers = (
        "No codebook describes 'tv': its whole numbers, ten different ones at most, are read as answers. To take "
        "them as a number, declare it: sample.with_question(tk.Question('tv', kind=\"number\"))."
    )
    for sentence in (number, answers):
        assert sentence in found.notes
        assert sentence in found.method
    two = tk.model(plain.with_question(MEDIA), "owns", ["tv", "half", "sex"])
    assert (
        "No codebook describes 'tv' and 'half': their whole numbers, ten different ones at most, are read as "
        "answers. To take those of one as a number, declare it: sample.with_question(tk.Question('tv', "
        'kind="number")).' in two.notes
    )
    declared = tk.model(sample_of(), "spent", "age")
    assert not any("codebook" in note for note in declared.notes)


def test_many_outcomes_without_a_model_are_counted() -> None:
    names = [f"a{place}" for place in range(12)]
    dull = tk.Question("dull", columns=names, kind="multiple")
    sample = tk.Sample.from_frame(ONES.assign(**dict.fromkeys(names, 0))).with_question(dull)
    with pytest.raises(QuestionError) as error:
        tk.model(sample, "dull", "age")
    lines = str(error.value).split("\n")
    assert len(lines) == 7
    assert lines[1] == "- a0: nobody in the model holds it, so that there is nothing to explain"
    assert lines[-1] == "- 7 more outcomes have no model for like reasons"


def test_many_flagged_levels_are_counted() -> None:
    frame = ONES.assign(place=[f"p{place:02}" for place in RANDOM.integers(0, 12, N)])
    found = tk.model(sample_of(frame), "owns", "place", suppress_below=0, flag_below=400)
    assert (
        "Flagged “small base”: p01 (place), p02 (place), p03 (place), p04 (place), p05 (place), p06 (place), p07 (place), "
        "p08 (place) and 3 more." in found.notes
    )


def test_an_empty_crossing_says_why_there_is_no_estimate() -> None:
    rows = {key: n for key, n in GRID.items() if key[:2] != ("35+", "Male")}
    found = told(rows, ["age", "sex"], interactions=[("age", "sex")])
    assert found.text == (
        "Among 450 respondents (unweighted) no average difference has an estimate, as some combinations of crossed "
        "answers are empty. There is no test of age x sex: nobody is at what it would compare."
    )
    assert (
        "Nobody in the model is at 35+ x Male (age x sex). An average with everyone at a level needs an estimate of "
        "all its combinations; where nobody is, there is none. Merge levels, or leave the interaction out."
        in found.notes
    )


def test_without_degrees_of_freedom_the_method_says_that_nothing_is_tested() -> None:
    frame = ONES.assign(psu=np.arange(N) % 2)
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.model(sample, "owns", "age")
    assert (
        "The design has 1 degree of freedom for 3 coefficients: there are no intervals and no tests; merge levels, "
        "or leave predictors out." in found.method
    )
    assert "with t on" not in found.method
    assert "regTermTest" not in found.method
    assert "p-values are adjusted" not in found.method


def test_slopes_by_more_than_one_unit() -> None:
    frame = ONES.assign(income=ONES["spent"].rank() * 1000)
    frame["owns"] = np.where(frame["income"] > frame["income"].median(), "yes", frame["owns"])
    found = tk.model(tk.Sample.from_frame(frame), "owns", "income")
    row = found.effects.iloc[0]
    effect, low, high = (f"{row[each] * 1e6:+.1f}" for each in ("effect", "low", "high"))
    assert found.text.startswith(
        "Among 400 respondents (unweighted), 10,000 more in “income” go with an average difference of "
        f"{effect} points in “no” (clear; 95% interval {low} to {high}; p <0.001)."
    )


def test_nothing_clear_is_none_and_not_nought() -> None:
    draw = np.random.default_rng(1)
    names = {"brand": list("abc"), "sex": ["F", "M"], "age": ["18-24", "25-34", "35-54", "55+"]}
    frame = pd.DataFrame({name: draw.choice(levels, 600) for name, levels in names.items()})
    text = tk.model(tk.Sample.from_frame(frame), "brand", ["sex", "age"]).text
    assert "None of 12 average differences is clear (Holm's adjustment over the levels" in text
    assert text.endswith("In none of 3 outcomes is the Wald test of a whole predictor clear.")


def test_a_small_level_is_told_as_one_in_the_text_and_below_the_chart() -> None:
    random = np.random.default_rng(2)
    group = ["north"] * 439 + ["south"] * 51
    answer = np.where(random.random(490) < np.where(np.array(group) == "south", 0.8, 0.3), "y", "n")
    sample = tk.Sample.from_frame(pd.DataFrame({"g": group, "q": answer}))
    found = tk.model(sample, "q", "g")
    assert "where g is “south” (n = 51; small base) against" in found.text
    assert "Flagged “small base”: south (g)." in chart_notes_of_model(found)
    few = tk.model(
        tk.Sample.from_frame(pd.DataFrame({"g": group[:459], "q": answer[:459]})), "q", "g"
    )
    assert few.text == (
        "Among 459 respondents (unweighted) no average difference is shown, as fewer than 30 "
        "respondents are at every level, or at its reference."
    )


def test_steps_that_no_decimals_show() -> None:
    random = np.random.default_rng(2)
    x = random.normal(size=400)
    answer = np.where(random.random(400) < 1 / (1 + np.exp(-x)), "y", "n")
    sample = tk.Sample.from_frame(pd.DataFrame({"x": x * 1e-7, "q": answer}))
    assert "1e-07 more in “x”" in tk.model(sample, "q", "x").text
