"""The verb `load_example`: the study that travels with the kit, as a sample."""

from dataclasses import replace
from typing import Literal, get_args

from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.loading.reading import read
from techno_kit.shipped import locate
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

Example = Literal["study", "study_business"]


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
    if name not in get_args(Example):
        names, near = listed(get_args(Example)), nearest(name, get_args(Example))
        raise QuestionError(say("examples.unknown", name=name, names=names, near=near))
    mapping = locate(f"samples/{name}.toml")
    sample = read(locate("samples/study.csv"), mapping=mapping)
    return replace(sample, notes=(say("examples.synthetic"), *sample.notes))
