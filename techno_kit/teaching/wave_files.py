"""What lesson 50 needs: the truth, a wave that was asked otherwise, people who are asked again."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from techno_kit.shipped import locate
from techno_kit.survey.sample import Sample
from techno_kit.teaching import study

SEED = 20100115


def true_shares() -> pd.DataFrame:
    """Return the true share of every rung in the population that each wave was drawn from.

    Returns
    -------
    pandas.DataFrame
        Shares 0-1 of the shipped study's populations, a row a rung and a column a wave.
    """
    truth = pd.read_csv(locate("samples/study_truth.csv")).query("by.isna()")
    shares = truth.pivot(index="answer", columns="wave", values="share")
    waves = study.sample().answers("wave").levels
    return shares.loc[[rung.id for rung in study.ladder().rungs], list(waves)]


def wave_files(sample: Sample, names: Mapping[str, str]) -> dict[str, Sample]:
    """Return each wave of the shipped study as the sample of a file of its own.

    Parameters
    ----------
    sample : Sample
        The study.
    names : mapping of str to str
        What a file is called, to the wave that is in it.

    Returns
    -------
    dict of str to Sample
        By the files' names, under the weights that the study came with.
    """
    frame, book = sample.frame, sample.codebook
    return {
        name: Sample.from_frame(frame[frame["Wave"] == wave], labels=book, design=sample.design)
        for name, wave in names.items()
    }


def asked_about(sample: Sample, window: str) -> Sample:
    """Return the same answers as if the survey had asked about another time.

    Parameters
    ----------
    sample : Sample
        The respondents.
    window : str
        What every activity is asked about, such as ``"12 months"``.

    Returns
    -------
    Sample
        With the same answers, and a codebook that says so.
    """
    items = {
        name: replace(item, scale=replace(item.scale, window=window))
        for name, item in sample.codebook.items.items()
    }
    book = replace(sample.codebook, items=items)
    return Sample.from_frame(sample.frame, labels=book, design=sample.design)


def ask_again(sample: Sample, *, changed: float = 0.2, seed: int = SEED) -> dict[str, Sample]:
    """Return two waves of a panel: people, and the same people asked a second time.

    Parameters
    ----------
    sample : Sample
        The people of the first wave.
    changed : float
        Share of people, 0-1, who answer like somebody else the second time; others as before.
    seed : int
        Of the lot that decides who.

    Returns
    -------
    dict of str to Sample
        ``"first"`` and ``"again"``, each with a column ``person`` that says who is who.
    """
    lot = np.random.default_rng(seed)
    first = sample.frame.reset_index(drop=True).assign(person=range(sample.n))
    answers = [item.column for item in sample.codebook.items.values()]
    like = np.where(lot.random(sample.n) < changed, lot.permutation(sample.n), range(sample.n))
    again = first.assign(**{each: first[each].to_numpy()[like] for each in answers})
    return {
        wave: Sample.from_frame(frame, labels=sample.codebook, design=sample.design)
        for wave, frame in (("first", first), ("again", again))
    }
