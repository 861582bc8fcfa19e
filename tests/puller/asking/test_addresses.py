import asyncio

import pytest

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.addresses import Addresses, Tables, feed_by_address
from tests.puller.documents import NOW
from tests.retriever.newsstand import FakeClock

OLD, NEW = "https://paper.example/feed", "https://new.example/feed"
THIRD = "https://third.example/feed"


def feeds(*urls: str) -> dict[str, bytes]:
    return {url: Feed(url=url, added_at=NOW).model_dump_json().encode() for url in urls}


def states(*rows: FeedState) -> dict[str, bytes]:
    return {row.url: row.model_dump_json().encode() for row in rows}


def test_all_spellings_of_an_address_are_one() -> None:
    found = feed_by_address(feeds("HTTPS://Paper.Example:443/feed#top"), {})
    assert found == {OLD: "HTTPS://Paper.Example:443/feed#top"}


def test_a_feed_that_has_moved_is_at_both_addresses() -> None:
    moved = states(FeedState(url=OLD, asked_url=NEW, etag="x"))
    assert feed_by_address(feeds(OLD), moved) == {OLD: OLD, NEW: OLD}


def test_who_subscribes_to_an_address_goes_before_who_moved_there() -> None:
    moved = states(FeedState(url=OLD, asked_url=NEW))
    assert feed_by_address(feeds(OLD, NEW), moved)[NEW] == NEW


@pytest.mark.parametrize(
    "state", [FeedState(url=NEW, gone=True, retired="410"), FeedState(url=NEW)]
)
def test_a_retired_feed_is_asked_for_nowhere(state: FeedState) -> None:
    assert (NEW in feed_by_address(feeds(NEW), states(state))) is not state.gone


def test_states_that_cannot_be_read_are_passed_over() -> None:
    rows = {OLD: b'{"asked_url":"x', NEW: b'["asked_url":"x"]', THIRD: b'"\\"asked_url":""'}
    assert set(feed_by_address(feeds(OLD, NEW, THIRD), rows)) == {OLD, NEW, THIRD}


class Topics:
    def __init__(self, *urls: str) -> None:
        self.reads = 0
        self.urls = urls

    async def read(self) -> Tables:
        self.reads += 1
        await asyncio.sleep(0)
        return {"feeds": feeds(*self.urls), "states": {}}


async def test_only_another_subscription_takes_an_address() -> None:
    addresses = Addresses(Topics(OLD, NEW).read, "feeds", "states", FakeClock())
    assert await addresses.is_taken(NEW, by=OLD)
    assert not await addresses.is_taken(NEW, by=NEW)
    assert not await addresses.is_taken(THIRD, by=OLD)


async def test_of_two_that_move_to_one_address_the_second_comes_late() -> None:
    topics = Topics(OLD, NEW)
    addresses = Addresses(topics.read, "feeds", "states", FakeClock())
    answers = await asyncio.gather(*(addresses.is_taken(THIRD, by=url) for url in (OLD, NEW)))
    assert answers == [False, True]
    assert topics.reads == 1


async def test_topics_are_read_again_after_a_while() -> None:
    topics, clock = Topics(OLD), FakeClock()
    addresses = Addresses(topics.read, "feeds", "states", clock)
    assert not await addresses.is_taken(THIRD, by=NEW)
    topics.urls = (OLD, THIRD)
    clock.now += 601
    assert await addresses.is_taken(THIRD, by=NEW)
    assert topics.reads == 2
