"""Answers as an SPSS file: labels, measurement level, missing values, sets, case weight."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from techno_kit.errors import FileError, listed
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.saving import Write
from techno_kit.survey.stored.kept import Kept
from techno_kit.survey.stored.spss_columns import SpssColumn, spss_column
from techno_kit.survey.stored.spss_dictionary import ResponseSet, with_sets
from techno_kit.survey.stored.spss_names import LABEL, cut_text, spss_names
from techno_kit.wording import join, plural, say


def spss_writer(kept: Kept, name: str) -> tuple[Write, list[str]]:
    """Return what writes the rows as an SPSS file, and what it does not keep in sentences.

    Raises
    ------
    FileError
        If pyreadstat is not installed.
    """
    try:
        import pyreadstat
    except ImportError as error:
        told = say("storing.extra", file=name, package="pyreadstat")
        raise FileError(told) from error
    asked = _asked(kept)
    stored = kept.stored()
    columns = {
        column: spss_column(
            kept.frame[column] if kind.as_it_is else stored[column],
            asked.get(column),
            kept.codebook,
        )
        for column, kind in kept.columns.items()
    }
    names = spss_names(columns)
    sets, refused = _sets(kept, columns, names)
    frame = pd.DataFrame({names[column]: each.values for column, each in columns.items()})
    weight = names.get(kept.design.weight or "")
    about: dict[str, Any] = {
        "column_labels": _labels(kept, columns, names),
        "variable_value_labels": {
            names[column]: each.labels for column, each in columns.items() if each.labels
        },
        "missing_ranges": {
            names[column]: list(each.missing) for column, each in columns.items() if each.missing
        },
        "variable_measure": {names[column]: each.measure for column, each in columns.items()},
    }

    def write(draft: Path) -> None:
        try:
            pyreadstat.write_sav(frame, str(draft), file_label=_file_label(kept), **about)
        except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
            raise FileError(say("saving.file", file=name, reason=error)) from error
        draft.write_bytes(with_sets(draft.read_bytes(), sets, weight))

    return write, list(_told(kept, columns, names, refused))


def _file_label(kept: Kept) -> str:
    return cut_text(kept.codebook.population, 64)


def _labels(
    kept: Kept, columns: Mapping[str, SpssColumn], names: Mapping[str, str]
) -> dict[str, str | None]:
    """Return the labels of variables; a column of a multiple-choice question is its answer's."""
    labels = {column: each.label for column, each in columns.items()}
    own = {each.column for each in kept.codebook.questions.values() if each.kind != "multiple"}
    for question in kept.codebook.questions.values():
        if question.kind != "multiple":
            continue
        for answer, column in question.parts.items():
            if column not in own or not labels[column]:
                labels[column] = cut_text(answer, LABEL)
    return {names[column]: label or None for column, label in labels.items()}


def _asked(kept: Kept) -> dict[str, Question]:
    """Return the question that reads each column; that of its own name counts before others."""
    found: dict[str, Question] = {}
    for question in kept.codebook.questions.values():
        for column in question.parts.values():
            if column not in found or (question.name == column and question.kind != "multiple"):
                found[column] = question
    return found


def _sets(
    kept: Kept, columns: Mapping[str, SpssColumn], names: Mapping[str, str]
) -> tuple[list[ResponseSet], list[str]]:
    """Return the multiple-choice questions as sets, and the names of those that cannot be one."""
    sets, refused = [], []
    taken = spss_names(each.name.lstrip("$") for each in kept.codebook.questions.values())
    for question in kept.codebook.questions.values():
        if question.kind != "multiple" or question.options:
            continue
        parts = list(question.parts.values())
        chosen = [text_of(each) for each in question.chosen] or ["1"]
        numeric = all(columns[each].values.dtype.kind == "f" for each in parts)
        coded = any("coded" in columns[each].told for each in parts)
        plain = len(chosen) == 1 and chosen[0].lstrip("-").isdigit()
        if not (numeric and plain) or coded:
            refused.append(question.name)
            continue
        label = cut_text(question.label, LABEL)
        variables = tuple(names[each] for each in parts)
        sets.append(ResponseSet(taken[question.name.lstrip("$")], label, chosen[0], variables))
    return sets, refused


def _told(
    kept: Kept, columns: Mapping[str, SpssColumn], names: Mapping[str, str], refused: list[str]
) -> Iterator[str]:
    """Word what an SPSS file does not keep."""
    renamed = [(old, new) for old, new in names.items() if old != new]
    if renamed:
        pairs = [say("storing.spss.pair", old=old, new=new) for old, new in renamed[:8]]
        yield plural("storing.spss.renamed", len(renamed), names=join(pairs))
    keys = dict.fromkeys(key for each in columns.values() for key in each.told)
    for key in keys:
        held = [column for column, each in columns.items() if key in each.told]
        yield say(f"storing.spss.{key}", columns=listed(held))
    if refused:
        yield say("storing.spss.sets", names=listed(refused))
    book = kept.codebook
    if book.not_offered:
        yield say("storing.spss.not_offered", columns=listed(list(book.not_offered)))
    lost = {
        "activities": bool(book.items),
        "translations": len(book.languages) > 1,
        "design": bool({*kept.design.columns} - {kept.design.weight} or kept.design.raked_on),
        "index": bool(kept.index),
    }
    yield from (say(f"storing.spss.{key}") for key, there in lost.items() if there)
