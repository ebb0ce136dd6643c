"""The sampling design, and how errors are made of it, in words."""

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


def waves_told(sample: Sample) -> str:
    """Tell whether the waves of a tracker are independent samples or a panel; empty for others."""
    name, design = sample.codebook.waves, sample.design
    if not name or sample.replicates is not None:
        return ""
    if name in design.strata_columns:
        return say("waves.apart", name=name)
    return say("waves.together", column=design.clusters) if design.clusters else ""


def errors_told(sample: Sample) -> str:
    """Return the sentence on how standard errors are made."""
    replicates = sample.replicates
    if replicates is None:
        return say("method.errors", design=design_told(sample))
    key = "given" if replicates.df is not None else "rank" if replicates.ranked else "units"
    df = "" if replicates.df is None else f"{replicates.df:g}"
    return say(f"replicates.df.{key}", errors=replicates.errors, df=df)
