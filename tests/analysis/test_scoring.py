"""Which respondents are on which rung: membership, missing answers, what the table looks like."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

LADDER = tk.load_ladder("2010")
YES, NO, OUT = True, False, None


def score(frame: dict, ladder: object = LADDER, **options: object) -> dict[str, list]:
    found = tk.score(tk.Sample.from_frame(pd.DataFrame(frame)), ladder, **options)  # type: ignore[arg-type]
    return {name: [None if pd.isna(each) else bool(each) for each in found[name]] for name in found}


def test_monthly_is_enough_but_conversationalists_need_weekly() -> None:
    words = ["several_daily", "daily", "weekly", "monthly", "rarely", "never"]
    found = score({"blog_publish": words, "status_update": words})
    assert found["creators"] == [YES, YES, YES, YES, NO, NO]
    assert found["conversationalists"] == [YES, YES, YES, NO, NO, NO]
    assert found["inactives"] == [NO, NO, NO, NO, YES, YES]


def test_yes_reaches_every_rung() -> None:
    found = score({"status_update": [1, 0], "tweet_post": ["never", "never"]})
    assert found["conversationalists"] == [YES, NO]


def test_rungs_overlap_and_do_not_imply_lower_ones() -> None:
    found = score({"blog_publish": ["weekly", "never"], "blog_read": ["never", "weekly"]})
    assert found == {"creators": [YES, NO], "spectators": [NO, YES], "inactives": [NO, NO]}


def test_rungs_stand_top_to_bottom_and_those_not_asked_are_left_out() -> None:
    found = score({"blog_read": ["never"], "rss_use": ["never"], "blog_publish": ["never"]})
    assert list(found) == ["creators", "collectors", "spectators", "inactives"]


ITEMS = {
    "blog_read": ["daily", None, "never", None, "dont_know", "never"],
    "rss_use": [None, None, None, "never", None, "dont_know"],
}


def test_blanks_count_as_not_doing_for_those_who_answered_anything() -> None:
    found = score(ITEMS)
    assert found["spectators"] == [YES, OUT, NO, NO, NO, NO]
    assert found["collectors"] == [NO, OUT, NO, NO, NO, NO]
    assert found["inactives"] == [NO, OUT, YES, YES, YES, YES]


def test_only_those_without_a_blank() -> None:
    found = score(ITEMS, missing="exclude")
    assert found["inactives"] == [OUT, OUT, OUT, OUT, OUT, YES]
    assert found["spectators"] == [OUT, OUT, OUT, OUT, OUT, NO]


def test_dont_know_can_be_a_blank() -> None:
    found = score(ITEMS, dont_know="missing")
    assert found["inactives"] == [NO, OUT, YES, YES, OUT, YES]
    assert score(ITEMS, missing="exclude", dont_know="missing")["inactives"] == [OUT] * 6


def test_the_base_is_one_for_all_rungs_and_never_depends_on_what_was_answered() -> None:
    rng = np.random.default_rng(4)
    words = np.array(["daily", "monthly", "never", "dont_know"])
    frame = pd.DataFrame({each: rng.choice(words, 300) for each in list(LADDER.activities)[:8]})
    blank = rng.random(frame.shape) < 0.4
    other = pd.DataFrame(rng.permuted(frame.to_numpy(), axis=0), columns=frame.columns)
    for rule in ("in_base", "exclude"):
        bases = [
            tk.score(tk.Sample.from_frame(each.mask(blank)), LADDER, missing=rule).notna()
            for each in (frame, other)
        ]
        assert bases[0].equals(bases[1])
        assert (bases[0].any(axis=1) == bases[0].all(axis=1)).all()


def test_routed_out_is_an_answer(tmp_path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        'schema = "techno_kit/mapping/1"\n'
        '[scales.use]\nanswers = [[1, "yes"], [0, "no"], [9, "not_asked"]]\n'
        '[activities.blog_read]\ncolumn = "b"\nscale = "use"\nasked_if = { online = [1] }\n',
        "utf-8",
    )
    frame = pd.DataFrame({"b": [1, None, None, 9], "online": [1, 1, 0, 1]})
    sample = tk.Sample.from_frame(frame, mapping=path)
    found = tk.score(sample, LADDER)
    assert found["inactives"].tolist() == [False, pd.NA, True, True]


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([3, 3, 3]),
        pd.Index(["a", "b", "c"], name="person"),
        pd.MultiIndex.from_tuples([(1, 1), (1, 2), (2, 1)]),
    ],
)
def test_the_table_is_boolean_on_the_samples_index(index: pd.Index) -> None:
    frame = pd.DataFrame({"blog_read": ["daily", None, "never"]}, index=index)
    found = tk.score(tk.Sample.from_frame(frame), LADDER)
    assert found.index.equals(index)
    assert set(map(str, found.dtypes)) == {"boolean"}
    assert found["spectators"].fillna(False).tolist() == [True, False, False]


def test_a_multiple_choice_and_a_single_one_can_be_scored_too() -> None:
    frame = pd.DataFrame({"a": [1, 0, None], "b": [0, 0, None], "sex": ["F", None, "M"]})
    sample = tk.Sample.from_frame(frame)
    asked = sample.with_question(tk.Question("has", "multiple", {"phone": "a", "tablet": "b"}))
    found = tk.score(asked, "has")
    assert found["phone"].tolist() == [True, False, pd.NA]
    assert found["tablet"].tolist() == [False, False, pd.NA]
    assert tk.score(sample, "sex", missing="exclude")["F"].tolist() == [True, pd.NA, False]
    assert tk.score(sample, "sex")["F"].tolist() == [True, False, False]


def test_score_and_profile_agree() -> None:
    rng = np.random.default_rng(6)
    words = ["daily", "monthly", "never", "dont_know", None]
    frame = pd.DataFrame({each: rng.choice(words, 400) for each in LADDER.activities})
    sample = tk.Sample.from_frame(frame)
    for rule in ("in_base", "exclude"):
        rungs = tk.score(sample, LADDER, missing=rule)
        found = tk.profile(sample, LADDER, missing=rule, suppress_below=0).table
        assert found["share"].tolist() == pytest.approx(
            rungs.mean().tolist(), rel=1e-12, nan_ok=True
        )
        assert found["n"].tolist() == rungs.count().tolist()


def test_more_than_eight_rungs_and_one() -> None:
    for n in (1, 8, 9, 17):
        activities = {f"a{place}": tk.Activity(f"a{place}") for place in range(n)}
        rungs = [tk.Rung(f"r{place}", any_of=(f"a{place}",)) for place in range(n)]
        ladder = tk.Ladder("mine", (*rungs, tk.Rung("none", none=True)), activities)
        frame = {
            f"a{place}": ["daily" if place == row else "never" for row in range(n + 1)]
            for place in range(n)
        }
        found = score(frame, ladder)
        for place in range(n):
            assert found[f"r{place}"] == [row == place for row in range(n + 1)]
        assert found["none"] == [NO] * n + [YES]
