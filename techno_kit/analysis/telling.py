"""Profiles in words: what they rest on, the sentences to paste, the methods paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.accounting import population_told, projection_told, weighting_told
from techno_kit.analysis.design_words import design_told, errors_told, waves_told
from techno_kit.analysis.outsiders import outside_told
from techno_kit.analysis.picking import picking_told
from techno_kit.analysis.profile_picking import clear_of
from techno_kit.analysis.universe_words import universe_method, universe_notes, universe_told
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.excluding import contradicted, undeclared
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Weights
from techno_kit.version import VERSION
from techno_kit.wording import (
    count,
    decimal,
    exact_percent,
    index,
    interval,
    join,
    percent,
    phrase,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons import Rules
    from techno_kit.analysis.profiles import Options, Profile

ALIKE = 1e-9  # of an index: what it is from 100 by rounding
TIED = 9  # decimals of shares that are one and the same; what is beyond them is rounding
FLAGS = ("few", "few_df")  # that a caption defines
TOLD_BOUNDS = 0.01  # blanks that could move a share by more than a point are told


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
        return cls(
            title=question.title,
            caption=" ".join(each for each in (question.caption, *book.cautions) if each),
            ladder=bool(question.options),
            overlapping=question.kind == "multiple",
            dont_know=question.dont_know,
            respondents=sample.n,
            population=population,
            who=say("profile.who").join(each for each in (population, told) if each),
            audience=told,
            whole=told or say("profile.whole"),
            against=base if against is None else against.told(titles),
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
        )

    @property
    def kind(self) -> str:
        """Which wording the question takes: "ladder", "multiple" or "single"."""
        return "ladder" if self.ladder else "multiple" if self.overlapping else "single"


def _kind(overlapping: bool) -> str:
    return "multiple" if overlapping else "single"


def _answers(profile: "Profile", rows: pd.DataFrame) -> list[str]:
    """Tell shares: "70% are Spectators (67% to 73%)"."""
    kind, told = profile.basis.kind, []
    for row in rows.to_dict("records"):
        fixed = say("flags.fixed") in row["flag"]
        limits = say("profile.fixed" if fixed else "profile.no_interval")
        if pd.notna(row["low"]):
            limits = interval(row["low"], row["high"])
        label = profile.labels[row["answer"]]
        share = percent(row["share"])
        told.append(say(f"profile.answer.{kind}", answer=label, share=share, interval=limits))
    return told


def text_of_profile(profile: "Profile") -> str:
    """Return one to three sentences on a profile, each with the base of the number it states."""
    whole, basis = profile.whole, profile.basis
    n = int(whole["n"].iloc[0])
    phrases = [each for each in (basis.who, basis.weighting) if each]
    base = {
        "respondents": plural("units.respondents", n),
        "basis": say("profile.basis").join(phrases),
    }
    if whole["share"].isna().all():
        told = [say("profile.too_small", reason=whole["flag"].iloc[0], **base)]
    else:
        shares = whole["share"].round(TIED)
        ranked = whole.loc[shares.sort_values(ascending=False, kind="stable").index]
        ranked = ranked.dropna(subset=["share"])
        answers = _answers(profile, ranked.head(3 if basis.overlapping else 2))
        level = exact_percent(profile.options.confidence)
        told = [say("profile.text", answers=join(answers), confidence=level, **base)]
    people = universe_told(profile)
    told += [*people, *_standing_out(profile)]
    told += [] if people else _moved_by_blanks(profile)
    if basis.synthetic:
        told[0] = say("profile.synthetic", text=told[0])
    return " ".join(told)


def _standing_out(profile: "Profile") -> list[str]:
    """Tell the largest difference from the base among those that are clear."""
    groups = profile.groups.dropna(subset=["index_low", "index_high"])
    groups = groups[groups["answer"].isin(profile.average)]
    groups = groups[~groups["flag"].str.contains(say("flags.few"), regex=False)]
    alike = np.isclose(groups[["index_low", "index_high"]], 100, rtol=ALIKE).all(axis=1)
    of_itself = (groups["answer"] == groups["level"]) & (groups["share"] == 1)
    groups = groups[~alike & ~of_itself]  # neither the whole base, nor who gave an answer by it
    if not len(groups):
        return _without_base(profile)
    names = join(dict.fromkeys(profile.basis.titles[name] for name in groups["by"]), by="or")
    clear = groups[clear_of(profile, groups)]
    basis = profile.basis
    among = say("profile.among", audience=basis.audience) if basis.audience else ""
    if not len(clear):
        return [say("profile.no_difference", by=names, among=among, against=basis.against)]
    base = [profile.average[answer] for answer in clear["answer"]]
    place = int(np.abs(clear["share"].to_numpy() - base).round(TIED).argmax())
    most = clear.iloc[place]
    return [
        say(
            "profile.difference",
            answer=profile.labels[most["answer"]],
            by=basis.titles[most["by"]],
            among=among,
            level=most["level"],
            share=percent(most["share"]),
            base=percent(base[place]),
            respondents=plural("units.respondents", int(most["n"])),
            against=basis.against,
            index=index(most["index"]),
            low=index(most["index_low"]),
            high=index(most["index_high"]),
        )
    ]


def _without_base(profile: "Profile") -> list[str]:
    """Tell that nobody is in what the index compares with."""
    if profile.average or profile.whole["share"].isna().all():
        return []
    return [say("profile.no_base", against=profile.basis.against)]


def _moved_by_blanks(profile: "Profile") -> list[str]:
    bounds = profile.bounds.dropna()
    if not len(bounds) or profile.whole["share"].isna().all():
        return []
    moved = (bounds["high"] - bounds["low"]).to_numpy().round(TIED)
    most = bounds.iloc[int(moved.argmax())]
    if moved.max() <= TOLD_BOUNDS:
        return []
    return [
        say(
            "profile.bounds",
            answer=profile.labels[most["answer"]],
            low=percent(most["low"], 1),
            high=percent(most["high"], 1),
        )
    ]


def notes_of(profile: "Profile") -> list[str]:
    """Return the sentences of a caption."""
    basis, whole = profile.basis, profile.whole.iloc[0]
    base = say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", int(whole["n"])),
        weighting=basis.weighting,
        n_eff=count(whole["n_eff"]),
    )
    outside = outside_told(profile.outside, basis)
    left_out = ""
    if profile.left_out:
        left_out = plural(f"profile.left_out.{profile.options.missing}", profile.left_out)
    caution = say("method.not_probability") if basis.probability_sample is False else ""
    blanks = _moved_by_blanks(profile)
    people = universe_notes(profile)
    notes = [base, *people, left_out, *outside, *_without_base(profile)]
    notes += [*_flags_told(profile), basis.caption]
    notes += [*overlap_told(basis), *blanks, caution]
    if basis.synthetic:
        notes.insert(0, say("profile.made_up"))
    return [note for note in notes if note]


def overlap_told(basis: Basis) -> list[str]:
    """Tell that answers, or rungs, overlap, and what is to be known of one that excludes them."""
    overlap = say(f"profile.overlap.{basis.kind}") if basis.overlapping else ""
    return [each for each in (overlap, basis.contradicted, basis.undeclared) if each]


def _flags_told(profile: "Profile") -> list[str]:
    """Define the flags of indices, where they occur."""
    found = {each for told in profile.table["flag"] for each in told.split(phrase("flags.and"))}
    return [say(f"profile.flagged.{key}") for key in FLAGS if say(f"flags.{key}") in found]


def method_of(profile: "Profile") -> str:
    """Return the methods paragraph of a profile."""
    basis, options = profile.basis, profile.options
    level = exact_percent(options.confidence)
    return paragraph(
        *shares_told(basis, options),
        say(f"method.interval.{options.interval}", confidence=level),
        say("method.index", against=basis.against),
        *_flags_told(profile),
        picking_told("holm", "rows") if len(profile.groups) else "",
        universe_method(options),
        *(ending_told(basis, options) if options.rule is None else _by_rule(basis, options.rule)),
    )


def shares_told(basis: Basis, options: "Options | Rules") -> list[str]:
    """Tell base, definition, weighting, and what the errors take into account."""
    weighted = say(f"method.shares.{'unweighted' if basis.unweighted else 'weighted'}")
    return [
        say("profile.made_up") if basis.synthetic else "",
        say(f"method.base.{options.missing}.{basis.kind}", shares=weighted),
        say(f"method.dont_know.{basis.dont_know}") if basis.ladder else "",
        basis.caption,
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


def _by_rule(basis: Basis, rule: str) -> list[str]:
    return [say(f"method.rule.{rule}"), *closing_told(basis)]


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
