"""Answers as Parquet."""

from techno_kit.errors import FileError
from techno_kit.survey.saving import Write
from techno_kit.survey.stored.kept import Kept
from techno_kit.wording import say


def parquet_writer(kept: Kept, name: str) -> Write:
    """Return what writes the rows as Parquet, every column in a type that other tools read too.

    Raises
    ------
    FileError
        If pyarrow is not installed, or cannot hold a column.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        told = say("storing.extra", file=name, package="pyarrow")
        raise FileError(told) from error
    try:
        rows = pyarrow.Table.from_pandas(kept.stored(), preserve_index=False)
    except pyarrow.ArrowException as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise FileError(say("saving.file", file=name, reason=reason)) from error
    rows = rows.replace_schema_metadata(None)
    return lambda draft: parquet.write_table(rows, draft, compression="zstd")
