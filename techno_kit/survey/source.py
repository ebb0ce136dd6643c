"""Where a sample comes from, and what was found in it."""

from dataclasses import dataclass

from techno_kit.wording import phrase, say


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sample comes from. It is true where there is a name.

    Attributes
    ----------
    name : str
        The file's name, or another name for captions; empty for a data frame without one.
    format : str
        What the file was found to be, as `tk.read` takes it in ``format=``; empty if not read.
    details : tuple of str
        What was found out, in short phrases: header rows, definition file, encoding.

    Examples
    --------
    >>> source = Source("answers.csv", "csv", ("separator ';'", "encoding UTF-8"))
    >>> print(source)
    answers.csv: delimited text, separator ';', encoding UTF-8
    >>> bool(Source())
    False
    """

    name: str = ""
    format: str = ""
    details: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: "Source | str") -> "Source":
        """Return a source, of a name alone where text is given."""
        return source if isinstance(source, cls) else cls(str(source))

    def __bool__(self) -> bool:
        return bool(self.name)

    def __str__(self) -> str:
        if not self.format:
            return self.name
        found = [say(f"formats.{self.format}"), *self.details]
        return say("formats.source", file=self.name, found=phrase("lists.comma").join(found))
