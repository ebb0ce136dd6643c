"""The sentences under a comparison: its base, its groups, its letters, the kit's own rules."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.asking.code_scores import apart_told, doubt_told
from techno_kit.analysis.comparisons.explaining import family_told, named, opponent_told
from techno_kit.analysis.comparisons.trend_words import in_steps
from techno_kit.analysis.telling.telling import cautious, overlap_told
from techno_kit.survey.encoding import number_of
from techno_kit.wording import (
    count,
    decimal,
    exact_decimal,
    exact_percent,
    join,
    phrase,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison, Rules

MOST_NUMBERS = 8  # scores that are told one by one where groups are numbers
OWN = (
    "flags.suppressed",
    "flags.fixed",
    "flags.by_design",
    "flags.agree",
    "flags.few",
    "flags.few_df",
    "flags.not_offered",
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
        plural(_outside_key(basis.overlapping_by, name), n, by=basis.said(name))
        for name, n in comparison.outside.items()
        if n
    ]
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        base,
        plural(f"profile.left_out.{rules.missing}", left_out) if left_out else "",
        *outside,
        *(note for by in comparison.banners for note in _of_groups(comparison, by)),
        *(_signs_told(comparison) if _compared(comparison) else ()),
        _tests_told(comparison) if _compared(comparison) else "",
        *_overlaps_told(comparison),
        *trends_told(comparison),
        say("compare.gap.told") if len(comparison.contrasts) else "",
        say("compare.gap.few_df") if _few_df(comparison.contrasts) else "",
        say("compare.gap.agree") if _flagged(comparison.contrasts, "agree") else "",
        say("compare.extremes") if comparison.extreme else "",
        say("compare.withheld") if comparison.withheld else _few_told(comparison),
        basis.caption,
        *overlap_told(basis),
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return [note for note in notes if note]


def _compared(comparison: "Comparison") -> bool:
    """Tell whether there are two groups to compare, by any question."""
    return bool(len(comparison.pairs_behind) or comparison.tests_behind["p"].notna().any())


def chart_notes_of_comparison(comparison: "Comparison") -> list[str]:
    """Return what a chart needs below it: base, and what its letters and filled marks rest on."""
    if comparison.lettered:
        rule = _with_levels(
            comparison.rules, "compare.chart_letters", adjusted=_adjusted(comparison)
        )
    elif _no_arrows(comparison):
        rule = next(_signs_told(comparison))
    else:
        level = exact_percent(1 - comparison.rules.error)
        rule = say("compare.chart_letters.arrows", confidence=level, adjusted=_adjusted(comparison))
    return cautious(comparison.basis, chart_base_of_comparison(comparison), rule)


def chart_base_of_comparison(comparison: "Comparison") -> str:
    """Tell the base of a chart."""
    return say(
        "compare.chart_base",
        respondents=plural("units.respondents", comparison.n),
        weighting=comparison.basis.weighting,
        n_eff=count(comparison.n_eff),
    )


def letters_told(rules: "Rules") -> str:
    """Explain letters and arrows."""
    return _with_levels(rules, "compare.letters")


def _with_levels(rules: "Rules", key: str, **values: str) -> str:
    """Fill in the confidences, with that of small letters where there are any."""
    level, soft = exact_percent(1 - rules.error), exact_percent(1 - rules.soft_error)
    kind = "soft" if rules.soft_error > rules.error else "hard"
    return say(f"{key}.{kind}", confidence=level, soft=soft, **values)


def _signs_told(comparison: "Comparison") -> Iterator[str]:
    """Explain letters and arrows, or, where there are no letters, what arrows compare with."""
    rules = comparison.rules
    if comparison.lettered:
        yield letters_told(rules)
        return
    level = exact_percent(1 - rules.error)
    for by in comparison.banners:
        if reason := comparison.no_reference(by):
            reference = rules.references[by]
            yield say("compare.no_reference", level=reference, reason=reason)
    told = [
        opponent
        for by, opponent in against_told(comparison).items()
        if not comparison.no_reference(by)
    ]
    for opponent in dict.fromkeys(told):
        yield say("compare.letters.arrows", opponent=opponent, confidence=level)


def _no_arrows(comparison: "Comparison") -> bool:
    """Tell whether nothing can be held against the groups that were asked for."""
    return bool(comparison.rules.references) and all(
        comparison.no_reference(by) for by in comparison.banners
    )


def against_told(comparison: "Comparison") -> dict[str, str]:
    """Return what arrows compare each question's groups with, where no letters tell pairs."""
    if comparison.lettered:
        return {}
    return {by: opponent_told(comparison.rules, by) for by in comparison.banners}


def scores_told(scores: Mapping[str, float]) -> str:
    """Tell where the groups of a trend stand; a number that stands where it says is itself."""
    plain = {level for level, score in scores.items() if number_of(level) == score}
    if len(plain) == len(scores) > MOST_NUMBERS:
        first, *_, last = scores
        return say("compare.trend.numbers", first=first, last=last)
    return join(
        level
        if level in plain
        else say("compare.trend.score_of", level=level, score=exact_decimal(score))
        for level, score in scores.items()
    )


def _outside_key(overlapping: tuple[str, ...], name: str) -> str:
    return "compare.outside" if name in overlapping else "profile.outside.single"


def _overlaps_told(comparison: "Comparison") -> Iterator[str]:
    for name in comparison.basis.overlapping_by:
        yield say("compare.overlap", by=comparison.basis.said(name))


def trends_told(comparison: "Comparison") -> Iterator[str]:
    """Tell where the groups of each trend stand, and which take no part in it."""
    for by, scores in comparison.scores.items():
        title, without = comparison.basis.said(by), _without(comparison, by)
        if in_steps(scores):
            left = any(level in scores for levels in without.values() for level in levels)
            key = "steps_of_all" if left else "steps"
            yield say(f"compare.trend.{key}", by=title, levels=join(scores))
        else:
            yield say("compare.trend.scores", by=title, scores=scores_told(scores))
        yield apart_of_trend_told(comparison, by)
        yield doubt_of_trend_told(comparison, by)
        if _few_df(comparison.trends, by):
            yield say("compare.trend.few_df", by=title)
        for reason, levels in without.items():
            told = plural(f"compare.trend.reason.{reason}", len(levels))
            yield say("compare.trend.without", by=title, reason=told, levels=named(levels))


def _without(comparison: "Comparison", by: str) -> dict[str, list[str]]:
    """Return the groups with respondents that a trend leaves out, by the reason."""
    scores, apart = comparison.scores[by], apart_in_trend(comparison, by)
    rows = comparison.rows(by).drop_duplicates("level")
    found: dict[str, list[str]] = {}
    for row in rows[rows["n"] > 0].to_dict("records"):
        level, suppressed = str(row["level"]), say("flags.suppressed") in row["flag"]
        reason = ""
        if level not in scores:
            reason = "" if level in apart else "unscored"
        elif pd.isna(row["share"]):
            reason = "suppressed" if suppressed else "empty"
        elif not row["sure"]:
            reason = "unsure"
        if reason:
            found.setdefault(reason, []).append(level)
    return found


def _few_df(found: pd.DataFrame, by: str | None = None) -> bool:
    """Tell whether trends over a question, or gaps, rest on groups in few PSUs."""
    rows = found if by is None else found[found["by"] == by]
    return _flagged(rows, "few_df")


def _flagged(rows: pd.DataFrame, flag: str) -> bool:
    return bool(rows["flag"].str.contains(phrase(f"flags.{flag}"), regex=False).any())


def apart_in_trend(comparison: "Comparison", by: str) -> dict[str, int]:
    """Return the groups that have no place in a trend, such as "don't know", and their sizes."""
    rows = comparison.rows(by).drop_duplicates("level")
    sizes = dict(zip(rows["level"].astype(str), rows["n"].astype(int), strict=True))
    apart = comparison.unplaced.get(by, frozenset()) - set(comparison.scores[by])
    return {level: n for level, n in sizes.items() if level in apart}


def apart_of_trend_told(comparison: "Comparison", by: str) -> str:
    """Tell which groups have no place in a trend."""
    what = say("apart.trend", title=comparison.basis.titles[by])
    return apart_told(apart_in_trend(comparison, by), what=what, option="scores")


def doubt_of_trend_told(comparison: "Comparison", by: str) -> str:
    """Tell which groups of a trend have a code far from the others, as if for no answer."""
    title, far = comparison.basis.titles[by], comparison.far.get(by, {})
    kept = {level: code for level, code in far.items() if level in comparison.scores[by]}
    return doubt_told("in_trend", kept, title, option="scores")


def _adjusted(comparison: "Comparison") -> str:
    rules = comparison.rules
    if rules.adjust == "none" or _one_pair_a_row(comparison):
        return say("compare.chart_adjusted.none")
    key = "some" if comparison.lettered else "arrows"
    return say(f"compare.chart_adjusted.{key}", family=family_told(rules))


def _tests_told(comparison: "Comparison") -> str:
    """Tell what the p of an answer is, and why a letter can stand beside a large one."""
    rules = comparison.rules
    if _no_arrows(comparison):
        return ""
    if rules.adjust == "none":
        return say("compare.p_told.none")
    if not comparison.tests["p"].notna().any():
        key = "untested_letters" if comparison.lettered else "untested"
        return say(f"compare.p_told.{key}", family=family_told(rules))
    if not comparison.lettered:
        return say("compare.p_told.arrows", family=family_told(rules))
    if _one_pair_a_row(comparison):
        return say("compare.p_told.two")
    return say("compare.p_told.many", family=family_told(rules))


def _one_pair_a_row(comparison: "Comparison") -> bool:
    """Whether every row has two groups and is a family of its own: there is nothing to adjust."""
    if comparison.rules.against == "total":
        return False
    lettered = comparison.table[comparison.table["letter"] != ""]
    groups = lettered.groupby("by", observed=False)["level"].nunique()
    return comparison.rules.family == "row" and bool((groups <= 2).all())


def _of_groups(comparison: "Comparison", by: str) -> list[str]:
    """Name the groups under every flag, and the answers whose shares are no finding."""
    rows, title = comparison.rows(by), comparison.basis.said(by)
    under: dict[str, list[str]] = {}
    for level, flags in rows.groupby("level", sort=False, observed=False)["flag"]:
        for flag in flags.iloc[0].split(phrase("flags.and")):
            if flag:
                under.setdefault(flag, []).append(str(level))
    suppressed = under.get(say("flags.suppressed"), [])
    own = {phrase(key) for key in OWN}
    few = under.get(say("flags.few_df"), [])
    return [
        *(
            say("compare.flagged", by=title, flag=flag, levels=named(levels))
            for flag, levels in under.items()
            if flag not in own
        ),
        *([say("compare.few_df", by=title, levels=named(few))] if few else []),
        *_left_out(comparison, by, title, suppressed),
        *_fixed(comparison, rows, title),
    ]


def _few_told(comparison: "Comparison") -> str:
    """Define few cases, where an answer of a group or a gap is flagged."""
    flags = pd.concat([comparison.table["flag"], comparison.contrasts["flag"]])
    few = flags.str.contains(phrase("flags.few"), regex=False)
    return say("compare.few_cases") if few.any() else ""


def _left_out(
    comparison: "Comparison", by: str, title: str, suppressed: list[str]
) -> Iterator[str]:
    """Name the groups that tests of all groups leave out, and those that are suppressed."""
    untested = comparison.untested(by)
    tests = comparison.tests[comparison.tests["by"] == by]
    tested = tests["p"].notna().any()
    shown = [level for level in untested if level not in suppressed]
    if shown:
        yield say("compare.not_tested", by=title, levels=named(shown))
    least = decimal(comparison.rules.suppress_below, 0)
    for key, held in (("suppressed", False), ("suppressed_untested", True)):
        levels = [level for level in suppressed if (level in untested) == held]
        if levels:
            key = key if tested else "suppressed_overlap"  # overlap, or none that can be tested
            yield plural(f"compare.{key}", len(levels), by=title, least=least, levels=named(levels))


def _fixed(comparison: "Comparison", rows: pd.DataFrame, title: str) -> list[str]:
    """Name the answers whose shares weighting or design has set in some group."""
    told = []
    for key in ("fixed", "by_design", "agree"):
        marked = rows[rows["flag"].str.contains(phrase(f"flags.{key}"), regex=False)]
        if len(marked):
            answers = (comparison.labels[each] for each in dict.fromkeys(marked["answer"]))
            words = {"by": title, "answers": join(answers)}
            if key == "agree":
                words["levels"] = named(list(dict.fromkeys(marked["level"].astype(str))))
            told.append(say(f"compare.set.{key}", **words))
    return told
