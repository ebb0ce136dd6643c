"""The sections of a page, each from the faces of the results it tells of."""

from collections.abc import Sequence

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.crosstabs.crosstabs import Crosstab
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.sizes.detections import Detectable
from techno_kit.analysis.sizes.sample_sizes import SampleSize
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.drawing.markup import text_html
from techno_kit.drawing.pages import (
    CONTENTS,
    Section,
    facts_html,
    link_html,
    paragraphs_html,
    shortened,
)
from techno_kit.planning.plan import Plan
from techno_kit.reporting.captions import named_once
from techno_kit.reporting.charts import draws_the_people, picture_html, picture_notes
from techno_kit.reporting.differences import table_of_pairs, table_of_tests
from techno_kit.reporting.grounds import Ground, grounds_html
from techno_kit.reporting.methods import methods_html
from techno_kit.reporting.parts import Part, Told
from techno_kit.survey.weights import Weights
from techno_kit.wording import count, decimal, join, percent, say


def sections_of(parts: Sequence[Part], grounds: Sequence[Ground]) -> list[Section]:
    """Return the sections of a page: summary, a section a result, weighting, methods."""
    own = [
        Section(part.id, part.title, named_once(_body(part, parts), part.result))
        for part in parts
        if not isinstance(part.result, Weights)
    ]
    weighting = _weighting(parts, grounds)  # a sample that is still planned has none
    numbers = {section.id: 2 + place for place, section in enumerate(own)}
    numbers |= {part.id: 2 + len(own) for part in parts if isinstance(part.result, Weights)}
    return [
        Section("summary", say("report.summary"), _summary(parts, grounds)),
        *own,
        *([Section("weighting", say("report.weighting"), weighting)] if weighting else []),
        Section("methods", say("report.methods"), methods_html(parts, numbers)),
    ]


def _summary(parts: Sequence[Part], grounds: Sequence[Ground]) -> str:
    blocks = [grounds_html(grounds, parts)]
    for part in parts:
        if not part.asked:
            continue
        anchor = "weighting" if isinstance(part.result, Weights) else part.id
        title = text_html(shortened(part.title, CONTENTS))
        blocks.append(f'<h3><a href="#{anchor}">{title}</a></h3>')
        blocks.append(paragraphs_html([part.result.text], kind="lead"))
    return "\n".join(block for block in blocks if block)


def _body(part: Part, parts: Sequence[Part]) -> str:
    result = part.result
    if isinstance(result, Profile):
        return _profile(result)
    if isinstance(result, Comparison):
        return _differences(result)
    if isinstance(result, Plan):
        return _plan(result, parts)
    if isinstance(result, Diagnosis):
        return _diagnosis(result)
    if isinstance(result, Told | SampleSize):
        return _told(result)
    raise TypeError(type(result))


def _profile(profile: Profile) -> str:
    """Tell a profile: the whole, a picture a question of groups, and the table with the notes."""
    title, whole = profile.basis.title, profile.basis.whole
    notes = picture_notes(profile)
    caption = say("report.figure.whole", title=title, whole=whole)
    blocks = [picture_html(profile.plot_whole(notes=notes), caption)]
    for by in profile.banners:
        caption = say("report.figure.groups", title=title, by=profile.basis.titles[by])
        blocks.append(picture_html(profile.plot(by=by, notes=notes), caption))
    return "\n".join([*blocks, profile.html_body()])


def _differences(found: Comparison) -> str:
    by = join(found.basis.titles[name] for name in found.banners)
    caption = say("report.figure.differences", title=found.basis.title, by=by)
    return "\n".join(
        [
            picture_html(found.plot(notes=picture_notes(found)), caption),
            found.html_body(),
            table_of_tests(found),
            table_of_pairs(found),
        ]
    )


def _plan(plan: Plan, parts: Sequence[Part]) -> str:
    """Tell a plan; the page draws the same shares once."""
    body = plan.html_body()
    if not any(plan.evidence_on(each) for each in plan.people):
        return body
    for part in parts:
        if isinstance(part.result, Profile) and draws_the_people(part.result, plan):
            return f"{link_html(say('report.drawn_above'), part.title, part.id)}\n{body}"
    caption = say("report.figure.plan", title=plan.title)
    return f"{picture_html(plan.plot(notes=picture_notes(plan)), caption)}\n{body}"


def _told(found: Told | SampleSize) -> str:
    """Tell a result by its picture, then its tables; what has no picture by these alone."""
    if isinstance(found, Crosstab) and not found.drawable:
        return found.html_body()
    if isinstance(found, Detectable) and not len(found.table):
        return found.html_body()
    drawn = found.plot(notes=picture_notes(found))
    caption = say("report.figure.told", title=found.title)
    return "\n".join([picture_html(drawn, caption), found.html_body()])


def _diagnosis(found: Diagnosis) -> str:
    """Tell a diagnosis; the weights' own section draws how they spread."""
    drawn = found.plot(notes=picture_notes(found))
    return "\n".join([picture_html(drawn, say("report.figure.balance")), found.html_body()])


def _weighting(parts: Sequence[Part], grounds: Sequence[Ground]) -> str:
    """Tell every weighting once, and of which results there is none of ours."""
    own = [part for part in parts if isinstance(part.result, Weights)]
    blocks = []
    for part in own:
        if len(own) > 1:
            blocks.append(f"<h3>{text_html(part.title)}</h3>")
        blocks.append(_weights(part, grounds, alone=len(grounds) + len(own) == 2))
    blocks += [
        paragraphs_html([_not_ours(ground, alone=len(grounds) == 1)])
        for ground in grounds
        if ground.weights is None and ground.weighting_method
    ]
    return "\n".join(blocks)


def _not_ours(ground: Ground, *, alone: bool) -> str:
    """Tell of weights that are not ours, or that there are none."""
    if alone:
        return ground.weighting_method
    return say("report.not_ours", results=ground.titles, method=ground.weighting_method)


def _weights(part: Part, grounds: Sequence[Ground], *, alone: bool) -> str:
    weights = part.result
    if not isinstance(weights, Weights):
        raise TypeError(type(weights))
    users = [each.title for ground in grounds if ground.is_of(weights) for each in ground.parts]
    about = ""
    if grounds and not users:
        about = say("report.unused_weights")
    elif users and not alone:
        about = say("report.weights_of", results=join(users))
    facts = {
        say("report.facts.targets"): weights.targets.caption if weights.targets else "",
        say("report.facts.n"): count(len(weights)),
        say("report.facts.deff"): decimal(weights.deff),
        say("report.facts.n_eff"): count(weights.n_eff),
        say("report.facts.efficiency"): percent(weights.efficiency),
        say("report.facts.largest"): decimal(weights.largest, 1),
    }
    return "\n".join(
        [
            paragraphs_html([about]),
            facts_html(facts),
            picture_html(weights.plot(notes=picture_notes(weights)), say("report.figure.weights")),
            weights.html_body(),
        ]
    )
