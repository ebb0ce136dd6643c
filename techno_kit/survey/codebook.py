"""What a survey's columns mean: questions, items of activities, scales."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from techno_kit.errors import QuestionError, unknown_word
from techno_kit.survey.activities import RANKS, Frequency, Item, Otherwise, Scale, Value
from techno_kit.survey.options import Option
from techno_kit.survey.several import (
    by_name,
    columns_of,
    composed,
    levels_of,
    missing_of,
    numbers_of,
    several,
    values_of,
)
from techno_kit.survey.translations import ORIGINAL, Translation
from techno_kit.wording import say

if TYPE_CHECKING:
    import pandas as pd

    from techno_kit.survey.respondents import Respondents

__all__ = [
    "RANKS",
    "Blank",
    "Codebook",
    "Frequency",
    "Item",
    "Kind",
    "Option",
    "Otherwise",
    "Question",
    "Scale",
    "Value",
]

Kind = Literal["single", "multiple", "scale", "number"]
Blank = Literal["missing", "not_chosen"]


@dataclass(frozen=True)
class Question:
    """A question and how its column or columns are read.

    Attributes
    ----------
    name : str
        The name by which verbs find the question.
    kind : {"single", "multiple", "scale", "number"}
        One answer; overlapping answers; one answer of an ordered list; a quantity.
    columns : sequence of str, or mapping of answer id to column
        The columns that hold the answers; `name` itself when empty. A multiple-choice question
        has a column an answer.
    label : str
        The question's wording for captions; `name` when empty.
    levels : tuple of (value, label), mapping of value to label, or sequence of values
        The values in the file and their labels, in order; found in the data when empty.
    missing : tuple of values or (low, high) ranges, or None
        Values that are no answer; None for those of the whole codebook.
    cut : tuple of float
        For a number read as a single choice: the lower limits of its bands.
    options : tuple of Option
        For a multiple-choice question that is read from activity items (a ladder's rungs).
    chosen : tuple of values
        For a multiple-choice question: the values that mean "chosen", all others meaning "not
        chosen". When empty, 1 and True mean chosen, 0 and False not, and anything else is refused.
    blank : {"missing", "not_chosen"}
        For a multiple-choice question: what a blank cell is; exports that leave blank what was not
        ticked need ``"not_chosen"``.
    dont_know : {"not_doing", "missing"}
        For a question with `options`: what "don't know" counts as.
    caption : str
        A sentence about definition and window that travels with the question.
    strict : bool
        Whether a value outside `levels` and `missing` is an error. Levels that a file brings along
        label only some values (99 "Don't know"); those that a mapping lists are all there are.
    none : str
        For a multiple-choice question: the answer that excludes all others ("None of these"), by
        its id or its column; empty where there is none. It is in no pair and no number of answers,
        and the test of the whole question leaves it out. Of `options` each says so itself.
    routing : str
        Who was asked, in words, where not everybody was.
    trail : tuple of str
        What the kit made the question from, a sentence a step; empty for one of the survey.

    Examples
    --------
    >>> Question("owned", kind="multiple", columns={"phone": "Q7_1", "tablet": "Q7_2"}).parts
    {'phone': 'Q7_1', 'tablet': 'Q7_2'}
    """

    name: str
    kind: Kind = "single"
    columns: Sequence[str] | Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    label: str = ""
    levels: Sequence[tuple[Value, str]] = ()
    missing: Sequence[Value | tuple[float, float]] | None = None
    cut: Sequence[float] = ()
    options: Sequence[Option] = ()
    chosen: Sequence[Value] = ()
    blank: Blank = "missing"
    dont_know: Otherwise = "not_doing"
    caption: str = ""
    strict: bool = False
    none: str = ""
    routing: str = ""
    trail: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise QuestionError(say("errors.question.name", value=repr(self.name)))
        owner = say("errors.question.subject", name=self.name)
        read = {
            "columns": columns_of(owner, self.columns),
            "levels": levels_of(owner, self.levels),
            "missing": None if self.missing is None else missing_of(owner, self.missing),
            "cut": numbers_of(owner, "cut", self.cut),
            "options": several(owner, "options", self.options),
            "chosen": values_of(owner, "chosen", self.chosen),
            "trail": several(owner, "trail", self.trail),
        }
        for name, values in read.items():
            object.__setattr__(self, name, values)
        ids = {column: answer for answer, column in self.parts.items()}
        none = composed(self.none)
        object.__setattr__(self, "none", none if none in self.parts else ids.get(none, none))

    def problems(self) -> list[str]:
        """Word what contradicts itself in this question, whatever the data are."""
        problems, kinds = [], get_args(Kind)
        if self.kind not in kinds:
            problems.append(unknown_word("kind", self.kind, kinds))
        elif self.kind != "multiple" and len(self.columns) > 1:
            problems.append(say("errors.question.one_column", kind=self.kind))
        if self.blank not in get_args(Blank):
            problems.append(unknown_word("blank", self.blank, get_args(Blank)))
        if any(low >= high for low, high in pairwise(self.cut)):
            problems.append(say("errors.question.cut", cut=list(self.cut)))
        if self.none and self.kind != "multiple":
            problems.append(say("errors.question.none_not_multiple"))
        elif self.none and not self.options and self.none not in self.parts:
            problems.append(unknown_word("none", self.none, list(self.parts)))
        return problems

    @property
    def apart(self) -> tuple[str, ...]:
        """Ids of the answers that exclude all others: a ladder's last rung, "None of these"."""
        if self.options:
            return tuple(option.id for option in self.options if option.none)
        return (self.none,) if self.none else ()

    @property
    def apart_labels(self) -> tuple[str, ...]:
        """What those answers are called."""
        if self.options:
            return tuple(option.label for option in self.options if option.none)
        return self.apart

    @property
    def title(self) -> str:
        """The question's wording, or its name where it has none."""
        return self.label or self.name

    @property
    def parts(self) -> dict[str, str]:
        """Answer id to column: for a multiple-choice question one an answer, else one in all."""
        pairs = (
            each if isinstance(each, tuple) else (composed(each), each) for each in self.columns
        )
        return dict(pairs) or {self.name: self.name}

    @property
    def column(self) -> str:
        """The one column of a question that is not multiple-choice."""
        return next(iter(self.parts.values()))

    @property
    def codes(self) -> dict[str, str]:
        """The values of its levels, as text, and their labels; empty where none are listed."""
        return {str(value).removesuffix(".0"): label for value, label in self.levels}

    @property
    def is_quantity(self) -> bool:
        """Whether its answers are numbers that are used as they are, not put into bands."""
        return self.kind == "number" and not self.cut


@dataclass(frozen=True)
class Codebook:
    """What a survey's columns mean.

    Attributes
    ----------
    questions : mapping of str to Question, or sequence of Question
        By name. A column without an entry is a question of its own, read as it is.
    items : mapping of str to Item, or sequence of Item
        By activity id.
    population : str
        Who the survey is about, such as ``"Individuals 10+, Brazil"``; empty when not stated.
    probability_sample : bool or None
        Whether respondents were drawn at random; None when not stated.
    missing : tuple of values or (low, high) ranges
        Values that are no answer in any column, but for questions and scales that name their own.
    synthetic : bool
        Whether the data are made up; then every caption says so.
    waves : str
        Name of the question whose levels are the waves of a tracker, in their order; empty where
        there is one wave.
    wave_weight : str
        Column of weights that were divided by their mean in every wave; empty where there is none.
    mode : str
        How people were asked, such as ``"online panel"``; empty when not stated.
    cautions : tuple of str
        Sentences that travel with every result, such as how waves differ.
    of_some_waves : mapping of str to tuple of str
        Questions and columns that some waves lack, and the waves that have them.
    not_offered : mapping of str to mapping of str to tuple of str
        By question and answer, the waves in which the answer could not be given.
    translations : mapping of str to mapping of str to Translation
        Wording by language, such as ``"nl"``, and question name.
    language : str
        In which of them its own labels are; empty where the file does not say.
    personal : mapping of str to str
        Columns of personal data, set aside or kept, and what they hold; their values are not shown.
    respondents : Respondents or None
        Whose answers it describes, if it was asked of a sample; None of changed copies.

    Examples
    --------
    >>> book = Codebook(population="online adults")
    >>> list(book.with_question(Question("sex")).questions)
    ['sex']
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    population: str = ""
    probability_sample: bool | None = None
    missing: tuple[Value | tuple[float, float], ...] = ()
    synthetic: bool = False
    waves: str = ""
    mode: str = ""
    cautions: tuple[str, ...] = ()
    wave_weight: str = ""
    of_some_waves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_offered: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    language: str = ""
    personal: Mapping[str, str] = field(default_factory=dict)
    respondents: "Respondents | None" = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        owner = say("errors.several_values.codebook")
        questions = by_name(owner, "questions", self.questions, Question, "name")
        items = by_name(owner, "items", self.items, Item, "activity")
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "missing", missing_of(owner, self.missing))
        object.__setattr__(self, "cautions", several(owner, "cautions", self.cautions))

    def with_question(self, question: Question) -> "Codebook":
        """Return a codebook in which `question` is added, or replaces the one of its name."""
        from techno_kit.survey.languages import translations_with

        told = translations_with(self.translations, self.questions.get(question.name), question)
        questions = {**self.questions, question.name: question}
        return replace(self, questions=questions, translations=told)

    def with_labels(self, labels: "Codebook") -> "Codebook":
        """Return this codebook, with a file's labels where it has none, and its missing values."""
        from techno_kit.survey.languages import translations_under

        told = translations_under(labels.translations, labels.questions, self.questions)
        questions = {
            name: replace(question, missing=(*(question.missing or ()), *self.missing))
            for name, question in labels.questions.items()
        }
        for name, question in self.questions.items():
            own = questions.get(question.column) if question.kind != "multiple" else None
            if own is not None:
                question = replace(
                    question,
                    label=question.label or own.label,
                    routing=question.routing or own.routing,
                    levels=question.levels or (() if question.cut else own.levels),
                    missing=own.missing if question.missing is None else question.missing,
                )
            questions[name] = question
        items = {
            activity: item.with_missing(questions[item.column].missing or ())
            if item.column in labels.questions
            else item
            for activity, item in self.items.items()
        }
        return replace(
            self,
            questions=questions,
            items=items,
            missing=(*self.missing, *labels.missing),
            translations={**told, **self.translations},
            language=self.language or labels.language,
            not_offered={**labels.not_offered, **self.not_offered},
            personal={**labels.personal, **self.personal},
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its wording: that of its labels first, ``"original"`` if not named."""
        return tuple(dict.fromkeys((self.language or ORIGINAL, *self.translations)))

    def with_language(self, language: str) -> "Codebook":
        """Return the codebook with its labels in another of its languages; nothing is lost.

        What is not worded in it stays as it is; ``"original"`` goes back.

        Raises
        ------
        QuestionError
            If nothing is worded in the language.

        Examples
        --------
        >>> sex = Question("sex", label="Sex", levels=[(1, "Female"), (2, "Male")])
        >>> dutch = {"sex": Translation("Geslacht", ((1, "Vrouw"), (2, "Man")))}
        >>> Codebook([sex], translations={"nl": dutch}).with_language("nl").questions["sex"].levels
        ((1, 'Vrouw'), (2, 'Man'))
        """
        from techno_kit.survey.languages import codebook_in

        return codebook_in(self, language)

    @property
    def columns_read(self) -> dict[str, str]:
        """Columns that a question of one answer and another name reads, and that question."""
        found: dict[str, str] = {}
        for name, question in self.questions.items():
            if question.kind != "multiple" and question.column != name:
                found.setdefault(question.column, name)
        return found

    def windows(self, activities: Iterable[str]) -> tuple[str | None, ...]:
        """Return the different answer windows of some items, in the items' order."""
        return tuple(dict.fromkeys(self.items[each].scale.window for each in activities))

    def of_respondents(self, respondents: "Respondents | None") -> "Codebook":
        """Return the codebook as that of some respondents, or of none."""
        if respondents is self.respondents:
            return self
        bound = copy(self)
        object.__setattr__(bound, "respondents", respondents)
        return bound

    @property
    def table(self) -> "pd.DataFrame":
        """What the codebook says, tidy: a row a level, one for a question without.

        Columns ``question``, ``kind``, ``label`` (the wording), ``routing`` (who was asked),
        ``column``, ``place`` (of the level, from 1), ``code`` (the value in the file, as text),
        ``level``, ``missing`` (whether it is no answer), ``excludes`` (whether it excludes all
        other answers) and ``trail`` (what the kit made it from). Further languages add
        ``label_nl`` and ``level_nl``.
        """
        from techno_kit.survey.codebooks.tables import codebook_table

        return codebook_table(self)

    @property
    def distribution(self) -> "pd.DataFrame":
        """What respondents answered, tidy: a row a level, or a quantile of a number.

        Columns ``question``, ``kind``, ``statistic`` (``"share"``, ``"missing"``, ``"quantile"``,
        ``"mean"``, ``"different"``), ``level``, ``n``, ``share`` (0-1, of the base of `tk.profile`,
        who left no item blank; of missing ones, of all), ``weighted_share`` and ``value``. Of open
        texts only their number of different answers is told, never a text.

        Raises
        ------
        QuestionError
            If this is a codebook by itself; that of a sample is ``sample.codebook``.
        """
        from techno_kit.survey.codebooks.distributions import distribution_table

        return distribution_table(self)

    def _repr_html_(self) -> str:
        from techno_kit.survey.codebooks.views import codebook_html

        return codebook_html(self)

    def __str__(self) -> str:
        from techno_kit.survey.codebooks.views import codebook_text

        return codebook_text(self)
