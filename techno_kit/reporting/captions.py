"""Captions below a section's heading: a long question, told in full there, is told briefly."""

import re
from typing import Final

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.crosstabs.crosstabs import Crosstab
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.drawing.markup import text_html
from techno_kit.drawing.pages import shortened
from techno_kit.reporting.parts import Result, Told

BRIEF: Final = 52  # characters of a question in a caption
CAPTION: Final = re.compile(r"<(caption|figcaption|summary)>(.*?)</\1>", re.DOTALL)


def named_once(html: str, result: Result) -> str:
    """Shorten a result's long questions in the captions of its section.

    Parameters
    ----------
    html : str
        The section's body.
    result : Profile, Comparison, Crosstab, ...
        What it tells of.
    """
    if isinstance(result, Crosstab):
        titles = [section.basis.title for section in result.sections]
    elif isinstance(result, Profile | Comparison | Told):
        titles = [result.basis.title]
    else:
        return html
    brief = {text_html(each): text_html(shortened(each, BRIEF)) for each in titles}

    def caption(found: re.Match[str]) -> str:
        text = found[2]
        for full, short in brief.items():
            text = text.replace(full, short)
        return f"<{found[1]}>{text}</{found[1]}>"

    return CAPTION.sub(caption, html)
