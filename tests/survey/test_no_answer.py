from collections.abc import Callable

import pytest

from techno_kit.survey.codebook import Question
from techno_kit.survey.no_answer import (
    apart_of,
    has_no_place,
    lost_to_labels,
    reads_as_no_answer,
    without_place,
)
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
#: As Pew, ISSP, ESS, GSS, ANES, Eurobarometer, HINTS, CBS, the SOEP and KoBo write them.
WRITTEN = (
    "N/A (no car)|N/A - never used|n/a: no car|(VOL.) Don't know/Refused|(VOL) Don't know"
    "|VOL: Refused|[VOL. DO NOT READ] Don't know|(DO NOT READ) Don't know|Don’t know (VOL.)"
    "|{DNR} Refused|(NE PAS LIRE) NSP|(NIET VOORLEZEN) Weet niet|(nicht vorlesen) weiß nicht"
    "|(NO LEER) No sabe|（読み上げない）わからない|DK (SPONTANEOUS)|Refusal (SPONT.)"
    "|Can't choose|Can’t choose|Cannot choose|Can't choose, don't know|No answer, refused"
    "|Refusal*|Don't know*|*No answer|Don't know¹|REFUSAL(-1)|-8. Don't know|IAP|Inap"
    "|Inap. (not 1 in Q2)|DK, NA, IAP|Not available in this year|Not imputable_(2147483637)"
    "|I have no opinion|I don't have an opinion|No opinion at all|No view|Don't want to answer"
    "|Do not wish to answer|I would rather not answer|Unwilling to answer|Won't say|DNK|PNTA"
    "|Skipped on web|SKIPPED ON WEB|Valid skip|Legitimate skip|Respondent skipped question"
    "|Web partial skip (Question Never Seen)|-5. Interview breakoff (sufficient partial IW)"
    "|Question answered in error (Commission Error)|Multiple responses selected in error"
    "|Missing data (Web partial - Question Never Seen)|Missing data (Filter Missing)"
    "|Unreadable or Nonconforming Numeric Response|Inapplicable, coded 2 in A1"
    "|Missing; Not available|Not asked in survey|Not asked or Missing|Don't know/Not sure/Missing"
    "|Unknown-not ascertained|Don't know not sure|Too early to say|Left blank|Don't know enough"
    "|I don't know enough about it|Can't say/Can't choose"
    "|Kan ik niet beoordelen|weet ik (nog) niet|Heb ik geen mening over|Geen oordeel|Overgeslagen"
    "|Kann ich nicht beurteilen|Unzulässige Mehrfachantwort|Ich weiß es nicht|K. A."
    "|N'a pas d'opinion|Je n’ai pas d’avis|Ne peut pas juger|Sans avis|NSP/SR|No sabe no contesta"
    "|No tiene opinión|Prefiere no decir|N.S.|Não tem opinião|Non ho un’opinione|Vill ej svara"
    "|Ønsker ikke å svare|Nie mam zdania|Трудно сказать|拒答|모르겠음|判断できない"
    "|回答しない|該当せず"
)
#: No answers as well, but not where others say the opposite; these are the others.
TURNED = {
    "Does not apply": "Applies to me",
    "Doesn't apply to me": "Applied to me sometimes",
    "Not applicable": "Fully applicable",
    "Not applicable to me at all": "Applies to me",
    "Not relevant": "Very relevant",
    "Niet van toepassing": "Helemaal van toepassing",
    "trifft nicht zu": "trifft voll zu",
    "Betrifft mich nicht": "Betrifft mich sehr",
    "Ne me concerne pas": "Me concerne beaucoup",
    "No se aplica": "Se aplica bastante",
    "該当しない": "該当する",
    "あてはまらない": "ややあてはまる",
    "Haven't thought much about this": "Thought about it a lot",
    "Haven't heard of it": "Know it well",
    "I've never heard of it": "Use it",
    "Ken ik niet": "Ken ik goed",
    "Kenne ich nicht": "Kenne ich gut",
    "知らない": "よく知っている",
    "聞いたことがない": "よく知っている",
}
ANSWERS = (
    "None|Nothing|Nothing at all|No|Not sure|Unsure|None of these|No trust at all|Not at all"
    "|I don't know it|Don't know anyone|Refuse|Would refuse|Declined|Refuse collector|Knows it"
    "|National|eher nicht|rather not|trifft nicht zu|No answers|No preference|Neither|never|1|99"
    "|Would rather|I rather like it|Not interested|Error|In error|Skipped meals|Partial|Partly"
    "|No feelings either way|No strong opinion|Never used it|Know it|No data"
    "|Data errors|Multiple times a day|Not at all relevant|Not given much thought|Seen|Not seen"
    "|(Very) good|(1) Never|Missing my family|No, never|Blank vote|N|A|Nap|Kann ich|Depends"
    "|ne ... jamais|Nunca|Nada|Rechaza|Refusé de payer|どちらともいえない|特になし|ない|知っている"
    "|Neither agree nor disagree|Neither (VOL.)|(VOL.) Both|(DO NOT READ) Other|None (SPONTANEOUS)"
    "|(blank)|Other|Neutral / no opinion|None / not applicable|あてはまらない|Not relevant|"
)


@pytest.mark.parametrize("label", NO_ANSWERS.split("|"))
def test_labels_of_no_answer(label: str) -> None:
    assert reads_as_no_answer(label) and has_no_place(label)


@pytest.mark.parametrize("label", WRITTEN.split("|"))
@pytest.mark.parametrize("way", [str, str.upper, "7 {}".format])
def test_labels_as_surveys_write_them(label: str, way: Callable[[str], str]) -> None:
    if way is not str and label[0] in "-*":
        return  # a code of its own
    assert reads_as_no_answer(way(label))
    assert apart_of(Question("q"), ["Bad", way(label), "Fair", "Good"]) == (way(label),)


@pytest.mark.parametrize(("label", "other"), TURNED.items())
def test_labels_that_the_others_make_points_of_a_scale(label: str, other: str) -> None:
    assert apart_of(Question("q"), ["Bad", "Fair", "Good", label]) == (label,)
    assert apart_of(Question("q"), [label, "Sometimes", other]) == ()
    assert apart_of(Question("q"), [label, "Sometimes", other, "Don't know"]) == ("Don't know",)


def test_what_does_not_apply_is_apart_in_any_order_of_groups() -> None:
    levels = ["Low", "Middle", "Does not apply", "High"]
    assert without_place(levels) == {"Does not apply"}
    assert without_place(["Applies", "Does not apply", "Other"]) == {"Other"}


@pytest.mark.parametrize(
    ("levels", "apart"),
    [
        ([(-2, "trifft nicht zu"), (1, "trifft nicht zu?"), (4, "trifft zu")], ["trifft nicht zu"]),
        ([(-7, "Proxy respondent"), (1, "a"), (2, "b")], ["Proxy respondent"]),
        ([(-3, "NAP, code 2 in V5"), (0, "a"), (2, "b")], ["NAP, code 2 in V5"]),
        ([(7, "Proxy respondent"), (1, "a"), (2, "b")], []),
        ([(-1, "More errors"), (0, "Same"), (1, "Fewer errors")], []),
        ([(-1, "Trifft nicht zu"), (0, "Trifft teils zu"), (1, "Trifft zu")], []),
        ([(-2, "Worse"), (1, "Same"), (2, "Better")], []),
    ],
)
def test_codes_below_zero_beside_a_scale_from_zero(
    levels: list[tuple[int, str]], apart: list[str]
) -> None:
    question = Question("q", kind="scale", levels=levels)
    assert list(apart_of(question, [label for _, label in levels])) == apart


def test_labels_of_numbers() -> None:
    levels = [(-9, "Not ascertained"), (-5, "Proxy"), (97, "97+"), (999, "Refused"), ("x", "DK")]
    found = lost_to_labels(Question("age", kind="number", levels=levels))
    assert found == {-9: "Not ascertained", -5: "Proxy", 999: "Refused"}
    assert lost_to_labels(Question("age", kind="scale", levels=levels)) == {}
    assert lost_to_labels(Question("age", kind="number")) == {}


def test_long_texts_are_read_in_no_time() -> None:
    assert not reads_as_no_answer("no answer that I could give is in " * 2_000)


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
