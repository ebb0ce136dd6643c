"""Progress of what takes long: nothing for two seconds, then a bar where tqdm is installed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import monotonic

PATIENCE = 2.0  # seconds


def watched(what: str) -> Callable[[Sequence[int]], Iterable[int]]:
    """Return what hands on the places of a sequence and shows how far they have come.

    Parameters
    ----------
    what : str
        What is counted, before the bar.
    """

    def watch(places: Sequence[int]) -> Iterator[int]:
        begun = monotonic()
        for done, place in enumerate(places):
            if monotonic() - begun > PATIENCE and find_spec("tqdm") is not None:
                yield from _shown(places[done:], len(places), done, what)
                return
            yield place

    return watch


def _shown(rest: Sequence[int], total: int, done: int, what: str) -> Iterator[int]:
    tqdm = import_module("tqdm.auto").tqdm
    yield from tqdm(rest, desc=what, total=total, initial=done, leave=False)
