"""Models in words: the sentences to paste, the notes of a caption, the methods paragraph."""

from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.models.effect_words import effect_told, is_withheld
from techno_kit.analysis.models.fixed_words import (
    judged,
    others_told,
    reason_untested,
    set_noted,
    set_rules,
    set_told,
)
from techno_kit.analysis.telling.picking import TIED, picking_told, stays_clear
from techno_kit.analysis.telling.telling import cautious, closing_told, paragraph
from techno_kit.errors import first_few
from techno_kit.numerics.multiplicity import error_of
from techno_kit.wording import (
    count,
    decimal,
    exact_decimal,
    exact_percent,
    join,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.analysis.models.models import Model

LEVELS = 8  # levels of a note
SHOWN = 3  # reasons that are told one by one
FLAGS = (
    "flags.empty",
    "flags.suppressed",
    "flags.small",
    "model.flags.small_reference",
    "model.flags.unknown",
)


def text_of_model(model: "Model") -> str:
    """Return a few sentences: the largest effect before its p, how many are clear, what failed."""
    told = [
        _largest(model),
        _counted(model),
        _terms_told(model),
        *set_told(model),
        _untested(model),
        *_failures(model),
    ]
    if model.basis.synthetic:
        told[0] = say("profile.synthetic", text=told[0])
    return paragraph(*told)


def _base(model: "Model") -> dict[str, str]:
    basis = model.basis
    phrases = [each for each in (basis.who, basis.weighting) if each]
    n = int(model.fits["n"].iloc[0])
    return {
        "respondents": plural("units.respondents", n),
        "basis": say("profile.basis").join(phrases),
    }


def _largest(model: "Model") -> str:
    """Tell the largest effect of a level among the clear ones, or of all; else that of a number."""
    effects = judged(model.effects_behind)
    clear, confidence = _stays(model), model.settings.confidence
    rows = clear if len(clear) else effects
    if not len(rows):
        known = model.effects["effect"].notna().any() or not model.fitted.empty
        reason = reason_untested(model) or ("none" if known else "empty")
        small = model.effects["flag"].str.contains(say("flags.suppressed"), regex=False)
        if len(small) and small.all():
            reason = "suppressed"
        n = decimal(model.settings.suppress_below, 0)
        least = {"least": n} if reason == "suppressed" else {}
        return say(f"model.text.{reason}", **least, **_base(model))
    levels = rows[rows["level"].notna()]
    if len(levels):
        row = levels.iloc[int(levels["effect"].abs().round(TIED).to_numpy().argmax())]
    else:
        row = rows.iloc[int(rows["p"].to_numpy().argmin())]
    key, unclear = ("level", "seen") if len(levels) else ("number", "unclear")
    key = key if model.units[row["term"]].step == 1 else "numbers"
    if unclear == "unclear" and row.name in model.clear.index:
        unclear = "alone"
    if is_withheld(row.to_dict(), confidence):
        unclear = "withheld"
    kind = "clear" if len(clear) else unclear
    alone = len(model.fitted.predictors) == 1
    held = "" if alone else say("model.text.held", others=others_told(model, row["term"]))
    return say(
        f"model.text.{key}",
        kind=say(f"model.text.{'largest' if len(levels) else 'kind'}.{kind}"),
        held=held,
        **_base(model),
        **effect_told(model, row.to_dict()),
    )


def _stays(model: "Model") -> pd.DataFrame:
    """Return the effects that are clear even as the largest of all of all outcomes."""
    effects, settings = model.effects, model.settings
    p = effects["p"].where(effects["outcome"] != model.fitted.twin)
    stays = effects.index[stays_clear(p, settings.adjust, error_of(settings.confidence))]
    clear = model.effects_behind.loc[model.clear.index]
    return clear[clear.index.isin(stays)]


def _counted(model: "Model") -> str:
    """Tell how many effects are clear."""
    twin = model.fitted.twin
    known = int((judged(model.effects)["outcome"] != twin).sum())
    if known < 2:
        return ""
    clear = int((model.clear["outcome"] != twin).sum())
    numbers = {"all": count(known), "adjusted": adjusted_told(model)}
    few = _in_few_psus(model)
    if not clear:
        return paragraph(say("model.text.none_clear", **numbers), few)
    told = plural("model.text.count", clear, **numbers)
    none = "" if len(_stays(model)) else say("model.text.none_stays", all=count(known))
    return paragraph(told, none, few)


def _in_few_psus(model: "Model") -> str:
    """Tell how many effects are not judged, as few PSUs are behind them."""
    rows = model.effects_behind.dropna(subset=["p"])
    rows = rows[(rows["df_told"] < rows["df"]) & (rows["outcome"] != model.fitted.twin)]
    return plural("model.text.in_few_psus", len(rows)) if len(rows) else ""


def adjusted_told(model: "Model") -> str:
    """Tell how p-values of effects allow for their number."""
    settings = model.settings
    if settings.adjust == "none":
        return say("compare.not_adjusted")
    method = say(f"compare.by_method.{settings.adjust}")
    return say("compare.adjusted", method=method, family=say(f"model.family.{settings.family}"))


def _terms_told(model: "Model") -> str:
    """Tell for how many outcomes each predictor's Wald test is clear."""
    terms = model.terms_behind.dropna(subset=["p_told"])
    terms = terms[terms["outcome"] != model.fitted.twin]
    if not len(terms) or len(model.labels) < 2 or model.fitted.twin:
        return ""
    level = error_of(model.settings.confidence)
    clear = {
        model.fitted.said(term): int((rows["p_told"] <= level).sum())
        for term in model.fitted.terms
        if len(rows := terms[terms["term"] == term])
    }
    fitted = int(terms["outcome"].nunique())
    if not any(clear.values()):
        told = plural("model.text.no_terms", fitted)
        usual = (terms["p_adjusted"] <= level).any()
        return paragraph(told, say("model.text.no_terms_careful") if usual else "")
    parts = [
        say("model.text.term" if n else "model.text.in_none", term=term, n=count(n))
        for term, n in clear.items()
    ]
    held = [term for term, n in clear.items() if n]
    return plural("model.text.terms", fitted, terms=join(held if fitted == 1 else parts))


def _untested(model: "Model") -> str:
    """Name the interactions that have no test, as nobody is at what they would compare."""
    terms = model.terms.dropna(subset=["p"])
    known = set(terms["term"])
    lacking = [each for each in model.fitted.empty if each not in known] if len(terms) else []
    titles = (model.fitted.said(each) for each in lacking)
    return say("model.text.untested", terms=join(titles)) if lacking else ""


def _empty(model: "Model") -> str:
    """Tell why average effects have no estimate where combinations of levels are empty."""
    told = [
        say(
            "model.notes.empty",
            term=model.fitted.titles[term],
            levels=first_few(levels, shown=LEVELS),
        )
        for term, levels in model.fitted.empty.items()
    ]
    return paragraph(*told, say("model.notes.empty_cure")) if told else ""


def _failures(model: "Model") -> list[str]:
    named = "{}".format if model.basis.ladder else lambda label: say("compare.quoted", answer=label)
    told = [
        say("model.text.failed", outcome=named(model.labels[outcome]), reason=reason)
        for outcome, reason in list(model.failed.items())[:SHOWN]
    ]
    more = len(model.failed) - len(told)
    return [*told, plural("model.text.more_failed", more)] if more else told


def notes_of_model(model: "Model") -> list[str]:
    """Return the sentences of a caption."""
    basis, fitted = model.basis, model.fitted
    first = model.fits.iloc[0]
    caution = say("method.not_probability") if basis.probability_sample is False else ""
    base = say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", int(first["n"])),
        weighting=basis.weighting,
        n_eff=count(first["n_eff"]),
    )
    left = plural(f"profile.left_out.{model.settings.missing}", fitted.left_out)
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        base,
        left if fitted.left_out else "",
        _dropped(model),
        *fitted.undeclared.told,
        say(f"model.notes.effect.{fitted.family}"),
        *_tests_noted(model),
        say("model.notes.crossed") if fitted.crossed else "",
        _without_df(model),
        _flagged(model),
        _empty(model),
        _few(model),
        *set_noted(model),
        *_failures(model),
        basis.caption,
        caution,
    ]  # fmt: skip
    return [note for note in notes if note]


def _tests_noted(model: "Model") -> list[str]:
    """Tell what marks and p-values are; nothing where there is nothing to test."""
    if reason_untested(model):
        return []
    confidence, adjusted = exact_percent(model.settings.confidence), adjusted_told(model)
    marks = say("model.notes.marks", confidence=confidence, adjusted=adjusted)
    over_outcomes = len(model.labels) > 1 and model.settings.adjust != "none"
    return [marks, say("model.notes.wald")] if over_outcomes else [marks]


def _dropped(model: "Model") -> str:
    fitted = model.fitted
    if not fitted.dropped:
        return ""
    names = join(
        say("model.notes.blank", name=fitted.titles[name], n=count(n))
        for name, n in fitted.blank.items()
    )
    return plural("model.notes.dropped", fitted.dropped, names=names)


def _without_df(model: "Model") -> str:
    first = model.fits.iloc[0]
    if first["df"] > 0:
        return ""
    design = exact_decimal(first["df"] - 1 + first["parameters"])
    return say("model.notes.no_df", df=design, parameters=count(first["parameters"]))


def _flagged(model: "Model") -> str:
    """Name the levels that are suppressed or flagged as small."""
    told = []
    effects = model.effects[~model.effects["outcome"].isin(model.failed)]
    effects = effects.drop_duplicates(["term", "level"])
    for key in FLAGS:
        rows = effects[effects["flag"].str.contains(say(key), regex=False)]
        named = [
            say("model.notes.level", term=model.fitted.titles[row["term"]], level=row["level"])
            if pd.notna(row["level"])
            else model.fitted.titles[row["term"]]
            for row in rows.to_dict("records")
        ]
        if named:
            told.append(
                say("model.notes.flagged", flag=say(key), levels=first_few(named, shown=LEVELS))
            )
    return paragraph(*told)


def _few(model: "Model") -> str:
    """Tell that effects on few cases, or in few PSUs, bear no mark."""
    told = [
        say(f"model.notes.{key}")
        for key in ("few", "few_df")
        if model.effects["flag"].str.contains(say(f"flags.{key}"), regex=False).any()
    ]
    return paragraph(*told)


def chart_notes_of_model(model: "Model") -> list[str]:
    """Return what a chart needs below it: base, and what its filled marks rest on."""
    basis, first = model.basis, model.fits.iloc[0]
    base = say(
        "compare.chart_base",
        respondents=plural("units.respondents", int(first["n"])),
        weighting=basis.weighting,
        n_eff=count(first["n_eff"]),
    )
    rule = say(
        "model.notes.chart",
        confidence=exact_percent(model.settings.confidence),
        adjusted=adjusted_told(model),
    )
    return cautious(basis, base, rule, *set_noted(model), _flagged(model))


def method_of_model(model: "Model") -> str:
    """Return the methods paragraph of a model."""
    from statsmodels import __version__ as statsmodels

    basis, fitted, settings = model.basis, model.fitted, model.settings
    weighted = say(f"method.shares.{'unweighted' if basis.unweighted else 'weighted'}")
    logit = fitted.family == "logit"
    suppress, flag = settings.suppress_below, settings.flag_below
    return paragraph(
        say("profile.made_up") if basis.synthetic else "",
        say(f"method.base.{settings.missing}.{basis.kind}", shares=weighted) if logit else "",
        say(f"method.dont_know.{basis.dont_know}") if basis.ladder else "",
        basis.caption,
        *basis.made,
        basis.weighting_method,
        _formula_told(model, statsmodels),
        *fitted.undeclared.told,
        _dropped(model),
        _errors_told(model),
        basis.projection,
        say(f"model.method.effects.{settings.averaged_over}.{fitted.family}"),
        *_tests_told(model),
        *set_rules(model),
        say(f"model.method.explained.{fitted.family}"),
        say("model.method.suppressed", n=decimal(suppress, 0)) if suppress > 0 else "",
        say("model.method.flagged", n=decimal(flag, 0)) if flag > suppress else "",
        *closing_told(basis),
    )


def _tests_told(model: "Model") -> list[str]:
    """Tell how effects and terms are tested, or why nothing is."""
    if told := _without_df(model):
        return [told]
    if reason_untested(model):
        return []
    picked = picking_told(model.settings.adjust, "effects")
    return [say("model.method.terms"), _adjustment_told(model), picked]


def _formula_told(model: "Model", statsmodels: str) -> str:
    basis, fitted = model.basis, model.fitted
    references = [
        say("model.method.reference", term=fitted.titles[name], level=level)
        for name, level in fitted.references.items()
    ]
    terms = join(fitted.said(name) for name in fitted.terms)
    kind = basis.kind if fitted.family == "logit" else "number"
    return paragraph(
        say(f"model.method.model.{kind}", question=basis.title, terms=terms, version=statsmodels),
        say("model.method.references", levels=join(references)) if references else "",
    )


def _errors_told(model: "Model") -> str:
    df, basis = exact_decimal(model.fits["df"].iloc[0]), model.basis
    if _without_df(model):
        key = "replicates" if model.fitted.replicates else "taylor"
        return say(f"model.method.bare.{key}", errors=basis.errors, design=basis.design)
    if model.fitted.replicates:
        return say("model.method.errors.replicates", errors=basis.errors, df=df)
    return say("model.method.errors.taylor", design=basis.design, df=df)


def _adjustment_told(model: "Model") -> str:
    settings = model.settings
    if settings.adjust == "none":
        return say("method.adjust.none")
    method = say(f"compare.by_method.{settings.adjust}")
    return say("model.method.adjust", method=method, family=say(f"model.family.{settings.family}"))
