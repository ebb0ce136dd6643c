"""Text is measured and wrapped before it is placed; fonts cover what they are asked to spell."""

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font

from techno_kit.drawing import canvas
from techno_kit.drawing.canvas import EAST_ASIAN, NOT_FIRST, Picture

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
