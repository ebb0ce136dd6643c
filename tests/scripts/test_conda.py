"""The check of environment.yml sees what it is there to see."""

import pytest

# The environment of the lowest versions has none of the developer's tools.
conda = pytest.importorskip("scripts.conda", exc_type=ImportError)

LOCKED = {"numpy": ["2.4.6", "2.5.5"], "pandas": ["3.1.1"]}


def test_our_own_file_is_read_whole() -> None:
    lines = conda.specs(conda.FILE.read_text("utf-8"))
    assert lines[0].startswith("python")
    assert {"numpy", "pandas", "jupyterlab"} <= {line.split("<")[0].split(">")[0] for line in lines}
    assert conda.problems(lines, conda.versions(conda.LOCK.read_text("utf-8"))) == []


def test_lines_that_fit_are_let_through() -> None:
    assert (
        conda.problems(["numpy>=2.0", "pandas<4,>=3.0", "pip", "python<3.15,>=3.11"], LOCKED) == []
    )


@pytest.mark.parametrize("line", ["pandas==", "numpy>=2.4,", "pandas=>3", "pandas >=3 <4"])
def test_a_line_conda_cannot_read_is_told(line: str) -> None:
    (told,) = conda.problems([line], LOCKED)
    assert told.startswith(f"{line!r} is not conda's grammar: ")


def test_a_line_that_shuts_out_one_locked_version_is_told() -> None:
    assert conda.problems(["numpy<2.5"], LOCKED) == [
        "'numpy<2.5' does not admit 2.5.5, which the lock names"
    ]


def test_a_package_nobody_locked_is_told() -> None:
    assert conda.problems(["polars>=1"], LOCKED) == [
        "'polars' is in environment.yml and not in the lock"
    ]


def test_a_lock_may_name_two_versions_for_two_pythons() -> None:
    lock = "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:0\nnumpy==2.5.5 \\\n"
    assert conda.versions(lock) == {"numpy": ["2.4.6", "2.5.5"]}
