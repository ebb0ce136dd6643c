"""Errors after every kind of calibration, against the formula row by row."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.cells import projecting
from techno_kit.survey.calibrations import BLANK, Calibration, Term
from techno_kit.survey.weights import Weights

SAME = 1e-9  # the same sums in another order, through another inverse
N = 400
RNG = np.random.default_rng(23)
FRAME = pd.DataFrame(
    {
        "y": RNG.integers(0, 3, N).astype(str),
        "g": RNG.choice(["u", "v"], N),
        "a": RNG.choice(["p", "q", "r"], N, p=[0.5, 0.3, 0.2]),
        "b": RNG.choice(["k", "l", "m"], N),
        "x": RNG.integers(1, 7, N).astype(float),
        "year": RNG.integers(1950, 2010, N).astype(float),
        "stratum": RNG.integers(0, 4, N),
        "psu": RNG.integers(0, 6, N),
        "w": RNG.lognormal(0, 0.5, N),
    }
)
FRAME["blank"] = FRAME["a"].where(RNG.random(N) > 0.1)
FRAME["other"] = FRAME["b"].where(RNG.random(N) > 0.1)
FRAME["gap"] = FRAME["x"].where(RNG.random(N) > 0.1)
A, B = [("p",), ("q",), ("r",)], [("k",), ("l",), ("m",)]
DESIGNS = {
    "simple": {},
    "strata": {"strata": "stratum"},
    "clusters": {"clusters": "psu"},
    "both": {"strata": "stratum", "clusters": "psu"},
}


def term(
    names: str | Sequence[str], levels: Sequence[tuple[str, ...]], number: str | None = None
) -> Term:
    questions = tuple(tk.Question(name) for name in ([names] if isinstance(names, str) else names))
    return Term(questions, tuple(levels), number and tk.Question(number, "number"))


def number(name: str) -> Term:
    return Term((), ((),), tk.Question(name, "number"))


TERMS = {
    "two margins": (term("a", A), term("b", B)),
    "a cross": (term(["a", "b"], [(*one, *other) for one in A for other in B]),),
    "some levels": (term("a", A[:2]), term("b", B[1:])),
    "a level nobody has": (term("a", [*A, ("z",)]),),
    "a number": (term("a", A), number("x")),
    "a number alone": (number("x"),),
    "two numbers": (term("b", B), number("x"), number("year")),
    "a number in groups": (term("a", A), term("a", A, "x")),
    "a constant": (Term((), ((),)),),
    "blanks": (term("blank", [*A, (BLANK,)]), term("b", B)),
    "blanks left out": (term("blank", A), term("b", B)),
    "blanks of a cross": (
        term(["blank", "other"], [*((*o, *t) for o in A for t in B), (BLANK, BLANK)]),
    ),
    "blanks in markets": (
        term(["g", "blank"], [*(("u", *o) for o in A), ("u", BLANK), ("v", BLANK), ("v", "p")]),
    ),
    "blanks of a number": (term("a", A), number("gap")),
}


def indicators(frame: pd.DataFrame, terms: Sequence[Term]) -> np.ndarray:
    """The calibration variables, a column each."""
    columns = []
    for each in terms:
        names = [question.name for question in each.questions]
        for level in each.levels:
            here = np.ones(len(frame), bool)
            lump = [name for name, part in zip(names, level, strict=True) if part == BLANK]
            for name, part in zip(names, level, strict=True):
                if part != BLANK:
                    here &= (frame[name] == part).to_numpy()
                    here &= not lump or frame[name].notna().to_numpy()
            if lump:
                here &= frame[lump].isna().any(axis=1).to_numpy()
            values = 1.0 if each.number is None else frame[each.number.name].fillna(0).to_numpy()
            columns.append(here * values)
    return np.column_stack(columns)


def row_by_row(
    made: tk.Sample, calibration: Calibration, y: np.ndarray, inside: np.ndarray
) -> float:
    """The standard error of a share by the formula: PSU totals of w z - v x'B."""
    w = np.asarray(made.weight)
    v = w if calibration.values is None else calibration.values
    d = np.ones(N) if calibration.start is None else calibration.start
    d = np.where(v != 0, d, 0.0)
    p = (w * y)[inside].sum() / w[inside].sum()
    z = np.where(inside, y - p, 0.0) / w[inside].sum()
    x = indicators(made.frame, calibration.terms)
    ratio = np.divide(w, v, out=np.zeros(N), where=v != 0)
    root = np.sqrt(np.abs(d))
    slopes = np.linalg.lstsq(x * root[:, None], ratio * z * root, rcond=1e-11)[0]
    e = w * z - v * (x @ slopes)
    design = made.design
    strata = FRAME["stratum"] if design.strata else pd.Series(0, FRAME.index)
    psus = FRAME["psu"] if design.clusters else pd.Series(range(N))
    totals = pd.DataFrame({"s": strata, "p": psus, "e": e}).groupby(["s", "p"])["e"].sum()
    return float(np.sqrt(sum(len(t) * np.var(t, ddof=1) for _, t in totals.groupby(level="s"))))


def weighted(made: tk.Sample, values: np.ndarray, calibration: Calibration | None) -> tk.Sample:
    """The sample under some weights, whatever they were calibrated to."""
    weights = Weights(
        values=pd.Series(values, index=made.frame.index),
        base=made.base_weight,
        targets=None,
        fits=(),
        calibration=calibration,
    )
    return made.with_weights(weights)


def check(made: tk.Sample) -> None:
    calibration = made.calibration
    assert calibration is not None
    table = tk.profile(made, "y", by="g", suppress_below=0).table
    for group, inside in (("", np.ones(N, bool)), ("u", FRAME["g"] == "u")):
        for level in "012":
            row = table[(table["answer"] == level) & (table["level"].fillna("") == group)].iloc[0]
            y = (FRAME["y"] == level).to_numpy(float)
            expected = row_by_row(made, calibration, y, np.asarray(inside))
            assert row["se"] == pytest.approx(expected, rel=SAME, abs=1e-15)


def calibrated_weights(weight: str | None) -> np.ndarray:
    """Some weights that a calibration might have given; the errors' formula asks no more."""
    factors = np.exp(0.3 * (FRAME["a"] == "q") - 0.2 * (FRAME["b"] == "k") + 0.05 * FRAME["x"])
    return factors.to_numpy() * (1 if weight is None else FRAME[weight].to_numpy())


@pytest.mark.parametrize("kind", DESIGNS)
@pytest.mark.parametrize("name", TERMS)
def test_errors_are_those_of_the_formula(name: str, kind: str) -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", **DESIGNS[kind]))
    values = calibrated_weights("w")
    check(weighted(made, values, Calibration(TERMS[name], made.base_weight)))
    cut = np.minimum(values, 1.5 * values.mean()) + 0.1
    check(weighted(made, cut, Calibration(TERMS[name], made.base_weight, values)))


@pytest.mark.parametrize("kind", DESIGNS)
def test_who_is_left_without_a_weight_takes_no_part(kind: str) -> None:
    for weight in (None, "w"):
        made = tk.Sample.from_frame(FRAME, design=tk.Design(weight, **DESIGNS[kind]))
        values = np.where(FRAME["b"].eq("k") & FRAME["x"].gt(2), 0.0, calibrated_weights(weight))
        terms = TERMS["two margins"]
        check(weighted(made, values, Calibration(terms, made.base_weight)))
        cut = np.minimum(values, 1.5 * values.mean())
        check(weighted(made, cut, Calibration(terms, made.base_weight, values)))


def test_weights_below_zero_count_like_others() -> None:
    """A linear calibration may give them."""
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", "stratum"))
    values = calibrated_weights("w")
    values[:10] *= -0.2
    check(weighted(made, values, Calibration(TERMS["a number"], made.base_weight)))


def test_differences_go_by_the_same_formula() -> None:
    """A pair's error is the root of the two variances less twice their covariance."""
    for kind in DESIGNS.values():
        made = tk.Sample.from_frame(FRAME, design=tk.Design("w", **kind))
        values = calibrated_weights("w")
        cut = np.minimum(values, 1.3 * values.mean())
        terms = TERMS["a number in groups"]
        made = weighted(made, cut, Calibration(terms, made.base_weight, values))
        pairs = tk.compare(made, "y", by="g", suppress_below=0).pairs
        row = pairs[pairs["answer"] == "1"].iloc[0]
        calibration = made.calibration
        assert calibration is not None
        y = (FRAME["y"] == "1").to_numpy(float)
        inside = [(FRAME["g"] == level).to_numpy() for level in ("u", "v")]
        w = np.asarray(made.weight)
        # The share of u less that of v is one estimate, whose influence is the difference.
        p = [(w * y)[each].sum() / w[each].sum() for each in inside]
        z = sum(
            sign * np.where(each, y - share, 0) / w[each].sum()
            for sign, each, share in zip((1, -1), inside, p, strict=True)
        )
        scale = w.sum()
        everyone = np.ones(N, bool)
        # A linear transformation makes it a "share" of everyone for the checker's formula.
        fake = z * scale
        expected = row_by_row(made, calibration, fake + 1 - np.average(fake, weights=w), everyone)
        assert row["se"] == pytest.approx(expected, rel=1e-7)


# --- fixed by weighting --------------------------------------------------------------------------


def flags(made: tk.Sample, question: str, **options: object) -> list[str]:
    table = tk.profile(made, question, **options).table  # type: ignore[arg-type]
    return table["flag"].tolist()


SHARES = {"a": {"p": 0.4, "q": 0.3, "r": 0.3}, "b": {"k": 0.3, "l": 0.3, "m": 0.4}}
FIXED = ["fixed by weighting"] * 3


def test_what_a_calibration_meets_is_fixed() -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", "stratum"))
    targets = tk.Targets.from_shares({**SHARES, "x": 3.6})
    full = tk.Targets.from_shares(
        {
            ("a", "b"): {
                (a, b): p * q for a, p in SHARES["a"].items() for b, q in SHARES["b"].items()
            }
        }
    )
    for weights in (
        tk.rake(made, tk.Targets.from_shares(SHARES)),
        tk.poststratify(made, full),
        tk.calibrate(made, targets),
        tk.calibrate(made, targets, distance="logit", bounds=(0.3, 3)),
    ):
        after = made.with_weights(weights)
        assert flags(after, "a") == flags(after, "b") == FIXED
        assert flags(after, "y") == [""] * 3


def test_a_trim_that_breaks_a_margin_unfixes_it() -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", "stratum"))
    raked = made.with_weights(tk.rake(made, tk.Targets.from_shares(SHARES)))
    trimmed = raked.with_weights(tk.trim(raked, cap=2))
    assert flags(trimmed, "a") == flags(trimmed, "b") == [""] * 3
    assert min(tk.profile(trimmed, "a").table["se"]) > 0
    compared = tk.compare(trimmed, "a", by="g").method
    assert "The trim after it is taken into account too" in compared
    unmoved = raked.with_weights(tk.trim(raked, cap=1000))
    assert flags(unmoved, "a") == FIXED


def test_what_a_file_s_weight_was_raked_on_is_fixed() -> None:
    design = tk.Design("w", raked_on=["a", ("g", "other"), "x"])
    made = tk.Sample.from_frame(FRAME, design=design, mapping=NUMBERS)
    assert flags(made, "a") == FIXED
    assert flags(made, "b") == [""] * 3
    assert flags(made, "g") == [""] * 2  # the blanks of `other` are one lump of both groups
    assert flags(made, "other", by="g", suppress_below=0)[3:] == FIXED * 2


NUMBERS = {
    "schema": "techno_kit/mapping/1",
    "questions": {
        "x": {"column": "x", "kind": "number"},
        "gap": {"column": "gap", "kind": "number"},
    },
}


@pytest.mark.parametrize("kind", DESIGNS)
def test_a_final_weight_is_projected_with_itself(kind: str) -> None:
    design = tk.Design("w", **DESIGNS[kind], raked_on=["a", ("blank", "other"), "x"])
    check(tk.Sample.from_frame(FRAME, design=design, mapping=NUMBERS))


def test_weights_of_the_kit_take_the_place_of_what_others_raked_on() -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", raked_on=["b"]))
    raked = made.with_weights(tk.rake(made, tk.Targets.from_shares({"a": SHARES["a"]})))
    assert flags(raked, "a") == FIXED
    assert flags(raked, "b") == [""] * 3
    plain = tk.Sample.from_frame(FRAME, design=tk.Design("w"))
    same = plain.with_weights(tk.rake(plain, tk.Targets.from_shares({"a": SHARES["a"]})))
    assert tk.profile(raked, "y").table["se"].equals(tk.profile(same, "y").table["se"])
    adjusted = made.with_weights(tk.adjust_nonresponse(made, FRAME["x"] > 1, by="b"))
    assert adjusted.calibration is None
    assert flags(adjusted, "b") == [""] * 3
    # A trim keeps what is known of the file's weight.
    trimmed = made.with_weights(tk.trim(made, cap=2))
    assert trimmed.calibration is not None
    assert trimmed.calibration.final
    check(trimmed)


# --- how the sums are made -----------------------------------------------------------------------


def test_many_columns_are_sorted_instead_of_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w", "stratum"))
    calibration = Calibration(TERMS["two numbers"], made.base_weight)
    ours = weighted(made, calibrated_weights("w"), calibration)
    expected = tk.profile(ours, "y").table["se"]
    monkeypatch.setattr(projecting, "DENSE_PAIRS", 0)
    again = tk.profile(weighted(made, calibrated_weights("w"), calibration), "y").table["se"]
    np.testing.assert_allclose(again, expected, rtol=1e-12)


def test_what_is_kept_of_a_sample_is_of_that_sample() -> None:
    made = tk.Sample.from_frame(FRAME, design=tk.Design("w"))
    values = calibrated_weights("w")
    first = weighted(made, values, Calibration(TERMS["two margins"], made.base_weight))
    check(first)
    check(first)
    check(weighted(made, values, Calibration(TERMS["a number"], made.base_weight)))
    grouped = dataclasses.replace(first, design=tk.Design("w", "stratum"))
    check(grouped)


def test_a_calibration_needs_no_start() -> None:
    made = tk.Sample.from_frame(FRAME)
    check(weighted(made, calibrated_weights(None), Calibration(TERMS["a number"], None)))
