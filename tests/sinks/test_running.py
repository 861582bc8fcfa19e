"""Sinks on a broker: what comes, in which order, and what happens when somebody is away."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaConsumer

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.errors import UsageError
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, group_name, topic_name
from newsmill.kafka.reading import committed_offsets
from newsmill.settings import KafkaSettings
from newsmill.sinks.beginning import Wanted, beginning_of
from newsmill.sinks.decoding import Filtering, Matches
from newsmill.sinks.errors import SinkRefused
from newsmill.sinks.running import Running, process_of
from newsmill.sinks.sink import Bounds
from tests.builders import enriched_article
from tests.sinks.broker_side import STOP, running, until, write
from tests.sinks.listing import KeepingList, ListSink

pytestmark = pytest.mark.broker

NOTHING = Wanted()


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with the topic in two partitions."""
    two = kafka.model_copy(update={"topic_partitions": 2})
    await create_topics(two, [ENRICHED_ARTICLES])
    return two


def row(number: int) -> tuple[str, bytes]:
    article = enriched_article(article_id=f"{number:032x}")
    return article.article_id, article.model_dump_json().encode()


def keys(numbers: Sequence[int]) -> list[str]:
    return [f"{number:032x}" for number in numbers]


async def offsets(kafka: KafkaSettings, name: str) -> int:
    committed = await committed_offsets(kafka, {ENRICHED_ARTICLES.name: [process_of(name)]})
    return sum(committed.values())


async def once(
    kafka: KafkaSettings,
    sink: ListSink,
    wanted: Wanted = NOTHING,
    matches: Matches | None = None,
    patience: timedelta = timedelta(seconds=60),
) -> Running:
    """Write what there is now."""
    beginning, ends = await beginning_of(kafka, sink, wanted)
    filtering = Filtering("a filter", matches) if matches else None
    sink_running = Running(kafka, sink, sink.name, beginning, filtering)
    await sink_running.run(asyncio.Event(), STOP, ends, patience)
    return sink_running


async def test_what_another_member_has_and_does_not_write_is_waited_for(
    topic: KafkaSettings,
) -> None:
    """As one that was killed has it until its session ends."""
    await write(topic, ENRICHED_ARTICLES, *map(row, range(30)))
    name, group = topic_name(topic, ENRICHED_ARTICLES), group_name(topic, process_of("list"))
    other = AIOKafkaConsumer(
        name, **client_options(topic), group_id=group, enable_auto_commit=False,
        session_timeout_ms=6_000, rebalance_timeout_ms=6_000,
    )  # fmt: skip
    await other.start()
    patient = topic.model_copy(update={"session_timeout": timedelta(seconds=6)})
    sink = ListSink()
    working = asyncio.create_task(once(patient, sink))
    try:
        await until(lambda: len(other.assignment()) == 1 and sink.kept)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(working), 2)
    finally:
        await other.stop()
    await working
    assert sorted(set(sink.keys)) == keys(range(30))


async def test_everything_comes_once_and_what_was_written_is_committed(
    topic: KafkaSettings,
) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(30)))
    sink, again = ListSink(), ListSink()

    await once(topic, sink)
    await once(topic, again)

    assert sorted(sink.keys) == keys(range(30))
    assert again.kept == []
    assert await offsets(topic, "list") == 30


async def test_batches_are_bounded(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(30)))
    sink = ListSink(bounds=Bounds(messages=7, wait=timedelta(seconds=1)))

    await once(topic, sink)

    assert max(sink.batches) == 7
    assert sum(sink.batches) == 30


async def test_nothing_is_committed_before_it_is_written(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(5)))
    sink = ListSink()
    sink.gate.clear()
    async with running(Running(topic, sink, "list")):
        await until(lambda: sink.tries)
        assert await offsets(topic, "list") == 0
        sink.gate.set()
        await until(lambda: len(sink.kept) == 5)
    assert await offsets(topic, "list") == 5


async def test_a_target_that_is_away_is_waited_for(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(5)))
    sink = ListSink(is_away=True)
    sink_running = Running(topic, sink, "list")
    async with running(sink_running):
        await until(lambda: sink.tries > 2)
        assert not sink_running.status().ready
        sink.is_away = False
        await until(lambda: len(sink.kept) == 5)
        await until(lambda: sink_running.status().ready)


async def test_a_stop_does_not_wait_for_a_target_that_is_away(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, row(1))
    sink = ListSink(is_away=True)
    async with asyncio.timeout(60), running(Running(topic, sink, "list")):
        await until(lambda: sink.tries > 1)
    assert await offsets(topic, "list") == 0


async def test_whoever_wants_an_end_does_not_wait_for_ever(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, row(1))
    sink = ListSink(is_away=True)
    with pytest.raises(SinkRefused, match="it does not answer"):
        await once(topic, sink, patience=timedelta(seconds=1))


async def test_poison_is_set_aside_and_blocks_nobody(topic: KafkaSettings) -> None:
    poison = ("00", b'{"title": 1}'), ("01", b"\xff"), ("02", b"[" * 5000)
    await write(topic, ENRICHED_ARTICLES, row(1), *poison, row(2), row(3))
    sink = ListSink(refused_keys={keys([2])[0]})

    counts = (await once(topic, sink)).counts

    assert sorted(sink.keys) == keys([1, 3])
    assert (counts.read, counts.written, counts.set_aside) == (6, 2, 4)
    assert await offsets(topic, "list") == 6


async def test_a_filter_leaves_out_or_deletes(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, row(1), row(2), ("03", None))
    telling, table = ListSink(name="telling"), ListSink(name="table", is_table=True)
    wanted = keys([1])[0]
    for sink in (telling, table):
        await once(topic, sink, matches=lambda it: getattr(it, "article_id", "") == wanted)

    assert {change.key: change.record is not None for change in telling.kept} == {
        wanted: True,
        "03": False,
    }
    assert {change.key: change.record is not None for change in table.kept} == {
        wanted: True,
        keys([2])[0]: False,
        "03": False,
    }


async def test_some_begin_with_what_is_written_from_now(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, row(1))
    sink = ListSink(begins_at="now")
    await once(topic, sink)
    await write(topic, ENRICHED_ARTICLES, row(2))

    await once(topic, sink)

    assert sink.keys == keys([2])


async def test_a_start_from_the_start_reads_everything_again(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(4)))
    sink = ListSink()
    await once(topic, sink)

    await once(topic, sink, Wanted(from_start=True))

    assert sorted(sink.keys) == sorted(keys(range(4)) * 2)


async def test_nobody_is_set_back_who_is_running(topic: KafkaSettings) -> None:
    sink = ListSink()
    sink_running = Running(topic, sink, "list")
    async with running(sink_running):
        await until(lambda: sink_running.status().ready)
        with pytest.raises(UsageError, match="is running"):
            await once(topic, ListSink(), Wanted(from_start=True))


async def test_two_share_the_work_and_whoever_is_left_takes_it_over(topic: KafkaSettings) -> None:
    first, second = ListSink(), ListSink()
    one, two = Running(topic, first, "list"), Running(topic, second, "list")
    async with running(one):
        await until(lambda: one.status().ready)
        async with running(two):
            await until(lambda: one.status().ready and two.status().ready)
            await write(topic, ENRICHED_ARTICLES, *map(row, range(40)))
            await until(lambda: set(first.keys) | set(second.keys) == set(keys(range(40))))
            assert first.kept
            assert second.kept
        await write(topic, ENRICHED_ARTICLES, *map(row, range(40, 60)))
        await until(lambda: set(first.keys) >= set(keys(range(40, 60))))
    assert sorted(first.keys + second.keys) == keys(range(60))


async def test_a_slow_write_ends_with_its_partitions(topic: KafkaSettings) -> None:
    await write(topic, ENRICHED_ARTICLES, *map(row, range(10)))
    slow, quick = ListSink(), ListSink()
    slow.gate.clear()
    one, two = Running(topic, slow, "list"), Running(topic, quick, "list")
    async with running(one):
        await until(lambda: slow.tries)
        async with running(two):
            await until(lambda: quick.kept)
            slow.gate.set()
            await until(lambda: set(slow.keys) | set(quick.keys) == set(keys(range(10))))
    assert sorted(slow.keys + quick.keys) == keys(range(10))


async def test_who_has_forgotten_everything_begins_at_the_start(topic: KafkaSettings) -> None:
    """A new database, say: what the group has committed is where the old one was."""
    await write(topic, ENRICHED_ARTICLES, *map(row, range(3)))
    for _ in range(2):
        sink = KeepingList()
        await once(topic, sink)
        assert sorted(sink.keys) == keys(range(3))
