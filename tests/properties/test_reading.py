"""What is written as text is read as it was, whatever the signs around it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techno_kit.errors import FileError
from techno_kit.loading.dispatch import read_file

SIGNS = "aé,;|\t\"'\n 0.5-#=Ж"
# A letter in front: an answer that looks like a number is read as one, blanks around count too.
TEXTS = st.text(SIGNS, max_size=8).map(lambda text: f"x{text}")
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(TEXTS, min_size=width, max_size=width), min_size=12, max_size=20
    )
)


def write(path: Path, rows: list[list[str]], separator: str, encoding: str, quoting: int) -> None:
    """Write a header and rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n", quoting=quoting)
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))


@settings(max_examples=80, deadline=None)
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_text_survives(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    encoding: str,
    quoting: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "text.csv"
    header = [f"c{place}" for place in range(len(rows[0]))]
    write(path, [header, *rows], separator, encoding, quoting)
    assert read_file(path).frame.to_numpy().tolist() == rows


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS, separator=st.sampled_from([",", ";"]), place=st.integers(0, 11), longer=st.booleans()
)
def test_a_row_of_another_length_never_passes(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    place: int,
    longer: bool,
) -> None:
    path = tmp_path_factory.getbasetemp() / "ragged.csv"
    header = [f"c{each}" for each in range(len(rows[0]))]
    rows[place] = [*rows[place], "x"] if longer else rows[place][:-1]
    write(path, [header, *rows], separator, "utf-8", csv.QUOTE_ALL)
    line = 2 + sum(1 + "".join(row).count("\n") for row in rows[:place])
    told = f"the header has {len(header)} fields, but line {line} has {len(rows[place])};"
    with pytest.raises(FileError, match=told):
        read_file(path)
