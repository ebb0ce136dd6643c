"""Check the docstrings of the public names with numpydoc; run by ``make check``.

The public names are those of ``techno_kit.__all__`` and the public methods of its nouns. A verb
tells every parameter and what it returns, and shows an example. A noun tells every field, and shows
an example. A method that takes one thing or nothing may say all in its sentence. Everything else is
read by ruff's D rules only.
"""

import importlib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

PACKAGE = "techno_kit"

# Left out altogether: a See Also or an extended summary everywhere (SA, ES), capitals and stops in
# descriptions of one line (PR08, PR09, RT04, RT05), the closing quotes' place (GL01, GL02), which
# ruff keeps, and "bool" for "boolean" (PR06), which is wrong of a Series.
FORM = {"GL03", "GL05", "GL06", "GL07", "GL08", "GL09", "GL10"}
FORM |= {"SS01", "SS02", "SS03", "SS04", "SS05", "SS06"}
TOLD = {"PR03", "PR04", "PR05", "PR07", "PR10", "RT03", "YD01"}
METHOD = FORM | TOLD
VERB = METHOD | {"PR01", "PR02", "RT01", "EX01"}
NOUN = FORM | {"EX01"}


def faults(path: str, codes: set[str]) -> Iterator[str]:
    """Yield what numpydoc finds wrong with one object, of the codes asked for."""
    for code, message in validate(path)["errors"]:
        if code in codes:
            yield f"{path}: {code} {message}"


def untold_fields(noun: type, path: str) -> Iterator[str]:
    """Yield the fields of a noun that its Parameters and Attributes leave out."""
    if is_dataclass(noun):
        text = NumpyDocString(inspect.getdoc(noun) or "")
        told = {each.name for part in ("Parameters", "Attributes") for each in text[part]}
        names = {name for group in told for name in group.split(", ")}
        for each in fields(noun):
            if not each.name.startswith("_") and each.name not in names:
                yield f"{path}: the field {each.name!r} is not documented"


def of_noun(noun: type, path: str) -> Iterator[str]:
    """Yield the faults of a class and of its own public methods."""
    if issubclass(noun, Exception):
        yield from faults(path, FORM)
        return
    yield from faults(path, NOUN)
    yield from untold_fields(noun, path)
    for name in vars(noun):
        method: Any = getattr(noun, name)
        if not name.startswith("_") and callable(method):
            takes = [each for each in inspect.signature(method).parameters if each != "self"]
            codes = METHOD | {"PR01", "PR02"} if len(takes) > 1 else METHOD
            yield from faults(f"{path}.{name}", codes)


def main() -> int:
    """Print what is wrong and return the exit code."""
    package = importlib.import_module(PACKAGE)
    found: list[str] = []
    for name in package.__all__:
        thing = getattr(package, name)
        path = f"{thing.__module__}.{name}" if hasattr(thing, "__module__") else name
        if inspect.isclass(thing):
            found += of_noun(thing, path)
        elif inspect.isfunction(thing):
            found += faults(path, VERB)
    print(*found, f"{len(package.__all__)} public names, {len(found)} faults", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
