"""What a reader should know of how a sample's answers were read."""

from collections.abc import Iterable, Iterator

from techno_kit.errors import first_few, listed
from techno_kit.survey.codebook import RANKS, Item, Value
from techno_kit.survey.encoding import is_missing, lost_numbers, tally_of, text_of
from techno_kit.survey.excluding import contradicted, undeclared
from techno_kit.survey.items import routing_of
from techno_kit.survey.no_answer import lost_to_labels, reads_as_no_answer
from techno_kit.survey.partly_blank import partly_blank_told
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.variants import order_notes, variant_notes
from techno_kit.wording import join, percent, plural, say


def notes_of(sheet: AnswerSheet) -> Iterator[str]:
    """Word what the codebook's rules did to the answers that a reader may not expect."""
    yield from _lost_numbers(sheet)
    yield from _labelled_numbers(sheet)
    yield from _batteries(sheet)
    yield from _one_label(sheet)
    yield from _counted(sheet)
    yield from (each.told for each in sheet.spellings() if each.is_note)
    yield from variant_notes(sheet)
    yield from order_notes(sheet)
    items = list(sheet.codebook.items.values())
    empty = [item for item in items if sheet.is_empty(item)]
    if empty:
        yield say("notes.empty_item", activities=listed([item.activity for item in empty]))
    ticked = [item for item in items if item not in empty and _only_yes(sheet, item)]
    if ticked:
        yield say("notes.only_yes", activities=listed([item.activity for item in ticked]))
    for item in items:
        if item.asked_if:
            yield from _routing(sheet, item)


def _lost_numbers(sheet: AnswerSheet) -> Iterator[str]:
    missing = sheet.codebook.missing
    for question in sheet.codebook.questions.values():
        if question.cut and question.missing is None and missing:
            lost = lost_numbers(sheet.frame[question.column], missing)
            if lost:
                values = ", ".join(text_of(each) for each in missing)
                people = plural("units.respondents", lost)
                yield say(
                    "notes.lost_numbers", name=question.name, respondents=people, values=values
                )


def _labelled_numbers(sheet: AnswerSheet) -> Iterator[str]:
    """Name the codes of numbers that their labels alone tell to be no number."""
    for question in sheet.codebook.questions.values():
        found = lost_to_labels(question)
        if not found or sheet.absent(question):
            continue
        lost = lost_numbers(sheet.frame[question.column], tuple(found))
        if lost:
            told = join(
                say("notes.labelled_number_code", code=text_of(code), label=label)
                for code, label in found.items()
            )
            people = plural("units.respondents", lost)
            yield say("notes.labelled_numbers", name=question.name, codes=told, respondents=people)


def _batteries(sheet: AnswerSheet) -> Iterator[str]:
    for question in sheet.codebook.questions.values():
        if question.kind == "multiple" and not question.options:
            unticked = sheet.battery(question).unticked
            if unticked:
                people = plural("units.respondents", unticked)
                yield say("notes.blank_battery", name=question.name, respondents=people)
            if told := partly_blank_told(sheet, question):
                yield told
            if told := contradicted(sheet, question):
                yield told
            yield from undeclared(sheet, question)


def _one_label(sheet: AnswerSheet) -> Iterator[str]:
    """Name the questions whose file gives several codes one label: they are read as one answer.

    A mapping that lists the levels does so on purpose; "don't know" by two codes is still that.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for question in sheet.codebook.questions.values():
        if question.strict or question.kind == "multiple" or question.cut:
            continue
        missing = sheet.missing(question)
        known = [pair for pair in question.levels if not is_missing(pair[0], missing)]
        labels = {label for _, label in known if not reads_as_no_answer(label)}
        if len(labels) == len(known):
            continue
        for label, codes in _codes_behind(known).items():
            if len(codes) > 1 and label in labels:
                found.setdefault(question.name, (label, codes))
    if found:
        name, (label, codes) = next(iter(found.items()))
        first = say("notes.one_label_first", name=name, codes=join(codes), label=label)
        names = listed([each for each in found if each != name])
        yield plural("notes.one_label", len(found), first=first, names=names)


def _counted(sheet: AnswerSheet) -> Iterator[str]:
    """Name the labels that read as no answer and count as one, as the file does not declare them.

    They may be answers indeed: whoever lists the levels in a mapping has said so.
    """
    found = []
    for question in sheet.codebook.questions.values():
        if question.strict or question.kind not in ("single", "scale") or question.cut:
            continue
        missing = sheet.missing(question)
        coded = {
            label
            for value, label in question.levels
            if text_of(value) != label and not is_missing(value, missing)
        }
        labels = {label for label in coded if reads_as_no_answer(label)}
        if not labels or labels == coded or sheet.absent(question):
            continue  # where no answer alone has labels, the others are numbers
        encoded = sheet.encoded(question)
        tally = tally_of(encoded.codes, len(encoded.levels)).tolist()
        held = {
            level: n
            for level, n in zip(encoded.levels, tally, strict=True)
            if n and level in labels
        }
        if held:
            share = percent(sum(held.values()) / sum(tally))
            told = {"name": repr(question.name), "labels": listed(list(held)), "share": share}
            found.append(say("notes.counted_of", **told))
    if found:
        yield say("notes.counted", questions=first_few(found))


def _codes_behind(levels: Iterable[tuple[Value, str]]) -> dict[str, list[str]]:
    """Return the different codes of every label."""
    found: dict[str, dict[str, None]] = {}
    for value, label in levels:
        found.setdefault(label, {})[text_of(value)] = None
    return {label: list(codes) for label, codes in found.items()}


def _only_yes(sheet: AnswerSheet, item: Item) -> bool:
    """Tell whether a column holds "yes" and blanks only: perhaps a blank means "no"."""
    codes = sheet.ranked(item).codes
    blank = codes == RANKS["blank"]
    return bool(blank.any() and ((codes == RANKS["yes"]) | blank).all())


def _routing(sheet: AnswerSheet, item: Item) -> Iterator[str]:
    asked, anyway = routing_of(sheet.frame, item, sheet.missing(item.scale), sheet.routing(item))
    if not asked:
        yield say("notes.asked_nobody", activity=item.activity)
    elif anyway:
        people = plural("units.respondents", anyway)
        yield say("notes.answered_anyway", activity=item.activity, respondents=people)
