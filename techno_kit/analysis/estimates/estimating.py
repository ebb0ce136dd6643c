"""Means, totals, ratios and quantiles of numbers and scales, with errors."""

from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import get_args

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.asking import Who, audience_of, number_problems
from techno_kit.analysis.asking.code_scores import apart_in
from techno_kit.analysis.asking.quantities import Quantity, Scores, counted, is_counted, measured
from techno_kit.analysis.asking.undeclared import Undeclared, reads_as_number
from techno_kit.analysis.cells.measuring import Found, Measured, Statistic
from techno_kit.analysis.estimates.estimate_words import statistic_told
from techno_kit.analysis.estimates.estimates import Estimate, Options
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import question_names, shown_option, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

COLUMNS = (
    *("statistic", "answer", "quantile", "by", "level", "estimate", "se", "low", "high"),
    *("n", "n_weighted", "n_eff", "df", "deff", "flag"),
)
HIDDEN = ["estimate", "se", "low", "high", "deff"]
MEDIAN = (0.5,)


def estimate(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    statistic: Statistic = "mean",
    denominator: Question | str | None = None,
    quantiles: float | Sequence[float] | None = None,
    scores: Scores | None = None,
    by: str | Sequence[str] | None = None,
    where: Who | None = None,
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Estimate:
    """Return a mean, total, ratio or quantile, overall and by group, with its error.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Question, Ladder or str
        A number, a scale or single choice whose answers have scores, or, for totals, any question:
        the total of a choice or a ladder is the weighted count of each answer.
    statistic : {"mean", "total", "ratio", "quantile"}
        What is estimated. A ratio is the total of the question over that of `denominator`.
    denominator : Question or str, optional
        For a ratio: another number.
    quantiles : float or sequence of float
        For quantiles: which, as shares (0-1); the median by default.
    scores : mapping of answer to number, optional
        What the answers of a scale or a single choice count as, every answer once; None leaves an
        answer out of the base. By default the codes behind the labels, where these are numbers,
        without "don't know" and the like, which a note names.
    by : str or sequence of str, optional
        Questions whose answers are the groups, one question after the other, not crossed.
    where : mapping, Audience or boolean Series, optional
        Who the estimate is of; everyone by default. The design stays whole.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base. ``"exclude"``, the default: everyone with a number (for a ratio: with
        both). ``"in_base"``: everyone, a blank counting as 0; answers with scores do not have it.
        For counts of answers as in ``tk.profile``, and with its defaults.
    suppress_below, flag_below : float
        Bases (respondents) below which nothing is given, or it is flagged; 0 turns a rule off.

    Returns
    -------
    Estimate
        Its ``.table`` has the columns ``statistic, answer, quantile, by, level, estimate, se, low,
        high, n, n_weighted, n_eff, df, deff, flag``; ``answer`` is missing but for counts,
        ``quantile`` but for quantiles, ``by`` and ``level`` for the whole.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there; if answers are no numbers and have no
        scores; if a denominator is 0, naming the group.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Mean m = sum(w y) / sum(w), total sum(w y), ratio R = sum(w y) / sum(w x). Standard errors by
    Taylor linearisation with z = (y - m) / sum(w), y, or (y - R x) / sum(w x), over strata and PSUs
    and after calibrations as in ``tk.profile``; intervals are the estimate -+ t se, df = PSUs -
    strata among those with a respondent in the group.

    A quantile is the smallest value with at least that share of the weight at or below it (type 1),
    its interval Woodruff's: the quantiles at p -+ t se, p the share at or below it; se = (high -
    low) / (2 t). As R's ``svyquantile(qrule = "math", interval.type = "mean")``, but where many
    respondents share that value (a scale, a count): if p is above the share q that was asked for by
    more than t se / 2, the limits are widened to the quantiles at q - t se, with the error of the
    share below the value, and at q + t se. R's lower limit is never below the estimate there, and a
    nominal 95 % held as few as 49 in 100.

    ``deff`` is V / V0, V0 = s^2 / n times (sum w)^2 for totals and ratios, s^2 the weighted
    variance of the group (of (y - R x) / X for a ratio X = sum(w x), of the share below for a
    quantile), n its respondents of positive weight: R's ``deff = "replace"``. R's ``deff = TRUE``
    is this over 1 - n / N, N the sum of the group's weights.

    References
    ----------
    Lumley, T. (2010), Complex Surveys, chapters 2 and 5. Woodruff, R. S. (1952), JASA 47, 635-646.

    Examples
    --------
    >>> frame = pd.DataFrame({"age": [20, 30, 40, 50] * 40, "sex": ["Female", "Male"] * 80})
    >>> found = estimate(Sample.from_frame(frame), "age", by="sex").table
    >>> found[["level", "estimate", "low", "high", "n"]].round(2)
        level  estimate    low   high    n
    0     NaN      35.0  33.25  36.75  160
    1  Female      30.0  27.77  32.23   80
    2    Male      40.0  37.77  42.23   80
    """
    sample = the_sample(sample, "tk.estimate")
    wanted = MEDIAN if quantiles is None else _quantiles(quantiles)
    names = question_names(by)
    alone = quantiles is not None and statistic != "quantile"
    _check(statistic, denominator, wanted, scores, missing, alone=alone)
    raise_all(
        QuestionError,
        say("errors.estimate.subject"),
        number_problems(confidence, suppress_below, flag_below),
    )
    asked = question.question(sample) if isinstance(question, Ladder) else sample.question(question)
    quantity, rule = _quantity(sample, asked, statistic, scores, missing)
    below = None
    if denominator is not None:
        below = measured(sample, sample.question(denominator), None, rule)
    numbers = [] if scores is not None else [asked]
    numbers += [] if below is None else [below.question]
    numbers = [each for each in numbers if reads_as_number(sample, each)]
    audience = audience_of(sample, where)
    options = Options(statistic, wanted, rule, confidence, suppress_below, flag_below)
    whole = Measured.of(sample, quantity, below, where=audience)
    _check_denominators(whole, None, below, options)
    rows, outside = [_rows_of(whole, None, quantity, options)], {}
    for name in names:
        parts = Measured.of(sample, quantity, below, by=name, where=audience)
        _check_denominators(parts, name, below, options)
        outside[name] = parts.outside()
        rows.append(_rows_of(parts, name, quantity, options))
    table = pd.concat(rows, ignore_index=True)
    basis = Basis.of(sample, asked, by=names, audience=audience, against=None, published=False)
    found = Estimate(
        table,
        dict(zip(quantity.answers, quantity.labels, strict=True)),
        "" if below is None else below.question.title,
        quantity.scores,
        outside,
        whole.left_out(),
        basis,
        options,
        Undeclared(tuple(dict.fromkeys(each.name for each in numbers))),
    )
    told = [_apart(sample, found, each, audience) for each in (quantity, below) if each is not None]
    return replace(found, apart=tuple(each for pair in told for each in pair if each))


def _apart(
    sample: Sample, found: Estimate, quantity: Quantity, where: Audience | None
) -> tuple[str, str]:
    """Word which answers are not in an estimate, and which have a doubtful code."""
    what = statistic_told(found, found.whole.iloc[0])
    if len(found.options.wanted) > 1 and found.options.statistic == "quantile":
        what = say("estimate.what.quantiles", title=found.basis.title)
    question, apart = quantity.question, quantity.apart
    told = apart_in(sample, question, apart, where, what=what, option="scores")
    return told, quantity.doubt


def _quantiles(quantiles: object) -> tuple[float, ...]:
    """Return quantiles given as one number or several."""
    if isinstance(quantiles, Real):
        return (float(quantiles),)
    if isinstance(quantiles, str | bytes) or not isinstance(quantiles, Sequence | np.ndarray):
        return ()
    return tuple(
        float(each) if isinstance(each, Real) and not isinstance(each, bool) else float("nan")
        for each in quantiles
    )


def _check(
    statistic: object,
    denominator: object,
    quantiles: tuple[float, ...],
    scores: object,
    missing: object,
    *,
    alone: bool,
) -> None:
    """Refuse options that are none, or that do not go together, all at once.

    `alone`: quantiles are named, and another statistic asked for.
    """
    problems = []
    if statistic not in get_args(Statistic):
        problems.append(unknown_word("statistic", statistic, get_args(Statistic)))
    if missing is not None and missing not in get_args(MissingRule):
        problems.append(unknown_word("missing", missing, get_args(MissingRule)))
    if statistic == "ratio" and denominator is None:
        problems.append(say("errors.estimate.no_denominator"))
    if statistic != "ratio" and denominator is not None:
        problems.append(say("errors.estimate.denominator_alone", statistic=shown_option(statistic)))
    if alone:
        shown = shown_option(statistic)
        problems.append(say("errors.estimate.quantiles_alone", statistic=shown))
    if not quantiles or not all(0 <= each <= 1 for each in quantiles):
        problems.append(say("errors.estimate.quantiles"))
    elif len(set(quantiles)) < len(quantiles):
        problems.append(say("errors.estimate.quantiles_twice"))
    raise_all(QuestionError, say("errors.estimate.subject"), problems)


def _quantity(
    sample: Sample,
    asked: Question,
    statistic: Statistic,
    scores: Scores | None,
    missing: MissingRule | None,
) -> tuple[Quantity, MissingRule]:
    """Return what is estimated, and the rule of its base: given, or its kind's own."""
    if statistic == "total" and scores is None and is_counted(sample, asked):
        usual: MissingRule = "in_base" if asked.options else "exclude"
        rule = usual if missing is None else missing
        return counted(sample, asked, rule), rule
    rule = "exclude" if missing is None else missing
    return measured(sample, asked, scores, rule), rule


def _check_denominators(
    found: Measured, by: str | None, below: Quantity | None, options: Options
) -> None:
    """Refuse ratios to nothing, naming the groups; those that are suppressed anyway are not."""
    if below is None:
        return
    sums = zip(found.levels, found.denominators(options.suppress_below), strict=True)
    empty = [level for level, total in sums if total == 0]
    if not empty:
        return
    name = below.question.name
    if by is None:
        raise QuestionError(say("errors.estimate.zero", denominator=name))
    groups = listed([str(level) for level in empty])
    raise QuestionError(say("errors.estimate.zero_in", denominator=name, by=by, groups=groups))


def _rows_of(found: Measured, by: str | None, quantity: Quantity, options: Options) -> pd.DataFrame:
    groups = found.estimates(options.statistic, options.confidence, options.wanted)
    rows = [
        _rows(by, level, each, quantity, options)
        for level, each in zip(found.levels, groups, strict=True)
    ]
    return pd.concat(rows, ignore_index=True)


def _rows(
    by: str | None, level: str | None, found: Found, quantity: Quantity, options: Options
) -> pd.DataFrame:
    """Return one group's rows of the table."""
    size = len(found.estimate)
    wanted = options.wanted if options.statistic == "quantile" else (np.nan,) * size
    answers = quantity.answers or (None,) * size
    table = pd.DataFrame(
        {
            "statistic": options.statistic,
            "answer": pd.Series(answers, dtype="str"),
            "quantile": np.asarray(wanted, np.float64),
            "by": pd.Series([by] * size, dtype="str"),
            "level": pd.Series([level] * size, dtype="str"),
            "estimate": found.estimate,
            "se": found.se,
            "low": found.low,
            "high": found.high,
            "n": int(round(found.n)),
            "n_weighted": found.n_weighted,
            "n_eff": found.n_eff,
            "df": found.df,
            "deff": found.deff,
            "flag": _flags(found, options),
        },
        columns=list(COLUMNS),
    )
    if found.n < options.suppress_below or not found.n_weighted > 0:
        table[HIDDEN] = np.nan
    return table


def _flags(found: Found, options: Options) -> list[str]:
    size = len(found.estimate)
    if found.n == 0:
        return [say("flags.empty")] * size
    if found.n < options.suppress_below:
        return [say("flags.suppressed")] * size
    if not found.n_weighted > 0:
        return [say("flags.weightless")] * size
    small = [say("flags.small")] if found.n < options.flag_below else []
    doubt, scant = doubt_told(found.df, found.vanished), few_df_told(found.df, found.n)
    told = []
    for place in range(size):
        parts = list(small)
        if doubt:
            parts.append(doubt)
        elif found.agree[place]:
            parts += [say("flags.agree"), *([scant] if scant else [])]
        elif found.fixed[place]:
            drawn = found.by_design[place]
            parts.append(say("flags.by_design" if drawn else "flags.fixed"))
        elif found.nobody[place]:
            parts.append(say("estimate.flags.nobody"))
        else:
            parts += [scant] if scant else []
            if options.statistic == "quantile":
                parts += _open_ends(found.low[place], found.high[place])
        told.append(say("flags.and").join(parts))
    return told


def _open_ends(low: float, high: float) -> list[str]:
    """Tell which limits of a quantile lie beyond the values."""
    ends = (("no_low", low), ("no_high", high))
    return [say(f"estimate.flags.{name}") for name, limit in ends if np.isnan(limit)]
