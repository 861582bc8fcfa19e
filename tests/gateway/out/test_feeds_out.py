import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree

from newsmill.gateway.out.atom import atom
from newsmill.gateway.out.channel import Channel
from newsmill.gateway.out.entries import entry_of, web_url
from newsmill.gateway.out.jsonfeed import json_feed
from tests.builders import NOON, enriched_article
from tests.gateway.hostile import HOSTILE

ATOM = "{http://www.w3.org/2005/Atom}"
CHANNEL = Channel('place:Kenya "a & b"', "http://127.0.0.1:8080")

each_hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def record(**changes: Any) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(enriched_article().model_dump_json())
    return written | changes


def test_an_atom_feed_is_read_by_a_feed_reader() -> None:
    article = record(authors=["Ada Löwe"], section="Science", tags=["coast"])

    written = atom(CHANNEL, [entry_of(article)], NOON)

    parsed = feedparser.parse(written)
    assert not parsed.bozo
    assert parsed.feed.title == 'newsmill: place:Kenya "a & b"'
    assert {link.rel: link.href for link in parsed.feed.links} == {
        "self": "http://127.0.0.1:8080/v1/feed.atom?q=place%3AKenya+%22a+%26+b%22",
        "alternate": "http://127.0.0.1:8080/?q=place%3AKenya+%22a+%26+b%22",
    }
    (entry,) = parsed.entries
    assert entry.id == "urn:uuid:" + "-".join(
        article["article_id"][a:b] for a, b in [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
    )
    assert entry.title == article["title"]
    assert entry.content[0].value == article["text"]
    assert entry.link == article["canonical_url"]
    assert entry.authors[0].name == "Ada Löwe"
    assert [tag.term for tag in entry.tags][:2] == ["Science", "coast"]


@each_hostile
def test_hostile_text_stays_valid_xml_and_text_only(text: str) -> None:
    hostile = record(
        title=text,
        text=text,
        summary=text,
        authors=[text],
        tags=[text],
        section=text,
        categories=[text],
        language=text,
        url=text,
        canonical_url=f"https://x.example/{text}",
        image_url=f"javascript:{text}",
        feed_url=text,
        source={"host": text, "site_name": text},
    )

    written = atom(Channel(text, "http://localhost"), [entry_of(hostile)], NOON)

    root = etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True))
    allowed = {
        *("feed", "id", "title", "updated", "author", "name", "generator", "link", "entry"),
        *("published", "category", "summary", "content", "source"),
    }
    assert {element.tag for element in root.iter()} <= {ATOM + name for name in allowed}
    for link in root.iter(f"{ATOM}link"):
        assert link.get("href", "").startswith(("http://", "https://"))
    for element in root.iter():
        assert not set(element.text or "") & set("\u202e\u2066\x00\x07\ud83c")


@each_hostile
def test_hostile_text_stays_a_json_feed(text: str) -> None:
    hostile = record(
        title=text, text=text, url=text, canonical_url=None, image_url=text, tags=[text]
    )

    feed = json.loads(json_feed(Channel(text, "http://localhost"), [entry_of(hostile)]))

    (item,) = feed["items"]
    assert item["title"]
    assert "url" not in item
    assert "image" not in item
    assert "\ufffd" not in item["content_text"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"title": None, "text": 7, "authors": "Ada", "tags": [None, {}], "source": None},
        {"entities": [None, "x", {"kind": "person"}], "article_id": "x", "seen_at": "yesterday"},
        {"entities": [{"kind": []}, {"kind": {}, "name": "x"}, {"kind": "person", "name": []}]},
        {"published_at": "9999-12-31T23:59:59-23:00", "enriched_at": "2026-13-01", "language": []},
        {"url": ["https://x.example"], "canonical_url": "https://[", "feed_url": {}},
    ],
)
def test_a_record_of_another_shape_becomes_an_entry_all_the_same(spoilt: dict[str, Any]) -> None:
    entry = entry_of(record() | spoilt)

    etree.fromstring(atom(CHANNEL, [entry], NOON))
    json.loads(json_feed(CHANNEL, [entry]))


@pytest.mark.parametrize(
    ("written", "is_followed"),
    [
        ("https://x.example/a?b=c#d", True),
        ("HTTP://X.EXAMPLE/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//x.example/", False),
        ("https://", False),
        ("https://x.example/\u202egpj.exe", False),
        ("https://x.example/a b", False),
        ("https://x.example/" + "x" * 5000, False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_followed(written: object, is_followed: bool) -> None:
    assert (web_url(written) is not None) == is_followed


def test_the_same_articles_give_the_same_bytes() -> None:
    """An ETag is made of them."""
    entries = [entry_of(record())]
    at = datetime(2026, 3, 4, tzinfo=UTC)

    assert atom(CHANNEL, entries, at) == atom(CHANNEL, entries, at)
    assert json_feed(CHANNEL, entries) == json_feed(CHANNEL, entries)
