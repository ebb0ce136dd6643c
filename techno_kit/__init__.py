"""techno_kit: from a raw survey file to a defensible Social Technographics profile.

Read
    `read` a survey file with a `Mapping`; `read_targets`; `read_ladder`; `load_ladder` and
    `load_example` for what is shipped.
Weight
    `rake` a `Sample` to `Targets`; the `Weights` go into the sample with `sample.with_weights`.
Profile
    `profile` a `Ladder` or a `Question`, overall and by group; `score` tells who is on which rung.
Nouns
    `Sample`, `Codebook`, `Question`, `Design`, `Audience`, `Targets`, `Weights`, `Activity`,
    `Rung`, `Ladder`, `Mapping`, `Profile`. All are frozen: verbs return new ones.

"Technographics" is a registered mark of Forrester Research; techno_kit is not affiliated with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from techno_kit.version import VERSION

if TYPE_CHECKING:
    from techno_kit.analysis.comparing import compare
    from techno_kit.analysis.comparisons import Comparison
    from techno_kit.analysis.profiles import Profile
    from techno_kit.analysis.profiling import profile
    from techno_kit.analysis.scoring import score
    from techno_kit.analysis.weighting import rake
    from techno_kit.errors import TechnoKitError
    from techno_kit.ladder.reading import load_ladder, read_ladder
    from techno_kit.ladder.rungs import Activity, Ladder, Rung
    from techno_kit.loading.examples import load_example
    from techno_kit.loading.reading import read
    from techno_kit.loading.targets import read_targets
    from techno_kit.survey.audience import Audience
    from techno_kit.survey.codebook import Codebook, Question
    from techno_kit.survey.design import Design
    from techno_kit.survey.mapping import Mapping
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.targets import Targets
    from techno_kit.survey.weights import Weights

__version__ = VERSION

# Where each public name lives. Nothing is imported before it is asked for, so that
# `import techno_kit` is light.
_HOMES = {
    "Activity": "ladder.rungs",
    "Audience": "survey.audience",
    "Codebook": "survey.codebook",
    "Comparison": "analysis.comparisons",
    "Design": "survey.design",
    "Ladder": "ladder.rungs",
    "Mapping": "survey.mapping",
    "Profile": "analysis.profiles",
    "Question": "survey.codebook",
    "Rung": "ladder.rungs",
    "Sample": "survey.sample",
    "Targets": "survey.targets",
    "TechnoKitError": "errors",
    "Weights": "survey.weights",
    "compare": "analysis.comparing",
    "load_example": "loading.examples",
    "load_ladder": "ladder.reading",
    "profile": "analysis.profiling",
    "rake": "analysis.weighting",
    "read": "loading.reading",
    "read_ladder": "ladder.reading",
    "read_targets": "loading.targets",
    "score": "analysis.scoring",
}

__all__ = [
    "Activity",
    "Audience",
    "Codebook",
    "Comparison",
    "Design",
    "Ladder",
    "Mapping",
    "Profile",
    "Question",
    "Rung",
    "Sample",
    "Targets",
    "TechnoKitError",
    "Weights",
    "compare",
    "load_example",
    "load_ladder",
    "profile",
    "rake",
    "read",
    "read_ladder",
    "read_targets",
    "score",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
