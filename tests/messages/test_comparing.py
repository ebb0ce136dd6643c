"""What a comparison refuses and says, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.comparisons.captioning import chart_notes_of_comparison
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


def test_a_question_by_itself() -> None:
    assert refused(by="owns") == (
        "tk.compare: 'owns' is the question itself; compare it by another one"
    )


def test_against_what_is_none() -> None:
    assert refused(against="rests") == (
        "tk.compare: against is 'rests'; it is one of 'pairs', 'rest' and 'total'; did you mean 'rest'?"
    )
    assert refused(against={"sex": "c"}) == (
        "tk.compare: sex is 'c'; it is one of 'Female' and 'Male'"
    )
    assert refused(by=["sex", "age"], against={"sexe": "Male"}) == (
        "tk.compare: 2 problems:\n"
        "- against is 'sexe'; it is one of 'sex' and 'age'; did you mean 'sex'?\n"
        "- against= names a level for some questions of groups, but none for 'sex' and 'age'; name one for each"
    )


def test_a_statistic_that_is_none() -> None:
    assert refused(test="Chisq") == (
        "tk.compare: test is 'Chisq'; it is one of 'F', 'chisq', 'wald' and 'adjwald'; did you mean 'chisq'?"
    )


def test_trends_without_an_order() -> None:
    assert refused(trend=True) == (
        "tk.compare: the levels of 'sex' have no order that is known ('Female' and 'Male'), so that there is no trend over "
        "them; give each its place, as in scores={'sex': {level: 1, ...}}, or make it a question of kind 'scale'"
    )
    assert refused(by="media", trend=True) == (
        "tk.compare: the groups of 'media' overlap, so that there is no trend over them; compare by a question with "
        "one answer"
    )


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ("middles", "scores['sex'] is 'middles'; give a number a level, or 'midpoints' of bands"),
        ([1, 2, 3], "scores['sex'] has 3 numbers for 2 levels; give one for each of 'Female' and 'Male', in this order"),
        ([1, "x"], "scores['sex'] holds 'x'; a score is a number, or None for a level that takes no part"),
        ([1, float("nan")], "scores['sex'] holds 'nan'; a score is a number, or None for a level that takes no part"),
        ([2, 2], "scores['sex'] puts all levels in one place; a trend needs two"),
        ({"Female": 1, "c": 2}, "sex is 'c'; it is one of 'Female' and 'Male'"),
        ([], "scores['sex'] has 0 numbers for 2 levels; give one for each of 'Female' and 'Male', in this order"),
    ],
)  # fmt: skip
def test_scores_that_are_none(scores: object, told: str) -> None:
    assert refused(trend=True, scores={"sex": scores}) == f"tk.compare: {told}"


def test_bands_that_are_none() -> None:
    bands = ONES.assign(band=["young", "old", "18-24"] * 40)
    with pytest.raises(QuestionError) as error:
        tk.compare(tk.Sample.from_frame(bands), "owns", by="band", trend=True,
                   scores={"band": "midpoints"})  # fmt: skip
    assert str(error.value).startswith(
        "tk.compare: the levels of 'band' have no order that is known"
    )
    scale = tk.Question("band", kind="scale", levels=[(x, x) for x in ("young", "old", "18-24")])
    with pytest.raises(QuestionError) as error:
        tk.compare(tk.Sample.from_frame(bands).with_question(scale), "owns", by="band", trend=True,
                   scores={"band": "midpoints"})  # fmt: skip
    assert str(error.value) == (
        "tk.compare: the levels of 'band' are no bands with rising limits ('young', 'old' and '18-24'); give scores "
        "by level instead of 'midpoints'"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            [("yes", "no"), ("no", "yes"), ("no", "yes")],
            "tk.compare: contrasts names ('yes', 'no') and the same pair the other way round; keep one of them: "
            "a gap is tested both ways, and would count twice where p-values are adjusted",
        ),
        (
            [("yes", "no"), ["yes", "no"]],
            "tk.compare: contrasts names ('yes', 'no') twice; give each pair once: it would count twice where "
            "p-values are adjusted",
        ),
    ],
)
def test_a_contrast_given_twice(asked: list[object], told: str) -> None:
    assert refused(contrasts=asked) == told


def test_contrasts_that_are_none() -> None:
    assert refused(contrasts=[("yes", "nope"), ("yes", "yes"), "yes"]) == (
        "tk.compare: 3 problems:\n"
        "- contrasts is 'nope'; it is one of 'no' and 'yes'; did you mean 'no'?\n"
        "- contrasts compares 'yes' with itself\n"
        "- contrasts holds 'yes'; give pairs of answers, such as [('creators', 'critics')]"
    )


def test_a_number_without_bands() -> None:
    message = (
        "question 'spent' is a number; give it bands with cut=[...] before it is counted. Its mean "
        "is in tk.estimate; tk.crosstab(..., by=...) and tk.model(...) test whether means differ"
    )
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
        "Among 200 respondents the answers to “owns” differ by group (F(1.0; 199) = 7.96, p = 0.005). The difference "
        "in “no” is clear: 60% among b (n = 100) against 40% among a (n = 100), 20.0 points (95% interval of this pair "
        "alone: 6.3 to 33.7)."
    )


def test_no_clear_difference() -> None:
    assert compared((50, 50), (45, 55)).text == (
        "Among 200 respondents the answers to “owns” do not differ clearly by group (F(1.0; 199) = 0.50, p = 0.481). "
        "The difference in “no” is not clear, and chance may explain it: 55% among b (n = 100) against 50% among a (n = 100), 5.0 points "
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
        "clear difference, allowing for 3 comparisons, is in “no”: 50% among b (n = 100) against 10% among a (n = 100), 40.0 points (95% interval "
        "of this pair alone: 28.5 to 51.5). Of 3 comparisons of two groups on one answer, 2 are clear (Holm's "
        "adjustment over the pairs of each answer)."
    )


def test_clear_pairs_of_a_whole_that_is_not_clear() -> None:
    assert compared((56, 44), (50, 50), (39, 61)).text == (
        "Among 300 respondents the answers to “owns” do not differ clearly by group (F(2.0; 598) = 2.97, p = 0.052). "
        "Although the whole is not clear, 1 of 3 comparisons of two groups on one answer is clear (Holm's adjustment "
        "over the pairs of each answer). The only difference that stays clear allowing for 3 comparisons is in “no”: 61% among c (n = 100) against "
        "44% among a (n = 100), 17.0 points (95% interval of this pair alone: 3.3 to 30.7)."
    )


def _noise(seed: int, **options: object) -> tk.Comparison:
    draw = np.random.default_rng(seed)
    products, ages = draw.choice(list("abcdef"), 300), draw.choice(["young", "middle", "old"], 300)
    frame = pd.DataFrame({"products": products, "age": ages})
    return tk.compare(tk.Sample.from_frame(frame), "products", by="age", **options)  # type: ignore[arg-type]


def test_a_letter_that_does_not_stay_clear_is_named() -> None:
    found = _noise(3)
    assert found.text.endswith(
        "Although the whole is not clear, 1 of 18 comparisons of two groups on one answer is clear (Holm's "
        "adjustment over the pairs of each answer). That difference is in “e”: 21% among middle (n = 115) against 9% "
        "among young (n = 93), 12.3 points (95% interval of this pair alone: 2.8 to 21.7). But allowing for all 18 "
        "comparisons at once, it does not stay clear."
    )
    assert found.clear["answer"].tolist() == ["e"]
    assert _noise(17).text.endswith(
        "But allowing for all 18 comparisons at once, none stays clear."
    )
    assert "The largest of these differences is in “c”: 26% among young" in _noise(17).text


def test_a_trend_of_noise_is_none_of_all() -> None:
    scores = {"young": 1, "middle": 2, "old": 3}
    text = _noise(15, trend=True, scores={"age": scores}).text
    assert (
        "Over age none of 6 trends is clear (Holm's adjustment over the answers); the steepest, which chance may "
        "explain, is this: from young to old, the share of "
    ) in text
    assert " 0 are" not in text


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
    frame = groups((60, 40), (40, 60)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int), radio=[0, 1] * 100)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    assert tk.compare(sample, "media", by="group", family="table").text.endswith(
        "on 1 of 2 answers (Holm's adjustment over the pairs of all answers)."
    )


def test_one_pair_differs() -> None:
    frame = groups((60, 40), (40, 60)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int), radio=[0, 1] * 100)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    assert tk.compare(sample, "media", by="group").text.endswith(
        "The only difference that stays clear allowing for 2 comparisons is in “tv”: 60% among a (n = 100) against 40% among b (n = 100), 20.0 points (95% "
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
        "Taken together the answers cannot be tested by group: the design shows no sampling error in them. The difference "
        "in “no” is clear: 100% among b (n = 30) against 0% among a (n = 30), 100.0 points (95% interval of this pair "
        "alone: 74.2 to 100.0)."
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
    assert "varies in neither group" not in compared((29, 1), (0, 30)).method


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
    assert found.text == (
        "Groups of group cannot be tested: fewer than two lie in more than one primary sampling unit, and the error "
        "of the others is unknown."
    )
    assert (
        "A group within one primary sampling unit tells nothing of how such units differ; by a rule of techno_kit's "
        "own its error is unknown, and it is neither compared nor in tests of all groups together."
    ) in found.method


def test_a_group_within_one_psu_among_others() -> None:
    frame = groups((60, 40), (40, 60), (30, 70)).frame
    sample = tk.Sample.from_frame(
        frame.assign(psu=[*range(200), *[200] * 100]), design=tk.Design(clusters="psu")
    )
    found = tk.compare(sample, "owns", by="group", scores={"group": {"a": 1, "b": 2, "c": 3}})
    assert found.text.startswith(
        "Among 200 respondents the answers to “owns” differ by group (F(1.0; 199) = "
    )
    assert "). Not in this test, as its error is unknown: c. The difference" in found.text
    assert "(n = 200 in 2 groups; " in found.text
    assert found.notes[1:4] == [
        "By group, error unknown: c.",
        "By group, tests of all groups together leave out: c.",
        found.notes[3],
    ]
    assert "Not in the trend over group, as its error is unknown: c." in found.notes


def test_one_large_group_within_one_psu_beside_a_suppressed_one() -> None:
    frame = groups((60, 40), (10, 15), (30, 70)).frame
    sample = tk.Sample.from_frame(
        frame.assign(psu=[*range(125), *[125] * 100]), design=tk.Design(clusters="psu")
    )
    assert tk.compare(sample, "owns", by="group").text.endswith(
        "). Not in this test, as its error is unknown: c. Groups of group cannot be compared one by one: fewer than "
        "two lie in more than one primary sampling unit, and the error of the others is unknown."
    )


def test_several_groups_within_one_psu() -> None:
    frame = groups((60, 40), (40, 60), (30, 70), (50, 50)).frame
    psu = [*range(200), *[200] * 100, *[201] * 100]
    sample = tk.Sample.from_frame(frame.assign(psu=psu), design=tk.Design(clusters="psu"))
    found = tk.compare(sample, "owns", by="group")
    assert "). Not in this test, as their errors are unknown: c and d. " in found.text
    assert "By group, tests of all groups together leave out: c and d." in found.notes


def without_replicates(*sizes: tuple[int, int]) -> tk.Sample:
    """Return groups of which replicates 1 and 2 have nobody of the last."""
    frame = groups(*sizes).frame
    rng = np.random.default_rng(5)
    columns = {f"r{k}": rng.choice([0.5, 1.5], len(frame)) for k in range(1, 21)}
    frame = frame.assign(w=1.0, **columns)
    last = frame["group"] == frame["group"].max()
    frame.loc[last, ["r1", "r2"]] = 0.0
    replicates = tk.ReplicateColumns("r{1..20}", method="bootstrap", scale=0.05, df=19)
    return tk.Sample.from_frame(frame, design=tk.Design(weight="w", replicates=replicates))


def test_a_group_that_replicates_lose() -> None:
    found = tk.compare(without_replicates((60, 40), (40, 60), (30, 70)), "owns", by="group")
    lost = "no error: 2 replicates have nobody in this group"
    assert found.table.loc[found.table["level"] == "c", "flag"].eq(lost).all()
    assert "). Not in this test, as its error is unknown: c. " in found.text
    assert f"By group, {lost}: c." in found.notes
    assert "By group, tests of all groups together leave out: c." in found.notes
    assert (
        "Where replicates have nobody in a group its error is unknown; it is neither compared nor in tests of all "
        "groups together."
    ) in found.method


def test_two_groups_of_which_replicates_lose_one() -> None:
    found = tk.compare(without_replicates((60, 40), (40, 60)), "owns", by="group")
    assert found.text == (
        "Groups of group cannot be tested: fewer than two have an error, as the others have nobody in some replicates "
        "or lie in one primary sampling unit."
    )


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
        "By group, 1 group of fewer than 15 respondents is suppressed (d): it has no share and no pair, and no known "
        "error, so that it is not in the tests of all groups (F and p); it counts in the rest.",
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
             "tests over the answers, those of groups against the rest over the groups of each answer and two answers of which "
             "everyone gives one being one test."),
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
        "of their shares."
    ) in tk.compare(sample, "media", by="sex").method


# --- against what, trends, gaps, waves -----------------------------------------------------------

WHOLE = (
    "Among 300 respondents the answers to “owns” differ by group (F(2.0; 598) = 17.59, p <0.001). "
)
THREE = ((60, 40), (50, 50), (20, 80))


@pytest.mark.parametrize(
    ("against", "told", "note"),
    [
        (
            "rest",
            "The largest clear difference, allowing for 3 comparisons, is in “no”: 80% among c (n = 100) against 45% among the rest (n = 200), 35.0 "
            "points (95% interval of this pair alone: 24.5 to 45.5). Of 3 comparisons of a group with the rest on one "
            "answer, 2 are clear (Holm's adjustment over the groups of each answer).",
            "An arrow marks a share that differs from the rest (95% confidence).",
        ),
        (
            "total",
            "The largest clear difference, allowing for 3 comparisons, is in “no”: 80% among c (n = 100) against 57% among all (n = 300), 23.3 points "
            "(95% interval of this pair alone: 16.1 to 30.6). Of 3 comparisons of a group with all on one answer, 2 are "
            "clear (Holm's adjustment over the groups of each answer).",
            "An arrow marks a share that differs from all (95% confidence).",
        ),
        (
            {"group": "b"},
            "The only difference that stays clear allowing for 2 comparisons is in “no”: 80% among c (n = 100) against 50% among b (n = 100), 30.0 points "
            "(95% interval of this pair alone: 17.4 to 42.6). Of 2 comparisons of a group with b on one answer, 1 is "
            "clear (Holm's adjustment over the groups of each answer).",
            "An arrow marks a share that differs from b (95% confidence).",
        ),
    ],
)  # fmt: skip
def test_what_groups_are_held_against(against: object, told: str, note: str) -> None:
    found = compared(*THREE, against=against)
    assert found.text == WHOLE + told
    assert note in found.notes
    assert not any("letter" in each for each in found.notes)
    assert "(A)" not in found._repr_html_()
    assert ("(reference)" in found._repr_html_()) == isinstance(against, dict)


def test_no_group_is_clear_of_the_rest() -> None:
    found = compared((50, 50), (50, 50), (50, 50), against="rest")
    assert found.text.endswith(
        "No group differs clearly from the rest on any answer (Holm's adjustment over the groups of each answer)."
    )


def test_a_trend_in_words() -> None:
    found = compared(*THREE, scores={"group": {"a": 1, "b": 2, "c": 3}})
    assert found.text.endswith(
        "The trend over group is clear: from a to c, the share of “no” rises by 20.0 points a step (n = 300 in 3 groups; 95% "
        "interval of this slope alone: 13.8 to 26.2)."
    )
    assert (
        "The trend over group is by one step from each group to the next: a, b and c."
        in found.notes
    )
    assert "The groups of group count as a = 1, b = 2 and c = 3." in found.method


def test_gaps_in_words() -> None:
    found = compared(*THREE, contrasts=[("no", "yes")])
    assert found.text.endswith(
        "The share of “no” (57%) exceeds that of “yes” (43%) by 13.3 points (n = 300; 95% interval of this gap alone: 2.1 to 24.6). By group "
        "the largest clear difference of this gap is between c (60.0 points) and a (-20.0 points): 80.0 points (n = 200; 95% "
        "interval of this pair alone: 55.0 to 105.0)."
    )
    turned = compared(*THREE, contrasts=[("yes", "no")])
    assert turned.text == found.text
    equal = compared((50, 50), (50, 50), contrasts=[("yes", "no")])
    assert equal.text.endswith(
        "Overall it is not clear whether the share of “yes” or that of “no” is larger: 50% against 50% (n = 200; 95% interval of the gap alone: "
        "-14.0 to 14.0 points). By group this gap does not differ clearly between the two groups."
    )


@pytest.mark.parametrize("against", ["pairs", {"wave": "2025"}])
def test_a_change_between_waves_in_words(against: object) -> None:
    parts = {
        wave: tk.Sample.from_frame(groups(count).frame[["owns"]])
        for wave, count in (("2025", (30, 70)), ("2026", (50, 50)))
    }
    found = tk.compare(tk.Sample.of_waves(parts), "owns", by="wave", against=against)  # type: ignore[arg-type]
    assert found.text == (
        "Among 200 respondents the answers to “owns” differ by wave (F(1.0; 198) = 8.25, p = 0.005). The change "
        "is clear: from 2025 to 2026, “no” went from 70% (n = 100) to 50% (n = 100), down 20.0 points (95% interval of "
        "this change alone: -33.4 to -6.6)."
    )


def test_changes_that_are_not_clear() -> None:
    parts = {
        wave: tk.Sample.from_frame(groups(count).frame[["owns"]])
        for wave, count in (("2025", (48, 52)), ("2026", (50, 50)))
    }
    found = tk.compare(tk.Sample.of_waves(parts), "owns", by="wave")
    assert found.text.endswith(
        "The change is not clear, and chance may explain it: from 2025 to 2026, “no” went from 52% (n = 100) to 50% (n = "
        "100), down 2.0 points (95% interval of this change alone: -16.0 to 12.0)."
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"contrasts": 5}, "contrasts is 5; give a list of pairs of answers, such as [('creators', 'critics')]"),
        ({"contrasts": "yes"}, "contrasts is 'yes'; give a list of pairs of answers, such as [('creators', 'critics')]"),
        ({"contrasts": [1]}, "contrasts holds 1; give pairs of answers, such as [('creators', 'critics')]"),
        ({"scores": {"group": 5}}, "scores['group'] is 5; give a number a level, or 'midpoints' of bands"),
        ({"scores": 5}, "scores['group'] is 5; give a number a level, or 'midpoints' of bands"),
        ({"scores": [1, 2]}, "scores['group'] has 2 numbers for 3 levels; give one for each of 'a', 'b' and 'c', in this order"),
        ({"scores": "midpoints", "by": ["group", "sex"]}, "scores is 'midpoints', and there are several questions of groups; name the one that it is of, as in scores={'group': 'midpoints'}"),
        ({"scores": [1, 2], "by": ["group", "sex"]}, "scores is [1, 2], and there are several questions of groups; name the one that it is of, as in scores={'group': 'midpoints'}"),
        ({"scores": {"a": 1, "b": 2}, "by": ["group", "sex"]}, "scores is {'a': 1, 'b': 2}, and there are several questions of groups; name the one that it is of, as in scores={'group': 'midpoints'}"),
    ],
)  # fmt: skip
def test_scores_and_contrasts_that_are_none(options: dict[str, object], told: str) -> None:
    with pytest.raises(QuestionError) as error:
        tk.compare(
            groups((6, 4), (5, 5), (4, 6)).with_question(tk.Question("sex", columns="owns")),
            "owns",
            **{"by": "group", **options},
        )  # type: ignore[arg-type]
    assert str(error.value) == f"tk.compare: {told}"


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("z", "No group can be compared with z: no respondents."),
        ("d", "No group can be compared with d: suppressed."),
    ],
)
def test_a_reference_that_cannot_be_compared(level: str, told: str) -> None:
    frame = groups((60, 40), (40, 60), (50, 50), (3, 4)).frame
    frame["group"] = pd.Categorical(frame["group"], [*"abcd", "z"])
    found = tk.compare(tk.Sample.from_frame(frame), "owns", by="group", against={"group": level})
    assert found.text.endswith(told)
    assert told in found.notes
    assert "arrow" not in " ".join(found.notes)
    assert found.pairs["p"].notna().sum() == 0
    found.plot()


def test_small_slopes_keep_their_digits() -> None:
    scores = {"group": {"a": 0, "b": 10_000, "c": 20_000}}
    found = compared(*THREE, scores=scores)
    told = "“no” rises by 0.0020 points for each 1 of the score"
    assert told in found.text
    assert "interval of this slope alone: 0.0014 to 0.0026" in found.text
    assert "+0.0020" in str(found) and "+0.0020" in found._repr_html_()


def test_two_groups_that_are_left_of_three() -> None:
    found = compared((60, 40), (58, 42), (3, 4))
    assert "The two groups with a large enough base do not differ" not in found.text
    frame = groups((60, 40), (58, 42), (3, 4)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int), radio=[0, 1, 1] * 69)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    told = tk.compare(sample, "media", by="group").text
    assert "the two groups with a large enough base do not differ" in told.lower()


def test_a_suppressed_group_that_overlaps_is_in_no_test() -> None:
    frame = groups((60, 40)).frame.assign(tv=[1] * 5 + [0] * 95, radio=[0] + [1] * 99)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    notes = tk.compare(sample, "owns", by="media").notes
    assert (
        "By media, 1 group of fewer than 30 respondents is suppressed (tv): it has no share and no pair, but counts in "
        "the rest."
    ) in notes
