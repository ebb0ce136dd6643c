"""Sample sizes and detectable differences on a page."""

from pathlib import Path

import techno_kit as tk


def page(tmp_path: Path, *results: object) -> str:
    path = tmp_path / "page.html"
    tk.report(*results, to=path)  # type: ignore[arg-type]
    return path.read_text(encoding="utf-8")


def test_a_sample_size_alone_needs_no_weighting(tmp_path: Path) -> None:
    plan = tk.sample_size(shares={"<b>x</b>": 0.24}, margin=0.03, response_rate=0.2)
    html = page(tmp_path, plan)
    assert (
        "takes 779 respondents. At a response rate of 20% 3,895 people are to be invited." in html
    )
    assert "<b>x" not in html
    assert "Respondents by margin of error" in html
    assert ">Weighting<" not in html
    assert "How to read this page" not in html


def test_detectable_differences_rest_on_their_sample(tmp_path: Path) -> None:
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    found = tk.detectable(sample, ladder, by="gender")
    html = page(tmp_path, tk.sample_size(share=0.24, difference=0.05), found)
    assert html.index(found.title) < html.index("How many respondents")
    assert ">Weighting<" in html
    assert "made up" in html  # the shipped study says so wherever it stands
