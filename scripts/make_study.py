"""Make the files of the shipped study: ``python scripts/make_study.py [--check] [folder]``.

Run once; the files are frozen. With ``--check`` nothing is written: it ends with 1 when a file in
the folder (``data`` by default) is not, byte for byte, what would be made.
"""

import sys
from pathlib import Path

from techno_kit.benchmarks.study_files import study_files

DATA = Path(__file__).resolve().parent.parent / "data"


def main(arguments: list[str]) -> int:
    """Write or check the files; return the exit code."""
    check = "--check" in arguments
    names = [each for each in arguments if each != "--check"]
    folder = Path(names[0]) if names else DATA
    stale = []
    for name, content in study_files().items():
        path = folder / name
        if check and not (path.is_file() and path.read_bytes() == content):
            stale.append(name)
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name in stale:
        print(f"{name} is not what the script makes", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
