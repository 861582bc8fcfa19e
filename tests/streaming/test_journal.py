"""A stage with a journal on a broker: nothing is lost, and nothing is decided on twice."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFenced,
    TopicAuthorizationFailedError,
)
from structlog.testing import capture_logs

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES, UNIQUE_ARTICLES
from newsmill.kafka import log_reading
from newsmill.kafka.admin import create_journal, create_topics, delete_topics, require_topics
from newsmill.kafka.connection import journal_name, open_admin, partition_of, topic_name
from newsmill.kafka.errors import TopicMismatch
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.pipeline import ENRICH
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming import worker as worker_module
from newsmill.streaming.journal_writer import Entry
from newsmill.streaming.stage import Stage
from newsmill.streaming.worker import Worker
from tests.brokers import OwnBroker, is_apache_wanted
from tests.builders import hex32, unique_article
from tests.hosting.running import read, run_room, until, write
from tests.hosting.small_rooms import Numbers, enriched

pytestmark = pytest.mark.broker

NAME = "numbers"
MANY = 30_000


class Running:
    """A worker that numbers articles, at work, and what it gave as reasons to end its process."""

    def __init__(self, worker: Worker, numbers: Numbers, failures: list[str]) -> None:
        self.worker = worker
        self.numbers = numbers
        self.failures = failures
        self._stop = asyncio.Event()
        self._run = asyncio.create_task(worker.run(self._stop))

    async def ready(self) -> None:
        await until(self.worker.is_ready)

    @property
    def counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = self.worker.status()["enricher"].model_dump()
        return counts

    @property
    def known(self) -> int:
        return sum(map(len, self.numbers.by_partition.values()))

    async def stop(self) -> None:
        self._stop.set()
        async with asyncio.timeout(60):
            await self._run


@asynccontextmanager
async def numbering(
    kafka: KafkaSettings,
    *,
    name: str = "newsmill-enricher",
    pause: float = 0,
    numbers: Numbers | None = None,
) -> AsyncIterator[Running]:
    failures: list[str] = []
    partitions = await require_topics(kafka)
    worker = Worker(name, kafka, partitions, RuntimeSettings(), fail=failures.append)
    numbers = numbers or Numbers()
    numbers.journal = worker.journal(NAME, UNIQUE_ARTICLES, numbers)

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        await asyncio.sleep(pause)
        number = numbers.number(article.article_id)
        return enriched(article).model_copy(update={"revision": number})

    worker.attach(Stage(ENRICH, decide, in_order=True))
    running = Running(worker, numbers, failures)
    try:
        yield running
    finally:
        await running.stop()


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    await create_topics(kafka)
    return kafka


@pytest.fixture
async def four_partitions(kafka: KafkaSettings) -> KafkaSettings:
    divided = kafka.model_copy(update={"topic_partitions": 4})
    await create_topics(divided)
    return divided


def articles(count: int, start: int = 0) -> list[UniqueArticle]:
    return [unique_article(url=f"https://a.example/{n}") for n in range(start, start + count)]


def ids(records: Sequence[Any]) -> set[str]:
    return {record.article_id for record in records}


async def outcomes(kafka: KafkaSettings, count: int) -> dict[str, set[int]]:
    """Which numbers each of `count` articles came out with."""
    records = await read(kafka, [ENRICHED_ARTICLES], lambda r: len(ids(r)) >= count)
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for record in records:
        assert isinstance(record, EnrichedArticle)
        numbers[record.article_id].add(record.revision)
    return numbers


def assert_decided_once(
    numbers: dict[str, set[int]], sent: Collection[str], partitions: int
) -> None:
    """Each has come out, always with the same number, and no number was given twice or left out.

    So whoever decided on an article knew exactly of those before it.
    """
    assert numbers.keys() == set(sent)
    given: defaultdict[int, list[int]] = defaultdict(list)
    for article_id, its_numbers in numbers.items():
        assert len(its_numbers) == 1, f"decided differently: {its_numbers}"
        given[partition_of(article_id, partitions)] += its_numbers
    for its_numbers_there in given.values():
        assert sorted(its_numbers_there) == list(range(1, len(its_numbers_there) + 1))


async def write_entries(kafka: KafkaSettings, count: int, partition: int = 0) -> None:
    """Fill a journal with `count` articles that are not on any topic."""
    name = journal_name(kafka, NAME)
    await create_journal(kafka, name, kafka.topic_partitions or 1)
    padding = b"0" * 600
    async with open_publisher(kafka) as publisher:
        client = publisher._producer
        number = 1
        while number <= count:
            batch = client.create_batch()
            while number <= count:
                key, value = hex32(f"{partition} {number}").encode(), padding + b"%d" % number
                if batch.append(timestamp=None, key=key, value=value) is None:
                    break
                number += 1
            await (await client.send_batch(batch, name, partition=partition))


async def test_a_memory_is_whole_after_a_restart(topics: KafkaSettings) -> None:
    """The embedded broker says that a log ends some records before it does."""
    count = 400
    await write(topics, UNIQUE_ARTICLES, articles(count))
    async with numbering(topics) as first:
        await until(lambda: first.counts["published"] == {ENRICHED_ARTICLES.name: count})
    async with numbering(topics) as second:
        await second.ready()
        assert second.numbers.by_partition == first.numbers.by_partition
        assert second.counts["read"] == 0
    assert first.numbers.recoveries == [(0, False)]
    assert second.numbers.recoveries == [(0, True)]


async def test_a_process_with_all_rooms_goes_on_with_the_same_journal(
    topics: KafkaSettings,
) -> None:
    sent = articles(60)
    await write(topics, UNIQUE_ARTICLES, sent)
    async with numbering(topics) as alone:
        await until(lambda: alone.counts["published"] == {ENRICHED_ARTICLES.name: 60})
    async with numbering(topics, name="newsmill-mill") as all_in_one:
        # Another group, and so everything once more.
        await until(lambda: all_in_one.counts["published"] == {ENRICHED_ARTICLES.name: 60})
        assert all_in_one.numbers.recoveries == [(0, True)]
    assert_decided_once(await outcomes(topics, 60), ids(sent), 1)


async def test_tens_of_thousands_of_entries_are_read_back(topics: KafkaSettings) -> None:
    await write_entries(topics, MANY)
    sent = articles(3)
    await write(topics, UNIQUE_ARTICLES, sent)
    async with numbering(topics) as running:
        assert not running.worker.is_ready()
        out = await outcomes(topics, 3)
        await running.ready()
        assert running.known == MANY + 3
        assert running.counts["journal"] == {"read": MANY, "total": MANY, "is_recovering": False}
    assert sorted(*map(sorted, zip(*out.values(), strict=True))) == [MANY + 1, MANY + 2, MANY + 3]


async def test_a_room_tells_how_far_it_has_read_and_is_ready_when_it_has(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    await write_entries(topics, 500)
    async with run_room("numberer", topics, tmp_path / "log") as room:
        await room.ready()
        told = await room.status()
        assert told is not None
        assert told["rooms"]["enricher"]["journal"] == {
            "read": 500,
            "total": 500,
            "is_recovering": False,
        }
        value_by_name = {
            sample.name: sample.value
            for family in await room.metrics()
            for sample in family.samples
        }
        assert value_by_name["newsmill_journal_read"] == 500
        assert value_by_name["newsmill_journal_to_read"] == 500
        assert await room.stop() == 0
    log = (tmp_path / "log").read_text()
    assert "reading the journal" in log
    assert "the journal is read" in log


async def test_nothing_is_decided_differently_when_a_worker_is_killed_in_the_middle(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    """Whatever was decided, journaled, published or committed by then.

    Each gets on, so that no message is taken for what ends them all.
    """
    await write_entries(topics, 20_000)
    sent = articles(1000)
    await write(topics, UNIQUE_ARTICLES, sent)
    chance = random.Random(3)
    for _ in range(3):
        async with run_room("numberer", topics, tmp_path / "log") as room:
            await room.until(lambda told: _published(told) >= 150)
            await asyncio.sleep(chance.uniform(0, 0.5))
            await room.kill()
    async with run_room("numberer", topics, tmp_path / "log"):
        numbers = await outcomes(topics, len(sent))
    assert numbers.keys() == ids(sent)
    assert sorted(number for its in numbers.values() for number in its) == list(
        range(20_001, 21_001)
    )


def _published(told: dict[str, Any]) -> int:
    return sum(told["rooms"].get("enricher", {}).get("published", {}).values())


async def test_nothing_is_lost_or_decided_differently_when_workers_share_a_backlog(
    four_partitions: KafkaSettings,
) -> None:
    """Where Faust alone may count what it prefetched as handled."""
    sent = articles(2500)
    await write(four_partitions, UNIQUE_ARTICLES, sent)
    async with numbering(four_partitions, pause=0.0005) as first:
        await until(lambda: first.counts["read"] > 0)
        async with numbering(four_partitions, pause=0.0005) as second:
            await until(lambda: second.counts["read"] > 0)
        numbers = await outcomes(four_partitions, 2500)
        await until(lambda: first.counts["in_flight"] == 0)
        await until(lambda: first.known == 2500)
    assert_decided_once(numbers, ids(sent), 4)
    assert first.failures == second.failures == []


async def test_what_stays_with_a_worker_is_not_read_again(four_partitions: KafkaSettings) -> None:
    await write(four_partitions, UNIQUE_ARTICLES, articles(400))
    async with numbering(four_partitions) as first:
        await until(lambda: first.known == 400 and first.counts["in_flight"] == 0)
        async with numbering(four_partitions) as second:
            await until(lambda: first.worker.is_ready() and second.worker.is_ready())
            stayed, moved = set(first.numbers.by_partition), set(second.numbers.by_partition)
            assert stayed | moved == {0, 1, 2, 3}
            assert not stayed & moved
        await until(lambda: first.known == 400)
        await first.ready()
        times = [partition for partition, _ in first.numbers.recoveries]
    assert {partition for partition in times if times.count(partition) == 1} == stayed


async def test_a_lost_journal_of_a_partition_with_a_history_is_told(topics: KafkaSettings) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(30))
    async with numbering(topics) as first:
        await until(lambda: first.counts["published"] == {ENRICHED_ARTICLES.name: 30})
    await delete_topics(topics, [journal_name(topics, NAME)])
    async with numbering(topics) as second:
        await second.ready()
    assert second.numbers.recoveries == [(0, True)]
    assert second.known == 0


class Slow(Numbers):
    """Says when it is loaded, and that `after` the first batch somebody else has his turn."""

    def __init__(self, after: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.batches = 0
        self._after = after

    def load(self, partition: int, entries: Sequence[Entry]) -> None:
        super().load(partition, entries)
        self.batches += 1
        if self.batches == 3:
            self._after()


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal is read with many fetches, each of little."""
    monkeypatch.setattr(log_reading, "FETCH_BYTES_PER_PARTITION", 16 * 1024)
    monkeypatch.setattr(log_reading, "MESSAGES_AT_ONCE", 200)


async def test_brokers_that_are_away_in_the_middle_of_a_recovery_are_waited_for(
    own_broker: OwnBroker, in_small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reading, "STUCK_SECONDS", 1.0)
    async with own_broker.running():
        kafka = own_broker.kafka
        await create_topics(kafka)
        await write_entries(kafka, MANY)
        reached = asyncio.Event()
        slow = Slow(reached.set)
        async with numbering(kafka, numbers=slow) as running:
            await reached.wait()
            with own_broker.paused():
                before = slow.batches
                await asyncio.sleep(3)
                assert not running.worker.is_ready()
            await until(lambda: running.known == MANY)
            await running.ready()
            assert slow.batches > before
            # What was taken over before was not read once more.
            assert slow.recoveries == [(0, False)]
            assert running.failures == []


async def test_brokers_that_are_started_again_in_the_middle_of_a_recovery_are_waited_for(
    own_broker: OwnBroker, in_small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not own_broker.keeps_data:
        pytest.skip("the embedded broker forgets everything when it ends")
    monkeypatch.setattr(log_reading, "STUCK_SECONDS", 1.0)
    kafka = own_broker.kafka
    reached = asyncio.Event()
    async with AsyncExitStack() as stack:
        async with own_broker.running():
            await create_topics(kafka)
            await write_entries(kafka, MANY)
            slow = Slow(reached.set)
            running = await stack.enter_async_context(numbering(kafka, numbers=slow))
            await reached.wait()
        await stack.enter_async_context(own_broker.running())
        await until(lambda: running.known == MANY)
        await running.ready()
        assert running.failures == []
        await running.stop()


async def test_a_rebalance_in_the_middle_of_a_recovery_abandons_it(
    four_partitions: KafkaSettings, in_small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both end with what their own partitions have, and with nothing else."""
    read_log = log_reading.LogReader.read

    async def slowly(*arguments: Any) -> AsyncIterator[Any]:
        async for batch in read_log(*arguments):
            yield batch
            await asyncio.sleep(0.005)

    monkeypatch.setattr(log_reading.LogReader, "read", slowly)
    for partition in range(4):
        await write_entries(four_partitions, 8000, partition)
    sent = articles(300)
    await write(four_partitions, UNIQUE_ARTICLES, sent)
    reached = asyncio.Event()
    async with numbering(four_partitions, numbers=Slow(reached.set)) as first:
        await reached.wait()
        assert first.counts["read"] == 0
        async with numbering(four_partitions) as second:
            numbers = await outcomes(four_partitions, 300)
            await until(lambda: first.worker.is_ready() and second.worker.is_ready())
            assert first.known + second.known == 4 * 8000 + 300
    given: defaultdict[int, list[int]] = defaultdict(list)
    for article_id, (number,) in numbers.items():
        given[partition_of(article_id, 4)].append(number)
    for there in given.values():
        assert sorted(there) == list(range(8001, 8001 + len(there)))
    assert first.failures == second.failures == []


async def test_an_idle_worker_with_a_journal_is_not_stalled(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in its journal is not waiting for anybody."""
    monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
    monkeypatch.setattr(worker_module, "STALL_AFTER", timedelta(milliseconds=50))
    await write(topics, UNIQUE_ARTICLES, articles(5))
    async with numbering(topics) as first:
        await until(lambda: first.counts["in_flight"] == 0 and first.counts["read"] == 5)
    async with numbering(topics) as second:
        await second.ready()
        await asyncio.sleep(0.3)
        assert second.failures == []


async def test_a_long_recovery_is_progress(
    topics: KafkaSettings, in_small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_log = log_reading.LogReader.read

    async def slowly(*arguments: Any) -> AsyncIterator[Any]:
        async for batch in read_log(*arguments):
            yield batch
            await asyncio.sleep(0.05)

    monkeypatch.setattr(log_reading.LogReader, "read", slowly)
    await write_entries(topics, 4000)
    reached = asyncio.Event()
    async with numbering(topics, numbers=Slow(reached.set)) as running:
        await reached.wait()
        await until(lambda: not running.worker.app.rebalancing)
        assert not running.worker.is_ready()
        assert running.counts["journal"]["is_recovering"]
        monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
        monkeypatch.setattr(worker_module, "NEVER_READY_AFTER", timedelta(milliseconds=500))
        await until(lambda: running.known == 4000)
        assert running.failures == []


async def test_a_recovery_that_gets_nowhere_ends_the_process(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = asyncio.Event()

    async def hanging(*_: Any) -> AsyncIterator[Any]:
        reached.set()
        await asyncio.Event().wait()
        yield

    monkeypatch.setattr(log_reading.LogReader, "read", hanging)
    async with numbering(topics) as running:
        await reached.wait()
        await until(lambda: not running.worker.app.rebalancing)
        monkeypatch.setattr(worker_module, "WATCH_SECONDS", 0.02)
        monkeypatch.setattr(worker_module, "NEVER_READY_AFTER", timedelta(milliseconds=100))
        await until(lambda: bool(running.failures))
    assert "not ready" in running.failures[0]


async def test_an_entry_that_cannot_be_written_ends_the_process(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with numbering(topics) as running:
        await running.ready()
        blamed: list[bool] = []
        fail = running.worker.fail

        def note(reason: str, *, by_message: bool = False) -> None:
            blamed.append(by_message)
            fail(reason, by_message=by_message)

        monkeypatch.setattr(running.worker, "fail", note)
        _refuse_entries(running, monkeypatch, ProducerFenced())
        await write(topics, UNIQUE_ARTICLES, articles(1))
        await until(lambda: bool(running.failures))
    assert blamed[0] is False
    assert "a journal could not be written" in running.failures[0]
    # It was not acknowledged.
    async with numbering(topics) as second:
        await until(lambda: second.counts["read"] == 1)


@pytest.mark.parametrize("error", [MessageSizeTooLargeError(), TopicAuthorizationFailedError()])
async def test_a_journal_that_takes_nothing_for_now_is_waited_for(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch, error: KafkaError
) -> None:
    """There is no other place for an entry; whose it is has nothing to do with it."""
    async with numbering(topics) as running:
        await running.ready()
        with monkeypatch.context() as refusing:
            _refuse_entries(running, refusing, error)
            await write(topics, UNIQUE_ARTICLES, articles(1))
            await until(lambda: not running.worker.is_ready())
        await until(lambda: running.counts["published"] != {})
        await until(running.worker.is_ready)
        assert running.failures == []


def _refuse_entries(running: Running, monkeypatch: pytest.MonkeyPatch, error: KafkaError) -> None:
    async def refuse(*_: Any) -> None:
        raise error

    monkeypatch.setattr(running.worker.app.producer, "send_batch", refuse)


async def test_a_journal_is_there_before_its_worker_joins_its_group(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker("newsmill-enricher", topics, await require_topics(topics), RuntimeSettings())
    worker.journal(NAME, UNIQUE_ARTICLES, Numbers())
    found: list[set[str]] = []

    async def look() -> None:
        found.append(set(await require_topics(topics)))

    monkeypatch.setattr(worker.app, "start", look)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await until(lambda: bool(found))
    stop.set()
    await running

    assert f"{topics.topic_prefix}newsmill-numbers-journal" in found[0]


async def test_a_journal_must_have_as_many_partitions_as_its_topic(topics: KafkaSettings) -> None:
    partitions = dict(await require_topics(topics))
    partitions[f"{topics.topic_prefix}newsmill-numbers-journal"] = 7
    worker = Worker("newsmill-enricher", topics, partitions, RuntimeSettings())
    with pytest.raises(TopicMismatch, match="numbers-journal has 7: delete"):
        worker.journal(NAME, UNIQUE_ARTICLES, Numbers())


@pytest.mark.skipif(not is_apache_wanted(), reason="only Apache Kafka adds partitions")
async def test_partitions_that_are_added_to_its_topic_break_the_worker_which_says_what_to_do(
    topics: KafkaSettings,
) -> None:
    async with numbering(topics) as running:
        await until(running.worker.is_ready)
        with capture_logs() as logs:
            async with open_admin(topics) as admin:
                source = topic_name(topics, UNIQUE_ARTICLES)
                await admin.create_partitions({source: NewPartitions(2)})
            async with asyncio.timeout(60):
                while running.worker.is_ready():  # noqa: ASYNC110 # it sets no event
                    await asyncio.sleep(0.1)
            await until(lambda: any("broken" in line["event"] for line in logs))
        assert running.failures == []
    (why,) = [line["why"] for line in logs if "broken" in line["event"]]
    journal = journal_name(topics, NAME)
    assert f"{source} has 2 partitions, {journal} has 1: delete {journal}" in why


async def test_a_deletion_is_a_null_in_the_journal(topics: KafkaSettings) -> None:
    class Deleting(Numbers):
        def number(self, article_id: str) -> int:
            assert self.journal is not None
            self.journal.append(article_id.encode(), b"")
            return 1

    (sent,) = articles(1)
    await write(topics, UNIQUE_ARTICLES, [sent])
    async with numbering(topics, numbers=Deleting()) as running:
        await until(lambda: running.counts["published"] == {ENRICHED_ARTICLES.name: 1})
    async with open_reader(topics, [journal_name(topics, NAME)], from_start=True) as reader:
        entry = await anext(reader)
    assert (entry.key, entry.value) == (sent.article_id.encode(), None)


async def test_a_worker_stops_at_any_moment_of_its_start(topics: KafkaSettings) -> None:
    await write_entries(topics, 2000)

    async def stop_after(seconds: float) -> list[str]:
        async with numbering(topics, name=f"stopped-after-{seconds:.2f}") as running:
            await asyncio.sleep(seconds)
        return running.failures

    moments = [hundredths / 100 for hundredths in range(0, 160, 8)]
    assert await asyncio.gather(*map(stop_after, moments)) == [[]] * len(moments)


async def test_a_journal_is_compacted_in_small_segments(topics: KafkaSettings) -> None:
    if not is_apache_wanted():
        pytest.skip("the embedded broker does not tell how a topic is configured")
    name = journal_name(topics, NAME)
    await create_journal(topics, name, 1)
    async with open_admin(topics) as admin:
        wanted = ConfigResource(ConfigResourceType.TOPIC, name)
        ((resource,),) = [reply.resources for reply in await admin.describe_configs([wanted])]
    value_by_name = {entry[0]: entry[1] for entry in resource[4]}
    assert value_by_name["cleanup.policy"] == "compact"
    assert int(value_by_name["segment.bytes"]) == 64 * 1024 * 1024
