"""Every sentence on methods once, under those it is true of."""

import re
from pathlib import Path

import techno_kit as tk
from techno_kit.reporting.methods import runs_of, sentences_of, shared_sentences
from tests.reporting.outlines import Outline, Study


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    told = (
        "Adults of the U.S. Census. About 1.5 Million. See R's survey (v. 4). "
        "95% intervals hold. It is 3.1.1. See it."
    )
    assert sentences_of(told) == [
        "Adults of the U.S. Census.",
        "About 1.5 Million.",
        "See R's survey (v. 4).",
        "95% intervals hold.",
        "It is 3.1.1.",
        "See it.",
    ]


def test_no_word_is_lost_or_moved_within_its_group() -> None:
    told = shared_sentences(
        [("a", "Ab is. Cd is. Ef is."), ("b", "Ef is. Ab is."), ("c", "Gh is.")]
    )
    assert told == {("a", "b"): ["Ab is.", "Ef is."], ("a",): ["Cd is."], ("c",): ["Gh is."]}


def test_the_page_says_every_sentence_of_the_methods_once(study: Study, tmp_path: Path) -> None:
    page = tk.report(study.profile, study.comparison, to=tmp_path / "page.html")
    text = Outline(page.path.read_text("utf-8")).text
    methods = text[text.rindex("\nMethods\n") :]
    for result in (study.profile, study.comparison):
        for sentence in sentences_of(result.method):
            assert methods.count(sentence) == 1
    shared = methods[methods.index("All results") : methods.index("\nSection 2: Profile by sex\n")]
    assert set(sentences_of(study.profile.method)) & set(sentences_of(study.comparison.method)) == {
        sentence for sentence in sentences_of(study.profile.method) if sentence in shared
    }


def test_shared_sentences_name_sections_by_number(study: Study, tmp_path: Path) -> None:
    size = tk.sample_size(share=0.2, margin=0.03)
    crosstab = tk.crosstab(study.weighted, "owns", by="sex")
    results = (study.profile, study.comparison, crosstab, size)
    page = tk.report(*results, to=tmp_path / "page.html").path.read_text("utf-8")
    outline = Outline(page)
    sections = [text for tag, text in outline.headings if tag == "h2"]
    told = [text for tag, text in outline.headings if tag == "h3"]
    told = told[told.index("All results") :]
    assert "Sections 2–4" in told
    for text in told:
        if text.startswith("Section "):
            number, title = text.removeprefix("Section ").split(": ", 1)
            assert sections[int(number) - 1] == title
    assert not [text for text in told if text.count("owns") > 1]
    assert "counter(section)" in page
    assert runs_of([2]) == ["2"] and runs_of([2, 3, 5, 6, 7]) == ["2", "3", "5–7"]


def test_a_long_question_is_told_once_then_briefly(study: Study, tmp_path: Path) -> None:
    asked = "Which of the following shops have you & your family visited in the last four weeks?"
    sample = study.weighted.with_question(tk.Question("owns", label=asked))
    found = tk.compare(sample, "owns", by="sex")
    page = tk.report(found, study.weights, to=tmp_path / "page.html").path.read_text("utf-8")
    brief = "Which of the following … in the last four weeks? by sex"
    captions = re.findall(r"<(?:caption|figcaption|summary)>(.*?)</", page)
    assert brief in captions and f"Chart: differences of {brief}" in captions
    assert not [text for text in captions if "your family" in text]
    assert f'aria-label="Table 1: {brief}"' in page


def test_signs_are_explained_only_where_they_stand(study: Study, tmp_path: Path) -> None:
    def text(*results: object) -> str:
        page = tk.report(*results, to=tmp_path / "page.html")  # type: ignore[arg-type]
        return Outline(page.path.read_text("utf-8")).text

    assert "A letter in a cell says" in text(study.comparison)
    assert "A letter in a cell says" not in text(study.profile)
    assert "An index of 100" in text(study.profile)
    assert "An index of 100" not in text(tk.profile(study.weighted, "owns"))
    assert "An index of 100" not in text(study.weights)
