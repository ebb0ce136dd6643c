"""The sampling design, and how errors are made of it, in words."""

import numpy as np

from techno_kit.survey.audience import Audience
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say


def design_told(sample: Sample) -> str:
    """Return the design as a phrase: "10 strata (region), respondents sampled within them"."""
    design, units = sample.design, sample.units
    strata = plural("units.strata", units.n_strata, column=design.strata_told)
    psus = plural("units.psus", units.n_psu, column=design.clusters)
    drawn = say(f"method.drawn.{'with' if design.fpc is None else 'without'}", column=design.fpc)
    if design.strata_columns:
        key = "both" if design.clusters else "strata"
    else:
        key = "clusters" if design.clusters else "simple"
    told = say(f"method.design.{key}", strata=strata, psus=psus, drawn=drawn)
    if design.fpc is None or design.clusters:
        return told
    return say("method.design.fpc", design=told, drawn=drawn)


def waves_told(sample: Sample, audience: Audience | None = None) -> str:
    """Tell whether the waves of a tracker are independent samples or a panel.

    Empty where fewer than two waves are in the audience, and where nothing in the design says it.
    """
    name, design = sample.codebook.waves, sample.design
    if not name or sample.replicates is not None:
        return ""
    waves, shared = _waves_and_shared(sample, audience)
    if waves < 2:
        return ""
    if name in design.strata_columns:
        return say("waves.apart", name=name)
    if not design.clusters:
        return ""
    if not shared:
        return say("waves.drawn_anew", column=design.clusters)
    return plural("waves.together", shared, column=design.clusters)


def _waves_and_shared(sample: Sample, audience: Audience | None) -> tuple[int, int]:
    """Return how many waves there are in an audience, and how many PSUs are in several of them."""
    name, design = sample.codebook.waves, sample.design

    def counted() -> tuple[int, int]:
        answers = sample.answers(name)
        inside = answers.codes >= 0
        if audience is not None:
            inside = inside & sample.contains(audience)
        wave = answers.codes[inside].astype(np.int64)
        both = np.unique(sample.units.psu[inside].astype(np.int64) * answers.size + wave)
        return len(np.unique(wave)), int((np.bincount(both // answers.size) > 1).sum())

    key = ("waves", sample.question(name), audience, design.strata, design.clusters)
    return sample.sheet.once(key, counted)


def errors_told(sample: Sample) -> str:
    """Return the sentence on how standard errors are made."""
    replicates, units = sample.replicates, sample.units.df_told
    if replicates is None:
        return say("method.errors", design=design_told(sample), units=units)
    key = "given" if replicates.df is not None else "rank" if replicates.ranked else "units"
    df = "" if replicates.df is None else f"{replicates.df:g}"
    return say(f"replicates.df.{key}", errors=replicates.errors, df=df, units=units)
