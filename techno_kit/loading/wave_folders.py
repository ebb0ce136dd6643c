"""A folder of waves: every survey file in it is a wave of one sample."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from techno_kit.errors import ReadError, listed
from techno_kit.loading.formats import DEFINITIONS, suffixes
from techno_kit.survey.encoding import natural
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample
from techno_kit.survey.stored.storing import CODEBOOK, SCHEMA
from techno_kit.survey.traces import Tracer, joined, seen_before
from techno_kit.survey.wave_levels import harmonised
from techno_kit.wording import count, join, say

NAMES: Final = ("wave", "wave_of_file", "file")  # of the question: the first that is free
FEWEST: Final = 2
PACKED: Final = ".gz"
#: Personal data that a person keeps from wave to wave; internet addresses change, and are shared.
LASTING: Final = frozenset({"email", "phone", "id"})
#: Files that explain others, whatever their ending.
TOLD: Final = re.compile(r"^(?:read ?me|licen[cs]e|codebook|notes?|provenance|mapping)\b", re.I)
MONTHS: Final = (
    "jan(?:uary|uari)?",
    "feb(?:ruary|ruari)?",
    "mar(?:ch)?|maart|mrt",
    "apr(?:il)?",
    "may|mei",
    "june?|juni?",
    "july?|juli",
    "aug(?:ust|ustus)?",
    "sep(?:t(?:ember)?)?",
    "oct(?:ober)?|okt(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
YEAR_MONTH: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
QUARTER: Final = re.compile(r"(?<![a-z0-9])[qk]([1-4])(?![0-9])", re.IGNORECASE)
NAMED_MONTH: Final = tuple(
    re.compile(rf"(?<![a-z])(?:{each})(?![a-z])", re.IGNORECASE) for each in MONTHS
)


def read_folder(
    path: Path,
    read_one: Callable[[Path], Sample],
    *,
    mapping: Mapping | None = None,
    tracer: Tracer | None = None,
) -> Sample:
    """Read the survey files of a folder as the waves of one sample.

    Parameters
    ----------
    path : pathlib.Path
        The folder; folders in it are left alone.
    read_one : callable
        Reads one file to a sample, without a mapping.
    mapping : Mapping, optional
        What the columns mean, the same in all waves: in the codes of the first.
    tracer : Tracer, optional
        Numbered the personal data that reading sets aside, alike in all files.

    Returns
    -------
    Sample
        With a question ``wave`` in the order of the files' names: by year and month where all
        names have one. Answers are matched by label. How waves were not asked alike is told in
        every caption.

    Raises
    ------
    ReadError
        If there are fewer than two survey files, or two of one name.
    SampleError
        With everything that keeps the waves from being one sample.
    """
    files = wave_files(path)
    waves = {wave: read_one(file) for wave, file in _named(files).items()}
    alike = harmonised(waves)
    samples = alike.samples
    if mapping is not None:
        samples = {wave: _mapped(sample, mapping) for wave, sample in samples.items()}
    name = next(each for each in NAMES if _is_free(each, samples) or each == NAMES[-1])
    together = Sample.of_waves(samples, name=name, differing="tell")
    cautions = tuple(say("waves.caution", problem=each) for each in alike.differences)
    book = replace(together.codebook, cautions=(*together.codebook.cautions, *cautions))
    order = say("folder.order", folder=path.name, waves=join(waves), name=name)
    together = replace(together, codebook=book, notes=(order, *alike.notes, *together.notes))
    return together if tracer is None else _traced(together, waves, tracer)


def _traced(together: Sample, waves: dict[str, Sample], tracer: Tracer) -> Sample:
    """Return the sample with numbers of personal data that are the same in all waves."""
    sizes = [each.n for each in waves.values()]
    traces = joined([each.traces for each in waves.values()], sizes, alike=True)
    order, *notes = together.notes
    return replace(together, traces=traces, notes=(order, *_again(waves, tracer), *notes))


def _again(waves: dict[str, Sample], tracer: Tracer) -> Iterator[str]:
    """Tell who gave the same personal data as somebody of an earlier wave: a panel, it seems."""
    for column, kind in _set_aside(waves).items():
        if kind not in LASTING or tracer.is_counted(column) and kind == "id":
            continue
        found = seen_before([each.traces for each in waves.values()], column)
        later = {wave: n for wave, n in zip(waves, found, strict=True) if n}
        if later:
            n = join(say("waves.of", what=count(n), wave=wave) for wave, n in later.items())
            told = {"name": column, "kind": say(f"personal.kinds.{kind}"), "n": n}
            yield say("folder.again", **told)


def _set_aside(waves: dict[str, Sample]) -> dict[str, str]:
    return {
        column: sample.codebook.personal[column]
        for sample in waves.values()
        for column in sample.traces
    }


def wave_files(path: Path) -> list[Path]:
    """Return the survey files of a folder, without those that only explain others.

    Raises
    ------
    ReadError
        If there are fewer than two, or two of one name.
    """
    known = suffixes()
    files = [
        each
        for each in sorted(path.iterdir(), key=lambda each: natural(each.name))
        if each.is_file() and not each.name.startswith((".", "~")) and _suffix(each) in known
    ]
    files = [
        each
        for each in files
        if not TOLD.search(_stem(each)) and not each.name.lower().endswith((CODEBOOK, SCHEMA))
    ]
    by_stem: dict[str, list[Path]] = {}
    for each in files:
        by_stem.setdefault(_stem(each).casefold(), []).append(each)
    kept = [file for group in by_stem.values() for file in _answers(group)]
    if len(kept) < FEWEST:
        found = listed([each.name for each in kept]) or say("folder.nothing")
        raise ReadError(say("folder.few", folder=path.name, found=found))
    doubled = [group for group in map(_answers, by_stem.values()) if len(group) > 1]
    if doubled:
        names = listed([each.name for group in doubled for each in group])
        raise ReadError(say("folder.doubled", folder=path.name, names=names))
    return kept


def _answers(group: Sequence[Path]) -> list[Path]:
    """Return the files of one name that hold answers: none that says what was asked in another."""
    told = {ending for each in DEFINITIONS.values() for ending in each}
    answers = [each for each in group if _suffix(each) not in told]
    return answers or list(group)


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """Return the files by the names of their waves, in order."""
    stems = [_stem(each) for each in files]
    dates = [date_of(each) for each in stems]
    if all(each is not None for each in dates) and len(set(dates)) == len(dates):
        told = {len(each) for each in dates if each is not None}
        if len(told) == 1:
            ordered = sorted(zip(dates, files, strict=True), key=lambda pair: pair[0] or ())
            return {_worded(date or ()): file for date, file in ordered}
    return dict(zip(stems, files, strict=True))


def date_of(name: str) -> tuple[int, ...] | None:
    """Return the year, and the month or quarter, that a file's name holds; None without a year.

    Examples
    --------
    >>> date_of("tracker_2025-03"), date_of("Maart 2025"), date_of("wave 2024"), date_of("wave 3")
    ((2025, 3), (2025, 3), (2024,), None)
    """
    numbers = YEAR_MONTH.search(name)
    if numbers is not None:
        return int(numbers[1]), int(numbers[2])
    year = YEAR.search(name)
    if year is None:
        return None
    rest = name[: year.start()] + " " + name[year.end() :]
    rest = rest.replace("_", " ")
    quarter = QUARTER.search(rest)
    if quarter is not None:
        return int(year[1]), int(quarter[1]), 0
    months = [place for place, each in enumerate(NAMED_MONTH, 1) if each.search(rest)]
    return (int(year[1]), months[0]) if len(months) == 1 else (int(year[1]),)


def _worded(date: Sequence[int]) -> str:
    year, *rest = date
    if len(rest) == 2:
        return say("folder.quarter", year=year, quarter=rest[0])
    return f"{year}-{rest[0]:02d}" if rest else str(year)


def _mapped(sample: Sample, mapping: Mapping) -> Sample:
    return Sample.from_frame(
        sample.frame,
        mapping=mapping,
        labels=sample.codebook,
        source=sample.source,
        notes=sample.notes,
    )


def _is_free(name: str, waves: dict[str, Sample]) -> bool:
    return not any(
        name in sample.frame.columns or name in sample.codebook.questions
        for sample in waves.values()
    )


def _suffix(path: Path) -> str:
    return Path(path.name.lower().removesuffix(PACKED)).suffix


def _stem(path: Path) -> str:
    name = path.name
    return Path(name[: -len(PACKED)] if name.lower().endswith(PACKED) else name).stem
