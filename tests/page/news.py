"""Invented articles for the page: some to look at, and some that are hostile."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

Article = dict[str, Any]
Named = tuple[str, str]

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def instant(time: datetime) -> str:
    """As the API writes it: with three fraction digits."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z"


def article(
    title: str,
    text: str,
    named: tuple[Named, ...] = (),
    *,
    site: str = "The Harbour Gazette",
    host: str = "harbour-gazette.example",
    language: str = "en",
    seen_at: datetime | None = None,
    key: str = "",
    **changes: Any,
) -> Article:
    """One article as the API gives it; every place where the text has a name is a mention."""
    seen = seen_at or datetime.now(UTC)
    article_id = hashlib.sha256((key or title).encode()).hexdigest()[:32]
    latency = changes.pop("latency_seconds", 1.8)
    return {
        "article_id": article_id,
        "id": f"{article_id}.1",
        "schema": "news.articles.enriched.v1",
        "change": "new",
        "revision": 1,
        "url": f"https://{host}/{article_id[:8]}",
        "canonical_url": f"https://{host}/{article_id[:8]}",
        "source": {"host": host, "site_name": site},
        "title": title,
        "text": text,
        "authors": [],
        "language": language,
        "published_at": instant(seen - timedelta(minutes=3)),
        "published_at_origin": "feed",
        "seen_at": instant(seen),
        "enriched_at": instant(seen + timedelta(seconds=latency)),
        "entities": [entity(name, kind, text) for name, kind in named],
        "copies": {"count": 0, "hosts": []},
        "previous": None,
        "latency_seconds": latency,
        **changes,
    }


def entity(name: str, kind: str, text: str) -> dict[str, Any]:
    """With its mentions, which count code points as Python does."""
    mentions = []
    at = text.find(name)
    while at >= 0:
        mentions.append({"start": at, "end": at + len(name), "text": name})
        at = text.find(name, at + len(name))
    return {"name": name, "kind": kind, "label": kind.upper(), "mentions": mentions, "link": None}


def numbered(number: int, seen_at: datetime | None = None, words: int = 40) -> Article:
    """One of many."""
    text = f"Report {number} from Port Ellery. " + "The sluice was opened at noon. " * (words // 6)
    return article(
        f"Report {number}: the tide mill turns",
        text,
        (("Port Ellery", "place"),),
        seen_at=seen_at,
        key=f"numbered {number}",
    )


def front_page(now: datetime) -> list[Article]:
    """Articles worth looking at, the newest first."""

    def at(minutes: float) -> datetime:
        return now - timedelta(minutes=minutes)

    tide_mill = article(
        "Tide mill at Port Ellery turns again after 91 years",
        "After ninety-one years of silence the tide mill at Port Ellery is grinding again."
        " Marguerite Okonjo, who led the repair for the Ellery Trust, opened the sluice on Tuesday"
        " morning before some two hundred people.\n\nThe wheel turns for about five hours on each"
        " falling tide. Okonjo expects eighteen kilowatts, enough for the harbour lights and the"
        " bakery next door.\n\nThe Ellery Trust raised 640,000 euros for the work, most of it in"
        " France.",
        (
            ("Port Ellery", "place"),
            ("Marguerite Okonjo", "person"),
            ("Ellery Trust", "organization"),
            ("France", "place"),
        ),
        seen_at=at(2),
        authors=["Ines Halloran"],
        copies={
            "count": 7,
            "hosts": [
                "meridian-ledger.example",
                "south-quay.example",
                "alvtidningen.example",
                "old-lantern.example",
                "tidewatch.example",
                "northern-post.example",
                "courrier-du-lac.example",
            ],
        },
    )
    strike_before = (
        "Railway unions in Lyon and Basel accepted an offer of Société Nocturne late on Monday."
        " Trains run again from Thursday, said Anneliese Brandt, who spoke for the attendants."
    )
    strike = article(
        "Night-train attendants end their strike two days early",
        strike_before.replace("Thursday", "Wednesday"),
        (
            ("Lyon", "place"),
            ("Basel", "place"),
            ("Société Nocturne", "organization"),
            ("Anneliese Brandt", "person"),
        ),
        site="Meridian Ledger",
        host="meridian-ledger.example",
        seen_at=at(6),
        revision=2,
        change="revised",
        copies={
            "count": 3,
            "hosts": ["south-quay.example", "tidewatch.example", "nocturne.example"],
        },
        previous={
            "revision": 1,
            "title": "Night-train attendants end their strike two days early",
            "text": strike_before,
        },
        latency_seconds=2.1,
    )
    bruket = article(
        "Norra Bruket lägger om driften vid älven",
        "Norra Bruket i Sundsvall börjar elda med flis i vår. Beslutet togs i måndags, säger"
        " platschefen Elin Forsgren.",
        (("Norra Bruket", "organization"), ("Sundsvall", "place"), ("Elin Forsgren", "person")),
        site="Älvtidningen",
        host="alvtidningen.example",
        language="sv",
        seen_at=at(11),
        latency_seconds=1.2,
    )
    orchestra = article(
        "City orchestra names Tomás Aguirre as its conductor",
        "Tomás Aguirre takes over from Helle Winther in September. His first programme holds the"
        " Fourth Symphony and a new piece for two organs, which will open the Autumn Weeks. 🎻",
        (
            ("Tomás Aguirre", "person"),
            ("Helle Winther", "person"),
            ("Fourth Symphony", "work"),
            ("Autumn Weeks", "event"),
        ),
        seen_at=at(14),
        authors=["Joan Field", "R. Marchetti"],
        latency_seconds=1.4,
    )
    sapporo = article(
        "札幌の夜行列車、12月から再開",
        "夜行列車は12月1日から札幌と函館の間で再開すると、大田春が火曜日に発表した。",
        (("札幌", "place"), ("函館", "place"), ("大田春", "person")),
        site="北の新聞",
        host="kita-shimbun.example",
        language="ja",
        seen_at=at(19),
        latency_seconds=0.9,
    )
    arabic = article(
        "افتتاح سوق السمك الجديد في ميناء الأمل",
        "افتتحت ليلى منصور سوق السمك الجديد في ميناء الأمل صباح الثلاثاء، بعد عامين من العمل.",
        (("ليلى منصور", "person"), ("ميناء الأمل", "place")),
        site="صحيفة الميناء",
        host="al-mina.example",
        language="ar",
        seen_at=at(24),
        latency_seconds=1.1,
    )
    lake = article(
        "Le lac retrouve son niveau d’il y a vingt ans",
        "Le niveau du lac de Brévy a monté de quarante centimètres depuis octobre, selon"
        " l’Office des eaux. « Les roselières respirent », dit Camille Dufresne, qui les compte"
        " chaque matin.",
        (("Brévy", "place"), ("Office des eaux", "organization"), ("Camille Dufresne", "person")),
        site="Courrier du Lac",
        host="courrier-du-lac.example",
        language="fr",
        seen_at=at(31),
        copies={"count": 1, "hosts": ["meridian-ledger.example"]},
        latency_seconds=2.6,
    )
    older = [numbered(number, at(40 + 6 * number)) for number in range(8)]
    return [tide_mill, strike, bruket, orchestra, sapporo, arabic, lake, *older]


LONG_WORD = "Donaudampfschifffahrt" * 96
RLO, ZALGO = "\u202e", "Z\u0351\u036b\u0343\u036a\u0302a\u0334l\u034f\u0489go" * 20


def hostile() -> list[Article]:
    """What feeds could send to harm the page or its reader."""
    script = '<script>document.title="owned"</script>'
    return [
        article(f"{script} in a headline", f"A text with {script} and <b>bold</b> &amp; more."),
        article('<svg onload="document.title=1">', "<img src=x onerror='document.title=1'>"),
        article("A link that is none", "A script.", url="javascript:document.title=1",
                canonical_url=None),
        article("Data as an address", "No link.", url="data:text/html,<script>1</script>",
                canonical_url="JaVaScRiPt:alert(1)"),
        article("Not an address", "No link.", url="http://", canonical_url="//evil.example/x"),
        article(f"{RLO}Right to left override", f"{RLO}reversed\u2066 and never closed"),
        article(LONG_WORD[:2000], LONG_WORD[:2000], authors=[LONG_WORD[:300]],
                site=LONG_WORD[:300]),
        article(ZALGO, ZALGO),
        article("Controls \x00\x07\x1b[31m \x85", "\x01\x02 text \x7f with \u2028 controls\r\n"),
        article("👩‍👩‍👧‍👦🎻 family", "🎻🎻 Ingrid Solvang plays. 🎻 Ingrid Solvang bows.",
                (("Ingrid Solvang", "person"),)),
        article("", "Without a title."),
        article("Mentions that point nowhere", "Short.", entities=[
            {"name": "Nobody", "kind": "person", "mentions": [{"start": 90, "end": 99, "text": "x"},
             {"start": 4, "end": 2, "text": "x"}]},
            {"name": 'A "quoted" name) OR (x', "kind": "place",
             "mentions": [{"start": 0, "end": 5, "text": "Short"}]}]),
        article("Unknown language", "Text.", language='x" onload="1'),
        article("Copies at hostile hosts", "Text.",
                copies={"count": 3, "hosts": ["<script>1</script>", "a" * 250, f"{RLO}evil"]}),
    ]  # fmt: skip
