"""What the results of a page rest on, and whether it is the same for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose, isnan

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.crosstabs.crosstabs import Crosstab
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.telling.accounting import population_told
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.drawing.pages import facts_html, paragraphs_html
from techno_kit.planning.plan import Plan
from techno_kit.reporting.parts import Part, Told, is_synthetic, same_weights
from techno_kit.survey.weights import Weights
from techno_kit.wording import join, plural, say

SAME = 0.0005  # of a share: far less than two samples differ by; a plan's file rounds its numbers
Shares = Mapping[str, float]


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
    shares : mapping
        Shares (0-1) that it is known by: question, definition and audience to those of answers.
    """

    population: str
    respondents: int | None
    weighting: str
    weighting_method: str
    design: str
    weights: Weights | None
    synthetic: bool
    parts: tuple[Part, ...]
    shares: Mapping[tuple[str, str, str], Shares]

    @property
    def titles(self) -> str:
        """The parts by name, in a phrase."""
        return join(part.title for part in self.parts)

    @property
    def people(self) -> str:
        """Whom the survey is about; where that is not stated, whom its weights were made for."""
        return population_told(self.population, self.weights)

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
        both = self.shares.keys() & other.shares.keys()
        if not all(_alike(self.shares[each], other.shares[each]) for each in both):
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
                shares = {**other.shares, **ground.shares}
                found[at] = replace(other, parts=(*other.parts, part), shares=shares)
                break
        else:
            found.append(ground)
    return found


def _ground_of(part: Part) -> Ground | None:
    result = part.result
    if isinstance(result, Profile | Comparison | Diagnosis | Told):
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
            dict(_shares_of(result)),
        )
    if isinstance(result, Plan) and result.evidence:
        told = result.grounds
        return Ground(
            told.population,
            None,
            told.weighting,
            "",
            "",
            None,
            told.synthetic,
            (part,),
            dict(_shares_of(result)),
        )
    return None


def _shares_of(
    result: Profile | Comparison | Plan | Diagnosis | Told,
) -> Iterator[tuple[tuple[str, str, str], Shares]]:
    """Yield shares that two results on the same respondents and weights have in common."""
    if isinstance(result, Diagnosis | Told):
        return
    if isinstance(result, Plan):
        told = result.grounds
        base = {each.answer: each.base_share for each in result.evidence}
        known = {answer: share for answer, share in base.items() if share is not None}
        yield (told.ladder, told.definition, told.against), known
        return
    basis = result.basis
    if isinstance(result, Comparison):
        yield (basis.title, basis.caption, basis.whole), result.average
        return
    yield (basis.title, basis.caption, basis.against), result.average
    whole = zip(result.whole["answer"].astype(str), result.whole["share"], strict=True)
    yield (basis.title, basis.caption, basis.whole), dict(whole)


def _alike(one: Shares, other: Shares) -> bool:
    """Whether answers that both know, and that are not suppressed, have the same shares."""
    pairs = [(one[each], other[each]) for each in one.keys() & other.keys()]
    return all(
        isclose(*pair, rel_tol=0, abs_tol=SAME) for pair in pairs if not any(map(isnan, pair))
    )


def ladders_of(parts: Sequence[Part]) -> dict[tuple[str, str], list[Part]]:
    """Gather the parts that tell of rungs by the ladder, and the definition, that they use."""
    found: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        result = part.result
        if isinstance(result, Plan) and result.evidence:
            found.setdefault((result.grounds.ladder, result.grounds.definition), []).append(part)
        elif isinstance(result, Crosstab):
            for basis in (each.basis for each in result.sections if each.basis.ladder):
                found.setdefault((basis.title, basis.caption), []).append(part)
        elif isinstance(result, Profile | Comparison | Told) and result.basis.ladder:
            found.setdefault((result.basis.title, result.basis.caption), []).append(part)
    return found


def grounds_html(grounds: Sequence[Ground], parts: Sequence[Part]) -> str:
    """Tell what the results rest on, and that they differ in it, or in their ladder."""
    told = [
        {
            say("report.facts.results"): ground.titles if len(grounds) > 1 else "",
            say("report.facts.population"): ground.people or say("profile.unknown"),
            say("report.facts.sample"): ""
            if ground.respondents is None
            else plural("units.respondents", ground.respondents),
            say("report.facts.weighting"): ground.weighting,
        }
        for ground in grounds
    ]
    warned = [say("report.mixed")] if len(told) > 1 else []
    ladders = ladders_of(parts)
    if len(ladders) > 1:
        used = (join(part.title for part in each) for each in ladders.values())
        warned.append(say("report.ladders", results="; ".join(used)))
    return "\n".join([paragraphs_html(warned), *map(facts_html, told)]).strip()


def synthetic_parts(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that tell of people who do not exist."""
    return [part for part in parts if is_synthetic(part.result)]
