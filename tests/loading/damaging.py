"""Damage a file in many ways and read each: python damaging.py FOLDER SUFFIX N [FIRST [FILE]]."""

import json
import random
import sys
import warnings
from collections import Counter
from pathlib import Path

import pandas as pd
import pyreadstat

from techno_kit.errors import ReadError
from techno_kit.loading.dispatch import read_file

SIGNS = (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\0\0\0\0", b"\x7f\xff\xff\xff")
FRAME = pd.DataFrame(
    {"A": [1.0, 2, 3, None] * 5, "B": ["x", "yy", "", "zzz"] * 5, "C": [1.5, 2.5, 9.0, 3.5] * 5}
)
LABELS = {"column_labels": {"A": "A?"}, "variable_value_labels": {"A": {1: "one", 2: "two"}}}


def whole(folder: Path, suffix: str) -> bytes:
    """Return the bytes of a file as it should be."""
    path = folder / f"whole{suffix}"
    writers = {
        ".sav": lambda: pyreadstat.write_sav(FRAME, path, row_compress=True, **LABELS),
        ".zsav": lambda: pyreadstat.write_sav(FRAME, path, compress=True, **LABELS),
        ".dta": lambda: pyreadstat.write_dta(FRAME, path, **LABELS),
        ".por": lambda: pyreadstat.write_por(FRAME, path),
        ".xpt": lambda: pyreadstat.write_xport(FRAME, path),
    }
    writers[suffix]()
    return path.read_bytes()


def damaged(raw: bytes, seed: int) -> bytes:
    """Return a file cut short, or with some bytes changed."""
    chance, changed = random.Random(seed), bytearray(raw)
    if seed % 4 == 0:
        return raw[: chance.randrange(len(raw))]
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        at = chance.randrange(len(raw) - 4)
        if seed % 4 == 1:
            changed[at] ^= 1 << chance.randrange(8)
        elif seed % 4 == 2:
            changed[at] = chance.choice([0, 255, 127, 128])
        else:
            changed[at : at + 4] = chance.choice(SIGNS)
    return bytes(changed)


def main() -> None:
    folder, suffix, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    raw = Path(sys.argv[5]).read_bytes() if len(sys.argv) > 5 else whole(folder, suffix)
    path, tally = folder / f"damaged{suffix}", Counter[str]()
    warnings.simplefilter("error")
    for seed in range(first, first + n):
        path.write_bytes(damaged(raw, seed))
        sys.stdout.write(f"{seed}\n")
        sys.stdout.flush()
        try:
            read_file(path)
            tally["read"] += 1
        except ReadError as error:
            if path.name not in str(error):
                raise
            tally["refused"] += 1
    sys.stdout.write(json.dumps(tally) + "\n")


if __name__ == "__main__":
    main()
