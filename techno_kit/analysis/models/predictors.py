"""The predictors of a model, and the columns that they make: indicators, numbers, products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Integers
from techno_kit.survey.targets.target_set import CROSS

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Predictor:
    """One question, by pattern of answers to all predictors.

    Attributes
    ----------
    question : Question
        What was asked.
    levels : tuple of str
        Its answers in order; empty for a number.
    codes : numpy.ndarray of int, shape (patterns,)
        Each pattern's level.
    values : numpy.ndarray of float, shape (patterns,), or None
        Each pattern's number; None where there are levels.
    held : tuple of int
        Levels that anyone with a weight has.
    reference : int
        The level that the others are compared with; -1 for a number.
    """

    question: Question
    levels: tuple[str, ...]
    codes: Integers
    values: Floats | None
    held: tuple[int, ...]
    reference: int

    @property
    def name(self) -> str:
        """The question's name."""
        return self.question.name

    @property
    def is_number(self) -> bool:
        """Whether it enters linearly."""
        return self.values is not None

    @property
    def others(self) -> tuple[int, ...]:
        """Its levels but the reference, whether anyone has them or not."""
        return tuple(each for each in range(len(self.levels)) if each != self.reference)

    def parts(self) -> list[tuple[int, Floats]]:
        """Return its columns with the level of each; -1 is a number."""
        if self.values is not None:
            return [(-1, self.values)]
        return [(level, (self.codes == level).astype(np.float64)) for level in self.others]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a column of a model is.

    Attributes
    ----------
    term : int
        Place of its term; -1 is the intercept.
    levels : tuple of (int, int)
        Predictor and level of every part that has levels.
    """

    term: int
    levels: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Predictors:
    """All predictors of a model and its terms.

    Attributes
    ----------
    predictors : tuple of Predictor
        In the order that was asked for.
    terms : tuple of tuple of int
        Places of the predictors of every term: one each, then the interactions.
    """

    predictors: tuple[Predictor, ...]
    terms: tuple[tuple[int, ...], ...]

    def name(self, term: int) -> str:
        """Return a term's name, crossed names for an interaction."""
        return CROSS.join(self.predictors[place].name for place in self.terms[term])

    def title(self, term: int) -> str:
        """Return the wording of a term's questions."""
        return CROSS.join(self.predictors[place].question.title for place in self.terms[term])

    def level(self, coefficient: Coefficient) -> str | None:
        """Return the name of a column's level; None for numbers and the intercept."""
        names = [self.predictors[place].levels[level] for place, level in coefficient.levels]
        return CROSS.join(names) if names else None

    def reference(self, coefficient: Coefficient) -> str | None:
        """Return the level that a column's level is compared with; None where there is none."""
        if coefficient.term < 0 or len(self.terms[coefficient.term]) > 1:
            return None
        predictor = self.predictors[self.terms[coefficient.term][0]]
        return None if predictor.is_number else predictor.levels[predictor.reference]

    def empty(self, weight: Floats) -> dict[str, tuple[str, ...]]:
        """Return by interaction the combinations of levels, each held, that nobody has.

        Parameters
        ----------
        weight : numpy.ndarray of float, shape (patterns,)
            Sums of the weights.
        """
        found = {}
        for term, places in enumerate(self.terms):
            factors = [self.predictors[each] for each in places]
            factors = [each for each in factors if not each.is_number]
            if len(places) < 2 or len(factors) < 2:
                continue
            used = zip(*(each.codes[weight > 0].tolist() for each in factors), strict=True)
            seen = set(used)
            lacking = (each for each in product(*(f.held for f in factors)) if each not in seen)
            names = tuple(
                CROSS.join(f.levels[level] for f, level in zip(factors, each, strict=True))
                for each in lacking
            )
            if names:
                found[self.name(term)] = names
        return found

    def coefficients(self) -> list[Coefficient]:
        """Return what every column is, the intercept first."""
        found = [Coefficient(-1)]
        for term, places in enumerate(self.terms):
            choices = [
                [-1] if self.predictors[place].is_number else self.predictors[place].others
                for place in places
            ]
            for levels in product(*choices):
                pairs = zip(places, levels, strict=True)
                kept = tuple((place, level) for place, level in pairs if level >= 0)
                found.append(Coefficient(term, kept))
        return found

    def columns(self, fixed: Mapping[int, int] | None = None) -> Floats:
        """Return the model's columns, shape (patterns, columns), the intercept first.

        Parameters
        ----------
        fixed : mapping of int to int, optional
            Predictor to the level that every pattern is given in place of its own.
        """
        given = fixed or {}
        parts = [
            [
                (level, np.full(len(values), float(level == given[place])))
                if place in given
                else (level, values)
                for level, values in each.parts()
            ]
            for place, each in enumerate(self.predictors)
        ]
        ones = np.ones(len(self.predictors[0].codes))
        return np.column_stack([ones, *self._products(parts)])

    def derivatives(self, number: int) -> Floats:
        """Return the derivatives of the columns by a number, shape (patterns, columns)."""
        parts = [each.parts() for each in self.predictors]
        size = len(self.predictors[0].codes)
        parts[number] = [(-1, np.ones(size))]
        products = iter(self._products(parts))
        columns = [np.zeros(size)]
        for coefficient in self.coefficients()[1:]:
            column, moves = next(products), number in self.terms[coefficient.term]
            columns.append(column if moves else np.zeros(size))
        return np.column_stack(columns)

    def _products(self, parts: Sequence[Sequence[tuple[int, Floats]]]) -> list[Floats]:
        """Return the products of the parts of every term's predictors."""
        return [
            np.prod([values for _, values in chosen], axis=0) if len(chosen) > 1 else chosen[0][1]
            for places in self.terms
            for chosen in product(*(parts[place] for place in places))
        ]
