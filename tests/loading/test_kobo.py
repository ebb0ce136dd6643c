"""KoBo and ODK: exports by names and by labels, and the XLSForm by which they were asked."""

import random
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.xlsforms import is_form, read_form
from tests.loading.workbook_fixtures import write_workbook

SURVEY = (
    (
        "type",
        "name",
        "label::English (en)",
        "label::Nederlands (nl)",
        "relevant",
        "required",
        "constraint",
    ),
    ("start", "start", "", "", "", "", ""),
    ("note", "hello", "Welcome", "Welkom", "", "", ""),
    ("begin_group", "people", "People", "Mensen", "", "", ""),
    ("select_one sex", "sex", "What is your **sex**?", "Geslacht", "", "yes", ""),
    ("integer", "age", "Age of ${sex}", "Leeftijd", "", "", ""),
    ("select_multiple things or_other", "own", "What do you own?", "Wat hebt u?", "", "", ""),
    ("end_group", "", "", "", "", "", ""),
    ("begin group", "why", "", "", "selected(${own}, 'phone')", "", ""),
    (
        "select_multiple reasons",
        "reasons",
        "Why a phone?",
        "Waarom?",
        "",
        "",
        "not(selected(., 'none') and count-selected(.) > 1)",
    ),
    ("text", "more", "Say more", "Meer", "${age} >= 18 and ${sex} = 'f'", "", ""),
    ("end group", "", "", "", "", "", ""),
    ("date", "day", "Which day?", "Welke dag?", "", "", ""),
    ("calculate", "twice", "", "", "", "", ""),
    ("begin_repeat", "child", "Children", "Kinderen", "", "", ""),
    ("integer", "child_age", "Age of the child", "Leeftijd kind", "", "", ""),
    ("end_repeat", "", "", "", "", "", ""),
)
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::Nederlands (nl)"),
    ("sex", "m", "Male", "Man"),
    ("sex", "f", "Female", "Vrouw"),
    ("", "", "", ""),
    ("things", "phone", "A phone", "Telefoon"),
    ("things", "tablet", "A tablet, or two", "Tablet"),
    ("reasons", 1.0, "Work", "Werk"),
    ("reasons", 2.0, "Fun", "Plezier"),
    ("reasons", "none", "None", "Geen"),
)
SETTINGS = (("form_title", "default_language"), ("Visits", "English (en)"))
OWN = "_id,_uuid,_submission_time,_index"
TAIL = (
    "101,u1,2026-01-02T10:00:00,1",
    "102,u2,2026-01-02T10:01:00,2",
    "103,u3,2026-01-02T11:00:00,3",
)
NAMES = "start,people/sex,people/age,people/own,people/own_other,why/reasons,why/more,day,twice"
ROWS = (
    "2026-01-02T09:00:00,f,34,phone tablet,,1 2,=cmd(),2026-01-01,68",
    "2026-01-02T09:01:00,m,28,other,a car,,,2026-01-02,56",
    "2026-01-02T09:02:00,f,51,,,,,2026-01-03,102",
)
LABELS = (
    "start,What is your sex?,Age of sex,What do you own?,people/own_other,Why a phone?,Say more,"
    "Which day?,twice"
)
WORDED = (
    'x,Female,34,"A phone A tablet, or two",,Work Fun,=cmd(),2026-01-01,68',
    "x,Male,28,other,a car,,,2026-01-02,56",
    "x,Female,51,,,,,2026-01-03,102",
)
SPLIT = NAMES.replace(
    "people/own,", "people/own,people/own/phone,people/own/tablet,people/own/other,"
)
SPLIT_ROWS = (
    "x,f,34,phone tablet,1,1,0,,1 2,=cmd(),2026-01-01,68",
    "x,m,28,other,0,0,1,a car,,,2026-01-02,56",
    "x,f,51,,,,,,,,2026-01-03,102",
)


def form(path: Path, survey: Sequence[Sequence[object]] = SURVEY) -> Path:
    """Write the form."""
    write_workbook(path, {"survey": survey, "choices": CHOICES, "settings": SETTINGS})
    return path


def export(
    folder: Path, header: str = NAMES, rows: Sequence[str] = ROWS, name: str = "visits.csv"
) -> Path:
    """Write the export."""
    lines = [f"{header},{OWN}", *(f"{row},{own}" for row, own in zip(rows, TAIL, strict=True))]
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder / name


@pytest.fixture(params=["names", "labels", "split", "dots", "bare"])
def visits(request: pytest.FixtureRequest, tmp_path: Path) -> tk.Sample:
    """Read the survey from each kind of export."""
    form(tmp_path / "visits.xlsx")
    header, rows = {
        "names": (NAMES, ROWS),
        "labels": (LABELS, WORDED),
        "split": (SPLIT, SPLIT_ROWS),
        "dots": (NAMES.replace("/", "."), ROWS),
        "bare": (NAMES.replace("people/", "").replace("why/", ""), ROWS),
    }[request.param]
    return tk.read(export(tmp_path, header, rows))


def question(sample: tk.Sample, label: str) -> tk.Question:
    """Return the question of a wording."""
    return next(each for each in sample.codebook.questions.values() if each.label == label)


def test_choices_have_the_forms_labels(visits: tk.Sample) -> None:
    assert visits.source.format == "kobo"
    assert "with visits.xlsx" in str(visits.source)
    sex = question(visits, "What is your sex?")
    assert [label for _, label in sex.levels] == ["Male", "Female"]
    assert tk.profile(visits, sex.name, suppress_below=1).table["share"].tolist() == pytest.approx(
        [1 / 3, 2 / 3]
    )
    assert question(visits, "Age of [sex]").kind == "number"
    day = question(visits, "Which day?")
    assert str(visits.frame[day.column].dtype).startswith("datetime64")


def test_several_choices_are_one_question(visits: tk.Sample) -> None:
    own = question(visits, "What do you own?")
    assert own.kind == "multiple"
    assert list(own.parts) == ["A phone", "A tablet, or two", "Other"]
    # Everybody was asked, and nothing had to be chosen: the third owns none.
    table = tk.profile(visits, own.name, suppress_below=1).table
    assert table["share"].tolist() == pytest.approx([1 / 3] * 3)
    assert table["n"].tolist() == [3] * 3
    reasons = question(visits, "Why a phone?")
    table = tk.profile(visits, reasons.name, suppress_below=1).table
    assert table["share"].tolist() == [1.0, 1.0, 0.0]
    assert table["n"].tolist() == [1] * 3
    assert reasons.none == "None"


def test_blanks_that_count_as_nothing_chosen_are_told(visits: tk.Sample) -> None:
    own = question(visits, "What do you own?").name
    told = [each for each in visits.notes if "counts as nothing chosen" in each]
    assert told == [
        f"{own!r}: the form asks everybody, so that a blank in all of its columns counts as "
        "nothing chosen (1 time)."
    ]


def test_routing_is_told_in_words(visits: tk.Sample) -> None:
    assert question(visits, "Why a phone?").routing == (
        "asked where “A phone” was chosen in “What do you own?”"
    )
    assert question(visits, "Say more").routing == (
        "asked where “Age of [sex]” is 18 or more and “What is your sex?” is “Female” and "
        "“A phone” was chosen in “What do you own?”"
    )


def test_what_is_not_a_question_or_elsewhere_is_told(visits: tk.Sample) -> None:
    assert "hello" not in visits.codebook.questions
    assert any(
        "so in a file or sheet of its own, which was not read: 'child'" in each
        for each in visits.notes
    )


def test_a_language_is_chosen(tmp_path: Path) -> None:
    form(tmp_path / "visits.xlsx")
    path = export(tmp_path)
    sample = tk.read(path, language="nl")
    assert sample.codebook.questions["people/own"].label == "Wat hebt u?"
    assert sample.codebook.questions["people/sex"].levels == (("m", "Man"), ("f", "Vrouw"))
    english = sample.codebook.translations["English (en)"]["people/own"]
    assert english.levels[0] == ("Telefoon", "A phone")
    with pytest.raises(ReadError) as caught:
        tk.read(path, language="fr")
    assert str(caught.value) == (
        "visits.csv: nothing is worded in 'fr'; besides its own language it is worded in "
        "'English (en)' and 'Nederlands (nl)'"
    )


def test_without_a_form_columns_stay_as_they_are(tmp_path: Path) -> None:
    sample = tk.read(export(tmp_path))
    assert sample.source.format == "kobo"
    assert sample.frame["people/own"].tolist()[0] == "phone tablet"


def test_without_a_form_the_header_tells_of_several_choices(tmp_path: Path) -> None:
    sample = tk.read(export(tmp_path, SPLIT, SPLIT_ROWS))
    own = sample.codebook.questions["people/own"]
    assert own.kind == "multiple"
    assert list(own.parts) == ["phone", "tablet", "Other"]
    table = tk.profile(sample, own.name, suppress_below=1).table
    assert table["share"].tolist() == [0.5, 0.5, 0.5]
    assert table["n"].tolist() == [2] * 3
    told = "'people/own' says in one cell what its columns of choices say; it was left out."
    assert told in sample.notes


def test_repetitions_are_no_respondents(tmp_path: Path) -> None:
    path = tmp_path / "child.csv"
    path.write_text(
        "child/child_age,_index,_parent_index,_parent_table_name,_submission_time,_id,_uuid\n"
        "4,1,1,visits,2026-01-02,101,u1\n6,2,1,visits,2026-01-02,101,u1\n",
        "utf-8",
    )
    assert any("rows are repetitions of a group" in each for each in tk.read(path).notes)


def test_the_form_of_another_survey_is_not_used(tmp_path: Path) -> None:
    where = tmp_path / "other.xlsx"
    form(where, [SURVEY[0], ("text", "x", "X", "X", "", "", "")])
    sample = tk.read(export(tmp_path), definition=where)
    assert (
        "other.xlsx is not used: it is the form of another survey than visits.csv. Of 9 columns it "
        "knows 0; pass the survey's own by definition=." in sample.notes
    )
    shifted = [
        tuple(
            str(each)
            .replace("select_one sex", "select_one things")
            .replace("select_multiple things", "select_multiple sex")
            .replace("multiple reasons", "multiple sex")
            for each in row
        )
        for row in SURVEY
    ]
    form(where, shifted)
    sample = tk.read(export(tmp_path), definition=where)
    assert any("it does not list most of the choices in" in each for each in sample.notes)
    assert "people/sex" not in sample.codebook.questions


def test_a_workbook_beside_answers_need_not_be_a_form(tmp_path: Path) -> None:
    write_workbook(tmp_path / "visits.xlsx", {"Sheet1": [("a", "b"), (1, 2)]})
    assert not is_form(tmp_path / "visits.xlsx")
    path = tmp_path / "visits.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert tk.read(path).source.format == "csv"


def test_unknown_values_and_blanks_are_told(tmp_path: Path) -> None:
    form(tmp_path / "visits.xlsx")
    rows = [ROWS[0].replace(",f,", ",x,"), ROWS[1].replace(",m,", ",NA,"), ROWS[2]]
    rows[0] = rows[0].replace("phone tablet", "phone boat")
    sample = tk.read(export(tmp_path, NAMES, rows))
    told = "values that the form does not list are answers of their own:"
    assert f"people/sex: {told} 'x' (1 time)." in sample.notes
    assert f"people/own: {told} 'boat' (1 time)." in sample.notes
    assert "“NA” and its like are no choices of 'people/sex': they are no answer." in sample.notes
    assert sample.codebook.questions["people/sex"].missing == ("NA",)


def test_a_form_says_what_it_holds(tmp_path: Path) -> None:
    found = read_form(form(tmp_path / "a.xlsx"))
    assert (found.title, found.language) == ("Visits", "English (en)")
    assert found.languages == ("English (en)", "Nederlands (nl)")
    by_name = {each.name: each for each in found.fields}
    assert by_name["own"].or_other
    assert [each.name for each in by_name["reasons"].choices] == ["1", "2", "none"]
    assert by_name["child_age"].repeat == "child"


@pytest.mark.parametrize("kind", ["text", "cut", "other"])
def test_a_damaged_form_is_one_error(tmp_path: Path, kind: str) -> None:
    where = form(tmp_path / "a.xlsx")
    if kind == "text":
        where.write_text("type,name\n", "utf-8")
    elif kind == "cut":
        where.write_bytes(where.read_bytes()[:700])
    else:
        write_workbook(where, {"survey": [("kind", "x"), ("a", "b")]})
    with pytest.raises(ReadError, match=r"a\.xlsx"):
        tk.read(export(tmp_path), definition=where, format="kobo")


SEEDS = 60


def test_mutated_forms_are_read_or_refused(tmp_path: Path) -> None:
    whole = form(tmp_path / "whole.xlsx")
    with ZipFile(whole) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    path, where, chance = export(tmp_path), tmp_path / "a.xlsx", random.Random(7)
    read = 0
    for _ in range(SEEDS):
        name = chance.choice(sorted(members))
        content = bytearray(members[name])
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(content))
            content[place : place + chance.choice((1, 4, 30))] = chance.choice(
                (b"", b"<", b"\0", b"&x;", b"9" * 20)
            )
        with ZipFile(where, "w", ZIP_DEFLATED) as archive:
            for each, own in members.items():
                archive.writestr(each, bytes(content) if each == name else own)
        try:
            assert tk.read(path, definition=where, format="kobo").n == 3
            read += 1
        except ReadError:
            pass
    assert read


def test_a_form_by_itself_holds_no_answers(tmp_path: Path) -> None:
    path = form(tmp_path / "visits.xlsx")
    with pytest.raises(ReadError) as caught:
        tk.read(path)
    assert str(caught.value) == (
        "visits.xlsx: this says what was asked in a KoBo or ODK export, and holds no answers; read "
        "the file with the answers, with definition= naming this one"
    )
    assert tk.read(path, format="excel").n > 0


PLACED = "start,people/sex,people/age,where,_where_latitude,_where_longitude,_submitted_by"
SAME_PLACE = tuple(f"x,{sex},3{sex == 'f':d},52.1 4.3 0 0,52.1,4.3,jan" for sex in "fmf")
ASIDE = (
    "visits.csv: 6 columns of personal data were set aside: 'where', '_where_latitude' and "
    "'_where_longitude' (coordinates), '_submitted_by' (names of people) and '_id' and '_uuid' "
    "(ids of people or answers). Nothing of them is shown or saved; tk.read(..., "
    "keep_personal=True) keeps them."
)


@pytest.mark.parametrize("with_form", [True, False])
def test_one_place_of_all_rows_is_set_aside(tmp_path: Path, with_form: bool) -> None:
    if with_form:
        place = ("geopoint", "where", "Where?", "Waar?", "", "", "")
        form(tmp_path / "visits.xlsx", [*SURVEY, place])
    sample = tk.read(export(tmp_path, PLACED, SAME_PLACE))
    assert sample.notes[-1] == ASIDE
    assert not {"where", "_where_latitude", "_submitted_by"} & set(sample.frame)
    assert not any("read as they stand" in each for each in sample.notes)


def test_a_place_by_the_form_alone_is_set_aside(tmp_path: Path) -> None:
    place = ("geopoint", "where", "Where?", "Waar?", "", "", "")
    form(tmp_path / "visits.xlsx", [*SURVEY, place])
    rows = tuple(f"x,{sex},30,home" for sex in "fmf")
    sample = tk.read(export(tmp_path, "start,people/sex,people/age,where", rows))
    assert "where" not in sample.frame
    kept = tk.read(tmp_path / "visits.csv", keep_personal=True)
    assert kept.codebook.personal["where"] == "coordinates"


def test_what_the_form_does_not_tell_of_is_named_unless_set_aside(tmp_path: Path) -> None:
    form(tmp_path / "visits.xlsx")
    rows = tuple(f"x,{sex},30,a{n}@b.nl,no" for n, sex in enumerate("fmf"))
    sample = tk.read(export(tmp_path, "start,people/sex,people/age,contact,odd", rows))
    assert "The form says nothing of 'odd'; they are read as they stand." in sample.notes


def test_the_languages_have_their_names_from_the_form(tmp_path: Path) -> None:
    form(tmp_path / "visits.xlsx")
    sample = tk.read(export(tmp_path))
    assert sample.codebook.languages == ("English (en)", "Nederlands (nl)")
    dutch = sample.with_language("Nederlands (nl)")
    assert dutch.codebook.language == "Nederlands (nl)"
    assert str(dutch.codebook).splitlines()[-1] == "Worded in English (en) too."
    back = dutch.with_language("English (en)")
    assert back.codebook.questions == sample.codebook.questions
    assert str(back.codebook).splitlines()[-1] == "Worded in Nederlands (nl) too."


def test_a_file_of_repetitions_of_odk_is_known(tmp_path: Path) -> None:
    """ODK Central and Briefcase write them with two columns of their own alone."""
    path = tmp_path / "visits-shops.csv"
    rows = "Aldi,uuid:1,uuid:1/shops[1]\nLidl,uuid:1,uuid:1/shops[2]\n"
    path.write_text(f"shop,PARENT_KEY,KEY\n{rows}", "utf-8")
    sample = tk.read(path)
    assert sample.source.format == "kobo"
    assert any("rows are repetitions of a group" in each for each in sample.notes)
    assert list(sample.frame) == ["shop"]


def test_who_submitted_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    head = "SubmissionDate,meta-instanceID,shop,KEY,SubmitterID,SubmitterName"
    path.write_text(f"{head}\n2026-01-02T10:00:00Z,uuid:1,Aldi,uuid:1,241,Ann Other\n", "utf-8")
    assert list(tk.read(path).frame) == ["SubmissionDate", "shop"]
    kept = tk.read(path, keep_personal=True).frame
    assert kept.loc[0, "SubmitterName"] == "Ann Other"
