"""What the puller does with what hubs send."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.contracts.topics import FEED_EVENTS, FEED_STATES, FEEDS, RAW_ARTICLES
from newsmill.puller.asking.outcomes import Poll
from newsmill.puller.asking.pushing import Push, pushed
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.puller.websub.discovering import Offer
from tests.builders import FEED_URL, feed, feed_state
from tests.puller.documents import item, rss
from tests.puller.test_pulling import Room, room, settle

HUB, TOPIC = "https://hub.example/", "https://paper.example/feed.xml"


async def here(parse: Callable[[FeedDocument], ParsedFeed], document: FeedDocument) -> ParsedFeed:
    return parse(document)


class Hubs:
    """Tell of all news until a time; note what they are told."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.offers: dict[str, Offer | None] = {}
        self.told: list[tuple[str, str]] = []

    def offered(self, feed_url: str, offer: Offer | None) -> None:
        self.offers[feed_url] = offer

    def removed(self, feed_url: str) -> None:
        self.told.append(("removed", feed_url))

    def left(self, feed_url: str) -> None:
        self.told.append(("left", feed_url))

    def pushed_until(self, feed_url: str) -> datetime | None:
        del feed_url
        return self.until

    def missed(self, feed_url: str) -> None:
        self.told.append(("missed", feed_url))


@asynccontextmanager
async def with_hubs() -> AsyncIterator[tuple[Room, Hubs]]:
    async with room() as ours:
        hubs = Hubs()

        async def take(push: Push, asked: Feed, state: FeedState, memory: bytes) -> Poll:
            clock = ours.clock
            return await pushed(push, asked, state, memory, here, clock, Settings(max_entries=9))

        ours.puller.pushes.hubs, ours.puller.take_push = hubs, take
        yield ours, hubs


def news(*numbers: int) -> bytes:
    return rss(*(item(number) for number in numbers)).encode()


async def test_what_a_hub_sends_is_published_at_once_and_once() -> None:
    async with with_hubs() as (ours, _):
        await ours.subscribe()
        before = len(ours.broker.taken)

        assert ours.puller.push(FEED_URL, news(1, 2), "")
        assert ours.puller.push(FEED_URL, news(2, 3), "")
        await settle()

        topics = [topic for topic, _ in ours.broker.taken[before:]]
        assert topics.count(RAW_ARTICLES.name) == 3
        assert topics.count(FEED_EVENTS.name) == topics.count(FEED_STATES.name) == 2
        assert ours.web.polls == [FEED_URL]
        assert ours.counted()["in_flight"] == 0


async def test_what_comes_during_a_poll_is_read_after_it() -> None:
    async with with_hubs() as (ours, _):
        ours.web.held.add(FEED_URL)
        await ours.subscribe()

        assert ours.puller.push(FEED_URL, news(1), "")
        await settle()
        assert ours.broker.taken == []

        await ours.web.release()
        assert len(ours.broker.keys(RAW_ARTICLES)) == 2


async def test_what_is_not_ours_or_cannot_be_kept_is_to_be_sent_again() -> None:
    async with with_hubs() as (ours, _):
        assert not ours.puller.push(FEED_URL, news(1), "")

        ours.web.held.add(FEED_URL)
        await ours.subscribe()
        taken = [ours.puller.push(FEED_URL, news(1), "") for _ in range(300)]
        assert taken.count(True) == 200

        ours.broker.answers = False
        assert not ours.puller.push(FEED_URL, news(1), "")
        await ours.web.release()


async def test_what_cannot_be_read_is_a_failed_poll_and_the_feed_goes_on() -> None:
    async with with_hubs() as (ours, _):
        await ours.subscribe()

        ours.puller.push(FEED_URL, b"<html>no feed</html>", "text/html")
        await settle()
        ours.puller.push(FEED_URL, news(1), "")
        await settle()

        assert len(ours.broker.keys(RAW_ARTICLES)) == 2
        assert ours.counted()["failed"] == 1


async def test_hubs_are_told_of_feeds_that_come_go_and_change_hands() -> None:
    async with with_hubs() as (ours, hubs):
        state = feed_state(url=FEED_URL, hub=HUB, topic_url=TOPIC)
        ours.puller.on_row(FEED_STATES.name, 0, FEED_URL, state.model_dump_json().encode())
        await ours.subscribe()
        ours.puller.on_row(FEEDS.name, 0, FEED_URL, feed().model_dump_json().encode())
        await ours.unsubscribe()
        await ours.subscribe()
        ours.puller.on_revoked({0})

        assert hubs.offers[FEED_URL] in (Offer(HUB, TOPIC), None)
        assert hubs.told == [("removed", FEED_URL), ("left", FEED_URL)]


async def test_news_that_the_hub_kept_back_are_noticed() -> None:
    async with with_hubs() as (ours, hubs):
        ages = {1: timedelta(hours=1), 2: timedelta(minutes=1), 3: timedelta(hours=1)}

        async def poll(asked: Feed, state: FeedState, memory: bytes) -> Poll:
            polled = await ours.web.poll(asked, state, memory)
            at = ours.clock.now - ages[len(ours.web.polls)]
            article = polled.articles[0].model_copy(update={"published_at": at})
            return replace(polled, articles=(article,))

        ours.puller._poll = poll
        await ours.subscribe()
        hubs.until = ours.clock.now + timedelta(days=5)
        await ours.clock.pass_(601)
        # It may still come: hubs are not faster than we are.
        assert hubs.told == []
        await ours.clock.pass_(601)
        assert hubs.told == [("missed", FEED_URL)]


async def test_a_push_that_cannot_be_read_says_so_and_has_the_feed_polled_soon() -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    before = feed_state(pushed_until=now + timedelta(days=3))
    for body in (b"", b"<html>no feed</html>", b"\xff\x00"):
        ring = Push(body, "text/html")
        polled = await pushed(ring, feed(), before, b"", here, lambda: now, Settings())
        assert (polled.event.kind, polled.event.pushed) == ("failed", True)
        assert polled.state.error is not None
        assert polled.state.error.startswith("what its hub has sent: ")
        assert polled.state.next_poll_at is not None
        assert polled.state.next_poll_at - now < timedelta(hours=1)
