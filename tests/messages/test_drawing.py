"""What drawings refuse, word for word."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import techno_kit as tk
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import figure_html, save_figure
from techno_kit.drawing.plots import draw_ladder
from techno_kit.errors import FileError, QuestionError, TechnoKitError


def test_several_groups_on_one_ladder() -> None:
    table = pd.DataFrame(
        {"answer": ["a", "a"], "by": ["g", "g"], "level": ["x", "y"], "share": [0.1, 0.2]}
    )
    with pytest.raises(QuestionError) as refused:
        draw_ladder(table)
    assert str(refused.value) == (
        "one group can be drawn on one ladder, but the table holds 2; draw them side by side, "
        "without ax="
    )


def test_no_description() -> None:
    with pytest.raises(TechnoKitError) as refused:
        figure_html(Figure(), " ")
    assert str(refused.value) == "a picture needs a description in words: pass alt="


def test_a_format_that_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        save_figure(Figure(), tmp_path / "ladder.bmp", alt="A ladder")
    assert str(refused.value) == (
        "'ladder.bmp': a picture is saved as .png, .svg or .pdf; change the ending"
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        save_figure(Figure(), tmp_path / "out" / "ladder.png", alt="A ladder")
    assert str(refused.value) == (
        f"'ladder.png': the folder '{tmp_path / 'out'}' is not there; make it first"
    )


@pytest.mark.parametrize("dpi", [0, 9, 1201, float("nan"), True, "200", None])
def test_dots_an_inch_that_are_none(dpi: object, tmp_path: Path) -> None:
    with pytest.raises(TechnoKitError) as refused:
        Picture(72, 72, description="A ladder").save(tmp_path / "ladder.png", dpi=dpi)
    assert str(refused.value) == (
        f"dpi is {dpi!r}; it is a number of dots an inch from 10 to 1,200, such as 200"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_chart_of_a_result_is_saved_in_one_way(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"sex": ["Female", "Male"] * 60, "owns": ["yes", "no", "no"] * 40, "age": range(120)}
    )
    sample = tk.Sample.from_frame(frame)
    results = {
        "whole": tk.profile(sample, "owns"),
        "groups": tk.profile(sample, "owns", by="sex"),
        "compare": tk.compare(sample, "owns", by="sex"),
        "crosstab": tk.crosstab(sample, "owns", by="sex"),
        "estimate": tk.estimate(sample, "age"),
        "detectable": tk.detectable(sample, "owns", by="sex"),
        "size": tk.sample_size(share=0.5, margin=0.05),
    }
    for name, result in results.items():
        saved = result.plot().save(tmp_path / f"{name}.svg", dpi=20)
        assert "<desc>" in saved.read_text("utf-8")
    for each in ("whole", "groups"):
        with pytest.raises(FileError, match="saved as .png, .svg or .pdf"):
            results[each].plot().save(tmp_path / "chart.jpg")


def test_groups_that_a_profile_has_not() -> None:
    frame = pd.DataFrame({"sex": ["Female", "Male"] * 60, "owns": ["yes", "no", "no"] * 40})
    profile = tk.profile(tk.Sample.from_frame(frame), "owns", by="sex")
    with pytest.raises(QuestionError) as refused:
        profile.plot(by="sec")
    assert str(refused.value) == "by is 'sec'; it is one of 'sex'; did you mean 'sex'?"
