"""What a caller asks of a file's reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from techno_kit.errors import ReadError, listed
from techno_kit.survey.mapping_entries import FileOptions
from techno_kit.wording import say


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks of a file's reader; None means "find out", or "all".

    Attributes
    ----------
    separator, decimal, encoding : str or None
        How text is written.
    columns : tuple of str or None
        The columns to read, by the names that the sample gives them.
    language : str or None
        In which of the file's languages its questions are worded.
    sheet : str, int or None
        The sheet of a workbook, by name or by place from 1.
    definition : pathlib.Path or None
        The file in which the platform says what was asked.
    """

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] | None = None
    language: str | None = None
    sheet: str | int | None = None
    definition: Path | None = None

    @property
    def text(self) -> FileOptions:
        """How text is written."""
        return FileOptions(self.separator, self.decimal, self.encoding)

    def given(self) -> Sequence[str]:
        """Return the names of what was asked for."""
        return [each for each in self.__slots__ if getattr(self, each) is not None]


def no_such_language(file: str, wanted: str | None, spoken: Sequence[str]) -> ReadError:
    """Return the error for a language in which nothing is worded.

    Parameters
    ----------
    file : str
        The name of the file with the wording.
    wanted : str
        The language that was asked for.
    spoken : sequence of str
        Those that may be asked for; none where there is one language.
    """
    if not spoken:
        return ReadError(say("reading.one_language", file=file, language=wanted))
    values = {"language": wanted, "languages": listed(spoken)}
    return ReadError(say("reading.no_language", file=file, **values))
