"""Invented articles for a gateway: in several languages, with entities, copies and revisions."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.feeds import Feed, FeedState
from tests.builders import duplicate_article, enriched_article, hex32, provenance
from tests.gateway.hostile import HOSTILE

PEOPLE = ("Marguerite Okonjo", "Anneliese Brandt", "Tomás Aguirre", "Elin Forsgren", "Ōta Haru")
PLACES = (
    ("Port Ellery", None), ("Nairobi", "KE"), ("Lyon", "FR"), ("Sundsvall", "SE"), ("札幌", "JP"),
)  # fmt: skip
GROUPS = ("Ellery Trust", "Société Nocturne", "Norra Bruket", "Harbour Board")
SITES = ("harbour-gazette.example", "meridian-ledger.example", "south-quay.example", "älv.example")
SECTIONS = ("Science", "Culture", "Politics", None)
SENTENCES = {
    "en": "{person} spoke for {group} in {place} on Tuesday. The tide mill turns again after"
    " ninety-one years, said {person}, and {place} was there to see it.",
    "fr": "{person} a parlé pour {group} à {place} mardi. Les trains circulent de nouveau, a dit"
    " {person}.",
    "sv": "{person} talade för {group} i {place} i tisdags. 🎻🎻 Bruket i {place} eldar med flis.",
    "ja": "{person}は火曜日に{place}で{group}のために話した。🎻 {place}は晴れていた。",
}
TITLES = {
    "en": "{group} opens the sluice at {place}",
    "fr": "{group} : fin de la grève à {place}",
    "sv": "{group} lägger om driften i {place}",
    "ja": "{group}、{place}で再開",
}


def invented(number: int, seen_at: datetime, **changes: Any) -> EnrichedArticle:
    """The article of that number: always the same, apart from its time."""
    chance = random.Random(number)
    language = chance.choice(tuple(SENTENCES))
    person, group = chance.choice(PEOPLE), chance.choice(GROUPS)
    place, code = chance.choice(PLACES)
    names = {"person": person, "group": group, "place": place}
    text, title = SENTENCES[language].format(**names), TITLES[language].format(**names)
    host = chance.choice(SITES)
    url = f"https://{host}/news/{number}"
    passed, timings = seen_at, {}
    for room, seconds in (
        ("retriever", 0.6),
        ("cleaner", 0.1),
        ("deduper", 0.02),
        ("enricher", 0.9),
    ):
        passed += timedelta(seconds=seconds * chance.uniform(0.5, 2))
        timings[room] = passed
    fields: dict[str, Any] = {
        "article_id": hex32(url),
        "group_id": hex32(url),
        "fingerprint": hex32(text),
        "url": url,
        "canonical_url": url,
        "feed_url": f"https://{host}/feed.xml",
        "source": {"host": host, "site_name": host.partition(".")[0].title()},
        "title": title,
        "text": text,
        "summary": text.partition(".")[0],
        "authors": [chance.choice(PEOPLE)],
        "section": chance.choice(SECTIONS),
        "tags": ["coast"] if number % 3 == 0 else [],
        "language": language,
        "word_count": len(text.split()),
        "published_at": seen_at - timedelta(minutes=5),
        "seen_at": seen_at,
        "timings": timings,
        "id": f"{hex32(url)}.{changes.get('revision', 1)}",
        "enriched_at": passed,
        "provenance": provenance(entry=url),
        "entities": [
            _entity(title, text, person, "PERSON", "person"),
            _entity(title, text, group, "ORG", "organization"),
            _entity(title, text, place, "GPE", "place", code),
        ],
    }
    return enriched_article(**(fields | changes))


def copied(article: EnrichedArticle, host: str) -> DuplicateArticle:
    """A copy of `article` on another site."""
    url = f"https://{host}/copies/{article.article_id}"
    return duplicate_article(
        article_id=hex32(url),
        duplicate_of=article.article_id,
        group_id=article.group_id,
        url=url,
        canonical_url=url,
        source={"host": host, "site_name": host},
        title=article.title,
        seen_at=article.seen_at + timedelta(minutes=3),
    )


def hostile_articles(seen_at: datetime) -> Iterator[EnrichedArticle]:
    """An article for each text that strangers may put into a feed."""
    for number, (name, text) in enumerate(HOSTILE.items()):
        # What comes from Kafka is UTF-8, in which there are no halves of pairs.
        hostile = text.encode("utf-8", "replace").decode()
        yield invented(
            10_000 + number,
            seen_at - timedelta(seconds=number),
            title=hostile or "(empty)",
            text=f"{name}: {hostile} {hostile}",
            summary=hostile,
            authors=[hostile] if hostile.strip() else [],
            url=f"javascript:alert('{name}')",
            entities=[],
        )


def invented_feeds(now: datetime) -> Iterator[tuple[Feed, FeedState]]:
    """A subscription in each condition."""
    states: dict[str, dict[str, Any]] = {
        "good": {},
        "late": {"silent_since": now - timedelta(hours=3)},
        "gapped": {"gaps": 1, "gap_at": now - timedelta(hours=5)},
        "failing": {"failures": 4, "error": "503 Service Unavailable"},
        "retired": {"gone": True, "retired": "410 Gone twice"},
        "frozen": {"silent_since": now - timedelta(days=2), "is_frozen": True},
        "moved": {"asked_url": "https://new-home.example/feed.xml"},
    }
    for name, changes in states.items():
        url = f"https://{name}.example/feed.xml"
        fields = {"last_polled_at": now, "next_poll_at": now + timedelta(days=400), **changes}
        yield (
            Feed(url=url, title=f"The {name.title()} Paper", section="News", added_at=now),
            FeedState.model_validate({"url": url, **fields}),
        )


def _entity(
    title: str, text: str, name: str, label: str, kind: str, code: str | None = None
) -> dict[str, Any]:
    mentions, title_mentions = list(_mentions(text, name)), list(_mentions(title, name))
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "mentions": mentions,
        "title_mentions": title_mentions,
        "count": max(1, len(mentions) + len(title_mentions)),
        "salience": 0.5,
        "link": code and {"kb": "iso3166", "id": code, "name": name, "score": 1},
    }


def _mentions(text: str, name: str) -> Iterator[dict[str, Any]]:
    start = text.find(name)
    while start >= 0:
        yield {"start": start, "end": start + len(name), "text": name}
        start = text.find(name, start + 1)
