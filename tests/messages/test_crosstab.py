"""Exact texts of what `tk.crosstab` refuses."""

import pandas as pd
import pytest

import techno_kit as tk

FRAME = pd.DataFrame(
    {
        "sex": ["Female", "Male"] * 60,
        "age": ["18-34", "35-54", "55+"] * 40,
        "owns": ["yes", "no", "yes", "no", "no", "yes"] * 20,
        "one": [True, False, True] * 40,
        "two": [False, True, True] * 40,
        "minutes": range(120),
    }
)


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    made = tk.Sample.from_frame(FRAME)
    made = made.with_question(tk.Question("minutes", kind="number"))
    return made.with_question(tk.Question("both", kind="multiple", columns=["one", "two"]))


CASES = [
    (
        {"questions": []},
        "questions are a Ladder, a Question or its name, or several in a list, such as "
        '["q1", "q2"]',
    ),
    (
        {"questions": [3]},
        "questions are a Ladder, a Question or its name, or several in a list, such as "
        '["q1", "q2"]',
    ),
    (
        {"questions": "own"},
        "there is no question or column 'own'; did you mean 'owns' or 'one'?",
    ),
    (
        {"questions": ["owns", tk.Question("owns", kind="single", columns="sex")]},
        "two different questions are called 'owns'; give one of them another name",
    ),
    (
        {"by": [3]},
        "by is a banner question (a Ladder, a Question or its name), a tuple of them to cross, "
        'such as ("gender", "age_group"), or a list of these',
    ),
    (
        {"by": ["sex", ()]},
        "by is a banner question (a Ladder, a Question or its name), a tuple of them to cross, "
        'such as ("gender", "age_group"), or a list of these',
    ),
    ({"by": "owns"}, "tk.crosstab: 'owns' is in the rows and in by; leave it out of one of them"),
    (
        {"by": ("sex", "owns")},
        "tk.crosstab: 'owns' is in the rows and in by; leave it out of one of them",
    ),
    (
        {"by": ("sex", "sex")},
        "tk.crosstab: 'sex × sex' crosses a question with itself; cross different ones",
    ),
    (
        {"shares": "columns"},
        "tk.crosstab: shares is 'columns'; it is one of 'column', 'row' and 'total'; did you mean "
        "'column'?",
    ),
    (
        {"mode": "effective", "sort": "share", "suppress_below": -1},
        "tk.crosstab: 3 problems:\n"
        "- mode is 'effective'; it is one of 'design' and 'effective_base'; did you mean "
        "'effective_base'?\n"
        "- sort is 'share'; it is one of 'total'\n"
        "- suppress_below is -1; it is 0 or more",
    ),
    (
        {"nets": {"owned": {"any": ["yes"]}}},
        "tk.crosstab: nets name 'owned', which is none of the questions; did you mean 'owns'?",
    ),
    (
        {"nets": {"owns": ["yes"]}},
        "tk.crosstab: nets are answers by net and question, such as "
        '{"q1": {"Top 2": ["agree", "strongly agree"]}}',
    ),
    (
        {"nets": {"owns": {"any": ["yes", "nope"], "none": [], "yes": ["no"]}}},
        "tk.crosstab: 3 problems:\n"
        "- owns, 'any': there is no answer 'nope'; its answers are 'no' and 'yes'; did you mean "
        "'no'?\n"
        "- owns: the net 'none' holds no answers\n"
        "- owns: 'yes' is an answer already; give the net another name",
    ),
    (
        {"questions": "minutes", "nets": {"minutes": {"long": ["60"]}}},
        "tk.crosstab: minutes is a number and has no answers to net; give its bands in the mapping "
        "(cut = [...])",
    ),
    (
        {"questions": "both", "means": {"both": {"one": 1}}},
        "tk.crosstab: both has overlapping answers, and so no mean",
    ),
    (
        {"questions": "minutes", "means": {"minutes": {"1": 1}}},
        "tk.crosstab: minutes is a number: its mean is that of its values, and it takes no scores",
    ),
    (
        {"means": {"owns": True}},
        "tk.crosstab: owns: its codes do not count up by one, so that they are no scores; give "
        "some: means={'owns': {...}}",
    ),
    (
        {"means": {"owns": 3}},
        "tk.crosstab: means are scores by answer and question, such as "
        '{"q1": {"agree": 1, "disagree": -1}}, or True or False by question',
    ),
]


@pytest.mark.parametrize(("options", "message"), CASES)
def test_what_is_refused(sample: tk.Sample, options: dict, message: str) -> None:
    asked = {"questions": "owns", "by": "sex"} | options
    with pytest.raises(tk.TechnoKitError) as told:
        tk.crosstab(sample, asked.pop("questions"), **asked)
    assert str(told.value) == message


def test_a_column_of_a_question_and_a_code_of_an_answer_lead_to_them() -> None:
    frame = pd.DataFrame({"Age": [20, 30, 60, 70] * 30, "Q1": [0, 9, 10, 4] * 30})
    levels = [(0, "0 - never"), (4, "4"), (9, "9"), (10, "10 - surely")]
    sample = tk.Sample.from_frame(frame)
    sample = sample.with_question(tk.Question("age", columns=["Age"], kind="single", cut=(18, 50)))
    sample = sample.with_question(tk.Question("likely", columns=["Q1"], levels=levels))
    sample = sample.with_question(
        tk.Question(
            "trust", columns=["Q1"], levels=[(0, "No"), (4, "Rather"), (9, "Yes"), (10, "!")]
        )
    )

    def refused(by: str, nets: dict) -> str:
        with pytest.raises(tk.errors.QuestionError) as error:
            tk.crosstab(sample, list(nets), by=by, nets=nets)
        return str(error.value)

    for near in ("agee", "Agee", "AGE"):
        assert refused(near, {"likely": {}}).endswith("; did you mean 'age'?")
    told = refused("age", {"likely": {"top": [9, 10]}})
    assert told.endswith("; did you mean '10 - surely'?")
    assert refused("age", {"trust": {"top": [4, 9]}}).endswith("; did you mean 'Rather'?")


def test_a_frame_is_no_sample() -> None:
    with pytest.raises(tk.TechnoKitError) as told:
        tk.crosstab(FRAME, "owns", by="sex")
    assert str(told.value).startswith("tk.crosstab")


def test_a_lonely_psu_is_told() -> None:
    frame = FRAME.assign(stratum=["a"] * 119 + ["b"], psu=range(120))
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum", clusters="psu"))
    with pytest.raises(tk.TechnoKitError, match="stratum"):
        tk.crosstab(sample, "owns", by="sex")


def test_a_mean_has_the_same_decimals_in_every_result_and_face() -> None:
    spent = [120.25, 340.5, 233.75, 180.0, 260.5, 310.25] * 30
    frame = pd.DataFrame({"spent": spent, "sex": ["f", "m", "m"] * 60})
    asked = tk.Sample.from_frame(frame).with_question(tk.Question("spent", kind="number"))
    estimate, crosstab = tk.estimate(asked, "spent"), tk.crosstab(asked, "spent", by="sex")
    assert "the mean of “spent” is 241 (230 to 252)" in estimate.text
    assert "the mean of “spent” is 241." in crosstab.text
    assert "241" in str(crosstab) and "241" in crosstab.html_body()
    assert "240.9" not in str(crosstab) + crosstab.html_body()


def test_a_mean_is_told_with_its_base() -> None:
    frame = pd.DataFrame(
        {"spent": [*range(100), *range(50, 150)], "sex": ["F"] * 100 + ["M"] * 100}
    )
    text = tk.crosstab(tk.Sample.from_frame(frame), "spent", by="sex").text
    assert (
        "where sex is “F”: a mean of 49.5 (base 100 respondents) against 99.5 in the rest." in text
    )


UNTESTED = {
    "small": "No two columns have bases large enough to be compared.",
    "agree": "No two columns can be tested against each other: a column has no usable error, as its few "
    "primary sampling units happen to agree.",
    "doubt": "No two columns can be tested against each other: the error of a column is unknown.",
    "fixed": "No two columns can be tested against each other: the weighting itself sets what they would be "
    "tested on.",
    "drawn": "No two columns can be tested against each other: the design itself sets what they would be "
    "tested on.",
    "alike": "No two columns can be tested against each other: everybody in a column gives the same answer.",
}


@pytest.mark.parametrize("why", UNTESTED)
def test_a_table_without_tests_tells_why(why: str) -> None:
    """Of 400 in ten PSUs of 40 the first two, group A, have one mean of h."""
    rows = pd.DataFrame({"psu": [place // 40 for place in range(400)]})
    design, first = {"clusters": "psu"}, {"small": 1, "doubt": 1}.get(why, 2)
    rows["g"] = (rows["psu"] < first).map({True: "A", False: "B"})
    rows["h"] = [place % 40 % (4 + (place >= 80) * (place // 40)) for place in range(400)]
    if why in ("fixed", "drawn"):  # four parts: two groups, and h in each
        rows["part"] = rows["psu"] % 4
        rows["g"], rows["h"] = (rows["part"] // 2).map({0: "A", 1: "B"}), rows["part"] % 2
        design = {"strata": "part"} if why == "drawn" else {}
    if why == "alike":
        rows["h"] = 3
    sample = tk.Sample.from_frame(rows, design=tk.Design(**design))
    sample = sample.with_question(tk.Question("h", kind="number"))
    if why == "fixed":
        targets = tk.Targets.from_shares({"part": {0: 0.2, 1: 0.1, 2: 0.3, 3: 0.4}})
        sample = sample.with_weights(tk.rake(sample, targets))
    least = 41 if why == "small" else 30
    text = tk.crosstab(sample, "h", by="g", suppress_below=least).text
    assert text.endswith(UNTESTED[why])


def test_without_columns_the_text_tells_more_than_the_first_question() -> None:
    frame = pd.DataFrame({"owns": ["yes", "no", "no"] * 60, "sex": ["F", "M"] * 90})
    found = tk.crosstab(tk.Sample.from_frame(frame), ["owns", "sex"])
    assert found.text == (
        "Of 180 respondents (unweighted), 67% answered “no” and 33% answered “yes” (“owns”). Of 180 respondents "
        "(unweighted), 50% answered “F” and 50% answered “M” (“sex”)."
    )
