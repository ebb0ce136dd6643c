"""Respondents whose interviews are not used: who, why, and what becomes of design and weights.

A respondent who was left out is not a group outside a base. Nobody of that kind is missing from the
population: the interview is not valid, so that the person counts as one who did not answer. The
sample is then the respondents that are left, and its weights have to be made for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import SampleError, raise_all
from techno_kit.survey.units import checked_weight
from techno_kit.wording import count, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

Bools = NDArray[np.bool_]


@runtime_checkable
class Screened(Protocol):
    """What screening found, as far as leaving respondents out needs it."""

    @property
    def index(self) -> "pd.Index[Any]":
        """The labels of the rows that were screened."""

    def reasons(self, checks: Sequence[str] | None, at_least: int) -> Mapping[str, Bools]:
        """Return by reason, in words, who is to be left out for it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who was left out of a sample, and why.

    Attributes
    ----------
    n, of : int
        Respondents that were left out, and that there were.
    reasons : tuple of (str, int)
        Each reason in words and how many it holds for; a respondent may have several.
    weight_share : float or None
        Their share (0-1) of the sum of the design's weights; None without weights.
    """

    n: int
    of: int
    reasons: tuple[tuple[str, int], ...]
    weight_share: float | None = None

    @property
    def text(self) -> str:
        """The sentence on who was left out and why."""
        if not self.n:
            return say("screening.left_out.nobody")
        told = join(
            say("screening.left_out.reason", reason=reason, n=count(n))
            for reason, n in self.reasons
        )
        several = sum(n for _, n in self.reasons) > self.n
        share = "" if self.weight_share is None else percent(self.weight_share, 1)
        return " ".join(
            [
                plural(
                    "screening.left_out.who",
                    self.n,
                    of=plural("units.respondents", self.of),
                    reasons=told,
                    several=say("screening.left_out.several") if several else "",
                ),
                *([say("screening.left_out.weight", share=share)] if share else []),
            ]
        )

    @property
    def method(self) -> str:
        """The sentences of a methods paragraph."""
        return f"{self.text} {say('screening.left_out.method')}" if self.n else ""


def sample_without(
    sample: "Sample", flags: object, checks: Sequence[str] | None, at_least: int, why: str
) -> "Sample":
    """Return a sample without the flagged respondents, as `Sample.without` says."""
    reasons = _reasons(sample, flags, checks, at_least, why)
    out: Bools = np.zeros(sample.n, np.bool_)
    for each in reasons.values():
        out |= each
    n, weight = int(out.sum()), sample.base_weight
    if n == sample.n:
        raise SampleError(say("screening.left_out.everyone"))
    share = None if weight is None else float(weight[out].sum() / weight.sum())
    told = tuple((reason, int(each.sum())) for reason, each in reasons.items() if each.any())
    left = LeftOut(n, sample.n, told, share if n else None)
    if not n:
        return replace(sample, left_out=(*sample.left_out, left), notes=(*sample.notes, left.text))
    return _cut(sample, ~out, left)


def _cut(sample: "Sample", keep: Bools, left: LeftOut) -> "Sample":
    design = replace(sample.design, raked_on=())
    frame = sample.frame[keep]
    if design.weight is not None:
        subject = sample.source.name or say("errors.sample.subject")
        raise_all(SampleError, subject, checked_weight(frame[design.weight])[1])
    cut = replace(
        sample,
        frame=frame,
        design=design,
        weights=None,
        resampled=None,
        traces={column: codes[keep] for column, codes in sample.traces.items()},
        left_out=(*sample.left_out, left),
        _done={},
    )
    notes = (*sample.notes, left.text, *_consequences(sample, cut, keep))
    return replace(cut, notes=notes)


def _consequences(sample: "Sample", cut: "Sample", keep: Bools) -> Iterator[str]:
    """Tell what became of weights, replicates, strata and primary sampling units."""
    if sample.weights is not None:
        yield say("screening.left_out.made", done=sample.weights.done)
    elif sample.design.raked_on:
        yield say("screening.left_out.raked_on", column=sample.design.weight)
    elif sample.design.weight is not None:
        yield say("screening.left_out.given", column=sample.design.weight)
    if sample.resampled is not None:
        yield say("screening.left_out.resampled")
    units, now = sample.units, cut.units
    if gone := units.n_strata - now.n_strata:
        yield plural("screening.left_out.strata", gone, column=sample.design.strata_told)
    lone = int((now.psu_count == 1).sum()) if now.n_strata > 1 or now.clustered else 0
    lone -= int((units.psu_count == 1).sum()) if lone else 0
    if units.clustered and (gone := units.n_psu - now.n_psu):
        yield plural("screening.left_out.psus", gone, column=sample.design.clusters)
    if lone > 0:
        yield plural("screening.left_out.lonely", lone)


def _reasons(
    sample: "Sample", flags: object, checks: Sequence[str] | None, at_least: int, why: str
) -> Mapping[str, Bools]:
    """Return who is to be left out, by reason."""
    if isinstance(flags, Screened):
        if not flags.index.equals(sample.frame.index):
            raise SampleError(say("screening.left_out.other_rows", n=count(len(flags.index))))
        return flags.reasons(checks, at_least)
    if checks is not None or at_least != 1:
        raise SampleError(say("screening.left_out.of_screening"))
    if isinstance(flags, pd.DataFrame):
        flags = {str(name): flags[name] for name in flags.columns}
    if not isinstance(flags, Mapping):
        name = getattr(flags, "name", None)
        flags = {why or (str(name) if name else say("screening.left_out.unnamed")): flags}
    problems: list[str] = []
    found = {}
    for name, each in flags.items():
        rows = _rows(sample, each)
        if rows is None:
            problems.append(
                say("screening.left_out.flags", reason=name, respondents=count(sample.n))
            )
        else:
            found[str(name)] = rows
    raise_all(SampleError, say("screening.left_out.subject"), problems)
    return found


def _rows(sample: "Sample", flags: Any) -> Bools | None:
    """Return flags as booleans of the sample's rows; None where they are not that."""
    if isinstance(flags, pd.Series):
        if not flags.index.equals(sample.frame.index) or flags.isna().any():
            return None
        kind = flags.dtype
        return flags.to_numpy(np.bool_) if pd.api.types.is_bool_dtype(kind) else None
    if isinstance(flags, str) or not hasattr(flags, "__len__"):
        return None
    rows = np.asarray(flags)
    return rows if rows.dtype == np.bool_ and rows.shape == (sample.n,) else None
