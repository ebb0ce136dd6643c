"""The page of a codebook: every question once, its answers, and nothing that people wrote."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.reporting.codebook_tables import bands_of
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.codebooks.distributions import Distribution, distributions_of

HARM = "<script>throw 1</script>"
FRAME = pd.DataFrame(
    {
        "sex": [1, 2, 9, 1] * 30,
        "age": np.r_[np.nan, np.arange(18, 137)],
        HARM: [HARM, "&amp;", "=1", "日本"] * 30,
        "why": [f"secret {n}" for n in range(120)],
        "mail": ["someone@x.example"] * 120,
        "void": [None] * 120,
        "w": np.tile([1.0, 2.0, 0.5, 0.5], 30),
    }
)
BOOK = Codebook(
    questions={
        "sex": Question(
            "sex", label=HARM, levels=[(2, "F"), (1, "M"), (9, "NA")], missing=[9], routing="all"
        ),
        "age": Question("age", "number", trail=["Made so."]),
    },
    personal={"mail": "e-mail addresses"},
    population="Adults",
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    sample = tk.Sample.from_frame(
        FRAME, labels=BOOK, design=tk.Design(weight="w"), notes=["Read so."]
    )
    return tk.report(sample.codebook, to=tmp_path / "a.html").path.read_text("utf-8")


def rows(page: str, name: str) -> list[list[str]]:
    part = page[page.index(f"<caption>{name}: answers") :]
    body = part[part.index("<tbody>") : part.index("</tbody>")]
    return [
        [re.sub("<.*?>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)]
        for row in body.splitlines()[1:]
    ]


def test_shares_stand_beside_their_respondents(page: str) -> None:
    assert rows(page, "sex") == [
        ["2", "F", "30", "33%", "57%", ""],
        ["1", "M", "60", "67%", "43%", ""],
    ]
    assert 'style="width:57.1%"' in page
    assert "90 answered, 30 did not" in page and "9 (NA)" in page


def test_it_tells_source_notes_routing_and_trail(page: str) -> None:
    for text in ("Adults", "Read so.", "<dd>all</dd>", "<dd>Made so.</dd>", "weighted by &#x27;w"):
        assert text in page


def test_every_question_is_linked_once(page: str) -> None:
    links = re.findall(r'href="#(q\d+)"', page)
    assert len(links) == len(set(links)) == 6
    assert all(page.count(f'id="{each}"') == 1 for each in links)


def test_labels_do_nothing(page: str) -> None:
    assert "<script" not in page and "&lt;script&gt;" in page


def test_nothing_that_people_wrote_is_shown(page: str) -> None:
    assert "secret" not in page and "@x.example" not in page
    assert "120 different answers of 120 respondents" in page
    assert "Personal data (e-mail addresses): 120 respondents gave it." in page
    assert "Nobody answered." in page


def test_it_is_the_same_to_the_byte(page: str, tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(
        FRAME, labels=BOOK, design=tk.Design(weight="w"), notes=["Read so."]
    )
    again = tk.report(sample.codebook, to=tmp_path / "b.html")
    assert again.path.read_text("utf-8") == page


def number(values: list[float]) -> Distribution:
    sample = tk.Sample.from_frame(
        pd.DataFrame({"x": values}), labels=Codebook(questions=[Question("x", "number")])
    )
    return next(iter(distributions_of(sample.codebook)))


@given(
    st.lists(
        st.one_of(
            st.integers(-(10**9), 10**9).map(float),
            st.floats(-1e12, 1e12, allow_subnormal=False),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_bands_hold_every_respondent_once(values: list[float]) -> None:
    bands = bands_of(number(values))
    assert sum(each.n for each in bands) == len(values)
    assert sum(each.share for each in bands) == pytest.approx(1)
    assert len(bands) <= 13
    assert len({each.label for each in bands}) == len(bands) or len(set(values)) <= 12


def test_bands_have_round_limits() -> None:
    labels = [each.label for each in bands_of(number(list(range(18, 97))))]
    assert labels[:2] == ["10 to 19", "20 to 29"] and labels[-1] == "90 to 99"
    labels = [each.label for each in bands_of(number([n / 100 for n in range(100)]))]
    assert labels[0] == "0.0 to below 0.1"
