"""The rows of a crosstab: a question's answers, their nets, and a mean where it has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from techno_kit.analysis.asking.code_scores import CodeScores, apart_in, doubt_told
from techno_kit.analysis.asking.quantities import Quantity, Scores, measured
from techno_kit.analysis.crosstabs.heads import Asked, question_of
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.encoding import text_of
from techno_kit.survey.no_answer import has_no_place
from techno_kit.survey.sample import Sample
from techno_kit.wording import join, phrase, say

Nets = Mapping[str, Mapping[str, Sequence[str]]]
Means = Mapping[str, Scores | bool]
BOX = 2  # answers in a net of the top or the bottom of a scale
LEAST_LEVELS = 4  # of a scale, below which such nets would be all of it


@dataclass(frozen=True, eq=False, slots=True)
class Stub:
    """The rows of one question.

    Attributes
    ----------
    question : Question
        What was asked.
    missing : {"in_base", "exclude"}
        The rule of its base.
    answers : Answers or None
        Its answers; None of a number without bands.
    nets : Answers or None
        Its nets, as overlapping answers; None without any.
    quantity : Quantity or None
        The number that has a mean: the question's own, or its answers' scores.
    apart : tuple of str
        Answers without a place on the scale, so that the kit leaves them out of mean and nets.
    in_mean, in_nets : bool
        Whether there are a mean and nets that leave them out.
    gaps : bool
        Whether there is no mean as the codes do not count up by one.
    doubt : str
        A doubt about codes far from the others that are in nets, or in a mean; empty without one.
    """

    question: Question
    missing: MissingRule
    answers: Answers | None
    nets: Answers | None = None
    quantity: Quantity | None = None
    apart: tuple[str, ...] = ()
    in_mean: bool = False
    in_nets: bool = False
    gaps: bool = False
    doubt: str = ""

    @property
    def number(self) -> bool:
        """Whether the question is a number, which has a median too."""
        return self.question.kind == "number"

    def apart_told(self, sample: Sample, where: Audience | None) -> tuple[str, ...]:
        """Word which answers are not in the mean and the nets, and why there is no mean."""
        title = self.question.title
        told = [say("apart.no_mean", title=title)] if self.gaps else []
        if self.in_mean or self.in_nets:
            key = "both" if self.in_mean and self.in_nets else "mean" if self.in_mean else "nets"
            what = say(f"apart.{key}", title=title)
            told += [apart_in(sample, self.question, self.apart, where, what=what, option="means")]
        return tuple(each for each in (*told, self.doubt) if each)

    @property
    def labels(self) -> dict[tuple[str, str], str]:
        """What captions call the rows, by kind and name."""
        found = {("mean", MEAN): say("crosstab.mean"), ("median", MEDIAN): say("crosstab.median")}
        for kind, answers in (("answer", self.answers), ("net", self.nets)):
            if answers is not None:
                named = zip(answers.levels, answers.labels, strict=True)
                found |= {(kind, level): label for level, label in named}
        return found


MEAN, MEDIAN = "mean", "median"


def stub_of(
    sample: Sample, asked: Asked, missing: MissingRule | None, nets: Nets, means: Means
) -> Stub:
    """Return the rows of a question.

    Parameters
    ----------
    sample : Sample
        The respondents.
    asked : Ladder, Question or str
        The question.
    missing : {"in_base", "exclude"} or None
        The rule of its base; its kind's own when None.
    nets, means : mapping
        By question, as `crosstab` takes them.
    """
    question = question_of(sample, asked)
    rule: MissingRule = missing or ("in_base" if question.options else "exclude")
    wanted = means.get(question.name)
    if question.kind == "number":
        banded = sample.answers(question) if question.cut else None
        plain = replace(question, cut=())
        quantity = None if wanted is False else measured(sample, plain, None, "exclude")
        doubt = quantity.doubt if quantity is not None else ""
        return Stub(question, rule, banded, _nets(banded, nets), quantity, doubt=doubt)
    answers = sample.answers(question)
    codes = CodeScores.of(answers) if question.kind != "multiple" else CodeScores({}, (), ())
    given = wanted if isinstance(wanted, Mapping) else None
    by_codes = wanted is True or (wanted is None and question.kind == "scale")
    scores = given
    if by_codes and codes.steady:
        scores = {**codes.scores, **dict.fromkeys(codes.apart)}
    quantity = None if scores is None else measured(sample, question, scores, "exclude")
    ordered = question.kind == "scale" and question.name not in nets
    found = _boxes(answers, codes, given) if ordered else _nets(answers, nets)
    doubted = codes.far if ordered and found is not None and given is None else {}
    return Stub(
        question,
        rule,
        answers,
        found,
        quantity,
        apart=() if given is not None else codes.apart,
        in_mean=by_codes and codes.steady,
        in_nets=ordered and found is not None,
        gaps=by_codes and not codes.steady and not codes.without,
        doubt=doubt_told("in_nets", doubted, question.title, option="means"),
    )


def _net(answers: Answers, named: Mapping[str, Sequence[int]]) -> Answers | None:
    """Return nets as overlapping answers: whoever holds any of a net's answers holds the net."""
    if not named:
        return None
    names = tuple(named)
    holds = [
        np.column_stack([each[:, list(places)].any(axis=1) for places in named.values()])
        for each in (answers.blanks_no, answers.blanks_yes)
    ]
    question = replace(answers.question, kind="multiple", options=(), none="")
    return replace(
        answers,
        question=question,
        levels=names,
        labels=names,
        blanks_no=holds[0],
        blanks_yes=holds[1],
    )


def _nets(answers: Answers | None, nets: Nets) -> Answers | None:
    """Return the nets that were asked for."""
    if answers is None:
        return None
    asked = nets.get(answers.question.name, {})
    places = {level: place for place, level in enumerate(answers.levels)}
    named = {name: [places[text_of(level)] for level in levels] for name, levels in asked.items()}
    return _net(answers, named)


def _boxes(answers: Answers, codes: CodeScores, given: Scores | None) -> Answers | None:
    """Return the nets of a scale's highest and lowest answers."""
    levels, given = answers.levels, given or {}
    scores = {text_of(level): score for level, score in given.items()}
    kept = [level for level in levels if level not in codes.apart]
    if given:
        kept = [level for level in levels if scores.get(level) is not None]
    known = {} if codes.without else codes.scores  # of some answers alone codes give no order
    kept.sort(key=lambda level: (scores.get(level) or 0.0, known.get(level, 0.0)))
    order = [levels.index(level) for level in kept]
    if len(order) < LEAST_LEVELS:
        return None
    named = {}
    for key, places in (("top", order[-BOX:]), ("bottom", order[:BOX])):
        told = join((answers.labels[place] for place in places), by="or")
        named[say(f"crosstab.box.{key}", n=BOX, answers=told)] = places
    return _net(answers, named)


def is_last(label: str) -> bool:
    """Tell whether an answer is one of those that stay at the end: other, none, don't know.

    This is of no consequence but for the order of rows: "none" can be the lowest of a scale.
    """
    if has_no_place(label):
        return True
    text = " ".join(label.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return any(
        text == each or (text.startswith(each) and not text[len(each)].isalnum())
        for each in phrase("crosstab.last").split("|")
    )


def order_of(stub: Stub, total: Floats, sort: str | None) -> list[int]:
    """Return the places of answers in the order of rows.

    Parameters
    ----------
    stub : Stub
        The question.
    total : numpy.ndarray of float, shape (answers,)
        Their shares in the total.
    sort : {"total"} or None
        By these shares, the largest first; other, none and don't know stay at the end, and a scale
        keeps its order.
    """
    if stub.answers is None:
        return []
    labels = stub.answers.labels
    last = [
        is_last(label) or level in stub.question.apart
        for level, label in zip(stub.answers.levels, labels, strict=True)
    ]
    places = list(range(len(labels)))
    if sort is None or stub.question.kind == "scale":
        return places
    shares = np.nan_to_num(total, nan=-1.0)
    return sorted(places, key=lambda place: (last[place], -shares[place]))
