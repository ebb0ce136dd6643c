"""How respondents were sampled and weighted."""

from dataclasses import dataclass
from typing import Literal

from techno_kit.errors import SampleError
from techno_kit.wording import say

LonelyPsu = Literal["error", "certainty", "adjust", "average"]


@dataclass(frozen=True, slots=True)
class Design:
    """The sampling design: which columns hold the weight, the strata and the clusters.

    Attributes
    ----------
    weight : str or None
        Column of the sampling weight; every respondent weighs 1 when None.
    strata : str or None
        Column of the stratum.
    clusters : str or None
        Column of the primary sampling unit (PSU), understood within its stratum; every respondent
        is a PSU when None.
    lonely_psu : {"error", "certainty", "adjust", "average"}
        What a stratum with one PSU means for the variance: refuse; it adds nothing; it adds its
        PSU's squared total; it adds the average of the other strata.

    Examples
    --------
    >>> Design(weight="Peso", strata="ESTRATO", clusters="UPA").clusters
    'UPA'
    """

    weight: str | None = None
    strata: str | None = None
    clusters: str | None = None
    lonely_psu: LonelyPsu = "error"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the design uses."""
        return tuple(each for each in (self.weight, self.strata, self.clusters) if each is not None)


def checked_design(design: object) -> Design:
    """Return a design, or tell that it is of another kind."""
    if not isinstance(design, Design):
        raise SampleError(say("errors.sample.design", kind=type(design).__name__))
    return design
