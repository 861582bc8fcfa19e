"""Tags in markup of every quality."""

import pytest

from newsmill.local.tags import plain, tags, text_of


def seen(text: str) -> list[tuple[str, dict[str, str]]]:
    return [(("/" if tag.is_end else "") + tag.name, dict(tag.attributes)) for tag in tags(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a href='x' HREF=y>t</a>", [("a", {"href": "x"}), ("/a", {})]),
        ('<Link REL=alternate href="a&amp;b">', [("link", {"rel": "alternate", "href": "a&b"})]),
        ('<o u="?a=1&copy=2&eacute;&b"/>', [("o", {"u": "?a=1&copy=2é&b"})]),
        ("<a x = 'y z' disabled>", [("a", {"x": "y z", "disabled": ""})]),
        ('<a x="1>2">', [("a", {"x": "1>2"})]),
        ('<a x="1', [("a", {"x": "1"})]),
        ("<a href=http://a.example/b/>", [("a", {"href": "http://a.example/b/"})]),
        ("<!-- <a> --><b>", [("b", {})]),
        ("<!-- <a>", []),
        ("<![CDATA[<a>]]><b>", [("b", {})]),
        ("<script>'<a>'</SCRIPT><b>", [("script", {}), ("/script", {}), ("b", {})]),
        ("<script><a>", [("script", {})]),
        ("1 < 2 <3 <<b>", [("b", {})]),
        ("<x:loc>", [("loc", {})]),
        ("<a <b c=d>", [("a", {}), ("b", {"c": "d"})]),
        ("<?xml version='1.0'?><!DOCTYPE x><x>", [("x", {})]),
        ("", []),
        ("<", []),
        ("<a", [("a", {})]),
    ],
)
def test_tags_are_found(text: str, found: list[tuple[str, dict[str, str]]]) -> None:
    assert seen(text) == found


def test_an_empty_tag_is_known_by_its_slash() -> None:
    assert [tag.is_empty for tag in tags("<a/><a b=c /><a b='c'/><a></a>")] == [
        *(True, True, True),
        *(False, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 400_000,
        '<a "' * 400_000,
        "<a b='" * 200_000,
        "<!--" * 400_000,
        "<![CDATA[" * 200_000,
        "<script>" * 200_000,
        "<a " + "b=c " * 400_000 + ">",
        "<" + "a" * 1_000_000,
        "<a b=" + "c" * 1_000_000,
        "<a b" + " " * 1_000_000,
        "</" * 400_000,
    ],
    ids=lambda text: text[:9],
)
@pytest.mark.timeout(15)
def test_hostile_markup_ends_soon(text: str) -> None:
    for tag in tags(text):
        assert tag.end > tag.start


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é€".encode(), "text/html; charset=iso-8859-1"),
        ("é€".encode("utf-8-sig"), ""),
        ("<é€".encode("utf-16-le"), ""),
        ("é€".encode("utf-16"), ""),
        ("é€".encode("cp1252"), ""),
        ("é€".encode("iso8859-15"), "text/html; charset=ISO-8859-15"),
        (b'<?xml encoding="iso-8859-15"?>' + "é€".encode("iso8859-15"), ""),
        (b"<meta charset = 'iso-8859-15'>" + "é€".encode("iso8859-15"), ""),
    ],
)
def test_documents_are_decoded(body: bytes, content_type: str) -> None:
    assert text_of(body, content_type).endswith("é€")


def test_text_between_tags_is_one_line() -> None:
    assert plain(" a &amp;\n b ") == "a & b"
    assert plain("\n<![CDATA[ a &amp; b ]]>") == "a &amp; b"
