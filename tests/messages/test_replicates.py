"""What users read where replicate weights cannot be used, or not be made."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import MappingError, QuestionError, SampleError, WeightingError
from techno_kit.survey.mapping import Mapping

N = 12


def frame(**columns: object) -> pd.DataFrame:
    rows = {"w": [2.0, 4.0] * 6, "sex": ["f", "m", "m"] * 4}
    rows |= {f"W{place}": [4.0, 2.0] * 6 for place in (1, 2, 3)}
    return pd.DataFrame(rows | columns)


def told(rows: pd.DataFrame, weight: str | None = "w", **asked: object) -> str:
    asked = {"columns": "W{1..3}", "method": "JK1", **asked}
    design = tk.Design(weight=weight, replicates=tk.ReplicateColumns(**asked))
    with pytest.raises(SampleError) as caught:
        tk.Sample.from_frame(rows, design=design, source="wave.csv")
    return str(caught.value).removeprefix("wave.csv: ")


def test_columns_that_are_not_there():
    assert told(frame(), columns="w{1..9}") == (
        "columns of replicate weights are not there: 'w1', 'w2', 'w3', 'w4', 'w5' and 4 more; did "
        "you mean 'W1' or 'w'?; correct the names, or the last number of the pattern"
    )


def test_too_few_columns_and_too_many():
    assert told(frame(), columns=["W3"]) == (
        "only one column of replicate weights is named, 'W3'; errors need two or more"
    )
    assert told(frame(), columns=["W1", "W2"]) == (
        "2 columns of replicate weights are named, up to 'W2', but the file goes on with 'W3'; name "
        "all of them, or the errors are wrong"
    )
    assert told(frame(), columns=["W1", "W2", "W1", "W3"]) == (
        "columns of replicate weights are named twice: 'W1'; name each once"
    )
    assert told(frame(), columns=["w", "W{1..3}"]) == (
        "the weight 'w' is also among the replicate weights; leave it out there"
    )


def test_values_that_are_no_weights_all_at_once():
    rows = frame(
        W1=[-1.0, *[4.0] * 11],
        W2=["4", "four", *["2"] * 10],
        W3=[np.nan, np.inf, *[2.0] * 10],
        W4=[0.0] * 12,
    )
    assert told(rows, columns="W{1..4}") == (
        "5 problems:\n"
        "- columns of replicate weights hold text: 'W2' (1 row: 2); correct the file, or read them "
        "as numbers\n"
        "- columns of replicate weights are blank: 'W3' (1 row: 1); every respondent needs a weight "
        "in every replicate, 0 where it is not in it\n"
        "- columns of replicate weights hold values below 0: 'W1' (1 row: 1); a weight is 0 or more\n"
        "- columns of replicate weights hold infinite values: 'W3' (1 row: 2); correct the file\n"
        "- columns of replicate weights are 0 for everyone: 'W4'; leave them out, or correct the file"
    )


def test_numbers_that_contradict_the_method_all_at_once():
    text = told(
        frame(), method="BRR", scale=0, rscales=[1, 1], fay=1, df=-1, centre="middle", weight=None
    )
    assert text == (
        "7 problems:\n"
        "- centre is 'middle'; it is one of 'estimate' and 'mean'\n"
        "- scale is 0; it is a number above 0, such as 0.98\n"
        "- df is -1; it is a number above 0, such as 49\n"
        "- there are 2 rscales and 3 columns of replicate weights; give one for each, or none\n"
        "- fay is given, but method='BRR' has no such factor; leave it out, or choose method='Fay'\n"
        "- fay is 1; it is a number from 0 to below 1, such as 0.5\n"
        "- replicate weights belong to a weight, and the design names none: name its column, "
        'weight="..."'
    )


def test_methods():
    assert told(frame(), method="jk1") == (
        "method is 'jk1'; it is one of 'JK1', 'JKn', 'JK2', 'BRR', 'Fay', 'bootstrap' and 'SDR'; "
        "did you mean 'JK1' or 'JKn'?"
    )
    assert told(frame(), method="Fay") == (
        "method='Fay' needs its factor rho: fay=0.5, or what the file's documentation says"
    )
    assert told(frame(), method="JKn") == (
        "method='JKn' needs rscales, (n - 1) / n of the stratum of each replicate, or one scale for "
        "all: take them from the file's documentation"
    )
    assert told(frame(), rscales=[0, 0, 0]) == (
        "all rscales are 0, so that there would be no error at all; leave them out for 1 each"
    )
    assert told(frame(), rscales=[1, -1, "x"]) == (
        "rscales are numbers of 0 or more, not '-1' and 'x'"
    )


def test_multipliers_that_are_called_weights_and_the_other_way_round():
    ones = {f"W{place}": [1.0] * N for place in (1, 2, 3)}
    assert told(frame(**ones)) == (
        "the replicate weights have a mean of 1.00, the weight 'w' one of 3.00: they look like "
        "multipliers of the weight; say combined=False"
    )
    assert told(frame(), combined=False) == (
        "combined=False says that the columns are multipliers of the weight, but their mean is 3.00 "
        "and that of the weight 'w' 3.00: they look like whole weights; leave combined out"
    )
    many = {f"W{place}": [90.0] * N for place in (1, 2, 3)}
    assert told(frame(**many)) == (
        "the replicate weights have a mean of 90.00, the weight 'w' one of 3.00: they belong to "
        "another weight, or are on another scale; name the weight that they were made with"
    )
    assert told(frame(**many), combined=False) == (
        "combined=False says that the columns are multipliers of the weight, but their mean is "
        "90.00, far from 1; name the right columns"
    )


def test_what_is_no_replicates():
    with pytest.raises(SampleError) as caught:
        tk.Design(weight="w", replicates=["W1", "W2"])
    assert str(caught.value) == (
        "a design's replicates are a tk.ReplicateColumns, not a list: "
        'tk.ReplicateColumns("W{1..50}", method="JK1")'
    )
    with pytest.raises(SampleError) as caught:
        tk.ReplicateColumns(3, method="JK1")
    assert str(caught.value) == (
        'columns is 3; give the names of the columns, or a pattern such as "W{1..50}"'
    )
    with pytest.raises(SampleError) as caught:
        tk.ReplicateColumns("W{50..1}", method="JK1")
    assert str(caught.value) == (
        "the pattern 'W{50..1}' counts down, or to more than 100,000; write the smaller number "
        'first, as in "W{1..50}"'
    )
    with pytest.raises(SampleError) as caught:
        tk.Sample.from_frame(frame()).with_replicates("JK1")
    assert str(caught.value) == (
        "a sample's replicates are what tk.replicate returns, not a str; columns of the file are "
        "named in its design: tk.Design(replicates=tk.ReplicateColumns(...))"
    )


def test_replicates_win_over_strata_and_clusters():
    given = tk.ReplicateColumns("W{1..3}", method="JK1")
    design = tk.Design(weight="w", strata="sex", clusters="sex", replicates=given)
    sample = tk.Sample.from_frame(frame(), design=design)
    assert sample.notes == (
        "The design names replicate weights and strata and clusters: errors come from the replicate "
        "weights, and not from strata and clusters.",
    )


def mapped(replicates: object) -> str:
    document = {
        "schema": "techno_kit/mapping/1",
        "design": {"weight": "w", "replicates": replicates},
    }
    with pytest.raises(MappingError) as caught:
        Mapping.from_dict(document, source="wave.toml")
    return str(caught.value)


def test_in_a_mapping():
    good = {"columns": "W{1..3}", "method": "Fay", "fay": 0.3, "df": 2, "centre": "mean"}
    document = {"schema": "techno_kit/mapping/1", "design": {"weight": "w", "replicates": good}}
    assert Mapping.from_dict(document).design.replicates == tk.ReplicateColumns(**good)
    assert mapped({"columns": "W{1..3}"}) == (
        "wave.toml: design.replicates.method: say how the replicate weights were made, such as "
        'method = "JK1"'
    )
    assert mapped({"method": "JK1"}) == (
        "wave.toml: design.replicates.columns: name the columns of the replicate weights, such as "
        'columns = "W{1..50}"'
    )
    assert mapped({"columns": "W{3..1}", "method": "JK1"}) == (
        "wave.toml: design.replicates.columns: the pattern 'W{3..1}' counts down, or to more than "
        '100,000; write the smaller number first, as in "W{1..50}"'
    )
    assert mapped({"columns": ["W1"], "method": "jack", "scales": 1}) == (
        "wave.toml: 2 problems:\n"
        "- design.replicates.method: 'jack' is none of 'JK1', 'JKn', 'JK2', 'BRR', 'Fay', "
        "'bootstrap' and 'SDR'\n"
        "- design.replicates.scales: there is no such key; did you mean 'rscales' or 'scale'?"
    )


# -- made by the kit ------------------------------------------------------------------------------


def units(**design: object) -> tk.Sample:
    rows = frame(
        stratum=["a"] * 2 + ["b"] * 2 + ["c"] * 8,
        psu=[1, 2, 1, 2, 1, 2, 3, 4] + [1, 2, 3, 4],
        alone=["x"] * 11 + ["y"],
        people=[100] * N,
    )
    return tk.Sample.from_frame(rows, design=tk.Design(weight="w", **design))


def refused(error: type[Exception], sample: tk.Sample, *method: str, **options: object) -> str:
    with pytest.raises(error) as caught:
        tk.replicate(sample, *method, **options)
    return str(caught.value).removeprefix("tk.replicate: ")


def test_options():
    sample = units()
    assert refused(QuestionError, sample, "jack", replicates=1, seed=-1, fay=2, positive=1) == (
        "5 problems:\n"
        "- method is 'jack'; it is one of 'JK1', 'JKn', 'bootstrap', 'BRR' and 'Fay'\n"
        "- replicates is 1; it is a whole number of 2 or more\n"
        "- seed is -1; it is a whole number of 0 or more\n"
        "- fay is 2; it is a number from 0 to below 1, such as 0.5\n"
        "- positive is 1; it is True or False"
    )
    assert refused(QuestionError, sample, "JKn", replicates=9, seed=1, fay=0.5) == (
        "3 problems:\n"
        "- method='JKn' has a number of replicates of its own; leave replicates out\n"
        "- method='JKn' draws nothing at random; leave seed out\n"
        "- fay is given, but method='JKn' has no such factor; leave it out, or choose method='Fay'"
    )


def test_designs_that_do_not_allow_a_method():
    strata = units(strata="stratum", clusters="psu")
    assert refused(SampleError, strata, "JK1") == (
        "method='JK1' knows no strata, and the design has them (stratum); choose method='JKn'"
    )
    assert refused(SampleError, strata, "BRR") == (
        "method='BRR' takes one of two primary sampling units of every stratum, and not all strata "
        "have two: 'c' (4 PSUs); choose 'JKn' or 'bootstrap', or merge strata"
    )
    assert refused(SampleError, units(), "Fay") == (
        "method='Fay' takes one of two primary sampling units of every stratum, and the design names "
        "no strata; choose 'JK1' or 'bootstrap', or name the strata"
    )
    assert refused(SampleError, units(strata="psu", fpc="people"), "BRR") == (
        "2 problems:\n"
        "- method='BRR' takes one of two primary sampling units of every stratum, and not all strata "
        "have two: '1' (4 respondents), '2' (4 respondents); choose 'JKn' or 'bootstrap', or merge "
        "strata\n"
        "- method='BRR' has no known form for a finite population (fpc='people'); choose 'JKn' or "
        "'bootstrap', or leave fpc out of the design"
    )
    assert refused(SampleError, units(), "JK1", replicates=13) == (
        "there are 12 to leave out, and replicates is 13; give fewer groups"
    )


def test_strata_of_one_unit():
    lonely = units(strata="alone")
    assert refused(SampleError, lonely, "JKn") == (
        "strata with a single primary sampling unit in 'alone': 'y'; merge them with a neighbour, or "
        'choose tk.Design(lonely_psu=...): "certainty" (in every replicate), "adjust" (left out '
        'whole, the other strata making up for it) or "average" (in every replicate, the others '
        "counting more)"
    )
    assert refused(SampleError, units(strata="alone", lonely_psu="average"), "bootstrap") == (
        "strata with a single primary sampling unit in 'alone': 'y'; the bootstrap can draw nothing "
        'there: merge them with a neighbour, or choose tk.Design(lonely_psu="certainty") (in every '
        "replicate)"
    )
    rows = frame(psu=["p"] * N)
    one = tk.Sample.from_frame(rows, design=tk.Design(weight="w", clusters="psu"))
    assert refused(SampleError, one, "JK1") == (
        "the design has a single primary sampling unit, and nothing can be left out; leave clusters "
        "out of the design"
    )


TARGETS = {"sex": {"f": 0.6, "m": 0.4}, "town": {"far": 0.1, "near": 0.9}}


def towns() -> tk.Sample:
    rows = frame(psu=[1, 2, 3, 4] * 3, town=["far", "near", "near", "near"] * 3)
    return tk.Sample.from_frame(rows, design=tk.Design(weight="w", clusters="psu"))


HINT = (
    "\nNo replicate was left out. tk.replicate(..., positive=True) keeps everyone in every "
    "replicate; or merge the level with another, in sample and targets; or take another method, "
    'such as "bootstrap" of larger units.'
)


def test_a_level_that_vanishes_in_a_replicate():
    sample = towns()
    sample = sample.with_weights(tk.rake(sample, tk.Targets.from_shares(TARGETS)))
    assert refused(WeightingError, sample, "JK1") == (
        "the weights cannot be made anew in every replicate: town: level 'far' (3 respondents) has "
        "nobody in 1 of 4 replicates (number 1), and no weights meet its target there" + HINT
    )
    assert tk.replicate(sample, "JK1", positive=True).count == 4


def test_the_same_where_every_step_is_taken_again():
    sample = towns()
    sample = sample.with_weights(tk.rake(sample, tk.Targets.from_shares(TARGETS), cap=4))
    text = refused(WeightingError, sample, "JK1")
    assert text.startswith(
        "the weights cannot be made anew in every replicate: in 1 of 4 replicates (number 1): "
    )
    assert "'far'" in text
    assert "3 respondents" in text
    assert text.endswith(
        "\nNo replicate was left out. Merge small levels, in sample and targets, or widen the bounds "
        "(cap, floor) where they are what cannot hold; tk.replicate(..., positive=True) keeps everyone "
        "in every replicate."
    )


def test_the_same_with_columns_of_a_file():
    rows = frame(town=["far", "near", "near", "near"] * 3)
    rows["W2"] = [0.0, 4.0, 4.0, 4.0] * 3
    given = tk.ReplicateColumns("W{1..3}", method="JK1")
    sample = tk.Sample.from_frame(rows, design=tk.Design(weight="w", replicates=given))
    sample = sample.with_weights(tk.rake(sample, tk.Targets.from_shares(TARGETS)))
    with pytest.raises(WeightingError) as caught:
        tk.profile(sample, "town")
    assert str(caught.value) == (
        "the weights cannot be made anew in every replicate: town: level 'far' (3 respondents) has "
        "nobody in 1 of 3 replicates (number 2), and no weights meet its target there\nNo replicate "
        "was left out. Merge the level with another, in sample and targets, or take the weight of "
        "the file as it is."
    )


def test_margins_that_no_weights_meet_together_in_a_replicate():
    rows = pd.DataFrame(
        {
            "psu": [1, 1, 2, 2, 3, 3],
            "a": ["x", "y", "x", "y", "x", "y"],
            "b": ["p", "q", "q", "p", "p", "q"],
        }
    )
    sample = tk.Sample.from_frame(rows, design=tk.Design(clusters="psu"))
    targets = tk.Targets.from_shares({"a": {"x": 0.3, "y": 0.7}, "b": {"p": 0.6, "q": 0.4}})
    sample = sample.with_weights(tk.rake(sample, targets))
    assert refused(WeightingError, sample, "JK1") == (
        "the weights cannot be made anew in every replicate: in 1 of 3 replicates (number 2) every "
        "level has respondents, but no weights meet all margins together" + HINT
    )


def test_columns_of_other_kinds_and_no_columns():
    assert told(frame(W1=[True, False] * 6)) == (
        "columns of replicate weights are true or false: 'W1'; give the weights themselves, or "
        "multipliers of the weight as numbers (combined=False)"
    )
    assert told(frame(W1=[1 + 1j] * 12)) == (
        "columns of replicate weights hold complex numbers: 'W1'; correct the file"
    )
    assert told(frame(), columns=[]) == (
        'columns names nothing; give the names of the columns, or a pattern such as "W{1..50}"'
    )
    assert told(frame(), combined=0) == (
        "combined is 0; it is True (the columns are weights) or False (they are multipliers of the "
        "weight)"
    )


def test_a_weight_of_text_beside_replicates_is_told_of_the_weight():
    assert told(frame(w=["2 kg", "4 kg"] * 6)).startswith("weight column 'w' holds text in 12")


def test_a_hundred_thousand_names_are_looked_through_at_once():
    assert told(frame(), columns="W{1..99999}").startswith(
        "columns of replicate weights are not there: 'W4', 'W5', 'W6', 'W7', 'W8' and 99,991 more"
    )


def test_replicates_of_another_design_and_of_another_file():
    rows = frame(psu=[1, 1, 2, 2, 3, 3] * 2, region=["n", "s"] * 6, N=90)
    clustered = tk.Sample.from_frame(rows, design=tk.Design(weight="w", clusters="psu"))
    plain = clustered.with_design(tk.Design(weight="w"))
    with pytest.raises(SampleError) as caught:
        clustered.with_replicates(tk.replicate(plain, "JK1"))
    assert str(caught.value) == (
        "these replicates were made under a design with other clusters, and their errors would be "
        "those of that design; make them of this sample: tk.replicate(sample, ...)"
    )
    others = plain.with_design(tk.Design(weight="w", strata="region", fpc="N"))
    with pytest.raises(SampleError, match="a design with other strata and fpc, and"):
        others.with_replicates(tk.replicate(plain, "JK1"))
    given = tk.Design(weight="w", replicates=tk.ReplicateColumns("W{1..3}", method="JK1"))
    read = tk.Sample.from_frame(rows, design=given)
    assert plain.with_replicates(read.replicates).replicates is read.replicates
    with pytest.raises(SampleError) as caught:
        tk.Sample.from_frame(rows.assign(W2=3.0), design=given).with_replicates(read.replicates)
    assert str(caught.value) == (
        "these replicates are columns of another file; name the columns in this sample's design: "
        "tk.Design(replicates=tk.ReplicateColumns(...))"
    )


def test_a_step_that_cannot_be_taken_again_at_all():
    sample = tk.Sample.from_frame(frame())
    came = pd.Series([True, True, True, False] * 3, index=sample.frame.index)
    sample = sample.with_weights(tk.adjust_nonresponse(sample, came, by="sex"))
    with pytest.raises(WeightingError) as caught:
        tk.replicate(sample, "JK1")
    assert str(caught.value) == (
        "the steps of the weighting cannot be taken again, not even on the whole sample: step 1 "
        "(adjust_nonresponse): tk.adjust_nonresponse: responded does not say who answered; give a "
        'mapping such as {"status": ["complete"]}, an audience, or a boolean Series (a recipe keeps '
        "the mapping only). Give every step what a recipe keeps (a mapping of question to levels, "
        "not a Series of rows)"
    )


def made_by(method: str, **named: object) -> pd.DataFrame:
    """Return 80 respondents in 20 PSUs, two in each of 10 strata, with replicates as a file has."""
    w = np.random.default_rng(3).uniform(1, 2, 80)
    rows = pd.DataFrame({"w": w, "psu": np.arange(80) // 4, "stratum": np.arange(80) // 8})
    strata = "stratum" if method in ("JKn", "BRR", "Fay") else None
    sample = tk.Sample.from_frame(rows, design=tk.Design("w", strata, "psu"))
    columns = tk.replicate(sample, method, **named).weights()
    columns.columns = [f"W{place + 1}" for place in range(columns.shape[1])]
    return pd.concat([rows, columns], axis=1)


def last(rows: pd.DataFrame) -> str:
    return f"W{{1..{rows.columns[-1].removeprefix('W')}}}"


@pytest.mark.parametrize("method", ["BRR", "bootstrap", "SDR", "Fay"])
@pytest.mark.parametrize("made", ["JK1", "JKn"])
def test_a_jackknife_that_is_called_something_else(made: str, method: str):
    rows = made_by(made)
    fay = {"fay": 0.5} if method == "Fay" else {}
    assert told(rows, columns=last(rows), method=method, **fay) == (
        f"method={method!r}, but every respondent is at 0 in one of the 20 columns at most, as in "
        "a jackknife, whose squared deviations are added up and not averaged: the errors would be "
        "far too small; say method='JK1', or 'JK2' or 'JKn' where the file's documentation names "
        "strata; or name the factor that it gives (scale=...)"
    )


@pytest.mark.parametrize("method", ["JK1", "JK2", "SDR"])
def test_half_samples_that_are_called_something_else(method: str):
    rows = made_by("BRR")
    assert told(rows, columns=last(rows), method=method) == (
        f"method={method!r}, but all weights are 0 or twice the full one, as in balanced "
        "half-samples; say method='BRR', or name the factor that the file's documentation gives "
        "(scale=...)"
    )
    rows = made_by("Fay", fay=0.3)
    assert told(rows, columns=last(rows), method=method).startswith(
        "the replicate weights are 0.3 or 2 - 0.3 times the full one, as in Fay's half-samples; "
        "say method='Fay', fay=0.3, or name"
    )


def test_a_bootstrap_and_successive_differences_that_are_called_something_else():
    rows = made_by("bootstrap", replicates=40, seed=2)
    assert told(rows, columns=last(rows), method="JK1").startswith(
        "method='JK1', but a respondent is at 0 in 15.2 of the 40 columns on average, and a "
        "jackknife leaves everyone out of one at most"
    )
    rows = frame()
    away = 0.5**0.5
    for place in range(8):
        signs = np.roll(np.tile([1.0, 0.0, -1.0, 0.0], 3), place)
        rows[f"W{place + 1}"] = rows["w"] * (1 + away * signs)
    assert told(rows, columns="W{1..8}", method="bootstrap").startswith(
        "method='bootstrap', but all weights are 0.29, 1 or 1.71 times the full one"
    )


FIRST = "'W1', 'W2', 'W3', 'W4', 'W5'"


def test_a_jackknife_within_strata_that_is_called_another():
    rows = made_by("JKn")
    assert told(rows, columns=last(rows), method="JK1") == (
        f"method='JK1', but in every one of the 20 columns ({FIRST} and 15 more) some are at 0 while "
        "others keep their weight, as in a jackknife within strata; say method='JKn', with the "
        "rscales of the file's documentation, or 'JK2' where one of two units of a stratum is left "
        "out; or name the factor that it gives (scale=...)"
    )
    assert told(rows, columns=last(rows), method="JK2") == (
        f"method='JK2', but the columns ({FIRST} and 15 more) lie 2.0 times as far from the full "
        "weight as those of this method, in squares: the errors would be about 1.4 times too large; "
        "say the method that the file's documentation gives, or its factor (scale=...)"
    )
    four = rows[["w", "psu"]].assign(stratum=rows["psu"] // 4)
    sample = tk.Sample.from_frame(four, design=tk.Design("w", "stratum", "psu"))
    columns = tk.replicate(sample, "JKn").weights()
    columns.columns = rows.columns[3:]
    assert told(four.join(columns), columns=last(rows), method="JK2") == (
        f"method='JK2', but in no one of the 20 columns ({FIRST} and 15 more) does anybody count "
        "twice, as where one of two units of a stratum is left out: a stratum has more than two; "
        "say method='JKn', with the rscales of the file's documentation, or name the factor that "
        "it gives (scale=...)"
    )


def test_a_bootstrap_that_is_called_successive_differences():
    rows = made_by("bootstrap", replicates=40, seed=2)
    assert told(rows, columns=last(rows), method="SDR") == (
        "method='SDR', but a respondent is at 0 in 15.2 of the 40 columns on average "
        f"({FIRST} and 35 more), and successive differences multiply by 0.29 to 1.71 and never by "
        "0: the errors would be about twice too large; say method='bootstrap' or 'BRR', as the "
        "file's documentation has it, or name the factor that it gives (scale=...)"
    )
    draws = np.random.default_rng(5).exponential(size=(80, 40))  # a bootstrap without any 0
    rows[rows.columns[3:]] = rows[["w"]].to_numpy() * draws
    assert "times as far from the full weight as those of this method" in told(
        rows, columns=last(rows), method="SDR"
    )


@pytest.mark.parametrize("made", ["BRR", "bootstrap"])
def test_the_weight_itself_among_its_replicates(made: str):
    rows = made_by(made, **({"replicates": 30, "seed": 2} if made == "bootstrap" else {}))
    name = f"W{rows.shape[1] - 2}"
    rows[name] = 2 * rows["w"]
    assert told(rows, columns=last(rows), method=made) == (
        f"columns of replicate weights are the weight 'w' itself, or a multiple of it: {name!r}; a "
        "replicate leaves out or draws some, so leave these columns out"
    )
    jackknife = made_by("JK1")  # files fill up a jackknife with the weight, which adds nothing
    jackknife["W21"] = jackknife["w"]
    given = tk.ReplicateColumns("W{1..21}", method="JK1")
    assert tk.Sample.from_frame(jackknife, design=tk.Design("w", replicates=given)).replicates


@pytest.mark.parametrize("made", ["JK1", "JKn", "BRR", "Fay", "bootstrap"])
def test_multipliers_and_weights_are_told_apart_where_the_weight_has_a_mean_of_1(made: str):
    named = {"bootstrap": {"replicates": 100, "seed": 2}, "Fay": {"fay": 0.5}}.get(made, {})
    rows = made_by(made, **named)
    names = rows.columns[3:]
    rows[["w", *names]] /= rows["w"].mean()
    asked = {"scale": 0.5} if made == "JKn" else {"fay": 0.5} if made == "Fay" else {}
    shown = f"({FIRST} and {len(names) - 5} more)"
    assert told(rows, columns=last(rows), method=made, combined=False, **asked) == (
        f"combined=False says that the columns {shown} are multipliers of the weight 'w', but those "
        "of a respondent are, on average, near the weight: they look like whole weights; leave "
        "combined out"
    )
    factors = rows.assign(**{name: rows[name] / rows["w"] for name in names})
    assert told(factors, columns=last(rows), method=made, **asked) == (
        f"the replicate weights of a respondent {shown} do not go, on average, with the weight 'w': "
        "they look like multipliers of it; say combined=False, or name the weight that they were "
        "made with"
    )
    given = tk.ReplicateColumns(last(rows), method=made, combined=False, **asked)
    assert tk.Sample.from_frame(factors, design=tk.Design("w", replicates=given)).replicates


def test_replicates_of_another_weight():
    rows = made_by("bootstrap", replicates=30, seed=2)
    rows["w"] = np.random.default_rng(4).lognormal(0.0, 1.0, len(rows))
    found = told(rows, columns=last(rows), method="bootstrap")
    assert found == (
        f"the replicate weights of a respondent ({FIRST} and 25 more) do not go, on average, with "
        "the weight 'w': they look like multipliers of it; say combined=False, or name the weight "
        "that they were made with"
    )


def test_successive_differences_pass():
    rows = pd.DataFrame({"w": np.random.default_rng(3).uniform(1, 2, 80)})
    signs = np.array([[1.0]])
    while len(signs) < 128:
        signs = np.block([[signs, signs], [signs, -signs]])
    # the first column is the weight itself, as Hadamard's first row may be
    factors = 1 + 0.5**1.5 * (signs[:, 1:81] - signs[:, 2:82]).T
    names = [f"W{place + 1}" for place in range(128)]
    rows = rows.join(pd.DataFrame(rows[["w"]].to_numpy() * factors, columns=names))
    given = tk.ReplicateColumns("W{1..128}", method="SDR")
    assert tk.Sample.from_frame(rows, design=tk.Design("w", replicates=given)).replicates


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        ({"method": "JK1"}, {"method": "JK1"}),
        ({"method": "JK1"}, {"method": "BRR", "scale": 0.95}),
        ({"method": "JKn"}, {"method": "JK2", "scale": 0.5}),
        ({"method": "BRR"}, {"method": "BRR"}),
        ({"method": "BRR"}, {"method": "bootstrap"}),
        ({"method": "Fay", "fay": 0.3}, {"method": "Fay", "fay": 0.3}),
        ({"method": "bootstrap", "replicates": 30, "seed": 2}, {"method": "bootstrap"}),
    ],
)
def test_replicates_of_the_method_that_is_named_pass(made, asked):
    rows = made_by(**made)
    given = tk.ReplicateColumns(last(rows), **asked)
    found = tk.Sample.from_frame(rows, design=tk.Design("w", replicates=given))
    assert found.replicates is not None
