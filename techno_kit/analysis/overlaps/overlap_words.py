"""Overlaps in words: the sentences to paste, captions, the methods paragraph."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.overlaps.overlap_views import pattern_label, shown_pairs
from techno_kit.analysis.telling.outsiders import outside_told
from techno_kit.analysis.telling.setting import SET_BY, flagged
from techno_kit.analysis.telling.telling import cautious, ending_told, paragraph, shares_told
from techno_kit.errors import first_few
from techno_kit.numerics.multiplicity import error_of
from techno_kit.wording import (
    count,
    decimal,
    exact_percent,
    interval,
    percent,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.overlaps.overlaps import Overlaps

SHOWN = 3  # pairs that a sentence names


def text_of_overlaps(found: "Overlaps") -> str:
    """Return one to three sentences: the commonest combination, the mean, the strongest pair."""
    basis, mean = found.basis, found.rows("means").iloc[0]
    phrases = [each for each in (basis.who, basis.weighting) if each]
    base = {
        "respondents": plural("units.respondents", int(mean["n"])),
        "basis": say("profile.basis").join(phrases),
    }
    if pd.isna(mean["mean"]):
        told = [say("profile.too_small", reason=mean["flag"], **base)]
    else:
        told = [_first(found, base), _mean(found, mean), *_pairs(found)]
    if basis.synthetic:
        told[0] = say("profile.synthetic", text=told[0])
    return " ".join(told)


def _kind(found: "Overlaps") -> str:
    return "ladder" if found.basis.ladder else "question"


def _first(found: "Overlaps", base: dict[str, str]) -> str:
    row = found.rows("patterns").iloc[0]
    limits = say("profile.no_interval")
    if pd.notna(row["low"]):
        level = exact_percent(found.options.confidence)
        told = interval(row["low"], row["high"])
        limits = say("overlaps.limits", interval=told, confidence=level)
    named = {answer: found.basis.named(label) for answer, label in found.labels.items()}
    return plural(
        "overlaps.first",
        len(found.rows("patterns")),
        pattern=pattern_label(row["held"], named),
        share=percent(row["share"]),
        limits=limits,
        **base,
    )


def _mean(found: "Overlaps", mean: "pd.Series[Any]") -> str:
    active = len(found.labels) - len(found.apart)
    limits = say("profile.no_interval")
    if pd.notna(mean["low"]):
        limits = say("numbers.interval", low=decimal(mean["low"]), high=decimal(mean["high"]))
    key = f"overlaps.mean.{_kind(found)}"
    return say(key, mean=decimal(mean["mean"]), n=count(active), interval=limits)


def _pairs(found: "Overlaps") -> list[str]:
    """Tell which pairs weighting or design sets, and of the others the strongest."""
    every = found.rows("pairs")
    untested = every[every["lift_low"].isna() | every["p_picked"].isna()]
    named, told = found.basis.named, []
    labels = {answer: named(label) for answer, label in found.labels.items()}
    left = every
    for name, key in SET_BY.items():
        pairs = untested[flagged(untested, key)]
        if len(pairs):
            sides = pairs[["answer_a", "answer_b"]].to_numpy().tolist()
            listed = first_few([pattern_label(each, labels) for each in sides], shown=SHOWN)
            told.append(plural(f"overlaps.sets.{name}", len(pairs), pairs=listed))
            left = left.drop(pairs.index)
    return [*told, *([_pair(found, left, others=bool(told))] if len(left) or not told else [])]


def _pair(found: "Overlaps", every: pd.DataFrame, *, others: bool) -> str:
    """Tell the pair that goes together most among those that are clear."""
    pairs = every[every["lift_low"].notna() & every["of_a"].notna() & every["of_b"].notna()]
    pairs = pairs[~pairs["flag"].str.contains(say("flags.few"), regex=False)]
    clear = pairs[_clear(pairs, error_of(found.options.confidence))]
    kind = _kind(found)
    if not len(clear) and len(every) == 1:
        names = (found.labels[every[f"answer_{each}"].iloc[0]] for each in "ab")
        one, other = map(found.basis.named, names)
        return say(f"overlaps.independent_pair.{kind}", one=one, other=other)
    if not len(clear):
        return say(f"overlaps.independent.{kind}{'_others' if others else ''}")
    most = clear.iloc[int(clear["phi"].abs().to_numpy(np.float64).argmax())]
    more = "more" if most["lift"] > 1 else "fewer"
    # told from the smaller of the two, of whom more hold the other
    one, other = ("a", "b") if most["of_a"] >= most["of_b"] else ("b", "a")
    low, high = most[f"of_{one}_low"], most[f"of_{one}_high"]
    return say(
        f"overlaps.pair.{kind}.{more}",
        one=found.basis.named(found.labels[most[f"answer_{one}"]]),
        other=found.basis.named(found.labels[most[f"answer_{other}"]]),
        share=percent(most[f"of_{one}"]),
        interval=interval(low, high),
        respondents=plural("units.respondents", int(most[f"n_{one}"])),
        phi=decimal(most["phi"]),
        lift=decimal(most["lift"], 1 if most["lift"] >= 1 else 2),
        low=decimal(most["lift_low"], 1 if most["lift"] >= 1 else 2),
        high=decimal(most["lift_high"], 1 if most["lift"] >= 1 else 2),
    )


def _clear(pairs: pd.DataFrame, error: float) -> "pd.Series[bool]":
    """Tell which are dependent though the strongest of so many is looked for (Bonferroni).

    A pair that nobody holds has no error of its own, and asks for its limit too.
    """
    chance = pairs["p_picked"] * len(pairs)
    return (chance <= error) & ((pairs["lift"] > 0) | (pairs["lift_high"] < 1))


def notes_of_overlaps(found: "Overlaps") -> list[str]:
    """Return the sentences of a caption."""
    basis = found.basis
    outside = outside_told(found.outside, basis)
    left_out = ""
    if found.left_out:
        left_out = plural(f"profile.left_out.{found.options.missing}", found.left_out)
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        _base(found, (None, None)),
        left_out,
        *outside,
        say("overlaps.read"),
        _exclusive(found),
        basis.contradicted,
        basis.undeclared,
        _few(found),
        basis.caption,
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return [note for note in notes if note]


def _exclusive(found: "Overlaps") -> str:
    if not found.apart:
        return ""
    return say("overlaps.exclusive", answer=found.labels[found.apart[0]])


def _few(found: "Overlaps") -> str:
    """Define few cases, where a pair that is shown is flagged."""
    few = shown_pairs(found)["flag"].str.contains(say("flags.few"), regex=False)
    return say("overlaps.few") if few.any() else ""


def _base(found: "Overlaps", group: tuple[str | None, str | None]) -> str:
    row, basis = found.rows("means", *group).iloc[0], found.basis
    return say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", int(row["n"])),
        weighting=basis.weighting,
        n_eff=count(row["n_eff"]),
    )


def chart_notes_of_overlaps(found: "Overlaps", group: tuple[str | None, str | None]) -> list[str]:
    """Return what a chart needs below it: base and definition."""
    return cautious(found.basis, _base(found, group), found.basis.caption)


def method_of_overlaps(found: "Overlaps") -> str:
    """Return the methods paragraph of overlaps."""
    basis, options = found.basis, found.options
    level = exact_percent(options.confidence)
    return paragraph(
        *shares_told(basis, options),
        say(f"method.interval.{options.interval}", confidence=level),
        say("overlaps.method", confidence=level),
        _exclusive(found),
        *ending_told(basis, options),
    )
