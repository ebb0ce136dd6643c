"""Pages of results: what stands on them, in which order, and that nothing else does."""

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

import techno_kit as tk
from techno_kit.errors import FileError
from techno_kit.wording import say
from tests.reporting.outlines import Outline, Study, answers, study_of

MADE_UP = say("profile.made_up")
NASTY = [
    "<script>alert(1)</script>",
    "</table></section><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "' style='x",
    "--><h1>",
    "</style><script>",
    "&lt;script&gt;",
    "=cmd()|a",
    "*x* `y` $5$ {braces} %s",
    "<!--",
    "]]>",
    "شبكات <b>",
    "毎日" * 60,
    "w" * 300,
]


def made(folder: Path, *results: object, **options: object) -> str:
    page = tk.report(*results, to=folder / "page.html", **options)  # type: ignore[arg-type]
    return page.path.read_text("utf-8")


def headings(page: str, *tags: str) -> list[str]:
    return [text for tag, text in Outline(page).headings if tag in tags]


def test_a_page_has_its_own_order_whatever_that_of_the_results(
    study: Study, tmp_path: Path
) -> None:
    one = made(tmp_path, study.profile, study.comparison, study.weights)
    assert headings(one, "h1") == ["owns"]
    assert headings(one, "h2") == [
        "Summary",
        "Profile by sex",
        "Differences by sex",
        "Weighting",
        "Methods",
    ]
    other = made(tmp_path, study.weights, study.comparison, study.profile)
    assert other == one
    assert made(tmp_path, study.profile, study.profile, study.comparison, study.weights) == one


def test_the_summary_holds_every_results_sentences_and_what_they_rest_on(
    study: Study, tmp_path: Path
) -> None:
    text = Outline(made(tmp_path, study.profile, study.comparison)).text
    summary = text[text.index("Summary\n") : text.index("Chart:")]
    assert study.profile.text in summary
    assert study.comparison.text in summary
    for fact in ("Population\nnot stated", "Sample\n400 respondents", "Weighting\nraked to sex"):
        assert fact.replace("\n", "") in summary.replace("\n", "")
    assert "different respondents" not in text


def test_every_picture_is_inside_with_a_description_and_a_caption(
    study: Study, tmp_path: Path
) -> None:
    page = made(tmp_path, study.profile, study.comparison)
    outline = Outline(page)
    pictures = outline.all("img")
    assert len(pictures) == 4  # whole, groups, differences, weights
    assert len(outline.all("figcaption")) == len(outline.all("figure")) == 4
    assert all(str(each["src"]).startswith("data:image/svg+xml;base64,") for each in pictures)
    assert all(len(str(each["alt"])) > 30 for each in pictures)
    assert len({each["alt"] for each in pictures}) == 4


def test_the_page_says_each_sentence_of_a_result_once(study: Study, tmp_path: Path) -> None:
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    plan = tk.draft_plan(sample, ladder, people={"age_group": ["18-24"]}, objective="talking")
    profile = tk.profile(sample, ladder, by="gender")
    gaps = tk.compare(sample, ladder, by="gender")
    text = Outline(made(tmp_path, profile, gaps, plan)).text
    for result in (profile, gaps):
        assert text.count(result.text) == 1
        own = [note for note in result.notes if note.startswith(("A letter", "Blank answers"))]
        assert own and all(text.count(note) == 1 for note in own)
    assert "Standard errors are by Taylor" in plan.method
    assert text.count("Standard errors are by Taylor") == 1
    weighted = Outline(made(tmp_path, study.profile, study.weights)).text
    assert weighted.count(study.weights.text) == 1


def test_what_a_page_says_elsewhere_is_not_drawn_into_its_pictures(study: Study) -> None:
    for result in (study.profile, study.comparison, study.weights):
        figure = result.plot(notes=["Mind this."]).get_figure(root=True)
        drawn = [text.get_text() for text in figure.findobj(Text)]
        assert any("Mind this." in text for text in drawn)
        assert not any("Base:" in text or "Weighting efficiency" in text for text in drawn)


def test_every_question_of_groups_has_a_picture_of_its_own(tmp_path: Path) -> None:
    frame = answers().assign(hand=["left", "right"] * 200)
    profile = tk.profile(tk.Sample.from_frame(frame), "owns", by=["sex", "hand"])
    outline = Outline(made(tmp_path, profile))
    told = [str(each["alt"]) for each in outline.all("img")]
    assert len(told) == 3
    assert "Female" in told[1] and "left" not in told[1]
    assert "left" in told[2] and "Female" not in told[2]


def test_the_people_of_a_plan_are_drawn_once(tmp_path: Path) -> None:
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    young = {"age_group": ["18-24"]}
    plan = tk.draft_plan(sample, ladder, people=young)
    profile = tk.profile(sample, ladder, where=young)
    page = made(tmp_path, profile, plan)
    assert len(Outline(page).all("img")) == 1
    told = say("report.drawn_above")
    assert f'<p>{told} <a href="#profile-1">Profile, among age is 18-24</a>.</p>' in page
    read = tk.read_plan(plan.save(tmp_path / "plan.toml"))  # with rounded numbers
    assert made(tmp_path, profile, read).count(told) == 1
    for other in (
        tk.profile(sample, ladder, where={"age_group": ["25-34"]}),
        tk.profile(sample, ladder, where=young, confidence=0.9),
        tk.profile(sample, ladder, where=young, base={"gender": ["Female"]}),
        tk.profile(sample, ladder, by="age_group"),
    ):
        assert told not in made(tmp_path, other, plan)


def test_tables_of_results_stand_on_the_page(study: Study, tmp_path: Path) -> None:
    outline = Outline(made(tmp_path, study.profile, study.comparison))
    labels = [str(each["aria-label"]) for each in outline.all("div") if "aria-label" in each]
    assert [each.partition(": ")[2] for each in labels] == [
        "owns",
        "owns by sex",
        "Tests of differences: owns",
        "Pairs of groups that differ after adjustment: 2 of 2",
        "Weighting: share of each level before and after, and its target",
    ]
    for number in ("Design effect of weighting", "Effective number of respondents"):
        assert number in outline.text
    assert len(outline.all("style")) == 1


def test_weights_come_with_the_results_that_rest_on_them_once(study: Study, tmp_path: Path) -> None:
    page = made(tmp_path, study.profile, study.comparison)
    assert page.count(">Effective number of respondents<") == 1
    again = study_of(answers()).weights  # the same weights, made anew
    assert again is not study.weights
    other = made(tmp_path, study.profile, study.comparison, again)
    assert other.count(">Effective number of respondents<") == 1


def test_an_unweighted_result_says_so(study: Study, tmp_path: Path) -> None:
    bare = tk.profile(study.sample, "owns")
    text = Outline(made(tmp_path, bare)).text
    weighting = text[text.rindex("\nWeighting\n") : text.rindex("\nMethods\n")]
    assert weighting.strip().endswith(say("method.unweighted"))


def test_results_on_different_grounds_are_told_apart(study: Study, tmp_path: Path) -> None:
    bare = tk.profile(study.sample, "owns")
    text = Outline(made(tmp_path, study.profile, bare)).text
    assert say("report.mixed") in text
    assert f"Profile: {say('method.unweighted')}" in text
    assert "Weighted with these weights: Profile by sex." in text
    other = study_of(answers(seed=2)).profile  # another sample of the same size
    assert say("report.mixed") in Outline(made(tmp_path, study.profile, other)).text


def test_samples_of_another_size_are_told_apart_without_weights_too(
    study: Study, tmp_path: Path
) -> None:
    more = tk.profile(tk.Sample.from_frame(answers(420)), "owns")
    text = Outline(made(tmp_path, tk.profile(study.sample, "owns"), more)).text
    assert say("report.mixed") in text
    assert "420 respondents" in text


def test_samples_of_the_same_size_are_told_apart_by_their_shares(
    study: Study, tmp_path: Path
) -> None:
    here, there = (tk.Sample.from_frame(answers(seed=seed)) for seed in (1, 2))
    mine = tk.profile(here, "owns", by="sex"), tk.compare(here, "owns", by="sex")
    assert say("report.mixed") not in Outline(made(tmp_path, *mine)).text
    text = Outline(made(tmp_path, *mine, tk.profile(there, "owns"))).text
    assert say("report.mixed") in text
    assert "ResultsProfile by sex and Differences by sex" in text
    assert (
        say("report.mixed")
        in Outline(made(tmp_path, mine[0], tk.compare(there, "owns", by="sex"))).text
    )


def test_audiences_of_one_sample_rest_on_the_same(study: Study, tmp_path: Path) -> None:
    men, women = (
        tk.profile(study.weighted, "owns", where={"sex": [each]}) for each in ("Male", "Female")
    )
    text = Outline(made(tmp_path, study.profile, men, women)).text
    assert say("report.mixed") not in text
    assert "Profile, among sex is Male" in text


def test_groups_that_leave_some_out_rest_on_the_same(tmp_path: Path) -> None:
    frame = answers().assign(hand=["left", "right", None, "right"] * 100)
    sample = tk.Sample.from_frame(frame)
    text = Outline(
        made(tmp_path, tk.profile(sample, "owns"), tk.compare(sample, "owns", by="hand"))
    ).text
    assert say("report.mixed") not in text


def test_different_ladders_are_warned_of(tmp_path: Path) -> None:
    sample = tk.load_example()
    old, new = (tk.load_ladder(each) for each in ("2008", "2010"))
    plan = tk.draft_plan(sample, new, people={"age_group": ["18-24"]})
    beginning = say("report.ladders", results="|").split("|")[0]
    same = made(tmp_path, tk.profile(sample, new), tk.compare(sample, new, by="gender"), plan)
    assert beginning not in Outline(same).text
    for other in (tk.profile(sample, new), tk.compare(sample, new, by="gender"), plan):
        text = Outline(made(tmp_path, tk.profile(sample, old), other)).text
        assert text.count(beginning) == 1
        assert say("report.mixed") not in text
    assert "(Profile: " in text and f"; {plan.title})." in text


def test_very_many_people_in_a_heading_are_cut_there_and_told_in_full(tmp_path: Path) -> None:
    levels = [f"Region number {each:02} of the country" for each in range(40)]
    frame = pd.DataFrame({"region": levels * 40, "owns": ["yes", "no", "no", "no", "yes"] * 320})
    profile = tk.profile(tk.Sample.from_frame(frame), "owns", where={"region": levels[:39]})
    page = made(tmp_path, profile)
    (heading,) = (text for text in headings(page, "h2") if text.startswith("Profile"))
    assert len(heading) <= 160 and " … " in heading and heading.endswith(levels[38])
    entry = Outline(page).text
    entry = entry[entry.index("Contents") : entry.index("Weighting")]
    assert max(len(line) for line in entry.splitlines()) <= 90
    assert levels[38] in Outline(page).text


def test_a_written_page_is_a_path_and_shows_itself_as_a_link(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a&b").mkdir()
    monkeypatch.chdir(tmp_path)
    page = tk.report(study.weights, to="a&b/50% ü:<i>.html")
    assert isinstance(page, os.PathLike)
    assert Path(page) == page.path == Path("a&b/50% ü:<i>.html")
    with open(page, encoding="utf-8") as file:  # noqa: PTH123 - as a reader would
        assert file.read(9) == "<!DOCTYPE"
    assert str(page) == str(page.path)
    assert repr(page) == f"Page({str(page.path)!r})"
    shown = page._repr_html_()
    (link,) = Outline(shown).all("a")
    assert link["href"] == "a%26b/50%25%20%C3%BC%3A%3Ci%3E.html"
    folder = tmp_path / "a&b"
    assert Outline(shown).text == f"The page is 50% ü:<i>.html in the folder {folder}."
    monkeypatch.chdir(tmp_path / "a&b")
    away = tk.Page(tmp_path / "page.html")
    assert Outline(away._repr_html_()).all("a") == [{"href": "../page.html"}]


def test_half_a_sign_does_not_keep_a_page_from_being_written(study: Study, tmp_path: Path) -> None:
    assert headings(made(tmp_path, study.weights, title="n\ud800o"), "h1") == ["n?o"]


def test_weights_that_came_along_are_no_result_of_their_own(study: Study, tmp_path: Path) -> None:
    carried = made(tmp_path, study.profile)
    handed = made(tmp_path, study.profile, study.weights)
    assert "Weighting: raked to sex" not in headings(carried, "h3")
    assert headings(handed, "h3").count("Weighting: raked to sex") == 1
    methods = [text for text in headings(carried, "h3") if text == "All results"]
    assert methods == []  # of one result there is nothing to share


def test_results_of_the_same_name_are_numbered(study: Study, tmp_path: Path) -> None:
    other = tk.profile(study.weighted, "owns", by="sex", confidence=0.9)
    page = made(tmp_path, study.profile, other)
    assert headings(page, "h2")[1:3] == ["Profile by sex", "Profile by sex (2)"]
    ids = [each["id"] for _, each in Outline(page).tags if "id" in each]
    assert len(ids) == len(set(ids))


def test_results_on_several_questions_name_them(study: Study, tmp_path: Path) -> None:
    rare = tk.profile(study.weighted, "rare", where={"sex": ["Male"]})
    page = made(tmp_path, study.profile, rare)
    assert headings(page, "h1") == ["Profile: owns by sex"]
    assert headings(page, "h2")[1:3] == [
        "Profile: owns by sex",
        "Profile: rare, among sex is Male",
    ]


def test_weights_that_no_result_uses_say_so(study: Study, tmp_path: Path) -> None:
    text = Outline(made(tmp_path, tk.profile(study.sample, "owns"), study.weights)).text
    assert say("report.unused_weights") in text
    alone = Outline(made(tmp_path, study.weights)).text
    assert say("report.unused_weights") not in alone
    assert study.weights.text in alone


def test_small_bases_stay_suppressed(study: Study, tmp_path: Path) -> None:
    profile = tk.profile(study.weighted, "owns", by="rare")
    comparison = tk.compare(study.weighted, "owns", by="rare")
    hidden = profile.groups[profile.groups["level"] == "few"]
    assert hidden["share"].isna().all()
    text = Outline(made(tmp_path, profile, comparison)).text
    assert "suppressed" in text
    few = text[text.index("rare: few") : text.index("rare: many")]
    assert "%" not in few


@pytest.fixture(scope="module")
def shipped() -> tk.Profile:
    return tk.profile(tk.load_example(), tk.load_ladder("2010"))


def test_synthetic_data_are_announced_before_anything_else(
    shipped: tk.Profile, tmp_path: Path
) -> None:
    text = Outline(made(tmp_path, shipped)).text
    assert text.index(MADE_UP) < text.index("Contents")
    assert say("report.synthetic.text") in text


def test_a_page_that_is_partly_synthetic_names_the_part(
    shipped: tk.Profile, study: Study, tmp_path: Path
) -> None:
    text = Outline(made(tmp_path, shipped, study.profile)).text
    named = say("report.partly_made_up", results=f"Profile: {shipped.basis.title}")
    assert text.index(named) < text.index("Contents")
    real = Outline(made(tmp_path, study.profile)).text
    assert MADE_UP not in real
    assert say("report.synthetic.text") not in real


def test_a_plan_stands_between_differences_and_weighting(study: Study, tmp_path: Path) -> None:
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    plan = tk.draft_plan(sample, ladder, people={"age_group": ["18-24"]})
    profile = tk.profile(sample, ladder)
    page = made(tmp_path, plan, profile)
    assert headings(page, "h2") == ["Summary", "Profile", plan.title, "Weighting", "Methods"]
    text = Outline(page).text
    assert plan.text in text
    assert say("report.mixed") not in text
    levels = [int(tag[1]) for tag, _ in Outline(page).headings]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert say("report.mixed") in Outline(made(tmp_path, plan, study.profile)).text


def test_equal_results_give_equal_bytes(study: Study, tmp_path: Path) -> None:
    again = study_of(answers())
    one = made(tmp_path, study.profile, study.comparison)
    assert made(tmp_path, again.profile, again.comparison) == one


def test_a_title_of_ones_own(study: Study, tmp_path: Path) -> None:
    page = made(tmp_path, study.profile, title="Owners & others <2026>")
    assert headings(page, "h1") == ["Owners & others <2026>"]
    assert "<title>Owners &amp; others &lt;2026&gt;</title>" in page


def test_a_path_may_be_text_and_end_in_htm(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Path(tk.report(study.weights, to="page.HTM")) == Path("page.HTM")
    assert Path(tk.report(study.weights)) == Path("report.html")
    assert sorted(os.listdir(tmp_path)) == ["page.HTM", "report.html"]


def test_a_page_that_fails_leaves_the_old_one(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    path.write_text("old", "utf-8")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileError, match="No space left on device"):
        tk.report(study.weights, to=path)
    assert path.read_text("utf-8") == "old"
    assert os.listdir(tmp_path) == ["page.html"]


OURS = {
    *("html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer"),
    *("nav", "a", "section", "h1", "h2", "h3", "p", "bdi", "br", "ol", "ul", "li"),
    *("dl", "dt", "dd", "div", "figure", "img", "figcaption", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
labels = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(min_size=1).filter(lambda text: text.strip())),
    min_size=2,
    max_size=3,
    unique_by=lambda text: text.strip(),
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.sampled_from(NASTY), min_size=2, max_size=2, unique=True), answer=labels)
def test_no_label_becomes_markup(names: list[str], answer: list[str], tmp_path: Path) -> None:
    question, banner = names
    frame = pd.DataFrame(
        {question: [answer[at % len(answer)] for at in range(120)], banner: NASTY[:2] * 60}
    )
    sample = tk.Sample.from_frame(frame)
    results = tk.profile(sample, question, by=banner), tk.compare(sample, question, by=banner)
    outline = Outline(made(tmp_path, *results, title=question))
    tags = {tag for tag, _ in outline.tags}
    assert tags <= OURS
    names_of = {name for _, each in outline.tags for name in each}
    assert not {name for name in names_of if name.startswith("on")}
    assert all(str(each["src"]).startswith("data:image/svg+xml;") for each in outline.all("img"))
    assert len(outline.all("style")) == 1
