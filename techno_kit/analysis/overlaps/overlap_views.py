"""The tables of overlaps as readers see them: the matrix, pairs, patterns, numbers, groups."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.wording import column_letter, count, decimal, interval, percent, say

if TYPE_CHECKING:
    from techno_kit.analysis.overlaps.overlaps import Overlaps

NAMED = 7  # answers whose names head columns; of more they are letters
SHOWN = 12  # pairs and patterns that are shown; the tables hold all
View = tuple[str, dict[str, Any]]


def views_of_overlaps(found: "Overlaps", notes: Sequence[str]) -> list[View]:
    """Return titles and tables; the notes stand under the last."""
    views = [_matrix(found), _pairs(found), _patterns(found), _counts(found)]
    if found.outside:
        views.append(_groups(found))
    views[-1][1]["notes"] = list(notes)
    return views


def pattern_label(held: Sequence[str], labels: dict[str, str]) -> str:
    """Name a combination of answers: "Creators + Critics", or that it is none of them."""
    named = say("overlaps.plus").join(labels[each] for each in held)
    return named or say("overlaps.nothing")


def _limits(low: float, high: float) -> str:
    return interval(low, high, 1)


def _matrix(found: "Overlaps") -> View:
    """Set answers down and across: of those in the row the share that is in the column."""
    table = found.rows("table")
    active = [each for each in found.labels if each not in found.apart]
    whole = table[table["given"].isna()].set_index("answer")
    lettered = len(active) > NAMED
    marks = [column_letter(place) for place in range(len(active))]
    named = [
        say("overlaps.lettered", letter=mark, answer=found.labels[each])
        if lettered
        else found.labels[each]
        for mark, each in zip(marks, active, strict=True)
    ]
    columns: dict[str, list[str]] = {"answer": named}
    kind = "ladder" if found.basis.ladder else "question"
    heads = {"answer": say(f"overlaps.of_those.{kind}")}
    columns["n"] = [count(each) for each in _members(found, active)]
    columns["all"] = [percent(whole["share"][each]) for each in active]
    heads |= {"n": say("columns.n"), "all": say("overlaps.everyone")}
    given = table[table["given"].notna()].set_index(["given", "answer"])["share"]
    for place, each in enumerate(active):
        columns[f"answer {place}"] = [
            say("overlaps.itself") if row == each else percent(given[row, each]) for row in active
        ]
        heads[f"answer {place}"] = marks[place] if lettered else found.labels[each]
    columns["flag"] = [_base_flag(found, each) for each in active]
    heads["flag"] = say("overlaps.columns.flag")
    if not any(columns["flag"]):
        columns.pop("flag")
    return say("overlaps.matrix", title=found.basis.title), _view(columns, heads)


def _base_flag(found: "Overlaps", given: str) -> str:
    """Return what is to be said of the base of a row: of those who hold an answer."""
    table, both = found.rows("table"), say("flags.and")
    flags = [
        each for flag in table.loc[table["given"] == given, "flag"] for each in flag.split(both)
    ]
    of_shares = {say(f"flags.{key}") for key in ("fixed", "by_design", "agree")}
    return both.join(dict.fromkeys(each for each in flags if each and each not in of_shares))


def _members(found: "Overlaps", active: Sequence[str]) -> list[float]:
    """Return how many respondents hold each answer: the base of its row."""
    table = found.rows("table")
    bases = table[table["given"].notna()].drop_duplicates("given").set_index("given")["n"]
    return [float(bases[each]) for each in active]


def _view(columns: dict[str, list[str]], heads: dict[str, str], words: int = 1) -> dict[str, Any]:
    return {
        "frame": pd.DataFrame(columns, dtype="str"),
        "columns": {name: heads[name] for name in columns},
        "numbers": [name for name in list(columns)[words:] if name != "flag"],
    }


def shown_pairs(found: "Overlaps") -> pd.DataFrame:
    """Return the pairs that readers see: those that go together most, or least."""
    pairs = found.rows("pairs")
    order = pairs["phi"].abs().sort_values(ascending=False, kind="stable", na_position="last")
    return pairs.loc[order.index[:SHOWN]]


def _pairs(found: "Overlaps") -> View:
    pairs, rows = found.rows("pairs"), shown_pairs(found)
    columns = {
        "pair": [
            pattern_label(each, found.labels)
            for each in zip(rows["answer_a"], rows["answer_b"], strict=True)
        ],
        "both": [percent(each, 1) for each in rows["both"]],
        "interval": [_limits(*each) for each in zip(rows["low"], rows["high"], strict=True)],
        "expected": [percent(each, 1) for each in rows["expected"]],
        "lift": [decimal(each) for each in rows["lift"]],
        "lift_interval": [
            say("numbers.interval", low=decimal(low), high=decimal(high))
            if low == low and high == high
            else say("numbers.missing")
            for low, high in zip(rows["lift_low"], rows["lift_high"], strict=True)
        ],
        "phi": [decimal(each) for each in rows["phi"]],
        "flag": list(rows["flag"]),
    }
    if not any(columns["flag"]):
        columns.pop("flag")
    heads = {name: say(f"overlaps.columns.{name}") for name in columns}
    title = "pairs_cut" if len(pairs) > len(rows) else "pairs"
    shown, n = count(len(rows)), count(len(pairs))
    return say(f"overlaps.{title}", shown=shown, n=n), _view(columns, heads)


def _patterns(found: "Overlaps") -> View:
    """Show the most frequent combinations, the others in one row."""
    rows = found.rows("patterns")
    first, rest = rows.iloc[:SHOWN], rows.iloc[SHOWN:]
    columns = {
        "pattern": [pattern_label(each, found.labels) for each in first["held"]],
        "size": [count(each) for each in first["size"]],
        "share": [percent(each, 1) for each in first["share"]],
        "interval": [_limits(*each) for each in zip(first["low"], first["high"], strict=True)],
        "cumulative": [percent(each, 1) for each in first["cumulative"]],
        "n_held": [count(each) for each in first["n_held"]],
    }
    if len(rest):
        rest_share = rest["share"].sum() if rest["share"].notna().all() else float("nan")
        last = [say("overlaps.others", n=count(len(rest))), "", percent(rest_share, 1), ""]
        last += [percent(rest["cumulative"].iloc[-1], 1), count(rest["n_held"].sum())]
        for name, text in zip(columns, last, strict=True):
            columns[name].append(text)
    heads = {name: say(f"overlaps.columns.{name}") for name in columns}
    return say("overlaps.patterns", n=count(len(rows))), _view(columns, heads)


def _counts(found: "Overlaps") -> View:
    rows = found.rows("counts")
    columns = {
        "size": [count(each) for each in rows["size"]],
        "share": [percent(each, 1) for each in rows["share"]],
        "interval": [_limits(*each) for each in zip(rows["low"], rows["high"], strict=True)],
        "n_held": [count(each) for each in rows["n_held"]],
    }
    heads = {name: say(f"overlaps.columns.{name}") for name in columns}
    kind = "ladder" if found.basis.ladder else "question"
    heads["size"] = say(f"overlaps.number.{kind}")
    return say(f"overlaps.counts.{kind}"), _view(columns, heads)


def _groups(found: "Overlaps") -> View:
    """Show every group's mean number of answers, and its most frequent combination."""
    means = found.rows("means")
    groups = found.means[found.means["by"].notna()]
    names = ("group", "n", "mean", "interval", "first", "flag")
    columns: dict[str, list[str]] = {name: [] for name in names}
    for _, row in pd.concat([means, groups]).iterrows():
        whole = pd.isna(row["by"])
        first = found.rows("patterns", *(() if whole else (row["by"], row["level"])))
        name = found.basis.whole
        if not whole:
            name = say("profile.group", by=found.basis.titles[row["by"]], level=row["level"])
        limits = say("numbers.missing")
        if row["low"] == row["low"]:
            limits = say("numbers.interval", low=decimal(row["low"]), high=decimal(row["high"]))
        columns["group"].append(name)
        columns["n"].append(count(row["n"]))
        columns["mean"].append(decimal(row["mean"]))
        columns["interval"].append(limits)
        columns["first"].append(_most(found, first))
        columns["flag"].append(row["flag"])
    if not any(columns["flag"]):
        columns.pop("flag")
    heads = {name: say(f"overlaps.columns.{name}") for name in columns}
    view = _view(columns, heads)
    view["numbers"] = ["n", "mean", "interval"]
    return say("overlaps.groups"), view


def _most(found: "Overlaps", patterns: pd.DataFrame) -> str:
    if not len(patterns) or pd.isna(patterns["share"].iloc[0]):
        return say("numbers.missing")
    named = pattern_label(patterns["held"].iloc[0], found.labels)
    return say("sizing.named", answer=named, share=percent(patterns["share"].iloc[0]))
