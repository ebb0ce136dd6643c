"""Overlaps: which rungs, or answers of a multiple choice, go together, and how many one holds."""

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.asking import Who, asked_of, audience_of, number_problems
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.overlaps.overlap_numbers import People
from techno_kit.analysis.overlaps.overlap_tables import tables_of
from techno_kit.analysis.overlaps.overlaps import Overlaps
from techno_kit.analysis.profiles.profiles import Options
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.intervals import IntervalName
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.checks import question_names, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Integers
from techno_kit.survey.sample import Sample
from techno_kit.wording import say


def overlaps(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str] | None = None,
    where: Who | None = None,
    interval: IntervalName = "logit",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Overlaps:
    """Return how the rungs of a ladder, or answers of a multiple choice, go together.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, or a question with several answers or its name.
    by : str or sequence of str, optional
        Questions whose answers are groups, each of which has its own rows.
    where : mapping, Audience or boolean Series, optional
        Who is looked at; everyone by default. The design stays whole.
    interval : {"logit", "beta", "wilson", "wald"}
        Method of the intervals of shares.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base, as in `profile`.
    suppress_below, flag_below : float
        Bases (respondents) below which a figure is not given, or is flagged; 0 turns a rule off.
        The base of a share of those who hold an answer are those who hold it.

    Returns
    -------
    Overlaps
        ``.table``: of those who hold one answer (``given``; missing: of everyone) the share that
        holds another, with ``answer, given, by, level, share, se, low, high, n, n_weighted, n_eff,
        df, flag``. ``.pairs``: every two answers, with their lift. ``.patterns``: every combination
        that occurs. ``.counts``, ``.means``: how many answers respondents hold. The exclusive
        answer (a ladder's last rung) is in the patterns, but in no pair and no number.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, or a respondent can give one answer only.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    All are shares p = sum(w y) / sum(w) in a domain of the whole design, with the errors of
    `profile`: y is holding both answers, or a whole pattern; of a conditional share the domain are
    those who hold the first answer. Lift = p12 / (p1 p2), 1 if the two were independent; its
    interval from the error of log p12 - log p1 - log p2 with the covariance of all three. phi =
    (p12 - p1 p2) / sqrt(p1 (1 - p1) p2 (1 - p2)). The mean number of answers is a weighted mean
    with a t interval.

    References
    ----------
    Lumley, T. (2010), Complex Surveys: A Guide to Analysis Using R, chapters 2 and 4. Lex, A.,
    Gehlenborg, N., Strobelt, H., Vuillemot, R. and Pfister, H. (2014), UpSet: visualization of
    intersecting sets, IEEE Transactions on Visualization and Computer Graphics 20, 1983-1992.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"tv": [1, 1, 0, 0] * 50, "radio": [1, 1, 1, 0] * 50})
    >>> media = Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
    >>> found = overlaps(Sample.from_frame(frame).with_question(media), "media")
    >>> found.pairs[["answer_a", "answer_b", "both", "of_a", "of_b", "lift"]].round(2)
      answer_a answer_b  both  of_a  of_b  lift
    0       tv    radio   0.5   1.0  0.67  1.33
    >>> found.patterns[["pattern", "size", "share", "cumulative"]]
          pattern  size  share  cumulative
    0  tv + radio     2   0.50        0.50
    1      (none)     0   0.25        0.75
    2       radio     1   0.25        1.00
    """
    sample = the_sample(sample, "tk.overlaps")
    asked, rule = asked_of(sample, question, missing)
    options = Options(rule, interval, confidence, suppress_below, flag_below)
    names = question_names(by)
    _check(options)
    answers, audience = sample.answers(asked), audience_of(sample, where)
    active = _active(answers)
    whole = Domains.of(sample, answers, rule, where=audience)
    parts = [tables_of(People.of(whole, 0), answers, active, options, (None, None))]
    outside = {}
    for name in names:
        domains = Domains.of(sample, answers, rule, by=name, where=audience)
        outside[name] = domains.outside()
        parts += [
            tables_of(People.of(domains, place), answers, active, options, (name, str(level)))
            for place, level in enumerate(domains.levels)
        ]
    table, pairs, patterns, counts, means = (
        pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True)
    )
    return Overlaps(
        table,
        pairs,
        patterns,
        counts,
        means,
        labels=dict(zip(answers.levels, answers.labels, strict=True)),
        apart=asked.apart,
        outside=outside,
        left_out=whole.left_out(),
        basis=Basis.of(sample, asked, by=names, audience=audience, against=None, published=False),
        options=options,
    )


def _check(options: Options) -> None:
    """Refuse options that are none, all at once."""
    problems = [
        unknown_word(name, getattr(options, name), get_args(legal))
        for name, legal in (("interval", IntervalName), ("missing", MissingRule))
        if getattr(options, name) not in get_args(legal)
    ]
    problems += number_problems(options.confidence, options.suppress_below, options.flag_below)
    raise_all(QuestionError, say("errors.overlaps.subject"), problems)


def _active(answers: Answers) -> Integers:
    """Return the places of the answers that can go together; refuse fewer than two."""
    question = answers.question
    levels = enumerate(answers.levels)
    active = [place for place, level in levels if level not in question.apart]
    problems = []
    if question.kind != "multiple":
        problems.append(say("errors.overlaps.single", name=question.name))
    elif len(active) < 2:
        problems.append(say("errors.overlaps.one", name=question.name))
    raise_all(QuestionError, say("errors.overlaps.subject"), problems)
    return np.asarray(active, np.int64)
