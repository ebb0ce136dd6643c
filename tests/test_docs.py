"""What the papers show works: every block of the README and the references, as it is printed."""

import ast
import re
import shlex
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import techno_kit as tk
from techno_kit.cli.arguments import command_parser
from techno_kit.survey.codebook import Kind
from techno_kit.survey.mapping_entries import _QUESTION as QUESTION_KEYS

ROOT = Path(__file__).parents[1]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: where it stands, its language, its text."""

    where: str
    language: str
    text: str


def blocks() -> list[Block]:
    found = []
    for name in ("README.md", "docs/files.md", "docs/command.md"):
        text = (ROOT / name).read_text("utf-8")
        for each in FENCED.finditer(text):
            line = text.count("\n", 0, each.start()) + 1
            found.append(Block(f"{name}:{line}", each[1], each[2]))
    return found


BLOCKS = blocks()


def of(language: str, begins: str = "") -> list[Block]:
    return [each for each in BLOCKS if each.language == language and each.text.startswith(begins)]


def where(block: Block) -> str:
    return block.where


def written(folder: Path, name: str, block: Block) -> Path:
    path = folder / name
    path.write_text(block.text, "utf-8")
    return path


def test_every_kind_of_block_is_tested() -> None:
    kinds = ("mapping/1", "ladder/1", "plan/1")
    toml = [each for kind in kinds for each in of("toml", f'schema = "techno_kit/{kind}"')]
    assert sorted(toml) == sorted(of("toml"))
    assert len(of("python")) >= 2 and len(of("", "# population:")) == 1
    assert {each.language for each in BLOCKS} == {"", "python", "toml"}


@pytest.mark.parametrize("block", of("toml", 'schema = "techno_kit/mapping/1"'), ids=where)
def test_a_mapping_is_one(tmp_path: Path, block: Block) -> None:
    mapping = tk.Mapping.read(written(tmp_path, "map.toml", block))
    assert mapping.codebook.questions["age_group"].missing == ()
    assert mapping.codebook.missing == (97, 98)


@pytest.mark.parametrize("block", of("toml", 'schema = "techno_kit/ladder/1"'), ids=where)
def test_a_ladder_is_one(tmp_path: Path, block: Block) -> None:
    assert tk.read_ladder(written(tmp_path, "ours.toml", block)).rungs


@pytest.mark.parametrize("block", of("toml", 'schema = "techno_kit/plan/1"'), ids=where)
def test_a_plan_is_one_and_is_written_back(tmp_path: Path, block: Block) -> None:
    plan = tk.read_plan(written(tmp_path, "plan.toml", block))
    assert tk.read_plan(plan.save(tmp_path / "again.toml")) == plan


@pytest.mark.parametrize("block", of("", "# population:"), ids=where)
def test_targets_are_targets(tmp_path: Path, block: Block) -> None:
    targets = tk.read_targets(written(tmp_path, "targets.csv", block))
    assert targets.variables == ("age_group", "sex", "education")


@pytest.mark.parametrize("block", of("python"), ids=where)
def test_python_names_what_there_is(block: Block) -> None:
    tree = ast.parse(block.text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("tk."):
            home: object = tk
            for part in ast.unparse(node).split(".")[1:]:
                home = getattr(home, part)


def test_the_table_of_question_keys_is_whole() -> None:
    text = (ROOT / "docs/files.md").read_text("utf-8")
    table = text.split("| key | of which kind |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(QUESTION_KEYS)


@pytest.mark.parametrize("block", of("toml", 'schema = "techno_kit/mapping/1"'), ids=where)
def test_the_mapping_that_is_shown_has_every_kind(tmp_path: Path, block: Block) -> None:
    questions = tk.Mapping.read(written(tmp_path, "map.toml", block)).codebook.questions
    assert {each.kind for each in questions.values()} == set(get_args(Kind))
    assert questions["recommend"].missing == (99,) and questions["recommend"].label


COMMANDS = re.findall(r"^techno-kit .*$", "".join(each.text for each in of("")), re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_knows_its_words(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    assert command_parser().parse_args(words).command == words[0]
