"""Every check finds what is planted, and leaves alone what only looks like it."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.screening.screenings import Screening
from techno_kit.shipped import locate

N = 200
WORDS = tuple("abcdefghijklmnop")  # each a word


def survey(n: int = N, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "Duration (in seconds)": np.clip(np.exp(draw.normal(6, 0.2, n)).round(), 250, None),
        "age": draw.integers(18, 90, n),
        "open": [" ".join(draw.choice(WORDS, 12)) for _ in range(n)],
        "w": draw.uniform(0.5, 2, n),
        "IPAddress": [f"10.0.{at // 200}.{at % 200}" for at in range(n)],
        "ResponseId": [f"R_{at:05}" for at in range(n)],
    }
    columns |= {f"Q5_{at}": draw.integers(1, 6, n) for at in range(1, 11)}
    columns |= {f"v{chr(97 + at)}": draw.choice(["Yes", "No"], n) for at in range(12)}
    return pd.DataFrame(columns)


def screened(change: Callable[[pd.DataFrame], None], **options: object) -> Screening:
    frame = survey()
    change(frame)
    return tk.screen(tk.Sample.from_frame(frame, design=tk.Design(weight="w")), **options)  # type: ignore[arg-type]


def rows_of(found: Screening, check: str) -> list[int]:
    flags = found.respondents[check]
    return list(flags.index[flags])


def nothing(frame: pd.DataFrame) -> None:
    """Leave a survey without anything to find."""


def test_a_clean_survey_has_no_flags() -> None:
    found = screened(nothing)
    applied = found.table.dropna(subset="flagged")
    assert applied["flagged"].sum() == 0 and len(applied) == 11
    assert not found.suggested.any()
    assert found.text == "The 9 checks that could be applied flag none of the 200 respondents."


def test_speeders() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[3, "Duration (in seconds)"] = 60
        frame.loc[4, "Duration (in seconds)"] = 240  # 0.6 of the median
        frame.loc[5, "Duration (in seconds)"] = 0  # not known

    assert rows_of(screened(change), "speed") == [3]
    assert rows_of(screened(change, fastest=0.65), "speed")[:2] == [3, 4]
    assert screened(change).measures.loc[3, "speed"] == pytest.approx(0.15, abs=0.02)


def test_durations_are_found_between_dates_and_in_clock_times() -> None:
    frame = survey().drop(columns="Duration (in seconds)")
    start = pd.Timestamp("2026-05-01 10:00:00") + pd.to_timedelta(np.arange(N), "min")
    took = np.full(N, 600)
    took[7] = 20
    frame["StartDate"] = start.astype(str)
    frame["EndDate"] = (start + pd.to_timedelta(took, "s")).astype(str)
    assert rows_of(tk.screen(tk.Sample.from_frame(frame)), "speed") == [7]
    clock = frame.drop(columns=["StartDate", "EndDate"])
    clock["Interview duration"] = [f"0:{each // 60:02}:{each % 60:02}" for each in took]
    assert rows_of(tk.screen(tk.Sample.from_frame(clock)), "speed") == [7]
    named = frame.drop(columns=["StartDate", "EndDate"]).assign(odd=took)
    assert rows_of(tk.screen(tk.Sample.from_frame(named), duration="odd"), "speed") == [7]


def test_the_median_is_that_of_the_wave() -> None:
    one, two = survey(), survey(seed=2)
    two["Duration (in seconds)"] /= 3  # a shorter questionnaire
    both = tk.Sample.of_waves(
        {"1": tk.Sample.from_frame(one), "2": tk.Sample.from_frame(two)}, differing="tell"
    )
    assert not tk.screen(both).respondents["speed"].any()


def test_straight_lines() -> None:
    block = [f"Q5_{at}" for at in range(1, 11)]

    def change(frame: pd.DataFrame) -> None:
        frame.loc[5, block] = 4
        frame.loc[6, block] = [4] * 9 + [2]  # nearly
        frame.loc[7, block] = [4, 4, 4, 4, 2, 4, 4, 4, 4, 4]
        frame.loc[8, block[3:]] = np.nan  # too few to tell
        frame.loc[8, block[:3]] = 4

    found = screened(change)
    assert rows_of(found, "straight_line") == [5, 6]
    assert rows_of(screened(change, straight=1), "straight_line") == [5]
    assert 8 not in rows_of(screened(change, straight=0.3), "straight_line")
    assert found.columns.loc[0, "column"] == "Q5_1 - Q5_10"


def test_never_to_everything_is_an_answer() -> None:
    frame = survey().drop(columns=[f"Q5_{at}" for at in range(1, 11)])
    draw = np.random.default_rng(3)
    block = [f"use_{at}" for at in range(8)]
    for each in block:
        frame[each] = draw.choice(["Daily", "Weekly", "Never"], N)
    frame.loc[2, block] = "Never"
    frame.loc[3, block] = "Weekly"
    assert rows_of(tk.screen(tk.Sample.from_frame(frame)), "straight_line") == [3]


def test_a_line_that_many_give_tells_of_the_questions() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[: N * 0.3, [f"Q5_{at}" for at in range(1, 11)]] = 5

    assert rows_of(screened(change), "straight_line") == []


def test_yes_to_a_list_of_two_answers_is_no_straight_line() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[4, [f"v{chr(97 + at)}" for at in range(12)]] = "Yes"

    assert rows_of(screened(change), "straight_line") == []


def test_batteries_can_be_named() -> None:
    frame = survey()
    frame = frame.rename(columns={f"Q5_{at}": f"{'xyzabcdefg'[at - 1]}item" for at in range(1, 11)})
    names = [f"{each}item" for each in "xyzabcdefg"]
    frame.loc[9, names] = 3
    sample = tk.Sample.from_frame(frame)
    assert rows_of(tk.screen(sample, batteries=[names]), "straight_line") == [9]


def test_rows_of_the_same_answers() -> None:
    def change(frame: pd.DataFrame) -> None:
        answers = [c for c in frame if c not in ("w", "IPAddress", "ResponseId")]
        frame.loc[20, answers] = frame.loc[10, answers]
        frame.loc[30, answers] = frame.loc[10, answers]
        frame.loc[30, "Duration (in seconds)"] = 999  # the same person took another time

    assert rows_of(screened(change), "duplicate_rows") == [20, 30]


def test_the_same_few_answers_by_chance_are_no_doubles() -> None:
    draw = np.random.default_rng(4)
    frame = pd.DataFrame({f"v{chr(97 + at)}": draw.choice(["Yes", "No"], 2_000) for at in range(9)})
    assert frame.duplicated().any()
    assert rows_of(tk.screen(tk.Sample.from_frame(frame)), "duplicate_rows") == []


def test_inactives_are_no_doubles() -> None:
    """Everybody who does nothing gives the same answers to a long list of activities."""
    draw = np.random.default_rng(5)
    active = draw.random(500) < 0.5
    frame = pd.DataFrame(
        {
            f"use_{at}": np.where(active, draw.choice(["Daily", "Weekly", "Never"], 500), "Never")
            for at in range(30)
        }
    )
    frame["sex"] = draw.choice(["m", "f"], 500)
    assert rows_of(tk.screen(tk.Sample.from_frame(frame)), "duplicate_rows") == []


def test_ids_and_addresses_twice() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[9, "ResponseId"] = frame.loc[8, "ResponseId"]
        frame.loc[11, "IPAddress"] = frame.loc[10, "IPAddress"]
        frame.loc[12, "IPAddress"] = frame.loc[10, "IPAddress"]

        frame.loc[[20, 21, 22], ["ResponseId", "IPAddress"]] = None

    found = screened(change)
    assert rows_of(found, "duplicate_ids") == [9] and rows_of(found, "same_ip") == [11, 12]


def test_ids_that_were_set_aside_still_tell(tmp_path) -> None:  # type: ignore[no-untyped-def]
    frame = survey()
    frame.loc[9, "ResponseId"] = frame.loc[8, "ResponseId"]
    frame.loc[11, "IPAddress"] = frame.loc[10, "IPAddress"]
    path = tmp_path / "a.csv"
    frame.to_csv(path, index=False)
    sample = tk.read(path)
    assert "ResponseId" not in sample.frame and set(sample.traces) == {"IPAddress", "ResponseId"}
    found = tk.screen(sample)
    assert rows_of(found, "duplicate_ids") == [9] and rows_of(found, "same_ip") == [11]
    assert rows_of(tk.screen(sample, ids=["ResponseId"]), "duplicate_ids") == [9]
    left = sample.without(found, checks=["same_ip"])
    assert rows_of(tk.screen(left), "duplicate_ids") == [9]
    assert rows_of(tk.screen(left), "same_ip") == []
    faces = [found.text, found.method, *found.notes, found._repr_html_(), str(found)]
    assert not any("10.0." in each or "R_0" in each for each in faces)


def test_an_id_that_most_share_is_left_alone() -> None:
    frame = survey().assign(ResponseId=np.arange(N) // 4)
    found = tk.screen(tk.Sample.from_frame(frame))
    assert "duplicate_ids" not in found.respondents


def test_attention_checks() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame["Q7"] = "Strongly agree"
        frame.loc[[2, 5], "Q7"] = "Disagree"
        frame.loc[6, "Q7"] = None
        frame["Q8"] = 3
        frame.loc[5, "Q8"] = 4

    found = screened(change, attention={"Q7": "Strongly agree", "Q8": [3]})
    assert rows_of(found, "attention") == [2, 5]
    assert found.measures.loc[[2, 5, 6], "attention"].tolist() == [1, 2, 0]
    assert found.columns.set_index("column")["flagged"].to_dict() == {"Q7": 2, "Q8": 1}


def test_an_attention_check_by_label_or_code() -> None:
    frame = pd.DataFrame({"q": [1, 2, 2, 2] * 20})
    question = tk.Question("q", levels=[(1, "Blue"), (2, "Green")])
    sample = tk.Sample.from_frame(frame).with_question(question)
    for right in ("Green", 2, "2", ["Green"]):
        assert len(rows_of(tk.screen(sample, attention={"q": right}), "attention")) == 20


def test_impossible_values() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[12, "age"] = 0
        frame.loc[13, "age"] = 111
        frame.loc[14, "age"] = 110
        frame.loc[15, "Duration (in seconds)"] = -5

    assert rows_of(screened(change), "impossible") == [12, 13, 15]


def test_answers_outside_the_declared_ones() -> None:
    frame = survey().assign(q=[1, 2, 3, 4] * 50, other=[1, 7] * 100, own=[-1, 9] * 100)
    frame.loc[2, "q"] = 44
    book = {
        "q": tk.Question("q", levels=[(1, "a"), (2, "b"), (3, "c"), (4, "d")]),
        "other": tk.Question("other", levels=[(1, "a"), (2, "b")]),  # labels name only some
        "own": tk.Question("own", levels=[(-1, "Refused"), (-2, "Don't know")]),
    }
    sample = tk.Sample.from_frame(frame, labels=tk.Codebook(book))
    assert rows_of(tk.screen(sample), "impossible") == [2]


def test_an_age_that_is_a_code_is_no_age() -> None:
    frame = survey()
    frame.loc[3, "age"] = -9
    sample = tk.Sample.from_frame(
        frame, labels=tk.Codebook({"age": tk.Question("age", "number", levels=[(-9, "Refused")])})
    )
    assert rows_of(tk.screen(sample), "impossible") == []


def test_blanks() -> None:
    answers = [f"Q5_{at}" for at in range(1, 11)] + [f"v{chr(97 + at)}" for at in range(12)]

    def change(frame: pd.DataFrame) -> None:
        frame.loc[30, answers[:13]] = None
        frame.loc[31, answers[:5]] = None
        frame.loc[: N // 2, "asked of few"] = 1  # its blanks count for nothing

    found = screened(change)
    assert rows_of(found, "blank") == [30]
    assert rows_of(screened(change, blank=0.1), "blank") == [30, 31]
    assert found.measures.loc[31, "blank"] == pytest.approx(5 / 24)  # with age and open


def test_who_was_routed_out_left_nothing_blank() -> None:
    names = [f"a{at}" for at in range(6)]
    frame = pd.DataFrame({"has": [1] * 90 + [0] * 10, **dict.fromkeys(names, 2)})
    frame.loc[90:, names] = np.nan
    frame.loc[5, names] = np.nan
    document = {
        "schema": "techno_kit/mapping/1",
        "scales": {"use": {"answers": [[1, "daily"], [2, "weekly"], [3, "never"]]}},
        "activities": {
            each: {"column": each, "scale": "use", "asked_if": {"has": [1]}} for each in names
        },
    }
    sample = tk.Sample.from_frame(frame, mapping=document)
    assert rows_of(tk.screen(sample), "blank") == [5]


def test_everything_daily() -> None:
    names = [f"a{at}" for at in range(6)]
    draw = np.random.default_rng(6)
    frame = pd.DataFrame({each: draw.integers(1, 4, 100) for each in names})
    frame.loc[7, names] = 1
    frame.loc[8, names] = 3
    frame.loc[9, names[:2]], frame.loc[9, names[2:]] = 1, np.nan  # too few to tell
    document = {
        "schema": "techno_kit/mapping/1",
        "scales": {"use": {"answers": [[1, "daily"], [2, "weekly"], [3, "never"]]}},
        "activities": {each: {"column": each, "scale": "use"} for each in names},
    }
    found = tk.screen(tk.Sample.from_frame(frame, mapping=document))
    assert rows_of(found, "everything_daily") == [7]
    assert rows_of(found, "straight_line") == [7]  # not 8, who never does any of it


def test_the_same_longer_text() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[20, "open"] = "This product is very good and nice!"
        frame.loc[21, "open"] = "this product  is very good, and nice"
        frame.loc[[22, 23], "open"] = "no idea"

    assert rows_of(screened(change), "same_text") == [20, 21]
    assert rows_of(screened(change, text=5), "same_text") == [20, 21, 22, 23]


def test_a_choice_of_long_answers_is_no_open_question() -> None:
    answers = ["I strongly agree with this statement", "I do not agree with it at all really"]
    frame = survey().drop(columns="open").assign(q=answers * (N // 2))
    assert "same_text" not in tk.screen(tk.Sample.from_frame(frame)).respondents
    found = tk.screen(tk.Sample.from_frame(frame), open_ends=["q"])
    assert len(rows_of(found, "same_text")) == N


def test_heavy_weights_are_told_and_never_suggested() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[40, "w"] = 20
        frame.loc[40, "Duration (in seconds)"] = 10

    found = screened(change)
    assert rows_of(found, "heavy_weight") == [40] and rows_of(found, "speed") == [40]
    assert not found.suggested.any() and found.respondents.loc[40, "flags"] == 1


def test_empty_and_constant_columns() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame["nothing"] = None
        frame["blanks"] = ""
        frame["same"] = 7
        frame["some"] = [7] * (N - 1) + [None]

    found = screened(change)
    told = found.columns[["check", "column"]].to_numpy().tolist()
    assert told == [
        ["empty_columns", "nothing"],
        ["empty_columns", "blanks"],
        ["constant_columns", "same"],
    ]
    table = found.table.set_index("check")
    assert table.loc["empty_columns", "unit"] == "columns"
    assert table.loc["empty_columns", "flagged"] == 2


def test_two_signs_or_a_decisive_one() -> None:
    def change(frame: pd.DataFrame) -> None:
        frame.loc[[3, 4], "Duration (in seconds)"] = 20
        frame.loc[4, [f"Q5_{at}" for at in range(1, 11)]] = 3
        frame.loc[9, "ResponseId"] = frame.loc[8, "ResponseId"]

    found = screened(change)
    assert np.flatnonzero(found.suggested).tolist() == [4, 9]


def test_the_careless_of_the_shipped_study_are_found() -> None:
    """The study says who was made careless: our rule finds all of them, and nobody else."""
    made = set(pd.read_csv(locate("samples/study_careless.csv"))["RespondentID"])
    names = pd.read_csv(locate("samples/study.csv"), usecols=["RespondentID"])["RespondentID"]
    found = tk.screen(tk.load_example())
    assert set(names[found.suggested]) == made and len(made) == 86


def test_faces() -> None:
    found = screened(nothing)
    assert found.table.columns.tolist() == [
        *("check", "rule", "threshold", "flagged", "share", "checked", "unit")
    ]
    assert found.respondents.index.equals(pd.RangeIndex(N))
    assert found.title in found._repr_html_() and found.text in str(found)
    assert "Leiner (2019)" in found.method and "own rule" in found.method
    axes = found.plot()
    assert [len(each) for each in axes.containers if each.get_label() == "share"] == [9]


def test_hostile_names_are_escaped() -> None:
    frame = survey().rename(columns={"open": "<script>alert(1)</script>"})
    assert "<script>" not in tk.screen(tk.Sample.from_frame(frame))._repr_html_()


def test_rows_labels_and_order_do_not_matter() -> None:
    frame = survey()
    frame.loc[3, "Duration (in seconds)"] = 10
    frame.loc[5, [f"Q5_{at}" for at in range(1, 11)]] = 4
    frame.index = pd.Index([f"r{at}" for at in range(N)])
    first = tk.screen(tk.Sample.from_frame(frame)).respondents
    turned = tk.screen(tk.Sample.from_frame(frame[::-1])).respondents
    pd.testing.assert_frame_equal(first, turned[::-1])


@pytest.mark.parametrize("n", [1, 2, 9])
def test_very_small_samples(n: int) -> None:
    found = tk.screen(tk.Sample.from_frame(survey().head(n)))
    assert len(found.respondents) == n and found.text and found._repr_html_()


def test_a_sample_of_one_blank_column() -> None:
    found = tk.screen(tk.Sample.from_frame(pd.DataFrame({"q": [None, None]})))
    assert found.text == "None of the checks could be applied to the 2 respondents."
    assert found.respondents.columns.tolist() == ["flags", "suggested"]
    assert found.columns["column"].tolist() == ["q"]
