import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.retriever.decoding import decode, is_html

CAFE = "<p>café – ünlü 😊</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(
            codecs.BOM_UTF8 + CAFE.encode(), "text/html; charset=iso-8859-1", CAFE,
            id="a mark before the header",
        ),
        pytest.param(
            codecs.BOM_UTF16_BE + CAFE.encode("utf-16-be"), "text/html", CAFE, id="UTF-16 mark"
        ),
        pytest.param(
            codecs.BOM_UTF32_LE + CAFE.encode("utf-32-le"), "text/html", CAFE, id="UTF-32 mark"
        ),
        pytest.param(
            b'<meta charset="utf-8">caf\xe9', 'text/html; charset="ISO-8859-1"',
            '<meta charset="utf-8">café', id="the header before the page",
        ),
        pytest.param(
            b"<meta charset=windows-1251>\xcf\xe0\xf0\xee\xec", "text/html",
            "<meta charset=windows-1251>Паром", id="the page",
        ),
        pytest.param(
            b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">\xf0', "",
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">П',
            id="the page, the old way",
        ),
        pytest.param(
            b"<!-- <meta charset=koi8-r> --><meta charset=windows-1251>\xcf", "",
            "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>П", id="not its comments",
        ),
        pytest.param(
            b" " * 1024 + b"<meta charset=koi8-r>" + "é".encode(), "",
            " " * 1024 + "<meta charset=koi8-r>é", id="not beyond a kilobyte",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="windows-1251"?>\xcf', "",
            '<?xml version="1.0" encoding="windows-1251"?>П', id="the XML declaration",
        ),
        pytest.param(
            "<meta charset=utf-16>é".encode(), "", "<meta charset=utf-16>é",
            id="a page cannot say UTF-16",
        ),
        pytest.param(
            b"\xcf\xe0", "text/html; charset=nonsense", "Ïà", id="an unknown label is none"
        ),
        pytest.param("é".encode(), "text/html", "é", id="UTF-8 when nothing is said"),
        pytest.param(b"caf\xe9 \x93", "text/html", "café “", id="windows-1252 when it is not"),
        pytest.param(b"caf\xe9", "text/html; charset=utf-8", "caf\ufffd", id="no characters"),
        pytest.param(b"a\0b\0", "text/html", "ab", id="NULs"),
    ],
)  # fmt: skip
def test_a_page_is_decoded_by(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


@given(st.binary(max_size=3000), st.sampled_from(["", "utf-16", "gb18030", "iso-2022-jp", "big5"]))
def test_any_bytes_become_text_that_can_be_written(body: bytes, charset: str) -> None:
    text = decode(body, f"text/html; charset={charset}")
    assert "\0" not in text
    text.encode()


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"<p>x", "text/html", True),
        (b"plain words", "TEXT/HTML; charset=utf-8", True),
        (b"<html/>", "application/xhtml+xml", True),
        (b"", "text/html", False),
        (b" \n", "text/html", False),
        (b"%PDF-1.7", "text/html", False),
        (b"\x89PNG\r\n", "text/html", False),
        (b"<!doctype html><p>", "application/pdf", False),
        (b"<!doctype html><p>", "text/plain", False),
        (b"<!doctype html><p>", "", True),
        (b"\xef\xbb\xbf\n<!-- x -->\n<HTML>", "", True),
        (b'<?xml version="1.0"?><html xmlns="x">', "application/xml", True),
        (b'<?xml version="1.0"?><rss>', "text/xml", False),
        (b"{}", "", False),
        (b"plain words", "application/octet-stream", False),
    ],
)
def test_html_is_told_by_its_type_or_its_beginning(
    body: bytes, content_type: str, expected: bool
) -> None:
    assert is_html(body, content_type) is expected
