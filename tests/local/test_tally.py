"""What was offered and how it ended, counted from the topics alone."""

from datetime import UTC, datetime

from newsmill.contracts.feeds import FeedEvent
from newsmill.contracts.topics import (
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
    RAW_ARTICLES,
)
from newsmill.local.tally import Tally
from tests.inspection.logs import named

FEED = "https://paper.example/feed"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def offer(tally: Tally, *subjects: str) -> None:
    for subject in subjects:
        tally.note(RAW_ARTICLES.name, named(subject), b"")


def end(tally: Tally, topic_name: str, subject: str) -> bool:
    return tally.note(topic_name, named(subject), b"")


def poll(tally: Tally, offered: int) -> None:
    event = FeedEvent(feed_url=FEED, kind="polled", at=NOW, offered=offered)
    tally.note(FEED_EVENTS.name, [], event.model_dump_json().encode())


def test_a_run_is_drained_when_every_offered_entry_has_ended() -> None:
    tally = Tally()
    offer(tally, "a.1", "b.1")
    poll(tally, offered=2)
    end(tally, ENRICHED_ARTICLES.name, "a.1")
    assert not tally.is_drained({FEED}, documents=0)

    end(tally, DROPS.name, "b.1")

    assert tally.is_drained({FEED}, documents=0)
    assert tally.counts() == {ENRICHED_ARTICLES.name: 1, DROPS.name: 1}


def test_a_run_is_not_drained_before_each_feed_was_polled() -> None:
    assert not Tally().is_drained({FEED}, documents=0)


def test_a_run_is_not_drained_before_all_that_a_poll_promised_was_seen() -> None:
    tally = Tally()
    poll(tally, offered=2)
    offer(tally, "a.1")
    end(tally, ENRICHED_ARTICLES.name, "a.1")

    assert not tally.is_drained({FEED}, documents=0)


def test_a_run_is_not_drained_before_every_document_was_seen() -> None:
    tally = Tally()
    offer(tally, "a.1")
    end(tally, ENRICHED_ARTICLES.name, "a.1")

    assert not tally.is_drained(set(), documents=2)


def test_a_feed_polled_again_after_a_crash_promises_no_more_than_before() -> None:
    tally = Tally()
    offer(tally, "a.1", "b.1", "a.1", "b.1")
    poll(tally, offered=2)
    poll(tally, offered=2)
    end(tally, ENRICHED_ARTICLES.name, "a.1")
    end(tally, DUPLICATE_ARTICLES.name, "b.1")

    assert tally.is_drained({FEED}, documents=0)


def test_a_repeat_is_distinguished_and_counts_once() -> None:
    tally = Tally()
    offer(tally, "a.1")

    assert end(tally, ENRICHED_ARTICLES.name, "a.1")
    assert not end(tally, ENRICHED_ARTICLES.name, "a.1")

    assert tally.counts() == {ENRICHED_ARTICLES.name: 1}
    assert tally.repeats == 1
