"""A diagnosis on a page, beside the results that rest on the same weights."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    sample = tk.load_example()
    sample = sample.with_weights(tk.rake(sample, tk.load_targets()))
    profile = tk.profile(sample, tk.load_ladder("2010"))
    found = tk.diagnose(sample)
    path = tmp_path_factory.mktemp("page") / "page.html"
    return Path(tk.report(found, profile, to=path)).read_text("utf-8")


def test_it_has_a_section_after_the_profile_and_before_the_weighting(page: str) -> None:
    places = [
        page.index(f'<section id="{name}') for name in ("profile-1", "diagnosis-1", "weighting")
    ]
    assert places == sorted(places)
    assert page.count("<section ") == 5


def test_it_rests_on_the_same_weights_which_are_told_once(page: str) -> None:
    assert "rest on different respondents or weights" not in page
    assert page.count("Chart: what weighting moved") == 1


def test_its_tables_picture_and_sentences_are_there(page: str) -> None:
    for caption in ("Weights before and after", "Where the spread of the weights comes from"):
        assert f"<caption>{caption}</caption>" in page
    assert "Chart: how far shares lay from their targets" in page
    assert "Sound weights:" in page
    assert "Askia" in page


def test_the_population_is_that_of_the_targets_where_the_survey_states_none(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["F"] * 6 + ["M"] * 4}))
    shares = {"sex": {"F": 0.5, "M": 0.5}}
    named = tk.Targets.from_shares(shares, population="Adults", year="2023", source="CBS")
    weights = tk.rake(sample, named)
    found = tk.diagnose(sample, weights=weights)
    told = Path(tk.report(found, to=tmp_path / "page.html")).read_text("utf-8")
    assert "<dt>Population</dt><dd>Adults, 2023, CBS</dd>" in told
    assert "not stated" not in told
