"""Figures as HTML and as files that carry their description."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from PIL import Image

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ALT as ALT_MOST
from techno_kit.drawing.pictures import figure_html, save_figure
from techno_kit.errors import TechnoKitError
from techno_kit.wording import say

ALT = 'Bars & <marks> of "all": 批評家 37%'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def picture() -> Picture:
    made = Picture(144, 72, description=ALT)
    made.panel(30, 10, 100, 40)
    return made


def test_html_carries_the_description_escaped(picture: Picture) -> None:
    page = figure_html(picture, ALT)
    assert '<img alt="Bars &amp; &lt;marks&gt; of &quot;all&quot;: 批評家 37%"' in page
    assert re.search(r'src="data:image/png;base64,[A-Za-z0-9+/=]+">$', page)
    assert "width:192px" in page  # two inches


def test_png_holds_the_description(picture: Picture, tmp_path: Path) -> None:
    saved = save_figure(picture, tmp_path / "ladder.png", title="Ladder")
    with Image.open(saved) as image:
        assert image.info["Description"] == ALT
        assert image.info["Title"] == "Ladder"
        assert image.size == (400, 200)


def test_svg_is_one_described_image(picture: Picture, tmp_path: Path) -> None:
    saved = save_figure(picture, tmp_path / "ladder.svg", title="Ladder <1>")
    root = ElementTree.parse(saved).getroot()
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert [child.text for child in root][:2] == ["Ladder <1>", ALT]


def test_pdf_holds_the_description(picture: Picture, tmp_path: Path) -> None:
    saved = save_figure(picture, tmp_path / "ladder.pdf", alt="Plain words")
    assert b"Plain words" in saved.read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_picture_gives_the_same_bytes(picture: Picture, kind: str, tmp_path: Path) -> None:
    one = save_figure(picture, tmp_path / f"one.{kind}", title="x").read_bytes()
    two = save_figure(picture, tmp_path / f"two.{kind}", title="x").read_bytes()
    assert one == two


def test_another_figure_keeps_text_beyond_its_edge(tmp_path: Path) -> None:
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().text(2, 0.5, "far out")
    with Image.open(save_figure(figure, tmp_path / "a.png", alt="Text")) as image:
        assert image.size[0] > 400


def test_a_failed_save_leaves_the_old_file_and_no_draft(
    picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(target: Path, **_: object) -> None:
        Path(target).write_bytes(b"half")
        raise OSError("disk full")

    goal = tmp_path / "ladder.png"
    goal.write_bytes(b"old")
    monkeypatch.setattr(picture, "savefig", fails)
    with pytest.raises(OSError, match="disk full"):
        save_figure(picture, goal)
    assert [path.name for path in tmp_path.iterdir()] == ["ladder.png"]
    assert goal.read_bytes() == b"old"


def test_saving_makes_no_file_without_a_description(tmp_path: Path) -> None:
    with pytest.raises(TechnoKitError):
        save_figure(Figure(), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_signs_that_are_none_go_from_what_a_file_says_of_itself(tmp_path: Path) -> None:
    words = "a\x00b\x0b\x1b \u202ec\uffff\ufdd0\ud800d"
    for kind in ("png", "svg", "pdf"):
        save_figure(Picture(72, 72, description=words), tmp_path / f"a.{kind}", title=words)
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert [child.text for child in root][:2] == ["ab cd", "ab cd"]
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["Title"] == image.info["Description"] == "ab cd"


def test_a_very_long_description_is_cut_on_a_page_and_says_so(picture: Picture) -> None:
    words = "Dots. " + "; ".join(f"Answer {at} from 10% (a & b) to 20% (c)" for at in range(200))
    alt = unescape(re.search(r'alt="([^"]*)"', figure_html(picture, words))[1])
    end = say("drawing.alt.cut", start="")
    assert len(alt) <= ALT_MOST + len(end)
    assert alt.endswith(end)
    told = alt.removesuffix(end)
    assert words.startswith(told) and words[len(told)] == ";"
    assert figure_html(picture, words[:ALT_MOST]).count(end) == 0
    unbroken = figure_html(picture, "毎" * 3000)
    assert unbroken.count("毎") == ALT_MOST
