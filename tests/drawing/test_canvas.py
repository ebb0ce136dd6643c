"""Text is measured and wrapped before it is placed; fonts cover what they are asked to spell."""

import warnings
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from techno_kit.drawing import canvas, faces
from techno_kit.drawing.canvas import NOT_FIRST, Picture
from techno_kit.drawing.faces import EAST_ASIAN
from techno_kit.drawing.pictures import save_figure
from techno_kit.drawing.plots import draw_differences, draw_share_groups, draw_shares, draw_weights
from techno_kit.wording import say

SIZE = 10.0
DUTCH = "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs"
JAPANESE = "一度も使ったことがない、または全く知らない(接続がないため回答できない場合を含みます)"
HAS_EAST_ASIAN = any(face.name in EAST_ASIAN for face in fontManager.ttflist)


def wrapped(text: str, limit: float, lines: int = 0) -> list[str]:
    with canvas.style():
        return canvas.wrap(text, SIZE, limit, lines=lines).split("\n")


def widths(lines: list[str]) -> list[float]:
    with canvas.style():
        return [canvas.width(line, SIZE) for line in lines]


@settings(deadline=None, max_examples=60)  # the first call loads fonts
@given(
    text=st.text(alphabet="ab -/,日本、。", min_size=1, max_size=60),
    limit=st.floats(min_value=40, max_value=200),
)
def test_lines_keep_to_the_limit_and_lose_no_sign(text: str, limit: float) -> None:
    lines = wrapped(text, limit)
    assert max(widths(lines)) <= limit or min(len(line) for line in lines) <= 2
    told = "".join(lines).replace(" ", "").replace("-", "")
    assert told == text.replace(" ", "").replace("-", "")


def test_lines_end_at_blanks() -> None:
    lines = wrapped(DUTCH, 150)
    assert " ".join(lines) == DUTCH
    assert max(widths(lines)) <= 150


def test_a_comma_never_leaves_its_word() -> None:
    for limit in range(60, 240):
        assert not any(line.startswith(",") for line in wrapped(DUTCH, limit))


def test_a_word_wider_than_a_line_is_hyphenated() -> None:
    lines = wrapped("Arbeidsongeschiktheidsverzekeringsmaatschappij", 100)
    assert len(lines) > 2
    assert all(line.endswith("-") for line in lines[:-1])
    assert max(widths(lines)) <= 100


def test_japanese_breaks_between_signs_but_not_before_a_closing_mark() -> None:
    for limit in range(60, 200, 7):
        lines = wrapped(JAPANESE, limit)
        assert "".join(lines) == JAPANESE
        assert not any(line[0] in NOT_FIRST for line in lines)
        assert not any(line.endswith("(") for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrapped(DUTCH, 100, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert max(widths(lines)) <= 100


FEW = 150  # measurements: four lines of some twenty pieces or bisected words, asked twice each


@pytest.mark.parametrize("sign", ["x", "i", "日", "x ", "\u0301"])
def test_a_label_without_end_is_measured_few_times(
    sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []
    width = canvas.width

    def counted(text: str, size: float, weight: str = "normal") -> float:
        measured.append(len(text))
        return width(text, size, weight)

    monkeypatch.setattr(canvas, "width", counted)
    lines = wrapped(sign * 5000, 100, lines=3)
    asked = len(measured)
    assert len(lines) == 3 or sign == "\u0301"
    assert lines[-1].endswith("…")
    assert max(widths(lines)) <= 100
    assert asked <= FEW


def test_a_word_is_cut_where_the_most_of_it_fits() -> None:
    with canvas.style():
        for limit in (25.0, 60.0, 100.0, 300.0):
            for word in ("Wi" * 60, "illi" * 100, "Arbeidsongeschiktheidsverzekering" * 4):
                fits = [
                    n for n in range(1, len(word)) if canvas.width(word[:n] + "-", SIZE) <= limit
                ]
                assert wrapped(word, limit)[0] == word[: max(fits)] + "-"


def test_a_title_without_end_is_cut_with_an_ellipsis() -> None:
    lines = wrapped("x" * 5000, 400)
    assert "".join(lines).replace("-", "") == "x" * canvas.LONGEST + "…"


@pytest.mark.parametrize("dpi", [72, 100, 200])
def test_text_is_as_wide_as_it_was_measured_at_any_resolution(dpi: int) -> None:
    picture = Picture(400, 100)
    picture.set_dpi(dpi)
    with canvas.style():
        measured = canvas.width(DUTCH, SIZE)
        axes = picture.panel(0, 0, 400, 100)
        text = canvas.write(axes, DUTCH, (0, 0.5), size=SIZE)
    picture.draw(picture.canvas.get_renderer())  # type: ignore[attr-defined]
    with canvas.style():
        drawn = text.get_window_extent().width * canvas.POINTS / dpi
    assert drawn == pytest.approx(measured, rel=0.01)  # matplotlib rounds a box to whole dots


def test_the_readers_own_font_comes_first() -> None:
    with matplotlib.rc_context({"font.family": ["DejaVu Serif", "Not Installed"]}):
        assert canvas.families()[:2] == ("DejaVu Serif", "DejaVu Sans")


def test_signs_of_the_key_are_in_the_font_that_matplotlib_ships() -> None:
    known = get_font(fontManager.findfont(FontProperties(family="DejaVu Sans"))).get_charmap()
    assert not [sign for sign in "├─┤▯○●│*†‡§–…·" if ord(sign) not in known]


def test_only_texts_that_need_east_asian_fonts_name_them() -> None:
    assert not set(canvas.families("Fryslân")) & set(EAST_ASIAN)


@pytest.mark.skipif(not HAS_EAST_ASIAN, reason="no East Asian font is installed")
def test_japanese_labels_are_spelled_not_boxed() -> None:
    paths = [
        fontManager.findfont(FontProperties(family=name)) for name in canvas.families(JAPANESE)
    ]
    known: set[int] = set()
    for path in paths:
        known |= set(FT2Font(path).get_charmap())
    assert not [sign for sign in JAPANESE if ord(sign) not in known]


def test_a_picture_shows_itself_with_its_description() -> None:
    picture = Picture(144, 72, description='Bars & "marks"')
    axes = picture.panel(10, 10, 100, 40)
    for shown in (picture, axes):
        bundle = shown._repr_mimebundle_()
        assert bundle["text/html"].startswith('<img alt="Bars &amp; &quot;marks&quot;"')
        assert bundle["image/png"].startswith(b"\x89PNG")


def test_panels_are_placed_in_points_from_the_top_left() -> None:
    picture = Picture(200, 100)
    bounds = picture.panel(20, 10, 100, 40).get_position().bounds
    assert bounds == pytest.approx((0.1, 0.5, 0.5, 0.4))


LACKING = (
    "\u1000\u103c\ue123"  # Burmese, and a sign for private use: no font of matplotlib's has it
)


def drawn(picture: Picture) -> str:
    return "\n".join(text.get_text() for text in picture.findobj(Text))


def test_fonts_are_asked_for_every_sign() -> None:
    for text in ("Füße", "90% ├─┤ ▲", "a\u00a0b\u200b", "Ω", ""):
        assert canvas.spells(text)
    assert not canvas.spells(LACKING)
    assert canvas.spells(JAPANESE) == HAS_EAST_ASIAN


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_signs_that_no_font_has_are_told_once_and_not_label_by_label(
    kind: str, tmp_path: Path
) -> None:
    table = pd.DataFrame({"answer": [LACKING, "yes"], "share": [0.4, 0.6]})
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        picture = draw_shares(table, title="Owns").get_figure(root=True)
        save_figure(picture, tmp_path / f"a.{kind}")
        picture._repr_mimebundle_()
    assert [str(each.message) for each in heard] == []
    assert drawn(picture).replace("\n", " ").count(say("drawing.no_sign")) == 1


def test_every_drawing_tells_of_signs_that_no_font_has() -> None:
    groups = pd.DataFrame(
        {
            "answer": ["yes", "no"] * 2,
            "by": ["g"] * 4,
            "level": [LACKING, LACKING, "b", "b"],
            "share": [0.4, 0.6, 0.5, 0.5],
            "n": [200.0] * 4,
            "letter": ["A", "A", "B", "B"],
            "higher_than": [""] * 4,
            "arrow": [""] * 4,
        }
    )
    moved = pd.DataFrame(
        {"variable": ["g", "g"], "level": [LACKING, "b"], "before": [0.4, 0.6]}
    ).assign(after=0.5, target=0.5, gap=0.0)
    for made in (draw_share_groups(groups), draw_differences(groups), draw_weights(moved).figure):
        assert drawn(made).replace("\n", " ").count(say("drawing.no_sign")) == 1
    plain = groups.assign(level=["a", "a", "b", "b"])
    for made in (draw_share_groups(plain), draw_differences(plain)):
        assert say("drawing.no_sign") not in drawn(made).replace("\n", " ")


def test_japanese_labels_without_a_font_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "EAST_ASIAN", ())
    table = pd.DataFrame({"answer": [JAPANESE, "yes"], "share": [0.4, 0.6]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = draw_shares(table).get_figure(root=True)
        picture._repr_mimebundle_()
    assert say("drawing.no_sign") in drawn(picture).replace("\n", " ")


def test_headings_stay_bold_beside_signs_that_have_no_bold_face(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heading = f"How often? {JAPANESE}"
    assert canvas.font_of(heading, "bold")["fontweight"] == "bold"
    canvas.width(heading, 11.375, "bold")
    assert "font weight" not in caplog.text
    known = ("DejaVu Sans", "Droid Sans Fallback")
    monkeypatch.setattr(canvas, "families", lambda text="": known)
    monkeypatch.setattr(faces, "_has_bold", lambda family: family == "DejaVu Sans")
    assert canvas.font_of(heading, "bold")["fontweight"] == "bold"
    monkeypatch.setattr(canvas, "families", lambda text="": ("No Bold Face", *known))
    assert canvas.font_of(heading, "bold")["fontweight"] == "normal"
