"""What weights cost, who carries them, and what they moved."""

from collections.abc import Sequence

import numpy as np

from techno_kit.analysis.asking.asking import asked_of
from techno_kit.analysis.telling.telling import Basis
from techno_kit.analysis.weights.balancing import Asked, balance_of, before_of
from techno_kit.analysis.weights.carrying import carriers_of
from techno_kit.analysis.weights.contributing import contributions_of, raking_of
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.analysis.weights.verdicts import market_of, verdict_on
from techno_kit.errors import QuestionError, SampleError, WeightingError, raise_all
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.balance import in_means, weight_spread
from techno_kit.survey.checks import the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

Variable = Ladder | Question | str
MOST = 12  # variables that are looked at unasked: more is no overview
LONGEST = 30  # levels of a question that is looked at unasked


def diagnose(
    sample: Sample,
    *,
    weights: Weights | None = None,
    variables: Variable | Sequence[Variable] | None = None,
) -> Diagnosis:
    """Tell what weights cost, which margin and which groups cause it, and what weighting moved.

    Parameters
    ----------
    sample : Sample
        The respondents. The weights in force are judged: those of ``sample.with_weights``, or the
        weight column of its design.
    weights : Weights, optional
        Other weights of these respondents to judge.
    variables : Ladder, Question, str or several, optional
        What to compare before and after weighting, targets or not. By default the variables that
        were weighted to, and then questions of one answer with two to 30 levels, 12 in all.

    Returns
    -------
    Diagnosis
        ``.verdict`` in a line with its rule, ``.text``; ``.plot()`` is a love plot,
        ``.plot_weights()`` a histogram. Four tables:

        ``.table``, a row a measure: ``measure``, ``before`` and ``after``. Before is under the
        weights that these started from: the design's, or 1 each.

        ``.contributions``, a row a margin: ``variable``; ``alone``, the design effect with this
        margin raked only; ``without``, that with all the others; ``added``, that of all margins
        less ``without``: what the margin costs on top of the others; ``explained``, the share (0-1)
        of the variance of the weights that lies between the variable's levels. The design effects
        are without caps and trims, and missing where weights are not raked to shares. Margins
        overlap: the parts need not add up.

        ``.carriers``, a row a level or a cell of two variables, the largest mean weight first:
        ``variable``, ``level``; ``n`` respondents; ``share`` of all respondents; ``weight_share``
        of all weight (0-1); ``mean_weight`` as a multiple of the mean of all.

        ``.balance``, a row a level: ``variable``, ``level`` (of a number ``"(mean)"``); ``n``
        respondents; ``before``, ``after`` and ``target``, shares 0-1 or means (after an adjustment
        for non-response the target is that of all who were asked); ``gap``, after less target;
        ``asmd_before`` and ``asmd_after``, distances from the target in standard deviations;
        ``moved``, the distance of after from before. What is not known is missing.

    Raises
    ------
    SampleError
        If the sample is unweighted, or the weights are of other respondents.
    WeightingError
        If the weights sum to 0.
    QuestionError
        If a variable is not there, or has no answers.

    Notes
    -----
    Kish's design effect is n sum(w^2) / sum(w)^2 over the weights that are not 0. The design
    effects of `.contributions` come from raking the cells of the raking variables again, with one
    margin and with all but one; of many margins on very many cells only those that cost most alone
    are left out, so that this takes seconds. The absolute standardised mean difference (ASMD) of a
    share p from its target t is |p - t| / sqrt(t (1 - t)); of a mean, it is divided by the standard
    deviation of the number before weighting. Above 0.1 a rule of thumb speaks of imbalance (Austin
    2009).

    The verdict is the kit's own rule; two of its thresholds are those of handbooks of the trade
    (efficiency 70 % and 40 %), one is the cap of the American National Election Studies (5).

    References
    ----------
    Kish, L. (1965), Survey Sampling, section 11.7. Austin, P. C. (2009), Statistics in Medicine 28,
    3083-3107. DeBell, M. and Krosnick, J. A. (2009), ANES Technical Report nes012427. Sarig, T.,
    Galili, T. and Eilat, R. (2023), arXiv:2307.06024.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"sex": ["Female"] * 70 + ["Male"] * 30})
    >>> from techno_kit.analysis.weights.weighting import rake
    >>> from techno_kit.survey.targets.target_set import Targets
    >>> sample = Sample.from_frame(frame)
    >>> weights = rake(sample, Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}))
    >>> found = diagnose(sample, weights=weights)
    >>> found.balance[["level", "before", "after", "target", "asmd_before"]]
        level  before  after  target  asmd_before
    0  Female     0.7    0.5     0.5          0.4
    1    Male     0.3    0.5     0.5          0.4
    >>> found.carriers[["level", "n", "weight_share", "mean_weight"]].round(2)
      level   n  weight_share  mean_weight
    0  Male  30           0.5         1.67
    """
    judged = _judged(the_sample(sample, "tk.diagnose"), weights)
    raking = raking_of(judged)
    asked, left_out = _asked(judged, variables)
    single = [
        each.question for each in asked if not each.is_number and each.question.kind != "multiple"
    ]
    start = before_of(judged)
    told = {each.question.name: each.question.title for each in asked}
    own = _in_own_means(judged)
    after = weight_spread(_values(judged), own)
    return Diagnosis(
        balance_of(judged, start, asked),
        contributions_of(judged, raking, single),
        carriers_of(judged, _carrying(judged, single, unasked=variables is None)),
        before=weight_spread(_values(start), _in_own_means(judged, _values(start))),
        after=after,
        raked_deff=None if raking is None else raking.deff,
        untried=0 if raking is None or raking.effects is None else raking.effects.untried,
        found=verdict_on(after, judged.weights),
        titles={**_titles(judged), **told},
        labels=_labels(judged, asked),
        left_out=left_out,
        basis=_basis(judged),
        values=_values(judged),
        multiples=own,
        base_multiples=None
        if own is None or judged.base_weight is None
        else _in_own_means(judged, judged.base_weight),
        raked_on=_raked_on(judged),
    )


def _judged(sample: Sample, weights: Weights | None) -> Sample:
    """Return the sample under the weights to judge."""
    if weights is not None:
        sample = sample.with_weights(weights)
    if sample.weight is None:
        raise SampleError(say("errors.diagnose.unweighted"))
    if not sample.weight.sum():
        raise WeightingError(say("errors.diagnose.sum"))
    return sample


def _values(sample: Sample) -> Floats:
    return np.ones(sample.n) if sample.weight is None else sample.weight


def _in_own_means(sample: Sample, values: Floats | None = None) -> Floats | None:
    """Return weights as multiples of the mean of the market that they were made in, if any."""
    market = market_of(sample.weights)
    if market is None:
        return None
    codes = sample.answers(market).codes.astype(np.intp)
    return in_means(_values(sample) if values is None else values, codes - codes.min())


def _raked_on(sample: Sample) -> tuple[str, ...]:
    """Return what a weight that the file came with was raked on by its makers."""
    if sample.weights is not None:
        return ()
    return tuple(dict.fromkeys(name for margin in sample.design.margins for name in margin))


def _basis(sample: Sample) -> Basis:
    question = Question(say("diagnosis.subject"))  # what a diagnosis is of, in place of a question
    return Basis.of(sample, question, by=(), audience=None, against=None, published=False)


def _titles(sample: Sample) -> dict[str, str]:
    fits = () if sample.weights is None else sample.weights.fits
    return {each.name: each.title for fit in fits for each in fit.questions}


def _labels(sample: Sample, asked: Sequence[Asked]) -> dict[tuple[str, str], str]:
    """Return the names of answers that tables know by an id: a ladder's rungs."""
    found = {}
    for question in (each.question for each in asked if not each.is_number):
        answers = sample.answers(question)
        pairs = zip(answers.levels, answers.labels, strict=True)
        found.update({(question.name, id): label for id, label in pairs if id != label})
    return found


def _carrying(sample: Sample, single: list[Question], *, unasked: bool) -> list[Question]:
    """Return the variables among whose levels the largest weights are looked for.

    Unasked these are the ones that were weighted to: where weights differ by others, it is because
    they go with these.
    """
    aimed = {each.question.name for each in _weighted_to(sample) if not each.calibrated}
    return [each for each in single if each.name in aimed] or single if unasked else single


def _asked(
    sample: Sample, variables: Variable | Sequence[Variable] | None
) -> tuple[list[Asked], int]:
    """Return what to look at, and how many questions of one answer were left out unasked."""
    if variables is None:
        return _unasked(sample)
    named = [variables] if isinstance(variables, Ladder | Question | str) else variables
    if not isinstance(named, Sequence) or not named:
        raise QuestionError(say("errors.diagnose.variables", kind=type(variables).__name__))
    calibrated = {each.question.name: each for each in _weighted_to(sample) if each.calibrated}
    found, problems = [], []
    for each in named:
        try:
            asked = Asked(*asked_of(sample, each, None))
            mean = calibrated.get(asked.question.name)
            found += [] if mean is None else [mean]
            if mean is not None and not _is_short(sample, asked.question):
                continue
            if not asked.is_number:
                sample.answers(asked.question)
        except QuestionError as error:
            problems.append(str(error))
        else:
            found.append(asked)
    raise_all(QuestionError, say("errors.diagnose.subject"), problems)
    return _once(found), 0


def _once(asked: Sequence[Asked]) -> list[Asked]:
    return list({(each.question.name, each.is_number): each for each in asked}.values())


def _unasked(sample: Sample) -> tuple[list[Asked], int]:
    found = _weighted_to(sample)
    most, left_out = max(MOST, len(found)), 0
    seen = {each.question.name for each in found}
    for name in _names(sample):
        question = sample.question(name)
        banded = question.kind == "number" and bool(question.cut)
        if name in seen or not (question.kind in ("single", "scale") or banded):
            continue
        if len(found) >= most:
            left_out += 1
        elif _is_short(sample, question) and _differs(sample, question):
            found.append(Asked(question, "exclude"))
    return found, left_out


def _weighted_to(sample: Sample) -> list[Asked]:
    """Return the variables that the weights were made to meet, here or by others."""
    weights, found = sample.weights, []
    while weights is not None and not weights.fits:
        weights = weights.parent
    for fit in weights.fits if weights is not None else ():
        found += [Asked(each, "exclude") for each in fit.questions]
        found += [] if fit.number is None else [Asked(fit.number, "exclude", calibrated=True)]
    found += [Asked(sample.question(name), "exclude") for name in _raked_on(sample)]
    return _once(found)


def _names(sample: Sample) -> list[str]:
    """Return the codebook's questions, or, without any, the columns that are no items."""
    known = list(sample.codebook.questions)
    items = {item.column for item in sample.codebook.items.values()}
    return known or [name for name in sample.questions if name not in items]


def _is_short(sample: Sample, question: Question) -> bool:
    try:
        return len(sample.answers(question).levels) <= LONGEST
    except QuestionError:  # no answers, or texts: nothing to compare
        return False


def _differs(sample: Sample, question: Question) -> bool:
    """Whether respondents with a weight gave more than one answer: nothing else can move."""
    table = sample.collapse([question], ("n", "active"))
    codes = table.codes(0)[table.sums("active") > 0]
    return int(np.count_nonzero(codes >= 0)) > 1
