"""Ladders from files: what is read, what is refused, and that nothing is run."""

from pathlib import Path

import pytest

from techno_kit.errors import FileError, MappingError
from techno_kit.ladder.reading import load_ladder, read_ladder
from techno_kit.ladder.rungs import EDITIONS, Activity, Ladder, Rung

OWN = """
schema = "techno_kit/ladder/1"
id = "mine"
source = "our own"

[activities.blog_read]
label = { en = "Read blogs", nl = "Blogs lezen" }
[activities.short_video_watch]

[[rungs]]
id = "viewers"
label = { nl = "Kijkers" }
at_least = "daily"
any_of = ["blog_read", "short_video_watch"]
[[rungs]]
id = "blog_readers"
at_least = "weekly"
any_of = ["blog_read"]
[[rungs]]
id = "inactives"
none = true
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def test_a_ladder_of_ones_own(own: Path) -> None:
    ladder = read_ladder(own, dont_know="missing")
    assert ladder == Ladder(
        "mine",
        (
            Rung("viewers", {"nl": "Kijkers"}, ("blog_read", "short_video_watch"), "daily"),
            Rung("blog_readers", {}, ("blog_read",), "weekly"),
            Rung("inactives", {}, none=True),
        ),
        {
            "blog_read": Activity("blog_read", {"en": "Read blogs", "nl": "Blogs lezen"}),
            "short_video_watch": Activity("short_video_watch"),
        },
        source="our own",
        dont_know="missing",
    )
    assert ladder.label == "Ladder 'mine'"
    assert repr(ladder) == "Ladder('mine': Kijkers, Blog readers, Inactives)"
    assert str(ladder) == (
        "Ladder 'mine'\n"
        "Kijkers, at least daily: Read blogs; Short video watch\n"
        "Blog readers, at least weekly: Read blogs\n"
        "Inactives: none of these\n"
        "Source: our own"
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_copy_of_an_edition_is_that_edition(edition: str, tmp_path: Path) -> None:
    import techno_kit.ladder

    shipped = Path(techno_kit.ladder.__file__).parent / "editions" / f"{edition}.toml"
    copy = tmp_path / "copy.toml"
    copy.write_bytes(shipped.read_bytes())
    assert read_ladder(copy) == load_ladder(edition)  # type: ignore[arg-type]


def test_an_edition_that_was_changed_needs_an_id_of_its_own(tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    changed.write_text(OWN.replace('id = "mine"', 'id = "2010"'), encoding="utf-8")
    with pytest.raises(MappingError, match=r"line 3, id: '2010' is the id of an edition"):
        read_ladder(changed)


def test_text_that_looks_like_code_stays_text(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    code = f"__import__('pathlib').Path({str(trap)!r}).touch()"
    file = tmp_path / "mine.toml"
    file.write_text(OWN.replace("our own", code).replace("Read blogs", "{0.__class__}"), "utf-8")
    ladder = read_ladder(file)
    assert ladder.source == code
    assert "{0.__class__}" in str(ladder)
    assert not trap.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_ladder(tmp_path / "none.toml")


def test_ladders_are_values() -> None:
    assert load_ladder("2010") == load_ladder("2010")
    assert load_ladder("2010") != load_ladder("2010", dont_know="missing")
    assert len({load_ladder("2007"), load_ladder("2007"), load_ladder("2008")}) == 2


def test_a_ladder_built_in_python_keeps_the_rules() -> None:
    with pytest.raises(MappingError, match="no rung is for those on no other"):
        Ladder(
            "mine", (Rung("readers", any_of=("blog_read",)),), {"blog_read": Activity("blog_read")}
        )


def test_what_is_given_in_can_change_later_without_harm() -> None:
    activities = {"blog_read": Activity("blog_read")}
    ladder = Ladder(
        "mine", (Rung("readers", any_of=("blog_read",)), Rung("none", none=True)), activities
    )
    activities.clear()
    assert list(ladder.activities) == ["blog_read"]
