"""Pages show what happens: their examples are run, the places that messages name are there."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from techno_kit.survey.mapping import Mapping
from techno_kit.survey.targets.infeasibility import SECTIONS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("weighting", "inference", "codebook", "formats")
TEXTS = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in PAGES}
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OTHER = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", TEXTS)
def test_its_examples_print_what_they_show(name: str) -> None:
    session = "\n".join(each[1] for each in FENCED.finditer(TEXTS[name]))
    test = doctest.DocTestParser().get_doctest(session, {}, name, str(DOCS / f"{name}.md"), 0)
    assert len(test.examples) > 15
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    assert runner.run(test, out=told.append).failed == 0, "".join(told)


@pytest.mark.parametrize("name", TEXTS)
def test_every_example_is_run(name: str) -> None:
    assert all(each[1].startswith(">>>") for each in FENCED.finditer(TEXTS[name]))
    fences = len(FENCED.findall(TEXTS[name])) + len(OTHER.findall(TEXTS[name]))
    assert TEXTS[name].count("```") == 2 * fences


def test_messages_name_places_that_are_there() -> None:
    headings = re.findall(r"^## (.+)$", TEXTS["weighting"], re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", each).lower().replace(" ", "-") for each in headings}
    assert set(SECTIONS.values()) <= anchors


def test_the_mapping_that_is_shown_is_read() -> None:
    (text,) = (each[1] for each in OTHER.finditer(TEXTS["inference"]))
    design = Mapping.of(tomllib.loads('schema = "techno_kit/mapping/1"\n' + text)).design
    assert design.replicates is not None and len(design.replicates.columns) == 50
