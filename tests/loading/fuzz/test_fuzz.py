"""Damaged surveys of every format: a sample, or one error that names the file. The short form."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.formats import names
from tests.loading.fuzz.damages import Case, case_of, cases_of
from tests.loading.fuzz.hostile import hostile
from tests.loading.fuzz.sentences import KINDS, kind_of
from tests.loading.fuzz.starts import Start, genuine, starts
from tests.loading.fuzz.trying import Outcome, Reader, outcomes, tried, unexpected

for package in ("pyreadstat", "pyarrow", "python_calamine", "xlsxwriter", "defusedxml"):
    pytest.importorskip(package, reason="the optional extra 'files'")

CASES = 8  # of each start, that the long form does not try
FIRST = 1_000_000
HARM = (  # of the hostile files those that take no seconds to make and to read
    *("outside", "lies", "within", "packing", "sparse giant", "beyond", "without end", "formula"),
    *("entities", "deep", "closes", "digits", "zip bomb"),
)
STARTS = starts()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as process:
        yield process


def test_every_format_has_a_start() -> None:
    assert {each.format for each in STARTS} == set(names())
    assert len({each.name for each in STARTS}) == len(STARTS)


@pytest.mark.parametrize("start", STARTS, ids=lambda each: each.name)
def test_what_is_right_is_read_as_what_it_is(start: Start, tmp_path: Path) -> None:
    for name, raw in start.files.items():
        (tmp_path / name).write_bytes(raw)
    sample = tk.read(tmp_path / start.main)
    assert sample.source is not None and sample.source.format == start.format
    assert sample.n >= 3


def test_damaged_files_are_read_or_refused(reader: Reader) -> None:
    cases = (case for start in STARTS for case in cases_of(start, CASES, FIRST))
    ends, told = unexpected(outcomes(cases, reader))
    assert not told, "\n".join(told)
    assert ends["read"] > 40 and ends["refused"] > 120


def test_what_was_made_to_do_harm_does_none(reader: Reader) -> None:
    cases = [each for each in hostile(STARTS, bombs=False) if any(h in each.damage for h in HARM)]
    ends, told = unexpected(outcomes(cases, reader))
    assert not told, "\n".join(told)
    assert ends["refused"] > 15


def test_damaged_genuine_files_are_read_or_refused(reader: Reader) -> None:
    small = [each for each in genuine() if len(each.files[each.main]) < 200_000]
    if not small:
        pytest.skip("set TECHNO_KIT_REAL_FORMATS to a folder of export files")
    cases = (case for start in small for case in cases_of(start, 4, FIRST))
    _, told = unexpected(outcomes(cases, reader))
    assert not told, "\n".join(told)


# --- hypothesis ----------------------------------------------------------------------------------

CELLS = st.text(st.sampled_from('ab1.,;\t|"\n\r =+-@ é\ufeff\x00'), max_size=8)
FAST = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FAST
@given(raw=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".jsonl", ".json", ".tsv"]))
def test_any_bytes(tmp_path: Path, raw: bytes, suffix: str) -> None:
    path = tmp_path / f"answers{suffix}"
    path.write_bytes(raw)
    found = tried(path, [path.name], {})
    assert found.expected, found.told


@FAST
@given(text=st.lists(CELLS, max_size=30).map(",".join))
@example("a\n\n")
@example('"a\n1')
def test_any_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, "utf-8", newline="")
    found = tried(path, [path.name], {})
    assert found.expected, found.told


@FAST
@given(
    width=st.integers(2, 5),
    rows=st.integers(3, 40),
    wrong=st.integers(0, 39),
    more=st.sampled_from([-1, 1, 2]),
)
def test_the_line_that_is_wrong_is_named(
    tmp_path: Path, width: int, rows: int, wrong: int, more: int
) -> None:
    wrong %= rows
    lines = [",".join(f"Q{n}" for n in range(width))]
    lines += [",".join(["7"] * (width + more * (each == wrong))) for each in range(rows)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(path)
    assert str(caught.value).startswith("answers.csv: the header has")
    assert f"line {wrong + 2} has {width + more}" in str(caught.value)


# --- the fuzz itself -----------------------------------------------------------------------------


def test_the_same_number_is_the_same_case() -> None:
    for start in STARTS[::5]:
        assert [case_of(start, n).files for n in range(4)] == [
            case_of(start, n).files for n in range(4)
        ]


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("raise KeyError('below')", "traceback"),
        ("import warnings; warnings.warn('below')", "warning"),
        ("import os; os._exit(3)", "ended"),
        ("import time; time.sleep(60)", "hang"),
        ("keep = bytearray(300 << 20); keep[::4096] = b'x' * len(keep[::4096])", "memory"),
        ("raise ReadError('it is wrong')", "unnamed"),
    ],
)
def test_what_ought_not_to_happen_is_seen(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, code: str, end: str
) -> None:
    if end == "memory" and not Path("/proc/self/status").exists():
        pytest.skip("memory is measured on Linux")
    right = Case("none", "", "a.csv", {"a.csv": b"a\n1\n"}, {})
    assert reader.outcome(right).end == "read"
    if end == "hang":
        monkeypatch.setattr(reader, "seconds", 2)
    found = reader.outcome(Case("planted", "", "a.csv", right.files, {"run": code}))
    assert (found.end, found.expected) == (end, False)


def test_errors_are_known_by_their_sentences() -> None:
    said = {
        "a.csv: the file is empty (0 bytes); save or export it again, or name another": "file.",
        "a.csv: line 3 is not UTF-8; leave encoding out to have it found, or name another": (
            "reading.wrong_encoding"
        ),
        "a.sav: the file is damaged, or not what its name says: x\ny": "reading.damaged",
        "a.csv: 2 problems:\n- the column 'a' stands 2 times, as columns 1 and 2; give each its "
        "own name\n- x": "reading.doubled",
    }
    for told, key in said.items():
        assert kind_of(told) == KINDS[key], told


def test_a_tally_tells_what_was_not_expected() -> None:
    case = Case("cut short", "csv", "a.csv", {}, {})
    ends, told = unexpected([(case, Outcome("read")), (case, Outcome("hang", told="x"))])
    assert ends == Counter(read=1, hang=1)
    assert told == ["csv, cut short: hang: x"]
