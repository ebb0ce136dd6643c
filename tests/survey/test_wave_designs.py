"""The design of waves together: names of strata and people that files write differently."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError

N = 120


def frame(seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.arange(N),
            "y": random.choice(["yes", "no"], N),
            "stratum": np.arange(N) % 4,
            "psu": np.arange(N) // 4 % 10,
        }
    )


def panel(second: pd.DataFrame, other: tk.Design | None = None, **design: object) -> tk.Sample:
    own = tk.Design(**design)  # type: ignore[arg-type]
    parts = {
        "a": tk.Sample.from_frame(frame(), design=own),
        "b": tk.Sample.from_frame(second, design=own if other is None else other),
    }
    return tk.Sample.of_waves(parts, panel="id")


@pytest.mark.parametrize("column", ["stratum", "psu", "id"])
@pytest.mark.parametrize("kind", ["text", "spaced", "float", "category"])
def test_a_name_is_the_same_however_a_file_holds_it(column: str, kind: str) -> None:
    second = frame()
    made = {
        "text": second[column].astype(str),
        "spaced": " " + second[column].astype(str) + " ",
        "float": second[column].astype(float),
        "category": second[column].astype("category"),
    }[kind]
    both = panel(second.assign(**{column: made}), strata="stratum", clusters="psu")
    alike = panel(second, strata="stratum", clusters="psu")
    assert both.units.n_psu == alike.units.n_psu
    assert both.units.n_strata == alike.units.n_strata == 4
    assert both.notes == alike.notes
    errors = [tk.compare(each, "y", by="wave").pairs["se"].tolist() for each in (both, alike)]
    assert errors[0] == errors[1]
    assert max(errors[0]) < 1e-9  # the same people with the same answers


def test_strata_of_other_columns_are_crossed_alike() -> None:
    second = frame().rename(columns={"stratum": "zone"})
    second["zone"] = second["zone"].astype(float)
    both = panel(second, tk.Design(strata="zone"), strata="stratum")
    assert both.units.n_strata == 4
    assert both.units.n_psu == N


def test_clusters_of_other_columns_are_named_alike() -> None:
    second = frame().rename(columns={"psu": "area"})
    second["area"] = second["area"].astype(float)
    both = panel(second, tk.Design(clusters="area"), clusters="psu")
    assert both.units.n_psu == 10


def test_people_are_counted_apart_from_the_psus_that_they_lie_in() -> None:
    told = (
        "120 respondents (by id) in more than one wave, within 10 PSUs (psu), which count as the "
        "same ones."
    )
    assert panel(frame(2), clusters="psu").notes == (told,)
    half = frame(2).iloc[:8].assign(id=range(8))
    assert panel(half, clusters="psu").notes == (
        "8 respondents (by id) in more than one wave, within 2 PSUs (psu), which count as the same "
        "ones.",
    )
    assert panel(half.iloc[:4], clusters="psu").notes == (
        "4 respondents (by id) in more than one wave, within 1 PSU (psu), which counts as the same "
        "one.",
    )


def test_psus_are_counted_as_they_were_built() -> None:
    """A PSU number stands for as many PSUs as there are strata that hold it."""
    parts = {
        name: tk.Sample.from_frame(frame(seed), design=tk.Design(strata="stratum", clusters="psu"))
        for name, seed in (("a", 1), ("b", 2))
    }
    both = tk.Sample.of_waves(parts, panel="psu")
    assert both.units.n_psu == 40
    assert both.notes == (
        "40 PSUs (by psu) are in more than one wave, and count as the same ones.",
    )


def test_an_id_written_twice_is_found_whatever_its_kind() -> None:
    second = frame()
    second["id"] = second["id"].astype(object)
    second.loc[1, "id"] = "0 "
    with pytest.raises(SampleError, match="panel column 'id' holds 1 id more than once in b"):
        panel(second)
