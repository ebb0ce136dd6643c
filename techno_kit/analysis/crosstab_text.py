"""Crosstabs in sentences to paste: the base, the largest difference, how many are clear."""

from typing import TYPE_CHECKING

import numpy as np

from techno_kit.wording import count, decimal, exact_percent, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs import Crosstab, Section

TOLD = 2  # answers of a total
DIGITS = 2  # of a mean
TIED = 9  # decimals of differences that are one and the same; what is beyond them is rounding


def text_of_crosstab(found: "Crosstab") -> str:
    """Return one to three sentences on a crosstab."""
    told = [_total(found.sections[0], found)]
    if found.banners:
        told += [_largest(found), _clear(found)]
    text = " ".join(each for each in told if each)
    return say("profile.synthetic", text=text) if found.basis.synthetic else text


def _total(section: "Section", found: "Crosstab") -> str:
    """Tell the total of the first question, with its base."""
    rows = found.rows(section.name)
    rows = rows[rows["by"].isna()]
    first, basis = rows.iloc[0], section.basis
    phrases = [each for each in (basis.who, basis.weighting) if each]
    base = {
        "respondents": plural("units.respondents", int(first["n"])),
        "basis": say("profile.basis").join(phrases),
    }
    labels = {(kind, answer): label for kind, answer, label in section.rows}
    shares = rows[(rows["kind"] == "answer") & rows["share"].notna()]
    if len(shares):
        order = shares["share"].round(TIED).sort_values(ascending=False, kind="stable").index
        answers = [
            say(
                f"crosstab.answer.{basis.kind}",
                answer=labels["answer", row["answer"]],
                share=percent(row["column_share"]),
            )
            for row in shares.loc[order[:TOLD]].to_dict("records")
        ]
        return say("crosstab.text", answers=join(answers), **base)
    mean = rows[(rows["kind"] == "mean") & rows["value"].notna()]
    if len(mean):
        told = decimal(mean["value"].iloc[0], DIGITS)
        return say("crosstab.mean_text", question=basis.title, mean=told, **base)
    return say("profile.too_small", reason=first["flag"], **base)


def _largest(found: "Crosstab") -> str:
    """Tell the clear difference from the rest that is largest in points."""
    rows = found.rows()
    rows = rows[(rows["arrow"] != "") & rows["column_share"].notna() & rows["rest"].notna()]
    if not len(rows):
        return ""
    apart = (rows["column_share"] - rows["rest"]).abs().to_numpy().round(TIED)
    most = rows.iloc[int(np.argmax(apart))]
    section = next(each for each in found.sections if each.name == most["question"])
    banner = next(each for each in found.banners if each.name == most["by"])
    labels = {(kind, answer): label for kind, answer, label in section.rows}
    answer = labels[most["kind"], most["answer"]]
    if len(found.sections) > 1:
        answer = say("crosstab.answer_of", answer=answer, question=section.basis.title)
    return say(
        "crosstab.largest",
        answer=answer,
        by=banner.title,
        level=banner.labels[most["level"]],
        share=percent(most["column_share"]),
        respondents=plural("units.respondents", int(most["n"])),
        rest=percent(most["rest"]),
    )


def _clear(found: "Crosstab") -> str:
    """Tell how many pairs of columns differ clearly."""
    own = found.pairs_behind["twin"] == 0
    tested = int((found.pairs["p_adjusted"].notna() & own).sum())
    if not tested:
        return say("crosstab.untested")
    level = exact_percent(found.rules.confidence)
    clear = int(own[found.clear.index].sum())
    if not clear:
        return say("crosstab.none_clear", tested=count(tested), confidence=level)
    return plural("crosstab.clear", clear, tested=count(tested), confidence=level)
