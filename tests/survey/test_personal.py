"""Personal data: found by name and content, set aside, never shown; answers are left alone."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.personal import personal_columns, set_aside
from techno_kit.survey.personal_signs import (
    is_degree,
    is_dialled,
    is_email,
    is_ip,
    is_phone,
    is_place,
    plain_words,
)
from techno_kit.survey.traces import Tracer, joined, seen_before, trace_of

SECRET = "jan.jansen@voorbeeld.nl"
PEOPLE = ["Jan Jansen", "Piet de Vries", "Zoë Möller", "O'Neill", "Ana María"]
MAILS = [SECRET, "p@q.org", "zoe.m+x@uni-kiel.de", "o.neill@a.co.uk", "ana@b.es"]
PHONES = ["+31 6 12345678", "06-12345678", "020-1234567", "(212) 555-0123", "0031612345678"]


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        # platforms' own columns, whatever stands in them
        ("IPAddress", ["*******"] * 5, "ip"),
        ("IP Address", [None] * 5, "ip"),
        ("RecipientEmail", [None] * 5, "email"),
        ("RecipientFirstName", ["a", "a", "a", "b", None], "name"),
        ("RecipientLastName", [None] * 5, "name"),
        ("LocationLatitude", [52.0] * 5, "coordinates"),
        ("LocationLongitude", [4.0] * 5, "coordinates"),
        ("ExternalReference", [None] * 5, "id"),
        ("ResponseId", ["R_1a", "R_2b", "R_3c", "R_4d", "R_5e"], "id"),
        ("Respondent ID", [11, 12, 13, 14, 15], "id"),
        ("token", ["x8", "y9", "z1", "q2", "w3"], "id"),
        ("_geolocation", ["1 2", "3 4", None, None, None], "coordinates"),
        ("phonenumber", [None] * 5, "phone"),
        ("_uuid", ["a", "b", "c", "d", "e"], "id"),
        ("_id", [1, 2, 3, 4, 5], "id"),
        # names and content agree
        ("Email Address", MAILS, "email"),
        ("E-mailadres", [*MAILS[:1], None, None, "geen", "-"], "email"),
        ("Q12_mail", MAILS, "email"),
        ("ip", ["10.0.0.1", "::1", "2001:db8::8a2e:370:7334", "1.2.3.4:80", None], "ip"),
        ("Telefoonnummer", PHONES, "phone"),
        ("mobile", [31612345678, 31687654321, 31611111111, 31622222222, 31633333333], "phone"),
        ("mobile number", [31612345678.0, None, None, 31687654321.0, 31611111111.0], "phone"),
        ("Voornaam", ["Jan", "Piet", "Zoë", "Ana", "Klaas"], "name"),
        ("Name", PEOPLE, "name"),
        (
            "First name",
            ["Jan", "Piet", "Kees", "Ana", "Bo", "Di", "Ed", "Flo", "Gus", "Hein"] * 5,
            "name",
        ),
        ("What is your full name?", PEOPLE, "name"),
        ("Wat is uw achternaam?", ["Jansen", "de Vries", "Möller", "Bos", "Mol"], "name"),
        ("gps_latitude", [52.3702, 51.9244, 52.0907, 51.4416, 53.2194], "coordinates"),
        ("breedtegraad", ["52,3702", "51,9244", "52,0907", "51,4416", "53,2194"], "coordinates"),
        ("Adres", ["Dorpsstraat 1", "Kerkweg 2b", "Plein 3", "Laan 4", "Weg 5"], "address"),
        ("customer number", ["K-001", "K-002", "K-003", "K-004", "K-005"], "id"),
        ("BSN", [123456782, 111222333, 999888777, 123123123, 321321321], "id"),
        ("_submitted_by", [None] * 5, "name"),
        ("Hoe heet u?", ["Anna Bos", "Bram Mol", "Cees Vos"] * 5, "name"),
        ("What is your name?", ["Anna Smith", "Bram Smith", "Cees Smith"] * 5, "name"),
        ("Last Name", ["Bos", "Mol", "Vos", "Bos", "Mol"], "name"),
        ("Wie vult dit in?", PEOPLE, "name"),
        ("username", ["anna1", "bram2", "cees3", "daan4", "eva5"], "name"),
        ("gebruikersnaam", ["a08xb1", "a08xb2", "anna", "bram", "c_1"], "name"),
        ("Instagram handle", ["@anna1", "@bram2", "@cees3", "daan4", None], "name"),
        ("Straat en huisnummer", ["Laan 1", "Weg 2", "Plein 3", "Dijk 4", "Pad 5"], "address"),
        ("iban", ["NL91ABNA0417164300", "NL02 RABO 0123 4567 89", None, None, None], "id"),
        ("kvk", [12345678, 12345679, 12345680, 12345681, 12345682], "id"),
        ("KvK-nummer", ["12345678", "12345679", "12345680", "12345681", "1"], "id"),
        ("respid", [1000013, 1000026, 1000039, 1000052, 1000065], "id"),
        ("rid", ["a1", "b2", "c3", "d4", "e5"], "id"),
        ("PSID", ["a1", "b2", "c3", "d4", "e5"], "id"),
        ("MTurk code", ["8a1", "9b2", "7c3", "6d4", "5e5"], "id"),
        ("MTurk Worker ID", [None] * 5, "id"),
        # content alone
        ("q8", ["NL91ABNA0417164300", "NL02 RABO 0123 4567 89", "-", None, None], "id"),
        ("q7", MAILS, "email"),
        ("q7", ["Jan <jan@a.nl>", "mailto:p@q.org", "a@b.nl", None, "no"], "email"),
        ("V6", ["84.1.2.3", "84.1.2.4", "84.1.2.5", "84.1.2.6", "84.1.2.7"], "ip"),
        ("contact", ["+31612345678", "+44 20 7946 0958", "06-12345678", None, ""], "phone"),
        (
            "place",
            ["52.3702, 4.8952", "51.92 4.47 0 0", "52.0907,5.1214"] + [None] * 2,
            "coordinates",
        ),
    ],
)
def test_what_is_personal(column: str, values: list[object], kind: str) -> None:
    frame = pd.DataFrame({column: values, "sex": (["m", "f", "m", "f", "m"] * 10)[: len(values)]})
    assert personal_columns(frame) == {column: kind}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("How do you use e-mail?", ["daily", "weekly", "never", "daily", "weekly"]),
        ("email", [1, 0, 1, 1, 0]),
        ("phone", [1, 2, 3, 4, 5]),
        ("Do you own a mobile phone?", ["yes", "no", "yes", "yes", "no"]),
        ("phone", ["iPhone", "Android", "none", "Android", "iPhone"]),
        ("telephone calls per year", [100, 2_500, 40, 7, 12]),
        ("mobile", ["2026-05-01", "01-05-2026", "1/5/26", "2026-05-02", "3.5.2026"]),
        ("brand name", ["Apple", "Apple", "Samsung", "Apple", "Samsung"]),
        ("Name of your favourite brand", ["Apple", "Sony", "LG", "HP", "Dell"]),
        ("name", ["yes", "no", "yes", "no", "no"]),
        ("name", ["Apple", "Sony", "LG", "HP"] * 5),
        ("id", [1, 2, 3, 4, 5]),
        ("income", [20_000_000, 31_000_000, 45_500_000, 12_345_678, 99_999_999]),
        ("date", ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06"]),
        ("time", ["12:30:15", "08:15:00", "23:59:59", "00:00:01", "10:10:10"]),
        ("version", ["1.2.3", "1.2.4", "10.2.1", "1.2.3", "2.0.0"]),
        ("satisfaction", [52.37, 4.9, 51.92, 4.47, 52.09]),
        ("latitude", [1, 2, 3, 4, 5]),
        ("address", ["never", "sometimes", "never", "never", "sometimes"]),
        ("respondent code", ["A", "B", "A", "B", "A"]),
        ("tip", ["a@b", "see above", "mail me", "@home", "x"]),
        ("shipping speed", ["ok", "slow", "ok", "fast", "ok"]),
        ("username_rule", [True, False, True, False, True]),
        ("email", [None] * 5),
        ("Which of these do you use: Instagram", ["yes", "no", "yes", "no", "yes"]),
        ("Do you have an Instagram account?", ["yes", "no", "no", "no", "no"]),
        ("Facebook profile", [1, 0, 1, 1, 0]),
        ("Wie vult dit in?", ["moeder", "vader", "moeder", "moeder", "moeder"]),
        ("What is your brand name?", ["Apple", "Sony", "LG", "HP"] * 5),
        ("user", ["new", "old", "new", "new", "old"]),
        ("How do you like our bank account?", ["well", "badly", "so-so", "-", "fine"]),
        ("rid", [1, 0, 1, 1, 0]),
        ("survey code", ["A", "B", "A", "B", "A"]),
    ],
)
def test_what_is_not(column: str, values: list[object]) -> None:
    assert personal_columns(pd.DataFrame({column: values})) == {}


def test_questions_with_answers_are_not_personal() -> None:
    frame = pd.DataFrame({"mail": MAILS, "a": [1, 0, 1, 1, 0], "name": PEOPLE})
    book = Codebook(
        {
            "name": Question("name", levels=[(each, each) for each in PEOPLE]),
            "mail": Question("mail", "multiple", columns={"yes": "mail"}),
        }
    )
    assert personal_columns(frame, book) == {}


def test_the_wording_of_a_question_counts_as_its_name() -> None:
    frame = pd.DataFrame({"V1": PEOPLE, "V2": PHONES, "V3": [1, 2, 3, 4, 5]})
    labels = {"V1": "What is your name?", "V2": "Telephone number", "V3": "ResponseID"}
    book = Codebook({name: Question(name, label=label) for name, label in labels.items()})
    assert personal_columns(frame, book) == {"V1": "name", "V2": "phone", "V3": "id"}


def test_types_of_columns_do_not_matter() -> None:
    for kind in ("str", "object", "category"):
        frame = pd.DataFrame({"q": pd.Series(MAILS, dtype=kind)})
        assert personal_columns(frame) == {"q": "email"}
    assert personal_columns(pd.DataFrame({"d": pd.to_datetime(["2026-01-01", None])})) == {}
    assert personal_columns(pd.DataFrame({"lists": [["a@b.nl"], ["c@d.nl"]]})) == {}


def test_a_few_addresses_among_answers_leave_the_answers() -> None:
    texts = [f"I think that {n} is enough" for n in range(400)]
    assert personal_columns(pd.DataFrame({"why": [*texts, *MAILS]})) == {}


def test_signs() -> None:
    assert plain_words("meta/instanceID") == "meta instance id"
    assert plain_words("IPAddress") == "ip address"
    assert is_email("a@b.nl") and not is_email("a@b") and not is_email("mail a@b.nl to me")
    assert is_ip("255.1.1.1") and not is_ip("256.1.1.1") and not is_ip("1.2.3")
    assert is_dialled("06 12345678") and not is_dialled("0612345") and not is_dialled("01-02-2024")
    assert is_phone("31612345678.0") and not is_phone("12345") and not is_phone("2024-01-02")
    assert is_place("52.3702, 4.8952") and not is_place("1.5, 2.5")
    assert is_degree("-4.8952") and not is_degree("4") and not is_degree("190.5")


def test_what_was_set_aside_is_gone_and_told() -> None:
    frame = pd.DataFrame({"mail": MAILS, "Name": PEOPLE, "sex": list("mfmfm")})
    book = Codebook({"mail": Question("mail", label="Your e-mail")})
    found = set_aside(frame, book, source="a.csv")
    assert list(found.frame.columns) == ["sex"] and list(frame.columns) == ["mail", "Name", "sex"]
    assert not found.codebook.questions
    assert found.codebook.personal == {"mail": "email", "Name": "name"}
    assert found.traces["mail"].tolist() == [0, 1, 2, 3, 4] and "Name" not in found.traces
    assert found.notes == (
        "a.csv: 2 columns of personal data were set aside: 'mail' (e-mail addresses) and 'Name' "
        "(names of people). Nothing of them is shown or saved; tk.read(..., keep_personal=True) "
        "keeps them.",
    )


def test_named_columns_stay_and_are_known_to_be_personal() -> None:
    frame = pd.DataFrame({"ResponseId": ["a", "a", "b"], "q": [1, 2, 3]})
    found = set_aside(frame, Codebook(), named=["ResponseId"], source="a.csv")
    assert list(found.frame.columns) == ["ResponseId", "q"] and not found.traces
    assert found.codebook.personal == {"ResponseId": "id"}
    assert found.notes == (
        "a.csv: 1 column of personal data is kept for use, and never shown value by value: "
        "'ResponseId' (ids of people or answers).",
    )


def test_nothing_personal_changes_nothing() -> None:
    frame, book = pd.DataFrame({"q": [1, 2]}), Codebook()
    found = set_aside(frame, book)
    assert found.frame is frame and found.codebook is book and found.notes == ()


def test_traces_tell_only_who_is_the_same() -> None:
    series = pd.Series(["Jan@a.nl", "piet@b.nl", "  jan@a.nl ", None, "", "piet@b.nl"])
    codes = trace_of(series)
    assert codes.tolist() == [0, 1, 0, -1, -1, 1] and codes.dtype == np.int32
    assert trace_of(pd.Series([7, 7, 3])).tolist() == [0, 0, 1]
    assert trace_of(pd.Series([1.5, np.nan, 1.5])).tolist() == [0, -1, 0]
    # the numbers are those of the order of the rows: any other addresses give the same
    other = series.str.replace("jan", "klaas", case=False)
    assert np.array_equal(trace_of(other), codes)


def test_a_tracer_numbers_the_values_of_files_alike() -> None:
    tracer = Tracer()
    assert tracer.codes("m", pd.Series(["a@b.nl", None, "C@d.nl"])).tolist() == [0, -1, 1]
    assert tracer.codes("m", pd.Series(["e@f.nl", "c@d.nl", ""])).tolist() == [2, 1, -1]
    assert not tracer.is_counted("m")
    assert tracer.codes("p", pd.Series([31612, 31613])).tolist() == [0, 1]
    assert tracer.codes("p", pd.Series(["31613", " x"])).tolist() == [1, 2]
    assert Tracer().is_counted("p")
    tracer.codes("i", pd.Series(["1", "2"]))
    assert tracer.is_counted("i")


def test_traces_of_waves() -> None:
    one, two = {"m": np.array([0, 1, -1], np.int32)}, {"m": np.array([1, 1], np.int32)}
    assert joined([one, two], [3, 2], alike=True)["m"].tolist() == [0, 1, -1, 1, 1]
    assert joined([one, two], [3, 2], alike=False)["m"].tolist() == [0, 1, -1, 3, 3]
    assert joined([{}, two], [3, 2], alike=False)["m"].tolist() == [-1, -1, -1, 1, 1]
    assert seen_before([one, two, two], "m") == [0, 2, 2]


def test_kept_columns_are_not_shown_by_any_verb(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.csv"
    rows = "".join(f"{mail},{n % 2},{n % 3}\n" for n, mail in enumerate(MAILS * 8))
    path.write_text("mail,q,g\n" + rows, encoding="utf-8")
    sample = tk.read(path, keep_personal=True)
    assert "mail" in sample.frame.columns and sample.codebook.personal == {"mail": "email"}
    calls = (
        lambda: tk.profile(sample, "mail"),
        lambda: tk.profile(sample, "q", by="mail"),
        lambda: tk.compare(sample, "q", by="mail"),
        lambda: tk.crosstab(sample, "q", by="mail"),
        lambda: tk.profile(sample, "q", where={"mail": ["x"]}),
        lambda: tk.screen(sample, attention={"mail": "x"}),
    )
    for call in calls:
        with pytest.raises(tk.TechnoKitError) as error:
            call()
        assert "@" not in str(error.value), str(error.value)
        assert "'mail' holds personal data (e-mail addresses)" in str(error.value)
    shown = [sample._repr_html_(), *sample.notes, repr(sample), str(tk.screen(sample))]
    assert not any("@" in each for each in shown)


def test_a_cluster_of_personal_ids_is_used_and_not_shown(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.csv"
    rows = "".join(f"P{n // 2:03},{n % 2},{1 + n % 3}\n" for n in range(200))
    path.write_text("Respondent ID,q,w\n" + rows, encoding="utf-8")
    mapping = {
        "schema": "techno_kit/mapping/1",
        "design": {"weight": "w", "clusters": "Respondent ID"},
    }
    sample = tk.read(path, mapping=mapping)
    assert sample.units.n_psu == 100 and not sample.traces
    told = tk.profile(sample, "q")
    faces = [told.text, told.method, *told.notes, told._repr_html_(), *sample.notes]
    assert not any("P00" in each for each in faces)
