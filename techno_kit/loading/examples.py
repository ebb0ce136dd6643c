"""The verbs `load_example` and `load_targets`: what travels with the kit."""

from dataclasses import replace
from typing import Literal, get_args

from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.loading.reading import read
from techno_kit.loading.targets import read_targets
from techno_kit.shipped import locate
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import say

Example = Literal["study", "study_business"]
Population = Literal["study"]


def load_example(name: Example = "study") -> Sample:
    """Load the shipped study: two waves of 1,200 synthetic respondents.

    Nobody in it is a person. It was drawn once by a seeded script from published shares and our own
    assumptions; its codebook, ``data/samples/study_codebook.md``, says which is which and what is
    true of the population. Its young are under-represented until it is raked to
    ``data/targets/study.csv``.

    Parameters
    ----------
    name : {"study", "study_business"}
        Activities as done at all, or as done for business too.

    Returns
    -------
    Sample
        With its mapping: 21 activities, four demographics, strata, PSUs and a design weight.

    Raises
    ------
    QuestionError
        If there is no example of that name.

    Examples
    --------
    >>> sample = load_example()
    >>> sample.n, sample.codebook.population
    (2400, 'synthetic online adults, United States-like')
    """
    _check(name, get_args(Example))
    mapping = locate(f"samples/{name}.toml")
    sample = read(locate("samples/study.csv"), mapping=mapping)
    return replace(sample, notes=(say("examples.synthetic"), *sample.notes))


def load_targets(name: Population = "study") -> Targets:
    """Load the shipped targets: what the population of the shipped study looks like.

    They are those of the made-up population that the study was drawn from. A survey of your own is
    weighted to figures of its own population, with `read_targets`.

    Parameters
    ----------
    name : {"study"}
        The study that they belong to.

    Returns
    -------
    Targets
        Margins of age, gender, education and region.

    Raises
    ------
    QuestionError
        If there are no targets of that name.

    Examples
    --------
    >>> [margin.name for margin in load_targets().margins]
    ['age_group', 'gender', 'education', 'region']
    """
    _check(name, get_args(Population))
    return read_targets(locate(f"targets/{name}.csv"))


def _check(name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        near = nearest(name, names)
        raise QuestionError(say("examples.unknown", name=name, names=listed(names), near=near))
