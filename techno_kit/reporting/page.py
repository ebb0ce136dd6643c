"""One page to share: what was found, how it differs, what to do, and how it was made."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from techno_kit.drawing.markup import text_html
from techno_kit.drawing.pages import page_html
from techno_kit.errors import FileError, TechnoKitError, raise_all
from techno_kit.reporting.grounds import grounds_of, synthetic_parts
from techno_kit.reporting.parts import KINDS, Part, Result, parts_of, question_of
from techno_kit.reporting.sections import sections_of
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.saving import write_together
from techno_kit.wording import join, say

ENDINGS = (".html", ".htm")
#: What readers hand in by mistake, and what makes a result of it.
CURES = ("DataFrame", "Ladder", "Sample", "Targets", "list", "str", "tuple")


def report(
    *results: Result | Codebook,
    to: str | os.PathLike[str] = "report.html",
    title: str | None = None,
) -> "Page":
    """Write results as one page that stands alone.

    Parameters
    ----------
    *results : Profile, Comparison, Crosstab, Estimate, Overlaps, Model, Plan, ...
        Also Diagnosis, Weights, and what `tk.detectable` and `tk.sample_size` return. Alone: the
        codebook of a sample (``sample.codebook``), every question with its distribution.
        One or more, in any order; the page has its own. The weights that a profile, a comparison
        or a diagnosis rests on come with it.
    to : str or path, default "report.html"
        Where to; ends in ``.html`` or ``.htm``, in a folder that is there. A file of that name is
        replaced once the new page is whole.
    title : str, optional
        The page's heading; the question of the first profile when None.

    Returns
    -------
    Page
        The file: a path to hand on, which shows itself as a link at the end of a notebook's cell.

    Raises
    ------
    TechnoKitError
        If there is no result, something is none, or `title` is no text; all problems at once.
    FileError
        If `to` has another ending, is a folder, is in none, or cannot be written.

    Notes
    -----
    The page holds its pictures and asks for nothing outside itself: it opens offline, and may be
    sent as it is. It runs no script, bears no date, and is the same to the byte for the same
    results. It can be read aloud, in the dark, on a phone and on paper.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> import techno_kit as tk
    >>> found = tk.profile(tk.Sample.from_frame(pd.DataFrame({"owns": ["yes", "no"] * 40})), "owns")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = tk.report(found, to=Path(folder) / "page.html")
    ...     page.path.name, "50% answered" in page.path.read_text("utf-8")
    ('page.html', True)
    """
    wrong = [*_wrong_results(results), *_wrong_title(title)]
    misplaced = list(_wrong_place(to))
    kind = FileError if not wrong else TechnoKitError
    raise_all(kind, say("report.subject"), [*wrong, *misplaced])
    page = _document(results, title).encode("utf-8", "replace")
    goal = Path(to)
    write_together({goal: lambda draft: draft.write_bytes(page)})
    return Page(goal)


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A page that was written; `open`, `pathlib.Path` and whatever takes a path take it.

    Attributes
    ----------
    path : pathlib.Path
        The file.

    Examples
    --------
    >>> page = Page(Path("report.html"))
    >>> page, Path(page).suffix, str(page)
    (Page('report.html'), '.html', 'report.html')
    """

    path: Path

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"Page({str(self.path)!r})"

    def _repr_html_(self) -> str:
        folder = os.path.abspath(self.path.parent)
        name = text_html(self.path.name)
        try:
            near = Path(os.path.relpath(self.path)).as_posix()
        except ValueError:  # on another drive, to which no relative link leads
            link = name
        else:
            link = f'<a href="{quote(near)}">{name}</a>'
        return f"<p>{say('report.link', link=link, folder=text_html(folder))}</p>"


def _document(results: Sequence[Result | Codebook], title: str | None) -> str:
    """Return the page of results, or that of a codebook."""
    found = [each for each in results if not isinstance(each, Codebook)]
    if found:
        return _page(parts_of(found), title)
    from techno_kit.reporting.codebook_page import codebook_page

    book = next(each for each in results if isinstance(each, Codebook))
    return codebook_page(book, title)


def _page(parts: Sequence[Part], title: str | None) -> str:
    grounds = grounds_of(parts)
    people = {ground.people for ground in grounds}
    return page_html(
        title or question_of(part.result for part in parts) or parts[0].title,
        sections_of(parts, grounds),
        subtitle=people.pop() if len(people) == 1 else "",
        notes=_notes(parts),
    )


def _notes(parts: Sequence[Part]) -> list[str]:
    made_up = synthetic_parts(parts)
    if not made_up:
        return []
    if len(made_up) == len(parts):
        return [say("profile.made_up")]
    return [say("report.partly_made_up", results=join(part.title for part in made_up))]


def _wrong_results(results: Sequence[object]) -> Iterator[str]:
    if not results:
        yield say("report.wrong.none")
    books = [each for each in results if isinstance(each, Codebook)]
    if books and len(results) > 1:
        yield say("codebook.page.alone")
    if any(each.respondents is None for each in books):
        yield say("codebook.unbound")
    for place, each in enumerate(results, 1):
        if isinstance(each, (*KINDS, Codebook)):
            continue
        kind = type(each).__name__
        cure = say(f"report.cure.{kind if kind in CURES else 'other'}")
        yield say("report.wrong.kind", place=place, kind=kind, cure=cure)


def _wrong_title(title: object) -> Iterator[str]:
    if title is not None and not (isinstance(title, str) and title.strip()):
        yield say("report.wrong.title", found=repr(title))


def _wrong_place(to: object) -> Iterator[str]:
    if not isinstance(to, str | os.PathLike):
        yield say("report.wrong.path", kind=type(to).__name__)
        return
    path = Path(to)
    if os.path.isdir(path):  # not a Path's own: it raises where a name is too long
        yield say("report.wrong.folder", to=str(to))
    elif path.suffix.lower() not in ENDINGS:
        yield say("report.wrong.ending", to=str(to))
    elif not os.path.isdir(path.parent):
        yield say("report.wrong.no_folder", to=path.name, folder=path.parent)
