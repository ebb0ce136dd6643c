"""What `Mapping.suggest` is sure of in real surveys: every line was looked at, and is right."""

from dataclasses import replace
from pathlib import Path

import pytest

import techno_kit as tk
from tests.real.reproduction import CETIC, HINTS, real_file

SITES = {
    "hints": HINTS,
    "tic": CETIC,
    "ces": "https://doi.org/10.7910/DVN/ZSBZ7K",
    "fivethirtyeight": "https://github.com/fivethirtyeight/data/tree/master/masculinity-survey",
}
SURE = {
    "hints4_cycle2_2012/hints4cycle2_public.sav": {
        "questions.region": "CENSREG",
        "questions.gender": "GenderC",
        "questions.employment": "OccupationStatus",
        "questions.marital_status": "MaritalStatus",
        "questions.education": "Education",
        "questions.household_size": "TotalHousehold",
        "questions.age_group": "AgeGrpA",
        "questions.income": "HHInc",
        "design.weight": "PERSON_FINWT0",
    },
    "hints_puerto_rico_2009/hintspr_public.sav": {
        "activities.blog_publish": "HC18hBlog",
        "activities.forum_contribute": "HC18bSupportGroup",
        "questions.employment": "HD05OccupationStatus",
        "questions.marital_status": "HD06MaritalStatus",
        "questions.education": "HD07Education",
        "questions.ethnicity": "HD09Race1",
        "questions.age_group": "AgeGrpA",
        "questions.income": "HHInc",
        "questions.gender": "GenderN",
        "design.weight": "R12WGT0",
    },
    "hints6_2022/hints6_public.csv.gz": {
        "questions.region": "CENSREG",
        "questions.age_group": "Age",
        "questions.marital_status": "MaritalStatus",
        "questions.education": "Education",
        "questions.household_size": "TotalHousehold",
        "questions.income": "HHInc",
        "design.weight": "PERSON_FINWT0",
    },
    "ces2018_sample/cc18_samp.csv.gz": {
        "questions.birth_year": "birthyr",
        "design.weight": "commonweight",
    },
    "fivethirtyeight_masculinity_2018/raw-responses.csv": {
        "questions.ethnicity": "race2",
        "questions.education": "educ3",
        "questions.age_group": "age3",
        "design.weight": "weight",
    },
    "tic_domicilios_2015/ticdom_2015_individuos_base_de_microdados_v1.0.csv.gz": {
        "questions.age_group": "idade",
        "design.weight": "Peso",
    },
}


@pytest.mark.parametrize("file", SURE, ids=lambda file: file.split("/")[0])
def test_what_is_sure_is_right_and_reads_the_file(file: str, tmp_path: Path) -> None:
    site = next(site for name, site in SITES.items() if file.startswith(name))
    path = real_file(file, site)
    found = tk.Mapping.suggest(tk.read(path), tk.load_ladder("2010"))
    sure = found.table[found.table["score"] >= found.threshold]
    assert dict(zip(sure["what"], sure["column"], strict=True)) == SURE[file]
    mapping = tk.Mapping.read(found.save(tmp_path / "suggested.toml"))
    assert replace(mapping, source=found.mapping.source) == found.mapping
    assert tk.read(path, mapping=mapping).n > 0
