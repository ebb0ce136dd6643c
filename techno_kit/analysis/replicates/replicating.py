"""The verb `replicate`: replicate weights for a sample that came without."""

from collections.abc import Iterator
from numbers import Integral
from typing import Any, Literal, get_args

import numpy as np

from techno_kit.analysis.replicates.reraking import replicate_weights
from techno_kit.analysis.telling.design_words import design_told
from techno_kit.errors import QuestionError, SampleError, listed, raise_all, unknown_word
from techno_kit.numerics.deviations import Centre
from techno_kit.numerics.multipliers import (
    Bootstrap,
    Multipliers,
    Positive,
    delete_groups,
    delete_one,
    half_samples,
)
from techno_kit.numerics.replicate_sums import ReplicateWeights
from techno_kit.numerics.variance import lonely_strata
from techno_kit.survey.checks import the_sample
from techno_kit.survey.numerals import is_number
from techno_kit.survey.replicates import Replicates
from techno_kit.survey.sample import Sample
from techno_kit.survey.units import Units
from techno_kit.wording import count, say

ReplicateMaking = Literal["JK1", "JKn", "bootstrap", "BRR", "Fay"]

BOOTSTRAPS = 500  # replicates: the Monte Carlo error of a standard error is then about 3 %
HALF = 0.5  # Fay's rho, as Judkins (1990) found it good
SEEDS = 2**31  # of which one is drawn where none is given


def replicate(
    sample: Sample,
    method: ReplicateMaking = "JKn",
    *,
    replicates: int | None = None,
    seed: int | None = None,
    fay: float | None = None,
    positive: bool = False,
    centre: Centre = "estimate",
) -> Replicates:
    """Make replicate weights, from which all errors of a sample then come.

    They are made of the primary sampling units of the sample's design (of respondents, where it
    names no clusters). Weights that the kit made are made anew in every replicate, so that errors
    know every step of them: caps, trims, adjustments for non-response.

    Parameters
    ----------
    sample : Sample
        The respondents, their design, and the weights in force.
    method : {"JKn", "JK1", "bootstrap", "BRR", "Fay"}
        Leave one PSU of a stratum out; leave one out, without strata; Rao and Wu's bootstrap;
        balanced half-samples of two PSUs a stratum, or Fay's form of them.
    replicates : int, optional
        How many: of the bootstrap, 500 by default; of JK1 the number of random groups of PSUs, of
        which each replicate leaves one out. The other methods have a number of their own.
    seed : int, optional
        Of the bootstrap and of random groups: the same seed gives the same replicates. One is
        drawn, and told, when None.
    fay : float, optional
        Fay's factor rho, at least 0 and below 1; 0.5 by default.
    positive : bool
        Draw all multipliers half of the way to 1, so that nobody is left out of a replicate, and
        count deviations fourfold: where a level would have nobody in some replicate.
    centre : {"estimate", "mean"}
        Whether deviations are from the estimate or from the mean of the replicates.

    Returns
    -------
    Replicates
        For ``sample.with_replicates``.

    Raises
    ------
    QuestionError
        If options are unknown or contradict each other.
    SampleError
        If the design does not allow the method: strata of one PSU, of other than two for BRR; or if
        it brings replicate weights, which verbs use as they are.
    WeightingError
        If weights cannot be made in some replicate; names the levels that have nobody there.

    Notes
    -----
    With n PSUs in a stratum, f of its PSUs drawn: ``"JKn"`` multiplies by 0 and n / (n - 1), with
    rscales (1 - f)(n - 1) / n; ``"bootstrap"`` draws n - 1 of them with replacement and multiplies
    by 1 - g + g c n / (n - 1), c the times drawn and g the root of 1 - f [1]_, scale 1 / R;
    ``"BRR"`` by 0 and 2, ``"Fay"`` by rho and 2 - rho, scale 1 / (R (1 - rho)^2), with no form for
    finite populations. `positive` turns a multiplier a into (a + 1) / 2 and the scale into four
    times it [2]_.

    References
    ----------
    .. [1] Rao, J. N. K. and Wu, C. F. J. (1988), JASA 83, 231-241.
    .. [2] Beaumont, J.-F. and Patak, Z. (2012), International Statistical Review 80, 127-148.

    Examples
    --------
    >>> import pandas as pd, techno_kit as tk
    >>> frame = pd.DataFrame({"psu": [1, 1, 2, 2, 3, 3] * 20, "sex": list("ffmmfm") * 20})
    >>> sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    >>> replicates = replicate(sample, "JK1")
    >>> replicates.count, round(float(replicates.rscales[0]), 4)
    (3, 0.6667)
    >>> sample = sample.with_replicates(replicates)
    >>> tk.profile(sample, "sex").table[["answer", "share", "se"]].round(4)
      answer  share      se
    0      f    0.5  0.2887
    1      m    0.5  0.2887
    """
    sample = the_sample(sample, "tk.replicate")
    raise_all(
        QuestionError,
        "tk.replicate",
        list(_option_problems(method, replicates, seed, fay, positive, centre)),
    )
    if sample.design.replicates is not None:
        raise SampleError(say("errors.replicate.brings"))
    units = sample.units
    wrong = list(_design_problems(sample, units, method))
    if method == "JK1" and replicates is not None and replicates > units.n_psu:
        n = count(units.n_psu)
        wrong.append(say("errors.replicate.groups", n=n, replicates=count(replicates)))
    raise_all(SampleError, "tk.replicate", wrong)
    groups = None if method != "JK1" else replicates
    drawn = method == "bootstrap" or groups is not None
    kept = _seed(seed) if drawn else None
    rho = (HALF if fay is None else float(fay)) if method == "Fay" else 0.0
    made = _multipliers(units, method, replicates, kept or 0, rho, sample.design.lonely_psu)
    start = ReplicateWeights(
        n=sample.n,
        multipliers=Positive(made) if positive else made,
        base=sample.base_weight,
        unit=units.psu if units.clustered else None,
    )
    found = Replicates(
        kind=method,
        start=start,
        index=sample.frame.index,
        base=sample.base_weight,
        centre=centre,
        df=None if groups is None else float(groups - 1),
        seed=kept,
        fay=rho if method == "Fay" else None,
        positive=positive,
        design=design_told(sample),
        weights_made=sample.weights,
        synthetic=sample.codebook.synthetic,
        units=units,
    )
    replicate_weights(sample.with_replicates(found))  # tells now what cannot be made
    return found


def _option_problems(
    method: object,
    replicates: object,
    seed: object,
    fay: object,
    positive: object,
    centre: object,
) -> Iterator[str]:
    methods = get_args(ReplicateMaking)
    if method not in methods:
        yield unknown_word("method", method, methods)
    if centre not in get_args(Centre):
        yield unknown_word("centre", centre, get_args(Centre))
    if replicates is not None and not _whole(replicates, least=2):
        yield say("errors.replicate.count", value=repr(replicates))
    elif replicates is not None and method in ("JKn", "BRR", "Fay"):
        yield say("errors.replicate.own_count", method=method)
    if seed is not None and not _whole(seed, least=0):
        yield say("errors.replicate.seed", value=repr(seed))
    elif seed is not None and (
        method in ("JKn", "BRR", "Fay") or (method == "JK1" and replicates is None)
    ):
        yield say("errors.replicate.no_seed", method=method)
    if fay is not None and method in methods and method != "Fay":
        yield say("errors.replicates.fay_unused", method=method)
    if fay is not None and not (is_number(fay) and 0 <= fay < 1):
        yield say("errors.replicates.fay", value=repr(fay))
    if not isinstance(positive, bool):
        yield say("errors.replicate.positive", value=repr(positive))


def _whole(value: object, *, least: int) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least


def _seed(seed: int | None) -> int:
    return int(np.random.default_rng().integers(SEEDS)) if seed is None else int(seed)


def _design_problems(sample: Sample, units: Units, method: str) -> Iterator[str]:
    """Tell why a design does not allow a method."""
    design, size = sample.design, units.psu_count
    kind = "psus" if units.clustered else "respondents"
    if design.strata is not None and method == "JK1":
        yield say("errors.replicate.strata", column=design.strata_told)
    if method in ("BRR", "Fay"):
        if design.strata is None:
            yield say("errors.replicate.no_strata", method=method)
        elif (size != 2).any():
            names = [
                say(f"errors.replicate.stratum_{kind}", stratum=units.strata[at], n=count(size[at]))
                for at in np.flatnonzero(size != 2)
            ]
            yield say("errors.replicate.not_two", method=method, strata=_shown(names))
        if units.left is not None:
            yield say("errors.replicate.fpc", method=method, column=design.fpc)
        return
    alone = lonely_strata(size, units.left)
    rule = design.lonely_psu
    if not alone.any() or (method == "bootstrap" and rule == "certainty"):
        return
    if units.n_psu < 2:
        yield say(f"errors.replicate.one_{kind}")
    elif method == "bootstrap" or rule == "error":
        key = "lonely_bootstrap" if method == "bootstrap" else "lonely"
        names = [units.strata[at] for at in np.flatnonzero(alone)]
        yield say(f"errors.replicate.{key}", column=design.strata_told, strata=listed(names))


def _shown(names: list[str]) -> str:
    shown = names[:8]
    more = [say("errors.more", n=count(len(names) - len(shown)))] if len(names) > 8 else []
    return ", ".join([*shown, *more])


def _multipliers(
    units: Units, method: str, replicates: int | None, seed: int, fay: float, lonely: str
) -> Multipliers:
    stratum: Any = units.stratum_of_psu
    if method in ("BRR", "Fay"):
        return half_samples(stratum, fay)
    if method == "bootstrap":
        size = BOOTSTRAPS if replicates is None else int(replicates)
        return Bootstrap(stratum, units.psu_count, size, seed, units.left)
    if replicates is not None:
        return delete_groups(units.n_psu, int(replicates), seed, units.left)
    return delete_one(stratum, units.left, lonely)
