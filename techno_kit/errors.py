"""The exceptions a user can meet, and the functions that word them.

Every message says what is wrong, where, and what to do; a message with several problems lists all
of them. The sentences themselves live in ``wording``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from techno_kit.wording import count, join, plural, say

SHOWN = 8  # names in a list before "and 12 more"
#: Values that messages never repeat, whatever column they stand in: e-mail and internet addresses,
#: and telephone numbers in their spelling.
PERSONAL = re.compile(
    r"\S+@\S+\.\w{2,}|(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(?:::?[0-9a-f]{1,4}){3,7}"
    r"|\+\d[\d\s().-]{6,18}\d|06[\s-]?\d{8}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}",
    re.IGNORECASE,
)


class TechnoKitError(ValueError):
    """Anything that techno_kit refuses; a ``ValueError``, so existing handlers catch it.

    Attributes
    ----------
    problems : tuple of str
        What is wrong, a sentence each, where there may be several things; else empty.
    """

    problems: tuple[str, ...] = ()


class FileError(TechnoKitError):
    """A file is missing, empty, or not what its name or its text says."""


class ReadError(FileError):
    """A survey's file cannot be read; the message names the file, and row and column if it can."""


class MappingError(TechnoKitError):
    """A mapping or a ladder edition does not fit its schema or the survey."""


class SampleError(TechnoKitError):
    """Respondents, weights or a design cannot be used as they are."""


class TargetsError(TechnoKitError):
    """Targets contradict themselves or do not fit the sample."""


class WeightingError(TechnoKitError):
    """No weights that keep their promise were found."""


class QuestionError(TechnoKitError):
    """A question, an answer, a group or an option is not there or cannot be used so."""


class PlanError(TechnoKitError):
    """A plan has no people, puts technology first, or does not fit its schema."""


def nearest(
    name: object, legal: Iterable[object], *, instead: Mapping[str, str] | None = None
) -> str:
    """Word the nearest legal names, or nothing where none is near.

    Parameters
    ----------
    name : object
        What was given. A number asks for the name that begins with it, if there is one.
    legal : iterable
        The names; of those that differ in capitals alone the first counts.
    instead : mapping of str to str, optional
        Other names that readers know, such as columns and codes, to the legal one to take.

    Examples
    --------
    >>> nearest("age_grop", ["age_group", "gender"])
    "; did you mean 'age_group'?"
    >>> nearest(10, ["1", "10 - very likely"]), nearest(2, ["No"], instead={"2": "No"})
    ("; did you mean '10 - very likely'?", "; did you mean 'No'?")
    """
    known = {str(each).casefold(): str(each) for each in reversed(list(legal))}
    wanted, own = str(name).casefold(), list(reversed(known))
    known = {each.casefold(): meant for each, meant in (instead or {}).items()} | known
    close: list[str] = []
    if wanted.isdecimal():
        begun = re.compile(rf"{wanted}(?![.,]?\d)")
        close = [each for each in known if begun.match(each)]
    if not close:  # a code near another one says nothing
        told = [*own, *(each for each in known if not each.isdecimal() and each not in own)]
        close = get_close_matches(wanted, told, n=2, cutoff=0.6)
    found = list(dict.fromkeys(known[each] for each in close))[:2]
    return say("errors.nearest", names=join(map(repr, found), by="or")) if found else ""


def listed(names: Sequence[object], *, shown: int = SHOWN) -> str:
    """Quote names for a message, the first few of many.

    Examples
    --------
    >>> listed(["a", "b"]), listed(["a", "b", "c"], shown=2)
    ("'a' and 'b'", "'a', 'b' and 1 more")
    """
    quoted = [repr(str(name)) for name in names[:shown] if not _of_somebody(name)]
    if len(quoted) < len(names[:shown]):
        quoted.append(say("errors.unshown"))
    if len(names) > shown:
        quoted.append(say("errors.more", n=count(len(names) - shown)))
    return join(quoted)


def first_few(told: Sequence[str], *, shown: int = SHOWN, by: str = "and") -> str:
    """Join phrases as they stand, the first few of many.

    Examples
    --------
    >>> first_few(["a", "b"]), first_few(["a", "b", "c"], shown=2), first_few(["a", "b"], by="or")
    ('a and b', 'a, b and 1 more', 'a or b')
    """
    more = len(told) - shown
    return join([*told[:shown], *([say("errors.more", n=count(more))] if more > 0 else [])], by=by)


def _of_somebody(name: object) -> bool:
    """Tell whether a value is an address or a telephone number, which no message repeats."""
    return bool(PERSONAL.fullmatch(str(name).strip()))


def tallied(
    pairs: Sequence[tuple[str, int]], *, shown: int = SHOWN, key: str = "errors.tally"
) -> str:
    """Quote values for a message, each with how often it stands, the first few of many.

    `key` is the wording of a value with its number.

    Examples
    --------
    >>> tallied([("x", 1), ("y", 1200)])
    "'x' (1 time) and 'y' (1,200 times)"
    """
    told = [(text, n) for text, n in pairs if not _of_somebody(text)]
    hidden = sum(n for _, n in pairs) - sum(n for _, n in told)
    pairs = [*told, (say("errors.unshown"), hidden)] if hidden else told
    quoted = [plural(key, n, text=text) for text, n in pairs[:shown]]
    if len(pairs) > shown:
        quoted.append(say("errors.more", n=count(len(pairs) - shown)))
    return join(quoted)


def closest(name: str, legal: Iterable[str]) -> str | None:
    """Return the legal name nearest to a name, whatever their capitals, or None.

    Examples
    --------
    >>> closest("man ", ["Man", "Woman"])
    'Man'
    """
    texts = {each.casefold(): each for each in legal}
    close = get_close_matches(name.casefold(), list(texts), n=1, cutoff=0.6)
    return texts[close[0]] if close else None


def unknown_word(name: str, value: object, legal: Sequence[str]) -> str:
    """Word that an option holds none of its legal words.

    Examples
    --------
    >>> unknown_word("missing", "exclud", ["in_base", "exclude"])
    "missing is 'exclud'; it is one of 'in_base' and 'exclude'; did you mean 'exclude'?"
    """
    near = nearest(value, legal)
    return say("errors.option.word", name=name, value=value, legal=listed(legal), near=near)


def raise_all(
    error: type[TechnoKitError], subject: str, problems: Sequence[str], *, hint: str = ""
) -> None:
    """Raise one error that tells every problem; do nothing when there is none.

    Parameters
    ----------
    error : type
        The exception to raise.
    subject : str
        What the problems are about, such as ``"wave.toml"``; it opens the message.
    problems : sequence of str
        Finished sentences. One is told in a line, several as a list.
    hint : str
        What helps against some of them; a last line.
    """
    if not problems:
        return
    if len(problems) == 1:
        text = f"{subject}: {problems[0]}"
    else:
        told = plural("units.problems", len(problems))
        text = say("errors.several", subject=subject, problems=told)
        text += "".join(say("errors.item", problem=each) for each in problems)
    raised = error(f"{text}\n{hint}" if hint else text)
    raised.problems = tuple(problems)
    raise raised
