"""The sentences under a comparison: its base, its groups, its letters, the kit's own rules."""

from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.explaining import named
from techno_kit.wording import count, decimal, exact_percent, join, phrase, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons import Comparison, Rules

OWN = (
    "flags.suppressed",
    "flags.fixed",
    "flags.by_design",
    "flags.few",
)  # flags with sentences of their own


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
        *(note for by in comparison.banners for note in _of_groups(comparison, by)),
        letters_told(rules),
        _tests_told(comparison),
        say("compare.extremes") if comparison.extreme else "",
        say("compare.withheld") if comparison.withheld else "",
        basis.caption,
        say("profile.overlap") if basis.overlapping else "",
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return [note for note in notes if note]


def chart_notes_of_comparison(comparison: "Comparison") -> list[str]:
    """Return what a chart needs below it: base, and what its letters and filled marks rest on."""
    basis = comparison.basis
    base = say(
        "compare.chart_base",
        respondents=plural("units.respondents", comparison.n),
        weighting=basis.weighting,
        n_eff=count(comparison.n_eff),
    )
    rule = _with_levels(comparison.rules, "compare.chart_letters", adjusted=_adjusted(comparison))
    return [*([say("profile.made_up")] if basis.synthetic else []), base, rule]


def letters_told(rules: "Rules") -> str:
    """Explain letters and arrows."""
    return _with_levels(rules, "compare.letters")


def _with_levels(rules: "Rules", key: str, **values: str) -> str:
    """Fill in the confidences, with that of small letters where there are any."""
    level, soft = exact_percent(1 - rules.error), exact_percent(1 - rules.soft_error)
    kind = "soft" if rules.soft_error > rules.error else "hard"
    return say(f"{key}.{kind}", confidence=level, soft=soft, **values)


def _adjusted(comparison: "Comparison") -> str:
    rules = comparison.rules
    if rules.adjust == "none" or _one_pair_a_row(comparison):
        return say("compare.chart_adjusted.none")
    return say("compare.chart_adjusted.some", family=say(f"compare.family.{rules.family}"))


def _tests_told(comparison: "Comparison") -> str:
    """Tell what the p of an answer is, and why a letter can stand beside a large one."""
    rules = comparison.rules
    if rules.adjust == "none":
        return say("compare.p_told.none")
    if _one_pair_a_row(comparison):
        return say("compare.p_told.two")
    return say("compare.p_told.many", family=say(f"compare.family.{rules.family}"))


def _one_pair_a_row(comparison: "Comparison") -> bool:
    """Whether every row has two groups and is a family of its own: there is nothing to adjust."""
    lettered = comparison.table[comparison.table["letter"] != ""]
    groups = lettered.groupby("by", observed=False)["level"].nunique()
    return comparison.rules.family == "row" and bool((groups <= 2).all())


def _of_groups(comparison: "Comparison", by: str) -> list[str]:
    """Name the groups under every flag, and the answers whose shares are no finding."""
    rows, title = comparison.rows(by), comparison.basis.titles[by]
    under: dict[str, list[str]] = {}
    for level, flags in rows.groupby("level", sort=False, observed=False)["flag"]:
        for flag in flags.iloc[0].split(phrase("flags.and")):
            if flag:
                under.setdefault(flag, []).append(str(level))
    suppressed = under.get(say("flags.suppressed"), [])
    own = {phrase(key) for key in OWN}
    return [
        *(
            say("compare.flagged", by=title, flag=flag, levels=named(levels))
            for flag, levels in under.items()
            if flag not in own
        ),
        *_suppressed(comparison, title, suppressed),
        *_fixed(comparison, rows, title),
    ]


def _suppressed(comparison: "Comparison", title: str, levels: list[str]) -> list[str]:
    if not levels:
        return []
    least = decimal(comparison.rules.suppress_below, 0)
    told = plural("compare.suppressed", len(levels), by=title, least=least, levels=named(levels))
    return [told]


def _fixed(comparison: "Comparison", rows: pd.DataFrame, title: str) -> list[str]:
    """Name the answers whose shares weighting or design has set in some group."""
    told = []
    for key in ("fixed", "by_design"):
        marked = rows[rows["flag"].str.contains(phrase(f"flags.{key}"), regex=False)]
        if len(marked):
            answers = (comparison.labels[each] for each in dict.fromkeys(marked["answer"]))
            told.append(say(f"compare.set.{key}", by=title, answers=join(answers)))
    return told
