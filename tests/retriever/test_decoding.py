import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.retriever.decoding import decode, is_html

RUSSIAN = (
    "Городской совет в понедельник проголосовал за восстановление моста, разрушенного бурей. "
    "Жители довольны решением"
)
CHINESE = "港口委员会周一决定重建被风暴摧毁的桥梁。居民们对这一决定表示满意"
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
            b"<script>" + b" " * 4096 + b"</script><meta charset=koi8-r>\xf0", "",
            "<script>" + " " * 4096 + "</script><meta charset=koi8-r>П", id="far down in the head",
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
        pytest.param(b"a\0b\0c d e", "text/html", "abc d e", id="NULs"),
        pytest.param(
            b"<head><script>'<meta charset=koi8-r>'</script><meta charset=windows-1251>\xcf", "",
            "<head><script>'<meta charset=koi8-r>'</script><meta charset=windows-1251>П",
            id="not its scripts",
        ),
        pytest.param(
            b"<title><meta charset=koi8-r></title><meta charset=windows-1251>\xcf", "",
            "<title><meta charset=koi8-r></title><meta charset=windows-1251>П", id="not its title",
        ),
        pytest.param(
            b'<meta name=description content="a > b; charset=koi8-r"><meta charset="windows-1251">'
            b"\xcf", "", '<meta name=description content="a > b; charset=koi8-r">'
            '<meta charset="windows-1251">П', id="not its description",
        ),
        pytest.param(
            b"<script><meta charset=koi8-r>caf\xe9", "", "<script><meta charset=koi8-r>café",
            id="not a script without an end",
        ),
        pytest.param(
            b"<body>" + b"x" * 2000 + b"<meta charset=koi8-r>caf\xe9", "",
            "<body>" + "x" * 2000 + "<meta charset=koi8-r>café", id="not far down in the body",
        ),
        pytest.param(
            b"<meta charset=nonsense><meta charset=windows-1251>\xcf", "",
            "<meta charset=nonsense><meta charset=windows-1251>П", id="the first that is known",
        ),
        pytest.param(
            "Überprüfung möglich".encode(), "text/html; charset=iso-8859-1", "Überprüfung möglich",
            id="UTF-8 that is called something else",
        ),
        pytest.param(
            "Ã© ".encode("cp1252"), "text/html; charset=windows-1252", "Ã© ",
            id="two such bytes may be meant",
        ),
        pytest.param(
            RUSSIAN.encode("cp1251"), "text/html; charset=utf-8", RUSSIAN,
            id="anything that is called UTF-8",
        ),
        pytest.param(
            RUSSIAN.encode()[:-1], "text/html; charset=utf-8", RUSSIAN[:-1] + "\ufffd",
            id="a cut character",
        ),
        pytest.param(
            CHINESE.encode("gb18030")[:-1], "text/html; charset=gb2312", CHINESE[:-1] + "\ufffd",
            id="a cut character in GB 2312",
        ),
        pytest.param("<p>café</p>".encode("utf-16-le"), "", "<p>café</p>", id="UTF-16, no mark"),
    ],
)  # fmt: skip
def test_a_page_is_decoded_by(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (CHINESE, "gb18030"),
        ("港口委員會週一決定重建被風暴摧毀的橋樑。居民們對這一決定表示滿意。", "big5"),
        ("港の評議会は月曜日、嵐で壊れた橋の再建を決めました。", "shift_jis"),
        ("港の評議会は月曜日、嵐で壊れた橋の再建を決めました。", "euc_jp"),
        ("港の評議会は月曜日、嵐で壊れた橋の再建を決めました。", "iso2022_jp"),
        ("항만 위원회는 월요일 폭풍으로 무너진 다리를 다시 짓기로 했다.", "cp949"),
        ("Το συμβούλιο του λιμανιού αποφάσισε τη Δευτέρα να ξαναχτίσει τη γέφυρα.", "cp1253"),
        ("מועצת הנמל החליטה ביום שני לבנות מחדש את הגשר שנהרס בסערה.", "cp1255"),
        ("قرر مجلس الميناء يوم الاثنين إعادة بناء الجسر الذي دمرته العاصفة.", "cp1256"),
        ("สภาท่าเรือตัดสินใจเมื่อวันจันทร์ที่จะสร้างสะพานขึ้นใหม่", "cp874"),
        ("Přístavní rada se v pondělí rozhodla obnovit most, který zničila bouře. Žijí.", "cp1250"),
        ("Der Bürgermeister äußerte sich überrascht: „Für die Brücke müßte es reichen.“", "cp1252"),
    ],
)  # fmt: skip
def test_what_nobody_declares_is_detected(text: str, codec: str) -> None:
    page = f"<html><head><title>{text}</title></head><body><p>{text}</p></body></html>"

    assert decode(page.encode(codec), "text/html") == page


def test_a_head_of_garbage_is_read_in_no_time() -> None:
    started = time.process_time()
    for garbage in (b"<meta ", b"<meta a='", b"<!--", b"<title>", b"<script>"):
        decode(garbage * 20_000 + b"\xff" * 40_000, "")
    assert time.process_time() - started < 5


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
