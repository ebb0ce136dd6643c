"""The form of a targets file: every level of a sample's questions, to be filled in."""

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from techno_kit.errors import FileError, QuestionError, raise_all, unknown_word
from techno_kit.survey.paths import check_path
from techno_kit.survey.saving import write_together
from techno_kit.survey.targets.building import asked_margins
from techno_kit.survey.targets.target_margins import MEAN, TOTAL, Unit
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

# How a formula begins in a spreadsheet, in full-width signs too, and how a comment begins in the
# file; an apostrophe before such a sign is counted in, so that taking one away gives the text back.
SIGNS = re.compile("'*[=+\\-@#\t\r\n＝＋－＠]")


def marked(text: str) -> str:
    """Put an apostrophe before a text that would be taken for a formula or a comment.

    Examples
    --------
    >>> marked("=cmd()"), marked("18-24")
    ("'=cmd()", '18-24')
    """
    return f"'{text}" if SIGNS.match(text) else text


def unmarked(text: str) -> str:
    """Take the apostrophe of `marked` away.

    Examples
    --------
    >>> unmarked("'=cmd()"), unmarked("'t Gooi")
    ('=cmd()', "'t Gooi")
    """
    return text[1:] if text.startswith("'") and SIGNS.match(text) else text


def written_form(
    sample: "Sample",
    margins: Sequence[str | tuple[str, ...]],
    path: str | os.PathLike[str] | None,
    *,
    within: str,
    unit: Unit,
    overwrite: bool,
) -> Path | str:
    """Return the form's text, or write it and return its path.

    Raises
    ------
    QuestionError
        If a question is not there, or a margin cannot be made of it.
    FileError
        If there is a file already, or the file cannot be written.
    """
    text = _text(sample, margins, within, unit)
    if path is None:
        return text
    check_path(path)
    found = Path(path)
    if found.suffix.casefold() != ".csv":
        raise FileError(say("target_form.suffix", file=found.name))
    if found.exists() and not overwrite:
        raise FileError(say("target_form.there", file=found.name))
    # With a byte-order mark: without one a spreadsheet takes UTF-8 for another encoding.
    write_together({found: lambda draft: draft.write_text(text, "utf-8-sig", newline="")})
    return found


def _text(
    sample: "Sample", margins: Sequence[str | tuple[str, ...]], within: str, unit: Unit
) -> str:
    asked = asked_margins(margins, within, "targets.template")
    problems = []
    if unit not in get_args(Unit):
        problems.append(unknown_word("unit", unit, get_args(Unit)))
    variables = list(dict.fromkeys(name for names in asked for name in names))
    levels = {name: _levels(sample, name, unit, problems) for name in variables}
    for names in asked:
        if len(names) > 1:
            numbers = [name for name in names if levels[name] in ([MEAN], [TOTAL])]
            problems += [say("target_form.number", name=name) for name in numbers]
    raise_all(QuestionError, "targets.template", problems)
    lines = io.StringIO()
    lines.write(say("target_form.about") + "\n")
    if within:
        lines.write(say("target_form.within", within=within) + "\n")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*map(marked, variables), unit])
    writer.writerows(_rows(asked, variables, levels))
    return lines.getvalue()


def _rows(
    asked: Sequence[tuple[str, ...]], variables: Sequence[str], levels: dict[str, list[str]]
) -> Iterator[list[str]]:
    """Yield a row a level of every margin, its value blank."""
    for names in asked:
        for combination in product(*(levels[name] for name in names)):
            level = dict(zip(names, combination, strict=True))
            yield [*(level.get(name, "") for name in variables), ""]


def _levels(sample: "Sample", name: str, unit: Unit, problems: list[str]) -> list[str]:
    """Return a question's levels as the form writes them; tell what is wrong with it."""
    try:
        question = sample.question(name)
        if question.is_quantity:
            return [TOTAL if unit == "count" else MEAN]
        answers = sample.answers(question)
    except QuestionError as error:
        problems.append(str(error))
        return []
    if question.kind == "multiple":
        problems.append(say("errors.rake.multiple", name=name))
    if name.strip().casefold() in get_args(Unit):
        problems.append(say("target_form.name", name=name))
    return [marked(each) for each in answers.levels]
