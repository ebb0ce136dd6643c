"""Names for people who were given none: short, and in the words of the questionnaire."""

from collections import Counter
from collections.abc import Mapping

from techno_kit.planning.audiences import conditions_of
from techno_kit.planning.parts import one_line
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.wording import join, say

WORDS = 3  # of a label that can stand before "is" without quotes, such as "age in years"
SHORT = 24  # characters of it, for languages that do not part words by blanks
LONGEST = 80  # characters of a wording that can stand in a name
ENDS = tuple("?!.:…？！。")  # noqa: RUF001 - the full-width ones end a sentence too


def name_of(audience: Audience, book: Codebook) -> str:
    """Return a name for people, by their conditions.

    Parameters
    ----------
    audience : Audience
        Who they are.
    book : Codebook
        The questions' wordings and kinds.

    Notes
    -----
    One answer, or several, of one multiple-choice question go by themselves where they are of two
    words or more and no other question has them, as such answers say what they are about. All else
    is told by its conditions: a label of up to three words as it stands (*age is 18-24*), a longer
    one, or one that ends as a sentence does, in quotes. A wording of more than 80 characters gives
    way to the question's name.
    """
    conditions = conditions_of(audience) or {}
    if len(conditions) == 1:
        ((name, levels),) = conditions.items()
        if all(_speaks(level, name, book) for level in levels):
            return one_line(join(levels, by="or"))
    titles = dict(titles_of(audience, book))
    short = {name: title for name, title in titles.items() if len(title) <= LONGEST}
    return one_line(audience.told(quoted_wordings(short)))


def titles_of(audience: Audience, book: Codebook) -> tuple[tuple[str, str], ...]:
    """Return the questions of an audience with their wordings, where those are no other's too."""
    titles = {name: one_line(each.title) for name, each in book.questions.items()}
    held = Counter(titles.values())
    return tuple(
        (name, title)
        for name in audience.questions
        if (title := titles.get(name, "")) and title != name and held[title] == 1
    )


def quoted_wordings(titles: Mapping[str, str]) -> dict[str, str]:
    """Return questions with their wordings as they stand in a sentence: sentences in quotes.

    Examples
    --------
    >>> list(quoted_wordings({"a": "age in years", "q7": "What do you own?"}).values())
    ['age in years', '‘What do you own?’']
    """
    return {
        name: title if _is_phrase(title) else say("plan.quoted", text=title)
        for name, title in titles.items()
    }


def _is_phrase(title: str) -> bool:
    return len(title.split()) <= WORDS and len(title) <= SHORT and not title.endswith(ENDS)


def _speaks(level: str, name: str, book: Codebook) -> bool:
    """Tell whether an answer says by itself what it is about."""
    question = book.questions.get(name)
    if question is None or question.kind != "multiple" or len(level.split()) < 2:
        return False
    others = (each for other, each in book.questions.items() if other != name)
    return not any(level in _answers(each) for each in others)


def _answers(question: Question) -> set[str]:
    """Return the answers that a codebook names; those found in the data are not known to it."""
    labels = {label for _, label in question.levels}
    return labels | set(question.parts) if question.kind == "multiple" else labels
