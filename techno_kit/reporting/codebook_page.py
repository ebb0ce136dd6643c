"""The page of a codebook: every question, what it means, and what respondents answered."""

from collections.abc import Iterator

import pandas as pd

from techno_kit.drawing.markup import CLASS, STYLE, table_html, text_html
from techno_kit.drawing.pages import Section, facts_html, list_html, page_html, paragraphs_html
from techno_kit.errors import QuestionError
from techno_kit.reporting.codebook_tables import Bar, bands_of, bars_html, quantile_facts
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.codebooks.distributions import Distribution, distributions_of
from techno_kit.survey.codebooks.tables import range_told, routing_told
from techno_kit.survey.codebooks.views import kind_told
from techno_kit.survey.encoding import text_of
from techno_kit.wording import count, join, say


def codebook_page(book: Codebook, title: str | None) -> str:
    """Return the page of a sample's codebook as one HTML document.

    Raises
    ------
    QuestionError
        If it is a codebook by itself, without answers.
    """
    if book.respondents is None:
        raise QuestionError(say("codebook.unbound"))
    weighted = book.respondents.weight is not None
    found = list(distributions_of(book))
    sections = [
        Section("about", say("codebook.page.about"), _about(book)),
        Section("questions", say("codebook.page.index"), _index(found)),
        Section("answers", say("codebook.page.answers"), _answers(book, found, weighted=weighted)),
        Section("reading", say("codebook.page.reading"), list_html(_reading(found, weighted))),
    ]
    return page_html(
        title or say("codebook.page.title"),
        sections,
        subtitle=book.population,
        notes=[say("profile.made_up")] if book.synthetic else [],
    )


def _about(book: Codebook) -> str:
    """Tell where the answers come from, how they are weighted, and what reading found out."""
    respondents = book.respondents
    if respondents is None:
        return ""
    facts = {
        say("codebook.page.population"): book.population,
        say("codebook.page.source"): str(respondents.source),
        say("codebook.page.respondents"): count(respondents.n),
        say("codebook.page.weighting"): respondents.weighting,
        say("codebook.page.mode"): book.mode,
        say("codebook.page.languages"): _languages(book),
    }
    return "\n".join([facts_html(facts), list_html([*book.cautions, *respondents.notes])])


def _languages(book: Codebook) -> str:
    """Name the languages of the wording, the one that is shown first; empty where there is one."""
    shown, *others = book.languages
    if not others:
        return book.language
    return join([say("codebook.page.shown", language=shown), *others])


def kind_of(found: Distribution) -> str:
    """Name the kind of a question, a number as such where it has no labels."""
    return kind_told(found.question, found.form)


def _index(found: list[Distribution]) -> str:
    """List the questions, each with a link to its answers."""
    rows = "\n".join(
        f'<tr><th scope="row"><a href="#q{place}">{text_html(each.question.name)}</a></th>'
        f"<td>{text_html(kind_of(each))}</td>"
        f"<td>{text_html(each.question.label)}</td>"
        f'<td class="number">{count(each.answered)}</td>'
        f'<td class="number">{count(each.missing)}</td></tr>'
        for place, each in enumerate(found, 1)
    )
    heads = "".join(
        f'<th scope="col"{kind}>{text_html(head)}</th>'
        for head, kind in (
            (say("columns.question"), ""),
            (say("columns.kind"), ""),
            (say("columns.label"), ""),
            (say("codebook.page.n"), ' class="number"'),
            (say("codebook.page.missing"), ' class="number"'),
        )
    )
    caption = text_html(say("codebook.page.index_caption"))
    return (
        f'{STYLE}\n<table class="{CLASS}">\n<caption>{caption}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _answers(book: Codebook, found: list[Distribution], *, weighted: bool) -> str:
    blocks = []
    for place, each in enumerate(found, 1):
        question = each.question
        name = text_html(question.name)
        blocks.append(f'<h3 id="q{place}" tabindex="-1">{name}</h3>')
        blocks.append(paragraphs_html([question.label] if question.label else []))
        blocks.append(facts_html(dict(_facts(book, each))))
        blocks += _body(book, each, weighted=weighted)
    return "\n".join(block for block in blocks if block)


def _facts(book: Codebook, found: Distribution) -> Iterator[tuple[str, str]]:
    question = found.question
    columns = list(question.parts.values())
    yield say("codebook.page.kind"), kind_of(found)
    if question.kind == "multiple" and not question.options:
        yield say("codebook.page.columns"), ", ".join(columns)
    elif columns != [question.name] and not question.options:
        yield say("codebook.page.column"), question.column
    for name, item in book.items.items():
        if item.column == question.column and question.kind != "multiple":
            yield say("codebook.page.activity"), activity_told(name, item.scale.window)
    people = {"answered": count(found.answered), "missing": count(found.missing)}
    key = "base_partial" if found.partial else "base"
    partial = count(found.partial)
    yield say("codebook.page.n"), say(f"codebook.page.{key}", partial=partial, **people)
    yield say("codebook.page.routing"), routing_told(book, question)
    yield say("codebook.page.no_answer"), ", ".join(_no_answer(book, question))
    yield say("codebook.page.excludes"), ", ".join(question.apart_labels)
    yield say("codebook.page.trail"), " ".join(question.trail)
    for language in book.languages[1:]:
        told = book.translations[language].get(question.name)
        if told is not None and told.label and told.label != question.label:
            yield say("codebook.page.wording", language=language), told.label


def activity_told(activity: str, window: str | None) -> str:
    """Name the activity that a column is about, with the time that it asks about."""
    if not window:
        return activity
    return say("codebook.page.activity_window", activity=activity, window=window)


def _no_answer(book: Codebook, question: Question) -> list[str]:
    """Name the codes that are no answer, with their labels."""
    rules = book.missing if question.missing is None else tuple(question.missing)
    labels = {text_of(value): label for value, label in question.levels}
    told = []
    for rule in dict.fromkeys(rules):
        text = range_told(rule)
        label = labels.get(text, "")
        told.append(f"{text} ({label})" if label and label != text else text)
    return told


def _body(book: Codebook, found: Distribution, *, weighted: bool) -> list[str]:
    question = found.question
    if found.form == "open":
        told = {"different": count(found.different), "answered": count(found.answered)}
        return [paragraphs_html([say("codebook.page.open", **told)])]
    if found.form == "personal":
        what = ", ".join(dict.fromkeys(book.personal.get(c, "") for c in question.parts.values()))
        told = {"what": what, "answered": count(found.answered)}
        return [paragraphs_html([say("codebook.page.personal", **told)])]
    if found.form == "empty":
        return [paragraphs_html([say("codebook.page.empty")])]
    if found.form == "number":
        return [_quantiles(found, weighted=weighted), _bands(found, weighted=weighted)]
    codes = {label: text_of(value) for value, label in question.levels if not question.cut}
    rows = [
        Bar(_code(codes, label), label, n, share, weight)
        for label, n, share, weight in zip(
            found.levels, found.n, found.share, found.weighted, strict=True
        )
    ]
    caption = say("codebook.page.shares_caption", title=question.name)
    head = say("codebook.page.answer")
    return [bars_html(rows, caption=caption, head=head, weighted=weighted)]


def _code(codes: dict[str, str], label: str) -> str:
    code = codes.get(label, "")
    return "" if code == label else code


def _quantiles(found: Distribution, *, weighted: bool) -> str:
    facts = quantile_facts(found, weighted=weighted)
    frame = pd.DataFrame(facts, columns=["name", "value", "weighted"])
    columns = {
        "name": say("codebook.page.value"),
        "value": say("codebook.page.numbers", n=count(found.answered)),
    }
    if weighted:
        columns["weighted"] = say("codebook.page.numbers_weighted")
    caption = say("codebook.page.number_caption", title=found.question.name)
    numbers = list(columns)[1:]
    return table_html(frame, caption=caption, columns=columns, numbers=numbers)


def _bands(found: Distribution, *, weighted: bool) -> str:
    caption = say("codebook.page.bands_caption", title=found.question.name)
    head = say("codebook.page.value")
    return bars_html(bands_of(found), caption=caption, head=head, weighted=weighted)


def _reading(found: list[Distribution], weighted: bool) -> list[str]:
    return [
        say("codebook.page.how.shares"),
        say("codebook.page.how.weighted") if weighted else "",
        say("codebook.page.how.blanks"),
        say("codebook.page.how.open") if any(each.form == "open" for each in found) else "",
        say("codebook.page.how.no_intervals"),
    ]
