"""The questions of a Qualtrics survey definition: their form, wording, rows and answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from techno_kit.loading.export_texts import plain
from techno_kit.loading.qualtrics_text import worded
from techno_kit.wording import say

#: One answer; several; one answer a row; several a row; a number, or a text, a row or a cell of row
#: and answer; one text; a recommendation from 0 to 10; anything else.
Form = Literal["single", "multiple", "rows", "grid", "amounts", "cells", "text", "nps", "other"]
Words = Mapping[str, str]
SINGLE: Final = frozenset({"SAVR", "SAHR", "SACOL", "DL", "SB"})
MULTIPLE: Final = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
AMOUNTS: Final = frozenset({"Slider", "RO", "CS"})
CELLS: Final = frozenset({"TE", "CS", "RO"})
SCALES: Final = frozenset({"Likert", "Bipolar"})
DROPPED: Final = frozenset({"DL", "DND"})  # lists to pick from, which need not be in an order


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, a row of a matrix, or a slider.

    Attributes
    ----------
    id, code, tag : str
        Its number in the survey; the value by which it is exported; its own name in exports.
    words : mapping of str to str
        Its text by language; the survey's own language is the empty text.
    naming : str
        What exports of texts call it; empty where they use its words.
    has_text : bool
        Whether a text can be given with it.
    excludes : bool
        Whether it excludes all other answers.
    logic : object
        Under which condition it is shown, as Qualtrics says it.
    left_out : bool
        Whether the survey excludes it from analysis, as it does with "not applicable".
    """

    id: str
    code: str
    tag: str
    words: Words
    naming: str
    has_text: bool
    excludes: bool
    logic: Any
    left_out: bool = False

    def within(self, language: str) -> str:
        """Return its text in a language, or else in the survey's own, or its number."""
        return self.words.get(language) or self.words.get("") or self.id


@dataclass(frozen=True, slots=True)
class Part:
    """A question, or one of several that stand side by side.

    Attributes
    ----------
    id, root, tag : str
        Qualtrics' id, such as ``"QID4#1"``, that of the whole question, and the name in exports.
    form : Form
        What it is answered by.
    words : mapping of str to str
        Its wording by language; the survey's own language is the empty text.
    rows, answers : tuple of Choice
        Statements, sliders or boxes; and answers, or columns of a matrix; in the order shown.
    ordered : bool
        Whether the answers are a scale.
    answer_tag : str
        The name in exports of a question that stands beside others.
    logic : tuple of object
        Under which conditions it is asked, as Qualtrics says them.
    binned : bool
        Whether it is in the survey's bin.
    """

    id: str
    root: str
    tag: str
    form: Form
    words: Words
    rows: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    ordered: bool
    answer_tag: str
    logic: tuple[Any, ...]
    binned: bool = False

    def within(self, language: str) -> str:
        """Return its wording in a language, or else in the survey's own, or its name."""
        return self.words.get(language) or self.words.get("") or self.tag

    @property
    def languages(self) -> set[str]:
        """The languages in which anything of it is worded."""
        within = (each.words for each in (*self.rows, *self.answers))
        return set(self.words).union(*within)


def table(value: object) -> dict[str, Any]:
    """Return an object by its names, and a list by its places from 1; else nothing."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(place): each for place, each in enumerate(value, 1)}
    return {}


def parts_of(payload: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Part]:
    """Yield the question that an element holds; those side by side are one each.

    Parameters
    ----------
    payload : mapping
        The element's content.
    names : mapping of str to str
        What all questions are called, by Qualtrics' ids.
    """
    id = payload.get("QuestionID")
    if not isinstance(id, str) or not id:
        return
    tag = plain(payload.get("DataExportTag")) or id
    words = _words(payload, "QuestionText", _translations(payload), names)
    logic = _logics(payload)
    beside = table(payload.get("AdditionalQuestions"))
    translated = {
        language: table(each.get("AdditionalQuestions"))
        for language, each in _translations(payload).items()
    }
    for number, each in beside.items():
        if not isinstance(each, dict):
            continue
        also = {language: table(those.get(number)) for language, those in translated.items()}
        own = _words(each, "QuestionText", also, names)
        both = {
            language: worded_of(_in(words, language), _in(own, language))
            for language in {*words, *own}
        }
        yield _part(each, f"{id}#{number}", id, f"{tag}#{number}", both, also, names, logic)
    if not beside:
        yield _part(payload, id, id, tag, words, _translations(payload), names, ())


def _part(
    payload: Mapping[str, Any],
    id: str,
    root: str,
    tag: str,
    words: Words,
    translated: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, str],
    above: tuple[Any, ...],
) -> Part:
    form = _form(payload)
    choices = _choices(payload, "Choice", translated, names)
    answers = _choices(payload, "Answer", translated, names)
    if form in ("single", "multiple"):
        choices, answers = (), choices
    kind = (plain(payload.get("Selector")), plain(payload.get("SubSelector")))
    return Part(
        id=id,
        root=root,
        tag=tag,
        form=form,
        words=words,
        rows=choices,
        answers=answers,
        ordered=form == "rows" and kind[0] in SCALES and kind[1] not in DROPPED,
        answer_tag=plain(payload.get("AnswerDataExportTag")),
        logic=(*above, *_logics(payload)),
    )


def _form(payload: Mapping[str, Any]) -> Form:
    """Return the form of a question by its type, selector and sub-selector."""
    kind, selector = payload.get("QuestionType"), payload.get("Selector")
    if selector == "NPS":
        return "nps"
    if kind == "MC" and isinstance(selector, str):
        return "multiple" if selector in MULTIPLE else "single" if selector in SINGLE else "other"
    if kind == "Matrix" and isinstance(selector, str):
        if selector in CELLS:
            return "cells"
        return "grid" if payload.get("SubSelector") == "MultipleAnswer" else "rows"
    if kind == "TE":
        return "cells" if selector == "FORM" else "text"
    return "amounts" if isinstance(kind, str) and kind in AMOUNTS else "other"


def _choices(
    payload: Mapping[str, Any],
    what: str,
    translated: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, str],
) -> tuple[Choice, ...]:
    """Return the choices or the answers of a question, in the order in which they are shown."""
    order = [str(each) for each in table(payload.get(f"{what}Order")).values()]
    found = _numbered(payload.get(f"{what}s"), order)
    ids = list(dict.fromkeys([*(each for each in order if each in found), *found]))
    # Codes belong to the columns of a matrix; to the choices where there are no columns.
    coded = what == "Answer" or not payload.get("Answers")
    codes = _numbered(payload.get("RecodeValues"), ids) if coded else {}
    namings = _numbered(payload.get("VariableNaming"), ids) if coded else {}
    analysed = _numbered(payload.get("AnalyzeChoices"), ids) if coded else {}
    tags = _numbered(payload.get("ChoiceDataExportTags"), ids) if what == "Choice" else {}
    texts = {
        language: _numbered(each.get(f"{what}s"), order) for language, each in translated.items()
    }
    made = []
    for id in ids:
        own = found[id] if isinstance(found[id], dict) else {"Display": found[id]}
        also = {language: each.get(id) for language, each in texts.items()}
        shown = {key: each for key, each in also.items() if isinstance(each, dict)}
        code = codes.get(id)
        made.append(
            Choice(
                id=id,
                code=plain(code) or id,
                tag=plain(tags.get(id)),
                words=_words(own, "Display", shown, names),
                naming=plain(namings.get(id)),
                has_text=_is_on(own.get("TextEntry")),
                excludes=_is_on(own.get("ExclusiveAnswer")),
                logic=own.get("DisplayLogic"),
                left_out=analysed.get(id) in ("No", False),
            )
        )
    return tuple(made)


def _numbered(value: object, ids: Sequence[str]) -> dict[str, Any]:
    """Return what is said of choices by their ids; a list counts from 0 where an id is 0."""
    if isinstance(value, list) and "0" in ids:
        return {str(place): each for place, each in enumerate(value)}
    return table(value)


def _translations(payload: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = payload.get("Language")
    if not isinstance(found, dict):
        return {}
    return {key.lower(): each for key, each in found.items() if isinstance(each, dict)}


def _words(
    own: Mapping[str, Any],
    key: str,
    translated: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, str],
) -> dict[str, str]:
    """Return a text in every language in which there is one."""
    said = {"": worded(own.get(key), names)}
    said |= {language: worded(each.get(key), names) for language, each in translated.items()}
    return {language: text for language, text in said.items() if text}


def worded_of(whole: str, part: str) -> str:
    """Word a part of a question: a row, or one of several questions side by side."""
    if not whole or not part:
        return whole or part
    return say("reading.qualtrics.of", question=whole, part=part)


def _in(words: Words, language: str) -> str:
    return words.get(language) or words.get("", "")


def _logics(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    found = (payload.get("DisplayLogic"), payload.get("InPageDisplayLogic"))
    return tuple(each for each in found if isinstance(each, dict))


def _is_on(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in ("true", "on", "1"))
