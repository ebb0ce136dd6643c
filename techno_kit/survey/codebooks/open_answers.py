"""Which columns hold texts that people wrote: their answers are counted, never shown."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import factorize, text_of
from techno_kit.survey.personal_signs import counts_rows

if TYPE_CHECKING:
    from techno_kit.survey.respondents import Respondents

#: The kit's own limits. Texts without labels are shown as answers where they are few, and each is
#: given by several people; the few of a small sample also have to be short.
MOST: Final = 60
EACH: Final = 5  # respondents for an answer, on average
FEW, LONGEST = 12, 60  # answers of a small sample, and their signs


def is_open(respondents: "Respondents", question: Question) -> bool:
    """Tell whether a question holds texts that people wrote, or other texts of many kinds."""
    if question.kind == "multiple" or question.levels or question.cut or question.is_quantity:
        return False
    column = respondents.frame[question.column]
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return len(kind.categories) > MOST and not kind.ordered
    if pd.api.types.is_bool_dtype(kind):
        return False
    codes, values = factorize(column)
    if pd.api.types.is_numeric_dtype(kind):
        return len(values) > MOST or _counts(question, int((codes >= 0).sum()), len(values))
    texts = {text for value in values if (text := text_of(value))}
    answered, different = int((codes >= 0).sum()), len(texts)
    if different > MOST:
        return True
    short = max(map(len, texts), default=0) <= LONGEST
    small = different <= FEW and different < answered and short
    return not (answered >= EACH * different or small)


def _counts(question: Question, answered: int, different: int) -> bool:
    """Tell whether numbers count the rows, by the column's name and because nearly all differ."""
    many = different > FEW or different == answered
    return (
        many
        and answered < EACH * different
        and counts_rows([question.column, question.label or ""])
    )


def different_answers(respondents: "Respondents", question: Question) -> int:
    """Count the different answers to a question of one column, blanks left out."""
    _, values = factorize(respondents.frame[question.column])
    return len({text for value in values if (text := text_of(value))})
