"""What lessons and workshops need: exercises that are checked beside the question."""

from techno_kit.teaching.checking import check
from techno_kit.teaching.exercises import Exercise
from techno_kit.teaching.verdicts import Verdict

__all__ = ["Exercise", "Verdict", "check"]
