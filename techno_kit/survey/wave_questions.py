"""Questions that some waves' codebooks define, of columns that the others read as they stand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from techno_kit.survey.codebook import Question
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

#: What of a question must be the same, for its column to be read the same way in all waves.
READ: Final = ("kind", "parts", "missing", "cut", "chosen", "blank", "dont_know", "none")


def questions_of_some(waves: "Mapping[str, Sample]") -> tuple[dict[str, Question], list[str]]:
    """Return the questions that not all codebooks hold, but that all waves read alike.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first.

    Returns
    -------
    tuple of dict and list of str
        The questions, and in sentences those whose columns other waves have and read otherwise:
        put together, the values of both would be read in one of the two ways.
    """
    alike: dict[str, Question] = {}
    problems: list[str] = []
    names = dict.fromkeys(each for sample in waves.values() for each in sample.codebook.questions)
    for name in names:
        holders = {
            wave: sample for wave, sample in waves.items() if name in sample.codebook.questions
        }
        if len(holders) == len(waves):
            continue
        asked = next(iter(holders.values())).codebook.questions[name]
        columns = {
            column
            for sample in holders.values()
            for column in sample.codebook.questions[name].parts.values()
        }
        others = {wave: sample for wave, sample in waves.items() if wave not in holders}
        read = [
            wave
            for wave, sample in others.items()
            if any(each in sample.frame.columns for each in {name, *columns})
            and not all(_alike(each, sample, name) for each in holders.values())
        ]
        if read:
            told = {"name": name, "waves": join(holders), "others": join(read)}
            problems.append(say("errors.waves.defined", **told))
        elif all(name in sample.frame.columns for sample in waves.values()):
            alike[name] = asked
    return alike, problems


def _alike(one: "Sample", other: "Sample", name: str) -> bool:
    """Tell whether a question says no more of its column than the column itself."""
    if name not in other.frame.columns:
        return False
    defined, own = one.codebook.questions[name], other.question(name)
    if defined.levels or defined.options:
        return False
    if one.sheet.missing(defined) != other.sheet.missing(own):
        return False
    parts = [part for part in READ if part != "missing"]
    return all(getattr(defined, part) == getattr(own, part) for part in parts)
