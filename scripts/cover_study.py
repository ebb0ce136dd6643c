"""Measure how often intervals hold the truth of the shipped study's population.

``python -m scripts.cover_study [draws]`` draws the study anew with other seeds (2,000 times a wave,
some minutes), does the main job on every draw, and writes ``docs/shipped_study.md`` with its two
tables of numbers. ``--page`` only writes the page anew from the tables.
"""

import sys
from pathlib import Path
from textwrap import fill

import pandas as pd

from techno_kit.benchmarks.coverage import coverage, estimates, luck
from techno_kit.benchmarks.study import plan, waves
from techno_kit.wording import count, decimal, percent, points

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "shipped_study.md"
COVERAGE = DOCS / "shipped_study_coverage.csv"
DRAW = DOCS / "shipped_study_draw.csv"
DRAWS = 2000
WIDTH = 100

TEXT = """# The shipped study: its seed, and what its intervals are worth

Made by `python -m scripts.cover_study` from `shipped_study_coverage.csv` and
`shipped_study_draw.csv`. All data are synthetic.

The study was drawn with seed {seed}, fixed before anything was drawn; no other was tried. (After a
first look the spread of the design weights was narrowed, because the largest raked weights were
over five times the mean; seed and rungs stayed.) Instead of picking a seed that looks good we
measured what the intervals are worth: the same population was drawn {draws} times a wave, with the
seeds 1 to {draws}, and each draw of {n} respondents was read, raked to `data/targets/study.csv` and
profiled with `tk.profile` (Taylor linearisation with strata, PSUs and raking; logit intervals).
`truth` is the population's share; blank answers, which count as not doing, are part of what the
intervals meet. Figures are in percent and points.

## How often 95% intervals hold the truth

{overall}

The Monte Carlo error of a coverage near 95% is {error} points.

By age group, gender, education and region there are {cells} shares in both waves. Where df >= 30,
n p (1 - p) >= 10 and the largest weight is on average at most 5 times the mean ({gated} of them),
coverage lies between {low} and {high}, and is {mean} on average. The other {rest} (few respondents,
or shares near 0 or 1) lie between {rest_low} and {rest_high}.

## How lucky the shipped draw was

{further}

{draw}

{verdict}
"""


def main(arguments: list[str]) -> int:
    """Draw, measure, write."""
    if arguments != ["--page"]:
        measure(int(arguments[0]) if arguments else DRAWS)
    PAGE.write_bytes(page(pd.read_csv(COVERAGE), pd.read_csv(DRAW)).encode())
    return 0


def measure(draws: int) -> None:
    """Draw every wave so many times, and write the two tables."""
    covered, lucky = [], []
    for wave in waves():
        tables = list(estimates(wave, range(1, draws + 1)))
        table = coverage(wave, tables)
        table.insert(0, "wave", wave)
        covered.append(table.assign(draws=draws))
        mine, further = luck(wave, tables)
        mine = mine.reset_index()
        mine.insert(0, "wave", wave)
        lucky.append(mine.assign(further=further))
    pd.concat(covered).to_csv(COVERAGE, index=False, float_format="%.5f", lineterminator="\n")
    pd.concat(lucky).to_csv(DRAW, index=False, float_format="%.5f", lineterminator="\n")


def gated(table: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows are plain enough that coverage is promised."""
    enough = table["n"] * table["truth"] * (1 - table["truth"]) >= 10
    return (table["df"] >= 30) & enough & (table["heaviest"] <= 5)


def page(covered: pd.DataFrame, lucky: pd.DataFrame) -> str:
    """Write the page from the two tables of numbers."""
    overall = covered[covered["by"].isna()]
    groups = covered[covered["by"].notna()]
    plain = groups[gated(groups)]
    rest = groups[~gated(groups)]
    draws = int(covered["draws"].iloc[0])
    outside = lucky[(lucky["truth"] < lucky["low"]) | (lucky["truth"] > lucky["high"])]
    return TEXT.format(
        seed=plan()["seed"],
        draws=count(draws),
        n=count(plan()["respondents"]),
        overall=_overall(overall),
        error=decimal(100 * (0.95 * 0.05 / draws) ** 0.5, 1),
        cells=count(len(groups)),
        gated=count(len(plain)),
        low=percent(plain["covered"].min(), 1),
        high=percent(plain["covered"].max(), 1),
        mean=percent(plain["covered"].mean(), 1),
        rest=count(len(rest)),
        rest_low=percent(rest["covered"].min(), 1),
        rest_high=percent(rest["covered"].max(), 1),
        further=_further(lucky),
        draw=_draw(lucky),
        verdict=_verdict(outside),
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _overall(table: pd.DataFrame) -> str:
    head = ["wave", "rung", "truth", "bias", "sd of estimates", "mean se", "covered"]
    rows = [
        [
            row["wave"],
            row["answer"],
            percent(row["truth"]),
            points(row["bias"], 2),
            decimal(100 * row["sd"], 2),
            decimal(100 * row["se"], 2),
            percent(row["covered"], 1),
        ]
        for row in table.to_dict("records")
    ]
    return _table(head, rows)


def _draw(table: pd.DataFrame) -> str:
    rows = [
        [
            row["wave"],
            row["answer"],
            percent(row["truth"], 1),
            percent(row["share"], 1),
            f"{percent(row['low'], 1)} to {percent(row['high'], 1)}",
            decimal(row["off"], 1),
        ]
        for row in table.to_dict("records")
    ]
    return _table(["wave", "rung", "truth", "estimate", "95% interval", "off"], rows)


def _further(table: pd.DataFrame) -> str:
    shares = table.groupby("wave", sort=False)["further"].first()
    parts = [f"{percent(share, 1)} of the draws of {wave}" for wave, share in shares.items()]
    return fill(
        f"`off` counts standard deviations of the draws. {' and '.join(parts)} lie at least as far "
        "from the truth, all rungs taken together.",
        WIDTH,
    )


def _verdict(outside: pd.DataFrame) -> str:
    if outside.empty:
        return "Every interval above holds the truth."
    names = ", ".join(f"{row['answer']} ({row['wave']})" for row in outside.to_dict("records"))
    return fill(
        f"The interval misses the truth for {names}. Rungs overlap, so one unlucky draw misses "
        "several at once. The seed stays: an example that always hits would teach the wrong thing.",
        WIDTH,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
