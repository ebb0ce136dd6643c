"""Groups whose error is unknown: those within one PSU, or that some replicates lose."""

from techno_kit.numerics.few_units import FEW_DF, few_df
from techno_kit.wording import phrase, plural, say

#: Flags of cells of a table that are of something else.
OTHERS = (
    *("flags.empty", "flags.suppressed", "flags.weightless", "flags.small"),
    *("flags.fixed", "flags.by_design", "flags.agree", "flags.few", "flags.few_df"),
    "flags.not_offered",
)


def doubt_told(df: float, vanished: int = 0) -> str:
    """Return the flag of a group without an error; empty where it has one.

    Parameters
    ----------
    df : float
        The group's degrees of freedom: 0 where it lies in one PSU (of each stratum that it is in),
        so that nothing is seen of how PSUs differ. Its linearised error is then 0 but for rounding.
    vanished : int
        Replicates that have nobody in the group.
    """
    if vanished:
        return plural("replicates.undefined", vanished)
    return say("flags.one_psu") if df <= 0 else ""


def few_df_told(df: float, n: float) -> str:
    """Return the flag of a group that lies in few PSUs; empty where it does not.

    A group of a few respondents, each drawn by themselves, is flagged by its base.
    """
    return say("flags.few_df") if few_df(df) and n > FEW_DF else ""


def is_doubt(flag: str) -> bool:
    """Tell whether a single flag of a table of groups is that of a group without an error."""
    return bool(flag) and flag not in {phrase(key) for key in OTHERS}
