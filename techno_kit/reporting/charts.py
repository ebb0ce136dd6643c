"""The pictures of a page: what each result drew, and which of them would say the same twice."""

from math import isclose
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.drawing.pages import drawing_html
from techno_kit.drawing.pictures import whole_figure
from techno_kit.planning.plan import Plan
from techno_kit.reporting.parts import Result, is_synthetic
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRAWN = 0.0005  # of a share, far less than a picture shows: a plan in a file has rounded numbers
NUMBERS = ["share", "low", "high", "average"]


def picture_html(drawn: "Axes | Figure", caption: str) -> str:
    """Return the whole picture of what a result drew, with its caption."""
    return drawing_html(whole_figure(drawn), caption)


def picture_notes(result: Result) -> list[str]:
    """Return what has to stand in a picture itself, wherever it is copied to.

    All else stands below the tables, as text that can be searched and read aloud.
    """
    return [say("profile.made_up")] if is_synthetic(result) else []


def draws_the_people(profile: Profile, plan: Plan) -> bool:
    """Whether a profile's picture of the whole shows the shares of a plan's one group of people."""
    theirs = plan.table.dropna(subset=["people"]).rename(columns={"base_share": "average"})
    if len(set(theirs["people"])) != 1 or plan.grounds.confidence != profile.options.confidence:
        return False
    ours = profile.whole.assign(average=profile.whole["answer"].astype(str).map(profile.average))
    if list(ours["answer"]) != list(theirs["answer"]) or list(ours["n"]) != list(theirs["n"]):
        return False
    pairs = zip(
        ours[NUMBERS].to_numpy(float).flat, theirs[NUMBERS].to_numpy(float).flat, strict=True
    )
    return all(
        isclose(*pair, rel_tol=0, abs_tol=DRAWN) or all(map(pd.isna, pair)) for pair in pairs
    )
