"""Drafting a plan: people first, with evidence; then one objective, strategy, and technology."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from techno_kit.analysis.asking.asking import number_problems
from techno_kit.errors import PlanError, QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.planning.audiences import named_audiences, named_problem
from techno_kit.planning.choosing import (
    Strategies,
    Technologies,
    candidates,
    chosen_objective,
    given_strategy,
    given_technology,
    prompts,
)
from techno_kit.planning.evidence import Measured, grounds_of
from techno_kit.planning.naming import name_of
from techno_kit.planning.parts import (
    Evidence,
    Fit,
    Objective,
    People,
    Strategy,
    Technology,
    one_line,
)
from techno_kit.planning.plan import Plan
from techno_kit.planning.playbook import Kind, load_playbook
from techno_kit.planning.ranking import rank_objectives, ranking_notes
from techno_kit.planning.rules import too_early, too_many
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience, Conditions
from techno_kit.survey.checks import shown_option, the_sample
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, join, plural, say

SEED = 2001
Group = Conditions | Audience


@dataclass(frozen=True, slots=True)
class Settings:
    """How the evidence is measured, as `profile` takes it."""

    missing: MissingRule | None
    confidence: float
    suppress_below: float
    flag_below: float

    def problems(self, seed: object) -> Iterator[str]:
        """Word what is wrong with them, and with the seed."""
        words = get_args(MissingRule)
        if self.missing is not None and not _is_one_of(self.missing, words):
            yield unknown_word("missing", self.missing, words)
        yield from number_problems(self.confidence, self.suppress_below, self.flag_below)
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            yield say("errors.plan.seed", found=shown_option(seed))


def draft_plan(
    sample: Sample,
    ladder: Ladder,
    *,
    people: Group | Mapping[str, Group] | Sequence[Group],
    objective: Objective | Kind | None = None,
    strategy: Strategies = (),
    technology: Technologies = (),
    title: str | None = None,
    missing: MissingRule | None = None,
    confidence: float = 0.95,
    suppress_below: float = 30,
    flag_below: float = 100,
    seed: int = SEED,
) -> Plan:
    """Draft a plan by the POST method: people, objective, strategy, technology, in this order.

    Parameters
    ----------
    sample : Sample
        The respondents.
    ladder : Ladder
        Whose rungs tell what the people are ready for.
    people : mapping, Audience, or several of them
        Whom the plan is for. A mapping of question to levels, or an `Audience`, is one group; a
        mapping of name to such groups, or a list of them, is several. A boolean Series is refused,
        as a plan's file could not hold it.
    objective : Objective or {"listening", "talking", "energizing", "supporting", "embracing"}
        The one objective. Without it the five are ranked, and the plan stops there.
    strategy : sequence of str or mapping, optional
        How the relationship changes: texts, or mappings with ``change, prompt, measure, owner,
        stop_when``. By default the playbook's questions, to be answered.
    technology : sequence of str or mapping, optional
        What is built: texts, or mappings with ``choice, rungs``. By default the playbook's
        candidates for the objective whose rungs the people have. It needs `objective` and
        `strategy`.
    title : str, optional
        The plan's name.
    missing : {"in_base", "exclude"}, optional
        Who is in the base, as in `profile`.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    suppress_below, flag_below : float
        Bases (respondents) below which a group is refused, or its shares are flagged.
    seed : int
        Where the random numbers of the ranking start; the same seed gives the same ranking.

    Returns
    -------
    Plan
        With a row of evidence a rung and group: share, interval, n, and index against everyone.

    Raises
    ------
    PlanError
        If there are no people, a group is empty or too small, the objective is none of the five or
        more than one, or strategy or technology come before the objective: all of it at once.
    QuestionError
        If the survey asked none of the ladder's activities.

    Notes
    -----
    Nobody published a rule that scores objectives: the ranking is techno_kit's own heuristic, not
    Forrester's. Its fit is 100 x sum(w p) / sum(w b) over the rungs that an objective leans on, p
    the people's shares, b those of everyone, w the weights of ``playbook.toml``. How often each
    objective ranks first is counted over 10,000 draws of the shares (multivariate t on the logit
    scale, with the joint design-based covariance of p and b) and of the weights (Dirichlet around
    the playbook's). Where the people are everyone, every fit is 100, and nothing is ranked.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001), Operations Research 49, 444-454. Li, C. and Bernoff, J.
    (2011), Groundswell, 2nd edition, chapter 4.

    Examples
    --------
    >>> import techno_kit as tk
    >>> sample, ladder = tk.load_example(), tk.load_ladder("2010")
    >>> young = {"Young adults": {"age_group": ["18-24", "25-34"]}}
    >>> plan = tk.draft_plan(sample, ladder, people=young, objective="supporting")
    >>> plan.table[["id", "answer", "share", "n"]].round(3).head(3)
       id              answer  share    n
    0  e1            creators  0.280  478
    1  e2  conversationalists  0.573  478
    2  e3             critics  0.427  478
    >>> [each.choice for each in plan.technology]
    ['support forum', 'wiki']
    """
    sample = the_sample(sample, "tk.draft_plan")
    if not isinstance(ladder, Ladder):
        raise PlanError(say("errors.plan.ladder", kind=type(ladder).__name__))
    settings = Settings(missing, confidence, suppress_below, flag_below)
    groups, problems = named_audiences(people)
    groups = _named(sample, groups)
    goal, wrong = chosen_objective(objective)
    problems += [*wrong, *settings.problems(seed), *_title_problems(title)]
    problems += [problem for _, problem in _order_problems(objective, strategy, technology)]
    problems += [*too_many(len(groups)), *_groups_problems(sample, groups)]
    strategies, wrong = given_strategy(strategy)
    technologies, wrong_too = given_technology(technology, [rung.id for rung in ladder.rungs])
    raise_all(PlanError, say("errors.plan.draft"), [*problems, *wrong, *wrong_too])
    measured = _measured(sample, ladder, groups, settings)
    members, evidence = _evidence(groups, measured)
    drafted: dict[str, Any] = {"strategy": (), "technology": ()}
    if goal is None:
        ranking, told = _ranking(ladder, groups, measured, confidence=confidence, seed=seed)
    else:
        ranking = ()
        drafted, told = _following(goal, ladder, evidence, strategies, technologies)
    notes = [*_base_notes(groups, measured), *told]
    return Plan(
        title=title or say("plan.title", people=join(name for name, _ in groups)),
        people=members,
        objective=goal,
        ranking=ranking,
        evidence=evidence,
        grounds=grounds_of(
            sample,
            measured,
            audiences=[audience for _, audience in groups],
            seed=seed if ranking else None,
            notes=notes,
        ),
        **drafted,
    )


def _following(
    goal: Objective,
    ladder: Ladder,
    evidence: Sequence[Evidence],
    strategies: tuple[Strategy, ...],
    technologies: tuple[Technology, ...],
) -> tuple[dict[str, Any], list[str]]:
    """Return what follows from the objective, and notes on the candidates left out."""
    approach = load_playbook().approaches[goal.kind]
    labels = {rung.id: rung.label() for rung in ladder.rungs}
    found, notes = candidates(approach, evidence, technologies, labels)
    return {"strategy": strategies or prompts(approach), "technology": found}, notes


def _base_notes(
    groups: Sequence[tuple[str, Audience]], measured: Sequence[Measured]
) -> Iterator[str]:
    for (name, _), each in zip(groups, measured, strict=True):
        yield from each.notes(name, several=len(groups) > 1)


def _title_problems(title: object) -> Iterator[str]:
    if title is not None and not (isinstance(title, str) and one_line(title)):
        yield say("errors.plan.title", found=shown_option(title))


def _order_problems(
    objective: object, strategy: object, technology: object
) -> Iterator[tuple[str, str]]:
    return too_early(
        objective=objective is not None,
        strategy=_is_given(strategy),
        technology=_is_given(technology),
    )


def _is_given(found: object) -> bool:
    """Tell whether anything was given, of values too that are neither true nor false."""
    if found is None:
        return False
    return len(found) > 0 if isinstance(found, Sequence | Mapping) else True


def _is_one_of(found: object, words: Sequence[str]) -> bool:
    return isinstance(found, str) and found in words


def _named(sample: Sample, groups: Sequence[tuple[str, Audience]]) -> list[tuple[str, Audience]]:
    """Name the groups that have no name by their conditions, in the words of captions."""
    book = sample.codebook
    return [(one_line(name) or name_of(audience, book), audience) for name, audience in groups]


def _groups_problems(sample: Sample, groups: Sequence[tuple[str, Audience]]) -> Iterator[str]:
    """Word groups of one name, unknown questions and levels, and groups without a respondent."""
    names = [name for name, _ in groups]
    for place, (name, audience) in enumerate(groups):
        if name in names[:place]:
            yield say("errors.plan.twice", key="name", name=name)
            continue
        try:
            held = sample.contains(audience)
        except QuestionError as problem:
            yield named_problem(name if len(groups) > 1 else "", str(problem))
            continue
        if not held.any():
            yield say("errors.plan.empty", name=name)


def _measured(
    sample: Sample, ladder: Ladder, groups: Sequence[tuple[str, Audience]], settings: Settings
) -> list[Measured]:
    """Measure every group; refuse those whose base is too small, all at once."""
    measured = [
        Measured.of(
            sample,
            ladder,
            audience,
            missing=settings.missing,
            confidence=settings.confidence,
            suppress_below=settings.suppress_below,
            flag_below=settings.flag_below,
        )
        for _, audience in groups
    ]
    least = settings.suppress_below
    problems = []
    for (name, _), each in zip(groups, measured, strict=True):
        people = plural("units.respondents", each.n)
        if each.n == 0:
            problems.append(say("errors.plan.no_answers", name=name))
        elif each.n < least:
            problems.append(
                say("errors.plan.small", name=name, respondents=people, least=count(least))
            )
    raise_all(PlanError, say("errors.plan.draft"), problems)
    return measured


def _evidence(
    groups: Sequence[tuple[str, Audience]], measured: Sequence[Measured]
) -> tuple[tuple[People, ...], tuple[Evidence, ...]]:
    """Return the people with the ids of their evidence, and the evidence."""
    members: list[People] = []
    evidence: list[Evidence] = []
    for (name, audience), each in zip(groups, measured, strict=True):
        rows = each.evidence(len(evidence) + 1)
        members.append(People(name, audience, tuple(row.id for row in rows)))
        evidence += rows
    return tuple(members), tuple(evidence)


def _ranking(
    ladder: Ladder,
    groups: Sequence[tuple[str, Audience]],
    measured: Sequence[Measured],
    *,
    confidence: float,
    seed: int,
) -> tuple[tuple[Fit, ...], list[str]]:
    """Rank the objectives for every group, and tell what the ranking leaves out."""
    playbook = load_playbook()
    ranking: list[Fit] = []
    for (name, _), each in zip(groups, measured, strict=True):
        ranking += rank_objectives(
            each.domains, each.rungs, name, playbook=playbook, confidence=confidence, seed=seed
        )
    kinds = {fit.objective for fit in ranking}
    return tuple(ranking), list(ranking_notes(playbook, ladder, measured[0].rungs, kinds))
