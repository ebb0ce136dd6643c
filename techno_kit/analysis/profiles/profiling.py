"""The profile: shares of a question's answers or a ladder's rungs, with errors and an index."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TypeGuard, get_args

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.asking import Who, answers_asked_of, audience_of, number_problems
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.profiles.profile_rows import judged, profile_rows
from techno_kit.analysis.profiles.profile_tables import Parts
from techno_kit.analysis.profiles.profiles import Options, Profile, RuleName
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, nearest, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.intervals import IntervalName
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.checks import question_names, shown_option, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say

Shares = Mapping[str, float]


def profile(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str] | None = None,
    where: Who | None = None,
    base: Who | Shares | None = None,
    interval: IntervalName = "logit",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
    rule: RuleName | None = None,
    universe: float | None = None,
) -> Profile:
    """Return the weighted share of every answer, overall and by group, with error and index.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, whose rungs overlap, or a question or its name.
    by : str or sequence of str, optional
        Questions whose answers are the groups, one question after the other, not crossed.
    where : mapping, Audience or boolean Series, optional
        Who the profile is of; everyone by default. The design stays whole.
    base : mapping, Audience, boolean Series, or mapping of answer to share, optional
        What the index compares with: the whole sample by default, another audience, or published
        shares (0-1), which are taken as exact.
    interval : {"logit", "beta", "wilson", "wald"}
        Method of the confidence intervals.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base. ``"in_base"``, the default for ladders: everyone who answered an item,
        blanks counting as not doing. ``"exclude"``, the default for questions: everyone without a
        blank.
    suppress_below, flag_below : float
        Bases (respondents) below which a share is not given, or is flagged; 0 turns a rule off.
    rule : {"nchs"}, optional
        A named rule in place of these two: the Data Presentation Standards for Proportions of the
        U.S. National Center for Health Statistics (`nchs_presentation`), share by share.
    universe : float, optional
        How many people the sample stands for; ``.universe`` then holds estimates in thousands.

    Returns
    -------
    Profile
        Its ``.table`` has the columns ``answer, by, level, share, se, low, high, index, index_low,
        index_high, n, n_weighted, n_eff, df, flag``; ``by`` and ``level`` are missing for the whole
        sample (or the whole of ``where``). Row shares are in ``.composition``, numbers of people in
        ``.universe``, design effects in ``.design_effects``.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Share p = sum(w y) / sum(w) over the base of the group. Standard errors by Taylor linearisation
    with z = (y - p) / sum(w), over strata and PSUs (with replacement); after a calibration z is
    replaced by its residual from the regression on the margins and numbers that the weights meet,
    under the weights that it started from, as R's ``calibrate``, and after a trim as R's
    ``trimWeights`` of its result.
    df = PSUs - strata among those with a respondent in the group. Index = 100 p(group) / p(base),
    its interval from the standard error of log p(group) - log p(base), which takes into account
    that the group is part of the base, and the degrees of freedom of both together.

    References
    ----------
    Lumley, T. (2010), Complex Surveys: A Guide to Analysis Using R, chapters 2 and 7.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"owns": ["yes", "no", "yes", "yes"] * 40})
    >>> found = profile(Sample.from_frame(frame), "owns").table
    >>> found[["answer", "share", "low", "high", "n"]].round(3)
      answer  share    low   high    n
    0     no   0.25  0.188  0.324  160
    1    yes   0.75  0.676  0.812  160
    """
    sample = the_sample(sample, "tk.profile")
    asked, base_rule = answers_asked_of(sample, question, missing)
    options = Options(base_rule, interval, confidence, suppress_below, flag_below, rule, universe)
    names = question_names(by)
    single = asked.kind != "multiple"  # who gave one answer may have given others
    _check(options, sample, [name for name in names if single and name == asked.name])
    answers = sample.answers(asked)
    audience = audience_of(sample, where)
    published = _published(base, answers) if _are_shares(base) else None
    compared = None if _are_shares(base) else audience_of(sample, base)
    whole = Domains.of(sample, answers, base_rule, where=audience, base=compared)
    itself = published is None and audience is None and compared is None
    found = whole.estimate(0, published)
    rows = [profile_rows(answers, None, None, found, options, itself=itself)]
    outside, groups = {}, {}
    for name in names:
        domains = Domains.of(sample, answers, base_rule, by=name, where=audience, base=compared)
        outside[name], groups[name] = domains.outside(), domains
        rows += [
            profile_rows(answers, name, level, domains.estimate(place, published), options)
            for place, level in enumerate(domains.levels)
        ]
    table = pd.concat(rows, ignore_index=True)
    hidden, _ = judged(found, options)
    low, high = whole.bounds()
    bounds = pd.DataFrame({"answer": answers.levels, "low": low, "high": high})
    bounds.loc[hidden, ["low", "high"]] = np.nan
    average = _known(answers, np.where(hidden & itself, np.nan, found.base))
    basis = Basis.of(
        sample,
        asked,
        by=names,
        audience=audience,
        against=compared,
        published=published is not None,
    )
    labels = dict(zip(answers.levels, answers.labels, strict=True))
    return Profile(
        table,
        labels,
        bounds,
        average,
        outside,
        whole.left_out(),
        basis,
        options,
        Parts(whole, groups, sample.weight is None),
    )


def _check(options: Options, sample: Sample, itself: Sequence[str]) -> None:
    """Refuse options that are none, and groups by the question itself, all at once."""
    problems = [say("errors.profile.itself", name=name) for name in itself]
    for name, legal in (("interval", IntervalName), ("missing", MissingRule)):
        value, words = getattr(options, name), get_args(legal)
        if value not in words:
            problems.append(unknown_word(name, value, words))
    if options.rule is not None and options.rule not in get_args(RuleName):
        problems.append(unknown_word("rule", options.rule, get_args(RuleName)))
    problems += number_problems(options.confidence, options.suppress_below, options.flag_below)
    universe: object = options.universe
    if universe is not None and not (_is_number(universe) and sample.n <= universe < np.inf):
        told, n = shown_option(universe), plural("units.respondents", sample.n)
        problems.append(say("errors.option.universe", value=told, respondents=n))
    raise_all(QuestionError, say("errors.option.subject"), problems)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool)


def _known(answers: Answers, shares: Floats) -> dict[str, float]:
    pairs = zip(answers.levels, shares.tolist(), strict=True)
    return {level: share for level, share in pairs if np.isfinite(share)}


def _are_shares(base: object) -> TypeGuard[Mapping[str, float]]:
    return (
        isinstance(base, Mapping)
        and bool(base)
        and all(isinstance(each, Real) for each in base.values())
    )


def _published(shares: Mapping[str, float], answers: Answers) -> Floats:
    """Return published shares in the order of the answers, NaN where there is none."""
    problems = [
        say(
            "errors.base.answer",
            name=name,
            near=nearest(name, answers.levels),
            legal=listed(answers.levels),
        )
        for name in shares
        if name not in answers.levels
    ]
    problems += [
        say("errors.base.share", name=name, value=value)
        for name, value in shares.items()
        if not 0 <= value <= 1
    ]
    raise_all(QuestionError, say("errors.base.subject"), problems)
    return np.asarray([shares.get(level, np.nan) for level in answers.levels], np.float64)
