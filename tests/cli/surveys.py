"""A small survey whose labels try the patience of files and consoles, and the command's doors."""

import csv
import os
from pathlib import Path

from techno_kit import cli

SEXES = ['Füße "x"', "{日本};50%"]
LADDER = """\
schema = "techno_kit/ladder/1"
id = "ours"
source = "our own"
[activities.blog_read]
label = { en = "Read blogs" }
[activities.rss_use]
label = { en = "Use RSS" }
[[rungs]]
id = "readers"
label = { en = "Readers {x}" }
at_least = "weekly"
any_of = ["blog_read", "rss_use"]
[[rungs]]
id = "others"
none = true
"""
TARGETS = "age_group,share\n18-24,0.5\n25+,0.5\n"
# What is asked about the survey below; a command's words follow it.
SURVEY = "answers.csv"


def write_survey(folder: Path) -> None:
    """Write 180 answers, some of them blank, targets and a ladder of one's own into a folder."""
    with (folder / SURVEY).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["blog_read", "rss_use", "age_group", "sex", "owns"])
        for row in range(180):
            often = ["daily", "never", "weekly"][row % 3]
            age = "18-24" if row % 3 == 0 else "25+"
            tagged = "" if row % 7 == 0 else "monthly" if row % 5 else "never"
            rows.writerow([often, tagged, age, SEXES[row % 2], ["yes", "no"][row % 4 == 0]])
    (folder / "targets.csv").write_text(TARGETS, "utf-8")
    (folder / "ours.toml").write_text(LADDER, "utf-8")


def run(*words: str) -> int:
    """Run the command and return its exit code."""
    try:
        return cli.main(words)
    except SystemExit as stop:  # as argparse leaves
        return int(stop.code or 0)


def contents(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(os.listdir(folder))
