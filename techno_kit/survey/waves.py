"""Waves of a tracker as one sample: rows below each other, one codebook, one design."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from techno_kit.errors import SampleError, listed, raise_all, unknown_word
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.design import Design
from techno_kit.survey.wave_codebooks import Agreement, agree
from techno_kit.survey.wave_designs import joined_design, same_scale
from techno_kit.wording import count, join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

Differing = Literal["error", "tell"]
Scale = Literal["wave", "as_given"]
FEWEST: Final = 2


def samples_of_waves(
    waves: "Mapping[str, Sample]", *, name: str, panel: str | None, differing: str, scale: str
) -> "tuple[pd.DataFrame, Codebook, Design, str, list[str]]":
    """Return frame, codebook, design, source and notes of `Sample.of_waves`.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first.
    name : str
        What the question of waves is called.
    panel : str or None
        Column that names the same people, or PSUs, in all waves; None for independent samples.
    differing : {"error", "tell"}
        What becomes of waves that were not asked alike: refused, or told in every caption.
    scale : {"wave", "as_given"}
        Whether each wave's weights are divided by their mean.

    Raises
    ------
    SampleError
        With everything that keeps the waves from being one sample.

    Notes
    -----
    Columns and questions that not all waves have are left out, and so are activities that not all
    were asked: counted as not done where it was not asked, an activity would make its rung grow by
    itself. Weights are never frequencies: divided by their mean in each wave, they let a wave count
    as its respondents in figures of all waves, whatever its weights add up to.
    """
    subject = say("waves.subject")
    named = _named(waves, subject)
    problems = [
        *_word_problems(differing, scale),
        *(
            problem
            for wave, sample in named.items()
            for problem in _own_problems(wave, sample, name)
        ),
    ]
    raise_all(SampleError, subject, problems)
    agreement = agree(named)
    columns = _columns(named, agreement)
    frame = pd.concat([sample.frame[columns] for sample in named.values()], ignore_index=True)
    of_wave = np.repeat(np.asarray(list(named), object), [sample.n for sample in named.values()])
    frame[name] = pd.Series(of_wave, dtype="str")
    design, notes, wrong = joined_design(named, frame, name, panel, scale)
    problems = [*agreement.problems, *wrong]
    hint = ""
    if differing == "error" and agreement.differences:
        problems += agreement.differences
        hint = say("waves.tell")
    raise_all(SampleError, subject, problems, hint=hint)
    sources = dict.fromkeys(each.source.name for each in named.values() if each.source)
    told = [
        say("waves.note", wave=wave, note=note)
        for wave, each in named.items()
        for note in each.notes
    ]
    notes = [*_left_out(named, columns, agreement), *notes, *told]
    scaled = scale == "wave" and design.weight is not None and not same_scale(named)
    book = _codebook(agreement, name, list(named))
    book = replace(
        book,
        wave_weight=design.weight or "" if scaled else "",
        of_some_waves=_of_some(named, frame, book),
        not_offered=_not_offered(named, book),
        personal={
            column: kind
            for sample in named.values()
            for column, kind in sample.codebook.personal.items()
        },
    )
    return frame, book, design, join(sources), notes


def _named(waves: object, subject: str) -> "dict[str, Sample]":
    """Return the waves by their names as text, or tell that they are none."""
    if not isinstance(waves, Mapping):
        raise SampleError(say("errors.waves.kind", subject=subject, kind=type(waves).__name__))
    names = [str(each).strip() for each in waves]
    doubled = [each for each in dict.fromkeys(names) if names.count(each) > 1]
    problems = [say("errors.waves.doubled", names=listed(doubled))] if doubled else []
    problems += [say("errors.waves.unnamed")] if "" in names else []
    if len(names) < FEWEST:
        problems.append(say("errors.waves.few", n=count(len(names))))
    kinds = {name: type(each).__name__ for name, each in waves.items() if not _is_sample(each)}
    problems += [say("errors.waves.sample", wave=name, kind=kind) for name, kind in kinds.items()]
    raise_all(SampleError, subject, problems)
    return dict(zip(names, waves.values(), strict=True))


def _is_sample(each: object) -> bool:
    from techno_kit.survey.sample import Sample

    return isinstance(each, Sample)


def _word_problems(differing: str, scale: str) -> list[str]:
    return [
        unknown_word(option, value, get_args(legal))
        for option, value, legal in (("differing", differing, Differing), ("scale", scale, Scale))
        if value not in get_args(legal)
    ]


def _own_problems(wave: str, sample: "Sample", name: str) -> list[str]:
    """Word what keeps one wave from being joined to any other."""
    problems = []
    if not sample.n:
        problems.append(say("errors.waves.empty", wave=wave))
    if name in sample.frame.columns or name in sample.codebook.questions:
        problems.append(say("errors.waves.name", wave=wave, name=name))
    if sample.weights is not None:
        problems.append(say("errors.waves.weights", wave=wave, name=name))
    if sample.design.replicates is not None:
        problems.append(say("errors.waves.replicates", wave=wave))
    elif sample.resampled is not None:
        problems.append(say("errors.waves.made_replicates", wave=wave))
    return problems


def _columns(waves: "Mapping[str, Sample]", agreement: Agreement) -> list[str]:
    """Return the columns of all waves, without those of activities that not all were asked."""
    first, *others = (sample.frame.columns for sample in waves.values())
    shared = [each for each in first if all(each in other for other in others)]
    return [each for each in shared if each not in agreement.dropped]


def _left_out(waves: "Mapping[str, Sample]", columns: list[str], agreement: Agreement) -> list[str]:
    """Tell which questions are in some waves only."""
    told = []
    for wave, sample in waves.items():
        used = {
            part for each in agreement.codebook.questions.values() for part in each.parts.values()
        }
        own = [each for each in sample.questions if each not in agreement.codebook.questions]
        own = [each for each in own if each not in {*columns, *used, *agreement.dropped}]
        if own:
            told.append(say("waves.only", wave=wave, questions=listed(own)))
    return [*agreement.notes, *told]


def _of_some(
    waves: "Mapping[str, Sample]", frame: pd.DataFrame, book: Codebook
) -> dict[str, tuple[str, ...]]:
    """Return the questions and columns that some waves lack, and the waves that have them."""
    holders: dict[str, list[str]] = {}
    for wave, sample in waves.items():
        for each in dict.fromkeys((*sample.codebook.questions, *sample.frame.columns)):
            if each not in book.questions and each not in frame.columns:
                holders.setdefault(each, []).append(wave)
    return {name: tuple(own) for name, own in holders.items() if len(own) < len(waves)}


def _not_offered(
    waves: "Mapping[str, Sample]", book: Codebook
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return by question and answer the waves that say of themselves that it was not offered."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for wave, sample in waves.items():
        for name, answers in sample.codebook.not_offered.items():
            own = found.setdefault(name, {}) if name in book.questions else {}
            for answer in answers:
                own[answer] = (*own.get(answer, ()), wave)
    return found


def _codebook(agreement: Agreement, name: str, waves: list[str]) -> Codebook:
    book = agreement.codebook
    levels = tuple((wave, wave) for wave in waves)
    asked = Question(name, levels=levels, strict=True)
    cautions = tuple(say("waves.caution", problem=each) for each in agreement.differences)
    return replace(book.with_question(asked), waves=name, cautions=cautions)
