"""What the results of a page rest on, and whether it is the same for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from techno_kit.analysis.comparisons import Comparison
from techno_kit.analysis.profiles import Profile
from techno_kit.drawing.pages import facts_html, paragraphs_html
from techno_kit.planning.plan import Plan
from techno_kit.reporting.parts import Part, same_weights
from techno_kit.survey.weights import Weights
from techno_kit.wording import join, plural, say


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """Respondents and weights, and the parts of a page that rest on them.

    Attributes
    ----------
    population : str
        Whom the survey is about.
    respondents : int or None
        Respondents of the sample; None for a plan, which was read or drafted from one.
    weighting, weighting_method, design : str
        Phrases on weights and design.
    weights : Weights or None
        What the kit weighted with.
    synthetic : bool
        Whether the data are made up.
    parts : tuple of Part
        What rests on it, in the page's order.
    """

    population: str
    respondents: int | None
    weighting: str
    weighting_method: str
    design: str
    weights: Weights | None
    synthetic: bool
    parts: tuple[Part, ...]

    @property
    def titles(self) -> str:
        """The parts by name, in a phrase."""
        return join(part.title for part in self.parts)

    def is_of(self, weights: Weights) -> bool:
        """Whether the parts are weighted with these weights."""
        return self.weights is not None and same_weights(self.weights, weights)

    def holds(self, other: "Ground") -> bool:
        """Whether another ground is this one, as far as it is known."""
        if (self.population, self.weighting, self.synthetic) != (
            other.population,
            other.weighting,
            other.synthetic,
        ):
            return False
        if other.respondents is None:
            return True
        if (self.respondents, self.design) != (other.respondents, other.design):
            return False
        return self.is_of(other.weights) if other.weights is not None else self.weights is None


def grounds_of(parts: Sequence[Part]) -> list[Ground]:
    """Gather the parts that rest on the same respondents, weighted in the same way."""
    found: list[Ground] = []
    for part in parts:
        ground = _ground_of(part)
        if ground is None:
            continue
        for at, other in enumerate(found):
            if other.holds(ground):
                found[at] = replace(other, parts=(*other.parts, part))
                break
        else:
            found.append(ground)
    return found


def _ground_of(part: Part) -> Ground | None:
    result = part.result
    if isinstance(result, Profile | Comparison):
        basis = result.basis
        return Ground(
            basis.population,
            basis.respondents,
            basis.weighting,
            basis.weighting_method,
            basis.design,
            basis.weights,
            basis.synthetic,
            (part,),
        )
    if isinstance(result, Plan) and result.evidence:
        told = result.grounds
        return Ground(told.population, None, told.weighting, "", "", None, told.synthetic, (part,))
    return None


def grounds_html(grounds: Sequence[Ground]) -> str:
    """Tell what the results rest on, and that they differ in it where they do."""
    told = [
        {
            say("report.facts.results"): ground.titles if len(grounds) > 1 else "",
            say("report.facts.population"): ground.population or say("profile.unknown"),
            say("report.facts.sample"): ""
            if ground.respondents is None
            else plural("units.respondents", ground.respondents),
            say("report.facts.weighting"): ground.weighting,
        }
        for ground in grounds
    ]
    mixed = paragraphs_html([say("report.mixed")]) if len(told) > 1 else ""
    return "\n".join([mixed, *map(facts_html, told)]).strip()


def synthetic_parts(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that tell of people who do not exist."""
    return [part for part in parts if _synthetic(part)]


def _synthetic(part: Part) -> bool:
    result = part.result
    if isinstance(result, Weights):
        return result.synthetic
    return result.grounds.synthetic if isinstance(result, Plan) else result.basis.synthetic
