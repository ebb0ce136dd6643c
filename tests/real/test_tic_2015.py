"""TIC Domicilios 2015 (NIC.br/Cetic.br): a raw file from Brazil becomes a ladder of five rungs."""

import pandas as pd
import pytest
from matplotlib.text import Text

import techno_kit as tk
from tests.real.reproduction import (
    CETIC,
    PRINTED,
    SAME_FORMULA,
    keyed,
    linearised,
    mapping_file,
    real_file,
)

FOLDER = "tic_domicilios_2015"
RAW = f"{FOLDER}/ticdom_2015_individuos_base_de_microdados_v1.0.csv.gz"
FIGURES = 135
RUNGS = ["creators", "conversationalists", "critics", "joiners", "spectators", "inactives"]
BY = ["gender", "age_group"]
WITHIN_3_MONTHS = {"internet": ["within 3 months"]}

DOES = {  # rung: the columns, one of which says 1
    "creators": ["C11_B", "C11_C"],
    "conversationalists": ["C7_F", "C11_A"],
    "critics": ["C7_E"],
    "joiners": ["C7_D"],
    "spectators": ["C9_B", "C9_C", "C9_D"],
}
GROUPS = {  # level: the column and the codes that make it
    "": ("sexo", [1, 2]),
    "Male": ("sexo", [1]),
    "Female": ("sexo", [2]),
    "10-15": ("idade", range(10, 16)),
    "16-24": ("idade", range(16, 25)),
    "25-34": ("idade", range(25, 35)),
    "35-44": ("idade", range(35, 45)),
    "45-59": ("idade", range(45, 60)),
    "60+": ("idade", range(60, 200)),
}


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    return tk.read(real_file(RAW, CETIC), mapping=mapping_file("tic_2015"))


@pytest.fixture(scope="module")
def ladder(sample: tk.Sample) -> tk.Profile:
    return tk.profile(sample, tk.load_ladder("2010"), by=BY)


@pytest.fixture(scope="module")
def items(sample: tk.Sample) -> tk.Profile:
    """The nine items among users of the last three months; "no answer" stays in the base."""
    return tk.profile(sample, "online", by=BY, where=WITHIN_3_MONTHS, missing="in_base")


@pytest.fixture(scope="module")
def reference() -> pd.DataFrame:
    """The figures by answer, question and level as the kit names them."""
    table = pd.read_csv(real_file(f"{FOLDER}/reference_computed.csv", CETIC))
    level = table["subgroup"].str.removeprefix("Age ").replace("All", "")
    by = level.map(lambda each: "gender" if each in ("Male", "Female") else "age_group")
    answer = table["metric"].str.split().str[0]
    answer = answer.where(table["base"].str.startswith("item"), answer.str.lower())
    return table.assign(answer=answer, by=by.where(level != "", ""), level=level)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The raw rows, read without the kit."""
    codes = [column for columns in DOES.values() for column in columns]
    used = ["Peso", "ESTRATO", "UPA", "sexo", "idade", "C3", *codes]
    return pd.read_csv(real_file(RAW, CETIC), sep=";", decimal=",", usecols=used)


def test_the_file_is_found_out(sample):
    assert sample.n == 20_397
    found, partly = sample.notes
    assert found == (
        "ticdom_2015_individuos_base_de_microdados_v1.0.csv.gz: separator ';', decimal comma, "
        "encoding UTF-8, compressed by gzip."
    )
    assert partly.startswith("online: 5 respondents answered some of its items only")
    assert (sample.units.n_strata, sample.units.n_psu) == (104, 994)


def test_all_135_figures(ladder, items, reference):
    table = pd.concat([keyed(ladder.table), keyed(items.table)])
    wanted = reference.set_index(["answer", "by", "level"])
    ours = table.loc[wanted.index]
    gap = (ours["share"] - wanted["percent"] / 100).abs()
    reproduced = (gap <= PRINTED) & (ours["n"] == wanted["unweighted_n"])
    assert list(wanted.index[~reproduced]) == []
    assert reproduced.sum() == len(table) == FIGURES


def test_errors_and_intervals_against_the_rows(ladder, items, rows):
    design = [rows[column].to_numpy() for column in ("Peso", "ESTRATO", "UPA")]
    rungs = pd.DataFrame({rung: (rows[each] == 1).any(axis=1) for rung, each in DOES.items()})
    rungs["inactives"] = ~rungs.any(axis=1)
    single = rows[[column for columns in DOES.values() for column in columns]] == 1
    compared = 0
    for profile, answers, base in [
        (ladder, rungs, rows["C3"].notna()),
        (items, single, rows["C3"] == 1),
    ]:
        table = keyed(profile.table)
        for answer in answers:
            for level, (column, codes) in GROUPS.items():
                inside = (base & rows[column].isin(codes)).to_numpy()
                expected = linearised(answers[answer].to_numpy(), inside, *design)
                by = "" if not level else "gender" if column == "sexo" else "age_group"
                ours = table.loc[(answer, by, level), list(expected)].to_dict()
                assert ours == pytest.approx(expected, rel=SAME_FORMULA), (answer, level)
                compared += 1
    assert compared == FIGURES


def test_the_table_is_the_ladder_without_collectors(ladder):
    assert list(ladder.whole["answer"]) == RUNGS
    assert list(ladder.table["level"].dropna().unique()) == list(GROUPS)[1:]


def test_every_face_says_three_months_and_what_was_not_asked(ladder):
    pictures = [ladder.plot_whole().figure, ladder.plot().figure]
    faces = [" ".join(ladder.notes), ladder.method, str(ladder), ladder._repr_html_()]
    faces += [" ".join(text.get_text() for text in each.findobj(Text)) for each in pictures]
    for face in faces:
        face = " ".join(face.split())
        assert "in the last 3 months: yes/no, not monthly" in face
        assert "the activities of Collectors were not asked" in face
        assert "Creators 2 of 5" in face
        assert "at least monthly" not in face


def test_the_method_names_design_and_weight(ladder):
    assert "104 strata (ESTRATO) and 994 primary sampling units (UPA)" in ladder.method
    assert "The weight 'Peso' was taken as given" in ladder.method


def test_blanks_are_few_enough_to_stay_untold(ladder):
    """Seven people gave "no answer" to an item: no share could move by a point."""
    assert (ladder.bounds["high"] - ladder.bounds["low"]).between(0, 0.001).all()
    assert "Blank answers" not in ladder.text


def test_dont_know_is_not_doing_unless_asked(sample, rows):
    edition = tk.load_ladder("2010")
    strict = edition.question(sample, dont_know="missing")
    given = rows[[column for columns in DOES.values() for column in columns]]
    for question, blanks in [(edition, [98]), (strict, [97, 98])]:
        n = tk.profile(sample, question, missing="exclude").whole["n"].iloc[0]
        assert n == (~given.isin(blanks).any(axis=1)).sum() < sample.n


def test_the_crosstab_by_sex_and_age_is_the_profile(sample, ladder, items):
    edition = tk.load_ladder("2010")
    found = tk.crosstab(sample, edition, by=BY)
    online = tk.crosstab(sample, "online", by=BY, where=WITHIN_3_MONTHS, missing="in_base")
    columns = ["share", "se", "low", "high", "n"]
    for ours, theirs in ((found, ladder), (online, items)):
        table = keyed(ours.table[ours.table["kind"] == "answer"])
        expected = keyed(theirs.table).loc[table.index]
        assert table[columns].to_numpy() == pytest.approx(expected[columns].to_numpy(), rel=1e-9)
    assert len(keyed(found.table)) + len(keyed(online.table)) == FIGURES
    assert "at least monthly" not in found.method and "3 months" in " ".join(found.notes)
    crossed = tk.crosstab(sample, edition, by=tuple(BY))
    assert crossed.table["level"].nunique() == 12
