"""Which respondents are on which rung."""

from typing import get_args

import pandas as pd

from techno_kit.errors import QuestionError, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.checks import the_sample
from techno_kit.survey.codebook import Otherwise, Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import say


def score(
    sample: Sample,
    ladder: Ladder | Question | str,
    *,
    missing: MissingRule = "in_base",
    dont_know: Otherwise | None = None,
) -> pd.DataFrame:
    """Return which rungs every respondent is on.

    Parameters
    ----------
    sample : Sample
        The respondents.
    ladder : Ladder, Question or str
        A ladder, or a question with several answers, or its name.
    missing : {"in_base", "exclude"}
        Who is in the base: everyone who answered, or was routed out of, at least one item, or
        everyone without a blank.
    dont_know : {"not_doing", "missing"}, optional
        What "don't know" counts as; the ladder's own rule when None.

    Returns
    -------
    pandas.DataFrame
        A column a rung, of dtype ``boolean``, on the sample's index; missing outside the base.
        Rungs overlap; only the last, Inactives, excludes the others.

    Raises
    ------
    QuestionError
        If the survey has no item of the ladder, or `missing` is no such rule.

    Notes
    -----
    A respondent is on a rung who does any of its activities at or above the rung's frequency.

    Examples
    --------
    >>> from techno_kit import load_ladder
    >>> frame = pd.DataFrame({"blog_publish": ["weekly", "never", None]})
    >>> score(Sample.from_frame(frame), load_ladder("2010"))
       creators  inactives
    0      True      False
    1     False       True
    2      <NA>       <NA>
    """
    sample = the_sample(sample, "tk.score")
    if missing not in get_args(MissingRule):
        problem = unknown_word("missing", missing, get_args(MissingRule))
        raise QuestionError(f"{say('errors.option.score')}: {problem}")
    if isinstance(ladder, Ladder):
        question = ladder.question(sample, dont_know=dont_know)
    else:
        question = sample.question(ladder)
    answers = sample.answers(question)
    outside = ~answers.base(missing)[answers.codes]
    columns = {
        level: pd.arrays.BooleanArray(answers.blanks_no[:, place][answers.codes], outside.copy())
        for place, level in enumerate(answers.levels)
    }
    return pd.DataFrame(columns, index=sample.frame.index)
