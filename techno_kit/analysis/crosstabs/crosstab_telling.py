"""What a crosstab rests on: the sentences of its caption, and its methods paragraph."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from techno_kit.analysis.comparisons.captioning import letters_told
from techno_kit.analysis.crosstabs.crosstab_flags import flagged_told, marks_told
from techno_kit.analysis.telling.doubts import is_doubt
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.analysis.telling.picking import picking_told
from techno_kit.analysis.telling.setting import SET_BY, flagged
from techno_kit.analysis.telling.telling import closing_told, overlap_told, paragraph, without_told
from techno_kit.wording import count, decimal, exact_percent, join, phrase, plural, say, titled

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Crosstab, Section

MOST = 3  # questions that a note names


def notes_of_crosstab(found: "Crosstab") -> list[str]:
    """Return the sentences of a caption."""
    basis = found.basis
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        _base(found),
        *_left_out(found),
        *_outside(found),
        *found.undeclared.told,
        *flagged_told(found),
        *marks_told(found.table, found.asked),
        *_fixed(found),
        say(f"crosstab.shares.{found.asked.shares}"),
        letters_told(found.rules) if found.compared else "",
        *adjusted_told(found),
        say("crosstab.effective_base") if found.asked.effective else "",
        say("crosstab.index_note") if found.asked.index else "",
        *_scored(found),
        *dict.fromkeys(each.basis.caption for each in found.sections),
        *_overlapping(found),
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return list(dict.fromkeys(note for note in notes if note))


def _base(found: "Crosstab") -> str:
    """Tell the population and weighting, and the base of one question."""
    basis, rows = found.basis, found.table
    who, weighting = basis.who or say("profile.unknown"), basis.weighting
    if len(found.sections) > 1:
        return say("crosstab.bases", who=who, weighting=weighting)
    total = rows[rows["by"].isna()].iloc[0]
    return say(
        "profile.base",
        who=who,
        respondents=plural("units.respondents", int(total["n"])),
        weighting=weighting,
        n_eff=count(total["n_eff"]),
    )


def _left_out(found: "Crosstab") -> Iterator[str]:
    """Tell who is outside a base, of one question in words, of several in numbers."""
    without = [each for each in found.sections if each.left_out]
    if len(found.sections) == 1:
        for each in without:
            yield plural(f"profile.left_out.{each.missing}", each.left_out)
    elif without:
        told = join(
            say("crosstab.left_out_of", question=each.basis.title, n=count(each.left_out))
            for each in without[:MOST]
        )
        more = plural("crosstab.more", len(without) - MOST) if len(without) > MOST else ""
        yield say("crosstab.left_out", questions=told, more=more)


def _outside(found: "Crosstab") -> Iterator[str]:
    """Tell how many of a base are in no column, at most where questions differ."""
    for banner in found.banners:
        of_each = [each.outside[banner.name] for each in found.sections]
        most = Outside(max(each.blank for each in of_each), max(each.none for each in of_each))
        yield from most.told(titled(banner.title), at_most=len(of_each) > 1)


def set_in_columns(found: "Crosstab") -> Iterator[str]:
    """Name the questions in which weighting or design sets figures of columns."""
    for key, flag in SET_BY.items():
        marked = found.table[flagged(found.table, flag)]
        for banner in found.banners:
            if names := set(marked.loc[marked["by"] == banner.name, "question"]):
                by = titled(banner.title)
                yield say(f"crosstab.set.{key}", by=by, questions=_titles(found, names))


def _fixed(found: "Crosstab") -> Iterator[str]:
    """Name the questions in which weighting or design sets figures, or PSUs happen to agree."""
    yield from set_in_columns(found)
    for key, flag in SET_BY.items():
        marked = found.table[flagged(found.table, flag)]
        whole = marked["by"].isna()
        if names := set(marked.loc[whole, "question"]) - set(marked.loc[~whole, "question"]):
            yield say(f"crosstab.set_whole.{key}", questions=_titles(found, names))
    if agree := set(found.table.loc[flagged(found.table, "flags.agree"), "question"]):
        yield say("crosstab.agree", questions=_titles(found, agree))


def _titles(found: "Crosstab", names: set[str]) -> str:
    return join(each.basis.title for each in found.sections if each.name in names)


def adjusted_told(found: "Crosstab") -> Iterator[str]:
    """Tell what letters and arrows allow for."""
    if found.compared:
        rules = found.rules
        key = "none" if rules.adjust == "none" else rules.family
        yield say(f"crosstab.adjusted.{key}", method=_adjust_name(rules.adjust))


def _adjust_name(adjust: str) -> str:
    return say(f"crosstab.adjust.{adjust}")


def _scored(found: "Crosstab") -> Iterator[str]:
    """Tell the scores of means, and which answers are in no mean and no net."""
    for each in found.sections:
        if each.scores:
            yield say("crosstab.scores", question=each.basis.title, scores=each.scores)
        yield from each.apart


def _overlapping(found: "Crosstab") -> Iterator[str]:
    """Tell which answers, and which columns, overlap."""
    kinds = {kind for each in found.sections for kind, _, _ in each.rows}
    if len(found.sections) == 1:
        yield from overlap_told(found.basis)
    elif any(each.basis.overlapping for each in found.sections):
        yield say("crosstab.overlap")
        for each in found.sections:
            yield from (each.basis.contradicted, each.basis.undeclared)
    if "net" in kinds:
        yield say("crosstab.nets")
    for banner in found.banners:
        if banner.overlapping:
            yield say("compare.overlap", by=titled(banner.title))


def method_of_crosstab(found: "Crosstab") -> str:
    """Return the methods paragraph."""
    basis, asked = found.basis, found.asked
    return paragraph(
        say("profile.made_up") if basis.synthetic else "",
        *_of_kinds(found, _bases_told),
        *_dont_know(found),
        *dict.fromkeys(each.basis.caption for each in found.sections),
        *dict.fromkeys(step for each in found.sections for step in each.basis.made),
        basis.weighting_method,
        *found.undeclared.told,
        *(_effective(found) if asked.effective else _designed(found)),
        say(f"crosstab.shares.{asked.shares}"),
        say("crosstab.nets") if _holds(found, "net") else "",
        *_scored(found),
        say("crosstab.index_method"),
        say("method.suppressed", n=decimal(asked.suppress_below, 0))
        if asked.suppress_below
        else "",
        say("method.flagged", n=decimal(asked.flag_below, 0))
        if asked.flag_below > asked.suppress_below
        else "",
        *closing_told(basis),
    )


def _has_shares(section: "Section") -> bool:
    return any(kind == "answer" for kind, _, _ in section.rows)


def _holds(found: "Crosstab", kind: str) -> bool:
    return any(each == kind for section in found.sections for each, _, _ in section.rows)


def _of_kinds(found: "Crosstab", told: Callable[["Section"], str]) -> Iterator[str]:
    """Say something of questions with shares, each once; of which kind, where kinds differ."""
    kinds: dict[str, str] = {}
    for each in found.sections:
        if _has_shares(each):
            sentence, kind = told(each), each.basis.kind
            kinds[sentence] = kind if kinds.get(sentence, kind) == kind else "multiple"
    for sentence, kind in kinds.items():
        if len(kinds) == 1:
            yield sentence
        else:
            small = sentence[:1].lower() + sentence[1:]
            yield say(f"crosstab.of_kind.{kind}", told=small)


def _bases_told(section: "Section") -> str:
    weighted = say(f"method.shares.{'unweighted' if section.basis.unweighted else 'weighted'}")
    return say(f"method.base.{section.missing}.{section.basis.kind}", shares=weighted)


def _whole_told(section: "Section", *, without: str) -> str:
    if section.basis.overlapping:
        return say("method.whole.overlapping.F", without=without)
    return say("method.whole.single.F")


def _dont_know(found: "Crosstab") -> list[str]:
    ladders = [each.basis for each in found.sections if each.basis.ladder]
    return list(dict.fromkeys(say(f"method.dont_know.{each.dont_know}") for each in ladders))


def _designed(found: "Crosstab") -> Iterator[str]:
    """Tell errors, tests and letters under the design."""
    basis, rules = found.basis, found.rules
    level = exact_percent(rules.confidence)
    flags = found.table["flag"]
    yield basis.errors
    yield basis.projection
    yield say("method.interval.logit", confidence=level)
    if _holds(found, "mean"):
        yield say("crosstab.means", confidence=level)
    if _holds(found, "median"):
        yield say("crosstab.medians")
    if not found.compared:
        return
    yield say("method.tests.F")
    without = without_told([each.basis for each in found.sections if _has_shares(each)])
    yield from _of_kinds(found, partial(_whole_told, without=without))
    for banner in found.banners:
        if banner.overlapping:
            yield say("method.overlapping_groups", by=titled(banner.title))
    yield say("method.pairs", confidence=level)
    if _holds(found, "mean"):
        yield say("crosstab.mean_tests")
    if found.withheld:
        yield say("method.few")
    for key in ("few_df", "agree", "one_psu", "fixed", "by_design"):
        if flags.str.contains(phrase(f"flags.{key}"), regex=False).any():
            yield say(f"method.{key}")
    if any(
        is_doubt(each) and each != phrase("flags.one_psu")
        for told in flags.unique()
        for each in str(told).split(phrase("flags.and"))
    ):
        yield say("method.vanished")
    yield from adjusted_told(found)
    yield picking_told(rules.adjust, "cells")


def _effective(found: "Crosstab") -> Iterator[str]:
    """Tell errors and letters on effective bases."""
    yield say("crosstab.method.effective", confidence=exact_percent(found.rules.confidence))
    if any(each.overlapping for each in found.banners):
        yield say("crosstab.method.effective_overlap")
    if _holds(found, "mean"):
        yield say("crosstab.method.effective_means")
    if _holds(found, "median"):
        yield say("crosstab.method.effective_medians")
    yield from adjusted_told(found)
    if found.compared:
        yield picking_told(found.rules.adjust, "cells")
