"""Every drawing, by its name; each returns Axes, and many groups at once a picture of several."""

from techno_kit.drawing.banner_heat import draw_banner
from techno_kit.drawing.curves import draw_sizes
from techno_kit.drawing.dots import draw_differences
from techno_kit.drawing.forest import draw_effects
from techno_kit.drawing.heat import draw_heat
from techno_kit.drawing.histograms import draw_histogram
from techno_kit.drawing.love import draw_love
from techno_kit.drawing.multiples import draw_ladder_groups, draw_share_groups
from techno_kit.drawing.ranges import draw_ranges
from techno_kit.drawing.singles import draw_ladder, draw_shares
from techno_kit.drawing.trends import draw_trends
from techno_kit.drawing.upset import draw_upset
from techno_kit.drawing.weighting import draw_weights

__all__ = [
    "draw_banner",
    "draw_differences",
    "draw_effects",
    "draw_heat",
    "draw_histogram",
    "draw_ladder",
    "draw_ladder_groups",
    "draw_love",
    "draw_ranges",
    "draw_share_groups",
    "draw_shares",
    "draw_sizes",
    "draw_trends",
    "draw_upset",
    "draw_weights",
]
