"""Columns of any type become the same codes of the same levels."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from techno_kit.survey import encoding
from techno_kit.survey.codebook import RANKS, Item, Question, Scale
from techno_kit.survey.encoding import (
    band_labels,
    encode_bands,
    encode_column,
    encode_ranks,
    factorize,
    is_missing,
    item_ranks,
    lost_numbers,
    natural,
    tally_of,
    text_of,
)

CODES = [2, 10, 1, 2]
WHOLE = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i4"]
NULLABLE = ["float32", "float64", "Int8", "UInt64", "Int64", "Float64", "object", "category"]
TEXT = ["str", "string", "object"]
ARROW = ["int64[pyarrow]", "double[pyarrow]", "string[pyarrow]"]


def levels(values: object, **question: object) -> tuple[str, ...]:
    return encoded(values, **question).levels


def encoded(values: object, missing: tuple = (), **question: object):
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    return encode_column(series, Question("q", **question), missing)


@pytest.mark.parametrize("kind", ["int8", "int16", "int64"])
@pytest.mark.parametrize("few", [0, 24, 1_000])
def test_codes_are_counted_and_gaps_are_not(kind, few, monkeypatch):
    monkeypatch.setattr(encoding, "FEW", few)
    codes = np.array([-1, 0, 126, 0, 3, -1, -128], kind)
    expected = np.zeros(127, int)
    expected[[0, 3, 126]] = 2, 1, 1
    assert tally_of(codes, 127).tolist() == expected.tolist()
    assert tally_of(codes[:2], 5).tolist() == [1, 0, 0, 0, 0]
    assert tally_of(codes[:0], 2).tolist() == [0, 0]


def check(series: pd.Series, codes: list[int], *, gaps: bool) -> None:
    found = encoded(series)
    assert found.levels == ("1", "2", "10")
    assert found.codes.tolist() == codes
    assert found.codes.dtype.kind == "i"
    assert found.has_missing is gaps


# --- the type of a column never matters ----------------------------------------------------------


@pytest.mark.parametrize("dtype", [*WHOLE, *NULLABLE])
def test_whole_numbers_of_any_type(dtype: str) -> None:
    check(pd.Series(CODES).astype(dtype), [1, 2, 0, 1], gaps=False)


@pytest.mark.parametrize("dtype", NULLABLE)
def test_whole_numbers_with_a_blank(dtype: str) -> None:
    series = pd.Series([2, None, 10, 1], dtype="Int64").astype(dtype)
    check(series, [1, -1, 2, 0], gaps=True)


@pytest.mark.parametrize("dtype", TEXT)
def test_codes_as_text_are_ordered_as_numbers(dtype: str) -> None:
    check(pd.Series(["2", " 10", "1 ", None], dtype="str").astype(dtype), [1, 2, 0, -1], gaps=True)


@pytest.mark.parametrize("dtype", ARROW)
def test_arrow_columns(dtype: str) -> None:
    pytest.importorskip("pyarrow")
    check(pd.Series([2, None, 10, 1], dtype="Int64").astype(dtype), [1, -1, 2, 0], gaps=True)


def test_arrow_dictionaries_and_decimals() -> None:
    arrow = pytest.importorskip("pyarrow")
    words = pd.ArrowDtype(arrow.dictionary(arrow.int32(), arrow.string()))
    assert levels(pd.Series(["b", None, "a"], dtype=words)) == ("a", "b")
    money = pd.ArrowDtype(arrow.decimal128(6, 2))
    check(
        pd.Series([Decimal("2.00"), None, Decimal("10.00"), Decimal("1.00")], dtype=money),
        [1, -1, 2, 0],
        gaps=True,
    )


@pytest.mark.parametrize("dtype", ["bool", "boolean", "object", "category"])
def test_true_and_false(dtype: str) -> None:
    found = encoded(pd.Series([True, False, True]).astype(dtype))
    assert found.levels == ("False", "True")
    assert found.codes.tolist() == [1, 0, 1]


def test_mixed_numbers_and_text_are_one_level() -> None:
    check(pd.Series([2, "10", 1.0, "2"], dtype="object"), [1, 2, 0, 1], gaps=False)


def test_dates_are_levels_in_order() -> None:
    dates = pd.Series(pd.to_datetime(["2026-02-01", None, "2025-12-31"]))
    assert levels(dates) == ("2025-12-31 00:00:00", "2026-02-01 00:00:00")
    assert encoded(dates).codes.tolist() == [1, -1, 0]


def test_a_column_without_any_answer_has_no_level() -> None:
    for blank in ([np.nan] * 3, [None] * 3, ["", " ", None], pd.Categorical([None] * 3)):
        found = encoded(pd.Series(blank))
        assert found.levels == () and found.has_missing
        assert found.codes.tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    ("dtype", "low", "high"),
    [
        ("int8", -99, 100),
        ("int8", -128, 127),
        ("int16", -9, 32_767),
        ("int32", -(2**31), -(2**31) + 9),
        ("int64", 2**62, 2**62 + 9),
        ("uint64", 2**64 - 9, 2**64 - 1),
        ("int64", -(2**62), 2**62),
    ],
)
def test_a_range_that_does_not_fit_its_own_type(dtype: str, low: int, high: int) -> None:
    found = encoded(pd.Series(np.array([high, low, high], dtype)))
    assert found.levels == (str(low), str(high))
    assert found.codes.tolist() == [1, 0, 1]


@pytest.mark.parametrize("n", [126, 127, 128, 129, 400, 32_767, 32_768, 40_000])
@pytest.mark.parametrize("dtype", ["int64", "float64"])
def test_many_levels_are_not_cut_off(n: int, dtype: str) -> None:
    found = encoded(pd.Series(np.arange(n)[::-1].astype(dtype)))
    assert len(found.levels) == n
    assert found.codes.astype(int).tolist() == list(range(n))[::-1]


def test_read_only_columns_are_read_and_left_alone() -> None:
    for values in (np.array([3, 1]), np.array([3.0, 1.0]), np.array(["b", "a"], object)):
        values.flags.writeable = False
        series = pd.Series(values, copy=False)
        before = series.copy()
        assert encoded(series).codes.tolist() == [1, 0]
        pd.testing.assert_series_equal(series, before)


# --- the order of levels -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["10-14", "5-9", "100+"], ("5-9", "10-14", "100+")),
        (["-1", "10", "2"], ("-1", "2", "10")),
        (["1.5", "1.25"], ("1.25", "1.5")),
        ([2.5, -1.0, 10.0], ("-1", "2.5", "10")),
        (["b", "A", "c"], ("A", "b", "c")),
        (["1²", "²", "1"], ("1", "1²", "²")),
        (["٣", "1"], ("1", "٣")),
        (["1_000", "nan", "inf", "5"], ("1_000", "5", "inf", "nan")),
    ],
)
def test_natural_order(values: list, expected: tuple[str, ...]) -> None:
    assert levels(values) == expected
    assert levels(values[::-1]) == expected


def test_levels_that_sort_alike_do_not_follow_the_rows() -> None:
    for alike in (["Yes", "yes", "YES"], ["5-9", "05-9"], ["1", "01", "1.0"]):
        assert len({levels(alike), levels(alike[::-1])}) == 1
        assert sorted(levels(alike)) == sorted(alike)


def test_a_categorical_keeps_its_order_and_its_unused_levels() -> None:
    low = pd.Categorical(["low", None, "high"], ["low", "middle", "high"])
    found = encoded(pd.Series(low))
    assert found.levels == ("low", "middle", "high")
    assert found.codes.tolist() == [0, -1, 2]


def test_labels_of_a_file_and_other_codes_stand_in_one_order() -> None:
    labels = ((1, "Never"), (99, "Don't know"))
    found = encoded([99, 5, 1, 2], levels=labels)
    assert found.levels == ("Never", "2", "5", "Don't know")
    assert found.codes.tolist() == [3, 2, 0, 1]
    assert levels(["99", "5", "1", "2"], levels=labels) == found.levels


def test_labelled_levels_come_before_words_that_were_only_found() -> None:
    assert levels(["other", 1, 2], levels=((2, "B"), (1, "A"))) == ("B", "A", "other")


@pytest.mark.parametrize(
    "label", ["{n}", "50% %s", 'it\'s "q"', "<b>", "línea\ndos", "日本語", "a\\b", "$x$"]
)
def test_labels_are_kept_letter_by_letter(label: str) -> None:
    assert levels([label, "other"]) == tuple(sorted([label, "other"], key=natural))
    assert levels([1, 2], levels=((1, label), (2, "b"))) == (label, "b")


# --- listed levels -------------------------------------------------------------------------------


def test_listed_levels_are_all_there_are_and_keep_their_order() -> None:
    listed = ((2, "Male"), (1, "Female"), (3, "Other"))
    found = encoded([1, 2, 7, 7, None, "8"], levels=listed, strict=True)
    assert found.levels == ("Male", "Female", "Other")
    assert found.codes.tolist() == [1, 0, -1, -1, -1, -1]
    assert found.unlisted == (("7", 2), ("8", 1))


def test_a_label_where_a_code_is_expected_is_not_listed() -> None:
    found = encoded([1, "Male"], levels=((1, "Female"), (2, "Male")), strict=True)
    assert found.unlisted == (("Male", 1),)


def test_two_codes_of_one_label_are_one_level() -> None:
    found = encoded([1, 2, 3], levels=((1, "Yes"), (2, "Yes"), (3, "No")), strict=True)
    assert found.levels == ("Yes", "No")
    assert found.codes.tolist() == [0, 0, 1]


def test_an_unused_unlisted_category_is_no_problem() -> None:
    words = pd.Series(pd.Categorical(["a", "a"], ["a", "zzz"]))
    assert encoded(words, levels=(("a", "A"),), strict=True).unlisted == ()


# --- missing values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rules", "expected"),
    [
        (97, (97,), True),
        (97.0, (97,), True),
        ("97", (97,), True),
        (97, ("97",), True),
        (" ", (), True),
        ("", (), True),
        (0, (), False),
        ("NA", (), False),
        ("NA", ("NA",), True),
        (950, ((900, 999),), True),
        ("950", ((900, 999),), True),
        (Decimal("950"), ((900, 999),), True),
        (999, ((900, 999),), True),
        (899.5, ((900, 999),), False),
        (True, ((0, 5),), False),
        ("five", ((0, 5),), False),
        (1, (True,), False),
    ],
)
def test_what_counts_as_missing(value: object, rules: tuple, expected: bool) -> None:
    assert is_missing(value, rules) is expected


@pytest.mark.parametrize("dtype", ["int64", "float64", "str", "category", "object", "Int64"])
def test_missing_values_are_no_level_whatever_the_type(dtype: str) -> None:
    found = encoded(pd.Series([1, 97, 950, 2]).astype(dtype), (97, (900, 999)))
    assert found.levels == ("1", "2")
    assert found.codes.tolist() == [0, -1, -1, 1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (np.int8(1), "1"),
        (np.float32(0.5), "0.5"),
        (Decimal("1.00"), "1"),
        (True, "True"),
        (np.bool_(False), "False"),
        (float("inf"), "inf"),
        (-0.0, "0"),
        ("  a ", "a"),
    ],
)
def test_the_text_by_which_a_value_is_known(value: object, text: str) -> None:
    assert text_of(value) == text


# --- bands ---------------------------------------------------------------------------------------


def bands(values: object, cut: list[float], missing: tuple = ()):
    return encode_bands(pd.Series(values), Question("q", kind="number", cut=cut), missing)


def test_a_limit_belongs_to_the_band_that_it_opens() -> None:
    found = bands([10, 15, 15.999, 16, 24, 25, 120], [10, 16, 25])
    assert found.levels == ("10-15", "16-24", "25+")
    assert found.codes.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert not found.has_missing and found.unlisted == ()


@pytest.mark.parametrize(
    "dtype", ["int8", "float64", "str", "category", "Int64", "object", "float32"]
)
def test_bands_of_any_type(dtype: str) -> None:
    found = bands(pd.Series([10, 99, 30]).astype(dtype), [10, 20], (99,))
    assert found.codes.tolist() == [0, -1, 1]
    assert found.unlisted == ()


def test_numbers_below_the_first_band_and_words_are_told() -> None:
    found = bands(["9", "9", "ten", "10", None, " ", "98"], [10, 20], ((97, 99),))
    assert found.codes.tolist() == [-1, -1, -1, 0, -1, -1, -1]
    assert sorted(found.unlisted) == [("9", 2), ("ten", 1)]


@pytest.mark.parametrize(
    ("cut", "labels"),
    [
        ([0], ["0+"]),
        ([0, 1, 5], ["0", "1-4", "5+"]),
        ([-5, 0], ["-5--1", "0+"]),
        ([0.5, 1.5], ["0.5 to <1.5", "1.5+"]),
        ([0, 2.5], ["0 to <2.5", "2.5+"]),
    ],
)
def test_names_of_bands(cut: list[float], labels: list[str]) -> None:
    assert band_labels(cut) == labels


def test_numbers_that_a_rule_for_all_columns_takes_away_are_counted() -> None:
    assert lost_numbers(pd.Series([97, 97, 1, None]), (97,)) == 2
    assert lost_numbers(pd.Series(["97", "x"]), ((90, 99), "x")) == 1


# --- ranks ---------------------------------------------------------------------------------------


def test_items_say_ranks() -> None:
    scale = Scale("use", ((1, "daily"), (2, "never"), (8, "dont_know"), (9, "not_asked")))
    ranks = item_ranks(Item("blog_read", "b", scale))
    found = encode_ranks(pd.Series([1.0, 2, 8, 9, None, 97, 5, 5]), ranks, (97,))
    expected = ["daily", "never", "dont_know", "no", "blank", "blank", "blank", "blank"]
    assert found.codes.tolist() == [RANKS[each] for each in expected]
    assert found.codes.dtype == np.int8
    assert found.unlisted == (("5", 2),)
    assert found.has_missing


def test_routed_out_can_count_as_missing() -> None:
    scale = Scale("use", ((9, "not_asked"),))
    ranks = item_ranks(Item("blog_read", "b", scale, otherwise="missing"))
    assert encode_ranks(pd.Series([9]), ranks).codes.tolist() == [RANKS["blank"]]


def test_a_scale_may_name_a_value_that_is_missing_elsewhere() -> None:
    ranks = {"97": RANKS["dont_know"]}
    assert encode_ranks(pd.Series([97]), ranks, (97,)).codes.tolist() == [RANKS["dont_know"]]


def test_factorize_gives_codes_of_values() -> None:
    for series in (pd.Series([5, 3, 5]), pd.Series([5.0, 3, 5]), pd.Series([5, 3, 5], dtype="str")):
        codes, values = factorize(series)
        assert [text_of(values[code]) for code in codes] == ["5", "3", "5"]
