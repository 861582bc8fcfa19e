"""Replays on a broker: byte for byte, into the same partition, once, whatever ends them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from newsmill.clock import utc_now
from newsmill.contracts.headers import Header, Headers, dead_letter_headers
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    ENRICHED_ARTICLES,
    REPLAYS,
    RETRIEVED_ARTICLES,
    Topic,
)
from newsmill.inspection.quarantine import Letter, Replays
from newsmill.inspection.reading import read_quarantine
from newsmill.inspection.replaying import Plan, Replayed, partitions_there, plan, replay
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import RecordRefused
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import open_history
from newsmill.kafka.records import Message
from newsmill.settings import KafkaSettings
from tests.builders import dead_letter

PARTITIONS = 3
GARBAGE = b"\xff\x00 not JSON at all {"
ODD_HEADERS: list[Header] = [("h", b"\xfe"), ("h", None), ("ce_subject", b"s"), ("h", b"2")]

Bare = tuple[bytes | None, bytes | None, list[Header]]


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    """The broker with three partitions of each topic."""
    kafka = kafka.model_copy(update={"topic_partitions": PARTITIONS, "idempotent": False})
    await create_topics(kafka)
    return kafka


@pytest.fixture
async def publisher(topics: KafkaSettings) -> AsyncIterator[KafkaPublisher]:
    async with open_publisher(topics) as publisher:
        yield publisher


async def dead_lettered(
    kafka: KafkaSettings, publisher: KafkaPublisher, partition: int, message: Bare
) -> int:
    """Write `message` for the cleaner, and its dead letter; returns the message's offset."""
    key, value, headers = message
    topic = topic_name(kafka, RETRIEVED_ARTICLES)
    offset = await publisher.publish_to(topic, partition, key, value, headers)
    letter = dead_letter(topic=topic, partition=partition, offset=offset)
    kept = value if key is not None or value is not None else b""
    await publisher.publish(
        topic_name(kafka, DEAD_LETTERS), key, kept, "x", dead_letter_headers(letter, headers)
    )
    return offset


async def read(kafka: KafkaSettings, topic: Topic[Any]) -> list[Message]:
    async with open_history(kafka, [topic]) as history:
        return [message async for messages in history.read() for message in messages]


async def planned(kafka: KafkaSettings, *, again: bool = False) -> tuple[Plan, Replays]:
    """What a replay of everything would do."""
    quarantine = await read_quarantine(kafka)
    partitions = await partitions_there(kafka)
    replays = quarantine.replays
    return plan(quarantine.letters, replays, partitions, kafka.topic_prefix, again=again), replays


async def replay_all(
    kafka: KafkaSettings, publisher: KafkaPublisher, *, again: bool = False
) -> Replayed:
    """Replay all that can be."""
    ready, replays = await planned(kafka, again=again)
    replayed = Replayed()
    await replay(kafka, publisher, ready.ready, replays, utc_now, replayed)
    return replayed


def without_places(logged: Sequence[Message]) -> list[Bare]:
    return [(message.key, message.value, list(message.headers)) for message in logged]


class Died(Exception):
    """What stands for a kill -9 in these tests."""


class DyingPublisher(KafkaPublisher):
    """Writes so many messages, and then no more."""

    def __init__(self, publisher: KafkaPublisher, writes: int) -> None:
        super().__init__(publisher._producer)
        self._left = writes

    async def publish_to(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> int:
        if not self._left:
            raise Died
        self._left -= 1
        return await super().publish_to(topic, partition, key, value, headers)


@pytest.mark.broker
@pytest.mark.parametrize(
    "message",
    [
        pytest.param((b"a key", GARBAGE, ODD_HEADERS), id="bytes"),
        pytest.param((None, GARBAGE, []), id="no-key"),
        pytest.param((b"a key", None, ODD_HEADERS), id="no-value"),
        pytest.param((b"", b"", [("", b"")]), id="empty"),
        pytest.param((b"k", b"v" * 3_000_000, []), id="large"),
        pytest.param(
            (b"k", b"v", dead_letter_headers(dead_letter(room="elsewhere"), [])), id="dead-before"
        ),
    ],
)
async def test_a_message_comes_back_byte_for_byte_into_its_partition(
    topics: KafkaSettings, publisher: KafkaPublisher, message: Bare
) -> None:
    offset = await dead_lettered(topics, publisher, 2, message)

    done = await replay_all(topics, publisher)

    was, now = await read(topics, RETRIEVED_ARTICLES)
    assert (was.place, was.offset) == ((RETRIEVED_ARTICLES.name, 2), offset)
    assert now.place == was.place
    assert without_places([was, now]) == [message, message]
    assert [record.replayed_offset for _, record in done.published] == [now.offset]


@pytest.mark.broker
async def test_a_message_is_replayed_once_and_again_only_when_told(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await dead_lettered(topics, publisher, 0, (b"k", GARBAGE, []))
    await replay_all(topics, publisher)

    plan, _ = await planned(topics)
    assert plan.ready == []
    assert [why.partition(" 2")[0] for _, why in plan.already] == ["already replayed"]
    assert (await replay_all(topics, publisher)).published == []
    assert len(await read(topics, RETRIEVED_ARTICLES)) == 2

    assert len((await replay_all(topics, publisher, again=True)).published) == 1
    assert len(await read(topics, RETRIEVED_ARTICLES)) == 3


@pytest.mark.broker
async def test_two_dead_letters_of_one_message_are_replayed_as_one(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    offset = await dead_lettered(topics, publisher, 0, (b"k", GARBAGE, []))
    twin = dead_letter(topic=topic_name(topics, RETRIEVED_ARTICLES), offset=offset)
    await publisher.publish(
        topic_name(topics, DEAD_LETTERS), b"k", GARBAGE, "y", dead_letter_headers(twin, [])
    )

    assert len((await replay_all(topics, publisher, again=True)).published) == 1
    assert len(await read(topics, RETRIEVED_ARTICLES)) == 2


@pytest.mark.broker
async def test_messages_come_back_in_the_order_in_which_they_were_written(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    for number in (1, 2, 3):
        await dead_lettered(topics, publisher, 1, (b"k", b"%d" % number, []))
    quarantine = await read_quarantine(topics)
    quarantine.letters.reverse()
    ready = plan(
        quarantine.letters,
        quarantine.replays,
        await partitions_there(topics),
        topics.topic_prefix,
        again=False,
    ).ready
    await replay(topics, publisher, ready, quarantine.replays, utc_now, Replayed())

    values = [message.value for message in await read(topics, RETRIEVED_ARTICLES)]
    assert values == [b"1", b"2", b"3"] * 2


@pytest.mark.broker
@pytest.mark.parametrize(
    ("writes", "published", "found"),
    [
        pytest.param(0, 1, 0, id="before-the-intent"),
        pytest.param(1, 1, 0, id="before-it-is-published"),
        pytest.param(2, 0, 1, id="before-the-completion"),
    ],
)
async def test_a_replay_that_died_is_taken_up_where_it_ended(
    topics: KafkaSettings, publisher: KafkaPublisher, writes: int, published: int, found: int
) -> None:
    await dead_lettered(topics, publisher, 0, (b"k", GARBAGE, ODD_HEADERS))
    with pytest.raises(Died):
        await replay_all(topics, DyingPublisher(publisher, writes))

    done = await replay_all(topics, publisher)

    assert (len(done.published), len(done.found)) == (published, found)
    original, again = await read(topics, RETRIEVED_ARTICLES)
    assert without_places([original]) == without_places([again])
    (record,) = [record for _, record in done.published + done.found]
    assert record.replayed_offset == again.offset
    assert (await planned(topics))[0].ready == []


@pytest.mark.broker
async def test_of_two_equal_messages_each_comes_back_though_one_try_died(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    """What is found of the first is not taken for the second."""
    for _ in range(2):
        await dead_lettered(topics, publisher, 0, (b"k", GARBAGE, []))
    with pytest.raises(Died):
        # Intent, message, completion of the first; intent of the second.
        await replay_all(topics, DyingPublisher(publisher, 4))

    done = await replay_all(topics, publisher)

    assert (len(done.published), len(done.found)) == (1, 0)
    assert len(await read(topics, RETRIEVED_ARTICLES)) == 4


@pytest.mark.broker
async def test_a_letter_that_retention_has_removed_meanwhile_is_told(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await dead_lettered(topics, publisher, 0, (b"k", GARBAGE, []))
    (ready, replays) = await planned(topics)
    letter = ready.ready[0]
    removed = Letter(
        letter.partition,
        letter.offset + 5,
        letter.record,
        letter.problem,
        letter.subject,
        letter.size,
    )
    replayed = Replayed()

    await replay(topics, publisher, [removed], replays, utc_now, replayed)

    assert replayed.refused == [(removed, "it is no more in the topic")]
    assert await read(topics, REPLAYS) == []


@pytest.mark.broker
async def test_what_the_broker_does_not_take_holds_up_no_other(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    for value in (b"too large by now", b"small"):
        await dead_lettered(topics, publisher, 0, (b"k", value, []))
    ready, replays = await planned(topics)
    replayed = Replayed()

    await replay(
        topics, StingyPublisher(publisher._producer), ready.ready, replays, utc_now, replayed
    )

    assert [why for _, why in replayed.refused] == ["16 bytes are too many"]
    assert [message.value for message in await read(topics, RETRIEVED_ARTICLES)][2:] == [b"small"]


class StingyPublisher(KafkaPublisher):
    """Stands for a topic whose limit has been lowered."""

    async def publish_to(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> int:
        if key == b"k" and len(value or b"") > 10:
            raise RecordRefused(f"{len(value or b'')} bytes are too many")
        return await super().publish_to(topic, partition, key, value, headers)


def letter_of(**said: Any) -> Letter:
    return Letter(0, 0, dead_letter(**said), "", None, 10)


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        pytest.param(Letter(0, 0, None, "no room", None, 1), "no dead letter's: no room", id="odd"),
        pytest.param(
            letter_of(message="cut from 9999999 bytes, without its headers: too large"),
            "only its beginning was kept",
            id="cut",
        ),
        pytest.param(letter_of(topic="x.news.articles.raw.v1"), "no room reads here", id="foreign"),
        pytest.param(
            letter_of(topic=f"t.{ENRICHED_ARTICLES.name}"), "no room reads here", id="not-an-input"
        ),
        pytest.param(
            letter_of(topic=f"t.{CLEAN_ARTICLES.name}", partition=3),
            "has 3 partitions, and no number 3",
            id="no-such-partition",
        ),
        pytest.param(letter_of(), "which no room reads here", id="another-installation"),
    ],
)
def test_what_cannot_be_put_back_is_refused_with_the_reason(letter: Letter, why: str) -> None:
    partitions = {f"t.{CLEAN_ARTICLES.name}": 3, RETRIEVED_ARTICLES.name: 3}
    planned = plan([letter], Replays(), partitions, "t.", again=False)
    assert planned.ready == []
    ((refused, told),) = planned.refused
    assert refused is letter
    assert why in told
