"""What the page tells its users when it cannot be made."""

import os
import sys
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError, TechnoKitError

SAMPLE = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female", "Male"] * 60}))
RESULT = tk.profile(SAMPLE, "sex")
MADE_OF = (
    "a page is made of results, such as a Profile, a Comparison, a Crosstab, a Plan or Weights"
)


def refused(kind: type[Exception], *results: object, **options: object) -> str:
    with pytest.raises(kind) as error:
        tk.report(*results, **options)  # type: ignore[arg-type]
    assert type(error.value) is kind
    return str(error.value)


@pytest.fixture(autouse=True)
def _nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_no_results() -> None:
    assert refused(TechnoKitError) == (
        "tk.report: there is no result; pass one or more, such as a profile, a comparison, "
        "a crosstab, a plan or weights"
    )
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("thing", "kind", "cure"),
    [
        (
            pd.DataFrame({"a": [1]}),
            "DataFrame",
            f"{MADE_OF}. Make a sample of it with tk.Sample.from_frame, then a profile with "
            "tk.profile",
        ),
        (SAMPLE, "Sample", f"{MADE_OF}. Profile it with tk.profile(sample, ladder)"),
        (
            tk.load_ladder("2010"),
            "Ladder",
            f"{MADE_OF}. Profile it with tk.profile(sample, ladder)",
        ),
        (
            tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}}),
            "Targets",
            f"{MADE_OF}. Weight with them by tk.rake(sample, targets)",
        ),
        ([RESULT], "list", "unpack it, as in tk.report(*results)"),
        ((RESULT,), "tuple", "unpack it, as in tk.report(*results)"),
        ("page.html", "str", 'the page\'s path goes by name, as in to="report.html"'),
        (None, "NoneType", MADE_OF),
    ],
)
def test_a_thing_that_is_no_result(thing: object, kind: str, cure: str) -> None:
    told = refused(TechnoKitError, RESULT, thing)
    assert told == f"tk.report: result 2 is a {kind}; {cure}"
    assert os.listdir() == []


def test_all_problems_at_once() -> None:
    assert refused(TechnoKitError, RESULT, 5, [], to="page.pdf", title=" ") == (
        "tk.report: 4 problems:\n"
        f"- result 2 is a int; {MADE_OF}\n"
        "- result 3 is a list; unpack it, as in tk.report(*results)\n"
        "- title is ' '; it is a text, or None for the first result's\n"
        "- to='page.pdf' has not the ending of a page; end it in .html"
    )


def test_a_place_that_cannot_be() -> None:
    Path("folder.html").mkdir()
    assert refused(FileError, RESULT, to="folder.html") == (
        "tk.report: to='folder.html' is a folder; name a file in it, such as \"report.html\""
    )
    assert refused(FileError, RESULT, to="report.txt") == (
        "tk.report: to='report.txt' has not the ending of a page; end it in .html"
    )
    assert refused(FileError, RESULT, to=Path("missing") / "report.html") == (
        "tk.report: to: the folder 'missing' of 'report.html' is not there; make it first"
    )
    assert refused(FileError, RESULT, to=5) == (
        'tk.report: to is a int; it is the path of the page, such as "report.html"'
    )
    assert os.listdir() == ["folder.html"]


def test_a_file_where_the_folder_should_be() -> None:
    Path("taken").write_text("x", "utf-8")
    assert refused(FileError, RESULT, to="taken/report.html") == (
        "tk.report: to: the folder 'taken' of 'report.html' is not there; make it first"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_folder_that_may_not_be_written_to() -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    Path("shut").mkdir(mode=0o500)
    assert refused(FileError, RESULT, to="shut/report.html") == (
        "shut/report.html: this file cannot be written: Permission denied"
    )


def test_a_name_that_is_too_long() -> None:
    name = "x" * 300 + ".html"
    assert refused(FileError, RESULT, to=name) == (
        f"{name}: this file cannot be written: File name too long"
    )
