"""A notebook run in JupyterLab by its own commands, and what came out."""

import ast
import re
from typing import TYPE_CHECKING, Any

from tests.browser.browsing import Allowed

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTPUTS = ".jp-Notebook .jp-Cell-outputArea"
THEMES = ("JupyterLab Light", "JupyterLab Dark")
CHECKS = "teach.check("
LAB_ITSELF = (
    Allowed(
        "scrollable-region-focusable",
        "jp-OutputArea-output",
        "JupyterLab's own box around an output scrolls without taking the focus",
    ),
)

APP = "window.jupyterapp"
IDLE = f"() => {APP}?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
IMAGES = f"[...document.querySelectorAll('{OUTPUTS} img')]"
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)

Cell = dict[str, Any]


def run_all(page: "Page", address: str) -> list[Cell]:
    """Open a notebook, run all of it, and return its code cells with their outputs."""
    page.goto(address)
    page.locator(".jp-Notebook").wait_for()
    page.wait_for_function(IDLE)
    # resolves when the last cell has run, or one has failed
    page.evaluate(f"() => {APP}.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(f"() => {IMAGES}.every(image => image.complete)")
    cells = page.evaluate(f"() => {APP}.shell.currentWidget.context.model.toJSON().cells")
    return [each for each in cells if each["cell_type"] == "code"]


def choose_theme(page: "Page", theme: str) -> None:
    """Change JupyterLab's colours."""
    page.evaluate(
        f"theme => {APP}.commands.execute('apputils:change-theme', {{ theme }})", arg=theme
    )
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)


def joined(text: str | list[str]) -> str:
    """Return a text; the format knows it whole and as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def source(cell: Cell) -> str:
    """Return a cell's code."""
    return joined(cell["source"])


def errors(cells: list[Cell]) -> list[str]:
    """Word the errors that cells ended in, and what they wrote to standard error."""
    found = []
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append(f"{source(cell)}\n{output['ename']}: {output['evalue']}")
            if output.get("name") == "stderr":
                found.append(f"{source(cell)}\n{joined(output['text'])}")
    return found


def ends_in_a_value(code: str) -> bool:
    """Tell whether a cell ends in a value, which a notebook shows."""
    body = ast.parse(MAGIC.sub("", code)).body
    return bool(body) and isinstance(body[-1], ast.Expr) and not code.rstrip().endswith(";")


def silent(cells: list[Cell]) -> list[str]:
    """Return the cells that were not run, or end in a value and show nothing."""
    return [
        code
        for cell in cells
        if (code := source(cell)).strip()
        and (cell["execution_count"] is None or (ends_in_a_value(code) and not cell["outputs"]))
    ]


def pictures(cells: list[Cell]) -> int:
    """Count the pictures that the outputs hold; one that HTML describes is one."""
    found = 0
    for cell in cells:
        for output in cell["outputs"]:
            data = output.get("data", {})
            found += joined(data.get("text/html", "")).count("<img ") or "image/png" in data
    return found


def unseen(page: "Page") -> list[str]:
    """Return the images that cannot be shown, or that nothing describes.

    JupyterLab itself calls an image without words "Image".
    """
    found: list[str] = page.evaluate(
        f"""() => {IMAGES}
        .filter(image => image.alt.trim().split(/\\s+/).length < 3 || !image.naturalWidth)
        .map(image => image.outerHTML.slice(0, 200))"""
    )
    return found
