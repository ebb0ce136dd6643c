"""Rows in the order of their PSUs: sums by PSU then walk through their table once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Measure, Unit, Variable
from techno_kit.survey.encoding import narrow
from techno_kit.survey.units import Units

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

Codes = NDArray[Any]


@dataclass(frozen=True, eq=False, slots=True)
class RowsByPsu:
    """The rows of a sample sorted by PSU.

    Attributes
    ----------
    order : numpy.ndarray of int, shape (n,), or None
        The rows; None where they are sorted as they stand.
    psu : numpy.ndarray of unsigned int, shape (n,)
        Their PSUs, ascending.
    starts : numpy.ndarray of int, shape (psus + 1,)
        Where the rows of each PSU start, and where the last ones end.
    known : dict of Question or Measure to (values, values in this order)
        What was sorted before: the same questions are crossed again and again.
    """

    order: Codes | None
    psu: Codes
    starts: NDArray[np.intp]
    known: dict[Question | Measure, tuple[Codes, Codes]] = field(default_factory=dict)

    @classmethod
    def of(cls, sample: "Sample") -> "RowsByPsu":
        """Return a sample's rows in this order, worked out once."""
        design = sample.design
        key = ("rows by PSU", design.strata, design.clusters)
        found: RowsByPsu = sample.sheet.once(key, lambda: cls.of_units(sample.units))
        return found

    @classmethod
    def of_units(cls, units: Units) -> "RowsByPsu":
        """Sort the rows of some units, rows of a PSU as they stand."""
        starts = np.concatenate([[0], np.cumsum(np.bincount(units.psu, minlength=units.n_psu))])
        psu = units.psu.view(f"u{units.psu.itemsize}")
        if bool((psu[1:] >= psu[:-1]).all()):
            return cls(None, psu, starts)
        order = np.argsort(psu, kind="stable")
        return cls(narrow(order, len(order)), psu[order], starts)

    def codes(self, sample: "Sample", variable: Variable) -> tuple[Codes, int, bool]:
        """Return what `Sample.codes` does, in the order of PSUs."""
        codes, size, missing = sample.codes(variable)
        if variable is Unit.PSU:
            return self.psu, size, missing
        if isinstance(variable, Question):
            return self._sorted(variable, codes), size, missing
        return codes if self.order is None else codes[self.order], size, missing

    def measures(self, measured: Mapping[Measure, Floats | None]) -> dict[Measure, Floats | None]:
        """Return measures in the order of PSUs."""
        return {
            each: None if values is None else self._sorted(each, values)
            for each, values in measured.items()
        }

    def weight(self, sample: "Sample") -> Floats | None:
        """Return the weights in the order of PSUs."""
        return self.measures({"w": sample.weight})["w"]

    def _sorted(self, key: Question | Measure, values: Codes) -> Codes:
        if self.order is None:
            return values
        known = self.known.get(key)
        if known is None or known[0] is not values:
            known = self.known[key] = values, values[self.order]
        return known[1]
