"""Models of numbers of every size: undeclared columns, small slopes, weights far apart, speed."""

from time import process_time

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import techno_kit as tk
from techno_kit.analysis.models.model_units import Unit, units_of

SAME = 1e-9  # the same formula, in another order
RATIO = 1e24  # of the weights of two waves
LONGEST = 8.0  # seconds of one processor; it takes about one, and 10 before cells were shared
RANDOM = np.random.default_rng(3)
N = 600
FRAME = pd.DataFrame(
    {
        "income": RANDOM.gamma(2, 30_000, N).round(),
        "age": RANDOM.integers(18, 80, N),
        "kids": RANDOM.integers(0, 5, N),
        "tv": RANDOM.integers(0, 2, N),
        "sex": RANDOM.choice(["Female", "Male"], N),
    }
)
FRAME["owns"] = np.where(FRAME["income"] / 1e5 + RANDOM.random(N) > 0.9, "yes", "no")


def test_undeclared_numbers_are_numbers_and_few_whole_ones_are_answers() -> None:
    sample = tk.Sample.from_frame(FRAME)
    found = tk.model(sample, "owns", ["age", "kids"])
    assert found.effects.query("outcome == 'no'")["level"].tolist()[1:] == ["1", "2", "3", "4"]
    assert pd.isna(found.effects["level"].iloc[0])
    assert tk.model(sample, "age", "sex").fitted.family == "linear"
    assert tk.model(sample, "tv", "sex").fitted.family == "logit"
    declared = sample.with_question(tk.Question("kids", kind="number"))
    assert tk.model(declared, "owns", "kids").effects["level"].isna().all()
    assert tk.model(declared, "kids", "sex").fitted.family == "linear"
    answers = sample.with_question(tk.Question("age"))
    many = tk.model(answers, "income", "age", suppress_below=0, where=FRAME["age"] < 40).effects
    assert (many["n"] > 0).sum() == FRAME["age"][FRAME["age"] < 40].nunique() - 1


def test_eleven_whole_numbers_or_one_that_is_not_whole_make_a_number() -> None:
    for values, number in ((10, False), (11, True), (2.5, True)):
        column = RANDOM.integers(0, int(values), N) * (1 if values == int(values) else 1.25)
        sample = tk.Sample.from_frame(FRAME.assign(x=column))
        found = tk.model(sample, "owns", "x", suppress_below=0).effects
        assert found["level"].isna().all() == number


def test_slopes_are_told_by_as_many_units_as_show_them() -> None:
    found = tk.model(tk.Sample.from_frame(FRAME), "owns", ["income", "age"])
    slope = found.effects.query("outcome == 'no' and term == 'income'")["effect"].iloc[0]
    assert 0.00001 / 2 < -slope < 0.00001 * 2  # by one unit: the table stays as it is
    assert found.units == {"income": Unit(10_000.0, 1), "age": Unit(10.0, 1)}
    told = f"{10_000 * 100 * slope:+.1f}"
    assert told in found.text and told in found._repr_html_() and told in str(found)
    assert "10,000 more" in str(found)
    picture = found.plot()
    drawn = [each.get_text() for each in picture.findobj(Text) if isinstance(each, Text)]
    assert told in drawn and "income: 10,000 more" in drawn
    assert f"income: 10,000 more {told}" in picture.description


@pytest.mark.parametrize(
    ("effect", "half", "span", "family", "unit"),
    [
        (0.0034, 0.001, 60.0, "logit", Unit(10.0, 1)),
        (0.0034, 0.001, 5.0, "logit", Unit(1.0, 1)),
        (0.00034, 0.00001, 5.0, "logit", Unit(1.0, 3)),
        (0.12, 0.05, 60.0, "logit", Unit(1.0, 1)),
        (900.0, 50.0, 0.0004, "logit", Unit(0.0001, 1)),
        (2e-6, 1e-7, 3e5, "linear", Unit(1e5, 3)),
        (1.04, 0.045, 6.0, "linear", Unit(1.0, 2)),
        (0.0, 0.0, 6.0, "logit", Unit(1.0, 1)),
    ],
)
def test_steps_and_decimals(
    effect: float, half: float, span: float, family: str, unit: Unit
) -> None:
    rows = {"term": ["x"], "effect": [effect], "low": [effect - half], "high": [effect + half]}
    assert units_of(pd.DataFrame(rows), {"x": span}, family) == {"x": unit}


def waves(ratio: float) -> tk.Sample:
    parts = {}
    for place, name in enumerate("ab"):
        own = np.random.default_rng(place)
        frame = {"owns": own.choice(["no", "yes"], 300), "w": own.gamma(2, 1, 300) * ratio**place}
        frame["when"] = 1e4 + own.normal(size=300)
        parts[name] = tk.Sample.from_frame(pd.DataFrame(frame), design=tk.Design("w"))
    return tk.Sample.of_waves(parts, scale="as_given")


def test_weights_of_two_waves_may_be_far_apart() -> None:
    near, far = (tk.model(waves(ratio), "owns", "wave") for ratio in (1.0, RATIO))
    figures = ["estimate", "se", "low", "high"]
    assert np.allclose(near.table[figures], far.table[figures], rtol=SAME, atol=0)
    assert np.allclose(near.effects["effect"], far.effects["effect"], rtol=SAME, atol=0)


def test_a_number_far_from_0_is_as_good_as_one_that_is_centred() -> None:
    frame = waves(1.0).frame
    far, near = (
        tk.model(
            tk.Sample.from_frame(frame.assign(when=frame["when"] - away), design=tk.Design("w")),
            "owns",
            "when",
        ).effects
        for away in (0, 1e4)
    )
    assert np.allclose(far[["effect", "se"]], near[["effect", "se"]], rtol=1e-6, atol=0)


def test_an_empty_crossing_is_named_and_not_called_tested() -> None:
    frame = FRAME.assign(place=np.where(FRAME["sex"] == "Male", "town", "land"))
    frame.loc[::3, "place"] = "land"
    frame.loc[1::3, "place"] = frame["place"].where(frame["sex"] == "Male", "town")
    frame.loc[(frame["sex"] == "Male") & (frame["place"] == "town"), "place"] = "land"
    frame["tv"] = RANDOM.integers(0, 3, N)
    sample = tk.Sample.from_frame(frame)
    found = tk.model(sample, "tv", ["sex", "place"], interactions=[("sex", "place")])
    assert found.fitted.empty == {"sex x place": ("Male x town",)}
    assert "In none of 3 outcomes is the Wald test of a whole predictor clear." in found.text
    assert "sex x place in" not in found.text
    assert "There is no test of sex x place: nobody is at what it would compare." in found.text


def test_every_plot_has_its_picture() -> None:
    sample = tk.Sample.from_frame(FRAME)
    for drawn in (
        tk.estimate(sample, "age", by="sex").plot(),
        tk.profile(sample, "owns").plot(),
        tk.profile(sample, "owns", by="sex").plot(),
        tk.compare(sample, "owns", by="sex").plot(),
        tk.model(sample, "owns", "sex").plot(),
    ):
        assert isinstance(drawn.figure, Figure)


def test_a_number_with_a_value_a_respondent_costs_little() -> None:
    n, rungs = 100_000, 7
    own = np.random.default_rng(1)
    frame = pd.DataFrame({"x": own.normal(size=n), "g": own.choice(list("abcdef"), n)})
    for rung in range(rungs):
        frame[f"r{rung}"] = (own.random(n) < 1 / (1 + np.exp(0.3 - 0.3 * frame["x"]))).astype(int)
    media = tk.Question("m", kind="multiple", columns=[f"r{rung}" for rung in range(rungs)])
    sample = tk.Sample.from_frame(frame).with_question(media)
    tk.model(sample, "m", "g")  # what is imported is not what is timed
    start = process_time()
    tk.model(sample, "m", ["x", "g"])
    assert process_time() - start < LONGEST
