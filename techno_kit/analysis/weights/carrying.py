"""Who carries the largest weights: levels, and cells of two variables; never a respondent."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.picking import TIED
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import CellTable
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import CROSS

CARRIERS = ("variable", "level", "n", "share", "weight_share", "mean_weight")
KINDS = {"n": "int64", "share": "float64", "weight_share": "float64", "mean_weight": "float64"}
CROSSED = 6  # variables whose pairs are looked at: 15 passes over the rows
SHOWN = 10  # levels, and cells of two variables, with the largest mean weights
ABOVE = 1.05  # times the mean: what weighs less is not what a spread comes from
BEYOND = 1 + 1e-9  # times the levels' mean weights: what differs by rounding is no news


def carriers_of(sample: Sample, questions: Sequence[Question]) -> pd.DataFrame:
    """Return the levels, and the cells of two variables, with the largest mean weights.

    Parameters
    ----------
    sample : Sample
        The respondents under the weights that are judged.
    questions : sequence of Question
        Single choices; the first ones are crossed.

    Returns
    -------
    pandas.DataFrame
        A row a level, then a row a cell, the largest mean weight first: `CARRIERS`. A cell stands
        there when its mean weight exceeds that of both its levels.
    """
    levels = pd.concat([_groups(sample, [each]) for each in questions] or [_no_groups()])
    keys = zip(levels["variable"], levels["level"], strict=True)
    means = dict(zip(keys, levels["mean_weight"], strict=True))
    pairs = [
        _beyond(_groups(sample, pair), pair, means) for pair in combinations(questions[:CROSSED], 2)
    ]
    crossed = pd.concat(pairs or [_no_groups()])
    found = [_largest(each) for each in (levels, crossed)]
    carriers = pd.concat(found, ignore_index=True)[list(CARRIERS)]
    return carriers.astype(KINDS)


def _no_groups() -> pd.DataFrame:
    return pd.DataFrame(columns=[*CARRIERS, "parts"])


def _groups(sample: Sample, questions: Sequence[Question]) -> pd.DataFrame:
    """Return every group of respondents with a weight, with its mean weight (mean of all = 1)."""
    table = sample.collapse(questions, ("n", "active", "w"))
    active = table.sums("active") > 0
    n, w = table.sums("active")[active], table.sums("w")[active]
    parts = [
        tuple(each)
        for each, kept in zip(_names(sample, questions, table), active, strict=True)
        if kept
    ]
    rows = {
        "variable": CROSS.join(each.name for each in questions),
        "level": [CROSS.join(each) for each in parts],
        "n": np.rint(n).astype(np.int64),
        "share": n / n.sum(),
        "weight_share": w / w.sum(),
        "mean_weight": (w / n) / (w.sum() / n.sum()),
        "parts": parts,
    }
    return pd.DataFrame(rows)


def _names(
    sample: Sample, questions: Sequence[Question], table: CellTable
) -> Iterator[tuple[str, ...]]:
    known = [(*sample.answers(each).levels, BLANK) for each in questions]  # code -1 is the last
    codes = [table.codes(axis).tolist() for axis in range(len(questions))]
    for each in zip(*codes, strict=True):
        yield tuple(level[code] for level, code in zip(known, each, strict=True))


def _beyond(
    cells: pd.DataFrame, pair: Sequence[Question], means: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    """Keep the cells that carry more than the levels they cross would tell."""
    names = [each.name for each in pair]
    least = [
        max(means[name, level] for name, level in zip(names, parts, strict=True))
        for parts in cells["parts"]
    ]
    return cells[cells["mean_weight"].to_numpy() > np.array(least) * BEYOND]


def _largest(groups: pd.DataFrame) -> pd.DataFrame:
    above = groups[groups["mean_weight"] > ABOVE]
    order = (-above["mean_weight"].to_numpy(np.float64)).round(TIED).argsort(kind="stable")
    return above.iloc[order].head(SHOWN)
