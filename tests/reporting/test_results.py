"""Every kind of result on one page: its tables, its picture, its words."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

import techno_kit as tk
from tests.reporting.outlines import Outline

RANDOM = np.random.default_rng(5)
N = 900
FRAME = pd.DataFrame(
    {
        "age": RANDOM.choice(["18-34", "35-54", "55+"], N),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "spent": RANDOM.gamma(2, 10, N).round(1),
        "tv": RANDOM.integers(0, 2, N),
        "radio": RANDOM.integers(0, 2, N),
        "papers": RANDOM.integers(0, 2, N),
    }
)
MEDIA = tk.Question(
    "media", kind="multiple", columns={each: each for each in ("tv", "radio", "papers")}
)


def test_every_kind_of_result_has_its_tables_picture_and_words(tmp_path: Path) -> None:
    sample = tk.Sample.from_frame(FRAME).with_question(MEDIA)
    results = (
        tk.estimate(sample, "spent", by="sex"),
        tk.crosstab(sample, ["media"], by=["sex"]),
        tk.model(sample, "media", ["sex", "spent"]),
        tk.overlaps(sample, "media"),
        tk.compare(sample, "media", by="age", trend=True, contrasts=[("tv", "radio")]),
        tk.sample_size(share=0.5, margin=0.03),
        tk.detectable(sample, "media", by="sex"),
    )
    page = tk.report(*results, to=tmp_path / "page.html").path.read_text("utf-8")
    outline = Outline(page)
    pictures = outline.all("img")
    assert len(pictures) == len(outline.all("figcaption")) == len(results)
    assert len({each["alt"] for each in pictures}) == len(results)
    assert all(len(str(each["alt"])) > 30 for each in pictures)
    for each in results:
        captions = re.findall(r"<caption.*?</caption>", each.html_body(), re.DOTALL)
        assert captions and all(caption in page for caption in captions)
        assert each.text in outline.text
    for words in (
        "media: trend over age",
        "media: gaps between answers",
        "Combinations that occur: 8",
        "Margins of error",
        "What that assumes",
    ):
        assert words in outline.text
