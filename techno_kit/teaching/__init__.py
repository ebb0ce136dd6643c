"""What lessons and workshops need: exercises that are checked beside the question.

`check` tells about an answer, `readable` shows a table; the other functions hold the machinery of
one lesson each, so that its cells stay short.
"""

from techno_kit.teaching.checking import check
from techno_kit.teaching.exercises import Exercise
from techno_kit.teaching.export_files import messy_export, take_in
from techno_kit.teaching.false_findings import (
    deal_regions,
    false_findings,
    one_chi_square,
    rungs_counted,
    weights_as_people,
)
from techno_kit.teaching.readable import readable
from techno_kit.teaching.unknown import unknown_dropped
from techno_kit.teaching.verdicts import Verdict
from techno_kit.teaching.wave_files import ask_again, asked_about, true_shares, wave_files

__all__ = [
    "Exercise",
    "Verdict",
    "ask_again",
    "asked_about",
    "check",
    "deal_regions",
    "false_findings",
    "messy_export",
    "one_chi_square",
    "readable",
    "rungs_counted",
    "take_in",
    "true_shares",
    "unknown_dropped",
    "wave_files",
    "weights_as_people",
]
