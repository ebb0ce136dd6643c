"""``docs/trust.md`` from the figures of a run."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill

import pandas as pd

from techno_kit.wording import count, decimal, percent
from tests.trust.figures import EVERY, GATES, NOT_PROMISED, judged
from tests.trust.readings import WHOLE
from tests.trust.scenarios import SCENARIOS

TEXT = """# What intervals, tests and letters are worth

Made by `{command}` from `trust.csv`, which holds every figure below and those behind them; not
written by hand. {runs} runs a scenario, seed {seed};
{versions}; {minutes} minutes.{later}

In every run a survey is drawn from a population whose shares are known, weighted, profiled and
compared with the verbs that users call: `tk.rake`, `tk.replicate`, `tk.profile`, `tk.estimate`,
`tk.compare`, `tk.crosstab`, `tk.model`. The population is that of the shipped study, made up; its
rungs depend on age, gender and education, and on nothing else: between regions, and between panels
that people are dealt out to by lot, every difference that is found is false. Of intervals the
tables tell how often they hold the truth (nominally 95%), of tests and letters how often they find
what is not there (nominally 5%). All are percentages of runs, and behind ± stands the Monte Carlo
error, one standard error of the simulation. A run whose weights do not exist is left out and
counted.

{scenarios}

## What is promised

Where a group has at least 30 degrees of freedom, n p (1 - p) is at least 10 (of its respondents,
and of its effective number of them), and no weight is over 5 times the mean, the following is
promised; of what is marked and told by careful rules (from "sentence on trends" on) with fewer
degrees of freedom and cases too. `make gates` checks it, with fewer runs, in every run of the
project's checks. Beside each promise stand the lowest and the highest single figure, each with its
Monte Carlo error; how many lie outside the range; and the lowest and highest of the means over all
promised figures of a scenario, which chance moves little.

{promises}

{verdict}

## Intervals of shares

Means over all answers and groups of a scenario, few cases included. "One Kish n_eff" is what a
program does that knows of the weights only by one effective number, "as given" what errors are when
they do not know of the raking (without population sizes, in the town).

{shares}

Where nothing is promised of logit intervals, and why:

{reasons}

## Indexes, differences and numbers

The scale has five points, and 51% are at or below its second: half of all samples say 2, the others
3, and an interval that holds the truth less often than that of hours does not know of ties. The
interval has to hold a whole point of the scale, and so holds more often than it says.

{others}

## Groups that lie in few PSUs

Shares, indexes and differences of groups within so many of 40 PSUs. A difference in `.pairs` takes
the degrees of freedom of both sides together, as R does, which is too many where one side lies in
few PSUs: the intervals below are those. A letter, an arrow and a sentence take at most twice the
fewer of the two where a group has fewer than eight (docs/decisions/0022); the letters of "groups in
few PSUs" below are those. An index takes its group's own there. Trends and gaps keep R's degrees of
freedom in their tables, and their sentences take the fewer.

{within}

## Tests of groups that do not differ

{tests}

## Letters between groups that do not differ

How often a row with ten pairs (six, of regions) has at least one false capital letter, by how
p-values allow for their number, and how often the table of all seven rows has one.

{letters}

## Sentences

How often `.text` says that groups differ which do not: that of a profile by the largest of all
shares, that of a comparison by the joint test, or by a difference that it tells because it stays
clear over the whole table, whatever the letters' family. A comparison has two chances of 5%.
"Trends" is the steepest clear one of all answers, "gap" that of two answers between any two groups;
of a crosstab and a model the largest clear difference of all cells, and of a model the count of
outcomes whose Wald test is clear.

{sentences}

## Means and models

How often columns of a crosstab have a false capital letter, or arrow, on the mean of hours; and how
often an outcome of a model has a false mark.

{means}

## Bias, and errors over spread

The largest bias of a share in points, and mean standard errors over the standard deviation of the
estimates (1 is right), by scenario: mean, lowest and highest.

{errors}
"""
WIDTH = 100
SHARES = {
    "logit": "logit",
    "beta": "beta",
    "wilson": "wilson",
    "wald": "wald",
    "logit, one Kish n_eff": "one Kish n_eff",
    "logit, weights taken as given": "as given",
    "logit, without population sizes": "as given",
    "logit, raked_on=": "raked_on=",
}
NUMBERS = ("mean", "ratio", "median", "median of a scale")
OTHERS = ("index", "difference", *(f"interval of a {name}" for name in NUMBERS))
TESTS = ("test of an answer", "joint test", "trend", "arrows", "arrows, whole table")
LETTERS = {
    "letters, weights counted as people": "weighted counts as people",
    "letters, effective base": "effective base",
    "letters, not adjusted": "right error, not adjusted",
    "letters, family row": "Holm, row",
    "letters, family row, whole table": "Holm, row: whole table",
    "letters, family table": "Holm, table: whole table",
}

SENTENCES = {
    "sentence of the profile": "profile",
    "sentence of the comparison": "comparison",
    "sentence on trends": "trends",
    "sentence on a gap": "gap",
    "headline of the crosstab": "crosstab",
    "headline of the model": "model",
    "Wald tests of the model": "model, Wald tests",
}
MEANS = {
    "letters of means": "letters of means",
    "arrows of means": "arrows of means",
    "marks of a model": "marks of a model",
}


def page(figures: pd.DataFrame, about: Mapping[str, str]) -> str:
    """Write the page.

    Parameters
    ----------
    figures : pandas.DataFrame
        What `figures_of` returned, of all scenarios.
    about : mapping of str to str
        ``command``, ``runs``, ``seed``, ``versions`` and ``minutes`` of the run; ``later`` where
        some readings are of a later one.
    """
    later = fill(f"Later: {about['later']}.", WIDTH) if about.get("later") else ""
    return TEXT.format(
        **about | {"later": f"\n\n{later}" if later else ""},
        scenarios=_scenarios(figures),
        promises=_promises(figures),
        verdict=_verdict(figures),
        shares=_by_scenario(figures, SHARES),
        reasons=_reasons(figures),
        others=_by_scenario(figures, {each: each for each in OTHERS}),
        within=_within(figures),
        tests=_by_scenario(figures, {each: each for each in TESTS}),
        letters=_by_scenario(figures, LETTERS),
        sentences=_by_scenario(figures, SENTENCES),
        means=_by_scenario(figures, MEANS),
        errors=_errors(figures),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _told(value: float, error: float) -> str:
    return f"{decimal(100 * value, 1)} ± {decimal(100 * error, 1)}"


def _scenarios(figures: pd.DataFrame) -> str:
    rows = []
    for name, part in figures.groupby("scenario", sort=False):
        runs, heaviest = part["runs"].max(), part["heaviest"].iloc[0]
        about = SCENARIOS[str(name)].about
        rows.append([str(name), about, count(runs), decimal(heaviest, 1)])
    return _table(["scenario", "what it is", "runs", "largest weight over the mean"], rows)


def _promises(figures: pd.DataFrame) -> str:
    kept = judged(figures)
    rows = []
    for measure, (low, high) in GATES.items():
        part = kept[kept["measure"] == measure]
        single, pooled = part[part["figures"] == 1], part[part["figures"] > 1]
        outside = (~single["value"].between(low, high)).sum()
        wanted = (
            f"{percent(low, 1)} to {percent(high, 1)}" if low else f"at most {percent(high, 1)}"
        )
        rows.append(
            [measure, wanted, count(len(single)), _range(single), count(outside), _range(pooled)]
        )
    head = ["measure", "promised", "figures", "lowest, highest", "outside", "means of scenarios"]
    return _table(head, rows)


def _range(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    ends = [rows.loc[rows["value"].idxmin()], rows.loc[rows["value"].idxmax()]]
    return ", ".join(_told(end["value"], end["error"]) for end in ends)


def _verdict(figures: pd.DataFrame) -> str:
    kept = judged(figures)
    broken = kept[~kept["kept"]]
    if broken.empty:
        text = (
            f"All {count(len(kept))} figures are within what chance allows a method that keeps its "
            "promise (binomial limits that all of them together pass with probability 99.9%)."
        )
        return fill(text, WIDTH)
    names = broken[["scenario", "measure", "answer", "by", "level"]].agg(", ".join, axis=1)
    return fill("Not kept, by more than chance allows: " + "; ".join(names) + ".", WIDTH)


def _pooled(figures: pd.DataFrame) -> pd.DataFrame:
    """Return a figure a scenario and measure: the mean of all, or the only one."""
    single = figures.groupby(["scenario", "measure"])["measure"].transform("size") == 1
    kept = figures[(figures["level"] == EVERY) | single]
    return kept.set_index(["scenario", "measure"])


def _by_scenario(figures: pd.DataFrame, measures: Mapping[str, str]) -> str:
    """Set scenarios down and measures across."""
    pooled, names = _pooled(figures), list(dict.fromkeys(measures.values()))
    rows = []
    for scenario in dict.fromkeys(figures["scenario"]):
        cells = dict.fromkeys(names, "")
        for measure, name in measures.items():
            if (scenario, measure) in pooled.index:
                figure = pooled.loc[scenario, measure]
                cells[name] = _told(figure["value"], figure["error"])
        if any(cells.values()):
            rows.append([scenario, *cells.values()])
    return _table(["scenario", *names], rows)


def _reasons(figures: pd.DataFrame) -> str:
    single = figures[(figures["measure"] == "logit") & (figures["figures"] == 1)]
    single = single[~single["reason"].isin(["", NOT_PROMISED])]
    rows = [
        [
            scenario,
            reason,
            count(len(part)),
            _told(part["value"].mean(), 0).split(" ")[0],
            _range(part),
        ]
        for (scenario, reason), part in single.groupby(["scenario", "reason"], sort=False)
    ]
    return _table(["scenario", "reason", "figures", "mean", "lowest, highest"], rows)


def _within(figures: pd.DataFrame) -> str:
    part = figures[(figures["scenario"] == "groups in few PSUs") & (figures["figures"] == 1)]
    rows = []
    for measure in ("logit", "beta", "index", "difference"):
        found = part[(part["measure"] == measure) & (part["by"] != WHOLE)]
        for level, group in found.groupby("level", sort=False):
            rows.append([measure, str(level), _told(group["value"].mean(), group["error"].max())])
    return _table(["interval", "PSUs", "holds the truth"], rows)


def _errors(figures: pd.DataFrame) -> str:
    rows = []
    for scenario, part in figures.groupby("scenario", sort=False):
        bias = part[part["measure"] == "bias"]
        ratio = part[part["measure"] == "error over spread"]
        most = bias.loc[bias["value"].abs().idxmax()]
        rows.append(
            [
                str(scenario),
                f"{decimal(100 * most['value'], 2)} ± {decimal(100 * most['error'], 2)}",
                *(decimal(ratio["value"].agg(each), 2) for each in ("mean", "min", "max")),
                decimal(ratio["error"].max(), 2),
            ]
        )
    head = ["scenario", "largest bias", "mean", "lowest", "highest", "Monte Carlo error"]
    return _table(head, rows)
