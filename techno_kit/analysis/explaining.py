"""Comparisons in sentences to paste: the whole, the largest difference, how many are clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.wording import count, decimal, exact_percent, join, p_value, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons import Comparison, Rules

NAMED = 8  # groups that a sentence names; of more it tells the number
SEEN = 0.0005  # a difference below it reads as 0.0 points


def text_of_comparison(comparison: "Comparison") -> str:
    """Return a few sentences a banner question: the whole, the largest difference, how many."""
    told = " ".join(sentence for by in comparison.banners for sentence in _told(comparison, by))
    return say("profile.synthetic", text=told) if comparison.basis.synthetic else told


def _told(comparison: "Comparison", by: str) -> list[str]:
    rows, title = comparison.rows(by), comparison.basis.titles[by]
    held = rows[rows["letter"] != ""].drop_duplicates("level")
    if not rows["n"].any():
        return [say("compare.nobody", by=title)]
    if len(held) < 2:
        return [say("compare.one_group", by=title, levels=named(list(held["level"])))]
    tests = comparison.tests
    whole = tests[(tests["by"] == by) & tests["answer"].isna()].iloc[0]
    first = _whole(comparison, by, whole, int(held["n"].sum()))
    if held["share"].notna().sum() < 2:
        return [first, say("compare.none", by=title)]
    clear = None if pd.isna(whole["p"]) else bool(whole["p"] <= comparison.rules.error)
    return [first, *_Pairs.of(comparison, by, whole=clear).told()]


def _whole(comparison: "Comparison", by: str, whole: "pd.Series[Any]", n: int) -> str:
    """Tell the test of the whole question, or why there is none."""
    basis = comparison.basis
    if pd.isna(whole["p"]):
        return _untested(comparison.rows(by), basis.titles[by])
    respondents = plural("units.respondents", n)
    if basis.audience:
        respondents = say("compare.among", respondents=respondents, audience=basis.audience)
    test = say(
        "compare.test",
        df1=decimal(whole["df1"], 1),
        df2=decimal(whole["df2"], 0),
        F=decimal(whole["F"], 2),
        p=say("compare.p_small" if whole["p"] < 0.001 else "compare.p", p=p_value(whole["p"])),
    )
    clear = "differ" if whole["p"] <= comparison.rules.error else "alike"
    kind = "ladder" if basis.ladder else "question"
    key, by = f"compare.{clear}.{kind}", basis.titles[by]
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
    return say("compare.untested_psus" if _few_psus(rows) else "compare.untested", by=title)


def _few_psus(rows: pd.DataFrame) -> bool:
    """Whether fewer than two groups lie in more than one PSU."""
    shown = rows[rows["share"].notna()].drop_duplicates("level")
    return int((~shown["flag"].str.contains(say("flags.one_psu"), regex=False)).sum()) < 2


@dataclass(frozen=True, eq=False, slots=True)
class _Pairs:
    """The pairs of one banner question that were tested, and how they are told.

    Attributes
    ----------
    comparison : Comparison
        What they are part of.
    rows : pandas.DataFrame
        The rows of the table.
    tested : pandas.DataFrame
        Pairs with a p-value.
    whole : bool or None
        Whether the question as a whole differs clearly; None where that is not tested.
    """

    comparison: "Comparison"
    rows: pd.DataFrame
    tested: pd.DataFrame
    whole: bool | None

    @classmethod
    def of(cls, comparison: "Comparison", by: str, *, whole: bool | None) -> "_Pairs":
        pairs = comparison.pairs
        tested = pairs[(pairs["by"] == by) & pairs["p_adjusted"].notna()]
        return cls(comparison, comparison.rows(by), tested, whole)

    @property
    def clear(self) -> pd.DataFrame:
        return self.tested[self.tested.index.isin(self.comparison.clear.index)]

    def told(self) -> list[str]:
        """Tell the largest difference and how many are clear, never one for the other."""
        if not len(self.tested):
            title = self.comparison.basis.titles[str(self.rows["by"].iloc[0])]
            told = self.whole is not None and _few_psus(self.rows)
            return [say("compare.no_error", by=title)] if told else []
        clear = self.clear
        if len(self.tested) == 1:
            return [self._one("clear" if len(clear) else "unclear", self.tested)]
        if len(clear):
            largest = self._one("largest" if len(clear) > 1 else "only", clear)
            parts = [largest, self._number(len(clear))]
            return parts if self.whole is not False else parts[::-1]
        seen = self.tested["difference"].abs().max() >= SEEN
        return [self._none(), *([self._one("seen", self.tested)] if seen else [])]

    def _number(self, n: int) -> str:
        """Tell how many pairs are clear, and so although the whole is not."""
        kind = "clear_although" if self.whole is False else "clear"
        return plural(self._form(kind), n, all=count(len(self.tested)), **self._words())

    def _none(self) -> str:
        """Tell that no pair is clear, and so although the whole is."""
        return say(self._form("none_clear_yet" if self.whole else "none_clear"), **self._words())

    def _form(self, kind: str) -> str:
        return f"compare.{kind}.{'two' if self._groups == 2 else 'many'}"

    @property
    def _groups(self) -> int:
        return len({*self.tested["level_a"], *self.tested["level_b"]})

    def _words(self) -> dict[str, str]:
        kind = "ladder" if self.comparison.basis.ladder else "question"
        return {
            "answer": say(f"compare.answer.{kind}"),
            "answers": say(f"compare.answers.{kind}"),
            "adjusted": adjusted_over(self.comparison.rules, self._groups),
        }

    def _one(self, kind: str, pairs: pd.DataFrame) -> str:
        """Tell the largest difference of some pairs, with the interval that is its own."""
        at = pairs["difference"].abs().sort_values(ascending=False, kind="stable").index[0]
        pair, basis = pairs.loc[at], self.comparison.basis
        up = pair["difference"] >= 0
        high, low = ("level_a", "level_b") if up else ("level_b", "level_a")
        least, most = limits_of(pair)
        limits = (least, most) if up else (-most, -least)
        low_limit, high_limit = (decimal(100 * each, 1) for each in limits)
        rows = self.rows[self.rows["answer"] == pair["answer"]].set_index("level")
        label = self.comparison.labels[pair["answer"]]
        told = say(
            "compare.pair",
            high=pair[high],
            low=pair[low],
            share_high=percent(rows["share"][pair[high]]),
            share_low=percent(rows["share"][pair[low]]),
            n_high=count(rows["n"][pair[high]]),
            n_low=count(rows["n"][pair[low]]),
            points=decimal(100 * abs(pair["difference"]), 1),
            confidence=exact_percent(self.comparison.rules.confidence),
            interval=say("numbers.interval", low=low_limit, high=high_limit),
        )
        answer = label if basis.ladder else say("compare.quoted", answer=label)
        return say(f"compare.one.{kind}", answer=answer, pair=told)


def limits_of(pair: Mapping[Any, Any]) -> tuple[float, float]:
    """Return the interval of a pair as it is told.

    The t limits of a small group can pass 100 points, which no difference can.
    """
    return max(pair["low"], -1.0), min(pair["high"], 1.0)


def adjusted_over(rules: "Rules", groups: int = 0) -> str:
    """Tell what the p-values of pairs allow for; of two groups a row has one pair.

    Parameters
    ----------
    rules : Rules
        What was asked for.
    groups : int
        How many groups there are, where that is known.
    """
    if rules.adjust == "none" or (rules.family == "row" and groups == 2):
        return say("compare.not_adjusted")
    family = say(f"compare.family.{rules.family}")
    return say("compare.adjusted", method=say(f"compare.by_method.{rules.adjust}"), family=family)


def named(levels: Sequence[str]) -> str:
    """Name the first few of many groups."""
    more = [say("errors.more", n=count(len(levels) - NAMED))] if len(levels) > NAMED else []
    return join([*levels[:NAMED], *more])
