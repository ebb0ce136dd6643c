"""The numbers behind letters and arrows: tests, and the pairs of groups that differ."""

from typing import Any

import pandas as pd

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.comparisons.explaining import limits_of
from techno_kit.drawing.markup import table_html, text_html
from techno_kit.drawing.pages import paragraphs_html
from techno_kit.wording import count, decimal, exact_percent, join, p_value, points, say

MOST_PAIRS = 100  # in a table; with many groups thousands differ, and nobody reads them


def table_of_tests(found: Comparison) -> str:
    """Write the tests of every answer, and of the whole question, as a table."""
    tests, titles = found.tests, found.basis.titles
    several = len(found.banners) > 1
    frame = pd.DataFrame(
        {
            "by": tests["by"].map(titles),
            "answer": [
                say("report.tests.whole") if pd.isna(each) else found.labels[each]
                for each in tests["answer"]
            ],
            "F": [decimal(each, 2) for each in tests["F"]],
            "df": [
                say("report.tests.degrees", df1=decimal(df1, 1), df2=decimal(df2, 1))
                if pd.notna(df1)
                else say("numbers.missing")
                for df1, df2 in zip(tests["df1"], tests["df2"], strict=True)
            ],
            "p": [p_value(each) for each in tests["p"]],
            "p_adjusted": [p_value(each) for each in tests["p_adjusted"]],
            "cramers_v": [decimal(each, 2) for each in tests["cramers_v"]],
        }
    )
    columns = {"answer": say("columns.answer")} | {
        name: say(f"report.tests.{name}") for name in ("F", "df", "p", "p_adjusted", "cramers_v")
    }
    return table_html(
        frame,
        caption=say("report.tests.caption", title=found.basis.title),
        columns=columns,
        numbers=list(columns)[1:],
        group="by" if several else None,
    )


def table_of_pairs(found: Comparison) -> str:
    """Write the pairs of groups that differ, the largest differences first, behind a click."""
    tested = found.pairs.dropna(subset=["p_adjusted"])
    pairs = found.pairs_behind
    clear = pairs[pairs.index.isin(found.clear.index)]
    if not len(clear):
        return paragraphs_html([say("report.pairs.none")]) if len(tested) else ""
    order = clear["difference"].abs().sort_values(ascending=False, kind="stable").index
    shown = clear.loc[order[:MOST_PAIRS]]
    told = say("report.pairs.caption", n=count(len(clear)), of=count(len(tested)))
    notes = [say("report.pairs.cut", n=count(MOST_PAIRS))] if len(clear) > MOST_PAIRS else []
    frame = _pairs_frame(found, shown)
    table = table_html(
        frame,
        caption=told,
        columns={
            name: say(f"report.pairs.{name}")
            for name in ("answer", "groups", "bases", "difference", "interval", "p", "p_adjusted")
        }
        | ({"flag": say("report.pairs.flag")} if any(frame["flag"]) else {}),
        numbers=("bases", "difference", "interval", "p", "p_adjusted"),
        notes=notes,
        heads=2,
    )
    name = text_html(say("report.pairs.title", title=found.basis.title))
    return f"<details>\n<summary>{name}</summary>\n{table}\n</details>"


def _pairs_frame(found: Comparison, pairs: pd.DataFrame) -> pd.DataFrame:
    titles = found.basis.titles
    several = len(found.banners) > 1
    level = exact_percent(found.rules.confidence)
    rows: list[dict[str, Any]] = []
    for pair in pairs.to_dict("records"):
        by = say("report.pairs.by", by=titles[pair["by"]]) if several else ""
        low, high = limits_of(pair)
        small = min(pair["n_a"], pair["n_b"]) < found.rules.flag_below
        rows.append(
            {
                "answer": found.labels[pair["answer"]],
                "groups": say("report.pairs.pair", by=by, a=pair["level_a"], b=pair["level_b"]),
                "bases": join([count(pair["n_a"]), count(pair["n_b"])]),
                "difference": points(pair["difference"]),
                "interval": say(
                    "report.pairs.limits",
                    low=points(low),
                    high=points(high),
                    confidence=level,
                ),
                "p": p_value(pair["p"]),
                "p_adjusted": p_value(pair["p_adjusted"]),
                "flag": say("flags.small") if small else "",
            }
        )
    return pd.DataFrame(rows)
