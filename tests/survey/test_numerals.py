"""Which texts are numbers whose sign is not clear."""

import pandas as pd
import pytest

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import encode_column, numbers_of
from techno_kit.survey.numerals import unclear, unclear_in


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["938", "2379"], []),
        (["938", "2.379"], ["2.379"]),
        (["938", " 2,379 "], [" 2,379 "]),
        (["2.379", "1.234.567"], ["2.379", "1.234.567"]),
        (["0.5", "2.379"], []),
        ([".5", "2.379"], []),
        (["12.5", "2.379", "1,234"], ["1,234"]),
        (["0,5", "2.379"], ["2.379"]),
        (["0,5", "2,379"], []),
        (["0.5", "1,234.5"], ["1,234.5"]),
        (["0.938", "0.379"], []),
        (["2 379", "2\u202f379", "2’379"], ["2 379", "2\u202f379", "2’379"]),
        (["18-24", "2.379 euro"], []),
    ],
)
def test_signs_that_may_group_thousands(texts: list[str], found: list[str]) -> None:
    assert list(unclear(texts)) == found


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_no_text_column_is_read_a_thousand_times_too_small(dtype: str) -> None:
    series = pd.Series(["938", "2.379", None], name="n").astype(dtype)
    assert pd.isna(numbers_of(series)).tolist() == [False, True, True]
    encoded = encode_column(series, Question("n", cut=[0, 1000]))
    assert encoded.unlisted == (("2.379", 1),) and encoded.unclear


def test_numbers_are_clear() -> None:
    assert unclear_in(pd.Series([938.0, 2.379])) == ()
    assert numbers_of(pd.Series(["938", "2379", "0.5"])).tolist() == [938.0, 2379.0, 0.5]


def test_an_unclear_number_may_be_missing() -> None:
    series = pd.Series(["938", "9.999"], name="n")
    encoded = encode_column(series, Question("n", cut=[0]), ("9.999",))
    assert encoded.unlisted == () and not encoded.unclear
