"""Which activities a wording is about, and how sure that is: the kit's own rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from techno_kit.survey.suggesting.lexicon import Groups, Rule, lexicon
from techno_kit.survey.suggesting.phrases import Heard, hear

SURE: Final = 0.95  # a verb and a thing that make the activity
WEAK: Final = 0.55  # what may be it
THING: Final = 0.35  # the thing alone, such as "Blogs"
NARROWER: Final = 0.5  # of the score that goes where other words narrow the question
TWO_THINGS: Final = 0.75  # "photos or videos"
TWO_DEEDS: Final = 0.6  # "read or write blogs"
OTHER_DEED: Final = 0.85  # a verb that is no part of the activity
CUES: Final[Mapping[str, float]] = {
    "attitude": 0.5,
    "past": 0.5,
    "topic": 0.8,
    "negation": 0.2,
    "other_person": 0.5,
}
#: Things that say nothing without a verb, and those that are never a second thing.
VAGUE: Final = frozenset({"status", "webpage", "article", "tags", "audio", "profile"})
PLATFORM: Final = frozenset({"platform"})
#: Verbs that stand beside others without being a second question.
LIGHT: Final = frozenset(
    {"have", "use", "visit", "give", "create", "offer", "contribute", "update"}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An activity that a wording may be about.

    Attributes
    ----------
    activity : str
        Its id.
    score : float
        How sure, 0-1.
    words : tuple of str
        The words that say so.
    doubts : tuple of str
        Why it is not surer: keys of sentences.
    """

    activity: str
    score: float
    words: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    def doubted(self, factor: float, doubt: str) -> "Hit":
        """Return the hit with a lower score, and why."""
        return replace(self, score=self.score * factor, doubts=(*self.doubts, doubt))


def hits_of(wording: str, activities: Iterable[str]) -> list[Hit]:
    """Return the activities that a wording may be about, the surest first.

    Parameters
    ----------
    wording : str
        A question, an answer's label, or a column's name in words.
    activities : iterable of str
        The ids to choose from; those without a rule are left to their labels.

    Examples
    --------
    >>> [(hit.activity, round(hit.score, 2)) for hit in hits_of("Read blogs", ["blog_read"])]
    [('blog_read', 0.95)]
    """
    rules = lexicon().rules
    heard = hear(wording)
    asked = set(activities)
    every = [hit for name, rule in rules.items() if (hit := _hit(name, rule, heard)) is not None]
    sure = [hit for hit in every if hit.score > WEAK]
    if len(sure) > 1:
        every = [hit.doubted(TWO_DEEDS, "two_deeds") if hit in sure else hit for hit in every]
    kept = [_cued(hit, heard) for hit in every if hit.activity in asked]
    return sorted(kept, key=lambda hit: (-hit.score, hit.activity))


def _hit(name: str, rule: Rule, heard: Heard) -> Hit | None:
    said = {**heard.places, **heard.verbs, **heard.objects}
    for strength, alternatives in ((SURE, rule.sure), (WEAK, rule.weak)):
        for groups in alternatives:
            used = _used(groups, heard, rule)
            if used:
                words = tuple(dict.fromkeys(said[each] for each in used))
                hit = Hit(name, strength, words, () if strength == SURE else ("weak",))
                return _weighed(hit, rule, heard)
    told = heard.objects or heard.places
    things = {group for each in rule.sure for group in each[-1]} & told.keys() - VAGUE
    if not things or heard.verbs.keys() - LIGHT:
        return None
    return Hit(name, THING, tuple(told[each] for each in things), ("thing",))


def _used(groups: Groups, heard: Heard, rule: Rule) -> list[str]:
    """Return a concept of every group; none where a group has none."""
    used = []
    there = [*heard.verbs, *heard.objects]
    if heard.objects.keys() - PLATFORM <= rule.beside:  # "messages on Twitter", "on Twitter"
        there += heard.places
    for group in groups:
        found = [each for each in there if each in group]
        if not found:
            return []
        used.append(found[0])
    return used


def _weighed(hit: Hit, rule: Rule, heard: Heard) -> Hit:
    """Lower a hit's score by what else is named."""
    if heard.objects.keys() - rule.concepts - PLATFORM:
        hit = hit.doubted(TWO_THINGS, "two_things")
    if heard.verbs.keys() - rule.concepts - LIGHT:
        hit = hit.doubted(OTHER_DEED, "other_deed")
    if heard.left:
        hit = hit.doubted(1 - NARROWER * (1 - heard.coverage), "narrower")
    return hit


def _cued(hit: Hit, heard: Heard) -> Hit:
    for cue in heard.cues:
        hit = hit.doubted(CUES[cue], cue)
    return hit
