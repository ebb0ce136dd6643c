"""Exact texts about files of statistical packages."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is an optional extra")


def test_texts_that_are_not_in_the_encoding_that_the_file_names(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"t": ["zzzz"]}), path)
    path.write_bytes(path.read_bytes().replace(b"zzzz", b"Zo\xeb!"))
    with pytest.raises(ReadError) as named:
        tk.read(path)
    assert str(named.value) == (
        "a.sav: texts of the file are not in the encoding that it names; pass encoding= with the "
        'right one, such as encoding="windows-1252"'
    )
    with pytest.raises(ReadError) as asked:
        tk.read(path, encoding="ascii")
    assert str(asked.value) == (
        "a.sav: texts of the file are not in the encoding ascii; pass encoding= with the right "
        'one, such as encoding="windows-1252"'
    )
    assert tk.read(path, encoding="latin-1").frame["t"].tolist() == ["Zoë!"]


def test_a_dictionary_that_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"t": [1.0]}), path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ReadError) as error:
        tk.read(path)
    assert str(error.value) == (
        "a.sav: the file is damaged, or not what its name says: its dictionary is cut short, or "
        "holds what no SPSS file can"
    )


def test_numbers_of_which_only_no_answer_has_a_label(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"age": [*np.arange(20.0, 33.0), 99.0]})
    labels = {"age": {98: "Don't know", 99: "Refused"}}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    sample = tk.read(path)
    assert sample.question("age").kind == "single"
    assert sample.notes == (
        "'age' looks like a number, of which only codes that are no answer have labels, and the "
        "file does not declare them missing: it is read as answers. To take it as a number: "
        "sample.with_question(tk.Question('age', kind=\"number\", missing=[98, 99])).",
    )


def test_a_file_that_only_is_named_portable(tmp_path: Path) -> None:
    path = tmp_path / "a.por"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.por: this is not an SPSS portable file"):
        tk.read(path)
