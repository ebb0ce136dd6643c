"""How the results of a page were made: every sentence once, under those it is true of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.analysis.crosstabs.crosstabs import Crosstab
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.drawing.markup import text_html
from techno_kit.drawing.pages import list_html, paragraphs_html
from techno_kit.reporting.grounds import synthetic_parts
from techno_kit.reporting.parts import Part, Told
from techno_kit.survey.weights import Weights
from techno_kit.wording import join, plural, say

# After a word of two letters or more, a bracket or a number, before a capital or a number: the
# "U.S. Census" is one. What is cut wrongly still reads on, for sentences keep their order.
SENTENCE_END = re.compile(r"""(?:(?<=[\w)%"'][a-z0-9)%"']\.)|(?<=\.\d\.)) (?=["'(]?[A-Z0-9])""")


def sentences_of(paragraph: str) -> list[str]:
    """Split a paragraph into its sentences.

    Examples
    --------
    >>> sentences_of("Adults of the U.S. Census. Weights were raked (by age). 95% intervals hold.")
    ['Adults of the U.S. Census.', 'Weights were raked (by age).', '95% intervals hold.']
    """
    return SENTENCE_END.split(paragraph.strip())


def shared_sentences(paragraphs: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], list[str]]:
    """Gather sentences by those who say them, in the order in which they are first said.

    Parameters
    ----------
    paragraphs : iterable of pairs of str
        Names, and their paragraphs.

    Examples
    --------
    >>> shared_sentences([("a", "One is. Two is."), ("b", "Two is. Six is.")])
    {('a',): ['One is.'], ('a', 'b'): ['Two is.'], ('b',): ['Six is.']}
    """
    sayers: dict[str, list[str]] = {}
    for name, paragraph in paragraphs:
        for sentence in dict.fromkeys(sentences_of(paragraph)):
            sayers.setdefault(sentence, []).append(name)
    gathered: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in sayers.items():
        gathered.setdefault(tuple(names), []).append(sentence)
    return gathered


def methods_html(parts: Sequence[Part], numbers: Mapping[str, int]) -> str:
    """Write the methods, how to read what the page shows, and its small print.

    Parameters
    ----------
    parts : sequence of Part
        What the page tells of.
    numbers : mapping of str to int
        The number of the section that tells of each part, by its id.
    """
    asked = {part.id: part for part in parts if part.asked}
    told = shared_sentences((name, part.result.method) for name, part in asked.items())
    if len(asked) == 1:
        methods = paragraphs_html(" ".join(sentences) for sentences in told.values())
    else:
        everybody = tuple(asked)
        ordered = sorted(told.items(), key=lambda each: each[0] != everybody)
        methods = "\n".join(
            _told(
                say("report.all")
                if names == everybody
                else _sections([asked[name] for name in names], numbers),
                sentences,
            )
            for names, sentences in ordered
        )
    reading = f"<h3>{text_html(say('report.reading.title'))}</h3>\n{list_html(_reading(parts))}"
    blocks = [methods, reading] if _reading(parts) else [methods]
    if synthetic_parts(parts):
        blocks.append(_told(say("report.synthetic.title"), [say("report.synthetic.text")]))
    return "\n".join(blocks)


def _sections(parts: Sequence[Part], numbers: Mapping[str, int]) -> str:
    """Name the sections of some parts by number, and of one part by its title too."""
    if len(parts) == 1:
        return say("report.section", n=numbers[parts[0].id], title=parts[0].title)
    held = sorted({numbers[part.id] for part in parts})
    return plural("report.sections", len(held), numbers=join(runs_of(held)))


def runs_of(numbers: Sequence[int]) -> list[str]:
    """Write ascending numbers, those of three or more in a row by the first and the last.

    Examples
    --------
    >>> runs_of([2, 3, 4, 6, 8, 9])
    ['2–4', '6', '8', '9']
    """
    told: list[str] = []
    for _, pairs in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        if len(run) > 2:
            told.append(say("report.run", first=run[0], last=run[-1]))
        else:
            told += map(str, run)
    return told


def _told(name: str, sentences: Iterable[str]) -> str:
    return f"<h3>{text_html(name)}</h3>\n{paragraphs_html([' '.join(sentences)])}"


def _reading(parts: Sequence[Part]) -> list[str]:
    results = [part.result for part in parts]
    told = []
    if any(isinstance(each, Profile | Comparison | Told) for each in results):
        told.append(say("report.reading.interval"))
        told.append(say("report.reading.base"))
    if any(isinstance(each, Profile) and len(each.groups) for each in results):
        told.append(say("report.reading.index"))
    if any(isinstance(each, Comparison | Crosstab) for each in results):
        told += [say("report.reading.letters"), say("report.reading.tests")]
    if any(isinstance(each, Weights | Diagnosis) for each in results):
        told.append(say("report.reading.weights"))
    return told
