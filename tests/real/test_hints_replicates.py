"""Errors from the replicate weights that two HINTS files bring: 50 and 48 jackknife replicates."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from tests.real.reproduction import HINTS, keyed, mapping_file, real_file
from tests.real.test_hints6_2022 import FIGURES, ITEMS, THRESHOLDS, frequencies

R_RESULTS = Path(__file__).parents[1] / "oracle/expected"
# The reference prints standard errors in percent with four decimals, so they are known to half of
# 1e-6; the rest is room for halves that binary arithmetic rounds the other way.
PRINTED = 0.51e-6
IN_R = 1e-9  # the same formula over rows in R and over sums by cell in the kit
HINTS6 = """
[design.replicates]
columns = "PERSON_FINWT{1..50}"
method = "JK1"
scale = 0.98
df = 49
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> tk.Sample:
    """HINTS 6 under a mapping that names its replicate weights beside strata and clusters."""
    path = real_file("hints6_2022/hints6_public.csv.gz", HINTS)
    text = mapping_file("hints6_2022").read_text("utf-8")
    design, _, rest = text.partition("[questions.gender]")
    mapping = tmp_path_factory.mktemp("hints") / "hints6.toml"
    mapping.write_text(f"{design}{HINTS6}\n[questions.gender]{rest}", "utf-8")
    return tk.read(path, mapping=mapping)


def test_all_120_jackknife_errors_of_hints_6(sample):
    tables = [
        tk.profile(
            sample, frequencies(activity), by=["gender", "age_group"], missing="exclude"
        ).table.assign(item=column)
        for column, activity in ITEMS.items()
    ]
    ours = keyed(pd.concat(tables)).set_index("item", append=True)
    reference = pd.read_csv(real_file("hints6_2022/reference_computed.csv", HINTS))
    level = reference["subgroup"].str.removeprefix("Age ").replace("All", "")
    by = level.map(lambda each: "gender" if each in ("Male", "Female") else "age_group")
    keys = pd.MultiIndex.from_arrays(
        [
            reference["threshold"].map(THRESHOLDS),
            by.where(level != "", ""),
            level,
            reference["item"],
        ]
    )
    found = ours.loc[keys].reset_index(drop=True)
    assert len(found) == FIGURES
    gap = (found["se"] - reference["jackknife_se"] / 100).abs()
    assert (gap <= PRINTED).all(), reference[gap > PRINTED]
    assert (found["df"] == 49).all()


def against_r(table: pd.DataFrame, name: str) -> None:
    keys = ["by", "level", "answer"]
    expected = pd.read_csv(R_RESULTS / f"{name}.csv", keep_default_na=False)
    ours = table.assign(
        **{key: table[key].astype(object).where(table[key].notna(), "") for key in keys}
    )
    both = expected.merge(ours, on=keys, suffixes=("_in_r", ""), validate="one_to_one")
    assert len(both) == len(expected)
    for column in ("share", "se", "n", "df"):
        theirs = both[f"{column}_in_r"].astype(float).to_numpy()
        assert both[column].to_numpy(float) == pytest.approx(theirs, rel=IN_R), column


def test_four_rungs_of_hints_6_as_in_r(sample):
    profile = tk.profile(sample, tk.load_ladder("2010"), by=["gender", "age_group"])
    against_r(profile.table, "hints6_replicates")
    assert "50 jackknife (JK1) replicates, columns 'PERSON_FINWT1'" in profile.method
    assert "multiplied by 0.98, with t intervals on 49 degrees of freedom" in profile.method
    assert any("errors come from the replicate weights" in each for each in sample.notes)


@pytest.mark.parametrize(("given", "df"), [(None, 47), (48, 48)])
def test_shares_of_hints_puerto_rico_as_in_r(given, df):
    path = real_file("hints_puerto_rico_2009/hintspr_public.sav", HINTS)
    sample = tk.read(path, mapping=mapping_file("hints_puerto_rico_2009"))
    replicates = tk.ReplicateColumns("R12WGT{1..48}", method="JKn", scale=0.8333, df=given)
    sample = sample.with_design(tk.Design(weight="R12WGT0", replicates=replicates))
    online, exercised = "HC15UseInternet", "BR04AnyExercisePastMonth"
    tables = [
        tk.profile(sample, online, by=exercised, missing="in_base").table.query("answer == 'Yes'"),
        tk.profile(sample, exercised).table.query("answer == 'Yes'"),
    ]
    table = pd.concat(
        [
            each.assign(answer=name)
            for each, name in zip(tables, ("online", "exercised"), strict=True)
        ]
    )
    table["by"] = table["by"].replace(exercised, "exercised")
    table = table[table["level"].isna() | table["level"].isin(["Yes", "No"])]
    assert (table["df"] == df).all()
    against_r(table.assign(df=47), "hints_puerto_rico_replicates")
