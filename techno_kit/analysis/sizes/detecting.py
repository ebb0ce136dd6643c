"""What a sample in hand can show: the smallest differences between groups, and the margins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.asking.asking import Who, answers_asked_of, audience_of, number_problems
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.comparisons.differences import Groups
from techno_kit.analysis.sizes.detections import MARGINS, TABLE, Aims, Detectable
from techno_kit.analysis.telling.doubts import doubt_told
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.detecting import smallest_difference
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.numerics.rarities import few_cases
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.checks import question_names, shown_option, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Integers
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
    Detectable difference = (t[1 - a / (2 m)] + t[power]) se: se is the error of the difference that
    was found, with weights, design and calibration; the degrees of freedom are those of both groups
    together; m the pairs of the family, since the first step of Holm's method, like Bonferroni's,
    tests at a / m (1 without adjustment). It tells what could have been found, not whether there is
    a difference: that a pair is not clear says little where its detectable difference is large.
    One above 100 points is missing, as no difference is found then, and so is a margin of 100.
    ``deff`` is the variance over that of simple random samples of n_a and n_b. Margin = t se.

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
    0  Female    Male       0.165
    1  Female    Male       0.165
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
        pairs.append(_Banner.of(domains, answers, aims).table(name))
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
class _Banner:
    """The groups of one banner question, two by two.

    Attributes
    ----------
    groups : Groups
        Those that hold weight.
    answers : Answers
        The answers.
    aims : Aims
        What was asked for.
    df, n_eff : numpy.ndarray of float
        Degrees of freedom of two groups together, shape (groups, groups); effective numbers of
        respondents, shape (groups,).
    lost : numpy.ndarray of int, shape (groups,)
        Replicates that have nobody in the group.
    """

    groups: Groups
    answers: Answers
    aims: Aims
    df: Floats
    n_eff: Floats
    lost: Integers

    @classmethod
    def of(cls, domains: Domains, answers: Answers, aims: Aims) -> "_Banner":
        groups = Groups.of(domains)
        lost = groups.vanished(groups.member)
        return cls(groups, answers, aims, groups.df(), groups.n_eff(groups.member), lost)

    def table(self, by: str) -> pd.DataFrame:
        """Return a row an answer and pair of groups."""
        parts = [self._pairs_of(place, level) for place, level in enumerate(self.answers.levels)]
        table = pd.concat(parts, ignore_index=True)
        tested = (table["se"] > 0) & table["df"].gt(0)
        if self.aims.adjust == "none":
            many = pd.Series(1, index=table.index)
        elif self.aims.family == "table":
            many = pd.Series(int(tested.sum()), index=table.index)
        else:
            many = tested.groupby(table["answer"], observed=False).transform("sum")
        levels = (1 - self.aims.confidence) / many.clip(lower=1)
        se, df = (table[name].to_numpy(np.float64) for name in ("se", "df"))
        level = np.asarray(levels, np.float64)
        found = smallest_difference(se, df, level, self.aims.power)
        table["detectable"] = np.where(found <= 1, found, np.nan)  # no difference is larger
        table["by"] = by
        return table.astype(dict.fromkeys(("answer", "by", "level_a", "level_b"), "str"))[
            list(TABLE)
        ]

    def _pairs_of(self, place: int, level: str) -> pd.DataFrame:
        groups, n = self.groups, self.groups.n
        one, other = np.triu_indices(len(n), 1)
        shares = groups.shares(place)
        share = shares.share
        own = np.diag(self.df)
        shown = (n[one] >= self.aims.suppress_below) & (n[other] >= self.aims.suppress_below)
        sure = (own > 0) & (self.lost == 0)
        known = shown & sure[one] & sure[other]
        se = np.where(known, shares.se(one, other), np.nan)
        simple = (share * (1 - share) / n)[one] + (share * (1 - share) / n)[other]
        names = np.asarray(groups.levels, dtype=object)
        hidden = np.where(shown, 1.0, np.nan)
        rare = few_cases(share, self.n_eff)
        each = [doubt_told(df, int(lost)) for df, lost in zip(own, self.lost, strict=True)]
        doubts = [each[a] or each[b] for a, b in zip(one, other, strict=True)]
        return pd.DataFrame(
            {
                **{"answer": level, "level_a": names[one], "level_b": names[other]},
                **{"share_a": share[one] * hidden, "share_b": share[other] * hidden},
                **{"difference": (share[one] - share[other]) * hidden, "se": se},
                "deff": np.divide(se**2, simple, out=np.full(len(se), np.nan), where=simple > 0),
                **{"n_a": n[one].round().astype(int), "n_b": n[other].round().astype(int)},
                **{"n_eff_a": self.n_eff[one], "n_eff_b": self.n_eff[other]},
                "df": self.df[one, other],
                "flag": self._flags(
                    shown, np.minimum(n[one], n[other]), rare[one] | rare[other], doubts
                ),
            }
        )

    def _flags(self, shown: Bools, n: Floats, rare: Bools, doubts: list[str]) -> list[str]:
        """Return the note of every pair."""
        small, few = say("flags.small"), say("flags.few")
        flags = [
            [*([small] if each < self.aims.flag_below else []), *([few] if is_rare else [])]
            for each, is_rare in zip(n, rare, strict=True)
        ]
        flags = [
            [*each, *([doubt] if doubt else [])] for each, doubt in zip(flags, doubts, strict=True)
        ]
        return [
            say("flags.and").join(each) if enough else say("flags.suppressed")
            for each, enough in zip(flags, shown, strict=True)
        ]


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
    flag = say("flags.suppressed")
    if shown:
        own = [say("flags.small")] if found.n < aims.flag_below else []
        doubt = (
            "" if found.sure or not found.n_weighted > 0 else doubt_told(found.df, found.vanished)
        )
        flag = say("flags.and").join([*own, *([doubt] if doubt else [])])
    by, level = group
    table = pd.DataFrame(
        {
            "answer": list(answers.levels),
            "by": pd.Series([by] * size, dtype="str"),
            "level": pd.Series([level] * size, dtype="str"),
            **{"share": found.share * hidden, "se": found.se * hidden},
            "margin": np.where(margin < 1, margin, np.nan) * hidden,
            "deff": np.divide(se**2, simple, out=np.full(size, np.nan), where=simple > 0) * hidden,
            **{"n": round(found.n), "n_eff": found.n_eff, "df": found.df, "flag": flag},
        }
    )
    return table[list(MARGINS)]
