"""A room replayed at a broker where topics and what became of each article are known by hand."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from newsmill.contracts.headers import dead_letter_headers, event_headers
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    RETRIEVED_ARTICLES,
)
from newsmill.kafka.admin import create_topics, require_topics
from newsmill.kafka.connection import open_admin, topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher, publish_record
from newsmill.kafka.reading import committed_offsets, open_history
from newsmill.local.shadow_input import NothingToReplay, Order
from newsmill.local.shadow_room import Replayed, replay_room
from newsmill.local.shadow_topics import (
    ShadowTopicsThere,
    create_shadows,
    delete_shadows,
    shadow_of,
    shadows_there,
)
from newsmill.pipeline import CLEAN
from newsmill.settings import KafkaSettings, RuntimeSettings
from tests.brokers import is_apache_wanted
from tests.builders import (
    NOON,
    TEXT,
    clean_article,
    dead_letter,
    drop,
    hex16,
    hex32,
    page,
    provenance,
    retrieved_article,
)
from tests.kafka.test_reading import commit

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

only_apache = pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka removes records: make test-kafka"
)

HOUR = timedelta(hours=1)
PARTITIONS = 3
NAMES = ("same", "dropped then", "another title then", "waiting", "not kept")
GARBAGE = b'{"entry_id": \xff'


@pytest.fixture
async def topics(kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> KafkaSettings:
    """The broker with several partitions of each topic, and a child that commits at once."""
    monkeypatch.setenv("NEWSMILL_COMMIT_INTERVAL", "0.2")
    monkeypatch.setenv("NEWSMILL_SESSION_TIMEOUT", "2")
    kafka = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(kafka)
    return kafka


@pytest.fixture
def runtime(tmp_path: Path) -> RuntimeSettings:
    """Settings with a state folder of the test's own."""
    return RuntimeSettings(state_dir=tmp_path, stop_timeout=timedelta(seconds=5))


def order(suffix: str = "next", **changes: object) -> Order:
    """All that lies on the cleaner's topic."""
    now = datetime.now(UTC)
    given = {"since": now - HOUR, "until": now + HOUR, "suffix": suffix, **changes}
    return Order(CLEAN, **given)  # type: ignore[arg-type]


def url(name: str) -> str:
    """Articles on hosts of their own lie in several partitions."""
    return f"https://{name.replace(' ', '-')}.example/ferry"


async def offer(kafka: KafkaSettings, publisher: KafkaPublisher, name: str) -> None:
    """An article with its page, as the retriever publishes it."""
    html = (
        f"<html lang=en><body><article><h1>{name}</h1><p>{TEXT} {TEXT}</p></article></body></html>"
    )
    article = retrieved_article(
        entry_id=hex32(name),
        entry_version=hex16(name),
        url=url(name),
        title=f"Ferry {name}",
        page=page(url=url(name), html=html),
    )
    await publish_record(publisher, kafka, RETRIEVED_ARTICLES, article, "retriever")


async def outcome_now(kafka: KafkaSettings, suffix: str) -> dict[str, bytes]:
    """The values on the shadow of the clean topic, by observation."""
    found = {}
    async with open_history(shadow_of(kafka, suffix), [CLEAN_ARTICLES]) as history:
        async for messages in history.read():
            for message in messages:
                subject = dict(message.headers)["ce_subject"] or b""
                found[subject.decode().partition(".")[0]] = message.value or b""
    return found


async def test_everything_that_was_read_is_compared_or_told_why_not(
    topics: KafkaSettings, runtime: RuntimeSettings
) -> None:
    name_of_reads = topic_name(topics, RETRIEVED_ARTICLES)
    async with open_publisher(topics) as publisher:
        for name in NAMES:
            await offer(topics, publisher, name)
        await offer(topics, publisher, "same")
        # Without an observation: paired by the place where it was read.
        await publisher.publish_to(name_of_reads, 1, b"k", GARBAGE, [])
    ends = {}
    async with open_history(topics, [RETRIEVED_ARTICLES]) as history:
        ends = dict(history.ends)
        async for messages in history.read():
            for message in messages:
                if message.value == GARBAGE:
                    garbage = message
                if b"waiting" in (message.value or b""):
                    waiting = message
    for (_, partition), end in ends.items():
        has_come_to = waiting.offset if partition == waiting.partition else end
        if has_come_to:
            await commit(
                topics, "newsmill-cleaner", RETRIEVED_ARTICLES.name, partition, has_come_to
            )

    # A first replay says what the cleaner makes of them: this becomes what it made of them then.
    first = Replayed(order("first"))
    await replay_room(topics, runtime, first)
    made = await outcome_now(topics, "first")
    assert first.read.read == len(NAMES) + 2
    assert first.read.repeats == 1
    assert first.comparison.not_yet >= 1
    async with open_publisher(topics) as publisher:
        await _write_what_was(topics, publisher, made)
        letter = dead_letter(
            topic=name_of_reads, partition=garbage.partition, offset=garbage.offset
        )
        headers = dead_letter_headers(letter, ())
        await publisher.publish(topic_name(topics, DEAD_LETTERS), b"k", GARBAGE, "x", headers)

    second = Replayed(order("second"))
    await replay_room(topics, runtime, second)

    result = second.comparison
    assert result.ends_now == {"clean": len(NAMES), "dead letter: ValidationError": 1}
    assert result.ends_before == {
        "clean": 2,
        "dropped: no_text": 1,
        "dead letter: ValidationError": 1,
    }
    assert (result.same, result.changed, result.moved) == (2, 1, 1)
    assert set(result.fields) == {"title"}
    assert set(result.moves) == {("dropped: no_text", "clean")}
    assert result.not_yet + result.not_kept == 2
    assert result.not_yet >= 1
    assert result.unanswered == 0


async def _write_what_was(
    kafka: KafkaSettings, publisher: KafkaPublisher, made: dict[str, bytes]
) -> None:
    """The outcomes of the real cleaner: newer ones count, and other rooms' do not."""
    same = made[hex32("same")]
    titled = made[hex32("another title then")].replace(b"Ferry another", b"Ship another")
    for name, value in (("same", b"{}"), ("same", same), ("another title then", titled)):
        subject = f"{hex32(name)}.{hex16(name)}"
        article = clean_article(provenance=provenance())
        headers = event_headers(CLEAN_ARTICLES, article, "cleaner", NOON, subject, None)
        topic = topic_name(kafka, CLEAN_ARTICLES)
        await publisher.publish_to(topic, 0, b"k", value, headers)
    gone = drop(entry_id=hex32("dropped then"), entry_version=hex16("dropped then"))
    elsewhere = drop(room="puller", entry_id=hex32("same"), entry_version=hex16("same"))
    for record, room in ((gone, "cleaner"), (elsewhere, "puller")):
        await publish_record(publisher, kafka, DROPS, record, room)


async def test_only_what_was_written_between_the_two_instants_is_read(
    topics: KafkaSettings, runtime: RuntimeSettings
) -> None:
    times: list[int] = []
    async with open_publisher(topics) as publisher:
        for name in NAMES:
            await offer(topics, publisher, name)
            await asyncio.sleep(0.005)
    async with open_history(topics, [RETRIEVED_ARTICLES]) as history:
        async for messages in history.read():
            times += [message.milliseconds for message in messages]
    _, since, _, until, _ = (datetime.fromtimestamp(it / 1000, UTC) for it in sorted(times))

    between = Replayed(order(since=since, until=until))
    await replay_room(topics, runtime, between)

    assert between.read.read == between.comparison.not_yet == 2
    assert between.read.first_milliseconds == sorted(times)[1]
    assert between.read.last_milliseconds == sorted(times)[2]
    assert set(await outcome_now(topics, "next")) == {hex32(name) for name in NAMES[1:3]}
    with pytest.raises(ShadowTopicsThere, match=r"news\.articles\.clean\.v1\.next"):
        await replay_room(topics, runtime, Replayed(order()))
    with pytest.raises(NothingToReplay):
        await replay_room(
            topics, runtime, Replayed(order(since=NOON, until=NOON + HOUR, again=True))
        )
    assert await shadows_there(shadow_of(topics, "next")) == []


async def test_shadow_topics_are_cut_as_the_real_ones_and_begin_anew(topics: KafkaSettings) -> None:
    shadow = shadow_of(topics, "next")
    await create_shadows(topics, shadow, CLEAN)
    there = await require_topics(shadow, [])
    assert {there[name] for name in await shadows_there(shadow)} == {PARTITIONS}
    async with open_publisher(topics) as publisher:
        name = topic_name(shadow, RETRIEVED_ARTICLES)
        await publisher.publish_in_order(name, 0, [])
        await publisher.publish_to(name, 0, b"k", b"v", [])
    suffixed = f"{RETRIEVED_ARTICLES.name}.next"
    await commit(topics, "newsmill-cleaner.next", suffixed, 0, 1)

    await delete_shadows(shadow)
    await create_shadows(topics, shadow, CLEAN)

    committed = await committed_offsets(shadow, {RETRIEVED_ARTICLES.name: ("cleaner",)})
    assert not any(committed.values())
    async with open_history(shadow, [RETRIEVED_ARTICLES]) as history:
        assert history.total == 0


@only_apache
async def test_what_retention_has_removed_is_told(
    topics: KafkaSettings, runtime: RuntimeSettings
) -> None:
    async with open_publisher(topics) as publisher:
        await offer(topics, publisher, "gone")
        await asyncio.sleep(0.005)
        await offer(topics, publisher, "gone")
    async with open_history(topics, [RETRIEVED_ARTICLES]) as history:
        ((_, partition),) = (place for place, end in history.ends.items() if end)
    async with open_admin(topics) as admin:
        tp = TopicPartition(topic_name(topics, RETRIEVED_ARTICLES), partition)
        await admin.delete_records({tp: RecordsToDelete(before_offset=1)})

    replayed = Replayed(order())
    await replay_room(topics, runtime, replayed)

    assert replayed.read.read == 1
    assert replayed.read.kept_from == replayed.read.first_milliseconds


def test_the_articles_lie_in_several_partitions() -> None:
    """Or the tests above would show less than they say."""
    from newsmill.kafka.connection import partition_of

    places = {
        partition_of(RETRIEVED_ARTICLES.partition_key(retrieved_article(url=url(name))), PARTITIONS)
        for name in NAMES
    }
    assert len(places) > 1
