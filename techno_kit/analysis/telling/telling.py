"""What results rest on, in words, and the sentences that methods paragraphs share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.accounting import population_told, projection_told, weighting_told
from techno_kit.analysis.telling.design_words import design_told, errors_told, waves_told
from techno_kit.analysis.telling.unequal_waves import absent_in_waves, absent_told
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.excluding import contradicted, undeclared
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Weights
from techno_kit.version import VERSION
from techno_kit.wording import (
    decimal,
    join,
    say,
    titled,
)

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Rules
    from techno_kit.analysis.profiles.profiles import Options


@dataclass(frozen=True, eq=False, slots=True)
class Basis:
    """Who and what a result rests on, in phrases.

    Attributes
    ----------
    title, caption : str
        The question's wording, and the sentence on its definition and window.
    ladder : bool
        Whether the answers are a ladder's rungs.
    overlapping : bool
        Whether a respondent can hold several answers.
    dont_know : str
        What "don't know" counts as.
    respondents : int
        Respondents of the sample, whether they are in a base or not.
    population : str
        Whom the survey is about.
    who, audience, whole : str
        Population with the audience, the audience alone (empty for everyone), and what the rows of
        all of it are called.
    against : str
        What the index compares with.
    weighting, weighting_method, design : str
        Phrases on weights and design.
    errors : str
        The sentence on how standard errors are made.
    projection : str
        What the errors take into account of the weighting; empty where nothing is known of it.
    weights : Weights or None
        What the kit weighted with; None when it did not.
    unweighted, synthetic : bool
        Whether there are no weights; whether the data are made up.
    probability_sample : bool or None
        Whether respondents were drawn at random; None when not stated.
    titles : dict of str to str
        Wordings of the questions of groups.
    overlapping_by : tuple of str
        Those of them whose groups overlap.
    apart : tuple of str
        Labels of the answers that exclude all others.
    contradicted, undeclared : str
        That respondents gave such an answer with another; that an answer looks like such a one.
    made : tuple of str
        What the kit made the questions from: that of the result, of groups and of the audience.
    waves : str
        The question of waves, where groups are waves; else empty.
    absent : dict of str to tuple of str
        Answers that nobody gave in some waves, and those waves: they may not have been offered.
    """

    title: str
    caption: str
    ladder: bool
    overlapping: bool
    dont_know: str
    respondents: int
    population: str
    who: str
    audience: str
    whole: str
    against: str
    weighting: str
    weighting_method: str
    design: str
    errors: str
    projection: str
    weights: Weights | None
    unweighted: bool
    synthetic: bool
    probability_sample: bool | None
    titles: dict[str, str]
    overlapping_by: tuple[str, ...]
    apart: tuple[str, ...]
    contradicted: str
    undeclared: str
    made: tuple[str, ...] = ()
    waves: str = ""
    absent: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        sample: Sample,
        question: Question,
        *,
        by: Sequence[str],
        audience: Audience | None,
        against: Audience | None,
        published: bool,
    ) -> "Basis":
        """Return the basis of a result on a sample."""
        book = sample.codebook
        titles = {name: sample.question(name).title for name in (*sample.questions, *by)}
        told = "" if audience is None else audience.told(titles)
        population = population_told(book.population, sample.weights)
        base = say("profile.published") if published else say("profile.whole")
        absent = absent_in_waves(sample, question)
        known = question.name in book.not_offered  # of these the codebook's cautions tell
        cautions = (*book.cautions, "" if known else absent_told(absent))
        return cls(
            title=question.title,
            caption=" ".join(each for each in (question.caption, *cautions) if each),
            ladder=bool(question.options),
            overlapping=question.kind == "multiple",
            dont_know=question.dont_know,
            respondents=sample.n,
            population=population,
            who=say("profile.who").join(each for each in (population, told) if each),
            audience=told,
            whole=told or say("profile.whole"),
            against=base if against is None else _base_told(against.told(titles)),
            weighting=sample.weighting,
            weighting_method=paragraph(weighting_told(sample), waves_told(sample, audience)),
            design=design_told(sample),
            errors=errors_told(sample),
            projection=projection_told(sample),
            weights=sample.weights,
            unweighted=sample.weight is None,
            synthetic=book.synthetic,
            probability_sample=book.probability_sample,
            titles=titles,
            overlapping_by=tuple(name for name in by if sample.question(name).kind == "multiple"),
            apart=question.apart_labels,
            contradicted=contradicted(sample.sheet, question),
            undeclared=" ".join(undeclared(sample.sheet, question)),
            made=made_told(sample, question, by, audience),
            waves=book.waves if book.waves in by else "",
            absent=absent,
        )

    def absent_by(self, by: str) -> dict[str, tuple[str, ...]]:
        """Return the answers that some groups may not have been offered: groups that are waves."""
        return self.absent if by and by == self.waves else {}

    @property
    def unequal_waves(self) -> str:
        """What a text over waves adds: answers that only some waves had."""
        return absent_told(self.absent_by(self.waves))

    @property
    def kind(self) -> str:
        """Which wording the question takes: "ladder", "multiple" or "single"."""
        return "ladder" if self.ladder else "multiple" if self.overlapping else "single"

    def said(self, name: str) -> str:
        """Return the wording of a question of groups as it stands in a sentence."""
        return titled(self.titles[name])

    def named(self, label: str) -> str:
        """Return an answer as it stands in a sentence: in quotes; a rung as it is."""
        return label if self.ladder else say("compare.quoted", answer=label)


def _base_told(told: str) -> str:
    """Name the respondents that an index compares with."""
    return say("profile.compared_with", audience=told)


def made_told(
    sample: Sample, question: Question, by: Sequence[str], audience: Audience | None
) -> tuple[str, ...]:
    """Tell what the kit made the questions of a result from, each step once."""
    names = (*by, *(() if audience is None else audience.questions))
    asked = (question, *(sample.question(name) for name in names))
    return tuple(dict.fromkeys(step for each in asked for step in each.trail))


def overlap_told(basis: Basis) -> list[str]:
    """Tell that answers, or rungs, overlap, and what is to be known of one that excludes them."""
    overlap = say(f"profile.overlap.{basis.kind}") if basis.overlapping else ""
    return [each for each in (overlap, basis.contradicted, basis.undeclared) if each]


def shares_told(basis: Basis, options: "Options | Rules") -> list[str]:
    """Tell base, definition, weighting, and what the errors take into account."""
    weighted = say(f"method.shares.{'unweighted' if basis.unweighted else 'weighted'}")
    return [
        say("profile.made_up") if basis.synthetic else "",
        say(f"method.base.{options.missing}.{basis.kind}", shares=weighted),
        say(f"method.dont_know.{basis.dont_know}") if basis.ladder else "",
        basis.caption,
        *basis.made,
        basis.contradicted,
        basis.weighting_method,
        basis.errors,
        basis.projection,
    ]


def ending_told(basis: Basis, options: "Options | Rules") -> list[str]:
    """Tell the rules for small bases, the kind of sample and the versions."""
    suppress, flag = options.suppress_below, options.flag_below
    return [
        say("method.suppressed", n=decimal(suppress, 0)) if suppress > 0 else "",
        say("method.flagged", n=decimal(flag, 0)) if flag > suppress else "",
        *closing_told(basis),
    ]


def closing_told(basis: Basis) -> list[str]:
    """Tell the kind of sample and the versions."""
    return [
        say("method.not_probability") if basis.probability_sample is False else "",
        say("method.versions", kit=VERSION, numpy=np.__version__, pandas=pd.__version__),
    ]


def without_told(bases: Sequence[Basis]) -> str:
    """Tell which answers a test of whole questions leaves out; empty where it leaves none out."""
    labels = dict.fromkeys(label for basis in bases for label in basis.apart)
    answers = join(say("method.whole.quoted", answer=each) for each in labels)
    return say("method.whole.without", answers=answers) if labels else ""


def cautious(basis: Basis, *notes: str) -> list[str]:
    """Add to the notes of a chart that its data are made up, or that nobody was drawn at random."""
    made_up = say("profile.made_up") if basis.synthetic else ""
    caution = say("method.not_probability") if basis.probability_sample is False else ""
    return [each for each in (made_up, *notes, caution) if each]


def paragraph(*sentences: str) -> str:
    """Join the sentences that say something."""
    return " ".join(each for each in sentences if each)
