"""The numbers behind letters: tests and pairs as tables."""

import re

import numpy as np
import pandas as pd

import techno_kit as tk
from techno_kit.reporting.differences import MOST_PAIRS, table_of_pairs, table_of_tests
from techno_kit.wording import decimal, p_value, points, say
from tests.reporting.outlines import Outline, Study


def test_every_test_has_its_row(study: Study) -> None:
    text = Outline(table_of_tests(study.comparison)).text
    whole = study.comparison.tests[study.comparison.tests["answer"].isna()].iloc[0]
    row = text[text.index(say("report.tests.whole")) :]
    assert decimal(whole["F"]) in row
    assert p_value(whole["p"]) in row
    assert text.index("no") < text.index(say("report.tests.whole"))


def test_pairs_that_differ_are_listed_largest_first(study: Study) -> None:
    text = Outline(table_of_pairs(study.comparison)).text
    pair = study.comparison.pairs.iloc[0]
    assert f"{pair['level_a']} against {pair['level_b']}" in text
    assert points(pair["difference"]) in text


def compared(groups: int) -> tk.Comparison:
    """Compare groups of which each says yes a little more often than the one before."""
    rows = np.arange(groups * groups * 25)
    group = rows % groups
    says = np.where(rows // groups % groups < group, "yes", "no")
    frame = pd.DataFrame({"g": [f"g{each:02}" for each in group], "a": says})
    return tk.compare(tk.Sample.from_frame(frame), "a", by="g")


def test_of_very_many_pairs_the_largest_are_shown_and_the_rest_counted() -> None:
    found = compared(12)
    clear = (found.pairs["p_adjusted"] <= found.rules.error).sum()
    assert clear > MOST_PAIRS
    outline = Outline(table_of_pairs(found))
    assert outline.text.count(" against ") == MOST_PAIRS
    assert say("report.pairs.cut", n=MOST_PAIRS) in outline.text
    sizes = found.pairs["difference"].abs().nlargest(MOST_PAIRS)
    cells = re.findall(r'<td class="number">([+-]\d+\.\d)</td>', table_of_pairs(found))
    shown = [abs(float(cell)) for cell in cells]
    assert shown == [abs(float(points(size))) for size in sizes]


def test_no_difference_is_said(study: Study) -> None:
    frame = pd.DataFrame({"g": ["x", "y"] * 100, "a": ["p", "p", "q", "q"] * 50})
    found = tk.compare(tk.Sample.from_frame(frame), "a", by="g")
    assert Outline(table_of_pairs(found)).text == say("report.pairs.none")
