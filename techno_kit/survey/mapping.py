"""The mapping: a file that says what a survey's columns mean in the framework's words."""

import os
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from techno_kit.ladder.rungs import Ladder
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.suggesting.suggestion import Suggestion

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

    @staticmethod
    def suggest(sample: "Sample", ladder: "Ladder", *, threshold: float = 0.8) -> "Suggestion":
        """Propose what the columns of a sample are, from their wording; nothing is applied.

        Activities of the ladder, demographics and the weight are looked for in the wording of
        questions and of their answers, and in the columns' names, in English and Dutch; answer
        texts are read as frequencies. Look through the proposals, edit them, save them.

        Parameters
        ----------
        sample : Sample
            A file as read, without a mapping.
        ladder : Ladder
            Whose activities to look for.
        threshold : float
            The score, 0-1, from which a proposal is in the suggested mapping.

        Returns
        -------
        Suggestion
            Its ``table`` has a row a column; ``mapping`` holds what is at or above the threshold;
            ``save`` writes a mapping file in which the doubtful ones are comments.

        Raises
        ------
        QuestionError
            If an argument is of another kind, or the threshold is no score.

        Notes
        -----
        The rules are the kit's own: lists of words for things (a blog, a review), for what is done
        with them (read, write), and for what tells that a question is about something else (an
        opinion, another person, a negation). A score is no probability.

        Examples
        --------
        >>> import pandas as pd, techno_kit as tk
        >>> answers = pd.DataFrame({"How often do you read blogs?": ["Daily", "Never", "Weekly"]})
        >>> found = Mapping.suggest(tk.Sample.from_frame(answers), tk.load_ladder("2010"))
        >>> found.table[["what", "score"]].values.tolist()
        [['activities.blog_read', 0.95]]
        >>> found.mapping.codebook.items["blog_read"].scale.answers
        (('Daily', 'daily'), ('Weekly', 'weekly'), ('Never', 'never'))
        """
        from techno_kit.survey.suggesting.suggestion import suggest_mapping

        return suggest_mapping(sample, ladder, threshold)

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

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Save the mapping as TOML, which `read` reads back without loss.

        Parameters
        ----------
        path : str or path
            Where to; ends in ``.toml``. The file appears whole or not at all. Comments of a file
            that the mapping was read from are not kept.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        FileError
            If the name ends otherwise, or the file cannot be written.
        MappingError
            If the mapping holds what no file can say.
        """
        from techno_kit.survey.mapping_writing import save_mapping

        return save_mapping(self, path)

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
