"""What a sample in hand can show: the smallest differences between groups, and the margins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.asking.asking import Who, answers_asked_of, audience_of, number_problems
from techno_kit.analysis.cells.domains import Domains, Estimates
from techno_kit.analysis.comparisons.banners import Banner, agreeing
from techno_kit.analysis.comparisons.comparisons import Rules
from techno_kit.analysis.comparisons.differences import Groups, GroupShares
from techno_kit.analysis.comparisons.pairings import Pairing
from techno_kit.analysis.sizes.detections import MARGINS, TABLE, Aims, Detectable
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.detecting import SharePairs
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.numerics.rarities import few_cases
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.checks import question_names, shown_option, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import exact_percent, say

Bools = NDArray[np.bool_]


def detectable(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str],
    where: Who | None = None,
    power: float = 0.8,
    adjust: Adjust = "holm",
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Detectable:
    """Return the smallest differences between groups that a sample in hand can show.

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
    power : float
        Chance of finding such a difference, between 1 - `confidence` and 1.
    adjust : {"holm", "bh", "bonferroni", "none"}
        How the tests of `compare` that are planned for allow for their number.
    family : {"row", "table"}
        Which pairs are one family, as in `compare`.
    confidence : float
        Of margins, and 1 - level of the tests, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base, as in `profile`.
    suppress_below, flag_below : float
        Bases (respondents) below which a group is left out, or is flagged.

    Returns
    -------
    Detectable
        ``.table``: ``answer, by, level_a, level_b, share_a, share_b, difference, se, detectable,
        deff, n_a, n_b, n_eff_a, n_eff_b, df, flag``, a row an answer and pair of groups.
        ``.margins``: ``answer, by, level, share, se, margin, deff, n, n_eff, df, flag``, the margin
        of error of every share.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, or the groups overlap.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    See Also
    --------
    sample_size : how many respondents a new sample takes.
    compare : the tests themselves.

    Notes
    -----
    Detectable difference d = t[1 - a / (2 m)] s0 + t[power] s1: s1 is the error of two shares that
    lie d apart around the groups' pooled share P, with their effective bases and the design effect
    that was found, and s0 that of the test; together never less than the error of the difference
    found asks for. Where fewer than five cases are expected in a group, one share is P and the
    other lies d away from it, s0 is at least the error of the pooled share, as letters and
    sentences of `compare` ask, and the design effect at least 1: a share of 0 would else seem to
    have no error. Degrees of freedom (``df``) are those of both groups together, and where one
    lies in few PSUs at most twice the smaller, as in the sentences of `compare`. m are the pairs of
    the family, since the first step of Holm's method, like Bonferroni's, tests at a / m (1 without
    adjustment). It tells what could have been found, not whether there is a difference: that a pair
    is not clear says little where its detectable difference is large. It is missing where no
    difference below 100 points would do, where weighting or design sets both shares, and where few
    PSUs agree; so is a margin of 100. ``deff`` is the variance over that of simple random samples
    of n_a and n_b. Margin = t se.

    References
    ----------
    Bloom, H. S. (1995), Evaluation Review 19, 547-556. Kish, L. (1965), Survey Sampling, chapter 8.

    Examples
    --------
    >>> import pandas as pd
    >>> sex, owns = ["Female"] * 100 + ["Male"] * 100, ["yes", "no"] * 60 + ["no"] * 80
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": sex, "owns": owns}))
    >>> detectable(sample, "owns", by="sex").table[["level_a", "level_b", "detectable"]].round(3)
      level_a level_b  detectable
    0  Female    Male       0.179
    1  Female    Male       0.179
    """
    sample = the_sample(sample, "tk.detectable")
    asked, rule = answers_asked_of(sample, question, missing)
    aims = Aims(rule, confidence, suppress_below, flag_below, power, adjust, family)
    _check(aims)
    names = question_names(by, needed=True)
    _check_groups(sample, asked, names)
    answers, audience = sample.answers(asked), audience_of(sample, where)
    everyone = Domains.of(sample, answers, rule, where=audience)
    pairs, margins = [], [_margins(everyone, 0, answers, aims, (None, None))]
    for name in names:
        domains = Domains.of(sample, answers, rule, by=name, where=audience)
        pairs.append(_Pairs.of(domains, name, answers, aims).table())
        margins += [
            _margins(domains, place, answers, aims, (name, str(level)))
            for place, level in enumerate(domains.levels)
        ]
    return Detectable(
        pd.concat(pairs, ignore_index=True),
        pd.concat(margins, ignore_index=True),
        labels=dict(zip(answers.levels, answers.labels, strict=True)),
        banners=tuple(names),
        basis=Basis.of(sample, asked, by=names, audience=audience, against=None, published=False),
        aims=aims,
    )


def _check(aims: Aims) -> None:
    """Refuse options that are none, all at once."""
    words = {"adjust": Adjust, "family": Family, "missing": MissingRule}
    problems = [
        unknown_word(name, getattr(aims, name), get_args(legal))
        for name, legal in words.items()
        if getattr(aims, name) not in get_args(legal)
    ]
    numbers = number_problems(aims.confidence, aims.suppress_below, aims.flag_below)
    problems += numbers
    power: object = aims.power
    if not (isinstance(power, float) and 0 < power < 1):
        problems.append(say("errors.size.power", value=shown_option(power)))
    elif not numbers and power <= 1 - aims.confidence:
        level = exact_percent(aims.confidence)
        problems.append(say("errors.size.powerless", power=power, confidence=level))
    raise_all(QuestionError, say("errors.detect.subject"), problems)


def _check_groups(sample: Sample, asked: Question, names: Sequence[str]) -> None:
    """Refuse groups that overlap, and a question compared by itself, all at once."""
    problems = [
        say("errors.detect.overlap", name=name)
        for name in names
        if sample.question(name).kind == "multiple"
    ]
    problems += [say("errors.compare.itself", name=name) for name in names if name == asked.name]
    raise_all(QuestionError, say("errors.detect.subject"), problems)


@dataclass(frozen=True, eq=False, slots=True)
class _Pairs:
    """The groups of one banner question, two by two.

    Attributes
    ----------
    banner : Banner
        The groups, as `compare` has them.
    pairing : Pairing
        Which two are held against each other.
    aims : Aims
        What was asked for.
    """

    banner: Banner
    pairing: Pairing
    aims: Aims

    @classmethod
    def of(cls, domains: Domains, by: str, answers: Answers, aims: Aims) -> "_Pairs":
        rules = Rules(
            *(aims.adjust, aims.family, aims.confidence, aims.missing),
            *(aims.suppress_below, aims.flag_below),
        )
        banner = Banner.of(Groups.of(domains), by, answers, rules)
        return cls(banner, Pairing.of(banner, "pairs"), aims)

    def table(self) -> pd.DataFrame:
        """Return a row an answer and pair of groups."""
        levels, shares = self.banner.answers.levels, self.banner.shares()
        both = [self._of(level, each) for level, each in zip(levels, shares, strict=True)]
        table = pd.concat([rows for rows, _ in both], ignore_index=True)
        tested = (table["se"] > 0) & table["df"].gt(0)
        if self.aims.adjust == "none":
            many = pd.Series(1, index=table.index)
        elif self.aims.family == "table":
            many = pd.Series(int(tested.sum()), index=table.index)
        else:
            many = tested.groupby(table["answer"], observed=False).transform("sum")
        allowed = np.asarray((1 - self.aims.confidence) / many.clip(lower=1), np.float64)
        parts = np.split(allowed, len(both))
        table["detectable"] = np.concatenate(
            [
                pairs.smallest(part, self.aims.power)
                for (_, pairs), part in zip(both, parts, strict=True)
            ]
        )
        names = ("answer", "by", "level_a", "level_b", "flag")
        return table.astype(dict.fromkeys(names, "str"))[list(TABLE)]

    def _of(self, level: str, shares: GroupShares) -> tuple[pd.DataFrame, SharePairs]:
        """Return the rows of one answer, and what their detectable differences come from."""
        pairing, groups = self.pairing, self.banner.groups
        one, other, n, share = pairing.one, pairing.other, groups.n, shares.share
        known, agree = self.banner.known, agreeing(shares)
        usable = known[one] & known[other] & ~agree[one] & ~agree[other]
        se = np.where(usable, shares.se(one, other), np.nan)
        sizes = self._sizes(share)
        pairs = SharePairs(
            *(share[one], share[other], sizes[one], sizes[other], se, pairing.df_told),
            doubtful=pairing.few[one] | pairing.few[other],
        )
        simple = (share * (1 - share) / n)[one] + (share * (1 - share) / n)[other]
        hidden = np.where(pairing.shown, 1.0, np.nan)
        table = pd.DataFrame(
            {
                **{"answer": level, "by": self.banner.by},
                **{"level_a": pairing.named(one), "level_b": pairing.named(other)},
                **{"share_a": share[one] * hidden, "share_b": share[other] * hidden},
                **{"difference": (share[one] - share[other]) * hidden, "se": se},
                "deff": np.divide(se**2, simple, out=np.full(len(se), np.nan), where=simple > 0),
                **{"n_a": n[one].round().astype(int), "n_b": n[other].round().astype(int)},
                **{"n_eff_a": pairing.n_eff[one], "n_eff_b": pairing.n_eff[other]},
                **{"df": pairing.df_told, "flag": self._flags(shares, pairs.few)},
            }
        )
        return table, pairs

    def _sizes(self, share: Floats) -> Floats:
        """Return effective numbers of groups; of one share of 0 or 1 in few PSUs their number."""
        groups = len(share)
        size, few = self.banner.size, self.pairing.few[:groups]
        edge = few & ((share == 0) | (share == 1)) & (size > 0)
        return np.where(edge, size, self.banner.n_eff)

    def _flags(self, shares: GroupShares, few: Bools) -> list[str]:
        """Return the note of every pair."""
        pairing, banner = self.pairing, self.banner
        small, agree = banner.groups.n < self.aims.flag_below, agreeing(shares)
        told = {
            say("flags.small"): small,
            say("flags.few_df"): pairing.few[: len(small)] & banner.sure,
            say("flags.fixed"): shares.raked & banner.known,
            say("flags.by_design"): shares.drawn & banner.known,
            say("flags.agree"): agree & banner.known,
            **{each: _told_of(banner.doubts(), each) for each in banner.doubts() if each},
        }
        flags = []
        for place, (one, other) in enumerate(zip(pairing.one, pairing.other, strict=True)):
            own = [flag for flag, which in told.items() if which[one] or which[other]]
            if few[place]:
                own.insert(own.count(say("flags.small")), say("flags.few"))
            shown = bool(pairing.shown[place])
            flags.append(say("flags.and").join(own) if shown else say("flags.suppressed"))
        return flags


def _told_of(doubts: list[str], doubt: str) -> Bools:
    return np.array([each == doubt for each in doubts], np.bool_)


def _margins(
    domains: Domains,
    place: int,
    answers: Answers,
    aims: Aims,
    group: tuple[str | None, str | None],
) -> pd.DataFrame:
    """Return the margin of error of every share of one group."""
    found = domains.estimate(place)
    size = len(found.share)
    df = np.full(size, float(found.df))
    shown = found.n >= aims.suppress_below
    hidden = 1.0 if shown else np.nan
    se = np.where(found.fixed, np.nan, found.se)
    simple = found.share * (1 - found.share) / max(found.n, 1.0)
    margin = t_quantile(df, aims.confidence) * np.where(se > 0, se, np.nan)
    by, level = group
    table = pd.DataFrame(
        {
            "answer": list(answers.levels),
            "by": pd.Series([by] * size, dtype="str"),
            "level": pd.Series([level] * size, dtype="str"),
            **{"share": found.share * hidden, "se": found.se * hidden},
            "margin": np.where(margin < 1, margin, np.nan) * hidden,
            "deff": np.divide(se**2, simple, out=np.full(size, np.nan), where=simple > 0) * hidden,
            **{"n": round(found.n), "n_eff": found.n_eff, "df": found.df},
            "flag": _margin_flags(found, aims) if shown else say("flags.suppressed"),
        }
    )
    return table[list(MARGINS)]


def _margin_flags(found: Estimates, aims: Aims) -> list[str]:
    """Return the note of every share of one group that is shown."""
    doubt = few_df_told(found.df, found.n)
    if not found.sure and found.n_weighted > 0:
        doubt = doubt_told(found.df, found.vanished)
    own = [say("flags.small")] if found.n < aims.flag_below else []
    rare = few_cases(found.share, found.n_eff) & found.sure & ~found.fixed & ~found.agree
    each = zip(rare, found.fixed & ~found.by_design, found.by_design, found.agree, strict=True)
    return [
        say("flags.and").join(
            [
                *own,
                *([say("flags.few")] if few else []),
                *([doubt] if doubt else []),
                *([say("flags.fixed")] if raked else []),
                *([say("flags.by_design")] if drawn else []),
                *([say("flags.agree")] if alike else []),
            ]
        )
        for few, raked, drawn, alike in each
    ]
