"""What screening, leaving out and personal data refuse and say, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import TechnoKitError


def sample() -> tk.Sample:
    frame = pd.DataFrame({"q": ["a", "b"] * 20, "Q7": ["Agree", "Disagree"] * 20, "n": range(40)})
    return tk.Sample.from_frame(frame)


def refused(**options: object) -> str:
    with pytest.raises(TechnoKitError) as error:
        tk.screen(sample(), **options)  # type: ignore[arg-type]
    return str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fastest": 50}, "tk.screen: fastest is 50; it is a share above 0 and at most 1 (50% is 0.5)"),
        ({"blank": True}, "tk.screen: blank is True; it is a share above 0 and at most 1 (50% is 0.5)"),
        ({"straight": "1"}, "tk.screen: straight is the text '1'; it is a share above 0 and at most 1 (50% is 0.5)"),
        ({"heavy": 1}, "tk.screen: heavy is 1; it is a number above 1"),
        ({"text": np.nan}, "tk.screen: text is nan; it is a number above 1"),
        ({"duration": "dur"}, "duration names 'dur', which is not there; there are 'q', 'Q7' and 'n'"),
        ({"duration": "q"}, "column 'q' holds no durations; give numbers, or times such as 0:07:30"),
        ({"age": "nn"}, "age names 'nn', which is not there; did you mean 'n'?"),
        ({"ids": ["m", "n"]}, "tk.screen: ids names 'm', which is not there; there are 'q', 'Q7' and 'n'"),
        ({"open_ends": ["qq"]}, "tk.screen: open_ends names 'qq', which is not there; did you mean 'q'?"),
        ({"batteries": ["q", "Q7"]}, 'batteries is a list of lists of columns, such as [["q1_1", "q1_2", "q1_3"]]'),
        ({"batteries": [["q", "Q77"]]}, "tk.screen: batteries names 'Q77', which is not there; did you mean 'Q7'?"),
        ({"attention": {"Q7x": "Agree"}}, "tk.screen: attention names 'Q7x', which is not there; did you mean 'Q7'?"),
        (
            {"attention": {"zz": "Agree", "Q7": []}},
            "tk.screen: 2 problems:\n- attention names 'zz', which is not there; there are 'q', 'Q7' and 'n'\n"
            "- attention check 'Q7' names no answer; name the one that it asks for",
        ),
        (
            {"attention": "Q7"},
            'attention is a mapping of question to the answer that it asks for, such as {"Q7": "Strongly agree"}, '
            "not a str",
        ),
        (
            {"attention": {"Q7": "Agre"}},
            "tk.screen: attention check 'Q7': nobody gave 'Agre', and it is no answer of the question, which are "
            "'Disagree' and 'Agree'; did you mean 'Agree' or 'Disagree'?",
        ),
        (
            {"fastest": 0, "heavy": 0},
            "tk.screen: 2 problems:\n- fastest is 0; it is a share above 0 and at most 1 (50% is 0.5)\n"
            "- heavy is 0; it is a number above 1",
        ),
    ],
)  # fmt: skip
def test_options(options: dict[str, object], message: str) -> None:
    assert refused(**options) == message


def test_no_sample() -> None:
    with pytest.raises(TechnoKitError, match="^tk.screen"):
        tk.screen(pd.DataFrame())  # type: ignore[arg-type]


def without(flags: object, **options: object) -> str:
    with pytest.raises(TechnoKitError) as error:
        sample().without(flags, **options)  # type: ignore[arg-type]
    return str(error.value)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ([True] * 40, "no respondent would be left; take fewer checks, or other thresholds"),
        (
            [True] * 3,
            "sample.without: 'flagged' is not True or False for each of the 40 respondents, on the sample's rows and without blanks",
        ),
        (
            {"fast": pd.Series([True] * 40, index=range(1, 41)), "odd": [0, 1] * 20},
            "sample.without: 2 problems:\n"
            "- 'fast' is not True or False for each of the 40 respondents, on the sample's rows and without blanks\n"
            "- 'odd' is not True or False for each of the 40 respondents, on the sample's rows and without blanks",
        ),
        (
            "speed",
            "sample.without: 'flagged' is not True or False for each of the 40 respondents, on the sample's rows and without blanks",
        ),
    ],
)
def test_flags(flags: object, message: str) -> None:
    assert without(flags) == message


def test_options_of_a_screening_only() -> None:
    told = "checks= and at_least= belong to what tk.screen returned; give booleans without them"
    assert without([False] * 40, checks=["speed"]) == told


def test_checks() -> None:
    found = tk.screen(sample())
    assert without(found, checks=["spede"]).startswith("checks is 'spede'; it is one of ")
    assert without(found, checks=["speed"]) == (
        "check 'speed' was not applied: Not applied: no column of durations, nor of start and end, was found; name one, duration="
        "."
    )
    assert without(found, checks=["impossible"], at_least=0) == (
        "at_least is 0; it is a whole number of 1 or more"
    )
    assert without(found, at_least=2) == (
        "at_least= counts among the checks that are named; name them: checks=[...]"
    )


def test_a_screening_of_another_sample() -> None:
    other = tk.Sample.from_frame(pd.DataFrame({"q": range(10)}))
    assert without(tk.screen(other)) == (
        "the screening is of 10 respondents with other row labels; screen this sample: tk.screen(sample)"
    )


MAILS = "".join(f"p{at}@voorbeeld.nl,{at % 2},{at % 3 + 1}\n" for at in range(30))


def read(tmp_path, **options: object) -> tk.Sample:  # type: ignore[no-untyped-def]
    path = tmp_path / "answers.csv"
    path.write_text("E-mail,q,w\n" + MAILS, encoding="utf-8")
    return tk.read(path, **options)  # type: ignore[arg-type]


def test_the_notice_of_what_was_set_aside(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert read(tmp_path).notes[-1] == (
        "answers.csv: 1 column of personal data was set aside: 'E-mail' (e-mail addresses). Nothing of it is shown "
        "or saved; tk.read(..., keep_personal=True) keeps it."
    )


def test_a_question_that_was_set_aside(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TechnoKitError) as error:
        tk.profile(read(tmp_path), "E-mail")
    assert str(error.value) == (
        "column 'E-mail' holds personal data (e-mail addresses) and was set aside when the file was read; name it in "
        "the mapping or the design, or read the file with keep_personal=True, to use it"
    )


def test_a_question_that_is_kept(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TechnoKitError) as error:
        tk.profile(read(tmp_path, keep_personal=True), "E-mail")
    assert str(error.value) == (
        "column 'E-mail' holds personal data (e-mail addresses), which are not shown value by value; give it bands or "
        "a list of answers in the mapping, or use another question"
    )


def test_answers_that_a_mapping_does_not_list_are_counted_not_quoted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    question = {"column": "E-mail", "levels": [["p1@voorbeeld.nl", "one"]]}
    mapping = {"schema": "techno_kit/mapping/1", "questions": {"mail": question}}
    with pytest.raises(TechnoKitError) as error:
        read(tmp_path, mapping=mapping)
    assert "29 answers (not shown, as they are personal data)" in str(error.value)
    assert "@" not in str(error.value)


def test_ids_of_a_panel_are_not_quoted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "answers.csv"
    ids = "".join(f"R_{at:03},{at % 2}\n" for at in [*range(30), 3])
    path.write_text("Respondent ID,q\n" + ids, encoding="utf-8")
    aside, kept = tk.read(path), tk.read(path, keep_personal=True)
    with pytest.raises(TechnoKitError) as error:
        tk.Sample.of_waves({"1": kept, "2": kept}, panel="Respondent ID")
    assert "R_0" not in str(error.value)
    assert "not shown, as they are personal data" in str(error.value)
    with pytest.raises(TechnoKitError) as error:
        tk.Sample.of_waves({"1": aside, "2": aside}, panel="Respondent ID")
    assert "was set aside when the file was read" in str(error.value)


NAMES = [f"{one} {two}" for one in ("Jan", "Piet", "Zoë", "Ana") for two in ("Bos", "Mol", "Vis")]


def kept(tmp_path, head: str, values: list[str]) -> tk.Sample:  # type: ignore[no-untyped-def]
    path = tmp_path / "answers.csv"
    rows = "".join(f"{each},{at % 2},{at % 3 + 1}\n" for at, each in enumerate(values * 3))
    path.write_text(f"{head},q,w\n" + rows, encoding="utf-8")
    return tk.read(path, keep_personal=True)


LEAKS = {
    "weight": lambda sample, name: sample.with_design(tk.Design(weight=name)),
    "fpc": lambda sample, name: sample.with_design(tk.Design(fpc=name)),
    "strata": lambda sample, name: sample.with_design(tk.Design(strata=["q", name])),
    "number": lambda sample, name: tk.estimate(
        sample.with_question(tk.Question("m", "number", columns=[name])), "m"
    ),
    "multiple": lambda sample, name: sample.with_question(
        tk.Question("m", "multiple", columns={"a": name})
    ),
    "chosen": lambda sample, name: sample.with_question(
        tk.Question("m", "multiple", columns={"a": name}, chosen=["x"])
    ),
    "cut": lambda sample, name: tk.profile(
        sample.with_question(tk.Question("m", "number", columns=[name], cut=[1, 2])), "m"
    ),
    "levels": lambda sample, name: sample.with_question(
        tk.Question("m", columns=[name], levels=[("x", "y")], strict=True)
    ),
    "ladder": lambda sample, name: tk.score(sample, name),
    "duration": lambda sample, name: tk.screen(sample, duration=name),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("E-mail", [f"p{at}@voorbeeld.nl" for at in range(12)]),
        ("Full name", NAMES),
        ("ResponseId", [f"R_{at:04}x" for at in range(12)]),
        ("Telephone", [f"+31 6 1234 56{at:02}" for at in range(12)]),
        ("IP Address", [f"84.12.0.{at}" for at in range(12)]),
    ],
)
def test_no_message_quotes_a_person(tmp_path, leak: str, head: str, values: list[str]) -> None:  # type: ignore[no-untyped-def]
    sample = kept(tmp_path, head, values)
    assert head in sample.codebook.personal
    with pytest.raises(TechnoKitError) as error:
        LEAKS[leak](sample, head)
    assert not any(each in str(error.value) for each in values), str(error.value)


def test_addresses_are_quoted_of_no_column() -> None:
    frame = pd.DataFrame({"w": ["1", "jan@voorbeeld.nl", "+31612345678", "10.0.0.1", "many"]})
    with pytest.raises(TechnoKitError) as error:
        tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    assert str(error.value) == (
        "the sample: weight column 'w' holds text in 3 rows: 'many' and an address or number that is not shown; "
        "a weight is a number"
    )


def test_a_design_that_names_personal_data(tmp_path) -> None:  # type: ignore[no-untyped-def]
    sample = kept(tmp_path, "ResponseId", [f"R_{at:04}x" for at in range(12)])
    with pytest.raises(TechnoKitError) as error:
        sample.with_design(tk.Design(weight="ResponseId"))
    assert str(error.value) == (
        "answers.csv: the design's weight names column 'ResponseId', which holds personal data (ids of people or "
        "answers); name another column"
    )
    aside = tk.read(tmp_path / "answers.csv")
    with pytest.raises(TechnoKitError) as error:
        aside.with_design(tk.Design(clusters="ResponseId"))
    assert str(error.value) == (
        "answers.csv: column 'ResponseId' holds personal data (ids of people or answers) and was set aside when the "
        "file was read; name it in the mapping or the design, or read the file with keep_personal=True, to use it"
    )
