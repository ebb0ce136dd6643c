"""Whether a table can be the export of the platform that ``format=`` names.

A platform is found out by several signs; where it is named, one of them is enough, as exports are
cut and renamed. A table without any is none of its exports.
"""

from collections.abc import Callable
from typing import Final

from techno_kit.loading import kobo_columns, limesurvey_columns, qualtrics_header
from techno_kit.loading.export_texts import key_of
from techno_kit.loading.grids import Grid, Head
from techno_kit.loading.second_rows import words_questions

#: Names that LimeSurvey gives its columns, and others give theirs.
PLAIN: Final = frozenset({"id", "responseid", "token", "seed", "startdate", "ipaddress"})


def resembles(grid: Grid, platform: str) -> bool:
    """Tell whether a table has any sign of a platform's export.

    Parameters
    ----------
    grid : Grid
        The table.
    platform : str
        The platform; those that refuse other tables by themselves are not judged here.
    """
    look = LOOKS.get(platform)
    return look is None or look(grid.head)


def _like_qualtrics(head: Head) -> bool:
    own = set(qualtrics_header.OWN) - qualtrics_header.VAGUE
    named = any(key_of(each) in own for each in head[0])
    return named or qualtrics_header.reads_as_export(head) or words_questions(head)


def _like_limesurvey(head: Head) -> bool:
    own = set(limesurvey_columns.OWN) - PLAIN
    patterns = (limesurvey_columns.CODED, limesurvey_columns.BOTH, limesurvey_columns.NUMBERED)
    return any(
        key_of(each) in own or any(pattern.fullmatch(each.strip()) for pattern in patterns)
        for each in head[0]
    )


def _like_kobo(head: Head) -> bool:
    cells = kobo_columns.tidied(head[0])
    return any(
        "/" in each or (each.lower() != "key" and kobo_columns.is_own(each)) for each in cells
    )


LOOKS: Final[dict[str, Callable[[Head], bool]]] = {
    "qualtrics": _like_qualtrics,
    "limesurvey": _like_limesurvey,
    "kobo": _like_kobo,
}
