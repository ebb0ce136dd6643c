"""What the columns of a KoBo or ODK export hold: by names within groups, or by labels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from techno_kit.loading.export_texts import key_of
from techno_kit.loading.xlsforms import Choice, Field, Form, worded

#: Columns that KoBo, ODK Central, and ODK Aggregate or Briefcase add, in small letters.
KOBO: Final = frozenset(
    {"_id", "_uuid", "_submission_time", "_index", "_validation_status", "_submitted_by"}
    | {"__version__", "_tags", "_notes", "_status", "formhub/uuid", "meta/instanceid"}
    | {"_xform_id_string", "_attachments", "_geolocation", "_bamboo_dataset_id", "meta/rootuuid"}
)
ODK: Final = frozenset(
    {"submissiondate", "key", "meta-instanceid", "instanceid", "meta:instanceid", "submitterid"}
    | {"submittername", "attachmentspresent", "attachmentsexpected", "reviewstate", "formversion"}
    | {"meta.instanceid", "*meta-instance-id*"}
)
REPEATS: Final = frozenset({"key", "parent_key"})  # of ODK's files of repetitions, both
REPEATED: Final = frozenset({"_parent_index", "_parent_table_name", "parent_key", "set-of-parent"})
FEWEST: Final = 3  # of those columns that tell an export
JOINTS: Final = ("/", ".", "-", ":", "_")
OTHER: Final = "_other"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column holds.

    Attributes
    ----------
    field : Field
        The question.
    choice : Choice or None
        The choice of a question of several, where each has a column.
    about : str
        "other" for an answer of one's own; else nothing.
    """

    field: Field
    choice: Choice | None = None
    about: str = ""


def tidied(cells: Sequence[str]) -> list[str]:
    """Return header cells without marks and needless blanks."""
    return [" ".join(each.replace("\ufeff", "").split()) for each in cells]


def reads_as_export(cells: Sequence[str]) -> bool:
    """Tell whether a header is that of KoBo or ODK: by the columns that they add."""
    found = {each.lower() for each in tidied(cells)}
    return len(found & KOBO) >= FEWEST or len(found & ODK) >= FEWEST or found >= REPEATS


def is_own(cell: str) -> bool:
    """Tell whether a column is one that KoBo or ODK adds."""
    key = cell.lower()
    own = KOBO | ODK | REPEATED
    return key in own or key.startswith(("_submission_", "_geolocation", "_parent_"))


def is_of_repeats(cells: Sequence[str]) -> bool:
    """Tell whether rows are repetitions of a group, not respondents."""
    return bool({each.lower() for each in tidied(cells)} & REPEATED)


def slots_of(cells: Sequence[str], form: Form) -> list[Slot | None]:
    """Return what each column holds; None where the form does not say."""
    named: dict[str, Slot] = {}
    labelled: dict[str, list[Slot]] = {}
    bare: dict[str, Slot | None] = {}
    for field in form.fields:  # a question of its own beats what another may have added
        for name in _paths(field.path):
            named.setdefault(name, Slot(field))
        bare[field.name] = None if field.name in bare else Slot(field)
    alone = set(bare)
    for field in form.fields:
        for name in _paths(field.path):
            for own, slot in _columns(field, name):
                named.setdefault(own, slot)
        for own, slot in _columns(field, field.name):  # of two by one name neither is meant
            if own not in alone:
                bare[own] = None if own in bare else slot
        for key, slot in _labels(field, form):
            labelled.setdefault(key, []).append(slot)
    times: dict[str, int] = {}
    found: list[Slot | None] = []
    for cell in tidied(cells):
        if is_own(cell):
            found.append(None)
            continue
        place = named.get(cell) or bare.get(cell) or named.get(_unnumbered(cell))
        if place is None:
            key = key_of(worded(cell))
            same = labelled.get(key, []) if key else []
            place = same[min(times.get(key, 0), len(same) - 1)] if same else None
            times[key] = times.get(key, 0) + 1
        found.append(place)
    return found


def _unnumbered(cell: str) -> str:
    """Return a name without the number of a repetition, as in ``"people[1]/people/age"``."""
    return re.sub(r"\[\d+\]", "", cell)


def _paths(path: tuple[str, ...]) -> Iterator[str]:
    for joint in JOINTS:
        yield joint.join(path)


def _columns(field: Field, name: str) -> Iterator[tuple[str, Slot]]:
    """Yield the columns that a question of a name may have."""
    if field.or_other or any(each.name == "other" for each in field.choices):
        yield f"{name}{OTHER}", Slot(field, about="other")
    if field.select == "several":
        choices = [*field.choices, *([Choice("other", {})] if field.or_other else [])]
        for choice in choices:
            for joint in JOINTS:
                yield f"{name}{joint}{choice.name}", Slot(field, choice)


def _labels(field: Field, form: Form) -> Iterator[tuple[str, Slot]]:
    """Yield how columns of a question may be worded, in letters and digits alone."""
    for language in dict.fromkeys((*form.languages, form.language)):
        label = field.within(language)
        above = [
            form.groups.get(field.path[:n], {}).get(language, "") for n in range(1, len(field.path))
        ]
        titles = {label, "/".join([*filter(None, above), label])}
        for title in sorted(titles):
            yield key_of(title), Slot(field)
            if field.select == "several":
                for choice in field.choices:
                    yield key_of(f"{title}/{choice.within(language)}"), Slot(field, choice)


def form_of(cells: Sequence[str]) -> Form:
    """Return a form of the questions of several choices that a header alone tells of.

    They have a column of their own, and a column a choice: ``"own"``, ``"own/phone"``.
    """
    names = tidied(cells)
    choices: dict[str, list[Choice]] = {}
    for name in names:
        stem, joint, rest = name.rpartition("/")
        if joint and stem in names:
            choices.setdefault(stem, []).append(Choice(rest, {}))
    fields = tuple(
        Field((stem,), "select_multiple", "several", tuple(those), False, {}, True, (), "")
        for stem, those in choices.items()
    )
    return Form("", "", (), fields, {})
