"""Questions that only some waves' codebooks define."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError

N = 60
CURE = "read all files with one mapping"


def wave(*questions: tk.Question, **more: object) -> tk.Sample:
    ages = np.tile([20, 40, 60, 99], N // 4)
    sample = tk.Sample.from_frame(pd.DataFrame({"age": ages, "x": 1, "y": 0, **more}))
    for question in questions:
        sample = sample.with_question(question)
    return sample


AGE = tk.Question("age", kind="number", missing=(99,))


@pytest.mark.parametrize(
    "question",
    [
        AGE,
        tk.Question("years", kind="number", columns="age", missing=(99,)),
        tk.Question("age", missing=(99,)),
        tk.Question("age", levels=[(20, "young"), (40, "middle"), (60, "old"), (99, "unknown")]),
        tk.Question("age", kind="number", cut=(0, 30)),
        tk.Question("held", kind="multiple", columns={"x": "x", "y": "y"}),
        tk.Question("age", columns="x"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_one_wave_says_of_a_column_is_never_dropped(
    question: tk.Question, *, first: bool
) -> None:
    parts = {"a": wave(question), "b": wave()}
    told = f"{question.name} is defined in a, but read as it stands in b; {CURE}"
    if not first:
        parts = dict(reversed(parts.items()))
    with pytest.raises(SampleError) as error:
        tk.Sample.of_waves(parts, differing="tell")
    assert told in str(error.value)


def test_all_waves_are_named() -> None:
    with pytest.raises(SampleError) as error:
        tk.Sample.of_waves({"a": wave(AGE), "b": wave(), "c": wave(AGE), "d": wave()})
    told = f"age is defined in a and c, but read as it stands in b and d; {CURE}"
    assert str(error.value) == f"Sample.of_waves: {told}"


def test_one_mapping_for_all_is_read() -> None:
    both = tk.Sample.of_waves({"a": wave(AGE), "b": wave(AGE)})
    assert tk.estimate(both, "age").table["estimate"].iloc[0] == pytest.approx(40)


def test_a_wording_alone_changes_no_reading() -> None:
    """A file's labels often name a column in one wave only."""
    both = tk.Sample.of_waves({"a": wave(), "b": wave(tk.Question("age", label="How old?"))})
    assert both.question("age").title == "How old?"
    assert both.answers("age").levels == ("20", "40", "60", "99")


def test_a_question_that_other_waves_did_not_ask_is_left_out() -> None:
    asked = tk.Question("held", kind="multiple", columns={"z": "z"})
    both = tk.Sample.of_waves({"a": wave(asked, z=1), "b": wave()})
    assert "Only in a, and left out: 'held'." in both.notes


def test_levels_in_another_order_are_told() -> None:
    levels = [(20, "young"), (40, "middle"), (60, "old"), (99, "very old")]
    one, other = (tk.Question("age", levels=each) for each in (levels, levels[::-1]))
    both = tk.Sample.of_waves({"a": wave(one), "b": wave(other)})
    told = "age: the levels are listed in another order in b than in a, whose order is kept."
    assert told in both.notes
    assert both.answers("age").levels == ("young", "middle", "old", "very old")
