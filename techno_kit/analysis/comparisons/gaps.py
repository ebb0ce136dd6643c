"""Gaps between answers that overlap, such as two rungs: overall, in each group, between groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.comparisons.comparison_tables import (
    CONTRASTS,
    SLOPES_BEHIND,
    typed,
)
from techno_kit.analysis.comparisons.pairings import Pairing, adjusted_in, effects, p_of
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told, is_doubt
from techno_kit.errors import unknown_word
from techno_kit.numerics.covariance import Covariance
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.rarities import FEW, multiplied
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.banners import Banner
    from techno_kit.analysis.comparisons.comparisons import Rules

Bools = NDArray[np.bool_]
Contrast = tuple[str, str]


@dataclass(frozen=True, eq=False, slots=True)
class _Gaps:
    """The gap between two answers in some groups of cells.

    Attributes
    ----------
    one, other : numpy.ndarray of float, shape (groups,)
        The shares of the two answers.
    covariance : Covariance
        Of the gaps.
    raked, drawn : numpy.ndarray of bool, shape (groups,)
        Which gaps have no sampling error because the weighting sets them, or the stratification.
    agree : numpy.ndarray of bool, shape (groups,)
        Of which gaps few PSUs agree by coincidence: they have no usable error.
    alike : numpy.ndarray of bool, shape (groups,)
        Where everybody stands alike to the two answers, so that nothing is seen of an error.
    rare : numpy.ndarray of bool, shape (groups,)
        Where so few stand to them otherwise than the others that the error is doubtful.
    spread : float
        Variance among everyone here of holding one answer alone (1), or the other alone (-1).
    """

    one: Floats
    other: Floats
    covariance: Covariance
    raked: Bools
    drawn: Bools
    agree: Bools
    alike: Bools
    rare: Bools
    spread: float

    @classmethod
    def of(
        cls,
        domains: Domains,
        member: Bools,
        places: tuple[int, int],
        factor: float,
        df: Floats,
    ) -> "_Gaps":
        cells = domains.cells
        holds = [domains.blanks_no[:, place].astype(np.float64) for place in places]
        weight = cells.w[:, None] * member
        total = weight.sum(axis=0)
        one, other = (each @ weight / total for each in holds)
        apart = holds[0] - holds[1]
        first, second = ((apart == sign) @ weight / total for sign in (1, -1))
        alike = _alike(apart, weight > 0)
        influence = np.where(alike, 0.0, member * (apart[:, None] - (one - other)) / total)
        linear = Linear(influence, member)
        found = cells.covariance(linear)
        agree = cells.agreeing(linear, df)
        still = ~found.random & ~alike & ~agree
        drawn = still & (cells.given(linear) == 0) if still.any() else still
        n_eff = total**2 / (cells.ww @ member)
        others = np.minimum((first + second) / 2, 1 - np.maximum(first, second))
        base = cells.w * member.any(axis=1)
        mean = base @ apart / base.sum()
        return cls(
            one=one,
            other=other,
            covariance=Covariance(found.matrix * factor, found.noise * factor),
            raked=still & ~drawn,
            drawn=drawn,
            agree=agree,
            alike=alike,
            rare=np.asarray(n_eff * others < FEW),
            spread=float(base @ (apart - mean) ** 2 / base.sum()),
        )

    def se(self) -> Floats:
        """Return standard errors of the gaps; unknown where few PSUs agree."""
        variance = np.where(self.covariance.random, np.diag(self.covariance.matrix), 0.0)
        return np.asarray(np.where(self.agree, np.nan, np.sqrt(variance)))

    def flags(self, sure: Bools) -> list[str]:
        """Tell of every gap why it has no error, or a doubtful one; empty where it has one.

        Parameters
        ----------
        sure : numpy.ndarray of bool, shape (groups,)
            Which groups have an error at all.
        """
        told = (
            ("flags.fixed", self.raked & sure),
            ("flags.by_design", self.drawn & sure),
            ("flags.agree", self.agree & sure),
            ("flags.few", self.rare),
        )
        return [
            next((say(key) for key, found in told if found[place]), "")
            for place in range(len(self.one))
        ]


def _alike(apart: Floats, inside: Bools) -> Bools:
    """Tell of which groups all members of positive weight have one value."""
    most = np.where(inside, apart[:, None], -np.inf).max(axis=0)
    return np.asarray(most == np.where(inside, apart[:, None], np.inf).min(axis=0))


def contrast_problems(answers: Answers, contrasts: Sequence[Contrast]) -> list[str]:
    """Word what is wrong with pairs of answers."""
    if isinstance(contrasts, str) or not isinstance(contrasts, Sequence):
        return [say("errors.contrast.list", value=repr(contrasts))]
    problems: list[str] = []
    given: dict[frozenset[str], tuple[int, Contrast]] = {}
    for place, contrast in enumerate(contrasts):
        if isinstance(contrast, str) or not isinstance(contrast, Sequence) or len(contrast) != 2:
            problems.append(say("errors.contrast.pair", value=repr(contrast)))
            continue
        wrong = [each for each in contrast if each not in answers.levels]
        problems += [unknown_word("contrasts", each, answers.levels) for each in wrong]
        if contrast[0] == contrast[1]:
            problems.append(say("errors.contrast.same", answer=repr(contrast[0])))
        elif not wrong:
            first, before = given.setdefault(frozenset(contrast), (place, contrast))
            if first < place:
                key = "twice" if tuple(before) == tuple(contrast) else "turned"
                problems.append(say(f"errors.contrast.{key}", pair=repr(tuple(before))))
    return list(dict.fromkeys(problems))


def overall_gaps(
    domains: Domains, answers: Answers, contrasts: Sequence[Contrast], rules: "Rules"
) -> pd.DataFrame:
    """Return the gaps among everyone in the base."""
    inside = domains.inside
    cells = domains.cells
    df, n, lost = float(cells.df(inside)), float(cells.n[inside].sum()), cells.vanished(inside)
    rows = []
    for contrast in contrasts:
        places = _places(answers, contrast)
        factor = cells.average_factor(inside)
        gaps = _Gaps.of(domains, inside[:, None], places, factor, np.array([df]))
        shown, sure = np.array([n >= rules.suppress_below]), np.array([df > 0 and not lost])
        figures = _within(gaps, np.array([df]), sure, shown, rules)
        doubt = [doubt_told(df, lost) or few_df_told(df, n)]
        flag = _flags(gaps.flags(sure), shown, np.array([n]), doubt, rules)
        rows.append(_rows(contrast, None, [None], [None], figures, [n], flag))
    table = pd.concat(rows, ignore_index=True)
    family = table["p"].to_numpy()[None] if rules.family == "table" else table[["p"]].to_numpy()
    adjusted = adjusted_in(family, rules.adjust, "row").ravel()
    return table.assign(p_adjusted=adjusted, p_told=adjusted)


def gaps_of(banner: "Banner", contrasts: Sequence[Contrast]) -> pd.DataFrame:
    """Return the gaps in every group of a banner, and their differences between groups.

    Parameters
    ----------
    banner : Banner
        The groups.
    contrasts : sequence of (str, str)
        Pairs of answers.

    Notes
    -----
    The gap in a group is sum w (y1 - y2) / sum w, a ratio like a share, so that respondents who
    hold both answers, or neither, add nothing to it. Gaps of two groups have the covariance of
    those two ratios. Sentences on their differences take the degrees of freedom of letters; they
    tell none as clear where the few PSUs of a group agree by coincidence, and where all members of
    a group in few PSUs are alike, they add the error of everyone's gap, each PSU counting once.
    """
    rules, groups, parts = banner.rules, banner.groups, []
    pairing = Pairing.of(banner, "reference" if rules.against == "reference" else "pairs")
    factor = groups.domains.cells.average_factor(groups.base)
    own, doubts = banner.own, _doubts(banner)
    both = [
        max((doubts[a], doubts[b]), key=_graveness)
        for a, b in zip(pairing.one, pairing.other, strict=True)
    ]
    people = groups.domains.cells.n
    for contrast in contrasts:
        places = _places(banner.answers, contrast)
        gaps = _Gaps.of(groups.domains, groups.member, places, factor, own)
        within = _within(gaps, own, banner.sure, banner.shown, rules)
        told = gaps.flags(banner.sure)
        flags = _flags(told, banner.shown, groups.n, doubts, rules)
        names, size = groups.levels, len(groups.levels)
        parts.append(_rows(contrast, banner.by, names, [None] * size, within, groups.n, flags))
        one, other = pairing.one, pairing.other
        n = np.asarray(people @ (groups.member[:, one] | groups.member[:, other]))
        first, second = (list(pairing.named(each)) for each in (one, other))
        of_pairs = [_graver(told[a], told[b]) for a, b in zip(one, other, strict=True)]
        least = np.minimum(groups.n[one], groups.n[other])
        few = _flags(of_pairs, pairing.shown, least, both, rules)
        between = _between(gaps, pairing, rules)
        parts.append(_rows(contrast, banner.by, first, second, between, n, few))
    adjusted = _adjusted(parts[::2], rules), _adjusted(parts[1::2], rules)
    for place, part in enumerate(parts):
        found = adjusted[place % 2][place // 2]
        part["p_adjusted"] = found
        part["p_told"] = multiplied(part["p_told"].to_numpy(), part["p"].to_numpy(), found)
    return pd.concat(parts, ignore_index=True)


def _doubts(banner: "Banner") -> list[str]:
    """Tell which groups have no error, or lie in few PSUs."""
    found = zip(banner.doubts(), banner.own, banner.groups.n, strict=True)
    return [doubt or few_df_told(float(own), float(n)) for doubt, own, n in found]


def _graveness(doubt: str) -> int:
    """Rank doubts: that there is no error, that few PSUs are behind it, that there is none."""
    return 2 * is_doubt(doubt) + bool(doubt)


def _graver(one: str, other: str) -> str:
    """Return which flag of two gaps is that of their difference: one set alone leaves an error."""
    agree, few = say("flags.agree"), say("flags.few")
    for each in (agree, few):
        if each in (one, other):
            return each
    return one if one == other else ""


def _adjusted(parts: Sequence[pd.DataFrame], rules: "Rules") -> Floats:
    p = np.array([part["p"].to_numpy() for part in parts])
    return adjusted_in(p, rules.adjust, rules.family)


def _places(answers: Answers, contrast: Contrast) -> tuple[int, int]:
    one, other = contrast
    return answers.levels.index(one), answers.levels.index(other)


def _within(
    gaps: _Gaps, df: Floats, sure: Bools, shown: Bools, rules: "Rules"
) -> dict[str, Floats]:
    """Return the gaps in each group; unknown in one PSU, which tells nothing of how PSUs differ."""
    difference = gaps.one - gaps.other
    se = np.where(sure, gaps.se(), np.nan)
    figures = {"share_a": gaps.one, "share_b": gaps.other, **effects(gaps.one, gaps.other)}
    return _told(figures, difference, (se, se), (df, df), shown, rules)


def _between(gaps: _Gaps, pairing: Pairing, rules: "Rules") -> dict[str, Floats]:
    """Return how much the gap of one group is larger than that of another."""
    one, other = pairing.one, pairing.other
    gap = gaps.one - gaps.other
    known = (pairing.size[one] > 0) & (pairing.size[other] > 0)
    variance = np.where(known, gaps.covariance.of_differences(one, other), np.nan)
    few = gaps.alike & pairing.few[: len(gap)] & (pairing.size[: len(gap)] > 0)
    unseen = np.where(few, gaps.spread / np.where(few, pairing.size[: len(gap)], 1.0), 0.0)
    at_edge = (few[one] | few[other]) & (variance > 0)
    told = variance + np.where(at_edge, unseen[one] + unseen[other], 0.0)
    none = dict.fromkeys(("share_a", "share_b", "ratio", "cohens_h"), np.full(len(one), np.nan))
    df, both = (pairing.df, pairing.df_told), (np.sqrt(variance), np.sqrt(told))
    found = _told(none, gap[one] - gap[other], both, df, pairing.shown, rules)
    agree = gaps.agree[one] | gaps.agree[other]
    for name in ("low_told", "high_told"):
        found[name] = np.where(agree, np.nan, found[name])
    found["p_told"] = np.where(agree & ~np.isnan(found["p"]), 1.0, found["p_told"])
    return found


def _told(
    figures: dict[str, Floats],
    difference: Floats,
    se: tuple[Floats, Floats],
    df: tuple[Floats, Floats],
    shown: Bools,
    rules: "Rules",
) -> dict[str, Floats]:
    """Return the figures of gaps by their errors and degrees of freedom, and by those of sentences.

    What has an error of 0 is set, or nothing is seen of its error: it has no interval.
    """
    half, told_half = (
        t_quantile(freedom, rules.confidence) * np.where(error > 0, error, np.nan)
        for freedom, error in zip(df, se, strict=True)
    )
    found = {
        **figures,
        "difference": difference,
        "se": se[0],
        "low": difference - half,
        "high": difference + half,
        "df": df[0],
        "p": p_of(difference, se[0], df[0]),
        "low_told": difference - told_half,
        "high_told": difference + told_half,
        "p_told": p_of(difference, se[1], df[1]),
    }
    return {name: np.where(shown, each, np.nan) for name, each in found.items()}


def _flags(
    own: Sequence[str],
    shown: Bools,
    n: Floats,
    doubts: Sequence[str],
    rules: "Rules",
) -> list[str]:
    found = []
    for each, told, size, doubt in zip(own, shown, n, doubts, strict=True):
        flags = [say("flags.small")] if size < rules.flag_below else []
        flags += [flag for flag in (doubt, each) if flag]
        found.append(say("flags.and").join(flags) if told else say("flags.suppressed"))
    return found


def _rows(
    contrast: Contrast,
    by: str | None,
    one: Sequence[str | None],
    other: Sequence[str | None],
    figures: dict[str, Floats],
    n: Floats | Sequence[float],
    flags: Sequence[str],
) -> pd.DataFrame:
    return typed(
        {
            "answer_a": [contrast[0]] * len(one),
            "answer_b": contrast[1],
            "by": pd.Series([by] * len(one), dtype="str"),
            "level_a": pd.Series(list(one), dtype="str"),
            "level_b": pd.Series(list(other), dtype="str"),
            **figures,
            "n": np.rint(np.asarray(n)).astype(np.int64),
            "flag": list(flags),
        },
        (*CONTRASTS, *SLOPES_BEHIND),
    )
