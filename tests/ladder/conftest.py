"""Small surveys for the ladder's tests."""

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from techno_kit.survey.codebook import Codebook, Item, Scale
from techno_kit.survey.sample import Sample

FREQUENCIES = ("several_daily", "daily", "weekly", "monthly", "rarely", "never", "dont_know")
OFTEN = Scale("often", tuple((each, each) for each in FREQUENCIES), window="12 months")
YES_NO = Scale("yes_no", ((1, "yes"), (0, "no")), window="3 months")

Surveying = Callable[..., Sample]


@pytest.fixture
def survey() -> Surveying:
    """Return a maker of samples: activity to answers, scale by activity or one for all."""

    def make(
        answers: Mapping[str, list[object]], scales: Scale | Mapping[str, Scale] = OFTEN
    ) -> Sample:
        items = {
            each: Item(each, each, scales if isinstance(scales, Scale) else scales[each])
            for each in answers
        }
        return Sample.from_frame(pd.DataFrame(dict(answers)), labels=Codebook(items=items))

    return make
