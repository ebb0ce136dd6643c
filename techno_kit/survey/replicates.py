"""Replicate weights: of a file, or made by the kit, and how errors come from them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from techno_kit.errors import SampleError
from techno_kit.numerics.deviations import Centre
from techno_kit.survey.collapse import Floats
from techno_kit.survey.design import Design
from techno_kit.survey.units import Units
from techno_kit.survey.weights import Weights
from techno_kit.wording import count, decimal, join, plural, say

if TYPE_CHECKING:
    from techno_kit.numerics.replicate_sums import ReplicateWeights
    from techno_kit.survey.respondents import Respondents
    from techno_kit.survey.sample import Sample

COLUMNS = ("replicate", "rscale", "respondents", "sum", "smallest", "largest")
SHOWN = 10  # replicates of a printed table


@dataclass(frozen=True, eq=False, repr=False)
class Replicates:
    """Replicate weights and how errors are made of them.

    Users get them from `tk.replicate`, or from the columns that a design names; verbs take their
    errors from those of the sample without being told.

    Attributes
    ----------
    kind : str
        How they were made: ``"JK1"``, ``"JKn"``, ``"JK2"``, ``"BRR"``, ``"Fay"``, ``"bootstrap"``
        or ``"SDR"``.
    start : ReplicateWeights
        The replicates of the design's weight.
    index : pandas.Index
        Of the respondents.
    base : numpy.ndarray of float, shape (n,), or None
        The design's weight that they belong to.
    centre : {"estimate", "mean"}
        What deviations are from.
    df : float or None
        Degrees of freedom; None where PSUs minus strata tell them, or the rank of the columns.
    seed : int or None
        Of what was drawn; the same seed gives the same replicates.
    fay : float or None
        Fay's factor.
    positive : bool
        Whether no multiplier is 0 (Beaumont and Patak 2012).
    design : str
        What was resampled, in a phrase; empty for columns of a file.
    columns : tuple of str
        The columns of a file.
    weights_made : Weights or None
        The kit's weights that were made anew in every replicate; None for the design's weight.
    synthetic : bool
        Whether the respondents are made up.
    units : Units or None
        The strata and primary sampling units that were resampled; None for columns of a file.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"psu": [1, 1, 2, 2, 3], "sex": ["f", "m", "f", "m", "f"]})
    >>> sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    >>> replicates = tk.replicate(sample, "JK1")
    >>> replicates.weights()
       replicate 1  replicate 2  replicate 3
    0          0.0          1.5          1.5
    1          0.0          1.5          1.5
    2          1.5          0.0          1.5
    3          1.5          0.0          1.5
    4          1.5          1.5          0.0
    """

    kind: str
    start: "ReplicateWeights"
    index: pd.Index
    base: Floats | None
    centre: Centre = "estimate"
    df: float | None = None
    seed: int | None = None
    fay: float | None = None
    positive: bool = False
    design: str = ""
    columns: tuple[str, ...] = ()
    weights_made: Weights | None = None
    synthetic: bool = False
    units: Units | None = None
    _under: "WeakKeyDictionary[Weights, ReplicateWeights]" = field(
        default_factory=WeakKeyDictionary
    )

    @property
    def count(self) -> int:
        """Number of replicates."""
        return self.start.count

    def __len__(self) -> int:
        return self.count

    @property
    def scale(self) -> float:
        """What the sum of the squared deviations is multiplied by."""
        return float(self.start.multipliers.scale)

    @property
    def rscales(self) -> Floats:
        """What each squared deviation is multiplied by, shape (replicates,)."""
        return np.asarray(self.start.multipliers.rscales)

    @property
    def ranked(self) -> bool:
        """Whether the rank of the replicate weights tells the degrees of freedom."""
        return bool(self.columns) and self.df is None

    def under(self, weights: Weights | None) -> "ReplicateWeights | None":
        """Return the replicates of some weights; None where they are not made yet."""
        return self.start if weights is None else self._under.get(weights)

    def keep(self, weights: Weights, made: "ReplicateWeights") -> None:
        """Keep the replicates of weights for the next question.

        Parameters
        ----------
        weights : Weights
            The kit's weights.
        made : ReplicateWeights
            What became of them in every replicate.
        """
        self._under[weights] = made

    @property
    def _in_force(self) -> "ReplicateWeights":
        found = self.under(self.weights_made)
        return self.start if found is None else found

    def weights(self, start: int = 0, stop: int | None = None) -> pd.DataFrame:
        """Return the weights of some replicates, a column each; all of them by default.

        Parameters
        ----------
        start, stop : int
            The first replicate, from 0, and the first that is left out; below 0 from the end, as in
            slices.
        """
        start, stop, _ = slice(start, stop).indices(self.count)
        stop = max(start, stop)
        names = [say("replicates.column", n=place + 1) for place in range(start, stop)]
        return pd.DataFrame(self._in_force.weights(start, stop), self.index, names, copy=False)

    @property
    def table(self) -> pd.DataFrame:
        """Every replicate: a row each.

        Columns ``replicate`` (from 1), ``rscale``, ``respondents`` (whose weight is not 0), and the
        ``sum``, the ``smallest`` and the ``largest`` of the weights above 0.
        """
        from techno_kit.numerics.replication import batch_size

        rows: list[dict[str, Any]] = []
        size = batch_size(len(self.index))
        for first in range(0, self.count, size):
            made = self._in_force.weights(first, min(first + size, self.count))
            for place, column in enumerate(made.T, start=first):
                held = column[column > 0]
                ends = (held.min(), held.max()) if len(held) else (np.nan, np.nan)
                told = (place + 1, self.rscales[place], len(held), held.sum(), *ends)
                rows.append(dict(zip(COLUMNS, told, strict=True)))
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @property
    def text(self) -> str:
        """One to three sentences to paste."""
        told = [say("replicates.text", what=self.told, respondents=self._respondents)]
        if self.seed is not None:
            told.append(say("replicates.seed", seed=self.seed))
        if self.weights_made is not None:
            told.append(say("replicates.remade", done=self.weights_made.done))
        whole = " ".join(told)
        return say("profile.synthetic", text=whole) if self.synthetic else whole

    @property
    def told(self) -> str:
        """What they are, in a phrase: "50 jackknife replicates (JK1) of the file"."""
        key = "file" if self.columns else "made"
        kind = say(f"replicates.kind.{self.kind}", fay=self.fay)
        what = plural("replicates.of", self.count, kind=kind)
        first, last = (self.columns[0], self.columns[-1]) if self.columns else ("", "")
        positive = say("replicates.positive") if self.positive else ""
        return say(
            f"replicates.{key}",
            what=what,
            design=self.design,
            first=first,
            last=last,
            positive=positive,
        )

    @property
    def errors(self) -> str:
        """How errors are made of them, the beginning of a sentence."""
        scales = self.rscales
        key = "all" if np.ptp(scales) == 0 else "each"
        each = float(scales[0]) * self.scale if key == "all" else self.scale
        return say(
            f"replicates.errors.{key}",
            what=self.told,
            scale=f"{each:.4g}",
            centre=say(f"replicates.centre.{self.centre}"),
        )

    @property
    def method(self) -> str:
        """The methods paragraph."""
        key = "given" if self.df is not None else "rank" if self.ranked else "units"
        df = "" if self.df is None else f"{self.df:g}"
        units = "" if self.units is None else self.units.df_told
        told = [*self.notes, say(f"replicates.df.{key}", errors=self.errors, df=df, units=units)]
        if self.seed is not None:
            told.append(say("replicates.seed", seed=self.seed))
        if self.weights_made is not None:
            told.append(say("replicates.remade", done=self.weights_made.done))
        return " ".join(told)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        return tuple([say("profile.made_up")] if self.synthetic else [])

    @property
    def _respondents(self) -> str:
        return plural("units.respondents", len(self.index))

    def _view(self) -> dict[str, Any]:
        table = self.table.head(SHOWN)
        whole = ("sum", "smallest", "largest")
        told = {name: [decimal(each, 2) for each in table[name]] for name in whole}
        told["rscale"] = [f"{each:.4g}" for each in table["rscale"]]
        told["respondents"] = [count(each) for each in table["respondents"]]
        more = []
        if len(self) > SHOWN:
            more = [say("replicates.shown", shown=count(SHOWN), n=count(len(self)))]
        return {
            "frame": table.assign(**told),
            "columns": {name: say(f"replicates.columns.{name}") for name in COLUMNS},
            "numbers": COLUMNS,
            "notes": [self.text, *more],
        }

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=say("replicates.caption"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), title=say("replicates.caption"))

    def __repr__(self) -> str:
        return f"Replicates({self.told})"


def replicates_of_file(frame: pd.DataFrame, design: Design, base: Floats | None) -> Replicates:
    """Return the replicates whose columns a design names.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows; the columns were checked before.
    design : Design
        Names them.
    base : numpy.ndarray of float, shape (n,), or None
        The design's weight.
    """
    from techno_kit.numerics.multipliers import Columns, default_scale
    from techno_kit.numerics.replicate_sums import ReplicateWeights

    asked = design.replicates
    if asked is None:
        raise SampleError(say("errors.replicates.none"))
    names = asked.names
    columns = [pd.to_numeric(frame[name]).to_numpy(np.float64) for name in names]
    scale = asked.scale
    if scale is None:
        scale = default_scale(asked.method, len(names), asked.fay, asked.centre)
    rscales = np.ones(len(names)) if asked.rscales is None else np.array(asked.rscales, float)
    start = ReplicateWeights(
        n=len(frame),
        multipliers=Columns(columns, float(scale), rscales),
        base=None if asked.combined else base,
    )
    return Replicates(
        kind=asked.method,
        start=start,
        index=frame.index,
        base=base,
        centre=asked.centre,
        df=asked.df,
        fay=asked.fay,
        columns=names,
    )


def replicates_in_force(sample: "Respondents") -> Replicates | None:
    """Return the replicates that the kit made, or those of the design's columns, or None."""
    design = sample.design
    if sample.resampled is not None or design.replicates is None:
        return sample.resampled
    return sample.sheet.once(
        ("replicates", design), lambda: replicates_of_file(sample.frame, design, sample.base_weight)
    )


def checked_replicates(sample: "Sample", replicates: object) -> Replicates | None:
    """Return replicates that are to be a sample's; None for those of its design.

    Raises
    ------
    SampleError
        If they are none, or not of these respondents and their weight.
    """
    if replicates is None:
        return None
    if not isinstance(replicates, Replicates):
        raise SampleError(say("errors.replicates.noun", kind=type(replicates).__name__))
    if not replicates.index.equals(sample.frame.index):
        told = {"n": count(len(replicates.index)), "respondents": count(sample.n)}
        raise SampleError(say("errors.replicates.index", **told))
    own, base = sample.base_weight, replicates.base
    same = own is base or (own is not None and base is not None and bool((own == base).all()))
    if not same:
        raise SampleError(say("errors.replicates.base"))
    differing = [] if replicates.units is None else replicates.units.differing(sample.units)
    if differing:
        raise SampleError(say("errors.replicates.units", names=join(differing)))
    if replicates.columns and not _in_file(replicates, sample.frame):
        raise SampleError(say("errors.replicates.file"))
    return replicates


def _in_file(replicates: Replicates, frame: pd.DataFrame) -> bool:
    """Tell whether a frame holds the columns of replicate weights that were read."""
    made: Any = replicates.start.multipliers
    return all(
        name in frame.columns
        and np.array_equal(pd.to_numeric(frame[name]).to_numpy(np.float64), column)
        for name, column in zip(replicates.columns, made.columns, strict=True)
    )
