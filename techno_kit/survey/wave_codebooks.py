"""Whether waves were asked alike: questions, levels, activities, windows, populations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from techno_kit.errors import QuestionError, listed
from techno_kit.survey.codebook import Codebook, Item, Question, Scale
from techno_kit.survey.wave_questions import READ, questions_of_some
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

MOST: Final = 50  # levels of a column; of more it is a number, a name or a text


@dataclass(frozen=True, eq=False, slots=True)
class Agreement:
    """What waves have in common, and where they part.

    Attributes
    ----------
    codebook : Codebook
        What holds in all waves.
    dropped : frozenset of str
        Columns of activities that not all waves were asked.
    problems : list of str
        What keeps the waves apart whatever is asked for.
    differences : list of str
        How waves were not asked alike, so that a change may be one of the questions.
    notes : list of str
        What else differs.
    """

    codebook: Codebook
    dropped: frozenset[str]
    problems: list[str]
    differences: list[str]
    notes: list[str]


def agree(waves: "Mapping[str, Sample]") -> Agreement:
    """Return what the codebooks of waves have in common.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first.
    """
    problems: list[str] = []
    differences: list[str] = []
    notes: list[str] = []
    books = {wave: sample.codebook for wave, sample in waves.items()}
    first = next(iter(books.values()))
    questions, unread = {}, []
    for name in first.questions:
        if all(name in book.questions for book in books.values()):
            asked = {wave: book.questions[name] for wave, book in books.items()}
            questions[name] = asked[next(iter(books))]
            broken = list(_read_problems(name, asked))
            problems += broken
            unread += [name] if broken else []
            differences += [] if broken else _wording(name, asked)
            notes += [] if broken else _reordered(name, asked)
    alike, halves = questions_of_some(waves)
    questions |= alike
    problems += halves
    read = {name: each for name, each in questions.items() if name not in unread}
    found, problems_of_levels = _found_levels(waves, read)
    problems += problems_of_levels
    notes += found
    items, alone = _items(books, problems, differences)
    if len({book.missing for book in books.values()}) > 1:
        problems.append(say("errors.waves.missing"))
    differences += _populations(books)
    book = replace(
        first,
        questions=questions,
        items=items,
        population=_joined({wave: each.population for wave, each in books.items()}),
        probability_sample=_drawn([each.probability_sample for each in books.values()]),
        synthetic=any(each.synthetic for each in books.values()),
        mode=_joined({wave: each.mode for wave, each in books.items()}),
    )
    dropped = set(alone) - {part for each in questions.values() for part in each.parts.values()}
    return Agreement(book, frozenset(dropped), problems, differences, notes)


def _by_wave(told: Mapping[str, object]) -> str:
    return join(say("waves.of", what=what, wave=wave) for wave, what in told.items())


def _differ(told: Mapping[str, object]) -> bool:
    return any(each != next(iter(told.values())) for each in told.values())


def _joined(told: Mapping[str, str]) -> str:
    return _by_wave(told) if _differ(told) else next(iter(told.values()))


def _drawn(known: Sequence[bool | None]) -> bool | None:
    """Return whether respondents of all waves were drawn at random."""
    if False in known:
        return False
    return None if None in known else True


def _read_problems(name: str, asked: Mapping[str, Question]) -> Iterator[str]:
    """Word how a question's columns are read in different ways."""
    if _differ({wave: each.options for wave, each in asked.items()}):
        yield say("errors.waves.edition", name=name)
        return
    parts = [part for part in READ if _differ({w: getattr(q, part) for w, q in asked.items()})]
    several = all(each.kind == "multiple" for each in asked.values())
    if several and "parts" in parts:
        yield say("errors.waves.options", name=name, told=_by_wave(_placed(asked)))
    elif parts:
        yield say("errors.waves.read", name=name, parts=join(parts))
    levels = {wave: each.levels for wave, each in asked.items()}
    if not _differ(levels):
        return
    labels = {wave: [label for _, label in each] for wave, each in levels.items()}
    everywhere = set.intersection(*(set(each) for each in labels.values()))
    alone = {
        wave: listed([label for label in each if label not in everywhere])
        for wave, each in labels.items()
        if set(each) - everywhere
    }
    if alone:
        yield say("errors.waves.levels", name=name, levels=_by_wave(alone))
    elif len({frozenset(each) for each in levels.values()}) > 1:
        yield say("errors.waves.codes", name=name)


def _placed(asked: Mapping[str, Question]) -> dict[str, str]:
    """Word in which columns waves have those options that do not stand alike in all."""
    alike = set.intersection(*(set(each.parts.items()) for each in asked.values()))
    told = {
        wave: join(
            say("errors.waves.option", answer=repr(answer), column=repr(column))
            for answer, column in each.parts.items()
            if (answer, column) not in alike
        )
        for wave, each in asked.items()
    }
    return {wave: each for wave, each in told.items() if each}


def _reordered(name: str, asked: Mapping[str, Question]) -> list[str]:
    """Tell that waves list the same levels in different orders."""
    first, *others = asked
    listed_last = [wave for wave in others if asked[wave].levels != asked[first].levels]
    if not listed_last:
        return []
    return [say("waves.reordered", name=name, waves=join(listed_last), first=first)]


def _wording(name: str, asked: Mapping[str, Question]) -> Iterator[str]:
    for part in ("label", "caption"):
        told = {wave: getattr(each, part) for wave, each in asked.items()}
        if _differ(told):
            quoted = {wave: say("waves.quoted", text=each) for wave, each in told.items()}
            yield say(f"waves.differ.{part}", name=name, told=_by_wave(quoted))


def _found_levels(
    waves: "Mapping[str, Sample]", questions: Mapping[str, Question]
) -> tuple[list[str], list[str]]:
    """Tell which levels of questions without a list of them occur in some waves only."""
    samples = list(waves.values())
    known = [each for sample in samples for each in sample.codebook.questions.values()]
    used = {part for each in known for part in each.parts.values()}
    design = {column for each in samples for column in each.design.columns}
    items = {item.column for each in samples for item in each.codebook.items.values()}
    own = [
        column
        for column in samples[0].frame.columns
        if column not in used | design | items
        and all(column in each.frame.columns for each in samples)
    ]
    listless = [each.name for each in questions.values() if _is_listless(each)]
    notes, problems = [], []
    for name in [*listless, *own]:
        levels = {wave: _levels(sample, name) for wave, sample in waves.items()}
        if any(each is None or len(each) > MOST for each in levels.values()):
            continue
        given = {wave: each for wave, each in levels.items() if each}
        everywhere = set.intersection(*(set(each) for each in given.values())) if given else set()
        alone = {
            wave: listed([level for level in each if level not in everywhere])
            for wave, each in given.items()
            if set(each) - everywhere
        }
        if alone and not everywhere and len(given) > 1 and not _may_differ(waves, name, given):
            problems.append(say("errors.waves.levels", name=name, levels=_by_wave(alone)))
        elif alone:
            notes.append(say("waves.levels", name=name, levels=_by_wave(alone)))
    return notes, problems


def _may_differ(
    waves: "Mapping[str, Sample]", name: str, levels: Mapping[str, Sequence[str]]
) -> bool:
    """Tell whether a column nobody declared is a number, or is the same within every wave."""
    if all(len(each) == 1 for each in levels.values()):
        return True
    columns = [sample.frame[name] for sample in waves.values() if name in sample.frame]
    return all(each.dtype.kind in "iuf" for each in columns) and not any(
        name in sample.codebook.questions for sample in waves.values()
    )


def _is_listless(question: Question) -> bool:
    return question.kind in ("single", "scale") and not question.levels and not question.cut


def _levels(sample: "Sample", name: str) -> tuple[str, ...] | None:
    """Return the levels that occur; None for what is no question of one answer."""
    try:
        return sample.answers(name).levels
    except QuestionError:
        return None


def _items(
    books: Mapping[str, Codebook], problems: list[str], differences: list[str]
) -> tuple[dict[str, Item], list[str]]:
    """Return the activities that all waves were asked; the others' columns are dropped."""
    activities = dict.fromkeys(each for book in books.values() for each in book.items)
    items: dict[str, Item] = {}
    alone: dict[str, list[str]] = {}
    windows: dict[tuple[tuple[str, str], ...], list[str]] = {}
    scales: list[str] = []
    for activity in activities:
        asked = {
            wave: book.items[activity] for wave, book in books.items() if activity in book.items
        }
        if len(asked) < len(books):
            alone.setdefault(join(asked), []).append(activity)
            continue
        problems += _item_problems(activity, asked)
        told = {wave: item.scale.window or "" for wave, item in asked.items()}
        if _differ(told):
            windows.setdefault(tuple(told.items()), []).append(activity)
        if _differ({wave: frozenset(_said(item.scale)) for wave, item in asked.items()}):
            scales.append(activity)
        items[activity] = _merged(asked, told)
    for waves, names in alone.items():
        differences.append(say("waves.differ.activities", waves=waves, activities=listed(names)))
    for window, names in windows.items():
        told = {wave: text or say("waves.no_window") for wave, text in window}
        differences.append(
            say("waves.differ.windows", activities=listed(names), told=_by_wave(told))
        )
    if scales:
        differences.append(say("waves.differ.scales", activities=listed(scales)))
    kept = {item.column for item in items.values()}
    absent = {
        book.items[each].column
        for book in books.values()
        for names in alone.values()
        for each in names
        if each in book.items
    }
    return items, [*(absent - kept), *(each for names in alone.values() for each in names)]


def _said(scale: Scale) -> set[str]:
    """Return how often a scale's answers can say."""
    return {frequency for _, frequency in scale.answers}


def _item_problems(activity: str, asked: Mapping[str, Item]) -> Iterator[str]:
    """Word how an activity's column is read in different ways."""
    for part in ("column", "asked_if", "otherwise"):
        told = {wave: getattr(item, part) for wave, item in asked.items()}
        if _differ(told):
            quoted = {wave: repr(each) for wave, each in told.items()}
            yield say("errors.waves.item", activity=activity, part=part, told=_by_wave(quoted))
    if _differ({wave: item.scale.missing for wave, item in asked.items()}):
        yield say("errors.waves.item_missing", activity=activity)
    said: dict[object, str] = {}
    for item in asked.values():
        for value, frequency in item.scale.answers:
            if said.setdefault(value, frequency) != frequency:
                yield say("errors.waves.answer", activity=activity, value=repr(value))
                return


def _merged(asked: Mapping[str, Item], windows: Mapping[str, str]) -> Item:
    """Return an item that reads the answers of all waves; its window tells where they differ."""
    first = next(iter(asked.values()))
    answers = dict.fromkeys(pair for item in asked.values() for pair in item.scale.answers)
    window = first.scale.window
    if _differ(windows):
        told = {wave: each or say("waves.no_window") for wave, each in windows.items()}
        window = say("waves.windows", told=_by_wave(told))
    return replace(first, scale=replace(first.scale, answers=tuple(answers), window=window))


def _populations(books: Mapping[str, Codebook]) -> Iterator[str]:
    for part in ("population", "mode"):
        told = {wave: getattr(book, part) for wave, book in books.items()}
        if _differ(told):
            unstated = say("waves.unstated")
            quoted = {
                wave: say("waves.quoted", text=each) if each else unstated
                for wave, each in told.items()
            }
            yield say(f"waves.differ.{part}", told=_by_wave(quoted))
    if _differ({wave: book.probability_sample for wave, book in books.items()}):
        kinds = {
            wave: say(f"waves.drawn.{str(book.probability_sample).lower()}")
            for wave, book in books.items()
        }
        yield say("waves.differ.drawn", told=_by_wave(kinds))
    if _differ({wave: book.synthetic for wave, book in books.items()}):
        made_up = [wave for wave, book in books.items() if book.synthetic]
        yield say("waves.differ.synthetic", waves=join(made_up))
