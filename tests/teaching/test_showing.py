"""A figure is shown once, with its description."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.figure import Figure

import techno_kit as tk

pytest.importorskip("IPython", reason="there is no notebook without IPython")
ALT = 'Shares of "readers" & <others>.'


pyplot = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture
def figures() -> Iterator[list[Figure]]:
    """Make two figures that pyplot knows, before there is a notebook for it to hook into."""
    pyplot.switch_backend("agg")
    yield [pyplot.figure(), pyplot.figure()]
    pyplot.close("all")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what a notebook would show."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda bundle, *, raw: bundles.append(bundle))
    return bundles


def test_another_figure_is_shown_with_the_words_given(shown: list[dict[str, Any]]) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    for drawn in (figure, axes):
        assert tk.show(drawn, alt=ALT) is None  # type: ignore[func-returns-value]
    first, second = shown
    assert first["text/plain"] == second["text/plain"] == ALT
    assert "Shares of &quot;readers&quot; &amp; &lt;others&gt;." in first["text/html"]
    assert first["image/png"].startswith(b"\x89PNG")


def test_our_own_pictures_bring_their_words(shown: list[dict[str, Any]]) -> None:
    profile = tk.profile(tk.load_example(), "gender")
    tk.show(profile.plot())
    tk.show(profile.plot(), alt=ALT)
    ours, given = (re.search('alt="(.*?)"', each["text/html"])[1] for each in shown)  # type: ignore[index]
    assert "Female" in ours
    assert "readers" in given


def test_a_figure_of_pyplot_does_not_appear_twice(
    figures: list[Any], shown: list[dict[str, Any]]
) -> None:
    one, other = figures
    tk.show(one.add_subplot(), alt=ALT)
    assert not pyplot.fignum_exists(one.number)
    assert pyplot.fignum_exists(other.number)
    assert len(shown) == 1


def test_outside_a_notebook_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    tk.show(Figure(), alt=ALT)
    assert capsys.readouterr() == ("", "")
