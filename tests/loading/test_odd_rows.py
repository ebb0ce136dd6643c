"""Rows that may be no answers are told, and kept."""

from collections.abc import Callable

import pytest

from techno_kit.errors import ReadError
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]

ROWS = "a,54,1\nb,33,2\na,41,3\nb,29,1\na,63,2\n"  # 220 years, 9 weights


def test_a_row_of_totals_is_told_and_kept(written: Written) -> None:
    for label, cells in [("Totaal", "220,9"), ("Total:", "220,"), ("GESAMT", ",")]:
        raw = written(f"q,age,w\n{ROWS}{label},{cells}\n")
        assert len(raw.frame) == 6
        assert raw.notes[1:] == (
            f"The last row begins with {label!r} and looks like a row that sums up those "
            "above; it is kept, and counts as a respondent. Delete it from the file if it is none.",
        )


@pytest.mark.parametrize(
    "last",
    ["Total,54,1", "c,220,9", "Totally,220,9", "Mean,54,1", "Base,54,1", "n=7,54,1"]
    + ["n,,", "max,63,1", "Average,,", "Base,5,"],
)
def test_a_last_respondent_is_no_row_of_totals(written: Written, last: str) -> None:
    assert len(written(f"q,age,w\n{ROWS}{last}\n").notes) == 1


@pytest.mark.parametrize(
    "last",
    ["Mean,44,1.8", "Average,44.0,", "Gemiddelde,43.9,1.7", "SD,15.2,0.8", "Median,41,2"]
    + ["Base,5,5", "n=5,5,5", "n = 5,,", "Subtotal,220,9", "Subtotal,,"],
)
def test_other_rows_that_sum_up_are_told(written: Written, last: str) -> None:
    (note,) = written(f"q,age,w\n{ROWS}{last}\n").notes[1:]
    assert note.startswith(f"The last row begins with {last.split(',')[0]!r} and looks like a row ")


def test_several_rows_that_sum_up_are_told(written: Written) -> None:
    (note,) = written(f"q,age,w\n{ROWS}Total,220,9\nMean,44,1.8\n").notes[1:]
    assert note == (
        "The last 2 rows begin with 'Total' and 'Mean' and look like rows that sum up those above; "
        "they are kept, and count as respondents. Delete them from the file if they are none."
    )
    (note,) = written(f"q,age,w\n{ROWS}Total,220,9\nMean,54,1\n").notes[1:]
    assert note.startswith("The last 2 rows begin with 'Total' and 'Mean' and")
    (note,) = written(f"q,age,w\n{ROWS}Total,54,1\nMean,44,1.8\n").notes[1:]
    assert note.startswith("The last row begins with 'Mean' and")


def test_an_answer_that_others_give_too_is_no_row_of_totals(written: Written) -> None:
    assert len(written(f"q,age,w\nTotal,8,1\n{ROWS}Total,,\n").notes) == 1


def test_remarks_below_the_table_are_told_and_kept(written: Written) -> None:
    raw = written(f"q,age,w\n{ROWS}Source: the survey of 2024,,\n")
    assert len(raw.frame) == 6
    assert raw.notes[1:] == (
        "The last row has a text in its first column and nothing else, and may be a remark below "
        "the table; it is kept, and counts as a respondent. Delete it from the file if it is none.",
    )
    raw = written(f"q,age,w\n{ROWS}* weighted,,\nall who answered it,,\n")
    assert raw.notes[1:] == (
        "The last 2 rows have a text in their first column and nothing else, and may be remarks "
        "below the table; they are kept, and count as respondents. Delete them from the file if "
        "they are none.",
    )


@pytest.mark.parametrize(
    "last",
    [
        "c,,",  # an answer
        "b,,",
        "Source: the survey of 2024,54,",
        "Source: the survey of 2024,,\nb,54,1",  # not the last
        ",54,",
        "a word or two,54,1\na word or two,,",  # what others say
        "so it is: I,,\na,54,1\nso it is: II,,",  # not the last alone
    ],
)
def test_a_respondent_who_gave_one_answer_is_no_remark(written: Written, last: str) -> None:
    assert not any("remark" in each for each in written(f"q,age,w\n{ROWS}{last}\n").notes)


def test_names_that_stand_again_among_the_rows_are_told(written: Written) -> None:
    raw = written(f"q,age,w\n{ROWS}q,age,w\n{ROWS}")
    assert len(raw.frame) == 11
    assert raw.notes[1:] == (
        "1 row repeats the names of the columns, as in files that were put together. It is kept, "
        "counts as a respondent, and makes columns of numbers text; delete it from the file and "
        "read it again.",
    )
    assert (
        "3 rows repeat the names" in written(f"q,age,w\n{ROWS}" + f"q,age,w\n{ROWS}" * 3).notes[1]
    )
    assert not any("repeat" in x for x in written(f"q,age,w\n{ROWS}q,54,w\n{ROWS}").notes)


def test_a_file_without_a_header_is_told(written: Written) -> None:
    raw = written(f"a,59,1\n{ROWS}")
    assert len(raw.frame) == 5
    assert raw.notes[1:] == (
        "The first line may be a respondent and not a header, as its values stand below it too, "
        "or are numbers: 'a', '59' and '1'. If it is, put a line with the columns' names above it "
        "and read the file again.",
    )


def test_a_file_of_texts_without_a_header_is_told(written: Written) -> None:
    rows = "Man,Yes\nWoman,Yes\nWoman,No\nMan,No\nMan,Yes\nWoman,No\n"
    (note,) = written(f"Man,No\n{rows}").notes[1:]
    assert note.startswith("The first line may be a respondent and not a header, as its values")
    (note,) = written(f"Man,,No\n{rows.replace(',', ',x,')}").notes[2:]
    assert note.startswith("The first line may be a respondent and not a header, as its values")
    (note,) = written(f"Man,No\n{rows.replace('Man', 'Person')}Man,No\n").notes[1:]
    assert note.startswith("1 row repeats the names")  # and 'Man' stands nowhere else


def test_ticks_under_their_own_names_are_no_file_without_a_header(written: Written) -> None:
    rows = "Facebook,\n,TikTok\nFacebook,TikTok\n" * 3
    notes = written(f"Facebook,TikTok\n{rows}").notes
    assert not any("first line may be a respondent" in each for each in notes)


@pytest.mark.parametrize("names", ["1,2,3", "q,age,1", "2019,2020,2021", "a,age,w", "a,,w"])
def test_names_of_columns_are_no_respondent(written: Written, names: str) -> None:
    assert not any("respondent" in each for each in written(f"{names}\n{ROWS}").notes)


def test_numbers_that_stand_twice_in_the_first_line(written: Written) -> None:
    with pytest.raises(ReadError) as told:
        written("0,1,1\n1,5,4\n2,3,3\n")
    assert str(told.value) == (
        "answers.csv: 2 problems:\n"
        "- the column '1' stands 2 times, as columns 2 and 3; give each its own name\n"
        "- the first line holds numbers only; if it is a respondent, put a line with the columns' "
        "names above it"
    )
