"""A folder of waves: files in order, answers by label, differences told."""

from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import ReadError, SampleError
from techno_kit.loading.reading import read
from techno_kit.loading.wave_folders import date_of, read_folder, wave_files
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample
from techno_kit.survey.wave_levels import harmonised


def wave(levels: dict[object, str], answers: list[object], **options: object) -> Sample:
    asked = Question("use", levels=levels, **options)  # type: ignore[arg-type]
    frame = pd.DataFrame({"use": answers})
    return Sample.from_frame(frame, labels=Codebook({"use": asked}))


def labels(sample: Sample) -> list[str | None]:
    answers = sample.sheet.encoded(sample.question("use"))
    return [answers.levels[code] if code >= 0 else None for code in answers.codes]


def folder(tmp_path: Path, files: dict[str, str]) -> Path:
    path = tmp_path / "waves"
    path.mkdir()
    for name, content in files.items():
        (path / name).write_text(content, "utf-8")
    return path


def test_a_label_has_one_code_in_all_waves() -> None:
    waves = {
        "1": wave({1: "Yes", 2: "No"}, [1, 2, 1]),
        "2": wave({1: "No", 2: "Yes"}, [1, 2, 1]),
    }
    alike = harmonised(waves)
    assert labels(alike.samples["2"]) == ["No", "Yes", "No"]
    assert alike.samples["1"].codebook == alike.samples["2"].codebook
    assert alike.samples["2"].frame["use"].tolist() == [2, 1, 2]
    assert alike.notes == [
        "use: the codes of 2 were not those of the waves before; answers were matched by their "
        "labels."
    ]
    assert alike.differences == []
    assert labels(waves["2"]) == ["No", "Yes", "No"]  # what was read is not changed


def test_one_code_of_two_labels_is_never_pooled() -> None:
    alike = harmonised(
        {
            "1": wave({1: "Daily", 2: "Never", 3: "Other"}, [1, 2, 3]),
            "2": wave({1: "Daily", 2: "Never", 3: "Sometimes"}, [1, 2, 3]),
            "3": wave({1: "DAILY ", 3: "Other", 4: "Rarely"}, [1, 3, 4]),
        }
    )
    assert labels(alike.samples["1"]) == ["Daily", "Never", "Other"]
    assert labels(alike.samples["2"]) == ["Daily", "Never", "Sometimes"]
    assert labels(alike.samples["3"]) == ["Daily", "Other", "Rarely"]
    told = alike.samples["1"].codebook.questions["use"].levels
    assert len({code for code, _ in told}) == len(told)
    assert alike.differences == [
        "use has levels in some waves only: 'Never' and 'Other' in 1, 'Never' and 'Sometimes' in 2 "
        "and 'Other' and 'Rarely' in 3"
    ]


def test_codes_without_a_label_are_not_taken_for_another_wave_s() -> None:
    alike = harmonised(
        {"1": wave({1: "Yes", 2: "No", 3: "Maybe"}, [1, 3]), "2": wave({1: "Yes", 2: "No"}, [1, 3])}
    )
    assert labels(alike.samples["1"]) == ["Yes", "Maybe"]
    assert labels(alike.samples["2"]) == ["Yes", "3"]


def test_texts_of_one_wave_meet_the_codes_of_another() -> None:
    texts = Sample.from_frame(pd.DataFrame({"use": ["No", "Yes", None]}))
    alike = harmonised({"1": wave({1: "Yes", 2: "No"}, [1, 2, 1]), "2": texts})
    assert labels(alike.samples["2"]) == ["No", "Yes", None]


def test_numbers_are_left_alone() -> None:
    waves = {
        "1": wave({99: "Refused"}, list(range(40))),
        "2": wave({98: "Refused"}, list(range(40))),
    }
    assert harmonised(waves).samples["2"] is waves["2"]


def test_missing_codes_of_one_wave_are_missing_in_all() -> None:
    alike = harmonised(
        {
            "1": wave({1: "Yes", 2: "No", 9: "Refused"}, [1, 2, 9], missing=[9]),
            "2": wave({1: "Yes", 2: "No", 8: "Refused"}, [1, 2, 8], missing=[8]),
            "3": wave({1: "Yes", 2: "No"}, [1, 2, 1]),
        }
    )
    together = Sample.of_waves(alike.samples)
    assert labels(together) == ["Yes", "No", None, "Yes", "No", None, "Yes", "No", "Yes"]


def test_what_is_missing_in_one_wave_and_an_answer_in_another_is_refused() -> None:
    alike = harmonised(
        {
            "1": wave({1: "Yes", 2: "No", 9: "Both"}, [1, 2, 9], missing=[9]),
            "2": wave({1: "Yes", 2: "No", 9: "Both"}, [1, 2, 9]),
        }
    )
    with pytest.raises(SampleError, match="use"):
        Sample.of_waves(alike.samples)


@pytest.mark.parametrize(
    ("names", "waves"),
    [
        (["w_2026-02.csv", "w_2025-11.csv"], ["2025-11", "2026-02"]),
        (["survey 2026.csv", "survey 2024.csv"], ["2024", "2026"]),
        (["maart 2025.csv", "December 2024.csv"], ["2024-12", "2025-03"]),
        (["2025_Q2.csv", "2024_Q4.csv"], ["2024 Q4", "2025 Q2"]),
        (["wave 10.csv", "wave 9.csv"], ["wave 9", "wave 10"]),
        (["2025.csv", "late 2025.csv"], ["2025", "late 2025"]),
        (["after.csv", "2025.csv"], ["2025", "after"]),
    ],
)
def test_waves_come_in_the_order_of_their_names(
    names: list[str], waves: list[str], tmp_path: Path
) -> None:
    path = folder(tmp_path, dict.fromkeys(names, "sex\nF\nM\n"))
    sample = read_folder(path, read)
    assert sample.answers("wave").levels == tuple(waves)
    assert sample.notes[0] == (
        f"waves: {waves[0]} and {waves[1]} are the levels of 'wave', in the order of the files' "
        "names."
    )


def test_companions_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        {
            "2024.csv": "sex\nF\n",
            "2025.csv": "sex\nM\n",
            "README.txt": "of the waves",
            ".2026.csv": "x",
            "~$2025.csv": "x",
            "mapping.toml": "schema = 1",
            "codebook 2024.csv": "name,label\nsex,Sex\n",
        },
    )
    (path / "old").mkdir()
    assert [each.name for each in wave_files(path)] == ["2024.csv", "2025.csv"]


def test_columns_of_some_waves_and_wordings_that_differ_are_told(tmp_path: Path) -> None:
    path = folder(tmp_path, {"1.csv": "sex,age\nF,30\nM,40\n", "2.csv": "sex\nF\nM\n"})
    sample = read_folder(path, read)
    assert "Only in 1, and left out: 'age'." in sample.notes
    assert sample.n == 4


def test_a_mapping_is_of_all_waves(tmp_path: Path) -> None:
    path = folder(tmp_path, {"1.csv": "s,b\n1,x\n2,y\n", "2.csv": "s,b\n2,x\n1,x\n"})
    mapping = Mapping.from_dict(
        {
            "schema": "techno_kit/mapping/1",
            "questions": {"sex": {"column": "s", "levels": [[1, "Male"], [2, "Female"]]}},
            "scales": {"use": {"answers": [["x", "daily"], ["y", "never"]]}},
            "activities": {"blog_read": {"column": "b", "scale": "use"}},
        }
    )
    sample = read_folder(path, read, mapping=mapping)
    assert sample.answers("sex").levels == ("Male", "Female")
    assert sample.sheet.ranks("blog_read").tolist() == [4, 0, 4, 4]


def test_a_column_that_is_called_wave_stays(tmp_path: Path) -> None:
    path = folder(tmp_path, {"1.csv": "wave\na\nb\n", "2.csv": "wave\na\nb\n"})
    sample = read_folder(path, read)
    assert sample.answers("wave_of_file").levels == ("1", "2")
    assert sample.answers("wave").levels == ("a", "b")


def test_a_folder_with_less_than_two_waves_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, {"2024.csv": "sex\nF\n", "notes.txt": "x"})
    with pytest.raises(ReadError) as error:
        read_folder(path, read)
    assert str(error.value) == (
        "waves: a folder of waves has two survey files or more; here is '2024.csv'. Read a single "
        "file by its own path."
    )


def test_two_files_of_one_wave_are_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, {"2024.csv": "s\nF\n", "2024.tsv": "s\nF\n", "2025.csv": "s\nF\n"})
    with pytest.raises(ReadError) as error:
        read_folder(path, read)
    assert str(error.value) == (
        "waves: of '2024.csv' and '2024.tsv' only one can be the wave of that name; take the other "
        "out of the folder"
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, {"2024.csv": "sex\nF\n", "2025.csv": ""})
    with pytest.raises(ReadError, match=r"2025\.csv"):
        read_folder(path, read)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("tracker_202503", (2025, 3)),
        ("2025-13", (2025,)),
        ("n=1200", None),
        ("wave12", None),
        ("mei_2024", (2024, 5)),
        ("mayor 2024", (2024,)),
        ("20250312", None),
        ("jan-feb 2024", (2024,)),
    ],
)
def test_dates_of_names(name: str, date: tuple[int, ...] | None) -> None:
    assert date_of(name) == date


def mails(*names: str) -> str:
    rows = "".join(f"{place % 2},{name}@x.nl,{place}\n" for place, name in enumerate(names))
    return f"use,Email Address,Respondent ID\n{rows}"


def test_doubles_are_looked_for_within_waves_and_a_panel_is_told(tmp_path: Path) -> None:
    first = mails("ann", "bob", "cas", "ann", "dee", "eva")
    path = folder(tmp_path, {"2025.csv": first, "2026.csv": mails("bob", "ann", "fay", "gus")})
    sample = read(path)
    assert "Email Address" not in sample.frame
    assert sample.traces["Email Address"].tolist() == [0, 1, 2, 0, 3, 4, 1, 0, 5, 6]
    # ids that are numbered from 0 in every file say nothing of who is who
    assert [each for each in sample.notes if "an earlier wave" in each] == [
        "'Email Address' (e-mail addresses) was set aside; of its values 2 in 2026 are also in an "
        "earlier wave. If these are the same people, waves are no independent samples, and errors "
        "of changes are wrong: read the files with keep_personal=True and put them together with "
        "tk.Sample.of_waves(..., panel='Email Address'). Doubles are looked for within a wave."
    ]
    flags = tk.screen(sample).respondents["duplicate_ids"]
    assert flags.to_numpy().nonzero()[0].tolist() == [3]
    one, two = (read(each) for each in sorted(path.iterdir()))
    apart = Sample.of_waves({"2025": one, "2026": two}, differing="tell")
    assert apart.traces["Email Address"].tolist() == [0, 1, 2, 0, 3, 4, 5, 6, 7, 8]


def test_companions_are_no_waves(tmp_path: Path) -> None:
    for name in ("2025", "2026"):
        wave({1: "Yes", 2: "No"}, [1, 2]).save(tmp_path / f"{name}.csv")
    assert read(tmp_path).answers("wave").levels == ("2025", "2026")
