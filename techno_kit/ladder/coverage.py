"""What a survey asked of a ladder: rungs and activities, and in what words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from techno_kit.errors import listed
from techno_kit.ladder.rules import THRESHOLDS, reaches
from techno_kit.survey.codebook import Frequency, Item, Scale
from techno_kit.wording import count, join, say

if TYPE_CHECKING:
    from techno_kit.ladder.rungs import Ladder, Rung, Surveyed


NEARLY = 0.9  # likeness of two ids beyond which one is taken for a slip of the pen


@dataclass(frozen=True, slots=True)
class RungCoverage:
    """What a survey asked of one rung.

    Attributes
    ----------
    rung : Rung
        The rung.
    items : tuple of Item
        The survey's questions for its activities.
    not_asked : tuple of str
        Activities without a question in the survey.
    too_coarse : tuple of str
        Activities that were asked, but with no answer that says "as often as the rung demands":
        nobody could ever reach the rung by them, so they are left out.
    """

    rung: "Rung"
    items: tuple[Item, ...]
    not_asked: tuple[str, ...]
    too_coarse: tuple[str, ...]

    @property
    def activities(self) -> tuple[str, ...]:
        """Ids of the activities that were asked."""
        return tuple(item.activity for item in self.items)

    @property
    def complete(self) -> bool:
        """Whether all activities of the rung were asked."""
        return len(self.items) == len(self.rung.any_of)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a survey asked of a ladder.

    Attributes
    ----------
    rungs : tuple of RungCoverage
        Every rung but the exclusive one, top to bottom.
    none : Rung
        The exclusive rung.
    unused : tuple of str
        Activities that the survey maps and this ladder does not use.
    """

    rungs: tuple[RungCoverage, ...]
    none: "Rung"
    unused: tuple[str, ...]

    @classmethod
    def of(cls, ladder: "Ladder", sample: "Surveyed") -> "Coverage":
        """Return what a sample's survey asked of a ladder."""
        asked = {each: sample.item(each) for each in ladder.activities}
        rungs = []
        for rung in ladder.active:
            found = [item for each in rung.any_of if (item := asked[each]) is not None]
            able = [item for item in found if _can_reach(item.scale, rung.at_least)]
            rungs.append(
                RungCoverage(
                    rung=rung,
                    items=tuple(able),
                    not_asked=tuple(each for each in rung.any_of if asked[each] is None),
                    too_coarse=tuple(item.activity for item in found if item not in able),
                )
            )
        unused = tuple(each for each in sample.codebook.items if each not in asked)
        return cls(tuple(rungs), ladder.none, unused)

    @property
    def misspelt(self) -> dict[str, str]:
        """Mapped activities of no rung whose id is nearly that of one that was not asked."""
        free = [each for rung in self.rungs for each in rung.not_asked]
        close = {each: get_close_matches(each, free, n=1, cutoff=NEARLY) for each in self.unused}
        return {wrong: right[0] for wrong, right in close.items() if right}

    @property
    def present(self) -> tuple[RungCoverage, ...]:
        """The rungs of which an activity was asked."""
        return tuple(each for each in self.rungs if each.items)

    @property
    def absent(self) -> tuple[RungCoverage, ...]:
        """The rungs of which no activity was asked."""
        return tuple(each for each in self.rungs if not each.items)

    @property
    def complete(self) -> bool:
        """Whether every activity of every rung was asked."""
        return all(each.complete for each in self.rungs)

    @property
    def definition(self) -> str:
        """The sentence that says what puts a person on a rung: threshold and answer window."""
        asked = [(each.rung, item) for each in self.present for item in each.items]
        yes_no = [(rung, item) for rung, item in asked if _is_yes_no(item.scale)]
        often = [(rung, item) for rung, item in asked if not _is_yes_no(item.scale)]
        if not asked:
            return ""
        if not yes_no:
            how = _frequency_words(often)
        elif not often:
            how = _yes_no_words(yes_no)
        else:
            frequency, other = _frequency_words(often), _yes_no_words(yes_no)
            how = say("ladder.caption.both", frequency=frequency, yes_no=other)
        return say("ladder.caption.definition", how=how)

    @property
    def gaps(self) -> str:
        """The sentence that says what was not asked; empty when everything was."""
        if self.complete:
            return ""
        total, absent = len(self.rungs) + 1, [each.rung.label() for each in self.absent]
        parts = []
        if absent:
            here = count(total - len(absent))
            rungs = join(absent)
            parts.append(say("ladder.caption.rungs", n=here, total=count(total), rungs=rungs))
        partly = [_partly(each) for each in self.present if not each.complete]
        if partly:
            parts.append(say("ladder.caption.partly", rungs=join(partly)))
        parts += [_coarse(each) for each in self.rungs if each.too_coarse]
        parts.append(say("ladder.caption.none", none=self.none.label()))
        return " ".join(parts)

    @property
    def caption(self) -> str:
        """Definition and gaps, as they travel with every profile."""
        return " ".join(each for each in (self.definition, self.gaps) if each)


def _partly(coverage: RungCoverage) -> str:
    asked, total = count(len(coverage.items)), count(len(coverage.rung.any_of))
    return say("ladder.caption.part", rung=coverage.rung.label(), asked=asked, total=total)


def _coarse(coverage: RungCoverage) -> str:
    rung, threshold = coverage.rung.label(), _frequency(coverage.rung.at_least)
    activities = listed(coverage.too_coarse)
    return say("ladder.caption.coarse", rung=rung, activities=activities, threshold=threshold)


def _can_reach(scale: Scale, threshold: Frequency) -> bool:
    return any(reaches(frequency, threshold) for _, frequency in scale.answers)


def _is_yes_no(scale: Scale) -> bool:
    said = {frequency for _, frequency in scale.answers}
    return "yes" in said and not said.intersection(THRESHOLDS)


def _frequency_words(asked: Sequence[tuple["Rung", Item]]) -> str:
    """Word threshold and window of items with frequencies, rungs that differ with their names."""
    rungs = list(dict.fromkeys(rung for rung, _ in asked))
    usual = _usual(rungs)
    differ: dict[Frequency, list[str]] = {}
    for rung in rungs:
        if rung.at_least != usual:
            differ.setdefault(rung.at_least, []).append(rung.label())
    others = join(
        say("ladder.caption.other", rungs=join(names), threshold=_frequency(threshold))
        for threshold, names in differ.items()
    )
    return say(
        "ladder.caption.frequency",
        threshold=_frequency(usual),
        others=say("ladder.caption.others", others=others) if others else "",
        window=_window("frequency", [item for _, item in asked]),
    )


def _yes_no_words(asked: Sequence[tuple["Rung", Item]]) -> str:
    """Word the window of yes/no items, and which threshold they do not meet."""
    threshold = _frequency(_usual(list(dict.fromkeys(rung for rung, _ in asked))))
    window = _window("yes_no", [item for _, item in asked])
    return say("ladder.caption.yes_no", window=window, threshold=threshold)


def _usual(rungs: Sequence["Rung"]) -> Frequency:
    return Counter(rung.at_least for rung in rungs).most_common(1)[0][0]


def _frequency(threshold: Frequency) -> str:
    return say(f"ladder.frequencies.{threshold}")


def _window(kind: str, items: Sequence[Item]) -> str:
    """Word the time that the questions ask about; several are listed."""
    windows = dict.fromkeys(item.scale.window for item in items)
    # A bare length, such as "3 months", is completed; another phrase stands as it was written.
    lengths = [each for each in windows if each and each[0].isdigit()]
    phrases = [each for each in windows if each and not each[0].isdigit()]
    if lengths:
        phrases.insert(0, say("ladder.window.last", window=join(lengths, by="or")))
    stated = join(phrases, by="or")
    if not stated:
        return say(f"ladder.window.{kind}.unstated")
    return say(f"ladder.window.{kind}.{'partly' if None in windows else 'stated'}", windows=stated)
