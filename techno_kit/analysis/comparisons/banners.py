"""One banner question of a comparison: its tests, its pairs, and its table with letters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.comparisons.comparison_tables import (
    TABLE,
    TABLE_BEHIND,
    TESTS,
    TESTS_BEHIND,
    typed,
)
from techno_kit.analysis.comparisons.comparisons import Rules
from techno_kit.analysis.comparisons.differences import Groups, GroupShares
from techno_kit.analysis.comparisons.lettering import arrow_signs, column_letters, higher_than
from techno_kit.analysis.comparisons.pairings import pairs_of
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told
from techno_kit.numerics.contingency import NO_TEST, cramers_v, with_df
from techno_kit.numerics.few_units import FEW_DF, cautious_df, few_df
from techno_kit.numerics.intervals import Intervals, share_intervals
from techno_kit.numerics.rarities import few_cases
from techno_kit.numerics.twins import adjust_rows, twins_of
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats, Integers
from techno_kit.wording import say

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Banner:
    """The groups of one banner question, and what is said of them.

    Attributes
    ----------
    groups : Groups
        Those that hold weight.
    by : str
        The question's name.
    answers : Answers
        The answers that are compared.
    rules : Rules
        What was asked for.
    shown : numpy.ndarray of bool, shape (groups,)
        Which groups have a large enough base.
    df : numpy.ndarray of float, shape (groups, groups)
        Degrees of freedom of two groups together; the diagonal is a group's own.
    df_rest : numpy.ndarray of float, shape (groups,)
        Those of every group's rest.
    n_rest, n_eff, n_eff_rest : numpy.ndarray of float, shape (groups,)
        Respondents of every group's rest; effective numbers of every group, and of its rest.
    size, size_rest : numpy.ndarray of float, shape (groups,)
        Size of every group, and of its rest, where all answers are alike: the effective base, PSUs
        at most; 0 where the error is unknown.
    lost : numpy.ndarray of int, shape (groups,)
        Replicates that have nobody in a group.
    n_base, n_eff_base, size_base : float
        The same of all groups together.
    """

    groups: Groups
    by: str
    answers: Answers
    rules: Rules
    shown: Bools
    df: Floats
    df_rest: Floats
    n_rest: Floats
    n_eff: Floats
    n_eff_rest: Floats
    size: Floats
    size_rest: Floats
    lost: Integers
    n_base: float
    n_eff_base: float
    size_base: float

    @classmethod
    def of(cls, groups: Groups, by: str, answers: Answers, rules: Rules) -> "Banner":
        """Return the banner of some groups."""
        df, n = groups.df(), groups.domains.cells.n
        own = np.asarray(np.diag(df))
        df_rest, df_base = groups.df_rest(own), groups.df_base()
        base = groups.base[:, None]
        n_eff, n_eff_rest, whole = (
            groups.n_eff(each) for each in (groups.member, groups.rest, base)
        )
        lost, lost_rest = (groups.vanished(each) for each in (groups.member, groups.rest))
        return cls(
            groups,
            by,
            answers,
            rules,
            shown=groups.n >= rules.suppress_below,
            df=df,
            df_rest=df_rest,
            n_rest=np.asarray(n @ groups.rest),
            n_eff=n_eff,
            n_eff_rest=n_eff_rest,
            size=np.where(lost > 0, 0.0, _size(own, n_eff)),
            size_rest=np.where(lost_rest > 0, 0.0, _size(df_rest, n_eff_rest)),
            lost=lost,
            n_base=float(n @ groups.base),
            n_eff_base=float(whole[0]),
            size_base=float(_size(np.array([df_base]), whole)[0]),
        )

    @property
    def own(self) -> Floats:
        """Degrees of freedom of every group alone."""
        return np.asarray(np.diag(self.df))

    @property
    def sure(self) -> Bools:
        """Which groups have an error: they lie in more than one PSU, and in every replicate."""
        return np.asarray((self.own > 0) & (self.lost == 0))

    @property
    def known(self) -> Bools:
        """Which groups are shown, and have an error."""
        return self.shown & self.sure

    def doubts(self) -> list[str]:
        """Tell which groups have no error: they lie in one PSU, or not in every replicate."""
        both = zip(self.own, self.lost, strict=True)
        return [doubt_told(float(own), int(lost)) for own, lost in both]

    @property
    def twins(self) -> tuple[int, int] | None:
        """Two answers of which everyone in the groups holds one: what is true of one is of both."""
        domains = self.groups.domains
        return twins_of(domains.blanks_no, self.groups.base & (domains.cells.n > 0))

    def shares(self) -> list[GroupShares]:
        """Return a set of shares an answer."""
        shares = self.groups.judged(list(self.groups.all_shares()), self.every_df)
        return [
            _without(each, lacking) for each, lacking in zip(shares, self.not_offered, strict=True)
        ]

    @property
    def not_offered(self) -> Bools:
        """In which groups, waves, an answer could not be given, shape (answers, groups)."""
        return self.answers.not_offered(self.by, self.groups.levels)

    @property
    def every_df(self) -> Floats:
        """Degrees of freedom of every group, of every rest, and of all."""
        return np.concatenate([self.own, self.df_rest, [self.groups.df_base()]])

    @property
    def every_size(self) -> Floats:
        """Sizes of every group, of every rest, and of all, where all answers are alike."""
        return np.concatenate([self.size, self.size_rest, [self.size_base]])

    def tables(
        self, shares: Sequence[GroupShares]
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return tests, pairs and the table with letters."""
        against = self.rules.against
        family = self.rules.family
        rests = pairs_of(self, shares, "rest", family if against == "rest" else "row")
        pairs = rests if against == "rest" else pairs_of(self, shares, against, family)
        table = _signed(self, _rests(self, shares, rests), pairs)
        return _tests(self, shares), pairs, _complete(self, table)


def _without(shares: GroupShares, lacking: Bools) -> GroupShares:
    """Return an answer's shares without those of waves that did not offer it, and of any rest."""
    if not lacking.any():
        return shares
    share = np.where(lacking, np.nan, shares.share)
    return replace(shares, share=share, rest=np.full(len(share), np.nan), total=np.nan)


def _size(df: Floats, n_eff: Floats) -> Floats:
    return np.where(df > 0, np.minimum(df + 1, n_eff), 0.0)


def _rests(banner: Banner, shares: Sequence[GroupShares], rests: pd.DataFrame) -> pd.DataFrame:
    """Return every group's share beside that of the rest, tested on the df of all groups.

    Of two groups each is the other's rest: that is one test, and needs no adjustment.
    """
    shown = np.tile(banner.shown, len(shares))
    limits = [_limits(banner, each) for each in shares]
    enough = np.tile(banner.n_rest >= banner.rules.suppress_below, len(shares))
    return pd.DataFrame(
        {
            "answer": rests["answer"],
            "by": banner.by,
            "level": rests["level_a"],
            "share": rests["share_a"].where(shown),
            "low": np.concatenate([each.low for each in limits]),
            "high": np.concatenate([each.high for each in limits]),
            "rest": rests["share_b"].where(enough),
            "p_rest": rests["p"],
            "p_rest_adjusted": rests["p_adjusted"],
            "p_arrow": rests["p_letter"],
            "p_picked": rests["p_picked"],
            "above": rests["difference"],
            "flag_of_answer": [
                say("flags.not_offered") if absent else flag
                for each, lacking in zip(shares, banner.not_offered, strict=True)
                for flag, absent in zip(_own_flags(banner, each), lacking, strict=True)
            ],
        }
    )


def _limits(banner: Banner, shares: GroupShares) -> Intervals:
    """Return the intervals of the shares of groups, as `profile` does."""
    share, size = shares.share, len(shares.share)
    variance = np.diag(shares.covariance.matrix)[:size] * shares.factor
    found = share_intervals(
        share,
        np.sqrt(np.maximum(variance, 0.0)),
        n=banner.groups.n,
        n_eff=banner.n_eff,
        df=banner.own,
        confidence=banner.rules.confidence,
    )
    known = banner.known & ~shares.raked & ~shares.drawn & ~agreeing(shares)
    return Intervals(*(np.where(known, each, np.nan) for each in (found.low, found.high)))


def _own_flags(banner: Banner, shares: GroupShares) -> list[str]:
    """Flag the groups whose share weighting or design has set, or that few cases are behind."""
    everyone, known = shares.total, banner.known
    rare = few_cases(np.asarray(everyone), banner.n_eff)
    few = rare & banner.shown & (0 < everyone < 1)
    agree = agreeing(shares) & known
    told = zip(shares.raked & known, shares.drawn & known, agree, few, strict=True)
    return [
        say(f"flags.{'fixed' if raked else 'by_design' if drawn else 'agree' if alike else 'few'}")
        if raked or drawn or alike or rare
        else ""
        for raked, drawn, alike, rare in told
    ]


def agreeing(shares: GroupShares) -> Bools:
    """Tell of which groups few PSUs agree by coincidence."""
    groups = len(shares.share)
    return np.zeros(groups, np.bool_) if shares.agree is None else shares.agree[:groups]


def _signed(banner: Banner, table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Add letters, of pairs of groups, and arrows: against the rest, or what was asked for."""
    rules = banner.rules
    letters = column_letters(banner.groups.levels)
    higher = higher_than(pairs, letters, rules) if rules.against == "pairs" else {}
    if rules.against in ("total", "reference"):
        keys = ["answer", "level"]
        found = pairs.rename(columns={"level_a": "level"})[[*keys, "p_letter", "difference"]]
        found = table[keys].merge(found, how="left", on=keys)
        table = table.assign(p_arrow=found["p_letter"], above=found["difference"])
    keys_of_rows = zip(table["answer"], table["level"], strict=True)
    return table.assign(
        letter=[letters[level] for level in table["level"]],
        higher_than=[higher.get(key, "") for key in keys_of_rows],
        arrow=arrow_signs(table["p_arrow"], table["above"], rules.error),
    )


def _complete(banner: Banner, table: pd.DataFrame) -> pd.DataFrame:
    """Add groups without respondents or weight, bases and flags; groups in their own order."""
    domains = banner.groups.domains
    member = domains.member & domains.inside[:, None]
    levels = [str(level) for level in domains.levels]
    n, weight = domains.cells.n @ member, domains.cells.w @ member
    few = [few_df_told(*each) for each in zip(banner.own, banner.groups.n, strict=True)]
    told = [each or scant for each, scant in zip(banner.doubts(), few, strict=True)]
    doubts = dict(zip(banner.groups.levels, told, strict=True))
    sure = dict(zip(banner.groups.levels, banner.sure, strict=True))
    answers, groups = len(banner.answers.levels), len(levels)
    held = (np.arange(answers)[:, None] * groups + banner.groups.places).ravel()
    columns: dict[str, object] = {
        "answer": np.repeat(np.asarray(banner.answers.levels, object), groups),
        "by": banner.by,
        "level": np.tile(np.asarray(levels, object), answers),
        "n": np.tile(np.rint(n).astype(np.int64), answers),
        "n_weighted": np.tile(weight, answers),
        "sure": np.tile([bool(sure.get(level, False)) for level in levels], answers),
    }
    for name in (
        "share",
        "low",
        "high",
        "rest",
        "p_rest",
        "p_rest_adjusted",
        "p_arrow",
        "p_picked",
    ):
        numbers = np.full(answers * groups, np.nan)
        numbers[held] = table[name]
        columns[name] = numbers
    for name in ("letter", "higher_than", "arrow", "flag_of_answer"):
        texts = np.full(answers * groups, "", object)
        texts[held] = table[name].to_numpy(object)
        columns[name] = texts
    own = np.tile(
        np.asarray(
            [
                _flag(each, size, doubts.get(level, ""), banner.rules)
                for level, each, size in zip(levels, n, weight, strict=True)
            ],
            object,
        ),
        answers,
    )
    both = zip(own, columns.pop("flag_of_answer"), strict=True)  # type: ignore[call-overload]
    columns["flag"] = [say("flags.and").join(flag for flag in each if flag) for each in both]
    return typed(columns, (*TABLE, *TABLE_BEHIND))


def _flag(n: float, weight: float, doubt: str, rules: Rules) -> str:
    if n == 0:
        return say("flags.empty")
    if n < rules.suppress_below:
        return say("flags.suppressed")
    if not weight > 0:
        return say("flags.weightless")
    flags = [say("flags.small")] if n < rules.flag_below else []
    return say("flags.and").join([*flags, *([doubt] if doubt else [])])


def _adjusted(banner: Banner, p: Floats) -> Floats:
    """Adjust the p-values of the answers."""
    rows, method = p[:, None], banner.rules.adjust
    return adjust_rows(rows, method, together=True, twins=banner.twins).ravel()


def _tests(banner: Banner, shares: Sequence[GroupShares]) -> pd.DataFrame:
    """Return the test of every answer and of the whole question, of groups with an error.

    A group within one PSU has an error of 0 in every table that it is part of, and any distance
    from the others would be clear.
    """
    groups = banner.groups.kept(banner.sure)
    answers, statistic = banner.answers, banner.rules.test
    question, columns = answers.question, len(groups.places)
    places = range(len(answers.levels))
    active = [place for place in places if answers.levels[place] not in question.apart]
    overlapping = question.kind == "multiple"
    absent = banner.not_offered.any(axis=1)
    active = [place for place in active if not absent[place]]
    tests, whole = groups.test_each(places, active if overlapping else [], statistic)
    tests = [NO_TEST if out else each for each, out in zip(tests, absent, strict=True)]
    if not overlapping:
        whole = groups.test_table(active, statistic)
    own, df = banner.own[banner.sure], groups.df_base()
    least = min(own, default=0.0)
    fewer = float(cautious_df(df, least, least))
    n = float(groups.domains.cells.n[groups.base].sum())
    sizes = [2] * len(tests) + [2 if overlapping else groups.held()]
    p = np.asarray([each.p for each in tests])
    found = [*tests, whole]
    told = [with_df(each, fewer / df) if statistic == "F" and df > 0 else each for each in found]
    v = [cramers_v(each, n, size, columns) for each, size in zip(found, sizes, strict=True)]
    if overlapping:  # V is an effect of one table, and the whole is several
        v[-1] = np.nan
    return typed(
        {
            "answer": [*answers.levels, None],
            "by": banner.by,
            **{name: [getattr(each, name) for each in found] for name in ("F", "df1", "df2", "p")},
            "p_adjusted": np.append(_adjusted(banner, p), whole.p),
            "cramers_v": v,
            "df2_told": [each.df2 for each in told],
            "p_told": np.where(_alike(banner, shares), np.nan, [each.p for each in told]),
        },
        (*TESTS, *TESTS_BEHIND),
    )


def _alike(banner: Banner, shares: Sequence[GroupShares]) -> Bools:
    """Tell which tests hold a group whose few PSUs agree on every answer: they are far too sure.

    Be it that PSUs have one share by coincidence, or that all of it gives, or lacks, an answer.
    """
    few = few_df(banner.own) & banner.sure & (banner.groups.n > FEW_DF)
    found = np.array(
        [few & (agreeing(each) | (each.share == 0) | (each.share == 1)) for each in shares]
    )
    whole = bool(found.all(axis=0).any())
    return np.append(found.any(axis=1), whole)
