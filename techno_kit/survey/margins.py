"""Whether weights keep their promise on a sample."""

from typing import TYPE_CHECKING, Protocol

from techno_kit.survey.answers import Answers
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Collapsible
from techno_kit.survey.weights import Fit, Weights

if TYPE_CHECKING:
    import numpy as np

SAME = 1e-6  # share; sums in another order differ by far less, other people by far more


class _Answering(Collapsible, Protocol):
    def answers(self, question: Question | str) -> Answers: ...


def margins_hold(sample: _Answering, weights: Weights) -> bool:
    """Tell whether a sample under these weights has the margins that they were made to meet.

    Weights of another file have the right length and perhaps the right row labels, but not these
    margins.
    """
    return all(_holds(sample, fit) for fit in weights.fits)


def _holds(sample: _Answering, fit: Fit) -> bool:
    table = sample.collapse(fit.questions, ("n", "w"))
    w = table.sums("w")
    axes = [table.codes(axis).tolist() for axis in range(len(fit.questions))]
    known = [sample.answers(question).levels for question in fit.questions]
    names = [
        tuple(level[code] for level, code in zip(known, codes, strict=True))
        for codes in zip(*axes, strict=True)
    ]
    reached: dict[tuple[str, ...], np.float64] = dict(zip(names, w / w.sum(), strict=True))
    shares = zip(fit.levels, fit.after, strict=True)
    return all(abs(reached.get(level, 0.0) - share) <= SAME for level, share in shares)
