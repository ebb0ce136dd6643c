"""What is told of what cannot be meant: questions, designs, weights, columns, waves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError
from techno_kit.survey.codebook import Codebook, Item, Scale

FRAME = pd.DataFrame(
    {
        "phone": ["ja", "nee"] * 60,
        "tablet": ["ja", "ja", "nee"] * 40,
        "flag": [0, 1] * 60,
        "blank": [None] * 120,
        "w": np.arange(120) + 1.0,
        "lists": [[1], [2, 3]] * 60,
        "spend": np.arange(120) * 1.5,
    }
)
LEVELS = "give {value: label}, or a list of values or of (value, label), in their order"
MISSING = "give the value that is no answer, or a list of values and of (low, high) ranges"


def sample_of(**design: Any) -> tk.Sample:
    return tk.Sample.from_frame(FRAME, design=tk.Design(**design))


def told(call: Callable[[], object], error: type[Exception] = QuestionError) -> str:
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("argument", "given", "message"),
    [
        ("chosen", {"ja": 1}, "{'ja': 1}; give the value that means chosen, or a list of such values"),
        ("chosen", [["ja"]], "[['ja']]; give the value that means chosen, or a list of such values"),
        ("cut", "18", "'18'; give the lower limits of the bands, such as [18, 35, 55]"),
        ("cut", [18, float("nan")], "[18, nan]; give the lower limits of the bands, such as [18, 35, 55]"),
        ("levels", [("NL", "x", "y")], f"[('NL', 'x', 'y')]; {LEVELS}"),
        ("levels", [("NL", None)], f"[('NL', None)]; {LEVELS}"),
        ("levels", frozenset(["NL"]), f"frozenset({{'NL'}}); {LEVELS}"),
        ("missing", [["a", "b"]], f"[['a', 'b']]; {MISSING}"),
        ("missing", [(99, 90)], f"[(99, 90)]; {MISSING}"),
        ("columns", [["phone"]], "[['phone']]; give a column, a list of columns, or {answer: column}"),
    ],
)  # fmt: skip
def test_what_a_question_does_not_take(argument: str, given: object, message: str) -> None:
    options: dict[str, Any] = {argument: given}
    assert told(lambda: tk.Question("own", **options)) == f"question 'own': {argument} is {message}"


def test_a_long_value_is_told_by_its_kind() -> None:
    given: Any = [(each, "x", "y") for each in range(50)]
    assert told(lambda: tk.Question("own", levels=given)) == (
        f"question 'own': levels is a list; {LEVELS}"
    )


def test_what_scales_activities_and_codebooks_do_not_take() -> None:
    scale: Any = Scale
    assert told(lambda: scale("often", "daily")) == (
        "scale 'often': answers is 'daily'; give {value: how often}"
    )
    assert told(lambda: scale("often", {1: "dayly"})) == (
        "scale 'often': answers is 'dayly'; it is one of 'several_daily', 'daily', 'weekly', "
        "'monthly', 'rarely', 'never', 'yes', 'no' and 2 more; did you mean 'daily'?"
    )
    item: Any = Item
    assert told(lambda: item("blog_read", "b", Scale("o", ((1, "yes"),)), "online")) == (
        "activity 'blog_read': asked_if is 'online'; give {column: values}"
    )
    book: Any = Codebook
    assert told(lambda: book(missing=[{}])) == f"the codebook: missing is [{{}}]; {MISSING}"


# --- a value that means chosen, which nobody gave -------------------------------------------------

BATTERY: dict[str, Any] = {"kind": "multiple", "columns": {"phone": "phone", "tablet": "tablet"}}


@pytest.mark.parametrize(
    ("chosen", "near"), [(["Ja"], "; did you mean 'ja'?"), ([1], ""), (["Y", "yes"], "")]
)
def test_nobody_gave_what_means_chosen(chosen: list[Any], near: str) -> None:
    values = " and ".join(repr(str(each)) for each in chosen)
    message = (
        "the sample: question 'own': nobody's answer is one of those that mean chosen "
        f"({values}); its columns ('phone' and 'tablet') hold 'ja' and 'nee'{near}"
    )
    question = tk.Question("own", chosen=chosen, **BATTERY)
    assert told(lambda: sample_of().with_question(question), SampleError) == message
    mapping = {"schema": "techno_kit/mapping/1", "population": "adults"}
    entry = {"columns": BATTERY["columns"], "chosen": chosen}
    mapped: Any = {**mapping, "questions": {"own": entry}}
    call = lambda: tk.Sample.from_frame(FRAME, mapping=mapped)  # noqa: E731
    assert told(call, SampleError) == message


def test_a_code_that_nobody_gave_and_a_level_that_no_row_has() -> None:
    flags = tk.Question("own", kind="multiple", columns=["flag", "blank"], chosen=[2])
    assert told(lambda: sample_of().with_question(flags), SampleError).endswith(
        "its columns ('flag' and 'blank') hold '0' and '1'"
    )
    frame = FRAME.assign(flag=pd.Categorical(["nee"] * 120, categories=["nee", "ja"]))
    question = tk.Question("own", kind="multiple", columns=["flag"], chosen=["ja"])
    sample = tk.Sample.from_frame(frame)
    assert sample.with_question(question).answers("own").blanks_no.sum() == 0  # truly nobody
    coded = tk.Question("own", kind="multiple", columns=["flag"], chosen=[1])
    assert "hold 'nee'" in told(lambda: sample.with_question(coded), SampleError)
    nearly = tk.Question("own", kind="multiple", columns=["flag"], chosen=["Nee"])
    assert "did you mean 'nee'?" in told(lambda: sample.with_question(nearly), SampleError)


def test_one_of_the_values_or_blanks_alone_will_do() -> None:
    sample = sample_of()
    sample.with_question(tk.Question("own", chosen=["ja", "yes"], **BATTERY))
    sample.with_question(tk.Question("own", kind="multiple", columns=["blank"], chosen=["ja"]))
    split = {"tablet": "tablet", "blank": "blank"}
    sample.with_question(tk.Question("own", kind="multiple", columns=split, chosen=["ja"]))


# --- designs and columns --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "given", "message"),
    [
        ("weight", ["w"], "weight is ['w']; give the name of one column"),
        ("weight", FRAME["w"], "weight is a Series; give the name of one column"),
        ("fpc", ("w",), "fpc is ('w',); give the name of one column"),
        (
            "clusters",
            ["phone", "w"],
            "clusters is one column, not ['phone', 'w']; put columns that are crossed in strata=[...]",
        ),
        ("clusters", 3, "clusters is 3; give the name of one column"),
        ("strata", FRAME["w"], "strata is a Series; give the name of a column, or a list of names"),
    ],
)
def test_what_is_not_one_column(role: str, given: object, message: str) -> None:
    options: dict[str, Any] = {role: given}
    assert told(lambda: tk.Design(**options), SampleError) == message


@pytest.mark.parametrize("role", ["weight", "strata", "clusters", "fpc"])
def test_a_design_s_column_of_lists(role: str) -> None:
    assert told(lambda: sample_of(**{role: "lists"}), SampleError) == (
        f"the sample: the design's {role} column 'lists' holds lists or other objects; turn them "
        "into text or numbers"
    )


VERBS: dict[str, Callable[[tk.Sample], object]] = {
    "profile": lambda sample: tk.profile(sample, "lists"),
    "profile by": lambda sample: tk.profile(sample, "phone", by="lists"),
    "estimate": lambda sample: tk.estimate(sample, "lists"),
    "crosstab": lambda sample: tk.crosstab(sample, "lists"),
    "model": lambda sample: tk.model(sample, "lists", "phone"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_question_s_column_of_lists(verb: str) -> None:
    assert told(lambda: VERBS[verb](sample_of())) == (
        "column 'lists' holds lists or other objects, which are no answers; turn them into text or "
        "numbers"
    )


@pytest.mark.parametrize(("factor", "largest"), [(1e155, "1.2e+157"), (1e-160, "1.2e-158")])
def test_weights_that_have_no_squares(factor: float, largest: str) -> None:
    frame = FRAME.assign(w=FRAME["w"] * factor)
    call = lambda: tk.Sample.from_frame(frame, design=tk.Design(weight="w"))  # noqa: E731
    assert told(call, SampleError) == (
        f"the sample: the largest weight in column 'w' is {largest}; errors are made of squares of "
        "weights, which such numbers do not have; divide the column by its mean"
    )


@pytest.mark.parametrize("factor", [1e40, 1e-40])
def test_weights_that_are_merely_odd_are_taken(factor: float) -> None:
    frame = FRAME.assign(v=FRAME["w"] * factor)
    one, other = (
        tk.profile(tk.Sample.from_frame(frame, design=tk.Design(weight=each)), "phone").table
        for each in ("w", "v")
    )
    np.testing.assert_allclose(one[["share", "se"]], other[["share", "se"]], rtol=1e-12)


# --- replicates -----------------------------------------------------------------------------------


def replicated(**options: Any) -> tk.Sample:
    random = np.random.default_rng(1)
    copies = {f"R{at}": FRAME["w"] * random.gamma(4, 0.25, len(FRAME)) for at in range(1, 9)}
    design = tk.Design(weight="w", replicates=tk.ReplicateColumns("R{1..8}", **options))
    return tk.Sample.from_frame(FRAME.assign(**copies), design=design)


@pytest.mark.parametrize("method", ["JK1", "JKn", "JK2"])
def test_a_jackknife_s_scale(method: str) -> None:
    assert told(lambda: replicated(method=method, scale=98), SampleError) == (
        f"the sample: scale is 98; a jackknife's ({method}) is at most 1: 98 % is 0.98"
    )
    assert replicated(method=method, scale=1).replicates is not None
    product = {"scale": 2, "rscales": [0.5] * 7 + [0.6]}
    assert told(lambda: replicated(method=method, **product), SampleError) == (
        f"the sample: scale times the largest of rscales is 1.2; a jackknife's ({method}) is at most "
        "1: 98 % is 0.98"
    )
    assert replicated(method=method, scale=2, rscales=[0.5] * 8).replicates is not None


@pytest.mark.parametrize(
    ("method", "own", "options"),
    [
        ("bootstrap", "0.125", {}),
        ("bootstrap", "0.1429", {"centre": "mean"}),
        ("BRR", "0.125", {}),
        ("SDR", "0.5", {}),
        ("Fay", "0.5", {"fay": 0.5}),
        ("Fay", "12.5", {"fay": 0.9}),
    ],
)
def test_a_scale_above_any_that_the_method_has(
    method: str, own: str, options: dict[str, Any]
) -> None:
    assert told(lambda: replicated(method=method, scale=30, **options), SampleError) == (
        f"the sample: scale is 30; that of method={method!r} is {own} with so many replicates: "
        "leave it out, or give the share that the file's documentation names"
    )
    rscales = {"scale": 30 * float(own), "rscales": [1 / 30] * 8}  # the method's own together
    assert not replicated(method=method, **rscales, **options).notes


def test_a_scale_far_from_the_method_s_own_is_told() -> None:
    told_of = "; see what the file's documentation says."
    assert replicated(method="bootstrap", scale=0.5).notes == (
        "The squared deviations of the replicates are multiplied by 0.5 each, and not by the 0.125 "
        f"of bootstrap, so that errors are 2 times as large as by that{told_of}",
    )
    assert replicated(method="JK1", scale=0.02).notes == (
        "The squared deviations of the replicates are multiplied by 0.02 each, and not by the 0.875 "
        f"of JK1, so that errors are 0.151 times as large as by that{told_of}",
    )
    for options in ({"scale": 0.25}, {"scale": 0.0625}, {"scale": 1 / 8}, {}):
        assert not replicated(method="BRR", **options).notes
    assert not replicated(method="JKn", scale=0.5).notes  # two PSUs a stratum


def test_replicates_of_a_sample_whose_file_brings_them() -> None:
    sample = replicated(method="bootstrap")
    assert told(lambda: tk.replicate(sample, "bootstrap"), SampleError) == (
        "tk.replicate: the design brings replicate weights of its own, and all verbs take their "
        "errors from them already; for others, give the sample a design without them: "
        "sample.with_design(...)"
    )
    own = sample.with_design(tk.Design(weight="w"))
    assert tk.replicate(own, "bootstrap", replicates=20, seed=1).count == 20


# --- waves ----------------------------------------------------------------------------------------


def test_a_question_that_some_waves_lack() -> None:
    first = FRAME[["phone", "flag"]]
    waves = {"2024": first, "2025": first.assign(tv=FRAME["tablet"]), "2026": first}
    sample = tk.Sample.of_waves({wave: tk.Sample.from_frame(each) for wave, each in waves.items()})
    message = (
        "question 'tv' is only in '2025', not in '2024' and '2026': what is asked of the waves "
        "together, all of them must have; ask the samples that have it one by one"
    )
    assert told(lambda: tk.compare(sample, "tv", by="wave")) == message
    assert told(lambda: tk.profile(sample, "phone", where={"tv": ["ja"]})) == message
    assert told(lambda: tk.profile(sample, "radio")) == "there is no question or column 'radio'"
