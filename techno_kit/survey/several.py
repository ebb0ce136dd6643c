"""Values that a codebook takes several of, given in any of the ways that say what they are."""

from collections.abc import Iterable, Mapping, Sequence, Set
from math import isnan
from numbers import Real
from typing import Any
from unicodedata import normalize

from techno_kit.errors import QuestionError, listed, unknown_word
from techno_kit.wording import plural, say

LONGEST = 60  # signs of what was given that a message repeats


def composed(label: str) -> str:
    """Return a label with accents as answers have them: one sign with its letter."""
    return normalize("NFC", label) if isinstance(label, str) else label


def several(owner: str, argument: str, given: object) -> tuple[Any, ...]:
    """Return what was given as several values; a text or a number is one of them.

    Parameters
    ----------
    owner : str
        Whose argument it is, as messages call it.
    argument : str
        Its name.
    given : object
        One value, or a list, tuple, set, index or array of them.

    Raises
    ------
    QuestionError
        If it is nothing of the kind; tells how the argument is written.

    Examples
    --------
    >>> several("question 'own'", "chosen", "yes"), several("question 'own'", "chosen", [1, "x"])
    (('yes',), (1, 'x'))
    """
    if given is None:
        return ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (given,)
    if isinstance(given, Mapping | bytes):
        raise refused(owner, argument, given)
    values = getattr(given, "tolist", None)  # of an array or a column: numbers as Python has them
    return tuple(given if values is None else values())


def values_of(owner: str, argument: str, given: object) -> tuple[Any, ...]:
    """Return values; each is one text or number."""
    values = several(owner, argument, given)
    if not all(_is_value(each) for each in values):
        raise refused(owner, argument, given)
    return values


def numbers_of(owner: str, argument: str, given: object) -> tuple[float, ...]:
    """Return numbers, of which there may be one alone."""
    values = several(owner, argument, given)
    for each in values:
        if not isinstance(each, Real) or isinstance(each, bool) or isnan(each):
            raise refused(owner, argument, given)
    return values


def missing_of(owner: str, given: object) -> tuple[Any, ...]:
    """Return values and (low, high) ranges that are no answer."""
    kept = []
    for each in several(owner, "missing", given):
        is_range = isinstance(each, tuple | list)
        numbers = is_range and all(isinstance(end, Real) for end in each)
        if is_range and not (numbers and len(each) == 2 and each[0] <= each[1]):
            raise refused(owner, "missing", given)
        if not is_range and not _is_value(each):
            raise refused(owner, "missing", given)
        kept.append(tuple(each) if is_range else each)
    return tuple(kept)


def levels_of(owner: str, given: object) -> tuple[tuple[Any, str], ...]:
    """Return levels as pairs of value and label; a value alone is its own label.

    Examples
    --------
    >>> levels_of("question 'sex'", {1: "m", 2: "v"}), levels_of("question 'land'", ["NL", "BE"])
    (((1, 'm'), (2, 'v')), (('NL', 'NL'), ('BE', 'BE')))
    """
    levels = []
    if isinstance(given, Set):
        raise refused(owner, "levels", given)  # levels have an order
    for each in _entries(owner, "levels", given):
        value, label = each if _is_pair(each) else (each, each)
        if not _is_value(value) or not _is_value(label):
            raise refused(owner, "levels", given)
        if isinstance(label, float) and label.is_integer():
            label = int(label)  # as answers without labels are shown
        levels.append((value, composed(str(label)).strip()))
    return tuple(levels)


def by_name(owner: str, argument: str, given: object, kind: type, key: str) -> Mapping[str, Any]:
    """Return what has names of its own by name, given so or as a list.

    Parameters
    ----------
    owner, argument : str
        Whose argument it is, and its name.
    given : object
        A mapping of name to object, or a list of objects.
    kind : type
        What each is.
    key : str
        The attribute that holds its name.

    Raises
    ------
    QuestionError
        If something is of another kind, or two have one name.
    """
    if isinstance(given, Mapping):
        if not all(isinstance(each, kind) for each in given.values()):
            raise refused(owner, argument, given)
        own = {name: getattr(each, key) for name, each in given.items()}
        wrong = [(name, found) for name, found in own.items() if name != found]
        if wrong:
            name, found = wrong[0]
            words = {"argument": argument, "name": str(name), "own": found}
            raise QuestionError(f"{owner}: {say('errors.several_values.under', **words)}")
        return given
    values = (
        tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    )
    names: list[Any] = [getattr(each, key, None) for each in values]
    if not all(isinstance(each, kind) for each in values):
        raise refused(owner, argument, given)
    twice = list(dict.fromkeys(name for name in names if names.count(name) > 1))
    if twice:
        words = {"argument": argument, "names": listed(twice)}
        raise QuestionError(
            f"{owner}: {plural('errors.several_values.twice', len(twice), **words)}"
        )
    return dict(zip(names, values, strict=True))


def columns_of(owner: str, given: object) -> tuple[str | tuple[str, str], ...]:
    """Return columns, or pairs of an answer's id and its column."""
    columns: list[str | tuple[str, str]] = []
    for each in _entries(owner, "columns", given):
        if not _is_value(each) and not (_is_pair(each) and all(map(_is_value, each))):
            raise refused(owner, "columns", given)
        pair = _is_pair(each)
        columns.append((composed(str(each[0])), str(each[1])) if pair else str(each))
    return tuple(columns)


def pairs_of(owner: str, argument: str, given: object) -> tuple[tuple[Any, Any], ...]:
    """Return pairs, given as such or as a mapping."""
    pairs = _entries(owner, argument, given)
    if not all(_is_pair(each) and _is_value(each[0]) for each in pairs):
        raise refused(owner, argument, given)
    return tuple((first, second) for first, second in pairs)


def words_of(owner: str, argument: str, given: object, legal: Sequence[str]) -> tuple[Any, ...]:
    """Return pairs of a value and one of some words."""
    pairs = pairs_of(owner, argument, given)
    for _, word in pairs:
        if word not in legal:
            raise QuestionError(f"{owner}: {unknown_word(argument, word, legal)}")
    return pairs


def refused(owner: str, argument: str, given: object) -> QuestionError:
    """Return the error that tells how an argument is written."""
    shown = repr(given)
    if len(shown) > LONGEST or "\n" in shown:
        shown = say("errors.several_values.kind", kind=type(given).__name__)
    cure = say(f"errors.several_values.{argument}")
    return QuestionError(
        say("errors.several_values.refused", owner=owner, name=argument, given=shown, cure=cure)
    )


def _entries(owner: str, argument: str, given: object) -> tuple[Any, ...]:
    """Return the entries of a mapping or of a list."""
    return tuple(given.items()) if isinstance(given, Mapping) else several(owner, argument, given)


def _is_value(each: object) -> bool:
    """Tell whether something is one value: a text, a number, a date."""
    return each is not None and (isinstance(each, str) or not isinstance(each, Iterable))


def _is_pair(each: object) -> bool:
    return isinstance(each, tuple | list) and len(each) == 2
