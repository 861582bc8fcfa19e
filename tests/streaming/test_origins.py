"""Nothing that a stranger writes looks like several feeds."""

import json

import pytest

from newsmill.contracts.articles import UniqueArticle
from newsmill.contracts.headers import Headers
from newsmill.contracts.topics import UNIQUE_ARTICLES
from newsmill.kafka.records import Message
from newsmill.streaming.origins import DOCUMENTS, origin_of
from tests.builders import unique_article

FEED = "https://a.example/feed"
OURS: Headers = (
    ("ce_source", b"/newsmill/deduper"),
    ("ce_type", UNIQUE_ARTICLES.name.encode()),
)
READABLE_FEED = json.dumps({"feed_url": FEED, "no": "article"}).encode()


def origin(
    value: bytes | None, headers: Headers = (), record: UniqueArticle | None = None
) -> str | None:
    return origin_of(
        Message(UNIQUE_ARTICLES.name, 0, 7, b"a key", value, headers), UNIQUE_ARTICLES, record
    )


def test_an_article_is_of_its_feed_and_a_document_of_the_documents() -> None:
    assert origin(b"{}", record=unique_article(feed_url=FEED)) == FEED
    assert origin(b"{}", record=unique_article(feed_url=None)) == DOCUMENTS


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (None, ()),
        (None, OURS),
        (b"{", ()),
        (READABLE_FEED, ()),
        (READABLE_FEED, (("ce_source", b"/newsmill/deduper"),)),
        (READABLE_FEED, (("ce_source", b"/newsmill/deduper"), ("ce_type", b"another"))),
        (READABLE_FEED, (("ce_source", b"/other/deduper"), OURS[1])),
        (READABLE_FEED, (("ce_source", b"\xff"), OURS[1])),
    ],
)
def test_what_we_have_not_written_and_cannot_read_is_a_strangers(
    value: bytes | None, headers: Headers
) -> None:
    assert origin(value, headers) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (READABLE_FEED, FEED),
        (b'{"feed_url": null}', "/newsmill/deduper"),
        (b'{"feed_url": ["x"]}', "/newsmill/deduper"),
        (b"[]", "/newsmill/deduper"),
        (b"[" * 100_000, "/newsmill/deduper"),
        (b"\xff\xfe", "/newsmill/deduper"),
        (b"", "/newsmill/deduper"),
    ],
)
def test_what_our_rooms_have_written_is_of_the_feed_that_stands_in_it(
    value: bytes, expected: str
) -> None:
    """After a bad deploy nothing can be read, of any feed."""
    assert origin(value, OURS) == expected
