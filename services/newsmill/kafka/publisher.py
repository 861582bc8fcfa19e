"""Publish messages beside Faust; each is acknowledged by the broker."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    BrokerResponseError,
    ClusterAuthorizationFailedError,
    KafkaError,
)

from newsmill.clock import utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers, event_headers, subject_to_begin_with
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import ANSWER_SECONDS, client_options, partition_of, topic_name
from newsmill.kafka.errors import (
    BrokerRefuses,
    BrokerUnavailable,
    RecordRefused,
    classified_errors,
    in_one_line,
)
from newsmill.kafka.producer import CarefulProducer, PatientProducer
from newsmill.kafka.records import Message
from newsmill.settings import KafkaSettings

LINGER_MILLISECONDS = 25
"""Of rooms. With 5, a run of `once` costs a sixth more CPU in the rooms and a third more in the
broker; with 25, five hops take up to a tenth of a second longer."""

COMMANDS_LINGER_MILLISECONDS = 5
"""They may wait for each message before they write the next."""

BATCH_BYTES = 512 * 1024
"""Pages are larger than aiokafka's 16 KB: with a batch for each, all senders wait for each other,
and each one that is sent wakes all of them."""

MAX_REQUEST_BYTES = 10 * 1024 * 1024


async def with_idempotence_as_accepted(kafka: KafkaSettings) -> KafkaSettings:
    """`kafka`, without idempotent producers where the broker refuses them.

    A broker that is slow or gone for a moment has refused nothing.
    """
    if not kafka.idempotent:
        return kafka
    producer = AIOKafkaProducer(**client_options(kafka), enable_idempotence=True)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await producer.start()
    except BrokerResponseError:
        return kafka.model_copy(update={"idempotent": False})
    except (KafkaError, TimeoutError):
        return kafka
    finally:
        await producer.stop()
    return kafka


class KafkaPublisher:
    """Writes messages and waits for the broker's acknowledgement."""

    def __init__(self, producer: CarefulProducer) -> None:
        self._producer = producer

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        """Write one message to the partition that `by` decides.

        Raises:
            RecordRefused, NotPermitted, WriteRefused, ProducerBroken: as `publish_to`.
        """
        await self.publish_to(topic, await self.partition_for(topic, by), key, value, headers)

    async def partition_for(self, topic: str, by: str) -> int:
        """The partition that `by` decides.

        Raises:
            NotPermitted, WriteRefused, ProducerBroken: as `publish_to`.
        """
        with classified_errors(topic):
            return partition_of(by, len(await self._producer.partitions_for(topic)))

    async def begin(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> asyncio.Future[Any]:
        """Take one message for `partition`, when there is room; returns its acknowledgement to be.

        The errors of that are the client's own.

        Raises:
            RecordRefused, NotPermitted, WriteRefused, ProducerBroken: as `publish_to`.
        """
        with classified_errors(topic):
            begun: asyncio.Future[Any] = await self._producer.send(
                topic, value, key=key, partition=partition, headers=list(headers)
            )
        return begun

    async def publish_in_order(
        self, topic: str, partition: int, messages: Sequence[Message]
    ) -> list[int | None]:
        """Write key, value and headers of `messages` to `partition`, in their order.

        Returns the offsets they got; None for those that the broker refuses.

        Raises:
            NotPermitted, WriteRefused: the broker takes nothing from us on this topic, now or ever.
            ProducerBroken: some were not acknowledged; they may be there all the same.
        """
        offsets: list[int | None] = []
        queued = []
        for message in messages:
            # Queued one after the other: where a batch is full, the next waits behind this one.
            try:
                with classified_errors(topic):
                    queued.append(
                        await self._producer.send(
                            topic,
                            # The producer refuses a message with neither.
                            message.value if message.key is not None else message.value or b"",
                            key=message.key,
                            partition=partition,
                            headers=list(message.headers),
                        )
                    )
            except RecordRefused:
                queued.append(None)
        for written in queued:
            try:
                with classified_errors(topic):
                    offsets.append(None if written is None else int((await written).offset))
            except RecordRefused:
                offsets.append(None)
        return offsets

    async def delete_everywhere(self, topic: str, key: bytes) -> None:
        """End `key` in every partition: under an older rule its row may lie in any of them.

        Raises:
            NotPermitted, WriteRefused, ProducerBroken: as `publish_to`.
        """
        with classified_errors(topic):
            partitions = await self._producer.partitions_for(topic)
        for partition in sorted(partitions):
            await self.publish_to(topic, partition, key, None, [])

    async def publish_to(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> int:
        """Write one message to `partition`; returns the offset it got.

        Raises:
            RecordRefused: the broker takes no such message.
            NotPermitted, WriteRefused: the broker takes nothing from us on this topic, now or ever.
            ProducerBroken: it was not acknowledged; it may be there all the same.
        """
        with classified_errors(topic):
            written = await self._producer.send_and_wait(
                topic, value, key=key, partition=partition, headers=list(headers)
            )
        return int(written.offset)


@asynccontextmanager
async def open_publisher(
    kafka: KafkaSettings, *, patient: bool = False
) -> AsyncIterator[KafkaPublisher]:
    """A publisher of its own connection; a `patient` one waits for brokers without end.

    Raises:
        BrokerUnavailable: no broker answers.
    """
    kind = PatientProducer if patient else CarefulProducer
    producer = kind(
        **client_options(kafka),
        acks="all",
        compression_type="zstd",
        enable_idempotence=kafka.idempotent,
        linger_ms=LINGER_MILLISECONDS if patient else COMMANDS_LINGER_MILLISECONDS,
        max_batch_size=BATCH_BYTES,
        max_request_size=MAX_REQUEST_BYTES,
    )
    try:
        try:
            await producer.start()
        except ClusterAuthorizationFailedError as error:
            raise BrokerRefuses(kafka.broker, "no right to write to any topic") from error
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield KafkaPublisher(producer)
    finally:
        await producer.stop()


async def publish_record(
    publisher: KafkaPublisher,
    kafka: KafkaSettings,
    topic: Topic[Record],
    record: Record,
    room: str,
) -> None:
    """Write `record` as the first of its trace: what it becomes carries the same subject."""
    subject = subject_to_begin_with(topic, record)
    headers = event_headers(topic, record, room, utc_now(), subject, None)
    await publisher.publish(
        topic_name(kafka, topic),
        topic.key(record).encode(),
        record.model_dump_json().encode(),
        topic.partition_key(record),
        headers,
    )
