"""Encodings are found out from all of a file's bytes."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from techno_kit.errors import FileError
from techno_kit.loading import texts
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.texts import open_text

Written = Callable[..., RawFile]

FRENCH = "région;préféré\nÎle-de-France;Noël, à l’aise – très bien\nAlsace;garçon €5\n"
GERMAN = "größe;antwort\nübergroß;„Ja, natürlich“\nklein;Öfter schon\n"
ENGLISH = "id;why\n1;It’s what I’d do\n2;They’re “fine” – I’ve no idea…\n"
JAPANESE = "性別;回答\n男性;ブログを書いています\n女性;動画を見るだけです\n"
KANJI = "性別;地域\n男性;東京都\n女性;北海道\n"
POLISH = "płeć;odpowiedź\nkobieta;żółć\n"


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        ("a;b\n1;2\n", "ascii", "utf-8"),
        (FRENCH, "utf-8", "utf-8"),
        (JAPANESE, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (JAPANESE, "utf-16", "utf-16"),
        (FRENCH, "utf-32", "utf-32"),
        (FRENCH, "cp1252", "cp1252"),
        (GERMAN, "cp1252", "cp1252"),
        (ENGLISH, "cp1252", "cp1252"),
        (JAPANESE, "cp932", "cp932"),
        (KANJI, "cp932", "cp932"),
    ],
)
def test_encodings_are_found(
    written: Written, tmp_path: Path, text: str, codec: str, found: str
) -> None:
    raw = written(text.encode(codec))
    header, *lines = [each.split(";") for each in text.splitlines()]
    assert list(raw.frame) == header
    assert raw.frame.astype(str).to_numpy().tolist() == lines
    assert open_text(tmp_path / "answers.csv", False, None).encoding == found


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_both_orders_of_utf_16(written: Written, mark: bytes) -> None:
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    raw = written(mark + "ä;w\n01;0,5\n".encode(order))
    assert raw.frame.to_dict("list") == {"ä": ["01"], "w": [0.5]}
    assert raw.notes[0].endswith("encoding UTF-16 with byte-order mark.")


@pytest.mark.parametrize("chunk", [1, 2, 3, 7])
def test_signs_that_are_cut_by_the_end_of_a_block(
    written: Written, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(texts, "CHUNK", chunk)
    assert written(JAPANESE).frame["性別"].tolist() == ["男性", "女性"]
    assert written(JAPANESE.encode("cp932")).frame["性別"].tolist() == ["男性", "女性"]
    assert written("a,b\n01,2\n").frame["a"].tolist() == ["01"]


def test_one_late_byte_decides(written: Written) -> None:
    rows = "x;y\n" * 200_000
    raw = written(f"a;b\n{rows}caf".encode() + b"\xe9;z\n")
    assert raw.frame["a"].iloc[-1] == "café"
    assert raw.notes == (
        "answers.csv: separator ';', taken for Windows-1252 (it is not UTF-8; pass encoding= if "
        "letters look wrong).",
    )


def test_what_was_asked_for_wins(written: Written) -> None:
    raw = written(POLISH.encode("cp1250"), encoding="cp1250")
    assert list(raw.frame) == ["płeć", "odpowiedź"]
    assert raw.notes == ("answers.csv: separator ';', encoding cp1250.",)
    assert list(written(FRENCH, encoding="latin-1").frame)[0] == "rÃ©gion"
    assert list(written(FRENCH.encode("utf-16-le"), encoding="UTF-16LE").frame)[0] == "région"
    marked = written(FRENCH.encode("utf-8-sig"), encoding="utf8")
    assert list(marked.frame)[0] == "région"


def test_utf_8_with_a_mark_in_the_name_needs_no_mark(written: Written) -> None:
    assert list(written(FRENCH, encoding="utf-8-sig").frame)[0] == "région"


@pytest.mark.parametrize(
    "content", [b"a,b\n1,\x00\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n" * 99 + b"\0"]
)
def test_binary_content(written: Written, content: bytes) -> None:
    with pytest.raises(FileError, match="this is not text"):
        written(content)


def test_an_encoding_that_cannot_be_found(written: Written) -> None:
    with pytest.raises(FileError, match="encoding was not found"):
        written(b"a,b\n\x81\xff\x8d ,1\n")


@pytest.mark.parametrize("wanted", ["nonsense", "hex", "rot13"])
def test_an_encoding_that_is_none(written: Written, wanted: str) -> None:
    with pytest.raises(FileError, match="there is no encoding"):
        written("a,b\n1,2\n", encoding=wanted)
