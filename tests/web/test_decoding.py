import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.web.decoding import (
    BYTE_ORDER_MARKS,
    CODEC_BY_PYTHON_NAME,
    LABELS_BY_CODEC,
    charset_of,
    codec_of,
    unmarked,
)

# All of https://encoding.spec.whatwg.org/#names-and-labels. GBK is decoded as gb18030, ISO-8859-8-I
# as ISO-8859-8, and of x-user-defined the half that is ASCII; the last row is never decoded.
STANDARD = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": (
        "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"
    ),
    "iso8859-3": (
        "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"
    ),
    "iso8859-4": (
        "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"
    ),
    "iso8859-5": (
        "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595"
        " iso_8859-5 iso_8859-5:1988"
    ),
    "iso8859-6": (
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6"
        " iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6"
        " iso_8859-6:1987"
    ),
    "iso8859-7": (
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7"
        " iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"
    ),
    "iso8859-8": (
        "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138"
        " iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i"
        " logical"
    ),
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": (
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100"
        " iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252"
        " x-cp1252 x-user-defined"
    ),
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": (
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9"
        " iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254"
    ),
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": (
        "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030"
    ),
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": (
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989"
        " ksc5601 ksc_5601 windows-949"
    ),
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
    None: "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement",
}


@pytest.mark.parametrize("codec", STANDARD)
def test_every_label_of_the_standard_is_known(codec: str | None) -> None:
    labels = STANDARD[codec].split()
    assert {label: codec_of(label.upper()) for label in labels} == dict.fromkeys(labels, codec)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"), ("UTF8", "utf-8"), ("unicode-1-1-utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("us-ascii", "cp1252"),
        ("ISO-8859-15", "iso8859-15"), ("iso-8859-9", "cp1254"), ("windows-1251", "cp1251"),
        ("x-cp1251", "cp1251"), ("koi8-r", "koi8-r"), ("tis-620", "cp874"),
        ("windows-874", "cp874"), ("iso-8859-8-i", "iso8859-8"),
        ("gb2312", "gb18030"), ("GBK", "gb18030"), ("x-gbk", "gb18030"), ("big5", "big5hkscs"),
        ("shift_jis", "cp932"), ("x-sjis", "cp932"), ("euc-jp", "euc_jp"),
        ("euc-kr", "cp949"), ("ks_c_5601-1987", "cp949"), ("utf-16", "utf-16-le"),
        ("utf-7", None), ("rot13", None), ("unicode_escape", None), ("idna", None),
        ("no-such-thing", None), ("", None),
    ],
)  # fmt: skip
def test_a_label_means_what_browsers_take_it_for(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_every_codec_is_one_that_python_has() -> None:
    for codec in {*LABELS_BY_CODEC, *CODEC_BY_PYTHON_NAME.values()}:
        assert codecs.lookup(codec)


@given(st.text(max_size=40))
def test_any_label_is_looked_up(label: str) -> None:
    codec = codec_of(label)
    assert codec is None or codecs.lookup(codec)


@pytest.mark.parametrize(
    ("content_type", "codec"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/xml;CHARSET="KOI8-R"', "koi8-r"),
        ("text/xml; charset='iso-8859-1'", "cp1252"),
        ('text/html; charset = " gbk"', "gb18030"),
        ("text/html; charset=unicode11utf8; boundary=x", "utf-8"),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=", None),
        ("text/html", None),
        ("", None),
    ],
)
def test_a_charset_is_taken_from_the_content_type(content_type: str, codec: str | None) -> None:
    assert charset_of(content_type) == codec


@pytest.mark.parametrize(("mark", "codec"), BYTE_ORDER_MARKS)
def test_a_byte_order_mark_is_cut_off(mark: bytes, codec: str) -> None:
    text = "ferry é €"
    assert unmarked(mark + text.encode(codec)) == (text.encode(codec), codec)


def test_without_a_mark_all_bytes_stay() -> None:
    assert unmarked(b"\xef\xbb") == (b"\xef\xbb", None)
