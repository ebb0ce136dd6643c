"""Which sentence an error says: errors are counted by their keys."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from techno_kit import wording

FOLDER: Final = Path(wording.__file__).parent / "en"
FIELD: Final = re.compile(r"\{[^{}]*\}")
OTHER: Final = "other"
#: First parts of the keys that errors of reading have.
TOPICS: Final = (
    *("reading.", "file.", "storing.", "sample.", "schema.", "codebook.", "errors.", "folders."),
)
#: What kinds of sentences say, by how their keys begin; the first that fits.
KINDS: Final = {
    "file.": "empty, or cannot be opened",
    "reading.blank": "no answers in it",
    "reading.no_rows": "no answers in it",
    "reading.workbook.blank_sheet": "no answers in it",
    "reading.suffix": "no format of a survey",
    "reading.workbook.other": "no format of a survey",
    "reading.packed": "no format of a survey",
    "reading.definition_alone": "a definition, without answers",
    "reading.limesurvey.structure_alone": "a definition, without answers",
    "reading.not_format": "not what its name says",
    "reading.other_format": "not what its name says",
    "reading.damaged": "damaged or cut short",
    "reading.json.damaged": "damaged or cut short",
    "reading.xml.damaged": "damaged or cut short",
    "reading.unparsed": "damaged or cut short",
    "reading.binary": "no text: zero bytes in it",
    "reading.wrong_encoding": "not of its encoding",
    "reading.no_encoding": "not of its encoding",
    "reading.encoding": "not of its encoding",
    "reading.unknown_encoding": "not of its encoding",
    "reading.json.encoding": "not of its encoding",
    "reading.statistics.declared": "not of its encoding",
    "reading.statistics.asked": "not of its encoding",
    "reading.ragged": "rows of another length, or an open quote",
    "reading.open_quote": "rows of another length, or an open quote",
    "reading.doubled": "names that stand twice",
    "reading.json.twice": "names that stand twice",
    "reading.triple_s.doubled": "names that stand twice",
    "reading.triple_s.code_twice": "names that stand twice",
    "reading.zip.": "too large, too deep or too sparse",
    "reading.gzip_bomb": "too large, too deep or too sparse",
    "reading.room": "too large, too deep or too sparse",
    "reading.xml.": "too large, too deep or too sparse",
    "reading.json.deep": "too large, too deep or too sparse",
    "reading.workbook.sparse": "too large, too deep or too sparse",
    "reading.workbook.password": "protected by a password",
    "reading.separator_absent": "options that mean nothing for it",
    "errors.": "names or answers that a codebook cannot hold",
    "sample.": "names or answers that a codebook cannot hold",
    "storing.": "a codebook or schema beside it is damaged",
    "schema.": "a codebook or schema beside it is damaged",
    "reading.unused": "options that mean nothing for it",
    "reading.one_language": "options that mean nothing for it",
    "reading.no_language": "options that mean nothing for it",
    "reading.json.": "no rows of answers",
    "reading.triple_s.": "definition and answers do not fit",
    "reading.qualtrics.": "definition and answers do not fit",
    "reading.limesurvey.": "definition and answers do not fit",
    "reading.surveymonkey.": "definition and answers do not fit",
    "reading.google_forms.": "definition and answers do not fit",
    "reading.kobo.": "definition and answers do not fit",
    "reading.quantipy.": "definition and answers do not fit",
}


def _flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, each in table.items():
        key = f"{before}{name}"
        found |= {key: each} if isinstance(each, str) else _flat(each, f"{key}.")
    return found


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return keys and what their sentences look like, those with the most words first."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found |= _flat(tomllib.loads(path.read_text("utf-8")))
    kept = {key: text for key, text in found.items() if key.startswith(TOPICS)}
    order = sorted(kept, key=lambda key: -len(FIELD.sub("", kept[key])))
    return [
        (key, re.compile(".*".join(map(re.escape, FIELD.split(kept[key]))), re.DOTALL))
        for key in order
        if len(FIELD.sub("", kept[key])) > 10
    ]


def key_of(told: str) -> str:
    """Return the key of an error's sentence; of the first, where it tells of several problems."""
    first = told
    if " problems:\n- " in told:
        first = told.split("\n- ")[1].split("\n")[0]
    for text in (first, first.partition(": ")[2]):
        for key, pattern in _patterns():
            if pattern.fullmatch(text):
                return key
    return OTHER


def kind_of(told: str) -> str:
    """Return what an error's sentence says, in some words."""
    key = key_of(told)
    return next((kind for begin, kind in KINDS.items() if key.startswith(begin)), f"{key}")
