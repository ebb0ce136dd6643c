"""The result of `Mapping.suggest`: what columns may be, to look at, edit and save."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.errors import QuestionError, listed
from techno_kit.survey.mapping_writing import comment, tables_of, toml_of_mapping, write_toml
from techno_kit.survey.suggesting.proposing import (
    Proposal,
    document_of,
    proposals_of,
    scales_of,
)
from techno_kit.survey.suggesting.sentences import alternatives_of, evidence_of, remark_of
from techno_kit.wording import decimal, plural, say

if TYPE_CHECKING:
    from techno_kit.ladder.rungs import Ladder
    from techno_kit.survey.mapping import Mapping
    from techno_kit.survey.sample import Sample

THRESHOLD: Final = 0.8
COLUMNS: Final = ("column", "what", "score", "evidence", "alternatives")
WIDEST: Final = 36  # of a column in a terminal


@dataclass(frozen=True, eq=False, repr=False)
class Suggestion:
    """What the columns of a sample may be, judged by their wording; nothing of it is applied.

    Attributes
    ----------
    source : str
        What the sample is called.
    threshold : float
        The score, 0-1, from which a proposal is in `mapping`; the others are doubtful.
    missing : tuple of str
        Activities of the ladder that no column is surely about.

    Notes
    -----
    Scores put the proposals in order: they say how far the kit's own rules (lists of English and
    Dutch words) found nothing that speaks against one. They are no probabilities.
    """

    _proposals: tuple[Proposal, ...]
    source: str
    threshold: float
    missing: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """The proposals: a copy, a row a column that may be something, the surest first.

        Its columns are ``column``; ``what``: the key in a mapping, such as
        ``"activities.blog_read"``; ``score``, 0-1; ``evidence``: the words and answers that speak
        for it, then what speaks against; ``alternatives``: what else it may be, with scores.
        """
        rows = [
            (each.column, each.what, each.score, evidence_of(each), alternatives_of(each))
            for each in sorted(self._proposals, key=lambda each: -each.score)
        ]
        kinds = dict.fromkeys(COLUMNS, "str") | {"score": "float64"}
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)

    @property
    def mapping(self) -> "Mapping":
        """A mapping of the proposals at or above the threshold: to look through before use."""
        from techno_kit.survey.mapping import Mapping

        return Mapping.from_dict(document_of(self._sure, self._scales), say("suggest.subject"))

    @property
    def title(self) -> str:
        """What is suggested, as a heading."""
        return say("suggest.title", source=self.source or say("suggest.source"))

    @property
    def text(self) -> str:
        """How much is sure, how much doubtful, and which activities no column is surely about."""
        sure = self._sure
        activities = sum(each.kind == "activities" for each in sure)
        told = plural(
            "suggest.found",
            len(sure),
            activities=plural("suggest.activities", activities),
            doubtful=plural("suggest.doubtful", len(self._doubtful)),
            threshold=decimal(self.threshold),
        )
        if not self.missing:
            return told
        names = listed(self.missing, shown=len(self.missing))
        return f"{told} {plural('suggest.missing', len(self.missing), activities=names)}"

    @property
    def notes(self) -> list[str]:
        """How the table is to be read."""
        return [say("suggest.rules"), say("suggest.check")]

    @property
    def toml(self) -> str:
        """The text of the mapping file that `save` writes."""
        return "\n".join(self._blocks())

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Save the proposals as a mapping file to edit; the doubtful ones are comments in it.

        Parameters
        ----------
        path : str or path
            Where to; ends in ``.toml``. The file appears whole or not at all; `Mapping.read` reads
            it, and `tk.read` takes it as ``mapping=``.
        overwrite : bool
            Whether to write over a file that is there, and may have been edited.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        FileError
            If the name ends otherwise, the file is there already, or it cannot be written.
        """
        return write_toml(self.toml, path, overwrite=overwrite)

    def html_body(self) -> str:
        """Return the table as HTML for a page, escaped."""
        from techno_kit.drawing.markup import table_html

        wrap = [each for each in COLUMNS if each != "score"]
        return table_html(self.table, caption=self.title, wrap=wrap, **self._view())

    def _repr_html_(self) -> str:
        return self.html_body()

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(self.table, title=self.title, limit=WIDEST, **self._view())

    def __repr__(self) -> str:
        return str(self)

    def _view(self) -> dict[str, Any]:
        heads = {
            "column": say("suggest.heading.column"),
            "what": say("suggest.heading.what"),
            "score": say("suggest.heading.score"),
            "evidence": say("suggest.heading.evidence"),
            "alternatives": say("suggest.heading.alternatives"),
        }
        return {"columns": heads, "formats": {"score": decimal}, "notes": [self.text, *self.notes]}

    @property
    def _sure(self) -> tuple[Proposal, ...]:
        """The proposals at or above the threshold, the surest of each thing, as far as sayable."""
        best: dict[str, Proposal] = {}
        for each in sorted(self._proposals, key=lambda each: -each.score):
            if each.judged.says.pairs or each.kind != "activities":
                best.setdefault(each.what, each)
        return tuple(
            each
            for each in self._proposals
            if each.score >= self.threshold and best.get(each.what) is each
        )

    @property
    def _doubtful(self) -> tuple[Proposal, ...]:
        sure = {each.column for each in self._sure}
        rest = [each for each in self._proposals if each.column not in sure]
        return tuple(sorted(rest, key=lambda each: -each.score))

    @property
    def _scales(self) -> dict[str, str]:
        return scales_of((*self._sure, *self._doubtful))[0]

    def _blocks(self) -> Iterator[str]:
        sure, scales = self._sure, self._scales
        head = [say("suggest.head", source=self.source or say("suggest.source")), *self.notes]
        yield comment("\n".join(head))
        yield toml_of_mapping(self.mapping)
        if sure:
            yield comment("\n".join([say("suggest.sure_heading"), *map(remark_of, sure)]))
        if self._doubtful:
            yield comment(say("suggest.doubtful_heading", threshold=decimal(self.threshold)))
        written = {scales[each.column] for each in sure if each.column in scales}
        for each in self._doubtful:
            yield comment(f"{remark_of(each)}\n{self._lines(each, scales, written)}")
            written.add(scales.get(each.column, ""))

    def _lines(self, proposal: Proposal, scales: dict[str, str], written: set[str]) -> str:
        """Return the lines of a mapping that one doubtful proposal asks for."""
        from techno_kit.survey.mapping import Mapping

        mapping = Mapping.from_dict(document_of([proposal], scales))
        known = scales.get(proposal.column) in written
        return "\n".join(tables_of(mapping, scales=not known)).strip()


def suggest_mapping(sample: "Sample", ladder: "Ladder", threshold: float = THRESHOLD) -> Suggestion:
    """Judge the columns of a sample, as `Mapping.suggest` offers it.

    Raises
    ------
    QuestionError
        If an argument is of another kind, or the threshold is no score.
    """
    from techno_kit.survey.sample import Sample

    if not isinstance(sample, Sample):
        raise QuestionError(say("suggest.sample", kind=type(sample).__name__))
    activities = getattr(ladder, "activities", None)
    if not isinstance(activities, dict):
        raise QuestionError(say("suggest.ladder", kind=type(ladder).__name__))
    if (
        isinstance(threshold, bool)
        or not isinstance(threshold, int | float)
        or not 0 <= threshold <= 1
    ):
        raise QuestionError(say("suggest.threshold", value=repr(threshold)))
    labels = {name: tuple(each.labels.values()) for name, each in activities.items()}
    found = tuple(proposals_of(sample, labels))
    name = getattr(sample.source, "name", None) or str(sample.source)
    suggestion = Suggestion(found, name, float(threshold), ())
    sure = {each.name for each in suggestion._sure if each.kind == "activities"}
    return Suggestion(
        found, name, float(threshold), tuple(each for each in activities if each not in sure)
    )
