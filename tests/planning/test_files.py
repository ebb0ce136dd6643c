"""A plan's file is read back as the plan that was saved, to the last digit."""

import os
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.errors import FileError
from techno_kit.planning.parts import (
    Evidence,
    Fit,
    Grounds,
    People,
    Strategy,
    Technology,
    Waiver,
    one_line,
)
from techno_kit.planning.playbook import KINDS
from techno_kit.planning.reading import read_plan
from techno_kit.planning.writing import toml_of_plan
from techno_kit.survey.spelling import spelled

# --- any value, any audience ---------------------------------------------------------------------

LINES = st.text(st.characters(codec="utf-8"))
TEXTS = LINES.filter(str.strip)
NAMES = TEXTS.filter(one_line)
SHARES = st.floats(0, 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**62), 2**62)
VALUES = st.recursive(
    LINES | st.booleans() | NUMBERS | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(LINES, inner),
)
WHERE = st.dictionaries(LINES, st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3)
AUDIENCES = st.recursive(
    WHERE.map(tk.Audience.of),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: tk.Audience.any(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: tk.Audience.all(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: tk.Audience.none(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: tk.Audience.at_least(len(parts), *parts)
        ),
    ),
    max_leaves=4,
)


@given(VALUES)
def test_any_value_is_spelled_exactly(value: object) -> None:
    assert tomllib.loads(f"value = {spelled(value)}")["value"] == value  # type: ignore[arg-type]


AMOUNTS = st.floats(0, 1e9)


def within(values: st.SearchStrategy[float], *names: str) -> st.SearchStrategy[dict[str, float]]:
    """A number between its limits; or the number alone, as with what the weighting fixes."""
    sorted_ = st.lists(values, min_size=3, max_size=3).map(
        lambda three: dict(zip(names, sorted(three), strict=True))
    )
    return sorted_ | values.map(lambda one: {names[1]: one})


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    shares = draw(within(SHARES, "low", "share", "high"))
    against = draw(
        within(AMOUNTS, "index_low", "index", "index_high")
        | SHARES.map(lambda share: {"base_share": share})
    )
    return Evidence(
        id="e1",
        answer=draw(TEXTS),
        n=draw(st.integers(0, 10**9)),
        label=draw(TEXTS),
        flag=draw(st.just("") | TEXTS),
        **shares,
        **against,
    )


@st.composite
def fits(draw: st.DrawFn, name: str) -> Fit:
    low, high = sorted((draw(AMOUNTS), draw(AMOUNTS)))
    reach = draw(within(SHARES, "reach_low", "reach", "reach_high"))
    return Fit(name, draw(st.sampled_from(KINDS)), draw(AMOUNTS), low=low, high=high, **reach)


STRATEGY = st.builds(Strategy, TEXTS, LINES, LINES, LINES, LINES)
TECHNOLOGY = st.builds(
    Technology,
    choice=TEXTS,
    rungs=st.lists(TEXTS).map(tuple),
    evidence=st.just(("e1",)) | st.just(()),
)
GROUNDS = st.builds(
    Grounds,
    ladder=st.just("") | TEXTS,
    population=st.just("") | TEXTS,
    n=st.none() | st.integers(0, 10**9),
    confidence=SHARES,
    synthetic=st.booleans(),
    probability_sample=st.none() | st.booleans(),
    questions=st.dictionaries(LINES, TEXTS, max_size=2).map(lambda each: tuple(each.items())),
    notes=st.lists(TEXTS).map(tuple),
    method=st.just("") | TEXTS,
)
OBJECTIVES = st.builds(
    tk.Objective,
    st.sampled_from(KINDS),
    LINES,
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    st.none() | st.dates(),
    LINES,
)


@st.composite
def plans(draw: st.DrawFn) -> tk.Plan:
    name = draw(NAMES)
    objective = draw(st.none() | OBJECTIVES)
    decided = objective is not None
    strategy = tuple(draw(st.lists(STRATEGY, max_size=2))) if decided else ()
    return tk.Plan(
        title=draw(NAMES),
        people=(People(name, draw(AUDIENCES), ("e1",)),),
        objective=objective,
        ranking=tuple(draw(st.lists(fits(name), max_size=2))),
        strategy=strategy,
        technology=tuple(draw(st.lists(TECHNOLOGY, max_size=2))) if strategy else (),
        evidence=(draw(evidence()),),
        grounds=draw(GROUNDS),
        waived=tuple(draw(st.lists(st.builds(Waiver, TEXTS, TEXTS), max_size=1))),
    )


@given(plan=plans())
def test_any_plan_comes_back(tmp_path_factory: pytest.TempPathFactory, plan: tk.Plan) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    assert read_plan(plan.save(path)) == plan
    assert toml_of_plan(read_plan(path)) == path.read_text("utf-8")


# --- what draft_plan made ------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["draft", "chosen"])
def test_every_face_survives_the_file(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan: tk.Plan = request.getfixturevalue(which)
    again = tk.read_plan(plan.save(tmp_path / "plan.toml"))
    assert again == plan and again is not plan
    assert again.table.equals(plan.table)
    assert (again.text, again.method, again.notes) == (plan.text, plan.method, plan.notes)
    assert (str(again), again._repr_html_()) == (str(plan), plan._repr_html_())
    assert again.plot().figure.description == plan.plot().figure.description  # type: ignore


def test_a_byte_order_mark_and_windows_line_ends(chosen: tk.Plan, tmp_path: Path) -> None:
    text = toml_of_plan(chosen).encode()
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert tk.read_plan(path) == chosen


def test_dates_are_dates_or_texts(tmp_path: Path) -> None:
    for due in ("2027-06-30", '"2027-06-30"'):
        path = tmp_path / "plan.toml"
        path.write_text(
            f"""schema = "techno_kit/plan/1"
title = "x"
[[people]]
name = "a"
where = {{ age = [18, 19.0, "20"] }}
[objective]
kind = "talking"
due = {due}
""",
            "utf-8",
        )
        plan = tk.read_plan(path)
        assert plan.objective is not None and plan.objective.due == date(2027, 6, 30)
        assert plan.people[0].audience.levels == ("18", "19", "20")
        assert len(plan.table) == 0 and plan.table["n"].dtype == "int64"
        assert plan.text.startswith("The objective is talking (marketing)")


def test_the_file_is_in_the_order_of_the_method(chosen: tk.Plan, draft: tk.Plan) -> None:
    wanted = ["people", "objective", "strategy", "technology", "evidence", "grounds"]
    assert list(tomllib.loads(toml_of_plan(chosen)))[2:] == wanted
    assert list(tomllib.loads(toml_of_plan(draft)))[2:] == ["people", "ranking", *wanted[4:]]


def test_the_file_says_what_is_made_up_and_whose_the_ranking_is(draft: tk.Plan) -> None:
    text = toml_of_plan(draft)
    assert text.startswith("# Synthetic data, made up")
    assert "synthetic = true\n" in text
    ranking = tomllib.loads(text)["ranking"]
    assert {each["heuristic"] for each in ranking} == {"techno_kit's own, not Forrester's"}


def test_open_texts_are_marked(chosen: tk.Plan) -> None:
    text = toml_of_plan(chosen)
    assert text.count('owner = ""  # to be decided\n') == 2
    assert text.count('change = ""  # to be decided\n') == 2
    assert text.count('why = ""  # to be decided\n') == 1 and 'metric = "calls' in text


def test_a_reason_is_kept_under_the_kind(chosen: tk.Plan, tmp_path: Path) -> None:
    goal = tk.Objective("supporting", why="Calls cost much")
    text = (replace(chosen, objective=goal).save(tmp_path / "plan.toml")).read_text("utf-8")
    assert '[objective]\nkind = "supporting"\nwhy = "Calls cost much"\nmetric = ""  # to be' in text
    assert tk.read_plan(tmp_path / "plan.toml").objective == goal


# --- saving --------------------------------------------------------------------------------------


def test_what_cannot_be_written_leaves_what_was_there(draft: tk.Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").mkdir()
    for path in ("plan.docx", "plan", "plan.toml", "nowhere/plan.md"):
        with pytest.raises(FileError):
            draft.save(tmp_path / path)
    assert os.listdir(tmp_path) == ["plan.toml"]


def test_endings_in_capitals_and_paths_of_text(draft: tk.Plan, tmp_path: Path) -> None:
    path = draft.save(str(tmp_path / "PLAN.TOML"))
    assert path == tmp_path / "PLAN.TOML" and tk.read_plan(path) == draft
    assert "\r" not in path.read_bytes().decode()


def test_nothing_is_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        """schema = "techno_kit/plan/1"
title = "{grounds.__class__}"
[[people]]
name = "__import__('os').mkdir('made')"
where = { "{x}" = ["{0.__class__}"] }
""",
        "utf-8",
    )
    plan = tk.read_plan(path)
    assert "{grounds.__class__}" in str(plan) and "{0.__class__}" in plan._repr_html_()
    assert os.listdir(tmp_path) == ["plan.toml"]


def test_evidence_that_no_group_names_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        """schema = "techno_kit/plan/1"
title = "T"
[[people]]
name = "a"
where = { age = ["18-24"] }
[[evidence]]
id = "e1"
answer = "critics"
share = 0.4
n = 100
""",
        "utf-8",
    )
    plan = tk.read_plan(path)
    for page in (plan.save(tmp_path / "plan.html"), tmp_path / "report.html"):
        if page.name == "report.html":
            tk.report(plan, to=page)
        assert "<figure" not in page.read_text("utf-8")


def test_a_seed_is_read_back_however_large(draft: tk.Plan, tmp_path: Path) -> None:
    plan = replace(draft, grounds=replace(draft.grounds, seed=2**100))
    assert tk.read_plan(plan.save(tmp_path / "plan.toml")) == plan
