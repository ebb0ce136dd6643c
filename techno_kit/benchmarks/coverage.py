"""How often the intervals of the main job hold the truth, over many draws of the study."""

import tomllib
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from techno_kit.analysis.profiles.profiling import profile
from techno_kit.analysis.weights.weighting import rake
from techno_kit.benchmarks.chance import Floats
from techno_kit.benchmarks.questionnaire import interviews
from techno_kit.benchmarks.study import margins, plan, truth
from techno_kit.benchmarks.study_mapping import mapping
from techno_kit.ladder.reading import load_ladder
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import Targets

GROUPS = ("age_group", "gender", "education", "region")
KEYS = ["answer", "by", "level"]
COLUMNS = ["truth", "bias", "sd", "se", "covered", "covered_se", "n", "df", "heaviest"]


def estimates(wave: str, seeds: range) -> Iterator[pd.DataFrame]:
    """Do the main job on one new draw after the other: read, rake, profile.

    Parameters
    ----------
    wave : str
        A wave of the study.
    seeds : range
        A seed a draw.

    Yields
    ------
    pandas.DataFrame
        The profile's table, overall and by the four demographics, nothing suppressed; ``heaviest``
        is the largest weight over the mean.
    """
    mapped = Mapping.from_dict(tomllib.loads(mapping(business=False)))
    targets = Targets.from_shares({name: dict(of.items()) for name, of in margins().items()})
    ladder = load_ladder("2010")
    for seed in seeds:
        frame, _ = interviews(wave, plan()["respondents"], seed)
        sample = Sample.from_frame(frame, mapping=mapped)
        weights = rake(sample, targets)
        values = np.asarray(weights.values)
        found = profile(sample.with_weights(weights), ladder, by=GROUPS, suppress_below=0)
        yield found.table.assign(heaviest=values.max() / values.mean())


def coverage(wave: str, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Hold the intervals of many draws against the truth of the population.

    Parameters
    ----------
    wave : str
        A wave of the study.
    tables : sequence of pandas.DataFrame
        The `estimates` of its draws; the shipped one should not be among them.

    Returns
    -------
    pandas.DataFrame
        A row a rung and group: ``truth``; ``bias`` and ``sd`` of the estimates; ``se``, the mean
        estimated error; ``covered``, the share of intervals that hold the truth, with the Monte
        Carlo error ``covered_se``; mean ``n`` and ``df``; mean ``heaviest`` weight.
    """
    runs = pd.concat(tables, ignore_index=True)
    true = _truth(wave)
    runs = runs.merge(true, on=KEYS, how="left", validate="many_to_one")
    runs["held"] = (runs["low"] <= runs["truth"]) & (runs["truth"] <= runs["high"])
    grouped = runs.groupby(KEYS, sort=False, dropna=False)
    table = grouped[["truth", "share", "se", "held", "n", "df", "heaviest"]].mean().reset_index()
    table["bias"] = table["share"] - table["truth"]
    table["sd"] = grouped["share"].std().to_numpy()
    table["covered_se"] = np.sqrt(table["held"] * (1 - table["held"]) / len(tables))
    table = table.rename(columns={"held": "covered"})
    return table[[*KEYS, *COLUMNS]]


def luck(wave: str, tables: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, float]:
    """Hold the shipped draw of a wave against the truth, and against other draws.

    Parameters
    ----------
    wave : str
        A wave of the study.
    tables : sequence of pandas.DataFrame
        The `estimates` of other draws.

    Returns
    -------
    table : pandas.DataFrame
        A row a rung, overall: ``truth``, the shipped ``share`` and its interval, and ``off``, how
        many standard deviations of the draws it lies from the truth.
    further : float
        The share of draws that lie at least as far from the truth, all rungs taken together
        (Mahalanobis distance of the overlapping rungs).
    """
    seed = plan()["seed"]
    shipped = _overall(next(estimates(wave, range(seed, seed + 1))))
    true = _overall(_truth(wave))["truth"].reindex(shipped.index)
    draws = np.array([_overall(each)["share"].to_numpy() for each in tables])
    table = pd.DataFrame({"truth": true, **shipped[["share", "low", "high"]]})
    table["off"] = (shipped["share"] - true) / draws.std(axis=0, ddof=1)
    rungs = slice(0, -1)  # the exclusive rung follows from the others
    spread = np.linalg.inv(np.cov(draws[:, rungs].T))

    def far(shares: Floats) -> Floats:
        off = shares[..., rungs] - true.to_numpy()[rungs]
        return np.asarray(np.einsum("...i,ij,...j->...", off, spread, off), dtype=np.float64)

    return table, float((far(draws) >= far(shipped["share"].to_numpy())).mean())


def _truth(wave: str) -> pd.DataFrame:
    true = truth()
    true = true[true["wave"] == wave].rename(columns={"share": "truth"})
    return true[[*KEYS, "truth"]]


def _overall(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["by"].isna()].set_index("answer")
