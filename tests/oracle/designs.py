"""The survey of the scripts 86 to 89 under every design and weighting that R has numbers for."""

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from tests.oracle.agreement import HERE, read_data, targets_file

if TYPE_CHECKING:
    import techno_kit as tk

SHARES = ["creators", "joiners", "inactives"]
ONE = {"strata": "with_one", "clusters": "psu"}
DESIGNS = {  # design of R's: arguments of tk.Design, column of population counts
    "simple": ({}, "everyone"),
    "strata": ({"strata": "stratum"}, "respondents"),
    "clusters": ({"clusters": "cluster"}, "clusters"),
    "clustered": ({"strata": "stratum", "clusters": "psu"}, "psus"),
    "crossed": ({"strata": ["wave", "stratum"], "clusters": "psu"}, "psus_crossed"),
    "one_certainty": (ONE | {"lonely_psu": "certainty"}, "psus_one"),
    "one_adjust": (ONE | {"lonely_psu": "adjust"}, "psus_one"),
    "one_average": (ONE | {"lonely_psu": "average"}, "psus_one"),
    # Its stratum with one PSU has no other in the population: no rule is needed.
    "only": ({"strata": "with_only", "clusters": "psu"}, "psus_only"),
}
WEIGHTINGS = ["base", "raked", "linear", "post", "final"]
MARGINS = ["age_group", "sex"]
WHERE = {
    "": None,
    "South": {"region": ["South"]},
    "watch": {"device": ["watch"]},
    "s1": {"stratum": ["s1"]},  # drawn whole
}


@cache
def frame() -> pd.DataFrame:
    return read_data("designs")


@cache
def weights_of_r() -> pd.DataFrame:
    return pd.read_csv(HERE / "expected" / "designs_weights.csv")


def design_named(name: str, *, fraction: bool = False, **options: object) -> "tk.Design":
    import techno_kit as tk

    plain = name.removesuffix("_fpc")
    arguments, counts = DESIGNS[plain]
    fpc = f"{counts}_fraction" if fraction else counts
    return tk.Design(
        **({"weight": "weight"} | arguments | ({"fpc": fpc} if plain != name else {}) | options)
    )


@cache
def sample_of(name: str, weighting: str, *, fraction: bool = False) -> "tk.Sample":
    """Return the survey under a design, weighted by the kit as R's `WEIGHTINGS` are."""
    import techno_kit as tk

    if weighting == "final":
        raked = weights_of_r()["raked"].to_numpy()
        design = design_named(name, fraction=fraction, raked_on=MARGINS)
        return told(tk.Sample.from_frame(frame().assign(weight=raked), design=design))
    design = design_named(name, fraction=fraction)
    return weighted(told(tk.Sample.from_frame(frame(), design=design)), weighting)


def weighted(sample: "tk.Sample", weighting: str) -> "tk.Sample":
    """Return a sample under one of `WEIGHTINGS`."""
    return sample if weighting == "base" else sample.with_weights(_weights(sample, weighting))


def told(sample: "tk.Sample") -> "tk.Sample":
    """Tell a sample what its columns are."""
    import techno_kit as tk

    for name in ("hours", "visits", "household_size", "trust"):
        sample = sample.with_question(tk.Question(name, kind="number"))
    return sample.with_question(tk.Question("rungs", kind="multiple", columns=SHARES))


def _weights(sample: "tk.Sample", weighting: str) -> "tk.Weights":
    import techno_kit as tk

    targets = tk.read_targets(targets_file("targets_designs"))
    if weighting == "raked":
        return tk.rake(sample, targets)
    if weighting == "post":
        return tk.poststratify(sample, tk.read_targets(targets_file("targets_designs_full")))
    shares = {
        margin: dict(zip(rows[margin], rows["share"], strict=True))
        for margin in MARGINS
        for rows in [
            pd.read_csv(targets_file("targets_designs"), comment="#").dropna(subset=margin)
        ]
    }
    means = read_data("designs_means").set_index("question")["value"].to_dict()
    return tk.calibrate(sample, tk.Targets.from_shares(shares | means))
