"""Models: how outcomes go with several questions at once, each held beside the others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from techno_kit.analysis.asking.asking import Who, asked_of, audience_of, number_problems
from techno_kit.analysis.asking.undeclared import Undeclared
from techno_kit.analysis.models.model_cells import ModelCells, collect_model
from techno_kit.analysis.models.model_checks import Request, checked_columns, checked_request
from techno_kit.analysis.models.model_tables import ModelTables, Settings
from techno_kit.analysis.models.models import Fitted, Model
from techno_kit.analysis.models.raked_shares import raked_shares
from techno_kit.analysis.models.regressing import AveragedOver, Models
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import question_names, the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say

SHOWN = 5  # outcomes without a model that an error tells one by one


def model(
    sample: Sample,
    question: Ladder | Question | str,
    predictors: str | Sequence[str],
    *,
    interactions: Iterable[tuple[str, ...]] = (),
    where: Who | None = None,
    reference: Mapping[str, str] | None = None,
    averaged_over: AveragedOver = "population",
    adjust: Adjust = "holm",
    family: Family = "row",
    confidence: float = 0.95,
    missing: MissingRule | None = None,
    suppress_below: float = 30,
    flag_below: float = 100,
) -> Model:
    """Model every rung, every answer, or a number on several questions at once.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Ladder, Question or str
        A ladder, or a question or its name. Each of its rungs or answers is an outcome (on it or
        not: logistic regression); a number question without bands is one (linear regression).
        Of columns that no codebook describes, those of numbers are numbers, as in `estimate`; with
        ten different whole numbers or fewer they are answers, as in `profile`.
    predictors : str or sequence of str
        Questions that explain it. Those with one answer enter level by level, numbers as they are.
    interactions : sequence of tuple of str
        Predictors that are crossed, such as ``[("age_group", "gender")]``.
    where : mapping, Audience or boolean Series, optional
        Whom the model is of; everyone by default. The design stays whole.
    reference : mapping of str to str, optional
        Predictor to the level that its others are compared with; its first one by default.
    averaged_over : {"population", "respondents"}
        What the errors of average effects allow for. ``"population"``: that the mix of respondents
        is an estimate too. ``"respondents"``: the mix is taken as it is (the delta method of R's
        ``marginaleffects`` and Stata's ``margins``).
    adjust : {"holm", "bh", "bonferroni", "none"}
        How p-values allow for their number.
    family : {"row", "table"}
        Which effects are one family: the levels of one predictor for one outcome, or for all.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    missing : {"in_base", "exclude"}, optional
        Who is in the base of the question, as in `profile`. Whoever is blank on a predictor is left
        out of the model.
    suppress_below, flag_below : float
        Bases (respondents at a level or its reference) below which its figures are not given, or
        are flagged; the model includes them.

    Returns
    -------
    Model
        ``.effects``: average marginal effects, ``outcome, term, level, reference, effect, se, low,
        high, share, share_reference, p, p_adjusted, df, n, n_weighted, flag`` (shares 0-1; a
        number's effect is that of one unit more). ``.terms``: Wald tests, ``outcome, term, F, df1,
        df2, p, p_adjusted``. ``.table``: coefficients, ``outcome, term, level, reference, estimate,
        se, low, high, odds_ratio, odds_low, odds_high, t, p, p_adjusted, df, n, flag``. ``.fits``:
        ``outcome, n, n_weighted, n_eff, share, parameters, df, r2, cox_snell, reason``.

    Raises
    ------
    QuestionError
        If a question, a level or an option is not there; if the predictors leave no model of any
        outcome: one level only, one told by others, more coefficients than respondents; or if no
        outcome can be modelled. An outcome that cannot, among others that can, has its reason in
        ``.fits``.
    SampleError
        If the design does not allow an error, such as a stratum with one PSU.

    Notes
    -----
    Coefficients b solve sum(w x (y - m(x'b))) = 0, m the inverse logit (or m itself), by
    ``statsmodels``' GLM under weights scaled to mean 1. Their covariance is that of the totals of
    w A^-1 x (y - m), A = sum(w m' x x'), over strata and PSUs, with the residuals of a calibration,
    as R ``svyglm(family = quasibinomial())``; under replicate weights the model is fitted again in
    each. Respondents outside the model stay in the design with an influence of 0. t and F have
    df + 1 - coefficients degrees of freedom, df = PSUs - strata among those in the model; F is R's
    ``regTermTest(method = "Wald")``. ``r2`` is Nagelkerke's, as R's ``psrsq``.

    The effect of a level is the weighted mean of m with everyone at that level less that with
    everyone at the reference; of a number the weighted mean of the slope. They describe who is
    where, and are no effects of changing anything.

    Everything is summed over cells: the combinations of outcome, predictors and PSU that occur,
    different values of a number being different combinations. A million respondents with a few
    demographics take well under a second or two; a number with as many values as respondents takes
    seconds for every 100,000.

    References
    ----------
    Binder, D. A. (1983), International Statistical Review 51, 279-292. Graubard, B. I. and Korn,
    E. L. (1999), Biometrics 55, 652-659. Lumley, T. (2010), Complex Surveys, chapters 5 and 6.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("18-34", "yes")] * 60 + [("18-34", "no")] * 40 + [("35+", "yes")] * 30
    >>> frame = pd.DataFrame([*rows, *[("35+", "no")] * 70], columns=["age", "posts"])
    >>> found = model(Sample.from_frame(frame), "posts", "age")
    >>> found.effects[["outcome", "level", "reference", "effect", "low", "high"]].round(3)
      outcome level reference  effect    low   high
    0      no   35+     18-34     0.3  0.167  0.433
    1     yes   35+     18-34    -0.3 -0.433 -0.167
    """
    sample = the_sample(sample, "tk.model")
    asked, rule = asked_of(sample, question, missing)
    outcome = Undeclared.of(sample, [asked])
    asked = outcome.read(asked)
    settings = Settings(adjust, family, confidence, rule, averaged_over, suppress_below, flag_below)
    names = _names(predictors)
    request = checked_request(sample, asked, names, interactions, reference)
    problems = [*_option_problems(settings, asked), *request.problems]
    if sample.weight is not None and (sample.weight < 0).any():
        problems.append(say("errors.model.negative"))
    raise_all(QuestionError, say("errors.model.subject"), problems)
    audience = audience_of(sample, where)
    frame = collect_model(
        sample,
        asked,
        request.questions,
        request.interactions,
        request.reference,
        rule,
        audience,
    )
    undeclared = outcome.beside(request.undeclared)
    return _modelled(sample, asked, frame, request, settings, audience, undeclared)


def _names(predictors: object) -> list[str]:
    """Return the predictors' names, or tell that they are none."""
    try:
        return question_names(predictors, needed=True)
    except QuestionError:
        subject, told = say("errors.model.subject"), say("errors.model.predictors")
        raise QuestionError(f"{subject}: {told}") from None


def _option_problems(settings: Settings, asked: Question) -> list[str]:
    """Word options that are none."""
    words = {
        "adjust": Adjust,
        "family": Family,
        "missing": MissingRule,
        "averaged_over": AveragedOver,
    }
    problems = [
        unknown_word(name, getattr(settings, name), get_args(legal))
        for name, legal in words.items()
        if getattr(settings, name) not in get_args(legal)
    ]
    if asked.is_quantity and settings.missing == "in_base":
        problems.append(say("errors.model.blank_number", name=asked.name))
    return [
        *problems,
        *number_problems(settings.confidence, settings.suppress_below, settings.flag_below),
    ]


def _modelled(
    sample: Sample,
    asked: Question,
    frame: ModelCells,
    request: Request,
    settings: Settings,
    audience: Audience | None,
    undeclared: Undeclared,
) -> Model:
    """Fit and tell."""
    columns = frame.predictors.columns()
    free, problems = checked_columns(frame, columns, request.reference)
    raise_all(QuestionError, say("errors.model.subject"), problems)
    weight = frame.by_pattern(frame.cells.w)
    models = Models(frame, columns, free, weight, settings.averaged_over)
    regressions = models.regressions()
    if all(each.reason for each in regressions):
        reasons = zip(frame.labels, regressions, strict=True)
        told = [say("errors.model.unfit", outcome=name, reason=r.reason) for name, r in reasons]
        if len(told) > SHOWN:
            more = len(told) - SHOWN
            told = [*told[:SHOWN], plural("errors.model.more_unfit", more)]
        raise_all(QuestionError, say("errors.model.subject"), told)
    tables = ModelTables(models, regressions, settings, raked_shares(frame, models.effects))
    coefficients = tables.coefficients()
    names = [each.name for each in request.questions]
    return Model(
        coefficients,
        tables.effects(),
        tables.terms(),
        tables.fits(),
        tables.matrices(coefficients),
        labels=dict(zip(frame.names, frame.labels, strict=True)),
        basis=Basis.of(sample, asked, by=names, audience=audience, against=None, published=False),
        settings=settings,
        fitted=Fitted.of(frame, models, undeclared),
    )
