"""The records that readers store, with an example of each that has much and one that has little."""

from dataclasses import dataclass

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.current import Copies, CurrentArticle, current_of
from newsmill.contracts.topics import ENRICHED_ARTICLES
from tests.contracts.examples import example_of


@dataclass(frozen=True)
class Stored:
    """A kind of record, and two of it."""

    record: type[Record]
    table: str
    key: str
    full: Record
    sparse: Record


def _full() -> EnrichedArticle:
    article = example_of(ENRICHED_ARTICLES)
    assert isinstance(article, EnrichedArticle)
    return article


def _sparse() -> EnrichedArticle:
    """A document of which next to nothing is known, as an old version wrote it."""
    old = _full().model_dump(exclude={"id", "change", "changed", "enriched_at", "timings"})
    unknown = dict.fromkeys(("url", "canonical_url", "feed_url", "model"))
    empty = dict.fromkeys(("authors", "categories", "tags", "media", "entities"), ())
    return EnrichedArticle.model_validate({**old, **unknown, **empty, "source": {}, "revision": 2})


def _row(article: EnrichedArticle, copies: Copies) -> CurrentArticle:
    row = current_of(article, copies)
    assert row is not None
    return row


STORED = (
    Stored(
        CurrentArticle,
        "articles",
        "article_id",
        _row(_full(), Copies(2, ("island-post.example", "third.example"))),
        _row(_sparse(), Copies()),
    ),
    Stored(EnrichedArticle, "enriched_articles", "id", _full(), _sparse()),
)

each_stored = pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.table)
