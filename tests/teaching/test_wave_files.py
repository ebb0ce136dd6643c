"""What lesson 50 makes up, held against what it says about it."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.teaching import study

LONGER = "12 months"


@pytest.fixture(scope="module")
def files() -> dict[str, tk.Sample]:
    return tk.teach.wave_files(study.sample(), {"2025": "Wave 1", "2026": "Wave 2"})


def test_the_true_changes_are_those_of_the_codebook() -> None:
    truth = tk.teach.true_shares()
    assert truth.columns.tolist() == ["Wave 1", "Wave 2"]
    changes = (truth["Wave 2"] - truth["Wave 1"]).round(6)
    assert changes.to_dict() == {
        "creators": 0.02,
        "conversationalists": 0.05,
        "critics": 0.0,
        "collectors": -0.01,
        "joiners": 0.06,
        "spectators": 0.02,
        "inactives": -0.03,
    }


def test_each_wave_is_a_file_and_raking_them_again_gives_the_same_answer(
    files: dict[str, tk.Sample],
) -> None:
    """The lesson's section on files says what its first comparison said."""
    assert [each.n for each in files.values()] == [1200, 1200]
    targets = tk.load_targets()
    together = tk.Sample.of_waves(files, name="year")
    together = together.with_weights(tk.rake(together, targets, cap=5, within="year"))
    one = tk.load_example()
    one = one.with_weights(tk.rake(one, targets, cap=5, within="wave"))
    apart, whole = (
        tk.compare(each, study.ladder(), by=by, against={by: first}, family="table")
        for each, by, first in ((together, "year", "2025"), (one, "wave", "Wave 1"))
    )
    figures = ["difference", "se", "low", "high", "p", "p_adjusted"]
    np.testing.assert_allclose(apart.pairs[figures], whole.pairs[figures], rtol=1e-7)
    assert (
        apart.text.replace("by year", "by wave").replace("2025", "Wave 1").replace("2026", "Wave 2")
        == whole.text
    )


def test_without_raking_each_wave_the_weights_alone_write_a_change(
    files: dict[str, tk.Sample],
) -> None:
    """What the lesson lets learners try: no rung changed clearly, but by who answered."""
    together = tk.Sample.of_waves(files, name="year")
    gaps = tk.compare(together, study.ladder(), by="year", family="table")
    assert set(gaps.pairs.loc[gaps.pairs["p_adjusted"] <= 0.05, "answer"]) == {"critics"}


def test_another_window_is_a_change_of_the_questionnaire(files: dict[str, tk.Sample]) -> None:
    longer = tk.teach.asked_about(files["2026"], LONGER)
    assert {item.scale.window for item in longer.codebook.items.values()} == {LONGER}
    pd.testing.assert_frame_equal(longer.frame, files["2026"].frame)
    with pytest.raises(tk.TechnoKitError, match="is 3 months in 2025 and 12 months in 2026"):
        tk.Sample.of_waves({"2025": files["2025"], "2026": longer}, name="year")


def test_a_fifth_answers_like_somebody_else_and_the_others_as_before(
    files: dict[str, tk.Sample],
) -> None:
    both = tk.teach.ask_again(files["2025"], changed=0.2)
    first, again = (each.frame for each in both.values())
    items = [item.column for item in files["2025"].codebook.items.values()]
    others = [each for each in first.columns if each not in items]
    pd.testing.assert_frame_equal(first[others], again[others])
    marked = first[items].fillna("") != again[items].fillna("")
    assert 0.15 < marked.any(axis=1).mean() <= 0.22
    patterns = set(map(tuple, first[items].fillna("").to_numpy()))
    assert set(map(tuple, again[items].fillna("").to_numpy())) <= patterns
    same = tk.teach.ask_again(files["2025"], changed=0)
    pd.testing.assert_frame_equal(same["first"].frame, same["again"].frame)


def test_the_panel_makes_changes_more_certain(files: dict[str, tk.Sample]) -> None:
    both = tk.teach.ask_again(files["2025"])
    apart, panel = (
        tk.compare(tk.Sample.of_waves(both, name="time", panel=each), study.ladder(), by="time")
        for each in (None, "person")
    )
    assert (panel.pairs["se"] < 0.7 * apart.pairs["se"]).all()
