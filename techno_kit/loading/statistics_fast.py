"""The fast way to the rows of a file, where there is one."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from techno_kit.loading.spss_rows import cases_of
from techno_kit.loading.spss_units import Cases, Decoded, Unfit, texts
from techno_kit.loading.statistics_files import Block, StatisticsFile
from techno_kit.loading.statistics_labels import Variable


def fast_blocks(file: StatisticsFile, meta: Any, variables: Sequence[Variable]) -> Iterator[Block]:
    """Yield blocks of rows, value for value those of pyreadstat.

    Parameters
    ----------
    file : StatisticsFile
        The file.
    meta : metadata_container
        What pyreadstat says of it.
    variables : sequence of Variable
        The variables wanted.

    Raises
    ------
    Unfit
        If the rows are not written in a way that is read here; some may have been yielded.
    """
    layout, names = file.layout, list(meta.column_names)
    if layout is None or len(layout.places) != len(names) or layout.cases != meta.number_rows:
        raise Unfit(file.kind)
    places = dict(zip(names, layout.places, strict=True))
    known = Decoded(file.encoding or meta.file_encoding or "utf-8")
    if any(variable.is_text != bool(places[variable.name][1]) for variable in variables):
        raise Unfit(file.kind)
    for cases in _ahead(cases_of(file.path, layout)):
        block: Block = {}
        for variable in variables:
            at, width = places[variable.name]
            block[variable.name] = texts(cases, at, width, known) if width else cases.numbers(at)
        yield block


def _ahead(blocks: Iterator[Cases]) -> Iterator[Cases]:
    """Yield blocks while another thread prepares the one behind; numpy and zlib let it work."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = worker.submit(next, blocks, None)
            yield block
