"""techno_kit: from a raw survey file to a defensible Social Technographics profile.

Read
    `read` a survey file with a `Mapping`; `read_targets`; `read_ladder`; `load_ladder` and
    `load_example` and `load_targets` for what is shipped. `estimate_targets` takes them from a
    better survey.
Screen
    `screen` for interviews that may not be valid; `sample.without` leaves them out, and says so.
Weight
    `rake` a `Sample` to `Targets`; the `Weights` go into the sample with `sample.with_weights`;
    `calibrate` meets means and totals of numbers too; `trim` cuts weights; `diagnose` tells what
    they cost, who carries them, what they moved.
Profile
    `profile` a `Ladder` or a `Question`, overall and by group; `score` tells who is on which rung.
Infer
    `estimate` means, totals, ratios and quantiles; `compare` groups and waves; `crosstab` questions
    by a banner; `model` rungs on demographics; `overlaps` of rungs; `replicate` for errors from
    replicate weights; `sample_size` before the field, `detectable` differences
    after it.
Plan
    `draft_plan` for some people: an `Objective`, strategy, technology last; `read_plan`.
Teach
    `teach.check` an answer beside the question; `show` a figure with its description.
Share
    `report` puts profiles, comparisons, plans and weights on one page that stands alone.
Nouns
    `Sample`, `Codebook`, `Question`, `Design`, `Audience`, `Targets`, `Weights`, `Activity`,
    `Rung`, `Ladder`, `Mapping`, `ReplicateColumns`, `Replicates`, `Profile`, `Comparison`,
    `Crosstab`, `Diagnosis`, `Plan`, `Page`. All are frozen: verbs return new ones.

"Technographics" is a registered mark of Forrester Research; techno_kit is not affiliated with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from techno_kit.version import VERSION

if TYPE_CHECKING:
    import techno_kit.teaching as teach
    from techno_kit.analysis.comparisons.comparing import compare
    from techno_kit.analysis.comparisons.comparisons import Comparison
    from techno_kit.analysis.crosstabs.crosstabs import Crosstab
    from techno_kit.analysis.crosstabs.tabulating import crosstab
    from techno_kit.analysis.estimates.estimating import estimate
    from techno_kit.analysis.estimates.targeting import estimate_targets
    from techno_kit.analysis.models.modelling import model
    from techno_kit.analysis.overlaps.overlapping import overlaps
    from techno_kit.analysis.profiles.profiles import Profile
    from techno_kit.analysis.profiles.profiling import profile
    from techno_kit.analysis.replicates.replicating import replicate
    from techno_kit.analysis.scoring import score
    from techno_kit.analysis.screening.screening import screen
    from techno_kit.analysis.sizes.detecting import detectable
    from techno_kit.analysis.sizes.sizing import sample_size
    from techno_kit.analysis.weights.calibrating import calibrate
    from techno_kit.analysis.weights.diagnoses import Diagnosis
    from techno_kit.analysis.weights.diagnosing import diagnose
    from techno_kit.analysis.weights.nonresponse import adjust_nonresponse
    from techno_kit.analysis.weights.reweighting import reweight
    from techno_kit.analysis.weights.trimming import trim
    from techno_kit.analysis.weights.weighting import poststratify, rake
    from techno_kit.errors import TechnoKitError
    from techno_kit.ladder.reading import load_ladder, read_ladder
    from techno_kit.ladder.rungs import Activity, Ladder, Rung
    from techno_kit.loading.examples import load_example, load_targets
    from techno_kit.loading.reading import read
    from techno_kit.loading.targets import read_targets
    from techno_kit.planning.drafting import draft_plan
    from techno_kit.planning.parts import Objective
    from techno_kit.planning.plan import Plan
    from techno_kit.planning.reading import read_plan
    from techno_kit.reporting.page import Page, report
    from techno_kit.survey.audience import Audience
    from techno_kit.survey.codebook import Codebook, Question
    from techno_kit.survey.design import Design
    from techno_kit.survey.mapping import Mapping
    from techno_kit.survey.recipe_files import read_recipe
    from techno_kit.survey.recipes import Recipe
    from techno_kit.survey.replicate_columns import ReplicateColumns
    from techno_kit.survey.replicates import Replicates
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.targets.target_set import Targets
    from techno_kit.survey.weights import Weights
    from techno_kit.teaching.showing import show

__version__ = VERSION

# Where each public name lives. Nothing is imported before it is asked for, so that
# `import techno_kit` is light.
_HOMES = {
    "Activity": "ladder.rungs",
    "Audience": "survey.audience",
    "Codebook": "survey.codebook",
    "Comparison": "analysis.comparisons.comparisons",
    "Crosstab": "analysis.crosstabs.crosstabs",
    "Design": "survey.design",
    "Diagnosis": "analysis.weights.diagnoses",
    "Ladder": "ladder.rungs",
    "Mapping": "survey.mapping",
    "Objective": "planning.parts",
    "Page": "reporting.page",
    "Plan": "planning.plan",
    "Profile": "analysis.profiles.profiles",
    "Question": "survey.codebook",
    "Recipe": "survey.recipes",
    "ReplicateColumns": "survey.replicate_columns",
    "Replicates": "survey.replicates",
    "Rung": "ladder.rungs",
    "Sample": "survey.sample",
    "Targets": "survey.targets.target_set",
    "TechnoKitError": "errors",
    "Weights": "survey.weights",
    "adjust_nonresponse": "analysis.weights.nonresponse",
    "calibrate": "analysis.weights.calibrating",
    "compare": "analysis.comparisons.comparing",
    "crosstab": "analysis.crosstabs.tabulating",
    "detectable": "analysis.sizes.detecting",
    "diagnose": "analysis.weights.diagnosing",
    "draft_plan": "planning.drafting",
    "estimate": "analysis.estimates.estimating",
    "estimate_targets": "analysis.estimates.targeting",
    "load_example": "loading.examples",
    "load_ladder": "ladder.reading",
    "load_targets": "loading.examples",
    "model": "analysis.models.modelling",
    "overlaps": "analysis.overlaps.overlapping",
    "poststratify": "analysis.weights.weighting",
    "profile": "analysis.profiles.profiling",
    "rake": "analysis.weights.weighting",
    "read": "loading.reading",
    "read_ladder": "ladder.reading",
    "read_plan": "planning.reading",
    "read_recipe": "survey.recipe_files",
    "read_targets": "loading.targets",
    "replicate": "analysis.replicates.replicating",
    "report": "reporting.page",
    "reweight": "analysis.weights.reweighting",
    "sample_size": "analysis.sizes.sizing",
    "score": "analysis.scoring",
    "screen": "analysis.screening.screening",
    "show": "teaching.showing",
    "trim": "analysis.weights.trimming",
}
_MODULES = {"teach": "teaching"}  # public names that are a module, with names of their own

__all__ = [
    "Activity",
    "Audience",
    "Codebook",
    "Comparison",
    "Crosstab",
    "Design",
    "Diagnosis",
    "Ladder",
    "Mapping",
    "Objective",
    "Page",
    "Plan",
    "Profile",
    "Question",
    "Recipe",
    "ReplicateColumns",
    "Replicates",
    "Rung",
    "Sample",
    "Targets",
    "TechnoKitError",
    "Weights",
    "adjust_nonresponse",
    "calibrate",
    "compare",
    "crosstab",
    "detectable",
    "diagnose",
    "draft_plan",
    "estimate",
    "estimate_targets",
    "load_example",
    "load_ladder",
    "load_targets",
    "model",
    "overlaps",
    "poststratify",
    "profile",
    "rake",
    "read",
    "read_ladder",
    "read_plan",
    "read_recipe",
    "read_targets",
    "replicate",
    "report",
    "reweight",
    "sample_size",
    "score",
    "screen",
    "show",
    "teach",
    "trim",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name) or _MODULES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{home}")
    found = module if name in _MODULES else getattr(module, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
