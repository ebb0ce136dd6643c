"""Further tables of a profile: design effects, row shares, numbers of people in thousands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains, Estimates
from techno_kit.analysis.cells.linearising import Cells
from techno_kit.analysis.profiles.profile_rows import judged, limits_of
from techno_kit.analysis.telling.doubts import doubt_told
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.linear import Linear
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.profiles.profiles import Options

Bools = NDArray[np.bool_]
DESIGN_EFFECTS = ("answer", "by", "level", "deff", "deff_kish")
COMPOSITION = (
    *("answer", "by", "level", "share", "se", "low", "high"),
    *("n", "n_weighted", "n_eff", "df", "flag"),
)
UNIVERSE = ("answer", "by", "level", "thousands", "se", "low", "high", "n", "flag")


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The sums that a profile was made from, for what is asked of it later.

    Attributes
    ----------
    whole : Domains
        Of the whole sample or audience.
    groups : dict of str to Domains
        By question of groups.
    unweighted : bool
        Whether there are no weights.
    """

    whole: Domains
    groups: dict[str, Domains]
    unweighted: bool

    @property
    def weight(self) -> float:
        """The sum of the weights of all respondents, in a base or not."""
        return float(self.whole.cells.w.sum())

    @property
    def respondents(self) -> float:
        """All respondents, in a base or not."""
        return float(self.whole.cells.n.sum())

    def domains(self) -> Iterator[tuple[str | None, Domains]]:
        """Return the whole and then every question of groups."""
        yield None, self.whole
        yield from self.groups.items()


def _keys(answers: list[Any], by: str | None, level: str | None) -> dict[str, Any]:
    size = len(answers)
    return {
        "answer": pd.Series(answers, dtype="str"),
        "by": pd.Series([by] * size, dtype="str"),
        "level": pd.Series([level] * size, dtype="str"),
    }


def design_effects(parts: Parts, table: pd.DataFrame) -> pd.DataFrame:
    """Return the design effect of every share of a profile, and Kish's of its group.

    Parameters
    ----------
    parts : Parts
        The sums.
    table : pandas.DataFrame
        The profile's table; suppressed and fixed shares have no design effect.
    """
    size = len(table["answer"].unique())
    respondents = [
        float(domains.cells.n[domains.inside & domains.member[:, place]].sum())
        for _, domains in parts.domains()
        for place in range(len(domains.levels))
    ]
    n = np.repeat(respondents, size)
    share, se = (table[name].to_numpy(np.float64) for name in ("share", "se"))
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = share * (1 - share) / (n - 1)
        deff = np.where((simple > 0) & table["low"].notna(), se**2 / simple, np.nan)
        kish = np.where(n > 0, n / table["n_eff"].to_numpy(np.float64), np.nan)
    found = table[["answer", "by", "level"]].assign(deff=deff, deff_kish=kish)
    return found[list(DESIGN_EFFECTS)]


def composition(parts: Parts, answers: list[str], options: "Options") -> pd.DataFrame:
    """Return, of those who hold each answer, the share that is in each group.

    Parameters
    ----------
    parts : Parts
        The sums.
    answers : list of str
        The answers.
    options : Options
        Those of the profile: its intervals and its rule for small bases.
    """
    rows = [
        _within(domains, by, place, answers, options)
        for by, domains in parts.groups.items()
        for place in range(len(answers))
    ]
    if not rows:
        return pd.DataFrame(columns=list(COMPOSITION))
    found = pd.concat(rows, ignore_index=True)
    order = {level: place for place, level in enumerate(found["level"].unique())}
    # As in the other tables: group by group, all answers of each.
    places = found["level"].map(order)
    asked = pd.Categorical(found["by"], list(parts.groups), ordered=True).codes
    kept = np.lexsort((np.arange(len(found)), places, asked))
    return found.iloc[kept].reset_index(drop=True)[list(COMPOSITION)]


def _within(
    domains: Domains, by: str, place: int, answers: list[str], options: "Options"
) -> pd.DataFrame:
    """Return the shares of all groups among those who hold one answer and are in a group."""
    holds = domains.inside & domains.blanks_no[:, place] & domains.member.any(axis=1)
    found = _shares(domains, domains.member, holds)
    limits = limits_of(found, options)
    hidden, told = judged(found, options)
    levels = [str(level) for level in domains.levels]
    table = pd.DataFrame(
        {
            **_keys([answers[place]] * len(levels), by, None),
            "level": pd.Series(levels, dtype="str"),
            "share": found.share,
            "se": found.se,
            "low": np.where(found.fixed, np.nan, limits.low),
            "high": np.where(found.fixed, np.nan, limits.high),
            "n": int(round(found.n)),
            "n_weighted": found.n_weighted,
            "n_eff": found.n_eff,
            "df": found.df,
            "flag": _noted(told, found, hidden),
        }
    )
    table.loc[hidden, ["share", "se", "low", "high"]] = np.nan
    return table


def _noted(told: list[list[str]], found: Estimates, hidden: Bools) -> list[str]:
    """Add to what a rule says of every share that it is fixed, or unknown in some replicates."""
    unsure = found.n_weighted > 0 and not found.sure
    lost = [doubt_told(found.df, found.vanished)] if unsure else []
    fixed = [
        [say("flags.by_design" if drawn else "flags.fixed")] if held else []
        for held, drawn in zip(found.fixed, found.by_design, strict=True)
    ]
    fixed = [
        [say("flags.agree")] if agree else each
        for each, agree in zip(fixed, found.agree, strict=True)
    ]
    return [
        say("flags.and").join(own if none else [*own, *lost, *held])
        for own, held, none in zip(told, fixed, hidden, strict=True)
    ]


def _shares(domains: Domains, holds: Bools, group: Bools) -> Estimates:
    """Estimate shares of any cells in any group, as `Domains.estimate` those of answers."""
    cells, share = domains.cells, domains.share(group, holds)
    w = float(cells.w[group].sum())
    influence = np.zeros(holds.shape)
    if w > 0:
        influence = (holds - share) * (group / w)[:, None]
    base = np.repeat(group[:, None], len(share), axis=1)
    return _estimates(cells, share, Linear(influence, base), group)


def _estimates(cells: Cells, share: Floats, linear: Linear, base: Bools) -> Estimates:
    """Return shares with the base that their intervals rest on."""
    df, vanished = cells.df(base), cells.vanished(base)
    sure = df > 0 and not vanished
    w, squares = float(cells.w[base].sum()), float(cells.ww[base].sum())
    variance = cells.variances(linear)
    agree = cells.agreeing(linear, df, variance) & sure
    raked = variance.fixed_by_weighting & sure & ~agree
    drawn = variance.fixed_by_design & (share > 0) & (share < 1) & sure & ~agree
    se = np.where(raked, 0.0, np.sqrt(variance.variance * cells.average_factor(base)))
    nothing = np.full(len(share), np.nan)
    return Estimates(
        share=share,
        se=np.where(sure & ~agree, se, np.nan),
        fixed=raked | drawn,
        by_design=drawn,
        agree=agree,
        base=nothing,
        log_se=nothing,
        n=float(cells.n[base].sum()),
        n_weighted=w,
        n_eff=float(effective_n(w, squares)),
        df=df,
        df_index=df,
        vanished=vanished,
    )


def universe(parts: Parts, table: pd.DataFrame, options: "Options") -> pd.DataFrame:
    """Return how many people hold each answer, in each group, in thousands.

    Parameters
    ----------
    parts : Parts
        The sums.
    table : pandas.DataFrame
        The profile's table; what is suppressed there has no number here.
    options : Options
        Those of the profile, with its universe.

    Notes
    -----
    T = U G p: U the universe, taken as exact, G the group's share of all weight, p the share of the
    answer in the group's base. The interval is U times that of the share G p of the whole, by the
    profile's method, on the base and the degrees of freedom of the whole sample.
    """
    thousands = float(options.universe or np.nan) / 1000
    answers = list(table["answer"].unique())
    rows = [
        _people(domains, place, by, answers, thousands, options)
        for by, domains in parts.domains()
        for place in range(len(domains.levels))
    ]
    found = pd.concat(rows, ignore_index=True)
    hidden = table.set_index(["by", "level", "answer"])["share"].isna()
    keys = found.set_index(["by", "level", "answer"]).index
    suppressed = hidden.reindex(keys).fillna(False).to_numpy(np.bool_)
    found.loc[suppressed, ["thousands", "se", "low", "high"]] = np.nan
    flags = table.set_index(["by", "level", "answer"])["flag"].reindex(keys)
    found["flag"] = np.where(suppressed, flags, found["flag"])
    return found[list(UNIVERSE)]


def _people(
    domains: Domains,
    place: int,
    by: str | None,
    answers: list[str],
    thousands: float,
    options: "Options",
) -> pd.DataFrame:
    """Return the numbers of one group: its size (an empty answer) and those of every answer."""
    cells, level = domains.cells, domains.levels[place]
    everyone = np.ones(len(cells.w), np.bool_)
    size = domains.audience & domains.member[:, place]
    group = domains.inside & domains.member[:, place]
    total, w = float(cells.w.sum()), float(cells.w[group].sum())
    part = float(cells.w[size].sum()) / total
    part = 1.0 if not (cells.w[~size] != 0).any() else part
    share = domains.share(group, domains.blanks_no)
    influence = np.zeros((len(cells.w), len(share) + 1))
    if part < 1:
        influence[:, 0] = (size - part) / total
    if w > 0:
        influence[:, 1:] = (domains.blanks_no - share) * (group / w)[:, None]
    bases = np.column_stack([everyone, np.repeat(group[:, None], len(share), axis=1)])
    combine = np.eye(len(share) + 1)
    combine[1:, 1:] *= part
    combine[0, 1:] = np.nan_to_num(share)
    of_whole = np.concatenate([[part], part * share])
    known = group if part == 1 else everyone
    found = _estimates(cells, of_whole, Linear(influence, bases, combine), known)
    limits = limits_of(found, options)
    fixed = found.fixed | ((of_whole >= 1) & (np.arange(len(of_whole)) == 0))
    n = float(cells.n[group].sum())
    return pd.DataFrame(
        {
            **_keys([None, *answers], by, level),
            "thousands": thousands * of_whole,
            "se": thousands * found.se,
            "low": np.where(fixed, np.nan, thousands * limits.low),
            "high": np.where(fixed, np.nan, thousands * limits.high),
            "n": [round(float(cells.n[size].sum())), *[round(n)] * len(share)],
            "flag": _noted([[]] * len(fixed), found, np.zeros(len(fixed), np.bool_)),
        }
    )
