"""The design of waves together: strata of their own, or the same people in several waves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import listed, nearest
from techno_kit.survey.design import CROSSED, Design
from techno_kit.survey.encoding import text_of
from techno_kit.survey.personal import gone_told
from techno_kit.survey.units import find_units
from techno_kit.wording import count, join, plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

SHOWN = 5  # values in a message
SAME = 1e-9  # relative; means of weights on one scale differ by less
WHOLE = "(all)"  # the one stratum of a wave without strata


def joined_design(
    waves: "Mapping[str, Sample]", frame: pd.DataFrame, name: str, panel: str | None, scale: str
) -> tuple[Design, list[str], list[str]]:
    """Return the design of waves together, what was done in sentences, and what is wrong.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first.
    frame : pandas.DataFrame
        The rows of all waves, below each other; columns of the design are added.
    name : str
        The column of the waves.
    panel : str or None
        Column that names the same people, or PSUs, in all waves.
    scale : {"wave", "as_given"}
        Whether each wave's weights are divided by their mean.

    Notes
    -----
    Independent samples: strata are crossed with the wave, so that PSUs of different waves are
    different PSUs whatever their names. A panel: strata are not crossed, and a PSU with respondents
    in two waves is one PSU, which is what makes their shares covary.
    """
    designs = {wave: sample.design for wave, sample in waves.items()}
    problems = _unlike(designs)
    if problems:
        return Design(), [], problems
    weight, notes = _weight(waves, frame, scale)
    first = next(iter(designs.values()))
    strata, fpc = _strata(waves, frame), _same_column(waves, frame, "fpc")
    clusters = _clusters(waves, frame, name)
    rule = first.lonely_psu
    margins = [(name, *margin) for margin in first.margins]
    if panel is None:
        crossed = (name, *strata)
        design = Design(weight, crossed, clusters, rule, raked_on=margins, fpc=fpc)
        return design, [*notes, say("waves.independent")], []
    design = Design(weight, strata or None, clusters or panel, rule, raked_on=margins, fpc=fpc)
    _write_alike(frame, [*strata, *([clusters] if clusters else []), panel])
    problems = _panel_problems(waves, frame, name, panel, strata, clusters)
    if problems:
        return design, notes, problems
    psus = _in_several(frame[name], find_units(frame, replace(design, fpc=None)).psu)
    if not psus:
        return design, notes, [say("errors.waves.panel_apart", column=panel)]
    told = say("waves.panel", column=design.clusters, n=count(psus))
    if panel != design.clusters:
        people = plural("units.respondents", _in_several(frame[name], frame[panel]))
        words = {"column": panel, "clusters": design.clusters}
        told = plural("waves.panel_within", psus, people=people, **words)
    return design, [*notes, told], []


def _write_alike(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Write names as text, unless all are numbers: 7 and "7" are one stratum, PSU or person."""
    for column in columns:
        if column in frame.columns and not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = _texts(frame[column])


def _texts(names: "pd.Series[Any]") -> "pd.Series[Any]":
    texts = [None if pd.isna(each) else text_of(each) for each in names]
    return pd.Series(texts, names.index, dtype="str")


def _in_several(wave: "pd.Series[Any]", names: "pd.Series[Any] | NDArray[Any]") -> int:
    """Return how many have rows in more than one wave."""
    seen = pd.DataFrame({"wave": wave.to_numpy(), "name": np.asarray(names)}).drop_duplicates()
    return int((seen["name"].value_counts() > 1).sum())


def _unlike(designs: Mapping[str, Design]) -> list[str]:
    """Word what designs must have in common."""
    problems = []
    rules = {wave: design.lonely_psu for wave, design in designs.items()}
    if len(set(rules.values())) > 1:
        told = join(say("waves.of", what=rule, wave=wave) for wave, rule in rules.items())
        problems.append(say("errors.waves.lonely", told=told))
    if len({design.margins for design in designs.values()}) > 1:
        problems.append(say("errors.waves.raked_on"))
    if len({design.fpc is None for design in designs.values()}) > 1:
        problems.append(say("errors.waves.fpc"))
    return problems


def _column(frame: pd.DataFrame, column: str, parts: Sequence[pd.Series]) -> str:
    """Add a column that is put together from those of the waves, and return its name."""
    while column in frame.columns:
        column += "_"
    frame[column] = pd.concat(parts, ignore_index=True).to_numpy()
    return column


def _same_column(waves: "Mapping[str, Sample]", frame: pd.DataFrame, role: str) -> str | None:
    """Return the column of a role; one made of theirs where waves name different ones."""
    names = [getattr(sample.design, role) for sample in waves.values()]
    if None in names:
        return None
    if len(set(names)) == 1:
        return str(names[0])
    parts = [sample.frame[each] for sample, each in zip(waves.values(), names, strict=True)]
    return _column(frame, say("waves.column", columns=join(dict.fromkeys(names))), parts)


def _weight(
    waves: "Mapping[str, Sample]", frame: pd.DataFrame, scale: str
) -> tuple[str | None, list[str]]:
    """Return the column of the weight, each wave's own or over its mean."""
    names = {wave: sample.design.weight for wave, sample in waves.items()}
    if all(each is None for each in names.values()):
        return None, []
    values = {wave: _weights(sample) for wave, sample in waves.items()}
    means = _means(waves)
    columns = join(dict.fromkeys(each for each in names.values() if each is not None))
    unweighted = [wave for wave, each in names.items() if each is None]
    notes = [say("waves.unweighted", waves=join(unweighted))] if unweighted else []
    if same_scale(waves) or scale == "as_given":
        if len(set(names.values())) == 1:
            return columns, notes
        return _column(frame, columns, [pd.Series(each) for each in values.values()]), notes
    over = [pd.Series(each / means[wave]) for wave, each in values.items()]
    made = _column(frame, say("waves.scaled_column", columns=columns), over)
    return made, [*notes, say("waves.scaled", column=made)]


def _means(waves: "Mapping[str, Sample]") -> dict[str, float]:
    values = {wave: _weights(sample) for wave, sample in waves.items()}
    return {wave: float(each[each != 0].mean()) for wave, each in values.items()}


def same_scale(waves: "Mapping[str, Sample]") -> bool:
    """Tell whether the weights of all waves have one mean, so that none needs another scale."""
    means = _means(waves).values()
    return bool(np.ptp(list(means)) <= SAME * max(means))


def _weights(sample: "Sample") -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    weight = sample.base_weight
    return np.ones(sample.n) if weight is None else weight


def _strata(waves: "Mapping[str, Sample]", frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of the strata; one made of theirs where waves name different ones."""
    columns = [sample.design.strata_columns for sample in waves.values()]
    if len(set(columns)) == 1:
        return columns[0]
    parts = [_crossed(sample, own) for sample, own in zip(waves.values(), columns, strict=True)]
    names = join(dict.fromkeys(each.strata_told for each in _designs(waves) if each.strata_told))
    return (_column(frame, say("waves.column", columns=names), parts),)


def _clusters(waves: "Mapping[str, Sample]", frame: pd.DataFrame, name: str) -> str | None:
    """Return the column of the PSUs; of a wave without clusters every respondent is one."""
    columns = [sample.design.clusters for sample in waves.values()]
    named = [each for each in dict.fromkeys(columns) if each is not None]
    if len(set(columns)) == 1:
        return columns[0]
    parts = [
        _texts(sample.frame[each])
        if each is not None
        else pd.Series([say("waves.alone", wave=wave, n=row + 1) for row in range(sample.n)])
        for (wave, sample), each in zip(waves.items(), columns, strict=True)
    ]
    return _column(frame, say("waves.column", columns=join(named)), parts)


def _designs(waves: "Mapping[str, Sample]") -> list[Design]:
    return [sample.design for sample in waves.values()]


def _crossed(sample: "Sample", columns: Sequence[str]) -> "pd.Series[Any]":
    """Return the names of a wave's strata; those of several columns are crossed."""
    parts = [_texts(sample.frame[each]).tolist() for each in columns]
    names = (
        [CROSSED.join(each) for each in zip(*parts, strict=True)] if parts else [WHOLE] * sample.n
    )
    return pd.Series(names, dtype="str")


def _ids_told(waves: "Mapping[str, Sample]", panel: str, ids: Sequence[object]) -> str:
    """Quote ids, unless they are personal data."""
    if any(panel in sample.codebook.personal for sample in waves.values()):
        return say("personal.unshown")
    return listed([str(each) for each in ids[:SHOWN]])


def _panel_problems(
    waves: "Mapping[str, Sample]",
    frame: pd.DataFrame,
    name: str,
    panel: str,
    strata: Sequence[str],
    clusters: str | None,
) -> list[str]:
    """Word what keeps a column from telling who is in several waves."""
    absent = [wave for wave, sample in waves.items() if panel not in sample.frame.columns]
    if absent:
        aside = [wave for wave in absent if panel in waves[wave].codebook.personal]
        if aside:
            return [gone_told(waves[aside[0]].codebook, panel)]
        near = nearest(panel, frame.columns)
        return [say("errors.waves.panel_column", column=panel, waves=join(absent), near=near)]
    problems = []
    for wave in waves:
        ids = frame.loc[frame[name] == wave, panel]
        if blank := int(ids.isna().sum()):
            rows = plural("units.rows", blank)
            problems.append(say("errors.waves.panel_blank", column=panel, wave=wave, rows=rows))
        twice = ids[ids.duplicated()].dropna().unique()
        if len(twice) and panel != clusters:
            told = _ids_told(waves, panel, twice.tolist())
            n = count(len(twice))
            problems.append(say("errors.waves.panel_twice", column=panel, wave=wave, n=n, ids=told))
    if problems:
        return problems
    if panel == clusters:  # named within strata
        return []
    for role, columns in (("stratum", list(strata)), ("cluster", [clusters] if clusters else [])):
        inside = [each for each in columns if each != panel]
        if not inside:
            continue
        homes = frame[[panel, *inside]].astype(str).drop_duplicates()
        moved = homes.loc[homes[panel].duplicated(), panel].unique()
        if len(moved):
            told, n = _ids_told(waves, panel, moved.tolist()), count(len(moved))
            problems.append(say(f"errors.waves.panel_moved.{role}", column=panel, n=n, ids=told))
    return problems
