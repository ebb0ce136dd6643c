"""Samples to files: the answers, and beside them what they mean."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from techno_kit.errors import FileError
from techno_kit.survey.paths import check_path
from techno_kit.survey.saving import Write, write_together
from techno_kit.survey.stored.documents import document_of, toml_text
from techno_kit.survey.stored.kept import Kept
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

CODEBOOK: Final = ".codebook.toml"
SCHEMA: Final = ".schema.json"
ENDINGS: Final = (".parquet", ".csv", ".xlsx", ".sav")


@dataclass(frozen=True, slots=True, repr=False)
class Saved:
    """The files that a sample was written to; `tk.read` and whatever takes a path take it.

    Attributes
    ----------
    path : pathlib.Path
        The file with the answers.
    files : tuple of pathlib.Path
        All files: the answers, and beside them what they mean.
    notes : tuple of str
        What was changed in writing, and what the files do not keep.

    Examples
    --------
    >>> Saved(Path("survey.csv"), (Path("survey.csv"),), ("No weights.",))
    Saved('survey.csv'): No weights.
    """

    path: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        names = ", ".join(repr(str(each)) for each in self.files)
        told = f": {' '.join(self.notes)}" if self.notes else ""
        return f"Saved({names}){told}"


def save_sample(sample: "Sample", path: str | os.PathLike[str], *, overwrite: bool) -> Saved:
    """Write a sample, as `Sample.save` does."""
    check_path(path)
    goal = Path(path)
    if goal.suffix.lower() not in ENDINGS:
        legal = join(ENDINGS, by="or")
        raise FileError(say("storing.ending", file=goal.name, suffix=goal.suffix, legal=legal))
    if not goal.parent.is_dir():
        raise FileError(say("storing.no_folder", file=goal.name, folder=goal.parent))
    kept = Kept.of(sample)
    files, told = _files(kept, goal)
    there = [
        each.name
        for each, write in files.items()
        if each.exists() and not (isinstance(write, _Text) and write.stands_in(each))
    ]
    if there and not overwrite:
        raise FileError(say("storing.there", files=join(there)))
    written = write_together(files)
    return Saved(goal, tuple(written), (*told, *kept.told))


def companion(path: Path, ending: str) -> Path:
    """Return the path of the file beside a file of answers that says what they mean.

    Examples
    --------
    >>> companion(Path("wave.parquet"), ".codebook.toml").name
    'wave.codebook.toml'
    """
    return path.with_name(f"{Path(path.name.removesuffix('.gz')).stem}{ending}")


def _files(kept: Kept, goal: Path) -> tuple[dict[Path, Write], list[str]]:
    """Return what writes each file, and what is to be told."""
    kind = goal.suffix.lower()
    if kind == ".sav":
        from techno_kit.survey.stored.spss_writing import spss_writer

        save, lost = spss_writer(kept, goal.name)
        return {goal: save}, lost
    if kind == ".csv":
        return _described(kept, goal)
    told: list[str] = []
    if kind == ".parquet":
        from techno_kit.survey.stored.parquet_writing import parquet_writer

        write = parquet_writer(kept, goal.name)
    else:
        from techno_kit.survey.stored.text_writing import blanks_told, written_frame
        from techno_kit.survey.stored.workbook_writing import digits_told, workbook_writer

        frame = written_frame(kept)
        write = workbook_writer(frame, goal.name)
        told = [*blanks_told(frame), *digits_told(frame)]
    beside = companion(goal, CODEBOOK)
    return {goal: write, beside: _Text(toml_text(document_of(kept)))}, told


def _described(kept: Kept, goal: Path) -> tuple[dict[Path, Write], list[str]]:
    """Return what writes text, with its Table Schema beside it."""
    from techno_kit.survey.stored.table_schemas import schema_of
    from techno_kit.survey.stored.text_writing import (
        blanks_told,
        csv_writer,
        marked_frame,
        written_frame,
    )

    frame = written_frame(kept)
    safe, marks = marked_frame(frame)
    schema = schema_of(kept, frame, marked=True)
    text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    files: dict[Path, Write] = {goal: csv_writer(safe), companion(goal, SCHEMA): _Text(text)}
    return files, [*blanks_told(frame), *marks]


@dataclass(frozen=True, slots=True)
class _Text:
    """Writes a text; knows whether a file holds it already, as for the same answers in two files.

    Attributes
    ----------
    text : str
        The text.
    """

    text: str

    def __call__(self, draft: Path) -> object:
        return draft.write_bytes(self.text.encode("utf-8"))

    def stands_in(self, path: Path) -> bool:
        """Tell whether a file holds this text."""
        return path.is_file() and path.read_bytes() == self.text.encode("utf-8")


def beside_it(path: Path, endings: Sequence[str]) -> Iterator[Path]:
    """Yield the files beside a file of answers that say what they mean, as `Sample.save` wrote."""
    for ending in endings:
        found = companion(path, ending)
        if found.is_file():
            yield found
