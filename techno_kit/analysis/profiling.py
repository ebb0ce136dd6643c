"""The profile: shares of a question's answers or a ladder's rungs, with errors and an index."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TypeGuard, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.domains import Domains, Estimates
from techno_kit.analysis.profiles import Options, Profile
from techno_kit.analysis.telling import Basis
from techno_kit.errors import (
    QuestionError,
    TechnoKitError,
    listed,
    nearest,
    raise_all,
    unknown_word,
)
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.intervals import (
    IntervalName,
    Intervals,
    share_intervals,
    t_quantile,
)
from techno_kit.numerics.rarities import few_cases
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import question_names, shown_option, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, say

Who = Mapping[str, Sequence[str]] | Audience | pd.Series
Shares = Mapping[str, float]
COLUMNS = (
    *("answer", "by", "level", "share", "se", "low", "high", "index", "index_low", "index_high"),
    *("n", "n_weighted", "n_eff", "df", "flag"),
)
ROUNDING = 1e-9  # sums of shares in binary
HIDDEN = ["share", "se", "low", "high", "index", "index_low", "index_high"]


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

    Returns
    -------
    Profile
        Its ``.table`` has the columns ``answer, by, level, share, se, low, high, index, index_low,
        index_high, n, n_weighted, n_eff, df, flag``; ``by`` and ``level`` are missing for the whole
        sample (or the whole of ``where``).

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
    asked, rule = asked_of(sample, question, missing)
    options = Options(rule, interval, confidence, suppress_below, flag_below)
    names = question_names(by)
    _check(options)
    answers = sample.answers(asked)
    audience = audience_of(sample, where)
    published = _published(base, answers) if _are_shares(base) else None
    compared = None if _are_shares(base) else audience_of(sample, base)
    whole = Domains.of(sample, answers, rule, where=audience, base=compared)
    itself = published is None and audience is None and compared is None
    found = whole.estimate(0, published)
    rows = [_rows(answers, None, None, found, options, itself=itself)]
    outside = {}
    for name in names:
        domains = Domains.of(sample, answers, rule, by=name, where=audience, base=compared)
        outside[name] = domains.outside()
        rows += [
            _rows(answers, name, level, domains.estimate(place, published), options)
            for place, level in enumerate(domains.levels)
        ]
    table = pd.concat(rows, ignore_index=True)
    hidden = found.n < suppress_below
    low, high = whole.bounds()
    bounds = pd.DataFrame({"answer": answers.levels, "low": low, "high": high})
    bounds.loc[[hidden] * len(bounds), ["low", "high"]] = np.nan
    average = {} if hidden and itself else _known(answers, found.base)
    _check_framework(answers, table)
    basis = Basis.of(
        sample,
        asked,
        by=names,
        audience=audience,
        against=compared,
        published=published is not None,
    )
    labels = dict(zip(answers.levels, answers.labels, strict=True))
    return Profile(table, labels, bounds, average, outside, whole.left_out(), basis, options)


def asked_of(
    sample: Sample, question: Ladder | Question | str, missing: MissingRule | None
) -> tuple[Question, MissingRule]:
    """Return what a verb was asked about, and the rule of its base: given, or its kind's own."""
    asked = question.question(sample) if isinstance(question, Ladder) else sample.question(question)
    usual: MissingRule = "in_base" if asked.options else "exclude"
    return asked, usual if missing is None else missing


def _check(options: Options) -> None:
    """Refuse options that are none, all at once."""
    problems = []
    for name, legal in (("interval", IntervalName), ("missing", MissingRule)):
        value, words = getattr(options, name), get_args(legal)
        if value not in words:
            problems.append(unknown_word(name, value, words))
    problems += number_problems(options.confidence, options.suppress_below, options.flag_below)
    raise_all(QuestionError, say("errors.option.subject"), problems)


def number_problems(confidence: object, suppress_below: object, flag_below: object) -> list[str]:
    """Word what is wrong with a verb's confidence and its rules for small bases."""
    problems = []
    if not (_is_number(confidence) and 0 < confidence < 1):
        problems.append(say("errors.option.confidence", value=shown_option(confidence)))
    for name, value in (("suppress_below", suppress_below), ("flag_below", flag_below)):
        if not (_is_number(value) and value >= 0):
            told = shown_option(value)
            problems.append(say("errors.option.negative", name=name, value=told))
    return problems


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real)


def audience_of(sample: Sample, who: Who | Shares | None) -> Audience | None:
    """Return conditions, an audience or a boolean Series as an audience of the sample."""
    if who is None:
        return None
    if not isinstance(who, pd.Series):
        audience = Audience.of(who)  # type: ignore[arg-type]  # refuses shares by itself
        sample.contains(audience)
        return audience
    if not pd.api.types.is_bool_dtype(who.dtype) or who.isna().any():
        raise QuestionError(say("errors.audience.series", kind=who.dtype))
    if not who.index.equals(sample.frame.index):
        raise QuestionError(
            say("errors.audience.index", n=count(len(who)), respondents=count(sample.n))
        )
    return Audience.selected(who.to_numpy(np.bool_))


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


def _rows(
    answers: Answers,
    by: str | None,
    level: str | None,
    found: Estimates,
    options: Options,
    *,
    itself: bool = False,
) -> pd.DataFrame:
    """Return one group's rows of the table; `itself`: the group is the base of the index."""
    size = len(answers.levels)
    base = {name: np.full(size, float(getattr(found, name))) for name in ("n", "n_eff", "df")}
    limits = share_intervals(
        found.share, found.se, **base, confidence=options.confidence, interval=options.interval
    )
    index, index_low, index_high = _index(found, limits, options.confidence, itself=itself)
    alone = np.isnan(index_high)
    table = pd.DataFrame(
        {
            "answer": list(answers.levels),
            "by": pd.Series([by] * size, dtype="str"),
            "level": pd.Series([level] * size, dtype="str"),
            "share": found.share,
            "se": found.se,
            "low": np.where(found.fixed, np.nan, limits.low),
            "high": np.where(found.fixed, np.nan, limits.high),
            "index": index,
            "index_low": index_low,
            "index_high": index_high,
            "n": int(round(found.n)),
            "n_weighted": found.n_weighted,
            "n_eff": found.n_eff,
            "df": found.df,
            "flag": _flags(found, options, few=few_cases(found.base, found.n_eff) & ~alone),
        },
        columns=list(COLUMNS),
    )
    if found.n < options.suppress_below:
        table[HIDDEN] = np.nan
    return table


def _index(
    found: Estimates, limits: Intervals, confidence: float, *, itself: bool
) -> tuple[Floats, ...]:
    """Return index, lower and upper limit.

    A share of 0 has index 0 with the upper limit of the share's own beta interval; a share of 1
    against published shares the lower limit of its own; a base share of 0 leaves the index
    undefined.
    """
    base = np.where(found.base > 0, found.base, np.nan)
    index = 100 * found.share / base
    if itself:
        return index, np.full_like(index, np.nan), np.full_like(index, np.nan)
    quantile = t_quantile(np.full(len(index), float(found.df_index)), confidence)
    with np.errstate(over="ignore"):  # an error beyond any number leaves the index open above
        factor = np.exp(quantile * found.log_se)
    none = found.share == 0
    index_low = np.where(none & np.isfinite(index), 0.0, index / factor)
    certain = _certain(found)
    index_low = np.where(certain, 100 * limits.low / base, index_low)
    return index, index_low, np.where(none, 100 * limits.high / base, index * factor)


def _certain(found: Estimates) -> NDArray[np.bool_]:
    """Tell which shares of 1 are compared with published ones: neither has an error."""
    certain: NDArray[np.bool_] = (found.share == 1) & (found.base < 1) & (found.log_se == 0)
    return certain


def _flags(found: Estimates, options: Options, *, few: NDArray[np.bool_]) -> list[str]:
    """Return the note of every answer; `few`: whose index rests on few cases."""
    if found.n == 0:
        return [say("flags.empty")] * len(found.share)
    if found.n < options.suppress_below:
        return [say("flags.suppressed")] * len(found.share)
    if not found.n_weighted > 0:
        return [say("flags.weightless")] * len(found.share)
    small = [say("flags.small")] if found.n < options.flag_below else []
    none = (found.share == 0) & (found.base > 0)
    certain = _certain(found)
    return [
        say("flags.and").join(
            [
                *small,
                *([say("flags.by_design" if drawn else "flags.fixed")] if fixed else []),
                *([say("flags.limit")] if zero else []),
                *([say("flags.limit_low")] if one else []),
                *([say("flags.few")] if rare else []),
            ]
        )
        for fixed, drawn, zero, one, rare in zip(
            found.fixed, found.by_design, none, certain, few, strict=True
        )
    ]


def _check_framework(answers: Answers, table: pd.DataFrame) -> None:
    """Check what every profile of overlapping rungs satisfies: no rung exceeds 1 - Inactives."""
    none = [option.id for option in answers.question.options if option.none]
    if not none:
        return
    for _, group in table.groupby(["by", "level"], dropna=False, observed=False, sort=False):
        shares = group.set_index("answer")["share"]
        active, rest = shares.drop(none[0]), 1 - shares[none[0]]
        if active.max() > rest + ROUNDING or active.sum() < rest - ROUNDING:
            raise TechnoKitError(say("errors.profile.framework"))
