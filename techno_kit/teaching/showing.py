"""The verb `show`: a figure in a notebook, with a description for those who do not see it."""

import sys
from typing import TYPE_CHECKING, Any

from techno_kit.errors import TechnoKitError
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def show(figure: "Figure | Axes", *, alt: str | None = None) -> None:
    """Show a figure in a notebook, at once, with a description that screen readers tell.

    Notebooks show a matplotlib figure as an image without a description, and nothing that is set on
    the figure changes that. This shows it as an image with one, and closes it for pyplot, so that
    it does not appear a second time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        Any figure; of Axes, the whole figure that they are in.
    alt : str, optional
        What it shows, in words. The kit's own charts bring their description; any other figure
        needs one.

    Raises
    ------
    TechnoKitError
        If there is no description, or `figure` is no figure.

    Notes
    -----
    Outside a notebook nothing is shown; a chart of the kit is saved with its ``save``, any other
    figure with its ``savefig``.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> show(Figure(), alt="An empty figure.")
    """
    whole: Any = figure.get_figure(root=True) if hasattr(figure, "get_figure") else figure
    if not hasattr(whole, "savefig"):
        raise TechnoKitError(say("teaching.show.kind", kind=type(figure).__name__))
    words = getattr(whole, "description", "") if alt is None else alt
    if not isinstance(words, str) or not words.strip():
        raise TechnoKitError(say("teaching.show.no_alt"))
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(whole)
    if "IPython" in sys.modules:
        _display(whole, words)


def _display(figure: "Figure", words: str) -> None:
    """Hand the figure to the notebook that runs, if one does."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    from techno_kit.drawing.pictures import figure_html, png_bytes

    if get_ipython() is not None:
        picture = png_bytes(figure)
        page = figure_html(figure, words, picture=picture)
        bundle = {"text/html": page, "image/png": picture, "text/plain": words}
        display(bundle, raw=True)  # type: ignore[no-untyped-call]
