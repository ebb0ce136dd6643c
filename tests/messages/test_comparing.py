"""What a comparison refuses and says, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.captioning import chart_notes_of_comparison
from techno_kit.errors import QuestionError, SampleError

ONES = pd.DataFrame(
    {
        "sex": ["Female", "Male"] * 60,
        "owns": ["yes", "yes", "no", "no"] * 30,
        "age": ["young"] * 60 + ["old"] * 60,
        "tv": [0, 1] * 60,
        "radio": [1, 1, 0] * 40,
        "spent": np.linspace(0, 9, 120),
    }
)
MEDIA = tk.Question("media", columns={"tv": "tv", "radio": "radio"}, kind="multiple")
LETTERS = (
    "A letter marks a share that is higher than that of the group with this letter (capital: 95% confidence; small: "
    "90%), an arrow one that differs from the rest (95%)."
)
P_OF_TWO = (
    "The p of an answer is adjusted over the answers; with two groups an answer has one pair, and letters and arrows "
    "are not adjusted: so a letter can stand beside a large p."
)
P_OF_MANY = (
    "The p of an answer tests all groups at once and is adjusted over the answers; letters are adjusted over the pairs "
    "of each answer, arrows over the groups of each answer: so a letter can stand beside a large p."
)


def refused(
    kind: type[Exception] = QuestionError, question: str = "owns", **options: object
) -> str:
    sample = tk.Sample.from_frame(ONES).with_question(MEDIA)
    sample = sample.with_question(tk.Question("spent", kind="number"))
    with pytest.raises(kind) as error:
        tk.compare(sample, question, **{"by": "sex", **options})  # type: ignore[arg-type]
    return str(error.value)


def groups(*counts: tuple[int, int], answers: tuple[str, str] = ("yes", "no")) -> tk.Sample:
    """Groups a, b, ... with so many of the first answer and so many of the second."""
    rows = [
        (chr(ord("a") + place), answer)
        for place, pair in enumerate(counts)
        for answer, n in zip(answers, pair, strict=True)
        for _ in range(n)
    ]
    return tk.Sample.from_frame(pd.DataFrame(rows, columns=["group", "owns"]))


def compared(*counts: tuple[int, int], **options: object) -> tk.Comparison:
    return tk.compare(groups(*counts), "owns", by="group", **options)  # type: ignore[arg-type]


# --- refusals ------------------------------------------------------------------------------------


def test_no_sample() -> None:
    with pytest.raises(SampleError) as error:
        tk.compare(ONES, "owns", by="sex")  # type: ignore[arg-type]
    assert str(error.value) == (
        "tk.compare takes a tk.Sample first, not a DataFrame; make one with tk.read, or of a data frame with "
        "tk.Sample.from_frame"
    )


def test_an_unknown_question_group_or_audience() -> None:
    message = "there is no question or column 'sexe'; did you mean 'sex'?"
    assert refused(question="sexe") == message
    assert refused(by="sexe") == message
    assert refused(by=["sex", "sexe"]) == message
    assert refused(where={"sexe": ["Male"]}) == message


def test_an_unknown_level_of_an_audience() -> None:
    assert refused(where={"age": ["yuong"]}) == (
        "question 'age' has no answer 'yuong'; its answers are 'old' and 'young'; did you mean 'young'?"
    )


def test_groups_that_are_no_names() -> None:
    assert refused(by=None) == (
        'by names a question, such as "age_group", or several in a list; it is None'
    )
    assert (
        refused(by=[]) == 'by names a question, such as "age_group", or several in a list; it is []'
    )


def test_groups_that_overlap() -> None:
    assert refused(by="media") == (
        "tk.compare: the groups of 'media' overlap: a respondent can be in several of them; compare by a question "
        "with one answer"
    )


def test_a_question_by_itself() -> None:
    assert refused(by="owns") == (
        "tk.compare: 'owns' is the question itself; compare it by another one"
    )


def test_groups_that_are_none_are_told_at_once() -> None:
    assert refused(by=["owns", "media"]) == (
        "tk.compare: 2 problems:\n"
        "- the groups of 'media' overlap: a respondent can be in several of them; compare by a question with one "
        "answer\n"
        "- 'owns' is the question itself; compare it by another one"
    )


def test_a_number_without_bands() -> None:
    message = "question 'spent' is a number; give it bands with cut=[...] before it is counted"
    assert refused(by="spent") == message
    assert refused(question="spent") == message


def test_options_that_are_none_are_told_at_once() -> None:
    assert refused(
        adjust="holms", family="rows", missing="x", confidence=95, suppress_below=-1
    ) == (
        "tk.compare: 5 problems:\n"
        "- adjust is 'holms'; it is one of 'holm', 'bh', 'bonferroni' and 'none'; did you mean 'holm'?\n"
        "- family is 'rows'; it is one of 'row' and 'table'; did you mean 'row'?\n"
        "- missing is 'x'; it is one of 'in_base' and 'exclude'\n"
        "- confidence is 95; it lies between 0 and 1, such as 0.95\n"
        "- suppress_below is -1; it is 0 or more"
    )


def test_a_stratum_with_one_psu_names_the_choices() -> None:
    frame = ONES.assign(stratum=[1] * 119 + [2])
    sample = tk.Sample.from_frame(frame, design=tk.Design(strata="stratum"))
    with pytest.raises(SampleError) as error:
        tk.compare(sample, "owns", by="sex")
    assert str(error.value) == (
        "strata with a single PSU in column 'stratum': '2'; merge them with a neighbour, or choose "
        'tk.Design(lonely_psu=...): "certainty" (they add no variance), "adjust" (they add their '
        'squared distance from zero, the mean of all PSUs) or "average" (they add the average of the other strata)'
    )


def test_a_single_cluster() -> None:
    sample = tk.Sample.from_frame(ONES.assign(place="here"), design=tk.Design(clusters="place"))
    with pytest.raises(SampleError) as error:
        tk.compare(sample, "owns", by="sex")
    assert str(error.value).startswith("column 'place' names a single PSU;")


# --- the text ------------------------------------------------------------------------------------


def test_a_clear_difference() -> None:
    assert compared((60, 40), (40, 60)).text == (
        "Among 200 respondents the answers to “owns” differ by group (F(1.0; 199) = 7.96, p = 0.005). The largest "
        "clear difference is in “no”: 60% among b (n = 100) against 40% among a (n = 100), 20.0 points (95% interval "
        "of this pair alone: 6.3 to 33.7). The two groups differ clearly on 2 of 2 answers (not adjusted for their "
        "number)."
    )


def test_no_clear_difference() -> None:
    assert compared((50, 50), (45, 55)).text == (
        "Among 200 respondents the answers to “owns” do not differ clearly by group (F(1.0; 199) = 0.50, p = 0.481). "
        "The two groups do not differ clearly on any answer (not adjusted for their number). The largest difference "
        "seen, which chance may explain, is in “no”: 55% among b (n = 100) against 50% among a (n = 100), 5.0 points "
        "(95% interval of this pair alone: -8.9 to 18.9)."
    )


def test_no_difference_at_all_is_not_called_the_largest() -> None:
    assert compared((50, 50), (50, 50)).text == (
        "Among 200 respondents the answers to “owns” do not differ clearly by group (F(1.0; 199) = 0.00, p = 1.000). "
        "The two groups do not differ clearly on any answer (not adjusted for their number)."
    )


def test_a_very_small_p_and_several_pairs() -> None:
    assert compared((90, 10), (50, 50), (55, 45)).text == (
        "Among 300 respondents the answers to “owns” differ by group (F(2.0; 598) = 20.81, p <0.001). The largest "
        "clear difference is in “no”: 50% among b (n = 100) against 10% among a (n = 100), 40.0 points (95% interval "
        "of this pair alone: 28.5 to 51.5). Of 6 comparisons of two groups on one answer, 4 are clear (Holm's "
        "adjustment over the pairs of each answer)."
    )


def test_clear_pairs_of_a_whole_that_is_not_clear() -> None:
    assert compared((56, 44), (50, 50), (39, 61)).text == (
        "Among 300 respondents the answers to “owns” do not differ clearly by group (F(2.0; 598) = 2.97, p = 0.052). "
        "Although the whole is not clear, 2 of 6 comparisons of two groups on one answer are clear (Holm's adjustment "
        "over the pairs of each answer). The largest clear difference is in “yes”: 56% among a (n = 100) against "
        "39% among c (n = 100), 17.0 points (95% interval of this pair alone: 3.3 to 30.7)."
    )


def test_a_clear_whole_without_a_clear_pair() -> None:
    assert compared((52, 48), (50, 50), (36, 64)).text == (
        "Among 300 respondents the answers to “owns” differ by group (F(2.0; 598) = 3.05, p = 0.048). Yet no two "
        "groups differ clearly on any one answer (Holm's adjustment over the pairs of each answer). The largest "
        "difference seen, which chance may explain, is in “no”: 64% among c (n = 100) against 48% among a (n = 100), "
        "16.0 points (95% interval of this pair alone: 2.3 to 29.7)."
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "(Holm's adjustment over the pairs of each answer)."),
        ({"family": "table"}, "(Holm's adjustment over the pairs of all answers)."),
        ({"adjust": "bh"}, "(Benjamini and Hochberg's adjustment over the pairs of each answer)."),
        ({"adjust": "bonferroni"}, "(Bonferroni's adjustment over the pairs of each answer)."),
        ({"adjust": "none"}, "(not adjusted for their number)."),
    ],
)  # fmt: skip
def test_the_adjustment_is_named_once(options: dict[str, object], told: str) -> None:
    text = compared((90, 10), (50, 50), (55, 45), **options).text
    assert text.endswith(told)
    assert text.count("adjust") == 1


def test_two_groups_are_adjusted_over_the_whole_table_only() -> None:
    assert compared((60, 40), (40, 60), family="table").text.endswith(
        "on 2 of 2 answers (Holm's adjustment over the pairs of all answers)."
    )


def test_one_pair_differs() -> None:
    frame = groups((60, 40), (40, 60)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int), radio=[0, 1] * 100)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    assert tk.compare(sample, "media", by="group").text.endswith(
        "The only clear difference is in “tv”: 60% among a (n = 100) against 40% among b (n = 100), 20.0 points (95% "
        "interval of this pair alone: 6.3 to 33.7). The two groups differ clearly on 1 of 2 answers (not adjusted for "
        "their number)."
    )


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (40, "The difference in “tv” is clear: 60% among a (n = 100) against 40% among b (n = 100), 20.0 points (90% "
             "interval of this pair alone: 8.5 to 31.5)."),
        (55, "The difference in “tv” is not clear, and chance may explain it: 60% among a (n = 100) against 55% among "
             "b (n = 100), 5.0 points (90% interval of this pair alone: -6.6 to 16.6)."),
    ],
)  # fmt: skip
def test_one_answer_of_two_groups_is_one_comparison(second: int, told: str) -> None:
    frame = groups((60, 40), (second, 100 - second)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int))
    media = tk.Question("media", columns={"tv": "tv"}, kind="multiple", label="What is on?")
    sample = tk.Sample.from_frame(frame).with_question(media)
    text = tk.compare(sample, "media", by="group", confidence=0.9).text
    assert text.startswith("Among 200 respondents the answers to “What is on?” d")
    assert text.endswith(f"). {told}")


def test_a_ladder_and_an_audience() -> None:
    text = tk.compare(
        tk.load_example(),
        tk.load_ladder("2010"),
        by="gender",
        where={"role": ["Advises on purchases"]},
    ).text
    assert text.startswith("Synthetic data: Among ")
    assert " respondents (role is Advises on purchases) the ladder as a whole " in text
    assert "Social Technographics" not in text


def test_nought_against_a_hundred() -> None:
    found = compared((30, 0), (0, 30))
    assert found.text == (
        "Taken together the answers cannot be tested by group: the design shows no sampling error in them. The largest "
        "clear difference is in “no”: 100% among b (n = 30) against 0% among a (n = 30), 100.0 points (95% interval of "
        "this pair alone: 74.2 to 100.0). The two groups differ clearly on 2 of 2 answers (not adjusted for their "
        "number)."
    )
    assert (
        "A share of 0% against one of 100% varies in neither group; it is tested by their pooled share on the "
        "effective base, primary sampling units at most."
    ) in found.notes
    assert (
        "A share of 0% against one of 100% varies in neither group; by a rule of techno_kit's own its error is that of "
        "the pooled share, each group as large as its effective base or, if that is less, its primary sampling units "
        "less its strata plus one."
    ) in found.method
    assert "a rule of" not in compared((29, 1), (0, 30)).method


def test_too_small_groups_are_still_in_the_whole() -> None:
    assert compared((60, 40), (10, 10)).text == (
        "Among 120 respondents the answers to “owns” do not differ clearly by group (F(1.0; 119) = 0.68, p = 0.411). "
        "Groups of group cannot be compared one by one: fewer than two have a large enough base."
    )


def test_a_constant_question() -> None:
    assert compared((100, 0), (100, 0)).text == (
        "Everyone gives the same answers whatever their group, so that there is nothing to test."
    )


def test_one_constant_answer_of_two_is_no_constant_question() -> None:
    frame = pd.DataFrame({"group": ["a"] * 40 + ["b"] * 40, "tv": [1] * 80})
    frame["radio"] = [0] * 40 + [1] * 40
    text = tk.compare(tk.Sample.from_frame(frame).with_question(MEDIA), "media", by="group").text
    assert text.startswith("Taken together the answers cannot be tested by group:")


def test_one_group() -> None:
    assert compared((60, 40)).text == (
        "There is nothing to compare by group: the only group with respondents is a."
    )


def test_nobody() -> None:
    sample = groups((60, 40), (50, 50))
    nobody = pd.Series(False, index=sample.frame.index)
    assert tk.compare(sample, "owns", by="group", where=nobody).text == (
        "Nobody is left to compare by group: no respondent is both in the base and in a group."
    )


def raked() -> tk.Sample:
    """Age is crossed with sex in the targets; radio is not."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"age": random.choice(["a", "b"], 900), "sex": random.choice(["F", "M"], 900)}
    )
    frame = frame.assign(tv=(frame["age"] == "a").astype(int), radio=[0, 0, 1] * 300)
    cells = {("a", "F"): 0.3, ("b", "F"): 0.2, ("a", "M"): 0.15, ("b", "M"): 0.35}
    sample = tk.Sample.from_frame(frame)
    weights = tk.rake(sample, tk.Targets.from_shares({("age", "sex"): cells}))
    return sample.with_weights(weights).with_question(MEDIA)


def test_a_difference_that_the_weighting_sets() -> None:
    found = tk.compare(raked(), "age", by="sex")
    assert found.text == (
        "All differences by sex are fixed by weighting: they are those of its targets, and there is nothing to test."
    )
    assert "By sex, fixed by weighting and not tested: a and b." in found.notes
    assert (
        "Shares that the weighting fixed have no sampling error; a difference of two of them is that of the targets "
        "and is not tested."
    ) in found.method


def test_one_answer_that_the_weighting_sets() -> None:
    found = tk.compare(raked(), "media", by="sex")
    assert "By sex, fixed by weighting and not tested: tv." in found.notes
    assert ". The difference in “radio” is not clear, and chance may explain it: " in found.text


def test_differences_that_the_strata_set() -> None:
    frame = raked().frame
    sample = tk.Sample.from_frame(
        frame.assign(stratum=frame["age"] + frame["sex"]), design=tk.Design(strata="stratum")
    )
    found = tk.compare(sample, "age", by="sex")
    assert found.text == (
        "All differences by sex are fixed by the design of the sample, and there is nothing to test."
    )
    assert "By sex, fixed by the design of the sample and not tested: a and b." in found.notes
    assert "Shares that the design fixed have no sampling error; a difference" in found.method


def test_groups_within_one_psu() -> None:
    frame = groups((60, 40), (40, 60)).frame.assign(psu=[0] * 100 + [1] * 100)
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    assert tk.compare(sample, "owns", by="group").text == (
        "Groups of group cannot be tested: fewer than two lie in more than one primary sampling unit, and the error "
        "of the others is unknown."
    )


def test_a_group_within_one_psu() -> None:
    frame = groups((60, 40), (40, 60)).frame.assign(psu=[*range(100), *[100] * 100])
    found = tk.compare(
        tk.Sample.from_frame(frame, design=tk.Design(clusters="psu")), "owns", by="group"
    )
    assert "By group, error unknown: b." in found.notes
    assert found.text.endswith(
        "). Groups of group cannot be compared one by one: fewer than two lie in more than one primary sampling unit, "
        "and the error of the others is unknown."
    )
    assert (
        "A group within one primary sampling unit tells nothing of how such units differ; by a rule of techno_kit's "
        "own its error is unknown, and it is not compared."
    ) in found.method


# --- captions ------------------------------------------------------------------------------------


def test_the_notes_of_a_plain_comparison() -> None:
    assert compared((60, 40), (40, 60)).notes == [
        "Population: not stated. Base: 200 respondents, unweighted; effective base 200.",
        LETTERS,
        P_OF_TWO,
    ]


def test_notes_name_groups_under_their_flags_and_who_is_outside() -> None:
    frame = groups((60, 40), (40, 60), (10, 5), (1, 0)).frame
    frame = pd.concat([frame, pd.DataFrame({"group": [None] * 7, "owns": ["yes"] * 7})])
    frame = pd.concat([frame, pd.DataFrame({"group": ["a"], "owns": [None]})], ignore_index=True)
    sample = tk.Sample.from_frame(frame)
    assert tk.compare(sample, "owns", by="group", suppress_below=15, flag_below=30).notes == [
        "Population: not stated. Base: 223 respondents, unweighted; effective base 223.",
        "1 respondent left an answer blank and is outside the base.",
        "7 respondents gave no answer to group and are in no group of it.",
        "By group, small base: c.",
        "By group, 1 group of fewer than 15 respondents is suppressed (d): it has no share and no pair, but counts in "
        "the tests of all groups (F and p) and in the rest.",
        LETTERS,
        P_OF_MANY,
    ]


def test_the_first_few_of_many_groups_are_named() -> None:
    assert compared(*[(4, 4)] * 11).notes[1] == (
        "By group, 11 groups of fewer than 30 respondents are suppressed (a, b, c, d, e, f, g, h and 3 more): they "
        "have no share and no pair, but count in the tests of all groups (F and p) and in the rest."
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"confidence": 0.9}, "(capital: 90% confidence; small: 80%), an arrow one that differs from the rest (90%)."),
        ({"confidence": 0.999}, "(capital: 99.9% confidence; small: 99.8%), an arrow one that differs from the rest (99.9%)."),
        ({"confidence": 0.975}, "(capital: 97.5% confidence; small: 95%), an arrow one that differs from the rest (97.5%)."),
        ({"confidence": 0.4}, "the group with this letter, an arrow one that differs from the rest (40% confidence)."),
    ],
)  # fmt: skip
def test_letters_are_explained_as_they_were_asked_for(
    options: dict[str, object], told: str
) -> None:
    assert compared((60, 40), (40, 60), **options).notes[-2].endswith(told)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, P_OF_MANY),
        ({"family": "table"}, P_OF_MANY.replace("the pairs of each answer", "the pairs of all answers")),
        ({"adjust": "none"}, "The p of an answer tests all groups at once; neither p nor letters nor arrows are "
                             "adjusted for their number."),
    ],
)  # fmt: skip
def test_what_p_and_letters_allow_for(options: dict[str, object], told: str) -> None:
    assert compared((60, 40), (40, 60), (50, 50), **options).notes[-1] == told


def test_a_chart_has_base_and_rules_below_it() -> None:
    def drawn(*counts: tuple[int, int], **options: object) -> list[str]:
        return chart_notes_of_comparison(compared(*counts, **options))

    base = "Base: 300 respondents, unweighted; effective base 300."
    many = (60, 40), (40, 60), (50, 50)
    assert drawn(*many) == [
        base,
        "Clear: 95% confidence, small letters 90%; letters are adjusted over the pairs of each answer, filled marks "
        "over the groups of each answer.",
    ]
    assert drawn(*many, confidence=0.4)[1].startswith("Clear: 40% confidence; letters are")
    for told in (drawn(*many[:2]), drawn(*many, adjust="none")):
        assert told[1] == (
            "Clear: 95% confidence, small letters 90%; not adjusted for the number of tests."
        )
    study = tk.compare(tk.load_example(), tk.load_ladder("2010"), by="gender")
    assert chart_notes_of_comparison(study)[0].startswith("Synthetic data, made up")


# --- the method ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "p-values are adjusted by Holm's method: those of pairs over the pairs of each answer, those of the answers' own "
             "tests over the answers, and those of groups against the rest over the groups of each answer."),
        ({"family": "table"}, "p-values are adjusted by Holm's method: those of pairs over the pairs of all answers, those"),
        ({"adjust": "bh"}, "p-values are adjusted by Benjamini and Hochberg's method: those of pairs over"),
        ({"adjust": "bonferroni"}, "p-values are adjusted by Bonferroni's method: those of pairs over"),
        ({"adjust": "none"}, "p-values are not adjusted for their number."),
        ({"confidence": 0.9}, "; the 90% interval of a difference is that of its pair alone, is not adjusted, and can leave "
                             "out 0 where the adjusted p is large."),
        ({"suppress_below": 50}, "Shares on fewer than 50 respondents are suppressed."),
    ],
)  # fmt: skip
def test_the_method_tells_what_was_asked_for(options: dict[str, object], told: str) -> None:
    assert told in compared((60, 40), (40, 60), **options).method


def test_the_method_names_the_test_of_the_whole() -> None:
    assert "The question as a whole is tested by the Rao-Scott F of its full table." in (
        compared((60, 40), (40, 60)).method
    )
    sample = tk.Sample.from_frame(ONES).with_question(MEDIA)
    assert (
        "The question as a whole is tested by the sum of the answers' Pearson statistics with the full covariance "
        "of their shares, the exclusive answer left out."
    ) in tk.compare(sample, "media", by="sex").method
