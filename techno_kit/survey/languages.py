"""Codebooks in another of their languages, and back, without loss."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from techno_kit.errors import QuestionError, unknown_word
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.translations import ORIGINAL, Translation, Translations


def codebook_in(book: Codebook, language: str) -> Codebook:
    """Return a codebook whose labels are in another language, as `Codebook.with_language` does.

    The language in which a file was read is the first of `translations` once its labels have given
    way to others. What is not worded in the language stays in that first one, so that the way by
    which a language was reached does not matter.

    Raises
    ------
    QuestionError
        If nothing is worded in the language.
    """
    wanted = _named(language, book.languages)
    if wanted == book.languages[0]:
        return book
    present = book.languages[0]
    told: Translations = book.translations
    if present not in told:
        told = {present: {name: _wording(each) for name, each in book.questions.items()}, **told}
    first = next(iter(told))
    questions, ids = {}, {}
    for name, question in book.questions.items():
        own = (told[each].get(name, Translation()) for each in (wanted, first))
        questions[name], renamed = _worded(question, *own)
        if renamed:
            ids[name] = renamed
    if wanted == first:
        told = {each: words for each, words in told.items() if each != first}
    translations = {
        each: {
            name: _renamed(one, ids[name]) if name in ids else one for name, one in words.items()
        }
        for each, words in told.items()
    }
    named = "" if wanted == ORIGINAL else wanted
    return replace(book, questions=questions, translations=translations, language=named)


def _named(language: object, legal: Sequence[str]) -> str:
    """Return a language as the codebook names it; capitals, "-" and "_" do not matter."""
    keys = {_key(each): each for each in reversed(legal)}
    found = keys.get(_key(language)) if isinstance(language, str) else None
    if found is None:
        raise QuestionError(unknown_word("language", language, legal))
    return found


def _key(language: str) -> str:
    return language.strip().casefold().replace("_", "-")


def _wording(question: Question) -> Translation:
    """Return a question's labels; of a multiple choice the ids of its answers are their labels."""
    if question.kind == "multiple":
        return Translation(question.label, tuple((each, each) for each in _answers(question)))
    return Translation(question.label, tuple(question.levels))


def _answers(question: Question) -> Sequence[str]:
    return () if question.options else tuple(question.parts)


def _worded(
    question: Question, wanted: Translation, first: Translation
) -> tuple[Question, dict[str, str]]:
    """Return a question in another language, and the ids that answers get there."""
    label = wanted.label or first.label or question.label
    if question.kind != "multiple":
        labels = _labels(
            [(text_of(value), label) for value, label in question.levels], wanted, first
        )
        levels = tuple((value, labels[text_of(value)]) for value, _ in question.levels)
        return replace(question, label=label, levels=levels), {}
    ids = _labels([(each, each) for each in _answers(question)], wanted, first)
    if all(id == new for id, new in ids.items()):
        return replace(question, label=label), {}
    columns = {ids[id]: column for id, column in question.parts.items()}
    none = ids.get(question.none, question.none)
    return replace(question, label=label, columns=columns, none=none), ids


def _labels(
    known: Sequence[tuple[str, str]], wanted: Translation, first: Translation
) -> dict[str, str]:
    """Return the label of every level, by its value as text; those told apart before stay so."""
    labels, before = dict(known), {text_of(value): label for value, label in first.levels}
    before = {value: before.get(value, label) for value, label in labels.items()}
    after = {text_of(value): label for value, label in wanted.levels if label}
    found = {value: after.get(value, label) for value, label in before.items()}
    kinds: dict[str, set[str]] = {}
    for value, label in found.items():
        kinds.setdefault(label, set()).add(before[value])
    times = Counter({label: len(each) for label, each in kinds.items()})
    return {
        value: label if times[label] == 1 else f"{label} ({value})"
        for value, label in found.items()
    }


def _renamed(words: Translation, ids: Mapping[str, str]) -> Translation:
    """Return the wording of a multiple choice under the ids that its answers now have."""
    return replace(words, levels=tuple((ids.get(str(id), id), label) for id, label in words.levels))


def translations_with(
    translations: Translations, old: Question | None, new: Question
) -> Translations:
    """Return translations that still hold once a question has taken another's place."""
    if old is None or old == new:
        return translations
    same_label = old.label == new.label
    same_levels = (old.levels, old.columns, old.cut) == (new.levels, new.columns, new.cut)
    if same_label and same_levels:
        return translations
    return _kept(translations, {new.name: (old.name, same_label, same_levels)})


def translations_under(
    translations: Translations, read: Mapping[str, Question], named: Mapping[str, Question]
) -> Translations:
    """Return a file's translations for the questions that a mapping names, as far as they hold.

    Parameters
    ----------
    translations : mapping
        The file's.
    read : mapping of str to Question
        The file's own questions.
    named : mapping of str to Question
        The mapping's. What it words and lists itself is worded in no other language.
    """
    changes = {}
    for name, question in named.items():
        own = read.get(question.column) if question.kind != "multiple" else None
        plain = own is not None and own.kind != "multiple"
        bare = not question.levels and not question.cut
        source = own.name if own is not None and plain else name
        changes[name] = (source, plain and not question.label, plain and bare)
    return _kept(translations, changes)


def _kept(
    translations: Translations, changes: Mapping[str, tuple[str, bool, bool]]
) -> Translations:
    """Return translations in which some questions take the label, the levels or none of others."""
    made: dict[str, dict[str, Translation]] = {}
    for language, words in translations.items():
        made[language] = dict(words)
        for name, (source, label, levels) in changes.items():
            told = words.get(source, Translation())
            kept = Translation(told.label if label else "", told.levels if levels else ())
            made[language].pop(name, None)
            if kept != Translation():
                made[language][name] = kept
    return made
