"""Weights for those who answered, so that they stand for everyone who was asked."""

from collections.abc import Iterable, Mapping
from numbers import Integral
from typing import Literal, get_args

import pandas as pd

from techno_kit.analysis.asking.asking import Who, audience_of
from techno_kit.analysis.weights.adjusting import Adjustment, adjust_by_propensity, adjust_in_cells
from techno_kit.analysis.weights.responses import Responses, Term, collect_responses, people
from techno_kit.analysis.weights.starting import Start, changed_options, start_of
from techno_kit.errors import QuestionError, WeightingError, raise_all, unknown_word
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import shown_option, the_sample
from techno_kit.survey.recipes import Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import unweighted
from techno_kit.survey.weights import Weights
from techno_kit.wording import count, percent, say

Method = Literal["cells", "propensity"]
By = str | Iterable[str | tuple[str, ...]]
UNKEPT = ""  # what a recipe holds for a selection of rows, or an audience that nests


def adjust_nonresponse(
    sample: Sample,
    responded: Who,
    by: By,
    *,
    method: Method = "cells",
    classes: int | None = None,
    start: Weights | None = None,
) -> Weights:
    """Weight those who answered up for those who were asked and did not.

    Parameters
    ----------
    sample : Sample
        Everyone who was asked, whether they answered or not.
    responded : mapping, Audience or boolean Series
        Who answered, given as ``where=`` is elsewhere: a mapping of question to levels, such as
        ``{"status": ["complete"]}``, an audience, or a Series aligned with the sample's rows.
    by : str, or list of str and tuple of str
        Questions whose answers are known for everyone who was asked, from the list that they were
        drawn from. A tuple is a cross of questions.
    method : {"cells", "propensity"}
        ``"cells"``: within every combination of the levels of `by`. ``"propensity"``: by the
        chance of answering, from a logistic regression on the levels of `by` (main effects, and
        the crosses that are named; number questions as they are).
    classes : int, optional
        With ``"propensity"``: adjust within so many classes of propensity, which is steadier,
        instead of by 1 / propensity. Five is usual.
    start : Weights, optional
        Weights to start from; those in force when None: the sample's, or the design's.

    Returns
    -------
    Weights
        ``.values`` on the sample's index, 0 for who did not answer. In cells and classes the sum
        of the starting weights is kept; with 1 / propensity nearly so. ``.table`` holds for every
        question of `by` those who answered, before and after, beside all who were asked.

    Raises
    ------
    QuestionError
        If a question is not there or an option is none of its words.
    WeightingError
        If everybody or nobody answered, `by` has blanks, nobody answered in a cell, or a model
        does not exist because all or none of some level answered; all problems at once.

    Notes
    -----
    With starting weights d, in a cell or class c: w = d sum_c(d) / sum_{c, answered}(d) for who
    answered. With 1 / propensity: w = d / p, logit p = x'b, where b maximises the weighted
    likelihood sum d (r log p + (1 - r) log(1 - p)); it is that of R's ``svyglm``. Limits of
    classes are the weighted quantiles of p among all who were asked.

    Propensities and factors are estimates; errors of later estimates take them as known, and the
    step's sentence says so. Weights for non-response come before raking: ``tk.rake`` on
    ``sample.with_weights(adjusted)`` starts from them.

    References
    ----------
    Kalton, G. and Flores-Cervantes, I. (2003), Journal of Official Statistics 19, 81-97.
    Little, R. J. A. (1986), International Statistical Review 54, 139-157.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["city"] * 6 + ["land"] * 4, "came": [1, 0] * 3 + [1] * 4})
    >>> weights = adjust_nonresponse(Sample.from_frame(frame), {"came": ["1"]}, by="area")
    >>> weights.values.tolist()
    [2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 1.0, 1.0, 1.0, 1.0]
    """
    sample = the_sample(sample, "tk.adjust_nonresponse")
    raise_all(QuestionError, say("adjusting.call"), _option_problems(method, classes))
    began = start_of(sample, start, step="adjustment")
    terms, audience = _terms(sample, by), _audience(sample, responded)
    responses = collect_responses(began.sample, audience, terms)
    raise_all(WeightingError, say("adjusting.subject"), _problems(responses, method, began))
    made = _adjustment(responses, method, classes)
    options = {
        "responded": _plain(audience),
        "by": _named(terms),
        "method": method,
        "classes": None if classes is None else int(classes),
    }
    step = Step("adjust_nonresponse", changed_options(adjust_nonresponse, options))
    return Weights(
        values=responses.weighted(made.factors),
        base=sample.base_weight,
        targets=None,
        fits=responses.fits(made.factors),
        steps=(*began.steps, " ".join(_told(responses, made, began))),
        kind="adjusted",
        parent=began.parent,
        recipe=began.recipe.then(step),
        synthetic=sample.codebook.synthetic,
        made_on=unweighted(sample),
    )


def _adjustment(responses: Responses, method: Method, classes: int | None) -> Adjustment:
    if method == "cells":
        return adjust_in_cells(responses)
    return adjust_by_propensity(responses, classes)


def _option_problems(method: object, classes: object) -> list[str]:
    problems = []
    if method not in get_args(Method):
        problems.append(unknown_word("method", method, get_args(Method)))
    whole = isinstance(classes, Integral) and not isinstance(classes, bool) and int(classes) >= 2
    if classes is not None and not whole:
        problems.append(say("adjusting.classes", value=shown_option(classes)))
    elif classes is not None and method == "cells":
        problems.append(say("adjusting.classes_of_cells"))
    return problems


def _terms(sample: Sample, by: object) -> tuple[Term, ...]:
    """Return the questions of every entry of `by`, or tell everything that is wrong with it."""
    many = isinstance(by, Iterable) and not isinstance(by, str | tuple | Mapping | pd.DataFrame)
    entries = list(by) if isinstance(by, Iterable) and many else [by]
    terms, problems = [], []
    for entry in entries or [by]:
        names = tuple(entry) if isinstance(entry, tuple | list) else (entry,)
        if not names or not all(isinstance(each, str) for each in names):
            problems.append(say("adjusting.by", found=repr(entry)))
            continue
        try:
            terms.append(tuple(sample.question(name) for name in dict.fromkeys(names)))
        except QuestionError as error:
            problems.append(str(error))
    for question in {each.name: each for term in terms for each in term}.values():
        if question.kind == "multiple":
            problems.append(say("adjusting.multiple", name=question.name))
    for term in terms:
        if len(term) > 1:
            crossed = [each.name for each in term if each.is_quantity]
            problems += [say("adjusting.crossed_number", name=name) for name in crossed]
    raise_all(QuestionError, say("adjusting.call"), problems)
    return tuple(dict.fromkeys(terms))


def _named(terms: tuple[Term, ...]) -> list[str | list[str]]:
    """Return terms as a file writes them: a name, or a list of names for a cross."""
    names = [[question.name for question in term] for term in terms]
    return [each if len(each) > 1 else each[0] for each in names]


def _audience(sample: Sample, responded: Who) -> Audience:
    audience = None if isinstance(responded, str) else audience_of(sample, responded)
    if audience is None:
        call = say("adjusting.call")
        raise QuestionError(f"{call}: {say('adjusting.no_responded')}")
    return audience


def _plain(audience: Audience) -> object:
    """Return an audience as a mapping where it is one of "all of these, any of", else `UNKEPT`."""
    parts = audience.parts if audience.rule == "all" else (audience,)
    if any(each.rule != "is" for each in parts):
        return UNKEPT
    conditions = {each.question: list(each.levels) for each in parts}
    return conditions if Audience.of(conditions) == audience else UNKEPT


def _problems(responses: Responses, method: Method, began: Start) -> list[str]:
    """Tell what keeps these responses from being adjusted for, whatever the factors."""
    asked = people(responses.n_asked.sum())
    if not responses.silent.any():
        again = any(step.verb == "adjust_nonresponse" for step in began.recipe.steps)
        return [say(f"adjusting.all_{'again' if again else 'answered'}", people=asked)]
    if not responses.answered.any():
        return [say("adjusting.none_answered", people=asked)]
    problems = []
    for name in responses.codes:
        question = responses.sample.question(name)
        if method == "cells" and question.is_quantity:
            problems.append(say("adjusting.number_cells", name=name))
        elif blank := responses.blanks(question):
            problems.append(say("adjusting.blank", name=name, people=people(blank)))
    return problems


def _told(responses: Responses, made: Adjustment, began: Start) -> list[str]:
    """Return the sentences of the step."""
    answered, asked = responses.n_answered.sum(), responses.n_asked.sum()
    rate = say(
        "adjusting.rate",
        answered=count(answered),
        people=people(asked),
        rate=percent(answered / asked, 1),
        weighted=percent(responses.answered.sum() / responses.asked.sum(), 1),
    )
    how = say("adjusting.how", start=began.told, how=made.told)
    return [rate, how, *made.doubts, say("adjusting.known")]
