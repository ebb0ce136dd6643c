"""Comparisons in sentences to paste: the whole, the largest difference, how many are clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.comparisons.set_answers import set_told
from techno_kit.analysis.comparisons.trend_words import trends_and_gaps
from techno_kit.analysis.telling.picking import SEEN, TIED, stays_clear
from techno_kit.analysis.telling.setting import flagged
from techno_kit.analysis.telling.unequal_waves import changing
from techno_kit.errors import first_few
from techno_kit.wording import count, decimal, exact_percent, p_value, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison, Rules

NAMED = 8  # groups that a sentence names; of more it tells the number


def text_of_comparison(comparison: "Comparison") -> str:
    """Return a few sentences a banner question: the whole, the largest difference, how many."""
    told = " ".join(sentence for by in comparison.banners for sentence in _told(comparison, by))
    told = " ".join([told, *trends_and_gaps(comparison)])
    told = " ".join(each for each in (told, comparison.basis.unequal_waves) if each)
    return say("profile.synthetic", text=told) if comparison.basis.synthetic else told


def groups_told(comparison: "Comparison") -> dict[str, set[str]]:
    """Return the groups of every question that the text names."""
    found = {}
    for by in comparison.banners:
        pairs = _Pairs.of(comparison, by, whole=None)
        if len(pairs.tested):
            pair = largest_of(pairs.named)
            found[by] = {str(pair["level_a"]), str(pair["level_b"])}
    return found


def largest_of(pairs: pd.DataFrame) -> dict[Any, Any]:
    """Return the pair with the largest difference."""
    size = pairs["difference"].abs().round(TIED)
    largest = pairs.loc[size.sort_values(ascending=False, kind="stable").index[0]]
    return dict(largest)


def _told(comparison: "Comparison", by: str) -> list[str]:
    rows, title = comparison.rows(by), comparison.basis.said(by)
    held = rows[rows["letter"] != ""].drop_duplicates("level")
    if not rows["n"].any():
        return [say("compare.nobody", by=title)]
    if len(held) < 2:
        return [say("compare.one_group", by=title, levels=named(list(held["level"])))]
    tests, sets = comparison.tests_behind, set_told(comparison, by)
    whole = tests[(tests["by"] == by) & tests["answer"].isna()].iloc[0]
    untested = comparison.untested(by)
    n = int(held.loc[held["sure"], "n"].sum())
    first = [*(sets if pd.notna(whole["p"]) else []), _whole(comparison, by, whole, n, bool(sets))]
    if untested and pd.notna(whole["p_told"]):
        first.append(plural("compare.left_out", len(untested), levels=named(untested)))
    if held["share"].notna().sum() < 2:
        return [*first, say("compare.none", by=title)]
    if reason := comparison.no_reference(by):
        level = comparison.rules.references[by]
        return [*first, say("compare.no_reference", level=level, reason=reason)]
    clear = None if pd.isna(whole["p_told"]) else bool(whole["p_told"] <= comparison.rules.error)
    pairs = _Pairs.of(comparison, by, whole=clear, others=bool(sets))
    known = pd.notna(whole["p"]) or not len(pairs.tested)
    return [*first, *([] if known else sets), *pairs.told()]


def _whole(comparison: "Comparison", by: str, whole: "pd.Series[Any]", n: int, others: bool) -> str:
    """Tell the test of the whole question, or why there is none."""
    basis = comparison.basis
    if by in basis.overlapping_by:
        return say("compare.overlap", by=basis.said(by))
    if pd.isna(whole["p"]):
        return _untested(comparison.rows(by), basis.said(by))
    if pd.isna(whole["p_told"]):
        return say("compare.agree", by=basis.said(by))
    respondents = plural("units.respondents", n)
    if basis.audience:
        respondents = say("compare.among", respondents=respondents, audience=basis.audience)
    chi, p = np.isinf(whole["df2"]), whole["p_told"]
    test = say(
        "compare.chi_square" if chi else "compare.test",
        df1=decimal(whole["df1"], 0 if chi else 1),
        df2=decimal(whole["df2_told"], 0),
        F=decimal(whole["F"] * (whole["df1"] if chi else 1), 2),
        p=say("compare.p_small" if p < 0.001 else "compare.p", p=p_value(p)),
    )
    clear = "differ" if p <= comparison.rules.error else "alike"
    kind = "ladder" if basis.ladder else "question"
    key, by = f"compare.{clear}.{kind}{'_others' if others else ''}", basis.said(by)
    return say(key, respondents=respondents, title=basis.title, by=by, test=test)


def _untested(rows: pd.DataFrame, title: str) -> str:
    """Tell why the question as a whole has no test."""
    rests = rows.dropna(subset="rest").groupby("answer", observed=False)["rest"]
    if (rests.nunique().eq(1) & rests.first().isin([0.0, 1.0])).all():
        return say("compare.constant", by=title)
    flags = rows.loc[(rows["share"] > 0) & (rows["share"] < 1), "flag"]
    raked, drawn = (
        flags.str.contains(say(key), regex=False) for key in ("flags.fixed", "flags.by_design")
    )
    if len(flags) and (raked | drawn).all():
        return say("compare.fixed" if raked.any() else "compare.by_design", by=title)
    return say(f"compare.untested{_few_sure(rows)}", by=title)


def _few_sure(rows: pd.DataFrame) -> str:
    """Tell why fewer than two groups have an error, as the end of a key; empty where two have."""
    shown = rows[rows["share"].notna()].drop_duplicates("level")
    if int(shown["sure"].sum()) > 1:
        return ""
    unsure = shown.loc[~shown["sure"], "flag"]
    alone = unsure.str.contains(say("flags.one_psu"), regex=False)
    return "_psus" if alone.all() else "_replicates"


@dataclass(frozen=True, eq=False, slots=True)
class _Pairs:
    """The pairs of one banner question that were tested, and how they are told.

    Attributes
    ----------
    comparison : Comparison
        What they are part of.
    by : str
        The question of groups.
    rows : pandas.DataFrame
        The rows of the table.
    tested : pandas.DataFrame
        Pairs with a p-value.
    whole : bool or None
        Whether the question as a whole differs clearly; None where that is not tested.
    others : bool
        Whether weighting or design sets some answers, so that the others alone are tested.
    """

    comparison: "Comparison"
    by: str
    rows: pd.DataFrame
    tested: pd.DataFrame
    whole: bool | None
    others: bool

    @classmethod
    def of(
        cls, comparison: "Comparison", by: str, *, whole: bool | None, others: bool = False
    ) -> "_Pairs":
        pairs = comparison.pairs_behind
        tested = pairs[(pairs["by"] == by) & pairs["p_adjusted"].notna() & ~pairs["twin"]]
        absent = comparison.basis.absent_by(by)
        sides = () if comparison.rules.against in ("rest", "total") else ("level_a", "level_b")
        kept = changing(absent, tested["answer"], *(tested[side] for side in sides))
        tested = tested[kept.to_numpy()]
        rows = comparison.rows(by)
        overlapping = by in comparison.basis.overlapping_by
        if comparison.rules.against == "rest" and not overlapping and _held(rows) == 2:
            tested = tested.drop_duplicates("answer")  # each is the other's rest: once is enough
        return cls(comparison, by, rows, tested, whole, others)

    @property
    def clear(self) -> pd.DataFrame:
        return self.tested[self.tested.index.isin(self.comparison.clear.index)]

    @property
    def stays(self) -> pd.DataFrame:
        """Those that are clear even as the largest of all pairs of all banners."""
        rules, pairs = self.comparison.rules, self.comparison.pairs_behind
        stays = pairs.index[stays_clear(pairs["p_picked"], rules.adjust, rules.error)]
        return self.clear[self.clear.index.isin(stays)]

    @property
    def named(self) -> pd.DataFrame:
        """Those of which a sentence names the largest: what stays clear, is clear, or is there."""
        return next((each for each in (self.stays, self.clear) if len(each)), self.tested)

    def told(self) -> list[str]:
        """Tell how many are clear, and the largest of those, never one for the other."""
        if not len(self.tested):
            title = self.comparison.basis.said(self.by)
            why = _few_sure(self.rows)
            told = self.whole is not None and why
            return [say(f"compare.no_error{why}", by=title)] if told else []
        clear, stays = self.clear, self.stays
        seen = self.tested["difference"].abs().max() >= SEEN
        if len(self.tested) == 1 and (seen or len(clear)):
            alone = "alone" if self._picked_from > 1 else "alone_single"
            kind = "clear" if len(stays) else alone if len(clear) else "unclear"
            return [self._one(kind), *([] if len(clear) else self._too_short())]
        if len(stays):
            largest = self._one("largest" if len(stays) > 1 else "only")
            parts = [largest, self._number(len(clear))]
            return parts if self.whole is not False else parts[::-1]
        if len(clear):
            lettered = self._one("lettered_one" if len(clear) == 1 else "lettered_other")
            none = plural("compare.none_stays", len(clear), all=count(self._picked_from))
            return [self._number(len(clear)), lettered, none]
        return [self._none(), *([self._one("seen"), *self._too_short()] if seen else [])]

    @property
    def _picked_from(self) -> int:
        """How many pairs of all banners a sentence picks from."""
        return int(self.comparison.pairs_behind["p_picked"].notna().sum())

    def _number(self, n: int) -> str:
        """Tell how many pairs are clear, and so although the whole is not."""
        kind = "clear_although" if self.whole is False else "clear"
        form = "two" if self._form == "two" else "many"
        return plural(f"compare.{kind}.{form}", n, all=count(len(self.tested)), **self._words())

    def _none(self) -> str:
        """Tell that no pair is clear, and so although the whole is."""
        kind = "none_clear_yet" if self.whole else "none_clear"
        words = self._words()
        if self.others:
            of = "ladder" if self.comparison.basis.ladder else "question"
            words["answer"] = say(f"compare.answer.{of}_others")
        return say(f"compare.{kind}.{self._form}", **words)

    @property
    def _form(self) -> str:
        """Whether an answer has one pair, many, or a group each."""
        if not self.tested["answer"].duplicated().any() and self._against != "total":
            return "two"
        return "many" if self._against == "pairs" else "one"

    @property
    def _against(self) -> str:
        return self.comparison.rules.against

    @property
    def _left(self) -> str:
        """Whether two groups are those left of several, as the end of a key."""
        return "_left" if self._form == "two" and _held(self.rows) > 2 else ""

    @property
    def _wave(self) -> bool:
        return self.by in self.comparison.waves and self._against in ("pairs", "reference")

    def _words(self) -> dict[str, str]:
        kind = "ladder" if self.comparison.basis.ladder else "question"
        rules = self.comparison.rules
        opponent = opponent_told(rules, self.by)
        return {
            "answer": say(f"compare.answer.{kind}"),
            "answers": say(f"compare.answers.{kind}{'_others' if self.others else ''}"),
            "of": say(f"compare.of.{'waves' if self._wave else self._against}", level=opponent),
            "opponent": opponent,
            "groups": say(f"compare.groups.{'waves' if self._wave else 'groups'}{self._left}"),
            "adjusted": adjusted_over(rules, single=self._form == "two"),
        }

    def _one(self, kind: str) -> str:
        """Tell the largest difference of those that are named, with its own interval."""
        pair = largest_of(self.named)
        answer = self.comparison.basis.named(self.comparison.labels[pair["answer"]])
        if self._wave:
            change = self._change(pair, answer)
            return say(f"compare.wave.{kind}", change=change, all=count(self._picked_from))
        told = self._pair(pair)
        return say(f"compare.one.{kind}", answer=answer, pair=told, all=count(self._picked_from))

    def _pair(self, pair: Mapping[Any, Any]) -> str:
        """Tell two groups, the higher one first."""
        up = pair["difference"] >= 0
        high, low = ("a", "b") if up else ("b", "a")
        least, most = limits_of(pair)
        return say(
            "compare.pair",
            high=self._level(pair, high),
            low=self._level(pair, low),
            share_high=percent(pair[f"share_{high}"]),
            share_low=percent(pair[f"share_{low}"]),
            n_high=count(pair[f"n_{high}"]),
            n_low=count(pair[f"n_{low}"]),
            points=decimal(100 * abs(pair["difference"]), 1),
            interval=self._interval(least, most, up=up, kind="pair"),
        )

    def _change(self, pair: Mapping[Any, Any], answer: str) -> str:
        """Tell two waves, the earlier one first."""
        order = list(self.rows["level"].drop_duplicates())
        forward = order.index(pair["level_a"]) < order.index(pair["level_b"])
        first, last = ("a", "b") if forward else ("b", "a")
        rise = -pair["difference"] if forward else pair["difference"]
        least, most = limits_of(pair)
        return say(
            "compare.wave_change",
            answer=answer,
            first=pair[f"level_{first}"],
            last=pair[f"level_{last}"],
            share_first=percent(pair[f"share_{first}"]),
            share_last=percent(pair[f"share_{last}"]),
            n_first=count(pair[f"n_{first}"]),
            n_last=count(pair[f"n_{last}"]),
            moved=say(
                f"compare.moved.{'up' if rise >= 0 else 'down'}",
                points=decimal(100 * abs(rise), 1),
            ),
            interval=self._interval(least, most, up=not forward, kind="change"),
        )

    def _interval(self, low: float, high: float, *, up: bool, kind: str) -> str:
        """Tell the interval of a difference, or why there is none that can be used."""
        if pd.isna(low) and pd.isna(high):
            return say("compare.pair_without")
        return say(
            f"compare.{kind}_interval",
            confidence=exact_percent(self.comparison.rules.confidence),
            interval=limits_told(low, high, up=up),
        )

    def _too_short(self) -> list[str]:
        """Tell that few cases make an interval too short, where it belies the verdict."""
        pair, error = largest_of(self.named), self.comparison.rules.error
        least, most = limits_of(pair)
        outside = least > 0 or most < 0
        if not (outside and pair["p_adjusted"] <= error < pair["p_letter"]):
            return []
        rows = self.rows[self.rows["answer"] == pair["answer"]]
        rows = rows[rows["level"].isin([pair["level_a"], pair["level_b"]])]
        return [say("compare.too_short")] if flagged(rows, "flags.few").any() else []

    def _level(self, pair: Mapping[Any, Any], side: str) -> str:
        """Name a group as sentences do; a rest, or the whole, only stands second."""
        if side == "b" and self._against in ("rest", "total"):
            return say(f"compare.opponent.{self._against}")
        return str(pair[f"level_{side}"])


def _held(rows: pd.DataFrame) -> int:
    """Count the groups that hold weight."""
    return int(rows.loc[rows["letter"] != "", "level"].nunique())


def limits_told(low: float, high: float, *, up: bool) -> str:
    """Tell an interval in points, turned round where its difference is told the other way."""
    limits = (low, high) if up else (-high, -low)
    low_limit, high_limit = (decimal(100 * each, 1) for each in limits)
    return say("numbers.interval", low=low_limit, high=high_limit)


def limits_of(pair: Mapping[Any, Any]) -> tuple[float, float]:
    """Return the interval of a pair as it is told.

    The t limits of a small group can pass 100 points, which no difference can; those of a group in
    few PSUs take fewer degrees of freedom.
    """
    return pair["low_told"], pair["high_told"]


def opponent_told(rules: "Rules", by: str) -> str:
    """Tell what the groups of a question are held against; empty for pairs of them."""
    if rules.against == "pairs":
        return ""
    return say(f"compare.opponent.{rules.against}", level=rules.references.get(by, ""))


def family_told(rules: "Rules") -> str:
    """Tell which differences are one family."""
    family = "family" if rules.against == "pairs" else "family_of_groups"
    return say(f"compare.{family}.{rules.family}")


def adjusted_over(rules: "Rules", *, single: bool = False) -> str:
    """Tell what the p-values of pairs allow for.

    Parameters
    ----------
    rules : Rules
        What was asked for.
    single : bool
        Whether an answer has one pair, so that a row is nothing to adjust over.
    """
    if rules.adjust == "none" or (rules.family == "row" and single):
        return say("compare.not_adjusted")
    method = say(f"compare.by_method.{rules.adjust}")
    return say("compare.adjusted", method=method, family=family_told(rules))


def named(levels: Sequence[str]) -> str:
    """Name the first few of many groups."""
    return first_few(levels, shown=NAMED)
