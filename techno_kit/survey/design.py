"""How respondents were sampled and weighted."""

from collections.abc import Sequence
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
    raked_on : sequence of str or of tuples of str
        For a file that arrives with a final weight: the questions that its makers raked it to, a
        tuple for crossed ones. Errors take them into account, as far as final weights allow.

    Examples
    --------
    >>> Design(weight="Peso", strata="ESTRATO", clusters="UPA").clusters
    'UPA'
    >>> Design(weight="final", raked_on=["age_group", ("sex", "region")]).margins
    (('age_group',), ('sex', 'region'))
    """

    weight: str | None = None
    strata: str | None = None
    clusters: str | None = None
    lonely_psu: LonelyPsu = "error"
    raked_on: Sequence[str | Sequence[str]] = ()

    def __post_init__(self) -> None:
        asked: object = self.raked_on
        kept = [asked] if isinstance(asked, str) else asked
        if not isinstance(kept, Sequence) or not all(_is_margin(each) for each in kept):
            raise SampleError(say("errors.raked_on.kind", value=repr(asked)))
        margins = tuple(each if isinstance(each, str) else tuple(each) for each in kept)
        object.__setattr__(self, "raked_on", margins)

    @property
    def margins(self) -> tuple[tuple[str, ...], ...]:
        """The names of the questions of each margin that the weight was raked to."""
        return tuple((each,) if isinstance(each, str) else tuple(each) for each in self.raked_on)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the design uses."""
        return tuple(each for each in (self.weight, self.strata, self.clusters) if each is not None)


def _is_margin(found: object) -> bool:
    if isinstance(found, str):
        return True
    return (
        isinstance(found, Sequence) and bool(found) and all(isinstance(each, str) for each in found)
    )


def checked_design(design: object) -> Design:
    """Return a design, or tell that it is of another kind."""
    if not isinstance(design, Design):
        raise SampleError(say("errors.sample.design", kind=type(design).__name__))
    return design
