import time
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import WeightingError
from techno_kit.numerics.bounds import Bound
from techno_kit.survey.targets.infeasibility import shares_within
from techno_kit.survey.targets.matching import match_targets
from tests.survey.explaining import explained

NEAR = 1e-8  # shares that linear programmes find
LONGEST = 15.0  # seconds; about one on an idle machine, and machines are busy

AGES = {"18-24": 0.12, "25-34": 0.2, "35-54": 0.36, "55-64": 0.2, "65+": 0.12}
REGIONS = {"North": 0.3, "East": 0.25, "South": 0.2, "West": 0.25}
Shares = Mapping[object, float]


def people(n: int = 1_000, seed: int = 2) -> pd.DataFrame:
    """Return respondents among whom everyone in the South is 65 or older."""
    rng = np.random.default_rng(seed)
    age = rng.choice(list(AGES), n, p=[0.1, 0.2, 0.4, 0.2, 0.1])
    region = rng.choice(list(REGIONS), n, p=[0.3, 0.3, 0.1, 0.3])
    age[region == "South"] = "65+"
    education = rng.choice(["Lower", "Middle", "Higher"], n)
    return pd.DataFrame({"age": age, "region": region, "education": education})


def shares(**margins: Shares) -> tk.Targets:
    return tk.Targets.from_shares(margins)


def raked_after(
    frame: pd.DataFrame, targets: tk.Targets, merges: Mapping[str, object]
) -> tk.Weights:
    sample = tk.Sample.from_frame(frame)
    for name, groups in merges.items():
        sample = sample.merge_levels(name, groups)  # type: ignore[arg-type]
    return tk.rake(sample, targets.collapse(merges))  # type: ignore[arg-type]


def code_in(text: str) -> str:
    return text.partition("in code")[2].partition(": ")[2].partition(". More:")[0]


def test_no_weights_at_all() -> None:
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    found = explained(frame, targets)
    assert found.obstacle == "impossible"
    assert set(found.quarrel) == {("age", "65+"), ("region", "South")}
    assert found.closest_gap == pytest.approx(0.04, abs=NEAR)  # 20 % and 12 % meet at 16 %
    assert found.merges[0] == {"age": {"55-64 or 65+": ["55-64", "65+"]}}
    assert found.dropped == ("age", "region")
    assert str(found) == found.text


def test_every_proposal_helps() -> None:
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    found = explained(frame, targets)
    assert len(found.merges) == 3
    for merges in found.merges:
        assert raked_after(frame, targets, merges).deff > 1
    for name in found.dropped:
        kept = {"age": AGES, "region": REGIONS}
        kept.pop(name)
        assert tk.rake(tk.Sample.from_frame(frame), shares(**kept)).deff > 1


def test_its_first_merge_is_code_to_paste() -> None:
    sample, targets = tk.Sample.from_frame(people()), shares(age=AGES, region=REGIONS)
    with pytest.raises(WeightingError) as error:
        tk.rake(sample, targets)
    code = code_in(str(error.value))
    pasted = {"targets": targets, "sample": sample}
    exec(code, pasted)
    assert tk.rake(pasted["sample"], pasted["targets"]).deff > 1  # type: ignore[arg-type]


def test_labels_of_any_kind_survive_the_pasting() -> None:
    hostile = {"65+": 'O"Neil <b>', "55-64": "日本 | *x*", "South": "=1+1", "West": "{x}"}
    frame = people().replace({"age": hostile, "region": hostile})
    ages = {hostile.get(level, level): share for level, share in AGES.items()}
    regions = {hostile.get(level, level): share for level, share in REGIONS.items()}
    sample, targets = tk.Sample.from_frame(frame), shares(age=ages, region=regions)
    with pytest.raises(WeightingError) as error:
        tk.rake(sample, targets)
    code = code_in(str(error.value))
    pasted = {"targets": targets, "sample": sample}
    exec(code, pasted)
    assert tk.rake(pasted["sample"], pasted["targets"]).deff > 1  # type: ignore[arg-type]


def test_only_neighbours_of_an_ordered_question_are_merged() -> None:
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    free = explained(frame, targets, ordered={"age": False})
    assert free.merges[0] == {"age": {"18-24 or 65+": ["18-24", "65+"]}}  # the smallest two
    bound = explained(frame, targets, ordered={"region": True})
    merged = [name for merges in bound.merges for name in merges.get("region", {})]
    assert merged == ["South or West", "North or South"]  # East is the South's neighbour no more


EDUCATION = ["Hoog - Higher", "Laag - Lower", "Midden - Middle"]


def schooled(*names: str) -> tuple[pd.DataFrame, tk.Targets]:
    """Everyone in the South has the level named first; the targets treat all three alike."""
    rng = np.random.default_rng(7)
    frame = people()[["region"]].replace({"East": "North", "West": "North"})
    frame["education"] = rng.choice(names, len(frame), p=[0.2, 0.35, 0.45])
    frame.loc[frame.region == "South", "education"] = names[0]
    thirds = dict.fromkeys(names, 1 / 3)
    return frame, shares(education=thirds, region={"North": 0.6, "South": 0.4})


def told_merges(frame: pd.DataFrame, targets: tk.Targets) -> list[str]:
    return [name for each in explained(frame, targets).merges for name in each["education"]]


def test_words_tell_which_levels_are_neighbours() -> None:
    """By size the highest and the lowest level would be merged first."""
    frame, targets = schooled(*EDUCATION)
    found = explained(frame, targets)
    pair = ["Midden - Middle", "Hoog - Higher"]
    assert found.merges == ({"education": {"Midden - Middle or Hoog - Higher": pair}},)
    assert "The first merge in code: targets" in found.text and "no order" not in found.text


def test_fewer_respondents_are_merged_where_the_shares_are_the_same() -> None:
    frame, targets = schooled("x", "y", "z")
    assert told_merges(frame, targets) == ["x or y", "x or z"]  # y is named first, and smaller
    frame["education"] = frame.education.replace({"y": "z", "z": "y"})
    assert told_merges(frame, targets) == ["x or z", "x or y"]


def test_what_is_ranked_by_size_alone_says_so() -> None:
    frame, targets = schooled("x", "y", "z")
    found = explained(frame, targets)
    assert "The levels of education have no order that is known here" in found.text
    assert "The first merge in code, which is the first by size alone: targets" in found.text
    assert "The first merge in code: " not in found.text


def test_an_order_that_is_named_is_kept_to() -> None:
    """In both ways that the message names."""
    frame, targets = schooled("x", "y", "z")
    order = ["x", "z", "y"]
    frame["education"] = pd.Categorical(frame.education, categories=order, ordered=True)
    assert told_merges(frame, targets) == ["x or z"]
    told = explained(frame, targets).text
    assert "The first merge in code: targets" in told and "no order" not in told
    question = tk.Question("education", kind="scale", levels=[(each, each) for each in order])
    sample = tk.Sample.from_frame(frame.astype({"education": str})).with_question(question)
    with pytest.raises(WeightingError) as error:
        tk.rake(sample, targets)
    assert str(error.value) == told


def test_the_parts_of_an_explanation() -> None:
    """Several markets' are put together from them."""
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    for options in ({}, {"cap": 1.2}, {"cap": Bound("median", 1.05)}):
        found = explained(frame, targets, **options)
        parts = found.problem, found.cures, found.where
        assert found.text == str(found) == " ".join(each for each in parts if each)
        assert found.problem.endswith(".") and found.where.startswith("More: docs/weighting.md#")
        assert found.cures.startswith("What would help: ") and "in code" in found.cures


def test_code_for_targets_in_a_mapping() -> None:
    frame = people()
    both = pd.concat([frame.assign(country="NL"), frame.assign(country="BE")])
    targets = {each: shares(age=AGES, region=REGIONS) for each in ("NL", "BE")}
    found = explained(frame, targets["NL"], mapping=True)
    code = code_in(found.text)
    assert code.startswith("targets = {name: each.collapse({")
    pasted: dict[str, object] = {"targets": targets, "sample": tk.Sample.from_frame(both)}
    exec(code, pasted)
    assert tk.rake(pasted["sample"], pasted["targets"], within="country").deff > 1  # type: ignore[arg-type]


def test_weights_of_0() -> None:
    frame = people()
    frame.loc[(frame.region != "South") & (frame.age == "65+"), "age"] = "55-64"
    frame.loc[frame.index[frame.region == "North"][:4], "age"] = "65+"
    regions = {"North": 0.35, "East": 0.28, "South": 0.12, "West": 0.25}
    targets = shares(age=AGES, region=regions)
    found = explained(frame, targets)
    assert found.obstacle == "zeros" and found.possible_floor == 0
    assert "They are 4 respondents." in found.text
    assert raked_after(frame, targets, found.merges[0]).values.min() > 0


def test_the_cap_that_is_needed() -> None:
    regions = {"North": 0.3, "East": 0.35, "South": 0.1, "West": 0.25}
    frame, targets = people(), shares(age=AGES, region=regions)
    found = explained(frame, targets, cap=1.2)
    assert found.obstacle == "cap" and found.quarrel == (("age", "18-24"),)
    young = float((frame.age == "18-24").mean())
    assert found.needed_cap == pytest.approx(0.12 / young)
    assert explained(frame, targets, cap=found.needed_cap * 1.01).obstacle == "none"
    sample = tk.Sample.from_frame(frame)
    assert tk.rake(sample, targets, cap=found.needed_cap * 1.01).largest < 1.63
    for merges in explained(frame, targets, cap=1.3).merges:
        after = raked_after(frame, targets, merges)
        assert after.largest > 1  # the merged targets have weights


def test_a_merge_that_makes_room_under_a_cap() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"size": rng.choice(["1", "2", "3", "4+"], 2_000, p=[0.02, 0.48, 0.3, 0.2])}
    )
    targets = shares(size={"1": 0.1, "2": 0.4, "3": 0.3, "4+": 0.2})
    found = explained(frame, targets, cap=2)
    assert found.merges == ({"size": {"1 or 2": ["1", "2"]}},)
    sample = tk.Sample.from_frame(frame).merge_levels("size", found.merges[0]["size"])
    assert tk.rake(sample, targets.collapse(found.merges[0]), cap=2).largest < 2


def test_the_floor_that_is_possible() -> None:
    regions = {"North": 0.3, "East": 0.35, "South": 0.1, "West": 0.25}
    frame, targets = people(), shares(age=AGES, region=regions)
    found = explained(frame, targets, floor=0.9)
    assert found.obstacle == "floor"
    # Those of 65 or older outside the South have what the South leaves of 12 %.
    others = float(((frame.age == "65+") & (frame.region != "South")).mean())
    assert found.possible_floor == pytest.approx(0.02 / others)
    assert explained(frame, targets, floor=found.possible_floor * 1.01).obstacle == "floor"
    assert explained(frame, targets, floor=found.possible_floor * 0.99).obstacle == "none"
    assert set(found.quarrel) == {("age", "65+"), ("region", "South")}


def test_bounds_in_other_terms() -> None:
    frame, targets = people(), shares(age=AGES)
    plain = explained(frame, targets, cap=1.2)
    assert explained(frame, targets, cap=Bound("mean", 1.2)).text == plain.text
    assert explained(frame, targets, cap=Bound("absolute", 1.2)).text == plain.text
    assert explained(frame, targets, cap=Bound("absolute", 12), total=10_000).text == plain.text
    assert explained(frame, targets, cap=Bound("median", 1.2)).obstacle == "none"


def test_crossed_margins_are_merged_by_variable() -> None:
    frame = people()
    cross = {(age, region): AGES[age] * REGIONS[region] for age in AGES for region in REGIONS}
    targets = tk.Targets.from_shares(
        {("age", "region"): cross, "education": {"Lower": 0.2, "Middle": 0.5, "Higher": 0.3}}
    )
    found = explained(frame, targets)
    assert found.quarrel[0][0] == "age x region"
    for merges in found.merges:
        assert set(merges) <= {"age", "region"}
        assert raked_after(frame, targets, merges).deff > 1


def test_the_table_has_every_level() -> None:
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    table = explained(frame, targets).table
    assert list(table.columns) == ["variable", "level", "target", "closest", "gap"]
    assert sorted(table.level) == sorted([*AGES, *REGIONS])
    assert np.allclose(table.groupby("variable").closest.sum(), 1)
    assert np.allclose(table.closest - table.target, table.gap)
    weights = tk.rake(tk.Sample.from_frame(frame), targets, on_infeasible="closest")
    raked = weights.table.set_index(["variable", "level"]).after
    assert np.allclose(
        table.set_index(["variable", "level"]).closest,
        raked.loc[list(zip(table.variable, table.level, strict=True))],
    )


def test_shares_within_bounds_can_be_raked() -> None:
    frame, targets = people(), shares(age=AGES, region=REGIONS)
    sample = tk.Sample.from_frame(frame)
    matched = match_targets(sample, targets)
    table = sample.collapse([each.question for each in matched.answers.values()], ("n", "d"))
    levels = [table.codes(0), table.codes(1)]
    goals = shares_within(matched, levels, table.sums("d"), table.sums("n"), cap=1.5)
    known = zip(matched.answers.values(), goals, strict=True)
    reachable = {
        each.question.name: dict(zip(each.levels, goal, strict=True)) for each, goal in known
    }
    assert tk.rake(sample, tk.Targets.from_shares(reachable), cap=1.5).largest <= 1.5 + 1e-9


def test_a_solver_that_gives_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object, **__: object) -> None:
        raise ArithmeticError(4)

    monkeypatch.setattr("techno_kit.survey.targets.infeasibility.obstacle_of", gives_up)
    found = explained(people(), shares(age=AGES, region=REGIONS))
    assert found.obstacle == "unknown" and "was not found either" in found.text
    assert len(found.table) == 9


@pytest.mark.parametrize("cap", [None, 1.1])
def test_many_cells_take_no_time(cap: float | None) -> None:
    """30 levels and 20,000 occupied cells."""
    rng = np.random.default_rng(5)
    sizes = {"a": 10, "b": 8, "c": 5, "d": 4, "e": 3, "f": 20}
    frame = pd.DataFrame(
        {name: rng.integers(0, size, 40_000).astype(str) for name, size in sizes.items()}
    )
    frame.loc[frame.a == "0", "b"] = "0" if cap is None else frame.b
    targets = {
        name: (rng.dirichlet(np.full(size, 40.0)) if cap else np.full(size, 1 / size))
        for name, size in sizes.items()
    }
    if cap is None:
        targets["b"] = np.array([0.05, *[0.95 / 7] * 7])
    named = shares(
        **{
            name: dict(zip(map(str, range(len(each))), each, strict=True))
            for name, each in targets.items()
        }
    )
    began = time.perf_counter()
    found = explained(frame, named, cap=cap)
    assert time.perf_counter() - began < LONGEST
    assert found.obstacle == ("impossible" if cap is None else "cap")


def test_markets_with_targets_in_a_mapping_are_told_code_for_one() -> None:
    frame = people()
    both = pd.concat([frame.assign(country="NL"), frame.assign(country="BE")], ignore_index=True)
    targets = {each: shares(age=AGES, region=REGIONS) for each in ("NL", "BE")}
    with pytest.raises(WeightingError) as error:
        tk.rake(tk.Sample.from_frame(both), targets, within="country")
    assert str(error.value).count("targets = {name: each.collapse({") == 2


def test_the_closest_weights_keep_everyone() -> None:
    """Half the weight is to go where all are old: the old elsewhere would get next to nothing."""
    frame = people()
    ages = {"18-24": 0.15, "25-34": 0.15, "35-54": 0.2, "55-64": 0.1, "65+": 0.4}
    targets = shares(age=ages, region={"North": 0.2, "East": 0.2, "South": 0.5, "West": 0.1})
    near = tk.rake(tk.Sample.from_frame(frame), targets, on_infeasible="closest")
    assert near.values.min() >= 0.01 * near.values.mean()
    assert near.table.gap.abs().max() > explained(frame, targets).closest_gap
