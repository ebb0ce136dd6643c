"""From a data frame and what is known of it to the parts of a sample, all of them checked."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, TypedDict

import pandas as pd

from techno_kit.errors import SampleError, raise_all
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design, checked_design
from techno_kit.survey.findings import notes_of
from techno_kit.survey.frames import checked_frame
from techno_kit.survey.given import problems_of_design
from techno_kit.survey.replicate_checks import replicate_notes
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.source import Source
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.mapping import Mapping


class Parts(TypedDict):
    """What a sample is made of; the answers that checking has encoded are kept."""

    frame: pd.DataFrame
    codebook: Codebook
    design: Design
    source: Source
    notes: tuple[str, ...]
    _done: dict[object, Any]


def parts_of_sample(
    frame: pd.DataFrame,
    mapping: "Mapping | AnyMapping[str, Any] | str | PathLike[str] | None",
    design: Design | None,
    labels: Codebook | None,
    source: Source | str,
    notes: Sequence[str],
) -> Parts:
    """Check what a sample is made of, as `Sample.from_frame` takes it.

    Raises
    ------
    SampleError
        If there are no rows, a column stands twice, the weight is unusable, or answers occur that
        the mapping does not list: all of it at once.
    MappingError
        If the mapping names columns that are not there.
    """
    source = Source.of(source)
    subject = source.name or say("errors.sample.subject")
    kept = checked_frame(frame, subject)
    design = None if design is None else checked_design(design)
    codebook = Codebook() if labels is None else labels
    if not isinstance(codebook, Codebook):
        raise SampleError(say("errors.sample.labels", kind=type(codebook).__name__))
    if mapping is not None:
        from techno_kit.survey.mapping import Mapping

        mapped = Mapping.of(mapping)
        mapped.check_columns(list(kept.columns))
        codebook = mapped.codebook.with_labels(codebook)
        design = design or mapped.design
        notes = (*notes, *mapped.weight_notes(design))
    design = design or Design()
    sheet = AnswerSheet(kept, codebook)
    raise_all(SampleError, subject, [*problems_of_design(sheet, design), *sheet.problems()])
    return Parts(
        frame=kept,
        codebook=codebook,
        design=design,
        source=source,
        notes=tuple(dict.fromkeys((*notes, *replicate_notes(design), *notes_of(sheet)))),
        _done=sheet.done,
    )
