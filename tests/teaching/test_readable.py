"""Tables for reading: numbers rounded, p as the kit writes it, nothing lost."""

import pandas as pd

import techno_kit as tk


def test_p_is_written_as_in_the_kits_own_tables() -> None:
    table = pd.DataFrame(
        {
            "answer": ["joiners", None],
            "n": [112, 80],
            "points": [0.57612, -0.00049],
            "p": [1e-7, 0.0451],
            "p_adjusted": [0.0004, float("nan")],
        },
        index=[4, 7],
    )
    found = tk.teach.readable(table)
    assert found["p"].tolist() == ["<0.001", "0.045"]
    assert found["p_adjusted"].tolist() == ["<0.001", "–"]
    assert found["answer"].tolist() == ["joiners", "–"]
    assert found["n"].tolist() == [112, 80]
    assert found["points"].tolist() == [0.576, -0.0]
    assert found.index.tolist() == [4, 7]
    assert table["p"].tolist() == [1e-7, 0.0451]


def test_a_column_that_only_begins_like_p_is_no_p() -> None:
    table = pd.DataFrame({"points": [0.12345], "pairs": [0.98765]})
    assert tk.teach.readable(table).loc[0].tolist() == [0.123, 0.988]
