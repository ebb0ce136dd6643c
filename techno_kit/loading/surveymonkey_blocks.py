"""The questions that the columns of a SurveyMonkey export make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.loading.export_texts import plain
from techno_kit.loading.surveymonkey_header import Block, Header
from techno_kit.loading.text_blocks import framed
from techno_kit.survey.codebook import Kind, Question
from techno_kit.wording import say

#: How the answer begins that respondents write themselves.
OTHER: Final = re.compile(
    r"(?:other|anders|andere?|sonstiges?|autres?|otr[ao]|outr[ao]|altr[ao]|annat|andet|annet|inn[ey]"
    r"|その他|其他|другое)\b",
    re.IGNORECASE,
)
#: What heads a column of remarks on a question, which are no answer to it.
REMARKS: Final = re.compile(
    r"\b(?:comment|remark|expla|expli|elaborat|why\b|opmerking|toelicht|kommentar|begründ|coment"
    r"|observ|osserv|uwag|komment)",
    re.IGNORECASE,
)
DASH: Final = " - "
FEWEST: Final = 2  # answers that tell a select-all block
FEW: Final = 10  # different whole numbers that are read as answers
FEW_TEXTS: Final = 100  # different texts that are answers to choose from, not written by hand


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The columns of a block, or of one row of its grid.

    Attributes
    ----------
    wording : str
        What was asked.
    labels : mapping of str to str
        What heads each column, by its name.
    cells : mapping of str to pandas.Series
        The columns' texts, tidied.
    own : tuple of str
        The columns of answers that respondents wrote themselves.
    """

    wording: str
    labels: Mapping[str, str]
    cells: Mapping[str, "pd.Series[Any]"]
    own: tuple[str, ...] = ()

    @property
    def mains(self) -> list[str]:
        """The columns of answers to choose from."""
        return [name for name in self.labels if name not in self.own]

    def label(self, name: str) -> str:
        """Return the wording of a column as a question of its own."""
        return f"{self.wording}{DASH}{self.labels[name]}" if self.labels[name] else self.wording


@dataclass
class Made:
    """Columns and questions as they are made.

    Attributes
    ----------
    columns : dict of str to pandas.Series
        The columns in order.
    questions : dict of str to Question
        By name.
    several : list of str
        Questions with several answers.
    one_each : list of str
        Those of them of which nobody gave more than one.
    ranked : list of str
        Questions that rank.
    renamed : list of str
        Questions of which the last column holds what respondents wrote, though it is not "Other".
    filled, unfilled : list of str
        Questions where respondents wrote an answer of their own and chose none: those in which it
        became an answer, and those of numbers, in which it is blank.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    several: list[str] = field(default_factory=list)
    one_each: list[str] = field(default_factory=list)
    ranked: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)

    @property
    def frame(self) -> pd.DataFrame:
        """The columns as a table."""
        return framed(self.columns)


def made_of(header: Header, frame: pd.DataFrame, texts: pd.DataFrame) -> Made:
    """Return the columns and questions of an export.

    Parameters
    ----------
    header : Header
        Its header.
    frame : pandas.DataFrame
        Its answers, numbers as numbers.
    texts : pandas.DataFrame
        The answers to its questions as they stand, by their places.
    """
    made, width = Made(), frame.shape[1]
    blocks = {block.places[0]: block for block in header.blocks}
    blocks |= {place: Block("", (place,), ("",)) for place in header.own}
    for _, block in sorted(blocks.items()):
        places = [each for each in block.places if each < width]
        names = [header.names[each] for each in places]
        if not block.wording:
            made.columns |= {name: frame[name] for name in names}
            continue
        cells = {name: _tidied(texts[place]) for name, place in zip(names, places, strict=True)}
        labels = dict(zip(names, block.labels, strict=False))
        made.columns |= {name: _answers(frame[name], cells[name]) for name in names}
        own = tuple(name for name, label in labels.items() if OTHER.match(label))
        _ask(Part(block.wording, labels, cells, own), made)
    return made


def _tidied(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return texts without HTML and with plain blanks."""
    codes, uniques = pd.factorize(column)
    tidy = [plain(each) or None for each in uniques]
    return pd.Series(pd.array([*tidy, None], dtype="str").take(codes))


def _answers(column: "pd.Series[Any]", cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a column as it is read: answers to choose from are tidied, open ones left alone."""
    if column.dtype != "str":
        return column
    return cells if cells.nunique() <= FEW_TEXTS else column


def _ask(part: Part, made: Made) -> None:
    """Make the question or questions of one block."""
    if (last := _last_written(part)) is not None and REMARKS.search(part.labels[last]):
        rest = {name: label for name, label in part.labels.items() if name != last}
        _ask(replace(part, labels=rest), made)
        made.questions[last] = _question(last, part.label(last), made.columns[last])
        return
    if last is not None:
        part = replace(part, own=(last,))
        made.renamed.append(part.wording)
    mains = part.mains
    if not mains or (len(mains) == 1 and not part.labels[mains[0]]):
        _written(part, made)
        _one(part, made)
    elif _are_options(part):
        _several(part, made)
    elif rows := _rows(part):
        for each in rows:
            _several(each, made)
        _written(part, made)
    else:
        ranked = _are_ranks([made.columns[name] for name in mains])
        if ranked:
            made.ranked.append(part.wording)
        for name in mains:
            question = _question(name, part.label(name), made.columns[name])
            if ranked:
                levels = tuple((each, str(each)) for each in range(1, len(mains) + 1))
                question = replace(question, kind="scale", levels=levels)
            made.questions[name] = question
        _written(part, made)


def _last_written(part: Part) -> str | None:
    """Return the last column of a select-all block, if it alone holds what respondents wrote.

    The answer of one's own need not be worded "Other".
    """
    *options, last = part.labels
    if part.own or len(options) < FEWEST or not part.labels[last]:
        return None
    held = {name: set(part.cells[name].dropna().unique()) for name in part.labels}
    ticked = [name for name in options if held[name]]
    worded = all(part.labels[name] and held[name] <= {part.labels[name]} for name in options)
    numbered = all(held[name] <= {str(n)} for n, name in enumerate(options, start=1))
    is_text = bool(held[last] - {part.labels[last], str(len(part.labels))})
    return last if (worded or numbered) and is_text and len(ticked) >= FEWEST else None


def _question(name: str, label: str, column: "pd.Series[Any]") -> Question:
    return Question(name, _kind(column), label=label)


def _kind(column: "pd.Series[Any]") -> Kind:
    """Return "number" for more than a few different numbers, or such as are not whole."""
    if column.dtype.kind not in "if":
        return "single"
    values = np.unique(column.dropna().to_numpy())
    return "number" if len(values) > FEW or (values != np.floor(values)).any() else "single"


def _written(part: Part, made: Made) -> None:
    """Make questions of what respondents wrote themselves."""
    for name in part.own:
        made.questions[name] = Question(name, label=part.label(name))


def _one(part: Part, made: Made) -> None:
    """Make a question of one answer, with the answer that respondents wrote themselves."""
    for name in part.mains:
        column = made.columns[name]
        for other in part.own:
            alone = column.isna() & part.cells[other].notna()
            if not alone.any():
                continue
            if column.dtype == "str":
                column = column.mask(alone, part.labels[other])
                made.filled.append(name)
            else:
                made.unfilled.append(name)
        made.columns[name] = column
        made.questions[name] = _question(name, part.wording, column)


def _are_options(part: Part) -> bool:
    """Tell whether each column holds nothing but its own answer, or that answer's number."""
    held = {name: set(part.cells[name].dropna().unique()) for name in part.mains}
    if not any(held.values()):
        return False
    if all(values <= {part.labels[name]} for name, values in held.items()):
        return True
    numbered = all(values <= {str(n)} for n, values in enumerate(held.values(), start=1))
    return numbered and len(held) > 1 and _partly(part)


def _partly(part: Part) -> bool:
    """Tell whether somebody filled some of the columns and not the others."""
    held = np.column_stack([part.cells[name].notna().to_numpy() for name in part.mains])
    return bool((held.any(axis=1) & ~held.all(axis=1)).any())


def _rows(part: Part) -> list[Part]:
    """Return the rows of a grid of check boxes, whose columns are headed "Row - Column"."""
    rows: dict[str, dict[str, str]] = {}
    for name in part.mains:
        row, dash, answer = part.labels[name].rpartition(DASH)
        if not dash or not set(part.cells[name].dropna().unique()) <= {answer}:
            return []
        rows.setdefault(row, {})[name] = answer
    if not any(part.cells[name].notna().any() for name in part.mains):
        return []
    return [Part(f"{part.wording}{DASH}{row}", each, part.cells) for row, each in rows.items()]


def _several(part: Part, made: Made) -> None:
    """Make one question of columns that each hold one answer.

    Whoever chose one of them did not choose the others; who chose none may not have been asked.
    """
    names = list(part.labels)
    held = np.column_stack([part.cells[name].notna().to_numpy() for name in names])
    answered = held.any(axis=1)
    for place, name in enumerate(names):
        if name in part.own:
            text = say("reading.surveymonkey.words", name=name)
            made.columns[text] = made.columns[name]
            made.questions[text] = Question(text, label=part.label(name))
        made.columns[name] = pd.Series(np.where(answered, held[:, place].astype(float), np.nan))
    question = next(_free(part.wording, made))
    labels = _distinct([part.labels[name] or name for name in names])
    options = dict(zip(labels, names, strict=True))
    made.questions[question] = Question(
        question, "multiple", options, label=part.wording, chosen=(1,)
    )
    made.several.append(part.wording)
    if len(names) > 1 and answered.any() and (held.sum(axis=1) <= 1).all():
        made.one_each.append(part.wording)


def _free(wording: str, made: Made) -> Iterator[str]:
    """Yield names that no column and no question has."""
    n = 1
    while True:
        name = wording if n == 1 else f"{wording} ({n})"
        if name not in made.questions and name not in made.columns:
            yield name
        n += 1


def _distinct(labels: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    told = []
    for each in labels:
        seen[each] = seen.get(each, 0) + 1
        told.append(each if seen[each] == 1 else f"{each} ({seen[each]})")
    return told


def _are_ranks(columns: Sequence["pd.Series[Any]"]) -> bool:
    """Tell whether respondents gave each place from 1 on to at most one of the columns."""
    if len(columns) < 2 or any(each.dtype.kind not in "if" for each in columns):
        return False
    values = np.column_stack([each.to_numpy(np.float64) for each in columns])
    values = np.sort(values[~np.isnan(values).all(axis=1)], axis=1)
    inside = (values >= 1) & (values <= len(columns)) & (values == np.floor(values))
    return (
        len(values) > 1
        and bool((inside | np.isnan(values)).all())
        and not bool((values[:, 1:] == values[:, :-1]).any())
        and bool(np.nanmin(values, axis=0).max() > np.nanmin(values))
    )
