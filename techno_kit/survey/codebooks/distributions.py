"""What respondents answered to every question: shares, quantiles, numbers of open answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.codebooks.open_answers import different_answers, is_open
from techno_kit.survey.codebooks.tables import is_personal, questions_of
from techno_kit.survey.values import Values
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.respondents import Respondents

Floats = NDArray[np.float64]
Form = Literal["shares", "number", "open", "personal", "empty"]
QUANTILES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
COLUMNS: Final = (
    *("question", "kind", "statistic", "level", "n", "share", "weighted_share", "value"),
    "weighted_value",
)


@dataclass(frozen=True, eq=False, slots=True)
class Distribution:
    """What respondents answered to one question.

    Attributes
    ----------
    question : Question
        What was asked.
    form : {"shares", "number", "open", "personal", "empty"}
        What is told of it: of open texts and personal data numbers of answers alone.
    answered, missing : int
        Respondents who answered, all items of a question with several answers; and who did not.
    partial : int
        Of the latter those who answered some items of such a question only.
    levels : tuple of str
        Answers, in order.
    n, share, weighted : numpy.ndarray, shape (levels,)
        Respondents, their share of those who answered, and the same weighted.
    values : numpy.ndarray, shape (different values,)
        Of a number the values that occur; `n` and the weights are theirs then.
    weights : numpy.ndarray, shape (different values,)
        The sum of weights of each value.
    different : int
        Of open texts how many differ.
    """

    question: Question
    form: Form
    answered: int = 0
    missing: int = 0
    partial: int = 0
    levels: tuple[str, ...] = ()
    n: Floats = field(default_factory=lambda: np.empty(0))
    share: Floats = field(default_factory=lambda: np.empty(0))
    weighted: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty(0))
    weights: Floats = field(default_factory=lambda: np.empty(0))
    different: int = 0

    def quantile(self, at: float, *, weighted: bool) -> float:
        """Return the smallest value that so large a share (0-1) of answers does not exceed."""
        held = np.cumsum(self.weights if weighted else self.n)
        if not len(held) or held[-1] <= 0:
            return float("nan")
        place = int(np.searchsorted(held, at * held[-1] * (1 - 1e-12), side="left"))
        return float(self.values[min(place, len(self.values) - 1)])

    def mean(self, *, weighted: bool) -> float:
        """Return the mean of a number."""
        held = self.weights if weighted else self.n
        return float(self.values @ held / held.sum()) if held.sum() > 0 else float("nan")


def distributions_of(book: Codebook) -> Iterator[Distribution]:
    """Yield what respondents answered to each question of a sample's codebook.

    Raises
    ------
    QuestionError
        If it is a codebook by itself.
    """
    if book.respondents is None:
        raise QuestionError(say("codebook.unbound"))
    for question in questions_of(book):
        yield _distribution(book, book.respondents, question)


def _distribution(book: Codebook, respondents: "Respondents", question: Question) -> Distribution:
    if is_personal(book, question):
        return _texts(respondents, question, "personal")
    if question.is_quantity:
        return _number(respondents, question)
    if is_open(respondents, question):
        column = respondents.frame[question.column]
        if pd.api.types.is_numeric_dtype(column.dtype):
            return _number(respondents, question)
        return _texts(respondents, question, "open")
    try:
        answers = respondents.answers(question)
    except QuestionError:  # nobody answered it
        return Distribution(question, "empty", missing=respondents.n)
    cells = respondents.collapse([question], ["n", "w"])
    codes, n, w = cells.codes(0), cells.sums("n"), cells.sums("w")
    base = answers.base("in_base" if question.options else "exclude")[codes]
    some = answers.answered[codes] & ~base
    chosen = answers.blanks_no[codes].astype(np.float64) * base[:, None]
    total, weight = n[base].sum(), w[base].sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        return Distribution(
            question,
            "shares",
            answered=int(total),
            missing=int(n.sum() - total),
            partial=int(n[some].sum()),
            levels=answers.labels,
            n=n @ chosen,
            share=n @ chosen / total,
            weighted=w @ chosen / weight,
        )


def _number(respondents: "Respondents", question: Question) -> Distribution:
    found = respondents.sheet.values(question)
    cells = respondents.collapse([Values(question)], ["n", "w"])
    codes, n, w = cells.codes(0), cells.sums("n"), cells.sums("w")
    held = codes >= 0
    order = np.argsort(codes[held])
    if not held.any():
        return Distribution(question, "empty", missing=respondents.n)
    return Distribution(
        question,
        "number",
        answered=int(n[held].sum()),
        missing=int(n[~held].sum()),
        values=found.distinct[codes[held][order]].astype(np.float64),
        n=n[held][order],
        weights=w[held][order],
    )


def _texts(respondents: "Respondents", question: Question, form: Form) -> Distribution:
    columns = respondents.frame[list(question.parts.values())]
    blank = columns.isna().all(axis=1).to_numpy()
    for name in columns:
        if str(columns[name].dtype) in ("str", "string", "object"):
            blank = blank | (columns[name].astype("str").str.strip() == "").to_numpy()
    answered = int((~blank).sum())
    different = different_answers(respondents, question) if form == "open" else 0
    return Distribution(question, form, answered, respondents.n - answered, different=different)


def distribution_table(book: Codebook) -> pd.DataFrame:
    """Return what respondents answered, as `Codebook.distribution` has it."""
    weighted = book.respondents is not None and book.respondents.weight is not None
    rows = [row for each in distributions_of(book) for row in _rows(each, weighted=weighted)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"n": "Int64", **dict.fromkeys(COLUMNS[5:], "float64")})


def _rows(found: Distribution, *, weighted: bool) -> Iterator[dict[str, Any]]:
    about = {"question": found.question.name, "kind": found.question.kind}
    for place, level in enumerate(found.levels):
        row = {"statistic": "share", "level": level, "n": int(found.n[place])}
        shares = {"share": found.share[place]}
        if weighted:
            shares["weighted_share"] = found.weighted[place]
        yield {**about, **row, **shares}
    if found.form == "number":
        asked = [("quantile", str(at), at) for at in QUANTILES]
        for statistic, level, at in asked:
            values = {"value": found.quantile(at, weighted=False)}
            if weighted:
                values["weighted_value"] = found.quantile(at, weighted=True)
            yield {**about, "statistic": statistic, "level": level, **values}
        values = {"value": found.mean(weighted=False)}
        if weighted:
            values["weighted_value"] = found.mean(weighted=True)
        yield {**about, "statistic": "mean", "level": "", "n": found.answered, **values}
    if found.form == "open":
        row = {"statistic": "different", "level": "", "n": found.answered}
        yield {**about, **row, "value": float(found.different)}
    total = found.answered + found.missing
    share = found.missing / total if total else float("nan")
    yield {**about, "statistic": "missing", "level": "", "n": found.missing, "share": share}
