"""Select-all questions that some waves asked with more options than others."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from techno_kit.loading.reading import read
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.sample import Sample
from techno_kit.survey.wave_levels import harmonised
from techno_kit.wording import join

FORMS = {
    "2022": ["FB, IG", "IG", "", "FB", "IG", "FB, IG"],
    "2023": ["FB, TikTok", "TikTok", "", "FB", "IG, TikTok", "FB, IG, TikTok"],
}


def forms(tmp_path: Path) -> Path:
    for wave, cells in FORMS.items():
        rows = "".join(f'3/1/2024 10:0{n}:00,"{cell}"\n' for n, cell in enumerate(cells))
        (tmp_path / f"{wave}.csv").write_text(f"Timestamp,Which?\n{rows}", encoding="utf-8")
    return tmp_path


def test_options_that_some_waves_did_not_offer_are_joined(tmp_path: Path) -> None:
    both = read(forms(tmp_path))
    assert both.codebook.questions["Which?"].parts == {
        "FB": "Which?: FB",
        "IG": "Which?: IG",
        "TikTok": "Which?: TikTok",
    }
    assert both.codebook.cautions == (
        "Waves were not asked alike: Which? has options in some waves only: 'TikTok' in 2023; in "
        "the others they count as not chosen. A change may be one of the questions, not of people.",
    )
    shown = tk.profile(both, "Which?", by="wave", suppress_below=1, flag_below=1).table
    table = shown.set_index(["level", "answer"])["share"]
    assert table["2022"].tolist() == pytest.approx([3 / 5, 4 / 5, np.nan], nan_ok=True)
    assert table["2023"].tolist() == pytest.approx([3 / 5, 2 / 5, 4 / 5])
    assert both.frame["Which?: TikTok"].iloc[:6].isna().all()
    assert both.codebook.not_offered == {"Which?": {"TikTok": ("2022",)}}
    told = both.codebook.distribution
    assert told[told["question"] == "Which?"]["n"].tolist() == [6, 6, 4, 2]
    assert not any("left no item blank" in note for note in both.notes)


def test_an_option_is_not_tested_in_waves_that_did_not_offer_it(tmp_path: Path) -> None:
    both = read(offered(tmp_path))
    for result in (
        tk.compare(both, "use", by="wave", against="pairs"),
        tk.compare(both, "use", by="wave", against="total"),
        tk.crosstab(both, "use", by="wave"),
    ):
        pairs = result.pairs.set_index("answer")["p"]
        assert pairs[["FB", "IG"]].notna().all() and pairs[["TT"]].isna().all()
        tests = result.tests.dropna(subset="answer").set_index("answer")["p"]
        assert tests[["FB", "IG"]].notna().all() and tests[["TT"]].isna().all()
        cells = result.table[(result.table["answer"] == "TT") & result.table["by"].notna()]
        assert cells["share"].isna().tolist() == [True, False]
        assert cells["flag"].tolist() == ["not offered", ""]
        assert "(nobody in 1)" in result.text
        assert "TT" not in result.text.split("Answers that only some waves had")[0]
    shown = tk.profile(both, "use", by="wave").table.set_index(["answer", "level"])
    assert shown.loc[("TT", "1"), "flag"] == "not offered"
    assert shown.loc["TT", "index"].isna().tolist() == [False, True, True]
    sex = tk.compare(both, "use", by="sex").table  # by other questions it is an answer like others
    assert sex.loc[sex["answer"] == "TT", "share"].notna().all()


def test_what_was_not_offered_is_saved(tmp_path: Path) -> None:
    both = read(offered(tmp_path))
    again = tk.read(both.save(tmp_path / "saved" / "both.csv"))
    assert again.codebook.not_offered == {"use": {"TT": ("1",)}}
    assert tk.crosstab(again, "use", by="wave").table.equals(
        tk.crosstab(both, "use", by="wave").table
    )


def offered(folder: Path) -> Path:
    """Write two waves of 120 as .sav, of which the second offers one option more."""
    (folder / "saved").mkdir()
    rng = np.random.default_rng(5)
    for wave, options in (("1", ["FB", "IG"]), ("2", ["FB", "IG", "TT"])):
        frame = pd.DataFrame({each: rng.integers(0, 2, 120) for each in options})
        sample = Sample.from_frame(frame.assign(sex=rng.choice(["f", "m"], 120)))
        sample.combine("use", options, chosen=[1]).save(folder / f"{wave}.sav")
    return folder


def several(options: dict[str, str], frame: dict[str, list[object]]) -> Sample:
    asked = Question("use", "multiple", columns=options, chosen=(1,))
    return Sample.from_frame(pd.DataFrame(frame), labels=Codebook({"use": asked}))


@pytest.mark.parametrize(
    "second",
    [
        {"FB": "q_1", "IG": "q_3", "TikTok": "q_2"},  # an option in another column
        {"FB": "q_1", "TikTok": "q_2", "X": "q_3"},  # a column of another option
    ],
)
def test_a_column_of_two_options_is_never_pooled(second: dict[str, str]) -> None:
    waves = {
        "1": several({"FB": "q_1", "IG": "q_2"}, {"q_1": [1, 0], "q_2": [0, 1]}),
        "2": several(second, {"q_1": [1, 0], "q_2": [0, 1], "q_3": [1, 1]}),
    }
    alike = harmonised(waves)
    assert alike.differences == []
    assert alike.samples["1"].codebook == waves["1"].codebook
    with pytest.raises(SampleError) as told:
        Sample.of_waves(alike.samples, differing="tell")
    others = join(f"{answer!r} ({column!r})" for answer, column in list(second.items())[1:])
    assert str(told.value) == (
        "Sample.of_waves: use: options do not stand in the same columns in all waves: 'IG' ('q_2') "
        f"in 1 and {others} in 2; give the column of an option one name in all files"
    )


def ticked(words: list[str], frame: dict[str, list[object]]) -> Sample:
    options = {word: f"q_{place}" for place, word in enumerate(words)}
    asked = Question("use", "multiple", columns=options, chosen=words)
    return Sample.from_frame(pd.DataFrame(frame), labels=Codebook({"use": asked}))


def test_options_in_words_are_joined_too() -> None:
    """Each wave names its own options as what means chosen."""
    waves = {
        "1": ticked(["FB", "IG"], {"q_0": ["FB", None, "FB"], "q_1": [None, "IG", None]}),
        "2": ticked(
            ["FB", "IG", "TT"],
            {"q_0": ["FB", None, None], "q_1": [None, None, "IG"], "q_2": ["TT", "TT", None]},
        ),
    }
    both = Sample.of_waves(harmonised(waves).samples, differing="tell")
    told = both.codebook.distribution.set_index("question").loc["use"]
    assert told["n"].tolist() == [3, 2, 2, 0]
    assert both.codebook.not_offered == {"use": {"TT": ("1",)}}


def test_what_means_chosen_in_one_wave_and_not_in_another_is_refused() -> None:
    waves = {
        "1": ticked(["FB", "IG"], {"q_0": ["FB", None], "q_1": ["TT", "IG"]}),  # TT: not chosen
        "2": ticked(
            ["FB", "IG", "TT"], {"q_0": ["FB", None], "q_1": [None, "IG"], "q_2": ["TT"] * 2}
        ),
    }
    assert harmonised(waves).samples["1"].codebook == waves["1"].codebook


def test_of_options_that_leave_blank_what_was_not_ticked_blanks_are_added() -> None:
    waves = {
        "1": several({"FB": "q_1"}, {"q_1": [1, None, 1]}),
        "2": several({"FB": "q_1", "IG": "q_2"}, {"q_1": [1, None, 1], "q_2": [1, 1, None]}),
    }
    alike = harmonised(waves)
    assert alike.samples["1"].frame["q_2"].isna().all()
    assert alike.differences == [
        "use has options in some waves only: 'IG' in 2; in the others they count as not chosen"
    ]


def test_a_column_that_a_wave_has_of_its_own_is_not_taken_for_an_option() -> None:
    waves = {
        "1": several({"FB": "q_1"}, {"q_1": [1, 0], "q_2": ["a", "b"]}),
        "2": several({"FB": "q_1", "IG": "q_2"}, {"q_1": [1, 0], "q_2": [0, 1]}),
    }
    alike = harmonised(waves)
    assert alike.differences == []
    assert alike.samples["1"].frame["q_2"].tolist() == ["a", "b"]
