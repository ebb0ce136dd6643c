"""One banner question of a comparison: its tests, its pairs, and its table with letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_uppercase

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.comparisons import Rules
from techno_kit.analysis.differences import Groups, GroupShares
from techno_kit.numerics.contingency import cramers_v
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import adjust_p
from techno_kit.numerics.rarities import cautious_p, few_cases, pooled_error
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

TINY = float(np.finfo(np.float64).tiny)
MARGIN_GAP = 1e-9  # shares that weighting has made equal agree as far as margins are met
PAIRS = (
    *("answer", "by", "level_a", "level_b", "difference", "se", "low", "high", "ratio"),
    *("cohens_h", "p", "p_adjusted", "p_letter"),
)
TABLE = (
    *("answer", "by", "level", "share", "rest", "p_rest", "p_rest_adjusted", "n", "n_weighted"),
    *("flag", "letter", "higher_than", "arrow", "p_arrow"),
)
TESTS = ("answer", "by", "F", "df1", "df2", "p", "p_adjusted", "cramers_v")
NAMES = ("answer", "by", "level", "level_a", "level_b", "flag", "letter", "higher_than", "arrow")
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Banner:
    """The groups of one banner question, and what is said of them.

    Attributes
    ----------
    groups : Groups
        Those that hold weight.
    by : str
        The question's name.
    answers : Answers
        The answers that are compared.
    rules : Rules
        What was asked for.
    shown : numpy.ndarray of bool, shape (groups,)
        Which groups have a large enough base.
    df : numpy.ndarray of float, shape (groups, groups)
        Degrees of freedom of two groups together; the diagonal is a group's own.
    n_eff, n_eff_rest : numpy.ndarray of float, shape (groups,)
        Effective numbers of respondents of every group, and of its rest.
    """

    groups: Groups
    by: str
    answers: Answers
    rules: Rules
    shown: Bools
    df: Floats
    n_eff: Floats
    n_eff_rest: Floats

    @classmethod
    def of(cls, groups: Groups, by: str, answers: Answers, rules: Rules) -> "Banner":
        """Return the banner of some groups."""
        shown = groups.n >= rules.suppress_below
        n_eff = groups.n_eff(groups.member), groups.n_eff(groups.rest)
        return cls(groups, by, answers, rules, shown, groups.df(), *n_eff)

    @property
    def own(self) -> Floats:
        """Degrees of freedom of every group alone."""
        return np.asarray(np.diag(self.df))

    @property
    def size(self) -> Floats:
        """Size of every group where all its answers are alike: its effective base, PSUs at most."""
        return _size(self.own, self.n_eff)

    def size_of_rest(self) -> Floats:
        """Return the same of every group's rest."""
        return _size(self.groups.df_rest(self.own), self.n_eff_rest)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return tests, pairs and the table with letters."""
        shares = [self.groups.shares(place) for place in range(len(self.answers.levels))]
        pairs = _pairs(self, shares)
        return _tests(self), pairs, _complete(self, _letters(self, _rests(self, shares), pairs))


def _size(df: Floats, n_eff: Floats) -> Floats:
    return np.where(df > 0, np.minimum(df + 1, n_eff), 0.0)


def _typed(columns: dict[str, object], order: Sequence[str]) -> pd.DataFrame:
    """Return a table with its columns in order and names as text, also where it has no row."""
    table = pd.DataFrame(columns, columns=list(order))
    numbers = {name: "float64" for name in order if name not in NAMES and name != "n"}
    return table.astype({**numbers, **{name: "str" for name in order if name in NAMES}})


def _errors(one: Floats, other: Floats, se: Floats, sizes: tuple[Floats, Floats]) -> Floats:
    """Return standard errors of differences, those of linearisation where it has any.

    A group of size 0 is within one PSU and tells nothing of how PSUs differ: unknown. A share of 0
    against one of 1 varies in neither group: its error is that of the pooled share, every PSU (or,
    without clusters, the effective base) counting once.
    """
    known = (sizes[0] > 0) & (sizes[1] > 0)
    m, k = (np.where(known, each, 1.0) for each in sizes)
    _, widest = pooled_error(one, other, m, k)
    return np.where(known, np.where(np.abs(one - other) == 1, widest, se), np.nan)


def _p_of(difference: Floats, se: Floats, df: Floats) -> Floats:
    """Return two-sided p-values of t on the design's degrees of freedom.

    There is none without sampling error: weighting or design has set such a difference, and it is
    no finding of the survey.
    """
    from scipy.special import stdtr

    size = np.where(np.abs(difference) <= MARGIN_GAP, 0.0, np.abs(difference))
    t = np.divide(size, se, out=np.full(len(size), np.nan), where=se > 0)
    return np.asarray(2 * stdtr(np.where(df > 0, df, np.nan), -t))


def _pairs(banner: Banner, shares: Sequence[GroupShares]) -> pd.DataFrame:
    """Return every pair of groups of every answer."""
    names = np.asarray(banner.groups.levels, dtype=object)
    one, other = np.triu_indices(len(names), 1)
    quantile = t_quantile(banner.df[one, other], banner.rules.confidence)
    parts = [_pairs_of(banner, each, one, other, quantile) for each in shares]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    p = columns["p"].reshape(len(shares), -1)
    if banner.rules.family == "table":
        adjusted = adjust_p(p.ravel(), banner.rules.adjust)
    else:
        adjusted = np.concatenate([adjust_p(row, banner.rules.adjust) for row in p])
    return _typed(
        {
            "answer": np.repeat(np.asarray(banner.answers.levels, dtype=object), len(one)),
            "by": banner.by,
            "level_a": np.tile(names[one], len(shares)),
            "level_b": np.tile(names[other], len(shares)),
            **columns,
            "p_adjusted": adjusted,
            "p_letter": cautious_p(
                adjusted,
                columns["p"],
                np.concatenate([np.empty(0), *(each.share[one] for each in shares)]),
                np.concatenate([np.empty(0), *(each.share[other] for each in shares)]),
                np.tile(banner.n_eff[one], len(shares)),
                np.tile(banner.n_eff[other], len(shares)),
            ),
        },
        PAIRS,
    )


def _pairs_of(
    banner: Banner,
    shares: GroupShares,
    one: NDArray[np.intp],
    other: NDArray[np.intp],
    quantile: Floats,
) -> dict[str, Floats]:
    """Return the figures of every pair of groups of one answer."""
    first, second = shares.share[one], shares.share[other]
    difference, df, size = first - second, banner.df[one, other], banner.size
    se = _errors(first, second, shares.se(one, other), (size[one], size[other]))
    half = quantile * se
    edge = np.where(np.abs(difference) == 1, 1.0, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(second > 0, first / second, np.nan)
    figures = {
        "difference": difference,
        "se": se,
        "low": np.maximum(difference - half, -edge),
        "high": np.minimum(difference + half, edge),
        "ratio": ratio,
        "cohens_h": 2 * (np.arcsin(np.sqrt(first)) - np.arcsin(np.sqrt(second))),
        "p": _p_of(difference, se, df),
    }
    both = banner.shown[one] & banner.shown[other]
    return {name: np.where(both, values, np.nan) for name, values in figures.items()}


def _rests(banner: Banner, shares: Sequence[GroupShares]) -> pd.DataFrame:
    """Return every group's share beside that of the rest, tested on the df of all groups.

    Of two groups each is the other's rest: that is one test, and needs no adjustment.
    """
    groups, rules, size = banner.groups, banner.rules, len(banner.groups.places)
    places = np.arange(size)
    df = np.full(size, float(groups.df_base()))
    sizes = banner.size, banner.size_of_rest()
    columns: dict[str, list[Floats]] = {
        name: [] for name in ("share", "rest", "p_rest", "p_rest_adjusted", "p_arrow")
    }
    n_eff = banner.n_eff, banner.n_eff_rest
    for each in shares:
        se = _errors(each.share, each.rest, each.se(places, places + size), sizes)
        p = np.where(banner.shown, _p_of(each.share - each.rest, se, df), np.nan)
        columns["share"].append(np.where(banner.shown, each.share, np.nan))
        columns["rest"].append(each.rest)
        columns["p_rest"].append(p)
        adjusted = p if size == 2 else adjust_p(p, rules.adjust)
        columns["p_rest_adjusted"].append(adjusted)
        columns["p_arrow"].append(cautious_p(adjusted, p, each.share, each.rest, *n_eff))
    levels = np.asarray(groups.levels, dtype=object)
    return _typed(
        {
            "answer": np.repeat(np.asarray(banner.answers.levels, dtype=object), size),
            "by": banner.by,
            "level": np.tile(levels, len(shares)),
            **{name: np.concatenate(parts) for name, parts in columns.items()},
        },
        (*TABLE[:7], "p_arrow"),
    ).assign(flag_of_answer=[flag for each in shares for flag in _own_flags(banner, each)])


def _own_flags(banner: Banner, shares: GroupShares) -> list[str]:
    """Flag the groups whose share weighting or design has set, or that few cases are behind."""
    known, groups = banner.shown & (banner.own > 0), banner.groups
    weight = groups.domains.cells.w
    everyone = (weight @ groups.member) @ shares.share / max(float(weight @ groups.base), TINY)
    few = few_cases(everyone, banner.n_eff) & banner.shown & (0 < everyone < 1)
    told = zip(shares.raked & known, shares.drawn & known, few, strict=True)
    return [
        say(f"flags.{'fixed' if raked else 'by_design' if drawn else 'few'}")
        if raked or drawn or rare
        else ""
        for raked, drawn, rare in told
    ]


def column_letter(place: int) -> str:
    """Return a column's letter: A to Z, then AA, AB, ...

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_letters(levels: Sequence[str]) -> dict[str, str]:
    """Return a letter for every group, in their order; none that is the name of another group.

    Examples
    --------
    >>> column_letters(["Female", "Male"]), column_letters(["a", "b"])
    ({'Female': 'A', 'Male': 'B'}, {'a': 'A', 'b': 'B'})
    >>> column_letters(["A", "B1", "B2", "C"])
    {'A': 'D', 'B1': 'E', 'B2': 'F', 'C': 'G'}
    """
    usual = {level: column_letter(place) for place, level in enumerate(levels)}
    names = {level.strip(): level for level in levels}
    taken = {name[0].upper() for name in names if 0 < len(name) <= 2}
    clash = any(names.get(letter, level) != level for level, letter in usual.items())
    if not clash or not set(ascii_uppercase) - taken:
        return usual
    free = (letter for letter in map(column_letter, count()) if letter[0] not in taken)
    return dict(zip(levels, free, strict=False))


def _letters(banner: Banner, table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Add arrows against the rest, and letters: the higher column carries that of the lower."""
    level, soft = banner.rules.error, banner.rules.soft_error
    letter = column_letters(banner.groups.levels)
    higher: dict[tuple[str, str], list[str]] = {}
    for row in pairs[pairs["p_letter"] <= soft].to_dict("records"):
        up, down = (
            (row["level_a"], row["level_b"])
            if row["difference"] > 0
            else (row["level_b"], row["level_a"])
        )
        sign = letter[down] if row["p_letter"] <= level else letter[down].lower()
        higher.setdefault((row["answer"], up), []).append(sign)
    keys = list(zip(table["answer"], table["level"], strict=True))
    clear = (table["p_arrow"] <= level).to_numpy()
    above = (table["share"] > table["rest"]).to_numpy()
    arrows = np.where(clear, np.where(above, say("compare.up"), say("compare.down")), "")
    return table.assign(
        letter=[letter[group] for _, group in keys],
        higher_than=[" ".join(higher.get(key, [])) for key in keys],
        arrow=arrows,
    )


def _complete(banner: Banner, table: pd.DataFrame) -> pd.DataFrame:
    """Add groups without respondents or weight, bases and flags; groups in their own order."""
    domains = banner.groups.domains
    member = domains.member & domains.inside[:, None]
    levels = [str(level) for level in domains.levels]
    n, weight = domains.cells.n @ member, domains.cells.w @ member
    alone = {group for group, own in zip(banner.groups.levels, banner.own, strict=True) if own <= 0}
    bases = pd.DataFrame({"level": levels, "n": np.rint(n).astype(np.int64), "n_weighted": weight})
    bases["flag"] = [
        _flag(each, size, level in alone, banner.rules)
        for level, each, size in zip(levels, n, weight, strict=True)
    ]
    answers = pd.DataFrame({"answer": list(banner.answers.levels), "by": banner.by})
    full = answers.merge(bases, how="cross").merge(table, how="left", on=["answer", "by", "level"])
    columns: dict[str, object] = {str(name): each for name, each in full.items()}
    for name in ("letter", "higher_than", "arrow"):
        columns[name] = full[name].astype("str").fillna("")
    both = zip(full["flag"], full["flag_of_answer"].astype("str").fillna(""), strict=True)
    columns["flag"] = [say("flags.and").join(flag for flag in each if flag) for each in both]
    return _typed(columns, TABLE)


def _flag(n: float, weight: float, alone: bool, rules: Rules) -> str:
    if n == 0:
        return say("flags.empty")
    if n < rules.suppress_below:
        return say("flags.suppressed")
    if not weight > 0:
        return say("flags.weightless")
    flags = [say("flags.small")] if n < rules.flag_below else []
    return say("flags.and").join([*flags, *([say("flags.one_psu")] if alone else [])])


def _tests(banner: Banner) -> pd.DataFrame:
    """Return the test of every answer and of the whole question."""
    groups, answers = banner.groups, banner.answers
    question, columns = answers.question, len(groups.places)
    exclusive = {option.id for option in question.options if option.none}
    places = range(len(answers.levels))
    active = [place for place in places if answers.levels[place] not in exclusive]
    overlapping = question.kind == "multiple"
    tests = [groups.test([place]) for place in places]
    whole = groups.test(active) if overlapping else groups.test_table(places)
    n = float(groups.domains.cells.n[groups.base].sum())
    sizes = [2] * len(tests) + [2 if overlapping else groups.held()]
    p = np.asarray([each.p for each in tests])
    found = [*tests, whole]
    v = [cramers_v(each, n, size, columns) for each, size in zip(found, sizes, strict=True)]
    if overlapping:  # V is an effect of one table, and the whole is several
        v[-1] = np.nan
    return _typed(
        {
            "answer": [*answers.levels, None],
            "by": banner.by,
            **{name: [getattr(each, name) for each in found] for name in ("F", "df1", "df2", "p")},
            "p_adjusted": np.append(adjust_p(p, banner.rules.adjust), whole.p),
            "cramers_v": v,
        },
        TESTS,
    )
