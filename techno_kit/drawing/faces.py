"""Fonts for texts that the user's own cannot write, and which of all fonts have a bold face."""

import logging
from collections.abc import Iterable
from functools import cache
from typing import Final

from matplotlib.font_manager import fontManager

BOLD: Final = 600  # weight from which a face counts as bold
HEAVY: Final = ("semibold", "demibold", "bold", "extra bold", "heavy", "black")
UNMET: Final = "Failed to find font weight"  # in what matplotlib logs
EAST_ASIAN: Final = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "Noto Sans CJK SC",
    "PingFang SC",
    "PingFang HK",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Noto Sans CJK KR",
    "NanumGothic",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)


@cache
def _has_bold(family: str) -> bool:
    faces = [face.weight for face in fontManager.ttflist if face.name == family]
    return any(face >= BOLD if isinstance(face, int) else face in HEAVY for face in faces)


def has_bold(families: Iterable[str]) -> bool:
    """Whether a heading in these fonts can be bold, East Asian signs perhaps excepted.

    East Asian fonts often lack a bold face: their signs stay as they are, and the others are bold.
    """
    logging.getLogger("matplotlib.font_manager").addFilter(_is_news)
    return all(_has_bold(each) for each in families if each not in EAST_ASIAN)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether matplotlib logs anything but that an East Asian font has no bold face."""
    told = record.getMessage()
    return not (UNMET in told and any(each in told for each in EAST_ASIAN))
