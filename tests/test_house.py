"""The house keeps its own rules: sizes, names, sentences, locks, a light import."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from packaging.requirements import Requirement

from techno_kit.version import VERSION

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "techno_kit"
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-lowest.lock"]

LONGEST = 400  # lines; past that a module is two ideas
SPEAKING = {"say", "phrase", "plural"}
CATCH_ALL = {"utils", "util", "common", "misc", "helpers"}
HEAVY = {"matplotlib", "pyarrow", "pyreadstat", "scipy", "seaborn", "statsmodels"}

# What the Python of a browser kernel ships; a floor above one of these shuts the kit out of it.
BROWSER = {
    "numpy": "2.4.6",
    "pandas": "3.0.2",
    "scipy": "1.18.0",
    "statsmodels": "0.14.6",
    "matplotlib": "3.10.8",
    "seaborn": "0.13.2",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- modules -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [name(path) for path in MODULES if CATCH_ALL & set(path.with_suffix("").parts)] == []


def test_only_the_command_prints() -> None:
    printing = {
        name(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "print"
    }
    assert [path for path in printing if not path.startswith("techno_kit/cli/")] == []


def test_nothing_inside_leans_on_the_contents_page() -> None:
    """``import techno_kit`` is the reader's; a module below names the module it needs."""
    leaning = {
        name(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "techno_kit" and not node.level)
        or (isinstance(node, ast.Import) and any(each.name == "techno_kit" for each in node.names))
    }
    doors = ("techno_kit/cli/", "techno_kit/apps/")
    assert sorted(path for path in leaning if not path.startswith(doors)) == []


def test_importing_the_kit_loads_nothing_heavy() -> None:
    code = "import sys, techno_kit; print(*{each.partition('.')[0] for each in sys.modules})"
    run = [sys.executable, "-c", code]
    loaded = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "techno_kit" in loaded.split()
    assert HEAVY & set(loaded.split()) == set()


# --- sentences -----------------------------------------------------------------------------------


def keys(book: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in book.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


BOOKS = {
    path.name: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((PACKAGE / "wording/en").glob("*.toml"))
}
SENTENCES = {key: text for book in BOOKS.values() for key, text in keys(book)}


def verb(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def spoken() -> Iterator[tuple[str, ast.Call]]:
    """Yield where and what the code says: every call of say, phrase and plural."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and verb(node) in SPEAKING:
                yield f"{name(path)}:{node.lineno}", node


def forms(call: ast.Call) -> list[str] | None:
    """Return the keys a call asks for, or nothing where they are put together at run time."""
    key = call.args[0]
    if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
        return None
    if verb(call) == "plural":
        return [f"{key.value}.one", f"{key.value}.other"]
    return [key.value]


def test_the_first_part_of_a_key_stands_in_one_file() -> None:
    first = [key for book in BOOKS.values() for key in book]
    assert sorted(first) == sorted(set(first))


def test_every_sentence_that_is_said_is_written() -> None:
    missing = [
        f"{where}: {key}"
        for where, call in spoken()
        for key in forms(call) or ()
        if key not in SENTENCES
    ]
    assert missing == []


def test_every_blank_in_a_sentence_is_filled() -> None:
    empty = []
    for where, call in spoken():
        given = {each.arg for each in call.keywords}
        if verb(call) == "phrase" or None in given:  # unfilled by intent, or filled from a mapping
            continue
        given |= {"n"} if verb(call) == "plural" else set()
        for key in forms(call) or ():
            blanks = {each[1] for each in Formatter().parse(SENTENCES.get(key, "")) if each[1]}
            empty += [f"{where}: {key} lacks {blank}" for blank in blanks - given]
    assert empty == []


def test_no_sentence_is_written_for_nobody() -> None:
    words = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    heads = tuple(
        node.values[0].value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
        if re.fullmatch(r"[a-z_.]+\.[a-z_]*", str(node.values[0].value))
    )
    unsaid = [
        key
        for key in SENTENCES
        if key not in words and key.rpartition(".")[0] not in words and not key.startswith(heads)
    ]
    assert unsaid == []


# --- the project's papers ------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.partition("make locks\n")[2].strip())
    assert len(entries) > 30
    pinned = re.compile(r"[\w.-]+==\S+ .*\n +--hash=sha256:")
    assert [each for each in entries if not pinned.match(each)] == []


def test_the_developers_lock_agrees_with_the_users() -> None:
    user, developer = (
        set(re.findall(r"^[\w.-]+==[^\\\n]+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS[:2]
    )
    assert user - developer == set()


@pytest.mark.parametrize("text", PROJECT["project"]["dependencies"])
def test_the_core_fits_a_browser_kernel(text: str) -> None:
    requirement = Requirement(text)
    assert requirement.specifier.contains(BROWSER[requirement.name])


def test_the_version_is_told_alike_everywhere() -> None:
    assert f"\nversion: {VERSION}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
