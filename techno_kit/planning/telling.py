"""Plans in words: the sentences to paste, the methods paragraph, the notes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from techno_kit.planning.parts import ROUNDING, Evidence, Fit, Objective, People, Technology
from techno_kit.planning.playbook import load_playbook
from techno_kit.wording import count, decimal, index, interval, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan


def text_of_plan(plan: "Plan") -> str:
    """Return one to three sentences on a plan."""
    about = [told for each in plan.people if (told := _about(plan, each))]
    sentences = (
        [say("plan.text.sentence", text=say("plan.text.between").join(about))] if about else []
    )
    if plan.objective is not None:
        sentences += [_goal(plan), _next(plan)]
    else:
        sentences += [_ranked(plan)] if plan.ranking else []
        sentences.append(say("plan.text.choose"))
    told = " ".join(each for each in sentences if each)
    return say("profile.synthetic", text=told) if plan.grounds.synthetic else told


def _about(plan: "Plan", people: People) -> str:
    """Tell the rung that sets some people apart the most, or else their largest."""
    rows = plan.evidence_on(people)
    if not rows:
        return ""
    clear = [each for each in rows if each.above or each.below]
    most = max(clear, key=_distance) if clear else max(rows, key=lambda each: each.share)
    limits = ""
    if most.low is not None and most.high is not None:
        limits = say("plan.text.interval", interval=interval(most.low, most.high))
    told = say(
        "plan.text.people",
        name=people.name,
        respondents=plural("units.respondents", most.n),
        share=percent(most.share),
        answer=most.name,
        interval=limits,
    )
    return told + (say("plan.text.everyone") if is_everyone(plan, people) else _against(plan, most))


def is_everyone(plan: "Plan", people: People) -> bool:
    """Tell whether some people are all that they would be compared with."""
    rows = plan.evidence_on(people)
    return bool(rows) and all(
        each.n == plan.grounds.n
        and each.base_share is not None
        and abs(each.share - each.base_share) <= ROUNDING
        for each in rows
    )


def _distance(each: Evidence) -> float:
    return abs(each.share - each.base_share) if each.base_share is not None else 0.0


def _against(plan: "Plan", each: Evidence) -> str:
    if each.base_share is None or plan.grounds.n is None:
        return ""
    return say(
        "plan.text.against",
        share=percent(each.base_share),
        respondents=plural("units.respondents", plan.grounds.n),
        against=plan.grounds.against,
    )


def _goal(plan: "Plan") -> str:
    goal = plan.objective
    if goal is None:
        return ""
    approach = load_playbook().approaches[goal.kind]
    names = {"objective": approach.label.lower(), "function": approach.function}
    if not goal.measured:
        lacking = [say(f"plan.text.undecided.{each}") for each in _undecided(goal)]
        return plural("plan.text.objective", len(lacking), **names, lacking=join(lacking))
    start = ""
    if goal.baseline is not None:
        start = say("plan.text.baseline", baseline=plain(goal.baseline))
    target = plain(goal.target) if goal.target is not None else ""
    return say(
        "plan.text.measured", **names, metric=goal.metric, start=start, target=target, due=goal.due
    )


def _undecided(goal: Objective) -> Iterator[str]:
    if not goal.metric:
        yield "metric"
    if goal.target is None:
        yield "target"
    if goal.due is None:
        yield "due"


def plain(value: float) -> str:
    """Write a number that people gave as they gave it, its thousands grouped."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.12g}"


def _next(plan: "Plan") -> str:
    open_ = sum(not each.change for each in plan.strategy)
    if open_:
        return plural("plan.text.open", open_)
    if not plan.technology:
        return ""
    return say(
        "plan.text.technology", choices=join(choice_of(plan, each) for each in plan.technology)
    )


def choice_of(plan: "Plan", technology: Technology) -> str:
    """Return a technology's name, marked where no evidence stands behind it."""
    proved = any(True for _ in plan.backing(technology))
    return technology.choice if proved else say("plan.unproved", choice=technology.choice)


def _ranked(plan: "Plan") -> str:
    """Tell the ranking: of one group in full, of several in a clause each."""
    if len(plan.people) == 1:
        return verdict_of(plan, plan.people[0])
    rows = []
    for people in plan.people:
        best = _best(plan, people)
        if not best or best[0].first is None:
            rows.append(say("plan.ranking.row_none", name=people.name))
            continue
        rows.append(
            say(
                f"plan.ranking.row_{'clear' if _is_clear(best) else 'unclear'}",
                name=people.name,
                objective=_names(best),
                first=percent(best[0].first),
                reach=_reach(plan, people, best[0]),
            )
        )
    return say("plan.ranking.several", rows=say("plan.text.between").join(rows))


def _best(plan: "Plan", people: People) -> list[Fit]:
    """Return the objective that ranks first most often, or those that tie for it."""
    fits = [each for each in plan.ranking if each.people == people.name]
    most = max((each.first or 0.0 for each in fits), default=0.0)
    tied = [each for each in fits if (each.first or 0.0) >= most - ROUNDING]
    return tied if most > 0 else fits[:1]


def _is_clear(best: list[Fit]) -> bool:
    return (best[0].first or 0.0) >= load_playbook().clear  # those that tie hold half at most


def _names(fits: list[Fit]) -> str:
    return join(load_playbook().approaches[each.objective].label.lower() for each in fits)


def verdict_of(plan: "Plan", people: People) -> str:
    """Return what the ranking says of some people, labelled as the kit's own heuristic."""
    fits = [each for each in plan.ranking if each.people == people.name]
    best = _best(plan, people)
    if not best:
        return say("plan.ranking.none", name=people.name)
    if best[0].first is None:
        same = all(abs(each.fit - 100) <= ROUNDING for each in fits)
        return say(f"plan.ranking.{'everyone' if same else 'unknown'}", name=people.name)
    verdict = "clear" if _is_clear(best) else "unclear" if len(best) == 1 else "tied"
    told = say(
        f"plan.ranking.{verdict}",
        name=people.name,
        objective=_names(best),
        first=percent(best[0].first),
        fit=index(best[0].fit),
        reach=_reach(plan, people, best[0]),
    )
    if all(each.high is not None and each.high < 100 for each in fits):
        told = f"{told} {say('plan.ranking.below')}"
    return told


def _reach(plan: "Plan", people: People, fit: Fit) -> str:
    rows = plan.evidence_on(people)
    limits = ""
    if fit.reach_low is not None and fit.reach_high is not None:
        limits = say("plan.text.interval", interval=interval(fit.reach_low, fit.reach_high))
    base = plural("units.respondents", rows[0].n) if rows else people.name
    return say("plan.ranking.reach", share=percent(fit.reach), base=base, interval=limits)


def notes_of_plan(plan: "Plan") -> list[str]:
    """Return what a reader should know of a plan's evidence."""
    return [each for each in _notes(plan) if each]


def _notes(plan: "Plan") -> Iterator[str]:
    grounds = plan.grounds
    if grounds.synthetic:
        yield say("profile.made_up")
    bases = [
        say("plan.base_of", name=each.name, respondents=plural("units.respondents", rows[0].n))
        for each in plan.people
        if (rows := plan.evidence_on(each))
    ]
    if bases:
        yield say("plan.bases", groups=join(bases))
    if grounds.n is not None:
        yield say(
            "plan.base",
            population=grounds.population or say("profile.unknown"),
            against=grounds.against,
            respondents=plural("units.respondents", grounds.n),
            weighting=grounds.weighting,
        )
    yield grounds.definition
    if plan.evidence:
        yield say("profile.overlap.ladder")
    if grounds.probability_sample is False:
        yield say("method.not_probability")
    yield from grounds.notes
    if plan.ranking:
        yield say("plan.ranking.label")


def method_of_plan(plan: "Plan") -> str:
    """Return the methods paragraph: shares, ranking, playbook."""
    return " ".join(methods_of_plan(plan))


def methods_of_plan(plan: "Plan") -> list[str]:
    """Return the methods a paragraph a matter: shares, ranking, playbook."""
    ranking = _ranking_told(plan) if plan.ranking else ""
    told = [plan.grounds.method, ranking, say("plan.method.playbook")]
    return [each for each in told if each]


def _ranking_told(plan: "Plan") -> str:
    playbook = load_playbook()
    told = f"{say('plan.ranking.label')} {say('plan.method.fit')}"
    if plan.grounds.draws is None or plan.grounds.seed is None:
        return told
    drawn = say(
        "plan.method.drawn",
        draws=count(plan.grounds.draws),
        seed=plan.grounds.seed,
        concentration=decimal(playbook.concentration, 0),
        clear=percent(playbook.clear),
    )
    return f"{told} {drawn}"
