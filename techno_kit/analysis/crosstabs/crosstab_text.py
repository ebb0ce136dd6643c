"""Crosstabs in sentences to paste: the base, the largest difference, how many are clear."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.crosstabs.crosstab_telling import set_in_columns
from techno_kit.analysis.estimates.estimate_words import digits_of
from techno_kit.analysis.telling.doubts import is_doubt
from techno_kit.analysis.telling.picking import SEEN, TIED, stays_clear
from techno_kit.analysis.telling.unequal_waves import changing
from techno_kit.wording import (
    count,
    decimal,
    exact_percent,
    join,
    percent,
    phrase,
    plural,
    say,
    titled,
)

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Crosstab, Section

TOLD = 2  # answers of a total
MOST_TOTALS = 3  # questions of a table without columns


def text_of_crosstab(found: "Crosstab") -> str:
    """Return a few sentences on a crosstab."""
    of = found.sections[: 1 if found.banners else MOST_TOTALS]  # without columns all there is
    told = [_total(each, found) for each in of]
    if found.banners:
        stays = _stays(found)
        told += [*_largest(found, stays), _clear(found, picked=len(stays) > 0)]
        told += set_in_columns(found) if found.pairs["p"].notna().any() else []
    told += [section.basis.unequal_waves for section in found.sections]
    text = " ".join(each for each in dict.fromkeys(told) if each)
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
        order = shares["column_share"].round(TIED).sort_values(ascending=False, kind="stable").index
        answers = [
            say(
                f"crosstab.answer.{basis.kind}",
                answer=basis.named(labels["answer", row["answer"]]),
                share=percent(row["column_share"]),
            )
            for row in shares.loc[order[:TOLD]].to_dict("records")
        ]
        told = join(answers)
        if len(found.sections) > 1:
            told = say("crosstab.answer_of", answer=told, question=basis.title)
        return say("crosstab.text", answers=told, **base)
    mean = rows[(rows["kind"] == "mean") & rows["value"].notna()]
    if len(mean):
        told = decimal(mean["value"].iloc[0], _digits(found, section.name))
        return say("crosstab.mean_text", question=basis.title, mean=told, **base)
    return say("profile.too_small", reason=first["flag"], **base)


def _stays(found: "Crosstab") -> pd.DataFrame:
    """Return the cells that differ clearly from the rest even as the largest of all."""
    rows, rules = found.rows(), found.rules
    stays = stays_clear(rows["p_picked"], rules.adjust, rules.error)
    return rows[stays & (rows["arrow"] != "").to_numpy()]


def _largest(found: "Crosstab", stays: pd.DataFrame) -> Iterator[str]:
    """Tell the largest difference from the rest that stays clear among all cells, and of means."""
    rows = found.rows()
    rows = _changing(found, rows)
    stays = stays[stays.index.isin(rows.index)]
    tested = rows[rows["p_picked"].notna()]
    cells = count(len(tested))
    alone = tested[tested["arrow"] != ""] if len(tested) > 1 else tested[:0]
    for key, told in (("largest", stays), ("alone", alone), ("seen", tested)):
        shares = told[told["kind"] != "mean"]
        if len(shares):
            apart = (shares["column_share"] - shares["rest"]).abs().to_numpy().round(TIED)
            if apart.max() >= SEEN:
                yield _share(found, shares.iloc[int(np.argmax(apart))], key, cells)
        means = told[told["kind"] == "mean"]
        if len(means) and (key != "seen" or not len(shares)):
            place = int(means["p_picked"].to_numpy().argmin())
            yield _mean(found, means.iloc[place], key, cells)
        if len(told):
            return


def _changing(found: "Crosstab", rows: pd.DataFrame, *sides: str) -> pd.DataFrame:
    """Leave out answers in waves that may not have had them: no change of people."""
    for section in found.sections:
        if absent := section.basis.absent_by(section.basis.waves):
            of = rows[(rows["question"] == section.name) & (rows["by"] == section.basis.waves)]
            kept = changing(absent, of["answer"], *(of[side] for side in sides))
            rows = rows.drop(index=of.index[~kept.to_numpy()])
    return rows


def _share(found: "Crosstab", row: "pd.Series[Any]", key: str, cells: str) -> str:
    section, words = _where(found, row)
    labels = {(kind, answer): label for kind, answer, label in section.rows}
    answer = section.basis.named(labels[row["kind"], row["answer"]])
    if len(found.sections) > 1:
        answer = say("crosstab.answer_of", answer=answer, question=section.basis.title)
    share, rest = percent(row["column_share"]), percent(row["rest"])
    told = {} if key == "seen" else {"all": cells}
    return say(f"crosstab.{key}", answer=answer, share=share, rest=rest, **words, **told)


def _mean(found: "Crosstab", row: "pd.Series[Any]", key: str, cells: str) -> str:
    section, words = _where(found, row)
    digits = _digits(found, section.name)
    mean, rest = (decimal(each, digits) for each in (row["value"], row["rest"]))
    told = {} if key == "seen" else {"all": cells}
    title = section.basis.title
    return say(f"crosstab.{key}_mean", question=title, mean=mean, rest=rest, **words, **told)


def _digits(found: "Crosstab", question: str) -> int:
    """Return the decimals of the means of a question, in its text as in its table."""
    rows = found.rows(question)
    return digits_of(rows[rows["kind"] == "mean"], "value")


def _where(found: "Crosstab", row: "pd.Series[Any]") -> tuple["Section", dict[str, str]]:
    """Return the question of a cell, and its column in words."""
    section = next(each for each in found.sections if each.name == row["question"])
    banner = next(each for each in found.banners if each.name == row["by"])
    return section, {
        "by": titled(banner.title),
        "level": banner.labels[row["level"]],
        "respondents": plural("units.respondents", int(row["n"])),
    }


def _clear(found: "Crosstab", *, picked: bool) -> str:
    """Tell how many pairs of columns differ clearly, and that this may not reach over the table."""
    own = found.pairs_behind["twin"] == 0
    held = found.pairs_behind[found.pairs["p_adjusted"].notna() & own]
    held = _changing(found, held, "level_a", "level_b")
    if not len(held):
        return _nothing(found)
    words = {
        "tested": count(len(held)),
        "confidence": exact_percent(found.rules.confidence),
        "adjusted": _adjusted(found),
    }
    clear = int(held.index.isin(found.clear.index).sum())
    if not clear:
        return say(f"crosstab.none_clear{'_yet' if picked else ''}", **words)
    told = plural("crosstab.clear", clear, **words)
    whole = picked or _families(found, held) == 1
    return told if whole else " ".join([told, say("crosstab.by_chance")])


def _nothing(found: "Crosstab") -> str:
    """Tell why no pair of columns was compared: there is one, bases are too small, or no error."""
    filled = found.table[found.table["by"].notna() & (found.table["n"] > 0)]
    levels = {
        each: list(filled.loc[filled["by"] == each.name, "level"].drop_duplicates())
        for each in found.banners
    }
    if any(len(each) > 1 for each in levels.values()):
        if not found.pairs["difference"].notna().any():
            return say("crosstab.untested.bases")
        reasons = [say(f"crosstab.untested.{each}") for each in _untested(found)]
        return say("crosstab.untested.told", reasons=join(reasons))
    return " ".join(
        say("compare.one_group", by=titled(banner.title), levels=banner.labels[held[0]])
        if held
        else say("compare.nobody", by=titled(banner.title))
        for banner, held in levels.items()
    )


def _untested(found: "Crosstab") -> list[str]:
    """Return why columns that are shown have no test, as ends of keys."""
    flags = found.table.loc[found.table["by"].notna(), "flag"].drop_duplicates().astype(str)
    single = {flag for each in flags for flag in each.split(phrase("flags.and"))}
    reasons = ["doubt"] if any(is_doubt(each) for each in single) else []
    reasons += [each for each in ("agree", "fixed", "by_design") if say(f"flags.{each}") in single]
    return reasons or ["alike"]


def _adjusted(found: "Crosstab") -> str:
    rules = found.rules
    if rules.adjust == "none":
        return say("compare.not_adjusted")
    method = say(f"compare.by_method.{rules.adjust}")
    return say("compare.adjusted", method=method, family=say(f"crosstab.family.{rules.family}"))


def _families(found: "Crosstab", held: pd.DataFrame) -> int:
    """Count how many families letters allow for, each by itself."""
    if found.rules.adjust == "none":
        return len(held)
    of = ["question", "by"]
    if found.rules.family == "row":
        of += ["kind", "answer"]
    return len(held[of].drop_duplicates())
