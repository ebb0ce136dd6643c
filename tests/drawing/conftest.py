"""Made-up tables of shares, and what every drawing must keep to."""

from collections.abc import Callable, Iterator
from itertools import combinations
from math import nan
from typing import Any

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

LABELS = {
    "creators": "Creators",
    "conversationalists": "Conversationalists",
    "critics": "Critics",
    "collectors": "Collectors",
    "joiners": "Joiners",
    "spectators": "Spectators",
    "inactives": "Inactives",
}
SHARES = (0.24, 0.33, 0.37, 0.20, 0.59, 0.70, 0.17)
HALF = 0.03  # half an interval of the made-up tables
TOUCH = 0.5  # dots that two boxes of text may share: their edges are blank

Rows = list[dict[str, Any]]


def group_rows(
    by: str | None = None,
    level: str | None = None,
    shares: tuple[float, ...] = SHARES,
    *,
    n: float = 1200,
    flag: str | None = None,
    answers: tuple[str, ...] = tuple(LABELS),
) -> Rows:
    """One group's rows of a profile's table; a missing share is suppressed."""
    return [
        {
            "answer": answer,
            "by": by,
            "level": level,
            "share": share,
            "low": max(share - HALF, 0) if share == share else nan,
            "high": min(share + HALF, 1) if share == share else nan,
            "index": 100 * share / base,
            "n": n,
            "flag": flag,
        }
        for answer, share, base in zip(answers, shares, SHARES, strict=False)
    ]


def texts_of(figure: Figure) -> list[Text]:
    """Every text that a reader sees."""
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    return [text for text in found if isinstance(text, Text)]


@pytest.fixture
def labels() -> dict[str, str]:
    return dict(LABELS)


@pytest.fixture
def rows() -> Callable[..., Rows]:
    return group_rows


@pytest.fixture
def whole() -> pd.DataFrame:
    return pd.DataFrame(group_rows())


@pytest.fixture
def words() -> Callable[[Figure], list[str]]:
    return lambda figure: [text.get_text() for text in texts_of(figure)]


@pytest.fixture
def check_layout() -> Callable[[Figure], None]:
    """Every text lies inside the picture, and no two texts lie on each other."""

    def check(figure: Figure) -> None:
        figure.canvas.draw()  # type: ignore[no-untyped-call]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)]
        page = figure.bbox
        outside = [
            text
            for text, box in boxes
            if box.x0 < -TOUCH
            or box.y0 < -TOUCH
            or box.x1 > page.width + TOUCH
            or box.y1 > page.height + TOUCH
        ]
        assert outside == []
        shared = [
            (one, other)
            for (one, a), (other, b) in combinations(boxes, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCH
            and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCH
        ]
        assert shared == []

    return check


@pytest.fixture(autouse=True)
def untouched_settings() -> Iterator[None]:
    """No drawing changes a setting of matplotlib or leaves a figure with pyplot."""
    before = dict(matplotlib.rcParams)
    yield
    assert dict(matplotlib.rcParams) == before
    from matplotlib._pylab_helpers import Gcf

    assert Gcf.get_all_fig_managers() == []
