"""Google Forms: its CSV of answers, and sheets to which it writes them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.export_texts import distinct_names, plain
from techno_kit.loading.google_forms_boxes import Boxes, Doubt, boxes_of
from techno_kit.loading.grids import Grid, Head
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.text_blocks import framed
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.wording import phrase, plural, say

#: The first header in the languages of Google Forms, in small letters.
TIMESTAMPS: Final = frozenset(
    {
        "timestamp",
        "tijdstempel",
        "zeitstempel",
        "horodateur",
        "marca temporal",
        "carimbo de data/hora",
        "informazioni cronologiche",
        "tidstämpel",
        "tidsstempel",
        "tidsmerke",
        "aikaleima",
        "sygnatura czasowa",
        "časová značka",
        "časové razítko",
        "časová pečiatka",
        "időbélyeg",
        "marcaj de timp",
        "marcă temporală",
        "отметка времени",
        "позначка часу",
        "мітка часу",
        "временска ознака",
        "zaman damgası",
        "χρονική σήμανση",
        "клеймо за дата и час",
        "клеймо за време",
        "marca de temps",
        "marca horaria",
        "vremenska oznaka",
        "časovni žig",
        "laiko žymė",
        "laika zīmogs",
        "ajatempel",
        "stempel waktu",
        "cap waktu",
        "cap masa",
        "dấu thời gian",
        "ประทับเวลา",
        "طابع زمني",
        "חותמת זמן",
        "タイムスタンプ",
        "타임스탬프",
        "时间戳记",
        "时间戳",
        "時間戳記",
    }
)
MOMENT: Final = re.compile(
    r"\d{1,4}([-/.]|\. )\d{1,2}([-/.]|\. )\d{1,4}\.?,?\s+"
    r"(\D{1,8}\s*)?\d{1,2}[:.]\d{2}([:.]\d{2})?(\s*\D{0,12}([+-]?\d{1,2}(:?\d{2})?)?)?"
)
SURE: Final = 0.95  # of the first column are such moments
ROW: Final = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]", re.DOTALL)
NO_GRID: Final = frozenset({"score", "feedback"})  # what a quiz writes in brackets
STEPS: Final = range(0, 11)  # of a linear scale
FEWEST: Final = 2  # respondents who ticked a check box that stands alone


@dataclass
class _Made:
    """Columns and questions as they are made, and what is to be told of them."""

    columns: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether Google Forms wrote a table.

    Its first column has Google's name for a moment, in one of its languages, and holds moments; all
    columns have names.
    """
    return _is_export(grid.head)


def _is_export(head: Head) -> bool:
    return head[0][0].strip().casefold() in TIMESTAMPS and _begins_with_moments(head)


def _begins_with_moments(head: Head) -> bool:
    if len(head) < 2 or len(head[0]) < 2 or not all(map(str.strip, head[0][:2])):
        return False
    moments = [row[0].strip() for row in head[1:] if row[0].strip()]
    fitting = sum(MOMENT.fullmatch(each) is not None for each in moments)
    return bool(moments) and fitting >= SURE * len(moments)


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read answers to a Google form.

    Parameters
    ----------
    grid : Grid
        Text or a sheet.
    asked : Asked
        Nothing of it is used.

    Raises
    ------
    ReadError
        If it does not begin like such an export, or there are no answers.
    """
    if not _begins_with_moments(grid.head):  # its heading may be in a language not known here
        raise ReadError(say("reading.google_forms.header", file=grid.path.name))
    wordings = [plain(each) for each in grid.head[0]]
    names, doubled = distinct_names(wordings)
    frame, more = grid.body(1, names)
    found = phrase("lists.comma").join(grid.details)
    notes = [say("reading.told", file=grid.path.name, found=found), *more]
    if doubled:
        doubles = listed([name for name, _ in doubled])
        notes.append(say("reading.google_forms.doubled", columns=doubles))
    made = _Made()
    labels = _labels(wordings[: frame.shape[1]])
    for place, name in enumerate(names[: frame.shape[1]]):
        if place:
            _ask(name, labels[place], frame[name], made)
        else:
            made.columns[name] = frame[name]
    told = (
        ("boxes", made.boxes),
        ("joined", made.joined),
        ("written", made.written),
        ("doubtful", made.doubtful),
    )
    notes += [
        say(f"reading.google_forms.{key}", names=listed(names)) for key, names in told if names
    ]
    notes += _lone_boxes(made)
    book = Codebook(questions=made.questions)
    return RawFile(
        framed(made.columns), book, tuple(notes), format="google_forms", details=grid.details
    )


def _lone_boxes(made: _Made) -> list[str]:
    """Tell which columns hold one text or a blank, as a check box of its own does."""
    found = {}
    for name, question in made.questions.items():
        if question.kind == "single" and name in made.columns:
            column = made.columns[name]
            texts = list(column.dropna().unique()) if column.dtype == "str" else []
            if len(texts) == 1 and FEWEST <= column.notna().sum() < len(column):
                found[name] = str(texts[0])
    if not found:
        return []
    name, text = next(iter(found.items()))
    told = {"columns": listed(list(found)), "name": repr(name), "chosen": repr([text])}
    told["parts"] = repr({text: name})
    return [plural("reading.google_forms.lone_boxes", len(found), **told)]


def _labels(wordings: list[str]) -> list[str]:
    """Return the wording of each column; that of a grid's row is "Question - Row"."""
    rows = [ROW.fullmatch(each) for each in wordings]
    grids = Counter(each[1] for each in rows if each and each[2].casefold() not in NO_GRID)
    return [
        f"{row[1]} - {row[2]}" if row and grids[row[1]] > 1 else wording
        for wording, row in zip(wordings, rows, strict=True)
    ]


def _ask(name: str, label: str, column: "pd.Series[Any]", made: _Made) -> None:
    """Make the question or questions of one column."""
    boxes = boxes_of(column.dropna()) if column.dtype == "str" else None
    if isinstance(boxes, Boxes):
        _tick(name, label, column, boxes, made)
        return
    if isinstance(boxes, Doubt):
        made.doubtful.append(name)
    made.columns[name] = column
    made.questions[name] = _question(name, label, column)


def _question(name: str, label: str, column: "pd.Series[Any]") -> Question:
    """Return a question of one answer; whole numbers up to 10 are the steps of a linear scale."""
    if column.dtype.kind not in "if":
        return Question(name, label=label)
    values = {float(each) for each in column.dropna().unique()}
    if not values:
        return Question(name, label=label)
    if values <= set(map(float, STEPS)):
        steps = range(min(1, int(min(values))), int(max(values)) + 1)
        return Question(name, "scale", label=label, levels=tuple((n, str(n)) for n in steps))
    return Question(name, "number", label=label)


def _tick(name: str, label: str, column: "pd.Series[Any]", boxes: Boxes, made: _Made) -> None:
    """Make a question with several answers of a column with check boxes."""
    codes, uniques = pd.factorize(column)
    cells = [str(each).strip() for each in uniques]
    parts: dict[str, str] = {}
    held = {option: [option in boxes.chosen[each] for each in cells] for option in boxes.options}
    if boxes.written:
        other = say("reading.google_forms.other")
        held[other if other not in held else f"{other} (2)"] = [
            each in boxes.written for each in cells
        ]
    for option, chosen in held.items():
        parts[option] = _free(f"{name}: {option}", made)
        values = np.array([*map(float, chosen), np.nan])
        made.columns[parts[option]] = pd.Series(values[codes])
    if boxes.written:
        words = _free(say("reading.google_forms.words", name=name), made)
        texts = np.array([*(boxes.written.get(each) for each in cells), None], object)
        made.columns[words] = pd.Series(texts[codes], dtype="str")
        made.questions[words] = Question(words, label=label)
        made.written.append(name)
    made.questions[name] = Question(name, "multiple", parts, label=label, chosen=(1,))
    made.boxes.append(name)
    made.joined += boxes.joined


def _free(name: str, made: _Made) -> str:
    """Return a name that no column has."""
    n, free = 1, name
    while free in made.columns:
        n += 1
        free = f"{name} ({n})"
    return free
