"""What the puller does with feeds, a broker and a stop that misbehave; time is the test's own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.contracts.topics import (
    FEED_EVENTS,
    FEED_MEMORIES,
    FEED_STATES,
    FEEDS,
    RAW_ARTICLES,
    Topic,
)
from newsmill.puller.asking.polling import Poll
from newsmill.puller.identity.remembering import wrapped
from newsmill.puller.pulling import LONGEST_PAUSE, Puller
from newsmill.puller.settings import Settings
from newsmill.puller.timing.freshness import Budget
from tests.builders import (
    FEED_URL,
    NOON,
    SPELLINGS_OF_A_HOST,
    feed,
    feed_event,
    feed_state,
    hex32,
    raw_article,
)

ROUNDS = 50
"""Turns of the event loop in which everything that can go on has gone on."""


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    """Let tasks go on until `condition` holds."""
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it does not come")


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = NOON
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Sleep until `pass_` has come so far."""
        woken = asyncio.Event()
        self._sleepers.append((self.now + timedelta(seconds=seconds), woken))
        await woken.wait()

    async def pass_(self, seconds: float) -> None:
        """Let so much time pass, waking who sleeps when it is their time."""
        await settle()
        end = self.now + timedelta(seconds=seconds)
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= end]:
            sleeper = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(sleeper)
            self.now = max(self.now, sleeper[0])
            sleeper[1].set()
            await settle()
        self.now = end

    def set(self, seconds: float) -> None:
        """Set the clock on the wall; whoever sleeps does not notice."""
        turned = timedelta(seconds=seconds)
        self.now += turned
        self._sleepers = [(at + turned, woken) for at, woken in self._sleepers]


class Tables:
    """Tables that say nothing by themselves; they break when told to."""

    def __init__(self) -> None:
        self.broken = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Wait."""
        waits = [asyncio.create_task(event.wait()) for event in (stop, self.broken)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self.broken.is_set():
            raise OSError("the tables broke")


class Broker:
    """Takes everything, unless it is gone (refuses) or silent (never answers)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.tries = 0
        self.is_gone = False
        self.answers = True
        self.is_silent = False
        self.refused: set[str] = set()
        self.drops = False
        self.ended_by: list[str | int] = []

    async def write(self, topic: Topic[Any], record: Record) -> str | None:
        """Take a record."""
        await self._take(topic.name, topic.key(record))
        return "refused_by_broker" if self.drops and topic is RAW_ARTICLES else None

    async def delete(self, topic: Topic[Any], key: str, by: str | int) -> None:
        """Take the end of a key."""
        self.ended_by.append(by)
        await self._take(f"end of {topic.name}", key)

    async def _take(self, topic: str, key: str) -> None:
        self.tries += 1
        if self.is_silent:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        if self.is_gone or key in self.refused:
            raise OSError("no broker")
        self.taken.append((topic, key))

    def keys(self, topic: Topic[Any], of: str = "") -> list[str]:
        """The keys taken for a topic, in order."""
        return [key for name, key in self.taken if name == of + topic.name]


class Web:
    """Answers each poll with one new article, when the test lets it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.polls: list[str] = []
        self.running: list[str] = []
        self.most_at_once = 0
        self.held: set[str] = set()
        self._released = asyncio.Condition()
        self.fault: Exception | None = None
        self.told: dict[str, int] = {}
        self.memories: list[bytes] = []
        self.brings: list[bytes | None] = []

    async def poll(self, asked: Feed, state: FeedState, memory: bytes) -> Poll:
        """A poll."""
        self.polls.append(asked.url)
        self.running.append(asked.url)
        self.most_at_once = max(self.most_at_once, len(self.running))
        try:
            async with self._released:
                await self._released.wait_for(lambda: asked.url not in self.held)
            if self.fault is not None:
                raise self.fault
        finally:
            self.running.remove(asked.url)
        number = len(self.polls)
        article = raw_article(entry_id=hex32(number), feed_url=asked.url)
        event = feed_event(feed_url=asked.url, at=self._clock(), **self.told)
        learnt = {"last_polled_at": self._clock(), "etag": f'"{number}"'}
        due = {"next_poll_at": self._clock() + timedelta(minutes=10)}
        self.memories.append(memory)
        now = self.brings[min(number, len(self.brings)) - 1] if self.brings else None
        return Poll((article,), event, state.model_copy(update=learnt | due), now)

    async def release(self) -> None:
        """Let everything that is held go on."""
        self.held.clear()
        async with self._released:
            self._released.notify_all()
        await settle()


class Room:
    """A running puller and all it stands between."""

    def __init__(self, **told: Any) -> None:
        self.clock = Clock()
        self.web = Web(self.clock)
        self.broker = Broker()
        self.tables = Tables()
        self.stop = asyncio.Event()
        settings = Settings(**told)
        self.puller = Puller(
            settings,
            self.web.poll,
            self.broker,
            self.clock,
            can_publish=lambda: self.broker.answers,
            stop_timeout=timedelta(milliseconds=50),
            sleep=self.clock.sleep,
            budget=Budget(settings) if settings.requests_per_hour else None,
        )
        self.puller.tables = self.tables
        self.puller.on_assigned({0})
        self.puller.on_caught_up(0)
        self.running = asyncio.create_task(self.puller.run(self.stop))

    async def subscribe(self, *urls: str) -> None:
        """Subscriptions arrive."""
        for url in urls or (FEED_URL,):
            value = feed(url=url).model_dump_json().encode()
            self.puller.on_row(FEEDS.name, 0, url, value)
        await self.clock.pass_(1)

    async def unsubscribe(self, url: str = FEED_URL) -> None:
        """The end of a subscription arrives."""
        self.puller.on_row(FEEDS.name, 0, url, None)
        await settle()

    def counted(self) -> dict[str, Any]:
        """What the puller says of itself."""
        counts: dict[str, Any] = self.puller.status()["puller"].model_dump()
        return counts


@asynccontextmanager
async def room(**told: Any) -> AsyncIterator[Room]:
    """A running puller, stopped at the end."""
    made = Room(**told)
    try:
        yield made
    finally:
        made.stop.set()
        await asyncio.wait({made.running}, timeout=60)
        assert made.running.done()


async def test_a_feed_is_polled_and_published_articles_first_state_last() -> None:
    async with room() as ours:
        await ours.subscribe()

        assert ours.broker.taken == [
            (RAW_ARTICLES.name, hex32(1)),
            (FEED_EVENTS.name, FEED_URL),
            (FEED_STATES.name, FEED_URL),
        ]
        assert ours.counted() == {
            "feeds": 1,
            "polls": 1,
            "failed": 0,
            "offered": 1,
            "dropped": {},
            "skipped": 0,
            "left_out": 0,
            "unreadable_rows": 0,
            "in_flight": 0,
        }


async def test_what_is_remembered_is_published_before_the_state_and_only_when_it_changes() -> None:
    async with room() as ours:
        ours.web.brings = [b"one", None, b"two"]
        await ours.subscribe()
        assert ours.broker.taken[-2:] == [
            (FEED_MEMORIES.name, FEED_URL),
            (FEED_STATES.name, FEED_URL),
        ]
        for _ in range(3):
            await ours.clock.pass_(601)

        assert ours.web.memories == [b"", b"one", b"one", b"two"]
        assert len(ours.broker.keys(FEED_MEMORIES)) == 3
        assert len(ours.broker.keys(FEED_STATES)) == 4


async def test_what_an_earlier_puller_remembered_is_known() -> None:
    async with room() as ours:
        ours.puller.on_assigned({1})
        row = wrapped(FEED_URL, b"remembered").model_dump_json().encode()
        ours.puller.on_row(FEED_MEMORIES.name, 1, FEED_URL, row)
        ours.puller.on_row(FEEDS.name, 1, FEED_URL, feed().model_dump_json().encode())
        ours.puller.on_caught_up(1)
        await ours.clock.pass_(1)

        assert ours.web.memories == [b"remembered"]


async def test_what_was_written_is_not_taken_back_by_the_topic() -> None:
    async with room() as ours:
        ours.web.brings = [b"one"]
        await ours.subscribe()
        row = wrapped(FEED_URL, b"older").model_dump_json().encode()
        ours.puller.on_row(FEED_MEMORIES.name, 0, FEED_URL, row)
        await ours.clock.pass_(601)

        assert ours.web.memories == [b"", b"one"]


async def test_a_feed_is_polled_again_when_it_is_due() -> None:
    async with room() as ours:
        await ours.subscribe()
        await ours.clock.pass_(9 * 60)
        assert len(ours.web.polls) == 1

        await ours.clock.pass_(61)

        assert len(ours.web.polls) == 2


async def test_no_minute_has_more_polls_than_the_budget() -> None:
    async with room(requests_per_hour=3600) as ours:
        await ours.subscribe(*(f"https://{number}.example/" for number in range(50)))
        for polls in (10, 20, 30):
            await ours.clock.pass_(10)
            assert polls - 2 <= len(ours.web.polls) <= polls + 2
        # Each in turn: none is asked a second time while another waits for its first.
        assert len(set(ours.web.polls)) == len(ours.web.polls)


async def test_what_was_polled_by_a_clock_that_is_set_back_delays_no_next_poll() -> None:
    """Brokers take nothing by a clock that is too far ahead, and everything when it is right."""
    async with room() as ours:
        ours.broker.is_gone = True
        ours.clock.set(5400)
        await ours.subscribe()
        await ours.clock.pass_(30)
        assert ours.web.polls == [FEED_URL]
        ours.clock.set(-5400)
        ours.broker.is_gone = False
        await ours.clock.pass_(LONGEST_PAUSE.total_seconds())
        assert ours.counted()["polls"] == 1

        await ours.clock.pass_(601)
        assert ours.web.polls == [FEED_URL] * 2


async def test_polling_once_is_polling_once() -> None:
    async with room(poll_once=True) as ours:
        await ours.subscribe()
        await ours.clock.pass_(24 * 60)

        assert len(ours.web.polls) == 1


@pytest.mark.parametrize("poll_once", [False, True])
async def test_while_nothing_can_be_published_no_feed_is_asked_again(poll_once: bool) -> None:
    async with room(poll_once=poll_once) as ours:
        ours.broker.is_gone = True
        await ours.subscribe()
        await ours.clock.pass_(300)

        assert ours.web.polls == [FEED_URL]
        assert ours.broker.tries < 12, "neither is the broker hammered"
        assert ours.counted()["polls"] == 0
        assert not ours.puller.is_ready()

        ours.broker.is_gone = False
        await ours.clock.pass_(LONGEST_PAUSE.total_seconds())

        assert ours.web.polls == [FEED_URL]
        assert [name for name, _ in ours.broker.taken] == [
            RAW_ARTICLES.name,
            FEED_EVENTS.name,
            FEED_STATES.name,
        ]


async def test_nobody_is_asked_while_the_brokers_do_not_answer() -> None:
    async with room() as ours:
        ours.broker.answers = False
        await ours.subscribe("https://a.example/", "https://b.example/")
        await ours.clock.pass_(10)
        assert ours.web.polls == []

        ours.broker.answers = True
        await ours.clock.pass_(1)
        assert sorted(ours.web.polls) == ["https://a.example/", "https://b.example/"]
        assert ours.puller.is_ready()


async def test_who_waits_for_a_place_asks_only_when_the_brokers_answer() -> None:
    async with room(concurrency=1, waiting=1) as ours:
        ours.web.held = {"https://a.example/"}
        await ours.subscribe("https://a.example/", "https://b.example/")
        ours.broker.answers = False
        await ours.web.release()
        await ours.clock.pass_(10)
        assert ours.web.polls == ["https://a.example/"]

        ours.broker.answers = True
        await ours.clock.pass_(1)
        assert ours.web.polls == ["https://a.example/", "https://b.example/"]


async def test_what_cannot_be_published_holds_up_only_its_own_feed() -> None:
    async with room() as ours:
        ours.broker.refused = {hex32(1)}
        await ours.subscribe("https://a.example/", "https://b.example/")

        assert ours.broker.keys(FEED_STATES) == ["https://b.example/"]
        ours.broker.refused = set()
        await ours.clock.pass_(60)
        assert ours.broker.keys(FEED_STATES) == ["https://b.example/", "https://a.example/"]


async def test_a_poll_that_breaks_is_a_failed_poll_and_delays_nobody() -> None:
    async with room() as ours:
        ours.web.fault = ZeroDivisionError("a fault of our own")
        await ours.subscribe()

        assert ours.counted()["failed"] == 1
        assert ours.broker.keys(FEED_EVENTS) == [FEED_URL]
        assert ours.broker.keys(RAW_ARTICLES) == []

        ours.web.fault = None
        await ours.clock.pass_(400)
        assert ours.broker.keys(RAW_ARTICLES) == [hex32(2)]


async def test_one_host_with_many_feeds_takes_only_its_own_places() -> None:
    async with room(concurrency=4, host_concurrency=2) as ours:
        slow = [f"https://slow.example/{number}" for number in range(60)]
        last = "https://zeitung.example/"
        ours.web.held = set(slow)
        await ours.subscribe(*slow, last)

        assert len(ours.web.running) == 2
        assert ours.broker.keys(FEED_STATES) == [last]

        await ours.web.release()
        await until(lambda: len(ours.broker.keys(FEED_STATES)) == 61)
        await settle()
        assert ours.puller._places._scopes == {}, "nothing is kept for hosts that nobody polls"


async def test_no_more_feeds_are_polled_at_once_than_allowed() -> None:
    async with room(concurrency=3, waiting=3) as ours:
        urls = [f"https://paper-{number}.example/" for number in range(10)]
        ours.web.held = set(urls)
        await ours.subscribe(*urls)
        await ours.web.release()
        await settle()

        assert ours.web.most_at_once == 3
        assert sorted(ours.broker.keys(FEED_STATES)) == urls


async def test_an_ended_subscription_leaves_no_state() -> None:
    async with room() as ours:
        await ours.subscribe()

        await ours.unsubscribe()

        assert ours.broker.taken[-2:] == [
            (f"end of {FEED_MEMORIES.name}", FEED_URL),
            (f"end of {FEED_STATES.name}", FEED_URL),
        ]


async def test_the_end_of_a_subscription_nobody_knows_is_nothing() -> None:
    async with room() as ours:
        await ours.unsubscribe()

        assert ours.broker.taken == []


async def test_a_feed_removed_while_it_is_polled_publishes_nothing_more() -> None:
    async with room() as ours:
        ours.web.held = {FEED_URL}
        await ours.subscribe()
        await ours.unsubscribe()
        await ours.web.release()

        assert ours.broker.taken == [
            (f"end of {topic.name}", FEED_URL) for topic in (FEED_MEMORIES, FEED_STATES)
        ]
        await ours.clock.pass_(3600)
        assert ours.web.polls == [FEED_URL]


async def test_the_state_of_a_feed_removed_while_it_is_published_ends_after_it() -> None:
    async with room() as ours:
        ours.broker.refused = {hex32(1)}
        await ours.subscribe()
        await ours.unsubscribe()
        ours.broker.refused = set()
        await ours.clock.pass_(60)

        states = [name for name, key in ours.broker.taken if key == FEED_URL]
        assert states[-1] == f"end of {FEED_STATES.name}"


async def test_a_feed_removed_and_added_during_its_poll_is_polled_anew() -> None:
    async with room() as ours:
        ours.web.held = {FEED_URL}
        await ours.subscribe()
        await ours.unsubscribe()
        await ours.subscribe()
        await ours.web.release()
        await ours.clock.pass_(1)

        assert ours.web.polls == [FEED_URL, FEED_URL]
        assert ours.broker.keys(FEED_STATES) == [FEED_URL]
        assert ours.broker.taken[-1] == (FEED_STATES.name, FEED_URL)


async def test_a_poll_of_a_revoked_feed_is_left_to_the_new_owner() -> None:
    async with room() as ours:
        ours.web.held = {FEED_URL}
        await ours.subscribe()
        ours.puller.on_revoked({0})
        await ours.web.release()

        assert ours.broker.taken == []
        ours.puller.on_assigned({0})
        await ours.subscribe()
        ours.puller.on_caught_up(0)
        await ours.clock.pass_(1)
        assert ours.broker.keys(FEED_STATES) == [FEED_URL]


async def test_a_feed_that_waited_for_its_host_is_not_polled_after_its_end() -> None:
    async with room(host_concurrency=1) as ours:
        first, second = "https://a.example/1", "https://a.example/2"
        ours.web.held = {first}
        await ours.subscribe(first, second)
        await ours.unsubscribe(second)
        await ours.web.release()

        assert ours.web.polls == [first]


async def test_states_of_subscriptions_that_ended_unseen_are_forgotten_at_the_start() -> None:
    async with room() as ours:
        ours.puller.on_assigned({1})
        value = feed_state().model_dump_json().encode()
        ours.puller.on_row(FEED_STATES.name, 1, FEED_URL, value)
        ours.puller.on_caught_up(1)
        await settle()

        assert ours.broker.taken == [
            (f"end of {topic.name}", FEED_URL) for topic in (FEED_MEMORIES, FEED_STATES)
        ]
        assert ours.broker.ended_by == [1, 1], "where it lies, which an older rule may have chosen"


async def test_spellings_of_one_host_share_its_place() -> None:
    urls = [f"https://{host}/{n}" for n, host in enumerate(SPELLINGS_OF_A_HOST)]
    async with room(host_concurrency=1) as ours:
        ours.web.held = set(urls)
        await ours.subscribe(*urls)
        assert len(ours.web.polls) == 1

        await ours.web.release()
        await ours.clock.pass_(1)

        assert sorted(ours.web.polls) == sorted(urls)
        assert ours.web.most_at_once == 1


@pytest.mark.parametrize(
    ("topic", "key", "value"),
    [
        pytest.param(FEEDS, FEED_URL, b"{", id="no-json"),
        pytest.param(FEEDS, FEED_URL, b'{"url": 1}', id="no-feed"),
        pytest.param(FEEDS, FEED_URL, b"\xff\x00", id="no-text"),
        pytest.param(
            FEEDS, "https://other.example/", feed().model_dump_json().encode(), id="another-key"
        ),
        pytest.param(FEED_STATES, FEED_URL, b"[]", id="no-state"),
        pytest.param(FEED_MEMORIES, FEED_URL, b"[]", id="no-memory"),
        pytest.param(
            FEED_MEMORIES,
            "https://other.example/",
            wrapped(FEED_URL, b"").model_dump_json().encode(),
            id="memory-key",
        ),
        pytest.param(
            FEED_STATES, "https://other.example/", feed_state().model_dump_json().encode(), id="key"
        ),
    ],
)
async def test_a_row_that_is_none_stops_nothing(topic: Topic[Any], key: str, value: bytes) -> None:
    async with room() as ours:
        ours.puller.on_row(topic.name, 0, key, value)
        await ours.clock.pass_(1)
        assert ours.web.polls == []

        await ours.subscribe()

        assert ours.web.polls == [FEED_URL]
        assert ours.counted()["unreadable_rows"] == 1


async def test_whatever_is_not_offered_is_counted() -> None:
    """What a feed served and nobody will see, and what the broker would not take."""
    async with room() as ours:
        ours.broker.drops = True
        ours.web.told = {"offered": 1, "skipped": 2, "left_out": 3}
        await ours.subscribe()
        counted = ours.counted()

    assert (counted["offered"], counted["skipped"], counted["left_out"]) == (1, 2, 3)
    assert counted["dropped"] == {"refused_by_broker": 1}


async def test_the_puller_is_ready_when_its_share_is_read() -> None:
    async with room() as ours:
        assert ours.puller.is_ready()
        ours.puller.on_revoked({0})
        assert not ours.puller.is_ready()


async def test_when_the_tables_break_the_puller_ends_with_their_error() -> None:
    async with room() as ours:
        ours.web.held = {FEED_URL}
        await ours.subscribe()
        ours.tables.broken.set()
        await ours.clock.pass_(1)

        assert ours.running.done()
        with pytest.raises(OSError, match="the tables broke"):
            ours.running.result()


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda ours: ours.web.held.add(FEED_URL), id="a-feed-that-hangs"),
        pytest.param(lambda ours: setattr(ours.broker, "is_gone", True), id="a-broker-gone"),
        pytest.param(lambda ours: setattr(ours.broker, "is_silent", True), id="a-silent-broker"),
    ],
)
async def test_a_stop_is_a_stop(trouble: Callable[[Room], None]) -> None:
    async with room() as ours:
        trouble(ours)
        await ours.subscribe()
        assert ours.counted()["in_flight"] == 1
        tries = ours.broker.tries

        ours.stop.set()
        await asyncio.wait_for(ours.running, 60)

        assert ours.broker.taken == []
        assert ours.broker.tries == tries, "what failed is not tried again while stopping"
        assert ours.web.running == []


async def test_what_is_being_published_at_the_stop_is_finished() -> None:
    async with room() as ours:
        ours.web.held = {FEED_URL}
        await ours.subscribe()
        ours.web.held.clear()
        async with ours.web._released:
            ours.web._released.notify_all()
        await until(lambda: ours.broker.tries > 0)

        ours.stop.set()
        await ours.running

        assert [name for name, _ in ours.broker.taken] == [
            RAW_ARTICLES.name,
            FEED_EVENTS.name,
            FEED_STATES.name,
        ]
