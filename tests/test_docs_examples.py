"""The page on weighting shows what happens: its examples are run, its places are there."""

import doctest
import re
from pathlib import Path

from techno_kit.survey.infeasibility import SECTIONS

PAGE = Path(__file__).parents[1] / "docs/weighting.md"
TEXT = PAGE.read_text("utf-8")
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def test_its_examples_print_what_they_show() -> None:
    session = "\n".join(each[1] for each in FENCED.finditer(TEXT))
    test = doctest.DocTestParser().get_doctest(session, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 15
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    assert runner.run(test, out=told.append).failed == 0, "".join(told)


def test_every_example_is_run() -> None:
    assert all(each[1].startswith(">>>") for each in FENCED.finditer(TEXT))
    assert TEXT.count("```") == 2 * len(FENCED.findall(TEXT))


def test_messages_name_places_that_are_there() -> None:
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", each).lower().replace(" ", "-") for each in headings}
    assert set(SECTIONS.values()) <= anchors
