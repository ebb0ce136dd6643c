"""Personal data that were kept are answers, and no call shows a value of them."""

import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import TechnoKitError

N = 40
KINDS = {
    "RecipientEmail": [f"person{each}@secret.example" for each in range(N)],
    "RecipientFirstName": [f"Jan Geheim{each}" for each in range(N)],
    "IPAddress": [f"10.9.{each}.{each + 1}" for each in range(N)],
    "mobile": [31612345000 + 7 * each for each in range(N)],
    "ResponseId": [f"R_secret{each}x" for each in range(N)],
    "LocationLatitude": [52.371234 + each / 1000 for each in range(N)],
}
PERSONAL = list(KINDS)
SECRET = re.compile(r"@secret|Geheim|10\.9\.\d|316123\d|31,?612,?3|R_secret|52\.\d|52,\d")
MAPPING = "techno_kit/mapping/1"
#: Faces of results, and what they are called.
FACES = ("table", "text", "method", "notes", "_repr_html_", "html_body", "respondents")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("personal") / "a.csv"
    plain = {"q1": [1, 2] * 20, "likes": ["much", "little"] * 20, "w": [1.0, 2.0] * 20}
    pd.DataFrame({**plain, "score": range(N), **KINDS}).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def sample(path: Path) -> tk.Sample:
    return tk.read(path, keep_personal=True)


def told(found: object) -> Iterable[str]:
    """Yield everything that a result, or an error, shows."""
    yield str(found)
    for name in FACES:
        face = getattr(found, name, "")
        face = face() if callable(face) else face
        yield face.to_csv() if isinstance(face, pd.DataFrame) else str(face)


def mapped(path: Path, **tables: object) -> tk.Sample:
    return tk.read(path, mapping={"schema": MAPPING, **tables})


Call = Callable[[tk.Sample, str], object]
#: Each either refuses or shows nothing; by what it does.
CALLS: dict[str, Call] = {
    "profile": lambda s, p: tk.profile(s, p),
    "profile by": lambda s, p: tk.profile(s, "likes", by=p),
    "profile where": lambda s, p: tk.profile(s, "likes", where={p: ["x"]}),
    "profile audience": lambda s, p: tk.profile(
        s, "likes", where=tk.Audience.any({p: ["x"]}, {"likes": ["much"]})
    ),
    "crosstab": lambda s, p: tk.crosstab(s, p, by="likes"),
    "crosstab by": lambda s, p: tk.crosstab(s, "likes", by=p),
    "compare": lambda s, p: tk.compare(s, p, by="likes"),
    "compare by": lambda s, p: tk.compare(s, "likes", by=p),
    "estimate": lambda s, p: tk.estimate(s, p),
    "estimate by": lambda s, p: tk.estimate(s, "score", by=p),
    "model": lambda s, p: tk.model(s, "likes", [p]),
    "overlaps": lambda s, p: tk.overlaps(s, p),
    "answers": lambda s, p: s.answers(p),
    "recode": lambda s, p: s.recode(p, {"x": ["y"]}, name="z"),
    "recode top": lambda s, p: s.recode(p, top=2, name="z").codebook,
    "recode bands": lambda s, p: s.recode(p, [1, 2], name="z").codebook,
    "merge": lambda s, p: s.merge_levels(p, {"x": ["y"]}),
    "combine": lambda s, p: s.combine("g", {"A": {p: ["y"]}}),
    "combine list": lambda s, p: s.combine("g", [p, "likes"]),
    "combine chosen": lambda s, p: s.combine("g", [p, "likes"], chosen=["x"]),
    "levels": lambda s, p: s.with_question(tk.Question(p, levels=[("x", "X")], strict=True)),
    "bands": lambda s, p: s.with_question(tk.Question("z", columns=[p], cut=[1, 2])).codebook,
    "banded mean": lambda s, p: tk.estimate(
        s.with_question(tk.Question("z", "number", [p], cut=[1, 2])), "z"
    ),
    "multiple": lambda s, p: s.with_question(tk.Question("z", "multiple", {"a": p, "b": "likes"})),
    "number": lambda s, p: tk.estimate(s.with_question(tk.Question("z", "number", [p])), "z"),
    "number's codebook": lambda s, p: (
        s.with_question(tk.Question("z", "number", [p])).codebook.distribution
    ),
    "another name": lambda s, p: s.with_question(tk.Question("z", columns=[p])).codebook,
    "a question given": lambda s, p: tk.profile(s, tk.Question("z", columns=[p])),
    "weight": lambda s, p: s.with_design(tk.Design(weight=p)),
    "strata": lambda s, p: s.with_design(tk.Design(strata=p)),
    "clusters": lambda s, p: tk.profile(s.with_design(tk.Design(clusters=p)), "likes"),
    "raked on": lambda s, p: tk.profile(
        s.with_design(tk.Design(weight="w", raked_on=[p])), "likes"
    ),
    "check of targets": lambda s, p: tk.Targets.from_shares({p: {"a": 0.5, "b": 0.5}}).check(s),
    "rake": lambda s, p: tk.rake(s, tk.Targets.from_shares({p: {"a": 0.5, "b": 0.5}})),
    "attention": lambda s, p: tk.screen(s, attention={p: "x"}),
    "ids": lambda s, p: tk.screen(s, ids=[p]),
    "open ends": lambda s, p: tk.screen(s, open_ends=[p]),
    "duration": lambda s, p: tk.screen(s, duration=p),
    "batteries": lambda s, p: tk.screen(s, batteries=[[p, "likes", "q1", "score", "w"]]),
    "without": lambda s, p: s.without(s.frame[p]),
    "panel": lambda s, p: tk.Sample.of_waves({"a": s, "b": s}, panel=p),
}


@pytest.mark.parametrize("call", CALLS)
def test_no_call_shows_a_value(sample: tk.Sample, call: str) -> None:
    for column in PERSONAL:
        try:
            found = CALLS[call](sample, column)
        except TechnoKitError as error:
            found = error
        shown = [text for face in told(found) for text in SECRET.findall(face)]
        assert not shown, (call, column, shown[:3])


@pytest.mark.parametrize(
    "tables",
    [
        lambda p: {"questions": {"x": {"column": p, "cut": [1, 2]}}},
        lambda p: {"questions": {"x": {"column": p, "levels": ["a", "b"]}}},
        lambda p: {"questions": {"x": {"columns": {"a": p, "b": "likes"}}}},
        lambda p: {"questions": {"x": {"column": p, "kind": "number"}}},
        lambda p: {"design": {"weight": p}},
        lambda p: {
            "scales": {"y": {"answers": [["a", "yes"]]}},
            "activities": {"blog_read": {"column": p, "scale": "y"}},
        },
    ],
)
def test_no_mapping_shows_a_value(path: Path, tables: Callable[[str], dict[str, object]]) -> None:
    for column in PERSONAL:
        try:
            found: object = mapped(path, **tables(column)).codebook
        except TechnoKitError as error:
            found = error
        assert not [text for face in told(found) for text in SECRET.findall(face)], column


def test_what_shows_everything_shows_none_of_it(sample: tk.Sample, tmp_path: Path) -> None:
    tk.report(sample.codebook, to=tmp_path / "codebook.html")
    tk.report(tk.profile(sample, "likes"), to=tmp_path / "page.html")
    form = tk.Targets.template(sample, ["likes"], tmp_path / "form.csv")
    found = tk.Mapping.suggest(sample, tk.load_ladder("2010"))
    book = sample.codebook
    faces = [
        *(each.read_text(encoding="utf-8") for each in tmp_path.iterdir()),
        *(face for each in (sample, book, tk.screen(sample), found, form) for face in told(each)),
        book.distribution.to_csv(),
    ]
    assert not [text for face in faces for text in SECRET.findall(face)]
    assert set(book.personal) == set(PERSONAL)


ENDINGS = {".csv": "", ".parquet": "pyarrow", ".xlsx": "xlsxwriter", ".sav": "pyreadstat"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_saved_file_is_read_by_the_same_rule(
    sample: tk.Sample, tmp_path: Path, ending: str
) -> None:
    if ENDINGS[ending] and find_spec(ENDINGS[ending]) is None:
        pytest.skip("an optional extra")
    saved = sample.save(tmp_path / f"s{ending}")
    kept, aside = (tk.read(saved, keep_personal=keep) for keep in (True, False))
    assert set(kept.frame) == set(sample.frame)
    assert kept.frame["RecipientEmail"].tolist() == KINDS["RecipientEmail"]
    assert not set(aside.frame) & set(PERSONAL)
    assert set(kept.codebook.personal) == set(aside.codebook.personal) == set(PERSONAL)
    assert aside.traces and not kept.traces
    # a file tells of its own reading: nothing was "kept" of what is now set aside
    assert not any("kept for use" in each for each in aside.notes)
    assert [each for each in kept.notes if "kept for use" in each][0].startswith(f"s{ending}: ")
    if ending != ".sav":
        assert not SECRET.findall(saved.files[1].read_text(encoding="utf-8"))
    assert any(
        "screen for doubles before saving" in each for each in aside.save(tmp_path / "b.csv").notes
    )


def test_what_a_codebook_calls_personal_is_so_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("q,mail\n" + "1,a@b.nl\n2,c@d.nl\n" * 5 + "1,none\n2,nowhere\n" * 3)
    sample = tk.read(path, keep_personal=True)
    some = sample.without(sample.frame["mail"].str.contains("@"), why="test")
    saved = some.save(tmp_path / "b.csv")
    assert "mail" not in tk.read(saved).frame
    assert "mail" in tk.read(saved, keep_personal=True).frame


def test_bands_of_a_mapping_come_back(path: Path, tmp_path: Path) -> None:
    cut = {"column": "LocationLatitude", "cut": [50, 52.38], "label": "North"}
    sample = mapped(path, questions={"north": cut})
    again = tk.read(sample.save(tmp_path / "b.csv"))
    assert again.answers("north").levels == sample.answers("north").levels


def test_a_codebook_names_kinds_of_personal_data_that_there_are(
    sample: tk.Sample, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    saved = sample.save(tmp_path / "s.parquet")
    book = saved.files[1]
    book.write_text(book.read_text(encoding="utf-8").replace('"email"', '"mail"'), encoding="utf-8")
    with pytest.raises(tk.TechnoKitError, match=r"personal\.RecipientEmail.*'email'"):
        tk.read(saved)
