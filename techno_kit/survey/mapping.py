"""The mapping: a file that says what a survey's columns mean in the framework's words."""

import os
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Any

from techno_kit.errors import MappingError, QuestionError, listed, nearest, raise_all
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design
from techno_kit.survey.mapping_design import Margins, design_uses, read_design
from techno_kit.survey.mapping_entries import (
    ColumnUse,
    FileOptions,
    item_uses,
    question_uses,
    read_file_options,
    read_items,
    read_questions,
    read_scales,
)
from techno_kit.survey.paths import read_utf8
from techno_kit.survey.schema import Checker, Reader, at, flag, parse, read_table, text
from techno_kit.wording import join, say

SCHEMA = "techno_kit/mapping/1"


def _as_it_is(check: Checker, path: tuple[str | int, ...], found: object) -> object:
    return found


_TOP: dict[str, Reader] = {
    "schema": _as_it_is,
    "population": text,
    "probability_sample": flag,
    "synthetic": flag,
    "waves": text,
    "mode": text,
    "file": _as_it_is,
    "design": _as_it_is,
    "questions": _as_it_is,
    "scales": _as_it_is,
    "activities": _as_it_is,
}


@dataclass(frozen=True)
class Mapping:
    """What a survey's columns mean, and how the file is read and weighted.

    Attributes
    ----------
    codebook : Codebook
        Questions, items of activities, population.
    design : Design
        Weight, strata and clusters.
    weights : mapping of str to str
        Name to column of every weight; the first is the design's.
    raked_on : mapping of str to margins
        Name of a weight to the questions that its makers raked it to.
    file : FileOptions
        How the file is read where finding out is not enough.
    source : str
        What messages call the mapping: its file's name.
    uses : tuple of ColumnUse
        Every column that it names, with key and line.

    Examples
    --------
    >>> mapping = Mapping.from_dict({
    ...     "schema": "techno_kit/mapping/1",
    ...     "design": {"weight": "Peso"},
    ...     "questions": {"gender": {"column": "sexo", "levels": [[1, "Male"], [2, "Female"]]}},
    ... })
    >>> mapping.design.weight, mapping.codebook.questions["gender"].column
    ('Peso', 'sexo')
    """

    codebook: Codebook
    design: Design = field(default_factory=Design)
    weights: AnyMapping[str, str] = field(default_factory=dict)
    raked_on: AnyMapping[str, Margins] = field(default_factory=dict)
    file: FileOptions = field(default_factory=FileOptions)
    source: str = ""
    uses: tuple[ColumnUse, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(cls, found: "Mapping | AnyMapping[str, Any] | str | os.PathLike[str]") -> "Mapping":
        """Return a mapping as it is, from its file, or from a dictionary of the file's shape.

        Parameters
        ----------
        found : Mapping, path or dictionary
            What a user gave as a mapping.

        Raises
        ------
        FileError, MappingError
            As `read` and `from_dict`; also if it is none of these.
        """
        if isinstance(found, Mapping):
            return found
        if isinstance(found, AnyMapping):
            return cls.from_dict(found)
        if isinstance(found, str | os.PathLike):
            return cls.read(found)
        raise MappingError(say("mapping.kind", kind=type(found).__name__))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> "Mapping":
        """Read a mapping from a TOML file.

        Parameters
        ----------
        path : str or path
            The file, UTF-8.

        Raises
        ------
        FileError
            If there is no such file, or it is not UTF-8.
        MappingError
            With every problem, its line and its key.
        """
        source, content = read_utf8(path)
        document, check = parse(source, content, MappingError)
        return cls._build(document, check)

    @classmethod
    def from_dict(cls, document: AnyMapping[str, Any], source: str = "") -> "Mapping":
        """Return the mapping that a dictionary of the same shape as the file describes.

        Parameters
        ----------
        document : mapping
            The keys of a mapping file.
        source : str, optional
            What messages call the mapping.

        Raises
        ------
        MappingError
            With every problem and its key.
        """
        return cls._build(document, Checker(source or say("mapping.subject")))

    @classmethod
    def _build(cls, document: AnyMapping[str, Any], check: Checker) -> "Mapping":
        _check_schema(document, check)
        top = read_table(check, (), document, _TOP)
        file, missing = read_file_options(check, ("file",), top.get("file", {}))
        design, given = read_design(check, ("design",), top.get("design", {}))
        questions = read_questions(check, ("questions",), top.get("questions", {}), missing)
        scales = read_scales(check, ("scales",), top.get("scales", {}))
        items = read_items(check, ("activities",), top.get("activities", {}), scales)
        waves = top.get("waves", "")
        if waves and waves not in questions:
            check.tell(("waves",), "no_question", name=waves, near=nearest(waves, questions))
        check.raise_all(MappingError)
        codebook = Codebook(
            questions=questions,
            items=items,
            population=top.get("population", ""),
            probability_sample=top.get("probability_sample"),
            missing=missing,
            synthetic=top.get("synthetic", False),
            waves=waves,
            mode=top.get("mode", ""),
        )
        uses = (
            *design_uses(design, given.columns, check),
            *question_uses(questions, check),
            *item_uses(items, check),
        )
        weights, raked_on = given.columns, given.raked_on
        return cls(codebook, design, weights, raked_on, file, check.source, uses)

    @property
    def population(self) -> str:
        """Who the survey is about; empty when not stated."""
        return self.codebook.population

    @property
    def probability_sample(self) -> bool | None:
        """Whether respondents were drawn at random; None when not stated."""
        return self.codebook.probability_sample

    @property
    def synthetic(self) -> bool:
        """Whether the data are made up."""
        return self.codebook.synthetic

    def with_weight(self, name: str) -> "Mapping":
        """Return the mapping with another of its weights in force.

        Raises
        ------
        QuestionError
            If the mapping has no weight of that name; names those it has.
        """
        if name in self.weights:
            weight, raked_on = self.weights[name], self.raked_on.get(name, ())
            return replace(self, design=replace(self.design, weight=weight, raked_on=raked_on))
        if not self.weights:
            raise QuestionError(say("mapping.no_weights", source=self.source, name=name))
        names, near = listed(list(self.weights)), nearest(name, self.weights)
        raise QuestionError(
            say("mapping.unknown_weight", source=self.source, name=name, names=names, near=near)
        )

    def weight_notes(self, design: Design) -> list[str]:
        """Tell which weights there are, and which is in force under a design; nothing of one."""
        if len(self.weights) < 2:
            return []
        told = [
            say("mapping.weight", name=name, column=each) for name, each in self.weights.items()
        ]
        force = [name for name, each in self.weights.items() if each == design.weight]
        kept = say("mapping.in_force", name=force[0]) if force else say("mapping.none_in_force")
        return [say("mapping.several_weights", weights=join(told), kept=kept)]

    def check_columns(self, columns: Iterable[object]) -> None:
        """Refuse data that lack a column which the mapping names.

        Parameters
        ----------
        columns : iterable
            The names of the columns that are there.

        Raises
        ------
        MappingError
            With the line, the key and the nearest name of every column that is not there; where
            none is there, also with the columns that are.
        """
        there = dict.fromkeys(str(each) for each in columns)
        problems = []
        for use in self.uses:
            if use.column not in there:
                near = nearest(use.column, there)
                problem = say("mapping.no_column", column=use.column, near=near)
                problems.append(at(use.line, use.path, problem))
        if problems and len(problems) == len(self.uses):
            problems.append(say("mapping.none_there", columns=listed(list(there))))
        raise_all(MappingError, self.source, problems)


def _check_schema(document: AnyMapping[str, Any], check: Checker) -> None:
    """Tell a missing schema; stop at one of another kind, as its keys mean other things."""
    if "schema" not in document:
        check.tell((), "no_schema", schema=SCHEMA)
    elif document["schema"] != SCHEMA:
        check.tell(("schema",), "other_schema", found=repr(document["schema"]), schema=SCHEMA)
        check.raise_all(MappingError)
