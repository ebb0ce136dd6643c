"""FiveThirtyEight's masculinity survey: its printed crosstab, one path for all questions."""

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.wording import percent
from tests.real.reproduction import mapping_file, real_file

FOLDER = "fivethirtyeight_masculinity_2018"
PAGE = "https://github.com/fivethirtyeight/data/tree/master/masculinity-survey"
BY = ["age3", "race2", "kids", "orientation"]
CELLS = 1_772
SELECT_ALL = {"q0004", "q0008", "q0010", "q0011", "q0012", "q0019", "q0020", "q0021", "q0025"}
# "Other (please specify)" of why men pay stands in the printed table under its own question, and is
# labelled in the list of figures with the code of another question's "Other".
MISLABELLED = "Other (please specify)"
PRINTED_AS, BELONGS_TO = "q0020", "q0019"
NOT_THEIRS = {"35 - 64": 8, "65 and up": 8, "White": 9, "Non-white": 3, "Straight": 7}


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    path = real_file(f"{FOLDER}/raw-responses.csv", PAGE)
    return tk.read(path, mapping=mapping_file("fivethirtyeight_2018"))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    table = pd.read_csv(real_file(f"{FOLDER}/published.csv", PAGE))
    code = table["metric"].str.extract(r"\[([^\]]*)\]$")[0]
    battery = code.str.partition("_")[0]
    return table.assign(
        question=battery.where(battery.isin(SELECT_ALL), code),
        answer=table["metric"].str.extract(r": ([^:]*) \[[^\]]*\]$")[0],
        printed=table["published_value"].map("{:.0f}%".format),
    )[["question", "answer", "subgroup", "printed"]]


@pytest.fixture(scope="module")
def shares(sample: tk.Sample, published: pd.DataFrame) -> pd.DataFrame:
    """Every share by question, answer and subgroup; one path for both kinds of questions."""
    tables = []
    for question in published["question"].unique():
        table = tk.profile(sample, question, by=BY, suppress_below=0).table
        tables.append(table.assign(question=question, level=table["level"].fillna("Adult Men")))
    return pd.concat(tables).set_index(["question", "answer", "level"])


def test_both_kinds_of_questions_are_there(sample: tk.Sample, published: pd.DataFrame) -> None:
    kinds = {name: sample.question(name).kind for name in published["question"].unique()}
    assert {name for name, kind in kinds.items() if kind == "multiple"} == SELECT_ALL
    assert len(kinds) == 33


def missed(published: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    keys = pd.MultiIndex.from_frame(published[["question", "answer", "subgroup"]])
    ours = shares["share"].loc[keys].map(percent).to_numpy()
    return published.assign(ours=ours)[ours != published["printed"].to_numpy()]


def test_cells_as_the_list_of_figures_labels_them(
    published: pd.DataFrame, shares: pd.DataFrame
) -> None:
    wrong = missed(published, shares)
    assert len(published) == CELLS
    assert set(wrong["question"]) == {PRINTED_AS}
    assert set(wrong["answer"]) == {MISLABELLED}
    found = dict(zip(wrong["subgroup"], wrong["printed"], strict=True))
    assert found == {level: f"{value}%" for level, value in NOT_THEIRS.items()}


def test_every_cell_under_the_question_that_it_belongs_to(
    published: pd.DataFrame, shares: pd.DataFrame
) -> None:
    other = (published["question"] == PRINTED_AS) & (published["answer"] == MISLABELLED)
    assert other.sum() == 8
    put_right = published.assign(question=published["question"].mask(other, BELONGS_TO))
    wrong = missed(put_right, shares)
    assert wrong.empty, wrong.to_string()


def test_a_comparison_has_the_same_shares(sample: tk.Sample, shares: pd.DataFrame) -> None:
    for question in ("q0001", "q0004", "q0010", "q0018"):
        table = tk.compare(sample, question, by=BY, suppress_below=0).table
        keys = pd.MultiIndex.from_arrays([[question] * len(table), table["answer"], table["level"]])
        expected = shares[shares["by"].notna()]["share"].loc[keys].to_numpy()
        assert table["share"].to_numpy() == pytest.approx(expected, rel=0, abs=1e-15)


def test_what_differs_by_age(sample: tk.Sample) -> None:
    gaps = tk.compare(sample, "q0004", by="age3")
    assert "This is not a probability sample" in " ".join(gaps.notes)
    letters = gaps.table.set_index(["answer", "level"])["higher_than"]
    assert letters["Pop culture", "18 - 34"] == "B C"


def test_the_printed_crosstab_in_one_call(sample: tk.Sample, published: pd.DataFrame) -> None:
    """All questions by all banner questions: what was printed, but for the mislabelled eight."""
    questions = published["question"].unique().tolist()
    found = tk.crosstab(sample, questions, by=BY, suppress_below=0)
    table = found.table[found.table["kind"] == "answer"]
    table = table.assign(level=table["level"].fillna("Adult Men"))
    shares = table.set_index(["question", "answer", "level"])
    wrong = missed(published, shares)
    assert len(published) - len(wrong) >= 1_767
    assert set(zip(wrong["question"], wrong["answer"], strict=True)) == {(PRINTED_AS, MISLABELLED)}
    printed = found.wide
    assert printed.index.get_level_values("question").nunique() == len(questions)


def test_the_crosstab_is_the_comparison(sample: tk.Sample) -> None:
    questions = ["q0001", "q0004", "q0018"]
    found = tk.crosstab(sample, questions, by=BY).pairs.set_index("question")
    for question in questions:
        gaps = tk.compare(sample, question, by=BY).pairs
        assert found.loc[question, "p_adjusted"].to_numpy() == pytest.approx(
            gaps["p_adjusted"].to_numpy(), rel=1e-9, nan_ok=True
        )
