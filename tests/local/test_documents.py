"""Documents as people have them: in any encoding, with any mistake in a line."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.local.sources import Sources, read_sources

NOW = datetime(2026, 1, 2, tzinfo=UTC)

GERMAN = "Jürgen Großmann eröffnete in Köln die Brücke über den Fluß; Bürgermeister Müller fehlte."
RUSSIAN = "Мэр города Анна Петрова открыла новый мост через реку, сообщает городская газета."
CHINESE = "市长王小明周二上午在北京宣布，新建的大桥将于明年三月正式通车，市民表示欢迎。"
JAPANESE = "東京都の小池知事は火曜日、新しい橋が来年三月に開通すると発表した。市民は歓迎している。"
POLISH = (
    "Burmistrz Łodzi Stanisław Wójcik otworzył we wtorek most; mieszkańcy są zadowoleni z tego."
)
GREEK = "Ο δήμαρχος της Θεσσαλονίκης ανακοίνωσε την Τρίτη ότι η νέα γέφυρα θα ανοίξει τον Μάρτιο."


def put(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def only(sources: Sources) -> RawArticle:
    assert not sources.failures
    (document,) = sources.documents
    return document


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        pytest.param(GERMAN, "cp1252", "windows-1252", id="windows-1252"),
        pytest.param(GERMAN, "latin-1", "ISO-8859-1", id="latin-1"),
        pytest.param(GERMAN, "utf-16", None, id="utf-16-with-a-mark"),
        pytest.param(GERMAN, "utf-16-le", None, id="utf-16-without-a-mark"),
        pytest.param(GERMAN, "cp1252", None, id="windows-1252-undeclared"),
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", id="koi8-r"),
        pytest.param(RUSSIAN, "cp1251", None, id="windows-1251-undeclared"),
        pytest.param(CHINESE, "gb18030", "gb2312", id="gb18030-declared-as-gb2312"),
        pytest.param(CHINESE, "gb18030", None, id="gb18030-undeclared"),
        pytest.param(JAPANESE, "cp932", "shift_jis", id="shift_jis"),
        pytest.param(JAPANESE, "euc_jp", None, id="euc-jp-undeclared"),
        pytest.param(POLISH, "iso8859-2", "iso-8859-2", id="latin-2"),
        pytest.param(GREEK, "iso8859-7", "iso-8859-7", id="greek"),
        pytest.param(GERMAN, "utf-8", "iso-8859-1", id="utf-8-declared-as-something-else"),
    ],
)
def test_a_page_is_decoded_as_fetched_pages_are(
    tmp_path: Path, text: str, codec: str, declared: str | None
) -> None:
    meta = f"<meta charset={declared}>" if declared else ""
    page = f"<html><head>{meta}<title>{text[:20]}</title></head><body><p>{text}</p>{text * 3}"

    document = only(read_sources([put(tmp_path, "a.html", page.encode(codec))], NOW))

    assert document.page is not None
    assert document.page.html == page


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(GERMAN, "latin-1", id="latin-1"),
        pytest.param(GERMAN, "utf-8-sig", id="utf-8-with-a-mark"),
        pytest.param(GERMAN, "utf-16", id="utf-16"),
        pytest.param(RUSSIAN, "koi8-r", id="koi8-r"),
        pytest.param(RUSSIAN, "cp1251", id="windows-1251"),
        pytest.param(CHINESE, "gb18030", id="gb18030"),
        pytest.param(JAPANESE, "cp932", id="shift_jis"),
        pytest.param(GREEK, "cp1253", id="greek"),
    ],
)
def test_a_text_is_in_the_encoding_that_it_seems_to_be_in(
    tmp_path: Path, text: str, codec: str
) -> None:
    whole = f"{text}\n\n{text}{text}"

    document = only(read_sources([put(tmp_path, "a.txt", whole.encode(codec))], NOW))

    assert document.title == text
    assert document.content_html == f"<p>{text}{text}</p>"


GOOD = [b'{"text": "one"}', b'{"text": "two"}']


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(b'{"text": "\\ud800x"}', "text: half of a surrogate pair", id="surrogate"),
        pytest.param(
            b'{"\\udc00": "x", "text": "y"}', "\\udc00: no such field", id="surrogate-in-a-name"
        ),
        pytest.param(
            b'{"text": "x", "\\ud800": 1, "\\ud800": 2}', "is given twice", id="surrogate-twice"
        ),
        pytest.param(
            b"{" + b",".join(b'"%d": 1' % number for number in range(500_000)) + b"}",
            "0: no such field; there are url, title, text",
            id="many-names",
        ),
        pytest.param(
            b'{"a": 1' + b', "a": 1' * 800_000 + b"}", "“a” is given twice", id="many-times"
        ),
        pytest.param(
            b'{"text": "x", "authors": [' + b"1," * 3_000_000 + b"1]}", "authors", id="many-authors"
        ),
        pytest.param(b'{"text": "x", "url": "https://a.example/\\ud800"}', "url: half", id="url"),
        pytest.param(b'{"text": "x", "authors": ["\\ud800"]}', "authors.0: half", id="authors"),
        pytest.param(b'{"text": "x", "title": "\\udfff"}', "title: half", id="title"),
        pytest.param(b'{"text": "x", "language": "\\udfff"}', "language: half", id="language"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, "nested too deeply", id="nested"),
        pytest.param(b'{"text": "x", "published_at": NaN}', "NaN is no number", id="nan"),
        pytest.param(b'{"text": "x", "published_at": 1e400}', "published_at: ", id="infinite"),
        pytest.param(
            b'{"text": "x", "published_at": ' + b"9" * 290 + b"}", "published_at: ", id="huge"
        ),
        pytest.param(
            b'{"text": "x", "published_at": "99999-01-01T00:00Z"}', "published_at: ", id="far"
        ),
        pytest.param(
            b'{"text": "x", "published_at": "0001-01-01T00:00:00+14:00"}',
            "published_at: lies outside",
            id="before-all-years",
        ),
        pytest.param(b'{"text": "x", "published_at": [1]}', "published_at: ", id="no-date"),
        pytest.param(
            b'{"text": "x", "authors": "Ada"}',
            "authors: Input should be a valid list",
            id="one-author",
        ),
        pytest.param(b'{"text": "x", "authors": {"a": 1}}', "authors: ", id="no-authors"),
        pytest.param(b'{"text": "x", "title": null}', "title: ", id="no-title"),
        pytest.param(b'{"text": {"a": 1}}', "text: ", id="no-text"),
        pytest.param(b'{"html": 1}', "html: ", id="no-html"),
        pytest.param(b'{"text": "x", "url": false}', "url: ", id="no-url"),
        pytest.param(b'{"text": "x", "language": 3}', "language: ", id="no-language"),
        pytest.param(b'["text"]', "not a JSON object", id="a-list"),
        pytest.param(b'"text"', "not a JSON object", id="a-string"),
        pytest.param(b"null", "not a JSON object", id="nothing"),
        pytest.param(b'{"text": "x", "text": "y"}', "“text” is given twice", id="twice"),
        pytest.param(b'{"text": "caf\xe9"}', "not UTF-8", id="latin-1"),
        pytest.param(b'{"text": "x"', "not JSON", id="cut"),
        pytest.param(b'{"text": "' + b"x" * 9_000_000 + b'"}', "longer than", id="long"),
        pytest.param(b'{"text": "' + b"x" * 3_200_000 + b'"}', "larger than", id="large"),
        pytest.param(b'{"text": "' + b"&" * 3_000_000 + b'"}', "as a record", id="escaped"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_bad_line_is_named_and_spoils_no_other(
    tmp_path: Path, line: bytes, told: str, end: bytes
) -> None:
    name = put(tmp_path, "a.jsonl", end.join([GOOD[0], line, GOOD[1]]))
    other = put(tmp_path, "b.txt", b"Something to read.")

    sources = read_sources([name, other], NOW)

    assert len(sources.documents) == 3
    (failure,) = sources.failures
    assert failure.startswith(f"{name}:2: ")
    assert told in failure
    assert len(failure) < len(name) + 300
    failure.encode()


def test_nuls_are_removed_from_what_is_told(tmp_path: Path) -> None:
    line = json.dumps({"text": "a\0b", "title": "\0T", "url": "https://a.example/\0"}).encode()
    document = only(read_sources([put(tmp_path, "a.jsonl", line)], NOW))
    assert (document.content_html, document.title) == ("<p>ab</p>", "T")
    assert document.url == "https://a.example/"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.jsonl", b"\x1f\x8b\x08\0\0\0", "compressed (gzip)", id="gzip-lines"),
        pytest.param("a.html", b"\x1f\x8b\x08\0\0\0", "compressed (gzip)", id="gzip-page"),
        pytest.param("a.txt", b"PK\x03\x04\x14\0", "compressed (zip)", id="zip"),
        pytest.param("a.html", b"%PDF-1.7\n", "no text", id="pdf"),
        pytest.param("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text", id="png"),
        pytest.param("a.html", b"\0" * 1000, "empty", id="nuls"),
        pytest.param("a.jsonl", b"\n\n \r\n", "empty", id="no-line"),
    ],
)
def test_what_holds_no_text_is_said(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = put(tmp_path, name, content)
    assert read_sources([path], NOW).failures == (f"{path}: {_whole(told)}",)


def _whole(told: str) -> str:
    return f"{told}; unpack it first" if "compressed" in told else told


def test_a_text_may_begin_like_a_sound(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", b"RIFF-RAFF was played on Tuesday.")
    assert only(read_sources([path], NOW)).content_html


@pytest.mark.parametrize("suffix", [".txt", ".html", ".jsonl", ".opml"])
def test_a_folder_is_no_source(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / f"a{suffix}"
    folder.mkdir()
    assert read_sources([str(folder)], NOW).failures == (f"{folder}: Is a directory",)


def test_a_file_without_an_end_is_not_read_for_ever(tmp_path: Path) -> None:
    for suffix in (".txt", ".html", ".jsonl", ".opml"):
        (tmp_path / f"a{suffix}").symlink_to("/dev/zero")
    sources: Any = read_sources([str(path) for path in sorted(tmp_path.iterdir())], NOW)
    assert not sources.documents
    assert len(sources.failures) == 4


def test_where_no_detector_is_installed_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line alone needs none of the rooms' libraries."""
    monkeypatch.setitem(sys.modules, "resiliparse.parse.encoding", None)
    text, page = put(tmp_path, "a.txt", RUSSIAN.encode("koi8-r")), tmp_path / "b.html"
    page.write_bytes(f"<meta charset=koi8-r><p>{RUSSIAN}".encode("koi8-r"))

    sources = read_sources([text, str(page)], NOW)

    (failure,) = sources.failures
    assert failure.startswith(f"{text}: neither UTF-8 nor any declared encoding")
    assert "pip install 'newsmill[retriever]'" in failure
    assert len(sources.documents) == 1
