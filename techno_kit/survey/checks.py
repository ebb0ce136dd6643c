"""What a verb was called with: told in its own words where it is of another kind."""

from collections.abc import Iterable, Mapping

import pandas as pd

from techno_kit.errors import QuestionError, SampleError
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

LONGEST = 40  # characters of a wrong value that a message repeats


def shown_option(value: object) -> str:
    """Write an option's value for a message, telling where a number was given as text."""
    return say("errors.option.text", value=value) if isinstance(value, str) else str(value)


def the_sample(value: object, verb: str) -> Sample:
    """Return a verb's sample.

    Parameters
    ----------
    value : object
        What the verb was called with.
    verb : str
        Its name, such as ``"tk.profile"``.

    Raises
    ------
    SampleError
        If it is no sample; tells how to make one.
    """
    if not isinstance(value, Sample):
        raise SampleError(say("errors.sample.verb", verb=verb, kind=type(value).__name__))
    return value


def question_names(by: object, *, needed: bool = False) -> list[str]:
    """Return the names of questions given as one, several or (unless `needed`) none; each once.

    Raises
    ------
    QuestionError
        If they are no names.
    """
    if by is None and not needed:
        return []
    names: list[object] = [by]
    if isinstance(by, Iterable) and not isinstance(by, str | Mapping | pd.DataFrame | pd.Series):
        names = list(by)
    texts = [each for each in names if isinstance(each, str)]
    if any(_is_cross(each) for each in names):
        raise QuestionError(say("errors.option.by_crossed", found=_shown(by)))
    if len(texts) < len(names) or (needed and not names):
        raise QuestionError(say("errors.option.by", found=_shown(by)))
    return list(dict.fromkeys(texts))


def _is_cross(entry: object) -> bool:
    """Tell whether an entry of `by` is what crosses questions in a table."""
    return isinstance(entry, tuple | list) and all(isinstance(each, str) for each in entry)


def _shown(found: object) -> str:
    """Write a short value as it is, anything else as its type."""
    text = repr(found)
    return text if len(text) <= LONGEST and "\n" not in text else type(found).__name__
