"""How respondents were sampled and weighted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from techno_kit.errors import SampleError
from techno_kit.survey.replicate_columns import ReplicateColumns
from techno_kit.wording import say

CROSSED = " x "  # between the names of crossed strata
LONGEST = 60  # signs of a wrong value that a message repeats

LonelyPsu = Literal["error", "certainty", "adjust", "average"]


@dataclass(frozen=True, slots=True)
class Design:
    """The sampling design: which columns hold the weight, the strata and the clusters.

    Attributes
    ----------
    weight : str or None
        Column of the sampling weight; every respondent weighs 1 when None.
    strata : str or sequence of str, or None
        Column of the stratum; several columns are crossed, such as wave and region.
    clusters : str or None
        Column of the primary sampling unit (PSU), understood within its stratum; every respondent
        is a PSU when None.
    lonely_psu : {"error", "certainty", "adjust", "average"}
        What a stratum with one PSU means for the variance: refuse; it adds nothing; it adds its
        PSU's squared total; it adds the average of the other strata. In replicates (JKn): refuse;
        it is in all of them; one leaves it out, the other strata making up for it; it is in all of
        them, and deviations count more.
    raked_on : sequence of str or of tuples of str
        For a file that arrives with a final weight: the questions that its makers raked it to, a
        tuple for crossed ones. Errors take them into account, as far as final weights allow.
    fpc : str or None
        Column for the finite population correction: how many PSUs (without clusters: people) the
        respondent's stratum has in the population, or the share of them that was drawn, if no
        value is above 1. PSUs count as drawn with replacement when None.
    replicates : ReplicateColumns or None
        The columns of the file's replicate weights, and how they were made; errors come from them
        then, and not from strata and clusters.

    Examples
    --------
    >>> Design(weight="Peso", strata="ESTRATO", clusters="UPA").clusters
    'UPA'
    >>> Design(weight="final", raked_on=["age_group", ("sex", "region")]).margins
    (('age_group',), ('sex', 'region'))
    """

    weight: str | None = None
    strata: str | Sequence[str] | None = None
    clusters: str | None = None
    lonely_psu: LonelyPsu = "error"
    raked_on: Sequence[str | Sequence[str]] = ()
    fpc: str | None = None
    replicates: ReplicateColumns | None = None

    def __post_init__(self) -> None:
        if not (self.replicates is None or isinstance(self.replicates, ReplicateColumns)):
            kind = type(self.replicates).__name__
            raise SampleError(say("errors.replicates.kind", kind=kind))
        for role, value in (
            ("weight", self.weight),
            ("clusters", self.clusters),
            ("fpc", self.fpc),
        ):
            if value is not None and not _is_name(value):
                raise SampleError(_no_column(role, value))
        if self.strata is not None and not _is_margin(self.strata):
            raise SampleError(say("errors.design.strata_kind", value=_shown(self.strata)))
        if self.strata is not None and not isinstance(self.strata, str):
            names = tuple(dict.fromkeys(self.strata))
            object.__setattr__(self, "strata", names[0] if len(names) == 1 else names)
        asked: object = self.raked_on
        kept = [asked] if isinstance(asked, str) else asked
        if not isinstance(kept, Sequence) or not all(_is_margin(each) for each in kept):
            raise SampleError(say("errors.raked_on.kind", value=_shown(asked)))
        margins = tuple(each if isinstance(each, str) else tuple(each) for each in kept)
        object.__setattr__(self, "raked_on", margins)

    @property
    def margins(self) -> tuple[tuple[str, ...], ...]:
        """The names of the questions of each margin that the weight was raked to."""
        return tuple((each,) if isinstance(each, str) else tuple(each) for each in self.raked_on)

    @property
    def strata_columns(self) -> tuple[str, ...]:
        """The columns whose cross is the stratum."""
        if self.strata is None:
            return ()
        return (self.strata,) if isinstance(self.strata, str) else tuple(self.strata)

    @property
    def strata_told(self) -> str:
        """The name of the strata in sentences: the column's, or those of crossed columns."""
        return CROSSED.join(self.strata_columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the design uses."""
        named = (self.weight, *self.strata_columns, self.clusters, self.fpc)
        replicates = () if self.replicates is None else self.replicates.names
        return (*dict.fromkeys(each for each in named if each is not None), *replicates)


def _no_column(role: str, value: object) -> str:
    """Word what is not the name of one column; crossed clusters can be meant as strata."""
    names = isinstance(value, tuple | list) and all(isinstance(each, str) for each in value)
    if role == "clusters" and names:
        return say("errors.design.crossed", value=value)
    return say("errors.design.one_column", role=role, value=_shown(value))


def _shown(value: object) -> str:
    """Write a short value as it is, anything else as its type."""
    shown = repr(value)
    if len(shown) > LONGEST or "\n" in shown:
        return say("errors.several_values.kind", kind=type(value).__name__)
    return shown


def _is_margin(found: object) -> bool:
    if isinstance(found, str):
        return _is_name(found)
    return isinstance(found, Sequence) and bool(found) and all(map(_is_name, found))


def _is_name(found: object) -> bool:
    """Tell whether something can be the name of a column or a question."""
    return isinstance(found, str) and bool(found.strip())


def checked_design(design: object) -> Design:
    """Return a design, or tell that it is of another kind."""
    if not isinstance(design, Design):
        raise SampleError(say("errors.sample.design", kind=type(design).__name__))
    return design
