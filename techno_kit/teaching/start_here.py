"""The exercises of the lesson 00_start_here."""

from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say


def _respondents() -> int:
    return study.sample().n


def _columns() -> int:
    return len(study.sample().frame.columns)


def _largest_of_young(column: str = "share") -> str:
    rows = study.young(study.profiled().groups)
    return str(rows.set_index("answer")[column].idxmax())


def _largest() -> str:
    return str(study.profiled().whole.set_index("answer")["share"].idxmax())


def _young_creators(*, weighted: bool = True) -> float:
    return study.figure(study.young(study.profiled(weighted=weighted).groups), "creators")


def _creators() -> float:
    return study.figure(study.profiled().whole, "creators")


def _young_among_creators() -> float:
    """Return the share the wrong way round: how many of the Creators are young."""
    found = study.profiled()
    young = study.figure(study.young(found.groups), "creators", "n_weighted")
    everyone = study.figure(found.whole, "creators", "n_weighted")
    return _young_creators() * young / everyone / _creators()


EXERCISES = (
    Exercise(
        "respondents",
        expected=_respondents,
        unit="count",
        hint=say("teaching.respondents.hint"),
        mistakes={
            say("teaching.respondents.columns"): _columns,
            say("teaching.respondents.base"): lambda: study.figure(
                study.profiled().whole, "creators", "n"
            ),
        },
    ),
    Exercise(
        "largest_rung",
        expected=_largest_of_young,
        hint=say("teaching.largest_rung.hint"),
        mistakes={
            say("teaching.largest_rung.whole"): _largest,
            say("teaching.largest_rung.index"): lambda: _largest_of_young("index"),
        },
    ),
    Exercise(
        "share_of_young_creators",
        expected=_young_creators,
        unit="share",
        hint=say("teaching.share_of_young_creators.hint"),
        mistakes={
            say("teaching.share_of_young_creators.whole"): _creators,
            study.unweighted(): lambda: _young_creators(weighted=False),
            study.not_raked(): lambda: study.figure(
                study.young(study.delivered().groups), "creators"
            ),
            say("teaching.share_of_young_creators.index"): lambda: study.figure(
                study.young(study.profiled().groups), "creators", "index"
            ),
            say("teaching.share_of_young_creators.turned"): _young_among_creators,
        },
    ),
)
