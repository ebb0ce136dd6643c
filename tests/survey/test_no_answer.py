import pytest

from techno_kit.survey.codebook import Question
from techno_kit.survey.no_answer import apart_of, has_no_place, reads_as_no_answer
from techno_kit.survey.no_answer_words import LABELS

NO_ANSWERS = (
    "Don't know|Don’t know|dont know|I do not know|I really don't know|DK|N/A|n / a|n.a."
    "|Not applicable|Prefer not to say|I'd rather not say|Refused|No answer|no opinion|weet niet"
    "|Weet ik niet|geen mening|n.v.t.|N.V.T.|wil niet zeggen|keine Angabe|weiß nicht|WEISS NICHT"
    "|ne sait pas|no sabe|não sabe|わからない|無回答|わからない・無回答|Don't know / Not sure"
    "|Not sure/don't know|Not applicable - I have no children|99 Don't know|(8) Refused"
    "|-9: Not ascertained|Missing Data (Not Ascertained)|Can't say|Don't know (not read out)"
    "|NS/NC|DK/NA|Non-response|Unable to rate|Don't know or refused|k.A.|Don't know."
    "|Weiß nicht / keine Angabe|모름|Other / don't know|Ｄｏｎ'ｔ ｋｎｏｗ|ne sait  pas"
)
ANSWERS = (
    "None|Nothing|Nothing at all|No|Not sure|Unsure|None of these|No trust at all|Not at all"
    "|I don't know it|Don't know anyone|Refuse|Would refuse|Declined|Refuse collector|Knows it"
    "|National|eher nicht|rather not|trifft nicht zu|No answers|No preference|Neither|never|1|99"
    "|(blank)|Other|Neutral / no opinion|None / not applicable|あてはまらない|Not relevant|"
)


@pytest.mark.parametrize("label", NO_ANSWERS.split("|"))
def test_labels_of_no_answer(label: str) -> None:
    assert reads_as_no_answer(label) and has_no_place(label)


@pytest.mark.parametrize("label", ANSWERS.split("|"))
def test_labels_that_are_answers(label: str) -> None:
    assert not reads_as_no_answer(label)


def test_every_label_of_the_lists_is_found() -> None:
    labels = [label for told in LABELS for label in told.split("|")]
    assert [label for label in labels if not reads_as_no_answer(label)] == []
    assert [label for label in labels if not reads_as_no_answer(label.upper())] == []


def test_other_and_blanks_have_no_place_either() -> None:
    others = ("Other", "(Blank)", "Other (please specify)", "Anders, namelijk", "Sonstiges")
    assert all(has_no_place(each) for each in others)
    assert not any(has_no_place(each) for each in ("Otherwise", "None", "Another day"))


@pytest.mark.parametrize(
    ("levels", "apart"),
    [
        ("a|b|Refused|DK", "Refused|DK"),
        ("DK|a|b", "DK"),
        ("a|DK|b", "DK"),
        ("Against|No opinion|For", "No opinion"),
        ("Against|Neither|For|None|Nothing|Neutral", ""),
        ("a|Weet niet|b|Geen mening|c", "Weet niet|Geen mening"),
        ("a|b|DK|Refused|Prefer not to say", "DK|Refused|Prefer not to say"),
        ("a|b|DK|Not sure|Refused|Unsure", "DK|Not sure|Refused|Unsure"),
        ("Unsure|Refused|a|b", "Unsure|Refused"),
        ("a|b|Not sure|DK", "DK"),  # "not sure" may be the least sure
        ("a|Not sure|b", ""),
        ("a|DK|Not sure|b", "DK"),
        ("Bad|Good|DK|Never heard of it|Refused", "DK|Never heard of it|Refused"),
        ("Good|Bad|Never heard of it", "Never heard of it"),
        ("Slecht|Goed|Nooit van gehoord", "Nooit van gehoord"),
        ("Never heard of it|Heard of it|Know it well|DK", "DK"),
        ("Never heard of it|Considering it|Using it", ""),
        ("Bad|Never heard of it|Good", ""),
        ("a|Other|b", ""),
        ("Other|a|b|Anders", "Other|Anders"),
        ("a|(blank)|b", "(blank)"),
        ("Refused|DK", ""),  # nothing else is left
        ("a|b", ""),
    ],
)
def test_points_of_a_scale(levels: str, apart: str) -> None:
    found = apart_of(Question("q", kind="scale"), levels.split("|"))
    assert "|".join(found) == apart


@pytest.mark.parametrize(
    ("code", "apart"), [(9, ("Other",)), (-1, ("Other",)), (2, ()), (3, ()), (2.5, ())]
)
def test_codes_beyond_the_others_have_no_place(code: float, apart: tuple[str, ...]) -> None:
    levels = [(1, "a"), (code, "Other"), (3, "b")]
    question = Question("q", kind="scale", levels=levels)
    assert apart_of(question, [label for _, label in levels]) == apart
