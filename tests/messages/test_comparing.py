"""What a comparison refuses and says, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
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
    "A letter marks a share that is higher than that of the group with this letter (capital: 95%; small: 90%), "
    "an arrow one that differs from the rest (95%), letters adjusted over the pairs of each row, arrows over the "
    "groups of each row."
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
        "Among 200 respondents the question as a whole differs by group (F(1.0, 199) = 7.96, p = 0.005). The "
        "largest difference is in no: 60% among b (n = 100) against 40% among a (n = 100), 20.0 points (6.3 to "
        "33.7). Answer by answer, 2 of 2 pairs of groups of group differ after adjustment."
    )


def test_no_clear_difference() -> None:
    assert compared((50, 50), (50, 50)).text == (
        "Among 200 respondents the question as a whole does not differ clearly by group (F(1.0, 199) = 0.00, p = "
        "1.000). Answer by answer, 0 of 2 pairs of groups of group differ after adjustment."
    )


def test_a_very_small_p_and_several_pairs() -> None:
    assert compared((90, 10), (50, 50), (55, 45)).text == (
        "Among 300 respondents the question as a whole differs by group (F(2.0, 598) = 20.81, p <0.001). The "
        "largest difference is in no: 50% among b (n = 100) against 10% among a (n = 100), 40.0 points (28.5 to "
        "51.5). Answer by answer, 4 of 6 pairs of groups of group differ after adjustment."
    )


def test_without_adjustment_it_does_not_claim_one() -> None:
    text = compared((60, 40), (40, 60), adjust="none").text
    assert text.endswith(
        "Answer by answer, 2 of 2 pairs of groups of group differ, not adjusted for their number."
    )


def test_one_pair_differs() -> None:
    frame = groups((60, 40), (40, 60)).frame
    frame = frame.assign(tv=(frame["owns"] == "yes").astype(int), radio=[0, 1] * 100)
    sample = tk.Sample.from_frame(frame).with_question(MEDIA)
    assert tk.compare(sample, "media", by="group").text.endswith(
        "Answer by answer, 1 of 2 pairs of groups of group differs after adjustment."
    )


def test_nought_against_a_hundred() -> None:
    found = compared((30, 0), (0, 30))
    assert found.text == (
        "The question as a whole cannot be tested by group: the design shows no sampling error in it. The largest "
        "difference is in no: 100% among b (n = 30) against 0% among a (n = 30), 100.0 points (74.2 to 100.0). "
        "Answer by answer, 2 of 2 pairs of groups of group differ after adjustment."
    )
    assert (
        "A share of 0% against one of 100% varies in neither group; it is tested by their pooled share on the "
        "effective base, primary sampling units at most."
    ) in found.notes


def test_too_small_groups_are_still_in_the_whole() -> None:
    assert compared((60, 40), (10, 10)).text == (
        "Among 120 respondents the question as a whole does not differ clearly by group (F(1.0, 119) = 0.68, p = "
        "0.411). Groups of group cannot be compared one by one: fewer than two have a large enough base."
    )


def test_a_constant_question() -> None:
    assert compared((100, 0), (100, 0)).text == (
        "Everyone gives the same answers whatever their group, so that there is nothing to test."
    )


def test_one_constant_answer_of_two_is_no_constant_question() -> None:
    frame = pd.DataFrame({"group": ["a"] * 40 + ["b"] * 40, "tv": [1] * 80})
    frame["radio"] = [0] * 40 + [1] * 40
    text = tk.compare(tk.Sample.from_frame(frame).with_question(MEDIA), "media", by="group").text
    assert text.startswith("The question as a whole cannot be tested by group:")


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


def test_a_difference_that_the_weighting_sets() -> None:
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"age": random.choice(["a", "b"], 900), "sex": random.choice(["F", "M"], 900)}
    )
    cells = {("a", "F"): 0.3, ("b", "F"): 0.2, ("a", "M"): 0.15, ("b", "M"): 0.35}
    sample = tk.Sample.from_frame(frame)
    weights = tk.rake(sample, tk.Targets.from_shares({("age", "sex"): cells}))
    text = tk.compare(sample.with_weights(weights), "age", by="sex").text
    assert "30.0 points (set by the weighting)." in text
    assert text.startswith(
        "The question as a whole cannot be tested by sex: the design shows no sampling error in it."
    )


# --- captions ------------------------------------------------------------------------------------


def test_the_notes_of_a_plain_comparison() -> None:
    assert compared((60, 40), (40, 60)).notes == [
        "Population: not stated. Base: 200 respondents, unweighted; effective base 200.",
        LETTERS,
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
        "group, small base: c.",
        "group, suppressed: d.",
        LETTERS,
    ]


def test_the_first_few_of_many_groups_are_named() -> None:
    notes = compared(*[(4, 4)] * 11).notes
    assert notes[1] == "group, suppressed: a, b, c, d, e, f, g, h and 3 more."


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"confidence": 0.9}, "(capital: 90%; small: 80%), an arrow one that differs from the rest (90%), letters"),
        ({"confidence": 0.999}, "(capital: 99.9%; small: 99.8%), an arrow one that differs from the rest (99.9%),"),
        ({"confidence": 0.975}, "(capital: 97.5%; small: 95%), an arrow one that differs from the rest (97.5%),"),
        ({"confidence": 0.4}, "the group with this letter, an arrow one that differs from the rest (40%), letters"),
        ({"family": "table"}, "(95%), letters adjusted over the pairs of the whole table, arrows over the groups of"),
        ({"adjust": "none"}, "(95%), not adjusted for their number."),
    ],
)  # fmt: skip
def test_letters_are_explained_as_they_were_asked_for(
    options: dict[str, object], told: str
) -> None:
    assert told in compared((60, 40), (40, 60), **options).notes[-1]


def test_a_group_within_one_psu() -> None:
    frame = groups((60, 40), (40, 60)).frame.assign(psu=[*range(100), *[100] * 100])
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    assert "group, error unknown: b." in tk.compare(sample, "owns", by="group").notes


# --- the method ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "p-values are adjusted by Holm's method over the pairs of each row, and over the answers of a question for its tests."),
        ({"family": "table"}, "p-values are adjusted by Holm's method over the pairs of the whole table, and"),
        ({"adjust": "bh"}, "p-values are adjusted by Benjamini and Hochberg's method over the pairs of each row,"),
        ({"adjust": "bonferroni"}, "p-values are adjusted by Bonferroni's method over the pairs of each row,"),
        ({"adjust": "none"}, "p-values are not adjusted for their number."),
        ({"confidence": 0.9}, "with 90% intervals of their difference."),
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
