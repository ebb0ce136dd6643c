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
from techno_kit.errors import FileError, TechnoKitError
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
    with pytest.raises(FileError, match="ladder.png: this file cannot be written: disk full"):
        picture.save(goal)
    assert [path.name for path in tmp_path.iterdir()] == ["ladder.png"]
    assert goal.read_bytes() == b"old"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_axes_save_the_same_file_as_their_picture(
    picture: Picture, kind: str, tmp_path: Path
) -> None:
    goal = tmp_path / f"ladder.{kind}"
    whole = picture.save(goal).read_bytes()
    assert picture.axes[0].save(str(goal)) == goal and goal.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == [goal.name]


def test_dots_an_inch_are_as_asked(picture: Picture, tmp_path: Path) -> None:
    with Image.open(picture.axes[0].save(tmp_path / "a.png", dpi=72)) as image:
        assert image.size == (144, 72) and image.info["Description"] == ALT


def test_a_saved_picture_follows_links_and_keeps_who_may_read_it(
    picture: Picture, tmp_path: Path
) -> None:
    real = tmp_path / "real.png"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link = tmp_path / "link.png"
    link.symlink_to(real)
    picture.save(link)
    assert link.is_symlink() and real.read_bytes().startswith(b"\x89PNG")
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_place_of_a_picture_stays(picture: Picture, tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(FileError, match="cannot be written"):
        picture.save(tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


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
