import asyncio
import random
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from newsmill.contracts.base import Observation
from newsmill.contracts.headers import subject_of
from newsmill.contracts.topics import CLEAN_ARTICLES, FEEDS, RAW_ARTICLES, UNIQUE_ARTICLES
from newsmill.kafka.admin import create_topics, delete_topics, describe_topics, require_topics
from newsmill.kafka.connection import (
    ANSWER_SECONDS,
    client_options,
    group_name,
    in_contracts,
    journal_name,
    partition_of,
    topic_name,
    wait_for_broker,
)
from newsmill.kafka.errors import BrokerUnavailable, RecordRefused, TopicsMissing
from newsmill.kafka.publisher import (
    MAX_REQUEST_BYTES,
    open_publisher,
    publish_record,
    with_idempotence_as_accepted,
)
from newsmill.kafka.reading import open_reader
from newsmill.kafka.records import Message
from newsmill.local.ports import free_port
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings
from tests.builders import clean_article, raw_article

SOON = timedelta(seconds=0.1)


@pytest.fixture
def nobody() -> KafkaSettings:
    """An address where nothing listens."""
    return KafkaSettings(broker=f"127.0.0.1:{free_port()}")


@pytest.fixture
def mute() -> Iterator[KafkaSettings]:
    """An address where something takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield KafkaSettings(broker=f"127.0.0.1:{listening.getsockname()[1]}")


@pytest.mark.parametrize(
    ("key", "murmur2"),
    # From org.apache.kafka.common.utils.UtilsTest.
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("abc", 479470107),
    ],
)
def test_partitions_are_those_of_kafkas_own_clients(key: str, murmur2: int) -> None:
    assert partition_of(key, 1000) == (murmur2 & 0x7FFFFFFF) % 1000
    assert partition_of(key, 1) == 0


def test_names_carry_the_prefix_of_the_installation() -> None:
    assert topic_name(KafkaSettings(topic_prefix="test."), FEEDS) == "test.news.feeds.v1"


def test_every_name_of_a_replay_carries_its_suffix() -> None:
    shadow = KafkaSettings(topic_prefix="test.", topic_suffix=".next")

    assert topic_name(shadow, FEEDS) == "test.news.feeds.v1.next"
    assert group_name(shadow, "cleaner") == "test.newsmill-cleaner.next"
    assert journal_name(shadow, "articles") == "test.newsmill-articles-journal.next"
    assert in_contracts(shadow, "test.news.feeds.v1.next") == FEEDS.name


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, {"security_protocol": "PLAINTEXT"}, id="plain"),
        pytest.param(
            {
                "security_protocol": "SASL_PLAINTEXT",
                "sasl_username": "maren",
                "sasl_password": "gulls",
            },
            {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": "maren",
                "sasl_plain_password": "gulls",
            },
            id="password",
        ),
        pytest.param(
            {"broker": "a.example:1,b.example:2"},
            {"bootstrap_servers": ["a.example:1", "b.example:2"]},
            id="servers",
        ),
    ],
)
def test_clients_connect_as_the_settings_say(
    settings: dict[str, str], expected: dict[str, object]
) -> None:
    options = client_options(KafkaSettings.model_validate(settings))
    assert expected.items() <= options.items()


def test_certificates_are_checked() -> None:
    context = client_options(KafkaSettings(security_protocol="SSL"))["ssl_context"]
    assert context.check_hostname


async def test_a_broker_that_is_not_there_is_named(nobody: KafkaSettings) -> None:
    with pytest.raises(BrokerUnavailable, match=f"answers at {nobody.broker}: .*Connect"):
        await wait_for_broker(nobody, timedelta())


async def test_a_missing_broker_is_waited_for_as_long_as_told(nobody: KafkaSettings) -> None:
    started = time.monotonic()
    with pytest.raises(BrokerUnavailable):
        await wait_for_broker(nobody, timedelta(seconds=0.6))
    assert 0.6 <= time.monotonic() - started < 30


async def test_who_takes_connections_and_does_not_answer_is_no_broker(
    mute: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ANSWER_SECONDS > 1
    monkeypatch.setattr("newsmill.kafka.connection.ANSWER_SECONDS", 0.1)
    with pytest.raises(BrokerUnavailable, match="no answer"):
        await wait_for_broker(mute, SOON)


async def test_who_does_not_answer_has_not_refused_idempotence(
    mute: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsmill.kafka.publisher.ANSWER_SECONDS", 0.1)
    assert (await with_idempotence_as_accepted(mute)).idempotent


async def test_publishers_and_readers_say_so_too(nobody: KafkaSettings) -> None:
    with pytest.raises(BrokerUnavailable):
        async with open_publisher(nobody):
            pass
    with pytest.raises(BrokerUnavailable):
        async with open_reader(nobody, ["ferries"], from_start=True):
            pass


@pytest.mark.broker
async def test_topics_are_created_as_the_contracts_say(kafka: KafkaSettings) -> None:
    assert {status.partitions for status in await describe_topics(kafka)} == {0}
    created = await create_topics(kafka.model_copy(update={"topic_partitions": None}))
    assert {status.topic.name: status.partitions for status in created} == {
        topic.name: topic.partitions for topic in TOPICS
    }


@pytest.mark.broker
async def test_topics_that_are_there_stay_as_they_are(kafka: KafkaSettings) -> None:
    await create_topics(kafka.model_copy(update={"topic_partitions": 2}), [CLEAN_ARTICLES])
    again = await create_topics(kafka, [CLEAN_ARTICLES, UNIQUE_ARTICLES])
    assert [status.partitions for status in again] == [2, kafka.topic_partitions]


@pytest.mark.broker
async def test_what_was_just_created_takes_records_at_once(
    kafka: KafkaSettings, caplog: pytest.LogCaptureFixture
) -> None:
    divided = kafka.model_copy(update={"topic_partitions": 8})
    await create_topics(divided)
    async with open_publisher(divided) as publisher:
        for script in ("Latn", "Cyrl", "Grek", "Hani", "Arab", "Thai"):
            article = clean_article(script=script)
            await publish_record(publisher, divided, CLEAN_ARTICLES, article, "cli")
    assert [record.message for record in caplog.records] == []


@pytest.mark.broker
async def test_missing_topics_are_named(kafka: KafkaSettings) -> None:
    await create_topics(kafka, [FEEDS])
    with pytest.raises(TopicsMissing) as missing:
        await require_topics(kafka, [FEEDS, RAW_ARTICLES, CLEAN_ARTICLES])
    assert topic_name(kafka, RAW_ARTICLES) in str(missing.value)
    assert topic_name(kafka, FEEDS) not in str(missing.value)
    assert (await require_topics(kafka, [FEEDS]))[topic_name(kafka, FEEDS)] == 1


@pytest.mark.broker
async def test_deleted_topics_are_gone(kafka: KafkaSettings) -> None:
    await create_topics(kafka, [FEEDS])
    await delete_topics(kafka, [topic_name(kafka, FEEDS)])
    assert [status.partitions for status in await describe_topics(kafka, [FEEDS])] == [0]


@pytest.mark.broker
async def test_messages_are_copied_in_order_and_those_that_no_broker_takes_are_left_out(
    kafka: KafkaSettings,
) -> None:
    await create_topics(kafka, [RAW_ARTICLES])
    name = topic_name(kafka, RAW_ARTICLES)
    sizes = [1, 300_000, 1, 300_000, 1, MAX_REQUEST_BYTES, 300_000, 1]
    messages = [
        Message("elsewhere", 3, number, b"%d" % number, random.randbytes(size), [("h", b"v")])
        for number, size in enumerate(sizes)
    ]
    without_anything = Message("elsewhere", 3, 9, None, None, [])

    async with open_publisher(kafka) as publisher:
        offsets = await publisher.publish_in_order(name, 0, [*messages, without_anything])

    assert offsets == [0, 1, 2, 3, 4, None, 5, 6, 7]
    async with open_reader(kafka, [name], from_start=True) as reader, asyncio.timeout(60):
        read = [await anext(reader) for _ in range(8)]
    assert [message.key for message in read] == [b"0", b"1", b"2", b"3", b"4", b"6", b"7", None]
    assert read[1].value == messages[1].value
    assert list(read[0].headers) == [("h", b"v")]


@pytest.mark.broker
async def test_a_published_record_begins_its_trace_in_the_right_partition(
    kafka: KafkaSettings,
) -> None:
    divided = kafka.model_copy(update={"topic_partitions": 8})
    await create_topics(divided, [CLEAN_ARTICLES])
    article = clean_article(script="Grek")
    async with open_publisher(divided) as publisher:
        await publish_record(publisher, divided, CLEAN_ARTICLES, article, "cli")
    name = topic_name(kafka, CLEAN_ARTICLES)
    async with open_reader(divided, [name], from_start=True) as reader, asyncio.timeout(60):
        read = await anext(reader)
    assert read.partition == partition_of("Grek", 8)
    assert read.key == article.article_id.encode()
    assert type(article).model_validate_json(read.value) == article
    provenance = article.provenance
    assert subject_of(read.headers) == str(
        Observation(provenance.entry_id, provenance.entry_version)
    )


@pytest.mark.broker
async def test_a_reader_sees_all_or_only_what_is_new(kafka: KafkaSettings) -> None:
    await create_topics(kafka, [RAW_ARTICLES])
    name = topic_name(kafka, RAW_ARTICLES)
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, RAW_ARTICLES, raw_article(title="old"), "cli")
        async with (
            open_reader(kafka, [name], from_start=True) as of_all,
            open_reader(kafka, [name], from_start=False) as of_new,
            asyncio.timeout(60),
        ):
            await publish_record(publisher, kafka, RAW_ARTICLES, raw_article(title="new"), "cli")
            assert b'"old"' in (await anext(of_all)).value
            assert b'"new"' in (await anext(of_all)).value
            assert b'"new"' in (await anext(of_new)).value


@pytest.mark.broker
async def test_a_reader_of_a_missing_topic_is_told_so(kafka: KafkaSettings) -> None:
    with pytest.raises(TopicsMissing, match=f"{kafka.topic_prefix}ferries"):
        async with open_reader(kafka, [f"{kafka.topic_prefix}ferries"], from_start=True):
            pass


@pytest.mark.broker
async def test_a_message_that_is_too_large_is_refused(kafka: KafkaSettings) -> None:
    await create_topics(kafka, [RAW_ARTICLES])
    async with open_publisher(kafka) as publisher:
        with pytest.raises(RecordRefused):
            await publisher.publish(
                topic_name(kafka, RAW_ARTICLES), b"k", bytes(11 * 1024 * 1024), "k", ()
            )


@pytest.mark.broker
async def test_idempotent_producers_are_given_up_where_the_broker_refuses_them(
    kafka: KafkaSettings,
) -> None:
    # The embedded broker is known by its settings: it refuses what Apache Kafka accepts.
    accepted = await with_idempotence_as_accepted(kafka.model_copy(update={"idempotent": True}))

    assert accepted.idempotent is kafka.idempotent
