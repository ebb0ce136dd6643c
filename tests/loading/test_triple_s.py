"""Triple-S: definitions of its versions, answers at fixed places and in CSV."""

from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE sss PUBLIC "-//triple-s//DTD Survey Interchange v2.0//EN"
  "http://nowhere.invalid/sss_v20.dtd">
"""
VARIABLES = """
<variable ident="1" type="quantity" use="serial"><name>id</name><label>Number</label>
  <position start="1" finish="2"/></variable>
<variable ident="2" type="single"><name>often</name>
  <label>How often?<text xml:lang="nl">Hoe vaak?</text></label>
  <position start="3"/><values>
    <value code="1">Daily<text xml:lang="nl">Dagelijks</text></value>
    <value code="2">Never<text xml:lang="nl">Nooit</text></value></values></variable>
<variable ident="3" type="multiple"><name>owned</name><label>Owned</label>
  <position start="4" finish="6"/><values>
    <value code="1">Phone</value><value code="3">Tablet</value></values></variable>
<variable ident="4" type="multiple"><name>liked</name><label>Liked most</label>
  <position start="7" finish="10"/><spread subfields="2" width="2"/><values>
    <value code="1">Phone</value><value code="12">Tablet</value></values></variable>
<variable ident="5" type="quantity"><name>miles</name><label>Miles</label>
  <position start="11" finish="13"/><values><range from="0" to="500"/>
    <value code="500">500 or more</value><value code="999">Refused</value></values></variable>
<variable ident="6" type="logical"><name>again</name><label>Comes again</label>
  <position start="14"/></variable>
<variable ident="7" type="single" format="literal"><name>when</name><label>When</label>
  <filter>again</filter><position start="15"/><values>
    <value code="A">Soon</value><value code="B">Later</value></values></variable>
<variable ident="8" type="date"><name>day</name><position start="16" finish="23"/></variable>
<variable ident="9" type="character"><name>why</name><position start="24" finish="30"/></variable>
<variable ident="10" type="quantity" use="weight"><name>w</name>
  <position start="31" finish="34"/></variable>
"""
# id often owned(3) liked(2 x 2) miles again when day why w
ROWS = (
    "01" + "1" + "100" + "0112" + " 25" + "1" + "A" + "20260102" + "=cmd() " + "0.50",
    "02" + "2" + "001" + "01  " + "999" + "0" + " " + "20260103" + "       " + "1.50",
    "03" + " " + "   " + "    " + "   " + " " + " " + "        " + "       " + "1.00",
)


def survey(inside: str = VARIABLES, record: str = "", version: str = "2.0") -> str:
    """Return a definition."""
    return (
        f'{HEAD}<sss version="{version}"><survey><title>Visits<br/>First</title>'
        f'<record ident="A" {record}>{inside}</record></survey></sss>'
    )


@pytest.fixture
def fixed(tmp_path: Path) -> Path:
    """Write a survey whose answers stand at fixed places."""
    (tmp_path / "visits.sss").write_text(survey(), "utf-8")
    data = tmp_path / "visits.asc"
    data.write_text("\n".join(ROWS) + "\n\x1a", "utf-8")
    return data


def test_either_file_may_be_named(fixed: Path) -> None:
    one, other = tk.read(fixed), tk.read(fixed.with_suffix(".sss"))
    assert one.frame.equals(other.frame)
    assert one.codebook == other.codebook
    assert str(one.source) == (
        "visits.asc: a Triple-S survey, version 2.0, answers at fixed places, encoding UTF-8, "
        "with visits.sss"
    )
    assert one.weighting == "weighted by 'w'"


def test_every_type_is_read(fixed: Path) -> None:
    frame = tk.read(fixed).frame
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["often"].fillna(-1).tolist() == [1, 2, -1]
    assert frame[["owned_1", "owned_3"]].fillna(-1).to_numpy().tolist() == [
        [1, 0],
        [0, 1],
        [-1, -1],
    ]
    assert frame[["liked_1", "liked_12"]].fillna(-1).to_numpy().tolist() == [
        [1, 1],
        [1, 0],
        [-1, -1],
    ]
    assert frame["miles"].fillna(-1).tolist() == [25, 999, -1]
    assert frame["when"].fillna("").tolist() == ["A", "", ""]
    assert frame["why"].fillna("").tolist() == ["=cmd()", "", ""]
    assert frame["day"].dt.strftime("%d %m %Y").tolist()[:2] == ["02 01 2026", "03 01 2026"]


def test_every_question_is_worded(fixed: Path) -> None:
    questions = tk.read(fixed).codebook.questions
    assert questions["often"].label == "How often?"
    assert questions["often"].levels == ((1, "Daily"), (2, "Never"))
    assert questions["owned"].kind == "multiple"
    assert questions["owned"].parts == {"Phone": "owned_1", "Tablet": "owned_3"}
    assert questions["miles"].kind == "number"
    assert questions["miles"].missing == (999,)
    assert questions["again"].levels == ((1, "Yes"), (0, "No"))
    assert questions["when"].routing == "asked where “Comes again” is true"
    assert tk.read(fixed).notes[0] == (
        "Numbers that have a label of their own count as numbers: '500 or more (500)'."
    )


def test_a_language_is_chosen(fixed: Path) -> None:
    sample = tk.read(fixed, language="nl")
    assert sample.codebook.questions["often"].label == "Hoe vaak?"
    assert sample.codebook.questions["often"].levels == ((1, "Dagelijks"), (2, "Nooit"))
    assert sample.codebook.questions["owned"].label == "Owned"
    own = tk.read(fixed).codebook
    assert own.translations["nl"]["often"].label == "Hoe vaak?"
    # read in a language, or changed to it afterwards: the same words, and the way back
    changed = tk.read(fixed).with_language("nl").codebook
    for name, asked in sample.codebook.questions.items():
        told = asked.label, asked.levels, asked.columns
        other = changed.questions[name]
        assert told == (other.label, other.levels, other.columns), name
    assert sample.codebook.languages == changed.languages == ("nl", "original")
    assert changed.with_language("original") == own
    back = sample.codebook.with_language("original").questions["owned"]
    assert back.parts == own.questions["owned"].parts
    with pytest.raises(ReadError) as caught:
        tk.read(fixed, language="nk")
    assert str(caught.value) == (
        "visits.sss: nothing is worded in 'nk'; besides its own language it is worded in 'nl'"
    )
    (fixed.with_suffix(".sss")).write_text(survey(CSV), "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(fixed, language="nl")
    assert str(caught.value) == (
        "visits.sss: nothing is worded in 'nl'; it is worded in one language; leave language out"
    )


CSV = """
<variable ident="1" type="single"><name>class</name><position start="1"/><values>
  <value code="1">A</value><value code="2">B</value></values></variable>
<variable ident="2" type="multiple"><name>owned</name><position start="2"/><values>
  <value code="1">Phone</value><value code="2">Tablet</value></values></variable>
<variable ident="3" type="multiple"><name>liked</name><position start="3" finish="4"/>
  <spread subfields="2"/><values>
  <value code="1">Phone</value><value code="2">Tablet</value></values></variable>
"""


@pytest.mark.parametrize("skip", [0, 1])
def test_answers_in_a_csv(tmp_path: Path, skip: int) -> None:
    definition = survey(CSV, f'href="elsewhere/answers.csv" format="csv" skip="{skip}"', "3.0")
    (tmp_path / "visits.xml").write_text(definition, "utf-8")
    head = "class,owned,liked.1,liked.2\n" * skip
    (tmp_path / "answers.csv").write_text(head + "1,01,2,\n2,10,1,2\n,,,\n2,,,0\n", "utf-8")
    sample = tk.read(tmp_path / "visits.xml")
    assert sample.frame["class"].tolist() == [1, 2, 2]
    assert sample.frame[["owned_1", "owned_2"]].fillna(-1).to_numpy().tolist() == [
        [0, 1],
        [1, 0],
        [-1, -1],
    ]
    assert sample.frame[["liked_1", "liked_2"]].fillna(-1).to_numpy().tolist()[:2] == [
        [0, 1],
        [1, 1],
    ]


def test_a_csv_of_the_same_name_is_known_by_its_definition(tmp_path: Path) -> None:
    (tmp_path / "visits.sss").write_text(survey(CSV, 'format="csv"'), "utf-8")
    path = tmp_path / "visits.csv"
    path.write_text("1,01,2,\n2,10,1,2\n", "utf-8")
    assert tk.read(path).source.format == "triple_s"
    assert tk.read(path, format="csv").source.format == "csv"


REFUSED = {
    "other root": (
        "<survey/>",
        "visits.sss: this XML is no Triple-S definition: it begins with <survey>, not with <sss>",
    ),
    "entities": (
        '<!DOCTYPE sss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sss><survey>&b;</survey></sss>',
        "visits.sss: this XML declares entities, which can make a small file a giant one; take its "
        "<!ENTITY ...> lines out",
    ),
    "a file elsewhere": (
        '<!DOCTYPE sss [<!ENTITY a SYSTEM "file:///etc/passwd">]><sss>&a;</sss>',
        "visits.sss: this XML declares entities, which can make a small file a giant one; take its "
        "<!ENTITY ...> lines out",
    ),
    "cut short": (
        "<sss><survey>",
        "visits.sss: line 1, column 14: this is not valid XML",
    ),
    "deep": (
        "<sss>" + "<a>" * 300 + "</a>" * 300 + "</sss>",
        "visits.sss: this XML is nested far deeper than any questionnaire",
    ),
    "no record": ("<sss><survey/></sss>", "visits.sss: the definition has no <record>"),
    "no variables": (survey(""), "visits.sss: the record has no <variable>"),
    "several": (
        survey(
            '<variable type="sngle"><name>a</name><position start="1"/></variable>'
            '<variable type="single"><name>b</name><position start="3" finish="2"/></variable>'
            '<variable type="single"><name>c</name><position start="3"/><values>'
            '<value code="1">x</value><value code="01">y</value></values></variable>'
            '<variable type="character"><name>c</name><position start="4"/></variable>'
        ),
        "visits.sss: 4 problems:\n"
        "- the variable 'a': type is 'sngle'; it is one of 'single', 'multiple', 'quantity', "
        "'character', 'logical', 'date' and 'time'; did you mean 'single'?\n"
        "- the variable 'b' has no <position> with a start, and a finish that is not before it\n"
        "- the variable 'c' has the code 1 twice\n"
        "- the variable 'c' stands twice; give each its own name",
    ),
    "no answers": (
        survey(),
        "visits.sss: the file with the answers, visits.asc, is not beside the definition; put it "
        "there, or read it with definition= naming this file",
    ),
    "answers elsewhere": (
        survey(record='href="..\\..\\secret.asc"'),
        "visits.sss: the file with the answers, secret.asc, is not beside the definition; put it "
        "there, or read it with definition= naming this file",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path: Path, case: str) -> None:
    content, message = REFUSED[case]
    path = tmp_path / "visits.sss"
    path.write_text(content, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(path)
    assert str(caught.value) == message


def test_answers_that_are_not_of_the_definition(fixed: Path) -> None:
    fixed.write_text("xx9" + "2" * 31, "utf-8")
    with pytest.raises(ReadError) as caught:
        tk.read(fixed)
    assert str(caught.value) == (
        "visits.asc: values that are none of the definition's types or codes stand in 'id', "
        "'owned', 'liked' and 'day'; does the definition belong to these answers?"
    )


def test_answers_alone(fixed: Path) -> None:
    fixed.with_suffix(".sss").rename(fixed.with_name("other.sss"))
    with pytest.raises(ReadError) as caught:
        tk.read(fixed)
    assert str(caught.value) == (
        "visits.asc: these are answers of Triple-S, and the definition is not beside them; name it "
        "by definition="
    )
    assert tk.read(fixed, definition=fixed.with_name("other.sss")).n == 3


def test_a_definition_that_is_worded_in_languages_alone_names_its_own(fixed: Path) -> None:
    worded = survey()
    for text in ("How often?", "Daily", "Never"):
        worded = worded.replace(f"{text}<text", f'<text xml:lang="en">{text}</text><text')
    fixed.with_suffix(".sss").write_text(worded, "utf-8")
    book = tk.read(fixed).codebook
    assert book.languages == ("en", "nl")
    assert book.questions["often"].label == "How often?"
    assert tk.read(fixed, language="nl").codebook.languages == ("nl", "en")
