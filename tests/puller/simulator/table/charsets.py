"""From bytes to characters."""

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import offers, sees, titles
from tests.puller.simulator.documents import TEXT, item, rss

GERMAN = "Größe der Fähre über 40 Meter"
RUSSIAN = "Паром отремонтируют до осени, сообщили в порту"
CHINESE = "港口表示渡轮将在秋季之前修好"
JAPANESE = "港によるとフェリーは秋までに修理される"
ENCODING_STANDARD = "Encoding standard"
RUSSIAN_TEXT = (
    "Администрация порта сообщила в четверг, что старый паром отремонтируют до осени, и"
    " поблагодарила добровольцев, которые работали всю ночь."
)


def _document(title: str, declared: str = "", channel: str = "", text: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    entry = item(1, title=title, description=text or TEXT.format(number=1))
    return rss(entry, item(2), head=head, channel=channel)


def _reads(
    name: str,
    server: str,
    body: bytes,
    title: str,
    content_type: str = "application/xml",
    **more: str,
) -> Behaviour:
    client = more.pop("client", "reads every letter")
    answer = says(body, content_type=content_type)
    return row(f"charset-{name}", server, client, visit(answer, titles(title, "Title 2")), **more)


def _label(label: str, codec: str, title: str) -> Behaviour:
    return _reads(
        f"label-{label.lower()}",
        f"declares `{label}`",
        _document(title, label).encode(codec),
        title,
        client=f"reads it as {codec}",
        source=ENCODING_STANDARD,
    )


CHARSETS = Group(
    "Character encodings",
    (
        _reads("utf-8", "has UTF-8 without declaring anything", _document(GERMAN).encode(), GERMAN),
        _reads(
            "utf-8-bom",
            "has UTF-8 with a byte order mark and declares iso-8859-1",
            _document(GERMAN, "iso-8859-1").encode("utf-8-sig"),
            GERMAN,
            client="believes the mark",
            source=ENCODING_STANDARD,
        ),
        _reads(
            "utf-16-bom",
            "has UTF-16 with a byte order mark",
            _document(RUSSIAN, "utf-16").encode("utf-16"),
            RUSSIAN,
        ),
        _reads(
            "utf-16-be",
            "has UTF-16 without a mark",
            _document(RUSSIAN).encode("utf-16-be"),
            RUSSIAN,
        ),
        _reads(
            "declared-utf-16",
            "declares utf-16 in a document of single bytes",
            _document(GERMAN, "utf-16").encode(),
            GERMAN,
            client="sees that it cannot be that",
        ),
        _reads(
            "http-latin-1",
            "says iso-8859-1 in HTTP (a default of many servers) of a document in windows-1251"
            " that declares itself",
            _document(RUSSIAN, "windows-1251").encode("cp1251"),
            RUSSIAN,
            content_type="text/xml; charset=iso-8859-1",
            client="believes the document",
        ),
        _reads(
            "http-only",
            "says windows-1251 in HTTP, and nothing in the document",
            _document(RUSSIAN).encode("cp1251"),
            RUSSIAN,
            content_type="application/rss+xml; charset=windows-1251",
            source="RFC 7303 §3",
        ),
        _reads(
            "falsely-declared-latin-1",
            "declares iso-8859-1 and has UTF-8",
            _document(GERMAN, "iso-8859-1").encode(),
            GERMAN,
            client="reads UTF-8, which is never valid by chance",
        ),
        _reads(
            "falsely-declared-utf-8",
            "declares UTF-8 and has windows-1252",
            _document(GERMAN, "utf-8").encode("cp1252"),
            GERMAN,
        ),
        _reads(
            "undeclared-cyrillic",
            "has windows-1251 and declares nothing but the language",
            _document(RUSSIAN, channel="<language>ru</language>", text=RUSSIAN_TEXT).encode(
                "cp1251"
            ),
            RUSSIAN,
            client="finds out",
        ),
        _reads(
            "falsely-declared-cyrillic",
            "declares UTF-8 and has koi8-r",
            _document(
                RUSSIAN, "utf-8", channel="<language>ru-RU</language>", text=RUSSIAN_TEXT
            ).encode("koi8-r"),
            RUSSIAN,
            client="finds out",
        ),
        _label("windows-1250", "cp1250", "Žluťoučký kůň"),
        _label("ISO-8859-2", "iso-8859-2", "Žluťoučký kůň"),
        _label("ISO-8859-1", "cp1252", "The “old” ferry – 5 €"),
        _label("us-ascii", "cp1252", "The “old” ferry – 5 €"),
        _label("ISO-8859-9", "cp1254", "İskele “yeniden” açıldı"),
        _label("x-sjis", "cp932", JAPANESE),
        _label("x-euc-jp", "euc_jp", JAPANESE),
        _label("gb2312", "gbk", CHINESE + "镕"),
        _label("gb18030", "gb18030", CHINESE + "㐂"),
        _label("big5", "big5", "港口表示渡輪將在秋季之前修好"),
        _label("ks_c_5601-1987", "cp949", "항구는 배가 똠방 수리될 것이라고 밝혔다"),
        _label("x-cp1251", "cp1251", RUSSIAN),
        _label("koi8-u", "koi8-u", "Пором відремонтують до осені"),
        _label("x-mac-cyrillic", "mac_cyrillic", RUSSIAN),
        row(
            "charset-one-bad-byte",
            "has a bad byte in one title, in UTF-8",
            "replaces this byte, and reads every other letter of the feed",
            visit(
                says(_document(GERMAN + " §", "utf-8").encode().replace("§".encode(), b"\xa7")),
                titles(GERMAN + " \ufffd", "Title 2"),
            ),
            source=ENCODING_STANDARD,
        ),
        row(
            "charset-cut-character",
            "has half a character in one text, in GB2312",
            "replaces this character, and reads every other one of the feed",
            visit(
                says(
                    _document(CHINESE, "gb2312", text=CHINESE + "…§")
                    .encode("gbk")
                    .replace("§".encode("gbk"), b"\xd2")
                ),
                offers(2),
                sees("the title is whole", lambda s: s.articles[0].title == CHINESE),
                sees("the text too", lambda s: CHINESE in s.articles[0].summary_html),
            ),
            source=ENCODING_STANDARD,
        ),
        row(
            "charset-c1-controls",
            "has UTF-8 in which windows-1252 quotation marks are C1 control characters",
            "reads the quotation marks that were meant, or leaves the letters around them whole",
            visit(
                says(_document("The \x93old\x94 ferry", "utf-8").encode()),
                offers(2),
                sees(
                    "the words are whole",
                    lambda s: (
                        s.articles[0].title.split()[0] == "The" and "old" in s.articles[0].title
                    ),
                ),
            ),
        ),
    ),
)
