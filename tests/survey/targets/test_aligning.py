"""Names are proposed by clear rules and applied only when asked."""

from math import inf

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError
from techno_kit.survey.targets.likeness import band_of, initials, likenesses
from techno_kit.survey.targets.target_set import Targets


def of(**columns: list[object]) -> tk.Sample:
    return tk.Sample.from_frame(pd.DataFrame(columns))


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("18-24", (18, 24)),
        ("18 – 24", (18, 24)),
        ("18 to 24 years", (18, 24)),
        ("Aged 18-24", (18, 24)),
        ("65+", (65, inf)),
        ("65 and over", (65, inf)),
        ("65 years or older", (65, inf)),
        ("≥65", (65, inf)),
        ("Under 18", (-inf, 17)),
        ("<18", (-inf, 17)),
        ("1.5-2.5", (1.5, 2.5)),
        ("Male", None),
        ("2026", None),
        ("A 18-24", None),
    ],
)
def test_bands_are_read_however_they_are_written(text: str, band: object) -> None:
    assert band_of(text) == band


@pytest.mark.parametrize(
    ("name", "others", "found"),
    [
        ("FEMALE", ["Female", "Male"], ("Female", "case")),
        ("18 to 24 years", ["18-24", "25-34"], ("18-24", "band")),
        ("North - East", ["North–East"], ("North–East", "signs")),
        ("North & East", ["north and east"], ("north and east", "signs")),
        ("ile de france", ["Île-de-France"], ("Île-de-France", "accents")),
        ("Secondry", ["Primary", "Secondary"], ("Secondary", "spelling")),
    ],
)
def test_each_rule_finds_its_own(name: str, others: list[str], found: tuple[str, str]) -> None:
    (one,) = likenesses(name, others)
    assert (one.name, one.rule) == found
    assert 0.7 <= one.score < 1


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Employed", ["Unemployed"]),
        ("Married", ["Unmarried"]),
        ("Female", ["Male"]),
        ("North", ["South"]),
        ("18-24", ["18-25", "18-34"]),
        ("Region 1", ["Region 2"]),
        ("Level 10", ["Level 1"]),
        ("West", ["East"]),
    ],
)
def test_other_things_are_not_alike(name: str, others: list[str]) -> None:
    assert likenesses(name, others) == []


def test_single_letters_stand_for_words_where_all_are_clear() -> None:
    assert initials(["F", "M"], ["Female", "Male"]) == {"F": "Female", "M": "Male"}
    assert initials(["Female", "Male"], ["F", "M"]) == {"Female": "F", "Male": "M"}
    assert initials(["V", "M"], ["Female", "Male"]) == {}
    assert initials(["M"], ["Male", "Married"]) == {}
    assert initials(["f", "F"], ["Female", "Male"]) == {}


def test_names_are_proposed_and_applied_on_demand() -> None:
    targets = Targets.from_shares(
        {
            "Age group": {"18 to 24 years": 0.4, "25–34": 0.6},
            ("Age group", "Sex"): {("18 to 24 years", "F"): 0.4, ("25–34", "M"): 0.6},
            "Size": 2.0,
        },
        year="2026",
    )
    sample = of(age_group=["18-24", "25-34"], sex=["Female", "Male"], size=[1.0, 2.0])
    alignment = targets.align(sample)
    assert alignment.table.to_numpy().tolist() == [
        ["Age group", "", "age_group", 0.95, "the same but for dashes and other signs"],
        ["Sex", "", "sex", 0.99, "the same but for capitals and blanks"],
        ["Size", "", "size", 0.99, "the same but for capitals and blanks"],
        ["Age group", "18 to 24 years", "18-24", 0.95, "the same band of numbers"],
        ["Age group", "25–34", "25-34", 0.95, "the same but for dashes and other signs"],
        ["Sex", "F", "Female", 0.7, "the only one with this first letter"],
        ["Sex", "M", "Male", 0.7, "the only one with this first letter"],
    ]
    assert alignment.left == ()
    assert targets.variables == ("Age group", "Sex")
    applied = alignment.apply()
    assert applied.variables == ("age_group", "sex")
    assert applied.margins[1].levels == (("18-24", "Female"), ("25-34", "Male"))
    assert applied.numbers[0].question == "size"
    assert applied.year == "2026"
    assert applied.notes[0] == "'Age group' was renamed 'age_group' after the sample."
    assert applied.align(sample).proposals == ()


def test_within_is_renamed_too() -> None:
    cross = {("nl", "F"): 0.5, ("nl", "M"): 0.5}
    targets = Targets.from_shares({("Country", "sex"): cross}, within="Country")
    applied = targets.align(of(country=["NL"] * 2, sex=["F", "M"])).apply()
    assert (applied.within, applied.margins[0].within) == ("country", "country")
    assert applied.margins[0].levels[0] == ("NL", "F")


def test_the_wording_of_a_question_is_a_name_too() -> None:
    sample = of(q1=["x", "y"]).with_question(tk.Question("q1", label="Level of education"))
    (one,) = Targets.from_shares({"level of Education": {"x": 1.0}}).align(sample).proposals
    assert one.proposed == "q1"


def test_what_is_not_clear_is_left_and_told() -> None:
    targets = Targets.from_shares(
        {"region": {"NORTH": 0.25, "north ": 0.25, "Middle": 0.5}, "income": {"low": 1.0}}
    )
    alignment = targets.align(of(region=["North", "South"]))
    assert alignment.proposals == ()
    assert alignment.left == (
        "The variable 'income' is not known to the sample, and nothing clearly means the same; "
        "rename it by hand, in the file or where the targets are built.",
        "region: level 'NORTH' is not clear: it, or more than one name, may mean 'North'; rename "
        'it by hand: targets.collapse({"region": {"North": ["NORTH"]}}).',
        "region: level 'north' is not clear: it, or more than one name, may mean 'North'; rename "
        'it by hand: targets.collapse({"region": {"North": ["north"]}}).',
        "region: level 'Middle' is not known to the sample, and nothing clearly means the same; "
        'rename it by hand: targets.collapse({"region": {"...": ["Middle"]}}), with a name of the '
        "sample for \"...\", such as 'North' and 'South'.",
    )
    assert alignment.apply() == targets


def test_a_level_that_is_taken_is_not_proposed() -> None:
    targets = Targets.from_shares({"sex": {"Female": 0.5, "female": 0.1, "Male": 0.4}})
    alignment = targets.align(of(sex=["Female", "Male"]))
    assert alignment.proposals == ()
    assert len(alignment.left) == 1


def test_an_alignment_shows_itself() -> None:
    alignment = Targets.from_shares({"q": {"<B>X": 1.0}}).align(of(q=["<b>x"]))
    html, text = alignment._repr_html_(), str(alignment)
    assert "&lt;b&gt;x" in html and "<b>x" not in html
    assert "0.99" in text and "1 name is proposed; nothing is changed before .apply()." in text
    assert alignment.text in repr(alignment)
    with pytest.raises(SampleError):
        Targets.from_shares({"q": {"x": 1.0}}).align("sample")  # type: ignore[arg-type]


BILINGUAL = ["Vrouw / Female", "Man / Male", "X [other (Autre)]"]


def test_parts_of_labels_are_names_too() -> None:
    targets = Targets.from_shares({"sex": {"Female": 0.5, "man": 0.4, "autre": 0.1}})
    alignment = targets.align(of(sex=BILINGUAL))
    assert alignment.table[["level", "proposed", "reason"]].to_numpy().tolist() == [
        [level, label, "a part of the label is the same"]
        for level, label in zip(["Female", "man", "autre"], BILINGUAL, strict=True)
    ]
    bands = Targets.from_shares({"age": {"18 to 24": 0.5, "25-34": 0.5}})
    sample = of(age=["18-24 (young)", "25-34 (old)"])
    assert [each.proposed for each in bands.align(sample).proposals] == [
        "18-24 (young)",
        "25-34 (old)",
    ]


def test_a_part_that_several_labels_have_is_not_clear() -> None:
    targets = Targets.from_shares({"area": {"city": 1.0}})
    alignment = targets.align(of(area=["city / large", "city / small"]))
    assert alignment.proposals == ()
    assert "may mean 'city / small' and 'city / large'" in alignment.left[0]


def test_a_remark_in_brackets_is_no_name() -> None:
    assert likenesses("None (please specify)", ["Other (please specify)"]) == []


def test_a_letter_is_no_part_but_its_renaming_is_written() -> None:
    targets = Targets.from_shares({"sex": {"F": 0.5, "M": 0.5}})
    sample = of(sex=BILINGUAL[:2])
    alignment = targets.align(sample)
    assert alignment.proposals == ()
    code = 'targets.collapse({"sex": {"Vrouw / Female": ["F"]}})'
    assert alignment.left[0].endswith(f"rename it by hand: {code}.")
    renamed = targets.collapse({"sex": {"Vrouw / Female": ["F"]}})
    assert [level for (level,) in renamed.margins[0].levels] == ["Vrouw / Female", "M"]
