"""The verb `screen`: whose interview may not be valid."""

from collections.abc import Sequence
from typing import Final

from techno_kit.analysis.screening.answer_columns import answer_columns
from techno_kit.analysis.screening.answering import (
    Expected,
    check_attention,
    check_blanks,
    check_columns,
    check_impossible,
    check_weights,
)
from techno_kit.analysis.screening.batteries import (
    check_everything,
    check_straight_lines,
    find_batteries,
    named_batteries,
)
from techno_kit.analysis.screening.checks import Check
from techno_kit.analysis.screening.doubles import (
    check_ids,
    check_rows,
    check_texts,
    open_columns,
    personal_kinds,
)
from techno_kit.analysis.screening.screenings import Screening
from techno_kit.analysis.screening.timing import check_speed, find_times
from techno_kit.errors import QuestionError, raise_all
from techno_kit.survey.checks import shown_option, the_sample
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

# All of these are the kit's own choice; `screen` says where they lean on.
FASTEST: Final = 0.5
STRAIGHT: Final = 0.9
BLANK: Final = 0.5
TEXT: Final = 20
HEAVY: Final = 5.0


def screen(
    sample: Sample,
    *,
    attention: Expected | None = None,
    duration: str | None = None,
    batteries: Sequence[Sequence[str]] | None = None,
    ids: Sequence[str] | None = None,
    open_ends: Sequence[str] | None = None,
    age: str | None = None,
    fastest: float = FASTEST,
    straight: float = STRAIGHT,
    blank: float = BLANK,
    text: int = TEXT,
    heavy: float = HEAVY,
) -> Screening:
    """Look for interviews that may not be valid: too fast, too straight, twice, inattentive.

    It reads every row, and changes nothing: `sample.without` leaves respondents out.

    Parameters
    ----------
    sample : Sample
        The respondents.
    attention : mapping of str to answer or answers, optional
        Attention checks and the answer that each asks for: ``{"Q7": "Strongly agree"}``.
    duration : str, optional
        Column of how long interviews took; found by name, or from start and end, when left out.
    batteries : sequence of sequences of str, optional
        Columns or questions with one list of answers each; found when left out.
    ids, open_ends : sequence of str, optional
        Columns of ids of respondents, and of open questions; found when left out. Columns of
        personal data that were set aside when the file was read can be named too.
    age : str, optional
        Column of ages in years; found by name when left out.
    fastest : float, default 0.5
        Speeders took less than this share (0-1) of the median time, of their wave where there are
        waves.
    straight : float, default 0.9
        Straight lines are one answer in an unbroken run of this share (0-1) of a battery.
    blank : float, default 0.5
        Blank is who left more than this share (0-1) of the questions unanswered.
    text : int, default 20
        Signs, from which on the same text of several respondents counts.
    heavy : float, default 5
        Heavy is a weight of more than this many times the mean.

    Returns
    -------
    Screening
        A row a check in `table`, a row a respondent in `respondents`.

    Raises
    ------
    QuestionError
        If a named column, question or answer is not there, or a threshold is out of range.

    Notes
    -----
    Flags are signs, not proof, and all rules are the kit's own. Half of the median time is where
    Leiner (2019) draws the line, and the mildest of three that Greszki, Meyer and Schoen (2015)
    compare. That a run of one answer, attention checks and time tell different kinds of careless
    people is shown by Meade and Craig (2012), and reviewed by Curran (2016). Pew Research Center
    (2020) found that 84 % of the bogus respondents of online polls pass an attention check, so that
    a survey without flags is not one without bogus interviews.

    A straight line at "never" is no sign: who does none of a list of things rightly says so. Rows
    of answers are doubles only where fewer than one in a hundred others can be expected to have
    them by chance. A question that fewer than half answered counts as asked of few, and its blanks
    as nothing.

    References
    ----------
    Curran (2016), Methods for the detection of carelessly invalid responses in survey data, Journal
    of Experimental Social Psychology 66, 4-19. Greszki, Meyer and Schoen
    (2015), Exploring the effects of removing "too fast" responses and respondents from web surveys,
    Public Opinion Quarterly 79. Leiner (2019), Too fast, too straight, too weird: non-reactive
    indicators for meaningless data in internet surveys, Survey Research Methods 13, 229-248. Meade
    and Craig (2012), Identifying careless responses in survey data, Psychological Methods 17,
    437-455. Pew Research Center (2020), Assessing the risks to online polls from bogus respondents.

    Examples
    --------
    >>> import pandas as pd
    >>> import techno_kit as tk
    >>> minutes = pd.Series([9, 11, 10, 12, 8, 9, 13, 10, 11, 2])
    >>> found = tk.screen(tk.Sample.from_frame(pd.DataFrame({"duration": minutes})))
    >>> found.respondents.index[found.respondents["speed"]].tolist()
    [9]
    """
    the_sample(sample, "tk.screen")
    raise_all(QuestionError, "tk.screen", _problems(fastest, straight, blank, text, heavy))
    times = find_times(sample, duration)
    kinds = personal_kinds(sample)
    columns = list(answer_columns(sample, {*kinds, *(() if times is None else times.columns)}))
    held = [each for each in columns if each.size]
    found = (
        find_batteries(sample, held)
        if batteries is None
        else named_batteries(sample, held, batteries)
    )
    checks: list[Check] = [
        check_speed(sample, times, fastest),
        check_straight_lines(sample, found, straight),
        check_rows(sample, held, found),
        *check_ids(sample, kinds, ids),
        check_attention(sample, attention),
        check_impossible(sample, held, times, age),
        check_blanks(sample, held, blank),
        check_everything(sample),
        check_texts(sample, open_columns(held, open_ends), text),
        check_weights(sample, heavy),
        *check_columns(columns),
    ]
    return Screening.of(sample, checks)


def _problems(
    fastest: float, straight: float, blank: float, text: float, heavy: float
) -> list[str]:
    """Word the thresholds that are out of range."""
    bounds = {
        "fastest": (fastest, 0.0, 1.0),
        "straight": (straight, 0.0, 1.0),
        "blank": (blank, 0.0, 1.0),
        "text": (text, 1.0, float("inf")),
        "heavy": (heavy, 1.0, float("inf")),
    }
    return [
        say(
            f"screening.{'share' if high == 1 else 'above'}",
            option=option,
            value=shown_option(value),
        )
        for option, (value, low, high) in bounds.items()
        if isinstance(value, bool | str)
        or not isinstance(value, int | float)
        or not low < value <= high
    ]
