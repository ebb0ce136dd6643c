"""Differences between groups, tested: every answer, the whole question, every pair of groups."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.comparisons import Comparison, Rules
from techno_kit.analysis.differences import Groups, GroupShares
from techno_kit.analysis.domains import Domains
from techno_kit.analysis.profiling import Who, asked_of, audience_of, number_problems
from techno_kit.analysis.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.contingency import cramers_v
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import adjust_p
from techno_kit.survey.answers import Answers, MissingRule
from techno_kit.survey.checks import question_names, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Adjust = Literal["holm", "bh", "bonferroni", "none"]
Family = Literal["row", "table"]


def compare(
    sample: Sample,
    question: Ladder | Question | str,
    *,
    by: str | Sequence[str],
    where: Who | None = None,
    adjust: Adjust = "holm",
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Comparison:
    """Test whether groups differ: on every answer, on the whole question, and pair by pair.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, whose rungs overlap, or a question or its name.
    by : str or sequence of str
        Questions of one answer whose answers are the groups; one banner question after the other.
    where : mapping, Audience or boolean Series, optional
        Who is compared; everyone by default. The design stays whole.
    adjust : {"holm", "bh", "bonferroni", "none"}
        How p-values allow for their number.
    family : {"row", "table"}
        Which pairs are one family: those of one answer and one banner question, or those of all
        answers of a banner question.
    confidence : float
        Confidence of the intervals, and 1 - level of the letters, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base, as in `profile`.
    suppress_below, flag_below : float
        Bases (respondents) below which a group's share is not given nor compared, or is flagged;
        the tests of all groups together include it.

    Returns
    -------
    Comparison
        ``.tests``: ``answer, by, F, df1, df2, p, p_adjusted, cramers_v``; the row without an answer
        tests the whole question. ``.pairs``: ``answer, by, level_a, level_b, difference, se, low,
        high, ratio, cohens_h, p, p_adjusted``. ``.table``: a row an answer and group with its
        column letter, the letters of the groups that it is higher than, and an arrow against the
        rest.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there, or the groups overlap.

    Notes
    -----
    Every answer is tested as member or not by group (Rao-Scott, second order, F reference): one
    chi-square over answer x group would count people several times. The whole of an overlapping
    question is tested by the sum of those Pearson statistics over the exclusive answer's rest, with
    the full covariance of all shares. Pairs: t on the design's degrees of freedom in the union of
    both groups. The tests' p-values are adjusted over the answers within a banner question.

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1984), Annals of Statistics 12, 46-60. Thomas, D. R. and Decady,
    Y. J. (2004), Int. J. of Testing 4, 43-59. Bilder, C. R. and Loughin, T. M. (2004), Biometrics
    60, 241-248.

    Examples
    --------
    >>> sex, owns = ["Female"] * 100 + ["Male"] * 100, ["yes", "no"] * 60 + ["no"] * 80
    >>> sample = Sample.from_frame(pd.DataFrame({"sex": sex, "owns": owns}))
    >>> found = compare(sample, "owns", by="sex")
    >>> found.pairs[["answer", "level_a", "level_b", "difference", "p"]].round(2)
      answer level_a level_b  difference    p
    0     no  Female    Male        -0.4  0.0
    1    yes  Female    Male         0.4  0.0
    """
    sample = the_sample(sample, "tk.compare")
    asked, rule = asked_of(sample, question, missing)
    rules = Rules(adjust, family, confidence, rule, suppress_below, flag_below)
    _check(rules)
    names = question_names(by, needed=True)
    answers, audience = sample.answers(asked), audience_of(sample, where)
    for name in names:
        if sample.question(name).kind == "multiple":
            raise QuestionError(say("errors.compare.overlap", name=name))
    found = [
        _banner(
            Groups.of(Domains.of(sample, answers, rules.missing, by=name, where=audience)),
            name,
            answers,
            rules,
        )
        for name in names
    ]
    basis = Basis.of(sample, asked, by=names, audience=audience, against=None, published=False)
    labels = dict(zip(answers.levels, answers.labels, strict=True))
    everyone = Domains.of(sample, answers, rules.missing, where=audience)
    shares = everyone.share(everyone.inside, everyone.blanks_no)
    average = dict(zip(answers.levels, shares.tolist(), strict=True))
    tests, pairs, tables = (
        pd.concat(parts, ignore_index=True) for parts in zip(*found, strict=True)
    )
    return Comparison(tests, pairs, tables, labels, average, basis, rules)


def _check(rules: Rules) -> None:
    """Refuse options that are none, all at once."""
    words = {"adjust": Adjust, "family": Family, "missing": MissingRule}
    problems = [
        unknown_word(name, getattr(rules, name), get_args(legal))
        for name, legal in words.items()
        if getattr(rules, name) not in get_args(legal)
    ]
    problems += number_problems(rules.confidence, rules.suppress_below, rules.flag_below)
    raise_all(QuestionError, say("errors.compare.subject"), problems)


def _banner(groups: Groups, by: str, answers: Answers, rules: Rules) -> tuple[pd.DataFrame, ...]:
    """Return tests, pairs and table of one banner question."""
    shown = groups.n >= rules.suppress_below
    shares = [groups.shares(place) for place in range(len(answers.levels))]
    pairs = [
        _pairs(groups, each, level, by, rules, shown)
        for each, level in zip(shares, answers.levels, strict=True)
    ]
    table = pd.concat(pairs, ignore_index=True)
    table["p_adjusted"] = _by_family(table, rules)
    rests = _rests(groups, shares, answers.levels, by, rules, shown)
    return _tests(groups, answers, by, rules), table, _letters(rests, table, groups.levels, rules)


def _by_family(table: pd.DataFrame, rules: Rules) -> Floats:
    """Adjust the p-values of a banner question's rows, answer by answer or all together."""
    p = table["p"].to_numpy(np.float64)
    if rules.family == "table":
        return adjust_p(p, rules.adjust)
    result = np.empty_like(p)
    for rows in table.groupby("answer", sort=False, observed=False).indices.values():
        result[rows] = adjust_p(p[rows], rules.adjust)
    return result


def _p_of(difference: Floats, se: Floats, df: Floats) -> Floats:
    """Return two-sided p-values of t on the design's degrees of freedom.

    A difference without sampling error is certain; none without one is no evidence.
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(difference) / se  # infinite where there is no error, NaN where no difference
        return np.asarray(2 * stdtr(np.where(df > 0, df, np.nan), -t))


def _pairs(
    groups: Groups, shares: GroupShares, level: str, by: str, rules: Rules, shown: NDArray[np.bool_]
) -> pd.DataFrame:
    """Return every pair of groups of one answer."""
    one, other = np.triu_indices(len(shares.share), 1)
    first, second = shares.share[one], shares.share[other]
    difference, se, df = first - second, shares.se(one, other), groups.df()[one, other]
    half = t_quantile(df, rules.confidence) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(second > 0, first / second, np.nan)
    names = np.asarray(groups.levels, dtype=object)
    pairs = pd.DataFrame(
        {
            "answer": level,
            "by": by,
            "level_a": names[one],
            "level_b": names[other],
            "difference": difference,
            "se": se,
            "low": difference - half,
            "high": difference + half,
            "ratio": ratio,
            "cohens_h": 2 * (np.arcsin(np.sqrt(first)) - np.arcsin(np.sqrt(second))),
            "p": _p_of(difference, se, df),
        }
    )
    pairs.loc[~(shown[one] & shown[other]), "difference":"p"] = np.nan
    return pairs.astype(dict.fromkeys(("answer", "by", "level_a", "level_b"), "str"))


def _rests(
    groups: Groups,
    shares: Sequence[GroupShares],
    levels: Sequence[str],
    by: str,
    rules: Rules,
    shown: NDArray[np.bool_],
) -> pd.DataFrame:
    """Return every group's share beside that of the rest, tested on the df of all groups."""
    places = np.arange(len(groups.places))
    df = np.full(len(places), float(groups.df_base()))
    cells = groups.domains.cells
    rows: list[dict[str, Any]] = []
    for level, each in zip(levels, shares, strict=True):
        se = each.se(places, places + len(places))
        p = np.where(shown, _p_of(each.share - each.rest, se, df), np.nan)
        share = np.where(shown, each.share, np.nan)
        columns = zip(
            groups.levels,
            share,
            each.rest,
            p,
            adjust_p(p, rules.adjust),
            groups.n,
            cells.w @ groups.member,
            strict=True,
        )
        rows += [
            {
                "answer": level,
                "by": by,
                "level": group,
                "share": mine,
                "rest": rest,
                "p_rest": one,
                "p_rest_adjusted": many,
                "n": round(float(n)),
                "n_weighted": weight,
            }
            for group, mine, rest, one, many, n, weight in columns
        ]
    table = pd.DataFrame(rows)
    table["flag"] = [
        say("flags.suppressed")
        if n < rules.suppress_below
        else say("flags.small")
        if n < rules.flag_below
        else ""
        for n in table["n"]
    ]
    return table


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


def _letters(
    table: pd.DataFrame, pairs: pd.DataFrame, groups: Sequence[str], rules: Rules
) -> pd.DataFrame:
    """Add arrows against the rest, and letters: the higher column carries that of the lower."""
    level = 1 - rules.confidence
    letter = {group: column_letter(place) for place, group in enumerate(groups)}
    higher: dict[tuple[str, str], list[str]] = {}
    for row in pairs[pairs["p_adjusted"] <= 2 * level].to_dict("records"):
        up, down = (
            (row["level_a"], row["level_b"])
            if row["difference"] > 0
            else (row["level_b"], row["level_a"])
        )
        sign = letter[down] if row["p_adjusted"] <= level else letter[down].lower()
        higher.setdefault((row["answer"], up), []).append(sign)
    keys = list(zip(table["answer"], table["level"], strict=True))
    clear = (table["p_rest_adjusted"] <= level).to_numpy()
    above = (table["share"] > table["rest"]).to_numpy()
    arrows = np.where(clear, np.where(above, say("compare.up"), say("compare.down")), "")
    return table.assign(
        letter=[letter[group] for _, group in keys],
        higher_than=[" ".join(higher.get(key, [])) for key in keys],
        arrow=arrows,
    )


def _tests(groups: Groups, answers: Answers, by: str, rules: Rules) -> pd.DataFrame:
    """Return the test of every answer and of the whole question."""
    question, columns = answers.question, len(groups.places)
    exclusive = {option.id for option in question.options if option.none}
    places = range(len(answers.levels))
    active = [place for place in places if answers.levels[place] not in exclusive]
    overlapping = question.kind == "multiple"
    tests = [groups.test([place]) for place in places]
    whole = groups.test(active) if overlapping else groups.test_table(places)
    n = float(groups.domains.cells.n[groups.base].sum())
    sizes = [2] * len(tests) + [2 if overlapping else len(answers.levels)]
    p = np.asarray([each.p for each in tests])
    rows = [
        (level, by, each.F, each.df1, each.df2, each.p, cramers_v(each, n, size, columns))
        for level, each, size in zip([*answers.levels, None], [*tests, whole], sizes, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["answer", "by", "F", "df1", "df2", "p", "cramers_v"])
    if overlapping:  # V is an effect of one table, and the whole is several
        table.loc[len(tests), "cramers_v"] = np.nan
    table.insert(6, "p_adjusted", np.append(adjust_p(p, rules.adjust), whole.p))
    return table.astype({"answer": "str", "by": "str"})
