"""The faces of a plan: four parts in order, every text escaped, every label in its place."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import techno_kit as tk
from techno_kit.planning.parts import People, Technology
from techno_kit.planning.plan import Plan
from techno_kit.planning.rendering import escaped
from techno_kit.planning.saving import page_of_plan
from techno_kit.wording import percent

NASTY = '<script>alert(1)</script> a|b *x* _y_ `z` "q" \\ [l](u) $5 to $6 =cmd() 日本語\nnew'
LABEL = "techno_kit's own heuristic"
PARTS = ["People", "Objective", "Strategy", "Technology"]


def page(plan: tk.Plan) -> str:
    return page_of_plan(plan)


def markdown(plan: tk.Plan) -> str:
    with TemporaryDirectory() as folder:
        return plan.save(Path(folder, "plan.md")).read_text("utf-8")


def plain(html: str) -> str:
    class Reader(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += data

    reader = Reader()
    reader.feed(html)
    return reader.text


FACES: dict[str, Callable[[tk.Plan], str]] = {
    "html": tk.Plan.html_body,
    "notebook": tk.Plan._repr_html_,
    "terminal": str,
    "markdown": markdown,
    "page": page,
}
FILES = (markdown, page)
faces = pytest.mark.parametrize("face", FACES.values(), ids=FACES)


@faces
def test_the_parts_stand_in_order(face: Callable[[tk.Plan], str], chosen: tk.Plan) -> None:
    text = face(chosen)
    if face is str:
        places = [text.index(f"\n{each.upper()}\n") for each in PARTS]
    else:
        places = [re.search(rf"(?:#|>) ?{each}(?:<|\n)", text).start() for each in PARTS]  # type: ignore[union-attr]
    assert places == sorted(places)


@faces
def test_the_methods_paragraph_ends_a_file_and_stands_nowhere_else(
    face: Callable[[tk.Plan], str], draft: tk.Plan
) -> None:
    text = " ".join(plain(face(draft)).replace("\\", "").split())
    told = [text.count(each) for each in ("Taylor linearisation", "Lahdelma and Salminen (2001)")]
    assert told == ([1, 1] if face in FILES else [0, 0])
    assert ("How it was made" in text) == (face in FILES)


@pytest.mark.parametrize("face", FILES)
def test_a_file_says_once_that_its_data_are_made_up(
    face: Callable[[tk.Plan], str], draft: tk.Plan
) -> None:
    assert plain(face(draft)).count("Synthetic data, made up for teaching") == 1


@faces
def test_made_up_data_and_the_ranking_are_labelled(
    face: Callable[[tk.Plan], str], draft: tk.Plan, chosen: tk.Plan
) -> None:
    for plan in (draft, chosen):
        assert "Synthetic data, made up for teaching and tests" in plain(face(plan))
    text = plain(face(draft)).replace("\\", "")
    assert text.count(LABEL) >= 3 and "not Forrester's" in text
    assert "Choose the objective first." in text
    assert "Ranks first" not in plain(face(chosen))


def test_sentences_say_what_is_made_up_and_whose_the_ranking_is(draft: tk.Plan) -> None:
    assert draft.text.startswith("Synthetic data: ")
    assert LABEL in draft.text and LABEL in draft.method
    assert f"The ranking is {LABEL}, not Forrester's." in draft.notes
    assert (
        "Lahdelma and Salminen (2001)" in draft.method
        and "10,000 draws (seed 2001)" in draft.method
    )


def test_the_text_of_a_draft(draft: tk.Plan) -> None:
    first = percent(draft.ranking[0].first or 0.0)
    assert draft.text == (
        "Synthetic data: “age is 18-24” (112 respondents): 89% are Joiners (81% to 94%), "
        "against 57% of the whole sample (2,377 respondents). By techno_kit's own "
        "heuristic, no objective stands out for “age is 18-24”: listening ranks first most "
        f"often, in {first} of the draws (fit 153, everyone = 100; 84% of 112 respondents (76% "
        "to 90%) are on a rung that it leans on). Choose the objective first; strategy and "
        "technology follow."
    )


def test_the_text_of_a_plan_with_an_objective(chosen: tk.Plan) -> None:
    assert chosen.text.endswith(
        "The objective is supporting (support): calls per 1,000 owners, from 212 to 150.5 by "
        "2027-06-30. 2 questions about strategy are to be decided."
    )
    decided = replace(chosen, strategy=tuple(replace(s, change="x") for s in chosen.strategy))
    assert decided.text.endswith("Candidates of technology: support forum and wiki.")


def test_several_groups_are_ranked_in_a_clause_each(study: tk.Sample, ladder: tk.Ladder) -> None:
    people = {"Young": {"age_group": ["18-24"]}, "All": {"gender": ["Female", "Male"]}}
    text = tk.draft_plan(study, ladder, people=people).text
    assert "no objective stands out for “Young” (first most often, in " in text
    assert "; the objectives of “All” cannot be told apart." in text


def test_the_planners_reason_and_the_kits_hint(chosen: tk.Plan) -> None:
    told = "Supporting (support). Reason: {}"
    hint = "A hint of the playbook. Choose it when: Support costs much, and customers are inclined"
    assert told.format("to be decided") in str(chosen) and hint in str(chosen)
    goal = tk.Objective("supporting", why="Calls cost us <b>much</b>")
    plan = replace(chosen, objective=goal)
    assert told.format("Calls cost us <b>much</b>") in str(plan) and hint in str(plan)
    assert told.format("Calls cost us &lt;b&gt;much&lt;/b&gt;") in plan.html_body()


def test_an_objective_shows_itself_in_a_notebook() -> None:
    goal = tk.Objective("supporting", "calls <1,000>", 212, 150, due="2027-06-30", why="They cost")
    html = goal._repr_html_()
    assert "Supporting (support). Reason: They cost" in plain(html)
    assert "calls &lt;1,000&gt;" in html and ">2027-06-30<" in html and "<h" not in html


def test_everyone_is_not_compared_with_everyone(study: tk.Sample, ladder: tk.Ladder) -> None:
    everyone = {"Everyone": {"gender": ["Female", "Male"]}}
    plan = tk.draft_plan(study, ladder, people=everyone, objective="talking")
    assert plan.text.startswith(
        "Synthetic data: “Everyone” (2,377 respondents): 71% are Spectators (69% to 73%); they are "
        "everyone in the base. The objective is"
    )
    heads = next(line for line in str(plan).splitlines() if line.startswith("Rung "))
    assert heads.split() == ["Rung", "Share", "Interval", "Id"]


def test_technology_without_evidence_is_marked(chosen: tk.Plan) -> None:
    decided = tuple(replace(each, change="x") for each in chosen.strategy)
    bare = (Technology("Chatbot"), Technology("App", ("joiners",)), *chosen.technology[:1])
    plan = replace(chosen, strategy=decided, technology=bare)
    assert plan.text.endswith(
        "Candidates of technology: Chatbot (no evidence given), App (no evidence given) and "
        "support forum."
    )
    for face in FACES.values():
        text = plain(face(plan)).replace("\\", "")
        assert "Chatbot (no evidence given)" in text and "support forum (no" not in text
        assert "Evidence: none; name the rungs that it needs" in text
        assert "Evidence: none on joiners" in text


def test_evidence_of_several_groups_has_a_line_a_group(chosen: tk.Plan) -> None:
    lines = [line.strip() for line in str(chosen).splitlines() if "Evidence: " in line]
    assert lines[:2] == [
        "- Evidence: “Young”: 43% are Critics (n = 478, e3) and 79% are Spectators (n = 478, e6)",
        "- Evidence: “Old”: 33% are Critics (n = 766, e10) and 65% are Spectators (n = 766, e13)",
    ]


def test_notes_tell_the_bases_and_what_the_index_compares_with(chosen: tk.Plan) -> None:
    assert "Base: “Young” (478 respondents) and “Old” (766 respondents)." in chosen.notes
    assert (
        "Compared with: synthetic online adults, United States-like, whole sample, 2,377 "
        "respondents, weighted by 'Weight'." in chosen.notes
    )


def test_a_sample_that_is_not_random_says_so(study: tk.Sample, ladder: tk.Ladder) -> None:
    panel = replace(study, codebook=replace(study.codebook, probability_sample=False))
    plan = tk.draft_plan(panel, ladder, people={"age_group": ["18-24"]})
    assert any(note.startswith("This is not a probability sample") for note in plan.notes)
    assert "not a probability sample" in plan.method


# --- awkward words -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nasty(study: tk.Sample, ladder: tk.Ladder) -> tk.Plan:
    return tk.draft_plan(
        study,
        ladder,
        people={NASTY: {"age_group": ["18-24"]}},
        objective=tk.Objective("talking", NASTY, due="2027-01-01"),
        strategy=[{"change": NASTY, "owner": NASTY}],
        technology=[{"choice": NASTY, "rungs": ["critics"]}],
        title=NASTY,
    )


@pytest.mark.parametrize("face", [tk.Plan.html_body, tk.Plan._repr_html_, page])
def test_html_is_escaped(face: Callable[[tk.Plan], str], nasty: tk.Plan) -> None:
    html = face(nasty)
    assert "<script" not in html and "&lt;script&gt;" in html
    assert " ".join(NASTY.split()) in plain(html).replace("\n", " ")


def test_markdown_is_escaped(nasty: tk.Plan) -> None:
    text = markdown(nasty)
    assert "<script" not in text.replace("\\<", "")
    heading = text.splitlines()[0]
    assert heading == (
        '# \\<script\\>alert(1)\\</script\\> a\\|b \\*x\\* \\_y\\_ \\`z\\` "q" \\\\ \\[l\\](u) '
        "\\$5 to \\$6 =cmd() 日本語 new"
    )
    tables = [line for line in text.splitlines() if line.startswith("|")]
    columns = {len(re.findall(r"(?<!\\)\|", line)) for line in tables[:9]}
    assert len(tables) >= 12 and columns == {8}


def test_markdown_reads_as_it_stands(chosen: tk.Plan) -> None:
    row = (
        "| Critics            | 42.7% | 38.0% to 47.6% |    37.1% |   115 |     105 to 126 | e3  |"
    )
    assert row in markdown(chosen).splitlines()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("1. no number", "1\\. no number"),
        ("12) no number", "12\\) no number"),
        ("12.5% stays", "12.5% stays"),
        ("-5 stays", "-5 stays"),
        ("---", "\\---"),
        ("snake_case stays, _this_ not", "snake_case stays, \\_this\\_ not"),
        ("&amp; and &", "\\&amp; and &"),
        ("a\n\n- b", "a - b"),
        ("tell @owner, not a@b", "tell \\@owner, not a@b"),
    ],
)
def test_marks_of_markdown(text: str, wanted: str) -> None:
    assert escaped(text) == wanted


def test_a_terminal_gets_no_orders(nasty: tk.Plan) -> None:
    plan = replace(nasty, title="red \x1b[31m\ttitle")
    assert plan.title == "red [31m title"
    assert "\x1b" not in str(plan) and "\t" not in str(plan)


def test_a_page_stands_alone(chosen: tk.Plan, tmp_path: Path) -> None:
    html = chosen.save(tmp_path / "plan.html").read_text("utf-8")
    assert html.count("<h1>") == 1 and "<figure" in html
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', html) == []
    assert len(re.findall(r"<h2", html)) == 7


# --- the chart -----------------------------------------------------------------------------------


def test_one_group_is_drawn_with_the_mark_of_the_base(draft: tk.Plan) -> None:
    figure = draft.plot().figure
    told = figure.description  # type: ignore[union-attr]
    assert "Joiners 89% (average 57%)" in told and told.startswith("Bar chart: Plan: age is 18-24.")


def test_several_groups_are_drawn_side_by_side(chosen: tk.Plan) -> None:
    told = chosen.plot().figure.description  # type: ignore[union-attr]
    assert "2 groups: Young" in told


def test_a_group_is_drawn_where_one_asks(draft: tk.Plan) -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert draft.plot(ax=axes) is axes


def test_a_plan_of_ones_own_has_faces_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'schema = "techno_kit/plan/1"\ntitle = "Mine"\n[[people]]\nname = "Owners"\n'
        'where = { owner = ["yes"] }\n',
        "utf-8",
    )
    plan = tk.read_plan(path)
    assert plan.text == "Choose the objective first; strategy and technology follow."
    assert "“Owners”: owner is yes. No evidence yet." in str(plan)
    assert plan.notes == []
    assert "<figure" not in page(plan)


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ({}, "what is measured, the target and the date are to be decided."),
        ({"metric": "calls", "baseline": 1, "target": 5}, "; the date is to be decided."),
        ({"target": 5}, "; what is measured and the date are to be decided."),
    ],
)
def test_only_what_is_open_is_to_be_decided(goal: dict[str, Any], told: str) -> None:
    people = (People("a", tk.Audience.of({"age": ["18-24"]})),)
    assert told in Plan("T", people, tk.Objective("talking", **goal)).text
