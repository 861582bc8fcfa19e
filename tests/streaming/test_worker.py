import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from faust.types import TP

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.outcomes import Drop, Dropped, LostMessages
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    ENRICHED_ARTICLES,
    LOST_MESSAGES,
    UNIQUE_ARTICLES,
)
from newsmill.kafka.admin import create_topics, require_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.pipeline import ENRICH
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming import stage_consumer
from newsmill.streaming import worker as worker_module
from newsmill.streaming.poison import Checkpoint
from newsmill.streaming.stage import Stage
from newsmill.streaming.worker import Worker
from tests.builders import hex32, unique_article
from tests.foreign_headers import write_with_foreign_header
from tests.hosting.running import read, until, write
from tests.hosting.small_rooms import enriched

pytestmark = pytest.mark.broker

Decide = Callable[[UniqueArticle], Awaitable[EnrichedArticle | Dropped]]


class Running:
    """A worker at work, and what it gave as reasons to end its process."""

    def __init__(self, worker: Worker, failures: list[str]) -> None:
        self.worker = worker
        self.failures = failures
        self._stop = asyncio.Event()
        self._run = asyncio.create_task(worker.run(self._stop))

    async def ready(self) -> "Running":
        await until(self.worker.is_ready)
        return self

    @property
    def counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = self.worker.status()["enricher"].model_dump()
        return counts

    async def stop(self) -> None:
        self._stop.set()
        async with asyncio.timeout(60):
            await self._run


async def pass_on(article: UniqueArticle) -> EnrichedArticle:
    return enriched(article)


@asynccontextmanager
async def working(
    kafka: KafkaSettings,
    decide: Decide = pass_on,
    *,
    width: int = 32,
    brokers_answer: Callable[[], bool] = lambda: True,
    **settings: Any,
) -> AsyncIterator[Running]:
    failures: list[str] = []
    partitions = await require_topics(kafka)
    worker = Worker(
        "enricher",
        kafka,
        partitions,
        RuntimeSettings(**settings),
        fail=failures.append,
        brokers_answer=brokers_answer,
    )
    worker.attach(Stage(ENRICH, decide, width=width))
    running = Running(worker, failures)
    try:
        yield running
    finally:
        await running.stop()


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    await create_topics(kafka)
    return kafka


def articles(count: int, start: int = 0) -> list[UniqueArticle]:
    return [unique_article(url=f"https://a.example/{n}") for n in range(start, start + count)]


def ids(records: list[Any]) -> list[str]:
    return [record.article_id for record in records]


async def results(kafka: KafkaSettings, count: int) -> Counter[str]:
    """How often each of `count` articles came out."""
    records = await read(kafka, [ENRICHED_ARTICLES], lambda r: len(set(ids(r))) >= count)
    return Counter(ids(records))


async def test_every_message_ends_as_one_of_three(topics: KafkaSettings) -> None:
    async def decide(article: UniqueArticle) -> EnrichedArticle | Dropped:
        if article.title == "drop":
            return Dropped("dull")
        if article.title == "fail":
            raise ValueError("no such harbour")
        return enriched(article)

    titles = ["pass", "drop", "fail"] * 10
    sent = [unique_article(url=f"https://a.example/{n}", title=t) for n, t in enumerate(titles)]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with working(topics, decide) as running:
        await until(lambda: running.counts["read"] == 30 and running.counts["in_flight"] == 0)
        assert running.counts["published"] == {ENRICHED_ARTICLES.name: 10}
        assert running.counts["dropped"] == {"dull": 10}
        assert running.counts["dead_lettered"] == 10
    assert set(await results(topics, 10)) == set(ids(sent[0::3]))
    drops = await read(topics, [DROPS], lambda r: len(r) >= 10)
    assert {drop.article_id for drop in drops if isinstance(drop, Drop)} == set(ids(sent[1::3]))
    name = topic_name(topics, DEAD_LETTERS)
    async with open_reader(topics, [name], from_start=True) as reader:
        letters = [await anext(reader) for _ in range(10)]
    offsets = {read_dead_letter(letter.headers).offset for letter in letters}
    assert offsets == set(range(2, 30, 3))
    assert {letter.value for letter in letters} == {
        article.model_dump_json().encode() for article in sent[2::3]
    }


async def test_after_a_polite_stop_nothing_is_repeated(topics: KafkaSettings) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(50))
    async with working(topics) as first:
        await until(lambda: first.counts["read"] == 50)
    async with working(topics) as second:
        await second.ready()
        await write(topics, UNIQUE_ARTICLES, articles(1, start=50))
        await until(lambda: second.counts["read"] > 0)
        assert second.counts["read"] == 1
    assert set((await results(topics, 51)).values()) == {1}


async def test_a_log_that_ends_before_what_was_committed_is_read(topics: KafkaSettings) -> None:
    """Brokers lost its end, or somebody made the topic anew."""
    name = topic_name(topics, UNIQUE_ARTICLES)
    group = f"{topics.topic_prefix}enricher"
    client = AIOKafkaConsumer(**client_options(topics), group_id=group, enable_auto_commit=False)
    async with client:
        client.assign([TopicPartition(name, 0)])
        await client.commit({TopicPartition(name, 0): 1000})
    sent = articles(20)
    await write(topics, UNIQUE_ARTICLES, sent)
    async with working(topics) as first:
        assert set(await results(topics, 20)) == set(ids(sent))
        await until(lambda: first.counts["in_flight"] == 0)
        assert first.counts["lost"] == 980
    # What was read of the earlier log, and is not in this one.
    (loss,) = await read(topics, [LOST_MESSAGES], bool)
    assert isinstance(loss, LostMessages)
    assert (loss.from_offset, loss.until_offset, loss.reason) == (20, 1000, "cut")
    more = articles(5, start=20)
    await write(topics, UNIQUE_ARTICLES, more)
    async with working(topics) as second:
        assert set(await results(topics, 25)) == set(ids(sent + more))
        assert second.counts["read"] == 5


async def test_what_is_stopped_in_the_middle_is_read_again(topics: KafkaSettings) -> None:
    """A hanging message keeps its place; what overtook it is repeated, not lost."""

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        if article.title == "hang":
            await asyncio.Event().wait()
        return enriched(article)

    sent = articles(20)
    sent[10] = unique_article(url="https://a.example/10", title="hang")
    await write(topics, UNIQUE_ARTICLES, sent)
    async with working(topics, decide, stop_timeout=timedelta(milliseconds=100)) as first:
        await until(lambda: first.counts["published"] == {ENRICHED_ARTICLES.name: 19})
    async with working(topics) as second:
        assert set(await results(topics, 20)) == set(ids(sent))
        await until(lambda: second.counts["read"] == 10)
    assert first.failures == second.failures == []


async def test_more_messages_than_a_stage_is_wide_wait_without_loss(topics: KafkaSettings) -> None:
    may_end = asyncio.Event()

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        await may_end.wait()
        return enriched(article)

    await write(topics, UNIQUE_ARTICLES, articles(300))
    async with working(topics, decide, width=4) as running:
        await until(lambda: running.counts["in_flight"] == 4)
        await asyncio.sleep(0.3)
        assert running.counts["read"] == 4
        may_end.set()
        assert set((await results(topics, 300)).values()) == {1}


async def test_a_stop_while_all_places_are_taken_ends(topics: KafkaSettings) -> None:
    """The agent waits for a free place then, and the finished ones give it one."""
    may_end = asyncio.Event()

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        await may_end.wait()
        return enriched(article)

    await write(topics, UNIQUE_ARTICLES, articles(10))
    async with working(topics, decide, width=2) as running:
        await until(lambda: running.counts["in_flight"] == 2)
        stopping = asyncio.create_task(running.stop())
        await asyncio.sleep(0)
        may_end.set()
        await stopping
    assert running.counts["read"] == 2
    assert running.failures == []


async def test_messages_of_one_key_stay_in_order(topics: KafkaSettings) -> None:
    async def decide(article: UniqueArticle) -> EnrichedArticle:
        # The earlier, the slower.
        await asyncio.sleep(0.05 / article.revision)
        return enriched(article)

    sent = [unique_article(revision=n) for n in range(1, 20)]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with working(topics, decide):
        out = await read(topics, [ENRICHED_ARTICLES], lambda r: len(r) >= 19)
    assert [r.revision for r in out if isinstance(r, EnrichedArticle)] == list(range(1, 20))


async def test_a_cancelled_message_ends_the_process(topics: KafkaSettings) -> None:
    async def decide(article: UniqueArticle) -> EnrichedArticle:
        raise asyncio.CancelledError

    await write(topics, UNIQUE_ARTICLES, articles(1))
    async with working(topics, decide) as running:
        await until(lambda: bool(running.failures))
    assert "could not publish: CancelledError" in running.failures[0]


async def test_an_error_of_our_own_ends_the_process(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faust would start the agent again and never come back to the message."""
    await write(topics, UNIQUE_ARTICLES, articles(1))

    def broken(event: Any) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(stage_consumer, "_as_message", broken)
    async with working(topics) as running:
        await until(lambda: bool(running.failures))
    assert "stopped taking messages: RuntimeError('a mistake')" in running.failures[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that looks often, and soon thinks that it is stalled."""
    monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
    monkeypatch.setattr(worker_module, "STALL_AFTER", timedelta(milliseconds=50))


async def test_a_message_that_nobody_takes_ends_the_process(
    topics: KafkaSettings, impatient: None
) -> None:
    async with working(topics) as running:
        await running.ready()

        async def lose(event: Any) -> None:
            """Neither begin nor fail."""

        running.worker._consumers[0]._begin = lose  # type: ignore[method-assign]
        await write(topics, UNIQUE_ARTICLES, articles(1))
        await until(lambda: bool(running.failures))
    assert "stalled" in running.failures[0]


async def test_a_rebalance_that_gets_nowhere_ends_the_process(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
    brokers_answer = False
    async with working(topics, brokers_answer=lambda: brokers_answer) as running:
        await running.ready()
        monkeypatch.setattr(worker_module, "NEVER_READY_AFTER", timedelta(milliseconds=50))
        running.worker.app.rebalancing = True
        await asyncio.sleep(0.3)
        assert running.failures == []
        brokers_answer = True
        await until(lambda: bool(running.failures))
        running.worker.app.rebalancing = False
    assert "not ready" in running.failures[0]


class LastMark:
    """What the broker was last told of the messages in a worker's hands.

    Kept here, because a worker that has failed is not there to be asked.
    """

    def __init__(self, worker: Worker) -> None:
        self._thread = worker.app.consumer._thread
        self._note = self._thread.note
        self._thread.note = self._noted
        self.mark: Checkpoint | None = None

    def counts_as_failed(self) -> bool:
        """Whether who comes next would hold the end of this worker against what it had in hand."""
        assert self.mark is not None
        return bool(self.mark.in_hand)

    async def _noted(self, commits: dict[TP, tuple[int, Checkpoint]]) -> bool:
        is_noted: bool = await self._note(commits)
        if is_noted:
            ((_, self.mark),) = commits.values()
        return is_noted


@asynccontextmanager
async def with_a_message_in_hand(
    kafka: KafkaSettings,
) -> AsyncIterator[tuple[Running, LastMark]]:
    """A worker that never gets done with an article, and has noted that it began it."""

    async def hang(article: UniqueArticle) -> EnrichedArticle:
        await asyncio.Event().wait()
        return enriched(article)

    async with working(kafka, hang, stop_timeout=timedelta(milliseconds=100)) as running:
        await running.ready()
        last = LastMark(running.worker)
        await write(kafka, UNIQUE_ARTICLES, articles(1))
        await until(lambda: running.counts["in_flight"] == 1)
        assert last.counts_as_failed()
        yield running, last


@pytest.mark.parametrize("by_message", [True, False])
async def test_what_is_in_hand_is_suspected_only_where_it_may_be_the_cause(
    topics: KafkaSettings, by_message: bool
) -> None:
    async with with_a_message_in_hand(topics) as (running, last):
        running.worker.fail("something happened", by_message=by_message)
        await until(lambda: bool(running.failures))
        assert last.counts_as_failed() is by_message
    assert running.failures == ["something happened"]


async def test_who_fails_leaves_before_anything_is_stopped(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
    async with with_a_message_in_hand(topics) as (running, last):
        app = running.worker.app
        leave = app.consumer.leave
        was_stopped: list[bool] = []

        async def leave_slowly() -> None:
            monkeypatch.setattr(app.consumer, "leave", leave)
            await asyncio.sleep(0.5)
            was_stopped.append(app.should_stop)
            await leave()

        monkeypatch.setattr(app.consumer, "leave", leave_slowly)
        running.worker.fail("something happened")
        await until(lambda: bool(running.failures))
        assert was_stopped == [False]
        assert not last.counts_as_failed()


async def test_who_stops_in_a_rebalance_takes_back_what_it_had_in_hand(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the rebalance is over, it has no partition of which it could say anything."""
    monkeypatch.setattr(worker_module, "REBALANCE_SECONDS", 60.0)
    async with with_a_message_in_hand(topics) as (running, last):
        consumer = running.worker.app.consumer
        seek, reached = consumer.perform_seek, asyncio.Event()

        async def seek_when_all_is_finished() -> None:
            reached.set()
            await running.worker.stopping.wait()
            await asyncio.sleep(0.5)
            await seek()

        monkeypatch.setattr(consumer, "perform_seek", seek_when_all_is_finished)
        rejoin = consumer._thread._consumer._coordinator.request_rejoin
        consumer._thread.thread_loop.call_soon_threadsafe(rejoin)
        async with asyncio.timeout(60):
            await reached.wait()
        assert last.counts_as_failed()
    assert not last.counts_as_failed()


@pytest.fixture
async def four_partitions(kafka: KafkaSettings) -> KafkaSettings:
    divided = kafka.model_copy(update={"topic_partitions": 4})
    await create_topics(divided)
    return divided


class Stream:
    """Articles that are written until it is enough."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self.sent: list[UniqueArticle] = []
        self._kafka = kafka
        self._enough = asyncio.Event()
        self._writing = asyncio.create_task(self._write())

    async def end(self) -> set[str]:
        """Stop writing; what was written."""
        self._enough.set()
        await self._writing
        return set(ids(self.sent))

    async def _write(self) -> None:
        while not self._enough.is_set():
            more = articles(50, start=len(self.sent))
            await write(self._kafka, UNIQUE_ARTICLES, more)
            self.sent += more
            await asyncio.sleep(0.05)


async def test_nothing_is_lost_when_workers_come_and_go(four_partitions: KafkaSettings) -> None:
    async with working(four_partitions) as first:
        stream = Stream(four_partitions)
        await until(lambda: first.counts["read"] > 0)
        async with working(four_partitions) as second:
            await until(lambda: second.counts["read"] > 0)
        sent = await stream.end()
        assert set(await results(four_partitions, len(sent))) == sent
    assert first.failures == second.failures == []


async def test_a_worker_without_a_partition_is_ready(topics: KafkaSettings) -> None:
    """There is one partition: the other worker waits to take over."""
    async with working(topics) as first, working(topics) as second:
        await until(lambda: first.worker.is_ready() and second.worker.is_ready())
        await write(topics, UNIQUE_ARTICLES, articles(3))
        assert set(await results(topics, 3)) == set(ids(articles(3)))


async def test_a_worker_that_is_to_stop_at_once_does_not_even_join(topics: KafkaSettings) -> None:
    failures: list[str] = []
    partitions = await require_topics(topics)
    worker = Worker("enricher", topics, partitions, RuntimeSettings(), fail=failures.append)
    worker.attach(Stage(ENRICH, pass_on))
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(60):
        await worker.run(stop)
    assert not worker.is_ready()


async def test_garbage_in_a_topic_stops_nothing(topics: KafkaSettings) -> None:
    name = topic_name(topics, UNIQUE_ARTICLES)
    async with open_publisher(topics) as publisher:
        for value in (b"\xff", b"", None, b"[]", b"{}"):
            await publisher.publish(name, b"\xff", value, hex32("x"), [("h", b"\xfe")])
    first, second, third = articles(3)
    await write(topics, UNIQUE_ARTICLES, [first])
    await write_with_foreign_header(topics, name, [b"{}", second.model_dump_json().encode()])
    await write(topics, UNIQUE_ARTICLES, [third])
    async with working(topics) as running:
        await results(topics, 3)
        await until(lambda: running.counts["in_flight"] == 0)
        assert running.counts["dead_lettered"] == 6


async def test_nothing_is_in_hand_while_a_stage_prepares(topics: KafkaSettings) -> None:
    """A model that is being loaded for seconds would hold what no process has begun."""
    await write(topics, UNIQUE_ARTICLES, articles(1))
    prepared, failures = asyncio.Event(), list[str]()
    worker = Worker(
        "enricher", topics, await require_topics(topics), RuntimeSettings(), fail=failures.append
    )
    worker.attach(Stage(ENRICH, pass_on, prepared=prepared))
    running = Running(worker, failures)
    try:
        await running.ready()
        lags = worker.app.consumer.lags
        async with asyncio.timeout(30):
            while not any((await lags()).values()):  # noqa: ASYNC110 # it sets no event
                await asyncio.sleep(0.05)
        assert not any(it.has_news for it in worker.app.consumer._assigned.values())
        assert running.counts["read"] == 0
        prepared.set()
        await until(lambda: running.counts["published"] == {ENRICHED_ARTICLES.name: 1})
    finally:
        prepared.set()
        await running.stop()
