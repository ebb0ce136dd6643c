"""Exact texts of verbs that are called with something else than they take."""

from collections.abc import Callable

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import MappingError, QuestionError, SampleError, TargetsError, TechnoKitError

FRAME = pd.DataFrame({"sex": ["Female", "Male"] * 50, "owns": ["yes", "no", "no", "no"] * 25})
SAMPLE = tk.Sample.from_frame(FRAME)
SHARES = {"sex": {"Female": 0.5, "Male": 0.5}}
VERBS: dict[str, Callable[[object], object]] = {
    "tk.profile": lambda sample: tk.profile(sample, "owns"),  # type: ignore[arg-type]
    "tk.score": lambda sample: tk.score(sample, "owns"),  # type: ignore[arg-type]
    "tk.compare": lambda sample: tk.compare(sample, "owns", by="sex"),  # type: ignore[arg-type]
    "tk.rake": lambda sample: tk.rake(sample, tk.Targets.from_shares(SHARES)),  # type: ignore[arg-type]
}


def refused(error: type[TechnoKitError], call: Callable[[], object]) -> str:
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    return str(caught.value)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("given", [FRAME, "answers.csv", None], ids=["frame", "path", "none"])
def test_no_sample(verb: str, given: object) -> None:
    assert refused(SampleError, lambda: VERBS[verb](given)) == (
        f"{verb} takes a tk.Sample first, not a {type(given).__name__}; make one with tk.read, or "
        "of a data frame with tk.Sample.from_frame"
    )


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (3, "3"),
        (["sex", 3], "['sex', 3]"),
        ({"sex": ["Male"]}, "{'sex': ['Male']}"),
        (FRAME, "DataFrame"),
        (FRAME["sex"], "Series"),
    ],
    ids=["number", "list", "mapping", "frame", "series"],
)
def test_groups_that_are_no_names(by: object, told: str) -> None:
    message = f'by names a question, such as "age_group", or several in a list; it is {told}'
    for verb in (tk.profile, tk.compare):
        assert refused(QuestionError, lambda verb=verb: verb(SAMPLE, "owns", by=by)) == message


def test_only_tables_cross_groups() -> None:
    message = (
        'by names a question, such as "age_group", or several in a list, taken one after the '
        "other; [('sex', 'owns')] crosses questions, which only tk.crosstab does"
    )
    by = [("sex", "owns")]
    for verb in (tk.profile, tk.compare, tk.estimate):
        assert refused(QuestionError, lambda verb=verb: verb(SAMPLE, "owns", by=by)) == message


@pytest.mark.parametrize("by", [None, []])
def test_a_comparison_needs_groups(by: object) -> None:
    assert refused(QuestionError, lambda: tk.compare(SAMPLE, "owns", by=by)) == (  # type: ignore[arg-type]
        f'by names a question, such as "age_group", or several in a list; it is {by}'
    )


def test_no_question() -> None:
    message = "a question is a tk.Question, a ladder, or a name, not a list"
    for verb in (tk.profile, tk.score):
        assert refused(QuestionError, lambda verb=verb: verb(SAMPLE, ["owns"])) == message
    assert refused(QuestionError, lambda: SAMPLE.with_question("owns")) == (  # type: ignore[arg-type]
        "sample.with_question takes a tk.Question, not a str"
    )


def test_no_design() -> None:
    assert refused(SampleError, lambda: SAMPLE.with_design("w")) == (  # type: ignore[arg-type]
        'a design is a tk.Design, such as tk.Design(weight="Peso"), not a str'
    )


def test_no_mapping() -> None:
    assert refused(MappingError, lambda: tk.Sample.from_frame(FRAME, mapping=FRAME)) == (  # type: ignore[arg-type]
        "a mapping is a tk.Mapping, the path of its TOML file, or a dictionary of the file's "
        "shape, not a DataFrame"
    )


def test_no_targets() -> None:
    from_shares = tk.Targets.from_shares
    for given in (FRAME, [0.5, 0.5], "sex", None):
        assert refused(TargetsError, lambda given=given: from_shares(given)) == (
            'targets are a dictionary of variable to its levels, such as {"sex": {"Female": ..., '
            f'"Male": ...}}}}, not a {type(given).__name__}'
        )
    assert refused(TargetsError, lambda: from_shares({"sex": [0.5, 0.5], "age": "old"})) == (  # type: ignore[dict-item]
        "the targets: 2 problems:\n"
        "- sex: the levels and their targets are a dictionary or a Series, not a list\n"
        "- age: the levels and their targets are a dictionary or a Series, not a str"
    )
    doubled = pd.Series([0.5, 0.5], ["Female", "Female"])
    assert refused(TargetsError, lambda: from_shares({"sex": doubled})) == (
        "the targets: sex: level 'Female' stands twice; give it one value"
    )


def test_a_number_given_as_text() -> None:
    targets = tk.Targets.from_shares(SHARES)
    assert refused(QuestionError, lambda: tk.rake(SAMPLE, targets, cap="5")) == (  # type: ignore[arg-type]
        "tk.rake: cap is the text '5'; it is a multiple of the mean weight above 1, such as 5"
    )
    wrong = {"confidence": "0.9", "suppress_below": "30"}
    problems = (
        " 2 problems:\n"
        "- confidence is the text '0.9'; it lies between 0 and 1, such as 0.95\n"
        "- suppress_below is the text '30'; it is 0 or more"
    )
    assert refused(QuestionError, lambda: tk.profile(SAMPLE, "owns", **wrong)) == (
        f"tk.profile:{problems}"
    )
    assert refused(QuestionError, lambda: tk.compare(SAMPLE, "owns", by="sex", **wrong)) == (
        f"tk.compare:{problems}"
    )


def test_answers_that_are_lists() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"owns": [["a", "b"], ["a"]]}))
    assert refused(QuestionError, lambda: tk.profile(sample, "owns")) == (
        "column 'owns' holds lists or other objects, which are no answers; turn them into text or "
        "numbers"
    )
