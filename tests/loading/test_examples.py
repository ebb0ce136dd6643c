"""The shipped study is the one that was frozen, and does what it is there for."""

from hashlib import sha256

import pandas as pd
import pytest

from techno_kit.analysis.profiles.profiling import profile
from techno_kit.analysis.weights.weighting import rake
from techno_kit.benchmarks.study import margins, truth
from techno_kit.benchmarks.study_files import SUMS, study_files
from techno_kit.ladder.reading import load_ladder
from techno_kit.loading.examples import load_example
from techno_kit.loading.targets import read_targets
from techno_kit.shipped import locate

LARGEST = 1_000_000  # bytes of the respondents' file
PRINTED = 1e-6  # digits of the files
VISIBLE = 0.04  # a share that is off by more is visibly wrong


@pytest.fixture(scope="module")
def sample():
    return load_example()


@pytest.fixture(scope="module")
def raked(sample):
    return sample.with_weights(rake(sample, read_targets(locate("targets/study.csv"))))


def test_the_files_are_the_frozen_ones():
    listed = locate(SUMS).read_text("utf-8").splitlines()
    assert len(listed) == 7
    for line in listed:
        digest, name = line.split("  ")
        assert sha256(locate(name).read_bytes()).hexdigest() == digest, name


def test_the_script_makes_them_again_byte_for_byte():
    for name, content in study_files().items():
        assert locate(name).read_bytes() == content, name


def test_the_respondents_file_is_small():
    assert locate("samples/study.csv").stat().st_size < LARGEST


def test_it_says_what_it_is(sample):
    assert sample.n == 2400
    assert sample.codebook.synthetic
    assert sample.codebook.population == "synthetic online adults, United States-like"
    assert sample.notes[0] == "Synthetic study: nobody in it is a person."
    assert len(sample.codebook.items) == 21
    assert set(load_ladder("2010").activities) == set(sample.codebook.items)
    assert sample.design.columns == ("Weight", "Stratum", "PSU")


def test_every_question_can_be_counted(sample):
    for name, question in sample.codebook.questions.items():
        if question.kind != "number" or question.cut:
            assert profile(sample, name).table["share"].between(0, 1).all(), name


def test_the_codebook_marks_printed_and_ours():
    text = locate("samples/study_codebook.md").read_text("utf-8")
    assert "Nobody in this study is a person" in text
    assert "is our combination" in text
    assert "{" not in text.replace("{", "", text.count("${"))


def test_targets_are_the_populations_margins():
    targets = read_targets(locate("targets/study.csv"))
    assert "synthetic" in targets.population
    found = {
        margin.variables[0]: dict(
            zip((level for (level,) in margin.levels), margin.values, strict=True)
        )
        for margin in targets.margins
    }
    for variable, shares in margins().items():
        assert found[variable] == pytest.approx(shares, abs=PRINTED)


def test_the_truth_is_the_populations():
    written = pd.read_csv(locate("samples/study_truth.csv"))
    pd.testing.assert_frame_equal(written, truth(), atol=PRINTED, rtol=0)


def overall(sample):
    return profile(sample, load_ladder("2010")).table.set_index("answer")


def test_unweighted_it_is_visibly_wrong_and_raked_it_comes_back(sample, raked):
    true = truth()
    true = true[(true["wave"] == "both") & true["by"].isna()].set_index("answer")["share"]
    before, after = overall(sample), overall(raked)
    true = true.reindex(after.index)
    wrong = before["share"] - true
    assert wrong["joiners"] < -VISIBLE
    assert before.loc["joiners", "high"] < true["joiners"]
    back = after["share"] - true
    assert abs(back["joiners"]) < abs(wrong["joiners"]) / 5
    assert (back**2).sum() < (wrong**2).sum() / 3
    held = (after["low"] <= true) & (true <= after["high"])
    assert held["joiners"]
    assert held.sum() >= 5  # of seven that overlap; docs/shipped_study.md has the long run


def test_the_young_are_under_represented(sample):
    ages = profile(sample, "age_group").table.set_index("answer")["share"]
    assert ages["18-24"] < 0.15 / 2


def test_business_use_is_below_any_use(raked):
    business = load_example("study_business").with_weights(raked.weights)
    any_use, for_work = overall(raked)["share"], overall(business)["share"]
    rungs = [each for each in any_use.index if each != "inactives"]
    assert (for_work[rungs] < any_use[rungs]).all()
    by_role = profile(business, load_ladder("2010"), by="role").table
    idle = by_role[by_role["level"] == "Not employed"].set_index("answer")["share"]
    assert idle["inactives"] == 1
