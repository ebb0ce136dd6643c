"""The banner table: questions down the side, banner questions across, tested column by column."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.asking import Who, audience_of, number_problems
from techno_kit.analysis.asking.undeclared import Undeclared, as_read
from techno_kit.analysis.comparisons.comparison_tables import BEHIND, PAIRS, TESTS
from techno_kit.analysis.comparisons.lettering import column_letters
from techno_kit.analysis.crosstabs.column_shares import ShareOf
from techno_kit.analysis.crosstabs.crosstabs import Banners, Crosstab, Section
from techno_kit.analysis.crosstabs.heads import Asked as AskedQuestion
from techno_kit.analysis.crosstabs.heads import By, Head, heads_of, question_of
from techno_kit.analysis.crosstabs.stub_checks import problems_of_rows
from techno_kit.analysis.crosstabs.stubs import Means, Nets, Stub, order_of, stub_of
from techno_kit.analysis.crosstabs.tabulations import BEHIND as BEHIND_CELLS
from techno_kit.analysis.crosstabs.tabulations import (
    COLUMNS,
    NUMBERS,
    ROWS,
    Asked,
    Block,
    Cells,
    Mode,
    Sort,
    blocks_of,
)
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say

NAMES = ("question", "answer", "kind", "by", "level", "letter", "higher_than", "arrow", "flag")


def crosstab(
    sample: Sample,
    questions: AskedQuestion | Sequence[AskedQuestion],
    *,
    by: By | list[By] = (),
    where: Who | None = None,
    shares: ShareOf = "column",
    nets: Nets | None = None,
    means: Means | None = None,
    sort: Sort | None = None,
    index: bool = False,
    mode: Mode = "design",
    adjust: Adjust | None = None,
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Crosstab:
    """Return a banner table: questions by banner questions, with bases, letters and arrows.

    Parameters
    ----------
    sample : Sample
        The respondents.
    questions : Ladder, Question, str, or list of them
        What stands in the rows: questions of one answer, of several (a ladder's rungs among them),
        scales and numbers. A scale has nets of its two highest and two lowest answers, and the mean
        of its codes where they count up by one, both without "don't know" and the like at an end of
        it, which a note names; a number its mean and median, and so a column of quantities that no
        codebook describes.
    by : Ladder, Question, str, tuple of them, or list of these
        The banner questions; a tuple is crossed. Answers of a multiple choice are columns that
        overlap. None: the total alone, which always comes first.
    where : mapping, Audience or boolean Series, optional
        Who counts; everyone by default. The design stays whole.
    shares : {"column", "row", "total"}
        Shares of the column's base, of all who gave the answer, or of the whole base. Letters,
        arrows, tests and index always compare shares of columns.
    nets : mapping of question to mapping of name to answers, optional
        Answers taken together: ``{"q1": {"Top 2": ["agree", "strongly agree"]}}``. Respondents
        count once, whatever they chose of them. In place of a scale's own nets, of which
        ``{"q1": {}}`` leaves none.
    means : mapping of question to scores or bool, optional
        What answers count in a mean, ``{"q1": {"agree": 1, "disagree": -1, "don't know": None}}``,
        None leaving one out; ``False`` for no mean, ``True`` for that of the codes.
    sort : {"total"}, optional
        Answers in the order of their share in the total, the largest first; other, none and don't
        know stay at the end, and the answers of a scale in theirs. In the question's own order when
        None.
    index : bool, default False
        Whether printed tables show the index too; ``.table`` always holds it.
    mode : {"design", "effective_base"}
        Errors, letters and arrows by the sampling design, or as commercial programs have them: z on
        the effective base, the design and calibration left out.
    adjust : {"holm", "bh", "bonferroni", "none"}, optional
        How p-values allow for their number: ``"holm"``, or ``"none"`` on effective bases.
    family : {"row", "table"}
        Which pairs are one family: those of one row and banner question, or those of all answers.
    confidence : float
        Confidence of the intervals, and 1 - level of the capital letters, between 0 and 1; small
        letters are at twice the error.
    missing : {"in_base", "exclude"}, optional
        Who is in the base of every question, as in `profile`; each kind's own rule when None.
    suppress_below, flag_below : float
        Bases (respondents) below which figures are not given nor compared, or are flagged.

    Returns
    -------
    Crosstab
        ``.table``: ``question, answer, kind, by, level, share, value, se, low, high, index, rest,
        p_rest, p_rest_adjusted, n, n_weighted, n_eff, df, letter, higher_than, arrow, flag``, a row
        a question's row (an answer, net, mean or median) and column; ``by`` and ``level`` are
        missing for the total. ``.tests`` and ``.pairs``: as those of `compare`, with ``question``
        and ``kind``. ``.wide``: the printed table.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, or a question is split by itself.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Shares and their errors are those of `profile`, means and medians those of `estimate`; tests,
    pairs and arrows are those of `compare`, question by question. Means are compared by t on the
    design's degrees of freedom (an arrow also needs a clear test with one common spread, a rule of
    techno_kit's own), and all at once by Wald's F with K - 1 and df - (K - 1) degrees of
    freedom, as R's ``regTermTest`` of a regression on the columns. Medians are not compared. Nets
    are a family of their own in the tests.

    On effective bases e = (sum w)^2 / sum w^2, z = (p1 - p2) / sqrt(p1 (1 - p1) / e1 + p2 (1 - p2)
    / e2), and of means s^2 / e in place of p (1 - p) / e, s^2 with e / (e - 1); where columns
    overlap, 2 s0^2 e0 / (e1 e2) of those in both is taken away under the root. There are no tests
    of all columns at once.

    Examples
    --------
    >>> sex, owns = ["Female"] * 100 + ["Male"] * 100, ["yes", "no"] * 60 + ["no"] * 80
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": sex, "owns": owns}))
    >>> crosstab(sample, "owns", by="sex").wide.iloc[:2].values.tolist()
    [['70%', '50% ▼', '90% ▲ A'], ['30%', '50% ▲ B', '10% ▼']]
    """
    sample = the_sample(sample, "tk.crosstab")
    nets, means = {} if nets is None else nets, {} if means is None else means
    asked = Asked(
        shares,
        mode,
        sort,
        bool(index),
        adjust or ("none" if mode == "effective_base" else "holm"),
        family,
        confidence,
        suppress_below,
        flag_below,
        missing,
    )
    _check(asked)
    asked_for = _questions(sample, questions)
    named = [_as_read(sample, each, nets, means) for each in asked_for]
    read = zip(named, asked_for, strict=True)
    heads = heads_of(sample, by)
    _check_split(named, heads)
    problems_of_rows(sample, named, nets, means)
    audience = audience_of(sample, where)
    stubs = [stub_of(sample, each, missing, nets, means) for each in named]
    made = [_blocks(sample, stub, heads, audience, asked) for stub in stubs]
    letters = {head.name: column_letters(head.levels) for head in heads}
    return Crosstab(
        _table(stubs, made, letters),
        _gathered(stubs, made, "tests", TESTS),
        _gathered(stubs, made, "pairs", (*PAIRS, *BEHIND)),
        sections=tuple(
            _section(sample, stub, blocks, heads, audience, asked)
            for stub, blocks in zip(stubs, made, strict=True)
        ),
        banners=tuple(
            Banners(
                head.name,
                head.title,
                dict(zip(head.levels, head.labels, strict=True)),
                letters[head.name],
                head.overlapping,
            )
            for head in heads
        ),
        asked=asked,
        undeclared=Undeclared(tuple(each.name for each, given in read if each != given)),
    )


def _as_read(sample: Sample, question: Question, nets: object, means: object) -> Question:
    """Return a column of a quantity as a number, unless nets or scores tell its answers."""
    name = question.name
    netted = isinstance(nets, Mapping) and name in nets
    scored = isinstance(means, Mapping) and isinstance(means.get(name), Mapping)
    return question if netted or scored else as_read(sample, question)


def _check(asked: Asked) -> None:
    """Refuse options that are none, all at once."""
    words: dict[str, Any] = {
        "shares": ShareOf,
        "mode": Mode,
        "adjust": Adjust,
        "family": Family,
        "missing": MissingRule,
        "sort": Sort,
    }
    problems = [
        unknown_word(name, getattr(asked, name), get_args(legal))
        for name, legal in words.items()
        if getattr(asked, name) not in get_args(legal)
        and not (name in ("missing", "sort") and getattr(asked, name) is None)
    ]
    problems += number_problems(asked.confidence, asked.suppress_below, asked.flag_below)
    raise_all(QuestionError, say("errors.crosstab.subject"), problems)


def _questions(sample: Sample, questions: object) -> list[Question]:
    """Return the questions of the rows, each once."""
    asked = [questions] if isinstance(questions, Ladder | Question | str) else questions
    if not isinstance(asked, Sequence) or not asked:
        raise QuestionError(say("errors.crosstab.questions"))
    if not all(isinstance(each, Ladder | Question | str) for each in asked):
        raise QuestionError(say("errors.crosstab.questions"))
    found: dict[str, Question] = {}
    for each in asked:
        question = question_of(sample, each)
        other = found.setdefault(question.name, question)
        if other != question:
            raise QuestionError(say("errors.crosstab.twice", name=question.name))
    return list(found.values())


def _check_split(questions: Sequence[Question], heads: Sequence[Head]) -> None:
    """Refuse questions that are split by themselves."""
    names = {each.name for each in questions}
    both = list(
        dict.fromkeys(each.name for head in heads for each in head.questions if each.name in names)
    )
    told = listed(both, shown=len(both))
    problems = [plural("errors.crosstab.both", len(both), names=told)] if both else []
    twice = [head.name for head in heads if len(set(head.questions)) < len(head.questions)]
    if twice:
        problems.append(say("errors.crosstab.crossed", names=listed(twice)))
    raise_all(QuestionError, say("errors.crosstab.subject"), problems)


def _blocks(
    sample: Sample, stub: Stub, heads: Sequence[Head], where: Audience | None, asked: Asked
) -> list[Block]:
    """Return a question's total, then its rows in the columns of every head."""
    blocks = list(blocks_of(sample, stub, heads, where, asked))
    order = order_of(stub, blocks[0].shares.get("answer", np.empty(0)), asked.sort)
    for block in blocks:
        block.rows["answer"][:] = [block.rows["answer"][place] for place in order]
    return blocks


def _table(
    stubs: Sequence[Stub], made: Sequence[Sequence[Block]], letters: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Set all cells below each other."""
    parts: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, *BEHIND_CELLS)}
    for stub, blocks in zip(stubs, made, strict=True):
        for block in blocks:
            for row in (each for kind in ROWS for each in block.rows[kind]):
                lettered = _relettered(row, letters)
                for name in parts:
                    if name == "question":
                        values: Any = np.full(len(row["n"]), stub.question.name, object)
                    else:
                        values = lettered.get(name, row[name])
                    parts[name].append(values)
    table = pd.DataFrame({name: np.concatenate(each) for name, each in parts.items()})
    kinds = dict.fromkeys(NAMES, "str") | dict.fromkeys(NUMBERS, "float64")
    return table.astype({**kinds, "n": "int64"})


def _relettered(row: Cells, letters: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Give a row the letters that its columns have in all questions.

    Those of one comparison skip columns that nobody of the base is in.
    """
    by = row["by"][0]
    if by is None or not (row["letter"] != "").any():
        return {}
    own = letters[str(by)]
    known = {
        str(letter): own[str(level)]
        for level, letter in zip(row["level"], row["letter"], strict=True)
        if letter
    }
    if all(before == after for before, after in known.items()):
        return {}
    small = {before.lower(): after.lower() for before, after in known.items()}
    signs = {**small, **known}
    told = [" ".join(signs[each] for each in str(text).split()) for text in row["higher_than"]]
    return {
        "letter": np.asarray([known.get(str(each), "") for each in row["letter"]], object),
        "higher_than": np.asarray(told, object),
    }


def _gathered(
    stubs: Sequence[Stub], made: Sequence[Sequence[Block]], name: str, columns: Sequence[str]
) -> pd.DataFrame:
    """Set tests or pairs below each other, each with its question."""
    order = ["question", "answer", "kind", *columns[1:]]
    parts = [
        part.assign(question=stub.question.name)
        for stub, blocks in zip(stubs, made, strict=True)
        for block in blocks
        for part in getattr(block, name)
        if len(part)
    ]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=order)
    texts = ("question", "answer", "kind", "by", "level_a", "level_b")
    kinds = {each: "str" if each in texts else "float64" for each in order}
    return table.reindex(columns=order).astype(kinds)


def _section(
    sample: Sample,
    stub: Stub,
    blocks: Sequence[Block],
    heads: Sequence[Head],
    where: Audience | None,
    asked: Asked,
) -> Section:
    """Return what readers see of a question beside its figures."""
    asked_by = [each.question.name for head in heads for each in head.groups]
    by = [name for name in asked_by if name in sample.codebook.questions]
    basis = Basis.of(sample, stub.question, by=by, audience=where, against=None, published=False)
    labels, total = stub.labels, blocks[0]
    rows = [
        (str(each["kind"][0]), str(each["answer"][0])) for kind in ROWS for each in total.rows[kind]
    ]
    return Section(
        name=stub.question.name,
        basis=basis,
        missing=stub.missing,
        rows=tuple((kind, answer, labels[kind, answer]) for kind, answer in rows),
        left_out=total.left_out,
        outside={head.name: block.outside for head, block in zip(heads, blocks[1:], strict=True)},
        scores=stub.quantity.scores if stub.quantity is not None else "",
        apart=stub.apart_told(sample, where),
    )
