"""Weights that arrive with a file, and what its makers say they were raked to."""

from collections.abc import Iterator

import numpy as np

from techno_kit.errors import QuestionError
from techno_kit.survey.calibrations import BLANK, Calibration, Floats, Term
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import collapse_rows
from techno_kit.survey.design import Design
from techno_kit.survey.personal import design_told
from techno_kit.survey.replicate_checks import replicate_problems
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.units import design_problems
from techno_kit.wording import plural, say


def problems_of_design(sheet: AnswerSheet, design: Design) -> list[str]:
    """Word what is wrong with a design's columns, and with what its weight was raked to."""
    if personal := design_told(sheet.codebook, design, sheet.frame.columns):
        return personal
    problems = design_problems(sheet.frame, design)
    problems += replicate_problems(sheet.frame, design)
    if design.raked_on and design.weight is None:
        problems.append(say("errors.raked_on.no_weight"))
    for names in design.margins:
        try:
            margin = tuple(sheet.question(name) for name in names)
            problems += _problems(sheet, margin)
        except QuestionError as error:
            problems.append(say("errors.raked_on.question", problem=error))
    return list(dict.fromkeys(problems))


def _problems(sheet: AnswerSheet, margin: tuple[Question, ...]) -> Iterator[str]:
    """Word what is wrong with one margin."""
    for question in margin:
        if not question.is_quantity:
            sheet.answers(question)
            if question.kind == "multiple":
                yield say("errors.raked_on.multiple", name=question.name)
        elif len(margin) > 1:
            yield say("errors.raked_on.crossed", name=question.name)
        else:
            blank = int(np.isnan(sheet.numbers(question)).sum())
            if blank:
                people = plural("units.respondents", blank)
                yield say("errors.raked_on.blank", name=question.name, respondents=people)


def given_calibration(
    sheet: AnswerSheet, design: Design, weight: Floats | None
) -> Calibration | None:
    """Return what a final weight was raked to: its margins and numbers at their own totals.

    None where the design names nothing.

    Only the final weights are known, so that they are also those of the regression.
    """
    if not design.margins:
        return None
    margins = tuple(tuple(sheet.question(name) for name in names) for names in design.margins)
    key = ("raked on", margins, sheet.codebook.missing)
    terms = sheet.once(key, lambda: tuple(_term(sheet, margin) for margin in margins))
    return Calibration(terms, weight, final=True)


def _term(sheet: AnswerSheet, margin: tuple[Question, ...]) -> Term:
    """Return a number, or the combinations of answers that occur, those with a blank as one."""
    if margin[0].is_quantity:
        return Term((), ((),), margin[0])
    answers = [sheet.answers(question) for question in margin]
    columns = [(each.codes, each.size, each.has_missing) for each in answers]
    table = collapse_rows(margin, columns, {"n": None})
    codes = [table.codes(axis).tolist() for axis in range(len(margin))]
    found = [
        (BLANK,) * len(margin)
        if min(each) < 0
        else tuple(answer.levels[code] for answer, code in zip(answers, each, strict=True))
        for each in zip(*codes, strict=True)
    ]
    return Term(margin, tuple(dict.fromkeys(found)))
