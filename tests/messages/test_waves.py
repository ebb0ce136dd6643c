"""What keeps waves from being one sample, word for word."""

import dataclasses

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from tests.survey.test_waves import BOOK, DESIGN, ITEMS, OFTEN, frame, item, wave

SEX = tk.Question("sex", levels=[("Female", "Female"), ("Male", "Male")])


def refused(waves: object, **options: object) -> str:
    with pytest.raises(SampleError) as error:
        tk.Sample.of_waves(waves, **options)  # type: ignore[arg-type]
    return str(error.value)


def two(second: tk.Sample, **options: object) -> str:
    return refused({"2025": wave(1), "2026": second}, **options)


def with_question(question: tk.Question, seed: int = 2) -> tk.Sample:
    return wave(seed, book=BOOK.with_question(question))


def pair(one: tk.Question, other: tk.Question) -> str:
    return refused({"2025": with_question(one, 1), "2026": with_question(other)})


# --- what waves are ------------------------------------------------------------------------------


def test_no_mapping() -> None:
    assert refused([wave(1), wave(2)]) == (
        "Sample.of_waves: waves are given as a mapping of names to samples, such as {'2025': one, '2026': two}, not as "
        "list"
    )


def test_names_and_kinds() -> None:
    assert refused({2025: wave(1), "2025": wave(2)}) == (
        "Sample.of_waves: these waves have the same name: '2025'; give each its own"
    )
    assert refused({"2025": wave(1)}) == (
        "Sample.of_waves: there is nothing to put together in 1 wave; give two or more"
    )
    assert refused({"": wave(1), "2026": frame(2)}) == (
        "Sample.of_waves: 2 problems:\n"
        "- a wave has no name; give each its own\n"
        "- 2026 is DataFrame; give a Sample, such as tk.read returns"
    )


def test_options_that_are_none() -> None:
    assert two(wave(2), differing="tells", scale="waves") == (
        "Sample.of_waves: 2 problems:\n"
        "- differing is 'tells'; it is one of 'error' and 'tell'; did you mean 'tell'?\n"
        "- scale is 'waves'; it is one of 'wave' and 'as_given'; did you mean 'wave'?"
    )


def test_a_wave_without_respondents() -> None:
    empty = dataclasses.replace(wave(2), frame=frame(2).iloc[:0], _done={})
    assert two(empty) == "Sample.of_waves: 2026 has no respondents; leave it out"


def test_a_column_of_that_name() -> None:
    assert two(wave(2), name="sex") == (
        "Sample.of_waves: 2 problems:\n"
        "- 2025 already has a question or column 'sex'; give name= another word, or rename it\n"
        "- 2026 already has a question or column 'sex'; give name= another word, or rename it"
    )


def test_weights_of_the_kit_name_the_cure() -> None:
    sample = wave(2)
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    assert two(sample.with_weights(tk.rake(sample, targets))) == (
        "Sample.of_waves: 2026 has weights made by the kit; put the waves together as they were read, and weight them "
        "together: tk.rake(both, targets, within='wave')"
    )


# --- questions -----------------------------------------------------------------------------------


def test_levels_that_differ() -> None:
    other = tk.Question("sex", levels=[("Female", "Women"), ("Male", "Male")])
    assert pair(SEX, other) == (
        "Sample.of_waves: sex has other levels in some waves than in others: 'Female' in 2025 and 'Women' in 2026; "
        "merge or rename them first, with Sample.merge_levels, or list the same ones in both mappings"
    )


def test_levels_with_other_values() -> None:
    turned = tk.Question("sex", levels=[("Male", "Female"), ("Female", "Male")])
    assert pair(SEX, turned) == (
        "Sample.of_waves: the levels of sex have other values in the files of some waves than of others; recode the "
        "column, so that one mapping reads all files"
    )


def test_columns_without_a_level_in_common() -> None:
    other = tk.Sample.from_frame(
        frame(2).replace({"sex": {"Female": "F", "Male": "M"}}), labels=BOOK, design=DESIGN
    )
    assert two(other) == (
        "Sample.of_waves: sex has other levels in some waves than in others: 'Female' and 'Male' in 2025 and 'F' and "
        "'M' in 2026; merge or rename them first, with Sample.merge_levels, or list the same ones in both mappings"
    )


def test_questions_that_are_read_in_other_ways() -> None:
    other = tk.Question("sex", columns="Q1", missing=["x"])
    one = tk.Question("sex")
    assert pair(one, other) == (
        "Sample.of_waves: sex is read in other ways in some waves than in others (parts and missing); read all files "
        "with one mapping"
    )


def test_ladders_of_two_editions() -> None:
    first = tk.load_ladder("2010").question(wave(1))
    options = [dataclasses.replace(each, at_least="weekly") for each in first.options]
    first, second = (
        dataclasses.replace(first, name="ladder", options=each) for each in (first.options, options)
    )
    assert pair(first, second) == (
        "Sample.of_waves: ladder is a ladder of another edition in some waves than in others; add it after the waves "
        "are together, or pass the ladder itself to tk.compare"
    )


# --- not asked alike -----------------------------------------------------------------------------

TELL = "Compare them all the same with differing='tell'; every caption then says how they differ."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"population": "adults"}, "the population is “online adults” in 2025 and “adults” in 2026"),
        ({"mode": "telephone"}, "the mode is not stated in 2025 and “telephone” in 2026"),
        ({"probability_sample": True}, "respondents were drawn in a way that is not stated in 2025 and at random in 2026"),
        ({"synthetic": True}, "the data of 2026 are made up, and others are not"),
        ({"items": {"blog_publish": ITEMS["blog_publish"]}}, "only 2025 asked 'blog_read', and all waves leave them out"),
        ({"items": {name: item(name, each.column, window="3 months") for name, each in ITEMS.items()}},
         "the window of 'blog_publish' and 'blog_read' is no stated window in 2025 and 3 months in 2026"),
        ({"items": {**ITEMS, "blog_read": item("blog_read", "Q2", answers=(*OFTEN, ("x", "yes")))}},
         "'blog_read' can be answered with other frequencies in some waves than in others"),
        ({"questions": {}}, ""),
    ],
)  # fmt: skip
def test_waves_that_were_not_asked_alike(changes: dict[str, object], told: str) -> None:
    second = wave(2, book=dataclasses.replace(BOOK, **changes))  # type: ignore[arg-type]
    if not told:
        tk.Sample.of_waves({"2025": wave(1), "2026": second})
        return
    assert two(second) == f"Sample.of_waves: {told}\n{TELL}"
    caution = (
        f"Waves were not asked alike: {told}. A change may be one of the questions, not of people."
    )
    both = tk.Sample.of_waves({"2025": wave(1), "2026": second}, differing="tell")
    assert both.codebook.cautions == (caution,)


def test_other_words_for_a_question() -> None:
    one, other = (tk.Question("sex", label=label) for label in ("You are", "Your sex"))
    assert pair(one, other) == (
        f"Sample.of_waves: sex is worded “You are” in 2025 and “Your sex” in 2026\n{TELL}"
    )


def test_an_answer_that_means_something_else() -> None:
    items = {
        **ITEMS,
        "blog_read": item("blog_read", "Q2", answers=(("never", "never"), ("monthly", "weekly"))),
    }
    second = wave(2, book=dataclasses.replace(BOOK, items=items))
    assert two(second, differing="tell") == (
        "Sample.of_waves: blog_read: 'monthly' means something else in some waves than in others; recode the column, "
        "so that one mapping reads all files"
    )  # fmt: skip


def test_an_activity_in_another_column() -> None:
    items = {**ITEMS, "blog_read": item("blog_read", "Q1")}
    second = wave(2, book=dataclasses.replace(BOOK, items=items))
    assert two(second) == (
        "Sample.of_waves: blog_read: the mapping's column is 'Q2' in 2025 and 'Q1' in 2026; rename the column or "
        "correct the mapping, so that one mapping reads all files"
    )


def test_other_missing_values() -> None:
    second = wave(2, book=dataclasses.replace(BOOK, missing=(99,)))
    assert two(second) == (
        "Sample.of_waves: the codebooks list other missing values; list the same in all mappings"
    )


# --- designs -------------------------------------------------------------------------------------


def test_designs_that_cannot_be_joined() -> None:
    design = tk.Design(
        weight="w", strata="stratum", clusters="psu", lonely_psu="adjust", raked_on=["sex"]
    )
    assert two(wave(2, design=design)) == (
        "Sample.of_waves: 2 problems:\n"
        "- lonely_psu is error in 2025 and adjust in 2026; choose one rule for all waves\n"
        "- the designs' raked_on differ; waves whose weights were raked to other things cannot be put together: give "
        "all the same raked_on, or none"
    )


PLAIN = tk.Design(weight="w")


def panel(second: pd.DataFrame, first: pd.DataFrame | None = None, design=PLAIN, ids="id") -> str:
    one = frame(1) if first is None else first
    parts = {
        name: tk.Sample.from_frame(each, labels=BOOK, design=design)
        for name, each in (("2025", one), ("2026", second))
    }
    return refused(parts, panel=ids)


def test_a_panel_column_that_is_not_there() -> None:
    assert panel(frame(2), ids="ids") == (
        "Sample.of_waves: panel= names column 'ids', which is not there in 2025 and 2026; did you mean 'id'?"
    )


def test_ids_twice_in_a_wave() -> None:
    twice = frame(2)
    twice.loc[1, "id"] = 0
    assert panel(twice) == (
        "Sample.of_waves: panel column 'id' holds 1 id more than once in 2026 ('0'); an id is one respondent of a "
        "wave: remove the doubles, or, if it names PSUs, make it the design's clusters"
    )


def test_blank_ids_and_ids_that_no_wave_shares() -> None:
    blank, other = frame(2).astype({"id": float}), frame(2)
    blank.loc[3, "id"] = float("nan")
    other["id"] += 5000
    assert panel(blank) == (
        "Sample.of_waves: panel column 'id' is blank in 1 row of 2026; every respondent needs an id"
    )
    assert panel(other) == (
        "Sample.of_waves: panel column 'id' has no id in common between waves; leave panel= out where samples are "
        "independent, or write the ids alike"
    )


def test_people_who_moved() -> None:
    moved = frame(2)
    moved.loc[0, "stratum"] = 2
    design = tk.Design(weight="w", strata="stratum")
    assert panel(moved, design=design) == (
        "Sample.of_waves: 1 id of panel column 'id' lies in other strata in some waves than in others ('0'); give each "
        "the stratum of its first wave"
    )


def test_waves_with_replicates_of_their_own() -> None:
    one = wave(1)
    made = one.with_replicates(tk.replicate(one, "bootstrap", replicates=4, seed=1))
    assert refused({"2025": made, "2026": wave(2)}) == (
        "Sample.of_waves: 2025 has replicates that tk.replicate made of it alone; put the waves together without them "
        "(sample.with_replicates(None)), and make them of the whole: tk.replicate(waves, ...)"
    )
    whole = tk.Sample.of_waves({"2025": made.with_replicates(None), "2026": wave(2)})
    assert tk.replicate(whole, "bootstrap", replicates=4, seed=1).count == 4


# --- the method ----------------------------------------------------------------------------------

OWN = tk.Design(weight="w")
RAKED = tk.Design(weight="w", raked_on=["sex"])


@pytest.mark.parametrize(
    ("design", "options", "told"),
    [
        (OWN, {}, "The weights of each wave were taken as given and divided by their mean in the wave (w over the mean of its wave); whatever they were raked to by others is not in the errors. The waves are independent samples: wave is part of the strata."),
        (RAKED, {}, "The weights of each wave came with the files, raked to wave x sex by their makers, and were divided by their mean in the wave (w over the mean of its wave). The waves are independent samples: wave is part of the strata."),
        (OWN, {"panel": "id"}, "whatever they were raked to by others is not in the errors. The waves are a panel: 300 PSUs (id) occur in several waves and each counts as one, so that errors of changes know of it."),
        (OWN, {"scale": "as_given"}, "The weight 'w' was taken as given; whatever it was raked to by others is not in the errors. The waves are independent"),
    ],
)  # fmt: skip
def test_the_method_tells_weights_and_design_of_waves(
    design: tk.Design, options: dict[str, object], told: str
) -> None:
    parts = {"2025": wave(1, design=design), "2026": wave(2, design=design)}
    both = tk.Sample.of_waves(parts, **options)  # type: ignore[arg-type]
    assert told in tk.compare(both, "Q1", by="wave").method
    assert told in tk.profile(both, "Q1").method
    assert "waves are" not in tk.profile(parts["2025"], "Q1").method


def psus_of_waves(second: int) -> tk.Sample:
    """Return two waves of 20 PSUs; the PSUs of the second are numbered from `second` on."""
    psu = [*range(20), *range(second, second + 20)]
    frame = pd.DataFrame({"psu": psu * 10, "wave": (["1"] * 20 + ["2"] * 20) * 10})
    frame["tv"] = [place % 7 % 2 for place in range(400)]
    mapping = {
        "schema": "techno_kit/mapping/1",
        "waves": "wave",
        "questions": {"wave": {"levels": ["1", "2"]}},
        "design": {"clusters": "psu"},
    }
    return tk.Sample.from_frame(frame, mapping=mapping)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (100, "The waves are independent samples: no PSU (psu) occurs in two of them."),
        (19, "The waves are a panel: 1 PSU (psu) occurs in several waves and counts as one, so"),
        (5, "The waves are a panel: 15 PSUs (psu) occur in several waves and each counts as one,"),
    ],
)
def test_the_method_counts_the_psus_of_several_waves(second: int, told: str) -> None:
    sample = psus_of_waves(second)
    assert told in tk.profile(sample, "tv").method
    assert told in tk.compare(sample, "tv", by="wave").method
    assert "waves are" not in tk.profile(sample, "tv", where={"wave": "1"}).method
