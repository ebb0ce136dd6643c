"""Targets from a better survey: its shares, with their standard errors."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.asking.asking import Who, audience_of
from techno_kit.analysis.cells.linearising import Cells, collect_cells
from techno_kit.errors import QuestionError, TechnoKitError, listed, raise_all
from techno_kit.numerics.linear import Linear
from techno_kit.survey.answers import Answers
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import the_sample
from techno_kit.survey.collapse import Floats
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.building import asked_margins
from techno_kit.survey.targets.target_margins import Margin
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import join, plural, points, say

Bools = NDArray[np.bool_]
FIXED = 1e-9  # share: a smaller standard error is none


def estimate_targets(
    reference: Sample,
    margins: Sequence[str | tuple[str, ...]],
    *,
    where: Who | None = None,
    within: str = "",
    population: str = "",
    year: str = "",
    source: str = "",
) -> Targets:
    """Estimate targets from a weighted reference survey, with their standard errors.

    Parameters
    ----------
    reference : Sample
        The better survey, such as a large probability sample, with its own design and weight.
    margins : sequence of str or tuple of str
        The questions, and crosses of questions, to estimate. They are named, and their levels are,
        as in the sample that is to be weighted.
    where : mapping, Audience or boolean Series, optional
        Who the population is, such as those who are online; everyone by default.
    within : str
        A question in each of whose levels its crosses are estimated by themselves, such as
        ``"country"``.
    population, year, source : str
        Where the figures come from; they travel into captions. The reference's own population and
        file name when empty.

    Returns
    -------
    Targets
        Shares, each margin with ``se``, which is 0 where the reference's own weighting fixes the
        margin. Levels that nobody in the reference is at have no target. ``.notes`` say so, and
        name levels that read like codes for no answer.

    Raises
    ------
    QuestionError
        If a question or a level is not there, or has overlapping answers.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    p = sum(w y) / sum(w) over those who answered all of the questions, so that margins which share
    a question agree about it. Standard errors by Taylor linearisation over the reference's strata
    and PSUs, as in `profile`. Weighting takes the targets as known: what their errors add to those
    of the weighted sample is not counted [1]_.

    References
    ----------
    .. [1] Dever, J. A. and Valliant, R. (2010), Survey Methodology 36, 45-56.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"sex": ["Female", "Male", "Female", "Male", "Male"] * 20})
    >>> targets = estimate_targets(Sample.from_frame(frame), ["sex"], source="ours")
    >>> [round(each, 3) for each in targets.margins[0].values], round(targets.largest_se, 4)
    ([0.4, 0.6], 0.0492)
    """
    reference = the_sample(reference, "tk.estimate_targets")
    asked = asked_margins(margins, within, "tk.estimate_targets")
    answers = _answers(reference, asked)
    audience = audience_of(reference, where)
    base, blank = _base(reference, answers, audience)
    made = [_estimated(reference, each, answers, base, within) for each in asked]
    told = _notes(reference, made, answers, n=int(base.sum()), blank=blank, audience=audience)
    file = reference.source.name
    origin = say("targeting.source", file=file) if file else ""
    return Targets.from_margins(
        made,
        population=population or reference.codebook.population,
        year=year,
        source=source or origin,
        notes=told,
        within=within,
    )


def _answers(reference: Sample, asked: Sequence[tuple[str, ...]]) -> dict[str, Answers]:
    """Return the answers of every question asked about, once."""
    answers, problems = {}, []
    for name in dict.fromkeys(each for names in asked for each in names):
        try:
            answers[name] = reference.answers(name)
        except TechnoKitError as error:
            problems.append(str(error))
            continue
        if answers[name].question.kind == "multiple":
            problems.append(say("errors.rake.multiple", name=name))
    raise_all(QuestionError, "tk.estimate_targets", problems)
    return answers


def _base(
    reference: Sample, answers: Mapping[str, Answers], audience: Audience | None
) -> tuple[Bools, int]:
    """Return who answered every question, shape (n,), and how many did not."""
    everyone = np.ones(reference.n, np.bool_)
    inside = everyone if audience is None else reference.contains(audience)
    complete = everyone.copy()
    for each in answers.values():
        complete &= each.codes >= 0
    base = inside & complete
    weight = reference.weight
    if not base.any() or (weight is not None and not weight[base].sum() > 0):
        raise QuestionError(say("targeting.nobody"))
    return base, int(np.count_nonzero(inside & ~complete))


def _estimated(
    reference: Sample,
    names: tuple[str, ...],
    answers: Mapping[str, Answers],
    base: Bools,
    within: str,
) -> Margin:
    """Return one margin: shares and standard errors of the levels that somebody is at."""
    asked = [answers[name] for name in names]
    cells = collect_cells(reference, [*(each.question for each in asked), Audience.selected(base)])
    *codes, chosen = cells.codes
    inside = chosen == 1
    domain = _domain(codes, names, inside, within)
    level = np.ravel_multi_index(
        [np.maximum(each, 0) for each in codes], [len(each.levels) for each in asked]
    )
    kept = np.unique(level[inside & (cells.w > 0)])
    holds = (level[:, None] == kept) & inside[:, None]
    # One column a level: the respondents among whom its share is taken.
    first = np.array([np.flatnonzero(column & (cells.w > 0))[0] for column in holds.T])
    among = (domain[:, None] == domain[first]) & inside[:, None]
    total = cells.w @ among
    share = cells.w @ holds / total
    influence = among * (holds - share) / total
    places = np.unravel_index(kept, [len(each.levels) for each in asked])
    return Margin(
        names,
        tuple(
            tuple(each.levels[at] for each, at in zip(asked, row, strict=True))
            for row in zip(*places, strict=True)
        ),
        tuple(share.tolist()),
        "share",
        se=tuple(_errors(cells, influence, among).tolist()),
    )


def _domain(
    codes: Sequence[NDArray[np.integer]], names: Sequence[str], inside: Bools, within: str
) -> NDArray[np.integer]:
    """Return the level of `within` of every cell; 0 everywhere where all are one domain."""
    if len(names) == 1 or within not in names:
        return np.zeros(len(inside), np.int64)
    return codes[list(names).index(within)]


def _errors(cells: Cells, influence: Floats, among: Bools) -> Floats:
    found = cells.variances(Linear(influence, among)).variance
    factors = [cells.average_factor(column) for column in among.T]
    return np.sqrt(np.maximum(found * factors, 0.0))


def _notes(
    reference: Sample,
    made: Sequence[Margin],
    answers: Mapping[str, Answers],
    *,
    n: int,
    blank: int,
    audience: Audience | None,
) -> list[str]:
    """Word what the targets rest on."""
    told = [
        say(
            "targeting.told",
            respondents=plural("units.respondents", n),
            weighting=reference.weighting,
            who=say("targeting.who", audience=audience) if audience is not None else "",
            errors=_errors_told(reference, made),
        )
    ]
    if blank:
        people = plural("units.respondents", blank)
        told.append(say("targeting.blank", respondents=people, names=join(answers)))
    for margin in made:
        if len(margin.variables) == 1:
            known = [each[0] for each in margin.levels]
            gone = [each for each in answers[margin.name].levels if each not in known]
            told += [say("targeting.absent", name=margin.name, level=each) for each in gone]
    told += [
        plural("targeting.no_answer", len(levels), name=name, levels=listed(levels))
        for name, each in answers.items()
        if (levels := [level for level in each.levels if _odd(made, name, level)])
    ]
    if reference.codebook.synthetic:
        told.append(say("profile.made_up"))
    return told


def _errors_told(reference: Sample, made: Sequence[Margin]) -> str:
    """Word how large the standard errors are, and which the reference's weighting takes away."""
    fixed = [margin.name for margin in made if reference.calibration and max(margin.se) < FIXED]
    if len(fixed) == len(made):
        return say("targeting.fixed")
    largest = max(each for margin in made for each in margin.se)
    errors = say("targeting.errors", largest=points(largest, 1).removeprefix("+"))
    return say("targeting.partly_fixed", errors=errors, names=join(fixed)) if fixed else errors


def _odd(made: Sequence[Margin], name: str, level: str) -> bool:
    """Tell whether a level that became a target reads like a code for no answer."""
    reads = reads_as_no_answer(level)
    margins = [margin for margin in made if name in margin.variables] if reads else []
    return any(level in margin.sums_by(name) for margin in margins)
