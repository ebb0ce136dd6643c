"""Differences between groups, tested: every answer, the whole question, every pair of groups."""

from collections.abc import Sequence
from typing import Literal, get_args

import pandas as pd

from techno_kit.analysis.banners import Banner
from techno_kit.analysis.comparisons import Comparison, Rules
from techno_kit.analysis.differences import Groups
from techno_kit.analysis.domains import Domains
from techno_kit.analysis.profiling import Who, asked_of, audience_of, number_problems
from techno_kit.analysis.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.checks import question_names, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Adjust = Literal["holm", "bh", "bonferroni", "none"]
Family = Literal["row", "table"]


def compare(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str],
    where: Who | None = None,
    adjust: Adjust = "holm",
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Comparison:
    """Test whether groups differ: on every answer, on the whole question, and pair by pair.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, whose rungs overlap, or a question or its name.
    by : str or sequence of str
        Questions of one answer whose answers are the groups; one banner question after the other.
    where : mapping, Audience or boolean Series, optional
        Who is compared; everyone by default. The design stays whole.
    adjust : {"holm", "bh", "bonferroni", "none"}
        How p-values allow for their number.
    family : {"row", "table"}
        Which pairs are one family: those of one answer and one banner question, or those of all
        answers of a banner question.
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
        tests the whole question. ``.pairs``: ``answer, by, level_a, level_b, difference, se, low,
        high, ratio, cohens_h, p, p_adjusted``. ``.table``: ``answer, by, level, share, rest,
        p_rest, p_rest_adjusted, n, n_weighted, flag, letter, higher_than, arrow``, a row an answer
        and group: its column letter, the letters of the groups that it is higher than (small: at
        twice the error), and an arrow against the rest. A group without respondents or weight has
        its row and no letter, and is in no pair.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, the groups overlap, or the question is
        compared by itself.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Every answer is tested as member or not by group (Rao-Scott, second order, F reference): one
    chi-square over answer x group would count people several times. The whole of an overlapping
    question is tested by the sum of those Pearson statistics over the exclusive answer's rest, with
    the full covariance of all shares. Pairs: t on the design's degrees of freedom in the union of
    both groups. The tests' p-values are adjusted over the answers within a banner question, the
    arrows' over the groups of an answer (two groups make one test). Intervals of pairs are not
    adjusted.

    A group within one PSU tells nothing of how PSUs differ: its differences have no error, interval
    or p. A share of 0 against one of 1 varies in neither group: its error is that of the pooled
    share, each group as large as its effective base or, if that is less, as its PSUs less its
    strata plus one. A difference without sampling error is one that weighting or design has set: it
    is flagged, and has neither p nor letter.

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1984), Annals of Statistics 12, 46-60. Thomas, D. R. and Decady,
    Y. J. (2004), Int. J. of Testing 4, 43-59. Bilder, C. R. and Loughin, T. M. (2004), Biometrics
    60, 241-248.

    Examples
    --------
    >>> sex, owns = ["Female"] * 100 + ["Male"] * 100, ["yes", "no"] * 60 + ["no"] * 80
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": sex, "owns": owns}))
    >>> found = compare(sample, "owns", by="sex")
    >>> found.pairs[["answer", "level_a", "level_b", "difference", "p"]].round(2)
      answer level_a level_b  difference    p
    0     no  Female    Male        -0.4  0.0
    1    yes  Female    Male         0.4  0.0
    """
    sample = the_sample(sample, "tk.compare")
    asked, rule = asked_of(sample, question, missing)
    rules = Rules(adjust, family, confidence, rule, suppress_below, flag_below)
    _check(rules)
    names = question_names(by, needed=True)
    answers, audience = sample.answers(asked), audience_of(sample, where)
    _check_groups(sample, asked, names)
    outside, found = {}, []
    for name in names:
        domains = Domains.of(sample, answers, rule, by=name, where=audience)
        outside[name] = domains.outside()
        found.append(Banner.of(Groups.of(domains), name, answers, rules).tables())
    tests, pairs, table = (
        pd.concat(parts, ignore_index=True) for parts in zip(*found, strict=True)
    )
    everyone = Domains.of(sample, answers, rule, where=audience)
    whole = everyone.estimate(0)
    return Comparison(
        tests,
        pairs,
        table,
        labels=dict(zip(answers.levels, answers.labels, strict=True)),
        average=dict(zip(answers.levels, whole.share.tolist(), strict=True)),
        apart=tuple(option.id for option in asked.options if option.none),
        outside=outside,
        left_out=everyone.left_out(),
        n=round(whole.n),
        n_eff=whole.n_eff,
        basis=Basis.of(sample, asked, by=names, audience=audience, against=None, published=False),
        rules=rules,
    )


def _check_groups(sample: Sample, asked: Question, names: Sequence[str]) -> None:
    """Refuse groups that overlap, and a question compared by itself, all at once."""
    problems = [
        say("errors.compare.overlap", name=name)
        for name in names
        if sample.question(name).kind == "multiple"
    ]
    problems += [say("errors.compare.itself", name=name) for name in names if name == asked.name]
    raise_all(QuestionError, say("errors.compare.subject"), problems)


def _check(rules: Rules) -> None:
    """Refuse options that are none, all at once."""
    words = {"adjust": Adjust, "family": Family, "missing": MissingRule}
    problems = [
        unknown_word(name, getattr(rules, name), get_args(legal))
        for name, legal in words.items()
        if getattr(rules, name) not in get_args(legal)
    ]
    problems += number_problems(rules.confidence, rules.suppress_below, rules.flag_below)
    raise_all(QuestionError, say("errors.compare.subject"), problems)
