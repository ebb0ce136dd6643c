"""Personal data of a file, set aside once it is read."""

from dataclasses import replace

from techno_kit.loading.rawfiles import RawFile
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.personal import set_aside
from techno_kit.survey.traces import Tracer


def without_personal(
    raw: RawFile,
    source: str,
    mapping: Mapping | None,
    *,
    keep: bool,
    tracer: Tracer | None = None,
) -> RawFile:
    """Return what was read from a file without its columns of personal data.

    Parameters
    ----------
    raw : RawFile
        What a reader returned.
    source : str
        What notes call the file.
    mapping : Mapping or None
        The columns that it names stay, as do those of the file's own weight and design.
    keep : bool
        Whether all of them stay.
    tracer : Tracer, optional
        Numbers the values of several files alike.
    """
    named = {use.column for use in mapping.uses} if mapping is not None else set()
    if raw.weight is not None:
        named.add(raw.weight)
    if raw.design is not None:
        named.update(raw.design.columns)
    for item in raw.codebook.items.values():
        named.update((item.column, *(column for column, _ in item.asked_if)))
    for question in raw.codebook.questions.values():
        if question.cut or question.strict:  # a mapping's own words, in a file that was saved
            named.update(question.parts.values())
    found = set_aside(raw.frame, raw.codebook, named=named, keep=keep, source=source, tracer=tracer)
    return replace(
        raw,
        frame=found.frame,
        codebook=found.codebook,
        notes=(*raw.notes, *found.notes),
        traces=found.traces,
    )
