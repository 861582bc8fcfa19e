"""What is seen of a mill that runs, whatever stands in its topics."""

import io
from types import SimpleNamespace
from typing import Any

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.headers import event_headers
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
    RAW_ARTICLES,
    Topic,
)
from newsmill.local import watching
from newsmill.local.watching import Copies, Watch
from tests.builders import NOON, duplicate_article, enriched_article, hex16, hex32, raw_article


def message(topic: Topic[Any], record: Record, name: str = "one") -> Any:
    """A record as Kafka gives it, about the observation `name`."""
    subject = f"{hex32(name)}.{hex16(name)}"
    headers = event_headers(topic, record, "room", NOON, subject, None)
    return SimpleNamespace(value=record.model_dump_json().encode(), headers=headers)


class Seen(list[EnrichedArticle]):
    """The articles that were told of."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch
        self.records = io.BytesIO()

    def see(self, topic: Topic[Any], seen: Any) -> None:
        """One message comes."""
        self.watch.see(topic.name, seen, self.append, self.records)


def test_an_article_is_told_of_written_and_counted_once() -> None:
    seen = Seen(Watch())
    raw, article = raw_article(), enriched_article()
    seen.see(RAW_ARTICLES, message(RAW_ARTICLES, raw))
    enriched = message(ENRICHED_ARTICLES, article)
    seen.see(ENRICHED_ARTICLES, enriched)
    seen.see(ENRICHED_ARTICLES, enriched)

    assert seen == [article]
    assert seen.records.getvalue() == enriched.value + b"\n"
    assert seen.watch.enriched == 1


def test_of_each_group_the_latest_copy_counts_in_whatever_order_they_come() -> None:
    seen = Seen(Watch())
    for copies, hosts in ((1, ("a", "b")), (3, ("a", "b", "c")), (2, ("a", "b"))):
        copy = duplicate_article(group_id=hex32("group"), copies=copies, hosts=hosts)
        seen.see(DUPLICATE_ARTICLES, message(DUPLICATE_ARTICLES, copy, f"copy {copies}"))

    assert seen.watch.copies_by_group == {hex32("group"): Copies(3, ("a", "b", "c"))}
    assert seen == []


def test_copies_are_elsewhere_where_the_article_is_not() -> None:
    assert Copies(3, ("a", "b", "c")).elsewhere("b") == ("a", "c")
    assert Copies().elsewhere("a") == ()


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b'{"title": 1}', b"\xff"])
@pytest.mark.parametrize(
    "topic",
    [FEED_EVENTS, ENRICHED_ARTICLES, DUPLICATE_ARTICLES, DROPS, DEAD_LETTERS],
    ids=lambda topic: topic.name,
)
def test_what_is_no_record_stops_nothing(
    topic: Topic[Any], value: bytes | None, counts: bool
) -> None:
    seen = Seen(Watch(counts=counts))

    seen.see(topic, SimpleNamespace(value=value, headers=[]))

    assert seen == []
    assert seen.watch.enriched == 0
    assert seen.records.getvalue() == b""


def test_a_watch_without_an_end_remembers_no_observations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "GROUPS_KEPT", 3)
    seen = Seen(Watch(counts=False))
    for number in range(10):
        article = enriched_article(group_id=hex32(number))
        seen.see(ENRICHED_ARTICLES, message(ENRICHED_ARTICLES, article, f"article {number}"))
        copy = duplicate_article(group_id=hex32(number))
        seen.see(DUPLICATE_ARTICLES, message(DUPLICATE_ARTICLES, copy, f"copy {number}"))

    assert seen.watch.enriched == 10
    assert not seen.watch.tally.ended
    assert list(seen.watch.copies_by_group) == [hex32(7), hex32(8), hex32(9)]
