"""Colours that colour-blind readers can tell apart, each dark enough for what it is used for.

The hues are those of Okabe and Ito, unchanged. A bar needs a contrast of 3:1 with white, a text
4.5:1; the tests compute both, and the distance of every pair as a colour-blind reader sees it.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design. https://jfly.uni-koeln.de/color/
"""

from typing import Final

BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
CATEGORIES: Final = (BLUE, VERMILLION, GREEN, PURPLE)  # bars and points of several series, in order

PAPER: Final = "#FFFFFF"
INK: Final = "#1B1B1B"  # titles, labels, values, intervals
MUTED: Final = "#595959"  # notes, headings of columns, text in place of a bar
NEUTRAL: Final = "#757575"  # bars of those who are in no other bar
RAIL: Final = "#757575"
TRACK: Final = "#EDEFF2"  # the empty part of a rung; decoration, so it needs no contrast
GRID: Final = "#D5D9DE"
