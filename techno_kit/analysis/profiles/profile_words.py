"""Profiles in words: the sentences to paste, the caption, the methods paragraph."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.profiles.profile_picking import clear_of
from techno_kit.analysis.profiles.universe_words import (
    universe_method,
    universe_notes,
    universe_told,
)
from techno_kit.analysis.telling.outsiders import outside_told
from techno_kit.analysis.telling.picking import TIED, picking_told
from techno_kit.analysis.telling.setting import SET_BY, first_named, flagged
from techno_kit.analysis.telling.telling import (
    Basis,
    closing_told,
    ending_told,
    overlap_told,
    paragraph,
    shares_told,
)
from techno_kit.analysis.telling.unequal_waves import changing
from techno_kit.wording import (
    count,
    exact_percent,
    index,
    interval,
    join,
    percent,
    phrase,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.profiles.profiles import Profile

ALIKE = 1e-9  # of an index: what it is from 100 by rounding
FLAGS = ("few", "few_df", "agree")  # that a caption defines
TOLD_BOUNDS = 0.01  # blanks that could move a share by more than a point are told


def _answers(profile: "Profile", rows: pd.DataFrame) -> list[str]:
    """Tell shares: "70% are Spectators (67% to 73%)"."""
    kind, told = profile.basis.kind, []
    for row in rows.to_dict("records"):
        fixed = say("flags.fixed") in row["flag"]
        limits = say("profile.fixed" if fixed else "profile.no_interval")
        if pd.notna(row["low"]):
            limits = interval(row["low"], row["high"])
        label = profile.basis.named(profile.labels[row["answer"]])
        share = percent(row["share"])
        told.append(say(f"profile.answer.{kind}", answer=label, share=share, interval=limits))
    return told


def text_of_profile(profile: "Profile") -> str:
    """Return one to three sentences on a profile, each with the base of the number it states."""
    whole, basis = profile.whole, profile.basis
    n = int(whole["n"].iloc[0])
    phrases = [each for each in (basis.who, basis.weighting) if each]
    base = {
        "respondents": plural("units.respondents", n),
        "basis": say("profile.basis").join(phrases),
    }
    if whole["share"].isna().all():
        told = [say("profile.too_small", reason=whole["flag"].iloc[0], **base)]
    else:
        shares = whole["share"].round(TIED)
        ranked = whole.loc[shares.sort_values(ascending=False, kind="stable").index]
        ranked = ranked.dropna(subset=["share"])
        answers = _answers(profile, ranked.head(3 if basis.overlapping else 2))
        level = exact_percent(profile.options.confidence)
        key = "text" if ranked["low"].notna().any() else "text_without"
        told = [say(f"profile.{key}", answers=join(answers), confidence=level, **base)]
    people = universe_told(profile)
    told += [*people, *_standing_out(profile)]
    told += [] if people else _moved_by_blanks(profile)
    told += [unequal] if (unequal := basis.unequal_waves) else []
    if basis.synthetic:
        told[0] = say("profile.synthetic", text=told[0])
    return " ".join(told)


def _standing_out(profile: "Profile") -> list[str]:
    """Tell the largest difference from the base among those that are clear."""
    groups = profile.groups.dropna(subset=["index_low", "index_high"])
    groups = groups[groups["answer"].isin(profile.average)]
    groups = groups[~groups["flag"].str.contains(say("flags.few"), regex=False)]
    alike = np.isclose(groups[["index_low", "index_high"]], 100, rtol=ALIKE).all(axis=1)
    of_itself = (groups["answer"] == groups["level"]) & (groups["share"] == 1)
    groups = groups[~alike & ~of_itself]  # neither the whole base, nor who gave an answer by it
    absent, waves = profile.basis.absent, groups["by"] == profile.basis.waves
    kept = changing(absent, groups["answer"]).to_numpy()
    groups = groups[kept | ~waves.to_numpy(np.bool_)]
    sets = _set_told(profile)
    if not len(groups):
        return [*sets, *_without_base(profile)]
    names = join(dict.fromkeys(profile.basis.said(name) for name in groups["by"]), by="or")
    clear = groups[clear_of(profile, groups)]
    basis = profile.basis
    among = say("profile.among", audience=basis.audience) if basis.audience else ""
    if not len(clear):
        few = groups["flag"].str.contains(say("flags.few_df"), regex=False).any()
        key = "no_difference_few" if few else "others" if sets else "no_difference"
        return [*sets, say(f"profile.{key}", by=names, among=among, against=basis.against)]
    base = [profile.average[answer] for answer in clear["answer"]]
    place = int(np.abs(clear["share"].to_numpy() - base).round(TIED).argmax())
    most = clear.iloc[place]
    return [
        *sets,
        say(
            "profile.difference",
            answer=basis.named(profile.labels[most["answer"]]),
            by=basis.said(most["by"]),
            among=among,
            level=most["level"],
            share=percent(most["share"]),
            base=percent(base[place]),
            respondents=plural("units.respondents", int(most["n"])),
            against=basis.against,
            index=index(most["index"]),
            low=index(most["index_low"]),
            high=index(most["index_high"]),
        ),
    ]


def _set_told(profile: "Profile") -> list[str]:
    """Tell which shares of groups weighting or design sets, so that their index is not judged."""
    groups = profile.groups.dropna(subset=["share", "index"])
    groups = groups[groups["index_low"].isna() & groups["index_high"].isna()]
    told = []
    for by, rows in groups.groupby("by", sort=False, observed=False):
        for name, key in SET_BY.items():
            answers = list(rows.loc[flagged(rows, key), "answer"].drop_duplicates())
            if answers:
                named = first_named(profile.basis, profile.labels, answers)
                told.append(
                    say(f"profile.sets.{name}", by=profile.basis.said(str(by)), answers=named)
                )
    return told


def _without_base(profile: "Profile") -> list[str]:
    """Tell that nobody is in what the index compares with."""
    if profile.average or profile.whole["share"].isna().all():
        return []
    return [say("profile.no_base", against=profile.basis.against)]


def _moved_by_blanks(profile: "Profile") -> list[str]:
    bounds = profile.bounds.dropna()
    if not len(bounds) or profile.whole["share"].isna().all():
        return []
    moved = (bounds["high"] - bounds["low"]).to_numpy().round(TIED)
    most = bounds.iloc[int(moved.argmax())]
    if moved.max() <= TOLD_BOUNDS:
        return []
    return [
        say(
            "profile.bounds",
            answer=profile.basis.named(profile.labels[most["answer"]]),
            low=percent(most["low"], 1),
            high=percent(most["high"], 1),
        )
    ]


def notes_of(profile: "Profile") -> list[str]:
    """Return the sentences of a caption."""
    basis, whole = profile.basis, profile.whole.iloc[0]
    base = say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", int(whole["n"])),
        weighting=basis.weighting,
        n_eff=count(whole["n_eff"]),
    )
    outside = outside_told(profile.outside, basis)
    left_out = ""
    if profile.left_out:
        left_out = plural(f"profile.left_out.{profile.options.missing}", profile.left_out)
    caution = say("method.not_probability") if basis.probability_sample is False else ""
    blanks = _moved_by_blanks(profile)
    people = universe_notes(profile)
    notes = [base, *people, left_out, *outside, *_without_base(profile)]
    notes += [*_flags_told(profile), basis.caption]
    notes += [*overlap_told(basis), *blanks, caution]
    if basis.synthetic:
        notes.insert(0, say("profile.made_up"))
    return [note for note in notes if note]


def _flags_told(profile: "Profile") -> list[str]:
    """Define the flags of indices, where they occur."""
    found = {each for told in profile.table["flag"] for each in told.split(phrase("flags.and"))}
    return [say(f"profile.flagged.{key}") for key in FLAGS if say(f"flags.{key}") in found]


def method_of(profile: "Profile") -> str:
    """Return the methods paragraph of a profile."""
    basis, options = profile.basis, profile.options
    level = exact_percent(options.confidence)
    return paragraph(
        *shares_told(basis, options),
        say(f"method.interval.{options.interval}", confidence=level),
        say("method.index", against=basis.against),
        *_flags_told(profile),
        picking_told("holm", "rows") if len(profile.groups) else "",
        universe_method(options),
        *(ending_told(basis, options) if options.rule is None else _by_rule(basis, options.rule)),
    )


def _by_rule(basis: Basis, rule: str) -> list[str]:
    return [say(f"method.rule.{rule}"), *closing_told(basis)]
