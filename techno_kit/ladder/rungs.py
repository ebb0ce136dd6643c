"""Activities, the rungs that they put a person on, and the ladder of rungs.

Rungs overlap: one activity, done often enough, is enough for a rung, and no rung implies another.
Only the last one is exclusive: those on no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

import pandas as pd

from techno_kit.errors import MappingError, QuestionError, listed, nearest, raise_all
from techno_kit.ladder.coverage import Coverage
from techno_kit.ladder.rules import broken_rules
from techno_kit.survey.codebook import Codebook, Frequency, Item, Option, Otherwise, Question
from techno_kit.wording import say
from techno_kit.wording.phrases import LANGUAGE

Edition = Literal["2007", "2008", "2010"]
EDITIONS: tuple[str, ...] = get_args(Edition)


class Surveyed(Protocol):
    """What a ladder needs of a sample: which items it has. Every kind of sample offers this."""

    @property
    def codebook(self) -> Codebook:
        """What the survey's columns mean."""
        ...

    def item(self, activity: str) -> Item | None:
        """Return the survey's question for an activity, or None."""
        ...


def _label(labels: Mapping[str, str], name: str, language: str) -> str:
    """Return the label in a language, else in English, else in any, else the id in words."""
    known = [labels[each] for each in (language, "en", *labels) if each in labels]
    return known[0] if known else name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Activity:
    """Something people do online, the same in every edition of the ladder.

    Attributes
    ----------
    id : str
        Its name in mappings, such as ``"blog_publish"``.
    labels : mapping of language to str
        Its wording, by language code.

    Examples
    --------
    >>> Activity("blog_read", {"en": "Read blogs", "nl": "Blogs lezen"}).label("nl")
    'Blogs lezen'
    """

    id: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def label(self, language: str = LANGUAGE) -> str:
        """Return the wording in a language; in English where there is none."""
        return _label(self.labels, self.id, language)


@dataclass(frozen=True, slots=True)
class Rung:
    """A group of the ladder: everyone who does one of its activities often enough.

    Attributes
    ----------
    id : str
        Its name in tables, such as ``"creators"``.
    labels : mapping of language to str
        Its name in captions, by language code.
    any_of : tuple of str
        Ids of the activities; one of them is enough.
    at_least : Frequency
        How often: ``"monthly"`` or another frequency. A "yes" is often enough for any.
    none : bool
        Whether this is the exclusive rung of those on no other.

    Examples
    --------
    >>> Rung("creators", {"en": "Creators"}, ("blog_publish", "video_upload")).label()
    'Creators'
    """

    id: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    any_of: tuple[str, ...] = ()
    at_least: Frequency = "monthly"
    none: bool = False

    def label(self, language: str = LANGUAGE) -> str:
        """Return the name in a language; in English where there is none."""
        return _label(self.labels, self.id, language)


@dataclass(frozen=True, repr=False)
class Ladder:
    """An edition of the ladder.

    Attributes
    ----------
    id : str
        The edition, such as ``"2010"``. Profiles of different editions are not comparable.
    rungs : tuple of Rung
        Top to bottom; the exclusive rung is the last.
    activities : mapping of str to Activity
        By id.
    source : str
        Where the definition comes from.
    dont_know : {"not_doing", "missing"}
        What the answer "don't know" counts as.

    Raises
    ------
    MappingError
        If the rungs break the ladder's rules; all of them at once.

    Examples
    --------
    >>> reading = Rung("readers", any_of=("blog_read",))
    >>> none = Rung("inactives", none=True)
    >>> Ladder("mine", (reading, none), {"blog_read": Activity("blog_read")}, source="our own")
    Ladder('mine': Readers, Inactives)
    """

    id: str
    rungs: tuple[Rung, ...]
    activities: Mapping[str, Activity] = field(hash=False)
    source: str = ""
    dont_know: Otherwise = "not_doing"

    def __post_init__(self) -> None:
        object.__setattr__(self, "activities", dict(self.activities))
        _checked(self.dont_know)
        problems = [problem for _, problem in broken_rules(self.rungs, self.activities)]
        raise_all(MappingError, self.label, problems)

    @property
    def label(self) -> str:
        """The ladder's name in captions; only the editions that ship carry the framework's."""
        return say("ladder.label" if self.id in EDITIONS else "ladder.own_label", id=self.id)

    @property
    def active(self) -> tuple[Rung, ...]:
        """The rungs that overlap: all but the exclusive one."""
        return tuple(rung for rung in self.rungs if not rung.none)

    @property
    def definition(self) -> tuple[object, ...]:
        """What counts for membership: rungs, activities and thresholds, without their labels."""
        return tuple((r.id, frozenset(r.any_of), r.at_least, r.none) for r in self.rungs)

    @property
    def none(self) -> Rung:
        """The exclusive rung of those on no other."""
        return self.rungs[-1]

    def coverage(self, sample: Surveyed) -> Coverage:
        """Return which rungs and activities a survey asked about, and in what words.

        Parameters
        ----------
        sample : Sample
            The survey, with items mapped to the ladder's activities.

        Returns
        -------
        Coverage
            Rungs present and absent, activities not asked, and the sentences of captions.
        """
        return Coverage.of(self, sample)

    def question(self, sample: Surveyed, *, dont_know: Otherwise | None = None) -> Question:
        """Return the rungs as a multiple-choice question about a sample.

        Rungs of which the survey asked no activity are left out, and the caption says so.

        Parameters
        ----------
        sample : Sample
            The survey, with items mapped to the ladder's activities.
        dont_know : {"not_doing", "missing"}, optional
            What "don't know" counts as; the ladder's own rule by default.

        Returns
        -------
        Question
            With an option a rung, top to bottom; its caption states threshold and answer window.

        Raises
        ------
        QuestionError
            If the survey asked none of the activities, or maps one whose id is nearly that of one
            that is not mapped; says how to map them.
        """
        rule = self.dont_know if dont_know is None else _checked(dont_know)
        coverage = self.coverage(sample)
        if not coverage.present:
            raise QuestionError(self._nothing_asked(coverage))
        raise_all(
            QuestionError,
            self.label,
            [
                say("ladder.misspelt", activity=wrong, near=right)
                for wrong, right in coverage.misspelt.items()
            ],
        )
        options = [
            Option(each.rung.id, each.rung.label(), each.activities, each.rung.at_least)
            for each in coverage.present
        ]
        none = Option(self.none.id, self.none.label(), none=True)
        return Question(
            name=say("ladder.name", id=self.id),
            kind="multiple",
            options=(*options, none),
            label=self.label,
            dont_know=rule,
            caption=coverage.caption,
        )

    def _nothing_asked(self, coverage: Coverage) -> str:
        wanted = list(self.activities)
        problem = say(
            "ladder.nothing_asked", ladder=self.label, activities=listed(wanted, shown=len(wanted))
        )
        coarse = [each for rung in coverage.absent for each in rung.too_coarse]
        if coarse:
            problem += say("ladder.only_coarse", activities=listed(list(dict.fromkeys(coarse))))
        for each in coverage.unused:
            problem += say("ladder.unused", activity=each, near=nearest(each, wanted))
        return problem

    def __repr__(self) -> str:
        return f"Ladder({self.id!r}: {', '.join(rung.label() for rung in self.rungs)})"

    def __str__(self) -> str:
        source = [say("ladder.source", source=self.source)] if self.source else []
        return "\n".join([self.label, *(self._line(rung) for rung in self.rungs), *source])

    def _line(self, rung: Rung) -> str:
        if rung.none:
            return say("ladder.line_none", rung=rung.label())
        return say(
            "ladder.line",
            rung=rung.label(),
            threshold=say(f"ladder.frequencies.{rung.at_least}"),
            activities=self._doing(rung),
        )

    def _doing(self, rung: Rung) -> str:
        return "; ".join(self.activities[each].label() for each in rung.any_of)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        rows = [
            (rung.label(), "", say("ladder.view.none"))
            if rung.none
            else (rung.label(), say(f"ladder.frequencies.{rung.at_least}"), self._doing(rung))
            for rung in self.rungs
        ]
        names = ["rung", "at_least", "activities"]
        return table_html(
            pd.DataFrame(rows, columns=names),
            caption=self.label,
            columns={name: say(f"ladder.view.{name}") for name in names},
            notes=[say("ladder.source", source=self.source)] if self.source else [],
        )


def _checked(rule: Otherwise) -> Otherwise:
    words = get_args(Otherwise)
    if rule not in words:
        near = nearest(rule, words)
        raise QuestionError(
            say("ladder.dont_know", found=repr(rule), words=listed(words), near=near)
        )
    return rule
