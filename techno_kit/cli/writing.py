"""What a command does last: it writes its files, all or none, and tells what it found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from techno_kit.cli.files import PAGE, Files
from techno_kit.cli.studies import Study
from techno_kit.errors import FileError
from techno_kit.wording import count, join, say


class _Told(Protocol):
    """A result that tells how it was made."""

    @property
    def text(self) -> str: ...
    @property
    def method(self) -> str: ...


def tables_of(study: Study, found: object) -> list[str]:
    """Return the tables of the screen: of the weighting, if there is one, and of what was found."""
    return [str(each) for each in (study.weights, found) if each is not None]


def write_and_tell(
    files: Files,
    folder: Path,
    study: Study,
    *,
    tables: Sequence[str] = (),
    sentences: Sequence[str] = (),
    methods: Sequence[_Told] = (),
) -> None:
    """Write the files, then print: a reader who leaves early, as `head`, loses no file.

    Raises
    ------
    FileError
        If a file cannot be written, or one that was read would be written over.
    """
    from techno_kit.survey.saving import write_together

    _keep_inputs(files, study.inputs)
    written = write_together(files)
    paragraphs = [*sentences, *(each.method for each in methods)]
    parts = [lines(*study.notes), *tables, *map(lines, paragraphs)]
    print("\n\n".join(part for part in parts if part))
    names = join(each.name for each in written)
    print("\n" + lines(say("cli.written", n=count(len(written)), files=names, folder=folder)))
    if folder / PAGE in files:
        print(say("cli.page", page=folder / PAGE))


def lines(*sentences: str) -> str:
    """Return sentences as lines of a terminal, each on lines of its own."""
    from techno_kit.drawing.terminal import folded

    return "\n".join(line for each in sentences for line in folded(each))


def _keep_inputs(files: Files, inputs: Sequence[Path]) -> None:
    there = [each for each in inputs if each.exists()]
    for path in files:
        if path.exists() and any(path.samefile(each) for each in there):
            raise FileError(say("cli.survey.input", file=path))
