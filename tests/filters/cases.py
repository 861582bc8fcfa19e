"""Which filter matches which article: a table for everything that implements the language.

Every filter is asked of every article at the time `NOW`: it matches those that are named, and no
other. Articles are records as JSON has them.
"""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def enriched(name: str, **changes: Any) -> dict[str, Any]:
    """An enriched article with the parts that filters look at, and those that models require."""
    number = sum(map(ord, name))
    article_id = f"{number:032x}"
    fields: dict[str, Any] = {
        "article_id": article_id,
        "id": f"{article_id}.1",
        "schema": "news.articles.enriched.v1",
        "change": "new",
        "changed": [],
        "revision": 1,
        "group_id": article_id,
        "fingerprint": f"{number + 1:032x}",
        "url": f"https://news.example/{name}",
        "canonical_url": f"https://news.example/{name}",
        "feed_url": "https://news.example/feed.xml",
        "source": _source("news.example"),
        "title": "",
        "text": "",
        "summary": "",
        "text_origin": "page",
        "word_count": 100,
        "authors": [],
        "categories": [],
        "image_url": None,
        "section": None,
        "tags": [],
        "language": "en",
        "language_confidence": 0.9,
        "script": "Latn",
        "published_at": "2026-11-20T11:00:00.000Z",
        "published_at_origin": "feed",
        "updated_at": None,
        "seen_at": "2026-11-20T11:30:00.000Z",
        "enriched_at": "2026-11-20T11:30:01.000Z",
        "timings": {},
        "provenance": _provenance(number),
        "entities": [],
        "entities_status": "ok",
        "model": "invented 1.0",
    }
    return fields | changes


def duplicate(name: str, **changes: Any) -> dict[str, Any]:
    """A copy: it has a title and no text."""
    number = sum(map(ord, name))
    fields: dict[str, Any] = {
        "article_id": f"{number:032x}",
        "revision": 1,
        "duplicate_of": f"{number + 2:032x}",
        "group_id": f"{number + 2:032x}",
        "kind": "near",
        "similarity": 0.9,
        "copies": 1,
        "hosts": [],
        "url": f"https://news.example/{name}",
        "canonical_url": f"https://news.example/{name}",
        "feed_url": "https://wire.example/rss",
        "source": _source("news.example"),
        "title": "",
        "word_count": 100,
        "language": "en",
        "published_at": "2026-11-20T11:00:00.000Z",
        "seen_at": "2026-11-20T11:30:00.000Z",
        "timings": {},
        "provenance": _provenance(number),
    }
    return fields | changes


def entity(name: str, kind: str, link: tuple[str, str, str] | None = None) -> dict[str, Any]:
    """Something that an article names; a link is knowledge base, id and name there."""
    linked = None
    if link is not None:
        kb, its_id, its_name = link
        linked = {"kb": kb, "id": its_id, "name": its_name, "score": 1.0}
    return {
        "name": name,
        "label": kind.upper(),
        "kind": kind,
        "mentions": [],
        "title_mentions": [],
        "count": 1,
        "salience": 0.5,
        "link": linked,
        "date": None,
    }


def _source(host: str, **names: str) -> dict[str, Any]:
    none = {"site_name": None, "feed_title": None, "subscription_title": None}
    return {"host": host} | none | names


def _provenance(number: int) -> dict[str, Any]:
    return {
        "entry_id": f"{number + 3:032x}",
        "entry_version": f"{number:016x}",
        "origin": "feed",
        "guid": None,
        "retrieval": "fetched",
    }


_OLD = enriched(
    "old",
    title="Ferry service resumes",
    text="The old ferry is back.",
    revision=2,
    seen_at="2026-11-13T12:00:00.000Z",
    word_count=5,
)
for _newer in ("id", "schema", "change", "changed", "enriched_at", "section", "tags", "image_url"):
    # A record of a version that did not have these fields yet.
    del _OLD[_newer]

ARTICLES: dict[str, dict[str, Any]] = {
    "kenya": enriched(
        "kenya",
        title="Kenya opens a wind farm",
        text="Near Lake Turkana, William Ruto opened a wind farm. The African Union was there.",
        summary="A wind farm for Nairobi.",
        source=_source(
            "www2.news.example.com",
            site_name="The Example News",
            feed_title="Example: Science",
            subscription_title="My science feeds",
        ),
        feed_url="https://news.example.com/feeds/science.xml?all=1",
        section="Science",
        tags=["wind power", "C++"],
        categories=["Climate change", "Africa"],
        authors=["Ines Halloran", "Jean-Luc Önder"],
        image_url="https://news.example.com/wind.jpg",
        word_count=501,
        entities=[
            entity("Kenya", "place", ("iso3166", "KE", "Kenya")),
            entity("Lake Turkana", "place"),
            entity("William Ruto", "person"),
            entity("The African Union", "organization"),
            entity("Tuesday", "other"),
        ],
    ),
    "merkel": enriched(
        "merkel",
        title="Merkel besucht Wien",
        text="Die frühere Kanzlerin Angela Merkel ging über die Straße. Kenianische Läufer grüßen.",
        language="de-AT",
        change="revised",
        changed=["title"],
        revision=2,
        source=_source("wien.example.at", site_name="Wiener Blatt"),
        section="Science & Technik",
        tags=["politik"],
        word_count=500,
        seen_at="2026-11-20T10:00:00.000Z",
        entities=[
            entity("Angela Merkel", "person"),
            entity("Wien", "place", ("geonames", "2761369", "Vienna")),
            entity("kenianisch", "place", ("iso3166", "KE", "Kenya")),
        ],
    ),
    "rio": enriched(
        "rio",
        title="Eleição no Rio de Janeiro",
        text="São Paulo e o Rio de Janeiro votam. A eleição é no domingo.",
        language="pt-BR",
        source=_source("example.com.br", site_name="Jornal Exemplo"),
        tags=["Política"],
        seen_at="2026-11-18T12:00:00.000Z",
        entities=[
            entity("Rio de Janeiro", "place", ("geonames", "3451190", "Rio de Janeiro")),
            entity("São Paulo", "place"),
        ],
    ),
    "germany": enriched(
        "germany",
        title="Election in Germany",
        text="The election takes place in Germany. Angela Müller, not Merkel, stands.",
        seen_at="2026-11-20T00:00:00.000Z",
        entities=[
            entity("Germany", "place", ("iso3166", "DE", "Germany")),
            entity("Angela Müller", "person"),
            entity("Merkel", "person"),
        ],
    ),
    "tokyo": enriched(
        "tokyo",
        title="東京で会議",
        text="日本銀行は２０２６年に東京都で会議を開く。ガラスの城。",
        language="ja",
        script="Hani",
        entities=[entity("東京都", "place"), entity("日本銀行", "organization")],
    ),
    "seoul": enriched(
        "seoul",
        title="서울에서 회의",
        text="한국은행은 서울에서 회의를 연다.",
        language="ko",
        script="Hang",
        entities=[entity("서울", "place")],
    ),
    "delhi": enriched(
        "delhi",
        title="दिल्ली में बैठक",
        text="हिन्दी में लिखा गया लेख।",
        language="hi",
        script="Deva",
    ),
    "cairo": enriched(
        "cairo",
        title="القاهرة اليوم",
        text="كَتَبَ الصحفي في القاهرة. أحمد هنا.",
        language="ar",
        script="Arab",
    ),
    "bangkok": enriched(
        "bangkok", title="ข่าวกรุงเทพมหานคร", text="ฝนตกหนัก", language="th", script="Thai"
    ),
    "lodz": enriched(
        "lodz",
        title="Łódź: nowy tramwaj",
        text="ŻÓŁĆ i gęś. Żółte tramwaje.",
        language="pl",
        entities=[entity("Łódź", "place", ("geonames", "3093133", "Łódź"))],
    ),
    "words": enriched(
        "words",
        title="O'Neill and the U.S. climate",
        summary="Change comes with covid-19, says the e-mail 🔥",
        text="Science_fiction is no science. 3.5 percent; or not; a—b.",
        language="und",
        word_count=0,
        source=_source("", feed_title="Documents"),
        feed_url=None,
        authors=["O'Neill"],
    ),
    "copy": duplicate(
        "copy",
        title="Wind farm in Kenya",
        source=_source("wire.xn--bcher-kva.example", site_name="Wire"),
        word_count=80,
    ),
    "retracted": enriched(
        "retracted", change="retracted", seen_at="2026-11-19T23:59:59.999Z", word_count=0
    ),
    "again": enriched(
        "again",
        change="re_enriched",
        revision=3,
        title="Kenyan tea",
        text="Tea from Nairobi.",
        entities=[entity("Nairobi", "place", ("geonames", "184745", "Nairobi"))],
    ),
    "old": _OLD,
}

ALL = frozenset(ARTICLES)

MATCHES: dict[str, set[str] | frozenset[str]] = {
    # Free words: whole words, folded, in title, summary and text.
    "": ALL,
    "wind": {"kenya", "copy"},
    "WIND": {"kenya", "copy"},
    "win": set(),
    "nairobi": {"kenya", "again"},
    "wind farm": {"kenya", "copy"},
    "farm wind": {"kenya", "copy"},
    '"wind farm"': {"kenya", "copy"},
    '"farm wind"': set(),
    '"farm in Kenya"': {"copy"},
    "strasse": {"merkel"},
    "Straße": {"merkel"},
    "uber": {"merkel"},
    "lodz": {"lodz"},
    "zolc": {"lodz"},
    "GĘŚ": {"lodz"},
    "eleicao": {"rio"},
    "election": {"germany"},
    # A phrase does not go on from the title to the summary.
    '"climate change"': set(),
    "climate change": {"words"},
    "o'neill": {"words"},
    "neill": {"words"},
    "U.S.": {"words"},
    '"the u s"': {"words"},
    "covid-19": {"words"},
    "covid": {"words"},
    "email": set(),
    "e-mail": {"words"},
    "science": {"words"},
    "science_fiction": {"words"},
    "3.5": {"words"},
    '"3 5"': {"words"},
    '"or"': {"words"},
    "or not": {"words"},
    # The beginning of a word.
    "elec*": {"germany"},
    "kenya*": {"kenya", "copy", "again"},
    "kenian*": {"merkel"},
    '"wind fa"*': {"kenya", "copy"},
    '"win farm"*': set(),
    "turkana*": {"kenya"},
    # Scripts without spaces: any part.
    "東京": {"tokyo"},
    "京都": {"tokyo"},
    "都東": set(),
    "会議を開く": {"tokyo"},
    "2026年": {"tokyo"},
    "カラス": set(),
    "ガラス": {"tokyo"},
    "ｶﾞﾗｽ": {"tokyo"},
    "서울": {"seoul"},
    "은행": {"seoul"},
    "회의를 연다": {"seoul"},
    "กรุงเทพ": {"bangkok"},
    "ตกหนัก": {"bangkok"},
    # Marks of Hindi are parts of its words; vowel signs of Arabic are not.
    "हिन्दी": {"delhi"},
    "हिन्द": set(),
    "हिन्द*": {"delhi"},
    "كتب": {"cairo"},
    "القاهرة": {"cairo"},
    "احمد": {"cairo"},
    "title:kenya": {"kenya", "copy"},
    "title:merkel": {"merkel"},
    'title:"wind farm"': {"kenya", "copy"},
    "title:turkana": set(),
    "title:東": {"tokyo"},
    "title:elec*": {"germany"},
    "text:kenya": set(),
    "text:wind": {"kenya"},
    "text:nairobi": {"again"},
    'text:"William Ruto"': {"kenya"},
    # Names: all words of the value in a row, in one name.
    "place:Kenya": {"kenya", "merkel"},
    "place:kenya": {"kenya", "merkel"},
    "place:KE": {"kenya", "merkel"},
    "place:ke": set(),
    "place:DE": {"germany"},
    "place:de": {"rio"},
    "place:janeiro": {"rio"},
    'place:"de janeiro"': {"rio"},
    'place:"janeiro rio"': set(),
    'place:"Janeiro São"': set(),
    "place:Vienna": {"merkel"},
    "place:Wien": {"merkel"},
    "place:2761369": {"merkel"},
    "place:276": set(),
    "place:sao": {"rio"},
    "place:turk*": {"kenya"},
    "place:東京": {"tokyo"},
    "place:서울": {"seoul"},
    "place:Lodz": {"lodz"},
    "place:merkel": set(),
    'person:"Angela Merkel"': {"merkel"},
    "person:merkel": {"merkel", "germany"},
    "person:angela": {"merkel", "germany"},
    'person:"merkel angela"': set(),
    # Not from one name on to the next.
    'person:"Müller Merkel"': set(),
    "person:muller": {"germany"},
    "person:mull*": {"germany"},
    'person:"angela m"*': {"merkel", "germany"},
    'organization:"African Union"': {"kenya"},
    "org:日本": {"tokyo"},
    "organization:ruto": set(),
    "entity:tuesday": {"kenya"},
    "entity:merkel": {"merkel", "germany"},
    "entity:kenya": {"kenya", "merkel"},
    "event:tuesday": set(),
    "work:tuesday": set(),
    'author:"Ines Halloran"': {"kenya"},
    "author:halloran": {"kenya"},
    "author:onder": {"kenya"},
    "author:jean-luc": {"kenya"},
    "author:o'neill": {"words"},
    # Languages with their regions.
    "language:de": {"merkel"},
    "language:de-AT": {"merkel"},
    "language:de-at": {"merkel"},
    "language:de-CH": set(),
    "language:pt": {"rio"},
    "language:und": {"words"},
    "lang:ja": {"tokyo"},
    # Hosts with their subdomains, and names of sites.
    "source:example.com": {"kenya"},
    "source:news.example.com": {"kenya"},
    "source:www2.news.example.com": {"kenya"},
    "source:www.example.com": {"kenya"},
    "source:EXAMPLE.COM": {"kenya"},
    "source:ample.com": set(),
    "source:com": set(),
    "source:at": set(),
    "source:example.at": {"merkel"},
    "source:bücher.example": {"copy"},
    "source:BÜCHER.example.": {"copy"},
    "source:xn--bcher-kva.example": {"copy"},
    "source:bucher.example": set(),
    "source:wire": {"copy"},
    "source:example": {"kenya"},
    'source:"example news"': {"kenya"},
    "source:wien*": {"merkel"},
    "feed:science": {"kenya"},
    'feed:"my science"': {"kenya"},
    "feed:documents": {"words"},
    "feed:https://wire.example/rss": {"copy"},
    "feed:https://news.example.com/feeds/science.xml?all=1": {"kenya"},
    "feed:https://news.example.com/feeds/science.xml": set(),
    "feed:https://news.example.com/*": {"kenya"},
    # Labels: the whole of them.
    "section:science": {"kenya"},
    "section:SCIENCE": {"kenya"},
    "section:sci*": {"kenya", "merkel"},
    'section:"science & technik"': {"merkel"},
    "section:technik": set(),
    'tag:"wind power"': {"kenya"},
    "tag:wind": set(),
    "tag:wind*": {"kenya"},
    "tag:politica": {"rio"},
    "tag:politi*": {"rio", "merkel"},
    "tag:c": set(),
    "tag:c++": {"kenya"},
    'category:"climate change"': {"kenya"},
    "category:africa": {"kenya"},
    # What kind of record it is.
    "is:copy": {"copy"},
    "is:revision": {"merkel", "old"},
    "is:retracted": {"retracted"},
    "is:re-enriched": {"again"},
    "is:new": ALL - {"copy", "merkel", "old", "retracted", "again"},
    "-is:copy -is:revision": ALL - {"copy", "merkel", "old"},
    # What it has.
    "has:image": {"kenya"},
    "has:author": {"kenya", "words"},
    "has:person": {"kenya", "merkel", "germany"},
    "has:organization": {"kenya", "tokyo"},
    "has:event": set(),
    "has:entity": {"kenya", "merkel", "rio", "germany", "tokyo", "seoul", "lodz", "again"},
    "has:place": {"kenya", "merkel", "rio", "germany", "tokyo", "seoul", "lodz", "again"},
    "has:section": {"kenya", "merkel"},
    "has:tag": {"kenya", "merkel", "rio"},
    "has:category": {"kenya"},
    "has:summary": {"kenya", "words"},
    "has:text": ALL - {"copy", "retracted"},
    # When newsmill saw it: since includes the instant, until a time does not, until a day does.
    "since:2h": ALL - {"rio", "germany", "retracted", "old"},
    "since:1h": ALL - {"merkel", "rio", "germany", "retracted", "old"},
    "since:7d": ALL,
    "until:7d": set(),
    "until:2d": {"old"},
    "until:47h": {"rio", "old"},
    "since:2026-11-20": ALL - {"rio", "retracted", "old"},
    "since:2026-11-20T10:00": ALL - {"rio", "germany", "retracted", "old"},
    "since:2026-11-20T10:00:01Z": ALL - {"merkel", "rio", "germany", "retracted", "old"},
    "since:2026-11-20T11:00+01:00": ALL - {"rio", "germany", "retracted", "old"},
    "until:2026-11-19": {"rio", "retracted", "old"},
    "until:2026-11-20": ALL,
    "until:2026-11-20T00:00": {"rio", "retracted", "old"},
    "until:2026-11-20T10:00": {"rio", "germany", "retracted", "old"},
    "since:2026-11-18 until:2026-11-18": {"rio"},
    # How long it is.
    "words:>500": {"kenya"},
    "words:>=500": {"kenya", "merkel"},
    "words:500": {"merkel"},
    "words:<5": {"words", "retracted"},
    "words:<=5": {"words", "retracted", "old"},
    "words:5..80": {"old", "copy"},
    "words:500..*": {"kenya", "merkel"},
    # Together.
    "place:Kenya language:de": {"merkel"},
    "place:Kenya -language:de": {"kenya"},
    "place:Kenya OR is:copy": {"kenya", "merkel", "copy"},
    "wind is:copy OR tramwaj": {"copy", "lodz"},
    "wind (is:copy OR tramwaj)": {"copy"},
    "(wind OR tramwaj) -is:copy": {"kenya", "lodz"},
    "-(wind OR has:text)": {"retracted"},
    "NOT has:text": {"copy", "retracted"},
    "wind AND NOT is:copy": {"kenya"},
    "-place:Kenya place:KE": set(),
    "-wind -is:new": {"merkel", "old", "retracted", "again"},
}


def case_id(value: object) -> str:
    """For names of tests."""
    return str(value) or "everything"


def articles() -> dict[str, dict[str, Any]]:
    """Records that a test may change."""
    return deepcopy(ARTICLES)
