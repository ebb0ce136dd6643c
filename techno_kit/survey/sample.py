"""Respondents: their answers as codes, the codebook, the design, the weights."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.errors import SampleError, raise_all
from techno_kit.survey.building import parts_of_sample
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design, checked_design
from techno_kit.survey.given import problems_of_design
from techno_kit.survey.questioning import Questioned
from techno_kit.survey.source import Source
from techno_kit.survey.targets.margins import checked_weights
from techno_kit.survey.weights import Weights
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.survey.leaving_out import Screened
    from techno_kit.survey.mapping import Mapping
    from techno_kit.survey.replicates import Replicates
    from techno_kit.survey.stored.storing import Saved
    from techno_kit.survey.traces import Traces
    from techno_kit.survey.waves import Differing, Scale


@dataclass(frozen=True, eq=False, repr=False)
class Sample(Questioned):
    """A survey's respondents, ready for every verb.

    Answers are encoded once, when first asked for, and stay integer codes. A sample is never
    changed: the ``with_`` methods return a new one that shares the answers. Groups are given to the
    verbs as ``by=`` and ``where=``, never by cutting the sample, so that the design stays whole.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows as they were read; treat as read only.
    codebook : Codebook
        What the columns mean.
    design : Design
        How respondents were sampled and weighted.
    weights : Weights or None
        Weights made by the kit; they take the place of the design's weight.
    resampled : Replicates or None
        Replicates made by the kit; they take the place of the design's.
    source : Source
        Where the respondents come from: the file's name, and what it was found to be.
    notes : tuple of str
        What was found out while reading.
    traces : mapping of str to numpy.ndarray of int32, each of shape (n,)
        Of columns of personal data that were set aside: who gave the same value, as numbers.
    left_out : tuple of LeftOut
        Who was left out of the sample after screening, and why.

    Examples
    --------
    >>> frame = pd.DataFrame({"sex": ["Female", "Male", "Female"], "w": [1.0, 2.0, 1.0]})
    >>> Sample.from_frame(frame, design=Design(weight="w"))
    Sample(3 respondents, weighted by 'w')
    """

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        mapping: "Mapping | AnyMapping[str, Any] | str | PathLike[str] | None" = None,
        design: Design | None = None,
        labels: Codebook | None = None,
        source: Source | str = "",
        notes: Sequence[str] = (),
        traces: "Traces | None" = None,
    ) -> "Sample":
        """Return a sample of a data frame's rows.

        Parameters
        ----------
        frame : pandas.DataFrame
            A row a respondent; plain, nullable, Arrow and categorical columns. It is not changed.
        mapping : Mapping, path or dictionary, optional
            What the columns mean, in the framework's words.
        design : Design, optional
            Weight, strata and clusters; takes the place of the mapping's.
        labels : Codebook, optional
            The labels that the file itself brought along.
        source : Source or str, optional
            Where the respondents come from; a text is a name for captions.
        notes : sequence of str, optional
            What a reader found out.
        traces : mapping of str to numpy.ndarray of int32, optional
            Who gave the same value in columns of personal data that a reader set aside.

        Returns
        -------
        Sample
            Unweighted where neither `design` nor `mapping` names a weight.

        Raises
        ------
        SampleError
            If there are no rows, a column stands twice, the weight is unusable, or answers occur
            that the mapping does not list: all of it at once.
        MappingError
            If the mapping names columns that are not there.
        """
        parts = parts_of_sample(frame, mapping, design, labels, source, notes)
        return cls(**parts, traces=dict(traces or {}))

    @classmethod
    def of_waves(
        cls,
        waves: AnyMapping[str, "Sample"],
        *,
        name: str = "wave",
        panel: str | None = None,
        differing: "Differing" = "error",
        scale: "Scale" = "wave",
    ) -> "Sample":
        """Return the waves of a tracker as one sample, to be compared by wave.

        Parameters
        ----------
        waves : mapping of str to Sample
            Wave to its sample, from the first, as read: ``{"2025": one, "2026": two}``.
        name : str
            What the question of waves is called.
        panel : str, optional
            Column that names the same people, or PSUs, in all waves; None: independent samples,
            whose strata are crossed with the wave.
        differing : {"error", "tell"}
            What becomes of waves that were not asked alike: refused, or told in every caption.
        scale : {"wave", "as_given"}
            Whether each wave's weights are divided by their mean. Changes do not depend on it.

        Raises
        ------
        SampleError
            With everything that keeps the waves from being one sample.
        """
        from techno_kit.survey.traces import joined
        from techno_kit.survey.waves import samples_of_waves

        found = samples_of_waves(waves, name=name, panel=panel, differing=differing, scale=scale)
        frame, codebook, design, source, notes = found
        each = waves.values()
        traces = joined([one.traces for one in each], [one.n for one in each], alike=False)
        return cls.from_frame(
            frame, labels=codebook, design=design, source=source, notes=notes, traces=traces
        )

    # -- new samples --------------------------------------------------------------------------

    def with_weights(self, weights: Weights) -> "Sample":
        """Return the sample under other weights; what they were raked to enters the errors.

        Raises
        ------
        SampleError
            If the weights are not of these respondents, or started from other base weights.
        """
        return replace(self, weights=checked_weights(self, weights))

    def with_replicates(self, replicates: "Replicates | None") -> "Sample":
        """Return the sample with what `tk.replicate` returned, from which its errors then come.

        None goes back to the columns of the design, if it names some.

        Raises
        ------
        SampleError
            If they are not of these respondents.
        """
        from techno_kit.survey.replicates import checked_replicates

        return replace(self, resampled=checked_replicates(self, replicates))

    def with_design(self, design: Design) -> "Sample":
        """Return the sample under another design, without weights made by the kit.

        Raises
        ------
        SampleError
            If a column is not there, or holds no usable weights.
        """
        sample = replace(self, design=checked_design(design), weights=None, resampled=None)
        subject = self.source.name or say("errors.sample.subject")
        raise_all(SampleError, subject, problems_of_design(sample.sheet, sample.design))
        return sample

    def without(
        self,
        flags: "Screened | pd.DataFrame | pd.Series | AnyMapping[str, Any] | Sequence[bool]",
        *,
        checks: Sequence[str] | None = None,
        at_least: int = 1,
        why: str = "",
    ) -> "Sample":
        """Return the sample without some respondents; who was left out, and why, is recorded.

        Parameters
        ----------
        flags : Screening, or booleans
            What `tk.screen` returned; or who is to be left out: True or False a respondent, a
            column a reason in a data frame or mapping.
        checks : sequence of str, optional
            Of a screening: the checks that count, such as ``["speed", "attention"]``. When left out
            those are left out whom the screening suggests.
        at_least : int, default 1
            How many of these checks must have flagged a respondent.
        why : str, optional
            The reason, where booleans come without one.

        Returns
        -------
        Sample
            Its `left_out` and `notes`, and the methods paragraphs of its results, say how many
            were left out for which reason.

        Raises
        ------
        SampleError
            If nobody would be left, or flags are not of these respondents.

        Notes
        -----
        This is for interviews that are not valid. Groups of valid ones are given to the verbs as
        ``where=``, so that errors know of all respondents. Who is left out counts as one who did
        not answer: weights made by the kit, made replicates and `raked_on` no longer hold and are
        taken off; weights of the file stay, and are to be raked or adjusted again. Strata and
        primary sampling units in which nobody is left are gone; notes say so.

        Examples
        --------
        >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Female", "Male", "Female"]}))
        >>> sample.without([False, False, True], why="test interview").notes
        ('1 of 3 respondents was left out: test interview (1).',)
        """
        from techno_kit.survey.leaving_out import sample_without

        return sample_without(self, flags, checks, at_least, why)

    def save(self, path: "str | PathLike[str]", *, overwrite: bool = False) -> "Saved":
        """Write the sample to a file that `tk.read` reads back.

        Parameters
        ----------
        path : str or path
            Ends in ``.parquet`` (with a codebook beside it: nothing is lost), ``.csv`` (with a
            Table Schema beside it), ``.xlsx`` or ``.sav``.
        overwrite : bool
            Whether files that are there are replaced.

        Returns
        -------
        Saved
            The files, and in `notes` what was changed in writing or is not kept.

        Raises
        ------
        FileError
            If a file is there already, cannot be written, or cannot hold the answers.

        Notes
        -----
        Weights made by the kit are written as a column. No cell is a formula: in CSV a text that
        begins as one has an apostrophe before it, which `tk.read` takes away again.
        """
        from techno_kit.survey.stored.storing import save_sample

        return save_sample(self, path, overwrite=overwrite)

    # -- what readers see ---------------------------------------------------------------------

    def __repr__(self) -> str:
        return f"Sample({plural('units.respondents', self.n)}, {self.weighting})"

    def _repr_html_(self) -> str:
        from techno_kit.survey.listing import sample_html

        return sample_html(self)
