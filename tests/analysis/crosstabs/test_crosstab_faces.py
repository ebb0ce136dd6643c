"""A crosstab as a page and a drawing show it: what stays on a line, bases, marks and dashes."""

import numpy as np
import pandas as pd
from matplotlib.text import Text

import techno_kit as tk


def found() -> tk.Crosstab:
    ages = ["18-34"] * 200 + ["35-49"] * 80 + ["Anders / wil ik niet zeggen"] * 10
    owns = np.where(np.arange(290) % 10 < np.where(np.arange(290) < 200, 8, 3), "yes", "no")
    frame = pd.DataFrame({"age": ages, "owns": owns})
    return tk.crosstab(tk.Sample.from_frame(frame), "owns", by="age")


def test_a_share_and_its_letters_stay_on_one_line() -> None:
    html = found().html_body()
    assert "80%\N{NO-BREAK SPACE}▲\N{NO-BREAK SPACE}B" in html
    assert "<span>18-34</span>" in html and "<span>35-49</span>" in html


def test_a_column_without_figures_is_narrow() -> None:
    html = found().html_body()
    assert html.count('class="number narrow"') == 1
    assert '<th scope="col" class="number narrow">Anders / wil ik niet zeggen<br>' in html


def test_a_drawing_has_bases_and_explains_its_marks() -> None:
    picture = found().plot()
    told = " ".join(text.get_text() for text in picture.findobj(Text) if isinstance(text, Text))
    for each in ("n=290", "n=200", "n=80*", "n=10*"):
        assert each in told
    assert "* A base of fewer than 100 respondents." in told
    assert "– Not given: the base has fewer than 30 respondents." in told
    assert "capital: 95% confidence; small: 90%" in told and "twice the error" not in told


def test_methods_say_which_kind_of_question_is_meant() -> None:
    frame = pd.DataFrame({"g": list("ab") * 100, "x": list("uuvw") * 50})
    frame["p"], frame["q"] = [0, 1, 1, 0] * 50, [1, 0, 0, 1] * 50
    sample = tk.Sample.from_frame(frame)
    sample = sample.with_question(tk.Question("pq", kind="multiple", columns=["p", "q"]))
    both = tk.crosstab(sample, ["pq", "x"], by="g").method
    assert "For questions with several answers, shares are unweighted; the base of every" in both
    assert "For questions with one answer, shares are unweighted" in both
    assert "For questions with several answers, the question as a whole is tested by the" in both
    assert "For questions with one answer, the question as a whole is tested by the Rao" in both
    assert "For questions" not in tk.crosstab(sample, "x", by="g").method
