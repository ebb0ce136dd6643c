"""Select-all questions that some waves asked with more options than others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import factorize, text_of
from techno_kit.survey.wave_questions import READ
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

OWN: Final = ("parts", "none", "chosen")  # what waves may have of their own


@dataclass(frozen=True, eq=False, slots=True)
class Widened:
    """Select-all questions with the options of all waves.

    Attributes
    ----------
    questions : dict of str to dict of str to Question
        By wave and name.
    columns : dict of str to dict of str to pandas.Series
        By wave: columns of options that it does not have.
    lacking : dict of str to dict of str to dict of str to tuple of str
        By wave, question and option: the wave, which did not offer it.
    differences : list of str
        Options that some waves do not have: how waves were not asked alike.
    """

    questions: dict[str, dict[str, Question]] = field(default_factory=dict)
    columns: "dict[str, dict[str, pd.Series[Any]]]" = field(default_factory=dict)
    lacking: dict[str, dict[str, dict[str, tuple[str, ...]]]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


def widened(waves: "Mapping[str, Sample]") -> Widened:
    """Return the select-all questions of which waves differ in nothing but their options.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first.

    Notes
    -----
    An option that two waves have stands in one column in both, and a column stands for one option:
    otherwise the question is left as it is, and told when the waves are put together. The column of
    an option is missing in a wave that does not have it; in the question who answered did not
    choose it (`Codebook.not_offered`), and captions tell so: missing there too, it would take the
    whole wave out of the base of the other options. Where cells hold the words of what was chosen,
    these are the words of all waves.
    """
    found = Widened()
    first = next(iter(waves.values()))
    for name in first.codebook.questions:
        asked = {wave: sample.codebook.questions.get(name) for wave, sample in waves.items()}
        known = {wave: each for wave, each in asked.items() if each is not None}
        parts = {option: column for each in known.values() for option, column in each.parts.items()}
        if len(known) < len(waves) or not _may_join(known, parts) or not _is_free(waves, known):
            continue
        if len({each.chosen for each in known.values()}) > 1 and not _are_ticks(waves, known):
            continue
        lacking = {wave: set(parts) - set(each.parts) for wave, each in known.items()}
        chosen = tuple(dict.fromkeys(each for asked in known.values() for each in asked.chosen))
        if not any(lacking.values()) and all(set(chosen) == set(q.chosen) for q in known.values()):
            continue
        none = next((each.none for each in known.values() if each.none), "")
        widest = max(known.values(), key=lambda each: len(each.parts))
        ordered = {**widest.parts, **parts}
        for wave, options in lacking.items():
            own = replace(known[wave], columns=ordered, none=none, chosen=chosen)
            found.questions.setdefault(wave, {})[name] = own
            for option in sorted(options, key=list(ordered).index):
                column = _blank(waves, known, option, waves[wave].frame.index)
                found.columns.setdefault(wave, {})[parts[option]] = column
                found.lacking.setdefault(wave, {}).setdefault(name, {})[option] = (wave,)
        if any(lacking.values()):
            found.differences.extend(_told(name, known, lacking))
    return found


def _may_join(asked: Mapping[str, Question], parts: Mapping[str, str]) -> bool:
    """Tell whether questions differ in their options alone, each in one column everywhere."""
    if any(each.kind != "multiple" or each.options or not each.chosen for each in asked.values()):
        return False
    first, *others = asked.values()
    alike = [part for part in READ if part not in OWN]
    if any(getattr(first, part) != getattr(each, part) for each in others for part in alike):
        return False
    if len({each.none for each in asked.values() if each.none}) > 1:
        return False
    if len(set(parts.values())) < len(parts) or not set.intersection(
        *(set(each.parts) for each in asked.values())
    ):
        return False
    pairs = {pair for each in asked.values() for pair in each.parts.items()}
    return len(pairs) == len(parts)


def _is_free(waves: "Mapping[str, Sample]", asked: Mapping[str, Question]) -> bool:
    """Tell whether the columns that a wave lacks hold nothing else in it."""
    columns = {column for each in asked.values() for column in each.parts.values()}
    return all(
        (column in sample.frame) == (column in asked[wave].parts.values())
        for wave, sample in waves.items()
        for column in columns
    )


def _are_ticks(waves: "Mapping[str, Sample]", asked: Mapping[str, Question]) -> bool:
    """Tell whether columns of all waves hold what was chosen, and blanks, and nothing else."""
    for wave, question in asked.items():
        chosen = {text_of(each) for each in question.chosen}
        for column in question.parts.values():
            held = {text_of(each) for each in factorize(waves[wave].frame[column])[1]}
            if not held - {""} <= chosen:
                return False
    return True


def _blank(
    waves: "Mapping[str, Sample]", asked: Mapping[str, Question], option: str, index: pd.Index
) -> "pd.Series[Any]":
    """Return a column without answers, of the type that an option has in a wave with it."""
    wave = next(each for each, question in asked.items() if option in question.parts)
    there = waves[wave].frame[asked[wave].parts[option]]
    return there.iloc[:0].reindex(range(len(index))).set_axis(index)


def _told(
    name: str, asked: Mapping[str, Question], lacking: Mapping[str, set[str]]
) -> Iterator[str]:
    partly = set().union(*lacking.values())
    own = {
        wave: listed([option for option in each.parts if option in partly])
        for wave, each in asked.items()
        if partly & set(each.parts)
    }
    told = join(say("waves.of", what=what, wave=wave) for wave, what in own.items())
    yield say("folder.options", name=name, levels=told)
