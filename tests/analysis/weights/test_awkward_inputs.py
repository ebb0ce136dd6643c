"""The thirteen awkward inputs, and some more: a right answer or a named error, never a quiet miss.

Every verb that meets targets is given each of them. A right answer is judged by the weights alone:
every level of every variable within a billionth of its target, summed here from the rows. A named
error tells the column, the level and the cure.
"""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

MET = 1e-9  # share; what is quiet must be right to far less than the 0.1 point that is forbidden
SAME = 1e-12  # relative; other spellings of one problem go through the same sums
SEXES = {"Female": 0.5, "Male": 0.5}
AGES = {"young": 0.3, "middle": 0.4, "old": 0.3}
VERBS = ["rake", "poststratify", "linear", "raking", "logit", "truncated"]


def people(n: int = 240) -> pd.DataFrame:
    rng = np.random.default_rng(20140101)
    return pd.DataFrame(
        {
            "sex": rng.choice(list(SEXES), n, p=[0.6, 0.4]),
            "age": rng.choice(list(AGES), n, p=[0.25, 0.35, 0.4]),
            "w": rng.lognormal(0, 0.5, n),
        }
    )


def sample_of(frame: pd.DataFrame) -> tk.Sample:
    return tk.Sample.from_frame(frame, design=tk.Design(weight="w"))


def known(verb: str, sexes=SEXES, ages=AGES) -> dict:
    """Return what a verb is told: the two margins, or their cross."""
    if verb != "poststratify":
        return {"sex": sexes, "age": ages}
    return {("sex", "age"): {(s, a): p * q for s, p in sexes.items() for a, q in ages.items()}}


def weigh(verb: str, sample: tk.Sample, targets: tk.Targets, **options) -> tk.Weights:
    if verb == "rake":
        return tk.rake(sample, targets, **options)
    if verb == "poststratify":
        return tk.poststratify(sample, targets, **options)
    bounds = {"logit": (0.1, 10.0), "truncated": (0.1, 10.0)}.get(verb)
    return tk.calibrate(sample, targets, distance=verb, bounds=bounds, **options)


def solved(verb: str, frame: pd.DataFrame, *, sexes=SEXES, ages=AGES, **options) -> np.ndarray:
    targets = tk.Targets.from_shares(known(verb, sexes, ages))
    made = weigh(verb, sample_of(frame), targets, **options)
    assert made.values.index.equals(frame.index)
    return made.values.to_numpy()


def holds(weights: np.ndarray, frame: pd.DataFrame, **margins) -> None:
    for name, shares in {"sex": SEXES, "age": AGES, **margins}.items():
        answers = frame[name].astype(str).to_numpy()
        for level, share in shares.items():
            reached = weights[answers == str(level)].sum() / weights.sum()
            assert abs(reached - share) < MET, (name, level, reached)
    assert np.isfinite(weights).all()
    assert (weights >= 0).all()


def refused(run, *told: str) -> str:
    """Check that it stops, and that the message holds all of it; return the message."""
    with pytest.raises(tk.TechnoKitError) as raised:
        run()
    missing = [each for each in told if each not in str(raised.value)]
    assert not missing, (missing, str(raised.value))
    return str(raised.value)


each_verb = pytest.mark.parametrize("verb", VERBS)


@each_verb
def test_plain(verb):
    frame = people()
    weights = solved(verb, frame)
    holds(weights, frame)
    assert weights.sum() == pytest.approx(frame["w"].sum(), rel=SAME)


@each_verb
def test_a_target_level_that_the_sample_does_not_have(verb):
    ages = {"young": 0.3, "middle": 0.4, "old": 0.2, "very old": 0.1}
    refused(lambda: solved(verb, people(), ages=ages), "age", "very old", "levels are")


@each_verb
def test_a_sample_level_that_the_targets_do_not_have(verb):
    ages = {"young": 0.5, "middle": 0.5}
    refused(lambda: solved(verb, people(), ages=ages), "age", "old", "add", "merge")


@each_verb
def test_blanks_in_a_margin(verb):
    frame = people()
    frame.loc[[3, 8, 21], "age"] = None
    refused(lambda: solved(verb, frame), "age", "3 respondents", "keep_share", "drop", "own_level")


@each_verb
def test_blanks_that_keep_their_share(verb):
    frame = people()
    frame.loc[[3, 8, 21], "age"] = None
    frame.loc[[3, 40], "sex"] = np.nan
    weights = solved(verb, frame, missing="keep_share")
    blanks = {"sex": frame["sex"].isna(), "age": frame["age"].isna()}
    if verb == "poststratify":  # one margin: blank on either
        either = blanks["sex"] | blanks["age"]
        blanks = {"sex": either, "age": either}
    for name, shares in {"sex": SEXES, "age": AGES}.items():
        lump = blanks[name].to_numpy()
        kept = frame["w"][lump].sum() / frame["w"].sum()
        assert weights[lump].sum() / weights.sum() == pytest.approx(kept, abs=MET)
        others = weights[~lump]
        for level, share in shares.items():
            reached = others[(frame[name][~lump] == level).to_numpy()].sum() / others.sum()
            assert reached == pytest.approx(share, abs=MET)


@each_verb
def test_blanks_that_are_dropped(verb):
    frame = people()
    frame.loc[[3, 8, 21], "age"] = None
    weights = solved(verb, frame, missing="drop")
    assert (weights[[3, 8, 21]] == 0).all()
    holds(weights, frame)
    alone = solved(verb, frame.drop(index=[3, 8, 21]))
    np.testing.assert_allclose(np.delete(weights, [3, 8, 21]), alone, rtol=SAME)


@each_verb
def test_shares_that_sum_to_more_than_1(verb):
    ages = {"young": 0.3, "middle": 0.4, "old": 0.4}
    refused(lambda: solved(verb, people(), ages=ages), "age", "1.1", "normalise=True")


@each_verb
def test_shares_that_are_rounded_are_met_as_shares_of_their_sum(verb):
    ages = {"young": 0.333, "middle": 0.333, "old": 0.3335}
    frame = people()
    weights = solved(verb, frame, ages=ages)
    holds(weights, frame, age={level: share / 0.9995 for level, share in ages.items()})


@each_verb
def test_margins_that_cannot_be_met(verb):
    # Every woman is young and every man old, but the targets take them apart.
    frame = pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40})
    frame["age"] = np.where(frame["sex"] == "Female", "young", "old")
    frame["w"] = 1.0
    ages = {"young": 0.3, "old": 0.7}
    cure = "merge" if verb == "poststratify" else "drop "
    told = refused(lambda: solved(verb, frame, ages=ages), "sex", "age", "old", cure)
    # Nothing is advised that the verb does not take.
    assert verb == "rake" or "on_infeasible" not in told


@each_verb
def test_margins_that_only_weights_of_0_can_meet(verb):
    # Women are young; men are young or old. Young = women leaves young men a share of 0.
    frame = pd.DataFrame(
        {"sex": ["Female"] * 5 + ["Male"] * 5, "age": ["young"] * 7 + ["old"] * 3, "w": 1.0}
    )
    try:
        weights = solved(verb, frame, ages={"young": 0.5, "old": 0.5})
    except tk.TechnoKitError as error:
        assert "old" in str(error) or "young" in str(error)
        return
    holds(weights, frame, age={"young": 0.5, "old": 0.5})


@each_verb
def test_codes_as_integers_floats_texts_booleans_and_categories(verb):
    frame = people()
    ages = {"1": 0.3, "2": 0.4, "3": 0.3}
    codes = frame["age"].map({"young": 1, "middle": 2, "old": 3})
    spelled = {
        "int": codes.astype("int64"),
        "int8": codes.astype("int8"),
        "float": codes.astype("float64"),
        "nullable": codes.astype("Int64"),
        "text": codes.astype(str),
        "object": codes.astype(object),
        "category of int": codes.astype("category"),
        "category of text": codes.astype(str).astype("category"),
        "turned round": pd.Categorical(codes.astype(str), ["3", "2", "1"]),
    }
    plain = solved(verb, frame)
    for name, column in spelled.items():
        weights = solved(verb, frame.assign(age=column), ages=ages)
        np.testing.assert_allclose(weights, plain, rtol=SAME, err_msg=name)
        numbers = {int(level): share for level, share in ages.items()}
        weights = solved(verb, frame.assign(age=column), ages=numbers)
        np.testing.assert_allclose(weights, plain, rtol=SAME, err_msg=f"{name}, integer keys")


@each_verb
def test_base_weights_of_0(verb):
    frame = people()
    frame.loc[::7, "w"] = 0.0
    weights = solved(verb, frame)
    holds(weights, frame)
    assert (weights[::7] == 0).all()
    assert (np.delete(weights, np.arange(0, len(frame), 7)) > 0).all()


@each_verb
def test_a_level_whose_base_weights_are_all_0(verb):
    frame = people()
    frame.loc[frame["age"] == "old", "w"] = 0.0
    refused(lambda: solved(verb, frame), "age", "old", "base weight of 0")


@each_verb
@pytest.mark.parametrize("value", [-0.5, np.nan, np.inf, -np.inf])
def test_a_base_weight_that_is_none(verb, value):
    frame = people()
    frame.loc[17, "w"] = value
    refused(lambda: solved(verb, frame), "w")


@each_verb
def test_base_weights_that_are_all_0(verb):
    refused(lambda: solved(verb, people().assign(w=0.0)), "w")


@each_verb
def test_one_margin_in_percent_and_one_in_shares(verb):
    percentages = {level: 100 * share for level, share in AGES.items()}
    if verb == "poststratify":
        whole = known(verb, ages=percentages)
        refused(lambda: tk.Targets.from_shares(whole), "sex x age", "from_percentages")
        return
    mixed = {"sex": SEXES, "age": percentages}
    refused(lambda: tk.Targets.from_shares(mixed), "age", "from_percentages")
    refused(lambda: tk.Targets.from_percentages(mixed), "sex", "100")


@each_verb
def test_a_categorical_with_a_level_that_nobody_has(verb):
    frame = people()
    plain = solved(verb, frame)
    frame["age"] = pd.Categorical(frame["age"], ["never", *AGES])
    np.testing.assert_allclose(solved(verb, frame), plain, rtol=SAME)
    weights = solved(verb, frame, ages={**AGES, "never": 0.0})
    np.testing.assert_allclose(weights, plain, rtol=SAME)
    refused(
        lambda: solved(verb, frame, ages={"young": 0.3, "middle": 0.3, "old": 0.3, "never": 0.1}),
        "age",
        "never",
        "merge",
    )


@each_verb
def test_an_index_with_doubles(verb):
    frame = people()
    plain = solved(verb, frame)
    doubled = frame.set_axis([0, 0, *range(1, len(frame) - 1)])
    weights = solved(verb, doubled)
    np.testing.assert_array_equal(weights, plain)
    sample = sample_of(doubled)
    made = weigh(verb, sample, tk.Targets.from_shares(known(verb)))
    np.testing.assert_array_equal(sample.with_weights(made).weight, plain)


# -- beyond the thirteen ---------------------------------------------------------------------------


@each_verb
def test_a_target_of_0_for_a_level_that_people_have(verb):
    frame = people()
    ages = {"young": 0.4, "middle": 0.6, "old": 0.0}
    if verb in ("logit", "truncated"):  # bounds above 0 keep everyone above 0
        refused(lambda: solved(verb, frame, ages=ages), "age", "old")
        return
    targets = tk.Targets.from_shares(known(verb, ages=ages))
    made = weigh(verb, sample_of(frame), targets)
    weights, old = made.values.to_numpy(), (frame["age"] == "old").to_numpy()
    if verb == "linear":  # weights on both sides of 0 that only sum to it: told
        assert abs(weights[old].sum() / weights.sum()) < MET
        assert "below 0" in made.text + made.method
        return
    holds(weights, frame, age=ages)
    assert (weights[old] == 0).all()


@each_verb
def test_one_respondent_a_level(verb):
    frame = pd.DataFrame(
        {"sex": ["Female", "Male"] * 3, "age": ["young", "young", "middle", "middle", "old", "old"]}
    ).assign(w=[1, 2, 3, 1, 2, 3.0])
    holds(solved(verb, frame), frame)


@each_verb
def test_a_variable_with_one_level(verb):
    frame = people()
    frame["sex"] = "Female"
    holds(solved(verb, frame, sexes={"Female": 1.0}), frame, sex={"Female": 1.0})


@each_verb
def test_labels_that_look_like_something_else(verb):
    frame = people()
    names = {"young": "a:b x c", "middle": "<script>", "old": "(25, 34]"}
    frame["age"] = frame["age"].map(names)
    ages = {names[level]: share for level, share in AGES.items()}
    holds(solved(verb, frame, ages=ages), frame, age=ages)


@each_verb
def test_labels_with_spaces_round_them_are_met_or_named(verb):
    frame = people()
    frame["age"] = frame["age"].replace("old", "old ")
    try:
        weights = solved(verb, frame)
    except tk.TechnoKitError as error:
        assert "'old '" in str(error)
        assert "'old'" in str(error)
        return
    holds(weights, frame.assign(age=frame["age"].str.strip()))


@each_verb
def test_a_column_of_nothing_but_blanks(verb):
    frame = people()
    frame["age"] = np.nan
    refused(lambda: solved(verb, frame), "age")


@each_verb
def test_a_variable_that_is_not_there(verb):
    refused(lambda: solved(verb, people().rename(columns={"age": "aeg"})), "age", "aeg")


@each_verb
def test_a_level_of_targets_that_is_blank(verb):
    ages = {"young": 0.3, "middle": 0.4, "old": 0.2, None: 0.1}
    refused(lambda: solved(verb, people(), ages=ages), "age", "None")


@each_verb
@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf, "a third", None])
def test_a_target_that_is_no_number(verb, value):
    refused(lambda: solved_with(verb, value), "age")


def solved_with(verb, value):
    if verb != "poststratify":
        return solved(verb, people(), ages={"young": 0.3, "middle": 0.7, "old": value})
    cross = known(verb)
    cross["sex", "age"]["Male", "old"] = value
    return weigh(verb, sample_of(people()), tk.Targets.from_shares(cross))


@each_verb
def test_counts_of_a_population(verb):
    frame = people()
    margins = known(verb)
    counts = {
        name: {level: round(share * 8_000_000_000) for level, share in levels.items()}
        for name, levels in margins.items()
    }
    if verb in ("logit", "truncated"):  # their bounds are about g, see test_oracle_weighting.py
        return
    weights = weigh(verb, sample_of(frame), tk.Targets.from_counts(counts)).values.to_numpy()
    holds(weights, frame)
    assert weights.sum() == pytest.approx(8e9, rel=1e-9)


@each_verb
def test_nothing_is_changed_and_a_second_run_is_the_same(verb):
    frame = people()
    kept = frame.copy(deep=True)
    targets = tk.Targets.from_shares(known(verb))
    sample = sample_of(frame)
    first = weigh(verb, sample, targets)
    second = weigh(verb, sample.with_weights(first), targets)
    np.testing.assert_array_equal(first.values, second.values)
    pd.testing.assert_frame_equal(frame, kept)
