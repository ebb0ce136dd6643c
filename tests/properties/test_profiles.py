"""What holds for every profile: it is its formulas, row by row; and what must never change it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.numerics import cells
from tests.analysis import naive

SHARE = 1e-9  # the promise for point estimates; weights are raked to 1e-10 of share
ERROR = 1e-6  # the promise for errors and limits
# A variance that is 0 on paper is the difference of sums of about 1 / n: its root is of this size,
# and whether anything is left of it is a matter of the last digit.
NOTHING = 1e-7
EXAMPLES = settings(max_examples=120, deadline=None)
FEW_EXAMPLES = settings(max_examples=30, deadline=None)
NUMBERS = ["share", "se", "low", "high", "index", "index_low", "index_high"]
COUNTS = ["n", "n_weighted", "n_eff", "df"]
ITEMS = ["a", "b", "c"]


@dataclass
class Case:
    """A small survey: as a sample of the kit, and as arrays for the formulas."""

    frame: pd.DataFrame
    design: tk.Design
    question: tk.Question
    by: tk.Question | None
    targets: tk.Targets | None
    where: np.ndarray | None
    base: np.ndarray | None
    options: dict

    def sample(self, frame: pd.DataFrame | None = None, **design) -> tk.Sample:
        chosen = self.design if not design else tk.Design(**design)
        sample = tk.Sample.from_frame(self.frame if frame is None else frame, design=chosen)
        if self.targets is not None:
            sample = sample.with_weights(tk.rake(sample, self.targets))
        return sample if self.by is None else sample.with_question(self.by)

    def profile(self, sample: tk.Sample | None = None, order=slice(None), **options) -> tk.Profile:
        sample = self.sample() if sample is None else sample
        who = {
            name: pd.Series(each[order], index=sample.frame.index)
            for name, each in (("where", self.where), ("base", self.base))
            if each is not None
        }
        return tk.profile(
            sample,
            self.question,
            by=None if self.by is None else self.by.name,
            **{"suppress_below": 0, "flag_below": 0, **self.options, **who, **options},
        )

    def survey(self) -> naive.Survey:
        sample, frame = self.sample(), self.frame
        if self.question.kind == "multiple":
            held = (frame[ITEMS] == 1).to_numpy()
            answered = frame[ITEMS].notna().to_numpy()
            if not (frame[ITEMS] == 0).any(axis=None):  # only what was ticked was stored
                answered = np.repeat(held.any(axis=1, keepdims=True), len(ITEMS), axis=1)
        else:
            held = np.column_stack([frame["q"] == level for level in sample.answers("q").levels])
            answered = frame[["q"]].notna().to_numpy()
        weighted = self.design.weight is not None
        return naive.Survey(
            held=held,
            answered=answered,
            weight=np.ones(len(frame)) if sample.weight is None else np.array(sample.weight),
            base_weight=frame["weight"].to_numpy() if weighted else None,
            margins=None if self.targets is None else [frame[v].to_numpy() for v in ("u", "v")],
            stratum=None if self.design.strata is None else frame["stratum"].to_numpy(),
            psu=None if self.design.clusters is None else frame["psu"].to_numpy(),
            lonely=self.design.lonely_psu,
            multiple=self.question.kind == "multiple",
        )

    def groups(self) -> dict[str, np.ndarray]:
        if self.by is None:
            return {}
        if self.by.kind == "multiple":
            return {name: (self.frame[name] == 1).to_numpy() for name in ITEMS}
        levels = sorted(self.frame["v"].unique())
        return {str(level): (self.frame["v"] == level).to_numpy() for level in levels}


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 30))
    blank, likely = draw(st.sampled_from([0, 0.1, 0.5])), draw(st.sampled_from([0.02, 0.5, 0.9]))
    frame = pd.DataFrame(
        {
            "q": rng.choice(["x", "y", "z"], n, p=[likely, (1 - likely) * 0.9, (1 - likely) * 0.1]),
            "u": rng.integers(0, 3, n),
            "v": rng.integers(0, draw(st.integers(1, 3)), n),
            "stratum": rng.integers(0, 3, n),
            "psu": rng.integers(0, 4, n),
            "weight": rng.lognormal(0, 0.7, n) * (rng.random(n) > draw(st.sampled_from([0, 0.2]))),
        }
    )
    for item in ITEMS:
        frame[item] = (rng.random(n) < likely).astype(float)
        frame.loc[rng.random(n) < blank, item] = np.nan
    frame.loc[rng.random(n) < blank, "q"] = np.nan
    frame.loc[0, "q"] = "x"
    if not frame["weight"].any():
        frame["weight"] = 1.0
    design = tk.Design(
        weight=draw(st.sampled_from([None, "weight"])),
        strata=draw(st.sampled_from([None, "stratum"])),
        clusters=draw(st.sampled_from([None, "psu"])),
        lonely_psu=draw(st.sampled_from(["certainty", "adjust", "average"])),
    )
    several = tk.Question("several", kind="multiple", columns=ITEMS)
    targets = None
    if draw(st.booleans()):
        base = np.ones(n) if design.weight is None else frame["weight"].to_numpy()
        reached = base * rng.lognormal(0, 0.5, n)
        shares = {each: frame.assign(w=reached).groupby(each)["w"].sum() for each in ("u", "v")}
        targets = tk.Targets.from_shares(
            {each: (sums / sums.sum()).to_dict() for each, sums in shares.items()}
        )
    return Case(
        frame,
        design,
        draw(st.sampled_from([tk.Question("q"), several])),
        draw(st.sampled_from([None, tk.Question("v"), several])),
        targets,
        rng.random(n) < 0.7 if draw(st.booleans()) else None,
        rng.random(n) < 0.7 if draw(st.booleans()) else None,
        {
            "missing": draw(st.sampled_from(["in_base", "exclude"])),
            "interval": draw(st.sampled_from(["logit", "beta", "wilson", "wald"])),
            "confidence": draw(st.sampled_from([0.8, 0.95])),
        },
    )


def same(one: pd.DataFrame, other: pd.DataFrame, *, weighted: float = 1.0) -> None:
    """Tables that must be one and the same but for the last digits."""
    assert one[["answer", "by", "level"]].equals(other[["answer", "by", "level"]])
    assert one["n"].equals(other["n"]) and one["df"].equals(other["df"])
    close(one["n_weighted"] * weighted, other["n_weighted"], SHARE)
    close(one["n_eff"], other["n_eff"], SHARE)
    close(one["share"], other["share"], SHARE)
    close(one["index"], other["index"], SHARE)
    close(one["se"], other["se"], ERROR)
    clear = ~(one["se"] < NOTHING) | one["share"].isin([0, 1])
    for name in ("low", "high", "index_low", "index_high"):
        sure = clear & ~(abs(one[name] - one["index"]) < NOTHING * one["index"])
        close(one.loc[sure, name], other.loc[sure, name], ERROR)


def close(one: object, other: object, tolerance: float) -> None:
    np.testing.assert_allclose(one, other, rtol=tolerance, atol=NOTHING)


@EXAMPLES
@given(cases())
def test_a_table_is_what_the_formulas_give_row_by_row(case: Case) -> None:
    found = case.profile().table
    expected = naive.profile(
        case.survey(),
        case.groups(),
        where=case.where,
        base=case.base,
        rule=case.options["missing"],
        interval=case.options["interval"],
        confidence=case.options["confidence"],
    )
    assert len(found) == len(expected)
    assert found["level"].fillna("").tolist() == expected["group"].tolist()
    for name in COUNTS:
        close(found[name].astype(float), expected[name].astype(float), SHARE)
    close(found["share"], expected["share"], SHARE)
    close(found["index"], expected["index"], SHARE)
    # Without degrees of freedom the formulas leave rounding; the error is unknown.
    close(found["se"], expected["se"].where(expected["df"] > 0), ERROR)
    clear = ~(expected["se"] < NOTHING) | expected["share"].isin([0, 1]) | expected["fixed"]
    clear &= ~expected["rounding"]
    for name in ("low", "high"):
        close(found.loc[clear, name], expected.loc[clear, name], ERROR)
    fixed = found["flag"].str.contains("fixed by weighting")
    assert fixed[clear].equals(expected.loc[clear, "fixed"])
    apart = ~(abs(expected["index_low"] - expected["index"]) < NOTHING * expected["index"])
    for name in ("index_low", "index_high"):
        close(found.loc[apart & clear, name], expected.loc[apart & clear, name], ERROR)


# --- what must never change an answer ------------------------------------------------------------


@FEW_EXAMPLES
@given(cases(), st.floats(1e-6, 1e6))
def test_the_scale_of_the_weights_never_matters(case: Case, scale: float) -> None:
    scaled = case.sample(case.frame.assign(weight=case.frame["weight"] * scale))
    weighted = scale if case.design.weight else 1.0
    same(case.profile().table, case.profile(scaled).table, weighted=weighted)


@FEW_EXAMPLES
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(case: Case, random) -> None:
    order = random.sample(range(len(case.frame)), len(case.frame))
    shuffled = case.sample(case.frame.iloc[order].reset_index(drop=True))
    same(case.profile().table, case.profile(shuffled, order=order).table)


@FEW_EXAMPLES
@given(cases(), st.sampled_from(["doubled", "words", "several", "dates"]))
def test_the_index_never_matters(case: Case, kind: str) -> None:
    n = len(case.frame)
    index = {
        "doubled": pd.Index([7] * n),
        "words": pd.Index([f"r{place}" for place in range(n, 0, -1)]),
        "several": pd.MultiIndex.from_arrays([[1] * n, range(n)]),
        "dates": pd.date_range("2026-01-01", periods=n),
    }[kind]
    same(case.profile().table, case.profile(case.sample(case.frame.set_index(index))).table)


TYPES = [
    *("int8", "int64", "uint16", "float32", "float64", "object"),
    *("str", "category", "Int64", "string", "Float64"),
    *("int64[pyarrow]", "string[pyarrow]", "double[pyarrow]"),
]


@FEW_EXAMPLES
@given(cases(), st.sampled_from(TYPES), st.sampled_from(TYPES))
def test_the_type_of_a_code_never_matters(case: Case, group: str, answer: str) -> None:
    if "pyarrow" in group + answer:
        pytest.importorskip("pyarrow")
    frame = case.frame
    items = frame[ITEMS].astype("Float64").astype("Int64")
    holds_blanks = answer not in ("int8", "int64", "uint16")
    if holds_blanks or not frame[ITEMS].isna().any(axis=None):
        items = items.astype(answer)
    margins = {each: frame[each].astype(group) for each in ("u", "v", "stratum", "psu")}
    recoded = case.sample(frame.assign(**margins, **items))
    same(case.profile().table, case.profile(recoded).table)


@FEW_EXAMPLES
@given(cases(), st.floats(0.1, 10))
def test_equal_weights_are_no_weights(case: Case, weight: float) -> None:
    units = {name: getattr(case.design, name) for name in ("strata", "clusters", "lonely_psu")}
    equal = case.sample(case.frame.assign(weight=weight), weight="weight", **units)
    same(case.profile(case.sample(**units)).table, case.profile(equal).table, weighted=weight)


@FEW_EXAMPLES
@given(cases())
def test_dense_and_sparse_cells_give_one_answer(case: Case) -> None:
    dense = case.profile().table
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "DENSE_CELLS", 0)
        patch.setattr(cells, "SPARE_CELLS", 0)
        sparse = case.profile().table
    same(dense, sparse)


# --- how the parts of a profile hang together ----------------------------------------------------


@FEW_EXAMPLES
@given(cases())
def test_levels_recombine_to_the_total(case: Case) -> None:
    case.by = tk.Question("v")
    found = case.profile()
    whole, groups = found.whole.set_index("answer"), found.groups
    sums = groups.assign(held=groups["share"].fillna(0) * groups["n_weighted"])
    sums = sums.groupby("answer")[["n", "n_weighted", "held"]].sum().loc[whole.index]
    assert (sums["n"] == whole["n"]).all()
    close(sums["n_weighted"], whole["n_weighted"], SHARE)
    close(sums["held"], whole["share"].fillna(0) * whole["n_weighted"], SHARE)
    if case.question.kind == "single" and case.options["missing"] == "exclude":
        assert whole["share"].sum() in (0, pytest.approx(1, abs=SHARE))


@FEW_EXAMPLES
@given(cases())
def test_a_where_is_the_row_of_its_group_on_the_whole_design(case: Case) -> None:
    case.by, case.where = tk.Question("v"), None
    sample = case.sample()
    groups = case.profile(sample).groups
    for level, rows in groups.groupby("level"):
        small = {"suppress_below": 0, "flag_below": 0}
        who = {"v": [level]}
        alone = tk.profile(sample, case.question, where=who, **small, **case.options).table
        for name in [*NUMBERS[:4], "n", "n_weighted", "n_eff", "df"]:
            expected = rows[name].reset_index(drop=True)
            pd.testing.assert_series_equal(alone[name], expected)


@FEW_EXAMPLES
@given(cases())
def test_one_base_for_all_answers_and_bounds_around_every_share(case: Case) -> None:
    found = case.profile()
    for _, rows in found.table.groupby(["by", "level"], dropna=False):
        assert rows[["n", "n_weighted", "n_eff", "df"]].drop_duplicates().shape[0] == 1
    whole = found.whole["share"]
    assert (found.bounds["low"].fillna(0) <= whole.fillna(0) + SHARE).all()
    assert (found.bounds["high"].fillna(0) >= whole.fillna(0) - SHARE).all()
    known = found.table.dropna(subset=["low", "high"])
    assert (known["low"] <= known["share"] + SHARE).all()
    assert (known["share"] <= known["high"] + SHARE).all()


# --- ladders -------------------------------------------------------------------------------------

LADDER = tk.load_ladder("2010")
ACTIVITIES = list(LADDER.activities)
WORDS = ["several_daily", "daily", "weekly", "monthly", "rarely", "never", "dont_know"]


@st.composite
def answers(draw) -> pd.DataFrame:
    asked = draw(st.lists(st.sampled_from(ACTIVITIES), min_size=1, max_size=8, unique=True))
    n = draw(st.integers(1, 12))
    words = st.lists(st.sampled_from([*WORDS, "never", "never", None]), min_size=n, max_size=n)
    frame = pd.DataFrame({each: pd.Series(draw(words), dtype="str") for each in asked})
    frame.loc[0] = "never"
    return frame


@FEW_EXAMPLES
@given(answers(), st.data())
def test_an_activity_more_never_costs_a_rung(frame: pd.DataFrame, data) -> None:
    before = tk.score(tk.Sample.from_frame(frame), LADDER)
    new = data.draw(st.sampled_from(ACTIVITIES))
    words = st.lists(st.sampled_from(WORDS), min_size=len(frame), max_size=len(frame))
    more = frame.copy()
    if new not in frame:
        more[new] = data.draw(words)
    else:
        more.loc[frame[new].isin(["monthly", "rarely", "never"]), new] = "daily"
    after = tk.score(tk.Sample.from_frame(more), LADDER)
    rungs = [each for each in before if each != "inactives"]
    known = before["inactives"].notna()
    assert (after.loc[known, rungs] | ~before.loc[known, rungs]).all(axis=None)
    assert (before.loc[known, "inactives"] | ~after.loc[known, "inactives"]).all()


@FEW_EXAMPLES
@given(
    answers(), st.sampled_from(["in_base", "exclude"]), st.sampled_from(["not_doing", "missing"])
)
def test_inactives_are_exactly_those_on_no_rung(frame, missing, dont_know) -> None:
    rungs = tk.score(tk.Sample.from_frame(frame), LADDER, missing=missing, dont_know=dont_know)
    blank = frame.isna() | ((frame == "dont_know") & (dont_know == "missing"))
    coarse = {a for rung in LADDER.active if rung.at_least == "weekly" for a in rung.any_of}
    often = frame.isin(["several_daily", "daily", "weekly"])
    monthly = (frame == "monthly") & ~frame.columns.isin(coarse)
    inactive = ~(often | monthly).any(axis=1)
    outside = blank.any(axis=1) if missing == "exclude" else blank.all(axis=1)
    expected = inactive.astype("boolean").mask(outside)
    pd.testing.assert_series_equal(rungs["inactives"], expected, check_names=False)
    active = rungs.drop(columns="inactives")
    none = ~active.fillna(False).any(axis=1)
    pd.testing.assert_series_equal(
        rungs["inactives"], none.astype("boolean").mask(outside), check_names=False
    )
