import time

import pytest

from newsmill.puller.reading.decoding import decode
from newsmill.puller.reading.detecting import language_in
from newsmill.puller.reading.language_letters import CODECS_BY_LANGUAGE
from newsmill.web.malformed_bytes import decode_malformed

TEXT_BY_LANGUAGE = {
    "ru": "Паром вернулся в гавань после ремонта. Совет острова обсудит расходы в четверг вечером.",
    "uk": "Пором повернувся до гавані після ремонту. Рада острова обговорить витрати в четвер.",
    "be": "Паром вярнуўся ў гавань пасля рамонту. Рада вострава абмяркуе выдаткі ў чацвер.",
    "bg": "Фериботът се върна в пристанището след ремонта. Съветът на острова ще обсъди разходите.",
    "sr": (
        "Трајект се вратио у луку после поправке. Савет острва расправља о трошковима у "
        "четвртак."
    ),
    "mk": "Траектот се врати во пристаништето по поправката. Советот ќе расправа за трошоците.",
    "pl": (
        "Prom wrócił do portu po dziewięciu tygodniach. Rada wyspy omówi koszty w środę, "
        "żeby nie zwlekać."
    ),
    "cs": (
        "Trajekt se vrátil do přístavu po devíti týdnech oprav. Rada ostrova příští "
        "středu projedná náklady."
    ),
    "sk": (
        "Trajekt sa vrátil do prístavu po deviatich týždňoch. Rada ostrova v stredu "
        "prerokuje výdavky, ľudia čakali príliš dlho."
    ),
    "hu": (
        "A komp kilenc hét javítás után visszatért a kikötőbe. A sziget tanácsa szerdán "
        "tárgyal a költségekről."
    ),
    "ro": (
        "Feribotul s-a întors în port după nouă săptămâni. Consiliul insulei discută "
        "mâine cheltuielile şi plăţile."
    ),
    "hr": (
        "Trajekt se vratio u luku nakon popravka. Vijeće otoka će raspraviti o "
        "troškovima i načinu plaćanja, možda već sljedeći tjedan; građani traže više."
    ),
    "sl": (
        "Trajekt se je vrnil v pristanišče. Svet otoka bo o stroških odločal že v "
        "četrtek, občani pričakujejo več."
    ),
    "tr": (
        "Feribot dokuz haftalık onarımdan sonra limana döndü. Ada meclisi giderleri "
        "perşembe günü görüşecek, şirket sustu."
    ),
    "el": "Το πλοίο επέστρεψε στο λιμάνι μετά την επισκευή. Το συμβούλιο θα συζητήσει τα έξοδα.",
    "he": "המעבורת חזרה לנמל לאחר התיקון. מועצת האי תדון בהוצאות ביום חמישי בערב.",
    "ar": "عادت العبارة إلى الميناء بعد الإصلاح. سيناقش مجلس الجزيرة النفقات مساء الخميس.",
    "fa": "کشتی پس از تعمیر به بندر بازگشت. شورای جزیره درباره هزینه ها گفتگو خواهد کرد.",
    "lt": (
        "Keltas po remonto grįžo į uostą. Salos taryba išlaidas svarstys ketvirtadienį, "
        "žmonės laukė per ilgai, nežinia, kiek dar užtruks."
    ),
    "lv": (
        "Prāmis pēc remonta atgriezās ostā. Salas padome izdevumus apspriedīs "
        "ceturtdien, cilvēki gaidīja pārāk ilgi."
    ),
    "th": "เรือข้ามฟากกลับเข้าท่าหลังซ่อมเก้าสัปดาห์ สภาเกาะจะหารือเรื่องค่าใช้จ่ายในวันพฤหัสบดี",
    "ja": "フェリーは九週間の修理のあと港に戻った。島の議会は木曜日に費用について話し合う。",
    "zh": "渡轮在九个星期的修理之后返回港口，旅客说他们等待得太久，市议会将于星期四讨论费用。",
    "ko": "여객선이 아홉 주의 수리를 마치고 항구로 돌아왔다. 섬의 의회는 목요일에 비용을 논의한다.",
    "de": (
        "Die Fähre ist nach der Reparatur zurück. Der Rat berät über die Kosten für die "
        "Überfahrt."
    ),
    "fr": (
        "Le bac est revenu au port après les réparations. Le conseil de l'île débattra "
        "des coûts."
    ),
}  # fmt: skip
TRADITIONAL = (
    "渡輪在九個星期的修理之後返回港口，旅客說他們等待得太久，市議會將於星期四討論費用應由誰負擔。"
)
FEED = '<?xml version="1.0"{}?><rss><channel>{}<item><title>{}</title></item></channel></rss>'
LABEL_BY_CODEC = {"cp932": "shift_jis", "cp949": "euc-kr", "big5hkscs": "big5", "cp874": "tis-620"}
WRITTEN = [
    (language, codec, TRADITIONAL if codec == "big5hkscs" else TEXT_BY_LANGUAGE[language])
    for language, codecs in CODECS_BY_LANGUAGE.items()
    if language in TEXT_BY_LANGUAGE
    for codec in codecs
]
WRITTEN = [
    (language, codec, text)
    for language, codec, text in WRITTEN
    if decode_malformed(text.encode(codec, "ignore"), codec) == text
]
IDS = [f"{language}-{codec}" for language, codec, _ in WRITTEN]


@pytest.mark.parametrize(("language", "codec", "text"), WRITTEN, ids=IDS)
def test_undeclared_bytes_are_read_in_the_feeds_language(
    language: str, codec: str, text: str
) -> None:
    feed = FEED.format("", f"<language>{language}</language>", text)
    assert decode(feed.encode(codec)) == feed


@pytest.mark.parametrize(("language", "codec", "text"), WRITTEN, ids=IDS)
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1"])
def test_falsely_declared_bytes_are_read_in_the_feeds_language(
    language: str, codec: str, text: str, declared: str
) -> None:
    feed = FEED.format(f' encoding="{declared}"', f"<language>{language}</language>", text)
    assert decode(feed.encode(codec), "text/xml") == feed


@pytest.mark.parametrize(("language", "codec", "text"), WRITTEN, ids=IDS)
@pytest.mark.parametrize("said", ["en-us", "de", ""])
def test_true_declarations_are_believed_whatever_the_language(
    language: str, codec: str, text: str, said: str
) -> None:
    label = (
        codec.replace("cp1", "windows-1").replace("mac-", "x-mac-").replace("cp932", "shift_jis")
    )
    label = (
        label.replace("cp949", "euc-kr").replace("big5hkscs", "big5").replace("cp874", "tis-620")
    )
    feed = FEED.format(f' encoding="{label}"', f"<language>{said}</language>", text)
    assert decode(feed.encode(codec), "text/xml; charset=iso-8859-1") == feed


@pytest.mark.parametrize(
    ("language", "codec"),
    [("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("ja", "cp932"), ("ja", "euc_jp"),
     ("zh", "gb18030"), ("zh", "big5hkscs"), ("ko", "cp949"), ("he", "cp1255"), ("ar", "cp1256"),
     ("th", "cp874")],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "<language>en-us</language>"])
def test_other_scripts_are_detected_without_their_language(
    language: str, codec: str, head: str
) -> None:
    text = TRADITIONAL if codec == "big5hkscs" else TEXT_BY_LANGUAGE[language]
    feed = FEED.format("", head, " ".join([text] * 3))
    assert decode(feed.encode(codec), "text/xml; charset=iso-8859-1") == feed


@pytest.mark.parametrize("language", ["ru", "el", "he", "ar", "th", "zh", "ja", "ko", "fr", "pl"])
@pytest.mark.parametrize("encoding", ["", ' encoding="iso-8859-1"', ' encoding="utf-8"'])
def test_a_western_text_in_a_feed_of_another_language_stays(language: str, encoding: str) -> None:
    text = "The café at the “naïve” pier" if language != "pl" else "The “pier”"
    feed = FEED.format(encoding, f"<language>{language}</language>", text)
    assert decode(feed.encode("cp1252")) == feed


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (b"<language>pl-PL</language>", "pl"),
        (b"<dc:language><![CDATA[RU]]></dc:language>", "ru"),
        (b"<feed xml:lang='cs'>", "cs"),
        (b'{"language": "tr"}', "tr"),
        (b"<language></language>", None),
        (b"<language>English</language>", None),
    ],
)
def test_the_language_is_found(body: bytes, language: str | None) -> None:
    assert language_in(body) == language


@pytest.mark.parametrize(
    "unit", [b"\xe9", b"\xe9 ", b"<language \xff", b"lang = ", b"\x81\x30\x81<"]
)
def test_detecting_takes_linear_time(unit: bytes) -> None:
    started = time.process_time()
    decode(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 5
