"""The kit's results in JupyterLab, light and dark, with labels that a survey may bring."""

import sys
from pathlib import Path

import pytest

from tests.browser.browsing import Open, axe, grave
from tests.browser.lessons import (
    LAB_ITSELF,
    OUTPUTS,
    THEMES,
    choose_theme,
    errors,
    pictures,
    run_all,
    silent,
    unseen,
)
from tests.browser.serving import ROOT, Server

pytestmark = pytest.mark.browser

PLACE = "import sys, techno_kit\nprint(sys.executable, techno_kit.__file__, sep='\\n')"
CELLS = [
    PLACE,
    """import techno_kit as tk
from techno_kit.shipped import locate
ladder = tk.load_ladder("2010")
sample = tk.load_example()""",
    "sample",
    'weights = tk.rake(sample, tk.read_targets(locate("targets/study.csv")), cap=5)\nweights',
    "weights.plot()",
    'profile = tk.profile(sample.with_weights(weights), ladder, by="age_group")\nprofile',
    "profile.plot()",
    "profile.plot_whole()",
    'gaps = tk.compare(sample.with_weights(weights), ladder, by="age_group")\ngaps',
    "gaps.plot()",
    "print(profile)",
    "profile.table",
]
HOSTILE = [
    """import techno_kit as tk
from tests.browser.hostile import BY, JAPANESE, QUESTION, hostile_frame
sample = tk.Sample.from_frame(hostile_frame())""",
    "sample",
    "tk.profile(sample, QUESTION, by=BY)",
    "tk.profile(sample, QUESTION, by=BY).plot()",
    "tk.compare(sample, QUESTION, by=BY)",
    "tk.compare(sample, QUESTION, by=BY).plot()",
    "tk.profile(sample, JAPANESE, by=BY)",
]


def notebook(path: Path, cells: list[str]) -> str:
    import nbformat.v4 as form

    made = form.new_notebook(cells=[form.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path.write_text(form.writes(made), "utf-8")
    return path.name


@pytest.mark.parametrize("cells", [CELLS, HOSTILE], ids=["shipped study", "hostile labels"])
def test_results_show_in_light_and_dark(
    cells: list[str], lab: Server, open_page: Open, request: pytest.FixtureRequest
) -> None:
    page = open_page()
    name = f"{request.node.callspec.id.replace(' ', '_')}.ipynb"
    ran = run_all(page, lab.notebook(notebook(lab.folder / name, cells)))
    assert errors(ran) == []
    assert silent(ran) == []
    assert page.locator(f"{OUTPUTS} img").count() == pictures(ran) > 0
    assert unseen(page) == []
    for theme in THEMES:
        choose_theme(page, theme)
        assert grave(axe(page, OUTPUTS, allowed=LAB_ITSELF)) == [], theme


def test_the_kernel_is_this_python_with_this_clone(lab: Server, open_page: Open) -> None:
    page = open_page()
    (cell,) = run_all(page, lab.notebook(notebook(lab.folder / "place.ipynb", [PLACE])))
    text = "".join(cell["outputs"][0]["text"])
    assert text.split() == [sys.executable, str(ROOT / "techno_kit/__init__.py")]
