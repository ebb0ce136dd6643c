"""What lesson 40 shows: how often each method finds something where there is nothing to find."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from techno_kit.analysis.scoring import score
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.sample import Sample
from techno_kit.wording import percent, say

LOT: Final = 20100115  # the study's own seed, as declared
ERROR: Final = 0.05  # of a test that keeps its promise


def deal_regions(sample: Sample, deals: Sequence[str], *, seed: int = LOT) -> Sample:
    """Return the shipped study with "regions" that neighbourhoods are dealt out to by lot.

    Parameters
    ----------
    sample : Sample
        The study, weighted or not. Answers, weights and design stay as they are.
    deals : sequence of str
        Names of the new questions, one a deal.
    seed : int
        Of the lot.

    Returns
    -------
    Sample
        With a question more for each deal. Each has the study's four regions, with as many
        neighbourhoods (PSUs) as there are in truth.
    """
    frame, lot = sample.frame, np.random.default_rng(seed)
    place = frame.groupby(["Stratum", "PSU"]).ngroup()
    regions = frame["Region"].groupby(place).first().to_numpy(copy=True)
    dealt = {deal: place.map(pd.Series(lot.permutation(regions))) for deal in deals}
    mixed = Sample.from_frame(frame.assign(**dealt), design=sample.design, labels=sample.codebook)
    return mixed if sample.weights is None else mixed.with_weights(sample.weights)


def rungs_counted(sample: Sample, ladder: Ladder, *, by: str) -> pd.DataFrame:
    """Return the counts that a chi-square over rungs and groups would take: people, repeatedly.

    Parameters
    ----------
    sample : Sample
        The respondents.
    ladder : Ladder
        The rungs.
    by : str
        The question that groups.

    Returns
    -------
    pandas.DataFrame
        Unweighted counts, a row a rung and a column a group; below them the sum over the rungs, and
        the people that there are.
    """
    members = score(sample, ladder).dropna().astype(int)
    groups = sample.frame.loc[members.index, sample.question(by).column]
    counts = members.groupby(groups).sum().T
    counts.loc[say("teaching.rungs_counted.sum")] = counts.sum()
    counts.loc[say("teaching.rungs_counted.people")] = groups.value_counts()
    return counts.rename_axis(columns=by)


def one_chi_square(sample: Sample, ladder: Ladder, by: Sequence[str]) -> pd.DataFrame:
    """Return the p-values of one chi-square over rungs and groups, which counts people repeatedly.

    Parameters
    ----------
    sample : Sample
        The respondents; weights and design are left out, as those who do this leave them out.
    ladder : Ladder
        The rungs.
    by : sequence of str
        Columns of groups; a chi-square each.

    Returns
    -------
    pandas.DataFrame
        Columns ``by`` and ``p``, a row a column of groups.
    """
    from scipy.stats import chi2_contingency

    members = score(sample, ladder).dropna().astype(int)
    groups = sample.frame.loc[members.index]
    rows = [(each, chi2_contingency(members.groupby(groups[each]).sum()).pvalue) for each in by]
    return pd.DataFrame(rows, columns=["by", "p"])


def weights_as_people(sample: Sample, ladder: Ladder, by: Sequence[str]) -> pd.DataFrame:
    """Return the p-values of a chi-square for each rung that takes weighted counts for people.

    Parameters
    ----------
    sample : Sample
        The respondents, weighted.
    ladder : Ladder
        The rungs.
    by : sequence of str
        Columns of groups.

    Returns
    -------
    pandas.DataFrame
        Columns ``by``, ``answer`` and ``p``, a row a column of groups and rung.
    """
    from scipy.stats import chi2_contingency

    members = score(sample, ladder).dropna().astype(int)
    groups = sample.frame.loc[members.index]
    weight = pd.Series(sample.weight, sample.frame.index).loc[members.index]
    rows = [
        (each, rung, chi2_contingency(pd.crosstab(groups[each], on_it, weight, aggfunc="sum")))
        for each in by
        for rung, on_it in members.items()
    ]
    return pd.DataFrame([(*who, test.pvalue) for *who, test in rows], columns=["by", "answer", "p"])


def false_findings(methods: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return how often each method found something, where whatever is found is false.

    Parameters
    ----------
    methods : mapping of str to pandas.DataFrame
        A method's name to its p-values: a column ``by`` that names the deal, and as the last
        column the p-values, a row a test.

    Returns
    -------
    pandas.DataFrame
        A row a method, as texts: how often one test, and how often any test of a page (all of one
        deal), had p of at most 0.05, each with its Monte Carlo error over the deals.
    """
    shares = {name: _found(table) for name, table in methods.items()}
    return pd.DataFrame.from_dict(shares, orient="index")


def _found(table: pd.DataFrame) -> dict[str, str]:
    """Return the share of false findings in one test and on a page, each with its error."""
    found = (table.iloc[:, -1] <= ERROR).astype(float).groupby(table["by"])
    kinds = {"one_test": found.mean(), "page": found.max()}
    return {
        say(f"teaching.false_findings.{kind}"): say(
            "teaching.false_findings.share", share=percent(each.mean(), 1), error=_points(each)
        )
        for kind, each in kinds.items()
    }


def _points(shares: "pd.Series[float]") -> str:
    """Return the error of a mean, in percentage points."""
    error = shares.std() / len(shares) ** 0.5
    return percent(error, 1).removesuffix("%")
