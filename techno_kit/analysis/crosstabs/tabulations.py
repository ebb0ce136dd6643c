"""One question by one banner question: its cells with errors, letters and bases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.comparisons.banners import Banner
from techno_kit.analysis.comparisons.comparison_tables import TESTS
from techno_kit.analysis.comparisons.comparisons import Rules
from techno_kit.analysis.comparisons.differences import Groups
from techno_kit.analysis.crosstabs.column_means import ColumnMeans, Taken, column_means
from techno_kit.analysis.crosstabs.column_shares import Bases, ColumnShares, ShareOf, column_shares
from techno_kit.analysis.crosstabs.effective_base import EffectiveGroups
from techno_kit.analysis.crosstabs.heads import Head, Split
from techno_kit.analysis.crosstabs.stubs import MEAN, MEDIAN, Stub
from techno_kit.analysis.telling.doubts import doubt_told, few_df_told
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Mode = Literal["design", "effective_base"]
Sort = Literal["total"]
ROWS: Final = ("answer", "net", "mean", "median")
NUMBERS: Final = (
    *("share", "value", "se", "low", "high", "index", "rest", "p_rest", "p_rest_adjusted"),
    *("n", "n_weighted", "n_eff", "df"),
)
TEXTS: Final = ("letter", "higher_than", "arrow", "flag")
#: What readers do not see: the share of the column's base, and the p behind a sentence.
BEHIND: Final = ("column_share", "p_picked")
COLUMNS: Final = ("question", "answer", "kind", "by", "level", *NUMBERS, *TEXTS)
Cells = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a crosstab was asked for, beside its questions and columns.

    Attributes
    ----------
    shares : {"column", "row", "total"}
        What a share is part of.
    mode : {"design", "effective_base"}
        Whether errors and tests are the design's, or commercial programs'.
    sort : {"total"} or None
        The order of answers.
    index : bool
        Whether printed tables show the index.
    adjust, family, confidence, suppress_below, flag_below
        As in `compare`.
    missing : {"in_base", "exclude"} or None
        The rule of every base; each kind's own when None.
    """

    shares: ShareOf
    mode: Mode
    sort: Sort | None
    index: bool
    adjust: str
    family: str
    confidence: float
    suppress_below: float
    flag_below: float
    missing: MissingRule | None

    @property
    def effective(self) -> bool:
        """Whether the design is left out."""
        return self.mode == "effective_base"

    def rules(self, missing: MissingRule) -> Rules:
        """Return the rules of a comparison with the same options."""
        return Rules(
            self.adjust,
            self.family,
            self.confidence,
            missing,
            self.suppress_below,
            self.flag_below,
            cautious=not self.effective,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """The cells of one question in one head, or in the total.

    Attributes
    ----------
    rows : dict of str to list of Cells
        By kind of row, every row's columns of `COLUMNS` beyond the question, shape (columns,).
    tests, pairs : list of pandas.DataFrame
        Tests and pairs, with the kind of row.
    shares : numpy.ndarray of float, shape (answers and nets,)
        Column shares of a block that is the total.
    left_out, outside : int, Outside
        Respondents outside the question's base, and those of the base in no column.
    """

    rows: dict[str, list[Cells]]
    tests: list[pd.DataFrame]
    pairs: list[pd.DataFrame]
    shares: dict[str, Floats]
    left_out: int
    outside: Outside


def blocks_of(
    sample: Sample, stub: Stub, heads: Sequence[Head], where: Audience | None, asked: Asked
) -> Iterator[Block]:
    """Return a question's rows in the total, then in the columns of every head.

    Parameters
    ----------
    sample, stub, heads, where, asked
        The respondents, the rows, the columns, who counts, the options.
    """
    all_heads = [None, *heads]
    none: Iterator[Split | None] = repeat(None, len(all_heads))
    splits = own = none
    if stub.answers is not None:
        splits = Split.each(sample, stub.question, all_heads, where)
    if stub.quantity is not None and stub.quantity.variable != stub.question:
        own = Split.each(sample, stub.quantity.variable, all_heads, where)
    total: dict[str, Floats] = {}
    for head, split, measured in zip(all_heads, splits, own, strict=True):
        block = _block(stub, head, split, measured or split, asked, total)
        if head is None:
            total = _compared_with(block, asked)
        yield block


def _compared_with(block: Block, asked: Asked) -> dict[str, Floats]:
    """Return the total's shares that the index compares with; none of too small a base."""
    rows = [row for kind in ("answer", "net") for row in block.rows[kind]]
    small = bool(rows) and bool(rows[0]["n"][0] < asked.suppress_below)
    return {} if small else block.shares


def _block(
    stub: Stub,
    head: Head | None,
    split: Split | None,
    measured_split: Split | None,
    asked: Asked,
    total: dict[str, Floats],
) -> Block:
    """Return a question's rows in the columns of a head.

    Parameters
    ----------
    stub, head, asked
        The rows, the columns (None: the total), the options.
    split, measured_split : Split or None
        The cells of the answers, and of the number.
    total : dict of str to numpy.ndarray of float
        By kind, the total's column shares, which the index compares with.
    """
    block = Block({kind: [] for kind in ROWS}, [], [], {}, 0, Outside())
    left_out, outside = 0, Outside()
    if stub.answers is not None and split is not None:
        domains = split.domains(stub.answers, stub.missing)
        left_out, outside = domains.left_out(), domains.outside()
        for kind, answers in (("answer", stub.answers), ("net", stub.nets)):
            if answers is not None:
                _add_shares(block, kind, answers, split, domains, head, stub, asked, total)
    if stub.quantity is not None and measured_split is not None:
        measured = measured_split.measured(stub.quantity)
        if stub.answers is None:
            left_out, outside = measured.left_out(), measured.outside()
        groups = _groups(measured_split.people(measured), measured_split, head, asked)
        found = column_means(
            measured,
            groups,
            asked.rules(stub.missing),
            by=head.name if head else "",
            row=MEAN,
            median=stub.number,
        )
        _add_means(block, found, head, asked)
    return replace(block, left_out=left_out, outside=outside)


def _groups(domains: Domains, split: Split, head: Head | None, asked: Asked) -> Groups | None:
    if head is None:
        return None
    kind = EffectiveGroups if asked.effective else Groups
    return kind.of(domains, split.answered)


def _add_shares(
    block: Block,
    kind: str,
    answers: Answers,
    split: Split,
    domains: Domains,
    head: Head | None,
    stub: Stub,
    asked: Asked,
    total: dict[str, Floats],
) -> None:
    """Add the rows of a question's answers, or of its nets."""
    if kind == "net":
        holds = {name: getattr(answers, name)[split.code] for name in ("blanks_no", "blanks_yes")}
        domains = replace(domains, **holds)
    found = column_shares(domains, asked.shares, asked.confidence, effective=asked.effective)
    groups, signs = _groups(domains, split, head, asked), None
    if head is None:
        block.shares[kind] = found.column[:, 0]
    elif groups is not None:
        banner = Banner.of(groups, head.name, answers, asked.rules(stub.missing))
        tests, pairs, signs = banner.tables(banner.shares())
        tests = tests[list(TESTS)]
        if kind == "net":
            tests = tests[tests["answer"].notna()]
        block.tests.append(tests.assign(kind=kind))
        block.pairs.append(pairs.assign(kind=kind))
    block.rows[kind] += _share_rows(found, kind, answers, head, asked, signs, total.get(kind))


def _share_rows(
    found: ColumnShares,
    kind: str,
    answers: Answers,
    head: Head | None,
    asked: Asked,
    signs: pd.DataFrame | None,
    total: Floats | None,
) -> list[Cells]:
    """Return every answer's cells."""
    bases, size = found.bases, len(found.bases.n)
    texts, numbers = _signs_of(signs, len(answers.levels), size)
    plain = _flags(bases, asked)
    rows = []
    for place, level in enumerate(answers.levels):
        hidden = (bases.n < asked.suppress_below) | (found.base[place] < asked.suppress_below)
        hidden &= bases.n > 0
        absent = (
            answers.not_offered(head.name, head.levels)[place] if head else np.zeros(size, np.bool_)
        )
        hidden |= absent
        index = np.full(size, np.nan)
        if head is None:
            index = np.where(found.column[place] > 0, 100.0, np.nan)
        elif total is not None and total[place] > 0 and not absent.any():
            index = 100 * found.column[place] / total[place]
        figures = {
            "share": found.share[place],
            "se": found.se[place],
            "low": found.limits.low[place],
            "high": found.limits.high[place],
            "index": index,
        }
        cells: Cells = {name: np.where(hidden, np.nan, each) for name, each in figures.items()}
        cells |= {"value": np.full(size, np.nan), **_told_bases(bases, asked)}
        small = (bases.n < asked.suppress_below) & (bases.n > 0)
        cells["column_share"] = np.where(small | absent, np.nan, found.column[place])
        cells |= {name: each[place] for name, each in numbers.items()}
        cells |= {name: each[place] for name, each in texts.items()}
        if signs is None:
            set_ = found.fixed[place], found.by_design[place], found.agree[place]
            cells["flag"] = _with_fixed(plain, *set_, ~hidden)
        rows.append({"answer": np.full(size, level, object), **_place(kind, head, size), **cells})
    return rows


def _signs_of(
    signs: pd.DataFrame | None, rows: int, size: int
) -> tuple[dict[str, NDArray[np.generic]], dict[str, NDArray[np.generic]]]:
    """Return the texts and the numbers of a banner's table by row, shape (rows, columns)."""
    numbers = ("rest", "p_rest", "p_rest_adjusted", "p_picked")
    if signs is None:
        blank: NDArray[np.generic] = np.full((rows, size), "", object)
        return dict.fromkeys(TEXTS, blank), {
            name: np.full((rows, size), np.nan) for name in numbers
        }
    texts: dict[str, NDArray[np.generic]] = {
        name: signs[name].to_numpy(object).reshape(rows, size) for name in TEXTS
    }
    return texts, {name: signs[name].to_numpy(float).reshape(rows, size) for name in numbers}


def _place(kind: str, head: Head | None, size: int) -> Cells:
    """Return where a row's cells stand: kind, banner question and column."""
    levels = np.asarray(head.levels if head else (None,), object)
    by = np.full(size, head.name if head else None, object)
    return {"kind": np.full(size, kind, object), "by": by, "level": levels}


def _told_bases(bases: Bases, asked: Asked) -> Cells:
    df = np.full_like(bases.df, np.nan) if asked.effective else bases.df
    return {"n": bases.n, "n_weighted": bases.n_weighted, "n_eff": bases.n_eff, "df": df}


def _flags(bases: Bases, asked: Asked) -> list[str]:
    """Return what is to be said of every column's base."""
    told = []
    doubts = zip(bases.df, bases.vanished, strict=True)
    for n, weight, doubt in zip(bases.n, bases.n_weighted, doubts, strict=True):
        if n == 0:
            told.append(say("flags.empty"))
        elif n < asked.suppress_below:
            told.append(say("flags.suppressed"))
        elif not weight > 0:
            told.append(say("flags.weightless"))
        else:
            small = say("flags.small") if n < asked.flag_below else ""
            df, lost = float(doubt[0]), int(doubt[1])
            unsure = "" if asked.effective else doubt_told(df, lost) or few_df_told(df, n)
            told.append(say("flags.and").join(each for each in (small, unsure) if each))
    return told


def _with_fixed(
    flags: Sequence[str],
    fixed: NDArray[np.bool_],
    by_design: NDArray[np.bool_],
    agree: NDArray[np.bool_],
    shown: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Add which estimates weighting or stratification has set: those have no error."""
    between, few = say("flags.and"), say("flags.few_df")
    told = []
    for flag, set_, drawn, alike in zip(
        flags, fixed & shown, by_design, agree & shown, strict=True
    ):
        parts = [each for each in flag.split(between) if each and not (set_ and each == few)]
        set_by = [say("flags.by_design" if drawn else "flags.fixed")] if set_ else []
        set_by += [say("flags.agree")] if alike else []
        told.append(between.join([*parts, *set_by]))
    return np.asarray(told, object)


def _add_means(block: Block, found: ColumnMeans, head: Head | None, asked: Asked) -> None:
    """Add the rows of a mean and of a median."""
    for kind, taken in (("mean", found.mean), ("median", found.median)):
        if taken is not None:
            row = MEAN if kind == "mean" else MEDIAN
            block.rows[kind].append(_mean_row(found, taken, kind, row, head, asked))
    block.tests.append(found.tests.assign(kind="mean"))
    block.pairs.append(found.pairs.assign(kind="mean"))


def _mean_row(
    found: ColumnMeans, taken: Taken, kind: str, row: str, head: Head | None, asked: Asked
) -> Cells:
    bases = found.bases
    size = len(bases.n)
    hidden = (bases.n < asked.suppress_below) & (bases.n > 0)
    figures = {"value": taken.estimate, "se": taken.se, "low": taken.low, "high": taken.high}
    cells: Cells = {name: np.where(hidden, np.nan, each) for name, each in figures.items()}
    empty = np.full(size, np.nan)
    cells |= {"share": empty, "column_share": empty, "index": empty, **_told_bases(bases, asked)}
    cells |= dict.fromkeys(("rest", "p_rest", "p_rest_adjusted", "p_picked"), empty)
    cells |= {name: np.full(size, "", object) for name in ("letter", "higher_than", "arrow")}
    if kind == "mean" and head is not None:
        signs = found.signs.set_index("level").reindex(list(head.levels))
        for name in ("rest", "p_rest", "p_rest_adjusted", "p_picked"):
            cells[name] = signs[name].to_numpy(float)
        for name in ("letter", "higher_than", "arrow"):
            cells[name] = signs[name].astype(object).where(signs[name].notna(), "").to_numpy(object)
    flags = _flags(bases, asked)
    cells["flag"] = _with_fixed(flags, taken.fixed, taken.by_design, taken.agree, ~hidden)
    return {"answer": np.full(size, row, object), **_place(kind, head, size), **cells}
