import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.puller.reading.decoding import decode, disarm, repair_references
from newsmill.puller.reading.entries import line
from newsmill.web.malformed_bytes import decode_malformed
from tests.web.test_decoding import STANDARD

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
        ("Fjord Ç", "ibm850", "cp850", ""),
        ("гавань", "cp866", "cp866", ""),
        ("Fjord Ä", "macturkish", "mac-turkish", ""),
        ("Fjord Ø", "ebcdic-cp-us", "cp037", ""),
        ("Fjord Ø", "ibm500", "cp500", ""),
        ("Fjord Ø", "no-such-charset", "cp037", ""),
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


CHINESE = "渡轮在修理之后返回港口，旅客说他们等待得太久，桥梁管理处宣布夜间关闭旧隧道。"
RSS = '<?xml version="1.0" encoding="{}"?><rss><language>{}</language><t>{}</t><u>{}</u></rss>'


@pytest.mark.parametrize(
    ("codec", "label", "language", "text"),
    [
        ("gb18030", "gb2312", "zh-cn", CHINESE),
        ("big5hkscs", "big5", "zh-tw", "渡輪在修理之後返回港口，旅客說他們等待得太久。"),
        ("cp932", "shift_jis", "ja", "フェリーは修理のあと港に戻った。島の議会は話し合う"),
        ("euc_jp", "euc-jp", "ja", "フェリーは修理のあと港に戻った。島の議会は話し合う"),
        ("cp949", "euc-kr", "ko", "여객선이 수리를 마치고 항구로 돌아왔다"),
        ("utf-8", "utf-8", "ru", "Паром вернулся в гавань"),
        ("utf-8", "iso-8859-1", "ru", "Паром вернулся в гавань"),
    ],
)
@pytest.mark.parametrize("header", ["", "text/xml; charset=iso-8859-1", "text/xml"])
def test_a_cut_character_costs_one_replacement_and_not_the_feed(
    codec: str, label: str, language: str, text: str, header: str
) -> None:
    head, _, tail = RSS.format(label, language, "CUT", text).partition("CUT")
    body = head.encode() + text.encode(codec)[:-1] + tail.encode(codec)
    assert decode(body, header) == f"{head}{text[:-1]}\ufffd{tail}"


def test_the_declaration_with_fewer_errors_is_believed() -> None:
    feed = RSS.format(
        "euc-jp", "", "フェリーは修理のあと港に戻った。", "島の議会は木曜日に話し合う。"
    )
    assert decode(feed.encode("euc_jp"), "text/xml; charset=utf-8") == feed
    assert decode(feed.encode("euc_jp"), "text/xml; charset=us-ascii") == feed


@pytest.mark.parametrize(
    "header", ["text/xml", "text/xml; charset=ISO-8859-1", "text/xml;charset=us-ascii"]
)
def test_the_default_of_http_does_not_beat_the_document(header: str) -> None:
    feed = RSS.format("windows-1251", "", "гавань", "паром")
    assert decode(feed.encode("cp1251"), header) == feed


def test_another_charset_of_the_server_beats_the_document() -> None:
    feed = RSS.format("windows-1251", "", "гавань", "паром")
    assert decode(feed.encode("koi8-r"), "text/xml; charset=koi8-r") == feed


def test_chinese_that_is_utf_8_by_chance_is_read_as_declared() -> None:
    feed = RSS.format("gb2312", "zh", "联通", "")
    assert decode(feed.encode("gb18030")) == feed


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("label", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("space", ["", "\r\n "])
def test_utf_16_is_recognised_by_its_bytes(codec: str, label: str, space: str) -> None:
    feed = RSS.format(label, "ru", "гавань", "паром")
    assert decode((space + feed).encode(codec), "text/xml; charset=utf-8") == feed


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be", "unicode"])
def test_utf_8_that_is_called_utf_16_is_read(label: str) -> None:
    feed = RSS.format(label, "ru", "гавань", "паром")
    assert decode(feed.encode(), f"text/xml; charset={label}") == feed


@pytest.mark.parametrize("label", ["iso-2022-kr", "hz-gb-2312", "replacement", "iso-2022-cn"])
def test_encodings_that_browsers_refuse_are_not_used(label: str) -> None:
    feed = RSS.format(label, "en", "~{<:Ky2;VS~}", "\x0e")
    assert decode(feed.encode()) == feed.replace("\x0e", "")


@pytest.mark.parametrize(
    ("label", "codec"),
    [(label, codec) for codec, labels in STANDARD.items() if codec for label in labels.split()],
)
def test_each_label_of_the_standard_is_believed(label: str, codec: str) -> None:
    """A letter of each encoding, or what it has instead of letters beyond ASCII."""
    beyond = decode_malformed(bytes(range(0xB0, 0xD0, 2)), codec).replace("\ufffd", "")
    text = WORDS_BY_CODEC.get(codec, beyond)
    body = RSS.format(label, "", text, "").encode(codec)
    assert text
    assert text in decode(body)


WORDS_BY_CODEC = {
    "gb18030": CHINESE, "big5hkscs": "渡輪返回港口", "euc_jp": "港の灯台に", "cp932": "港の灯台に",
    "iso2022_jp": "港の灯台", "cp949": "항구의 등대", "utf-8": "гавань", "utf-16-le": "гавань",
    "utf-16-be": "гавань", "koi8-u": "гавань", "cp866": "гавань",
}  # fmt: skip


def test_c1_controls_stay_for_the_repair_of_double_encoding() -> None:
    twice = "fjord â\x80\x93 Å\x85 \x85"
    assert decode(f"<t>{twice}</t>".encode()) == f"<t>{twice}</t>"
    assert line("fjord â\x80\x93\x00\x7fx", 100) == "fjord â\x80\x93 x"


def test_replacement_characters_that_the_feed_itself_has_are_no_errors() -> None:
    feed = RSS.format("iso-8859-1", "ru", "ferry \ufffd\ufffd", "\ufffd")
    assert decode(feed.encode()) == feed


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
