"""Differences between groups, tested: every answer, the whole question, every pair of groups."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Literal, cast, get_args

import pandas as pd

from techno_kit.analysis.asking.asking import Who, answers_asked_of, audience_of, number_problems
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.comparisons.banners import Banner
from techno_kit.analysis.comparisons.comparison_tables import (
    CONTRASTS,
    SLOPES_BEHIND,
    TRENDS,
    typed,
)
from techno_kit.analysis.comparisons.comparisons import Comparison, Rules
from techno_kit.analysis.comparisons.differences import Groups, Test
from techno_kit.analysis.comparisons.gaps import Contrast, contrast_problems, gaps_of, overall_gaps
from techno_kit.analysis.comparisons.ordering import (
    MIDPOINTS,
    Scores,
    far_of,
    scores_of,
    unplaced_of,
)
from techno_kit.analysis.comparisons.trending import trends_of
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import question_names, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Every = Literal["pairs", "rest", "total"]
Against = Every | Mapping[str, str]


def compare(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str],
    where: Who | None = None,
    against: Against = "pairs",
    trend: bool = False,
    scores: Mapping[str, Scores] | Scores | None = None,
    contrasts: Sequence[Contrast] | None = None,
    test: Test = "F",
    adjust: Adjust = "holm",
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Comparison:
    """Test whether groups, or waves, differ: on every answer, on the whole question, in pairs.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, whose rungs overlap, or a question or its name.
    by : str or sequence of str
        Questions whose answers are the groups; one banner question after the other. The groups of a
        multiple-choice question overlap: pairs of them are compared with what they share, and there
        is no test of all of them at once.
    where : mapping, Audience or boolean Series, optional
        Who is compared; everyone by default. The design stays whole.
    against : {"pairs", "rest", "total"} or mapping of question to level
        What each group is held against: every other group; everyone outside it; everyone, itself
        included; or one group of its question, as in ``{"age_group": "18-24"}``.
    trend : bool
        Whether to estimate how shares rise or fall over ordered groups, in ``.trends``.
    scores : mapping of question to scores, or scores, optional
        Where the groups of a trend stand, by name: a number a level (None leaves it out), or
        ``"midpoints"`` of bands such as "18-24"; asks for the trends too. With one question its
        scores alone will do. By default the codes behind the labels, as in means (0, 25, 50, 100),
        where they rise with the order of the levels; else, and for waves and bands, 1, 2, 3, ... in
        their order, where they have one. "Don't know" and the like take no part. A note tells the
        scores.
    contrasts : sequence of (answer, answer), optional
        Pairs of answers that are compared with each other, in ``.contrasts``: overall, in every
        group, and whether the gap differs between groups.
    test : {"F", "chisq", "wald", "adjwald"}
        The statistic of the tests of all groups at once: Rao-Scott of the second order or of the
        first, Wald's, or Wald's adjusted for the estimated covariance, as R's ``svychisq``.
    adjust : {"holm", "bh", "bonferroni", "none"}
        How p-values allow for their number. Unadjusted ones stand beside them.
    family : {"row", "table"}
        Which pairs are one family: those of one answer and one banner question, or those of all
        answers of a banner question. The same of gaps: those of one contrast, or of all.
    confidence : float
        Confidence of the intervals, and 1 - level of the letters, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base, as in `profile`.
    suppress_below, flag_below : float
        Bases (respondents) below which a group's share is not given nor compared, or is flagged;
        the tests of all groups together include it.

    Returns
    -------
    Comparison
        ``.tests``: ``answer, by, F, df1, df2, p, p_adjusted, cramers_v``; the row without an answer
        tests the whole question; a chi-square on df1 is told as its F, with df2 infinite.
        ``.pairs``: ``answer, by, level_a, level_b, difference, se, low, high, ratio, cohens_h, p,
        p_adjusted``. ``.table``: ``answer, by, level, share, rest, p_rest, p_rest_adjusted, n,
        n_weighted, flag, letter, higher_than, arrow``, a row an answer and group: its column
        letter, the letters of the groups that it is higher than (small: at twice the error), and
        an arrow against the rest, or against what `against` names. A group without respondents or
        weight has its row and no letter, and is in no pair. ``.trends`` and ``.contrasts``: see
        there.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, the question is compared by itself, or
        groups without a known order are to have a trend.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Every answer is tested as member or not by group (Rao-Scott, second order, F reference): one
    chi-square over answer x group would count people several times. The whole of an overlapping
    question is tested by the sum of those Pearson statistics over the exclusive answer's rest, with
    the full covariance of all shares. Pairs: t on the design's degrees of freedom in the union of
    both groups; groups may overlap, be in the same PSUs, or be waves with people in common: the
    error comes from the covariance of the two shares. The tests' and trends' p-values are adjusted
    over the answers within a banner question, the arrows' over the groups of an answer (two groups
    make one test). Intervals are not adjusted.

    A trend is the slope of the straight line through the groups' shares, each group counting once.
    A gap between two answers is the share of those who hold the first alone less that of those who
    hold the second alone.

    A group within one PSU tells nothing of how PSUs differ: its differences have no error,
    interval or p, and tests of all groups together and trends leave it out (R's ``svychisq`` does
    not). So do they with a group of which some replicates have nobody. A share of 0 against one of
    1 varies in neither group: its error is that of the pooled share, each group as large as its
    effective base or, if that is less, as its PSUs less its strata plus one. A difference without
    sampling error is one that weighting or design has set: it is flagged, and has neither p nor
    letter.

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1984), Annals of Statistics 12, 46-60. Thomas, D. R. and Decady,
    Y. J. (2004), Int. J. of Testing 4, 43-59. Bilder, C. R. and Loughin, T. M. (2004), Biometrics
    60, 241-248. Armitage, P. (1955), Biometrics 11, 375-386.

    Examples
    --------
    >>> sex, owns = ["Female"] * 100 + ["Male"] * 100, ["yes", "no"] * 60 + ["no"] * 80
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": sex, "owns": owns}))
    >>> found = compare(sample, "owns", by="sex")
    >>> found.pairs[["answer", "level_a", "level_b", "difference", "p"]].round(2)
      answer level_a level_b  difference    p
    0     no  Female    Male        -0.4  0.0
    1    yes  Female    Male         0.4  0.0
    >>> compare(sample, "owns", by="sex", against="total").pairs["level_b"].unique().tolist()
    ['(all)']
    """
    sample = the_sample(sample, "tk.compare")
    asked, rule = answers_asked_of(sample, question, missing)
    names = question_names(by, needed=True)
    rules = Rules(adjust, family, confidence, rule, suppress_below, flag_below, test=test)
    _check(rules)
    rules = _held_against(sample, rules, against, names)
    answers, audience = sample.answers(asked), audience_of(sample, where)
    pairs_of_answers = [] if contrasts is None else contrasts
    given = _by_name(names, scores)
    positions = _positions(sample, names, given) if trend or given else {}
    _check_asked(sample, asked, names, answers, pairs_of_answers)
    outside, found = {}, []
    everyone = Domains.of(sample, answers, rule, where=audience)
    trends, gaps, twins = [], [], {}
    if pairs_of_answers:
        gaps.append(overall_gaps(everyone, answers, pairs_of_answers, rules))
    for name in names:
        groups = _groups(sample, answers, rule, name, audience)
        banner = Banner.of(groups, name, answers, rules)
        shares = banner.shares()
        outside[name] = groups.outside()
        if (two := banner.twins) is not None:
            twins[name] = answers.levels[two[1]]
        found.append(banner.tables(shares))
        if name in positions:
            trends.append(trends_of(banner, shares, positions[name]))
        if pairs_of_answers:
            gaps.append(gaps_of(banner, pairs_of_answers))
    tests, pairs, table = (
        pd.concat(parts, ignore_index=True) for parts in zip(*found, strict=True)
    )
    whole = everyone.estimate(0)
    return Comparison(
        tests,
        pairs,
        table,
        labels=dict(zip(answers.levels, answers.labels, strict=True)),
        average=dict(zip(answers.levels, whole.share.tolist(), strict=True)),
        apart=asked.apart,
        outside=outside,
        left_out=everyone.left_out(),
        n=round(whole.n),
        n_eff=whole.n_eff,
        basis=Basis.of(sample, asked, by=names, audience=audience, against=None, published=False),
        rules=rules,
        _trends=_stacked(trends, (*TRENDS, *SLOPES_BEHIND)),
        _contrasts=_stacked(gaps, (*CONTRASTS, *SLOPES_BEHIND)),
        waves=tuple(name for name in names if name == sample.codebook.waves),
        scores=positions,
        unplaced={name: unplaced_of(sample.answers(name)) for name in positions},
        far={name: far_of(sample.answers(name)) for name in positions if name not in given},
        twins=twins,
    )


def _stacked(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else typed({}, columns)


def _groups(
    sample: Sample, answers: Answers, rule: MissingRule, name: str, audience: Audience | None
) -> Groups:
    """Return the groups of one question; those of a multiple choice overlap."""
    domains = Domains.of(sample, answers, rule, by=name, where=audience)
    asked = sample.answers(name)
    if asked.question.kind != "multiple":
        return Groups.of(domains)
    return Groups.of(domains, asked.answered[domains.cells.codes[1]])


def _by_name(
    names: Sequence[str], scores: Mapping[str, Scores] | Scores | None
) -> Mapping[str, Scores]:
    """Return scores by question; those of the one question of groups need not name it."""
    if scores is None or (isinstance(scores, Mapping) and not scores):
        return {}
    named = isinstance(scores, Mapping) and any(
        each in names or not isinstance(score, Real | str | None) or score == MIDPOINTS
        for each, score in scores.items()
    )
    if named:
        return cast("Mapping[str, Scores]", scores)
    if len(names) == 1:
        return {names[0]: cast("Scores", scores)}
    problem = say("errors.trend.which", value=repr(scores), name=names[0])
    raise QuestionError(f"{say('errors.compare.subject')}: {problem}")


def _positions(
    sample: Sample, names: Sequence[str], given: Mapping[str, Scores]
) -> dict[str, dict[str, float]]:
    """Return where the groups of each question stand, or tell why that is not known."""
    problems = [unknown_word("scores", each, names) for each in given if each not in names]
    found = {}
    for name in names:
        levels = sample.answers(name)
        if levels.question.kind == "multiple":
            problems.append(say("errors.trend.overlap", name=name))
            continue
        wave = name == sample.codebook.waves
        found[name], wrong = scores_of(levels.question, levels.levels, given.get(name), wave=wave)
        problems += wrong
    raise_all(QuestionError, say("errors.compare.subject"), problems)
    return found


def _held_against(sample: Sample, rules: Rules, against: Against, names: Sequence[str]) -> Rules:
    """Return the rules with what groups are held against, checked."""
    if not isinstance(against, Mapping):
        if against not in get_args(Every):
            problem = unknown_word("against", against, get_args(Every))
            raise_all(QuestionError, say("errors.compare.subject"), [problem])
        return replace(rules, against=against)
    problems = [unknown_word("against", each, names) for each in against if each not in names]
    missing = [name for name in names if name not in against]
    if missing:
        problems.append(say("errors.compare.reference", names=listed(missing)))
    for name in names:
        if name in against:
            levels = sample.answers(name).levels
            if against[name] not in levels:
                problems.append(unknown_word(name, against[name], levels))
    raise_all(QuestionError, say("errors.compare.subject"), problems)
    return replace(rules, against="reference", references=dict(against))


def _check_asked(
    sample: Sample,
    asked: Question,
    names: Sequence[str],
    answers: Answers,
    contrasts: Sequence[Contrast],
) -> None:
    """Refuse a question compared by itself, and contrasts of answers that are none, all at once."""
    problems = [say("errors.compare.itself", name=name) for name in names if name == asked.name]
    problems += contrast_problems(answers, contrasts)
    raise_all(QuestionError, say("errors.compare.subject"), problems)


def _check(rules: Rules) -> None:
    """Refuse options that are none, all at once."""
    words = {"adjust": Adjust, "family": Family, "missing": MissingRule, "test": Test}
    problems = [
        unknown_word(name, getattr(rules, name), get_args(legal))
        for name, legal in words.items()
        if getattr(rules, name) not in get_args(legal)
    ]
    problems += number_problems(rules.confidence, rules.suppress_below, rules.flag_below)
    raise_all(QuestionError, say("errors.compare.subject"), problems)
