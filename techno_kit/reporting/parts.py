"""Results in the order of a page, each under a name of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.crosstabs.crosstabs import Crosstab
from techno_kit.analysis.estimates.estimates import Estimate
from techno_kit.analysis.models.models import Model
from techno_kit.analysis.overlaps.overlaps import Overlaps
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.sizes.detections import Detectable
from techno_kit.analysis.sizes.sample_sizes import SampleSize
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.drawing.pages import shortened
from techno_kit.planning.plan import Plan
from techno_kit.survey.weights import Weights
from techno_kit.wording import join, say

HEADING = 160  # characters of a heading; a section tells in full whom it is about
#: Results that a page tells of in one way: their picture, then their tables and notes.
Told = Estimate | Overlaps | Crosstab | Model | Detectable
Result = Profile | Told | Comparison | Plan | SampleSize | Diagnosis | Weights
#: The kinds in the order of a page: who they are, how they differ, what to do, how it was weighted.
KINDS: tuple[type[Result], ...] = (
    *(Profile, Estimate, Overlaps, Comparison, Crosstab, Model),
    *(Plan, Detectable, SampleSize, Diagnosis, Weights),
)


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """A result with its place on the page.

    Attributes
    ----------
    id : str
        Its anchor, such as ``"profile-1"``.
    title : str
        Its heading, once on the page.
    result : Profile, Comparison, Crosstab, Plan, Diagnosis, Weights, ...
        The result itself.
    asked : bool
        Whether it was handed in; weights can come with the results that rest on them.
    """

    id: str
    title: str
    result: Result
    asked: bool = True


def parts_of(results: Sequence[Result]) -> list[Part]:
    """Put results into the order of a page, with the weights they rest on; equal ones once."""
    asked = list({id(each): each for each in results}.values())
    weights: list[Weights] = []
    resting = (each for each in asked if isinstance(each, Profile | Comparison | Diagnosis | Told))
    carried = (each.basis.weights for each in resting)
    for each in (*(each for each in asked if isinstance(each, Weights)), *carried):
        if each is not None and not any(same_weights(each, other) for other in weights):
            weights.append(each)
    ordered: list[Result] = [
        each for kind in KINDS[:-1] for each in asked if isinstance(each, kind)
    ]
    return _named([*ordered, *weights], {id(each) for each in asked})


def same_weights(one: Weights, other: Weights) -> bool:
    """Whether two weights are the same numbers for the same respondents, made in the same way."""
    return one is other or (one.steps == other.steps and one.values.equals(other.values))


def question_of(results: Iterable[Result]) -> str:
    """Return the wording of the one question that results are about; empty if there are several."""
    asked, planned = set(), set()
    for each in results:
        if isinstance(each, Profile | Comparison):
            asked.add(each.basis.title)
        elif isinstance(each, Crosstab):
            asked.update(section.basis.title for section in each.sections)
        elif isinstance(each, Told):
            asked.add(each.basis.title)
        elif isinstance(each, Plan) and each.evidence:
            planned.add(each.grounds.ladder)
    return next(iter(asked)) if len(asked) == 1 and planned <= asked else ""


def _named(results: Sequence[Result], asked: Iterable[int]) -> list[Part]:
    handed, kinds, titles = set(asked), Counter[str](), Counter[str]()
    several = not question_of(results)
    parts = []
    for result in results:
        kind = type(result).__name__.lower()
        kinds[kind] += 1
        title = shortened(_title(result, several=several), HEADING)
        titles[title] += 1
        if titles[title] > 1:
            title = say("report.again", title=title, n=titles[title])
        parts.append(Part(f"{kind}-{kinds[kind]}", title, result, id(result) in handed))
    return parts


def _title(result: Result, *, several: bool) -> str:
    """Name a result; by its question only where the page is about several."""
    if isinstance(result, Plan | Diagnosis | SampleSize):
        return result.title
    if isinstance(result, Weights):
        return say("report.weights", done=result.done)
    if isinstance(result, Told):
        audience = result.basis.audience
        return result.title + (say("report.among", audience=audience) if audience else "")
    basis, by = result.basis, result.banners
    phrases = [
        say(f"report.{type(result).__name__.lower()}"),
        say("report.of", title=basis.title) if several else "",
        say("report.by", titles=join(basis.titles[name] for name in by)) if by else "",
        say("report.among", audience=basis.audience) if basis.audience else "",
    ]
    return "".join(phrases)


def is_synthetic(result: Result) -> bool:
    """Whether a result tells of people who do not exist."""
    if isinstance(result, SampleSize):
        return False
    if isinstance(result, Weights):
        return result.synthetic
    return result.grounds.synthetic if isinstance(result, Plan) else result.basis.synthetic
