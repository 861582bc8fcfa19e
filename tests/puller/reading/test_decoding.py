import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.puller.reading.decoding import decode, disarm, repair_references

DECLARED = '<?xml version="1.0" encoding="{}"?><t>{}</t>'


@pytest.mark.parametrize(
    ("text", "declared", "codec", "content_type"),
    [
        ("Fjord å", "utf-8", "utf-8", ""),
        ("Fjord å", "iso-8859-1", "latin-1", ""),
        ("“Fjord”", "iso-8859-1", "cp1252", ""),
        ("Fjord å", "utf-8", "cp1252", "text/xml; charset=utf-8"),
        ("Fjord å €", "iso-8859-1", "utf-8", "text/xml; charset=windows-1252"),
        ("Fjord å", "us-ascii", "utf-8-sig", ""),
        ("гавань", "windows-1251", "cp1251", ""),
        ("гавань", "iso-8859-1", "koi8-r", 'application/xml; charset="KOI8-R"'),
        ("港の灯台", "iso-2022-jp", "iso2022_jp", ""),
        ("港の灯台", "Shift_JIS", "cp932", ""),
        ("港口", "gb2312", "gb18030", ""),
        ("Fjord å", "utf-16", "utf-16", ""),
        ("Fjord å", "utf-16", "utf-16-le", ""),
        ("Fjord å", "utf-16", "utf-16-be", ""),
        ("Fjord å", "utf-32", "utf-32", ""),
        ("Fjord 😊", "utf-32", "utf-32", ""),
        # With one character more or less the bytes are even, and could all be UTF-16.
        ("Fjord å €", "utf-16", "cp1252", ""),
        ("Fjord å €!", "utf-16", "cp1252", ""),
        ("Fjord å €", "iso-8859-1", "cp1252", "text/xml; charset=utf-16"),
        ("Fjord å €!", "iso-8859-1", "cp1252", "text/xml; charset=utf-16"),
        ("гавань", "x-cp1251", "cp1251", ""),
        ("гавань", "utf-8", "koi8-r", "text/xml; charset=koi"),
        ("λιμάνι", "sun_eu_greek", "iso8859-7", ""),
        ("นาวา", "windows-874", "cp874", ""),
        ("נמל", "iso-8859-8-i", "iso8859-8", ""),
        ("항구", "ks_c_5601-1989", "cp949", ""),
        ("港口", "x-gbk", "gb18030", ""),
        ("港の灯台", "x-sjis", "cp932", ""),
        ("Fjord å", "no-such-charset", "utf-8", "text/xml; charset=nor-this"),
        ("+ADw-b+AD4-", "utf-7", "ascii", ""),
        ("\\u00e5", "unicode_escape", "ascii", ""),
    ],
)
def test_a_document_is_decoded_as_it_was_meant(
    text: str, declared: str, codec: str, content_type: str
) -> None:
    document = DECLARED.format(declared, text)
    assert decode(document.encode(codec), content_type) == document


def test_damaged_utf_8_loses_only_what_is_damaged() -> None:
    assert decode("å på fjorden ".encode() + b"\xc3 x") == "å på fjorden \ufffd x"


def test_what_xml_forbids_is_left_out() -> None:
    assert decode(b" \r\n<a>\x00\x0b\x1fb\xef\xbf\xbf\tc</a>") == "<a>b\tc</a>"


@given(st.binary(), st.text(max_size=40))
@example(b"\xff\xfe\x00\xd8", "")
def test_decoded_text_can_always_be_encoded(body: bytes, content_type: str) -> None:
    decode(body, content_type).encode()


def test_entities_of_one_character_stay_and_others_go() -> None:
    head = '<!DOCTYPE x [<!ENTITY o "&#248;"><!ENTITY big "' + "A" * 100 + '">'
    head += '<!ENTITY more "&big;&big;"><!ENTITY out SYSTEM "file:///secret"><!ENTITY % p "x">]>'
    disarmed = disarm(head + "<rss>&o;&big;</rss>")
    assert disarmed is not None
    assert "".join(disarmed.split()) == '<!DOCTYPEx[<!ENTITYo"&#248;">]><rss>&o;&big;</rss>'


@pytest.mark.parametrize("text", ["", "plain", "[1, 2]", "<!-- " + "x" * 100_000 + "--><rss/>"])
def test_what_has_no_element_soon_is_not_xml(text: str) -> None:
    assert disarm(text) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&#65;&#x42;", "&#65;&#x42;"),
        ("&#55357;&#56842;", "😊"),
        ("&#xD83D;&#xDE0A;", "😊"),
        ("&#55357; x", "\ufffd x"),
        ("&#0;&#8;&#x0;&#1114112;&#99999999999;", "\ufffd" * 5),
        ("&amp;#0 &#;", "&amp;#0 &#;"),
    ],
)
def test_references_to_no_character_are_repaired(written: str, meant: str) -> None:
    assert repair_references(written) == meant
