"""The export of lesson 10: messy where it says so, and the rest is the study."""

from pathlib import Path

import pytest

from techno_kit.analysis.profiles.profiling import profile
from techno_kit.errors import QuestionError
from techno_kit.loading.reading import read
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample
from techno_kit.teaching import messy_export, study, take_in, unknown_dropped

TO_FLOAT = 1e-12  # the same sums in another order


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Sample]:
    folder = tmp_path_factory.mktemp("lesson")
    path = messy_export(folder)
    mapping = Mapping.suggest(read(path), study.ladder()).save(folder / "my_mapping.toml")
    return path, mapping, read(path, mapping=mapping)


def test_the_export_is_the_same_every_time(
    lesson: tuple[Path, Path, Sample], tmp_path: Path
) -> None:
    assert messy_export(tmp_path).read_bytes() == lesson[0].read_bytes()


def test_what_the_wordings_say_is_what_the_study_asked(lesson: tuple[Path, Path, Sample]) -> None:
    _, _, sample = lesson
    truth = study.sample(weighted=False)
    rows = (truth.frame["Market"] == "Market A").to_numpy()
    left_out = {"site_vote", "tweet_post", "review_read"}
    assert set(truth.codebook.items) - set(sample.codebook.items) == left_out
    for activity in sample.codebook.items:
        asked = truth.sheet.ranks(activity)[rows]
        heard = sample.sheet.ranks(activity)[: len(asked)]
        same = heard == asked
        assert (heard[~same] == -1).all()  # only skipped questions differ
        assert same.mean() > 0.95


def test_a_doubtful_activity_is_taken_in(lesson: tuple[Path, Path, Sample], tmp_path: Path) -> None:
    _, mapping, _ = lesson
    edited = tmp_path / "my_mapping.toml"
    edited.write_bytes(mapping.read_bytes())
    take_in(edited, "review_read")
    before, after = Mapping.read(mapping).codebook.items, Mapping.read(edited).codebook.items
    assert set(after) - set(before) == {"review_read"}
    assert after["review_read"].scale == before["blog_read"].scale
    with pytest.raises(QuestionError) as error:
        take_in(edited, "site_votes")
    assert str(error.value) == (
        "my_mapping.toml: there is no comment that proposes 'site_votes'; did you mean 'site_vote'?"
    )


def test_dropping_the_unknown_only_ever_drops_those_who_do_not(
    lesson: tuple[Path, Path, Sample],
) -> None:
    *_, sample = lesson
    kept = profile(sample, study.ladder()).whole.set_index("answer")["share"]
    dropped = unknown_dropped(sample, study.ladder())
    rungs = [rung.id for rung in study.ladder().rungs if not rung.none]
    assert (dropped[rungs] > kept[rungs]).all()
    assert dropped["inactives"] < kept["inactives"]


def test_without_blanks_there_is_nothing_to_drop(lesson: tuple[Path, Path, Sample]) -> None:
    *_, sample = lesson
    columns = [item.column for item in sample.codebook.items.values()]
    frame = sample.frame[(sample.frame[columns] != "No answer").all(axis=1)]
    whole = Sample.from_frame(frame, labels=sample.codebook, design=sample.design)
    kept = profile(whole, study.ladder()).whole.set_index("answer")["share"]
    gaps = unknown_dropped(whole, study.ladder()) - kept
    assert gaps.abs().max() < TO_FLOAT
