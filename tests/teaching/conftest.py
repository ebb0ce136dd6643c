"""An exercise of every kind of answer, none of which needs the study."""

import pytest

from techno_kit.teaching import Exercise

KINDS = {
    "share": Exercise(
        "share",
        lambda: 0.277,
        unit="share",
        hint="Look again.",
        mistakes={"This is unweighted.": lambda: 0.251},
    ),
    "index": Exercise("index", lambda: 118.6, unit="index", hint="Look again."),
    "count": Exercise("count", lambda: 2377, unit="count", hint="Look again."),
    "number": Exercise("number", lambda: 2.5357, hint="Look again.", tolerance=0.005),
    "truth": Exercise("truth", lambda: True, hint="Look again."),
    "word": Exercise(
        "word",
        lambda: "joiners",
        hint="Look again.",
        mistakes={"That is the largest of all.": lambda: "spectators"},
    ),
    "set": Exercise(
        "set",
        lambda: {"joiners", "critics", "creators"},
        hint="Look again.",
        mistakes={"Some could be chance.": lambda: {"joiners", "critics"}},
    ),
    "list": Exercise("list", lambda: ["joiners", "critics"], hint="Look again."),
    "by_label": Exercise(
        "by_label",
        lambda: {"Female": 0.51, "Male": 0.49},
        unit="share",
        hint="Look again.",
        mistakes={"This is unweighted.": lambda: {"Female": 0.53, "Male": 0.47}},
    ),
}


@pytest.fixture
def kinds() -> dict[str, Exercise]:
    return KINDS
