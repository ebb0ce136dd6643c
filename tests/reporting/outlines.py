"""Results that pages are made of, small, and pages read back."""

from dataclasses import dataclass
from html.parser import HTMLParser

import numpy as np
import pandas as pd

import techno_kit as tk
from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.survey.weights import Weights

VOID = {"meta", "link", "img", "br"}


class Outline(HTMLParser):
    """A page's tags with their attributes, its headings, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if {"h1", "h2", "h3", "h4"} & set(self.open):
            tag, text = self.headings[-1]
            self.headings[-1] = (tag, text + data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@dataclass(frozen=True)
class Study:
    sample: tk.Sample
    weighted: tk.Sample
    weights: Weights
    profile: Profile
    comparison: Comparison


def answers(n: int = 400, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    sex = draw.choice(["Female", "Male"], n, p=[0.6, 0.4])
    owns = np.where(draw.random(n) < np.where(sex == "Male", 0.7, 0.3), "yes", "no")
    return pd.DataFrame({"sex": sex, "owns": owns, "rare": ["few"] * 12 + ["many"] * (n - 12)})


def study_of(frame: pd.DataFrame) -> Study:
    sample = tk.Sample.from_frame(frame)
    weights = tk.rake(sample, tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}))
    weighted = sample.with_weights(weights)
    return Study(
        sample,
        weighted,
        weights,
        tk.profile(weighted, "owns", by="sex"),
        tk.compare(weighted, "owns", by="sex"),
    )
