"""Every sentence on methods once, under those it is true of."""

from pathlib import Path

import techno_kit as tk
from techno_kit.reporting.methods import sentences_of, shared_sentences
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
    shared = methods[methods.index("All results") : methods.index("\nProfile by sex\n")]
    assert set(sentences_of(study.profile.method)) & set(sentences_of(study.comparison.method)) == {
        sentence for sentence in sentences_of(study.profile.method) if sentence in shared
    }


def test_signs_are_explained_only_where_they_stand(study: Study, tmp_path: Path) -> None:
    def text(*results: object) -> str:
        page = tk.report(*results, to=tmp_path / "page.html")  # type: ignore[arg-type]
        return Outline(page.path.read_text("utf-8")).text

    assert "A letter in a cell says" in text(study.comparison)
    assert "A letter in a cell says" not in text(study.profile)
    assert "An index of 100" in text(study.profile)
    assert "An index of 100" not in text(tk.profile(study.weighted, "owns"))
    assert "An index of 100" not in text(study.weights)
