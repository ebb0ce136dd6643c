"""An interval that leaves out 0 beside a difference that is not told as clear."""

import pandas as pd

import techno_kit as tk

FEW = (
    "That interval leaves out 0 only because it is too short for so few cases (fewer than five are expected to hold "
    "the answer, or to lack it, in a group); a stricter test decides, and it is not clear."
)


def compared(small: int, **options: object) -> tk.Comparison:
    frame = pd.DataFrame({"group": ["large"] * 600 + ["small"] * small})
    frame["owns"] = ["yes"] * 50 + ["no"] * (550 + small)
    return tk.compare(tk.Sample.from_frame(frame), "owns", by="group", **options)  # type: ignore[arg-type]


def test_few_cases_are_told_as_the_reason() -> None:
    assert compared(35).text == (
        "Among 635 respondents the answers to “owns” do not differ clearly by group (F(1.0; 634) = 3.26, p = 0.071). "
        "The difference in “no” is not clear, and chance may explain it: 100% among small (n = 35) against 92% among "
        f"large (n = 600), 8.3 points (95% interval of this pair alone: 6.1 to 10.6). {FEW}"
    )


def test_of_many_cases_nothing_is_said() -> None:
    text = compared(200).text
    assert " is clear: " in text and "too short" not in text


def test_against_everybody_else() -> None:
    assert compared(35, against="rest").text.endswith(FEW)


def test_among_several_groups() -> None:
    frame = pd.DataFrame({"group": ["large"] * 600 + ["small"] * 35 + ["other"] * 600})
    frame["owns"] = (["yes"] * 50 + ["no"] * 550 + ["no"] * 35) + ["yes"] * 48 + ["no"] * 552
    assert tk.compare(tk.Sample.from_frame(frame), "owns", by="group").text.endswith(f" {FEW}")
