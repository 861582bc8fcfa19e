"""What the gateway knows of the mill besides its articles."""

import asyncio
import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from newsmill.contracts.feeds import Feed
from newsmill.contracts.outcomes import Drop
from newsmill.contracts.topics import DROPS, FEED_STATES, FEEDS
from newsmill.gateway.watching import audits as audits_module
from newsmill.gateway.watching.audits import Audits, in_own_loop
from newsmill.gateway.watching.endings import ENDS_OF_AN_ENTRY, Endings
from newsmill.gateway.watching.feed_table import KEPT_SECONDS, FeedTable
from newsmill.gateway.watching.room_rates import RoomRates
from newsmill.kafka.records import Message
from tests.builders import NOON, hex16, hex32
from tests.gateway.inventing import invented, invented_feeds


class Clock:
    """A time that is set."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def record(number: int, seen_at: datetime) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(invented(number, seen_at).model_dump_json(by_alias=True))
    return read


def by_room(rates: RoomRates) -> dict[str, Any]:
    return {rate.room: rate for rate in rates.rates()}


def test_articles_are_counted_in_the_minute_in_which_each_room_had_them() -> None:
    clock = Clock()
    rates = RoomRates(clock)
    for number in range(10):
        rates.enter(record(number, NOON - timedelta(minutes=30)))
    for number in range(20):
        rates.enter(record(number, NOON - timedelta(seconds=100)))

    enricher = by_room(rates)["enricher"]
    assert enricher.per_minute == 4.0
    assert sum(enricher.series) == 30
    assert enricher.series[-2] + enricher.series[-3] == 20
    assert 0.4 <= enricher.latency_seconds <= 1.8
    assert enricher.latency_seconds_p95 >= enricher.latency_seconds
    latency = rates.latency_seconds()
    assert latency is not None
    assert latency > enricher.latency_seconds

    clock.at = NOON + timedelta(hours=2)
    assert sum(by_room(rates)["enricher"].series) == 0
    assert rates.latency_seconds() is None


def test_soon_after_a_start_a_rate_is_of_the_time_since() -> None:
    rates = RoomRates(Clock())
    for number in range(10):
        rates.enter(record(number, NOON - timedelta(seconds=50)))

    assert by_room(rates)["enricher"].per_minute == 10.0


def test_what_a_room_dropped_has_passed_those_before() -> None:
    rates = RoomRates(Clock())
    rates.enter_drop("cleaner", NOON)
    rates.enter_drop("somebody", NOON)

    counted = {room: sum(rate.series) for room, rate in by_room(rates).items()}
    assert counted == {"puller": 1, "retriever": 1, "cleaner": 1, "deduper": 0, "enricher": 0}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"timings": None},
        {"timings": {"enricher": "yesterday", "cleaner": 7}},
        {"seen_at": None},
        {"seen_at": "2500-01-01T00:00:00Z", "timings": {"enricher": "2500-01-01T00:00:00Z"}},
    ],
)
def test_records_of_other_shapes_and_times_count_for_nothing_that_is_not_there(
    spoilt: dict[str, Any],
) -> None:
    rates = RoomRates(Clock())
    rates.enter(record(1, NOON) | spoilt)

    assert sum(by_room(rates)["enricher"].series) == 0


def put(table: FeedTable, feed: Feed, state: Any, *, subscribed: bool = True) -> None:
    key = feed.url.encode()
    if subscribed:
        table.enter(Message(FEEDS.name, 0, 0, key, feed.model_dump_json().encode(), [], 0))
    table.enter(Message(FEED_STATES.name, 0, 0, key, state.model_dump_json().encode(), [], 0))


def test_feeds_that_need_a_look_come_first_and_pages_follow_each_other() -> None:
    table = FeedTable(Clock())
    for feed, state in invented_feeds(NOON):
        put(table, feed, state)

    everything = table.feeds()
    conditions = [feed.condition for feed in everything.feeds]
    assert conditions == ["failing", "retired", "frozen", "late", "gapped", "moved", "good"]
    assert (everything.total, everything.need_a_look) == (7, 5)
    pages, after = [], None
    while True:
        page = table.feeds(limit=3, after=after)
        pages += [feed.url for feed in page.feeds]
        if page.next is None:
            break
        order, _, url = page.next.partition(".")
        after = int(order), url
    assert pages == [feed.url for feed in everything.feeds]
    assert [feed.condition for feed in table.feeds(condition="late").feeds] == ["late"]


def test_only_subscribed_feeds_are_shown_and_time_makes_them_overdue() -> None:
    clock = Clock()
    table = FeedTable(clock)
    (feed, state), *_ = invented_feeds(NOON)
    soon = state.model_copy(update={"next_poll_at": NOON + timedelta(minutes=1)})
    put(table, feed, soon, subscribed=False)
    assert table.feeds().total == 0

    clock.at += timedelta(seconds=KEPT_SECONDS)
    put(table, feed, soon)
    assert [it.condition for it in table.feeds().feeds] == ["good"]
    clock.at += timedelta(hours=1)
    assert [it.condition for it in table.feeds().feeds] == ["overdue"]

    table.enter(Message(FEEDS.name, 0, 1, feed.url.encode(), None, [], 0))
    clock.at += timedelta(seconds=KEPT_SECONDS)
    assert table.feeds().total == 0


def test_the_latest_ends_of_an_entry_are_kept_and_none_twice() -> None:
    told: list[str] = []
    endings = Endings("", lambda room, at: told.append(room))
    entry = hex32("entry")

    def dropped(number: int) -> Message:
        drop = Drop(
            room="cleaner",
            reason="no_text",
            entry_id=entry,
            entry_version=hex16(number),
            dropped_at=NOON,
        )
        return Message(DROPS.name, 0, number, b"", drop.model_dump_json().encode(), [], 0)

    for number in (*range(30), 29):
        endings.enter(dropped(number))
    endings.enter(Message(DROPS.name, 0, 99, b"", b"{}", [], 0))

    found = endings.of_entry(entry)
    assert len(found) == ENDS_OF_AN_ENTRY
    assert found[-1].way.steps[0].what == "dropped: no text"
    assert found[-1].step.offset == 29
    assert len(told) == 31
    assert endings.of_entry(hex32("another")) == ()


def findings(**counts: int) -> Any:
    fields = dict.fromkeys(
        ("offered", "enriched", "duplicates", "dead_letters", "in_flight", "missing", "expired"), 0
    )
    drops = SimpleNamespace(total=lambda: 0)
    total = SimpleNamespace(**(fields | counts), drops=drops)
    return SimpleNamespace(verdict="whole", total=total)


async def test_an_audit_that_fails_is_told_beside_the_one_before() -> None:
    clock, fails = Clock(), False

    async def audit(since: datetime) -> Any:
        if fails:
            raise OSError("no broker")
        return findings(offered=3, enriched=3)

    audits = Audits(audit, timedelta(minutes=1), timedelta(days=1), clock)
    assert audits.summary() is None
    await audits.once()
    fails = True
    clock.at += timedelta(minutes=5)
    await audits.once()

    summary = audits.summary()
    assert summary is not None
    assert summary.sentence == (
        "3 offered = 3 enriched + 0 copies + 0 dropped + 0 dead letters + 0 in flight + 0 missing"
    )
    assert summary.age_seconds == 300
    assert audits.problem == "no broker"


async def test_the_period_grows_while_audits_are_quick_and_shrinks_when_they_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    windows: list[timedelta] = []

    async def audit(since: datetime) -> Any:
        windows.append(NOON - since)
        return findings()

    audits = Audits(audit, timedelta(minutes=1), timedelta(hours=3), Clock())
    for _ in range(3):
        await audits.once()
    monkeypatch.setattr(audits_module, "LONG_SECONDS", -1.0)
    for _ in range(3):
        await audits.once()

    hours = [window / timedelta(hours=1) for window in windows]
    assert hours == [1, 2, 3, 3, 1.5, 0.75]


async def test_an_audit_is_given_up_when_the_gateway_stops() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def audit(since: datetime) -> Any:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    stop = asyncio.Event()
    audits = Audits(audit, timedelta(seconds=0.01), timedelta(days=1), Clock())
    running = asyncio.create_task(audits.run(stop))
    async with asyncio.timeout(60):
        await begun.wait()
        stop.set()
        await running
    assert ended.is_set()


async def test_another_loop_ends_with_whoever_waits_for_it() -> None:
    here = asyncio.get_running_loop()
    ended: asyncio.Event = asyncio.Event()

    async def work() -> None:
        assert asyncio.get_running_loop() is not here
        try:
            await asyncio.sleep(3600)
        finally:
            here.call_soon_threadsafe(ended.set)

    task = asyncio.create_task(in_own_loop(work))
    await asyncio.sleep(0.1)
    task.cancel()
    async with asyncio.timeout(60):
        with pytest.raises(asyncio.CancelledError):
            await task
        await ended.wait()
