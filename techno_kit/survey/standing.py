"""Whom respondents stand for while weights are made, and the sample without what was made."""

from dataclasses import replace

from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample


def times_of(sample: Sample) -> Floats | None:
    """Return how many respondents each stands for, shape (n,); None for one each.

    In a replicate it is their multiplier: what bounds the weight of a respondent bounds that of
    one of those.
    """
    found: Floats | None = sample.sheet.done.get(("times", sample.design.weight))
    return found


def unweighted(sample: Sample) -> Sample:
    """Return a sample without what the kit made of it: under its design's weight."""
    return replace(sample, weights=None, resampled=None)
