"""Every drawing, by its name; each returns Axes, and many groups at once a picture of several."""

from techno_kit.drawing.dots import draw_differences
from techno_kit.drawing.histograms import draw_histogram
from techno_kit.drawing.love import draw_love
from techno_kit.drawing.multiples import draw_ladder_groups, draw_share_groups
from techno_kit.drawing.singles import draw_ladder, draw_shares
from techno_kit.drawing.weighting import draw_weights

__all__ = [
    "draw_differences",
    "draw_histogram",
    "draw_ladder",
    "draw_ladder_groups",
    "draw_love",
    "draw_share_groups",
    "draw_shares",
    "draw_weights",
]
