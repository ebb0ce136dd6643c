"""Comparisons in words: the sentences to paste, and those of a caption."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.wording import (
    count,
    decimal,
    exact_percent,
    join,
    p_value,
    percent,
    phrase,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons import Comparison, Rules

NAMED = 8  # groups that a caption names; of more it tells the number


def text_of_comparison(comparison: "Comparison") -> str:
    """Return one to three sentences a banner question: the whole, the largest difference, pairs."""
    told = " ".join(
        sentence for by in comparison.banners for sentence in _told(comparison, by) if sentence
    )
    return say("profile.synthetic", text=told) if comparison.basis.synthetic else told


def _told(comparison: "Comparison", by: str) -> list[str]:
    rows = comparison.rows(by)
    held = rows[rows["letter"] != ""].drop_duplicates("level")
    title = comparison.basis.titles[by]
    if not rows["n"].any():
        return [say("compare.nobody", by=title)]
    if len(held) < 2:
        return [say("compare.one_group", by=title, levels=_named(list(held["level"])))]
    whole = _whole(comparison, by, title, held)
    if held["share"].notna().sum() < 2:
        return [whole, say("compare.none", by=title)]
    return [whole, *_pairs(comparison, by, title, rows)]


def _whole(comparison: "Comparison", by: str, title: str, held: pd.DataFrame) -> str:
    """Tell the test of the whole question, or why there is none."""
    tests = comparison.tests
    whole = tests[(tests["by"] == by) & tests["answer"].isna()].iloc[0]
    if pd.isna(whole["p"]):
        rests = comparison.rows(by).dropna(subset="rest").groupby("answer", observed=False)["rest"]
        alike = rests.nunique().eq(1) & rests.first().isin([0.0, 1.0])
        return say("compare.constant" if alike.all() else "compare.untested", by=title)
    p = "compare.p_small" if whole["p"] < 0.001 else "compare.p"
    return say(
        "compare.differ" if whole["p"] <= comparison.rules.error else "compare.alike",
        by=title,
        respondents=plural("units.respondents", int(held["n"].sum())),
        df1=decimal(whole["df1"], 1),
        df2=decimal(whole["df2"], 0),
        F=decimal(whole["F"], 2),
        p=say(p, p=p_value(whole["p"])),
    )


def _pairs(comparison: "Comparison", by: str, title: str, rows: pd.DataFrame) -> list[str]:
    """Tell the largest of the clear differences, and how many there are."""
    pairs = comparison.pairs
    pairs = pairs[(pairs["by"] == by) & pairs["p_adjusted"].notna()]
    if not len(pairs):
        return []
    clear = pairs[pairs["p_adjusted"] <= comparison.rules.error]
    adjusted = "plain" if comparison.rules.adjust == "none" else "adjusted"
    number = plural(
        f"compare.pairs.{adjusted}",
        len(clear),
        all=plural("units.pairs", len(pairs)),
        by=title,
    )
    if not len(clear):
        return [number]
    most = clear.loc[clear["difference"].abs().sort_values(ascending=False, kind="stable").index[0]]
    return [_largest(comparison, most, rows), number]


def _largest(comparison: "Comparison", pair: "pd.Series[Any]", rows: pd.DataFrame) -> str:
    up = pair["difference"] > 0
    high, low = ("level_a", "level_b") if up else ("level_b", "level_a")
    limits = sorted(abs(each) for each in (pair["low"], pair["high"]))
    rows = rows[rows["answer"] == pair["answer"]].set_index("level")
    share, n = rows["share"], rows["n"]
    interval = say("profile.fixed")
    if pair["se"] > 0:
        low_limit, high_limit = (decimal(100 * each, 1) for each in limits)
        interval = say("numbers.interval", low=low_limit, high=high_limit)
    return say(
        "compare.largest",
        answer=comparison.labels[pair["answer"]],
        high=pair[high],
        low=pair[low],
        share_high=percent(share[pair[high]]),
        share_low=percent(share[pair[low]]),
        n_high=count(n[pair[high]]),
        n_low=count(n[pair[low]]),
        points=decimal(100 * abs(pair["difference"]), 1),
        interval=interval,
    )


def notes_of_comparison(comparison: "Comparison") -> list[str]:
    """Return the sentences of a caption: base, who is outside, flags, letters, definition."""
    basis, rules = comparison.basis, comparison.rules
    base = say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", comparison.n),
        weighting=basis.weighting,
        n_eff=count(comparison.n_eff),
    )
    left_out = comparison.left_out
    outside = [
        plural("profile.outside.single", n, by=basis.titles[name])
        for name, n in comparison.outside.items()
        if n
    ]
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        base,
        plural(f"profile.left_out.{rules.missing}", left_out) if left_out else "",
        *outside,
        *(note for by in comparison.banners for note in _flagged(comparison, by)),
        letters_told(rules),
        say("compare.extremes") if (comparison.pairs["difference"].abs() == 1).any() else "",
        basis.caption,
        say("profile.overlap") if basis.overlapping else "",
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return [note for note in notes if note]


def letters_told(rules: "Rules") -> str:
    """Explain letters and arrows, and what their p-values allow for."""
    adjusted = say("compare.unadjusted")
    if rules.adjust != "none":
        adjusted = say("compare.adjusted", family=say(f"compare.family.{rules.family}"))
    level = exact_percent(1 - rules.error)
    if rules.soft_error > rules.error:
        soft = exact_percent(1 - rules.soft_error)
        return say("compare.letters", confidence=level, soft=soft, adjusted=adjusted)
    return say("compare.letters_hard", confidence=level, adjusted=adjusted)


def _flagged(comparison: "Comparison", by: str) -> list[str]:
    """Name the groups under every flag of the table."""
    first = comparison.rows(by).drop_duplicates("level")
    named: dict[str, list[str]] = {}
    for level, flags in zip(first["level"], first["flag"], strict=True):
        for flag in flags.split(phrase("flags.and")):
            if flag:
                named.setdefault(flag, []).append(level)
    title = comparison.basis.titles[by]
    return [
        say("compare.flagged", by=title, flag=flag, levels=_named(levels))
        for flag, levels in named.items()
    ]


def _named(levels: Sequence[str]) -> str:
    """Name the first few of many groups."""
    more = [say("errors.more", n=count(len(levels) - NAMED))] if len(levels) > NAMED else []
    return join([*levels[:NAMED], *more])
