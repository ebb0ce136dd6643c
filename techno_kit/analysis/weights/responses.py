"""Who was asked and who answered, in the cells of what is known about everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import pandas as pd

from techno_kit.numerics.cells import Floats, Integers, spread
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import CellTable, collapse_rows
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weights import Fit
from techno_kit.wording import count, say

Term = tuple[Question, ...]
MEAN = "(mean)"  # the one level of a number's fit


@dataclass(frozen=True, eq=False, slots=True)
class Responses:
    """Sums over the cells of some questions, of those who answered and of those who did not.

    Attributes
    ----------
    sample : Sample
        Everyone who was asked, under the weights to start from.
    terms : tuple of tuple of Question
        What is known about everyone; a cross has several questions.
    codes : dict of str to numpy.ndarray of int, each of shape (cells,)
        By question: each cell's level, or place in `values`; -1 is blank.
    levels : dict of str to tuple of str
        By question: its levels' labels; none for numbers.
    values : dict of str to numpy.ndarray of float
        By number question: its different values.
    answered, silent : numpy.ndarray of float, shape (cells,)
        Sums of the weights of those who answered, and of those who did not.
    n_answered, n_silent : numpy.ndarray of float, shape (cells,)
        How many they are, those without a weight left out.
    table : CellTable
        The cells, split by response.
    place : numpy.ndarray of int
        The cell of every part of `table` that has a row.
    """

    sample: Sample
    terms: tuple[Term, ...]
    codes: dict[str, Integers]
    levels: dict[str, tuple[str, ...]]
    values: dict[str, Floats]
    answered: Floats
    silent: Floats
    n_answered: Floats
    n_silent: Floats
    table: CellTable
    place: Integers

    @property
    def asked(self) -> Floats:
        """Sums of the weights of those who were asked, shape (cells,)."""
        return self.answered + self.silent

    @property
    def n_asked(self) -> Floats:
        """How many were asked, those without a weight left out, shape (cells,)."""
        return self.n_answered + self.n_silent

    @property
    def factors(self) -> tuple[Term, ...]:
        """The terms whose levels count one by one: all but numbers."""
        return tuple(term for term in self.terms if term[0].name not in self.values)

    @property
    def numbers(self) -> tuple[Question, ...]:
        """The number questions."""
        return tuple(term[0] for term in self.terms if term[0].name in self.values)

    def level(self, term: Term) -> tuple[Integers, int]:
        """Return each cell's level of a term, crosses in C order, and how many levels there are."""
        sizes = [len(self.levels[question.name]) for question in term]
        level = np.zeros(len(self.asked), np.intp)
        for question, size in zip(term, sizes, strict=True):
            level = level * size + np.maximum(self.codes[question.name], 0)
        return level, prod(sizes)

    def names(self, term: Term, level: int) -> tuple[str, ...]:
        """Return the labels of a term's level."""
        sizes = [len(self.levels[question.name]) for question in term]
        places = np.unravel_index(level, sizes)
        return tuple(
            self.levels[question.name][place] for question, place in zip(term, places, strict=True)
        )

    def cell_name(self, cell: int) -> str:
        """Return the labels of a cell, crossed."""
        names = {name: self.levels[name][codes[cell]] for name, codes in self.codes.items()}
        return CROSS.join(names.values())

    def number(self, question: Question) -> Floats:
        """Return each cell's value of a number question; NaN where it is blank."""
        values = np.append(self.values[question.name], np.nan)
        return values[self.codes[question.name]]

    def blanks(self, question: Question) -> int:
        """Return how many with a weight are blank on a question."""
        return round(float(self.n_asked[self.codes[question.name] < 0].sum()))

    def weighted(self, factors: Floats) -> "pd.Series[float]":
        """Return every row's weight: times its cell's factor, and 0 for who did not answer."""
        response = self.table.codes(len(self.table.sizes) - 1)
        raw = np.zeros(len(self.table.raw("n")))
        raw[np.flatnonzero(self.table.raw("n"))] = factors[self.place] * (response == 1)
        values = spread(self.table.cells.key, raw, self.sample.weight)
        return pd.Series(values, index=self.sample.frame.index, name="weight", copy=False)

    def fits(self, factors: Floats) -> tuple[Fit, ...]:
        """Return what factors do to each term: respondents before and after, beside all asked."""
        weights = self.answered, self.answered * factors, self.asked
        return tuple(
            self._mean_fit(term[0], *weights)
            if term[0].name in self.values
            else self._level_fit(term, *weights)
            for term in self.terms
        )

    def _level_fit(self, term: Term, *weights: Floats) -> Fit:
        level, size = self.level(term)
        totals = [np.bincount(level, each, size) for each in weights]
        kept = np.flatnonzero(totals[-1])
        before, after, target = (each[kept] / each.sum() for each in totals)
        levels = tuple(self.names(term, each) for each in kept.tolist())
        return Fit(term, levels, before, after, target)

    def _mean_fit(self, question: Question, *weights: Floats) -> Fit:
        used = self.asked > 0
        values = self.number(question)[used]
        before, after, target = (
            np.array([np.average(values, weights=each[used])]) for each in weights
        )
        return Fit((), ((MEAN,),), before, after, target, number=question)


def collect_responses(sample: Sample, audience: Audience, terms: Sequence[Term]) -> Responses:
    """Sum a sample's weights over the cells of what is known about everyone.

    Parameters
    ----------
    sample : Sample
        Everyone who was asked, under the weights to start from.
    audience : Audience
        Those who answered.
    terms : sequence of tuple of Question
        Single choices, crosses of them, and numbers.
    """
    questions = list({each.name: each for term in terms for each in term}.values())
    columns, levels, values = [], {}, {}
    for each in questions:
        if each.is_quantity:
            codes, values[each.name] = pd.factorize(_finite(sample.sheet.numbers(each)))
            columns.append((codes, len(values[each.name]), bool((codes < 0).any())))
        else:
            levels[each.name] = sample.answers(each).levels
            columns.append(sample.codes(each))
    # Response comes last, so that the two parts of a cell stand side by side.
    table = collapse_rows(
        [*questions, audience],
        [*columns, sample.codes(audience)],
        {"n": None, "active": sample.measure("active"), "w": sample.measure("w")},
    )
    known = [table.codes(axis) for axis in range(len(questions))]
    new = np.ones(len(table.sums("n")), np.bool_)
    new[1:] = np.any([each[1:] != each[:-1] for each in known], axis=0)
    place, response = np.cumsum(new) - 1, table.codes(len(questions))
    sums = {
        (measure, said): np.bincount(place, table.sums(measure) * (response == said))
        for measure in ("w", "active")
        for said in (1, 0)
    }
    return Responses(
        sample=sample,
        terms=tuple(terms),
        codes={each.name: codes[new] for each, codes in zip(questions, known, strict=True)},
        levels=levels,
        values=values,
        answered=sums["w", 1],
        silent=sums["w", 0],
        n_answered=sums["active", 1],
        n_silent=sums["active", 0],
        table=table,
        place=place,
    )


def people(n: float) -> str:
    """Word a number of those who were asked."""
    return say("adjusting.one" if n == 1 else "adjusting.other", n=count(n))


def _finite(numbers: Floats) -> Floats:
    return np.where(np.isfinite(numbers), numbers, np.nan)
