"""The page on screening shows what happens."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "screening.md"
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_its_examples_print_what_they_show() -> None:
    text = PAGE.read_text("utf-8")
    session = "\n".join(each[1] for each in FENCED.finditer(text))
    test = doctest.DocTestParser().get_doctest(session, {}, "screening", str(PAGE), 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert len(test.examples) == 12
    assert runner.run(test, out=told.append).failed == 0, "".join(told)
    assert text.count("```") == 2 * len(FENCED.findall(text))
