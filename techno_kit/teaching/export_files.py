"""What lesson 10 needs: the shipped study dressed as the export of a survey platform."""

import os
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from techno_kit.errors import FileError, QuestionError, nearest
from techno_kit.loading.examples import load_example
from techno_kit.survey.paths import read_utf8
from techno_kit.survey.saving import write_together
from techno_kit.teaching import study
from techno_kit.wording import say

EXPORT: Final = "my_export.csv"
MARKET: Final = "Market A"
TWICE: Final = 12  # respondents whose interview stands in the file twice
STEM: Final = "In the last 3 months, how often did you do this online? - {item}"
#: Items that this questionnaire words otherwise than the ladder: some of them too shortly.
ITEMS: Final = {
    "video_watch": "Watch videos that other people made",
    "review_read": "Read what customers say in reviews",
    "site_vote": "Vote for something you like",
    "tweet_post": "Twitter",
}
PERSON: Final = {
    "Q1_Age": "How old are you?",
    "Q2_Gender": "Are you male or female?",
    "Q3_Education": "What is the highest level of education that you completed?",
    "Region": "In which region do you live?",
}
OTHER: Final = {
    "Q14_3": "Do you agree? - I trust what strangers write in reviews",
    "Q14_5": "Do you agree? - I would rather watch videos than upload any",
    "Q15_Check": "To show that you read this, tick 'Disagree'",
    "Q16_Better": "What could we do better?",
}
AGREE: Final = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
BLANK: Final = "No answer"
SKIPPED: Final = 0.02  # of the answers to items that are skipped, besides those of the study
SEED: Final = 20100115


def messy_export(folder: str | os.PathLike[str] = ".") -> Path:
    """Write a part of the shipped study as a platform exports it, with questions as headings.

    Parameters
    ----------
    folder : str or path
        Where to; the file is called ``my_export.csv``.

    Returns
    -------
    pathlib.Path
        The file: semicolons, decimal commas, names and addresses that are made up, "No answer" as
        an answer (some questions were skipped at random), some interviews twice. Nobody in it is
        a person.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    table = _exported()
    path = Path(folder) / EXPORT
    write_together(
        {
            path: lambda draft: table.to_csv(
                draft, sep=";", decimal=",", index=False, encoding="utf-8-sig"
            )
        }
    )
    return path


def take_in(path: str | os.PathLike[str], activity: str) -> None:
    """Take the comment signs away before a doubtful activity of a suggested mapping file.

    Parameters
    ----------
    path : str or path
        The file that `Suggestion.save` wrote.
    activity : str
        The activity's id.

    Raises
    ------
    QuestionError
        If the file has no such comment.
    """
    name, text = read_utf8(path)
    header = f"# [activities.{activity}]"
    blocks = text.split("\n\n")
    held = [place for place, each in enumerate(blocks) if header in each.splitlines()]
    if not held:
        known = [
            line.removeprefix("# [activities.").removesuffix("]")
            for line in text.splitlines()
            if line.startswith("# [activities.")
        ]
        near = nearest(activity, known)
        raise QuestionError(say("teaching.no_comment", file=name, activity=activity, near=near))
    lines = blocks[held[0]].splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("# ["))
    taken = [line.removeprefix("#").removeprefix(" ") for line in lines[begin:]]
    blocks[held[0]] = "\n".join([*lines[:begin], *taken])
    try:
        goal = Path(path)
        write_together({goal: lambda draft: draft.write_text("\n\n".join(blocks), "utf-8")})
    except OSError as error:
        raise FileError(say("saving.file", file=name, reason=error.strerror)) from error


def _exported() -> pd.DataFrame:
    """Return the rows and columns of the export."""
    read = load_example()
    frame = read.frame[read.frame["Market"] == MARKET].reset_index(drop=True)
    number = pd.Series(range(len(frame))) + 1
    columns = {
        "Response ID": number + 5000,
        "E-mail": "respondent" + number.astype("str") + "@example.org",
        "IP Address": "2001:db8::" + number.map("{:x}".format),
        "Duration (in seconds)": frame["InterviewSeconds"],
    }
    columns |= {head: frame[column] for column, head in PERSON.items()}
    lot = np.random.default_rng(SEED)
    labels = {name: each.label("en") for name, each in study.ladder().activities.items()}
    for name, item in read.codebook.items.items():
        head = STEM.format(item=ITEMS.get(name, labels.get(name, name)))
        answered = frame[item.column].notna() & (lot.random(len(frame)) >= SKIPPED)
        columns[head] = frame[item.column].astype("str").where(answered, BLANK)
    agreed = {float(place): each for place, each in enumerate(AGREE, 1)}
    for column, head in OTHER.items():
        columns[head] = frame[column].map(agreed) if column in ("Q14_3", "Q14_5") else frame[column]
    table = pd.DataFrame({**columns, "Weight": frame["Weight"]})
    return pd.concat([table, table.iloc[::100][:TWICE]], ignore_index=True)
