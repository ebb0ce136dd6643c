"""Columns of personal data: found by name and content, and set aside.

Values of such columns never reach a view, a text, an error or a file that the kit writes for
readers. What screening needs of them, whether two respondents gave the same, is kept as numbers
that are counted from 0 in the order of the rows, and from which no value can be made again.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import listed, tallied
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.design import Design
from techno_kit.survey.personal_signs import CONTENT, Kind, headed_kinds, standard_kind
from techno_kit.survey.traces import Tracer, Traces
from techno_kit.wording import join, plural, say

LOOKED_AT: Final = 1_000  # answers of a column that are read, spread over the rows
TRACED: Final = frozenset({"email", "ip", "phone", "id"})  # whose doubles screening tells


@dataclass(frozen=True, eq=False, slots=True)
class Aside:
    """What a file holds once personal data are set aside.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows without those columns.
    codebook : Codebook
        Without their questions; its ``personal`` names all columns of personal data.
    traces : mapping of str to numpy.ndarray of int32, each of shape (n,)
        By column that was set aside: the same number for the same value, -1 for none.
    notes : tuple of str
        What was done, in sentences.
    """

    frame: pd.DataFrame
    codebook: Codebook
    traces: Traces = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def personal_columns(frame: pd.DataFrame, codebook: Codebook | None = None) -> dict[str, Kind]:
    """Find the columns of personal data.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a respondent.
    codebook : Codebook, optional
        Wordings of the questions, and their answers: a question with a list of answers, and one of
        several columns, is not personal.

    Returns
    -------
    dict of str to str
        Column to what it holds: ``"email", "ip", "phone", "name", "address", "coordinates",
        "id"`` or ``"birth"``.

    Notes
    -----
    Columns that Qualtrics, SurveyMonkey, LimeSurvey, KoBo and panels add count by their names. For
    others name and content must agree: under "e-mail" must stand an address, under "phone" numbers
    of 7 to 15 digits, under "name" short texts most of which differ, under "date of birth" days
    with their years, not years alone. Half of the answers being
    e-mail or internet addresses, telephone numbers in their spelling, or pairs of coordinates is
    enough by itself. Up to 1,000 answers of a column are looked at.

    Examples
    --------
    >>> frame = pd.DataFrame({"q1": ["a@b.nl", "c@d.org"], "phone": [1, 0], "sex": ["m", "f"]})
    >>> personal_columns(frame)
    {'q1': 'email'}
    """
    book = codebook or Codebook()
    asked, answered = _questions(book)
    found: dict[str, Kind] = {}
    for place, name in enumerate(map(str, frame.columns)):
        question = asked.get(name)
        heads = [name, question.label] if question and question.label else [name]
        kind: Kind | None = next(filter(None, map(standard_kind, heads)), None)
        if kind is None and name not in answered:
            kind = _kind(frame.iloc[:, place], heads)
        if kind is not None:
            found[name] = kind
    return found


def _questions(book: Codebook) -> tuple[dict[str, Question], set[str]]:
    """Return the question of each column, and the columns whose answers are listed or counted."""
    asked: dict[str, Question] = {}
    answered = {item.column for item in book.items.values()}
    for question in book.questions.values():
        if question.kind == "multiple" or len(question.levels) > 1:
            answered.update(question.parts.values())
        else:
            asked.setdefault(question.column, question)
    return asked, answered


def _kind(series: "pd.Series[Any]", heads: list[str]) -> Kind | None:
    headed = headed_kinds(heads)
    number = pd.api.types.is_numeric_dtype(series.dtype)
    if pd.api.types.is_bool_dtype(series.dtype) or (number and not headed):
        return None
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        headed = [pair for pair in headed if pair[0] == "birth"]
        number = True
        if not headed:
            return None
    texts = _some(series)
    if not texts:
        return None
    tests = [*headed, *(() if number else CONTENT)]
    return next((kind for kind, test in tests if test(texts)), None)


def _some(series: "pd.Series[Any]") -> list[str]:
    """Return answers as texts, blanks left out, evenly from all rows."""
    held = np.flatnonzero(series.notna().to_numpy())
    if len(held) > LOOKED_AT:
        held = held[np.linspace(0, len(held) - 1, LOOKED_AT).astype(np.intp)]
    texts = [str(each).strip() for each in series.iloc[held].tolist()]
    return [each for each in texts if each]


def set_aside(
    frame: pd.DataFrame,
    codebook: Codebook,
    *,
    named: Iterable[str] = (),
    keep: bool = False,
    source: str = "",
    tracer: Tracer | None = None,
) -> Aside:
    """Take the columns of personal data out of what was read from a file.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a respondent; not changed.
    codebook : Codebook
        What the file says of its columns.
    named : iterable of str
        Columns that a mapping or a design names: they stay for use.
    keep : bool
        Whether all of them stay.
    source : str
        What notes call the file.
    tracer : Tracer, optional
        Numbers the values of several files alike.
    """
    tracer = tracer or Tracer()
    known = {str(name): codebook.personal.get(str(name)) for name in frame.columns}
    seen = personal_columns(frame, codebook)
    found: dict[str, str] = {
        name: kind for name, own in known.items() if (kind := own or seen.get(name))
    }
    if not found:
        return Aside(frame, codebook)
    names = set(found) if keep else set(map(str, named))
    gone = [name for name in found if name not in names]
    stay = [name for name in found if name in names]
    places = [place for place, name in enumerate(frame.columns) if str(name) not in gone]
    traces = {name: tracer.codes(name, frame[name]) for name in gone if found[name] in TRACED}
    return Aside(
        frame=frame.iloc[:, places] if gone else frame,
        codebook=_without(codebook, set(gone), found),
        traces=traces,
        notes=tuple(_notes(found, gone, stay, source)),
    )


def _without(codebook: Codebook, gone: set[str], found: Mapping[str, str]) -> Codebook:
    questions = {
        name: question
        for name, question in codebook.questions.items()
        if not gone.intersection(question.parts.values())
    }
    return replace(codebook, questions=questions, personal={**codebook.personal, **found})


def kept_told(codebook: Codebook, frame: pd.DataFrame, source: str) -> tuple[str, ...]:
    """Return the note of a file's reading that its columns of personal data were kept, if any."""
    stay = [name for name in codebook.personal if name in frame.columns]
    return tuple(_notes(codebook.personal, [], stay, source))


def _notes(
    found: Mapping[str, str], gone: list[str], stay: list[str], source: str
) -> Iterator[str]:
    if gone:
        told = columns_told(gone, found)
        yield plural("personal.set_aside", len(gone), file=source, columns=told)
    if stay:
        yield plural("personal.kept", len(stay), file=source, columns=columns_told(stay, found))


def columns_told(names: list[str], found: Mapping[str, str]) -> str:
    """Name columns by what they hold: "'q1' (e-mail addresses)"."""
    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(found[name], []).append(name)
    return join(
        say("personal.of_kind", columns=listed(own), kind=say(f"personal.kinds.{kind}"))
        for kind, own in kinds.items()
    )


def gone_told(codebook: Codebook, column: str) -> str:
    """Tell that a column was set aside, and how to keep it."""
    kind = say(f"personal.kinds.{codebook.personal[column]}")
    return say("personal.gone", name=column, kind=kind)


def hidden_told(codebook: Codebook, question: Question, *, parts: bool = False) -> str:
    """Tell that a question's answers are values of personal data; empty where they are not.

    Parameters
    ----------
    codebook : Codebook
        Names the columns of personal data.
    question : Question
        What is asked. Bands, and answers that a mapping lists, are the mapping's own words.
    parts : bool
        Whether the columns of a multiple choice count, because they hold something else.
    """
    if not parts and (question.kind == "multiple" or question.cut or question.strict):
        return ""
    held = [each for each in question.parts.values() if each in codebook.personal]
    if not held:
        return ""
    kind = say(f"personal.kinds.{codebook.personal[held[0]]}")
    return say("personal.hidden", name=held[0], kind=kind)


def no_figures_told(codebook: Codebook, column: str) -> str:
    """Tell that no mean, total or quantile is made of a column of personal data."""
    kind = say(f"personal.kinds.{codebook.personal[column]}")
    return say("personal.no_figures", name=column, kind=kind)


def design_told(codebook: Codebook, design: Design, there: Container[object]) -> list[str]:
    """Word which columns of a design hold personal data: only clusters may be ids of people.

    Messages name strata and quote weights that are no numbers; and a column that was set aside
    has to be named when the file is read.
    """
    named = [(role, getattr(design, role)) for role in ("weight", "fpc")]
    named += [("strata", column) for column in design.strata_columns]
    clusters = design.clusters
    if clusters is not None and clusters in codebook.personal and clusters not in there:
        return [gone_told(codebook, clusters)]
    found = [(role, column) for role, column in named if column in codebook.personal]
    kinds = {column: say(f"personal.kinds.{codebook.personal[column]}") for _, column in found}
    return [
        say("personal.design", role=role, name=column, kind=kinds[column]) for role, column in found
    ]


def tallied_of(codebook: Codebook, column: str, pairs: Sequence[tuple[str, int]]) -> str:
    """Quote answers for a message, or count them where they are personal data."""
    if column in codebook.personal and pairs:
        return plural("personal.values", sum(n for _, n in pairs))
    return tallied(pairs)
