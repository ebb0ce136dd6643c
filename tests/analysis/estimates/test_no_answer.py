"""Crosstab, estimate and trend give a question the same mean, respondents and groups."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.wording import join

EACH = 40  # respondents of the first answer; every further answer has one more
SAME = 1e-12  # of two sums of whole numbers

AGREE = [(1, "Strongly disagree"), (2, "Disagree"), (4, "Agree"), (5, "Strongly agree")]
EENS = [(1, "helemaal oneens"), (2, "oneens"), (3, "neutraal"), (4, "eens"), (5, "helemaal eens")]
GUT = [(1, "sehr schlecht"), (2, "schlecht"), (3, "mittel"), (4, "gut"), (5, "sehr gut")]
YOI = [
    (1, "とても悪い"),
    (2, "悪い"),
    (3, "どちらともいえない"),
    (4, "良い"),
    (5, "とても良い"),
]
SOME = [(1, "A little"), (2, "Some"), (3, "A lot")]


@dataclass(frozen=True)
class Scale:
    levels: list[tuple[int, str]]
    apart: tuple[str, ...] = ()
    mean: bool = True

    @property
    def kept(self) -> list[tuple[int, str]]:
        return [pair for pair in self.levels if pair[1] not in self.apart]


SCALES = {
    "None first": Scale([(0, "None"), *SOME]),
    "Nothing at all first": Scale([(1, "Nothing at all"), (2, "A bit"), (3, "Much"), (4, "All")]),
    "None last": Scale([(1, "3 devices"), (2, "2 devices"), (3, "1 device"), (4, "None")]),
    "No trust at all": Scale([(0, "No trust at all"), *SOME]),
    "Not sure in the middle": Scale(sorted([*AGREE, (3, "Not sure")])),
    "Neither in the middle": Scale(sorted([*AGREE, (3, "Neither agree nor disagree")])),
    "No opinion in the middle": Scale(sorted([*AGREE, (3, "No opinion")]), ("No opinion",)),
    "Don't know in the middle": Scale(sorted([*AGREE, (3, "Don't know")]), ("Don't know",)),
    "Don't know before the last": Scale([*EENS[:4], (5, "Don't know"), (6, "helemaal eens")],
                                        ("Don't know",)),
    "a run of three": Scale([*GUT, (6, "weiß nicht"), (7, "Not sure"), (8, "verweigert")],
                            ("weiß nicht", "Not sure", "verweigert")),
    "never heard of": Scale([*GUT, (6, "Never heard of it"), (7, "Don't know")],
                            ("Never heard of it", "Don't know")),
    "never heard of, of knowing": Scale([(1, "Never heard of it"), (2, "Heard of it"),
                                         (3, "Know it"), (4, "Know it well"), (5, "Don't know")],
                                        ("Don't know",)),
    "Not sure last": Scale([*EENS, (6, "Not sure")]),
    "Don't know last": Scale([*EENS, (6, "Don't know")], ("Don't know",)),
    "Don’t know first": Scale([(0, "Don’t know"), *EENS], ("Don’t know",)),
    "both ends": Scale([(0, "Refused"), *EENS, (6, "DK")], ("Refused", "DK")),
    "two last": Scale([*EENS, (8, "weet niet"), (9, "wil niet zeggen")],
                      ("weet niet", "wil niet zeggen")),
    "weet niet": Scale([*EENS, (6, "weet niet")], ("weet niet",)),
    "n.v.t.": Scale([*EENS, (6, "N.v.t.")], ("N.v.t.",)),
    "geen mening 99": Scale([*EENS, (99, "geen mening")], ("geen mening",)),
    "99 in the middle of the list": Scale([*EENS[:2], (99, "geen mening"), *EENS[2:]],
                                          ("geen mening",)),
    "weiß nicht": Scale([*GUT, (6, "Weiß nicht / keine Angabe")], ("Weiß nicht / keine Angabe",)),
    "keine Angabe -9": Scale([(-9, "keine Angabe"), *GUT], ("keine Angabe",)),
    "わからない": Scale([*YOI, (6, "わからない")], ("わからない",)),
    "無回答 99": Scale([*YOI, (9, "わからない"), (99, "無回答")], ("わからない", "無回答")),
    "Not applicable": Scale([*EENS, (6, "Not applicable (no car)")], ("Not applicable (no car)",)),
    "Other": Scale([*EENS, (6, "Other")], ("Other",)),
    "gaps": Scale([(1, "a"), (2, "b"), (4, "c"), (8, "d"), (99, "n/a")], ("n/a",), mean=False),
}  # fmt: skip


def survey(scale: Scale) -> tuple[tk.Sample, pd.DataFrame]:
    """Return respondents of every answer in turn, one more of each than of the last."""
    codes = [code for code, _ in scale.levels]
    given = np.repeat(codes, [EACH + place for place in range(len(codes))])
    frame = pd.DataFrame({"q": given})
    frame["sex"] = np.where(np.arange(len(frame)) % 3 == 0, "m", "v")
    frame["y"] = np.where(np.arange(len(frame)) % 2 == 0, "yes", "no")
    sample = tk.Sample.from_frame(frame)
    return sample.with_question(tk.Question("q", kind="scale", levels=scale.levels)), frame


def told(scale: Scale) -> str:
    """Return the end of the note that all verbs share."""
    labels = [label for _, label in scale.levels]
    each = [f"“{label}” (n = {EACH + labels.index(label)})" for label in scale.apart]
    has = "it has" if len(each) == 1 else "they have"
    return f"{join(each)}, as {has} no place on the scale; "


@pytest.mark.parametrize("name", SCALES)
def test_all_verbs_have_one_mean_and_the_same_respondents_and_groups(name: str) -> None:
    scale = SCALES[name]
    sample, frame = survey(scale)
    kept = frame[frame["q"].isin([code for code, _ in scale.kept])]
    by_sex = kept.groupby("sex")["q"]
    found = tk.estimate(sample, "q", by="sex").table.set_index("level", drop=False)
    assert found["estimate"].tolist() == pytest.approx([kept["q"].mean(), *by_sex.mean()], rel=SAME)
    assert found["n"].tolist() == [len(kept), *by_sex.size()]
    half = tk.estimate(sample, "q", statistic="quantile").table.iloc[0]
    assert (half["estimate"], half["n"]) == (
        np.quantile(kept["q"], 0.5, method="inverted_cdf"),
        len(kept),
    )

    rows = tk.crosstab(sample, "q", by="sex").table
    means = rows[rows["kind"] == "mean"]
    if scale.mean:
        assert means["value"].tolist() == pytest.approx(found["estimate"].tolist(), rel=SAME)
        assert means["n"].tolist() == found["n"].tolist()
    else:
        assert not len(means)

    trend = tk.compare(sample, "y", by="q", trend=True)
    assert list(trend.scores["q"]) == [label for _, label in scale.kept]
    assert set(trend.trends["groups"]) == {len(scale.kept)}
    assert set(trend.trends["n"]) == {len(kept)}


IN_BASE = "(whoever gave such an answer stays in the base of the nets)"
NETS = f"answers of the top and bottom nets of “q” {IN_BASE}"
BOTH = f"mean, nor in the answers of the top and bottom nets, of “q” {IN_BASE}"


@pytest.mark.parametrize("name", SCALES)
def test_all_verbs_tell_who_is_left_out_in_the_same_words(name: str) -> None:
    scale = SCALES[name]
    sample, _ = survey(scale)
    table = tk.crosstab(sample, "q")
    nets = BOTH if scale.mean else NETS
    verbs = (
        (tk.estimate(sample, "q"), "Not in the mean of “q”: ", "scores"),
        (table, f"Not in the {nets}: ", "means"),
        (tk.compare(sample, "y", by="q", trend=True), "Not in the trend over q: ", "scores"),
    )
    for found, what, option in verbs:
        notes = [note for note in found.notes if note.startswith("Not in")]
        if not scale.apart:
            assert not notes and "no place" not in found.method
            continue
        one = "it" if len(scale.apart) == 1 else "them"
        assert notes == [f"{what}{told(scale)}{option}= can give {one} one."]
        assert notes[0] in found.method


@pytest.mark.parametrize("name", SCALES)
def test_nets_are_of_the_answers_on_the_scale(name: str) -> None:
    scale = SCALES[name]
    sample, frame = survey(scale)
    rows = tk.crosstab(sample, "q").table
    nets = rows[rows["kind"] == "net"].set_index("answer")
    if len(scale.kept) < 4:
        assert not len(nets)
        return
    ordered = [label for _, label in sorted(scale.kept)]
    (a, b), (y, z) = ordered[:2], ordered[-2:]
    assert list(nets.index) == [f"Top 2: {y} or {z}", f"Bottom 2: {a} or {b}"]
    codes = {label: code for code, label in scale.levels}
    for net, pair in zip(nets.index, ((y, z), (a, b)), strict=True):
        held = frame["q"].isin([codes[each] for each in pair])
        assert nets.loc[net, "share"] == pytest.approx(held.mean(), rel=SAME)
        assert nets.loc[net, "n"] == len(frame)  # a net's base is that of its answers


def test_the_finding_of_a_scale_from_none_is_not_turned_round() -> None:
    frame = pd.DataFrame({"q": [0, 0, 0, 1, 2, 3] * 40, "sex": ["m"] * 120 + ["v"] * 120})
    frame.loc[120:, "q"] = [0, 1, 1, 2, 2, 3] * 20
    question = tk.Question("q", kind="scale", levels=[(0, "None"), *SOME])
    rows = tk.crosstab(tk.Sample.from_frame(frame).with_question(question), "q", by="sex").table
    assert rows.loc[rows["kind"] == "mean", "value"].tolist() == [1.25, 1.0, 1.5]


def test_scores_that_are_given_win() -> None:
    sample, frame = survey(SCALES["weet niet"])
    scores = {label: code for code, label in EENS} | {"weet niet": 0}
    mean = frame["q"].replace(6, 0).mean()
    found = tk.estimate(sample, "q", scores=scores)
    assert found.table["estimate"][0] == pytest.approx(mean, rel=SAME)
    table = tk.crosstab(sample, "q", means={"q": scores})
    rows = table.table.set_index("kind")
    assert rows.loc["mean", "value"] == pytest.approx(mean, rel=SAME)
    assert rows.loc["net", "answer"].tolist() == [
        "Top 2: eens or helemaal eens",
        "Bottom 2: weet niet or helemaal oneens",
    ]
    trend = tk.compare(sample, "y", by="q", trend=True, scores=scores)
    assert trend.trends["first"][0] == "weet niet" and set(trend.trends["groups"]) == {6}
    for each in (found, table, trend):
        assert not any(note.startswith("Not in") for note in each.notes)
    middle = scores | {"neutraal": None}
    rows = tk.crosstab(sample, "q", means={"q": middle}).table.set_index("kind")
    assert rows.loc["mean", "n"] == tk.estimate(sample, "q", scores=middle).table["n"][0]
    tied = scores | {"oneens": 1, "eens": 5}
    rows = tk.crosstab(sample, "q", means={"q": tied}).table.set_index("kind")
    assert rows.loc["net", "answer"].tolist() == [
        "Top 2: eens or helemaal eens",
        "Bottom 2: weet niet or helemaal oneens",
    ]


def test_who_is_left_out_is_counted_in_the_audience() -> None:
    sample, frame = survey(SCALES["weet niet"])
    n = int(((frame["q"] == 6) & (frame["sex"] == "m")).sum())
    men = {"where": {"sex": "m"}}
    for found in (tk.estimate(sample, "q", **men), tk.crosstab(sample, "q", **men)):
        assert sum(f"“weet niet” (n = {n})," in note for note in found.notes) == 1
    nobody = tk.estimate(sample, "q", where={"q": [label for _, label in EENS]})
    assert not any(note.startswith("Not in") for note in nobody.notes)


def test_a_net_alone_tells_it_too_and_a_mean_alone() -> None:
    sample, _ = survey(SCALES["weet niet"])
    for options, what in (
        ({"means": {"q": False}}, NETS),
        ({"nets": {"q": {}}}, "mean of “q”"),
    ):
        notes = tk.crosstab(sample, "q", **options).notes
        assert sum(note.startswith(f"Not in the {what}: “weet niet”") for note in notes) == 1
    notes = tk.crosstab(sample, "q", means={"q": False}, nets={"q": {}}).notes
    assert not any(note.startswith("Not in") for note in notes)


@pytest.mark.parametrize(("code", "first"), [(99, False), (-9, True)])
def test_a_code_far_from_the_others_is_told(code: int, first: bool) -> None:
    """ "Not sure" is never left out, but 99 of it makes nonsense of a mean."""
    apart = [(code, "Not sure")]
    sample, frame = survey(Scale([*apart, *EENS] if first else [*EENS, *apart]))
    found = tk.estimate(sample, "q")
    assert found.table["estimate"][0] == pytest.approx(frame["q"].mean(), rel=SAME)
    doubt = (
        f"“Not sure” counts as {code}, far from the other codes of “q”; if it is no answer, name "
        "it under missing, or leave it out by scores=."
    )
    assert doubt in found.notes and doubt in found.method
    table = tk.crosstab(sample, "q")
    none = (
        "“q” has no mean here, as its codes do not count up by one; means= can score its answers."
    )
    assert none in table.notes and "mean" not in set(table.table["kind"])
    nets = (
        f"In the top and bottom nets of “q” “Not sure” counts as {code}, far from the other codes; "
        "if it is no answer, name it under missing, or leave it out by means=."
    )
    assert nets in table.notes
    trend = tk.compare(sample, "y", by="q", trend=True)
    steps = (
        f"The trend over q takes “Not sure” (code {code}) for one of its groups in order, though "
        "that code is far from the others; if it is no answer, name it under missing, or leave it "
        "out by scores=."
    )
    assert steps in trend.notes and steps in trend.method
    scores = {level: place for place, (_, level) in enumerate(EENS)} | {"Not sure": None}
    for told in (
        tk.estimate(sample, "q", scores=scores),
        tk.crosstab(sample, "q", means={"q": scores}),
        tk.crosstab(sample, "q", nets={"q": {}}, means={"q": False}),
        tk.compare(sample, "y", by="q", scores={level: n for n, (_, level) in enumerate(EENS)}),
        tk.compare(sample, "y", by="q", scores=scores | {"Not sure": 9}),
    ):
        assert not any("far from" in note for note in told.notes)


@pytest.mark.parametrize(
    ("levels", "far"),
    [
        ([(-5, "x"), (-2, "y"), *EENS], {"x": -5, "y": -2}),
        ([*EENS, (8, "x"), (9, "y")], {"x": 8, "y": 9}),
        ([(-9, "x"), *EENS, (77, "y"), (99, "z")], {"x": -9, "y": 77, "z": 99}),
        ([(-9, "x"), *((code, str(code)) for code in range(18, 60))], {"x": -9}),
        ([(-9, "x"), (-4, "y"), *((code, str(code)) for code in range(1950, 1990, 3))],
         {"x": -9, "y": -4}),
        ([*((code, str(code)) for code in range(18, 60)), (997, "x")], {"x": 997}),
        ([*((code, str(code)) for code in range(40)), (996, "x")], {"x": 996}),
        ([(0, "Not at all"), *((code, str(code)) for code in range(3, 7)), (9, "Completely")], {}),
        ([(0, "Not at all"), *((code, str(code)) for code in range(1, 7)), (10, "Completely")], {}),
        ([*((code, str(code)) for code in range(18, 97)), (97, "97 or older")], {}),
        ([(-2, "a"), (-1, "b"), (1, "c"), (2, "d")], {}),
        ([(-2, "a"), (-1, "b"), (0, "c"), (1, "d"), (2, "e")], {}),
        ([(6, "a"), (7, "b"), (8, "c"), (9, "d")], {}),
    ],
)  # fmt: skip
def test_all_codes_far_from_the_others_are_told(
    levels: list[tuple[int, str]], far: dict[str, int]
) -> None:
    sample, _ = survey(Scale(levels))
    said = [f"“{level}” counts as {code}" for level, code in far.items()]
    notes = [note for note in tk.estimate(sample, "q").notes if "far from" in note]
    if not far:
        assert not notes
        return
    one = len(far) == 1
    assert notes == [
        f"{join(said)}, far from the other codes of “q”; if {'it is' if one else 'they are'} no "
        f"{'answer' if one else 'answers'}, name {'it' if one else 'them'} under missing, or leave "
        f"{'it' if one else 'them'} out by scores=."
    ]
    nets = [note for note in tk.crosstab(sample, "q").notes if "far from" in note]
    assert [note.split("; ")[0] for note in nets] == [
        f"In the top and bottom nets of “q” {join(said)}, far from the other codes"
    ]
    trend = tk.compare(sample, "y", by="q", trend=True)
    steps = [note for note in trend.notes if "far from" in note]
    assert len(steps) == 1 and all(f"“{a}” (code {b})" in steps[0] for a, b in far.items())


def test_numbers_that_are_their_own_labels_are_not_told_one_by_one() -> None:
    years = [(year, str(year)) for year in range(1945, 2005)]
    sample, _ = survey(Scale([(-9, "Not ascertained"), *years], ("Not ascertained",)))
    found = tk.estimate(sample, "q")
    assert found.table["estimate"][0] > 1945
    told = " ".join((*found.notes, found.method))
    assert "1945" not in told and "1,945" not in told and "Answers count as" not in told
    sample, _ = survey(Scale([(year, str(year)) for year in range(1945, 2005, 5)]))
    trend = tk.compare(sample, "y", by="q", trend=True)
    assert "Scores of q: its numbers, from 1945 to 2000." in trend.notes
    sample, _ = survey(Scale([(0, "0"), (25, "25"), (100, "All")]))
    trend = tk.compare(sample, "y", by="q", trend=True)
    assert "Scores of q: 0, 25 and All = 100." in trend.notes


def numbers(**options: object) -> tk.Sample:
    ages = [-9] * 10 + [-4] * 5 + [998] * 5 + list(range(20, 80)) * 3
    frame = pd.DataFrame({"age": ages, "sex": ["m", "v"] * (len(ages) // 2)})
    levels = [(-9, "Missing data (Not Ascertained)"), (-4, "Nobody at home"), (998, "Odd one")]
    question = tk.Question("age", kind="number", levels=levels, **options)
    return tk.Sample.from_frame(frame, labels=tk.Codebook([question]))


def test_labels_of_a_number_are_read_as_well() -> None:
    sample = numbers()
    assert sample.notes == (
        "age: these codes are no numbers, as their labels say: -9 (“Missing data (Not "
        "Ascertained)”); 10 respondents of them count as no answer.",
    )
    mean = (-4 * 5 + 998 * 5 + 3 * sum(range(20, 80))) / 190
    found = tk.estimate(sample, "age")
    assert found.table["estimate"][0] == pytest.approx(mean, rel=SAME)
    doubt = (
        "“Nobody at home” counts as -4 and “Odd one” counts as 998, far from the other numbers of "
        "“age”; if they are no answers, name them under missing."
    )
    assert doubt in found.notes
    table = tk.crosstab(sample, "age", by="sex")
    assert doubt in table.notes
    rows = table.table.set_index("kind")
    assert rows.loc["mean", "value"].iloc[0] == pytest.approx(mean, rel=SAME)
    clean = tk.estimate(numbers(missing=[-4, 998]), "age")
    assert clean.table["estimate"][0] == pytest.approx(np.mean(range(20, 80)), rel=SAME)
    assert not any("far from" in note for note in clean.notes)


@pytest.mark.parametrize("levels", [[(1, "a"), (2, "b"), (4, "c"), (8, "d")], [*EENS, (10, "ten")]])
def test_codes_with_steps_of_their_own_are_no_doubt(levels: list[tuple[int, str]]) -> None:
    sample, _ = survey(Scale(levels))
    assert not any("far from" in note for note in tk.estimate(sample, "q").notes)


def test_texts_with_a_dont_know_have_one_mean() -> None:
    frame = pd.DataFrame({"q": ["1", "2", "3", "4", "weet niet"] * 40})
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("q", kind="scale"))
    rows = tk.crosstab(sample, "q").table.set_index("kind")
    found = tk.estimate(sample, "q").table
    assert found["estimate"][0] == rows.loc["mean", "value"] == 2.5
    assert found["n"][0] == rows.loc["mean", "n"] == 160


def test_labels_that_are_no_scores_have_no_mean() -> None:
    frame = pd.DataFrame({"q": ["low", "middle", "high", "weet niet"] * 40})
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("q", kind="scale"))
    with pytest.raises(QuestionError, match="no numbers"):
        tk.estimate(sample, "q")
    assert "mean" not in set(tk.crosstab(sample, "q").table["kind"])


def test_two_codes_of_one_label_have_no_mean_in_any_verb() -> None:
    levels = [(1, "bad"), (2, "bad"), (3, "good"), (4, "very good")]
    frame = pd.DataFrame({"q": [1, 2, 3, 4] * 40})
    sample = tk.Sample.from_frame(frame)
    sample = sample.with_question(tk.Question("q", kind="scale", levels=levels))
    with pytest.raises(QuestionError):
        tk.estimate(sample, "q")
    assert "mean" not in set(tk.crosstab(sample, "q").table["kind"])
    # Of what is left out anyway it does not matter.
    levels = [(1, "bad"), (2, "so"), (3, "good"), (8, "DK"), (9, "DK")]
    sample = tk.Sample.from_frame(frame.replace({4: 9}))
    sample = sample.with_question(tk.Question("q", kind="scale", levels=levels))
    assert tk.estimate(sample, "q").table["estimate"][0] == 2
    rows = tk.crosstab(sample, "q").table.set_index("kind")
    assert rows.loc["mean", "value"] == 2


def test_rows_in_order_keep_no_answers_of_all_languages_last() -> None:
    frame = pd.DataFrame({"q": ["weet niet"] * 60 + ["a"] * 40 + ["None"] * 45 + ["b"] * 50})
    rows = tk.crosstab(tk.Sample.from_frame(frame), "q", sort="total").table
    assert rows["answer"].tolist() == ["b", "a", "weet niet", "None"]


def slope(sample: tk.Sample, **options: object) -> tuple[dict[str, float], float]:
    found = tk.compare(sample, "y", by="q", trend=True, **options)
    return found.scores["q"], found.trends.set_index("answer")["slope"]["yes"]


@pytest.mark.parametrize("codes", [(0, 25, 50, 100), (1, 2, 3, 5), (10, 20, 31, 32)])
def test_a_trend_counts_as_the_mean_does(codes: tuple[int, ...]) -> None:
    levels = list(zip(codes, "abcd", strict=True))
    sample, frame = survey(Scale(levels))
    rows = pd.Series(np.random.default_rng(3).random(len(frame)) < frame["q"] / max(codes))
    sample = tk.Sample.from_frame(frame.assign(y=np.where(rows, "yes", "no")))
    sample = sample.with_question(tk.Question("q", kind="scale", levels=levels))
    shares = rows.groupby(frame["q"]).mean()
    by_code = np.polyfit(codes, shares, 1)[0]
    scores, found_slope = slope(sample)
    assert scores == {b: a for a, b in levels}
    assert found_slope == pytest.approx(by_code)
    assert found_slope != pytest.approx(np.polyfit(range(4), shares, 1)[0])
    found = tk.compare(sample, "y", by="q", trend=True)
    assert f"Scores of q: {join(f'{b} = {a}' for a, b in levels)}." in found.notes
    assert "for each 1 of the score" in found.text


@pytest.mark.parametrize(
    ("levels", "kind", "expected"),
    [
        ([(3, "low"), (2, "medium"), (1, "high")], "single", [1, 2, 3]),  # codes fall
        ([(1, "low"), (5, "medium"), (9, "high")], "single", [1, 5, 9]),
        ([("x", "low"), ("y", "medium"), ("z", "high")], "single", [1, 2, 3]),
        ([(1, "a"), (2, "b"), (3, "c"), (99, "Not sure")], "scale", [1, 2, 3, 4]),  # 99: a doubt
        ([(1, "a"), (2, "DK"), (3, "b"), (4, "c")], "scale", [1, 3, 4]),
        ([(5, "top"), (3, "mid"), (1, "end")], "scale", [1, 3, 5]),
    ],
)
def test_codes_that_do_not_order_the_groups_are_no_scores(
    levels: list[tuple[object, str]], kind: str, expected: list[float]
) -> None:
    frame = pd.DataFrame(
        {"q": [code for code, _ in levels] * 60, "y": ["a", "b"] * 30 * len(levels)}
    )
    sample = tk.Sample.from_frame(frame)
    sample = sample.with_question(tk.Question("q", kind=kind, levels=levels))
    scores = tk.compare(sample, "y", by="q", trend=True).scores["q"]
    assert list(scores.values()) == expected


def test_waves_named_by_years_are_steps() -> None:
    frame = pd.DataFrame({"y": ["yes", "no", "no"] * 40, "w": [1.0] * 120})
    sample = tk.Sample.from_frame(frame)
    waves = tk.Sample.of_waves({"2019": sample, "2020": sample, "2024": sample})
    found = tk.compare(waves, "y", by="wave", trend=True)
    assert found.scores["wave"] == {"2019": 1, "2020": 2, "2024": 3}
